package web

import (
	"context"
	"slices"
	"strconv"

	"concord/analysis"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

// This file makes the pages of what acts are about: themes and the Sustainable
// Development Goals.

// Topics are what the pages of themes and goals ask for.
type Topics interface {
	// Themes lists all themes of the lexicon with the number of their acts, in its order.
	Themes(ctx context.Context) ([]FacetValue, error)
	// Goals lists the 17 goals with the number of their acts; targets count for their goal.
	Goals(ctx context.Context) ([]FacetValue, error)
	// Topic gives a theme (facet "theme") or a goal ("sdg").
	Topic(ctx context.Context, facet, value string) (*Topic, error)
}

// Topic is what the register holds on a theme or a goal.
type Topic struct {
	Targets   []string // of a goal: the values that count for it
	Total     int
	Undated   int
	Placeless int
	Documents int
	Years     []register.FacetCount // of its acts
	Query     string
	Facets    []Facet
	Recent    []Hit
	Records   []OfKind
}

// goals of the 2030 Agenda (A/RES/70/1).
const goals = 17

func (s *shelves) Themes(ctx context.Context) ([]FacetValue, error) {
	themes, err := s.lex().Themes()
	if err != nil {
		return nil, err
	}
	counts, err := s.r.Facets(ctx, register.Filter{}, register.FacetTheme)
	if err != nil {
		return nil, err
	}
	of := map[string]int{}
	for _, c := range counts[register.FacetTheme] {
		of[c.Value] = c.Count
	}
	var list []FacetValue
	for _, t := range themes {
		list = append(list, FacetValue{Value: t.ID, Count: of[t.ID]})
	}
	return list, nil
}

// targets are the values of a goal in the register: "4", "4.7", "4.a".
func targets(counts []register.FacetCount, goal string) (list []string) {
	for _, c := range counts {
		if c.Value == goal || len(c.Value) > len(goal) && c.Value[:len(goal)+1] == goal+"." {
			list = append(list, c.Value)
		}
	}
	return list
}

func (s *shelves) Goals(ctx context.Context) ([]FacetValue, error) {
	counts, err := s.r.Facets(ctx, register.Filter{}, register.FacetSDG)
	if err != nil {
		return nil, err
	}
	var list []FacetValue
	for n := 1; n <= goals; n++ {
		v := FacetValue{Value: strconv.Itoa(n)}
		if of := targets(counts[register.FacetSDG], v.Value); len(of) > 0 {
			if v.Count, err = analysis.Count(ctx, s.r, register.Filter{Has: []register.Condition{register.Has(register.FacetSDG, of...)}}); err != nil {
				return nil, err
			}
		}
		list = append(list, v)
	}
	return list, nil
}

func (s *shelves) Topic(ctx context.Context, facet, value string) (*Topic, error) {
	out := &Topic{}
	values := []string{value}
	switch facet {
	case register.FacetTheme:
		themes, err := s.lex().Themes()
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(themes, func(t lexicon.Theme) bool { return t.ID == value }) {
			return nil, fault.New(fault.NotFound, "There is no such theme.")
		}
	case register.FacetSDG:
		if n, err := strconv.Atoi(value); err != nil || n < 1 || n > goals || strconv.Itoa(n) != value {
			return nil, fault.New(fault.NotFound, "There is no such goal; they are numbered from 1 to 17.")
		}
		counts, err := s.r.Facets(ctx, register.Filter{Kind: register.AnyKind}, register.FacetSDG)
		if err != nil {
			return nil, err
		}
		if values = targets(counts[register.FacetSDG], value); len(values) == 0 {
			return out, nil
		}
		out.Targets = values
	}
	query := ""
	for i, x := range values {
		q, err := s.Condition(facet, x)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			query += " OR "
		}
		query += q
	}
	return out, s.about(ctx, out, query, facet, values, register.FacetParty, register.FacetPlace, register.FacetKind)
}

// about fills in what the register holds of any of the values of a facet, counted by
// other facets.
func (s *shelves) about(ctx context.Context, out *Topic, query, facet string, values []string, facets ...string) error {
	asked, err := s.ask(Query{Text: query})
	if err != nil {
		return err
	}
	out.Query = asked.Text
	f := register.Filter{Has: []register.Condition{register.Has(facet, values...)}}
	if out.Total, err = analysis.Count(ctx, s.r, f); err != nil {
		return err
	}
	undated := f
	undated.Undated = true
	if out.Undated, err = analysis.Count(ctx, s.r, undated); err != nil {
		return err
	}
	placeless := f
	placeless.Has = append([]register.Condition{{Facet: register.FacetPlace, Not: true}}, f.Has...)
	if out.Placeless, err = analysis.Count(ctx, s.r, placeless); err != nil {
		return err
	}
	counts, err := s.r.Facets(ctx, f, append(slices.Clip(facets), register.FacetYear, register.FacetWork)...)
	if err != nil {
		return err
	}
	out.Documents, out.Years = len(counts[register.FacetWork]), counts[register.FacetYear]
	for _, name := range facets {
		fc := Facet{Name: name}
		for i, c := range counts[name] {
			if i == listedParties {
				fc.More = len(counts[name]) - i
				break
			}
			fc.Values = append(fc.Values, asked.toggle(name, c))
		}
		out.Facets = append(out.Facets, fc)
	}
	k := newKnown()
	list := func(kind register.Kind, most int) ([]Hit, int, error) {
		of := f
		of.Kind, of.Order, of.Limit = kind, register.Newest, most
		page, err := s.r.Records(ctx, of)
		if err != nil {
			return nil, 0, err
		}
		var hits []Hit
		for i := range page.Lines {
			h, err := s.hit(ctx, k, &page.Lines[i], asked)
			if err != nil {
				return nil, 0, err
			}
			h.Snippet = nil
			hits = append(hits, h)
		}
		return hits, page.Total, nil
	}
	if out.Recent, _, err = list(register.KindActivity, latestActs); err != nil {
		return err
	}
	for _, kind := range []register.Kind{register.KindInstrument, register.KindMechanism, register.KindMandate, register.KindCommitment} {
		hits, total, err := list(kind, ofKind)
		if err != nil {
			return err
		}
		if total > 0 {
			out.Records = append(out.Records, OfKind{Kind: string(kind), Total: total, Hits: hits, Query: out.Query})
		}
	}
	return nil
}

type topicsPage struct {
	Eyebrow string
	Lede    string
	Menu    []link
	Lines   []tab
	Empty   bool // the register tells nothing of any
	Number  bool // a column of numbers stands before the names
}

// topicMenu leads from themes to goals and back.
func (s *Site) topicMenu(v *visit) []link {
	var menu []link
	for _, at := range []string{"themes", "sdgs", "places"} {
		menu = append(menu, link{Href: v.to("/" + at), Label: s.messages.text(v.lang, "topics."+at), Current: v.r.URL.Path == "/"+at})
	}
	return menu
}

func (s *Site) themeList(v *visit) error {
	list, err := s.Library.Themes(v.r.Context())
	return s.topics(v, "themes", list, err, func(value string) string { return s.named(v.lang, "theme", value) })
}

func (s *Site) goalList(v *visit) error {
	list, err := s.Library.Goals(v.r.Context())
	return s.topics(v, "sdgs", list, err, func(value string) string { return s.goal(v.lang, value) })
}

// goal is the short title of a goal with its number.
func (s *Site) goal(lang, number string) string {
	return s.messages.text(lang, "sdg.title", "number", number, "title", s.messages.text(lang, "sdg."+number))
}

func (s *Site) topics(v *visit, at string, list []FacetValue, err error, label func(string) string) error {
	if err != nil {
		return err
	}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	pg := &topicsPage{Lede: msg("topics.lede." + at), Menu: s.topicMenu(v)}
	for _, c := range list {
		count := ""
		if c.Count > 0 {
			count = msg("count.acts", "n", c.Count)
		}
		pg.Lines = append(pg.Lines, tab{link{Href: v.to("/" + at + "/" + c.Value), Label: label(c.Value)}, count})
	}
	pg.Empty = !slices.ContainsFunc(list, func(c FacetValue) bool { return c.Count > 0 })
	s.render(v, 200, "topics.html", msg("topics."+at), pg)
	return nil
}

type topicPage struct {
	Menu       []link
	Lede       string
	Definition string
	Shares     string
	All        string
	Brief      string // address of the brief on a theme; "" for a goal
	Facets     []topicFacet
	Hits       []hitView
	Sections   []kindSection
	Empty      string
}

type topicFacet struct {
	Heading string
	Values  []tab
	More    string
}

func (s *Site) theme(v *visit) error {
	id := v.r.PathValue("id")
	return s.topic(v, register.FacetTheme, id, func() string { return s.named(v.lang, "theme", id) })
}

func (s *Site) goalPage(v *visit) error {
	id := v.r.PathValue("id")
	return s.topic(v, register.FacetSDG, id, func() string { return s.goal(v.lang, id) })
}

func (s *Site) topic(v *visit, facet, id string, heading func() string) error {
	t, err := s.Library.Topic(v.r.Context(), facet, id)
	if err != nil {
		return err
	}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	find := func(query string, kind string) string {
		a := v.to("/search?q=" + queryEscape(query))
		if kind != "" {
			a += "&kind=" + kind
		}
		return a
	}
	pg := &topicPage{Menu: s.topicMenu(v), All: find(t.Query, "")}
	if key := "theme.holds." + id; facet == register.FacetTheme && s.messages.has(v.lang, key) {
		pg.Definition = msg(key)
	}
	if facet == register.FacetTheme {
		pg.Brief = v.to("/brief?about=" + queryEscape("theme:"+id))
	}
	if t.Total == 0 {
		pg.Empty = msg("topics.empty." + facet)
	} else {
		pg.Lede = msg("topics.acts", "acts", msg("count.acts", "n", t.Total), "documents", msg("count.documents", "n", t.Documents))
		pg.Shares = msg("topics.shares", "undated", msg("count.undated", "n", t.Undated), "placeless", msg("count.placeless", "n", t.Placeless))
	}
	for _, f := range t.Facets {
		if len(f.Values) == 0 {
			continue
		}
		tf := topicFacet{Heading: msg("search.facet." + f.Name)}
		for _, c := range f.Values {
			tf.Values = append(tf.Values, tab{link{Href: find(c.Query, ""), Label: s.facetLabel(v.lang, string(register.KindActivity), f.Name, c.Value)}, s.messages.number(v.lang, c.Count)})
		}
		if f.More > 0 {
			tf.More = "+" + s.messages.number(v.lang, f.More)
		}
		pg.Facets = append(pg.Facets, tf)
	}
	for i := range t.Recent {
		pg.Hits = append(pg.Hits, s.hit(v, &t.Recent[i]))
	}
	for _, k := range t.Records {
		sec := kindSection{Heading: msg("records." + k.Kind), Count: msg("count.records", "n", k.Total)}
		if k.Total > len(k.Hits) {
			sec.More = find(k.Query, k.Kind)
		}
		for i := range k.Hits {
			sec.Hits = append(sec.Hits, s.hit(v, &k.Hits[i]))
		}
		pg.Sections = append(pg.Sections, sec)
	}
	s.render(v, 200, "topic.html", heading(), pg)
	return nil
}
