package sqlite

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"concord/register"
	"concord/store"
)

// Log implements register.Reader.
func (q queries) Log(ctx context.Context, after int64, limit int) (list []register.Entry, err error) {
	if limit <= 0 {
		limit = 1000
	}
	err = q.each(ctx, logQuery+"WHERE a.id > ? ORDER BY a.id LIMIT ?", []any{after, limit}, func(r *sql.Rows) error {
		row, err := scanLog(r)
		list = append(list, row.Entry())
		return err
	})
	return list, err
}

const logQuery = "SELECT a.id, p.key, p.name, a.at, a.name, a.subject, a.why, a.content, a.hash FROM act a JOIN person p ON p.id = a.person "

func scanLog(r *sql.Rows) (row store.LogRow, err error) {
	var ms int64
	err = r.Scan(&row.Number, &row.Act.By.ID, &row.Act.By.Name, &ms, &row.Act.Name, &row.Act.Subject, &row.Act.Why, &row.Content, &row.Hash)
	row.Act.At = at(ms)
	return row, err
}

// Verify implements register.Store.
func (s *Store) Verify(ctx context.Context) (v register.Verified, err error) {
	err = s.queries.snapshot(ctx, func(q queries) error {
		return q.sealed(ctx, func(next func() (store.LogRow, bool, error), streams []*store.Stream) error {
			v, err = store.Verify(ctx, next, streams)
			return err
		})
	})
	return v, s.say(err)
}

// sealed opens the log and all rows that it covers, in the order of their acts.
func (q queries) sealed(ctx context.Context, fn func(next func() (store.LogRow, bool, error), streams []*store.Stream) error) (err error) {
	var open []*sql.Rows
	defer func() {
		for _, r := range open {
			r.Close()
		}
	}()
	query := func(text string, args ...any) (*sql.Rows, error) {
		r, err := q.q.QueryContext(ctx, text, args...)
		if err == nil {
			open = append(open, r)
		}
		return r, err
	}
	acts, err := query(logQuery + "ORDER BY a.id")
	if err != nil {
		return err
	}
	var streams []*store.Stream
	for i := range store.Tables {
		t := &store.Tables[i]
		if t.Act == "" || t.Name == "revision" {
			continue
		}
		var names []string
		for _, c := range t.Sealed() {
			names = append(names, c.Name)
		}
		columns := strings.Join(names, ", ")
		// Numbers are given out in the order of acts, so that only rows that change
		// need an index to come in it.
		order := "id"
		if t.Changes {
			order = t.Act + ", id"
		}
		rows, err := query("SELECT " + t.Act + ", " + columns + " FROM " + t.Name + " ORDER BY " + order)
		if err != nil {
			return err
		}
		streams = append(streams, imaged(t.Name, rows, len(names)))
		switch {
		case t.Name == "record":
			columns = "r.id, r.key, r.kind, v." + strings.Join(names[3:], ", v.")
			if rows, err = query("SELECT v.act, " + columns + " FROM revision v JOIN record r ON r.id = v.record ORDER BY v.act, v.record, v.revision"); err != nil {
				return err
			}
			streams = append(streams, imaged(t.Name, rows, len(names)))
		case t.Changes:
			if rows, err = query("SELECT act, row, image FROM earlier WHERE name = ? ORDER BY act, row", t.Name); err != nil {
				return err
			}
			streams = append(streams, &store.Stream{Table: t.Name, Next: func() (act, key, revision int64, image []byte, ok bool, err error) {
				if !rows.Next() {
					return 0, 0, 0, nil, false, rows.Err()
				}
				var b sql.RawBytes
				err = rows.Scan(&act, &key, &b)
				return act, key, 0, b, true, err
			}})
		}
	}
	return fn(func() (row store.LogRow, ok bool, err error) {
		if !acts.Next() {
			return row, false, acts.Err()
		}
		row, err = scanLog(acts)
		return row, true, err
	}, streams)
}

// imaged makes a stream of rows whose first column is their act.
func imaged(table string, rows *sql.Rows, columns int) *store.Stream {
	values := make([]any, columns)
	dest := make([]any, columns+1)
	var act int64
	dest[0] = &act
	for i := range values {
		dest[i+1] = &values[i]
	}
	var image []byte
	return &store.Stream{Table: table, Next: func() (int64, int64, int64, []byte, bool, error) {
		if !rows.Next() {
			return 0, 0, 0, nil, false, rows.Err()
		}
		if err := rows.Scan(dest...); err != nil {
			return 0, 0, 0, nil, false, err
		}
		image = store.Image(image[:0], table, values...)
		key, _ := values[0].(int64)
		revision := int64(0)
		if table == "record" {
			revision, _ = values[3].(int64)
		}
		return act, key, revision, image, true, nil
	}}
}

// Rebuild implements register.Store.
func (s *Store) Rebuild(ctx context.Context) (out register.Rebuilt, err error) {
	err = s.write(ctx, func(t *tx) error {
		out, err = t.rebuild(ctx)
		return err
	})
	s.catalogue.Forget()
	return out, err
}

// most is how many records a Rebuilt names, and how many are made anew at a time.
const most = 1000

// rebuild makes all projections anew. The numbers of terms stay: other programs
// may hold them.
func (t *tx) rebuild(ctx context.Context) (out register.Rebuilt, err error) {
	clear(t.s.terms)
	t.again = true
	if _, err := t.one(ctx, "SELECT ifnull(max(id), 0) FROM act", nil, &t.actID); err != nil {
		return out, err
	}
	differ := func(ids ...string) {
		for _, id := range ids {
			if len(out.Differed) < most && !slices.Contains(out.Differed, id) {
				out.Differed = append(out.Differed, id)
			}
		}
	}
	for _, query := range []string{
		"INSERT INTO found (found) VALUES ('delete-all')",
		"DELETE FROM mention",
		"DELETE FROM listing WHERE record NOT IN (SELECT id FROM record)",
	} {
		if _, err := t.s.exec(ctx, query); err != nil {
			return out, err
		}
	}
	for last := int64(0); ; {
		var ids []int64
		rows, err := t.s.query(ctx, "SELECT id FROM record WHERE id > ? ORDER BY id LIMIT ?", last, most)
		if err != nil {
			return out, err
		}
		for rows.Next() {
			if err := rows.Scan(&last); err != nil {
				rows.Close()
				return out, err
			}
			ids = append(ids, last)
		}
		if err := rows.Close(); err != nil {
			return out, err
		}
		if len(ids) == 0 {
			break
		}
		list := make([]*projected, len(ids))
		for i, id := range ids {
			list[i] = &projected{id: id}
		}
		if err := t.gather(ctx, list); err != nil {
			return out, err
		}
		err = each(list, func(p *projected) error {
			differs, err := t.keep(ctx, p)
			if differs {
				differ(p.rec.ID)
			}
			out.Records++
			return err
		})
		if err != nil {
			return out, err
		}
		if err := t.flushProjections(ctx); err != nil {
			return out, err
		}
	}
	if err := t.remention(ctx); err != nil {
		return out, err
	}
	_, err = t.s.exec(ctx, "UPDATE generation SET number = abs(number) + 1")
	return out, err
}

// remention makes anew which texts bear which marks.
func (t *tx) remention(ctx context.Context) error {
	var versions []int64
	rows, err := t.s.query(ctx, "SELECT id FROM version ORDER BY id")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		versions = append(versions, id)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, id := range versions {
		var texts []register.Text
		err := t.queries.each(ctx, "SELECT id, marks FROM text WHERE version = ?", []any{id}, func(r *sql.Rows) error {
			var x register.Text
			var b []byte
			if err := r.Scan(&x.Key, &b); err != nil {
				return err
			}
			x.Marks, err = store.UnpackMarks(b)
			texts = append(texts, x)
			return err
		})
		if err != nil {
			return err
		}
		if err := t.mention(ctx, id, texts); err != nil {
			return err
		}
	}
	return t.mentions.flush(ctx)
}
