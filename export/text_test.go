package export_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"concord/document"
	"concord/document/intake"
	"concord/export"
	"concord/fault"
	"concord/report"
)

// draft is a small report in one of six languages: made up, with all that one can have.
func draft(lang string) *report.Text {
	type words struct {
		organs, sessions                             []string
		date, original, item, title, author          string
		subitems                                     []string
		summary, intro, sections, au, eu, obs, annex string
		sum                                          string
		p1, p2, p3, p4                               []string
		note, note2                                  string
		under, caption                               string
		head                                         []string
		row                                          []string
		labels                                       [3]string
	}
	all := map[string]words{
		"en": {[]string{"General Assembly", "Security Council"}, []string{"Ninety-ninth session", "Ninety-ninth year"}, "12 August 2044", "Original: English",
			"Item 128 (a) and (o) of the provisional agenda", "Cooperation between the United Nations and regional and other organizations", "Report of the Secretary-General",
			[]string{"Cooperation between the United Nations and the African Union", "Cooperation between the United Nations and the Association of Southeast Asian Nations"},
			"Summary", "Introduction", "Cooperation with regional and other organizations", "African Union", "Association of Southeast Asian Nations", "Observations", "Annex",
			"The present report covers cooperation from September 2042 to August 2044. It is submitted pursuant to General Assembly resolution 77/12, in which the Assembly requested the Secretary-General to report on it and on what both sides had undertaken.",
			[]string{"The present report is submitted pursuant to General Assembly resolution 77/12, in which the Assembly requested the Secretary-General to report on cooperation.", "It covers the period from September 2042 to August 2044."},
			[]string{"On 3 March 2043, the United Nations Office to the African Union and the African Union Commission held their seventh annual conference in Addis Ababa.", "The two organizations signed a framework on early warning."},
			[]string{"In Jakarta, the Department of Political and Peacebuilding Affairs and the Association of Southeast Asian Nations (ASEAN) held a workshop on mediation, attended by 40 participants.", "The ASEAN secretariat took part in two exchanges in 2044."},
			[]string{"Cooperation has grown in the period under review."},
			"A/98/277-S/2043/606, para. 12.", "See www.un.org.", "Peace and security", "Instruments in force", []string{"Instrument", "Signed", "Ends"}, []string{"Joint framework on early warning", "3 March 2043", "31 December 2047"}, [3]string{"I", "II", "A"}},
		"zh": {[]string{"大会", "安全理事会"}, []string{"第九十九届会议", "第九十九年"}, "2044年8月12日", "原文：英文",
			"临时议程项目 128(a)和(o)", "联合国同各区域组织及其他组织的合作", "秘书长的报告",
			[]string{"联合国同非洲联盟的合作", "联合国同东南亚国家联盟的合作"},
			"摘要", "导言", "联合国同各区域组织及其他组织的合作", "非洲联盟", "东南亚国家联盟", "意见和建议", "附件",
			"本报告述及 2042 年 9 月至 2044 年 8 月期间的合作。本报告根据大会第 77/12 号决议提交，其中大会请秘书长就合作情况提出报告，并介绍各组织之间的往来情况。",
			[]string{"本报告根据大会第 77/12 号决议提交，其中大会请秘书长就合作情况提出报告。", "报告述及 2042 年 9 月至 2044 年 8 月期间。"},
			[]string{"2043 年 3 月 3 日，联合国驻非洲联盟办事处同非洲联盟委员会在亚的斯亚贝巴举行第七次年度会议。", "双方签署了“预警框架”。"},
			[]string{"政治和建设和平事务部同东南亚国家联盟(东盟)在雅加达举办了调解讲习班，40 人出席。", "东盟秘书处在 2044 年参加了两次交流。"},
			[]string{"本报告所述期间的合作有所增加。"},
			"A/98/277-S/2043/606，第 12 段。", "见 www.un.org。", "和平与安全", "现行文书", []string{"文书", "签署", "终止"}, []string{"预警联合框架", "2043年3月3日", "2047年12月31日"}, [3]string{"一", "二", "A"}},
		"ar": {[]string{"الجمعية العامة", "مجلس الأمن"}, []string{"الدورة التاسعة والتسعون", "السنة التاسعة والتسعون"}, "12 آب/أغسطس 2044", "الأصل: بالإنكليزية",
			"البند 128 (أ) و (س) من جدول الأعمال المؤقت", "التعاون بين الأمم المتحدة والمنظمات الإقليمية والمنظمات الأخرى", "تقرير الأمين العام",
			[]string{"التعاون بين الأمم المتحدة والاتحاد الأفريقي", "التعاون بين الأمم المتحدة ورابطة أمم جنوب شرق آسيا"},
			"موجز", "مقدمة", "التعاون مع المنظمات الإقليمية والمنظمات الأخرى", "الاتحاد الأفريقي", "رابطة أمم جنوب شرق آسيا", "ملاحظات", "المرفق",
			"يغطي هذا التقرير التعاون من أيلول/سبتمبر 2042 إلى آب/أغسطس 2044. وهو مقدم عملا بقرار الجمعية العامة 77/12 الذي طلبت فيه الجمعية إلى الأمين العام أن يقدم تقريرا عن التعاون.",
			[]string{"يقدم هذا التقرير عملا بقرار الجمعية العامة 77/12 الذي طلبت فيه الجمعية إلى الأمين العام أن يقدم تقريرا عن التعاون.", "وهو يغطي الفترة من أيلول/سبتمبر 2042 إلى آب/أغسطس 2044."},
			[]string{"في 3 آذار/مارس 2043، عقد مكتب الأمم المتحدة لدى الاتحاد الأفريقي ومفوضية الاتحاد الأفريقي مؤتمرهما السنوي السابع في أديس أبابا.", "ووقعت المنظمتان إطارا للإنذار المبكر (UNOAU)."},
			[]string{"في جاكرتا، نظمت إدارة الشؤون السياسية وبناء السلام ورابطة أمم جنوب شرق آسيا حلقة عمل عن الوساطة حضرها 40 مشاركا.", "وشاركت أمانة الرابطة في تبادلين في عام 2044."},
			[]string{"ازداد التعاون في الفترة المشمولة بالتقرير."},
			"A/98/277-S/2043/606، الفقرة 12.", "انظر www.un.org.", "السلام والأمن", "الصكوك السارية", []string{"الصك", "التوقيع", "الانتهاء"}, []string{"إطار مشترك للإنذار المبكر", "3 آذار/مارس 2043", "31 كانون الأول/ديسمبر 2047"}, [3]string{"أولا", "ثانيا", "ألف"}},
		"fr": {[]string{"Assemblée générale", "Conseil de sécurité"}, []string{"Quatre-vingt-dix-neuvième session", "Quatre-vingt-dix-neuvième année"}, "12 août 2044", "Original : anglais",
			"Point 128 a) et o) de l’ordre du jour provisoire", "Coopération entre l’Organisation des Nations Unies et les organisations régionales et autres", "Rapport du Secrétaire général",
			[]string{"Coopération entre l’Organisation des Nations Unies et l’Union africaine"},
			"Résumé", "Introduction", "Coopération avec les organisations régionales et autres", "Union africaine", "Association des nations de l’Asie du Sud-Est", "Observations", "Annexe",
			"Le présent rapport porte sur la coopération de septembre 2042 à août 2044. Il est soumis en application de la résolution 77/12 de l’Assemblée générale, dans laquelle celle-ci a demandé un rapport.",
			[]string{"Le présent rapport est soumis en application de la résolution 77/12 de l’Assemblée générale.", "Il porte sur la période allant de septembre 2042 à août 2044."},
			[]string{"Le 3 mars 2043, le Bureau des Nations Unies auprès de l’Union africaine et la Commission de l’Union africaine ont tenu leur septième conférence annuelle à Addis-Abeba.", "Elles ont signé un cadre d’alerte rapide."},
			[]string{"À Jakarta, un atelier sur la médiation a réuni 40 personnes.", "Le secrétariat a pris part à deux échanges en 2044."},
			[]string{"La coopération s’est développée."},
			"A/98/277-S/2043/606, par. 12.", "Voir www.un.org.", "Paix et sécurité", "Instruments en vigueur", []string{"Instrument", "Signature", "Fin"}, []string{"Cadre commun d’alerte rapide", "3 mars 2043", "31 décembre 2047"}, [3]string{"I", "II", "A"}},
		"es": {[]string{"Asamblea General", "Consejo de Seguridad"}, []string{"Nonagésimo noveno período de sesiones", "Nonagésimo noveno año"}, "12 de agosto de 2044", "Original: inglés",
			"Tema 128 a) y o) del programa provisional", "Cooperación entre las Naciones Unidas y las organizaciones regionales y de otra índole", "Informe del Secretario General",
			[]string{"Cooperación entre las Naciones Unidas y la Unión Africana"},
			"Resumen", "Introducción", "Cooperación con las organizaciones regionales y de otra índole", "Unión Africana", "Asociación de Naciones de Asia Sudoriental", "Observaciones", "Anexo",
			"El presente informe abarca la cooperación de septiembre de 2042 a agosto de 2044. Se presenta en cumplimiento de la resolución 77/12 de la Asamblea General, en la que esta solicitó al Secretario General un informe sobre ella y sobre lo que se había convenido.",
			[]string{"El presente informe se presenta en cumplimiento de la resolución 77/12 de la Asamblea General.", "Abarca el período comprendido entre septiembre de 2042 y agosto de 2044."},
			[]string{"El 3 de marzo de 2043, la Oficina de las Naciones Unidas ante la Unión Africana y la Comisión de la Unión Africana celebraron su séptima conferencia anual en Addis Abeba.", "Firmaron un marco de alerta temprana."},
			[]string{"En Yakarta se celebró un taller sobre mediación con 40 participantes.", "La secretaría participó en dos intercambios en 2044."},
			[]string{"La cooperación ha aumentado."},
			"A/98/277-S/2043/606, párr. 12.", "Véase www.un.org.", "Paz y seguridad", "Instrumentos vigentes", []string{"Instrumento", "Firma", "Fin"}, []string{"Marco conjunto de alerta temprana", "3 de marzo de 2043", "31 de diciembre de 2047"}, [3]string{"I", "II", "A"}},
		"ru": {[]string{"Генеральная Ассамблея", "Совет Безопасности"}, []string{"Девяносто девятая сессия", "Девяносто девятый год"}, "12 августа 2044 года", "Язык оригинала: английский",
			"Пункт 128 a) и o) предварительной повестки дня", "Сотрудничество между Организацией Объединенных Наций и региональными и другими организациями", "Доклад Генерального секретаря",
			[]string{"Сотрудничество между Организацией Объединенных Наций и Африканским союзом"},
			"Резюме", "Введение", "Сотрудничество с региональными и другими организациями", "Африканский союз", "Ассоциация государств Юго-Восточной Азии", "Замечания", "Приложение",
			"Настоящий доклад охватывает сотрудничество с сентября 2042 года по август 2044 года. Он представляется во исполнение резолюции 77/12 Генеральной Ассамблеи, в которой она просила представить доклад.",
			[]string{"Настоящий доклад представляется во исполнение резолюции 77/12 Генеральной Ассамблеи.", "Он охватывает период с сентября 2042 года по август 2044 года."},
			[]string{"3 марта 2043 года Отделение Организации Объединенных Наций при Африканском союзе и Комиссия Африканского союза провели в Аддис-Абебе седьмую ежегодную конференцию.", "Они подписали рамочную программу раннего предупреждения."},
			[]string{"В Джакарте был проведен семинар по посредничеству с участием 40 человек.", "Секретариат принял участие в двух обменах в 2044 году."},
			[]string{"Сотрудничество расширилось."},
			"A/98/277-S/2043/606, пункт 12.", "См. www.un.org.", "Мир и безопасность", "Действующие документы", []string{"Документ", "Подписание", "Окончание"}, []string{"Совместная рамочная программа", "3 марта 2043 года", "31 декабря 2047 года"}, [3]string{"I", "II", "A"}},
	}
	w := all[lang]
	sentences := func(texts []string, records ...string) (out []report.Sentence) {
		for i, s := range texts {
			x := report.Sentence{ID: "s" + string(rune('1'+i)), Text: s, From: report.FromFrame}
			if i < len(records) {
				x.From = report.FromRecords
				x.Rests = []report.Rest{{Record: records[i], Revision: i + 1, Machine: i == 1}}
			}
			out = append(out, x)
		}
		return out
	}
	au := sentences(w.p2, "01ACT1", "01INS1")
	au[0].Notes = []string{w.note}
	asean := sentences(w.p3, "01ACT2", "01ACT3")
	asean[1].Notes = []string{w.note, w.note2}
	asean[1].From = report.FromInput
	obs := sentences(w.p4)
	obs[0].From = report.FromHand
	return &report.Text{Language: lang, Front: report.Front{Organs: w.organs, Sessions: w.sessions, Symbols: []string{"A/99/277", "S/2044/606"}, Distribution: "General",
		Date: w.date, Original: w.original, Item: w.item, SubItems: w.subitems, Title: w.title, Author: w.author},
		Parts: []report.Part{
			{ID: report.PartSummary, Level: 1, Heading: w.summary, Paragraphs: []report.Paragraph{{ID: "p1", Sentences: sentences([]string{w.sum})}}},
			{ID: report.PartIntroduction, Level: 1, Label: w.labels[0], Heading: w.intro, Paragraphs: []report.Paragraph{{ID: "p1", Number: 1, Sentences: sentences(w.p1)}}},
			{ID: report.PartSections, Level: 1, Label: w.labels[1], Heading: w.sections},
			{ID: "AU", Level: 2, Label: w.labels[2], Heading: w.au, Paragraphs: []report.Paragraph{
				{ID: "p1", Number: 2, Heading: w.under, Sentences: au},
				{ID: "p2", Table: &report.Table{Caption: w.caption, Head: w.head, Rows: []report.Row{{Cells: w.row, Rests: []report.Rest{{Record: "01INS1", Revision: 2}}}}}}}},
			{ID: "ASEAN", Level: 2, Heading: w.eu, Paragraphs: []report.Paragraph{{ID: "p1", Number: 3, Sentences: asean}}},
			{ID: report.PartObservations, Level: 1, Heading: w.obs, Paragraphs: []report.Paragraph{{ID: "p1", Number: 4, Sentences: obs}}},
		}}
}

var six = []string{"ar", "en", "es", "fr", "ru", "zh"}

// made is a draft in a format.
func made(t testing.TB, text *report.Text, format string, sources bool) []byte {
	t.Helper()
	var b bytes.Buffer
	o := export.TextOptions{Sources: sources, Cycle: "01CYCLE", Made: time.Date(2044, 8, 12, 9, 0, 0, 0, time.UTC),
		Origin: func(r report.Rest) string { return "A/98/277, 12: " + r.Record }}
	if err := export.TextTo(&b, text, format, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// entry is the part of a Word file.
func entry(t testing.TB, file []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		return ""
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A draft in Word is read back as the document that it will be: title, numbers,
// headings, footnotes, in all six languages.
func TestDraftInWordIsReadAsDocument(t *testing.T) {
	for _, lang := range six {
		t.Run(lang, func(t *testing.T) {
			text := draft(lang)
			for _, sources := range []bool{false, true} {
				file := made(t, text, "docx", sources)
				d, err := intake.Read(t.Context(), "draft.docx", bytes.NewReader(file), int64(len(file)), document.Options{})
				if err != nil {
					t.Fatal(err)
				}
				if d.Language != lang || d.Masthead.Title != text.Front.Title || strings.Join(d.Masthead.Symbols, " ") != "A/99/277 S/2044/606" || d.Masthead.Session != 99 {
					t.Errorf("read as %s, %+v", d.Language, d.Masthead)
				}
				for _, w := range d.Warnings {
					t.Errorf("%s at %s: %s", w.Kind, w.Place, w.Text)
				}
				var heads, want []string
				for _, h := range d.Headings {
					heads = append(heads, h.Number+" "+h.Text)
				}
				numbered := map[string]string{}
				notes := 0
				for _, p := range d.Paragraphs {
					switch p.Part {
					case "":
						numbered[p.Number] = p.Text
					case "footnote":
						notes++
					case "summary":
						if p.Text != text.Parts[0].Paragraphs[0].Sentences[0].Text {
							t.Errorf("summary %q", p.Text)
						}
					}
				}
				for _, p := range text.Parts {
					want = append(want, strings.TrimSpace(p.Label)+" "+p.Heading)
					for _, g := range p.Paragraphs {
						if g.Heading != "" {
							want = append(want, " "+g.Heading)
						}
						if g.Number == 0 {
							continue
						}
						got := numbered[strconv.Itoa(g.Number)]
						for _, s := range g.Sentences {
							if !strings.Contains(got, strings.TrimRight(s.Text, ".。")) {
								t.Errorf("paragraph %d reads %q", g.Number, got)
							}
						}
					}
				}
				if !slices.Equal(heads, want) {
					t.Errorf("headings %q\nwanted %q", heads, want)
				}
				if notes != 3 {
					t.Errorf("%d footnotes", notes)
				}
			}
		})
	}
}

// The clean copy bears no trace of where its sentences are from; the other one all.
func TestSourcesInWord(t *testing.T) {
	text := draft("en")
	clean := made(t, text, "docx", false)
	for _, name := range []string{"word/document.xml", "word/comments.xml", "docProps/custom.xml", "word/settings.xml"} {
		for _, trace := range []string{"bookmark", "comment", "01ACT1", "01CYCLE", "trackRevisions"} {
			if strings.Contains(entry(t, clean, name), trace) {
				t.Errorf("the clean copy has %s in %s", trace, name)
			}
		}
	}
	file := made(t, text, "docx", true)
	comments := entry(t, file, "word/comments.xml")
	for _, want := range []string{"01ACT1 (revision 1)", "A/98/277, 12: 01ACT1", "01INS1 (revision 2) – read by rule", "No source: written by hand."} {
		if !strings.Contains(comments, want) {
			t.Errorf("no %q in the comments", want)
		}
	}
	if p := entry(t, file, "docProps/custom.xml"); !strings.Contains(p, "01CYCLE") || !strings.Contains(p, export.Fingerprint(text)) {
		t.Errorf("properties %s", p)
	}
	if m := export.Mark("AU", "p1", "s1"); !strings.Contains(entry(t, file, "word/document.xml"), `w:name="`+m+`"`) {
		t.Errorf("no bookmark %s", m)
	}
	long := export.Mark(strings.Repeat("x", 90), "01J8ZC4T5Y6W7X8Y9Z0A1B2C3D", "s-1~2")
	if !regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{1,39}$`).MatchString(long) {
		t.Errorf("mark %q", long)
	}
}

// The mark of a footnote stands where the language has it.
func TestFootnoteMarks(t *testing.T) {
	for lang, want := range map[string]string{"en": "Addis Ababa.[1] The", "fr": "Addis-Abeba[1]. Elles", "es": "Addis Abeba[1]. Firmaron", "zh": "年度会议[1]。双方"} {
		if got := string(made(t, draft(lang), "txt", false)); !strings.Contains(got, want) {
			t.Errorf("%s: no %q in %s", lang, want, got)
		}
	}
}

func TestDraftAsAkomaNtoso(t *testing.T) {
	for _, lang := range six {
		b := made(t, draft(lang), "akn", true)
		valid(t, b)
		all := words(t, b)
		for _, p := range draft(lang).Parts {
			for _, g := range p.Paragraphs {
				for _, s := range g.Sentences {
					if !strings.Contains(all, s.Text) {
						t.Errorf("%s: lost %s", lang, s.Text)
					}
				}
			}
		}
	}
	valid(t, made(t, &report.Text{Language: "en"}, "akn", false))
}

func TestDraftAsHTMLAndData(t *testing.T) {
	text := draft("ar")
	text.Parts[1].Heading = `<script>alert(1)</script>`
	page := string(made(t, text, "html", true))
	for _, want := range []string{`<html lang="ar" dir="rtl">`, `data-records="01ACT1@1"`, `&lt;script&gt;alert`, `id="` + export.Mark("AU", "p1", "s1") + `"`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(page, "<script") {
		t.Error("a heading became a script")
	}
	if strings.Contains(string(made(t, text, "html", false)), "01ACT1") {
		t.Error("the clean page names records")
	}
	var data struct {
		Cycle, Draft string
		Sentences    []export.TextSentence
	}
	if err := json.Unmarshal(made(t, text, "json", false), &data); err != nil {
		t.Fatal(err)
	}
	for _, s := range data.Sentences {
		if s.Mark == export.Mark("AU", "p1", "s2") && s.Number == 2 && len(s.Records) == 1 && s.Records[0] == (report.Rest{Record: "01INS1", Revision: 2, Machine: true}) && data.Draft == export.Fingerprint(text) {
			return
		}
	}
	t.Errorf("%+v", data)
}

// A PDF is tagged; it needs Chromium, as the tests of the pages do.
func TestDraftAsPDF(t *testing.T) {
	pdf := made(t, draft("zh"), "pdf", false)
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) || !bytes.Contains(pdf, []byte("/StructTreeRoot")) {
		t.Errorf("%.20q, %d bytes", pdf, len(pdf))
	}
	t.Setenv("PATH", "")
	err := export.TextTo(io.Discard, draft("zh"), "pdf", export.TextOptions{})
	if err != nil && fault.KindOf(err) != fault.Unavailable {
		t.Errorf("without Chromium: %v", err)
	}
}

func TestTextFaults(t *testing.T) {
	text := draft("en")
	if err := export.TextTo(io.Discard, text, "odt", export.TextOptions{}); fault.KindOf(err) != fault.Usage {
		t.Errorf("%v", err)
	}
	text.Parts[3].Paragraphs[0].Sentences[1].ID = "s1"
	if err := export.TextTo(io.Discard, text, "docx", export.TextOptions{Sources: true}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
	if err := export.TextTo(io.Discard, &report.Text{}, "docx", export.TextOptions{Sources: true}); err != nil {
		t.Errorf("an empty text: %v", err)
	}
}
