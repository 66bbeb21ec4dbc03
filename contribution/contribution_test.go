package contribution

import (
	"context"
	"strings"
	"testing"

	"concord/document"
	"concord/document/intake"
	"concord/lexicon"
	"concord/reading"
)

func newReader(t testing.TB) *Reader {
	t.Helper()
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(lex, reading.New(lex))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func read(t testing.TB, r *Reader, name, text string, columns ...string) (*document.Document, *reading.Reading, Proposal) {
	t.Helper()
	doc, err := intake.Stream(context.Background(), name, strings.NewReader(text), document.Options{IsName: r.reader.IsName})
	if err != nil {
		t.Fatal(err)
	}
	rd, err := r.Read(doc, columns)
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.Propose(doc, rd, columns)
	if err != nil {
		t.Fatal(err)
	}
	return doc, rd, p
}

// who is what is proposed in one line: sure ones bare, others with a question mark.
func who(p Proposal) string {
	one := func(list []Choice, sure bool) string {
		var vs []string
		for _, c := range list {
			vs = append(vs, c.Value)
			if sure {
				break
			}
		}
		s := strings.Join(vs, "|")
		if !sure && s != "" {
			s += "?"
		}
		return s
	}
	return one(p.Sender, p.SureSender) + " on " + one(p.Partner, p.SurePartner) + " for " + one(p.Period, p.SurePeriod)
}

func TestFromWhomOnWhomForWhen(t *testing.T) {
	r := newReader(t)
	for _, x := range []struct{ name, text, want string }{
		{"UNODC_ASEAN_2025-2026.txt", "In May 2025 the United Nations Office on Drugs and Crime and ASEAN held a workshop on border control in Jakarta.\n\nThe Office trained 40 officers from Cambodia in March 2026.\n", "UNODC on ASEAN for 2025/2026"},
		{"input.txt", "Input of the Department of Political and Peacebuilding Affairs on cooperation with the African Union\n\nReporting period: July 2024 to June 2026\n\nThe Department of Political and Peacebuilding Affairs and the African Union Commission held a joint visit to Chad in May 2025.\n", "DPPA on AU for 2024-07/2026-06"},
		{"two.txt", "From: UN-Women\n\nUN-Women and the Caribbean Community held a forum in Georgetown on 4 May 2025.\n\nUN-Women and the League of Arab States held a forum in Cairo on 9 May 2025.\n", "UN-WOMEN on CARICOM|LAS? for 2025?"},
		{"letter.txt", "From: UNICEF\nTo: Department of Political Affairs\nSubject: Cooperation with the African Union\n\nUNICEF and the African Union held a workshop in Nairobi in May 2025.\n", "UNICEF on AU for 2025?"},
		{"note.txt", "The weather in the capital was mild and the harvest came in early this year, as everybody there had hoped for.\n", " on  for "},
		{"apport.txt", "Contribution de l’Organisation des Nations Unies pour l’éducation, la science et la culture\n\nPériode considérée : 2024-2026\n\nL’UNESCO et l’Organisation internationale de la Francophonie ont organisé un atelier à Dakar le 3 mars 2025.\n", "UNESCO on OIF for 2024/2026"},
		{"来稿.txt", "报送单位：联合国毒品和犯罪问题办公室\n\n报告期：2024年7月至2026年6月\n\n2025年5月6日，联合国毒品和犯罪问题办公室与东南亚国家联盟在雅加达举办了边境管制讲习班。\n", "UNODC on ASEAN for 2024-07/2026-06"},
		{"مساهمة.txt", "الجهة المبلغة: برنامج الأمم المتحدة الإنمائي\n\nعقد برنامج الأمم المتحدة الإنمائي وجامعة الدول العربية حلقة عمل في القاهرة في 5 أيار/مايو 2025.\n", "UNDP on LAS for 2025?"},
		{"материал.txt", "От кого: Управление Организации Объединенных Наций по наркотикам и преступности\n\nОтчетный период: 2024–2026 годы\n\nВ мае 2025 года УНП ООН и Организация Договора о коллективной безопасности провели семинар в Душанбе.\n", "UNODC on CSTO for 2024/2026"},
		{"aporte.txt", "Entidad informante: Programa de las Naciones Unidas para el Desarrollo\n\nEl PNUD y la Organización de los Estados Americanos celebraron un taller en Bogotá el 7 de mayo de 2025.\n", "UNDP on OAS for 2025?"},
	} {
		_, _, p := read(t, r, x.name, x.text)
		if got := who(p); got != x.want {
			t.Errorf("%s: %q, want %q\n%+v", x.name, got, x.want, p)
		}
	}
}
