package operation_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/desk"
	"concord/fault"
	"concord/generate"
	"concord/lexicon"
	"concord/operation"
	"concord/register"
	"concord/settings"
	"concord/store"
	"concord/store/postgres/pgtest"
)

var noon = time.Date(2044, 6, 1, 12, 0, 0, 0, time.UTC)

// fill takes invented documents into a register.
func fill(t *testing.T, s register.Store, acts int, seed uint64) {
	t.Helper()
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	g, err := generate.New(lex)
	if err != nil {
		t.Fatal(err)
	}
	for d := range g.Documents(acts, seed) {
		if _, err := desk.New(s).TakeIn(t.Context(), d.Document, d.Reading, desk.Named("Amira"), desk.Apart()); err != nil {
			t.Fatal(err)
		}
	}
}

func open(t *testing.T, db string) register.Store {
	t.Helper()
	s, err := operation.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func counts(t *testing.T, s register.Store) store.Counts {
	t.Helper()
	c, err := store.Count(t.Context(), s.(store.Mover))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// names of the files of a folder.
func files(t *testing.T, dir string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestABackupIsTheRegisterAtOneMoment(t *testing.T) {
	for name, db := range map[string]string{"file": filepath.Join(t.TempDir(), "concord.db"), "server": pgtest.New(t)} {
		t.Run(name, func(t *testing.T) {
			s := open(t, db)
			fill(t, s, 300, 1)
			before := counts(t, s)
			file := filepath.Join(t.TempDir(), "backup.db")
			saved, err := operation.Backup(t.Context(), s, file, nil)
			if err != nil || saved.Fault != "" || saved.Bytes == 0 || saved.Acts == 0 {
				t.Fatalf("%+v, %v", saved, err)
			}
			if left := files(t, filepath.Dir(file)); !slices.Equal(left, []string{"backup.db"}) {
				t.Errorf("beside the backup: %v", left)
			}
			fill(t, s, 300, 2) // what comes later is not in it
			if _, err := operation.Backup(t.Context(), s, file, nil); fault.KindOf(err) != fault.Conflict {
				t.Errorf("overwritten: %v", err)
			}
			restored := filepath.Join(t.TempDir(), "concord.db")
			again, err := operation.Restore(t.Context(), file, restored, false, noon, nil)
			if err != nil || again.Hash != saved.Hash {
				t.Fatalf("%+v, %v", again, err)
			}
			r := open(t, restored)
			if got := counts(t, r); !equal(got, before) {
				t.Errorf("got %v, want %v", got, before)
			}
			if v, err := r.Verify(t.Context()); err != nil || v.Hash != saved.Hash {
				t.Error(v, err)
			}
		})
	}
}

func equal(a, b store.Counts) bool {
	for name := range a {
		if a[name] != b[name] {
			return false
		}
	}
	return len(a) == len(b)
}

func TestABackupWhileWriting(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "concord.db"))
	fill(t, s, 256, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		fill(t, s, 1500, 2)
	}()
	for i := range 3 {
		saved, err := operation.Backup(t.Context(), s, filepath.Join(t.TempDir(), "b.db"), nil)
		if err != nil || saved.Fault != "" {
			t.Errorf("%d: %+v, %v", i, saved, err)
		}
	}
	<-done
}

func TestRestorePutsWhatIsThereAside(t *testing.T) {
	dir := t.TempDir()
	db, file := filepath.Join(dir, "concord.db"), filepath.Join(t.TempDir(), "backup.db")
	s := open(t, db)
	fill(t, s, 100, 1)
	saved, err := operation.Backup(t.Context(), s, file, nil)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s, 100, 2)
	later := counts(t, s)
	if _, err := operation.Restore(t.Context(), file, db, false, noon, nil); fault.KindOf(err) != fault.Conflict {
		t.Errorf("replaced without being asked to: %v", err)
	}
	if _, err := operation.Restore(t.Context(), file, db, true, noon, nil); fault.KindOf(err) != fault.Conflict {
		t.Errorf("taken from under a program that has it open: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := operation.Restore(t.Context(), file, db, true, noon, nil)
	if err != nil || again.Hash != saved.Hash {
		t.Fatalf("%+v, %v", again, err)
	}
	if want := filepath.Join(dir, "concord.before-20440601-120000.db"); again.Aside != want {
		t.Errorf("aside is %s, want %s", again.Aside, want)
	}
	if got := files(t, dir); len(got) != 2 {
		t.Errorf("left: %v", got)
	}
	if got := counts(t, open(t, again.Aside)); !equal(got, later) {
		t.Error("what was put aside is not what was there")
	}
}

func TestABadBackupChangesNothing(t *testing.T) {
	dir := t.TempDir()
	db, good := filepath.Join(dir, "concord.db"), filepath.Join(t.TempDir(), "good.db")
	s := open(t, db)
	fill(t, s, 300, 1)
	if _, err := operation.Backup(t.Context(), s, good, nil); err != nil {
		t.Fatal(err)
	}
	before := counts(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"text.db": []byte("a letter"), "half.db": b[:len(b)/2], "empty.db": nil} {
		bad := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(bad, content, 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := operation.Restore(t.Context(), bad, db, true, noon, nil); err == nil {
			t.Errorf("%s was restored", name)
		} else if k := fault.KindOf(err); k == fault.Internal {
			t.Errorf("%s: no sentence: %v", name, err)
		}
	}
	if _, err := operation.Restore(t.Context(), filepath.Join(dir, "none.db"), db, true, noon, nil); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
	if got := files(t, dir); !slices.Equal(got, []string{"concord.db"}) {
		t.Errorf("left: %v", got)
	}
	if got := counts(t, open(t, db)); !equal(got, before) {
		t.Error("the register is another")
	}
}

func TestMoveThereAndBack(t *testing.T) {
	db, server := filepath.Join(t.TempDir(), "concord.db"), pgtest.New(t)
	s := open(t, db)
	fill(t, s, 300, 1)
	before := counts(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	there, err := operation.Move(t.Context(), db, server, nil)
	if err != nil || !equal(there, before) {
		t.Fatal(err)
	}
	back := filepath.Join(t.TempDir(), "back.db")
	if again, err := operation.Move(t.Context(), server, back, nil); err != nil || !equal(again, before) {
		t.Fatal(err)
	}
	if _, err := operation.Move(t.Context(), db, server, nil); fault.KindOf(err) != fault.Conflict {
		t.Errorf("moved into a register that is not empty: %v", err)
	}
	none := filepath.Join(t.TempDir(), "none.db")
	if _, err := operation.Move(t.Context(), none, filepath.Join(t.TempDir(), "x.db"), nil); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
	if _, err := os.Stat(none); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a register was made where one was to be moved from")
	}
}

// system is a computer on which all is well.
func system() operation.System {
	return operation.System{OS: "linux", Now: func() time.Time { return time.Now() },
		Look:    func(p string) (string, error) { return "/usr/bin/" + p, nil },
		Run:     func(context.Context, string, ...string) (string, error) { return "Noto Sans\n", nil },
		Listen:  func(string) error { return nil },
		Ask:     func(context.Context, string) (string, error) { return "", errors.New("nobody") },
		Free:    func(string) (uint64, error) { return 1e12, nil },
		Network: func(string) string { return "" },
	}
}

func TestDoctor(t *testing.T) {
	db := filepath.Join(t.TempDir(), "concord.db")
	s := open(t, db)
	fill(t, s, 100, 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	newer := filepath.Join(t.TempDir(), "letter.db")
	if err := os.WriteFile(newer, []byte("a letter"), 0o666); err != nil {
		t.Fatal(err)
	}
	set := func(db string) settings.Settings { return settings.Settings{DB: db, Listen: "127.0.0.1:8080"} }
	for _, c := range []struct {
		name   string
		db     string
		change func(y *operation.System)
		part   string
		state  operation.State
		words  string
		fit    bool
	}{
		{"all is well", db, nil, "log", operation.Well, "all in order", true},
		{"no register yet", filepath.Join(t.TempDir(), "new.db"), nil, "register", operation.Well, "makes it", true},
		{"no register", newer, nil, "register", operation.Broken, "not a database", false},
		{"no folder", filepath.Join(t.TempDir(), "none", "x.db"), nil, "folder", operation.Broken, "cannot be written", false},
		{"no room", db, func(y *operation.System) { y.Free = func(string) (uint64, error) { return 1e6, nil } }, "disk", operation.Broken, "1.0 MB free", false},
		{"little room", db, func(y *operation.System) { y.Free = func(string) (uint64, error) { return 5e8, nil } }, "disk", operation.Doubt, "backup", true},
		{"a network drive", db, func(y *operation.System) { y.Network = func(string) string { return "NFS" } }, "folder", operation.Doubt, "NFS", true},
		{"the clock stands", db, func(y *operation.System) {
			y.Now = func() time.Time { return time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC) }
		}, "clock", operation.Doubt, "cannot be", true},
		{"the clock is behind the register", db, func(y *operation.System) {
			y.Now = func() time.Time { return time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC) }
		}, "clock", operation.Doubt, "the register was changed", true},
		{"the port is taken", db, func(y *operation.System) { y.Listen = func(string) error { return errors.New("in use") } }, "address", operation.Doubt, "taken", true},
		{"Concord runs", db, func(y *operation.System) {
			y.Listen = func(string) error { return errors.New("in use") }
			y.Ask = func(context.Context, string) (string, error) { return "alive\n", nil }
		}, "address", operation.Well, "is running", true},
		{"no Arabic font", db, func(y *operation.System) {
			y.Run = func(_ context.Context, _ string, args ...string) (string, error) {
				if args[0] == ":lang=ar" {
					return "", nil
				}
				return "DejaVu Sans\n", nil
			}
		}, "fonts", operation.Missing, "No font for Arabic", true},
		{"no pdftotext", db, func(y *operation.System) {
			y.Look = func(p string) (string, error) { return "", errors.New("not found") }
		}, "PDF reader", operation.Missing, "built-in. pdftotext is not installed", true},
		{"pdftotext", db, func(y *operation.System) {
			y.Run = func(context.Context, string, ...string) (string, error) {
				return "pdftotext version 25.03.0\nCopyright\n", nil
			}
		}, "PDF reader", operation.Well, "pdftotext 25.03.0 (/usr/bin/pdftotext). It is installed", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			y := system()
			if c.change != nil {
				c.change(&y)
			}
			list := y.Examine(t.Context(), set(c.db))
			at := slices.IndexFunc(list, func(f operation.Finding) bool { return f.Name == c.part })
			if at < 0 {
				t.Fatal(list)
			}
			f := list[at]
			if f.State != c.state || !strings.Contains(f.Says, c.words) || f.State != operation.Well && f.Do == "" && f.State != operation.Broken {
				t.Errorf("%+v", f)
			}
			if operation.Fit(list) != c.fit {
				t.Errorf("fit is %v: %+v", !c.fit, list)
			}
		})
	}
	if left := files(t, filepath.Dir(db)); !slices.Equal(left, []string{"concord.db"}) {
		t.Errorf("the doctor left %v", left)
	}
}
