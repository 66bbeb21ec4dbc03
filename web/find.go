package web

import (
	"cmp"
	"context"
	"slices"

	"concord/register"
	"concord/search"
)

// The facets that the page of a search counts, by kind.
var countedFacets = map[register.Kind][]string{
	register.KindActivity: {register.FacetParty, register.FacetTheme, register.FacetKind, register.FacetPlace, register.FacetYear, register.FacetState, register.FacetReview},
}

// otherFacets are those of every other kind.
var otherFacets = []string{register.FacetKind, register.FacetParty, register.FacetTheme, register.FacetYear}

// shown is how many values of a facet the page lists; hits how many records.
const (
	shown    = 8
	pageHits = 25
	// tableHits and feedEntries are how many a table and a feed have.
	tableHits   = 50
	feedEntries = 50
)

// Search finds records.
func (s *shelves) Search(ctx context.Context, q Query) (*Found, error) {
	asked, err := s.ask(q)
	if err != nil {
		return nil, err
	}
	f := asked.Filter
	if q.Kind != "" {
		f.Kind = register.Kind(q.Kind)
	}
	if f.Kind == "" || f.Kind == register.AnyKind {
		f.Kind = register.KindActivity
	}
	f.Order = register.Order(q.Order)
	switch f.Order {
	case "":
		f.Order = register.Newest
		if f.Match != nil {
			f.Order = register.Relevance
		}
	case "document":
		f.Order = register.ByDocument
	}
	f.Limit, f.Cursor = pageHits, q.Cursor
	switch q.View {
	case viewTable:
		f.Limit = tableHits
	case viewTimeline:
		f.Limit = mostDots
	case viewFeed:
		f.Limit, f.Order = feedEntries, register.Changed
	}
	out := &Found{Text: asked.Text, Kind: string(f.Kind), Order: string(f.Order), Parts: asked.parts}
	for _, c := range asked.Corrections {
		out.Notes = append(out.Notes, Correction{c.Typed, c.Meant})
	}
	if f.Order == register.ByDocument {
		out.Order = "document"
	}
	page, err := s.r.Records(ctx, f)
	if err != nil {
		return nil, err
	}
	out.Total, out.Next = page.Total, page.Next
	f.Cursor = ""
	if q.View == viewFeed {
		return out, s.hits(ctx, page.Lines, asked, out)
	}
	if page.Total == 0 {
		if err := s.loosen(ctx, q, f, out); err != nil {
			return nil, err
		}
	}
	facets := countedFacets[f.Kind]
	if facets == nil {
		facets = otherFacets
	}
	counts, err := s.r.Facets(ctx, f, append(slices.Clip(facets), register.FacetWork, register.FacetDoubt)...)
	if err != nil {
		return nil, err
	}
	sources(counts, out)
	if q.View == viewTimeline {
		out.Years = slices.SortedFunc(slices.Values(counts[register.FacetYear]), func(a, b register.FacetCount) int { return cmp.Compare(a.Value, b.Value) })
	}
	for _, name := range facets {
		facet := Facet{Name: name}
		for i, c := range counts[name] {
			if i == shown {
				facet.More = len(counts[name]) - shown
				break
			}
			facet.Values = append(facet.Values, asked.toggle(name, c))
		}
		// One value that all have tells nothing, unless it is what was asked for.
		if len(facet.Values) > 1 || len(facet.Values) == 1 && (facet.Values[0].On || facet.Values[0].Count < page.Total) {
			out.Facets = append(out.Facets, facet)
		}
	}
	if err := s.countKinds(ctx, f, out); err != nil {
		return nil, err
	}
	if f.Kind == register.KindActivity && page.Total > 0 {
		if err := s.shares(ctx, f, out); err != nil {
			return nil, err
		}
		out.UndatedQuery, out.PlacelessQuery = asked.With(register.FacetYear, "none"), asked.With(register.FacetPlace, "none")
	}
	if q.View == viewTimeline && page.Total > mostDots {
		return out, nil
	}
	return out, s.hits(ctx, page.Lines, asked, out)
}

func (s *shelves) hits(ctx context.Context, lines []register.Line, asked *asked, out *Found) error {
	k := newKnown()
	for i := range lines {
		h, err := s.hit(ctx, k, &lines[i], asked)
		if err != nil {
			return err
		}
		out.Hits = append(out.Hits, h)
	}
	return nil
}

// mostLoosened is of how many conditions a search without success counts what it
// would find without them.
const mostLoosened = 8

// loosen tells of each condition how many records would be found without it.
func (s *shelves) loosen(ctx context.Context, q Query, f register.Filter, out *Found) error {
	for i := range out.Parts[:min(len(out.Parts), mostLoosened)] {
		q.Text = out.Parts[i].Without
		wider, err := s.ask(q)
		if err != nil {
			return err
		}
		w := wider.Filter
		w.Kind, w.Order, w.Limit = f.Kind, register.Newest, 1
		page, err := s.r.Records(ctx, w)
		if err != nil {
			return err
		}
		out.Parts[i].Count = page.Total
	}
	return nil
}

// sources tells of how many documents the number is, how often they tell it, and on
// how many open questions of sameness it rests.
func sources(counts map[string][]register.FacetCount, out *Found) {
	out.Documents = len(counts[register.FacetWork])
	for _, c := range counts[register.FacetWork] {
		out.Told += c.Count
	}
	for _, c := range counts[register.FacetDoubt] {
		if c.Value == register.DoubtSame {
			out.Open = c.Count
		}
	}
}

// countKinds tells how many records of each kind fit.
func (s *shelves) countKinds(ctx context.Context, f register.Filter, out *Found) error {
	f.Kind, f.Order, f.Limit = register.AnyKind, register.Newest, 1
	counts, err := s.r.Facets(ctx, f, register.FacetType)
	if err != nil {
		return err
	}
	for _, c := range counts[register.FacetType] {
		out.Kinds = append(out.Kinds, FacetValue{Value: c.Value, Count: c.Count})
	}
	return nil
}

// shares tells how many of what was found have no date and no place: a timeline
// and a map of it do not show them.
func (s *shelves) shares(ctx context.Context, f register.Filter, out *Found) error {
	f.Limit = 1
	undated := f
	undated.Undated = true
	page, err := s.r.Records(ctx, undated)
	if err != nil {
		return err
	}
	out.Undated = page.Total
	placeless := f
	placeless.Has = append(slices.Clip(f.Has), register.Condition{Facet: register.FacetPlace, Not: true})
	if page, err = s.r.Records(ctx, placeless); err != nil {
		return err
	}
	out.Placeless = page.Total
	return nil
}

func (s *shelves) hit(ctx context.Context, k *known, l *register.Line, asked *asked) (Hit, error) {
	rec := &l.Record
	h := Hit{ID: rec.ID, Kind: string(rec.Kind), State: state(rec), Sample: rec.Origin == register.Sample, Tellings: l.Tellings}
	var v struct {
		Title      map[string]string
		Kind, Type string
		Date, Term string
		Parties    []register.Party
		Places     []string
		Themes     []string
		Modality   string
		Partner    string
	}
	if err := rec.Decode(&v); err != nil {
		return h, err
	}
	h.Titles, h.Act, h.Date, h.Places = v.Title, v.Kind+v.Type, v.Date, v.Places
	h.Themes, h.Planned, h.Changed, h.By = v.Themes, v.Modality == "planned", rec.At, rec.By.Name
	if h.Date == "" {
		h.Date = v.Term
	}
	for _, p := range v.Parties {
		h.Parties = append(h.Parties, p.Actor)
	}
	if v.Partner != "" {
		h.Parties = append(h.Parties, v.Partner)
	}
	var err error
	if h.Standing, err = s.standing(rec); err != nil {
		return h, err
	}
	if l.Told.Work != "" {
		t, err := s.telling(ctx, k, l.Told)
		if err != nil {
			return h, err
		}
		h.Told = &t
		h.Snippet = asked.snippet(l.Told.Quote, l.Told.Language)
	}
	return h, nil
}

// asked is a query as the register is asked.
type asked struct {
	*search.Query
	parts []QueryPart
}

func (s *shelves) ask(q Query) (*asked, error) {
	query, err := s.box().Parse(q.Text, search.Options{Language: q.Language})
	if err != nil {
		return nil, err
	}
	a := &asked{Query: query}
	for i, part := range query.Parts {
		a.parts = append(a.parts, QueryPart{Text: part, Without: query.Without(i)})
	}
	return a, nil
}

// toggle is a value of a facet with the query that has it, or has it no more.
func (a *asked) toggle(name string, c register.FacetCount) FacetValue {
	if i := a.Has(name, c.Value); i >= 0 {
		return FacetValue{Value: c.Value, Count: c.Count, Query: a.Without(i), On: true}
	}
	return FacetValue{Value: c.Value, Count: c.Count, Query: a.With(name, c.Value)}
}

// snippetWidth is how many characters of a telling a hit shows.
const snippetWidth = 280

func (a *asked) snippet(quote, language string) (words []Words) {
	if quote == "" {
		return nil
	}
	for _, p := range a.Snippet(quote, language, snippetWidth) {
		words = append(words, Words{Text: p.Text, Marked: p.Marked})
	}
	return words
}
