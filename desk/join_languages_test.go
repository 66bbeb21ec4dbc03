package desk_test

import (
	"testing"

	"concord/generate"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
)

// made counts what became of the acts of made reports in six languages.
type made struct {
	told     int // acts, in all languages
	found    int // of them read, by an act of which the words overlap
	pairs    int // of the same act in two languages, both read
	joined   int // of them in one record
	asked    int // of the others, those about which a question stands
	together int // pairs of tellings in two languages that are in one record
	wrong    int // of them of two acts
}

// Reports that are told paragraph by paragraph in six languages, written by pattern and
// read by the program: the languages of one work join into the same records.
func TestMadeReportsInSixLanguages(t *testing.T) {
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	g, err := generate.New(lex)
	if err != nil {
		t.Fatal(err)
	}
	var m made
	for seed := range uint64(3) {
		m.add(t, lex, g.Translated(48, seed+1))
	}
	share := func(a, b int) float64 { return float64(a) / float64(max(b, 1)) }
	precision, recall := 1-share(m.wrong, m.together), share(m.joined, m.pairs)
	t.Logf("%d acts told, %d read; %d pairs of languages: %d joined, %d asked; precision of joins %.3f, recall %.3f, with questions %.3f",
		m.told, m.found, m.pairs, m.joined, m.asked, precision, recall, share(m.joined+m.asked, m.pairs))
	if m.pairs < 1000 || precision < 0.99 || recall < 0.85 {
		t.Errorf("%d pairs, precision %.3f, recall %.3f", m.pairs, precision, recall)
	}
}

func (m *made) add(t *testing.T, lex *lexicon.Lexicon, documents []*generate.Document) {
	t.Helper()
	d, s := open(t)
	type told struct{ event, paragraph, act int }
	type place struct {
		told
		language string
	}
	record := map[place]string{}
	acts := map[told]bool{}
	for _, made := range documents {
		doc := made.Document
		rd, err := reading.New(lex).Read(doc)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.TakeIn(t.Context(), doc, rd, amira); err != nil {
			t.Fatal(err)
		}
		view, err := s.View(t.Context(), register.WorkID(doc.Masthead.Symbols, doc.Name, doc.SHA256), doc.Language, 0)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for i := range made.Reading.Paragraphs {
			for j, a := range made.Reading.Paragraphs[i].Activities {
				x := told{made.Acts[n].Event, i, j}
				n++
				acts[x] = true
				m.told++
				// The act that shares most words with it.
				best := 0
				for _, r := range view.Paragraphs[i].Activities {
					if overlap := min(a.To, r.To) - max(a.From, r.From); overlap > best && 2*overlap > min(a.To-a.From, r.To-r.From) {
						best = overlap
						record[place{x, doc.Language}] = r.Record.ID
					}
				}
				if best > 0 {
					m.found++
				}
			}
		}
	}
	// What was joined later leads on.
	for p, id := range record {
		rec, err := s.Record(t.Context(), id, 0)
		for err == nil && rec.MergedInto != "" {
			rec, err = s.Record(t.Context(), rec.MergedInto, 0)
		}
		if err != nil {
			t.Fatal(err)
		}
		record[p] = rec.ID
	}
	questions, err := s.Sames(t.Context(), register.SameFilter{State: register.SameAsked, Limit: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	asked := map[[2]string]bool{}
	for _, q := range questions {
		asked[[2]string{q.A, q.B}], asked[[2]string{q.B, q.A}] = true, true
	}
	for i, a := range generate.Languages {
		for _, b := range generate.Languages[i+1:] {
			for x := range acts {
				one, two := record[place{x, a}], record[place{x, b}]
				if one == "" || two == "" {
					continue
				}
				m.pairs++
				if one == two {
					m.joined++
				} else if asked[[2]string{one, two}] {
					m.asked++
				}
			}
		}
	}
	for p, id := range record {
		for q, other := range record {
			if p.language < q.language && id == other {
				m.together++
				if p.event != q.event {
					m.wrong++
				}
			}
		}
	}
}
