package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"

	"concord/fault"
)

// CopyTo writes the register as it is at this moment, without what is deleted or
// free in it, into a new file; changes go on meanwhile. The copy is a register
// like this one. The error is a Conflict where the file is there already.
func (s *Store) CopyTo(ctx context.Context, file string) (err error) {
	if _, err := os.Lstat(file); err == nil {
		return fault.New(fault.Conflict, "%s is there already; name a new file.", file)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file)
		}
	}()
	// A connection of its own: the readers' may not write, not even elsewhere.
	db, err := sql.Open("sqlite", address(s.path)+"?_pragma=busy_timeout(5000)")
	if err != nil {
		return s.say(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", file); err != nil {
		if ctx.Err() == nil {
			return (&Store{path: file}).say(err) // most likely it is the copy's disk
		}
		return s.say(err)
	}
	// The journal is a property of the file and not copied.
	return setJournal(ctx, file, "WAL")
}

// Retire makes one file of a register that nobody has open, with all that its
// journal holds, so that it can be moved. The error is a Conflict where a program
// has it open.
func Retire(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err != nil {
		return fault.Wrap(err, fault.NotFound, "There is no file %s.", path)
	}
	err := setJournal(ctx, path, "DELETE")
	if err == nil {
		err = setJournal(ctx, path, "WAL")
	}
	return err
}

// setJournal changes how a file is written; SQLite does so only where no other
// connection has it open.
func setJournal(ctx context.Context, path, mode string) error {
	s := &Store{path: path}
	db, err := sql.Open("sqlite", address(path)+"?_pragma=busy_timeout(200)")
	if err != nil {
		return s.say(err)
	}
	defer db.Close()
	var now string
	if err := db.QueryRowContext(ctx, "PRAGMA journal_mode = "+mode).Scan(&now); err != nil {
		err = s.say(err)
		if fault.KindOf(err) == fault.Unavailable && ctx.Err() == nil {
			return fault.Wrap(errors.Unwrap(err), fault.Conflict, "A program has %s open; end it first.", path)
		}
		return err
	}
	return nil
}

// Examined is what Examine finds.
type Examined struct {
	Form, Known int64    // of the file's tables, and the newest that this program knows
	Damage      []string // what SQLite's own check says, at most ten lines; none is well
	Checked     bool     // the check came to its end
}

// Examine looks at a file without changing it: what it is, and until ctx ends
// whether it is whole. The error is of kind fault.Invalid where it is no register.
func Examine(ctx context.Context, path string) (Examined, error) {
	s := &Store{path: path}
	e := Examined{Known: newest()}
	query := "?mode=ro&_pragma=busy_timeout(1000)&_pragma=query_only(1)"
	if _, err := os.Stat(path + "-wal"); errors.Is(err, os.ErrNotExist) {
		query += "&immutable=1" // nobody has it open: leave nothing beside it, and need no right to
	}
	db, err := sql.Open("sqlite", address(path)+query)
	if err != nil {
		return e, s.say(err)
	}
	defer db.Close()
	s.writer = db
	if _, err := s.current(ctx); err != nil && fault.KindOf(err) != fault.Invalid {
		return e, err
	}
	var app int64
	if err := db.QueryRowContext(ctx, "SELECT application_id FROM pragma_application_id").Scan(&app); err != nil {
		return e, s.say(err)
	}
	if app != application {
		return e, fault.New(fault.Invalid, "%s is not a register of Concord.", path)
	}
	if err := db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version").Scan(&e.Form); err != nil {
		return e, s.say(err)
	}
	rows, err := db.QueryContext(ctx, "PRAGMA quick_check(10)")
	if err != nil {
		if ctx.Err() != nil {
			return e, nil
		}
		return e, s.say(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return e, s.say(err)
		}
		if line != "ok" {
			e.Damage = append(e.Damage, line)
		}
	}
	if err := rows.Err(); err != nil {
		if ctx.Err() != nil {
			return e, nil
		}
		return e, s.say(err)
	}
	e.Checked = true
	return e, nil
}
