package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"sync"
	"time"

	"concord/fault"
	"concord/register"
	"concord/store"
	"concord/store/catalogue"
)

// querier is the pool of readers, one of them, or a change that sees itself.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// queries implements register.Reader over a querier.
type queries struct {
	s *Store
	q querier
}

// each runs a query and calls scan for each row.
func (q queries) each(ctx context.Context, query string, args []any, scan func(rows *sql.Rows) error) error {
	if _, ok := q.q.(*pool); ok {
		return q.snapshot(ctx, func(q queries) error { return q.each(ctx, query, args, scan) })
	}
	var rows *sql.Rows
	var err error
	if r, ok := q.q.(*reader); ok {
		var done func()
		rows, done, err = r.prepared(ctx, query, args)
		defer done()
	} else {
		rows, err = q.q.QueryContext(ctx, query, args...)
	}
	if err != nil {
		return q.s.say(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return q.s.say(err)
		}
	}
	return q.s.say(rows.Err())
}

// snapshot runs reads that belong together on one state of the register.
func (q queries) snapshot(ctx context.Context, read func(queries) error) error {
	p, ok := q.q.(*pool)
	if !ok {
		return read(q)
	}
	r, err := p.take(ctx)
	if err != nil {
		return q.s.say(err)
	}
	good := false
	defer func() { p.give(r, good) }()
	if err := r.exec(ctx, "BEGIN"); err != nil {
		return q.s.say(err)
	}
	// Also after a panic, and where ctx has ended: the reader must see the next state.
	defer func() { good = r.exec(context.WithoutCancel(ctx), "ROLLBACK") == nil && good }()
	good = true
	return read(queries{q.s, r})
}

// scanJSON scans a text into raw JSON.
type scanJSON struct{ to *json.RawMessage }

func (s scanJSON) Scan(v any) error {
	switch v := v.(type) {
	case string:
		*s.to = json.RawMessage(v)
	case []byte:
		*s.to = append(json.RawMessage(nil), v...)
	}
	return nil
}

func at(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// totalsMemo keeps the last totals: they change only with the log of acts.
type totalsMemo struct {
	sync.Mutex
	act    int64
	known  bool
	totals register.Totals
}

// Totals implements register.Reader.
func (q queries) Totals(ctx context.Context) (t register.Totals, err error) {
	err = q.lists(ctx, func(q queries, src catalogue.Source, o *catalogue.Overlay) error {
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
		if t, err = q.count(ctx); err != nil {
			return err
		}
		t.Register.Activities, t.Register.Organizations, t.Samples.Activities, t.Samples.Organizations, err = q.s.catalogue.Count(ctx, src, o, register.KindActivity)
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

func (q queries) count(ctx context.Context) (t register.Totals, err error) {
	into := func(query string, field func(*register.Counts) *int) {
		if err != nil {
			return
		}
		err = q.each(ctx, query, nil, func(r *sql.Rows) error {
			var sample bool
			var n int
			if err := r.Scan(&sample, &n); err != nil {
				return err
			}
			c := &t.Register
			if sample {
				c = &t.Samples
			}
			*field(c) = n
			return nil
		})
	}
	const newest = " FROM version v JOIN work w ON w.id = v.work "
	const live = " WHERE v.newest = 1 AND w.withdrawn = 0 "
	into("SELECT w.origin = 'sample', count(DISTINCT w.id)"+newest+live+"GROUP BY 1", func(c *register.Counts) *int { return &c.Documents })
	into("SELECT w.origin = 'sample', count(DISTINCT p.id)"+newest+"JOIN text x ON x.version = v.id JOIN paragraph p ON p.id = x.paragraph"+
		live+"AND p.part = '' GROUP BY 1", func(c *register.Counts) *int { return &c.Paragraphs })
	for _, open := range []struct {
		table string
		field func(*register.Counts) *int
	}{{"candidate", func(c *register.Counts) *int { return &c.Candidates }}, {"question", func(c *register.Counts) *int { return &c.Questions }}} {
		into("SELECT w.origin = 'sample', count(*) FROM "+open.table+" o JOIN text x ON x.id = o.text JOIN version v ON v.id = x.version "+
			"JOIN work w ON w.id = v.work"+live+"AND o.state = 'open' GROUP BY 1", open.field)
	}
	return t, err
}

// versionColumns and scanVersion are of one version; w, e, v, a, p are its tables.
const versionColumns = "v.id, w.key, v.language, v.number, v.sha256, v.name, v.format, v.rules, v.whole, v.newest, a.at, p.key, p.name"
const versionTables = " FROM version v JOIN work w ON w.id = v.work JOIN act a ON a.id = v.act JOIN person p ON p.id = a.person "

func versionDest(v *register.Version, whole *string, newest *bool, ms *int64) []any {
	return []any{&v.Key, &v.Work, &v.Language, &v.Number, &v.SHA256, &v.Name, &v.Format, &v.Rules, whole, newest, ms, &v.By.ID, &v.By.Name}
}

func (q queries) versions(ctx context.Context, tail string, args ...any) (list []register.Version, err error) {
	err = q.each(ctx, "SELECT "+versionColumns+versionTables+tail, args, func(r *sql.Rows) error {
		var v register.Version
		var whole string
		var newest bool
		var ms int64
		if err := r.Scan(versionDest(&v, &whole, &newest, &ms)...); err != nil {
			return err
		}
		v.Superseded, v.At = !newest, at(ms)
		if err := store.UnpackVersion(whole, &v); err != nil {
			return err
		}
		list = append(list, v)
		return nil
	})
	return list, err
}

// Work implements register.Reader.
func (q queries) Work(ctx context.Context, idOrSymbol string) (w register.Work, err error) {
	err = q.each(ctx, "SELECT w.key, w.origin, w.withdrawn, s.symbol FROM work w LEFT JOIN symbol s ON s.work = w.id "+
		"WHERE w.id = ifnull((SELECT work FROM symbol WHERE symbol = ?1), (SELECT id FROM work WHERE key = ?1)) ORDER BY s.ordinal, s.symbol",
		[]any{idOrSymbol}, func(r *sql.Rows) error {
			var sym sql.NullString
			if err := r.Scan(&w.ID, &w.Origin, &w.Withdrawn, &sym); err != nil {
				return err
			}
			if sym.Valid {
				w.Symbols = append(w.Symbols, sym.String)
			}
			return nil
		})
	if err == nil && w.ID == "" {
		err = fault.New(fault.NotFound, "There is no document %s in the register.", idOrSymbol)
	}
	return w, err
}

// Versions implements register.Reader.
func (q queries) Versions(ctx context.Context, work string) ([]register.Version, error) {
	return q.versions(ctx, "WHERE w.key = ? ORDER BY v.language, v.number", work)
}

// VersionOf implements register.Reader.
func (q queries) VersionOf(ctx context.Context, sha256, language string) (register.Version, error) {
	list, err := q.versions(ctx, "WHERE v.sha256 = ? AND v.language = ? ORDER BY v.newest DESC, v.id DESC LIMIT 1", sha256, language)
	if err != nil {
		return register.Version{}, err
	}
	if len(list) == 0 {
		return register.Version{}, fault.New(fault.NotFound, "That file was not read into the register.")
	}
	return list[0], nil
}

// Documents implements register.Reader.
func (q queries) Documents(ctx context.Context, f register.DocumentFilter) (list []register.DocumentLine, err error) {
	if f.Limit <= 0 {
		f.Limit = 1000
	}
	where := "WHERE v.newest = 1 AND w.withdrawn = 0"
	var args []any
	if !f.Samples && f.Origin != register.Sample {
		where += " AND w.origin <> 'sample'"
	}
	if f.Language != "" {
		where += " AND v.language = ?"
		args = append(args, f.Language)
	}
	if f.Work != "" {
		where += " AND w.key = ?"
		args = append(args, f.Work)
	}
	if f.Kind != "" {
		where += " AND v.whole ->> '$.masthead.Kind' = ?"
		args = append(args, f.Kind)
	}
	if f.Year > 0 {
		where += " AND substr(coalesce(nullif(v.whole ->> '$.masthead.Date', ''), v.whole ->> '$.masthead.Dated'), 1, 4) = ?"
		args = append(args, fmt.Sprintf("%04d", f.Year))
	}
	if f.Origin != "" {
		where += " AND w.origin = ?"
		args = append(args, f.Origin)
	}
	if f.Under != "" { // '0' follows '/'
		where += " AND w.id IN (SELECT work FROM symbol WHERE symbol > ? AND symbol < ?)"
		args = append(args, f.Under+"/", f.Under+"0")
	}
	// +c.state keeps SQLite from counting all open ones of the register for each.
	counts := `(SELECT count(*) FROM text x WHERE x.version = v.id),
		(SELECT count(DISTINCT t.record) FROM text x JOIN telling t ON t.text = x.id JOIN record r ON r.id = t.record
			WHERE x.version = v.id AND t.dropped = 0 AND r.kind = 'activity' AND r.review NOT IN ('rejected', 'withdrawn') AND r.merged_into IS NULL),
		(SELECT count(*) FROM text x JOIN candidate c ON c.text = x.id WHERE x.version = v.id AND +c.state = 'open'),
		(SELECT count(*) FROM text x JOIN question c ON c.text = x.id WHERE x.version = v.id AND +c.state = 'open')`
	if f.Uncounted {
		counts = "0, 0, 0, 0"
	}
	args = append(args, f.Limit, max(f.Offset, 0))
	// The versions of the page are chosen first, so that only theirs are counted.
	err = q.each(ctx, `SELECT `+versionColumns+`, w.origin,
		(SELECT json_group_array(symbol) FROM (SELECT symbol FROM symbol WHERE work = w.id ORDER BY ordinal, symbol)),
		`+counts+
		versionTables+"WHERE v.id IN (SELECT v.id FROM version v JOIN work w ON w.id = v.work "+
		where+" ORDER BY v.id DESC LIMIT ? OFFSET ?) ORDER BY v.id DESC", args, func(r *sql.Rows) error {
		var d register.DocumentLine
		var whole, symbols string
		var newest bool
		var ms int64
		if err := r.Scan(append(versionDest(&d.Version, &whole, &newest, &ms), &d.Work.Origin, &symbols,
			&d.Paragraphs, &d.Activities, &d.Candidates, &d.Questions)...); err != nil {
			return err
		}
		d.Version.Superseded, d.Version.At, d.Work.ID = !newest, at(ms), d.Version.Work
		if err := json.Unmarshal([]byte(symbols), &d.Work.Symbols); err != nil {
			return err
		}
		if err := store.UnpackVersion(whole, &d.Version); err != nil {
			return err
		}
		list = append(list, d)
		return nil
	})
	return list, err
}

// View implements register.Reader.
func (q queries) View(ctx context.Context, work, language string, number int) (v *register.View, err error) {
	err = q.snapshot(ctx, func(q queries) error {
		v, err = q.view(ctx, work, language, number, nil, true)
		return err
	})
	return v, err
}

// Bare implements register.Reader.
func (q queries) Bare(ctx context.Context, work, language string, number int) (v *register.View, err error) {
	err = q.snapshot(ctx, func(q queries) error {
		v, err = q.view(ctx, work, language, number, nil, false)
		return err
	})
	return v, err
}

// Passage implements register.Reader.
func (q queries) Passage(ctx context.Context, work, language string, number int, choose func([]register.Outlined) (from, to int)) (v *register.View, err error) {
	err = q.snapshot(ctx, func(q queries) error {
		v, err = q.view(ctx, work, language, number, choose, true)
		return err
	})
	return v, err
}

// outline gives all paragraphs of a version with how much each tells.
func (q queries) outline(ctx context.Context, version int64) (list []register.Outlined, err error) {
	err = q.each(ctx, `SELECT x.ordinal, p.part, p.number, p.nth, x.counted, x.section,
		(SELECT count(*) FROM candidate c WHERE c.text = x.id AND +c.state = 'open') + (SELECT count(*) FROM question c WHERE c.text = x.id AND +c.state = 'open')
		FROM text x JOIN paragraph p ON p.id = x.paragraph WHERE x.version = ? ORDER BY x.ordinal`, []any{version}, func(r *sql.Rows) error {
		var o register.Outlined
		err := r.Scan(&o.Ordinal, &o.Part, &o.Number, &o.Nth, &o.Counted, &o.Section, &o.Doubts)
		list = append(list, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	at := 0
	err = q.each(ctx, `SELECT x.ordinal, count(*), sum(r.review = 'reviewed'), sum(ifnull(r.fields ->> '$.date', '') = ''), sum(ifnull(json_array_length(r.fields, '$.places'), 0) = 0)
		FROM text x JOIN telling l ON l.text = x.id JOIN record r ON r.id = l.record
		WHERE x.version = ? AND l.dropped = 0 AND r.kind = 'activity' AND r.review NOT IN ('rejected', 'withdrawn') GROUP BY x.ordinal ORDER BY x.ordinal`,
		[]any{version}, func(r *sql.Rows) error {
			var told register.Outlined
			if err := r.Scan(&told.Ordinal, &told.Acts, &told.Reviewed, &told.Undated, &told.Placeless); err != nil {
				return err
			}
			for at < len(list)-1 && list[at].Ordinal < told.Ordinal {
				at++
			}
			o := &list[at]
			o.Acts, o.Reviewed, o.Undated, o.Placeless = told.Acts, told.Reviewed, told.Undated, told.Placeless
			return nil
		})
	return list, err
}

func (q queries) view(ctx context.Context, work, language string, number int, choose func([]register.Outlined) (from, to int), records bool) (*register.View, error) {
	w, err := q.Work(ctx, work)
	if err != nil {
		return nil, err
	}
	all, err := q.Versions(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	v := &register.View{Work: w}
	v.Version, v.Others = store.Choose(all, language, number)
	if v.Version.Key == 0 {
		return nil, fault.New(fault.NotFound, "The register has no such version of %s in %q.", w.ID, language)
	}
	part := []any{v.Version.Key, 0, math.MaxInt32} // version, from the ordinal to before the ordinal
	if choose != nil {
		if v.Outline, err = q.outline(ctx, v.Version.Key); err != nil {
			return nil, err
		}
		part[1], part[2] = store.Chosen(v.Outline, choose)
	}
	index := map[int64]int{} // text → paragraph of the view
	err = q.each(ctx, "SELECT x.id, p.part, p.number, p.nth, x.ordinal, x.counted, x.section, x.text, x.source, x.marks FROM text x JOIN paragraph p ON p.id = x.paragraph "+
		"WHERE x.version = ? AND x.ordinal >= ? AND x.ordinal < ? ORDER BY x.ordinal", part, func(r *sql.Rows) error {
		var p register.ViewParagraph
		var source, marks []byte
		err := r.Scan(&p.Key, &p.Part, &p.Number, &p.Nth, &p.Ordinal, &p.Counted, &p.Section, &p.Text.Text, &source, &marks)
		if err == nil {
			p.Source, err = store.UnpackSegments(source)
		}
		if err == nil {
			p.Marks, err = store.UnpackMarks(marks)
		}
		index[p.Key] = len(v.Paragraphs)
		v.Paragraphs = append(v.Paragraphs, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	if records {
		if err := q.told(ctx, v, part, index); err != nil {
			return nil, err
		}
	}
	return v, q.asked(ctx, v, part, index)
}

// told fills in the activities of a view with those of their claims that it bears.
func (q queries) told(ctx context.Context, v *register.View, part []any, index map[int64]int) error {
	type place struct{ paragraph, at int }
	where := map[[2]int64]place{} // record and text
	err := q.each(ctx, "SELECT l.text, l.start, l.stop, l.dropped, l.record, "+recordColumns+" FROM text x JOIN telling l ON l.text = x.id JOIN record r ON r.id = l.record "+
		recordTables+"WHERE x.version = ? AND x.ordinal >= ? AND x.ordinal < ? AND r.review <> 'withdrawn' ORDER BY x.ordinal, l.start, l.stop, l.id",
		part, func(r *sql.Rows) error {
			var t register.Told
			var text, record int64
			rec, err := scanRecord(r, &text, &t.From, &t.To, &t.Dropped, &record)
			if err != nil {
				return err
			}
			t.Record = rec
			if t.Activity, err = store.Activity(&rec); err != nil {
				return fault.Wrap(err, fault.Internal, "The values of the record %s cannot be read.", rec.ID)
			}
			p := &v.Paragraphs[index[text]]
			if _, twice := where[[2]int64{record, text}]; !twice {
				where[[2]int64{record, text}] = place{index[text], len(p.Activities)}
			}
			p.Activities = append(p.Activities, t)
			return nil
		})
	if err != nil {
		return err
	}
	// The claims point to texts that the view holds, so their evidence needs no
	// joins; acts and decisions are few beside claims and are read apart.
	acts := map[int64][]*register.Claim{}
	claims := map[int64]*register.Claim{}
	var order []*register.Claim
	var homes []place
	var unpacked []register.Claim
	var paragraphs []int64
	const records = "FROM (SELECT DISTINCT l.record AS record FROM text y JOIN telling l ON l.text = y.id WHERE y.version = ? AND y.ordinal >= ? AND y.ordinal < ?) o "
	err = q.each(ctx, "SELECT c.id, c.record, c.packed, c.act "+records+"CROSS JOIN claim c ON c.record = o.record ORDER BY c.id", part, func(r *sql.Rows) error {
		var id, record, act int64
		var b sql.RawBytes
		if err := r.Scan(&id, &record, &b, &act); err != nil {
			return err
		}
		if unpacked, paragraphs, err = store.UnpackClaims(b, id, unpacked[:0], paragraphs[:0]); err != nil {
			return err
		}
		for i := range unpacked {
			e := &unpacked[i].Evidence
			home, ok := where[[2]int64{record, e.Text}]
			if !ok {
				continue
			}
			c := &register.Claim{}
			*c = unpacked[i]
			p := &v.Paragraphs[home.paragraph]
			e = &c.Evidence
			e.Work, e.Language, e.Version, e.Place, e.Ordinal = v.Work.ID, v.Version.Language, v.Version.Number, p.Place, p.Ordinal
			if e.From >= 0 && e.From <= e.To && e.To <= len(p.Text.Text) {
				e.Quote = p.Text.Text[e.From:e.To]
			}
			c.Record = p.Activities[home.at].Record.ID
			acts[act] = append(acts[act], c)
			claims[c.Key] = c
			order, homes = append(order, c), append(homes, home)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := q.signed(ctx, acts); err != nil {
		return err
	}
	said := store.NewDecisions(func(key int64) *register.Claim { return claims[key] })
	err = q.each(ctx, "SELECT d.claim, d.state, d.why, a.at, p.key, p.name "+records+
		"CROSS JOIN claim c ON c.record = o.record CROSS JOIN decision d ON d.claim >= c.id AND d.claim < c.id + c.count JOIN act a ON a.id = d.act JOIN person p ON p.id = a.person ORDER BY d.id",
		part, decided(said))
	for i, c := range order {
		if c.State == register.Undone {
			continue
		}
		t := &v.Paragraphs[homes[i].paragraph].Activities[homes[i].at]
		t.Claims = append(t.Claims, *c)
	}
	return err
}

// asked fills in the candidates and questions of a view.
func (q queries) asked(ctx context.Context, v *register.View, part []any, index map[int64]int) error {
	candidates, err := q.candidates(ctx, "WHERE x.version = ? AND x.ordinal >= ? AND x.ordinal < ? ORDER BY x.ordinal, c.start, c.id", part...)
	if err != nil {
		return err
	}
	for _, c := range candidates {
		p := &v.Paragraphs[index[c.At.Text]]
		p.Candidates = append(p.Candidates, c)
	}
	questions, err := q.questions(ctx, "WHERE x.version = ? AND x.ordinal >= ? AND x.ordinal < ? ORDER BY x.ordinal, c.start, c.id", part...)
	if err != nil {
		return err
	}
	for _, c := range questions {
		p := &v.Paragraphs[index[c.At.Text]]
		p.Questions = append(p.Questions, c)
	}
	return nil
}

// evidenceColumns fill an Evidence from the text x, its paragraph p, version v
// and work w; the stretch is that of the row o.
func evidenceColumns(o string) string {
	return "ifnull(x.id, 0), ifnull(w.key, ''), ifnull(v.language, ''), ifnull(v.number, 0), ifnull(p.part, ''), ifnull(p.number, ''), ifnull(p.nth, 0), ifnull(x.ordinal, 0), " +
		o + ".start, " + o + ".stop, ifnull(CAST(substr(CAST(x.text AS BLOB), " + o + ".start + 1, " + o + ".stop - " + o + ".start) AS TEXT), '')"
}

const textTables = " JOIN text x ON x.id = c.text JOIN paragraph p ON p.id = x.paragraph JOIN version v ON v.id = x.version " +
	"JOIN work w ON w.id = v.work "

func evidenceDest(e *register.Evidence) []any {
	return []any{&e.Text, &e.Work, &e.Language, &e.Version, &e.Part, &e.Number, &e.Nth, &e.Ordinal, &e.From, &e.To, &e.Quote}
}

// Mentions implements register.Reader.
func (q queries) Mentions(ctx context.Context, kind, value string, limit int) (list []register.Evidence, err error) {
	limit = limited(limit)
	err = q.snapshot(ctx, func(q queries) error {
		var texts []int64
		err := q.each(ctx, "SELECT m.texts FROM mention m JOIN version v ON v.id = m.version JOIN work w ON w.id = v.work "+
			"WHERE m.value = ? AND m.kind = ? AND v.newest = 1 AND w.withdrawn = 0 ORDER BY v.id DESC", []any{value, kind}, func(r *sql.Rows) error {
			var b sql.RawBytes
			if err := r.Scan(&b); err != nil || len(texts) >= limit {
				return err
			}
			texts, err = store.UnpackNumbers(texts, b)
			return err
		})
		if err != nil {
			return err
		}
		return q.each(ctx, "SELECT x.id, w.key, v.language, v.number, p.part, p.number, p.nth, x.ordinal, x.text, x.marks FROM json_each(?) c "+
			"JOIN text x ON x.id = c.value JOIN paragraph p ON p.id = x.paragraph JOIN version v ON v.id = x.version JOIN work w ON w.id = v.work ORDER BY v.id DESC, x.ordinal",
			[]any{numbers(texts)}, func(r *sql.Rows) error {
				var e register.Evidence
				var text string
				var packed []byte
				if err := r.Scan(&e.Text, &e.Work, &e.Language, &e.Version, &e.Part, &e.Number, &e.Nth, &e.Ordinal, &text, &packed); err != nil {
					return err
				}
				marks, err := store.UnpackMarks(packed)
				for i := range marks {
					m := &marks[i]
					if m.Kind != kind || m.Value != value || len(list) == limit || m.To > len(text) {
						continue
					}
					e.From, e.To, e.Quote = m.From, m.To, text[m.From:m.To]
					list = append(list, e)
				}
				return err
			})
	})
	return list, err
}

func limited(n int) int {
	if n <= 0 || n > 10_000 {
		return 10_000
	}
	return n
}

// asked is which candidates or questions a filter chooses.
const asked = "WHERE (?1 = '' OR c.state = ?1) AND (?2 = '' OR c.words = ?2) AND (?3 = '' OR v.language = ?3) AND (?4 = '' OR w.key = ?4) AND v.newest = 1 AND w.withdrawn = 0 ORDER BY v.id DESC, x.ordinal, c.start, c.id LIMIT ?5"

// Candidates implements register.Reader.
func (q queries) Candidates(ctx context.Context, f register.AskedFilter) ([]register.Candidate, error) {
	return q.candidates(ctx, asked, f.State, f.Text, f.Language, f.Work, limited(f.Limit))
}

func (q queries) candidates(ctx context.Context, tail string, args ...any) (list []register.Candidate, err error) {
	err = q.each(ctx, "SELECT c.id, c.words, c.rule, c.state, "+evidenceColumns("c")+" FROM candidate c"+textTables+tail, args, func(r *sql.Rows) error {
		var c register.Candidate
		err := r.Scan(append([]any{&c.Key, &c.Text, &c.Rule, &c.State}, evidenceDest(&c.At)...)...)
		list = append(list, c)
		return err
	})
	return list, err
}

// Questions implements register.Reader.
func (q queries) Questions(ctx context.Context, f register.AskedFilter) ([]register.Question, error) {
	return q.questions(ctx, asked, f.State, f.Text, f.Language, f.Work, limited(f.Limit))
}

func (q queries) questions(ctx context.Context, tail string, args ...any) (list []register.Question, err error) {
	err = q.each(ctx, "SELECT c.id, c.words, c.choices, c.state, c.answer, "+evidenceColumns("c")+" FROM question c"+textTables+tail, args, func(r *sql.Rows) error {
		var c register.Question
		var choices string
		if err := r.Scan(append([]any{&c.Key, &c.Text, &choices, &c.State, &c.Answer}, evidenceDest(&c.At)...)...); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(choices), &c.Choices)
		list = append(list, c)
		return err
	})
	return list, err
}
