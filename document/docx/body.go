package docx

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/document"
	"concord/document/xmlscan"
	"concord/fault"
)

// reader lays out the parts of one file.
type reader struct {
	ctx    context.Context
	c      *container
	main   string
	limits document.Limits
	layout *document.Layout

	styles    *styles
	numbering *numbering
	rels      map[string]relation // of the main part, by identifier
	footnotes map[string]note
	endnotes  map[string]note
	heads     []string // relations of the heads and feet of the first section
	sections  int

	page      int
	table     int
	footMarks int
	endMarks  int
	tokens    int
}

type note struct {
	text string
	src  []document.Segment
}

// stream goes through one part and makes blocks of it.
type stream struct {
	r     *reader
	x     *xmlscan.Scanner
	entry string
	plain bool // no numbers, no notes: a head, a foot, a note

	buf   []byte
	segs  []document.Segment
	out   *[]document.Block
	after []document.Block // notes and text boxes that follow the paragraph
	carry bool             // the mark of the paragraph before was deleted: it goes on
	bold  int              // bytes of bold text in the paragraph
	count int              // bytes of text
}

func (r *reader) read() error {
	rels, err := r.c.relations(r.main)
	if err != nil {
		return err
	}
	r.rels = map[string]relation{}
	for _, rel := range rels {
		if rel.external {
			continue // never opened
		}
		r.rels[rel.id] = rel
		kind := rel.kind[strings.LastIndexByte(rel.kind, '/')+1:]
		switch kind {
		case "styles", "numbering", "footnotes", "endnotes":
		default:
			continue
		}
		s, ok, err := r.c.unpack(rel.target)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		switch kind {
		case "styles":
			r.styles, err = r.readStyles(s)
		case "numbering":
			r.numbering, err = r.readNumbering(s)
		case "footnotes":
			r.footnotes, err = r.readNotes(s, rel.target)
		case "endnotes":
			r.endnotes, err = r.readNotes(s, rel.target)
		}
		if err != nil {
			return err
		}
	}
	if r.numbering != nil {
		r.numbering.styles = r.styles
	}
	s, ok, err := r.c.unpack(r.main)
	if err != nil {
		return err
	}
	if !ok {
		return &xmlscan.SyntaxError{What: "no main part"}
	}
	x, err := xmlscan.New(s, r.limits.Depth)
	if err != nil {
		return err
	}
	var body []document.Block
	st := &stream{r: r, x: x, entry: r.main, out: &body}
	if err := st.blocks(0); err != nil {
		return err
	}
	st.flush(nil)
	text := int64(0)
	for i := range body {
		text += int64(len(body[i].Text))
	}
	if text > r.limits.Text {
		return fault.New(fault.TooLarge, "%s has %d MiB of text; at most %d MiB are read from one file: divide it and read the parts.", r.c.name, text>>20, r.limits.Text>>20)
	}
	if len(body) > r.limits.Lines {
		return document.TooManyLines(r.c.name, r.limits.Lines)
	}
	if err := r.readHeads(); err != nil {
		return err
	}
	r.layout.Blocks = append(r.layout.Blocks, body...)
	return nil
}

// readHeads lays out the heads and feet of the first section.
func (r *reader) readHeads() error {
	seen := map[string]bool{}
	for _, id := range r.heads {
		rel, ok := r.rels[id]
		if !ok || seen[rel.target] {
			continue
		}
		seen[rel.target] = true
		s, ok, err := r.c.unpack(rel.target)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		x, err := xmlscan.New(s, r.limits.Depth)
		if err != nil {
			return err
		}
		var out []document.Block
		st := &stream{r: r, x: x, entry: rel.target, out: &out, plain: true}
		if err := st.blocks(0); err != nil {
			return err
		}
		for _, b := range out {
			b.Kind, b.Page = document.Head, 1
			r.layout.Blocks = append(r.layout.Blocks, b)
		}
	}
	return nil
}

// readNotes lays out the footnotes or endnotes, by their identifiers.
func (r *reader) readNotes(s, entry string) (map[string]note, error) {
	x, err := xmlscan.New(s, r.limits.Depth)
	if err != nil {
		return nil, err
	}
	notes := map[string]note{}
	for {
		k, err := x.Next()
		if err != nil {
			return nil, err
		}
		if k == xmlscan.EOF {
			return notes, nil
		}
		if k != xmlscan.Start || local(x.Name) != "footnote" && local(x.Name) != "endnote" {
			continue
		}
		if t := attr(x, "type"); t != "" && t != "normal" { // separators
			if err := x.Skip(); err != nil {
				return nil, err
			}
			continue
		}
		id := attr(x, "id")
		var out []document.Block
		st := &stream{r: r, x: x, entry: entry, out: &out, plain: true}
		if err := st.blocks(x.Depth()); err != nil {
			return nil, err
		}
		var n note
		for _, b := range out {
			if n.text != "" {
				n.text += "\n"
			}
			for _, g := range b.Source {
				g.At += len(n.text)
				n.src = append(n.src, g)
			}
			n.text += b.Text
		}
		notes[id] = n
	}
}

func (s *stream) next() (xmlscan.Kind, error) {
	s.r.tokens++
	if s.r.tokens&0xFFF == 0 {
		if err := s.r.ctx.Err(); err != nil {
			return xmlscan.EOF, err
		}
	}
	return s.x.Next()
}

// skipped are elements whose content is no text of the document: deleted and
// moved-away text, field codes, properties, the older form of a drawing that
// stands beside the new one.
func skipped(name string) bool {
	switch name {
	case "del", "moveFrom", "delText", "instrText", "delInstrText", "Fallback", "sectPrChange", "pPrChange", "rPrChange",
		"tblPr", "tblGrid", "trPr", "tcPr", "tblPrEx", "sdtPr", "sdtEndPr", "rt", "annotationRef", "customXmlDelRangeStart":
		return true
	}
	return false
}

// blocks lays out paragraphs and tables until the element at depth is closed.
func (s *stream) blocks(depth int) error {
	for {
		k, err := s.next()
		if err != nil {
			return err
		}
		switch k {
		case xmlscan.EOF:
			return nil
		case xmlscan.End:
			if s.x.Depth() < depth {
				return nil
			}
		case xmlscan.Start:
			name := local(s.x.Name)
			switch {
			case name == "p":
				if err := s.paragraph(); err != nil {
					return err
				}
			case name == "tbl":
				if err := s.tableBlock(); err != nil {
					return err
				}
			case name == "sectPr":
				if err := s.section(); err != nil {
					return err
				}
			case skipped(name):
				if err := s.x.Skip(); err != nil {
					return err
				}
			}
		}
	}
}

// section notes the heads and feet of the first section that has any.
func (s *stream) section() error {
	depth := s.x.Depth()
	s.r.sections++
	var first, other []string
	for {
		k, err := s.next()
		if err != nil {
			return err
		}
		if k == xmlscan.EOF || k == xmlscan.End && s.x.Depth() < depth {
			break
		}
		if k != xmlscan.Start {
			continue
		}
		switch local(s.x.Name) {
		case "headerReference", "footerReference":
			id := ""
			s.x.Attrs(func(name, v string) {
				if local(name) == "id" {
					id = v
				}
			})
			if attr(s.x, "type") == "first" {
				first = append(first, id)
			} else {
				other = append(other, id)
			}
		}
	}
	if len(s.r.heads) == 0 {
		s.r.heads = append(first, other...)
	}
	return nil
}

// properties of a paragraph.
type properties struct {
	style      string
	num, level int // -1 when not given here
	outline    int // 0 when not given here, else level+1
	merged     bool
	hidden     bool
}

func (s *stream) paragraphProperties() (properties, error) {
	p := properties{num: -1, level: -1}
	depth := s.x.Depth()
	marks := 0 // inside w:rPr of the paragraph mark
	for {
		k, err := s.next()
		if err != nil {
			return p, err
		}
		if k == xmlscan.EOF {
			return p, nil
		}
		if k == xmlscan.End {
			if s.x.Depth() < depth {
				return p, nil
			}
			if marks > 0 && s.x.Depth() < marks {
				marks = 0
			}
			continue
		}
		if k != xmlscan.Start {
			continue
		}
		switch name := local(s.x.Name); name {
		case "pStyle":
			p.style = attr(s.x, "val")
		case "numId":
			p.num = atoi(attr(s.x, "val"), 0)
		case "ilvl":
			p.level = atoi(attr(s.x, "val"), 0)
		case "outlineLvl":
			p.outline = 1 + atoi(attr(s.x, "val"), 9)
		case "rPr":
			marks = s.x.Depth()
		case "del", "moveFrom":
			if marks > 0 {
				p.merged = true
			}
		case "vanish":
			if marks > 0 {
				p.hidden = on(attr(s.x, "val"), true)
			}
		case "sectPr":
			if err := s.section(); err != nil {
				return p, err
			}
		case "pPrChange", "rPrChange":
			if err := s.x.Skip(); err != nil {
				return p, err
			}
		}
	}
}

// paragraph lays out one w:p.
func (s *stream) paragraph() error {
	depth := s.x.Depth()
	if !s.carry {
		s.buf, s.segs, s.bold, s.count = s.buf[:0], s.segs[:0], 0, 0
	}
	s.carry = false
	props := properties{num: -1, level: -1}
	for {
		k, err := s.next()
		if err != nil {
			return err
		}
		if k == xmlscan.EOF || k == xmlscan.End && s.x.Depth() < depth {
			break
		}
		if k != xmlscan.Start {
			continue
		}
		switch name := local(s.x.Name); {
		case name == "pPr":
			if props, err = s.paragraphProperties(); err != nil {
				return err
			}
		case name == "r":
			if err := s.run(); err != nil {
				return err
			}
		case name == "t": // of formulas: m:t
			if err := s.text(false); err != nil {
				return err
			}
		case skipped(name):
			if err := s.x.Skip(); err != nil {
				return err
			}
		}
	}
	if props.merged {
		s.carry = true // its end was deleted: the next paragraph goes on
		return nil
	}
	s.flush(&props)
	return nil
}

// flush makes a block of the paragraph.
func (s *stream) flush(props *properties) {
	if props == nil {
		if !s.carry {
			return
		}
		props = &properties{num: -1, level: -1}
	}
	b := document.Block{Kind: document.Whole, Page: s.r.page}
	b.Text = string(s.buf)
	b.Source = append([]document.Segment(nil), s.segs...)
	b.Bold = s.count > 0 && s.bold == s.count
	id := props.style
	if id == "" && s.r.styles != nil {
		id = s.r.styles.fallback
	}
	num, level := props.num, props.level
	skip := false
	if st := s.r.styles.get(id); st != nil {
		b.Rank, b.Title, skip = st.rank, st.title, st.skips
		b.Bold = b.Bold || st.bold
		if num < 0 {
			num = st.num
		}
		if level < 0 {
			level = st.level
		}
	}
	if props.outline > 0 {
		b.Rank = props.outline % 10
	}
	empty := strings.TrimSpace(b.Text) == ""
	if num > 0 && !s.plain && !empty {
		b.Label = s.r.numbering.label(num, max(level, 0))
	}
	if !skip && (!empty || b.Label != "") {
		*s.out = append(*s.out, b)
	}
	*s.out = append(*s.out, s.after...)
	s.after = nil
	s.carry = false
	s.buf, s.segs, s.bold, s.count = s.buf[:0], s.segs[:0], 0, 0
}

// put adds characters that stand for an element of the file.
func (s *stream) put(text string) { s.buf = append(s.buf, text...) }

// run lays out a w:r.
func (s *stream) run() error {
	depth := s.x.Depth()
	bold, hidden := false, false
	for {
		k, err := s.next()
		if err != nil {
			return err
		}
		if k == xmlscan.EOF || k == xmlscan.End && s.x.Depth() < depth {
			return nil
		}
		if k != xmlscan.Start {
			continue
		}
		name := local(s.x.Name)
		if hidden && name != "rPr" {
			if err := s.x.Skip(); err != nil {
				return err
			}
			continue
		}
		switch name {
		case "rPr":
			if bold, hidden, err = s.runProperties(); err != nil {
				return err
			}
		case "t":
			if err := s.text(bold); err != nil {
				return err
			}
		case "tab", "ptab":
			s.put("\t")
		case "br":
			switch attr(s.x, "type") {
			case "page":
				s.r.page++
			case "column":
			default:
				s.put("\n")
			}
		case "cr":
			s.put("\n")
		case "lastRenderedPageBreak":
			if !s.plain {
				s.r.page++
			}
		case "noBreakHyphen":
			s.put("-")
		case "footnoteReference", "endnoteReference":
			s.noteReference(name == "endnoteReference")
		case "txbxContent":
			// The text of a box follows the paragraph that it floats beside.
			var out []document.Block
			box := &stream{r: s.r, x: s.x, entry: s.entry, out: &out, plain: s.plain}
			if err := box.blocks(s.x.Depth()); err != nil {
				return err
			}
			s.after = append(s.after, out...)
		default:
			if skipped(name) {
				if err := s.x.Skip(); err != nil {
					return err
				}
			}
		}
	}
}

func (s *stream) runProperties() (bold, hidden bool, err error) {
	depth := s.x.Depth()
	for {
		k, err := s.next()
		if err != nil || k == xmlscan.EOF || k == xmlscan.End && s.x.Depth() < depth {
			return bold, hidden, err
		}
		if k != xmlscan.Start {
			continue
		}
		switch local(s.x.Name) {
		case "b":
			bold = on(attr(s.x, "val"), true)
		case "vanish":
			hidden = on(attr(s.x, "val"), true)
		case "rPrChange":
			if err := s.x.Skip(); err != nil {
				return bold, hidden, err
			}
		}
	}
}

// text adds the character data of a w:t.
func (s *stream) text(bold bool) error {
	depth := s.x.Depth()
	for {
		k, err := s.next()
		if err != nil {
			return err
		}
		switch k {
		case xmlscan.EOF:
			return nil
		case xmlscan.End:
			if s.x.Depth() < depth {
				return nil
			}
		case xmlscan.Text:
			raw, base := s.x.Raw, s.x.From
			add := func(text string, from, to int) {
				at := len(s.buf)
				s.buf = append(s.buf, text...)
				n := len(s.segs)
				if n > 0 && to-from == len(text) {
					if l := &s.segs[n-1]; l.Len == l.FileLen && l.At+l.Len == at && l.File+l.FileLen == base+from {
						l.Len += len(text)
						l.FileLen += len(text)
						return
					}
				}
				s.segs = append(s.segs, document.Segment{At: at, Len: len(text), File: base + from, FileLen: to - from, Entry: s.entry})
			}
			if s.x.CData {
				add(raw, 0, len(raw))
			} else if err := xmlscan.Resolve(raw, add); err != nil {
				return err
			}
			s.count += len(raw)
			if bold {
				s.bold += len(raw)
			}
		}
	}
}

// noteReference puts a note behind the paragraph that refers to it. Its mark is
// no text of the paragraph.
func (s *stream) noteReference(end bool) {
	if s.plain {
		return
	}
	id := attr(s.x, "id")
	custom := on(attr(s.x, "customMarkFollows"), false)
	notes, mark := s.r.footnotes, ""
	if end {
		notes = s.r.endnotes
	}
	n, ok := notes[id]
	if !custom {
		if end {
			s.r.endMarks++
			mark = strings.ToLower(roman(s.r.endMarks))
		} else {
			s.r.footMarks++
			mark = write(s.r.footMarks, "decimal")
		}
	}
	if ok && strings.TrimSpace(n.text) != "" {
		s.after = append(s.after, document.Block{Kind: document.Note, Mark: mark, Text: n.text, Source: n.src, Page: s.r.page})
	}
}

// mostBoxed is how many rows a table has that only draws a box around text, as around
// a summary; one of a single column with more of them is a list.
const mostBoxed = 3

// tableBlock lays out a w:tbl: each row a block of cells, or, where a table only
// sets text on the page, the paragraphs in it.
func (s *stream) tableBlock() error {
	depth := s.x.Depth()
	s.r.table++
	id := s.r.table
	var rows [][][]document.Block
	var after []document.Block
	for {
		k, err := s.next()
		if err != nil {
			return err
		}
		if k == xmlscan.EOF || k == xmlscan.End && s.x.Depth() < depth {
			break
		}
		if k != xmlscan.Start {
			continue
		}
		switch name := local(s.x.Name); {
		case name == "tr":
			deleted, cells, err := s.rowCells()
			if err != nil {
				return err
			}
			if !deleted {
				rows = append(rows, cells)
			}
		case skipped(name):
			if err := s.x.Skip(); err != nil {
				return err
			}
		}
	}
	columns, filled, numbered, long := 0, 0, 0, false
	for _, row := range rows {
		columns = max(columns, len(row))
		text := false
		for _, c := range row {
			for _, b := range c {
				text = text || b.Text != ""
				long = long || len(b.Text) > 200
			}
		}
		if text {
			filled++
		}
		if numberedRow(row) {
			numbered++
		}
	}
	for _, row := range rows {
		switch {
		case columns <= 1 && long && filled <= mostBoxed:
			for _, c := range row {
				for _, b := range c {
					b.Table = id
					*s.out = append(*s.out, b)
				}
			}
		case numbered*2 > len(rows) && numberedRow(row):
			b := s.rowBlock(row, id, &after)
			b.Kind = document.Whole
			*s.out = append(*s.out, b)
			*s.out = append(*s.out, after...)
			after = nil
		default:
			if b := s.rowBlock(row, id, &after); strings.TrimSpace(b.Text) != "" {
				*s.out = append(*s.out, b)
			}
		}
	}
	*s.out = append(*s.out, after...)
	return nil
}

// numberedRow reports whether a row sets the number of a paragraph beside its text.
func numberedRow(row [][]document.Block) bool {
	if len(row) < 2 || len(row[0]) != 1 || len(row[1]) == 0 {
		return false
	}
	first := strings.TrimSpace(row[0][0].Text)
	r, _ := utf8.DecodeRuneInString(first)
	return len(first) <= 8 && unicode.IsDigit(r) && strings.ContainsAny(first, ".") && len(row[1][0].Text) > 60
}

// rowBlock joins the cells of a row by tabs, the paragraphs of a cell by line
// breaks.
func (s *stream) rowBlock(row [][]document.Block, id int, after *[]document.Block) document.Block {
	out := document.Block{Kind: document.Row, Table: id, Page: s.r.page}
	var b strings.Builder
	first := true
	for _, c := range row {
		if len(c) == 0 {
			continue
		}
		if !first {
			b.WriteByte('\t')
		}
		first = false
		for i, p := range c {
			if p.Kind == document.Note {
				*after = append(*after, p)
				continue
			}
			if i > 0 {
				b.WriteByte('\n')
			}
			if p.Label != "" {
				b.WriteString(p.Label)
				b.WriteByte(' ')
			}
			lead := len(p.Text) - len(strings.TrimLeft(p.Text, "\t "))
			text := strings.ReplaceAll(p.Text[lead:], "\t", " ")
			for _, g := range p.Source {
				if g.At+g.Len <= lead {
					continue
				}
				g = g.Cut(lead, len(p.Text))
				g.At += b.Len() - lead
				out.Source = append(out.Source, g)
			}
			b.WriteString(text)
		}
	}
	out.Text = b.String()
	return out
}

func (s *stream) rowCells() (deleted bool, cells [][]document.Block, err error) {
	depth := s.x.Depth()
	for {
		k, err := s.next()
		if err != nil {
			return false, nil, err
		}
		if k == xmlscan.EOF || k == xmlscan.End && s.x.Depth() < depth {
			return deleted, cells, nil
		}
		if k != xmlscan.Start {
			continue
		}
		switch name := local(s.x.Name); {
		case name == "trPr":
			if deleted, err = s.rowDeleted(); err != nil {
				return false, nil, err
			}
		case name == "tc":
			var out []document.Block
			cell := &stream{r: s.r, x: s.x, entry: s.entry, out: &out, plain: s.plain}
			if err := cell.blocks(s.x.Depth()); err != nil {
				return false, nil, err
			}
			cell.flush(nil)
			cells = append(cells, out)
		case skipped(name):
			if err := s.x.Skip(); err != nil {
				return false, nil, err
			}
		}
	}
}

// rowDeleted reports whether a tracked change takes the row away.
func (s *stream) rowDeleted() (deleted bool, err error) {
	depth := s.x.Depth()
	for {
		k, err := s.next()
		if err != nil || k == xmlscan.EOF || k == xmlscan.End && s.x.Depth() < depth {
			return deleted, err
		}
		if k == xmlscan.Start && local(s.x.Name) == "del" {
			deleted = true
		}
	}
}
