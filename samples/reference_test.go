package samples_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"concord/document"
	"concord/document/intake"
	"concord/export"
	"concord/lexicon"
	"concord/reading"
	"concord/samples"
	"concord/score"
)

// keys in the order in which doc/samples.md gives them.
var keys = []string{"organizations", "places", "dates", "documents", "themes",
	"activity found", "activity", "kind", "date", "level", "modality", "mode", "series", "roles", "figures"}

// floors stand just below what is reached. A floor is raised when the reading
// improves; a reference is changed only where the text or the format says so, never
// because of what was printed.
var floors = map[string][]float64{
	// organizations, places, dates, documents, themes, found, activity, kind, date, level, modality, mode, series, roles, figures
	"en": {0.97, 0.94, 0.97, 0.97, 0.58, 0.94, 0.94, 0.97, 0.82, 0.78, 0.80, 0.89, 0.97, 0.80, 0.97},
	"zh": {0.97, 0.97, 0.94, 0.97, 0.61, 0.92, 0.76, 0.80, 0.84, 0.97, 0.80, 0.97, 0.91, 0.72, 0.86},
	"fr": {0.94, 0.97, 0.97, 0.97, 0.69, 0.94, 0.94, 0.97, 0.91, 0.78, 0.91, 0.97, 0.97, 0.80, 0.83},
	"es": {0.94, 0.97, 0.97, 0.97, 0.66, 0.97, 0.97, 0.97, 0.91, 0.90, 0.92, 0.97, 0.97, 0.77, 0.77},
	"ru": {0.94, 0.97, 0.97, 0.97, 0.66, 0.94, 0.94, 0.97, 0.91, 0.91, 0.86, 0.97, 0.97, 0.75, 0.83},
	"ar": {0.93, 0.97, 0.97, 0.97, 0.69, 0.94, 0.89, 0.97, 0.90, 0.90, 0.91, 0.89, 0.80, 0.68, 0.77},
}

// TestReference measures the reading of each sample against its reference, and
// that its structure is read whole: paragraphs 1 to 19 without a warning, both
// symbols, the session, four sub-items.
func TestReference(t *testing.T) {
	list, err := samples.Files()
	if err != nil {
		t.Fatal(err)
	}
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	reader := reading.New(lex)
	if len(list) != len(floors) {
		t.Errorf("%d samples, floors for %d languages", len(list), len(floors))
	}
	for _, f := range list {
		t.Run(f.Language, func(t *testing.T) {
			doc, err := intake.Read(context.Background(), f.Name, bytes.NewReader(f.Content), int64(len(f.Content)),
				document.Options{IsName: reader.IsName})
			if err != nil {
				t.Fatal(err)
			}
			whole(t, doc)
			rd, err := reader.Read(doc)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := export.Lines(&out, doc, rd, export.Options{}); err != nil {
				t.Fatal(err)
			}
			results, misses, err := score.Compare(bytes.NewReader(f.Reference), &out)
			if err != nil {
				t.Fatal(err)
			}
			if len(results) != 1 || results[0].Shared != 19 {
				t.Fatalf("results %+v: one language and 19 shared paragraphs are due", results)
			}
			for _, m := range misses {
				t.Logf("%s ¶%s %s: %s", m.Language, m.Paragraph, m.Key, m.Text)
			}
			reached := figures(results[0])
			row := "| " + f.Language + " |"
			for i, key := range keys {
				row += fmt.Sprintf(" %.2f |", reached[key])
				if i < len(floors[f.Language]) && reached[key] < floors[f.Language][i] {
					t.Errorf("%s: %.3f, was at least %.2f", key, reached[key], floors[f.Language][i])
				}
			}
			t.Log(row)
		})
	}
}

// figures are F1 of what is a set or has to be found, and the share of right ones
// over matched activities of the rest.
func figures(r score.Result) map[string]float64 {
	out := map[string]float64{}
	f1 := func(key string, c score.Count) {
		if c == (score.Count{}) {
			out[key] = 1
			return
		}
		_, _, out[key] = c.PRF()
	}
	for key, c := range r.Sets {
		f1(key, c)
	}
	f1("activity found", r.Found)
	f1("activity", r.Activity)
	f1("roles", r.Roles)
	f1("figures", r.Figures)
	for key, s := range r.Shares {
		out[key] = float64(s.Right) / float64(s.Of)
	}
	return out
}

func whole(t *testing.T, doc *document.Document) {
	t.Helper()
	var numbers []string
	for _, p := range doc.Paragraphs {
		if p.Part == "" {
			numbers = append(numbers, p.Number)
		}
	}
	for i := range 19 {
		if i >= len(numbers) || numbers[i] != fmt.Sprint(i+1) {
			t.Fatalf("the numbering is %v, not 1 to 19", numbers)
		}
	}
	if len(numbers) != 19 {
		t.Errorf("the numbering is %v, not 1 to 19", numbers)
	}
	if len(doc.Warnings) != 0 {
		t.Errorf("warnings: %v", doc.Warnings)
	}
	m := doc.Masthead
	if want := []string{"A/99/901", "S/2044/901"}; !slices.Equal(m.Symbols, want) {
		t.Errorf("symbols %v, not %v", m.Symbols, want)
	}
	if m.Session != 99 {
		t.Errorf("session %d, not 99", m.Session)
	}
	if m.AgendaItem != "128" || len(m.SubItems) != 4 {
		t.Errorf("agenda item %s with sub-items %v, not 128 with four", m.AgendaItem, m.SubItems)
	}
}
