package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"concord/fault"

	sqlite "modernc.org/sqlite"
)

// The result codes of SQLite that have a sentence (sqlite.org/rescode.html).
const (
	codePerm     = 3
	codeBusy     = 5
	codeLocked   = 6
	codeReadonly = 8
	codeIO       = 10
	codeCorrupt  = 11
	codeFull     = 13
	codeExists   = 2067 // SQLITE_CONSTRAINT_UNIQUE
	codeCantOpen = 14
	codeNotADB   = 26
)

// say gives an error of the engine the sentence that a person needs. Errors that
// have a kind stay as they are; nil stays nil.
func (s *Store) say(err error) error {
	if err == nil {
		return nil
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	var e *sqlite.Error
	if errors.As(err, &e) {
		if e.Code() == codeExists {
			return fault.Wrap(err, fault.Conflict, "What was to be stored is in the register already; nothing of it was stored twice.")
		}
		switch e.Code() & 0xff {
		case codeBusy, codeLocked:
			return fault.Wrap(err, fault.Unavailable, "Another program is writing to the database %s; try again when it has finished.", s.path)
		case codeReadonly, codePerm:
			return fault.Wrap(err, fault.Unavailable, "The database %s cannot be written: the file or its folder is read-only.", s.path)
		case codeCantOpen:
			return fault.Wrap(err, fault.Unavailable, "The database %s cannot be opened; look whether you may read and write the file and its folder.", s.path)
		case codeFull:
			return fault.Wrap(err, fault.Unavailable, "The disk that holds the database %s is full; make room and try again. Nothing half was stored.", s.path)
		case codeIO:
			return fault.Wrap(err, fault.Unavailable, "The disk failed while the database %s was used; look whether it is full or gone. Nothing half was stored.", s.path)
		case codeCorrupt:
			return fault.Wrap(err, fault.Unavailable, "The database %s is damaged; restore it from a backup.", s.path)
		case codeNotADB:
			return fault.Wrap(err, fault.Invalid, "%s is not a database; name another file with --db.", s.path)
		}
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(err, fault.Unavailable, "Work with the database %s was stopped. Nothing half was stored.", s.path)
	case s.closed.Load(), errors.Is(err, sql.ErrConnDone), errors.Is(err, sql.ErrTxDone):
		return fault.Wrap(err, fault.Unavailable, "The database %s is closed.", s.path)
	}
	return err
}
