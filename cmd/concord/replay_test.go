package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concord/document"
	"concord/document/intake"
	"concord/export"
	"concord/lexicon"
	"concord/reading"
	"concord/score"
)

// TestReplay replays a reviewer: who answers, in every fourth paragraph of the
// reference from the first on (¶1, 5, 9 …), the candidates and short forms that wait
// there. What the answers do is measured in every fourth one from the third on (¶3, 7,
// 11 …), which the reviewer has not seen: with the lexicon that ships, and with one
// that lacks the names of every third organization, as one lacks those of a field
// that it has not met yet. The figures stand in doc/accuracy.md.
func TestReplay(t *testing.T) {
	dir := shared(t)
	english, err := exec.Command("pdftotext", "-layout", filepath.Join(dir, "samples", "S_2025_495.en.pdf"), "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (Debian's poppler-utils) is needed for this test: %v", err)
	}
	chinese, err := os.ReadFile(filepath.Join(dir, "seed", "A-77-277.zh.txt"))
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		language, reference string
		text                []byte
	}{{"zh", "reference.jsonl", chinese}, {"en", "reference.en.jsonl", english}} {
		reference, err := os.ReadFile(filepath.Join(dir, "reading", c.reference))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := intake.Entry{Name: "report.txt", ReaderAt: bytes.NewReader(c.text), Size: int64(len(c.text))}.Read(context.Background(),
			document.Options{Language: c.language, IsName: reading.New(shipped).IsName})
		if err != nil {
			t.Fatal(err)
		}
		for _, arm := range []struct {
			name string
			lex  *lexicon.Lexicon
		}{{"as shipped", shipped}, {"a third unknown", withoutAThird(t, shipped, c.language)}} {
			before := replayed(t, reading.New(arm.lex), doc, reference, nil)
			r := review(t, arm.lex, shipped, doc, reference)
			after := replayed(t, reading.New(arm.lex.With(r.names)), doc, reference, r.answers)
			t.Logf("%s, %s: %d names, %d no names, %d short forms answered; organizations P %.3f R %.3f F1 %.3f → P %.3f R %.3f F1 %.3f; activity %.3f → %.3f", c.language, arm.name,
				len(r.names.Names), len(r.names.None), len(r.answers), before.p, before.r, before.f, after.p, after.r, after.f, before.acts, after.acts)
			if after.f < before.f || after.acts < before.acts {
				t.Errorf("%s, %s: the answers made the reading of the other half worse", c.language, arm.name)
			}
			if len(r.names.Names) > 0 && arm.name != "as shipped" && after.r <= before.r {
				t.Errorf("%s, %s: %d names given in one half are found nowhere in the other", c.language, arm.name, len(r.names.Names))
			}
		}
	}
}

// withoutAThird is a lexicon without the names in a language of every third actor of
// which documents name one of the bodies, offices and agencies: not States, not the
// United Nations itself.
func withoutAThird(t *testing.T, l *lexicon.Lexicon, language string) *lexicon.Lexicon {
	t.Helper()
	var o lexicon.Overlay
	for i, a := range l.Actors() {
		if i%3 == 0 && a.ID != lexicon.UN && a.Type != "state" {
			o.Without = append(o.Without, l.Names(a.ID, language)...)
		}
	}
	for i := range o.Without {
		o.Without[i].Sort = ""
	}
	return l.With(o)
}

// reviewed are a reviewer's answers.
type reviewed struct {
	names   lexicon.Overlay
	answers []reading.Answer
}

// paragraphOf is a paragraph of a reference.
type paragraphOf struct {
	Record        string
	Number        json.RawMessage
	Paragraph     json.RawMessage
	Organizations []string
}

// number of a paragraph, by which the halves are told apart; 0 for another one.
func (p *paragraphOf) number() int {
	raw := p.Number
	if p.Record == "activity" {
		raw = p.Paragraph
	}
	var n int
	_ = json.Unmarshal(raw, &n) // dotted numbers are of neither half
	return n
}

// review answers what waits in the reviewer's paragraphs, knowing the names of the
// shipped lexicon and, for short forms, what the reference finds in the paragraph.
func review(t *testing.T, lex, oracle *lexicon.Lexicon, doc *document.Document, reference []byte) (out reviewed) {
	t.Helper()
	rd, err := reading.New(lex).Read(doc)
	if err != nil {
		t.Fatal(err)
	}
	found := map[int][]string{}
	for line := range bytes.Lines(reference) {
		var p paragraphOf
		if err := json.Unmarshal(line, &p); err != nil {
			t.Fatal(err)
		}
		if p.Record == "paragraph" {
			found[p.number()] = p.Organizations
		}
	}
	names, err := oracle.NamesOf(doc.Language)
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]bool{}
	for i := range rd.Paragraphs {
		p, n := &rd.Paragraphs[i], 0
		if doc.Paragraphs[i].Part == "" {
			_ = json.Unmarshal([]byte(doc.Paragraphs[i].Number), &n)
		}
		if n%4 != 1 {
			continue
		}
		for _, c := range p.Candidates {
			// The longest name within the candidate is what it is called by.
			var best lexicon.Name
			for _, x := range names {
				if x.Kind == lexicon.KindActor && x.Sort != lexicon.Not && len(x.Text) > len(best.Text) && strings.Contains(c.Text, x.Text) {
					best = x
				}
			}
			switch key := best.Text; {
			case key == "" && !given[c.Text]:
				given[c.Text] = true
				out.names.None = append(out.names.None, lexicon.Name{Language: doc.Language, Text: c.Text})
			case key != "" && !given[key] && len(lex.Names(best.ID, doc.Language)) == 0:
				given[key] = true
				out.names.Names = append(out.names.Names, best)
			}
		}
		for _, q := range p.Questions {
			var fit []string
			for _, id := range q.Choices {
				named := slices.ContainsFunc(p.Mentions, func(m reading.Mention) bool { return m.Kind == reading.Actor && m.Value.Value == id })
				if !named && slices.ContainsFunc(found[n], func(x string) bool { return strings.EqualFold(x, id) }) {
					fit = append(fit, id)
				}
			}
			if len(fit) == 1 {
				out.answers = append(out.answers, reading.Answer{Paragraph: i, Text: q.Text, Actor: fit[0]})
			}
		}
	}
	return out
}

type figures struct{ p, r, f, acts float64 }

// replayed measures a reading of the paragraphs that the reviewer has not seen.
func replayed(t *testing.T, r *reading.Reader, doc *document.Document, reference []byte, known []reading.Answer) (out figures) {
	t.Helper()
	rd, err := r.Read(doc, known...)
	if err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	if err := export.Lines(&lines, doc, rd, export.Options{}); err != nil {
		t.Fatal(err)
	}
	half := func(in []byte) *bytes.Buffer {
		var b bytes.Buffer
		for line := range bytes.Lines(in) {
			var p paragraphOf
			if err := json.Unmarshal(line, &p); err != nil {
				t.Fatal(err)
			}
			if p.Record == "document" || p.number()%4 == 3 {
				b.Write(line)
			}
		}
		return &b
	}
	results, _, err := score.Compare(half(reference), half(lines.Bytes()))
	if err != nil || len(results) != 1 {
		t.Fatal(len(results), err)
	}
	count := results[0].Sets["organizations"]
	out.p, out.r, out.f = count.PRF()
	_, _, out.acts = results[0].Activity.PRF()
	return out
}
