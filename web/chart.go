package web

import (
	"cmp"
	"html/template"
	"math"
	"slices"
	"strconv"
	"time"

	"concord/edtf"
)

// This file draws charts as SVG: acts and bars over time, and ties between two
// columns of names. x is in percent, so that type keeps its size at every width; for
// a page from right to left it is mirrored. The links of a picture are for the
// pointer; the table under it has the same ones for the keyboard.

// Chart is a picture over time.
type Chart struct {
	Name    string // what it is a picture of
	Caption string // source, period, number of records, what it cannot show
	Rows    []ChartRow
	Now     time.Time // marked as today where the years reach it
	// Documents that tell what is drawn. Of one, counts over time are left out and the
	// chart says why: one report makes no trend. 0 is not known.
	Documents int
	Table     ChartTable
}

// ChartRow is one line of a chart, with its label above it.
type ChartRow struct {
	Label, Note string // Note goes on behind the label, softer
	Href        string // of the label, and of strokes and counts that have no link of their own
	Dots        []ChartDot
	Bars        []ChartBar
	Counts      []ChartCount // in place of dots, where there are too many to ask for
}

// ChartDot is one act: a dot, a stroke where the row has many, a part of a count where
// it has hundreds.
type ChartDot struct {
	Date        string // EDTF; without one it is not drawn
	Label, Href string
	Planned     bool
}

// ChartBar is a span of time. An end that is not stated runs to the edge.
type ChartBar struct {
	From, To    string // EDTF; "" is not stated
	Look        string // "" in force, or one of the looks
	Label, Href string
}

// Looks of a bar.
const (
	BarPast = "past" // ended
	BarOpen = "open" // no end stated
	BarOver = "over" // the stated term ended, renewal not recorded
)

// ChartCount is how many acts a year, or a quarter of it, has.
type ChartCount struct {
	Year, Quarter int // Quarter 0: the whole year
	N             int
	Label, Href   string
}

// ChartTable is the table behind a picture. The first cell of a row is its heading.
type ChartTable struct {
	Heads []string
	Rows  [][]ChartCell
}

// ChartCell is a cell, with its link where it has one.
type ChartCell struct {
	Text, Href string
	Number     bool
	None       bool // nothing is reported
}

// Limits of a row: up to the first it has dots, up to the second strokes, beyond it counts.
const (
	mostDots    = 40
	mostStrokes = 300
)

// Measures of a chart in pixels.
const (
	chartTop    = 18
	chartRow    = 44
	chartBottom = 16
)

// chartSpan are the years that a chart covers, the last one whole.
type chartSpan struct{ from, to float64 }

func (c *chartSpan) add(year float64) {
	c.from, c.to = min(c.from, math.Floor(year)), max(c.to, math.Floor(year)+1)
}

// at is the place of a time in percent.
func (c chartSpan) at(year float64) float64 {
	return max(0, min(100, (year-c.from)/(c.to-c.from)*100))
}

// yearOf is a day as a year with its fraction.
func yearOf(p edtf.Point) float64 {
	t := time.Date(int(p.Year), time.Month(max(p.Month, 1)), int(max(p.Day, 1)), 0, 0, 0, 0, time.UTC)
	days := time.Date(int(p.Year), 12, 31, 0, 0, 0, 0, time.UTC).YearDay()
	return float64(p.Year) + float64(t.YearDay()-1)/float64(days)
}

// spanOf gives the first and the last moment of a date; an open end is NaN.
func spanOf(date string) (from, to float64, ok bool) {
	d, err := edtf.Parse(date)
	if err != nil {
		return 0, 0, false
	}
	first, last := d.Bounds()
	from, to = math.NaN(), math.NaN()
	if !first.IsZero() {
		from = yearOf(first)
	}
	if !last.IsZero() {
		to = yearOf(last)
	}
	return from, to, !first.IsZero() || !last.IsZero()
}

// middle is where the dot of a date stands.
func middle(date string) (float64, bool) {
	from, to, ok := spanOf(date)
	switch {
	case !ok:
		return 0, false
	case math.IsNaN(from):
		return to, true
	case math.IsNaN(to):
		return from, true
	}
	return (from + to) / 2, true
}

// span of all that a chart draws; false where nothing has a date.
func (c *Chart) span() (chartSpan, bool) {
	s := chartSpan{math.Inf(1), math.Inf(-1)}
	for _, r := range c.Rows {
		for _, d := range r.Dots {
			if y, ok := middle(d.Date); ok {
				s.add(y)
			}
		}
		for _, b := range r.Bars {
			for _, end := range []string{b.From, b.To} {
				from, to, _ := spanOf(end)
				for _, y := range []float64{from, to} {
					if y > 0 {
						s.add(y)
					}
				}
			}
		}
		for _, n := range r.Counts {
			s.add(float64(n.Year))
		}
	}
	if math.IsInf(s.from, 0) {
		return s, false
	}
	// Today is shown where it is not far from what is drawn: a bar that has ended is
	// seen to have ended.
	if now := float64(c.Now.Year()); !c.Now.IsZero() && now-s.to < 10 && s.from <= now {
		s.add(now)
	}
	return s, true
}

// chartPen writes the parts of a picture, mirrored for a page from right to left.
type chartPen struct {
	markup
	mirror bool
}

func (p *chartPen) percent(name constant, x float64) *markup {
	return p.attr(name, strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64)+"%")
}

func (p *chartPen) x(name constant, x float64) *markup {
	if p.mirror {
		x = 100 - x
	}
	return p.percent(name, x)
}

func (p *chartPen) line(class constant, x1, x2, y1, y2 float64) {
	p.raw(`<line class="`).raw(class).raw(`"`)
	p.x("x1", x1)
	p.x("x2", x2)
	p.raw(` y1="`).int(int(y1)).raw(`" y2="`).int(int(y2)).raw(`"/>`)
}

func (p *chartPen) write(class constant, x, y float64, anchor constant, s, soft string) {
	p.raw(`<text class="`).raw(class).raw(`"`)
	p.x("x", x)
	p.raw(` y="`).int(int(y)).raw(`"`)
	if anchor != "" && anchor != "start" {
		p.raw(` text-anchor="`).raw(anchor).raw(`"`)
	}
	p.raw(`>`)
	p.text(s)
	if soft != "" {
		p.raw(`<tspan class="soft">`).text(soft)
		p.raw(`</tspan>`)
	}
	p.raw(`</text>`)
}

func (p *chartPen) bar(class string, from, to, y, height float64, label string) {
	from, to = min(from, to), max(from, to)
	width := max(to-from, 0.4)
	if p.mirror {
		from = 100 - from - width
	}
	p.raw(`<rect`).attr("class", class)
	p.percent("x", from)
	p.percent("width", width)
	p.raw(` y="`).int(int(y)).raw(`" height="`).int(int(height)).raw(`">`)
	if label != "" {
		p.raw(`<title>`).text(label).raw(`</title>`)
	}
	p.raw(`</rect>`)
}

// link opens a link for the pointer, and says whether there is one to close.
func (p *chartPen) link(href, label string) bool {
	if href == "" {
		return false
	}
	p.raw(`<a tabindex="-1"`).attr("href", href)
	if label != "" {
		p.attr("aria-label", label)
	}
	p.raw(`>`)
	return true
}

func (p *chartPen) end(open bool) {
	if open {
		p.raw(`</a>`)
	}
}

// draw makes the figure of a chart: picture, caption, table. A chart of nothing that
// has a date is its caption and table.
func (s *Site) draw(lang string, c *Chart) template.HTML {
	p := &chartPen{mirror: direction(lang) == "rtl"}
	msg := func(key string, args ...any) string { return s.messages.text(lang, key, args...) }
	caption := c.Caption
	p.raw(`<figure>`)
	rows := c.Rows
	if c.Documents == 1 {
		caption += " " + msg("chart.one")
		rows = nil
		for _, r := range c.Rows {
			if r.Counts = nil; len(r.Dots)+len(r.Bars) > 0 {
				rows = append(rows, r)
			}
		}
	}
	drawn := *c
	drawn.Rows = rows
	if span, ok := drawn.span(); ok {
		s.picture(lang, p, &drawn, span)
	}
	s.underChart(lang, p, caption, &c.Table)
	return p.html()
}

func (s *Site) picture(lang string, p *chartPen, c *Chart, span chartSpan) {
	msg := func(key string, args ...any) string { return s.messages.text(lang, key, args...) }
	bottom := float64(chartTop + chartRow*len(c.Rows))
	hatched := false
	for _, r := range c.Rows {
		for _, b := range r.Bars {
			hatched = hatched || b.Look == BarOver
		}
	}
	p.raw(`<svg role="group" height="`).int(int(bottom)+chartBottom).raw(`"`).attr("aria-label", c.Name).raw(`>`)
	if hatched {
		p.raw(`<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>`)
	}
	years := int(span.to - span.from)
	step := 1
	for _, n := range []int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000} {
		if step = n; years/n <= 5 {
			break
		}
	}
	for y := int(span.from); y <= int(span.to); y += step {
		x := span.at(float64(y))
		anchor := constant("middle")
		switch {
		case x < 4:
			anchor = "start"
		case x > 96:
			anchor = "end"
		}
		p.line("ax", x, x, chartTop, bottom)
		p.write("soft", x, 10, anchor, strconv.Itoa(y), "")
	}
	if !c.Now.IsZero() {
		now := yearOf(edtf.Day(c.Now.Year(), int(c.Now.Month()), c.Now.Day()))
		if now >= span.from && now <= span.to {
			x := span.at(now)
			anchor := constant("middle")
			switch {
			case x > 92:
				anchor = "end"
			case x < 8:
				anchor = "start"
			}
			p.line("now", x, x, chartTop, bottom)
			p.write("halo", x, bottom+13, anchor, msg("chart.today"), "")
		}
	}
	for i, r := range c.Rows {
		s.chartRow(lang, p, &r, span, float64(chartTop+chartRow*i))
	}
	p.raw(`</svg>`)
}

// chartRow draws one row; its label stands above it, flush start, so that nothing is
// cut on a narrow screen.
func (s *Site) chartRow(lang string, p *chartPen, r *ChartRow, span chartSpan, top float64) {
	y := top + 36
	if len(r.Bars) == 0 {
		p.line("ax", 0, 100, y, y)
	}
	open := p.link(r.Href, "")
	p.write("halo", 0, top+16, "", r.Label, r.Note)
	p.end(open)
	for _, b := range r.Bars {
		from, to := 0.0, 100.0
		if first, _, ok := spanOf(b.From); ok && !math.IsNaN(first) {
			from = span.at(first)
		}
		if _, last, ok := spanOf(b.To); ok && !math.IsNaN(last) {
			to = span.at(last)
		}
		class := "bar"
		if b.Look != "" {
			class += " " + b.Look
		}
		open := p.link(b.Href, b.Label)
		p.bar(class, from, to, y-5, 10, b.Label)
		p.end(open)
	}
	var dots []ChartDot
	for _, d := range r.Dots {
		if _, ok := middle(d.Date); ok {
			dots = append(dots, d)
		}
	}
	counts := r.Counts
	if len(dots) > mostStrokes {
		counts, dots = s.quarters(lang, dots), nil
	}
	if len(counts) > 0 {
		most := 1
		for _, n := range counts {
			most = max(most, n.N)
		}
		for _, n := range counts {
			from, width := float64(n.Year), 1.0
			if n.Quarter > 0 {
				from, width = from+float64(n.Quarter-1)/4, 0.25
			}
			height := math.Max(1, math.Round(float64(n.N)/float64(most)*16))
			// A little air between two neighbours.
			open := p.link(cmp.Or(n.Href, r.Href), n.Label)
			p.bar("bar", span.at(from)+0.15, span.at(from+width)-0.15, y-height, height, n.Label)
			p.end(open)
		}
	}
	strokes := len(dots) > mostDots
	if strokes {
		open := p.link(r.Href, r.Label)
		for _, d := range dots {
			if x, _ := middle(d.Date); !d.Planned {
				p.line("tick", span.at(x), span.at(x), y-7, y+7)
			}
		}
		p.end(open)
	}
	for _, d := range dots {
		if strokes && !d.Planned {
			continue
		}
		x, _ := middle(d.Date)
		open := p.link(d.Href, d.Label)
		p.raw(`<circle`)
		if d.Planned {
			p.raw(` class="dot plan" r="4"`)
		} else {
			p.raw(` class="dot" r="4.5"`)
		}
		p.x("cx", span.at(x))
		p.raw(` cy="`).int(int(y)).raw(`"><title>`).text(d.Label).raw(`</title></circle>`)
		p.end(open)
	}
}

// quarters counts dots by the quarter in which their middle lies.
func (s *Site) quarters(lang string, dots []ChartDot) (list []ChartCount) {
	n := map[[2]int]int{}
	for _, d := range dots {
		x, _ := middle(d.Date)
		year := math.Floor(x)
		n[[2]int{int(year), int((x-year)*4) + 1}]++
	}
	for at, count := range n {
		list = append(list, ChartCount{Year: at[0], Quarter: at[1], N: count,
			Label: s.messages.text(lang, "chart.count", "when", date(lang, strconv.Itoa(at[0])+"-"+strconv.Itoa(32+at[1])), "acts", s.messages.text(lang, "count.acts", "n", count))})
	}
	slices.SortFunc(list, func(a, b ChartCount) int { return cmp.Or(a.Year-b.Year, a.Quarter-b.Quarter) })
	return list
}

// underChart is what stands under a picture.
func (s *Site) underChart(lang string, p *chartPen, caption string, t *ChartTable) {
	p.raw(`<figcaption>`).text(caption).raw(`</figcaption>`)
	if len(t.Rows) > 0 {
		p.raw(`<details><summary>`).text(s.messages.text(lang, "chart.table")).raw(`</summary>`)
		p.table(t)
		p.raw(`</details>`)
	}
	p.raw(`</figure>`)
}

func (p *chartPen) table(t *ChartTable) {
	p.raw(`<table><thead><tr>`)
	for i, h := range t.Heads {
		p.raw(`<th scope="col"`)
		if len(t.Rows) > 0 && i < len(t.Rows[0]) && t.Rows[0][i].Number {
			p.raw(` class="num"`)
		}
		p.raw(`>`).text(h).raw(`</th>`)
	}
	p.raw(`</tr></thead><tbody>`)
	for _, row := range t.Rows {
		p.raw(`<tr>`)
		for i, c := range row {
			switch {
			case i == 0:
				p.raw(`<th scope="row">`)
			case c.None:
				p.raw(`<td class="none">`)
			case c.Number:
				p.raw(`<td class="num">`)
			default:
				p.raw(`<td>`)
			}
			if c.Href != "" {
				p.raw(`<a`).attr("href", c.Href).raw(`>`)
			}
			p.raw(`<bdi>`).text(c.Text).raw(`</bdi>`)
			if c.Href != "" {
				p.raw(`</a>`)
			}
			if i == 0 {
				p.raw(`</th>`)
			} else {
				p.raw(`</td>`)
			}
		}
		p.raw(`</tr>`)
	}
	p.raw(`</tbody></table>`)
}

// Ties are pairs of names with how often they stand together.
type Ties struct {
	Name, Caption string
	Heads         [3]string // of the table: left, right, count
	Ties          []Tie     // the most frequent first
}

// Tie is one pair.
type Tie struct {
	Left, Right string
	N           int
	Label, Href string
}

// mostTies that a picture can show: beyond them its lines cannot be followed, and the
// table alone is shown.
const mostTies = 20

// tie makes the figure of ties.
func (s *Site) tie(lang string, c *Ties) template.HTML {
	p := &chartPen{mirror: direction(lang) == "rtl"}
	t := ChartTable{Heads: c.Heads[:]}
	for _, x := range c.Ties {
		t.Rows = append(t.Rows, []ChartCell{{Text: x.Left}, {Text: x.Right}, {Text: s.messages.number(lang, x.N), Href: x.Href, Number: true}})
	}
	p.raw(`<figure>`)
	if len(c.Ties) > mostTies {
		p.table(&t)
		t.Rows = nil
	} else if len(c.Ties) > 0 {
		s.ties(p, c)
	}
	s.underChart(lang, p, c.Caption, &t)
	return p.html()
}

func (s *Site) ties(p *chartPen, c *Ties) {
	var left, right []string
	most := 1
	for _, x := range c.Ties {
		if !slices.Contains(left, x.Left) {
			left = append(left, x.Left)
		}
		if !slices.Contains(right, x.Right) {
			right = append(right, x.Right)
		}
		most = max(most, x.N)
	}
	height := 28 * max(len(left), len(right))
	y := func(list []string, name string) float64 {
		return (float64(slices.Index(list, name)) + 0.5) * float64(height) / float64(len(list))
	}
	const from, to = 32, 58 // percent, between the names
	p.raw(`<svg role="group" height="`).int(height).raw(`"`).attr("aria-label", c.Name).raw(`>`)
	for _, x := range c.Ties {
		open := p.link(x.Href, x.Label)
		p.raw(`<line class="tie"`)
		p.x("x1", from+1)
		p.x("x2", to-1)
		p.raw(` y1="`).int(int(y(left, x.Left))).raw(`" y2="`).int(int(y(right, x.Right))).raw(`"`)
		p.attr("stroke-width", strconv.FormatFloat(math.Max(1.2, math.Round(float64(x.N)/float64(most)*100)/10), 'f', -1, 64))
		p.raw(`><title>`).text(x.Label).raw(`</title></line>`)
		p.end(open)
	}
	for _, name := range left {
		p.write("halo", from, y(left, name)+4, "end", name, "")
	}
	for _, name := range right {
		p.write("halo", to, y(right, name)+4, "start", name, "")
	}
	p.raw(`</svg>`)
}
