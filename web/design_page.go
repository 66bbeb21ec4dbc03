package web

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"concord/register"
)

// This file is the living page of all components: each drawn by the templates and
// the code of the real pages, on invented samples, in the reader's language. Links
// of the samples stay on the page.

// designPage is what the page of components shows.
type designPage struct {
	Row        row
	Acts       []hitView
	Terms      []timed
	Found      []hitView
	Lines      []kwicLine
	Values     []evidenceLine
	Grid       *grid
	Timeline   template.HTML
	Bars       template.HTML
	Ties       template.HTML
	Facets     []facetView
	Leaves     *leaves
	Day, Until string
	// Organization is one name, long and short.
	Organization struct{ Name, Short string }
}

// designDay is today on the page of components, so that it is always the same.
var designDay = time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)

// sampleMarks are the values of the sample paragraph; [1|words] in its text is the first.
var sampleMarks = []Value{
	{Kind: "date", Value: "2026-03-17/2026-03-19"}, {Kind: "actor", Value: "UN"}, {Kind: "actor", Value: "AU"},
	{Kind: "place", Value: "ETH"}, {Kind: "instrument", Value: "design.instrument.1"}, {Kind: "symbol", Value: "A/RES/99/640"},
	{Kind: unknown},
}

// sampleParagraph makes a paragraph of the sample text in a language: [n|…] is a
// mark, (( and )) are the edges of an act.
func (s *Site) sampleParagraph(lang string) *Paragraph {
	p := &Paragraph{Number: "12"}
	for i, kind := range []string{"meeting", "agreement"} {
		p.Acts = append(p.Acts, Act{Titles: map[string]string{lang: s.messages.text(lang, "design.act."+strconv.Itoa(i+1))},
			Kind: Value{Value: kind}, Level: Value{Value: "senior"}, State: []string{BothSides, MachineRead}[i]})
	}
	var b strings.Builder
	open, act := false, -1
	for rest := s.messages.text(lang, "design.say"); rest != ""; {
		switch {
		case strings.HasPrefix(rest, "(("):
			act, open, rest = act+1, true, rest[2:]
			p.Acts[act].From = b.Len()
		case strings.HasPrefix(rest, "))"):
			p.Acts[act].To, open, rest = b.Len(), false, rest[2:]
		case rest[0] == '[':
			mark, after, _ := strings.Cut(rest[1:], "]")
			n, words, _ := strings.Cut(mark, "|")
			i, _ := strconv.Atoi(n)
			v := sampleMarks[i-1]
			v.Span = Span{b.Len(), b.Len() + len(words)}
			b.WriteString(words)
			rest = after
			if v.Kind == unknown {
				p.Candidates = append(p.Candidates, v.Span)
				continue
			}
			if v.Kind == "instrument" {
				v.Value = words
			}
			p.Mentions = append(p.Mentions, v)
			if !open {
				continue
			}
			a := &p.Acts[act]
			switch v.Kind {
			case "actor":
				a.Parties = append(a.Parties, Party{Value: v, Role: "lead", As: words})
			case "place":
				a.Places = append(a.Places, v)
			case "date":
				a.Date = v
			case "symbol":
				a.Documents = append(a.Documents, v)
			case "instrument":
				a.Instruments = append(a.Instruments, v)
			}
		default:
			b.WriteByte(rest[0])
			rest = rest[1:]
		}
	}
	p.Text = b.String()
	return p
}

func (s *Site) design(v *visit) error {
	lang := v.lang
	msg := func(key string, args ...any) string { return s.messages.text(lang, key, args...) }
	short := func(id string) string { return s.Names.Short(id, lang) }
	p := s.sampleParagraph(lang)
	pg := &designPage{Row: s.set(v, lang, p, "12"), Day: day(lang, designDay), Until: date(lang, "2027-03")}
	pg.Organization.Name, pg.Organization.Short = s.Names.Display("AU", lang), short("AU")

	for i, state := range []string{MachineRead, Reviewed, OneSide, BothSides, Contested} {
		h := hitView{Title: msg("design.act." + strconv.Itoa(i%3+1)), Lang: lang, Href: "#tables", Line: msg("kind." + []string{"meeting", "agreement", "training"}[i%3]),
			Who: short("AU") + msg("list.separator") + short("UN"), When: date(lang, "2026-0"+strconv.Itoa(i+1)), Where: s.Names.Display("ETH", lang), State: state, StateLabel: msg("state." + state)}
		pg.Acts = append(pg.Acts, h)
	}
	for i, standing := range []register.Standing{register.StandingUnrenewed, register.StandingEndsSoon, register.StandingRuns} {
		pg.Terms = append(pg.Terms, timed{hitView{Title: msg("design.instrument." + strconv.Itoa(i+1)), Lang: lang, Href: "#tables", Line: msg("record.instrument"), Who: short("AU"),
			Standing: msg("standing." + string(standing)), Doubt: standing == register.StandingUnrenewed, Source: "A/99/901", SourceAt: "#tables"},
			date(lang, []string{"2026-06", "2027-03", "2029"}[i])})
	}
	found := pg.Acts[0]
	found.Href, found.Source, found.SourceAt, found.SnippetLang, found.Sample = "#found", "A/99/901", "#found", lang, true
	from, to := p.Mentions[1].From, p.Mentions[1].To
	var m markup
	m.text(p.Text[:from]).raw(`<mark>`).text(p.Text[from:to]).raw(`</mark>`).text(p.Text[to:])
	found.Snippet = m.html()
	pg.Found = []hitView{found}
	for _, x := range p.Mentions[1:4] {
		pg.Lines = append(pg.Lines, kwicLine{Lang: lang, Dir: direction(lang), Before: p.Text[:x.From], Name: p.Text[x.From:x.To], After: p.Text[x.To:], Href: "#lines", Title: msg("design.act.1"), Source: "A/99/901", SourceAt: "#lines", State: MachineRead, StateLabel: msg("state." + MachineRead)})
	}
	for _, x := range p.Mentions[:4] {
		field := map[string]string{"date": "when", "actor": "who", "place": "where"}[x.Kind]
		pg.Values = append(pg.Values, evidenceLine{Anchor: "ev-" + strconv.Itoa(x.From), Field: msg("field." + field), Value: template.HTML(template.HTMLEscapeString(s.facetOf(lang, x))),
			Words: p.Text[x.From:x.To], Lang: lang, Href: "#p12", Source: "A/99/901"})
	}
	pg.sampleGrid(s, lang)
	pg.sampleCharts(s, lang)
	pg.Facets = []facetView{{Label: msg("search.facet.kind"), Values: []tab{
		{link{Href: "#found", Label: msg("kind.meeting"), Current: true}, "12"}, {link{Href: "#found", Label: msg("kind.training")}, "7"}}},
		{Label: msg("search.facet.theme"), Values: []tab{{link{Href: "#found", Label: msg("theme.mediation-prevention")}, "9"}, {link{Href: "#found", Label: msg("theme.women")}, "4"}}}}
	pg.Leaves = &leaves{Of: msg("count.paragraphs", "n", 131), All: []link{{Label: "1–75", Href: "#leaves", Current: true}, {Label: "76–131", Href: "#leaves"}}, Behind: &link{Label: "76–131", Href: "#leaves"}}
	s.render(v, 200, "design.html", msg("design.title"), pg)
	return nil
}

// facetOf is a value of the sample as a record writes it.
func (s *Site) facetOf(lang string, x Value) string {
	switch x.Kind {
	case "date":
		return date(lang, x.Value)
	case "actor", "place":
		return s.Names.Display(x.Value, lang)
	}
	return x.Value
}

func (pg *designPage) sampleGrid(s *Site, lang string) {
	msg := func(key string, args ...any) string { return s.messages.text(lang, key, args...) }
	g := &grid{Heading: msg("menu.matrix"), RowHead: msg("menu.partners"), All: msg("kinds.all"), Acts: "107"}
	sums := []int{0, 0, 0, 0}
	for _, x := range []string{"DPPA", "UNODC", "UNHCR", "UNICEF"} {
		g.Columns = append(g.Columns, gridHead{Short: s.Names.Short(x, lang), Long: s.Names.Display(x, lang), Href: "#matrix"})
	}
	for _, r := range []struct {
		id     string
		counts [4]int
	}{{"AU", [4]int{52, 11, 0, 4}}, {"ASEAN", [4]int{3, 21, 1, 0}}, {"LAS", [4]int{0, 2, 12, 1}}} {
		row := gridRow{gridHead: gridHead{Short: s.Names.Short(r.id, lang), Long: s.Names.Display(r.id, lang), Href: "#matrix"}}
		sum := 0
		for i, n := range r.counts {
			sum += n
			sums[i] += n
			c := gridCell{}
			if n > 0 {
				c = gridCell{Class: min(5, 1+n/11), Count: s.messages.number(lang, n), Href: "#matrix", Name: row.Long + " · " + g.Columns[i].Long + ": " + s.messages.text(lang, "count.acts", "n", n)}
			}
			row.Cells = append(row.Cells, c)
		}
		row.Sum = s.messages.number(lang, sum)
		g.Rows = append(g.Rows, row)
	}
	for _, n := range sums {
		g.Sums = append(g.Sums, s.messages.number(lang, n))
	}
	for i, label := range []string{"1–10", "11–21", "22–32", "33–43", "44–52"} {
		g.Classes = append(g.Classes, gridClass{i + 1, label})
	}
	pg.Grid = g
}

func (pg *designPage) sampleCharts(s *Site, lang string) {
	msg := func(key string, args ...any) string { return s.messages.text(lang, key, args...) }
	invented := msg("design.invented")
	timeline := Chart{Name: msg("chart.timeline"), Caption: invented, Now: designDay, Table: ChartTable{Heads: []string{msg("search.facet.level"), msg("actor.ladder.count")}}}
	for i, level := range []string{"summit", "senior", "technical"} {
		r := ChartRow{Label: msg("level." + level)}
		for k := range []int{3, 9, 60}[i] {
			year, month := 2023+k%4, 1+(k*5+i)%12
			r.Dots = append(r.Dots, ChartDot{Date: fmt.Sprintf("%d-%02d", year, month), Label: msg("design.act." + strconv.Itoa(k%3+1)), Href: "#charts"})
		}
		if i == 1 {
			r.Dots = append(r.Dots, ChartDot{Date: "2026-12", Label: msg("design.act.1"), Href: "#charts", Planned: true})
		}
		timeline.Table.Rows = append(timeline.Table.Rows, []ChartCell{{Text: r.Label}, {Text: s.messages.number(lang, len(r.Dots)), Number: true}})
		timeline.Rows = append(timeline.Rows, r)
	}
	pg.Timeline = s.draw(lang, &timeline)

	bars := Chart{Name: msg("chart.instruments"), Caption: invented, Now: designDay, Table: ChartTable{Heads: []string{msg("kinds.name"), msg("chart.from"), msg("chart.to")}}}
	for i, b := range []ChartBar{{From: "2023", To: "2028"}, {From: "2019", To: "2023", Look: BarPast}, {From: "2021", Look: BarOpen}, {From: "2020", To: "2025", Look: BarOver}} {
		name := msg("design.instrument." + strconv.Itoa(i%3+1))
		b.Label, b.Href = name, "#charts"
		bars.Rows = append(bars.Rows, ChartRow{Label: name, Href: "#charts", Bars: []ChartBar{b}})
		to := ChartCell{Text: b.To}
		if b.To == "" {
			to = ChartCell{Text: msg("chart.unstated"), None: true}
		}
		bars.Table.Rows = append(bars.Table.Rows, []ChartCell{{Text: name, Href: "#charts"}, {Text: b.From}, to})
	}
	pg.Bars = s.draw(lang, &bars)

	ties := Ties{Name: msg("chart.who"), Caption: invented, Heads: [3]string{msg("field.who"), msg("search.facet.theme"), msg("actor.ladder.count")}}
	for _, t := range []struct {
		who, theme string
		n          int
	}{{"DPPA", "mediation-prevention", 14}, {"DPPA", "women", 5}, {"UNODC", "crime-drugs", 11}, {"UNHCR", "refugees-migration", 8}, {"UNODC", "counter-terrorism", 3}} {
		ties.Ties = append(ties.Ties, Tie{Left: s.Names.Short(t.who, lang), Right: msg("theme." + t.theme), N: t.n, Href: "#charts", Label: msg("count.acts", "n", t.n)})
	}
	pg.Ties = s.tie(lang, &ties)
}
