package document

import "strings"

// Kind is what a document is by its form. Who reads it must know: a resolution
// asks for what a report tells as done.
type Kind string

// The kinds. A text that nothing marks as one of them, such as a contribution, has none.
const (
	KindReport     Kind = "report"
	KindResolution Kind = "resolution"
	KindDraft      Kind = "draft_resolution" // a resolution that nobody has adopted yet
	KindDecision   Kind = "decision"
	KindStatement  Kind = "presidential_statement"
	KindNote       Kind = "note"
	KindLetter     Kind = "letter" // also a note verbale
	KindBudget     Kind = "budget" // a section of the programme budget, a budget and its performance
)

// Adopts reports whether a document of the kind is an organ's own words: what it
// says is asked or decided, and done only where it says that it is.
func (k Kind) Adopts() bool {
	return k == KindResolution || k == KindDraft || k == KindDecision || k == KindStatement
}

// kindMarks are the elements of a symbol by which the kind is known in every language.
// Source: ST/LIB/SER.B/5/Rev.5, United Nations Document Series Symbols.
var kindMarks = []struct {
	element string
	kind    Kind
}{
	{"/RES/", KindResolution}, {"/DEC/", KindDecision}, {"/PRST/", KindStatement}, {"(Sect.", KindBudget},
}

// kind settles what the document is: by its symbol, by what its title says of a
// budget, by the line under the title, by a preamble; and when and by whom it was
// adopted.
func (a *anatomy) kind() {
	m := &a.doc.Masthead
	for _, s := range m.Symbols {
		for _, k := range kindMarks {
			if m.Kind == "" && strings.Contains(s, k.element) {
				m.Kind = k.kind
			}
		}
	}
	if m.Kind == "" && m.Title != "" {
		title := fold(m.Title)
		a.each("budget", func(p phrase) bool {
			if strings.Contains(title, p.before) {
				m.Kind = KindBudget
			}
			return m.Kind != ""
		})
	}
	if m.Kind == "" {
		m.Kind = a.printed
	}
	if m.Kind == KindResolution {
		for _, s := range m.Symbols {
			if strings.Contains(s, "/L.") {
				m.Kind = KindDraft
			}
		}
	}
	first := &a.doc.Paragraphs[0]
	if first.Part == "preamble" && first.Number == "" {
		m.Organ = strings.TrimRight(first.Text, " ,，،")
		if m.Kind == "" {
			m.Kind = KindResolution
		}
	}
	if !m.Kind.Adopts() && m.Kind != KindLetter {
		m.Dated = "" // what stands under the title is the day of something else
	}
	if m.Dated == "" && (m.Kind == KindDecision || m.Kind == KindStatement) {
		// "At its 39th meeting, on 18 November 2024, the General Assembly decided …"
		for i := range a.doc.Paragraphs {
			if p := &a.doc.Paragraphs[i]; p.Part == "" || p.Part == "preamble" {
				m.Dated = a.l.date(fold(p.Text[:min(len(p.Text), 600)]))
				break
			}
		}
	}
}
