package samples

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"concord/document"
	"concord/document/intake"
	"concord/edtf"
	"concord/lexicon"
)

func shipped(t *testing.T) []File {
	t.Helper()
	list, err := Files()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func read(t *testing.T, name string, content []byte, language string) *document.Document {
	t.Helper()
	doc, err := intake.Read(context.Background(), name, bytes.NewReader(content), int64(len(content)), document.Options{Language: language})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestSixLanguagesOfOneReport(t *testing.T) {
	var languages []string
	for _, f := range shipped(t) {
		languages = append(languages, f.Language)
		doc := read(t, f.Name, f.Content, "")
		if doc.Language != f.Language {
			t.Errorf("%s: is in %s by its content", f.Name, doc.Language)
		}
		if want := []string{"A/99/901", "S/2044/901"}; !slices.Equal(doc.Masthead.Symbols, want) {
			t.Errorf("%s: symbols %v, not %v", f.Name, doc.Masthead.Symbols, want)
		}
		m := doc.Masthead
		if m.Session != 99 || m.Year != 2044 || m.AgendaItem != "128" || m.Date != "2044-08-04" || m.Title == "" {
			t.Errorf("%s: masthead %+v", f.Name, m)
		}
		next := 1
		for _, p := range doc.Paragraphs {
			if p.Part != "" {
				continue
			}
			if p.Number != strconv.Itoa(next) {
				t.Errorf("%s: paragraph %s where %d is due", f.Name, p.Number, next)
			}
			next++
		}
		if next != 20 {
			t.Errorf("%s: %d numbered paragraphs, not 19", f.Name, next-1)
		}
		// A summary, three chapters, four partners.
		if len(doc.Headings) != 8 {
			t.Errorf("%s: %d headings, not 8: %v", f.Name, len(doc.Headings), doc.Headings)
		}
		if f.Reference == nil {
			t.Errorf("%s: no reference", f.Name)
		}
	}
	if want := []string{"ar", "en", "es", "fr", "ru", "zh"}; !slices.Equal(languages, want) {
		t.Errorf("samples in %v, not in %v", languages, want)
	}
}

// A Word file and the plain text of one sample are read alike.
func TestWordIsReadAsItsText(t *testing.T) {
	for _, f := range shipped(t) {
		var b bytes.Buffer
		if err := Word(&b, f); err != nil {
			t.Fatal(err)
		}
		text, word := read(t, f.Name, f.Content, ""), read(t, f.Name+".docx", b.Bytes(), "")
		if !reflect.DeepEqual(text.Masthead, word.Masthead) {
			t.Errorf("%s: masthead\n%+v in text,\n%+v in Word", f.Name, text.Masthead, word.Masthead)
		}
		plain := func(d *document.Document) (out []string) {
			for _, h := range d.Headings {
				out = append(out, h.Number+"|"+h.Text)
			}
			for _, p := range d.Paragraphs {
				out = append(out, p.Part+"|"+p.Number+"|"+p.Text)
			}
			return out
		}
		a, w := plain(text), plain(word)
		for i := range max(len(a), len(w)) {
			if i >= len(a) || i >= len(w) || a[i] != w[i] {
				t.Errorf("%s: differs at %d:\n%q\n%q", f.Name, i, a[min(i, len(a)):min(i+1, len(a))], w[min(i, len(w)):min(i+1, len(w))])
				break
			}
		}
	}
}

// entry is a line of a reference.
type entry struct {
	Record, Text, Quote, Kind, Date, Modality, Mode, Level string
	Number, Paragraph                                      int
	Organizations, Places, Dates, Themes, Instruments      []string
	Parties                                                []struct{ Actor, Role, As string }
}

// A reference speaks of what is there: its texts and quotes stand in the sample,
// its identifiers in the lexicon, its values are of the kinds that reading knows.
func TestReferencesFitTheirSamples(t *testing.T) {
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	kinds := strings.Fields("meeting visit agreement training support publication programme coordination operation statement outreach other")
	roles := strings.Fields("lead provider beneficiary participant host observer")
	modalities := strings.Fields("done ongoing planned agreed proposed urged suspended")
	for _, f := range shipped(t) {
		texts := map[int]string{}
		for _, p := range read(t, f.Name, f.Content, "").Paragraphs {
			if n, err := strconv.Atoi(p.Number); err == nil && p.Part == "" {
				texts[n] = p.Text
			}
		}
		used := map[string]bool{}
		for i, line := range bytes.Split(bytes.TrimSpace(f.Reference), []byte("\n")) {
			var e entry
			if err := json.Unmarshal(line, &e); err != nil {
				t.Fatalf("%s, line %d: %v", f.Name, i+1, err)
			}
			where := f.Language + ".reference.jsonl:" + strconv.Itoa(i+1)
			for _, id := range e.Organizations {
				if _, ok := lex.Actor(id); !ok {
					t.Errorf("%s: no actor %s", where, id)
				}
			}
			for _, id := range e.Places {
				if _, ok := lex.Place(id); !ok {
					t.Errorf("%s: no place %s", where, id)
				}
			}
			for _, d := range append(e.Dates, e.Date) {
				if _, err := edtf.Parse(d); d != "" && err != nil {
					t.Errorf("%s: %v", where, err)
				}
			}
			if e.Record == "paragraph" {
				if texts[e.Number] != e.Text {
					t.Errorf("%s: the text of paragraph %d is\n%s\nnot\n%s", where, e.Number, texts[e.Number], e.Text)
				}
				continue
			}
			text := texts[e.Paragraph]
			if e.Quote == "" || !strings.Contains(text, e.Quote) {
				t.Errorf("%s: the quote does not stand in paragraph %d", where, e.Paragraph)
			}
			if !slices.Contains(kinds, e.Kind) || !slices.Contains(modalities, e.Modality) {
				t.Errorf("%s: kind %q, modality %q", where, e.Kind, e.Modality)
			}
			used[e.Modality], used[e.Mode], used[e.Level] = true, true, true
			for _, p := range e.Parties {
				if !slices.Contains(roles, p.Role) {
					t.Errorf("%s: %s has the role %q", where, p.Actor, p.Role)
				}
				if p.As != "" && !strings.Contains(text, p.As) {
					t.Errorf("%s: %q does not stand in paragraph %d", where, p.As, e.Paragraph)
				}
				if _, ok := lex.Place(p.Actor); !ok && !slices.Contains(e.Organizations, p.Actor) {
					t.Errorf("%s: the party %s is neither an organization of the act nor a State", where, p.Actor)
				}
			}
		}
		for _, v := range []string{"done", "ongoing", "virtual", "hybrid", "summit", "senior"} {
			if !used[v] {
				t.Errorf("%s: no act is %s", f.Name, v)
			}
		}
	}
}
