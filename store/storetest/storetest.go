// Package storetest is the one suite that every engine of register.Store passes.
// It says what a store does in terms of register alone, so that an engine that
// passes it can take the place of another.
package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"concord/document"
	"concord/fault"
	"concord/register"
)

// Run runs the suite; open gives a new, empty store, which it closes itself by
// t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) register.Store) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, s *suite)
	}{
		{"Empty", empty}, {"AllOrNothing", allOrNothing}, {"Works", works}, {"Versions", versions}, {"Passage", passage}, {"DocumentsByKind", documentsByKind}, {"TwoLanguages", twoLanguages}, {"OtherForms", otherForms}, {"Under", under},
		{"Reread", reread}, {"Records", records}, {"Claims", claims}, {"Tellings", tellings}, {"Lists", lists}, {"Samples", samples},
		{"Pages", pages}, {"Waiting", waiting}, {"Tray", tray}, {"InDoubt", inDoubt}, {"Changes", changes}, {"SeesItself", seesItself}, {"ManyAtOnce", manyAtOnce}, {"Hostile", hostile}, {"Stopped", stopped},
		{"AnyList", anyList}, {"WrongLists", wrongLists}, {"Blocks", blocks}, {"HostileEverywhere", hostileEverywhere}, {"NeverMixed", neverMixed}, {"ChangedLast", changedLast}, {"Logs", logs}, {"Sames", sames}, {"Confirmations", confirmations}, {"CitedWorks", citedWorks},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, &suite{t: t, Store: open(t)})
		})
	}
}

// suite is a store with short ways to fill it.
type suite struct {
	register.Store
	t *testing.T
	n int
}

var person = register.Person{ID: "local:amira", Name: "Amira"}

func (s *suite) act(name string) register.Act {
	s.n++
	return register.Act{By: person, At: time.Date(2044, 5, 1, 10, 0, s.n, 0, time.UTC), Name: name, Subject: "test", Why: "because"}
}

func (s *suite) change(fn func(ctx context.Context, tx register.Tx)) {
	s.t.Helper()
	err := s.Change(s.t.Context(), s.act("test"), func(ctx context.Context, tx register.Tx) error {
		fn(ctx, tx)
		return nil
	})
	s.ok(err)
}

func (s *suite) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// fails asks that err is of a kind and that what a person is told is a sentence.
func (s *suite) fails(err error, kind fault.Kind) {
	s.t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		s.t.Fatalf("got %v, want an error of kind %v", err, kind)
	}
	if say := fault.Sentence(err); say == "" || say[len(say)-1] != '.' {
		s.t.Fatalf("not a sentence: %q", say)
	}
}

func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		g, _ := json.Marshal(got)
		w, _ := json.Marshal(want)
		t.Fatalf("%s:\n got %s\nwant %s", what, g, w)
	}
}

// aText is a paragraph of the suite's documents.
func aText(ordinal int, number, text string, marks ...register.Mark) register.Text {
	return register.Text{Place: register.Place{Number: number}, Ordinal: ordinal, Section: "AU", Text: text, Marks: marks,
		Source: []document.Segment{{At: 0, Len: 3, File: 100 * ordinal, FileLen: 3}, {At: 4, Len: len(text) - 4, File: 100*ordinal + 5, FileLen: len(text) - 2, Entry: "word/document.xml"}}}
}

const first, second = "The AU and UNODC met in Nairobi on 2 June 2044.", "观察员小组访问了维也纳。"

// document stores a document of two paragraphs and gives its version and texts.
func (s *suite) document(symbol, language, sha string, origin register.Origin) (register.Version, []register.Text) {
	s.t.Helper()
	v := register.Version{Work: symbol, Language: language, SHA256: sha, Name: "a.txt", Format: "text", Rules: "1", Period: "2042/..",
		Masthead: document.Masthead{Symbols: []string{symbol}, Session: 99, Title: "A title", SubItems: []document.SubItem{{Letter: "aa", Title: "African Union"}}},
		Headings: []document.Heading{{Text: "African Union", Level: 2}}, Warnings: []document.Warning{{Kind: "numbering-gap", Place: "after 3", Text: "A gap."}},
		Previous: []string{"A/97/1"}, Mandates: []string{"A/RES/97/2"}, Sections: []register.Section{{Heading: "African Union", Level: 2, Organization: "AU", From: "1", To: "2"}}}
	texts := []register.Text{
		aText(0, "1", first, register.Mark{Kind: "actor", Value: "AU", From: 4, To: 6, Rule: "name"}, register.Mark{Kind: "actor", Value: "UNODC", From: 11, To: 16, Rule: "name", Inferred: true}),
		aText(1, "2", second, register.Mark{Kind: "theme", Value: "transport"}, register.Mark{Kind: "actor", Value: "AU", From: 0, To: 9, Rule: "short"})}
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetWork(ctx, register.Work{ID: symbol, Symbols: []string{symbol}, Origin: origin}))
		s.ok(tx.AddVersion(ctx, &v, texts))
	})
	return v, texts
}

func (s *suite) record(id string, origin register.Origin, a register.Activity) register.Record {
	fields, err := json.Marshal(a)
	s.ok(err)
	return register.Record{ID: id, Kind: register.KindActivity, Origin: origin, Review: register.None, Visibility: register.Public, Fields: fields}
}

// add stores a record that a text tells from a place on.
func (s *suite) add(r register.Record, x register.Text, from int) {
	s.t.Helper()
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetRecords(ctx, []register.Record{r}))
		s.ok(tx.SetTellings(ctx, []register.Telling{{Record: r.ID, Evidence: register.Evidence{Text: x.Key, From: from, To: len(x.Text)}}}))
	})
}

func empty(t *testing.T, s *suite) {
	ctx := t.Context()
	totals, err := s.Totals(ctx)
	s.ok(err)
	same(t, "totals", totals, register.Totals{})
	docs, err := s.Documents(ctx, register.DocumentFilter{Samples: true})
	s.ok(err)
	same(t, "documents", len(docs), 0)
	page, err := s.Records(ctx, register.Filter{})
	s.ok(err)
	same(t, "page", page, register.Page{})
	_, err = s.Work(ctx, "A/99/1")
	s.fails(err, fault.NotFound)
	_, err = s.View(ctx, "A/99/1", "en", 0)
	s.fails(err, fault.NotFound)
	_, err = s.VersionOf(ctx, "abc", "en")
	s.fails(err, fault.NotFound)
	_, err = s.Record(ctx, "x", 0)
	s.fails(err, fault.NotFound)
	_, err = s.History(ctx, "x")
	s.fails(err, fault.NotFound)
	_, err = s.Facets(ctx, register.Filter{}, "colour")
	s.fails(err, fault.Invalid)
	_, err = s.Records(ctx, register.Filter{Order: "backwards"})
	s.fails(err, fault.Invalid)
	_, err = s.Records(ctx, register.Filter{From: "yesterday"})
	s.fails(err, fault.Invalid)
}

func allOrNothing(t *testing.T, s *suite) {
	ctx := t.Context()
	boom := errors.New("boom")
	write := func(ctx context.Context, tx register.Tx) error {
		return tx.SetWork(ctx, register.Work{ID: "A/99/1", Symbols: []string{"A/99/1"}, Origin: register.Read})
	}
	gone := func() {
		t.Helper()
		_, err := s.Work(ctx, "A/99/1")
		s.fails(err, fault.NotFound)
	}
	for _, e := range []error{boom, register.ErrNothing} {
		err := s.Change(ctx, s.act("test"), func(ctx context.Context, tx register.Tx) error {
			s.ok(write(ctx, tx))
			return e
		})
		if e == boom && !errors.Is(err, boom) || e != boom && err != nil {
			t.Fatalf("Change gave %v", err)
		}
		gone()
	}
	func() {
		defer func() { recover() }()
		_ = s.Change(ctx, s.act("test"), func(ctx context.Context, tx register.Tx) error {
			s.ok(write(ctx, tx))
			panic("boom")
		})
	}()
	gone()
	s.fails(s.Change(ctx, register.Act{Name: "test", At: time.Now()}, write), fault.Invalid)
	gone()
	s.ok(s.Change(ctx, s.act("test"), write))
	_, err := s.Work(ctx, "A/99/1")
	s.ok(err)
}

func works(t *testing.T, s *suite) {
	ctx := t.Context()
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetWork(ctx, register.Work{ID: "A/99/1", Symbols: []string{"A/99/1", "S/2044/1"}, Origin: register.Read}))
		s.ok(tx.SetWork(ctx, register.Work{ID: "mail.txt~0123", Origin: register.Read}))
	})
	for _, name := range []string{"A/99/1", "S/2044/1"} {
		w, err := s.Work(ctx, name)
		s.ok(err)
		same(t, name, w, register.Work{ID: "A/99/1", Symbols: []string{"A/99/1", "S/2044/1"}, Origin: register.Read})
	}
	// A symbol of another work is refused, with nothing kept; a new one is learned.
	err := s.Change(ctx, s.act("test"), func(ctx context.Context, tx register.Tx) error {
		return tx.SetWork(ctx, register.Work{ID: "mail.txt~0123", Symbols: []string{"A/99/9", "S/2044/1"}, Origin: register.Read})
	})
	s.fails(err, fault.Conflict)
	_, err = s.Work(ctx, "A/99/9")
	s.fails(err, fault.NotFound)
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetWork(ctx, register.Work{ID: "mail.txt~0123", Symbols: []string{"A/99/9"}, Origin: register.Read, Withdrawn: true}))
	})
	w, err := s.Work(ctx, "A/99/9")
	s.ok(err)
	same(t, "learned", w, register.Work{ID: "mail.txt~0123", Symbols: []string{"A/99/9"}, Origin: register.Read, Withdrawn: true})
}

func versions(t *testing.T, s *suite) {
	ctx := t.Context()
	v1, texts := s.document("A/99/1", "en", "aaa", register.Read)
	view, err := s.View(ctx, "A/99/1", "en", 0)
	s.ok(err)
	same(t, "version", view.Version, v1)
	same(t, "work", view.Work, register.Work{ID: "A/99/1", Symbols: []string{"A/99/1"}, Origin: register.Read})
	if len(view.Paragraphs) != 2 {
		t.Fatalf("%d paragraphs", len(view.Paragraphs))
	}
	for i := range texts {
		same(t, "text", view.Paragraphs[i].Text, texts[i])
	}
	// A changed file: the old version stays beside it.
	v2, _ := s.document("A/99/1", "en", "bbb", register.Read)
	same(t, "number", v2.Number, 2)
	view, err = s.View(ctx, "A/99/1", "en", 0)
	s.ok(err)
	same(t, "newest", view.Version.SHA256, "bbb")
	same(t, "others", len(view.Others), 1)
	same(t, "superseded", view.Others[0].Superseded, true)
	view, err = s.View(ctx, "A/99/1", "", 1)
	s.ok(err)
	same(t, "old one", view.Version.SHA256, "aaa")
	_, err = s.View(ctx, "A/99/1", "en", 3)
	s.fails(err, fault.NotFound)
	_, err = s.View(ctx, "A/99/1", "fr", 0)
	s.fails(err, fault.NotFound)
	old, err := s.VersionOf(ctx, "aaa", "en")
	s.ok(err)
	same(t, "by hash", [2]any{old.Number, old.Superseded}, [2]any{1, true})
	_, err = s.VersionOf(ctx, "aaa", "fr")
	s.fails(err, fault.NotFound)
	// Mentions are those of the newest version.
	found, err := s.Mentions(ctx, "actor", "AU", 0)
	s.ok(err)
	same(t, "mentions", len(found), 2)
	same(t, "quote", [2]any{found[0].Quote, found[0].Version}, [2]any{"AU", 2})
	same(t, "quote", found[1].Quote, "观察员")
	lines, err := s.Documents(ctx, register.DocumentFilter{})
	s.ok(err)
	uncounted, err := s.Documents(ctx, register.DocumentFilter{Uncounted: true})
	s.ok(err)
	for i := range uncounted {
		l := lines[i]
		l.Paragraphs, l.Activities, l.Candidates, l.Questions = 0, 0, 0, 0
		same(t, "uncounted", uncounted[i], l)
	}
	same(t, "lines", len(lines), 1)
	same(t, "line", [3]any{lines[0].Version.Number, lines[0].Paragraphs, lines[0].Work.Symbols}, [3]any{2, 2, []string{"A/99/1"}})
}

// documentsByKind: a list by what the documents are, their year and where they come from.
func documentsByKind(t *testing.T, s *suite) {
	ctx := t.Context()
	for i, m := range []document.Masthead{{Kind: document.KindReport, Date: "2044-05-01"}, {Kind: document.KindResolution, Dated: "2044-11"}, {Kind: document.KindReport, Date: "2046-01-02", Dated: "2044-01-01"}, {}} {
		id := fmt.Sprintf("A/99/%d", i+1)
		v := register.Version{Work: id, Language: "en", SHA256: id, Name: "a.txt", Format: "text", Rules: "1", Masthead: m}
		origin := register.Read
		if i == 2 {
			origin = register.Sample
		}
		s.change(func(ctx context.Context, tx register.Tx) {
			s.ok(tx.SetWork(ctx, register.Work{ID: id, Symbols: []string{id}, Origin: origin}))
			s.ok(tx.AddVersion(ctx, &v, []register.Text{aText(0, "1", first)}))
		})
	}
	for _, c := range []struct {
		f    register.DocumentFilter
		want []string
	}{
		{register.DocumentFilter{Kind: "report"}, []string{"A/99/1"}},
		{register.DocumentFilter{Kind: "report", Samples: true}, []string{"A/99/3", "A/99/1"}},
		{register.DocumentFilter{Year: 2044}, []string{"A/99/2", "A/99/1"}},
		{register.DocumentFilter{Year: 2046, Samples: true}, []string{"A/99/3"}},
		{register.DocumentFilter{Origin: register.Sample}, []string{"A/99/3"}},
		{register.DocumentFilter{Origin: register.Read, Kind: "resolution", Year: 2044, Language: "en"}, []string{"A/99/2"}},
		{register.DocumentFilter{Kind: "x' OR '1'='1"}, nil},
	} {
		lines, err := s.Documents(ctx, c.f)
		s.ok(err)
		var got []string
		for _, l := range lines {
			got = append(got, l.Work.ID)
		}
		same(t, fmt.Sprintf("%+v", c.f), got, c.want)
	}
}

// passage: a part of a version is what the whole has there, beside the outline of all.
func passage(t *testing.T, s *suite) {
	ctx := t.Context()
	_, texts := s.document("A/99/1", "en", "aaa", register.Read)
	s.add(s.record("r1", register.Read, register.Activity{Title: map[string]string{"en": "One"}, Date: "2044-06-02", Places: []string{"KEN"}}), texts[0], 0)
	s.add(s.record("r2", register.Read, register.Activity{Title: map[string]string{"en": "Two"}}), texts[1], 0)
	rejected := s.record("r3", register.Read, register.Activity{Title: map[string]string{"en": "Three"}})
	rejected.Review = register.Rejected
	s.add(rejected, texts[1], 3)
	reviewed := s.record("r4", register.Read, register.Activity{Title: map[string]string{"en": "Four"}, Places: []string{"KEN"}})
	reviewed.Review = register.Reviewed
	s.add(reviewed, texts[1], 6)
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetCandidates(ctx, []register.Candidate{{Text: "AU", Rule: "shape", State: register.Open, At: register.Evidence{Text: texts[0].Key, From: 4, To: 6}}}))
		e := register.Evidence{Text: texts[1].Key, From: 0, To: 6}
		s.ok(tx.AddClaims(ctx, []register.Claim{{Record: "r2", Field: register.FieldKind, Value: "meeting", Rule: "test", State: register.Accepted, Evidence: e}}))
	})
	whole, err := s.View(ctx, "A/99/1", "en", 0)
	s.ok(err)
	if whole.Outline != nil || len(whole.Paragraphs[1].Activities) != 3 || len(whole.Paragraphs[1].Activities[0].Claims) != 1 {
		t.Fatalf("the whole: %+v", whole)
	}
	bare, err := s.Bare(ctx, "A/99/1", "en", 0)
	s.ok(err)
	for i := range whole.Paragraphs {
		p := whole.Paragraphs[i]
		p.Activities = nil
		same(t, "a bare paragraph", bare.Paragraphs[i], p)
	}
	same(t, "the version of a bare view", bare.Version, whole.Version)
	outline := []register.Outlined{
		{Place: register.Place{Number: "1"}, Ordinal: 0, Section: "AU", Acts: 1, Doubts: 1},
		{Place: register.Place{Number: "2"}, Ordinal: 1, Section: "AU", Acts: 2, Reviewed: 1, Undated: 2, Placeless: 1},
	}
	for _, c := range []struct{ from, to, first, last int }{{0, 1, 0, 1}, {1, 2, 1, 2}, {0, 2, 0, 2}, {-5, 99, 0, 2}, {1, 1, 0, 0}, {2, 5, 0, 0}, {5, 2, 0, 0}} {
		v, err := s.Passage(ctx, "A/99/1", "en", 0, func(got []register.Outlined) (from, to int) {
			same(t, "outline", got, outline)
			return c.from, c.to
		})
		s.ok(err)
		same(t, "outline kept", v.Outline, outline)
		same(t, "version", v.Version, whole.Version)
		if len(v.Paragraphs) != c.last-c.first {
			t.Fatalf("%v: %d paragraphs", c, len(v.Paragraphs))
		}
		for i := range v.Paragraphs {
			same(t, "paragraph", v.Paragraphs[i], whole.Paragraphs[c.first+i])
		}
	}
	_, err = s.Passage(ctx, "A/99/1", "fr", 0, func([]register.Outlined) (int, int) { return 0, 1 })
	s.fails(err, fault.NotFound)
	_, err = s.Passage(ctx, "A/99/2", "en", 0, func([]register.Outlined) (int, int) { return 0, 1 })
	s.fails(err, fault.NotFound)
}

// otherForms: a file that bears the text of a version in another form, and an earlier
// text that comes after the newest, take nobody's place.
func otherForms(t *testing.T, s *suite) {
	ctx := t.Context()
	v, texts := s.document("A/99/1", "en", "aaa", register.Read)
	s.add(s.record("r1", register.Read, register.Activity{Title: map[string]string{"en": "One"}}), texts[0], 0)
	form := register.Version{Work: "A/99/1", Language: "en", SHA256: "bbb", Name: "a.pdf", Format: "pdf", Rules: "1", Superseded: true, Repeats: 1}
	late := register.Version{Work: "A/99/1", Language: "en", SHA256: "ccc", Name: "old.txt", Format: "text", Rules: "1", Superseded: true}
	earlier := []register.Text{aText(0, "1", "An earlier text names nobody.")}
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.AddVersion(ctx, &form, nil))
		s.ok(tx.AddVersion(ctx, &late, earlier))
	})
	same(t, "numbers", [2]int{form.Number, late.Number}, [2]int{2, 3})
	view, err := s.View(ctx, "A/99/1", "en", 0)
	s.ok(err)
	same(t, "newest", view.Version, v)
	same(t, "others", view.Others, []register.Version{form, late})
	same(t, "told", len(view.Paragraphs[0].Activities), 1)
	view, err = s.View(ctx, "A/99/1", "en", 2)
	s.ok(err)
	same(t, "shown in its stead", [2]any{view.Version.SHA256, len(view.Paragraphs)}, [2]any{"aaa", 2})
	view, err = s.View(ctx, "A/99/1", "en", 3)
	s.ok(err)
	same(t, "the earlier text", [2]any{view.Version.SHA256, view.Paragraphs[0].Text.Text}, [2]any{"ccc", earlier[0].Text})
	found, err := s.VersionOf(ctx, "bbb", "en")
	s.ok(err)
	same(t, "by hash", found, form)
	page, err := s.Records(ctx, register.Filter{})
	s.ok(err)
	same(t, "listed", ids(page), []string{"r1"})
	lines, err := s.Documents(ctx, register.DocumentFilter{})
	s.ok(err)
	same(t, "documents", [2]any{len(lines), lines[0].Version.SHA256}, [2]any{1, "aaa"})
}

// under: works by a symbol that goes on behind another.
func under(t *testing.T, s *suite) {
	ctx := t.Context()
	for i, symbol := range []string{"A/99/1", "A/99/1/Corr.1", "A/99/1/Add.2/Rev.1", "A/99/10", "A/99/1a"} {
		s.document(symbol, "en", fmt.Sprint("sha", i), register.Read)
	}
	lines, err := s.Documents(ctx, register.DocumentFilter{Under: "A/99/1"})
	s.ok(err)
	var got []string
	for _, l := range lines {
		got = append(got, l.Work.ID)
	}
	same(t, "under it", got, []string{"A/99/1/Add.2/Rev.1", "A/99/1/Corr.1"})
}

func twoLanguages(t *testing.T, s *suite) {
	ctx := t.Context()
	s.document("A/99/1", "en", "aaa", register.Read)
	s.document("A/99/1", "zh", "bbb", register.Read)
	totals, err := s.Totals(ctx)
	s.ok(err)
	// A paragraph is the same in every language, and so is the document.
	same(t, "totals", [2]int{totals.Register.Documents, totals.Register.Paragraphs}, [2]int{1, 2})
	lines, err := s.Documents(ctx, register.DocumentFilter{Language: "zh"})
	s.ok(err)
	same(t, "lines", len(lines), 1)
	view, err := s.View(ctx, "A/99/1", "zh", 0)
	s.ok(err)
	same(t, "others", [2]any{len(view.Others), view.Others[0].Language}, [2]any{1, "en"})
}

func reread(t *testing.T, s *suite) {
	ctx := t.Context()
	v, texts := s.document("A/99/1", "en", "aaa", register.Read)
	texts[0].Marks = []register.Mark{{Kind: "place", Value: "Nairobi", From: 24, To: 31, Rule: "place"}}
	texts[1].Marks, texts[1].Section = nil, "observations"
	v.Rules, v.Period = "2", "2043/.."
	s.change(func(ctx context.Context, tx register.Tx) { s.ok(tx.Reread(ctx, &v, texts)) })
	view, err := s.View(ctx, "A/99/1", "en", 0)
	s.ok(err)
	same(t, "version", view.Version, v)
	same(t, "first", view.Paragraphs[0].Text, texts[0])
	same(t, "second", view.Paragraphs[1].Text, texts[1])
	found, err := s.Mentions(ctx, "actor", "AU", 0)
	s.ok(err)
	same(t, "forgotten", len(found), 0)
	found, err = s.Mentions(ctx, "place", "Nairobi", 0)
	s.ok(err)
	same(t, "found", found[0].Quote, "Nairobi")
}

func records(t *testing.T, s *suite) {
	ctx := t.Context()
	r := s.record("one", register.Read, register.Activity{Kind: "meeting"})
	s.change(func(ctx context.Context, tx register.Tx) {
		list := []register.Record{r}
		s.ok(tx.SetRecords(ctx, list))
		same(t, "revision", list[0].Revision, 1)
	})
	got, err := s.Record(ctx, "one", 0)
	s.ok(err)
	same(t, "by", [3]any{got.By, got.Revision, got.Why}, [3]any{person, 1, "because"})
	next := got
	next.Fields, next.Review, next.Untold = json.RawMessage(`{"kind":"visit"}`), register.Reviewed, true
	s.change(func(ctx context.Context, tx register.Tx) { s.ok(tx.SetRecords(ctx, []register.Record{next})) })
	got, err = s.Record(ctx, "one", 0)
	s.ok(err)
	same(t, "changed", [4]any{got.Revision, got.Review, got.Untold, string(got.Fields)}, [4]any{2, register.Reviewed, true, `{"kind":"visit"}`})
	// Who saw revision 1 is told, and nothing is kept.
	for _, try := range []register.Record{next, r} {
		err = s.Change(ctx, s.act("test"), func(ctx context.Context, tx register.Tx) error { return tx.SetRecords(ctx, []register.Record{try}) })
		s.fails(err, fault.Conflict)
	}
	missing := next
	missing.ID = "none"
	err = s.Change(ctx, s.act("test"), func(ctx context.Context, tx register.Tx) error { return tx.SetRecords(ctx, []register.Record{missing}) })
	s.fails(err, fault.NotFound)
	old, err := s.Record(ctx, "one", 1)
	s.ok(err)
	same(t, "as it was", [2]any{old.Review, string(old.Fields)}, [2]any{register.None, string(r.Fields)})
	_, err = s.Record(ctx, "one", 3)
	s.fails(err, fault.NotFound)
	history, err := s.History(ctx, "one")
	s.ok(err)
	same(t, "history", [3]any{len(history), history[0].Revision, history[1].Act.Name}, [3]any{2, 2, "test"})
	// One record stands in another's place.
	into := s.record("two", register.Entered, register.Activity{})
	s.change(func(ctx context.Context, tx register.Tx) { s.ok(tx.SetRecords(ctx, []register.Record{into})) })
	got.MergedInto = "two"
	s.change(func(ctx context.Context, tx register.Tx) { s.ok(tx.SetRecords(ctx, []register.Record{got})) })
	got, err = s.Record(ctx, "one", 0)
	s.ok(err)
	same(t, "merged", got.MergedInto, "two")
	for _, bad := range []register.Record{{}, {ID: "x", Kind: "song"}, {ID: "x", Kind: register.KindActivity, Visibility: register.Public, Origin: register.Read, Review: "perhaps"}} {
		err = s.Change(ctx, s.act("test"), func(ctx context.Context, tx register.Tx) error { return tx.SetRecords(ctx, []register.Record{bad}) })
		s.fails(err, fault.Invalid)
	}
}

func claims(t *testing.T, s *suite) {
	ctx := t.Context()
	_, texts := s.document("A/99/1", "en", "aaa", register.Read)
	s.add(s.record("one", register.Read, register.Activity{}), texts[0], 0)
	from := register.Evidence{Text: texts[0].Key, From: 24, To: 31}
	good := []register.Claim{
		{Record: "one", Field: register.FieldPlace, Value: "Nairobi", Evidence: from, Rule: "place", Inferred: true, State: register.Accepted},
		{Record: "one", Field: register.FieldKind, Value: "meeting", Author: person.ID, State: register.Proposed},
		{Record: "one", Field: register.FieldDate, Value: "2044-06-02", Contribution: "c1", State: register.Proposed},
		{Record: "one", Field: register.FieldMode, Value: "virtual", Evidence: register.Evidence{Work: "A/99/1", Place: register.Place{Part: "annex", Number: "7"}}, State: register.Proposed},
	}
	s.change(func(ctx context.Context, tx register.Tx) { s.ok(tx.AddClaims(ctx, good)) })
	got, err := s.Claims(ctx, "one")
	s.ok(err)
	same(t, "claims", len(got), 4)
	same(t, "evidence", got[0].Evidence, register.Evidence{Text: texts[0].Key, Work: "A/99/1", Language: "en", Version: 1, Place: register.Place{Number: "1"}, From: 24, To: 31, Quote: "Nairobi"})
	same(t, "rule", [4]any{got[0].Rule, got[0].Inferred, got[0].State, got[0].By}, [4]any{"place", true, register.Accepted, person})
	same(t, "author", got[1].Author, person.ID)
	same(t, "contribution", got[2].Contribution, "c1")
	same(t, "citation", got[3].Evidence, register.Evidence{Work: "A/99/1", Place: register.Place{Part: "annex", Number: "7"}})
	for name, bad := range map[string]register.Claim{
		"no source": {Record: "one", Field: register.FieldKind, Value: "visit", State: register.Accepted},
		"no value":  {Record: "one", Field: register.FieldKind, Contribution: "c1", State: register.Accepted},
		"no field":  {Record: "one", Field: "colour", Value: "red", Author: person.ID, State: register.Accepted},
		"no state":  {Record: "one", Field: register.FieldKind, Value: "visit", Author: person.ID},
		"no date":   {Record: "one", Field: register.FieldDate, Value: "soon", Author: person.ID, State: register.Accepted},
		"no party":  {Record: "one", Field: register.FieldParty, Value: "AU", Author: person.ID, State: register.Accepted},
	} {
		err := s.Change(ctx, s.act("test"), func(ctx context.Context, tx register.Tx) error {
			fine := register.Claim{Record: "one", Field: register.FieldKind, Value: "training", Author: person.ID, State: register.Proposed}
			return tx.AddClaims(ctx, []register.Claim{fine, bad})
		})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Decisions: the last one shows.
	decide := func(key int64, to register.State, why string) error {
		return s.Change(ctx, s.act("decide"), func(ctx context.Context, tx register.Tx) error { return tx.DecideClaim(ctx, key, to, why) })
	}
	s.ok(decide(got[1].Key, register.Accepted, "seen"))
	s.ok(decide(got[1].Key, register.Refused, "mistaken"))
	s.fails(decide(got[0].Key, register.Proposed, "back"), fault.Conflict)
	s.fails(decide(1<<40, register.Accepted, ""), fault.NotFound)
	got, err = s.Claims(ctx, "one")
	s.ok(err)
	same(t, "claims", len(got), 4)
	same(t, "decided", [3]any{got[1].State, got[1].Decided.Why, got[1].Decided.By}, [3]any{register.Refused, "mistaken", person})
	view, err := s.View(ctx, "A/99/1", "en", 0)
	s.ok(err)
	told := view.Paragraphs[0].Activities
	same(t, "told", [2]int{len(told), len(told[0].Claims)}, [2]int{1, 1})
	same(t, "claim in view", told[0].Claims[0], got[0])
}

func tellings(t *testing.T, s *suite) {
	ctx := t.Context()
	_, texts := s.document("A/99/1", "en", "aaa", register.Read)
	s.add(s.record("one", register.Read, register.Activity{Kind: "visit"}), texts[1], 0)
	cited := register.Telling{Record: "one", Evidence: register.Evidence{Work: "A/98/5", Place: register.Place{Number: "12"}}}
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetWork(ctx, register.Work{ID: "A/98/5", Symbols: []string{"A/98/5"}, Origin: register.Starter}))
		s.ok(tx.SetTellings(ctx, []register.Telling{cited}))
		s.ok(tx.SetTellings(ctx, []register.Telling{cited}))
	})
	got, err := s.Tellings(ctx, "one")
	s.ok(err)
	same(t, "tellings", len(got), 2)
	same(t, "quote", got[0].Evidence.Quote, second)
	same(t, "cited", got[1], cited)
	// A work that is cited but not held is no document.
	totals, err := s.Totals(ctx)
	s.ok(err)
	same(t, "documents", totals.Register.Documents, 1)
	got[0].Dropped = true
	s.change(func(ctx context.Context, tx register.Tx) { s.ok(tx.SetTellings(ctx, got[:1])) })
	got, err = s.Tellings(ctx, "one")
	s.ok(err)
	same(t, "dropped", [3]any{len(got), got[0].Dropped, got[1].Dropped}, [3]any{2, true, false})
	view, err := s.View(ctx, "A/99/1", "en", 0)
	s.ok(err)
	same(t, "in view", view.Paragraphs[1].Activities[0].Dropped, true)
	// In a list it stands where it is told now.
	page, err := s.Records(ctx, register.Filter{})
	s.ok(err)
	same(t, "told", [2]any{page.Lines[0].Told.Work, page.Lines[0].Tellings}, [2]any{"A/98/5", 2})
}

// fill stores four activities told by one document.
func fill(s *suite) {
	_, texts := s.document("A/99/1", "en", "aaa", register.Read)
	p := func(actors ...string) (list []register.Party) {
		for _, a := range actors {
			list = append(list, register.Party{Actor: a, Role: "lead", State: len(a) == 3})
		}
		return list
	}
	s.add(s.record("d", register.Read, register.Activity{Kind: "meeting", Date: "2044-06-02", Parties: p("AU", "UNODC"), Places: []string{"Nairobi"}, Themes: []string{"youth"}}), texts[0], 0)
	s.add(s.record("c", register.Read, register.Activity{Kind: "visit", Date: "2043/2044", Parties: p("AU", "SEN"), Places: []string{"Vienna"}, Modality: "planned"}), texts[1], 5)
	s.add(s.record("b", register.Read, register.Activity{Kind: "training", Date: "2042-01/..", Parties: p("UNODC", "ASEAN")}), texts[1], 0)
	s.add(s.record("a", register.Entered, register.Activity{Kind: "training", Parties: p("AU")}), texts[0], 10)
}

func ids(p register.Page) (list []string) {
	for _, l := range p.Lines {
		list = append(list, l.Record.ID)
	}
	return list
}

func lists(t *testing.T, s *suite) {
	ctx := t.Context()
	fill(s)
	for _, c := range []struct {
		name string
		f    register.Filter
		want []string
	}{
		{"all, by document", register.Filter{}, []string{"d", "a", "b", "c"}},
		{"newest", register.Filter{Order: register.Newest}, []string{"d", "c", "b", "a"}},
		{"oldest", register.Filter{Order: register.Oldest}, []string{"b", "c", "d", "a"}},
		{"party", register.Filter{Has: []register.Condition{register.Has("actor", "AU")}}, []string{"d", "a", "c"}},
		{"two parties", register.Filter{Has: []register.Condition{register.Has("actor", "AU"), register.Has("actor", "UNODC")}}, []string{"d"}},
		{"a State", register.Filter{Has: []register.Condition{register.Has("actor", "SEN")}}, []string{"c"}},
		{"place", register.Filter{Has: []register.Condition{register.Has("place", "Vienna")}}, []string{"c"}},
		{"theme", register.Filter{Has: []register.Condition{register.Has("theme", "youth")}}, []string{"d"}},
		{"kinds", register.Filter{Has: []register.Condition{register.Has("kind", "visit", "training")}}, []string{"a", "b", "c"}},
		{"modality", register.Filter{Has: []register.Condition{register.Has("modality", "planned")}}, []string{"c"}},
		{"from", register.Filter{From: "2044"}, []string{"d", "b", "c"}},
		{"to", register.Filter{To: "2043-06"}, []string{"b", "c"}},
		{"between", register.Filter{From: "2042", To: "2042"}, []string{"b"}},
		{"work", register.Filter{Has: []register.Condition{register.Has("work", "A/99/1")}}, []string{"d", "a", "b", "c"}},
		{"other work", register.Filter{Has: []register.Condition{register.Has("work", "A/99/2")}}, nil},
		{"section", register.Filter{Has: []register.Condition{register.Has("section", "AU")}}, []string{"d", "a", "b", "c"}},
		{"other section", register.Filter{Has: []register.Condition{register.Has("section", "OSCE")}}, nil},
		{"review", register.Filter{Has: []register.Condition{register.Has("review", string(register.Reviewed))}}, nil},
	} {
		page, err := s.Records(ctx, c.f)
		s.ok(err)
		if got := ids(page); !slices.Equal(got, c.want) || page.Total != len(c.want) {
			t.Errorf("%s: got %v of %d, want %v", c.name, got, page.Total, c.want)
		}
	}
	page, err := s.Records(ctx, register.Filter{Limit: 1})
	s.ok(err)
	same(t, "told", [2]any{page.Lines[0].Told.Quote, page.Lines[0].Activity.Kind}, [2]any{first, "meeting"})
	counts, err := s.Facets(ctx, register.Filter{}, "party")
	s.ok(err)
	same(t, "parties", counts["party"], []register.FacetCount{{Value: "AU", Count: 3}, {Value: "UNODC", Count: 2}, {Value: "ASEAN", Count: 1}})
	counts, err = s.Facets(ctx, register.Filter{Has: []register.Condition{register.Has("actor", "UNODC")}}, "kind")
	s.ok(err)
	same(t, "kinds", counts["kind"], []register.FacetCount{{Value: "meeting", Count: 1}, {Value: "training", Count: 1}})
	totals, err := s.Totals(ctx)
	s.ok(err)
	same(t, "totals", totals.Register, register.Counts{Documents: 1, Paragraphs: 2, Activities: 4, Organizations: 3})
	// What is rejected, merged or no longer told is in no list; the last on demand.
	for id, change := range map[string]func(r *register.Record){
		"a": func(r *register.Record) { r.Review = register.Rejected },
		"b": func(r *register.Record) { r.MergedInto = "c" },
		"d": func(r *register.Record) { r.Untold = true },
	} {
		r, err := s.Record(ctx, id, 0)
		s.ok(err)
		change(&r)
		s.change(func(ctx context.Context, tx register.Tx) { s.ok(tx.SetRecords(ctx, []register.Record{r})) })
	}
	page, err = s.Records(ctx, register.Filter{})
	s.ok(err)
	same(t, "left", ids(page), []string{"c"})
	page, err = s.Records(ctx, register.Filter{Untold: true})
	s.ok(err)
	same(t, "with untold", ids(page), []string{"d", "c"})
	totals, err = s.Totals(ctx)
	s.ok(err)
	same(t, "totals", totals.Register.Activities, 1)
	// A changed value is found, the former one no longer.
	r, err := s.Record(ctx, "c", 0)
	s.ok(err)
	r.Fields = json.RawMessage(`{"kind":"outreach","date":"2050","places":["KEN"]}`)
	s.change(func(ctx context.Context, tx register.Tx) { s.ok(tx.SetRecords(ctx, []register.Record{r})) })
	for f, want := range map[string]int{"Vienna": 0, "KEN": 1} {
		page, err := s.Records(ctx, register.Filter{Has: []register.Condition{register.Has("place", f)}, From: "2050"})
		s.ok(err)
		same(t, f, page.Total, want)
	}
}

func samples(t *testing.T, s *suite) {
	ctx := t.Context()
	fill(s)
	_, texts := s.document("A/99/S", "en", "sss", register.Sample)
	s.add(s.record("s", register.Sample, register.Activity{Parties: []register.Party{{Actor: "OSCE"}}}), texts[0], 0)
	totals, err := s.Totals(ctx)
	s.ok(err)
	same(t, "totals", totals, register.Totals{Register: register.Counts{Documents: 1, Paragraphs: 2, Activities: 4, Organizations: 3},
		Samples: register.Counts{Documents: 1, Paragraphs: 2, Activities: 1, Organizations: 1}})
	for with, want := range map[bool]int{false: 4, true: 5} {
		page, err := s.Records(ctx, register.Filter{Samples: with})
		s.ok(err)
		same(t, "listed", page.Total, want)
		docs, err := s.Documents(ctx, register.DocumentFilter{Samples: with})
		s.ok(err)
		same(t, "documents", len(docs), want-3)
	}
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetWork(ctx, register.Work{ID: "A/99/S", Origin: register.Sample, Withdrawn: true}))
	})
	docs, err := s.Documents(ctx, register.DocumentFilter{Samples: true})
	s.ok(err)
	same(t, "withdrawn", len(docs), 1)
	found, err := s.Mentions(ctx, "actor", "UNODC", 0)
	s.ok(err)
	same(t, "mentions", len(found), 1)
}

func pages(t *testing.T, s *suite) {
	ctx := t.Context()
	_, texts := s.document("A/99/1", "en", "aaa", register.Read)
	s.change(func(ctx context.Context, tx register.Tx) {
		var list []register.Record
		var told []register.Telling
		for i := range 57 {
			r := s.record(fmt.Sprint("r", i), register.Read, register.Activity{Date: []string{"", "2041", "2042-03", "../2040"}[i%4]})
			list = append(list, r)
			if i%5 > 0 { // some are told nowhere
				told = append(told, register.Telling{Record: r.ID, Evidence: register.Evidence{Text: texts[i%2].Key, From: i % 3, To: 20}})
			}
		}
		s.ok(tx.SetRecords(ctx, list))
		s.ok(tx.SetTellings(ctx, told))
	})
	for _, order := range []register.Order{register.ByDocument, register.Newest, register.Oldest} {
		whole, err := s.Records(ctx, register.Filter{Order: order, Limit: 1000})
		s.ok(err)
		same(t, "whole", [2]any{len(whole.Lines), whole.Next}, [2]any{57, ""})
		var got []string
		f := register.Filter{Order: order, Limit: 10}
		for {
			page, err := s.Records(ctx, f)
			s.ok(err)
			same(t, "total", page.Total, 57)
			got = append(got, ids(page)...)
			if page.Next == "" {
				break
			}
			f.Cursor = page.Next
		}
		same(t, "pages together", got, ids(whole))
	}
	page, err := s.Records(ctx, register.Filter{Limit: 10})
	s.ok(err)
	for name, f := range map[string]register.Filter{
		"nonsense":   {Cursor: "nonsense"},
		"cut":        {Cursor: page.Next[:len(page.Next)-2]},
		"changed":    {Cursor: page.Next[:len(page.Next)-4] + "AAAA"},
		"other list": {Cursor: page.Next, Has: []register.Condition{register.Has("kind", "visit")}},
		"other way":  {Cursor: page.Next, Order: register.Newest},
	} {
		if _, err := s.Records(ctx, f); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func waiting(t *testing.T, s *suite) {
	ctx := t.Context()
	_, texts := s.document("A/99/1", "en", "aaa", register.Read)
	at := register.Evidence{Text: texts[0].Key, From: 24, To: 31}
	s.change(func(ctx context.Context, tx register.Tx) {
		for range 2 { // the same place is stored once
			s.ok(tx.SetCandidates(ctx, []register.Candidate{{Text: "Nairobi", At: at, Rule: "shape", State: register.Open}}))
			s.ok(tx.SetQuestions(ctx, []register.Question{{Text: "Nairobi", At: at, Choices: []string{"AUC", "ECA"}, State: register.Open}}))
		}
	})
	names, err := s.Candidates(ctx, register.AskedFilter{State: register.Open})
	s.ok(err)
	asked, err := s.Questions(ctx, register.AskedFilter{})
	s.ok(err)
	same(t, "waiting", [2]int{len(names), len(asked)}, [2]int{1, 1})
	same(t, "where", [3]any{names[0].At.Quote, names[0].At.Number, asked[0].Choices}, [3]any{"Nairobi", "1", []string{"AUC", "ECA"}})
	totals, err := s.Totals(ctx)
	s.ok(err)
	same(t, "totals", [2]int{totals.Register.Candidates, totals.Register.Questions}, [2]int{1, 1})
	names[0].State = register.Settled
	asked[0].State, asked[0].Answer = register.Settled, "ECA"
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetCandidates(ctx, names))
		s.ok(tx.SetQuestions(ctx, asked))
	})
	asked, err = s.Questions(ctx, register.AskedFilter{State: register.Settled})
	s.ok(err)
	same(t, "answer", asked[0].Answer, "ECA")
	names[0].State = register.Gone
	err = s.Change(ctx, s.act("test"), func(ctx context.Context, tx register.Tx) error { return tx.SetCandidates(ctx, names) })
	s.fails(err, fault.Conflict)
	view, err := s.View(ctx, "A/99/1", "en", 0)
	s.ok(err)
	same(t, "in view", [2]int{len(view.Paragraphs[0].Candidates), len(view.Paragraphs[0].Questions)}, [2]int{1, 1})
}

func seesItself(t *testing.T, s *suite) {
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetWork(ctx, register.Work{ID: "A/99/1", Symbols: []string{"A/99/1"}, Origin: register.Read}))
		v := register.Version{Work: "A/99/1", Language: "en", SHA256: "aaa", Rules: "1"}
		texts := []register.Text{aText(0, "1", first)}
		s.ok(tx.AddVersion(ctx, &v, texts))
		s.ok(tx.SetRecords(ctx, []register.Record{s.record("one", register.Read, register.Activity{})}))
		s.ok(tx.SetTellings(ctx, []register.Telling{{Record: "one", Evidence: register.Evidence{Text: texts[0].Key, To: 5}}}))
		s.ok(tx.AddClaims(ctx, []register.Claim{{Record: "one", Field: register.FieldKind, Value: "visit", Evidence: register.Evidence{Text: texts[0].Key}, State: register.Accepted}}))
		view, err := tx.View(ctx, "A/99/1", "en", 0)
		s.ok(err)
		same(t, "view inside", len(view.Paragraphs[0].Activities[0].Claims), 1)
		if _, err := s.Work(ctx, "A/99/1"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a change shows before it is finished: %v", err)
		}
	})
}

func manyAtOnce(t *testing.T, s *suite) {
	ctx := t.Context()
	r := s.record("one", register.Read, register.Activity{})
	s.change(func(ctx context.Context, tx register.Tx) { s.ok(tx.SetRecords(ctx, []register.Record{r})) })
	const each, n = 10, 8
	acts := make([]register.Act, n)
	for i := range acts {
		acts[i] = s.act("test")
	}
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			for range each {
				err := s.Change(ctx, acts[i], func(ctx context.Context, tx register.Tx) error {
					r, err := tx.Record(ctx, "one", 0)
					if err != nil {
						return err
					}
					return tx.SetRecords(ctx, []register.Record{r})
				})
				if err != nil {
					t.Error(err)
				}
				if _, err := s.Records(ctx, register.Filter{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	got, err := s.Record(ctx, "one", 0)
	s.ok(err)
	same(t, "revisions", got.Revision, 1+n*each)
}

// hostile text is kept and found as what it is.
func hostile(t *testing.T, s *suite) {
	ctx := t.Context()
	_, texts := s.document("A/99/1", "en", "aaa", register.Read)
	for i, v := range []string{`'; DROP TABLE record; --`, `" OR 1=1`, "%_*?", "=HYPERLINK(1)", "<script>alert(1)</script>", "a\x00b", "بيروت", "\u202e", `{"actor":"x`} {
		id := fmt.Sprint("h", i)
		s.add(s.record(id, register.Read, register.Activity{Places: []string{v}, Parties: []register.Party{{Actor: v}}}), texts[0], i)
		s.change(func(ctx context.Context, tx register.Tx) {
			s.ok(tx.AddClaims(ctx, []register.Claim{{Record: id, Field: register.FieldPlace, Value: v, Author: v, Rule: v, State: register.Accepted},
				{Record: id, Field: register.FieldParty, Value: register.PartyValue(register.Party{Actor: v}), Author: v, State: register.Accepted}}))
		})
		page, err := s.Records(ctx, register.Filter{Has: []register.Condition{register.Has("place", v), register.Has("actor", v)}})
		s.ok(err)
		same(t, v, ids(page), []string{id})
		got, err := s.Claims(ctx, id)
		s.ok(err)
		same(t, v, [2]string{got[0].Value, got[0].Author}, [2]string{v, v})
		_, err = s.Work(ctx, v)
		s.fails(err, fault.NotFound)
		_, err = s.Record(ctx, v, -1)
		s.fails(err, fault.NotFound)
	}
}

// hostileEverywhere: in every field that a person or a file fills.
func hostileEverywhere(t *testing.T, s *suite) {
	ctx := t.Context()
	_, texts := s.document("A/99/1", "en", "aaa", register.Read)
	for i, v := range []string{`'; DROP TABLE record; --`, `" OR 1=1`, "%_*?^", "=HYPERLINK(1)", "<script>&amp;", "a\x00b", "NEAR(a b) AND title:", "بيروت\u202e", `{"a":`, "\xed\xa0\x80\xff", "]]>", "¶ \x1f"} {
		a, b := fmt.Sprint("a", i), fmt.Sprint("b", i)
		act := register.Act{By: register.Person{ID: "local:" + v, Name: v}, At: time.Date(2044, 5, 1, 10, 1, i, 0, time.UTC), Name: v, Subject: v, Why: v}
		same1 := register.Same{A: a, B: b, State: register.SameAsked, Reasons: []string{"x"}, Rule: v, Why: v}
		conf := register.Confirmation{Record: a, Revision: 1, Organization: v, Word: register.Contested, Reason: v, Speaker: v}
		at := register.Evidence{Text: texts[0].Key, From: i, To: i + 1}
		s.ok(s.Change(ctx, act, func(ctx context.Context, tx register.Tx) error {
			fields := register.Activity{Title: map[string]string{"en": v}, Series: v, Instruments: []string{v}, Documents: []string{v}, Themes: []string{v}, Places: []string{v},
				Parties: []register.Party{{Actor: v, As: v}}}
			s.ok(tx.SetRecords(ctx, []register.Record{s.record(a, register.Read, fields), s.record(b, register.Read, fields)}))
			s.ok(tx.SetTellings(ctx, []register.Telling{{Record: a, Evidence: at}}))
			s.ok(tx.SetSames(ctx, []register.Same{same1}))
			s.ok(tx.AddConfirmations(ctx, []register.Confirmation{conf}))
			s.ok(tx.SetCandidates(ctx, []register.Candidate{{Text: v, At: at, Rule: v, State: register.Open}}))
			return tx.SetQuestions(ctx, []register.Question{{Text: v, At: at, Choices: []string{"x"}, State: register.Settled, Answer: v}})
		}))
		sames, err := s.Sames(ctx, register.SameFilter{Record: b})
		s.ok(err)
		same1.By, same1.At = act.By, act.At
		same(t, v, sames, []register.Same{same1})
		words, err := s.Confirmations(ctx, a)
		s.ok(err)
		conf.By, conf.At = act.By, act.At
		same(t, v, words, []register.Confirmation{conf})
		log, err := s.Log(ctx, int64(i+1), 1)
		s.ok(err)
		same(t, v, log[0].Act, act)
		view, err := s.View(ctx, "A/99/1", "en", 0)
		s.ok(err)
		p := view.Paragraphs[0]
		same(t, v, [3]string{p.Candidates[i].Text, p.Candidates[i].Rule, p.Questions[i].Answer}, [3]string{v, v, v})
		if utf8.ValidString(v) {
			for _, facet := range []string{"place", "theme", "instrument", "document", "actor", "party"} {
				page, err := s.Records(ctx, register.Filter{Has: []register.Condition{register.Has(facet, v)}})
				s.ok(err)
				same(t, facet, page.Total, 2)
				same(t, facet, page.Lines[0].Activity.Title["en"], v)
			}
		}
	}
	_, err := s.Verify(ctx)
	s.ok(err)
	r, err := s.Rebuild(ctx)
	s.ok(err)
	same(t, "differed", len(r.Differed), 0)
}

// stopped: a change whose context ends keeps nothing, and the store goes on.
func stopped(t *testing.T, s *suite) {
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Change(ctx, s.act("test"), func(ctx context.Context, tx register.Tx) error {
		s.ok(tx.SetWork(ctx, register.Work{ID: "A/99/1", Origin: register.Read}))
		cancel()
		return tx.SetRecords(ctx, []register.Record{s.record("one", register.Read, register.Activity{})})
	})
	s.fails(err, fault.Unavailable)
	_, err = s.Work(t.Context(), "A/99/1")
	s.fails(err, fault.NotFound)
	s.document("A/99/1", "en", "aaa", register.Read)
	s.ok(s.Close())
	s.fails(s.Change(t.Context(), s.act("test"), func(ctx context.Context, tx register.Tx) error { return nil }), fault.Unavailable)
	_, err = s.Work(t.Context(), "A/99/1")
	s.fails(err, fault.Unavailable)
}
