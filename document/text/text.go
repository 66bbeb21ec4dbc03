// Package text lays out plain text: UTF-8, UTF-16, or one of the older encodings
// of the six languages (encoding.go), as people type it or as a program draws it from a PDF (hard-wrapped lines, form
// feeds or none between pages).
//
// It finds lines, indents and pages. It does not ask what a line is: a heading,
// a running head or a paragraph is told by [document.Anatomy].
package text

import (
	"context"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"concord/document"
	"concord/fault"
)

// Format is plain text. It recognises any file without NUL bytes, so it stands
// last in a list of formats.
var Format = document.Format{Name: "text", Recognise: Recognise, Read: Read}

// Recognise says whether the first bytes may be those of a plain text.
func Recognise(head []byte) bool {
	if wide(head) != 0 {
		return true
	}
	for _, c := range head {
		if c == 0 {
			return false
		}
	}
	return true
}

// bom16 is 'l' or 'b' for a text that begins with the byte order mark of UTF-16.
func bom16(head []byte) byte {
	if len(head) < 2 {
		return 0
	}
	switch {
	case head[0] == 0xFF && head[1] == 0xFE:
		return 'l'
	case head[0] == 0xFE && head[1] == 0xFF:
		return 'b'
	}
	return 0
}

// sampled is how many bytes are looked at to tell UTF-16 without a mark.
const sampled = 512

// wide is 'l' or 'b' for UTF-16: by its mark, or by the zero bytes that every
// ASCII character has on one and the same side.
func wide(head []byte) byte {
	if b := bom16(head); b != 0 {
		return b
	}
	head = head[:len(head)&^1]
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i&1]++
		}
	}
	switch {
	case len(head) < 16:
	case zeros[1] > len(head)/8 && zeros[0] == 0:
		return 'l'
	case zeros[0] > len(head)/8 && zeros[1] == 0:
		return 'b'
	}
	return 0
}

// Most of what a text may hold that is none, in hundredths of its bytes.
const (
	mostInvalid = 10 // bytes that are no UTF-8: beyond it, the text is in another encoding
	mostControl = 2  // control characters: beyond it, it is no text
)

// Read lays out a plain text. Errors: [fault.TooLarge] beyond Limits.Text bytes
// or Limits.Lines lines, [fault.Invalid] for what is no text, [fault.Unsupported]
// for a text in another encoding, and the error of ctx.
func Read(ctx context.Context, src document.Source, opt document.Options) (*document.Layout, error) {
	limits := opt.Bounds()
	if src.Size > limits.Text {
		return nil, fault.New(fault.TooLarge, "%s has %d MiB of text; at most %d MiB are read from one file: divide it and read the parts.",
			src.Name, src.Size>>20, limits.Text>>20)
	}
	var b strings.Builder
	b.Grow(int(src.Size))
	if _, err := io.Copy(&b, io.NewSectionReader(src, 0, src.Size)); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "%s could not be read to its end; try again.", src.Name)
	}
	if int64(b.Len()) < src.Size {
		return nil, fault.Wrap(io.ErrUnexpectedEOF, fault.Unavailable, "%s became shorter while it was read; try again.", src.Name)
	}
	r := &reader{ctx: ctx, name: src.Name, limit: limits.Lines, layout: &document.Layout{Format: "text"}, page: 1}
	var err error
	if wide := wide([]byte(b.String()[:min(sampled, b.Len())])); wide != 0 {
		err = r.utf16(b.String(), wide == 'b')
	} else {
		err = r.utf8(b.String())
	}
	if err != nil {
		return nil, err
	}
	return r.layout, nil
}

type reader struct {
	ctx    context.Context
	name   string
	limit  int
	layout *document.Layout
	arena  []document.Segment // one for most lines, kept together
	page   int
	gap    int
}

func (r *reader) utf8(s string) error {
	at := 0
	if strings.HasPrefix(s, "\uFEFF") {
		at = 3
	}
	invalid, controls := 0, 0
	valid := utf8.ValidString(s)
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 && (c < '\t' || c > '\r') {
			controls++
			if c == 0 {
				return fault.New(fault.Invalid, "%s holds binary data, no text; give the document itself (DOCX or plain text).", r.name)
			}
		}
	}
	if controls*100 > len(s)*mostControl {
		return fault.New(fault.Invalid, "%s holds binary data, no text; give the document itself (DOCX or plain text).", r.name)
	}
	if !valid {
		first, beyond := -1, 0
		for i := 0; i < len(s); {
			c, n := utf8.DecodeRuneInString(s[i:])
			if c == utf8.RuneError && n == 1 {
				if invalid == 0 {
					first = i
				}
				invalid++
			} else if n > 1 {
				beyond++
			}
			i += n
		}
		// Characters that UTF-8 has right tell against another encoding.
		if invalid > beyond {
			if e := recognise(s[:min(len(s), 1<<20)]); e != nil {
				return r.decoded(s, e)
			}
		}
		if invalid*100 > len(s)*mostInvalid {
			return fault.New(fault.Unsupported, "%s is a text in an encoding that is not known; save it as UTF-8 and read it again.", r.name)
		}
		r.layout.Warnings = append(r.layout.Warnings, document.Warning{
			Kind:  "invalid-utf8",
			Place: "byte " + strconv.Itoa(first),
			Text:  strconv.Itoa(invalid) + " bytes are no valid UTF-8; each was replaced by a mark (U+FFFD).",
		})
	}
	n := strings.Count(s, "\n") + 1
	r.arena = make([]document.Segment, 0, min(n, r.limit)+1)
	r.layout.Blocks = make([]document.Block, 0, min(n, r.limit)+1)
	for at < len(s) {
		// A line ends at \n, \r\n, \r, \f, U+2028 or U+2029.
		end, next := len(s), len(s)
		feed := false
	find:
		for i := at; i < len(s); i++ {
			switch c := s[i]; c {
			case '\n', '\v':
				end, next = i, i+1
				break find
			case '\r':
				end, next = i, i+1
				if next < len(s) && s[next] == '\n' {
					next++
				}
				break find
			case '\f':
				end, next, feed = i, i+1, true
				break find
			case 0xE2:
				if i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] == 0xA8 || s[i+2] == 0xA9) {
					end, next = i, i+3
					break find
				}
			}
		}
		if err := r.line(s[at:end], at, nil, valid); err != nil {
			return err
		}
		if feed {
			r.page++
			if end == at {
				r.gap = max(0, r.gap-1) // the feed itself is no empty line
			}
		}
		at = next
	}
	return nil
}

// line adds a line that begins at byte at of the file, or one whose way back is
// given in src.
func (r *reader) line(s string, at int, src []document.Segment, valid bool) error {
	indent, from := 0, 0
	for from < len(s) {
		c, n := utf8.DecodeRuneInString(s[from:])
		if c == '\t' {
			indent += 8 - indent%8
		} else if c == ' ' || c == '\u00A0' {
			indent++
		} else if c == '\u3000' {
			indent += 2
		} else if c != '\uFEFF' {
			break
		}
		from += n
	}
	to := len(s)
	for to > from && (s[to-1] == ' ' || s[to-1] == '\t') {
		to--
	}
	if from >= to {
		r.gap++
		return nil
	}
	blocks := r.layout.Blocks
	if len(blocks)&0xFFF == 0 {
		if err := r.ctx.Err(); err != nil {
			return err
		}
	}
	if len(blocks) >= r.limit {
		return document.TooManyLines(r.name, r.limit)
	}
	b := document.Block{Kind: document.Line, Page: r.page, Gap: r.gap, Indent: indent}
	first := len(r.arena)
	switch {
	case src != nil:
		b.Text = s[from:to]
		for _, g := range src {
			if g.At+g.Len > from && g.At < to {
				r.arena = append(r.arena, g.Cut(from, to))
				r.arena[len(r.arena)-1].At -= from
			}
		}
	case valid || utf8.ValidString(s[from:to]):
		b.Text = s[from:to]
		r.arena = append(r.arena, document.Segment{Len: to - from, File: at + from, FileLen: to - from})
	default:
		b.Text = r.replace(s[from:to], at+from)
	}
	b.Source = r.arena[first:len(r.arena):len(r.arena)]
	r.layout.Blocks = append(blocks, b)
	r.gap = 0
	return nil
}

// replace puts U+FFFD for every byte that is no UTF-8.
func (r *reader) replace(s string, file int) string {
	var b strings.Builder
	b.Grow(len(s) + 8)
	start := 0
	add := func(to int) {
		if to > start {
			r.arena = append(r.arena, document.Segment{At: b.Len(), Len: to - start, File: file + start, FileLen: to - start})
			b.WriteString(s[start:to])
		}
	}
	for i := 0; i < len(s); {
		c, n := utf8.DecodeRuneInString(s[i:])
		if c == utf8.RuneError && n == 1 {
			add(i)
			r.arena = append(r.arena, document.Segment{At: b.Len(), Len: 3, File: file + i, FileLen: 1})
			b.WriteString("\uFFFD")
			start = i + 1
		}
		i += n
	}
	add(len(s))
	return b.String()
}

// utf16 decodes UTF-16.
func (r *reader) utf16(src string, big bool) error {
	unit := func(s string) rune {
		if big {
			return rune(s[0])<<8 | rune(s[1])
		}
		return rune(s[1])<<8 | rune(s[0])
	}
	// Bytes of ASCII in a row are no UTF-16: they would come out as Han characters.
	const most = 64
	run := 0
	for i := range len(src) {
		if c := src[i]; c < ' ' || c > '~' {
			run = 0
		} else if run++; run > most {
			return fault.New(fault.Invalid, "%s is partly in UTF-16 and partly in another encoding; save it as UTF-8 and read it again.", r.name)
		}
	}
	at := 0
	if bom16([]byte(src[:min(2, len(src))])) != 0 {
		at = 2
	}
	return r.characters(src, at, func(s string) (rune, int) {
		if len(s) < 2 {
			return utf8.RuneError, 1
		}
		c, n := unit(s), 2
		if c >= 0xD800 && c < 0xDC00 && len(s) >= 4 {
			if d := unit(s[2:]); d >= 0xDC00 && d < 0xE000 {
				c, n = (c-0xD800)<<10|(d-0xDC00)+0x10000, 4
			}
		}
		if c >= 0xD800 && c < 0xE000 {
			c = utf8.RuneError
		}
		return c, n
	})
}

// characters decodes src from byte at on, line by line; next gives the character
// at the beginning of what it is given and the bytes that it takes, at least one.
func (r *reader) characters(src string, at int, next func(s string) (rune, int)) error {
	var b strings.Builder
	var segs []document.Segment
	start, bad, controls, total := 0, 0, 0, 0
	flush := func() error {
		err := r.line(b.String()[start:], 0, shifted(segs, start), true)
		start = b.Len()
		segs = segs[:0]
		return err
	}
	b.Grow(len(src) * 3 / 2)
	for i := at; i < len(src); {
		c, n := next(src[i:])
		total++
		at := i
		i += n
		switch c {
		case utf8.RuneError:
			bad++
		case '\r':
			if i < len(src) {
				if d, n := next(src[i:]); d == '\n' {
					i += n
				}
			}
			fallthrough
		case '\n', '\v', '\f', '\u2028', '\u2029':
			was := r.gap
			if err := flush(); err != nil {
				return err
			}
			if c == '\f' {
				r.page++
				r.gap = min(r.gap, was) // the feed itself is no empty line
			}
			continue
		}
		if c < 0x20 && c != '\t' {
			controls++
		}
		w := utf8.RuneLen(c)
		if k := len(segs); k > 0 && segs[k-1].File+segs[k-1].FileLen == at && segs[k-1].Unit == uint8(w) && segs[k-1].FileUnit == uint8(n) {
			segs[k-1].Len += w
			segs[k-1].FileLen += n
		} else {
			segs = append(segs, document.Segment{At: b.Len(), Len: w, File: at, FileLen: n, Unit: uint8(w), FileUnit: uint8(n)})
		}
		b.WriteRune(c)
	}
	if err := flush(); err != nil {
		return err
	}
	if (bad+controls)*100 > total*mostControl {
		return fault.New(fault.Invalid, "%s holds binary data, no text; give the document itself (DOCX or plain text).", r.name)
	}
	return nil
}

func shifted(segs []document.Segment, by int) []document.Segment {
	for i := range segs {
		segs[i].At -= by
	}
	return segs
}
