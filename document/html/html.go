// Package html lays out web pages: paragraphs, headings, lists and tables, with
// the place of each in the file. It goes through the file once and builds no
// tree, so that the depth of its elements costs nothing; once before, where there
// are links to places of the page, for its footnotes.
//
// It runs no script, opens no address and knows no style sheet. What a paragraph
// is in the document is told by [document.Anatomy].
package html

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"concord/document"
	"concord/fault"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
)

// Format is a web page.
var Format = document.Format{Name: "html", Recognise: Recognise, Read: Read}

// Recognise says whether a file begins as a web page does: with a document type,
// or with an element that only pages begin with.
func Recognise(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
	for {
		head = bytes.TrimLeft(head, " \t\r\n\f")
		rest, ok := bytes.CutPrefix(head, []byte("<!--"))
		if !ok {
			break
		}
		if _, head, ok = bytes.Cut(rest, []byte("-->")); !ok {
			return false
		}
	}
	begin := strings.ToLower(string(head[:min(len(head), 200)]))
	if strings.HasPrefix(begin, "<?xml") {
		return strings.Contains(strings.ToLower(string(head)), "<html")
	}
	for _, s := range []string{"<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<div", "<p>", "<p ", "<table", "<h1", "<h2"} {
		if strings.HasPrefix(begin, s) {
			return true
		}
	}
	return false
}

// nested is how many tables and lists may stand inside one another: pages that
// people make have a dozen.
const nested = 200

// reader goes through one page.
type reader struct {
	ctx    context.Context
	name   string
	limit  int
	file   string // the page in UTF-8
	exact  bool   // file is the file, byte by byte
	layout *document.Layout

	z    *html.Tokenizer
	at   int // of the token in file
	skip int // elements open whose content is no text
	pre  int

	buf   []byte
	segs  []document.Segment
	space bool // white space is owed before the next letter
	bold  int  // elements open
	bolds int  // bytes of bold text
	rank  int
	sup   int
	link  int // links to a place of the same page

	notes  *notes
	in     *inNote // nil outside
	called []int   // notes that the text since the last block calls
	drop   bool    // a link is open that is a mark of a note
	noted  bool    // such a link has come right before
	spaced bool    // the blank that is owed stood before such a link

	lists  []list
	tables []*table
	count  int // of tables
}

type list struct {
	ordered bool
	kind    string // of numbers: "1", "a", "A", "i", "I"
	next    int
	label   string // of the item that has begun, for its first paragraph
}

// table is one that has begun. It is taken for one that shows data until it holds
// what only a table for layout holds: another table, several paragraphs in a cell.
type table struct {
	number int
	plain  bool // for layout
	rows   [][]cell
	cells  []cell // of the row that has begun
	open   bool   // a cell has begun
}

// cell is the paragraphs of a cell of a table.
type cell []document.Block

// Read lays out a web page. Errors: [fault.TooLarge] beyond the limits,
// [fault.Invalid] where there is no text, and the error of ctx.
func Read(ctx context.Context, src document.Source, opt document.Options) (*document.Layout, error) {
	limits := opt.Bounds()
	if src.Size > limits.Text {
		return nil, fault.New(fault.TooLarge, "%s has %d MiB; at most %d MiB are read from one page: divide it and read the parts.", src.Name, src.Size>>20, limits.Text>>20)
	}
	b := make([]byte, src.Size)
	if n, err := src.ReadAt(b, 0); n < len(b) {
		return nil, fault.Wrap(err, fault.Unavailable, "%s could not be read to its end; try again.", src.Name)
	}
	r := &reader{ctx: ctx, name: src.Name, limit: limits.Lines, layout: &document.Layout{Format: "html"}}
	if err := r.decode(b); err != nil {
		return nil, err
	}
	r.notes = findNotes(r.file)
	r.z = html.NewTokenizer(strings.NewReader(r.file))
	r.z.SetMaxBuf(8 << 20)
	for n := 0; ; n++ {
		if n&0xFFF == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		kind := r.z.Next()
		raw := r.z.Raw()
		if kind == html.ErrorToken {
			if err := r.z.Err(); err != io.EOF {
				return nil, fault.Wrap(err, fault.Invalid, "%s is no web page that can be read.", src.Name)
			}
			break
		}
		if err := r.token(kind, string(raw)); err != nil {
			return nil, err
		}
		r.at += len(raw)
		if len(r.layout.Blocks) > r.limit {
			return nil, document.TooManyLines(src.Name, r.limit)
		}
	}
	r.flush()
	for len(r.tables) > 0 {
		r.endTable()
	}
	r.placeCalled()
	r.writeNotes()
	return r.layout, nil
}

// decode brings the page to UTF-8: by its byte order mark, by what it says of
// itself, or by what its bytes are.
func (r *reader) decode(b []byte) error {
	head := b[:min(len(b), 1024)]
	e, name, sure := charset.DetermineEncoding(head, "")
	if utf8.Valid(b) && (!sure || name == "utf-8" || name == "windows-1252") {
		r.file, r.exact = string(b), true
		return nil
	}
	if e == encoding.Nop || name == "utf-8" {
		r.layout.Warnings = append(r.layout.Warnings, document.Warning{Kind: "invalid-utf8", Place: "byte 0", Text: "The page says that it is in UTF-8, but not all of it is; what is not was replaced by marks (U+FFFD)."})
		r.file = strings.ToValidUTF8(string(b), "\uFFFD")
		return nil
	}
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "%s cannot be read as %s, which it says that it is; save it as UTF-8.", r.name, name)
	}
	r.layout.Warnings = append(r.layout.Warnings, document.Warning{Kind: "encoding", Place: "byte 0", Text: "The page is not in UTF-8; it was read as " + name + "."})
	r.file = string(out)
	return nil
}

// hidden are elements whose content is no text of the document.
var hidden = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Head: true, atom.Noscript: true, atom.Template: true, atom.Nav: true, atom.Svg: true,
	atom.Math: true, atom.Iframe: true, atom.Object: true, atom.Select: true, atom.Textarea: true, atom.Button: true, atom.Audio: true, atom.Video: true,
}

// blocks are elements before and after which a paragraph ends.
var blocks = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Blockquote: true, atom.Pre: true, atom.Main: true,
	atom.Header: true, atom.Footer: true, atom.Aside: true, atom.Address: true, atom.Figure: true, atom.Figcaption: true, atom.Hr: true,
	atom.Dl: true, atom.Dt: true, atom.Dd: true, atom.Center: true, atom.Form: true, atom.Fieldset: true, atom.Details: true, atom.Summary: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Body: true,
}

func (r *reader) token(kind html.TokenType, raw string) error {
	switch kind {
	case html.TextToken:
		if r.skip == 0 {
			r.text(raw)
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		name, more := r.z.TagName()
		return r.start(atom.Lookup(name), more, kind == html.SelfClosingTagToken)
	case html.EndTagToken:
		name, _ := r.z.TagName()
		r.end(atom.Lookup(name))
	}
	return nil
}

func (r *reader) attributes(more bool) map[string]string { return attributes(r.z, more) }

// attributes of the tag that was read, those that matter.
func attributes(z *html.Tokenizer, more bool) map[string]string {
	m := map[string]string{}
	for more && len(m) < 50 {
		var k, v []byte
		k, v, more = z.TagAttr()
		m[string(k)] = string(v)
	}
	return m
}

func (r *reader) start(a atom.Atom, more, closed bool) error {
	if hidden[a] {
		if !closed {
			r.skip++
		}
		return nil
	}
	if a == atom.Body {
		r.skip = 0 // whatever was left open in the head
	}
	if r.skip > 0 {
		return nil
	}
	r.leaveNote(a, false)
	defer r.beginNote(a)
	switch a {
	case atom.Br:
		if len(r.buf) > 0 {
			r.buf = append(r.buf, '\n')
			r.space = false
		}
	case atom.B, atom.Strong:
		r.bold++
	case atom.Sup:
		r.sup++
	case atom.A:
		r.link, r.drop = 0, false
		if strings.HasPrefix(r.attributes(more)["href"], "#") {
			r.link = 1
			r.noteLink()
		}
	case atom.Ol, atom.Ul:
		r.flush()
		if len(r.lists) >= nested {
			return r.tooDeep()
		}
		at := r.attributes(more)
		l := list{ordered: a == atom.Ol, kind: at["type"], next: 1}
		if n, err := strconv.Atoi(at["start"]); err == nil && n >= 0 && n < 1e6 {
			l.next = n
		}
		r.lists = append(r.lists, l)
	case atom.Li:
		r.flush()
		if len(r.lists) > 0 {
			r.lists[len(r.lists)-1].item(r.attributes(more)["value"])
		}
	case atom.Table:
		r.flush()
		if len(r.tables) >= nested {
			return r.tooDeep()
		}
		if n := len(r.tables); n > 0 {
			r.tables[n-1].layOut(r)
		}
		r.count++
		r.tables = append(r.tables, &table{number: r.count})
	case atom.Tr:
		r.endCell()
		r.endRow()
	case atom.Td, atom.Th:
		r.endCell()
		if n := len(r.tables); n > 0 {
			t := r.tables[n-1]
			t.open, t.cells = true, append(t.cells, nil)
		}
	case atom.Caption:
		r.flush()
	default:
		if blocks[a] {
			r.flush()
			if a == atom.Pre {
				r.pre++
			}
			r.rank = rankOf(a)
		}
	}
	return nil
}

// rankOf is the rank of a heading; 0 for everything else.
func rankOf(a atom.Atom) int {
	switch a {
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	case atom.H4:
		return 4
	case atom.H5:
		return 5
	case atom.H6:
		return 6
	}
	return 0
}

func (r *reader) tooDeep() error {
	return fault.New(fault.TooLarge, "%s has more than %d tables or lists inside one another; such a page is not read.", r.name, nested)
}

func (r *reader) end(a atom.Atom) {
	if hidden[a] {
		if r.skip > 0 {
			r.skip--
		}
		return
	}
	if r.skip > 0 {
		return
	}
	r.leaveNote(a, true)
	switch a {
	case atom.B, atom.Strong:
		r.bold = max(0, r.bold-1)
	case atom.Sup:
		r.sup = max(0, r.sup-1)
	case atom.A:
		r.link, r.drop = 0, false
	case atom.Ol, atom.Ul:
		r.flush()
		if n := len(r.lists); n > 0 {
			r.lists = r.lists[:n-1]
		}
	case atom.Li, atom.Caption:
		r.flush()
	case atom.Td, atom.Th:
		r.endCell()
	case atom.Tr:
		r.endCell()
		r.endRow()
	case atom.Table:
		r.endTable()
	default:
		if blocks[a] {
			r.flush()
			if a == atom.Pre {
				r.pre = max(0, r.pre-1)
			}
			r.rank = 0
		}
	}
}

// text adds a stretch of text as it stands in the file.
func (r *reader) text(raw string) {
	// The mark of a note is a link in raised letters; its note is text of its own.
	if r.sup > 0 && r.link > 0 || r.drop {
		if r.in != nil && (len(r.buf) == 0 || string(r.buf) == "[") && markOf(raw) != "" {
			r.notes.all[r.in.note].marked = true
		}
		return
	}
	i := 0
	if r.noted {
		r.noted = false
		i = r.closeBracket(raw)
	}
	for i < len(raw) {
		n := 1
		var out string
		switch c := raw[i]; {
		case c == '&':
			end := strings.IndexAny(raw[i+1:min(len(raw), i+40)], "; &<\n")
			n = end + 1
			if end < 0 {
				n = min(len(raw), i+40) - i
			} else if raw[i+1+end] == ';' {
				n++
			}
			out = html.UnescapeString(raw[i : i+n])
		case c == '\n' && r.pre > 0 && len(r.buf) > 0:
			r.buf = append(r.buf, '\n')
			r.space = false
			i++
			continue
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f':
			r.space = true
			i++
			continue
		default:
			for i+n < len(raw) && raw[i+n] != '&' && raw[i+n] > ' ' {
				n++
			}
			out = raw[i : i+n]
		}
		if out != "" {
			if r.spaced && strings.ContainsAny(out[:1], ".,;:)") {
				r.space = false
			}
			r.spaced = false
			if r.space && len(r.buf) > 0 && r.buf[len(r.buf)-1] != '\n' {
				r.buf = append(r.buf, ' ')
			}
			r.space = false
			if r.exact {
				r.cite(len(out), r.at+i, n)
			}
			if r.bold > 0 {
				r.bolds += len(out)
			}
			r.buf = append(r.buf, out...)
		}
		i += n
	}
}

// cite says where the next bytes of the text stand in the file.
func (r *reader) cite(length, file, fileLen int) {
	at := len(r.buf)
	if k := len(r.segs); k > 0 {
		s := &r.segs[k-1]
		gap := at - s.At - s.Len
		// One blank between two words stands in the file as one byte, mostly.
		if s.Len == s.FileLen && length == fileLen && file-s.File-s.FileLen == gap {
			s.Len, s.FileLen = at+length-s.At, at+length-s.At
			return
		}
	}
	r.segs = append(r.segs, document.Segment{At: at, Len: length, File: file, FileLen: fileLen})
}

// flush ends a paragraph.
func (r *reader) flush() {
	text := strings.TrimRight(string(r.buf), " \n")
	segs, bolds := r.segs, r.bolds
	r.buf, r.segs, r.bolds, r.space, r.spaced = r.buf[:0], nil, 0, false, false
	if text == "" {
		return
	}
	b := document.Block{Kind: document.Whole, Text: text, Source: segs, Rank: r.rank, Bold: bolds >= len(text)-strings.Count(text, " ")-strings.Count(text, "\n")}
	if r.in != nil {
		r.addToNote(b)
		return
	}
	if n := len(r.lists); n > 0 {
		b.Label, r.lists[n-1].label = r.lists[n-1].label, ""
	}
	n := len(r.tables)
	if n == 0 {
		r.add(b)
		r.placeCalled()
		return
	}
	t := r.tables[n-1]
	if !t.open && !t.plain {
		r.add(b) // a caption
		return
	}
	if !t.plain {
		c := &t.cells[len(t.cells)-1]
		*c = append(*c, b)
		if len(*c) > 2 {
			t.layOut(r)
		}
		return
	}
	b.Table = t.number
	r.add(b)
	r.placeCalled()
}

func (r *reader) add(b document.Block) {
	r.layout.Blocks = append(r.layout.Blocks, b)
}

// layOut takes a table for one that only lays out a page: what it has held so far
// are paragraphs.
func (t *table) layOut(r *reader) {
	if t.plain {
		return
	}
	t.plain = true
	for _, row := range append(t.rows, t.cells) {
		for _, c := range row {
			for _, b := range c {
				b.Table = t.number
				r.add(b)
			}
		}
	}
	t.rows, t.cells = nil, nil
}

func (r *reader) endCell() {
	r.flush()
	if n := len(r.tables); n > 0 {
		r.tables[n-1].open = false
	}
}

func (r *reader) endRow() {
	n := len(r.tables)
	if n == 0 {
		return
	}
	t := r.tables[n-1]
	if len(t.cells) > 0 && !t.plain {
		t.rows = append(t.rows, t.cells)
	}
	t.cells = nil
}

// longCell is from how many bytes on the text of a cell is prose: a table of which
// a third of the rows has such cells lays out a page.
const longCell = 240

func (r *reader) endTable() {
	r.endCell()
	r.endRow()
	n := len(r.tables)
	if n == 0 {
		return
	}
	t := r.tables[n-1]
	r.tables = r.tables[:n-1]
	if t.plain {
		return
	}
	long := 0
	for _, row := range t.rows {
		if slices.ContainsFunc(row, func(c cell) bool {
			return slices.ContainsFunc(c, func(b document.Block) bool { return len(b.Text) > longCell })
		}) {
			long++
		}
	}
	layout := long*3 > len(t.rows)
	for _, row := range t.rows {
		if b := joined(row, t.number, layout); b.Text != "" {
			r.add(b)
		}
	}
	r.placeCalled()
}

// joined is a row of a table, or of one that only lays out a page a paragraph: its
// first cell is its number then.
func joined(row []cell, number int, layout bool) document.Block {
	out := document.Block{Kind: document.Row, Table: number}
	between := "\t"
	if layout {
		out.Kind, between = document.Whole, " "
	}
	for i, c := range row {
		sep := between
		if i == 0 || layout && (out.Text == "" || len(c) == 0) {
			sep = ""
		}
		out.Text += sep
		for j, b := range c {
			if j > 0 {
				out.Text += " "
			}
			for _, s := range b.Source {
				s.At += len(out.Text)
				out.Source = append(out.Source, s)
			}
			out.Text += strings.ReplaceAll(b.Text, "\t", " ")
			if layout && b.Rank > 0 {
				out.Rank = b.Rank
			}
		}
	}
	if strings.TrimSpace(out.Text) == "" {
		return document.Block{}
	}
	return out
}

// item begins an item of a list.
func (l *list) item(value string) {
	if !l.ordered {
		l.label = ""
		return
	}
	if n, err := strconv.Atoi(value); err == nil && n >= 0 && n < 1e6 {
		l.next = n
	}
	n := l.next
	l.next++
	switch l.kind {
	case "a", "A":
		s := ""
		for k := n; k > 0; k = (k - 1) / 26 {
			s = string(rune('a'+(k-1)%26)) + s
		}
		if l.kind == "A" {
			s = strings.ToUpper(s)
		}
		l.label = "(" + s + ")"
	case "i", "I":
		s := roman(n)
		if l.kind == "I" {
			l.label = strings.ToUpper(s) + "."
		} else {
			l.label = "(" + s + ")"
		}
	default:
		l.label = strconv.Itoa(n) + "."
	}
}

func roman(n int) string {
	var b strings.Builder
	for _, r := range []struct {
		n int
		s string
	}{{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}} {
		for n >= r.n && b.Len() < 32 {
			b.WriteString(r.s)
			n -= r.n
		}
	}
	return b.String()
}
