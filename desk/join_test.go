package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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

// stands is what some records say, beside their history: values,
// claims that are not rejected, tellings that are not dropped, lists and totals.
func stands(t tester, s register.Reader, list ...string) string {
	t.Helper()
	ctx := t.Context()
	var all []any
	for _, id := range list {
		r, err := s.Record(ctx, id, 0)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, id, r.Review, r.MergedInto, r.Untold, string(r.Fields))
		claims, err := s.Claims(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range claims {
			if c.State != register.Refused {
				all = append(all, c.Field, c.Value, c.State, c.Evidence, c.Author)
			}
		}
		tellings, err := s.Tellings(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range tellings {
			if !l.Dropped {
				all = append(all, l.Evidence)
			}
		}
	}
	page, err := s.Records(ctx, register.Filter{Samples: true, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range page.Lines {
		all = append(all, l.Record.ID, l.Told)
	}
	totals, err := s.Totals(ctx)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(append(all, totals))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// tester is a test, or a check of a property.
type tester interface {
	Helper()
	Fatal(...any)
	Context() context.Context
}

// sameOf gives the sameness of two records.
func sameOf(t tester, s register.Reader, a, b string) register.Same {
	t.Helper()
	list, err := s.Sames(t.Context(), register.SameFilter{Record: a})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		if x.A == b || x.B == b {
			return x
		}
	}
	return register.Same{}
}

// Two languages of one report tell the same acts: one record each, with two
// tellings, counted once.
func TestTwoLanguagesAreOneAct(t *testing.T) {
	d, s := open(t)
	doc, rd := report(t, "en", english...)
	takeIn(t, d, doc, rd)
	before := totals(t, s)
	mine := ids(view(t, s, "A/99/7"))
	doc, rd = report(t, "fr", french...)
	out := takeIn(t, d, doc, rd)
	if out.Joined < 2 || out.Joined+out.Asked > out.Activities {
		t.Fatalf("%+v", out)
	}
	if now := totals(t, s); now.Activities != before.Activities+out.Activities-out.Joined {
		t.Errorf("%d acts, after %d and %+v", now.Activities, before.Activities, out)
	}
	list, err := s.Sames(t.Context(), register.SameFilter{State: register.SameAct})
	if err != nil || len(list) != out.Joined {
		t.Fatalf("%v %v", list, err)
	}
	for _, x := range list {
		if !slices.Contains(mine, x.A) || x.Rule == "" || len(x.Reasons) < 3 || !strings.Contains(strings.Join(x.Reasons, " "), "paragraph=") || x.Score < 0.95 {
			t.Errorf("%+v", x)
		}
		l := live(t, s, x.A)
		if len(l) != 2 || !strings.Contains(l[0]+l[1], " en ") || !strings.Contains(l[0]+l[1], " fr ") {
			t.Errorf("%q", l)
		}
		// What both tell has two sources, and the title in each language.
		if c := claimsOf(t, s, x.A, register.FieldKind); len(c) != 2 || c[0].State != register.Accepted {
			t.Errorf("%+v", c)
		}
		if r := record(t, s, x.B); r.MergedInto != x.A {
			t.Errorf("%+v", r)
		}
	}
	// The same files again change nothing.
	if out := takeIn(t, d, doc, rd); !out.Unchanged {
		t.Errorf("%+v", out)
	}
}

func totals(t tester, s register.Reader) register.Counts {
	t.Helper()
	c, err := s.Totals(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c.Register
}

// A new version of what tells a joined record goes to the one that stays; parted,
// it goes back to the one that it tells.
func TestNewVersionOfJoined(t *testing.T) {
	d, s := open(t)
	doc, rd := report(t, "en", english...)
	takeIn(t, d, doc, rd)
	doc, rd = report(t, "fr", french...)
	out := takeIn(t, d, doc, rd)
	list, _ := s.Sames(t.Context(), register.SameFilter{State: register.SameAct})
	if len(list) == 0 {
		t.Fatalf("%+v", out)
	}
	doc, rd = report(t, "fr", french[0]+" Fin.", french[1], french[2])
	if again := takeIn(t, d, doc, rd); again.Added != 0 || again.Retold != out.Activities || !again.NewVersion {
		t.Fatalf("%+v after %+v", again, out)
	}
	x := list[0]
	if l := live(t, s, x.A); len(l) != 3 { // the older version's words stay told
		t.Fatalf("%q", l)
	}
	if err := d.Part(t.Context(), x.A, x.B, "looked again", amira); err != nil {
		t.Fatal(err)
	}
	if l := live(t, s, x.A); len(l) != 1 || !strings.Contains(l[0], " en ") {
		t.Errorf("%q", l)
	}
	if l := live(t, s, x.B); len(l) != 2 || !strings.Contains(l[0], " fr ") || !strings.Contains(l[1], " fr ") {
		t.Errorf("%q", l)
	}
	if r := record(t, s, x.B); r.MergedInto != "" || r.Untold {
		t.Errorf("%+v", r)
	}
}

// An answer is kept: no reading asks or joins against it.
func TestAnswerIsKept(t *testing.T) {
	d, s := open(t)
	doc, rd := report(t, "en", english...)
	takeIn(t, d, doc, rd)
	doc, rd = report(t, "fr", french...)
	takeIn(t, d, doc, rd)
	list, _ := s.Sames(t.Context(), register.SameFilter{State: register.SameAct})
	x := list[0]
	if err := d.Answer(t.Context(), x.A, x.B, register.SameSeries, "two sessions", amira); err != nil {
		t.Fatal(err)
	}
	for i, rules := range []string{"other", "other still"} {
		rd.Rules = rules
		out := takeIn(t, d, doc, rd)
		if !out.Reread || out.Joined+out.Asked > 0 {
			t.Fatalf("%d %+v", i, out)
		}
	}
	got := sameOf(t, s, x.B, x.A)
	if got.State != register.SameSeries || got.Why != "two sessions" || got.By != amira || got.Rule != "" {
		t.Errorf("%+v", got)
	}
	// In a third language the act is told again: it may be one with either, and the answer about the two stands.
	doc, rd = report(t, "en", english[0], english[1], english[2], "That is all.")
	takeIn(t, d, doc, rd)
	if now := sameOf(t, s, x.A, x.B); now.State != register.SameSeries {
		t.Errorf("%+v", now)
	}
	if err := d.Reconsider(t.Context(), x.A, x.B, "not sure", amira); err != nil {
		t.Fatal(err)
	}
	if got := sameOf(t, s, x.A, x.B); got.State != register.SameAsked {
		t.Errorf("%+v", got)
	}
	if err := d.Answer(t.Context(), x.B, x.A, register.SameAct, "one after all", amira); err != nil {
		t.Fatal(err)
	}
	if r := record(t, s, x.B); r.MergedInto != x.A {
		t.Errorf("%+v", r)
	}
	// The same word again changes nothing, and what is nobody's question is no answer.
	log, _ := s.Log(t.Context(), 0, 0)
	if err := d.Answer(t.Context(), x.A, x.B, register.SameAct, "again", amira); err != nil {
		t.Fatal(err)
	}
	if now, _ := s.Log(t.Context(), 0, 0); len(now) != len(log) {
		t.Errorf("%d acts, %d before", len(now), len(log))
	}
	if err := d.Answer(t.Context(), x.A, x.B, "perhaps", "", amira); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
}

// A question about a record that is joined to another is asked of that one, and
// comes back when the two are parted.
func TestQuestionMovesWithItsRecord(t *testing.T) {
	d, s := open(t)
	doc, rd := invent(3, 3, 1)
	takeIn(t, d, doc, rd)
	list := ids(view(t, s, "A/99/3"))
	a, b, c := list[0], list[1], list[2]
	if err := d.Answer(t.Context(), b, c, register.SameNot, "", amira); err != nil {
		t.Fatal(err)
	}
	if err := d.Reconsider(t.Context(), b, c, "", amira); err != nil {
		t.Fatal(err)
	}
	rec, err := d.Join(t.Context(), a, b, "one act", amira)
	if err != nil {
		t.Fatal(err)
	}
	stays, gone := rec.ID, a
	if stays == a {
		gone = b
	}
	if gone == b {
		if got := sameOf(t, s, a, c); got.State != register.SameAsked {
			t.Errorf("%+v", got)
		}
		if got := sameOf(t, s, b, c); got.State != register.SameGone {
			t.Errorf("%+v", got)
		}
	}
	if err := d.Part(t.Context(), a, b, "no", amira); err != nil {
		t.Fatal(err)
	}
	if got := sameOf(t, s, b, c); got.State != register.SameAsked {
		t.Errorf("%+v", got)
	}
	if got := sameOf(t, s, a, c); got.State != "" && got.State != register.SameGone {
		t.Errorf("%+v", got)
	}
}

// Joins that would lose something are refused, with nothing changed.
func TestJoinRefused(t *testing.T) {
	d, s := open(t)
	loadStarter(t, d, set(t))
	doc, rd := invent(3, 4, 1)
	takeIn(t, d, doc, rd)
	list := ids(view(t, s, "A/99/3"))
	if _, err := d.Join(t.Context(), list[0], list[1], "", amira); err != nil {
		t.Fatal(err)
	}
	gone, stays := list[0], list[1]
	if record(t, s, gone).MergedInto == "" {
		gone, stays = stays, gone
	}
	sample, srd := invent(8, 1, 1)
	takeIn(t, d, sample, srd, desk.AsSample())
	other := ids(view(t, s, "A/99/8"))[0]
	if r := record(t, s, list[3]); r.Review != register.Rejected {
		if _, err := d.Review(t.Context(), list[3], r.Revision, register.Rejected, "no such act", amira); err != nil {
			t.Fatal(err)
		}
	}
	before := stands(t, s, append(list, other)...)
	for name, pair := range map[string][2]string{"itself": {list[2], list[2]}, "joined already": {gone, list[2]}, "to one that is joined": {list[2], gone},
		"a circle": {stays, gone}, "another kind": {list[2], "man-sc-2524"}, "a sample": {list[2], other}, "rejected": {list[2], list[3]}, "nobody": {list[2], "nobody"}} {
		_, err := d.Join(t.Context(), pair[0], pair[1], "", amira)
		if k := fault.KindOf(err); k != fault.Conflict && k != fault.Invalid && k != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := d.Part(t.Context(), list[2], list[3], "", amira); fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
	if after := stands(t, s, append(list, other)...); after != before {
		t.Error("a refused join changed something")
	}
}

// Whatever is joined, in any order, with decisions in between on others: parting
// in the opposite order restores everything exactly, and nothing is told twice.
func TestPartRestores(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		ctx := t.Context()
		s, err := sqlite.Open(ctx, filepath.Join(dir, "concord.db"), sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		d := desk.New(s, desk.Clock(clock()))
		var list []string
		for seed := uint64(1); seed <= 2; seed++ {
			var doc *document.Document
			var rd *reading.Reading
			doc, rd = invent(seed, 2, 1)
			if _, err := d.TakeIn(ctx, doc, rd, amira); err != nil {
				t.Fatal(err)
			}
			v, err := s.View(ctx, doc.Masthead.Symbols[0], "", 0)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, ids(v)...)
		}
		for range rapid.IntRange(0, 2).Draw(t, "words") {
			id := rapid.SampledFrom(list).Draw(t, "record")
			rec, err := s.Record(ctx, id, 0)
			if err != nil {
				t.Fatal(err)
			}
			if rapid.Bool().Draw(t, "review") {
				_, err = d.Review(ctx, id, rec.Revision, register.Reviewed, "", amira)
			} else {
				_, err = d.Correct(ctx, id, rec.Revision, register.FieldDate, "2044", "", amira)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		type step struct{ a, b, before string }
		var steps []step
		for range rapid.IntRange(1, 4).Draw(t, "joins") {
			a, b := rapid.SampledFrom(list).Draw(t, "a"), rapid.SampledFrom(list).Draw(t, "b")
			before := stands(t, s, list...)
			rec, err := d.Join(ctx, a, b, "", amira)
			if err != nil {
				if k := fault.KindOf(err); k != fault.Conflict && k != fault.Invalid {
					t.Fatal(err)
				}
				if stands(t, s, list...) != before {
					t.Fatal("a refused join changed something")
				}
				continue
			}
			other := a
			if rec.ID == a {
				other = b
			}
			steps = append(steps, step{rec.ID, other, before})
			// What the one that is gone said stands with the one that stays.
			theirs, err := s.Claims(ctx, other)
			if err != nil {
				t.Fatal(err)
			}
			own, err := s.Claims(ctx, rec.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range theirs {
				if c.State != register.Refused && !slices.ContainsFunc(own, func(o register.Claim) bool {
					return o.Field == c.Field && o.Value == c.Value && o.State != register.Refused
				}) {
					t.Fatalf("%s says nothing of %s=%s", rec.ID, c.Field, c.Value)
				}
			}
			told := map[string]bool{}
			for _, id := range list {
				tellings, err := s.Tellings(ctx, id)
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range tellings {
					key := fmt.Sprint(l.Evidence.Work, l.Evidence.Language, l.Evidence.Place, l.Evidence.From, l.Evidence.To)
					if !l.Dropped && told[key] {
						t.Fatalf("%s is told twice", key)
					}
					told[key] = told[key] || !l.Dropped
				}
			}
		}
		for i := len(steps) - 1; i >= 0; i-- {
			x := steps[i]
			// A person takes up a value that came with the other record: it leaves with it again.
			if rapid.Bool().Draw(t, "decide") {
				claims, err := s.Claims(ctx, x.a)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range claims {
					if c.State != register.Proposed || c.Author != "" {
						continue
					}
					rec, err := s.Record(ctx, x.a, 0)
					if err != nil {
						t.Fatal(err)
					}
					if i == len(steps)-1 && came(t, s, x.b, c) {
						if _, err := d.Decide(ctx, x.a, rec.Revision, c.Key, register.Accepted, "", amira); err != nil {
							t.Fatal(err)
						}
					}
					break
				}
			}
			if err := d.Part(ctx, x.b, x.a, "", amira); err != nil {
				t.Fatal(err)
			}
			if now := stands(t, s, list...); now != x.before {
				n := 0
				for n < len(now) && n < len(x.before) && now[n] == x.before[n] {
					n++
				}
				t.Fatalf("after %d of %d joins was parted:\n…%.400s\nnot\n…%.400s", i+1, len(steps), now[max(0, n-200):], x.before[max(0, n-200):])
			}
		}
	})
}

// came tells whether a record has that claim of its own.
func came(t *rapid.T, s register.Reader, id string, c register.Claim) bool {
	claims, err := s.Claims(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(claims, func(o register.Claim) bool {
		return o.Field == c.Field && o.Value == c.Value && o.Evidence.Quote == c.Evidence.Quote && o.Evidence.Place == c.Evidence.Place
	})
}
