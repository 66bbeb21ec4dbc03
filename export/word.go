package export

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"concord/fault"
)

// Word is a Word file in the making (Office Open XML, ECMA-376): headings, paragraphs
// and tables of text, in one language. It holds what the templates need; drafts of
// reports will need more of it.
type Word struct {
	Language string // BCP 47; Arabic runs from right to left
	Title    string // of the document's properties
	body     strings.Builder
}

// Heading adds a heading; level 1 is the highest.
func (w *Word) Heading(level int, text string) {
	w.paragraph(fmt.Sprintf("Heading%d", level), text)
}

// Paragraph adds a paragraph.
func (w *Word) Paragraph(text string) { w.paragraph("", text) }

// Note adds a paragraph in small print.
func (w *Word) Note(text string) { w.paragraph("Note", text) }

func (w *Word) paragraph(style, text string) {
	w.body.WriteString(`<w:p><w:pPr>`)
	if style != "" {
		w.body.WriteString(`<w:pStyle w:val="` + style + `"/>`)
	}
	if w.rtl() {
		w.body.WriteString(`<w:bidi/>`)
	}
	w.body.WriteString(`</w:pPr>`)
	w.run(text)
	w.body.WriteString(`</w:p>`)
}

func (w *Word) rtl() bool { return w.Language == "ar" }

// run writes text; its line ends are breaks.
func (w *Word) run(text string) {
	if text == "" {
		return
	}
	w.body.WriteString(`<w:r>`)
	if w.rtl() {
		w.body.WriteString(`<w:rPr><w:rtl/></w:rPr>`)
	}
	for i, line := range strings.Split(plainText(text), "\n") {
		if i > 0 {
			w.body.WriteString(`<w:br/>`)
		}
		w.body.WriteString(`<w:t xml:space="preserve">`)
		_ = xml.EscapeText(&w.body, []byte(line)) // a strings.Builder does not fail
		w.body.WriteString(`</w:t>`)
	}
	w.body.WriteString(`</w:r>`)
}

// Table adds a table of two columns, labels and what is to be filled in beside them.
// A cell of several lines has a paragraph a line.
func (w *Word) Table(rows [][2]string) {
	w.body.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Form"/>`)
	if w.rtl() {
		w.body.WriteString(`<w:bidiVisual/>`)
	}
	w.body.WriteString(`<w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="6600"/></w:tblGrid>`)
	for _, row := range rows {
		w.body.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for i, text := range row {
			fmt.Fprintf(&w.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, [2]int{3000, 6600}[i])
			for _, line := range strings.Split(text, "\n") {
				w.paragraph([2]string{"Label", ""}[i], line)
			}
			w.body.WriteString(`</w:tc>`)
		}
		w.body.WriteString(`</w:tr>`)
	}
	w.body.WriteString(`</w:tbl>`)
	w.paragraph("", "") // Word joins tables that touch
}

// WriteTo writes the file. The same content makes the same bytes.
func (w *Word) WriteTo(out io.Writer) (int64, error) {
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	const types = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	ns := ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	var title strings.Builder
	_ = xml.EscapeText(&title, []byte(plainText(w.Title))) // as above
	bidi := ""
	if w.rtl() {
		bidi = `<w:bidi/>`
	}
	entries := [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="` + types + `document.main+xml"/><Override PartName="/word/styles.xml" ContentType="` + types + `styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relations + `officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`},
		{"docProps/core.xml", `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` + title.String() + `</dc:title><dc:language>` + w.Language + `</dc:language></cp:coreProperties>`},
		{"word/_rels/document.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relations + `styles" Target="styles.xml"/></Relationships>`},
		{"word/styles.xml", `<w:styles` + ns + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="22"/><w:szCs w:val="24"/><w:lang w:val="` + w.Language + `" w:bidi="ar"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="100"/></w:pPr></w:pPrDefault></w:docDefaults>` +
			`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>` +
			`<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val="32"/><w:szCs w:val="34"/></w:rPr></w:style>` +
			`<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="200"/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val="26"/><w:szCs w:val="28"/></w:rPr></w:style>` +
			`<w:style w:type="paragraph" w:styleId="Note"><w:name w:val="Note"/><w:basedOn w:val="Normal"/><w:rPr><w:color w:val="545B62"/><w:sz w:val="18"/><w:szCs w:val="20"/></w:rPr></w:style>` +
			`<w:style w:type="paragraph" w:styleId="Label"><w:name w:val="Label"/><w:basedOn w:val="Normal"/><w:rPr><w:color w:val="545B62"/></w:rPr></w:style>` +
			`<w:style w:type="table" w:styleId="Form"><w:name w:val="Form"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4" w:color="868D94"/><w:bottom w:val="single" w:sz="4" w:color="868D94"/><w:insideH w:val="single" w:sz="4" w:color="D9DAD5"/><w:insideV w:val="single" w:sz="4" w:color="D9DAD5"/></w:tblBorders><w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`},
		{"word/document.xml", `<w:document` + ns + `><w:body>` + w.body.String() + `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>` + bidi + `</w:sectPr></w:body></w:document>`},
	}
	counted := &countingWriter{w: out}
	z := zip.NewWriter(counted)
	for _, e := range entries {
		f, err := z.CreateHeader(&zip.FileHeader{Name: e[0], Method: zip.Deflate})
		if err == nil {
			_, err = io.WriteString(f, head+e[1])
		}
		if err != nil {
			return counted.n, fault.Wrap(err, fault.Unavailable, "The file cannot be written: %v.", err)
		}
	}
	return counted.n, unwritten(z.Close())
}

type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
