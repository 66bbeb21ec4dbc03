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
	// single rows go in one by one, at the end: a statement of several begins with a
	// savepoint, at which FTS5 writes all that it has collected to the disk.
	single bool
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

// row adds one row; a full statement is run at once.
func (b *bulk) row(ctx context.Context, args ...any) error {
	if b.args == nil {
		b.args = make([]any, 0, many*b.cols)
	}
	b.args = append(b.args, args...)
	if b.single {
		if len(b.args) < 1000*b.cols {
			return nil
		}
		return b.flush(ctx)
	}
	if len(b.args) < many*b.cols {
		return nil
	}
	if b.full == "" {
		b.full = b.statement(many)
	}
	_, err := b.s.exec(ctx, b.full, b.args...)
	b.args = b.args[:0]
	return err
}

// flush inserts what is left: in powers of two, so that few statements are ever prepared.
func (b *bulk) flush(ctx context.Context) error {
	rest := b.args
	for n := 32; n > 0; n /= 2 {
		if b.single {
			n = 1
		}
		for len(rest) >= n*b.cols {
			if _, err := b.s.exec(ctx, b.statement(n), rest[:n*b.cols]...); err != nil {
				return err
			}
			rest = rest[n*b.cols:]
		}
	}
	b.args = b.args[:0]
	return nil
}
