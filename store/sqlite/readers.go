package sqlite

import (
	"context"
	"database/sql"
	"errors"
)

// pool are the connections that read. Each keeps the statements that it has
// prepared: to prepare one takes as long as to run it.
type pool struct {
	db   *sql.DB
	idle chan *reader
	room chan struct{} // one for each that may be open
	end  chan struct{} // closed with the store
}

func newPool(db *sql.DB, size int) *pool {
	return &pool{db: db, idle: make(chan *reader, size), room: make(chan struct{}, size), end: make(chan struct{})}
}

// reader is one connection.
type reader struct {
	conn  *sql.Conn
	stmts map[string]*prepared
}

type prepared struct {
	*sql.Stmt
	busy bool // its rows are being read
}

// keptStatements is how many statements a reader keeps; there are not many more.
const keptStatements = 200

// QueryContext of the pool is not there to be called: see queries.each.
func (p *pool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return p.db.QueryContext(ctx, query, args...)
}

func (p *pool) take(ctx context.Context) (*reader, error) {
	select {
	case <-p.end:
		return nil, sql.ErrConnDone
	default:
	}
	select {
	case r := <-p.idle:
		return r, nil
	default:
	}
	select {
	case <-p.end:
		return nil, sql.ErrConnDone
	case r := <-p.idle:
		return r, nil
	case p.room <- struct{}{}:
		conn, err := p.db.Conn(ctx)
		if err != nil {
			<-p.room
			return nil, err
		}
		return &reader{conn: conn, stmts: map[string]*prepared{}}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// give takes a reader back; one that is not good is closed.
func (p *pool) give(r *reader, good bool) {
	if good {
		p.idle <- r
		return
	}
	_ = r.close()
	<-p.room
}

// close closes those that nobody uses, waiting for the others.
func (p *pool) close() error {
	close(p.end)
	var errs []error
	for range cap(p.room) {
		select {
		case r := <-p.idle:
			errs = append(errs, r.close())
		case p.room <- struct{}{}:
		}
	}
	return errors.Join(errs...)
}

func (r *reader) close() error {
	for _, st := range r.stmts {
		_ = st.Close()
	}
	return r.conn.Close()
}

func (r *reader) exec(ctx context.Context, query string) error {
	st, err := r.statement(ctx, query)
	if err == nil {
		_, err = st.ExecContext(ctx)
	}
	return err
}

// QueryContext runs a query that is prepared for this once.
func (r *reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return r.conn.QueryContext(ctx, query, args...)
}

// prepared runs a query through the statement that is kept for it; done is called
// when its rows were read.
func (r *reader) prepared(ctx context.Context, query string, args []any) (rows *sql.Rows, done func(), err error) {
	st, err := r.statement(ctx, query)
	if err != nil {
		return nil, func() {}, err
	}
	if st.busy { // a query within the same query
		rows, err = r.conn.QueryContext(ctx, query, args...)
		return rows, func() {}, err
	}
	st.busy = true
	rows, err = st.QueryContext(ctx, args...)
	return rows, func() { st.busy = false }, err
}

func (r *reader) statement(ctx context.Context, query string) (*prepared, error) {
	if st := r.stmts[query]; st != nil {
		return st, nil
	}
	if len(r.stmts) >= keptStatements {
		for q, st := range r.stmts {
			if !st.busy {
				_ = st.Close()
				delete(r.stmts, q)
			}
		}
	}
	st, err := r.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p := &prepared{Stmt: st}
	r.stmts[query] = p
	return p, nil
}
