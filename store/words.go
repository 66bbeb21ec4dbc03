package store

import (
	"slices"
	"sync"

	"concord/register"
	"concord/search"
)

// Words are what the index of texts holds of a record: tokens of package search,
// separated by spaces, by the columns of register.Match.
//
//   - Title: the titles in all languages;
//   - Text: the quotes of its tellings, the names of its parties as written, its
//     figures, symbols, instruments and other texts;
//   - Stem: the stems of the words of both;
//   - Facet: all its facets as search.FacetToken, and its keys of package sameness.
//
// Between two texts stands Gap, so that no phrase goes from one into the other.
type Words struct {
	Title, Text, Stem, Facet string
}

// Gap is a token that no text has.
const Gap = "\u00b6"

// idle are the analyzers that nobody uses just now: they are not for several
// goroutines at once, and remember the words that they have seen.
var idle struct {
	sync.Mutex
	list []*search.Analyzer
}

func analyzer() (a *search.Analyzer, done func()) {
	idle.Lock()
	if n := len(idle.list); n > 0 {
		a, idle.list = idle.list[n-1], idle.list[:n-1]
	} else {
		a = search.NewAnalyzer()
	}
	idle.Unlock()
	return a, func() {
		idle.Lock()
		idle.list = append(idle.list, a)
		idle.Unlock()
	}
}

func words(d *Described, blocks []string, quotes []Quote) Words {
	a, done := analyzer()
	defer done()
	var stem []byte
	add := func(exact []byte, lang, text string) []byte {
		if len(exact) > 0 {
			exact = append(exact, Gap+" "...)
			stem = append(stem, Gap+" "...)
		}
		exact, stem = a.Append(exact, stem, lang, text)
		return exact
	}
	languages := make([]string, 0, len(d.Titles))
	for l := range d.Titles {
		languages = append(languages, l)
	}
	slices.Sort(languages)
	title := make([]byte, 0, 128)
	for _, l := range languages {
		title = add(title, l, d.Titles[l])
	}
	size := 0
	for _, q := range quotes {
		size += len(q.Text) + 8
	}
	text := make([]byte, 0, size+128)
	language := ""
	for _, q := range quotes {
		text = add(text, q.Language, q.Text)
		language = q.Language
	}
	for _, v := range d.As {
		text = add(text, language, v)
	}
	for _, v := range d.Words {
		text = add(text, "", v)
	}
	facet := make([]byte, 0, 512)
	for _, f := range d.Facets {
		if f.Name != FacetCites {
			facet = append(append(facet, search.FacetToken(f.Name, f.Value)...), ' ')
		}
	}
	for _, b := range blocks {
		facet = append(append(facet, search.FacetToken(register.FacetBlock, b)...), ' ')
	}
	return Words{Title: string(title), Text: string(text), Stem: string(stem), Facet: string(facet)}
}

// hash of the words and the values that they were made of: FNV-1a.
func (w *Words) hash(fields []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, s := range []string{w.Title, w.Text, w.Stem, w.Facet} {
		for i := 0; i < len(s); i++ {
			h = (h ^ uint64(s[i])) * 1099511628211
		}
		h = (h ^ 0xff) * 1099511628211
	}
	for _, c := range fields {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}
