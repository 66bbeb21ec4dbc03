package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"

	"concord/fault"
	"concord/register"
)

// Sames implements register.Reader.
func (q queries) Sames(ctx context.Context, f register.SameFilter) (list []register.Same, err error) {
	if f.Limit <= 0 {
		f.Limit = 1000
	}
	// One query for each way to begin, so that each has its index.
	from, args := "FROM same s", []any{}
	if f.Record != "" {
		from = "FROM (SELECT id FROM same WHERE a = (SELECT id FROM record WHERE key = ?1) UNION ALL SELECT id FROM same WHERE b = (SELECT id FROM record WHERE key = ?1)) o JOIN same s ON s.id = o.id"
		args = append(args, f.Record)
	}
	where := ""
	if f.State != "" {
		where = " WHERE s.state = ?"
		args = append(args, string(f.State))
	}
	args = append(args, f.Limit)
	err = q.each(ctx, "SELECT "+sameColumns+" "+from+sameTables+where+" ORDER BY s.score DESC, s.id LIMIT ?", args, func(r *sql.Rows) error {
		s, err := scanSame(r)
		list = append(list, s)
		return err
	})
	return list, err
}

// The columns of a sameness s, its records a and b, and who acted on it.
const sameColumns = "a.key, b.key, s.state, s.score, s.reasons, s.rule, s.why, t.at, p.key, p.name"
const sameTables = " JOIN record a ON a.id = s.a JOIN record b ON b.id = s.b JOIN act t ON t.id = s.act JOIN person p ON p.id = t.person "

// scanSame scans a row of sameColumns that follow the columns of before.
func scanSame(r *sql.Rows, before ...any) (s register.Same, err error) {
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
	for i := range list {
		if err := t.setSame(ctx, &list[i]); err != nil {
			return t.s.say(err)
		}
	}
	return nil
}

func (t *tx) setSame(ctx context.Context, s *register.Same) error {
	if err := s.Check(); err != nil {
		return err
	}
	a, err := t.record(ctx, s.A)
	if err != nil {
		return err
	}
	b, err := t.record(ctx, s.B)
	if err != nil {
		return err
	}
	if t.kinds[a] != t.kinds[b] {
		return fault.New(fault.Invalid, "Records of two kinds, %s and %s, cannot be the same.", s.A, s.B)
	}
	if err := t.flush(ctx); err != nil {
		return err
	}
	t.touch(a).read, t.touch(b).read = true, true
	reasons, _ := json.Marshal(s.Reasons)
	s.By, s.At = t.act.By, t.act.At
	var id int64
	var from register.Sameness
	found, err := t.one(ctx, "SELECT id, state FROM same WHERE min(a, b) = ? AND max(a, b) = ?", []any{min(a, b), max(a, b)}, &id, &from)
	if err != nil {
		return err
	}
	if !found {
		if id, err = t.row(ctx, "same"); err != nil {
			return err
		}
		return t.addNow(ctx, "same", id, a, b, string(s.State), s.Score, string(reasons), s.Rule, s.Why, t.actID)
	}
	decided := from != register.SameAsked && from != register.SameGone
	switch {
	case from != s.State && !from.May(s.State):
		return fault.New(fault.Conflict, "Whether %s and %s are the same was answered: it cannot go from %q to %q.", s.A, s.B, from, s.State)
	case from != s.State && decided && s.Rule != "":
		return fault.New(fault.Conflict, "Whether %s and %s are the same was answered before; a rule does not change that.", s.A, s.B)
	case decided && s.Rule != "":
		return nil
	}
	_, err = t.update(ctx, "same", id, map[string]any{"a": a, "b": b, "state": string(s.State), "score": s.Score, "reasons": string(reasons), "rule": s.Rule, "why": s.Why})
	return err
}

// Confirmations implements register.Reader.
func (q queries) Confirmations(ctx context.Context, record string) (list []register.Confirmation, err error) {
	err = q.each(ctx, "SELECT "+confirmationColumns+" FROM record r JOIN confirmation c ON c.record = r.id"+confirmationTables+"AND r.key = ? ORDER BY c.id DESC", []any{record}, func(r *sql.Rows) error {
		c, err := scanConfirmation(r)
		if c.Word != register.Unsaid {
			list = append(list, c)
		}
		return err
	})
	return list, err
}

// The columns of a confirmation c that holds, its record r and who recorded it.
const confirmationColumns = "r.key, c.revision, c.organization, c.cycle, c.word, c.reason, c.speaker, a.at, p.key, p.name"
const confirmationTables = " JOIN act a ON a.id = c.act JOIN person p ON p.id = a.person WHERE c.id = (SELECT max(id) FROM confirmation o " +
	"WHERE o.record = c.record AND o.organization = c.organization AND o.cycle = c.cycle) "

// scanConfirmation scans a row of confirmationColumns that follow the columns of before.
func scanConfirmation(r *sql.Rows, before ...any) (c register.Confirmation, err error) {
	var ms int64
	err = r.Scan(append(before, &c.Record, &c.Revision, &c.Organization, &c.Cycle, &c.Word, &c.Reason, &c.Speaker, &ms, &c.By.ID, &c.By.Name)...)
	c.At = at(ms)
	return c, err
}

// AddConfirmations implements register.Tx.
func (t *tx) AddConfirmations(ctx context.Context, list []register.Confirmation) error {
	for i := range list {
		if err := t.addConfirmation(ctx, &list[i]); err != nil {
			return t.s.say(err)
		}
	}
	return nil
}

func (t *tx) addConfirmation(ctx context.Context, c *register.Confirmation) error {
	if err := c.Check(); err != nil {
		return err
	}
	record, err := t.record(ctx, c.Record)
	if err != nil {
		return err
	}
	if err := t.flush(ctx); err != nil {
		return err
	}
	var revision int
	if _, err := t.one(ctx, "SELECT revision FROM record WHERE id = ?", []any{record}, &revision); err != nil {
		return err
	}
	if c.Revision > revision {
		return fault.New(fault.Invalid, "The record %s has no revision %d to confirm; it is at %d.", c.Record, c.Revision, revision)
	}
	if c.Cycle != "" {
		cycle, err := t.record(ctx, c.Cycle)
		if err != nil {
			return err
		}
		if t.kinds[cycle] != register.KindCycle {
			return fault.New(fault.Invalid, "%s is no reporting cycle.", c.Cycle)
		}
	}
	t.touch(record).read = true
	c.By, c.At = t.act.By, t.act.At
	id, err := t.row(ctx, "confirmation")
	if err != nil {
		return err
	}
	return t.addNow(ctx, "confirmation", id, record, c.Revision, c.Organization, c.Cycle, string(c.Word), c.Reason, c.Speaker, t.actID)
}
