package store

import (
	"concord/edtf"
	"concord/register"
)

// Facet is a value by which a record is found.
type Facet struct{ Name, Value string }

// FacetNames are all of them.
var FacetNames = []string{register.FacetActor, register.FacetParty, register.FacetState, register.FacetPlace, register.FacetTheme, register.FacetKind, register.FacetLevel,
	register.FacetModality, register.FacetInstrument, register.FacetMechanism, register.FacetDocument, register.FacetSDG, register.FacetStatus, register.FacetReview,
	register.FacetOrigin, register.FacetYear, register.FacetWork, register.FacetSection, register.FacetBlock}

// Facets appends the facets of an activity's own values; those of its tellings
// (work, section) are the engine's to add.
func Facets(dst []Facet, a *register.Activity) []Facet {
	for _, p := range a.Parties {
		if p.State {
			dst = append(dst, Facet{register.FacetState, p.Actor})
		} else {
			dst = append(dst, Facet{register.FacetParty, p.Actor})
		}
	}
	for _, f := range []struct {
		name   string
		values []string
	}{{register.FacetPlace, a.Places}, {register.FacetTheme, a.Themes}, {register.FacetInstrument, a.Instruments}, {register.FacetDocument, a.Documents}, {register.FacetSDG, a.SDGs}} {
		for _, v := range f.values {
			dst = append(dst, Facet{f.name, v})
		}
	}
	for _, f := range []Facet{{register.FacetKind, a.Kind}, {register.FacetLevel, a.Level}, {register.FacetModality, a.Modality}} {
		if f.Value != "" {
			dst = append(dst, f)
		}
	}
	return dst
}

// The days that stand for an open beginning, an open end and no date at all.
const (
	Always  = 0
	Forever = 99991231
	Undated = 99999999
)

// Days gives the first and last day of an EDTF date as numbers, 20210602, by
// which dates sort and overlap; Undated twice for an empty or unreadable one.
func Days(date string) (first, last int) {
	if date == "" {
		return Undated, Undated
	}
	d, err := edtf.Parse(date)
	if err != nil {
		return Undated, Undated
	}
	a, b := d.Bounds()
	first, last = Always, Forever
	if !a.IsZero() {
		first = day(a)
	}
	if !b.IsZero() {
		last = day(b)
	}
	return first, last
}

func day(p edtf.Point) int { return int(p.Year)*10000 + int(p.Month)*100 + int(p.Day) }
