package storetest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"concord/fault"
	"concord/register"
)

// doubtful lists the records by doubt, each with what is in doubt.
func (s *suite) doubtful(r register.Reader) string {
	s.t.Helper()
	ctx := s.t.Context()
	page, err := r.Records(ctx, register.Filter{Order: register.ByDoubt, Limit: 100})
	s.ok(err)
	all := ids(page)
	// The same in pages of one.
	var paged []string
	for f := (register.Filter{Order: register.ByDoubt, Limit: 1}); ; {
		p, err := r.Records(ctx, f)
		s.ok(err)
		paged = append(paged, ids(p)...)
		if f.Cursor = p.Next; p.Next == "" {
			break
		}
	}
	same(s.t, "pages by doubt", paged, all)
	in := map[string][]string{}
	for _, kind := range register.DoubtKinds {
		p, err := r.Records(ctx, register.Filter{Has: []register.Condition{register.Has(register.FacetDoubt, kind)}})
		s.ok(err)
		for _, id := range ids(p) {
			in[id] = append(in[id], kind)
		}
	}
	cases, err := r.Cases(ctx, all...)
	s.ok(err)
	var b strings.Builder
	for i, id := range all {
		var kinds []string
		for _, d := range cases[i].Doubts() {
			kinds = append(kinds, d.Kind)
		}
		same(s.t, "what is in doubt in "+id, slices.Compact(kinds), in[id])
		b.WriteString(id + ":" + strings.Join(in[id], "+") + " ")
	}
	return strings.TrimSpace(b.String())
}

// inDoubt: what is unsure in a record is found and ordered right after every kind of
// change, within the change itself, and after Rebuild.
func inDoubt(t *testing.T, s *suite) {
	ctx := t.Context()
	_, texts := s.document("A/99/1", "en", "aaa", register.Read)
	x := &texts[0]
	words := func(of string) register.Evidence {
		from := strings.Index(x.Text, of)
		return register.Evidence{Text: x.Key, From: from, To: from + len(of)}
	}
	claim := func(record, field, value string, state register.State) register.Claim {
		return register.Claim{Record: record, Field: field, Value: value, Evidence: words("met"), Rule: "rule", State: state}
	}
	sure := func(id string) []register.Claim {
		return []register.Claim{claim(id, "party", register.PartyValue(register.Party{Actor: "AU"}), register.Accepted), claim(id, "party", register.PartyValue(register.Party{Actor: "UNODC"}), register.Accepted),
			claim(id, "kind", "meeting", register.Accepted), claim(id, "date", "2044-06-02", register.Accepted), claim(id, "theme", "health", register.Accepted)}
	}
	steps := 0
	step := func(want string, fn func(ctx context.Context, tx register.Tx)) {
		t.Helper()
		steps++
		s.change(func(ctx context.Context, tx register.Tx) {
			t.Helper()
			fn(ctx, tx)
			if steps%2 == 0 { // a change that looks, and one that does not
				same(t, "within the change", s.doubtful(tx), want)
			}
		})
		same(t, "after the change", s.doubtful(s), want)
	}
	records := func(ctx context.Context, tx register.Tx, id string) register.Record {
		r, err := tx.Record(ctx, id, 0)
		s.ok(err)
		return r
	}
	step("b:date+theme c:theme a:", func(ctx context.Context, tx register.Tx) {
		for i, id := range []string{"a", "b", "c"} {
			s.ok(tx.SetRecords(ctx, []register.Record{s.record(id, register.Read, register.Activity{})}))
			list := sure(id)
			switch id {
			case "b":
				list = list[:3]
			case "c":
				list = list[:4]
			}
			s.ok(tx.AddClaims(ctx, list))
			s.ok(tx.SetTellings(ctx, []register.Telling{{Record: id, Evidence: register.Evidence{Text: x.Key, From: 10 * i, To: 10*i + 10}}}))
		}
	})
	step("b:date+theme a:date c:theme", func(ctx context.Context, tx register.Tx) {
		s.ok(tx.AddClaims(ctx, []register.Claim{claim("a", "date", "2043", register.Proposed)}))
	})
	list, err := s.Claims(ctx, "a")
	s.ok(err)
	date := list[len(list)-1].Key
	step("b:date+theme c:theme a:", func(ctx context.Context, tx register.Tx) {
		s.ok(tx.DecideClaim(ctx, date, register.Refused, "no"))
	})
	step("b:date+theme a:date c:theme", func(ctx context.Context, tx register.Tx) {
		s.ok(tx.DecideClaim(ctx, date, register.Back, "after all"))
	})
	step("b:date+theme c:theme a:", func(ctx context.Context, tx register.Tx) {
		s.ok(tx.DecideClaim(ctx, date, register.Undone, ""))
	})
	step("b:partner+date+theme a:partner c:theme", func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetCandidates(ctx, []register.Candidate{{Text: "met", At: register.Evidence{Text: x.Key, From: 5, To: 8}, State: register.Open}}))
		s.ok(tx.SetQuestions(ctx, []register.Question{{Text: "the", At: register.Evidence{Text: x.Key, From: 12, To: 14}, Choices: []string{"AU"}, State: register.Open}}))
	})
	names, err := s.Candidates(ctx, register.AskedFilter{})
	s.ok(err)
	step("b:partner+date+theme c:theme a:", func(ctx context.Context, tx register.Tx) {
		names[0].State = register.Settled
		s.ok(tx.SetCandidates(ctx, names))
	})
	asked, err := s.Questions(ctx, register.AskedFilter{})
	s.ok(err)
	step("b:date+theme c:theme a:", func(ctx context.Context, tx register.Tx) {
		asked[0].State, asked[0].Answer = register.Settled, "AU"
		s.ok(tx.SetQuestions(ctx, asked))
	})
	step("c:same+theme a:same b:date+theme", func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetSames(ctx, []register.Same{{A: "a", B: "c", State: register.SameAsked, Rule: "likeness"}}))
	})
	step("b:date+theme c:theme a:", func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetSames(ctx, []register.Same{{A: "c", B: "a", State: register.SameNot}}))
	})
	step("c:contested+theme b:date+theme a:", func(ctx context.Context, tx register.Tx) {
		s.ok(tx.AddConfirmations(ctx, []register.Confirmation{{Record: "c", Revision: 1, Organization: "AU", Word: register.Contested, Reason: "no"}}))
	})
	step("b:date+theme c:theme a:", func(ctx context.Context, tx register.Tx) {
		s.ok(tx.AddConfirmations(ctx, []register.Confirmation{{Record: "c", Revision: 1, Organization: "AU", Word: register.Unsaid}}))
	})
	said, err := s.Confirmations(ctx, "c")
	s.ok(err)
	same(t, "confirmations", len(said), 0)
	step("c:theme a: b:", func(ctx context.Context, tx register.Tx) {
		b := records(ctx, tx, "b")
		b.Review = register.Reviewed
		s.ok(tx.SetRecords(ctx, []register.Record{b}))
	})
	step("a: b: c:", func(ctx context.Context, tx register.Tx) { // nothing is reported
		nothing := register.Claim{Record: "c", Field: "theme", Value: register.Nothing, Author: person.ID, State: register.Accepted}
		s.ok(tx.AddClaims(ctx, []register.Claim{nothing}))
	})
	step("b:partner a: c:", func(ctx context.Context, tx register.Tx) {
		s.ok(tx.AddClaims(ctx, []register.Claim{claim("b", "party", register.PartyValue(register.Party{Actor: "WHO"}), register.Proposed)}))
	})
	step("a: c:", func(ctx context.Context, tx register.Tx) {
		b := records(ctx, tx, "b")
		b.Review = register.Rejected
		s.ok(tx.SetRecords(ctx, []register.Record{b}))
	})
	// One party alone, where its words name another; it depends on what is read in them.
	step("d:partner a: c:", func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetRecords(ctx, []register.Record{s.record("d", register.Read, register.Activity{})}))
		s.ok(tx.AddClaims(ctx, slices.Concat(sure("d")[:1], sure("d")[2:])))
		s.ok(tx.SetTellings(ctx, []register.Telling{{Record: "d", Evidence: register.Evidence{Text: x.Key, From: 0, To: 30}}}))
	})
	version, err := s.VersionOf(ctx, "aaa", "en")
	s.ok(err)
	step("a: d: c:", func(ctx context.Context, tx register.Tx) {
		again := slices.Clone(texts)
		again[0].Marks = again[0].Marks[:1]
		s.ok(tx.Reread(ctx, &version, again))
	})
	// Everything in one change, and the words of this change.
	step("e:partner+date+kind+theme a: d: c:", func(ctx context.Context, tx register.Tx) {
		v := register.Version{Work: "A/99/1", Language: "fr", SHA256: "ccc", Name: "b.txt", Format: "text", Rules: "1"}
		more := []register.Text{aText(0, "1", "La Commission a rencontré l’Union africaine à Nairobi.", register.Mark{Kind: "actor", Value: "AU", From: 27, To: 43})}
		s.ok(tx.AddVersion(ctx, &v, more))
		s.ok(tx.SetRecords(ctx, []register.Record{s.record("e", register.Read, register.Activity{})}))
		s.ok(tx.SetTellings(ctx, []register.Telling{{Record: "e", Evidence: register.Evidence{Text: more[0].Key, To: 20}}}))
		s.ok(tx.AddClaims(ctx, sure("e")[:2]))
		s.ok(tx.SetQuestions(ctx, []register.Question{{Text: "La Commission", At: register.Evidence{Text: more[0].Key, From: 0, To: 13}, State: register.Open}}))
	})
	if r, err := s.Rebuild(ctx); err != nil || len(r.Differed) > 0 {
		t.Fatal(r, err)
	}
	same(t, "rebuilt", s.doubtful(s), "e:partner+date+kind+theme a: d: c:")
	cases, err := s.Cases(ctx, "e", "nobody", "a", "e")
	s.ok(err)
	same(t, "cases", len(cases), 3)
	if q := cases[0].Questions; len(q) != 1 || q[0].At.Quote != "La Commission" || q[0].At.Work != "A/99/1" || cases[0].Claims[0].Evidence.Quote != "met" || cases[0].Claims[0].By != person {
		t.Errorf("%+v", cases[0])
	}
	_, err = s.Verify(ctx)
	s.ok(err)
	// Words that cannot be said.
	s.fails(s.Change(ctx, s.act("test"), func(ctx context.Context, tx register.Tx) error {
		return tx.DecideClaim(ctx, list[0].Key, register.Back, "")
	}), fault.Conflict)
}

// changes: what an act changed is known, with what was before.
func changes(t *testing.T, s *suite) {
	ctx := t.Context()
	everything(s)
	_, texts := s.document("A/99/3", "en", "ddd", register.Read)
	at := register.Evidence{Text: texts[0].Key, From: 4, To: 6}
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetCandidates(ctx, []register.Candidate{{Text: "AU", At: at, State: register.Open}}))
		s.ok(tx.SetQuestions(ctx, []register.Question{{Text: "AU", At: at, Choices: []string{"AU", "AUC"}, State: register.Open}}))
	})
	s.change(func(ctx context.Context, tx register.Tx) {
		names, err := tx.Candidates(ctx, register.AskedFilter{})
		s.ok(err)
		asked, err := tx.Questions(ctx, register.AskedFilter{})
		s.ok(err)
		names[0].State, asked[0].State, asked[0].Answer = register.Settled, register.Settled, "AUC"
		s.ok(tx.SetCandidates(ctx, names))
		s.ok(tx.SetQuestions(ctx, asked))
	})
	log, err := s.Log(ctx, 0, 0)
	s.ok(err)
	back, err := s.LogBack(ctx, 0, 0)
	s.ok(err)
	slices.Reverse(back)
	same(t, "log from behind", back, log)
	back, err = s.LogBack(ctx, 3, 1)
	s.ok(err)
	same(t, "before", back, log[1:2])
	_, err = s.Changes(ctx, 4711)
	s.fails(err, fault.NotFound)
	settling := int64(len(log))
	n := settling - 3 // the last of everything
	of := func(act int64) register.Changes {
		t.Helper()
		c, err := s.Changes(ctx, act)
		s.ok(err)
		same(t, "entry", c.Entry, log[act-1])
		return c
	}
	made := of(n - 3)
	same(t, "made", [4]int{len(made.Records), len(made.Claims), len(made.Tellings), len(made.Sames)}, [4]int{4, 9, 6, 1})
	for _, r := range made.Records {
		same(t, "made by it", [2]int{r.From, r.To}, [2]int{0, 1})
	}
	for _, c := range made.Claims {
		if !c.Stored || c.Word != "" {
			t.Errorf("%+v", c)
		}
	}
	decided := of(n - 2)
	same(t, "records", decided.Records, []register.ChangedRecord{{ID: "two", From: 1, To: 2}})
	same(t, "decided", len(decided.Claims), 1)
	c := decided.Claims[0]
	same(t, "claim", c, register.ChangedClaim{Record: "one", Key: c.Key, Word: register.Accepted, Before: register.Proposed, Since: []int64{n - 1}})
	if l := decided.Tellings; len(l) != 1 || l[0].Made || !l[0].Telling.Dropped || len(l[0].Since) > 0 || l[0].Telling.Record != "two" {
		t.Errorf("%+v", l)
	}
	settled := of(settling)
	if l := settled.Candidates; len(l) != 1 || l[0].Before.State != register.Open || l[0].Before.Text != "AU" || len(l[0].Since) > 0 {
		t.Errorf("%+v", l)
	}
	if l := settled.Questions; len(l) != 1 || l[0].Before.State != register.Open || l[0].Before.Answer != "" || l[0].Before.Text != "AU" {
		t.Errorf("%+v", l)
	}
	answered := of(n - 1)
	if l := answered.Claims; len(l) != 1 || l[0].Word != register.Accepted || l[0].Before != register.Accepted || len(l[0].Since) > 0 {
		t.Errorf("%+v", l)
	}
	if l := answered.Sames; len(l) != 1 || l[0].Before.State != register.SameAsked || l[0].Before.A != "one" || l[0].After.A != "two" || l[0].Before.Score != 0.875 || !slices.Equal(l[0].Before.Reasons, []string{"date=2044"}) {
		t.Errorf("%+v", l)
	}
	if l := answered.Confirmations; len(l) != 1 || l[0].Before.Word != register.Unsaid || !slices.Equal(l[0].Since, []int64{n}) {
		t.Errorf("%+v", l)
	}
	last := of(n)
	if l := last.Confirmations; len(l) != 1 || l[0].Before.Word != register.Contested || l[0].Before.Reason != "another day" || len(l[0].Since) > 0 {
		t.Errorf("%+v", l)
	}
	same(t, "twice", last.Records, []register.ChangedRecord{{ID: "three", From: 1, To: 3}})
	// An act that is gone on from is known by the one that did.
	if l := made.Sames; !slices.Equal(l[0].Since, []int64{n - 1}) || l[0].Before.State != "" {
		t.Errorf("%+v", l)
	}
	before, err := s.Claims(ctx, "one")
	s.ok(err)
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.DecideClaim(ctx, c.Key, register.Back, ""))
		s.ok(tx.DecideClaim(ctx, before[0].Key, register.Undone, ""))
	})
	now, err := s.Claims(ctx, "one")
	s.ok(err)
	same(t, "claims", len(now), len(before)-1)
	// The word before holds again, of who said it.
	same(t, "back", [3]any{now[1].State, now[1].Decided.Why, now[1].Decided.At}, [3]any{register.Accepted, "seen", log[n-3].Act.At})
	view, err := s.View(ctx, "A/99/1", "en", 1)
	s.ok(err)
	for _, p := range view.Paragraphs {
		for _, a := range p.Activities {
			for _, x := range a.Claims {
				if x.Key == before[0].Key {
					t.Error("the reading view has a claim that was taken back")
				}
			}
		}
	}
	_, err = s.Verify(ctx)
	s.ok(err)
}
