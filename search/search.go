// Package search understands what people type into the one box, and makes the
// tokens by which the index of texts finds it: words in any of six languages with
// their inflected forms, names of actors and places in any language, symbols,
// dates, filters.
//
// It knows no SQL and no engine: what it makes of a query is a register.Filter
// with a register.Match over tokens, and of a record the tokens to be indexed.
package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"

	"golang.org/x/text/unicode/norm"
)

// Analyzer makes tokens. It remembers the stems of words that it has seen; it is
// not for several goroutines at once.
type Analyzer struct {
	stems map[string]map[string]string // language → word → stem
	word  []byte
}

// NewAnalyzer makes one.
func NewAnalyzer() *Analyzer { return &Analyzer{stems: map[string]map[string]string{}} }

// remembered is how many stems of a language are kept before they are forgotten:
// the words of twenty years of reports are some 60,000.
const remembered = 100_000

// stemmers by language. Han has none: its words are found as pairs of characters.
var stemmers = map[string]func(*snowballstem.Env) bool{
	"ar": arabic.Stem, "en": english.Stem, "es": spanish.Stem, "fr": french.Stem, "ru": russian.Stem,
}

// of each script the languages that are written in it, whose stems a word may have.
var written = map[script][]string{latin: {"en", "es", "fr"}, cyrillic: {"ru"}, arabicScript: {"ar"}}

type script uint8

const (
	none script = iota
	latin
	cyrillic
	arabicScript
	han
	other // letters of any other script, digits
)

func scriptOf(r rune) script {
	switch {
	case r < 0x80:
		switch {
		case 'a' <= r|0x20 && r|0x20 <= 'z':
			return latin
		case '0' <= r && r <= '9':
			return other
		}
		return none
	case r >= 0x2E80 && r < 0xA000 || r >= 0xF900 && r < 0xFB00 || r >= 0x20000 && r < 0x32000:
		if unicode.Is(unicode.Han, r) || r == '〇' {
			return han
		}
		return none
	case r >= 0x600 && r < 0x700 || r >= 0x750 && r < 0x780 || r >= 0xFB50 && r < 0xFE00 || r >= 0xFE70 && r < 0xFF00:
		if unicode.IsLetter(r) || unicode.IsMark(r) || r == 'ـ' {
			return arabicScript
		}
		if unicode.IsDigit(r) {
			return other
		}
		return none
	case r >= 0x400 && r < 0x530:
		return cyrillic
	case unicode.Is(unicode.Latin, r):
		return latin
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return other
	}
	return none
}

// fold appends a character as it is indexed: lower case, without accents in Latin
// script, spellings that writers mix brought together in Arabic and Russian.
func fold(dst []byte, r rune) []byte {
	switch {
	case r < 0x80:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(dst, byte(r))
	case r >= 0x600 && r < 0x700:
		switch r {
		case 'أ', 'إ', 'آ', 'ٱ':
			r = 'ا'
		case 'ى', 'ئ', 'ی': // the Persian ya too
			r = 'ي'
		case 'ة':
			r = 'ه'
		case 'ؤ':
			r = 'و'
		case 'ک':
			r = 'ك'
		case 'ـ':
			return dst
		}
		if r >= '٠' && r <= '٩' {
			return append(dst, byte('0'+r-'٠'))
		}
		if unicode.IsMark(r) {
			return dst // vowel signs
		}
		return utf8.AppendRune(dst, r)
	case r == 'ё' || r == 'Ё':
		return append(dst, "е"...)
	case r >= 0x2E80 && r < 0xA000:
		return utf8.AppendRune(dst, r)
	case r == 'ß':
		return append(dst, 's', 's')
	case r == 'æ' || r == 'Æ':
		return append(dst, 'a', 'e')
	case r == 'œ' || r == 'Œ':
		return append(dst, 'o', 'e')
	case r == 'ø' || r == 'Ø':
		return append(dst, 'o')
	case r == 'ł' || r == 'Ł':
		return append(dst, 'l')
	}
	// Full-width letters, ligatures, presentation forms: what they stand for (NFKC).
	if r >= 0x2100 {
		if d := norm.NFKD.PropertiesString(string(r)).Decomposition(); len(d) > 0 {
			for i := 0; i < len(d); {
				c, n := utf8.DecodeRune(d[i:])
				i += n
				if c < 0x2100 {
					dst = fold(dst, c)
				}
			}
			return dst
		}
	}
	r = unicode.ToLower(r)
	if unicode.Is(unicode.Latin, r) {
		if p := norm.NFD.PropertiesString(string(r)); len(p.Decomposition()) > 0 {
			base, _ := utf8.DecodeRune(p.Decomposition())
			if base < 0x80 {
				return append(dst, byte(base))
			}
		}
	}
	if unicode.Is(unicode.Mn, r) {
		return dst // an accent written apart
	}
	return utf8.AppendRune(dst, r)
}

// Token of a text: the folded form, and where it stands.
type token struct {
	text     string // folded; of Han one pair, or the last character of a run
	from, to int    // bytes of the text
	script   script
}

// each calls f with each token of a text, in order. A run of Han characters gives
// its overlapping pairs, and the last character alone, so that a single character
// is the beginning of some token wherever it stands.
func (a *Analyzer) each(text string, f func(t token)) {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		s := scriptOf(r)
		if s == none || r == utf8.RuneError {
			i += n
			continue
		}
		if s == han {
			i = a.han(text, i, f)
			continue
		}
		from := i
		word := a.word[:0]
		for i < len(text) {
			r, n := utf8.DecodeRuneInString(text[i:])
			t := scriptOf(r)
			// Apostrophes and points within a word are of it: U.N., l'Union is two words.
			if t == none && r == '.' && i+n < len(text) && initials(text[from:i]) && scriptOf(rune(text[i+n])) == latin {
				i += n
				continue
			}
			if t == none || t == han || r == utf8.RuneError {
				break
			}
			if t != s && s != other && t != other {
				break // two scripts: two words
			}
			if s == other && t != other {
				s = t // "5g", "2030 Agenda" without its blank
			}
			word = fold(word, r)
			i += n
		}
		a.word = word
		if len(word) > 0 && len(word) <= 100 {
			f(token{text: string(word), from: from, to: i, script: s})
		}
	}
}

// initials says whether a word so far is of single letters with points: U.N.
func initials(s string) bool {
	return len(s) == 1 || len(s) > 2 && s[len(s)-2] == '.' && !strings.Contains(s, "..")
}

func (a *Analyzer) han(text string, i int, f func(token)) int {
	var before string
	from := i
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if scriptOf(r) != han {
			break
		}
		if before != "" {
			f(token{text: text[from : i+n], from: from, to: i + n, script: han})
		}
		before, from = text[i:i+n], i
		i += n
	}
	f(token{text: before, from: from, to: i, script: han})
	return i
}

// stem of a folded word in a language; the word itself where it has no other.
func (a *Analyzer) stem(lang, word string) string {
	known := a.stems[lang]
	if known == nil || len(known) >= remembered {
		known = map[string]string{}
		a.stems[lang] = known
	}
	if s, ok := known[word]; ok {
		return s
	}
	s := word
	switch {
	case lang == "ar":
		s = bare(word)
	case lang == "es" && (strings.HasSuffix(word, "cion") || strings.HasSuffix(word, "sion")):
		// The stemmer knows the ending by its accent, which folding took away.
		s = word[:len(word)-2] + "ón"
	}
	if f := stemmers[lang]; f != nil && utf8.RuneCountInString(s) > 3 {
		env := snowballstem.NewEnv(s)
		f(env)
		if r := env.Current(); utf8.RuneCountInString(r) >= 2 {
			s = r
		}
	}
	s = strings.ReplaceAll(s, "ó", "o")
	known[word] = s
	return s
}

// bare takes the particles off an Arabic word that are written together with it:
// conjunction, preposition, article.
func bare(word string) string {
	for _, p := range []string{"وبال", "وال", "بال", "كال", "فال", "ولل", "ال", "لل", "و", "ب", "ل", "ف", "ك"} {
		if rest, ok := strings.CutPrefix(word, p); ok {
			least := 3
			if utf8.RuneCountInString(p) == 1 {
				least = 4 // a letter that may be of the root
			}
			if utf8.RuneCountInString(rest) >= least {
				return rest
			}
		}
	}
	return word
}

// Append adds the tokens of a text in a language ("" unknown) to what the index
// holds: words in their order to exact, their stems, where they are others, to
// stems; each token with a space after it.
func (a *Analyzer) Append(exact, stems []byte, lang, text string) ([]byte, []byte) {
	a.each(text, func(t token) {
		exact = append(append(exact, t.text...), ' ')
		for _, l := range written[t.script] {
			// A word of another script than the language's own, or of a text whose
			// language is not known, may be of any language that is written so.
			if l == lang || lang == "" || !writes(lang, t.script) {
				if s := a.stem(l, t.text); s != t.text {
					stems = append(append(stems, s...), ' ')
				}
			}
		}
	})
	return exact, stems
}

func writes(lang string, s script) bool {
	for _, l := range written[s] {
		if l == lang {
			return true
		}
	}
	return false
}

// FacetToken is the token by which the index of texts finds a value of a facet:
// what is asked with partner: and theme: and stands within AND, OR and NOT.
func FacetToken(name, value string) string {
	return name + ":" + strings.Map(func(r rune) rune {
		if r <= ' ' || unicode.IsSpace(r) || unicode.IsControl(r) {
			return '_'
		}
		return unicode.ToLower(r)
	}, value)
}
