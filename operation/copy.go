package operation

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"concord/fault"
	"concord/register"
	"concord/settings"
	"concord/store"
	"concord/store/sqlite"
)

// Saved is a backup, or what was restored of one.
type Saved struct {
	File  string `json:"file"`
	Bytes int64  `json:"bytes,omitempty"` // of the file; 0 in a server
	Acts  int64  `json:"acts"`            // in its log
	Hash  string `json:"hash"`            // of the last of them
	Aside string `json:"aside,omitempty"` // where the register that was there before is now
	// Fault is what a walk through its log found, where that is not in order.
	Fault string `json:"fault,omitempty"`
}

// Progress is told how much of how much is done; total 0 is not known.
type Progress func(done, total int64)

func (p Progress) tell(done, total int64) {
	if p != nil {
		p(done, total)
	}
}

// Exists tells whether there is something at an address; of a server that is known
// only by opening it.
func Exists(db string) (bool, error) {
	if settings.IsServer(db) {
		return true, nil
	}
	_, err := os.Stat(db)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, fault.Wrap(err, fault.Unavailable, "%s cannot be looked at.", db)
}

// OpenHeld opens a register that has to be there already.
func OpenHeld(ctx context.Context, db string) (register.Store, error) {
	held, err := Exists(db)
	if err != nil {
		return nil, err
	}
	if !held {
		return nil, fault.New(fault.NotFound, "There is no register %s; name another with --db.", db)
	}
	return Open(ctx, db)
}

// Backup writes the register as it is at this moment into a new file, which is a
// register itself, whichever engine keeps the original; changes go on meanwhile.
// The copy is walked through before it has its name, so that a file of that name
// is a whole backup; a register whose log is not in order is saved all the same,
// and Saved.Fault says so. It is a Conflict where the file is there.
func Backup(ctx context.Context, s register.Store, file string, p Progress) (Saved, error) {
	if err := vacant(file); err != nil {
		return Saved{}, err
	}
	part := file + ".part"
	_ = os.Remove(part) // of a backup that was killed
	defer os.Remove(part)
	if err := copyTo(ctx, s, part, p); err != nil {
		return Saved{}, err
	}
	saved, err := verify(ctx, part)
	if err != nil {
		return Saved{}, err
	}
	if err := settle(part, file); err != nil {
		return Saved{}, err
	}
	saved.File = file
	if info, err := os.Stat(file); err == nil {
		saved.Bytes = info.Size()
	}
	return saved, nil
}

// vacant refuses a name that is taken.
func vacant(file string) error {
	if settings.IsServer(file) {
		return fault.New(fault.Usage, "A backup is a file; to carry the register into a database, use `concord move`.")
	}
	if _, err := os.Lstat(file); err == nil {
		return fault.New(fault.Conflict, "%s is there already and is not overwritten; name a new file.", file)
	}
	if info, err := os.Stat(filepath.Dir(file)); err != nil || !info.IsDir() {
		return fault.Wrap(err, fault.Unavailable, "The folder of %s does not exist; make it or name another place.", file)
	}
	return nil
}

// copyTo makes a new file of what a register holds at one moment.
func copyTo(ctx context.Context, s register.Store, file string, p Progress) error {
	if f, ok := s.(*sqlite.Store); ok {
		// SQLite does not say how far it is; the growing file does.
		done := make(chan struct{})
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			total := sizeOf(f.Path())
			for {
				select {
				case <-done:
					return
				case <-time.After(200 * time.Millisecond):
					p.tell(min(sizeOf(file), total), total)
				}
			}
		}()
		defer func() { close(done); <-stopped }()
		return f.CopyTo(ctx, file)
	}
	to, err := openFile(ctx, file)
	if err != nil {
		return err
	}
	_, err = move(ctx, s, to, p)
	return errors.Join(err, to.Close())
}

func sizeOf(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}

// verify walks through the log of a file, so that every row that it covers is read
// and compared, and leaves it as one file.
func verify(ctx context.Context, file string) (Saved, error) {
	s, err := openFile(ctx, file)
	if err != nil {
		return Saved{}, err
	}
	v, err := s.Verify(ctx)
	saved := Saved{Acts: v.Entries, Hash: v.Hash}
	if fault.KindOf(err) == fault.Invalid {
		saved.Fault, err = fault.Sentence(err), nil
	}
	if closing := s.Close(); err == nil {
		err = closing
	}
	return saved, err
}

// sound verifies the copy of a backup that is to be restored: one whose log is not
// in order takes no register's place.
func sound(ctx context.Context, file, part string) (Saved, error) {
	saved, err := verify(ctx, part)
	if err == nil && saved.Fault != "" {
		err = fault.New(fault.Invalid, "%s was changed behind Concord's back and is not restored; nothing was changed. %s", file, saved.Fault)
	}
	return saved, err
}

// settle gives a finished file its name, which nothing may have taken meanwhile,
// and sees it onto the disk.
func settle(part, file string) error {
	if err := sync(part); err != nil {
		return fault.Wrap(err, fault.Unavailable, "%s could not be written to the disk.", file)
	}
	// A link never replaces what is there; where there are no links, rename.
	err := os.Link(part, file)
	switch {
	case err == nil:
	case errors.Is(err, fs.ErrExist):
		return fault.New(fault.Conflict, "%s is there already and is not overwritten; name a new file.", file)
	default:
		if err := vacant(file); err != nil {
			return err
		}
		if err := os.Rename(part, file); err != nil {
			return fault.Wrap(err, fault.Unavailable, "%s could not be given its name.", file)
		}
	}
	_ = os.Remove(part)
	_ = sync(filepath.Dir(file)) // not every system can
	return nil
}

func sync(path string) error {
	f, err := os.OpenFile(path, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// Restore makes the register at db of a backup. Where there is one already it is a
// Conflict, unless replace says to put that one aside, beside the new one and
// under a name with the time; nothing is ever lost. The backup is copied and
// walked through first, so that a bad one changes nothing.
func Restore(ctx context.Context, file, db string, replace bool, now time.Time, p Progress) (saved Saved, err error) {
	if _, err := os.Stat(file); err != nil {
		return saved, fault.Wrap(err, fault.NotFound, "There is no backup %s.", file)
	}
	if settings.IsServer(db) {
		if replace {
			return saved, fault.New(fault.Unsupported, "A database on a server is not put aside; name an empty one to restore into.")
		}
		return restoreToServer(ctx, file, db, p)
	}
	held, err := Exists(db)
	if err != nil {
		return saved, err
	}
	if held && !replace {
		return saved, fault.New(fault.Conflict, "There is a register %s already. --replace puts it aside under another name and restores the backup in its place.", db)
	}
	part := db + ".part"
	_ = os.Remove(part)
	defer os.Remove(part)
	if err := duplicate(ctx, file, part, p); err != nil {
		return saved, err
	}
	if saved, err = sound(ctx, file, part); err != nil {
		return saved, err
	}
	if held {
		if err := sqlite.Retire(ctx, db); err != nil {
			return saved, err
		}
		ext := filepath.Ext(db)
		saved.Aside = strings.TrimSuffix(db, ext) + ".before-" + now.Format("20060102-150405") + ext
		if err := vacant(saved.Aside); err != nil {
			return saved, err
		}
		if err := os.Rename(db, saved.Aside); err != nil {
			return saved, fault.Wrap(err, fault.Unavailable, "The register %s could not be put aside.", db)
		}
	}
	saved.File, saved.Bytes = db, sizeOf(part)
	return saved, settle(part, db)
}

// restoreToServer carries a backup into an empty database.
func restoreToServer(ctx context.Context, file, db string, p Progress) (saved Saved, err error) {
	dir, err := os.MkdirTemp("", "concord-restore-")
	if err != nil {
		return saved, fault.Wrap(err, fault.Unavailable, "No temporary folder can be made.")
	}
	defer os.RemoveAll(dir)
	// A copy, because opening a file writes beside it, and a backup may be where
	// nothing can be written.
	part := filepath.Join(dir, "concord.db")
	if err := duplicate(ctx, file, part, nil); err != nil {
		return saved, err
	}
	if saved, err = sound(ctx, file, part); err != nil {
		return saved, err
	}
	if _, err := Move(ctx, part, db, p); err != nil {
		return saved, err
	}
	saved.File = settings.WithoutSecrets(db)
	return saved, nil
}

// duplicate copies the bytes of a file, which has to be a register.
func duplicate(ctx context.Context, from, to string, p Progress) error {
	e, err := sqlite.Examine(ctx, from)
	switch {
	case err != nil:
		return err
	case e.Form > e.Known:
		return fault.New(fault.Invalid, "%s was made by a newer Concord (form %d, this program knows %d); use that program.", from, e.Form, e.Known)
	case len(e.Damage) > 0:
		return fault.New(fault.Invalid, "%s is damaged (%s); use another backup.", from, e.Damage[0])
	}
	in, err := os.Open(from)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "%s cannot be read.", from)
	}
	defer in.Close()
	if sizeOf(from+"-wal") > 0 {
		return fault.New(fault.Conflict, "%s has a journal beside it (%s-wal): it is in use, or was not closed. Open it once with Concord, or make a backup of it.", from, from)
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "%s cannot be written.", to)
	}
	done, total := int64(0), sizeOf(from)
	_, err = io.Copy(out, readFunc(func(b []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, fault.Wrap(err, fault.Unavailable, "The restoring was stopped; nothing was changed.")
		}
		n, err := in.Read(b)
		done += int64(n)
		p.tell(done, total)
		return n, err
	}))
	err = errors.Join(err, out.Sync(), out.Close())
	return fault.Wrap(err, kindOr(err, fault.Unavailable), "%s could not be copied: %s", from, sentence(err))
}

type readFunc func(b []byte) (int, error)

func (f readFunc) Read(b []byte) (int, error) { return f(b) }

// kindOr is the kind of an error that has one, else another.
func kindOr(err error, k fault.Kind) fault.Kind {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return k
}

func sentence(err error) string {
	if err == nil {
		return ""
	}
	return fault.Sentence(err)
}

// Move carries the register at one address into an empty one at another, and
// compares what stands there with what was sent. The first one is not changed.
func Move(ctx context.Context, from, to string, p Progress) (counts store.Counts, err error) {
	source, err := OpenHeld(ctx, from)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	made, err := Exists(to)
	if err != nil {
		return nil, err
	}
	target, err := Open(ctx, to)
	if err != nil {
		return nil, err
	}
	counts, err = move(ctx, source, target, p)
	if closing := target.Close(); err == nil {
		err = closing
	}
	if err != nil && !made {
		// A file that only this made: nothing half is left.
		for _, tail := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(to + tail)
		}
	}
	return counts, err
}

func move(ctx context.Context, from, to register.Store, p Progress) (store.Counts, error) {
	source, ok := from.(store.Mover)
	if !ok {
		return nil, fault.New(fault.Unsupported, "This register cannot be carried over yet.")
	}
	target, ok := to.(store.Mover)
	if !ok {
		return nil, fault.New(fault.Unsupported, "Nothing can be carried into such a register yet.")
	}
	return store.Move(ctx, &counted{Mover: source, tell: p}, target)
}

// counted tells how many rows were given out.
type counted struct {
	store.Mover
	tell Progress
}

func (c *counted) Export(ctx context.Context, fn func(table string, row []any) error) error {
	done := int64(0)
	return c.Mover.Export(ctx, func(table string, row []any) error {
		if done++; done%1000 == 0 {
			c.tell.tell(done, 0)
		}
		return fn(table, row)
	})
}
