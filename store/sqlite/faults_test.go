package sqlite

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"concord/fault"
	"concord/register"
)

func act() register.Act {
	return register.Act{By: register.Person{ID: "local:amira", Name: "Amira"}, At: time.Date(2044, 5, 1, 0, 0, 0, 0, time.UTC), Name: "test"}
}

func work(id string) func(ctx context.Context, tx register.Tx) error {
	return func(ctx context.Context, tx register.Tx) error {
		return tx.SetWork(ctx, register.Work{ID: id, Origin: register.Read})
	}
}

// sentence asks that err is of a kind and says to a person one sentence with these words.
func sentence(t *testing.T, err error, kind fault.Kind, words ...string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Fatalf("got %v, want an error of kind %v", err, kind)
	}
	say := fault.Sentence(err)
	for _, w := range append(words, ".") {
		if !strings.Contains(say, w) {
			t.Fatalf("%q does not say %q", say, w)
		}
	}
	if strings.Contains(say, "SQLITE") || strings.Contains(say, "(") && !strings.Contains(say, "form") {
		t.Fatalf("%q is no plain sentence", say)
	}
}

func make1(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, Options{Wait: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func raw(t *testing.T, path string, queries ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range queries {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(q, err)
		}
	}
}

// A file that is no register is refused before anything in it is touched.
func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	other := filepath.Join(dir, "other.db")
	raw(t, other, "CREATE TABLE orchids (name TEXT)", "PRAGMA user_version = 7")
	newer := filepath.Join(dir, "newer.db")
	make1(t, newer).Close()
	raw(t, newer, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)")
	whole := filepath.Join(dir, "whole.db")
	make1(t, whole).Close()
	b, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	damaged := append([]byte(nil), b...)
	for i := 100; i < 4096; i++ {
		damaged[i] = 0xa5
	}
	for _, c := range []struct {
		path  string
		kind  fault.Kind
		words []string
	}{
		{filepath.Join(dir, "none", "concord.db"), fault.Unavailable, []string{"folder", "does not exist"}},
		{dir, fault.Unavailable, []string{"is a folder"}},
		{write("letter.db", []byte(strings.Repeat("Dear colleague, ", 400))), fault.Invalid, []string{"not a database", "letter.db"}},
		{other, fault.Invalid, []string{"another program", "other.db"}},
		{newer, fault.Invalid, []string{"newer Concord", "99999"}},
		{write("damaged.db", damaged), fault.Unavailable, []string{"damaged"}},
	} {
		before, _ := os.ReadFile(c.path)
		_, err := Open(t.Context(), c.path, Options{Wait: 100 * time.Millisecond})
		sentence(t, err, c.kind, c.words...)
		if after, _ := os.ReadFile(c.path); string(after) != string(before) {
			t.Errorf("%s was changed", c.path)
		}
	}
}

// Eight programs that make one new file at once all end with the same register.
func TestOpenAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "concord.db")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			s, err := Open(t.Context(), path, Options{Wait: 10 * time.Second})
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			if err := s.Change(t.Context(), act(), work(string(rune('a'+i)))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s := make1(t, path)
	for i := range 8 {
		if _, err := s.Work(t.Context(), string(rune('a'+i))); err != nil {
			t.Error(err)
		}
	}
}

func TestLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "concord.db")
	s := make1(t, path)
	other := make1(t, path)
	err := other.Change(t.Context(), act(), func(ctx context.Context, tx register.Tx) error {
		sentence(t, s.Change(ctx, act(), work("a")), fault.Unavailable, "Another program is writing")
		// Who reads does not wait for who writes.
		if _, err := s.Totals(ctx); err != nil {
			t.Error(err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Change(t.Context(), act(), work("a")); err != nil {
		t.Fatal(err)
	}
}

func TestFull(t *testing.T) {
	s := make1(t, filepath.Join(t.TempDir(), "concord.db"))
	ctx := t.Context()
	// SQLite's own limit gives the error that a full disk gives.
	if _, err := s.conn.ExecContext(ctx, "PRAGMA max_page_count = 1"); err != nil {
		t.Fatal(err)
	}
	big := func(ctx context.Context, tx register.Tx) error {
		if err := tx.SetWork(ctx, register.Work{ID: "A/99/1", Origin: register.Read}); err != nil {
			return err
		}
		v := register.Version{Work: "A/99/1", Language: "en", SHA256: "aaa"}
		return tx.AddVersion(ctx, &v, []register.Text{{Text: strings.Repeat("long ", 100_000)}})
	}
	sentence(t, s.Change(ctx, act(), big), fault.Unavailable, "full", "Nothing half")
	if _, err := s.Work(ctx, "A/99/1"); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("something half was kept: %v", err)
	}
	if _, err := s.conn.ExecContext(ctx, "PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	if err := s.Change(ctx, act(), big); err != nil {
		t.Fatal("it does not go on when there is room again:", err)
	}
}

func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "concord.db")
	s := make1(t, path)
	if _, err := s.conn.ExecContext(t.Context(), "PRAGMA query_only = 1"); err != nil {
		t.Fatal(err)
	}
	sentence(t, s.Change(t.Context(), act(), work("a")), fault.Unavailable, "read-only")
}

// The rules of the model stand in the tables too, against a program with a mistake.
func TestTablesRefuse(t *testing.T) {
	s := make1(t, filepath.Join(t.TempDir(), "concord.db"))
	for _, q := range []string{
		"INSERT INTO claim (record, field, value, start, stop, rule, inferred, state, act) VALUES (1, 'kind', 'visit', 0, 0, '', 0, 'accepted', 1)",
		"INSERT INTO telling (record, start, stop, dropped, act) VALUES (1, 0, 0, 0, 1)",
		"INSERT INTO symbol (symbol, work, ordinal) VALUES ('A/1', 77, 0)",
		"INSERT INTO act (person, at, name, subject, why) VALUES (1, 'yesterday', '', '', '')",
	} {
		if _, err := s.conn.ExecContext(t.Context(), q); err == nil {
			t.Errorf("stored: %s", q)
		}
	}
}
