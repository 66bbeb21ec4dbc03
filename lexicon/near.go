package lexicon

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// Near offers up to n actors of which a name in the language is near to a text, the
// nearest first: what an unknown name may be another form of. What they share counts
// for at least half of the words of both; a word that many names have ("Office", "of
// the") counts for little. In scripts without spaces pairs of characters count for
// words.
func (l *Lexicon) Near(text, lang string, n int) []Suggestion {
	want := wordsOf(text)
	if len(want) == 0 || n <= 0 {
		return nil
	}
	type hit struct {
		name  *Name
		words map[string]bool
		share float64
	}
	var hits []hit
	in := map[string]int{} // how many names have a word
	g := l.of(lang)
	for i := range g.names {
		x := &g.names[i]
		if x.Kind != KindActor || x.Sort == Acronym || x.Sort == Not {
			continue
		}
		words := wordsOf(x.Text)
		near := false
		for w := range words {
			in[w]++
			near = near || want[w]
		}
		if near {
			hits = append(hits, hit{name: x, words: words})
		}
	}
	weigh := func(words, also map[string]bool) (sum float64) {
		for w := range words {
			if also == nil || also[w] {
				sum += math.Log(float64(2+len(g.names)) / float64(1+in[w]))
			}
		}
		return sum
	}
	all := weigh(want, nil)
	for i := range hits {
		hits[i].share = 2 * weigh(want, hits[i].words) / (all + weigh(hits[i].words, nil))
	}
	hits = slices.DeleteFunc(hits, func(h hit) bool { return h.share < 0.5 })
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
