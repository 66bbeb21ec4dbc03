package export_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/desk"
	"concord/export"
	"concord/fault"
	"concord/register"
	"concord/report"
)

// kept is a register that keeps a draft, and the Word file of it that went out.
type kept struct {
	testing.TB
	s    register.Store
	d    *desk.Desk
	file []byte
}

const cycle = "01CYCLE"

func keptDraft(t testing.TB) *kept {
	t.Helper()
	s, _ := open(t)
	now := noon()
	d := desk.New(s, desk.Clock(func() time.Time { now = now.Add(time.Second); return now }))
	imported := []desk.ImportRow{{Record: register.Record{ID: cycle, Kind: register.KindCycle}, Claims: []register.Claim{{Field: "period", Value: "2042/2044"}}, Row: 2}}
	for i, id := range []string{"01ACT1", "01INS1", "01ACT2", "01ACT3"} {
		imported = append(imported, desk.ImportRow{Record: register.Record{ID: id, Kind: register.KindActivity}, Claims: []register.Claim{{Field: "kind", Value: "meeting"}}, Row: i + 3})
	}
	if _, err := d.Import(t.Context(), imported, amira, desk.ImportOptions{Name: "rows.csv"}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SetDraft(t.Context(), cycle, draft("en"), false, amira); err != nil {
		t.Fatal(err)
	}
	k := &kept{TB: t, s: s, d: d}
	k.file = made(t, k.text(), "docx", true)
	return k
}

func (k *kept) text() *report.Text {
	k.Helper()
	text, err := report.Stored(k.Context(), k.s, cycle, "en")
	if err != nil {
		k.Fatal(err)
	}
	return text
}

func (k *kept) part(id string) *report.Part {
	k.Helper()
	text := k.text()
	for i := range text.Parts {
		if text.Parts[i].ID == id {
			return &text.Parts[i]
		}
	}
	k.Fatalf("no part %s", id)
	return nil
}

// said are the paragraphs of a part as texts.
func (k *kept) said(part string) (list []string) {
	k.Helper()
	for _, p := range k.part(part).Paragraphs {
		list = append(list, p.Prose())
	}
	return list
}

func (k *kept) back(file []byte) *export.Back {
	k.Helper()
	r, err := export.ReadBack(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		k.Fatal(err)
	}
	b, err := r.Back(k.Context(), k.s, cycle, "en")
	if err != nil {
		k.Fatal(err)
	}
	return b
}

func (k *kept) take(b *export.Back, rest bool) (int, []desk.LeftReturned, error) {
	k.Helper()
	var list []desk.Returned
	for _, c := range b.Changes {
		if c.Take != nil {
			list = append(list, *c.Take)
		}
	}
	return k.d.TakeReturned(k.Context(), cycle, "en", list, rest, register.Person{ID: "local:bo", Name: "Bo"})
}

// write changes a sentence of the kept draft.
func (k *kept) write(part, paragraph string, i int, text string) {
	k.Helper()
	id := register.DraftID(cycle, part, "en")
	claims, err := k.s.Claims(k.Context(), id)
	if err != nil {
		k.Fatal(err)
	}
	w, err := report.Wordings(claims, paragraph)
	if err != nil {
		k.Fatal(err)
	}
	s := slices.Clone(w[0].Paragraph.Sentences)
	s[i].Text = text
	if err := k.d.WriteParagraph(k.Context(), id, paragraph, w[0].Key, s, "", amira); err != nil {
		k.Fatal(err)
	}
}

// end is the end of the bookmark of a sentence.
func (k *kept) end(part, paragraph, sentence string) string {
	k.Helper()
	_, after, ok := strings.Cut(entry(k, k.file, "word/document.xml"), `w:name="`+export.Mark(part, paragraph, sentence)+`"`)
	if !ok {
		k.Fatal("no mark")
	}
	before, _, _ := strings.Cut(entry(k, k.file, "word/document.xml"), `" w:name="`+export.Mark(part, paragraph, sentence)+`"`+after)
	return `<w:bookmarkEnd w:id="` + before[strings.LastIndex(before, `"`)+1:] + `"/>`
}

func run(s string) string { return `<w:r><w:t xml:space="preserve">` + s + `</w:t></w:r>` }

const (
	signed = "The two organizations signed a framework on early warning."
	covers = "It covers the period from September 2042 to August 2044."
	grown  = "Cooperation has grown in the period under review."
)

// What was done in Word is taken up: a changed sentence keeps its records, a new one is
// without source, and the wording says who changed it there.
func TestReturnedChangesAreTakenUp(t *testing.T) {
	k := keptDraft(t)
	behind := k.end("AU", "p1", "s2")
	file := edit(t, k.file, "seventh annual", within(del("seventh")+ins("eighth"))+" annual", behind, behind+ins(" Both met again."),
		run(covers), `<w:moveFrom`+tracked+run(covers)+`</w:moveFrom>`, k.end("observations", "p1", "s1"), k.end("observations", "p1", "s1")+`<w:moveTo`+tracked+run(" "+covers)+`</w:moveTo>`,
		run(grown), del(grown))
	b := k.back(file)
	if !b.Known || b.Lost != 0 || len(b.Changes) != 4 {
		t.Fatalf("%+v", b)
	}
	before := k.part("AU").Paragraphs[0].Sentences[0]
	if n, left, err := k.take(b, false); n != 4 || len(left) > 0 || err != nil {
		t.Fatal(n, left, err)
	}
	au := k.part("AU").Paragraphs[0]
	if s := au.Sentences; len(s) != 3 || !strings.Contains(s[0].Text, "their eighth annual") || s[0].From != report.FromHand || !slices.Equal(s[0].Rests, before.Rests) || !slices.Equal(s[0].Notes, before.Notes) ||
		s[1].Text != signed || s[1].From != report.FromRecords || s[2].Text != "Both met again." || !s[2].Bare() || s[2].ID != "s3" {
		t.Errorf("%+v", s)
	}
	if p := k.part("introduction").Paragraphs[0]; len(p.Sentences) != 1 {
		t.Errorf("%+v", p)
	}
	if p := k.part("observations").Paragraphs; len(p) != 1 || len(p[0].Sentences) != 1 || p[0].Sentences[0].Text != covers || p[0].Sentences[0].From != report.FromFrame {
		t.Errorf("%+v", p)
	}
	claims, err := k.s.Claims(t.Context(), register.DraftID(cycle, "AU", "en"))
	if err != nil {
		t.Fatal(err)
	}
	if w, err := report.Wordings(claims, "p1"); err != nil || len(w) != 2 || w[0].Why != "Word: A. Reviewer, 2044-09-01" || w[0].By.Name != "Bo" || !w[0].Hand {
		t.Errorf("%+v %v", w, err)
	}
	log, err := k.s.LogBack(t.Context(), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.d.Undo(t.Context(), log[0].Number, "", amira); err != nil {
		t.Fatal(err)
	}
	if export.Fingerprint(k.text()) != export.Fingerprint(draft("en")) {
		t.Errorf("one act is taken back whole: %q", k.said("AU"))
	}
}

// New paragraphs come in where they stand in the file, in their order; a sentence set
// before the first of a paragraph goes into that paragraph; an emptied one goes.
func TestReturnedParagraphs(t *testing.T) {
	k := keptDraft(t)
	paragraph := func(s string) string { return `<w:p>` + ins(s) + `</w:p>` }
	main := entry(t, k.file, "word/document.xml")
	end := k.end("observations", "p1", "s1")
	tail := main[strings.Index(main, end):]
	tail = tail[:strings.Index(tail, "</w:p>")+6]
	first := k.end("ASEAN", "p1", "s1")
	begin := strings.Replace(first, "bookmarkEnd", "bookmarkStart", 1)
	begin = strings.TrimSuffix(begin, "/>")
	file := edit(t, k.file, tail, tail+paragraph("One more.")+paragraph("And another."), begin, ins("Much was done. ")+begin, run(covers), del(covers))
	b := k.back(file)
	if n, _, err := k.take(b, false); n != 4 || err != nil {
		t.Fatal(n, err, b)
	}
	if got := k.said("observations"); !slices.Equal(got, []string{grown, "One more.", "And another."}) {
		t.Errorf("%q", got)
	}
	if p := k.part("ASEAN").Paragraphs; len(p) != 1 || p[0].Sentences[0].Text != "Much was done." {
		t.Errorf("%+v", p)
	}
	if p := k.part("observations").Paragraphs; p[1].Number != p[0].Number+1 || p[2].Number != p[1].Number+1 {
		t.Errorf("%+v", p)
	}
}

// What was changed here after the file went out stands: nothing is taken up, or with rest
// what can be.
func TestReturnedAfterTheDraftWentOn(t *testing.T) {
	k := keptDraft(t)
	file := edit(t, k.file, "seventh annual", within(del("seventh")+ins("eighth"))+" annual", run(grown), del(grown))
	k.write("AU", "p1", 1, "They signed nothing.")
	k.write("introduction", "p1", 0, "This is it.")
	b := k.back(file)
	if !b.Known || len(b.Changes) != 2 || !b.Changes[0].Stale || !strings.Contains(b.Changes[0].Now, "They signed nothing.") || b.Changes[1].Stale {
		t.Fatalf("%+v", b.Changes)
	}
	was := export.Fingerprint(k.text())
	_, _, err := k.take(b, false)
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Sentence(err), "They signed nothing.") || !strings.Contains(fault.Sentence(err), "eighth") || export.Fingerprint(k.text()) != was {
		t.Error(err)
	}
	n, left, err := k.take(b, true)
	if n != 1 || len(left) != 1 || left[0].Change != 0 || left[0].By.Name != "Amira" || err != nil {
		t.Error(n, left, err)
	}
	if got := k.said("AU")[0]; !strings.Contains(got, "seventh") || !strings.Contains(got, "They signed nothing.") {
		t.Error(got)
	}
	if len(k.part("observations").Paragraphs) != 0 {
		t.Error("the sentence was not taken out")
	}
	// Taken up once more it says who took the paragraph out.
	if _, _, err := k.take(b, false); fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
}

// A file that lost its properties and marks is held against the draft as it is now, and
// what nobody tracked is doubtful.
func TestReturnedWithoutMarks(t *testing.T) {
	k := keptDraft(t)
	file := repacked(t, k.file, map[string]func(string) string{"docProps/custom.xml": func(string) string { return "" },
		"word/document.xml": func(s string) string {
			return strings.Replace(bookmarks.ReplaceAllString(s, ""), "attended by 40", "attended by 400", 1)
		}})
	r, err := export.ReadBack(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.Back(t.Context(), k.s, cycle, "en")
	if err != nil || b.Known || b.Lost != b.Of || len(b.Changes) != 1 || !b.Changes[0].Doubt {
		t.Fatalf("%+v %v", b, err)
	}
	other := edit(t, k.file, "seventh", "eighth")
	if r, err = export.ReadBack(bytes.NewReader(other), int64(len(other))); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		cycle, lang string
		kind        fault.Kind
	}{{"02CYCLE", "en", fault.NotFound}, {cycle, "fr", fault.NotFound}} {
		if _, err := r.Back(t.Context(), k.s, x.cycle, x.lang); fault.KindOf(err) != x.kind {
			t.Error(x, err)
		}
	}
}

// What does not fit the draft is refused and nothing of it is stored.
func TestReturnedThatDoesNotFit(t *testing.T) {
	k := keptDraft(t)
	was := export.Fingerprint(k.text())
	b := k.back(edit(t, k.file, "seventh annual", within(del("seventh")+ins("eighth"))+" annual"))
	good := *b.Changes[0].Take
	for name, change := range map[string]func(*desk.Returned){
		"no such part":      func(c *desk.Returned) { c.Spot.Part = "XX" },
		"no such paragraph": func(c *desk.Returned) { c.Spot.Paragraph = "p9" },
		"no such sentence":  func(c *desk.Returned) { c.Spot.Sentence = "s9" },
		"the head":          func(c *desk.Returned) { c.Spot.Paragraph = report.Head },
		"another wording":   func(c *desk.Returned) { c.Spot.Seen = 0 },
		"nothing":           func(c *desk.Returned) { c.Text = " " },
		"too long":          func(c *desk.Returned) { c.Text = strings.Repeat("a ", 3000) },
		"no kind":           func(c *desk.Returned) { c.Kind = "burnt" },
		"behind nothing":    func(c *desk.Returned) { c.Kind, c.Spot.Sentence = desk.ReturnedInserted, "s9" },
		"moved to nowhere":  func(c *desk.Returned) { c.Kind, c.To = desk.ReturnedMoved, desk.Spot{Part: "XX"} },
	} {
		c := good
		change(&c)
		if _, _, err := k.d.TakeReturned(t.Context(), cycle, "en", []desk.Returned{c}, false, amira); err == nil || fault.KindOf(err) == fault.Internal || strings.Contains(fault.Sentence(err), "%!") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if export.Fingerprint(k.text()) != was {
		t.Error("something was stored")
	}
}
