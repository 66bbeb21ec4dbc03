package document

import (
	"context"
	"io"

	"concord/fault"
)

// BlockKind says what a reader saw on the page.
type BlockKind uint8

// The kinds of blocks.
const (
	// Line is one line of a page, broken where the page ended it: a paragraph
	// is several of them. Plain text and PDF have lines.
	Line BlockKind = iota
	// Whole is a paragraph as its author made it. Word and HTML have these.
	Whole
	// Row is a row of a table; its cells are parted by tabs.
	Row
	// Note is a footnote or endnote; its mark is in Block.Mark.
	Note
	// Head is a running head, a running foot or the printed head of the first
	// page. It is read for the masthead and never becomes text.
	Head
)

// Block is a piece of a file as a reader lays it out, before anybody asks what
// it is in the document.
type Block struct {
	Kind BlockKind
	Text string // UTF-8 without line ends; of a Whole "\n" is a line break inside the paragraph
	// Source is the way back to the file; At is relative to Text. Segments of
	// neighbouring blocks may share one array.
	Source []Segment
	Page   int    // from 1; 0 where the format has no pages
	Gap    int    // empty lines before a Line
	Indent int    // columns before the text of a Line
	Label  string // the automatic number in front ("1.", "(a)", "IV."), "" for none
	Mark   string // of a Note: its mark as the text shows it
	Rank   int    // of a heading by its style: 1 is the highest; 0 when the style is none
	Title  bool   // the style is that of a title of the whole document
	Bold   bool   // all of it is bold
	// Preamble says, where the file says it of itself, that a Whole stands in the
	// preamble of a resolution: as words that lead on ("The General Assembly,") or as a clause.
	Preamble Preamble
	Table    int // of a Row, and of a Whole inside a table that only lays out: number of its table, from 1
}

// Preamble is what a block is in a preamble.
type Preamble uint8

// What a block is in a preamble.
const (
	NoPreamble Preamble = iota
	PreambleLead
	PreambleClause
)

// Layout is what a reader makes of a file; [Anatomy] makes a Document of it.
type Layout struct {
	Format   string // "text", "docx"
	Language string // BCP 47, where the file says it of itself; "" else
	Blocks   []Block
	Warnings []Warning
}

// Limits bound what one file may cost. A field that is zero takes the value of
// [DefaultLimits].
type Limits struct {
	Text     int64 // bytes of text, of a file of any format
	File     int64 // bytes of a file of any other format
	Unpacked int64 // bytes of all entries of a container together, unpacked
	Ratio    int64 // unpacked bytes for each packed one, beyond the first MiB of an entry
	Lines    int   // blocks of a file
	Depth    int   // elements inside one another
}

// DefaultLimits hold for a desk. The largest volumes of the Organization have some
// 6 MiB of text, most reports less than 0.2 MiB. What is read and kept of a text takes
// 25 times its size, so that one of 8 MiB stays within 300 MB.
var DefaultLimits = Limits{
	Text:     8 << 20,
	File:     256 << 20,
	Unpacked: 96 << 20,
	Ratio:    200,
	Lines:    1_000_000,
	Depth:    256,
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	if l.Text > 0 {
		d.Text = l.Text
	}
	if l.File > 0 {
		d.File = l.File
	}
	if l.Unpacked > 0 {
		d.Unpacked = l.Unpacked
	}
	if l.Ratio > 0 {
		d.Ratio = l.Ratio
	}
	if l.Lines > 0 {
		d.Lines = l.Lines
	}
	if l.Depth > 0 {
		d.Depth = l.Depth
	}
	return d
}

// Options say how to read.
type Options struct {
	// Language is the BCP 47 primary tag of the text ("zh"); "" means that it is
	// to be recognised.
	Language string
	// IsName reports whether a line is exactly the name of a known organization, in
	// the language (BCP 47) in which the document is read.
	// It helps to tell a heading in plain text; nil is allowed.
	IsName func(language, line string) bool
	Limits Limits
}

// Bounds are the limits that hold: those of the options, with the defaults where
// they give none.
func (o Options) Bounds() Limits { return o.Limits.withDefaults() }

// Source is a file to be read. It is never written, and may be read from several
// places at once.
type Source struct {
	Name string // base name, for messages
	io.ReaderAt
	Size int64 // in bytes
}

// Format is one form in which documents come. Package intake holds the list of
// those that are read; a new one is a folder with a Format and a row in that list.
type Format struct {
	Name string
	// Recognise says whether a file is of this format by its first bytes (up to
	// 4,096), never by its name.
	Recognise func(head []byte) bool
	// Read lays the file out. Its errors are of package fault and name the file.
	Read func(ctx context.Context, src Source, opt Options) (*Layout, error)
}

// TooManyLines is the error of a file that has more blocks than the limits allow.
func TooManyLines(name string, limit int) error {
	return fault.New(fault.TooLarge, "%s has more than %d lines; divide it and read the parts.", name, limit)
}
