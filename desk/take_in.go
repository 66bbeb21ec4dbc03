package desk

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"concord/contribution"
	"concord/document"
	"concord/fault"
	"concord/reading"
	"concord/register"
)

// Outcome is what became of a file.
type Outcome struct {
	Work     string   `json:"work"`
	Symbols  []string `json:"symbols,omitempty"`
	Language string   `json:"language"`
	Version  int      `json:"version"`
	// Exactly one of the six holds.
	Unchanged  bool `json:"unchanged,omitempty"`   // the same file was read by the same rules before
	First      bool `json:"first,omitempty"`       // the first version of that work in that language
	NewVersion bool `json:"new_version,omitempty"` // a changed file: beside the version before
	Reread     bool `json:"reread,omitempty"`      // the same file, read by other rules than before
	Repeats    int  `json:"repeats,omitempty"`     // the version whose text the file bears in another form; 0: none
	Late       bool `json:"late,omitempty"`        // an earlier text than the newest: kept behind it

	Paragraphs int `json:"paragraphs"`
	Activities int `json:"activities"`
	Mandates   int `json:"mandates,omitempty"` // the document itself, if it is one, and what it asks
	Candidates int `json:"candidates"`
	Questions  int `json:"questions"`

	Added    int `json:"added,omitempty"`    // records made
	Retold   int `json:"retold,omitempty"`   // records told again
	Dropped  int `json:"dropped,omitempty"`  // records that the file no longer tells
	Joined   int `json:"joined,omitempty"`   // of the records made, those that tell an act that the register has
	Asked    int `json:"asked,omitempty"`    // questions whether an act is one that the register has
	Proposed int `json:"proposed,omitempty"` // values that differ from what stands, for a person to decide

	Contribution string   `json:"contribution,omitempty"` // record of what an organization sent in
	Warnings     []string `json:"warnings,omitempty"`     // what a person should know of the taking in
}

// TakeInOption is a way of taking in.
type TakeInOption func(*takeIn)

// AsSample takes the document in as a sample: out of counts, gone with DropSamples.
func AsSample() TakeInOption { return func(t *takeIn) { t.origin = register.Sample } }

// Apart leaves the acts of the document as they are told: whether they are acts that
// the register has is not asked. It is for measuring.
func Apart() TakeInOption { return func(t *takeIn) { t.apart = true } }

// TakeIn takes what was read in a file into the register, in one change:
//
//   - the same file, read by the same rules, changes nothing;
//   - a changed file of the same work and language becomes a new version beside
//     the old one. Acts that are told again keep their record, the others are
//     marked as no longer told; nothing is deleted;
//   - the same file read by other rules makes the marks anew; what is read
//     differently is proposed, and what a person decided stays;
//   - a file that bears a text that is there, in another form (versions.go), is
//     kept beside it and changes nothing else, and so is an earlier text than the
//     newest, as the symbols number the revisions.
//
// A document is known by its symbols, without any by its name and hash. The
// error is of kind fault.Invalid where the reading does not belong to the document.
func (d *Desk) TakeIn(ctx context.Context, doc *document.Document, rd *reading.Reading, by register.Person, options ...TakeInOption) (Outcome, error) {
	t := newTakeIn(doc, rd)
	t.desk = d
	for _, o := range options {
		o(t)
	}
	if err := t.check(); err != nil {
		return Outcome{}, err
	}
	t.count()
	// Look first without a transaction, so that many known files pass quickly.
	if done, err := t.unchanged(ctx, d.store); done || err != nil {
		return t.out, err
	}
	act := register.Act{By: by, Name: "take-in", Subject: register.WorkID(doc.Masthead.Symbols, doc.Name, doc.SHA256)}
	err := d.change(ctx, act, t.run)
	if err != nil {
		return Outcome{}, err
	}
	return t.out, nil
}

func newTakeIn(doc *document.Document, rd *reading.Reading) *takeIn {
	return &takeIn{doc: doc, rd: corrected(doc, rd), origin: register.Read, used: map[string]bool{}, nth: map[sameWords]int{}, stands: map[string]*standing{}}
}

// sameWords is a quote of a paragraph.
type sameWords struct {
	at    register.Place
	quote string
}

// takeIn is one taking in.
type takeIn struct {
	doc    *document.Document
	rd     *reading.Reading
	origin register.Origin
	apart  bool                   // no questions of sameness
	input  *contribution.Proposal // it is what an organization sends in
	out    Outcome
	desk   *Desk          // nil where the reading is the last word on names
	stored *register.View // the version that is read again from its stored texts, or nil

	contribution string // ID of its record; "" for no contribution
	work         register.Work
	version      register.Version
	texts        []register.Text
	before       *register.View // the version whose acts may be told again
	earlier      bool           // the work had versions before: a record may be there already
	used         map[string]bool
	nth          map[sameWords]int      // how many acts were told in the same words of a paragraph
	again        []*told                // for each activity of the reading, in order: the record that it tells again, or nil
	whole        map[int][]reading.Span // of the first part of an activity that was divided: the words of which it is one

	returns bool // the work was withdrawn: what it tells comes back with it
	turns   bool // the work was a sample and becomes a document

	records  []register.Record // new
	changed  []register.Record
	stands   map[string]*standing // records of before that are told
	claims   []register.Claim
	tellings []register.Telling
	sames    []register.Same
	cited    map[string]bool // starter acts that attachStarters has looked at: nobody else joins or asks
}

// standing is a record that was there before, with its claims and those that this
// file adds.
type standing struct {
	rec    register.Record
	claims []register.Claim
	at     int // in takeIn.changed, -1
}

// check tells whether reading and document belong together: every index and span
// is used without further care after it.
func (t *takeIn) check() error {
	doc, rd := t.doc, t.rd
	switch {
	case doc.SHA256 == "" || doc.Language == "":
		return fault.New(fault.Invalid, "%s cannot be stored: its hash or language is not known.", doc.Name)
	case len(doc.Paragraphs) == 0:
		return fault.New(fault.Invalid, "%s cannot be stored: it has no paragraphs.", doc.Name)
	case len(rd.Paragraphs) != len(doc.Paragraphs):
		return fault.New(fault.Invalid, "%s cannot be stored: the reading is of another document.", doc.Name)
	}
	for i := range rd.Paragraphs {
		p := &rd.Paragraphs[i]
		length := len(doc.Paragraphs[i].Text)
		for _, s := range spans(p) {
			if s.From < 0 || s.To < s.From || s.To > length {
				return fault.New(fault.Invalid, "%s cannot be stored: a value of paragraph %s lies outside its text.", doc.Name, doc.Paragraphs[i].Number)
			}
		}
	}
	return nil
}

func spans(p *reading.Paragraph) []reading.Span {
	out := make([]reading.Span, 0, 16*len(p.Activities)+len(p.Mentions))
	add := func(list []reading.Value) {
		for i := range list {
			out = append(out, list[i].Span)
		}
	}
	for i := range p.Mentions {
		out = append(out, p.Mentions[i].Span)
	}
	add(p.Themes)
	for i := range p.Candidates {
		out = append(out, p.Candidates[i].Span)
	}
	for i := range p.Questions {
		out = append(out, p.Questions[i].Span)
	}
	for i := range p.Activities {
		a := &p.Activities[i]
		out = append(out, a.Span, a.Kind.Span, a.Level.Span, a.Modality.Span, a.Mode.Span, a.Series.Span, a.Date.Span)
		for j := range a.Parties {
			out = append(out, a.Parties[j].Span)
		}
		for _, list := range [][]reading.Value{a.Places, a.Instruments, a.Documents, a.Themes, a.SDGs, a.Figures} {
			add(list)
		}
	}
	return append(out, clauseSpans(p)...)
}

func (t *takeIn) count() {
	t.out.Language, t.out.Paragraphs = t.doc.Language, len(t.doc.Paragraphs)
	for i := range t.rd.Paragraphs {
		p := &t.rd.Paragraphs[i]
		t.out.Activities += len(p.Activities)
		t.out.Candidates += len(p.Candidates)
		for j := range p.Questions {
			if !p.Questions[j].Answered {
				t.out.Questions++
			}
		}
	}
}

// lastNames reads the document anew where it was read with other names than are in
// force now, or without what people said of its short forms.
func (t *takeIn) lastNames(ctx context.Context, tx register.Tx) error {
	if t.desk == nil || t.rd.By == nil {
		return nil
	}
	n, err := t.desk.inForce(ctx, tx)
	if err != nil {
		return err
	}
	var known []reading.Answer
	if t.earlier {
		if known, err = t.known(ctx, tx); err != nil {
			return err
		}
	}
	if n.reader.Rules() == contribution.Rules(t.rd.Rules) && len(known) == 0 {
		return nil
	}
	var columns []string
	if t.input != nil {
		columns = t.input.Given
	}
	rd, err := n.read(t.doc, columns, known)
	if err != nil {
		return err
	}
	t.rd = corrected(t.doc, rd)
	t.out.Activities, t.out.Candidates, t.out.Questions = 0, 0, 0
	t.count()
	return t.check()
}

// known is what people said of short forms in the same paragraphs of the work.
func (t *takeIn) known(ctx context.Context, tx register.Tx) ([]reading.Answer, error) {
	list, err := tx.Questions(ctx, register.AskedFilter{State: register.Settled, Language: t.doc.Language, Work: t.work.ID})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	t.makeTexts() // for the places
	var known []reading.Answer
	for i := range t.texts {
		for j := range list {
			if q := &list[j]; q.At.Place == t.texts[i].Place {
				known = append(known, reading.Answer{Paragraph: i, Text: q.Text, Actor: q.Answer})
			}
		}
	}
	return known, nil
}

// unchanged tells whether this file was read by these rules before; where it was
// read by others, it leaves that version in t.version.
func (t *takeIn) unchanged(ctx context.Context, r register.Reader) (bool, error) {
	if t.stored != nil {
		t.work, t.version = t.stored.Work, t.stored.Version
		return false, nil
	}
	v, err := r.VersionOf(ctx, t.doc.SHA256, t.doc.Language)
	if fault.KindOf(err) == fault.NotFound {
		t.version = register.Version{}
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if t.work, err = r.Work(ctx, v.Work); err != nil {
		return false, err
	}
	t.version = v
	t.out.Work, t.out.Symbols, t.out.Version = t.work.ID, t.work.Shown(&v), v.Number
	// A form of a text is read again with the file that it was read from first.
	t.out.Unchanged = (reading.SameRules(v.Rules, t.rd.Rules) || v.Repeats != 0) && !t.work.Withdrawn
	return t.out.Unchanged, nil
}

func (t *takeIn) run(ctx context.Context, tx register.Tx) error {
	// Somebody may have taken the file in since we looked.
	if done, err := t.unchanged(ctx, tx); err != nil {
		return err
	} else if done {
		return register.ErrNothing
	}
	known := t.version.Key != 0
	if err := t.findWork(ctx, tx, known); err != nil {
		return err
	}
	if err := t.lastNames(ctx, tx); err != nil {
		return err
	}
	t.makeTexts()
	var err error
	if known {
		err = t.reread(ctx, tx)
	} else {
		err = t.addVersion(ctx, tx)
	}
	if err != nil {
		return err
	}
	t.out.Work, t.out.Symbols, t.out.Version = t.work.ID, t.work.Shown(&t.version), t.version.Number
	if t.out.Repeats != 0 || t.out.Late {
		return nil // what it tells is told by another version
	}
	if err := t.takeContribution(ctx, tx); err != nil {
		return err
	}
	if err := t.acts(ctx, tx); err != nil {
		return err
	}
	if err := t.mandates(ctx, tx); err != nil {
		return err
	}
	if err := t.drop(ctx, tx, known); err != nil {
		return err
	}
	if err := tx.SetRecords(ctx, t.records); err != nil {
		return err
	}
	if err := tx.SetRecords(ctx, t.changed); err != nil {
		return err
	}
	if err := tx.AddClaims(ctx, t.claims); err != nil {
		return err
	}
	if err := tx.SetTellings(ctx, t.tellings); err != nil {
		return err
	}
	if err := tx.SetSames(ctx, t.sames); err != nil {
		return err
	}
	// Before anything is listed: what is in doubt depends on them.
	if err := t.candidates(ctx, tx, known); err != nil || t.apart {
		return err
	}
	return t.settleSameness(ctx, tx)
}

// findWork finds the work that the file belongs to, or makes it. Symbols that it
// did not have are learned.
func (t *takeIn) findWork(ctx context.Context, tx register.Tx, known bool) error {
	symbols := register.WorkSymbols(t.doc.Masthead.Symbols)
	if !known {
		found := false
		for _, name := range append(slices.Clone(symbols), register.WorkID(nil, t.doc.Name, t.doc.SHA256)) {
			w, err := tx.Work(ctx, name)
			if err == nil {
				t.work, found, t.earlier = w, true, true
				break
			}
			if fault.KindOf(err) != fault.NotFound {
				return err
			}
		}
		if !found {
			t.work = register.Work{ID: register.WorkID(symbols, t.doc.Name, t.doc.SHA256), Origin: t.origin}
		}
	}
	t.earlier = t.earlier || known
	for _, sym := range symbols {
		if has(t.work.Symbols, sym) {
			continue
		}
		if t.earlier || len(symbols) > 1 {
			w, err := tx.Work(ctx, sym)
			if err == nil && w.ID != t.work.ID {
				t.out.Warnings = append(t.out.Warnings, fmt.Sprintf("The symbol %s stands for another document of the register, %s; this one was taken in as %s.", sym, w.ID, t.work.ID))
				continue
			}
			if err != nil && fault.KindOf(err) != fault.NotFound {
				return err
			}
		}
		t.work.Symbols = append(t.work.Symbols, sym)
	}
	t.returns, t.work.Withdrawn = t.work.Withdrawn, false
	// What was a sample becomes a document when a person takes it in as one.
	t.turns = t.work.Origin == register.Sample && t.origin != register.Sample
	if t.origin != register.Sample || t.work.Origin == register.Starter {
		t.work.Origin = t.origin
	}
	return tx.SetWork(ctx, t.work)
}

func has(list []string, x string) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

// describe fills in what the document and the reading say as a whole.
func (t *takeIn) describe(v *register.Version) {
	v.Masthead, v.Headings, v.Warnings = t.doc.Masthead, t.doc.Headings, t.doc.Warnings
	v.Rules, v.Period, v.Previous, v.Mandates = t.rd.Rules, t.rd.Period, t.rd.Previous, t.rd.Mandates
	v.Sections = nil
	for _, s := range t.rd.Sections {
		v.Sections = append(v.Sections, register.Section{Heading: s.Heading, Level: s.Level, Organization: s.Organization, From: s.From, To: s.To})
	}
}

func (t *takeIn) makeTexts() {
	type key struct{ part, number string }
	seen := map[key]int{}
	t.texts = make([]register.Text, len(t.doc.Paragraphs))
	for i := range t.doc.Paragraphs {
		p, r := &t.doc.Paragraphs[i], &t.rd.Paragraphs[i]
		k := key{p.Part, p.Number}
		x := register.Text{Place: register.Place{Part: p.Part, Number: p.Number, Nth: seen[k]}, Ordinal: i, Counted: p.Counted,
			Section: r.Section, Text: p.Text, Source: p.Source}
		seen[k]++
		x.Marks = make([]register.Mark, 0, len(r.Mentions)+len(r.Themes))
		for j := range r.Mentions {
			x.Marks = append(x.Marks, mark(string(r.Mentions[j].Kind), &r.Mentions[j].Value))
		}
		for j := range r.Themes {
			x.Marks = append(x.Marks, mark("theme", &r.Themes[j]))
		}
		t.texts[i] = x
	}
}

func mark(kind string, v *reading.Value) register.Mark {
	return register.Mark{Kind: kind, Value: v.Value, From: v.From, To: v.To, Rule: v.Rule, Inferred: v.Inferred}
}

func (t *takeIn) addVersion(ctx context.Context, tx register.Tx) error {
	t.out.First = true
	if t.earlier {
		v, err := tx.View(ctx, t.work.ID, t.doc.Language, 0)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		if err == nil {
			if done, err := t.behind(ctx, tx, v); done || err != nil {
				t.out.First = false
				return err
			}
			t.before, t.out.First, t.out.NewVersion = v, false, true
		}
	}
	t.version = t.newVersion()
	return tx.AddVersion(ctx, &t.version, t.texts)
}

// newVersion is the file as a version of its work.
func (t *takeIn) newVersion() register.Version {
	v := register.Version{Work: t.work.ID, Language: t.doc.Language, SHA256: t.doc.SHA256, Name: t.doc.Name, Format: t.doc.Format}
	t.describe(&v)
	return v
}

func (t *takeIn) reread(ctx context.Context, tx register.Tx) error {
	t.out.Reread = true
	v, newest := t.stored, t.stored
	if t.stored == nil {
		var err error
		if v, err = tx.View(ctx, t.work.ID, t.version.Language, t.version.Number); err != nil {
			return err
		}
		if newest, err = tx.View(ctx, t.work.ID, t.version.Language, 0); err != nil {
			return err
		}
	}
	t.before, t.version = v, v.Version // a form of a text is read as that text
	t.out.Late = earlier(&t.version, &newest.Version)
	t.out.Reread = !t.out.Late
	// The document is read by its reader's rules too: the paragraphs that stand are
	// those that evidence points to, so the marks of others cannot be laid on them.
	if len(v.Paragraphs) != len(t.texts) {
		return t.otherParagraphs(ctx, tx)
	}
	for i := range t.texts {
		if v.Paragraphs[i].Text.Text != t.texts[i].Text {
			return t.otherParagraphs(ctx, tx)
		}
		t.texts[i].Key, t.texts[i].Place = v.Paragraphs[i].Key, v.Paragraphs[i].Place
	}
	t.describe(&t.version)
	return tx.Reread(ctx, &t.version, t.texts)
}

// otherParagraphs takes the same file in as a new version, because its newer
// reader cut it into other paragraphs.
func (t *takeIn) otherParagraphs(ctx context.Context, tx register.Tx) error {
	t.version = t.newVersion()
	t.version.Superseded = t.out.Late
	return tx.AddVersion(ctx, &t.version, t.texts)
}

// acts makes or finds the record of each activity, with its claims and telling.
func (t *takeIn) acts(ctx context.Context, tx register.Tx) error {
	if err := t.divide(ctx, tx); err != nil {
		return err
	}
	t.recognise()
	asked, err := t.attachStarters(ctx, tx)
	if err != nil {
		return err
	}
	// To grow these lists step by step costs a tenth of taking a document in.
	t.records = slices.Grow(t.records, t.out.Activities)
	t.tellings = slices.Grow(t.tellings, t.out.Activities)
	t.claims = slices.Grow(t.claims, 12*t.out.Activities)
	n := -1
	for i := range t.rd.Paragraphs {
		for j := range t.rd.Paragraphs[i].Activities {
			n++
			id, err := t.activity(ctx, tx, &t.texts[i], &t.rd.Paragraphs[i].Activities[j], t.again[n])
			if err != nil {
				return err
			}
			for _, w := range t.whole[n] {
				where := t.where(&t.texts[i])
				where.From, where.To = w.From, w.To
				t.tellings = append(t.tellings, register.Telling{Record: id, Evidence: where, Dropped: true})
			}
			for _, q := range asked[n] {
				q.B = id
				if err := t.ask(ctx, tx, q); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// activity stores what one act says and gives its record.
func (t *takeIn) activity(ctx context.Context, tx register.Tx, text *register.Text, a *reading.Activity, again *told) (string, error) {
	quote := text.Text[a.From:a.To]
	id := ""
	if again != nil {
		id = again.id
	}
	// Counted on from the last act with these words, so that a text that repeats
	// itself takes no longer than another.
	same := sameWords{text.Place, quote}
	for id == "" {
		if x := register.ActivityID(t.work.ID, text.Place, quote, t.nth[same]); !t.used[x] {
			id = x
		}
		t.nth[same]++
	}
	t.used[id] = true
	where := t.where(text)
	var before *standing
	if t.earlier {
		var err error
		if before, err = t.standing(ctx, tx, id); err != nil {
			return "", err
		}
	}
	if before != nil {
		id = before.rec.ID // what it was joined to
		t.used[id] = true
	}
	tell := where
	tell.From, tell.To = a.From, a.To
	t.tellings = append(t.tellings, register.Telling{Record: id, Evidence: tell})
	said := t.says(id, where, text.Text, a)
	if before != nil {
		t.out.Retold++
		if before.rec.Origin == register.Starter {
			if err := t.found(ctx, tx, before, text.Place); err != nil {
				return "", err
			}
			said = withoutTitles(before.claims, said)
		}
		return id, t.tellAgain(ctx, tx, before, said)
	}
	t.out.Added++
	claims := register.Settle(nil, said)
	fields := register.Current(register.KindActivity, claims)
	t.records = append(t.records, register.Record{ID: id, Kind: register.KindActivity, Origin: t.work.Origin, Review: register.None,
		Visibility: register.Public, Fields: fields})
	t.keep(claims)
	return id, nil
}

// where is the evidence that a text as a whole is.
func (t *takeIn) where(text *register.Text) register.Evidence {
	return register.Evidence{Text: text.Key, Work: t.work.ID, Language: t.doc.Language, Version: t.version.Number, Place: text.Place, Ordinal: text.Ordinal}
}

// standing is the record with that ID, or what it was joined to; nil where there is none.
func (t *takeIn) standing(ctx context.Context, tx register.Tx, id string) (*standing, error) {
	if s := t.stands[id]; s != nil {
		return s, nil
	}
	rec, err := tx.Record(ctx, id, 0)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if rec, err = survivor(ctx, tx, rec); err != nil {
		return nil, err
	}
	s := t.stands[rec.ID]
	if s == nil {
		s = &standing{rec: rec, at: -1}
		if s.claims, err = tx.Claims(ctx, rec.ID); err != nil {
			return nil, err
		}
		t.stands[rec.ID] = s
	}
	t.stands[id] = s
	return s, nil
}

func (t *takeIn) keep(claims []register.Claim) {
	for i := range claims {
		if claims[i].State == register.Proposed {
			t.out.Proposed++
		}
	}
	t.claims = append(t.claims, claims...)
}

// tellAgain lays what the file says now beside what the record has.
func (t *takeIn) tellAgain(ctx context.Context, tx register.Tx, s *standing, said []register.Claim) error {
	claims := register.Settle(s.claims, said)
	t.keep(claims)
	s.claims = append(s.claims, claims...)
	next := s.rec
	next.Fields, next.Untold = register.Current(s.rec.Kind, s.claims), false
	if next.Origin == register.Sample {
		next.Origin = t.work.Origin
	}
	// It comes back with its work; what a person withdrew by itself stays so.
	if t.returns && next.Review == register.Withdrawn {
		var err error
		if next.Review, err = reviewBefore(ctx, tx, next); err != nil {
			return err
		}
	}
	if bytes.Equal(next.Fields, s.rec.Fields) && next.Untold == s.rec.Untold && next.Review == s.rec.Review && next.Origin == s.rec.Origin {
		return nil
	}
	s.rec = next
	if s.at < 0 {
		s.at = len(t.changed)
		t.changed = append(t.changed, next)
	} else {
		t.changed[s.at] = next
	}
	return nil
}

// reviewBefore is the state of review from which a record was withdrawn.
func reviewBefore(ctx context.Context, tx register.Tx, rec register.Record) (register.Review, error) {
	history, err := tx.History(ctx, rec.ID)
	if err != nil {
		return "", err
	}
	for _, h := range history {
		if h.Review != register.Withdrawn {
			return h.Review, nil
		}
	}
	return register.None, nil
}

// says are the claims of an activity as the reading makes them.
func (t *takeIn) says(id string, where register.Evidence, text string, a *reading.Activity) []register.Claim {
	out := make([]register.Claim, 0, 8+len(a.Parties)+len(a.Places)+len(a.Themes))
	add := func(field, value string, v *reading.Value) {
		// Blanks at the edge come from where a list or a line was cut.
		if value = strings.TrimSpace(value); value == "" {
			return
		}
		e := where
		e.From, e.To, e.Quote = v.From, v.To, text[v.From:v.To]
		out = append(out, register.Claim{Record: id, Field: field, Value: value, Evidence: e, Contribution: t.contribution, Rule: v.Rule, Inferred: v.Inferred})
	}
	if title := strings.TrimSpace(a.Title); title != "" {
		add(register.FieldTitle, t.doc.Language+":"+title, &reading.Value{Span: a.Span, Rule: "title"})
	}
	for _, f := range []struct {
		field string
		v     *reading.Value
	}{{register.FieldKind, &a.Kind}, {register.FieldLevel, &a.Level}, {register.FieldModality, &a.Modality}, {register.FieldMode, &a.Mode},
		{register.FieldSeries, &a.Series}, {register.FieldDate, &a.Date}} {
		add(f.field, f.v.Value, f.v)
	}
	for i := range a.Parties {
		p := &a.Parties[i]
		if p.Value.Value != "" {
			add(register.FieldParty, register.PartyValue(register.Party{Actor: p.Value.Value, Role: p.Role, State: p.State}), &p.Value)
		}
	}
	for _, f := range []struct {
		field string
		list  []reading.Value
	}{{register.FieldPlace, a.Places}, {register.FieldInstrument, a.Instruments}, {register.FieldDocument, a.Documents},
		{register.FieldTheme, a.Themes}, {register.FieldSDG, a.SDGs}, {register.FieldFigure, a.Figures}} {
		for i := range f.list {
			add(f.field, f.list[i].Value, &f.list[i])
		}
	}
	return out
}

// drop marks what the version before told and this one does not. Where only the
// rules are others, what a person has looked at stays as it is.
func (t *takeIn) drop(ctx context.Context, tx register.Tx, onlyRules bool) error {
	if t.before == nil {
		return nil
	}
	for i := range t.before.Paragraphs {
		for _, o := range t.before.Paragraphs[i].Activities {
			if t.used[o.Record.ID] || o.Dropped || o.Record.Kind != register.KindActivity && o.Record.Kind != register.KindMandate {
				continue
			}
			t.used[o.Record.ID] = true
			rec := o.Record
			if onlyRules {
				touched, err := decided(ctx, tx, &rec)
				if err != nil {
					return err
				}
				if touched {
					continue
				}
			}
			t.out.Dropped++
			tellings, err := tx.Tellings(ctx, rec.ID)
			if err != nil {
				return err
			}
			elsewhere := false
			for _, l := range tellings {
				if l.Evidence.Work == t.work.ID && l.Evidence.Language == t.doc.Language {
					l.Dropped = true
					t.tellings = append(t.tellings, l)
				} else if !l.Dropped {
					elsewhere = true
				}
			}
			// A citation that gave way to words stands again when they are gone.
			for _, l := range tellings {
				if !elsewhere && l.Dropped && cites(&l.Evidence) {
					l.Dropped, elsewhere = false, true
					t.tellings = append(t.tellings, l)
				}
			}
			if !elsewhere && !rec.Untold {
				rec.Untold = true
				t.changed = append(t.changed, rec)
			}
		}
	}
	return nil
}

// decided tells whether a person has had a hand in a record.
func decided(ctx context.Context, tx register.Tx, rec *register.Record) (bool, error) {
	if rec.Review == register.Reviewed || rec.Review == register.Rejected {
		return true, nil
	}
	claims, err := tx.Claims(ctx, rec.ID)
	for i := range claims {
		if claims[i].Decided.By.ID != "" || claims[i].Author != "" {
			return true, err
		}
	}
	if err != nil {
		return false, err
	}
	sames, err := tx.Sames(ctx, register.SameFilter{Record: rec.ID})
	return slices.ContainsFunc(sames, func(s register.Same) bool {
		return s.Rule == "" && s.State != register.SameAsked && s.State != register.SameGone
	}), err
}

// candidates stores the names and short forms that wait for a person. One that
// was answered in the same words of the same paragraph stays answered.
func (t *takeIn) candidates(ctx context.Context, tx register.Tx, known bool) error {
	type place struct {
		register.Place
		words string
	}
	type spot struct {
		text     int64
		from, to int
	}
	answeredName, answeredShort := map[place]bool{}, map[place]string{}
	names, shorts := map[spot]*register.Candidate{}, map[spot]*register.Question{}
	same := t.before != nil && len(t.before.Paragraphs) > 0 && known && t.version.Key == t.before.Version.Key
	if t.before != nil {
		for i := range t.before.Paragraphs {
			p := &t.before.Paragraphs[i]
			for j := range p.Candidates {
				c := &p.Candidates[j]
				if same {
					names[spot{p.Key, c.At.From, c.At.To}] = c
				}
				if c.State == register.Settled {
					answeredName[place{p.Place, c.Text}] = true
				}
			}
			for j := range p.Questions {
				c := &p.Questions[j]
				if same {
					shorts[spot{p.Key, c.At.From, c.At.To}] = c
				}
				if c.State == register.Settled {
					answeredShort[place{p.Place, c.Text}] = c.Answer
				}
			}
		}
	}
	var candidates []register.Candidate
	var questions []register.Question
	for i := range t.texts {
		x, r := &t.texts[i], &t.rd.Paragraphs[i]
		for j := range r.Candidates {
			c := &r.Candidates[j]
			at := spot{x.Key, c.From, c.To}
			if old := names[at]; old != nil {
				delete(names, at)
				if old.State == register.Gone {
					old.State = register.Open
					candidates = append(candidates, *old)
				}
				continue
			}
			n := register.Candidate{Text: c.Text, At: register.Evidence{Text: x.Key, From: c.From, To: c.To}, Rule: c.Rule, State: register.Open}
			if answeredName[place{x.Place, c.Text}] {
				n.State = register.Settled
			}
			candidates = append(candidates, n)
		}
		for j := range r.Questions {
			c := &r.Questions[j]
			at := spot{x.Key, c.From, c.To}
			if old := shorts[at]; old != nil {
				delete(shorts, at)
				if old.State == register.Gone {
					old.State = register.Open
					questions = append(questions, *old)
				}
				continue
			}
			n := register.Question{Text: c.Text, At: register.Evidence{Text: x.Key, From: c.From, To: c.To}, Choices: c.Choices, State: register.Open}
			if c.Answered {
				n.State, n.Answer = register.Settled, c.Answer
			}
			if answer, ok := answeredShort[place{x.Place, c.Text}]; ok {
				n.State, n.Answer = register.Settled, answer
			}
			questions = append(questions, n)
		}
	}
	for _, c := range names {
		if c.State == register.Open {
			c.State = register.Gone
			candidates = append(candidates, *c)
		}
	}
	for _, c := range shorts {
		if c.State == register.Open {
			c.State = register.Gone
			questions = append(questions, *c)
		}
	}
	if err := tx.SetCandidates(ctx, candidates); err != nil {
		return err
	}
	return tx.SetQuestions(ctx, questions)
}
