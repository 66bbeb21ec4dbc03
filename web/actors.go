package web

import (
	"cmp"
	"context"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"

	"concord/analysis"
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

	analysis.Profile           // of the acts in which it takes part
	Search           string    // the query that finds them
	Months           int       // since the latest, whole; -1 where nothing has a date
	Now              time.Time // by which it was made
	Relation         *Relation // of a partner
	Offices          int       // mechanisms that are offices, desks or missions
	Facets           []Facet   // of the acts, with their queries: kind, theme, entity, place, level
	Ties             []Knot    // who takes part with it in acts of what theme
	Pairs            int       // all such pairs
	Recent           []Hit
	Dated            []DatedHit // all that have a date, where they are few
	Instruments      []Bar
	Records          []OfKind     // relationships, instruments and so on
	Bodies           []FacetValue // its members that take part in acts, with their queries
	WithBodies       FacetValue   // it or any of them

	Named       []Named // acts that others tell with it
	NamedTotal  int
	NamedOpen   int    // of them, those that nobody reviewed
	NamedReview bool   // the page is of those that were reviewed
	Next20      string // cursor; "" on the last page
}

// Relation is what the register holds of the cooperation with a partner as a whole.
type Relation struct {
	ID      string
	SubItem string // letter of the sub-item of the agenda; "" not known
	Session string // for which it holds
	First   string // symbol of the first resolution on it
	Lead    string // actor
	Offices []string
}

// DatedHit is an act on the time line.
type DatedHit struct {
	Hit
	Level   string
	Planned bool
}

// Bar is an instrument over time.
type Bar struct {
	Hit
	From, To string // EDTF; "" not stated
	Standing register.Standing
}

// Knot is how many acts an organization has with another on a theme.
type Knot struct {
	Actor, Theme string
	N            int
	Query        string
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
	mostBars   = 16
	namedPage  = 12
	mostKnots  = 15
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
	now := s.now()
	out.Now = now
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
	acts.Kind, acts.Order = register.KindActivity, register.Newest
	sum, err := analysis.Sum(ctx, s.r, acts, now, profiled...)
	if err != nil {
		return nil, err
	}
	out.Profile = *sum
	k := newKnown()
	if err := s.recordsOf(ctx, k, asked, out); err != nil {
		return nil, err
	}
	if !known && !place && out.Acts == 0 && len(out.Records) == 0 {
		return nil, fault.New(fault.NotFound, "No organization %q is known.", id)
	}
	if err := s.bodies(ctx, out); err != nil || out.Acts == 0 {
		return out, err
	}
	out.Months = monthsSince(out.Last, now)
	for _, name := range profiled {
		facet := Facet{Name: name}
		for _, c := range out.Counts[name] {
			if c.Value == id || c.Value == lexicon.NoTheme {
				continue
			}
			if len(facet.Values) == shown {
				facet.More++
				continue
			}
			facet.Values = append(facet.Values, asked.toggle(name, c))
		}
		out.Facets = append(out.Facets, facet)
	}
	acts.Limit = latestActs
	if out.Acts <= mostDots {
		acts.Limit = mostDots
	}
	page, err := s.r.Records(ctx, acts)
	if err != nil {
		return nil, err
	}
	for i := range page.Lines {
		h, err := s.hit(ctx, k, &page.Lines[i], asked)
		if err != nil {
			return nil, err
		}
		if len(out.Recent) < latestActs {
			out.Recent = append(out.Recent, h)
		}
		if out.Acts <= mostDots && h.Date != "" {
			a := &page.Lines[i].Activity
			out.Dated = append(out.Dated, DatedHit{h, a.Level, a.Modality == "planned" || a.Modality == "agreed"})
		}
	}
	if err := s.knots(ctx, asked, acts, out); err != nil {
		return nil, err
	}
	return out, s.namedBy(ctx, k, asked, id, cursor, out)
}

// profiled are the facets of its acts that the page counts.
var profiled = []string{register.FacetKind, register.FacetTheme, register.FacetParty, register.FacetPlace}

// recordsOf lists what the register holds of an organization beside its acts. Kinds of
// which there is nothing are not asked for.
func (s *shelves) recordsOf(ctx context.Context, k *known, asked *asked, out *Actor) error {
	f := asked.Filter
	f.Kind, f.Order = register.AnyKind, register.Newest
	counts, err := s.r.Facets(ctx, f, register.FacetType)
	if err != nil {
		return err
	}
	for _, kind := range kindsOf {
		if !slices.ContainsFunc(counts[register.FacetType], func(c register.FacetCount) bool { return c.Value == string(kind) }) {
			continue
		}
		f.Kind, f.Limit = kind, ofKind
		if kind == register.KindInstrument {
			f.Limit = mostBars
		}
		page, err := s.r.Records(ctx, f)
		if err != nil {
			return err
		}
		list := OfKind{Kind: string(kind), Total: page.Total, Query: out.Search}
		for i := range page.Lines {
			l := &page.Lines[i]
			h, err := s.hit(ctx, k, l, asked)
			if err != nil {
				return err
			}
			if len(list.Hits) < ofKind {
				list.Hits = append(list.Hits, h)
			}
			switch kind {
			case register.KindRelationship:
				if out.Relation == nil || out.Relation.SubItem == "" {
					err = out.relate(&l.Record)
				}
			case register.KindInstrument:
				err = out.bar(&l.Record, h, out.Now)
			case register.KindMechanism:
				if slices.Contains([]string{"office", "desk", "mission"}, h.Act) {
					out.Offices++
				}
			}
			if err != nil {
				return err
			}
		}
		if page.Total > 0 {
			out.Records = append(out.Records, list)
		}
	}
	return nil
}

// relate takes over what a record says of the cooperation with a partner.
func (a *Actor) relate(rec *register.Record) error {
	var r register.Relationship
	if err := rec.Decode(&r); err != nil {
		return err
	}
	if r.Partner != a.ID {
		return nil
	}
	a.Relation = &Relation{ID: rec.ID, First: r.FirstResolution, Lead: r.Lead, Offices: r.Offices}
	a.Relation.SubItem, a.Relation.Session = subItem(r.SubItem)
	return nil
}

// subItem reads the letter and the session of a sub-item of the agenda: "77/128(a)".
func subItem(item string) (letter, session string) {
	session, rest, _ := strings.Cut(item, "/")
	if _, rest, ok := strings.Cut(rest, "("); ok {
		letter, _, _ = strings.Cut(rest, ")")
	}
	return letter, session
}

// bar puts an instrument on the time line.
func (a *Actor) bar(rec *register.Record, h Hit, now time.Time) error {
	var n register.Instrument
	if err := rec.Decode(&n); err != nil {
		return err
	}
	b := Bar{Hit: h, Standing: n.Standing(now)}
	var signed, ended string
	for _, act := range n.Acts {
		switch name, when, _ := strings.Cut(act, "="); {
		case name == "ended":
			ended = when
		case when != "" && (signed == "" || name == "in_force"):
			signed = when
		}
	}
	b.From, b.To, _ = strings.Cut(n.Term, "/")
	if b.To == "" && n.Term != "" && !strings.Contains(n.Term, "/") {
		b.To = n.Term // a year is its own end
	}
	if b.From == ".." || b.From == "" {
		b.From = signed
	}
	if b.To == ".." {
		b.To = ""
	}
	b.To = cmp.Or(ended, b.To)
	if b.From != "" || b.To != "" {
		a.Instruments = append(a.Instruments, b)
	}
	return nil
}

// bodies counts the acts of what belongs to it, and of all of them together.
func (s *shelves) bodies(ctx context.Context, out *Actor) error {
	if len(out.Members) == 0 || out.ID == lexicon.UN {
		return nil // the whole of the United Nations is what every act has
	}
	ids := append([]string{out.ID}, out.Members...)
	f := register.Filter{Kind: register.KindActivity, Has: []register.Condition{register.Has(register.FacetActor, ids...)}}
	counts, err := s.r.Facets(ctx, f, register.FacetReview, register.FacetParty)
	if err != nil {
		return err
	}
	for _, c := range counts[register.FacetReview] {
		out.WithBodies.Count += c.Count
	}
	with := []string{out.ID}
	for _, c := range counts[register.FacetParty] {
		if slices.Contains(out.Members, c.Value) {
			out.Bodies = append(out.Bodies, FacetValue{Value: c.Value, Count: c.Count})
			with = append(with, c.Value)
		}
	}
	// The search takes so many in one query, and no identifier with a blank; each body
	// still has its own page.
	asked, err := s.ask(Query{Text: "actor:" + strings.Join(with, ",")})
	if len(out.Bodies) == 0 || err != nil {
		out.WithBodies = FacetValue{}
		return nil
	}
	out.WithBodies.Query = asked.Text
	return nil
}

// knots are the pairs of an organization that takes part with it, and a theme.
func (s *shelves) knots(ctx context.Context, asked *asked, f register.Filter, out *Actor) error {
	pairs, err := s.r.Cross(ctx, f, register.FacetParty, register.FacetTheme)
	if err != nil {
		return err
	}
	pairs = slices.DeleteFunc(pairs, func(c register.CrossCount) bool {
		return c.Row == out.ID || c.Row == lexicon.UN || c.Column == lexicon.NoTheme
	})
	out.Pairs = len(pairs)
	slices.SortStableFunc(pairs, func(a, b register.CrossCount) int { return b.Count - a.Count })
	for _, c := range pairs[:min(len(pairs), mostKnots)] {
		knot := Knot{Actor: c.Row, Theme: c.Column, N: c.Count}
		if with, err := s.ask(Query{Text: asked.With(register.FacetParty, c.Row)}); err == nil {
			knot.Query = with.With(register.FacetTheme, c.Column)
		}
		out.Ties = append(out.Ties, knot)
	}
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
	var ids []string
	for i := range page.Lines {
		ids = append(ids, page.Lines[i].Record.ID)
	}
	claims, err := s.partyClaims(ctx, ids)
	if err != nil {
		return err
	}
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
		for _, c := range claims[l.Record.ID] {
			if register.Element(c.Field, c.Value) != id || !sameText(&c.Evidence, &l.Told) {
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

// partyClaims are the claims on who took part in some records.
func (s *shelves) partyClaims(ctx context.Context, ids []string) (map[string][]register.Claim, error) {
	cases, err := s.r.Cases(ctx, ids...)
	if err != nil {
		return nil, err
	}
	of := map[string][]register.Claim{}
	for i := range cases {
		for _, c := range cases[i].Claims {
			if c.Field == register.FieldParty {
				of[c.Record] = append(of[c.Record], c)
			}
		}
	}
	return of, nil
}

// actorPage is the page of an organization.
type actorPage struct {
	*Actor
	Heading, Acronym string
	Eyebrow          string
	Lede, Latest     string
	Heard            string
	AllActs          string // address of all acts in the search
	Compare          string // address of the comparison with another; "" for what is no partner
	Downloads        []download
	NameRows         []nameRow
	MemberLinks      []memberLink
	WithBodiesLink   *link
	ParentLink       *link
	LeadLink         *link
	FirstResolution  string
	Rungs            []rungView
	Timeline         template.HTML
	BarChart         template.HTML
	Who              template.HTML
	FacetViews       []facetView
	LatestHits       []hitView
	Sections         []kindSection
	NamedNote        string
	Lines            []kwicLine
	OpenHref, Closed string // the two halves of the list
	NextHref         string
	LastDay, NextDay string
}

// memberLink is what belongs to an organization, with its acts.
type memberLink struct {
	link
	Count string
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
	Chart   template.HTML
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
	if r := a.Relation; r != nil && r.SubItem != "" {
		eyebrow = append(eyebrow, msg("actor.subitem", "letter", r.SubItem, "session", r.Session))
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
		l := memberLink{link: link{Href: v.to(actorAddress(m)), Label: s.Names.Display(m, v.lang)}}
		for _, c := range a.Bodies {
			if c.Value == m {
				l.Count = msg("count.acts", "n", c.Count)
			}
		}
		pg.MemberLinks = append(pg.MemberLinks, l)
	}
	slices.SortStableFunc(pg.MemberLinks, func(a, b memberLink) int { return cmp.Compare(a.Label, b.Label) })
	if a.WithBodies.Count > 0 {
		pg.WithBodiesLink = &link{Href: find(a.WithBodies.Query, ""), Label: msg("actor.with-bodies", "acts", msg("count.acts", "n", a.WithBodies.Count))}
	}
	if r := a.Relation; r != nil {
		pg.FirstResolution = r.First
		if r.Lead != "" {
			pg.LeadLink = &link{Href: v.to(actorAddress(r.Lead)), Label: s.Names.Display(r.Lead, v.lang)}
		}
	}
	if a.Type == "partner" {
		pg.Compare = v.to("/compare?a=" + queryEscape(id))
	}
	if a.Acts > 0 {
		pg.Downloads = s.downloads(v, a.Search)
		pg.Rungs = s.ladder(v, a, find)
		pg.Timeline = s.timeline(v, a, find)
		if len(a.Ties) > 0 {
			pg.Who = s.who(v, a, find)
		}
	}
	for _, f := range a.Facets {
		if len(f.Values) == 0 {
			continue
		}
		view := facetView{Label: msg("search.facet." + f.Name)}
		for _, x := range f.Values {
			view.Values = append(view.Values, tab{link{Href: find(x.Query, ""), Label: s.facetLabel(v.lang, "activity", f.Name, x.Value)}, s.messages.number(v.lang, x.Count)})
		}
		if f.More > 0 {
			view.More = msg("search.facet.more", "n", f.More)
		}
		pg.FacetViews = append(pg.FacetViews, view)
	}
	for i := range a.Recent {
		pg.LatestHits = append(pg.LatestHits, s.hit(v, &a.Recent[i]))
	}
	for _, k := range a.Records {
		sec := kindSection{Heading: msg("records." + k.Kind), Count: msg("count.records", "n", k.Total)}
		if k.Kind == string(register.KindInstrument) && len(a.Instruments) > 0 {
			sec.Chart = s.bars(v, a, k.Total)
		}
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
		line := s.inContext(v, n)
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
