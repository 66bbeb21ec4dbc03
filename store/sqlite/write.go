package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"concord/fault"
	"concord/register"
	"concord/store"
	"concord/store/catalogue"
)

// tx is one change. Rows that others point to get their numbers here, so that
// they can be inserted many at a time and in one order: a table is flushed before
// one that points to it, and all of them before anything is read.
type tx struct {
	queries
	act       register.Act
	actID     int64
	before    []byte // the hash of the act before
	content   store.Content
	ids       map[string]int64 // record key → row
	kinds     map[int64]register.Kind
	works     map[string]int64
	next      map[string]int64           // table → next row number
	added     map[int64]*addedText       // texts of this change
	told      map[int64][]telling        // of records whose tellings were looked at
	waiting   map[spot]bool              // candidates and questions of this change
	unsettled map[int64]*open            // those that are open, of texts of this change
	claimed   map[int64][]register.Claim // of records of this change
	projected bool                       // some projections were made: what is stored since has to be looked for
	terms     map[store.Facet]int64      // that this change made
	dirty     map[int64]*dirty           // records whose projections are to be made anew
	// over is what the change itself sees in lists; nil until it looks at one.
	over *catalogue.Overlay
	// All projections are made anew: the index of texts is empty.
	again bool

	paragraphs, texts, records, claims, tellings, candidates, questions *bulk
	mentions, termRows, listings, found, refound                        *bulk
}

// addedText is a text that this change stored.
type addedText struct {
	work     int64
	workID   string
	language string
	*register.Text
}

// telling is a row of that table.
type telling struct {
	id              int64
	text, paragraph int64
	start, stop     int
	dropped         bool
}

// spot is where a candidate or a question stands.
type spot struct {
	table       string
	text        int64
	start, stop int
}

// open are the candidates and questions of a text that wait for a person.
type open struct {
	candidates []register.Candidate
	questions  []register.Question
}

// dirty is a record whose projections are to be made anew.
type dirty struct {
	record *register.Record // nil: as stored
	made   bool             // in this change: it has no projections yet
	// Its evidence may cite works without a span, or there are words on its claims,
	// samenesses or confirmations: its case has to be read.
	read bool
}

var _ register.Tx = (*tx)(nil)

func newTx(s *Store, act register.Act) *tx {
	t := &tx{act: act, ids: map[string]int64{}, kinds: map[int64]register.Kind{}, works: map[string]int64{}, next: map[string]int64{},
		added: map[int64]*addedText{}, told: map[int64][]telling{}, waiting: map[spot]bool{}, unsettled: map[int64]*open{}, claimed: map[int64][]register.Claim{}, terms: map[store.Facet]int64{}, dirty: map[int64]*dirty{},
		paragraphs: s.tableBulk("paragraph"), texts: s.tableBulk("text"), records: s.tableBulk("record"), claims: s.tableBulk("claim"),
		tellings: s.tableBulk("telling"), candidates: s.tableBulk("candidate"), questions: s.tableBulk("question"),
		mentions: s.bulk("INSERT INTO mention", "value,kind,version,texts", ""),
		termRows: s.bulk("INSERT INTO term", "id,name,value", ""),
		listings: s.bulk("INSERT OR REPLACE INTO listing", "record,act,packed", ""),
		found:    s.bulk("INSERT INTO found", "rowid,title,text,stem,facet", ""),
		refound:  s.bulk("INSERT OR REPLACE INTO found", "rowid,title,text,stem,facet", ""),
	}
	t.found.single, t.refound.single, t.listings.late, t.termRows.late = true, true, true, true
	t.queries = queries{s: s, q: &seen{t}}
	return t
}

// seen flushes what is collected before each read, so that a change sees itself.
type seen struct{ t *tx }

func (q *seen) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := q.t.flush(ctx); err != nil {
		return nil, err
	}
	return q.t.s.query(ctx, query, args...)
}

func (t *tx) flush(ctx context.Context) error {
	for _, b := range []*bulk{t.paragraphs, t.texts, t.records, t.claims, t.tellings, t.candidates, t.questions, t.mentions} {
		if len(b.args) > 0 {
			if err := b.flush(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// add inserts a row, and before it whatever it may point to. The log covers it.
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
	t.seal(b, args)
	return b.row(ctx, args...)
}

// addNow inserts a row of a table that few rows go to.
func (t *tx) addNow(ctx context.Context, table string, args ...any) error {
	b := t.s.tables[table]
	if b == nil {
		b = t.s.tableBulk(table)
		t.s.tables[table] = b
	}
	t.seal(b, args)
	_, err := t.s.exec(ctx, b.statement(1), args...)
	return err
}

func (t *tx) seal(b *bulk, args []any) {
	values := make([]any, len(b.sealed), 16)
	for i, n := range b.sealed {
		values[i] = args[n]
	}
	t.content.Add(b.table, values...)
}

// update changes columns of a row in place and keeps what it was. The log covers
// both. changed is false where the row has these values already.
func (t *tx) update(ctx context.Context, table string, id int64, with map[string]any) (changed bool, err error) {
	columns := store.TableNamed(table).Sealed()
	list := ""
	for _, c := range columns {
		list += c.Name + ", "
	}
	values := make([]any, len(columns))
	dest := make([]any, len(columns)+1)
	for i := range values {
		dest[i] = &values[i]
	}
	var act int64
	dest[len(columns)] = &act
	if found, err := t.one(ctx, "SELECT "+list+"act FROM "+table+" WHERE id = ?", []any{id}, dest...); err != nil || !found {
		return false, err
	}
	next := slices.Clone(values)
	set := ""
	var args []any
	for i, c := range columns {
		v, ok := with[c.Name]
		if !ok || string(store.Image(nil, "", v)) == string(store.Image(nil, "", values[i])) {
			continue
		}
		next[i] = v
		set += c.Name + " = ?, "
		args = append(args, v)
	}
	if len(args) == 0 {
		return false, nil
	}
	if act != t.actID {
		row, err := t.row(ctx, "earlier")
		if err != nil {
			return false, err
		}
		if _, err := t.s.exec(ctx, "INSERT INTO earlier (id, name, row, image, act) VALUES (?, ?, ?, ?, ?)", row, table, id, store.Image(nil, table, values...), act); err != nil {
			return false, err
		}
	}
	t.content.Add(table, next...)
	_, err = t.s.exec(ctx, "UPDATE "+table+" SET "+set+"act = ? WHERE id = ?", append(args, t.actID, id)...)
	return true, err
}

// row is the next free number of a table.
func (t *tx) row(ctx context.Context, table string) (int64, error) {
	n, ok := t.next[table]
	if !ok {
		next := "SELECT ifnull(max(id), 0) + 1 FROM " + table
		if table == "claim" { // a row has several numbers
			next = "SELECT ifnull((SELECT id + count FROM claim ORDER BY id DESC LIMIT 1), 1)"
		}
		if _, err := t.one(ctx, next, nil, &n); err != nil {
			return 0, err
		}
	}
	t.next[table] = n + 1
	return n, nil
}

// one reads one row of the writer's connection; found is false where there is none.
func (t *tx) one(ctx context.Context, query string, args []any, dest ...any) (found bool, err error) {
	rows, err := t.s.query(ctx, query, args...)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return false, rows.Err()
	}
	return true, rows.Scan(dest...)
}

func (t *tx) begin(ctx context.Context) (err error) {
	var person int64
	if found, err := t.one(ctx, "SELECT id FROM person WHERE key = ? AND name = ?", []any{t.act.By.ID, t.act.By.Name}, &person); err != nil {
		return err
	} else if !found {
		if person, err = t.row(ctx, "person"); err != nil {
			return err
		}
		if _, err := t.s.exec(ctx, "INSERT INTO person (id, key, name) VALUES (?, ?, ?)", person, t.act.By.ID, t.act.By.Name); err != nil {
			return err
		}
	}
	t.actID = 1
	if _, err := t.one(ctx, "SELECT id + 1, hash FROM act ORDER BY id DESC LIMIT 1", nil, &t.actID, &t.before); err != nil {
		return err
	}
	t.act.At = at(t.act.At.UnixMilli())
	_, err = t.s.exec(ctx, "INSERT INTO act (id, person, at, name, subject, why, content, hash) VALUES (?, ?, ?, ?, ?, ?, x'', x'')",
		t.actID, person, t.act.At.UnixMilli(), t.act.Name, t.act.Subject, t.act.Why)
	return err
}

func (t *tx) finish(ctx context.Context) error {
	if err := t.project(ctx); err != nil {
		return err
	}
	sum, _ := t.content.Sum()
	hash := store.Chain(t.before, t.actID, t.act, sum[:])
	_, err := t.s.exec(ctx, "UPDATE act SET content = ?, hash = ? WHERE id = ?", sum[:], hash[:], t.actID)
	return err
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
		_, err = t.update(ctx, "work", id, map[string]any{"origin": string(w.Origin), "withdrawn": w.Withdrawn})
	} else {
		if id, err = t.row(ctx, "work"); err != nil {
			return err
		}
		err = t.addNow(ctx, "work", id, w.ID, string(w.Origin), w.Withdrawn, t.actID)
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
		case found && owner != id:
			return fault.New(fault.Conflict, "The symbol %s belongs to another document, %s.", sym, key)
		case found:
			continue
		}
		row, err := t.row(ctx, "symbol")
		if err != nil {
			return err
		}
		if err := t.addNow(ctx, "symbol", row, sym, id, i, t.actID); err != nil {
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
	v.Number = 1
	if _, err := t.one(ctx, "SELECT ifnull(max(number), 0) + 1 FROM version WHERE work = ? AND language = ?", []any{work, v.Language}, &v.Number); err != nil {
		return err
	}
	if v.Number > 1 && !v.Superseded {
		// What the version before it tells is told by an older one from now on.
		var before int64
		found, err := t.one(ctx, "SELECT id FROM version WHERE work = ? AND language = ? AND newest = 1", []any{work, v.Language}, &before)
		if err != nil {
			return err
		}
		if found {
			if _, err := t.s.exec(ctx, "UPDATE version SET newest = 0 WHERE id = ?", before); err != nil {
				return err
			}
			if err := t.touchVersion(ctx, before); err != nil {
				return err
			}
		}
	}
	whole, err := store.PackVersion(v)
	if err != nil {
		return err
	}
	if v.Key, err = t.row(ctx, "version"); err != nil {
		return err
	}
	v.By, v.At = t.act.By, t.act.At
	if err := t.addNow(ctx, "version", v.Key, work, v.Language, v.Number, !v.Superseded, v.SHA256, v.Name, v.Format, v.Rules, whole, t.actID); err != nil {
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
			if err := t.add(ctx, t.paragraphs, paragraph, work, x.Part, x.Number, x.Nth, t.actID); err != nil {
				return err
			}
		}
		if x.Key, err = t.row(ctx, "text"); err != nil {
			return err
		}
		t.added[x.Key] = &addedText{work, v.Work, v.Language, x}
		if err := t.add(ctx, t.texts, x.Key, v.Key, x.Ordinal, paragraph, x.Counted, x.Section, x.Text,
			blob(store.PackSegments(nil, x.Source)), blob(store.PackMarks(nil, x.Marks)), t.actID); err != nil {
			return err
		}
	}
	return t.mention(ctx, v.Key, texts)
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
	rows, err := t.s.query(ctx, "SELECT id, part, number, nth FROM paragraph WHERE work = ?", work)
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

// mention has the texts of a version found by each value that they bear.
func (t *tx) mention(ctx context.Context, version int64, texts []register.Text) error {
	type mark struct{ value, kind string }
	found := map[mark][]int64{}
	var order []mark
	for i := range texts {
		x := &texts[i]
		for j := range x.Marks {
			m := mark{x.Marks[j].Value, x.Marks[j].Kind}
			list := found[m]
			if list == nil {
				order = append(order, m)
			}
			if n := len(list); n == 0 || list[n-1] != x.Key {
				found[m] = append(list, x.Key)
			}
		}
	}
	for _, m := range order {
		list := found[m]
		slices.Sort(list)
		if err := t.mentions.row(ctx, m.value, m.kind, version, store.PackNumbers(nil, list)); err != nil {
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
	if _, err := t.s.exec(ctx, "DELETE FROM mention WHERE version = ?", v.Key); err != nil {
		return err
	}
	for i := range texts {
		x := &texts[i]
		if _, err := t.s.exec(ctx, "UPDATE text SET section = ?, marks = ? WHERE id = ?", x.Section, blob(store.PackMarks(nil, x.Marks)), x.Key); err != nil {
			return err
		}
	}
	if err := t.mention(ctx, v.Key, texts); err != nil {
		return err
	}
	return t.touchVersion(ctx, v.Key)
}

// touchVersion has the projections of what a version tells made anew.
func (t *tx) touchVersion(ctx context.Context, version int64) error {
	rows, err := t.s.query(ctx, "SELECT DISTINCT l.record FROM telling l JOIN text x ON x.id = l.text WHERE x.version = ?", version)
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
	t.told[id] = []telling{}
	return t.add(ctx, t.records, id, r.ID, string(r.Kind), r.Revision, string(r.Origin), string(r.Review), string(r.Visibility), merged, r.Untold, string(r.Fields), t.actID)
}

func (t *tx) changeRecord(ctx context.Context, r *register.Record, merged any) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	var id int64
	var revision int
	var kind register.Kind
	found, err := t.one(ctx, "SELECT id, revision, kind FROM record WHERE key = ?", []any{r.ID}, &id, &revision, &kind)
	switch {
	case err != nil:
		return err
	case !found:
		return fault.New(fault.NotFound, "There is no record %s in the register.", r.ID)
	case revision != r.Revision:
		return fault.New(fault.Conflict, "The record %s was changed meanwhile: it is at revision %d, you saw revision %d. Look at it again; nothing of yours was stored.", r.ID, revision, r.Revision)
	case kind != r.Kind:
		return fault.New(fault.Conflict, "The record %s is of kind %q and stays so.", r.ID, kind)
	}
	if _, err := t.s.exec(ctx, "INSERT INTO revision (record, revision, origin, review, visibility, merged_into, untold, fields, act) "+
		"SELECT id, revision, origin, review, visibility, merged_into, untold, fields, act FROM record WHERE id = ?", id); err != nil {
		return err
	}
	r.Revision, r.By, r.At, r.Why = revision+1, t.act.By, t.act.At, t.act.Why
	t.ids[r.ID], t.kinds[id] = id, r.Kind
	d := t.touch(id)
	d.record = r
	t.content.Add("record", id, r.ID, string(r.Kind), r.Revision, string(r.Origin), string(r.Review), string(r.Visibility), merged, r.Untold, string(r.Fields))
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
func (t *tx) cited(ctx context.Context, e *register.Evidence) (text, paragraph int64, err error) {
	if e.Text != 0 || e.Work == "" {
		return e.Text, 0, nil
	}
	work, err := t.work(ctx, e.Work)
	if err != nil {
		return 0, 0, err
	}
	if err := t.paragraphs.flush(ctx); err != nil {
		return 0, 0, err
	}
	found, err := t.one(ctx, "SELECT id FROM paragraph WHERE work = ? AND part = ? AND number = ? AND nth = ?",
		[]any{work, e.Part, e.Number, e.Nth}, &paragraph)
	if err != nil || found {
		return 0, paragraph, err
	}
	if paragraph, err = t.row(ctx, "paragraph"); err != nil {
		return 0, 0, err
	}
	return 0, paragraph, t.add(ctx, t.paragraphs, paragraph, work, e.Part, e.Number, e.Nth, t.actID)
}

// AddClaims implements register.Tx.
func (t *tx) AddClaims(ctx context.Context, claims []register.Claim) error {
	return t.s.say(t.addClaims(ctx, claims))
}

func (t *tx) addClaims(ctx context.Context, claims []register.Claim) error {
	key, err := t.row(ctx, "claim")
	if err != nil {
		return err
	}
	t.next["claim"] = key // it is taken when a row is stored
	paragraphs := make([]int64, 0, 32)
	for i := 0; i < len(claims); {
		record, err := t.record(ctx, claims[i].Record)
		if err != nil {
			return err
		}
		paragraphs = paragraphs[:0]
		n := i
		for ; n < len(claims) && claims[n].Record == claims[i].Record; n++ {
			c := &claims[n]
			if err := c.Check(t.kinds[record]); err != nil {
				return err
			}
			text, paragraph, err := t.cited(ctx, &c.Evidence)
			if err != nil {
				return err
			}
			if err := t.holds(ctx, text); err != nil {
				return err
			}
			if paragraph != 0 {
				t.touch(record).read = true
			}
			paragraphs = append(paragraphs, paragraph)
			c.Key, c.By, c.At = key+int64(n-i), t.act.By, t.act.At
		}
		if err := t.add(ctx, t.claims, key, record, n-i, store.PackClaims(nil, claims[i:n], paragraphs), t.actID); err != nil {
			return err
		}
		if d := t.touch(record); d.made && t.claimed[record] == nil {
			t.claimed[record] = claims[i:n:n]
		} else {
			d.read = true
		}
		key += int64(n - i)
		t.next["claim"] = key
		i = n
	}
	return nil
}

// holds asks that there is a text with that number, unless it is 0.
func (t *tx) holds(ctx context.Context, text int64) error {
	if text == 0 || t.added[text] != nil {
		return nil
	}
	found, err := t.one(ctx, "SELECT 1 FROM text WHERE id = ?", []any{text}, new(int))
	if err == nil && !found {
		err = fault.New(fault.NotFound, "The register has no text numbered %d.", text)
	}
	if err == nil {
		t.added[text] = &addedText{}
	}
	return err
}

// DecideClaim implements register.Tx.
func (t *tx) DecideClaim(ctx context.Context, key int64, to register.State, why string) error {
	return t.s.say(t.decideClaim(ctx, key, to, why))
}

func (t *tx) decideClaim(ctx context.Context, key int64, to register.State, why string) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	record, state, words, err := t.stateOf(ctx, key)
	switch {
	case err != nil:
		return err
	case state == "":
		return fault.New(fault.NotFound, "There is no claim numbered %d in the register.", key)
	case !store.MayDecide(state, to, words):
		return fault.New(fault.Conflict, "A claim that is %s cannot become %s.", state, to)
	}
	t.touch(record).read = true
	var id int64
	found, err := t.one(ctx, "SELECT id FROM decision WHERE claim = ? AND act = ?", []any{key, t.actID}, &id)
	if err != nil {
		return err
	}
	if found { // twice in one change: the last word is the word
		t.content.Add("decision", id, key, string(to), why)
		_, err = t.s.exec(ctx, "UPDATE decision SET state = ?, why = ? WHERE id = ?", string(to), why, id)
		return err
	}
	if id, err = t.row(ctx, "decision"); err != nil {
		return err
	}
	return t.addNow(ctx, "decision", id, key, string(to), why, t.actID)
}

// stateOf is the state of a claim with the row of its record and the number of words
// on it; "" where there is none.
func (t *tx) stateOf(ctx context.Context, key int64) (record int64, state register.State, words int, err error) {
	var first int64
	var b []byte
	found, err := t.one(ctx, "SELECT record, id, packed FROM claim WHERE id <= ? ORDER BY id DESC LIMIT 1", []any{key}, &record, &first, &b)
	if err != nil || !found {
		return 0, "", 0, err
	}
	claims, _, err := store.UnpackClaims(b, first, nil, nil)
	if err != nil || key-first >= int64(len(claims)) {
		return 0, "", 0, err
	}
	c := &claims[key-first]
	said := store.NewDecisions(func(int64) *register.Claim { return c })
	err = t.queries.each(ctx, "SELECT state FROM decision WHERE claim = ? ORDER BY id", []any{key}, func(r *sql.Rows) error {
		var word register.State
		err := r.Scan(&word)
		said.Say(key, word, register.Decision{})
		return err
	})
	return record, c.State, said.Words(key), err
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
		n := telling{start: l.Evidence.From, stop: l.Evidence.To, dropped: l.Dropped}
		if n.text, n.paragraph, err = t.cited(ctx, &l.Evidence); err != nil {
			return err
		}
		if n.text == 0 && n.paragraph == 0 {
			return fault.New(fault.Invalid, "A telling of the record %s does not say what tells it.", l.Record)
		}
		if err := t.setTelling(ctx, record, n); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) setTelling(ctx context.Context, record int64, n telling) error {
	known, err := t.tellingsOf(ctx, record)
	if err != nil {
		return err
	}
	for i := range known {
		k := &known[i]
		if k.text != n.text || k.paragraph != n.paragraph || k.start != n.start || k.stop != n.stop {
			continue
		}
		if k.dropped == n.dropped {
			return nil
		}
		if err := t.flush(ctx); err != nil {
			return err
		}
		t.touch(record)
		k.dropped = n.dropped
		_, err := t.update(ctx, "telling", k.id, map[string]any{"dropped": n.dropped})
		return err
	}
	if n.id, err = t.row(ctx, "telling"); err != nil {
		return err
	}
	t.touch(record)
	t.told[record] = append(known, n)
	return t.add(ctx, t.tellings, n.id, record, number(n.text), number(n.paragraph), n.start, n.stop, n.dropped, t.actID)
}

// number is the number of a row, or nothing.
func number(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

func (t *tx) tellingsOf(ctx context.Context, record int64) ([]telling, error) {
	if list, ok := t.told[record]; ok {
		return list, nil
	}
	if err := t.flush(ctx); err != nil {
		return nil, err
	}
	rows, err := t.s.query(ctx, "SELECT id, ifnull(text, 0), ifnull(paragraph, 0), start, stop, dropped FROM telling WHERE record = ?", record)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := []telling{}
	for rows.Next() {
		var n telling
		if err := rows.Scan(&n.id, &n.text, &n.paragraph, &n.start, &n.stop, &n.dropped); err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	t.told[record] = list
	return list, rows.Err()
}

// SetCandidates implements register.Tx.
func (t *tx) SetCandidates(ctx context.Context, list []register.Candidate) error {
	for i := range list {
		c := &list[i]
		err := t.setWaiting(ctx, "candidate", c.Key, c.At, c.State, map[string]any{"state": c.State}, func(id int64) error {
			if o := t.openIn(c.At.Text); o != nil && c.State == register.Open {
				o.candidates = append(o.candidates, *c)
			}
			return t.add(ctx, t.candidates, id, c.At.Text, c.At.From, c.At.To, c.Text, c.Rule, c.State, t.actID)
		})
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
		err := t.setWaiting(ctx, "question", c.Key, c.At, c.State, map[string]any{"state": c.State, "answer": c.Answer}, func(id int64) error {
			if o := t.openIn(c.At.Text); o != nil && c.State == register.Open {
				o.questions = append(o.questions, *c)
			}
			choices, _ := json.Marshal(c.Choices)
			return t.add(ctx, t.questions, id, c.At.Text, c.At.From, c.At.To, c.Text, string(choices), c.State, c.Answer, t.actID)
		})
		if err != nil {
			return t.s.say(err)
		}
	}
	return nil
}

// setWaiting stores a candidate or question, one for each place, or changes its state.
func (t *tx) setWaiting(ctx context.Context, table string, key int64, at register.Evidence, to string, with map[string]any, add func(id int64) error) error {
	if key == 0 {
		where := spot{table, at.Text, at.From, at.To}
		if t.waiting[where] {
			return nil
		}
		if t.added[at.Text] == nil || t.added[at.Text].Text == nil {
			found, err := t.one(ctx, "SELECT 1 FROM "+table+" WHERE text = ? AND start = ? AND stop = ?", []any{at.Text, at.From, at.To}, new(int))
			if found || err != nil {
				return err
			}
		}
		t.waiting[where] = true
		id, err := t.row(ctx, table)
		if err != nil {
			return err
		}
		if err := add(id); err != nil || t.openIn(at.Text) != nil && !t.projected {
			return err
		}
		return t.touchWords(ctx, at.Text, at.From, at.To)
	}
	if err := t.flush(ctx); err != nil {
		return err
	}
	var from string
	found, err := t.one(ctx, "SELECT state, text, start, stop FROM "+table+" WHERE id = ?", []any{key}, &from, &at.Text, &at.From, &at.To)
	switch {
	case err != nil:
		return err
	case !found:
		return fault.New(fault.NotFound, "Nothing numbered %d waits for an answer.", key)
	case from != to && !register.OpenMay(from, to):
		return fault.New(fault.Conflict, "What is %s cannot become %s.", from, to)
	}
	if changed, err := t.update(ctx, table, key, with); err != nil || !changed {
		return err
	}
	return t.touchWords(ctx, at.Text, at.From, at.To)
}

// openIn is what is open in a text of this change; nil for another text.
func (t *tx) openIn(text int64) *open {
	if x := t.added[text]; x == nil || x.Text == nil {
		return nil
	}
	o := t.unsettled[text]
	if o == nil {
		o = &open{}
		t.unsettled[text] = o
	}
	return o
}

// touchWords has the projections made anew of the records whose words in a text
// share some with a stretch of it.
func (t *tx) touchWords(ctx context.Context, text int64, from, to int) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	return t.queries.each(ctx, "SELECT record FROM telling WHERE text = ?1 AND (start >= stop OR start < ?3 AND stop > ?2)", []any{text, from, to}, func(r *sql.Rows) error {
		var id int64
		err := r.Scan(&id)
		t.touch(id).read = true
		return err
	})
}
