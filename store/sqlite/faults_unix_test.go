//go:build unix

package sqlite

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"concord/fault"
	"concord/register"
)

// asNobody runs a test again in a program of a user who may do less than the
// superuser; where the tests are no superuser's, at once. dir is one that this
// user may read and the program lies in.
func asNobody(t *testing.T, where string) (again bool) {
	t.Helper()
	const nobody = 65534
	if os.Getenv("SQLITE_TEST_NOBODY") != "" || os.Geteuid() != 0 {
		return true
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(where, "test")
	if err := os.WriteFile(program, b, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-test.run", "^"+t.Name()+"$")
	cmd.Dir = where
	cmd.Env = append(os.Environ(), "SQLITE_TEST_NOBODY="+where)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return false
}

// A register in a folder that cannot be written is read all the same; a change is
// refused in a sentence.
func TestReadOnlyFolder(t *testing.T) {
	where := os.Getenv("SQLITE_TEST_NOBODY")
	if where == "" {
		var err error
		if where, err = os.MkdirTemp("", "register"); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = os.Chmod(filepath.Join(where, "theirs"), 0o755)
			_ = os.RemoveAll(where)
		})
		for _, dir := range []string{where, filepath.Join(where, "theirs")} {
			_ = os.Mkdir(dir, 0o755)
			if err := os.Chmod(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		closed, open := filepath.Join(where, "theirs", "closed.db"), filepath.Join(where, "theirs", "open.db")
		for _, path := range []string{closed, open} {
			s := make1(t, path)
			if err := s.Change(t.Context(), act(), work("A/99/1")); err != nil {
				t.Fatal(err)
			}
			if path == closed {
				s.Close()
			}
		}
		raw(t, filepath.Join(where, "theirs", "old.db"), "PRAGMA application_id = 1129270851", "CREATE TABLE goose_db_version (version_id INTEGER)", "INSERT INTO goose_db_version VALUES (1)")
		for _, name := range []string{"closed.db", "open.db", "open.db-wal", "old.db"} {
			if err := os.Chmod(filepath.Join(where, "theirs", name), 0o444); err != nil {
				t.Fatal(err)
			}
		}
		// Nobody may look beside the file of an open register either.
		_ = os.Remove(open + "-shm")
		if err := os.Chmod(filepath.Join(where, "theirs"), 0o555); err != nil {
			t.Fatal(err)
		}
	}
	if !asNobody(t, where) {
		return
	}
	s, err := Open(t.Context(), filepath.Join(where, "theirs", "closed.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !s.ReadOnly() {
		t.Error("it does not know that it is read only")
	}
	if _, err := s.Work(t.Context(), "A/99/1"); err != nil {
		t.Error(err)
	}
	if _, err := s.Records(t.Context(), register.Filter{}); err != nil {
		t.Error(err)
	}
	if v, err := s.Verify(t.Context()); err != nil || v.Entries != 1 {
		t.Error(v, err)
	}
	sentence(t, s.Change(t.Context(), act(), work("A/99/2")), fault.Unavailable, "can only be read", "read-only")
	_, err = Open(t.Context(), filepath.Join(where, "theirs", "open.db"), Options{})
	sentence(t, err, fault.Unavailable, "last changes", "open.db-wal")
	_, err = Open(t.Context(), filepath.Join(where, "theirs", "old.db"), Options{})
	sentence(t, err, fault.Unavailable, "older Concord")
	_, err = Open(t.Context(), filepath.Join(where, "theirs", "none.db"), Options{})
	sentence(t, err, fault.Unavailable, "none.db")
}
