// Package analysis counts and compares what the register holds: matrices, what ends
// next, what is due. It gives numbers and records, and says of how many they are.
//
// It draws nothing, writes nothing and keeps nothing.
package analysis

import (
	"cmp"
	"context"
	"slices"

	"concord/lexicon"
	"concord/register"
)

// Axis is what the rows or the columns of a matrix are.
type Axis string

// The axes.
const (
	Partners Axis = "partner" // regional and other organizations, by their English names
	Entities Axis = "entity"  // entities of the United Nations, those with most acts first
	Themes   Axis = "theme"   // in the order of the lexicon
	Years    Axis = "year"    // the last ones last
	Kinds    Axis = "kind"    // of acts, the most frequent first
)

// Facet that the axis counts.
func (a Axis) Facet() string {
	switch a {
	case Partners, Entities:
		return register.FacetParty
	}
	return string(a)
}

// Matrix is how many acts there are by the values of two axes. An act with several
// values of an axis counts in each of them, once in a cell: rows and columns do not
// add up to the sums, which count each act once.
type Matrix struct {
	Rows, Columns       []string // values
	Cells               [][]int
	RowSums, ColumnSums []int // acts with that value
	Acts                int   // that the filter finds
	Reviewed            int   // of them, by a person
	Documents           int   // that tell them
	NoRow, NoColumn     int   // acts without any value of the axis
	MoreRows, MoreCols  int   // values that were left out: those with fewest acts
}

// Limits of a matrix: with more cells a page is neither read nor light.
const (
	MostRows    = 40
	MostColumns = 25
)

// Cross makes the matrix of what a filter finds. The filter's order and page do not
// matter. most bounds rows and columns; 0 is MostRows and MostColumns.
func Cross(ctx context.Context, r register.Reader, lex *lexicon.Lexicon, f register.Filter, rows, columns Axis, most int) (*Matrix, error) {
	cells, err := r.Cross(ctx, f, rows.Facet(), columns.Facet())
	if err != nil {
		return nil, err
	}
	counts, err := r.Facets(ctx, f, rows.Facet(), columns.Facet(), register.FacetReview, register.FacetWork)
	if err != nil {
		return nil, err
	}
	m := &Matrix{Documents: len(counts[register.FacetWork])}
	for _, c := range counts[register.FacetReview] {
		m.Acts += c.Count
		if c.Value == string(register.Reviewed) {
			m.Reviewed += c.Count
		}
	}
	bound := func(standard int) int {
		if most > 0 {
			return min(most, standard)
		}
		return standard
	}
	m.Rows, m.RowSums, m.MoreRows, err = rows.values(lex, counts[rows.Facet()], bound(MostRows))
	if err != nil {
		return nil, err
	}
	across := counts[columns.Facet()]
	if rows == Partners && columns == Entities {
		across = shared(across, cells, m.Rows)
	}
	m.Columns, m.ColumnSums, m.MoreCols, err = columns.values(lex, across, bound(MostColumns))
	if err != nil {
		return nil, err
	}
	if m.NoRow, err = without(ctx, r, f, rows.Facet()); err != nil {
		return nil, err
	}
	if m.NoColumn, err = without(ctx, r, f, columns.Facet()); err != nil {
		return nil, err
	}
	down, along := places(m.Rows), places(m.Columns)
	m.Cells = make([][]int, len(m.Rows))
	for i := range m.Cells {
		m.Cells[i] = make([]int, len(m.Columns))
	}
	for _, c := range cells {
		i, ok := down[c.Row]
		j, there := along[c.Column]
		if ok && there {
			m.Cells[i][j] = c.Count
		}
	}
	return m, nil
}

// shared puts those first that have most in common with the rows: who works most, but
// with others, shows nothing beside them.
func shared(counts []register.FacetCount, cells []register.CrossCount, rows []string) []register.FacetCount {
	down, sums := places(rows), map[string]int{}
	for _, c := range cells {
		if _, ok := down[c.Row]; ok && c.Row != c.Column {
			sums[c.Column] += c.Count
		}
	}
	counts = slices.Clone(counts)
	slices.SortStableFunc(counts, func(a, b register.FacetCount) int { return cmp.Compare(sums[b.Value], sums[a.Value]) })
	return counts
}

func places(list []string) map[string]int {
	at := make(map[string]int, len(list))
	for i, v := range list {
		at[v] = i
	}
	return at
}

// Count is how many records a filter finds, from the register's memory.
func Count(ctx context.Context, r register.Reader, f register.Filter) (n int, err error) {
	counts, err := r.Facets(ctx, f, register.FacetReview)
	for _, c := range counts[register.FacetReview] {
		n += c.Count
	}
	return n, err
}

// without counts the acts that have no value of a facet.
func without(ctx context.Context, r register.Reader, f register.Filter, facet string) (int, error) {
	f.Has = append(slices.Clip(f.Has), register.Condition{Facet: facet, Not: true})
	return Count(ctx, r, f)
}

// values are those of an axis in its order, with their counts; more were left out.
func (a Axis) values(lex *lexicon.Lexicon, counts []register.FacetCount, most int) (list []string, sums []int, more int, err error) {
	var chosen []register.FacetCount
	for _, c := range counts { // the most frequent first
		if a == Partners || a == Entities {
			actor, ok := lex.Actor(c.Value)
			if !ok || (actor.Type == "partner") != (a == Partners) || a == Entities && (actor.Type != "un" || c.Value == lexicon.UN) {
				continue
			}
		}
		if c.Value != lexicon.NoTheme {
			chosen = append(chosen, c)
		}
	}
	if a == Years {
		slices.SortFunc(chosen, func(x, y register.FacetCount) int { return cmp.Compare(y.Value, x.Value) })
	}
	if len(chosen) > most {
		chosen, more = chosen[:most], len(chosen)-most
	}
	switch a {
	case Partners:
		slices.SortFunc(chosen, func(x, y register.FacetCount) int {
			return cmp.Or(cmp.Compare(English(lex, x.Value), English(lex, y.Value)), cmp.Compare(x.Value, y.Value))
		})
	case Years:
		slices.Reverse(chosen)
	case Themes:
		themes, err := lex.Themes()
		if err != nil {
			return nil, nil, 0, err
		}
		at := func(id string) int {
			return slices.IndexFunc(themes, func(t lexicon.Theme) bool { return t.ID == id })
		}
		slices.SortStableFunc(chosen, func(x, y register.FacetCount) int { return cmp.Compare(at(x.Value), at(y.Value)) })
	}
	for _, c := range chosen {
		list, sums = append(list, c.Value), append(sums, c.Count)
	}
	return list, sums, more, nil
}

// English is the key by which organizations stand in order in every language: the
// English name, folded.
func English(lex *lexicon.Lexicon, id string) string {
	name, _ := lex.Display(id, "en")
	return lexicon.Fold(name)
}
