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
	for i, text := range []string{
		"1. تطلب إلى الأمين العام أن يقدم، في موعد أقصاه 3 أيار/مايو 2043، تقريرا؛",
		"Requests the Secretary-General and the African Union, in consultation with UNDP, to report at its ninety-ninth session; and urges",
		"El Consejo insta a la Unión Africana a que, en su 99º período de sesiones",
		"Le Conseil prie l’Union africaine de s’en charger d’ici à 2043 et « décide d’inscrire à l’ordre du jour provisoire « X » »",
		"просит Генерального секретаря представить не позднее 3 мая 2043 года и призывает",
		"“请秘书长和非洲联盟至迟于 2043 年 5 月 3 日，并决定列入《临时议程》",
	} {
		for kind := range 5 {
			f.Add(uint8(i+kind*len(languages)), text)
		}
	}
	f.Add(uint8(1), "《“(，以，包括)”》，并，")
	f.Add(uint8(2), "The Commission, which, to, in order to, ( “ the United Nations and, of the the, said in 2021 and 2022.")
	f.Fuzz(func(t *testing.T, language uint8, text string) {
		text = strings.ToValidUTF8(text, "")
		if strings.TrimSpace(text) == "" {
			return
		}
		kinds := []document.Kind{"", document.KindResolution, document.KindDecision, document.KindStatement, document.KindBudget}
		doc := &document.Document{Name: "fuzz", Language: languages[int(language)%len(languages)],
			Masthead:   document.Masthead{Kind: kinds[int(language)/len(languages)%len(kinds)], Symbols: []string{"A/RES/97/4"}},
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
		for _, c := range p.Clauses {
			in("clause", c.Span)
			in("asked", c.Asked)
			for _, v := range append([]Value{c.Verb, c.Due, c.Item}, c.Addressees...) {
				in("clause's "+v.Rule, v.Span)
			}
			if c.From > c.Verb.From || c.Verb.To > c.To || c.Verb.Value == "" {
				t.Fatalf("a clause without its verb in %q", text)
			}
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
