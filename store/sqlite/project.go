package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"concord/fault"
	"concord/register"
	"concord/store"
)

// projected is a record with what its projections are made of.
type projected struct {
	id    int64
	rec   *register.Record
	made  bool          // it has no projections yet
	open  register.Case // but its record
	cites []string
	seats []store.Seat
	store.Projection
	err error
}

// project makes the projections of the records that a change touched.
func (t *tx) project(ctx context.Context) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	if len(t.dirty) == 0 {
		return nil
	}
	t.projected = true
	list := make([]*projected, 0, len(t.dirty))
	for id, d := range t.dirty {
		list = append(list, &projected{id: id, rec: d.record, made: d.made})
	}
	slices.SortFunc(list, func(a, b *projected) int { return int(a.id - b.id) })
	if err := t.gather(ctx, list); err != nil {
		return err
	}
	err := each(list, func(p *projected) error {
		_, err := t.keep(ctx, p)
		return err
	})
	if err != nil {
		return err
	}
	clear(t.dirty)
	return t.flushProjections(ctx)
}

func (t *tx) flushProjections(ctx context.Context) error {
	for _, b := range []*bulk{t.termRows, t.listings} {
		if err := b.flush(ctx); err != nil {
			return err
		}
	}
	return nil
}

// gather reads what the projections are made of; what this change stored itself is
// not read again.
func (t *tx) gather(ctx context.Context, list []*projected) error {
	var unread, seated, cases []int64
	index := make(map[int64]*projected, len(list))
	for _, p := range list {
		index[p.id] = p
		if p.rec == nil {
			unread = append(unread, p.id)
		}
		atHand := t.seatsAtHand(p)
		if !atHand {
			seated = append(seated, p.id)
		}
		if d := t.dirty[p.id]; atHand && d != nil && !d.read {
			t.caseAtHand(p)
		} else {
			cases = append(cases, p.id)
		}
	}
	if err := t.readRecords(ctx, unread, index); err != nil {
		return err
	}
	if err := t.readSeats(ctx, seated, index); err != nil {
		return err
	}
	for _, p := range list {
		if p.rec == nil {
			return fault.New(fault.Internal, "A record that was changed is not in the register.")
		}
		p.open.Record = *p.rec
	}
	return t.readOpen(ctx, cases, index)
}

// caseAtHand fills in what is open about a record of this change that has no more
// than what it stored: after seatsAtHand.
func (t *tx) caseAtHand(p *projected) {
	p.open.Record, p.open.Claims = *p.rec, t.claimed[p.id]
	named := p.open.NeedsNamed()
	for _, l := range t.told[p.id] {
		if l.dropped {
			continue
		}
		if o := t.unsettled[l.text]; o != nil {
			for _, c := range o.candidates {
				if store.Shares(l.start, l.stop, c.At.From, c.At.To) {
					p.open.Candidates = append(p.open.Candidates, c)
				}
			}
			for _, c := range o.questions {
				if store.Shares(l.start, l.stop, c.At.From, c.At.To) {
					p.open.Questions = append(p.open.Questions, c)
				}
			}
		}
		if named {
			p.open.Named = store.AppendNamed(p.open.Named, t.added[l.text].Marks, l.start, l.stop)
		}
	}
}

// readOpen reads what is open about records, and which works their evidence cites
// without a span.
func (t *tx) readOpen(ctx context.Context, ids []int64, index map[int64]*projected) error {
	if len(ids) == 0 {
		return nil
	}
	claims, rows, _, paragraphs, err := t.claimsOf(ctx, ids)
	if err != nil {
		return err
	}
	for i := 0; i < len(claims); {
		p, n := index[rows[i]], i
		for n < len(claims) && rows[n] == rows[i] {
			n++
		}
		p.open.Claims = append(p.open.Claims, claims[i:n]...)
		i = n
	}
	if err := t.cites(ctx, rows, paragraphs, index); err != nil {
		return err
	}
	return t.opened(ctx, ids, func(id int64) *register.Case { return &index[id].open })
}

// seatsAtHand fills in the tellings of a record that this change made and that
// only texts of this change tell.
func (t *tx) seatsAtHand(p *projected) bool {
	told, ok := t.told[p.id]
	if !ok || !p.made {
		return false
	}
	for i := range told {
		l := &told[i]
		x := t.added[l.text]
		if x == nil || x.Text == nil {
			p.seats = nil
			return false
		}
		s := store.Seat{Work: uint32(x.work), WorkID: x.workID, Ordinal: x.Ordinal, Start: l.start, Place: x.Place, Section: x.Section, Live: !l.dropped, Quote: store.Quote{Language: x.language}}
		if l.start >= 0 && l.start <= l.stop && l.stop <= len(x.Text.Text) {
			s.Quote.Text = x.Text.Text[l.start:l.stop]
		}
		p.seats = append(p.seats, s)
	}
	return true
}

func (t *tx) readRecords(ctx context.Context, ids []int64, index map[int64]*projected) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := t.s.query(ctx, "SELECT r.id, r.key, r.kind, r.origin, r.review, ifnull(r.merged_into, ''), r.untold, r.fields FROM json_each(?) j JOIN record r ON r.id = j.value", numbers(ids))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		r := &register.Record{}
		if err := rows.Scan(&id, &r.ID, &r.Kind, &r.Origin, &r.Review, &r.MergedInto, &r.Untold, scanJSON{&r.Fields}); err != nil {
			return err
		}
		index[id].rec = r
	}
	return rows.Err()
}

func (t *tx) readSeats(ctx context.Context, ids []int64, index map[int64]*projected) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := t.s.query(ctx, `
		SELECT l.record, w.id, w.key, x.id IS NULL, ifnull(x.ordinal, 0), l.start, p.part, p.number, p.nth, ifnull(x.section, ''), ifnull(v.newest, 1) AND NOT l.dropped,
			ifnull(v.language, ''), ifnull(CAST(substr(CAST(x.text AS BLOB), l.start + 1, l.stop - l.start) AS TEXT), '')
		FROM json_each(?) j JOIN telling l ON l.record = j.value
		LEFT JOIN text x ON x.id = l.text
		LEFT JOIN version v ON v.id = x.version
		JOIN paragraph p ON p.id = ifnull(l.paragraph, x.paragraph)
		JOIN work w ON w.id = p.work
		ORDER BY l.id`, numbers(ids))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var record int64
		var s store.Seat
		if err := rows.Scan(&record, &s.Work, &s.WorkID, &s.Cited, &s.Ordinal, &s.Start, &s.Place.Part, &s.Place.Number, &s.Place.Nth, &s.Section, &s.Live, &s.Quote.Language, &s.Quote.Text); err != nil {
			return err
		}
		p := index[record]
		p.seats = append(p.seats, s)
	}
	return rows.Err()
}

// cites fills in the works that paragraphs are of, one for each claim of a record.
func (t *tx) cites(ctx context.Context, rows, paragraphs []int64, index map[int64]*projected) error {
	of := map[int64][]*projected{} // paragraph
	for i, n := range paragraphs {
		if n != 0 {
			of[n] = append(of[n], index[rows[i]])
		}
	}
	if len(of) == 0 {
		return nil
	}
	return t.queries.each(ctx, "SELECT p.id, w.key FROM json_each(?) j JOIN paragraph p ON p.id = j.value JOIN work w ON w.id = p.work", []any{numbers(keys(of))}, func(r *sql.Rows) error {
		var n int64
		var key string
		err := r.Scan(&n, &key)
		for _, p := range of[n] {
			if !slices.Contains(p.cites, key) {
				p.cites = append(p.cites, key)
			}
		}
		return err
	})
}

// each makes the projections of records, on all processors where there are many,
// and calls fn for one after the other while those behind it are being made.
func each(list []*projected, fn func(p *projected) error) error {
	const block = 16
	one := func(p *projected) { p.Projection, p.err = store.Project(&p.open, p.seats, p.cites) }
	blocks := (len(list) + block - 1) / block
	workers := min(runtime.GOMAXPROCS(0), blocks)
	if workers < 2 {
		for _, p := range list {
			if one(p); p.err != nil {
				return p.err
			}
			if err := fn(p); err != nil {
				return err
			}
		}
		return nil
	}
	done := make([]chan struct{}, blocks)
	for i := range done {
		done[i] = make(chan struct{})
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	defer wg.Wait()
	for range workers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < blocks; i = int(next.Add(1)) - 1 {
				for _, p := range list[i*block : min((i+1)*block, len(list))] {
					one(p)
				}
				close(done[i])
			}
		})
	}
	for i := range done {
		<-done[i]
		for _, p := range list[i*block : min((i+1)*block, len(list))] {
			if p.err != nil {
				return p.err
			}
			if err := fn(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// keep stores the projections of a record where they differ from those that stand.
func (t *tx) keep(ctx context.Context, p *projected) (differs bool, err error) {
	l := &p.Listing
	l.Terms = make([]uint32, len(p.Facets))
	for i, f := range p.Facets {
		n, err := t.term(ctx, f)
		if err != nil {
			return false, err
		}
		l.Terms[i] = uint32(n)
	}
	packed := store.PackListing(nil, l)
	words := t.again // whether the index of texts has them already
	if t.again {
		if err := t.found.row(ctx, p.id, p.Words.Title, p.Words.Text, p.Words.Stem, p.Words.Facet); err != nil {
			return false, err
		}
	}
	if !p.made {
		var old []byte
		found, err := t.one(ctx, "SELECT packed FROM listing WHERE record = ?", []any{p.id}, &old)
		if err != nil {
			return false, err
		}
		if found && string(old) == string(packed) {
			return false, nil
		}
		var before store.Listing
		if found {
			_, err := store.UnpackListing(old, &before)
			words = words || err == nil && before.Words == l.Words
		}
	}
	if err := t.listings.row(ctx, p.id, t.actID, packed); err != nil {
		return false, err
	}
	if t.over != nil {
		t.over.Set(p.id, t.actID, *l)
	}
	if words {
		return true, nil
	}
	b := t.refound
	if p.made {
		b = t.found
	}
	return true, b.row(ctx, p.id, p.Words.Title, p.Words.Text, p.Words.Stem, p.Words.Facet)
}

// term is the number of a facet, which is stored where it is new.
func (t *tx) term(ctx context.Context, f store.Facet) (int64, error) {
	if n, ok := t.terms[f]; ok {
		return n, nil
	}
	if n, ok := t.s.terms[f]; ok {
		return n, nil
	}
	var n int64
	found, err := t.one(ctx, "SELECT id FROM term WHERE name = ? AND value = ?", []any{f.Name, f.Value}, &n)
	if err != nil {
		return 0, err
	}
	if found {
		t.s.terms[f] = n
		return n, nil
	}
	if n, err = t.row(ctx, "term"); err != nil {
		return 0, err
	}
	t.terms[f] = n
	if t.over != nil {
		t.over.AddTerm(n, f)
	}
	return n, t.termRows.row(ctx, n, f.Name, f.Value)
}

// numbers is a list of rows as one argument.
func numbers(ids []int64) string {
	b, _ := json.Marshal(ids)
	return string(b)
}
