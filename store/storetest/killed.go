package storetest

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"concord/register"
)

// Opener opens a register by its place: a file, an address.
type Opener func(ctx context.Context, where string) (register.Store, error)

// The environment of a child, and how often one is killed (20 where it is not set).
const (
	childWhere = "STORE_TEST_CHILD"
	childFrom  = "STORE_TEST_FROM"
	kills      = "STORE_KILLS"
)

// inOne is how many activities a document of a child tells.
const inOne = 40

// Child is what RunKilled starts: TestMain of an engine calls it first, and ends
// where it gives true. It stores one document after another, changes what it
// stored, and says of each that it is kept.
func Child(open Opener) bool {
	where := os.Getenv(childWhere)
	if where == "" {
		return false
	}
	ctx := context.Background()
	s, err := open(ctx, where)
	if err != nil {
		fmt.Println("error", err)
		return true
	}
	fmt.Println("open")
	from, _ := strconv.Atoi(os.Getenv(childFrom))
	for i := from; ; i++ {
		if err := storeKilled(ctx, s, i); err != nil {
			fmt.Println("error", err)
			return true
		}
		fmt.Println("stored", i)
		if err := changeKilled(ctx, s, i); err != nil {
			fmt.Println("error", err)
			return true
		}
		fmt.Println("changed", i)
	}
}

func killedWork(i int) string { return fmt.Sprintf("A/99/%d", i) }

func storeKilled(ctx context.Context, s register.Store, i int) error {
	v := invent(uint64(i))
	act := register.Act{By: person, At: time.Date(2044, 5, 1, 10, 0, i, 0, time.UTC), Name: "take-in", Subject: killedWork(i)}
	return s.Change(ctx, act, func(ctx context.Context, tx register.Tx) error { return v.document(ctx, tx, killedWork(i), inOne, 1) })
}

// changeKilled reviews every second activity of a document and rejects a value of it.
func changeKilled(ctx context.Context, s register.Store, i int) error {
	act := register.Act{By: person, At: time.Date(2044, 5, 1, 10, 0, i, 0, time.UTC), Name: "review", Subject: killedWork(i)}
	return s.Change(ctx, act, func(ctx context.Context, tx register.Tx) error {
		page, err := tx.Records(ctx, register.Filter{Has: []register.Condition{register.Has("work", killedWork(i))}, Limit: 1000})
		if err != nil {
			return err
		}
		for n, l := range page.Lines {
			if n%2 > 0 {
				continue
			}
			claims, err := tx.Claims(ctx, l.Record.ID)
			if err != nil {
				return err
			}
			if err := tx.DecideClaim(ctx, claims[2].Key, register.Refused, "not so"); err != nil {
				return err
			}
			claims[2].State = register.Refused
			r := l.Record
			r.Review, r.Fields = register.Reviewed, register.Current(r.Kind, claims)
			if err := tx.SetRecords(ctx, []register.Record{r}); err != nil {
				return err
			}
		}
		return nil
	})
}

// RunKilled kills a program that stores without end at any moment, again and
// again, and asks each time that the register holds all that the program said was
// kept, and nothing half.
func RunKilled(t *testing.T, where string, open Opener) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	times := 20
	if n, err := strconv.Atoi(os.Getenv(kills)); err == nil && n > 0 {
		times = n
	}
	rnd := rand.New(rand.NewPCG(44, uint64(times)))
	stored, changed := map[int]bool{}, map[int]bool{}
	next := 1
	for n := range times {
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), childWhere+"="+where, childFrom+"="+strconv.Itoa(next))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// Every other one is killed while the register is being made or opened, or soon
		// after; the others when they have stored something, however slow they are.
		var kill *time.Timer
		end := func() {
			if kill == nil {
				kill = time.AfterFunc(time.Duration(rnd.IntN(200))*time.Millisecond, func() { _ = cmd.Process.Kill() })
			}
		}
		if n%2 == 0 {
			end()
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			what, rest, _ := strings.Cut(lines.Text(), " ")
			i, _ := strconv.Atoi(rest)
			switch what {
			case "stored":
				stored[i], next = true, i+1
				end()
			case "changed":
				changed[i] = true
			case "error":
				t.Error(rest)
				end()
			}
		}
		_ = cmd.Wait()
		s, err := open(t.Context(), where)
		if err != nil {
			t.Fatal(err)
		}
		next = max(next, intact(t, &suite{t: t, Store: s}, stored, changed, n+1 == times)+1)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			return
		}
	}
	if len(stored) < times/2 {
		t.Errorf("only %d documents were stored in between", len(stored))
	}
}

// intact asks of a register that it holds each document whole, or not at all, and
// gives the number of the last.
func intact(t *testing.T, s *suite, stored, changed map[int]bool, last bool) (highest int) {
	t.Helper()
	ctx := t.Context()
	if _, err := s.Verify(ctx); err != nil {
		t.Fatal(err)
	}
	docs, err := s.Documents(ctx, register.DocumentFilter{Limit: 100_000})
	s.ok(err)
	held := map[int]bool{}
	for _, d := range docs {
		var i int
		_, err := fmt.Sscanf(d.Work.ID, "A/99/%d", &i)
		s.ok(err)
		held[i] = true
		highest = max(highest, i)
		if d.Paragraphs != inOne/2 || d.Activities != inOne {
			t.Fatalf("%s is half there: %d paragraphs, %d activities", d.Work.ID, d.Paragraphs, d.Activities)
		}
	}
	page, err := s.Records(ctx, register.Filter{Limit: 1})
	s.ok(err)
	same(t, "listed", page.Total, inOne*len(docs))
	for i := range stored {
		if !held[i] {
			t.Fatalf("%s was lost", killedWork(i))
		}
	}
	reviewed, err := s.Facets(ctx, register.Filter{Has: []register.Condition{register.Has("review", "reviewed")}}, "work")
	s.ok(err)
	whole := map[string]bool{}
	for _, c := range reviewed["work"] {
		whole[c.Value] = c.Count == inOne/2
		if c.Count != inOne/2 {
			t.Fatalf("%s is half changed: %d", c.Value, c.Count)
		}
	}
	for i := range changed {
		if !whole[killedWork(i)] {
			t.Fatalf("what was changed in %s was lost", killedWork(i))
		}
	}
	// Claims of the last document, and once those of all.
	for i := range held {
		if !last && i != highest {
			continue
		}
		page, err := s.Records(ctx, register.Filter{Has: []register.Condition{register.Has("work", killedWork(i))}, Limit: 1000})
		s.ok(err)
		for _, l := range page.Lines {
			claims, err := s.Claims(ctx, l.Record.ID)
			s.ok(err)
			if string(register.Current(l.Record.Kind, claims)) != string(l.Record.Fields) || len(claims) < 10 {
				t.Fatalf("the claims of %s do not make its values", l.Record.ID)
			}
		}
	}
	if last {
		r, err := s.Rebuild(ctx)
		s.ok(err)
		same(t, "rebuilt", r, register.Rebuilt{Records: inOne * len(docs)})
	}
	return highest
}
