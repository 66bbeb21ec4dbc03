package postgres

import (
	"context"
	"strconv"
	"strings"

	"concord/store"

	"github.com/jackc/pgx/v5"
)

// A table with few rows gets them in one INSERT, which is one way to the server
// and back; COPY, which is faster for many, is three.
const copyFrom = 100

// pending is how many rows a change collects before it writes them.
const pending = 20_000

// types are the columns' types here that do not follow from store.Type.
var types = map[string]string{
	"version.number": "integer", "text.ordinal": "integer", "symbol.ordinal": "integer", "paragraph.nth": "integer", "record.revision": "integer",
	"revision.revision": "integer", "claim.count": "integer", "confirmation.revision": "integer", "text.text": "bytea",
	"candidate.start": "integer", "candidate.stop": "integer", "question.start": "integer", "question.stop": "integer", "telling.start": "integer", "telling.stop": "integer",
	"work.withdrawn": "boolean", "version.newest": "boolean", "text.counted": "boolean", "record.untold": "boolean", "revision.untold": "boolean", "telling.dropped": "boolean",
}

func typeOf(table string, c store.Column) string {
	if t := types[table+"."+c.Name]; t != "" {
		return t
	}
	return [...]string{store.Int: "bigint", store.Real: "double precision", store.Text: "text", store.Bytes: "bytea"}[c.Type]
}

// bulk collects rows of one table and writes them together, in the order in which
// they came.
type bulk struct {
	t       *tx
	table   string
	columns []string
	types   []string
	sealed  []int // the columns that the log covers; nil of a projection
	insert  string
	rows    [][]any
}

func (t *tx) bulk(table string, columns, types []string) *bulk {
	b := &bulk{t: t, table: table, columns: columns, types: types}
	arrays := make([]string, len(columns))
	for i, typ := range types {
		arrays[i] = "$" + strconv.Itoa(i+1) + "::" + typ + "[]"
	}
	b.insert = "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") SELECT * FROM unnest(" + strings.Join(arrays, ", ") + ")"
	t.bulks = append(t.bulks, b)
	return b
}

// truth is the bulk of one of store.Tables.
func (t *tx) truth(s *store.Table) *bulk {
	var names, types []string
	var sealed []int
	for i, c := range s.Columns {
		names, types = append(names, c.Name), append(types, typeOf(s.Name, c))
		if s.Act != "" && !c.Open && c.Name != s.Act {
			sealed = append(sealed, i)
		}
	}
	b := t.bulk(s.Name, names, types)
	b.sealed = sealed
	return b
}

// row adds one row with the values of all columns; those that the log covers go
// into the act's content. It is written before anything is read.
func (b *bulk) row(ctx context.Context, values ...any) error {
	if b.sealed != nil {
		list := make([]any, len(b.sealed))
		for i, at := range b.sealed {
			list[i] = values[at]
		}
		b.t.content.Add(b.table, list...)
	}
	return b.put(ctx, values)
}

// put adds a row that the act's content has already.
func (b *bulk) put(ctx context.Context, values []any) error {
	for i, v := range values {
		switch v := v.(type) {
		case string:
			if b.types[i] == "bytea" {
				values[i] = []byte(v)
			} else {
				values[i] = kept(v)
			}
		case int64:
			if b.types[i] == "boolean" {
				values[i] = v != 0
			}
		}
	}
	b.rows = append(b.rows, values)
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
	if len(b.rows) >= copyFrom {
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

// native is a value of the database as store.Image and moves want it.
func native(v any, c store.Column) any {
	switch v := v.(type) {
	case int32:
		return int64(v)
	case int16:
		return int64(v)
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	case string:
		return given(v)
	case []byte:
		if c.Type == store.Text {
			return string(v)
		}
	}
	return v
}
