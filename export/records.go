package export

import (
	"context"
	"iter"

	"concord/register"
)

// Item is one record on its way out. Claims and Tellings are there only where All
// was asked for them.
type Item struct {
	register.Line
	Claims   []register.Claim
	Tellings []register.Telling
}

// Depth says what All gives with each record.
type Depth int

// The depths.
const (
	Brief   Depth = iota // the record with its first telling
	Sources              // and the claims of one that no paragraph tells: they have its source
	Whole                // and all claims and tellings
)

// pageSize is how many records All fetches at a time.
const pageSize = 1000

// All walks the records that a filter finds, page by page, so that no number of
// them has to be held at once. f.Limit bounds how many come; 0 is all.
func All(ctx context.Context, r register.Reader, f register.Filter, depth Depth) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		left := f.Limit
		for {
			f.Limit = pageSize
			if left > 0 {
				f.Limit = min(left, pageSize)
			}
			page, err := r.Records(ctx, f)
			if err != nil {
				yield(Item{}, err)
				return
			}
			for i := range page.Lines {
				item := Item{Line: page.Lines[i]}
				if depth == Whole || depth == Sources && item.Told.Work == "" {
					item.Claims, err = r.Claims(ctx, item.Record.ID)
				}
				if depth == Whole && err == nil {
					item.Tellings, err = r.Tellings(ctx, item.Record.ID)
				}
				if !yield(item, err) || err != nil {
					return
				}
			}
			if left > 0 {
				if left -= len(page.Lines); left <= 0 {
					return
				}
			}
			if page.Next == "" || len(page.Lines) == 0 {
				return
			}
			f.Cursor = page.Next
		}
	}
}

// One is a walk over a single record.
func One(item Item) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) { yield(item, nil) }
}

// Source is the paragraph that an item cites: its first telling, else the first
// evidence of a claim that stands.
func (i *Item) Source() register.Evidence {
	if i.Told.Work != "" {
		return i.Told
	}
	for j := range i.Claims {
		if c := &i.Claims[j]; c.State == register.Accepted && c.Evidence.Work != "" {
			return c.Evidence
		}
	}
	return register.Evidence{}
}
