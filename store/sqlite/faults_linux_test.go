package sqlite

import (
	"context"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"concord/fault"
	"concord/register"
)

func mount(dir string) error { return syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=3m") }
func remount(dir string) error {
	return syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=64m")
}

// A disk that is full in the middle of a change: nothing half is kept, and it goes
// on when there is room. A file system of its own where one may be mounted.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := mount(dir); err != nil {
		t.Log("SQLite's own limit stands for a full disk here:", err)
		return // TestFull
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
	s := make1(t, filepath.Join(dir, "concord.db"))
	ctx := t.Context()
	big := func(n int) func(ctx context.Context, tx register.Tx) error {
		return func(ctx context.Context, tx register.Tx) error {
			id := strings.Repeat("A", n)
			if err := tx.SetWork(ctx, register.Work{ID: id, Origin: register.Read}); err != nil {
				return err
			}
			v := register.Version{Work: id, Language: "en", SHA256: "aaa"}
			return tx.AddVersion(ctx, &v, []register.Text{{Text: strings.Repeat("long ", 60_000)}})
		}
	}
	kept := 0
	var err error
	for kept = range 100 {
		if err = s.Change(ctx, act(), big(kept+1)); err != nil {
			break
		}
	}
	sentence(t, err, fault.Unavailable, "Nothing half")
	if v, err := s.Verify(ctx); err != nil || v.Entries != int64(kept) {
		t.Fatalf("%d were kept, the log has %+v, %v", kept, v, err)
	}
	if err := remount(dir); err != nil {
		t.Fatal(err)
	}
	if err := s.Change(ctx, act(), big(kept+1)); err != nil {
		t.Fatal("it does not go on when there is room again:", err)
	}
	s.Close()
	s = make1(t, filepath.Join(dir, "concord.db"))
	if v, err := s.Verify(ctx); err != nil || v.Entries != int64(kept+1) {
		t.Fatalf("%+v, %v", v, err)
	}
}
