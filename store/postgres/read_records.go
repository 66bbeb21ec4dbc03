package postgres

import (
	"context"
	"encoding/json"

	"concord/fault"
	"concord/register"
)

// The columns of one record r, its act ra, person rp and what it was merged into.
const recordColumns = "r.key, r.kind, r.revision, r.origin, r.review, r.visibility, coalesce(rm.key, ''), r.untold, r.fields, ra.at, ra.why, rp.key, rp.name"
const recordTables = " JOIN act ra ON ra.id = r.act JOIN person rp ON rp.id = ra.person LEFT JOIN record rm ON rm.id = r.merged_into "

// scanRecord scans a row of recordColumns that follow the columns of before.
func scanRecord(rows row, before ...any) (r register.Record, err error) {
	var ms int64
	var fields string
	err = rows.Scan(append(before, &r.ID, &r.Kind, &r.Revision, &r.Origin, &r.Review, &r.Visibility, &r.MergedInto, &r.Untold,
		&fields, &ms, &r.Why, &r.By.ID, &r.By.Name)...)
	r.At, r.Fields = at(ms), json.RawMessage(fields)
	return r, err
}

// Record implements register.Reader.
func (q queries) Record(ctx context.Context, id string, revision int) (rec register.Record, err error) {
	found := false
	scan := func(rows row) (err error) {
		found = true
		rec, err = scanRecord(rows)
		return err
	}
	err = q.each(ctx, "SELECT "+recordColumns+" FROM record r"+recordTables+"WHERE r.key = $1 AND (r.revision = $2::bigint OR $2 = 0)", []any{id, revision}, scan)
	if err == nil && !found && revision > 0 {
		err = q.each(ctx, "SELECT "+earlierColumns+earlierTables+"WHERE n.key = $1 AND r.revision = $2::bigint", []any{id, revision}, scan)
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
const earlierColumns = "n.key, n.kind, r.revision, r.origin, r.review, r.visibility, coalesce(rm.key, ''), r.untold, r.fields, ra.at, ra.why, rp.key, rp.name"
const earlierTables = " FROM record n JOIN revision r ON r.record = n.id JOIN act ra ON ra.id = r.act JOIN person rp ON rp.id = ra.person LEFT JOIN record rm ON rm.id = r.merged_into "

// History implements register.Reader.
func (q queries) History(ctx context.Context, id string) (list []register.Revision, err error) {
	scan := func(rows row) error {
		var v register.Revision
		rec, err := scanRecord(rows, &v.Act.Name, &v.Act.Subject)
		v.Record = rec
		v.Act.By, v.Act.At, v.Act.Why = rec.By, rec.At, rec.Why
		list = append(list, v)
		return err
	}
	err = q.snapshot(ctx, func(q queries) error {
		list = nil
		if err := q.each(ctx, "SELECT ra.name, ra.subject, "+recordColumns+" FROM record r"+recordTables+"WHERE r.key = $1", []any{id}, scan); err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.New(fault.NotFound, "There is no record %s in the register.", id)
		}
		if list[0].Revision == 1 {
			return nil
		}
		return q.each(ctx, "SELECT ra.name, ra.subject, "+earlierColumns+earlierTables+"WHERE n.key = $1 ORDER BY r.revision DESC", []any{id}, scan)
	})
	return list, err
}

// evidenceTables are those of the evidence of c, which may be a citation alone.
const evidenceTables = ` LEFT JOIN text x ON x.id = c.text LEFT JOIN version v ON v.id = x.version LEFT JOIN expression e ON e.id = v.expression
	LEFT JOIN paragraph p ON p.id = coalesce(c.paragraph, x.paragraph) LEFT JOIN work w ON w.id = p.work `

// evidenceColumns fill an Evidence from evidenceTables; the stretch is that of c.
const evidenceColumns = "coalesce(x.id, 0), coalesce(w.key, ''), coalesce(e.language, ''), coalesce(v.number, 0), coalesce(p.part, ''), coalesce(p.number, ''), coalesce(p.nth, 0), coalesce(x.ordinal, 0), " +
	"c.start, c.stop, coalesce(substring(x.text FROM c.start + 1 FOR c.stop - c.start), '')"

func evidenceDest(e *register.Evidence) []any {
	return []any{&e.Text, &e.Work, &e.Language, &e.Version, &e.Part, &e.Number, &e.Nth, &e.Ordinal, &e.From, &e.To, utf{&e.Quote}}
}

// The columns of one claim c of record cr, with its evidence and last decision.
const claimColumns = "c.id, cr.key, c.field, c.value, coalesce(c.contribution, ''), coalesce(c.author, ''), c.rule, c.inferred, c.state, " +
	"ca.at, cp.key, cp.name, coalesce(da.at, 0), coalesce(dp.key, ''), coalesce(dp.name, ''), coalesce(d.why, ''), " + evidenceColumns

const claimTables = ` FROM record cr JOIN claim c ON c.record = cr.id JOIN act ca ON ca.id = c.act JOIN person cp ON cp.id = ca.person` + evidenceTables +
	`LEFT JOIN LATERAL (SELECT act, why FROM decision WHERE claim = c.id ORDER BY act DESC LIMIT 1) d ON true
	LEFT JOIN act da ON da.id = d.act LEFT JOIN person dp ON dp.id = da.person `

func scanClaim(rows row) (c register.Claim, err error) {
	var stored, decided int64
	dest := []any{&c.Key, &c.Record, &c.Field, &c.Value, &c.Contribution, &c.Author, &c.Rule, &c.Inferred, &c.State,
		&stored, &c.By.ID, &c.By.Name, &decided, &c.Decided.By.ID, &c.Decided.By.Name, &c.Decided.Why}
	err = rows.Scan(append(dest, evidenceDest(&c.Evidence)...)...)
	c.At = at(stored)
	if c.Decided.By.ID != "" {
		c.Decided.At = at(decided)
	}
	return c, err
}

// Claims implements register.Reader.
func (q queries) Claims(ctx context.Context, id string) (list []register.Claim, err error) {
	err = q.each(ctx, "SELECT "+claimColumns+claimTables+"WHERE cr.key = $1 ORDER BY c.id", []any{id}, func(rows row) error {
		c, err := scanClaim(rows)
		list = append(list, c)
		return err
	})
	return list, err
}

// Tellings implements register.Reader.
func (q queries) Tellings(ctx context.Context, id string) (list []register.Telling, err error) {
	err = q.each(ctx, "SELECT r.key, c.dropped, "+evidenceColumns+" FROM record r JOIN telling c ON c.record = r.id"+evidenceTables+"WHERE r.key = $1 ORDER BY c.id", []any{id}, func(rows row) error {
		var t register.Telling
		err := rows.Scan(append([]any{&t.Record, &t.Dropped}, evidenceDest(&t.Evidence)...)...)
		list = append(list, t)
		return err
	})
	return list, err
}
