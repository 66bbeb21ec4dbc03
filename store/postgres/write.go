package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"

	"concord/fault"
	"concord/register"
	"concord/store"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// tx is one change. Rows get their numbers here, so that they can be written many
// at a time; what is collected is written before anything is read.
type tx struct {
	queries
	conn    *pgxpool.Conn
	pg      pgx.Tx
	xid     string // the server's number of this transaction
	act     register.Act
	actID   int64
	next    map[string]int64 // table → next row number
	bulks   []*bulk          // a table before those that point to it
	pending int

	works   map[string]int64
	whole   map[int64]bool // works of which places has all paragraphs
	places  map[place]int64
	records map[string]*known
	dirty   map[int64]*dirty // records whose projections are to be made anew
	told    map[telling]int  // tellings that wait, by their row in tellings

	paragraphs, texts, mentions, rows, claims, tellings, candidates, questions *bulk
}

// place is a paragraph of a work.
type place struct {
	work int64
	register.Place
}

// known is what a change knows of a stored record.
type known struct {
	id       int64
	kind     register.Kind
	revision int
}

// dirty is a record whose projections are to be made anew.
type dirty struct {
	record *register.Record // nil: as stored
	made   bool             // in this change: it has no projections yet
}

// telling is what a telling is known by; text is the paragraph, below 0, of a citation alone.
type telling struct{ record, text, from, to int64 }

var _ register.Tx = (*tx)(nil)

func newTx(s *Store, act register.Act, conn *pgxpool.Conn) *tx {
	t := &tx{conn: conn, act: act, works: map[string]int64{}, whole: map[int64]bool{}, places: map[place]int64{}, records: map[string]*known{},
		dirty: map[int64]*dirty{}, told: map[telling]int{}}
	t.paragraphs = t.bulk("paragraph", "id bigint, work bigint, part text, number text, nth integer", "")
	t.texts = t.bulk("text", "id bigint, version bigint, ordinal integer, paragraph bigint, counted boolean, section text, text bytea, source bytea, marks bytea", "")
	t.mentions = t.bulk("mention", "value text, kind text, text bigint", "")
	t.rows = t.bulk("record", "id bigint, key text, kind text, revision integer, origin text, review text, visibility text, merged_into bigint, untold boolean, fields text, act bigint", "")
	t.claims = t.bulk("claim", "id bigint, record bigint, field text, value text, text bigint, paragraph bigint, start integer, stop integer, contribution text, author text, rule text, inferred boolean, state text, act bigint", "")
	t.tellings = t.bulk("telling", "id bigint, record bigint, text bigint, paragraph bigint, start integer, stop integer, dropped boolean, act bigint",
		"ON CONFLICT (record, coalesce(text, -paragraph), start, stop) DO UPDATE SET dropped = excluded.dropped, act = excluded.act")
	t.candidates = t.bulk("candidate", "id bigint, text bigint, start integer, stop integer, words text, rule text, state text, act bigint", "ON CONFLICT (text, start, stop) DO NOTHING")
	t.questions = t.bulk("question", "id bigint, text bigint, start integer, stop integer, words text, choices text, state text, answer text, act bigint", "ON CONFLICT (text, start, stop) DO NOTHING")
	t.queries = queries{s: s, q: seen{t}}
	return t
}

// seen writes what is collected before each read, so that a change sees itself.
type seen struct{ t *tx }

func (q seen) Query(ctx context.Context, query string, args ...any) (pgx.Rows, error) {
	if err := q.t.flush(ctx); err != nil {
		return nil, err
	}
	return q.t.pg.Query(ctx, query, args...)
}

func (t *tx) flush(ctx context.Context) error {
	if t.pending == 0 {
		return nil
	}
	for _, b := range t.bulks {
		if err := b.flush(ctx); err != nil {
			return err
		}
	}
	t.pending = 0
	clear(t.told)
	return nil
}

// exec runs a statement that has to see what is collected.
func (t *tx) exec(ctx context.Context, query string, args ...any) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	_, err := t.pg.Exec(ctx, query, keep(args)...)
	return err
}

// one reads one row of what is in the tables already; found is false where there is none.
func (t *tx) one(ctx context.Context, query string, args []any, dest ...any) (found bool, err error) {
	err = t.pg.QueryRow(ctx, query, keep(args)...).Scan(dest...)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// numbered are the tables whose rows get their numbers from the one change that
// runs, so that they need no sequences.
var numbered = []string{"act", "person", "work", "expression", "version", "paragraph", "text", "candidate", "question", "record", "claim", "telling"}

// row is the next free number of a table.
func (t *tx) row(table string) int64 {
	n := t.next[table]
	t.next[table] = n + 1
	return n
}

func (t *tx) begin(ctx context.Context) (err error) {
	if t.pg, err = t.conn.Begin(ctx); err != nil {
		return err
	}
	// One way to the server: wait for the other programs' changes, then see what they
	// left. The lock goes with the transaction.
	b := &pgx.Batch{}
	b.Queue("SELECT set_config('lock_timeout', $1, true)", milliseconds(t.s.wait))
	b.Queue("SELECT pg_advisory_xact_lock($1)", lockChange)
	last := "SELECT pg_current_xact_id()::text"
	for _, table := range numbered {
		last += ", (SELECT coalesce(max(id), 0) + 1 FROM " + table + ")"
	}
	next := make([]int64, len(numbered))
	dest := []any{&t.xid}
	for i := range next {
		dest = append(dest, &next[i])
	}
	b.Queue(last).QueryRow(func(r pgx.Row) error { return r.Scan(dest...) })
	var person int64
	b.Queue("SELECT coalesce((SELECT id FROM person WHERE key = $1), 0)", kept(t.act.By.ID)).QueryRow(func(r pgx.Row) error { return r.Scan(&person) })
	if err := t.pg.SendBatch(ctx, b).Close(); err != nil {
		return err
	}
	t.next = map[string]int64{}
	for i, table := range numbered {
		t.next[table] = next[i]
	}
	b = &pgx.Batch{}
	if person == 0 {
		person = t.row("person")
		b.Queue("INSERT INTO person (id, key, name) VALUES ($1, $2, $3)", person, kept(t.act.By.ID), kept(t.act.By.Name))
	} else {
		b.Queue("UPDATE person SET name = $1 WHERE id = $2 AND name <> $1", kept(t.act.By.Name), person)
	}
	t.actID = t.row("act")
	b.Queue("INSERT INTO act (id, person, at, name, subject, why) VALUES ($1, $2, $3, $4, $5, $6)",
		t.actID, person, t.act.At.UnixMilli(), kept(t.act.Name), kept(t.act.Subject), kept(t.act.Why))
	return t.pg.SendBatch(ctx, b).Close()
}

func (t *tx) finish(ctx context.Context) error {
	return t.flush(ctx)
}

// SetWork implements register.Tx.
func (t *tx) SetWork(ctx context.Context, w register.Work) error { return t.s.say(t.setWork(ctx, w)) }

func (t *tx) setWork(ctx context.Context, w register.Work) error {
	if w.ID == "" {
		return fault.New(fault.Invalid, "A document without an identifier cannot be stored.")
	}
	var id int64
	found, err := t.one(ctx, "SELECT id FROM work WHERE key = $1", []any{w.ID}, &id)
	if err != nil {
		return err
	}
	if found {
		err = t.exec(ctx, "UPDATE work SET origin = $1, withdrawn = $2, act = $3 WHERE id = $4 AND (origin <> $1 OR withdrawn <> $2)", string(w.Origin), w.Withdrawn, t.actID, id)
	} else {
		id = t.row("work")
		t.whole[id] = true
		err = t.exec(ctx, "INSERT INTO work (id, key, origin, withdrawn, act) VALUES ($1, $2, $3, $4, $5)", id, w.ID, string(w.Origin), w.Withdrawn, t.actID)
	}
	if err != nil {
		return err
	}
	t.works[w.ID] = id
	for i, sym := range w.Symbols {
		var owner int64
		var key string
		found, err := t.one(ctx, "SELECT s.work, w.key FROM symbol s JOIN work w ON w.id = s.work WHERE s.symbol = $1", []any{sym}, &owner, &key)
		switch {
		case err != nil:
			return err
		case !found:
			err = t.exec(ctx, "INSERT INTO symbol (symbol, work, ordinal) VALUES ($1, $2, $3)", sym, id, i)
		case owner != id:
			return fault.New(fault.Conflict, "The symbol %s belongs to another document, %s.", sym, given(key))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// work is the row of a work by its ID.
func (t *tx) work(ctx context.Context, key string) (int64, error) {
	if id, ok := t.works[key]; ok {
		return id, nil
	}
	var id int64
	found, err := t.one(ctx, "SELECT id FROM work WHERE key = $1", []any{key}, &id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "There is no document %s in the register.", key)
	}
	if err == nil {
		t.works[key] = id
	}
	return id, err
}

// AddVersion implements register.Tx.
func (t *tx) AddVersion(ctx context.Context, v *register.Version, texts []register.Text) error {
	return t.s.say(t.addVersion(ctx, v, texts))
}

func (t *tx) addVersion(ctx context.Context, v *register.Version, texts []register.Text) error {
	work, err := t.work(ctx, v.Work)
	if err != nil {
		return err
	}
	var expression int64
	found, err := t.one(ctx, "SELECT e.id, coalesce(max(v.number), 0) + 1 FROM expression e LEFT JOIN version v ON v.expression = e.id WHERE e.work = $1 AND e.language = $2 GROUP BY e.id",
		[]any{work, v.Language}, &expression, &v.Number)
	if err != nil {
		return err
	}
	if found {
		err = t.exec(ctx, "UPDATE version SET newest = false WHERE expression = $1 AND newest", expression)
	} else {
		v.Number = 1
		expression = t.row("expression")
		err = t.exec(ctx, "INSERT INTO expression (id, work, language) VALUES ($1, $2, $3)", expression, work, v.Language)
	}
	if err != nil {
		return err
	}
	whole, err := store.PackVersion(v)
	if err != nil {
		return err
	}
	v.Key = t.row("version")
	v.By, v.At, v.Superseded = t.act.By, t.act.At, false
	if err := t.exec(ctx, "INSERT INTO version (id, expression, number, newest, sha256, name, format, rules, whole, act) VALUES ($1, $2, $3, true, $4, $5, $6, $7, $8, $9)",
		v.Key, expression, v.Number, v.SHA256, v.Name, v.Format, v.Rules, whole, t.actID); err != nil {
		return err
	}
	if err := t.allPlaces(ctx, work); err != nil {
		return err
	}
	for i := range texts {
		x := &texts[i]
		p := place{work, x.Place}
		paragraph, ok := t.places[p]
		if !ok {
			if paragraph, err = t.addPlace(ctx, p); err != nil {
				return err
			}
		}
		x.Key = t.row("text")
		if err := t.texts.row(ctx, x.Key, v.Key, x.Ordinal, paragraph, x.Counted, x.Section, []byte(x.Text), store.PackSegments(nil, x.Source), store.PackMarks(nil, x.Marks)); err != nil {
			return err
		}
		if err := t.mention(ctx, x); err != nil {
			return err
		}
	}
	return nil
}

// allPlaces learns the paragraphs of a work that are known already.
func (t *tx) allPlaces(ctx context.Context, work int64) error {
	if t.whole[work] {
		return nil
	}
	err := t.each(ctx, "SELECT id, part, number, nth FROM paragraph WHERE work = $1", []any{work}, func(r row) error {
		var id int64
		p := place{work: work}
		err := r.Scan(&id, &p.Part, &p.Number, &p.Nth)
		t.places[p] = id
		return err
	})
	t.whole[work] = err == nil
	return err
}

func (t *tx) addPlace(ctx context.Context, p place) (int64, error) {
	id := t.row("paragraph")
	t.places[p] = id
	return id, t.paragraphs.row(ctx, id, p.work, p.Part, p.Number, p.Nth)
}

// mention has a text found by each value that it bears, once.
func (t *tx) mention(ctx context.Context, x *register.Text) error {
	for i := range x.Marks {
		m := &x.Marks[i]
		if slices.ContainsFunc(x.Marks[:i], func(o register.Mark) bool { return o.Value == m.Value && o.Kind == m.Kind }) {
			continue
		}
		if err := t.mentions.row(ctx, m.Value, m.Kind, x.Key); err != nil {
			return err
		}
	}
	return nil
}

// Reread implements register.Tx.
func (t *tx) Reread(ctx context.Context, v *register.Version, texts []register.Text) error {
	return t.s.say(t.reread(ctx, v, texts))
}

func (t *tx) reread(ctx context.Context, v *register.Version, texts []register.Text) error {
	whole, err := store.PackVersion(v)
	if err != nil {
		return err
	}
	if err := t.exec(ctx, "UPDATE version SET rules = $1, whole = $2 WHERE id = $3", v.Rules, whole, v.Key); err != nil {
		return err
	}
	if err := t.exec(ctx, "DELETE FROM mention WHERE text IN (SELECT id FROM text WHERE version = $1)", v.Key); err != nil {
		return err
	}
	keys, sections, marks := make([]int64, len(texts)), make([]string, len(texts)), make([][]byte, len(texts))
	for i := range texts {
		x := &texts[i]
		keys[i], sections[i], marks[i] = x.Key, x.Section, store.PackMarks(nil, x.Marks)
		if err := t.mention(ctx, x); err != nil {
			return err
		}
	}
	if err := t.exec(ctx, "UPDATE text SET section = n.section, marks = n.marks FROM unnest($1::bigint[], $2::text[], $3::bytea[]) AS n (id, section, marks) WHERE text.id = n.id",
		keys, sections, marks); err != nil {
		return err
	}
	// The projections of what the version tells are made anew.
	return t.each(ctx, "SELECT DISTINCT l.record FROM telling l JOIN text x ON x.id = l.text WHERE x.version = $1", []any{v.Key}, func(r row) error {
		var id int64
		err := r.Scan(&id)
		t.touch(id)
		return err
	})
}

func (t *tx) touch(id int64) *dirty {
	d := t.dirty[id]
	if d == nil {
		d = &dirty{}
		t.dirty[id] = d
	}
	return d
}

// know looks up the records with these IDs that the change does not know yet, in
// one query.
func (t *tx) know(ctx context.Context, keys []string) error {
	var unknown []string
	for _, k := range keys {
		if t.records[k] == nil && k != "" {
			unknown = append(unknown, k)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	return t.each(ctx, "SELECT key, id, kind, revision FROM record WHERE key = ANY($1)", []any{unknown}, func(r row) error {
		var key string
		k := &known{}
		err := r.Scan(&key, &k.id, &k.kind, &k.revision)
		t.records[key] = k
		return err
	})
}

// record is a record by its ID, after know.
func (t *tx) record(key string) (*known, error) {
	if k := t.records[key]; k != nil {
		return k, nil
	}
	return nil, fault.New(fault.NotFound, "There is no record %s in the register.", key)
}

// SetRecords implements register.Tx.
func (t *tx) SetRecords(ctx context.Context, records []register.Record) error {
	return t.s.say(t.setRecords(ctx, records))
}

func (t *tx) setRecords(ctx context.Context, records []register.Record) error {
	var keys []string
	for i := range records {
		r := &records[i]
		if err := r.Check(); err != nil {
			return err
		}
		if r.Revision > 0 {
			keys = append(keys, r.ID)
		}
		keys = append(keys, r.MergedInto)
	}
	if err := t.know(ctx, keys); err != nil {
		return err
	}
	var changed []*register.Record
	for i := range records {
		r := &records[i]
		if r.Revision == 0 {
			if err := t.addRecord(ctx, r); err != nil {
				return err
			}
			continue
		}
		k, err := t.record(r.ID)
		if err != nil {
			return err
		}
		if k.revision != r.Revision {
			return fault.New(fault.Conflict, "The record %s was changed meanwhile: it is at revision %d, you saw revision %d. Look at it again; nothing of yours was stored.", r.ID, k.revision, r.Revision)
		}
		if slices.ContainsFunc(changed, func(o *register.Record) bool { return o.ID == r.ID }) {
			if err := t.changeRecords(ctx, changed); err != nil {
				return err
			}
			changed = changed[:0]
		}
		r.Revision++
		r.By, r.At, r.Why = t.act.By, t.act.At, t.act.Why
		k.revision = r.Revision
		t.touch(k.id).record = r
		changed = append(changed, r)
	}
	return t.changeRecords(ctx, changed)
}

// merged is the row of what a record was merged into; nil for none.
func (t *tx) merged(r *register.Record) (*int64, error) {
	if r.MergedInto == "" {
		return nil, nil
	}
	k, err := t.record(r.MergedInto)
	if err != nil {
		return nil, err
	}
	return &k.id, nil
}

func (t *tx) addRecord(ctx context.Context, r *register.Record) error {
	merged, err := t.merged(r)
	if err != nil {
		return err
	}
	k := &known{id: t.row("record"), kind: r.Kind, revision: 1}
	if before := t.records[r.ID]; before != nil {
		return exists(r.ID)
	}
	t.records[r.ID] = k
	r.Revision, r.By, r.At, r.Why = 1, t.act.By, t.act.At, t.act.Why
	*t.touch(k.id) = dirty{record: r, made: true}
	return t.rows.row(ctx, k.id, r.ID, string(r.Kind), r.Revision, string(r.Origin), string(r.Review), string(r.Visibility), merged, r.Untold, string(r.Fields), t.actID)
}

func exists(id string) error {
	return fault.New(fault.Conflict, "The record %s is in the register already; nothing of it was stored twice.", id)
}

// changeRecords stores the next revisions of records, each of which is there once.
func (t *tx) changeRecords(ctx context.Context, records []*register.Record) error {
	if len(records) == 0 {
		return nil
	}
	n := len(records)
	id, revision, merged, untold := make([]int64, n), make([]int, n), make([]*int64, n), make([]bool, n)
	origin, review, visibility, fields := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, r := range records {
		m, err := t.merged(r)
		if err != nil {
			return err
		}
		id[i], revision[i], merged[i], untold[i] = t.records[r.ID].id, r.Revision, m, r.Untold
		origin[i], review[i], visibility[i], fields[i] = string(r.Origin), string(r.Review), string(r.Visibility), string(r.Fields)
	}
	if err := t.exec(ctx, "INSERT INTO revision (record, revision, origin, review, visibility, merged_into, untold, fields, act) "+
		"SELECT id, revision, origin, review, visibility, merged_into, untold, fields, act FROM record WHERE id = ANY($1)", id); err != nil {
		return err
	}
	return t.exec(ctx, `UPDATE record SET revision = n.revision, origin = n.origin, review = n.review, visibility = n.visibility, merged_into = n.merged_into,
		untold = n.untold, fields = n.fields, act = $9
		FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::boolean[], $8::text[])
			AS n (id, revision, origin, review, visibility, merged_into, untold, fields)
		WHERE record.id = n.id`, id, revision, origin, review, visibility, merged, untold, fields, t.actID)
}

// cited gives the text of an evidence, or for a citation alone its paragraph,
// which is made where the register has none: works are cited that it does not hold.
func (t *tx) cited(ctx context.Context, e *register.Evidence) (text, paragraph *int64, err error) {
	if e.From > math.MaxInt32 || e.To > math.MaxInt32 || e.From < 0 || e.To < e.From {
		return nil, nil, fault.New(fault.Invalid, "Characters %d to %d are no stretch of a text.", e.From, e.To)
	}
	if key := e.Text; key != 0 {
		return &key, nil, nil
	}
	if e.Work == "" {
		return nil, nil, nil
	}
	work, err := t.work(ctx, e.Work)
	if err != nil {
		return nil, nil, err
	}
	p := place{work, e.Place}
	id, ok := t.places[p]
	if !ok && !t.whole[work] {
		ok, err = t.one(ctx, "SELECT id FROM paragraph WHERE work = $1 AND part = $2 AND number = $3 AND nth = $4", []any{work, e.Part, e.Number, e.Nth}, &id)
		t.places[p] = id
	}
	if err == nil && !ok {
		id, err = t.addPlace(ctx, p)
	}
	if err != nil {
		delete(t.places, p)
	}
	return nil, &id, err
}

// null is a text, or NULL for none.
func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// AddClaims implements register.Tx.
func (t *tx) AddClaims(ctx context.Context, claims []register.Claim) error {
	return t.s.say(t.addClaims(ctx, claims))
}

func (t *tx) addClaims(ctx context.Context, claims []register.Claim) error {
	keys := make([]string, len(claims))
	for i := range claims {
		keys[i] = claims[i].Record
	}
	if err := t.know(ctx, keys); err != nil {
		return err
	}
	for i := range claims {
		c := &claims[i]
		k, err := t.record(c.Record)
		if err != nil {
			return err
		}
		if err := c.Check(k.kind); err != nil {
			return err
		}
		text, paragraph, err := t.cited(ctx, &c.Evidence)
		if err != nil {
			return err
		}
		c.Key = t.row("claim")
		c.By, c.At = t.act.By, t.act.At
		if err := t.claims.row(ctx, c.Key, k.id, c.Field, c.Value, text, paragraph, c.Evidence.From, c.Evidence.To,
			null(c.Contribution), null(c.Author), c.Rule, c.Inferred, string(c.State), t.actID); err != nil {
			return err
		}
	}
	return nil
}

// DecideClaim implements register.Tx.
func (t *tx) DecideClaim(ctx context.Context, key int64, to register.State, why string) error {
	return t.s.say(t.decideClaim(ctx, key, to, why))
}

func (t *tx) decideClaim(ctx context.Context, key int64, to register.State, why string) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	var state register.State
	found, err := t.one(ctx, "SELECT state FROM claim WHERE id = $1", []any{key}, &state)
	switch {
	case err != nil:
		return err
	case !found:
		return fault.New(fault.NotFound, "There is no claim numbered %d in the register.", key)
	case state != to && !state.May(to):
		return fault.New(fault.Conflict, "A claim that is %s cannot become %s.", state, to)
	}
	if err := t.exec(ctx, "INSERT INTO decision (claim, act, state, why) VALUES ($1, $2, $3, $4) ON CONFLICT (claim, act) DO UPDATE SET state = excluded.state, why = excluded.why",
		key, t.actID, string(to), why); err != nil {
		return err
	}
	return t.exec(ctx, "UPDATE claim SET state = $1 WHERE id = $2", string(to), key)
}

// SetTellings implements register.Tx.
func (t *tx) SetTellings(ctx context.Context, tellings []register.Telling) error {
	return t.s.say(t.setTellings(ctx, tellings))
}

func (t *tx) setTellings(ctx context.Context, tellings []register.Telling) error {
	keys := make([]string, len(tellings))
	for i := range tellings {
		keys[i] = tellings[i].Record
	}
	if err := t.know(ctx, keys); err != nil {
		return err
	}
	for i := range tellings {
		l := &tellings[i]
		k, err := t.record(l.Record)
		if err != nil {
			return err
		}
		text, paragraph, err := t.cited(ctx, &l.Evidence)
		if err != nil {
			return err
		}
		t.touch(k.id)
		key := telling{record: k.id, from: int64(l.Evidence.From), to: int64(l.Evidence.To)}
		if text != nil {
			key.text = *text
		} else if paragraph != nil {
			key.text = -*paragraph
		} else {
			return fault.New(fault.Invalid, "A telling of the record %s does not say where it is told.", l.Record)
		}
		if at, twice := t.told[key]; twice { // one INSERT takes each row once
			t.tellings.rows[at][6] = l.Dropped
			continue
		}
		t.told[key] = len(t.tellings.rows)
		if err := t.tellings.row(ctx, t.row("telling"), k.id, text, paragraph, l.Evidence.From, l.Evidence.To, l.Dropped, t.actID); err != nil {
			return err
		}
	}
	return nil
}

// SetCandidates implements register.Tx.
func (t *tx) SetCandidates(ctx context.Context, list []register.Candidate) error {
	for i := range list {
		c := &list[i]
		var err error
		if c.Key == 0 {
			err = t.candidates.row(ctx, t.row("candidate"), c.At.Text, c.At.From, c.At.To, c.Text, c.Rule, c.State, t.actID)
		} else if err = t.mayOpen(ctx, "candidate", c.Key, c.State); err == nil {
			err = t.exec(ctx, "UPDATE candidate SET state = $1, act = $2 WHERE id = $3", c.State, t.actID, c.Key)
		}
		if err != nil {
			return t.s.say(err)
		}
	}
	return nil
}

// SetQuestions implements register.Tx.
func (t *tx) SetQuestions(ctx context.Context, list []register.Question) error {
	for i := range list {
		c := &list[i]
		var err error
		if c.Key == 0 {
			choices, _ := json.Marshal(c.Choices)
			err = t.questions.row(ctx, t.row("question"), c.At.Text, c.At.From, c.At.To, c.Text, string(choices), c.State, c.Answer, t.actID)
		} else if err = t.mayOpen(ctx, "question", c.Key, c.State); err == nil {
			err = t.exec(ctx, "UPDATE question SET state = $1, answer = $2, act = $3 WHERE id = $4", c.State, c.Answer, t.actID, c.Key)
		}
		if err != nil {
			return t.s.say(err)
		}
	}
	return nil
}

func (t *tx) mayOpen(ctx context.Context, table string, key int64, to string) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	var from string
	found, err := t.one(ctx, "SELECT state FROM "+table+" WHERE id = $1", []any{key}, &from)
	switch {
	case err != nil:
		return err
	case !found:
		return fault.New(fault.NotFound, "There is no %s numbered %d in the register.", table, key)
	case from != to && !register.OpenMay(from, to):
		return fault.New(fault.Conflict, "A %s that is %s cannot become %s.", table, from, to)
	}
	return nil
}
