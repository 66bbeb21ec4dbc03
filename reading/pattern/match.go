package pattern

import (
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"concord/symbol"
)

// maxSlots is how many differently named slots the tables of one language may use.
const maxSlots = 64

// Kinds of atoms.
const (
	atomLiteral = iota
	atomBlank
	atomNumber
	atomRoman
	atomCapital
	atomClass
	atomDate
	atomWords
	atomAhead
	atomBehind
)

// atom is what the machine reads in one step.
type atom struct {
	kind    uint8
	whole   bool // a word read here has to end where a word ends
	exact   bool // a number has exactly this many digits
	grouped bool // a number may have its thousands parted
	digits  uint8
	slot    uint8
	low     int32
	high    int32
	class   *class
	literal []rune
}

func (a *atom) equal(b *atom) bool {
	return a.kind == b.kind && a.whole == b.whole && a.exact == b.exact && a.grouped == b.grouped && a.digits == b.digits &&
		a.slot == b.slot && a.low == b.low && a.high == b.high && a.class == b.class && slices.Equal(a.literal, b.literal)
}

// node is a state; its edges are tried in the order of the rows.
type node struct {
	edges []edge
	ends  []*ending // what may be accepted here, in the order of the rows
	start *starts   // of a root
}

type edge struct {
	atom atom
	to   *node
}

// starts tells by the first three letters of a stretch which edges of a root may
// begin there; an edge of which fewer letters are fixed stands under those.
type starts struct {
	letters [4][buckets][]int32 // by how many letters are fixed; [0] is unused
}

const buckets = 256

// hash of the letters that edges are kept under; ^r stands for any figure.
func hash(n int, a, b, c rune) uint32 {
	h := uint32(a) * 0x9E3779B1
	if n > 1 {
		h = (h ^ uint32(b)) * 0x85EBCA6B
	}
	if n > 2 {
		h = (h ^ uint32(c)) * 0xC2B2AE35
	}
	return h
}

func bucket(hash uint32) uint8 { return uint8(hash >> 24) }

// Grammar is the compiled tables of one language.
type Grammar struct {
	roots    [kinds]*node
	base     *node // rows of dates that hold no other date: what {D} reads
	more     *node // rows of symbols that go on from the hit before
	accepts  []*accept
	slots    int    // how many names of slots are used
	joins    *class // what may stand between the members of a list
	prefixes *class // letters that may be written before a word without a blank
	stops    *class // words that end a gap of {words}
	ascii    [utf8.RuneSelf]uint8
	pages    [256]*[256]uint8 // kinds that may begin with a letter, for the rest of the BMP
	// look holds the kinds that may begin with the first letters of a stretch, by how
	// many of them are fixed. Different letters may share a place: it rules out only.
	look [4][1 << lookBits]uint8
}

const lookBits = 13

// index prepares the roots for the scan: which kinds may begin with which letter.
func (g *Grammar) index() {
	mark := func(r rune, bits uint8) {
		if r < utf8.RuneSelf {
			g.ascii[r] |= bits
			return
		}
		if r > 0xFFFF {
			return
		}
		p := g.pages[r>>8]
		if p == nil {
			p = new([256]uint8)
			g.pages[r>>8] = p
		}
		p[r&0xFF] |= bits
	}
	g.base.firsts(nil, nil)
	g.more.firsts(g.base, nil)
	for k, n := range g.roots {
		bits := uint8(1) << k
		for _, r := range n.firsts(g.base, func(l int, h uint32) { g.look[l][h>>(32-lookBits)] |= bits }) {
			if r == '0' {
				for d := rune(0); d < 10; d++ {
					mark('0'+d, bits)
					mark(0x0660+d, bits)
					mark(0x06F0+d, bits)
					mark(0xFF10+d, bits)
				}
				continue
			}
			mark(r, bits)
			mark(unicode.ToUpper(r), bits)
		}
	}
	// Letters that are folded to a marked one are marked as well.
	for r := rune(0xA0); r <= 0xFFFF; r++ {
		if f := fold(r); f != r {
			if bits := g.bits(f); bits != 0 {
				mark(r, bits)
			}
		}
	}
}

func (g *Grammar) bits(r rune) uint8 {
	if r < utf8.RuneSelf {
		return g.ascii[r]
	}
	if r > 0xFFFF || g.pages[r>>8] == nil {
		return 0
	}
	return g.pages[r>>8][r&0xFF]
}

// key is the letter under which a root keeps its edges.
func key(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0'
	}
	return lower(r)
}

// firsts prepares the dispatch of a root and gives the letters that its rows
// begin with.
func (n *node) firsts(base *node, seen func(letters int, hash uint32)) []rune {
	n.start = &starts{}
	var letters []rune
	add := func(i int, word []rune) {
		var w [3]rune
		l := 0
		for l < 3 && l < len(word) {
			w[l] = key(word[l])
			if l++; w[l-1] == '0' {
				break // how many figures there are is not fixed
			}
		}
		if !slices.Contains(letters, w[0]) {
			letters = append(letters, w[0])
		}
		h := hash(l, w[0], w[1], w[2])
		if seen != nil {
			seen(l, h)
		}
		if in := &n.start.letters[l][bucket(h)]; len(*in) == 0 || (*in)[len(*in)-1] != int32(i) {
			*in = append(*in, int32(i))
		}
	}
	for i := range n.edges {
		n.edges[i].atom.begin(base, func(word []rune) { add(i, word) })
	}
	return letters
}

// begin gives the first letters, up to three, of what an atom reads.
func (a *atom) begin(base *node, add func([]rune)) {
	switch a.kind {
	case atomLiteral:
		add(a.literal)
	case atomNumber:
		add([]rune{'0'})
		if a.class != nil {
			a.class.beginnings(nil, add)
		}
	case atomClass:
		a.class.beginnings(nil, add)
	case atomDate:
		for i := range base.edges {
			base.edges[i].atom.begin(nil, add)
		}
	default:
		panic("pattern: a root has an edge that cannot be looked for")
	}
}

// candidates calls try with the edges of a root that may begin with the letters.
func (s *starts) try(m *machine, root *node, i int) {
	a, j := letterAt(m.text, i)
	a = key(a)
	if d, _ := digitAt(m.text, i); d >= 0 {
		a = '0'
	}
	for _, e := range s.letters[1][bucket(hash(1, a, 0, 0))] {
		m.step(&root.edges[e], i)
	}
	if a == '0' {
		return
	}
	b, k := m.letterKey(j)
	for _, e := range s.letters[2][bucket(hash(2, a, b, 0))] {
		m.step(&root.edges[e], i)
	}
	c, _ := m.letterKey(k)
	for _, e := range s.letters[3][bucket(hash(3, a, b, c))] {
		m.step(&root.edges[e], i)
	}
}

// looked gives the kinds whose rows may begin at text[i], where no figure stands.
func (m *machine) looked(i int) uint8 {
	g, text := m.g, m.text
	var a, b, c rune
	if i+3 <= len(text) && text[i]|text[i+1]|text[i+2] < utf8.RuneSelf {
		a, b, c = asciiKey[text[i]], asciiKey[text[i+1]], asciiKey[text[i+2]]
		if b == ' ' && c == ' ' {
			b, c = m.twoKeys(i + 1)
		}
	} else {
		r, j := letterAt(text, i)
		a = key(r)
		b, c = m.twoKeys(j)
	}
	h := uint32(a) * 0x9E3779B1
	bits := g.look[1][h>>(32-lookBits)]
	h = (h ^ uint32(b)) * 0x85EBCA6B
	bits |= g.look[2][h>>(32-lookBits)]
	h = (h ^ uint32(c)) * 0xC2B2AE35
	return bits | g.look[3][h>>(32-lookBits)]
}

func (m *machine) twoKeys(i int) (b, c rune) {
	b, i = m.letterKey(i)
	c, _ = m.letterKey(i)
	return b, c
}

// asciiKey is key for ASCII, all blanks as one.
var asciiKey = func() (t [utf8.RuneSelf]rune) {
	for c := range t {
		t[c] = key(rune(c))
	}
	t['\n'] = ' '
	return t
}()

// letterKey is the letter at text[i] as edges are kept under; all blanks are one.
func (m *machine) letterKey(i int) (rune, int) {
	if i >= len(m.text) {
		return 0, i
	}
	r, next := letterAt(m.text, i)
	if r == ' ' || r == '\n' || r == 0xA0 {
		return ' ', skipBlanks(m.text, i)
	}
	return key(r), next
}

type capture struct {
	from, to int32
	value    int32
}

// dateCapture is what {D} read.
type dateCapture struct {
	n     int
	value [maxDates]rawDate
}

const maxDates = 6

// machine is the state of one run. A machine is used by one goroutine at a time.
type machine struct {
	g        *Grammar
	text     string
	captures [maxSlots]capture
	reading  [2]dateCapture // of {D} and {D2}, while walking
	dates    [2]dateCapture // the same, of the best ending
	ahead    int            // where the hit ends, -1 for where the row does
	behind   int            // where the hit begins, -1 for where the row does
	best     struct {
		pos      int // where the row ends
		from, to int // the hit
		end      *ending
		captures [maxSlots]capture
	}
	start  int // where the row began
	sub    *machine
	raws   []rawHit
	lits   []symbol.Match
	shut   []span // where no date is read: symbols, and what rows say is nothing
	buf    []byte
	symbol string // the last one found
}

type span struct{ from, to int }

var machines = sync.Pool{New: func() any { return &machine{sub: &machine{}} }}

// rawHit is a date found, before its year is looked up.
type rawHit struct {
	from, to int
	rule     string
	date     rawDate
	runs     bool // joined to the one before: running days are one interval
}

// run reads the longest row of a root at text[i] into m.best; of equally long
// ones the first in the tables.
func (m *machine) run(root *node, i int) bool {
	m.best.end, m.best.pos, m.ahead, m.behind, m.start = nil, -1, -1, -1, i
	root.start.try(m, root, i)
	return m.best.end != nil
}

// walk tries what may follow a state.
func (m *machine) walk(n *node, i int, number *atom) {
	for _, end := range n.ends {
		if i < m.best.pos || i == m.best.pos && end.accept.order >= m.best.end.accept.order {
			break
		}
		if end.before != nil && !end.before.ends(m.text, m.start) || number != nil && !m.numberEnds(i, number) {
			continue
		}
		m.best.pos, m.best.from, m.best.to, m.best.end = i, m.start, i, end
		if m.behind >= 0 {
			m.best.from = m.behind
		}
		if m.ahead >= 0 {
			m.best.to = m.ahead
		}
		copy(m.best.captures[:m.g.slots], m.captures[:m.g.slots])
		m.dates = m.reading
		break
	}
	for e := range n.edges {
		m.step(&n.edges[e], i)
	}
}

// step reads one atom at text[i] and goes on.
func (m *machine) step(e *edge, i int) {
	text, a := m.text, &e.atom
	switch a.kind {
	case atomLiteral:
		var r rune
		for _, w := range a.literal {
			if w == ' ' {
				if i = skipBlanks(text, i); i == len(text) {
					return
				}
				continue
			}
			if i >= len(text) {
				return
			}
			r, i = letterAt(text, i)
			if !matches(w, r) {
				return
			}
		}
		if a.whole && wordLetter(r) && !wordEnds(text, i) {
			return
		}
		m.walk(e.to, i, nil)
	case atomBlank:
		m.walk(e.to, skipBlanks(text, i), nil)
	case atomNumber:
		// Words of the class come first: in "1er" the figure is a part of the word.
		v, end := int32(0), -1
		var number *atom
		if a.class != nil {
			v, end = a.class.longest(text, i, true)
		}
		if end < 0 {
			v, end = m.number(a, i)
			number = a
		}
		if end < 0 || v < a.low || v > a.high {
			return
		}
		m.captures[a.slot] = capture{int32(i), int32(end), v}
		m.walk(e.to, end, number)
	case atomClass:
		v, end := a.class.longest(text, i, a.whole)
		if end < 0 || v < a.low || v > a.high {
			return
		}
		m.captures[a.slot] = capture{int32(i), int32(end), v}
		m.walk(e.to, end, nil)
	case atomRoman:
		end := i
		for end < len(text) && end-i < 10 && romanValue(text[end]) > 0 {
			end++
		}
		v := parseRoman(text[i:end])
		if v < a.low || v > a.high || !wordEnds(text, end) {
			return
		}
		m.captures[a.slot] = capture{int32(i), int32(end), v}
		m.walk(e.to, end, nil)
	case atomCapital:
		if i < len(text) && text[i] >= 'A' && text[i] <= 'Z' && wordEnds(text, i+1) {
			m.captures[a.slot] = capture{int32(i), int32(i + 1), int32(text[i]-'A') + 1}
			m.walk(e.to, i+1, nil)
		}
	case atomDate:
		s := m.sub
		if s == nil {
			return
		}
		s.g, s.text = m.g, text
		if !m.startsAt(i) || !s.run(m.g.base, i) {
			return
		}
		d := &m.reading[a.slot]
		d.n = 0
		end := s.best.end
		for k := range end.accept.dates {
			v := &end.accept.dates[k]
			raw, ok := s.raw(v, end)
			if !ok || d.n == maxDates {
				return
			}
			d.value[d.n] = raw
			d.n++
		}
		m.walk(e.to, s.best.to, nil)
	case atomWords:
		m.words(e, i)
	case atomAhead:
		was := m.ahead
		m.ahead = i
		m.walk(e.to, i, nil)
		m.ahead = was
	case atomBehind:
		was := m.behind
		m.behind = i
		m.walk(e.to, i, nil)
		m.behind = was
	}
}

// words reads a gap of a few words without punctuation or figures, the shortest
// that lets the row go on first.
func (m *machine) words(e *edge, i int) {
	blanks, letters := 0, 0
	for n := 0; n < 48; n++ {
		m.walk(e.to, i, nil)
		if m.g.stops.next != nil {
			if _, end := m.g.stops.longest(m.text, i, true); end > i {
				return
			}
		}
		if i >= len(m.text) {
			return
		}
		r, next := letterAt(m.text, i)
		switch {
		case r == ' ' || r == 0xA0 || r == '\n':
			if blanks++; blanks > 4 {
				return
			}
			next = skipBlanks(m.text, i)
		case wordLetter(r):
			// Read the word whole: a row can go on only where a word ends.
			for next < len(m.text) {
				r, after := letterAt(m.text, next)
				if !wordLetter(r) {
					break
				}
				next = after
			}
		case r == '-' || r == '\'':
		case unicode.IsLetter(r):
			if letters++; letters > 10 {
				return
			}
		default:
			return
		}
		i = next
	}
}

// number reads a number in figures; end is -1 where there is none.
func (m *machine) number(a *atom, i int) (v int32, end int) {
	n := 0
	for {
		d, next := digitAt(m.text, i)
		if d < 0 {
			break
		}
		if n++; n > int(a.digits) {
			return 0, -1
		}
		v, i = v*10+d, next
	}
	if n == 0 || a.exact && n != int(a.digits) {
		return 0, -1
	}
	for a.grouped && n <= 3 {
		next := skipBlanks(m.text, i)
		if next == i {
			if i >= len(m.text) || m.text[i] != ',' && m.text[i] != '.' {
				break
			}
			next = i + 1
		} else if next > i+3 || m.text[next-1] == '\n' {
			break
		}
		w, k := v, 0
		j := next
		for ; k < 4; k++ {
			d, after := digitAt(m.text, j)
			if d < 0 {
				break
			}
			if k < 3 {
				w = w*10 + d
			}
			j = after
		}
		if k != 3 || w > 999999999 || w < v {
			break
		}
		v, i = w, j
	}
	return v, i
}

// numberEnds says whether a number that ends a hit at text[i] ends there: it is no
// part of a longer number, of a code or a share.
func (m *machine) numberEnds(i int, a *atom) bool {
	text := m.text
	if i >= len(text) {
		return true
	}
	c := text[i]
	if c >= utf8.RuneSelf {
		r, next := letterAt(text, i)
		if r == '-' {
			d, _ := digitAt(text, next)
			return d < 0
		}
		d, _ := digitAt(text, i)
		return d < 0
	}
	switch {
	case c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9', c == '%':
		return false
	case c == '-' && m.sub == nil:
		return true // within {D}, behind which a row may go on with a range
	case c == '/' || c == '-' || c == ',' || c == '.' && !a.exact:
		d, _ := digitAt(text, i+1)
		return d < 0
	}
	return true
}

// startsAt says whether a hit may begin at text[i]: a number where no longer one
// goes on, a word where a word begins or behind letters that the language writes
// before it.
func (m *machine) startsAt(i int) bool {
	if i == 0 {
		return true
	}
	text := m.text
	if d, _ := digitAt(text, i); d >= 0 {
		if digitBefore(text, i) {
			return false
		}
		c := text[i-1]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c == '$', c == '_', c == '#':
			return false
		case c == '.' || c == ',' || c == '/' || c == ':':
			return !digitBefore(text, i-1)
		case c == '-':
			p, _ := letterBefore(text, i-1)
			return !wordLetter(p)
		}
		return true
	}
	r, _ := letterAt(text, i)
	if !wordLetter(r) {
		return true
	}
	p, at := letterBefore(text, i)
	if !wordLetter(p) {
		return true
	}
	if m.g.prefixes.next == nil {
		return false
	}
	// Go back to the beginning of the word, at most four letters.
	for n := 0; ; n++ {
		p, before := letterBefore(text, at)
		if !wordLetter(p) {
			break
		}
		if n == 3 {
			return false
		}
		at = before
	}
	_, end := m.g.prefixes.longest(text, at, false)
	return end == i
}

func romanValue(c byte) int32 {
	switch c {
	case 'I':
		return 1
	case 'V':
		return 5
	case 'X':
		return 10
	case 'L':
		return 50
	case 'C':
		return 100
	}
	return 0
}

// parseRoman gives the value of Roman figures, -1 where they are written wrongly.
func parseRoman(s string) int32 {
	var v int32
	for i := range len(s) {
		n := romanValue(s[i])
		if i+1 < len(s) && romanValue(s[i+1]) > n {
			v -= n
		} else {
			v += n
		}
	}
	var buf [16]byte
	if v < 1 || v > 399 || string(appendRoman(buf[:0], int(v))) != s {
		return -1
	}
	return v
}

// raw fills a date of a row's value from the best ending.
func (m *machine) raw(v *dateValue, end *ending) (rawDate, bool) {
	d := rawDate{interval: v.interval}
	var ok bool
	if d.from, ok = m.pointOf(&v.from, end, true); !ok {
		return d, false
	}
	if v.interval {
		if d.to, ok = m.pointOf(&v.to, end, false); !ok {
			return d, false
		}
		// What is said to go on since an interval, or until one, goes on in it.
		for _, s := range [2]*side{&v.from, &v.to} {
			if s.dateSlot >= 0 && (v.from.open || v.to.open) && m.dates[s.dateSlot].value[0].interval {
				return m.dates[s.dateSlot].value[0], true
			}
		}
		return d, true
	}
	if s := v.from.dateSlot; s >= 0 && m.dates[s].n > 0 && m.dates[s].value[0].interval {
		d = m.dates[s].value[0]
	}
	return d, ok
}
