package wording

import (
	"embed"
	"strconv"
	"time"

	"concord/edtf"
)

//go:embed dates.tsv ordinals.tsv
var files embed.FS

// words of dates.tsv. Dates are written as the United Nations writes them in each
// language: the month by name and never a numeral alone, in Arabic by both of its names,
// in Chinese with 年, 月, 日; what two points share is said once.
var words = MustLoad(files, "dates.tsv")

// Date writes an EDTF value in a language. What is no EDTF value is given back as
// it stands: a page shows what the register holds.
func Date(lang, value string) string {
	d, err := edtf.Parse(value)
	if err != nil {
		return value
	}
	switch {
	case !d.Interval:
		return point(lang, d.From, "")
	case d.To.IsZero():
		return open(lang, "since", d.From)
	case d.From.IsZero():
		return open(lang, "until", d.To)
	}
	return between(lang, d.From, d.To)
}

// Day writes the day of a time, as recorded.
func Day(lang string, t time.Time) string {
	return point(lang, edtf.Day(t.Year(), int(t.Month()), t.Day()), "")
}

// When writes an EDTF value as prose says when something was: "on 2 June 2021", "in
// June 2021", "between March and May 2021"; "" for what is no EDTF value.
func When(lang, value string) string {
	d, err := edtf.Parse(value)
	if err != nil {
		return ""
	}
	x := Date(lang, value)
	key := "when.year"
	switch {
	case d.Interval && (d.From.IsZero() || d.To.IsZero()):
		return x
	case d.Interval && d.From.Day > 0 && d.To.Day > 0:
		key = "when.range.days"
	case d.Interval:
		key = "when.range"
	case d.From.Qualifier != edtf.Exact:
		return x
	case d.From.Day > 0:
		key = "when.day"
	case d.From.Month > 12:
		key = "when.part"
	case d.From.Month > 0:
		key = "when.month"
	}
	a, b := ends(lang, d)
	return words.Text(lang, key, "x", x, "a", a, "b", b)
}

// ends writes both points of an interval, what they share at the second alone.
func ends(lang string, d edtf.Date) (a, b string) {
	if !d.Interval {
		return "", ""
	}
	b = point(lang, d.To, "")
	switch {
	case d.From.Year != d.To.Year, d.From.Month == 0, d.From.Month > 12:
		return point(lang, d.From, ""), b
	case d.From.Day > 0 && d.From.Month == d.To.Month:
		return dayOf(lang, d.From), b
	case d.From.Day > 0:
		return dayOf(lang, d.From) + " " + month(lang, d.From, ""), b
	}
	return month(lang, d.From, ".alone"), b
}

// row is the form of a key that ends in a case, or that of the key alone.
func row(lang, key, ending string) string {
	if ending != "" && words.Has(lang, key+ending) {
		return key + ending
	}
	return key
}

// point writes a point in time; ending is "" or ".genitive", as some words before it ask.
func point(lang string, p edtf.Point, ending string) string {
	about := p.Qualifier == edtf.Approximate || p.Qualifier == edtf.Both
	if about {
		ending = ".genitive"
	}
	s := exact(lang, p, ending)
	if about {
		s = words.Text(lang, "approximate", "x", s)
	}
	if p.Qualifier == edtf.Uncertain || p.Qualifier == edtf.Both {
		s = words.Text(lang, "uncertain", "x", s)
	}
	return s
}

func exact(lang string, p edtf.Point, ending string) string {
	y := strconv.Itoa(int(p.Year))
	switch {
	case p.Day > 0:
		return words.Text(lang, "day", "d", dayOf(lang, p), "m", month(lang, p, ""), "y", y)
	case p.Month > 12:
		return words.Text(lang, "part", "m", words.Text(lang, row(lang, "part."+strconv.Itoa(int(p.Month)), ending)), "y", y)
	case p.Month > 0:
		if ending == "" {
			ending = ".alone"
		}
		return words.Text(lang, "month", "m", month(lang, p, ending), "y", y)
	}
	return words.Text(lang, row(lang, "year", ending), "y", y)
}

func month(lang string, p edtf.Point, ending string) string {
	return words.Text(lang, row(lang, "month."+strconv.Itoa(int(p.Month)), ending))
}

func dayOf(lang string, p edtf.Point) string {
	d := strconv.Itoa(int(p.Day))
	if words.Has(lang, "day."+d) {
		return words.Text(lang, "day."+d)
	}
	return d
}

// open writes an interval without an end or a beginning.
func open(lang, key string, p edtf.Point) string {
	if p.Day > 0 {
		key = row(lang, key, ".day")
	}
	return words.Text(lang, key, "x", point(lang, p, ".genitive"))
}

// between writes a range; what both ends share stands once.
func between(lang string, a, b edtf.Point) string {
	isMonth := func(p edtf.Point) bool { return p.Month > 0 && p.Month <= 12 }
	sure := a.Qualifier == edtf.Exact && b.Qualifier == edtf.Exact
	year, bothDays := a.Year == b.Year, a.Day > 0 && b.Day > 0
	args := func() []any {
		return []any{"d", dayOf(lang, a), "e", dayOf(lang, b), "m", month(lang, a, ""), "n", month(lang, b, ""), "y", strconv.Itoa(int(b.Year))}
	}
	switch {
	case sure && year && bothDays && a.Month == b.Month:
		return words.Text(lang, "range.days", args()...)
	case sure && year && bothDays:
		return words.Text(lang, "range.daymonths", args()...)
	case sure && year && a.Day == 0 && b.Day == 0 && isMonth(a) && isMonth(b):
		return words.Text(lang, "range.months", "m", month(lang, a, ".alone"), "n", month(lang, b, ".alone"), "y", strconv.Itoa(int(b.Year)))
	case sure && a.Month == 0 && b.Month == 0:
		return words.Text(lang, "range.years", "y", strconv.Itoa(int(a.Year)), "z", strconv.Itoa(int(b.Year)))
	}
	key := "range"
	if bothDays {
		key = "range.fulldays"
	}
	return words.Text(lang, key, "a", point(lang, a, ""), "b", point(lang, b, ""))
}
