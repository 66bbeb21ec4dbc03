package export

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"concord/contribution"
	"concord/document"
	files "concord/document/intake"
	"concord/fault"
	"concord/lexicon"
	"concord/reading"
)

// What is filled into a template comes back as it was filled in, in each language and
// from both files.
func TestTemplatesComeBackWithoutLoss(t *testing.T) {
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	sent, err := contribution.New(lex, reading.New(lex))
	if err != nil {
		t.Fatal(err)
	}
	names := func(id, lang string) string { n, _ := lex.Display(id, lang); return n }
	dates := map[string]string{"en": "12–14 May 2026", "fr": "12-14 mai 2026", "es": "12 a 14 de mayo de 2026", "ru": "12–14 мая 2026 года", "zh": "2026年5月12日至14日", "ar": "12-14 أيار/مايو 2026"}
	texts := map[string]string{
		"en": "Officers of six ports took part.\nResults: a checklist & a <plan>.", "fr": "Des agents de six ports ont participé.\nRésultats : une liste & un <plan>.", "es": "Participaron agentes de seis puertos.\nResultados: una lista.",
		"ru": "Участвовали сотрудники шести портов.\nРезультаты: перечень.", "zh": "六个港口的人员参加。\n成果：一份清单。", "ar": "شارك موظفون من ستة موانئ.\nالنتائج: قائمة.",
	}
	for _, lang := range lexicon.Languages {
		filled := Filled{Head: map[string]string{"sender": names("UNODC", lang), "partner": names("ASEAN", lang), "period": "2024/2026"},
			Acts: []map[string]string{
				{"title": texts[lang][:strings.IndexAny(texts[lang], ".。")] + " I", "date": dates[lang], "place": names("VNM", lang), "participant": names("ASEAN", lang) + "; " + names("IMO", lang), "lead": names("UNODC", lang),
					"beneficiary": names("KHM", lang), "kind": contribution.Words("kind", lang)[3], "modality": contribution.Words("modality", lang)[0], "participants": "46", "instrument": "ASEAN Plan 2025; Port Charter", "text": texts[lang]},
				{"title": "Second", "date": "2026-06"},
			}}
		for name, write := range map[string]func(*bytes.Buffer) error{
			"input.docx": func(b *bytes.Buffer) error { return TemplateDOCX(b, lang, filled) },
			"input.xlsx": func(b *bytes.Buffer) error { return TemplateXLSX(b, lang, filled) },
		} {
			t.Run(lang+"/"+name, func(t *testing.T) {
				var b bytes.Buffer
				if err := write(&b); err != nil {
					t.Fatal(err)
				}
				doc, err := files.Read(context.Background(), name, bytes.NewReader(b.Bytes()), int64(b.Len()), document.Options{})
				if err != nil {
					t.Fatal(err)
				}
				if doc.Language != lang {
					t.Errorf("language %s", doc.Language)
				}
				rd, p, err := sent.TakeBy(doc, nil)
				if err != nil {
					t.Fatal(err)
				}
				if !p.SureSender || p.Sender[0].Value != "UNODC" || !p.SurePartner || p.Partner[0].Value != "ASEAN" || len(p.Period) == 0 || p.Period[0].Value != "2024/2026" {
					t.Errorf("from %v on %v for %v", p.Sender, p.Partner, p.Period)
				}
				var acts []reading.Activity
				all := ""
				for i := range rd.Paragraphs {
					acts = append(acts, rd.Paragraphs[i].Activities...)
					all += doc.Paragraphs[i].Text + "\n"
				}
				if len(acts) != 2 {
					t.Fatalf("%d acts: %+v", len(acts), acts)
				}
				for _, w := range doc.Warnings {
					t.Errorf("warning %+v", w)
				}
				a := acts[0]
				want := filled.Acts[0]
				if a.Title != want["title"] || a.Date.Value != "2026-05-12/2026-05-14" || a.Kind.Value != "training" || a.Modality.Value != "done" || acts[1].Title != "Second" || acts[1].Date.Value != "2026-06" {
					t.Errorf("%+v", a)
				}
				var parties, places, instruments, figures []string
				for _, x := range a.Parties {
					parties = append(parties, x.Value.Value+" "+x.Role)
				}
				for _, x := range a.Places {
					places = append(places, x.Value)
				}
				for _, x := range a.Instruments {
					instruments = append(instruments, x.Value)
				}
				for _, x := range a.Figures {
					figures = append(figures, x.Value)
				}
				slices.Sort(parties)
				wantParties := []string{"ASEAN participant", "IMO participant", "KHM beneficiary", "UNODC lead"}
				if name == "input.xlsx" { // each row says from whom and on whom it is
					parties = slices.DeleteFunc(parties, func(s string) bool { return s == "ASEAN " || s == "UNODC " })
				}
				if !slices.Equal(parties, wantParties) || !slices.Equal(places, []string{"VNM"}) || !slices.Equal(instruments, []string{"ASEAN Plan 2025", "Port Charter"}) || !slices.Equal(figures, []string{"participants=46"}) {
					t.Errorf("parties %v places %v instruments %v figures %v", parties, places, instruments, figures)
				}
				// The words themselves are all there.
				if !strings.Contains(all, want["text"]) {
					t.Errorf("the text is not whole: %q", all)
				}
			})
		}
	}
}

// A form that comes back as it was handed out is refused: nothing is filled in.
func TestTemplatesThatAreEmptyAreRefused(t *testing.T) {
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	sent, err := contribution.New(lex, reading.New(lex))
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range lexicon.Languages {
		for name, write := range map[string]func(*bytes.Buffer) error{
			"input.docx": func(b *bytes.Buffer) error { return TemplateDOCX(b, lang, Filled{}) },
			"input.xlsx": func(b *bytes.Buffer) error { return TemplateXLSX(b, lang, Filled{}) },
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			doc, err := files.Read(context.Background(), name, bytes.NewReader(b.Bytes()), int64(b.Len()), document.Options{})
			if err == nil {
				_, _, err = sent.TakeBy(doc, nil)
			}
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Sentence(err), "Nothing is filled in") {
				t.Errorf("%s %s: %v", lang, name, err)
			}
		}
	}
}
