package sqlite

import (
	"context"
	"database/sql"

	"concord/fault"
	"concord/register"
)

// The columns of one record r, its act ra, person rp and what it was merged into.
const recordColumns = "r.key, r.kind, r.revision, r.origin, r.review, r.visibility, ifnull(rm.key, ''), r.untold, r.fields, ra.at, ra.why, rp.key, rp.name"
const recordTables = " JOIN act ra ON ra.id = r.act JOIN person rp ON rp.id = ra.person LEFT JOIN record rm ON rm.id = r.merged_into "

// scanRecord scans a row of recordColumns that follow the columns of before.
func scanRecord(rows *sql.Rows, before ...any) (r register.Record, err error) {
	var ms int64
	err = rows.Scan(append(before, &r.ID, &r.Kind, &r.Revision, &r.Origin, &r.Review, &r.Visibility, &r.MergedInto, &r.Untold,
		scanJSON{&r.Fields}, &ms, &r.Why, &r.By.ID, &r.By.Name)...)
	r.At = at(ms)
	return r, err
}

// Record implements register.Reader.
func (q queries) Record(ctx context.Context, id string, revision int) (rec register.Record, err error) {
	found := false
	scan := func(rows *sql.Rows) error {
		found = true
		rec, err = scanRecord(rows)
		return err
	}
	err = q.each(ctx, "SELECT "+recordColumns+" FROM record r"+recordTables+"WHERE r.key = ?1 AND (r.revision = ?2 OR ?2 = 0)", []any{id, revision}, scan)
	if err == nil && !found && revision > 0 {
		err = q.each(ctx, "SELECT "+earlierColumns+earlierTables+"WHERE n.key = ? AND r.revision = ?", []any{id, revision}, scan)
	}
	if err == nil && !found {
		err = fault.New(fault.NotFound, "There is no record %s in the register.", id)
		if revision > 0 {
			err = fault.New(fault.NotFound, "There is no revision %d of the record %s in the register.", revision, id)
		}
	}
	return rec, err
}

// An earlier revision r stands beside its record n, which has its name and kind.
const earlierColumns = "n.key, n.kind, r.revision, r.origin, r.review, r.visibility, ifnull(rm.key, ''), r.untold, r.fields, ra.at, ra.why, rp.key, rp.name"
const earlierTables = " FROM record n JOIN revision r ON r.record = n.id JOIN act ra ON ra.id = r.act JOIN person rp ON rp.id = ra.person LEFT JOIN record rm ON rm.id = r.merged_into "

// History implements register.Reader.
func (q queries) History(ctx context.Context, id string) (list []register.Revision, err error) {
	scan := func(rows *sql.Rows) error {
		var v register.Revision
		rec, err := scanRecord(rows, &v.Act.Name, &v.Act.Subject)
		v.Record = rec
		v.Act.By, v.Act.At, v.Act.Why = rec.By, rec.At, rec.Why
		list = append(list, v)
		return err
	}
	err = q.snapshot(ctx, func(q queries) error {
		if err := q.each(ctx, "SELECT ra.name, ra.subject, "+recordColumns+" FROM record r"+recordTables+"WHERE r.key = ?", []any{id}, scan); err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.New(fault.NotFound, "There is no record %s in the register.", id)
		}
		return q.each(ctx, "SELECT ra.name, ra.subject, "+earlierColumns+earlierTables+"WHERE n.key = ? ORDER BY r.revision DESC", []any{id}, scan)
	})
	return list, err
}

// The columns of one claim c of record cr, with its evidence and last decision.
var claimColumns = "c.id, cr.key, c.field, c.value, ifnull(c.contribution, ''), ifnull(c.author, ''), c.rule, c.inferred, c.state, " +
	"ca.at, cp.key, cp.name, ifnull(da.at, 0), ifnull(dp.key, ''), ifnull(dp.name, ''), ifnull(d.why, ''), " + evidenceColumns("c")

const claimTables = ` FROM claim c JOIN record cr ON cr.id = c.record JOIN act ca ON ca.id = c.act JOIN person cp ON cp.id = ca.person
	LEFT JOIN text x ON x.id = c.text LEFT JOIN version v ON v.id = x.version LEFT JOIN expression e ON e.id = v.expression
	LEFT JOIN paragraph p ON p.id = ifnull(c.paragraph, x.paragraph) LEFT JOIN work w ON w.id = p.work
	LEFT JOIN decision d ON d.claim = c.id AND d.act = (SELECT max(act) FROM decision WHERE claim = c.id)
	LEFT JOIN act da ON da.id = d.act LEFT JOIN person dp ON dp.id = da.person `

func scanClaim(rows *sql.Rows, before ...any) (c register.Claim, err error) {
	var stored, decided int64
	dest := append(before, &c.Key, &c.Record, &c.Field, &c.Value, &c.Contribution, &c.Author, &c.Rule, &c.Inferred, &c.State,
		&stored, &c.By.ID, &c.By.Name, &decided, &c.Decided.By.ID, &c.Decided.By.Name, &c.Decided.Why)
	err = rows.Scan(append(dest, evidenceDest(&c.Evidence)...)...)
	c.At = at(stored)
	if c.Decided.By.ID != "" {
		c.Decided.At = at(decided)
	}
	return c, err
}

// Claims implements register.Reader.
func (q queries) Claims(ctx context.Context, id string) (list []register.Claim, err error) {
	err = q.each(ctx, "SELECT "+claimColumns+claimTables+"WHERE c.record = (SELECT id FROM record WHERE key = ?) ORDER BY c.id", []any{id}, func(rows *sql.Rows) error {
		c, err := scanClaim(rows)
		list = append(list, c)
		return err
	})
	return list, err
}

// Tellings implements register.Reader.
func (q queries) Tellings(ctx context.Context, id string) (list []register.Telling, err error) {
	err = q.each(ctx, "SELECT r.key, c.dropped, "+evidenceColumns("c")+` FROM record r JOIN telling c ON c.record = r.id
		LEFT JOIN text x ON x.id = c.text LEFT JOIN version v ON v.id = x.version LEFT JOIN expression e ON e.id = v.expression
		LEFT JOIN paragraph p ON p.id = ifnull(c.paragraph, x.paragraph) LEFT JOIN work w ON w.id = p.work
		WHERE r.key = ? ORDER BY c.id`, []any{id}, func(rows *sql.Rows) error {
		var t register.Telling
		err := rows.Scan(append([]any{&t.Record, &t.Dropped}, evidenceDest(&t.Evidence)...)...)
		list = append(list, t)
		return err
	})
	return list, err
}
