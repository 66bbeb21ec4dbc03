package sameness

import (
	"slices"
	"testing"

	"concord/register"
)

// Pairs that are one act share a key, so that they are compared at all.
func TestKeysFindPairs(t *testing.T) {
	found, same, most, sum, n := 0, 0, 0, 0, 0
	for seed := uint64(2); seed < 8; seed++ {
		for _, p := range invent(t, seed) {
			a, b := p.A.act("a"), p.B.act("b")
			x, y := a.Keys(), b.Keys()
			most, sum, n = max(most, len(x), len(y)), sum+len(x)+len(y), n+2
			d, _ := Score(a, b)
			if p.Label != "same" || d != Same && d != Ask {
				continue
			}
			same++
			if slices.ContainsFunc(x, func(k string) bool { return slices.Contains(y, k) }) {
				found++
			}
		}
	}
	t.Logf("%d of %d pairs that are joined or asked share a key (%.3f); %.1f keys an act, at most %d", found, same, float64(found)/float64(same), float64(sum)/float64(n), most)
	if found*100 < same*97 {
		t.Errorf("only %d of %d pairs share a key", found, same)
	}
}

// Keys are few, short, of letters and digits, and follow from the values alone.
func TestKeysAreBounded(t *testing.T) {
	a := register.Activity{Kind: "meeting", Date: "2041-01-28/2041-02-03", Title: map[string]string{"en": "Border, water, health, youth and trade: a meeting on energy, ports and rice"},
		Themes: []string{"health", "water", "youth", "trade-economy"}}
	for i := range 40 {
		a.Parties = append(a.Parties, register.Party{Actor: "actor-" + itoa(i)})
	}
	var tellings []register.Telling
	for i := range 40 {
		tellings = append(tellings, register.Telling{Evidence: register.Evidence{Work: "A/99/1", Place: register.Place{Number: itoa(i)}}})
	}
	keys := Keys(&a, tellings)
	if len(keys) > MaxKeys+maxParagraphs {
		t.Fatalf("%d keys", len(keys))
	}
	for _, k := range keys {
		if len(k) != 10 {
			t.Errorf("%q", k)
		}
		for _, r := range k {
			if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') {
				t.Errorf("%q", k)
			}
		}
	}
	slices.Reverse(a.Parties)
	slices.Reverse(a.Themes)
	slices.Reverse(tellings)
	again := Keys(&a, tellings)
	for _, k := range again {
		if k[0] != 'p' && !slices.Contains(keys, k) {
			t.Errorf("the order of the parties changes the keys: %v, %v", keys, again)
		}
	}
	if k := Keys(&register.Activity{}, nil); len(k) != 0 {
		t.Errorf("an act that says nothing has the keys %v", k)
	}
}
