// Package akn lays out documents in Akoma Ntoso 3.0 (OASIS LegalDocML), in the
// manner of the United Nations (AKN4UN) and in others: preface, preamble, numbered
// parts, notes, tables, attachments.
//
// It does not validate: what is published has double identifiers and elements out
// of place, and is read all the same. What a paragraph is in the document is told
// by [document.Anatomy].
package akn

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"concord/document"
	"concord/document/xmlscan"
	"concord/fault"
	"concord/symbol"
)

// Format is Akoma Ntoso.
var Format = document.Format{Name: "akn", Recognise: Recognise, Read: Read}

// Recognise says whether a file begins as an Akoma Ntoso document does.
func Recognise(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n")
	return bytes.HasPrefix(head, []byte("<")) && bytes.Contains(head, []byte("<akomaNtoso")) ||
		bytes.HasPrefix(head, []byte("<?xml")) && bytes.Contains(head, []byte(":akomaNtoso"))
}

// Read lays out a document. Errors: [fault.TooLarge] beyond the limits,
// [fault.Invalid] for what is no well-formed XML, [fault.Unsupported] for one that
// brings in other files, and the error of ctx.
func Read(ctx context.Context, src document.Source, opt document.Options) (*document.Layout, error) {
	limits := opt.Bounds()
	if src.Size > limits.Text {
		return nil, fault.New(fault.TooLarge, "%s has %d MiB; at most %d MiB are read from one file: divide it and read the parts.", src.Name, src.Size>>20, limits.Text>>20)
	}
	var b strings.Builder
	b.Grow(int(src.Size))
	if n, err := io.Copy(&b, io.NewSectionReader(src, 0, src.Size)); err != nil || n < src.Size {
		return nil, fault.Wrap(err, fault.Unavailable, "%s could not be read to its end; try again.", src.Name)
	}
	r := &reader{ctx: ctx, name: src.Name, limit: limits.Lines, layout: &document.Layout{Format: "akn"}}
	var err error
	if r.x, err = xmlscan.New(b.String(), limits.Depth); err == nil {
		err = r.read()
	}
	var syntax *xmlscan.SyntaxError
	switch {
	case err == nil:
		return r.layout, nil
	case errors.Is(err, xmlscan.ErrDoctype):
		return nil, fault.Wrap(err, fault.Unsupported, "%s has a document type declaration, which could bring in other files; such a file is not read.", src.Name)
	case errors.Is(err, xmlscan.ErrDepth):
		return nil, fault.Wrap(err, fault.TooLarge, "%s has elements nested too deep (more than %d); such a file is not read.", src.Name, limits.Depth)
	case errors.Is(err, xmlscan.ErrEncoding):
		return nil, fault.Wrap(err, fault.Unsupported, "%s is in an encoding other than UTF-8; save it as UTF-8.", src.Name)
	case errors.As(err, &syntax):
		return nil, fault.Wrap(err, fault.Invalid, "%s is damaged or incomplete; look at byte %d.", src.Name, syntax.Offset)
	}
	return nil, err
}

type reader struct {
	ctx    context.Context
	name   string
	limit  int
	x      *xmlscan.Scanner
	layout *document.Layout

	buf    []byte
	segs   []document.Segment
	space  bool
	label  string // number that waits for the text that it numbers
	rank   int
	title  bool
	titles int  // titles open inside one another
	named  bool // the title is that of a container

	levels   int // numbered parts open around this place
	preamble document.Preamble
	open     bool // a paragraph has begun, and nothing stands in it yet
	bare     int  // 1 + the block that is a numbered part without its number; 0 for none
	table    int
	row      *document.Block // that is open
	cells    int
	notes    []document.Block // of the paragraph that is open: they follow it
}

// local is a name without its prefix.
func local(name string) string {
	_, after, ok := strings.Cut(name, ":")
	if !ok {
		return name
	}
	return after
}

// levels are the elements that a number and a heading may open (AKN 3.0,
// group ANhier), without those that carry numbered text only.
var levels = map[string]bool{
	"clause": true, "section": true, "part": true, "chapter": true, "title": true, "book": true, "tome": true, "division": true, "subchapter": true,
	"subsection": true, "subpart": true, "hcontainer": true, "article": true, "subtitle": true, "subdivision": true, "rule": true, "subrule": true,
	"proviso": true, "transitional": true, "level": true, "sublist": true, "paragraph": true, "subparagraph": true, "alinea": true, "point": true,
	"indent": true, "list": true, "attachment": true,
}

// texts are elements that hold a paragraph.
var texts = map[string]bool{
	"p": true, "block": true, "heading": true, "subheading": true, "crossHeading": true, "longTitle": true, "num": true, "listIntroduction": true,
	"listConclusion": true, "docTitle": true, "caption": true,
}

// skipped are elements that say of the document what its text says too, or nothing.
var skipped = map[string]bool{"meta": true, "coverPage": true, "math": true, "foreign": true, "presentation": true}

func (r *reader) read() error {
	for n := 0; ; n++ {
		if n&0xFFF == 0 {
			if err := r.ctx.Err(); err != nil {
				return err
			}
		}
		kind, err := r.x.Next()
		if err != nil {
			return err
		}
		switch kind {
		case xmlscan.EOF:
			r.flush()
			return nil
		case xmlscan.Text:
			if err := r.text(); err != nil {
				return err
			}
		case xmlscan.Start:
			if err := r.start(local(r.x.Name)); err != nil {
				return err
			}
		case xmlscan.End:
			r.end(local(r.x.Name))
		}
		if len(r.layout.Blocks) > r.limit {
			return document.TooManyLines(r.name, r.limit)
		}
	}
}

func (r *reader) start(name string) error {
	switch {
	case name == "meta":
		return r.meta()
	case skipped[name]:
		return r.x.Skip()
	case name == "authorialNote":
		return r.note()
	case name == "eol" || name == "br":
		if len(r.buf) > 0 {
			r.buf = append(r.buf, '\n')
			r.space = false
		}
	case name == "tr":
		r.flush()
		r.row, r.cells = &document.Block{Kind: document.Row, Table: r.table}, 0
	case name == "td" || name == "th":
		r.flush()
		if r.row != nil {
			if r.cells > 0 {
				r.row.Text += "\t"
			}
			r.cells++
		}
	case name == "table":
		r.flush()
		r.table++
	case levels[name]:
		r.flush()
		r.levels++
		r.open = name == "paragraph"
	case name == "preamble" || name == "recital":
		r.flush()
		r.preamble = document.PreambleClause
	case (name == "formula" || name == "intro" || name == "wrapUp") && r.preamble != document.NoPreamble:
		r.flush()
		r.preamble = document.PreambleLead
	case name == "container" && r.x.Attr("name") == "title" && r.titles == 0:
		r.flush()
		r.title, r.named = true, true
	case name == "docNumber":
		r.title = false // "RESOLUTION 2" is no title
	case name == "item" || name == "container" || name == "formula" || name == "signature":
		r.flush()
	case name == "heading" || name == "crossHeading" || name == "subheading":
		// The number before a heading is the heading's.
		r.flush()
		r.rank = max(1, min(r.levels, 6))
		if r.levels == 0 {
			r.rank = 1
		}
	case name == "docTitle" || name == "longTitle":
		if !r.title {
			r.flush()
		}
		r.title = true
		r.titles++
	case texts[name]:
		if name != "p" || !r.inHeading() {
			r.flush()
		}
	}
	return nil
}

func (r *reader) inHeading() bool { return r.rank > 0 || r.title }

func (r *reader) end(name string) {
	switch {
	case name == "preamble":
		r.flush()
		r.preamble = document.NoPreamble
	case (name == "formula" || name == "intro" || name == "wrapUp") && r.preamble != document.NoPreamble:
		r.flush()
		r.preamble = document.PreambleClause
	case name == "container" && r.named:
		r.flush()
		r.title, r.named = false, false
	case name == "num":
		label := strings.TrimSpace(string(r.buf))
		r.buf, r.segs, r.space = r.buf[:0], nil, false
		if strings.IndexFunc(label, func(c rune) bool { return c >= '0' && c <= '9' }) >= 0 && !strings.ContainsAny(label, ".)") {
			label += "." // "2" of a paragraph is printed "2."
		}
		r.label = label
		if r.open {
			r.numberBefore(label)
		}
	case name == "heading" || name == "crossHeading" || name == "subheading":
		r.flush()
		r.rank = 0
	case name == "docTitle" || name == "longTitle":
		if r.titles--; r.titles <= 0 {
			r.flush()
			r.title, r.titles = false, 0
		}
	case name == "tr":
		r.flush()
		if b := r.row; b != nil && strings.TrimSpace(b.Text) != "" {
			r.layout.Blocks = append(r.layout.Blocks, *b)
		}
		r.row = nil
	case name == "table" || name == "td" || name == "th" || name == "recital" || name == "item":
		r.flush()
	case levels[name]:
		r.flush()
		r.levels = max(0, r.levels-1)
	case texts[name]:
		if name != "p" || !r.inHeading() {
			r.flush()
		}
	}
}

// text adds character data; white space between elements is none.
func (r *reader) text() error {
	put := func(text string, from, to int) {
		for i := 0; i < len(text); {
			if c := text[i]; c == ' ' || c == '\n' || c == '\t' || c == '\r' {
				r.space = true
				i++
				continue
			}
			n := 1
			for i+n < len(text) && text[i+n] != ' ' && text[i+n] != '\n' && text[i+n] != '\t' && text[i+n] != '\r' {
				n++
			}
			if r.space && len(r.buf) > 0 && r.buf[len(r.buf)-1] != '\n' {
				r.buf = append(r.buf, ' ')
			}
			r.space = false
			s := document.Segment{At: len(r.buf), Len: n, File: r.x.From + from + i, FileLen: n}
			if to-from != len(text) {
				s.File, s.FileLen = r.x.From+from, to-from // a reference
			}
			r.segs = append(r.segs, s)
			r.buf = append(r.buf, text[i:i+n]...)
			i += n
		}
	}
	if r.x.CData {
		put(r.x.Raw, 0, len(r.x.Raw))
		return nil
	}
	return xmlscan.Resolve(r.x.Raw, put)
}

// flush ends a paragraph.
func (r *reader) flush() {
	text := strings.TrimRight(string(r.buf), " \n")
	segs := r.segs
	r.buf, r.segs, r.space = r.buf[:0], nil, false
	if text != "" {
		b := document.Block{Kind: document.Whole, Text: text, Source: segs, Label: r.label, Rank: r.rank, Title: r.title, Preamble: r.preamble}
		r.label = ""
		if r.row != nil {
			if r.cells > 0 && r.row.Text != "" && !strings.HasSuffix(r.row.Text, "\t") {
				r.row.Text += " "
			}
			for _, s := range segs {
				s.At += len(r.row.Text)
				r.row.Source = append(r.row.Source, s)
			}
			r.row.Text += strings.ReplaceAll(text, "\t", " ")
		} else {
			r.layout.Blocks = append(r.layout.Blocks, b)
			if r.open && b.Label == "" && b.Rank == 0 {
				r.bare = len(r.layout.Blocks)
			} else if b.Label != "" || b.Rank > 0 {
				r.bare = 0
			}
			r.open = false
		}
	}
	if len(r.notes) > 0 && r.row == nil {
		r.layout.Blocks = append(r.layout.Blocks, r.notes...)
		r.notes = nil
	}
}

// numberBefore gives a paragraph its number that stands in its text, as programs that
// convert leave it there ("1 to hold …"), where the one behind it has the next.
func (r *reader) numberBefore(label string) {
	if r.bare == 0 {
		return
	}
	b := &r.layout.Blocks[r.bare-1]
	r.bare = 0
	next, err := strconv.Atoi(strings.TrimRight(label, ".)"))
	if err != nil || next < 2 {
		return
	}
	number := strconv.Itoa(next - 1)
	rest, ok := strings.CutPrefix(b.Text, number+" ")
	if !ok {
		return
	}
	cut := len(b.Text) - len(rest)
	b.Label, b.Text = number+".", rest
	for len(b.Source) > 0 && b.Source[0].At < cut {
		b.Source = b.Source[1:]
	}
	for i := range b.Source {
		b.Source[i].At -= cut
	}
}

// note reads a note where it is called; it follows its paragraph.
func (r *reader) note() error {
	n := document.Block{Kind: document.Note, Mark: r.x.Attr("marker")}
	outer := *r
	r.buf, r.segs, r.space, r.row, r.notes, r.label, r.rank, r.title = nil, nil, false, nil, nil, "", 0, false
	r.layout = &document.Layout{}
	depth := r.x.Depth()
	for r.x.Depth() >= depth {
		kind, err := r.x.Next()
		if err != nil {
			return err
		}
		switch kind {
		case xmlscan.EOF:
			return &xmlscan.SyntaxError{Offset: r.x.From, What: "the end of the file within a note"}
		case xmlscan.Text:
			if err := r.text(); err != nil {
				return err
			}
		case xmlscan.Start:
			if local(r.x.Name) == "authorialNote" {
				if err := r.x.Skip(); err != nil { // a note within a note
					return err
				}
				continue
			}
			if err := r.start(local(r.x.Name)); err != nil {
				return err
			}
		case xmlscan.End:
			r.end(local(r.x.Name))
		}
	}
	r.flush()
	for _, b := range r.layout.Blocks {
		if n.Text != "" {
			n.Text += "\n"
		}
		for _, s := range b.Source {
			s.At += len(n.Text)
			n.Source = append(n.Source, s)
		}
		n.Text += b.Text
	}
	table := r.table
	*r = outer
	r.table = table
	if n.Text != "" {
		r.notes = append(r.notes, n)
	}
	return nil
}

// meta reads what the document says of itself: its language, and the symbols that
// a first page would print.
func (r *reader) meta() error {
	depth := r.x.Depth()
	seen := map[string]bool{}
	for r.x.Depth() >= depth {
		kind, err := r.x.Next()
		if err != nil {
			return err
		}
		if kind == xmlscan.EOF {
			return &xmlscan.SyntaxError{Offset: r.x.From, What: "the end of the file within the metadata"}
		}
		if kind != xmlscan.Start {
			continue
		}
		switch local(r.x.Name) {
		case "FRBRlanguage":
			if l, ok := languages[strings.ToLower(r.x.Attr("language"))]; ok {
				r.layout.Language = l
			}
		case "FRBRnumber", "FRBRalias":
			for _, v := range []string{r.x.Attr("showAs"), r.x.Attr("value")} {
				if s, err := symbol.Parse(strings.TrimSpace(v)); err == nil && !seen[string(s)] && len(r.layout.Blocks) < 8 {
					seen[string(s)] = true
					r.layout.Blocks = append(r.layout.Blocks, document.Block{Kind: document.Head, Text: string(s), Page: 1})
				}
			}
		}
	}
	return nil
}

// languages of the United Nations by their codes of three letters (ISO 639-2/T)
// and of two.
var languages = map[string]string{
	"ara": "ar", "zho": "zh", "chi": "zh", "eng": "en", "fra": "fr", "fre": "fr", "rus": "ru", "spa": "es",
	"ar": "ar", "zh": "zh", "en": "en", "fr": "fr", "ru": "ru", "es": "es",
}
