package lexicon

import (
	"cmp"
	"encoding/binary"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/fault"
)

// NewMatcher makes the matcher of a language's names and of words given with
// them. It takes some milliseconds; keep it. A word that is empty, or begins or
// ends with a space, is an error.
func (l *Lexicon) NewMatcher(lang string, words []Word) (*Matcher, error) {
	g := l.of(lang)
	if g.err != nil {
		return nil, g.err
	}
	return compile(l, g, words)
}

// form is one spelling to be compiled.
type form struct {
	text string
	name int32 // index in the language's names; -1 for a word
	word int32
	stem bool
}

func compile(l *Lexicon, g *language, words []Word) (*Matcher, error) {
	b := &builder{chars: fresh(), classOf: map[rune]uint16{}}
	var size int
	each := 1
	if g.table != nil {
		each = 7 // a guess at the forms of a name
	}
	b.forms = make([]form, 0, each*len(g.names)+len(words))
	for i := range g.names {
		for _, f := range g.forms(i) {
			b.forms = append(b.forms, form{text: f, name: int32(i), word: -1})
			size += len(f)
		}
	}
	for i := range words {
		t := words[i].Text
		if t == "" || strings.TrimSpace(t) != t || !utf8.ValidString(t) {
			return nil, fault.New(fault.Invalid, "the word %q (value %d) is empty, begins or ends with a space, or is no UTF-8", t, words[i].Value)
		}
		f := form{text: t, name: -1, word: int32(i)}
		if before, ok := strings.CutSuffix(t, "*"); ok {
			if r, _ := utf8.DecodeLastRuneInString(before); flags(r)&word != 0 {
				f.text, f.stem = before, true
			}
		}
		b.forms = append(b.forms, f)
		size += len(t)
	}
	if err := b.rank(); err != nil {
		return nil, err
	}
	b.pool = make([]uint16, 0, size)
	b.entries = make([]entry, 0, len(b.forms))
	for i := range b.forms {
		if err := b.encode(&b.forms[i]); err != nil {
			return nil, err
		}
	}
	clitics := slices.Clone(g.clit)
	for i := range clitics {
		if err := b.encodeClitic(&clitics[i]); err != nil {
			return nil, err
		}
	}
	b.build()

	m := &Matcher{chars: b.chars, nodes: b.nodes, ends: b.ends, pool: b.pool, words: words, clitics: clitics}
	m.entries = make([]entry, len(b.order))
	m.targets = make([]Target, len(b.order))
	m.text = make([]string, len(b.order))
	for i, o := range b.order {
		m.entries[i] = b.entries[o]
		f := &b.forms[b.entries[o].ref]
		if f.name < 0 {
			m.entries[i].ref = f.word
			continue
		}
		n := &g.names[f.name]
		m.targets[i] = Target{Kind: n.Kind, ID: n.ID, Index: l.at(n.Kind, n.ID), Name: n}
		m.text[i] = f.text
	}
	for i := range m.clitics {
		c := &m.clitics[i]
		c.start, c.into = m.start(c.lost, b.classOf)
	}
	m.first = b.firstWords(m)
	for i := range m.entries {
		if e := &m.entries[i]; e.length > 1 {
			k := pairBit(char(m.pool[e.key]), char(m.pool[e.key+1]))
			m.pairs[k>>6] |= 1 << (k & 63)
		}
	}
	m.runs()
	m.small = make([]int32, len(words))
	for i, e := range m.ends {
		if e < 0 {
			continue
		}
		if x := &m.entries[e]; x.flags&(isWord|last|long|verbatim|stem) == isWord|last && x.up == 0 {
			m.ends[i], m.small[x.ref] = ^x.ref, e
		}
	}
	return m, nil
}

// runs sets of each run of name entries that share spelling and capitals the
// length, and brings its targets together, each actor or place once.
func (m *Matcher) runs() {
	for i := 0; i < len(m.entries); {
		if m.entries[i].flags&isWord != 0 {
			i++
			continue
		}
		j := i + 1
		for j < len(m.entries) && m.entries[j-1].flags&last == 0 && m.entries[j].flags&isWord == 0 && m.sameCapitals(i, j) {
			j++
		}
		run := m.targets[i:j]
		if len(run) > 1 {
			slices.SortStableFunc(run, func(a, b Target) int { return rank(a.Name.Sort) - rank(b.Name.Sort) })
			stay := 0
			for _, t := range run {
				if !slices.ContainsFunc(run[:stay], func(o Target) bool { return o.Kind == t.Kind && o.ID == t.ID }) {
					run[stay] = t
					stay++
				}
			}
			run = run[:stay]
		}
		for k := i; k < j; k++ {
			m.entries[k].ref, m.entries[k].stands = int32(j-i), int32(len(run))
		}
		i = j
	}
}

func (m *Matcher) sameCapitals(i, j int) bool {
	a, b := &m.entries[i], &m.entries[j]
	return slices.Equal(m.pool[a.key:a.key+uint32(a.length)], m.pool[b.key:b.key+uint32(b.length)])
}

type builder struct {
	chars   *chars
	classOf map[rune]uint16
	forms   []form
	pool    []uint16
	entries []entry // ref is the index in forms
	order   []int32 // entries in the order of the tree
	nodes   []node
	ends    []int32
	used    []uint64 // cells of nodes, a bit each
	top     int      // behind the last cell that is used
	// The first word of used in which a gap is looked for: for a single child,
	// for several.
	single, several int
	spare           []int32
}

// rank gives the characters of all forms their classes, the most frequent first:
// then the children of most nodes lie close together.
func (b *builder) rank() error {
	raw := make([]int32, 0x10000)
	count := map[rune]int32{' ': 1}
	for i := range b.forms {
		for _, r := range b.forms[i].text {
			if r < 0x10000 {
				raw[r]++
			} else {
				count[r]++
			}
		}
	}
	for r, n := range raw {
		if n > 0 && flags(rune(r))&mark == 0 {
			count[foldRune(rune(r))] += n
		}
	}
	used := slices.SortedFunc(maps.Keys(count), func(x, y rune) int {
		return cmp.Or(cmp.Compare(count[y], count[x]), cmp.Compare(x, y))
	})
	for _, r := range used {
		if _, err := b.class(r); err != nil {
			return err
		}
	}
	return nil
}

// class gives a folded character its class.
func (b *builder) class(folded rune) (uint16, error) {
	class := b.classOf[folded]
	if class == 0 {
		if len(b.classOf) >= int(classMask) {
			return 0, fault.New(fault.TooLarge, "there are more than %d different characters in the names", int(classMask))
		}
		class = uint16(len(b.classOf) + 1)
		b.classOf[folded] = class
		b.chars.set(folded, char(class))
	}
	return class, nil
}

// encode appends the form's classes to the pool and its entry to entries. rank
// has given all characters their classes.
func (b *builder) encode(f *form) error {
	e := entry{key: uint32(len(b.pool)), ref: int32(len(b.entries))}
	if f.name < 0 {
		e.flags |= isWord
	}
	t := b.chars
	var (
		prev     char // the last character kept
		wasSpace bool // a space waits to be kept
		spelt    bool // has a letter or digit of a spaced script
		casedIn  int  // words with a letter that has a case
		inCased  bool
		n        uint
		head     rune // the first character kept
	)
	for i := 0; i < len(f.text); {
		c, size := t.get(f.text, i)
		i += size
		switch {
		case c&mark != 0:
			continue
		case c&space != 0:
			wasSpace = n > 0
			continue
		case n == 0:
			head, _ = utf8.DecodeRuneInString(f.text[i-size:])
			if c&opens == 0 {
				t.set(foldRune(head), opens)
			}
		}
		if wasSpace {
			wasSpace = false
			if prev&wide == 0 && c&wide == 0 {
				inCased = false
				b.pool = append(b.pool, b.classOf[' '])
				prev = space
				n++
			}
		}
		key := uint16(c & classMask)
		cased := c&(upper|lower) != 0
		if cased {
			key |= keyCased
			if prev&word == 0 {
				key |= keyMay
			}
			if c&upper != 0 {
				key |= keyUpper
			}
			if !inCased {
				casedIn++
			}
			if n < 64 {
				bit := uint64(1) << n
				e.cased |= bit
				if c&upper != 0 {
					e.up |= bit
				}
				if key&(keyUpper|keyMay) != 0 {
					e.may |= bit
				}
			}
		}
		inCased = c&word != 0 && (inCased || cased)
		spelt = spelt || c&word != 0
		b.pool = append(b.pool, key)
		prev = c
		n++
	}
	if n == 1 {
		t.set(foldRune(head), alone)
	}
	if n == 0 || n > 1<<14 {
		return fault.New(fault.Invalid, "%q is no name", f.text)
	}
	e.length = uint16(n)
	if f.stem {
		e.flags |= stem
	}
	if n > 64 {
		e.flags |= long
	}
	// A name of two words or more, and a word of four letters or more, may stand
	// in a heading in capitals; "who" must not be found in "WHO".
	if casedIn >= 2 || casedIn == 1 && e.flags&isWord != 0 && n >= 4 {
		e.flags |= capitals
	}
	if e.flags&isWord != 0 && !spelt && !strings.ContainsFunc(f.text, func(r rune) bool { return unicode.IsLetter(r) && flags(r)&mark == 0 }) {
		e.flags |= verbatim
	}
	b.entries = append(b.entries, e)
	return nil
}

// span is a part of order whose keys share their first depth classes, and the
// node that stands for them.
type span struct {
	node   int32
	lo, hi int32
	depth  int32
}

// build makes the double array of all keys, breadth first, so that the cells
// near the root, which most steps touch, lie together.
func (b *builder) build() {
	b.order = make([]int32, len(b.entries))
	for i := range b.order {
		b.order[i] = int32(i)
	}
	b.spare = make([]int32, len(b.order))
	b.grow(int(classMask) + 2)
	b.take(0)
	b.nodes[0].flags = 0
	queue := []span{{0, 0, int32(len(b.order)), 0}}
	var (
		count    = make([]int32, len(b.classOf)+2)
		children []span
		classes  []int32
	)
	for len(queue) > 0 {
		next := queue[:0:0]
		for _, s := range queue {
			part := b.order[s.lo:s.hi]
			x := &b.nodes[s.node]
			if s.node != 0 {
				x.key, x.length = b.entries[part[0]].key+uint32(s.depth), uint16(b.common(part, s.depth))
				s.depth += int32(x.length)
			}
			// Those that end here come first, in the order of groups.
			whole := b.partition(part, s.depth, count)
			if whole > 0 {
				b.group(part[:whole])
				b.ends[s.node] = s.lo
				x.flags |= ending
				for _, o := range part[:whole] {
					if b.entries[o].flags&stem != 0 {
						x.flags |= open
					}
				}
			}
			if whole == len(part) {
				x.flags |= leaf
				continue
			}
			children, classes = children[:0], classes[:0]
			for i := whole; i < len(part); {
				c := b.at(part[i], s.depth)
				j := i + 1
				for j < len(part) && b.at(part[j], s.depth) == c {
					j++
				}
				classes = append(classes, c)
				children = append(children, span{0, s.lo + int32(i), s.lo + int32(j), s.depth + 1})
				i = j
			}
			offset := b.place(classes)
			b.nodes[s.node].base = offset
			for i, c := range children {
				c.node = offset + classes[i]
				b.take(int(c.node))
				b.nodes[c.node].check = s.node
				next = append(next, c)
			}
		}
		queue = next
	}
	// A step may look at any cell from an offset on, and offsets are below top.
	n := b.top + len(b.classOf) + 1
	b.grow(n)
	b.nodes, b.ends = slices.Clone(b.nodes[:n]), slices.Clone(b.ends[:n])
}

// at is the class of an entry's key at a depth within it.
func (b *builder) at(e int32, depth int32) int32 {
	return int32(b.pool[b.entries[e].key+uint32(depth)] & uint16(classMask))
}

// partition sorts part by the class at depth, those that end there first, and
// tells how many these are. It keeps the order of equals.
func (b *builder) partition(part []int32, depth int32, count []int32) int {
	key := func(e int32) int32 {
		if int32(b.entries[e].length) == depth {
			return 0
		}
		return b.at(e, depth)
	}
	ending := 0
	if len(part) < 24 {
		for i := 1; i < len(part); i++ {
			e := part[i]
			k := key(e)
			j := i
			for j > 0 && key(part[j-1]) > k {
				part[j] = part[j-1]
				j--
			}
			part[j] = e
		}
	} else {
		clear(count)
		for _, e := range part {
			count[key(e)+1]++
		}
		for i := 1; i < len(count); i++ {
			count[i] += count[i-1]
		}
		spare := b.spare[:len(part)]
		for _, e := range part {
			k := key(e)
			spare[count[k]] = e
			count[k]++
		}
		copy(part, spare)
	}
	for ending < len(part) && key(part[ending]) == 0 {
		ending++
	}
	return ending
}

// common is the number of classes that all keys of part share from depth on.
func (b *builder) common(part []int32, depth int32) int {
	a := &b.entries[part[0]]
	key := b.pool[a.key+uint32(depth) : a.key+uint32(a.length)]
	for _, o := range part[1:] {
		e := &b.entries[o]
		other := b.pool[e.key+uint32(depth) : e.key+uint32(e.length)]
		n := 0
		for n < len(key) && n < len(other) && (key[n]^other[n])&uint16(classMask) == 0 {
			n++
		}
		key = key[:n]
	}
	return len(key)
}

// group orders entries of one spelling: names before words, names with the same
// capitals together, words in the reverse of the order given (walk reverses them
// again), and flags the last.
func (b *builder) group(part []int32) {
	if len(part) > 1 {
		slices.SortStableFunc(part, func(x, y int32) int {
			ex, ey := &b.entries[x], &b.entries[y]
			if c := cmp.Compare(ex.flags&isWord, ey.flags&isWord); c != 0 {
				return c
			}
			if ex.flags&isWord != 0 {
				return cmp.Compare(ey.ref, ex.ref)
			}
			return slices.Compare(b.pool[ex.key:ex.key+uint32(ex.length)], b.pool[ey.key:ey.key+uint32(ey.length)])
		})
	}
	b.entries[part[len(part)-1]].flags |= last
}

// place finds an offset at which the cells of all classes are free. After some
// attempts it takes the first cells that nobody has used, and begins the next
// search a little further: packing closer costs more time than it saves memory.
// Single children, which fit anywhere, fill the gaps that the others leave.
func (b *builder) place(classes []int32) int32 {
	start := &b.single
	if len(classes) > 1 {
		start = &b.several
	}
	for *start < len(b.used) && b.used[*start] == ^uint64(0) {
		*start++
	}
	first := int(classes[0])
	tries := 0
	for cell := max(*start*64, first); cell < b.top; cell++ {
		w := b.used[cell>>6] >> (cell & 63)
		if w&1 != 0 {
			cell += bits.TrailingZeros64(^w) - 1
			continue
		}
		if b.fits(cell-first, classes) {
			return int32(cell - first)
		}
		if tries++; tries == maxTries {
			*start++
			break
		}
	}
	offset := max(b.top-first, 0)
	b.grow(offset + int(classes[len(classes)-1]) + 1)
	return int32(offset)
}

// maxTries bounds the search for a gap.
const maxTries = 64

func (b *builder) fits(offset int, classes []int32) bool {
	b.grow(offset + int(classes[len(classes)-1]) + 1)
	for _, c := range classes {
		cell := offset + int(c)
		if b.used[cell>>6]>>(cell&63)&1 != 0 {
			return false
		}
	}
	return true
}

func (b *builder) take(cell int) {
	b.used[cell>>6] |= 1 << (cell & 63)
	b.top = max(b.top, cell+1)
}

// grow makes the array at least n cells long.
func (b *builder) grow(n int) {
	if n <= len(b.nodes) {
		return
	}
	n = max(n, len(b.nodes)*5/4)
	n = (n + 63) &^ 63
	for i := len(b.nodes); i < n; i++ {
		b.nodes = append(b.nodes, node{check: -1})
		b.ends = append(b.ends, -1)
	}
	for len(b.used) < n/64 {
		b.used = append(b.used, 0)
	}
}

// firstWords makes the table of first words; nil where no spelling begins with
// an ASCII word.
func (b *builder) firstWords(m *Matcher) *firstWords {
	letter := make([]byte, len(b.classOf)+1) // of a class: its ASCII letter or digit
	for r, class := range b.classOf {
		if r < utf8.RuneSelf && flags(r)&word != 0 {
			letter[class] = byte(r)
		}
	}
	f := &firstWords{}
	type slot struct{ low, high uint64 }
	seen := map[slot]firstWord{}
	for i := range m.entries {
		e := &m.entries[i]
		var w [longestFirst]byte
		n := 0
		key := m.pool[e.key : e.key+uint32(e.length)]
		for n < len(key) && n < longestFirst && letter[key[n]&uint16(classMask)] != 0 {
			w[n] = letter[key[n]&uint16(classMask)]
			n++
		}
		if n == 0 {
			continue
		}
		if e.flags&stem != 0 && n == len(key) {
			l := min(n, 4)
			f.lengths |= 1 << l
			k := stemBit(binary.LittleEndian.Uint64(w[:]), l)
			f.stems[k>>6] |= 1 << (k & 63)
		}
		k := slot{binary.LittleEndian.Uint64(w[:]), binary.LittleEndian.Uint64(w[8:])}
		if _, known := seen[k]; known {
			continue
		}
		at, into := m.descend(key[:n])
		seen[k] = firstWord{k.low, k.high, at, int32(into)}
	}
	if len(seen) == 0 {
		return nil
	}
	size := 64
	for size < 2*len(seen) {
		size *= 2
	}
	f.slots = make([]firstWord, size)
	f.shift = uint(64 - bits.TrailingZeros(uint(size)))
	for _, s := range seen {
		h := hashWord(s.low, s.high) >> f.shift
		for f.slots[h&uint64(size-1)].low != 0 {
			h++
		}
		f.slots[h&uint64(size-1)] = s
	}
	return f
}

// descend gives the node in which a sequence of classes ends with which some
// spelling begins, and how many of the node's classes it takes.
func (m *Matcher) descend(key []uint16) (at int32, into int) {
	for _, k := range key {
		class := k & uint16(classMask)
		x := &m.nodes[at]
		if into < int(x.length) {
			if m.pool[int(x.key)+into]&uint16(classMask) != class {
				return -1, 0
			}
			into++
			continue
		}
		if x.flags&leaf != 0 {
			return -1, 0
		}
		to := x.base + int32(class)
		if m.nodes[to].check != at {
			return -1, 0
		}
		at, into = to, 0
	}
	return at, into
}
