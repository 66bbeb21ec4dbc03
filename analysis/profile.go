package analysis

import (
	"context"
	"slices"
	"time"

	"concord/register"
)

// Profile is what the acts that a filter finds come to.
type Profile struct {
	Acts      int
	Reviewed  int // of them, by a person
	Documents int // that tell them
	Undated   int
	Placeless int
	Last      string // date of the latest that has happened, EDTF; "" for none with a date
	Next      string // date of the next that is planned
	Ladder    []Rung
	ByYear    []register.CrossCount            // acts by level and year
	Counts    map[string][]register.FacetCount // by the facets that were asked for
}

// Rung of the ladder of engagement: the acts of one level.
type Rung struct {
	Level string
	Acts  int
	Last  string // date of the latest that has happened
	Next  string // of the next that is planned
}

// Levels of the ladder, the highest first.
var Levels = []string{"summit", "senior", "technical"}

// Sum up the acts that a filter finds. Counts come from the register's memory; only the
// latest and the next of each level are records that have to be read.
func Sum(ctx context.Context, r register.Reader, f register.Filter, now time.Time, facets ...string) (*Profile, error) {
	f.Limit, f.Cursor = 1, ""
	all := append(slices.Clone(facets), register.FacetReview, register.FacetLevel, register.FacetWork)
	slices.Sort(all)
	counts, err := r.Facets(ctx, f, slices.Compact(all)...)
	if err != nil {
		return nil, err
	}
	p := &Profile{Counts: counts, Documents: len(counts[register.FacetWork])}
	for _, c := range counts[register.FacetReview] {
		p.Acts += c.Count
		if c.Value == string(register.Reviewed) {
			p.Reviewed = c.Count
		}
	}
	if p.Acts == 0 {
		return p, nil
	}
	if p.ByYear, err = r.Cross(ctx, f, register.FacetLevel, register.FacetYear); err != nil {
		return nil, err
	}
	if p.Placeless, err = without(ctx, r, f, register.FacetPlace); err != nil {
		return nil, err
	}
	undated := f
	undated.Undated = true
	page, err := r.Records(ctx, undated)
	if err != nil {
		return nil, err
	}
	if p.Undated = page.Total; p.Undated == p.Acts {
		return p, nil
	}
	past := f
	past.Order, past.To = register.Newest, now.Format(time.DateOnly)
	next := f
	next.Order, next.From = register.Oldest, now.AddDate(0, 0, 1).Format(time.DateOnly)
	next.Has = append(slices.Clip(f.Has), register.Has(register.FacetModality, "planned", "agreed"))
	if p.Last, err = dateOf(ctx, r, past); err != nil {
		return nil, err
	}
	if p.Next, err = dateOf(ctx, r, next); err != nil {
		return nil, err
	}
	for _, level := range Levels {
		rung := Rung{Level: level}
		for _, c := range counts[register.FacetLevel] {
			if c.Value == level {
				rung.Acts = c.Count
			}
		}
		if rung.Acts > 0 {
			of := past
			of.Has = append(slices.Clip(past.Has), register.Has(register.FacetLevel, level))
			if rung.Last, err = dateOf(ctx, r, of); err != nil {
				return nil, err
			}
			if p.Next != "" { // else none is planned on any level
				of = next
				of.Has = append(slices.Clip(next.Has), register.Has(register.FacetLevel, level))
				if rung.Next, err = dateOf(ctx, r, of); err != nil {
					return nil, err
				}
			}
		}
		p.Ladder = append(p.Ladder, rung)
	}
	return p, nil
}

// Last is the date of the latest act among those that a filter finds that has happened,
// EDTF; "" where none has a date.
func Last(ctx context.Context, r register.Reader, f register.Filter, now time.Time) (string, error) {
	f.Order, f.To, f.Limit, f.Cursor = register.Newest, now.Format(time.DateOnly), 1, ""
	return dateOf(ctx, r, f)
}

// dateOf the first act that a filter finds.
func dateOf(ctx context.Context, r register.Reader, f register.Filter) (string, error) {
	page, err := r.Records(ctx, f)
	if err != nil || len(page.Lines) == 0 {
		return "", err
	}
	return page.Lines[0].Activity.Date, nil
}
