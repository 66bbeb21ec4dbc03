package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"concord/fault"
	"concord/register"
	"concord/store"
)

// Changes implements register.Reader.
func (q queries) Changes(ctx context.Context, act int64) (c register.Changes, err error) {
	err = q.snapshot(ctx, func(q queries) error {
		c, err = q.changes(ctx, act)
		return err
	})
	return c, err
}

func (q queries) changes(ctx context.Context, act int64) (c register.Changes, err error) {
	err = q.each(ctx, logQuery+"WHERE a.id = ?", []any{act}, func(r *sql.Rows) error {
		row, err := scanLog(r)
		c.Entry = row.Entry()
		return err
	})
	if err != nil {
		return c, err
	}
	if c.Entry.Number == 0 {
		return c, fault.New(fault.NotFound, "There is no act numbered %d in the log.", act)
	}
	err = q.each(ctx, "SELECT r.key, min(o.revision), max(o.revision) FROM (SELECT id, revision FROM record WHERE act = ?1 UNION ALL SELECT record, revision FROM revision WHERE act = ?1) o "+
		"JOIN record r ON r.id = o.id GROUP BY r.id ORDER BY r.id", []any{act}, func(r *sql.Rows) error {
		var x register.ChangedRecord
		err := r.Scan(&x.ID, &x.From, &x.To)
		x.From--
		c.Records = append(c.Records, x)
		return err
	})
	if err != nil {
		return c, err
	}
	if c.Claims, err = q.changedClaims(ctx, act); err != nil {
		return c, err
	}
	tellings, err := q.befores(ctx, "telling", act)
	if err != nil {
		return c, err
	}
	err = q.each(ctx, "SELECT r.key, c.id, c.dropped, "+evidenceColumns("c")+` FROM json_each(?) j CROSS JOIN telling c ON c.id = j.value JOIN record r ON r.id = c.record
		LEFT JOIN text x ON x.id = c.text LEFT JOIN version v ON v.id = x.version
		LEFT JOIN paragraph p ON p.id = ifnull(c.paragraph, x.paragraph) LEFT JOIN work w ON w.id = p.work ORDER BY c.id`, []any{numbers(keys(tellings))}, func(r *sql.Rows) error {
		var x register.ChangedTelling
		var id int64
		err := r.Scan(append([]any{&x.Telling.Record, &id, &x.Telling.Dropped}, evidenceDest(&x.Telling.Evidence)...)...)
		x.Made, x.Since = tellings[id].Made, tellings[id].Since
		c.Tellings = append(c.Tellings, x)
		return err
	})
	if err != nil {
		return c, err
	}
	sames, err := q.befores(ctx, "same", act)
	if err != nil {
		return c, err
	}
	err = q.each(ctx, "SELECT s.id, s.a, "+sameColumns+" FROM json_each(?) j CROSS JOIN same s ON s.id = j.value"+sameTables+"ORDER BY s.id", []any{numbers(keys(sames))}, func(r *sql.Rows) error {
		var id, a int64
		s, err := scanSame(r, &id, &a)
		b := sames[id]
		x := register.ChangedSame{Before: b.Same(), After: s, Since: b.Since}
		if x.Before.A, x.Before.B = s.A, s.B; b.Values != nil && b.Number(1) != a {
			x.Before.A, x.Before.B = s.B, s.A
		}
		c.Sames = append(c.Sames, x)
		return err
	})
	if err != nil {
		return c, err
	}
	candidates, err := q.befores(ctx, "candidate", act)
	if err != nil {
		return c, err
	}
	for _, id := range keys(candidates) {
		b := candidates[id]
		c.Candidates = append(c.Candidates, register.ChangedCandidate{Before: b.Candidate(), Since: b.Since})
	}
	questions, err := q.befores(ctx, "question", act)
	if err != nil {
		return c, err
	}
	for _, id := range keys(questions) {
		b := questions[id]
		c.Questions = append(c.Questions, register.ChangedQuestion{Before: b.Question(), Since: b.Since})
	}
	return c, q.changedConfirmations(ctx, act, &c)
}

func (q queries) changedClaims(ctx context.Context, act int64) ([]register.ChangedClaim, error) {
	const chosen = "FROM (SELECT id FROM claim WHERE act = ?1 UNION SELECT (SELECT max(id) FROM claim WHERE id <= d.claim) FROM decision d WHERE d.act = ?1) o CROSS JOIN claim c ON c.id = o.id "
	var rows []store.ClaimRow
	err := q.each(ctx, "SELECT r.key, c.id, c.act, c.packed "+chosen+"JOIN record r ON r.id = c.record ORDER BY c.id", []any{act}, func(r *sql.Rows) error {
		var x store.ClaimRow
		err := r.Scan(&x.Record, &x.First, &x.Act, &x.Packed)
		rows = append(rows, x)
		return err
	})
	if err != nil {
		return nil, err
	}
	var said []store.Said
	err = q.each(ctx, "SELECT d.claim, d.state, d.act "+chosen+"CROSS JOIN decision d ON d.claim >= c.id AND d.claim < c.id + c.count ORDER BY d.id", []any{act}, func(r *sql.Rows) error {
		var x store.Said
		err := r.Scan(&x.Claim, &x.State, &x.Act)
		said = append(said, x)
		return err
	})
	if err != nil {
		return nil, err
	}
	return store.ChangedClaims(act, rows, said)
}

// befores are the rows of a table that an act stored or changed, as they were before.
func (q queries) befores(ctx context.Context, table string, act int64) (map[int64]store.Before, error) {
	now := map[int64]int64{}
	err := q.each(ctx, "SELECT id, act FROM "+table+" WHERE act = ?1 UNION SELECT t.id, t.act FROM earlier e JOIN "+table+" t ON t.id = e.row WHERE e.name = ?2 AND e.act = ?1", []any{act, table}, func(r *sql.Rows) error {
		var id, by int64
		err := r.Scan(&id, &by)
		now[id] = by
		return err
	})
	if err != nil || len(now) == 0 {
		return nil, err
	}
	var images []store.Earlier
	err = q.each(ctx, "SELECT row, act, image FROM earlier WHERE name = ? AND row IN (SELECT value FROM json_each(?)) ORDER BY act, id", []any{table, numbers(keys(now))}, func(r *sql.Rows) error {
		var e store.Earlier
		err := r.Scan(&e.Row, &e.Act, &e.Image)
		images = append(images, e)
		return err
	})
	return store.Befores(table, act, now, images), err
}

// changedConfirmations are the words of organizations that an act recorded, with
// those that held before.
func (q queries) changedConfirmations(ctx context.Context, act int64, c *register.Changes) error {
	const alike = "FROM confirmation o WHERE o.record = c.record AND o.organization = c.organization AND o.cycle = c.cycle"
	return q.each(ctx, "SELECT r.key, c.organization, c.cycle, (SELECT json_group_array(o.act) "+alike+" AND o.act > c.act ORDER BY o.id), ifnull(b.revision, c.revision), ifnull(b.word, ?2), ifnull(b.reason, ''), ifnull(b.speaker, '') "+
		"FROM confirmation c JOIN record r ON r.id = c.record LEFT JOIN confirmation b ON b.id = (SELECT max(o.id) "+alike+" AND o.id < c.id AND o.act < c.act) WHERE c.act = ?1 ORDER BY c.id",
		[]any{act, string(register.Unsaid)}, func(r *sql.Rows) error {
			var x register.ChangedConfirmation
			b := &x.Before
			var since []byte
			err := r.Scan(&b.Record, &b.Organization, &b.Cycle, &since, &b.Revision, &b.Word, &b.Reason, &b.Speaker)
			if err == nil {
				err = json.Unmarshal(since, &x.Since)
			}
			slices.Sort(x.Since)
			c.Confirmations = append(c.Confirmations, x)
			return err
		})
}
