package desk

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"concord/fault"
	"concord/register"
)

// Accept is a person's word that a record is right as it stands: every accepted
// value becomes his, and the record is reviewed. Values that are proposed beside it
// stay proposed, since they may have come in after he looked: the record leaves what
// waits and is found among the reviewed ones with a doubt.
func (d *Desk) Accept(ctx context.Context, record string, revision int, why string, by register.Person) (rec register.Record, err error) {
	err = d.change(ctx, register.Act{By: by, Name: "accept", Subject: record, Why: why}, func(ctx context.Context, tx register.Tx) error {
		if rec, err = seen(ctx, tx, record, revision); err != nil {
			return err
		}
		if rec.MergedInto != "" {
			return joinedTo(&rec)
		}
		claims, err := tx.Claims(ctx, record)
		if err != nil {
			return err
		}
		if err := standsForNothing(&rec, claims); err != nil {
			return err
		}
		said := false
		for i := range claims {
			if c := &claims[i]; c.State == register.Accepted && c.Decided.By.ID == "" && c.Author == "" {
				said = true
				if err := tx.DecideClaim(ctx, c.Key, register.Accepted, why); err != nil {
					return err
				}
			}
		}
		if rec.Review == register.Reviewed {
			if !said {
				return register.ErrNothing
			}
			return nil
		}
		return setReview(ctx, tx, &rec, register.Reviewed)
	})
	return rec, err
}

// standsForNothing refuses to take up a record of which nothing is left: what made it
// was taken back, and only taking that back again brings it back.
func standsForNothing(rec *register.Record, claims []register.Claim) error {
	if rec.Review != register.Withdrawn || slices.ContainsFunc(claims, func(c register.Claim) bool { return c.State == register.Accepted }) {
		return nil
	}
	return fault.New(fault.Conflict, "The record %s says nothing any more: the step that made it was taken back. Take that back in turn instead.", rec.ID)
}

func joinedTo(rec *register.Record) error {
	return fault.New(fault.Conflict, "The record %s is joined to %s: look at that one, or part the two first.", rec.ID, rec.MergedInto)
}

// setReview stores a record in a state of review. Questions of sameness about it go
// when it is no longer there to ask about, and come back with it.
func setReview(ctx context.Context, tx register.Tx, rec *register.Record, to register.Review) error {
	was := askable(rec)
	rec.Review = to
	one := []register.Record{*rec}
	if err := tx.SetRecords(ctx, one); err != nil {
		return err
	}
	*rec = one[0]
	if askable(rec) == was {
		return nil
	}
	return wake(ctx, tx, rec)
}

// state stores a claim that a person makes of the record that he saw, and accepts it.
func (d *Desk) state(ctx context.Context, tx register.Tx, revision int, c register.Claim, why string) (rec register.Record, err error) {
	if rec, err = seen(ctx, tx, c.Record, revision); err != nil {
		return rec, err
	}
	c.State = register.Proposed
	one := []register.Claim{c}
	if err := tx.AddClaims(ctx, one); err != nil {
		return rec, err
	}
	claims, err := tx.Claims(ctx, c.Record)
	if err != nil {
		return rec, err
	}
	return d.decide(ctx, tx, c.Record, revision, claims, one[0].Key, register.Accepted, why)
}

// Take states a value in a person's own name with the words that bear it: a stretch
// of a text (Evidence.Text, From, To). It is accepted in place of the other values
// of its element.
func (d *Desk) Take(ctx context.Context, record string, revision int, field, value string, words register.Evidence, why string, by register.Person) (rec register.Record, err error) {
	err = d.change(ctx, register.Act{By: by, Name: "take", Subject: record, Why: why}, func(ctx context.Context, tx register.Tx) error {
		if _, err := stretchIn(ctx, tx, words.Text, words.From, words.To); err != nil {
			return err
		}
		if value == register.Nothing {
			return fault.New(fault.Invalid, "The words say which value of %q?", field)
		}
		e := register.Evidence{Text: words.Text, From: words.From, To: words.To}
		rec, err = d.state(ctx, tx, revision, register.Claim{Record: record, Field: field, Value: value, Evidence: e, Author: by.ID}, why)
		return err
	})
	return rec, err
}

// stretchIn is a text of which a stretch of whole letters is asked.
func stretchIn(ctx context.Context, r register.Reader, key int64, from, to int) (register.Text, error) {
	texts, err := r.Texts(ctx, []int64{key})
	if err != nil {
		return register.Text{}, err
	}
	if len(texts) == 0 {
		return register.Text{}, fault.New(fault.NotFound, "The register has no text numbered %d.", key)
	}
	x := texts[0]
	if from < 0 || to <= from || to > len(x.Text) || !utf8.ValidString(x.Text[from:to]) {
		return x, fault.New(fault.Invalid, "Characters %d to %d are no words of that text, which has %d.", from, to, len(x.Text))
	}
	return x, nil
}

// Clear says that no value of a field is reported: those that stand or are proposed
// are rejected, and what a later reading finds is proposed.
func (d *Desk) Clear(ctx context.Context, record string, revision int, field, why string, by register.Person) (rec register.Record, err error) {
	err = d.change(ctx, register.Act{By: by, Name: "clear", Subject: record, Why: why}, func(ctx context.Context, tx register.Tx) error {
		claims, err := tx.Claims(ctx, record)
		if err != nil {
			return err
		}
		open, cleared := false, false
		for i := range claims {
			if c := &claims[i]; c.Field == field && (c.State == register.Accepted || c.State == register.Proposed) {
				cleared = cleared || c.Value == register.Nothing
				open = open || c.Value != register.Nothing
			}
		}
		if cleared && !open {
			rec, err = tx.Record(ctx, record, 0)
			if err == nil {
				err = register.ErrNothing
			}
			return err
		}
		rec, err = d.state(ctx, tx, revision, register.Claim{Record: record, Field: field, Value: register.Nothing, Author: by.ID}, why)
		return err
	})
	return rec, err
}

// reasonSplit marks the sameness of two records that were one: they are two acts,
// and a reading that finds them in one is divided as the record was.
const reasonSplit = "split"

// whySplit is the reason of a claim that went to the other part.
const whySplit = "its words tell the other part of what was split"

// Split makes two records of one that a text tells, at a byte of that text within
// the quote; text 0 is the newest one that tells it. The record keeps the part
// before, the other one, which is given second, has the part behind. A claim goes to
// the part where its words stand, one without words in the text to both. Both wait
// for review. Later readings find the two, be it in one act or in two.
func (d *Desk) Split(ctx context.Context, record string, revision int, text int64, at int, why string, by register.Person) (one, two register.Record, err error) {
	err = d.change(ctx, register.Act{By: by, Name: "split", Subject: record, Why: why}, func(ctx context.Context, tx register.Tx) error {
		if one, err = seen(ctx, tx, record, revision); err != nil {
			return err
		}
		switch {
		case one.Kind != register.KindActivity:
			return fault.New(fault.Invalid, "Only an activity can be split; %s is of kind %s.", record, one.Kind)
		case one.MergedInto != "":
			return joinedTo(&one)
		case one.Review == register.Rejected || one.Review == register.Withdrawn:
			return fault.New(fault.Conflict, "The record %s is %s, so it cannot be split.", record, one.Review)
		}
		two, err = split(ctx, tx, &one, text, at, why)
		return err
	})
	return one, two, err
}

func split(ctx context.Context, tx register.Tx, one *register.Record, key int64, at int, why string) (two register.Record, err error) {
	tellings, err := tx.Tellings(ctx, one.ID)
	if err != nil {
		return two, err
	}
	var told *register.Telling
	for i := range tellings {
		l := &tellings[i]
		if l.Dropped || l.Evidence.Text == 0 || key != 0 && l.Evidence.Text != key {
			continue
		}
		if inside := l.Evidence.From < at && at < l.Evidence.To; told == nil || inside && key != 0 || key == 0 && l.Evidence.Version > told.Evidence.Version {
			told = l
		}
	}
	if told == nil {
		return two, fault.New(fault.NotFound, "No text of that number tells the record %s.", one.ID)
	}
	e := told.Evidence
	text, err := stretchIn(ctx, tx, e.Text, at, max(at+1, e.To))
	if err != nil {
		return two, err
	}
	head := e.From + len(strings.TrimRight(text.Text[e.From:max(e.From, at)], " \t\n\u00a0\u3000"))
	tail := at + len(text.Text[at:]) - len(strings.TrimLeft(text.Text[at:], " \t\n\u00a0\u3000"))
	if head <= e.From || tail >= e.To {
		return two, fault.New(fault.Invalid, "Character %d does not stand within the words that tell the record %s.", at, one.ID)
	}

	two = register.Record{Kind: one.Kind, Origin: one.Origin, Review: register.None, Visibility: one.Visibility, Fields: []byte("{}")}
	for nth := 0; two.ID == ""; nth++ {
		id := register.ActivityID(e.Work, e.Place, text.Text[tail:e.To], nth)
		_, err := tx.Record(ctx, id, 0)
		if fault.KindOf(err) == fault.NotFound {
			two.ID = id
		} else if err != nil {
			return two, err
		}
	}
	claims, err := tx.Claims(ctx, one.ID)
	if err != nil {
		return two, err
	}
	var theirs []register.Claim
	var words []register.Claim // what was said of each of theirs
	for i := range claims {
		c := &claims[i]
		here := c.Evidence.Text == e.Text && c.Evidence.From < c.Evidence.To && c.Evidence.From >= e.From && c.Evidence.To <= e.To
		if here && c.Evidence.To <= tail {
			continue
		}
		n := copied(*c, two.ID)
		if c.Decided.By.ID != "" {
			n.State = register.Proposed
		}
		theirs, words = append(theirs, n), append(words, *c)
		if here && c.Evidence.From >= head && c.State != register.Refused {
			if err := tx.DecideClaim(ctx, c.Key, register.Refused, whySplit); err != nil {
				return two, err
			}
			c.State = register.Refused
		}
	}
	// The other record with what is said of it; its values follow from its claims.
	made := []register.Record{two}
	final := slices.Clone(theirs)
	for i := range final {
		final[i].State = words[i].State
	}
	made[0].Fields = register.Current(two.Kind, final)
	if err := tx.SetRecords(ctx, made); err != nil {
		return two, err
	}
	two = made[0]
	if err := tx.AddClaims(ctx, theirs); err != nil {
		return two, err
	}
	for i := range theirs {
		if w := &words[i]; w.Decided.By.ID != "" && w.State != register.Proposed {
			if err := tx.DecideClaim(ctx, theirs[i].Key, final[i].State, w.Decided.Why); err != nil {
				return two, err
			}
		}
	}
	one.Fields, one.Review = register.Current(one.Kind, claims), register.None
	kept := []register.Record{*one}
	if err := tx.SetRecords(ctx, kept); err != nil {
		return two, err
	}
	*one = kept[0]
	whole, first, second := *told, *told, *told
	whole.Dropped = true
	first.Evidence.To = head
	second.Record, second.Evidence.From = two.ID, tail
	if err := tx.SetTellings(ctx, []register.Telling{whole, first, second}); err != nil {
		return two, err
	}
	return two, tx.SetSames(ctx, []register.Same{{A: one.ID, B: two.ID, State: register.SameNot, Reasons: []string{reasonSplit}, Why: why}})
}

// Confirm records the word of an organization on the revision that it was shown.
// The next word of the same organization in the same cycle takes its place. An
// organization that takes no part may contest a record or say that it is not its
// own, not confirm it; nothing is said of a record that is not in lists.
func (d *Desk) Confirm(ctx context.Context, c register.Confirmation, by register.Person) error {
	return d.change(ctx, register.Act{By: by, Name: "confirm", Subject: c.Record, Why: c.Reason}, func(ctx context.Context, tx register.Tx) error {
		rec, err := tx.Record(ctx, c.Record, 0)
		if err != nil {
			return err
		}
		switch {
		case rec.MergedInto != "":
			return joinedTo(&rec)
		case rec.Review == register.Rejected || rec.Review == register.Withdrawn:
			return fault.New(fault.Conflict, "The record %s is %s, so that nobody is asked about it.", rec.ID, rec.Review)
		}
		if c.Word == register.Confirmed {
			claims, err := tx.Claims(ctx, c.Record)
			if err != nil {
				return err
			}
			if !takesPart(rec.Kind, claims, c.Organization) {
				return fault.New(fault.Conflict, "%s takes no part in the record %s, so it cannot confirm it. Add it first, or let it contest the record.", c.Organization, c.Record)
			}
		}
		return tx.AddConfirmations(ctx, []register.Confirmation{c})
	})
}

// takesPart tells whether an actor is named in one of the fields of actors.
func takesPart(kind register.Kind, claims []register.Claim, actor string) bool {
	for _, f := range register.Fields(kind) {
		if f.Type != register.TypeParty && f.Type != register.TypeActor {
			continue
		}
		for i := range claims {
			if c := &claims[i]; c.State == register.Accepted && c.Field == f.Name && (c.Value == actor || f.Type == register.TypeParty && register.Element(f.Name, c.Value) == actor) {
				return true
			}
		}
	}
	return false
}
