package contribution

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/document"
	"concord/edtf"
	"concord/reading"
)

// Column of a table, or a label of a form.
type Column struct {
	Header string // as written
	Field  string // what it stands for: one of Fields; "" where nobody has said
	Rule   string // remembered, header or content
}

// Fields are what a column may stand for, in the order in which a person chooses;
// "-" is none of it.
func Fields() []string {
	return []string{"title", "text", "participant", "lead", "provider", "beneficiary", "host", "date", "start", "end", "place", "kind", "level", "modality", "mode",
		"theme", "instrument", "document", "sdg", "participants", "sender", "partner", "period", "-"}
}

// roles of the fields that name parties.
var roles = map[string]string{"participant": "participant", "lead": "lead", "provider": "provider", "beneficiary": "beneficiary", "host": "host", "sender": "", "partner": ""}

// Bounds of a table: what goes beyond is said and left out.
const (
	maxColumns = 200
	maxRows    = 20_000
	looked     = 50 // rows by whose content a column is told
)

// cell is a stretch of a paragraph under a column.
type cell struct {
	column   int
	from, to int
}

// row is a paragraph that is a row of a table, or a form filled in.
type row struct {
	paragraph int
	cells     []cell
}

// Table is a run of rows with the columns that they share.
type Table struct {
	Columns []Column
	header  int // paragraph of the header; -1 for forms
	rows    []row
	form    bool
}

// joinForms makes one paragraph of each form: of consecutive rows of two cells, or
// lines "label: text", whose first is a known label. So an act that is told in
// several lines has its words in one place.
func (r *Reader) joinForms(doc *document.Document) {
	out := make([]document.Paragraph, 0, len(doc.Paragraphs))
	moved := make([]int, len(doc.Paragraphs)+1) // where each paragraph went
	at := 0
	for at < len(doc.Paragraphs) {
		n, labels := r.formAt(doc.Paragraphs, at)
		if labels < 2 {
			moved[at] = len(out)
			out = append(out, doc.Paragraphs[at])
			at++
			continue
		}
		p := doc.Paragraphs[at]
		p.Source = slices.Clone(p.Source)
		moved[at] = len(out)
		for _, q := range doc.Paragraphs[at+1 : at+n] {
			at++
			moved[at] = len(out)
			base := len(p.Text) + 1
			p.Text += "\n" + q.Text
			for _, s := range q.Source {
				s.At += base
				p.Source = append(p.Source, s)
			}
		}
		at++
		out = append(out, p)
	}
	moved[len(doc.Paragraphs)] = len(out)
	for i := range doc.Headings {
		doc.Headings[i].Next = moved[min(doc.Headings[i].Next, len(doc.Paragraphs))]
	}
	doc.Paragraphs = out
}

// formAt counts the paragraphs from one on that belong to one form, and its labels.
// A second one of the label that the form began with begins another.
func (r *Reader) formAt(ps []document.Paragraph, at int) (n, labels int) {
	seen := map[string]bool{}
	for i := at; i < len(ps); i++ {
		field, one := "", strings.Count(ps[i].Text, "\t") == 1
		if ps[i].Part != ps[at].Part || ps[i].Part == "table" && !sameTable(&ps[i], &ps[at]) || ps[i].Part == "table" && !one && strings.Contains(ps[i].Text, "\t") {
			break
		}
		label, _, ok := cutLabel(ps[i].Text)
		if ok {
			field = r.labels[fold(label)]
		}
		if field == "" && (ps[i].Part != "table" || one || labels == 0) {
			break // what has no label is prose again
		}
		key := field
		if key == "-" {
			key = fold(label)
		}
		if field != "" && seen[key] {
			break
		}
		seen[key] = true
		n++
		if field != "" {
			labels++
		}
	}
	return n, labels
}

// cutLabel parts "Label: text" or a label and its cell; from is where the text begins.
func cutLabel(line string) (label string, from int, ok bool) {
	first, _, _ := strings.Cut(line, "\n")
	i, size := strings.IndexByte(first, '\t'), 1
	if i < 0 {
		i = strings.IndexAny(first, ":：")
		if i < 0 {
			// A label whose cell was left empty.
			return first, len(first), len(first) < 120
		}
		_, size = utf8.DecodeRuneInString(first[i:])
	}
	if i > 120 {
		return "", 0, false
	}
	from = i + size
	for from < len(line) && (line[from] == ' ' || line[from] == '\t') {
		from++
	}
	return first[:i], from, true
}

// Tables finds the tables and forms of a document and what their columns stand for.
func (r *Reader) Tables(doc *document.Document, columns []string) ([]Table, error) {
	known := map[string]string{}
	for _, c := range columns {
		if header, field, ok := strings.Cut(c, "="); ok {
			known[header] = field
		}
	}
	var out []Table
	for at := 0; at < len(doc.Paragraphs); {
		if t, ok := r.form(doc, at, known); ok {
			if n := len(out); n > 0 && out[n-1].form {
				out[n-1].add(t)
			} else {
				out = append(out, t)
			}
			at++
			continue
		}
		n := 0
		for at+n < len(doc.Paragraphs) && doc.Paragraphs[at+n].Part == "table" && sameTable(&doc.Paragraphs[at], &doc.Paragraphs[at+n]) {
			if _, isForm := r.form(doc, at+n, known); isForm {
				break
			}
			n++
		}
		if n == 0 {
			at++
			continue
		}
		t, ok, err := r.table(doc, at, n, known)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, t)
		}
		at += n
	}
	return out, nil
}

func sameTable(a, b *document.Paragraph) bool {
	x, _, _ := strings.Cut(a.Number, ".")
	y, _, _ := strings.Cut(b.Number, ".")
	return x == y
}

// form reads a paragraph as one or more forms: at least two labels, the first at its
// beginning. A label that comes again begins the next form.
func (r *Reader) form(doc *document.Document, at int, known map[string]string) (Table, bool) {
	p := &doc.Paragraphs[at]
	t := Table{header: -1, form: true}
	if len(p.Text) > 1<<20 {
		return t, false
	}
	found := r.labelled(p, known)
	if len(found) < 2 || found[0].from != 0 {
		return t, false
	}
	seen := map[string]bool{}
	for i, l := range found {
		to := len(p.Text)
		if i+1 < len(found) {
			to = found[i+1].from
		}
		t.Columns = append(t.Columns, Column{l.label, l.field, "label"})
		if len(t.rows) == 0 || seen[l.field] && l.field == "title" {
			t.rows = append(t.rows, row{paragraph: at})
			seen = map[string]bool{}
		}
		seen[l.field] = true
		last := &t.rows[len(t.rows)-1]
		last.cells = append(last.cells, cell{len(t.Columns) - 1, l.begin, to})
	}
	return t, true
}

// labelAt is a label in a paragraph: where it stands, and where what it says begins.
type labelAt struct {
	label, field string
	from, begin  int
}

// labelled finds the labels of a paragraph: of a table the first cell of each line, of
// a text what stands before a colon, wherever that is, as lines may have been joined.
func (r *Reader) labelled(p *document.Paragraph, known map[string]string) (out []labelAt) {
	field := func(label string) string {
		key := fold(label)
		if f, ok := known[key]; ok {
			return f
		}
		return r.labels[key]
	}
	if p.Part == "table" {
		from := 0
		for line := range strings.SplitAfterSeq(p.Text, "\n") {
			body := strings.TrimRight(line, "\n")
			label, begin := body, len(body) // in a table a label has its cell; one alone was left empty
			if i := strings.IndexByte(body, '\t'); i >= 0 {
				label, begin = body[:i], i+1
			}
			if f := field(label); f != "" && len(label) <= 120 {
				out = append(out, labelAt{strings.TrimSpace(label), f, from, from + begin})
			}
			from += len(line)
		}
		return out
	}
	last := 0
	for i, c := range p.Text {
		if c != ':' && c != '：' {
			continue
		}
		// The longest run of words before the colon that is a label.
		from := max(last, i-120)
		for from < i && !utf8.RuneStart(p.Text[from]) {
			from++
		}
		if n := strings.LastIndexByte(p.Text[from:i], '\n'); n >= 0 {
			from += n + 1
		}
		for from < i {
			from += len(p.Text[from:i]) - len(strings.TrimLeftFunc(p.Text[from:i], unicode.IsSpace))
			if f := field(p.Text[from:i]); f != "" {
				last = i + utf8.RuneLen(c)
				out = append(out, labelAt{p.Text[from:i], f, from, last})
				break
			}
			next := strings.IndexFunc(p.Text[from:i], unicode.IsSpace)
			if next < 0 {
				break
			}
			from += next
		}
	}
	return out
}

// add appends the rows of another form: each has columns of its own.
func (t *Table) add(o Table) {
	base := len(t.Columns)
	t.Columns = append(t.Columns, o.Columns...)
	for _, x := range o.rows {
		for i := range x.cells {
			x.cells[i].column += base
		}
		t.rows = append(t.rows, x)
	}
}

// table reads rows of a table. ok is false for a table that is not one of acts: no
// header that is known, and nothing in the cells that tells.
func (r *Reader) table(doc *document.Document, at, n int, known map[string]string) (t Table, ok bool, err error) {
	split := func(i int) []cell {
		text := doc.Paragraphs[i].Text
		var out []cell
		from := 0
		for c := 0; c < maxColumns; c++ {
			to := len(text)
			if j := strings.IndexByte(text[from:], '\t'); j >= 0 {
				to = from + j
			}
			out = append(out, cell{c, from, to})
			if to == len(text) {
				break
			}
			from = to + 1
		}
		return out
	}
	field := func(header string) (string, string) {
		key := fold(header)
		if f, ok := known[key]; ok {
			return f, "remembered"
		}
		if f := r.labels[key]; f != "" {
			return f, "header"
		}
		// A header of several parts: "Title / Titre", "Date and place".
		for part := range strings.FieldsFuncSeq(header, func(r rune) bool { return r == '/' || r == '\n' || r == '|' || r == '(' }) {
			if f := r.labels[fold(part)]; f != "" && f != "-" {
				return f, "header"
			}
		}
		return "", ""
	}
	// The header is the row, among the first ten, with the most known words.
	header, best := -1, 0
	for i := at; i < min(at+n, at+10); i++ {
		hits := 0
		for _, c := range split(i) {
			if f, _ := field(doc.Paragraphs[i].Text[c.from:c.to]); f != "" {
				hits++
			}
		}
		if hits > best {
			header, best = i, hits
		}
	}
	if header < 0 || best < 2 && len(known) == 0 && doc.Format != "xlsx" && doc.Format != "csv" {
		if doc.Format != "xlsx" && doc.Format != "csv" {
			return t, false, nil
		}
		header = at
	}
	t.header = header
	text := doc.Paragraphs[header].Text
	for _, c := range split(header) {
		h := strings.TrimSpace(text[c.from:c.to])
		f, rule := field(h)
		t.Columns = append(t.Columns, Column{h, f, rule})
	}
	for i := header + 1; i < at+n; i++ {
		if len(t.rows) == maxRows {
			doc.Warnings = append(doc.Warnings, document.Warning{Kind: "table-long", Place: doc.Paragraphs[i].Number,
				Text: fmt.Sprintf("The table has more than %d rows; the rest is kept as text and not read as acts: divide it.", maxRows)})
			break
		}
		x := row{paragraph: i}
		for _, c := range split(i) {
			if c.column < len(t.Columns) && strings.TrimSpace(doc.Paragraphs[i].Text[c.from:c.to]) != "" {
				x.cells = append(x.cells, c)
			}
		}
		if len(x.cells) > 0 {
			t.rows = append(t.rows, x)
		}
	}
	if len(t.rows) == 0 {
		return t, false, nil
	}
	err = r.byContent(doc, &t)
	return t, true, err
}

// byContent proposes what the columns stand for whose headers say nothing: by the
// cells of the first rows.
func (r *Reader) byContent(doc *document.Document, t *Table) error {
	used := map[string]bool{}
	open := false
	for _, c := range t.Columns {
		used[c.Field] = true
		open = open || c.Field == ""
	}
	if !open {
		return nil
	}
	type sum struct {
		n, letters, dates, actors, places, codes int
		distinct                                 map[string]bool
	}
	sums := make([]sum, len(t.Columns))
	var texts []string
	var of []int
	for _, x := range t.rows[:min(len(t.rows), looked)] {
		for _, c := range x.cells {
			if t.Columns[c.column].Field == "" {
				texts = append(texts, strings.TrimSpace(doc.Paragraphs[x.paragraph].Text[c.from:c.to]))
				of = append(of, c.column)
			}
		}
	}
	ps, err := r.lines(doc.Language, texts)
	if err != nil {
		return err
	}
	for i, text := range texts {
		s := &sums[of[i]]
		if s.distinct == nil {
			s.distinct = map[string]bool{}
		}
		s.distinct[text] = true
		s.n++
		s.letters += utf8.RuneCountInString(text)
		covered := map[reading.Kind]int{}
		for _, m := range ps[i].Mentions {
			covered[m.Kind] += m.To - m.From
		}
		switch half := len(text) / 2; {
		case covered[reading.Date] > half || isDate(text):
			s.dates++
		case covered[reading.Actor] > half:
			s.actors++
		case covered[reading.Place] > half:
			s.places++
		case r.codes["kind\x00"+fold(text)] != "":
			s.codes++
		}
	}
	propose := func(i int, field string) {
		t.Columns[i].Field, t.Columns[i].Rule = field, "content"
		used[field] = true
	}
	for i := range sums {
		s := &sums[i]
		switch {
		case s.n == 0:
		case s.dates*2 > s.n && !used["date"]:
			propose(i, "date")
		case s.actors*2 > s.n && !used["participant"]:
			propose(i, "participant")
		case s.places*2 > s.n && !used["place"]:
			propose(i, "place")
		case s.codes*2 > s.n && !used["kind"]:
			propose(i, "kind")
		case s.letters/s.n > 120 && !used["text"]:
			propose(i, "text")
		}
	}
	if !used["title"] {
		for i := range sums {
			if s := &sums[i]; s.n > 0 && t.Columns[i].Field == "" && s.letters/s.n >= 10 && len(s.distinct)*10 > s.n*8 {
				propose(i, "title")
				break
			}
		}
	}
	return nil
}

func isDate(s string) bool {
	_, err := edtf.Parse(s)
	return err == nil
}

// rows reads the rows of the document's tables and forms as acts.
func (r *Reader) rows(doc *document.Document, rd *reading.Reading, columns []string) error {
	tables, err := r.Tables(doc, columns)
	if err != nil {
		return err
	}
	for i := range tables {
		if err := r.acts(doc, rd, &tables[i]); err != nil {
			return err
		}
	}
	return nil
}

// given is a cell with its field and what was read in it.
type given struct {
	cell
	field  string
	header string
	text   string
	read   *reading.Paragraph
}

// dates says whether a mention is a date in the cell.
func (g *given) dates(m reading.Mention) bool {
	return m.Kind == reading.Date && m.From >= g.from && m.To <= g.to
}

// acts reads the rows of one table. A row with a title is one act: the columns are
// its values, and what they leave open is taken from the first act of its text. A
// row without one is what its text tells, with the columns beside.
func (r *Reader) acts(doc *document.Document, rd *reading.Reading, t *Table) error {
	if t.header >= 0 {
		blank(rd, t.header)
	}
	var texts []string
	cells := make([][]given, len(t.rows))
	for i, x := range t.rows {
		text := doc.Paragraphs[x.paragraph].Text
		for _, c := range x.cells {
			c.from = c.to - len(strings.TrimLeftFunc(text[c.from:c.to], unicode.IsSpace))
			c.to = c.from + len(strings.TrimRightFunc(text[c.from:c.to], unicode.IsSpace))
			col := t.Columns[c.column]
			if c.from == c.to || col.Field == "-" || col.Field == "" {
				continue
			}
			cells[i] = append(cells[i], given{c, col.Field, col.Header, text[c.from:c.to], nil})
			texts = append(texts, text[c.from:c.to])
		}
	}
	ps, err := r.lines(doc.Language, texts)
	if err != nil {
		return err
	}
	n := 0
	for i, x := range t.rows {
		if i == 0 || t.rows[i-1].paragraph != x.paragraph {
			blank(rd, x.paragraph)
		}
		p := &rd.Paragraphs[x.paragraph]
		for j := range cells[i] {
			g := &cells[i][j]
			g.read = &ps[n]
			n++
			shift(g.read, g.from)
			p.Mentions = append(p.Mentions, g.read.Mentions...)
			p.Candidates = append(p.Candidates, g.read.Candidates...)
			p.Questions = append(p.Questions, g.read.Questions...)
			p.Themes = append(p.Themes, g.read.Themes...)
		}
		r.act(doc, p, x, cells[i])
	}
	return nil
}

// blank takes out what the paragraph as prose was read to tell.
func blank(rd *reading.Reading, i int) {
	p := &rd.Paragraphs[i]
	*p = reading.Paragraph{Index: p.Index, Section: p.Section}
}

// shift moves what was read in a cell to where the cell stands in its paragraph.
func shift(p *reading.Paragraph, by int) {
	move := func(s *reading.Span) {
		if s.To > s.From {
			s.From, s.To = s.From+by, s.To+by
		}
	}
	list := func(vs []reading.Value) {
		for i := range vs {
			move(&vs[i].Span)
		}
	}
	for i := range p.Mentions {
		move(&p.Mentions[i].Span)
	}
	list(p.Themes)
	for i := range p.Candidates {
		move(&p.Candidates[i].Span)
	}
	for i := range p.Questions {
		move(&p.Questions[i].Span)
	}
	for i := range p.Activities {
		a := &p.Activities[i]
		move(&a.Span)
		for _, v := range []*reading.Value{&a.Kind, &a.Level, &a.Modality, &a.Mode, &a.Series, &a.Date} {
			move(&v.Span)
		}
		for j := range a.Parties {
			move(&a.Parties[j].Span)
		}
		for _, vs := range [][]reading.Value{a.Places, a.Instruments, a.Documents, a.Themes, a.SDGs, a.Figures} {
			list(vs)
		}
	}
}

// act makes the act or acts of one row.
func (r *Reader) act(doc *document.Document, p *reading.Paragraph, x row, cells []given) {
	text := doc.Paragraphs[x.paragraph].Text
	var a reading.Activity
	var told []reading.Activity
	var title, free *given
	warn := func(g *given, what string) {
		doc.Warnings = append(doc.Warnings, document.Warning{Kind: "cell-unread", Place: doc.Paragraphs[x.paragraph].Number + ", " + g.header,
			Text: fmt.Sprintf("“%s” in the column “%s” %s.", clip(g.text, 60), g.header, what)})
	}
	var start, end string
	var ends reading.Span
	for i := range cells {
		g := &cells[i]
		value := func(v, rule string) reading.Value {
			return reading.Value{Span: reading.Span{From: g.from, To: g.to}, Value: v, Rule: rule}
		}
		switch g.field {
		case "title":
			if title == nil {
				title = g
			}
		case "text":
			if free == nil {
				free = g
			}
			told = append(told, g.read.Activities...)
		case "kind", "level", "modality", "mode":
			code := r.codes[g.field+"\x00"+fold(g.text)]
			if code == "" {
				warn(g, "is no word of the list; what it means is left open")
				continue
			}
			v := value(code, "column."+g.field)
			switch g.field {
			case "kind":
				a.Kind = v
			case "level":
				a.Level = v
			case "modality":
				a.Modality = v
			case "mode":
				a.Mode = v
			}
		case "date", "start", "end":
			d, span := dateOf(g)
			switch {
			case d == "" && eitherWay(digits(g.text)):
				p.Mentions = slices.DeleteFunc(p.Mentions, g.dates)
				warn(g, "can be read in two ways, as its day and its month cannot be told apart; write it as 12 May 2026 or 2026-05-12")
			case d == "":
				p.Mentions = slices.DeleteFunc(p.Mentions, g.dates)
				warn(g, "is no date that can be read; write it as 12–14 May 2026 or 2026-05-12")
			case g.field == "date":
				a.Date = reading.Value{Span: span, Value: d, Rule: "column.date"}
			case g.field == "start":
				start, ends = d, span
			default:
				end = d
				if ends.To == 0 {
					ends = span
				}
			}
		case "place":
			for _, v := range r.placesOf(g, doc.Language) {
				a.Places = append(a.Places, v)
				if typed := text[v.From:v.To]; !r.KnownPlace(v.Value) && r.codes["mode\x00"+fold(typed)] == "" {
					doc.Warnings = append(doc.Warnings, document.Warning{Kind: "place-unknown", Place: doc.Paragraphs[x.paragraph].Number + ", " + g.header,
						Text: fmt.Sprintf("“%s” in the column “%s” is a place that is not known; it stands as it was typed.", clip(typed, 60), g.header)})
				}
			}
		case "theme":
			for _, part := range parts(g) {
				if id := r.theme(part.text, doc.Language); id != "" {
					a.Themes = append(a.Themes, reading.Value{Span: reading.Span{From: part.from, To: part.to}, Value: id, Rule: "column.theme"})
				}
			}
			if len(a.Themes) == 0 {
				a.Themes = append(a.Themes, g.read.Themes...)
			}
		case "instrument":
			for _, part := range parts(g) {
				a.Instruments = append(a.Instruments, reading.Value{Span: reading.Span{From: part.from, To: part.to}, Value: part.text, Rule: "column.instrument"})
			}
		case "document":
			n := len(a.Documents)
			for _, m := range g.read.Mentions {
				if m.Kind == reading.Symbol {
					a.Documents = append(a.Documents, m.Value)
				}
			}
			if len(a.Documents) == n {
				warn(g, "is no symbol of a United Nations document; write it as A/77/277")
			}
		case "sdg":
			for _, m := range g.read.Mentions {
				if m.Kind == reading.SDG {
					a.SDGs = append(a.SDGs, m.Value)
				}
			}
			for _, part := range parts(g) {
				if n, err := strconv.Atoi(digits(part.text)); err == nil && n >= 1 && n <= 17 {
					a.SDGs = append(a.SDGs, reading.Value{Span: reading.Span{From: part.from, To: part.to}, Value: strconv.Itoa(n), Rule: "column.sdg"})
				}
			}
		case "participants":
			if n, ok := Number(g.text); ok {
				a.Figures = append(a.Figures, value("participants="+strconv.Itoa(n), "column.participants"))
			} else {
				warn(g, "is no number")
			}
		case "period":
		default:
			role, ok := roles[g.field]
			if !ok {
				continue
			}
			found, unknown := r.partiesOf(g, role, doc.Language)
			for _, party := range found {
				at := slices.IndexFunc(a.Parties, func(o reading.Party) bool { return o.Value.Value == party.Value.Value })
				switch {
				case at < 0:
					a.Parties = append(a.Parties, party)
				case a.Parties[at].Role == "":
					a.Parties[at] = party // who sends or is written of takes part in some way
				}
			}
			for _, u := range unknown {
				if !slices.ContainsFunc(p.Candidates, func(o reading.Candidate) bool { return o.From < u.To && u.From < o.To }) {
					p.Candidates = append(p.Candidates, u)
				}
			}
		}
	}
	if start != "" || end != "" {
		if d := between(start, end); d != "" {
			a.Date = reading.Value{Span: ends, Value: d, Rule: "column.start-end"}
		}
	}
	slices.SortStableFunc(p.Mentions, func(a, b reading.Mention) int { return a.From - b.From })
	if title == nil {
		if free == nil && len(a.Parties) == 0 && a.Date.Value == "" && len(a.Places) == 0 {
			return // the head of a form, a row of sums
		}
		if free == nil {
			// Only a form that says from whom, on whom and for when has parties and no act.
			if only(cells, "sender", "partner", "period") {
				return
			}
		}
		for i := range told {
			fill(&told[i], &a)
		}
		if len(told) > 0 {
			p.Activities = append(p.Activities, told...)
			return
		}
		if free != nil {
			a.Title = firstSentence(free.text)
		}
	} else {
		a.Title = clip(strings.Join(strings.Fields(title.text), " "), 300)
		if len(told) > 0 {
			fill(&a, &told[0])
		} else if len(title.read.Activities) > 0 {
			fill(&a, &title.read.Activities[0])
		}
		if a.Kind.Value == "" {
			a.Kind = r.kindIn(title)
		}
		if len(a.Themes) == 0 {
			a.Themes = append(a.Themes, p.Themes...)
		}
	}
	a.Span = reading.Span{From: x.cells[0].from, To: x.cells[len(x.cells)-1].to}
	for _, c := range x.cells {
		a.From, a.To = min(a.From, c.from), max(a.To, c.to)
	}
	a.From = a.To - len(strings.TrimLeftFunc(text[a.From:a.To], unicode.IsSpace))
	p.Activities = append(p.Activities, a)
}

func only(cells []given, fields ...string) bool {
	return !slices.ContainsFunc(cells, func(g given) bool { return !slices.Contains(fields, g.field) })
}

// fill adds to an act what it leaves open and another says.
func fill(a, from *reading.Activity) {
	for _, v := range [][2]*reading.Value{{&a.Kind, &from.Kind}, {&a.Level, &from.Level}, {&a.Modality, &from.Modality}, {&a.Mode, &from.Mode}, {&a.Series, &from.Series}, {&a.Date, &from.Date}} {
		if v[0].Value == "" {
			*v[0] = *v[1]
		}
	}
	for _, l := range [][2]*[]reading.Value{{&a.Places, &from.Places}, {&a.Instruments, &from.Instruments}, {&a.Documents, &from.Documents}, {&a.Themes, &from.Themes}, {&a.SDGs, &from.SDGs}, {&a.Figures, &from.Figures}} {
		if len(*l[0]) == 0 {
			*l[0] = slices.Clone(*l[1])
		}
	}
	for _, p := range from.Parties {
		if !slices.ContainsFunc(a.Parties, func(o reading.Party) bool { return o.Value.Value == p.Value.Value }) {
			a.Parties = append(a.Parties, p)
		}
	}
}

// part is one of several values in a cell.
type part struct {
	text     string
	from, to int
}

// parts of a cell, by semicolons and lines; where there are none, by commas.
func parts(g *given) []part {
	marks := ";；\n؛"
	if !strings.ContainsAny(g.text, marks) {
		marks = ",，、،"
	}
	var out []part
	from := 0
	flush := func(to int) {
		s := g.text[from:to]
		lead := len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace))
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, part{s, g.from + from + lead, g.from + from + lead + len(s)})
		}
	}
	for i, r := range g.text {
		if strings.ContainsRune(marks, r) {
			flush(i)
			from = i + utf8.RuneLen(r)
		}
	}
	flush(len(g.text))
	return out
}

// dateOf is the date of a cell: EDTF, or as the language writes it; of several
// dates from the first to the last. A number beside it ("32 May 2025") makes it none,
// words do not ("May 2025, to be confirmed").
func dateOf(g *given) (string, reading.Span) {
	span := reading.Span{From: g.from, To: g.to}
	text := digits(g.text)
	if d, err := edtf.Parse(text); err == nil {
		return d.String(), span
	}
	if d, numeric := numericDate(text); numeric {
		return d, span
	}
	if eitherWay(text) || strings.ContainsFunc(beside(g), unicode.IsDigit) {
		return "", span
	}
	var first, last string
	for _, m := range g.read.Mentions {
		if m.Kind == reading.Date {
			if first == "" {
				first, span = m.Value.Value, m.Span
			}
			last = m.Value.Value
			span.To = m.To
		}
	}
	if first == last {
		return first, span
	}
	return between(first, last), span
}

// beside is what stands in a cell besides its dates.
func beside(g *given) string {
	var b strings.Builder
	at := g.from
	for _, m := range g.read.Mentions {
		if m.Kind == reading.Date && m.From >= at && m.To <= g.to {
			b.WriteString(g.text[at-g.from:m.From-g.from] + " ")
			at = m.To
		}
	}
	b.WriteString(g.text[at-g.from:])
	return b.String()
}

var (
	inNumbers = regexp.MustCompile(`(?:^|[^\d/-])(\d{1,2})(?:/(\d{1,2})/|-(\d{1,2})-)(\d{4})(?:$|\D)`)
	allNumber = regexp.MustCompile(`^\d{1,2}(?:/\d{1,2}/|-\d{1,2}-)\d{4}$`)
)

// eitherWay says whether a text has a date in numbers of which nobody can tell the
// day from the month: "03/04/2025". One above 12 is the day.
func eitherWay(text string) bool {
	for _, m := range inNumbers.FindAllStringSubmatch(text, -1) {
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[2] + m[3])
		if a <= 12 && b <= 12 && a != b {
			return true
		}
	}
	return false
}

// numericDate reads a text that is a date in numbers alone, the year last; "" where
// there is no such day, or where it can be read in two ways.
func numericDate(text string) (date string, numeric bool) {
	if !allNumber.MatchString(text) {
		return "", false
	}
	m := inNumbers.FindStringSubmatch(text)
	day, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2] + m[3])
	if eitherWay(text) {
		return "", true
	}
	if month > 12 {
		day, month = month, day
	}
	d, err := edtf.Parse(fmt.Sprintf("%s-%02d-%02d", m[4], month, day))
	if err != nil {
		return "", true
	}
	return d.String(), true
}

// digits writes the decimal digits of every script as 0 to 9.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf || !unicode.IsDigit(r) {
			return r
		}
		// They stand in Unicode in runs of ten, from zero to nine.
		for _, x := range unicode.Nd.R16 {
			if rune(x.Lo) <= r && r <= rune(x.Hi) {
				return '0' + (r-rune(x.Lo))%10
			}
		}
		for _, x := range unicode.Nd.R32 {
			if rune(x.Lo) <= r && r <= rune(x.Hi) {
				return '0' + (r-rune(x.Lo))%10
			}
		}
		return r
	}, s)
}

// Number reads a whole number of one or more as a person writes it, in the digits of
// any script and parted in thousands; ok is false for anything else.
func Number(typed string) (n int, ok bool) {
	s := strings.NewReplacer(",", "", "٬", "", "،", "", " ", "", "\u00a0", "", "\u202f", "").Replace(digits(strings.TrimSpace(typed)))
	n, err := strconv.Atoi(s)
	return n, err == nil && n > 0
}

// between is the date from the beginning of one to the end of another; "" where
// they are not in that order.
func between(from, to string) string {
	a, errA := edtf.Parse(from)
	b, errB := edtf.Parse(to)
	switch {
	case from == "" && errB == nil:
		return to
	case to == "" && errA == nil:
		return from
	case errA != nil || errB != nil:
		return ""
	}
	begin, end := a.From, b.From
	if b.Interval {
		end = b.To
	}
	s := begin.String() + "/" + end.String()
	if begin == end {
		s = begin.String()
	}
	if _, err := edtf.Parse(s); err != nil {
		return ""
	}
	return s
}

// placesOf are the places of a cell: those that are marked in it, and of its other
// parts whatever place they name; a town that no lexicon holds stands for itself.
func (r *Reader) placesOf(g *given, lang string) (out []reading.Value) {
	for _, m := range g.read.Mentions {
		if m.Kind == reading.Place {
			v := m.Value
			v.Rule = "column.place"
			out = append(out, v)
		}
	}
	for _, p := range parts(g) {
		if len(p.text) <= 200 && !named(g, p) {
			out = append(out, reading.Value{Span: reading.Span{From: p.from, To: p.to}, Value: r.Place(p.text, lang), Rule: "column.place"})
		}
	}
	return out
}

// named says whether something is marked in a part of a cell.
func named(g *given, p part) bool {
	return slices.ContainsFunc(g.read.Mentions, func(m reading.Mention) bool { return m.From < p.to && p.from < m.To })
}

// partiesOf are the parties of a cell, and the names that nobody knows.
func (r *Reader) partiesOf(g *given, role, lang string) (found []reading.Party, unknown []reading.Candidate) {
	for _, m := range g.read.Mentions {
		state := false
		switch m.Kind {
		case reading.Actor:
		case reading.Place:
			pl, ok := r.lex.Place(m.Value.Value)
			if state = ok && (pl.Kind == "country" || pl.Kind == "territory"); !state {
				continue
			}
		default:
			continue
		}
		v := m.Value
		v.Rule = "column." + g.field
		found = append(found, reading.Party{Value: v, State: state, Role: role, As: g.text[m.From-g.from : m.To-g.from]})
	}
	for _, p := range parts(g) {
		if len(p.text) > 200 || strings.ContainsFunc(p.text, unicode.IsDigit) {
			continue
		}
		if named(g, p) {
			continue
		}
		span := reading.Span{From: p.from, To: p.to}
		if id, state, _ := r.Party(p.text, lang); id != "" {
			found = append(found, reading.Party{Value: reading.Value{Span: span, Value: id, Rule: "column." + g.field}, State: state, Role: role, As: p.text})
		} else {
			unknown = append(unknown, reading.Candidate{Span: span, Text: p.text, Rule: "column." + g.field})
		}
	}
	return found, unknown
}

// kindIn is the kind of act that a title says by a word of the list.
func (r *Reader) kindIn(g *given) reading.Value {
	text := fold(g.text)
	best, at := codeWord{}, -1
	for _, w := range r.kinds {
		i := strings.Index(text, w.words)
		if i < 0 || !bounded(text, i, i+len(w.words)) {
			continue
		}
		if at < 0 || i < at {
			best, at = w, i
		}
	}
	if at < 0 {
		return reading.Value{}
	}
	return reading.Value{Span: reading.Span{From: g.from, To: g.to}, Value: best.code, Rule: "title.kind", Inferred: true}
}

// bounded says whether a stretch begins and ends at the edge of a word; in Han every
// place is one.
func bounded(s string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	after, _ := utf8.DecodeRuneInString(s[to:])
	letter := func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) }
	if first, _ := utf8.DecodeRuneInString(s[from:]); unicode.Is(unicode.Han, first) {
		return true
	}
	if after == 's' { // a plural
		after, _ = utf8.DecodeRuneInString(s[to+1:])
	}
	return (from == 0 || !letter(before)) && (to == len(s) || !letter(after))
}

// theme gives the theme of a word.
func (r *Reader) theme(text, lang string) string {
	list, err := r.lex.Themes()
	if err != nil {
		return ""
	}
	k := fold(text)
	for _, t := range list {
		if k == t.ID {
			return t.ID
		}
		for _, l := range t.Labels {
			if fold(l) == k {
				return t.ID
			}
		}
	}
	return ""
}

func clip(s string, runes int) string {
	n := 0
	for i := range s {
		if n == runes {
			return strings.TrimSpace(s[:i]) + "…"
		}
		n++
	}
	return s
}

func firstSentence(s string) string {
	for i, r := range s {
		if strings.ContainsRune("。\n؟", r) || r == '.' && (i+1 == len(s) || s[i+1] == ' ') && i > 20 {
			s = s[:i]
			break
		}
	}
	return clip(strings.Join(strings.Fields(s), " "), 200)
}

// Label is the word by which the templates name a field, in a language.
func Label(field, lang string) string { return firstWord("columns.tsv", 1, lang, field) }

// Words are the words that the templates offer for a closed list, in its order.
func Words(field, lang string) (out []string) {
	seen := map[string]bool{}
	_ = rows("codes.tsv", 2, func(key []string, l, words string) {
		if l == lang && key[0] == field && !seen[key[1]] {
			seen[key[1]] = true
			out = append(out, words)
		}
	})
	return out
}

// FormText is what the forms say of themselves, in a language: title, help, act.
func FormText(key, lang string) string { return firstWord("forms.tsv", 1, lang, key) }

func firstWord(table string, keys int, lang, key string) (out string) {
	_ = rows(table, keys, func(k []string, l, words string) {
		if out == "" && l == lang && k[0] == key {
			out = words
		}
	})
	return out
}

// Remembered are the columns of a document's tables as a contribution keeps them:
// those that say something, "header=field".
func (r *Reader) Remembered(tables []Table) []string {
	var out []string
	for _, t := range tables {
		if t.form {
			continue
		}
		for _, c := range t.Columns {
			if k := fold(c.Header); k != "" && c.Field != "" && !slices.Contains(out, k+"="+c.Field) {
				out = append(out, k+"="+c.Field)
			}
		}
	}
	return out
}

// Rows are the cells of the first rows of a table, as they stand; nil for forms.
func (t *Table) Rows(doc *document.Document, n int) (out [][]string) {
	if t.form {
		return nil
	}
	for _, x := range t.rows[:min(n, len(t.rows))] {
		line := make([]string, len(t.Columns))
		for _, c := range x.cells {
			line[c.column] = clip(strings.TrimSpace(doc.Paragraphs[x.paragraph].Text[c.from:c.to]), 120)
		}
		out = append(out, line)
	}
	return out
}
