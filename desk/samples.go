package desk

import (
	"context"

	"concord/register"
)

// DropSamples takes all samples out of the register in one act: they are in no
// list and no count any more. Like everything they are withdrawn, not deleted;
// taking one in again brings it back. It gives the number of documents.
func (d *Desk) DropSamples(ctx context.Context, by register.Person) (int, error) {
	n := 0
	err := d.change(ctx, register.Act{By: by, Name: "drop-samples", Why: "the samples are no longer needed"}, func(ctx context.Context, tx register.Tx) error {
		n = 0
		lines, err := tx.Documents(ctx, register.DocumentFilter{Samples: true, Limit: 1 << 20})
		if err != nil {
			return err
		}
		gone := map[string]bool{}
		var records []register.Record
		for _, l := range lines {
			if l.Work.Origin != register.Sample || gone[l.Work.ID] {
				continue
			}
			gone[l.Work.ID] = true
			found, err := d.dropSample(ctx, tx, l.Work, gone)
			if err != nil {
				return err
			}
			records = append(records, found...)
			n++
		}
		if n == 0 {
			return register.ErrNothing
		}
		return tx.SetRecords(ctx, records)
	})
	return n, err
}

// dropSample withdraws a work and gives the records, withdrawn, that it tells.
func (d *Desk) dropSample(ctx context.Context, tx register.Tx, w register.Work, gone map[string]bool) (records []register.Record, err error) {
	versions, err := tx.Versions(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		view, err := tx.View(ctx, w.ID, v.Language, v.Number)
		if err != nil {
			return nil, err
		}
		for i := range view.Paragraphs {
			for _, a := range view.Paragraphs[i].Activities {
				if a.Record.Origin == register.Sample && !gone[a.Record.ID] {
					gone[a.Record.ID] = true
					a.Record.Review = register.Withdrawn
					records = append(records, a.Record)
				}
			}
		}
	}
	w.Withdrawn = true
	return records, tx.SetWork(ctx, w)
}
