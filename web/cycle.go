package web

import (
	"context"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/analysis"
	"concord/desk"
	"concord/edtf"
	"concord/fault"
	"concord/register"
	"concord/report"
)

// This file makes the pages of a reporting cycle: the form that opens one, the cycle with
// what each section has to tell and gets, and a section with what goes in and what is
// left out.

// openCyclePage is the form that opens a cycle, as it was filled in.
type openCyclePage struct {
	From, To, Meeting, Words, Mandates string
	Proposed                           string // mandate where none is named
	Problem                            *refusal
}

// mostMandates is how many mandates a cycle is opened from.
const mostMandates = 20

// openCycle is the empty form: the two years that end with the last July, as the reports of
// the United Nations on cooperation have them.
func (s *Site) openCycle(v *visit) error {
	if _, err := s.desk(); err != nil {
		return err
	}
	end := s.Now().Year()
	if s.Now().Month() < time.August {
		end--
	}
	s.showOpenCycle(v, 200, &openCyclePage{From: strconv.Itoa(end-2) + "-08", To: strconv.Itoa(end) + "-07"})
	return nil
}

func (s *Site) showOpenCycle(v *visit, status int, pg *openCyclePage) {
	pg.Proposed = report.ConsolidatedReport
	s.render(v, status, "cycle_new.html", s.messages.text(v.lang, "cycle.new"), pg)
}

// enterCycle opens a cycle; what cannot be understood comes back as it was typed.
func (s *Site) enterCycle(v *visit) error {
	w, form, err := s.posted(v)
	if err != nil {
		return err
	}
	pg := &openCyclePage{}
	for name, into := range map[string]*string{"from": &pg.From, "to": &pg.To, "meeting": &pg.Meeting, "words": &pg.Words, "mandates": &pg.Mandates} {
		*into = clip(strings.TrimSpace(form.Get(name)), 1000)
	}
	ctx := v.r.Context()
	claims, err := pg.claims(ctx, w.Register)
	id := ""
	if err == nil {
		id, err = w.Desk.Enter(ctx, register.KindCycle, claims, nil, w.Person(v.r))
	}
	if err != nil {
		if kind := fault.KindOf(err); mends(kind) {
			pg.Problem = s.messages.refusal(v.lang, err)
			s.showOpenCycle(v, kind.Status(), pg)
			return nil
		}
		return err
	}
	v.redirect(v.to(cycleAddress(id)))
	return nil
}

// mends says whether a person can mend what was refused in the form itself.
func mends(kind fault.Kind) bool {
	return kind == fault.Invalid || kind == fault.Conflict || kind == fault.TooLarge
}

// claims reads the form.
func (pg *openCyclePage) claims(ctx context.Context, r register.Reader) ([]register.Claim, error) {
	o := report.Opening{Period: pg.From + "/" + pg.To, Bases: strings.FieldsFunc(pg.Mandates, func(r rune) bool { return strings.ContainsRune(",;\n\r\t ، 、", r) })}
	if len(o.Bases) > mostMandates {
		return nil, fault.New(fault.TooLarge, "A cycle has at most %d mandates.", mostMandates)
	}
	if pg.Meeting != "" {
		day, err := time.Parse(time.DateOnly, pg.Meeting)
		if err != nil || day.Year() < 1946 || day.Year() > 2200 {
			return nil, fault.New(fault.Invalid, "%q is no day of a meeting; write it as in 2026-11-16.", pg.Meeting)
		}
		o.Meeting = day
	}
	if pg.Words != "" {
		n, err := strconv.Atoi(pg.Words)
		if err != nil || n < 0 || n > 1_000_000 {
			return nil, fault.New(fault.Invalid, "%q is no number of words.", pg.Words)
		}
		o.Words = n
	}
	return report.Open(ctx, r, o)
}

func cycleAddress(id string) string { return "/reports/" + url.PathEscape(id) }

func sectionAddress(cycle, organization string) string {
	return cycleAddress(cycle) + "/sections/" + url.PathEscape(organization)
}

// cyclePage is one cycle.
type cyclePage struct {
	Title, TitleLang string
	Action, Record   string
	Revision         int
	Period           string
	Mandates         []link
	Deadlines        []deadline
	Drafts           []draftLink
	Sections         []sectionLine
	Elsewhere        []sectionLine
	Total            sectionLine
	Sum              string // words of the sections in those of the whole
	Cut, Empty       bool
	Settings         cycleForm
	Other            []sentLine // contributions on no section
	Undertakings     []undertakings
	Before           *leftOver
	Problem          *refusal
	Done             bool
}

// deadline is a day of a cycle; Today is the mark between those passed and those to come.
type deadline struct {
	Name, Day, State string
	Today, Next      bool
}

// sectionLine is a section with what it has to tell and what it gets.
type sectionLine struct {
	Href, Name, Letter        string
	Elsewhere                 string // symbol of the report that tells it
	AtHand, In, Left, Waiting int
	Volume, Budget            int
	Review                    string // address of what waits
	ByHand                    bool   // the budget
	Near                      string // at least how near to the best
	Senders                   []string
	Inputs                    int
	InputsText                string
	value, best               float64
}

// cycleForm are the settings of a cycle as they stand, or as they were typed.
type cycleForm struct {
	Words, Floor string
	Machine      bool
	Weights      []weightField
}

type weightField struct{ Of, Label, Value string }

// weights in the order in which the form has them.
var weights = []string{"entity", "theme", "level", "place", "mandate"}

// undertakings of one state.
type undertakings struct {
	Label string
	List  []timed
	More  int
}

// leftOver is what the cycle before has not told.
type leftOver struct {
	Cycle     link
	CycleLang string
	Drafted   bool
	Count     int
	Acts      []actLine
}

// Sizes of the lists of these pages.
const (
	shownUndertakings = 20
	shownLeft         = 20
	shownActs         = 50
	lookedAt          = 1000
)

// cycle is the page of a cycle.
func (s *Site) cycle(v *visit) error {
	w, err := s.desk()
	if err != nil {
		return err
	}
	return s.showCycle(v, w, 200, nil, nil)
}

// chosenOf gathers and chooses for the cycle that the address names. Its words are counted
// in English, in which the limit is given.
func (s *Site) chosenOf(v *visit, w *Workplace) (*report.Made, error) {
	return report.Choose(v.r.Context(), w.Register, w.Lexicon(), v.r.PathValue("cycle"), "en")
}

func (s *Site) showCycle(v *visit, w *Workplace, status int, typed url.Values, problem error) error {
	d, err := s.chosenOf(v, w)
	if err != nil {
		return err
	}
	ctx, c := v.r.Context(), &d.Plan.Cycle
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	pg := &cyclePage{Action: v.to(cycleAddress(d.Plan.ID)), Record: v.to("/records/" + url.PathEscape(d.Plan.ID)), Revision: d.Plan.Revision, Period: date(v.lang, c.Period), Cut: d.Cut,
		Done: v.r.URL.Query().Has("done")}
	pg.Title, pg.TitleLang = cycleTitle(v.lang, d.Plan.ID, c)
	if problem != nil {
		pg.Problem = s.messages.refusal(v.lang, problem)
	}
	for _, b := range c.Bases {
		l := link{Label: b}
		if held, err := s.Library.Expressions(ctx, b); err == nil && len(held) > 0 {
			l.Href = v.to(address(held[0]))
		}
		pg.Mandates = append(pg.Mandates, l)
	}
	pg.Deadlines = s.deadlines(v, c)
	if pg.Drafts, err = s.draftLinks(v, w, d.Plan.ID); err != nil {
		return err
	}
	inputs, err := s.cycleInputs(v, w, d.Plan.ID)
	if err != nil {
		return err
	}
	all := 0
	for i := range d.Plan.Sections {
		l := s.sectionLine(v, d, i)
		if in := inputs[d.Plan.Sections[i].Organization]; in != nil {
			l.Inputs, l.Senders = len(in), senders(in)
			if l.InputsText = msg("cycle.inputs", "n", l.Inputs); len(l.Senders) > 0 {
				l.InputsText += msg("colon") + strings.Join(l.Senders, msg("list.separator"))
			}
			delete(inputs, d.Plan.Sections[i].Organization)
		}
		if d.Plan.Sections[i].Out {
			pg.Elsewhere = append(pg.Elsewhere, l)
			continue
		}
		pg.Total.add(&l)
		all += l.Inputs
		pg.Sections = append(pg.Sections, l)
	}
	for _, key := range slices.Sorted(maps.Keys(inputs)) {
		pg.Other = append(pg.Other, inputs[key]...)
	}
	pg.Total.Near = near(pg.Total.value, pg.Total.best)
	pg.Empty = all == 0 && len(pg.Other) == 0
	pg.Sum = msg("cycle.sum", "words", s.messages.number(v.lang, pg.Total.Budget), "limit", s.messages.number(v.lang, d.Plan.Limit))
	pg.Settings = s.cycleForm(v, d.Plan, typed)
	if pg.Undertakings, err = s.undertakingsBefore(v, w, d.Plan.From); err != nil {
		return err
	}
	if pg.Before, err = s.leftOver(v, w, d.Plan); err != nil {
		return err
	}
	s.render(v, status, "cycle.html", pg.Title, pg)
	return nil
}

// sectionLine is what a section has to tell and what it gets.
func (s *Site) sectionLine(v *visit, d *report.Made, i int) sectionLine {
	x := &d.Plan.Sections[i]
	l := sectionLine{Href: v.to(sectionAddress(d.Plan.ID, x.Organization)), Name: s.Names.Display(x.Organization, v.lang), Elsewhere: x.Elsewhere,
		AtHand: len(d.Material.Acts[x.Organization]), Waiting: d.Material.Waiting[x.Organization], Volume: d.Shares[i].Volume, Budget: d.Shares[i].Budget, ByHand: x.Fixed > 0,
		Review: v.to(reviewScope{Section: x.Organization}.address("", ""))}
	if x.SubItem != "" {
		l.Letter = "(" + x.SubItem + ")"
	}
	if sel := d.Chosen[x.Organization]; sel != nil && !x.Out {
		l.In, l.Left, l.value, l.best = len(sel.In), len(sel.Left), sel.Value, sel.Best
		l.Near = near(l.value, l.best)
	}
	return l
}

// add a section to the sum.
func (l *sectionLine) add(x *sectionLine) {
	l.AtHand += x.AtHand
	l.In += x.In
	l.Left += x.Left
	l.Waiting += x.Waiting
	l.Volume += x.Volume
	l.Budget += x.Budget
	l.Inputs += x.Inputs
	l.value += x.value
	l.best += x.best
}

// near is how near a selection is to the best at least, in percent; "" of nothing.
func near(value, best float64) string {
	if best <= 0 || math.IsInf(best, 0) {
		return ""
	}
	return strconv.Itoa(int(100*value/best+1e-9)) + "%"
}

// deadlines are the days of a cycle in their order, with today among them.
func (s *Site) deadlines(v *visit, c *register.Cycle) (list []deadline) {
	type day struct{ name, on string }
	var days []day
	for _, x := range c.Deadlines {
		if name, on, _ := strings.Cut(x, "="); on != "" {
			days = append(days, day{name, on})
		}
	}
	if len(days) == 0 {
		return nil
	}
	slices.SortStableFunc(days, func(a, b day) int { return strings.Compare(a.on, b.on) })
	today := s.Now().Format(time.DateOnly)
	marked := false
	mark := func() {
		if !marked {
			marked = true
			list = append(list, deadline{Name: s.messages.text(v.lang, "cycle.today"), Day: date(v.lang, today), Today: true})
		}
	}
	for _, x := range days {
		l := deadline{Name: s.named(v.lang, "cycle.deadline", x.name), Day: date(v.lang, x.on), State: "passed"}
		if x.on >= today {
			l.State, l.Next = "to-come", !marked
			if l.Next {
				l.State = "next"
			}
			mark()
		}
		l.State = s.messages.text(v.lang, "cycle.deadline.state."+l.State)
		list = append(list, l)
	}
	mark()
	return list
}

// draftLinks are the ways to the drafts of a cycle by language.
func (s *Site) draftLinks(v *visit, w *Workplace, cycle string) (list []draftLink, err error) {
	f := register.Filter{Kind: register.KindDraft, Has: []register.Condition{register.Has(register.FieldCycle, cycle)}}
	counts, err := w.Register.Facets(v.r.Context(), f, register.FieldLanguage)
	for _, l := range languages {
		held := slices.ContainsFunc(counts[register.FieldLanguage], func(c register.FacetCount) bool { return c.Value == l })
		list = append(list, draftLink{link{Href: v.to(draftAddress(cycle, l)), Label: nativeName(l), Lang: l}, held})
	}
	return list, err
}

// cycleInputs are the contributions to a cycle, by the organization that each is on, ""
// where that is open.
func (s *Site) cycleInputs(v *visit, w *Workplace, cycle string) (map[string][]sentLine, error) {
	f := register.Filter{Kind: register.KindContribution, Has: []register.Condition{register.Has(register.FieldCycle, cycle)}, Untold: true, Order: register.Changed, Limit: lookedAt}
	page, err := w.Register.Records(v.r.Context(), f)
	if err != nil {
		return nil, err
	}
	out := map[string][]sentLine{}
	for i := range page.Lines {
		rec := &page.Lines[i].Record
		var c register.Contribution
		if err := rec.Decode(&c); err != nil {
			return nil, err
		}
		l := sentLine{Href: v.to("/desk/in/" + url.PathEscape(rec.ID)), Day: day(v.lang, rec.At), Reviewed: rec.Review == register.Reviewed}
		if l.Title, l.Lang = titled(c.Title, v.lang); l.Title == "" {
			l.Title, l.Lang = rec.ID, "en"
		}
		if c.Sender != "" {
			l.Sender = s.Names.Short(c.Sender, v.lang)
		}
		partner := c.Partner
		if of, ok := w.Lexicon().Partner(partner); ok {
			partner = of
		}
		if partner != "" {
			l.Partner = s.Names.Short(partner, v.lang)
		}
		out[partner] = append(out[partner], l)
	}
	return out, nil
}

// senders are those whom contributions came from, each once, at most four.
func senders(list []sentLine) (out []string) {
	for _, l := range list {
		if l.Sender != "" && !slices.Contains(out, isolate(l.Sender)) {
			if len(out) == 4 {
				return append(out, "…")
			}
			out = append(out, isolate(l.Sender))
		}
	}
	return out
}

// cycleForm is the form of the settings: as it was typed, else as they stand.
func (s *Site) cycleForm(v *visit, p *report.Plan, typed url.Values) cycleForm {
	f := cycleForm{Words: strconv.Itoa(p.Limit), Floor: strconv.Itoa(p.Floor), Machine: p.Machine}
	if typed != nil {
		f.Words, f.Floor, f.Machine = clip(typed.Get("words"), 40), clip(typed.Get("floor"), 40), typed.Has(report.ChoiceRead)
	}
	for _, of := range weights {
		x := weightField{of, s.messages.text(v.lang, "cycle.weight."+of), weight(p.Weights[of])}
		if typed != nil {
			x.Value = clip(typed.Get("weight:"+of), 40)
		}
		f.Weights = append(f.Weights, x)
	}
	return f
}

func weight(w float64) string { return strconv.FormatFloat(w, 'g', -1, 64) }

// undertakingsBefore are the undertakings that were stated before a day, by what became
// of them: those first of which nothing is reported.
func (s *Site) undertakingsBefore(v *visit, w *Workplace, from string) (groups []undertakings, err error) {
	page, err := w.Register.Records(v.r.Context(), register.Filter{Kind: register.KindCommitment, Order: register.Newest, Untold: true, Limit: lookedAt})
	if err != nil {
		return nil, err
	}
	by := map[register.DueState]*undertakings{}
	for i := range page.Lines {
		rec := &page.Lines[i].Record
		var c register.Commitment
		if err := rec.Decode(&c); err != nil {
			return nil, err
		}
		if d, err := edtf.Parse(c.Date); err == nil && from != "" {
			if first, _ := d.Bounds(); !first.IsZero() && edtf.At(first).String() >= from {
				continue // said in the period of the cycle itself
			}
		}
		state := c.State(s.Now())
		g := by[state]
		if g == nil {
			g = &undertakings{Label: s.messages.text(v.lang, "cycle.undertaking."+string(state))}
			by[state] = g
		}
		if len(g.List) == shownUndertakings {
			g.More++
			continue
		}
		t := timed{hitView: hitView{Href: v.to("/records/" + url.PathEscape(rec.ID)), Who: s.obliged(v, c.Parties)}}
		if t.Title, t.Lang = titled(c.Title, v.lang); t.Title == "" {
			t.Title, t.Lang = rec.ID, "en"
		}
		t.Until = s.dueText(v, c.Due)
		g.List = append(g.List, t)
	}
	for _, state := range []register.DueState{register.DuePast, register.DueOpen, register.DueFollowed, register.DueDone, register.DueDropped} {
		if g := by[state]; g != nil {
			groups = append(groups, *g)
		}
	}
	return groups, nil
}

// obliged are those who owe what an undertaking says.
func (s *Site) obliged(v *visit, parties []register.Party) string {
	var names []string
	for _, p := range parties {
		if p.Role == "obligor" {
			names = append(names, s.Names.Short(p.Actor, v.lang))
		}
	}
	return strings.Join(names, s.messages.text(v.lang, "list.separator"))
}

// leftOver is what the cycle before had in its period and no draft of it tells; nil where
// there was none.
func (s *Site) leftOver(v *visit, w *Workplace, p *report.Plan) (*leftOver, error) {
	ctx := v.r.Context()
	cycles, err := w.Register.Records(ctx, register.Filter{Kind: register.KindCycle, Order: register.Newest, Untold: true, Limit: mostCycles})
	if err != nil || p.From == "" {
		return nil, err
	}
	var last *report.Plan
	for i := range cycles.Lines {
		var c register.Cycle
		if err := cycles.Lines[i].Record.Decode(&c); err != nil {
			return nil, err
		}
		d, err := edtf.Parse(c.Period)
		if err != nil || cycles.Lines[i].Record.ID == p.ID {
			continue
		}
		if _, end := d.Bounds(); end.IsZero() || edtf.At(end).String() >= p.From || last != nil && edtf.At(end).String() <= last.To {
			continue
		}
		if last, err = report.PlanOf(ctx, w.Register, w.Lexicon(), cycles.Lines[i].Record.ID); err != nil {
			return nil, err
		}
	}
	if last == nil {
		return nil, nil
	}
	out := &leftOver{Cycle: link{Href: v.to(cycleAddress(last.ID))}}
	out.Cycle.Label, out.CycleLang = cycleTitle(v.lang, last.ID, &last.Cycle)
	drafts, err := analysis.Count(ctx, w.Register, register.Filter{Kind: register.KindDraft, Has: []register.Condition{register.Has(register.FieldCycle, last.ID)}, Untold: true})
	if err != nil {
		return nil, err
	}
	// Before there is a draft or a published text, all would be left over.
	if out.Drafted = drafts+len(last.Cycle.Documents) > 0; !out.Drafted {
		return out, nil
	}
	m, err := report.LeftOver(ctx, w.Register, w.Lexicon(), last.ID)
	if err != nil {
		return nil, err
	}
	for _, section := range last.Sections {
		for _, a := range m.Acts[section.Organization] {
			if out.Count++; len(out.Acts) < shownLeft {
				out.Acts = append(out.Acts, s.actLine(v, a.ID, &a.Activity, a.Told.Quote))
			}
		}
	}
	return out, nil
}

// actLine is an act in one line of a list.
func (s *Site) actLine(v *visit, id string, a *register.Activity, quote string) actLine {
	l := actLine{Href: v.to("/activities/" + url.PathEscape(id)), When: date(v.lang, a.Date)}
	if l.Title, l.Lang = titled(a.Title, v.lang); l.Title == "" {
		l.Title, l.Lang = clip(quote, 160), ""
	}
	var who []string
	for i, p := range a.Parties {
		if i == 4 {
			who = append(who, "…")
			break
		}
		who = append(who, s.Names.Short(p.Actor, v.lang))
	}
	l.Who = strings.Join(who, s.messages.text(v.lang, "list.separator"))
	return l
}

// settings fixes what the form of a cycle asks for.
func (s *Site) settings(v *visit) error {
	w, form, err := s.posted(v)
	if err != nil {
		return err
	}
	plan, err := report.PlanOf(v.r.Context(), w.Register, w.Lexicon(), v.r.PathValue("cycle"))
	if err != nil {
		return err
	}
	// Only what is another than it was is a person's word.
	var words []string
	fix := func(what, was string) {
		if to := strings.TrimSpace(form.Get(what)); to != was {
			words = append(words, what+"="+clip(to, 40))
		}
	}
	fix(report.BudgetWords, strconv.Itoa(plan.Limit))
	fix(report.BudgetFloor, strconv.Itoa(plan.Floor))
	for _, of := range weights {
		fix("weight:"+of, weight(plan.Weights[of]))
	}
	if on := form.Has(report.ChoiceRead); on != plan.Machine {
		words = append(words, report.ChoiceRead+"="+inOut(on))
	}
	if err := s.fix(v, w, plan, form, words); err != nil {
		if kind := fault.KindOf(err); mends(kind) {
			return s.showCycle(v, w, kind.Status(), form, err)
		}
		return err
	}
	v.redirect(v.to(cycleAddress(plan.ID)) + "?done")
	return nil
}

func inOut(in bool) string {
	if in {
		return "in"
	}
	return "out"
}

// fix keeps what a person fixes of a cycle, as one act on the revision that he saw.
func (s *Site) fix(v *visit, w *Workplace, plan *report.Plan, form url.Values, words []string) error {
	seen, err := revisionOf(form)
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	fixed, err := report.Settings(ctx, w.Register, plan.ID, words)
	if err != nil {
		return err
	}
	if len(fixed) == 0 {
		return nil
	}
	budgets, choices := report.Settled(&plan.Cycle, fixed)
	said := []desk.Stated{{Field: register.FieldBudget, Values: budgets}, {Field: register.FieldChoice, Values: choices}}
	_, err = w.Desk.CorrectFields(ctx, plan.ID, seen, said, clip(strings.TrimSpace(form.Get("why")), 1000), w.Person(v.r))
	return err
}

// sectionPage is one section of a cycle: what goes in, and what is left out and why.
type sectionPage struct {
	Cycle           link
	CycleLang       string
	Line            sectionLine
	Organization    link
	Action          string
	Revision        int
	Out             bool
	Budget          string // as it was typed, or fixed by hand
	In, Left        []choiceLine
	Words           string
	MoreIn, MoreOut string // addresses of what follows
	Inputs          []sentLine
	Problem         *refusal
	Done            bool
}

// choiceLine is an act that may go in.
type choiceLine struct {
	actLine
	ID      string
	Words   int
	Why     string // why it is left out, or that a person fixed it
	Machine bool
	Buttons []option // what it can be made
}

// cycleSection is the page of a section.
func (s *Site) cycleSection(v *visit) error {
	w, err := s.desk()
	if err != nil {
		return err
	}
	return s.showSection(v, w, 200, nil, nil)
}

func (s *Site) showSection(v *visit, w *Workplace, status int, typed url.Values, problem error) error {
	d, err := s.chosenOf(v, w)
	if err != nil {
		return err
	}
	organization := v.r.PathValue("organization")
	at := slices.IndexFunc(d.Plan.Sections, func(x report.Section) bool { return x.Organization == organization })
	if at < 0 {
		return fault.New(fault.NotFound, "There is no section on %q in this cycle.", clip(organization, 80))
	}
	x := &d.Plan.Sections[at]
	pg := &sectionPage{Line: s.sectionLine(v, d, at), Action: v.to(sectionAddress(d.Plan.ID, organization)), Revision: d.Plan.Revision, Out: x.Out,
		Organization: link{Href: v.to("/actors/" + url.PathEscape(organization)), Label: s.Names.Display(organization, v.lang)}, Done: v.r.URL.Query().Has("done")}
	pg.Cycle.Href = v.to(cycleAddress(d.Plan.ID))
	pg.Cycle.Label, pg.CycleLang = cycleTitle(v.lang, d.Plan.ID, &d.Plan.Cycle)
	if x.Fixed > 0 {
		pg.Budget = strconv.Itoa(x.Fixed)
	}
	if typed.Has("budget") {
		pg.Budget, pg.Out = clip(typed.Get("budget"), 40), typed.Get("part") == "out"
	}
	if problem != nil {
		pg.Problem = s.messages.refusal(v.lang, problem)
	}
	inputs, err := s.cycleInputs(v, w, d.Plan.ID)
	if err != nil {
		return err
	}
	pg.Inputs = inputs[organization]
	pg.Inputs = pg.Inputs[:min(len(pg.Inputs), shownActs)]
	if sel := d.Chosen[organization]; !x.Out && sel != nil {
		acts := map[string]*report.Act{}
		for _, a := range d.Material.Acts[organization] {
			acts[a.ID] = a
		}
		line := func(id, why string) choiceLine { return s.choiceLine(v, d, acts[id], why) }
		q := v.r.URL.Query()
		from := func(name string, n int) int { return min(max(number(q.Get(name)), 0), n) }
		inFrom, outFrom := from("in", len(sel.In)), from("out", len(sel.Left))
		for _, id := range sel.In[inFrom:min(inFrom+shownActs, len(sel.In))] {
			pg.In = append(pg.In, line(id, ""))
		}
		for _, l := range sel.Left[outFrom:min(outFrom+shownActs, len(sel.Left))] {
			pg.Left = append(pg.Left, line(l.ID, l.Why))
		}
		if next := inFrom + shownActs; next < len(sel.In) {
			pg.MoreIn = pg.Action + "?in=" + strconv.Itoa(next) + "&out=" + strconv.Itoa(outFrom) + "#in"
		}
		if next := outFrom + shownActs; next < len(sel.Left) {
			pg.MoreOut = pg.Action + "?in=" + strconv.Itoa(inFrom) + "&out=" + strconv.Itoa(next) + "#out"
		}
		pg.Words = s.messages.number(v.lang, sel.Words)
	}
	s.render(v, status, "cycle_section.html", pg.Line.Name+s.messages.text(v.lang, "list.separator")+pg.Cycle.Label, pg)
	return nil
}

// choiceLine is an act with what it can be made: in, out, or what the rule says.
func (s *Site) choiceLine(v *visit, d *report.Made, a *report.Act, why string) choiceLine {
	l := choiceLine{actLine: s.actLine(v, a.ID, &a.Activity, a.Told.Quote), ID: a.ID, Words: d.Prose.Length(a), Machine: a.Machine}
	if l.Title == "" {
		l.Title, l.Lang = a.ID, "en"
	}
	fix := d.Plan.Fix(a.ID)
	switch {
	case why != "":
		l.Why = s.messages.text(v.lang, "cycle.why."+why)
	case fix == report.In:
		l.Why = s.messages.text(v.lang, "cycle.why.in-by-hand")
	}
	for _, b := range []struct {
		value string
		fix   report.Fix
	}{{"in", report.In}, {"out", report.Out}, {"rule", report.Free}} {
		if b.fix != fix {
			l.Buttons = append(l.Buttons, option{Value: b.value, Label: s.messages.text(v.lang, "cycle.do."+b.value)})
		}
	}
	return l
}

// fixSection fixes an act, or the section itself.
func (s *Site) fixSection(v *visit) error {
	w, form, err := s.posted(v)
	if err != nil {
		return err
	}
	plan, err := report.PlanOf(v.r.Context(), w.Register, w.Lexicon(), v.r.PathValue("cycle"))
	if err != nil {
		return err
	}
	organization := v.r.PathValue("organization")
	at := slices.IndexFunc(plan.Sections, func(x report.Section) bool { return x.Organization == organization })
	if at < 0 {
		return fault.New(fault.NotFound, "There is no section on %q in this cycle.", clip(organization, 80))
	}
	x := &plan.Sections[at]
	var words []string
	switch do := form.Get("do"); do {
	case "in", "out", "rule":
		words = []string{clip(form.Get("act"), 80) + "=" + do}
	case "section":
		budget := strings.TrimSpace(form.Get("budget"))
		if budget == "" {
			budget = "0" // by the rule
		}
		if budget != strconv.Itoa(x.Fixed) {
			words = append(words, organization+"="+clip(budget, 40))
		}
		if out := form.Get("part") == "out"; out != x.Out {
			words = append(words, organization+"="+inOut(!out))
		}
	default:
		return fault.New(fault.Usage, "The form does not say what to do.")
	}
	if err := s.fix(v, w, plan, form, words); err != nil {
		if kind := fault.KindOf(err); mends(kind) {
			return s.showSection(v, w, kind.Status(), form, err)
		}
		return err
	}
	v.redirect(v.to(sectionAddress(plan.ID, organization)) + "?done")
	return nil
}
