package web

import (
	"html/template"

	"concord/fault"
	"concord/register"
)

// activityPage is the page of one act.
type activityPage struct {
	*Activity
	Heading, TitleLang string
	KindLine           string
	StateLabel         string
	Gone               string // why it is in no list
	Leads              *link
	Source             string
	First              *firstTelling
	Values             []evidenceLine
	Told               []toldLine // in the reader's order of preference
	Further            []toldLine // those that are shown when asked for
	Tellings           int
	Changes            []changeLine
	Confirm            *confirmView
	Cite               *cited
	Sentence           template.HTML // the act in one sentence
}

type firstTelling struct{ Row row }

type evidenceLine struct {
	Anchor string
	Field  string
	Value  template.HTML
	Words  string
	Lang   string
	Href   string
	Source string
	Cited  bool // to a paragraph that is not held: no words to show
	Rule   string
}

// Beside is the address of the same paragraph in all its languages; "" where one tells it.
type toldLine struct {
	Quote, Lang, Href, Source, Beside string
	Language                          string // by its own name
	Before, After                     string // the rest of the paragraph
	Whole                             bool   // Before and After are known
}

type changeLine struct {
	What, Day, By, Why string
	Revision           int
	Changed            []differenceLine
}

// differenceLine is what a revision took out of a field and put into it.
type differenceLine struct {
	Field    string
	Old, New []template.HTML
}

func (s *Site) activity(v *visit) error { return s.showActivity(v, v.r.PathValue("id"), nil) }

// showActivity is the page of an act, with the form of a word that was refused.
func (s *Site) showActivity(v *visit, id string, refused *said) error {
	a, err := s.Library.Activity(v.r.Context(), id)
	if err != nil {
		return err
	}
	if a == nil {
		return fault.New(fault.NotFound, "There is no activity %s.", clip(id, 40))
	}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	pg := &activityPage{Activity: a, KindLine: s.kindLine(v.lang, &a.Act)}
	lang := v.lang
	if a.First != nil {
		lang = a.First.Document.Language
	}
	pg.Heading, pg.TitleLang = a.Act.title(v.lang, lang)
	pg.Heading = capital(pg.Heading)
	if pg.Heading == "" {
		pg.Heading, pg.KindLine = pg.KindLine, ""
	}
	if pg.Heading == "" {
		pg.Heading = msg("activity.title")
	}
	if a.State == "" {
		a.State = MachineRead
	}
	pg.StateLabel = msg("state." + a.State)
	pg.Gone, pg.Leads = s.gone(v, &a.Record)
	if t := a.First; t != nil && t.Paragraph != nil {
		// The paragraph with this act alone: it is this page's evidence.
		p := *t.Paragraph
		p.Acts = []Act{a.Act}
		base := anchors([]Paragraph{p})[0]
		pg.First = &firstTelling{s.set(v, t.Document.Language, &p, base)}
		pg.First.Row.Acts[0].Href = ""
		pg.First.Row.Href = v.to(t.address())
		pg.Source = s.source(v.lang, *t)
	}
	pg.Values, pg.Told, pg.Changes = s.evidenceLines(v, &a.Record), s.tellings(v, &a.Record), s.changeLines(v, &a.Record)
	if pg.Tellings = len(pg.Told); pg.Tellings > toldOpen {
		pg.Told, pg.Further = pg.Told[:toldOpen], pg.Told[toldOpen:]
	}
	pg.Confirm = s.confirmation(v, &a.Record, refused)
	pg.Cite = s.cite(v, &a.Record, "/activities/"+a.ID)
	pg.Sentence = s.sentence(v, &a.Act, func(field, value string) string {
		for i := range a.Evidence {
			if e := &a.Evidence[i]; e.Field == field && e.Value.Value == value {
				return "#" + pg.Values[i].Anchor
			}
		}
		return ""
	})
	s.render(v, refused.status(), "activity.html", pg.Heading, pg)
	return nil
}

// anchor of the paragraph in its document.
func (t Telling) anchor() string {
	ps := make([]Paragraph, t.Nth+1)
	for i := range ps {
		ps[i] = Paragraph{Part: t.Part, Number: t.Number}
	}
	return "p" + anchors(ps)[t.Nth]
}

// address of the paragraph in its document.
func (t Telling) address() string { return placeIn(t.Document, t.anchor()[1:]) }

// source is a citation: symbol and paragraph.
func (s *Site) source(lang string, t Telling) string {
	name := t.Document.name()
	if t.Part != "" {
		name += s.messages.text(lang, "list.separator") + s.partName(lang, t.Part)
	}
	if t.Number == "" {
		return name
	}
	return name + s.messages.text(lang, "list.separator") + s.messages.text(lang, "document.paragraph", "number", t.Number)
}

// fieldName is the label of a value: of a party its role.
func (s *Site) fieldName(lang string, e Evidence) string {
	key := map[string]string{
		"party": "field.who", "date": "field.when", "place": "field.where", "instrument": "field.under", "document": "field.cites",
		"figure": "field.figures", "theme": "field.themes", "sdg": "field.sdgs",
	}[e.Field]
	if e.Field == "party" && e.Role != "" {
		return s.named(lang, "role", e.Role)
	}
	if key == "" {
		key = "field." + e.Field
	}
	if !s.messages.has(lang, key) {
		return e.Field
	}
	return s.messages.text(lang, key)
}

func (s *Site) evidenceValue(v *visit, e Evidence) template.HTML {
	if e.Value.Value == register.Nothing {
		var m markup
		return m.text(s.messages.text(v.lang, "value.nothing")).html()
	}
	if h, ok := s.valueOf(v, e); ok {
		return h
	}
	if e.Field == "party" && !e.Value.Inferred {
		return s.actorLink(v, e.Value.Value)
	}
	if e.Field == "place" && !e.Value.Inferred {
		return s.placeLink(v, e.Value.Value)
	}
	var m markup
	label := e.Value.Value
	kind := e.Value.Kind
	switch e.Field {
	case "party", "place":
		label = s.Names.Display(label, v.lang)
	case "date":
		label = date(v.lang, label)
	case "figure":
		label = s.figure(v.lang, label)
	case "kind", "level", "modality", "mode", "theme":
		label = s.named(v.lang, e.Field, label)
	}
	if e.Value.Inferred {
		m.raw(`[`)
	}
	switch kind {
	case "actor":
		m.raw(`<span class="m actor">`)
	case "place":
		m.raw(`<span class="m place">`)
	case "date":
		m.raw(`<span class="m date">`)
	case "symbol":
		m.raw(`<span class="m symbol">`)
	case "instrument":
		m.raw(`<span class="m instrument"`).attr("lang", e.Document.Language).raw(`>`)
	default:
		m.raw(`<span>`)
	}
	m.raw(`<bdi>`).text(label).raw(`</bdi></span>`)
	if e.Value.Inferred {
		m.raw(`]`)
	}
	return m.html()
}
