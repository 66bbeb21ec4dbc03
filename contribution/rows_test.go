package contribution

import (
	"context"
	"slices"
	"strings"
	"testing"

	"concord/document"
	"concord/document/intake"
	"concord/fault"
	"concord/reading"
)

// act is what an act says in one line, without its evidence.
func act(a *reading.Activity) string {
	var parties []string
	for _, p := range a.Parties {
		parties = append(parties, p.Value.Value+":"+p.Role)
	}
	slices.Sort(parties)
	list := func(vs []reading.Value) string {
		var out []string
		for _, v := range vs {
			out = append(out, v.Value)
		}
		return strings.Join(out, ",")
	}
	return strings.Join([]string{a.Title, a.Kind.Value, a.Date.Value, strings.Join(parties, ","), list(a.Places), list(a.Figures)}, " | ")
}

func acts(rd *reading.Reading) (out []string) {
	for i := range rd.Paragraphs {
		for j := range rd.Paragraphs[i].Activities {
			out = append(out, act(&rd.Paragraphs[i].Activities[j]))
		}
	}
	return out
}

// Tables in the six languages: columns by their headers, values as people write them.
func TestTablesAreReadByTheirColumns(t *testing.T) {
	r := newReader(t)
	for name, x := range map[string]struct {
		text string
		want []string
	}{
		"en.csv":   {"Activity,Start date,End date,Lead,Partner organization,Country,No. of participants\nWorkshop on tides,2025-05-12,2025-05-14,UNEP,ASEAN,\"Viet Nam; Kenya\",30\n", []string{"Workshop on tides | training | 2025-05-12/2025-05-14 | ASEAN:,UNEP:lead | VNM,KEN | participants=30"}},
		"fr.csv":   {"Titre;Date;Organisateur;Partenaires;Pays\nAtelier sur les marées;du 12 au 14 mai 2025;PNUE;Organisation internationale de la Francophonie;Sénégal\nForum des ports;mars 2026;PNUD;Union africaine;Kenya\n", []string{"Atelier sur les marées | training | 2025-05-12/2025-05-14 | OIF:participant,UNEP:lead | SEN | ", "Forum des ports | meeting | 2026-03 | AU:participant,UNDP:lead | KEN | "}},
		"es.csv":   {"Título;Fecha;Organizador;Asociados;País\nTaller sobre mareas;12 de mayo de 2025;PNUMA;Organización de los Estados Americanos;Colombia\nForo de puertos;marzo de 2026;PNUD;OEA;Perú\n", []string{"Taller sobre mareas | training | 2025-05-12 | OAS:participant,UNEP:lead | COL | ", "Foro de puertos | meeting | 2026-03 | OAS:participant,UNDP:lead | PER | "}},
		"ru.csv":   {"Название;Дата;Организатор;Участники;Страна\nСеминар о приливах;12 мая 2025 года;ЮНЕП;Содружество Независимых Государств;Казахстан\nФорум портов;март 2026 года;ПРООН;Африканский союз;Кения\n", []string{"Семинар о приливах | training | 2025-05-12 | CIS:participant,UNEP:lead | KAZ | ", "Форум портов | meeting | 2026-03 | AU:participant,UNDP:lead | KEN | "}},
		"zh.csv":   {"活动名称,日期,主办方,合作方,国家\n潮汐讲习班,2025年5月12日至14日,联合国环境规划署,东南亚国家联盟,越南\n港口论坛,2026年3月,联合国开发计划署,非洲联盟,肯尼亚\n", []string{"潮汐讲习班 | training | 2025-05-12/2025-05-14 | ASEAN:participant,UNEP:lead | VNM | ", "港口论坛 | meeting | 2026-03 | AU:participant,UNDP:lead | KEN | "}},
		"ar.csv":   {"اسم النشاط;التاريخ;المنظم;الشركاء;البلد\nحلقة عمل عن المد;12 أيار/مايو 2025;برنامج الأمم المتحدة للبيئة;جامعة الدول العربية;الأردن\nمنتدى الموانئ;آذار/مارس 2026;برنامج الأمم المتحدة الإنمائي;الاتحاد الأفريقي;كينيا\n", []string{"حلقة عمل عن المد | training | 2025-05-12 | LAS:participant,UNEP:lead | JOR | ", "منتدى الموانئ | meeting | 2026-03 | AU:participant,UNDP:lead | KEN | "}},
		"bare.csv": {"Who,What exactly,On which day\nASEAN,Forum of the ports of the delta,2025-05-12\nAfrican Union,Joint course for pilots of the coast,2025-06-01\nASEAN,Visit to the new port of the north,2025-07-01\n", []string{"Forum of the ports of the delta | meeting | 2025-05-12 | ASEAN:participant |  | ", "Joint course for pilots of the coast | training | 2025-06-01 | AU:participant |  | ", "Visit to the new port of the north | visit | 2025-07-01 | ASEAN:participant |  | "}},
	} {
		_, rd, _ := read(t, r, name, x.text)
		if got := acts(rd); !slices.Equal(got, x.want) {
			t.Errorf("%s:\n got %q\nwant %q", name, got, x.want)
		}
	}
}

// Free text in a cell is read as a pasted paragraph, with the columns beside it; each
// value points to its own words.
func TestTextInCellsIsRead(t *testing.T) {
	r := newReader(t)
	doc, rd, _ := read(t, r, "a.csv", "Description,When\n\"UNODC and the African Union held a workshop in Nairobi for 30 officers. ASEAN and UNDP signed a memorandum of understanding.\",May 2025\nUNDP and ASEAN met in Bonn.,2024\n")
	got := acts(rd)
	if len(got) != 3 || !strings.Contains(got[0], "2025-05 | AU:lead,UNODC:lead | Nairobi") || !strings.Contains(got[1], "ASEAN") || !strings.Contains(got[1], "2025-05") {
		t.Errorf("%q", got)
	}
	for i := range rd.Paragraphs {
		for _, a := range rd.Paragraphs[i].Activities {
			for _, p := range a.Parties {
				if words := doc.Paragraphs[i].Text[p.From:p.To]; words != p.As {
					t.Errorf("%s cites %q instead of %q", p.Value.Value, words, p.As)
				}
			}
		}
	}
}

// What a cell says that nobody understands is told with its place, and stays in the
// text; an unknown name waits in the tray.
func TestCellsThatAreNotUnderstood(t *testing.T) {
	r := newReader(t)
	doc, rd, _ := read(t, r, "a.csv", "Title,Date,Kind,Partners\nForum of ports,some day in spring,jamboree,\"ASEAN; Hanse Forum\"\nForum of dunes,2025,meeting,ASEAN\n")
	var said []string
	for _, w := range doc.Warnings {
		said = append(said, w.Kind+" "+w.Place)
	}
	if !slices.Equal(said, []string{"cell-unread 1.2, Date", "cell-unread 1.2, Kind"}) {
		t.Errorf("%q", said)
	}
	if c := rd.Paragraphs[1].Candidates; len(c) != 1 || c[0].Text != "Hanse Forum" {
		t.Errorf("%+v", c)
	}
}

// A day that there is not, or that can be read in two ways, is warned of and left open.
func TestDatesOfCellsAreWholeDates(t *testing.T) {
	r := newReader(t)
	for cell, want := range map[string]string{"32 May 2025": "", "2021年13月": "", "03/04/2025": "", "13/04/2025": "2025-04-13", "May 2025 (to be confirmed)": "2025-05", "١٢/٠٥/٢٠٢٦": "", "٢٠/٠٥/٢٠٢٦": "2026-05-20"} {
		doc, rd, _ := read(t, r, "a.csv", "Title,Date,Partners\nForum of ports,"+cell+",ASEAN\n")
		got := acts(rd)
		if len(got) != 1 || strings.Split(got[0], " | ")[2] != want || (len(doc.Warnings) == 0) != (want != "") {
			t.Errorf("%s: %q %+v", cell, got, doc.Warnings)
		}
	}
}

// A place that no lexicon holds stands as it was typed, and is told of.
func TestPlacesThatAreNotKnown(t *testing.T) {
	r := newReader(t)
	doc, rd, _ := read(t, r, "a.csv", "Title,Place,Partners\nForum of ports,Kenya; Atlantis,ASEAN\nForum of tides,online,ASEAN\n")
	if got := acts(rd); len(got) != 2 || !strings.Contains(got[0], "KEN,Atlantis") {
		t.Errorf("%q", got)
	}
	if w := doc.Warnings; len(w) != 1 || w[0].Kind != "place-unknown" || w[0].Place != "1.2, Place" || !strings.Contains(w[0].Text, "Atlantis") {
		t.Errorf("%+v", w)
	}
}

// Numbers are read in the digits of every script.
func TestNumbersInEveryScript(t *testing.T) {
	for typed, want := range map[string]int{"٤٥": 45, "۱۲۳": 123, "१०": 10, "１２": 12, "1,200": 1200, "١٬٢٠٠": 1200, "0": 0, "many": 0, "-3": 0} {
		if n, ok := Number(typed); ok != (want > 0) || ok && n != want {
			t.Errorf("%s: %d", typed, n)
		}
	}
	r := newReader(t)
	doc, rd, _ := read(t, r, "نموذج.txt", "اسم النشاط: منتدى الموانئ\nالتاريخ: ١٢ أيار/مايو ٢٠٢٦\nعدد المشاركين: ٤٥\n")
	if got := acts(rd); len(got) != 1 || !strings.Contains(got[0], "2026-05-12") || !strings.HasSuffix(got[0], "participants=45") {
		t.Errorf("%q %+v", got, doc.Warnings)
	}
}

// Lines with labels in an e-mail are a form; prose with colons is none.
func TestFormsInText(t *testing.T) {
	r := newReader(t)
	_, rd, p := read(t, r, "mail.txt", "From: UNEP\n\nTitle: Workshop on tides\nDate: 12-14 May 2025\nPartner: ASEAN\nLocation: Hanoi\n\nTitle: Forum of ports\nDate: March 2026\nPartner: ASEAN\n")
	if got := acts(rd); len(got) != 2 || !strings.Contains(got[0], "Workshop on tides | training | 2025-05-12/2025-05-14 | ASEAN") || !strings.Contains(got[1], "Forum of ports | meeting | 2026-03") || who(p)[:13] != "UNEP on ASEAN" {
		t.Errorf("%q %s", got, who(p))
	}
	_, rd, _ = read(t, r, "prose.txt", "The outcome was clear: UNEP and ASEAN held a workshop in Hanoi on 12 May 2025.\n\nNote: the two will meet again.\n")
	if got := acts(rd); len(got) != 1 || !strings.Contains(got[0], "2025-05-12") {
		t.Errorf("%q", got)
	}
}

func FuzzTake(f *testing.F) {
	f.Add("Title,Date\nForum,2026\nCourse,2025\n")
	f.Add("Title: Forum\nDate: 2026\nPartner: ASEAN\n\nTitle: Course\n")
	f.Add("From: UNEP\n\nOn: ASEAN\tx\n")
	r := newReader(f)
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := intake.Stream(context.Background(), "a\tb:c", strings.NewReader(text), document.Options{Language: "en"})
		if err != nil {
			return
		}
		rd, p, err := r.TakeBy(doc, []string{"title=date", "=x", "date=-"})
		if fault.KindOf(err) == fault.Invalid && err != nil {
			return // nothing is filled in
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(rd.Paragraphs) != len(doc.Paragraphs) {
			t.Fatal("the reading is of another document")
		}
		for i := range rd.Paragraphs {
			length := len(doc.Paragraphs[i].Text)
			for _, a := range rd.Paragraphs[i].Activities {
				if a.From < 0 || a.To > length || a.From > a.To {
					t.Fatalf("an act at %d to %d of %d", a.From, a.To, length)
				}
			}
		}
		for _, list := range [][]Choice{p.Sender, p.Partner, p.Period} {
			for _, c := range list {
				if c.Paragraph >= len(doc.Paragraphs) || c.Paragraph >= 0 && c.To > len(doc.Paragraphs[c.Paragraph].Text) {
					t.Fatalf("%+v", c)
				}
			}
		}
	})
}

func BenchmarkParagraph(b *testing.B) {
	r := newReader(b)
	text := "UNODC and ASEAN held a workshop on border control in Jakarta on 4 May 2025, attended by 40 officers from Cambodia and Viet Nam."
	for b.Loop() {
		read(b, r, "a.txt", text)
	}
}
