package lexicon

import (
	"sync"
	"unicode"
	"unicode/utf8"
)

// char says what the matcher must know of a character of the text: its class
// (characters that count as equal have one class; 0 is in no pattern) and flags.
type char uint32

const (
	classBits      = 13
	classMask char = 1<<classBits - 1
	upper     char = 1 << 13 // upper-case letter
	word      char = 1 << 14 // letter or digit of a script that puts spaces between words
	mark      char = 1 << 15 // no part of the spelling: vowel signs, tatweel, bidirectional marks
	space     char = 1 << 16
	wide      char = 1 << 17 // Han, its punctuation, full-width punctuation
	opens     char = 1 << 18 // some pattern begins with this class
	cling     char = 1 << 19 // some clitic begins with this class
	combining char = 1 << 20 // a mark that stands on the letter before it
	lower     char = 1 << 21 // lower-case letter
	alone     char = 1 << 22 // this class is a spelling by itself
	upperBit       = 13
	pageSize       = 64 // of one last byte of UTF-8
	pageCount      = 0x10000 / pageSize
	lastSpelt      = 0x24ff // beyond it only Han, full-width forms and symbols matter
)

type page [pageSize]char

// chars is the table of the Basic Multilingual Plane, by pages of 64 characters,
// which are those that share all bytes of UTF-8 but the last.
type chars struct {
	ascii  [utf8.RuneSelf]char
	pages  [pageCount]*page
	own    [pageCount]bool
	astral map[rune]char
}

// plain is the table without classes, and variants lists for a folded character
// those that fold to it. Both are made once, on first use.
var plain, variants = func() (func() *chars, func() map[rune][]rune) {
	var (
		table chars
		vary  = map[rune][]rune{}
		once  sync.Once
	)
	make1 := func() {
		var none, han page
		for i := range han {
			han[i] = wide
		}
		for p := range table.pages {
			first := rune(p * pageSize)
			switch {
			case first <= lastSpelt || first >= 0xff00 || first >= 0xfb50 && first < 0xff00 || first == 0x3000:
				pg := new(page)
				for i := range pg {
					r := first + rune(i)
					pg[i] = flags(r)
					if f := foldRune(r); f != r {
						vary[f] = append(vary[f], r)
					}
				}
				table.pages[p] = pg
			case first >= 0x2e80 && first < 0xa000 || first >= 0xf900 && first < 0xfb00:
				table.pages[p] = &han
			default:
				table.pages[p] = &none
			}
		}
	}
	return func() *chars { once.Do(make1); return &table },
		func() map[rune][]rune { once.Do(make1); return vary }
}()

// flags of a character, without its class.
func flags(r rune) char {
	var c char
	switch {
	case r >= 0xd800 && r < 0xe000:
		return 0
	case r == '\u00ad', r == '\u0640', r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2069, r == 0xfeff:
		return mark
	case unicode.Is(unicode.Mn, r):
		return mark | combining
	case foldRune(r) == ' ' || r == '\t':
		c = space
	case r < 0x2e80 || r >= 0xfb50:
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			c = word
		}
	}
	if r >= 0x2e80 && r < 0xa000 || r >= 0xf900 && r < 0xfb00 || r >= 0xff00 && r <= 0xff60 || r >= 0x20000 {
		c |= wide
	}
	if r >= 0xff00 && !(r <= 0xff60 && foldRune(r) != r) {
		c &^= word // half-width kana and Hangul
	}
	if c&word != 0 {
		c &^= wide // a full-width letter or digit is one like any other
	}
	if r <= lastSpelt || r >= 0xff00 && r <= 0xff60 {
		switch {
		case unicode.IsUpper(r):
			c |= upper
		case unicode.IsLower(r):
			c |= lower
		}
	}
	return c
}

// set gives a folded character, and all that fold to it, a class.
func (t *chars) set(folded rune, class char) {
	t.add(folded, class)
	for _, r := range variants()[folded] {
		t.add(r, class)
	}
}

// add puts bits to the entry of one character.
func (t *chars) add(r rune, bits char) {
	if r > 0xffff {
		if t.astral == nil {
			t.astral = map[rune]char{}
		}
		t.astral[r] |= bits | flags(r)
		return
	}
	p := r / pageSize
	if !t.own[p] {
		pg := *t.pages[p]
		t.pages[p], t.own[p] = &pg, true
	}
	t.pages[p][r%pageSize] |= bits
	if r < utf8.RuneSelf {
		t.ascii[r] = t.pages[p][r%pageSize]
	}
}

// fresh is a table without classes that may be changed.
func fresh() *chars {
	t := &chars{pages: plain().pages}
	for i := range t.ascii {
		t.ascii[i] = t.pages[i/pageSize][i%pageSize]
	}
	return t
}

// at is the character of text at i, which is no ASCII, and its length in bytes.
// Bytes that are no UTF-8 are characters of length 1 without class or flags.
func (t *chars) at(text string, i int) (char, int) {
	b := text[i]
	switch {
	case b >= 0xe0 && b < 0xf0:
		if i+2 < len(text) {
			b1, b2 := text[i+1], text[i+2]
			p := int(b&0xf)<<6 | int(b1&0x3f)
			if b1&0xc0 == 0x80 && b2&0xc0 == 0x80 && p >= 0x800/pageSize {
				return t.pages[p&(pageCount-1)][b2&0x3f], 3
			}
		}
	case b >= 0xc2 && b < 0xe0:
		if i+1 < len(text) {
			if b1 := text[i+1]; b1&0xc0 == 0x80 {
				return t.pages[b&0x1f][b1&0x3f], 2
			}
		}
	case b >= 0xf0:
		r, n := utf8.DecodeRuneInString(text[i:])
		if n > 1 {
			if c, ok := t.astral[r]; ok {
				return c, n
			}
			return flags(r), n
		}
	}
	return 0, 1
}

// get is at, for ASCII too.
func (t *chars) get(text string, i int) (char, int) {
	if b := text[i]; b < utf8.RuneSelf {
		return t.ascii[b], 1
	}
	return t.at(text, i)
}
