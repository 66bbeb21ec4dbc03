package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"concord/fault"
	"concord/register"
)

// Content collects what one act stores, for its entry in the log. The order of
// Add does not matter.
type Content struct {
	rows   []sealed
	buffer []byte
}

type sealed struct {
	table    int // in Tables
	key, rev int64
	nth      int // order of adding
	sum      [sha256.Size]byte
}

var tableNumbers = func() map[string]int {
	m := map[string]int{}
	for i := range Tables {
		m[Tables[i].Name] = i
	}
	return m
}()

// Add adds a row by the values of its table's Sealed columns, in their order. Of a
// row that an act stores several times the last one counts. A revision of a
// record, be it the present or an earlier one, is added as a row of record.
func (c *Content) Add(table string, values ...any) {
	c.buffer = Image(c.buffer[:0], table, values...)
	c.AddImage(table, c.buffer, number(values[0]), revision(table, values))
}

// AddImage adds a row by its Image; key is its number, revision 0 except of a record.
func (c *Content) AddImage(table string, image []byte, key, revision int64) {
	c.rows = append(c.rows, sealed{table: tableNumbers[table], key: key, rev: revision, nth: len(c.rows), sum: sha256.Sum256(image)})
}

func number(v any) int64 {
	switch v := v.(type) {
	case int64:
		return v
	case int:
		return int64(v)
	}
	return 0
}

// revision of a row of record stands in its fourth column.
func revision(table string, values []any) int64 {
	if table == "record" && len(values) > 3 {
		return number(values[3])
	}
	return 0
}

// Sum is the hash of all that was added: of the hashes of the images of the rows,
// in the order of Tables and of the rows' numbers. twice tells whether a row was
// added more than once.
func (c *Content) Sum() (sum [sha256.Size]byte, twice bool) {
	slices.SortFunc(c.rows, func(a, b sealed) int {
		switch {
		case a.table != b.table:
			return a.table - b.table
		case a.key != b.key:
			return less(a.key < b.key)
		case a.rev != b.rev:
			return less(a.rev < b.rev)
		}
		return a.nth - b.nth
	})
	h := sha256.New()
	for i := range c.rows {
		r := &c.rows[i]
		if i+1 < len(c.rows) {
			if n := &c.rows[i+1]; n.table == r.table && n.key == r.key && n.rev == r.rev {
				twice = true
				continue
			}
		}
		h.Write(r.sum[:])
	}
	h.Sum(sum[:0])
	return sum, twice
}

func less(is bool) int {
	if is {
		return -1
	}
	return 1
}

// Reset forgets what was added.
func (c *Content) Reset() { c.rows = c.rows[:0] }

// Chain is the hash of an entry of the log: of the hash of the one before it (nil
// before the first), its number and act, and the hash of its content.
func Chain(before []byte, number int64, a register.Act, content []byte) [sha256.Size]byte {
	return sha256.Sum256(Image(nil, "act", before, number, a.By.ID, a.By.Name, a.At.UnixMilli(), a.Name, a.Subject, a.Why, content))
}

// LogRow is a row of the table act with its person.
type LogRow struct {
	Number        int64
	Act           register.Act
	Content, Hash []byte
}

// Entry as pages and programs see it.
func (r *LogRow) Entry() register.Entry {
	return register.Entry{Number: r.Number, Act: r.Act, Content: hex.EncodeToString(r.Content), Hash: hex.EncodeToString(r.Hash)}
}

// Stream gives rows that the log covers in the order of their acts: the current
// rows of a table, or earlier ones. Next gives io.EOF-like ok = false at the end.
// image is used before the next call only.
type Stream struct {
	Table string
	Next  func() (act, key, revision int64, image []byte, ok bool, err error)

	act, key, rev int64
	image         []byte
	ok            bool
	head          []byte
}

func (s *Stream) step() (err error) {
	last := s.act
	s.act, s.key, s.rev, s.image, s.ok, err = s.Next()
	if err == nil && s.ok && s.act < last {
		// The rows come by their own numbers: one that names an earlier act than the
		// row before it was not stored like that.
		return outOfOrder(s.act, s.Table)
	}
	if err == nil && s.ok {
		// What a row was before names the row twice: in a column, and in its image.
		if s.head = Image(s.head[:0], s.Table, s.key); !bytes.HasPrefix(s.image, s.head) {
			return outOfOrder(s.act, s.Table)
		}
	}
	return err
}

func outOfOrder(act int64, table string) error {
	return fault.New(fault.Invalid, "The log of the register does not hold from entry %d on: what it stored was changed behind its back (%s).", act, table)
}

// Verify walks the log, whose rows next gives in their order, and compares it with
// the rows that streams give. It keeps in memory one hash for each row of one act.
func Verify(ctx context.Context, next func() (row LogRow, ok bool, err error), streams []*Stream) (v register.Verified, err error) {
	var before []byte
	err = walk(ctx, next, streams, func(row LogRow, sum [sha256.Size]byte, twice bool) error {
		hash := Chain(before, row.Number, row.Act, row.Content)
		switch {
		case twice || !bytes.Equal(sum[:], row.Content):
			return fault.New(fault.Invalid, "Entry %d of the log does not hold: what it stored was changed behind its back.", row.Number)
		case !bytes.Equal(hash[:], row.Hash):
			return fault.New(fault.Invalid, "Entry %d of the log does not hold: it, or its link to the entry before, was changed.", row.Number)
		}
		before = row.Hash
		v.Entries, v.Hash = row.Number, hex.EncodeToString(row.Hash)
		return nil
	})
	return v, err
}

// Seal computes what Verify compares, for a register whose log has no hashes yet.
func Seal(ctx context.Context, next func() (row LogRow, ok bool, err error), streams []*Stream, write func(number int64, content, hash []byte) error) error {
	var before []byte
	return walk(ctx, next, streams, func(row LogRow, sum [sha256.Size]byte, _ bool) error {
		hash := Chain(before, row.Number, row.Act, sum[:])
		before = hash[:]
		return write(row.Number, sum[:], hash[:])
	})
}

// walk calls fn for each entry of the log with the hash of what it stored.
func walk(ctx context.Context, next func() (row LogRow, ok bool, err error), streams []*Stream, fn func(row LogRow, sum [sha256.Size]byte, twice bool) error) error {
	for _, s := range streams {
		if err := s.step(); err != nil {
			return err
		}
	}
	var c Content
	for number := int64(1); ; number++ {
		row, ok, err := next()
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return fault.Wrap(err, fault.Unavailable, "Verifying the log was stopped.")
		}
		if ok && row.Number != number {
			return fault.New(fault.Invalid, "Entry %d of the log is missing.", number)
		}
		c.Reset()
		for _, s := range streams {
			for s.ok && (!ok || s.act <= number) {
				if !ok || s.act != number {
					return fault.New(fault.Invalid, "A row of the table %s names entry %d of the log, which did not store it.", s.Table, s.act)
				}
				c.AddImage(s.Table, s.image, s.key, s.rev)
				if err := s.step(); err != nil {
					return err
				}
			}
		}
		if !ok {
			return nil
		}
		sum, twice := c.Sum()
		if err := fn(row, sum, twice); err != nil {
			return err
		}
	}
}
