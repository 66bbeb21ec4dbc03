package reading

import (
	"strings"
	"testing"
	"unicode/utf8"

	"concord/document"
	"concord/lexicon"
)

// FuzzRead reads any text in any language: nothing may panic, and every value's
// stretch must lie in the text, on whole characters.
func FuzzRead(f *testing.F) {
	lex, err := lexicon.Load()
	if err != nil {
		f.Fatal(err)
	}
	r := New(lex)
	languages := Languages()
	for i, l := range languages {
		for _, text := range prose[l] {
			f.Add(uint8(i), text)
		}
	}
	f.Add(uint8(1), "《“(，以，包括)”》，并，")
	f.Add(uint8(2), "The Commission, which, to, in order to, ( “ the United Nations and, of the the, said in 2021 and 2022.")
	f.Fuzz(func(t *testing.T, language uint8, text string) {
		text = strings.ToValidUTF8(text, "")
		if strings.TrimSpace(text) == "" {
			return
		}
		doc := &document.Document{Name: "fuzz", Language: languages[int(language)%len(languages)],
			Paragraphs: []document.Paragraph{{Number: "1", Text: text}}}
		rd, err := r.Read(doc)
		if err != nil {
			t.Fatal(err)
		}
		in := func(what string, s Span) {
			if s.From < 0 || s.From > s.To || s.To > len(text) || s.To < len(text) && !utf8.RuneStart(text[s.To]) || s.From < len(text) && !utf8.RuneStart(text[s.From]) {
				t.Fatalf("%s: %d to %d of %d bytes of %q", what, s.From, s.To, len(text), text)
			}
		}
		p := &rd.Paragraphs[0]
		for _, m := range p.Mentions {
			in("mention "+m.Rule, m.Span)
		}
		for _, c := range p.Candidates {
			in("candidate", c.Span)
		}
		for _, q := range p.Questions {
			in("question", q.Span)
		}
		for _, a := range p.Activities {
			in("quote", a.Span)
			for _, v := range []Value{a.Kind, a.Level, a.Modality, a.Mode, a.Series, a.Date} {
				in("value "+v.Rule, v.Span)
			}
			for _, x := range a.Parties {
				in("party", x.Span)
			}
			for _, list := range [][]Value{a.Places, a.Instruments, a.Documents, a.Themes, a.SDGs, a.Figures} {
				for _, v := range list {
					in("value "+v.Rule, v.Span)
				}
			}
			if len(a.Parties) == 0 || a.From == a.To {
				t.Fatalf("an act without party or words in %q", text)
			}
		}
	})
}
