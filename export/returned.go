package export

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"concord/document"
	"concord/document/docx"
	"concord/document/xmlscan"
	"concord/fault"
)

// Returned is a Word file of a draft that came back: whose draft it says it is, and its
// text with the tracked changes in it. Against sets it beside the draft.
type Returned struct {
	Cycle, Language, Draft string // as the file says; "" where it does not
	Marks                  int    // of Concord that are left in it

	spans    []span
	notes    map[string][]piece // of a footnote
	comments map[string]*ReturnedComment
	ours     map[string]bool // comments that Concord wrote
}

// ReturnedComment is a comment that somebody made.
type ReturnedComment struct {
	Author string    `json:"author,omitempty"`
	At     time.Time `json:"at,omitzero"`
	Text   string    `json:"text"`
	On     string    `json:"on,omitempty"` // the words that it was set on
}

// change is a tracked insertion or deletion.
type change struct {
	by string
	at time.Time
}

// piece of the text, of which one thing holds: inserted, deleted, or both.
type piece struct {
	text     string
	note     string // ID of the footnote that is called here
	ins, del *change
	comments []string
}

func (p *piece) before() bool { return p.ins == nil } // the tracked changes
func (p *piece) after() bool  { return p.del == nil }

// span is a stretch of pieces of one paragraph, inside of one mark or outside of all.
type span struct {
	mark      string
	paragraph int
	row       int // of a table of several columns; 0 outside
	pieces    []piece
	alike     bool // the mark was lost; found by its words
}

// Bounds of a returned file: a report is a hundredth of it.
var returnedLimits = document.Limits{File: 64 << 20, Unpacked: 64 << 20}

const (
	mostPieces   = 500_000
	mostComments = 10_000
	mostReturned = 8 << 20 // bytes of text
)

// ReadBack reads a Word file that came back. Tracked changes of format are passed over.
// Errors are those of the reader of Word files: fault.Unsupported for what is none,
// fault.Invalid for a damaged one, fault.TooLarge beyond the limits.
func ReadBack(r io.ReaderAt, size int64) (*Returned, error) {
	const name = "The file"
	if size <= 0 {
		return nil, fault.New(fault.Invalid, "The file is empty; give the Word file that came back.")
	}
	head := make([]byte, min(size, 8))
	if _, err := r.ReadAt(head, 0); err == nil && !docx.Recognise(head) {
		return nil, fault.New(fault.Unsupported, "The file is no Word file; give the DOCX that came back, not a PDF or a copy of its text.")
	}
	p, err := docx.Open(document.Source{Name: name, ReaderAt: r, Size: size}, document.Options{Limits: returnedLimits})
	if err != nil {
		return nil, err
	}
	b := &back{Returned: &Returned{notes: map[string][]piece{}, comments: map[string]*ReturnedComment{}, ours: map[string]bool{}}, p: p}
	for _, step := range []func() error{b.properties, b.readComments, b.readNotes, b.read} {
		if err := step(); err != nil {
			return nil, p.Explain(err)
		}
	}
	return b.Returned, nil
}

// back reads one returned file.
type back struct {
	*Returned
	p *docx.Package
	x *xmlscan.Scanner

	spans     []span
	paragraph int
	rows      int // so far
	inRow     int
	open      []bookmark // marks that are open, the last opened last
	commented []string   // comments whose stretch is open
	ins, del  []*change  // elements of tracked changes that are open
	seen      map[string]bool
	count     int
	bytes     int
	into      *[]piece // where pieces of a footnote go; nil in the text
}

type bookmark struct{ id, name string }

var markName = regexp.MustCompile(`^c_[A-Za-z0-9]{0,7}_[A-Za-z0-9]{0,7}_[A-Za-z0-9]{0,7}_[0-9a-v]{11}$`)

func localName(name string) string { return name[strings.LastIndexByte(name, ':')+1:] }

// attr is an attribute whatever its prefix.
func (b *back) attr(name string) (value string) {
	b.x.Attrs(func(n, raw string) {
		if localName(n) == name && value == "" {
			value = unescaped(raw)
		}
	})
	return value
}

// unescaped is an attribute or character data with its references resolved; one that
// is none stays as it stands.
func unescaped(raw string) string {
	if strings.IndexByte(raw, '&') < 0 && strings.IndexByte(raw, '\r') < 0 {
		return raw
	}
	var out strings.Builder
	if err := xmlscan.Resolve(raw, func(text string, _, _ int) { out.WriteString(text) }); err != nil {
		return raw
	}
	return out.String()
}

// properties reads whose draft it is.
func (b *back) properties() error {
	x, err := b.p.Related("custom-properties")
	if x == nil || err != nil {
		return err
	}
	b.x = x
	name := ""
	for {
		k, err := x.Next()
		switch {
		case err != nil:
			return err
		case k == xmlscan.EOF:
			return nil
		case k == xmlscan.Start && localName(x.Name) == "property":
			name = b.attr("name")
		case k == xmlscan.Text:
			value := strings.TrimSpace(unescaped(x.Raw))
			if len(value) > 200 || value == "" {
				continue
			}
			switch name {
			case propertyCycle:
				b.Cycle = value
			case propertyLanguage:
				b.Language = value
			case propertyDraft:
				b.Draft = value
			}
		}
	}
}

// at is the time of an element; the zero time where it has none that can be read.
func (b *back) at() time.Time {
	t, err := time.Parse(time.RFC3339, b.attr("date"))
	if err != nil {
		return time.Time{}
	}
	return t
}

func (b *back) readComments() error {
	x, err := b.p.Related("comments")
	if x == nil || err != nil {
		return err
	}
	b.x = x
	var c *ReturnedComment
	var id string
	for {
		k, err := x.Next()
		if err != nil {
			return err
		}
		switch k {
		case xmlscan.EOF:
			return nil
		case xmlscan.End:
			if localName(x.Name) == "comment" && c != nil {
				c.Text = strings.TrimSpace(c.Text)
				c = nil
			}
		case xmlscan.Text:
			if c != nil && len(c.Text) < 1<<16 {
				c.Text += unescaped(x.Raw)
			}
		case xmlscan.Start:
			switch localName(x.Name) {
			case "comment":
				if len(b.comments) >= mostComments {
					return fault.New(fault.TooLarge, "The file has more than %d comments; take those out that are settled and give it again.", mostComments)
				}
				id = b.attr("id")
				c = &ReturnedComment{Author: b.attr("author"), At: b.at()}
				b.comments[id] = c
				b.ours[id] = c.Author == commentAuthor
			case "pStyle":
				if c != nil && b.attr("val") == commentStyle {
					b.ours[id] = true
				}
			case "p", "br":
				if c != nil && c.Text != "" {
					c.Text += "\n"
				}
			case "tab":
				if c != nil {
					c.Text += " "
				}
			case "del", "pPr", "rPr":
				if localName(x.Name) == "pPr" {
					continue // the style is in it
				}
				if err := x.Skip(); err != nil {
					return err
				}
			}
		}
	}
}

func (b *back) readNotes() error {
	x, err := b.p.Related("footnotes")
	if x == nil || err != nil {
		return err
	}
	b.x = x
	for {
		k, err := x.Next()
		if err != nil {
			return err
		}
		if k == xmlscan.EOF {
			b.into = nil
			return nil
		}
		if k != xmlscan.Start || localName(x.Name) != "footnote" {
			continue
		}
		var pieces []piece
		b.into = &pieces
		id := b.attr("id")
		if err := b.content(x.Depth()); err != nil {
			return err
		}
		b.notes[id] = pieces
	}
}

func (b *back) read() error {
	x, err := b.p.Main()
	if err != nil {
		return err
	}
	b.x, b.into, b.seen = x, nil, map[string]bool{}
	b.ins, b.del, b.open, b.commented = nil, nil, nil, nil
	if err := b.content(0); err != nil {
		return err
	}
	b.Returned.spans = b.spans
	return nil
}

// passed are elements of which nothing is text: properties, what a format was, codes of
// fields, drawings.
var passed = []string{"pPrChange", "rPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange", "numberingChange",
	"tblPr", "tblGrid", "tcPr", "tblPrEx", "sdtPr", "sdtEndPr", "sectPr", "instrText", "delInstrText", "Fallback", "drawing", "pict", "object", "rt", "rPr", "annotationRef", "footnoteRef"}

// content goes through paragraphs, tables and runs until the element at depth is closed.
func (b *back) content(depth int) error {
	for {
		k, err := b.x.Next()
		if err != nil {
			return err
		}
		switch k {
		case xmlscan.EOF:
			return nil
		case xmlscan.End:
			switch localName(b.x.Name) {
			case "ins", "moveTo":
				b.ins = shorter(b.ins)
			case "del", "moveFrom":
				b.del = shorter(b.del)
			}
			if b.x.Depth() < depth {
				return nil
			}
			continue
		case xmlscan.Text:
			continue
		}
		name := localName(b.x.Name)
		switch name {
		case "p":
			if err := b.oneParagraph(); err != nil {
				return err
			}
		case "tr":
			if err := b.row(); err != nil {
				return err
			}
		case "ins", "moveTo":
			b.ins = append(b.ins, &change{b.attr("author"), b.at()})
		case "del", "moveFrom":
			b.del = append(b.del, &change{b.attr("author"), b.at()})
		case "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd":
			b.anchor(name)
		default:
			if slices.Contains(passed, name) {
				if err := b.x.Skip(); err != nil {
					return err
				}
			}
		}
	}
}

func shorter(list []*change) []*change {
	if len(list) == 0 {
		return nil
	}
	return list[:len(list)-1]
}

// row goes through a row; one that is inserted or deleted as a whole says so in its properties.
func (b *back) row() error {
	depth := b.x.Depth()
	ins, del := len(b.ins), len(b.del)
	cells, first, around := 0, len(b.spans), b.inRow
	b.rows++
	b.inRow = b.rows
	for {
		k, err := b.x.Next()
		if err != nil {
			return err
		}
		if k == xmlscan.EOF || k == xmlscan.End && b.x.Depth() < depth {
			if cells < 2 { // a box around text
				for i := first; i < len(b.spans); i++ {
					if b.spans[i].row == b.inRow {
						b.spans[i].row = 0
					}
				}
			}
			b.inRow = around
			b.ins, b.del = b.ins[:min(ins, len(b.ins))], b.del[:min(del, len(b.del))]
			return nil
		}
		if k != xmlscan.Start {
			continue
		}
		switch name := localName(b.x.Name); name {
		case "trPr":
			in, out, err := b.tracked(b.x.Depth())
			if err != nil {
				return err
			}
			if in != nil {
				b.ins = append(b.ins, in)
			}
			if out != nil {
				b.del = append(b.del, out)
			}
		case "tc":
			if cells > 0 {
				b.put(piece{text: "\t"})
			}
			cells++
			if err := b.content(b.x.Depth()); err != nil {
				return err
			}
		case "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd":
			b.anchor(name)
		default:
			if slices.Contains(passed, name) {
				if err := b.x.Skip(); err != nil {
					return err
				}
			}
		}
	}
}

// tracked goes through properties and gives what was done to what they belong to.
func (b *back) tracked(depth int) (ins, del *change, err error) {
	for {
		k, err := b.x.Next()
		if err != nil {
			return nil, nil, err
		}
		if k == xmlscan.EOF || k == xmlscan.End && b.x.Depth() < depth {
			return ins, del, nil
		}
		if k != xmlscan.Start {
			continue
		}
		switch localName(b.x.Name) {
		case "ins", "moveTo":
			ins = &change{b.attr("author"), b.at()}
		case "del", "moveFrom":
			del = &change{b.attr("author"), b.at()}
		}
		if strings.HasSuffix(b.x.Name, "Change") {
			if err := b.x.Skip(); err != nil {
				return nil, nil, err
			}
		}
	}
}

// oneParagraph goes through a w:p.
func (b *back) oneParagraph() error {
	depth := b.x.Depth()
	var ins, del *change // of the paragraph's end
	for {
		k, err := b.x.Next()
		if err != nil {
			return err
		}
		switch {
		case k == xmlscan.EOF, k == xmlscan.End && b.x.Depth() < depth:
			b.put(piece{text: "\n", ins: ins, del: del})
			if del == nil {
				b.paragraph++ // else the next one goes on with it
			}
			return nil
		case k == xmlscan.End:
			switch localName(b.x.Name) {
			case "ins", "moveTo":
				b.ins = shorter(b.ins)
			case "del", "moveFrom":
				b.del = shorter(b.del)
			}
			continue
		case k == xmlscan.Text:
			continue
		}
		name := localName(b.x.Name)
		switch name {
		case "pPr":
			if ins, del, err = b.ofParagraph(); err != nil {
				return err
			}
		case "ins", "moveTo":
			b.ins = append(b.ins, &change{b.attr("author"), b.at()})
		case "del", "moveFrom":
			b.del = append(b.del, &change{b.attr("author"), b.at()})
		case "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd":
			b.anchor(name)
		case "commentReference":
			b.reference(b.attr("id"))
		case "footnoteReference":
			b.put(piece{note: b.attr("id")})
		case "t", "delText":
			if err := b.text(); err != nil {
				return err
			}
		case "tab", "ptab":
			b.put(piece{text: "\t"})
		case "br", "cr":
			b.put(piece{text: "\n"})
		case "noBreakHyphen":
			b.put(piece{text: "-"})
		case "p": // of a box inside of the paragraph
			if err := b.x.Skip(); err != nil {
				return err
			}
		default:
			if slices.Contains(passed, name) {
				if err := b.x.Skip(); err != nil {
					return err
				}
			}
		}
		if b.count > mostPieces || b.bytes > mostReturned {
			return fault.New(fault.TooLarge, "The file is far longer than a report; give the Word file that came back.")
		}
	}
}

// ofParagraph says whether the end of a paragraph was inserted or deleted: w:rPr in its properties.
func (b *back) ofParagraph() (ins, del *change, err error) {
	depth := b.x.Depth()
	for {
		k, err := b.x.Next()
		if err != nil {
			return nil, nil, err
		}
		if k == xmlscan.EOF || k == xmlscan.End && b.x.Depth() < depth {
			return ins, del, nil
		}
		if k != xmlscan.Start {
			continue
		}
		if localName(b.x.Name) != "rPr" {
			if err := b.x.Skip(); err != nil {
				return nil, nil, err
			}
			continue
		}
		if ins, del, err = b.tracked(b.x.Depth()); err != nil {
			return nil, nil, err
		}
	}
}

func (b *back) text() error {
	depth := b.x.Depth()
	cdata := func() string {
		if b.x.CData {
			return b.x.Raw
		}
		return unescaped(b.x.Raw)
	}
	for {
		k, err := b.x.Next()
		if err != nil {
			return err
		}
		if k == xmlscan.EOF || k == xmlscan.End && b.x.Depth() < depth {
			return nil
		}
		if k == xmlscan.Text {
			b.put(piece{text: cdata()})
		}
	}
}

// anchor opens or closes a mark or the stretch of a comment.
func (b *back) anchor(name string) {
	id := b.attr("id")
	switch name {
	case "bookmarkStart":
		if n := b.attr("name"); markName.MatchString(n) && len(b.open) < 100 {
			b.open = append(b.open, bookmark{id, n})
			if b.into == nil && !b.seen[n] {
				b.seen[n] = true
				b.Marks++
			}
		}
	case "bookmarkEnd":
		b.open = slices.DeleteFunc(b.open, func(m bookmark) bool { return m.id == id })
	case "commentRangeStart":
		if c := b.comments[id]; c != nil && !b.ours[id] && !slices.Contains(b.commented, id) && len(b.commented) < 100 {
			b.commented = append(slices.Clone(b.commented), id)
		}
	case "commentRangeEnd":
		b.commented = slices.DeleteFunc(slices.Clone(b.commented), func(c string) bool { return c == id })
	}
}

// reference is the place of a comment: what it stands behind is commented where it has
// no stretch.
func (b *back) reference(id string) {
	if c := b.comments[id]; c == nil || b.ours[id] || b.into != nil || len(b.spans) == 0 {
		return
	}
	s := &b.spans[len(b.spans)-1]
	for _, p := range s.pieces {
		if slices.Contains(p.comments, id) {
			return
		}
	}
	p := &s.pieces[len(s.pieces)-1]
	p.comments = append(slices.Clone(p.comments), id)
}

// put adds a piece to the text, with the changes, marks and comments that are open.
func (b *back) put(p piece) {
	if n := len(b.ins); n > 0 && p.ins == nil {
		p.ins = b.ins[n-1]
	}
	if n := len(b.del); n > 0 && p.del == nil {
		p.del = b.del[n-1]
	}
	if p.text == "" && p.note == "" {
		return
	}
	b.count++
	b.bytes += len(p.text)
	if b.into != nil {
		*b.into = append(*b.into, p)
		return
	}
	p.comments = b.commented
	mark := ""
	if n := len(b.open); n > 0 {
		mark = b.open[n-1].name
	}
	if n := len(b.spans); n > 0 && p.note != "" {
		// The comma between two calls of notes is no text.
		if s := &b.spans[n-1]; len(s.pieces) > 1 && s.pieces[len(s.pieces)-1].text == "," && s.pieces[len(s.pieces)-2].note != "" {
			s.pieces = s.pieces[:len(s.pieces)-1]
		}
	}
	if n := len(b.spans); n > 0 && b.spans[n-1].mark == mark && (mark != "" || b.spans[n-1].paragraph == b.paragraph) {
		b.spans[n-1].pieces = append(b.spans[n-1].pieces, p)
		return
	}
	b.spans = append(b.spans, span{mark: mark, paragraph: b.paragraph, row: b.inRow, pieces: []piece{p}})
}
