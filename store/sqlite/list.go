package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"
	"strings"

	"concord/fault"
	"concord/register"
	"concord/store"
	"concord/store/catalogue"
)

// source is one state of the register as the catalogue reads it.
type source struct{ q queries }

// State implements catalogue.Source.
func (s source) State(ctx context.Context) (act, generation int64, err error) {
	err = s.q.each(ctx, "SELECT ifnull((SELECT max(id) FROM act), 0), (SELECT number FROM generation)", nil, func(r *sql.Rows) error { return r.Scan(&act, &generation) })
	return act, generation, err
}

// State implements register.Reader.
func (q queries) State(ctx context.Context) (act, generation int64, err error) {
	return source{q}.State(ctx)
}

// Terms implements catalogue.Source.
func (s source) Terms(ctx context.Context, after int64, fn func(id int64, name, value string) error) error {
	return s.q.each(ctx, "SELECT id, name, value FROM term WHERE id > ? ORDER BY id", []any{after}, func(r *sql.Rows) error {
		var id int64
		var name, value string
		if err := r.Scan(&id, &name, &value); err != nil {
			return err
		}
		return fn(id, name, value)
	})
}

// Listings implements catalogue.Source.
func (s source) Listings(ctx context.Context, after int64, fn func(record, act int64, packed []byte) error) error {
	query, args := "SELECT record, act, packed FROM listing ORDER BY record", []any(nil)
	if after > 0 {
		query, args = "SELECT record, act, packed FROM listing WHERE act > ?", []any{after}
	}
	var record, act int64
	var packed sql.RawBytes
	dest := []any{&record, &act, &packed}
	return s.q.each(ctx, query, args, func(r *sql.Rows) error {
		if err := r.Scan(dest...); err != nil {
			return err
		}
		return fn(record, act, packed)
	})
}

// ranked is up to how many records found in texts are ranked by how well they fit.
const ranked = 1000

// Find implements catalogue.Source.
func (s source) Find(ctx context.Context, m *register.Match, scores bool) (*catalogue.Found, error) {
	match := expression(m, "")
	f := &catalogue.Found{}
	var err error
	if f.Rows, err = s.rows(ctx, match); err != nil || !scores {
		return f, err
	}
	f.Scores = make([]float32, len(f.Rows))
	at := func(row uint32) *float32 {
		if i, ok := slices.BinarySearch(f.Rows, row); ok {
			return &f.Scores[i]
		}
		return new(float32)
	}
	if len(f.Rows) <= ranked {
		// A word of a title says most of what a record is about.
		err = s.q.each(ctx, "SELECT rowid, bm25(found, 8, 1, 0.5, 0) FROM found WHERE found MATCH ?", []any{match}, func(r *sql.Rows) error {
			var row int64
			var score float64
			err := r.Scan(&row, &score)
			*at(uint32(row)) = float32(score)
			return err
		})
		return f, err
	}
	// To rank more takes longer than anybody waits: those with the words in their
	// titles stand first, then the others, and the newest first among both.
	titled, err := s.rows(ctx, expression(m, "title"))
	for _, row := range titled {
		*at(row) = -1
	}
	return f, err
}

// rows finds the rows of a MATCH, as one text: to step through each costs several
// times as much.
func (s source) rows(ctx context.Context, match string) (list []uint32, err error) {
	var text sql.RawBytes
	err = s.q.each(ctx, "SELECT group_concat(rowid, ' ') FROM found WHERE found MATCH ?", []any{match}, func(r *sql.Rows) error {
		if err := r.Scan(&text); err != nil {
			return err
		}
		n, digits := uint32(0), false
		for _, c := range text {
			if c == ' ' {
				list = append(list, n)
				n, digits = 0, false
				continue
			}
			n, digits = n*10+uint32(c-'0'), true
		}
		if digits {
			list = append(list, n)
		}
		return nil
	})
	slices.Sort(list)
	return list, err
}

// expression is a Match in the language of FTS5 (sqlite.org/fts5.html, 3): each
// token is quoted, so that none is read as anything else. only, if not empty, is
// the column for what may stand in any.
func expression(m *register.Match, only string) string {
	var b strings.Builder
	write(&b, m, only)
	return b.String()
}

func write(b *strings.Builder, m *register.Match, only string) {
	if m.Op != register.OpPhrase {
		op := map[register.Op]string{register.OpAnd: " AND ", register.OpOr: " OR ", register.OpNot: " NOT "}[m.Op]
		if m.Op == register.OpNot && len(m.Parts) > 2 {
			// The first and none of the others.
			m = &register.Match{Op: register.OpNot, Parts: []register.Match{m.Parts[0], {Op: register.OpOr, Parts: m.Parts[1:]}}}
		}
		b.WriteByte('(')
		for i := range m.Parts {
			if i > 0 {
				b.WriteString(op)
				if m.Op == register.OpNot {
					only = ""
				}
			}
			write(b, &m.Parts[i], only)
		}
		b.WriteByte(')')
		return
	}
	column := m.Column
	if column == "" {
		column = only
	}
	switch column {
	case "title", "text", "stem", "facet":
		b.WriteString(column + " : ")
	}
	for i, token := range m.Tokens {
		if i > 0 {
			b.WriteString(" + ")
		}
		b.WriteByte('"')
		for j := 0; j < len(token); j++ {
			switch c := token[j]; {
			case c == '"':
				b.WriteString(`""`)
			case c < ' ':
				b.WriteByte(' ') // no token of the index holds one
			default:
				b.WriteByte(c)
			}
		}
		b.WriteByte('"')
	}
	if m.Prefix {
		b.WriteByte('*')
	}
}

// lists calls fn with what the catalogue needs to be asked, on one state of the
// register, again where the catalogue has gone on to a later one.
func (q queries) lists(ctx context.Context, fn func(q queries, src catalogue.Source, o *catalogue.Overlay) error) error {
	if seen, ok := q.q.(*seen); ok {
		if err := seen.t.lists(ctx); err != nil {
			return q.s.say(err)
		}
		return q.s.reading().snapshot(ctx, func(before queries) error {
			return fn(q, within{source{before}, source{q}}, seen.t.over)
		})
	}
	for try := 0; ; try++ {
		err := q.snapshot(ctx, func(q queries) error { return fn(q, source{q}, nil) })
		if !errors.Is(err, catalogue.ErrPassed) || try > 20 {
			return err
		}
	}
}

// within is what a change reads lists from: what stood before it from a reader,
// since its own rows lie over those; texts from itself.
type within struct {
	catalogue.Source
	own source
}

// Find implements catalogue.Source.
func (w within) Find(ctx context.Context, m *register.Match, scores bool) (*catalogue.Found, error) {
	return w.own.Find(ctx, m, scores)
}

// lists makes the projections of what the change has stored so far.
func (t *tx) lists(ctx context.Context) error {
	if t.over == nil {
		t.over = catalogue.NewOverlay()
	}
	return t.project(ctx)
}

// Records implements register.Reader.
func (q queries) Records(ctx context.Context, f register.Filter) (page register.Page, err error) {
	err = q.lists(ctx, func(q queries, src catalogue.Source, o *catalogue.Overlay) error {
		p, err := q.s.catalogue.Page(ctx, src, o, f)
		if err != nil {
			return err
		}
		page.Total, page.Next = p.Total, p.Next
		page.Lines, err = q.lines(ctx, p.Rows)
		return err
	})
	if err != nil {
		return register.Page{}, err
	}
	return page, nil
}

// lines are records with their first tellings, in the order of rows.
func (q queries) lines(ctx context.Context, ids []int64) ([]register.Line, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	lines := make([]register.Line, len(ids))
	index := make(map[int64]int, len(ids))
	for i, id := range ids {
		index[id] = i
	}
	err := q.each(ctx, "SELECT r.id, "+recordColumns+" FROM json_each(?) j JOIN record r ON r.id = j.value"+recordTables, []any{numbers(ids)}, func(rows *sql.Rows) error {
		var id int64
		rec, err := scanRecord(rows, &id)
		if err != nil {
			return err
		}
		line := &lines[index[id]]
		line.Record = rec
		if rec.Kind != register.KindActivity {
			return nil
		}
		if line.Activity, err = store.Activity(&rec); err != nil {
			return fault.Wrap(err, fault.Internal, "The values of the record %s cannot be read.", rec.ID)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	// The first telling of each, those of newest versions before others.
	return lines, q.each(ctx, "SELECT c.record, "+evidenceColumns("c")+` FROM json_each(?) j JOIN telling c ON c.record = j.value
		LEFT JOIN text x ON x.id = c.text LEFT JOIN version v ON v.id = x.version
		LEFT JOIN paragraph p ON p.id = ifnull(c.paragraph, x.paragraph) LEFT JOIN work w ON w.id = p.work
		ORDER BY c.record, ifnull(v.newest, 1) AND NOT c.dropped DESC, c.id`,
		[]any{numbers(ids)}, func(rows *sql.Rows) error {
			var id int64
			var e register.Evidence
			if err := rows.Scan(append([]any{&id}, evidenceDest(&e)...)...); err != nil {
				return err
			}
			line := &lines[index[id]]
			if line.Tellings == 0 {
				line.Told = e
			}
			line.Tellings++
			return nil
		})
}

// Facets implements register.Reader.
func (q queries) Facets(ctx context.Context, f register.Filter, facets ...string) (counts map[string][]register.FacetCount, err error) {
	err = q.lists(ctx, func(q queries, src catalogue.Source, o *catalogue.Overlay) error {
		counts, err = q.s.catalogue.Facets(ctx, src, o, f, facets...)
		return err
	})
	return counts, err
}

// Cross implements register.Reader.
func (q queries) Cross(ctx context.Context, f register.Filter, rows, columns string) (counts []register.CrossCount, err error) {
	err = q.lists(ctx, func(q queries, src catalogue.Source, o *catalogue.Overlay) error {
		counts, err = q.s.catalogue.Cross(ctx, src, o, f, rows, columns)
		return err
	})
	return counts, err
}

// Cited implements register.Reader.
func (q queries) Cited(ctx context.Context, limit int) (list []register.CitedWork, err error) {
	if limit <= 0 {
		limit = math.MaxInt
	}
	err = q.lists(ctx, func(q queries, src catalogue.Source, o *catalogue.Overlay) error {
		counts, err := q.s.catalogue.Citing(ctx, src, o)
		if err != nil {
			return err
		}
		type work struct {
			key  string
			held bool
		}
		works := map[string]work{} // by symbol and by ID
		err = q.each(ctx, `WITH held AS (SELECT w.id, w.key, EXISTS (SELECT 1 FROM version v WHERE v.work = w.id) AS held FROM work w)
			SELECT key, key, held FROM held UNION ALL SELECT s.symbol, h.key, h.held FROM symbol s JOIN held h ON h.id = s.work`, nil, func(r *sql.Rows) error {
			var name string
			var w work
			err := r.Scan(&name, &w.key, &w.held)
			works[name] = w
			return err
		})
		if err != nil {
			return err
		}
		missing := map[string]int{}
		for symbol, n := range counts {
			w, ok := works[symbol]
			if !ok {
				w.key = symbol
			}
			if !w.held {
				missing[w.key] += n
			}
		}
		for symbol, n := range missing {
			list = append(list, register.CitedWork{Symbol: symbol, Count: n})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b register.CitedWork) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Symbol, b.Symbol)
	})
	return list[:min(limit, len(list))], nil
}
