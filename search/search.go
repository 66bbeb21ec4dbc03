// Package search understands what people type into the one box, and makes the
// tokens by which the index of texts finds it: words in any of six languages with
// their inflected forms, names of actors and places in any language, symbols,
// dates, filters. It also marks what was looked for in a text that was found.
//
// It knows no SQL and no engine: what it makes of a text is tokens, and of a query a
// register.Filter with a register.Match over these tokens. The lexicon is needed for
// queries only.
//
// # Tokens
//
// title and text hold forms, in the order of the words: lower case, NFKC, without
// accents. They depend on no language, so that whoever asks in one finds a text in
// another, and a phrase is a sequence of forms. A form has letters and digits only.
//
// stem holds stems, in no order: the letter of the language (a, e, f,
// r, s), a colon, the stem. A text has those of its own language; a text whose
// language is not known those of every language of its script. A query asks for the
// stems of every language of its script, or, where matching across languages is
// switched off, for those of its own.
//
// facet holds what FacetToken makes of values: "party:au", "theme:women".
package search

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

// NewAnalyzer makes one.
func NewAnalyzer() *Analyzer { return &Analyzer{} }

// Append adds the tokens of a text in a language ("" unknown) to what the index
// holds: forms in the order of the words to exact, stems to stems; each token with a
// blank after it. A stem that the text has twice is added once, as a rule.
func (a *Analyzer) Append(exact, stems []byte, lang, text string) ([]byte, []byte) {
	languages := stemsOf(lang)
	a.out = stems
	if a.turn++; a.turn == 0 {
		a.seen, a.turn = [1 << 10]seen{}, 1
	}
	for i := 0; ; {
		var ok bool
		if i, ok = a.next(text, i, true); !ok {
			break
		}
		t := &a.at
		exact = append(append(exact, t.form...), ' ')
		if int(t.script) < len(languages) {
			for _, l := range []byte(languages[t.script]) {
				a.addStems(l, t)
			}
		}
	}
	stems, a.out = a.out, nil
	return exact, stems
}

// seen is a stem that the text has; what was seen in an earlier turn is nothing.
type seen struct {
	hash uint64
	turn uint32
}

// addStem adds a stem to out. Where two share a place in the table one may come
// twice, which harms nothing.
func (a *Analyzer) addStem(lang byte, stem string) {
	h := uint64(14695981039346656037) ^ uint64(lang)
	for i := 0; i < len(stem); i++ {
		h = (h ^ uint64(stem[i])) * 1099511628211
	}
	s := &a.seen[(h^h>>32)%uint64(len(a.seen))]
	if s.turn == a.turn && s.hash == h {
		return
	}
	*s = seen{h, a.turn}
	a.out = append(append(append(a.out, lang, ':'), stem...), ' ')
}

// longestToken is the length of the longest token, in bytes.
const longestToken = 400

// FacetToken is the token by which the index of texts finds a value of a facet,
// also within AND, OR and NOT. Letters are in lower case; a blank, a control or a
// quotation mark is _ and its number in hexadecimal, so that no two values become one
// but those that differ in capitals alone, or behind the first 400 bytes.
func FacetToken(name, value string) string {
	return string(AppendFacetToken(make([]byte, 0, len(name)+len(value)+8), name, value))
}

// AppendFacetToken appends FacetToken.
func AppendFacetToken(dst []byte, name, value string) []byte {
	from := len(dst)
	dst = append(append(dst, name...), ':')
	for i, r := range value {
		switch {
		case len(dst)-from > longestToken:
			return dst
		case 'A' <= r && r <= 'Z':
			dst = append(dst, byte(r)+'a'-'A')
		case r < 0x80:
			if r > ' ' && r != 0x7F && r != '_' && r != '"' && r != '\'' && r != '\\' && r != '*' {
				dst = append(dst, byte(r))
				continue
			}
			dst = escape(dst, r)
		case r == utf8.RuneError:
			dst = escape(dst, rune(value[i]))
		case unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			dst = escape(dst, r)
		default:
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
	}
	return dst
}

func escape(dst []byte, r rune) []byte {
	return append(strconv.AppendInt(append(dst, '_'), int64(r), 16), '.')
}
