package export

import (
	"io"
	"strconv"

	"concord/document"
	"concord/register"
	"concord/report"
)

// textAKN writes a text as the version of a document that it will be when it is read
// in: one writer of Akoma Ntoso for both.
func textAKN(w io.Writer, t *report.Text, o TextOptions) error {
	v := &register.View{}
	v.Work.Symbols = t.Front.Symbols
	v.Work.ID = o.Cycle
	if len(t.Front.Symbols) > 0 {
		v.Work.ID = t.Front.Symbols[0]
	}
	v.Version.Language, v.Version.At = t.Language, o.Made
	v.Version.Masthead = document.Masthead{Title: t.Front.Title, Distribution: t.Front.Distribution, Symbols: t.Front.Symbols}
	for _, s := range t.Front.SubItems {
		v.Version.Masthead.SubItems = append(v.Version.Masthead.SubItems, document.SubItem{Title: s})
	}
	note := 0
	add := func(part, number, text string) {
		p := register.ViewParagraph{Text: register.Text{Place: register.Place{Part: part, Number: number}, Text: text}}
		p.Ordinal = len(v.Paragraphs)
		v.Paragraphs = append(v.Paragraphs, p)
	}
	heading := func(level int, label, text, organization string) {
		if text == "" {
			return
		}
		v.Version.Headings = append(v.Version.Headings, document.Heading{Text: text, Number: label, Level: level, Next: len(v.Paragraphs)})
		v.Version.Sections = append(v.Version.Sections, register.Section{Heading: text, Organization: organization})
	}
	for i := range t.Parts {
		p := &t.Parts[i]
		part, organization := "", p.ID
		switch p.ID {
		case report.PartSummary, report.PartAnnex:
			part, organization = p.ID, ""
		case report.PartIntroduction, report.PartSections, report.PartObservations:
			organization = ""
		}
		heading(max(p.Level, 1), p.Label, p.Heading, organization)
		for j := range p.Paragraphs {
			g := &p.Paragraphs[j]
			heading(max(p.Level, 1)+1, "", g.Heading, "")
			text, number := "", ""
			if g.Number > 0 {
				number = strconv.Itoa(g.Number)
			}
			var notes []string
			for k, s := range g.Sentences {
				if k > 0 {
					text += between(t.Language)
				}
				text += s.Text
				notes = append(notes, s.Notes...)
			}
			if text != "" {
				add(part, number, text)
			}
			for _, n := range notes {
				note++
				add("footnote", strconv.Itoa(note), n)
			}
			if g.Table != nil {
				if g.Table.Caption != "" {
					add(part, "", g.Table.Caption)
				}
				add("table", "", tableText(g.Table))
			}
		}
	}
	return AKN(w, v, nil)
}
