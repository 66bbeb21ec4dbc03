package web

import (
	"context"

	"concord/analysis"
	"concord/fault"
	"concord/register"
)

// This file makes the lists of what holds cooperation together: instruments,
// mechanisms, mandates and undertakings.

// Kinds are what the lists of one kind of record ask for.
type Kinds interface {
	// Listing gives a page of the records of a kind. typ and party choose among them, ""
	// all; cursor is Listing.Next of the page before.
	Listing(ctx context.Context, kind register.Kind, typ, party, cursor string) (*Listing, error)
}

// Listing is a page of records of one kind.
type Listing struct {
	Total   int
	Types   []FacetValue // of all of the kind; Query is the value
	Parties []FacetValue // organizations, of those chosen
	Endings []Timed      // of instruments: what ends next; of undertakings: what is due
	More    int          // of these that are not listed
	Hits    []Timed
	Next    string

	// Where nothing fits, how many would without the type, and without the party.
	WithoutType, WithoutParty int
}

// Sizes of a list of records.
const (
	listedKinds   = 50
	listedEndings = 12
	listedParties = 14
)

func (s *shelves) Listing(ctx context.Context, kind register.Kind, typ, party, cursor string) (*Listing, error) {
	f := register.Filter{Kind: kind, Order: register.Newest}
	counts, err := s.r.Facets(ctx, f, register.FacetKind, register.FacetStatus)
	if err != nil {
		return nil, err
	}
	out := &Listing{}
	facet := register.FacetKind
	if len(counts[facet]) == 0 {
		facet = register.FacetStatus // an undertaking has no type
	}
	for _, c := range counts[facet] {
		out.Types = append(out.Types, FacetValue{Value: c.Value, Count: c.Count, On: c.Value == typ})
	}
	if typ != "" {
		f.Has = append(f.Has, register.Has(facet, typ))
	}
	if counts, err = s.r.Facets(ctx, f, register.FacetParty); err != nil {
		return nil, err
	}
	for _, c := range counts[register.FacetParty] {
		if len(out.Parties) < listedParties || c.Value == party {
			out.Parties = append(out.Parties, FacetValue{Value: c.Value, Count: c.Count, On: c.Value == party})
		}
	}
	if party != "" {
		f.Has = append(f.Has, register.Has(register.FacetParty, party))
	}
	nothing, err := s.ask(Query{})
	if err != nil {
		return nil, err
	}
	k := newKnown()
	timed := func(l *register.Line, until string) (Timed, error) {
		h, err := s.hit(ctx, k, l, nothing)
		return Timed{h, until}, err
	}
	if cursor == "" && typ == "" {
		switch kind {
		case register.KindInstrument:
			list, more, err := analysis.Endings(ctx, s.r, s.now(), "", party, listedEndings)
			if err != nil {
				return nil, err
			}
			out.More = more
			for i := range list {
				t, err := timed(&list[i].Line, lastOf(list[i].Instrument.Term))
				if err != nil {
					return nil, err
				}
				out.Endings = append(out.Endings, t)
			}
		case register.KindCommitment:
			list, more, err := analysis.Dues(ctx, s.r, s.now(), 365, party, listedEndings)
			if err != nil {
				return nil, err
			}
			out.More = more
			for i := range list {
				t, err := timed(&list[i].Line, list[i].Commitment.Due)
				if err != nil {
					return nil, err
				}
				out.Endings = append(out.Endings, t)
			}
		}
	}
	f.Limit, f.Cursor = listedKinds, cursor
	page, err := s.r.Records(ctx, f)
	if err != nil {
		return nil, err
	}
	out.Total, out.Next = page.Total, page.Next
	if page.Total == 0 {
		loose := register.Filter{Kind: kind}
		if party != "" {
			loose.Has = []register.Condition{register.Has(register.FacetParty, party)}
		}
		if out.WithoutType, err = analysis.Count(ctx, s.r, loose); err != nil {
			return nil, err
		}
		loose.Has = nil
		if typ != "" {
			loose.Has = []register.Condition{register.Has(facet, typ)}
		}
		if out.WithoutParty, err = analysis.Count(ctx, s.r, loose); err != nil {
			return nil, err
		}
	}
	for i := range page.Lines {
		t, err := s.timedHit(ctx, k, &page.Lines[i], nothing)
		if err != nil {
			return nil, err
		}
		out.Hits = append(out.Hits, t)
	}
	return out, nil
}

// kindPages are the pages of kinds, by the last part of their address, in the order of
// their menu.
var kindPages = []struct {
	at   string
	kind register.Kind
}{
	{"instruments", register.KindInstrument}, {"mechanisms", register.KindMechanism},
	{"mandates", register.KindMandate}, {"undertakings", register.KindCommitment},
}

type kindPage struct {
	Kind      string
	Lede      string
	Menu      []link
	Types     []tab
	Parties   []tab
	Count     string
	Endings   []timed
	EndsTitle string
	EndsNote  string
	Hits      []timed
	FirstHref string
	NextHref  string
	Behind    bool       // the last page
	Loosen    []partView // what may be left out where nothing fits
	Search    string
	All       string // without the filters; "" where there are none
}

func (s *Site) instruments(v *visit) error  { return s.kindList(v, 0) }
func (s *Site) mechanisms(v *visit) error   { return s.kindList(v, 1) }
func (s *Site) mandates(v *visit) error     { return s.kindList(v, 2) }
func (s *Site) undertakings(v *visit) error { return s.kindList(v, 3) }

func (s *Site) kindList(v *visit, n int) error {
	at, kind := "/"+kindPages[n].at, kindPages[n].kind
	q := v.r.URL.Query()
	typ, party := q.Get("type"), q.Get("party")
	if len(typ)+len(party) > 200 {
		return fault.New(fault.Invalid, "This filter is too long.")
	}
	l, err := s.Library.Listing(v.r.Context(), kind, typ, party, q.Get("after"))
	if err != nil {
		return err
	}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	address := func(typ, party, after string) string {
		a, sep := v.to(at), "?"
		for _, p := range [][2]string{{"type", typ}, {"party", party}, {"after", after}} {
			if p[1] != "" {
				a += sep + p[0] + "=" + queryEscape(p[1])
				sep = "&"
			}
		}
		return a
	}
	pg := &kindPage{Kind: string(kind), Lede: msg("kinds.lede." + string(kind)), Count: msg("count.records", "n", l.Total), Search: v.to("/search?kind=" + string(kind))}
	for _, x := range kindPages {
		pg.Menu = append(pg.Menu, link{Href: v.to("/" + x.at), Label: msg("records." + string(x.kind)), Current: x.kind == kind})
	}
	facet := register.FacetKind
	if kind == register.KindCommitment {
		facet = register.FacetStatus
	}
	choose := func(value string, on bool) string {
		if on {
			return ""
		}
		return value
	}
	for _, c := range l.Types {
		pg.Types = append(pg.Types, tab{link{Href: address(choose(c.Value, c.On), party, ""), Label: s.facetLabel(v.lang, string(kind), facet, c.Value), Current: c.On}, s.messages.number(v.lang, c.Count)})
	}
	for _, c := range l.Parties {
		pg.Parties = append(pg.Parties, tab{link{Href: address(typ, choose(c.Value, c.On), ""), Label: s.Names.Short(c.Value, v.lang), Current: c.On}, s.messages.number(v.lang, c.Count)})
	}
	if typ+party != "" {
		pg.All = v.to(at)
	}
	if after := q.Get("after"); after != "" {
		pg.FirstHref, pg.Behind = address(typ, party, ""), l.Total > 0 && len(l.Hits) == 0
	}
	if l.Total == 0 && typ != "" {
		pg.Loosen = append(pg.Loosen, partView{isolate(s.facetLabel(v.lang, string(kind), facet, clip(typ, 60))), address("", party, ""), s.messages.number(v.lang, l.WithoutType)})
	}
	if l.Total == 0 && party != "" {
		pg.Loosen = append(pg.Loosen, partView{isolate(s.Names.Short(clip(party, 60), v.lang)), address(typ, "", ""), s.messages.number(v.lang, l.WithoutParty)})
	}
	pg.Endings, pg.Hits = s.timed(v, l.Endings), s.timed(v, l.Hits)
	if len(pg.Endings) > 0 {
		pg.EndsTitle, pg.EndsNote = msg("kinds.next."+string(kind)), msg("kinds.next.note."+string(kind))
	}
	if l.Next != "" {
		pg.NextHref = address(typ, party, l.Next)
	}
	s.render(v, 200, "kinds.html", msg("records."+string(kind)), pg)
	return nil
}
