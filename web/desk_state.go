package web

import (
	"net/url"
	"slices"
	"strings"

	"concord/desk"
	"concord/register"
)

// deskPage is the state of the desk: what came in, what waits, what is missing.
type deskPage struct {
	Period    string
	Ways      []deskWay
	Items     []deskItem
	Total     deskItem
	Silent    int // sub-items without anything
	Cited     []citedLine
	CitedMore int
	Documents []deskDocument
}

// deskWay is a way to what waits.
type deskWay struct {
	link
	Count int
	Under string
}

type deskItem struct {
	desk.Item
	Name    string
	Sort    string // in English
	Letter  string // of the sub-item
	Review  string // address of what waits
	Page    string // of the organization
	Heard   string
	Silent  bool
	Oldness string // "7 months ago"
}

type citedLine struct {
	Symbol, Search string
	Count          int
}

// deskDocument is a document of which records wait.
type deskDocument struct {
	Name, Href string
	Sample     bool
	Waiting    int
}

// deskState is the page of the desk.
func (s *Site) deskState(v *visit) error {
	w, err := s.desk()
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	st, err := desk.StateOf(ctx, w.Register, s.Now())
	if err != nil {
		return err
	}
	totals, err := w.Register.Totals(ctx)
	if err != nil {
		return err
	}
	sames, err := w.Register.Sames(ctx, register.SameFilter{State: register.SameAsked, Limit: 1000})
	if err != nil {
		return err
	}
	pg := &deskPage{Period: date(v.lang, st.Period), CitedMore: max(0, st.Missing-len(st.Cited))}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	way := func(to, key string, n int) {
		pg.Ways = append(pg.Ways, deskWay{link{Href: v.to(to), Label: msg("desk.way." + key)}, n, msg("desk.way." + key + ".note")})
	}
	way("/desk/review", "review", st.Total.Waiting)
	names := "/desk/names"
	if totals.Register.Candidates == 0 && totals.Register.Questions > 0 {
		names += "?tab=questions"
	}
	way(names, "names", totals.Register.Candidates+totals.Register.Questions)
	way("/desk/sameness", "sameness", len(sames))
	for i := range st.Items {
		it := s.deskItem(v, &st.Items[i])
		if it.Name == "" { // a sub-item whose organization is not in the lexicon has the title of its record
			r, err := s.Library.Record(ctx, it.Record)
			if err != nil {
				return err
			}
			it.Name, _ = titled(r.Titles, v.lang)
			it.Sort = r.Titles["en"]
		}
		if it.Silent {
			pg.Silent++
		}
		pg.Items = append(pg.Items, it)
	}
	slices.SortStableFunc(pg.Items, func(a, b deskItem) int {
		return strings.Compare(a.Sort, b.Sort)
	})
	pg.Total = deskItem{Item: st.Total}
	for _, c := range st.Cited {
		pg.Cited = append(pg.Cited, citedLine{c.Symbol, v.to("/search?q=" + queryEscape(`"`+c.Symbol+`"`)), c.Count})
	}
	if pg.Documents, err = s.deskDocuments(v, w); err != nil {
		return err
	}
	s.render(v, 200, "desk.html", msg("desk.title"), pg)
	return nil
}

func (s *Site) deskItem(v *visit, item *desk.Item) deskItem {
	it := deskItem{Item: *item}
	if item.Partner != "" {
		it.Name, it.Sort = s.Names.Display(item.Partner, v.lang), s.Names.Display(item.Partner, "en")
	}
	if i := strings.LastIndexByte(item.SubItem, '('); i >= 0 {
		it.Letter = item.SubItem[i:]
	} else {
		it.Letter = item.SubItem
	}
	it.Review = v.to(reviewScope{Section: item.Partner}.address("", ""))
	it.Page = v.to("/records/" + url.PathEscape(item.Record))
	if item.Partner != "" {
		it.Page = v.to("/actors/" + url.PathEscape(item.Partner))
	}
	it.Silent = item.Empty()
	switch {
	case item.Months < 0:
		it.Oldness = s.messages.text(v.lang, "value.nothing")
	case item.Months == 0:
		it.Oldness = s.messages.text(v.lang, "desk.this-month")
	default:
		it.Oldness = s.messages.text(v.lang, "desk.months", "n", item.Months)
	}
	return it
}

// deskDocuments are the documents of which most records wait, samples last.
func (s *Site) deskDocuments(v *visit, w *Workplace) ([]deskDocument, error) {
	ctx := v.r.Context()
	var out []deskDocument
	for _, samples := range []bool{false, true} {
		f := register.Waiting()
		f.Samples = samples
		counts, err := w.Register.Facets(ctx, f, register.FacetWork)
		if err != nil {
			return nil, err
		}
		for _, c := range counts[register.FacetWork] {
			if len(out) == 12 {
				return out, nil
			}
			if slices.ContainsFunc(out, func(d deskDocument) bool { return d.Href == v.to(reviewScope{Work: c.Value}.address("", "")) }) {
				continue
			}
			work, err := w.Register.Work(ctx, c.Value)
			if err != nil {
				return nil, err
			}
			if versions, err := w.Register.Versions(ctx, work.ID); err != nil {
				return nil, err
			} else if len(versions) == 0 {
				continue // cited only: there is no text to look at
			}
			e := entry(work, register.Version{})
			if len(work.Symbols) == 0 {
				e.Name, _, _ = strings.Cut(work.ID, "~")
			}
			out = append(out, deskDocument{Name: e.name(), Href: v.to(reviewScope{Work: c.Value}.address("", "")), Sample: e.Sample, Waiting: c.Count})
		}
	}
	return out, nil
}
