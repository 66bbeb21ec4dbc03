package generate_test

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"concord/desk"
	"concord/edtf"
	"concord/generate"
	"concord/lexicon"
	"concord/store/sqlite"
)

func generator(tb testing.TB) *generate.Generator {
	tb.Helper()
	lex, err := lexicon.Load()
	if err != nil {
		tb.Fatal(err)
	}
	g, err := generate.New(lex)
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

func TestTheSameSeedMakesTheSame(t *testing.T) {
	a, b := generator(t), generator(t)
	other := slices.Collect(a.Documents(1000, 2))
	x, y := slices.Collect(a.Documents(1000, 1)), slices.Collect(b.Documents(1000, 1))
	if !reflect.DeepEqual(x, y) {
		t.Error("one seed makes two registers")
	}
	if reflect.DeepEqual(x, other) {
		t.Error("two seeds make one register")
	}
	if before := slices.Collect(a.Documents(5000, 1)); !reflect.DeepEqual(before[0], x[0]) {
		t.Error("a larger register begins otherwise")
	}
}

// What is made is what the register's issue asks for: so many acts, six languages,
// twenty years, few organizations with much, retellings and near misses.
func TestARealisticRegister(t *testing.T) {
	g := generator(t)
	const n = 20_000
	acts := 0
	languages, years, partners, entities, events := map[string]int{}, map[int]int{}, map[string]int{}, map[string]int{}, map[int]int{}
	symbols := map[string]map[string]bool{}
	for d := range g.Documents(n, 1) {
		symbol := d.Document.Masthead.Symbols[0]
		if symbols[symbol] == nil {
			symbols[symbol] = map[string]bool{}
		}
		if symbols[symbol][d.Document.Language] {
			t.Fatal(symbol, "comes twice in a language")
		}
		symbols[symbol][d.Document.Language] = true
		for i := range d.Reading.Paragraphs {
			text := d.Document.Paragraphs[i].Text
			for _, a := range d.Reading.Paragraphs[i].Activities {
				if a.Date.Value != "" {
					if _, err := edtf.Parse(a.Date.Value); err != nil {
						t.Error(err)
					}
				}
				for _, p := range a.Parties {
					if text[p.From:p.To] != p.As {
						t.Fatalf("%q is not %q", text[p.From:p.To], p.As)
					}
				}
				if strings.ContainsAny(text[a.From:a.To], "{}[]") || a.Title == "" {
					t.Fatalf("%q", text[a.From:a.To])
				}
			}
		}
		for _, a := range d.Acts {
			acts++
			languages[a.Language]++
			years[a.Year]++
			partners[a.Partner]++
			entities[a.Entity]++
			events[a.Event]++
		}
	}
	delete(years, 0)
	again := acts - len(events)
	if acts != n || len(languages) != 6 || len(years) < 20 || len(partners) < 20 || len(entities) < 50 {
		t.Errorf("%d acts, languages %v, years %v, %d partners, %d entities", acts, languages, years, len(partners), len(entities))
	}
	if partners["AU"] < 5*n/len(partners) {
		t.Errorf("no partner does much more than others: %v", partners)
	}
	if again < n/20 || again > n/3 {
		t.Errorf("%d of %d acts are told again", again, n)
	}
	second := 0
	for _, l := range symbols {
		if len(l) > 1 {
			second++
		}
	}
	if second == 0 {
		t.Error("no document is there in two languages")
	}
}

func TestEveryQueryAsksForSomething(t *testing.T) {
	list, err := generate.Queries()
	if err != nil || len(list) != 60 {
		t.Fatal(len(list), err)
	}
	found := make([]int, len(list))
	for d := range generator(t).Documents(20_000, 1) {
		for i := range d.Acts {
			for j := range list {
				if list[j].Asks(&d.Acts[i]) {
					found[j]++
				}
			}
		}
	}
	languages := map[string]int{}
	for j, n := range found {
		languages[list[j].Language]++
		if n == 0 {
			t.Errorf("%s: nothing is made that it asks for", list[j].Text)
		}
	}
	if len(languages) != 6 {
		t.Error(languages)
	}
}

func TestTheDeskTakesItIn(t *testing.T) {
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "concord.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := desk.New(s)
	acts := 0
	for doc := range generator(t).Documents(600, 3) {
		out, err := d.TakeIn(t.Context(), doc.Document, doc.Reading, desk.Named("Generator"))
		if err != nil {
			t.Fatal(err)
		}
		acts += out.Activities
	}
	if acts != 600 {
		t.Error(acts)
	}
	if _, err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func BenchmarkDocuments(b *testing.B) {
	g := generator(b)
	for b.Loop() {
		for range g.Documents(10_000, 1) {
		}
	}
	b.ReportMetric(float64(10_000*b.N)/b.Elapsed().Seconds(), "acts/s")
}
