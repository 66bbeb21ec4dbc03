package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"

	"concord/fault"
	"concord/register"
	"concord/store"
	"concord/store/catalogue"

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
	person  int64  // row of who acts; 0: not known before
	before  []byte // the hash of the act before
	content store.Content
	next    map[string]int64 // table → next row number
	bulks   []*bulk          // a table before those that point to it
	pending int

	works     map[string]int64
	whole     map[int64]bool // works of which places has all paragraphs
	places    map[place]int64
	records   map[string]*known
	dirty     map[int64]*dirty           // records whose projections are to be made anew
	told      map[int64][]*telling       // of the records whose tellings are known
	asked     map[stretch]bool           // candidates and questions that are stored, of the texts in heard
	unsettled map[int64]*open            // those that are open, of texts of this change
	claimed   map[int64][]register.Claim // of records of this change
	asks      []register.Evidence        // stretches of texts in which a candidate or question changed
	projected bool                       // some projections were made: what is stored since has to be looked for
	added     map[int64]*addedText       // texts of this change, and those known to be there
	pairs     map[pair]*paired
	decided   map[int64]int64 // claims on which this change has a word: its row

	generation, firstTerm int64 // of the projections before this change
	reworded              bool  // the index of texts has new entries
	renumbers, rebuilds   bool  // all facets get new numbers; all projections are made anew
	newTerms              map[store.Facet]uint32
	overlay               *catalogue.Overlay // once the change has read a list

	tables                           map[string]*bulk // of store.Tables
	mentions, terms, listings, found *bulk
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
	act      int64
	made     bool // in this change
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

// telling is one that is stored. text is the paragraph, below 0, of a citation alone.
type telling struct {
	id             int64
	text, from, to int64
	dropped        bool
}

// addedText is a text that this change stored; a text that was there before is
// known as one without.
type addedText struct {
	work     int64
	workID   string
	language string
	*register.Text
	asked bool // its candidates and questions are known
}

// stretch of a text that a candidate (or question) stands for.
type stretch struct {
	table          string
	text, from, to int64
}

var _ register.Tx = (*tx)(nil)

func newTx(s *Store, act register.Act, conn *pgxpool.Conn) *tx {
	act.At = at(act.At.UnixMilli()) // as it is kept
	t := &tx{conn: conn, act: act, added: map[int64]*addedText{}, works: map[string]int64{}, whole: map[int64]bool{}, places: map[place]int64{}, records: map[string]*known{},
		dirty: map[int64]*dirty{}, told: map[int64][]*telling{}, asked: map[stretch]bool{}, unsettled: map[int64]*open{}, claimed: map[int64][]register.Claim{}, decided: map[int64]int64{}, pairs: map[pair]*paired{}, tables: map[string]*bulk{}}
	for i := range store.Tables {
		b := t.truth(&store.Tables[i])
		t.tables[b.table] = b
	}
	t.projections()
	t.queries = queries{s: s, q: seen{t}}
	return t
}

// add adds a row to one of store.Tables.
func (t *tx) add(ctx context.Context, table string, values ...any) error {
	return t.tables[table].row(ctx, values...)
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

// row is the next free number of a table.
func (t *tx) row(table string) int64 {
	n := t.next[table]
	t.next[table] = n + 1
	return n
}

// lastNumbers asks for the last number given out in each table, so that no
// sequences are needed: only the one change that runs gives out numbers.
var numbered, lastNumbers = func() (tables []string, query string) {
	query = "SELECT pg_current_xact_id()::text, (SELECT hash FROM act ORDER BY id DESC LIMIT 1), (SELECT number FROM generation)"
	for _, s := range store.Tables {
		column := s.Key[0]
		switch {
		case s.Name == "revision":
			continue
		case s.Name == "claim": // one number for each claim in the row
			query += ", coalesce((SELECT id + count FROM claim ORDER BY id DESC LIMIT 1), 1)"
		default:
			query += ", (SELECT coalesce(max(" + column + "), 0) + 1 FROM " + s.Name + ")"
		}
		tables = append(tables, s.Name)
	}
	return append(tables, "term"), query + ", (SELECT coalesce(max(id), 0) + 1 FROM term)"
}()

// open begins the transaction: it waits for the other programs' changes, and sees
// what they left.
func (t *tx) open(ctx context.Context) (err error) {
	if t.pg, err = t.conn.Begin(ctx); err != nil {
		return err
	}
	// One way to the server. The lock goes with the transaction.
	b := &pgx.Batch{}
	b.Queue("SELECT set_config('lock_timeout', $1, true)", milliseconds(t.s.wait))
	b.Queue("SELECT pg_advisory_xact_lock($1)", lockChange)
	next := make([]int64, len(numbered))
	dest := []any{&t.xid, &t.before, &t.generation}
	for i := range next {
		dest = append(dest, &next[i])
	}
	b.Queue(lastNumbers).QueryRow(func(r pgx.Row) error { return r.Scan(dest...) })
	b.Queue("SELECT coalesce((SELECT id FROM person WHERE key = $1 AND name = $2), 0)", kept(t.act.By.ID), kept(t.act.By.Name)).QueryRow(func(r pgx.Row) error { return r.Scan(&t.person) })
	if err := t.pg.SendBatch(ctx, b).Close(); err != nil {
		return err
	}
	t.next = map[string]int64{}
	for i, table := range numbered {
		t.next[table] = next[i]
	}
	t.firstTerm = t.next["term"]
	return nil
}

// begin opens the transaction and writes the act.
func (t *tx) begin(ctx context.Context) error {
	if err := t.open(ctx); err != nil {
		return err
	}
	if t.person == 0 {
		t.person = t.row("person")
		if err := t.add(ctx, "person", t.person, t.act.By.ID, t.act.By.Name); err != nil {
			return err
		}
	}
	t.actID = t.row("act")
	return t.add(ctx, "act", t.actID, t.person, t.act.At.UnixMilli(), t.act.Name, t.act.Subject, t.act.Why, []byte{}, []byte{})
}

// finish writes what is left, the projections, and the hashes of the act.
func (t *tx) finish(ctx context.Context) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	if err := t.project(ctx); err != nil {
		return err
	}
	content, _ := t.content.Sum()
	hash := store.Chain(t.before, t.actID, t.act, content[:])
	_, err := t.pg.Exec(ctx, "UPDATE act SET content = $1, hash = $2 WHERE id = $3", content[:], hash[:], t.actID)
	return err
}

// keepEarlier keeps what rows of a table are before they are changed, unless this
// change made them.
func (t *tx) keepEarlier(ctx context.Context, table string, ids []int64) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	columns := store.TableNamed(table).Sealed()
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	type image struct {
		row, act int64
		image    []byte
	}
	var images []image
	err := t.each(ctx, "SELECT act, "+strings.Join(names, ", ")+" FROM "+table+" WHERE id = ANY($1) AND act < $2 ORDER BY id", []any{ids, t.actID}, func(r row) error {
		values, err := r.rows.Values()
		if err != nil {
			return err
		}
		act := values[0].(int64)
		values = values[1:]
		for i, c := range columns {
			values[i] = native(values[i], c)
		}
		images = append(images, image{values[0].(int64), act, store.Image(nil, table, values...)})
		return nil
	})
	if err != nil {
		return err
	}
	for _, m := range images {
		if err := t.add(ctx, "earlier", t.row("earlier"), table, m.row, m.image, m.act); err != nil {
			return err
		}
	}
	return nil
}

// SetWork implements register.Tx.
func (t *tx) SetWork(ctx context.Context, w register.Work) error { return t.s.say(t.setWork(ctx, w)) }

func (t *tx) setWork(ctx context.Context, w register.Work) error {
	if w.ID == "" {
		return fault.New(fault.Invalid, "A document without an identifier cannot be stored.")
	}
	var id int64
	var origin register.Origin
	var withdrawn bool
	found, err := t.one(ctx, "SELECT id, origin, withdrawn FROM work WHERE key = $1", []any{w.ID}, &id, &origin, &withdrawn)
	switch {
	case err != nil:
		return err
	case !found:
		id = t.row("work")
		t.whole[id] = true
		err = t.add(ctx, "work", id, w.ID, string(w.Origin), w.Withdrawn, t.actID)
	case origin != w.Origin || withdrawn != w.Withdrawn:
		if err = t.keepEarlier(ctx, "work", []int64{id}); err == nil {
			t.content.Add("work", id, w.ID, string(w.Origin), w.Withdrawn)
			err = t.exec(ctx, "UPDATE work SET origin = $1, withdrawn = $2, act = $3 WHERE id = $4", string(w.Origin), w.Withdrawn, t.actID, id)
		}
	}
	if err != nil {
		return err
	}
	t.works[w.ID] = id
	// All at once: a symbol that is looked for has to see those that wait.
	owners := map[string]string{}
	if err := t.each(ctx, "SELECT s.symbol, w.key FROM symbol s JOIN work w ON w.id = s.work WHERE s.symbol = ANY($1)", []any{w.Symbols}, func(r row) error {
		var sym, key string
		err := r.Scan(&sym, &key)
		owners[sym] = key
		return err
	}); err != nil {
		return err
	}
	for i, sym := range w.Symbols {
		switch owner := owners[sym]; owner {
		case w.ID:
		case "":
			owners[sym] = w.ID
			if err := t.add(ctx, "symbol", t.row("symbol"), sym, id, i, t.actID); err != nil {
				return err
			}
		default:
			return fault.New(fault.Conflict, "The symbol %s belongs to another document, %s.", sym, owner)
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
	if err := t.flush(ctx); err != nil {
		return err
	}
	if _, err := t.one(ctx, "SELECT coalesce(max(number), 0) + 1 FROM version WHERE work = $1 AND language = $2", []any{work, v.Language}, &v.Number); err != nil {
		return err
	}
	if v.Number > 1 && !v.Superseded {
		// What the version before it tells is told by an older one from now on.
		var before int64
		found, err := t.one(ctx, "UPDATE version SET newest = false WHERE work = $1 AND language = $2 AND newest RETURNING id", []any{work, v.Language}, &before)
		if err != nil {
			return err
		}
		if found {
			if err := t.touchVersion(ctx, before); err != nil {
				return err
			}
		}
	}
	whole, err := store.PackVersion(v)
	if err != nil {
		return err
	}
	v.Key = t.row("version")
	v.By, v.At = t.act.By, t.act.At
	if err := t.add(ctx, "version", v.Key, work, v.Language, v.Number, !v.Superseded, v.SHA256, v.Name, v.Format, v.Rules, whole, t.actID); err != nil {
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
		t.added[x.Key] = &addedText{work, v.Work, v.Language, x, true}
		if err := t.add(ctx, "text", x.Key, v.Key, x.Ordinal, paragraph, x.Counted, x.Section, x.Text, store.PackSegments(nil, x.Source), store.PackMarks(nil, x.Marks), t.actID); err != nil {
			return err
		}
	}
	return t.mention(ctx, v.Key, texts)
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
	return id, t.add(ctx, "paragraph", id, p.work, p.Part, p.Number, p.Nth, t.actID)
}

// mention has the texts of a version found by each value that they bear.
func (t *tx) mention(ctx context.Context, version int64, texts []register.Text) error {
	for _, m := range mentions(texts) {
		if err := t.mentions.put(ctx, []any{m.value, m.kind, version, store.PackNumbers(nil, m.texts)}); err != nil {
			return err
		}
	}
	return nil
}

// mentioned is a value with the texts of one version that bear it.
type mentioned struct {
	value, kind string
	texts       []int64
}

func mentions(texts []register.Text) (list []*mentioned) {
	type key struct{ value, kind string }
	index := map[key]*mentioned{}
	for i := range texts {
		x := &texts[i]
		for j := range x.Marks {
			k := key{x.Marks[j].Value, x.Marks[j].Kind}
			m := index[k]
			if m == nil {
				m = &mentioned{value: k.value, kind: k.kind}
				index[k] = m
				list = append(list, m)
			}
			m.texts = append(m.texts, x.Key)
		}
	}
	for _, m := range list {
		slices.Sort(m.texts)
		m.texts = slices.Compact(m.texts)
	}
	return list
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
	if err := t.exec(ctx, "DELETE FROM mention WHERE version = $1", v.Key); err != nil {
		return err
	}
	keys, sections, marks := make([]int64, len(texts)), make([]string, len(texts)), make([][]byte, len(texts))
	for i := range texts {
		x := &texts[i]
		keys[i], sections[i], marks[i] = x.Key, x.Section, store.PackMarks(nil, x.Marks)
	}
	if err := t.mention(ctx, v.Key, texts); err != nil {
		return err
	}
	if err := t.exec(ctx, "UPDATE text SET section = n.section, marks = n.marks FROM unnest($1::bigint[], $2::text[], $3::bytea[]) AS n (id, section, marks) WHERE text.id = n.id",
		keys, sections, marks); err != nil {
		return err
	}
	return t.touchVersion(ctx, v.Key)
}

// touchVersion has the projections of what a version tells made anew.
func (t *tx) touchVersion(ctx context.Context, version int64) error {
	return t.each(ctx, "SELECT DISTINCT l.record FROM telling l JOIN text x ON x.id = l.text WHERE x.version = $1", []any{version}, func(r row) error {
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
	return t.each(ctx, "SELECT key, id, kind, revision, act FROM record WHERE key = ANY($1)", []any{unknown}, func(r row) error {
		var key string
		k := &known{}
		err := r.Scan(&key, &k.id, &k.kind, &k.revision, &k.act)
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
		if k.kind != r.Kind {
			return fault.New(fault.Conflict, "The record %s is of kind %q and stays so.", r.ID, k.kind)
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
func (t *tx) merged(r *register.Record) (any, error) {
	if r.MergedInto == "" {
		return nil, nil
	}
	k, err := t.record(r.MergedInto)
	if err != nil {
		return nil, err
	}
	return k.id, nil
}

func (t *tx) addRecord(ctx context.Context, r *register.Record) error {
	merged, err := t.merged(r)
	if err != nil {
		return err
	}
	if t.records[r.ID] != nil {
		return exists(r.ID)
	}
	k := &known{id: t.row("record"), kind: r.Kind, revision: 1, act: t.actID, made: true}
	t.records[r.ID] = k
	r.Revision, r.By, r.At, r.Why = 1, t.act.By, t.act.At, t.act.Why
	*t.touch(k.id) = dirty{record: r, made: true}
	return t.add(ctx, "record", k.id, r.ID, string(r.Kind), r.Revision, string(r.Origin), string(r.Review), string(r.Visibility), merged, r.Untold, string(r.Fields), t.actID)
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
	id, revision, merged, untold := make([]int64, n), make([]int, n), make([]any, n), make([]bool, n)
	origin, review, visibility, fields := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, r := range records {
		m, err := t.merged(r)
		if err != nil {
			return err
		}
		k := t.records[r.ID]
		t.content.Add("record", k.id, r.ID, string(k.kind), r.Revision, string(r.Origin), string(r.Review), string(r.Visibility), m, r.Untold, string(r.Fields))
		id[i], revision[i], merged[i], untold[i] = k.id, r.Revision, m, r.Untold
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
// Both are 0 where the evidence cites nothing.
func (t *tx) cited(ctx context.Context, e *register.Evidence) (text, paragraph int64, err error) {
	if e.From > math.MaxInt32 || e.To > math.MaxInt32 || e.From < 0 || e.To < e.From {
		return 0, 0, fault.New(fault.Invalid, "Characters %d to %d are no stretch of a text.", e.From, e.To)
	}
	if e.Text != 0 || e.Work == "" {
		return e.Text, 0, nil
	}
	work, err := t.work(ctx, e.Work)
	if err != nil {
		return 0, 0, err
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
	return 0, id, err
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
	paragraphs := make([]int64, len(claims))
	for i := range claims {
		c := &claims[i]
		k, err := t.record(c.Record)
		if err != nil {
			return err
		}
		if err := c.Check(k.kind); err != nil {
			return err
		}
		if _, paragraphs[i], err = t.cited(ctx, &c.Evidence); err != nil {
			return err
		}
		if paragraphs[i] != 0 {
			t.touch(k.id).read = true
		}
	}
	if err := t.hold(ctx, claims); err != nil {
		return err
	}
	for from := 0; from < len(claims); {
		to := from + 1
		for to < len(claims) && claims[to].Record == claims[from].Record {
			to++
		}
		first := t.row("claim")
		t.next["claim"] = first + int64(to-from)
		for i := from; i < to; i++ {
			c := &claims[i]
			c.Key, c.By, c.At = first+int64(i-from), t.act.By, t.act.At
		}
		record := t.records[claims[from].Record].id
		if d := t.touch(record); d.made && t.claimed[record] == nil {
			t.claimed[record] = claims[from:to:to]
		} else {
			d.read = true
		}
		if err := t.add(ctx, "claim", first, record, to-from, store.PackClaims(nil, claims[from:to], paragraphs[from:to]), t.actID); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// hold asks that the texts that claims cite are there: packed, they have no foreign key.
func (t *tx) hold(ctx context.Context, claims []register.Claim) error {
	var unknown []int64
	for i := range claims {
		if n := claims[i].Evidence.Text; n != 0 && t.added[n] == nil {
			t.added[n] = &addedText{}
			unknown = append(unknown, n)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	return t.each(ctx, "SELECT n FROM unnest($1::bigint[]) AS n WHERE NOT EXISTS (SELECT FROM text WHERE id = n)", []any{unknown}, func(r row) error {
		var n int64
		if err := r.Scan(&n); err != nil {
			return err
		}
		delete(t.added, n)
		return fault.New(fault.NotFound, "The register has no text numbered %d.", n)
	})
}

// DecideClaim implements register.Tx.
func (t *tx) DecideClaim(ctx context.Context, key int64, to register.State, why string) error {
	return t.s.say(t.decideClaim(ctx, key, to, why))
}

func (t *tx) decideClaim(ctx context.Context, key int64, to register.State, why string) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	var record, first int64
	var packed []byte
	var said []string
	found, err := t.one(ctx, `SELECT c.record, c.id, c.packed, ARRAY(SELECT state FROM decision WHERE claim = $1 ORDER BY id)
		FROM claim c WHERE c.id <= $1 AND c.id + c.count > $1 ORDER BY c.id DESC LIMIT 1`, []any{key}, &record, &first, &packed, &said)
	switch {
	case err != nil:
		return err
	case !found:
		return fault.New(fault.NotFound, "There is no claim numbered %d in the register.", key)
	}
	list, _, err := store.UnpackClaims(packed, first, nil, nil)
	if err != nil {
		return err
	}
	c := &list[key-first]
	words := store.NewDecisions(func(int64) *register.Claim { return c })
	for _, state := range said {
		words.Say(key, register.State(state), register.Decision{})
	}
	if !store.MayDecide(c.State, to, words.Words(key)) {
		return fault.New(fault.Conflict, "A claim that is %s cannot become %s.", c.State, to)
	}
	t.touch(record).read = true
	if id := t.decided[key]; id != 0 { // a second word in one change takes the place of the first
		t.content.Add("decision", id, key, string(to), why)
		return t.exec(ctx, "UPDATE decision SET state = $1, why = $2 WHERE id = $3", string(to), why, id)
	}
	id := t.row("decision")
	t.decided[key] = id
	return t.add(ctx, "decision", id, key, string(to), why, t.actID)
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
	if err := t.knowTellings(ctx, keys); err != nil {
		return err
	}
	var changed []*telling
	var of []int64 // records of changed
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
		if text == 0 && paragraph == 0 {
			return fault.New(fault.Invalid, "A telling of the record %s does not say where it is told.", l.Record)
		}
		n := telling{text: text - paragraph, from: int64(l.Evidence.From), to: int64(l.Evidence.To), dropped: l.Dropped}
		at := slices.IndexFunc(t.told[k.id], func(o *telling) bool { return o.text == n.text && o.from == n.from && o.to == n.to })
		if at >= 0 {
			if o := t.told[k.id][at]; o.dropped != n.dropped {
				o.dropped = n.dropped
				changed, of = append(changed, o), append(of, k.id)
			}
			continue
		}
		t.touch(k.id)
		n.id = t.row("telling")
		t.told[k.id] = append(t.told[k.id], &n)
		if err := t.add(ctx, "telling", n.id, k.id, orNull(text), orNull(paragraph), l.Evidence.From, l.Evidence.To, l.Dropped, t.actID); err != nil {
			return err
		}
	}
	if len(changed) == 0 {
		return nil
	}
	ids, dropped := make([]int64, len(changed)), make([]bool, len(changed))
	for i, o := range changed {
		ids[i], dropped[i] = o.id, o.dropped
		t.touch(of[i])
	}
	if err := t.keepEarlier(ctx, "telling", ids); err != nil {
		return err
	}
	for i, o := range changed {
		text, paragraph := o.text, int64(0)
		if text < 0 {
			text, paragraph = 0, -text
		}
		t.content.Add("telling", o.id, of[i], orNull(text), orNull(paragraph), o.from, o.to, o.dropped)
	}
	return t.exec(ctx, "UPDATE telling SET dropped = n.dropped, act = $3 FROM unnest($1::bigint[], $2::boolean[]) AS n (id, dropped) WHERE telling.id = n.id", ids, dropped, t.actID)
}

// knowTellings looks up the tellings of records that the change does not know yet.
func (t *tx) knowTellings(ctx context.Context, keys []string) error {
	var unknown []int64
	for _, key := range keys {
		if k := t.records[key]; k != nil && !k.made && t.told[k.id] == nil {
			t.told[k.id] = []*telling{}
			unknown = append(unknown, k.id)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	return t.each(ctx, "SELECT record, id, coalesce(text, -paragraph), start, stop, dropped FROM telling WHERE record = ANY($1) ORDER BY id", []any{unknown}, func(r row) error {
		var record int64
		l := &telling{}
		err := r.Scan(&record, &l.id, &l.text, &l.from, &l.to, &l.dropped)
		t.told[record] = append(t.told[record], l)
		return err
	})
}

func orNull(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// SetCandidates implements register.Tx.
func (t *tx) SetCandidates(ctx context.Context, list []register.Candidate) error {
	return t.s.say(t.setCandidates(ctx, list))
}

func (t *tx) setCandidates(ctx context.Context, list []register.Candidate) error {
	for i := range list {
		c := &list[i]
		if c.Key == 0 {
			stored, err := t.ask(ctx, "candidate", &c.At)
			if err == nil && !stored {
				if o := t.openIn(c.At.Text); o != nil && c.State == register.Open {
					o.candidates = append(o.candidates, *c)
				}
				err = t.add(ctx, "candidate", t.row("candidate"), c.At.Text, c.At.From, c.At.To, c.Text, c.Rule, c.State, t.actID)
			}
			if err == nil && !stored {
				t.touchWords(&c.At)
			}
			if err != nil {
				return err
			}
			continue
		}
		var o register.Candidate
		changes, err := t.reopen(ctx, "candidate", c.Key, c.State, "", &o.State, &o.At, &o.Text, &o.Rule)
		if err != nil {
			return err
		}
		if !changes {
			continue
		}
		t.content.Add("candidate", c.Key, o.At.Text, o.At.From, o.At.To, o.Text, o.Rule, c.State)
		if err := t.exec(ctx, "UPDATE candidate SET state = $1, act = $2 WHERE id = $3", c.State, t.actID, c.Key); err != nil {
			return err
		}
	}
	return nil
}

// SetQuestions implements register.Tx.
func (t *tx) SetQuestions(ctx context.Context, list []register.Question) error {
	return t.s.say(t.setQuestions(ctx, list))
}

func (t *tx) setQuestions(ctx context.Context, list []register.Question) error {
	for i := range list {
		c := &list[i]
		if c.Key == 0 {
			choices, _ := json.Marshal(c.Choices)
			stored, err := t.ask(ctx, "question", &c.At)
			if err == nil && !stored {
				if o := t.openIn(c.At.Text); o != nil && c.State == register.Open {
					o.questions = append(o.questions, *c)
				}
				err = t.add(ctx, "question", t.row("question"), c.At.Text, c.At.From, c.At.To, c.Text, string(choices), c.State, c.Answer, t.actID)
			}
			if err == nil && !stored {
				t.touchWords(&c.At)
			}
			if err != nil {
				return err
			}
			continue
		}
		var o register.Question
		var choices string
		changes, err := t.reopen(ctx, "question", c.Key, c.State, c.Answer, &o.State, &o.At, &o.Text, &choices)
		if err != nil {
			return err
		}
		if !changes {
			continue
		}
		t.content.Add("question", c.Key, o.At.Text, o.At.From, o.At.To, o.Text, choices, c.State, c.Answer)
		if err := t.exec(ctx, "UPDATE question SET state = $1, answer = $2, act = $3 WHERE id = $4", c.State, c.Answer, t.actID, c.Key); err != nil {
			return err
		}
	}
	return nil
}

// ask tells whether the stretch of a candidate or question is stored already, and
// takes it for stored from now on.
func (t *tx) ask(ctx context.Context, table string, e *register.Evidence) (stored bool, err error) {
	if e.From < 0 || e.To < e.From || e.To > math.MaxInt32 {
		return false, fault.New(fault.Invalid, "Characters %d to %d are no stretch of a text.", e.From, e.To)
	}
	x := t.added[e.Text]
	if x == nil {
		x = &addedText{}
		t.added[e.Text] = x
	}
	if !x.asked {
		x.asked = true
		err := t.each(ctx, "SELECT 'candidate', start, stop FROM candidate WHERE text = $1 UNION ALL SELECT 'question', start, stop FROM question WHERE text = $1", []any{e.Text}, func(r row) error {
			s := stretch{text: e.Text}
			err := r.Scan(&s.table, &s.from, &s.to)
			t.asked[s] = true
			return err
		})
		if err != nil {
			return false, err
		}
	}
	s := stretch{table, e.Text, int64(e.From), int64(e.To)}
	stored = t.asked[s]
	t.asked[s] = true
	return stored, nil
}

// reopen reads a candidate or question that is about to change its state (and
// answer), and keeps what it was; changes is false where it is so already.
func (t *tx) reopen(ctx context.Context, table string, key int64, to, answer string, state *string, at *register.Evidence, words, more *string) (changes bool, err error) {
	columns := "rule, ''"
	if table == "question" {
		columns = "choices, answer"
	}
	found := false
	var answered string
	err = t.each(ctx, "SELECT state, text, start, stop, words, "+columns+" FROM "+table+" WHERE id = $1", []any{key}, func(r row) error {
		found = true
		return r.Scan(state, &at.Text, &at.From, &at.To, words, more, &answered)
	})
	switch {
	case err != nil:
		return false, err
	case !found:
		return false, fault.New(fault.NotFound, "Nothing numbered %d waits for an answer.", key)
	case *state != to && !register.OpenMay(*state, to):
		return false, fault.New(fault.Conflict, "What is %s cannot become %s.", *state, to)
	case *state == to && answered == answer:
		return false, nil
	}
	t.asks = append(t.asks, *at)
	return true, t.keepEarlier(ctx, table, []int64{key})
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

// touchWords has the projections made anew, at the end of the change, of the records
// whose words share some with a stretch of a text.
func (t *tx) touchWords(e *register.Evidence) {
	if t.openIn(e.Text) == nil || t.projected {
		t.asks = append(t.asks, *e)
	}
}

// touchAsked looks up the records of touchWords.
func (t *tx) touchAsked(ctx context.Context) error {
	if len(t.asks) == 0 {
		return nil
	}
	n := len(t.asks)
	text, from, to := make([]int64, n), make([]int64, n), make([]int64, n)
	for i := range t.asks {
		e := &t.asks[i]
		text[i], from[i], to[i] = e.Text, int64(e.From), int64(e.To)
	}
	t.asks = nil
	return t.each(ctx, `SELECT l.record FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS o (text, start, stop)
		JOIN telling l ON l.text = o.text AND (l.start >= l.stop OR l.start < o.stop AND l.stop > o.start)`, []any{text, from, to}, func(r row) error {
		var id int64
		err := r.Scan(&id)
		t.touch(id).read = true
		return err
	})
}
