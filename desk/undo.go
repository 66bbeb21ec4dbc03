package desk

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"

	"concord/fault"
	"concord/register"
)

// undoable are the acts that can be taken back, by their names in the log: those
// that change no more than register.Changes tells of.
var undoable = []string{"accept", "decide", "correct", "take", "clear", "review", "split", "join", "part", "answer-sameness", "reconsider-sameness", "confirm", "enter", "draft", "write", "publish", "undo"}

// reopening are acts in which documents were read anew with a person's answer: they
// are taken back by asking again, which reads them anew without it.
var reopening = []string{"settle-name", "answer-short-form"}

// undone is the subject of an act that takes another one back; subjectOf is the act
// of such a subject, 0 for another one.
func undone(act int64) string { return "act/" + strconv.FormatInt(act, 10) }

func subjectOf(subject string) int64 {
	act, _ := strconv.ParseInt(strings.TrimPrefix(subject, "act/"), 10, 64)
	return act
}

// Undo takes one act of review back: what it changed is again as it was before, for
// all that nobody has changed since; else the error is a Conflict that says who did,
// and nothing is changed. It is an act itself, and can be taken back too.
func (d *Desk) Undo(ctx context.Context, act int64, why string, by register.Person) error {
	list, err := d.store.LogBack(ctx, act+1, 1)
	if err != nil {
		return err
	}
	if len(list) > 0 && list[0].Number == act && slices.Contains(reopening, list[0].Act.Name) {
		return d.reopen(ctx, act, why, by)
	}
	return d.change(ctx, register.Act{By: by, Name: "undo", Subject: undone(act), Why: why}, func(ctx context.Context, tx register.Tx) error {
		u, err := undoingOf(ctx, tx, act)
		if err != nil {
			return err
		}
		return u.run(ctx, tx)
	})
}

// reopen asks again what an act has answered.
func (d *Desk) reopen(ctx context.Context, act int64, why string, by register.Person) error {
	u, err := undoingOf(ctx, d.store, act)
	if err != nil {
		return err
	}
	for _, c := range u.Candidates {
		settled, err := d.store.Candidates(ctx, register.AskedFilter{State: register.Settled, Text: c.Before.Text})
		if err != nil {
			return err
		}
		for i := range settled {
			if settled[i].Key == c.Before.Key {
				_, err := d.ReopenName(ctx, settled[i].At.Language, c.Before.Text, why, by)
				return err
			}
		}
	}
	for _, c := range u.Questions {
		settled, err := d.store.Questions(ctx, register.AskedFilter{State: register.Settled, Text: c.Before.Text})
		if err != nil {
			return err
		}
		for i := range settled {
			if q := &settled[i]; q.Key == c.Before.Key {
				s := ShortForm{Text: q.Text, Language: q.At.Language, Work: q.At.Work, Why: why}
				if len(u.Questions) == 1 {
					s.Key = q.Key
				}
				_, err := d.ReopenShortForm(ctx, s, by)
				return err
			}
		}
	}
	return fault.New(fault.Conflict, "What the act %d answered is no longer in the newest documents, so there is nothing to ask again.", act)
}

// lastActs is how many acts of anybody Last looks through.
const lastActs = 2000

// Last is the last act of review of a person that stands: it was not taken back, or
// that was taken back in turn by the person. Whether Undo can take it back is not
// asked: where somebody has gone on from it Undo says so, and no older act comes in
// its place. The error is of kind NotFound where there is none among the last acts.
func (d *Desk) Last(ctx context.Context, by register.Person) (register.Entry, error) {
	none := fault.New(fault.NotFound, "There is nothing of yours to take back.")
	gone := map[string]bool{} // acts that were taken back, or done again by another one, as undone names them
	before := int64(0)
	for looked := 0; looked < lastActs; {
		list, err := d.store.LogBack(ctx, before, 200)
		if err != nil {
			return register.Entry{}, err
		}
		if len(list) == 0 {
			return register.Entry{}, none
		}
		for i := range list {
			e := &list[i]
			before = e.Number
			looked++
			if gone[undone(e.Number)] {
				continue
			}
			stands := slices.Contains(undoable, e.Act.Name)
			switch {
			case e.Act.Name == "undo":
				gone[e.Act.Subject] = true
				var again string
				stands, again, err = doesAgain(ctx, d.store, e)
				gone[again] = true
			case e.Act.By.ID == by.ID && slices.Contains(reopening, e.Act.Name):
				stands, err = stillAnswered(ctx, d.store, e.Number)
			}
			if err != nil {
				return register.Entry{}, err
			}
			if stands && e.Act.By.ID == by.ID {
				return *e, nil
			}
		}
	}
	return register.Entry{}, none
}

// doesAgain tells whether an act that takes one back takes a taking back back, and so
// does something again; then it names what, as undone does.
func doesAgain(ctx context.Context, r register.Reader, e *register.Entry) (yes bool, what string, err error) {
	for subject := e.Act.Subject; ; {
		list, err := r.LogBack(ctx, subjectOf(subject)+1, 1)
		if err != nil {
			return false, "", err
		}
		if len(list) == 0 || list[0].Act.Name != "undo" {
			break
		}
		if subject = list[0].Act.Subject; what == "" {
			what = subject
		}
		yes = !yes
	}
	if !yes {
		what = "" // it leaves the taking back as it was
	}
	return yes, what, nil
}

// stillAnswered tells whether what an act answered was not asked again since.
func stillAnswered(ctx context.Context, r register.Reader, act int64) (bool, error) {
	c, err := r.Changes(ctx, act)
	if err != nil {
		return false, err
	}
	after, err := entries(ctx, r, answered(c).since())
	return !slices.ContainsFunc(after, asksAgain), err
}

func asksAgain(e register.Entry) bool { return strings.HasPrefix(e.Act.Name, "reopen-") }

// undoing is an act that can be taken back, with what it changed.
type undoing struct {
	register.Changes
	words   map[int64]register.State // the word to lay on each claim
	records []register.Record        // as they will be, but their values
	touched []string                 // records of the claims
}

// undoingOf finds what it takes to take an act back. The error is a Conflict where
// somebody has gone on from what it changed, or it is not of the kind.
func undoingOf(ctx context.Context, r register.Reader, act int64) (*undoing, error) {
	c, err := r.Changes(ctx, act)
	if err != nil {
		return nil, err
	}
	u := &undoing{Changes: c, words: map[int64]register.State{}}
	if slices.Contains(reopening, c.Entry.Act.Name) {
		u = answered(c)
		return u, u.untouched(ctx, r)
	}
	if !slices.Contains(undoable, c.Entry.Act.Name) {
		return nil, fault.New(fault.Conflict, "The act %d is none of review (%s), so it is not taken back by itself.", act, c.Entry.Act.Name)
	}
	if err := u.untouched(ctx, r); err != nil {
		return nil, err
	}
	for i := range c.Claims {
		u.word(&c.Claims[i])
	}
	for i := range c.Records {
		if err := u.record(ctx, r, &c.Records[i]); err != nil {
			return nil, err
		}
	}
	for _, id := range u.touched {
		if err := u.room(ctx, r, id); err != nil {
			return nil, err
		}
	}
	return u, nil
}

// answered is an act that answered what was asked: what was read anew by it is read
// again, so that the answers alone count.
func answered(c register.Changes) *undoing {
	return &undoing{Changes: register.Changes{Entry: c.Entry, Records: c.Records,
		Candidates: slices.DeleteFunc(slices.Clone(c.Candidates), func(x register.ChangedCandidate) bool { return x.Before.State != register.Open }),
		Questions:  slices.DeleteFunc(slices.Clone(c.Questions), func(x register.ChangedQuestion) bool { return x.Before.State != register.Open })}}
}

// since are the later acts that changed the same, in their order.
func (u *undoing) since() []int64 {
	var acts []int64
	for i := range u.Claims {
		acts = append(acts, u.Claims[i].Since...)
	}
	for i := range u.Tellings {
		acts = append(acts, u.Tellings[i].Since...)
	}
	for i := range u.Sames {
		acts = append(acts, u.Sames[i].Since...)
	}
	for i := range u.Candidates {
		acts = append(acts, u.Candidates[i].Since...)
	}
	for i := range u.Questions {
		acts = append(acts, u.Questions[i].Since...)
	}
	for i := range u.Confirmations {
		acts = append(acts, u.Confirmations[i].Since...)
	}
	slices.Sort(acts)
	return slices.Compact(acts)
}

func entries(ctx context.Context, r register.Reader, acts []int64) (list []register.Entry, err error) {
	for _, n := range acts {
		e, err := r.LogBack(ctx, n+1, 1)
		if err != nil {
			return nil, err
		}
		list = append(list, e...)
	}
	return list, nil
}

// untouched refuses where a later act that stands has changed the same thing. An act
// and the one that took it back leave it as it was, and count for nothing.
func (u *undoing) untouched(ctx context.Context, r register.Reader) error {
	after, err := entries(ctx, r, u.since())
	if err != nil {
		return err
	}
	act, gone := undone(u.Entry.Number), map[string]bool{}
	back := map[string]bool{} // what took this act back
	for i := range after {
		if e := &after[i]; e.Act.Name == "undo" && e.Act.Subject == act {
			back[undone(e.Number)] = true
		}
	}
	for _, e := range slices.Backward(after) {
		switch {
		case gone[undone(e.Number)]:
		case asksAgain(e) && slices.Contains(reopening, u.Entry.Act.Name) || e.Act.Name == "undo" && e.Act.Subject == act:
			return fault.New(fault.Conflict, "That was taken back already, by %s.", e.Act.By.Name)
		case e.Act.Name == "undo" && subjectOf(e.Act.Subject) > u.Entry.Number && !back[e.Act.Subject]:
			gone[e.Act.Subject] = true
		default:
			return later(e.Act.By)
		}
	}
	return nil
}

func later(by register.Person) error {
	return fault.New(fault.Conflict, "%s has changed the same since, so it cannot be taken back by itself; nothing was changed.", by.Name)
}

// word is what takes the act's word on a claim back.
func (u *undoing) word(c *register.ChangedClaim) {
	switch {
	case c.Stored:
		u.words[c.Key] = register.Undone
	case c.Word == register.Back || c.Word == register.Undone:
		u.words[c.Key] = c.Before
	default:
		u.words[c.Key] = register.Back
	}
	if !slices.Contains(u.touched, c.Record) {
		u.touched = append(u.touched, c.Record)
	}
}

// record finds how a record will stand but for its values.
func (u *undoing) record(ctx context.Context, r register.Reader, c *register.ChangedRecord) error {
	now, err := r.Record(ctx, c.ID, 0)
	if err != nil {
		return err
	}
	if c.From == 0 {
		return u.made(ctx, r, now, c.To)
	}
	before, err := r.Record(ctx, c.ID, c.From)
	if err != nil {
		return err
	}
	after, err := r.Record(ctx, c.ID, c.To)
	if err != nil {
		return err
	}
	next := now
	if before.Review != after.Review {
		if now.Review != after.Review {
			return later(now.By)
		}
		next.Review = before.Review
	}
	if before.MergedInto != after.MergedInto {
		if now.MergedInto != after.MergedInto {
			return later(now.By)
		}
		next.MergedInto = before.MergedInto
	}
	if before.Untold != after.Untold && now.Untold == after.Untold {
		next.Untold = before.Untold
	}
	if before.Visibility != after.Visibility {
		if now.Visibility != after.Visibility {
			return later(now.By)
		}
		next.Visibility = before.Visibility
	}
	u.records = append(u.records, next)
	return nil
}

// made takes a record back that the act made: nothing is deleted, it is withdrawn.
func (u *undoing) made(ctx context.Context, r register.Reader, now register.Record, revision int) error {
	after, err := r.Record(ctx, now.ID, revision)
	if err != nil {
		return err
	}
	if now.Review != after.Review || now.MergedInto != after.MergedInto {
		return later(now.By)
	}
	claims, err := r.Claims(ctx, now.ID)
	if err != nil {
		return err
	}
	for i := range claims {
		c := &claims[i]
		if _, own := u.words[c.Key]; own {
			continue
		}
		if c.Decided.By.ID != "" {
			return later(c.Decided.By)
		}
		if c.Author != "" {
			return later(c.By)
		}
	}
	now.Review = register.Withdrawn
	u.records = append(u.records, now)
	return nil
}

// room refuses where a value that would stand again finds another one in its place,
// and where a record that was joined to another has been told there since.
func (u *undoing) room(ctx context.Context, r register.Reader, id string) error {
	claims, err := r.Claims(ctx, id)
	if err != nil {
		return err
	}
	before := map[int64]register.State{}
	for i := range u.Claims {
		before[u.Claims[i].Key] = u.Claims[i].Before
	}
	moved := map[int64]bool{} // texts whose tellings came to this record
	for i := range u.Tellings {
		if l := &u.Tellings[i]; l.Made && l.Telling.Record == id {
			moved[l.Telling.Evidence.Text] = true
		}
	}
	for i := range claims {
		c := &claims[i]
		if _, own := u.words[c.Key]; !own {
			joins := u.Entry.Act.Name == "join" || u.Entry.Act.Name == "answer-sameness"
			if joins && c.Evidence.Text != 0 && moved[c.Evidence.Text] && c.At.After(u.Entry.Act.At) {
				return fault.New(fault.Conflict, "The two were read again since they were joined, so that is not taken back by itself: part them.")
			}
			continue
		}
		if u.words[c.Key] == register.Undone || before[c.Key] != register.Accepted {
			continue
		}
		for j := range claims {
			o := &claims[j]
			if _, own := u.words[o.Key]; own || o.State != register.Accepted || !register.Exclude(o, c) {
				continue
			}
			if o.Decided.By.ID != "" {
				return later(o.Decided.By)
			}
			return later(o.By)
		}
	}
	return nil
}

func (u *undoing) run(ctx context.Context, tx register.Tx) error {
	why := "taken back: " + u.Entry.Act.Name
	for i := range u.Claims {
		key := u.Claims[i].Key
		if err := tx.DecideClaim(ctx, key, u.words[key], why); err != nil {
			return err
		}
	}
	if err := u.values(ctx, tx); err != nil {
		return err
	}
	tellings := make([]register.Telling, 0, len(u.Tellings))
	for i := range u.Tellings {
		l := u.Tellings[i].Telling
		l.Dropped = u.Tellings[i].Made || !l.Dropped
		tellings = append(tellings, l)
	}
	if err := tx.SetTellings(ctx, tellings); err != nil {
		return err
	}
	for i := range u.Sames {
		if err := sameBack(ctx, tx, &u.Sames[i]); err != nil {
			return err
		}
	}
	for i := range u.Candidates {
		if err := tx.SetCandidates(ctx, []register.Candidate{u.Candidates[i].Before}); err != nil {
			return err
		}
	}
	for i := range u.Questions {
		if err := tx.SetQuestions(ctx, []register.Question{u.Questions[i].Before}); err != nil {
			return err
		}
	}
	confirmations := make([]register.Confirmation, 0, len(u.Confirmations))
	for i := range u.Confirmations {
		confirmations = append(confirmations, u.Confirmations[i].Before)
	}
	return tx.AddConfirmations(ctx, confirmations)
}

// values makes the values of the records anew from their claims, and stores them
// where they or the record differ.
func (u *undoing) values(ctx context.Context, tx register.Tx) error {
	for _, id := range u.touched {
		if !slices.ContainsFunc(u.records, func(r register.Record) bool { return r.ID == id }) {
			rec, err := tx.Record(ctx, id, 0)
			if err != nil {
				return err
			}
			u.records = append(u.records, rec)
		}
	}
	var changed []register.Record
	for i := range u.records {
		rec := u.records[i]
		claims, err := tx.Claims(ctx, rec.ID)
		if err != nil {
			return err
		}
		for j := range claims {
			c := &claims[j]
			if u.words[c.Key] == "" || c.State != register.Accepted {
				continue
			}
			if k := slices.IndexFunc(claims, func(o register.Claim) bool { return o.State == register.Accepted && register.Exclude(&o, c) }); k >= 0 {
				return later(claims[k].By)
			}
		}
		now, err := tx.Record(ctx, rec.ID, 0)
		if err != nil {
			return err
		}
		rec.Fields = register.Current(rec.Kind, claims)
		if rec.Review == register.Withdrawn && now.Review != register.Withdrawn {
			rec.Fields = now.Fields // its claims are taken back, not what it was
		}
		if !bytes.Equal(rec.Fields, now.Fields) || rec.Review != now.Review || rec.MergedInto != now.MergedInto || rec.Untold != now.Untold || rec.Visibility != now.Visibility {
			changed = append(changed, rec)
		}
	}
	return tx.SetRecords(ctx, changed)
}

// sameBack sets a sameness to what it was, by steps that its states have.
func sameBack(ctx context.Context, tx register.Tx, c *register.ChangedSame) error {
	to := c.Before
	if to.State == "" {
		to.State, to.Score, to.Reasons, to.Rule, to.Why = register.SameGone, c.After.Score, nil, "", c.After.Why
	}
	// By way of a question: no rule moves what a person answered.
	if c.After.State != register.SameAsked && (to.Rule != "" || c.After.State != to.State && !c.After.State.May(to.State)) {
		asked := to
		asked.State, asked.Rule = register.SameAsked, ""
		if err := tx.SetSames(ctx, []register.Same{asked}); err != nil {
			return err
		}
	}
	return tx.SetSames(ctx, []register.Same{to})
}
