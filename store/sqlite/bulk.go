package sqlite

import (
	"context"
	"strings"

	"concord/store"
)

// many is how many rows one statement inserts: beyond some fifty the gain is
// below what the longer statement costs to bind.
const many = 50

// bulk collects rows of one table and inserts them many at a time, in the order
// in which they came.
type bulk struct {
	s      *Store
	table  string
	head   string // INSERT INTO t (…) VALUES
	tail   string // ON CONFLICT …
	cols   int
	sealed []int // the columns that the log covers; none of a projection
	args   []any
	full   string // the statement for many rows
	// Rows of the index of texts go in one by one, and those of the other projections
	// behind them: a statement of several rows begins with a savepoint, at which FTS5
	// writes all that it has collected to the disk.
	single, late bool
}

// tableBulk is of one of store.Tables, with all its columns.
func (s *Store) tableBulk(name string) *bulk {
	t := store.TableNamed(name)
	b := &bulk{s: s, table: name, cols: len(t.Columns)}
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
		if t.Act != "" && !c.Open && c.Name != t.Act {
			b.sealed = append(b.sealed, i)
		}
	}
	b.head = "INSERT INTO " + name + " (" + strings.Join(names, ",") + ") VALUES "
	return b
}

// bulk is of a projection.
func (s *Store) bulk(head, columns, tail string) *bulk {
	return &bulk{s: s, head: head + " (" + columns + ") VALUES ", tail: tail, cols: strings.Count(columns, ",") + 1}
}

func (b *bulk) statement(rows int) string {
	row := "(?" + strings.Repeat(",?", b.cols-1) + ")"
	return b.head + row + strings.Repeat(","+row, rows-1) + b.tail
}

// row adds one row; a full statement is run at once, beside the caller.
func (b *bulk) row(ctx context.Context, args ...any) error {
	if b.single {
		if b.full == "" {
			b.full = b.statement(1)
		}
		return b.s.later(ctx, b.full, args)
	}
	if b.args == nil {
		b.args = make([]any, 0, many*b.cols)
	}
	b.args = append(b.args, args...)
	if n := len(b.args) / b.cols; n < many || b.late && n < 20*many {
		return nil
	}
	return b.flush(ctx)
}

// flush inserts what is left: in powers of two, so that few statements are ever prepared.
func (b *bulk) flush(ctx context.Context) error {
	rest := b.args
	b.args = nil // they are another's until they are stored
	for n := many; n > 0; {
		if len(rest) < n*b.cols {
			if n == many {
				n = 64
			}
			n /= 2
			continue
		}
		if b.full == "" {
			b.full = b.statement(many)
		}
		statement := b.full
		if n < many {
			statement = b.statement(n)
		}
		if err := b.s.later(ctx, statement, rest[:n*b.cols]); err != nil {
			return err
		}
		rest = rest[n*b.cols:]
	}
	return nil
}

// job is a statement that is run beside the change that made it.
type job struct {
	ctx   context.Context
	query string
	args  []any
}

// behind runs statements beside the change, which goes on meanwhile with what it
// stores next. It is the only one that uses the connection until it has ended.
type behind struct {
	jobs chan job
	err  chan error // the first, when all are done
}

// later runs a statement beside the caller, after those before it. args are the
// statement's from now on. The error is one of a statement before.
func (s *Store) later(ctx context.Context, query string, args []any) error {
	if s.behind == nil {
		b := &behind{jobs: make(chan job, 16), err: make(chan error, 1)}
		s.behind = b
		go func() {
			var failed error
			for j := range b.jobs {
				if failed != nil {
					continue
				}
				st, err := s.prepared(j.ctx, j.query)
				if err == nil {
					_, err = st.ExecContext(j.ctx, j.args...)
				}
				failed = err
			}
			b.err <- failed
		}()
	}
	s.behind.jobs <- job{ctx, query, args}
	return nil
}

// settle waits until all that runs beside the change is done.
func (s *Store) settle() error {
	b := s.behind
	if b == nil {
		return nil
	}
	s.behind = nil
	close(b.jobs)
	return <-b.err
}
