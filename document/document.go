// Package document is what a reader makes of the bytes of a file: a UN document
// (or any prose) as its masthead, its headings and its paragraphs, each with
// the way back to the bytes that it came from.
//
// It knows the anatomy of a report, a resolution or a letter, in any language.
// It does not know what the text means: which organization a heading names, or
// what a paragraph reports, is found by package reading.
package document

import "sort"

// Document is one file as read. A file that holds unnumbered prose (an e-mail,
// a contribution) is a Document too: its paragraphs are counted.
type Document struct {
	Name     string // as the caller named the file; base name only
	Format   string // "text", "docx"
	SHA256   string // of the file, lower-case hex
	Language string // BCP 47 primary tag: "ar", "en", "es", "fr", "ru", "zh"; given or recognised
	Masthead Masthead
	Letter   Letter    // the head of the e-mail that it is, or that it came with; empty where there was none
	Headings []Heading // in the order of the text
	// Paragraphs in the order of the text: main text, then notes and annexes
	// where they stand. Never nil paragraphs, never empty texts.
	Paragraphs []Paragraph
	Warnings   []Warning
}

// Masthead is what stands before the first paragraph. Every field may be empty.
type Masthead struct {
	Kind              Kind     `json:",omitempty"` // what the document is; "" where nothing tells
	Symbols           []string // canonical, in the order printed: "A/77/277", "S/2022/606"
	Session           int      // of the General Assembly; 0 when not stated
	Year              int      // of the Security Council ("Seventy-seventh year" is 2022); 0 when not stated
	AgendaItem        string   // "128"; several joined by ", "
	SubItems          []SubItem
	Title             string
	Distribution      string // "General"
	Date              string // of distribution, EDTF
	Dated             string `json:",omitempty"` // the day that the document itself bears: of adoption, of a letter; EDTF
	Organ             string `json:",omitempty"` // that adopted it, as its first words name it: "The General Assembly"
	JobNumber         string // "22-12374"
	OriginalLanguage  string // BCP 47
	ProvisionalAgenda bool   // the item is of the provisional agenda
}

// Letter is the head of an e-mail or of a letter, as its sender wrote it: from whom
// a document came, when, and what for. Nobody has proved it. Every field may be empty.
type Letter struct {
	From    string // "Amira Haddad <amira@example.org>", which net/mail.ParseAddress takes apart, or a name alone
	Date    string // the day of sending, EDTF: "2044-06-02"
	Subject string
}

// SubItem is one lettered sub-item of the agenda item; Title is the line of the
// masthead that belongs to it, "" where the masthead lists only letters.
type SubItem struct {
	Letter string // "a" … "aa"
	Title  string
}

// Heading is a line that is no paragraph: a chapter ("II. Cooperation …"), an
// unnumbered section ("African Union"), "Annex I", "Summary".
type Heading struct {
	Text   string // without its number
	Number string // "II", "A", "1", "" for an unnumbered one
	Level  int    // 1 is the highest; numbered chapters are 1
	Next   int    // index in Document.Paragraphs of the first paragraph under it (len when none follows)
}

// Paragraph is one paragraph whole: page breaks, running heads, page numbers and
// link lines are out of its text, and its lines are joined as the language joins
// them. Lettered sub-paragraphs belong to their paragraph's text, joined by "\n".
type Paragraph struct {
	Part    string // "" main text; "summary"; "preamble"; "annex", "annex II"; "footnote"; "table"
	Number  string // as printed: "9", "11.4"; of a footnote its mark; "" in a summary
	Counted bool   // Number was counted by the reader, not printed
	Text    string // UTF-8, NFC
	Source  []Segment
}

// Segment says that Text[At:At+Len] came, byte by byte, from the file at File
// (or, where the bytes were decoded or normalised, that the stretch came from
// FileLen bytes there). Segments are sorted by At and do not overlap; text
// between them was put in by the joining of lines.
type Segment struct {
	At, Len       int
	File, FileLen int
	Entry         string // the entry of a container ("word/document.xml"); "" for the file itself
	// Unit and FileUnit, where not zero, say that every Unit bytes of the text
	// came from FileUnit bytes of the file, as in UTF-16: 3 and 2 for Han.
	Unit, FileUnit uint8
}

func (s Segment) unit() int     { return max(1, int(s.Unit)) }
func (s Segment) fileUnit() int { return max(1, int(s.FileUnit)) }

// even reports whether places inside the segment can be told.
func (s Segment) even() bool { return s.Len*s.fileUnit() == s.FileLen*s.unit() }

// Cut is the part of the segment inside Text[from:to]; a segment that is not
// even keeps its whole stretch of the file.
func (s Segment) Cut(from, to int) Segment {
	a, z := max(0, from-s.At), min(s.Len, to-s.At)
	if s.even() {
		u, f := s.unit(), s.fileUnit()
		first, last := a/u*f, (z+u-1)/u*f
		s.File, s.FileLen = s.File+first, last-first
		if (z-a)*f != s.FileLen*u {
			s.Unit, s.FileUnit = 0, 0 // cut inside a character: whole, and no longer even
			if s.FileLen == z-a {
				s.FileUnit = 0
			}
		}
	}
	s.At, s.Len = s.At+a, z-a
	return s
}

// Origin gives the bytes of the file behind Text[from:to]: the smallest stretch
// that covers them. ok is false where nothing of it came from the file, and where
// its ends stand in different entries of a container only the first entry counts.
func (p *Paragraph) Origin(from, to int) (entry string, fileFrom, fileTo int, ok bool) {
	i := sort.Search(len(p.Source), func(i int) bool { return p.Source[i].At+p.Source[i].Len > from })
	for _, s := range p.Source[i:] {
		if s.At >= to {
			break
		}
		c := s.Cut(from, to)
		a, b := c.File, c.File+c.FileLen
		if !ok {
			entry, fileFrom, fileTo, ok = s.Entry, a, b, true
			continue
		}
		if s.Entry == entry {
			fileFrom, fileTo = min(fileFrom, a), max(fileTo, b)
		}
	}
	return entry, fileFrom, fileTo, ok
}

// Warning is something that a person should look at; the document is read all
// the same. Its Place names where: "after paragraph 16", "page 3".
type Warning struct {
	Kind  string // "numbering-gap", "numbering-repeat", "numbering-restart", "invalid-utf8", "language-guessed", …
	Place string
	Text  string // one English sentence; pages translate by Kind
}
