package web

import (
	"os"
	"strings"
	"testing"

	"concord/lexicon"
	"concord/register"
	"concord/search"
)

// accuracyTables are the tables of doc/accuracy.md that the site shows.
var accuracyTables = []struct {
	name, head string
	byRow      bool // a language a row, a measure a column; else the other way round
	languages  map[string]string
	measures   map[string]string
}{
	{"reports", "## Two real reports", false, map[string]string{"seed A/77/277–S/2022/606, Chinese": "zh", "S/2025/495, English": "en"}, map[string]string{
		"organizations": "organizations", "places": "places", "dates": "dates", "documents": "documents", "themes": "themes",
		"activity found": "found", "activity: kind and organizations right": "right", "kind, of the found": "kind", "activity date, of the dated": "dated"}},
	{"agreement", "## Six languages", true, map[string]string{"Arabic": "ar", "Chinese": "zh", "French": "fr", "Russian": "ru", "Spanish": "es"}, map[string]string{
		"organizations": "organizations", "places": "places", "dates": "dates", "documents": "documents"}},
}

// The figures on the site are those of doc/accuracy.md; -update takes them from there.
func TestAccuracyIsTheDocuments(t *testing.T) {
	doc, err := os.ReadFile("../doc/accuracy.md")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("table\tmeasure\tlanguage\tfigure\n")
	for _, x := range accuracyTables {
		_, rest, ok := strings.Cut(string(doc), x.head+"\n")
		if !ok {
			t.Fatalf("doc/accuracy.md has no part %q", x.head)
		}
		rest, _, _ = strings.Cut(rest, "\n## ")
		var table [][]string
		for _, line := range strings.Split(rest, "\n") {
			if strings.HasPrefix(line, "|") && !strings.HasPrefix(line, "| ---") {
				cells := strings.Split(strings.Trim(line, "|"), "|")
				for i := range cells {
					cells[i] = strings.TrimSpace(cells[i])
				}
				table = append(table, cells)
			}
		}
		cell := func(m, l int) []string {
			if x.byRow {
				return []string{x.name, x.measures[table[0][m]], x.languages[table[l][0]], table[l][m]}
			}
			return []string{x.name, x.measures[table[m][0]], x.languages[table[0][l]], table[m][l]}
		}
		measures, langs := len(table), len(table[0])
		if x.byRow {
			measures, langs = langs, measures
		}
		for m := 1; m < measures; m++ {
			for l := 1; l < langs; l++ {
				c := cell(m, l)
				if c[1] == "" || c[2] == "" {
					t.Errorf("a row or column of %q that the site does not know: %v", x.head, c)
				}
				b.WriteString(strings.Join(c, "\t") + "\n")
			}
		}
	}
	if *update {
		if err := os.WriteFile("accuracy.tsv", []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if b.String() != accuracy {
		t.Error("web/accuracy.tsv is not what doc/accuracy.md says; go test ./web -run Accuracy -update takes it from there")
	}
}

func TestAbout(t *testing.T) {
	s := newSite(t, Config{Library: newFixture(), Names: testNames})
	for page, want := range map[string][]string{
		"/en/about":               {"How a record comes about", "How to correct it", `href="/en/about/accuracy"`},
		"/en/about/accuracy":      {"99.5%", "95.8%", "Two real reports"},
		"/ru/about/accuracy":      {"99,5"},
		"/en/about/data":          {`id="k-instrument"`, "<code lang=\"en\" dir=\"ltr\">modality</code>", "belong to their authors"},
		"/en/about/help":          {`href="/en/search?q=place%3Anone"`, "Tab"},
		"/ar/about/accessibility": {"WCAG", `dir="rtl"`},
		"/zh/documents":           {`href="/zh/about/accessibility"`},
	} {
		html := get(t, s, page)
		for _, w := range want {
			if !strings.Contains(html, w) {
				t.Errorf("%s lacks %q", page, w)
			}
		}
		if strings.Contains(html, "⟦") {
			t.Errorf("%s lacks a message", page)
		}
	}
}

// Each field of each kind has a label in the dictionary, each type a name.
func TestEveryFieldIsExplained(t *testing.T) {
	s := newSite(t, Config{Library: newFixture(), Names: testNames})
	for _, k := range register.Kinds() {
		for _, f := range register.Fields(k) {
			for _, lang := range languages {
				if label := s.fieldName(lang, Evidence{Field: f.Name}); label == f.Name && lang != "en" && lang != "fr" && lang != "es" {
					t.Errorf("the field %s has no label in %s", f.Name, lang)
				}
				if !s.messages.has(lang, "data.type."+typeNames[f.Type]) {
					t.Errorf("the type of %s has no name in %s", f.Name, lang)
				}
			}
		}
	}
}

// What the page of help gives as examples can be typed.
func TestExamplesOfQueries(t *testing.T) {
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	names := search.NewNames(lex)
	for _, text := range examples {
		if q, err := names.Parse(text, search.Options{Language: "en"}); err != nil || len(q.Corrections) > 0 {
			t.Errorf("%q: %v, %v", text, q, err)
		}
	}
}
