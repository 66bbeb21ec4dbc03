// Package edtf is the value type of dates in Concord: the part of the Extended
// Date/Time Format (ISO 8601-2:2019) that reports use. A value is a day, month,
// year, season or quarter, or an interval of two of them, either of which may be
// open. Values can be printed, compared, and asked for their first and last day
// and for whether they overlap.
//
// It knows no language: package reading/pattern finds dates in prose. It knows no
// times of day and no time zones.
package edtf

import (
	"cmp"
	"strings"

	"concord/fault"
)

// The codes that stand in the place of a month, after ISO 8601-2:2019, 4.8.
const (
	Spring = 21
	Summer = 22
	Autumn = 23
	Winter = 24
	// Quarter1 to Quarter4 are the quarters of the calendar year.
	Quarter1 = 33
	Quarter2 = 34
	Quarter3 = 35
	Quarter4 = 36
)

// Qualifier of a point in time, after ISO 8601-2:2019, 8.
type Qualifier uint8

// The qualifiers.
const (
	Exact       Qualifier = iota
	Uncertain             // ?
	Approximate           // ~
	Both                  // %, uncertain and approximate
)

// Point is one day, month, season, quarter or year. The zero Point is no point;
// as an end of an interval it is an open end.
type Point struct {
	Year      int16     // 1 to 9999, of the Gregorian calendar
	Month     uint8     // 0 none; 1 to 12; 21 to 24 seasons; 33 to 36 quarters
	Day       uint8     // 0 none; 1 to 31, only under a month of 1 to 12
	Qualifier Qualifier // of the whole point
}

// Date is a value: a point, or an interval of two points. The zero Date is no
// date. Dates can be compared with ==, which holds exactly when they print alike.
type Date struct {
	From     Point
	To       Point // zero where Interval is false
	Interval bool
}

// Day is the point of one day. It is not checked; see [Point.Valid].
func Day(year, month, day int) Point {
	return Point{Year: int16(year), Month: uint8(month), Day: uint8(day)}
}

// At is the date of one point.
func At(p Point) Date { return Date{From: p} }

// Between is the interval of two points; a zero Point is an open end.
func Between(from, to Point) Date { return Date{From: from, To: to, Interval: true} }

// IsZero says that p is no point.
func (p Point) IsZero() bool { return p == Point{} }

// IsZero says that d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// daysIn is the number of days of a month of 1 to 12.
func daysIn(year int16, month uint8) uint8 {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// Valid says whether p is a point of the calendar; the zero Point is none.
func (p Point) Valid() bool {
	if p.Year < 1 || p.Year > 9999 || p.Qualifier > Both {
		return false
	}
	switch {
	case p.Month == 0:
		return p.Day == 0
	case p.Month <= 12:
		return p.Day == 0 || p.Day <= daysIn(p.Year, p.Month)
	case p.Month >= Spring && p.Month <= Winter, p.Month >= Quarter1 && p.Month <= Quarter4:
		return p.Day == 0
	}
	return false
}

// Valid says whether d is a date: its points are of the calendar, at most one end
// is open, and it does not end before it begins.
func (d Date) Valid() bool {
	if !d.Interval {
		return d.From.Valid() && d.To.IsZero()
	}
	switch {
	case d.From.IsZero():
		return d.To.Valid()
	case d.To.IsZero():
		return d.From.Valid()
	}
	return d.From.Valid() && d.To.Valid() && d.From.first().order() <= d.To.last().order()
}

// first is the first day of p. A season begins with the first day of its first
// month in the north (spring: March), as meteorologists count; the winter of a
// year begins in its December and ends with February of the year after.
func (p Point) first() Point {
	f := Point{Year: p.Year, Month: p.Month, Day: p.Day}
	switch {
	case p.Month == 0:
		f.Month = 1
	case p.Month >= Quarter1:
		f.Month = 1 + 3*(p.Month-Quarter1)
	case p.Month >= Spring:
		f.Month = 3 + 3*(p.Month-Spring)
	}
	if f.Day == 0 {
		f.Day = 1
	}
	return f
}

// last is the last day of p; that of the winter of 9999 is cut at the year's end.
func (p Point) last() Point {
	l := Point{Year: p.Year, Month: p.Month, Day: p.Day}
	switch {
	case p.Month == 0:
		l.Month = 12
	case p.Month >= Quarter1:
		l.Month = 3 + 3*(p.Month-Quarter1)
	case p.Month == Winter && p.Year == 9999:
		l.Month = 12
	case p.Month == Winter:
		l.Year, l.Month = p.Year+1, 2
	case p.Month >= Spring:
		l.Month = 5 + 3*(p.Month-Spring)
	}
	if l.Day == 0 {
		l.Day = daysIn(l.Year, l.Month)
	}
	return l
}

// order makes of a day a number that sorts as days do.
func (p Point) order() int { return int(p.Year)*10000 + int(p.Month)*100 + int(p.Day) }

// Bounds gives the first and the last day of d; a zero Point is an open end.
// Qualifiers do not widen the bounds. The bounds of a date that is not valid have
// no meaning.
func (d Date) Bounds() (first, last Point) {
	if !d.From.IsZero() {
		first = d.From.first()
	}
	end := d.To
	if !d.Interval {
		end = d.From
	}
	if !end.IsZero() {
		last = end.last()
	}
	return first, last
}

// ends are the bounds as numbers, open ends before and after all days.
func (d Date) ends() (first, last int) {
	f, l := d.Bounds()
	first, last = f.order(), l.order()
	if l.IsZero() {
		last = 1 << 30
	}
	return first, last
}

// Compare sorts dates by their first day, then by their last day, open ends
// outermost; dates of the same days sort the coarser first. It is 0 only for
// equal dates, so that the order is total.
func Compare(a, b Date) int {
	af, al := a.ends()
	bf, bl := b.ends()
	if c := cmp.Or(cmp.Compare(af, bf), cmp.Compare(al, bl)); c != 0 {
		return c
	}
	if a.Interval != b.Interval {
		if b.Interval {
			return -1
		}
		return 1
	}
	return cmp.Or(comparePoints(a.From, b.From), comparePoints(a.To, b.To))
}

func comparePoints(a, b Point) int {
	return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month),
		cmp.Compare(a.Day, b.Day), cmp.Compare(a.Qualifier, b.Qualifier))
}

// Overlaps says whether a and b have a day in common. No date overlaps with
// the zero Date.
func Overlaps(a, b Date) bool {
	if a.IsZero() || b.IsZero() {
		return false
	}
	af, al := a.ends()
	bf, bl := b.ends()
	return af <= bl && bf <= al
}

// String prints d in EDTF; "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	var buf [24]byte
	return string(d.Append(buf[:0]))
}

// Append appends d in EDTF to dst.
func (d Date) Append(dst []byte) []byte {
	if d.IsZero() {
		return dst
	}
	if !d.Interval {
		return d.From.append(dst)
	}
	if d.From.IsZero() {
		dst = append(dst, "../"...)
		return d.To.append(dst)
	}
	dst = append(d.From.append(dst), '/')
	if d.To.IsZero() {
		return append(dst, ".."...)
	}
	return d.To.append(dst)
}

func (p Point) append(dst []byte) []byte {
	y := p.Year
	dst = append(dst, '0'+byte(y/1000%10), '0'+byte(y/100%10), '0'+byte(y/10%10), '0'+byte(y%10))
	if p.Month != 0 {
		dst = append(dst, '-', '0'+p.Month/10%10, '0'+p.Month%10)
	}
	if p.Day != 0 {
		dst = append(dst, '-', '0'+p.Day/10%10, '0'+p.Day%10)
	}
	switch p.Qualifier {
	case Uncertain:
		dst = append(dst, '?')
	case Approximate:
		dst = append(dst, '~')
	case Both:
		dst = append(dst, '%')
	}
	return dst
}

// String prints p in EDTF; "" for the zero Point.
func (p Point) String() string {
	if p.IsZero() {
		return ""
	}
	return At(p).String()
}

// Parse reads a date as String prints it. Anything else, an interval that ends
// before it begins and a day that is not in the calendar are errors of kind
// [fault.Invalid].
func Parse(s string) (Date, error) {
	bad := func() (Date, error) {
		return Date{}, fault.New(fault.Invalid, "%.40q is not a date of the form 2021, 2021-06, 2021-06-02, 2021-06-02/2021-06-05, 2021/.. or ../2021.", s)
	}
	a, b, interval := strings.Cut(s, "/")
	d := Date{Interval: interval}
	var ok bool
	if d.From, ok = parsePoint(a, interval); !ok {
		return bad()
	}
	if interval {
		if d.To, ok = parsePoint(b, true); !ok {
			return bad()
		}
	}
	if !d.Valid() {
		return bad()
	}
	return d, nil
}

// Must is Parse for constants; it panics on a date that is not valid.
func Must(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func parsePoint(s string, open bool) (p Point, ok bool) {
	if s == ".." {
		return Point{}, open
	}
	if n := len(s); n > 0 {
		switch s[n-1] {
		case '?':
			p.Qualifier = Uncertain
		case '~':
			p.Qualifier = Approximate
		case '%':
			p.Qualifier = Both
		}
		if p.Qualifier != Exact {
			s = s[:n-1]
		}
	}
	switch {
	case len(s) == 10 && s[7] == '-':
		if p.Day, ok = twoDigits(s[8:]); !ok || p.Day == 0 {
			return p, false
		}
		fallthrough
	case len(s) == 7:
		if s[4] != '-' {
			return p, false
		}
		if p.Month, ok = twoDigits(s[5:7]); !ok || p.Month == 0 {
			return p, false
		}
		fallthrough
	case len(s) == 4:
		c, ok1 := twoDigits(s[:2])
		y, ok2 := twoDigits(s[2:4])
		if !ok1 || !ok2 {
			return p, false
		}
		p.Year = int16(c)*100 + int16(y)
		return p, p.Valid()
	}
	return p, false
}

func twoDigits(s string) (n uint8, ok bool) {
	a, b := s[0]-'0', s[1]-'0'
	return a*10 + b, a <= 9 && b <= 9
}

// MarshalText prints d in EDTF, for JSON and tables.
func (d Date) MarshalText() ([]byte, error) { return d.Append(nil), nil }

// UnmarshalText reads what MarshalText prints; an empty text is the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	v, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}
