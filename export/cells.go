package export

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"concord/lexicon"
	"concord/register"
)

// Column of the table of records. A table has the columns of its kinds: those of
// the record itself, its titles, a column a field, its source.
type Column struct {
	Name  string
	Field *register.Field // nil for what is no field
	Lang  string          // of a title
}

// The columns that are no fields, by name; see doc/export.md.
const (
	colRecord    = "record" // kind of record
	colID        = "id"
	colReview    = "review"
	colSource    = "source" // symbol of the document that tells it, or ID of the work
	colPart      = "source_part"
	colParagraph = "source_paragraph"
	colLanguage  = "source_language"
	colQuote     = "quote"
	colRevision  = "revision"
	colChanged   = "changed"
)

// Columns of the table of some kinds, in their order.
func Columns(kinds ...register.Kind) []Column {
	list := []Column{{Name: colRecord}, {Name: colID}, {Name: colReview}}
	seen := map[string]bool{}
	for _, k := range kinds {
		for _, f := range register.Fields(k) {
			if seen[f.Name] {
				continue
			}
			seen[f.Name] = true
			if f.Type != register.TypeTitle {
				list = append(list, Column{Name: f.Name, Field: &f})
				continue
			}
			for _, l := range lexicon.Languages {
				list = append(list, Column{Name: f.Name + "." + l, Field: &f, Lang: l})
			}
		}
	}
	for _, name := range []string{colSource, colPart, colParagraph, colLanguage, colQuote, colRevision, colChanged} {
		list = append(list, Column{Name: name})
	}
	return list
}

// Header are the names of columns.
func Header(columns []Column) []string {
	out := make([]string, len(columns))
	for i := range columns {
		out[i] = columns[i].Name
	}
	return out
}

// Cells writes records as the cells of a table. Identifiers stand behind their
// names: "African Union [AU] (lead)".
type Cells struct {
	Columns  []Column
	Names    *Names
	Language string                 // of the names
	Title    func(id string) string // of another record; nil leaves its bare identifier
}

// Row is the row of one record.
func (c *Cells) Row(item *Item) []string {
	v := valuesOf(&item.Record)
	own := map[string]bool{}
	for _, f := range register.Fields(item.Record.Kind) {
		own[f.Name] = true
	}
	src := item.Source()
	out := make([]string, len(c.Columns))
	for i := range c.Columns {
		col := &c.Columns[i]
		if col.Field == nil {
			out[i] = c.own(col.Name, item, &src)
			continue
		}
		if own[col.Field.Name] {
			out[i] = c.field(col, v)
		}
	}
	return out
}

func (c *Cells) own(name string, item *Item, src *register.Evidence) string {
	rec := &item.Record
	switch name {
	case colRecord:
		return string(rec.Kind)
	case colID:
		return rec.ID
	case colReview:
		return string(rec.Review)
	case colSource:
		return src.Work
	case colPart:
		return src.Part
	case colParagraph:
		return paragraphCell(src.Place)
	case colLanguage:
		return src.Language
	case colQuote:
		return item.Told.Quote
	case colRevision:
		return strconv.Itoa(rec.Revision)
	case colChanged:
		return rec.At.UTC().Format(time.RFC3339)
	}
	return ""
}

// paragraphCell is a paragraph's number; of a number that repeats with its place
// among them behind a hash.
func paragraphCell(p register.Place) string {
	if p.Nth == 0 {
		return p.Number
	}
	return p.Number + "#" + strconv.Itoa(p.Nth)
}

func (c *Cells) field(col *Column, v valueSet) string {
	f := col.Field
	switch f.Type {
	case register.TypeTitle:
		return v.title()[col.Lang]
	case register.TypeParty:
		var parts []string
		for _, p := range v.parties() {
			s := escapeValue(Named(c.Names.Name(p.Actor, c.Language), p.Actor))
			if p.Role != "" {
				s += " (" + p.Role + ")"
			}
			parts = append(parts, s)
		}
		return strings.Join(parts, "; ")
	}
	list := v.list(f)
	for i, x := range list {
		name := ""
		if f.Type == register.TypeRecord && c.Title != nil {
			name = c.Title(x)
		} else if c.Names != nil {
			name = c.Names.label(f, x, c.Language)
		}
		list[i] = Named(name, x)
		if f.Many {
			list[i] = escapeValue(list[i])
		}
	}
	return strings.Join(list, "; ")
}

// Named is a name with its identifier behind it; the identifier alone where there
// is no name or both are the same.
func Named(name, id string) string {
	if name == "" || name == id {
		return id
	}
	return name + " [" + id + "]"
}

// cutNamed is the reverse of Named: "" for a name alone or an identifier alone.
func cutNamed(cell string) (name, id string) {
	if strings.HasSuffix(cell, "]") {
		if i := strings.LastIndexByte(cell, '['); i >= 0 {
			return strings.TrimSpace(cell[:i]), strings.TrimSpace(cell[i+1 : len(cell)-1])
		}
	}
	return cell, ""
}

// escapeValue and splitValues are how several values stand in one cell: parted by
// semicolons, a semicolon or backslash inside a value behind a backslash.
func escapeValue(s string) string {
	if !strings.ContainsAny(s, `\;`) {
		return s
	}
	return strings.NewReplacer(`\`, `\\`, `;`, `\;`).Replace(s)
}

func splitValues(cell string) []string {
	var out []string
	var b strings.Builder
	flush := func() {
		if s := strings.TrimSpace(b.String()); s != "" {
			out = append(out, s)
		}
		b.Reset()
	}
	for i := 0; i < len(cell); i++ {
		switch c := cell[i]; {
		case c == '\\' && i+1 < len(cell) && (cell[i+1] == '\\' || cell[i+1] == ';'):
			i++
			b.WriteByte(cell[i])
		case c == ';' || c == '\n':
			flush()
		default:
			b.WriteByte(c)
		}
	}
	flush()
	return out
}

// Safe keeps a cell from being taken for a formula by the programs that open
// tables: an apostrophe goes before whatever begins with = + - @ or a tab, also
// behind apostrophes that stand there already, so that Unsafe gives it back.
func Safe(cell string) string {
	if formula(cell) {
		return "'" + cell
	}
	return cell
}

// Unsafe is the cell behind Safe.
func Unsafe(cell string) string {
	if strings.HasPrefix(cell, "'") && formula(cell) {
		return cell[1:]
	}
	return cell
}

func formula(cell string) bool {
	s := strings.TrimLeft(cell, "'")
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
}

// KindsOf lists the kinds of a filter: one, or all in the order of the table.
func KindsOf(k register.Kind) []register.Kind {
	switch k = cmp.Or(k, register.KindActivity); k {
	case register.AnyKind:
		return slices.Clone(register.Kinds())
	default:
		return []register.Kind{k}
	}
}
