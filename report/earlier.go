package report

import (
	"cmp"
	"context"
	"slices"
	"time"

	"concord/register"
)

// mostEarlier is how many acts StoredAs goes back.
const mostEarlier = 500

// StoredAs goes back through what the draft of a cycle in a language was after each act
// that changed it, the newest first, and gives the one that is asked for with the records
// of its parts as they were then; nil where there is none.
func StoredAs(ctx context.Context, r register.Reader, cycle, lang string, is func(*Text) bool) (t *Text, records []register.Record, err error) {
	page, err := r.Records(ctx, register.Filter{Kind: register.KindDraft, Has: []register.Condition{register.Has(register.FieldCycle, cycle), register.Has(register.FieldLanguage, lang)}, Hidden: true, Limit: 1000})
	if err != nil {
		return nil, nil, err
	}
	pasts := make([][]register.Revision, len(page.Lines)) // of each part, the newest first
	parts := make([]StoredPart, len(page.Lines))
	read := func(i int) (err error) {
		if len(pasts[i]) > 0 {
			parts[i], _, err = ReadPart(&pasts[i][0].Record)
		}
		return err
	}
	for i := range page.Lines {
		if pasts[i], err = r.History(ctx, page.Lines[i].Record.ID); err != nil {
			return nil, nil, err
		}
		if err := read(i); err != nil {
			return nil, nil, err
		}
	}
	for range mostEarlier {
		var there []StoredPart
		var last time.Time
		records = nil
		for i, past := range pasts {
			if len(past) == 0 {
				continue
			}
			if at := past[0].Act.At; at.After(last) {
				last = at
			}
			if past[0].Review != register.Withdrawn {
				there, records = append(there, parts[i]), append(records, past[0].Record)
			}
		}
		if last.IsZero() {
			return nil, nil, nil
		}
		slices.SortFunc(there, func(a, b StoredPart) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
		if t := Together(there, lang); is(t) {
			return t, records, nil
		}
		for i := range pasts {
			for len(pasts[i]) > 0 && !pasts[i][0].Act.At.Before(last) {
				pasts[i] = pasts[i][1:]
			}
			if err := read(i); err != nil {
				return nil, nil, err
			}
		}
	}
	return nil, nil, nil
}
