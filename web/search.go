package web

import (
	"cmp"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concord/fault"
	"concord/register"
)

// searchPage is the search box with what it found.
type searchPage struct {
	About []link // the pages of the organizations that are asked for
	*Found
	Typed   string
	Refused *refusal // why the query cannot be read
	Count   string
	Shares  []link   // how many are undated and placeless, with the ways to them
	Rests   []string // of how many documents the count is
	View    string
	Views   []tab
	Picture template.HTML // of a timeline
	Keep    *kept
	Kinds   []tab
	Orders  []tab
	Facets  []facetView
	Parts   []partView
	Notes   []template.HTML
	Hits    []hitView
	First   string
	Behind  bool // the last page
	Next    string
}

// tab is a way to the same query in another kind or order.
type tab struct {
	link
	Count string
}

type facetView struct {
	Label  string
	Values []tab
	More   string
}

type partView struct{ Label, Href, Count string }

type hitView struct {
	Title, Lang, Href string
	Line, Themes      string
	When, Where, Who  string
	State, StateLabel string
	Standing          string
	Doubt             bool
	Snippet           template.HTML
	SnippetLang       string
	Source, SourceAt  string
	Sample            bool
}

// shownKinds are the kinds of which there is a tab, in the order of the tabs.
var shownKinds = []register.Kind{register.KindActivity, register.KindRelationship, register.KindInstrument, register.KindMechanism,
	register.KindMandate, register.KindCommitment, register.KindDialogue, register.KindPractice, register.KindCycle, register.KindContribution}

// search is the page of everything that fits what was typed. The whole view is in
// its address: it can be kept, sent and cited.
func (s *Site) search(v *visit) error {
	form := v.r.URL.Query()
	q := Query{Text: form.Get("q"), Kind: form.Get("kind"), Order: form.Get("order"), Cursor: form.Get("after"), Language: v.lang, View: form.Get("view")}
	if !slices.Contains(searchViews, q.View) {
		return fault.New(fault.Usage, "There is no view of a search named %q.", clip(q.View, 40))
	}
	if q.Kind != "" && !slices.Contains(shownKinds, register.Kind(q.Kind)) {
		return fault.New(fault.Usage, "There is no kind of record named %q.", clip(q.Kind, 40))
	}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	pg := &searchPage{Typed: clip(q.Text, 1000)}
	found, err := s.Library.Search(v.r.Context(), q)
	status := 200
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Usage, fault.TooLarge:
		if err == nil {
			break
		}
		status = 400
		pg.Found, pg.Refused = &Found{Text: pg.Typed, Kind: q.Kind}, s.messages.refusal(v.lang, err)
	default:
		if err != nil {
			return err
		}
	}
	if pg.Found == nil {
		pg.Found = found
	}
	if pg.Kind == "" {
		pg.Kind = string(register.KindActivity)
	}
	pg.View = q.View
	at := func(text, kind, order, cursor string) string {
		return v.to(searchState{text, kind, order, q.View, cursor}.path())
	}
	if status == 200 {
		pg.Count = msg("count.records", "n", pg.Total)
		if pg.Kind == string(register.KindActivity) {
			pg.Count = msg("count.acts", "n", pg.Total)
			pg.Shares = s.shares(v, pg.Found, searchState{kind: pg.Kind, order: q.Order})
		}
		pg.Rests = s.rests(v.lang, pg.Found)
		for _, view := range searchViews {
			pg.Views = append(pg.Views, tab{link{Href: v.to(searchState{pg.Text, pg.Kind, q.Order, view, ""}.path()), Label: msg("search.view." + cmp.Or(view, "list")), Current: view == q.View}, ""})
		}
		pg.Keep = &kept{v.base() + searchState{pg.Text, pg.Kind, q.Order, q.View, ""}.path(), v.to("/search.atom" + searchState{text: pg.Text, kind: pg.Kind}.query())}
	}
	for _, k := range shownKinds {
		n := 0
		for _, c := range pg.Found.Kinds {
			if c.Value == string(k) {
				n = c.Count
			}
		}
		if n == 0 && string(k) != pg.Kind {
			continue
		}
		pg.Kinds = append(pg.Kinds, tab{link{Href: at(pg.Text, string(k), "", ""), Label: msg("records." + string(k)), Current: string(k) == pg.Kind}, s.messages.number(v.lang, n)})
	}
	for _, o := range []register.Order{register.Relevance, register.Newest, register.Oldest, "document", register.Changed} {
		pg.Orders = append(pg.Orders, tab{link{Href: at(pg.Text, pg.Kind, string(o), ""), Label: msg("search.order." + string(o)), Current: string(o) == pg.Order}, ""})
	}
	for _, f := range pg.Found.Facets {
		view := facetView{Label: msg("search.facet." + f.Name)}
		for _, x := range f.Values {
			view.Values = append(view.Values, tab{link{Href: at(x.Query, pg.Kind, q.Order, ""), Label: s.facetLabel(v.lang, pg.Kind, f.Name, x.Value), Current: x.On}, s.messages.number(v.lang, x.Count)})
		}
		if f.More > 0 {
			view.More = msg("search.facet.more", "n", f.More)
		}
		for _, x := range f.Values {
			if x.On && (f.Name == register.FacetParty || f.Name == register.FacetState) {
				pg.About = append(pg.About, link{Href: v.to(actorAddress(x.Value)), Label: msg("search.about", "name", isolate(s.Names.Display(x.Value, v.lang)))})
			}
			if x.On && f.Name == register.FacetPlace {
				pg.About = append(pg.About, link{Href: v.to(placeAddress(x.Value)), Label: msg("search.about", "name", isolate(s.Names.Display(x.Value, v.lang)))})
			}
		}
		pg.Facets = append(pg.Facets, view)
	}
	for _, p := range pg.Found.Parts {
		part := partView{Label: p.Text, Href: at(p.Without, pg.Kind, q.Order, "")}
		if p.Count > 0 {
			part.Count = s.messages.number(v.lang, p.Count)
		}
		pg.Parts = append(pg.Parts, part)
	}
	for _, n := range pg.Found.Notes {
		var typed, meant markup
		typed.raw(`<bdi class="typed">`).text(n.Typed).raw(`</bdi>`)
		meant.raw(`<bdi>`).text(n.Meant).raw(`</bdi>`)
		pg.Notes = append(pg.Notes, s.messages.html(v.lang, "search.corrected", "what", meant.html(), "typed", typed.html()))
	}
	for i := range pg.Found.Hits {
		pg.Hits = append(pg.Hits, s.hit(v, &pg.Found.Hits[i]))
	}
	if q.View == viewTimeline && status == 200 {
		pg.Picture = s.foundOverTime(v, pg.Found, pg.Hits, pg.Count)
		pg.Found.Next = ""
	}
	if pg.Found.Next != "" {
		pg.Next = at(pg.Text, pg.Kind, q.Order, pg.Found.Next)
	}
	if q.Cursor != "" {
		pg.First, pg.Behind = at(pg.Text, pg.Kind, q.Order, ""), len(pg.Hits) == 0
	}
	title := msg("records." + pg.Kind)
	if pg.Typed != "" {
		title = pg.Typed
	}
	s.render(v, status, "search.html", title, pg)
	return nil
}

func queryEscape(s string) string { return url.QueryEscape(s) }

// facetLabel is a value of a facet in the reader's language.
func (s *Site) facetLabel(lang, kind, facet, value string) string {
	switch facet {
	case register.FacetParty, register.FacetState, register.FacetActor, register.FacetPlace, register.FacetSection:
		return s.Names.Short(value, lang)
	case register.FacetReview:
		switch register.Review(value) {
		case register.None:
			return s.messages.text(lang, "state."+Unreviewed)
		case register.Reviewed:
			return s.messages.text(lang, "state."+Reviewed)
		}
	case register.FacetKind:
		// The kind of an activity, the type of any other record: both have an "other".
		family := "type"
		if kind == string(register.KindActivity) {
			family = "kind"
		}
		return s.named(lang, family, value)
	case register.FacetTheme, register.FacetLevel, register.FacetModality, register.FacetStatus:
		return s.named(lang, facet, value)
	}
	return value
}

// most of the parties and places that a line names.
const most = 4

func (s *Site) hit(v *visit, h *Hit) hitView {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	out := hitView{State: h.State, StateLabel: msg("state." + h.State), Sample: h.Sample, Href: v.to("/records/" + h.ID)}
	if h.Kind == string(register.KindActivity) {
		out.Href = v.to("/activities/" + h.ID)
	}
	out.Title, out.Lang = titled(h.Titles, v.lang)
	out.Title = capital(out.Title)
	if h.Act != "" {
		out.Line = s.facetLabel(v.lang, h.Kind, register.FacetKind, h.Act)
	}
	if out.Title == "" {
		out.Title, out.Lang, out.Line = out.Line, v.lang, ""
	}
	if out.Title == "" {
		out.Title, out.Lang = msg("record."+h.Kind), v.lang
	}
	names := func(ids []string) string {
		var list []string
		for i, id := range ids {
			if i == most {
				list = append(list, "+"+strconv.Itoa(len(ids)-most))
				break
			}
			list = append(list, s.Names.Short(id, v.lang))
		}
		return strings.Join(list, msg("list.separator"))
	}
	out.Who, out.Where = names(h.Parties), names(h.Places)
	out.Themes = s.themesOf(v.lang, h.Themes)
	if h.Date != "" {
		out.When = date(v.lang, h.Date)
	} else if h.Kind == string(register.KindActivity) {
		out.When = msg("value.undated")
	}
	if h.Standing != "" {
		out.Standing = msg(h.Standing)
		out.Doubt = pressing(h.Standing)
	}
	var m markup
	for _, w := range h.Snippet {
		if w.Marked {
			m.raw(`<mark>`).text(w.Text).raw(`</mark>`)
		} else {
			m.text(w.Text)
		}
	}
	out.Snippet = m.html()
	if h.Told != nil {
		out.SnippetLang = h.Told.Document.Language
		out.SourceAt, out.Source = s.citation(v, *h.Told)
	}
	return out
}
