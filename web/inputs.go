package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"concord/contribution"
	"concord/desk"
	"concord/document"
	"concord/fault"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
)

// This file is where things come in: the page on which to drop files and paste text,
// and the page of one contribution with its line "from whom, on whom, for when".

// maxPaste is how much text is taken at once, and held how much is given back in the
// form with the word that it is too much.
const (
	maxPaste = 1 << 20
	held     = 4 << 20
)

// sent are the readers of what is sent in; a site that has none only shows.
func (s *Site) sent() (*Workplace, *contribution.Reader, error) {
	w, err := s.desk()
	if err != nil {
		return nil, nil, err
	}
	if w.Sent == nil || w.Layout == nil {
		return nil, nil, fault.New(fault.Forbidden, "This site takes nothing in.")
	}
	return w, w.Sent(), nil
}

// inputsPage is the page on which things come in.
type inputsPage struct {
	Text    string
	LineOf  string // the text beside which the line was made
	Problem string
	Looked  *looked
	Line    *lineForm
	Sent    []sentLine // lately
	Waiting int
	Max     int
}

// looked is a pasted text beside what is read in it; nothing of it is kept.
type looked struct {
	Rows     []row
	Lang     string
	Acts     int
	Warnings []string
	Doubtful bool
}

// sentLine is one contribution in a list.
type sentLine struct {
	Href, Title, Lang     string
	Sender, Partner, When string
	Day                   string
	Reviewed              bool
}

// lineForm is the line "from whom, on whom, for when".
type lineForm struct {
	Revision int
	Fields   []lineField
	Cycles   []option
}

// lineField is one of the three.
type lineField struct {
	Name, Label, Value, Problem string
	Why                         template.HTML // where the value comes from
	Choices                     []option      // what is asked
	Offers                      []string      // for what was typed and not understood
}

// option is one answer.
type option struct {
	Value, Label string
	Why          template.HTML
	On           bool
}

// inputs is the page on which things come in.
func (s *Site) inputs(v *visit) error {
	if _, _, err := s.sent(); err != nil {
		return err
	}
	return s.showInputs(v, 200, &inputsPage{})
}

func (s *Site) showInputs(v *visit, status int, pg *inputsPage) error {
	w, _, err := s.sent()
	if err != nil {
		return err
	}
	pg.Max = maxPaste
	if pg.Sent, pg.Waiting, err = s.lately(v, w); err != nil {
		return err
	}
	s.render(v, status, "inputs.html", s.messages.text(v.lang, "in.title"), pg)
	return nil
}

// lately are the contributions that came in last, those that wait first.
func (s *Site) lately(v *visit, w *Workplace) (lines []sentLine, waiting int, err error) {
	page, err := w.Register.Records(v.r.Context(), register.Filter{Kind: register.KindContribution, Order: register.Changed, Limit: 30})
	if err != nil {
		return nil, 0, err
	}
	for i := range page.Lines {
		rec := &page.Lines[i].Record
		var c register.Contribution
		if err := rec.Decode(&c); err != nil {
			return nil, 0, err
		}
		l := sentLine{Href: v.to("/desk/in/" + rec.ID), Day: day(v.lang, rec.At), Reviewed: rec.Review == register.Reviewed}
		l.Title, l.Lang = titled(c.Title, v.lang)
		if c.Sender != "" {
			l.Sender = s.Names.Short(c.Sender, v.lang)
		}
		if c.Partner != "" {
			l.Partner = s.Names.Short(c.Partner, v.lang)
		}
		if c.Period != "" {
			l.When = date(v.lang, c.Period)
		}
		if !l.Reviewed {
			waiting++
		}
		lines = append(lines, l)
	}
	slices.SortStableFunc(lines, func(a, b sentLine) int {
		switch {
		case a.Reviewed == b.Reviewed:
			return 0
		case a.Reviewed:
			return 1
		}
		return -1
	})
	return lines, waiting, nil
}

// paste takes a text: "look" shows what is read in it and keeps nothing, "keep" takes
// it in with the line that stands below it.
func (s *Site) paste(v *visit) error {
	w, sent, err := s.sent()
	if err != nil {
		return err
	}
	form, err := v.form(3*held + maxForm) // a letter may take nine bytes as it is sent
	if err != nil {
		return err
	}
	text := strings.ReplaceAll(form.Get("text"), "\r\n", "\n")
	pg := &inputsPage{Text: text, LineOf: textKey(text)}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	switch {
	case len(text) > maxPaste:
		pg.Problem = msg("in.too-long", "n", len(text)>>10, "max", maxPaste>>10)
		return s.showInputs(v, http.StatusRequestEntityTooLarge, pg)
	case strings.TrimSpace(text) == "":
		pg.Problem = msg("in.empty")
		return s.showInputs(v, http.StatusUnprocessableEntity, pg)
	}
	doc, rd, p, err := s.lookAt(v.r.Context(), w, sent, text)
	if err != nil {
		if k := fault.KindOf(err); k == fault.Internal || k == fault.Unavailable {
			return err
		}
		pg.Problem = msg("in.unread") + msg("colon") + s.messages.refusal(v.lang, err).Text
		return s.showInputs(v, http.StatusUnprocessableEntity, pg)
	}
	pg.Looked = s.looked(v, doc, rd)
	if p != nil {
		pg.Line = s.proposedLine(v, w, doc, p)
	}
	if form.Get("do") != "keep" {
		if pg.Line != nil && form.Get("line-of") == textKey(text) {
			s.filled(v, sent, pg.Line, form)
		}
		return s.showInputs(v, 200, pg)
	}
	// What was typed into the line counts only if it was shown beside this very text.
	var said []desk.Stated
	good := true
	if pg.Line != nil && form.Has("sender") {
		said, good = s.filled(v, sent, pg.Line, form)
	}
	if !good {
		pg.Problem = msg("in.line.problem")
		return s.showInputs(v, http.StatusUnprocessableEntity, pg)
	}
	var options []desk.TakeInOption
	if p != nil {
		options = append(options, desk.AsContribution(*p))
	}
	by := w.Person(v.r)
	out, err := w.Desk.TakeIn(v.r.Context(), doc, rd, by, options...)
	if err != nil {
		return err
	}
	id := register.ContributionID(out.Work)
	rec, err := w.Register.Record(v.r.Context(), id, 0)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		v.redirect(v.to(address(Entry{Work: out.Work, Language: out.Language})))
		return nil
	}
	if err == nil && form.Has("sender") {
		_, err = w.Desk.CorrectFields(v.r.Context(), id, rec.Revision, said, "", by)
	}
	if err != nil {
		return err
	}
	v.redirect(v.to("/desk/in/" + id))
	return nil
}

// lookAt reads a text without keeping anything.
func (s *Site) lookAt(ctx context.Context, w *Workplace, sent *contribution.Reader, text string) (*document.Document, *reading.Reading, *contribution.Proposal, error) {
	doc, err := w.Layout(ctx, "text", []byte(text))
	if err != nil {
		return nil, nil, nil, err
	}
	rd, p, err := sent.Take(ctx, w.Register, doc)
	doc.Name = pastedName(text) // only now: a name that we give says nothing of whom it is
	return doc, rd, p, err
}

// textKey tells one text from another.
func textKey(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// pastedName names a pasted text by its first words.
func pastedName(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n >= 40 || r == '\n' && n > 0 {
			break
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
			n++
		} else if n > 0 && !strings.HasSuffix(b.String(), "-") {
			b.WriteByte('-')
		}
	}
	if name := strings.Trim(b.String(), "-"); name != "" {
		return name
	}
	return "text"
}

// shownAtOnce is how many paragraphs of a pasted text are shown with what was read in them.
const shownAtOnce = 200

// looked sets a reading that is not kept.
func (s *Site) looked(v *visit, doc *document.Document, rd *reading.Reading) *looked {
	out := &looked{Lang: doc.Language}
	paragraphs := make([]Paragraph, min(len(doc.Paragraphs), shownAtOnce))
	for i := range paragraphs {
		paragraphs[i] = readParagraph(&doc.Paragraphs[i], &rd.Paragraphs[i], doc.Language)
	}
	for i := range rd.Paragraphs {
		out.Acts += len(rd.Paragraphs[i].Activities)
	}
	names := anchors(paragraphs)
	for i := range paragraphs {
		r := s.set(v, doc.Language, &paragraphs[i], names[i])
		out.Doubtful = out.Doubtful || len(r.Doubts) > 0 || r.asked
		out.Rows = append(out.Rows, r)
	}
	for _, w := range doc.Warnings {
		out.Warnings = append(out.Warnings, s.warning(v.lang, Warning{w.Kind, w.Place, w.Text}))
	}
	return out
}

// readParagraph is a paragraph with what was read in it, before anything is kept.
func readParagraph(p *document.Paragraph, r *reading.Paragraph, language string) Paragraph {
	out := Paragraph{Part: p.Part, Number: p.Number, Counted: p.Counted, Text: p.Text}
	value := func(kind string, x *reading.Value) Value {
		return Value{Span{x.From, x.To}, kind, x.Value, x.Inferred, x.Rule}
	}
	list := func(kind string, xs []reading.Value) (vs []Value) {
		for i := range xs {
			vs = append(vs, value(kind, &xs[i]))
		}
		return vs
	}
	for i := range r.Mentions {
		if m := &r.Mentions[i]; marked(string(m.Kind)) {
			out.Mentions = append(out.Mentions, value(string(m.Kind), &m.Value))
		}
	}
	for i := range r.Activities {
		a := &r.Activities[i]
		act := Act{Span: Span{a.From, a.To}, Titles: map[string]string{language: a.Title}, Kind: value("", &a.Kind), Level: value("", &a.Level), Modality: value("", &a.Modality),
			Mode: value("", &a.Mode), Series: value("", &a.Series), Date: value("date", &a.Date), Places: list("place", a.Places), Instruments: list("instrument", a.Instruments),
			Documents: list("symbol", a.Documents), Themes: list("", a.Themes), SDGs: list("", a.SDGs), Figures: list("", a.Figures), State: MachineRead}
		for j := range a.Parties {
			p := &a.Parties[j]
			act.Parties = append(act.Parties, Party{value("actor", &p.Value), p.Role, p.As})
		}
		out.Acts = append(out.Acts, act)
	}
	for _, c := range r.Candidates {
		out.Candidates = append(out.Candidates, Span{c.From, c.To})
	}
	for _, q := range r.Questions {
		out.Questions = append(out.Questions, Question{Span{q.From, q.To}, q.Choices})
	}
	return out
}

// proposedLine is the line for a document that is not kept yet.
func (s *Site) proposedLine(v *visit, w *Workplace, doc *document.Document, p *contribution.Proposal) *lineForm {
	l := &lineForm{}
	for _, f := range []struct {
		name string
		list []contribution.Choice
		sure bool
	}{{"sender", p.Sender, p.SureSender}, {"partner", p.Partner, p.SurePartner}, {"period", p.Period, p.SurePeriod}} {
		field := lineField{Name: f.name, Label: s.messages.text(v.lang, "in."+f.name)}
		for i, c := range f.list {
			quote := ""
			if c.Paragraph >= 0 && c.Paragraph < len(doc.Paragraphs) && c.To > c.From {
				quote = doc.Paragraphs[c.Paragraph].Text[c.From:c.To]
			}
			why := s.whyProposed(v.lang, c.Rule, quote, doc.Language)
			if i == 0 && f.sure {
				field.Value, field.Why = s.typed(v.lang, f.name, c.Value), why
				break
			}
			field.Choices = append(field.Choices, option{Value: s.typed(v.lang, f.name, c.Value), Label: s.typed(v.lang, f.name, c.Value), Why: why})
		}
		l.Fields = append(l.Fields, field)
	}
	l.Cycles = s.cycles(v, w, "")
	return l
}

// typed is a value as a person would type it: a name with its identifier, a date in
// words.
func (s *Site) typed(lang, field, value string) string {
	switch {
	case value == "":
		return ""
	case field == "period" || field == "date":
		return date(lang, value)
	}
	if name := s.Names.Short(value, lang); name != value {
		return name + " [" + value + "]"
	}
	return value
}

// whyProposed says in words what speaks for a value. Rules are "where.what".
func (s *Site) whyProposed(lang, rule, quote, of string) template.HTML {
	key := "in.why." + rule
	if !s.messages.has(lang, key) {
		where, _, _ := strings.Cut(rule, ".")
		if key = "in.why." + where; !s.messages.has(lang, key) {
			key = "in.why.line"
		}
	}
	var m markup
	m.text(s.messages.text(lang, key))
	if quote != "" {
		m.raw(`: <bdi`).attr("lang", of).raw(`>`).text(clip(quote, 80)).raw(`</bdi>`)
	}
	return m.html()
}

// cycles are those that a contribution may be for; one that chosen names is on.
func (s *Site) cycles(v *visit, w *Workplace, chosen string) []option {
	page, err := w.Register.Records(v.r.Context(), register.Filter{Kind: register.KindCycle, Order: register.Newest, Limit: 20})
	if err != nil {
		return nil // the line is of use without them
	}
	var out []option
	for i := range page.Lines {
		var c register.Cycle
		if page.Lines[i].Record.Decode(&c) != nil {
			continue
		}
		label, _ := titled(c.Title, v.lang)
		if label == "" {
			label = date(v.lang, c.Period)
		}
		id := page.Lines[i].Record.ID
		out = append(out, option{Value: id, Label: label, On: id == chosen})
	}
	return out
}

// filled reads the line as a person filled it in, and fills the form in again: what
// was typed is never lost. What is asked and not answered stays asked. good is false
// where something cannot be understood.
func (s *Site) filled(v *visit, sent *contribution.Reader, l *lineForm, form url.Values) (said []desk.Stated, good bool) {
	good = true
	for i := range l.Fields {
		f := &l.Fields[i]
		typed := strings.TrimSpace(form.Get(f.Name))
		f.Value = typed
		if typed == "" {
			typed = strings.TrimSpace(form.Get(f.Name + "-choice"))
		}
		for j := range f.Choices {
			f.Choices[j].On = f.Choices[j].Value == typed
		}
		value := ""
		switch {
		case typed == "" && len(f.Choices) > 0:
			continue
		case typed == "":
		case f.Name == "period":
			if value = sent.Date(typed, v.lang); value == "" {
				f.Problem, good = s.messages.text(v.lang, "in.no-date"), false
				continue
			}
		default:
			var offers []lexicon.Suggestion
			if value, offers = sent.Actor(typed, v.lang); value == "" {
				f.Problem, good = s.messages.text(v.lang, "in.no-actor"), false
				f.Offers = s.offered(offers)
				continue
			}
		}
		said = append(said, stated(f.Name, value))
	}
	if form.Has("cycle") {
		said = append(said, stated("cycle", form.Get("cycle")))
	}
	for i := range l.Cycles {
		l.Cycles[i].On = l.Cycles[i].Value == form.Get("cycle")
	}
	return said, good
}

// stated is a person's word on a field of one value; "" says that it has none.
func stated(field, value string) desk.Stated {
	if value == "" {
		return desk.Stated{Field: field}
	}
	return desk.Stated{Field: field, Values: []string{value}}
}

func (s *Site) offered(list []lexicon.Suggestion) (out []string) {
	for _, o := range list {
		out = append(out, o.Text+" ["+o.ID+"]")
	}
	return out
}

// contributionPage is the page of one contribution.
type contributionPage struct {
	ID, Heading, TitleLang string
	Day                    string
	By                     string
	Problem, Done          string
	State, StateLabel      string
	Line                   *lineForm
	Document               *link
	Acts                   []actLine
	Total                  int
	Tables                 []tableForm
	Warnings               []string
	Record                 string
}

// actLine is an act in a list.
type actLine struct{ Href, Title, Lang, When, Who string }

// tableForm are the columns of a table with its first rows.
type tableForm struct {
	Lang    string
	Columns []columnForm
	Rows    [][]string
}

type columnForm struct {
	Name, Header, Rule string
	Fields             []option
}

// contribution is the page of one contribution.
func (s *Site) contribution(v *visit) error {
	return s.showContribution(v, 200, v.r.PathValue("id"), nil, "")
}

// showContribution shows it; with a form that was refused as it was filled in.
func (s *Site) showContribution(v *visit, status int, id string, form url.Values, problem string) error {
	w, sent, err := s.sent()
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	rec, err := w.Register.Record(ctx, id, 0)
	if err != nil {
		return err
	}
	if rec.Kind != register.KindContribution {
		return fault.New(fault.NotFound, "The record %s is no contribution.", clip(id, 40))
	}
	var c register.Contribution
	if err := rec.Decode(&c); err != nil {
		return err
	}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	pg := &contributionPage{ID: id, Problem: problem, Day: day(v.lang, rec.At), By: rec.By.Name, State: state(&rec), Record: v.to("/records/" + id)}
	pg.StateLabel = msg("state." + pg.State)
	if v.r.URL.Query().Get("done") != "" {
		pg.Done = msg("in.done")
	}
	if pg.Heading, pg.TitleLang = titled(c.Title, v.lang); pg.Heading == "" {
		pg.Heading, pg.TitleLang = msg("record.contribution"), v.lang
	}
	if pg.Line, err = s.lineOf(v, w, id); err != nil {
		return err
	}
	if form != nil {
		s.filled(v, sent, pg.Line, form)
	}
	if err := s.addTold(v, w, &c, pg); err != nil {
		return err
	}
	s.render(v, status, "contribution.html", pg.Heading, pg)
	return nil
}

// lineOf is the line of a contribution that is kept: what stands, with where it comes
// from, and what is asked.
func (s *Site) lineOf(v *visit, w *Workplace, id string) (*lineForm, error) {
	ctx := v.r.Context()
	rec, err := w.Register.Record(ctx, id, 0)
	if err != nil {
		return nil, err
	}
	var c register.Contribution
	if err := rec.Decode(&c); err != nil {
		return nil, err
	}
	claims, err := w.Register.Claims(ctx, id)
	if err != nil {
		return nil, err
	}
	l := &lineForm{Revision: rec.Revision, Cycles: s.cycles(v, w, c.Cycle)}
	for _, f := range []struct{ name, value string }{{"sender", c.Sender}, {"partner", c.Partner}, {"period", c.Period}} {
		field := lineField{Name: f.name, Label: s.messages.text(v.lang, "in."+f.name), Value: s.typed(v.lang, f.name, f.value)}
		for _, cl := range claims {
			if cl.Field != f.name {
				continue
			}
			why := s.whyProposed(v.lang, cl.Rule, cl.Evidence.Quote, cl.Evidence.Language)
			switch {
			case cl.State == register.Accepted && cl.Decided.By.ID == "" && cl.Author == "":
				field.Why = why
			case cl.State == register.Proposed:
				field.Choices = append(field.Choices, option{Value: s.typed(v.lang, f.name, cl.Value), Label: s.typed(v.lang, f.name, cl.Value), Why: why})
			}
		}
		l.Fields = append(l.Fields, field)
	}
	return l, nil
}

// addTold adds what the contribution tells, its document and its tables.
func (s *Site) addTold(v *visit, w *Workplace, c *register.Contribution, pg *contributionPage) error {
	ctx := v.r.Context()
	page, err := w.Register.Records(ctx, register.Filter{Has: []register.Condition{register.Has(register.FacetWork, c.Work)}, Limit: 50})
	if err != nil {
		return err
	}
	pg.Total = page.Total
	for i := range page.Lines {
		l := &page.Lines[i]
		a := actLine{Href: v.to("/activities/" + l.Record.ID), When: date(v.lang, l.Activity.Date)}
		if a.Title, a.Lang = titled(l.Activity.Title, v.lang); a.Title == "" {
			a.Title, a.Lang = s.messages.text(v.lang, "activity.title"), v.lang
		}
		var who []string
		for _, p := range l.Activity.Parties {
			who = append(who, s.Names.Short(p.Actor, v.lang))
		}
		a.Who = strings.Join(who, s.messages.text(v.lang, "list.separator"))
		pg.Acts = append(pg.Acts, a)
	}
	vs, err := w.Register.Versions(ctx, c.Work)
	if err != nil || len(vs) == 0 {
		return err
	}
	v0 := vs[len(vs)-1]
	pg.Document = &link{Href: v.to(address(Entry{Work: c.Work, Language: v0.Language})), Label: v0.Name}
	for _, x := range v0.Warnings {
		pg.Warnings = append(pg.Warnings, s.warning(v.lang, Warning{x.Kind, x.Place, x.Text}))
	}
	if len(c.Columns) == 0 {
		return nil
	}
	view, err := w.Register.View(ctx, c.Work, v0.Language, 0)
	if err != nil {
		return err
	}
	doc := documentOf(view)
	tables, err := w.Sent().Tables(doc, c.Columns)
	if err != nil {
		return err
	}
	for i := range tables {
		if t := s.tableForm(v, doc, &tables[i]); len(t.Columns) > 0 {
			pg.Tables = append(pg.Tables, t)
		}
	}
	return nil
}

// documentOf makes the document of a version again, so that it can be read anew.
func documentOf(view *register.View) *document.Document {
	x := &view.Version
	doc := &document.Document{Name: x.Name, Format: x.Format, SHA256: x.SHA256, Language: x.Language, Masthead: x.Masthead, Headings: x.Headings}
	for i := range view.Paragraphs {
		p := &view.Paragraphs[i]
		doc.Paragraphs = append(doc.Paragraphs, document.Paragraph{Part: p.Part, Number: p.Number, Counted: p.Counted, Text: p.Text.Text, Source: p.Source})
	}
	return doc
}

func (s *Site) tableForm(v *visit, doc *document.Document, t *contribution.Table) (out tableForm) {
	out.Lang = doc.Language
	rows := t.Rows(doc, 4)
	if rows == nil {
		return out // a form says by itself what its lines are
	}
	out.Rows = rows
	for _, c := range t.Columns {
		col := columnForm{Name: "column " + contribution.Key(c.Header), Header: c.Header}
		if c.Rule == "content" {
			col.Rule = s.messages.text(v.lang, "in.column.content")
		}
		col.Fields = append(col.Fields, option{Value: "-", Label: s.messages.text(v.lang, "in.column.none"), On: c.Field == "-" || c.Field == ""})
		for _, f := range contribution.Fields() {
			if f != "-" {
				col.Fields = append(col.Fields, option{Value: f, Label: contribution.Label(f, v.lang), On: f == c.Field})
			}
		}
		out.Columns = append(out.Columns, col)
	}
	return out
}

// assign is a person's word on a contribution: its line, or what the columns of its
// tables stand for.
func (s *Site) assign(v *visit) error {
	w, sent, err := s.sent()
	if err != nil {
		return err
	}
	form, err := v.form(maxForm)
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	revision, err := revisionOf(form)
	if err != nil {
		return err
	}
	by, ctx := w.Person(v.r), v.r.Context()
	if form.Get("do") == "columns" {
		err = s.chooseColumns(ctx, w, sent, id, revision, form, by)
	} else {
		var l *lineForm
		if l, err = s.lineOf(v, w, id); err != nil {
			return err
		}
		said, good := s.filled(v, sent, l, form)
		if !good {
			return s.showContribution(v, http.StatusUnprocessableEntity, id, form, s.messages.text(v.lang, "in.line.problem"))
		}
		_, err = w.Desk.CorrectFields(ctx, id, revision, said, "", by)
	}
	if k := fault.KindOf(err); err != nil && (k == fault.Conflict || k == fault.Invalid) {
		return s.showContribution(v, k.Status(), id, form, s.messages.refusal(v.lang, err).Text)
	}
	if err != nil {
		return err
	}
	v.redirect(v.to("/desk/in/"+id) + "?done=1")
	return nil
}

// chooseColumns keeps what the columns stand for and reads the table anew by them.
func (s *Site) chooseColumns(ctx context.Context, w *Workplace, sent *contribution.Reader, id string, revision int, form url.Values, by register.Person) error {
	var columns []string
	for name, values := range form {
		if header, ok := strings.CutPrefix(name, "column "); ok && len(values) > 0 && slices.Contains(contribution.Fields(), values[0]) {
			columns = append(columns, header+"="+values[0])
		}
	}
	slices.Sort(columns)
	rec, err := w.Desk.CorrectFields(ctx, id, revision, []desk.Stated{{Field: register.FieldColumn, Values: columns}}, "", by)
	if err != nil {
		return err
	}
	var c register.Contribution
	if err := rec.Decode(&c); err != nil {
		return err
	}
	vs, err := w.Register.Versions(ctx, c.Work)
	if err != nil || len(vs) == 0 {
		return err
	}
	view, err := w.Register.View(ctx, c.Work, vs[len(vs)-1].Language, 0)
	if err != nil {
		return err
	}
	doc := documentOf(view)
	rd, p, err := sent.TakeBy(doc, columns)
	if err != nil {
		return err
	}
	_, err = w.Desk.TakeIn(ctx, doc, rd, by, desk.AsContribution(*p))
	return err
}

// partyOf is a party as JSON of a claim.
func partyOf(actor, role string, state bool) string {
	return register.PartyValue(register.Party{Actor: actor, Role: role, State: state})
}
