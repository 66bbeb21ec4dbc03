package document

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a line is by its form alone: how it begins, how it ends, how wide it is.

// columns is the width of a text on a page: a Han character takes two.
func columns(s string) int {
	n := 0
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c < 0x80:
			n++
			i++
		case c < 0xE0:
			n++
			i += 2
		case c < 0xF0:
			// U+2E80 and above are wide up to the presentation forms.
			if c >= 0xE3 && c <= 0xED || c == 0xE2 && i+1 < len(s) && s[i+1] >= 0xBA || c == 0xEF && i+1 < len(s) && s[i+1] >= 0xBC {
				n += 2
			} else {
				n++
			}
			i += 3
		default:
			n += 2
			i += 4
		}
	}
	return n
}

// wide reports whether r belongs to a script that sets no spaces between words,
// or to the punctuation that is printed with it.
func wide(r rune) bool {
	return r >= 0x2E80 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE4F || r >= 0xFF00 && r <= 0xFFEF || r >= 0x20000 && r <= 0x3FFFF
}

const closers = `)]}"'”’»›）］｝】〕』」》〉`

// lastRune is the last character of s before closing quotes and brackets.
func lastRune(s string) rune {
	for s != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		if r == ' ' || strings.ContainsRune(closers, r) {
			s = s[:len(s)-n]
			continue
		}
		return r
	}
	return 0
}

// ends reports whether s ends a sentence; the mark of a footnote behind the stop
// is passed over.
func (l *language) ends(s string) bool {
	if l.stops[lastRune(s)] {
		return true
	}
	t := strings.TrimRight(s, "0123456789")
	return len(t) < len(s) && len(s)-len(t) <= 3 && (strings.HasSuffix(t, " ") || t != "" && t[len(t)-1] >= 0x80) && t != "" && l.stops[lastRune(strings.TrimRight(t, " "))]
}

// pauses reports whether s ends a sentence or leads on to a list or a next item.
func (l *language) pauses(s string) bool {
	pause := func(r rune) bool { return r == ':' || r == ';' || r == '：' || r == '；' || r == '؛' }
	if pause(lastRune(s)) || l.ends(s) {
		return true
	}
	t := strings.TrimRight(s, "0123456789")
	return len(t) < len(s) && len(s)-len(t) <= 3 && strings.HasSuffix(t, " ") && pause(lastRune(t))
}

// number is what parses a number in front of a paragraph: at most three parts.
type number struct {
	parts [3]int
	depth int // how many parts; 0 when there is none
	end   int // where the text behind it begins
	width int // bytes of the number itself
}

func (n number) String() string {
	var a [24]byte
	b := a[:0]
	for i := 0; i < n.depth; i++ {
		if i > 0 {
			b = append(b, '.')
		}
		b = appendInt(b, n.parts[i])
	}
	return string(b)
}

func appendInt(b []byte, n int) []byte {
	if n >= 10 {
		b = appendInt(b, n/10)
	}
	return append(b, byte('0'+n%10))
}

// paragraphNumber parses "16. text", "11.4 text", "١٦ - text"; a line that is the
// number alone counts too, as its text may stand on the next one. "2021 年" and
// "3.5 per cent" are none by form: the one has no mark; the other is left to the
// sequence to refuse.
func (l *language) paragraphNumber(s string) number {
	var n number
	i, digits, value := 0, 0, 0
	for {
		r, w := rune(-1), 0
		if i < len(s) {
			if r, w = rune(s[i]), 1; r >= utf8.RuneSelf {
				r, w = utf8.DecodeRuneInString(s[i:])
			}
		}
		if d := digit(r); d >= 0 {
			if digits++; digits > 4 {
				return number{}
			}
			value = value*10 + d
			i += w
			continue
		}
		if digits == 0 {
			return number{}
		}
		n.parts[n.depth], n.width = value, i
		n.depth++
		if r == '.' && n.depth < 3 && i+1 < len(s) {
			if c, _ := utf8.DecodeRuneInString(s[i+1:]); digit(c) >= 0 {
				i++
				digits, value = 0, 0
				continue
			}
		}
		break
	}
	if i >= len(s) {
		n.end = i
		if n.depth >= 2 { // "11.4" alone on its line
			return n
		}
		return number{}
	}
	rest := s[i:]
	if n.depth >= 2 {
		if rest[0] == ' ' || rest[0] == '.' {
			n.end = i + 1
			for n.end < len(s) && s[n.end] == ' ' {
				n.end++
			}
			return n
		}
		return number{}
	}
	t := strings.TrimLeft(rest, " ")
	for _, m := range l.marks {
		if !strings.HasPrefix(t, m) {
			continue
		}
		if m == "." && len(t) < len(rest) { // "16 . text" is no number
			continue
		}
		after := t[len(m):]
		n.end = len(s) - len(strings.TrimLeft(after, " "))
		if after == "" || after[0] == ' ' {
			return n
		}
		// Without a space only where the script sets none: "16.本报告".
		if r, _ := utf8.DecodeRuneInString(after); wide(r) && m != "-" {
			return n
		}
	}
	return number{}
}

// Ranks of headings by the form of their label.
const (
	rankRoman = 1 + iota // "II.", "二.", "ثانيا -"
	rankLetter
	rankDigit
	rankItem  // "(a)"
	rankPlain // no label
)

// label is a label in front of a heading.
type label struct {
	text        string // "II"
	rank, value int
	alt         int // value as a letter, of a label that is Roman or a letter ("C"); 0 otherwise
	end         int // where the heading begins
}

// headingLabel parses the label of a chapter or a section: "II. Text", "二. 导言",
// "A. Text", "أولا - نص". Digits are not looked at.
func (l *language) headingLabel(s string) (label, bool) {
	i := 0
	for i < len(s) && i < 8 && (s[i] >= 'A' && s[i] <= 'Z') {
		i++
	}
	if i > 0 && i < len(s) && s[i] == '.' && (i+1 == len(s) || s[i+1] == ' ') {
		end := min(i+2, len(s))
		roman := romanValue(s[:i])
		switch {
		case i == 1 && roman > 0:
			return label{s[:1], rankRoman, roman, int(s[0]-'A') + 1, end}, true
		case i == 1:
			return label{s[:1], rankLetter, int(s[0]-'A') + 1, 0, end}, true
		case roman > 0:
			return label{s[:i], rankRoman, roman, 0, end}, true
		}
		return label{}, false
	}
	r, w := utf8.DecodeRuneInString(s)
	if r >= 'А' && r <= 'Я' && strings.HasPrefix(s[w:], ".") && (len(s) == w+1 || s[w+1] == ' ') {
		return label{s[:w], rankLetter, int(r-'А') + 1, 0, min(w+2, len(s))}, true
	}
	if wide(r) {
		// Han numerals: "二. ", "二、", "（二）", "(二)".
		t, open := s, false
		if r == '（' {
			t, open = s[w:], true
		}
		k := 0
		for k < len(t) {
			r, w := utf8.DecodeRuneInString(t[k:])
			if !strings.ContainsRune("一二三四五六七八九十", r) {
				break
			}
			k += w
		}
		v := l.ordinals[t[:k]]
		if k == 0 || v == 0 {
			return label{}, false
		}
		rest := t[k:]
		for _, m := range []string{".", "．", "、", "）"} {
			if strings.HasPrefix(rest, m) && (m == "）") == open {
				after := strings.TrimLeft(rest[len(m):], " ")
				rank := rankRoman
				if open {
					rank = rankDigit
				}
				return label{t[:k], rank, v, 0, len(s) - len(after)}, true
			}
		}
		return label{}, false
	}
	if len(l.chapters) > 0 {
		// A word that numbers, then a dash: "أولا - مقدمة".
		before, after, found := strings.Cut(s, "-")
		if !found {
			before, after, found = strings.Cut(s, "–")
		}
		if found && len(before) < 40 {
			word := fold(before)
			if v := l.chapters[word]; v > 0 {
				return label{strings.TrimSpace(before), rankRoman, v, 0, len(s) - len(strings.TrimLeft(after, " "))}, true
			}
			if v := l.sections[word]; v > 0 {
				return label{strings.TrimSpace(before), rankLetter, v, 0, len(s) - len(strings.TrimLeft(after, " "))}, true
			}
		}
	}
	return label{}, false
}

// romanValue is the value of a Roman numeral up to 89, 0 for none.
func romanValue(s string) int {
	total, last := 0, 0
	for i := len(s) - 1; i >= 0; i-- {
		v := 0
		switch s[i] {
		case 'I':
			v = 1
		case 'V':
			v = 5
		case 'X':
			v = 10
		case 'L':
			v = 50
		default:
			return 0
		}
		if v < last {
			total -= v
		} else {
			total += v
			last = v
		}
	}
	if total > 0 && roman(total) == s {
		return total
	}
	return 0
}

// roman writes n (1 to 89) as a Roman numeral.
func roman(n int) string {
	var b strings.Builder
	for _, d := range []struct {
		v int
		s string
	}{{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= d.v {
			b.WriteString(d.s)
			n -= d.v
		}
	}
	return b.String()
}

// itemLabel is the length of a label in front of a sub-paragraph, with the space
// behind it: "(a) ", "a) ", "(iv) ", "(أ) ", "• "; 0 for none.
func itemLabel(s string) int {
	if s == "" {
		return 0
	}
	r, w := utf8.DecodeRuneInString(s)
	switch r {
	case '•', '‣', '▪', '●', '○', '◦', '–', '—', '-', '·', '\uF0B7', '□', '►', '➢', '✓':
		if len(s) == w {
			return w
		}
		if s[w] == ' ' {
			return w + 1
		}
		return 0
	}
	i := 0
	open := r == '(' || r == '（'
	if open {
		i = w
	}
	letters := 0
	for i < len(s) && letters < 5 {
		r, w := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) && digit(r) < 0 {
			break
		}
		letters++
		i += w
	}
	if letters == 0 || letters > 4 || i >= len(s) {
		return 0
	}
	r, w = utf8.DecodeRuneInString(s[i:])
	if r != ')' && r != '）' {
		return 0
	}
	if !open && letters > 2 {
		return 0
	}
	i += w
	if i == len(s) {
		return i
	}
	if s[i] == ' ' {
		return i + 1
	}
	if r, _ := utf8.DecodeRuneInString(s[i:]); wide(r) {
		return i
	}
	return 0
}

// lower reports whether s begins with a small letter.
func lower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}
