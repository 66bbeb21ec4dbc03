package lexicon

import (
	"slices"
	"testing"
)

// Every country and territory lies in one statistical region, Antarctica in none; every
// region has its name in each language.
func TestRegions(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	regions, err := l.Regions()
	if err != nil {
		t.Fatal(err)
	}
	in, codes := map[string]string{}, map[string]bool{}
	for _, r := range regions {
		if r.Parent != "" && !codes[r.Parent] {
			t.Errorf("%s stands before %s, which holds it", r.Code, r.Parent)
		}
		codes[r.Code] = true
		if p, ok := l.Place(r.Place); r.Place != "" && (!ok || p.Kind != "region") {
			t.Errorf("%s: %s is no region", r.Code, r.Place)
		}
		for _, lang := range Languages {
			if r.Labels[lang] == "" {
				t.Errorf("%s has no name in %s", r.Code, lang)
			}
		}
		for _, id := range r.Countries {
			if in[id] != "" {
				t.Errorf("%s lies in %s and %s", id, in[id], r.Code)
			}
			in[id] = r.Code
			if _, ok := l.Place(id); !ok {
				t.Errorf("%s holds %s, which is no place", r.Code, id)
			}
		}
	}
	for _, p := range l.Places() {
		if (p.Kind == "country" || p.Kind == "territory") && p.M49 != "" && in[p.ID] == "" && p.ID != "ATA" && p.ID != "TWN" {
			t.Errorf("%s lies in no region", p.ID)
		}
	}
	if got := l.Holders("Nairobi"); !slices.Equal(got, []string{"KEN"}) {
		t.Errorf("Nairobi lies in %v", got)
	}
}
