package document_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"concord/document"
	"concord/document/text"
	"concord/fault"
)

func read(t testing.TB, data []byte, opt document.Options) (*document.Document, error) {
	t.Helper()
	l, err := text.Read(context.Background(), document.Source{Name: "input.txt", ReaderAt: bytes.NewReader(data), Size: int64(len(data))}, opt)
	if err != nil {
		return nil, err
	}
	return document.Anatomy(context.Background(), "input.txt", l, opt)
}

func TestLanguages(t *testing.T) {
	for want, s := range map[string]string{
		"en": "The office and the league held a meeting in the port, and they agreed on a plan for the coming year.",
		"fr": "Le bureau et la ligue ont tenu une réunion dans le port et sont convenus d’un plan pour l’année à venir.",
		"es": "La oficina y la liga celebraron una reunión en el puerto y acordaron un plan para el año que viene.",
		"ru": "Управление и лига провели совещание в порту и согласовали план на будущий год, а также на период до 2046 года.",
		"ar": "عقد المكتب مع الرابطة اجتماعا في الميناء واتفقا على خطة للسنة المقبلة في إطار التعاون بين الجانبين.",
		"zh": "港口事务厅同联盟在港口举行会议，商定了下一年的计划。",
	} {
		d, err := read(t, []byte(s+"\n"), document.Options{})
		if err != nil {
			t.Errorf("%s: %v", want, err)
			continue
		}
		if d.Language != want {
			t.Errorf("%s taken for %s", want, d.Language)
		}
	}
}

func TestOtherLanguagesAreRefusedByName(t *testing.T) {
	for name, s := range map[string]string{
		"German":     "Das Büro und der Verband haben sich im Hafen getroffen und einen Plan für das nächste Jahr vereinbart, der mit den Häfen abgestimmt ist.",
		"Japanese":   "事務所と連盟は港で会議を開き、来年の計画について合意しました。",
		"Portuguese": "O escritório e a liga realizaram uma reunião no porto e acordaram um plano para o ano que vem, que foi aprovado pela assembleia dos portos.",
		"Italian":    "L'ufficio e la lega hanno tenuto una riunione nel porto e sono giunti a un piano per il prossimo anno che è stato approvato dalla lega.",
		"Ukrainian":  "Управління та ліга провели нараду в порту і погодили план на наступний рік, який був затверджений також асамблеєю, що є членом ліги.",
		"Persian":    "دفتر و اتحادیه در بندر جلسه\u200cای برگزار کردند و برای سال آینده به یک برنامه رسیدند که از آن در بندرها استفاده می\u200cشود.",
		"Korean":     "사무소와 연맹은 항구에서 회의를 열고 내년 계획에 합의했다.",
		"Turkish":    "Ofis ve birlik limanda bir toplantı yaptı ve gelecek yıl için bir plan üzerinde anlaştı, bu plan daha sonra kabul edildi.",
		"Dutch":      "Het bureau en de bond hebben in de haven een bijeenkomst gehouden en zijn het eens geworden over een plan voor het volgende jaar.",
	} {
		_, err := read(t, []byte(s+"\n"), document.Options{})
		if fault.KindOf(err) != fault.Unsupported || !strings.Contains(fault.Sentence(err), "is in "+name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLanguageGivenIsTaken(t *testing.T) {
	d, err := read(t, []byte("ASEAN UNODC 2021\n"), document.Options{Language: "es-419"})
	if err != nil || d.Language != "es" {
		t.Errorf("%v, %v", d, err)
	}
	if _, err := read(t, []byte("x y z.\n"), document.Options{Language: "pt"}); fault.KindOf(err) != fault.Unsupported {
		t.Errorf("a language that is not read: %v", err)
	}
	if _, err := read(t, []byte("ASEAN UNODC 2021\n"), document.Options{}); fault.KindOf(err) != fault.Unsupported {
		t.Errorf("a text without a word to tell it by: %v", err)
	}
}

func TestNumbering(t *testing.T) {
	for _, c := range []struct{ name, in, numbers, warnings string }{
		{"a year at the head of a line", "1. One in the year\n2044. It goes on.\n2. Two.\n", "1 2", ""},
		{"year and character for year", "1. 一。\n16. 二。\n", "1 16", "numbering-gap"},
		{"the next number by chance at the head of a line", "1. The first paragraph is about the text of\n2. It goes on and on, and here it stops at last.\n2. The real second paragraph.\n3. The third.\n", "1 2 3", ""},
		{"a gap", "1. One.\n2. Two.\n4. Four.\n5. Five.\n", "1 2 4 5", "numbering-gap"},
		{"a repeat", "1. One.\n2. Two.\n2. Two again.\n3. Three.\n", "1 2 2 3", "numbering-repeat"},
		{"a new count", "1. A.\n2. B.\n3. C.\n4. D.\n5. E.\n6. F.\n1. A.\n2. B.\n", "1 2 3 4 5 6 1 2", "numbering-restart"},
		{"a list inside", "1. One:\n1. first;\n2. second.\n2. Two.\n3. Three.\n", "1 2 3", ""},
		{"dotted", "11.1 One.\n11.2 Two in 11.3 per cent.\n11.3 Three.\n12.1 Four.\n", "11.1 11.2 11.3 12.1", ""},
		{"from the middle", "15. Fifteen.\n16. Sixteen.\n17. Seventeen.\n", "15 16 17", "numbering-gap"},
		{"numbers on lines of their own", "1.\nOne is here.\n2.\nTwo is here.\n", "1 2", ""},
		{"a number is the last word of its own paragraph", "1. One.\n2. They met in all of the\n2.\n3. Three.\n", "1 2 3", ""},
		{"the next number is the last word", "1. One.\n2. They met in all of the\n3.\n3. Three.\n", "1 2 3", ""},
		{"a number is the last word of the text", "1. One.\n2. They met in all of the\n3.\n", "1 2", ""},
		{"a paragraph without text", "1. One.\n2.\n3. Three.\n", "1 3", "empty-paragraph"},
		{"one number alone is no count", "2044. A sentence by itself.\nAnother sentence.\n", "", ""},
	} {
		d, err := read(t, []byte(c.in), document.Options{Language: map[bool]string{true: "zh", false: "en"}[strings.Contains(c.in, "一")]})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var numbers, warnings []string
		for _, p := range d.Paragraphs {
			if p.Number != "" && !p.Counted {
				numbers = append(numbers, p.Number)
			}
		}
		for _, w := range d.Warnings {
			warnings = append(warnings, w.Kind)
		}
		if got := strings.Join(numbers, " "); got != c.numbers || strings.Join(warnings, " ") != c.warnings {
			t.Errorf("%s: numbers %s, want %s; warnings %v", c.name, got, c.numbers, d.Warnings)
		}
	}
}

func TestKnownNamesAreHeadings(t *testing.T) {
	const in = "1. The first paragraph ends without a stop, as happens\nLeague of Northern Ports\n2. The second paragraph.\nUnion of River\nTowns\n3. The third paragraph.\n"
	names := map[string]bool{"League of Northern Ports": true, "Union of River Towns": true}
	d, err := read(t, []byte(in), document.Options{Language: "en", IsName: func(_, s string) bool { return names[s] }})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Headings) != 2 || d.Headings[0].Text != "League of Northern Ports" || d.Headings[0].Next != 1 || d.Headings[1].Text != "Union of River Towns" || d.Headings[1].Next != 2 {
		t.Errorf("headings %+v", d.Headings)
	}
}

func TestOneLongParagraph(t *testing.T) {
	in := "1. " + strings.Repeat("The harbour office met the league again. ", 27000) + "\n2. End.\n"
	d, err := read(t, []byte(in), document.Options{Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Paragraphs) != 2 || len(d.Paragraphs[0].Text) < 1<<20 {
		t.Errorf("%d paragraphs, the first of %d bytes", len(d.Paragraphs), len(d.Paragraphs[0].Text))
	}
	if len(d.Warnings) != 1 || d.Warnings[0].Kind != "long-paragraph" || d.Warnings[0].Place != "paragraph 1" {
		t.Errorf("warnings %v", d.Warnings)
	}
}

// words that a generated paragraph is made of, by language; with compounds,
// numbers, brackets, quotes and characters that the reader cleans.
var vocabulary = map[string][]string{
	"en": strings.Fields("the league and office met in Tromsø for a (short) course, “Water” well-known 2044 17 ports’ pilots; agreed 10.7.2 on rules"),
	"ru": strings.Fields("лига и управление провели в Тромсё (краткие) курсы, «Вода» 2044 года для 17 лоцманов; о правилах"),
	"ar": strings.Fields("عقدت الرابطة مع المكتب في ترومسو دورة (قصيرة) ٢٠٤٤ عن السلامة، و17 مرشدا من الموانئ"),
	"zh": strings.Fields("联盟 同 港口事务厅 在 特罗姆瑟 举行 会议， 商定 培训班 《手册》 第 97/14 号 17 名 领航员 COVID-19 “水”"),
}

var stop = map[string]string{"en": ".", "ru": ".", "ar": ".", "zh": "。"}

// generated is a numbered document as a page would show it, and its paragraphs.
type generated struct {
	lang  string
	data  []byte
	texts []string
}

func generate(t *rapid.T) generated {
	lang := rapid.SampledFrom([]string{"en", "ru", "ar", "zh"}).Draw(t, "language")
	g := generated{lang: lang}
	width := rapid.IntRange(50, 90).Draw(t, "width")
	double := rapid.Bool().Draw(t, "double spaced")
	feeds := rapid.Bool().Draw(t, "form feeds")
	perPage := rapid.IntRange(12, 40).Draw(t, "lines a page")
	var out strings.Builder
	lines, page := 0, 1
	emit := func(s string) {
		out.WriteString(s)
		out.WriteByte('\n')
		if double {
			out.WriteByte('\n')
		}
		if lines++; lines%perPage == 0 {
			page++
			fmt.Fprintf(&out, "\n44-01234   %d/40\n", page)
			if feeds {
				out.WriteByte('\f')
			}
			out.WriteString("A/99/412\nS/2044/733\n\n")
		}
	}
	n := rapid.IntRange(3, 20).Draw(t, "paragraphs")
	for i := 1; i <= n; i++ {
		count := rapid.IntRange(3, 60).Draw(t, "words")
		var words []string
		for j := 0; j < count; j++ {
			words = append(words, rapid.SampledFrom(vocabulary[lang]).Draw(t, "word"))
		}
		// A stop in the middle, so that a line may end in one; not behind 17, since a
		// line that begins with "17. the" may be the seventeenth paragraph for anybody.
		if count > 20 && words[count/2] != "17" {
			words[count/2] += stop[lang]
		}
		words[count-1] += stop[lang]
		sep := " "
		g.texts = append(g.texts, strings.Join(words, sep))
		mark := fmt.Sprintf("%d. ", i)
		if lang == "ar" {
			mark = fmt.Sprintf("%d - ", i)
		}
		line := mark + words[0]
		for _, w := range words[1:] {
			if utf8.RuneCountInString(line)+1+utf8.RuneCountInString(w) > width {
				emit(line)
				line = w
				continue
			}
			line += sep + w
		}
		emit(line)
	}
	g.data = []byte(out.String())
	return g
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// However lines and pages break, the paragraphs come out whole.
func TestParagraphsAreWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := generate(t)
		l, err := text.Read(context.Background(), document.Source{Name: "g", ReaderAt: bytes.NewReader(g.data), Size: int64(len(g.data))}, document.Options{})
		if err != nil {
			t.Fatal(err)
		}
		d, err := document.Anatomy(context.Background(), "g", l, document.Options{Language: g.lang})
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for i, p := range d.Paragraphs {
			if p.Part != "" || p.Number != fmt.Sprint(i+1) {
				t.Fatalf("paragraph %d is %q %q: %q\n%s", i+1, p.Part, p.Number, p.Text, g.data)
			}
			texts = append(texts, squeeze(p.Text))
		}
		for i, want := range g.texts {
			if i >= len(texts) || texts[i] != squeeze(want) {
				t.Fatalf("paragraph %d is not whole\nwant %q\ngot  %q\n%s", i+1, want, d.Paragraphs[min(i, len(d.Paragraphs)-1)].Text, g.data)
			}
		}
		if g.lang != "zh" {
			for i, p := range d.Paragraphs {
				if p.Text != norm.NFC.String(g.texts[i]) {
					t.Fatalf("want %q\ngot  %q", g.texts[i], p.Text)
				}
			}
		}
	})
}

// Any stretch of a paragraph's text is, but for white space, what the file holds
// between the bytes that Origin names.
func TestOrigin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := generate(t)
		l, err := text.Read(context.Background(), document.Source{Name: "g", ReaderAt: bytes.NewReader(g.data), Size: int64(len(g.data))}, document.Options{})
		if err != nil {
			t.Fatal(err)
		}
		d, err := document.Anatomy(context.Background(), "g", l, document.Options{Language: g.lang})
		if err != nil {
			t.Fatal(err)
		}
		furniture := strings.NewReplacer("A/99/412", "", "S/2044/733", "", "\f", "")
		for i := 0; i < 20; i++ {
			p := rapid.SampledFrom(d.Paragraphs).Draw(t, "paragraph")
			from := rapid.IntRange(0, len(p.Text)-1).Draw(t, "from")
			to := rapid.IntRange(from+1, len(p.Text)).Draw(t, "to")
			for from > 0 && !utf8.RuneStart(p.Text[from]) {
				from--
			}
			for to < len(p.Text) && !utf8.RuneStart(p.Text[to]) {
				to++
			}
			_, a, b, ok := p.Origin(from, to)
			if !ok {
				if strings.TrimSpace(p.Text[from:to]) != "" {
					t.Fatalf("%q comes from nowhere", p.Text[from:to])
				}
				continue
			}
			got := string(g.data[a:b])
			for k := 2; k <= 40; k++ {
				got = strings.ReplaceAll(got, fmt.Sprintf("44-01234   %d/40", k), "")
			}
			if squeeze(furniture.Replace(got)) != squeeze(p.Text[from:to]) {
				t.Fatalf("%q comes from %q", p.Text[from:to], g.data[a:b])
			}
		}
	})
}

// Segments are in order, inside the text, and every text is clean.
func checkDocument(t *testing.T, d *document.Document) {
	for _, p := range d.Paragraphs {
		if p.Text == "" || !utf8.ValidString(p.Text) || !norm.NFC.IsNormalString(p.Text) || strings.TrimSpace(p.Text) != p.Text {
			t.Fatalf("text %q", p.Text)
		}
		end := 0
		for _, s := range p.Source {
			if s.At < end || s.Len <= 0 || s.At+s.Len > len(p.Text) || s.FileLen < 0 {
				t.Fatalf("segments %+v of %q", p.Source, p.Text)
			}
			end = s.At + s.Len
		}
	}
	for _, h := range d.Headings {
		if h.Text == "" || h.Level < 1 || h.Next < 0 || h.Next > len(d.Paragraphs) {
			t.Fatalf("heading %+v", h)
		}
	}
}

// FuzzAnatomy lays out lines of any form, in any of the languages: kinds, labels
// and ranks are drawn from the text itself.
func FuzzAnatomy(f *testing.F) {
	f.Add("Report\n1. One.\n2. Two.\nAnnex\n1. x\n____\n1 note", uint8(0), uint8(0))
	f.Add("摘要\n一. 导言\n1. 报告。\n附件", uint8(5), uint8(1))
	f.Add("A/1/2\nAgenda item 3 (a), (b)\nX: y; z\nReport of the\nI. A\n(a) b;\n- c", uint8(1), uint8(2))
	f.Add("* A/99/50\nCe\u0301\u00ad\u200f x -y\n\u0301", uint8(3), uint8(7))
	f.Fuzz(func(t *testing.T, s string, lang, kinds uint8) {
		tags := document.Languages()
		l := &document.Layout{Format: "text"}
		at := 0
		for i, line := range strings.Split(s, "\n") {
			b := document.Block{Text: strings.ToValidUTF8(line, "?"), Page: 1 + i/7, Gap: int(kinds) >> (i % 8) & 1, Indent: len(line) % 13}
			b.Source = []document.Segment{{Len: len(b.Text), File: at, FileLen: len(b.Text)}}
			if kinds&1 == 1 {
				b.Kind = document.BlockKind((i + int(kinds)) % 5)
			}
			if kinds&2 == 2 {
				b.Rank, b.Title, b.Bold, b.Table = len(line)%3, len(line)%17 == 1, i%2 == 0, i%4
				if b.Kind == document.Whole && i%3 == 0 {
					b.Label = fmt.Sprintf("%d.", i/3+1)
				}
			}
			at += len(line) + 1
			l.Blocks = append(l.Blocks, b)
		}
		d, err := document.Anatomy(context.Background(), "f", l, document.Options{Language: tags[int(lang)%len(tags)], IsName: func(_, s string) bool { return len(s)%5 == 4 }})
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		checkDocument(t, d)
	})
}
