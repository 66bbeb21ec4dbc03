package search

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// script is what decides how a word is folded and of which languages it may be.
type script uint8

const (
	none script = iota // no part of a word
	latin
	cyrillic
	arabicScript
	han   // and kana: no blanks between words
	other // letters of any other script
	digit
	mark // an accent or vowel sign: of the word that it stands in
	quiet
)

// languagesOf has for each script the languages that are written in it, by the
// letter that their stems begin with.
var languagesOf = [...]string{latin: "efs", cyrillic: "r", arabicScript: "a"}

// letterOf is the letter of a language; 0 for one without stems.
func letterOf(lang string) byte {
	switch lang {
	case "ar", "en", "es", "fr", "ru":
		if lang == "es" {
			return 's'
		}
		return lang[0]
	}
	return 0
}

// stemsOf gives for each script the languages whose stems a text in a language has:
// its own; for a word in a foreign script, of the languages written so the first,
// since a name in a Russian text is mostly English; all where the language is not known.
func stemsOf(lang string) (s [4]string) {
	own := letterOf(lang)
	for i := range s {
		all := languagesOf[i]
		switch {
		case lang == "" || all == "":
			s[i] = all
		default:
			s[i] = all[:1]
			for j := range all {
				if all[j] == own {
					s[i] = all[j : j+1]
				}
			}
		}
	}
	return s
}

var ascii = func() (t [128]script) {
	for c := range t {
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			t[c] = latin
		case '0' <= c && c <= '9':
			t[c] = digit
		}
	}
	return t
}()

// scriptOf a character, and whether it is in the form of NFKC whatever it stands beside.
func scriptOf(r rune) (s script, plain bool) {
	switch {
	case r < 0x80:
		return ascii[r], true
	case r >= 0x4E00 && r < 0xA000:
		return han, true
	case r >= 0x410 && r < 0x450:
		return cyrillic, true
	case r >= 0x621 && r < 0x64B:
		return arabicScript, true // with the tatweel
	case r >= 0x64B && r < 0x653:
		return mark, true
	case r >= 0xC0 && r < 0x130 && r != 0xD7 && r != 0xF7:
		return latin, true
	case r >= 0x3000 && r < 0x3005:
		return none, true
	case r == '\u00ad' || r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x2069 || r == 0xFEFF:
		return quiet, false // soft hyphens and marks of direction: within a word nothing
	case unicode.IsMark(r):
		return mark, false
	case unicode.IsDigit(r):
		return digit, false
	case !unicode.IsLetter(r) && r != '〇':
		if unicode.IsNumber(r) {
			return digit, false // ², ½, ①
		}
		return none, false
	case r >= 0x2E80 && r < 0xFB00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana), r >= 0x20000, r == '〇':
		return han, false
	case unicode.Is(unicode.Latin, r):
		return latin, false
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillic, false
	case unicode.Is(unicode.Arabic, r):
		return arabicScript, false
	}
	return other, false
}

// word is one token of a text.
type word struct {
	form     []byte // folded; of Han a pair, or the last character of a run, or (not in pairs) one character
	low      []byte // in lower case with its accents, for the stemmers
	whole    []byte // of Arabic the form with what withoutArticle takes off
	from, to int    // bytes of the text
	script   script // none of a number
}

// Analyzer walks through the words of texts. It remembers the stems of words that
// it has met; it is not for several goroutines at once. The zero value is ready.
type Analyzer struct {
	at     word
	form   [512]byte
	low    [512]byte
	memory []stemmed

	out  []byte // of Append
	seen [1 << 10]seen
	turn uint32
}

// token is a word that is kept.
type token struct {
	text     string // the form
	low      string
	whole    string
	from, to int // bytes of the text
	script   script
}

// each calls f with each token of a text, in order; see next.
func (a *Analyzer) each(text string, pairs bool, f func(t token)) {
	for i := 0; ; {
		var ok bool
		if i, ok = a.next(text, i, pairs); !ok {
			return
		}
		t := token{text: string(a.at.form), from: a.at.from, to: a.at.to, script: a.at.script}
		t.low, t.whole = t.text, t.text
		if string(a.at.low) != t.text {
			t.low = string(a.at.low)
		}
		if a.at.script == arabicScript && string(a.at.whole) != t.text {
			t.whole = string(a.at.whole)
		}
		f(t)
	}
}

// most bytes of a word that are looked at: what is longer is no word.
const longestWord = 120

// next goes to the first word at or behind i, and gives the place from where to go
// on; false at the end. A run of Han characters gives its overlapping pairs, and the
// last character alone, so that each character begins some token; or, not in pairs,
// its characters.
func (a *Analyzer) next(text string, i int, pairs bool) (int, bool) {
	for i < len(text) {
		var r rune
		n := 1
		if plainHan(text, i) {
			a.han(text, i, 0, 3, pairs)
			return i + 3, true
		}
		if c := text[i]; c < 0x80 {
			r = rune(c)
		} else {
			r, n = utf8.DecodeRuneInString(text[i:])
		}
		s, _ := scriptOf(r)
		switch s {
		case none, quiet, mark:
			i += n
			continue
		case han:
			a.han(text, i, r, n, pairs)
			return i + n, true
		}
		from := i
		i = a.word(text, i)
		if a.little(text, from, i) || len(a.at.form) == 0 {
			continue
		}
		return i, true
	}
	return i, false
}

// han makes the token of the character r at i.
func (a *Analyzer) han(text string, i int, r rune, n int, pairs bool) {
	to := i + n
	if r == 0 { // a plain one
		if !pairs || to == len(text) || text[to] < 0x80 {
			a.at = word{form: append(a.form[:0], text[i:to]...), from: i, to: to, script: han}
			return
		}
		if plainHan(text, to) {
			a.at = word{form: append(a.form[:0], text[i:to+3]...), from: i, to: to + 3, script: han}
			return
		}
		r, _ = utf8.DecodeRuneInString(text[i:])
	}
	form := appendNormal(a.form[:0], r)
	if pairs {
		for j := to; j < len(text); {
			second, m := utf8.DecodeRuneInString(text[j:])
			switch s, _ := scriptOf(second); s {
			case mark, quiet:
				j += m
				continue
			case han:
				form = appendNormal(form, second)
				to = j + m
			}
			break
		}
	}
	a.at = word{form: form, from: i, to: to, script: han}
}

// plainHan says whether one of the common Han characters (U+4E00 to U+9FFF) stands
// at i, by its bytes.
func plainHan(text string, i int) bool {
	return i+2 < len(text) && (text[i] > 0xE4 && text[i] <= 0xE9 || text[i] == 0xE4 && text[i+1] >= 0xB8) &&
		text[i+1]&0xC0 == 0x80 && text[i+2]&0xC0 == 0x80
}

// appendNormal appends a character in its normal form (NFKC).
func appendNormal(dst []byte, r rune) []byte {
	if _, plain := scriptOf(r); plain {
		return utf8.AppendRune(dst, r)
	}
	for _, c := range norm.NFKC.String(string(r)) {
		if s, _ := scriptOf(c); s == none || s == mark || s == quiet {
			continue
		}
		dst = utf8.AppendRune(dst, unicode.ToLower(c))
	}
	if len(dst) == 0 {
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// word reads the word at i and gives its end.
func (a *Analyzer) word(text string, from int) int {
	i := from
	low := a.low[:0]
	kind := digit
	plain, points := true, false
	for i < len(text) {
		c := text[i]
		if c < 0x80 {
			s := ascii[c]
			if s == none {
				// U.N.: letters with points between them are one word.
				if c == '.' && i+1 < len(text) && kind == latin && (i == from+1 || points && text[i-2] == '.') && isLetter(text[i+1]) && (i+2 == len(text) || !wordByte(text[i+2])) {
					points = true
					i++
					continue
				}
				break
			}
			if s == latin {
				if kind != latin && kind != digit {
					break // another script: another word
				}
				kind = latin
				if c <= 'Z' {
					c += 'a' - 'A'
				}
			}
			if len(low) < longestWord {
				low = append(low, c)
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		s, simple := scriptOf(r)
		switch s {
		case none, han:
			goto end
		case quiet:
			i += n
			continue
		case mark, digit:
		default:
			if kind != s && kind != digit {
				goto end
			}
			kind = s
		}
		if len(low) < longestWord {
			plain = plain && simple
			if !simple {
				low = utf8.AppendRune(low, r)
			} else {
				low = utf8.AppendRune(low, lower(r))
			}
		}
		i += n
	}
end:
	if kind == digit {
		kind = none
	}
	if !plain {
		low = normal(a.low[:0], low)
	}
	a.at = word{low: low, from: from, to: i, script: kind}
	a.at.form = fold(a.form[:0], low)
	a.at.whole = a.at.form
	if kind == arabicScript {
		a.at.form = withoutArticle(a.at.form)
	}
	if len(a.at.form) == 0 && len(low) > 0 {
		a.at.form = append(a.at.form, low...)
		a.at.whole = a.at.form
	}
	return i
}

func isLetter(c byte) bool { return c < 0x80 && ascii[c] == latin }
func wordByte(c byte) bool { return c >= 0x80 || ascii[c] != none }

// little says whether the word before a apostrophe is one that French, Spanish or
// Italian put before another, or behind it the English s: no word to look for.
func (a *Analyzer) little(text string, from, to int) bool {
	if a.at.script != latin {
		return false
	}
	if n := apostrophe(text[to:]); n > 0 && to+n < len(text) {
		if r, _ := utf8.DecodeRuneInString(text[to+n:]); r >= utf8.RuneSelf || isLetter(byte(r)) {
			switch string(a.at.form) {
			case "c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu":
				return true
			}
		}
	}
	return len(a.at.form) == 1 && a.at.form[0] == 's' && behindApostrophe(text[:from])
}

// apostrophe gives the length of the one that s begins with.
func apostrophe(s string) int {
	switch {
	case len(s) > 0 && s[0] == '\'':
		return 1
	case len(s) > 2 && (s[:3] == "’" || s[:3] == "‘"):
		return 3
	case len(s) > 1 && s[:2] == "ʼ":
		return 2
	}
	return 0
}

func behindApostrophe(s string) bool {
	n := len(s)
	return n > 1 && s[n-1] == '\'' && wordByte(s[n-2]) || n > 3 && s[n-3:] == "’" && wordByte(s[n-4])
}

// lower is the lower case of a plain character.
func lower(r rune) rune {
	switch {
	case r >= 0x410 && r < 0x430, r >= 0xC0 && r < 0xDF:
		return r + 0x20
	case r < 0x250:
		return unicode.ToLower(r)
	}
	return r
}

// normal brings a word to NFKC and lower case.
func normal(dst, word []byte) []byte {
	for _, r := range string(norm.NFKC.Bytes(word)) {
		if s, _ := scriptOf(r); (s == none || s == quiet) || len(dst) >= longestWord {
			continue
		}
		dst = utf8.AppendRune(dst, unicode.ToLower(r))
	}
	// Lower case may part an accent from its letter (İ).
	return append(dst[:0], norm.NFKC.Bytes(dst)...)
}

// fold appends a word in lower case as it is indexed.
func fold(dst, low []byte) []byte {
	for i := 0; i < len(low); i++ {
		if low[i] >= 0x80 {
			for _, r := range string(low[i:]) {
				dst = appendFolded(dst, r)
			}
			return dst
		}
		dst = append(dst, low[i])
	}
	return dst
}

// appendFolded appends a letter without accents, with the spellings that writers
// mix brought together, and figures of any script as those of ASCII.
func appendFolded(dst []byte, r rune) []byte {
	switch {
	case r < 0x80:
		return append(dst, byte(r))
	case r >= 0x600 && r < 0x700:
		if f := arabicLetters[r-0x600]; f != 0 {
			return utf8.AppendRune(dst, f)
		}
		return dst
	case r >= 0x430 && r < 0x450:
		return utf8.AppendRune(dst, r)
	}
	switch r {
	case 'ё':
		return append(dst, "е"...)
	case 'ß':
		return append(dst, "ss"...)
	case 'æ':
		return append(dst, "ae"...)
	case 'œ':
		return append(dst, "oe"...)
	case 'ø':
		return append(dst, 'o')
	case 'ł':
		return append(dst, 'l')
	case 'đ', 'ð':
		return append(dst, 'd')
	case 'þ':
		return append(dst, "th"...)
	case 'ı':
		return append(dst, 'i')
	}
	if unicode.IsMark(r) {
		return dst
	}
	if unicode.Is(unicode.Latin, r) {
		if p := norm.NFD.PropertiesString(string(r)); len(p.Decomposition()) > 0 {
			if base := p.Decomposition()[0]; base < 0x80 {
				return append(dst, base)
			}
		}
	}
	return utf8.AppendRune(dst, r)
}

// arabicLetters has what each character of the Arabic block is folded to, 0 nothing.
var arabicLetters = func() (t [256]rune) {
	for i := range t {
		r := 0x600 + rune(i)
		switch r {
		case 'أ', 'إ', 'آ', 'ٱ':
			r = 'ا'
		case 'ى', 'ئ', 'ی': // the Persian ya too
			r = 'ي'
		case 'ة', 'ہ':
			r = 'ه'
		case 'ؤ':
			r = 'و'
		case 'ک':
			r = 'ك'
		case 'ء', 'ـ':
			r = 0
		}
		switch {
		case r >= '٠' && r <= '٩':
			r += '0' - '٠'
		case r >= '۰' && r <= '۹':
			r += '0' - '۰'
		case unicode.IsMark(r):
			r = 0
		}
		t[i] = r
	}
	return t
}()

// Arabic letters, two bytes each.
const (
	alef = "ا"
	lam  = "ل"
)

// withoutArticle takes off the article and what is written together before it: an
// Arabic word is looked for with and without it. A word that keeps less than three
// letters stays whole.
func withoutArticle(w []byte) []byte {
	i := 0
	if has(w, i, "و") || has(w, i, "ف") {
		i += 2
	}
	j := i
	if has(w, j, "ب") || has(w, j, "ك") {
		j += 2
	}
	switch {
	case has(w, j, alef+lam):
		j += 4
	case has(w, i, lam+lam):
		j = i + 4
	default:
		return w
	}
	if len(w)-j < 6 {
		return w
	}
	return w[j:]
}

func has(w []byte, i int, s string) bool { return len(w) >= i+len(s) && string(w[i:i+len(s)]) == s }
