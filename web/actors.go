package web

import (
	"cmp"
	"context"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"

	"concord/edtf"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

// This file makes the page of an organization: its names, what the register holds of
// it, and where others name it, with what nobody reviewed first.

// Actor is an organization, or a State that acts, with what the register holds of it.
type Actor struct {
	ID, Type string // type as lexicon.Actor.Type; "" for one that the lexicon lacks
	Parent   string
	Partner  string // organization that it belongs to; itself for a partner
	From, To string // EDTF years
	Names    []ActorName
	Members  []string // actors of which it is the parent or the organization

	Acts     int    // in which it takes part
	Search   string // the query that finds them
	Last     string // date of the latest that has happened, EDTF; "" for none with a date
	Months   int    // since then, whole; -1 where nothing has a date
	Next     string // date of the next that is planned
	Undated  int
	Reviewed int
	Kinds    []FacetValue // of the acts, with their queries
	Recent   []Hit
	Records  []OfKind // relationships, instruments and so on

	Named       []Named // acts that others tell with it
	NamedTotal  int
	NamedOpen   int    // of them, those that nobody reviewed
	NamedReview bool   // the page is of those that were reviewed
	Next20      string // cursor; "" on the last page
}

// ActorName is one of its names.
type ActorName struct {
	Language, Sort, Text, From, To, Source string
}

// OfKind are records of one kind.
type OfKind struct {
	Kind  string
	Total int
	Query string
	Hits  []Hit
}

// Named is a place where others name an organization.
type Named struct {
	Hit
	Before, Name, After string // the quote, around the name; Name "" where the quote does not bear it
	Role                string
}

// Sizes of the page.
const (
	latestActs = 6
	ofKind     = 8
	namedPage  = 20
)

// kindsOf an organization that the page lists beside its acts.
var kindsOf = []register.Kind{register.KindRelationship, register.KindInstrument, register.KindMechanism, register.KindMandate, register.KindCommitment, register.KindDialogue, register.KindPractice}

// Actor gives an organization. cursor and reviewed choose the page of what others say:
// what nobody reviewed, then what somebody did.
func (s *shelves) Actor(ctx context.Context, id, cursor string, reviewed bool) (*Actor, error) {
	lex := s.lex()
	a, known := lex.Actor(id)
	_, place := lex.Place(id)
	out := &Actor{ID: id, Type: a.Type, Parent: a.Parent, Partner: a.Partner, From: a.From, To: a.To, Months: -1, NamedReview: reviewed}
	for _, l := range lexicon.Languages {
		for _, n := range lex.Names(id, l) {
			if n.Sort != lexicon.Not && n.Sort != lexicon.Adjective {
				out.Names = append(out.Names, ActorName{l, n.Sort, n.Text, n.From, n.To, n.Source})
			}
		}
	}
	if known {
		for _, x := range lex.Actors() {
			if x.ID != id && (x.Parent == id || x.Partner == id) {
				out.Members = append(out.Members, x.ID)
			}
		}
	}
	empty, err := s.ask(Query{})
	if err != nil {
		return nil, err
	}
	out.Search = empty.With(register.FacetParty, id)
	asked, err := s.ask(Query{Text: out.Search})
	if fault.KindOf(err) == fault.Invalid {
		// A name that the search box does not know may still stand in records.
		asked, err = empty, nil
		asked.Filter.Has = []register.Condition{register.Has(register.FacetActor, id)}
	}
	if err != nil {
		return nil, err
	}
	acts := asked.Filter
	acts.Kind, acts.Order, acts.Limit = register.KindActivity, register.Newest, latestActs
	k := newKnown()
	hits := func(f register.Filter) (list []Hit, total int, err error) {
		page, err := s.r.Records(ctx, f)
		if err != nil {
			return nil, 0, err
		}
		for i := range page.Lines {
			h, err := s.hit(ctx, k, &page.Lines[i], asked)
			if err != nil {
				return nil, 0, err
			}
			list = append(list, h)
		}
		return list, page.Total, nil
	}
	if out.Recent, out.Acts, err = hits(acts); err != nil {
		return nil, err
	}
	for _, kind := range kindsOf {
		f := asked.Filter
		f.Kind, f.Order, f.Limit = kind, register.Newest, ofKind
		list, total, err := hits(f)
		if err != nil {
			return nil, err
		}
		if total > 0 {
			out.Records = append(out.Records, OfKind{string(kind), total, out.Search, list})
		}
	}
	if !known && !place && out.Acts == 0 && len(out.Records) == 0 {
		return nil, fault.New(fault.NotFound, "No organization %q is known.", id)
	}
	if out.Acts == 0 {
		return out, nil
	}
	if err := s.heardOf(ctx, acts, out); err != nil {
		return nil, err
	}
	counts, err := s.r.Facets(ctx, acts, register.FacetKind, register.FacetReview)
	if err != nil {
		return nil, err
	}
	for i, c := range counts[register.FacetKind] {
		if i < shown {
			out.Kinds = append(out.Kinds, asked.toggle(register.FacetKind, c))
		}
	}
	for _, c := range counts[register.FacetReview] {
		if c.Value == string(register.Reviewed) {
			out.Reviewed = c.Count
		}
	}
	return out, s.namedBy(ctx, k, asked, id, cursor, out)
}

// heardOf finds when it was last heard of, and what is planned next.
func (s *shelves) heardOf(ctx context.Context, f register.Filter, out *Actor) error {
	now := s.now()
	today := now.Format(time.DateOnly)
	f.Limit = 1
	past := f
	past.To = today
	page, err := s.r.Records(ctx, past)
	if err != nil {
		return err
	}
	if len(page.Lines) > 0 {
		out.Last = page.Lines[0].Activity.Date
		out.Months = monthsSince(out.Last, now)
	}
	next := f
	next.From, next.Order = now.AddDate(0, 0, 1).Format(time.DateOnly), register.Oldest
	next.Has = append(slices.Clip(f.Has), register.Has(register.FacetModality, "planned", "agreed"))
	if page, err = s.r.Records(ctx, next); err != nil {
		return err
	}
	if len(page.Lines) > 0 {
		out.Next = page.Lines[0].Activity.Date
	}
	undated := f
	undated.Undated = true
	if page, err = s.r.Records(ctx, undated); err != nil {
		return err
	}
	out.Undated = page.Total
	return nil
}

// monthsSince is how many whole months have passed since the end of a date; 0 for one
// that goes on; -1 where it cannot be said.
func monthsSince(date string, now time.Time) int {
	d, err := edtf.Parse(date)
	if err != nil {
		return -1
	}
	_, end := d.Bounds()
	if end.IsZero() {
		return 0
	}
	months := (now.Year()-int(end.Year))*12 + int(now.Month()) - max(int(end.Month), 1)
	if end.Day > 0 && now.Day() < int(end.Day) {
		months--
	}
	return max(months, 0)
}

// namedBy lists the acts that others tell with it: outside of its own section.
func (s *shelves) namedBy(ctx context.Context, k *known, asked *asked, id, cursor string, out *Actor) error {
	f := asked.Filter
	f.Kind, f.Order, f.Limit = register.KindActivity, register.Newest, namedPage
	// A fact of the starter register cites a paragraph, and nobody knows its section.
	f.Has = append(slices.Clip(f.Has), register.Condition{Facet: register.FacetSection, Any: []string{id}, Not: true},
		register.Condition{Facet: register.FacetOrigin, Any: []string{string(register.Starter)}, Not: true})
	counts, err := s.r.Facets(ctx, f, register.FacetReview)
	if err != nil {
		return err
	}
	for _, c := range counts[register.FacetReview] {
		out.NamedTotal += c.Count
		if c.Value == string(register.None) {
			out.NamedOpen = c.Count
		}
	}
	if out.NamedOpen == 0 {
		out.NamedReview = true
	}
	f.Has = append(f.Has, register.Condition{Facet: register.FacetReview, Any: []string{string(register.None)}, Not: out.NamedReview})
	f.Cursor = cursor
	page, err := s.r.Records(ctx, f)
	if err != nil {
		return err
	}
	out.Next20 = page.Next
	for i := range page.Lines {
		l := &page.Lines[i]
		h, err := s.hit(ctx, k, l, asked)
		if err != nil {
			return err
		}
		n := Named{Hit: h, After: l.Told.Quote}
		for _, p := range l.Activity.Parties {
			if p.Actor == id {
				n.Role = p.Role
			}
		}
		claims, err := s.r.Claims(ctx, l.Record.ID)
		if err != nil {
			return err
		}
		for _, c := range claims {
			if c.Field != register.FieldParty || register.Element(c.Field, c.Value) != id || !sameText(&c.Evidence, &l.Told) {
				continue
			}
			if from, to := c.Evidence.From-l.Told.From, c.Evidence.To-l.Told.From; from >= 0 && from < to && to <= len(l.Told.Quote) {
				n.Before, n.Name, n.After = l.Told.Quote[:from], l.Told.Quote[from:to], l.Told.Quote[to:]
				break
			}
		}
		out.Named = append(out.Named, n)
	}
	return nil
}

// actorPage is the page of an organization.
type actorPage struct {
	*Actor
	Heading, Acronym string
	Eyebrow          string
	Lede, Latest     string
	Heard            string
	AllActs          string // address of all acts in the search
	NameRows         []nameRow
	MemberLinks      []link
	ParentLink       *link
	KindTabs         []tab
	LatestHits       []hitView
	Sections         []kindSection
	NamedNote        string
	Lines            []kwicLine
	OpenHref, Closed string // the two halves of the list
	NextHref         string
	LastDay, NextDay string
}

type nameRow struct {
	Language, Lang, Dir string
	Official            []shownName
	Short               []shownName
	Other               []shownName
	Source              string
}

type shownName struct{ Text, Years string }

type kindSection struct {
	Heading string
	Count   string
	More    string
	Hits    []hitView
}

type kwicLine struct {
	Lang, Dir           string
	Before, Name, After string
	Href, Title, Role   string
	Source, SourceAt    string
	State, StateLabel   string
}

// actor is the page of an organization.
func (s *Site) actor(v *visit) error {
	id, q := v.r.PathValue("id"), v.r.URL.Query()
	a, err := s.Library.Actor(v.r.Context(), id, q.Get("after"), q.Get("named") == "reviewed")
	if err != nil {
		return err
	}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	pg := &actorPage{Actor: a, Heading: s.Names.Display(id, v.lang)}
	if short := s.Names.Short(id, v.lang); short != pg.Heading {
		pg.Acronym = short
	}
	var eyebrow []string
	if a.Type != "" {
		eyebrow = append(eyebrow, msg("actor.type."+a.Type))
	}
	if a.From != "" {
		eyebrow = append(eyebrow, msg("actor.since", "year", a.From))
	}
	if a.To != "" {
		eyebrow = append(eyebrow, msg("actor.until", "year", a.To))
	}
	pg.Eyebrow = strings.Join(eyebrow, " · ")
	for _, up := range []string{a.Parent, a.Partner} {
		if up != "" && up != id {
			pg.ParentLink = &link{Href: v.to(actorAddress(up)), Label: s.Names.Display(up, v.lang)}
			break
		}
	}
	find := func(query, kind string) string {
		at := "/search?q=" + queryEscape(query)
		if kind != "" && kind != string(register.KindActivity) {
			at += "&kind=" + kind
		}
		return v.to(at)
	}
	pg.AllActs = find(a.Search, "")
	if a.Acts == 0 {
		pg.Lede = msg("actor.nothing")
	} else {
		pg.Lede = msg("actor.acts", "acts", msg("count.acts", "n", a.Acts))
		if a.Last != "" {
			pg.LastDay = date(v.lang, a.Last)
			pg.Latest = msg("actor.last", "date", pg.LastDay)
		}
		if a.Months >= 0 {
			pg.Heard = msg("actor.heard", "n", a.Months)
		}
	}
	if a.Next != "" {
		pg.NextDay = date(v.lang, a.Next)
	}
	pg.NameRows = s.nameRows(v, a.Names)
	for _, m := range a.Members {
		pg.MemberLinks = append(pg.MemberLinks, link{Href: v.to(actorAddress(m)), Label: s.Names.Display(m, v.lang)})
	}
	slices.SortStableFunc(pg.MemberLinks, func(a, b link) int { return cmp.Compare(a.Label, b.Label) })
	for _, k := range a.Kinds {
		pg.KindTabs = append(pg.KindTabs, tab{link{Href: find(k.Query, ""), Label: s.facetLabel(v.lang, "activity", register.FacetKind, k.Value)}, s.messages.number(v.lang, k.Count)})
	}
	for i := range a.Recent {
		pg.LatestHits = append(pg.LatestHits, s.hit(v, &a.Recent[i]))
	}
	for _, k := range a.Records {
		sec := kindSection{Heading: msg("records." + k.Kind), Count: msg("count.records", "n", k.Total)}
		if k.Total > len(k.Hits) {
			sec.More = find(k.Query, k.Kind)
		}
		for i := range k.Hits {
			sec.Hits = append(sec.Hits, s.hit(v, &k.Hits[i]))
		}
		pg.Sections = append(pg.Sections, sec)
	}
	s.concordance(v, a, pg)
	s.render(v, 200, "actor.html", pg.Heading, pg)
	return nil
}

// concordance is where others name it.
func (s *Site) concordance(v *visit, a *Actor, pg *actorPage) {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	at := func(reviewed bool, cursor string) string {
		var q []string
		if reviewed {
			q = append(q, "named=reviewed")
		}
		if cursor != "" {
			q = append(q, "after="+queryEscape(cursor))
		}
		if len(q) == 0 {
			return v.to(actorAddress(a.ID)) + "#named"
		}
		return v.to(actorAddress(a.ID)+"?"+strings.Join(q, "&")) + "#named"
	}
	pg.NamedNote = msg("actor.named.note", "n", a.NamedTotal, "open", s.messages.number(v.lang, a.NamedOpen))
	if a.NamedReview && a.NamedOpen > 0 {
		pg.OpenHref = at(false, "")
	}
	if !a.NamedReview && a.NamedTotal > a.NamedOpen {
		pg.Closed = at(true, "")
	}
	if a.Next20 != "" {
		pg.NextHref = at(a.NamedReview, a.Next20)
	}
	for i := range a.Named {
		n := &a.Named[i]
		h := s.hit(v, &n.Hit)
		line := kwicLine{Before: n.Before, Name: n.Name, After: n.After, Href: h.Href, Title: h.Title, Source: h.Source, SourceAt: h.SourceAt, State: h.State, StateLabel: h.StateLabel, Lang: h.SnippetLang}
		if line.Before+line.Name+line.After == "" {
			line.After, line.Lang = h.Title, h.Lang
		}
		line.Dir = direction(line.Lang)
		if n.Role != "" {
			line.Role = s.named(v.lang, "role", n.Role)
		}
		pg.Lines = append(pg.Lines, line)
	}
}

// nameRows are the names by language, the reader's first.
func (s *Site) nameRows(v *visit, names []ActorName) (rows []nameRow) {
	order := slices.Clone(languages)
	slices.SortStableFunc(order, func(a, b string) int { return preference(v.lang, a) - preference(v.lang, b) })
	for _, l := range order {
		row := nameRow{Language: nativeName(l), Lang: l, Dir: direction(l)}
		for _, n := range names {
			if n.Language != l {
				continue
			}
			name := shownName{Text: n.Text}
			switch {
			case n.From != "" && n.To != "":
				name.Years = n.From + "–" + n.To
			case n.To != "":
				name.Years = s.messages.text(v.lang, "actor.until", "year", n.To)
			case n.From != "":
				name.Years = s.messages.text(v.lang, "actor.since", "year", n.From)
			}
			switch {
			case n.Sort == lexicon.Official && n.To == "":
				row.Official = append(row.Official, name)
				if row.Source == "" {
					row.Source = n.Source
				}
			case (n.Sort == lexicon.Short || n.Sort == lexicon.Acronym) && n.To == "":
				row.Short = append(row.Short, name)
			default:
				row.Other = append(row.Other, name)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// actorAddress is the page of an organization.
func actorAddress(id string) string { return "/actors/" + url.PathEscape(id) }

// actorLink is the name of an organization, with the way to its page.
func (s *Site) actorLink(v *visit, id string) template.HTML {
	var m markup
	m.raw(`<a class="m actor"`).attr("href", v.to(actorAddress(id))).raw(`><bdi>`).text(s.Names.Display(id, v.lang)).raw(`</bdi></a>`)
	return m.html()
}
