package samples

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"time"
)

// Word writes a sample as a Word file (DOCX): the text of its plain form, with the
// paragraph styles of the templates in which United Nations documents are made, and
// paragraph numbers typed as text and a tab, as they are there. The same sample
// gives the same bytes.
func Word(w io.Writer, f File) error {
	var body strings.Builder
	body.WriteString(xml.Header + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	for _, b := range blocks(string(f.Content), f.Language) {
		body.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + b.style + `"/>`)
		if f.Language == "ar" {
			body.WriteString(`<w:bidi/>`)
		}
		body.WriteString(`</w:pPr>`)
		for i, part := range strings.Split(b.text, "\t") {
			body.WriteString(`<w:r>`)
			if i > 0 {
				body.WriteString(`<w:tab/>`)
			}
			body.WriteString(`<w:t xml:space="preserve">`)
			if err := xml.EscapeText(&body, []byte(part)); err != nil {
				return err
			}
			body.WriteString(`</w:t></w:r>`)
		}
		body.WriteString(`</w:p>`)
	}
	body.WriteString(`<w:sectPr/></w:body></w:document>`)

	z := zip.NewWriter(w)
	for _, file := range [][2]string{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRelations},
		{"word/_rels/document.xml.rels", documentRelations},
		{"word/styles.xml", styles()},
		{"word/document.xml", body.String()},
	} {
		// A fixed time, so that the same sample gives the same bytes.
		out, err := z.CreateHeader(&zip.FileHeader{Name: file[0], Method: zip.Deflate, Modified: time.Date(2044, 8, 4, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, file[1]); err != nil {
			return err
		}
	}
	return z.Close()
}

// block is a paragraph of the Word file.
type block struct{ style, text string }

// The styles of a block, by the identifiers that styles gives them.
const (
	head    = "Session"
	title   = "TitleHCH"
	chapter = "HCh"
	section = "H1"
	single  = "SingleTxt"
)

var (
	numbered  = regexp.MustCompile(`^([0-9]+)\. +`)
	chaptered = regexp.MustCompile(`^(?:[IVX]+\. +|[一二三四五]\. +|(?:أولا|ثانيا|ثالثا) - )`)
	columns   = regexp.MustCompile(` {3,}`)
	indent    = regexp.MustCompile(`^ {4,12}[^ ]`) // the second column of the masthead stands further in
)

// blocks tells the parts of a sample's plain text: its masthead is what stands
// before the first indented line, which is the title; an empty line parts blocks.
func blocks(text, language string) []block {
	space := " "
	if language == "zh" {
		space = ""
	}
	var out []block
	titled, numbers := false, false
	for _, part := range parts(strings.TrimSpace(text)) {
		lines := strings.Split(part, "\n")
		joined := ""
		for i, l := range lines {
			if i > 0 {
				joined += space
			}
			joined += strings.TrimSpace(l)
		}
		indented := indent.MatchString(part)
		switch m := numbered.FindStringSubmatch(joined); {
		case m != nil:
			numbers = true
			out = append(out, block{single, m[1] + ".\t" + joined[len(m[0]):]})
		case chaptered.MatchString(joined):
			out = append(out, block{chapter, chaptered.ReplaceAllStringFunc(joined, func(s string) string { return strings.TrimSpace(s) + "\t" })})
		case !titled && !indented:
			for _, l := range lines {
				out = append(out, block{head, strings.TrimSpace(columns.ReplaceAllString(l, "\t"))})
			}
		case !titled:
			titled = true
			out = append(out, block{title, joined})
		case numbers:
			out = append(out, block{section, joined})
		case strings.HasPrefix(part, "        ") && len([]rune(joined)) < 60:
			out = append(out, block{chapter, joined})
		default:
			out = append(out, block{single, joined})
		}
	}
	return out
}

// parts are the stretches between empty lines, parted again where an indented
// line stands below one that is not.
func parts(text string) []string {
	var out []string
	for i, p := range strings.Split(text, "\n\n") {
		lines, from := strings.Split(p, "\n"), 0
		for k := 1; k < len(lines) && i > 0; k++ {
			if indent.MatchString(lines[k]) && !indent.MatchString(lines[k-1]) {
				out = append(out, strings.Join(lines[from:k], "\n"))
				from = k
			}
		}
		out = append(out, strings.Join(lines[from:], "\n"))
	}
	return out
}

func styles() string {
	var b strings.Builder
	b.WriteString(xml.Header + `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">`)
	for _, s := range [][2]string{{head, "Session"}, {title, "Title_H_CH"}, {chapter, "_ H _Ch"}, {section, "_ H_1"}, {single, "__Single Txt"}} {
		b.WriteString(`<w:style w:type="paragraph" w:styleId="` + s[0] + `"><w:name w:val="` + s[1] + `"/></w:style>`)
	}
	b.WriteString(`</w:styles>`)
	return b.String()
}

const (
	contentTypes = xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`
	packageRelations = xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	documentRelations = xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`
)
