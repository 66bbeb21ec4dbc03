package web

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"concord/api"
	"concord/register"
)

// This file says how a record is cited, and what each of its revisions changed.

// cited is how a record is cited: in the style of the United Nations, and as data.
type cited struct{ Style, Address, BibTeX, Data string }

// cite gives the ways to cite a record that has a page at an address.
func (s *Site) cite(v *visit, r *Record, page string) *cited {
	return &cited{Style: s.citedAs(v, r), Address: v.base() + page, BibTeX: v.to(page + "/cite.bib"), Data: api.Prefix + "/records/" + r.ID + "?format=jsonld"}
}

// citedAs is symbol and paragraph where it is told first, then the record with the
// revision that was seen.
func (s *Site) citedAs(v *visit, r *Record) string {
	record := s.messages.text(v.lang, "cite.record", "kind", s.messages.text(v.lang, "record."+r.Kind), "id", isolate(r.ID), "revision", s.messages.text(v.lang, "activity.revision", "n", r.Revision), "day", day(v.lang, r.changed()))
	if len(r.Tellings) == 0 {
		return record
	}
	return s.messages.text(v.lang, "cite.told", "source", s.source(v.lang, r.Tellings[0]), "record", record)
}

// changed is when the newest revision was made.
func (r *Record) changed() time.Time {
	if len(r.History) == 0 {
		return time.Time{}
	}
	return r.History[0].At
}

// citeBibTeX is a record as an entry of BibTeX.
func (s *Site) citeBibTeX(v *visit) error {
	r, err := s.Library.Record(v.r.Context(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	title, _ := titled(r.Titles, v.lang)
	page := strings.TrimSuffix(v.r.URL.Path, "/cite.bib")
	var b strings.Builder
	b.WriteString("@misc{concord-" + bibKey(r.ID) + ",\n")
	for _, f := range [][2]string{{"title", cmp.Or(title, s.messages.text(v.lang, "record."+r.Kind))}, {"publisher", "Concord"}, {"note", s.citedAs(v, r)},
		{"year", r.changed().Format("2006")}, {"url", v.base() + page}} {
		b.WriteString("  " + f[0] + " = {" + bibText(f[1]) + "},\n")
	}
	b.WriteString("}\n")
	v.w.Header().Set("Content-Disposition", `attachment; filename="concord.bib"`)
	v.send(200, "application/x-bibtex; charset=utf-8", []byte(b.String()))
	return nil
}

// bibKey leaves of an identifier what a key of BibTeX may have.
func bibKey(id string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' {
			return c
		}
		return '-'
	}, id)
}

// bibText escapes what BibTeX reads as its own, and leaves out marks of direction.
var bibText = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "%", `\%`, "&", `\&`, "#", `\#`, "$", `\$`, "_", `\_`, "\n", " ", "\u2068", "", "\u2069", "").Replace

// Difference is what a revision changed in one field: values as claims have them.
type Difference struct {
	Field    string
	Old, New []string
}

// fieldOf are the fields whose values stand under another word in a record.
var fieldOf = map[string]string{"parties": "party", "places": "place", "instruments": "instrument", "documents": "document", "themes": "theme",
	"sdgs": "sdg", "figures": "figure", "mechanisms": "mechanism", "mandates": "mandate", "acts": "act", "sessions": "session", "deadlines": "deadline"}

// differences says what changed from the fields of one revision to those of the next.
func differences(before, after json.RawMessage) (list []Difference) {
	old, now := valuesByField(before), valuesByField(after)
	fields := maps.Clone(old)
	maps.Copy(fields, now)
	for _, f := range slices.Sorted(maps.Keys(fields)) {
		d := Difference{Field: cmp.Or(fieldOf[f], f)}
		for _, x := range old[f] {
			if !slices.Contains(now[f], x) {
				d.Old = append(d.Old, x)
			}
		}
		for _, x := range now[f] {
			if !slices.Contains(old[f], x) {
				d.New = append(d.New, x)
			}
		}
		if len(d.Old)+len(d.New) > 0 {
			list = append(list, d)
		}
	}
	return list
}

// valuesByField are the values of a record as claims write them.
func valuesByField(fields json.RawMessage) map[string][]string {
	var raw map[string]json.RawMessage
	if json.Unmarshal(fields, &raw) != nil {
		return nil
	}
	out := map[string][]string{}
	for name, x := range raw {
		var one string
		var many []json.RawMessage
		var titles map[string]string
		switch {
		case json.Unmarshal(x, &one) == nil:
			out[name] = []string{one}
		case json.Unmarshal(x, &many) == nil:
			for _, m := range many {
				if json.Unmarshal(m, &one) != nil {
					one = string(m)
				}
				out[name] = append(out[name], one)
			}
		case name == register.FieldTitle && json.Unmarshal(x, &titles) == nil:
			for _, l := range slices.Sorted(maps.Keys(titles)) {
				out[name] = append(out[name], l+":"+titles[l])
			}
		default:
			out[name] = []string{string(x)}
		}
	}
	return out
}

// evidenceOf is a value of a field without its evidence.
func evidenceOf(field, value string) Evidence {
	e := Evidence{Field: field, Value: Value{Kind: kindOf[field], Value: value}}
	switch field {
	case register.FieldParty:
		var p register.Party
		if json.Unmarshal([]byte(value), &p) == nil {
			e.Value.Value, e.Role = p.Actor, p.Role
		}
	case register.FieldTitle:
		e.Language, e.Value.Value, _ = strings.Cut(value, ":")
	}
	return e
}
