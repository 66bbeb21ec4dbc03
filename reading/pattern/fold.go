package pattern

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fold brings a letter to the form in which rows and texts are compared: hyphens
// and dashes alike, full-width signs as half-width ones, Arabic alef, ya and ta
// marbuta without their variants, ё as е. Capitals stay.
func fold(r rune) rune {
	if r < 0xA0 {
		return r
	}
	switch {
	case r >= 0x2010 && r <= 0x2015, r == 0x2212:
		return '-'
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	}
	switch r {
	case 0x2018, 0x2019:
		return '\''
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى':
		return 'ي'
	case 'ة':
		return 'ه'
	case '،':
		return ','
	case '؛':
		return ';'
	case 'ё':
		return 'е'
	case 'Ё':
		return 'Е'
	}
	return r
}

// ignored are signs that stand between letters without being one: Arabic vowel
// signs and tatweel, marks of direction, soft hyphens, the stress mark.
func ignored(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r >= 0x064B && r <= 0x0652, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return r == 0xAD || r == 0x0640 || r == 0x0670 || r == 0x0301 || r == 0xFEFF
}

// arabic is fold for U+0600 to U+06FF, 0 for what is ignored.
var arabic = func() (t [256]rune) {
	for i := range t {
		if r := rune(0x0600 + i); !ignored(r) {
			t[i] = fold(r)
		}
	}
	return t
}()

func foldString(s string) []rune {
	var out []rune
	for _, r := range s {
		if !ignored(r) {
			out = append(out, fold(r))
		}
	}
	return out
}

// letterAt reads the letter at text[i] folded, over what is ignored before it.
func letterAt(text string, i int) (r rune, next int) {
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			return rune(c), i + 1
		}
		// The commoner scripts are read here without the detours of the decoder:
		// Arabic by a table, Cyrillic and Han as they stand (but for ё).
		if c&0xFC == 0xD8 && i+1 < len(text) && text[i+1]&0xC0 == 0x80 {
			i += 2
			if r := arabic[int(c&0x03)<<6|int(text[i-1]&0x3F)]; r != 0 {
				return r, i
			}
			continue
		}
		if c|1 == 0xD1 && i+1 < len(text) && text[i+1]&0xC0 == 0x80 {
			r := rune(c&0x1F)<<6 | rune(text[i+1]&0x3F)
			if r == 'ё' || r == 'Ё' {
				r = fold(r)
			}
			return r, i + 2
		}
		if c >= 0xE4 && c <= 0xE9 && i+2 < len(text) && text[i+1]&0xC0 == 0x80 && text[i+2]&0xC0 == 0x80 {
			return rune(c&0x0F)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F), i + 3
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		if !ignored(r) {
			return fold(r), i
		}
	}
	return -1, i
}

// matches says whether the letter r of a text (folded) is the letter w of a row:
// a small letter of a row stands for the capital too.
func matches(w, r rune) bool {
	return w == r || w == lower(r)
}

// wordLetter says whether r is a letter of a script that parts words by blanks.
func wordLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return r|0x20 >= 'a' && r|0x20 <= 'z'
	}
	if r >= 0x0400 && r < 0x0482 || r >= 0x0620 && r < 0x064B {
		return true
	}
	if r >= 0x2E80 && r < 0xA4D0 || r >= 0xF900 && r < 0xFB00 || r >= 0x20000 {
		return false
	}
	return unicode.IsLetter(r)
}

// letterBefore is the letter that ends at text[i], over what is ignored.
func letterBefore(text string, i int) (r rune, at int) {
	for i > 0 {
		if c := text[i-1]; c < utf8.RuneSelf {
			return rune(c), i - 1
		}
		r, n := utf8.DecodeLastRuneInString(text[:i])
		i -= n
		if !ignored(r) {
			return fold(r), i
		}
	}
	return -1, i
}

// skipBlanks gives where the blanks that begin at text[i] end.
func skipBlanks(text string, i int) int {
	for i < len(text) {
		c := text[i]
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			return i
		}
		if c != 0xC2 && c != 0xE2 && c != 0xE3 && c != 0xEF {
			return i
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if r != 0xA0 && r != 0x3000 && (r < 0x2000 || r > 0x200A) && r != 0x202F && !ignored(r) {
			return i
		}
		i += n
	}
	return i
}

// digitAt reads the digit at text[i]: ASCII, Arabic-Indic or full-width.
func digitAt(text string, i int) (d int32, next int) {
	if i >= len(text) {
		return -1, i
	}
	c := text[i]
	if c < utf8.RuneSelf {
		if c >= '0' && c <= '9' {
			return int32(c - '0'), i + 1
		}
		return -1, i
	}
	if c != 0xD9 && c != 0xDB && c != 0xEF {
		return -1, i
	}
	r, n := utf8.DecodeRuneInString(text[i:])
	switch {
	case r >= 0x0660 && r <= 0x0669:
		return r - 0x0660, i + n
	case r >= 0x06F0 && r <= 0x06F9:
		return r - 0x06F0, i + n
	case r >= 0xFF10 && r <= 0xFF19:
		return r - 0xFF10, i + n
	}
	return -1, i
}

// digitBefore says whether a digit ends at text[i].
func digitBefore(text string, i int) bool {
	if i == 0 {
		return false
	}
	if c := text[i-1]; c < utf8.RuneSelf {
		return c >= '0' && c <= '9'
	}
	_, n := utf8.DecodeLastRuneInString(text[:i])
	d, _ := digitAt(text, i-n)
	return d >= 0
}

// class is a set of words with values, as a tree over their letters.
type class struct {
	next  []branch // sorted by letter
	value int32
	end   bool
}

type branch struct {
	letter rune
	to     *class
}

func newClass() *class { return &class{} }

// child is the branch of a letter, nil where there is none.
func (c *class) child(r rune) *class {
	lo, hi := 0, len(c.next)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if b := &c.next[mid]; b.letter == r {
			return b.to
		} else if b.letter < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return nil
}

// add puts a word into the class; the first value of a word holds.
func (c *class) add(word string, value int32) {
	c.addLetters(foldString(strings.TrimSpace(word)), value)
}

func (c *class) addLetters(word []rune, value int32) {
	for _, r := range word {
		at, ok := slices.BinarySearchFunc(c.next, r, func(b branch, r rune) int { return cmp.Compare(b.letter, r) })
		if !ok {
			c.next = slices.Insert(c.next, at, branch{r, newClass()})
		}
		c = c.next[at].to
	}
	if !c.end {
		c.end, c.value = true, value
	}
}

// beginnings gives the words behind a prefix, cut at maxKey letters; whole says
// that a word ends there.
func (c *class) beginnings(prefix []rune, add func(word []rune, whole bool)) {
	if len(prefix) >= maxKey {
		add(prefix, false)
		return
	}
	if c.end {
		add(prefix, true)
	}
	for _, b := range c.next {
		b.to.beginnings(append(slices.Clip(prefix), b.letter), add)
	}
}

// longest reads the longest word of the class at text[i]; whole says that it has
// to end where a word ends.
func (c *class) longest(text string, i int, whole bool) (value int32, end int) {
	end = -1
	for i < len(text) && len(c.next) > 0 {
		r, next := letterAt(text, i)
		var to *class
		if r == ' ' || r == 0xA0 || r == '\n' {
			if to = c.child(' '); to != nil {
				next = skipBlanks(text, i)
			}
		} else if to = c.child(r); to == nil {
			if l := lower(r); l != r {
				to = c.child(l)
			}
		}
		if to == nil {
			break
		}
		c, i = to, next
		if c.end && (!whole || !wordLetter(r) || wordEnds(text, i)) {
			value, end = c.value, i
		}
	}
	return value, end
}

// ends says whether a word of the class, whose words are reversed, stands before
// text[i], blanks between them aside.
func (c *class) ends(text string, i int) bool {
	for i > 0 {
		r, at := letterBefore(text, i)
		if r != ' ' && r != '\n' && r != 0xA0 {
			break
		}
		i = at
	}
	for i > 0 && len(c.next) > 0 {
		r, at := letterBefore(text, i)
		if r == '\n' || r == 0xA0 {
			r = ' '
		}
		to := c.child(r)
		if to == nil {
			if to = c.child(lower(r)); to == nil {
				return false
			}
		}
		c, i = to, at
		if c.end {
			if !wordLetter(r) {
				return true
			}
			if p, _ := letterBefore(text, i); !wordLetter(p) {
				return true
			}
		}
	}
	return false
}

func lower(r rune) rune {
	if r < utf8.RuneSelf {
		if r >= 'A' && r <= 'Z' {
			return r | 0x20
		}
		return r
	}
	switch {
	case r >= 0x0600 && r < 0x0700, r >= 0x2E80 && r < 0xFF00:
		return r // Arabic and Han have no capitals
	case r >= 0x0430 && r < 0x0460:
		return r
	case r >= 0x0410 && r < 0x0430:
		return r + 0x20
	}
	return unicode.ToLower(r)
}

// wordEnds says that no letter goes on with the word that ends at text[i].
func wordEnds(text string, i int) bool {
	r, _ := letterAt(text, i)
	return r < 0 || !wordLetter(r)
}
