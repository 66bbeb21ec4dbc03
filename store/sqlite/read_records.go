package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"concord/fault"
	"concord/register"
	"concord/store"
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

// Claims implements register.Reader.
func (q queries) Claims(ctx context.Context, id string) (list []register.Claim, err error) {
	err = q.snapshot(ctx, func(q queries) error {
		var row []int64
		err := q.each(ctx, "SELECT id FROM record WHERE key = ?", []any{id}, func(r *sql.Rows) error {
			row = []int64{0}
			return r.Scan(&row[0])
		})
		if err != nil || row == nil {
			return err
		}
		var acts, paragraphs []int64
		if list, _, acts, paragraphs, err = q.claimsOf(ctx, row); err != nil {
			return err
		}
		for i := range list {
			list[i].Record = id
		}
		return q.complete(ctx, list, acts, paragraphs)
	})
	return list, err
}

// claimsOf are the claims of records by their rows, as the words of persons left them, in
// the order of storing, those that are undone left out. For each there is the row of
// its record, of the act that stored it, and of the paragraph that it cites without a
// span, or 0; who stored it and where its evidence stands is not filled in.
func (q queries) claimsOf(ctx context.Context, records []int64) (list []register.Claim, rows, acts, paragraphs []int64, err error) {
	ids := numbers(records)
	err = q.each(ctx, "SELECT c.record, c.id, c.packed, c.act FROM json_each(?) j CROSS JOIN claim c ON c.record = j.value ORDER BY c.id", []any{ids}, func(r *sql.Rows) error {
		var record, key, act int64
		var b sql.RawBytes
		if err := r.Scan(&record, &key, &b, &act); err != nil {
			return err
		}
		list, paragraphs, err = store.UnpackClaims(b, key, list, paragraphs)
		for len(acts) < len(list) {
			rows, acts = append(rows, record), append(acts, act)
		}
		return err
	})
	if err != nil || len(list) == 0 {
		return nil, nil, nil, nil, err
	}
	said := store.NewDecisions(func(key int64) *register.Claim {
		if i, ok := slices.BinarySearchFunc(list, key, func(c register.Claim, key int64) int { return cmp.Compare(c.Key, key) }); ok {
			return &list[i]
		}
		return nil
	})
	err = q.each(ctx, "SELECT d.claim, d.state, d.why, a.at, p.key, p.name FROM json_each(?) j CROSS JOIN claim c ON c.record = j.value "+
		"CROSS JOIN decision d ON d.claim >= c.id AND d.claim < c.id + c.count JOIN act a ON a.id = d.act JOIN person p ON p.id = a.person ORDER BY d.id", []any{ids}, decided(said))
	return store.Standing(list, &rows, &acts, &paragraphs), rows, acts, paragraphs, err
}

// complete fills in who stored claims, and where their evidence stands.
func (q queries) complete(ctx context.Context, list []register.Claim, acts, paragraphs []int64) error {
	by := map[int64][]*register.Claim{}
	texts, cited := map[int64][]*register.Evidence{}, map[int64][]*register.Evidence{}
	for i := range list {
		c := &list[i]
		by[acts[i]] = append(by[acts[i]], c)
		if c.Evidence.Text != 0 {
			texts[c.Evidence.Text] = append(texts[c.Evidence.Text], &c.Evidence)
		} else if paragraphs[i] != 0 {
			cited[paragraphs[i]] = append(cited[paragraphs[i]], &c.Evidence)
		}
	}
	if err := q.signed(ctx, by); err != nil {
		return err
	}
	return q.evidence(ctx, texts, cited)
}

// decided reads the words of persons on claims, in their order.
func decided(said *store.Decisions) func(r *sql.Rows) error {
	return func(r *sql.Rows) error {
		var key, ms int64
		var state register.State
		var d register.Decision
		if err := r.Scan(&key, &state, &d.Why, &ms, &d.By.ID, &d.By.Name); err != nil {
			return err
		}
		d.At = at(ms)
		said.Say(key, state, d)
		return nil
	}
}

// signed fills in who stored claims, by their acts.
func (q queries) signed(ctx context.Context, acts map[int64][]*register.Claim) error {
	return q.each(ctx, "SELECT a.id, a.at, p.key, p.name FROM json_each(?) j JOIN act a ON a.id = j.value JOIN person p ON p.id = a.person",
		[]any{numbers(keys(acts))}, func(r *sql.Rows) error {
			var id, ms int64
			var by register.Person
			if err := r.Scan(&id, &ms, &by.ID, &by.Name); err != nil {
				return err
			}
			for _, c := range acts[id] {
				c.By, c.At = by, at(ms)
			}
			return nil
		})
}

func keys[T any](m map[int64]T) []int64 {
	list := make([]int64, 0, len(m))
	for id := range m {
		list = append(list, id)
	}
	slices.Sort(list)
	return list
}

// evidence fills in where evidence stands and its quotes, by text, and by
// paragraph where it cites without a span.
func (q queries) evidence(ctx context.Context, texts, cited map[int64][]*register.Evidence) error {
	if len(texts) > 0 {
		err := q.each(ctx, "SELECT x.id, w.key, v.language, v.number, p.part, p.number, p.nth, x.ordinal, x.text FROM json_each(?) j JOIN text x ON x.id = j.value "+
			"JOIN version v ON v.id = x.version JOIN paragraph p ON p.id = x.paragraph JOIN work w ON w.id = p.work", []any{numbers(keys(texts))}, func(r *sql.Rows) error {
			var o register.Evidence
			var text string
			if err := r.Scan(&o.Text, &o.Work, &o.Language, &o.Version, &o.Part, &o.Number, &o.Nth, &o.Ordinal, &text); err != nil {
				return err
			}
			for _, e := range texts[o.Text] {
				o.From, o.To, o.Quote = e.From, e.To, ""
				if o.From >= 0 && o.From <= o.To && o.To <= len(text) {
					o.Quote = text[o.From:o.To]
				}
				*e = o
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if len(cited) == 0 {
		return nil
	}
	return q.each(ctx, "SELECT p.id, w.key, p.part, p.number, p.nth FROM json_each(?) j JOIN paragraph p ON p.id = j.value JOIN work w ON w.id = p.work",
		[]any{numbers(keys(cited))}, func(r *sql.Rows) error {
			var id int64
			var work string
			var place register.Place
			if err := r.Scan(&id, &work, &place.Part, &place.Number, &place.Nth); err != nil {
				return err
			}
			for _, e := range cited[id] {
				e.Work, e.Place = work, place
			}
			return nil
		})
}

// Tellings implements register.Reader.
func (q queries) Tellings(ctx context.Context, id string) (list []register.Telling, err error) {
	err = q.each(ctx, "SELECT r.key, c.dropped, "+evidenceColumns("c")+` FROM record r JOIN telling c ON c.record = r.id
		LEFT JOIN text x ON x.id = c.text LEFT JOIN version v ON v.id = x.version
		LEFT JOIN paragraph p ON p.id = ifnull(c.paragraph, x.paragraph) LEFT JOIN work w ON w.id = p.work
		WHERE r.key = ? ORDER BY c.id`, []any{id}, func(rows *sql.Rows) error {
		var t register.Telling
		err := rows.Scan(append([]any{&t.Record, &t.Dropped}, evidenceDest(&t.Evidence)...)...)
		list = append(list, t)
		return err
	})
	return list, err
}
