// Package postgres keeps a register in PostgreSQL 15 or later: the store of an
// installation that several servers share, or that has outgrown one computer.
//
// Everything is in the schema concord. One change runs at a time, of all programs
// that use the database; readers run beside it and see the last finished change.
// It holds no rules: what may be stored, package register says; what a change is,
// package desk.
package postgres

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log"
	"path"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"concord/fault"
	"concord/register"
	"concord/store/catalogue"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// The numbers of the locks (pg_advisory_lock) that programs of one database share.
const (
	lockChange  = 0x434F4E43 // held by the one change that runs
	lockMigrate = 0x434F4E44 // held while the tables are made or brought up
)

// oldest server that is used: server_version_num.
const oldest = 150000

// Options of Open.
type Options struct {
	// Wait is how long a change waits for another program that is writing; 0: 5 s. A
	// server has as long to answer a new connection, and five seconds at least.
	Wait time.Duration
	// Connections at most; 0: two for each processor and two more, at least 6. The
	// URL's pool_max_conns goes before.
	Connections int
}

// Store is a register in one database.
type Store struct {
	queries
	pool  *pgxpool.Pool
	name  string // of the database, for sentences: never with a password
	wait  time.Duration
	memo  totalsMemo
	terms terms
	tidy  tidy

	catalogue *catalogue.Catalogue
	closed    atomic.Bool
	turn      chan struct{} // changes of this program wait here, not each with a connection
}

var _ register.Store = (*Store)(nil)

// Open opens the register in the database that a URL names,
// postgres://user@host:5432/database, makes its tables where there are none, and
// brings them up to this program's form. The error is of kind fault.Unavailable
// where the database cannot be used now, fault.Invalid where it holds something
// else in the schema concord or was made by a newer program. No error holds the
// password.
func Open(ctx context.Context, url string, o Options) (_ *Store, err error) {
	if o.Wait == 0 {
		o.Wait = 5 * time.Second
	}
	if o.Connections == 0 {
		o.Connections = max(6, 2*runtime.GOMAXPROCS(0)+2)
	}
	c, err := pgxpool.ParseConfig(url)
	if err != nil {
		// The cause may repeat the URL, and with it the password.
		return nil, fault.New(fault.Invalid, "The address of the database cannot be read; write it as postgres://user@host:5432/database.")
	}
	if !strings.Contains(url, "pool_max_conns") {
		c.MaxConns = int32(o.Connections)
	}
	if c.ConnConfig.ConnectTimeout == 0 {
		c.ConnConfig.ConnectTimeout = max(o.Wait, 5*time.Second)
	}
	c.ConnConfig.RuntimeParams["search_path"] = "concord"
	if c.ConnConfig.RuntimeParams["application_name"] == "" {
		c.ConnConfig.RuntimeParams["application_name"] = "concord"
	}
	host := c.ConnConfig.Host
	if strings.HasPrefix(host, "/") {
		host = "this computer"
	}
	s := &Store{name: c.ConnConfig.Database + " on " + host, wait: o.Wait, turn: make(chan struct{}, 1), catalogue: catalogue.New()}
	if s.pool, err = pgxpool.NewWithConfig(ctx, c); err != nil {
		return nil, s.say(err)
	}
	defer func() {
		if err != nil {
			s.pool.Close()
		}
	}()
	s.queries = queries{s: s, q: s.pool}
	if err := s.migrate(ctx); err != nil {
		return nil, s.say(err)
	}
	return s, s.fill(ctx)
}

// fill makes the projections of a register that another program's form left without.
func (s *Store) fill(ctx context.Context) error {
	var missing bool
	if err := s.pool.QueryRow(ctx, "SELECT number < 0 FROM generation").Scan(&missing); err != nil || !missing {
		return s.say(err)
	}
	_, err := s.Rebuild(ctx)
	return err
}

// Name of the database, "concord on db.example.org".
func (s *Store) Name() string { return s.name }

// Close closes all connections; a change and reads that run are finished first.
func (s *Store) Close() error {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	s.closed.Store(true)
	s.tidy.stop()
	s.pool.Close()
	return nil
}

// idle is how long no change may have come before the index of texts is tidied.
const idle = time.Second

// tidy merges what changes have added to the index of texts: the server collects it
// in a list, which is quick to write and slow to search, until the list is full.
type tidy struct {
	sync.Mutex
	timer *time.Timer
	ended bool
}

// later has the index tidied when no change has come for a while.
func (y *tidy) later(s *Store) {
	y.Lock()
	defer y.Unlock()
	switch {
	case y.ended:
	case y.timer == nil:
		y.timer = time.AfterFunc(idle, func() {
			ctx, stop := context.WithTimeout(context.Background(), time.Minute)
			defer stop()
			// Where it fails, the server does it by itself sooner or later.
			_, _ = s.pool.Exec(ctx, "SELECT gin_clean_pending_list('found_words')")
		})
	default:
		y.timer.Reset(idle)
	}
}

func (y *tidy) stop() {
	y.Lock()
	defer y.Unlock()
	y.ended = true
	if y.timer != nil {
		y.timer.Stop()
	}
}

// newest is the number of the last migration that this program has.
func newest() int64 {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		return 0
	}
	number, _, _ := strings.Cut(path.Base(names[len(names)-1]), "_")
	n, _ := strconv.ParseInt(number, 10, 64)
	return n
}

// migrate checks what the database holds and brings it up to date. Programs that
// do so at once wait for one another.
func (s *Store) migrate(ctx context.Context) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	var version, encoding string
	if err := conn.QueryRow(ctx, "SELECT current_setting('server_version_num'), current_setting('server_encoding')").Scan(&version, &encoding); err != nil {
		return err
	}
	if n, _ := strconv.Atoi(version); n < oldest {
		return fault.New(fault.Invalid, "The server of the database %s is PostgreSQL %d; Concord needs 15 or later.", s.name, n/10000)
	}
	if encoding != "UTF8" {
		return fault.New(fault.Invalid, "The database %s is in the encoding %s; make one with ENCODING 'UTF8'.", s.name, encoding)
	}
	// Without the lock the tables may be half made, so that only a whole register
	// and a newer one are known for what they are.
	form, _, err := s.form(ctx, conn.Conn())
	if err != nil || form == newest() {
		return err
	}
	if _, err := conn.Exec(ctx, "SELECT set_config('lock_timeout', $1, false)", milliseconds(max(s.wait, 10*time.Second))); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", lockMigrate); err != nil {
		return err
	}
	// The lock and the setting belong to the connection and end with it.
	defer func() { _ = conn.Conn().Close(context.WithoutCancel(ctx)) }()
	form, tables, err := s.form(ctx, conn.Conn())
	switch {
	case err != nil || form == newest():
		return err
	case form == 0 && tables > 0:
		return fault.New(fault.Invalid, "The schema concord of the database %s holds tables of another program, not a register; name another database with --db.", s.name)
	}
	return s.up(ctx)
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// form is the number of the last migration that the database has had, 0 where it
// is no register, and how many tables there are in its schema.
func (s *Store) form(ctx context.Context, c *pgx.Conn) (form int64, tables int, err error) {
	// The table of migrations is made by itself, before the first of them: a program
	// that was killed in between leaves it alone behind.
	var marked bool
	err = c.QueryRow(ctx, "SELECT count(*) FILTER (WHERE tablename <> 'goose_db_version'), count(*) FILTER (WHERE tablename IN ('concord', 'goose_db_version')) = 2 FROM pg_tables WHERE schemaname = 'concord'").Scan(&tables, &marked)
	if err != nil || !marked {
		return 0, tables, err
	}
	err = c.QueryRow(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied AND EXISTS (SELECT FROM concord WHERE mark = 'register')").Scan(&form)
	var e *pgconn.PgError
	if errors.As(err, &e) && e.Code == "42703" { // no such column: the table is another one of that name
		return 0, tables, nil
	}
	if err == nil && form > newest() {
		err = fault.New(fault.Invalid, "The register in the database %s was made by a newer Concord (form %d, this program knows %d); use that program.", s.name, form, newest())
	}
	return form, tables, err
}

func (s *Store) up(ctx context.Context) error {
	db := stdlib.OpenDBFromPool(s.pool)
	defer db.Close()
	// Not CREATE SCHEMA IF NOT EXISTS: who administers the database may have made the
	// schema and given no right to make others.
	var there bool
	if err := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'concord')").Scan(&there); err != nil {
		return err
	}
	if !there {
		if _, err := db.ExecContext(ctx, "CREATE SCHEMA concord"); err != nil {
			return err
		}
	}
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, sub, goose.WithLogger(log.New(nowhere{}, "", 0)))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

type nowhere struct{}

func (nowhere) Write(b []byte) (int, error) { return len(b), nil }

// Change implements register.Store.
func (s *Store) Change(ctx context.Context, act register.Act, fn func(ctx context.Context, tx register.Tx) error) (err error) {
	if act.By.ID == "" || act.Name == "" || act.At.IsZero() {
		return fault.New(fault.Invalid, "A change needs somebody who makes it, a name and a time.")
	}
	return s.write(ctx, act, (*tx).begin, func(t *tx) error {
		if err := fn(ctx, t); err != nil {
			return err
		}
		return s.say(t.finish(ctx))
	})
}

// write runs fn in the one transaction that may write at a time, which begin opens.
func (s *Store) write(ctx context.Context, act register.Act, begin func(t *tx, ctx context.Context) error, fn func(t *tx) error) error {
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return s.say(ctx.Err())
	}
	defer func() { <-s.turn }()
	t, err := s.begin(ctx, act, begin)
	if lost(err) && ctx.Err() == nil {
		// A server that was started again has closed the connections that the pool
		// holds; nothing was done yet, so new ones are tried.
		s.pool.Reset()
		t, err = s.begin(ctx, act, begin)
	}
	if err != nil {
		return s.say(err)
	}
	defer t.end(ctx) // also after a panic
	if err := fn(t); err != nil {
		if errors.Is(err, register.ErrNothing) {
			return nil
		}
		return err
	}
	if err := t.flush(ctx); err != nil {
		return s.say(err)
	}
	if err := t.commit(ctx); err != nil {
		return s.say(err)
	}
	if t.reworded {
		s.tidy.later(s)
	}
	return nil
}

func (s *Store) begin(ctx context.Context, act register.Act, begin func(t *tx, ctx context.Context) error) (_ *tx, err error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	t := newTx(s, act, conn)
	defer func() {
		if err != nil {
			t.end(ctx)
		}
	}()
	return t, begin(t, ctx)
}

// end gives the connection back; what was not committed is undone.
func (t *tx) end(ctx context.Context) {
	if t.pg != nil {
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), t.s.wait)
		defer stop()
		_ = t.pg.Rollback(ctx)
	}
	t.conn.Release()
}

// commit keeps the change. Where the connection is lost before the server has
// answered, it asks the server over a new one what became of it.
func (t *tx) commit(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// What is done is not stopped any more: the answer counts.
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer stop()
	err := t.pg.Commit(ctx)
	if !lost(err) {
		return err
	}
	deadline := time.NewTimer(t.s.wait)
	defer deadline.Stop()
	t.s.pool.Reset()
	for {
		var status string
		e := t.s.pool.QueryRow(ctx, "SELECT coalesce(pg_xact_status($1::text::xid8), '')", t.xid).Scan(&status)
		switch {
		case e == nil && status == "committed":
			return nil
		case e == nil && status == "aborted":
			return err
		}
		select {
		case <-deadline.C:
			return fault.Wrap(err, fault.Unavailable, "The connection to the database %s was lost while the last change was being kept; look whether it is there before you repeat it. Nothing half was stored.", t.s.name)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
