package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"concord/contribution"
	"concord/document"
	"concord/fault"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
)

// namesInForce are the names in force at one time.
type namesInForce struct {
	mark    string    // of the records that they are made of
	checked time.Time // when they were last known to be in force
	lexicon *lexicon.Lexicon
	reader  *reading.Reader
	sent    *contribution.Reader // of what organizations send in
}

// Lexicon gives the names in force: those that ship, with what people changed in
// them laid over. What another program changes in the register is seen within two
// seconds. Where the register cannot be read, it is the last that was in force.
func (d *Desk) Lexicon() *lexicon.Lexicon {
	n, err := d.current(context.Background())
	if err != nil {
		l, _ := lexicon.Load() // embedded; who reads a document is told
		return l
	}
	return n.lexicon
}

// Readers read with the names in force: documents, and what organizations send in.
func (d *Desk) Readers(ctx context.Context) (*reading.Reader, *contribution.Reader, error) {
	n, err := d.inForce(ctx, d.store)
	if err != nil {
		return nil, nil, err
	}
	return n.reader, n.sent, nil
}

// Sent reads what organizations send in with the names that were in force a moment
// ago; see Lexicon.
func (d *Desk) Sent() *contribution.Reader {
	n, err := d.current(context.Background())
	if err != nil {
		l, _ := lexicon.Load()
		shipped, _ := contribution.New(l, reading.New(l))
		return shipped
	}
	return n.sent
}

// current gives the names that were in force a moment ago, or are now.
func (d *Desk) current(ctx context.Context) (*namesInForce, error) {
	const moment = 2 * time.Second
	n := d.names.Load()
	if n != nil && d.now().Sub(n.checked).Abs() < moment {
		return n, nil
	}
	fresh, err := d.inForce(ctx, d.store)
	if err != nil && n != nil {
		return n, nil
	}
	return fresh, err
}

// inForce gives the names in force in a register, or in a change of it.
func (d *Desk) inForce(ctx context.Context, r register.Reader) (*namesInForce, error) {
	every := register.Filter{Kind: register.KindActor, Order: register.Changed, Hidden: true, Untold: true, Samples: true, Limit: 1}
	page, err := r.Records(ctx, every)
	if err != nil {
		return nil, err
	}
	mark := ""
	if len(page.Lines) > 0 {
		last := &page.Lines[0].Record
		mark = fmt.Sprint(page.Total, " ", last.ID, " ", last.Revision, " ", last.At.UnixMilli())
	}
	if n := d.names.Load(); n != nil && n.mark == mark {
		if r == register.Reader(d.store) {
			known := *n
			known.checked = d.now()
			d.names.CompareAndSwap(n, &known)
		}
		return n, nil
	}
	shipped, err := lexicon.Load()
	if err != nil {
		return nil, err
	}
	n := &namesInForce{mark: mark, checked: d.now(), lexicon: shipped}
	if page.Total > 0 {
		var records []register.Record
		every.Order, every.Limit = register.ByDocument, 1000
		for {
			if page, err = r.Records(ctx, every); err != nil {
				return nil, err
			}
			for i := range page.Lines {
				records = append(records, page.Lines[i].Record)
			}
			if every.Cursor = page.Next; every.Cursor == "" {
				break
			}
		}
		o, err := register.Overlay(records)
		if err != nil {
			return nil, err
		}
		n.lexicon = shipped.With(o)
	}
	n.reader = reading.New(n.lexicon)
	if n.sent, err = contribution.New(n.lexicon, n.reader); err != nil {
		return nil, err
	}
	if r == register.Reader(d.store) {
		d.names.Store(n)
	}
	return n, nil
}

// read reads a document with a reader of these names, an input as what it is.
func (n *namesInForce) read(doc *document.Document, columns []string, known []reading.Answer) (*reading.Reading, error) {
	if !contribution.Is(doc) {
		return n.reader.Read(doc, known...)
	}
	return n.sent.Read(doc, columns, known...)
}

// Renamed is what a change of names did.
type Renamed struct {
	Record    register.Record // of the actor, or of the text that is no name
	Settled   int             // places that no longer wait
	Documents int             // read anew with the names that are in force now
	Proposed  int             // values that were read differently, for a person to decide
}

// renaming is one change of names.
type renaming struct {
	desk  *Desk
	tx    register.Tx
	by    register.Person
	why   string
	sure  bool // "all the same"
	names *namesInForce
	out   Renamed
	again map[register.Held]bool     // expressions to be read anew
	words map[string]map[string]bool // names that changed, by language
}

func (d *Desk) rename(ctx context.Context, act register.Act, sure bool, fn func(ctx context.Context, r *renaming) error) (Renamed, error) {
	var out Renamed
	var after *namesInForce
	err := d.change(ctx, act, func(ctx context.Context, tx register.Tx) (err error) {
		r := &renaming{desk: d, tx: tx, by: act.By, why: act.Why, sure: sure, again: map[register.Held]bool{}, words: map[string]map[string]bool{}}
		if r.names, err = d.inForce(ctx, tx); err != nil {
			return err
		}
		if err := fn(ctx, r); err != nil {
			return err
		}
		if after, err = r.readAgain(ctx); err != nil {
			return err
		}
		out = r.out
		return nil
	})
	if err == nil && after != nil {
		d.names.Store(after)
	}
	return out, err
}

// readAgain reads anew the documents that the change concerns, with the names that
// are in force after it.
func (r *renaming) readAgain(ctx context.Context) (*namesInForce, error) {
	n, err := r.desk.inForce(ctx, r.tx)
	if err != nil {
		return nil, err
	}
	for _, language := range sorted(r.words) {
		held, err := r.tx.Holding(ctx, language, sorted(r.words[language]))
		if err != nil {
			return nil, err
		}
		for _, h := range held {
			r.again[register.Held{Work: h.Work, Language: h.Language}] = true
		}
	}
	list := make([]register.Held, 0, len(r.again))
	for h := range r.again {
		list = append(list, h)
	}
	slices.SortFunc(list, func(a, b register.Held) int {
		return strings.Compare(a.Work+"\x00"+a.Language, b.Work+"\x00"+b.Language)
	})
	for _, h := range list {
		out, err := readAgain(ctx, r.tx, n, h.Work, h.Language)
		if err != nil {
			return nil, err
		}
		r.out.Documents++
		r.out.Proposed += out.Proposed
	}
	return n, nil
}

// readAgain reads the newest version of an expression anew from the texts that the
// register holds.
func readAgain(ctx context.Context, tx register.Tx, n *namesInForce, work, language string) (Outcome, error) {
	view, err := tx.View(ctx, work, language, 0)
	if err != nil {
		return Outcome{}, err
	}
	doc := stored(view)
	columns, err := contribution.Columns(ctx, tx, view.Work.ID)
	if err != nil {
		return Outcome{}, err
	}
	rd, err := n.read(doc, columns, answers(view))
	if err != nil {
		return Outcome{}, err
	}
	t := newTakeIn(doc, rd)
	t.origin, t.stored = view.Work.Origin, view
	sent := register.ContributionID(view.Work.ID)
	if _, err := tx.Record(ctx, sent, 0); err == nil {
		t.contribution = sent
	} else if fault.KindOf(err) != fault.NotFound {
		return Outcome{}, err
	}
	if err := t.check(); err != nil {
		return Outcome{}, err
	}
	t.count()
	return t.out, t.run(ctx, tx)
}

// stored is the document of a version, as its reader gave it.
func stored(v *register.View) *document.Document {
	doc := &document.Document{Name: v.Version.Name, Format: v.Version.Format, SHA256: v.Version.SHA256, Language: v.Version.Language,
		Masthead: v.Version.Masthead, Headings: v.Version.Headings, Warnings: v.Version.Warnings, Paragraphs: make([]document.Paragraph, len(v.Paragraphs))}
	for i := range v.Paragraphs {
		p := &v.Paragraphs[i].Text
		doc.Paragraphs[i] = document.Paragraph{Part: p.Part, Number: p.Number, Counted: p.Counted, Text: p.Text, Source: p.Source}
	}
	return doc
}

// answers are what people said of the short forms of a version.
func answers(v *register.View) []reading.Answer {
	var list []reading.Answer
	for i := range v.Paragraphs {
		for _, q := range v.Paragraphs[i].Questions {
			if q.State == register.Settled {
				list = append(list, reading.Answer{Paragraph: i, Text: q.Text, Actor: q.Answer})
			}
		}
	}
	return list
}

// changed notes that a name holds or does not hold from now on.
func (r *renaming) changed(language, text string) {
	if r.words[language] == nil {
		r.words[language] = map[string]bool{}
	}
	r.words[language][text] = true
	r.words[language][strings.ToUpper(text)] = true
}

func sorted[V any](m map[string]V) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// Settling is a person's word on all candidates of one text in one language.
type Settling struct {
	Text, Language string
	Actor          string         // it is a name of this actor; or
	New            *lexicon.Actor // of this one, which the lexicon lacks; or of nobody, where neither is given
	// Names are the names that the actor has from now on; where there are none the
	// text is another form of its name.
	Names []lexicon.Name
	Sure  bool // all the same, where a NameProblem may be overruled
	Why   string
}

// SettleName stores a person's word on a name that the lexicon lacks, for all the
// places where it waits. All documents in which the name stands are read anew in the
// same change: what is read differently is proposed, and what a person accepted
// stays. ReopenName takes it back. A name that cannot be given is a *NameProblem.
func (d *Desk) SettleName(ctx context.Context, s Settling, by register.Person) (Renamed, error) {
	id := s.Actor
	if s.New != nil {
		id = s.New.ID
	}
	subject := register.ActorRecordID(id)
	if id == "" {
		subject = register.NoNameID(s.Language, s.Text)
	}
	act := register.Act{By: by, Name: "settle-name", Subject: subject, Why: s.Why}
	return d.rename(ctx, act, s.Sure, func(ctx context.Context, r *renaming) error {
		waiting, err := r.settle(ctx, s.Language, s.Text, register.Open, register.Settled)
		if err != nil {
			return err
		}
		if id == "" {
			if waiting == 0 {
				return fault.New(fault.NotFound, "“%s” does not wait for an answer any more.", s.Text)
			}
			r.again = map[register.Held]bool{} // what names nobody is read as before
			value := register.NameValue(lexicon.Name{Language: s.Language, Sort: lexicon.Variant, Text: s.Text})
			return r.setRecord(ctx, subject, map[string][]string{register.FieldType: {register.TypeNone}, register.FieldName: {value}})
		}
		list := s.Names
		if len(list) == 0 {
			list = []lexicon.Name{{Language: s.Language, Sort: lexicon.Variant, Text: s.Text}}
		}
		have, err := r.fields(ctx, subject)
		if err != nil {
			return err
		}
		if s.New != nil {
			if err := r.checkNew(*s.New); err != nil {
				return err
			}
			have.set(register.FieldType, s.New.Type)
			have.set(register.FieldParent, s.New.Parent)
			have.set(register.FieldSince, s.New.From)
			have.set(register.FieldEnded, s.New.To)
		} else if _, ok := r.names.lexicon.Actor(id); !ok {
			return fault.New(fault.NotFound, "There is no organization %q. Choose one of the list, or make it as a new one.", id)
		}
		have.set(register.FieldActor, id)
		for _, n := range list {
			n.ID, n.Kind = id, lexicon.KindActor
			if err := r.checkName(ctx, n, s.Text, waiting); err != nil {
				return err
			}
			have.add(register.FieldName, register.NameValue(n))
			r.changed(n.Language, n.Text)
		}
		r.changed(s.Language, s.Text)
		return r.setRecord(ctx, subject, have)
	})
}

// settle moves the candidates of a text from one state to another and gives how many.
func (r *renaming) settle(ctx context.Context, language, text, from, to string) (int, error) {
	list, err := r.tx.Candidates(ctx, register.AskedFilter{State: from, Text: text, Language: language})
	if err != nil {
		return 0, err
	}
	for i := range list {
		list[i].State = to
		r.again[register.Held{Work: list[i].At.Work, Language: language}] = true
	}
	r.out.Settled += len(list)
	return len(list), r.tx.SetCandidates(ctx, list)
}

// ReopenName takes a person's word on a name back: its candidates wait again, and
// the name is taken off the actor to whom it was given. Where the record of the actor
// has not been changed since, it is again as it was before.
func (d *Desk) ReopenName(ctx context.Context, language, text, why string, by register.Person) (Renamed, error) {
	act := register.Act{By: by, Name: "reopen-name", Subject: register.NoNameID(language, text), Why: why}
	return d.rename(ctx, act, true, func(ctx context.Context, r *renaming) error {
		n, err := r.settle(ctx, language, text, register.Settled, register.Open)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "The name “%s” waits already: somebody took the answer back.", text)
		}
		r.changed(language, text)
		record := register.NoNameID(language, text)
		if !r.names.lexicon.IsNone(language, text) {
			if record, err = r.givenTo(ctx, language, text); err != nil || record == "" {
				return err
			}
		}
		return r.takeBack(ctx, record, language+"|"+text)
	})
}

// givenTo is the record by which people gave a name to an actor; "" where none did.
func (r *renaming) givenTo(ctx context.Context, language, text string) (string, error) {
	all, err := r.names.lexicon.NamesOf(language)
	if err != nil {
		return "", err
	}
	for _, n := range all {
		if n.Text != text || n.Kind != lexicon.KindActor {
			continue
		}
		id := register.ActorRecordID(n.ID)
		have, err := r.fields(ctx, id)
		if err != nil {
			return "", err
		}
		if slices.ContainsFunc(have[register.FieldName], func(v string) bool { return register.Element(register.FieldName, v) == language+"|"+text }) {
			return id, nil
		}
	}
	return "", nil
}

// takeBack makes a record as it was before the name was in it, or takes the name
// alone off it where it was changed since.
func (r *renaming) takeBack(ctx context.Context, id, element string) error {
	history, err := r.tx.History(ctx, id)
	if err != nil {
		return err
	}
	holds := func(f fieldSet) bool {
		return slices.ContainsFunc(f[register.FieldName], func(v string) bool { return register.Element(register.FieldName, v) == element })
	}
	now, err := fieldsOf(&history[0].Record)
	if err != nil {
		return err
	}
	if len(history) == 1 || history[1].Review == register.Withdrawn {
		return r.setRecord(ctx, id, nil)
	}
	before, err := fieldsOf(&history[1].Record)
	if err != nil {
		return err
	}
	if holds(before) {
		before = now
		before[register.FieldName] = slices.DeleteFunc(slices.Clone(now[register.FieldName]), func(v string) bool { return register.Element(register.FieldName, v) == element })
	}
	return r.setRecord(ctx, id, before)
}

// NamesEdit is what the record of an actor is to say: all of it. Without names and
// the rest it is withdrawn, and the actor has the names that ship.
type NamesEdit struct {
	Actor    string
	Revision int // of its record that the person saw; 0 for none
	Type     string
	Parent   string
	Since    string // years
	Ended    string
	Names    []lexicon.Name
	Without  []lexicon.Name // shipped names that do not hold
	Sure     bool
	Why      string
}

// EditNames changes what lies over the names of an actor. All documents in which a
// changed name stands are read anew in the same change. To take it back, edit again.
func (d *Desk) EditNames(ctx context.Context, e NamesEdit, by register.Person) (Renamed, error) {
	id := register.ActorRecordID(e.Actor)
	return d.rename(ctx, register.Act{By: by, Name: "edit-names", Subject: id, Why: e.Why}, e.Sure, func(ctx context.Context, r *renaming) error {
		have, err := r.tx.Record(ctx, id, 0)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		if have.Revision != e.Revision {
			return fault.New(fault.Conflict, "The names of %s were changed by %s meanwhile. Look at them again; nothing of yours was stored.", e.Actor, have.By.Name)
		}
		actor, known := r.names.lexicon.Actor(e.Actor)
		if e.Type != "" {
			n := lexicon.Actor{ID: e.Actor, Type: e.Type, Parent: e.Parent, From: e.Since, To: e.Ended}
			if !known {
				err = r.checkNew(n)
			} else if n.Partner = actor.Partner; n != actor {
				err = r.checkActor(n)
			}
			if err != nil {
				return err
			}
		} else if _, ships := r.names.lexicon.Under().Actor(e.Actor); !ships {
			return fault.New(fault.Invalid, "%s is no organization of the names that ship: say its type.", e.Actor)
		}
		want := fieldSet{}
		if e.Type != "" || len(e.Names)+len(e.Without) > 0 {
			want.set(register.FieldActor, e.Actor)
		}
		want.set(register.FieldType, e.Type)
		want.set(register.FieldParent, e.Parent)
		want.set(register.FieldSince, e.Since)
		want.set(register.FieldEnded, e.Ended)
		now, err := r.fields(ctx, id)
		if err != nil {
			return err
		}
		for _, n := range e.Names {
			n.ID, n.Kind = e.Actor, lexicon.KindActor
			v := register.NameValue(n)
			if !slices.Contains(now[register.FieldName], v) {
				if err := r.checkName(ctx, n, "", 0); err != nil {
					return err
				}
			}
			want.add(register.FieldName, v)
		}
		for _, n := range e.Without {
			if !slices.ContainsFunc(r.names.lexicon.Under().Names(e.Actor, n.Language), func(x lexicon.Name) bool { return x.Text == n.Text }) {
				return fault.New(fault.NotFound, "“%s” is none of the names of %s that ship.", n.Text, e.Actor)
			}
			n.ID = e.Actor
			want.add(register.FieldWithout, register.NameValue(n))
		}
		for _, field := range []string{register.FieldName, register.FieldWithout} {
			for _, list := range [][2][]string{{now[field], want[field]}, {want[field], now[field]}} {
				for _, v := range list[0] {
					if !slices.Contains(list[1], v) {
						n, err := register.ParseName(v)
						if err != nil {
							return err
						}
						r.changed(n.Language, n.Text)
					}
				}
			}
		}
		if !slices.Equal(now[register.FieldType], want[register.FieldType]) || !slices.Equal(now[register.FieldParent], want[register.FieldParent]) {
			if err := r.namedAnywhere(ctx, e.Actor); err != nil {
				return err
			}
		}
		if len(want) == 0 {
			want = nil
		}
		return r.setRecord(ctx, id, want)
	})
}

// namedAnywhere has all documents read anew that name an actor.
func (r *renaming) namedAnywhere(ctx context.Context, id string) error {
	list, err := r.tx.Mentions(ctx, string(reading.Actor), id, 0)
	for i := range list {
		r.again[register.Held{Work: list[i].Work, Language: list[i].Language}] = true
	}
	return err
}

// fieldSet is the values of a record by field.
type fieldSet map[string][]string

func (f fieldSet) set(field, value string) {
	delete(f, field)
	if value != "" {
		f[field] = []string{value}
	}
}

// add a name; it stands in place of one of the same text.
func (f fieldSet) add(field, value string) {
	e := register.Element(field, value)
	f[field] = append(slices.DeleteFunc(slices.Clone(f[field]), func(v string) bool { return register.Element(field, v) == e }), value)
}

// fields of a record of an actor that holds; empty where there is none.
func (r *renaming) fields(ctx context.Context, id string) (fieldSet, error) {
	rec, err := r.tx.Record(ctx, id, 0)
	if fault.KindOf(err) == fault.NotFound || err == nil && rec.Review == register.Withdrawn {
		return fieldSet{}, nil
	}
	if err != nil {
		return nil, err
	}
	return fieldsOf(&rec)
}

func fieldsOf(rec *register.Record) (fieldSet, error) {
	var a register.Actor
	if err := rec.Decode(&a); err != nil {
		return nil, err
	}
	f := fieldSet{}
	for field, value := range map[string]string{register.FieldActor: a.Actor, register.FieldType: a.Type, register.FieldParent: a.Parent,
		register.FieldSince: a.Since, register.FieldEnded: a.Ended} {
		f.set(field, value)
	}
	for field, values := range map[string][]string{register.FieldName: a.Names, register.FieldWithout: a.Without} {
		if len(values) > 0 {
			f[field] = values
		}
	}
	return f, nil
}

// setRecord makes a record say exactly what is wanted, in the name of the person
// who acts; nothing at all withdraws it.
func (r *renaming) setRecord(ctx context.Context, id string, want fieldSet) error {
	rec, err := r.tx.Record(ctx, id, 0)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	fresh := err != nil
	if fresh {
		if want == nil {
			return register.ErrNothing
		}
		rec = register.Record{ID: id, Kind: register.KindActor, Origin: register.Entered, Visibility: register.Public}
	}
	if rec.Kind != register.KindActor {
		return fault.New(fault.Conflict, "%s is taken by a record of kind %s.", id, rec.Kind)
	}
	claims := []register.Claim(nil)
	if !fresh {
		if claims, err = r.tx.Claims(ctx, id); err != nil {
			return err
		}
	}
	next := rec
	next.Review, next.Why = register.Reviewed, r.why
	if want == nil {
		next.Review = register.Withdrawn
		if next.Why == "" {
			next.Why = "taken back"
		}
	}
	var add []register.Claim
	var accept []int64
	if want != nil {
		for i := range claims {
			if c := &claims[i]; c.State == register.Accepted && !slices.Contains(want[c.Field], c.Value) {
				if err := r.tx.DecideClaim(ctx, c.Key, register.Refused, r.why); err != nil {
					return err
				}
				c.State = register.Refused
			}
		}
		for _, f := range register.Fields(register.KindActor) {
			for _, v := range want[f.Name] {
				at := slices.IndexFunc(claims, func(c register.Claim) bool { return c.Field == f.Name && c.Value == v })
				switch {
				case at < 0:
					add = append(add, register.Claim{Record: id, Field: f.Name, Value: v, Author: r.by.ID, State: register.Accepted})
				case claims[at].State != register.Accepted:
					accept = append(accept, claims[at].Key)
					claims[at].State = register.Accepted
				}
			}
		}
		next.Fields = register.Current(register.KindActor, append(slices.Clone(claims), add...))
	}
	if !fresh && bytes.Equal(next.Fields, rec.Fields) && next.Review == rec.Review {
		r.out.Record = rec
		return nil
	}
	for _, key := range accept {
		if err := r.tx.DecideClaim(ctx, key, register.Accepted, r.why); err != nil {
			return err
		}
	}
	one := []register.Record{next}
	if err := r.tx.SetRecords(ctx, one); err != nil {
		return err
	}
	r.out.Record = one[0]
	return r.tx.AddClaims(ctx, add)
}

// ShortForm is a person's word on a short form in a document.
type ShortForm struct {
	Text, Language string
	Work           string // ID
	Key            int64  // of one question; 0 for all of the document
	Actor          string // for whom it stands; "" for nobody
	Why            string
}

// AnswerShortForm stores for whom a short form stands: at one place, or wherever in
// the document it waits. The document is read anew with it in the same change.
func (d *Desk) AnswerShortForm(ctx context.Context, s ShortForm, by register.Person) (Renamed, error) {
	return d.shortForm(ctx, "answer-short-form", s, register.Open, register.Settled, by)
}

// ReopenShortForm takes the answer back: the short form waits again.
func (d *Desk) ReopenShortForm(ctx context.Context, s ShortForm, by register.Person) (Renamed, error) {
	s.Actor = ""
	return d.shortForm(ctx, "reopen-short-form", s, register.Settled, register.Open, by)
}

func (d *Desk) shortForm(ctx context.Context, name string, s ShortForm, from, to string, by register.Person) (Renamed, error) {
	return d.rename(ctx, register.Act{By: by, Name: name, Subject: s.Work, Why: s.Why}, true, func(ctx context.Context, r *renaming) error {
		if _, ok := r.names.lexicon.Actor(s.Actor); !ok && s.Actor != "" {
			return fault.New(fault.NotFound, "There is no organization %q. Choose one of the list.", s.Actor)
		}
		list, err := r.tx.Questions(ctx, register.AskedFilter{State: from, Text: s.Text, Language: s.Language, Work: s.Work})
		if err != nil {
			return err
		}
		if s.Key != 0 {
			list = slices.DeleteFunc(list, func(q register.Question) bool { return q.Key != s.Key })
		}
		if len(list) == 0 {
			return fault.New(fault.Conflict, "“%s” was answered, or taken back, meanwhile. Look at it again; nothing was changed.", s.Text)
		}
		for i := range list {
			list[i].State, list[i].Answer = to, s.Actor
		}
		r.out.Settled = len(list)
		r.again[register.Held{Work: list[0].At.Work, Language: s.Language}] = true
		return r.tx.SetQuestions(ctx, list)
	})
}

// AsNameProblem gives the problem that an error is, or nil.
func AsNameProblem(err error) *NameProblem {
	var p *NameProblem
	if errors.As(err, &p) {
		return p
	}
	return nil
}
