package web

import (
	"cmp"
	"encoding/json"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concord/fault"
	"concord/register"
)

// This file shows one record in review: the paragraph on one side, what was read
// in it on the other, what is open first. review_act.go does what is decided there.

// reviewScope is what a person goes through in one sitting: a section of a
// document, a whole document, or with no document whatever waits.
type reviewScope struct {
	Work, Section string
	Kind          register.Kind // "" activities
}

// queueLength is how many records of a scope are listed.
const queueLength = 24

func scopeOf(q url.Values) reviewScope {
	c := reviewScope{clip(q.Get("work"), 200), clip(q.Get("section"), 100), register.Kind(clip(q.Get("kind"), 40))}
	if c.Kind == register.KindActivity {
		c.Kind = ""
	}
	return c
}

// address of a record in the scope, in a mode of work on it.
func (c reviewScope) address(record, mode string) string {
	q := url.Values{}
	for _, p := range [][2]string{{"kind", string(c.Kind)}, {"work", c.Work}, {"section", c.Section}, {"r", record}, {"mode", mode}} {
		if p[1] != "" {
			q.Set(p[0], p[1])
		}
	}
	if len(q) == 0 {
		return "/desk/review"
	}
	return "/desk/review?" + q.Encode()
}

// filter finds the acts of the scope; what waits for a person stands first.
func (c reviewScope) filter(waiting, samples bool) register.Filter {
	f := register.Filter{Order: register.ByDoubt}
	if waiting {
		f = register.Waiting()
	}
	f.Kind, f.Samples = c.Kind, samples
	if c.Work != "" {
		f.Has = append(f.Has, register.Has(register.FacetWork, c.Work))
	}
	switch {
	case c.Section == "":
	case c.Work == "": // of all documents: what is about the organization, wherever it is told
		f.Has = append(f.Has, register.Has(register.FacetAbout, c.Section))
	default:
		f.Has = append(f.Has, register.Has(register.FacetSection, c.Section))
	}
	return f
}

// Modes of work on a record; "" is to answer and accept.
var reviewModes = []string{"edit", "take", "split", "join", "reject"}

// reviewPage is the page of review.
type reviewPage struct {
	page    *page
	Scope   reviewScope
	Sample  bool
	ScopeOf link // the document, at the section
	All     int
	Settled int
	Doubts  int // records in doubt
	Minutes int // that what waits will take
	Mode    string
	Message template.HTML // what happened last
	Undo    *undoable
	Refused *refusal // why the last step was not taken
	Done    bool     // nothing waits

	Record     *register.Record
	Heading    string
	TitleLang  string
	Splits     bool // an act can be parted
	Letter     string
	SigLang    string
	KindLine   string
	State      string
	StateLabel string
	Number     string // of its paragraph

	Source    link
	Languages []link // the same act told in other languages
	Say       template.HTML
	Lang, Dir string
	Text      string // the paragraph's, for the script that takes words of it
	QuoteFrom int
	QuoteTo   int
	Row       row // for the legend
	Doubtful  bool
	Near      []template.HTML
	Here      []queueLine // the acts of the paragraph

	Asks   []ask
	Fields []reviewField
	Others []joinChoice // with which the act may be joined
	Places []string     // where the act may be parted: the words that would begin the second

	Queue  []queueLine
	Next   string // address of the next record
	NextID string
	Roles  []codeOption
	Themes []string
	Typed  url.Values
}

// Given is what a form that was refused held in a field.
func (p *reviewPage) Given(name string) string { return p.Typed.Get(name) }

// In is the address of the record in a mode of work; Back of the record without one.
func (p *reviewPage) In(mode string) string {
	id := ""
	if p.Record != nil {
		id = p.Record.ID
	}
	return p.page.To(p.Scope.address(id, mode))
}
func (p *reviewPage) Back() string { return p.In("") }

// undoable is the last act of the person, with the record that it changed.
type undoable struct {
	Act         int64
	What        string
	Subject     string // ID of the record; "" where it is of none
	Title, Lang string // of the record
}

// Elsewhere tells whether the act is of another record than the one that is shown.
func (u *undoable) Elsewhere(shown *register.Record) bool {
	return u.Subject != "" && (shown == nil || shown.ID != u.Subject)
}

// ask is an open question about the record, with numbered answers.
type ask struct {
	Name    string // of the group
	Field   string // label
	Why     template.HTML
	Answers []answer
	More    *link
}

type answer struct {
	Number  int    // key that chooses it, 1 to 9; 0 for none
	Value   string // what it does
	Label   template.HTML
	Note    string
	Typed   string // name of the text field beside it
	Kind    string // of what is typed there: what is offered
	Given   string // what was typed there in a form that was refused
	Checked bool
}

// reviewField is a field with its values.
type reviewField struct {
	Name   string // as register.Field
	Label  string
	Values []reviewValue
	Codes  []codeOption // of a field with a closed list
	Many   bool
	Input  string // kind of its input: "actor", "place", "date", "code", "theme", "text"
	Plain  string // the value of a field that has one, as an input shows it
	Typed  string // what a form that was refused held
}

// InputValue is what the input shows.
func (f reviewField) InputValue() string { return cmp.Or(f.Typed, f.Plain) }

type reviewValue struct {
	Claim     int64
	Value     template.HTML
	Role      string
	RoleLabel string
	Notes     []string // inferred from …, rule, by whom
	Plain     string   // as an input shows it
	Language  string   // of a title
}

// LanguageName names it in itself.
func (v reviewValue) LanguageName() string { return nativeName(v.Language) }

type codeOption struct {
	Value, Label string
	Selected     bool
}

type queueLine struct {
	Anchor, Letter, SigLang string
	Href, Title, Lang       string
	Under                   string
	Doubt                   string
	State, StateLabel       string
	Current                 bool
}

type joinChoice struct{ ID, Title, Lang string }

// reviewing is the page of review.
func (s *Site) reviewing(v *visit) error {
	q := v.r.URL.Query()
	return s.showReview(v, 200, scopeOf(q), q.Get("r"), q.Get("mode"), q.Get("done"), nil, nil)
}

// showReview shows a record of the scope, the first that waits where none is named.
// After a step that was refused, typed is what the form held and refused says why.
func (s *Site) showReview(v *visit, status int, scope reviewScope, id, mode, done string, typed url.Values, refused error) error {
	w, err := s.desk()
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	if !slices.Contains(reviewModes, mode) {
		mode = ""
	}
	pg := &reviewPage{page: &page{site: s, visit: v, Lang: v.lang}, Mode: mode, Typed: typed}
	for _, role := range register.Roles {
		if s.messages.has(v.lang, "role."+role) && role != "obligor" {
			pg.Roles = append(pg.Roles, codeOption{Value: role, Label: s.messages.text(v.lang, "role."+role)})
		}
	}
	for _, t := range s.themes() {
		pg.Themes = append(pg.Themes, s.named(v.lang, "theme", t))
	}
	if refused != nil {
		pg.Refused = s.messages.refusal(v.lang, refused)
	}
	if scope.Work != "" {
		work, err := w.Register.Work(ctx, scope.Work)
		if err != nil {
			return err
		}
		scope.Work, pg.Sample = work.ID, work.Origin == register.Sample
		label := entry(work, register.Version{}).name()
		if scope.Section != "" {
			label = s.sectionName(v.lang, scope.Section) + " · " + label
		}
		pg.ScopeOf = link{Label: label}
	} else if scope.Section != "" {
		pg.ScopeOf = link{Label: s.sectionName(v.lang, scope.Section)}
	}
	if id != "" && scope.Work == "" {
		// What waits beside a record that is named is of its kind, samples among samples.
		r, err := w.Register.Record(ctx, id, 0)
		if err != nil {
			return err
		}
		pg.Sample = r.Origin == register.Sample
		if scope.Kind = r.Kind; r.Kind == register.KindActivity {
			scope.Kind = ""
		}
	}
	pg.Scope = scope
	if err := s.queue(v, w, scope, id, pg); err != nil {
		return err
	}
	if id == "" && len(pg.Queue) > 0 {
		id = pg.Queue[0].Anchor
	}
	if pg.Undo, err = s.undoable(v, w); err != nil {
		return err
	}
	if done != "" && s.messages.has(v.lang, "review.done."+done) {
		pg.Message = s.messages.html(v.lang, "review.done."+done)
	}
	title := s.messages.text(v.lang, "review.title")
	if id == "" {
		pg.Done = true
		s.render(v, status, "review.html", title, pg)
		return nil
	}
	if err := s.reviewOf(v, w, scope, id, pg); err != nil {
		return err
	}
	s.render(v, status, "review.html", title+s.messages.text(v.lang, "colon")+pg.Heading, pg)
	return nil
}

// queue lists what waits in the scope and counts it.
func (s *Site) queue(v *visit, w *Workplace, scope reviewScope, id string, pg *reviewPage) error {
	ctx := v.r.Context()
	samples := pg.Sample
	f := scope.filter(true, samples)
	f.Limit = queueLength
	waits, err := w.Register.Records(ctx, f)
	if err != nil {
		return err
	}
	f = scope.filter(false, samples)
	f.Limit = 1
	all, err := w.Register.Records(ctx, f)
	if err != nil {
		return err
	}
	f = scope.filter(true, samples)
	f.Has = append(f.Has, register.Condition{Facet: register.FacetDoubt})
	f.Limit = 1
	doubtful, err := w.Register.Records(ctx, f)
	if err != nil {
		return err
	}
	pg.All, pg.Settled, pg.Doubts = all.Total, all.Total-waits.Total, doubtful.Total
	pg.Minutes = waits.Total // at 60 records an hour
	ids := make([]string, len(waits.Lines))
	for i := range waits.Lines {
		ids[i] = waits.Lines[i].Record.ID
	}
	cases, err := w.Register.Cases(ctx, ids...)
	if err != nil {
		return err
	}
	doubts := map[string]string{}
	for i := range cases {
		if d := cases[i].Doubts(); len(d) > 0 {
			doubts[cases[i].Record.ID] = s.messages.text(v.lang, "review.doubt."+d[0].Kind)
		}
	}
	at := -1
	for i := range waits.Lines {
		l := &waits.Lines[i]
		if l.Record.ID == id {
			at = i
		}
		pg.Queue = append(pg.Queue, s.queueLine(v, scope, l, id, doubts[l.Record.ID]))
	}
	if n := len(pg.Queue); n > 0 {
		next := pg.Queue[(at+1)%n]
		if id == "" && n > 1 {
			next = pg.Queue[1]
		}
		if next.Anchor != id {
			pg.Next, pg.NextID = next.Href, next.Anchor
		}
	}
	return nil
}

func (s *Site) queueLine(v *visit, scope reviewScope, l *register.Line, current, doubt string) queueLine {
	title, lang := titled(titlesOf(&l.Record), v.lang)
	q := queueLine{Anchor: l.Record.ID, Href: v.to(scope.address(l.Record.ID, "")), Title: capital(title), Lang: lang, Current: l.Record.ID == current}
	q.State = state(&l.Record)
	q.StateLabel = s.messages.text(v.lang, "state."+q.State)
	if q.Title == "" {
		q.Title, q.Lang = s.named(v.lang, "kind", cmp.Or(l.Activity.Kind, "other")), v.lang
		if l.Record.Kind != register.KindActivity {
			q.Title = l.Record.ID
		}
	}
	var under []string
	if l.Told.Number != "" {
		under = append(under, s.paragraphOf(v.lang, l.Told))
	}
	if l.Activity.Kind != "" {
		under = append(under, s.named(v.lang, "kind", l.Activity.Kind))
	}
	q.Under = strings.Join(under, s.messages.text(v.lang, "kind.separator"))
	q.Doubt = doubt
	return q
}

// paragraphOf is "¶42" with its part.
func (s *Site) paragraphOf(lang string, e register.Evidence) string {
	n := "¶" + e.Number
	if e.Part != "" {
		n = s.partName(lang, e.Part) + " " + n
	}
	return n
}

// sectionName names a section: the organization, or a chapter that names none.
func (s *Site) sectionName(lang, section string) string {
	if key := "section." + section; s.messages.has(lang, key) {
		return s.messages.text(lang, key)
	}
	return s.Names.Display(section, lang)
}

// titlesOf are the titles of a record of any kind.
func titlesOf(rec *register.Record) map[string]string {
	var v struct{ Title map[string]string }
	_ = rec.Decode(&v) // a record without a title has none to show
	return v.Title
}

// actName says an act of the log in the reader's language.
func (s *Site) actName(lang, name string) string {
	if key := "history." + name; s.messages.has(lang, key) {
		return s.messages.text(lang, key)
	}
	return name
}

// reviewOf fills the page with one record.
func (s *Site) reviewOf(v *visit, w *Workplace, scope reviewScope, id string, pg *reviewPage) error {
	ctx := v.r.Context()
	cases, err := w.Register.Cases(ctx, id)
	if err != nil {
		return err
	}
	if len(cases) == 0 {
		return fault.New(fault.NotFound, "There is no record %s to review.", clip(id, 40))
	}
	c := &cases[0]
	rec, claims := c.Record, c.Claims
	if rec.MergedInto != "" {
		v.redirect(v.to(scope.address(rec.MergedInto, "")))
		return nil
	}
	tellings, err := w.Register.Tellings(ctx, id)
	if err != nil {
		return err
	}
	pg.Record, pg.State = &rec, state(&rec)
	pg.StateLabel = s.messages.text(v.lang, "state."+pg.State)
	pg.Heading, pg.TitleLang = titled(titlesOf(&rec), v.lang)
	pg.Heading = capital(pg.Heading)
	at := s.chooseTelling(v, scope, tellings)
	set := &setter{p: &Paragraph{}, site: s, visit: v, lang: v.lang, doc: v.lang, base: "0"}
	pg.Doubtful = len(c.Questions)+len(c.Candidates) > 0
	if at >= 0 {
		e := &tellings[at].Evidence
		if set, err = s.reviewText(v, w, scope, &rec, e, pg); err != nil {
			return err
		}
		for i := range tellings {
			o := &tellings[i].Evidence
			if i != at && o.Language != "" && !tellings[i].Dropped && o.Language != e.Language {
				t := Telling{Document: Entry{Work: o.Work, Language: o.Language}, Part: o.Part, Number: o.Number, Nth: o.Nth}
				pg.Languages = append(pg.Languages, link{Href: v.to(t.address()), Label: nativeName(o.Language), Lang: o.Language})
			}
		}
	}
	pg.KindLine = s.messages.text(v.lang, "record."+string(rec.Kind))
	if pg.Splits = rec.Kind == register.KindActivity; pg.Splits {
		values, err := rec.Activity()
		if err != nil {
			return fault.Wrap(err, fault.Internal, "The record %s cannot be read.", id)
		}
		a := act(&rec, &values, claims, Span{pg.QuoteFrom, pg.QuoteTo})
		pg.KindLine = s.kindLine(v.lang, &a)
	}
	if pg.Heading == "" {
		pg.Heading, pg.TitleLang, pg.KindLine = pg.KindLine, v.lang, ""
	}
	if pg.Heading == "" {
		pg.Heading = s.messages.text(v.lang, "activity.title")
	}
	if err := s.asks(v, w, set, c, pg); err != nil {
		return err
	}
	s.reviewFields(v, set, claims, Span{pg.QuoteFrom, pg.QuoteTo}, pg)
	return nil
}

// chooseTelling picks the paragraph that the record is shown beside: of the scope's
// document, in the reader's language, before others; -1 where no text is held.
func (s *Site) chooseTelling(v *visit, scope reviewScope, tellings []register.Telling) int {
	best, rank := -1, 0
	for i := range tellings {
		e := &tellings[i].Evidence
		if e.Language == "" {
			continue
		}
		r := 1
		if !tellings[i].Dropped {
			r += 8
		}
		if e.Work == scope.Work {
			r += 4
		}
		if e.Language == v.lang {
			r += 2
		}
		if r > rank {
			best, rank = i, r
		}
	}
	return best
}

// reviewText sets the paragraph, with the acts that stand in it, and what its
// neighbours name.
func (s *Site) reviewText(v *visit, w *Workplace, scope reviewScope, rec *register.Record, e *register.Evidence, pg *reviewPage) (*setter, error) {
	view, err := w.Register.Passage(v.r.Context(), e.Work, e.Language, e.Version, upTo(e.Ordinal, nearby))
	if err != nil {
		return nil, err
	}
	if len(view.Paragraphs) == 0 {
		return nil, fault.New(fault.Internal, "The paragraph that tells %s is not in its document.", rec.ID)
	}
	vp := &view.Paragraphs[len(view.Paragraphs)-1]
	p := paragraph(vp)
	t := Telling{Document: entry(view.Work, view.Version), Part: e.Part, Number: e.Number, Nth: e.Nth}
	base := t.anchor()[1:]
	set := &setter{p: &p, site: s, visit: v, lang: v.lang, doc: e.Language, base: base, own: base}
	set.choose()
	pg.Say = set.say()
	pg.Lang, pg.Dir, pg.Text = e.Language, direction(e.Language), p.Text
	pg.QuoteFrom, pg.QuoteTo = e.From, e.To
	pg.Number = s.paragraphOf(v.lang, *e)
	pg.Source = link{Href: v.to(t.address()), Label: t.Document.name(), Lang: e.Language}
	pg.Sample = t.Document.Sample
	for i := range p.Acts {
		o := &p.Acts[i]
		title, lang := o.title(v.lang, e.Language)
		if title == "" {
			title, lang = s.kindLine(v.lang, o), v.lang
		}
		line := queueLine{Anchor: "r" + base + "-" + strconv.Itoa(i+1), Letter: letter(e.Language, i), SigLang: e.Language,
			Href: v.to(scope.address(o.ID, "")), Title: capital(title), Lang: lang, State: o.State, StateLabel: s.messages.text(v.lang, "state."+o.State), Current: o.ID == rec.ID}
		if line.Current {
			pg.Letter, pg.SigLang = line.Letter, line.SigLang
		} else {
			pg.Others = append(pg.Others, joinChoice{o.ID, line.Letter + " · " + line.Title, lang})
		}
		pg.Here = append(pg.Here, line)
	}
	pg.Near = s.near(v, view, len(view.Paragraphs)-1)
	pg.Places = partings(p.Text, e.From, e.To)
	return set, nil
}

// nearby is how many paragraphs before are looked through for whom they name.
const nearby = 12

// near says whom the paragraphs before name: that is where a short form comes from.
func (s *Site) near(v *visit, view *register.View, at int) []template.HTML {
	var out []template.HTML
	for i := at - 1; i >= 0 && len(out) < 2; i-- {
		p := &view.Paragraphs[i]
		if p.Part != view.Paragraphs[at].Part {
			continue
		}
		var m markup
		seen := map[string]bool{}
		for _, k := range p.Marks {
			if k.Kind != "actor" || seen[k.Value] || len(seen) == 6 {
				continue
			}
			if len(seen) > 0 {
				m.text(s.messages.text(v.lang, "list.separator"))
			}
			seen[k.Value] = true
			m.raw(`<b><bdi>`).text(s.Names.Short(k.Value, v.lang)).raw(`</bdi></b>`)
		}
		if len(seen) > 0 {
			out = append(out, s.messages.html(v.lang, "review.names", "paragraph", "¶"+p.Number, "names", m.html()))
		}
	}
	return out
}

// partings are the places at which an act may be parted, as the words that would
// begin the second: behind each comma, semicolon or stop within the quote.
func partings(text string, from, to int) []string {
	if from < 0 || to > len(text) || from >= to {
		return nil
	}
	var out []string
	quote := text[from:to]
	for i, r := range quote {
		if !strings.ContainsRune(",;:.、，；。：،؛", r) {
			continue
		}
		rest := strings.TrimLeft(quote[i+len(string(r)):], " \n\t")
		if len(rest) > 12 {
			out = append(out, clip(rest, 40))
		}
		if len(out) == 8 {
			break
		}
	}
	return out
}

// Fields of an act in the order in which they are reviewed: a wrong partner weighs
// more than a missing theme.
var reviewOrder = []string{
	register.FieldParty, register.FieldDate, register.FieldPlace, register.FieldKind, register.FieldLevel, register.FieldModality, register.FieldMode,
	register.FieldSeries, register.FieldTheme, register.FieldInstrument, register.FieldDocument, register.FieldFigure, register.FieldSDG, register.FieldTitle,
}

func (s *Site) fieldLabel(lang, field string) string {
	return s.fieldName(lang, Evidence{Field: field})
}

// inputOf tells what kind of input a field takes.
func inputOf(f *register.Field) string {
	switch f.Type {
	case register.TypeParty, register.TypeActor:
		return "actor"
	case register.TypePlace:
		return "place"
	case register.TypeDate:
		return "date"
	case register.TypeCode:
		return "code"
	}
	if f.Name == register.FieldTheme {
		return "theme"
	}
	return "text"
}

// reviewFields are the values that stand, field by field.
func (s *Site) reviewFields(v *visit, set *setter, claims []register.Claim, quote Span, pg *reviewPage) {
	fields := register.Fields(pg.Record.Kind)
	order := reviewOrder
	if pg.Record.Kind != register.KindActivity {
		order = nil
		for i := range fields {
			order = append(order, fields[i].Name)
		}
	}
	for _, name := range order {
		i := slices.IndexFunc(fields, func(f register.Field) bool { return f.Name == name })
		if i < 0 {
			continue
		}
		f := &fields[i]
		line := reviewField{Name: name, Label: s.fieldLabel(v.lang, name), Many: f.Many, Input: inputOf(f), Typed: pg.Typed.Get("set." + name)}
		seen := map[string]bool{}
		for j := range claims {
			c := &claims[j]
			if c.Field != name || c.State != register.Accepted || c.Value == register.Nothing || seen[f.Element(c.Value)] {
				continue
			}
			seen[f.Element(c.Value)] = true
			line.Values = append(line.Values, s.reviewValue(v, set, c, quote))
		}
		if !f.Many && len(line.Values) > 0 {
			line.Plain = line.Values[0].Plain
		}
		if f.Type == register.TypeCode {
			for _, code := range f.Codes {
				line.Codes = append(line.Codes, codeOption{code, s.named(v.lang, name, code), code == line.InputValue()})
			}
		}
		if name == register.FieldTheme {
			for _, t := range s.themes() {
				line.Codes = append(line.Codes, codeOption{Value: t, Label: s.named(v.lang, "theme", t)})
			}
		}
		pg.Fields = append(pg.Fields, line)
	}
}

// themes are the closed list of themes, as the words of these pages have it.
func (s *Site) themes() []string {
	var list []string
	for key := range s.messages.Table("en") {
		if t, ok := strings.CutPrefix(key, "theme."); ok {
			list = append(list, t)
		}
	}
	slices.Sort(list)
	return list
}

// reviewValue is one value with where it comes from.
func (s *Site) reviewValue(v *visit, set *setter, c *register.Claim, quote Span) reviewValue {
	out := reviewValue{Claim: c.Key, Plain: c.Value}
	out.Value = s.claimValue(v, set, c)
	if c.Field == register.FieldTitle {
		out.Language, out.Plain, _ = strings.Cut(c.Value, ":")
	}
	if c.Field == register.FieldParty {
		var p register.Party
		if json.Unmarshal([]byte(c.Value), &p) == nil {
			out.Plain, out.Role = s.Names.Display(p.Actor, v.lang), p.Role
			if p.Role != "" {
				out.RoleLabel = s.named(v.lang, "role", p.Role)
			}
		}
	}
	if c.Inferred {
		switch {
		case c.Evidence.To <= c.Evidence.From:
			out.Notes = append(out.Notes, s.messages.text(v.lang, "value.inferred"))
		case c.Evidence.To <= quote.From || c.Evidence.From >= quote.To:
			out.Notes = append(out.Notes, s.messages.text(v.lang, "value.carried"))
		}
	}
	switch {
	case c.Author != "":
		out.Notes = append(out.Notes, s.messages.text(v.lang, "review.by", "name", c.By.Name))
	case c.Decided.By.ID != "":
		out.Notes = append(out.Notes, s.messages.text(v.lang, "review.accepted-by", "name", c.Decided.By.Name))
	case c.Rule != "" && (c.Field == register.FieldKind || c.Field == register.FieldTheme || c.Inferred):
		out.Notes = append(out.Notes, s.messages.text(v.lang, "review.rule", "rule", c.Rule))
	}
	return out
}

// claimWords writes a claim's value as an answer, without a link in it.
func (s *Site) claimWords(v *visit, set *setter, c *register.Claim) template.HTML {
	free := &setter{p: &Paragraph{}, site: s, visit: v, lang: v.lang, doc: set.doc}
	h := s.claimValue(v, free, c)
	if c.Field == register.FieldParty {
		var p register.Party
		if json.Unmarshal([]byte(c.Value), &p) == nil && p.Role != "" {
			var m markup
			m.raw(constant(h)).raw(` <span class="role">`).text(s.named(v.lang, "role", p.Role)).raw(`</span>`)
			return m.html()
		}
	}
	return h
}

// claimValue writes a claim's value, tied to its words in the paragraph where it
// stands beside it.
func (s *Site) claimValue(v *visit, set *setter, c *register.Claim) template.HTML {
	kind := kindOf[c.Field]
	value := c.Value
	if c.Field == register.FieldParty {
		var p register.Party
		if json.Unmarshal([]byte(c.Value), &p) == nil {
			value = p.Actor
		}
	}
	if marked(kind) && set.p.Text != "" {
		set.bear(Value{Span: Span{c.Evidence.From, c.Evidence.To}, Kind: kind, Value: value, Inferred: c.Inferred})
		return set.m.html()
	}
	e := Evidence{Field: c.Field, Value: Value{Kind: kind, Value: value, Inferred: c.Inferred}}
	if c.Field == register.FieldTitle {
		e.Language, e.Value.Value, _ = strings.Cut(c.Value, ":")
	}
	return s.evidenceValue(v, e)
}

// asks puts what is open into questions with numbered answers, the heaviest first.
func (s *Site) asks(v *visit, w *Workplace, set *setter, c *register.Case, pg *reviewPage) error {
	number := 0
	for _, d := range c.Doubts() {
		a, err := s.ask(v, w, set, c.Record.ID, c.Record.Kind, &d)
		if err != nil {
			return err
		}
		a.Name = "ask." + strconv.Itoa(len(pg.Asks))
		if d.Field != "" {
			a.Field = s.fieldLabel(v.lang, d.Field)
		} else {
			a.Field = s.messages.text(v.lang, "review.doubt."+d.Kind)
		}
		for i := range a.Answers {
			x := &a.Answers[i]
			if number++; number <= 9 {
				x.Number = number
			}
			if pg.Typed != nil {
				x.Checked = pg.Typed.Get(a.Name) == x.Value
				x.Given = pg.Typed.Get("other." + x.Value)
			}
		}
		pg.Asks = append(pg.Asks, a)
	}
	return nil
}

// ask is one doubt as a question. The value of each answer says what it does; see
// reviewer.answer.
func (s *Site) ask(v *visit, w *Workplace, set *setter, record string, kind register.Kind, d *register.Doubt) (a ask, err error) {
	plain := func(text string) template.HTML { return template.HTML(template.HTMLEscapeString(text)) } //nolint:gosec // escaped
	msg := func(key string, args ...any) template.HTML { return s.messages.html(v.lang, key, args...) }
	words := func(text string) template.HTML {
		var m markup
		m.raw(`<bdi`).attr("lang", set.doc).raw(`>`).text(clip(text, 80)).raw(`</bdi>`)
		return m.html()
	}
	add := func(value string, label template.HTML, note string) {
		a.Answers = append(a.Answers, answer{Value: value, Label: label, Note: note})
	}
	other := func(value, kind, key string) {
		a.Answers = append(a.Answers, answer{Value: value, Label: msg(key), Typed: "other." + value, Kind: kind})
	}
	input := func() string {
		for _, f := range register.Fields(kind) {
			if f.Name == d.Field {
				return inputOf(&f)
			}
		}
		return "text"
	}
	switch d.Reason {
	case register.ReasonQuestion:
		key := strconv.FormatInt(d.Question.Key, 10)
		a.Why = msg("review.why.question", "words", words(d.Question.Text), "n", len(d.Question.Choices))
		for _, id := range d.Question.Choices {
			add("question:"+key+":"+id, plain(s.Names.Display(id, v.lang)), "")
		}
		other("question:"+key+":?", "actor", "review.answer.other")
		add("question:"+key+":", msg("review.answer.nobody"), "")
	case register.ReasonCandidate:
		key := strconv.FormatInt(d.Candidate.Key, 10)
		a.Why = msg("review.why.candidate", "words", words(d.Candidate.Text))
		other("name:"+key+":?", "actor", "review.answer.known")
		add("name:"+key+":", msg("review.answer.no-name"), "")
		a.More = &link{Href: v.to("/desk/names?q=" + url.QueryEscape(d.Candidate.Text)), Label: s.messages.text(v.lang, "review.answer.new")}
	case register.ReasonProposed:
		a.Why = msg("review.why.proposed")
		for i := range d.Claims {
			c := &d.Claims[i]
			note := s.messages.text(v.lang, "review.note.proposed")
			if c.State == register.Accepted {
				note = s.messages.text(v.lang, "review.note.stands")
			}
			add("claim:"+strconv.FormatInt(c.Key, 10), s.claimWords(v, set, c), note+s.where(v, c))
		}
		if len(d.Claims) > 0 && d.Claims[0].State != register.Accepted {
			add("refuse:"+strconv.FormatInt(d.Claims[0].Key, 10), msg("review.answer.leave-out"), "")
		}
	case register.ReasonInferred:
		a.Why = msg("review.why.inferred")
		for i := range d.Claims {
			add("claim:"+strconv.FormatInt(d.Claims[i].Key, 10), s.claimWords(v, set, &d.Claims[i]), "")
		}
		other("set:"+d.Field, input(), "review.answer.other-value")
		if len(d.Claims) > 0 {
			add("refuse:"+strconv.FormatInt(d.Claims[0].Key, 10), msg("review.answer.leave-out"), "")
		}
	case register.ReasonMissing:
		a.Why = msg("review.why.missing")
		other("set:"+d.Field, input(), "review.answer.value")
		add("clear:"+d.Field, msg("review.answer.nothing"), "")
	case register.ReasonNamed:
		a.Why = msg("review.why.named")
		for _, id := range d.Named {
			add("party:"+id, plain(s.Names.Display(id, v.lang)), "")
		}
		add("enough:", msg("review.answer.alone"), "")
	case register.ReasonAsked:
		return s.askSame(v, w, record, d.Same)
	case register.ReasonContested:
		a.Why = msg("review.why.contested", "organization", s.Names.Display(d.Confirmation.Organization, v.lang), "reason", cmp.Or(d.Confirmation.Reason, "–"))
	}
	return a, nil
}

// where says from which document a value comes.
func (s *Site) where(v *visit, c *register.Claim) string {
	switch {
	case c.Author != "":
		return s.messages.text(v.lang, "kind.separator") + c.By.Name
	case c.Evidence.Work != "":
		return s.messages.text(v.lang, "kind.separator") + c.Evidence.Work + " " + s.paragraphOf(v.lang, c.Evidence)
	}
	return ""
}
