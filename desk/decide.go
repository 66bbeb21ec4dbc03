package desk

import (
	"bytes"
	"context"
	"encoding/json"

	"concord/fault"
	"concord/register"
)

// Decide is a person's word on one claim of a record: accepted or rejected, with
// what follows for the other claims of that value's element. revision is the one
// that the person saw; where the record was changed meanwhile, the error is a
// fault.Conflict and nothing is stored.
func (d *Desk) Decide(ctx context.Context, record string, revision int, claim int64, to register.State, why string, by register.Person) (rec register.Record, err error) {
	err = d.change(ctx, register.Act{By: by, Name: "decide", Subject: record, Why: why}, func(ctx context.Context, tx register.Tx) error {
		claims, err := tx.Claims(ctx, record)
		if err != nil {
			return err
		}
		rec, err = d.decide(ctx, tx, record, revision, claims, claim, to, why)
		return err
	})
	return rec, err
}

func (d *Desk) decide(ctx context.Context, tx register.Tx, record string, revision int, claims []register.Claim, claim int64, to register.State, why string) (register.Record, error) {
	rec, err := seen(ctx, tx, record, revision)
	if err != nil {
		return rec, err
	}
	steps, err := register.Decide(claims, claim, to)
	if err != nil {
		return rec, err
	}
	if len(steps) == 0 {
		return rec, register.ErrNothing
	}
	for _, s := range steps {
		reason := why
		if s.To == register.Refused && to == register.Accepted {
			reason = replaced
		}
		if err := tx.DecideClaim(ctx, s.Key, s.To, reason); err != nil {
			return rec, err
		}
		for i := range claims {
			if claims[i].Key == s.Key {
				claims[i].State = s.To
			}
		}
	}
	if from, to := status(rec.Fields), status(register.Current(rec.Kind, claims)); !register.StatusMay(rec.Kind, from, to) {
		return rec, fault.New(fault.Conflict, "A record of kind %s that is %s cannot become %s.", rec.Kind, from, to)
	}
	fields := register.Current(rec.Kind, claims)
	if bytes.Equal(fields, rec.Fields) {
		return rec, nil
	}
	rec.Fields = fields
	one := []register.Record{rec}
	err = tx.SetRecords(ctx, one)
	return one[0], err
}

// status of a record of a kind that has one.
func status(fields json.RawMessage) string {
	var v struct{ Status string }
	_ = json.Unmarshal(fields, &v)
	return v.Status
}

// seen reads a record and refuses where it is not at the revision that was seen.
func seen(ctx context.Context, tx register.Tx, record string, revision int) (register.Record, error) {
	rec, err := tx.Record(ctx, record, 0)
	if err == nil && rec.Revision != revision {
		err = fault.New(fault.Conflict, "The record %s was changed by %s meanwhile: it is at revision %d, you saw revision %d. Look at it again; nothing of yours was stored.",
			record, rec.By.Name, rec.Revision, revision)
	}
	return rec, err
}

// Correct states a value in a person's own name. It is accepted in place of the
// other values of its element. To take a value out, reject its claim; to say that a
// field has none, Clear it.
func (d *Desk) Correct(ctx context.Context, record string, revision int, field, value, why string, by register.Person) (rec register.Record, err error) {
	err = d.change(ctx, register.Act{By: by, Name: "correct", Subject: record, Why: why}, func(ctx context.Context, tx register.Tx) error {
		if value == register.Nothing {
			return fault.New(fault.Invalid, "A value of %q is missing; that none is reported is said by clearing the field.", field)
		}
		rec, err = d.state(ctx, tx, revision, register.Claim{Record: record, Field: field, Value: value, Author: by.ID}, why)
		return err
	})
	return rec, err
}

// Review sets the state of review of a record: reviewed, rejected (there is no
// such act), withdrawn, or back to none. A later reading does not bring back what
// was rejected. Open questions of sameness go with the record, and come back.
func (d *Desk) Review(ctx context.Context, record string, revision int, to register.Review, why string, by register.Person) (rec register.Record, err error) {
	err = d.change(ctx, register.Act{By: by, Name: "review", Subject: record, Why: why}, func(ctx context.Context, tx register.Tx) error {
		if rec, err = seen(ctx, tx, record, revision); err != nil {
			return err
		}
		if rec.Review == to {
			return register.ErrNothing
		}
		if !rec.Review.May(to) {
			return fault.New(fault.Conflict, "A record that is %s cannot become %s.", rec.Review, to)
		}
		if to == register.Withdrawn && why == "" {
			return fault.New(fault.Invalid, "A record is withdrawn only with a reason.")
		}
		claims, err := tx.Claims(ctx, record)
		if err != nil {
			return err
		}
		if err := standsForNothing(&rec, claims); err != nil {
			return err
		}
		return setReview(ctx, tx, &rec, to)
	})
	return rec, err
}
