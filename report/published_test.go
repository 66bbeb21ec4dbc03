package report_test

import (
	"bytes"
	"strings"
	"testing"

	"concord/desk"
	"concord/document"
	"concord/document/intake"
	"concord/export"
	"concord/fault"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
	"concord/report"
)

const symbolPublished = "A/77/950"

// kept is the starter register with a draft that it keeps.
func kept(t *testing.T, lang string) (register.Store, *desk.Desk, *lexicon.Lexicon, string, *report.Text) {
	t.Helper()
	store, d, names, id := opened(t)
	made := drafted(t, store, names, id, report.Drafting{Language: lang})
	if _, err := d.SetDraft(t.Context(), id, made.Text, false, desk.Local()); err != nil {
		t.Fatal(err)
	}
	text, err := report.Stored(t.Context(), store, id, lang)
	if err != nil {
		t.Fatal(err)
	}
	return store, d, names, id, text
}

// plainly is a draft as it was published: as text, under a symbol, with what edit changed.
func plainly(t *testing.T, text *report.Text, edit func(string) string) string {
	t.Helper()
	text.Front.Symbols = []string{symbolPublished}
	var b bytes.Buffer
	if err := export.TextTo(&b, text, "txt", export.TextOptions{Made: now}); err != nil {
		t.Fatal(err)
	}
	return edit(b.String())
}

// readIn takes a text in as a person would.
func readIn(t *testing.T, store register.Store, d *desk.Desk, name, text string) *register.View {
	t.Helper()
	doc, err := intake.Stream(t.Context(), name, strings.NewReader(text), document.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rd, err := reading.New(d.Lexicon()).Read(doc)
	if err != nil {
		t.Fatal(err)
	}
	out, err := d.TakeIn(t.Context(), doc, rd, desk.Local())
	if err != nil {
		t.Fatal(err)
	}
	view, err := store.View(t.Context(), out.Work, out.Language, 0)
	if err != nil {
		t.Fatal(err)
	}
	return view
}

// three are sentences of the section on an organization.
func three(t *testing.T, text *report.Text, organization string) (out []report.Sentence) {
	t.Helper()
	for _, p := range text.Parts {
		if p.ID != organization {
			continue
		}
		for _, g := range p.Paragraphs {
			for _, s := range g.Sentences {
				if len(s.Notes) == 0 && len(s.Rests) == 1 {
					out = append(out, s)
				}
			}
		}
	}
	if len(out) < 3 {
		t.Fatalf("%d sentences", len(out))
	}
	return out[:3]
}

// What the editors did to three sentences is found, each for what it is; all others
// are as they were drafted.
func TestCompare(t *testing.T) {
	for _, x := range []struct{ lang, added, fresh string }{
		{"en", " with the support of partners in the region", "Nobody had foreseen the heavy storm."},
		{"zh", "在该区域伙伴的支持下", "无人预见这场大风暴。"},
	} {
		store, d, _, _, text := kept(t, x.lang)
		s := three(t, text, "AU")
		published := plainly(t, text, func(p string) string {
			last := s[0].Text[len(strings.TrimRight(s[0].Text, ".。")):]
			p = strings.Replace(p, s[0].Text, strings.TrimSuffix(s[0].Text, last)+x.added+last, 1)
			p = strings.Replace(p, s[1].Text, "", 1)
			return strings.Replace(p, s[2].Text, s[2].Text+" "+x.fresh, 1)
		})
		view := readIn(t, store, d, "published.txt", published)
		got, err := report.Compare(text, "2020-09/2022-08", view)
		if err != nil {
			t.Fatal(err)
		}
		if got.Counts[report.FateChanged] != 1 || got.Counts[report.FateLeft] != 1 || got.Counts[report.FateNew] != 1 || got.Counts[report.FateDrafted] < 150 {
			t.Errorf("%s: %v", x.lang, got.Counts)
		}
		for _, c := range got.Sentences {
			switch {
			case c.Fate == report.FateNew && c.Section != "AU",
				c.Fate == report.FateChanged && (c.Was() != s[0].Text || !strings.Contains(c.Text, x.added) || c.Section != "AU"),
				c.Fate == report.FateLeft && c.Was() != s[1].Text,
				c.Fate == report.FateNew && c.Text != x.fresh:
				t.Errorf("%s: %s %q: %q", x.lang, c.Fate, c.Was(), c.Text)
			}
			if c.At != nil && view.Paragraphs[c.At.Ordinal].Text.Text[c.At.From:c.At.To] != c.Text {
				t.Errorf("%s: %q is elsewhere", x.lang, c.Text)
			}
		}
	}
}

// A text of another report, in another language, of another period is refused, and so
// is a draft that has no sentences.
func TestCompareRefuses(t *testing.T) {
	store, d, names, id, text := kept(t, "en")
	other := readIn(t, store, d, "other.txt", "A/77/951\n\nCooperation\n\n1. The weather station of the island was repaired in May 2021 by two carpenters.\n\n2. Its roof had been leaking since the storm.\n\n3. The carpenters were paid in fish.\n")
	view := readIn(t, store, d, "published.txt", plainly(t, text, func(p string) string { return p }))
	fr := drafted(t, store, names, id, report.Drafting{Language: "fr"}).Text
	foreign := *view
	foreign.Version.Language = "fr"
	for _, x := range []struct {
		what   string
		text   *report.Text
		period string
		view   *register.View
		kind   fault.Kind
		say    string
	}{
		{"another report", text, "2020-09/2022-08", other, fault.Conflict, "too little in common"},
		{"another period", text, "2022-09/2024-08", view, fault.Conflict, "covers"},
		{"another language", text, "2020-09/2022-08", &foreign, fault.Conflict, "language fr"},
		{"tables", fr, "2020-09/2022-08", &foreign, fault.Unsupported, "tables"},
	} {
		if _, err := report.Compare(x.text, x.period, x.view); fault.KindOf(err) != x.kind || !strings.Contains(err.Error(), x.say) {
			t.Errorf("%s: %v", x.what, err)
		}
	}
}

// Two sentences that the editors made one, and one that they made two, are found as such.
func TestCompareMergedAndSplit(t *testing.T) {
	on := func(text string) report.Sentence { return report.Sentence{ID: text[:9], Text: text} }
	text := &report.Text{Language: "en", Parts: []report.Part{{ID: "AU", Level: 2, Paragraphs: []report.Paragraph{
		{ID: "p1", Number: 1, Sentences: []report.Sentence{on("In May 2021, UNICEF vaccinated children in Chad."), on("The African Union lent refrigerators and lorries for the journey.")}},
		{ID: "p2", Number: 2, Sentences: []report.Sentence{on("In June 2021, WFP fed herders near Agadez and ITU laid a cable to Niamey.")}}}}}}
	view := &register.View{Version: register.Version{Language: "en"}}
	for i, s := range []string{"In May 2021, UNICEF vaccinated children in Chad, and the African Union lent refrigerators and lorries for the journey.",
		"In June 2021, WFP fed herders near Agadez. In the same month, ITU laid a cable to Niamey."} {
		view.Paragraphs = append(view.Paragraphs, register.ViewParagraph{Text: register.Text{Place: register.Place{Number: string(rune('1' + i))}, Ordinal: i, Section: "AU", Text: s}})
	}
	got, err := report.Compare(text, "", view)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Sentences) != 2 || len(got.Sentences[0].Drafted) != 2 || got.Sentences[1].Text != view.Paragraphs[1].Text.Text || got.Counts[report.FateChanged] != 2 {
		t.Errorf("%+v", got)
	}
}

// What stayed of a sentence and what did not, put together, are the two sentences.
func TestWeave(t *testing.T) {
	for _, x := range [][2]string{{"The Union held a course.", "The African Union held two courses."}, {"非盟举办培训班。", "非洲联盟举办两期培训班。"}, {"", "New."}, {"Old.", ""}, {strings.Repeat("a b ", 400), "c"}} {
		was, now := "", ""
		for _, s := range report.Weave(x[0], x[1]) {
			if s.Was {
				was += s.Text
			}
			if s.Now {
				now += s.Text
			}
		}
		if was != x[0] || now != x[1] {
			t.Errorf("%q, %q: %q, %q", x[0], x[1], was, now)
		}
	}
}

// Published, the draft's acts have one telling more and no doubles; done again nothing
// changes; taken back all is as before. What is left over is what no draft told.
func TestPublish(t *testing.T) {
	ctx := t.Context()
	store, d, names, id, text := kept(t, "en")
	s := three(t, text, "AU")
	acts := map[string]int{} // tellings of the acts of the draft before
	for _, p := range text.Parts {
		for _, g := range p.Paragraphs {
			for _, x := range g.Sentences {
				for _, r := range x.Rests {
					if rec, err := store.Record(ctx, r.Record, 0); err != nil {
						t.Fatal(err)
					} else if rec.Kind == register.KindActivity {
						acts[r.Record] = standing(t, store, r.Record)
					}
				}
			}
		}
	}
	before := total(t, store)
	if _, err := d.Publish(ctx, id, symbolPublished, "en", desk.Local()); fault.KindOf(err) != fault.NotFound || !strings.Contains(err.Error(), "read the published text in first") {
		t.Errorf("not read in: %v", err)
	}
	readIn(t, store, d, "published.txt", plainly(t, text, func(p string) string {
		p = strings.Replace(p, s[0].Text, strings.TrimSuffix(s[0].Text, ".")+" with the support of partners in the region.", 1)
		p = strings.Replace(p, s[1].Text, "", 1)
		return strings.Replace(p, s[2].Text, s[2].Text+" Nobody had foreseen the heavy storm.", 1)
	}))
	if _, err := d.Publish(ctx, id, symbolPublished, "zh", desk.Local()); fault.KindOf(err) != fault.NotFound {
		t.Errorf("neither drafted nor read in Chinese: %v", err)
	}
	read := total(t, store)
	out, err := d.Publish(ctx, id, symbolPublished, "en", desk.Local())
	if err != nil {
		t.Fatal(err)
	}
	after := total(t, store)
	t.Logf("%d acts; %d records, %d when the text was read, %d when it was published: %d tellings, %d joined, %d asked, %d left", len(acts), before, read, after, out.Tellings, out.Joined, out.Asked, out.Left)
	if out.Counts[report.FateChanged] != 1 || out.Tellings+out.Joined == 0 || out.Symbol != symbolPublished {
		t.Errorf("%+v", out)
	}
	if after > before+1 { // the new sentence may tell an act of its own
		t.Errorf("%d acts before, %d after", before, after)
	}
	for act, had := range acts {
		want := had + 1
		if act == s[1].Rests[0].Record {
			want = had
		}
		if now := standing(t, store, act); now != want {
			t.Errorf("%s had %d tellings and has %d", act, had, now)
		}
	}
	rec, err := store.Record(ctx, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	var c register.Cycle
	if err := rec.Decode(&c); err != nil || len(c.Documents) != 1 || c.Documents[0] != symbolPublished {
		t.Errorf("the cycle's documents are %v", c.Documents)
	}
	number, _, _ := store.State(ctx)
	again, err := d.Publish(ctx, id, symbolPublished, "en", desk.Local())
	if now, _, _ := store.State(ctx); err != nil || again.Tellings+again.Joined+again.Asked != 0 || now != number {
		t.Errorf("again: %+v, %v", again, err)
	}

	left, err := report.LeftOver(ctx, store, names, id)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, list := range left.Acts {
		for _, a := range list {
			if n++; acts[a.ID] > 0 {
				t.Errorf("%s is told and left over", a.ID)
			}
		}
	}
	if n == 0 || n > before-len(acts) {
		t.Errorf("%d acts are left over, of %d with %d in the draft", n, before, len(acts))
	}

	if err := d.Undo(ctx, number, "", desk.Local()); err != nil {
		t.Fatal(err)
	}
	if now := total(t, store); now != read {
		t.Errorf("taken back there are %d acts, before there were %d", now, read)
	}
}

// standing counts the tellings of a record that stand.
func standing(t *testing.T, r register.Reader, id string) (n int) {
	t.Helper()
	list, err := r.Tellings(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		if !list[i].Dropped {
			n++
		}
	}
	return n
}

func total(t *testing.T, r register.Reader) int {
	t.Helper()
	page, err := r.Records(t.Context(), register.Filter{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	return page.Total
}

// Where a person said that what the published text tells is another act, publishing keeps
// to that; what a person reviewed in it is asked about and not joined.
func TestPublishHeedsDecisions(t *testing.T) {
	ctx := t.Context()
	store, d, _, id, text := kept(t, "en")
	view := readIn(t, store, d, "published.txt", plainly(t, text, func(p string) string { return p }))
	held, err := report.CompareHeld(ctx, store, id, symbolPublished, "en")
	if err != nil {
		t.Fatal(err)
	}
	var pairs [][2]string // an act of the draft and what was read in its sentence
	for _, s := range held.Sentences {
		if s.At == nil || len(s.Drafted) != 1 || len(s.Drafted[0].Rests) != 1 {
			continue
		}
		var read []register.Told
		for _, a := range view.Paragraphs[s.At.Ordinal].Activities {
			if a.From < s.At.To && s.At.From < a.To {
				read = append(read, a)
			}
		}
		if len(read) == 1 && read[0].Record.MergedInto == "" && read[0].Record.ID != s.Drafted[0].Rests[0].Record && read[0].Record.Origin == register.Read {
			pairs = append(pairs, [2]string{s.Drafted[0].Rests[0].Record, read[0].Record.ID})
		}
	}
	if len(pairs) < 3 {
		t.Fatalf("%d pairs", len(pairs))
	}
	apart, reviewed, withdrawn := pairs[0], pairs[1], pairs[2]
	by := desk.Named("Amira")
	if err := d.Answer(ctx, apart[0], apart[1], register.SameNot, "", by); err != nil {
		t.Fatal(err)
	}
	rec, err := store.Record(ctx, reviewed[1], 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Accept(ctx, rec.ID, rec.Revision, "", by); err != nil {
		t.Fatal(err)
	}
	if rec, err = store.Record(ctx, withdrawn[0], 0); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Review(ctx, rec.ID, rec.Revision, register.Withdrawn, "not an act", by); err != nil {
		t.Fatal(err)
	}
	before := standing(t, store, apart[0])
	out, err := d.Publish(ctx, id, symbolPublished, "en", by)
	if err != nil {
		t.Fatal(err)
	}
	if out.Asked != 1 || out.Left < 2 {
		t.Errorf("%d asked, %d left", out.Asked, out.Left)
	}
	if now := standing(t, store, apart[0]); now != before {
		t.Errorf("an act that the text does not tell has %d tellings, and had %d", now, before)
	}
	for _, x := range [][2]string{apart, reviewed, withdrawn} {
		if rec, err := store.Record(ctx, x[1], 0); err != nil || rec.MergedInto != "" {
			t.Errorf("%s is joined to %s: %v", x[1], rec.MergedInto, err)
		}
	}
}
