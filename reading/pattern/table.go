package pattern

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"

	"concord/fault"
)

// The tables of a language folder, and the kind of what their rows find. All are
// read before any row is compiled, so that a row may use the words of another table.
var tables = []struct {
	file string
	kind Kind
}{
	{"numerals.tsv", Ordinal},
	{"dates.tsv", Date},
	{"symbols.tsv", Symbol},
	{"figures.tsv", Figure},
}

// row is one line of a table.
type row struct {
	kind    Kind
	rule    string
	pattern string
	value   string
	line    string // "dates.tsv, line 12"
}

// readRows reads one table: a header line, then rule, pattern and value
// separated by tabs; lines that begin with # and empty lines do not count.
func readRows(folder fs.FS, file string, kind Kind) ([]row, error) {
	f, err := folder.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "The table %s cannot be read.", file)
	}
	defer f.Close()
	var rows []row
	scan := bufio.NewScanner(f)
	header := false
	for n := 1; scan.Scan(); n++ {
		text := strings.TrimRight(scan.Text(), "\r")
		if strings.TrimSpace(text) == "" || strings.HasPrefix(text, "#") {
			continue
		}
		cells := strings.Split(text, "\t")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if !header {
			header = true
			if len(cells) < 3 || cells[0] != "rule" || cells[1] != "pattern" || cells[2] != "value" {
				return nil, fault.New(fault.Invalid, "The first line of %s has to name the columns rule, pattern and value.", file)
			}
			continue
		}
		where := fmt.Sprintf("%s, line %d", file, n)
		if len(cells) < 2 || cells[0] == "" || cells[1] == "" {
			return nil, fault.New(fault.Invalid, "%s: a row needs a rule and a pattern, with a tab between them.", where)
		}
		r := row{kind: kind, rule: cells[0], pattern: cells[1], line: where}
		if len(cells) > 2 {
			r.value = cells[2]
		}
		rows = append(rows, r)
	}
	if err := scan.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "The table %s cannot be read.", file)
	}
	return rows, nil
}

// Load compiles the grammar of a language from its folder of tables
// (dates.tsv, symbols.tsv, figures.tsv, numerals.tsv; one that is absent has no
// rows). A row that cannot be understood is an error of kind [fault.Invalid] that
// names its table and line. A Grammar may be used by several goroutines at once.
func Load(folder fs.FS) (*Grammar, error) {
	var rows []row
	for _, t := range tables {
		r, err := readRows(folder, t.file, t.kind)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r...)
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.Invalid, "The language folder holds none of dates.tsv, symbols.tsv, figures.tsv and numerals.tsv.")
	}
	c := compiler{
		g:     &Grammar{joins: newClass(), prefixes: newClass(), stops: newClass()},
		names: map[string]uint8{},
		class: map[string]*class{},
		words: map[string][]word{},
	}
	// Words first, in the order of the tables: a row of words may be made of the
	// words of rows above it.
	for _, r := range rows {
		if strings.HasPrefix(r.rule, "@") {
			if err := c.addWords(r); err != nil {
				return nil, err
			}
		}
	}
	for name, words := range c.words {
		cl := newClass()
		for _, w := range words {
			cl.add(w.text, int32(w.value))
		}
		c.class[name] = cl
	}
	for i := range c.g.roots {
		c.g.roots[i] = &node{}
	}
	c.g.more, c.g.base = &node{}, &node{}
	for _, r := range rows {
		if !strings.HasPrefix(r.rule, "@") {
			if err := c.addRow(r); err != nil {
				return nil, err
			}
		}
	}
	if cl := c.class["join"]; cl != nil {
		c.g.joins = cl
	}
	if cl := c.class["prefix"]; cl != nil {
		c.g.prefixes = cl
	}
	if cl := c.class["stop"]; cl != nil {
		c.g.stops = cl
	}
	c.g.slots = len(c.names)
	c.g.index()
	return c.g, nil
}

// word is one word of a class with its value.
type word struct {
	text  string
	value int
}

// compiler holds what is needed while the rows of a grammar are compiled.
type compiler struct {
	g     *Grammar
	names map[string]uint8 // slot names, numbered for the captures
	class map[string]*class
	words map[string][]word
}

// element is a piece of a parsed pattern: a literal, a blank, a slot, or a choice
// of sequences.
type element struct {
	literal string
	blank   bool
	slot    string
	choice  [][]element
}

// parsePattern reads a pattern up to one of the stop characters.
func parsePattern(p string, stop string, depth int) (seq []element, rest string, err error) {
	literal := func(s string) {
		if n := len(seq); n > 0 && seq[n-1].literal != "" {
			seq[n-1].literal += s
			return
		}
		seq = append(seq, element{literal: s})
	}
	if depth > 6 {
		return nil, "", errors.New("brackets stand too deep in one another")
	}
	for p != "" {
		switch c := p[0]; {
		case strings.IndexByte(stop, c) >= 0:
			return seq, p, nil
		case c == ' ':
			p = strings.TrimLeft(p, " ")
			seq = append(seq, element{blank: true})
		case c == '{':
			n := strings.IndexByte(p, '}')
			if n < 0 {
				return nil, "", errors.New("a { is not closed")
			}
			seq = append(seq, element{slot: p[1:n]})
			p = p[n+1:]
		case c == '[' || c == '<':
			end := map[byte]string{'[': "]", '<': ">"}[c]
			var choice [][]element
			p = p[1:]
			for {
				inner, after, err := parsePattern(p, "|"+end, depth+1)
				if err != nil {
					return nil, "", err
				}
				if after == "" {
					return nil, "", fmt.Errorf("a %c is not closed", c)
				}
				choice = append(choice, inner)
				p = after[1:]
				if after[0] == end[0] {
					break
				}
			}
			if c == '[' {
				choice = append(choice, nil)
			}
			seq = append(seq, element{choice: choice})
		case c == ']' || c == '>' || c == '|' || c == '}':
			return nil, "", fmt.Errorf("a %c stands where nothing was opened", c)
		default:
			n := strings.IndexAny(p, " {[<]>|}")
			if n < 0 {
				n = len(p)
			}
			literal(p[:n])
			p = p[n:]
		}
	}
	return seq, "", nil
}

const maxVariants = 4096

// expand writes out the choices of a sequence: all sequences without choices.
func expand(seq []element) ([][]element, error) {
	out := [][]element{nil}
	for _, e := range seq {
		if e.choice == nil {
			for i := range out {
				out[i] = appendElement(out[i], e)
			}
			continue
		}
		var next [][]element
		for _, alt := range e.choice {
			variants, err := expand(alt)
			if err != nil {
				return nil, err
			}
			for _, v := range variants {
				for _, o := range out {
					n := slices.Clip(slices.Clone(o))
					for _, e := range v {
						n = appendElement(n, e)
					}
					next = append(next, n)
				}
			}
			if len(next) > maxVariants {
				return nil, fmt.Errorf("the row has more than %d forms", maxVariants)
			}
		}
		out = next
	}
	return out, nil
}

// appendElement joins neighbouring literals and neighbouring blanks.
func appendElement(seq []element, e element) []element {
	if n := len(seq); n > 0 {
		last := seq[n-1]
		if e.blank && last.blank {
			return seq
		}
		if e.literal != "" && last.literal != "" {
			seq = slices.Clone(seq)
			seq[n-1].literal = last.literal + e.literal
			return seq
		}
	}
	return append(seq, e)
}

// parse expands a pattern, without blanks at its ends.
func (c *compiler) parse(pattern string) ([][]element, error) {
	seq, _, err := parsePattern(pattern, "", 0)
	if err != nil {
		return nil, err
	}
	variants, err := expand(seq)
	if err != nil {
		return nil, err
	}
	for i, v := range variants {
		for len(v) > 0 && v[0].blank {
			v = v[1:]
		}
		for len(v) > 0 && v[len(v)-1].blank {
			v = v[:len(v)-1]
		}
		if len(v) == 0 {
			return nil, errors.New("a form of the pattern is empty")
		}
		variants[i] = v
	}
	return variants, nil
}

// addWords takes a row of words into its class: "@month", "January | Jan.", 1.
// The words may be made of words of other classes, and the value may be a sum:
// "@ordinal", "{tens}-{unit}", "{tens}+{unit}".
func (c *compiler) addWords(r row) error {
	name := r.rule[1:]
	fail := func(err error) error {
		return fault.Wrap(err, fault.Invalid, "%s: the words of %s cannot be understood: %v.", r.line, r.rule, err)
	}
	if name == "" || strings.ContainsAny(name, "{}[]<>| ") || builtin(name) {
		return fail(errors.New("this name cannot be given to words"))
	}
	variants, err := c.parse("<" + strings.ReplaceAll(r.pattern, " | ", "|") + ">")
	if err != nil {
		return fail(err)
	}
	for _, v := range variants {
		made := []madeWord{{values: map[string]int{}}}
		for _, e := range v {
			switch {
			case e.blank:
				for i := range made {
					made[i].text += " "
				}
			case e.literal != "":
				for i := range made {
					made[i].text += e.literal
				}
			default:
				words, ok := c.words[base(e.slot)]
				if !ok {
					return fail(fmt.Errorf("there are no words named {%s} above it", e.slot))
				}
				var next []madeWord
				for _, m := range made {
					for _, w := range words {
						values := map[string]int{e.slot: w.value}
						for k, v := range m.values {
							values[k] = v
						}
						next = append(next, madeWord{m.text + w.text, values})
					}
				}
				made = next
			}
			if len(made) > 20000 {
				return fail(errors.New("these are too many words"))
			}
		}
		for _, m := range made {
			value, err := sum(r.value, m.values)
			if err != nil {
				return fail(err)
			}
			c.words[name] = append(c.words[name], word{m.text, value})
		}
	}
	return nil
}

// madeWord is a word while it is put together.
type madeWord struct {
	text   string
	values map[string]int
}

// sum reads a value made of numbers, names in braces, + and *: "{tens}+{unit}".
func sum(expr string, values map[string]int) (int, error) {
	total := 0
	if strings.TrimSpace(expr) == "" {
		return 0, nil
	}
	for term := range strings.SplitSeq(expr, "+") {
		product := 1
		for factor := range strings.SplitSeq(term, "*") {
			factor = strings.TrimSpace(factor)
			if name, ok := strings.CutPrefix(factor, "{"); ok {
				v, ok := values[strings.TrimSuffix(name, "}")]
				if !ok {
					return 0, fmt.Errorf("the value names %s, which is not in the pattern", factor)
				}
				product *= v
				continue
			}
			n, err := strconv.Atoi(factor)
			if err != nil {
				return 0, fmt.Errorf("%q is no number", factor)
			}
			product *= n
		}
		total += product
	}
	return total, nil
}

// base is a slot's name without the digits that tell two of a kind apart and
// without its range: of "month2" month, of "n2:1-30" n.
func base(slot string) string {
	name, _, _ := strings.Cut(slot, ":")
	return strings.TrimRight(name, "0123456789")
}

// builtin says whether a name is one of the machine's own slots.
func builtin(name string) bool {
	switch base(name) {
	case "d", "m", "y", "yy", "n", "s", "p", "number", "roman", "L", "D", "words", "":
		return true
	}
	return false
}

// atom makes the machine's atom of an element.
func (c *compiler) atom(e element) (atom, error) {
	switch {
	case e.blank:
		return atom{kind: atomBlank}, nil
	case e.literal != "":
		return atom{kind: atomLiteral, literal: foldString(e.literal)}, nil
	case e.slot == ">":
		return atom{kind: atomAhead}, nil
	case e.slot == "<":
		return atom{kind: atomBehind}, nil
	}
	name, limits, limited := strings.Cut(e.slot, ":")
	a := atom{kind: atomNumber, low: 0, high: math.MaxInt32}
	switch base(name) {
	case "d":
		a.digits, a.low, a.high, a.class = 2, 1, 31, c.class["day"]
	case "m":
		a.digits, a.low, a.high = 2, 1, 12
	case "y":
		a.digits, a.exact, a.low, a.high = 4, true, 1900, 2100
	case "yy":
		a.digits, a.exact, a.low, a.high = 2, true, 0, 99
	case "n":
		a.digits, a.grouped = 9, true
	case "s", "p":
		a.digits = 4
	case "number":
		a.digits, a.grouped, a.class = 9, true, c.class["cardinal"]
	case "roman":
		a.kind, a.low = atomRoman, 1
	case "L":
		a.kind = atomCapital
	case "D":
		a.kind = atomDate
	case "words":
		a.kind = atomWords
		return a, nil
	default:
		cl := c.class[base(name)]
		if cl == nil {
			return a, fmt.Errorf("{%s} is neither a slot nor a name of words", name)
		}
		a.kind, a.class = atomClass, cl
	}
	if limited {
		lo, hi, ok := strings.Cut(limits, "-")
		l, err1 := strconv.Atoi(lo)
		h, err2 := strconv.Atoi(hi)
		if !ok || err1 != nil || err2 != nil || l > h || h > math.MaxInt32 {
			return a, fmt.Errorf("{%s} has no range of the form 1-30", e.slot)
		}
		a.low, a.high = int32(l), int32(h)
	}
	if a.kind == atomDate {
		switch name {
		case "D":
			a.slot = 0
		case "D2":
			a.slot = 1
		default:
			return a, fmt.Errorf("{%s}: a row may hold only {D} and {D2}", name)
		}
		return a, nil
	}
	id, ok := c.names[name]
	if !ok {
		if len(c.names) == maxSlots {
			return a, errors.New("the tables use too many names of slots")
		}
		id = uint8(len(c.names))
		c.names[name] = id
	}
	a.slot = id
	return a, nil
}

// addRow compiles a row that finds something.
func (c *compiler) addRow(r row) error {
	fail := func(err error) error {
		return fault.Wrap(err, fault.Invalid, "%s: the row %s cannot be understood: %v.", r.line, r.rule, err)
	}
	name, more := strings.CutPrefix(r.rule, "+")
	name, inner := strings.CutPrefix(name, "~")
	kind := r.kind
	if kind == Figure && strings.HasPrefix(name, "sdg") {
		kind = SDG
	}
	if inner && kind != Date {
		return fail(errors.New("only a row of dates can be read as {D} alone"))
	}
	if more && kind != Symbol {
		return fail(errors.New("only a row of symbols can go on from the hit before it"))
	}
	variants, err := c.parse(r.pattern)
	if err != nil {
		return fail(err)
	}
	accept := &accept{rule: name, kind: kind, order: len(c.g.accepts)}
	dated := strings.Contains(r.pattern, "{D")
	switch {
	case r.value == "-":
		accept.nothing = true
	case r.value == "":
		return fail(errors.New("it has no value; - means that nothing is found"))
	case kind == Date:
		if accept.dates, err = c.parseDates(r.value, r.pattern); err != nil {
			return fail(err)
		}
	default:
		if accept.parts, err = c.parseText(r.value); err != nil {
			return fail(err)
		}
	}
	c.g.accepts = append(c.g.accepts, accept)
	before := newClass()
	for _, v := range variants {
		// What stands before {<} as mere words is looked for backwards, from the hit.
		words, v := wordsBefore(v)
		if words != nil {
			before.addLetters(words, 0)
		}
		atoms := make([]atom, len(v))
		for i, e := range v {
			if atoms[i], err = c.atom(e); err != nil {
				return fail(err)
			}
		}
		for i := range atoms {
			// A word has to end where the next element is none that could go on with it.
			next := uint8(atomBlank)
			if i+1 < len(atoms) {
				next = atoms[i+1].kind
			}
			atoms[i].whole = (atoms[i].kind == atomLiteral || atoms[i].kind == atomClass) &&
				next != atomLiteral && next != atomClass && next != atomDate && next != atomRoman
		}
		if len(atoms) == 0 {
			return fail(errors.New("nothing stands behind {<}"))
		}
		if k := atoms[0].kind; k == atomBlank || k == atomAhead || k == atomBehind || k == atomWords {
			return fail(errors.New("a form of the row begins with nothing that could be looked for"))
		}
		// The organ that a symbol's row names in capitals: {UNGA}.
		end := &ending{accept: accept}
		if words != nil {
			end.before = before
		}
		for _, e := range v {
			n, _, _ := strings.Cut(e.slot, ":")
			if id, ok := c.names[n]; ok && e.slot != "" {
				end.present |= 1 << id
				if b := base(n); kind == Symbol && len(b) > 1 && strings.ToUpper(b) == b && !builtin(b) {
					end.organ, end.organSlot = b, id
				}
			}
		}
		root := c.g.roots[kind]
		switch {
		case more:
			root = c.g.more
		case kind == Date && !dated && !accept.nothing:
			insert(c.g.base, atoms, end)
		}
		if !inner {
			insert(root, atoms, end)
		}
	}
	return nil
}

// insert adds a sequence of atoms to the tree, sharing what others began with.
func insert(n *node, atoms []atom, end *ending) {
	for i := range atoms {
		at := slices.IndexFunc(n.edges, func(e edge) bool { return e.atom.equal(&atoms[i]) })
		if at < 0 {
			n.edges = append(n.edges, edge{atom: atoms[i], to: &node{}})
			at = len(n.edges) - 1
		}
		n = n.edges[at].to
	}
	// Two forms of one row that come to the same are one.
	if !slices.ContainsFunc(n.ends, func(e *ending) bool {
		return e.accept == end.accept && e.present == end.present && (e.before == nil || end.before != nil)
	}) {
		n.ends = append(n.ends, end)
	}
}

// wordsBefore parts a form of a row at {<} where mere words stand before it, and
// gives them reversed.
func wordsBefore(v []element) (before []rune, rest []element) {
	at := slices.IndexFunc(v, func(e element) bool { return e.slot == "<" })
	if at < 0 {
		return nil, v
	}
	text := ""
	for _, e := range v[:at] {
		switch {
		case e.blank:
			text += " "
		case e.literal != "":
			text += e.literal
		default:
			return nil, v
		}
	}
	before = foldString(strings.TrimSpace(text))
	slices.Reverse(before)
	for rest = v[at+1:]; len(rest) > 0 && rest[0].blank; {
		rest = rest[1:]
	}
	return before, rest
}
