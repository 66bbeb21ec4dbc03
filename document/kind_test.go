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
		{"fr", "S/RES/2999(2043)\n\nRésolution 2999 (2043)\nAdoptée par le Conseil de sécurité à sa 11000e séance, le 3 mai 2043", "resolution", "2043-05-03"},
		{"es", "S/RES/2999(2043)\n\nResolución 2999 (2043)\nAprobada por el Consejo de Seguridad en su 11000ª sesión, celebrada el 3 de mayo de 2043", "resolution", "2043-05-03"},
		{"ru", "S/RES/2999(2043)\n\nРезолюция 2999 (2043),\nпринятая Советом Безопасности на его 11000-м заседании 3 мая 2043 года", "resolution", "2043-05-03"},
		{"ar", "S/RES/2999(2043)\n\nالقرار 2999 (2043)\nالذي اتخذه مجلس الأمن في جلسته 11000 المعقودة في 3 أيار/مايو 2043", "resolution", "2043-05-03"},
		{"zh", "S/RES/2999(2043)\n\n第 2999(2043)号决议\n2043 年 5 月 3 日安全理事会第 11000 次会议通过", "resolution", "2043-05-03"},
		{"zh", "A/RES/97/4\n\n2042 年 11 月 2 日大会决议", "resolution", "2042-11-02"},
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
