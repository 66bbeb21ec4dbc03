package report

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"concord/analysis"
	"concord/edtf"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
	"concord/search"
)

// Ask is what a brief is asked for.
type Ask struct {
	// About is whom or what it is about, one or two: the identifier of an organization or
	// a place, or "theme:" and a theme. Of two it tells what is between them.
	About    []string
	Language string
	For      string // "meeting on 2026-12-03"; a date in it is written out
	Now      time.Time
}

// BriefWords is what a brief has at most: two pages.
const BriefWords = 900

// Bounds of its lists; what they leave out is counted.
const (
	briefContacts     = 6
	briefInstruments  = 6
	briefUndertakings = 6
	briefRows         = 5
	briefPoints       = 5
	briefOpenings     = 3 // of each sort
	briefEarlier      = 3 // points of before the last two years, where these have none
	briefLooked       = 200
	fewActs           = 3 // one report makes no trend
)

// Kinds of subject.
const (
	aboutPartner = "partner"
	aboutEntity  = "un"
	aboutOther   = "other"
	aboutTheme   = "theme"
	aboutPlace   = "place"
)

// subject is one of whom or what a brief is about.
type subject struct {
	id, kind string
	with     []string // its own bodies, whose acts count as its
	name     string
	has      register.Condition
	match    *register.Match // in place of has
}

// brief is one in the making.
type brief struct {
	ctx   context.Context
	r     register.Reader
	lex   *lexicon.Lexicon
	ask   Ask
	lang  string
	since time.Time // what is before is old
	about []subject
	works map[string]told // by their IDs

	sections []*briefSection
	tail     []Part // behind the sections
}

// Brief writes what the register holds for a meeting: last contacts, instruments,
// undertakings, who does what, points raised, openings. Each sentence rests on a record
// and has its source as a footnote; a language without prose of its own gets tables.
func Brief(ctx context.Context, r register.Reader, lex *lexicon.Lexicon, ask Ask) (*Text, error) {
	if !slices.Contains(lexicon.Languages, ask.Language) {
		return nil, fault.New(fault.Invalid, "A brief is written in one of these languages: %s.", strings.Join(lexicon.Languages, ", "))
	}
	if len(ask.About) == 0 || len(ask.About) > 2 {
		return nil, fault.New(fault.Invalid, "A brief is about an organization, a theme or a country, or about two of them.")
	}
	b := &brief{ctx: ctx, r: r, lex: lex, ask: ask, lang: ask.Language, since: ask.Now.AddDate(-2, 0, 0), works: map[string]told{}}
	for _, id := range ask.About {
		s, err := b.subject(id)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(b.about, func(o subject) bool { return o.id == s.id }) {
			return nil, fault.New(fault.Invalid, "A brief on two asks for two different ones; %s is named twice.", s.name)
		}
		b.about = append(b.about, s)
	}
	if err := b.gather(); err != nil {
		return nil, err
	}
	return b.compose(), nil
}

// subject finds out what an identifier stands for.
func (b *brief) subject(id string) (subject, error) {
	if theme, ok := strings.CutPrefix(id, "theme:"); ok {
		label, err := b.theme(theme)
		if err != nil || label == "" {
			return subject{}, cmp.Or(err, error(fault.New(fault.NotFound, "There is no theme %q.", theme)))
		}
		return subject{id: id, kind: aboutTheme, name: label, has: register.Has(register.FacetTheme, theme)}, nil
	}
	s := subject{id: id, name: b.name(id)}
	if a, ok := b.lex.Actor(id); ok {
		s.kind = aboutOther
		if a.Type == aboutPartner || a.Type == aboutEntity {
			s.kind = a.Type
		}
		s.with = []string{id}
		if id != lexicon.UN { // of which everybody is a part
			for _, x := range b.lex.Actors() {
				if x.ID != id && (x.Parent == id || x.Partner == id) {
					s.with = append(s.with, x.ID)
				}
			}
		}
		s.has = register.Has(register.FacetActor, s.with...)
		return s, nil
	}
	if _, ok := b.lex.Place(id); ok {
		// What is done in a country, and what its government takes part in.
		s.kind = aboutPlace
		s.match = &register.Match{Op: register.OpOr, Parts: []register.Match{facetIs(register.FacetPlace, id), facetIs(register.FacetState, id)}}
		return s, nil
	}
	return subject{}, fault.New(fault.NotFound, "There is no organization, country or theme %q.", id)
}

func facetIs(facet, value string) register.Match {
	return register.Match{Op: register.OpPhrase, Tokens: []string{search.FacetToken(facet, value)}, Column: "facet"}
}

// filter finds the records of a kind that are about the subjects.
func (b *brief) filter(kind register.Kind, more ...register.Condition) register.Filter {
	return about(b.about, kind, more...)
}

func about(list []subject, kind register.Kind, more ...register.Condition) register.Filter {
	f := register.Filter{Kind: kind, Order: register.Newest, Has: more}
	var found []register.Match
	for _, s := range list {
		if s.match != nil {
			found = append(found, *s.match)
		} else {
			f.Has = append(f.Has, s.has)
		}
	}
	switch len(found) {
	case 0:
	case 1:
		f.Match = &found[0]
	default:
		f.Match = &register.Match{Op: register.OpAnd, Parts: found}
	}
	return f
}

// happened leaves out acts of which only a plan, a wish or a stop is reported.
func happened() register.Condition {
	return register.Condition{Facet: register.FacetModality, Any: []string{"planned", "agreed", "proposed", "urged", "suspended"}, Not: true}
}

func (b *brief) today() string { return b.ask.Now.Format(time.DateOnly) }

// listed is a page of records, decoded where they are acts.
func (b *brief) listed(f register.Filter, most int) (register.Page, error) {
	f.Limit = most
	return b.r.Records(b.ctx, f)
}

// gather asks the register.
func (b *brief) gather() error {
	sum, err := analysis.Sum(b.ctx, b.r, b.filter(register.KindActivity), b.ask.Now, register.FacetTheme, register.FacetParty,
		register.FacetDocument, "mandate", register.FacetDoubt)
	if err != nil {
		return err
	}
	glance, known, err := b.glance(sum)
	if err != nil {
		return err
	}
	contacts, err := b.contacts()
	if err != nil {
		return err
	}
	instruments, err := b.instruments()
	if err != nil {
		return err
	}
	undertakings, open, err := b.undertakings()
	if err != nil {
		return err
	}
	who, err := b.who(sum)
	if err != nil {
		return err
	}
	points, err := b.points(contacts)
	if err != nil {
		return err
	}
	openings, err := b.openings(sum, open)
	if err != nil {
		return err
	}
	b.sections = []*briefSection{glance, contacts, instruments, undertakings, who, points, openings}
	if sum.Acts == 0 {
		// What is not known is said once, not in each section.
		b.sections = slices.DeleteFunc(b.sections, func(s *briefSection) bool { return len(s.items) == 0 || s.id == "openings" })
		glance.first = append([]Sentence{b.frame(b.nothing())}, glance.first...)
		if known == 0 || len(b.sections) <= 1 {
			if !slices.Contains(b.sections, glance) {
				b.sections = append([]*briefSection{glance}, b.sections...)
			}
		}
		b.tail = b.names()
	}
	return b.marked()
}

func (b *brief) nothing() string {
	if len(b.about) == 2 {
		return b.say("nothing.between", "a", b.about[0].name, "b", b.about[1].name)
	}
	return b.say("nothing.known", "name", b.about[0].name)
}

// glance is what the acts come to, and what is known of the cooperation as a whole.
func (b *brief) glance(sum *analysis.Profile) (s *briefSection, known int, err error) {
	s = &briefSection{id: "glance"}
	if sum.Acts > 0 {
		f := b.filter(register.KindActivity, happened())
		f.To = b.today()
		last, err := b.listed(f, 1)
		if err != nil {
			return nil, 0, err
		}
		if len(last.Lines) == 0 {
			if last, err = b.listed(b.filter(register.KindActivity), 1); err != nil {
				return nil, 0, err
			}
		}
		key := "count"
		if sum.Last == "" {
			key = "count.undated"
		}
		count := b.say(key, "n", sum.Acts, "reviewed", sum.Reviewed, "documents", sum.Documents, "date", b.date(sum.Last))
		rests := restsOn(last.Lines)
		note := []string{b.say("source.count", "date", b.date(b.today()))}
		s.first = append(s.first, Sentence{Text: count, Rests: rests, Notes: note})
		if slices.ContainsFunc(b.about, func(x subject) bool { return len(x.with) > 1 }) {
			s.first = append(s.first, b.frame(b.say("count.bodies")))
		}
		for _, c := range sum.Counts[register.FacetDoubt] {
			if key := map[string]string{register.DoubtSame: "count.same", register.DoubtContested: "count.contested"}[c.Value]; key != "" {
				s.first = append(s.first, Sentence{Text: b.say(key, "n", c.Count), Rests: rests, Notes: note})
			}
		}
		if sum.Last != "" && b.old(sum.Last) {
			sentence := Sentence{Text: b.say("latest.old"), Rests: rests}
			if len(last.Lines) > 0 {
				if sentence.Notes, err = b.sources(&last.Lines[0]); err != nil {
					return nil, 0, err
				}
			}
			s.first = append(s.first, sentence)
		}
	}
	if len(b.about) > 1 || b.about[0].kind != aboutPartner {
		return s, 0, nil
	}
	page, err := b.listed(register.Filter{Kind: register.KindRelationship, Has: []register.Condition{register.Has(register.FacetParty, b.about[0].id)}}, 20)
	if err != nil {
		return nil, 0, err
	}
	for i := range page.Lines {
		l := &page.Lines[i]
		var rel register.Relationship
		if err := l.Record.Decode(&rel); err != nil {
			return nil, 0, err
		}
		if rel.Partner != b.about[0].id {
			continue // it leads the department, or hosts the office
		}
		var said []string
		if session, rest, ok := strings.Cut(rel.SubItem, "/"); ok {
			said = append(said, b.say("relation.subitem", "item", rest, "session", session))
		}
		for _, x := range [][2]string{{"first", rel.FirstResolution}, {"observer", b.date(rel.Observer)}, {"lead", b.name(rel.Lead)}, {"elsewhere", rel.Elsewhere}} {
			if x[1] != "" {
				said = append(said, b.say("relation."+x[0], "x", x[1]))
			}
		}
		notes, err := b.sources(l)
		if err != nil {
			return nil, 0, err
		}
		for i, text := range said {
			sentence := Sentence{Text: text, Rests: restsOn([]register.Line{*l})}
			if i == len(said)-1 {
				sentence.Notes = notes
			}
			s.first = append(s.first, sentence)
		}
		known += len(said)
	}
	return s, known, nil
}

// contacts are the last acts at summit and senior level, and what is ahead.
func (b *brief) contacts() (*briefSection, error) {
	s := &briefSection{id: "contacts", ages: true, head: []string{"date", "what", "with"}}
	f := b.filter(register.KindActivity, register.Has(register.FacetModality, "planned", "agreed"))
	f.From, f.Order = b.today(), register.Oldest
	ahead, err := b.listed(f, 2)
	if err != nil {
		return nil, err
	}
	high := []register.Condition{register.Has(register.FacetLevel, "summit", "senior"), happened()}
	f = b.filter(register.KindActivity, high...)
	f.To = b.today()
	page, err := b.listed(f, briefContacts)
	if err != nil {
		return nil, err
	}
	undated := register.Page{}
	if len(page.Lines) < briefContacts {
		f = b.filter(register.KindActivity, high...)
		f.Undated = true
		if undated, err = b.listed(f, min(2, briefContacts-len(page.Lines))); err != nil {
			return nil, err
		}
	}
	s.more = page.Total - len(page.Lines) + undated.Total - len(undated.Lines)
	for _, x := range []struct {
		key   string
		lines []register.Line
	}{{"contact.ahead", ahead.Lines}, {"contact", page.Lines}, {"contact", undated.Lines}} {
		for i := range x.lines {
			s.items = append(s.items, b.act(x.key, &x.lines[i]))
		}
	}
	return s, nil
}

// act is an act as an item of a list, said by a message.
func (b *brief) act(key string, l *register.Line) *briefItem {
	a := &l.Activity
	it := &briefItem{lines: []register.Line{*l}, date: a.Date}
	when := b.when(a.Date)
	if a.Date == "" {
		key = strings.TrimSuffix(key, ".ahead") + ".undated"
	}
	what, with := b.what(a), b.with(a)
	modality := "" // what is done needs no word for it
	if a.Modality != "" && a.Modality != "done" {
		modality = b.say("modality." + a.Modality)
	} else {
		key = strings.Replace(key, "point", "contact", 1)
	}
	it.cells = []string{b.dateOr(a.Date), what, with}
	if b.prose() {
		named := ""
		if with != "" {
			named = b.say("with", "names", with)
		}
		it.text = b.say(key, "When", capital(when), "when", when, "what", what, "with", named, "modality", modality)
	}
	return it
}

// standings in the order in which they matter before a meeting.
var standings = []register.Standing{register.StandingEndsSoon, register.StandingUnrenewed, register.StandingRuns, register.StandingExtended,
	register.StandingDrafting, register.StandingBefore, register.StandingNoTerm, register.StandingEnded}

// instruments are those of the subjects: joint ones first, by what may be said of their term.
func (b *brief) instruments() (*briefSection, error) {
	s := &briefSection{id: "instruments", head: []string{"instrument", "term", "standing"}}
	page, err := b.listed(b.filter(register.KindInstrument), briefLooked)
	if err != nil {
		return nil, err
	}
	type ranked struct {
		*briefItem
		at, last int
	}
	var list []ranked
	for i := range page.Lines {
		l := &page.Lines[i]
		var n register.Instrument
		if err := l.Record.Decode(&n); err != nil {
			return nil, err
		}
		st := n.Standing(b.ask.Now)
		x := ranked{&briefItem{lines: []register.Line{*l}, cells: []string{b.title(n.Title, ""), b.date(n.Term), b.say("standing." + string(st))}}, slices.Index(standings, st), 0}
		if n.Scope == "joint" {
			x.at -= len(standings)
		}
		if d, err := edtf.Parse(n.Term); err == nil {
			_, end := d.Bounds()
			x.last = int(end.Year)
		}
		if b.prose() {
			x.text = b.say("instrument."+string(st), "title", x.cells[0], "term", x.cells[1])
		}
		list = append(list, x)
	}
	slices.SortStableFunc(list, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.last, a.last)) })
	for _, x := range list[:min(len(list), briefInstruments)] {
		s.items = append(s.items, x.briefItem)
	}
	s.more = page.Total - len(s.items)
	return s, nil
}

// undertakings of the subjects, those first of which something is to be asked; open are
// those of which nothing is reported.
func (b *brief) undertakings() (s *briefSection, open []register.Line, err error) {
	s = &briefSection{id: "undertakings", ages: true, head: []string{"undertaking", "obligor", "due", "standing"}}
	page, err := b.listed(b.filter(register.KindCommitment), briefLooked)
	if err != nil {
		return nil, nil, err
	}
	type ranked struct {
		*briefItem
		at  int
		due string
	}
	order := []string{"past-due", "late", "open", "followed", "done", "dropped"}
	var list []ranked
	for i := range page.Lines {
		l := &page.Lines[i]
		var c register.Commitment
		if err := l.Record.Decode(&c); err != nil {
			return nil, nil, err
		}
		state := c.State(b.ask.Now)
		key := string(state)
		if bare := (register.Commitment{Due: c.Due}); state == register.DueFollowed && bare.State(b.ask.Now) == register.DuePast {
			key = "late"
		}
		if (state == register.DueOpen || state == register.DuePast) && len(c.FollowUps) == 0 {
			open = append(open, *l)
		}
		var owe []string
		for _, p := range c.Parties {
			if p.Role == "obligor" {
				owe = append(owe, b.short(p.Actor))
			}
		}
		names, due, said := b.join(owe, 3), b.due(c.Due), b.say("due."+key)
		x := ranked{&briefItem{lines: []register.Line{*l}, date: c.Date, cells: []string{b.title(c.Title, ""), names, due, said}}, slices.Index(order, key), c.Due}
		if b.prose() {
			owed := ""
			if names != "" {
				owed = b.say("undertaking.by", "names", names)
			}
			if due != "" {
				said = b.say("undertaking.due", "state", said, "due", due)
			}
			x.text = b.say("undertaking", "title", x.cells[0], "owed", owed, "state", said)
		}
		list = append(list, x)
	}
	slices.SortStableFunc(list, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.due, a.due)) })
	for _, x := range list[:min(len(list), briefUndertakings)] {
		s.items = append(s.items, x.briefItem)
	}
	s.more = page.Total - len(s.items)
	return s, open, nil
}

// who is the table of those who take part and on what; between two it is by theme.
func (b *brief) who(sum *analysis.Profile) (*briefSection, error) {
	s := &briefSection{id: "who", ages: true, table: true, head: []string{"who", "acts", "themes", "latest"}, caption: "who.caption"}
	f := b.filter(register.KindActivity, happened())
	facet := register.FacetParty
	if len(b.about) == 2 {
		if sum.Acts <= briefRows {
			return s, b.each(f, s)
		}
		facet = register.FacetTheme
		s.caption, s.head = "who.caption.theme", []string{"theme", "acts", "what", "latest"}
	}
	counts, err := b.r.Facets(b.ctx, f, facet)
	if err != nil {
		return nil, err
	}
	var chosen []register.FacetCount
	for _, c := range counts[facet] { // the most frequent first
		if c.Value == lexicon.NoTheme || facet == register.FacetParty && !b.other(c.Value) {
			continue
		}
		chosen = append(chosen, c)
	}
	if len(chosen) > briefRows {
		s.more = len(chosen) - briefRows
		chosen = chosen[:briefRows]
	}
	themes := map[string][]string{}
	if facet == register.FacetParty && len(chosen) > 0 {
		pairs, err := b.r.Cross(b.ctx, f, register.FacetParty, register.FacetTheme)
		if err != nil {
			return nil, err
		}
		slices.SortStableFunc(pairs, func(x, y register.CrossCount) int { return cmp.Compare(y.Count, x.Count) })
		for _, c := range pairs {
			if c.Column == lexicon.NoTheme || len(themes[c.Row]) == 2 {
				continue
			}
			label, err := b.theme(c.Column)
			if err != nil {
				return nil, err
			}
			themes[c.Row] = append(themes[c.Row], label)
		}
	}
	for _, c := range chosen {
		last, err := b.latest(f, register.Has(facet, c.Value))
		if err != nil {
			return nil, err
		}
		if last == nil {
			continue
		}
		date := b.dateOr(last.Activity.Date)
		it := &briefItem{lines: []register.Line{*last}, date: last.Activity.Date}
		if facet == register.FacetTheme {
			label, err := b.theme(c.Value)
			if err != nil {
				return nil, err
			}
			it.cells = []string{label, b.number(c.Count), b.what(&last.Activity), date}
		} else {
			it.cells = []string{b.name(c.Value), b.number(c.Count), strings.Join(themes[c.Value], b.say("separator")), date}
		}
		s.items = append(s.items, it)
	}
	return s, nil
}

// each lists the acts between two, where they are few.
func (b *brief) each(f register.Filter, s *briefSection) error {
	s.caption, s.head = "who.caption.acts", []string{"what", "themes", "date"}
	page, err := b.listed(f, briefRows)
	if err != nil {
		return err
	}
	for _, l := range page.Lines {
		themes, err := b.themes(l.Activity.Themes)
		if err != nil {
			return err
		}
		s.items = append(s.items, &briefItem{lines: []register.Line{l}, date: l.Activity.Date,
			cells: []string{b.what(&l.Activity), themes, b.dateOr(l.Activity.Date)}})
	}
	return nil
}

// other tells whether an organization is of the other side: of a partner an entity of
// the United Nations, of an entity a partner; of a theme or a country whoever it is.
func (b *brief) other(id string) bool {
	a, _ := b.lex.Actor(id)
	if id == lexicon.UN || b.name(id) == "" || slices.Contains(b.about[0].with, id) {
		return false
	}
	switch b.about[0].kind {
	case aboutPartner:
		return a.Type == aboutEntity
	case aboutEntity:
		return a.Type == aboutPartner
	}
	return true
}

// latest is the latest dated act that has happened of those that a filter finds and that
// have a value; an undated one where none is dated; nil for none.
func (b *brief) latest(f register.Filter, has ...register.Condition) (*register.Line, error) {
	f.Has = append(slices.Clip(f.Has), has...)
	f.To = b.today()
	page, err := b.listed(f, 1)
	if err == nil && len(page.Lines) == 0 {
		f.To = ""
		page, err = b.listed(f, 1)
	}
	if err != nil || len(page.Lines) == 0 {
		return nil, err
	}
	return &page.Lines[0], nil
}

// points are what was stated, agreed, proposed or urged in the last two years; where that
// is nothing, the last that was.
func (b *brief) points(contacts *briefSection) (*briefSection, error) {
	s := &briefSection{id: "points", ages: true, head: []string{"date", "what", "with", "modality"}}
	point := register.Match{Op: register.OpOr, Parts: []register.Match{facetIs(register.FacetKind, "statement"),
		facetIs(register.FacetModality, "agreed"), facetIs(register.FacetModality, "proposed"), facetIs(register.FacetModality, "urged")}}
	told := map[string]bool{}
	for _, it := range contacts.items {
		told[it.lines[0].Record.ID] = true
	}
	find := func(from string, most int) error {
		f := b.filter(register.KindActivity)
		f.From = from
		if f.Match == nil {
			f.Match = &point
		} else {
			f.Match = &register.Match{Op: register.OpAnd, Parts: []register.Match{*f.Match, point}}
		}
		page, err := b.listed(f, most+len(contacts.items))
		if err != nil {
			return err
		}
		for i := range page.Lines {
			l := &page.Lines[i]
			if told[l.Record.ID] || len(s.items) == most {
				continue
			}
			it := b.act("point", l)
			as := "kind." + orOther(l.Activity.Kind)
			if m := l.Activity.Modality; m != "" && m != "done" {
				as = "modality." + m
			}
			it.cells = append(it.cells, b.say(as))
			s.items = append(s.items, it)
		}
		// Those that a contact tells already are among the first.
		if s.more = page.Total - len(page.Lines); len(s.items) == most {
			s.more = page.Total - most
			for i := range page.Lines {
				if told[page.Lines[i].Record.ID] {
					s.more--
				}
			}
		}
		return nil
	}
	if err := find(b.since.Format(time.DateOnly), briefPoints); err != nil {
		return nil, err
	}
	if len(s.items) > 0 {
		return s, nil
	}
	s.first = append(s.first, b.frame(b.say("nothing.points")))
	return s, find("", briefEarlier)
}

// openings are what nobody has reported anything of where one would look for it.
func (b *brief) openings(sum *analysis.Profile, undertakings []register.Line) (*briefSection, error) {
	s := &briefSection{id: "openings", head: []string{"opening"}}
	add := func(text string, lines ...register.Line) {
		s.items = append(s.items, &briefItem{lines: lines, text: text, cells: []string{text}})
	}
	named := map[string]bool{}
	for _, facet := range []string{register.FacetDocument, "mandate"} {
		for _, c := range sum.Counts[facet] {
			named[c.Value] = true
		}
	}
	page, err := b.listed(b.filter(register.KindMandate), briefLooked)
	if err != nil {
		return nil, err
	}
	for _, l := range page.Lines {
		var m register.Mandate
		if err := l.Record.Decode(&m); err != nil {
			return nil, err
		}
		if named[l.Record.ID] || m.Symbol == "" || named[m.Symbol] {
			continue
		}
		if len(s.items) < briefOpenings {
			add(b.say("open.mandate", "title", b.title(m.Title, m.Symbol)), l)
		} else {
			s.more++
		}
	}
	for i, l := range undertakings {
		if i == briefOpenings {
			s.more += len(undertakings) - i
			break
		}
		var c register.Commitment
		if err := l.Record.Decode(&c); err != nil {
			return nil, err
		}
		add(b.say("open.undertaking", "title", b.title(c.Title, "")), l)
	}
	if sum.Acts == 0 {
		return s, nil
	}
	return s, b.silent(sum, add)
}

// silent finds themes on which others of the kind are active and the subject has
// nothing reported; of a theme the partners that are active on others.
func (b *brief) silent(sum *analysis.Profile, add func(string, ...register.Line)) error {
	one := b.about[0]
	if len(b.about) == 2 {
		return b.apart(sum, add)
	}
	facet, key, have, name := register.FacetTheme, "open.theme", map[string]bool{lexicon.NoTheme: true}, b.short(one.id)
	f := register.Filter{Order: register.Newest, Has: []register.Condition{happened()}}
	var others []string // partners
	for _, a := range b.lex.Actors() {
		if a.Type == aboutPartner && !slices.Contains(one.with, a.ID) {
			others = append(others, a.ID)
		}
	}
	f.Has = append(f.Has, register.Has(register.FacetParty, others...))
	theme := "" // of an entity, the one on which most of its acts are
	switch one.kind {
	case aboutPartner:
	case aboutEntity:
		facet, key = register.FacetParty, "open.partner"
		for _, c := range sum.Counts[register.FacetTheme] {
			if c.Value != lexicon.NoTheme {
				var err error
				if theme, err = b.theme(c.Value); err != nil {
					return err
				}
				f.Has = append(f.Has, register.Has(register.FacetTheme, c.Value))
				break
			}
		}
		if theme == "" {
			return nil
		}
	case aboutTheme:
		facet, key = register.FacetParty, "open.party"
	default:
		return nil
	}
	for _, c := range sum.Counts[facet] {
		have[c.Value] = true
	}
	counts, err := b.r.Facets(b.ctx, f, facet)
	if err != nil {
		return err
	}
	n := 0
	for _, c := range counts[facet] {
		if have[c.Value] || facet == register.FacetParty && !slices.Contains(others, c.Value) || c.Count < fewActs {
			continue
		}
		last, err := b.latest(f, register.Has(facet, c.Value))
		if err != nil {
			return err
		}
		if last == nil {
			continue
		}
		other := ""
		if facet == register.FacetParty {
			other = b.name(c.Value)
		} else if theme, err = b.theme(c.Value); err != nil {
			return err
		}
		add(b.say(key, "theme", theme, "n", c.Count, "name", name, "other", other, "title", b.dated(&last.Activity)), *last)
		if n++; n == briefOpenings {
			return nil
		}
	}
	return nil
}

// apart finds themes on which both of a pair are active, and not with each other.
func (b *brief) apart(sum *analysis.Profile, add func(string, ...register.Line)) error {
	have := map[string]bool{lexicon.NoTheme: true}
	for _, c := range sum.Counts[register.FacetTheme] {
		have[c.Value] = true
	}
	var counts [2]map[string]int
	var filters [2]register.Filter
	for i := range b.about {
		filters[i] = about(b.about[i:i+1], register.KindActivity, happened())
		got, err := b.r.Facets(b.ctx, filters[i], register.FacetTheme)
		if err != nil {
			return err
		}
		counts[i] = map[string]int{}
		for _, c := range got[register.FacetTheme] {
			counts[i][c.Value] = c.Count
		}
	}
	var shared []string
	for theme := range counts[0] {
		if counts[1][theme] > 0 && !have[theme] {
			shared = append(shared, theme)
		}
	}
	slices.SortFunc(shared, func(x, y string) int {
		return cmp.Or(cmp.Compare(min(counts[0][y], counts[1][y]), min(counts[0][x], counts[1][x])), cmp.Compare(x, y))
	})
	for _, theme := range shared[:min(len(shared), briefOpenings)] {
		var lines []register.Line
		for i := range filters {
			last, err := b.latest(filters[i], register.Has(register.FacetTheme, theme))
			if err != nil {
				return err
			}
			if last != nil {
				lines = append(lines, *last)
			}
		}
		label, err := b.theme(theme)
		if err != nil {
			return err
		}
		add(b.say("open.shared", "theme", label, "a", b.short(b.about[0].id), "b", b.short(b.about[1].id), "na", b.number(counts[0][theme]), "nb", b.number(counts[1][theme])), lines...)
	}
	return nil
}

// marked asks once for all that is open about the records that are told, and notes what
// a reader has to know of each.
func (b *brief) marked() error {
	var ids []string
	for _, s := range b.sections {
		for _, it := range s.items {
			for _, l := range it.lines {
				ids = append(ids, l.Record.ID)
			}
		}
	}
	slices.Sort(ids)
	cases, err := b.r.Cases(b.ctx, slices.Compact(ids)...)
	if err != nil {
		return err
	}
	of := map[string]*register.Case{}
	for i := range cases {
		of[cases[i].Record.ID] = &cases[i]
	}
	for _, s := range b.sections {
		for _, it := range s.items {
			for i := range it.lines {
				if it.sources, err = b.also(it.sources, &it.lines[i]); err != nil {
					return err
				}
				b.mark(it, of[it.lines[i].Record.ID])
			}
			// What has no date is at least as old as the document that tells it.
			if d := cmp.Or(it.date, b.works[it.lines[0].Told.Work].until); s.ages && d != "" && b.old(d) {
				it.add(b.say("mark.old"))
			}
		}
	}
	return nil
}

func (b *brief) mark(it *briefItem, c *register.Case) {
	if c == nil {
		return
	}
	var parties []string
	if c.Record.Kind == register.KindActivity {
		if a, err := c.Record.Activity(); err == nil {
			for _, p := range a.Parties {
				parties = append(parties, p.Actor)
			}
		}
	} else {
		var v struct{ Parties []register.Party }
		if c.Record.Decode(&v) == nil {
			for _, p := range v.Parties {
				parties = append(parties, p.Actor)
			}
		}
	}
	agreed := register.Agree(c.Confirmations, parties, b.side, 0)
	switch agreed.State {
	case register.AgreementContested:
		it.add(b.say("mark.contested", "names", b.joined(agreed.Contested, 3)))
	case register.AgreementOneSided:
		it.add(b.say("mark.one", "names", b.joined(agreed.Confirmed, 3)))
	}
	if readAlone(&c.Record) {
		it.add(b.say("mark.machine"))
	}
	for _, x := range c.Sames {
		if x.State == register.SameAsked {
			it.add(b.say("mark.same"))
			break
		}
	}
	for _, x := range c.Claims {
		if x.State == register.Proposed {
			it.add(b.say("mark.proposed"))
			break
		}
	}
}

// side of an organization, as the register's rules ask for it: the United Nations, or the
// organization that a body belongs to.
func (b *brief) side(id string) string {
	a, _ := b.lex.Actor(id)
	switch {
	case a.Partner != "":
		return aboutPartner
	case a.Type == aboutEntity:
		return aboutEntity
	}
	return aboutOther
}

// readAlone tells whether rules alone have read a record.
func readAlone(r *register.Record) bool {
	return r.Review == register.None && (r.Origin == register.Read || r.Origin == register.Sample)
}

// old tells whether a date ended more than two years before the brief.
func (b *brief) old(date string) bool {
	d, err := edtf.Parse(date)
	if err != nil {
		return false
	}
	_, end := d.Bounds()
	if end.IsZero() {
		return false
	}
	month, day := max(int(end.Month), 1), int(end.Day)
	if end.Month == 0 || end.Month > 12 {
		month = 12
	}
	if day == 0 {
		month, day = month+1, 0 // the last of the month
	}
	return time.Date(int(end.Year), time.Month(month), day, 0, 0, 0, 0, time.UTC).Before(b.since)
}
