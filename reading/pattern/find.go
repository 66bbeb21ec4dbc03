package pattern

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"concord/edtf"
	"concord/symbol"
)

// Find appends to dst what the grammar finds in text, sorted by where it begins;
// hits of one kind do not overlap, and no date overlaps with a symbol. ctx may be
// nil; it is told which date was read last. Beyond the growth of dst it allocates
// the values and nothing else.
func (g *Grammar) Find(dst []Hit, text string, ctx *Context) []Hit {
	m := machines.Get().(*machine)
	defer machines.Put(m)
	m.g, m.text = g, text
	m.raws, m.shut = m.raws[:0], m.shut[:0]
	m.lits = symbol.Find(m.lits[:0], text)
	begin := len(dst)
	dst = m.scan(dst)
	var none Context
	if ctx == nil {
		ctx = &none
	}
	dst = m.resolve(dst, ctx)
	slices.SortFunc(dst[begin:], byPlace)
	m.text, m.sub.text = "", ""
	return dst
}

func byPlace(a, b Hit) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Kind, b.Kind))
}

// order in which the kinds are tried at one place: what a symbol holds is no date.
var order = [kinds]Kind{Symbol, Date, SDG, Figure, Ordinal}

// scan reads the text once and tries rows where one may begin.
func (m *machine) scan(dst []Hit) []Hit {
	g, text := m.g, m.text
	var free [kinds]int // where the next hit of a kind may begin
	lit := 0
	word := false        // a letter stands before i
	prefix := g.prefixes // what of the word before i may be written before another; nil for nothing
	for i := 0; i < len(text); {
		for lit < len(m.lits) && i >= m.lits[lit].From {
			if l := m.lits[lit]; l.From >= free[Symbol] {
				dst = append(dst, Hit{From: l.From, To: l.To, Kind: Symbol, Value: string(l.Symbol), Rule: "symbol"})
				m.shut = append(m.shut, span{l.From, l.To})
				free[Symbol] = l.To
				i, word = l.To, false
			}
			lit++
		}
		if i == len(text) {
			break
		}
		c := text[i]
		size := 1
		var bits uint8
		if c < utf8.RuneSelf {
			letter := c|0x20 >= 'a' && c|0x20 <= 'z'
			if bits = g.ascii[c]; bits == 0 || letter && word {
				word = letter
				i++
				continue
			}
			word = letter
		} else {
			r, next := letterAt(text, i)
			size = next - i
			bits = g.bits(r)
			letter := wordLetter(r)
			if !letter || !word {
				prefix = g.prefixes
			} else if prefix == nil || !prefix.end {
				bits = 0
			}
			if word = letter; word && prefix != nil {
				prefix = prefix.child(r)
			}
			if bits == 0 {
				i = next
				continue
			}
		}
		if c-'0' > 9 && (c < utf8.RuneSelf || !m.digit(i)) {
			bits &= m.looked(i)
		}
		if bits != 0 && m.startsAt(i) {
			dated := false // the number here is one of a date or symbol, and counts nothing
			for _, k := range order {
				if bits>>k&1 == 0 || i < free[k] || k > SDG && dated || !m.run(g.roots[k], i) {
					continue
				}
				free[k] = max(m.best.to, i+1)
				dated = dated || k < SDG && m.best.from == i && !m.best.end.accept.nothing
				switch {
				case k == Symbol:
					dst = m.symbols(dst)
					free[Symbol] = max(free[Symbol], m.best.to)
				case m.best.end.accept.nothing:
				case k == Date:
					m.keep()
				default:
					dst = m.emit(dst, m.best.from, m.best.to)
				}
			}
		}
		i += size
	}
	return dst
}

// symbols emits a hit of a row of symbols and what goes on from it.
func (m *machine) symbols(dst []Hit) []Hit {
	m.shut = append(m.shut, span{m.best.from, m.best.to})
	if m.best.end.accept.nothing {
		return dst
	}
	begin := len(dst)
	dst = m.emit(dst, m.best.from, m.best.to)
	if len(dst) == begin {
		return dst
	}
	for {
		to := m.best.to
		best := m.best
		if !m.run(m.g.more, skipBlanks(m.text, to)) {
			m.best = best
			return dst
		}
		m.shut = append(m.shut, span{to, m.best.to})
		if m.best.end.accept.nothing {
			return dst
		}
		// The hit is the number, without the comma before it.
		at := m.best.to
		for s := range m.g.slots {
			if m.best.end.present>>s&1 == 1 {
				at = min(at, int(m.best.captures[s].from))
			}
		}
		dst = m.emit(dst, at, m.best.to)
	}
}

// emit appends the hits of a row that is none of dates.
func (m *machine) emit(dst []Hit, from, to int) []Hit {
	end := m.best.end
	h := Hit{From: from, To: to, Kind: end.accept.kind, Rule: end.accept.rule}
	if end.organ != "" {
		c := m.best.captures[end.organSlot]
		h.Organ, h.OrganFrom, h.OrganTo = end.organ, int(c.from), int(c.to)
	}
	m.buf = m.buf[:0]
	first, last := -1, from
	put := func(to int) {
		if len(m.buf) > 0 {
			h.Value, h.To = string(m.buf), to
			if h.Kind == Symbol {
				m.symbol = h.Value
			}
			dst = append(dst, h)
		}
		m.buf = m.buf[:0]
	}
	for _, p := range end.accept.parts {
		switch {
		case p.split:
			put(last)
			h.From, first = -1, -1
			h.Organ, h.OrganFrom, h.OrganTo = "", 0, 0
		case p.series:
			m.buf = append(m.buf, series(m.symbol)...)
		case p.isSlot:
			if end.present>>p.slot&1 == 0 {
				continue
			}
			c := m.best.captures[p.slot]
			if first < 0 {
				first = int(c.from)
				if h.From < 0 {
					h.From = first
				}
			}
			last = int(c.to)
			switch {
			case p.roman:
				m.buf = appendRoman(m.buf, int(c.value))
			case p.letter:
				m.buf = append(m.buf, 'A'+byte(c.value-1))
			case p.asText:
				m.buf = append(m.buf, m.text[c.from:c.to]...)
			default:
				m.buf = strconv.AppendInt(m.buf, int64(c.value), 10)
			}
		default:
			m.buf = append(m.buf, p.text...)
		}
	}
	put(to)
	return dst
}

// keep puts the dates of the best row aside until their years can be looked up.
func (m *machine) keep() {
	end, from := m.best.end, m.best.from
	n := len(end.accept.dates)
	for k := range end.accept.dates {
		v := &end.accept.dates[k]
		raw, ok := m.raw(v, end)
		if !ok {
			return
		}
		h := rawHit{from: from, to: m.best.to, rule: end.accept.rule, date: raw, runs: v.runs}
		if n > 1 {
			// Each of several values has the words that it alone uses; the last has
			// what is left to the right.
			lo, hi := m.best.to, from
			for s := range m.g.slots {
				if v.uses&end.present>>s&1 == 1 {
					lo = min(lo, int(m.best.captures[s].from))
					hi = max(hi, int(m.best.captures[s].to))
				}
			}
			if k > 0 && lo < hi {
				h.from = lo
			}
			if k < n-1 && lo < hi {
				h.to = hi
			}
		}
		m.raws = append(m.raws, h)
	}
}

// resolve looks up the years that the words leave out, in the order of the text,
// and appends the dates to dst.
func (m *machine) resolve(dst []Hit, ctx *Context) []Hit {
	begin := len(dst)
	m.dropShut()
	said := -1 // end of the last date of which the words gave month and year
	var saidYear int16
	for i := range m.raws {
		h := &m.raws[i]
		d := &h.date
		inferred := false
		if d.interval {
			within(&d.from, &d.to)
		}
		ends := [2]*rawPoint{&d.from, &d.to}
		if d.interval && d.from.Month > d.to.Month && d.to.Month != 0 {
			// Over the turn of a year it is the end that has the year of the document.
			ends[0], ends[1] = ends[1], ends[0]
		}
		for _, p := range ends {
			if p.year == given && p.month == given {
				continue
			}
			if p.year == inYear {
				if y, ok := m.listYear(i, p.Point.Month); ok {
					p.Year, p.year = y, given
					continue
				}
			}
			inferred = true
			m.infer(p, i, ctx, said, saidYear)
			// The other end follows, as in "from November to February".
			if d.interval {
				within(&d.from, &d.to)
			}
		}
		v := edtf.Date{From: d.from.Point, To: d.to.Point, Interval: d.interval}
		if !v.Valid() {
			continue
		}
		last := v.From
		if v.Interval && !v.To.IsZero() {
			last = v.To
		}
		ctx.Last = edtf.At(last)
		if !inferred && last.Month != 0 {
			said, saidYear = h.to, last.Year
		}
		if h.runs && len(dst) > begin {
			if p := &dst[len(dst)-1]; p.Kind == Date && p.Rule == h.rule && p.From < h.from && m.extend(p, v) {
				p.To = h.to
				continue
			}
		}
		dst = append(dst, Hit{From: h.from, To: h.to, Kind: Date, Value: v.String(), Rule: h.rule, Inferred: inferred})
	}
	return dst
}

// dropShut drops the dates that overlap with a symbol.
func (m *machine) dropShut() {
	n, s := 0, 0
	for _, h := range m.raws {
		for s < len(m.shut) && m.shut[s].to <= h.from {
			s++
		}
		if s == len(m.shut) || m.shut[s].from >= h.to {
			m.raws[n] = h
			n++
		}
	}
	m.raws = m.raws[:n]
}

// within takes a year from one end of an interval to the other: "from November to
// February 2022" begins in 2021.
func within(from, to *rawPoint) {
	if from.IsZero() && from.year == given || to.IsZero() && to.year == given {
		return // an open end
	}
	switch {
	case from.year != given && to.year == given && to.Year != 0 && from.month == given:
		from.Year, from.year = to.Year, given
		if from.Month > to.Month && to.Month != 0 {
			from.Year--
		}
	case to.year != given && from.year == given && from.Year != 0 && to.month == given:
		to.Year, to.year = from.Year, given
		if from.Month > to.Month && to.Month != 0 {
			to.Year++
		}
	}
}

// listYear is the year that the members of a list share: "in June, July and
// September 2021".
func (m *machine) listYear(i int, month uint8) (int16, bool) {
	for j, end := i+1, min(len(m.raws), i+maxList); j < end && m.joined(i, j); j++ {
		p := &m.raws[j].date.from
		if p.year == given && p.Year != 0 {
			if month != 0 && p.Month == 0 {
				return 0, false // "in June, 2020 and 2021"
			}
			if month > p.Month && p.Month != 0 && m.raws[i].date.from.Day == 0 && j == i+1 && month >= 11 && p.Month <= 2 {
				return p.Year - 1, true // "in December and January 2022"
			}
			return p.Year, true
		}
		i = j
	}
	return 0, false
}

// joined says that only a word of the class @join stands between two dates.
func (m *machine) joined(i, j int) bool {
	a, b := m.raws[i].to, m.raws[j].from
	if a >= b || b-a > 32 {
		return a == b
	}
	between := strings.TrimSpace(m.text[a:b])
	_, end := m.g.joins.longest(between, 0, false)
	return end == len(between)
}

// infer fills in what the words of a date leave to the context.
func (m *machine) infer(p *rawPoint, i int, ctx *Context, said int, saidYear int16) {
	h := &m.raws[i]
	last, anchor := ctx.Last.From, ctx.Anchor.From
	if ctx.Anchor.Interval && !ctx.Anchor.To.IsZero() {
		anchor = ctx.Anchor.To
	}
	if p.month == sameAs {
		p.Month, p.month = last.Month, given
		if last.Month == 0 {
			p.Year = 0
			return
		}
	}
	how := p.year
	p.year = given
	switch {
	case how == sameAs && last.Year != 0:
		p.Year = last.Year
	case how == nextYear:
		if last.Year != 0 {
			p.Year = last.Year + 1
		}
	case how == inYear && said >= 0 && said <= h.from && !sentenceEnds(m.between(said, h.from)):
		p.Year = saidYear
	case anchor.Year != 0:
		p.Year = anchor.Year
		// In a document of the first months, "in December" is the December before.
		if anchor.Month >= 1 && anchor.Month <= 3 && p.Month <= 12 && int(p.Month)-int(anchor.Month) >= 7 {
			p.Year--
		}
	case how == inYear:
		if p.Year = m.nextYear(i); p.Year == 0 {
			p.Year = last.Year
		}
	}
}

// nextYear is the year that the next full date of the sentence says, 0 for none:
// "from 3 to 5 February and from 28 to 30 April 2015".
func (m *machine) nextYear(i int) int16 {
	for j, end := i+1, min(len(m.raws), i+maxList); j < end && !sentenceEnds(m.between(m.raws[i].to, m.raws[j].from)); j++ {
		if p := &m.raws[j].date.from; p.year == given && p.Year != 0 && p.Month != 0 {
			return p.Year
		}
	}
	return 0
}

// maxList is how many members of a list are looked at for its year, and
// maxSentence how many bytes one sentence is taken to have at most, so that a
// text of dates alone takes no more than its share of time.
const (
	maxList     = 16
	maxSentence = 2000
)

// between is the text from a to b; a full stop stands for what is too long for
// one sentence.
func (m *machine) between(a, b int) string {
	if b-a > maxSentence {
		return ". "
	}
	return m.text[a:max(a, b)]
}

// sentenceEnds says whether a sentence ends in the text.
func sentenceEnds(text string) bool {
	return strings.Contains(text, "。") || strings.Contains(text, ". ") || strings.Contains(text, ".\n") || strings.Contains(text, "; ")
}

// extend makes of a day, or of running days, and the day after it one interval.
func (m *machine) extend(h *Hit, next edtf.Date) bool {
	d, err := edtf.Parse(h.Value)
	if err != nil || next.Interval || next.From.Day == 0 {
		return false
	}
	end := d.From
	if d.Interval {
		end = d.To
	}
	if end.Day == 0 {
		return false
	}
	t := time.Date(int(end.Year), time.Month(end.Month), int(end.Day)+1, 0, 0, 0, 0, time.UTC)
	if int(next.From.Year) != t.Year() || int(next.From.Month) != int(t.Month()) || int(next.From.Day) != t.Day() {
		return false
	}
	h.Value = edtf.Between(d.From, next.From).String()
	return true
}
