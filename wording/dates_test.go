package wording_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"concord/edtf"
	"concord/wording"
)

func TestDates(t *testing.T) {
	for _, x := range []struct{ value, en, fr, es, ru, zh, ar string }{
		{"2021", "2021", "2021", "2021", "2021 год", "2021年", "2021"},
		{"2021-06", "June 2021", "juin 2021", "junio de 2021", "июнь 2021 года", "2021年6月", "حزيران/يونيه 2021"},
		{"2021-06-02", "2 June 2021", "2 juin 2021", "2 de junio de 2021", "2 июня 2021 года", "2021年6月2日", "2 حزيران/يونيه 2021"},
		{"2021-06-01", "1 June 2021", "1er juin 2021", "1º de junio de 2021", "1 июня 2021 года", "2021年6月1日", "1 حزيران/يونيه 2021"},
		{"2021-06-02/2021-06-05", "2–5 June 2021", "du 2 au 5 juin 2021", "2 a 5 de junio de 2021", "2–5 июня 2021 года", "2021年6月2日至5日", "2–5 حزيران/يونيه 2021"},
		{"2021-06-28/2021-07-03", "28 June–3 July 2021", "du 28 juin au 3 juillet 2021", "28 de junio a 3 de julio de 2021", "28 июня – 3 июля 2021 года", "2021年6月28日至7月3日", "28 حزيران/يونيه – 3 تموز/يوليه 2021"},
		{"2020-12-30/2021-01-02", "30 December 2020–2 January 2021", "du 30 décembre 2020 au 2 janvier 2021", "30 de diciembre de 2020 a 2 de enero de 2021", "30 декабря 2020 года – 2 января 2021 года", "2020年12月30日至2021年1月2日", "30 كانون الأول/ديسمبر 2020 – 2 كانون الثاني/يناير 2021"},
		{"2026-02/2026-04", "February–April 2026", "de février à avril 2026", "febrero a abril de 2026", "февраль–апрель 2026 года", "2026年2月至4月", "شباط/فبراير – نيسان/أبريل 2026"},
		{"2020/2021", "2020–2021", "2020–2021", "2020–2021", "2020–2021 годы", "2020–2021年", "2020–2021"},
		{"2025-06/..", "since June 2025", "depuis juin 2025", "desde junio de 2025", "с июня 2025 года", "自2025年6月起", "منذ حزيران/يونيه 2025"},
		{"2025-06-02/..", "since 2 June 2025", "depuis le 2 juin 2025", "desde el 2 de junio de 2025", "с 2 июня 2025 года", "自2025年6月2日起", "منذ 2 حزيران/يونيه 2025"},
		{"2024/..", "since 2024", "depuis 2024", "desde 2024", "с 2024 года", "自2024年起", "منذ 2024"},
		{"../2026-03", "until March 2026", "jusqu’en mars 2026", "hasta marzo de 2026", "до марта 2026 года", "截至2026年3月", "حتى آذار/مارس 2026"},
		{"2021-21", "spring 2021", "printemps 2021", "primavera de 2021", "весна 2021 года", "2021年春季", "ربيع 2021"},
		{"2021-34", "second quarter of 2021", "deuxième trimestre de 2021", "segundo trimestre de 2021", "второй квартал 2021 года", "2021年第二季度", "الربع الثاني من 2021"},
		{"2021?", "2021 ?", "2021 ?", "2021 ?", "2021 год ?", "2021年?", "2021 ؟"},
		{"2021-06~", "about June 2021", "vers juin 2021", "hacia junio de 2021", "около июня 2021 года", "约2021年6月", "نحو حزيران/يونيه 2021"},
		{"no date", "no date", "no date", "no date", "no date", "no date", "no date"},
	} {
		for lang, want := range map[string]string{"en": x.en, "fr": x.fr, "es": x.es, "ru": x.ru, "zh": x.zh, "ar": x.ar} {
			if got := wording.Date(lang, x.value); got != want {
				t.Errorf("%s %s: %q, want %q", lang, x.value, got, want)
			}
		}
	}
	if got := wording.Day("en", time.Date(2026, 11, 3, 23, 0, 0, 0, time.UTC)); got != "3 November 2026" {
		t.Error(got)
	}
}

// Every date can be written in every language, names its years, and is never a
// numeral alone but for a year or years.
func TestEveryDateCanBeWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		point := func(label string) edtf.Point {
			p := edtf.Point{Year: int16(rapid.IntRange(1945, 2100).Draw(t, label)), Qualifier: edtf.Qualifier(rapid.IntRange(0, 3).Draw(t, label))}
			p.Month = rapid.SampledFrom([]uint8{0, 1, 2, 6, 12, 21, 24, 33, 36}).Draw(t, label)
			if p.Month > 0 && p.Month <= 12 {
				p.Day = uint8(rapid.IntRange(0, 28).Draw(t, label))
			}
			return p
		}
		d := edtf.At(point("from"))
		if rapid.Bool().Draw(t, "interval") {
			d = edtf.Between(d.From, point("to"))
			switch rapid.IntRange(0, 3).Draw(t, "open") {
			case 0:
				d.From = edtf.Point{}
			case 1:
				d.To = edtf.Point{}
			}
		}
		if !d.Valid() {
			t.Skip()
		}
		for _, lang := range wording.Languages {
			s := wording.Date(lang, d.String())
			for _, p := range []edtf.Point{d.From, d.To} {
				if !p.IsZero() && !strings.Contains(s, edtf.At(edtf.Point{Year: p.Year}).String()) {
					t.Fatalf("%s %s: %q does not say the year", lang, d, s)
				}
			}
			if s == "" || s == d.String() && (d.From.Month > 0 || d.To.Month > 0) {
				t.Fatalf("%s %s: %q", lang, d, s)
			}
		}
	})
}

func TestWhen(t *testing.T) {
	for _, x := range []struct{ value, en, zh string }{
		{"2021-06-02", "on 2 June 2021", "2021年6月2日"},
		{"2021-06", "in June 2021", "2021年6月"},
		{"2021", "in 2021", "2021年"},
		{"2021-34", "in the second quarter of 2021", "2021年第二季度"},
		{"2021-06-02/2021-06-05", "from 2 to 5 June 2021", "2021年6月2日至5日"},
		{"2021-03/2021-05", "between March and May 2021", "2021年3月至5月"},
		{"2020/2021", "between 2020 and 2021", "2020–2021年"},
		{"2020/..", "since 2020", "自2020年起"},
		{"soon", "", ""},
	} {
		for lang, want := range map[string]string{"en": x.en, "zh": x.zh} {
			if got := wording.When(lang, x.value); got != want {
				t.Errorf("%s %s: %q, want %q", lang, x.value, got, want)
			}
		}
	}
}
