package store

import (
	"slices"
	"strings"
	"unicode"
)

// Words are what the index of texts holds of a record: tokens of package search,
// separated by spaces, by the columns of register.Match.
type Words struct {
	Title, Text, Stem, Facet string
}

// FacetToken is the token by which the index of texts finds a facet's value.
func FacetToken(name, value string) string {
	return name + ":" + strings.Map(func(r rune) rune {
		if r <= ' ' {
			return '_'
		}
		return unicode.ToLower(r)
	}, value)
}

func tokens(b *strings.Builder, text string) {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strings.ToLower(w))
	}
}

func index(d *Described, facets []Facet, quotes []Quote) (w Words) {
	var title, text, facet strings.Builder
	languages := make([]string, 0, len(d.Titles))
	for l := range d.Titles {
		languages = append(languages, l)
	}
	slices.Sort(languages)
	for _, l := range languages {
		tokens(&title, d.Titles[l])
	}
	for _, q := range quotes {
		tokens(&text, q.Text)
	}
	for _, v := range d.Words {
		tokens(&text, v)
	}
	for _, v := range d.As {
		tokens(&text, v)
	}
	for _, f := range facets {
		if facet.Len() > 0 {
			facet.WriteByte(' ')
		}
		facet.WriteString(FacetToken(f.Name, f.Value))
	}
	return Words{Title: title.String(), Text: text.String(), Facet: facet.String()}
}

// Hash of the words: FNV-1a.
func (w *Words) Hash() uint64 {
	h := uint64(14695981039346656037)
	for _, s := range []string{w.Title, w.Text, w.Stem, w.Facet} {
		for i := 0; i < len(s); i++ {
			h = (h ^ uint64(s[i])) * 1099511628211
		}
		h = (h ^ 0xff) * 1099511628211
	}
	return h
}
