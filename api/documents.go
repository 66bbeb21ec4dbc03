package api

import (
	"io"
	"strings"
	"time"

	"concord/document"
	"concord/export"
	"concord/fault"
	"concord/register"
)

// Document is a work in one language: its newest version.
type Document struct {
	Work       string   `json:"work" doc:"ID: its first symbol, or the name of the file with its hash."`
	Symbols    []string `json:"symbols"`
	Origin     string   `json:"origin"`
	Language   string   `json:"language"`
	Version    int      `json:"version"`
	Title      string   `json:"title,omitempty"`
	Date       string   `json:"date,omitempty"`
	SHA256     string   `json:"sha256"`
	Paragraphs int      `json:"paragraphs"`
	Activities int      `json:"activities"`
	Candidates int      `json:"candidates"`
	Questions  int      `json:"questions"`
	Taken      string   `json:"taken_in"`
	Href       string   `json:"href"`
}

// Work is a document with its versions.
type Work struct {
	Work     string    `json:"work"`
	Symbols  []string  `json:"symbols"`
	Origin   string    `json:"origin"`
	Versions []Version `json:"versions"`
}

// Version is one file of a work in one language.
type Version struct {
	Language   string             `json:"language"`
	Version    int                `json:"version"`
	SHA256     string             `json:"sha256"`
	Name       string             `json:"name" doc:"Of the file."`
	Format     string             `json:"format"`
	Masthead   Masthead           `json:"masthead"`
	Period     string             `json:"period,omitempty"`
	Previous   []string           `json:"previous,omitempty"`
	Mandates   []string           `json:"mandates,omitempty"`
	Sections   []register.Section `json:"sections,omitempty"`
	Warnings   []Warning          `json:"warnings,omitempty"`
	Rules      string             `json:"rules"`
	Taken      string             `json:"taken_in"`
	Superseded bool               `json:"superseded,omitempty"`
}

// Masthead is what stands before the first paragraph.
type Masthead struct {
	Title             string    `json:"title,omitempty"`
	Session           int       `json:"session,omitempty" doc:"Of the General Assembly."`
	Year              int       `json:"year,omitempty" doc:"Of the Security Council: its seventy-seventh is 2022."`
	AgendaItem        string    `json:"agenda_item,omitempty"`
	SubItems          []SubItem `json:"sub_items,omitempty"`
	ProvisionalAgenda bool      `json:"provisional_agenda,omitempty"`
	Distribution      string    `json:"distribution,omitempty"`
	Date              string    `json:"date,omitempty" doc:"Of distribution, EDTF."`
	JobNumber         string    `json:"job_number,omitempty"`
	OriginalLanguage  string    `json:"original_language,omitempty"`
}

// SubItem is a lettered sub-item of the agenda item.
type SubItem struct {
	Letter string `json:"letter"`
	Title  string `json:"title,omitempty"`
}

// Warning is something about a file that a person should look at.
type Warning struct {
	Kind  string `json:"kind"`
	Place string `json:"place,omitempty"`
	Text  string `json:"text"`
}

func masthead(m *document.Masthead) Masthead {
	out := Masthead{m.Title, m.Session, m.Year, m.AgendaItem, nil, m.ProvisionalAgenda, m.Distribution, m.Date, m.JobNumber, m.OriginalLanguage}
	for _, s := range m.SubItems {
		out.SubItems = append(out.SubItems, SubItem(s))
	}
	return out
}

// Paragraph is a paragraph with what was read in it.
type Paragraph struct {
	Part       string          `json:"part,omitempty"`
	Number     string          `json:"number,omitempty"`
	Nth        int             `json:"nth,omitempty"`
	Counted    bool            `json:"counted,omitempty" doc:"The number was counted, not printed."`
	Section    string          `json:"section,omitempty"`
	Text       string          `json:"text"`
	Marks      []register.Mark `json:"marks,omitempty" doc:"Values with the bytes of the text that bear them."`
	Records    []Told          `json:"records,omitempty"`
	Candidates []string        `json:"candidates,omitempty"`
	Questions  []string        `json:"questions,omitempty"`
}

// Told is a record as a paragraph tells it.
type Told struct {
	Record register.Record `json:"record"`
	From   int             `json:"from"`
	To     int             `json:"to"`
}

func stampText(t time.Time) string { return t.UTC().Format(time.RFC3339) }

type documentsInput struct {
	Common
	Paging
	Language string `query:"language" maxLength:"20" doc:"Of the documents."`
	Samples  bool   `query:"samples" doc:"Samples too."`
}

func (a *API) documents(v *visit, in *documentsInput) (*reply, error) {
	name := "documents\x00" + in.Language
	if in.Samples {
		name += "\x00samples"
	}
	skip, _, err := in.window(name)
	if err != nil {
		return nil, err
	}
	// The register pages these itself: one more tells whether there are others.
	lines, err := a.Register.Documents(v.ctx, register.DocumentFilter{Samples: in.Samples, Language: in.Language, Limit: in.Limit + 1, Offset: skip})
	if err != nil {
		return nil, err
	}
	lines, next := page(&in.Paging, name, 0, lines)
	if next != "" {
		next = (&Paging{Limit: skip + in.Limit}).after(name)
	}
	out := List[Document]{Items: []Document{}, Next: next}
	l := &listing{title: "documents", header: []string{"work", "symbols", "language", "version", "title", "date", "paragraphs", "activities", "candidates", "questions", "origin", "taken_in"}}
	for i := range lines {
		w, ver := &lines[i].Work, &lines[i].Version
		d := Document{Work: w.ID, Symbols: w.Symbols, Origin: string(w.Origin), Language: ver.Language, Version: ver.Number, Title: ver.Masthead.Title, Date: ver.Masthead.Date,
			SHA256: ver.SHA256, Paragraphs: lines[i].Paragraphs, Activities: lines[i].Activities, Candidates: lines[i].Candidates, Questions: lines[i].Questions,
			Taken: stampText(ver.At), Href: Prefix + "/documents/" + pathEscape(w.ID)}
		out.Items = append(out.Items, d)
		title := d.Work
		if d.Title != "" {
			title += ": " + d.Title
		}
		l.add(v, []string{d.Work, strings.Join(d.Symbols, "; "), d.Language, itoa(d.Version), d.Title, d.Date, itoa(d.Paragraphs), itoa(d.Activities), itoa(d.Candidates), itoa(d.Questions), d.Origin, d.Taken}, d,
			export.Entry{ID: "urn:concord:document:" + pathEscape(d.Work) + ":" + d.Language, Title: title, Language: d.Language, Summary: d.Date,
				Link: v.base() + "documents/" + pathEscape(d.Work), Author: ver.By.Name, Updated: ver.At})
	}
	return &reply{body: out, list: l, next: next, name: "concord-documents"}, nil
}

// after is the cursor of the page that passes over Limit items.
func (p *Paging) after(list string) string {
	_, next := page(p, list, 0, make([]struct{}, p.Limit+1))
	return next
}

type workInput struct {
	Common
	Work     string `path:"work" maxLength:"400" doc:"ID or any symbol of the work: A/77/277."`
	Language string `query:"language" maxLength:"20" doc:"For Akoma Ntoso: which language; default: that of labels, else English, else the first."`
	Version  int    `query:"version" minimum:"0" maximum:"100000" doc:"For Akoma Ntoso: which version; default: the newest."`
}

func (a *API) work(v *visit, in *workInput) (*reply, error) {
	w, err := a.Register.Work(v.ctx, in.Work)
	if err != nil {
		return nil, err
	}
	if v.form.name == "akn" {
		view, err := a.view(v, w.ID, in.Language, in.Version)
		if err != nil {
			return nil, err
		}
		v.r.Header.Del("Accept-Language") // the text has its own
		return &reply{akn: func(out io.Writer) error { return export.AKN(out, view, a.names()) }}, nil
	}
	versions, err := a.Register.Versions(v.ctx, w.ID)
	if err != nil {
		return nil, err
	}
	out := Work{Work: w.ID, Symbols: w.Symbols, Origin: string(w.Origin), Versions: []Version{}}
	for i := range versions {
		x := &versions[i]
		ver := Version{x.Language, x.Number, x.SHA256, x.Name, x.Format, masthead(&x.Masthead), x.Period, x.Previous, x.Mandates, x.Sections, nil, x.Rules, stampText(x.At), x.Superseded}
		for _, w := range x.Warnings {
			ver.Warnings = append(ver.Warnings, Warning{w.Kind, w.Place, w.Text})
		}
		out.Versions = append(out.Versions, ver)
	}
	return &reply{body: out}, nil
}

// view of a work in a language, else in the language of labels, else in English,
// else in the first that there is.
func (a *API) view(v *visit, work, language string, version int) (*register.View, error) {
	if language != "" {
		return a.Register.View(v.ctx, work, language, version)
	}
	versions, err := a.Register.Versions(v.ctx, work)
	if err != nil {
		return nil, err
	}
	for _, l := range []string{v.lang, "en"} {
		for i := range versions {
			if versions[i].Language == l {
				return a.Register.View(v.ctx, work, l, version)
			}
		}
	}
	if len(versions) == 0 {
		return nil, fault.New(fault.NotFound, "The register holds no version of %s.", printable(work))
	}
	return a.Register.View(v.ctx, work, versions[0].Language, version)
}

type paragraphsInput struct {
	Common
	Work     string `path:"work" maxLength:"400" doc:"ID or any symbol of the work: A/77/277."`
	Language string `query:"language" maxLength:"20" doc:"Default: that of labels, else English, else the first."`
	Version  int    `query:"version" minimum:"0" maximum:"100000" doc:"Default: the newest."`
	Part     string `query:"part" maxLength:"40" doc:"main is the main text; summary, footnote, annex …"`
	Number   string `query:"number" maxLength:"40" doc:"Only the paragraph of that number."`
}

// Paragraphs of one version of a document.
type Paragraphs struct {
	Work     string            `json:"work"`
	Language string            `json:"language"`
	Version  int               `json:"version"`
	Items    []Paragraph       `json:"items"`
	Names    map[string]string `json:"names"`
}

func (a *API) paragraphs(v *visit, in *paragraphsInput) (*reply, error) {
	w, err := a.Register.Work(v.ctx, in.Work)
	if err != nil {
		return nil, err
	}
	view, err := a.view(v, w.ID, in.Language, in.Version)
	if err != nil {
		return nil, err
	}
	out := Paragraphs{Work: w.ID, Language: view.Version.Language, Version: view.Version.Number, Items: []Paragraph{}, Names: map[string]string{}}
	l := &listing{title: w.ID, header: []string{"work", "language", "version", "part", "paragraph", "section", "text", "records"}}
	for i := range view.Paragraphs {
		p := &view.Paragraphs[i]
		if in.Part != "" && p.Part != in.Part && !(in.Part == "main" && p.Part == "") || in.Number != "" && p.Number != in.Number {
			continue
		}
		x := Paragraph{Part: p.Part, Number: p.Number, Nth: p.Nth, Counted: p.Counted, Section: p.Section, Text: p.Text.Text, Marks: p.Marks}
		var ids []string
		for j := range p.Activities {
			t := &p.Activities[j]
			if t.Dropped {
				continue
			}
			x.Records = append(x.Records, Told{t.Record, t.From, t.To})
			ids = append(ids, t.Record.ID)
			a.names().Labels(out.Names, &t.Record, v.lang)
		}
		for _, c := range p.Candidates {
			if c.State == register.Open {
				x.Candidates = append(x.Candidates, c.Text)
			}
		}
		for _, q := range p.Questions {
			if q.State == register.Open {
				x.Questions = append(x.Questions, q.Text)
			}
		}
		out.Items = append(out.Items, x)
		e := register.Evidence{Work: w.ID, Language: out.Language, Version: out.Version, Place: p.Place, Ordinal: p.Ordinal}
		l.add(v, []string{w.ID, out.Language, itoa(out.Version), p.Part, p.Number, p.Section, p.Text.Text, strings.Join(ids, "; ")}, x,
			export.Entry{ID: evidenceID("paragraph", &e), Title: export.Citation(&e), Summary: p.Text.Text, Link: v.base() + "paragraphs/" + pathEscape(w.ID), Updated: view.Version.At, Author: view.Version.By.Name})
	}
	return &reply{body: out, list: l, name: "concord-" + safeName(w.ID) + "-" + out.Language}, nil
}
