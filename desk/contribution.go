package desk

import (
	"bytes"
	"context"
	"slices"

	"concord/contribution"
	"concord/edtf"
	"concord/fault"
	"concord/register"
)

// AsContribution takes the document in as what an organization sends in: its record
// is made beside, with what is proposed of from whom, on whom and for when, and the
// values that are read name it. What is not sure waits, proposed, for a person.
func AsContribution(p contribution.Proposal) TakeInOption { return func(t *takeIn) { t.input = &p } }

// takeContribution makes the record of the contribution, or lays what is proposed
// now beside what it says.
func (t *takeIn) takeContribution(ctx context.Context, tx register.Tx) error {
	if t.input == nil || t.origin == register.Sample {
		return nil
	}
	p := t.input
	t.contribution = register.ContributionID(t.work.ID)
	t.out.Contribution = t.contribution
	whole := register.Evidence{Work: t.work.ID}
	var claims []register.Claim
	unsure := map[string]bool{}
	add := func(field, value, rule string, e register.Evidence, inferred bool) {
		if value != "" {
			claims = append(claims, register.Claim{Record: t.contribution, Field: field, Value: value, Evidence: e, Contribution: t.contribution, Rule: rule, Inferred: inferred})
		}
	}
	add("work", t.work.ID, "work", whole, false)
	if p.Title != "" {
		add(register.FieldTitle, t.doc.Language+":"+p.Title, "title", whole, false)
	}
	add(register.FieldDate, p.Sent, "letter.date", whole, false)
	for _, f := range []struct {
		field string
		list  []contribution.Choice
		sure  bool
	}{{register.FieldSender, p.Sender, p.SureSender}, {register.FieldPartner, p.Partner, p.SurePartner}, {register.FieldPeriod, p.Period, p.SurePeriod}} {
		for i, c := range f.list {
			e := whole
			if c.Paragraph >= 0 && c.Paragraph < len(t.texts) && c.To > c.From && c.To <= len(t.texts[c.Paragraph].Text) {
				e = t.where(&t.texts[c.Paragraph])
				e.From, e.To, e.Quote = c.From, c.To, t.texts[c.Paragraph].Text[c.From:c.To]
			}
			add(f.field, c.Value, c.Rule, e, false)
			if i == 0 && f.sure {
				break // what speaks for others is too little to be asked
			}
			unsure[f.field] = true
		}
	}
	if p.SurePeriod && len(p.Period) > 0 {
		cycle, err := cycleOf(ctx, tx, p.Period[0].Value)
		if err != nil {
			return err
		}
		add("cycle", cycle, "cycle.period", whole, true)
	}
	for _, c := range p.Columns {
		add(register.FieldColumn, c, "columns", whole, false)
	}
	have, err := t.standing(ctx, tx, t.contribution)
	if err != nil {
		return err
	}
	var standing []register.Claim
	if have != nil {
		standing = have.claims
	}
	claims = register.Settle(standing, claims)
	for i := range claims {
		if unsure[claims[i].Field] && claims[i].State == register.Accepted {
			claims[i].State = register.Proposed
		}
	}
	if have == nil {
		t.records = append(t.records, register.Record{ID: t.contribution, Kind: register.KindContribution, Origin: t.origin, Review: register.None,
			Visibility: register.Internal, Fields: register.Current(register.KindContribution, claims)})
		t.claims = append(t.claims, claims...)
		return nil
	}
	t.claims = append(t.claims, claims...)
	have.claims = append(have.claims, claims...)
	next := have.rec
	if next.Fields = register.Current(next.Kind, have.claims); !bytes.Equal(next.Fields, have.rec.Fields) {
		have.rec = next
		t.changed = append(t.changed, next)
	}
	return nil
}

// cycleOf is the one cycle with whose period another overlaps most; "" where none
// does, or several alike.
func cycleOf(ctx context.Context, r register.Reader, period string) (string, error) {
	page, err := r.Records(ctx, register.Filter{Kind: register.KindCycle, Limit: 100})
	if err != nil {
		return "", err
	}
	when, err := edtf.Parse(period)
	if err != nil {
		return "", nil
	}
	found := ""
	for i := range page.Lines {
		var c register.Cycle
		if err := page.Lines[i].Record.Decode(&c); err != nil {
			return "", err
		}
		if d, err := edtf.Parse(c.Period); err != nil || !edtf.Overlaps(d, when) {
			continue
		}
		if found != "" {
			return "", nil
		}
		found = page.Lines[i].Record.ID
	}
	return found, nil
}

// Stated is what a person says of one field: all its values, or none.
type Stated struct {
	Field  string
	Values []string
}

// CorrectFields is a person's word on several fields of a record at once, the fields whole:
// a value that stands and is said again is the person's too, one that is not said is
// rejected, and so is whatever else was proposed. The record is then reviewed. Fields
// that are not named stay as they are, and so does the review while something in them
// still waits.
func (d *Desk) CorrectFields(ctx context.Context, id string, revision int, said []Stated, why string, by register.Person) (rec register.Record, err error) {
	err = d.change(ctx, register.Act{By: by, Name: "correct", Subject: id, Why: why}, func(ctx context.Context, tx register.Tx) error {
		if rec, err = seen(ctx, tx, id, revision); err != nil {
			return err
		}
		claims, err := tx.Claims(ctx, id)
		if err != nil {
			return err
		}
		for _, s := range said {
			if of, ok := register.Refers(s.Field); ok {
				for _, v := range s.Values {
					if other, err := tx.Record(ctx, v, 0); err != nil || other.Kind != of {
						return fault.New(fault.Invalid, "There is no %s with the identifier %q.", of, v)
					}
				}
			}
			if claims, err = correctField(ctx, tx, id, claims, s, why, by); err != nil {
				return err
			}
		}
		next := rec
		next.Fields = register.Current(rec.Kind, claims)
		if !slices.ContainsFunc(claims, func(c register.Claim) bool { return c.State == register.Proposed }) {
			next.Review = register.Reviewed
		}
		if bytes.Equal(next.Fields, rec.Fields) && rec.Review == next.Review {
			return nil // a person's word on what stood already is kept with its claims
		}
		list := []register.Record{next}
		err = tx.SetRecords(ctx, list)
		rec = list[0]
		return err
	})
	return rec, err
}

// correctField makes one field say what a person says, and gives the claims as they are then.
func correctField(ctx context.Context, tx register.Tx, id string, claims []register.Claim, s Stated, why string, by register.Person) ([]register.Claim, error) {
	left := slices.Clone(s.Values)
	decide := func(c *register.Claim, to register.State, reason string) error {
		if c.State == to && c.Decided.By.ID != "" {
			return nil
		}
		c.State = to
		return tx.DecideClaim(ctx, c.Key, to, reason)
	}
	for i := range claims {
		c := &claims[i]
		if c.Field != s.Field {
			continue
		}
		if at := slices.Index(left, c.Value); at >= 0 && c.State != register.Refused {
			left = slices.Delete(left, at, at+1)
			if err := decide(c, register.Accepted, why); err != nil {
				return nil, err
			}
		} else if c.State != register.Refused && !slices.Contains(s.Values, c.Value) {
			if err := decide(c, register.Refused, "another value was stated"); err != nil {
				return nil, err
			}
		}
	}
	var fresh []register.Claim
	for _, v := range left {
		fresh = append(fresh, register.Claim{Record: id, Field: s.Field, Value: v, Author: by.ID, State: register.Accepted})
	}
	if len(fresh) == 0 {
		return claims, nil
	}
	if err := tx.AddClaims(ctx, fresh); err != nil {
		return nil, err
	}
	return append(claims, fresh...), nil
}

// Enter makes a record of what a person states: origin entered, all its values the
// person's own, or those of the paragraph that source names ("" for none).
func (d *Desk) Enter(ctx context.Context, kind register.Kind, claims []register.Claim, told []register.Telling, by register.Person) (string, error) {
	row := ImportRow{Record: register.Record{Kind: kind, Origin: register.Entered, Review: register.Reviewed}, Claims: claims, Tellings: told}
	for i := range row.Claims {
		row.Claims[i].State = register.Accepted
		if row.Claims[i].Evidence.Work == "" {
			row.Claims[i].Author = by.ID
		}
	}
	row.Record.ID = register.ImportID(kind, row.Claims)
	err := d.change(ctx, register.Act{By: by, Name: "enter", Subject: row.Record.ID}, func(ctx context.Context, tx register.Tx) error {
		m := importing{tx: tx, by: by, at: map[string]int{}, works: map[string]string{}}
		if err := m.row(ctx, &row); err != nil {
			return err
		}
		if err := m.references(ctx); err != nil {
			return err
		}
		if m.refused != nil {
			return m.refused
		}
		return m.store(ctx)
	})
	return row.Record.ID, err
}
