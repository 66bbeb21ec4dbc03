package docx_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"concord/document"
	"concord/document/docx"
	. "concord/document/docx/docxtest"
	"concord/fault"
)

func layout(t testing.TB, data []byte) (*document.Layout, error) {
	return docx.Read(context.Background(), document.Source{Name: "input.docx", ReaderAt: bytes.NewReader(data), Size: int64(len(data))}, document.Options{})
}

func read(t *testing.T, f File) *document.Document {
	t.Helper()
	l, err := layout(t, f.Bytes(t))
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Anatomy(context.Background(), "input.docx", l, document.Options{Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// outline writes headings and paragraphs as a reader of the document would note them.
func outline(d *document.Document) string {
	var b strings.Builder
	h := 0
	for i, p := range d.Paragraphs {
		for ; h < len(d.Headings) && d.Headings[h].Next <= i; h++ {
			b.WriteString(strings.Repeat("#", d.Headings[h].Level) + " " + strings.TrimSpace(d.Headings[h].Number+" "+d.Headings[h].Text) + "\n")
		}
		b.WriteString(p.Part + "|" + p.Number + "|" + p.Text + "\n")
	}
	for ; h < len(d.Headings); h++ {
		b.WriteString(strings.Repeat("#", d.Headings[h].Level) + " " + strings.TrimSpace(d.Headings[h].Number+" "+d.Headings[h].Text) + "\n")
	}
	return b.String()
}

const lists = `<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2">
<w:lvl w:ilvl="0"><w:start w:val="7"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>`

func TestWhatAWordFileHolds(t *testing.T) {
	styles := `<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="N"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Eigene"><w:name w:val="My Section"/><w:basedOn w:val="N"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/><w:basedOn w:val="N"/></w:style>
<w:style w:type="paragraph" w:styleId="Nummer"><w:name w:val="Numbered text"/><w:basedOn w:val="N"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>`
	for _, c := range []struct {
		name string
		file File
		want string
	}{
		{"typed numbers and headings by style, whatever the style is called",
			File{Styles: styles, Body: Paragraph("berschrift1", "I.\tIntroduction") + Paragraph("", "1.\tThe harbour office met the league in May.") +
				Paragraph("Eigene", "The league of ports") + Paragraph("", "2.\tBoth agreed on a calendar.")},
			"# I Introduction\n|1|The harbour office met the league in May.\n## The league of ports\n|2|Both agreed on a calendar.\n"},
		{"automatic numbers, lettered items in their paragraph",
			File{Numbering: lists, Body: Numbered(2, 0, "Context") + Numbered(1, 0, "The plan asks for:") + Numbered(1, 1, "Boats;") + Numbered(1, 1, "Nets.") +
				Numbered(1, 0, "The plan ends.")},
			"# I Context\n|1|The plan asks for:\n(a) Boats;\n(b) Nets.\n|2|The plan ends.\n"},
		{"numbers of the style",
			File{Styles: styles, Numbering: lists, Body: Paragraph("Nummer", "First point made.") + Paragraph("Nummer", "Second point made.")},
			"|1|First point made.\n|2|Second point made.\n"},
		{"numbers of two levels",
			File{Numbering: lists, Body: Numbered(4, 0, "Ports") + Numbered(4, 1, "The first paragraph is here.") + Numbered(4, 1, "The second paragraph is here.")},
			"# Ports\n|7.1|The first paragraph is here.\n|7.2|The second paragraph is here.\n"},
		{"tracked changes as accepted",
			File{Body: `<w:p><w:r><w:t>1. The </w:t></w:r><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> quay</w:t></w:r><w:moveFrom><w:r><w:t> gone</w:t></w:r></w:moveFrom><w:r><w:t xml:space="preserve"> opened.</w:t></w:r></w:p>` +
				`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">2. A paragraph cut </w:t></w:r></w:p><w:p><w:r><w:t>in two is one.</w:t></w:r></w:p>`},
			"|1|The new quay opened.\n|2|A paragraph cut in two is one.\n"},
		{"hidden text, field codes and comments are none",
			File{Body: `<w:p><w:r><w:t xml:space="preserve">1. Seen </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "x" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>link</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:commentReference w:id="1"/></w:r><w:r><w:t>.</w:t></w:r></w:p><w:p><w:r><w:t>2. End.</w:t></w:r></w:p>`},
			"|1|Seen link.\n|2|End.\n"},
		{"footnotes behind their paragraph, the mark out of the text",
			File{Footnotes: `<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>____</w:t></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> See the second note.</w:t></w:r></w:p></w:footnote>`,
				Body: `<w:p><w:r><w:t>1. The office</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t xml:space="preserve"> opened.</w:t></w:r></w:p><w:p><w:r><w:t>2. End.</w:t></w:r></w:p>`},
			"|1|The office opened.\nfootnote|1|See the second note.\n|2|End.\n"},
		{"tables are kept out of the text",
			File{Body: Paragraph("", "1. The figures are below.") + Table([]string{"Year", "Boats"}, []string{"2021", "17"}) + Paragraph("", "2. They rose.")},
			"|1|The figures are below.\ntable|1.1|Year\tBoats\ntable|1.2|2021\t17\n|2|They rose.\n"},
		{"a table that sets numbers beside paragraphs is text",
			File{Body: Table([]string{"1.", strings.Repeat("The first paragraph stands in a cell. ", 3)}, []string{"2.", strings.Repeat("The second one stands in a cell too. ", 3)})},
			"|1|" + strings.TrimSpace(strings.Repeat("The first paragraph stands in a cell. ", 3)) + "\n|2|" + strings.TrimSpace(strings.Repeat("The second one stands in a cell too. ", 3)) + "\n"},
		{"the older form of a drawing is not read twice",
			File{Body: `<w:p><w:r><w:t>1. Beside a box.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p><w:r><w:t>A text in a box ends here.</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>A text in a box ends here.</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p><w:p><w:r><w:t>2. End.</w:t></w:r></w:p>`},
			"|1|Beside a box.\nA text in a box ends here.\n|2|End.\n"},
		{"a table of contents is none of the text",
			File{Styles: styles, Body: Paragraph("TOC1", "I. Introduction\t1") + Paragraph("berschrift1", "I. Introduction") + Paragraph("", "1. Text.")},
			"# I Introduction\n|1|Text.\n"},
		{"a list belongs to the sentence that leads on to it, sentences of a list stand by themselves",
			File{Body: Paragraph("", "In the spring the office will hold two courses for the pilots of the league:") + Paragraph("", "• one in Bodø;") + Paragraph("", "• one in Hull.") +
				Paragraph("", "The year went well in all of the ports that took part.") + Paragraph("", "• Forty pilots were trained.") + Paragraph("", "• A manual was printed.")},
			"|1|In the spring the office will hold two courses for the pilots of the league:\n• one in Bodø;\n• one in Hull.\n|2|The year went well in all of the ports that took part.\n|3|• Forty pilots were trained.\n|4|• A manual was printed.\n"},
		{"a masthead in a table of the text",
			File{Body: Table([]string{"United Nations", "A/99/7"}, []string{"General Assembly", "Distr.: General"}, []string{"Ninety-ninth session", "4 May 2044"}) + Paragraph("", "Ports") + Paragraph("", "Report of the Secretary-General") + Paragraph("", "1. Text of the report.")},
			"|1|Text of the report.\n"},
		{"prose without numbers is counted",
			File{Body: Paragraph("", "Input on cooperation with the league") + Paragraph("", "In March 2021 the office trained forty pilots of the league, in cooperation with the port of Dakar.") + Paragraph("", "A second course is planned for the coming year.")},
			"# Input on cooperation with the league\n|1|In March 2021 the office trained forty pilots of the league, in cooperation with the port of Dakar.\n|2|A second course is planned for the coming year.\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := outline(read(t, c.file)); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestMastheadInTheHeadOfTheFirstPage(t *testing.T) {
	d := read(t, File{
		Header: Table([]string{"United Nations", "A/99/123–S/2044/45"}, []string{"General Assembly", "Distr.: General"}, []string{"", "7 April 2044"}, []string{"", "Original: French"}),
		Body: Paragraph("", "Ninety-ninth session") + Paragraph("", "Agenda item 12 (b)") + Paragraph("", "Harbours: the league of ports") +
			Paragraph("", "Harbours of the north") + Paragraph("", "Report of the Secretary-General") + Paragraph("", "1. Text of the report."),
	})
	m := d.Masthead
	if len(m.Symbols) != 2 || m.Symbols[0] != "A/99/123" || m.Symbols[1] != "S/2044/45" || m.Distribution != "General" || m.Date != "2044-04-07" ||
		m.OriginalLanguage != "fr" || m.Session != 99 || m.AgendaItem != "12" || len(m.SubItems) != 1 || m.SubItems[0].Title != "the league of ports" || m.Title != "Harbours of the north" {
		t.Errorf("masthead %+v", m)
	}
	if got := outline(d); got != "|1|Text of the report.\n" {
		t.Errorf("text\n%s", got)
	}
}

func TestRightToLeftTextStaysInItsLogicalOrder(t *testing.T) {
	l, err := layout(t, File{Body: `<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve">١ - عقد المكتب دورة تدريبية في آذار/مارس ٢٠٢١ مع رابطة الموانئ </w:t></w:r><w:r><w:t>(LOP)</w:t></w:r><w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve"> في المدينة.</w:t></w:r></w:p><w:p><w:r><w:t>٢ - وافق الجانبان على خطة.</w:t></w:r></w:p>`}.Bytes(t))
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Anatomy(context.Background(), "input.docx", l, document.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := "|1|عقد المكتب دورة تدريبية في آذار/مارس ٢٠٢١ مع رابطة الموانئ (LOP) في المدينة.\n|2|وافق الجانبان على خطة.\n"
	if got := outline(d); got != want || d.Language != "ar" {
		t.Errorf("language %s, got\n%s\nwant\n%s", d.Language, got, want)
	}
}

func TestWayBackIntoTheEntry(t *testing.T) {
	f := File{Body: Paragraph("", "1. Fish & chips cost < 5 in the \u00a0port.") + Paragraph("", "2. End.")}
	d := read(t, f)
	main := Namespace + `<w:body>` + f.Body + `</w:body></w:document>`
	p := d.Paragraphs[0]
	for _, c := range []struct{ text, bytes string }{{"Fish", "Fish"}, {"&", "&amp;"}, {"< 5", "&lt; 5"}, {"the port", "the \u00a0port"}} {
		at := strings.Index(p.Text, c.text)
		entry, from, to, ok := p.Origin(at, at+len(c.text))
		if !ok || entry != "word/document.xml" || main[from:to] != c.bytes {
			t.Errorf("%q comes from %q of %s, want %q", c.text, main[from:to], entry, c.bytes)
		}
	}
}

func TestBadWordFiles(t *testing.T) {
	good := File{Body: Paragraph("", "1. Text.") + Paragraph("", strings.Repeat("a", 5000))}.Bytes(t)
	deep := strings.Repeat("<w:sdt>", 5000)
	for _, c := range []struct {
		name string
		data []byte
		kind fault.Kind
		say  string
	}{
		{"truncated", good[:len(good)*2/3], fault.Invalid, "damaged or incomplete"},
		{"bytes overturned", overturn(good), fault.Invalid, "damaged or incomplete"},
		{"external entity", File{Main: `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + Namespace + `<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>`}.Bytes(t), fault.Invalid, "outside of itself"},
		{"unknown entity", File{Main: Namespace + `<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>`}.Bytes(t), fault.Invalid, "damaged"},
		{"nested deep", File{Body: deep}.Bytes(t), fault.TooLarge, "nests"},
		{"cut inside the text", File{Main: Namespace + `<w:body><w:p><w:r><w:t>1. Te`}.Bytes(t), fault.Invalid, "damaged"},
		{"password", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), []byte(strings.Repeat("\x00", 70000)+"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")...), fault.Unsupported, "password"},
		{"Word of before 2007", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 5000)...), fault.Unsupported, "before 2007"},
		{"bomb", File{Body: Paragraph("", "1. "+strings.Repeat("a", 12<<20))}.Bytes(t), fault.TooLarge, "unpacks"},
		{"UTF-16 in the main part", File{Main: "\xff\xfe<\x00"}.Bytes(t), fault.Unsupported, "UTF-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := layout(t, c.data)
			if fault.KindOf(err) != c.kind || err == nil {
				t.Fatalf("kind %v of %v, want %v", fault.KindOf(err), err, c.kind)
			}
			s := fault.Sentence(err)
			if !strings.HasPrefix(s, "input.docx") || !strings.Contains(s, c.say) || strings.Contains(s, "\n") || !strings.HasSuffix(s, ".") {
				t.Errorf("sentence %q", s)
			}
		})
	}
}

// overturn spoils the compressed bytes of the first entries.
func overturn(data []byte) []byte {
	out := bytes.Clone(data)
	at := bytes.Index(out, []byte("word/document.xml"))
	for i := at + 20; i < at+200 && i < len(out); i++ {
		out[i] ^= 0x5A
	}
	return out
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	data := File{Body: strings.Repeat(Paragraph("", "1. Text of a paragraph."), 3000)}.Bytes(t)
	_, err := docx.Read(ctx, document.Source{Name: "a.docx", ReaderAt: bytes.NewReader(data), Size: int64(len(data))}, document.Options{})
	if err != context.Canceled {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(File{Body: Paragraph("", "1. Text.") + Table([]string{"a", "b"})}.Bytes(f))
	f.Add(File{Numbering: lists, Body: Numbered(1, 0, "A") + Numbered(1, 1, "B")}.Bytes(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := layout(t, data)
		if err != nil {
			return
		}
		check(t, l)
	})
}

// FuzzBody goes past the packing, which a fuzzer seldom gets right.
func FuzzBody(f *testing.F) {
	f.Add(Paragraph("", "1. Text.")+Table([]string{"a", "b"}), lists)
	f.Add(Numbered(1, 0, "A")+Numbered(1, 1, "B")+`<w:p><w:r><w:t>&#x41;&amp;</w:t><w:br/><w:footnoteReference w:id="2"/></w:r></w:p>`, lists)
	f.Fuzz(func(t *testing.T, body, numbering string) {
		l, err := layout(t, File{Body: body, Numbering: numbering, Footnotes: `<w:footnote w:id="2"><w:p><w:r><w:t>N</w:t></w:r></w:p></w:footnote>`}.Bytes(t))
		if err != nil {
			return
		}
		check(t, l)
	})
}

func check(t *testing.T, l *document.Layout) {
	for _, b := range l.Blocks {
		end := 0
		for _, s := range b.Source {
			if s.At < end || s.Len < 0 || s.At+s.Len > len(b.Text) {
				t.Fatalf("segment %+v of %q", s, b.Text)
			}
			end = s.At + s.Len
		}
	}
	if _, err := document.Anatomy(context.Background(), "f", l, document.Options{Language: "en"}); err != nil && fault.KindOf(err) == fault.Internal {
		t.Fatal(err)
	}
}
