package desk_test

import (
	"bytes"
	"testing"

	"concord/desk"
	"concord/document"
	"concord/document/intake"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
	"concord/samples"
)

// The samples in six languages, as the program reads them: what is joined across
// languages is one act, by what their authors wrote into each paragraph.
func TestSamplesInSixLanguages(t *testing.T) {
	d, s := open(t)
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	files, err := samples.Files()
	if err != nil {
		t.Fatal(err)
	}
	// The paragraphs that all six tell alike, with how many acts each has; the
	// Arabic and the English sample share one more.
	alike := map[string]int{"3": 2, "4": 2, "6": 2, "8": 1, "10": 1, "12": 2, "13": 1}
	acts, joined, questions := 0, 0, 0
	for _, f := range files {
		doc, err := intake.Read(t.Context(), f.Name, bytes.NewReader(f.Content), int64(len(f.Content)), document.Options{Language: f.Language})
		if err != nil {
			t.Fatal(err)
		}
		rd, err := reading.New(lex).Read(doc)
		if err != nil {
			t.Fatal(err)
		}
		out := takeIn(t, d, doc, rd, desk.AsSample())
		acts, joined, questions = acts+out.Activities, joined+out.Joined, questions+out.Asked
	}
	page, err := s.Records(t.Context(), register.Filter{Samples: true, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Lines) != acts-joined {
		t.Errorf("%d records of %d acts, %d joined", len(page.Lines), acts, joined)
	}
	in := map[string]int{}
	for _, l := range page.Lines {
		tellings, err := s.Tellings(t.Context(), l.Record.ID)
		if err != nil {
			t.Fatal(err)
		}
		languages := map[string]bool{}
		for _, x := range tellings {
			if x.Dropped {
				continue
			}
			if languages[x.Evidence.Language] || x.Evidence.Number != l.Told.Number {
				t.Errorf("%s joins what one text tells apart: %+v", l.Record.ID, x.Evidence)
			}
			languages[x.Evidence.Language] = true
		}
		in[l.Told.Number] += len(languages) - 1
		if n := l.Told.Number; len(languages) > 1 && alike[n] == 0 && !(n == "15" && len(languages) == 2 && languages["ar"] && languages["en"]) {
			t.Errorf("paragraph %s: joined in %v: %s", n, languages, l.Record.Fields)
		}
	}
	want := 1
	for n, k := range alike {
		want += 5 * k
		t.Logf("paragraph %s: %d of %d joins", n, in[n], 5*k)
	}
	t.Logf("%d acts; %d of %d joins, %d asked", acts, joined, want, questions)
	if joined > want || joined+questions < want || joined*10 < want*9 {
		t.Errorf("%d joined and %d asked of %d", joined, questions, want)
	}
}
