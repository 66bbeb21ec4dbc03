package document

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// builder puts a text together and keeps the way back to the file.
type builder struct {
	buf  []byte
	segs []Segment
}

func (b *builder) reset() { b.buf, b.segs = b.buf[:0], b.segs[:0] }

// put adds a string that came from nowhere in the file.
func (b *builder) put(s string) { b.buf = append(b.buf, s...) }

// add adds text[from:to], whose way back is src, and joins segments that go on
// evenly in the file.
func (b *builder) add(text string, src []Segment, from, to int) {
	if from >= to {
		return
	}
	base := len(b.buf) - from
	b.buf = append(b.buf, text[from:to]...)
	for _, s := range src {
		if s.At >= to {
			break
		}
		if s.At+s.Len <= from {
			continue
		}
		b.seg(s.Cut(from, to), base)
	}
}

func (b *builder) seg(s Segment, shift int) {
	s.At += shift
	if n := len(b.segs); n > 0 {
		l := &b.segs[n-1]
		if l.At+l.Len == s.At && l.File+l.FileLen == s.File && l.even() && s.even() &&
			l.unit() == s.unit() && l.fileUnit() == s.fileUnit() && l.Entry == s.Entry {
			l.Len += s.Len
			l.FileLen += s.FileLen
			return
		}
	}
	b.segs = append(b.segs, s)
}

// text is what was put together, with its own copy of the segments.
func (b *builder) text() (string, []Segment) {
	return string(b.buf), append([]Segment(nil), b.segs...)
}

// trimRight drops white space from the end.
func (b *builder) trimRight() {
	n := len(b.buf)
	for n > 0 && blank(b.buf[n-1]) {
		n--
	}
	b.cut(n)
}

func blank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' }

// cut shortens the text to n bytes.
func (b *builder) cut(n int) {
	b.buf = b.buf[:n]
	for k := len(b.segs); k > 0; k-- {
		s := &b.segs[k-1]
		if s.At+s.Len <= n {
			break
		}
		if s.At >= n {
			b.segs = b.segs[:k-1]
			continue
		}
		*s = s.Cut(0, n)
	}
}

// plain reports whether clean would leave s as it is, seen byte by byte: no
// control, no double or odd space, no invisible character.
func plain(s string) bool {
	var prev byte = 'x'
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			switch c {
			case 0xC2:
				if i+1 < len(s) && (s[i+1] < 0xA1 || s[i+1] == 0xAD) {
					return false
				}
			case 0xE2:
				if i+2 < len(s) && (s[i+1] == 0x80 && (s[i+2] < 0x90 || s[i+2] == 0x91 || s[i+2] >= 0xA8 && s[i+2] <= 0xAF) || s[i+1] == 0x81 && s[i+2] >= 0x9F) {
					return false
				}
			case 0xE3:
				if i+2 < len(s) && s[i+1] == 0x80 && s[i+2] == 0x80 {
					return false
				}
			case 0xD8: // Arabic letter mark
				if i+1 < len(s) && s[i+1] == 0x9C {
					return false
				}
			case 0xEF:
				if i+2 < len(s) && s[i+1] == 0xBB && s[i+2] == 0xBF {
					return false
				}
			}
		} else if c < 0x20 || c == 0x7F || c == ' ' && prev == ' ' {
			return false
		}
		prev = c
	}
	return true
}

// composed reports whether s is in NFC. The letters of the six languages are told
// by their bytes; what is left is looked up.
func composed(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c < 0x80:
			i++
			continue
		case c >= 0xE4 && c <= 0xE9: // U+4000 to U+9FFF
			i += 3
			continue
		case c < 0xCC: // up to U+02FF
			i += 2
			continue
		case c >= 0xD0 && c <= 0xD3: // Cyrillic but for U+0483 to U+0487
			if i+1 < len(s) && (c != 0xD2 || s[i+1] > 0x87) {
				i += 2
				continue
			}
		case c == 0xD8: // Arabic letters; vowel signs are looked up
			if i+1 < len(s) && s[i+1] >= 0xA0 {
				i += 2
				continue
			}
		case c == 0xD9:
			if i+1 < len(s) && s[i+1] <= 0x8A {
				i += 2
				continue
			}
		case c == 0xE2: // U+2010 to U+203F
			if i+2 < len(s) && s[i+1] == 0x80 && s[i+2] >= 0x90 {
				i += 3
				continue
			}
		case c == 0xE3: // U+3000 to U+3029
			if i+2 < len(s) && s[i+1] == 0x80 && s[i+2] < 0xAA {
				i += 3
				continue
			}
		case c == 0xEF: // full-width forms
			if i+2 < len(s) && s[i+1] == 0xBC {
				i += 3
				continue
			}
		}
		return norm.NFC.IsNormalString(s)
	}
	return true
}

// clean makes a line of text clean: runs of white space of any kind become one
// space ("\n" stays), invisible characters (direction marks, soft hyphens, byte
// order marks, controls) go, a no-break hyphen becomes a plain one, and the
// whole is in NFC. Outer white space is not trimmed. tabs says that tabs stay, as
// they part the cells of a row.
func clean(text string, src []Segment, tabs bool) (string, []Segment) {
	if !plain(text) {
		text, src = scrub(text, src, tabs)
	}
	if !composed(text) {
		text, src = compose(text, src)
	}
	return text, src
}

func scrub(text string, src []Segment, tabs bool) (string, []Segment) {
	var b builder
	b.buf = make([]byte, 0, len(text))
	start := 0
	flush := func(to int) { b.add(text, src, start, to) }
	space := false
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r < utf8.RuneSelf && r > ' ' && r != 0x7F {
			space = false
			i++
			continue
		}
		as, change := "", false
		switch {
		case r == '\n' || r == '\t' && tabs:
			space = true // no space after a line break
		case r == ' ':
			if space {
				change = true
			}
			space = true
		case r == '\u2011':
			as, change, space = "-", true, false
		case r == utf8.RuneError && n == 1:
			as, change, space = "\uFFFD", true, false
		case invisible(r):
			change = true
		case unicode.IsSpace(r) || r == '\u200b':
			change = true
			if !space {
				as = " "
			}
			space = true
		default:
			space = false
		}
		if change {
			flush(i)
			if as != "" {
				at := len(b.buf)
				b.put(as)
				if s, ok := stretch(src, i, i+n); ok {
					s.At, s.Len, s.Unit, s.FileUnit = at, len(as), 0, 0
					b.seg(s, 0)
				}
			}
			start = i + n
		}
		i += n
	}
	flush(len(text))
	return string(b.buf), b.segs
}

func invisible(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\v' || r == '\f' || r == '\r' || r == 0x85:
		return false
	case r < 0x20 || r == 0x7F || r >= 0x80 && r < 0xA0:
		return true
	case r == 0xAD || r == 0xFEFF || r == 0x061C || r == 0x2060:
		return true
	case r == 0x200E || r == 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
		return true
	}
	return false
}

// compose brings a text to NFC and keeps the way back, as fine as the
// normalisation allows.
func compose(text string, src []Segment) (string, []Segment) {
	var b builder
	var it norm.Iter
	it.InitString(norm.NFC, text)
	for !it.Done() {
		from := it.Pos()
		out := it.Next()
		to := it.Pos()
		if string(out) == text[from:to] {
			b.add(text, src, from, to)
			continue
		}
		at := len(b.buf)
		b.buf = append(b.buf, out...)
		if s, ok := stretch(src, from, to); ok {
			s.At, s.Len, s.Unit, s.FileUnit = at, len(out), 0, 0
			b.seg(s, 0)
		}
	}
	return string(b.buf), b.segs
}

// stretch is the smallest stretch of the file that covers text[from:to].
func stretch(src []Segment, from, to int) (Segment, bool) {
	p := Paragraph{Source: src}
	entry, a, z, ok := p.Origin(from, to)
	return Segment{Entry: entry, File: a, FileLen: z - a}, ok
}

// trimmed gives the bounds of s without outer white space.
func trimmed(s string) (from, to int) {
	to = len(s)
	for from < to && blank(s[from]) {
		from++
	}
	for to > from && blank(s[to-1]) {
		to--
	}
	return from, to
}
