package catalogue

import "concord/store"

// Overlay is what a change has written and nobody else sees yet. It lies over the
// catalogue while the change itself reads; nil is a reader's.
type Overlay struct {
	rows    map[uint32]*overlaid
	terms   map[uint32]store.Facet // that the change made
	numbers map[store.Facet]uint32
}

type overlaid struct {
	store.Listing
	act uint32
}

// NewOverlay makes an empty one.
func NewOverlay() *Overlay {
	return &Overlay{rows: map[uint32]*overlaid{}, terms: map[uint32]store.Facet{}, numbers: map[store.Facet]uint32{}}
}

// AddTerm tells of a row of the table term that the change stored.
func (o *Overlay) AddTerm(id int64, f store.Facet) {
	o.terms[uint32(id)] = f
	o.numbers[f] = uint32(id)
}

// Set lays a record over the catalogue as the change has it. l.Terms is kept.
func (o *Overlay) Set(record, act int64, l store.Listing) {
	o.rows[uint32(record)] = &overlaid{l, uint32(act)}
}

func (o *Overlay) over(r uint32) *overlaid {
	if o == nil {
		return nil
	}
	return o.rows[r]
}

// term is the facet with a number.
func (o *Overlay) term(t *table, n uint32) store.Facet {
	if int(n) < len(t.terms) {
		return t.terms[n]
	}
	return o.terms[n]
}

// number is that of a facet; 0 where nothing has it.
func (o *Overlay) number(t *table, f store.Facet) uint32 {
	if n := t.numbers[f]; n != 0 || o == nil {
		return n
	}
	return o.numbers[f]
}
