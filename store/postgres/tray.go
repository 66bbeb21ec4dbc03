package postgres

import (
	"context"

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
		err := q.each(ctx, "SELECT words, language, places, documents, act, first, groups, whole FROM ("+
			"SELECT words, language, places, documents, act, first, count(*) OVER () AS groups, (sum(places) OVER ())::bigint AS whole FROM ("+
			"SELECT c.words, v.language, count(*) AS places, count(DISTINCT v.id) AS documents, max(c.act) AS act, min(c.id) AS first FROM "+table+
			" c JOIN text x ON x.id = c.text JOIN version v ON v.id = x.version JOIN work w ON w.id = v.work "+
			"WHERE c.state = $1 AND v.newest AND NOT w.withdrawn AND ($2 = '' OR v.language = $2) GROUP BY c.words, v.language) g) h "+
			"WHERE "+rank+" < $3 OR "+rank+` = $3 AND (words COLLATE "C", language COLLATE "C") > ($4, $5) `+
			"ORDER BY "+rank+` DESC, words COLLATE "C", language COLLATE "C" LIMIT $6`,
			[]any{f.State, f.Language, after.N, after.Text, after.Language, f.Limit + 1}, func(r row) error {
				var l register.TrayLine
				var id int64
				if err := r.Scan(&l.Text, &l.Language, &l.Places, &l.Documents, &l.Act, &id, &t.Groups, &t.Places); err != nil {
					return err
				}
				if len(t.Lines) == f.Limit {
					last := &t.Lines[f.Limit-1]
					c := register.TrayCursor{N: int64(last.Places), Text: last.Text, Language: last.Language}
					if rank == "act" {
						c.N = last.Act
					}
					t.Next = c.String()
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
		const these = "WHERE c.id = ANY($1)"
		if f.Questions {
			list, err := q.questions(ctx, these, ids)
			for _, c := range list {
				l := &t.Lines[first[c.Key]]
				l.First, l.Answer = c.At, c.Answer
			}
			return err
		}
		list, err := q.candidates(ctx, these, ids)
		for _, c := range list {
			t.Lines[first[c.Key]].First = c.At
		}
		return err
	})
	return t, err
}

// Holding implements register.Reader.
func (q queries) Holding(ctx context.Context, language string, words []string) (list []register.Held, err error) {
	raw := make([][]byte, len(words))
	for i, w := range words {
		raw[i] = []byte(w)
	}
	err = q.each(ctx, "SELECT w.key, count(*) FROM version v JOIN work w ON w.id = v.work JOIN text x ON x.version = v.id "+
		"WHERE v.newest AND NOT w.withdrawn AND v.language = $1 AND EXISTS (SELECT 1 FROM unnest($2::bytea[]) u WHERE position(u IN x.text) > 0) GROUP BY w.key, v.id ORDER BY v.id",
		[]any{language, raw}, func(r row) error {
			h := register.Held{Language: language}
			err := r.Scan(&h.Work, &h.Texts)
			list = append(list, h)
			return err
		})
	return list, err
}

// Texts implements register.Reader.
func (q queries) Texts(ctx context.Context, keys []int64) (list []register.Text, err error) {
	err = q.each(ctx, "SELECT x.id, p.part, p.number, p.nth, x.ordinal, x.counted, x.section, x.text FROM text x JOIN paragraph p ON p.id = x.paragraph WHERE x.id = ANY($1) ORDER BY x.id",
		[]any{keys}, func(r row) error {
			var x register.Text
			err := r.Scan(&x.Key, &x.Part, &x.Number, &x.Nth, &x.Ordinal, &x.Counted, &x.Section, utf{&x.Text})
			list = append(list, x)
			return err
		})
	return list, err
}
