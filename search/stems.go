package search

import (
	"bytes"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
)

// stemmed is a word whose stem is remembered.
type stemmed struct {
	lang       byte
	word, stem string
}

// remembered is how many words an Analyzer remembers the stems of, one a place: the
// frequent words of twenty years of reports.
const remembered = 1 << 15

// addStems adds the stems of a word in a language: one, of an Arabic word also that
// without a letter that may be a particle.
func (a *Analyzer) addStems(lang byte, w *word) {
	if lang != 'a' {
		a.addStem(lang, a.stem(lang, w.low))
		return
	}
	first, second := a.arabic(w.form, w.whole)
	a.addStem(lang, first)
	if second != "" && second != first {
		a.addStem(lang, second)
	}
}

// arabic gives the stems of an Arabic word: of its form, which is without article,
// and of what else it may be, "" where nothing else.
func (a *Analyzer) arabic(form, whole []byte) (first, second string) {
	first = a.stem('a', form)
	if len(whole) != len(form) {
		// A word that only begins like one with an article: التزام.
		return first, a.stem('a', whole)
	}
	if len(whole) >= 8 {
		// "and", "to", "in", "as" are written together with their word.
		switch r, n := utf8.DecodeRune(whole); r {
		case 'و', 'ف', 'ب', 'ل', 'ك':
			return first, a.stem('a', whole[n:])
		}
	}
	return first, ""
}

// stemTokens are the tokens of the stems that a word may have in a language.
func (a *Analyzer) stemTokens(lang byte, t token) []string {
	if lang != 'a' {
		return []string{string(lang) + ":" + a.stem(lang, []byte(t.low))}
	}
	first, second := a.arabic([]byte(t.text), []byte(t.whole))
	if second == "" || second == first {
		return []string{"a:" + first}
	}
	return []string{"a:" + first, "a:" + second}
}

// stem of a word in lower case, of Arabic folded; folded itself.
func (a *Analyzer) stem(lang byte, word []byte) string {
	if a.memory == nil {
		a.memory = make([]stemmed, remembered)
	}
	h := uint32(2166136261) ^ uint32(lang)
	for _, c := range word {
		h = (h ^ uint32(c)) * 16777619
	}
	m := &a.memory[(h^h>>15)%remembered]
	if m.lang == lang && m.word == string(word) {
		return m.stem
	}
	*m = stemmed{lang, string(word), stem(lang, word)}
	return m.stem
}

func stem(lang byte, word []byte) string {
	s := string(word)
	switch lang {
	case 's':
		// The stemmers know some endings by their accents, which people and capitals
		// leave out.
		for _, end := range []string{"cion", "sion", "xion"} {
			if bytes.HasSuffix(word, []byte(end)) {
				s = s[:len(s)-2] + "ón"
			}
		}
	case 'f':
		if len(s) >= 6 && bytes.HasSuffix(word, []byte("ite")) {
			s = s[:len(s)-1] + "é"
		} else if len(s) >= 7 && bytes.HasSuffix(word, []byte("ites")) {
			s = s[:len(s)-2] + "és"
		}
	case 'r', 'e':
		b := make([]byte, 0, len(word))
		for _, r := range s {
			b = appendFolded(b, r)
		}
		s = string(b)
	}
	env := snowballstem.NewEnv(s)
	switch lang {
	case 'a':
		arabic.Stem(env)
	case 'e':
		english.Stem(env)
	case 'f':
		french.Stem(env)
	case 'r':
		russian.Stem(env)
	case 's':
		spanish.Stem(env)
	}
	b := make([]byte, 0, len(s))
	for _, r := range env.Current() {
		b = appendFolded(b, r)
	}
	if utf8.RuneCount(b) < 2 {
		b = b[:0]
		for _, r := range s {
			b = appendFolded(b, r)
		}
	}
	return string(b)
}
