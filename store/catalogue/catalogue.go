// Package catalogue holds in memory what lists need of every record: where it
// stands in each order, its days, its flags and its facets. Both engines make
// lists, totals and facets of it, so that they give the same; an engine reads the
// rows from its table listing, finds texts, and fetches the records of a page.
//
// It keeps nothing and decides nothing: it is made from the listings at any time.
package catalogue

import (
	"context"
	"slices"
	"sync"

	"concord/fault"
	"concord/register"
	"concord/store"

	"github.com/RoaringBitmap/roaring/v2"
)

// Source is one state of a register as its engine reads it.
type Source interface {
	// State gives the number of the last act in the log and the generation of the
	// projections, which grows when they are all made anew.
	State(ctx context.Context) (act, generation int64, err error)
	// Terms gives the rows of the table term after one, in the order of their numbers.
	Terms(ctx context.Context, after int64, fn func(id int64, name, value string) error) error
	// Listings gives the rows of the table listing whose act is after one and not
	// after that of State; in the order of records where after is 0. packed is used
	// before fn returns only.
	Listings(ctx context.Context, after int64, fn func(record, act int64, packed []byte) error) error
	// Find finds records in the index of texts. With ranked Scores is never nil.
	Find(ctx context.Context, m *register.Match, ranked bool) (*Found, error)
}

// Found is what an index of texts found.
type Found struct {
	Rows []uint32 // ascending
	// Scores go with Rows, the best the lowest; nil: all alike. Those alike stand
	// with the newest first.
	Scores []float32
}

// ErrPassed says that the catalogue stands at a later state than the source: read
// again from a newer one.
var ErrPassed = fault.New(fault.Unavailable, "The register was changed while it was read; try again.")

// Catalogue of one register. It may be used by many at once.
type Catalogue struct {
	mu    sync.RWMutex
	t     *table
	found cache
}

// New makes an empty catalogue, which is filled when it is first asked.
func New() *Catalogue { return &Catalogue{} }

// Forget empties the catalogue; it is filled again when it is next asked.
func (c *Catalogue) Forget() {
	c.mu.Lock()
	c.t = nil
	c.mu.Unlock()
	c.found.clear()
}

// hold brings the catalogue to a state and keeps it there until release is called.
func (c *Catalogue) hold(ctx context.Context, src Source, act, generation int64) (t *table, release func(), err error) {
	c.mu.RLock()
	if t := c.t; t != nil && t.act == act && t.generation == generation {
		return t, c.mu.RUnlock, nil
	}
	c.mu.RUnlock()
	c.mu.Lock()
	if err := c.refresh(ctx, src, act, generation); err != nil {
		c.mu.Unlock()
		return nil, nil, err
	}
	return c.t, c.mu.Unlock, nil
}

func (c *Catalogue) refresh(ctx context.Context, src Source, act, generation int64) error {
	t := c.t
	if t != nil && (t.generation > generation || t.generation == generation && t.act > act) {
		return ErrPassed
	}
	if t == nil || t.generation != generation {
		t = newTable()
		t.generation = generation
	}
	c.t = nil // whatever fails below, half of a change is not kept
	if err := src.Terms(ctx, int64(len(t.terms)-1), t.addTerm); err != nil {
		return err
	}
	if err := src.Listings(ctx, t.act, t.set); err != nil {
		return err
	}
	t.act = act
	t.tidy()
	c.t = t
	return nil
}

// table is the catalogue at one state. Records are known by their row in the
// engine; a row that is not there has no terms.
type table struct {
	act, generation int64

	terms   []store.Facet          // by number, from 1
	numbers map[store.Facet]uint32 // of terms
	named   map[string][]uint32    // of the terms of each name
	post    []*roaring.Bitmap      // by number of the term: the records that have it
	doubts  map[uint32]uint16      // of the terms that are a doubt: its weight

	// By row of the record.
	changed, first, last, work, ordinal, start, at []uint32
	flags                                          []uint8
	size                                           []uint16 // of its terms in the arena
	doubt                                          []uint16 // the sum of its doubts' weights
	arena                                          arena
}

func newTable() *table {
	return &table{terms: make([]store.Facet, 1), numbers: map[store.Facet]uint32{}, named: map[string][]uint32{}, post: make([]*roaring.Bitmap, 1), doubts: map[uint32]uint16{}}
}

func (t *table) addTerm(id int64, name, value string) error {
	if id != int64(len(t.terms)) {
		return fault.New(fault.Internal, "The facets of the register are not numbered in one line; run concord rebuild.")
	}
	f := store.Facet{Name: name, Value: value}
	t.numbers[f] = uint32(id)
	t.named[name] = append(t.named[name], uint32(id))
	t.terms = append(t.terms, f)
	t.post = append(t.post, roaring.New())
	if w := doubtWeight(f); w > 0 {
		t.doubts[uint32(id)] = w
	}
	return nil
}

// doubtWeight of a facet: a doubt weighs more than all lighter ones together.
func doubtWeight(f store.Facet) uint16 {
	if f.Name != register.FacetDoubt {
		return 0
	}
	i := slices.Index(register.DoubtKinds, f.Value)
	if i < 0 {
		return 0
	}
	return 1 << (15 - i)
}

func (t *table) set(record, act int64, packed []byte) error {
	var l store.Listing
	tail, err := store.UnpackListing(packed, &l)
	if err != nil {
		return err
	}
	if record < 1 || record >= store.Nowhere || act >= store.Nowhere || len(tail) >= 1<<16 {
		return fault.New(fault.Internal, "The register holds more than its lists can show.")
	}
	r := uint32(record)
	t.grow(int(r) + 1)
	t.drop(r)
	t.changed[r], t.first[r], t.last[r], t.work[r], t.ordinal[r], t.start[r], t.flags[r] = uint32(act), l.First, l.Last, l.Work, l.Ordinal, l.Start, l.Flags
	t.at[r], t.size[r] = t.arena.add(tail), uint16(len(tail))
	bad, doubt := false, uint16(0)
	read := store.EachTerm(tail, func(n uint32) {
		if n == 0 || int(n) >= len(t.post) {
			bad = true
			return
		}
		t.post[n].Add(r)
		if t.terms[n].Name == register.FacetDoubt {
			doubt |= t.doubts[n]
		}
	})
	t.doubt[r] = doubt
	if bad || !read {
		return fault.New(fault.Internal, "A record of the register has a facet that is not there; run concord rebuild.")
	}
	return nil
}

// drop takes the terms of a record out, before it gets others.
func (t *table) drop(r uint32) {
	if t.size[r] == 0 {
		return
	}
	tail := t.tail(r)
	store.EachTerm(tail, func(n uint32) { t.post[n].Remove(r) })
	t.arena.dead += len(tail)
	t.size[r] = 0
}

func (t *table) tail(r uint32) []byte { return t.arena.get(t.at[r], int(t.size[r])) }

func (t *table) grow(n int) {
	if n <= len(t.flags) {
		return
	}
	more := n - len(t.flags)
	if cap(t.flags) < n {
		more += len(t.flags) / 8 // room for those that come next
	}
	for _, list := range []*[]uint32{&t.changed, &t.first, &t.last, &t.work, &t.ordinal, &t.start, &t.at} {
		*list = slices.Grow(*list, more)[:n]
	}
	t.flags = slices.Grow(t.flags, more)[:n]
	t.size = slices.Grow(t.size, more)[:n]
	t.doubt = slices.Grow(t.doubt, more)[:n]
}

// tidy makes the arena anew where more than half of it is of no use any more.
func (t *table) tidy() {
	if t.arena.dead < 1<<20 || t.arena.dead < t.arena.used/2 {
		return
	}
	var a arena
	for r := range t.size {
		if t.size[r] > 0 {
			t.at[r] = a.add(t.tail(uint32(r)))
		}
	}
	t.arena = a
}

// arena keeps many short byte strings without an allocation for each.
type arena struct {
	chunks     [][]byte
	used, dead int
}

const chunk = 1 << 20 // of an arena; longer than any string in it

func (a *arena) add(b []byte) uint32 {
	if len(a.chunks) == 0 || len(a.chunks[len(a.chunks)-1])+len(b) > chunk {
		a.chunks = append(a.chunks, make([]byte, 0, chunk))
	}
	n := len(a.chunks) - 1
	at := len(a.chunks[n])
	a.chunks[n] = append(a.chunks[n], b...)
	a.used += len(b)
	return uint32(n)<<20 | uint32(at)
}

func (a *arena) get(at uint32, size int) []byte {
	i := int(at & (chunk - 1))
	return a.chunks[at>>20][i : i+size]
}
