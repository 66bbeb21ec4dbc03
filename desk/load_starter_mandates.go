package desk

import (
	"context"

	"concord/fault"
	"concord/register"
)

// meetMandates joins the mandates that were read before with those that were loaded
// now and have their symbol.
func (l *load) meetMandates(ctx context.Context, tx register.Tx) error {
	for i := range l.set.Records {
		r := &l.set.Records[i]
		if _, made := l.fresh[r.ID]; !made || r.Kind != register.KindMandate {
			continue
		}
		into, err := tx.Record(ctx, r.ID, 0)
		if err != nil {
			return err
		}
		var m register.Mandate
		if err := into.Decode(&m); err != nil {
			return err
		}
		if m.Symbol == "" {
			continue
		}
		w, err := tx.Work(ctx, m.Symbol)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		read, err := tx.Record(ctx, register.MandateID(w.ID, register.Place{}, "", 0), 0)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		if read.MergedInto != "" || read.Review == register.Rejected || read.Review == register.Withdrawn || read.Origin == register.Sample {
			continue
		}
		if err := l.join(ctx, tx, &attached{sure: true}, into, read, register.Evidence{Work: w.ID}); err != nil {
			return err
		}
	}
	return l.store(ctx, tx)
}
