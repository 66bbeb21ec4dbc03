package desk_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concord/document"
	"concord/document/intake"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
	"concord/starter"
)

// resolution reads one of the invented resolutions that the command's tests keep in
// six languages; change is a stretch of its text and what stands in its place.
func resolution(t *testing.T, language string, change ...string) (*document.Document, *reading.Reading) {
	t.Helper()
	name := filepath.Join("..", "cmd", "concord", "testdata", "mandates", language+".resolution.txt")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(change); i += 2 {
		if !bytes.Contains(b, []byte(change[i])) {
			t.Fatalf("%s does not say %q", name, change[i])
		}
		b = bytes.ReplaceAll(b, []byte(change[i]), []byte(change[i+1]))
	}
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	reader := reading.New(lex)
	doc, err := intake.Read(t.Context(), filepath.Base(name), bytes.NewReader(b), int64(len(b)), document.Options{IsName: reader.IsName})
	if err != nil {
		t.Fatal(err)
	}
	rd, err := reader.Read(doc)
	if err != nil {
		t.Fatal(err)
	}
	return doc, rd
}

// mandates are the mandates that a register lists, by their type: what a person sees
// of each.
func mandates(t *testing.T, r register.Reader) (lines []string) {
	t.Helper()
	page, err := r.Records(t.Context(), register.Filter{Kind: register.KindMandate, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for i := range page.Lines {
		var m register.Mandate
		if err := page.Lines[i].Record.Decode(&m); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.Join([]string{m.Type, m.Symbol, m.Date, m.Body, strings.Join(m.Organizations, " "), strings.Join(m.Addressees, " "), m.Due}, "|"))
	}
	slices.Sort(lines)
	return lines
}

var asked = []string{
	"agenda|A/RES/97/41|2042-11-26|UNGA|ASEAN||session:99",
	"encourage|A/RES/97/41|2042-11-26|UNGA|ASEAN|UN ASEAN|",
	"invite|A/RES/97/41|2042-11-26|UNGA|ASEAN|UNDP WFP|",
	"request|A/RES/97/41|2042-11-26|UNGA|ASEAN|UNSG|session:99",
	"request|A/RES/97/41|2042-11-26|UNGA|ASEAN||2043-03-31",
	"resolution|A/RES/97/41|2042-11-26|UNGA|ASEAN||",
	"urge|A/RES/97/41|2042-11-26|UNGA|ASEAN|ASEAN|2043-06",
}

// A resolution in six languages tells one record for itself and one for each ask,
// with the words of each language; nothing is left for a person to decide.
func TestMandatesInSixLanguages(t *testing.T) {
	d, s := open(t)
	for _, language := range []string{"en", "ar", "es", "fr", "ru", "zh"} {
		doc, rd := resolution(t, language)
		out := takeIn(t, d, doc, rd)
		if out.Mandates != len(asked) || out.Proposed != 0 {
			t.Errorf("%s: %d mandates, %d values proposed", language, out.Mandates, out.Proposed)
		}
	}
	if got := mandates(t, s); !slices.Equal(got, asked) {
		t.Errorf("the register lists\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(asked, "\n"))
	}
	page, err := s.Records(t.Context(), register.Filter{Kind: register.KindMandate, Has: []register.Condition{register.Has(register.FacetKind, "invite")}})
	if err != nil || page.Total != 1 {
		t.Fatalf("%d invitations, %v", page.Total, err)
	}
	id := page.Lines[0].Record.ID
	told, err := s.Tellings(t.Context(), id)
	if err != nil || len(told) != 6 {
		t.Fatalf("told %d times, %v", len(told), err)
	}
	for _, l := range told {
		if l.Evidence.Quote == "" || l.Evidence.Number != "3" {
			t.Errorf("told in paragraph %q in the words %q", l.Evidence.Number, l.Evidence.Quote)
		}
	}
	for _, c := range claimsOf(t, s, id, "addressee") {
		if c.State != register.Accepted || c.Evidence.From >= c.Evidence.To {
			t.Errorf("%s is %s, from %d to %d", c.Value, c.State, c.Evidence.From, c.Evidence.To)
		}
	}
	// Beside its paragraph it stands as a mandate, and counts as no act.
	v, err := s.View(t.Context(), "A/RES/97/41", "zh", 0)
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for i := range v.Paragraphs {
		for _, a := range v.Paragraphs[i].Activities {
			if a.Record.Kind == register.KindMandate {
				shown++
			}
		}
	}
	list, err := s.Documents(t.Context(), register.DocumentFilter{Language: "zh"})
	if err != nil || shown != len(asked) || len(list) != 1 || list[0].Activities > 1 {
		t.Errorf("%d mandates in the view, %+v, %v", shown, list, err)
	}
}

// A paragraph that asks no longer leaves its record untold; the others stay.
func TestMandateIsDropped(t *testing.T) {
	d, s := open(t)
	doc, rd := resolution(t, "en")
	takeIn(t, d, doc, rd)
	doc, rd = resolution(t, "en", "5. Encourages the two organizations to meet every year;", "5. Notes that the two organizations met;")
	if out := takeIn(t, d, doc, rd); out.Dropped != 1 || !out.NewVersion {
		t.Errorf("%+v", out)
	}
	want := slices.DeleteFunc(slices.Clone(asked), func(l string) bool { return strings.HasPrefix(l, "encourage") })
	if got := mandates(t, s); !slices.Equal(got, want) {
		t.Errorf("the register lists\n%s", strings.Join(got, "\n"))
	}
}

// What the starter register has of a resolution is the record of the document,
// whichever of the two comes first; loading and reading again change nothing.
func TestMandateOfTheStarterRegister(t *testing.T) {
	doc, rd := resolution(t, "en", "A/RES/97/41", "A/RES/79/12", "97/41.", "79/12.", "Ninety-seventh session", "Seventy-ninth session",
		"ninety-ninth session", "eighty-first session", "Association of Southeast Asian Nations", "League of Arab States")
	full, err := starter.Records()
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, first := range []string{"starter", "resolution"} {
		t.Run(first+" first", func(t *testing.T) {
			d, s := open(t)
			if first == "resolution" {
				takeIn(t, d, doc, rd)
			}
			loadStarter(t, d, full)
			if first == "starter" {
				takeIn(t, d, doc, rd)
			}
			page, err := s.Records(t.Context(), register.Filter{Kind: register.KindMandate, Limit: 100,
				Has: []register.Condition{register.Has(register.FacetDocument, "A/RES/79/12"), register.Has(register.FacetKind, "resolution")}})
			if err != nil || page.Total != 1 || page.Lines[0].Record.ID != "man-a-res-79-12" {
				t.Fatalf("%d records of the resolution, %v", page.Total, err)
			}
			fields := string(page.Lines[0].Record.Fields)
			if seen = append(seen, fields); !strings.Contains(fields, `"date":"2042-11-26"`) {
				t.Errorf("the day of adoption is not in %s", fields)
			}
			told := live(t, s, "man-a-res-79-12")
			if len(told) != 1 || !strings.Contains(told[0], "The General Assembly") {
				t.Errorf("told %q", told)
			}
			if !takeIn(t, d, doc, rd).Unchanged || !loadStarter(t, d, full).Unchanged {
				t.Error("the second time changed something")
			}
		})
	}
	if len(seen) == 2 && seen[0] != seen[1] {
		t.Errorf("in the one order\n%s\nin the other\n%s", seen[0], seen[1])
	}
}
