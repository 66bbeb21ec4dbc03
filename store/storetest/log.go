package storetest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"concord/fault"
	"concord/register"
	"concord/store"
)

// everything stores something in every table, and changes what can be changed.
func everything(s *suite) {
	ctx := s.t.Context()
	_, texts := s.document("A/99/1", "en", "aaa", register.Read)
	s.document("A/99/1", "en", "bbb", register.Read)
	at := register.Evidence{Text: texts[0].Key, From: 24, To: 31}
	cited := register.Evidence{Work: "A/98/5", Place: register.Place{Number: "12"}}
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetWork(ctx, register.Work{ID: "A/98/5", Symbols: []string{"A/98/5", "S/2043/5"}, Origin: register.Starter}))
		for _, id := range []string{"one", "two", "three"} {
			s.ok(tx.SetRecords(ctx, []register.Record{s.record(id, register.Read, register.Activity{Kind: "visit", Documents: []string{"A/RES/98/1"}})}))
			s.ok(tx.AddClaims(ctx, []register.Claim{
				{Record: id, Field: register.FieldKind, Value: "visit", Evidence: at, Rule: "act-word", State: register.Accepted},
				{Record: id, Field: register.FieldPlace, Value: "KEN", Evidence: cited, State: register.Accepted},
				{Record: id, Field: register.FieldMode, Value: "virtual", Author: person.ID, State: register.Proposed},
			}))
			s.ok(tx.SetTellings(ctx, []register.Telling{{Record: id, Evidence: at}, {Record: id, Evidence: cited}}))
		}
		cycle := s.record("cycle", register.Entered, register.Activity{})
		cycle.Kind = register.KindCycle
		s.ok(tx.SetRecords(ctx, []register.Record{cycle}))
		s.ok(tx.SetCandidates(ctx, []register.Candidate{{Text: "Nairobi", At: at, Rule: "shape", State: register.Open}}))
		s.ok(tx.SetQuestions(ctx, []register.Question{{Text: "Nairobi", At: at, Choices: []string{"AUC", "ECA"}, State: register.Open}}))
		s.ok(tx.SetSames(ctx, []register.Same{{A: "one", B: "two", State: register.SameAsked, Score: 0.875, Reasons: []string{"date=2044"}, Rule: "likeness"}}))
	})
	claims, err := s.Claims(ctx, "one")
	s.ok(err)
	tellings, err := s.Tellings(ctx, "two")
	s.ok(err)
	names, err := s.Candidates(ctx, register.AskedFilter{})
	s.ok(err)
	asked, err := s.Questions(ctx, register.AskedFilter{})
	s.ok(err)
	two, err := s.Record(ctx, "two", 0)
	s.ok(err)
	two.MergedInto, two.Review = "one", register.Reviewed
	tellings[0].Dropped = true
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.DecideClaim(ctx, claims[2].Key, register.Accepted, "seen"))
		s.ok(tx.SetTellings(ctx, tellings))
		s.ok(tx.SetRecords(ctx, []register.Record{two}))
		s.ok(tx.SetWork(ctx, register.Work{ID: "A/98/5", Origin: register.Starter, Withdrawn: true}))
	})
	if len(names) > 0 {
		names[0].State = register.Settled
		asked[0].State, asked[0].Answer = register.Settled, "ECA"
		s.change(func(ctx context.Context, tx register.Tx) {
			s.ok(tx.SetCandidates(ctx, names))
			s.ok(tx.SetQuestions(ctx, asked))
		})
	}
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.DecideClaim(ctx, claims[2].Key, register.Refused, "not so"))
		s.ok(tx.DecideClaim(ctx, claims[2].Key, register.Accepted, "after all"))
		s.ok(tx.SetSames(ctx, []register.Same{{A: "two", B: "one", State: register.SameAct, Score: 0.875, Why: "the same day"}}))
		s.ok(tx.AddConfirmations(ctx, []register.Confirmation{{Record: "one", Revision: 1, Organization: "AU", Cycle: "cycle", Word: register.Contested, Reason: "another day", Speaker: "a desk officer"}}))
	})
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.AddConfirmations(ctx, []register.Confirmation{{Record: "one", Revision: 1, Organization: "AU", Cycle: "cycle", Word: register.Confirmed}}))
		three, err := tx.Record(ctx, "three", 0)
		s.ok(err)
		three.Untold = true
		s.ok(tx.SetRecords(ctx, []register.Record{three}))
		three.Revision, three.Untold = 2, false
		s.ok(tx.SetRecords(ctx, []register.Record{three}))
	})
}

// logs: every act is in the log with its hash, which holds.
func logs(t *testing.T, s *suite) {
	ctx := t.Context()
	if act, _, err := s.State(ctx); err != nil || act != 0 {
		t.Errorf("the state of an empty register is %d, %v", act, err)
	}
	none, err := s.Verify(ctx)
	s.ok(err)
	same(t, "empty", none, register.Verified{})
	everything(s)
	first, err := s.Log(ctx, 0, 0)
	s.ok(err)
	v, err := s.Verify(ctx)
	s.ok(err)
	same(t, "verified", v, register.Verified{Entries: int64(len(first)), Hash: first[len(first)-1].Hash})
	for i, e := range first {
		if e.Number != int64(i+1) || len(e.Content) != 64 || len(e.Hash) != 64 || e.Act.By != person || e.Act.At.IsZero() {
			t.Fatalf("%+v", e)
		}
	}
	// What is not kept leaves nothing.
	s.ok(s.Change(ctx, s.act("test"), func(ctx context.Context, tx register.Tx) error { return register.ErrNothing }))
	some, err := s.Log(ctx, 2, 2)
	s.ok(err)
	same(t, "part", some, first[2:4])
	at, generation, err := s.State(ctx)
	s.ok(err)
	same(t, "state", at, int64(len(first)))
	// Making projections anew is no act, and changes nothing that lists say.
	before, err := s.Records(ctx, register.Filter{Kind: register.AnyKind, Hidden: true, Untold: true})
	s.ok(err)
	r, err := s.Rebuild(ctx)
	s.ok(err)
	same(t, "rebuilt", r, register.Rebuilt{Records: 4})
	if act, anew, err := s.State(ctx); err != nil || act != at || anew == generation {
		t.Errorf("the state after making projections anew is %d, %d, was %d, %d: %v", act, anew, at, generation, err)
	}
	after, err := s.Records(ctx, register.Filter{Kind: register.AnyKind, Hidden: true, Untold: true})
	s.ok(err)
	same(t, "lists", after, before)
	again, err := s.Verify(ctx)
	s.ok(err)
	same(t, "still", again, v)
	// Another person's name is another name.
	act := s.act("test")
	act.By.Name = "Amira K."
	s.ok(s.Change(ctx, act, func(ctx context.Context, tx register.Tx) error {
		return tx.SetWork(ctx, register.Work{ID: "A/99/9", Origin: register.Read})
	}))
	last, err := s.Log(ctx, int64(len(first)), 0)
	s.ok(err)
	at, _, err = s.State(ctx)
	s.ok(err)
	same(t, "state after one more act", at, last[0].Number)
	same(t, "names", [2]string{last[0].Act.By.Name, first[0].Act.By.Name}, [2]string{"Amira K.", "Amira"})
	_, err = s.Verify(ctx)
	s.ok(err)
}

// sames: one for each pair, and what was decided stays.
func sames(t *testing.T, s *suite) {
	ctx := t.Context()
	s.change(func(ctx context.Context, tx register.Tx) {
		for _, id := range []string{"a", "b", "c"} {
			s.ok(tx.SetRecords(ctx, []register.Record{s.record(id, register.Read, register.Activity{})}))
		}
		r := s.record("m", register.Read, register.Activity{})
		r.Kind = register.KindMandate
		s.ok(tx.SetRecords(ctx, []register.Record{r}))
	})
	set := func(list ...register.Same) error {
		return s.Change(ctx, s.act("test"), func(ctx context.Context, tx register.Tx) error { return tx.SetSames(ctx, list) })
	}
	asked := func(a, b string, score float64) register.Same {
		return register.Same{A: a, B: b, State: register.SameAsked, Score: score, Reasons: []string{"date=2044", "place=KEN"}}
	}
	s.ok(set(asked("a", "b", 0.6), asked("c", "a", 0.8), asked("b", "c", 0.7)))
	s.ok(set(asked("b", "a", 0.9))) // the same pair: no second question
	list, err := s.Sames(ctx, register.SameFilter{State: register.SameAsked})
	s.ok(err)
	var pairs []string
	for _, x := range list {
		pairs = append(pairs, x.A+x.B)
	}
	same(t, "the most alike first", pairs, []string{"ba", "ca", "bc"})
	same(t, "reasons", [2]any{list[0].Reasons, list[0].By}, [2]any{[]string{"date=2044", "place=KEN"}, person})
	s.ok(set(register.Same{A: "a", B: "b", State: register.SameNot, Score: 0.9, Why: "two days"}))
	// A rule neither asks again nor changes the answer; a person may take it back.
	s.fails(set(register.Same{A: "a", B: "b", State: register.SameAct, Score: 1, Rule: "sure"}), fault.Conflict)
	s.fails(set(register.Same{A: "a", B: "b", State: register.SameGone, Rule: "gone"}), fault.Conflict)
	list, err = s.Sames(ctx, register.SameFilter{Record: "b"})
	s.ok(err)
	same(t, "of b", [4]any{len(list), list[0].State, list[0].Why, list[1].State}, [4]any{2, register.SameNot, "two days", register.SameAsked})
	s.ok(set(asked("a", "b", 0.9)))
	for _, bad := range []register.Same{{A: "a", B: "a", State: register.SameAsked}, {A: "a", B: "", State: register.SameAsked}, {A: "a", B: "b", State: "perhaps"}, {A: "a", B: "b", State: register.SameAsked, Score: 2}, asked("a", "m", 0.5)} {
		s.fails(set(bad), fault.Invalid)
	}
	s.fails(set(asked("a", "none", 0.5)), fault.NotFound)
	list, err = s.Sames(ctx, register.SameFilter{Limit: 1})
	s.ok(err)
	same(t, "limit", len(list), 1)
}

// confirmations: the last words of each organization and cycle hold.
func confirmations(t *testing.T, s *suite) {
	ctx := t.Context()
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetRecords(ctx, []register.Record{s.record("one", register.Read, register.Activity{})}))
		c := s.record("cycle", register.Entered, register.Activity{})
		c.Kind = register.KindCycle
		s.ok(tx.SetRecords(ctx, []register.Record{c}))
	})
	say := func(list ...register.Confirmation) error {
		return s.Change(ctx, s.act("test"), func(ctx context.Context, tx register.Tx) error { return tx.AddConfirmations(ctx, list) })
	}
	word := func(organization, cycle string, w register.Word) register.Confirmation {
		return register.Confirmation{Record: "one", Revision: 1, Organization: organization, Cycle: cycle, Word: w, Reason: "so it is", Speaker: "B. Desk"}
	}
	s.ok(say(word("AU", "", register.Confirmed), word("UNODC", "cycle", register.Contested)))
	s.ok(say(word("AU", "cycle", register.NotOurs)))
	s.ok(say(word("AU", "cycle", register.Confirmed)))
	list, err := s.Confirmations(ctx, "one")
	s.ok(err)
	var got []string
	for _, c := range list {
		got = append(got, c.Organization+" "+c.Cycle+" "+string(c.Word))
	}
	same(t, "words", got, []string{"AU cycle confirmed", "UNODC cycle contested", "AU  confirmed"})
	same(t, "who", [4]any{list[0].By, list[0].Speaker, list[0].Reason, list[0].Record}, [4]any{person, "B. Desk", "so it is", "one"})
	later, early := word("AU", "", register.Confirmed), word("", "", register.Confirmed)
	later.Revision = 2
	noReason := word("AU", "", register.Contested)
	noReason.Reason = ""
	for _, bad := range []register.Confirmation{later, early, noReason, word("AU", "", "perhaps"), word("AU", "one", register.Confirmed)} {
		s.fails(say(bad), fault.Invalid)
	}
	s.fails(say(word("AU", "none", register.Confirmed)), fault.NotFound)
	none, err := s.Confirmations(ctx, "cycle")
	s.ok(err)
	same(t, "none", len(none), 0)
}

// cited: works that are cited and of which no version is there.
func citedWorks(t *testing.T, s *suite) {
	ctx := t.Context()
	everything(s)
	list, err := s.Cited(ctx, 0)
	s.ok(err)
	// two is joined to one, and so counted with it.
	same(t, "cited", list, []register.CitedWork{{Symbol: "A/98/5", Count: 2}, {Symbol: "A/RES/98/1", Count: 2}})
	list, err = s.Cited(ctx, 1)
	s.ok(err)
	same(t, "limit", len(list), 1)
	s.document("A/98/5", "en", "ccc", register.Read)
	list, err = s.Cited(ctx, 0)
	s.ok(err)
	same(t, "held now", list, []register.CitedWork{{Symbol: "A/RES/98/1", Count: 2}})
}

// Tamper changes stored rows behind a store's back: without its log, and without
// what its tables forbid.
type Tamper interface {
	// Read gives the values of columns of all rows of a table, in the order of its Key.
	Read(t *testing.T, table string, columns []string) [][]any
	// Set sets a column of the row whose key columns have these values.
	Set(t *testing.T, table string, key []string, at []any, column string, value any)
	// Delete takes a row away; Insert puts one in, with all columns of the table.
	Delete(t *testing.T, table string, key []string, at []any)
	Insert(t *testing.T, table string, columns []string, row []any)
}

// RunLog runs what a log has to find out about rows that were changed behind its
// back. open gives a new store and the way to tamper with it.
func RunLog(t *testing.T, open func(t *testing.T) (register.Store, Tamper)) {
	st, tamper := open(t)
	s := &suite{t: t, Store: st}
	ctx := t.Context()
	everything(s)
	hold := func() {
		t.Helper()
		if _, err := s.Verify(ctx); err != nil {
			t.Fatal("the log does not hold though nothing was changed:", err)
		}
	}
	hold()
	found := func(what string) {
		t.Helper()
		if _, err := s.Verify(ctx); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: not found out: %v", what, err)
		}
	}
	rows := 0
	for i := range store.Tables {
		table := &store.Tables[i]
		var names []string
		for _, c := range table.Columns {
			names = append(names, c.Name)
		}
		all := tamper.Read(t, table.Name, names)
		if len(all) == 0 {
			t.Errorf("nothing stands in %s", table.Name)
		}
		for n, row := range all {
			rows++
			var at []any
			for _, k := range table.Key {
				at = append(at, row[slices.Index(names, k)])
			}
			for j, c := range table.Columns {
				// The number of a row of earlier says nothing.
				if c.Open || table.Name == "earlier" && c.Name == "id" {
					continue
				}
				after := slices.Clone(at)
				value := otherThan(row[j], c)
				if k := slices.Index(table.Key, c.Name); k >= 0 {
					after[k] = value
				}
				tamper.Set(t, table.Name, table.Key, at, c.Name, value)
				found(fmt.Sprintf("%s, row %d, %s from %v to %v", table.Name, n, c.Name, row[j], value))
				tamper.Set(t, table.Name, table.Key, after, c.Name, row[j])
			}
			hold()
			if table.Name == "person" {
				continue
			}
			tamper.Delete(t, table.Name, table.Key, at)
			if table.Name != "act" || n+1 < len(all) { // the last entry is missed by who knows the hash
				found(fmt.Sprintf("%s, row %d deleted", table.Name, n))
			}
			tamper.Insert(t, table.Name, names, row)
			hold()
		}
		// A row more than there was.
		if table.Name != "person" && table.Name != "revision" {
			more := slices.Clone(all[len(all)-1])
			more[0] = otherThan(more[0], table.Columns[0])
			for j, c := range table.Columns {
				if c.Name == "symbol" || c.Name == "key" || c.Name == "ordinal" || c.Name == "number" || c.Name == "start" || c.Name == "claim" {
					more[j] = otherThan(more[j], c)
				}
				if table.Name == "same" && c.Name == "a" {
					more[j] = int64(1_000_000)
				}
			}
			tamper.Insert(t, table.Name, names, more)
			found("a row more in " + table.Name)
			tamper.Delete(t, table.Name, []string{"id"}, more[:1])
			hold()
		}
	}
	if rows < 40 {
		t.Errorf("only %d rows were tried", rows)
	}
}

func otherThan(v any, c store.Column) any {
	switch v := v.(type) {
	case int64:
		if c.Type == store.Int && (c.Name == "withdrawn" || c.Name == "counted" || c.Name == "untold" || c.Name == "dropped") {
			return 1 - v
		}
		return v + 1_000_000
	case float64:
		return v / 2
	case string:
		return v + "x"
	case []byte:
		b := slices.Clone(v)
		b[len(b)-1] ^= 1
		return b
	}
	if c.Type == store.Bytes {
		return []byte("x")
	}
	return int64(1)
}

// RunMove runs moving a register between two engines, there and back: open gives
// empty stores of each.
func RunMove(t *testing.T, from, to func(t *testing.T) register.Store) {
	ctx := t.Context()
	a := &suite{t: t, Store: from(t)}
	everything(a)
	ids := variety2(a)
	b := &suite{t: t, Store: to(t)}
	counts, err := store.Move(ctx, a.Store.(store.Mover), b.Store.(store.Mover))
	a.ok(err)
	if counts["record"].Rows == 0 || counts["claim"].Rows == 0 || counts["earlier"].Rows == 0 {
		t.Fatalf("%+v", counts)
	}
	for _, id := range ids {
		for what, read := range map[string]func(s *suite) (any, error){
			"record":        func(s *suite) (any, error) { return s.Record(ctx, id, 0) },
			"claims":        func(s *suite) (any, error) { return s.Claims(ctx, id) },
			"tellings":      func(s *suite) (any, error) { return s.Tellings(ctx, id) },
			"history":       func(s *suite) (any, error) { return s.History(ctx, id) },
			"confirmations": func(s *suite) (any, error) { return s.Confirmations(ctx, id) },
		} {
			x, err := read(a)
			a.ok(err)
			y, err := read(b)
			b.ok(err)
			if !reflect.DeepEqual(x, y) {
				t.Fatalf("%s of %s:\n%+v\n%+v", what, id, x, y)
			}
		}
	}
	for what, read := range map[string]func(s *suite) (any, error){
		"totals": func(s *suite) (any, error) { return s.Totals(ctx) },
		"lists": func(s *suite) (any, error) {
			return s.Records(ctx, register.Filter{Kind: register.AnyKind, Hidden: true, Untold: true, Samples: true})
		},
		"facets": func(s *suite) (any, error) {
			return s.Facets(ctx, register.Filter{Kind: register.AnyKind}, "actor", "place", "kind", "year")
		},
		"log":    func(s *suite) (any, error) { return s.Log(ctx, 0, 0) },
		"sames":  func(s *suite) (any, error) { return s.Sames(ctx, register.SameFilter{}) },
		"cited":  func(s *suite) (any, error) { return s.Cited(ctx, 0) },
		"view":   func(s *suite) (any, error) { return s.View(ctx, "A/99/1", "en", 0) },
		"verify": func(s *suite) (any, error) { return s.Verify(ctx) },
	} {
		x, err := read(a)
		a.ok(err)
		y, err := read(b)
		b.ok(err)
		if !reflect.DeepEqual(x, y) {
			t.Fatalf("%s:\n%+v\n%+v", what, x, y)
		}
	}
	// It goes on where it was moved to, and back.
	b.n = a.n
	b.change(func(ctx context.Context, tx register.Tx) {
		b.ok(tx.SetWork(ctx, register.Work{ID: "A/99/77", Origin: register.Read}))
	})
	c := &suite{t: t, Store: from(t)}
	_, err = store.Move(ctx, b.Store.(store.Mover), c.Store.(store.Mover))
	c.ok(err)
	_, err = c.Work(ctx, "A/99/77")
	c.ok(err)
	// What is not empty is not written over.
	_, err = store.Move(ctx, a.Store.(store.Mover), b.Store.(store.Mover))
	b.fails(err, fault.Conflict)
	// Half of a register is none.
	d := &suite{t: t, Store: from(t)}
	n := 0
	_, err = store.Move(ctx, broken{a.Store.(store.Mover), &n}, d.Store.(store.Mover))
	d.fails(err, fault.Unavailable)
	none, err := d.Log(ctx, 0, 0)
	d.ok(err)
	same(t, "half", len(none), 0)
}

// broken gives only the first rows of a register.
type broken struct {
	store.Mover
	n *int
}

func (b broken) Export(ctx context.Context, fn func(table string, row []any) error) error {
	return b.Mover.Export(ctx, func(table string, row []any) error {
		if *b.n++; *b.n > 25 {
			return fault.New(fault.Unavailable, "The line is cut.")
		}
		return fn(table, row)
	})
}

// variety2 adds a few records of every kind to what everything stores.
func variety2(s *suite) (ids []string) {
	s.change(func(ctx context.Context, tx register.Tx) {
		for _, k := range register.Kinds() {
			id := "k-" + string(k)
			c := register.Claim{Record: id, Field: register.FieldTitle, Value: "en:A " + string(k) + " \x00 of lighthouses", Author: person.ID, State: register.Accepted}
			if k == register.KindActor { // its names are its titles
				c.Field, c.Value = register.FieldName, "en|official|A Fund \x00 of lighthouses|||"
			}
			claims := []register.Claim{c}
			s.ok(tx.SetRecords(ctx, []register.Record{{ID: id, Kind: k, Origin: register.Entered, Review: register.None, Visibility: register.Internal, Fields: register.Current(k, claims)}}))
			s.ok(tx.AddClaims(ctx, claims))
			ids = append(ids, id)
		}
	})
	return append(ids, "one", "two", "three", "cycle")
}
