// Package export writes what Concord holds in forms that others read: records as
// JSON Lines, CSV, XLSX, JSON-LD and Atom, documents as Akoma Ntoso, a reading as
// JSON Lines. Tables and lines of records that come back are read here too, since
// what is written and what is read is one format.
//
// It selects nothing, judges nothing and stores nothing.
package export

import (
	"encoding/json"
	"io"

	"concord/document"
	"concord/reading"
)

// The lines of a reading: FORMAT of `concord read --json`. Keys that are empty
// are left out, except those of which a reader must know that nothing was found.

type documentLine struct {
	Record         string        `json:"record"`
	Document       string        `json:"document"`
	Language       string        `json:"language"`
	Kind           string        `json:"kind,omitempty"` // of the document
	Symbols        []string      `json:"symbols,omitempty"`
	Title          string        `json:"title,omitempty"`
	JobNumber      string        `json:"job_number,omitempty"`
	Session        int           `json:"session,omitempty"`
	Year           int           `json:"year,omitempty"`
	AgendaItem     string        `json:"agenda_item,omitempty"`
	AgendaSubItems []string      `json:"agenda_sub_items,omitempty"`
	SubItems       []subItemLine `json:"sub_items,omitempty"`
	Distribution   string        `json:"distribution,omitempty"`
	Date           string        `json:"date,omitempty"`
	Dated          string        `json:"dated,omitempty"` // of adoption, of a letter
	Body           string        `json:"body,omitempty"`
	Partners       []string      `json:"partners,omitempty"`
	Original       string        `json:"original_language,omitempty"`
	Period         string        `json:"period,omitempty"`
	Previous       []string      `json:"previous,omitempty"`
	Mandates       []string      `json:"mandates,omitempty"`
	Sections       []sectionLine `json:"sections,omitempty"`
	SHA256         string        `json:"sha256,omitempty"`
	Rules          string        `json:"rules,omitempty"`
	Warnings       []warningLine `json:"warnings,omitempty"`
}

type subItemLine struct {
	Letter       string `json:"letter"`
	Title        string `json:"title,omitempty"`
	Organization string `json:"organization,omitempty"`
}

type sectionLine struct {
	Heading      string `json:"heading"`
	Level        int    `json:"level"`
	Organization string `json:"organization,omitempty"`
	From         any    `json:"from,omitempty"`
	To           any    `json:"to,omitempty"`
}

type warningLine struct {
	Kind  string `json:"kind"`
	Place string `json:"place,omitempty"`
	Text  string `json:"text"`
}

type paragraphLine struct {
	Record        string         `json:"record"`
	Document      string         `json:"document"`
	Language      string         `json:"language"`
	Part          string         `json:"part,omitempty"`
	Number        any            `json:"number"`
	Section       string         `json:"section,omitempty"`
	Side          string         `json:"side,omitempty"` // preambular, operative
	Text          string         `json:"text"`
	Organizations []string       `json:"organizations"`
	Places        []string       `json:"places"`
	Dates         []string       `json:"dates"`
	Documents     []string       `json:"documents"`
	Instruments   []string       `json:"instruments"`
	Themes        []string       `json:"themes"`
	SDGs          []string       `json:"sdgs,omitempty"`
	Figures       []string       `json:"figures,omitempty"`
	Candidates    []string       `json:"candidates,omitempty"`
	Questions     []questionLine `json:"questions,omitempty"`
	Mentions      []mentionLine  `json:"mentions,omitempty"` // with --explain
}

type questionLine struct {
	Text    string   `json:"text"`
	Choices []string `json:"choices,omitempty"`
}

type mentionLine struct {
	Kind     string `json:"kind"`
	Value    string `json:"value"`
	From     int    `json:"from"`
	To       int    `json:"to"`
	As       string `json:"as"`
	Rule     string `json:"rule"`
	Inferred bool   `json:"inferred,omitempty"`
}

type activityLine struct {
	Record        string        `json:"record"`
	Document      string        `json:"document"`
	Language      string        `json:"language"`
	Paragraph     any           `json:"paragraph"`
	Part          string        `json:"part,omitempty"`
	Quote         string        `json:"quote"`
	Title         string        `json:"title,omitempty"`
	Kind          string        `json:"kind"`
	Level         string        `json:"level,omitempty"`
	Modality      string        `json:"modality,omitempty"`
	Mode          string        `json:"mode,omitempty"`
	Series        string        `json:"series,omitempty"`
	Organizations []string      `json:"organizations"`
	Parties       []partyLine   `json:"parties"`
	Date          string        `json:"date,omitempty"`
	Places        []string      `json:"places"`
	Instruments   []string      `json:"instruments,omitempty"`
	Documents     []string      `json:"documents,omitempty"`
	Themes        []string      `json:"themes,omitempty"`
	SDGs          []string      `json:"sdgs,omitempty"`
	Figures       []string      `json:"figures,omitempty"`
	Evidence      []mentionLine `json:"evidence,omitempty"` // with --explain
}

type partyLine struct {
	Actor    string `json:"actor"`
	Role     string `json:"role"`
	As       string `json:"as,omitempty"`
	State    bool   `json:"state,omitempty"`
	Inferred bool   `json:"inferred,omitempty"`
	Rule     string `json:"rule,omitempty"`
}

// Options of the lines.
type Options struct {
	// Explain adds each value's stretch of text and the rule that found it.
	Explain bool
	// Organization gives the actor that a line of the masthead names; nil leaves it out.
	Organization func(line string) string
}

// Lines writes a reading as JSON Lines: the document, then each paragraph,
// each followed by its activities.
func Lines(w io.Writer, doc *document.Document, rd *reading.Reading, o Options) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	name := Name(doc)
	if err := enc.Encode(headLine(doc, rd, name, o)); err != nil {
		return err
	}
	for i := range rd.Paragraphs {
		if err := paragraphLines(enc, doc, rd, name, i, o); err != nil {
			return err
		}
	}
	return nil
}

// Paragraphs writes only the paragraph and activity lines: what `--lines` prints
// of texts that are no documents.
func Paragraphs(w io.Writer, doc *document.Document, rd *reading.Reading, o Options) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range rd.Paragraphs {
		if err := paragraphLines(enc, doc, rd, Name(doc), i, o); err != nil {
			return err
		}
	}
	return nil
}

// Name is what a document is called in every line: its first symbol, or the file's name.
func Name(doc *document.Document) string {
	if len(doc.Masthead.Symbols) > 0 {
		return doc.Masthead.Symbols[0]
	}
	return doc.Name
}

func headLine(doc *document.Document, rd *reading.Reading, name string, o Options) documentLine {
	m := &doc.Masthead
	line := documentLine{Record: "document", Document: name, Language: doc.Language, Symbols: m.Symbols, Title: m.Title,
		Kind: string(m.Kind), Dated: m.Dated, Body: rd.Body, Partners: rd.Partners, JobNumber: m.JobNumber, Session: m.Session, Year: m.Year, AgendaItem: m.AgendaItem, Distribution: m.Distribution,
		Date: m.Date, Original: m.OriginalLanguage, Period: rd.Period, Previous: rd.Previous, Mandates: rd.Mandates,
		SHA256: doc.SHA256, Rules: rd.Rules}
	for _, s := range m.SubItems {
		line.AgendaSubItems = append(line.AgendaSubItems, s.Letter)
		item := subItemLine{Letter: s.Letter, Title: s.Title}
		if o.Organization != nil && s.Title != "" {
			item.Organization = o.Organization(s.Title)
		}
		line.SubItems = append(line.SubItems, item)
	}
	for _, s := range rd.Sections {
		line.Sections = append(line.Sections, sectionLine{s.Heading, s.Level, s.Organization, number(s.From), number(s.To)})
	}
	for _, w := range doc.Warnings {
		line.Warnings = append(line.Warnings, warningLine{w.Kind, w.Place, w.Text})
	}
	return line
}

func paragraphLines(enc *json.Encoder, doc *document.Document, rd *reading.Reading, name string, i int, o Options) error {
	p, r := &doc.Paragraphs[i], &rd.Paragraphs[i]
	line := paragraphLine{Record: "paragraph", Document: name, Language: doc.Language, Part: p.Part, Number: number(p.Number),
		Section: r.Section, Side: r.Side, Text: p.Text, Organizations: []string{}, Places: []string{}, Dates: []string{},
		Documents: []string{}, Instruments: []string{}, Themes: values(r.Themes)}
	for _, m := range r.Mentions {
		v := m.Value.Value
		switch m.Kind {
		case reading.Actor:
			line.Organizations = once(line.Organizations, v)
		case reading.Place:
			line.Places = once(line.Places, v)
		case reading.Date:
			line.Dates = once(line.Dates, v)
		case reading.Symbol:
			line.Documents = once(line.Documents, v)
		case reading.Instrument:
			line.Instruments = once(line.Instruments, v)
		case reading.SDG:
			line.SDGs = once(line.SDGs, v)
		case reading.Figure:
			line.Figures = once(line.Figures, v)
		}
		if o.Explain {
			line.Mentions = append(line.Mentions, explain(string(m.Kind), m.Value, p.Text))
		}
	}
	for _, c := range r.Candidates {
		line.Candidates = once(line.Candidates, c.Text)
	}
	for _, q := range r.Questions {
		line.Questions = append(line.Questions, questionLine{q.Text, q.Choices})
	}
	if err := enc.Encode(line); err != nil {
		return err
	}
	for j := range r.Clauses {
		if r.Side == reading.Operative {
			if err := enc.Encode(mandate(doc, p, &r.Clauses[j], rd, name, o)); err != nil {
				return err
			}
		}
	}
	for j := range r.Activities {
		if err := enc.Encode(activity(doc, p, &r.Activities[j], name, o)); err != nil {
			return err
		}
	}
	return nil
}

func activity(doc *document.Document, p *document.Paragraph, a *reading.Activity, name string, o Options) activityLine {
	line := activityLine{Record: "activity", Document: name, Language: doc.Language, Paragraph: number(p.Number), Part: p.Part,
		Quote: p.Text[a.From:a.To], Title: a.Title, Kind: a.Kind.Value, Level: a.Level.Value, Modality: a.Modality.Value,
		Mode: a.Mode.Value, Series: a.Series.Value, Organizations: []string{}, Parties: []partyLine{}, Date: a.Date.Value,
		Places: values(a.Places), Instruments: values(a.Instruments), Documents: values(a.Documents),
		Themes: values(a.Themes), SDGs: values(a.SDGs), Figures: values(a.Figures)}
	for _, party := range a.Parties {
		if !party.State {
			line.Organizations = once(line.Organizations, party.Value.Value)
		}
		pl := partyLine{Actor: party.Value.Value, Role: party.Role, As: party.As, State: party.State, Inferred: party.Inferred}
		if o.Explain {
			pl.Rule = party.Rule
		}
		line.Parties = append(line.Parties, pl)
	}
	if o.Explain {
		for _, f := range []struct {
			name   string
			values []reading.Value
		}{{"kind", []reading.Value{a.Kind}}, {"level", []reading.Value{a.Level}}, {"modality", []reading.Value{a.Modality}},
			{"mode", []reading.Value{a.Mode}}, {"series", []reading.Value{a.Series}}, {"date", []reading.Value{a.Date}},
			{"place", a.Places}, {"instrument", a.Instruments}, {"document", a.Documents}, {"theme", a.Themes},
			{"sdg", a.SDGs}, {"figure", a.Figures}} {
			for _, v := range f.values {
				if v.Value != "" {
					line.Evidence = append(line.Evidence, explain(f.name, v, p.Text))
				}
			}
		}
	}
	return line
}

// mandateLine is an operative clause: what an organ asks of somebody, decides or
// notes. Nobody is asked for anything where asked is absent.
type mandateLine struct {
	Record        string        `json:"record"`
	Document      string        `json:"document"`
	Language      string        `json:"language"`
	Paragraph     any           `json:"paragraph"`
	Part          string        `json:"part,omitempty"`
	Quote         string        `json:"quote"`
	Verb          string        `json:"verb"` // its class: request, invite, call, urge, encourage, recommend, decide, welcome …
	Lemma         string        `json:"lemma"`
	Addressees    []string      `json:"addressees"`
	Asked         string        `json:"asked,omitempty"`
	Due           string        `json:"due,omitempty"`
	Item          string        `json:"item,omitempty"`
	Body          string        `json:"body,omitempty"`
	Organizations []string      `json:"organizations,omitempty"` // that the document is about
	Evidence      []mentionLine `json:"evidence,omitempty"`      // with --explain
}

func mandate(doc *document.Document, p *document.Paragraph, c *reading.Clause, rd *reading.Reading, name string, o Options) mandateLine {
	line := mandateLine{Record: "mandate", Document: name, Language: doc.Language, Paragraph: number(p.Number), Part: p.Part,
		Quote: p.Text[c.From:c.To], Verb: c.Verb.Value, Lemma: c.Lemma, Addressees: values(c.Addressees), Asked: p.Text[c.Asked.From:c.Asked.To],
		Due: c.Due.Value, Item: c.Item.Value, Body: rd.Body, Organizations: rd.Partners}
	if o.Explain {
		for _, f := range []struct {
			name   string
			values []reading.Value
		}{{"verb", []reading.Value{c.Verb}}, {"addressee", c.Addressees}, {"due", []reading.Value{c.Due}}, {"item", []reading.Value{c.Item}}} {
			for _, v := range f.values {
				if v.Value != "" {
					line.Evidence = append(line.Evidence, explain(f.name, v, p.Text))
				}
			}
		}
	}
	return line
}

func explain(kind string, v reading.Value, text string) mentionLine {
	return mentionLine{Kind: kind, Value: v.Value, From: v.From, To: v.To, As: text[v.From:v.To], Rule: v.Rule, Inferred: v.Inferred}
}

// number is a JSON number where the printed number is one, else a string.
func number(s string) any {
	if s == "" {
		return nil
	}
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' || i > 8 {
			return s
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func values(vs []reading.Value) []string {
	out := []string{}
	for _, v := range vs {
		out = once(out, v.Value)
	}
	return out
}

func once(list []string, v string) []string {
	for _, x := range list {
		if x == v {
			return list
		}
	}
	return append(list, v)
}
