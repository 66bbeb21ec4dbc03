package web

import (
	"context"

	"concord/analysis"
	"concord/lexicon"
	"concord/register"
)

// This file finds searches to begin with, on the first page: each finds something, for
// they are made of what the register holds.

// Try is a search to begin with.
type Try struct {
	Has   []register.Condition // one value each
	Query string
	Count int
}

// tries are the pair with most acts in common, the most frequent place with what is done
// there most, and a frequent theme in the last year that has it.
func (s *shelves) tries(ctx context.Context, m *analysis.Matrix) ([]Try, error) {
	empty, err := s.ask(Query{})
	if err != nil {
		return nil, err
	}
	var out []Try
	add := func(has ...register.Condition) error {
		t := Try{Has: has}
		for i, c := range has {
			if i == 0 {
				t.Query = empty.With(c.Facet, c.Any[0])
				continue
			}
			asked, err := s.ask(Query{Text: t.Query})
			if err != nil {
				return err
			}
			t.Query = asked.With(c.Facet, c.Any[0])
		}
		n, err := analysis.Count(ctx, s.r, register.Filter{Has: has})
		if err == nil && n > 0 {
			t.Count = n
			out = append(out, t)
		}
		return err
	}
	row, column, most := 0, 0, 0
	for i := range m.Cells {
		for j, n := range m.Cells[i] {
			if n > most {
				row, column, most = i, j, n
			}
		}
	}
	if most > 0 {
		if err := add(register.Has(register.FacetActor, m.Rows[row]), register.Has(register.FacetActor, m.Columns[column])); err != nil {
			return nil, err
		}
	}
	// The most frequent value of a facet, then that of another among its acts.
	for _, pair := range [][2]string{{register.FacetPlace, register.FacetKind}, {register.FacetTheme, register.FacetYear}, {register.FacetLevel, register.FacetTheme}} {
		first, err := s.top(ctx, register.Filter{}, pair[0])
		if err != nil {
			return nil, err
		}
		if first == "" {
			continue
		}
		has := register.Has(pair[0], first)
		second, err := s.top(ctx, register.Filter{Has: []register.Condition{has}}, pair[1])
		if err != nil {
			return nil, err
		}
		list := []register.Condition{has}
		if second != "" {
			list = append(list, register.Has(pair[1], second))
		}
		if err := add(list...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// top is the most frequent value of a facet that says something; "" for none.
func (s *shelves) top(ctx context.Context, f register.Filter, facet string) (string, error) {
	counts, err := s.r.Facets(ctx, f, facet)
	if err != nil {
		return "", err
	}
	for _, c := range counts[facet] {
		if c.Value != lexicon.NoTheme && c.Value != "other" && c.Value != "institutional" {
			return c.Value, nil
		}
	}
	return "", nil
}

// tryLinks are searches to begin with in the reader's words.
func (s *Site) tryLinks(v *visit, list []Try) (out []tab) {
	for _, t := range list {
		label := ""
		for i, c := range t.Has {
			if i > 0 {
				label += s.messages.text(v.lang, "kind.separator")
			}
			label += isolate(s.facetLabel(v.lang, string(register.KindActivity), c.Facet, c.Any[0]))
		}
		out = append(out, tab{link{Href: v.to(searchState{text: t.Query}.path()), Label: label}, s.messages.number(v.lang, t.Count)})
	}
	return out
}
