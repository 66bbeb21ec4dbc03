package pdf_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"concord/document"
	"concord/document/pdf"
	"concord/fault"
)

func readBytes(t testing.TB, name string, data []byte) (*document.Document, error) {
	t.Helper()
	ctx := context.Background()
	layout, err := pdf.Format.Read(ctx, document.Source{Name: name, ReaderAt: bytes.NewReader(data), Size: int64(len(data))}, document.Options{})
	if err != nil {
		return nil, err
	}
	return document.Anatomy(ctx, name, layout, document.Options{})
}

// report draws a report of three pages: a masthead in two columns, running heads
// and feet, a paragraph over the end of a page, footnotes, a table, a list.
func report() []byte {
	head := []text{
		{123, 60, 14, "United Nations"}, {475, 60, 10, "A/90/777"},
		{123, 88, 20, "General Assembly"}, {397, 88, 10, "Distr.: General"},
		{397, 100, 10, "4 May 2035"}, {397, 124, 10, "Original: English"},
		{60, 224, 10, "Ninetieth session"}, {60, 236, 10, "Agenda item 44"}, {60, 248, 10, "Harbours of the world"},
		{123, 290, 14, "Cooperation in the harbours"},
		{123, 320, 14, "Report of the Secretary-General"},
		{103, 370, 14, "I.   Introduction"},
	}
	head = append(head, paragraph(400, "1.   The present report is on the work of the harbour office with the League of Arab", "States, which met the office twelve times in the year and agreed on a long-", "term plan for the harbours.")...)
	head = append(head, text{230, 421, 6, "1"})
	head = append(head, paragraph(442, "2.   The office sent a team of eleven to the first of the ports, where the team was to")...)
	head = append(head, text{60, 700, 10, "__________________"}, text{66, 709, 5.5, "1"}, text{74, 712, 8.5, "See the plan of the harbour office, which the ports took up in the year"},
		text{74, 722, 8.5, "before, with its tables."}, text{60, 752, 7, "35-00777 (E)"})
	second := []text{{60, 50, 8, "A/90/777"}}
	second = append(second, paragraph(82, "see how ships are counted; it found that the long-term plan was held to by all of the", "ports but one, and told the League so on 3 May 2035.")...)
	second = append(second, text{123, 118, 10, "Ships in the ports"}, text{123, 128, 7, "(Number of ships)"},
		text{123, 150, 8, "Port"}, text{300, 150, 8, "2033"}, text{380, 150, 8, "2034"}, text{460, 150, 8, "2035"},
		text{123, 166, 8, "North port"}, text{300, 166, 8, "1 200"}, text{380, 166, 8, "1 300"}, text{460, 166, 8, "1 400"},
		text{123, 182, 8, "South port"}, text{300, 182, 8, "200"}, text{380, 182, 8, "300"}, text{460, 182, 8, "400"})
	second = append(second, paragraph(214, "3.   The office will:")...)
	second = append(second, text{123, 232, 10, "(a)   Count the ships of each of the ports in the year that comes, and give the"}, text{147, 244, 10, "League the count;"},
		text{123, 262, 10, "(b)   Meet the League once more."})
	second = append(second, text{60, 752, 7, "35-00777"}, text{540, 752, 7, "2/3"})
	third := []text{{530, 50, 8, "A/90/777"}}
	third = append(third, paragraph(82, "4.   The General Assembly may wish to take note of the report of the office on what the", "ports have done.")...)
	third = append(third, text{60, 752, 7, "35-00777"}, text{540, 752, 7, "3/3"})
	return pages(draw(head), draw(second), draw(third)).bytes()
}

func TestPages(t *testing.T) {
	data := report()
	eachReader(t, func(t *testing.T) {
		doc, err := readBytes(t, "report.pdf", data)
		if err != nil {
			t.Fatal(err)
		}
		m := doc.Masthead
		if fmt.Sprint(m.Symbols) != "[A/90/777]" || m.Session != 90 || m.AgendaItem != "44" || m.Date != "2035-05-04" ||
			m.Distribution != "General" || m.OriginalLanguage != "en" || m.JobNumber != "35-00777" || m.Title != "Cooperation in the harbours" {
			t.Errorf("masthead %+v", m)
		}
		var got []string
		for _, p := range doc.Paragraphs {
			got = append(got, p.Part+"|"+p.Number+"|"+p.Text)
		}
		want := []string{
			"|1|The present report is on the work of the harbour office with the League of Arab States, which met the office twelve times in the year and agreed on a long-term plan for the harbours.",
			"footnote|1|See the plan of the harbour office, which the ports took up in the year before, with its tables.",
			"|2|The office sent a team of eleven to the first of the ports, where the team was to see how ships are counted; it found that the long-term plan was held to by all of the ports but one, and told the League so on 3 May 2035.",
			"table|1.1|(Number of ships)",
			"table|1.2|Port\t2033\t2034\t2035",
			"table|1.3|North port\t1 200\t1 300\t1 400",
			"table|1.4|South port\t200\t300\t400",
			"|3|The office will:\n(a) Count the ships of each of the ports in the year that comes, and give the League the count;\n(b) Meet the League once more.",
			"|4|The General Assembly may wish to take note of the report of the office on what the ports have done.",
		}
		for i := range max(len(got), len(want)) {
			g, w := "", ""
			if i < len(got) {
				g = got[i]
			}
			if i < len(want) {
				w = want[i]
			}
			if g != w {
				t.Errorf("paragraph %d:\n%q, want\n%q", i, g, w)
			}
		}
		var heads []string
		for _, h := range doc.Headings {
			heads = append(heads, h.Number+" "+h.Text)
		}
		if fmt.Sprintf("%q", heads) != `["I Introduction" " Ships in the ports"]` {
			t.Errorf("headings %q", heads)
		}
		// A paragraph over the end of a page leads back to both.
		for _, p := range doc.Paragraphs {
			if p.Number != "2" || p.Part != "" {
				continue
			}
			at := strings.Index(p.Text, "see how")
			for _, c := range []struct {
				from, to int
				page     string
			}{{0, 10, "page 1"}, {at, at + 10, "page 2"}} {
				if entry, _, _, ok := p.Origin(c.from, c.to); !ok || entry != c.page {
					t.Errorf("%q leads to %q", p.Text[c.from:c.to], entry)
				}
			}
		}
		if len(doc.Warnings) > 0 {
			t.Errorf("warnings %v", doc.Warnings)
		}
	})
}

// What stands under a table and within its columns is the table's, and no paragraph:
// notes with raised letters or slashes, a source, rows of text whose first cell is a dash,
// the amounts of a first page.
func TestTablesKeepTheirNotesAndRows(t *testing.T) {
	first := []text{
		{123, 60, 14, "United Nations"}, {475, 60, 10, "A/90/778"},
		{123, 88, 20, "General Assembly"}, {397, 88, 10, "Distr.: General"}, {397, 100, 10, "4 May 2035"},
		{60, 224, 10, "Ninetieth session"}, {60, 236, 10, "Agenda item 44"},
		{123, 290, 14, "Budget of the harbour office"},
		{147, 330, 10, "Appropriation for 2034"}, {400, 330, 10, "$1,250,300"},
		{147, 350, 10, "Expenditure for 2034"}, {400, 350, 10, "$1,100,200"}, {238, 346, 6, "a,b"},
		{147, 370, 10, "Reduction proposed by the committee of the"}, {407, 370, 10, "($50,100)"},
		{147, 382, 10, "harbours"},
		{147, 402, 10, "Proposal for 2035"}, {400, 402, 10, "$1,200,000"},
		{152, 426, 6, "a"}, {160, 430, 8.5, "Estimate of May."},
		{152, 437, 6, "b"}, {160, 441, 8.5, "Without the boats that the office has lent to the ports of the north, and"},
		{160, 451, 8.5, "to the towns."},
	}
	second := paragraph(82, "1.   The office has asked for one budget for the two years that come, and the League has", "told it that the ports of the south will pay a part of it each year; see the tables here.")
	second = append(second, text{123, 118, 10, "Ships in the ports"},
		text{123, 150, 8, "Port"}, text{300, 150, 8, "2033"}, text{380, 150, 8, "2034"}, text{460, 150, 8, "2035"}, text{317, 147, 5, "a"},
		text{123, 166, 8, "North port"}, text{300, 166, 8, "1 200"}, text{380, 166, 8, "1 300"}, text{460, 166, 8, "1 400"},
		text{131, 182, 5, "a"}, text{138, 185, 8.5, "Ships of the League, and of the towns that are no member of it, as they were counted."},
		text{123, 205, 8.5, "Source: the harbour office, with the counts of its own pilots in each one of the ports."})
	second = append(second, paragraph(240, "2.   The office has told the League what it heard from the ports, and what they asked for,", "and the League took note.")...)
	second = append(second, text{60, 278, 10, "What has been heard"},
		text{60, 300, 7, "2033 (actual)"}, text{231, 300, 7, "2034 (actual)"}, text{395, 300, 7, "2035 (actual)"},
		text{60, 322, 10, "\x96"}, text{231, 322, 10, "New ways to count the ships of"}, text{393, 322, 10, "The day of the ports was open to"},
		text{231, 334, 10, "the ports in the north were"}, text{393, 334, 10, "each of the towns, and was a"},
		text{231, 346, 10, "shown to all of the towns there"}, text{393, 346, 10, "chance for the pilots of the town"},
		text{231, 358, 10, "and to the League"}, text{393, 358, 10, "to meet."})
	second = append(second, paragraph(390, "3.   The office will count the ships of each of the ports in the year that comes, and it will", "tell the League.")...)
	second = append(second, text{123, 420, 10, "Boats lent"},
		text{123, 440, 10, "North port"}, text{300, 440, 10, "12"}, text{380, 440, 10, "13"},
		text{123, 452, 10, "South port"}, text{300, 452, 10, "7"}, text{380, 452, 10, "9"},
		text{123, 476, 10, "a/ Boats that have come back to the office before the end of the year they were lent in."})
	second = append(second, paragraph(510, "4.   The League may wish to take note of the report of the office on what the ports have", "done.")...)
	file := pages(draw(first), draw(second)).bytes()
	eachReader(t, func(t *testing.T) {
		doc, err := readBytes(t, "budget.pdf", file)
		if err != nil {
			t.Fatal(err)
		}
		if m := doc.Masthead; m.Title != "Budget of the harbour office" || m.AgendaItem != "44" {
			t.Errorf("masthead %+v", m)
		}
		var got []string
		for _, p := range doc.Paragraphs {
			if p.Part == "table" {
				got = append(got, "table|"+p.Text)
			} else {
				got = append(got, p.Part+"|"+p.Number+"|"+p.Text)
			}
		}
		want := []string{
			"table|Appropriation for 2034\t$1,250,300",
			"table|Expenditure for 2034\t$1,100,200",
			"table|Reduction proposed by the committee of the harbours\t($50,100)",
			"table|Proposal for 2035\t$1,200,000",
			"table|a Estimate of May.",
			"table|b Without the boats that the office has lent to the ports of the north, and to the towns.",
			"|1|The office has asked for one budget for the two years that come, and the League has told it that the ports of the south will pay a part of it each year; see the tables here.",
			"table|Port\t2033\t2034\t2035",
			"table|North port\t1 200\t1 300\t1 400",
			"table|a Ships of the League, and of the towns that are no member of it, as they were counted.",
			"table|Source: the harbour office, with the counts of its own pilots in each one of the ports.",
			"|2|The office has told the League what it heard from the ports, and what they asked for, and the League took note.",
			"table|2033 (actual)\t2034 (actual)\t2035 (actual)",
			"table|–\tNew ways to count the ships of\tThe day of the ports was open to",
			"table|the ports in the north were\teach of the towns, and was a",
			"table|shown to all of the towns there\tchance for the pilots of the town",
			"table|and to the League\tto meet.",
			"|3|The office will count the ships of each of the ports in the year that comes, and it will tell the League.",
			"table|North port\t12\t13",
			"table|South port\t7\t9",
			"table|a/ Boats that have come back to the office before the end of the year they were lent in.",
			"|4|The League may wish to take note of the report of the office on what the ports have done.",
		}
		for i := range max(len(got), len(want)) {
			g, w := "", ""
			if i < len(got) {
				g = got[i]
			}
			if i < len(want) {
				w = want[i]
			}
			if g != w {
				t.Errorf("paragraph %d:\n%q, want\n%q", i, g, w)
			}
		}
	})
}

// arabic is a small report in Arabic, as a browser lays it out.
const arabic = `<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><style>
@page{size:A4;margin:25mm}body{font:12pt/1.5 "Noto Naskh Arabic","Noto Sans Arabic"}p{margin:0 0 9pt}</style>
<p>أولا - مقدمة</p>
<p>1 - يتناول هذا التقرير التعاون بين مكتب الموانئ وجامعة الدول العربية (الجامعة) في الفترة من 1 كانون الثاني/يناير 2034 إلى 31 كانون الأول/ديسمبر 2035، وذلك عملا بالقرار 89/12.</p>
<p>2 - وعقد المكتب اجتماعا مع ممثلي الجامعة في الميناء الشمالي، وشارك فيه 35 خبيرا من 12 دولة. واتفق المشاركون على خطة للسلامة (UNEP/ROWA) حتى عام 2037.</p>
<p>3 - وزادت السفن في الموانئ الثلاثة بنسبة 45.5 في المائة (انظر الفقرة 2 أعلاه).</p></html>`

// Arabic comes in the order in which it is read, with numbers and Latin words in
// it, from both readers.
func TestArabicIsInLogicalOrder(t *testing.T) {
	dir := t.TempDir()
	page, drawn := filepath.Join(dir, "ar.html"), filepath.Join(dir, "ar.pdf")
	if err := os.WriteFile(page, []byte(arabic), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--print-to-pdf="+drawn, "file://"+page).CombinedOutput()
	if err != nil {
		t.Fatalf("Chromium, which the tests need: %v\n%s", err, out)
	}
	eachReader(t, func(t *testing.T) {
		doc := read(t, pdf.Format, drawn)
		if doc.Language != "ar" {
			t.Errorf("language %s", doc.Language)
		}
		want := []string{
			"يتناول هذا التقرير التعاون بين مكتب الموانئ وجامعة الدول العربية (الجامعة) في الفترة من 1 كانون الثاني/يناير 2034 إلى 31 كانون الأول/ديسمبر 2035، وذلك عملا بالقرار 89/12.",
			"وعقد المكتب اجتماعا مع ممثلي الجامعة في الميناء الشمالي، وشارك فيه 35 خبيرا من 12 دولة. واتفق المشاركون على خطة للسلامة (UNEP/ROWA) حتى عام 2037.",
			"وزادت السفن في الموانئ الثلاثة بنسبة 45.5 في المائة (انظر الفقرة 2 أعلاه).",
		}
		ps := printed(doc)
		if len(ps) != len(want) {
			t.Fatalf("%d paragraphs: %v", len(ps), ps)
		}
		for i, p := range ps {
			if p.Number != fmt.Sprint(i+1) || p.Text != want[i] {
				t.Errorf("paragraph %s:\n%s, want\n%s", p.Number, p.Text, want[i])
			}
		}
	})
}

// Every bad file gets one sentence that names it and says what to do.
func TestBadFiles(t *testing.T) {
	good := report()
	loop := pages(draw(paragraph(100, "1.   Text.")))
	loop.objects[1] = "<</Type/Pages/Count 1/Kids[2 0 R]>>"
	locked := pages(draw(paragraph(100, "1.   Text of a paragraph that nobody may read.")))
	locked.trailer = fmt.Sprintf("/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%064d>/U<%064d>>>", 1, 2)
	many := make([]string, 5000)
	for i := range many {
		many[i] = draw(paragraph(100, "1.   Text of a page."))
	}
	outlines := pages("0 0 m 100 100 l 200 0 l 300 400 100 300 50 50 c f", "10 10 m 20 20 l S")
	scan := pages("q 500 0 0 700 50 50 cm /I Do Q", "q 500 0 0 700 50 50 cm /I Do Q")
	image := scan.add(stream("/Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray", "\x00\xff\xff\x00"))
	for i, o := range scan.objects {
		scan.objects[i] = strings.Replace(o, "/Font<</F 3 0 R>>", fmt.Sprintf("/XObject<</I %d 0 R>>", image), 1)
	}
	nothing := pages()
	web := append([]byte("%PDF-1.7\n1 0 obj\n<</Linearized 1/L 999999/N 3>>\nendobj\nstartxref\n0\n%%EOF\n"), good[9:2000]...)
	web = append(web, "startxref\n0\n%%EOF"...)
	eachReader(t, func(t *testing.T) {
		for _, c := range []struct {
			name string
			data []byte
			kind fault.Kind
			say  string
		}{
			{"half.pdf", good[:len(good)/2], fault.Invalid, "incomplete"},
			{"started.pdf", []byte("%PDF-1.7\n%\xe2\xe3"), fault.Invalid, "incomplete"},
			{"web.pdf", web, fault.Invalid, "incomplete"},
			{"empty.pdf", []byte("%PDF-1.7\nstartxref\n9\n%%EOF\n"), fault.Invalid, "damaged"},
			{"noise.pdf", append(append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte{7, 255, 0, 13}, 5000)...), "\n%%EOF"...), fault.Invalid, "damaged"},
			{"none.pdf", nothing.bytes(), fault.Invalid, "damaged"},
			{"locked.pdf", locked.bytes(), fault.Unsupported, "password"},
			{"many.pdf", pages(many...).bytes(), fault.TooLarge, "more than 2000 pages"},
			{"outlines.pdf", outlines.bytes(), fault.Unsupported, "no text in it"},
			{"scan.pdf", scan.bytes(), fault.Unsupported, "a scan"},
			{"loop.pdf", loop.bytes(), fault.Invalid, "damaged"},
		} {
			doc, err := readBytes(t, c.name, c.data)
			s := fault.Sentence(err)
			if err == nil || doc != nil || fault.KindOf(err) != c.kind || !strings.HasPrefix(s, c.name+" ") || !strings.Contains(s, c.say) ||
				!strings.HasSuffix(s, ".") || strings.Count(s, "\n") > 0 {
				t.Errorf("%s: %q of kind %v, want %v and %q (%v)", c.name, s, fault.KindOf(err), c.kind, c.say, err)
			}
		}
		// Whatever came before, the next file is read.
		if _, err := readBytes(t, "good.pdf", good); err != nil {
			t.Error(err)
		}
	})
}

// A form that draws itself, a table of objects that leads back to itself and an
// object that never ends are read or refused, and nothing hangs.
func TestEndlessFiles(t *testing.T) {
	self := pages(draw(paragraph(100, "1.   The office met the league in the port and agreed on a plan.")) + "/X Do\n")
	form := len(self.objects) + 1
	self.add(stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 600 700]/Resources<</XObject<</X %d 0 R>>>>", form), "/X Do /X Do"))
	for i, o := range self.objects {
		self.objects[i] = strings.Replace(o, "/Resources<<", fmt.Sprintf("/Resources<</XObject<</X %d 0 R>>", form), 1)
	}
	again := pages(draw(paragraph(100, "1.   The office met the league in the port and agreed on a plan.")))
	at := bytes.LastIndex(again.bytes(), []byte("xref\n0"))
	again.trailer = fmt.Sprintf("/Prev %d", at)
	deep := pages(draw(paragraph(100, "1.   The office met the league in the port and agreed on a plan.")))
	deep.add(strings.Repeat("[", 200_000))
	open := append(pages(draw(paragraph(100, "1.   The office met the league."))).bytes(), "9 0 obj\n<</Length 99999999999>>\nstream\nstartxref\n0\n%%EOF"...)
	pdf.LimitTime(t, 3*time.Second)
	bomb := pages(draw(paragraph(100, "1.   The office met the league in the port and agreed on a plan.")))
	bomb.objects[3] = packed("BT /F 1 Tf 1 1 Td " + strings.Repeat("(a) Tj ", 10<<20))
	eachReader(t, func(t *testing.T) {
		for name, data := range map[string][]byte{"bomb.pdf": bomb.bytes(), "self.pdf": self.bytes(), "again.pdf": again.bytes(), "deep.pdf": deep.bytes(), "open.pdf": open} {
			doc, err := readBytes(t, name, data)
			if err != nil && (doc != nil || fault.KindOf(err) == fault.Internal || !strings.HasPrefix(fault.Sentence(err), name)) {
				t.Errorf("%s: %v", name, err)
			}
			if err == nil && !strings.Contains(doc.Paragraphs[0].Text, "The office met the league") {
				t.Errorf("%s: %q", name, doc.Paragraphs[0].Text)
			}
		}
	})
}

func TestLimitsOfBytes(t *testing.T) {
	data := report()
	src := document.Source{Name: "large.pdf", ReaderAt: bytes.NewReader(data), Size: int64(len(data))}
	_, err := pdf.Read(context.Background(), src, document.Options{Limits: document.Limits{File: 1000}})
	if fault.KindOf(err) != fault.TooLarge {
		t.Errorf("error %v", err)
	}
	_, err = pdf.Read(context.Background(), src, document.Options{Limits: document.Limits{Lines: 5}})
	if fault.KindOf(err) != fault.TooLarge {
		t.Errorf("error %v", err)
	}
}

// A file that becomes shorter while it is read gives an error of its own.
type shrinking struct{ *bytes.Reader }

func (s shrinking) ReadAt(p []byte, at int64) (int, error) {
	if len(p) > 8192 {
		return 0, errors.New("gone")
	}
	return s.Reader.ReadAt(p, at)
}

func TestFileThatShrinks(t *testing.T) {
	data := pages(draw(paragraph(100, strings.Repeat("long ", 20000)))).bytes()
	eachReader(t, func(t *testing.T) {
		_, err := pdf.Read(context.Background(), document.Source{Name: "a.pdf", ReaderAt: shrinking{bytes.NewReader(data)}, Size: int64(len(data))}, document.Options{})
		if fault.KindOf(err) != fault.Unavailable {
			t.Errorf("error %v", err)
		}
	})
}

func TestCancelled(t *testing.T) {
	data := report()
	eachReader(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_, err := pdf.Read(ctx, document.Source{Name: "a.pdf", ReaderAt: bytes.NewReader(data), Size: int64(len(data))}, document.Options{})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}

func TestChoice(t *testing.T) {
	use(t, pdf.Auto)
	if c := pdf.Chosen(); c.Reader != pdf.PDFToText || c.Path == "" || !strings.HasSuffix(c.Why, ".") || !strings.Contains(c.Version(context.Background()), "pdftotext version") {
		t.Errorf("with pdftotext installed: %+v", c)
	}
	use(t, pdf.Builtin)
	if c := pdf.Chosen(); c.Reader != pdf.Builtin || c.Path != "" {
		t.Errorf("asked for the built-in reader: %+v", c)
	}
	// In the settings, and nowhere on the computer.
	if c := pdf.Choose(pdf.PDFToText, ""); c.Reader != pdf.PDFToText || !strings.Contains(c.Why, "not installed") {
		t.Errorf("pdftotext asked for and not installed: %+v", c)
	}
	if c := pdf.Choose(pdf.Auto, ""); c.Reader != pdf.Builtin || !strings.Contains(c.Why, "not installed") {
		t.Errorf("no pdftotext: %+v", c)
	}
	if err := pdf.Prefer("acrobat"); fault.KindOf(err) != fault.Usage {
		t.Errorf("error %v", err)
	}
}
