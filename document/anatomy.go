package document

import (
	"cmp"
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/fault"
)

// role is what a line turned out to be.
type role uint8

const (
	roleNone      role = iota // not yet told; text
	roleFurniture             // out
	roleRule                  // a drawn rule
	roleNote                  // belongs to a footnote
	roleMast                  // belongs to the masthead
)

// line is a block with its text clean and what is known of its form.
type line struct {
	block  *Block
	kind   BlockKind
	text   string
	src    []Segment
	page   int
	gap    int
	indent int
	width  int
	role   role
}

// anatomy is the work on one document.
type anatomy struct {
	name  string
	opt   Options
	l     *language
	en    *language
	doc   *Document
	lines []line
	body  []int // indexes of the lines that make the text

	printed Kind // what the line under the title says

	gapUsual  int  // empty lines between two lines of a paragraph
	wrap      int  // columns of a full line; 0 where lines are not wrapped by width
	hanSpaced bool // the text sets a space between Han and Latin characters or digits
	words     map[string]bool

	b        builder
	open     bool
	soft     bool // the line before ended in a soft hyphen
	part     string
	inPart   string
	number   string
	counted  bool
	lastLine int
	notes    []note // not yet added, in their order
	table    int
	tableRow int
	// tables drawn in plain text
	textTables, tableAt int
	scratch             []string
	counts              map[string]int // paragraphs counted, by part
	levels              []int          // ranks of the headings that are open
	lastSeq             [rankPlain + 1]int
}

// note is a footnote held back until the paragraph it stands under is whole.
type note struct {
	mark  string
	lines []int
	from  int // where the text of the first line begins
}

// longParagraph is the size in bytes beyond which a paragraph is warned about:
// the longest of real reports have some 8 KiB.
const longParagraph = 64 << 10

// Anatomy makes a document of what a reader laid out. It is the one place that
// knows how a report is built; every format goes through it. name is the base
// name of the file. Errors: [fault.Unsupported] for a language that is not read,
// [fault.Invalid] where there is no text, and the error of ctx.
func Anatomy(ctx context.Context, name string, layout *Layout, opt Options) (*Document, error) {
	t := tables()
	a := &anatomy{
		name: name, opt: opt, lastLine: -1, en: t.byTag["en"], counts: map[string]int{},
		doc: &Document{Name: name, Format: layout.Format, Warnings: append([]Warning(nil), layout.Warnings...)},
	}
	a.lines = make([]line, 0, len(layout.Blocks))
	var sample []string
	sampled := 0
	for i := range layout.Blocks {
		if i&0xFFF == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		b := &layout.Blocks[i]
		text, src := clean(b.Text, b.Source, b.Kind == Row)
		from, to := trimmed(text)
		if from == to && b.Label == "" {
			if i+1 < len(layout.Blocks) && b.Kind == Line {
				layout.Blocks[i+1].Gap += b.Gap + 1
			}
			continue
		}
		n := line{block: b, kind: b.Kind, text: text, src: src, page: b.Page, gap: b.Gap, indent: b.Indent}
		if from > 0 || to < len(text) {
			n.text, n.src = sub(text, src, from, to)
		}
		if n.kind == Line {
			n.tighten()
		}
		n.width = columns(n.text)
		a.lines = append(a.lines, n)
		if sampled < sampleSize && b.Kind != Head {
			s := n.text
			if len(s) > sampleSize-sampled {
				s = strings.ToValidUTF8(s[:sampleSize-sampled], "")
			}
			sample = append(sample, s)
			sampled += len(s)
		}
	}
	if len(a.lines) == 0 {
		return nil, fault.New(fault.Invalid, "%s holds no text; if it is a scan, read the document that was scanned.", name)
	}
	l, warnings, err := t.language(name, cmp.Or(opt.Language, layout.Language), sample)
	if err != nil {
		return nil, err
	}
	a.l = l
	a.doc.Language = l.tag
	a.doc.Warnings = append(a.doc.Warnings, warnings...)
	a.findSymbols()
	a.markFurniture()
	a.markNotes()
	a.measure()
	a.gather()
	a.letterHead()
	if len(a.body) == 0 && a.doc.Letter != (Letter{}) {
		return nil, fault.New(fault.Invalid, "%s holds the head of a letter and no text.", name)
	}
	a.hyphens()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for i, p := range a.parts() {
		a.build(p, i == 0)
	}
	a.close()
	a.releaseNotes(true)
	for i := range a.doc.Headings {
		a.doc.Headings[i].Next = min(a.doc.Headings[i].Next, len(a.doc.Paragraphs))
	}
	if len(a.doc.Paragraphs) == 0 {
		// Nothing but headings and masthead: a line pasted by itself is text.
		a.doc.Headings = nil
		for k := range a.body {
			a.begin("", string(appendInt(nil, k+1)), true)
			a.addLine(a.body[k], 0)
		}
		a.close()
	}
	if len(a.doc.Paragraphs) == 0 {
		return nil, fault.New(fault.Invalid, "%s holds no paragraph of text.", name)
	}
	a.kind()
	return a.doc, nil
}

// sub is text[from:to] with its way back.
func sub(text string, src []Segment, from, to int) (string, []Segment) {
	out := make([]Segment, 0, len(src))
	for _, s := range src {
		if s.At >= to {
			break
		}
		if s.At+s.Len <= from {
			continue
		}
		s = s.Cut(from, to)
		s.At -= from
		out = append(out, s)
	}
	return text[from:to], out
}

// tighten closes the blanks that a program sets before a hyphen, behind an
// opening bracket or before a stop when it draws text from a PDF
// ("sixty -seventh", "( A/79/675", "for 2025 .").
func (n *line) tighten() {
	if !strings.Contains(n.text, " -") && !strings.Contains(n.text, "( ") && !strings.Contains(n.text, " .") && !strings.Contains(n.text, " ,") && !strings.Contains(n.text, " –") {
		return
	}
	var b builder
	start := 0
	for i := 1; i+1 < len(n.text); i++ {
		if n.text[i] != ' ' {
			continue
		}
		drop := false
		switch c := n.text[i+1]; {
		case n.text[i-1] == '(':
			drop = true
		case c == '-' && i+2 < len(n.text):
			r, _ := utf8.DecodeLastRuneInString(n.text[:i])
			s, _ := utf8.DecodeRuneInString(n.text[i+2:])
			drop = unicode.IsLetter(r) && unicode.IsLetter(s) && !wide(r) && !wide(s)
		case strings.HasPrefix(n.text[i+1:], "–") && i+4 < len(n.text) && n.text[i+4] != ' ': // "26 –28"
			r, _ := utf8.DecodeLastRuneInString(n.text[:i])
			drop = unicode.IsLetter(r) || unicode.IsDigit(r)
		case c == '.' || c == ',':
			r, _ := utf8.DecodeLastRuneInString(n.text[:i])
			drop = (unicode.IsLetter(r) || unicode.IsDigit(r)) && (i+2 == len(n.text) || n.text[i+2] == ' ')
		}
		if drop {
			b.add(n.text, n.src, start, i)
			start = i + 1
		}
	}
	if start > 0 {
		b.add(n.text, n.src, start, len(n.text))
		n.text, n.src = b.text()
	}
}

// measure learns the usual gap between lines, the width of a full line and
// whether Han and Latin characters are set apart.
func (a *anatomy) measure() {
	gaps := [4]int{}
	var widths [256]int
	total, tight, spaced := 0, 0, 0
	for i := range a.lines {
		n := &a.lines[i]
		if n.role != roleNone {
			continue
		}
		if a.l.han && tight+spaced < 4000 {
			tight, spaced = hanSpacing(n.text, tight, spaced)
		}
		if n.kind != Line {
			continue
		}
		if i > 0 && a.lines[i-1].role == roleNone && a.lines[i-1].page == n.page {
			gaps[min(n.gap, 3)]++
		}
		widths[min(n.width, 255)]++
		total++
	}
	a.hanSpaced = spaced >= tight
	// Double-spaced text has an empty line after nearly every line.
	if sum := gaps[0] + gaps[1] + gaps[2] + gaps[3]; sum > 0 && gaps[0]*5 < sum {
		a.gapUsual = 1
		if gaps[1]*2 < sum {
			a.gapUsual = 2
		}
	}
	// A full line: the width that one line in eight reaches, where a good part of
	// the lines comes near to it.
	seen := 0
	for w := 255; w > 0; w-- {
		seen += widths[w]
		if seen*8 >= total && total >= 4 {
			near := 0
			for v := w * 85 / 100; v < 256; v++ {
				near += widths[v]
			}
			if near*4 >= total && w < 200 {
				a.wrap = w
			}
			break
		}
	}
}

// hanSpacing counts where a Han character meets a Latin letter or a digit, with
// and without a space between.
func hanSpacing(s string, tight, spaced int) (int, int) {
	// Kinds: 1 Han, 2 letter or digit, 3 space, 0 anything else.
	prev, before := 0, 0
	for _, r := range s {
		kind := 0
		switch {
		case r < 0x80:
			switch {
			case r == ' ':
				kind = 3
			case r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z':
				kind = 2
			}
		case isHan(r):
			kind = 1
		}
		if kind == 1 || kind == 2 {
			if prev == 3-kind {
				tight++
			} else if prev == 3 && before == 3-kind {
				spaced++
			}
		}
		before, prev = prev, kind
	}
	return tight, spaced
}

// gather lists the lines that make the text.
func (a *anatomy) gather() {
	a.body = make([]int, 0, len(a.lines))
	for i := range a.lines {
		if n := &a.lines[i]; n.role == roleNone && n.kind != Head && n.kind != Note {
			a.body = append(a.body, i)
		}
	}
}

// part is a stretch of the body with a count of its own.
type part struct {
	name     string // "", "annex", "annex II"
	from, to int    // in anatomy.body; from is its heading, where it has one
}

// parts divides the body at the headings of annexes.
func (a *anatomy) parts() []part {
	parts := []part{{from: 0}}
	for k := range a.body {
		name, ok := a.annexHeading(k)
		if !ok {
			continue
		}
		if k == 0 {
			parts[0].name = name
			continue
		}
		parts[len(parts)-1].to = k
		parts = append(parts, part{name: name, from: k})
	}
	parts[len(parts)-1].to = len(a.body)
	return parts
}

// annexHeading reports whether body line k is "Annex", "Annex II" and the like.
func (a *anatomy) annexHeading(k int) (string, bool) {
	n := &a.lines[a.body[k]]
	if len(n.text) > 60 || n.kind == Row {
		return "", false
	}
	if r, _ := utf8.DecodeRuneInString(n.text); unicode.IsLower(r) || !unicode.IsLetter(r) {
		return "", false
	}
	if k > 0 && n.kind == Line {
		p := &a.lines[a.body[k-1]]
		if p.page == n.page && n.gap <= a.gapUsual && !a.l.ends(p.text) {
			return "", false
		}
	}
	f := ""
	for _, class := range [...]string{"annex", "appendix", "enclosure"} {
		for _, p := range a.l.phrases[class] {
			if f == "" {
				f = fold(n.text)
			}
			if f == p.before {
				return class, true
			}
			if len(p.before) > 0 && len(f) > len(p.before) && strings.HasPrefix(f, p.before) {
				rest := strings.TrimSpace(f[len(p.before):])
				if v := a.ordinalValue(rest); v > 0 && (a.l.han || f[len(p.before)-1] == ' ') {
					return class + " " + roman(v), true
				}
			}
		}
	}
	return "", false
}

// ordinalValue is the number of an annex as printed: "II", "2", "二", "B".
func (a *anatomy) ordinalValue(s string) int {
	s = strings.TrimRight(s, ".:")
	if v := romanValue(strings.ToUpper(s)); v > 0 {
		return v
	}
	if v := a.l.annexNo[s]; v > 0 {
		return v
	}
	if d := asciiDigits(s); allDigits(d) && len(d) < 3 {
		v := 0
		for i := range d {
			v = v*10 + int(d[i]-'0')
		}
		return min(v, 89)
	}
	if a.l.han {
		if v := a.l.ordinals[s]; v > 0 && v < 90 {
			return v
		}
	}
	if len(s) == 1 && s[0] >= 'a' && s[0] <= 'z' {
		return int(s[0]-'a') + 1
	}
	return 0
}

// at is the line at place k of the body.
func (a *anatomy) at(k int) *line { return &a.lines[a.body[k]] }

// build makes headings and paragraphs of a part.
func (a *anatomy) build(p part, main bool) {
	a.close()
	a.part = p.name
	starts, items := sequence(a.candidates(p))
	a.warnNumbers(p, starts)
	first := p.to
	if len(starts) > 0 {
		first = starts[0].line
	}
	if main && p.name == "" {
		a.lead(p, first, len(starts) > 0)
	} else {
		a.annexLead(p, first, len(starts) > 0)
	}
	for i, s := range starts {
		end := p.to
		if i+1 < len(starts) {
			end = starts[i+1].line
		}
		a.region(s, end, i+1 == len(starts), items)
	}
	a.close()
}

// candidates are the lines of a part that begin with a number.
func (a *anatomy) candidates(p part) []candidate {
	var out []candidate
	for k := p.from; k < p.to; k++ {
		n := a.at(k)
		if n.kind == Row {
			continue
		}
		var num number
		if label := n.block.Label; label != "" {
			num = a.l.paragraphNumber(label + " ")
			num.end = 0
		} else if digit(firstRune(n.text)) >= 0 {
			num = a.l.paragraphNumber(n.text)
		}
		if num.depth == 0 || n.block.Rank > 0 || n.block.Preamble != NoPreamble {
			continue
		}
		strong, colon := n.kind != Line || k == p.from, false
		if k > p.from {
			switch lastRune(a.at(k - 1).text) {
			case ':', '：':
				colon = true
			}
		}
		if !strong {
			prev := a.at(k - 1)
			strong = n.gap > a.gapUsual || prev.kind != Line || a.l.pauses(prev.text) ||
				a.wrap > 0 && prev.width*10 < a.wrap*7 || a.isName(prev.text)
		}
		alone := n.block.Label == "" && num.end >= len(n.text)
		if alone && k+1 == p.to && k > p.from && !a.l.ends(a.at(k-1).text) {
			continue // the last word of the last paragraph
		}
		if last := len(out) - 1; last >= 0 && out[last].line == k-1 {
			out[last].empty = out[last].alone
		}
		out = append(out, candidate{start{k, num, num.String()}, strong, colon, alone, alone && k+1 == p.to})
	}
	return out
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func (a *anatomy) isName(s string) bool {
	return a.opt.IsName != nil && a.opt.IsName(a.doc.Language, s)
}

// region makes a paragraph of the lines from its start to the start of the next,
// and headings of those at its end that are no text.
func (a *anatomy) region(s start, end int, last bool, items map[int]bool) {
	from := s.line + 1
	if s.num.end >= len(a.at(s.line).text) && a.at(s.line).block.Label == "" {
		from = min(from+1, end) // the number stands alone; its text is on the next line
	}
	head := a.headingsBefore(from, end, false)
	a.begin(a.part, s.text, false)
	a.addLine(a.body[s.line], s.num.end)
	a.rest(s.line+1, head, items)
	a.close()
	if last && (head == end || a.at(head).kind == Line) {
		// Behind the last paragraph stand signatures and dates of adoption: a
		// heading there is one by its label only.
		for ; head < end; head++ {
			if _, ok := a.l.headingLabel(a.at(head).text); ok || a.at(head).kind != Line {
				break
			}
		}
	}
	a.headings(head, end)
}

// rest goes through the lines behind the first of a numbered paragraph.
func (a *anatomy) rest(from, to int, items map[int]bool) {
	loose := false // a heading or a table has come: what follows is a paragraph without number
	for k := from; k < to; k++ {
		n := a.at(k)
		switch {
		case n.kind == Row:
			a.row(k)
			loose = true
		case a.inner(k, from, to) > 0:
			h := a.inner(k, from, to)
			a.close()
			a.headings(k, h)
			k, loose = h-1, true
		case items[k] || a.isItem(k):
			if !a.open {
				a.begin(a.part, "", false)
			}
			a.addItem(k)
		case n.kind != Line:
			if loose && a.besideTable(k) {
				a.begin("table", "", false)
			} else if loose {
				a.begin(a.part, "", false)
			}
			a.addItem(k)
		case loose || a.partsFrom(k):
			loose = true
			k = a.looseRun(k, to) - 1
		default:
			a.addLine(a.body[k], 0)
		}
	}
}

// partsFrom reports whether line k stands apart from the paragraph before it: that
// one has ended, and a wider gap follows on the same page; or its last line is
// clearly short and the page ends with it.
func (a *anatomy) partsFrom(k int) bool {
	if k == 0 {
		return false
	}
	n, prev := a.at(k), a.at(k-1)
	if n.kind != Line || prev.kind != Line || !a.l.ends(prev.text) || lower(n.text) {
		return false
	}
	if n.page == prev.page && a.neighbours(k) {
		return n.gap > a.gapUsual
	}
	return a.wrap > 0 && prev.width*100 < a.wrap*70
}

// neighbours reports whether only notes stand between body line k and the one before.
func (a *anatomy) neighbours(k int) bool {
	for i := a.body[k-1] + 1; i < a.body[k]; i++ {
		if a.lines[i].kind != Note {
			return false
		}
	}
	return true
}

// looseRun takes lines without number from k up to the next gap: prose where some
// sentence ends in them, else the lines of a table. It gives the place behind.
func (a *anatomy) looseRun(k, to int) int {
	j, ends := k, false
	for j < to && a.at(j).kind == Line && (j == k || !a.proseBreak(j) && (a.at(j).gap <= a.gapUsual || a.at(j).page != a.at(j-1).page)) {
		ends = ends || a.l.ends(a.at(j).text) && !a.tabular(a.at(j))
		j++
	}
	if !ends {
		for j < to && a.at(j).kind == Line && a.at(j).gap <= a.gapUsual && !a.l.ends(a.at(j).text) {
			j++
		}
		if a.at(k).block.Table == 0 && (a.tableAt != k || a.tableAt == 0) {
			a.textTables++
		}
		a.tableAt = j
		a.begin("table", "t"+string(appendInt(nil, a.textTables)), true)
		for ; k < j; k++ {
			a.addItem(k)
		}
		a.close()
		return j
	}
	a.begin(a.part, "", false)
	for ; k < j; k++ {
		a.addLine(a.body[k], 0)
	}
	return j
}

// tabular reports whether a line is a row of figures in columns.
func (a *anatomy) tabular(n *line) bool {
	if n.kind != Line || !strings.Contains(n.block.Text, "   ") {
		return false
	}
	a.scratch = cells(a.scratch, n.block.Text, 3)
	if len(a.scratch) < 2 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(a.scratch[1])
	return len(a.scratch) > 2 || digit(r) >= 0 || r == '(' || r == '–' || r == '−'
}

// besideTable reports whether a short paragraph stands right before or behind the
// rows of a table: its unit, its notes.
func (a *anatomy) besideTable(k int) bool {
	if a.at(k).width > 240 {
		return false
	}
	for _, d := range [...]int{-1, 1} {
		for j := k + d; j >= 0 && j < len(a.body) && j != k+4*d; j += d {
			n := a.at(j)
			if n.kind == Row {
				return true
			}
			if n.kind != Whole || n.width > 240 || n.block.Rank > 0 || a.l.paragraphNumber(n.text).depth > 0 {
				break
			}
		}
	}
	return false
}
