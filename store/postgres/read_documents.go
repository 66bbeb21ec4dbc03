package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"sync"
	"time"

	"concord/fault"
	"concord/register"
	"concord/store"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// querier is the pool, one transaction of it, or a change that sees itself.
type querier interface {
	Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
}

// queries implements register.Reader over a querier.
type queries struct {
	s *Store
	q querier
}

// each runs a query and calls scan for each row.
func (q queries) each(ctx context.Context, query string, args []any, scan func(r row) error) error {
	first := true
	err := q.once(ctx, query, keep(args), func(r row) error {
		first = false
		return scan(r)
	})
	// A server that was started again has closed the connections that the pool holds.
	if _, alone := q.q.(*pgxpool.Pool); alone && first && lost(err) && ctx.Err() == nil {
		q.s.pool.Reset()
		err = q.once(ctx, query, args, scan)
	}
	return q.s.say(err)
}

func (q queries) once(ctx context.Context, query string, args []any, scan func(r row) error) error {
	rows, err := q.q.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(row{rows}); err != nil {
			return err
		}
	}
	return rows.Err()
}

// snapshot runs reads that belong together on one state of the register. read may
// be called twice.
func (q queries) snapshot(ctx context.Context, read func(queries) error) error {
	pool, ok := q.q.(*pgxpool.Pool)
	if !ok {
		return read(q)
	}
	err := q.snapshotOnce(ctx, read)
	if lost(err) && ctx.Err() == nil {
		pool.Reset()
		err = q.snapshotOnce(ctx, read)
	}
	return q.s.say(err)
}

// snapshotOnce is snapshot where read may be called once only.
func (q queries) snapshotOnce(ctx context.Context, read func(queries) error) error {
	return q.s.say(pgx.BeginTxFunc(ctx, q.s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(t pgx.Tx) error { return read(queries{q.s, t}) }))
}

func at(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// totalsMemo keeps the last totals: they change only with the log of acts.
type totalsMemo struct {
	sync.Mutex
	act    int64
	known  bool
	totals register.Totals
}

// versionColumns and scanVersion are of one version; w, v, a, p are its tables.
const versionColumns = "v.id, w.key, v.language, v.number, v.sha256, v.name, v.format, v.rules, v.whole, NOT v.newest, a.at, p.key, p.name"
const versionTables = " FROM version v JOIN work w ON w.id = v.work JOIN act a ON a.id = v.act JOIN person p ON p.id = a.person "

func scanVersion(r row, v *register.Version, more ...any) error {
	var whole string
	var ms int64
	err := r.Scan(append([]any{&v.Key, &v.Work, &v.Language, &v.Number, &v.SHA256, &v.Name, &v.Format, &v.Rules, &whole, &v.Superseded, &ms, &v.By.ID, &v.By.Name}, more...)...)
	v.At = at(ms)
	if err == nil {
		err = store.UnpackVersion(whole, v)
	}
	return err
}

func (q queries) versions(ctx context.Context, tail string, args ...any) (list []register.Version, err error) {
	err = q.each(ctx, "SELECT "+versionColumns+versionTables+tail, args, func(r row) error {
		var v register.Version
		err := scanVersion(r, &v)
		list = append(list, v)
		return err
	})
	return list, err
}

// Work implements register.Reader.
func (q queries) Work(ctx context.Context, idOrSymbol string) (w register.Work, err error) {
	err = q.each(ctx, "SELECT w.key, w.origin, w.withdrawn, ARRAY(SELECT symbol FROM symbol WHERE work = w.id ORDER BY ordinal, symbol) FROM work w "+
		"WHERE w.id = coalesce((SELECT work FROM symbol WHERE symbol = $1), (SELECT id FROM work WHERE key = $1))", []any{idOrSymbol}, func(r row) error {
		return r.Scan(&w.ID, &w.Origin, &w.Withdrawn, &w.Symbols)
	})
	if len(w.Symbols) == 0 {
		w.Symbols = nil
	}
	if err == nil && w.ID == "" {
		err = fault.New(fault.NotFound, "There is no document %s in the register.", idOrSymbol)
	}
	return w, err
}

// Versions implements register.Reader.
func (q queries) Versions(ctx context.Context, work string) ([]register.Version, error) {
	return q.versions(ctx, "WHERE w.key = $1 ORDER BY v.language, v.number", work)
}

// VersionOf implements register.Reader.
func (q queries) VersionOf(ctx context.Context, sha256, language string) (register.Version, error) {
	list, err := q.versions(ctx, "WHERE v.sha256 = $1 AND v.language = $2 ORDER BY v.newest DESC, v.id DESC LIMIT 1", sha256, language)
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
	where := "WHERE v.newest AND NOT w.withdrawn"
	args := []any{f.Limit, max(f.Offset, 0)}
	if !f.Samples && f.Origin != register.Sample {
		where += " AND w.origin <> 'sample'"
	}
	and := func(column, value string) {
		if value != "" {
			args = append(args, value)
			where += " AND " + column + " = $" + strconv.Itoa(len(args))
		}
	}
	and("v.language", f.Language)
	and("w.key", f.Work)
	and("v.whole::json -> 'masthead' ->> 'Kind'", f.Kind)
	if f.Year > 0 {
		and("left(coalesce(nullif(v.whole::json -> 'masthead' ->> 'Date', ''), v.whole::json -> 'masthead' ->> 'Dated'), 4)", fmt.Sprintf("%04d", f.Year))
	}
	and("w.origin", string(f.Origin))
	if f.Under != "" { // '0' follows '/'
		args = append(args, f.Under+"/", f.Under+"0")
		where += " AND w.id IN (SELECT work FROM symbol WHERE symbol > $" + strconv.Itoa(len(args)-1) + " AND symbol < $" + strconv.Itoa(len(args)) + ")"
	}
	counts := `(SELECT count(*) FROM text x WHERE x.version = v.id),
		(SELECT count(DISTINCT t.record) FROM text x JOIN telling t ON t.text = x.id JOIN record r ON r.id = t.record
			WHERE x.version = v.id AND NOT t.dropped AND r.kind = 'activity' AND r.review NOT IN ('rejected', 'withdrawn') AND r.merged_into IS NULL),
		(SELECT count(*) FROM text x JOIN candidate c ON c.text = x.id WHERE x.version = v.id AND c.state = 'open'),
		(SELECT count(*) FROM text x JOIN question c ON c.text = x.id WHERE x.version = v.id AND c.state = 'open')`
	if f.Uncounted {
		counts = "0, 0, 0, 0"
	}
	// The versions of the page are chosen first, so that only theirs are counted.
	err = q.each(ctx, `WITH chosen AS MATERIALIZED (SELECT v.id FROM version v JOIN work w ON w.id = v.work `+where+` ORDER BY v.id DESC LIMIT $1 OFFSET $2)
		SELECT `+versionColumns+`, w.origin, ARRAY(SELECT symbol FROM symbol WHERE work = w.id ORDER BY ordinal, symbol),
		`+counts+
		versionTables+"WHERE v.id IN (SELECT id FROM chosen) ORDER BY v.id DESC", args, func(r row) error {
		var d register.DocumentLine
		err := scanVersion(r, &d.Version, &d.Work.Origin, &d.Work.Symbols, &d.Paragraphs, &d.Activities, &d.Candidates, &d.Questions)
		d.Work.ID = d.Version.Work
		list = append(list, d)
		return err
	})
	return list, err
}

// View implements register.Reader.
func (q queries) View(ctx context.Context, work, language string, number int) (v *register.View, err error) {
	err = q.snapshot(ctx, func(q queries) error {
		v, err = q.view(ctx, work, language, number, nil, true)
		return err
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// Bare implements register.Reader.
func (q queries) Bare(ctx context.Context, work, language string, number int) (v *register.View, err error) {
	err = q.snapshot(ctx, func(q queries) error {
		v, err = q.view(ctx, work, language, number, nil, false)
		return err
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// Passage implements register.Reader.
func (q queries) Passage(ctx context.Context, work, language string, number int, choose func([]register.Outlined) (from, to int)) (v *register.View, err error) {
	err = q.snapshot(ctx, func(q queries) error {
		v, err = q.view(ctx, work, language, number, choose, true)
		return err
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// outline gives all paragraphs of a version with how much each tells.
func (q queries) outline(ctx context.Context, version int64) (list []register.Outlined, err error) {
	err = q.each(ctx, `SELECT x.ordinal, p.part, p.number, p.nth, x.counted, x.section, coalesce(t.acts, 0), coalesce(t.reviewed, 0), coalesce(t.undated, 0), coalesce(t.placeless, 0),
		(SELECT count(*) FROM candidate c WHERE c.text = x.id AND c.state = 'open') + (SELECT count(*) FROM question c WHERE c.text = x.id AND c.state = 'open')
		FROM text x JOIN paragraph p ON p.id = x.paragraph LEFT JOIN (
			SELECT y.id, count(*) AS acts, count(*) FILTER (WHERE r.review = 'reviewed') AS reviewed,
				count(*) FILTER (WHERE coalesce(r.fields::json ->> 'date', '') = '') AS undated,
				count(*) FILTER (WHERE r.fields::json -> 'places' IS NULL OR json_array_length(r.fields::json -> 'places') = 0) AS placeless
			FROM text y JOIN telling l ON l.text = y.id JOIN record r ON r.id = l.record
			WHERE y.version = $1 AND NOT l.dropped AND r.kind = 'activity' AND r.review NOT IN ('rejected', 'withdrawn') GROUP BY y.id) t ON t.id = x.id
		WHERE x.version = $1 ORDER BY x.ordinal`, []any{version}, func(r row) error {
		var o register.Outlined
		err := r.Scan(&o.Ordinal, &o.Part, &o.Number, &o.Nth, &o.Counted, &o.Section, &o.Acts, &o.Reviewed, &o.Undated, &o.Placeless, &o.Doubts)
		list = append(list, o)
		return err
	})
	return list, err
}

func (q queries) view(ctx context.Context, work, language string, number int, choose func([]register.Outlined) (from, to int), records bool) (*register.View, error) {
	w, err := q.Work(ctx, work)
	if err != nil {
		return nil, err
	}
	v := &register.View{Work: w}
	all, err := q.versions(ctx, "WHERE w.key = $1 ORDER BY v.language, v.number", w.ID)
	if err != nil {
		return nil, err
	}
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
		"WHERE x.version = $1 AND x.ordinal >= $2 AND x.ordinal < $3 ORDER BY x.ordinal", part, func(r row) error {
		var p register.ViewParagraph
		var source, marks []byte
		err := r.Scan(&p.Key, &p.Part, &p.Number, &p.Nth, &p.Ordinal, &p.Counted, &p.Section, utf{&p.Text.Text}, &source, &marks)
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
	type home struct{ paragraph, at int }
	where := map[[2]int64]home{} // record and text
	var records []int64
	err := q.each(ctx, "SELECT c.text, c.start, c.stop, c.dropped, c.record, "+recordColumns+" FROM text x JOIN telling c ON c.text = x.id JOIN record r ON r.id = c.record"+
		recordTables+"WHERE x.version = $1 AND x.ordinal >= $2 AND x.ordinal < $3 AND r.review <> 'withdrawn' ORDER BY x.ordinal, c.start, c.stop, c.id",
		part, func(r row) error {
			var t register.Told
			var text, record int64
			rec, err := scanRecord(r, &text, &t.From, &t.To, &t.Dropped, &record)
			if err != nil {
				return err
			}
			t.Record = rec
			if t.Activity, err = rec.Activity(); err != nil {
				return fault.Wrap(err, fault.Internal, "The values of the record %s cannot be read.", rec.ID)
			}
			p := &v.Paragraphs[index[text]]
			key := [2]int64{record, text}
			if _, twice := where[key]; !twice {
				where[key] = home{index[text], len(p.Activities)}
				records = append(records, record)
			}
			p.Activities = append(p.Activities, t)
			return nil
		})
	if err != nil || len(records) == 0 {
		return err
	}
	// The claims point to texts that the view holds, so their evidence needs no joins.
	claims, rows, err := q.claims(ctx, records)
	if err != nil {
		return err
	}
	for i := range claims {
		c := &claims[i]
		h, ok := where[[2]int64{rows[i], c.Evidence.Text}]
		if !ok {
			continue
		}
		p := &v.Paragraphs[h.paragraph]
		t := &p.Activities[h.at]
		e := &c.Evidence
		e.Work, e.Language, e.Version, e.Place, e.Ordinal = v.Work.ID, v.Version.Language, v.Version.Number, p.Place, p.Ordinal
		if e.From >= 0 && e.From <= e.To && e.To <= len(p.Text.Text) {
			e.Quote = p.Text.Text[e.From:e.To]
		}
		c.Record = t.Record.ID
		t.Claims = append(t.Claims, *c)
	}
	return nil
}

// asked fills in the candidates and questions of a view.
func (q queries) asked(ctx context.Context, v *register.View, part []any, index map[int64]int) error {
	candidates, err := q.candidates(ctx, "WHERE x.version = $1 AND x.ordinal >= $2 AND x.ordinal < $3 ORDER BY x.ordinal, c.start, c.id", part...)
	if err != nil {
		return err
	}
	for _, c := range candidates {
		p := &v.Paragraphs[index[c.At.Text]]
		p.Candidates = append(p.Candidates, c)
	}
	questions, err := q.questions(ctx, "WHERE x.version = $1 AND x.ordinal >= $2 AND x.ordinal < $3 ORDER BY x.ordinal, c.start, c.id", part...)
	if err != nil {
		return err
	}
	for _, c := range questions {
		p := &v.Paragraphs[index[c.At.Text]]
		p.Questions = append(p.Questions, c)
	}
	return nil
}

// textTables are those of the text that c points to.
const textTables = " JOIN text x ON x.id = c.text JOIN paragraph p ON p.id = x.paragraph JOIN version v ON v.id = x.version JOIN work w ON w.id = v.work "

// Mentions implements register.Reader.
func (q queries) Mentions(ctx context.Context, kind, value string, limit int) (list []register.Evidence, err error) {
	limit = limited(limit)
	err = q.snapshot(ctx, func(q queries) error {
		list = nil
		var texts []int64
		err := q.each(ctx, "SELECT m.texts FROM mention m JOIN version v ON v.id = m.version JOIN work w ON w.id = v.work "+
			"WHERE left(m.value, 200) = left($1, 200) AND m.value = $1 AND m.kind = $2 AND v.newest AND NOT w.withdrawn ORDER BY v.id DESC LIMIT $3", []any{value, kind, limit}, func(r row) error {
			var b []byte
			if err := r.Scan(&b); err != nil || len(texts) >= limit {
				return err
			}
			texts, err = store.UnpackNumbers(texts, b)
			return err
		})
		if err != nil {
			return err
		}
		return q.each(ctx, "SELECT x.id, w.key, v.language, v.number, p.part, p.number, p.nth, x.ordinal, x.text, x.marks FROM text x JOIN paragraph p ON p.id = x.paragraph "+
			"JOIN version v ON v.id = x.version JOIN work w ON w.id = v.work WHERE x.id = ANY($1) ORDER BY v.id DESC, x.ordinal", []any{texts}, func(r row) error {
			var e register.Evidence
			var text string
			var packed []byte
			if err := r.Scan(&e.Text, &e.Work, &e.Language, &e.Version, &e.Part, &e.Number, &e.Nth, &e.Ordinal, utf{&text}, &packed); err != nil {
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
const asked = "WHERE ($1 = '' OR c.state = $1) AND ($2 = '' OR c.words = $2) AND ($3 = '' OR v.language = $3) AND ($4 = '' OR w.key = $4) AND v.newest AND NOT w.withdrawn ORDER BY v.id DESC, x.ordinal, c.start, c.id LIMIT $5"

// Candidates implements register.Reader.
func (q queries) Candidates(ctx context.Context, f register.AskedFilter) ([]register.Candidate, error) {
	return q.candidates(ctx, asked, f.State, f.Text, f.Language, f.Work, limited(f.Limit))
}

func (q queries) candidates(ctx context.Context, tail string, args ...any) (list []register.Candidate, err error) {
	err = q.each(ctx, "SELECT c.id, c.words, c.rule, c.state, "+evidenceColumns+" FROM candidate c"+textTables+tail, args, func(r row) error {
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
	err = q.each(ctx, "SELECT c.id, c.words, c.choices, c.state, c.answer, "+evidenceColumns+" FROM question c"+textTables+tail, args, func(r row) error {
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
