// Package docxtest makes small Word files for tests: the parts that a test gives,
// with the rest that a package needs around them. It is not for writing documents
// that people open; package export does that.
package docxtest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
)

const (
	// Namespace is the opening of a main part, up to its body.
	Namespace = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
		`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">`
	rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	ns  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
)

// File is a Word file in the making. Body is what stands inside w:body; the other
// fields what stands inside the root element of their parts, "" for no such part.
type File struct {
	Body, Styles, Numbering, Footnotes, Header string
	Main                                       string            // the whole main part, instead of Body
	Extra                                      map[string]string // further entries by name
}

// Bytes makes the file.
func (f File) Bytes(t testing.TB) []byte {
	t.Helper()
	main := f.Main
	if main == "" {
		body := f.Body
		if f.Header != "" {
			body += `<w:sectPr><w:headerReference w:type="first" r:id="rIdH"/><w:titlePg/></w:sectPr>`
		}
		main = Namespace + `<w:body>` + body + `</w:body></w:document>`
	}
	entries := [][2]string{
		{"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", main},
	}
	var rels strings.Builder
	part := func(kind, target, root, content string) {
		if content == "" {
			return
		}
		id := "rId" + kind
		if kind == "header" {
			id = "rIdH"
		}
		fmt.Fprintf(&rels, `<Relationship Id="%s" Type="%s%s" Target="%s"/>`, id, rel, kind, target)
		entries = append(entries, [2]string{"word/" + target, `<?xml version="1.0" encoding="UTF-8"?><w:` + root + " " + ns + `>` + content + `</w:` + root + `>`})
	}
	part("styles", "styles.xml", "styles", f.Styles)
	part("numbering", "numbering.xml", "numbering", f.Numbering)
	part("footnotes", "footnotes.xml", "footnotes", f.Footnotes)
	part("header", "header1.xml", "hdr", f.Header)
	entries = append(entries, [2]string{"word/_rels/document.xml.rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels.String() + `</Relationships>`})
	for name, content := range f.Extra {
		entries = append(entries, [2]string{name, content})
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		w, err := z.Create(e[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Paragraph is a w:p of one run; style may be "".
func Paragraph(style, text string) string {
	p := `<w:p>`
	if style != "" {
		p += `<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`
	}
	return p + `<w:r>` + Text(text) + `</w:r></w:p>`
}

// Numbered is a w:p with an automatic number.
func Numbered(list, level int, text string) string {
	return fmt.Sprintf(`<w:p><w:pPr><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr></w:pPr><w:r>%s</w:r></w:p>`, level, list, Text(text))
}

// Text is a w:t, with tabs as w:tab.
func Text(text string) string {
	esc := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
	parts := strings.Split(esc, "\t")
	for i, p := range parts {
		parts[i] = `<w:t xml:space="preserve">` + p + `</w:t>`
	}
	return strings.Join(parts, `<w:tab/>`)
}

// Table is a w:tbl of rows of cells, each a paragraph.
func Table(rows ...[]string) string {
	var b strings.Builder
	b.WriteString(`<w:tbl><w:tblPr/><w:tblGrid/>`)
	for _, row := range rows {
		b.WriteString(`<w:tr>`)
		for _, c := range row {
			b.WriteString(`<w:tc><w:tcPr/>` + Paragraph("", c) + `</w:tc>`)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
	return b.String()
}
