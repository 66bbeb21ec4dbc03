package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"

	"concord/fault"
	"concord/register"
	"concord/store"
	"concord/store/catalogue"
)

// source is one state of the register for the catalogue. Inside a change, texts
// are found as the change has them, and the rest is what stood before it.
type source struct {
	q    queries // what stands
	find queries
}

// State implements catalogue.Source.
func (s source) State(ctx context.Context) (act, generation int64, err error) {
	err = s.q.each(ctx, "SELECT coalesce(max(id), 0), (SELECT number FROM generation) FROM act", nil, func(r row) error { return r.Scan(&act, &generation) })
	return act, generation, err
}

// State implements register.Reader.
func (q queries) State(ctx context.Context) (act, generation int64, err error) {
	return source{q: q}.State(ctx)
}

// Terms implements catalogue.Source.
func (s source) Terms(ctx context.Context, after int64, fn func(id int64, name, value string) error) error {
	return s.q.each(ctx, "SELECT id, name, value FROM term WHERE id > $1 ORDER BY id", []any{after}, func(r row) error {
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
	query := "SELECT record, act, packed FROM listing WHERE act > $1"
	if after == 0 {
		query += " ORDER BY record"
	}
	return s.q.each(ctx, query, []any{after}, func(r row) error {
		var record, act int64
		var packed []byte
		if err := r.Scan(&record, &act, &packed); err != nil {
			return err
		}
		return fn(record, act, packed)
	})
}

// ranked is up to how many records found in texts are ranked by how well they fit.
const ranked = 1000

// Find implements catalogue.Source.
func (s source) Find(ctx context.Context, m *register.Match, scores bool) (*catalogue.Found, error) {
	f := &catalogue.Found{}
	var err error
	if f.Rows, err = s.rows(ctx, query(m, "")); err != nil || !scores {
		return f, err
	}
	f.Scores = make([]float32, len(f.Rows))
	at := func(row int64) *float32 {
		if i, ok := slices.BinarySearch(f.Rows, uint32(row)); ok {
			return &f.Scores[i]
		}
		return new(float32)
	}
	if len(f.Rows) <= ranked {
		// A word of a title says most of what a record is about. 1: a long record has
		// more words by chance.
		err = s.find.each(ctx, "SELECT record, ts_rank('{0, 0.06, 0.12, 1}', words, q, 1) FROM found, CAST($1 AS tsquery) q WHERE words @@ q", []any{query(m, "")}, func(r row) error {
			var row int64
			var score float32
			err := r.Scan(&row, &score)
			*at(row) = -score
			return err
		})
		return f, err
	}
	// To rank more takes longer than anybody waits: those with the words in their
	// titles stand first, then the others, and the newest first among both.
	titled, err := s.rows(ctx, query(m, "title"))
	for _, row := range titled {
		*at(int64(row)) = -1
	}
	return f, err
}

func (s source) rows(ctx context.Context, query string) ([]uint32, error) {
	var found []int64
	err := s.find.each(ctx, "SELECT array_agg(record) FROM found WHERE words @@ CAST($1 AS tsquery)", []any{query}, func(r row) error { return r.Scan(&found) })
	list := make([]uint32, len(found))
	for i, n := range found {
		list[i] = uint32(n)
	}
	slices.Sort(list)
	return list, err
}

// catalogued asks the catalogue on one state of the register, on which ask reads too.
func (q queries) catalogued(ctx context.Context, ask func(q queries, src source, o *catalogue.Overlay) error) error {
	if change, ok := q.q.(seen); ok {
		return change.t.catalogued(ctx, ask)
	}
	for try := 0; ; try++ {
		err := q.snapshot(ctx, func(q queries) error { return ask(q, source{q, q}, nil) })
		if !errors.Is(err, catalogue.ErrPassed) || try == 10 {
			return err
		}
	}
}

// catalogued of a change: the catalogue stands at what was before it, and what it
// has written so far lies over that.
func (t *tx) catalogued(ctx context.Context, ask func(q queries, src source, o *catalogue.Overlay) error) error {
	if t.overlay == nil {
		t.overlay = catalogue.NewOverlay()
		for f, n := range t.newTerms {
			t.overlay.AddTerm(int64(n), f)
		}
	}
	if err := t.project(ctx); err != nil {
		return err
	}
	// A connection beside the change's own, which holds none that others wait for.
	return t.s.snapshot(ctx, func(q queries) error { return ask(t.queries, source{q, t.queries}, t.overlay) })
}

// Records implements register.Reader.
func (q queries) Records(ctx context.Context, f register.Filter) (page register.Page, err error) {
	err = q.catalogued(ctx, func(q queries, src source, o *catalogue.Overlay) error {
		p, err := q.s.catalogue.Page(ctx, src, o, f)
		if err != nil {
			return err
		}
		page = register.Page{Total: p.Total, Next: p.Next}
		page.Lines, err = q.lines(ctx, p.Rows)
		return err
	})
	return page, err
}

// lines are records by their rows, each with its first telling.
func (q queries) lines(ctx context.Context, ids []int64) ([]register.Line, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	lines := make([]register.Line, len(ids))
	at := make(map[int64]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	err := q.each(ctx, "SELECT r.id, "+recordColumns+" FROM record r"+recordTables+"WHERE r.id = ANY($1)", []any{ids}, func(r row) error {
		var id int64
		rec, err := scanRecord(r, &id)
		if err != nil {
			return err
		}
		line := &lines[at[id]]
		line.Record = rec
		if rec.Kind == register.KindActivity {
			if line.Activity, err = rec.Activity(); err != nil {
				return fault.Wrap(err, fault.Internal, "The values of the record %s cannot be read.", rec.ID)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	// The first telling of each, those of newest versions before others.
	return lines, q.each(ctx, `SELECT o.record, o.n, `+evidenceColumns+` FROM (
			SELECT DISTINCT ON (l.record) l.*, count(*) OVER (PARTITION BY l.record) AS n
			FROM telling l LEFT JOIN text y ON y.id = l.text LEFT JOIN version z ON z.id = y.version
			WHERE l.record = ANY($1) ORDER BY l.record, (coalesce(z.newest, true) AND NOT l.dropped) DESC, l.id
		) o JOIN telling c ON c.id = o.id`+evidenceTables, []any{ids}, func(r row) error {
		var id int64
		var n int
		var e register.Evidence
		err := r.Scan(append([]any{&id, &n}, evidenceDest(&e)...)...)
		line := &lines[at[id]]
		line.Told, line.Tellings = e, n
		return err
	})
}

// Facets implements register.Reader.
func (q queries) Facets(ctx context.Context, f register.Filter, facets ...string) (counts map[string][]register.FacetCount, err error) {
	err = q.catalogued(ctx, func(q queries, src source, o *catalogue.Overlay) (err error) {
		counts, err = q.s.catalogue.Facets(ctx, src, o, f, facets...)
		return err
	})
	return counts, err
}

// Cross implements register.Reader.
func (q queries) Cross(ctx context.Context, f register.Filter, rows, columns string) (counts []register.CrossCount, err error) {
	err = q.catalogued(ctx, func(q queries, src source, o *catalogue.Overlay) (err error) {
		counts, err = q.s.catalogue.Cross(ctx, src, o, f, rows, columns)
		return err
	})
	return counts, err
}

// Totals implements register.Reader.
func (q queries) Totals(ctx context.Context) (t register.Totals, err error) {
	err = q.catalogued(ctx, func(q queries, src source, o *catalogue.Overlay) error {
		act, _, err := src.State(ctx)
		if err != nil {
			return err
		}
		m := &q.s.memo
		m.Lock()
		if m.known && m.act == act && o == nil {
			t = m.totals
			m.Unlock()
			return nil
		}
		m.Unlock()
		t = register.Totals{}
		if err := q.count(ctx, &t); err != nil {
			return err
		}
		a, b := &t.Register, &t.Samples
		a.Activities, a.Organizations, b.Activities, b.Organizations, err = q.s.catalogue.Count(ctx, src, o, register.KindActivity)
		if err != nil || o != nil {
			return err
		}
		m.Lock()
		m.act, m.known, m.totals = act, true, t
		m.Unlock()
		return nil
	})
	return t, err
}

// count counts what is not in the catalogue.
func (q queries) count(ctx context.Context, t *register.Totals) (err error) {
	into := func(query string, field func(*register.Counts) *int) {
		if err != nil {
			return
		}
		err = q.each(ctx, query, nil, func(r row) error {
			var sample bool
			var n int
			err := r.Scan(&sample, &n)
			if sample {
				*field(&t.Samples) = n
			} else {
				*field(&t.Register) = n
			}
			return err
		})
	}
	const live = " WHERE v.newest AND NOT w.withdrawn "
	into("SELECT w.origin = 'sample', count(DISTINCT w.id) FROM version v JOIN work w ON w.id = v.work"+live+"GROUP BY 1", func(c *register.Counts) *int { return &c.Documents })
	into("SELECT w.origin = 'sample', count(DISTINCT p.id) FROM version v JOIN work w ON w.id = v.work JOIN text x ON x.version = v.id JOIN paragraph p ON p.id = x.paragraph"+
		live+"AND p.part = '' GROUP BY 1", func(c *register.Counts) *int { return &c.Paragraphs })
	const of = " o JOIN text x ON x.id = o.text JOIN version v ON v.id = x.version JOIN work w ON w.id = v.work" + live + "AND o.state = 'open' GROUP BY 1"
	into("SELECT w.origin = 'sample', count(*) FROM candidate"+of, func(c *register.Counts) *int { return &c.Candidates })
	into("SELECT w.origin = 'sample', count(*) FROM question"+of, func(c *register.Counts) *int { return &c.Questions })
	return err
}

// Cited implements register.Reader.
func (q queries) Cited(ctx context.Context, limit int) (list []register.CitedWork, err error) {
	err = q.catalogued(ctx, func(q queries, src source, o *catalogue.Overlay) error {
		counts, err := q.s.catalogue.Citing(ctx, src, o)
		if err != nil {
			return err
		}
		type work struct {
			key  string
			held bool
		}
		works := map[string]work{} // by symbol and by ID
		err = q.each(ctx, `WITH held AS (SELECT w.id, w.key, EXISTS (SELECT FROM version v WHERE v.work = w.id) AS held FROM work w)
			SELECT key, key, held FROM held UNION ALL SELECT s.symbol, h.key, h.held FROM symbol s JOIN held h ON h.id = s.work`, nil, func(r row) error {
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
		list = nil
		for symbol, n := range missing {
			list = append(list, register.CitedWork{Symbol: symbol, Count: n})
		}
		slices.SortFunc(list, func(a, b register.CitedWork) int {
			if a.Count != b.Count {
				return b.Count - a.Count
			}
			return strings.Compare(a.Symbol, b.Symbol)
		})
		if limit > 0 && len(list) > limit {
			list = list[:limit]
		}
		return nil
	})
	return list, err
}

// projections are the tables beside store.Tables.
func (t *tx) projections() {
	t.mentions = t.bulk("mention", []string{"value", "kind", "version", "texts"}, []string{"text", "text", "bigint", "bytea"})
	t.terms = t.bulk("term", []string{"id", "name", "value"}, []string{"bigint", "text", "text"})
	t.listings = t.bulk("listing", []string{"record", "act", "packed"}, []string{"bigint", "bigint", "bytea"})
	t.found = t.bulk("found", []string{"record", "words"}, []string{"bigint", "tsvector"})
	t.newTerms = map[store.Facet]uint32{}
}
