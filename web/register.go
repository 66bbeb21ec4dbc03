package web

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"concord/document"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
	"concord/search"
)

// FromRegister is the library of a register. The lexicon in force binds sections to the
// sub-items of the agenda that name the same organization.
func FromRegister(r register.Reader, lex func() *lexicon.Lexicon) Library {
	var turns atomic.Int64
	turn := func() int64 { return 0 }
	if lex != nil {
		turn = lexicon.Follow(lex, func(*lexicon.Lexicon) int64 { return turns.Add(1) })
	}
	return &shelves{r, lex, lexicon.Follow(lex, search.NewNames), lexicon.Follow(lex, newResolving), time.Now, turn}
}

type shelves struct {
	r   register.Reader
	lex func() *lexicon.Lexicon // gives the names in force
	box func() *search.Names
	// resolver finds whom a person names.
	resolver func() resolving
	now      func() time.Time
	// turn counts the lexicons that came into force.
	turn func() int64
}

func (s *shelves) Counts(ctx context.Context) (Counts, error) {
	t, err := s.r.Totals(ctx)
	return Counts{Documents: t.Register.Documents, Paragraphs: t.Register.Paragraphs, Activities: t.Register.Activities, SampleDocuments: t.Samples.Documents}, err
}

// listed is how many documents a list shows at most: beyond it a list is no help
// and search has to be.
const listed = 2000

func (s *shelves) Documents(ctx context.Context) ([]Entry, error) {
	return s.list(ctx, register.DocumentFilter{Samples: true, Limit: listed})
}

func (s *shelves) Shelf(ctx context.Context, f register.DocumentFilter) ([]Entry, error) {
	return s.list(ctx, f)
}

func (s *shelves) list(ctx context.Context, f register.DocumentFilter) ([]Entry, error) {
	lines, err := s.r.Documents(ctx, f)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, len(lines))
	for i, l := range lines {
		e := entry(l.Work, l.Version)
		e.Paragraphs, e.Activities, e.Doubts = l.Paragraphs, l.Activities, l.Candidates+l.Questions
		entries[i] = e
	}
	slices.SortStableFunc(entries, func(a, b Entry) int {
		switch {
		case a.Sample == b.Sample:
			return 0
		case a.Sample:
			return 1
		}
		return -1
	})
	return entries, nil
}

func (s *shelves) Expressions(ctx context.Context, name string) ([]Entry, error) {
	w, err := s.r.Work(ctx, name)
	if err != nil {
		return nil, err
	}
	return s.list(ctx, register.DocumentFilter{Samples: true, Work: w.ID})
}

func entry(w register.Work, v register.Version) Entry {
	return Entry{
		Work: w.ID, Symbols: w.Shown(&v), Title: v.Masthead.Title, Name: v.Name, Format: v.Format, Language: v.Language,
		Kind: string(v.Masthead.Kind), Date: cmp.Or(v.Masthead.Date, v.Masthead.Dated), Sample: w.Origin == register.Sample, Version: v.Number, Superseded: v.Superseded, ReadAt: v.At,
	}
}

func (s *shelves) Document(ctx context.Context, name, language string, version int) (*Document, error) {
	return s.Passage(ctx, name, language, version, wholly)
}

// wholly chooses all of a document.
func wholly(outline []Outlined) (from, to int) { return 0, len(outline) }

func (s *shelves) Passage(ctx context.Context, name, language string, version int, choose func([]Outlined) (from, to int)) (*Document, error) {
	v, err := s.r.Passage(ctx, name, language, version, choose)
	if fault.KindOf(err) == fault.NotFound {
		// The address may name another symbol of the work.
		w, werr := s.r.Work(ctx, name)
		if werr != nil || w.ID == name {
			return nil, err
		}
		v, err = s.r.Passage(ctx, w.ID, language, version, choose)
	}
	if err != nil {
		return nil, err
	}
	head := &v.Version.Masthead
	d := &Document{
		Entry: entry(v.Work, v.Version), Session: head.Session, Year: head.Year, AgendaItem: head.AgendaItem, Date: head.Date,
		Dated: head.Dated, Adopted: head.Kind == document.KindResolution || head.Kind == document.KindDecision,
		OriginalLanguage: head.OriginalLanguage, JobNumber: head.JobNumber, Period: v.Version.Period, Rules: v.Version.Rules,
	}
	for _, i := range head.SubItems {
		d.SubItems = append(d.SubItems, i.Letter)
	}
	for _, w := range v.Version.Warnings {
		d.Warnings = append(d.Warnings, Warning{w.Kind, w.Place, w.Text})
	}
	for _, o := range v.Others {
		switch e := entry(v.Work, o); {
		case o.Repeats == 0:
			d.Others = append(d.Others, e)
		case o.Repeats == v.Version.Number && o.Language == v.Version.Language:
			d.Forms = append(d.Forms, e)
		}
	}
	for i, h := range v.Version.Headings {
		sec := Section{Heading: h.Text, Number: h.Number, Level: h.Level, Next: h.Next}
		// A reading gives a section for each heading, in their order.
		if i < len(v.Version.Sections) && v.Version.Sections[i].Heading == h.Text {
			sec.Organization = v.Version.Sections[i].Organization
		}
		if sec.Organization != "" {
			for _, item := range head.SubItems {
				if s.names(item.Title, sec.Organization, language) {
					sec.SubItem = item.Letter
				}
			}
		}
		d.Sections = append(d.Sections, sec)
	}
	d.Outline = v.Outline
	d.Entry.Paragraphs, d.Entry.Activities = len(d.Outline), tally(d.Outline).Acts
	d.Paragraphs = make([]Paragraph, len(v.Paragraphs))
	for i := range v.Paragraphs {
		d.Paragraphs[i] = paragraph(&v.Paragraphs[i])
	}
	if len(v.Paragraphs) > 0 {
		d.At = slices.IndexFunc(d.Outline, func(o Outlined) bool { return o.Ordinal == v.Paragraphs[0].Ordinal })
	}
	return d, s.relate(ctx, v, d)
}

// names says whether a line of the masthead names an actor.
func (s *shelves) names(line, id, language string) bool {
	if line == "" || s.lex == nil {
		return false
	}
	return slices.ContainsFunc(s.lex().Names(id, language), func(n lexicon.Name) bool {
		return (n.Sort == lexicon.Official || n.Sort == lexicon.Former || n.Sort == lexicon.Variant) && strings.Contains(line, n.Text)
	})
}

func paragraph(v *register.ViewParagraph) Paragraph {
	p := Paragraph{Part: v.Part, Number: v.Number, Nth: v.Nth, Counted: v.Counted, Text: v.Text.Text}
	for _, m := range v.Marks {
		if marked(m.Kind) {
			p.Mentions = append(p.Mentions, Value{Span{m.From, m.To}, m.Kind, m.Value, m.Inferred, m.Rule})
		}
	}
	for i := range v.Activities {
		if t := &v.Activities[i]; !t.Dropped && t.Record.Review != register.Rejected && t.Record.Review != register.Withdrawn {
			p.Acts = append(p.Acts, told(t))
		}
	}
	// The acts stand in the order in which their words begin.
	slices.SortStableFunc(p.Acts, func(a, b Act) int { return cmp.Compare(a.From, b.From) })
	for _, c := range v.Candidates {
		if c.State == register.Open {
			p.Candidates = append(p.Candidates, Span{c.At.From, c.At.To})
		}
	}
	for _, q := range v.Questions {
		if q.State == register.Open {
			p.Questions = append(p.Questions, Question{Span{q.At.From, q.At.To}, q.Choices})
		}
	}
	return p
}

// act makes the view of a record as one text tells it; claims are those whose
// evidence is in that text.
func act(rec *register.Record, a *register.Activity, claims []register.Claim, quote Span) Act {
	out := Act{Span: quote, ID: rec.ID, Titles: a.Title, State: state(rec)}
	value := func(field, kind, v string) Value {
		x := Value{Kind: kind, Value: v}
		for i := range claims {
			if c := &claims[i]; c.Field == field && c.Value == v && c.State == register.Accepted {
				x.Span, x.Inferred, x.Rule = Span{c.Evidence.From, c.Evidence.To}, c.Inferred, c.Rule
				break
			}
		}
		return x
	}
	list := func(field, kind string, vs []string) (out []Value) {
		for _, v := range vs {
			out = append(out, value(field, kind, v))
		}
		return out
	}
	out.Kind = value(register.FieldKind, "", a.Kind)
	out.Level = value(register.FieldLevel, "", a.Level)
	out.Modality = value(register.FieldModality, "", a.Modality)
	out.Mode = value(register.FieldMode, "", a.Mode)
	out.Series = value(register.FieldSeries, "", a.Series)
	out.Date = value(register.FieldDate, "date", a.Date)
	for _, p := range a.Parties {
		v := value(register.FieldParty, "actor", register.PartyValue(p))
		v.Value = p.Actor
		out.Parties = append(out.Parties, Party{Value: v, Role: p.Role, As: p.As})
	}
	out.Places = list(register.FieldPlace, "place", a.Places)
	out.Instruments = list(register.FieldInstrument, "instrument", a.Instruments)
	out.Documents = list(register.FieldDocument, "symbol", a.Documents)
	out.Themes = list(register.FieldTheme, "", a.Themes)
	out.SDGs = list(register.FieldSDG, "", a.SDGs)
	out.Figures = list(register.FieldFigure, "", a.Figures)
	return out
}

// state is how surely a record stands.
func state(rec *register.Record) string {
	switch {
	case rec.Review == register.Rejected, rec.Review == register.Withdrawn:
		return string(rec.Review)
	case rec.Review == register.Reviewed:
		return Reviewed
	case rec.Origin == register.Read || rec.Origin == register.Sample:
		return MachineRead
	}
	return Unreviewed
}

// standing is the message that says what may be said of a record's term or due
// date; "" for a kind that has none.
func (s *shelves) standing(rec *register.Record) (string, error) {
	switch rec.Kind {
	case register.KindInstrument:
		var n register.Instrument
		err := rec.Decode(&n)
		return "standing." + string(n.Standing(s.now())), err
	case register.KindCommitment:
		var c register.Commitment
		err := rec.Decode(&c)
		return "due." + string(c.State(s.now())), err
	}
	return "", nil
}

// kinds of the values of fields, as they are marked.
var kindOf = map[string]string{
	register.FieldParty: "actor", register.FieldPlace: "place", register.FieldDate: "date",
	register.FieldDocument: "symbol", register.FieldInstrument: "instrument", "symbol": "symbol", "first_resolution": "symbol", "elsewhere": "symbol",
	"partner": "actor", register.FieldSender: "actor", "organization": "actor", "lead": "actor", "body": "actor", "addressee": "actor",
	"since": "date", "ended": "date", "term": "date", "due": "date", "observer": "date", "period": "date",
}

// orderOf the fields on the page of an act.
var orderOf = []string{
	register.FieldParty, register.FieldDate, register.FieldPlace, register.FieldInstrument, register.FieldDocument, register.FieldFigure,
	register.FieldKind, register.FieldLevel, register.FieldModality, register.FieldMode, register.FieldSeries, register.FieldTheme,
	register.FieldSDG, register.FieldTitle,
}

// known is a record with what is kept of it.
type known struct {
	rec    register.Record
	claims []register.Claim
	told   []register.Evidence // those that stand
	works  map[string]register.Work
	held   map[string]bool // works of which a version is there
}

func newKnown() *known { return &known{works: map[string]register.Work{}, held: map[string]bool{}} }

func (s *shelves) known(ctx context.Context, id string) (*known, error) {
	k := newKnown()
	var err error
	if k.rec, err = s.r.Record(ctx, id, 0); err != nil {
		return nil, err
	}
	if k.claims, err = s.r.Claims(ctx, id); err != nil {
		return nil, err
	}
	told, err := s.r.Tellings(ctx, id)
	if err != nil {
		return nil, err
	}
	for i := range told {
		if !told[i].Dropped {
			k.told = append(k.told, told[i].Evidence)
		}
	}
	return k, nil
}

// Record is a record of any kind, without what only an activity has.
func (s *shelves) Record(ctx context.Context, id string) (*Record, error) {
	k, err := s.known(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.record(ctx, k)
}

func (s *shelves) record(ctx context.Context, k *known) (*Record, error) {
	rec := &k.rec
	out := &Record{ID: rec.ID, Kind: string(rec.Kind), Revision: rec.Revision, Review: string(rec.Review), MergedInto: rec.MergedInto,
		Sample: rec.Origin == register.Sample, Starter: rec.Origin == register.Starter, State: state(rec)}
	var titles struct{ Title map[string]string }
	if err := rec.Decode(&titles); err != nil {
		return nil, err
	}
	out.Titles = titles.Title
	order := orderOf
	var err error
	if out.Standing, err = s.standing(rec); err != nil {
		return nil, err
	}
	if rec.Kind != register.KindActivity {
		order = nil
		for _, f := range register.Fields(rec.Kind) {
			order = append(order, f.Name)
		}
	}
	for _, e := range k.told {
		t, err := s.telling(ctx, k, e)
		if err != nil {
			return nil, err
		}
		out.Tellings = append(out.Tellings, t)
	}
	for _, c := range k.claims {
		if c.State != register.Accepted {
			continue
		}
		e := Evidence{Field: c.Field, Value: Value{Span{c.Evidence.From, c.Evidence.To}, kindOf[c.Field], c.Value, c.Inferred, c.Rule}, Words: c.Evidence.Quote}
		switch c.Field {
		case register.FieldParty:
			var p register.Party
			if json.Unmarshal([]byte(c.Value), &p) == nil {
				e.Value.Value, e.Role = p.Actor, p.Role
			}
		case register.FieldTitle:
			e.Language, e.Value.Value, _ = strings.Cut(c.Value, ":")
		}
		if c.Evidence.Work != "" {
			t, err := s.telling(ctx, k, c.Evidence)
			if err != nil {
				return nil, err
			}
			e.Telling = t
		}
		e.Quote = ""
		switch {
		case c.Author != "":
			e.By = c.By.Name
		case c.Decided.By.ID != "":
			e.By = c.Decided.By.Name
		}
		out.Evidence = append(out.Evidence, e)
	}
	slices.SortStableFunc(out.Evidence, func(a, b Evidence) int {
		return cmp.Compare(slices.Index(order, a.Field), slices.Index(order, b.Field))
	})
	history, err := s.r.History(ctx, rec.ID)
	if err != nil {
		return nil, err
	}
	for i, h := range history {
		c := Change{Revision: h.Revision, At: h.At, By: h.By.Name, Act: h.Act.Name, Why: cmp.Or(h.Why, h.Act.Why)}
		if i+1 < len(history) {
			c.Changed = differences(history[i+1].Fields, h.Fields)
		}
		out.History = append(out.History, c)
	}
	return out, s.words(ctx, rec, history, out)
}

// telling is where an evidence stands. A work that is cited and not held has no
// language: nothing of it can be opened.
func (s *shelves) telling(ctx context.Context, k *known, e register.Evidence) (Telling, error) {
	w, ok := k.works[e.Work]
	if !ok {
		var err error
		if w, err = s.r.Work(ctx, e.Work); err != nil {
			return Telling{}, err
		}
		k.works[e.Work] = w
	}
	d := Entry{Work: w.ID, Symbols: w.Own(), Language: e.Language, Version: e.Version, Sample: w.Origin == register.Sample, Held: e.Language != ""}
	if !d.Held {
		held, ok := k.held[w.ID]
		if !ok {
			versions, err := s.r.Versions(ctx, w.ID)
			if err != nil {
				return Telling{}, err
			}
			held = len(versions) > 0
			k.held[w.ID] = held
		}
		d.Held = held
	}
	if len(w.Symbols) == 0 {
		d.Name, _, _ = strings.Cut(w.ID, "~")
	}
	return Telling{Document: d, Part: e.Part, Number: e.Number, Nth: e.Nth, Quote: e.Quote}, nil
}

func (s *shelves) Activity(ctx context.Context, id string) (*Activity, error) {
	k, err := s.known(ctx, id)
	if err != nil {
		return nil, err
	}
	if k.rec.Kind != register.KindActivity {
		return nil, fault.New(fault.NotFound, "There is no activity %s.", id)
	}
	values, err := k.rec.Activity()
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "The record %s cannot be read.", id)
	}
	rec, err := s.record(ctx, k)
	if err != nil {
		return nil, err
	}
	out := &Activity{Record: *rec}
	if err := s.wholeTellings(ctx, k.told, out.Record.Tellings); err != nil {
		return nil, err
	}
	// The words of the first telling that is held show the values; a citation alone
	// shows none.
	var first *register.Evidence
	for i := range k.told {
		if k.told[i].Language != "" {
			first = &k.told[i]
			out.First = &Telling{}
			*out.First = rec.Tellings[i]
			break
		}
	}
	if first == nil {
		out.Act = act(&k.rec, &values, k.claims, Span{})
		out.Act.State = out.State
		return out, nil
	}
	var here []register.Claim
	for _, c := range k.claims {
		if sameText(&c.Evidence, first) {
			here = append(here, c)
		}
	}
	out.Act = act(&k.rec, &values, here, Span{first.From, first.To})
	out.Act.State = out.State
	v, err := s.r.Passage(ctx, first.Work, first.Language, first.Version, upTo(first.Ordinal, 0))
	if err != nil {
		return nil, err
	}
	out.First.Document = entry(v.Work, v.Version)
	if len(v.Paragraphs) > 0 {
		p := paragraph(&v.Paragraphs[0])
		out.First.Paragraph = &p
	} else {
		out.First = nil
	}
	return out, nil
}

// upTo chooses the paragraph with an ordinal and some before it.
func upTo(ordinal, before int) func([]Outlined) (from, to int) {
	return func(outline []Outlined) (from, to int) {
		i := slices.IndexFunc(outline, func(o Outlined) bool { return o.Ordinal == ordinal })
		if i < 0 {
			return 0, 0
		}
		return max(0, i-before), i + 1
	}
}

func sameText(a, b *register.Evidence) bool {
	return a.Work == b.Work && a.Language == b.Language && a.Version == b.Version && a.Ordinal == b.Ordinal
}

// FromLexicon gives the names of a lexicon.
func FromLexicon(in func() *lexicon.Lexicon) Names { return lexiconNames{in} }

type lexiconNames struct{ l func() *lexicon.Lexicon }

// Display is the official name in the language, else any name that it has there,
// else the English one, else the id.
func (n lexiconNames) Display(id, language string) string {
	for _, lang := range []string{language, "en"} {
		if s := best(n.l().Names(id, lang), lexicon.Official, lexicon.Short, lexicon.Acronym, lexicon.Variant); s != "" {
			return s
		}
	}
	return id
}

// longName is the length in bytes from which a name has to be shortened where
// there is little room: an English name of some four words, a Chinese one of ten
// characters.
const longName = 28

// Short is the official name; of a long one the acronym or short form: the acronym
// first in scripts with capitals, where it is what people say.
func (n lexiconNames) Short(id, language string) string {
	for _, lang := range []string{language, "en"} {
		names := n.l().Names(id, lang)
		full := best(names, lexicon.Official, lexicon.Variant)
		if full != "" && len(full) <= longName {
			return full
		}
		sorts := []string{lexicon.Short, lexicon.Acronym}
		if strings.IndexFunc(full, unicode.IsUpper) >= 0 {
			sorts = []string{lexicon.Acronym, lexicon.Short}
		}
		if s := best(names, sorts...); s != "" && (full == "" || len(s) < len(full)) {
			return s
		}
		if full != "" {
			return full
		}
	}
	return id
}

// best is the first current name of the first of the sorts.
func best(names []lexicon.Name, sorts ...string) string {
	for _, sort := range sorts {
		for _, n := range names {
			if n.Sort == sort && n.To == "" {
				return n.Text
			}
		}
	}
	return ""
}
