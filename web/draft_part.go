package web

import (
	"context"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concord/editorial"
	"concord/reading"
	"concord/register"
	"concord/report"
)

// This file shows one part of a draft: its paragraphs with what each sentence rests on,
// the form of a paragraph, its wordings, and what is to be looked at.

// openPart is the part of a draft that is open.
type openPart struct {
	ID, Name     string // Name in the reader's language
	Heading      string // in the draft's
	Lang, Dir    string
	Count, Over  string
	Numbers      string // "¶41–46"
	Records      int
	Paragraphs   []draftParagraph
	Front        *paragraphForm // of a paragraph in front of all
	AddFirst     string
	Gone         []goneParagraph
	Stale        []staleLine
	Bare         []pointed
	Machine      int
	Checks       []checkLine
	ChecksWhole  string // address that checks the whole text
	WholeChecked bool
}

type draftParagraph struct {
	ID, Anchor string
	Number     string
	Heading    string
	Sentences  []draftSentence
	Table      *draftTable
	Words      string
	Hand       bool
	Edit, Add  string // addresses
	Versions   string
	Earlier    int
	Form, New  *paragraphForm // to change it, to put one behind it
	Wordings   []wordingLine
	Seen       int64
}

type draftSentence struct {
	Anchor string
	Class  string // sent, sent changed, sent bare
	Text   string
	Chips  []chip
	Bare   bool
	Notes  []string
	Space  bool // in front of it
}

// chip is a record that a sentence rests on.
type chip struct {
	Href, Label, Title string
	Warn               string // what happened to it
	Note               string // that nobody looked at it
}

type draftTable struct {
	Caption string
	Head    []string
	Rows    []draftRow
}

type draftRow struct {
	Cells []string
	Chips []chip
}

// goneParagraph was taken out.
type goneParagraph struct {
	ID, Text string
	Wording  int64
	By, Day  string
}

// staleLine says what changed under a sentence.
type staleLine struct {
	pointed
	Record  link
	Lang    string // of the record's title
	Why     string
	Changed []differenceLine
}

// pointed leads to a sentence.
type pointed struct{ Href, Number, Text string }

// checkLine is a finding of the rules of the editors.
type checkLine struct {
	pointed
	Part     string
	Severity string
	Say      string
	Words    string
	Instead  string
	Rule     string
}

// wordingLine is one version of a paragraph, with what it changed.
type wordingLine struct {
	Key      int64
	By, Day  string
	How, Why string
	Stands   bool
	Diffs    []wordingDiff
}

// wordingDiff is a sentence as it was and as it is then; one that stayed has only New.
type wordingDiff struct {
	Old, New string
	Stayed   bool
}

// paragraphForm is the form of a paragraph: a field a sentence.
type paragraphForm struct {
	Part, Paragraph string
	Seen            int64
	New             bool
	Back            string
	Sentences       []sentenceField
	Why             string
	Theirs          string // what stands now, where somebody changed it meanwhile
}

type sentenceField struct {
	I, ID  string
	Number int // among the sentences, from 1
	Text   string
	Rows   int
	Rests  []restField
	Add    string
	Stale  bool // something under it changed
	Agree  bool
}

type restField struct {
	Value, Label, Title string
	Warn                string
	On                  bool
}

// blanks is how many empty sentences a form offers.
const blanks = 1

// typedParagraph is a form as it came back.
type typedParagraph struct {
	fields []typedSentence
	why    string
}

type typedSentence struct {
	id, text, add string
	rests         []report.Rest
	agree         bool
}

// mostTyped bounds the sentences of a form.
const mostTyped = 200

func typedIn(form url.Values) *typedParagraph {
	t := &typedParagraph{why: form.Get("why")}
	for i := 0; i < mostTyped && form.Has("text-"+strconv.Itoa(i)); i++ {
		n := strconv.Itoa(i)
		f := typedSentence{id: form.Get("id-" + n), text: form.Get("text-" + n), add: form.Get("add-" + n), agree: form.Get("agree-"+n) != ""}
		for _, value := range form["rest-"+n] {
			f.rests = append(f.rests, restOf(value))
		}
		t.fields = append(t.fields, f)
	}
	return t
}

// restValue writes a record with its revision, as a form keeps it.
func restValue(r report.Rest) string {
	value := r.Record + "@" + strconv.Itoa(r.Revision)
	if r.Machine {
		value += "m"
	}
	return value
}

func restOf(value string) report.Rest {
	record, revision, _ := strings.Cut(value, "@")
	of, machine := strings.CutSuffix(revision, "m")
	return report.Rest{Record: record, Revision: number(of), Machine: machine}
}

// sentences are what the form says: an emptied field is left out, a line of its own is a
// sentence of its own, on the same records.
func (t *typedParagraph) sentences() (list []report.Sentence) {
	for _, f := range t.fields {
		rests := f.rests
		if f.agree {
			rests = slices.Clone(rests)
			for i := range rests {
				rests[i].Revision = 0 // as it is now
			}
		}
		for _, id := range strings.FieldsFunc(f.add, func(r rune) bool { return strings.ContainsRune(" ,;،，、；\t", r) }) {
			rests = append(rests, report.Rest{Record: id[strings.LastIndexByte(id, '/')+1:]})
		}
		id := f.id
		for line := range strings.Lines(f.text) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			list = append(list, report.Sentence{ID: id, Text: line, Rests: slices.Clone(rests)})
			id = ""
		}
	}
	return list
}

// openPart shows the part with that index in a text.
func (s *Site) openPart(v *visit, w *Workplace, pg *workspacePage, t *report.Text, at int, rec register.Record, a *draftAsk) (*openPart, error) {
	ctx := v.r.Context()
	p := &t.Parts[at]
	lang := t.Language
	o := &openPart{ID: p.ID, Name: s.partTitle(v, p.ID), Heading: p.Heading, Lang: lang, Dir: direction(lang)}
	o.Count, o.Over, _ = s.counted(v, p.Words, p.Budget, 100)
	here := pg.Action + "?part=" + url.QueryEscape(p.ID)
	stale, records, err := report.Stale(ctx, w.Register, &report.Text{Language: lang, Parts: t.Parts[at : at+1]})
	if err != nil {
		return nil, err
	}
	claims, err := w.Register.Claims(ctx, rec.ID)
	if err != nil {
		return nil, err
	}
	o.Records = len(records)
	d := &draftView{site: s, v: v, t: t, part: p, here: here, records: records, stale: stale, claims: claims, asked: a}
	first, last := 0, 0
	for i := range p.Paragraphs {
		x := &p.Paragraphs[i]
		if x.Number > 0 && first == 0 {
			first = x.Number
		}
		last = max(last, x.Number)
		line, err := d.paragraph(x)
		if err != nil {
			return nil, err
		}
		o.Paragraphs = append(o.Paragraphs, line)
	}
	switch {
	case first > 0 && first < last:
		o.Numbers = "¶" + strconv.Itoa(first) + "–" + strconv.Itoa(last)
	case first > 0:
		o.Numbers = "¶" + strconv.Itoa(first)
	}
	o.AddFirst = here + "&add=#new"
	if a.adding && a.add == "" {
		o.Front = d.newForm("")
	}
	if o.Gone, err = d.gone(); err != nil {
		return nil, err
	}
	o.Stale, o.Bare, o.Machine = d.staleLines(), d.bare(), d.machine
	o.ChecksWhole = here + "&check=1#checks"
	o.WholeChecked = a.check
	o.Checks, err = s.draftChecks(ctx, w, pg, t, at, a.check)
	return o, err
}

// draftView is a part being shown.
type draftView struct {
	site    *Site
	v       *visit
	t       *report.Text
	part    *report.Part
	here    string
	records map[string]register.Record
	stale   []report.StaleRest
	claims  []register.Claim
	asked   *draftAsk
	machine int
}

func paragraphAnchor(id string) string { return "p-" + id }

func sentenceAnchor(paragraph, sentence string) string { return "p-" + paragraph + "-" + sentence }

func (d *draftView) paragraph(x *report.Paragraph) (draftParagraph, error) {
	s, v := d.site, d.v
	line := draftParagraph{ID: x.ID, Anchor: paragraphAnchor(x.ID), Heading: x.Heading, Words: s.messages.text(v.lang, "draft.words", "n", x.Words(d.t.Language))}
	if x.Number > 0 {
		line.Number = strconv.Itoa(x.Number) + "."
	}
	to := func(key string) string { return d.here + "&" + key + "=" + url.QueryEscape(x.ID) }
	line.Add = to("add") + "#new"
	for i := range x.Sentences {
		sen := &x.Sentences[i]
		l := draftSentence{Anchor: sentenceAnchor(x.ID, sen.ID), Class: "sent", Text: sen.Text, Notes: sen.Notes, Bare: sen.Bare(), Space: i > 0 && !report.Wide(x.Sentences[i-1].Text)}
		for _, rest := range sen.Rests {
			c := d.chip(x.ID, sen.ID, rest)
			if c.Warn != "" {
				l.Class = "sent changed"
			}
			l.Chips = append(l.Chips, c)
		}
		if l.Bare {
			l.Class = "sent bare"
		}
		line.Hand = line.Hand || sen.From == report.FromHand
		line.Sentences = append(line.Sentences, l)
	}
	if x.Table != nil {
		line.Table = &draftTable{Caption: x.Table.Caption, Head: x.Table.Head}
		for _, r := range x.Table.Rows {
			row := draftRow{Cells: r.Cells}
			for _, rest := range r.Rests {
				row.Chips = append(row.Chips, d.chip(x.ID, "", rest))
			}
			line.Table.Rows = append(line.Table.Rows, row)
		}
	} else {
		line.Edit = to("edit") + "#" + line.Anchor
	}
	wordings, err := report.Wordings(d.claims, x.ID)
	if err != nil {
		return line, err
	}
	for _, o := range wordings {
		if o.Stands {
			line.Seen = o.Key
		}
	}
	if line.Earlier = len(wordings) - 1; line.Earlier > 0 {
		line.Versions = to("versions") + "#" + line.Anchor
	}
	if d.asked.versions == x.ID {
		line.Wordings = d.wordings(wordings)
	}
	if d.asked.edit == x.ID && x.Table == nil {
		line.Form = d.form(x, line.Seen)
	}
	if d.asked.adding && d.asked.add == x.ID {
		line.New = d.newForm(x.ID)
	}
	return line, nil
}

// chip shows a record by what its title and its state are now.
func (d *draftView) chip(paragraph, sentence string, rest report.Rest) chip {
	s, v := d.site, d.v
	c := chip{Href: v.to("/records/" + url.PathEscape(rest.Record)), Label: shortID(rest.Record)}
	if rec, ok := d.records[rest.Record]; ok {
		title, _ := recordTitle(v.lang, &rec)
		c.Title = clip(title, 200)
		if rec.Kind == register.KindActivity {
			c.Href = v.to("/activities/" + url.PathEscape(rest.Record))
		}
		if rec.Review == register.None && rec.Origin == register.Read {
			c.Note = s.messages.text(v.lang, "state."+MachineRead)
			d.machine++
		}
	}
	for i := range d.stale {
		if x := &d.stale[i]; x.Paragraph == paragraph && x.Sentence == sentence && x.Rest == rest {
			c.Warn, c.Note = s.messages.text(v.lang, "draft.stale."+string(x.Why)), ""
		}
	}
	return c
}

// shortID is the beginning of an identifier that is made of letters and figures at
// random; another one whole.
func shortID(id string) string {
	if len(id) == 13 && !strings.Contains(id, "-") {
		return id[:5]
	}
	return clip(id, 18)
}

func recordTitle(lang string, rec *register.Record) (title, in string) {
	var v struct{ Title map[string]string }
	_ = rec.Decode(&v) // one that cannot be read has no title
	return titled(v.Title, lang)
}

func (d *draftView) form(x *report.Paragraph, seen int64) *paragraphForm {
	f := &paragraphForm{Part: d.part.ID, Paragraph: x.ID, Seen: seen, Back: d.here + "#" + paragraphAnchor(x.ID)}
	for i := range x.Sentences {
		sen := &x.Sentences[i]
		field := sentenceField{ID: sen.ID, Text: sen.Text}
		for _, rest := range sen.Rests {
			field.Rests = append(field.Rests, d.restField(x.ID, sen.ID, rest, true))
		}
		f.Sentences = append(f.Sentences, field)
	}
	if t := d.asked.typed; t != nil {
		f.Theirs = x.Prose()
		d.fill(f, t)
	}
	d.finish(f)
	return f
}

func (d *draftView) newForm(after string) *paragraphForm {
	f := &paragraphForm{Part: d.part.ID, Paragraph: after, New: true, Back: d.here}
	if d.asked.typed != nil {
		d.fill(f, d.asked.typed)
	}
	d.finish(f)
	return f
}

func (d *draftView) restField(paragraph, sentence string, rest report.Rest, on bool) restField {
	c := d.chip(paragraph, sentence, rest)
	return restField{Value: restValue(rest), Label: c.Label, Title: c.Title, Warn: c.Warn, On: on}
}

// fill puts what was typed into a form again, so that nothing typed is lost.
func (d *draftView) fill(f *paragraphForm, t *typedParagraph) {
	stood := f.Sentences
	f.Sentences, f.Why = nil, t.why
	for _, x := range t.fields {
		field := sentenceField{ID: x.id, Text: x.text, Add: x.add, Agree: x.agree}
		for _, rest := range x.rests {
			field.Rests = append(field.Rests, d.restField(f.Paragraph, x.id, rest, true))
		}
		for i := range stood {
			if stood[i].ID != x.id || x.id == "" {
				continue
			}
			for _, r := range stood[i].Rests {
				if !slices.ContainsFunc(field.Rests, func(o restField) bool { return o.Value == r.Value }) {
					r.On = false
					field.Rests = append(field.Rests, r)
				}
			}
		}
		if strings.TrimSpace(x.text) != "" || x.id != "" {
			f.Sentences = append(f.Sentences, field)
		}
	}
	if f.Theirs == f.prose() {
		f.Theirs = ""
	}
}

func (f *paragraphForm) prose() string {
	var p report.Paragraph
	for i := range f.Sentences {
		p.Sentences = append(p.Sentences, report.Sentence{Text: f.Sentences[i].Text})
	}
	return p.Prose()
}

// finish numbers the fields and adds the empty ones.
func (d *draftView) finish(f *paragraphForm) {
	for range blanks {
		f.Sentences = append(f.Sentences, sentenceField{})
	}
	for i := range f.Sentences {
		x := &f.Sentences[i]
		x.I, x.Number = strconv.Itoa(i), i+1
		x.Rows = 2 + editorial.Units(x.Text)/14
		x.Stale = slices.ContainsFunc(x.Rests, func(r restField) bool { return r.Warn != "" })
	}
}

// wordings are the versions of a paragraph with what each changed in the one before.
func (d *draftView) wordings(list []report.Wording) (lines []wordingLine) {
	s, v := d.site, d.v
	for i, o := range list {
		l := wordingLine{Key: o.Key, By: o.By.Name, Day: day(v.lang, o.When), Why: o.Why, Stands: o.Stands, How: s.messages.text(v.lang, "draft.wording.drafted")}
		if o.Hand {
			l.How = s.messages.text(v.lang, "draft.wording.hand")
		}
		var before []report.Sentence
		if i+1 < len(list) {
			before = list[i+1].Paragraph.Sentences
		}
		l.Diffs = wordingDiffs(before, o.Paragraph.Sentences)
		lines = append(lines, l)
	}
	return lines
}

// wordingDiffs holds sentences against those before, by their IDs.
func wordingDiffs(before, now []report.Sentence) (list []wordingDiff) {
	known := map[string]string{}
	for i := range before {
		known[before[i].ID] = before[i].Text
	}
	for i := range now {
		old, had := known[now[i].ID]
		delete(known, now[i].ID)
		switch {
		case len(before) == 0, had && old == now[i].Text:
			list = append(list, wordingDiff{New: now[i].Text, Stayed: true})
		default:
			list = append(list, wordingDiff{Old: old, New: now[i].Text})
		}
	}
	for i := range before {
		if _, left := known[before[i].ID]; left {
			list = append(list, wordingDiff{Old: before[i].Text})
		}
	}
	return list
}

// gone are the paragraphs of the part that were taken out, each with its last wording.
func (d *draftView) gone() (list []goneParagraph, err error) {
	done := map[string]bool{report.Head: true}
	for i := range d.part.Paragraphs {
		done[d.part.Paragraphs[i].ID] = true
	}
	for i := range slices.Backward(d.claims) {
		c := &d.claims[i]
		id := register.Element(c.Field, c.Value)
		if c.Field != register.FieldParagraph || done[id] || c.State != register.Refused {
			continue
		}
		done[id] = true
		p, _, err := report.ReadParagraph(c.Value)
		if err != nil {
			return nil, err
		}
		list = append(list, goneParagraph{ID: id, Text: clip(p.Prose(), 160), Wording: c.Key, By: c.Decided.By.Name, Day: day(d.v.lang, c.Decided.At)})
	}
	return list, nil
}

func (d *draftView) numberOf(paragraph string) string {
	for i := range d.part.Paragraphs {
		if p := &d.part.Paragraphs[i]; p.ID == paragraph && p.Number > 0 {
			return "¶" + strconv.Itoa(p.Number)
		}
	}
	return ""
}

// staleLines say what changed, each record of a paragraph once.
func (d *draftView) staleLines() (list []staleLine) {
	s, v := d.site, d.v
	for i := range d.stale {
		x := &d.stale[i]
		if slices.ContainsFunc(d.stale[:i], func(o report.StaleRest) bool { return o.Paragraph == x.Paragraph && o.Rest.Record == x.Rest.Record }) {
			continue
		}
		l := staleLine{pointed: pointed{Href: "#" + sentenceAnchor(x.Paragraph, x.Sentence), Number: d.numberOf(x.Paragraph)}, Why: s.messages.text(v.lang, "draft.stale.say."+string(x.Why))}
		if x.Sentence == "" {
			l.Href = "#" + paragraphAnchor(x.Paragraph)
		}
		l.Record = link{Href: v.to("/records/" + url.PathEscape(x.Rest.Record)), Label: x.Rest.Record}
		l.Lang = v.lang
		if title, in := recordTitle(v.lang, &x.Now); title != "" {
			l.Record.Label, l.Lang = clip(title, 160), in
		}
		if x.Was.Revision > 0 {
			for _, diff := range differences(x.Was.Fields, x.Now.Fields) {
				l.Changed = append(l.Changed, s.differenceLine(v, diff))
			}
		}
		list = append(list, l)
	}
	return list
}

// bare are the sentences without source.
func (d *draftView) bare() (list []pointed) {
	for i := range d.part.Paragraphs {
		p := &d.part.Paragraphs[i]
		for j := range p.Sentences {
			if x := &p.Sentences[j]; x.Bare() {
				list = append(list, pointed{"#" + sentenceAnchor(p.ID, x.ID), d.numberOf(p.ID), clip(x.Text, 100)})
			}
		}
	}
	return list
}

// ofWhole are the rules that ask for the whole text: in a part alone they would find what
// is right.
var ofWhole = []string{"abbreviation-first", "abbreviation-twice", "front-matter", "heading-agenda", "heading-single", "length", "length-section", "numbering", "section-order", "same-act", "footnote-unanswered", "date-period"}

// mostChecks is how many findings are shown.
const mostChecks = 50

// draftChecks are what the rules of the editors find in the part that is open, or where
// whole in all of the text.
func (s *Site) draftChecks(ctx context.Context, w *Workplace, pg *workspacePage, t *report.Text, at int, whole bool) (list []checkLine, err error) {
	rules, err := editorial.Rules()
	if err != nil {
		return nil, err
	}
	text := *t
	subject := &editorial.Subject{Lexicon: w.Lexicon(), Budgets: map[string]int{}}
	if whole {
		for i := range t.Parts {
			subject.Budgets[t.Parts[i].ID] = t.Parts[i].Budget
		}
	} else {
		text.Parts = t.Parts[at : at+1]
		rules = slices.DeleteFunc(slices.Clone(rules), func(r *editorial.Rule) bool { return slices.Contains(ofWhole, r.ID) })
	}
	subject.Document = text.Document()
	if subject.Reading, err = reading.New(subject.Lexicon).Read(subject.Document); err != nil {
		return nil, err
	}
	found, err := editorial.Check(ctx, rules, subject)
	if err != nil {
		return nil, err
	}
	for i := range found[:min(mostChecks, len(found))] {
		f := &found[i]
		l := checkLine{Severity: string(f.Severity), Say: f.Say, Words: clip(f.Words, 80), Instead: f.Instead, Rule: f.Rule}
		l.Number = f.Place.String()
		for j := range t.Parts {
			for k := range t.Parts[j].Paragraphs {
				p := &t.Parts[j].Paragraphs[k]
				if f.Place.Number == "" || strconv.Itoa(p.Number) != f.Place.Number {
					continue
				}
				l.Href = "#" + paragraphAnchor(p.ID)
				if j != at {
					l.Href = pg.Action + "?part=" + url.QueryEscape(t.Parts[j].ID) + l.Href
				}
			}
		}
		list = append(list, l)
	}
	return list, nil
}

// draftValue is a paragraph of a draft as the page of its record shows it.
func draftValue(value string) template.HTML {
	var m markup
	if p, _, err := report.ReadParagraph(value); err == nil && p.ID != report.Head {
		m.raw(`<span dir="auto">`).text(p.Prose()).raw(`</span>`)
	} else {
		m.text(value)
	}
	return m.html()
}
