package sqlite

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"hash/crc32"
	"slices"
	"strings"

	"concord/edtf"
	"concord/fault"
	"concord/register"
	"concord/store"
)

// clause is a part of a query with its arguments.
type clause struct {
	join string // of listing l with what the conditions ask of
	sql  []string
	args []any
}

func (c *clause) and(sql string, args ...any) {
	c.sql = append(c.sql, sql)
	c.args = append(c.args, args...)
}

func (c *clause) where() string {
	if len(c.sql) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.sql, " AND ")
}

// filter is a register.Filter over listing l.
func filter(f register.Filter) (c clause, err error) {
	if len(f.Has) > 100 {
		return c, fault.New(fault.Invalid, "The filter has more than a hundred conditions; leave some out.")
	}
	if f.Match != nil {
		return c, fault.New(fault.Invalid, "This register has no index of texts.")
	}
	c.join = " JOIN record q ON q.id = l.record"
	if f.Kind == "" {
		f.Kind = register.KindActivity
	}
	if f.Kind != register.AnyKind {
		c.and("q.kind = ?", string(f.Kind))
	}
	if !f.Hidden {
		c.and("l.hidden = 0")
	}
	if !f.Samples {
		c.and("l.sample = 0")
	}
	if !f.Untold {
		c.and("l.untold = 0")
	}
	for _, h := range f.Has {
		in := " IN (?" + strings.Repeat(",?", len(h.Any)-1) + ")"
		args := make([]any, len(h.Any))
		for i, v := range h.Any {
			args[i] = v
		}
		not := ""
		if h.Not {
			not = "NOT "
		}
		switch h.Facet {
		case register.FacetReview, register.FacetOrigin:
			c.and(not+"q."+h.Facet+in, args...)
		case register.FacetActor:
			c.and("l.record "+not+"IN (SELECT record FROM facet WHERE name IN ('party', 'state') AND value"+in+")", args...)
		default:
			c.and("l.record "+not+"IN (SELECT record FROM facet WHERE name = ? AND value"+in+")", append([]any{h.Facet}, args...)...)
		}
	}
	if f.Undated {
		c.and("l.first = ?", store.Undated)
	}
	if f.From != "" {
		if _, err := edtf.Parse(f.From); err != nil {
			return c, fault.Wrap(err, fault.Invalid, "%q is no date to begin from; write 2021, 2021-06 or 2021-06-02.", f.From)
		}
		first, _ := store.Days(f.From)
		c.and("l.last >= ?", first)
	}
	if f.To != "" {
		if _, err := edtf.Parse(f.To); err != nil {
			return c, fault.Wrap(err, fault.Invalid, "%q is no date to end at; write 2021, 2021-06 or 2021-06-02.", f.To)
		}
		_, last := store.Days(f.To)
		c.and("l.first <= ?", last)
	}
	if f.From != "" || f.To != "" {
		c.and("l.first <> ?", store.Undated)
	}
	return c, nil
}

// orders are the columns by which lists are sorted, all ascending.
var orders = map[register.Order][]string{
	register.ByDocument: {"l.work", "l.ordinal", "l.start", "l.record"},
	register.Newest:     {"l.recency", "l.record"},
	register.Oldest:     {"l.first", "l.record"},
	register.Relevance:  {"l.recency", "l.record"},
	register.Changed:    {"-q.act", "l.record"},
}

// cursor is where a page begins, with a check that it belongs to the same list.
// It is opaque, not secret: whoever changes it is told so, or sees another page.
type cursor struct {
	Check uint32  `json:"c"`
	At    []int64 `json:"a"`
}

func check(f register.Filter, at []int64) uint32 {
	f.Cursor, f.Limit = "", 0
	b, _ := json.Marshal(struct {
		F  register.Filter
		At []int64
	}{f, at})
	return crc32.ChecksumIEEE(b)
}

func writeCursor(f register.Filter, at []int64) string {
	b, _ := json.Marshal(cursor{check(f, at), at})
	return base64.RawURLEncoding.EncodeToString(b)
}

func readCursor(f register.Filter, columns int) ([]int64, error) {
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(f.Cursor)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil || len(c.At) != columns || c.Check != check(f, c.At) {
		return nil, fault.New(fault.Invalid, "That page does not belong to this list; begin at its first page.")
	}
	return c.At, nil
}

// Records implements register.Reader.
func (q queries) Records(ctx context.Context, f register.Filter) (page register.Page, err error) {
	columns, ok := orders[f.Order]
	if !ok {
		return page, fault.New(fault.Invalid, "Lists have no order named %q; there are newest, oldest and, as the default, that of the documents.", f.Order)
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 1000)
	c, err := filter(f)
	if err != nil {
		return page, err
	}
	err = q.snapshot(ctx, func(q queries) error {
		if err := q.each(ctx, "SELECT count(*) FROM listing l"+c.join+c.where(), c.args, func(r *sql.Rows) error { return r.Scan(&page.Total) }); err != nil {
			return err
		}
		if f.Cursor != "" {
			at, err := readCursor(f, len(columns))
			if err != nil {
				return err
			}
			args := make([]any, len(at))
			for i, v := range at {
				args[i] = v
			}
			c.and("("+strings.Join(columns, ", ")+") > (?"+strings.Repeat(", ?", len(at)-1)+")", args...)
		}
		return q.lines(ctx, f, c, columns, &page)
	})
	return page, err
}

func (q queries) lines(ctx context.Context, f register.Filter, c clause, columns []string, page *register.Page) error {
	order := strings.Join(columns, ", ")
	var last []int64
	index := map[int64]int{}
	var ids []int64
	err := q.each(ctx, "SELECT "+order+", "+recordColumns+" FROM listing l"+c.join+" JOIN record r ON r.id = l.record"+recordTables+c.where()+" ORDER BY "+order+" LIMIT ?",
		append(slices.Clone(c.args), f.Limit+1), func(rows *sql.Rows) error {
			at := make([]int64, len(columns))
			before := make([]any, len(at))
			for i := range at {
				before[i] = &at[i]
			}
			rec, err := scanRecord(rows, before...)
			if err != nil {
				return err
			}
			if len(page.Lines) == f.Limit {
				page.Next = writeCursor(f, last)
				return nil
			}
			last = at
			line := register.Line{Record: rec}
			if rec.Kind != register.KindActivity {
			} else if line.Activity, err = rec.Activity(); err != nil {
				return fault.Wrap(err, fault.Internal, "The values of the record %s cannot be read.", rec.ID)
			}
			id := at[len(at)-1]
			index[id] = len(page.Lines)
			ids = append(ids, id)
			page.Lines = append(page.Lines, line)
			return nil
		})
	if err != nil || len(ids) == 0 {
		return err
	}
	// The first telling of each, those of newest versions before others.
	return q.each(ctx, "SELECT c.record, "+evidenceColumns("c")+` FROM telling c
		LEFT JOIN text x ON x.id = c.text LEFT JOIN version v ON v.id = x.version LEFT JOIN expression e ON e.id = v.expression
		LEFT JOIN paragraph p ON p.id = ifnull(c.paragraph, x.paragraph) LEFT JOIN work w ON w.id = p.work
		WHERE c.record IN (SELECT value FROM json_each(?)) ORDER BY c.record, ifnull(v.newest, 1) AND NOT c.dropped DESC, c.id`,
		[]any{numbers(ids)}, func(rows *sql.Rows) error {
			var id int64
			var e register.Evidence
			if err := rows.Scan(append([]any{&id}, evidenceDest(&e)...)...); err != nil {
				return err
			}
			line := &page.Lines[index[id]]
			if line.Tellings == 0 {
				line.Told = e
			}
			line.Tellings++
			return nil
		})
}

// Facets implements register.Reader.
func (q queries) Facets(ctx context.Context, f register.Filter, facets ...string) (counts map[string][]register.FacetCount, err error) {
	c, err := filter(f)
	if err != nil {
		return nil, err
	}
	counts = map[string][]register.FacetCount{}
	for _, facet := range facets {
		if !slices.Contains(store.FacetNames, facet) {
			return nil, fault.New(fault.Invalid, "Records are not counted by %q; they are by %s.", facet, strings.Join(store.FacetNames, ", "))
		}
		where := c.where()
		// CROSS JOIN has SQLite choose the records first: a filter leaves few of them.
		err = q.each(ctx, "SELECT f.value, count(*) FROM listing l"+c.join+" CROSS JOIN facet f ON f.record = l.record"+where+
			" AND f.name = ? GROUP BY f.value ORDER BY 2 DESC, 1", append(slices.Clone(c.args), facet), func(rows *sql.Rows) error {
			var n register.FacetCount
			err := rows.Scan(&n.Value, &n.Count)
			counts[facet] = append(counts[facet], n)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return counts, nil
}
