package desk_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"concord/desk"
	"concord/register"
	"concord/store/sqlite"
)

// The child of TestKilled: takes in one document after another and says of each
// that it is stored.
func TestMain(m *testing.M) {
	if path := os.Getenv("DESK_TEST_CHILD"); path != "" {
		child(path)
		return
	}
	os.Exit(m.Run())
}

func child(path string) {
	from, _ := strconv.ParseUint(os.Getenv("DESK_TEST_FROM"), 10, 64)
	s, err := sqlite.Open(context.Background(), path, sqlite.Options{})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	d := desk.New(s)
	fmt.Println("open")
	for i := from; ; i++ {
		doc, rd := invent(i, 40, 2)
		if _, err := d.TakeIn(context.Background(), doc, rd, amira); err != nil {
			fmt.Println("error", err)
			return
		}
		fmt.Println("stored", i)
		// Every third is taken in changed, so that versions and records change too.
		if i%3 == 0 {
			doc, rd = edit(doc, rd, 7, "Again, ")
			if _, err := d.TakeIn(context.Background(), doc, rd, amira); err != nil {
				fmt.Println("error", err)
				return
			}
			fmt.Println("changed", i)
		}
	}
}

// A program that is killed at any moment has lost nothing that it said was stored,
// and has left nothing half; the next one goes on with the same file.
func TestKilled(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "concord.db")
	rnd := rand.New(rand.NewPCG(44, 5))
	stored, changed := map[uint64]bool{}, map[uint64]bool{}
	next := uint64(1)
	for run := range 20 {
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), "DESK_TEST_CHILD="+path, "DESK_TEST_FROM="+strconv.FormatUint(next, 10))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// The first ones are killed while the file is being made, the others at some
		// moment after they have stored something, however slow the machine is.
		moment := func() time.Duration { return time.Duration(rnd.IntN(100)) * time.Millisecond }
		var kill *time.Timer
		arm := func() {
			if kill == nil {
				kill = time.AfterFunc(moment(), func() { _ = cmd.Process.Kill() })
			}
		}
		if run < 4 {
			arm()
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			what, rest, _ := strings.Cut(lines.Text(), " ")
			i, _ := strconv.ParseUint(rest, 10, 64)
			switch what {
			case "stored":
				stored[i] = true
				next = i + 1
				arm()
			case "changed":
				changed[i] = true
			case "error":
				t.Error(rest)
				arm()
			}
		}
		arm()
		kill.Stop()
		_ = cmd.Wait()
		intact(t, path, stored, changed)
	}
	if len(stored) < 16 {
		t.Errorf("only %d documents were stored in between", len(stored))
	}
}

// intact asks of a register that it holds each document whole, or not at all.
func intact(t *testing.T, path string, stored, changed map[uint64]bool) {
	t.Helper()
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"PRAGMA integrity_check", "SELECT ifnull((SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1), 'ok')"} {
		var said string
		if err := raw.QueryRow(q).Scan(&said); err != nil || said != "ok" {
			t.Fatalf("%s: %s %v", q, said, err)
		}
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	docs, err := s.Documents(t.Context(), register.DocumentFilter{})
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]int{}
	for _, l := range docs {
		held[l.Work.ID] = l.Version.Number
		if l.Paragraphs != 40 || l.Activities != 80 {
			t.Fatalf("%s is half there: %d paragraphs, %d activities", l.Work.ID, l.Paragraphs, l.Activities)
		}
		v, err := s.View(t.Context(), l.Work.ID, "en", 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range v.Paragraphs {
			for _, a := range p.Activities {
				if len(a.Claims) != 10 || len(p.Marks) == 0 {
					t.Fatalf("%s, paragraph %s: %d claims, %d marks", l.Work.ID, p.Number, len(a.Claims), len(p.Marks))
				}
			}
		}
	}
	for i := range stored {
		id := fmt.Sprintf("A/99/%d", i)
		if held[id] == 0 || changed[i] && held[id] != 2 {
			t.Fatalf("%s was lost: version %d is there", id, held[id])
		}
	}
}
