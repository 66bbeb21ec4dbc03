package desk_test

import (
	"slices"
	"strings"
	"testing"

	"concord/desk"
	"concord/fault"
	"concord/register"
	drafts "concord/report"
)

// sentence rests on records at revision 1.
func sentence(id, text string, records ...string) drafts.Sentence {
	s := drafts.Sentence{ID: id, Text: text}
	for _, r := range records {
		s.Rests = append(s.Rests, drafts.Rest{Record: r, Revision: 1})
	}
	return s
}

func numbered(id string, sentences ...drafts.Sentence) drafts.Paragraph {
	return drafts.Paragraph{ID: id, Number: 1, Sentences: sentences}
}

// draftRoom has a cycle, two acts and a draft on them.
func draftRoom(t *testing.T) (*desk.Desk, register.Store, *drafts.Text) {
	d, s := open(t)
	imported(t, d, importRow("cycle-1", register.KindCycle, "period", "2043/2044"),
		importRow("one", register.KindActivity, "kind", "meeting", "place", "KEN"), importRow("two", register.KindActivity, "kind", "training", "place", "THA"))
	text := &drafts.Text{Language: "en", Front: drafts.Front{Title: "Cooperation", Symbols: []string{"A/99/1"}}, Parts: []drafts.Part{
		{ID: drafts.PartSummary, Level: 1, Heading: "Summary", Paragraphs: []drafts.Paragraph{{ID: "p1", Sentences: []drafts.Sentence{{ID: "s1", Text: "This is a report.", From: drafts.FromFrame}}}}},
		{ID: "AU", Level: 2, Label: "A", Heading: "African Union", Budget: 40, Paragraphs: []drafts.Paragraph{
			numbered("p1", sentence("s1", "The two met in Kenya.", "one"), sentence("s2", "They trained judges.", "two")),
			numbered("p2", sentence("s1", "They go on.", "one", "two"))}},
		{ID: "ASEAN", Level: 2, Label: "B", Heading: "Association", Paragraphs: []drafts.Paragraph{numbered("p1", sentence("s1", "They met too.", "one"))}}}}
	if _, err := d.SetDraft(t.Context(), "cycle-1", text, false, amira); err != nil {
		t.Fatal(err)
	}
	return d, s, text
}

func stored(t *testing.T, s register.Reader) *drafts.Text {
	t.Helper()
	text, err := drafts.Stored(t.Context(), s, "cycle-1", "en")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// said are the paragraphs of a part, each as its text.
func said(text *drafts.Text, part string) (list []string) {
	for _, p := range text.Parts {
		if p.ID == part {
			for _, x := range p.Paragraphs {
				var b []string
				for _, s := range x.Sentences {
					b = append(b, s.Text)
				}
				list = append(list, strings.Join(b, " "))
			}
		}
	}
	return list
}

// keyOf is the claim of a paragraph as it stands.
func keyOf(t *testing.T, s register.Reader, draft, paragraph string) int64 {
	t.Helper()
	claims, err := s.Claims(t.Context(), draft)
	if err != nil {
		t.Fatal(err)
	}
	list, err := drafts.Wordings(claims, paragraph)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range list {
		if w.Stands {
			return w.Key
		}
	}
	t.Fatalf("no wording of %s stands", paragraph)
	return 0
}

// A draft comes back as it was stored, numbered and counted, and storing it again
// changes nothing.
func TestDraftIsKept(t *testing.T) {
	d, s, text := draftRoom(t)
	got := stored(t, s)
	if got.Front.Title != "Cooperation" || len(got.Parts) != 3 || got.Parts[1].ID != "AU" || got.Parts[1].Label != "A" || got.Parts[1].Level != 2 || got.Parts[1].Budget != 40 || got.Parts[1].Heading != "African Union" {
		t.Fatalf("%+v", got)
	}
	if got.Parts[0].Paragraphs[0].Number != 0 || got.Parts[1].Paragraphs[1].Number != 2 || got.Parts[2].Paragraphs[0].Number != 3 {
		t.Errorf("numbers: %+v", got.Parts)
	}
	if got.Parts[1].Words != 13 || got.Words != 1+5+13+4 {
		t.Errorf("words: %d of %d", got.Parts[1].Words, got.Words)
	}
	log, _ := s.LogBack(t.Context(), 0, 1)
	out, err := d.SetDraft(t.Context(), "cycle-1", text, false, amira)
	if err != nil || out.Written+out.Removed+out.Kept != 0 {
		t.Errorf("%+v %v", out, err)
	}
	if now, _ := s.LogBack(t.Context(), 0, 1); now[0].Number != log[0].Number {
		t.Error("the same draft made an act")
	}
	if _, err := d.SetDraft(t.Context(), "one", text, false, amira); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
	if _, err := drafts.Stored(t.Context(), s, "cycle-1", "zh"); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
}

// What a person wrote, put in or took out survives a new draft; the rest is the new
// draft's, and paragraphs that stay make no new revision.
func TestDraftKeepsWhatPeopleWrote(t *testing.T) {
	d, s, text := draftRoom(t)
	ctx := t.Context()
	au := register.DraftID("cycle-1", "AU", "en")
	if err := d.WriteParagraph(ctx, au, "p1", keyOf(t, s, au, "p1"), []drafts.Sentence{sentence("s1", "The two met in Nairobi.", "one"), sentence("s2", "They trained judges.", "two"), {Text: "It was welcomed."}}, "the city", amira); err != nil {
		t.Fatal(err)
	}
	id, err := d.AddParagraph(ctx, au, "p1", []drafts.Sentence{sentence("", "A word of mine.", "two")}, "", amira)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.RemoveParagraph(ctx, au, "p2", keyOf(t, s, au, "p2"), "", amira); err != nil {
		t.Fatal(err)
	}
	got := stored(t, s)
	want := []string{"The two met in Nairobi. They trained judges. It was welcomed.", "A word of mine."}
	if !slices.Equal(said(got, "AU"), want) {
		t.Fatalf("%q", said(got, "AU"))
	}
	p := got.Parts[1].Paragraphs[0]
	if p.Sentences[0].From != drafts.FromHand || p.Sentences[0].Bare() || p.Sentences[1].From != drafts.FromRecords || !p.Sentences[2].Bare() || p.Sentences[2].ID != "s3" {
		t.Errorf("%+v", p.Sentences)
	}
	if got.Parts[1].Paragraphs[1].ID != id || got.Parts[2].Paragraphs[0].Number != 3 {
		t.Errorf("%+v", got.Parts)
	}
	before, _ := s.Record(ctx, register.DraftID("cycle-1", "ASEAN", "en"), 0)
	text.Parts[1].Paragraphs = []drafts.Paragraph{numbered("p0", sentence("s1", "First.", "one")), text.Parts[1].Paragraphs[0], text.Parts[1].Paragraphs[1], numbered("p3", sentence("s1", "Last.", "two"))}
	out, err := d.SetDraft(ctx, "cycle-1", text, false, amira)
	if err != nil || out.Written != 2 || out.Kept != 3 || out.Removed != 0 {
		t.Fatalf("%+v %v", out, err)
	}
	if got := said(stored(t, s), "AU"); !slices.Equal(got, []string{"First.", want[0], want[1], "Last."}) {
		t.Errorf("%q", got)
	}
	if after, _ := s.Record(ctx, before.ID, 0); after.Revision != before.Revision {
		t.Error("a part that reads the same got a new revision")
	}
	// Over it, where a person says so.
	if _, err = d.SetDraft(ctx, "cycle-1", text, true, amira); err != nil {
		t.Fatal(err)
	}
	if got := said(stored(t, s), "AU"); !slices.Equal(got, []string{"First.", "The two met in Kenya. They trained judges.", "They go on.", "Last."}) {
		t.Errorf("%q", got)
	}
}

// Two windows on one paragraph: the second is told both texts, and nothing is stored;
// two paragraphs of a part are nobody's conflict.
func TestTwoWindowsOnOneParagraph(t *testing.T) {
	d, s, _ := draftRoom(t)
	ctx := t.Context()
	au := register.DraftID("cycle-1", "AU", "en")
	seen, other := keyOf(t, s, au, "p1"), keyOf(t, s, au, "p2")
	if err := d.WriteParagraph(ctx, au, "p1", seen, []drafts.Sentence{sentence("s1", "Mine.", "one")}, "", amira); err != nil {
		t.Fatal(err)
	}
	err := d.WriteParagraph(ctx, au, "p1", seen, []drafts.Sentence{sentence("s1", "Yours.", "one")}, "", desk.Named("Bo"))
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "“Mine.”") || !strings.Contains(err.Error(), "“Yours.”") || !strings.Contains(err.Error(), amira.Name) {
		t.Error(err)
	}
	if err := d.WriteParagraph(ctx, au, "p2", other, []drafts.Sentence{sentence("s1", "Yours.", "one")}, "", desk.Named("Bo")); err != nil {
		t.Error(err)
	}
	if err := d.RemoveParagraph(ctx, au, "p1", seen, "", amira); fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
	if got := said(stored(t, s), "AU"); !slices.Equal(got, []string{"Mine.", "Yours."}) {
		t.Errorf("%q", got)
	}
	// The act is taken back as any other, and an earlier wording comes back by hand.
	last, err := d.Last(ctx, amira)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Undo(ctx, last.Number, "", amira); err != nil {
		t.Fatal(err)
	}
	if got := said(stored(t, s), "AU"); got[0] != "The two met in Kenya. They trained judges." {
		t.Errorf("%q", got)
	}
	now := keyOf(t, s, au, "p2")
	if err := d.RestoreParagraph(ctx, au, "p2", now, other, "", amira); err != nil {
		t.Fatal(err)
	}
	if got := said(stored(t, s), "AU"); got[1] != "They go on." {
		t.Errorf("%q", got)
	}
}

// What cannot be kept is refused in a sentence, with nothing stored.
func TestDraftBounds(t *testing.T) {
	d, s, _ := draftRoom(t)
	au := register.DraftID("cycle-1", "AU", "en")
	seen := keyOf(t, s, au, "p1")
	many := make([]drafts.Sentence, 101)
	for i := range many {
		many[i].Text = "Word."
	}
	for name, x := range map[string]struct {
		sentences []drafts.Sentence
		kind      fault.Kind
	}{
		"none":      {nil, fault.Invalid},
		"empty":     {[]drafts.Sentence{{Text: " "}}, fault.Invalid},
		"long":      {[]drafts.Sentence{{Text: strings.Repeat("和", 3001)}}, fault.TooLarge},
		"many":      {many, fault.TooLarge},
		"no text":   {[]drafts.Sentence{{Text: "a\xff"}}, fault.Invalid},
		"no record": {[]drafts.Sentence{sentence("s1", "Word.", "nothing")}, fault.Invalid},
	} {
		if err := d.WriteParagraph(t.Context(), au, "p1", seen, x.sentences, "", amira); fault.KindOf(err) != x.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := d.WriteParagraph(t.Context(), au, "head", seen, []drafts.Sentence{{Text: "Word."}}, "", amira); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
	if err := d.WriteParagraph(t.Context(), "one", "p1", seen, []drafts.Sentence{{Text: "Word."}}, "", amira); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
	if keyOf(t, s, au, "p1") != seen {
		t.Error("something was stored")
	}
}

// A record that changes after the draft marks the sentences that rest on it; a review
// that changes no value does not.
func TestStaleSentences(t *testing.T) {
	d, s, text := draftRoom(t)
	ctx := t.Context()
	if _, err := d.Accept(ctx, "one", 1, "", amira); err != nil {
		t.Fatal(err)
	}
	list, records, err := drafts.Stale(ctx, s, text)
	if err != nil || len(list) != 0 || len(records) != 2 {
		t.Fatalf("%+v %v", list, err)
	}
	if _, err := d.Correct(ctx, "two", 1, "kind", "support", "", amira); err != nil {
		t.Fatal(err)
	}
	if list, _, _ = drafts.Stale(ctx, s, text); len(list) != 2 || list[0].Why != drafts.StaleChanged || list[0].Sentence != "s2" || list[0].Was.Revision != 1 || list[0].Now.Revision != 2 {
		t.Fatalf("%+v", list)
	}
	if _, err := d.Review(ctx, "two", 2, register.Withdrawn, "sent twice", amira); err != nil {
		t.Fatal(err)
	}
	if list, _, _ = drafts.Stale(ctx, s, text); len(list) != 2 || list[1].Why != drafts.StaleWithdrawn || list[1].Paragraph != "p2" {
		t.Fatalf("%+v", list)
	}
}
