package store

import (
	"concord/fault"
	"concord/register"
	"concord/sameness"
)

// Seat is one telling of a record as its projections need it.
type Seat struct {
	Work    uint32 // row of the work
	WorkID  string
	Cited   bool // without a span: the work is cited, not a text of it
	Ordinal int  // of the text
	Start   int  // of the quote
	Place   register.Place
	Section string // of the text: the organization to which it is bound
	Live    bool   // of a newest version, not dropped
	Quote   Quote
}

// Quote is what a text says of a record.
type Quote struct {
	Language, Text string
}

// Projection is what can be made anew of a record at any time.
type Projection struct {
	Listing Listing // its Terms are the engine's to fill in from Facets
	Facets  []Facet
	Words   Words
}

// Project makes the projections of a record. seats are its tellings in the order
// of storing; cites are the works that its evidence cites without a span.
func Project(c *register.Case, seats []Seat, cites []string) (p Projection, err error) {
	r := &c.Record
	d, err := Describe(r)
	if err != nil {
		return p, err
	}
	p.Listing = Listing{First: uint32(d.First), Last: uint32(d.Last), Work: Nowhere}
	if r.Review == register.Rejected || r.Review == register.Withdrawn || r.MergedInto != "" {
		p.Listing.Flags |= Hidden
	}
	if r.Origin == register.Sample {
		p.Listing.Flags |= IsSample
	}
	if r.Untold {
		p.Listing.Flags |= Untold
	}
	first := -1
	quotes := make([]Quote, 0, len(seats))
	for i := range seats {
		s := &seats[i]
		if first < 0 || s.Live && !seats[first].Live {
			first = i
		}
		d.add(register.FacetWork, s.WorkID)
		d.add(register.FacetSection, s.Section)
		if s.Cited {
			d.add(FacetCites, s.WorkID)
		}
		if s.Quote.Text != "" {
			quotes = append(quotes, s.Quote)
		}
	}
	if first >= 0 {
		s := &seats[first]
		p.Listing.Work, p.Listing.Start = s.Work, uint32(s.Start)
		if !s.Cited {
			p.Listing.Ordinal = uint32(s.Ordinal) + 1
		}
	}
	for _, w := range cites {
		d.add(FacetCites, w)
	}
	blocks, err := blocks(r, seats)
	if err != nil {
		return p, err
	}
	p.Words = words(&d, blocks, quotes)
	// Behind the words: what is in doubt changes often, and nobody types it.
	for _, doubt := range c.Doubts() {
		d.add(register.FacetDoubt, doubt.Kind)
	}
	p.Facets = d.Facets
	p.Listing.Words = p.Words.hash(r.Fields)
	return p, nil
}

// blocks are the keys by which possible retellings of an act find each other.
func blocks(r *register.Record, seats []Seat) ([]string, error) {
	if r.Kind != register.KindActivity {
		return nil, nil
	}
	a, err := Activity(r)
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "The values of the record %s cannot be read.", r.ID)
	}
	tellings := make([]register.Telling, len(seats))
	for i := range seats {
		tellings[i].Evidence = register.Evidence{Work: seats[i].WorkID, Place: seats[i].Place}
	}
	return sameness.Keys(&a, tellings), nil
}
