package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strings"

	"concord/fault"
	"concord/store"
)

var _ store.Mover = (*Store)(nil)

// Export implements store.Mover.
func (s *Store) Export(ctx context.Context, fn func(table string, row []any) error) error {
	return s.queries.snapshot(ctx, func(q queries) error {
		for i := range store.Tables {
			t := &store.Tables[i]
			names := make([]string, len(t.Columns))
			for i, c := range t.Columns {
				names[i] = c.Name
			}
			row := make([]any, len(names))
			dest := make([]any, len(names))
			for i := range row {
				dest[i] = &row[i]
			}
			err := q.each(ctx, "SELECT "+strings.Join(names, ", ")+" FROM "+t.Name+" ORDER BY "+strings.Join(t.Key, ", "), nil, func(r *sql.Rows) error {
				if err := r.Scan(dest...); err != nil {
					return err
				}
				return fn(t.Name, row)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Import implements store.Mover.
func (s *Store) Import(ctx context.Context, next func() (table string, row []any, ok bool, err error)) error {
	err := s.write(ctx, func(t *tx) error {
		var acts int
		if _, err := t.one(ctx, "SELECT count(*) FROM act", nil, &acts); err != nil {
			return err
		}
		if acts > 0 {
			return fault.New(fault.Conflict, "The register %s is not empty; name a new one.", s.path)
		}
		// A record may be joined to one that comes after it.
		if _, err := s.exec(ctx, "PRAGMA defer_foreign_keys = 1"); err != nil {
			return err
		}
		bulks := map[string]*bulk{}
		var last *bulk
		for {
			table, row, ok, err := next()
			if err != nil {
				return err
			}
			if !ok {
				break
			}
			b := bulks[table]
			if b == nil {
				b = s.tableBulk(table)
				bulks[table] = b
			}
			if last != nil && last != b {
				if err := last.flush(ctx); err != nil {
					return err
				}
			}
			last = b
			if len(row) != b.cols {
				return fault.New(fault.Invalid, "A row of %s has %d values, not %d.", table, len(row), b.cols)
			}
			if err := b.row(ctx, row...); err != nil {
				return err
			}
		}
		if last != nil {
			if err := last.flush(ctx); err != nil {
				return err
			}
		}
		_, err := t.rebuild(ctx)
		return err
	})
	s.catalogue.Forget()
	return err
}

// Backup writes the register as it is at this moment into a new file, while
// changes go on, and verifies the copy: it is whole, and its log holds. The error
// is a Conflict where the file is there already.
func (s *Store) Backup(ctx context.Context, file string) (err error) {
	if err := s.CopyTo(ctx, file); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file)
		}
	}()
	c, err := Open(ctx, file, Options{Readers: 2})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	var said string
	if err := c.readers.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&said); err != nil {
		return c.say(err)
	}
	if said != "ok" {
		return fault.New(fault.Internal, "The backup %s is not whole (%s); it was removed.", file, said)
	}
	_, err = c.Verify(ctx)
	return err
}
