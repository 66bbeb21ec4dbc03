// Package sqlite keeps a register in one SQLite file: the store of one person's
// computer and of a small installation.
//
// One connection writes, one change after another; readers run beside it and see
// the last finished change. It holds no rules: what may be stored, package
// register says; what a change is, package desk.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"concord/fault"
	"concord/register"
	"concord/store"
	"concord/store/catalogue"

	"github.com/pressly/goose/v3"
	sqlite "modernc.org/sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

// application is in the head of each file that is a register: "CONC".
const application = 0x434F4E43

// Options of Open.
type Options struct {
	// Wait is how long a change waits for another program that is writing; 0: 5 s.
	Wait time.Duration
	// Readers is how many reads may run at once; 0: one more than processors, at least 2.
	Readers int
}

// Store is a register in one file.
type Store struct {
	queries
	path    string
	wait    time.Duration
	readers *sql.DB
	pool    *pool // of readers
	memo    totalsMemo
	closed  atomic.Bool
	// The file or its folder cannot be written: it is read, and refuses changes.
	readOnly bool
	// What lists are made of, filled when somebody asks for one.
	catalogue *catalogue.Catalogue

	writing sync.Mutex // SQLite has one writer: wait here, not in its busy handler
	writer  *sql.DB    // holds conn alone
	conn    *sql.Conn
	stmts   map[string]*sql.Stmt  // prepared on conn
	behind  *behind               // runs statements beside the change; nil when it has ended
	tables  map[string]*bulk      // of tables that few rows go to
	terms   map[store.Facet]int64 // numbers of facets that were looked up: they never change
}

var _ register.Store = (*Store)(nil)

// Open opens the register at path, makes it where there is no file, and brings it
// up to this program's form. The error is of kind fault.Unavailable where the
// file cannot be used now, fault.Invalid where it is something else than a
// register or was made by a newer program.
func Open(ctx context.Context, path string, o Options) (_ *Store, err error) {
	if o.Wait == 0 {
		o.Wait = 5 * time.Second
	}
	if o.Readers == 0 {
		o.Readers = max(2, runtime.GOMAXPROCS(0)+1)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return nil, fault.Wrap(err, fault.Unavailable, "The folder for the database %s does not exist; make it or name another place with --db.", path)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, fault.New(fault.Unavailable, "%s is a folder, not a database; name a file with --db.", path)
	}
	s := &Store{path: path, wait: o.Wait, stmts: map[string]*sql.Stmt{}, tables: map[string]*bulk{}, terms: map[store.Facet]int64{}, catalogue: catalogue.New()}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	// busy_timeout stands first: the pragmas after it may have to wait already.
	wait := strconv.FormatInt(o.Wait.Milliseconds(), 10)
	common := "_pragma=busy_timeout(" + wait + ")&_pragma=foreign_keys(1)&_pragma=temp_store(2)"
	s.writer, err = sql.Open("sqlite", address(path)+"?"+common+"&_pragma=cache_size(-16000)&_pragma=synchronous(NORMAL)&_pragma=wal_autocheckpoint(4000)")
	if err != nil {
		return nil, s.say(err)
	}
	s.writer.SetMaxOpenConns(1)
	s.writer.SetMaxIdleConns(1)
	if err := s.migrate(ctx, o.Wait); err != nil {
		if !s.unwritable(ctx, err) {
			return nil, err
		}
		return s, s.openReadOnly(ctx, common, o)
	}
	if s.conn, err = s.writer.Conn(ctx); err != nil {
		return nil, s.say(err)
	}
	s.readers, err = sql.Open("sqlite", address(path)+"?"+common+"&_pragma=cache_size(-4000)&_pragma=query_only(1)")
	if err != nil {
		return nil, s.say(err)
	}
	s.pool = newPool(s.readers, o.Readers)
	s.queries = queries{s: s, q: s.pool}
	return s, s.fill(ctx)
}

// unwritable tells whether a file is a register that could be read if SQLite had
// not to write beside it.
func (s *Store) unwritable(ctx context.Context, err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) || ctx.Err() != nil {
		return false
	}
	if c := e.Code() & 0xff; c != codeReadonly && c != codeCantOpen && c != codePerm {
		return false
	}
	f, err := os.Open(s.path)
	if err != nil {
		return false
	}
	return f.Close() == nil
}

// openReadOnly opens a register in a place that cannot be written, such as a
// medium or a folder of somebody else. Nobody else may change the file meanwhile:
// SQLite does not look for a journal then (sqlite.org/uri.html, immutable).
func (s *Store) openReadOnly(ctx context.Context, common string, o Options) error {
	if info, err := os.Stat(s.path + "-wal"); err == nil && info.Size() > 0 {
		return fault.New(fault.Unavailable, "The register %s lies in a folder that cannot be written, and the last changes to it are still in %s; copy both to a folder of yours and open them there.",
			s.path, filepath.Base(s.path)+"-wal")
	}
	if err := s.writer.Close(); err != nil {
		return s.say(err)
	}
	db, err := sql.Open("sqlite", address(s.path)+"?mode=ro&immutable=1&"+common+"&_pragma=cache_size(-4000)&_pragma=query_only(1)")
	if err != nil {
		return s.say(err)
	}
	s.writer, s.readers, s.readOnly = db, db, true
	s.pool = newPool(db, o.Readers)
	s.queries = queries{s: s, q: s.pool}
	ready, err := s.current(ctx)
	if err == nil && !ready {
		err = fault.New(fault.Unavailable, "The register %s was made by an older Concord and lies in a folder that cannot be written; copy it to a folder of yours and open it there.", s.path)
	}
	return err
}

// ReadOnly tells that the file lies where it cannot be written, so that changes
// are refused.
func (s *Store) ReadOnly() bool { return s.readOnly }

// address is a file as SQLite's URI, with what has a meaning there escaped.
func address(path string) string {
	p := filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		p = "/" + p // file:///C:/…
	}
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(p)
}

// Path of the file.
func (s *Store) Path() string { return s.path }

// Close closes the file; a change that runs is finished first.
func (s *Store) Close() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.closed.Store(true)
	var errs []error
	for _, st := range s.stmts {
		errs = append(errs, st.Close())
	}
	s.stmts = nil
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
		s.conn = nil
	}
	if s.pool != nil {
		errs = append(errs, s.pool.close())
		s.pool = nil
	}
	for _, db := range []*sql.DB{s.readers, s.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// fill makes the projections of a register that another program's form left without.
func (s *Store) fill(ctx context.Context) error {
	var missing bool
	err := s.readers.QueryRowContext(ctx, "SELECT number < 0 FROM generation").Scan(&missing)
	if err == nil && missing {
		_, err = s.Rebuild(ctx)
	}
	return s.say(err)
}

// newest is the number of the last form that this program has: of the SQL of the
// migrations, or of what only the program can do.
func newest() int64 { return 4 }

// sealing is the number of the migration that seal is.
const sealing = 3

// migrate checks what the file is and brings it up to date. Two programs that
// make one file at the same time both end well: who comes second finds it made.
func (s *Store) migrate(ctx context.Context, wait time.Duration) error {
	deadline := time.Now().Add(wait)
	for pause := time.Millisecond; ; pause *= 2 {
		done, err := s.current(ctx)
		if done || err != nil && fault.KindOf(err) != fault.Conflict {
			return err
		}
		if err == nil {
			if err = s.up(ctx); err == nil {
				continue // and look whether it is current now
			}
			if fault.KindOf(err) != fault.Conflict {
				return err
			}
		}
		if time.Now().After(deadline) {
			return fault.Wrap(errors.Unwrap(err), fault.Unavailable, "%s", fault.Sentence(err))
		}
		select {
		case <-ctx.Done():
			return fault.Wrap(ctx.Err(), fault.Unavailable, "Opening the database %s was stopped.", s.path)
		case <-time.After(min(pause, 100*time.Millisecond)):
		}
	}
}

// current tells whether the file is a register of this program's form.
func (s *Store) current(ctx context.Context) (bool, error) {
	var app, tables, made int64
	err := s.writer.QueryRowContext(ctx, "SELECT (SELECT application_id FROM pragma_application_id), count(*), "+
		"count(*) FILTER (WHERE name = 'goose_db_version') FROM sqlite_schema").Scan(&app, &tables, &made)
	if err != nil {
		return false, s.say(err)
	}
	if app != application {
		// While another program is making it, goose's table is there before the head.
		if tables > 0 && (made == 0 || tables > 3) {
			return false, fault.New(fault.Invalid, "%s is a database of another program, not a register of Concord; name another file with --db.", s.path)
		}
		return false, nil
	}
	var has sql.NullInt64
	if made > 0 {
		if err := s.writer.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&has); err != nil {
			return false, s.say(err)
		}
	}
	if has.Int64 > newest() {
		return false, fault.New(fault.Invalid, "The register %s was made by a newer Concord (form %d, this program knows %d); use that program.", s.path, has.Int64, newest())
	}
	return has.Int64 == newest(), nil
}

func (s *Store) up(ctx context.Context) error {
	// The journal is a property of the file, so it is set once, when it is made.
	if _, err := s.writer.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return s.retriable(err)
	}
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	// Tables are made anew and renamed, so that nothing may point anywhere meanwhile.
	db, err := sql.Open("sqlite", address(s.path)+"?_pragma=busy_timeout("+strconv.FormatInt(s.wait.Milliseconds(), 10)+")&_pragma=foreign_keys(0)&_pragma=synchronous(NORMAL)&_txlock=immediate")
	if err != nil {
		return s.retriable(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	p, err := goose.NewProvider(goose.DialectSQLite3, db, sub, goose.WithLogger(log.New(nowhere{}, "", 0)),
		goose.WithGoMigrations(goose.NewGoMigration(sealing, &goose.GoFunc{RunTx: seal}, nil)))
	if err != nil {
		return s.retriable(err)
	}
	if _, err := p.Up(ctx); err != nil {
		return s.retriable(err)
	}
	return nil
}

// retriable makes of an error while making the file a Conflict, so that migrate
// looks again, unless the file cannot be written at all.
func (s *Store) retriable(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff {
		case codeReadonly, codeFull, codeCantOpen, codePerm, codeIO, codeCorrupt, codeNotADB:
			return s.say(err)
		}
	}
	return fault.Wrap(err, fault.Conflict, "The database %s is being made by another program that does not finish; close it and try again.", s.path)
}

type nowhere struct{}

func (nowhere) Write(b []byte) (int, error) { return len(b), nil }

// Change implements register.Store.
func (s *Store) Change(ctx context.Context, act register.Act, fn func(ctx context.Context, tx register.Tx) error) (err error) {
	if act.By.ID == "" || act.Name == "" || act.At.IsZero() {
		return fault.New(fault.Invalid, "A change needs somebody who makes it, a name and a time.")
	}
	return s.write(ctx, func(t *tx) error {
		t.act = act
		if err := t.begin(ctx); err != nil {
			return err
		}
		if err := fn(ctx, t); err != nil {
			return err
		}
		return t.finish(ctx)
	})
}

// write runs fn in one transaction of the one who writes.
func (s *Store) write(ctx context.Context, fn func(t *tx) error) (err error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.readOnly && !s.closed.Load() {
		return fault.New(fault.Unavailable, "The register %s can only be read: the file or its folder is read-only.", s.path)
	}
	if s.conn == nil {
		return fault.New(fault.Unavailable, "The database %s is closed.", s.path)
	}
	if _, err := s.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return s.say(err)
	}
	committed := false
	defer func() { // also after a panic, which would leave the writer in its transaction
		if !committed {
			_ = s.settle()
			_, _ = s.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	t := newTx(s, register.Act{})
	if err := fn(t); err != nil {
		if errors.Is(err, register.ErrNothing) {
			return nil
		}
		return s.say(err)
	}
	if _, err := s.exec(ctx, "COMMIT"); err != nil {
		return s.say(err)
	}
	committed = true
	for f, n := range t.terms {
		s.terms[f] = n
	}
	return nil
}

// exec runs a statement on the writer's connection, prepared once.
func (s *Store) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := s.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

// query reads on the writer's connection.
func (s *Store) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := s.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// statement is for who has waited for all that runs beside the change.
func (s *Store) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := s.settle(); err != nil {
		return nil, err
	}
	return s.prepared(ctx, query)
}

func (s *Store) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	st := s.stmts[query]
	if st == nil {
		var err error
		if st, err = s.conn.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
		s.stmts[query] = st
	}
	return st, nil
}

// reading is what reads beside a change, on the last finished one.
func (s *Store) reading() queries { return s.queries }
