package report_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"concord/document"
	"concord/reading"
	"concord/report"
)

// back is how much of what a draft was written from is found when it is read again.
type back struct{ acts, read, parties, found, dates, dated, places, placed int }

// readBack reads the sections of a draft and holds what it finds in each sentence
// against the record that the sentence rests on.
func readBack(t *testing.T, d *report.Made, lang string) (b back) {
	t.Helper()
	acts := map[string]*report.Act{}
	for _, list := range d.Material.Acts {
		for _, a := range list {
			acts[a.ID] = a
		}
	}
	doc := &document.Document{Name: "draft.txt", Format: "text", Language: lang, Masthead: document.Masthead{Symbols: []string{"A/99/1"}}}
	type place struct {
		from, to int
		act      *report.Act
	}
	var at [][]place
	for _, p := range d.Text.Parts {
		if p.Level != 2 {
			continue
		}
		doc.Headings = append(doc.Headings, document.Heading{Level: 2, Text: p.Heading, Next: len(doc.Paragraphs)})
		for _, q := range p.Paragraphs {
			var text strings.Builder
			var places []place
			for _, s := range q.Sentences {
				from := text.Len()
				text.WriteString(s.Text)
				if s.From != report.FromFrame {
					places = append(places, place{from, text.Len(), acts[s.Rests[0].Record]})
				}
				text.WriteString(" ")
			}
			x := text.String()
			doc.Paragraphs = append(doc.Paragraphs, document.Paragraph{Number: string(rune('0' + len(at))), Text: x, Source: []document.Segment{{Len: len(x), FileLen: len(x)}}})
			at = append(at, places)
		}
	}
	sum := sha256.Sum256([]byte(lang))
	doc.SHA256 = hex.EncodeToString(sum[:])
	_, _, names, _ := opened(t)
	rd, err := reading.New(names).Read(doc)
	if err != nil {
		t.Fatal(err)
	}
	for i, places := range at {
		for _, p := range places {
			b.acts++
			who, when, where := map[string]bool{}, map[string]bool{}, map[string]bool{}
			any := false
			for k := range rd.Paragraphs[i].Activities {
				a := &rd.Paragraphs[i].Activities[k]
				if a.From >= p.to || a.To <= p.from {
					continue
				}
				any = true
				for _, x := range a.Parties {
					who[x.Value.Value] = true
				}
				when[a.Date.Value] = true
				for _, x := range a.Places {
					where[x.Value] = true
				}
			}
			if any {
				b.read++
			} else if os.Getenv("CONCORD_MISSES") != "" {
				t.Logf("%s no act: %s", lang, strings.TrimSpace(doc.Paragraphs[i].Text[p.from:p.to]))
			}
			said := doc.Paragraphs[i].Text[p.from:p.to]
			for _, x := range p.act.Parties {
				if n, l := names.Display(x.Actor, lang); l != lang || n == "" {
					continue // the language has no name to write
				}
				b.parties++
				if who[x.Actor] {
					b.found++
				} else if any && os.Getenv("CONCORD_MISSES") != "" {
					t.Logf("%s no %s: %s", lang, x.Actor, strings.TrimSpace(said))
				}
			}
			if p.act.Date != "" {
				b.dates++
				if when[p.act.Date] {
					b.dated++
				} else if any && os.Getenv("CONCORD_MISSES") != "" {
					t.Logf("%s no %s, %v: %s", lang, p.act.Date, when, strings.TrimSpace(said))
				}
			}
			for _, x := range p.act.Places {
				b.places++
				if where[x] {
					b.placed++
				} else if any && os.Getenv("CONCORD_MISSES") != "" {
					t.Logf("%s no place %s, %v: %s", lang, x, where, strings.TrimSpace(said))
				}
			}
		}
	}
	return b
}

// A draft that is read again yields what it was written from; doc/report.md has the
// figures. CONCORD_MISSES=1 lists what is missed.
func TestADraftIsReadBack(t *testing.T) {
	store, _, names, id := opened(t)
	for lang, floor := range map[string]float64{"en": 0.90, "zh": 0.78} {
		d := drafted(t, store, names, id, report.Drafting{Language: lang})
		b := readBack(t, d, lang)
		share := func(n, of int) float64 { return float64(n) / float64(max(1, of)) }
		t.Logf("%s: of %d acts %.3f are read; of %d parties %.3f, of %d dates %.3f, of %d places %.3f are found", lang,
			b.acts, share(b.read, b.acts), b.parties, share(b.found, b.parties), b.dates, share(b.dated, b.dates), b.places, share(b.placed, b.places))
		if share(b.read, b.acts) < floor {
			t.Errorf("%s: %.3f of the acts are read, were at least %.2f", lang, share(b.read, b.acts), floor)
		}
	}
}
