package export

import (
	"archive/zip"
	_ "embed"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"concord/fault"
)

//go:embed word/form.xml
var formStyles string

//go:embed word/report.xml
var reportStyles string

// Word is a Word file in the making (Office Open XML, ECMA-376), in one language. Its
// styles are those of a form to fill in; the documents of package report have their own.
type Word struct {
	Language string // BCP 47; Arabic runs from right to left
	Title    string // of the document's properties

	body       strings.Builder
	report     bool // the styles of a document, not of a form
	paper      bool // of such a document that is nobody's report: its text takes the whole width, so that a brief keeps to two pages
	tracked    bool // changes are tracked from the moment somebody opens it
	numbers    []stretch
	notes      []string // footnotes: the paragraphs of each, as XML
	comments   []string
	marks      int
	head       string // XML of the running head, the head and the foot of the first page, the running foot
	firstHead  string
	firstFoot  string
	foot       string
	properties [][2]string // of its own, by name
}

// Heading adds a heading; level 1 is the highest.
func (w *Word) Heading(level int, text string) {
	w.add(w.paragraph(fmt.Sprintf("Heading%d", level), w.run(text, "")))
}

// Paragraph adds a paragraph.
func (w *Word) Paragraph(text string) { w.add(w.paragraph("", w.run(text, ""))) }

// Note adds a paragraph in small print.
func (w *Word) Note(text string) { w.add(w.paragraph("Note", w.run(text, ""))) }

func (w *Word) add(xml ...string) {
	for _, x := range xml {
		w.body.WriteString(x)
	}
}

// paragraph is a w:p of runs. The schema has an order of its properties: what is
// given here stands around the direction, indents behind it.
func (w *Word) paragraph(style, runs string, properties ...string) string {
	var b strings.Builder
	b.WriteString(`<w:p><w:pPr>`)
	if style != "" {
		b.WriteString(`<w:pStyle w:val="` + style + `"/>`)
	}
	indent := ""
	for _, p := range properties {
		if strings.HasPrefix(p, `<w:ind `) {
			indent = p
			continue
		}
		b.WriteString(p)
	}
	if w.rtl() {
		b.WriteString(`<w:bidi/>`)
	}
	b.WriteString(indent)
	b.WriteString(`</w:pPr>` + runs + `</w:p>`)
	return b.String()
}

func (w *Word) rtl() bool { return way(w.Language, "direction") == "rtl" }

// latin is what keeps its own direction within a text from right to left: a symbol, a
// name in Latin letters.
var latin = regexp.MustCompile(`[0-9]*[A-Za-z]([A-Za-z0-9./_–:@-]*[A-Za-z0-9])?`)

// run is text as runs with properties; its line ends are breaks.
func (w *Word) run(text, properties string) string {
	text = plainText(text)
	if text == "" {
		return ""
	}
	var b strings.Builder
	if !w.rtl() {
		w.piece(&b, text, wordHint(w.Language)+properties)
		return b.String()
	}
	at := 0
	for _, m := range latin.FindAllStringIndex(text, -1) {
		w.piece(&b, text[at:m[0]], properties+`<w:rtl/>`)
		w.piece(&b, text[m[0]:m[1]], properties)
		at = m[1]
	}
	w.piece(&b, text[at:], properties+`<w:rtl/>`)
	return b.String()
}

// wordHint has Word set what is both Latin and Chinese, as quotation marks, in Chinese.
func wordHint(lang string) string {
	if way(lang, "hint") == "eastAsia" {
		return `<w:rFonts w:hint="eastAsia"/>`
	}
	return ""
}

func (w *Word) piece(b *strings.Builder, text, properties string) {
	if text == "" {
		return
	}
	b.WriteString(`<w:r>`)
	if properties != "" {
		b.WriteString(`<w:rPr>` + properties + `</w:rPr>`)
	}
	for len(text) > 0 {
		i := strings.IndexAny(text, "\n\t")
		if i < 0 {
			i = len(text)
		}
		if i > 0 {
			b.WriteString(`<w:t xml:space="preserve">`)
			_ = xml.EscapeText(b, []byte(text[:i])) // a strings.Builder does not fail
			b.WriteString(`</w:t>`)
		}
		if i == len(text) {
			break
		}
		if text[i] == '\n' {
			b.WriteString(`<w:br/>`)
		} else {
			b.WriteString(`<w:tab/>`)
		}
		text = text[i+1:]
	}
	b.WriteString(`</w:r>`)
}

// field is what Word works out itself: PAGE, NUMPAGES.
func (w *Word) field(name string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + name + ` </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
}

// stretch of paragraphs that are numbered one after the other.
type stretch struct{ first, last int }

// number gives a paragraph its automatic number: one more than the last, or, with
// a list that begins anew, the one that it has to bear.
func (w *Word) number(n int) string {
	if k := len(w.numbers); k > 0 && w.numbers[k-1].last+1 == n {
		w.numbers[k-1].last = n
	} else {
		w.numbers = append(w.numbers, stretch{n, n})
	}
	return fmt.Sprintf(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr>`, len(w.numbers))
}

// footnote keeps a footnote and gives its mark.
func (w *Word) footnote(text string) string {
	const mark = `<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>`
	w.notes = append(w.notes, w.paragraph("FootnoteText", mark+`<w:footnoteRef/></w:r><w:r><w:tab/></w:r>`+w.run(text, "")))
	return fmt.Sprintf(mark+`<w:footnoteReference w:id="%d"/></w:r>`, len(w.notes))
}

// comment sets a comment on runs, by Concord.
func (w *Word) comment(runs string, lines []string, at time.Time) string {
	if len(lines) == 0 {
		return runs
	}
	var b strings.Builder
	id := len(w.comments)
	fmt.Fprintf(&b, `<w:comment w:id="%d" w:author="%s" w:initials="C"`, id, commentAuthor)
	if !at.IsZero() {
		b.WriteString(` w:date="` + at.UTC().Format(time.RFC3339) + `"`)
	}
	b.WriteString(`>`)
	for i, line := range lines {
		ref := ""
		if i == 0 {
			ref = `<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:annotationRef/></w:r>`
		}
		b.WriteString(w.paragraph(commentStyle, ref+w.run(line, "")))
	}
	b.WriteString(`</w:comment>`)
	w.comments = append(w.comments, b.String())
	return fmt.Sprintf(`<w:commentRangeStart w:id="%d"/>%s<w:commentRangeEnd w:id="%[1]d"/><w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="%[1]d"/></w:r>`, id, runs)
}

// bookmark is the beginning and the end of a bookmark.
func (w *Word) bookmark(name string) (start, end string) {
	w.marks++
	return fmt.Sprintf(`<w:bookmarkStart w:id="%d" w:name="%s"/>`, w.marks, name), fmt.Sprintf(`<w:bookmarkEnd w:id="%d"/>`, w.marks)
}

// Table adds a table of two columns, labels and what is to be filled in beside them.
// A cell of several lines has a paragraph a line.
func (w *Word) Table(rows [][2]string) {
	w.add(w.tableStart("Form", "", 3000, 6600))
	for _, row := range rows {
		w.add(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for i, text := range row {
			var cell string
			for _, line := range strings.Split(text, "\n") {
				cell += w.paragraph([2]string{"Label", ""}[i], w.run(line, ""))
			}
			w.add(w.cell([2]int{3000, 6600}[i], "", cell))
		}
		w.add(`</w:tr>`)
	}
	w.add(`</w:tbl>`, w.paragraph("", "")) // Word joins tables that touch
}

func (w *Word) tableStart(style, properties string, columns ...int) string {
	var b strings.Builder
	b.WriteString(`<w:tbl><w:tblPr>`)
	if style != "" {
		b.WriteString(`<w:tblStyle w:val="` + style + `"/>`)
	}
	if w.rtl() {
		b.WriteString(`<w:bidiVisual/>`)
	}
	total := 0
	for _, c := range columns {
		total += c
	}
	fmt.Fprintf(&b, `<w:tblW w:w="%d" w:type="dxa"/>%s</w:tblPr><w:tblGrid>`, total, properties)
	for _, c := range columns {
		fmt.Fprintf(&b, `<w:gridCol w:w="%d"/>`, c)
	}
	b.WriteString(`</w:tblGrid>`)
	return b.String()
}

func (w *Word) cell(width int, properties, paragraphs string) string {
	return fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s</w:tcPr>%s</w:tc>`, width, properties, paragraphs)
}

const wordNamespaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

// part of a Word file beside the text itself.
type wordPart struct{ name, kind, root, content string }

// parts of the file that this document needs.
func (w *Word) parts() []wordPart {
	size, spacing := `<w:sz w:val="22"/><w:szCs w:val="24"/>`, ""
	styles := formStyles
	if w.report {
		size, spacing, styles = `<w:sz w:val="20"/><w:szCs w:val="22"/>`, `<w:widowControl/>`, reportStyles
	}
	if w.paper {
		styles = wholeWidth.Replace(styles)
	}
	parts := []wordPart{{"styles", "styles", "styles", `<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:eastAsia="SimSun" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>` + size +
		`<w:lang w:val="` + way(w.Language, "tag") + `" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>` + spacing + `</w:pPr></w:pPrDefault></w:docDefaults>` + styles}}
	settings := `<w:zoom w:percent="100"/>`
	if w.tracked {
		settings += `<w:trackRevisions/>`
	}
	settings += `<w:defaultTabStop w:val="475"/>`
	if len(w.notes) > 0 {
		settings += `<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>`
	}
	settings += `<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>`
	parts = append(parts, wordPart{"settings", "settings", "settings", settings})
	if len(w.numbers) > 0 {
		label := strings.Replace(way(w.Language, "number"), "{}", "%1", 1)
		var b strings.Builder
		numbering := `<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:suff w:val="tab"/><w:lvlText w:val="` + label + `"/><w:lvlJc w:val="left"/><w:pPr><w:tabs><w:tab w:val="num" w:pos="1742"/></w:tabs><w:ind w:left="1267" w:firstLine="0"/></w:pPr></w:lvl></w:abstractNum>`
		if w.paper {
			numbering = wholeWidth.Replace(numbering)
		}
		b.WriteString(numbering)
		for i, n := range w.numbers {
			fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="%d"/></w:lvlOverride></w:num>`, i+1, n.first)
		}
		parts = append(parts, wordPart{"numbering", "numbering", "numbering", b.String()})
	}
	if len(w.notes) > 0 {
		var b strings.Builder
		b.WriteString(`<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>`)
		for i, n := range w.notes {
			fmt.Fprintf(&b, `<w:footnote w:id="%d">%s</w:footnote>`, i+1, n)
		}
		parts = append(parts, wordPart{"footnotes", "footnotes", "footnotes", b.String()})
	}
	if len(w.comments) > 0 {
		parts = append(parts, wordPart{"comments", "comments", "comments", strings.Join(w.comments, "")})
	}
	for _, p := range []wordPart{{"header1", "header", "hdr", w.head}, {"header2", "header", "hdr", w.firstHead}, {"footer1", "footer", "ftr", w.foot}, {"footer2", "footer", "ftr", w.firstFoot}} {
		if p.content != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// wholeWidth takes the margins of the text away that hold the labels of headings, and some of the white above them.
var wholeWidth = strings.NewReplacer(`"1267"`, `"0"`, `"1742"`, `"475"`, `w:before="320"`, `w:before="180"`, `w:before="240"`, `w:before="160"`)

// section is what the file says of its pages.
func (w *Word) section(heads string) string {
	bidi, margins := "", `<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>`
	if w.rtl() {
		bidi = `<w:bidi/>`
	}
	title := ""
	if w.report {
		margins = `<w:pgMar w:top="1440" w:right="1134" w:bottom="1440" w:left="1134" w:header="576" w:footer="576" w:gutter="0"/>`
		title = `<w:titlePg/>`
		if w.paper {
			margins = `<w:pgMar w:top="960" w:right="1134" w:bottom="800" w:left="1134" w:header="420" w:footer="400" w:gutter="0"/>`
		}
	}
	return `<w:sectPr>` + heads + `<w:pgSz w:w="11906" w:h="16838"/>` + margins + title + bidi + `</w:sectPr>`
}

// WriteTo writes the file. The same content makes the same bytes.
func (w *Word) WriteTo(out io.Writer) (int64, error) {
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	const types = "application/vnd.openxmlformats-officedocument."
	const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	const packages = "http://schemas.openxmlformats.org/package/2006/"
	parts := w.parts()
	var overrides, related, heads strings.Builder
	entries := make([][2]string, 5, 5+len(parts))
	for i, p := range parts {
		fmt.Fprintf(&overrides, `<Override PartName="/word/%s.xml" ContentType="%swordprocessingml.%s+xml"/>`, p.name, types, p.kind)
		fmt.Fprintf(&related, `<Relationship Id="rId%d" Type="%s%s" Target="%s.xml"/>`, i+1, relations, p.kind, p.name)
		if p.kind == "header" || p.kind == "footer" {
			page := map[byte]string{'1': "default", '2': "first"}[p.name[len(p.name)-1]]
			fmt.Fprintf(&heads, `<w:%sReference w:type="%s" r:id="rId%d"/>`, p.kind, page, i+1)
		}
		entries = append(entries, [2]string{"word/" + p.name + ".xml", `<w:` + p.root + wordNamespaces + `>` + p.content + `</w:` + p.root + `>`})
	}
	rootRelation := ""
	if len(w.properties) > 0 {
		overrides.WriteString(`<Override PartName="/docProps/custom.xml" ContentType="` + types + `custom-properties+xml"/>`)
		rootRelation = `<Relationship Id="rId3" Type="` + relations + `custom-properties" Target="docProps/custom.xml"/>`
		var b strings.Builder
		for i, p := range w.properties {
			fmt.Fprintf(&b, `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="%d" name="%s"><vt:lpwstr>%s</vt:lpwstr></property>`, i+2, escaped(p[0]), escaped(p[1]))
		}
		entries = append(entries, [2]string{"docProps/custom.xml", `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">` + b.String() + `</Properties>`})
	}
	entries[0] = [2]string{"[Content_Types].xml", `<Types xmlns="` + packages + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="` + types + `wordprocessingml.document.main+xml"/>` + overrides.String() + `<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`}
	entries[1] = [2]string{"_rels/.rels", `<Relationships xmlns="` + packages + `relationships"><Relationship Id="rId1" Type="` + relations + `officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="` + packages + `relationships/metadata/core-properties" Target="docProps/core.xml"/>` + rootRelation + `</Relationships>`}
	entries[2] = [2]string{"docProps/core.xml", `<cp:coreProperties xmlns:cp="` + packages + `metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` + escaped(w.Title) + `</dc:title><dc:language>` + escaped(w.Language) + `</dc:language></cp:coreProperties>`}
	entries[3] = [2]string{"word/_rels/document.xml.rels", `<Relationships xmlns="` + packages + `relationships">` + related.String() + `</Relationships>`}
	entries[4] = [2]string{"word/document.xml", `<w:document` + wordNamespaces + `><w:body>` + w.body.String() + w.section(heads.String()) + `</w:body></w:document>`}
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

// escaped is text as it stands in XML.
func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(plainText(s))) // a strings.Builder does not fail
	return b.String()
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
