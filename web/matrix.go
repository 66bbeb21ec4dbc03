package web

import (
	"context"
	"encoding/csv"
	"math"
	"net/http"
	"strconv"
	"strings"

	"concord/analysis"
	"concord/edtf"
	"concord/fault"
	"concord/register"
)

// Matrices are what the pages of matrices and the first page ask for.
type Matrices interface {
	// Matrix counts acts by two axes; from and to bound their dates (EDTF, "" open).
	Matrix(ctx context.Context, rows, columns analysis.Axis, from, to string, most int) (*analysis.Matrix, error)
	// Condition is the query that finds what has a value of a facet.
	Condition(facet, value string) (string, error)
}

func (s *shelves) Matrix(ctx context.Context, rows, columns analysis.Axis, from, to string, most int) (*analysis.Matrix, error) {
	return analysis.Cross(ctx, s.r, s.lex(), register.Filter{From: from, To: to}, rows, columns, most)
}

func (s *shelves) Condition(facet, value string) (string, error) {
	empty, err := s.ask(Query{})
	if err != nil {
		return "", err
	}
	return empty.With(facet, value), nil
}

// matrices are the pairs of axes that there is a page of, the first one for whoever
// names none.
var matrices = []struct {
	name          string
	rows, columns analysis.Axis
}{
	{"partner-theme", analysis.Partners, analysis.Themes},
	{"partner-entity", analysis.Partners, analysis.Entities},
	{"entity-theme", analysis.Entities, analysis.Themes},
	{"kind-year", analysis.Kinds, analysis.Years},
}

// grid is a matrix as it is drawn.
type grid struct {
	Heading, RowHead string
	Columns          []gridHead
	Rows             []gridRow
	Sums             []string
	Acts             string
	All              string // label of the last row
	Classes          []gridClass
	More             string
	Empty            bool
}

type gridHead struct{ Short, Long, Href string }

type gridRow struct {
	gridHead
	Cells []gridCell
	Sum   string
}

type gridCell struct {
	Class int // 1 … 5; 0: nothing reported
	Count string
	Href  string
	Name  string // of the link, for who does not see the table
}

type gridClass struct {
	Class int
	Label string
}

// classes are the upper bounds of the shades, from the greatest cell: equal steps of a
// logarithm, since few cells hold most acts.
func classes(most int) [5]int {
	var up [5]int
	for i := range up {
		n := 1
		for k := 1; k <= 64 && n < most; k++ {
			// the smallest n with n^5 ≥ most^(i+1)
			if math.Pow(float64(n), 5) >= math.Pow(float64(most), float64(i+1)) {
				break
			}
			n++
		}
		if i == 4 {
			n = most
		}
		if i > 0 && n <= up[i-1] {
			n = up[i-1] + 1
		}
		up[i] = n
	}
	return up
}

// grid draws a matrix. span is the condition of the period that each cell's query has.
func (s *Site) grid(v *visit, m *analysis.Matrix, rows, columns analysis.Axis, span string) (*grid, error) {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	num := func(n int) string { return s.messages.number(v.lang, n) }
	g := &grid{RowHead: msg("matrix.axis." + string(rows)), All: msg("matrix.all." + string(rows)), Acts: num(m.Acts), Empty: len(m.Rows) == 0 || len(m.Columns) == 0}
	find := func(parts ...string) string {
		return v.to("/search?q=" + queryEscape(strings.TrimSpace(strings.Join(parts, " "))))
	}
	conditions := func(a analysis.Axis, values []string) (list []string, err error) {
		for _, value := range values {
			c, err := s.Library.Condition(a.Facet(), value)
			if err != nil {
				return nil, err
			}
			list = append(list, c)
		}
		return list, nil
	}
	down, err := conditions(rows, m.Rows)
	if err != nil {
		return nil, err
	}
	across, err := conditions(columns, m.Columns)
	if err != nil {
		return nil, err
	}
	head := func(a analysis.Axis, value, condition string) gridHead {
		h := gridHead{Short: s.facetLabel(v.lang, string(register.KindActivity), a.Facet(), value), Href: find(condition, span)}
		h.Long = h.Short
		if a == analysis.Partners || a == analysis.Entities {
			h.Long, h.Href = s.Names.Display(value, v.lang), v.to(actorAddress(value))
		}
		return h
	}
	most := 0
	for _, row := range m.Cells {
		for _, n := range row {
			most = max(most, n)
		}
	}
	up := classes(most)
	for j, value := range m.Columns {
		g.Columns = append(g.Columns, head(columns, value, across[j]))
		g.Sums = append(g.Sums, num(m.ColumnSums[j]))
	}
	for i, value := range m.Rows {
		row := gridRow{gridHead: head(rows, value, down[i]), Sum: num(m.RowSums[i])}
		for j, n := range m.Cells[i] {
			c := gridCell{}
			if n > 0 {
				c.Count, c.Href = num(n), find(down[i], across[j], span)
				c.Name = msg("matrix.cell", "row", row.Short, "column", g.Columns[j].Short, "acts", msg("count.acts", "n", n))
				for c.Class = 1; c.Class < 5 && n > up[c.Class-1]; c.Class++ {
				}
			}
			row.Cells = append(row.Cells, c)
		}
		g.Rows = append(g.Rows, row)
	}
	below := 0
	for i, n := range up {
		if below >= most {
			break
		}
		label := num(below + 1)
		if n > below+1 {
			label += "–" + num(min(n, most))
		}
		g.Classes = append(g.Classes, gridClass{i + 1, label})
		below = n
	}
	if n := m.MoreRows + m.MoreCols; n > 0 {
		g.More = msg("matrix.more", "n", n)
	}
	return g, nil
}

// matrixPage is one matrix with its way of choosing.
type matrixPage struct {
	Of           string
	Tabs         []tab
	From, To     string
	Wrong        string // what is wrong with the period
	Grid         *grid
	Lede         string
	Caption      []string
	NoRow, NoCol string // how many acts bear none, with the search that lists them
	NoRowAt      string
	NoColAt      string
	Data         string
	OneReport    bool
	Loosen       []partView // the matrix without an end of the period, where nothing lies in it
}

// chosenMatrix reads what a request asks for.
func chosenMatrix(r *http.Request) (of string, rows, columns analysis.Axis, from, to, wrong string, ok bool) {
	q := r.URL.Query()
	of = q.Get("of")
	if of == "" {
		of = matrices[0].name
	}
	for _, m := range matrices {
		if m.name == of {
			rows, columns, ok = m.rows, m.columns, true
		}
	}
	from, to = strings.TrimSpace(q.Get("from")), strings.TrimSpace(q.Get("to"))
	for _, d := range []string{from, to} {
		if _, err := edtf.Parse(d); d != "" && err != nil {
			return of, rows, columns, "", "", d, ok
		}
	}
	return of, rows, columns, from, to, "", ok
}

// span is a period as a condition of the search.
func span(from, to string) string {
	if from == "" && to == "" {
		return ""
	}
	return "date:" + from + ".." + to
}

func (s *Site) matrix(v *visit) error {
	of, rows, columns, from, to, wrong, ok := chosenMatrix(v.r)
	if !ok {
		return fault.New(fault.NotFound, "There is no such matrix.")
	}
	m, err := s.Library.Matrix(v.r.Context(), rows, columns, from, to, 0)
	if err != nil {
		return err
	}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	pg := &matrixPage{Of: of, From: from, To: to, Lede: msg("matrix.lede." + of), OneReport: m.Documents == 1}
	if wrong != "" {
		pg.Wrong = msg("matrix.period.wrong", "text", wrong)
	}
	if pg.Grid, err = s.grid(v, m, rows, columns, span(from, to)); err != nil {
		return err
	}
	tail := ""
	if from != "" {
		tail += "&from=" + queryEscape(from)
	}
	if to != "" {
		tail += "&to=" + queryEscape(to)
	}
	for _, x := range matrices {
		pg.Tabs = append(pg.Tabs, tab{link{Href: v.to("/matrix?of=" + x.name + tail), Label: msg("matrix." + x.name), Current: x.name == of}, ""})
	}
	pg.Data = v.to("/matrix.csv?of=" + of + tail)
	if pg.Grid.Empty {
		if pg.Loosen, err = s.loosePeriod(v, of, rows, columns, from, to); err != nil {
			return err
		}
	}
	pg.Caption = s.matrixCaption(v, m, from, to)
	none := func(a analysis.Axis, n int) (string, string) {
		if n == 0 || a == analysis.Partners || a == analysis.Entities {
			return "", "" // an act without a partner has other parties: the search has no word for it
		}
		return msg("matrix.none."+string(a), "acts", msg("count.acts", "n", n)), v.to("/search?q=" + queryEscape(strings.TrimSpace(a.Facet()+":none "+span(from, to))))
	}
	pg.NoRow, pg.NoRowAt = none(rows, m.NoRow)
	pg.NoCol, pg.NoColAt = none(columns, m.NoColumn)
	s.render(v, 200, "matrix.html", msg("matrix."+of), pg)
	return nil
}

// loosePeriod are the ways to a matrix without one end of its period, with its acts.
func (s *Site) loosePeriod(v *visit, of string, rows, columns analysis.Axis, from, to string) (list []partView, err error) {
	add := func(end, when, from, to, tail string) {
		if when == "" || err != nil {
			return
		}
		var m *analysis.Matrix
		if m, err = s.Library.Matrix(v.r.Context(), rows, columns, from, to, 1); err == nil {
			label := s.messages.text(v.lang, "matrix."+end) + " " + isolate(date(v.lang, when))
			list = append(list, partView{label, v.to("/matrix?of=" + of + tail), s.messages.number(v.lang, m.Acts)})
		}
	}
	tail := func(name, when string) string {
		if when == "" {
			return ""
		}
		return "&" + name + "=" + queryEscape(when)
	}
	add("from", from, "", to, tail("to", to))
	add("to", to, from, "", tail("from", from))
	return list, err
}

// matrixCaption says of what the numbers are.
func (s *Site) matrixCaption(v *visit, m *analysis.Matrix, from, to string) (lines []string) {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	lines = append(lines, msg("matrix.source", "documents", msg("count.documents", "n", m.Documents), "acts", msg("count.acts", "n", m.Acts), "reviewed", s.reviewed(v.lang, m.Reviewed)))
	switch {
	case from != "" && to != "":
		lines = append(lines, msg("matrix.period", "from", date(v.lang, from), "to", date(v.lang, to)))
	case from != "":
		lines = append(lines, msg("matrix.period.from", "from", date(v.lang, from)))
	case to != "":
		lines = append(lines, msg("matrix.period.to", "to", date(v.lang, to)))
	}
	return append(lines, msg("matrix.nothing"))
}

func (s *Site) reviewed(lang string, n int) string {
	if n == 0 {
		return s.messages.text(lang, "count.reviewed.none")
	}
	return s.messages.text(lang, "count.reviewed", "n", n)
}

// matrixData is the matrix as CSV: identifiers and counts, for programs and tables.
func (s *Site) matrixData(v *visit) error {
	of, rows, columns, from, to, wrong, ok := chosenMatrix(v.r)
	if !ok {
		return fault.New(fault.NotFound, "There is no such matrix.")
	}
	if wrong != "" {
		return fault.New(fault.Invalid, "%q is no date; write 2024, 2024-06 or 2024-06-30.", wrong)
	}
	m, err := s.Library.Matrix(v.r.Context(), rows, columns, from, to, 1000)
	if err != nil {
		return err
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(append([]string{string(rows)}, m.Columns...)) // a strings.Builder does not fail
	for i, row := range m.Rows {
		line := []string{row}
		for _, n := range m.Cells[i] {
			line = append(line, strconv.Itoa(n))
		}
		_ = w.Write(line)
	}
	w.Flush()
	v.w.Header().Set("Content-Disposition", `attachment; filename="concord-`+of+`.csv"`)
	v.send(http.StatusOK, "text/csv; charset=utf-8", []byte(b.String()))
	return nil
}
