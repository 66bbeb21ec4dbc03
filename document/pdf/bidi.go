package pdf

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Scripts from right to left. Both readers give what stands on paper, where such a
// line is drawn from its end to its beginning, with numbers and Latin words in it
// the other way round. Here the order of reading is made of it: a small part of
// the Unicode bidirectional algorithm, backwards.

// rightToLeft reports whether a character belongs to such a script.
func rightToLeft(r rune) bool {
	return r >= 0x0590 && r < 0x0900 && !(r >= 0x0660 && r <= 0x0669 || r >= 0x06F0 && r <= 0x06F9 || r >= 0x066A && r <= 0x066C) ||
		r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r < 0xFEFF
}

func hasRightToLeft(s string) bool { return strings.IndexFunc(s, rightToLeft) >= 0 }

// strong is the direction of a word: 'r', 'l', or 'n' for numbers and signs.
func strong(s string) byte {
	d := byte('n')
	for _, r := range s {
		switch {
		case rightToLeft(r) && unicode.IsLetter(r):
			return 'r'
		case unicode.IsLetter(r):
			d = 'l'
		}
	}
	return d
}

// mostlyRightToLeft reports whether a file is written from right to left.
func mostlyRightToLeft(pages []page) bool {
	letters := map[byte]int{}
	for _, p := range pages {
		for _, w := range p.words {
			letters[strong(w.text)] += len(w.text)
		}
	}
	return letters['r'] > letters['l']
}

// logical gives the order in which the words of a line are read, and the gap in
// front of each. The words are sorted as the lines of the file run; mirrored says
// that it runs from right to left.
func logical(words []word, mirrored bool) (order []int, gaps []float64) {
	other := byte('r') // the direction against that of the file
	if mirrored {
		other = 'l'
	}
	order, gaps = make([]int, 0, len(words)), make([]float64, 0, len(words))
	far := math.Inf(-1) // where the words before end
	for i := 0; i < len(words); {
		// A run in the other direction: from one such word to the last, with numbers
		// and signs between. In a file from right to left those on its right, behind
		// it in its own direction, belong to it.
		to := -1
		for k := i; k < len(words); k++ {
			d := strong(words[k].text)
			if d == other {
				to = k
			} else if d != 'n' || k == i && (!mirrored || strings.IndexFunc(words[k].text, unicode.IsDigit) < 0) {
				break
			}
		}
		if to < 0 {
			order, gaps = append(order, i), append(gaps, words[i].x0-far)
			far = max(far, words[i].x1)
			i++
			continue
		}
		for k := to; k >= i; k-- {
			order = append(order, k)
			if k == to {
				gaps = append(gaps, words[i].x0-far)
			} else {
				gaps = append(gaps, words[k+1].x0-words[k].x1)
			}
		}
		far = max(far, words[to].x1)
		i = to + 1
	}
	return order, gaps
}

// together joins numbers, signs and Latin letters that stand close: "79", "/" and
// "12" are one number, which is read from left to right. The words are mirrored.
func together(words []word) []word {
	out := words[:0:0]
	for _, w := range words {
		if k := len(out) - 1; k >= 0 {
			p := &out[k]
			h := min(p.y1-p.y0, w.y1-w.y0)
			if w.x0-p.x1 < 0.05*h && !hasRightToLeft(p.text) && !hasRightToLeft(w.text) && math.Abs(p.y1-w.y1) < 0.2*h && math.Abs(h-(w.y1-w.y0)) < 0.2*h {
				p.text = w.text + p.text
				p.x1 = max(p.x1, w.x1)
				continue
			}
		}
		out = append(out, w)
	}
	return out
}

// signs puts vowel signs that stand alone behind the letter over which they are
// drawn. The words are mirrored.
func signs(words []word) []word {
	alone := func(s string) bool {
		for _, r := range s {
			if !unicode.Is(unicode.Mn, r) {
				return false
			}
		}
		return true
	}
	out := make([]word, 0, len(words))
	var marks []word
	for _, w := range words {
		if alone(w.text) {
			marks = append(marks, w)
		} else {
			out = append(out, w)
		}
	}
	for _, m := range marks {
		x := (m.x0 + m.x1) / 2
		best, least := -1, math.Inf(1)
		for k, w := range out {
			if d := max(w.x0-x, x-w.x1, 0); d < least && strong(w.text) == 'r' {
				best, least = k, d
			}
		}
		if best < 0 || least > m.y1-m.y0 {
			continue // over nothing
		}
		w := &out[best]
		letters := []rune(w.text)
		at := 0
		for k := 0; k < len(letters); k++ { // behind the letter that stands there
			if share := (x - w.x0) / max(w.x1-w.x0, 0.01); float64(k) <= share*float64(len(letters)) {
				at = k + 1
			}
		}
		for at < len(letters) && unicode.Is(unicode.Mn, letters[at]) {
			at++
		}
		at = max(at, 1)
		w.text = string(letters[:at]) + m.text + string(letters[at:])
	}
	return out
}

// fromPaper turns a word that has letters from right to left into the order of
// reading; numbers and Latin letters in it keep their order.
func fromPaper(s string) string {
	in := []rune(s)
	out := make([]rune, 0, len(in))
	ltr := func(r rune) bool {
		return unicode.IsDigit(r) || unicode.IsLetter(r) && !rightToLeft(r)
	}
	for i := len(in); i > 0; {
		if !ltr(in[i-1]) {
			out = append(out, in[i-1])
			i--
			continue
		}
		from := i - 1
		for from > 0 && (ltr(in[from-1]) || from > 1 && ltr(in[from-2]) && strings.ContainsRune(".,/:-٫٬", in[from-1])) {
			from--
		}
		out = append(out, in[from:i]...)
		i = from
	}
	// A vowel sign stands behind its letter.
	for i := 0; i+1 < len(out); i++ {
		if unicode.Is(unicode.Mn, out[i]) && (i == 0 || !unicode.IsLetter(out[i-1]) && !unicode.Is(unicode.Mn, out[i-1])) {
			k := i
			for k < len(out) && unicode.Is(unicode.Mn, out[k]) {
				k++
			}
			if k < len(out) {
				letter := out[k]
				copy(out[i+1:k+1], out[i:k])
				out[i] = letter
			}
		}
	}
	return forms(string(out))
}

// forms replaces the forms of letters that old fonts have by the letters.
func forms(s string) string {
	for _, r := range s {
		if r >= 0xFB00 && r <= 0xFDFF || r >= 0xFE70 && r < 0xFEFF {
			return norm.NFKC.String(s)
		}
	}
	return s
}

// turned puts the signs at the edges of a number or a Latin word where they are
// read in a line from right to left: ".2025" is "2025.".
func turned(s string) string {
	if hasRightToLeft(s) {
		return s
	}
	core := func(r rune) bool {
		return unicode.IsDigit(r) || unicode.IsLetter(r) || strings.ContainsRune("%٪$€£+°", r)
	}
	from := strings.IndexFunc(s, core)
	to := strings.LastIndexFunc(s, core)
	if from < 0 {
		return backwards(s)
	}
	_, n := utf8.DecodeRuneInString(s[to:])
	return backwards(s[to+n:]) + s[from:to+n] + backwards(s[:from])
}

func backwards(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

// brackets turns brackets that some programs name by their looks: none closes at
// the beginning of a word or opens at its end.
func brackets(s string) string {
	if !strings.ContainsAny(s, "()[]«»") {
		return s
	}
	r := []rune(s)
	mirror := map[rune]rune{'(': ')', ')': '(', '[': ']', ']': '[', '«': '»', '»': '«'}
	opens := func(c rune) bool { return c == '(' || c == '[' || c == '«' }
	depth := 0
	for i, c := range r {
		if mirror[c] == 0 {
			continue
		}
		word := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.Is(unicode.Mn, c) }
		before := i > 0 && word(r[i-1])
		after := i+1 < len(r) && word(r[i+1])
		switch {
		case before && !after && opens(c), after && !before && !opens(c):
			r[i] = mirror[c]
		case before == after && (depth == 0 && !opens(c) || depth > 0 && opens(c)):
			r[i] = mirror[c]
		}
		if opens(r[i]) {
			depth++
		} else {
			depth = max(0, depth-1)
		}
	}
	return string(r)
}

// ligature adds a letter to those of one sign. No sign stands for alef and lam in
// this order: it is lam and alef, in whatever order a font names them.
func ligature(s string, r rune) string {
	all := []rune(s + string(r))
	var lam, alef rune
	var rest []rune
	for _, c := range all {
		switch c {
		case 'ل':
			if lam != 0 {
				return string(all)
			}
			lam = c
		case 'ا', 'أ', 'إ', 'آ', 'ٱ':
			if alef != 0 {
				return string(all)
			}
			alef = c
		default:
			if !unicode.Is(unicode.Mn, c) {
				return string(all)
			}
			rest = append(rest, c)
		}
	}
	if lam == 0 || alef == 0 {
		return string(all)
	}
	return string(lam) + string(alef) + string(rest)
}
