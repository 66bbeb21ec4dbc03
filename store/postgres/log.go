package postgres

import (
	"context"
	"strconv"
	"strings"

	"concord/register"
	"concord/store"

	"github.com/jackc/pgx/v5"
)

const logQuery = "SELECT a.id, a.at, a.name, a.subject, a.why, p.key, p.name, a.content, a.hash FROM act a JOIN person p ON p.id = a.person "

func scanLog(r row) (l store.LogRow, err error) {
	var ms int64
	err = r.Scan(&l.Number, &ms, &l.Act.Name, &l.Act.Subject, &l.Act.Why, &l.Act.By.ID, &l.Act.By.Name, &l.Content, &l.Hash)
	l.Act.At = at(ms)
	return l, err
}

// Log implements register.Reader.
func (q queries) Log(ctx context.Context, after int64, limit int) (list []register.Entry, err error) {
	if limit <= 0 {
		limit = 1000
	}
	err = q.each(ctx, logQuery+"WHERE a.id > $1 ORDER BY a.id LIMIT $2", []any{after, limit}, func(r row) error {
		l, err := scanLog(r)
		list = append(list, l.Entry())
		return err
	})
	return list, err
}

// Verify implements register.Store.
func (s *Store) Verify(ctx context.Context) (v register.Verified, err error) {
	err = s.snapshot(ctx, func(q queries) error {
		log := cursor[store.LogRow]{q: q, name: "log", query: logQuery + "ORDER BY a.id", scan: scanLog}
		v, err = store.Verify(ctx, func() (store.LogRow, bool, error) { return log.next(ctx) }, q.streams(ctx))
		return err
	})
	return v, err
}

// imaged is a row that the log covers.
type imaged struct {
	act, key, revision int64
	image              []byte
}

// streams gives the rows that the log covers in the order of their acts. Numbers
// are given out in the order of acts, so that only rows that change are sorted.
func (q queries) streams(ctx context.Context) (list []*store.Stream) {
	add := func(name, table, query string, scan func(r row) (imaged, error)) {
		c := &cursor[imaged]{q: q, name: name, query: query, scan: scan}
		list = append(list, &store.Stream{Table: table, Next: func() (act, key, revision int64, image []byte, ok bool, err error) {
			i, ok, err := c.next(ctx)
			return i.act, i.key, i.revision, i.image, ok, err
		}})
	}
	for i := range store.Tables {
		t := &store.Tables[i]
		if t.Act == "" || t.Name == "revision" {
			continue
		}
		columns := t.Sealed()
		names := make([]string, len(columns))
		for i, c := range columns {
			names[i] = c.Name
		}
		scan := func(r row) (m imaged, err error) {
			values, err := r.rows.Values()
			if err != nil {
				return m, err
			}
			m.act, values = values[0].(int64), values[1:]
			for i, c := range columns {
				values[i] = native(values[i], c)
			}
			m.key = values[0].(int64)
			if t.Name == "record" {
				m.revision = values[3].(int64)
			}
			m.image = store.Image(nil, t.Name, values...)
			return m, nil
		}
		order := "id"
		if t.Changes {
			order = "act, id"
		}
		add(t.Name, t.Name, "SELECT act, "+strings.Join(names, ", ")+" FROM "+t.Name+" ORDER BY "+order, scan)
		switch {
		case t.Name == "record": // an earlier revision is a row of record, too
			add("revision", t.Name, "SELECT v.act, r.id, r.key, r.kind, v."+strings.Join(names[3:], ", v.")+" FROM revision v JOIN record r ON r.id = v.record ORDER BY v.act, v.record, v.revision", scan)
		case t.Changes:
			add("earlier_"+t.Name, t.Name, "SELECT act, row, image FROM earlier WHERE name = '"+t.Name+"' ORDER BY act, row", func(r row) (m imaged, err error) {
				err = r.Scan(&m.act, &m.key, &m.image)
				return m, err
			})
		}
	}
	return list
}

// cursor reads a long answer in parts, so that several can be read side by side
// over one connection. It lives in a transaction.
type cursor[T any] struct {
	q           queries
	name, query string
	scan        func(r row) (T, error)
	open, end   bool
	part        []T
	at          int
}

// fetched is how many rows a part has.
const fetched = 500

func (c *cursor[T]) next(ctx context.Context) (item T, ok bool, err error) {
	if c.at == len(c.part) && !c.end {
		if !c.open {
			c.open = true
			if err := c.q.each(ctx, "DECLARE c_"+c.name+" NO SCROLL CURSOR FOR "+c.query, nil, func(row) error { return nil }); err != nil {
				return item, false, err
			}
		}
		c.part, c.at = c.part[:0], 0
		// Described each time: a cursor of that name may have had other columns.
		err := c.q.each(ctx, "FETCH "+strconv.Itoa(fetched)+" FROM c_"+c.name, []any{pgx.QueryExecModeDescribeExec}, func(r row) error {
			item, err := c.scan(r)
			c.part = append(c.part, item)
			return err
		})
		if err != nil {
			return item, false, err
		}
		c.end = len(c.part) < fetched
	}
	if c.at == len(c.part) {
		return item, false, nil
	}
	c.at++
	return c.part[c.at-1], true, nil
}
