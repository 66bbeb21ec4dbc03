package sqlite

import (
	"context"
	"database/sql"
	"strings"

	"concord/register"
)

// Tray implements register.Reader.
func (q queries) Tray(ctx context.Context, f register.TrayFilter) (t register.Tray, err error) {
	f = f.Normal()
	after, err := f.After()
	if err != nil {
		return t, err
	}
	table, rank := "candidate", "places"
	if f.Questions {
		table = "question"
	}
	if f.State == register.Settled {
		rank = "act"
	}
	err = q.snapshot(ctx, func(q queries) error {
		t = register.Tray{}
		first := map[int64]int{}
		var ids []int64
		err := q.each(ctx, "SELECT words, language, places, documents, act, first, count(*) OVER (), sum(places) OVER () FROM ("+
			"SELECT c.words AS words, v.language AS language, count(*) AS places, count(DISTINCT v.id) AS documents, max(c.act) AS act, min(c.id) AS first FROM "+table+
			" c JOIN text x ON x.id = c.text JOIN version v ON v.id = x.version JOIN work w ON w.id = v.work "+
			"WHERE c.state = ?1 AND v.newest = 1 AND w.withdrawn = 0 AND (?2 = '' OR v.language = ?2) GROUP BY c.words, v.language) "+
			"ORDER BY "+rank+" DESC, words, language", []any{f.State, f.Language}, func(r *sql.Rows) error {
			var l register.TrayLine
			var id int64
			if err := r.Scan(&l.Text, &l.Language, &l.Places, &l.Documents, &l.Act, &id, &t.Groups, &t.Places); err != nil {
				return err
			}
			n := int64(l.Places)
			if rank == "act" {
				n = l.Act
			}
			switch {
			case n > after.N, n == after.N && (l.Text < after.Text || l.Text == after.Text && l.Language <= after.Language):
				return nil // of an earlier page
			case len(t.Lines) == f.Limit:
				if t.Next == "" {
					last := &t.Lines[f.Limit-1]
					c := register.TrayCursor{N: int64(last.Places), Text: last.Text, Language: last.Language}
					if rank == "act" {
						c.N = last.Act
					}
					t.Next = c.String()
				}
				return nil
			}
			first[id] = len(t.Lines)
			ids = append(ids, id)
			t.Lines = append(t.Lines, l)
			return nil
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		const these = "WHERE c.id IN (SELECT value FROM json_each(?))"
		if f.Questions {
			list, err := q.questions(ctx, these, numbers(ids))
			for _, c := range list {
				l := &t.Lines[first[c.Key]]
				l.First, l.Answer = c.At, c.Answer
			}
			return err
		}
		list, err := q.candidates(ctx, these, numbers(ids))
		for _, c := range list {
			t.Lines[first[c.Key]].First = c.At
		}
		return err
	})
	return t, err
}

// Holding implements register.Reader.
func (q queries) Holding(ctx context.Context, language string, words []string) (list []register.Held, err error) {
	if len(words) == 0 {
		return nil, nil
	}
	args := []any{language}
	for _, w := range words {
		args = append(args, w)
	}
	err = q.each(ctx, "SELECT w.key, count(*) FROM version v JOIN work w ON w.id = v.work JOIN text x ON x.version = v.id "+
		"WHERE v.newest = 1 AND w.withdrawn = 0 AND v.language = ? AND ("+strings.TrimPrefix(strings.Repeat(" OR instr(x.text, ?) > 0", len(words)), " OR ")+") GROUP BY w.key ORDER BY v.id",
		args, func(r *sql.Rows) error {
			h := register.Held{Language: language}
			err := r.Scan(&h.Work, &h.Texts)
			list = append(list, h)
			return err
		})
	return list, err
}

// Texts implements register.Reader.
func (q queries) Texts(ctx context.Context, keys []int64) (list []register.Text, err error) {
	err = q.each(ctx, "SELECT x.id, p.part, p.number, p.nth, x.ordinal, x.counted, x.section, x.text FROM json_each(?) c JOIN text x ON x.id = c.value JOIN paragraph p ON p.id = x.paragraph ORDER BY x.id",
		[]any{numbers(keys)}, func(r *sql.Rows) error {
			var x register.Text
			err := r.Scan(&x.Key, &x.Part, &x.Number, &x.Nth, &x.Ordinal, &x.Counted, &x.Section, &x.Text)
			list = append(list, x)
			return err
		})
	return list, err
}
