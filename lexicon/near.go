package lexicon

import (
	"slices"
	"strings"
	"unicode"
)

// Near offers up to n actors of which a name in the language shares at least half
// of its words with a text, the nearest first: what an unknown name may be another
// form of. In scripts without spaces pairs of characters count for words.
func (l *Lexicon) Near(text, lang string, n int) []Suggestion {
	want := wordsOf(text)
	if len(want) == 0 || n <= 0 {
		return nil
	}
	type hit struct {
		name  *Name
		share float64
	}
	var hits []hit
	g := l.of(lang)
	for i := range g.names {
		x := &g.names[i]
		if x.Kind != KindActor || x.Sort == Acronym || x.Sort == Not {
			continue
		}
		have := wordsOf(x.Text)
		both := 0
		for w := range want {
			if have[w] {
				both++
			}
		}
		if share := float64(2*both) / float64(len(want)+len(have)); share >= 0.5 {
			hits = append(hits, hit{x, share})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		switch {
		case a.share > b.share:
			return -1
		case a.share < b.share:
			return 1
		}
		return strings.Compare(a.name.ID, b.name.ID)
	})
	var out []Suggestion
	for _, h := range hits {
		if len(out) == n {
			break
		}
		if !slices.ContainsFunc(out, func(s Suggestion) bool { return s.ID == h.name.ID }) {
			out = append(out, Suggestion{KindActor, h.name.ID, h.name.Text, lang})
		}
	}
	return out
}

// wordsOf are the words of a text of more than two letters, folded; of Han its
// pairs of characters.
func wordsOf(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(Fold(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		runes := []rune(w)
		if !unicode.Is(unicode.Han, runes[0]) {
			if len(runes) > 2 {
				set[w] = true
			}
			continue
		}
		for i := 1; i < len(runes); i++ {
			set[string(runes[i-1:i+1])] = true
		}
	}
	return set
}
