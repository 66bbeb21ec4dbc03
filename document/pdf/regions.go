package pdf

import (
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/document"
)

// heads finds running heads and feet: what stands at the same place of several
// pages and differs in digits only.
func (l *layout) heads(pages []page) {
	const deep = 6 // lines of a page that are looked at from each end
	type spot struct {
		page int
		y    float64
	}
	seen := map[string][]spot{}
	key := func(n *line) string {
		return strings.Map(func(r rune) rune {
			switch {
			case unicode.IsDigit(r):
				return '#'
			case r == ' ':
				return -1
			}
			return r
		}, n.text)
	}
	ends := func(p []*line, end bool) []*line {
		k := min(deep, len(p))
		if end {
			return p[len(p)-k:]
		}
		return p[:k]
	}
	for i, p := range l.pages {
		for _, end := range [...]bool{false, true} {
			for _, n := range ends(p, end) {
				if at := (n.y0 + n.y1) / 2 / pages[i].height; at < 0.17 || at > 0.83 {
					k := key(n)
					seen[k] = append(seen[k], spot{i, n.y1})
				}
			}
		}
	}
	running := func(i int, n *line) bool {
		if at := (n.y0 + n.y1) / 2 / pages[i].height; at >= 0.17 && at <= 0.83 {
			return false
		}
		for _, s := range seen[key(n)] {
			if s.page != i && s.page >= i-3 && s.page <= i+3 && math.Abs(s.y-n.y1) < 0.6*l.height {
				return true
			}
		}
		return false
	}
	for i, p := range l.pages {
		for k := 0; k < min(deep, len(p)) && running(i, p[k]); k++ {
			p[k].role = furniture
		}
		for k := len(p) - 1; k >= max(0, len(p)-deep) && running(i, p[k]); k-- {
			p[k].role = furniture
		}
	}
}

// body gives the lines of a page that are text so far.
func body(p []*line) []*line {
	out := make([]*line, 0, len(p))
	for _, n := range p {
		if n.role == prose {
			out = append(out, n)
		}
	}
	return out
}

// notes finds the footnotes of a page: what stands under a rule at its end, or
// small lines there of which the first has a mark.
func (l *layout) notes(p []*line) {
	lines := body(p)
	for i, n := range lines {
		if !isRule(n.text) {
			continue
		}
		n.role = rule
		rest := lines[i+1:]
		if len(rest) == 0 || isRule(rest[0].text) {
			continue
		}
		marked := rest[0].lead != "" || noteNumber(rest[0]) != ""
		if !marked && rest[0].height > 0.95*l.height {
			continue
		}
		for _, n := range rest {
			switch {
			case isRule(n.text):
				n.role = rule
			case foot.MatchString(n.text):
				// The number of the printing job under the notes of a first page.
			default:
				n.role = note
			}
		}
		return
	}
	i := len(lines)
	for i > 0 && lines[i-1].height < 0.95*l.height && len(lines[i-1].runs) <= 2 {
		i--
	}
	for i < len(lines) && (lines[i].lead == "" || letters(lines[i].lead)) {
		i++
	}
	for ; i < len(lines); i++ {
		if !foot.MatchString(lines[i].text) {
			lines[i].role = note
		}
	}
}

// foot is what stands at the foot of a first page: "25-11568 (E)    310725",
// "*2511568*".
var foot = regexp.MustCompile(`^(?:[0-9]{2}-[0-9]{5}[A-Z]?|\*[0-9]{7,}\*|\([A-Z]\)|[0-9]{6}|[0-9]{1,3}/[0-9]{1,3}|/\.\.\.|[ ]+)+$`)

func letters(s string) bool { return s != "" && s[0] >= 'a' && s[0] <= 'z' }

func isRule(s string) bool {
	return len(s) >= 5 && strings.Trim(s, "_ ") == ""
}

var numbered = regexp.MustCompile(`^(\*+|[0-9]{1,3}|[a-z])(?: +|$)`)

// noteNumber is the mark of a note that is set like its text.
func noteNumber(n *line) string {
	m := numbered.FindStringSubmatch(n.text)
	if m == nil || len(n.runs) > 2 {
		return ""
	}
	return m[1]
}

// label is a number or letter in front of a text: "1.", "11.4", "(a)", "IV.", "•".
var label = regexp.MustCompile(`^(?:[0-9]{1,3}[.)]?|[0-9]{1,2}\.[0-9]{1,3}\.?|\(?[A-Za-z0-9]{1,4}\)|[A-Z]{1,5}\.|[a-z]\.|[\p{Arabic}]{1,8} ?[-–.)]|[0-9٠-٩]{1,3} ?[-–]|[•‣▪●○◦–—·□►➢✓*\-\x{F0B7}]|[一二三四五六七八九十]{1,3}[、.．]|（[一二三四五六七八九十]{1,3}）)$`)

// labelGap is the widest gap between a label and its text, as part of the height of
// a line: what stands farther away is in another column, as of a row whose first cell
// holds a dash.
const labelGap = 6

// parts are the runs of a line behind a label.
func (n *line) parts() []run {
	if len(n.runs) > 1 {
		first := n.runs[0]
		if n.runs[1].x0-first.x1 < labelGap*n.height && label.MatchString(strings.TrimSpace(first.text)) {
			return n.runs[1:]
		}
		// In a script from right to left the label stands at the other end; runs are
		// in the order of reading.
	}
	return n.runs
}

// full reports whether a line is one of prose: a stretch of letters of the size of
// the text, from margin to margin.
func (l *layout) full(n *line) bool {
	parts := n.parts()
	if len(parts) != 1 || n.height > 1.15*l.height {
		return false
	}
	width := l.right - l.left
	return parts[0].x1-parts[0].x0 >= 0.55*width && (parts[0].x1 >= l.right-0.14*width || parts[0].x0 <= l.left+0.14*width)
}

// begin finds where the text begins: what stands before is masthead, and its
// columns are no table.
func (l *layout) begin() {
	for i, p := range l.pages {
		for k, n := range p {
			if n.role != prose {
				continue
			}
			parts := n.parts()
			if i > 0 || l.full(n) && math.Abs(n.x0-l.left) < 3*l.char || len(parts) == 1 && len(n.runs) == 2 && n.y0 > 150 {
				l.first, l.at = i, k
				return
			}
		}
	}
}

func leaders(s string) bool {
	return strings.Contains(s, ". . .") || strings.Contains(s, "....") || strings.Contains(s, "……")
}

// tables finds the tables of a page: lines of several columns, with the lines
// between them that belong to a column.
func (l *layout) tables(p []*line) {
	lines := body(p)
	if len(lines) == 0 {
		return
	}
	if page := lines[0].page - 1; page <= l.first {
		start := 0
		for start < len(lines) && (page < l.first || lines[start] != p[l.at]) {
			start++
		}
		l.amounts(lines[:start])
		lines = lines[start:]
	}
	many := func(n *line) bool { return len(n.parts()) > 1 && !leaders(n.text) }
	close := l.close
	for i := 0; i < len(lines); i++ {
		if !many(lines[i]) {
			continue
		}
		from, to, seen := i, i+1, i
		var starts []float64
		for to < len(lines) {
			if many(lines[to]) && close(lines[to-1], lines[to], 5) {
				to++
				continue
			}
			for ; seen < to; seen++ {
				starts = columnStarts(starts, lines[seen])
			}
			// Lines between that belong to a column.
			k := to
			for k < len(lines) && k < to+12 && !many(lines[k]) && (!l.full(lines[k]) || lines[k].height < 0.95*l.height || l.inside(starts, lines[k-1], lines[k])) && close(lines[k-1], lines[k], 3) {
				k++
			}
			if k < len(lines) && k > to && many(lines[k]) && close(lines[k-1], lines[k], 5) && !l.closes(lines[to-1], lines[to:k]) {
				to = k
				continue
			}
			break
		}
		// What is left of the last row, and notes under the table.
		for ; seen < to; seen++ {
			starts = columnStarts(starts, lines[seen])
		}
		for to < len(lines) && !many(lines[to]) {
			n, prev := lines[to], lines[to-1]
			tight := n.y1-prev.y1 <= 1.3*n.height
			tiny := n.height < 0.95*l.height
			switch {
			case tiny && prev.height < 0.95*l.height && n.y1-prev.y1 <= 1.7*n.height: // rows of one cell
			case tiny && l.underNote(n) && close(prev, n, 3): // however long
			case tiny && prev.height < 0.95*l.height && close(prev, n, 2): // a source, a note to the whole
			case slashed.MatchString(n.text) && close(prev, n, 3):
			case l.full(n):
				n = nil
			case n.lead != "" && close(prev, n, 3):
			case prev.lead != "" && tight && prev.role == cells:
			case tight && tiny:
			case tight && n.x0 > l.left+4*l.char && begins(starts, n.x0, l.char) && n.x0 > lines[from].runs[0].x1:
			case tight && len(starts) > 1 && math.Abs(n.x0-starts[0]) < l.char && n.x1 < starts[1]:
			default:
				n = nil
			}
			if n == nil {
				break
			}
			n.role, n.under = cells, prev.under || l.underNote(n) || !close(prev, n, 1.5)
			to++
		}
		// Heads of columns that stand higher than the others.
		for from > 0 && lines[from-1].role == prose && !l.full(lines[from-1]) && close(lines[from-1], lines[from], 1.6) &&
			(lines[from-1].x0 > l.left+0.25*(l.right-l.left) || lines[from-1].height < 0.95*l.height && lines[from].height < 0.95*l.height) && len(lines[from-1].parts()) == 1 && i-from < 6 {
			from--
		}
		// The figures of a chart.
		for from > 0 && lines[from-1].role == prose && figures(lines[from-1].text) && close(lines[from-1], lines[from], 8) {
			from--
		}
		// One line alone at the end of a page is its foot: a job number and bar codes.
		foot := to-from == 1 && to == len(lines) && from > 0 && !close(lines[from-1], lines[from], 1.5)
		if foot || !l.table2(lines[from:to]) {
			for _, n := range lines[from:to] {
				n.role = prose
			}
			continue
		}
		l.table++
		common := commonStarts(lines[from:to], l.char)
		for _, n := range lines[from:to] {
			n.role, n.table, n.breaks = cells, l.table, common
			l.compose(n)
		}
		i = to - 1
	}
	// A table of one column: small lines behind a caption.
	for i := 1; i < len(lines); i++ {
		caption := lines[i-1]
		small := func(n *line) bool { return n.role == prose && n.height < 0.9*l.height }
		if caption.role != prose || small(caption) || !small(lines[i]) || stops(caption.text) || caption.x1 > l.right-0.1*(l.right-l.left) {
			continue
		}
		to := i
		for to < len(lines) && small(lines[to]) && close(lines[to-1], lines[to], 3) {
			to++
		}
		if to-i > 1 {
			l.table++
			for _, n := range lines[i:to] {
				n.role, n.table = cells, l.table
			}
		}
		i = to
	}
}

// close reports whether line b follows a within so many lines.
func (l *layout) close(a, b *line, by float64) bool { return b.y1-a.y1 <= by*max(l.pitch, b.height) }

// amount is one of money or of people: a page number is none.
var amount = regexp.MustCompile(`^[(−–-]?(?:[A-Z]{2,3} ?)?\p{Sc}? ?[0-9]{1,3}(?:[., \x{A0}\x{202F}][0-9]{1,3})+[)%]?$`)

// amounts finds a table before the text begins, where columns are else those of the
// masthead: lines that end in amounts one under the other, with the notes under them.
func (l *layout) amounts(lines []*line) {
	ends := func(n *line) bool {
		last := len(n.runs) - 1
		return last > 0 && !leaders(n.text) && amount.MatchString(dropMarks(n.runs[last].text, func(string) bool { return true }))
	}
	for i := 0; i < len(lines); i++ {
		if !ends(lines[i]) {
			continue
		}
		to, count := i+1, 1
		for ; to < len(lines); to++ {
			n, prev := lines[to], lines[to-1]
			tight := l.close(prev, n, 1.1)
			if ends(n) && math.Abs(n.x1-lines[i].x1) < 2*l.char && l.close(prev, n, 3) {
				count++
				continue
			}
			goesOn := tight && !prev.under && len(n.runs) == 1 && math.Abs(n.x0-lines[i].x0) < l.char
			small := n.height < 0.95*lines[i].height
			n.under = small && l.underNote(n) && l.close(prev, n, 3) || small && tight && prev.under
			if !goesOn && !n.under {
				break
			}
		}
		if count >= 3 {
			l.table++
			for _, n := range lines[i:to] {
				n.role, n.table = cells, l.table
			}
		}
		i = to - 1
	}
}

// slashed is the mark of a note under a table as it was printed before marks were
// raised: "a/ Includes".
var slashed = regexp.MustCompile(`^(?:[a-z]|[0-9]{1,2})/ `)

// underNote reports whether a line begins as a note under a table does.
func (l *layout) underNote(n *line) bool {
	if n.lead != "" || slashed.MatchString(n.text) {
		return true
	}
	m := noteNumber(n)
	return m != "" && (m[0] == '*' || letters(m))
}

// figures reports whether a line holds figures only.
func figures(s string) bool {
	return len(s) < 100 && strings.Trim(s, "0123456789.,%–−- ") == ""
}

// inside reports whether a line goes on in a column of the line before, or of the
// table so far, that is not the first.
func (l *layout) inside(starts []float64, before, n *line) bool {
	if n.x0 <= l.left+4*l.char || n.y1-before.y1 >= 1.3*n.height {
		return false
	}
	return len(before.runs) > 1 && math.Abs(n.x0-before.runs[len(before.runs)-2].x0) < l.char ||
		len(starts) > 2 && begins(starts[1:], n.x0, l.char)
}

// commonStarts are the places where a column begins in at least two lines.
func commonStarts(lines []*line, within float64) []float64 {
	var all, out []float64
	for _, n := range lines {
		for i, r := range n.runs {
			if i == 0 {
				continue
			}
			if begins(all, r.x0, 0.5*within) && !begins(out, r.x0, 0.5*within) {
				out = append(out, r.x0)
			}
			all = append(all, r.x0)
			if len(all) > 2000 {
				return out
			}
		}
	}
	return out
}

// closes reports whether lines between two of several columns are a heading or a
// caption, after which another table begins: tables are set in smaller letters.
func (l *layout) closes(before *line, between []*line) bool {
	for _, n := range between {
		if n.height > 1.1*l.height || n.height > 0.97*l.height && before.height < 0.95*l.height {
			return true
		}
	}
	return false
}

// columnStarts are the places where the columns of a table begin, with one line
// more: those of the line that has the most.
func columnStarts(starts []float64, n *line) []float64 {
	if len(n.runs) <= len(starts) {
		return starts
	}
	out := make([]float64, len(n.runs))
	for i, r := range n.runs {
		out[i] = r.x0
	}
	return out
}

func begins(starts []float64, x, within float64) bool {
	for _, s := range starts {
		if math.Abs(s-x) < within {
			return true
		}
	}
	return false
}

// table2 reports whether lines are a table: some line has three columns, or two
// lines have a column at the same place.
func (l *layout) table2(lines []*line) bool {
	var many []*line
	for _, n := range lines {
		parts := n.parts()
		if len(parts) < 2 || leaders(n.text) {
			continue
		}
		if len(parts) > 2 {
			return true
		}
		if many = append(many, n); len(many) > 100 {
			return true // that many lines of two columns are one in any case
		}
	}
	if len(many) == 1 && many[0].x0 < l.left-3*l.char {
		// A number outside the text, and lines that go on under its text.
		for i, n := range lines {
			if n == many[0] && i+1 < len(lines) && math.Abs(lines[i+1].x0-n.parts()[1].x0) < l.char {
				return true
			}
		}
	}
	for i, a := range many {
		for _, b := range many[i+1:] {
			pa, pb := a.parts()[1], b.parts()[1]
			if math.Abs(pa.x0-pb.x0) < 2*l.char || math.Abs(pa.x1-pb.x1) < 2*l.char {
				return true
			}
		}
	}
	return false
}

// rows makes rows of the lines of a table.
func (l *layout) rows(lines []*line) []document.Block {
	tight, wide := math.Inf(1), 0.0
	for i := 1; i < len(lines); i++ {
		d := lines[i].y1 - lines[i-1].y1
		if lines[i].height == lines[i-1].height && d > 0.8*lines[i].height && !lines[i].under {
			tight = min(tight, d)
			wide = max(wide, d)
		}
	}
	var out []document.Block
	for i := 0; i < len(lines); {
		j := i + 1
		goesOn := func(n, prev *line) bool {
			if n.under != prev.under || n.under && l.underNote(n) || n.lead != "" {
				return false
			}
			return n.under && l.close(prev, n, 1.1) || !n.under && wide > 1.2*tight && n.y1-prev.y1 <= 1.1*tight
		}
		for j < len(lines) && goesOn(lines[j], lines[j-1]) {
			j++
		}
		var row []run
		for _, n := range lines[i:j] {
			for k, r := range n.runs {
				if k == 0 && n.lead != "" {
					r.text = n.lead + " " + r.text
				}
				row = place1(row, r)
			}
		}
		texts := make([]string, 0, len(row))
		for _, r := range row {
			texts = append(texts, strings.ReplaceAll(r.text, "\t", " "))
		}
		n := lines[i]
		out = append(out, document.Block{Kind: document.Row, Text: strings.Join(texts, "\t"), Page: n.page, Table: n.table})
		i = j
	}
	return out
}

// place1 adds a run to the cell over or under which it stands.
func place1(row []run, r run) []run {
	for i := range row {
		c := &row[i]
		if over := min(c.x1, r.x1) - max(c.x0, r.x0); over > 0.3*min(c.x1-c.x0, r.x1-r.x0) {
			c.text = joinText(c.text, r.text)
			c.x0, c.x1 = min(c.x0, r.x0), max(c.x1, r.x1)
			return row
		}
	}
	at := len(row)
	for i := range row {
		if r.x0 < row[i].x0 {
			at = i
			break
		}
	}
	row = append(row, run{})
	copy(row[at+1:], row[at:])
	row[at] = r
	return row
}

// joinText joins two lines of a note or of a cell.
func joinText(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	switch {
	case last == '-' && unicode.IsLower(first), last == '/':
		return a + b
	case unicode.Is(unicode.Han, last) || unicode.Is(unicode.Han, first) || last >= 0x3000 && last < 0x3040 || last >= 0xFF00:
		return a + b
	}
	return a + " " + b
}
