package document_test

import (
	"slices"
	"testing"

	"concord/document"
)

// What a document is, by its masthead in each language, and its day.
func TestKinds(t *testing.T) {
	const body = "\n\n1. The text of the first paragraph is here, and it ends.\n2. The second paragraph follows it, and it ends too.\n"
	for _, c := range []struct {
		lang, head, kind, dated string
	}{
		{"en", "A/97/302\n\nReport of the Secretary-General", "report", ""},
		{"en", "A/97/303\n\nNote by the Secretary-General", "note", ""},
		{"fr", "A/97/303\n\nNote du Secrétaire général", "note", ""},
		{"es", "A/97/303\n\nNota del Secretario General", "note", ""},
		{"ru", "A/97/303\n\nЗаписка Генерального секретаря", "note", ""},
		{"ar", "A/97/303\n\nمذكرة من الأمين العام", "note", ""},
		{"zh", "A/97/303\n\n秘书长的说明", "note", ""},
		{"en", "S/2043/17\n\nLetter dated 4 March 2043 from the Secretary-General addressed to the President", "letter", "2043-03-04"},
		{"fr", "S/2043/17\n\nLettre datée du 4 mars 2043, adressée à la Présidence par le Secrétaire général", "letter", "2043-03-04"},
		{"es", "S/2043/17\n\nCarta de fecha 4 de marzo de 2043 dirigida a la Presidencia por el Secretario General", "letter", "2043-03-04"},
		{"ru", "S/2043/17\n\nПисьмо Генерального секретаря от 4 марта 2043 года", "letter", "2043-03-04"},
		{"ar", "S/2043/17\n\nرسالة مؤرخة 4 آذار/مارس 2043 موجهة من الأمين العام", "letter", "2043-03-04"},
		{"zh", "S/2043/17\n\n2043 年 3 月 4 日秘书长的信", "letter", "2043-03-04"},
		{"ar", "S/2043/18\n\nمذكرة شفوية مؤرخة 4 آذار/مارس 2043", "letter", "2043-03-04"},
		{"en", "A/97/6 (Sect. 9)\n\nProposed programme budget for 2043", "budget", ""},
		{"fr", "A/97/7\n\nProjet de budget-programme pour 2043\nRapport du Secrétaire général", "budget", ""},
		{"ru", "A/97/7\n\nИсполнение бюджета за 2042 год\nДоклад Генерального секретаря", "budget", ""},
		{"zh", "A/97/7\n\n2043 年拟议方案预算\n秘书长的报告", "budget", ""},
		{"en", "A/97/L.4\n\nDraft resolution", "draft_resolution", ""},
		{"en", "A/RES/97/4\n\nResolution adopted by the General Assembly\non 2 November 2042", "resolution", "2042-11-02"},
		{"en", "S/RES/2999(2043)\n\nResolution 2999 (2043)\nAdopted by the Security Council at its 11000th meeting, on 3 May 2043", "resolution", "2043-05-03"},
		{"en", "Contribution of the League of Ports", "", ""},
	} {
		d, err := read(t, []byte(c.head+body), document.Options{Language: c.lang})
		if err != nil {
			t.Errorf("%s %q: %v", c.lang, c.head, err)
			continue
		}
		if m := d.Masthead; string(m.Kind) != c.kind || m.Dated != c.dated {
			t.Errorf("%s %q: %q of %q, want %q of %q", c.lang, c.head, m.Kind, m.Dated, c.kind, c.dated)
		}
	}
}

// A letter with documents annexed: each annex is a part, and its paragraphs have
// numbers of their own.
func TestLetterWithAnnexes(t *testing.T) {
	const in = `S/2043/17

Letter dated 4 March 2043 from the Secretary-General addressed to the President of the Security Council

I have the honour to send the report of the joint mission that both
organizations sent to the northern ports. It was drawn up in February
by the two heads of the mission.

I should be grateful for the circulation of the present letter and its
annexes to the members of the Council.

(Signed) A. B.

Annex I

Report of the joint mission

1. The mission went to three towns and met the governors of two of
them.

2. It left four experts behind, who are training the police of the
northern ports.

Annex II

Terms of reference

1. The mission is sent for three months, which both organizations
may extend.

2. It reports to both organizations every week, and at its end to the
Council.
`
	d, err := read(t, []byte(in), document.Options{Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range d.Paragraphs {
		got = append(got, p.Part+" "+p.Number)
	}
	want := []string{" 1", " 2", "annex I 1", "annex I 2", "annex II 1", "annex II 2"}
	if d.Masthead.Kind != document.KindLetter || d.Masthead.Dated != "2043-03-04" || !slices.Equal(got, want) {
		t.Errorf("%s of %s: %q, want %q", d.Masthead.Kind, d.Masthead.Dated, got, want)
	}
	for _, w := range d.Warnings {
		if w.Kind != "language-guessed" {
			t.Errorf("warned: %s", w.Text)
		}
	}
}
