package postgres

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"concord/fault"
	"concord/register"
	"concord/store"

	"github.com/jackc/pgx/v5/pgtype"
)

// chunk is how many records have their projections made at once.
const chunk = 2000

// terms are the facets by their numbers, as the table term has them.
type terms struct {
	sync.Mutex
	generation int64
	last       int64
	numbers    map[store.Facet]uint32
}

// projected is a record with what its projections are made of.
type projected struct {
	id    int64
	rec   *register.Record
	made  bool          // it has no projections yet
	open  register.Case // but its record
	cites []string
	seats []store.Seat
	store.Projection
	vector pgtype.TSVector
	err    error
}

// project makes the projections of the records that a change touched.
func (t *tx) project(ctx context.Context) error {
	if err := t.touchAsked(ctx); err != nil {
		return err
	}
	if len(t.dirty) == 0 {
		return nil
	}
	t.projected = true
	if err := t.learnTerms(ctx); err != nil {
		return err
	}
	// Most records of a large change are its own, with all that they are made of.
	var own, other []*projected
	for id, d := range t.dirty {
		p := &projected{id: id, rec: d.record, made: d.made}
		if d.record != nil && !d.read && t.seatsAtHand(p) {
			t.caseAtHand(p)
			own = append(own, p)
		} else {
			other = append(other, p)
		}
	}
	if err := t.projectOwn(ctx, own); err != nil {
		return err
	}
	slices.SortFunc(other, byID)
	for part := range slices.Chunk(other, chunk) {
		if err := t.gather(ctx, part); err != nil {
			return err
		}
		compute(part)
		if _, err := t.keep(ctx, part); err != nil {
			return err
		}
		clear(part) // what was made of them is stored: a load has many
	}
	clear(t.dirty)
	return nil
}

func byID(a, b *projected) int { return int(a.id - b.id) }

// projectOwn makes the projections of records whose making needs no reading. Some
// are made while the server stores others, and what else the change collected.
func (t *tx) projectOwn(ctx context.Context, list []*projected) error {
	const part = 128
	slices.SortFunc(list, byID)
	ctx, stop := context.WithCancel(ctx)
	made := make(chan []*projected, 1)
	defer func() { // whatever happens, nobody reads the records of a change that has ended
		stop()
		for range made {
		}
	}()
	go func() {
		defer close(made)
		for some := range slices.Chunk(list, part) {
			compute(some)
			select {
			case made <- some:
			case <-ctx.Done():
				return
			}
		}
	}()
	if err := t.flush(ctx); err != nil {
		return err
	}
	for some := range made {
		if _, err := t.keep(ctx, some); err != nil {
			return err
		}
		clear(some)
	}
	return ctx.Err()
}

// gather reads what the projections are made of; what this change stored itself is
// not read again.
func (t *tx) gather(ctx context.Context, list []*projected) error {
	var unread, seated, all []int64
	index := make(map[int64]*projected, len(list))
	for _, p := range list {
		index[p.id] = p
		if p.rec == nil {
			unread = append(unread, p.id)
		}
		if !t.seatsAtHand(p) {
			seated = append(seated, p.id)
		}
		all = append(all, p.id)
	}
	if err := t.readRecords(ctx, unread, index); err != nil {
		return err
	}
	for _, p := range list {
		if p.rec == nil {
			return fault.New(fault.Internal, "A record that was changed is not in the register.")
		}
		p.open.Record = *p.rec
	}
	if err := t.readSeats(ctx, seated, index); err != nil {
		return err
	}
	return t.readOpen(ctx, all, index)
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
		from, to := int(l.from), int(l.to)
		if o := t.unsettled[l.text]; o != nil {
			for _, c := range o.candidates {
				if store.Shares(from, to, c.At.From, c.At.To) {
					p.open.Candidates = append(p.open.Candidates, c)
				}
			}
			for _, c := range o.questions {
				if store.Shares(from, to, c.At.From, c.At.To) {
					p.open.Questions = append(p.open.Questions, c)
				}
			}
		}
		if named {
			p.open.Named = store.AppendNamed(p.open.Named, t.added[l.text].Marks, from, to)
		}
	}
}

// readOpen reads what is open about records, and which works their evidence cites
// without a span.
func (t *tx) readOpen(ctx context.Context, ids []int64, index map[int64]*projected) error {
	if len(ids) == 0 {
		return nil
	}
	claims, rows, paragraphs, err := t.claimsCited(ctx, "= ANY($1)", ids)
	if err != nil {
		return err
	}
	// Those of one record need not stand together.
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
	if !p.made {
		return false
	}
	for _, l := range t.told[p.id] {
		x := t.added[l.text]
		if x == nil || x.Text == nil {
			p.seats = nil
			return false
		}
		s := store.Seat{Work: uint32(x.work), WorkID: x.workID, Place: x.Place, Ordinal: x.Ordinal, Start: int(l.from), Section: x.Section, Live: !l.dropped, Quote: store.Quote{Language: x.language}}
		if l.to <= int64(len(x.Text.Text)) {
			s.Quote.Text = x.Text.Text[l.from:l.to]
		}
		p.seats = append(p.seats, s)
	}
	return true
}

func (q queries) readRecords(ctx context.Context, ids []int64, index map[int64]*projected) error {
	if len(ids) == 0 {
		return nil
	}
	return q.each(ctx, `SELECT r.id, r.key, r.kind, r.revision, r.origin, r.review, r.visibility, coalesce(m.key, ''), r.untold, r.fields
		FROM record r LEFT JOIN record m ON m.id = r.merged_into WHERE r.id = ANY($1)`, []any{ids}, func(r row) error {
		var id int64
		var fields string
		c := &register.Record{}
		err := r.Scan(&id, &c.ID, &c.Kind, &c.Revision, &c.Origin, &c.Review, &c.Visibility, &c.MergedInto, &c.Untold, &fields)
		c.Fields = []byte(fields)
		index[id].rec = c
		return err
	})
}

func (q queries) readSeats(ctx context.Context, ids []int64, index map[int64]*projected) error {
	if len(ids) == 0 {
		return nil
	}
	return q.each(ctx, `SELECT c.record, w.id, w.key, c.text IS NULL, p.part, p.number, p.nth, coalesce(x.ordinal, 0), c.start, coalesce(x.section, ''), coalesce(v.newest, true) AND NOT c.dropped,
		coalesce(v.language, ''), coalesce(substring(x.text FROM c.start + 1 FOR c.stop - c.start), '')
		FROM telling c LEFT JOIN text x ON x.id = c.text LEFT JOIN version v ON v.id = x.version
		JOIN paragraph p ON p.id = coalesce(c.paragraph, x.paragraph) JOIN work w ON w.id = p.work
		WHERE c.record = ANY($1) ORDER BY c.id`, []any{ids}, func(r row) error {
		var record int64
		var s store.Seat
		err := r.Scan(&record, &s.Work, &s.WorkID, &s.Cited, &s.Place.Part, &s.Place.Number, &s.Place.Nth, &s.Ordinal, &s.Start, &s.Section, &s.Live, &s.Quote.Language, utf{&s.Quote.Text})
		index[record].seats = append(index[record].seats, s)
		return err
	})
}

// cites fills in the works that paragraphs are of, one for each claim of a record.
func (q queries) cites(ctx context.Context, rows, paragraphs []int64, index map[int64]*projected) error {
	var all []int64
	of := map[int64][]*projected{} // paragraph
	for i, n := range paragraphs {
		if n != 0 {
			of[n] = append(of[n], index[rows[i]])
			all = append(all, n)
		}
	}
	if len(all) == 0 {
		return nil
	}
	slices.Sort(all)
	return q.each(ctx, "SELECT p.id, w.key FROM paragraph p JOIN work w ON w.id = p.work WHERE p.id = ANY($1) ORDER BY p.id", []any{slices.Compact(all)}, func(r row) error {
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

// compute makes the projections, on all processors where there are many.
func compute(list []*projected) {
	one := func(p *projected) {
		p.Projection, p.err = store.Project(&p.open, p.seats, p.cites)
		p.vector = vector(&p.Words)
	}
	const few = 8
	workers := max(1, min(runtime.GOMAXPROCS(0), len(list)/few))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := int(next.Add(few)) - few; i < len(list); i = int(next.Add(few)) - few {
				for _, p := range list[i:min(i+few, len(list))] {
					one(p)
				}
			}
		})
	}
	wg.Wait()
}

// keep stores the projections of records where they differ from those that stand.
func (t *tx) keep(ctx context.Context, list []*projected) (differed map[int64]bool, err error) {
	differed = map[int64]bool{}
	for _, p := range list {
		if p.err != nil {
			return nil, p.err
		}
	}
	var old []int64
	for _, p := range list {
		if !p.made {
			old = append(old, p.id)
		}
	}
	stands := map[int64][]byte{}
	if len(old) > 0 {
		err := t.each(ctx, "SELECT record, packed FROM listing WHERE record = ANY($1)", []any{old}, func(r row) error {
			var id int64
			var packed []byte
			err := r.Scan(&id, &packed)
			stands[id] = packed
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	var relisted, reworded []int64
	for _, p := range list {
		l := &p.Listing
		if l.Terms, err = t.numbersOf(ctx, p.Facets); err != nil {
			return nil, err
		}
		packed := store.PackListing(nil, l)
		before, stood := stands[p.id]
		if stood && string(before) == string(packed) {
			continue
		}
		differed[p.id] = true
		if !p.made {
			relisted = append(relisted, p.id)
		}
		if err := t.listings.put(ctx, []any{p.id, t.actID, packed}); err != nil {
			return nil, err
		}
		if t.overlay != nil {
			t.overlay.Set(p.id, t.actID, *l)
		}
		if t.rebuilds {
			continue // the index of texts is looked at by itself: see reword
		}
		var was store.Listing
		if stood {
			if _, err := store.UnpackListing(before, &was); err == nil && was.Words == l.Words {
				continue
			}
		}
		if !p.made {
			reworded = append(reworded, p.id)
		}
		t.reworded = true
		if err := t.found.put(ctx, []any{p.id, p.vector}); err != nil {
			return nil, err
		}
	}
	// The former rows go before those that wait are written.
	for query, ids := range map[string][]int64{"DELETE FROM listing WHERE record = ANY($1)": relisted, "DELETE FROM found WHERE record = ANY($1)": reworded} {
		if len(ids) > 0 {
			if _, err := t.pg.Exec(ctx, query, ids); err != nil {
				return nil, err
			}
		}
	}
	return differed, t.flush(ctx)
}

// learnTerms brings the store's memory of the facets to what stands; the lock of
// the change keeps others from adding some.
func (t *tx) learnTerms(ctx context.Context) error {
	m := &t.s.terms
	m.Lock()
	defer m.Unlock()
	if m.generation != t.generation || m.numbers == nil {
		m.generation, m.last, m.numbers = t.generation, 0, map[store.Facet]uint32{}
	}
	if m.last == t.firstTerm-1 {
		return nil
	}
	return t.each(ctx, "SELECT id, name, value FROM term WHERE id > $1 AND id < $2 ORDER BY id", []any{m.last, t.firstTerm}, func(r row) error {
		var id int64
		var f store.Facet
		err := r.Scan(&id, &f.Name, &f.Value)
		m.numbers[f], m.last = uint32(id), id
		return err
	})
}

// numbersOf gives facets their numbers; new ones are stored.
func (t *tx) numbersOf(ctx context.Context, facets []store.Facet) ([]uint32, error) {
	list := make([]uint32, len(facets))
	m := &t.s.terms
	for i, f := range facets {
		n := t.newTerms[f]
		if n == 0 && !t.renumbers {
			m.Lock()
			n = m.numbers[f]
			m.Unlock()
		}
		if n == 0 {
			id := t.row("term")
			n = uint32(id)
			t.newTerms[f] = n
			if err := t.terms.put(ctx, []any{id, f.Name, f.Value}); err != nil {
				return nil, err
			}
			if t.overlay != nil {
				t.overlay.AddTerm(id, f)
			}
		}
		list[i] = n
	}
	return list, nil
}
