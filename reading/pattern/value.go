package pattern

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"concord/edtf"
)

// accept is what a row yields when its pattern has been read.
type accept struct {
	rule    string
	kind    Kind
	order   int
	nothing bool        // the value "-": the words are read over and yield no hit
	dates   []dateValue // of a row of dates
	parts   []textPart  // of any other row
}

// ending is an accept as reached by one form of a row: which slots it filled.
type ending struct {
	accept    *accept
	present   uint64
	before    *class // what has to stand before the hit, its letters reversed; nil for nothing
	organ     string
	organSlot uint8
}

// How a year or month comes about that the words do not say.
const (
	given    = iota // said
	inYear          // "?": of the list it stands in, or of the document's date
	sameAs          // "same": of what was read last in the paragraph
	nextYear        // "next": of the year after that
	absent          // not there: a year alone has no month
)

// field is one part of a point in a date's value: a number, a slot, or a word
// for where it is taken from.
type field struct {
	how     uint8
	missing uint8 // how, where the slot is not filled in a form of the row
	slot    uint8
	isSlot  bool
	number  int16
}

// side is one end of a date's value.
type side struct {
	open             bool
	dateSlot         int8 // 0 {D}, 1 {D2}; -1 for none
	year, month, day field
}

// dateValue is one date of a row's value.
type dateValue struct {
	from, to side
	interval bool
	runs     bool   // joined to the one before by &: running days are one interval
	uses     uint64 // slots that only this value uses
}

// parseDates reads the value of a row of dates.
func (c *compiler) parseDates(value, pattern string) ([]dateValue, error) {
	var out []dateValue
	uses := []uint64{}
	runs := false
	for value != "" {
		n := strings.IndexAny(value, ";&")
		text, join := value, byte(0)
		if n >= 0 {
			text, join, value = value[:n], value[n], value[n+1:]
		} else {
			value = ""
		}
		text = strings.TrimSpace(text)
		var used uint64
		v := dateValue{runs: runs}
		runs = join == '&'
		a, b, interval := strings.Cut(text, "/")
		v.interval = interval
		var err error
		if v.from, err = c.parseSide(a, pattern, &used); err != nil {
			return nil, err
		}
		if interval {
			if v.to, err = c.parseSide(b, pattern, &used); err != nil {
				return nil, err
			}
			if v.from.open && v.to.open {
				return nil, errors.New("both ends of the value are open")
			}
		} else if v.from.open {
			return nil, errors.New("an open end needs an interval")
		}
		out = append(out, v)
		uses = append(uses, used)
	}
	for i := range out {
		rest := uint64(0)
		for j := range uses {
			if j != i {
				rest |= uses[j]
			}
		}
		out[i].uses = uses[i] &^ rest
	}
	return out, nil
}

func (c *compiler) parseSide(text, pattern string, used *uint64) (side, error) {
	text = strings.TrimSpace(text)
	s := side{dateSlot: -1}
	switch text {
	case "..":
		s.open = true
		return s, nil
	case "{D}", "{D2}":
		if !strings.Contains(pattern, text) {
			return s, fmt.Errorf("the value names %s, which is not in the pattern", text)
		}
		if text == "{D2}" {
			s.dateSlot = 1
		} else {
			s.dateSlot = 0
		}
		return s, nil
	}
	fields := []*field{&s.year, &s.month, &s.day}
	s.month.how, s.day.how = absent, absent
	i := 0
	for text != "" {
		if i == 3 {
			return s, errors.New("a date has at most a year, a month and a day")
		}
		n := strings.IndexByte(text, '-')
		part := text
		if n >= 0 {
			part, text = text[:n], text[n+1:]
		} else {
			text = ""
		}
		f := fields[i]
		f.how = given
		switch {
		case part == "?":
			f.how = inYear
		case part == "same":
			f.how = sameAs
		case part == "next" && i == 0:
			f.how = nextYear
		case strings.HasPrefix(part, "{") && strings.HasSuffix(part, "}"):
			name, missing, _ := strings.Cut(part[1:len(part)-1], "|")
			switch missing {
			case "":
				f.missing = absent
			case "same":
				f.missing = sameAs
			default:
				return s, fmt.Errorf("%q is no way to fill in a slot", missing)
			}
			if !strings.Contains(pattern, "{"+name+"}") && !strings.Contains(pattern, "{"+name+":") {
				return s, fmt.Errorf("the value names %s, which is not in the pattern", part)
			}
			if _, err := c.atom(element{slot: name}); err != nil {
				return s, err
			}
			f.isSlot, f.slot = true, c.names[name]
			*used |= 1 << f.slot
		default:
			v, err := strconv.Atoi(part)
			if err != nil || v < 1 || v > 9999 {
				return s, fmt.Errorf("%q is no part of a date", part)
			}
			f.number = int16(v)
		}
		if f.how == inYear && i > 0 {
			return s, errors.New("? can stand only for a year")
		}
		i++
	}
	if i == 0 {
		return s, errors.New("an end of the value is empty")
	}
	return s, nil
}

// rawPoint is a point whose year, and month, may have to be found yet.
type rawPoint struct {
	edtf.Point
	year, month uint8 // given, inYear, sameAs, nextYear
}

// rawDate is a date as the words say it.
type rawDate struct {
	from, to rawPoint
	interval bool
}

// pointOf fills a side of a value from the captures.
func (m *machine) pointOf(s *side, end *ending, first bool) (rawPoint, bool) {
	var p rawPoint
	if s.open {
		return p, true
	}
	if s.dateSlot >= 0 {
		d := &m.dates[s.dateSlot]
		if d.n == 0 {
			return p, false
		}
		if first {
			return d.value[0].from, true
		}
		if last := &d.value[d.n-1]; last.interval {
			return last.to, true
		}
		return d.value[d.n-1].from, true
	}
	y, how := m.fieldOf(s.year, end)
	p.Year, p.year = y, how
	if p.year == absent {
		p.year = inYear
	}
	// Two digits of a year follow the century of the four before them.
	if how == given && p.Year < 100 && s.year.isSlot {
		for i := range m.g.slots {
			if c := m.best.captures[i].value; end.present>>i&1 == 1 && c >= 1000 && c < 3000 {
				p.Year += int16(c / 100 * 100)
				break
			}
		}
	}
	mo, how := m.fieldOf(s.month, end)
	p.Month, p.month = uint8(mo), how
	d, how := m.fieldOf(s.day, end)
	if how == given {
		p.Day = uint8(d)
	}
	if p.month == absent {
		p.month = given
	}
	return p, true
}

func (m *machine) fieldOf(f field, end *ending) (int16, uint8) {
	if f.how != given {
		return 0, f.how
	}
	if !f.isSlot {
		return f.number, given
	}
	if end.present>>f.slot&1 == 0 {
		return 0, f.missing
	}
	return int16(m.best.captures[f.slot].value), given
}

// textPart is a piece of the value of a row that is no date: text, a slot, or the
// series of the symbol before ("^").
type textPart struct {
	text   string
	slot   uint8
	isSlot bool
	roman  bool // print the number in Roman figures
	letter bool // print the number as a capital letter
	asText bool // print what stands in the text
	series bool
	split  bool // a new value begins
}

// parseText reads the value of a row that is no date: "A/RES/{s}/{n}".
func (c *compiler) parseText(value string) ([]textPart, error) {
	var out []textPart
	for value != "" {
		switch {
		case value[0] == '^':
			out = append(out, textPart{series: true})
			value = value[1:]
		case strings.HasPrefix(value, " ; "):
			out = append(out, textPart{split: true})
			value = value[3:]
		case value[0] == '{':
			n := strings.IndexByte(value, '}')
			if n < 0 {
				return nil, errors.New("a { is not closed in the value")
			}
			name, form, _ := strings.Cut(value[1:n], "|")
			id, ok := c.names[name]
			if !ok {
				a, err := c.atom(element{slot: name})
				if err != nil {
					return nil, err
				}
				id = a.slot
			}
			p := textPart{slot: id, isSlot: true}
			switch b := base(name); {
			case form == "roman":
				p.roman = true
			case form == "letter":
				p.letter = true
			case form == "text":
				p.asText = true
			case form != "":
				return nil, fmt.Errorf("%q is no way to print a slot", form)
			case b == "L" || b == "roman":
				p.asText = true
			}
			out = append(out, p)
			value = value[n+1:]
		default:
			n := strings.IndexAny(value, "^{")
			if s := strings.Index(value, " ; "); s >= 0 && (n < 0 || s < n) {
				n = s
			}
			if n < 0 {
				n = len(value)
			}
			out = append(out, textPart{text: value[:n]})
			value = value[n:]
		}
	}
	return out, nil
}

// appendRoman appends n in Roman figures.
func appendRoman(dst []byte, n int) []byte {
	for _, r := range []struct {
		value int
		text  string
	}{{100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= r.value && n < 400 {
			dst = append(dst, r.text...)
			n -= r.value
		}
	}
	return dst
}

// series is a symbol up to where its number begins: "A/HRC/RES/".
func series(symbol string) string {
	for _, s := range []string{"/RES/", "/DEC/"} {
		if i := strings.Index(symbol, s); i >= 0 {
			return symbol[:i+len(s)]
		}
	}
	return symbol[:strings.LastIndexByte(symbol, '/')+1]
}
