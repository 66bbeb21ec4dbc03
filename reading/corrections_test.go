package reading_test

import (
	"slices"
	"testing"

	"concord/fault"
	"concord/reading"
)

func TestCorrections(t *testing.T) {
	for _, c := range []struct {
		lang  string
		lines []string
		want  []reading.Correction
	}{
		{"en", []string{"Corrigendum", "1. Paragraph 12, second sentence", "For 25 mediators read 27 mediators", "Paragraph 14", "The last sentence should be deleted, as paragraph 3 says the same.",
			"Annex I, paragraph 3", "For “Nairobi” read “Mombasa”.", "In paragraph 11.4, for paragraph 7 read paragraph 8", "Page 12, paragraph 16, line 2", "For kites\nread balloons"},
			[]reading.Correction{{Line: 2, Number: "12", Old: "25 mediators", New: "27 mediators"}, {Line: 3, Number: "14"},
				{Line: 6, Part: "annex I", Number: "3", Old: "Nairobi", New: "Mombasa"}, {Line: 7, Number: "11.4", Old: "paragraph 7", New: "paragraph 8"}, {Line: 8, Number: "16"}}},
		{"en", []string{"Annex II", "Paragraph 2\nReplace 2041 with 2042"}, []reading.Correction{{Line: 1, Part: "annex II", Number: "2", Old: "2041", New: "2042"}}},
		{"fr", []string{"Paragraphe 12, deuxième phrase", "Au lieu de « 25 médiateurs », lire « 27 médiateurs ».", "Par. 13 : remplacer Nairobi par Mombasa", "Paragraphe 14", "Lire 2042 au lieu de 2041"},
			[]reading.Correction{{Line: 1, Number: "12", Old: "25 médiateurs", New: "27 médiateurs"}, {Line: 2, Number: "13", Old: "Nairobi", New: "Mombasa"}, {Line: 4, Number: "14", Old: "2041", New: "2042"}}},
		{"es", []string{"Párrafo 12, segunda oración", "Donde dice 25 mediadores debe decir 27 mediadores", "En el párrafo 13, sustitúyase «Nairobi» por «Mombasa»"},
			[]reading.Correction{{Line: 1, Number: "12", Old: "25 mediadores", New: "27 mediadores"}, {Line: 2, Number: "13", Old: "Nairobi", New: "Mombasa"}}},
		{"ru", []string{"Пункт 12, второе предложение", "Вместо слов «25 посредников» следует читать «27 посредников»", "В пункте 13 слово «Найроби» заменить словом «Момбаса».", "Пункт 14", "Вместо 2041 читать 2042"},
			[]reading.Correction{{Line: 1, Number: "12", Old: "25 посредников", New: "27 посредников"}, {Line: 2, Number: "13", Old: "Найроби", New: "Момбаса"}, {Line: 4, Number: "14", Old: "2041", New: "2042"}}},
		{"zh", []string{"第12段，第二句", "将“25名调解员”改为“27名调解员”。", "第 13 段", "“内罗毕”应为“蒙巴萨”", "附件一", "第14段"},
			[]reading.Correction{{Line: 1, Number: "12", Old: "25名调解员", New: "27名调解员"}, {Line: 3, Number: "13", Old: "内罗毕", New: "蒙巴萨"}, {Line: 5, Number: "14"}}},
		{"ar", []string{"الفقرة 12، الجملة الثانية", "يستعاض عن عبارة ”25 وسيطا“ بعبارة ”27 وسيطا“", "الفقرة ١٣", "بدلا من «نيروبي» يقرأ «مومباسا»"},
			[]reading.Correction{{Line: 1, Number: "12", Old: "25 وسيطا", New: "27 وسيطا"}, {Line: 3, Number: "13", Old: "نيروبي", New: "مومباسا"}}},
		{"en", []string{"For the sake of peace, read more books.", ""}, nil},
	} {
		got, err := reading.Corrections(c.lang, c.lines)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v\n got %+v\nwant %+v", c.lang, err, got, c.want)
		}
	}
	if _, err := reading.Corrections("xx", nil); fault.KindOf(err) != fault.Unsupported {
		t.Error(err)
	}
}

// The words are laid on a text only where they stand in it once, as words of their own.
func TestFindCorrection(t *testing.T) {
	for _, c := range []struct {
		old, text string
		from      int
	}{
		{"25", "In 2025, 25 people", 9}, {"25", "25 and 25", -1}, {"25", "in 2025", -1}, {"", "x", -1}, {"kite", "kites", -1},
		{"内罗毕", "在内罗毕举行", len("在")}, {"kite", "", -1},
	} {
		x := reading.Correction{Old: c.old}
		from, to, ok := x.Find(c.text)
		if ok != (c.from >= 0) || ok && (from != c.from || c.text[from:to] != c.old) {
			t.Errorf("%q in %q: %d %d %v", c.old, c.text, from, to, ok)
		}
	}
}

func FuzzCorrections(f *testing.F) {
	f.Add("en", "Paragraph 12\nFor x read y")
	f.Add("zh", "第12段\n将“a”改为“b”")
	f.Fuzz(func(t *testing.T, lang, text string) {
		list, err := reading.Corrections(lang, []string{text})
		if err != nil {
			return
		}
		for _, c := range list {
			if c.Number == "" || c.Line != 0 || c.Old == "" && c.New != "" {
				t.Fatalf("%+v", c)
			}
			if from, to, ok := c.Find(text); ok && text[from:to] != c.Old {
				t.Fatal(from, to)
			}
		}
	})
}
