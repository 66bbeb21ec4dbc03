package postgres_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"concord/fault"
	"concord/register"
	"concord/store/postgres"
	"concord/store/postgres/pgtest"
)

// kills is how many times the crash test kills the server or the program: that of
// storetest.RunKilled.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("STORE_KILLS")); err == nil && n > 0 {
		return n
	}
	return 20
}

// crashing, in the environment of a child of the crash test, is the URL of its register.
const crashing = "CONCORD_TEST_CRASHING"

// TestCrash kills a program that writes, and the server that it writes to, at
// random moments under load: every change that was acknowledged is there, nothing
// is there by half, and the program goes on when the server is back.
func TestCrash(t *testing.T) {
	if address := os.Getenv(crashing); address != "" {
		write(t, address)
		return
	}
	cluster := pgtest.Start(t)
	address := cluster.Database(t)
	openAt(t, address).Close()
	seed := uint64(time.Now().UnixNano())
	rnd := rand.New(rand.NewPCG(seed, 1))
	t.Logf("seed %d", seed)
	var acknowledged []string
	for left := kills(); left > 0; {
		child := exec.Command(os.Args[0], "-test.run", "^TestCrash$")
		child.Env = append(os.Environ(), crashing+"="+address, fmt.Sprint(crashing+"_NAME=", left))
		out, err := child.StdoutPipe()
		ok(t, err)
		child.Stderr = os.Stderr
		ok(t, child.Start())
		t.Cleanup(func() { _ = child.Process.Kill() }) // should this test end before it is
		lines := bufio.NewScanner(out)
		next := func() bool {
			for lines.Scan() {
				if id, is := strings.CutPrefix(lines.Text(), "stored "); is {
					acknowledged = append(acknowledged, id)
					return true
				}
			}
			return false
		}
		some := func() {
			for range 1 + rnd.IntN(20) {
				if !next() {
					t.Fatal("the program that writes ended by itself")
				}
			}
			for range rnd.IntN(200_000) { // somewhere within a change
			}
		}
		// The server first, while the program goes on; then the program.
		for range rnd.IntN(3) {
			some()
			ok(t, cluster.Restart("immediate"))
			left--
		}
		some()
		ok(t, child.Process.Kill())
		left--
		for next() { // what it could still say
		}
		_ = child.Wait()
		look(t, address, acknowledged)
	}
	t.Logf("%d acknowledged changes", len(acknowledged))
}

// look opens the register as the next program would.
func look(t *testing.T, address string, acknowledged []string) {
	t.Helper()
	ctx := t.Context()
	s, err := postgres.Open(ctx, address, postgres.Options{})
	ok(t, err)
	defer s.Close()
	stored := map[string]bool{}
	f := register.Filter{Limit: 1000}
	for {
		page, err := s.Records(ctx, f)
		ok(t, err)
		for _, l := range page.Lines {
			id := l.Record.ID
			stored[id] = true
			claims, err := s.Claims(ctx, id)
			ok(t, err)
			view, err := s.View(ctx, "w"+id, "en", 0)
			ok(t, err)
			if len(claims) != 2 || l.Tellings != 1 || len(view.Paragraphs) != 40 || len(view.Paragraphs[0].Activities) != 1 {
				t.Fatalf("half of %s is there: %d claims, %d tellings, %d paragraphs", id, len(claims), l.Tellings, len(view.Paragraphs))
			}
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			break
		}
	}
	documents, err := s.Totals(ctx)
	ok(t, err)
	if documents.Register.Documents != len(stored) {
		t.Fatalf("%d documents, %d records", documents.Register.Documents, len(stored))
	}
	for _, id := range acknowledged {
		if !stored[id] {
			t.Fatalf("%s was acknowledged and is not there", id)
		}
	}
	v, err := s.Verify(ctx)
	ok(t, err)
	if v.Entries != int64(len(stored)) {
		t.Fatalf("%d entries in the log, %d changes", v.Entries, len(stored))
	}
	r, err := s.Rebuild(ctx)
	ok(t, err)
	if len(r.Differed) > 0 {
		t.Fatalf("projections differ: %v", r.Differed)
	}
}

// write stores one document with one record after another, four at a time, and
// says so, until it is killed.
func write(t *testing.T, address string) {
	s, err := postgres.Open(t.Context(), address, postgres.Options{Wait: time.Minute})
	ok(t, err)
	var say sync.Mutex
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("r%s-%d-%d", os.Getenv(crashing+"_NAME"), worker, n)
				err := s.Change(t.Context(), act(), func(ctx context.Context, tx register.Tx) error { return one(ctx, tx, id) })
				switch {
				case err == nil:
					say.Lock()
					fmt.Println("stored", id)
					say.Unlock()
				case fault.KindOf(err) != fault.Unavailable:
					fmt.Fprintln(os.Stderr, "the program that writes is told", err)
					os.Exit(3)
				}
			}
		})
	}
	wg.Wait()
}

// one stores a document of 40 paragraphs with one record.
func one(ctx context.Context, tx register.Tx, id string) error {
	if err := tx.SetWork(ctx, register.Work{ID: "w" + id, Symbols: []string{"w" + id}, Origin: register.Read}); err != nil {
		return err
	}
	texts := make([]register.Text, 40)
	for i := range texts {
		texts[i] = register.Text{Place: register.Place{Number: fmt.Sprint(i)}, Ordinal: i, Text: "The AU met UNODC in Nairobi."}
	}
	v := register.Version{Work: "w" + id, Language: "en", SHA256: id}
	if err := tx.AddVersion(ctx, &v, texts); err != nil {
		return err
	}
	if err := tx.SetRecords(ctx, []register.Record{{ID: id, Kind: register.KindActivity, Origin: register.Read, Review: register.None, Visibility: register.Public, Fields: []byte(`{"kind":"meeting"}`)}}); err != nil {
		return err
	}
	at := register.Evidence{Text: texts[0].Key, From: 4, To: 10}
	if err := tx.AddClaims(ctx, []register.Claim{{Record: id, Field: register.FieldKind, Value: "meeting", Evidence: at, State: register.Accepted},
		{Record: id, Field: register.FieldPlace, Value: "KEN", Evidence: at, State: register.Accepted}}); err != nil {
		return err
	}
	return tx.SetTellings(ctx, []register.Telling{{Record: id, Evidence: at}})
}
