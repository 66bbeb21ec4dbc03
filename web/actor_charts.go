package web

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"concord/register"
)

// This file makes the pictures on the page of an organization.

// rungView is a level of the ladder of engagement.
type rungView struct {
	Label, Count, Href string
	Last, Next         string
}

// ladder is how high an organization meets others, the mechanisms and the offices that
// it keeps for it.
func (s *Site) ladder(v *visit, a *Actor, find func(query, kind string) string) (rows []rungView) {
	for _, r := range a.Ladder {
		row := rungView{Label: capital(s.named(v.lang, "level", r.Level))}
		if r.Acts > 0 {
			row.Count, row.Href = s.messages.number(v.lang, r.Acts), find(a.Search+" level:"+r.Level, "")
		}
		if r.Last != "" {
			row.Last = date(v.lang, r.Last)
		}
		if r.Next != "" {
			row.Next = date(v.lang, r.Next)
		}
		rows = append(rows, row)
	}
	row := rungView{Label: s.messages.text(v.lang, "records.mechanism")}
	for _, k := range a.Records {
		if k.Kind == string(register.KindMechanism) {
			row.Count, row.Href = s.messages.number(v.lang, k.Total), find(k.Query, k.Kind)
		}
	}
	rows = append(rows, row)
	row = rungView{Label: s.messages.text(v.lang, "actor.offices")}
	if a.Offices > 0 {
		row.Count, row.Href = s.messages.number(v.lang, a.Offices), find(a.Search+" kind:office,desk,mission", string(register.KindMechanism))
	} else if a.Relation != nil && len(a.Relation.Offices) > 0 {
		row.Count, row.Href = s.messages.number(v.lang, len(a.Relation.Offices)), v.to("/records/"+a.Relation.ID)
	}
	return append(rows, row)
}

// drawnFrom is what stands under each picture of acts: how many, from how many documents,
// of which years, and how many it cannot show.
func (s *Site) drawnFrom(v *visit, a *Actor) string {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	caption := msg("chart.source", "acts", msg("count.acts", "n", a.Acts), "documents", msg("count.documents", "n", a.Documents))
	if a.Undated > 0 {
		caption += " " + msg("chart.undated", "undated", msg("count.undated", "n", a.Undated))
	}
	return caption
}

// timeline is when an organization took part in acts, a row a level: each act where they
// are few, else how many a year.
func (s *Site) timeline(v *visit, a *Actor, find func(query, kind string) string) template.HTML {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	c := &Chart{Name: msg("chart.timeline"), Caption: s.drawnFrom(v, a), Now: a.Now, Documents: a.Documents}
	byYear := map[string]map[string]int{}
	for _, n := range a.ByYear {
		if byYear[n.Row] == nil {
			byYear[n.Row] = map[string]int{}
		}
		byYear[n.Row][n.Column] = n.Count
	}
	levels := []string{}
	for _, r := range a.Ladder {
		levels = append(levels, r.Level)
	}
	var years []string
	for _, n := range a.Counts[register.FacetLevel] {
		if !slices.Contains(levels, n.Value) {
			levels = append(levels, n.Value)
		}
	}
	for _, level := range levels {
		for y := range byYear[level] {
			if !slices.Contains(years, y) {
				years = append(years, y)
			}
		}
	}
	slices.Sort(years)
	c.Table.Heads = []string{msg("search.facet.year")}
	for _, level := range levels {
		row := ChartRow{Label: capital(s.named(v.lang, "level", level)), Href: find(a.Search+" level:"+level, "")}
		if len(byYear[level]) == 0 {
			row.Note, row.Href = ": "+msg("actor.stands.none"), ""
		}
		c.Table.Heads = append(c.Table.Heads, row.Label)
		if len(a.Dated) > 0 {
			for i := range a.Dated {
				if h := &a.Dated[i]; h.Level == level {
					view := s.hit(v, &h.Hit)
					row.Dots = append(row.Dots, ChartDot{Date: h.Date, Label: view.Title + ", " + view.When, Href: view.Href, Planned: h.Planned})
				}
			}
		} else {
			for _, y := range years {
				if n := byYear[level][y]; n > 0 {
					year, _ := strconv.Atoi(y)
					row.Counts = append(row.Counts, ChartCount{Year: year, N: n, Href: find(a.Search+" level:"+level+" year:"+y, ""),
						Label: msg("chart.count", "when", y, "acts", msg("count.acts", "n", n))})
				}
			}
		}
		c.Rows = append(c.Rows, row)
	}
	slices.Reverse(years)
	for _, y := range years[:min(len(years), mostYears)] {
		cells := []ChartCell{{Text: y, Href: find(a.Search+" year:"+y, "")}}
		for _, level := range levels {
			if n := byYear[level][y]; n > 0 {
				cells = append(cells, ChartCell{Text: s.messages.number(v.lang, n), Number: true, Href: find(a.Search+" level:"+level+" year:"+y, "")})
			} else {
				cells = append(cells, ChartCell{Text: msg("actor.stands.none"), None: true})
			}
		}
		c.Table.Rows = append(c.Table.Rows, cells)
	}
	return s.draw(v.lang, c)
}

// mostYears that the table behind a timeline lists, the latest first.
const mostYears = 40

// bars are instruments over time.
func (s *Site) bars(v *visit, a *Actor, total int) template.HTML {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	c := &Chart{Name: msg("chart.instruments"), Now: a.Now,
		Caption: msg("chart.instruments.source", "n", len(a.Instruments), "all", s.messages.number(v.lang, total)),
		Table:   ChartTable{Heads: []string{msg("record.instrument"), msg("chart.from"), msg("chart.to"), msg("actor.state")}}}
	when := func(d string) ChartCell {
		if d == "" {
			return ChartCell{Text: msg("chart.unstated"), None: true}
		}
		return ChartCell{Text: date(v.lang, d)}
	}
	for i := range a.Instruments {
		b := &a.Instruments[i]
		view := s.hit(v, &b.Hit)
		row := ChartRow{Label: clip(view.Title, 70), Href: view.Href}
		label := view.Title + ": " + view.Standing
		bar := ChartBar{From: b.From, To: b.To, Label: label, Href: view.Href}
		switch b.Standing {
		case register.StandingEnded:
			bar.Look = BarPast
		case register.StandingUnrenewed:
			bar.Look = BarOver
		case register.StandingExtended:
			bar.Look, bar.To = BarOpen, ""
		default:
			if b.To == "" {
				bar.Look = BarOpen
			}
		}
		if b.Standing == register.StandingBefore || b.Standing == register.StandingDrafting {
			row.Dots = []ChartDot{{Date: b.From, Label: label, Href: view.Href, Planned: true}}
		} else {
			row.Bars = []ChartBar{bar}
		}
		c.Rows = append(c.Rows, row)
		c.Table.Rows = append(c.Table.Rows, []ChartCell{{Text: view.Title, Href: view.Href}, when(b.From), when(b.To), {Text: view.Standing}})
	}
	return s.draw(v.lang, c)
}

// who is who takes part with an organization, in acts on what.
func (s *Site) who(v *visit, a *Actor, find func(query, kind string) string) template.HTML {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	c := &Ties{Name: msg("chart.who"), Caption: msg("chart.who.source", "n", len(a.Ties), "all", s.messages.number(v.lang, a.Pairs)) + " " + s.drawnFrom(v, a),
		Heads: [3]string{msg("search.facet.party"), msg("search.facet.theme"), msg("records.activity")}}
	for _, k := range a.Ties {
		t := Tie{Left: clip(s.Names.Short(k.Actor, v.lang), 24), Right: clip(s.named(v.lang, "theme", k.Theme), 40), N: k.N}
		t.Label = strings.Join([]string{t.Left, t.Right, msg("count.acts", "n", k.N)}, msg("list.separator"))
		if k.Query != "" {
			t.Href = find(k.Query, "")
		}
		c.Ties = append(c.Ties, t)
	}
	return s.tie(v.lang, c)
}

// download is a file of what a query finds.
type download struct{ Label, Href string }

// downloads of the acts that a query finds, as the interface for programs gives them.
func (s *Site) downloads(v *visit, query string) (list []download) {
	for _, f := range [][2]string{{"CSV", "csv"}, {"XLSX", "xlsx"}, {"JSON Lines", "jsonl"}, {"JSON-LD", "jsonld"}} {
		list = append(list, download{f[0], "/api/v1/records?q=" + queryEscape(query) + "&format=" + f[1] + "&lang=" + v.lang})
	}
	return list
}
