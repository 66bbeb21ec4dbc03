package postgres

import (
	"context"
	"encoding/json"

	"concord/fault"
	"concord/register"
)

// Sames implements register.Reader.
func (q queries) Sames(ctx context.Context, f register.SameFilter) (list []register.Same, err error) {
	if f.Limit <= 0 {
		f.Limit = 1000
	}
	where, args := "WHERE ($1 = '' OR s.state = $1)", []any{string(f.State), f.Limit}
	if f.Record != "" {
		where += " AND s.id IN (SELECT id FROM same WHERE a = (SELECT id FROM record WHERE key = $3) UNION ALL SELECT id FROM same WHERE b = (SELECT id FROM record WHERE key = $3))"
		args = append(args, f.Record)
	}
	err = q.each(ctx, "SELECT "+sameColumns+sameTables+where+" ORDER BY s.score DESC, s.id LIMIT $2", args, func(r row) error {
		s, err := scanSame(r)
		list = append(list, s)
		return err
	})
	return list, err
}

// The columns of a sameness s, its records a and b, and who acted on it.
const sameColumns = "a.key, b.key, s.state, s.score, s.reasons, s.rule, s.why, t.at, p.key, p.name"
const sameTables = " FROM same s JOIN record a ON a.id = s.a JOIN record b ON b.id = s.b JOIN act t ON t.id = s.act JOIN person p ON p.id = t.person "

// scanSame scans a row of sameColumns that follow the columns of before.
func scanSame(r row, before ...any) (s register.Same, err error) {
	var reasons string
	var ms int64
	if err := r.Scan(append(before, &s.A, &s.B, &s.State, &s.Score, &reasons, &s.Rule, &s.Why, &ms, &s.By.ID, &s.By.Name)...); err != nil {
		return s, err
	}
	s.At = at(ms)
	return s, json.Unmarshal([]byte(reasons), &s.Reasons)
}

// SetSames implements register.Tx.
func (t *tx) SetSames(ctx context.Context, list []register.Same) error {
	var keys []string
	for i := range list {
		if err := list[i].Check(); err != nil {
			return err
		}
		keys = append(keys, list[i].A, list[i].B)
	}
	if err := t.know(ctx, keys); err != nil {
		return t.s.say(err)
	}
	if err := t.knowPairs(ctx, list); err != nil {
		return t.s.say(err)
	}
	for i := range list {
		if err := t.setSame(ctx, &list[i]); err != nil {
			return t.s.say(err)
		}
	}
	return nil
}

// pair of records, the one with the lower row first.
type pair struct{ a, b int64 }

// paired is a sameness as it stands; id 0 where there is none.
type paired struct {
	id                 int64
	a, b               int64
	state              register.Sameness
	score              float64
	reasons, rule, why string
}

// knowPairs looks up what stands of the pairs that the change does not know yet.
func (t *tx) knowPairs(ctx context.Context, list []register.Same) error {
	var low, high []int64
	for i := range list {
		a, b := t.records[list[i].A], t.records[list[i].B]
		if a == nil || b == nil {
			continue
		}
		p := pair{min(a.id, b.id), max(a.id, b.id)}
		if t.pairs[p] != nil {
			continue
		}
		t.pairs[p] = &paired{}
		if !a.made && !b.made {
			low, high = append(low, p.a), append(high, p.b)
		}
	}
	if len(low) == 0 {
		return nil
	}
	return t.each(ctx, `SELECT s.id, s.a, s.b, s.state, s.score, s.reasons, s.rule, s.why FROM unnest($1::bigint[], $2::bigint[]) AS o (low, high)
		JOIN same s ON least(s.a, s.b) = o.low AND greatest(s.a, s.b) = o.high`, []any{low, high}, func(r row) error {
		p := &paired{}
		err := r.Scan(&p.id, &p.a, &p.b, &p.state, &p.score, &p.reasons, &p.rule, &p.why)
		t.pairs[pair{min(p.a, p.b), max(p.a, p.b)}] = p
		return err
	})
}

func (t *tx) setSame(ctx context.Context, s *register.Same) error {
	a, err := t.record(s.A)
	if err != nil {
		return err
	}
	b, err := t.record(s.B)
	if err != nil {
		return err
	}
	if a.kind != b.kind {
		return fault.New(fault.Invalid, "Records of two kinds, %s and %s, cannot be the same.", s.A, s.B)
	}
	t.touch(a.id).read, t.touch(b.id).read = true, true
	reasons, _ := json.Marshal(s.Reasons)
	s.By, s.At = t.act.By, t.act.At
	p := t.pairs[pair{min(a.id, b.id), max(a.id, b.id)}]
	next := paired{p.id, a.id, b.id, s.State, s.Score, string(reasons), s.Rule, s.Why}
	if p.id == 0 {
		next.id = t.row("same")
		*p = next
		return t.add(ctx, "same", p.id, a.id, b.id, string(s.State), s.Score, string(reasons), s.Rule, s.Why, t.actID)
	}
	decided := p.state != register.SameAsked && p.state != register.SameGone
	switch {
	case p.state != s.State && !p.state.May(s.State):
		return fault.New(fault.Conflict, "Whether %s and %s are the same was answered: it cannot go from %q to %q.", s.A, s.B, p.state, s.State)
	case p.state != s.State && decided && s.Rule != "":
		return fault.New(fault.Conflict, "Whether %s and %s are the same was answered before; a rule does not change that.", s.A, s.B)
	case decided && s.Rule != "", *p == next:
		return nil
	}
	if err := t.keepEarlier(ctx, "same", []int64{p.id}); err != nil {
		return err
	}
	*p = next
	t.content.Add("same", p.id, a.id, b.id, string(s.State), s.Score, string(reasons), s.Rule, s.Why)
	return t.exec(ctx, "UPDATE same SET a = $1, b = $2, state = $3, score = $4, reasons = $5, rule = $6, why = $7, act = $8 WHERE id = $9",
		a.id, b.id, string(s.State), s.Score, string(reasons), s.Rule, s.Why, t.actID, p.id)
}

// Confirmations implements register.Reader.
func (q queries) Confirmations(ctx context.Context, record string) (list []register.Confirmation, err error) {
	err = q.each(ctx, confirmationsQuery+"= (SELECT id FROM record WHERE key = $1)"+confirmationsTail, []any{record}, func(r row) error {
		c, _, err := scanConfirmation(r)
		if c.Record = record; c.Word != register.Unsaid {
			list = append(list, c)
		}
		return err
	})
	return list, err
}

// The words that hold on the records that are asked for between the two.
const confirmationsQuery = `SELECT c.record, c.revision, c.organization, c.cycle, c.word, c.reason, c.speaker, a.at, p.key, p.name FROM (
	SELECT DISTINCT ON (record, organization, cycle) * FROM confirmation WHERE record `
const confirmationsTail = ` ORDER BY record, organization, cycle, id DESC) c JOIN act a ON a.id = c.act JOIN person p ON p.id = a.person ORDER BY c.id DESC`

// scanConfirmation scans a row of confirmationsQuery, with the row of its record.
func scanConfirmation(r row) (c register.Confirmation, record int64, err error) {
	var ms int64
	err = r.Scan(&record, &c.Revision, &c.Organization, &c.Cycle, &c.Word, &c.Reason, &c.Speaker, &ms, &c.By.ID, &c.By.Name)
	c.At = at(ms)
	return c, record, err
}

// AddConfirmations implements register.Tx.
func (t *tx) AddConfirmations(ctx context.Context, list []register.Confirmation) error {
	return t.s.say(t.addConfirmations(ctx, list))
}

func (t *tx) addConfirmations(ctx context.Context, list []register.Confirmation) error {
	var keys []string
	for i := range list {
		if err := list[i].Check(); err != nil {
			return err
		}
		keys = append(keys, list[i].Record, list[i].Cycle)
	}
	if err := t.know(ctx, keys); err != nil {
		return err
	}
	for i := range list {
		c := &list[i]
		k, err := t.record(c.Record)
		if err != nil {
			return err
		}
		if c.Revision > k.revision {
			return fault.New(fault.Invalid, "The record %s has no revision %d to confirm; it is at %d.", c.Record, c.Revision, k.revision)
		}
		if c.Cycle != "" {
			cycle, err := t.record(c.Cycle)
			if err != nil {
				return err
			}
			if cycle.kind != register.KindCycle {
				return fault.New(fault.Invalid, "%s is no reporting cycle.", c.Cycle)
			}
		}
		t.touch(k.id).read = true
		c.By, c.At = t.act.By, t.act.At
		if err := t.add(ctx, "confirmation", t.row("confirmation"), k.id, c.Revision, c.Organization, c.Cycle, string(c.Word), c.Reason, c.Speaker, t.actID); err != nil {
			return err
		}
	}
	return nil
}
