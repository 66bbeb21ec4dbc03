package web

import (
	"strconv"
	"strings"
	"time"

	"concord/edtf"
)

// Dates are written as the United Nations writes them in each language: the month
// by name and never a numeral alone, in Arabic by both of its names, in Chinese
// with 年, 月, 日; what two points share is said once.

var months = map[string][12]string{
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	"es": {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
	"ru": {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
	"ar": {"كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيه", "تموز/يوليه", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر"},
}

// russianMonths are the nominatives, for a month without a day.
var russianMonths = [12]string{"январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"}

// parts are the seasons (21 to 24) and quarters (33 to 36) of EDTF before a year;
// in Russian with the case that follows "с".
var parts = map[string]map[uint8]string{
	"en": {21: "spring", 22: "summer", 23: "autumn", 24: "winter", 33: "first quarter of", 34: "second quarter of", 35: "third quarter of", 36: "fourth quarter of"},
	"fr": {21: "printemps", 22: "été", 23: "automne", 24: "hiver", 33: "premier trimestre de", 34: "deuxième trimestre de", 35: "troisième trimestre de", 36: "quatrième trimestre de"},
	"es": {21: "primavera de", 22: "verano de", 23: "otoño de", 24: "invierno de", 33: "primer trimestre de", 34: "segundo trimestre de", 35: "tercer trimestre de", 36: "cuarto trimestre de"},
	"ru": {21: "весна", 22: "лето", 23: "осень", 24: "зима", 33: "первый квартал", 34: "второй квартал", 35: "третий квартал", 36: "четвертый квартал"},
	"zh": {21: "春季", 22: "夏季", 23: "秋季", 24: "冬季", 33: "第一季度", 34: "第二季度", 35: "第三季度", 36: "第四季度"},
	"ar": {21: "ربيع", 22: "صيف", 23: "خريف", 24: "شتاء", 33: "الربع الأول من", 34: "الربع الثاني من", 35: "الربع الثالث من", 36: "الربع الرابع من"},
}

// qualifiers stand behind a point in time that is uncertain or approximate.
var qualified = map[string][2]string{ // approximate, uncertain
	"en": {"about ", " ?"}, "fr": {"vers ", " ?"}, "es": {"hacia ", " ?"}, "ru": {"около ", " ?"}, "zh": {"约", "?"}, "ar": {"نحو ", " ؟"},
}

// date writes an EDTF value in a language. What is no EDTF value is given back as
// it stands: a page shows what the register holds.
func date(lang, value string) string {
	d, err := edtf.Parse(value)
	if err != nil {
		return value
	}
	switch {
	case !d.Interval:
		return point(lang, d.From, false)
	case d.To.IsZero():
		return since(lang, d.From)
	case d.From.IsZero():
		return until(lang, d.To)
	}
	return between(lang, d.From, d.To)
}

// day writes the day of a time, as recorded.
func day(lang string, t time.Time) string {
	return point(lang, edtf.Day(t.Year(), int(t.Month()), t.Day()), false)
}

func point(lang string, p edtf.Point, bare bool) string {
	q := p.Qualifier
	p.Qualifier = edtf.Exact
	s := exact(lang, p, bare)
	if q == edtf.Approximate || q == edtf.Both {
		if lang == "ru" && !bare {
			s = genitive(p)
		}
		s = qualified[lang][0] + s
	}
	if q == edtf.Uncertain || q == edtf.Both {
		s += qualified[lang][1]
	}
	return s
}

// exact writes a point without its qualifier; bare leaves out the Russian word for
// year, which stands once at the end of a range.
func exact(lang string, p edtf.Point, bare bool) string {
	y := strconv.Itoa(int(p.Year))
	if lang == "zh" {
		y += "年"
		switch {
		case p.Day > 0:
			return y + strconv.Itoa(int(p.Month)) + "月" + strconv.Itoa(int(p.Day)) + "日"
		case p.Month > 12:
			return y + parts[lang][p.Month]
		case p.Month > 0:
			return y + strconv.Itoa(int(p.Month)) + "月"
		}
		return y
	}
	of := y
	if lang == "ru" && !bare {
		of += " года"
	}
	switch {
	case p.Day > 0:
		return dayMonth(lang, p) + glue(lang) + of
	case p.Month > 12:
		return parts[lang][p.Month] + " " + of
	case p.Month > 0:
		return monthAlone(lang, p.Month) + glue(lang) + of
	}
	if lang == "ru" && !bare {
		return y + " год"
	}
	return y
}

// glue stands between month and year.
func glue(lang string) string {
	if lang == "es" {
		return " de "
	}
	return " "
}

func monthAlone(lang string, m uint8) string {
	if m > 12 {
		return parts[lang][m]
	}
	if lang == "ru" {
		return russianMonths[m-1]
	}
	return months[lang][m-1]
}

func dayMonth(lang string, p edtf.Point) string {
	d := strconv.Itoa(int(p.Day))
	m := months[lang][p.Month-1]
	switch lang {
	case "fr":
		if p.Day == 1 {
			d = "1er"
		}
	case "es":
		if p.Day == 1 {
			d = "1º"
		}
		return d + " de " + m
	}
	return d + " " + m
}

// genitive of a point, as Russian prepositions of time ask for it.
func genitive(p edtf.Point) string {
	y := strconv.Itoa(int(p.Year)) + " года"
	switch {
	case p.Day > 0:
		return dayMonth("ru", p) + " " + y
	case p.Month > 12:
		return map[uint8]string{21: "весны", 22: "лета", 23: "осени", 24: "зимы", 33: "первого квартала", 34: "второго квартала", 35: "третьего квартала", 36: "четвертого квартала"}[p.Month] + " " + y
	case p.Month > 0:
		return months["ru"][p.Month-1] + " " + y
	}
	return y
}

func since(lang string, p edtf.Point) string {
	s := point(lang, p, false)
	switch lang {
	case "en":
		return "since " + s
	case "fr":
		if p.Day > 0 {
			return "depuis le " + s
		}
		return "depuis " + s
	case "es":
		if p.Day > 0 {
			return "desde el " + s
		}
		return "desde " + s
	case "ru":
		return "с " + genitive(p)
	case "zh":
		return "自" + s + "起"
	case "ar":
		return "منذ " + s
	}
	return s
}

func until(lang string, p edtf.Point) string {
	s := point(lang, p, false)
	switch lang {
	case "en":
		return "until " + s
	case "fr":
		if p.Day > 0 {
			return "jusqu’au " + s
		}
		return "jusqu’en " + s
	case "es":
		if p.Day > 0 {
			return "hasta el " + s
		}
		return "hasta " + s
	case "ru":
		return "до " + genitive(p)
	case "zh":
		return "截至" + s
	case "ar":
		return "حتى " + s
	}
	return s
}

// between writes a range; what both ends share stands once.
func between(lang string, a, b edtf.Point) string {
	if a.Qualifier != edtf.Exact || b.Qualifier != edtf.Exact {
		return join(lang, point(lang, a, true), point(lang, b, false), false)
	}
	sameYear := a.Year == b.Year
	sameMonth := sameYear && a.Month == b.Month
	if lang == "zh" {
		from, to := exact(lang, a, false), exact(lang, b, false)
		switch {
		case a.Month == 0 && b.Month == 0:
			return strconv.Itoa(int(a.Year)) + "–" + to
		case sameMonth && a.Day > 0 && b.Day > 0:
			_, to, _ = strings.Cut(to, "月")
		case sameYear:
			_, to, _ = strings.Cut(to, "年")
		}
		return from + "至" + to
	}
	switch {
	case sameMonth && a.Day > 0 && b.Day > 0:
		first, last := strconv.Itoa(int(a.Day)), exact(lang, b, false)
		switch lang {
		case "fr":
			if a.Day == 1 {
				first = "1er"
			}
			return "du " + first + " au " + last
		case "es":
			if a.Day == 1 {
				first = "1º"
			}
			return first + " a " + last
		}
		return first + "–" + last
	case sameYear && a.Day > 0 && b.Day > 0:
		if lang == "fr" {
			return "du " + dayMonth(lang, a) + " au " + exact(lang, b, false)
		}
		return join(lang, dayMonth(lang, a), exact(lang, b, false), true)
	case sameYear && a.Day == 0 && b.Day == 0 && a.Month > 0 && a.Month <= 12 && b.Month > 0 && b.Month <= 12:
		return join(lang, monthAlone(lang, a.Month), exact(lang, b, false), false)
	case a.Month == 0 && b.Month == 0:
		s := strconv.Itoa(int(a.Year)) + "–" + strconv.Itoa(int(b.Year))
		if lang == "ru" {
			s += " годы"
		}
		return s
	}
	if lang == "fr" && a.Day > 0 && b.Day > 0 {
		return "du " + exact(lang, a, false) + " au " + exact(lang, b, false)
	}
	return join(lang, exact(lang, a, false), exact(lang, b, false), true)
}

// join puts a range together; wide says that an end holds spaces of its own.
func join(lang, a, b string, wide bool) string {
	switch lang {
	case "fr":
		return "de " + a + " à " + b
	case "es":
		return a + " a " + b
	case "ru":
		if wide {
			return a + " – " + b
		}
	case "ar":
		return a + " – " + b
	case "zh":
		return a + "至" + b
	}
	return a + "–" + b
}
