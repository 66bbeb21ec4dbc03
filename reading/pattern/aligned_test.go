package pattern_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"concord/reading/pattern"
)

var misses = flag.String("misses", "", "print where a language and English differ in the aligned sentences")

// floors are a little below what the tables reach; a change that falls under one
// has to be looked at.
var floors = map[string]struct{ dates, documents float64 }{
	"zh": {0.955, 0.985},
	"fr": {0.968, 0.985},
	"es": {0.978, 0.985},
	"ru": {0.983, 0.985},
	"ar": {0.973, 0.970},
}

// alignedLines are the aligned sentences of a language, line by line the same text.
func alignedLines(t testing.TB, lang string) []string {
	text, err := os.ReadFile(shared(t, "reading", "aligned", lang+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// The same sentence names the same dates and documents in every language: each
// language is measured against English, as `agree` does.
func TestAlignedSentencesAgree(t *testing.T) {
	read := func(lang string) (lines []string, hits [][]pattern.Hit) {
		g := grammar(t, lang)
		lines = alignedLines(t, lang)
		for _, line := range lines {
			hits = append(hits, g.Find(nil, line, &pattern.Context{}))
		}
		return lines, hits
	}
	enLines, en := read("en")
	for lang, floor := range floors {
		t.Run(lang, func(t *testing.T) {
			lines, hits := read(lang)
			if len(lines) != len(enLines) {
				t.Fatalf("%d lines, English has %d", len(lines), len(enLines))
			}
			var dates, documents count
			for i := range hits {
				for _, kind := range []pattern.Kind{pattern.Date, pattern.Symbol} {
					want, got := values(en[i], kind), values(hits[i], kind)
					c := &dates
					if kind == pattern.Symbol {
						c = &documents
					}
					c.add(got, want)
					a, b := only(want, got), only(got, want)
					if *misses == lang && len(a)+len(b) > 0 {
						t.Logf("line %d: only en %v, only %s %v\n\t%s\n\t%s", i+1, a, lang, b, enLines[i], lines[i])
					}
				}
			}
			t.Logf("%s: dates %s; documents %s", lang, dates, documents)
			if dates.f1() < floor.dates {
				t.Errorf("dates: %.4f is under %.4f", dates.f1(), floor.dates)
			}
			if documents.f1() < floor.documents {
				t.Errorf("documents: %.4f is under %.4f", documents.f1(), floor.documents)
			}
		})
	}
}
