package document

import "testing"

// The tables are read once in a process, at the first document.
func BenchmarkTables(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := loadLanguages(langFiles); err != nil {
			b.Fatal(err)
		}
	}
}

// Every pattern of a date compiles: they are compiled late.
func TestDatePatternsCompile(t *testing.T) {
	for tag, l := range tables().byTag {
		if len(l.dates) == 0 {
			t.Errorf("%s has no form of dates", tag)
		}
		for _, p := range l.dates {
			p.re()
		}
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct{ tag, in, want string }{
		{"en", "4 July 2044", "2044-07-04"}, {"fr", "1er juillet 2044", "2044-07-01"}, {"es", "14 de agosto de 2044", "2044-08-14"},
		{"ru", "14 августа 2044 года", "2044-08-14"}, {"ar", "١٤ آب/أغسطس ٢٠٤٤", "2044-08-14"}, {"zh", "2044 年 8 月 14 日", "2044-08-14"},
		{"zh", "2044年8月14日", "2044-08-14"}, {"en", "44 July 2044", ""}, {"en", "July 2044", ""},
	} {
		if got := tables().byTag[c.tag].date(fold(c.in)); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.tag, c.in, got, c.want)
		}
	}
}

// Sessions and years in every language, as mastheads print them.
func TestOrdinals(t *testing.T) {
	for _, c := range []struct {
		tag, class, in string
		want           int
	}{
		{"en", "session", "Seventy-seventh session", 77}, {"en", "year", "Eightieth year", 80},
		{"fr", "session", "Soixante-dix-septième session", 77}, {"fr", "year", "Quatre-vingt et unième année", 0}, {"fr", "session", "Quatre-vingt-unième session", 81},
		{"es", "session", "Septuagésimo séptimo período de sesiones", 77}, {"es", "year", "Octogésimo año", 80},
		{"ru", "session", "Семьдесят седьмая сессия", 77}, {"ru", "year", "Восьмидесятый год", 80},
		{"ar", "session", "الدورة السابعة والسبعون", 77}, {"ar", "year", "السنة الثمانون", 80},
		{"zh", "session", "第七十七届会议", 77}, {"zh", "year", "第八十年", 80}, {"zh", "session", "第一百届会议", 100},
	} {
		a := &anatomy{l: tables().byTag[c.tag], en: tables().byTag["en"]}
		if got := a.ordinal(c.class, fold(c.in)); got != c.want {
			t.Errorf("%s %q: %d, want %d", c.tag, c.in, got, c.want)
		}
	}
}

// Every language has rows of each class that the anatomy asks for.
func TestTablesAreWhole(t *testing.T) {
	for tag, l := range tables().byTag {
		for _, class := range []string{"session", "year", "agenda", "provisional", "distribution", "original", "report", "budget", "annex", "appendix", "signed", "page", "clause", "head"} {
			if len(l.phrases[class]) == 0 {
				t.Errorf("%s has no row of class %s", tag, class)
			}
		}
		if len(l.ordinals) < 120 || len(l.languages) != 6 {
			t.Errorf("%s: %d ordinals, %d languages", tag, len(l.ordinals), len(l.languages))
		}
		exact := map[string]bool{}
		for _, class := range l.exact {
			exact[class] = true
		}
		for class := range exactClasses {
			if !exact[class] {
				t.Errorf("%s has no row of class %s", tag, class)
			}
		}
	}
}
