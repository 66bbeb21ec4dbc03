package postgres

import (
	"context"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// A table with few rows gets them in one INSERT, which is one way to the server
// and back; COPY, which is faster for many, is three.
const copyFrom = 100

// pending is how many rows a change collects before it writes them.
const pending = 20_000

// bulk collects rows of one table and writes them together, in the order in which
// they came.
type bulk struct {
	t       *tx
	table   string
	columns []string
	copies  bool // no row may be there already
	insert  string
	rows    [][]any
}

// bulk is of a table with columns as "id bigint, words text"; conflict is what to
// do with a row that is there already ("ON CONFLICT …"), "" where there is none.
func (t *tx) bulk(table, columns, conflict string) *bulk {
	b := &bulk{t: t, table: table, copies: conflict == ""}
	var arrays []string
	for i, c := range strings.Split(columns, ", ") {
		name, typ, _ := strings.Cut(c, " ")
		b.columns = append(b.columns, name)
		arrays = append(arrays, "$"+strconv.Itoa(i+1)+"::"+typ+"[]")
	}
	b.insert = "INSERT INTO " + table + " (" + strings.Join(b.columns, ", ") + ") SELECT * FROM unnest(" + strings.Join(arrays, ", ") + ") " + conflict
	t.bulks = append(t.bulks, b)
	return b
}

// row adds one row. It is written before anything is read.
func (b *bulk) row(ctx context.Context, values ...any) error {
	b.rows = append(b.rows, keep(values))
	if b.t.pending++; b.t.pending < pending {
		return nil
	}
	return b.t.flush(ctx)
}

func (b *bulk) flush(ctx context.Context) error {
	if len(b.rows) == 0 {
		return nil
	}
	defer func() { b.rows = b.rows[:0] }()
	if b.copies && len(b.rows) >= copyFrom {
		_, err := b.t.pg.CopyFrom(ctx, pgx.Identifier{b.table}, b.columns, pgx.CopyFromRows(b.rows))
		return err
	}
	args := make([]any, len(b.columns))
	for i := range args {
		column := make([]any, len(b.rows))
		for j, r := range b.rows {
			column[j] = r[i]
		}
		args[i] = column
	}
	_, err := b.t.pg.Exec(ctx, b.insert, args...)
	return err
}
