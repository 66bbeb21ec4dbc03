package search

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func indexed(lang, text string) []string {
	exact, stems := NewAnalyzer().Append(nil, nil, lang, text)
	return strings.Fields(string(exact) + " " + string(stems))
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "The U.N. trained 30 judges’ clerks in Yaoundé.", "the un trained 30 judges clerks in yaounde e:the e:un e:train e:judg e:clerk e:in e:yaound"},
		{"zh", "非盟在2021年举办", "非盟 盟在 在 2021 年举 举办 办"},
		{"ru", "Ещё один семинар по борьбе", "еще один семинар по борьбе"},
		{"ar", "الاتّحـاد الأفريقي", "اتحاد افريقي"},
		{"fr", "L’Œuvre d’été à Genève", "oeuvre ete a geneve"},
		{"", "ＦＡＯ ５Ｇ ﬁnance", "fao 5g finance"},
		{"es", "", ""},
	} {
		exact, _ := NewAnalyzer().Append(nil, nil, c.lang, c.text)
		want := strings.Fields(c.want)
		got := indexed(c.lang, c.text)
		if len(got) < len(want) {
			t.Errorf("%q: %q, exact %q", c.text, got, exact)
			continue
		}
		if c.lang == "en" {
			if !slices.Equal(got, want) {
				t.Errorf("%q: %q, want %q", c.text, got, want)
			}
		} else if !slices.Equal(strings.Fields(string(exact)), want) {
			t.Errorf("%q: %q, want %q", c.text, exact, want)
		}
	}
}

// Forms of one word share a token.
func TestInflectedFormsMeet(t *testing.T) {
	for _, c := range [][3]string{
		{"en", "trainings", "training"}, {"en", "judges", "judge"}, {"fr", "élections", "election"}, {"es", "elecciones", "elección"}, {"es", "capacitación", "capacitaciones"},
		{"ru", "семинары", "семинаре"}, {"ru", "Ещё", "еще"}, {"ru", "выборов", "выборы"}, {"ar", "والانتخابات", "انتخابات"}, {"ar", "التدريب", "تدريب"}, {"ar", "للتدريب", "تدريب"},
		{"ar", "مُنَظَّمَة", "المنظمة"}, {"zh", "反恐培训", "反恐"},
	} {
		a, b := indexed(c[0], c[1]), indexed(c[0], c[2])
		if !slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) }) {
			t.Errorf("%s: %q gives %q, %q gives %q", c[0], c[1], a, c[2], b)
		}
	}
}

// No token holds a blank or a control: engines part tokens by blanks.
func TestTokensHaveNoBlanks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		exact, stems := NewAnalyzer().Append(nil, nil, rapid.SampledFrom([]string{"", "en", "ar", "zh", "ru"}).Draw(t, "lang"), text)
		for _, b := range [][]byte{exact, stems} {
			if !utf8.Valid(b) {
				t.Fatalf("%q", b)
			}
			for _, w := range strings.Split(strings.TrimSuffix(string(b), " "), " ") {
				if w == "" && len(b) > 0 || strings.ContainsFunc(w, func(r rune) bool { return r <= ' ' }) {
					t.Fatalf("%q in %q", w, b)
				}
			}
		}
		if f := FacetToken("party", text); strings.ContainsFunc(f, func(r rune) bool { return r <= ' ' }) {
			t.Fatalf("%q", f)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	for _, c := range []struct{ name, lang, text string }{
		{"english", "en", strings.Repeat("The Department of Political Affairs and the secretariat held a second workshop on the protection of judges in the port, for thirty participants. ", 20)},
		{"chinese", "zh", strings.Repeat("秘书处与联盟在港口举办了第二次关于保护法官的讲习班，有三十人参加。", 20)},
		{"arabic", "ar", strings.Repeat("عقدت الأمانة والاتحاد حلقة العمل الثانية بشأن حماية القضاة في الميناء بمشاركة ثلاثين شخصا. ", 20)},
	} {
		b.Run(c.name, func(b *testing.B) {
			a := NewAnalyzer()
			var exact, stems []byte
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				exact, stems = a.Append(exact[:0], stems[:0], c.lang, c.text)
			}
		})
	}
}
