package pattern_test

import (
	"testing"

	"concord/edtf"
	"concord/reading/pattern"
)

type sentence struct{ text, want string }

// check reads sentences one by one in a language, with a document of 31 July 2025,
// and compares the values of one kind.
func check(t *testing.T, lang string, kind pattern.Kind, sentences []sentence) {
	t.Helper()
	g := grammar(t, lang)
	for _, s := range sentences {
		ctx := &pattern.Context{Anchor: edtf.Must("2025-07-31")}
		got := ""
		for _, h := range g.Find(nil, s.text, ctx) {
			if h.Kind == kind {
				if got != "" {
					got += " "
				}
				got += h.Value
			}
		}
		if got != s.want {
			t.Errorf("%s: %s\n got %s\nwant %s", lang, s.text, got, s.want)
		}
	}
}

func TestEnglishDates(t *testing.T) {
	check(t, "en", pattern.Date, []sentence{
		{"The two met on 2 June 2021 in Vienna.", "2021-06-02"},
		{"A visit from 2 to 5 June 2021", "2021-06-02/2021-06-05"},
		{"A visit from 28 May to 4 June", "2025-05-28/2025-06-04"},
		{"Between 23 May and 4 June, attacks", "2025-05-23/2025-06-04"},
		{"the night of 31 March to 1 April", "2025-03-31/2025-04-01"},
		{"On 1 and 2 February 2022", "2022-02-01/2022-02-02"},
		{"on 3 and 17 May", "2025-05-03 2025-05-17"},
		{"on 1, 4 and 6 April", "2025-04-01 2025-04-04 2025-04-06"},
		{"on 4, 5 and 6 April", "2025-04-04/2025-04-06"},
		{"On 6 and 26 –28 June, civil society", "2025-06-06 2025-06-26/2025-06-28"},
		{"on 14 and 15 April and 14 and 15 May", "2025-04-14/2025-04-15 2025-05-14/2025-05-15"},
		{"in June and July 2024", "2024-06 2024-07"},
		{"in December and January 2024", "2023-12 2024-01"},
		{"in January and April 2026", "2026-01 2026-04"},
		{"in 2021 and 2022", "2021 2022"},
		{"in mid-2024, until mid-July 2024", "2024 ../2024-07"},
		{"over 2021-2022 and 2023/24", "2021/2022 2023/2024"},
		{"for the period 2025– 2027", "2025/2027"},
		{"between 1989 and 2003", "1989/2003"},
		{"deaths between April and June.", "2025-04/2025-06"},
		{"from November to February 2022", "2021-11/2022-02"},
		{"from 1 April to 31 July 2025", "2025-04-01/2025-07-31"},
		{"Since 2020, and since May", "2020/.. 2025-05/.."},
		{"starting from 2025, renewable", "2025/.."},
		{"public hearings until July.", "../2025-07"},
		{"by December 2025, before 3 May, after 2 June 2020", "2025-12 2025-05-03 2020-06-02"},
		{"In May the Council may march in March.", "2025-05 2025-03"},
		{"in the spring of 2021; first quarter of 2022; second half of 2023", "2021-21 2022-33 2023-07/2023-12"},
		{"In 2024 it met, and in the same year and the following year", "2024 2024 2025"},
		{"arrested in December 2024, and on 3 March", "2024-12 2024-03-03"},
		{"arrested in December 2024. On 3 March", "2024-12 2025-03-03"},
		{"September 19, 2014 and February 5", "2014-09-19 2014-02-05"},
		{"The 2030 Agenda, Agenda 2063 and the post-2015 development agenda of the 1990s", ""},
		{"resolution 2020 (2011) of 22 November 2011", "2011-11-22"},
		{"See No. 2014; 2,014 refugees, 2000 people; $2015; COVID-19; 75/2015", ""},
		{"31 February 2021", ""},
	})
}

func TestEnglishSymbols(t *testing.T) {
	check(t, "en", pattern.Symbol, []sentence{
		{"By its resolution 2349 (2017), the Security Council", "S/RES/2349(2017)"},
		{"Security Council resolutions 2524 (2020), 2532 (2020) and 2579 (2021)", "S/RES/2524(2020) S/RES/2532(2020) S/RES/2579(2021)"},
		{"General Assembly resolutions 65/1, 66/288 and 67/226", "A/RES/65/1 A/RES/66/288 A/RES/67/226"},
		{"General Assembly resolution 60/180 and Security Council resolution 1645 (2005)", "A/RES/60/180 S/RES/1645(2005)"},
		{"General Assembly resolution 217 A (III) and resolution 3281 (XXIX)", "A/RES/217(III)A A/RES/3281(XXIX)"},
		{"Human Rights Council resolution 16/21 and 17/4", "A/HRC/RES/16/21 A/HRC/RES/17/4"},
		{"Economic and Social Council resolution 2011/5; decision 2011/215", "E/RES/2011/5 E/DEC/2011/215"},
		{"by the Economic and Social Council by its resolution 1576 (L) of 20 May 1971", "E/RES/1576(L)"},
		{"Economic Commission for Africa resolution 689 (XXXV)", ""},
		{"General Assembly decision 65/530", "A/DEC/65/530"},
		{"(A/75/345-S/2020/898), S/PRST/2013/12, SC/14697", "A/75/345 S/2020/898 S/PRST/2013/12 SC/14697"},
		{"in resolution 61/263 B", "A/RES/61/263B"},
		{"Governing Council decision 267 (2009), World Health Assembly resolution 62/1", ""},
	})
}

func TestEnglishNumbers(t *testing.T) {
	check(t, "en", pattern.SDG, []sentence{
		{"target 8.9 and indicator 10.7.2; Goal 16; SDGs 3 and 5; target 16.a; Millennium Development Goal 5", "8.9 10.7.2 16 3 5 16.a"},
	})
	check(t, "en", pattern.Ordinal, []sentence{
		{"the eleventh summit, the 12th session, the sixty-seventh and the twentieth", "11 12 67 20"},
	})
	check(t, "en", pattern.Figure, []sentence{
		{"gathered 130 participants from thirteen African countries and 1,200 police officers", "participants=130 countries=13 people=1200"},
		{"30 experts from African countries", "people=30"},
	})
}
