package postgres

import (
	"context"
	"strings"

	"concord/fault"
	"concord/register"
	"concord/store"
)

var _ store.Mover = (*Store)(nil)

// Export implements store.Mover.
func (s *Store) Export(ctx context.Context, fn func(table string, row []any) error) error {
	return s.snapshotOnce(ctx, func(q queries) error {
		for i := range store.Tables {
			t := &store.Tables[i]
			names := make([]string, len(t.Columns))
			for i, c := range t.Columns {
				names[i] = c.Name
			}
			err := q.each(ctx, "SELECT "+strings.Join(names, ", ")+" FROM "+t.Name+" ORDER BY "+strings.Join(t.Key, ", "), nil, func(r row) error {
				values, err := r.rows.Values()
				if err != nil {
					return err
				}
				for i, c := range t.Columns {
					values[i] = native(values[i], c)
				}
				return fn(t.Name, values)
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
	err := s.write(ctx, register.Act{}, (*tx).open, func(t *tx) error {
		if t.next["act"] > 1 || t.next["person"] > 1 {
			return fault.New(fault.Conflict, "The register in the database %s is not empty; move into a new one.", s.name)
		}
		// A record may have been merged into one that comes later.
		if _, err := t.pg.Exec(ctx, "SET CONSTRAINTS ALL DEFERRED"); err != nil {
			return err
		}
		acts := int64(0)
		for {
			table, values, ok, err := next()
			if err != nil {
				return err
			}
			if !ok {
				break
			}
			b := t.tables[table]
			if b == nil || len(values) != len(b.columns) {
				return fault.New(fault.Invalid, "What is moved has a row for a table %q that this register does not have.", table)
			}
			if table == "act" {
				acts, _ = values[0].(int64)
			}
			row := make([]any, len(values))
			for i, v := range values {
				if b, is := v.([]byte); is {
					v = append([]byte{}, b...) // it is used after next is called again
				}
				row[i] = v
			}
			if err := b.put(ctx, row); err != nil {
				return err
			}
		}
		if err := t.flush(ctx); err != nil {
			return err
		}
		t.actID = acts
		// The projections are planned by what the tables hold.
		if _, err := t.pg.Exec(ctx, "ANALYZE record, claim, telling, text, version, work, paragraph"); err != nil {
			return err
		}
		_, err := t.rebuild(ctx)
		return err
	})
	if err != nil {
		return s.say(err)
	}
	s.catalogue.Forget()
	return s.analyze(ctx)
}
