package postgres

import (
	"context"
	"encoding/json"
	"slices"

	"concord/fault"
	"concord/register"
	"concord/store"
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
const evidenceTables = ` LEFT JOIN text x ON x.id = c.text LEFT JOIN version v ON v.id = x.version
	LEFT JOIN paragraph p ON p.id = coalesce(c.paragraph, x.paragraph) LEFT JOIN work w ON w.id = p.work `

// evidenceColumns fill an Evidence from evidenceTables; the stretch is that of c.
const evidenceColumns = "coalesce(x.id, 0), coalesce(w.key, ''), coalesce(v.language, ''), coalesce(v.number, 0), coalesce(p.part, ''), coalesce(p.number, ''), coalesce(p.nth, 0), coalesce(x.ordinal, 0), " +
	"c.start, c.stop, coalesce(substring(x.text FROM c.start + 1 FOR c.stop - c.start), '')"

func evidenceDest(e *register.Evidence) []any {
	return []any{&e.Text, &e.Work, &e.Language, &e.Version, &e.Part, &e.Number, &e.Nth, &e.Ordinal, &e.From, &e.To, utf{&e.Quote}}
}

// claims gives the claims of records by their rows, in the order of storing, and for
// each the row of its record; of their evidence only text, from and to.
func (q queries) claims(ctx context.Context, records []int64) (list []register.Claim, rows []int64, err error) {
	list, rows, _, err = q.claimsCited(ctx, "= ANY($1)", records)
	return list, rows, err
}

// claimsCited is claims with the paragraphs that are cited without a span; which
// says of which records, and of is its argument.
func (q queries) claimsCited(ctx context.Context, which string, of any) (list []register.Claim, rows, paragraphs []int64, err error) {
	type stored struct{ from, to int }
	acts := map[int64][]stored{}
	err = q.each(ctx, "SELECT id, record, packed, act FROM claim WHERE record "+which+" ORDER BY id", []any{of}, func(r row) (err error) {
		var id, record, act int64
		var packed []byte
		if err := r.Scan(&id, &record, &packed, &act); err != nil {
			return err
		}
		from := len(list)
		if list, paragraphs, err = store.UnpackClaims(packed, id, list, paragraphs); err != nil {
			return err
		}
		acts[act] = append(acts[act], stored{from, len(list)})
		for range list[from:] {
			rows = append(rows, record)
		}
		return nil
	})
	if err != nil || len(list) == 0 {
		return nil, nil, nil, err
	}
	ids := make([]int64, 0, len(acts))
	for id := range acts {
		ids = append(ids, id)
	}
	err = q.each(ctx, "SELECT a.id, a.at, p.key, p.name FROM act a JOIN person p ON p.id = a.person WHERE a.id = ANY($1)", []any{ids}, func(r row) error {
		var id, ms int64
		var by register.Person
		err := r.Scan(&id, &ms, &by.ID, &by.Name)
		for _, s := range acts[id] {
			for i := s.from; i < s.to; i++ {
				list[i].By, list[i].At = by, at(ms)
			}
		}
		return err
	})
	if err != nil {
		return nil, nil, nil, err
	}
	said := store.NewDecisions(func(key int64) *register.Claim {
		if i, ok := slices.BinarySearchFunc(list, key, func(c register.Claim, key int64) int { return int(c.Key - key) }); ok {
			return &list[i]
		}
		return nil
	})
	err = q.each(ctx, `SELECT d.claim, d.state, d.why, a.at, p.key, p.name FROM claim c JOIN decision d ON d.claim >= c.id AND d.claim < c.id + c.count
		JOIN act a ON a.id = d.act JOIN person p ON p.id = a.person WHERE c.record `+which+` ORDER BY d.id`, []any{of}, func(r row) error {
		var key, ms int64
		var state register.State
		var d register.Decision
		if err := r.Scan(&key, &state, &d.Why, &ms, &d.By.ID, &d.By.Name); err != nil {
			return err
		}
		d.At = at(ms)
		said.Say(key, state, d)
		return nil
	})
	return store.Standing(list, &rows, &paragraphs), rows, paragraphs, err
}

// Claims implements register.Reader.
func (q queries) Claims(ctx context.Context, id string) (list []register.Claim, err error) {
	err = q.snapshot(ctx, func(q queries) error {
		var paragraphs []int64
		var err error
		if list, _, paragraphs, err = q.claimsCited(ctx, "= (SELECT id FROM record WHERE key = $1)", id); err != nil {
			return err
		}
		for i := range list {
			list[i].Record = id
		}
		return q.evidence(ctx, list, paragraphs)
	})
	return list, err
}

// evidence fills in the evidence of claims.
func (q queries) evidence(ctx context.Context, list []register.Claim, paragraphs []int64) error {
	byText, byParagraph := map[int64][]*register.Evidence{}, map[int64][]*register.Evidence{}
	var texts, cited []int64
	for i := range list {
		e := &list[i].Evidence
		if e.Text != 0 {
			if byText[e.Text] == nil {
				texts = append(texts, e.Text)
			}
			byText[e.Text] = append(byText[e.Text], e)
		} else if p := paragraphs[i]; p != 0 {
			if byParagraph[p] == nil {
				cited = append(cited, p)
			}
			byParagraph[p] = append(byParagraph[p], e)
		}
	}
	if len(texts) > 0 {
		err := q.each(ctx, "SELECT c.id, w.key, v.language, v.number, p.part, p.number, p.nth, c.ordinal, c.text FROM text c JOIN version v ON v.id = c.version JOIN paragraph p ON p.id = c.paragraph "+
			"JOIN work w ON w.id = p.work WHERE c.id = ANY($1)", []any{texts}, func(r row) error {
			var id int64
			var x register.Evidence
			var text string
			err := r.Scan(&id, &x.Work, &x.Language, &x.Version, &x.Part, &x.Number, &x.Nth, &x.Ordinal, utf{&text})
			for _, e := range byText[id] {
				e.Work, e.Language, e.Version, e.Place, e.Ordinal = x.Work, x.Language, x.Version, x.Place, x.Ordinal
				if e.From >= 0 && e.From <= e.To && e.To <= len(text) {
					e.Quote = text[e.From:e.To]
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if len(cited) == 0 {
		return nil
	}
	return q.each(ctx, "SELECT p.id, w.key, p.part, p.number, p.nth FROM paragraph p JOIN work w ON w.id = p.work WHERE p.id = ANY($1)", []any{cited}, func(r row) error {
		var id int64
		var x register.Evidence
		err := r.Scan(&id, &x.Work, &x.Part, &x.Number, &x.Nth)
		for _, e := range byParagraph[id] {
			e.Work, e.Place = x.Work, x.Place
		}
		return err
	})
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
