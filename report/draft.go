package report

import (
	"cmp"
	"context"
	"embed"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"concord/analysis"
	"concord/editorial"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
	"concord/wording"

	"golang.org/x/sync/errgroup"
)

//go:embed lang/report.tsv
var frames embed.FS

// framed are the words of the report beside its acts, in six languages: headings, the
// front matter, what the records say of the whole.
var framed = sync.OnceValue(func() *wording.Messages { return wording.MustLoad(frames, "lang/report.tsv") })

// Drafting is what a draft is made with.
type Drafting struct {
	Language string
	Now      time.Time
	Annex    bool   // what is left out as an annex, for the web
	Only     string // one section; "" the whole report
}

// Made is a draft with how its acts were chosen.
type Made struct {
	Text     *Text
	Plan     *Plan
	Material *Material
	Shares   []Share
	Chosen   map[string]*Selection // by organization
	Cut      bool                  // the limit is below the floors of the sections
	Prose    *Prose                // nil in a language without
	items    [][]Item              // by section
}

// spare is the part of the limit that what is no section takes: summary, introduction,
// headings, observations.
const spare = 0.07

// Draft writes the report of a cycle from the records. What goes in is chosen by Divide
// and Select; the same register gives the same draft.
func Draft(ctx context.Context, r register.Reader, names *lexicon.Lexicon, id string, o Drafting) (*Made, error) {
	if !slices.Contains(wording.Languages, o.Language) {
		return nil, fault.New(fault.Invalid, "There is no draft in the language %q; there are ar, en, es, fr, ru and zh.", o.Language)
	}
	d, err := Choose(ctx, r, names, id, o.Language)
	if err != nil {
		return nil, err
	}
	w := &writer{Made: d, ctx: ctx, r: r, names: names, o: o, language: o.Language, introduced: map[string]bool{}}
	if err := w.write(); err != nil {
		return nil, err
	}
	return d, nil
}

// Choose gathers what a cycle has to tell and chooses what goes in. language is that of
// the draft: the words of an act are counted in it where it has prose, else in English, in
// which the limit is given.
func Choose(ctx context.Context, r register.Reader, names *lexicon.Lexicon, id, language string) (*Made, error) {
	plan, err := PlanOf(ctx, r, names, id)
	if err != nil {
		return nil, err
	}
	material, err := Gather(ctx, r, names, plan)
	if err != nil {
		return nil, err
	}
	if !IsProse(language) {
		language = "en"
	}
	instruments, err := r.Records(ctx, register.Filter{Kind: register.KindInstrument, Untold: true, Limit: 1000})
	if err != nil {
		return nil, err
	}
	prose, err := NewProse(names, language, instruments.Lines)
	if err != nil {
		return nil, err
	}
	d := &Made{Plan: plan, Material: material, Chosen: map[string]*Selection{}, Prose: prose}
	d.choose(prose)
	return d, nil
}

// choose shares the limit out and selects the acts of each section.
func (d *Made) choose(prose *Prose) {
	items := make([][]Item, len(d.Plan.Sections))
	d.Shares = make([]Share, len(d.Plan.Sections))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, s := range d.Plan.Sections {
		d.Shares[i] = Share{Section: s.Organization}
		if s.Out {
			continue
		}
		d.Shares[i].Fixed = s.Fixed
		// Most of the time goes into the words of each act.
		g.Go(func() error {
			items[i] = make([]Item, 0, len(d.Material.Acts[s.Organization]))
			for _, a := range d.Material.Acts[s.Organization] {
				item := Item{ID: a.ID, Words: prose.Length(a), Covers: features(a), Fix: d.Plan.Fix(a.ID)}
				d.Shares[i].Volume += item.Words
				items[i] = append(items[i], item)
			}
			return nil
		})
	}
	_ = g.Wait() // none fails
	limit := d.Plan.Limit - int(float64(d.Plan.Limit)*spare)
	d.Shares, d.Cut = Divide(d.Shares, limit, d.Plan.Floor)
	d.items = items
	for i, s := range d.Plan.Sections {
		sel := Select(items[i], d.Shares[i].Budget, d.Plan.Weights)
		d.Chosen[s.Organization] = &sel
	}
}

// fewer chooses anew for a section that came out longer than its budget: names that are
// introduced, footnotes and the heading take words that no act has by itself.
func (d *Made) fewer(section int, words int) (less bool) {
	s := d.Plan.Sections[section]
	before := d.Chosen[s.Organization]
	sel := Select(d.items[section], before.Words-max(1, words-d.Shares[section].Budget), d.Plan.Weights)
	if len(sel.In) >= len(before.In) {
		return false // what is left was fixed by hand
	}
	d.Chosen[s.Organization] = &sel
	return true
}

// features are what an act shows.
func features(a *Act) []Feature {
	out := make([]Feature, 0, 8)
	add := func(of, value string) {
		if f := (Feature{of, value}); value != "" && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	for _, p := range a.Parties {
		if !p.State {
			add("entity", p.Actor)
		}
	}
	for _, t := range a.Themes {
		add("theme", t)
	}
	add("level", a.Level)
	for _, p := range a.Places {
		add("place", p)
	}
	for _, m := range a.Mandates {
		add("mandate", m)
	}
	return out
}

// Length of an act's sentence in words of English, its names being known.
func (p *Prose) Length(a *Act) int {
	text := p.Say(a, "").Text
	var b strings.Builder
	for {
		i := strings.IndexRune(text, nameBegins)
		if i < 0 {
			break
		}
		j := strings.IndexRune(text, nameEnds)
		b.WriteString(text[:i])
		b.WriteString(p.written(text[i+utf8.RuneLen(nameBegins) : j]).short)
		text = text[j+utf8.RuneLen(nameEnds):]
	}
	b.WriteString(text)
	return max(1, editorial.Words(p.language, b.String()))
}

// writer makes the text of a draft.
type writer struct {
	*Made
	ctx        context.Context
	r          register.Reader
	names      *lexicon.Lexicon
	o          Drafting
	language   string
	introduced map[string]bool // names that the text has introduced
	number     int             // of the last numbered paragraph
	text       *Text
}

func (w *writer) say(key string, args ...any) string { return framed().Text(w.language, key, args...) }

// name of an actor as headings and tables have it.
func (w *writer) name(id string) string { s, _ := w.names.Display(id, w.language); return s }

// within is the name of an actor as it stands inside a sentence, with its article.
func (w *writer) within(id string) string {
	if IsProse(w.language) {
		return w.Prose.written(id).long
	}
	return w.name(id)
}

func (w *writer) brief(id string) string {
	s, _ := w.names.DisplayShort(id, w.language)
	return s
}

func (w *writer) write() error {
	w.text = &Text{Language: w.language}
	w.Made.Text = w.text
	if err := w.front(); err != nil {
		return err
	}
	if w.o.Only == "" {
		w.part(Part{ID: PartSummary, Level: 1, Heading: w.say("summary")}, w.summary())
		whole, err := w.whole()
		if err != nil {
			return err
		}
		w.part(Part{ID: PartIntroduction, Level: 1, Label: "I", Heading: w.say("introduction")}, whole)
		w.part(Part{ID: PartSections, Level: 1, Label: "II", Heading: w.say("sections")}, nil)
	}
	letter := 0
	for i, s := range w.Plan.Sections {
		if s.Out || w.o.Only != "" && s.Organization != w.o.Only {
			continue
		}
		p := Part{ID: s.Organization, Level: 2, Label: letters(letter), Heading: w.name(s.Organization), Budget: w.Shares[i].Budget}
		letter++
		known := maps.Clone(w.introduced)
		for {
			paragraphs := w.section(s)
			if p.Paragraphs = paragraphs; IsProse(w.language) {
				if n := editorial.InWords(w.language, p.units()); n > p.Budget && len(w.Chosen[s.Organization].In) > 0 && w.fewer(i, n) {
					w.introduced = maps.Clone(known)
					continue
				}
			}
			w.part(p, paragraphs)
			break
		}
	}
	if w.o.Only != "" {
		if len(w.text.Parts) == 0 {
			return fault.New(fault.NotFound, "The cycle has no section on %q.", w.o.Only)
		}
	} else {
		last, err := w.observations()
		if err != nil {
			return err
		}
		w.part(Part{ID: PartObservations, Level: 1, Label: "III", Heading: w.say("observations")}, last)
	}
	if w.o.Annex {
		w.part(Part{ID: PartAnnex, Level: 1, Heading: w.say("annex")}, w.annex())
	}
	w.text.Count()
	return nil
}

// letters label sections: A to Z, AA.
func letters(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return letters(n/26-1) + string(rune('A'+n%26))
}

// part adds a part; its paragraphs get their numbers, those of the summary and of tables none.
func (w *writer) part(p Part, paragraphs []Paragraph) {
	for i := range paragraphs {
		q := &paragraphs[i]
		q.ID = "p" + strconv.Itoa(i+1)
		if p.ID != PartSummary && p.ID != PartAnnex && q.Table == nil {
			w.number++
			q.Number = w.number
		}
		for k := range q.Sentences {
			q.Sentences[k].ID = "s" + strconv.Itoa(k+1)
		}
	}
	p.Paragraphs = paragraphs
	w.text.Parts = append(w.text.Parts, p)
}

// frame is a sentence that such a document says anyhow.
func (w *writer) frame(key string, args ...any) Sentence {
	return Sentence{Text: w.say(key, args...), From: FromFrame}
}

// rests of the cycle itself: what the records say of the whole.
func (w *writer) ofCycle() []Rest { return []Rest{{Record: w.Plan.ID, Revision: w.Plan.Revision}} }

// section of an organization.
func (w *writer) section(s Section) []Paragraph {
	acts := map[string]*Act{}
	for _, a := range w.Material.Acts[s.Organization] {
		acts[a.ID] = a
	}
	var in []*Act
	for _, id := range w.Chosen[s.Organization].In {
		in = append(in, acts[id])
	}
	if len(in) == 0 {
		if n := w.Material.Waiting[s.Organization]; n > 0 {
			return []Paragraph{{Sentences: []Sentence{w.frame("section.waiting", "name", w.within(s.Organization), "n", n)}}}
		}
		return []Paragraph{{Sentences: []Sentence{w.frame("section.nothing", "name", w.within(s.Organization))}}}
	}
	if !IsProse(w.language) {
		return []Paragraph{{Table: w.table(w.say("table.section", "name", w.name(s.Organization)), in)}}
	}
	return w.paragraphs(in)
}

// Paragraphs of a section hold acts of one theme, of about this many words and sentences.
const (
	mostWordsParagraph     = 150
	mostSentencesParagraph = 6
)

// paragraphs tells acts: by theme, the institutional first; in a theme the higher level
// first, then by who acts and by date.
func (w *writer) paragraphs(acts []*Act) (out []Paragraph) {
	order := themeOrder(w.names)
	theme := func(a *Act) int {
		best := len(order)
		for _, t := range a.Themes {
			if n, ok := order[t]; ok {
				best = min(best, n)
			}
		}
		return best
	}
	// An act of several themes goes with the first of them.
	of := map[*Act]int{}
	for _, a := range acts {
		of[a] = theme(a)
	}
	level := func(a *Act) int {
		if i := slices.Index(analysis.Levels, a.Level); i >= 0 {
			return i
		}
		return len(analysis.Levels)
	}
	said := map[*Act]Said{}
	for _, a := range acts {
		said[a] = w.Prose.Say(a, "")
	}
	slices.SortStableFunc(acts, func(a, b *Act) int {
		return cmp.Or(cmp.Compare(of[a], of[b]), cmp.Compare(level(a), level(b)), strings.Compare(said[a].Subject, said[b].Subject), strings.Compare(a.Date, b.Date), strings.Compare(a.ID, b.ID))
	})
	var q Paragraph
	words, before, at := 0, "", -1
	flush := func() {
		if len(q.Sentences) > 0 {
			out = append(out, q)
		}
		q, words, before = Paragraph{}, 0, ""
	}
	for _, a := range acts {
		if at != of[a] && words > mostWordsParagraph/3 || words > mostWordsParagraph || len(q.Sentences) >= mostSentencesParagraph {
			flush()
		}
		at = of[a]
		s := w.sentence(a, before)
		before = said[a].Subject
		words += editorial.Words(w.language, s.Text)
		q.Sentences = append(q.Sentences, s)
	}
	flush()
	return out
}

// themeOrder is the order of themes in a section: institutional ones first, then as the lexicon has them.
func themeOrder(names *lexicon.Lexicon) map[string]int {
	list, err := names.Themes()
	if err != nil {
		return nil
	}
	out := map[string]int{"institutional": 0}
	for _, t := range list {
		if _, ok := out[t.ID]; !ok {
			out[t.ID] = len(out)
		}
	}
	return out
}

// sentence of an act: the words of an organization's input where it tells this act
// alone, else written from the record.
func (w *writer) sentence(a *Act, before string) Sentence {
	s := Sentence{Rests: []Rest{a.Rest()}}
	said := w.Prose.Say(a, before)
	s.Text = w.Prose.Finish(said.Text, w.introduced)
	if said.Title && a.Told.Language == w.language {
		s.From = FromInput
	}
	for _, d := range a.Documents {
		s.Notes = append(s.Notes, w.say("note.see", "symbol", d))
	}
	return s
}

// table of acts, for languages without prose and for the annex.
func (w *writer) table(caption string, acts []*Act) *Table {
	t := &Table{Caption: caption, Head: []string{w.say("table.when"), w.say("table.what"), w.say("table.who"), w.say("table.where")}}
	for _, a := range acts {
		var who, where []string
		for _, p := range a.Parties {
			if n := w.brief(p.Actor); !slices.Contains(who, n) {
				who = append(who, n)
			}
		}
		for _, p := range a.Places {
			where = append(where, w.name(p))
		}
		what := a.Title[w.language]
		if what == "" {
			what = w.say("kind." + cmp.Or(a.Kind, "other"))
			var themes []string
			for _, id := range a.Themes {
				themes = append(themes, w.theme(id))
			}
			if len(themes) > 0 {
				what += w.say("table.colon") + strings.Join(themes, w.say("list.comma"))
			}
		}
		t.Rows = append(t.Rows, Row{Cells: []string{wording.Date(w.language, a.Date), what, strings.Join(who, w.say("list.comma")), strings.Join(where, w.say("list.comma"))}, Rests: []Rest{a.Rest()}})
	}
	return t
}

func (w *writer) theme(id string) string {
	list, err := w.names.Themes()
	if err == nil {
		for _, t := range list {
			if t.ID == id {
				return cmp.Or(t.Labels[w.language], id)
			}
		}
	}
	return id
}

// annex lists what was left out, with the reason.
func (w *writer) annex() (out []Paragraph) {
	for _, s := range w.Plan.Sections {
		sel := w.Chosen[s.Organization]
		if sel == nil || len(sel.Left) == 0 || w.o.Only != "" && s.Organization != w.o.Only {
			continue
		}
		acts := map[string]*Act{}
		for _, a := range w.Material.Acts[s.Organization] {
			acts[a.ID] = a
		}
		var list []*Act
		for _, l := range sel.Left {
			list = append(list, acts[l.ID])
		}
		t := w.table(w.say("table.left", "name", w.name(s.Organization)), list)
		t.Head = append(t.Head, w.say("table.why"))
		for i := range t.Rows {
			t.Rows[i].Cells = append(t.Rows[i].Cells, w.say("why."+sel.Left[i].Why))
		}
		out = append(out, Paragraph{Table: t})
	}
	if len(out) == 0 {
		out = []Paragraph{{Sentences: []Sentence{w.frame("annex.nothing")}}}
	}
	return out
}
