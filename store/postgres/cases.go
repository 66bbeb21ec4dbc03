package postgres

import (
	"context"
	"encoding/json"

	"concord/register"
	"concord/store"
)

// opened fills in what is open about records beside their claims, which have to be
// there: candidates and questions, samenesses, confirmations, and the actors named.
func (q queries) opened(ctx context.Context, ids []int64, of func(id int64) *register.Case) error {
	// The live tellings of the records, with the words that wait in them.
	const words = " FROM telling l JOIN "
	const shared = " c ON c.text = l.text AND c.state = 'open' AND (l.start >= l.stop OR l.start < c.stop AND l.stop > c.start)" + textTables + "WHERE l.record = ANY($1) AND NOT l.dropped AND v.newest ORDER BY l.id, c.start, c.id"
	err := q.each(ctx, "SELECT l.record, c.id, c.words, c.rule, c.state, "+evidenceColumns+words+"candidate"+shared, []any{ids}, func(r row) error {
		var record int64
		var c register.Candidate
		err := r.Scan(append([]any{&record, &c.Key, &c.Text, &c.Rule, &c.State}, evidenceDest(&c.At)...)...)
		if err != nil {
			return err
		}
		o := of(record)
		o.Candidates = append(o.Candidates, c)
		return nil
	})
	if err != nil {
		return err
	}
	err = q.each(ctx, "SELECT l.record, c.id, c.words, c.choices, c.state, c.answer, "+evidenceColumns+words+"question"+shared, []any{ids}, func(r row) error {
		var record int64
		var c register.Question
		var choices string
		if err := r.Scan(append([]any{&record, &c.Key, &c.Text, &choices, &c.State, &c.Answer}, evidenceDest(&c.At)...)...); err != nil {
			return err
		}
		o := of(record)
		o.Questions = append(o.Questions, c)
		return json.Unmarshal([]byte(choices), &o.Questions[len(o.Questions)-1].Choices)
	})
	if err != nil {
		return err
	}
	err = q.each(ctx, "SELECT j.n, "+sameColumns+sameTables+"JOIN unnest($1::bigint[]) AS j (n) ON j.n = s.a OR j.n = s.b WHERE s.state = 'asked' AND s.id IN ("+
		"SELECT id FROM same WHERE a = ANY($1) UNION ALL SELECT id FROM same WHERE b = ANY($1)) ORDER BY s.score DESC, s.id", []any{ids}, func(r row) error {
		var record int64
		s, err := scanSame(r, &record)
		if err != nil {
			return err
		}
		o := of(record)
		o.Sames = append(o.Sames, s)
		return nil
	})
	if err != nil {
		return err
	}
	err = q.each(ctx, confirmationsQuery+"= ANY($1)"+confirmationsTail, []any{ids}, func(r row) error {
		c, record, err := scanConfirmation(r)
		if err != nil {
			return err
		}
		o := of(record)
		if c.Record = o.Record.ID; c.Word != register.Unsaid {
			o.Confirmations = append(o.Confirmations, c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	var named []int64
	for _, id := range ids {
		if of(id).NeedsNamed() {
			named = append(named, id)
		}
	}
	if len(named) == 0 {
		return nil
	}
	return q.each(ctx, "SELECT l.record, l.start, l.stop, x.marks FROM telling l JOIN text x ON x.id = l.text JOIN version v ON v.id = x.version "+
		"WHERE l.record = ANY($1) AND NOT l.dropped AND v.newest ORDER BY l.id", []any{named}, func(r row) error {
		var record int64
		var start, stop int
		var b []byte
		if err := r.Scan(&record, &start, &stop, &b); err != nil {
			return err
		}
		marks, err := store.UnpackMarks(b)
		o := of(record)
		o.Named = store.AppendNamed(o.Named, marks, start, stop)
		return err
	})
}

// Cases implements register.Reader.
func (q queries) Cases(ctx context.Context, ids ...string) (list []register.Case, err error) {
	err = q.snapshot(ctx, func(q queries) error {
		list = nil
		rows := map[string]int64{}
		at := map[int64]*register.Case{}
		var all []int64
		err := q.each(ctx, "SELECT r.id, "+recordColumns+" FROM record r"+recordTables+"WHERE r.key = ANY($1)", []any{ids}, func(r row) error {
			var id int64
			rec, err := scanRecord(r, &id)
			rows[rec.ID], at[id] = id, &register.Case{Record: rec}
			all = append(all, id)
			return err
		})
		if err != nil || len(all) == 0 {
			return err
		}
		claims, of, paragraphs, err := q.claimsCited(ctx, "= ANY($1)", all)
		if err != nil {
			return err
		}
		if err := q.evidence(ctx, claims, paragraphs); err != nil {
			return err
		}
		for i := range claims {
			c := at[of[i]]
			claims[i].Record = c.Record.ID
			c.Claims = append(c.Claims, claims[i])
		}
		if err := q.opened(ctx, all, func(id int64) *register.Case { return at[id] }); err != nil {
			return err
		}
		for _, id := range ids {
			if row, ok := rows[id]; ok {
				list = append(list, *at[row])
			}
		}
		return nil
	})
	return list, err
}

// LogBack implements register.Reader.
func (q queries) LogBack(ctx context.Context, before int64, limit int) (list []register.Entry, err error) {
	if limit <= 0 {
		limit = 1000
	}
	err = q.each(ctx, logQuery+"WHERE a.id < $1 OR $1 <= 0 ORDER BY a.id DESC LIMIT $2", []any{before, limit}, func(r row) error {
		l, err := scanLog(r)
		list = append(list, l.Entry())
		return err
	})
	return list, err
}
