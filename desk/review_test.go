package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"concord/desk"
	"concord/document"
	"concord/fault"
	"concord/reading"
	"concord/register"
	"concord/store/sqlite"

	"pgregory.net/rapid"
)

var bertrand = register.Person{ID: "local:bertrand", Name: "Bertrand"}

// told takes a document of some paragraphs in and gives its acts.
func takenIn(t *testing.T, d *desk.Desk, s register.Reader, paragraphs, acts int) []string {
	t.Helper()
	doc, rd := invent(1, paragraphs, acts)
	takeIn(t, d, doc, rd)
	return ids(view(t, s, "A/99/1"))
}

func doubts(t tester, s register.Reader, id string) (kinds []string) {
	t.Helper()
	cases, err := s.Cases(t.Context(), id)
	if err != nil || len(cases) != 1 {
		t.Fatal(len(cases), err)
	}
	for _, d := range cases[0].Doubts() {
		kinds = append(kinds, d.Kind+" "+string(d.Reason))
	}
	return kinds
}

// accepted are the accepted values of a field.
func accepted(t tester, s register.Reader, id, field string) (list []string) {
	t.Helper()
	claims, err := s.Claims(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range claims {
		if c.Field == field && c.State == register.Accepted {
			list = append(list, c.Value)
		}
	}
	return list
}

// Accepting a record leaves what waits, makes its values the person's, and what the
// next rules read otherwise stands beside it.
func TestAccept(t *testing.T) {
	d, s := open(t)
	id := takenIn(t, d, s, 2, 1)[0]
	waiting := func() int {
		t.Helper()
		page, err := s.Records(t.Context(), register.Waiting())
		if err != nil {
			t.Fatal(err)
		}
		return page.Total
	}
	if waiting() != 2 {
		t.Fatal(waiting())
	}
	rec, err := d.Accept(t.Context(), id, 1, "", amira)
	if err != nil || rec.Review != register.Reviewed || waiting() != 1 {
		t.Fatalf("%+v %v, %d wait", rec, err, waiting())
	}
	if _, err := d.Accept(t.Context(), id, 1, "", bertrand); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "Amira") {
		t.Fatal(err)
	}
	doc, rd := invent(1, 2, 1)
	rd.Rules = "other"
	rd.Paragraphs[0].Activities[0].Date.Value = "2031"
	rd.Paragraphs[0].Activities[0].Parties = rd.Paragraphs[0].Activities[0].Parties[:1]
	before := record(t, s, id)
	takeIn(t, d, doc, rd)
	if now := record(t, s, id); string(now.Fields) != string(before.Fields) || now.Review != register.Reviewed {
		t.Errorf("%+v", now)
	}
	if got := doubts(t, s, id); !slices.Equal(got, []string{"date proposed"}) {
		t.Errorf("%q", got)
	}
	page, err := s.Records(t.Context(), register.Filter{Has: []register.Condition{register.Has(register.FacetReview, "reviewed"), register.Has(register.FacetDoubt, "date")}})
	if err != nil || page.Total != 1 {
		t.Error(page.Total, err)
	}
}

// A field of which nothing is reported stays so whatever is read, until a person
// says a value.
func TestClear(t *testing.T) {
	d, s := open(t)
	id := takenIn(t, d, s, 2, 1)[0]
	rec, err := d.Clear(t.Context(), id, 1, register.FieldDate, "the day is not said", amira)
	if err != nil {
		t.Fatal(err)
	}
	if a, _ := rec.Activity(); a.Date != "" {
		t.Fatal(a.Date)
	}
	if got := doubts(t, s, id); slices.Contains(got, "date missing") {
		t.Errorf("%q", got)
	}
	if again, err := d.Clear(t.Context(), id, rec.Revision, register.FieldDate, "", amira); err != nil || again.Revision != rec.Revision {
		t.Error(again.Revision, err)
	}
	doc, rd := invent(1, 2, 1)
	rd.Rules = "other"
	rd.Paragraphs[0].Activities[0].Date.Value = "2031"
	takeIn(t, d, doc, rd)
	if got := accepted(t, s, id, register.FieldDate); !slices.Equal(got, []string{register.Nothing}) {
		t.Errorf("%q", got)
	}
	if got := doubts(t, s, id); !slices.Contains(got, "date proposed") {
		t.Errorf("%q", got)
	}
	rec = record(t, s, id)
	if rec, err = d.Correct(t.Context(), id, rec.Revision, register.FieldDate, "2042-03", "", amira); err != nil {
		t.Fatal(err)
	}
	if got := accepted(t, s, id, register.FieldDate); !slices.Equal(got, []string{"2042-03"}) {
		t.Errorf("%q", got)
	}
	if got := doubts(t, s, id); slices.Contains(got, "date proposed") {
		t.Errorf("the question is still open: %q", got)
	}
	if _, err := d.Clear(t.Context(), id, rec.Revision, "colour", "", amira); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
	if _, err := d.Correct(t.Context(), id, rec.Revision, register.FieldDate, "", "", amira); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
}

// Words of the text become the value of a field, in the person's name.
func TestTake(t *testing.T) {
	d, s := open(t)
	id := takenIn(t, d, s, 1, 1)[0]
	p := view(t, s, "A/99/1").Paragraphs[0]
	at := strings.Index(p.Text.Text, "Vienna")
	e := register.Evidence{Text: p.Key, From: at, To: at + len("Vienna")}
	rec, err := d.Take(t.Context(), id, 1, register.FieldPlace, "Vienna", e, "", amira)
	if err != nil {
		t.Fatal(err)
	}
	if a, _ := rec.Activity(); !slices.Contains(a.Places, "Vienna") {
		t.Errorf("%+v", a)
	}
	claims, _ := s.Claims(t.Context(), id)
	if c := claims[len(claims)-1]; c.Author != amira.ID || c.Evidence.Quote != "Vienna" || c.Evidence.Number != "1" {
		t.Errorf("%+v", c)
	}
	for name, e := range map[string]register.Evidence{"behind the end": {Text: p.Key, From: at, To: 1 << 20}, "no words": {Text: p.Key, From: at, To: at}, "before": {Text: p.Key, From: -1, To: 4}} {
		if _, err := d.Take(t.Context(), id, rec.Revision, register.FieldPlace, "Vienna", e, "", amira); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.Take(t.Context(), id, rec.Revision, register.FieldPlace, "Vienna", register.Evidence{Text: 99, To: 2}, "", amira); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
}

// divided is a document with one act that tells of two, and the place between them.
func divided(t *testing.T, d *desk.Desk, s register.Reader) (id string, at int) {
	t.Helper()
	doc, rd := invent(3, 2, 2)
	joined := joinActs(rd, 0)
	takeIn(t, d, doc, rd)
	return ids(view(t, s, "A/99/3"))[0], joined
}

// joinActs makes one act of the two of a paragraph and gives where the second begins.
func joinActs(rd *reading.Reading, paragraph int) int {
	p := &rd.Paragraphs[paragraph]
	one, two := p.Activities[0], p.Activities[1]
	at := two.From
	one.To = two.To
	one.Parties = append(slices.Clone(one.Parties), two.Parties...)
	one.Places = append(slices.Clone(one.Places), two.Places...)
	p.Activities = append([]reading.Activity{one}, p.Activities[2:]...)
	return at
}

// What a person split stays two through every later reading: the same words found in
// one act, in two, and in a changed file.
func TestSplit(t *testing.T) {
	for _, way := range []string{"in one", "in two", "changed file", "changed words"} {
		t.Run(way, func(t *testing.T) {
			d, s := open(t)
			id, at := divided(t, d, s)
			claims := len(accepted(t, s, id, register.FieldParty))
			one, two, err := d.Split(t.Context(), id, 1, 0, at, "", amira)
			if err != nil {
				t.Fatal(err)
			}
			if one.ID != id || two.ID == id || one.Review != register.None || two.Review != register.None {
				t.Fatalf("%+v %+v", one, two)
			}
			a, _ := one.Activity()
			b, _ := two.Activity()
			if len(a.Parties) != 2 || len(b.Parties) != 2 || claims < 3 || len(a.Places) != 1 || len(b.Places) != 1 || a.Kind == "" || len(b.Themes) != 1 {
				t.Fatalf("%+v\n%+v", a, b)
			}
			before := stands(t, s, one.ID, two.ID)
			if live(t, s, one.ID)[0] == live(t, s, two.ID)[0] || len(live(t, s, one.ID)) != 1 {
				t.Fatalf("%q %q", live(t, s, one.ID), live(t, s, two.ID))
			}
			doc, rd := invent(3, 2, 2)
			rd.Rules = "other"
			switch way {
			case "in one", "changed file", "changed words":
				joinActs(rd, 0)
			}
			switch way {
			case "changed file":
				doc.Paragraphs[1].Text += "And so on."
				hash(doc)
			case "changed words":
				doc.Paragraphs[0].Text = strings.Replace(doc.Paragraphs[0].Text, "guests", "people", 1)
				hash(doc)
			}
			for i := range 2 {
				rd.Rules = "other" + strconv.Itoa(i)
				takeIn(t, d, doc, rd)
				v := view(t, s, "A/99/3")
				got := slices.Compact(ids(v))
				if len(got) != 4 || got[0] != one.ID || got[1] != two.ID {
					t.Fatalf("%q, want %s and %s", got, one.ID, two.ID)
				}
				if way == "in one" {
					if now := stands(t, s, one.ID, two.ID); now != before {
						t.Fatalf("it was\n%s\nand is\n%s", before, now)
					}
				}
				for _, r := range []register.Record{one, two} {
					// A part that lacked a value has it from who finds the two apart.
					if now := record(t, s, r.ID); way != "in two" && string(now.Fields) != string(r.Fields) || now.Untold {
						t.Fatalf("%s", now.Fields)
					}
					if a, _ := ptr(record(t, s, r.ID)).Activity(); len(a.Parties) != 2 {
						t.Fatalf("%+v", a.Parties)
					}
				}
			}
		})
	}
}

func TestSplitRefused(t *testing.T) {
	d, s := open(t)
	id, at := divided(t, d, s)
	told, _ := s.Tellings(t.Context(), id)
	for name, at := range map[string]int{"at its beginning": told[0].Evidence.From, "at its end": told[0].Evidence.To, "before": -1, "far behind": 1 << 30} {
		if _, _, err := d.Split(t.Context(), id, 1, 0, at, "", amira); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := d.Split(t.Context(), id, 1, 4711, at, "", amira); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
	if _, _, err := d.Split(t.Context(), id, 7, 0, at, "", amira); fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
	if _, err := d.Review(t.Context(), id, 1, register.Rejected, "", amira); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Split(t.Context(), id, 2, 0, at, "", amira); fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
}

// A part can be split again, and all three are found again.
func TestSplitTwice(t *testing.T) {
	for _, first := range []bool{true, false} {
		t.Run(fmt.Sprint(first), func(t *testing.T) {
			d, s := open(t)
			doc, rd := invent(5, 1, 3)
			at2 := joinActs(rd, 0)
			at3 := joinActs(rd, 0)
			takeIn(t, d, doc, rd)
			id := ids(view(t, s, "A/99/5"))[0]
			a, b := at2, at3
			if first { // the part that stays is split again
				a, b = at3, at2
			}
			x, y, err := d.Split(t.Context(), id, 1, 0, a, "", amira)
			if err != nil {
				t.Fatal(err)
			}
			if first {
				y = x
			}
			if _, _, err := d.Split(t.Context(), y.ID, y.Revision, 0, b, "", amira); err != nil {
				t.Fatal(err)
			}
			want := ids(view(t, s, "A/99/5"))
			before := stands(t, s, want...)
			rd.Rules = "other"
			takeIn(t, d, doc, rd)
			if got := ids(view(t, s, "A/99/5")); len(want) != 3 || !slices.Equal(got, want) {
				t.Fatalf("%q, want %q", got, want)
			}
			if now := stands(t, s, want...); now != before {
				t.Errorf("it was\n%s\nand is\n%s", before, now)
			}
		})
	}
}

// There is no such act: no reading brings it back, and nobody is asked about it
// until a person does.
func TestRejectedStaysSo(t *testing.T) {
	d, s := open(t)
	list := takenIn(t, d, s, 2, 1)
	ask(t, s, list[0], list[1])
	rec, err := d.Review(t.Context(), list[0], 1, register.Rejected, "it is a heading", amira)
	if err != nil {
		t.Fatal(err)
	}
	if got := sameOf(t, s, list[0], list[1]); got.State != register.SameGone {
		t.Errorf("%+v", got)
	}
	if got := doubts(t, s, list[1]); slices.Contains(got, "same asked") {
		t.Errorf("%q", got)
	}
	doc, rd := invent(1, 2, 1)
	for i, change := range []string{"", "And more."} {
		rd.Rules = "other" + strconv.Itoa(i)
		doc.Paragraphs[1].Text += change
		hash(doc)
		takeIn(t, d, doc, rd)
		if now := record(t, s, list[0]); now.Review != register.Rejected {
			t.Fatalf("%+v", now)
		}
		if n := len(visible(t, s)); n != 1 {
			t.Fatalf("%d are visible", n)
		}
	}
	rec = record(t, s, list[0])
	if _, err := d.Review(t.Context(), list[0], rec.Revision, register.None, "", amira); err != nil {
		t.Fatal(err)
	}
	if got := sameOf(t, s, list[0], list[1]); got.State != register.SameAsked {
		t.Errorf("%+v", got)
	}
}

// ask stores a question of sameness, as a reading does.
func ask(t tester, s register.Store, a, b string) {
	t.Helper()
	err := s.Change(t.Context(), register.Act{By: amira, Name: "take-in", At: clock()()}, func(ctx context.Context, tx register.Tx) error {
		return tx.SetSames(ctx, []register.Same{{A: a, B: b, State: register.SameAsked, Rule: "sameness", Score: 0.6}})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Who takes no part confirms nothing, but may contest.
func TestConfirm(t *testing.T) {
	d, s := open(t)
	id := takenIn(t, d, s, 1, 1)[0]
	a, _ := ptr(record(t, s, id)).Activity()
	say := func(org string, word register.Word, reason string) error {
		return d.Confirm(t.Context(), register.Confirmation{Record: id, Revision: 1, Organization: org, Word: word, Reason: reason, Speaker: "Ms. Li"}, amira)
	}
	if err := say(a.Parties[0].Actor, register.Confirmed, ""); err != nil {
		t.Fatal(err)
	}
	if err := say("BSEC", register.Confirmed, ""); fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
	if err := say("BSEC", register.Contested, ""); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
	if err := say("BSEC", register.Contested, "we were there, too"); err != nil {
		t.Fatal(err)
	}
	if got := doubts(t, s, id); !slices.Contains(got, "contested contested") {
		t.Errorf("%q", got)
	}
	e, err := d.Last(t.Context(), amira)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Undo(t.Context(), e.Number, "", amira); err != nil {
		t.Fatal(err)
	}
	if got := doubts(t, s, id); slices.Contains(got, "contested contested") {
		t.Errorf("%q", got)
	}
	if list, _ := s.Confirmations(t.Context(), id); len(list) != 1 || list[0].Organization != a.Parties[0].Actor {
		t.Errorf("%+v", list)
	}
}

func ptr[T any](v T) *T { return &v }

// state is all that a person can see of records, but who changed them when.
func state(t tester, s register.Reader, list ...string) string {
	t.Helper()
	var all []any
	for _, id := range list {
		cases, err := s.Cases(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			r := c.Record
			all = append(all, r.ID, r.Review, r.MergedInto, r.Untold, string(r.Fields))
			for _, x := range c.Claims {
				all = append(all, x.Key, x.Value, x.State, x.Decided)
			}
			for _, x := range c.Sames {
				all = append(all, x.A, x.B, x.State, x.Score)
			}
			for _, x := range c.Confirmations {
				all = append(all, x.Organization, x.Word, x.Reason, x.Revision)
			}
			for _, d := range c.Doubts() {
				all = append(all, d.Kind, d.Reason, d.Field)
			}
		}
		tellings, err := s.Tellings(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range tellings {
			if !l.Dropped {
				all = append(all, l.Evidence)
			}
		}
	}
	b, _ := json.Marshal(all)
	return string(b)
}

// Each act of review is taken back whole, and taking that back does it again.
func TestUndo(t *testing.T) {
	fields := []string{register.FieldDate, register.FieldKind, register.FieldPlace}
	acts := map[string]func(t *testing.T, d *desk.Desk, s register.Store, list []string) error{
		"accept": func(t *testing.T, d *desk.Desk, s register.Store, list []string) error {
			_, err := d.Accept(t.Context(), list[0], 1, "", amira)
			return err
		},
		"decide": func(t *testing.T, d *desk.Desk, s register.Store, list []string) error {
			_, err := d.Decide(t.Context(), list[0], 1, claimsOf(t, s, list[0], "date")[0].Key, register.Refused, "", amira)
			return err
		},
		"correct": func(t *testing.T, d *desk.Desk, s register.Store, list []string) error {
			_, err := d.Correct(t.Context(), list[0], 1, "date", "2031", "", amira)
			return err
		},
		"correct several": func(t *testing.T, d *desk.Desk, s register.Store, list []string) error {
			_, err := d.CorrectFields(t.Context(), list[0], 1, []desk.Stated{{Field: "date", Values: []string{"2031"}}, {Field: "theme"}}, "", amira)
			return err
		},
		"take": func(t *testing.T, d *desk.Desk, s register.Store, list []string) error {
			e := claimsOf(t, s, list[0], "date")[0].Evidence
			_, err := d.Take(t.Context(), list[0], 1, "date", "2031", e, "", amira)
			return err
		},
		"clear": func(t *testing.T, d *desk.Desk, s register.Store, list []string) error {
			_, err := d.Clear(t.Context(), list[0], 1, fields[len(list)%3], "", amira)
			return err
		},
		"reject": func(t *testing.T, d *desk.Desk, s register.Store, list []string) error {
			_, err := d.Review(t.Context(), list[0], 1, register.Rejected, "", amira)
			return err
		},
		"split": func(t *testing.T, d *desk.Desk, s register.Store, list []string) error {
			e := claimsOf(t, s, list[0], "kind")[0].Evidence
			_, _, err := d.Split(t.Context(), list[0], 1, 0, e.From, "", amira)
			return err
		},
		"join": func(t *testing.T, d *desk.Desk, s register.Store, list []string) error {
			_, err := d.Join(t.Context(), list[0], list[1], "", amira)
			return err
		},
		"answer": func(t *testing.T, d *desk.Desk, s register.Store, list []string) error {
			return d.Answer(t.Context(), list[0], list[1], register.SameAct, "", amira)
		},
		"series": func(t *testing.T, d *desk.Desk, s register.Store, list []string) error {
			return d.Answer(t.Context(), list[1], list[0], register.SameSeries, "", amira)
		},
		"confirm": func(t *testing.T, d *desk.Desk, s register.Store, list []string) error {
			return d.Confirm(t.Context(), register.Confirmation{Record: list[0], Revision: 1, Organization: "BSEC", Word: register.Contested, Reason: "no"}, amira)
		},
	}
	for _, name := range slices.Sorted(maps.Keys(acts)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "concord.db")
			d, s := openAt(t, path)
			list := takenIn(t, d, s, 3, 1)
			ask(t, s, list[0], list[1])
			before := state(t, s, list...)
			if err := acts[name](t, d, s, list); err != nil {
				t.Fatal(err)
			}
			after := state(t, s, list...)
			if after == before {
				t.Fatal("it changed nothing")
			}
			// The window is closed, the program starts again.
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			d, s = openAt(t, path)
			if _, err := d.Last(t.Context(), bertrand); fault.KindOf(err) != fault.NotFound {
				t.Error(err)
			}
			e, err := d.Last(t.Context(), amira)
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Undo(t.Context(), e.Number, "", amira); err != nil {
				t.Fatal(err)
			}
			if now := state(t, s, list...); now != before {
				t.Fatalf("it was\n%s\nand is\n%s", before, now)
			}
			rebuilt(t, s)
			if err := d.Undo(t.Context(), e.Number, "", bertrand); fault.KindOf(err) != fault.Conflict {
				t.Error(err)
			}
			if _, err := d.Last(t.Context(), amira); fault.KindOf(err) != fault.NotFound {
				t.Errorf("it is offered again: %v", err)
			}
			log, err := s.LogBack(t.Context(), 0, 1)
			if err != nil || log[0].Act.Name != "undo" {
				t.Fatal(log, err)
			}
			if err := d.Undo(t.Context(), log[0].Number, "", bertrand); err != nil {
				t.Fatal(err)
			}
			if now := state(t, s, list...); short(now) != short(after) {
				t.Errorf("it was\n%s\nand is\n%s", after, now)
			}
			rebuilt(t, s)
			if e, err := d.Last(t.Context(), amira); name != "split" && fault.KindOf(err) != fault.NotFound {
				t.Errorf("%+v %v", e, err) // it is Bertrand's now
			}
			if v, err := s.Verify(t.Context()); err != nil {
				t.Error(v, err)
			}
		})
	}
}

// short leaves out who decided when: what was done again is of the one who did.
func short(state string) string {
	var all []any
	_ = json.Unmarshal([]byte(state), &all)
	var b strings.Builder
	for _, x := range all {
		if m, ok := x.(map[string]any); ok && m["by"] != nil {
			continue
		}
		fmt.Fprintln(&b, x)
	}
	return b.String()
}

// rebuilt asks that no projection differs from what it is made to be.
func rebuilt(t tester, s register.Store) {
	t.Helper()
	r, err := s.Rebuild(t.Context())
	if err != nil || len(r.Differed) > 0 {
		t.Fatal(r, err)
	}
}

// What somebody has gone on from is not taken back, with his name; what he changed
// beside it does not hinder.
func TestUndoAfterOthers(t *testing.T) {
	d, s := open(t)
	id := takenIn(t, d, s, 1, 1)[0]
	rec, err := d.Correct(t.Context(), id, 1, "date", "2031", "", amira)
	if err != nil {
		t.Fatal(err)
	}
	mine, _ := d.Last(t.Context(), amira)
	if rec, err = d.Clear(t.Context(), id, rec.Revision, "theme", "", bertrand); err != nil {
		t.Fatal(err)
	}
	if err := d.Undo(t.Context(), mine.Number, "", amira); err != nil {
		t.Fatal(err)
	}
	rec = record(t, s, id)
	if a, _ := rec.Activity(); a.Date == "2031" || len(a.Themes) > 0 {
		t.Errorf("%+v", a)
	}
	if rec, err = d.Correct(t.Context(), id, rec.Revision, "date", "2032", "", amira); err != nil {
		t.Fatal(err)
	}
	mine, _ = d.Last(t.Context(), amira)
	if rec, err = d.Correct(t.Context(), id, rec.Revision, "date", "2033", "", bertrand); err != nil {
		t.Fatal(err)
	}
	err = d.Undo(t.Context(), mine.Number, "", amira)
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Sentence(err), "Bertrand") {
		t.Errorf("%v", err)
	}
	if now := record(t, s, id); now.Revision != rec.Revision {
		t.Error("half of it was changed")
	}
	if e, err := d.Last(t.Context(), amira); err != nil || e.Number != mine.Number {
		t.Errorf("another act is offered instead: %+v %v", e, err)
	}
	for _, act := range []int64{1, 4711} { // a reading, none
		if err := d.Undo(t.Context(), act, "", amira); err == nil {
			t.Error(act)
		}
	}
}

// takeAllBack takes back what Last offers until there is nothing, and gives the
// subjects of the acts.
func takeAllBack(t tester, d *desk.Desk, by register.Person) (subjects []string) {
	t.Helper()
	for range 100 {
		e, err := d.Last(t.Context(), by)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			return subjects
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Undo(t.Context(), e.Number, "", by); err != nil {
			t.Fatal(e.Act.Name, e.Act.Subject, err)
		}
		subjects = append(subjects, e.Act.Subject)
	}
	t.Fatal("there is no end of what is to be taken back")
	return nil
}

// One act after the other is taken back, the last that stands first: never an older
// one of another record in place of one of the same.
func TestUndoOneByOne(t *testing.T) {
	d, s := open(t)
	list := takenIn(t, d, s, 3, 1)
	one, two := list[0], list[1]
	before := state(t, s, list...)
	rev := func(id string) int { return record(t, s, id).Revision }
	must := func(_ register.Record, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	at := claimsOf(t, s, one, "kind")[0].Evidence
	must(d.Accept(t.Context(), two, rev(two), "", amira))
	must(d.Correct(t.Context(), one, rev(one), "date", "2021-05-03", "", amira))
	must(d.Correct(t.Context(), one, rev(one), "date", "2021-05-04", "", amira))
	for _, want := range []string{"2021-05-03", ""} {
		e, err := d.Last(t.Context(), amira)
		if err != nil || e.Act.Name != "correct" || e.Act.Subject != one {
			t.Fatal(e, err)
		}
		if err := d.Undo(t.Context(), e.Number, "", amira); err != nil {
			t.Fatal(err)
		}
		if a, _ := ptr(record(t, s, one)).Activity(); want != "" && a.Date != want || a.Date == "2021-05-04" {
			t.Errorf("%s, want %s", a.Date, want)
		}
	}
	if got := takeAllBack(t, d, amira); !slices.Equal(got, []string{two}) {
		t.Errorf("%q", got)
	}
	if now := state(t, s, list...); now != before {
		t.Fatalf("it was\n%s\nand is\n%s", before, now)
	}
	// Across two records, with what is taken back in between.
	must(d.Correct(t.Context(), one, rev(one), "date", "2021-05-03", "", amira))
	must(d.Clear(t.Context(), two, rev(two), "theme", "", amira))
	must(d.Take(t.Context(), one, rev(one), "place", "Vienna", at, "", amira))
	must(d.Correct(t.Context(), one, rev(one), "date", "2021-05-04", "", amira))
	e, err := d.Last(t.Context(), amira)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Undo(t.Context(), e.Number, "", amira); err != nil {
		t.Fatal(err)
	}
	must(d.Clear(t.Context(), one, rev(one), "date", "", amira))
	must(d.Accept(t.Context(), one, rev(one), "", amira))
	if _, _, err := d.Split(t.Context(), one, rev(one), 0, at.From, "", amira); err != nil {
		t.Fatal(err)
	}
	must(d.Accept(t.Context(), two, rev(two), "", amira))
	if got := takeAllBack(t, d, amira); !slices.Equal(got, []string{two, one, one, one, one, two, one}) {
		t.Errorf("%q", got)
	}
	if now := state(t, s, list...); now != before {
		t.Fatalf("it was\n%s\nand is\n%s", before, now)
	}
	rebuilt(t, s)
	if v, err := s.Verify(t.Context()); err != nil {
		t.Error(v, err)
	}
}

// What is done again stands by the act that did, and is taken back by it.
func TestUndoOfUndo(t *testing.T) {
	d, s := open(t)
	id := takenIn(t, d, s, 1, 1)[0]
	before := state(t, s, id)
	rec, err := d.Correct(t.Context(), id, 1, "date", "2031", "", amira)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = d.Correct(t.Context(), id, rec.Revision, "date", "2032", "", amira); err != nil {
		t.Fatal(err)
	}
	for range 3 { // taken back, done again, taken back
		e, err := d.Last(t.Context(), amira)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Undo(t.Context(), e.Number, "", amira); err != nil {
			t.Fatal(err)
		}
		if a, _ := ptr(record(t, s, id)).Activity(); a.Date != "2031" {
			t.Fatal(a.Date)
		}
		log, err := s.LogBack(t.Context(), 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Undo(t.Context(), log[0].Number, "", amira); err != nil {
			t.Fatal(err)
		}
		if a, _ := ptr(record(t, s, id)).Activity(); a.Date != "2032" {
			t.Fatal(a.Date)
		}
	}
	takeAllBack(t, d, amira)
	if now := state(t, s, id); now != before {
		t.Errorf("it was\n%s\nand is\n%s", before, now)
	}
}

// Whatever a person does, with taking back in between, undoing by Last until there is
// nothing brings every record to where it was.
func TestUndoAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		s, err := sqlite.Open(t.Context(), filepath.Join(dir, "concord.db"), sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		d := desk.New(s, desk.Clock(clock()))
		doc, rd := invent(7, 3, 2)
		if _, err := d.TakeIn(t.Context(), doc, rd, bertrand); err != nil {
			t.Fatal(err)
		}
		all := func() (list []string) {
			page, err := s.Records(t.Context(), register.Filter{Hidden: true, Untold: true, Limit: 1000, Order: register.ByDoubt})
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range page.Lines {
				list = append(list, l.Record.ID)
			}
			slices.Sort(list)
			return list
		}
		list := all()
		before := state(t, s, list...)
		for step := range rapid.IntRange(1, 12).Draw(t, "steps") {
			now := all()
			pick := func() string { return now[rapid.IntRange(0, len(now)-1).Draw(t, "record")] }
			id := pick()
			rec, err := s.Record(t.Context(), id, 0)
			if err != nil {
				t.Fatal(err)
			}
			claims, err := s.Claims(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			told, err := s.Tellings(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			switch act := rapid.SampledFrom([]string{"accept", "decide", "correct", "correct", "clear", "take", "split", "join", "answer", "reject", "undo", "undo", "again"}).Draw(t, "act"); act {
			case "accept":
				_, err = d.Accept(t.Context(), id, rec.Revision, "", amira)
			case "decide":
				if len(claims) > 0 {
					c := claims[rapid.IntRange(0, len(claims)-1).Draw(t, "claim")]
					_, err = d.Decide(t.Context(), id, rec.Revision, c.Key, rapid.SampledFrom([]register.State{register.Accepted, register.Refused}).Draw(t, "to"), "", amira)
				}
			case "correct":
				_, err = d.Correct(t.Context(), id, rec.Revision, "date", strconv.Itoa(2050+step), "", amira)
			case "clear":
				_, err = d.Clear(t.Context(), id, rec.Revision, rapid.SampledFrom([]string{"date", "kind", "place", "theme", "party"}).Draw(t, "field"), "", amira)
			case "take":
				if len(told) > 0 && told[0].Evidence.Text != 0 {
					_, err = d.Take(t.Context(), id, rec.Revision, "place", "Vienna", told[0].Evidence, "", amira)
				}
			case "split":
				for _, c := range claims {
					if c.Field == "kind" && c.Evidence.From > 0 {
						_, _, err = d.Split(t.Context(), id, rec.Revision, 0, c.Evidence.From, "", amira)
						break
					}
				}
			case "join":
				_, err = d.Join(t.Context(), id, pick(), "", amira)
			case "answer":
				err = d.Answer(t.Context(), id, pick(), rapid.SampledFrom([]register.Sameness{register.SameNot, register.SameAct, register.SameSeries}).Draw(t, "answer"), "", amira)
			case "reject":
				_, err = d.Review(t.Context(), id, rec.Revision, rapid.SampledFrom([]register.Review{register.Rejected, register.None, register.Reviewed}).Draw(t, "to"), "", amira)
			case "undo":
				if e, lost := d.Last(t.Context(), amira); lost == nil {
					if err := d.Undo(t.Context(), e.Number, "", amira); err != nil {
						t.Fatalf("%s of %s: %v", e.Act.Name, e.Act.Subject, err)
					}
				}
			case "again":
				log, _ := s.LogBack(t.Context(), 0, 1)
				if log[0].Act.Name == "undo" {
					if err := d.Undo(t.Context(), log[0].Number, "", amira); err != nil {
						t.Fatal(err)
					}
				}
			}
			if k := fault.KindOf(err); err != nil && k != fault.Conflict && k != fault.Invalid && k != fault.NotFound {
				t.Fatal(err)
			}
		}
		takeAllBack(t, d, amira)
		if now := state(t, s, list...); now != before {
			t.Fatalf("it was\n%s\nand is\n%s", before, now)
		}
		rebuilt(t, s)
	})
}

// Whatever is done, taken back and read again in whatever order: no reading changes
// a person's word, what is in lists is what Rebuild makes, and what is in doubt is
// what a record's case says.
func TestReviewInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		s, err := sqlite.Open(t.Context(), filepath.Join(dir, "concord.db"), sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		d := desk.New(s, desk.Clock(clock()))
		read := func(rules int, joined, fewer bool) {
			doc, rd := invent(7, 3, 2)
			rd.Rules = strconv.Itoa(rules)
			if joined {
				joinActs(rd, 0)
			}
			if fewer {
				rd.Paragraphs[1].Activities = rd.Paragraphs[1].Activities[:1]
			}
			for i := range rd.Paragraphs {
				for j := range rd.Paragraphs[i].Activities {
					a := &rd.Paragraphs[i].Activities[j]
					a.Date.Value = strconv.Itoa(2040 + (rules+i+j)%4)
					a.Date.Inferred = (rules+j)%2 == 0
				}
			}
			if _, err := d.TakeIn(t.Context(), doc, rd, bertrand); err != nil {
				t.Fatal(err)
			}
		}
		all := func() (list []register.Line) {
			page, err := s.Records(t.Context(), register.Filter{Hidden: true, Untold: true, Limit: 1000, Order: register.ByDoubt})
			if err != nil {
				t.Fatal(err)
			}
			return page.Lines
		}
		words := func() (list []string) { // of persons, with what they say
			for _, l := range all() {
				claims, err := s.Claims(t.Context(), l.Record.ID)
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, fmt.Sprint(l.Record.ID, l.Record.Review, l.Record.MergedInto))
				for _, c := range claims {
					if c.Author != "" || c.Decided.By.ID != "" {
						list = append(list, fmt.Sprint(l.Record.ID, c.Key, c.Field, c.Value, c.State, c.Decided))
					}
				}
			}
			slices.Sort(list)
			return list
		}
		read(0, rapid.Bool().Draw(t, "joined"), false)
		for step := range rapid.IntRange(3, 12).Draw(t, "steps") {
			list := all()
			pick := func() *register.Record {
				return &list[rapid.IntRange(0, len(list)-1).Draw(t, "record")].Record
			}
			r := pick()
			field := rapid.SampledFrom([]string{"date", "kind", "place", "theme", "party"}).Draw(t, "field")
			why := "because"
			switch act := rapid.SampledFrom([]string{"read", "read", "accept", "decide", "correct", "clear", "take", "split", "join", "answer", "reject", "undo", "undo", "back"}).Draw(t, "act"); act {
			case "read":
				before := words()
				read(step+1, rapid.Bool().Draw(t, "joined"), rapid.Bool().Draw(t, "fewer"))
				now := words()
				for _, w := range before {
					if !slices.Contains(now, w) {
						t.Fatalf("a reading changed a person's word: %s", w)
					}
				}
			case "accept":
				_, err = d.Accept(t.Context(), r.ID, r.Revision, why, amira)
			case "decide":
				claims, _ := s.Claims(t.Context(), r.ID)
				if len(claims) == 0 {
					break // a part whose split was taken back
				}
				c := claims[rapid.IntRange(0, len(claims)-1).Draw(t, "claim")]
				_, err = d.Decide(t.Context(), r.ID, r.Revision, c.Key, rapid.SampledFrom([]register.State{register.Accepted, register.Refused}).Draw(t, "to"), why, amira)
			case "correct":
				_, err = d.Correct(t.Context(), r.ID, r.Revision, "date", strconv.Itoa(2050+step), why, amira)
			case "clear":
				_, err = d.Clear(t.Context(), r.ID, r.Revision, field, why, amira)
			case "take":
				if told, _ := s.Tellings(t.Context(), r.ID); len(told) > 0 && told[0].Evidence.Text != 0 {
					_, err = d.Take(t.Context(), r.ID, r.Revision, "place", "Vienna", told[0].Evidence, why, amira)
				}
			case "split":
				claims, _ := s.Claims(t.Context(), r.ID)
				for _, c := range claims {
					if c.Field == "kind" && c.Evidence.From > 0 {
						_, _, err = d.Split(t.Context(), r.ID, r.Revision, 0, c.Evidence.From, why, amira)
						break
					}
				}
			case "join":
				_, err = d.Join(t.Context(), r.ID, pick().ID, why, amira)
			case "answer":
				err = d.Answer(t.Context(), r.ID, pick().ID, rapid.SampledFrom([]register.Sameness{register.SameNot, register.SameAct, register.SameSeries}).Draw(t, "answer"), why, amira)
			case "reject":
				_, err = d.Review(t.Context(), r.ID, r.Revision, rapid.SampledFrom([]register.Review{register.Rejected, register.None, register.Reviewed}).Draw(t, "to"), why, amira)
			case "undo":
				if e, lost := d.Last(t.Context(), amira); lost == nil {
					err = d.Undo(t.Context(), e.Number, why, amira)
				}
			case "back":
				log, _ := s.LogBack(t.Context(), 0, 5)
				err = d.Undo(t.Context(), log[rapid.IntRange(0, len(log)-1).Draw(t, "entry")].Number, why, amira)
			}
			if k := fault.KindOf(err); err != nil && k != fault.Conflict && k != fault.Invalid && k != fault.NotFound {
				t.Fatal(err)
			}
			err = nil
			for _, l := range all() {
				claims, _ := s.Claims(t.Context(), l.Record.ID)
				if want := register.Current(l.Record.Kind, claims); string(want) != string(l.Record.Fields) && l.Record.Review != register.Withdrawn {
					t.Fatalf("%s: the values are\n%s\nand its claims say\n%s", l.Record.ID, l.Record.Fields, want)
				}
			}
		}
		inDoubt := map[string][]string{}
		for _, l := range all() {
			for _, x := range doubts(t, s, l.Record.ID) {
				kind, _, _ := strings.Cut(x, " ")
				if !slices.Contains(inDoubt[kind], l.Record.ID) {
					inDoubt[kind] = append(inDoubt[kind], l.Record.ID)
				}
			}
		}
		for _, kind := range register.DoubtKinds {
			page, err := s.Records(t.Context(), register.Filter{Hidden: true, Untold: true, Limit: 1000, Has: []register.Condition{register.Has(register.FacetDoubt, kind)}})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range page.Lines {
				got = append(got, l.Record.ID)
			}
			slices.Sort(got)
			slices.Sort(inDoubt[kind])
			if !slices.Equal(got, inDoubt[kind]) {
				t.Fatalf("%s: the list has %q, the cases %q", kind, got, inDoubt[kind])
			}
		}
		rebuilt(t, s)
		if v, err := s.Verify(t.Context()); err != nil {
			t.Fatal(v, err)
		}
	})
}

// A word on a name and on a short form is taken back like any other act: the
// documents are read anew without it.
func TestUndoNames(t *testing.T) {
	r := newRoom(t)
	r.take(first)
	settling := desk.Settling{Text: "Quill Basin Commission", Language: "en", Actor: "ECOWAS"}
	r.must(r.desk.SettleName(t.Context(), settling, officer))
	e, err := r.desk.Last(t.Context(), officer)
	if err != nil || e.Act.Name != "settle-name" {
		t.Fatal(e, err)
	}
	if err := r.desk.Undo(t.Context(), e.Number, "a mistake", officer); err != nil {
		t.Fatal(err)
	}
	if got := r.waits(register.Open); !strings.Contains(got, "Quill Basin Commission 2") || len(r.named("A/99/401", "en", "ECOWAS")) > 0 {
		t.Errorf("waits %q, named %q", got, r.named("A/99/401", "en", "ECOWAS"))
	}
	if err := r.desk.Undo(t.Context(), e.Number, "", officer); fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
	doc := prose("A/99/405", "en", "The African Union Commission met in Addis Ababa.", "The Economic Commission for Africa held a seminar.",
		"On 5 May 2044, the Commission and the Association of Southeast Asian Nations trained 20 judges in Lomé.")
	doc.Headings = []document.Heading{{Text: "African Union", Level: 2, Next: 0}, {Text: "Association of Southeast Asian Nations", Level: 2, Next: 2}}
	r.take(doc)
	asked, err := r.store.Questions(t.Context(), register.AskedFilter{State: register.Open})
	if err != nil || len(asked) != 1 {
		t.Fatal(asked, err)
	}
	r.must(r.desk.AnswerShortForm(t.Context(), desk.ShortForm{Text: asked[0].Text, Language: "en", Work: asked[0].At.Work, Actor: "AUC"}, officer))
	if e, err = r.desk.Last(t.Context(), officer); err != nil || e.Act.Name != "answer-short-form" {
		t.Fatal(e, err)
	}
	if err := r.desk.Undo(t.Context(), e.Number, "", officer); err != nil {
		t.Fatal(err)
	}
	if asked, _ = r.store.Questions(t.Context(), register.AskedFilter{State: register.Open}); len(asked) != 1 {
		t.Errorf("%+v", asked)
	}
	if e, err = r.desk.Last(t.Context(), officer); fault.KindOf(err) != fault.NotFound {
		t.Error(e, err)
	}
	rebuilt(t, r.store)
}

// What a person entered by mistake goes out of lists, and comes back.
func TestUndoEntered(t *testing.T) {
	d, s := open(t)
	id, err := d.Enter(t.Context(), register.KindActivity, []register.Claim{{Field: "kind", Value: "meeting"}, {Field: "date", Value: "2044"}}, nil, amira)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []register.Review{register.Withdrawn, register.Reviewed} {
		log, err := s.LogBack(t.Context(), 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Undo(t.Context(), log[0].Number, "", amira); err != nil {
			t.Fatal(err)
		}
		if rec := record(t, s, id); rec.Review != want || !strings.Contains(string(rec.Fields), "2044") {
			t.Errorf("%+v", rec)
		}
	}
	rebuilt(t, s)
}
