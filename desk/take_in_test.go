package desk_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"concord/desk"
	"concord/document"
	"concord/fault"
	"concord/reading"
	"concord/register"
	"concord/store/sqlite"
)

func takeIn(t *testing.T, d *desk.Desk, doc *document.Document, rd *reading.Reading, options ...desk.TakeInOption) desk.Outcome {
	t.Helper()
	out, err := d.TakeIn(t.Context(), doc, rd, amira, options...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func view(t *testing.T, r register.Reader, work string) *register.View {
	t.Helper()
	v, err := r.View(t.Context(), work, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// ids are the records that a view tells now, in the order of the text.
func ids(v *register.View) (list []string) {
	for i := range v.Paragraphs {
		for _, a := range v.Paragraphs[i].Activities {
			if !a.Dropped {
				list = append(list, a.Record.ID)
			}
		}
	}
	return list
}

func activities(rd *reading.Reading) (n int) {
	for i := range rd.Paragraphs {
		n += len(rd.Paragraphs[i].Activities)
	}
	return n
}

// What was read is what the reading view shows, each value with its words.
func TestTakenInAsRead(t *testing.T) {
	d, s := open(t)
	doc, rd := invent(1, 20, 0)
	out := takeIn(t, d, doc, rd)
	if !out.First || out.Version != 1 || out.Work != "A/99/1" || out.Activities != activities(rd) || out.Added != out.Activities || out.Proposed != 0 || len(out.Warnings) > 0 {
		t.Fatalf("%+v", out)
	}
	v := view(t, s, "S/2044/1")
	if !reflect.DeepEqual(v.Work.Symbols, doc.Masthead.Symbols) || v.Version.By != amira || v.Version.Period != rd.Period || !reflect.DeepEqual(v.Version.Masthead, doc.Masthead) {
		t.Fatalf("%+v %+v", v.Work, v.Version)
	}
	for i, p := range v.Paragraphs {
		r := rd.Paragraphs[i]
		if p.Text.Text != doc.Paragraphs[i].Text || p.Number != doc.Paragraphs[i].Number || p.Section != r.Section || !reflect.DeepEqual(p.Source, doc.Paragraphs[i].Source) {
			t.Fatalf("paragraph %d is not as read", i)
		}
		if len(p.Marks) != len(r.Mentions)+len(r.Themes) || len(p.Candidates) != len(r.Candidates) || len(p.Questions) != len(r.Questions) || len(p.Activities) != len(r.Activities) {
			t.Fatalf("paragraph %d: %d marks, %d candidates, %d questions, %d activities", i, len(p.Marks), len(p.Candidates), len(p.Questions), len(p.Activities))
		}
		for j, a := range p.Activities {
			ra := r.Activities[j]
			if a.From != ra.From || a.To != ra.To || a.Activity.Kind != ra.Kind.Value || a.Activity.Date != ra.Date.Value ||
				a.Activity.Parties[1].Actor != ra.Parties[1].Value.Value || a.Activity.Parties[1].As != ra.Parties[1].As ||
				a.Activity.Title["en"] != ra.Title || a.Record.Review != register.None || a.Record.Origin != register.Read {
				t.Fatalf("paragraph %d: %+v", i, a)
			}
			for _, c := range a.Claims {
				if c.State != register.Accepted || c.By != amira || c.Rule == "" || c.Decided.By.ID != "" {
					t.Fatalf("%+v", c)
				}
				if c.Field == register.FieldDate && (c.Evidence.Quote != c.Value || c.Evidence.Number != p.Number) {
					t.Fatalf("%+v", c.Evidence)
				}
			}
		}
	}
	totals, err := s.Totals(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if c := totals.Register; c.Documents != 1 || c.Paragraphs != 20 || c.Activities != out.Activities || c.Candidates != 2 || c.Questions != 2 || totals.Samples != (register.Counts{}) {
		t.Fatalf("%+v", totals)
	}
}

// The same file again changes nothing, under whatever name it comes.
func TestSameFileAgain(t *testing.T) {
	d, s := open(t)
	doc, rd := invent(1, 20, 0)
	takeIn(t, d, doc, rd)
	before := dump(t, s)
	again := *doc
	again.Name = "copy of it.txt"
	if out := takeIn(t, d, &again, rd); !out.Unchanged || out.Version != 1 || out.Work != "A/99/1" || out.Added != 0 || out.Activities != activities(rd) {
		t.Fatalf("%+v", out)
	}
	if after := dump(t, s); after != before {
		t.Fatal("the register changed")
	}
}

// dump is all that a reader sees of a register.
func dump(t *testing.T, s register.Reader) string {
	t.Helper()
	ctx := t.Context()
	var all []any
	keep := func(v any, err error) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	docs, err := s.Documents(ctx, register.DocumentFilter{Samples: true})
	keep(docs, err)
	for _, line := range docs {
		versions, err := s.Versions(ctx, line.Work.ID)
		keep(versions, err)
		for _, v := range versions {
			x, err := s.View(ctx, v.Work, v.Language, v.Number)
			keep(x, err)
		}
	}
	page, err := s.Records(ctx, register.Filter{Samples: true, Untold: true, Limit: 1000})
	keep(page, err)
	for _, l := range page.Lines {
		claims, err := s.Claims(ctx, l.Record.ID)
		keep(claims, err)
		history, err := s.History(ctx, l.Record.ID)
		keep(history, err)
		tellings, err := s.Tellings(ctx, l.Record.ID)
		keep(tellings, err)
	}
	totals, err := s.Totals(ctx)
	keep(totals, err)
	b, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// edit gives a copy of a document and its reading with one paragraph's text
// changed in front, spans moved along.
func edit(doc *document.Document, rd *reading.Reading, paragraph int, prefix string) (*document.Document, *reading.Reading) {
	nd, nr := *doc, *rd
	nd.Paragraphs, nr.Paragraphs = slices.Clone(doc.Paragraphs), slices.Clone(rd.Paragraphs)
	nd.Paragraphs[paragraph].Text = prefix + nd.Paragraphs[paragraph].Text
	p := &nr.Paragraphs[paragraph]
	by := len(prefix)
	shift := func(v *reading.Value) {
		if v.To > 0 {
			v.From, v.To = v.From+by, v.To+by
		}
	}
	p.Mentions, p.Activities = slices.Clone(p.Mentions), slices.Clone(p.Activities)
	for i := range p.Mentions {
		shift(&p.Mentions[i].Value)
	}
	p.Candidates, p.Questions = nil, nil
	for i := range p.Activities {
		a := &p.Activities[i]
		a.From, a.To = a.From+by, a.To+by
		a.Parties, a.Places = slices.Clone(a.Parties), slices.Clone(a.Places)
		for j := range a.Parties {
			shift(&a.Parties[j].Value)
		}
		for j := range a.Places {
			shift(&a.Places[j])
		}
		a.Figures = slices.Clone(a.Figures)
		for j := range a.Figures {
			shift(&a.Figures[j])
		}
		shift(&a.Kind)
		shift(&a.Level)
		shift(&a.Date)
	}
	hash(&nd)
	return &nd, &nr
}

// A changed file becomes a version beside the old one; what is told again keeps
// its record, what is not is marked, and nothing is gone.
func TestChangedFile(t *testing.T) {
	d, s := open(t)
	doc, rd := invent(1, 20, 2)
	takeIn(t, d, doc, rd)
	first := ids(view(t, s, "A/99/1"))
	doc2, rd2 := edit(doc, rd, 4, "As in the year before, ")
	// Paragraph 8 no longer tells its second act, paragraph 9 tells one with another date.
	rd2.Paragraphs[8].Activities = rd2.Paragraphs[8].Activities[:1]
	other := slices.Clone(rd2.Paragraphs[9].Activities)
	other[0].Date.Value = "2050"
	rd2.Paragraphs[9].Activities = other
	out := takeIn(t, d, doc2, rd2)
	if !out.NewVersion || out.Version != 2 || out.Added != 0 || out.Dropped != 1 || out.Retold != len(first)-1 || out.Proposed != 1 {
		t.Fatalf("%+v", out)
	}
	dropped := first[17]
	want := slices.Delete(slices.Clone(first), 17, 18)
	if got := ids(view(t, s, "A/99/1")); !slices.Equal(got, want) {
		t.Fatalf("got  %v\nwant %v", got, want)
	}
	old, err := s.View(t.Context(), "A/99/1", "en", 1)
	if err != nil || !old.Version.Superseded || old.Paragraphs[4].Text.Text != doc.Paragraphs[4].Text {
		t.Fatalf("the old version: %v", err)
	}
	rec, err := s.Record(t.Context(), dropped, 0)
	if err != nil || !rec.Untold || rec.Revision != 2 || rec.Review != register.None {
		t.Fatalf("%+v, %v", rec, err)
	}
	page, err := s.Records(t.Context(), register.Filter{Limit: 1000})
	if err != nil || page.Total != len(want) {
		t.Fatalf("%d listed, %v", page.Total, err)
	}
	for _, l := range page.Lines {
		if l.Told.Version != 2 || l.Tellings != 2 {
			t.Fatalf("%+v", l)
		}
	}
	claims, err := s.Claims(t.Context(), first[18])
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]register.State{}
	for _, c := range claims {
		if c.Field == register.FieldDate {
			states[c.Value] = c.State
		}
	}
	if states["2050"] != register.Proposed || len(states) != 2 {
		t.Fatalf("%v", states)
	}
	// Told again in a third version, the act has its old record.
	doc3, rd3 := edit(doc, rd, 4, "In that year, ")
	if out := takeIn(t, d, doc3, rd3); out.Added != 0 || out.Version != 3 {
		t.Fatalf("%+v", out)
	}
	if got := ids(view(t, s, "A/99/1")); !slices.Equal(got, first) {
		t.Fatalf("got  %v\nwant %v", got, first)
	}
	if rec, err = s.Record(t.Context(), dropped, 0); err != nil || rec.Untold {
		t.Fatalf("%+v, %v", rec, err)
	}
}

// A paragraph put in before renumbers the others; their acts keep their records.
func TestRenumbered(t *testing.T) {
	d, s := open(t)
	doc, rd := invent(1, 12, 2)
	takeIn(t, d, doc, rd)
	first := ids(view(t, s, "A/99/1"))
	nd, nr := *doc, *rd
	nd.Paragraphs = append([]document.Paragraph{{Text: "A new opening without any act."}}, doc.Paragraphs...)
	nr.Paragraphs = append([]reading.Paragraph{{Section: "introduction"}}, rd.Paragraphs...)
	for i := range nd.Paragraphs {
		nd.Paragraphs[i].Number = strconv.Itoa(i + 1)
	}
	hash(&nd)
	if out := takeIn(t, d, &nd, &nr); out.Added != 0 || out.Dropped != 0 || out.Retold != len(first) || out.Proposed != 0 {
		t.Fatalf("%+v", out)
	}
	if got := ids(view(t, s, "A/99/1")); !slices.Equal(got, first) {
		t.Fatalf("got  %v\nwant %v", got, first)
	}
}

// Newer rules propose and never overwrite; what a person accepted stands, and an
// act that a person looked at stays even where they no longer find it.
func TestNewerRules(t *testing.T) {
	d, s := open(t)
	ctx := t.Context()
	doc, rd := invent(1, 10, 2)
	takeIn(t, d, doc, rd)
	first := ids(view(t, s, "A/99/1"))
	rec, err := s.Record(ctx, first[0], 0)
	if err != nil {
		t.Fatal(err)
	}
	if rec, err = d.Correct(ctx, first[0], rec.Revision, register.FieldDate, "2049-01-01", "the printed date is wrong", amira); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Review(ctx, first[4], 1, register.Reviewed, "", amira); err != nil {
		t.Fatal(err)
	}
	_, nr := edit(doc, rd, 0, "")
	nr.Rules = "2"
	p := &nr.Paragraphs[0]
	p.Activities[0].Date.Value = "2048"
	p.Activities[1].Kind.Value = "outreach"
	nr.Paragraphs[1].Activities = nil
	nr.Paragraphs[2].Activities = nil // the first of them was reviewed
	nr.Paragraphs[3].Mentions = nil
	out := takeIn(t, d, doc, nr)
	if !out.Reread || out.Version != 1 || out.Added != 0 || out.Proposed != 2 || out.Dropped != 3 {
		t.Fatalf("%+v", out)
	}
	v := view(t, s, "A/99/1")
	if v.Version.Rules != "2" || len(v.Others) != 0 || len(v.Paragraphs[3].Marks) != len(nr.Paragraphs[3].Themes) {
		t.Fatalf("%+v", v.Version)
	}
	want := slices.Concat(first[:2], first[4:5], first[6:])
	if got := ids(v); !slices.Equal(got, want) {
		t.Fatalf("got  %v\nwant %v", got, want)
	}
	if a := v.Paragraphs[0].Activities; a[0].Activity.Date != "2049-01-01" || a[1].Activity.Kind != rd.Paragraphs[0].Activities[1].Kind.Value || a[0].Record.Revision != rec.Revision {
		t.Fatalf("%+v", a)
	}
	if out := takeIn(t, d, doc, nr); !out.Unchanged {
		t.Fatalf("%+v", out)
	}
	// The rules of before again: nothing is asked twice, what they find is told again.
	if out := takeIn(t, d, doc, rd); !out.Reread || out.Added != 0 || out.Proposed != 0 {
		t.Fatalf("%+v", out)
	}
	if got := ids(view(t, s, "A/99/1")); !slices.Equal(got, first) {
		t.Fatalf("got  %v\nwant %v", got, first)
	}
}

// Answers of a person to names and short forms outlive rules and versions.
func TestAnswersStay(t *testing.T) {
	d, s := open(t)
	ctx := t.Context()
	doc, rd := invent(1, 21, 1)
	takeIn(t, d, doc, rd)
	names, err := s.Candidates(ctx, register.AskedFilter{State: register.Open})
	if err != nil || len(names) != 3 {
		t.Fatal(names, err)
	}
	asked, err := s.Questions(ctx, register.AskedFilter{State: register.Open})
	if err != nil || len(asked) != 3 {
		t.Fatal(asked, err)
	}
	err = s.Change(ctx, register.Act{By: amira, At: clock()(), Name: "answer"}, func(ctx context.Context, tx register.Tx) error {
		names[0].State = register.Settled
		asked[0].State, asked[0].Answer = register.Settled, "ECA"
		if err := tx.SetCandidates(ctx, names[:1]); err != nil {
			return err
		}
		return tx.SetQuestions(ctx, asked[:1])
	})
	if err != nil {
		t.Fatal(err)
	}
	_, nr := edit(doc, rd, 0, "")
	nr.Rules = "2" // it finds none of the first paragraph, and the others
	takeIn(t, d, doc, nr)
	nd2, nr2 := edit(doc, rd, 5, "Later, ")
	takeIn(t, d, nd2, nr2)
	names, err = s.Candidates(ctx, register.AskedFilter{})
	if err != nil {
		t.Fatal(err)
	}
	asked, err = s.Questions(ctx, register.AskedFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) != 3 || names[0].State != register.Settled || names[1].State != register.Open || asked[0].State != register.Settled || asked[0].Answer != "ECA" {
		t.Fatalf("%+v %+v", names, asked)
	}
	// One that no rule finds any more is gone, not asked.
	nr2.Rules = "3"
	nr2.Paragraphs = slices.Clone(nr2.Paragraphs)
	nr2.Paragraphs[10].Candidates, nr2.Paragraphs[10].Questions = nil, nil
	takeIn(t, d, nd2, nr2)
	for state, want := range map[string]int{register.Open: 1, register.Settled: 1, register.Gone: 1} {
		names, err := s.Candidates(ctx, register.AskedFilter{State: state})
		if err != nil || len(names) != want {
			t.Errorf("%s: %d, %v", state, len(names), err)
		}
	}
}

// A newer reader cuts the same file into other paragraphs: a new version, since
// evidence points into the texts of the old one.
func TestOtherParagraphs(t *testing.T) {
	d, s := open(t)
	doc, rd := invent(1, 6, 1)
	takeIn(t, d, doc, rd)
	first := ids(view(t, s, "A/99/1"))
	nd, nr := edit(doc, rd, 2, "Moreover, ")
	nd.SHA256, nr.Rules = doc.SHA256, "2"
	if out := takeIn(t, d, nd, nr); out.Version != 2 || out.Added != 0 {
		t.Fatalf("%+v", out)
	}
	if got := ids(view(t, s, "A/99/1")); !slices.Equal(got, first) {
		t.Fatalf("got  %v\nwant %v", got, first)
	}
	if out := takeIn(t, d, nd, nr); !out.Unchanged || out.Version != 2 {
		t.Fatalf("%+v", out)
	}
}

func TestSymbols(t *testing.T) {
	d, s := open(t)
	doc, rd := invent(1, 4, 1)
	doc.Masthead.Symbols = nil
	out := takeIn(t, d, doc, rd)
	if !strings.HasPrefix(out.Work, "invented-1.txt~"+doc.SHA256[:12]) {
		t.Fatalf("%+v", out)
	}
	first := ids(view(t, s, out.Work))
	// Newer rules find the symbols: the work stays the same and is found by them.
	named, nr := *doc, *rd
	named.Masthead.Symbols, nr.Rules = []string{"A/99/1", "S/2044/1"}, "2"
	if again := takeIn(t, d, &named, &nr); !again.Reread || again.Work != out.Work {
		t.Fatalf("%+v", again)
	}
	if got := ids(view(t, s, "S/2044/1")); !slices.Equal(got, first) {
		t.Fatal(got)
	}
	// One of two symbols is another document's: said, not guessed.
	other, or := invent(2, 4, 1)
	other.Masthead.Symbols = []string{"A/99/2", "S/2044/1"}
	got := takeIn(t, d, other, or)
	if got.Work != out.Work || !got.NewVersion {
		t.Fatalf("%+v", got)
	}
	third, tr := invent(3, 4, 1)
	third.Masthead.Symbols = []string{"A/99/3"}
	takeIn(t, d, third, tr)
	fourth, fr := invent(4, 4, 1)
	fourth.Masthead.Symbols = []string{"A/99/3", "A/99/2"}
	if got := takeIn(t, d, fourth, fr); got.Work != "A/99/3" || len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "A/99/2") {
		t.Fatalf("%+v", got)
	}
}

func TestSamples(t *testing.T) {
	d, s := open(t)
	ctx := t.Context()
	doc, rd := invent(1, 6, 2)
	sample, sr := invent(2, 6, 2)
	takeIn(t, d, doc, rd)
	takeIn(t, d, sample, sr, desk.AsSample())
	totals, err := s.Totals(ctx)
	if err != nil || totals.Register.Documents != 1 || totals.Samples.Documents != 1 || totals.Samples.Activities != 12 {
		t.Fatalf("%+v, %v", totals, err)
	}
	before := dump(t, s)
	if n, err := d.DropSamples(ctx, amira); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if n, err := d.DropSamples(ctx, amira); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	totals, err = s.Totals(ctx)
	if err != nil || totals.Register.Activities != 12 || totals.Samples != (register.Counts{}) {
		t.Fatalf("%+v, %v", totals, err)
	}
	page, err := s.Records(ctx, register.Filter{Samples: true, Limit: 1000})
	if err != nil || page.Total != 12 {
		t.Fatal(page.Total, err)
	}
	// Taken in again they are back with all that they had; nothing was deleted.
	if out := takeIn(t, d, sample, sr, desk.AsSample()); out.Unchanged || out.Added != 0 || out.Retold != 12 {
		t.Fatalf("%+v", out)
	}
	after := dump(t, s)
	if strings.Count(before, `"Kestrel Forum"`) != strings.Count(after, `"Kestrel Forum"`) {
		t.Fatal("not all came back")
	}
	if totals, err = s.Totals(ctx); err != nil || totals.Samples.Activities != 12 {
		t.Fatalf("%+v, %v", totals, err)
	}
}

func TestTakeInRefuses(t *testing.T) {
	d, s := open(t)
	ctx := t.Context()
	fresh := func() (*document.Document, *reading.Reading) { return invent(1, 3, 1) }
	for name, spoil := range map[string]func(doc *document.Document, rd *reading.Reading){
		"no paragraphs": func(doc *document.Document, rd *reading.Reading) { doc.Paragraphs, rd.Paragraphs = nil, nil },
		"other reading": func(doc *document.Document, rd *reading.Reading) { rd.Paragraphs = rd.Paragraphs[:1] },
		"no hash":       func(doc *document.Document, rd *reading.Reading) { doc.SHA256 = "" },
		"span beyond":   func(doc *document.Document, rd *reading.Reading) { rd.Paragraphs[2].Activities[0].Date.To = 1 << 20 },
		"span backward": func(doc *document.Document, rd *reading.Reading) { rd.Paragraphs[0].Mentions[0].From = -1 },
		"no date":       func(doc *document.Document, rd *reading.Reading) { rd.Paragraphs[0].Activities[0].Date.Value = "soon" },
	} {
		doc, rd := fresh()
		spoil(doc, rd)
		_, err := d.TakeIn(ctx, doc, rd, amira)
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	doc, rd := fresh()
	if _, err := d.TakeIn(ctx, doc, rd, register.Person{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("nobody: %v", err)
	}
	if docs, err := s.Documents(ctx, register.DocumentFilter{Samples: true}); err != nil || len(docs) > 0 {
		t.Errorf("something half was kept: %v, %v", docs, err)
	}
}

// Two programs that take the same file in at once store it once.
func TestTwiceAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "concord.db")
	doc, rd := invent(1, 30, 2)
	var wg sync.WaitGroup
	outs := make([]desk.Outcome, 6)
	var one *sqlite.Store
	for i := range outs {
		if i%2 == 0 {
			_, one = openAt(t, path)
		}
		d := desk.New(one)
		wg.Go(func() {
			var err error
			if outs[i], err = d.TakeIn(t.Context(), doc, rd, amira); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	firsts := 0
	for _, o := range outs {
		if o.First {
			firsts++
		} else if !o.Unchanged {
			t.Errorf("%+v", o)
		}
	}
	versions, err := one.Versions(t.Context(), "A/99/1")
	if err != nil || firsts != 1 || len(versions) != 1 {
		t.Fatal(firsts, len(versions), err)
	}
}

// Two people decide on one record: the second is told, and loses nothing.
func TestDecideTogether(t *testing.T) {
	d, s := open(t)
	ctx := t.Context()
	doc, rd := invent(1, 3, 1)
	takeIn(t, d, doc, rd)
	id := ids(view(t, s, "A/99/1"))[0]
	date := rd.Paragraphs[0].Activities[0].Date.Value
	rec, err := d.Correct(ctx, id, 1, register.FieldDate, "2049", "", amira)
	if err != nil || rec.Revision != 2 {
		t.Fatal(rec, err)
	}
	omar := register.Person{ID: "local:omar", Name: "Omar"}
	if _, err := d.Correct(ctx, id, 1, register.FieldDate, "2050", "", omar); fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Sentence(err), "Amira") {
		t.Fatal(err)
	}
	if _, err := d.Correct(ctx, id, 2, register.FieldDate, "soon", "", omar); fault.KindOf(err) != fault.Invalid {
		t.Fatal(err)
	}
	// The rule's value can be taken back.
	claims, err := s.Claims(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range claims {
		if c.Field == register.FieldDate && c.Value == date {
			if c.State != register.Refused || c.Decided.By != amira {
				t.Fatalf("%+v", c)
			}
			if rec, err = d.Decide(ctx, id, 2, c.Key, register.Accepted, "as printed", omar); err != nil {
				t.Fatal(err)
			}
		}
	}
	if a, err := rec.Activity(); err != nil || a.Date != date || rec.Revision != 3 || rec.By != omar {
		t.Fatalf("%+v, %v", rec, err)
	}
	if _, err := d.Review(ctx, id, 3, register.Withdrawn, "", omar); fault.KindOf(err) != fault.Invalid {
		t.Fatal("withdrawn without a reason:", err)
	}
	if rec, err = d.Review(ctx, id, 3, register.Rejected, "no act of cooperation", omar); err != nil || rec.Review != register.Rejected {
		t.Fatal(rec, err)
	}
	history, err := s.History(ctx, id)
	if err != nil || len(history) != 4 || history[0].Act.Name != "review" || history[3].Act.Name != "take-in" {
		t.Fatalf("%+v, %v", history, err)
	}
}

func TestPeople(t *testing.T) {
	if p := desk.Named("  Amira  Nasser "); p.ID != "local:amira-nasser" || p.Name != "Amira  Nasser" {
		t.Errorf("%+v", p)
	}
	if p := desk.Named(""); p.ID == "" || p.Name == "" {
		t.Errorf("%+v", p)
	}
	if p := desk.Local(); p.ID == "" || p.Name == "" {
		t.Errorf("%+v", p)
	}
}
