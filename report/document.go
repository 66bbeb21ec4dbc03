package report

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"concord/document"
)

// Document is a text as a document that can be read and checked: what its layout adds
// is not in it.
func (t *Text) Document() *document.Document {
	f := &t.Front
	doc := &document.Document{Language: t.Language, Masthead: document.Masthead{Kind: document.KindReport, Symbols: f.Symbols, Title: f.Title, Distribution: f.Distribution}}
	for i := range t.Parts {
		p := &t.Parts[i]
		part := ""
		if p.ID == PartSummary || p.ID == PartAnnex {
			part = p.ID
		}
		if p.Heading != "" {
			doc.Headings = append(doc.Headings, document.Heading{Text: p.Heading, Number: p.Label, Level: max(p.Level, 1), Next: len(doc.Paragraphs)})
		}
		for j := range p.Paragraphs {
			g := &p.Paragraphs[j]
			if g.Heading != "" {
				doc.Headings = append(doc.Headings, document.Heading{Text: g.Heading, Level: max(p.Level, 1) + 1, Next: len(doc.Paragraphs)})
			}
			if number := ""; len(g.Sentences) > 0 {
				if g.Number > 0 {
					number = strconv.Itoa(g.Number)
				}
				doc.Paragraphs = append(doc.Paragraphs, document.Paragraph{Part: part, Number: number, Text: g.Prose()})
			}
		}
	}
	return doc
}

// Prose is the sentences of a paragraph, one after the other.
func (p *Paragraph) Prose() string {
	var b strings.Builder
	for i := range p.Sentences {
		if i > 0 && !Wide(p.Sentences[i-1].Text) {
			b.WriteByte(' ')
		}
		b.WriteString(p.Sentences[i].Text)
	}
	return b.String()
}

// Wide tells whether a sentence ends in a mark that brings its own space, as 。 does.
func Wide(sentence string) bool {
	r, _ := utf8.DecodeLastRuneInString(sentence)
	return r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFF65
}
