package pattern

import (
	"math"
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
	atom   atom
	to     *node
	follow uint64 // of {words}: the letters that may follow, by followBit
}

func followBit(r rune) uint64 { return 1 << (hash(0, r) >> 26) }

// maxKey is how many letters of a stretch are looked at to tell which rows may
// begin there.
const maxKey = 6

// starts tells by the first letters of a stretch which edges of a root may begin
// there; an edge of which only n letters are fixed stands under those n. The keys
// are hashes of 32 bits; two words that share one cost a vain step, no more.
type starts [maxKey + 1]map[uint32][]int32

// hash adds a letter to the hash of those before it.
func hash(h uint32, letter rune) uint32 { return (h ^ uint32(letter)) * 0x9E3779B1 }

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
	// look holds the kinds of the rows of which the first n letters are fixed, by
	// their hash; ahead whether there are rows of which more letters are. Different
	// letters may share a place: it rules out only.
	look, ahead [maxKey + 1][1 << lookBits]uint8
}

const lookBits = 12

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
		for _, r := range n.firsts(g.base, func(n int, h uint32, more bool) {
			if more {
				g.ahead[n][h>>(32-lookBits)] |= bits
			} else {
				g.look[n][h>>(32-lookBits)] |= bits
			}
		}) {
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
	for _, n := range append([]*node{g.more, g.base}, g.roots[:]...) {
		n.followGaps()
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
	if r < 0 {
		return 0
	}
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
func (n *node) firsts(base *node, seen func(letters int, hash uint32, more bool)) []rune {
	n.start = &starts{}
	var letters []rune
	add := func(i int, word []rune) {
		first := key(word[0])
		if !slices.Contains(letters, first) {
			letters = append(letters, first)
		}
		h := hash(0, first)
		l := 1
		// How many figures there are is not fixed, nor how many blanks.
		for ; first != '0' && l < maxKey && l < len(word) && key(word[l]) != '0'; l++ {
			if seen != nil {
				seen(l, h, true)
			}
			h = hash(h, key(word[l]))
		}
		if seen != nil {
			seen(l, h, false)
		}
		if n.start[l] == nil {
			n.start[l] = map[uint32][]int32{}
		}
		if in := n.start[l][h]; len(in) == 0 || in[len(in)-1] != int32(i) {
			n.start[l][h] = append(in, int32(i))
		}
	}
	for i := range n.edges {
		n.edges[i].keys(nil, base, func(word []rune) { add(i, word) })
	}
	return letters
}

// keys gives what the paths from a state begin with, each cut at maxKey letters or
// where its letters are no longer fixed.
func (n *node) keys(prefix []rune, base *node, add func([]rune)) {
	if len(prefix) >= maxKey {
		add(prefix)
		return
	}
	if len(n.ends) > 0 {
		add(prefix)
	}
	for i := range n.edges {
		n.edges[i].keys(prefix, base, add)
	}
}

func (e *edge) keys(prefix []rune, base *node, add func([]rune)) {
	prefix = slices.Clip(prefix)
	a := &e.atom
	switch a.kind {
	case atomLiteral:
		e.to.keys(append(prefix, a.literal...), base, add)
	case atomBlank:
		e.to.keys(append(prefix, ' '), base, add)
		e.to.keys(prefix, base, add)
	case atomAhead, atomBehind:
		e.to.keys(prefix, base, add)
	case atomNumber, atomClass:
		if a.class != nil {
			a.class.beginnings(prefix, func(word []rune, whole bool) {
				if whole && len(word) < 2 {
					e.to.keys(word, base, add)
				} else {
					add(word)
				}
			})
		}
		if a.kind == atomClass {
			return
		}
		if len(prefix) > 0 {
			add(prefix)
		} else {
			add([]rune{'0'})
		}
	case atomDate:
		if len(prefix) > 0 {
			add(prefix)
			return
		}
		for i := range base.edges {
			base.edges[i].keys(nil, nil, add)
		}
	default:
		add(prefix)
	}
}

// followGaps notes at each gap of {words} which letters may follow it.
func (n *node) followGaps() {
	for i := range n.edges {
		e := &n.edges[i]
		if e.atom.kind == atomWords && e.follow == 0 {
			if len(e.to.ends) > 0 {
				e.follow = math.MaxUint64
			}
			e.to.keys(nil, nil, func(word []rune) {
				switch {
				case len(word) == 0 || word[0] == '0':
					e.follow = math.MaxUint64
				case word[0] != ' ':
					e.follow |= followBit(key(word[0]))
				}
			})
		}
		e.to.followGaps()
	}
}

// try takes the edges of a root that may begin with the letters at text[i].
func (s *starts) try(m *machine, root *node, i int) {
	if d, _ := digitAt(m.text, i); d >= 0 {
		for _, e := range s[1][hash(0, '0')] {
			m.step(&root.edges[e], i)
		}
		return
	}
	var h uint32
	at := i
	for n := 1; n <= maxKey; n++ {
		var r rune
		r, at = m.letterKey(at)
		h = hash(h, r)
		if s[n] != nil {
			for _, e := range s[n][h] {
				m.step(&root.edges[e], i)
			}
		}
		if m.g.ahead[n][h>>(32-lookBits)] == 0 {
			return
		}
	}
}

// looked gives the kinds whose rows may begin at text[i], where no figure stands.
func (m *machine) looked(i int) uint8 {
	var h uint32
	var bits uint8
	for n := 1; n <= maxKey; n++ {
		var r rune
		if i < len(m.text) && m.text[i] < utf8.RuneSelf && m.text[i] > ' ' {
			r = asciiKey[m.text[i]]
			i++
		} else {
			r, i = m.letterKey(i)
		}
		h = hash(h, r)
		place := h >> (32 - lookBits)
		bits |= m.g.look[n][place]
		if m.g.ahead[n][place] == 0 {
			break
		}
	}
	return bits
}

// asciiKey is key for ASCII.
var asciiKey = func() (t [utf8.RuneSelf]rune) {
	for c := range t {
		t[c] = key(rune(c))
	}
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
		if at := skipBlanks(m.text, i); at < len(m.text) {
			if r, _ := letterAt(m.text, at); e.follow&followBit(key(r)) != 0 {
				m.walk(e.to, i, nil)
			}
		}
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

// digit says whether a figure stands at text[i].
func (m *machine) digit(i int) bool {
	d, _ := digitAt(m.text, i)
	return d >= 0
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
