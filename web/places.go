package web

import (
	"cmp"
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"concord/analysis"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

// This file makes the pages of places: what was done there, and in the places within.

// Places are what the pages of places ask for.
type Places interface {
	// Place gives a place by its ID, or a statistical region (M49) by its code.
	Place(ctx context.Context, id string) (*Place, error)
	// Regions lists the statistical regions with the number of acts in those that are not
	// divided further.
	Regions(ctx context.Context) ([]PlaceName, error)
}

// PlaceName is a place, or a statistical region, in a list.
type PlaceName struct {
	ID     string            // of a region its code
	Labels map[string]string // of a region, by language; nil of a place
	Parent string            // of a region
	Leaf   bool              // a region that is not divided further
	Count  int               // of acts there
}

// Place is what the register holds of a place and all places within.
type Place struct {
	Topic          // Query is "" where there are too many places within to be typed
	ID, Kind, M49  string
	Labels         map[string]string // of a statistical region
	Names          []lexicon.Name    // of a place
	Holders        []PlaceName       // the nearest first
	Namesake       *PlaceName        // the statistical region of that name, and the other way round
	Itself         int               // acts that name it and not only a place within
	ItselfQuery    string
	Inside         []PlaceName // with acts first, the most first
	MoreInside     int
	Acts, Nowhere  int // of the whole register, and of these the placeless
	NowhereQuery   string
	CurrentAddress string // where another ID than the one asked for is the place's own
}

// insideListed is how many places within a place are listed; regions list all.
const insideListed = 40

func (s *shelves) Regions(ctx context.Context) ([]PlaceName, error) {
	regions, err := s.lex().Regions()
	if err != nil {
		return nil, err
	}
	counts, err := s.r.Facets(ctx, register.Filter{}, register.FacetPlace)
	if err != nil {
		return nil, err
	}
	by := s.placesIn(regions, counts[register.FacetPlace])
	var list []PlaceName
	for _, r := range regions {
		n := PlaceName{ID: r.Code, Labels: r.Labels, Parent: r.Parent, Leaf: len(r.Countries) > 0}
		if ids := by[r.Code]; n.Leaf && len(ids) > 0 {
			if n.Count, err = analysis.Count(ctx, s.r, register.Filter{Has: []register.Condition{register.Has(register.FacetPlace, ids...)}}); err != nil {
				return nil, err
			}
		}
		list = append(list, n)
	}
	return list, nil
}

// placesIn are the places of the register by the code of each statistical region in which
// they lie.
func (s *shelves) placesIn(regions []lexicon.Region, counts []register.FacetCount) map[string][]string {
	at, parent := map[string]string{}, map[string]string{}
	for _, r := range regions {
		parent[r.Code] = r.Parent
		for _, id := range append(r.Countries, r.Place) {
			if id != "" {
				at[id] = r.Code
			}
		}
	}
	by := map[string][]string{}
	for _, c := range counts {
		for _, id := range append([]string{c.Value}, s.lex().Holders(c.Value)...) {
			if code := at[id]; code != "" {
				for ; code != ""; code = parent[code] {
					by[code] = append(by[code], c.Value)
				}
				break
			}
		}
	}
	return by
}

func (s *shelves) Place(ctx context.Context, id string) (*Place, error) {
	lex := s.lex()
	regions, err := lex.Regions()
	if err != nil {
		return nil, err
	}
	all, err := s.r.Facets(ctx, register.Filter{}, register.FacetPlace)
	if err != nil {
		return nil, err
	}
	counts := all[register.FacetPlace]
	count := map[string]int{}
	for _, c := range counts {
		count[c.Value] = c.Count
	}
	region := func(code string) *lexicon.Region {
		if i := slices.IndexFunc(regions, func(r lexicon.Region) bool { return r.Code == code }); i >= 0 && code != "" {
			return &regions[i]
		}
		return nil
	}
	named := func(r *lexicon.Region) PlaceName {
		return PlaceName{ID: r.Code, Labels: r.Labels, Parent: r.Parent, Leaf: len(r.Countries) > 0}
	}
	out := &Place{ID: id}
	var values []string
	var up *lexicon.Region // that holds it
	if r := region(id); r != nil {
		out.Kind, out.M49, out.Labels = "m49", r.Code, r.Labels
		values = s.placesIn(regions, counts)[r.Code]
		up = region(r.Parent)
		if r.Place != "" {
			out.Namesake = &PlaceName{ID: r.Place, Count: count[r.Place]}
		}
		for i := range regions {
			if regions[i].Parent == r.Code {
				out.Inside = append(out.Inside, named(&regions[i]))
			}
		}
		for _, c := range r.Countries {
			out.Inside = append(out.Inside, PlaceName{ID: c, Count: count[c]})
		}
	} else {
		p, ok := lex.Place(id)
		if !ok {
			// People type the code in small letters, or the number that statistics use.
			for _, other := range lex.Places() {
				if strings.EqualFold(other.ID, id) || other.M49 != "" && other.M49 == id {
					return &Place{CurrentAddress: other.ID}, nil
				}
			}
			return nil, fault.New(fault.NotFound, "There is no such place; search for its name.")
		}
		out.Kind, out.M49 = p.Kind, p.M49
		for _, lang := range languages {
			for _, n := range lex.Names(id, lang) {
				if n.Sort == lexicon.Official || n.Sort == lexicon.Short || n.Sort == lexicon.Acronym || n.Sort == lexicon.Variant || n.Sort == lexicon.Former {
					out.Names = append(out.Names, n)
				}
			}
		}
		holders := lex.Holders(id)
		for _, h := range holders {
			out.Holders = append(out.Holders, PlaceName{ID: h, Count: count[h]})
		}
		for i := range regions {
			if regions[i].Place == id {
				n := named(&regions[i])
				out.Namesake = &n
			}
			for _, h := range append([]string{id}, holders...) {
				if slices.Contains(regions[i].Countries, h) {
					up = &regions[i]
				}
			}
		}
		for _, c := range counts {
			if c.Value == id || slices.Contains(lex.Holders(c.Value), id) {
				values = append(values, c.Value)
			}
		}
		for _, other := range lex.Places() {
			if other.Parent == id && count[other.ID] > 0 {
				out.Inside = append(out.Inside, PlaceName{ID: other.ID, Count: count[other.ID]})
			}
		}
	}
	for seen := 0; up != nil && seen < len(regions); seen++ {
		out.Holders = append(out.Holders, named(up))
		up = region(up.Parent)
	}
	slices.SortStableFunc(out.Inside, func(a, b PlaceName) int { return cmp.Compare(b.Count, a.Count) })
	if len(out.Inside) > insideListed && out.Kind != "m49" {
		out.Inside, out.MoreInside = out.Inside[:insideListed], len(out.Inside)-insideListed
	}
	if out.Acts, err = analysis.Count(ctx, s.r, register.Filter{}); err != nil {
		return nil, err
	}
	nowhere := register.Filter{Has: []register.Condition{{Facet: register.FacetPlace, Not: true}}}
	if out.Nowhere, err = analysis.Count(ctx, s.r, nowhere); err != nil {
		return nil, err
	}
	nothing, err := s.ask(Query{})
	if err != nil {
		return nil, err
	}
	out.NowhereQuery = nothing.With(register.FacetPlace, "none")
	out.Itself, out.ItselfQuery = count[id], nothing.With(register.FacetPlace, id)
	if len(values) == 0 {
		return out, nil
	}
	facets := []string{register.FacetParty, register.FacetTheme, register.FacetKind}
	query, err := s.placesQuery(ctx, values)
	if err != nil {
		return nil, err
	}
	if err := s.about(ctx, &out.Topic, query, register.FacetPlace, values, facets...); err != nil {
		return nil, err
	}
	if query == "" {
		// What is counted cannot be typed: the numbers stand without their links.
		out.Query = ""
		for _, f := range out.Facets {
			for i := range f.Values {
				f.Values[i].Query = ""
			}
		}
		for i := range out.Records {
			out.Records[i].Query = ""
		}
	}
	return out, nil
}

// placesQuery finds the acts in any of the places; "" where it would find others.
func (s *shelves) placesQuery(ctx context.Context, values []string) (string, error) {
	nothing, err := s.ask(Query{})
	if err != nil {
		return "", err
	}
	asked, err := s.ask(Query{Text: nothing.With(register.FacetPlace, strings.Join(values, ","))})
	if fault.KindOf(err) == fault.Invalid {
		return "", nil // too many, or a name with a comma in it
	}
	if err != nil {
		return "", err
	}
	want, err := analysis.Count(ctx, s.r, register.Filter{Has: []register.Condition{register.Has(register.FacetPlace, values...)}})
	if err != nil {
		return "", err
	}
	if n, err := analysis.Count(ctx, s.r, asked.Filter); err != nil || n != want {
		return "", err
	}
	return asked.Text, nil
}

// placeAddress is the page of a place.
func placeAddress(id string) string { return "/places/" + url.PathEscape(id) }

// placeName is a place or a statistical region in a language.
func (s *Site) placeName(lang string, p *PlaceName) string {
	if p.Labels != nil {
		return p.Labels[lang]
	}
	return s.Names.Display(p.ID, lang)
}

func (s *Site) placeTab(v *visit, p *PlaceName) tab {
	count := ""
	if p.Count > 0 {
		count = s.messages.number(v.lang, p.Count)
	}
	return tab{link{Href: v.to(placeAddress(p.ID)), Label: s.placeName(v.lang, p)}, count}
}

func (s *Site) placeList(v *visit) error {
	list, err := s.Library.Regions(v.r.Context())
	if err != nil {
		return err
	}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	pg := &topicsPage{Lede: msg("topics.lede.places"), Menu: s.topicMenu(v)}
	for i := range list {
		t := s.placeTab(v, &list[i])
		if list[i].Count > 0 {
			t.Count = msg("count.acts", "n", list[i].Count)
		} else if !list[i].Leaf {
			t.Count = "–" // what lies in it has the numbers
		}
		pg.Lines = append(pg.Lines, t)
	}
	s.render(v, http.StatusOK, "topics.html", msg("topics.places"), pg)
	return nil
}

type placePage struct {
	*Place
	Menu       []link
	KindName   string
	Way        []link // what holds it, the largest first
	Lede       string
	Empty      string
	Shares     string
	All        string
	ItselfText string
	ItselfAt   string
	NowhereAt  string
	Nowhere    string
	Same       *link // the statistical region of that name, or the other way round
	SameText   string
	Tongues    []placeTongue
	Picture    template.HTML
	Facets     []topicFacet
	Inside     []tab
	InsideMore string
	Hits       []hitView
	Sections   []kindSection
}

// placeTongue are the names of a place in one language.
type placeTongue struct{ Lang, Language, Official, Others string }

func (s *Site) place(v *visit) error {
	p, err := s.Library.Place(v.r.Context(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if p.CurrentAddress != "" {
		v.redirect(v.to(placeAddress(p.CurrentAddress)))
		return nil
	}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	find := func(query, kind string) string {
		if query == "" {
			return ""
		}
		return v.to(searchState{text: query, kind: kind}.path())
	}
	pg := &placePage{Place: p, Menu: s.topicMenu(v), KindName: msg("place.kind." + p.Kind), All: find(p.Query, "")}
	name := s.placeName(v.lang, &PlaceName{ID: p.ID, Labels: p.Labels})
	for i := range p.Holders {
		pg.Way = append(pg.Way, s.placeTab(v, &p.Holders[i]).link)
	}
	slices.Reverse(pg.Way)
	if p.Total == 0 {
		pg.Empty = msg("place.empty")
	} else {
		pg.Lede = msg("topics.acts", "acts", msg("count.acts", "n", p.Total), "documents", msg("count.documents", "n", p.Documents))
		pg.Shares = msg("place.undated", "undated", msg("count.undated", "n", p.Undated))
		if p.Itself > 0 && p.Itself < p.Total {
			pg.ItselfText, pg.ItselfAt = msg("place.itself", "acts", msg("count.acts", "n", p.Itself)), find(p.ItselfQuery, "")
		}
	}
	if p.Nowhere > 0 {
		pg.Nowhere, pg.NowhereAt = msg("place.nowhere", "n", s.messages.number(v.lang, p.Nowhere), "all", s.messages.number(v.lang, p.Acts)), find(p.NowhereQuery, "")
	}
	if p.Namesake != nil {
		t := s.placeTab(v, p.Namesake).link
		pg.Same, pg.SameText = &t, msg("place.same.region")
		if p.Kind == "m49" {
			pg.SameText = msg("place.same.place")
		}
	}
	for _, lang := range languages {
		t := placeTongue{Lang: lang, Language: msg("language." + lang), Official: p.Labels[lang]}
		for _, n := range p.Names {
			switch {
			case n.Language != lang:
			case t.Official == "" && n.Sort == lexicon.Official:
				t.Official = n.Text
			case t.Others == "":
				t.Others = n.Text
			default:
				t.Others += s.messages.text(lang, "list.separator") + n.Text
			}
		}
		pg.Tongues = append(pg.Tongues, t)
	}
	pg.Picture = s.placeOverTime(v, p, find)
	for _, f := range p.Topic.Facets {
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
	for i := range p.Inside {
		pg.Inside = append(pg.Inside, s.placeTab(v, &p.Inside[i]))
	}
	if p.MoreInside > 0 {
		pg.InsideMore = msg("bond.more", "n", p.MoreInside)
	}
	for i := range p.Recent {
		pg.Hits = append(pg.Hits, s.hit(v, &p.Recent[i]))
	}
	for _, k := range p.Records {
		sec := kindSection{Heading: msg("records." + k.Kind), Count: msg("count.records", "n", k.Total)}
		if k.Total > len(k.Hits) {
			sec.More = find(k.Query, k.Kind)
		}
		for i := range k.Hits {
			sec.Hits = append(sec.Hits, s.hit(v, &k.Hits[i]))
		}
		pg.Sections = append(pg.Sections, sec)
	}
	s.render(v, http.StatusOK, "place.html", name, pg)
	return nil
}

// placeOverTime draws how many acts there are a year.
func (s *Site) placeOverTime(v *visit, p *Place, find func(query, kind string) string) template.HTML {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	years := slices.SortedFunc(slices.Values(p.Years), func(a, b register.FacetCount) int { return cmp.Compare(a.Value, b.Value) })
	if len(years) == 0 {
		return ""
	}
	c := &Chart{Name: msg("place.years"), Now: s.Now(), Documents: p.Documents, Table: ChartTable{Heads: []string{msg("search.facet.year"), msg("records.activity")}}}
	c.Caption = msg("chart.source", "acts", msg("count.acts", "n", p.Total), "documents", msg("count.documents", "n", p.Documents))
	if p.Undated > 0 {
		c.Caption += " " + msg("chart.undated", "undated", msg("count.undated", "n", p.Undated))
	}
	row := ChartRow{Label: msg("records.activity")}
	for _, y := range years {
		href := ""
		if p.Query != "" {
			href = find(p.Query+" year:"+y.Value, "")
		}
		row.Counts = append(row.Counts, ChartCount{Year: number(y.Value), N: y.Count, Label: msg("chart.count", "when", y.Value, "acts", msg("count.acts", "n", y.Count)), Href: href})
	}
	slices.Reverse(years)
	for _, y := range years[:min(len(years), mostYears)] {
		href := ""
		if p.Query != "" {
			href = find(p.Query+" year:"+y.Value, "")
		}
		c.Table.Rows = append(c.Table.Rows, []ChartCell{{Text: y.Value, Href: href}, {Text: s.messages.number(v.lang, y.Count), Number: true}})
	}
	c.Rows = []ChartRow{row}
	return s.draw(v.lang, c)
}

// placeLink is the name of a place, with the way to its page.
func (s *Site) placeLink(v *visit, id string) template.HTML {
	var m markup
	m.raw(`<a class="m place"`).attr("href", v.to(placeAddress(id))).raw(`><bdi>`).text(s.Names.Display(id, v.lang)).raw(`</bdi></a>`)
	return m.html()
}
