package store

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Type of a column.
type Type uint8

// The types. A row holds int64, float64, string or []byte in each column, or nil
// where the column may be empty; truth is 0 or 1, a time milliseconds since 1970.
const (
	Int Type = iota
	Real
	Text
	Bytes
)

// Column of a Table.
type Column struct {
	Name string
	Type Type
	Null bool
	// Open columns are made anew by rules or tell what other rows say too: no
	// entry of the log covers them.
	Open bool
}

// Table holds truth: what cannot be made anew from anything else. Every table has
// a number of its rows, given out in the order of storing, as its first column,
// except those whose Key is another.
type Table struct {
	Name    string
	Columns []Column
	Key     []string // unique; the order in which rows are moved
	// Act is the column with the act that stored the row, or changed it last; "" in
	// person and act themselves.
	Act string
	// Changes: rows are changed in place. What a row was before stands in the
	// table earlier, or for records in revision.
	Changes bool
}

func column(name string, t Type) Column { return Column{Name: name, Type: t} }
func open(name string, t Type) Column   { return Column{Name: name, Type: t, Open: true} }
func null(name string, t Type) Column   { return Column{Name: name, Type: t, Null: true} }

// key is the first column of most tables.
var key = column("id", Int)

// Tables are all tables that hold truth. A table stands behind those to which it
// points (record.merged_into points into its own). Engines have them all, with
// these columns.
//
// Beside them stand the projections, which Rebuild makes anew:
//
//	listing     record, act, packed: PackListing, with the act that changed it last
//	term        id, name, value: the facets that listings name by number, from 1
//	            without a gap; rows are only added
//	mention     value, kind, version, texts: the texts of a version that bear a
//	            mark, as PackNumbers writes them
//	found       the index of texts, by row of the record
//	generation  number: one more each time that all listings were made anew
var Tables = []Table{
	// A person under one name: who takes another name gets another row.
	{Name: "person", Columns: []Column{key, column("key", Text), column("name", Text)}, Key: []string{"id"}},
	{Name: "act", Key: []string{"id"}, Columns: []Column{key, column("person", Int), column("at", Int), column("name", Text), column("subject", Text),
		column("why", Text), column("content", Bytes), column("hash", Bytes)}},
	{Name: "work", Key: []string{"id"}, Act: "act", Changes: true, Columns: []Column{key, column("key", Text), column("origin", Text),
		column("withdrawn", Int), column("act", Int)}},
	{Name: "symbol", Key: []string{"id"}, Act: "act", Columns: []Column{key, column("symbol", Text), column("work", Int), column("ordinal", Int), column("act", Int)}},
	// A version of an expression: the work in a language.
	{Name: "version", Key: []string{"id"}, Act: "act", Columns: []Column{key, column("work", Int), column("language", Text), column("number", Int),
		open("newest", Int), column("sha256", Text), column("name", Text), column("format", Text), open("rules", Text), open("whole", Text), column("act", Int)}},
	{Name: "paragraph", Key: []string{"id"}, Act: "act", Columns: []Column{key, column("work", Int), column("part", Text), column("number", Text),
		column("nth", Int), column("act", Int)}},
	{Name: "text", Key: []string{"id"}, Act: "act", Columns: []Column{key, column("version", Int), column("ordinal", Int), column("paragraph", Int),
		column("counted", Int), open("section", Text), column("text", Text), null("source", Bytes), {Name: "marks", Type: Bytes, Null: true, Open: true}, column("act", Int)}},
	{Name: "candidate", Key: []string{"id"}, Act: "act", Changes: true, Columns: []Column{key, column("text", Int), column("start", Int), column("stop", Int),
		column("words", Text), column("rule", Text), column("state", Text), column("act", Int)}},
	{Name: "question", Key: []string{"id"}, Act: "act", Changes: true, Columns: []Column{key, column("text", Int), column("start", Int), column("stop", Int),
		column("words", Text), column("choices", Text), column("state", Text), column("answer", Text), column("act", Int)}},
	// A record as it is now, and its earlier revisions.
	{Name: "record", Key: []string{"id"}, Act: "act", Changes: true, Columns: []Column{key, column("key", Text), column("kind", Text), column("revision", Int),
		column("origin", Text), column("review", Text), column("visibility", Text), null("merged_into", Int), column("untold", Int), column("fields", Text), column("act", Int)}},
	{Name: "revision", Key: []string{"record", "revision"}, Act: "act", Columns: []Column{column("record", Int), column("revision", Int),
		column("origin", Text), column("review", Text), column("visibility", Text), null("merged_into", Int), column("untold", Int), column("fields", Text), column("act", Int)}},
	// The claims that one act stored of one record, as PackClaims writes them. The
	// key of the first is the row's number, that of the next one more, and so on.
	{Name: "claim", Key: []string{"id"}, Act: "act", Columns: []Column{key, column("record", Int), column("count", Int), column("packed", Bytes), column("act", Int)}},
	// A person's words on a claim; the last one holds.
	{Name: "decision", Key: []string{"id"}, Act: "act", Columns: []Column{key, column("claim", Int), column("state", Text), column("why", Text), column("act", Int)}},
	// One of text and paragraph is empty: a citation without a span has no text.
	{Name: "telling", Key: []string{"id"}, Act: "act", Changes: true, Columns: []Column{key, column("record", Int), null("text", Int), null("paragraph", Int),
		column("start", Int), column("stop", Int), column("dropped", Int), column("act", Int)}},
	{Name: "same", Key: []string{"id"}, Act: "act", Changes: true, Columns: []Column{key, column("a", Int), column("b", Int), column("state", Text),
		column("score", Real), column("reasons", Text), column("rule", Text), column("why", Text), column("act", Int)}},
	{Name: "confirmation", Key: []string{"id"}, Act: "act", Columns: []Column{key, column("record", Int), column("revision", Int), column("organization", Text),
		column("cycle", Text), column("word", Text), column("reason", Text), column("speaker", Text), column("act", Int)}},
	// What a row of a table that changes was, as Image writes it, from the act that
	// made it so. Only an image of an act before the one that changes is kept.
	{Name: "earlier", Key: []string{"id"}, Columns: []Column{key, column("name", Text), column("row", Int), column("image", Bytes), column("act", Int)}},
}

// TableNamed finds one of Tables; it panics where there is none: names are the program's own.
func TableNamed(name string) *Table {
	for i := range Tables {
		if Tables[i].Name == name {
			return &Tables[i]
		}
	}
	panic("store: no table " + name)
}

// Sealed are the columns whose values the log covers: all but the open ones and
// the act, under which they stand in the log.
func (t *Table) Sealed() []Column {
	list := make([]Column, 0, len(t.Columns))
	for _, c := range t.Columns {
		if !c.Open && c.Name != t.Act {
			list = append(list, c)
		}
	}
	return list
}

// Image writes the values of a row in one way in all engines: the name of the
// table, then each value with its type and length. Whole numbers of any Go type
// and truth are written as int64.
func Image(dst []byte, table string, values ...any) []byte {
	dst = imageText(dst, table)
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			dst = append(dst, 'n')
		case int64:
			dst = imageInt(dst, v)
		case int:
			dst = imageInt(dst, int64(v))
		case bool:
			n := int64(0)
			if v {
				n = 1
			}
			dst = imageInt(dst, n)
		case float64:
			dst = binary.BigEndian.AppendUint64(append(dst, 'r'), math.Float64bits(v))
		case string:
			dst = imageText(dst, v)
		case []byte:
			if v == nil {
				dst = append(dst, 'n')
				break
			}
			dst = append(binary.AppendUvarint(append(dst, 'b'), uint64(len(v))), v...)
		default:
			panic(fmt.Sprintf("store: a row holds a %T", v))
		}
	}
	return dst
}

func imageInt(dst []byte, n int64) []byte { return binary.AppendVarint(append(dst, 'i'), n) }

func imageText(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(append(dst, 't'), uint64(len(s))), s...)
}

// Values reads the values of a row from its Image; nil where it is none of that table.
func Values(image []byte, table string) []any {
	r := unpacker{b: image, s: string(image)}
	read := func() (v any) {
		if len(r.b) == 0 {
			r.bad = true
			return nil
		}
		kind := r.b[0]
		r.b = r.b[1:]
		switch kind {
		case 'n':
		case 'i':
			v = int64(r.int())
		case 't':
			v = r.text()
		case 'b':
			v = []byte(r.text())
		case 'r':
			if len(r.b) < 8 {
				r.bad = true
				return nil
			}
			v = math.Float64frombits(binary.BigEndian.Uint64(r.b))
			r.b = r.b[8:]
		default:
			r.bad = true
		}
		return v
	}
	if read() != table {
		return nil
	}
	var list []any
	for len(r.b) > 0 && !r.bad {
		list = append(list, read())
	}
	if r.bad {
		return nil
	}
	return list
}
