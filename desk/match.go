package desk

import (
	"cmp"
	"slices"
	"unicode"

	"concord/reading"
	"concord/register"
)

// told is an act as a version told it.
type told struct {
	id      string
	place   register.Place
	kind    string
	parties []string
	pairs   []uint64 // of neighbouring letters of the quote, sorted
}

// Acts are recognised in three rounds, so that a paragraph that was put in before
// does not make of its neighbour's act the wrong record: by the same words
// anywhere; by nearly the same words anywhere; then, in the same paragraph only,
// by likeness of words, parties and kind together.
const (
	alikeThere = 0.85
	alikeHere  = 0.5
)

// recognise fills in t.again: which record each activity of the reading tells again.
func (t *takeIn) recognise() {
	n := 0
	for i := range t.rd.Paragraphs {
		n += len(t.rd.Paragraphs[i].Activities)
	}
	t.again = make([]*told, n)
	if t.before == nil {
		return
	}
	var old []*told
	seen := map[string]bool{}
	for i := range t.before.Paragraphs {
		p := &t.before.Paragraphs[i]
		for j := range p.Activities {
			a := &p.Activities[j]
			// The record keeps its words in the paragraph that told it first.
			if a.Record.Kind == register.KindActivity && !seen[a.Record.ID] {
				seen[a.Record.ID] = true
				old = append(old, toldBefore(p.Place, p.Text.Text, a))
			}
		}
	}
	var now []*told
	for i := range t.rd.Paragraphs {
		for j := range t.rd.Paragraphs[i].Activities {
			now = append(now, toldNow(&t.texts[i], &t.rd.Paragraphs[i].Activities[j]))
		}
	}
	t.pair(old, now, func(a, b *told) float64 {
		if len(a.pairs) != len(b.pairs) || !slices.Equal(a.pairs, b.pairs) {
			return 0
		}
		return 1 + here(a, b)
	}, 1)
	t.pair(old, now, func(a, b *told) float64 {
		// No more can be shared than the shorter one has.
		if x, y := len(a.pairs), len(b.pairs); 2*float64(min(x, y)) < alikeThere*float64(x+y) {
			return 0
		}
		if s := dice(a.pairs, b.pairs); s >= alikeThere {
			return s + here(a, b)
		}
		return 0
	}, alikeThere)
	t.pair(old, now, func(a, b *told) float64 {
		if a.place != b.place {
			return 0
		}
		score := 0.6*dice(a.pairs, b.pairs) + 0.25*jaccard(a.parties, b.parties)
		if a.kind == b.kind {
			score += 0.15
		}
		return score
	}, alikeHere)
}

// here prefers the act that stands in the same paragraph to one in another.
func here(a, b *told) float64 {
	if a.place == b.place {
		return 0.1
	}
	return 0
}

// pair gives to each activity the most alike record that no other has, from
// least likeness on, the most alike pairs first.
func (t *takeIn) pair(old, now []*told, alike func(a, b *told) float64, least float64) {
	type pair struct {
		score float64
		o, n  int
	}
	var pairs []pair
	for n, b := range now {
		if t.again[n] != nil {
			continue
		}
		for o, a := range old {
			if t.used[a.id] {
				continue
			}
			if s := alike(a, b); s >= least {
				pairs = append(pairs, pair{s, o, n})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.score, a.score) })
	for _, p := range pairs {
		if t.again[p.n] == nil && !t.used[old[p.o].id] {
			t.again[p.n] = old[p.o]
			t.used[old[p.o].id] = true
		}
	}
}

func toldBefore(at register.Place, text string, a *register.Told) *told {
	o := &told{id: a.Record.ID, place: at, kind: a.Activity.Kind, pairs: letterPairs(text[a.From:a.To])}
	for _, p := range a.Activity.Parties {
		o.parties = append(o.parties, p.Actor)
	}
	return o
}

func toldNow(x *register.Text, a *reading.Activity) *told {
	n := &told{place: x.Place, kind: a.Kind.Value, pairs: letterPairs(x.Text[a.From:a.To])}
	for i := range a.Parties {
		n.parties = append(n.parties, a.Parties[i].Value.Value)
	}
	return n
}

// letterPairs are the pairs of neighbouring letters and digits, case apart: alike
// for every script, and blind to how lines were joined.
func letterPairs(s string) []uint64 {
	var out []uint64
	var last rune
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		r = unicode.ToLower(r)
		if last != 0 {
			out = append(out, uint64(last)<<32|uint64(r))
		}
		last = r
	}
	slices.Sort(out)
	return out
}

// dice is twice what two sorted lists share over what both hold, from 0 to 1.
func dice(a, b []uint64) float64 {
	if len(a)+len(b) == 0 {
		return 1
	}
	shared := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			shared++
			i++
			j++
		}
	}
	return 2 * float64(shared) / float64(len(a)+len(b))
}

func jaccard(a, b []string) float64 {
	both, all := 0, len(b)
	for _, x := range a {
		if has(b, x) {
			both++
		} else {
			all++
		}
	}
	if all == 0 {
		return 1
	}
	return float64(both) / float64(all)
}
