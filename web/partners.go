package web

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/analysis"
	"concord/edtf"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

// This file makes the lists of partners and of UN entities, and two partners side by side.

// Partnerships is what these pages read.
type Partnerships interface {
	// Partners lists the partners, by their English names.
	Partners(ctx context.Context) ([]Partner, error)
	// Heard gives for each of some organizations the date of the latest act in which it
	// is reported to have taken part, EDTF; "" for none with a date.
	Heard(ctx context.Context, ids ...string) ([]string, error)
	// Entities lists the entities of the United Nations that take part in acts, those
	// with most acts first.
	Entities(ctx context.Context) ([]Partner, error)
	// Compare gives what the register holds of each of two or more partners.
	Compare(ctx context.Context, ids ...string) ([]Compared, error)
}

// Partner is an organization in a list.
type Partner struct {
	ID      string
	SubItem string // letter of its sub-item of the agenda
	Acts    int
	Ending  int    // instruments whose stated term ends within a year, or ended with no renewal recorded
	Query   string // finds its acts
}

// Compared is what the register holds of one of several partners beside each other.
type Compared struct {
	ID string
	*analysis.Profile
	Kinds map[string]int // records by kind
	Query string
}

// Bounds of the lists.
const (
	mostRelations = 200
	mostEndings   = 500
	onPage        = 40 // rows of a page
)

func (s *shelves) Partners(ctx context.Context) ([]Partner, error) {
	list, err := s.listed(ctx, "partner")
	if err != nil {
		return nil, err
	}
	at := map[string]*Partner{}
	for i := range list {
		at[list[i].ID] = &list[i]
	}
	page, err := s.r.Records(ctx, register.Filter{Kind: register.KindRelationship, Limit: mostRelations})
	if err != nil {
		return nil, err
	}
	related := map[string]bool{}
	for i := range page.Lines {
		var r register.Relationship
		if err := page.Lines[i].Record.Decode(&r); err != nil {
			return nil, err
		}
		related[r.Partner] = true
		if p := at[r.Partner]; p != nil && p.SubItem == "" {
			p.SubItem, _ = subItem(r.SubItem)
		}
	}
	endings, _, err := analysis.Endings(ctx, s.r, s.now(), "", "", mostEndings)
	if err != nil {
		return nil, err
	}
	for _, e := range endings {
		for _, party := range e.Instrument.Parties {
			if p := at[party.Actor]; p != nil {
				p.Ending++
			}
		}
	}
	// Partners with a sub-item or a relationship stand there without an act too.
	list = slices.DeleteFunc(list, func(p Partner) bool { return p.Acts == 0 && !related[p.ID] })
	lex := s.lex()
	key := map[string]string{}
	for _, p := range list {
		key[p.ID] = analysis.English(lex, p.ID)
	}
	slices.SortFunc(list, func(a, b Partner) int {
		if c := strings.Compare(key[a.ID], key[b.ID]); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return list, nil
}

func (s *shelves) Entities(ctx context.Context) ([]Partner, error) {
	list, err := s.listed(ctx, "un")
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(p Partner) bool { return p.Acts == 0 || p.ID == lexicon.UN })
	slices.SortStableFunc(list, func(a, b Partner) int { return b.Acts - a.Acts })
	return list, nil
}

// listed are all actors of a type with their acts. They come from one question, however
// many they are.
func (s *shelves) listed(ctx context.Context, of string) (list []Partner, err error) {
	counts, err := s.r.Facets(ctx, register.Filter{}, register.FacetParty)
	if err != nil {
		return nil, err
	}
	empty, err := s.ask(Query{})
	if err != nil {
		return nil, err
	}
	acts := map[string]int{}
	for _, c := range counts[register.FacetParty] {
		acts[c.Value] = c.Count
	}
	for _, a := range s.lex().Actors() {
		if a.Type == of {
			list = append(list, Partner{ID: a.ID, Acts: acts[a.ID], Query: empty.With(register.FacetParty, a.ID)})
		}
	}
	return list, nil
}

func (s *shelves) Heard(ctx context.Context, ids ...string) (dates []string, err error) {
	for _, id := range ids {
		date, err := analysis.Last(ctx, s.r, register.Filter{Kind: register.KindActivity, Has: []register.Condition{register.Has(register.FacetParty, id)}}, s.now())
		if err != nil {
			return nil, err
		}
		dates = append(dates, date)
	}
	return dates, nil
}

// compared are the facets of two partners beside each other.
var compared = []string{register.FacetTheme, register.FacetKind, register.FacetYear}

func (s *shelves) Compare(ctx context.Context, ids ...string) (list []Compared, err error) {
	empty, err := s.ask(Query{})
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if _, ok := s.lex().Actor(id); !ok {
			return nil, fault.New(fault.NotFound, "No organization %q is known.", id)
		}
		c := Compared{ID: id, Query: empty.With(register.FacetParty, id), Kinds: map[string]int{}}
		f := register.Filter{Kind: register.KindActivity, Has: []register.Condition{register.Has(register.FacetActor, id)}}
		if c.Profile, err = analysis.Sum(ctx, s.r, f, s.now(), compared...); err != nil {
			return nil, err
		}
		f.Kind = register.AnyKind
		counts, err := s.r.Facets(ctx, f, register.FacetType)
		if err != nil {
			return nil, err
		}
		for _, n := range counts[register.FacetType] {
			c.Kinds[n.Value] = n.Count
		}
		list = append(list, c)
	}
	return list, nil
}

// partnersPage is the list of partners, or of UN entities.
type partnersPage struct {
	Lede     string
	Tabs     []link
	Partners bool // else entities
	Rows     []partnerRow
	Empty    string // why there are no rows
	First    string // address of the first page; "" on it
	Next     string // of the page behind; "" on the last
	Compare  *comparePage
}

type partnerRow struct {
	Name, Short, Href         string
	SubItem                   string
	Acts, ActsHref            string
	Last, Ending, EndingsHref string
}

func (s *Site) partners(v *visit) error {
	list, err := s.Library.Partners(v.r.Context())
	if err != nil {
		return err
	}
	pg, err := s.listOf(v, list, true)
	if err != nil {
		return err
	}
	pg.Compare = s.choose(v, list, "", "")
	s.render(v, 200, "partners.html", s.messages.text(v.lang, "menu.partners"), pg)
	return nil
}

func (s *Site) entities(v *visit) error {
	list, err := s.Library.Entities(v.r.Context())
	if err != nil {
		return err
	}
	pg, err := s.listOf(v, list, false)
	if err != nil {
		return err
	}
	s.render(v, 200, "partners.html", s.messages.text(v.lang, "partners.entities"), pg)
	return nil
}

// listOf is the page of a list that is asked for.
func (s *Site) listOf(v *visit, list []Partner, partners bool) (*partnersPage, error) {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	pg := &partnersPage{Partners: partners, Tabs: []link{
		{Href: v.to("/partners"), Label: msg("menu.partners"), Current: partners},
		{Href: v.to("/entities"), Label: msg("partners.entities"), Current: !partners}}}
	at := "/entities"
	pg.Lede = msg("partners.entities.lede", "n", len(list))
	if partners {
		at, pg.Lede = "/partners", msg("partners.lede", "n", len(list))
	}
	from := min(number(v.r.URL.Query().Get("from")), len(list))
	if pg.Empty = msg("partners.empty"); len(list) > 0 {
		pg.Empty = msg("list.behind")
	}
	if from > 0 {
		pg.First = v.to(at)
	}
	if len(list)-from > onPage {
		pg.Next = v.to(at + "?from=" + strconv.Itoa(from+onPage))
	}
	list = list[from:min(len(list), from+onPage)]
	find := func(query, kind string) string {
		p := url.Values{"q": {query}}
		if kind != "" {
			p.Set("kind", kind)
		}
		return v.to("/search?" + p.Encode())
	}
	var active []string
	for _, p := range list {
		if p.Acts > 0 {
			active = append(active, p.ID)
		}
	}
	heard, err := s.Library.Heard(v.r.Context(), active...)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		row := partnerRow{Name: s.Names.Display(p.ID, v.lang), Href: v.to(actorAddress(p.ID)), SubItem: p.SubItem}
		if short := s.Names.Short(p.ID, v.lang); short != row.Name {
			row.Short = short
		}
		if p.Acts > 0 {
			row.Acts, row.ActsHref = s.messages.number(v.lang, p.Acts), find(p.Query, "")
			if month := monthOf(heard[slices.Index(active, p.ID)], s.Now()); month != "" {
				row.Last = date(v.lang, month)
			}
		}
		if p.Ending > 0 {
			row.Ending, row.EndingsHref = s.messages.number(v.lang, p.Ending), find(p.Query, string(register.KindInstrument))
		}
		pg.Rows = append(pg.Rows, row)
	}
	return pg, nil
}

// monthOf is the month in which a date ended, or began where it goes on; its year where no
// month is stated; "" for no date.
func monthOf(when string, now time.Time) string {
	d, err := edtf.Parse(when)
	if err != nil {
		return ""
	}
	point := d.From
	if end := d.To; d.Interval && !end.IsZero() && (int(end.Year) < now.Year() || int(end.Year) == now.Year() && int(end.Month) <= int(now.Month())) {
		point = end
	}
	switch {
	case point.IsZero() || point.Year <= 0:
		return ""
	case point.Month == 0:
		return fmt.Sprintf("%04d", point.Year)
	}
	return fmt.Sprintf("%04d-%02d", point.Year, point.Month)
}

// comparePage is two partners side by side, with the form that chooses them.
type comparePage struct {
	Action  string
	A, B    string
	Choices []link // Href is the identifier
	Wrong   string
	Heads   []link
	Parts   []comparePart
	Source  string
}

type comparePart struct {
	Heading string
	Rows    []compareRow
	More    string
}

type compareRow struct {
	Label string
	Cells []compareCell
}

type compareCell struct{ Text, Href, Name string }

// choose is the form that chooses two partners.
func (s *Site) choose(v *visit, list []Partner, a, b string) *comparePage {
	pg := &comparePage{Action: v.to("/compare"), A: a, B: b}
	for _, p := range list {
		pg.Choices = append(pg.Choices, link{Href: p.ID, Label: s.Names.Display(p.ID, v.lang)})
	}
	return pg
}

// compare is two partners side by side.
func (s *Site) compare(v *visit) error {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	q := v.r.URL.Query()
	a, b := strings.TrimSpace(q.Get("a")), strings.TrimSpace(q.Get("b"))
	list, err := s.Library.Partners(v.r.Context())
	if err != nil {
		return err
	}
	pg, title, status := s.choose(v, list, a, b), msg("compare.title"), 200
	switch {
	case a == "" || b == "":
		// Nothing is wrong yet: the form asks for what is missing.
	case a == b:
		pg.Wrong, status = msg("compare.same"), 400
	default:
		both, err := s.Library.Compare(v.r.Context(), a, b)
		if fault.KindOf(err) == fault.NotFound {
			pg.Wrong, status = msg("compare.unknown"), 404
			break
		}
		if err != nil {
			return err
		}
		s.sideBySide(v, pg, both)
		title = msg("compare.of", "a", isolate(s.Names.Short(a, v.lang)), "b", isolate(s.Names.Short(b, v.lang)))
	}
	s.render(v, status, "compare.html", title, pg)
	return nil
}

// mostCompared values of a facet that stand beside each other.
const mostCompared = 15

// sideBySide sets out what the register holds of each.
func (s *Site) sideBySide(v *visit, pg *comparePage, both []Compared) {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	find := func(query, kind string) string {
		p := url.Values{"q": {query}}
		if kind != "" {
			p.Set("kind", kind)
		}
		return v.to("/search?" + p.Encode())
	}
	row := func(label string, cell func(c *Compared) (text, href string)) compareRow {
		r := compareRow{Label: label}
		for i := range both {
			text, href := cell(&both[i])
			r.Cells = append(r.Cells, compareCell{text, href, pg.Heads[i].Label})
		}
		return r
	}
	for i := range both {
		pg.Heads = append(pg.Heads, link{Href: v.to(actorAddress(both[i].ID)), Label: s.Names.Short(both[i].ID, v.lang)})
	}
	number := func(n int, href string) (string, string) {
		if n == 0 {
			return "", ""
		}
		return s.messages.number(v.lang, n), href
	}
	sums := comparePart{Heading: msg("compare.all")}
	sums.Rows = append(sums.Rows, row(msg("records.activity"), func(c *Compared) (string, string) { return number(c.Acts, find(c.Query, "")) }),
		row(msg("actor.stands.last"), func(c *Compared) (string, string) {
			if c.Last == "" {
				return "", ""
			}
			return date(v.lang, c.Last), ""
		}),
		row(msg("actor.stands.undated"), func(c *Compared) (string, string) { return number(c.Undated, "") }),
		row(msg("menu.documents"), func(c *Compared) (string, string) { return number(c.Documents, "") }))
	for _, kind := range []register.Kind{register.KindInstrument, register.KindMechanism, register.KindCommitment} {
		sums.Rows = append(sums.Rows, row(msg("records."+string(kind)), func(c *Compared) (string, string) {
			return number(c.Kinds[string(kind)], find(c.Query, string(kind)))
		}))
	}
	pg.Parts = append(pg.Parts, sums)
	for _, facet := range []string{register.FacetLevel, register.FacetTheme, register.FacetKind, register.FacetYear} {
		part := comparePart{Heading: msg("search.facet." + facet)}
		values, more := eitherHas(both, facet)
		for _, value := range values {
			part.Rows = append(part.Rows, row(capital(s.facetLabel(v.lang, string(register.KindActivity), facet, value)), func(c *Compared) (string, string) {
				for _, n := range c.Counts[facet] {
					if n.Value == value {
						return number(n.Count, find(c.Query+" "+facet+":"+value, ""))
					}
				}
				return "", ""
			}))
		}
		if more > 0 {
			part.More = msg("search.facet.more", "n", more)
		}
		if len(part.Rows) > 0 {
			pg.Parts = append(pg.Parts, part)
		}
	}
	pg.Source = msg("compare.source")
}

// eitherHas are the values of a facet that either has: levels from the highest, years from
// the last, others from those with most acts of both.
func eitherHas(both []Compared, facet string) (list []string, more int) {
	sum := map[string]int{}
	for i := range both {
		for _, c := range both[i].Counts[facet] {
			if c.Value == lexicon.NoTheme {
				continue
			}
			if sum[c.Value] == 0 {
				list = append(list, c.Value)
			}
			sum[c.Value] += c.Count
		}
	}
	slices.SortFunc(list, func(a, b string) int {
		switch {
		case facet == register.FacetYear:
			return strings.Compare(b, a)
		case facet == register.FacetLevel:
			return slices.Index(analysis.Levels, a) - slices.Index(analysis.Levels, b)
		case sum[a] != sum[b]:
			return sum[b] - sum[a]
		}
		return strings.Compare(a, b)
	})
	if len(list) > mostCompared {
		list, more = list[:mostCompared], len(list)-mostCompared
	}
	return list, more
}
