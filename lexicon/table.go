package lexicon

import (
	"bufio"
	"cmp"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"concord/fault"
)

// tableColumns of what people changed: those of actors/<group>.tsv and of
// names/<group>.<language>.tsv, and the language. A row with a type is an actor, one
// with a language a name.
var tableColumns = []string{"id", "type", "parent", "language", "sort", "name", "from", "to", "source"}

// What stands in the column sort of a name that ships and does not hold, and of a
// text that is no name.
const (
	sortWithout = "without"
	sortNone    = "none"
)

const tableHead = `# Names as people changed them over those that ship with Concord. A row with a type is an actor, as in
# lexicon/data/actors; a row with a language is a name, as in lexicon/data/names. The sort "without" is a shipped name that
# does not hold, "none" a text that is no name.
`

// MaxTable is the largest table that ReadTable takes, in bytes.
const MaxTable = 32 << 20

// WriteTable writes an overlay as a table in the columns of the data that ship, so
// that its rows can be proposed for them. The same overlay gives the same bytes.
func (o *Overlay) WriteTable(w io.Writer) error {
	var rows [][]string
	for _, a := range o.Actors {
		rows = append(rows, []string{a.ID, a.Type, a.Parent, "", "", "", a.From, a.To, ""})
	}
	name := func(list []Name, id func(n *Name) string, sort func(n *Name) string) {
		for i := range list {
			n := &list[i]
			rows = append(rows, []string{id(n), "", "", n.Language, sort(n), n.Text, n.From, n.To, n.Source})
		}
	}
	own := func(n *Name) string { return n.ID }
	name(o.Names, own, func(n *Name) string { return n.Sort })
	for _, n := range o.Without { // its text says which one it is
		rows = append(rows, []string{n.ID, "", "", n.Language, sortWithout, n.Text, "", "", ""})
	}
	name(o.None, func(*Name) string { return "" }, func(*Name) string { return sortNone })
	slices.SortFunc(rows, func(a, b []string) int {
		// An actor before its names; what is no name last.
		return cmp.Or(boolean(a[0] == "")-boolean(b[0] == ""), strings.Compare(a[0], b[0]), boolean(a[1] == "")-boolean(b[1] == ""), slices.Compare(a, b))
	})
	out := bufio.NewWriter(w)
	out.WriteString(tableHead)
	out.WriteString(strings.Join(tableColumns, "\t") + "\n")
	for _, r := range rows {
		out.WriteString(strings.Join(r, "\t") + "\n")
	}
	return out.Flush()
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// ReadTable reads what WriteTable wrote, or a table with some of its columns. Errors
// name file and line.
func ReadTable(file string, raw []byte) (o Overlay, err error) {
	if len(raw) > MaxTable {
		return o, fault.New(fault.TooLarge, "%s holds more than %d MB; a table of names is smaller.", file, MaxTable>>20)
	}
	if !utf8.Valid(raw) {
		return o, fault.New(fault.Invalid, "%s is no text in UTF-8; save it so, with tabs between the columns.", file)
	}
	err = parseTable(file, raw, tableColumns, func(c []string) error {
		n := Name{Kind: KindActor, ID: c[0], Language: c[3], Sort: c[4], Text: c[5], From: c[6], To: c[7], Source: c[8]}
		switch {
		case c[4] == sortNone && c[0] == "" && c[5] != "":
			n.Sort = Variant
			o.None = append(o.None, n)
		case c[0] == "" || c[0][0] == '#':
			return fault.New(fault.Invalid, "the row has no id, or one that begins with #")
		case c[1] != "" && c[5] == "":
			o.Actors = append(o.Actors, Actor{ID: c[0], Type: c[1], Parent: c[2], From: c[6], To: c[7]})
		case c[1] != "":
			return fault.New(fault.Invalid, "the row has both a type, as an actor has, and a name; write two rows")
		case c[3] == "" || c[5] == "":
			return fault.New(fault.Invalid, "the row has neither a type, as an actor has, nor the language and text of a name")
		case c[4] == sortWithout:
			n.Sort = ""
			o.Without = append(o.Without, n)
		default:
			o.Names = append(o.Names, n)
		}
		return nil
	})
	return o, err
}
