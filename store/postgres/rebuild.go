package postgres

import (
	"context"
	"slices"

	"concord/register"
	"concord/store"

	"github.com/jackc/pgx/v5/pgtype"
)

// most is how many records a Rebuilt names.
const most = 1000

// Rebuild implements register.Store.
func (s *Store) Rebuild(ctx context.Context) (out register.Rebuilt, err error) {
	err = s.write(ctx, register.Act{}, (*tx).open, func(t *tx) error {
		out, err = t.rebuild(ctx)
		return err
	})
	if err != nil {
		return register.Rebuilt{}, s.say(err)
	}
	s.catalogue.Forget()
	return out, s.analyze(ctx)
}

// analyze has the server count what the tables hold now, by which it plans.
func (s *Store) analyze(ctx context.Context) error {
	tables := "term, listing, found, mention"
	for _, t := range store.Tables {
		tables += ", " + t.Name
	}
	_, err := s.pool.Exec(ctx, "ANALYZE "+tables)
	return s.say(err)
}

// rebuild makes all projections anew. The numbers of facets stay where they stand
// in one line, since other programs may hold them.
func (t *tx) rebuild(ctx context.Context) (out register.Rebuilt, err error) {
	t.rebuilds = true
	if err := t.flush(ctx); err != nil {
		return out, err
	}
	var count, last, different int64
	if _, err := t.one(ctx, "SELECT count(*), coalesce(max(id), 0), count(DISTINCT (name, value)) FROM term WHERE id > 0", nil, &count, &last, &different); err != nil {
		return out, err
	}
	if count != last || count != different {
		if _, err := t.pg.Exec(ctx, "DELETE FROM term"); err != nil {
			return out, err
		}
		t.renumbers = true
		t.next["term"] = 1
	} else {
		m := &t.s.terms // what is remembered may be of the terms before somebody changed them
		m.Lock()
		m.numbers = nil
		m.Unlock()
		if err := t.learnTerms(ctx); err != nil {
			return out, err
		}
	}
	if t.actID == 0 {
		t.actID = t.next["act"] - 1
	}
	for _, query := range []string{"DELETE FROM listing l WHERE NOT EXISTS (SELECT FROM record WHERE id = l.record)", "DELETE FROM found f WHERE NOT EXISTS (SELECT FROM record WHERE id = f.record)"} {
		if _, err := t.pg.Exec(ctx, query); err != nil {
			return out, err
		}
	}
	var ids []int64
	if err := t.each(ctx, "SELECT id FROM record ORDER BY id", nil, func(r row) error {
		var id int64
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	}); err != nil {
		return out, err
	}
	out.Records = len(ids)
	for part := range slices.Chunk(ids, chunk) {
		list := make([]*projected, len(part))
		for i, id := range part {
			list[i] = &projected{id: id}
		}
		if err := t.gather(ctx, list); err != nil {
			return out, err
		}
		compute(list)
		differed, err := t.keep(ctx, list)
		if err != nil {
			return out, err
		}
		reworded, err := t.reword(ctx, list)
		if err != nil {
			return out, err
		}
		for _, p := range list {
			if (differed[p.id] || reworded[p.id]) && len(out.Differed) < most {
				out.Differed = append(out.Differed, p.rec.ID)
			}
		}
	}
	if err := t.remention(ctx); err != nil {
		return out, err
	}
	return out, t.exec(ctx, "UPDATE generation SET number = abs(number) + 1")
}

// reword writes the entries of records in the index of texts that are not what
// they are made to be.
func (t *tx) reword(ctx context.Context, list []*projected) (map[int64]bool, error) {
	ids, vectors := make([]int64, len(list)), make([]pgtype.TSVector, len(list))
	for i, p := range list {
		ids[i], vectors[i] = p.id, p.vector
	}
	differed := map[int64]bool{}
	var gone []int64
	err := t.each(ctx, "SELECT n.record FROM unnest($1::bigint[], $2::tsvector[]) AS n (record, words) LEFT JOIN found f ON f.record = n.record WHERE f.words IS DISTINCT FROM n.words",
		[]any{ids, vectors}, func(r row) error {
			var id int64
			err := r.Scan(&id)
			differed[id] = true
			gone = append(gone, id)
			return err
		})
	if err != nil || len(gone) == 0 {
		return nil, err
	}
	if _, err := t.pg.Exec(ctx, "DELETE FROM found WHERE record = ANY($1)", gone); err != nil {
		return nil, err
	}
	for _, p := range list {
		if differed[p.id] {
			t.reworded = true
			if err := t.found.put(ctx, []any{p.id, p.vector}); err != nil {
				return nil, err
			}
		}
	}
	return differed, t.flush(ctx)
}

// remention makes anew which texts bear which marks.
func (t *tx) remention(ctx context.Context) error {
	if _, err := t.pg.Exec(ctx, "DELETE FROM mention"); err != nil {
		return err
	}
	c := cursor[markedText]{q: t.queries, name: "marks", query: "SELECT id, version, marks FROM text WHERE marks IS NOT NULL ORDER BY version, id", scan: func(r row) (x markedText, err error) {
		var packed []byte
		if err := r.Scan(&x.text.Key, &x.version, &packed); err != nil {
			return x, err
		}
		x.text.Marks, err = store.UnpackMarks(packed)
		return x, err
	}}
	var texts []register.Text
	version := int64(0)
	for {
		x, ok, err := c.next(ctx)
		if err != nil {
			return err
		}
		if len(texts) > 0 && (!ok || x.version != version) {
			if err := t.mention(ctx, version, texts); err != nil {
				return err
			}
			texts = texts[:0]
		}
		if !ok {
			return nil
		}
		version = x.version
		texts = append(texts, x.text)
	}
}

// markedText is a text with its marks alone.
type markedText struct {
	version int64
	text    register.Text
}
