package sqlite

import (
	"context"
	"encoding/json"
	"math"

	"concord/fault"
	"concord/register"
	"concord/store"
)

// seat is where a record stands in lists by document: its first telling.
type seat struct {
	work, ordinal, start int64
	live                 bool // told by a newest version, not dropped
	set                  bool
	facets               []store.Facet // work and section
}

// project makes the projections of the records that a change touched.
func (t *tx) project(ctx context.Context) error {
	if len(t.dirty) == 0 {
		return nil
	}
	ids := make([]int64, 0, len(t.dirty))
	var old, unread []int64
	for id, d := range t.dirty {
		ids = append(ids, id)
		if !d.made {
			old = append(old, id)
		}
		if d.record == nil {
			unread = append(unread, id)
		}
	}
	if len(old) > 0 {
		for _, q := range []string{"DELETE FROM listing WHERE record IN (SELECT value FROM json_each(?))", "DELETE FROM facet WHERE record IN (SELECT value FROM json_each(?))"} {
			if _, err := t.s.exec(ctx, q, numbers(old)); err != nil {
				return err
			}
		}
	}
	if err := t.readDirty(ctx, unread); err != nil {
		return err
	}
	seats, err := t.seats(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := t.projectOne(ctx, id, t.dirty[id].record, seats[id]); err != nil {
			return err
		}
	}
	if err := t.listings.flush(ctx); err != nil {
		return err
	}
	return t.facets.flush(ctx)
}

// readDirty reads the records whose tellings alone were changed.
func (t *tx) readDirty(ctx context.Context, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := t.s.conn.QueryContext(ctx, "SELECT id, key, kind, origin, review, ifnull(merged_into, ''), untold, fields FROM record WHERE id IN (SELECT value FROM json_each(?))", numbers(ids))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		r := &register.Record{}
		if err := rows.Scan(&id, &r.ID, &r.Kind, &r.Origin, &r.Review, &r.MergedInto, &r.Untold, scanJSON{&r.Fields}); err != nil {
			return err
		}
		t.dirty[id].record = r
	}
	return rows.Err()
}

func (t *tx) seats(ctx context.Context, ids []int64) (map[int64]*seat, error) {
	rows, err := t.s.conn.QueryContext(ctx, `
		SELECT l.record, w.id, w.key, ifnull(x.ordinal, -1), l.start, ifnull(x.section, ''), ifnull(v.newest, 1) AND NOT l.dropped
		FROM telling l
		LEFT JOIN text x ON x.id = l.text
		LEFT JOIN version v ON v.id = x.version
		JOIN paragraph p ON p.id = ifnull(l.paragraph, x.paragraph)
		JOIN work w ON w.id = p.work
		WHERE l.record IN (SELECT value FROM json_each(?))
		ORDER BY l.id`, numbers(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	seats := make(map[int64]*seat, len(ids))
	for rows.Next() {
		var record, work, ordinal, start int64
		var key, section string
		var live bool
		if err := rows.Scan(&record, &work, &key, &ordinal, &start, &section, &live); err != nil {
			return nil, err
		}
		s := seats[record]
		if s == nil {
			s = &seat{}
			seats[record] = s
		}
		if !s.set || live && !s.live {
			s.work, s.ordinal, s.start, s.live, s.set = work, ordinal, start, live, true
		}
		s.facets = append(s.facets, store.Facet{Name: register.FacetWork, Value: key})
		if section != "" {
			s.facets = append(s.facets, store.Facet{Name: register.FacetSection, Value: section})
		}
	}
	return seats, rows.Err()
}

func (t *tx) projectOne(ctx context.Context, id int64, r *register.Record, s *seat) error {
	if r == nil {
		return fault.New(fault.Internal, "A record that was changed is not in the register.")
	}
	d, err := store.Describe(r)
	if err != nil {
		return err
	}
	first, last := d.First, d.Last
	recency := -first
	if first == store.Undated {
		recency = store.Undated
	}
	if s == nil {
		s = &seat{work: math.MaxInt32}
	}
	hidden := r.Review == register.Rejected || r.Review == register.Withdrawn || r.MergedInto != ""
	if err := t.listings.row(ctx, id, hidden, r.Origin == register.Sample, r.Untold, first, last, recency, s.work, s.ordinal, s.start); err != nil {
		return err
	}
	for _, f := range append(s.facets, d.Facets...) {
		if err := t.facets.row(ctx, id, f.Name, f.Value); err != nil {
			return err
		}
	}
	return nil
}

// numbers is a list of rows as one argument.
func numbers(ids []int64) string {
	b, _ := json.Marshal(ids)
	return string(b)
}
