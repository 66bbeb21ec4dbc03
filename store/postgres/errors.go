package postgres

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"

	"concord/fault"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"
)

// lost tells whether an error means that the connection is gone: the server was
// stopped, killed or cannot be reached.
func lost(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return strings.HasPrefix(e.Code, "57P") || strings.HasPrefix(e.Code, "08")
	}
	var n net.Error
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.As(err, &n) ||
		strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "broken pipe") || pgconn.SafeToRetry(err)
}

// say gives an error of the engine the sentence that a person needs. Errors that
// have a kind stay as they are; nil stays nil. The codes are those of
// postgresql.org/docs/15/errcodes-appendix.html.
func (s *Store) say(err error) error {
	if err == nil {
		return nil
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	var e *pgconn.PgError
	if errors.As(err, &e) {
		switch e.Code {
		case "23505": // unique_violation
			return fault.Wrap(err, fault.Conflict, "What was to be stored is in the register already; nothing of it was stored twice.")
		case "23503": // foreign_key_violation
			return fault.Wrap(err, fault.NotFound, "What was to be stored points to something that is not in the register; nothing of it was stored.")
		case "40001", "40P01": // serialization_failure, deadlock_detected
			return fault.Wrap(err, fault.Conflict, "Another program changed the same at the same time; try again. Nothing of yours was stored.")
		case "55P03": // lock_not_available
			return fault.Wrap(err, fault.Unavailable, "Another program is writing to the database %s; try again when it has finished.", s.name)
		case "25006": // read_only_sql_transaction
			return fault.Wrap(err, fault.Unavailable, "The database %s cannot be written: it is read-only or a copy that follows another server.", s.name)
		case "53100": // disk_full
			return fault.Wrap(err, fault.Unavailable, "The disk that holds the database %s is full; make room and try again. Nothing half was stored.", s.name)
		case "53200": // out_of_memory
			return fault.Wrap(err, fault.Unavailable, "The server of the database %s has no memory left; try again later. Nothing half was stored.", s.name)
		case "53300": // too_many_connections
			return fault.Wrap(err, fault.Unavailable, "The server of the database %s takes no more connections; close other programs or raise its max_connections.", s.name)
		case "54000", "54001": // program_limit_exceeded: an entry of an index is too long
			return fault.Wrap(err, fault.Invalid, "A name or identifier is too long to be stored in the database %s. Nothing half was stored.", s.name)
		case "57014": // query_canceled
			return fault.Wrap(err, fault.Unavailable, "Work with the database %s was stopped. Nothing half was stored.", s.name)
		case "57P01", "57P02": // admin_shutdown, crash_shutdown
			return fault.Wrap(err, fault.Unavailable, "The server of the database %s was stopped; try again when it runs. Nothing half was stored.", s.name)
		case "57P03": // cannot_connect_now
			return fault.Wrap(err, fault.Unavailable, "The server of the database %s is starting or stopping; try again in a moment.", s.name)
		case "28P01", "28000": // invalid_password, invalid_authorization_specification
			return fault.Wrap(err, fault.Unavailable, "The server of the database %s does not let this user in; look at the name and the password.", s.name)
		case "3D000": // invalid_catalog_name
			return fault.Wrap(err, fault.Unavailable, "There is no such database as %s; make it with createdb, or name another with --db.", s.name)
		case "42501": // insufficient_privilege
			return fault.Wrap(err, fault.Unavailable, "The user has not the rights that Concord needs in the database %s; see the page on PostgreSQL.", s.name)
		case "XX001", "XX002": // data_corrupted, index_corrupted
			return fault.Wrap(err, fault.Unavailable, "The database %s is damaged; restore it from a backup.", s.name)
		}
		switch e.Code[:2] {
		case "08": // connection exceptions
			return fault.Wrap(err, fault.Unavailable, "The connection to the database %s was lost; try again. Nothing half was stored.", s.name)
		case "53":
			return fault.Wrap(err, fault.Unavailable, "The server of the database %s lacks something that it needs; look at its log. Nothing half was stored.", s.name)
		case "58": // system errors
			return fault.Wrap(err, fault.Unavailable, "The disk failed while the database %s was used; look at the server's log. Nothing half was stored.", s.name)
		case "22": // data exceptions: a value that its column does not take
			return fault.Wrap(err, fault.Invalid, "A value cannot be stored in the database %s. Nothing half was stored.", s.name)
		}
		return err
	}
	var c *pgconn.ConnectError
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded) && !errors.As(err, &c):
		return fault.Wrap(err, fault.Unavailable, "Work with the database %s was stopped. Nothing half was stored.", s.name)
	case s.closed.Load(), errors.Is(err, puddle.ErrClosedPool), errors.Is(err, pgx.ErrTxClosed):
		return fault.Wrap(err, fault.Unavailable, "The database %s is closed.", s.name)
	case errors.As(err, &c):
		return fault.Wrap(err, fault.Unavailable, "The database %s cannot be reached; look whether its server runs and the address is right.", s.name)
	case lost(err):
		return fault.Wrap(err, fault.Unavailable, "The connection to the database %s was lost; try again. Nothing half was stored.", s.name)
	case strings.Contains(err.Error(), "for int4"), strings.Contains(err.Error(), "for int8"):
		return fault.Wrap(err, fault.Invalid, "A number is too large to be stored in the database %s. Nothing half was stored.", s.name)
	}
	return err
}
