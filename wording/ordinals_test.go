package wording_test

import (
	"strings"
	"testing"

	"concord/wording"
)

func TestSessions(t *testing.T) {
	for _, x := range []struct {
		n                      int
		en, fr, es, ru, zh, ar string
	}{
		{1, "first", "première", "primer", "первая", "一", "الأولى"},
		{10, "tenth", "dixième", "décimo", "десятая", "十", "العاشرة"},
		{21, "twenty-first", "vingt et unième", "vigésimo primer", "двадцать первая", "二十一", "الحادية والعشرون"},
		{71, "seventy-first", "soixante et onzième", "septuagésimo primer", "семьдесят первая", "七十一", "الحادية والسبعون"},
		{77, "seventy-seventh", "soixante-dix-septième", "septuagésimo séptimo", "семьдесят седьмая", "七十七", "السابعة والسبعون"},
		{80, "eightieth", "quatre-vingtième", "octogésimo", "восьмидесятая", "八十", "الثمانون"},
		{81, "eighty-first", "quatre-vingt-unième", "octogésimo primer", "восемьдесят первая", "八十一", "الحادية والثمانون"},
		{99, "ninety-ninth", "quatre-vingt-dix-neuvième", "nonagésimo noveno", "девяносто девятая", "九十九", "التاسعة والتسعون"},
		{102, "102", "102", "102", "102", "102", "102"},
	} {
		for lang, want := range map[string]string{"en": x.en, "fr": x.fr, "es": x.es, "ru": x.ru, "zh": x.zh, "ar": x.ar} {
			if got := wording.Ordinal(lang, x.n); got != want {
				t.Errorf("%s %d: %q, want %q", lang, x.n, got, want)
			}
		}
	}
	for n := 1; n < 100; n++ {
		for _, lang := range wording.Languages {
			if got := wording.Ordinal(lang, n); strings.TrimSpace(got) == "" || strings.HasSuffix(got, "-") || strings.HasSuffix(got, " ") {
				t.Errorf("%s %d: %q", lang, n, got)
			}
		}
	}
}
