package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"

	"concord/register"
	"concord/store"
)

// opened fills in what is open about records beside their claims, which have to be
// there: candidates and questions, samenesses, confirmations, and the actors named.
func (q queries) opened(ctx context.Context, ids []int64, of func(id int64) *register.Case) error {
	list := numbers(ids)
	// The live tellings of the records, with the words that wait in them.
	const words = " FROM json_each(?) j CROSS JOIN telling l ON l.record = j.value AND l.dropped = 0 CROSS JOIN "
	const shared = " c ON c.text = l.text AND c.state = 'open' AND (l.start >= l.stop OR l.start < c.stop AND l.stop > c.start)" + textTables + "WHERE v.newest = 1 ORDER BY l.id, c.start, c.id"
	err := q.each(ctx, "SELECT l.record, c.id, c.words, c.rule, c.state, "+evidenceColumns("c")+words+"candidate"+shared, []any{list}, func(r *sql.Rows) error {
		var record int64
		var c register.Candidate
		err := r.Scan(append([]any{&record, &c.Key, &c.Text, &c.Rule, &c.State}, evidenceDest(&c.At)...)...)
		o := of(record)
		o.Candidates = append(o.Candidates, c)
		return err
	})
	if err != nil {
		return err
	}
	err = q.each(ctx, "SELECT l.record, c.id, c.words, c.choices, c.state, c.answer, "+evidenceColumns("c")+words+"question"+shared, []any{list}, func(r *sql.Rows) error {
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
	for _, side := range []string{"a", "b"} {
		err = q.each(ctx, "SELECT s."+side+", "+sameColumns+" FROM json_each(?) j CROSS JOIN same s ON s."+side+" = j.value AND s.state = 'asked'"+sameTables+"ORDER BY s.score DESC, s.id", []any{list}, func(r *sql.Rows) error {
			var record int64
			s, err := scanSame(r, &record)
			o := of(record)
			o.Sames = append(o.Sames, s)
			return err
		})
		if err != nil {
			return err
		}
	}
	err = q.each(ctx, "SELECT r.id, "+confirmationColumns+" FROM json_each(?) j CROSS JOIN record r ON r.id = j.value CROSS JOIN confirmation c ON c.record = r.id"+confirmationTables+"ORDER BY c.id DESC", []any{list}, func(r *sql.Rows) error {
		var record int64
		c, err := scanConfirmation(r, &record)
		if o := of(record); c.Word != register.Unsaid {
			o.Confirmations = append(o.Confirmations, c)
		}
		return err
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
	return q.each(ctx, "SELECT l.record, l.start, l.stop, x.marks FROM json_each(?) j CROSS JOIN telling l ON l.record = j.value AND l.dropped = 0 "+
		"JOIN text x ON x.id = l.text JOIN version v ON v.id = x.version WHERE v.newest = 1 ORDER BY l.id", []any{numbers(named)}, func(r *sql.Rows) error {
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
		keys, _ := json.Marshal(ids)
		rows := map[string]int64{}
		at := map[int64]*register.Case{}
		var all []int64
		err := q.each(ctx, "SELECT r.id, "+recordColumns+" FROM json_each(?) j CROSS JOIN record r ON r.key = j.value"+recordTables, []any{string(keys)}, func(r *sql.Rows) error {
			var id int64
			rec, err := scanRecord(r, &id)
			if at[id] == nil {
				rows[rec.ID], at[id] = id, &register.Case{Record: rec}
				all = append(all, id)
			}
			return err
		})
		if err != nil {
			return err
		}
		claims, of, acts, paragraphs, err := q.claimsOf(ctx, all)
		if err != nil {
			return err
		}
		if err := q.complete(ctx, claims, acts, paragraphs); err != nil {
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
	err = q.each(ctx, logQuery+"WHERE a.id < ?1 OR ?1 <= 0 ORDER BY a.id DESC LIMIT ?2", []any{before, limit}, func(r *sql.Rows) error {
		row, err := scanLog(r)
		list = append(list, row.Entry())
		return err
	})
	return list, err
}
