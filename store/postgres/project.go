package postgres

import (
	"context"
	"slices"
	"sync"

	"concord/fault"
	"concord/register"
	"concord/store"
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

// project makes the projections of the records that a change touched.
func (t *tx) project(ctx context.Context) error {
	if len(t.dirty) == 0 {
		return nil
	}
	if err := t.flush(ctx); err != nil {
		return err
	}
	ids := make([]int64, 0, len(t.dirty))
	for id := range t.dirty {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	if err := t.learnTerms(ctx); err != nil {
		return err
	}
	for part := range slices.Chunk(ids, chunk) {
		if err := t.projectSome(ctx, part); err != nil {
			return err
		}
	}
	clear(t.dirty)
	return t.flush(ctx)
}

// projected is a record with what its projections are made of.
type projected struct {
	id      int64
	record  register.Record
	seats   []store.Seat
	cites   []string
}

func (t *tx) projectSome(ctx context.Context, ids []int64) error {
	var old []int64
	for _, id := range ids {
		if !t.dirty[id].made {
			old = append(old, id)
		}
	}
	words := map[int64]uint64{} // hashes of what the index of texts has now
	if len(old) > 0 {
		err := t.each(ctx, "DELETE FROM listing WHERE record = ANY($1) RETURNING record, packed", []any{old}, func(r row) error {
			var id int64
			var packed []byte
			err := r.Scan(&id, &packed)
			var l store.Listing
			if err == nil {
				_, err = store.UnpackListing(packed, &l)
			}
			words[id] = l.Words
			return err
		})
		if err != nil {
			return err
		}
	}
	list, err := t.toProject(ctx, ids)
	if err != nil {
		return err
	}
	var reworded []int64
	for i := range list {
		r := &list[i]
		p, err := store.Project(&r.record, r.seats, r.cites)
		if err != nil {
			return err
		}
		if p.Listing.Terms, err = t.numbersOf(ctx, p.Facets); err != nil {
			return err
		}
		had, stored := words[r.id]
		if err := t.listings.put(ctx, []any{r.id, t.actID, store.PackListing(nil, &p.Listing)}); err != nil {
			return err
		}
		if t.overlay != nil {
			t.overlay.Set(r.id, t.actID, p.Listing)
		}
		if stored && had == p.Listing.Words {
			continue
		}
		if stored {
			reworded = append(reworded, r.id)
		}
		if err := t.found.put(ctx, []any{r.id, vector(&p.Words)}); err != nil {
			return err
		}
	}
	if len(reworded) > 0 {
		// What waits for the index may go only when the former entries have.
		if _, err := t.pg.Exec(ctx, "DELETE FROM found WHERE record = ANY($1)", reworded); err != nil {
			return err
		}
	}
	return t.flush(ctx)
}

// toProject reads records with their tellings and citations, in the order of ids.
func (q queries) toProject(ctx context.Context, ids []int64) ([]projected, error) {
	list := make([]projected, len(ids))
	at := make(map[int64]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	err := q.each(ctx, `SELECT r.id, r.key, r.kind, r.revision, r.origin, r.review, r.visibility, coalesce(m.key, ''), r.untold, r.fields
		FROM record r LEFT JOIN record m ON m.id = r.merged_into WHERE r.id = ANY($1)`, []any{ids}, func(r row) error {
		var p projected
		var fields string
		c := &p.record
		err := r.Scan(&p.id, &c.ID, &c.Kind, &c.Revision, &c.Origin, &c.Review, &c.Visibility, &c.MergedInto, &c.Untold, &fields)
		c.Fields = []byte(fields)
		list[at[p.id]] = p
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].id == 0 {
			return nil, fault.New(fault.Internal, "A record that was changed is not in the register.")
		}
	}
	err = q.each(ctx, `SELECT c.record, w.id, w.key, c.text IS NULL, coalesce(x.ordinal, 0), c.start, coalesce(x.section, ''), coalesce(v.newest, true) AND NOT c.dropped,
		coalesce(v.language, ''), coalesce(substring(x.text FROM c.start + 1 FOR c.stop - c.start), '')
		FROM telling c LEFT JOIN text x ON x.id = c.text LEFT JOIN version v ON v.id = x.version
		JOIN paragraph p ON p.id = coalesce(c.paragraph, x.paragraph) JOIN work w ON w.id = p.work
		WHERE c.record = ANY($1) ORDER BY c.id`, []any{ids}, func(r row) error {
		var record int64
		var s store.Seat
		err := r.Scan(&record, &s.Work, &s.WorkID, &s.Cited, &s.Ordinal, &s.Start, &s.Section, &s.Live, &s.Quote.Language, utf{&s.Quote.Text})
		p := &list[at[record]]
		p.seats = append(p.seats, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, q.cites(ctx, ids, func(record int64) *[]string { return &list[at[record]].cites })
}

// cites fills in the works that the evidence of records cites without a span.
func (q queries) cites(ctx context.Context, ids []int64, of func(record int64) *[]string) error {
	type cite struct{ record, paragraph int64 }
	var cites []cite
	var claims []register.Claim
	var paragraphs []int64
	err := q.each(ctx, "SELECT record, packed FROM claim WHERE record = ANY($1) ORDER BY id", []any{ids}, func(r row) error {
		var record int64
		var packed []byte
		err := r.Scan(&record, &packed)
		if err == nil {
			claims, paragraphs, err = store.UnpackClaims(packed, 0, claims[:0], paragraphs[:0])
		}
		for _, p := range paragraphs {
			if p != 0 {
				cites = append(cites, cite{record, p})
			}
		}
		return err
	})
	if err != nil || len(cites) == 0 {
		return err
	}
	numbers := make([]int64, len(cites))
	for i, c := range cites {
		numbers[i] = c.paragraph
	}
	works := map[int64]string{}
	err = q.each(ctx, "SELECT p.id, w.key FROM paragraph p JOIN work w ON w.id = p.work WHERE p.id = ANY($1)", []any{numbers}, func(r row) error {
		var id int64
		var key string
		err := r.Scan(&id, &key)
		works[id] = key
		return err
	})
	for _, c := range cites {
		if list := of(c.record); !slices.Contains(*list, works[c.paragraph]) {
			*list = append(*list, works[c.paragraph])
		}
	}
	return err
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
		m.Lock()
		n := m.numbers[f]
		m.Unlock()
		if n == 0 {
			n = t.newTerms[f]
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
