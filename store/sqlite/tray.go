package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"concord/register"
)

// Tray implements register.Reader. The groups are made here and not in SQL: of
// 20,000 places in 14,000 groups that takes a fifth of the time.
func (q queries) Tray(ctx context.Context, f register.TrayFilter) (t register.Tray, err error) {
	f = f.Normal()
	after, err := f.After()
	if err != nil {
		return t, err
	}
	table, latest := "candidate", f.State == register.Settled
	if f.Questions {
		table = "question"
	}
	err = q.snapshot(ctx, func(q queries) error {
		t = register.Tray{}
		versions := map[int64]string{} // their languages
		err := q.each(ctx, "SELECT v.id, v.language FROM version v JOIN work w ON w.id = v.work WHERE v.newest = 1 AND w.withdrawn = 0 AND (?1 = '' OR v.language = ?1)",
			[]any{f.Language}, func(r *sql.Rows) error {
				var id int64
				var language string
				err := r.Scan(&id, &language)
				versions[id] = language
				return err
			})
		if err != nil {
			return err
		}
		type group struct{ words, language string }
		type place struct{ first, version int64 } // of the last place the version: they come by version mostly
		at := make(map[group]int, 1024)
		lines, places := make([]register.TrayLine, 0, 1024), make([]place, 0, 1024)
		seen := map[[2]int64]bool{} // line and version
		var words sql.RawBytes
		err = q.each(ctx, "SELECT c.words, x.version, c.act, c.id FROM "+table+" c JOIN text x ON x.id = c.text WHERE c.state = ? ORDER BY c.id", []any{f.State}, func(r *sql.Rows) error {
			var version, act, id int64
			if err := r.Scan(&words, &version, &act, &id); err != nil {
				return err
			}
			language, ok := versions[version]
			if !ok {
				return nil
			}
			n, ok := at[group{string(words), language}]
			if !ok {
				n = len(lines)
				g := group{string(words), language}
				at[g] = n
				lines = append(lines, register.TrayLine{Text: g.words, Language: language})
				places = append(places, place{first: id})
			}
			l, p := &lines[n], &places[n]
			l.Places++
			l.Act = max(l.Act, act)
			if key := [2]int64{int64(n), version}; p.version != version && !seen[key] {
				seen[key] = true
				l.Documents++
			}
			p.version = version
			return nil
		})
		if err != nil {
			return err
		}
		rank := func(l *register.TrayLine) register.TrayCursor {
			c := register.TrayCursor{N: int64(l.Places), Text: l.Text, Language: l.Language}
			if latest {
				c.N = l.Act
			}
			return c
		}
		before := func(a, b register.TrayCursor) int {
			return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Text, b.Text), strings.Compare(a.Language, b.Language))
		}
		// Of many groups only the first of the page are put in order.
		order := make([]int, 0, f.Limit+2)
		for i := range lines {
			t.Places += lines[i].Places
			c := rank(&lines[i])
			if before(after, c) >= 0 || len(order) > f.Limit && before(rank(&lines[order[f.Limit]]), c) < 0 {
				continue
			}
			n, _ := slices.BinarySearchFunc(order, c, func(o int, c register.TrayCursor) int { return before(rank(&lines[o]), c) })
			order = slices.Insert(order, n, i)
			if len(order) > f.Limit+1 {
				order = order[:f.Limit+1]
			}
		}
		t.Groups = len(lines)
		if len(order) > f.Limit {
			order = order[:f.Limit]
			t.Next = rank(&lines[order[f.Limit-1]]).String()
		}
		first := map[int64]int{}
		ids := make([]int64, 0, len(order))
		for _, i := range order {
			first[places[i].first] = len(t.Lines)
			ids = append(ids, places[i].first)
			t.Lines = append(t.Lines, lines[i])
		}
		return q.firstPlaces(ctx, &t, f.Questions, ids, first)
	})
	return t, err
}

// firstPlaces fills in where the lines of a tray stand first.
func (q queries) firstPlaces(ctx context.Context, t *register.Tray, questions bool, ids []int64, line map[int64]int) error {
	if len(ids) == 0 {
		return nil
	}
	const these = "WHERE c.id IN (SELECT value FROM json_each(?))"
	if questions {
		list, err := q.questions(ctx, these, numbers(ids))
		for _, c := range list {
			l := &t.Lines[line[c.Key]]
			l.First, l.Answer = c.At, c.Answer
		}
		return err
	}
	list, err := q.candidates(ctx, these, numbers(ids))
	for _, c := range list {
		t.Lines[line[c.Key]].First = c.At
	}
	return err
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
	err = q.each(ctx, "SELECT w.key, count(*) FROM version v CROSS JOIN work w ON w.id = v.work CROSS JOIN text x ON x.version = v.id "+
		"WHERE v.newest = 1 AND w.withdrawn = 0 AND v.language = ? AND ("+strings.TrimPrefix(strings.Repeat(" OR instr(x.text, ?) > 0", len(words)), " OR ")+") GROUP BY v.id ORDER BY v.id",
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
