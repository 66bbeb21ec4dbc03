package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"concord/fault"
	"concord/register"
	"concord/store"
)

// tx is one change. Rows that others point to get their numbers here, so that
// they can be inserted many at a time and in one order: a table is flushed before
// one that points to it, and all of them before anything is read.
type tx struct {
	queries
	act   register.Act
	actID int64
	ids   map[string]int64 // record key → row
	kinds map[int64]register.Kind
	works map[string]int64
	next  map[string]int64 // table → next row number
	dirty map[int64]*dirty // records whose projections are to be made anew

	paragraphs, texts, mentions, records, claims, tellings, candidates, questions, listings, facets *bulk
}

// dirty is a record whose projections are to be made anew.
type dirty struct {
	record *register.Record // nil: as stored
	made   bool             // in this change: it has no projections yet
}

var _ register.Tx = (*tx)(nil)

func newTx(s *Store, act register.Act) *tx {
	t := &tx{act: act, ids: map[string]int64{}, kinds: map[int64]register.Kind{}, works: map[string]int64{}, next: map[string]int64{}, dirty: map[int64]*dirty{},
		paragraphs: s.bulk("paragraph", "id,work,part,number,nth", ""),
		texts:      s.bulk("text", "id,version,ordinal,paragraph,counted,section,text,source,marks", ""),
		mentions:   s.bulk("mention", "value,kind,text", " ON CONFLICT DO NOTHING"),
		records:    s.bulk("record", "id,key,kind,revision,origin,review,visibility,merged_into,untold,fields,act", ""),
		claims:     s.bulk("claim", "id,record,field,value,text,paragraph,start,stop,contribution,author,rule,inferred,state,act", ""),
		tellings: s.bulk("telling", "record,text,paragraph,start,stop,dropped,act",
			" ON CONFLICT (record, ifnull(text, -paragraph), start, stop) DO UPDATE SET dropped = excluded.dropped, act = excluded.act"),
		candidates: s.bulk("candidate", "text,start,stop,words,rule,state,act", " ON CONFLICT (text, start, stop) DO NOTHING"),
		questions:  s.bulk("question", "text,start,stop,words,choices,state,answer,act", " ON CONFLICT (text, start, stop) DO NOTHING"),
		listings:   s.bulk("listing", "record,hidden,sample,untold,first,last,recency,work,ordinal,start", ""),
		facets:     s.bulk("facet", "record,name,value", " ON CONFLICT DO NOTHING"),
	}
	t.queries = queries{s: s, q: &seen{t}}
	return t
}

// seen flushes what is collected before each read, so that a change sees itself.
type seen struct{ t *tx }

func (q *seen) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := q.t.flush(ctx); err != nil {
		return nil, err
	}
	return q.t.s.conn.QueryContext(ctx, query, args...)
}

func (t *tx) flush(ctx context.Context) error {
	for _, b := range []*bulk{t.paragraphs, t.texts, t.mentions, t.records, t.claims, t.tellings, t.candidates, t.questions} {
		if len(b.args) > 0 {
			if err := b.flush(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// add inserts a row, and before it whatever it may point to.
func (t *tx) add(ctx context.Context, b *bulk, args ...any) error {
	if len(b.args)+b.cols >= many*b.cols && b != t.paragraphs {
		for _, before := range []*bulk{t.paragraphs, t.texts, t.records} {
			if before == b {
				break
			}
			if len(before.args) > 0 {
				if err := before.flush(ctx); err != nil {
					return err
				}
			}
		}
	}
	return b.row(ctx, args...)
}

// row is the next free number of a table.
func (t *tx) row(ctx context.Context, table string) (int64, error) {
	n, ok := t.next[table]
	if !ok {
		if err := t.s.conn.QueryRowContext(ctx, "SELECT ifnull(max(id), 0) + 1 FROM "+table).Scan(&n); err != nil {
			return 0, err
		}
	}
	t.next[table] = n + 1
	return n, nil
}

// one reads one row of the writer's connection; found is false where there is none.
func (t *tx) one(ctx context.Context, query string, args []any, dest ...any) (found bool, err error) {
	err = t.s.conn.QueryRowContext(ctx, query, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func (t *tx) begin(ctx context.Context) error {
	if _, err := t.s.exec(ctx, "INSERT INTO person (key, name) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET name = excluded.name WHERE name <> excluded.name",
		t.act.By.ID, t.act.By.Name); err != nil {
		return err
	}
	r, err := t.s.exec(ctx, "INSERT INTO act (person, at, name, subject, why) SELECT id, ?, ?, ?, ? FROM person WHERE key = ?",
		t.act.At.UnixMilli(), t.act.Name, t.act.Subject, t.act.Why, t.act.By.ID)
	if err != nil {
		return err
	}
	t.actID, err = r.LastInsertId()
	return err
}

func (t *tx) finish(ctx context.Context) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	return t.project(ctx)
}

// SetWork implements register.Tx.
func (t *tx) SetWork(ctx context.Context, w register.Work) error { return t.s.say(t.setWork(ctx, w)) }

func (t *tx) setWork(ctx context.Context, w register.Work) error {
	if w.ID == "" {
		return fault.New(fault.Invalid, "A document without an identifier cannot be stored.")
	}
	var id int64
	found, err := t.one(ctx, "SELECT id FROM work WHERE key = ?", []any{w.ID}, &id)
	if err != nil {
		return err
	}
	if found {
		_, err = t.s.exec(ctx, "UPDATE work SET origin = ?, withdrawn = ?, act = ? WHERE id = ? AND (origin <> ?1 OR withdrawn <> ?2)",
			string(w.Origin), w.Withdrawn, t.actID, id)
	} else {
		if id, err = t.row(ctx, "work"); err != nil {
			return err
		}
		_, err = t.s.exec(ctx, "INSERT INTO work (id, key, origin, withdrawn, act) VALUES (?, ?, ?, ?, ?)", id, w.ID, string(w.Origin), w.Withdrawn, t.actID)
	}
	if err != nil {
		return err
	}
	t.works[w.ID] = id
	for i, sym := range w.Symbols {
		var owner int64
		var key string
		found, err := t.one(ctx, "SELECT s.work, w.key FROM symbol s JOIN work w ON w.id = s.work WHERE s.symbol = ?", []any{sym}, &owner, &key)
		switch {
		case err != nil:
			return err
		case !found:
			_, err = t.s.exec(ctx, "INSERT INTO symbol (symbol, work, ordinal) VALUES (?, ?, ?)", sym, id, i)
		case owner != id:
			return fault.New(fault.Conflict, "The symbol %s belongs to another document, %s.", sym, key)
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
	found, err := t.one(ctx, "SELECT id FROM work WHERE key = ?", []any{key}, &id)
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
	if err := t.flush(ctx); err != nil {
		return err
	}
	var expression int64
	found, err := t.one(ctx, "SELECT id FROM expression WHERE work = ? AND language = ?", []any{work, v.Language}, &expression)
	if err != nil {
		return err
	}
	v.Number = 1
	if found {
		if _, err := t.one(ctx, "SELECT ifnull(max(number), 0) + 1 FROM version WHERE expression = ?", []any{expression}, &v.Number); err != nil {
			return err
		}
		if _, err := t.s.exec(ctx, "UPDATE version SET newest = 0 WHERE expression = ? AND newest = 1", expression); err != nil {
			return err
		}
	} else {
		if expression, err = t.row(ctx, "expression"); err != nil {
			return err
		}
		if _, err := t.s.exec(ctx, "INSERT INTO expression (id, work, language) VALUES (?, ?, ?)", expression, work, v.Language); err != nil {
			return err
		}
	}
	whole, err := store.PackVersion(v)
	if err != nil {
		return err
	}
	if v.Key, err = t.row(ctx, "version"); err != nil {
		return err
	}
	v.By, v.At, v.Superseded = t.act.By, t.act.At, false
	if _, err := t.s.exec(ctx, "INSERT INTO version (id, expression, number, newest, sha256, name, format, rules, whole, act) VALUES (?,?,?,1,?,?,?,?,?,?)",
		v.Key, expression, v.Number, v.SHA256, v.Name, v.Format, v.Rules, whole, t.actID); err != nil {
		return err
	}
	known, err := t.places(ctx, work)
	if err != nil {
		return err
	}
	for i := range texts {
		x := &texts[i]
		paragraph, ok := known[x.Place]
		if !ok {
			if paragraph, err = t.row(ctx, "paragraph"); err != nil {
				return err
			}
			known[x.Place] = paragraph
			if err := t.add(ctx, t.paragraphs, paragraph, work, x.Part, x.Number, x.Nth); err != nil {
				return err
			}
		}
		if x.Key, err = t.row(ctx, "text"); err != nil {
			return err
		}
		if err := t.add(ctx, t.texts, x.Key, v.Key, x.Ordinal, paragraph, x.Counted, x.Section, x.Text,
			blob(store.PackSegments(nil, x.Source)), blob(store.PackMarks(nil, x.Marks))); err != nil {
			return err
		}
		if err := t.mention(ctx, x); err != nil {
			return err
		}
	}
	return nil
}

func blob(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// places are the paragraphs of a work that are known already.
func (t *tx) places(ctx context.Context, work int64) (map[register.Place]int64, error) {
	known := map[register.Place]int64{}
	rows, err := t.s.conn.QueryContext(ctx, "SELECT id, part, number, nth FROM paragraph WHERE work = ?", work)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var p register.Place
		if err := rows.Scan(&id, &p.Part, &p.Number, &p.Nth); err != nil {
			return nil, err
		}
		known[p] = id
	}
	return known, rows.Err()
}

// mention has a text found by each value that it bears, once.
func (t *tx) mention(ctx context.Context, x *register.Text) error {
	for i := range x.Marks {
		m := &x.Marks[i]
		if repeats(x.Marks[:i], m) {
			continue
		}
		if err := t.mentions.row(ctx, m.Value, m.Kind, x.Key); err != nil {
			return err
		}
	}
	return nil
}

func repeats(before []register.Mark, m *register.Mark) bool {
	for i := range before {
		if before[i].Value == m.Value && before[i].Kind == m.Kind {
			return true
		}
	}
	return false
}

// Reread implements register.Tx.
func (t *tx) Reread(ctx context.Context, v *register.Version, texts []register.Text) error {
	return t.s.say(t.reread(ctx, v, texts))
}

func (t *tx) reread(ctx context.Context, v *register.Version, texts []register.Text) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	whole, err := store.PackVersion(v)
	if err != nil {
		return err
	}
	if _, err := t.s.exec(ctx, "UPDATE version SET rules = ?, whole = ? WHERE id = ?", v.Rules, whole, v.Key); err != nil {
		return err
	}
	if err := t.forgetMarks(ctx, v.Key); err != nil {
		return err
	}
	for i := range texts {
		x := &texts[i]
		if _, err := t.s.exec(ctx, "UPDATE text SET section = ?, marks = ? WHERE id = ?", x.Section, blob(store.PackMarks(nil, x.Marks)), x.Key); err != nil {
			return err
		}
		if err := t.mention(ctx, x); err != nil {
			return err
		}
	}
	return t.touchVersion(ctx, v.Key)
}

// forgetMarks has the texts of a version no longer found by their marks.
func (t *tx) forgetMarks(ctx context.Context, version int64) error {
	type key struct {
		text  int64
		marks []register.Mark
	}
	var all []key
	rows, err := t.s.conn.QueryContext(ctx, "SELECT id, marks FROM text WHERE version = ?", version)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var k key
		var b []byte
		if err := rows.Scan(&k.text, &b); err != nil {
			return err
		}
		if k.marks, err = store.UnpackMarks(b); err != nil {
			return err
		}
		all = append(all, k)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, k := range all {
		for i := range k.marks {
			m := &k.marks[i]
			if repeats(k.marks[:i], m) {
				continue
			}
			if _, err := t.s.exec(ctx, "DELETE FROM mention WHERE value = ? AND kind = ? AND text = ?", m.Value, m.Kind, k.text); err != nil {
				return err
			}
		}
	}
	return nil
}

// touchVersion has the projections of what a version tells made anew.
func (t *tx) touchVersion(ctx context.Context, version int64) error {
	rows, err := t.s.conn.QueryContext(ctx, "SELECT DISTINCT l.record FROM telling l JOIN text x ON x.id = l.text WHERE x.version = ?", version)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		t.touch(id)
	}
	return rows.Err()
}

func (t *tx) touch(id int64) *dirty {
	d := t.dirty[id]
	if d == nil {
		d = &dirty{}
		t.dirty[id] = d
	}
	return d
}

// SetRecords implements register.Tx.
func (t *tx) SetRecords(ctx context.Context, records []register.Record) error {
	return t.s.say(t.setRecords(ctx, records))
}

func (t *tx) setRecords(ctx context.Context, records []register.Record) error {
	for i := range records {
		r := &records[i]
		if err := r.Check(); err != nil {
			return err
		}
		var merged any
		if r.MergedInto != "" {
			id, err := t.record(ctx, r.MergedInto)
			if err != nil {
				return err
			}
			merged = id
		}
		if r.Revision == 0 {
			if err := t.addRecord(ctx, r, merged); err != nil {
				return err
			}
			continue
		}
		if err := t.changeRecord(ctx, r, merged); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) addRecord(ctx context.Context, r *register.Record, merged any) error {
	id, err := t.row(ctx, "record")
	if err != nil {
		return err
	}
	t.ids[r.ID], t.kinds[id] = id, r.Kind
	r.Revision, r.By, r.At, r.Why = 1, t.act.By, t.act.At, t.act.Why
	*t.touch(id) = dirty{record: r, made: true}
	return t.add(ctx, t.records, id, r.ID, string(r.Kind), r.Revision, string(r.Origin), string(r.Review), string(r.Visibility), merged, r.Untold, string(r.Fields), t.actID)
}

func (t *tx) changeRecord(ctx context.Context, r *register.Record, merged any) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	var id int64
	var revision int
	found, err := t.one(ctx, "SELECT id, revision FROM record WHERE key = ?", []any{r.ID}, &id, &revision)
	switch {
	case err != nil:
		return err
	case !found:
		return fault.New(fault.NotFound, "There is no record %s in the register.", r.ID)
	case revision != r.Revision:
		return fault.New(fault.Conflict, "The record %s was changed meanwhile: it is at revision %d, you saw revision %d. Look at it again; nothing of yours was stored.", r.ID, revision, r.Revision)
	}
	if _, err := t.s.exec(ctx, "INSERT INTO revision (record, revision, origin, review, visibility, merged_into, untold, fields, act) "+
		"SELECT id, revision, origin, review, visibility, merged_into, untold, fields, act FROM record WHERE id = ?", id); err != nil {
		return err
	}
	r.Revision, r.By, r.At, r.Why = revision+1, t.act.By, t.act.At, t.act.Why
	t.ids[r.ID], t.kinds[id] = id, r.Kind
	d := t.touch(id)
	d.record = r
	_, err = t.s.exec(ctx, "UPDATE record SET revision = ?, origin = ?, review = ?, visibility = ?, merged_into = ?, untold = ?, fields = ?, act = ? WHERE id = ?",
		r.Revision, string(r.Origin), string(r.Review), string(r.Visibility), merged, r.Untold, string(r.Fields), t.actID, id)
	return err
}

// record is the row of a record by its ID.
func (t *tx) record(ctx context.Context, key string) (int64, error) {
	if id, ok := t.ids[key]; ok {
		return id, nil
	}
	var id int64
	var kind register.Kind
	found, err := t.one(ctx, "SELECT id, kind FROM record WHERE key = ?", []any{key}, &id, &kind)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "There is no record %s in the register.", key)
	}
	if err == nil {
		t.ids[key], t.kinds[id] = id, kind
	}
	return id, err
}

// cited gives the text of an evidence, or for a citation alone its paragraph,
// which is made where the register has none: works are cited that it does not hold.
func (t *tx) cited(ctx context.Context, e *register.Evidence) (text, paragraph any, err error) {
	if e.Text != 0 {
		return e.Text, nil, nil
	}
	if e.Work == "" {
		return nil, nil, nil
	}
	work, err := t.work(ctx, e.Work)
	if err != nil {
		return nil, nil, err
	}
	if err := t.paragraphs.flush(ctx); err != nil {
		return nil, nil, err
	}
	var id int64
	found, err := t.one(ctx, "SELECT id FROM paragraph WHERE work = ? AND part = ? AND number = ? AND nth = ?",
		[]any{work, e.Part, e.Number, e.Nth}, &id)
	if err != nil || found {
		return nil, id, err
	}
	if id, err = t.row(ctx, "paragraph"); err != nil {
		return nil, nil, err
	}
	return nil, id, t.add(ctx, t.paragraphs, id, work, e.Part, e.Number, e.Nth)
}

// AddClaims implements register.Tx.
func (t *tx) AddClaims(ctx context.Context, claims []register.Claim) error {
	return t.s.say(t.addClaims(ctx, claims))
}

func (t *tx) addClaims(ctx context.Context, claims []register.Claim) error {
	for i := range claims {
		c := &claims[i]
		record, err := t.record(ctx, c.Record)
		if err != nil {
			return err
		}
		if err := c.Check(t.kinds[record]); err != nil {
			return err
		}
		text, paragraph, err := t.cited(ctx, &c.Evidence)
		if err != nil {
			return err
		}
		if c.Key, err = t.row(ctx, "claim"); err != nil {
			return err
		}
		c.By, c.At = t.act.By, t.act.At
		if err := t.add(ctx, t.claims, c.Key, record, c.Field, c.Value, text, paragraph, c.Evidence.From, c.Evidence.To,
			null(c.Contribution), null(c.Author), c.Rule, c.Inferred, string(c.State), t.actID); err != nil {
			return err
		}
	}
	return nil
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// DecideClaim implements register.Tx.
func (t *tx) DecideClaim(ctx context.Context, key int64, to register.State, why string) error {
	return t.s.say(t.decideClaim(ctx, key, to, why))
}

func (t *tx) decideClaim(ctx context.Context, key int64, to register.State, why string) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	var state string
	found, err := t.one(ctx, "SELECT state FROM claim WHERE id = ?", []any{key}, &state)
	switch {
	case err != nil:
		return err
	case !found:
		return fault.New(fault.NotFound, "There is no claim numbered %d in the register.", key)
	case register.State(state) != to && !register.State(state).May(to):
		return fault.New(fault.Conflict, "A claim that is %s cannot become %s.", state, to)
	}
	if _, err := t.s.exec(ctx, "INSERT INTO decision (claim, act, state, why) VALUES (?, ?, ?, ?) "+
		"ON CONFLICT (claim, act) DO UPDATE SET state = excluded.state, why = excluded.why", key, t.actID, string(to), why); err != nil {
		return err
	}
	_, err = t.s.exec(ctx, "UPDATE claim SET state = ? WHERE id = ?", string(to), key)
	return err
}

// SetTellings implements register.Tx.
func (t *tx) SetTellings(ctx context.Context, tellings []register.Telling) error {
	return t.s.say(t.setTellings(ctx, tellings))
}

func (t *tx) setTellings(ctx context.Context, tellings []register.Telling) error {
	for i := range tellings {
		l := &tellings[i]
		record, err := t.record(ctx, l.Record)
		if err != nil {
			return err
		}
		text, paragraph, err := t.cited(ctx, &l.Evidence)
		if err != nil {
			return err
		}
		t.touch(record)
		if err := t.add(ctx, t.tellings, record, text, paragraph, l.Evidence.From, l.Evidence.To, l.Dropped, t.actID); err != nil {
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
			err = t.add(ctx, t.candidates, c.At.Text, c.At.From, c.At.To, c.Text, c.Rule, c.State, t.actID)
		} else {
			err = t.changeState(ctx, "candidate", c.Key, c.State, "UPDATE candidate SET state = ?, act = ? WHERE id = ?", c.State, t.actID, c.Key)
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
			err = t.add(ctx, t.questions, c.At.Text, c.At.From, c.At.To, c.Text, string(choices), c.State, c.Answer, t.actID)
		} else {
			err = t.changeState(ctx, "question", c.Key, c.State, "UPDATE question SET state = ?, answer = ?, act = ? WHERE id = ?", c.State, c.Answer, t.actID, c.Key)
		}
		if err != nil {
			return t.s.say(err)
		}
	}
	return nil
}

func (t *tx) changeState(ctx context.Context, table string, key int64, to, update string, args ...any) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	var from string
	found, err := t.one(ctx, "SELECT state FROM "+table+" WHERE id = ?", []any{key}, &from)
	switch {
	case err != nil:
		return err
	case !found:
		return fault.New(fault.NotFound, "There is no %s numbered %d in the register.", table, key)
	case from != to && !register.OpenMay(from, to):
		return fault.New(fault.Conflict, "A %s that is %s cannot become %s.", table, from, to)
	}
	_, err = t.s.exec(ctx, update, args...)
	return err
}
