package sqlite

import (
	"context"
	"strings"
)

// many is how many rows one statement inserts: beyond some fifty the gain is
// below what the longer statement costs to bind.
const many = 50

// bulk collects rows of one table and inserts them many at a time, in the order
// in which they came.
type bulk struct {
	s    *Store
	head string // INSERT INTO t (…) VALUES
	tail string // ON CONFLICT …
	cols int
	args []any
	full string // the statement for many rows
}

func (s *Store) bulk(table, columns, tail string) *bulk {
	return &bulk{s: s, head: "INSERT INTO " + table + " (" + columns + ") VALUES ", tail: tail, cols: strings.Count(columns, ",") + 1}
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
		if len(rest) >= n*b.cols {
			if _, err := b.s.exec(ctx, b.statement(n), rest[:n*b.cols]...); err != nil {
				return err
			}
			rest = rest[n*b.cols:]
		}
	}
	b.args = b.args[:0]
	return nil
}
