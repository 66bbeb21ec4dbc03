package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"iter"

	"concord/fault"
	"concord/register"
)

// Mover is an engine that carries a register out and in.
type Mover interface {
	// Export gives each row of Tables, table by table in their order, each in the
	// order of its Key, from one state of the register. row holds int64, float64,
	// string, []byte or nil as the table's columns say, and is used before fn
	// returns only. An error of fn ends it and is given back as it is.
	Export(ctx context.Context, fn func(table string, row []any) error) error
	// Import stores rows in the order of Export into an empty register (a Conflict
	// where it is not), makes the projections, and keeps all of it or nothing. next
	// gives the rows and, behind the last, ok = false.
	Import(ctx context.Context, next func() (table string, row []any, ok bool, err error)) error
}

// TableCount is how much a table holds.
type TableCount struct {
	Rows int64  `json:"rows"`
	Sum  string `json:"sha256"` // over the images of all columns of all rows
}

// Counts are those of all Tables by name.
type Counts map[string]TableCount

// counter counts rows as they pass.
type counter struct {
	tables map[string]*struct {
		rows int64
		hash hash.Hash
	}
	buffer []byte
}

func newCounter() *counter {
	c := &counter{tables: map[string]*struct {
		rows int64
		hash hash.Hash
	}{}}
	for _, t := range Tables {
		c.tables[t.Name] = &struct {
			rows int64
			hash hash.Hash
		}{hash: sha256.New()}
	}
	return c
}

func (c *counter) add(table string, row []any) {
	t := c.tables[table]
	t.rows++
	c.buffer = Image(c.buffer[:0], table, row...)
	t.hash.Write(c.buffer)
}

func (c *counter) counts() Counts {
	out := Counts{}
	for name, t := range c.tables {
		out[name] = TableCount{t.rows, hex.EncodeToString(t.hash.Sum(nil))}
	}
	return out
}

// Count counts what an engine holds.
func Count(ctx context.Context, m Mover) (Counts, error) {
	c := newCounter()
	err := m.Export(ctx, func(table string, row []any) error {
		c.add(table, row)
		return nil
	})
	return c.counts(), err
}

// errEnough ends an Export whose rows nobody takes any more.
var errEnough = errors.New("enough")

// Move carries a register over into an empty one and compares what stands there
// with what was sent, row by row as sums for each table; where the target keeps a
// log (register.Store), that is verified too. The source is not changed.
func Move(ctx context.Context, from, to Mover) (Counts, error) {
	sent := newCounter()
	var failed error
	next, stop := iter.Pull2(func(yield func(string, []any) bool) {
		failed = from.Export(ctx, func(table string, row []any) error {
			sent.add(table, row)
			if !yield(table, row) {
				return errEnough
			}
			return nil
		})
	})
	defer stop()
	err := to.Import(ctx, func() (string, []any, bool, error) {
		table, row, ok := next()
		if !ok && failed != nil {
			return "", nil, false, failed
		}
		return table, row, ok, nil
	})
	if err != nil {
		return nil, err
	}
	want := sent.counts()
	got, err := Count(ctx, to)
	if err != nil {
		return nil, err
	}
	for _, t := range Tables {
		if got[t.Name] != want[t.Name] {
			return got, fault.New(fault.Internal, "The copy of the register differs from it in the table %s: %d rows were sent, %d stand there. Do not use the copy.",
				t.Name, want[t.Name].Rows, got[t.Name].Rows)
		}
	}
	if s, ok := to.(register.Store); ok {
		if _, err := s.Verify(ctx); err != nil {
			return got, err
		}
	}
	return got, nil
}
