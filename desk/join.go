package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"concord/fault"
	"concord/register"
	"concord/sameness"
)

// What joins and asks in the name of the rules.
const (
	ruleSameness = "sameness" // package sameness
	ruleJoined   = "joined"   // a question that came from a record which was joined
)

// Join makes one act of two records of one kind and gives the one that stays:
// the reviewed one, else the one of the starter register, else the older one. What
// the other one says stands beside what the one that stays says, as if a further
// source had told it: what is new or agrees is accepted, what differs is proposed.
// Its tellings move. The other record keeps its own claims, is in no list, and
// leads on. Part undoes it.
//
// Records of different kinds, one that is joined already, rejected or withdrawn,
// and a sample with what is none are refused as a Conflict.
func (d *Desk) Join(ctx context.Context, a, b, why string, by register.Person) (rec register.Record, err error) {
	err = d.change(ctx, register.Act{By: by, Name: "join", Subject: a, Why: why}, func(ctx context.Context, tx register.Tx) error {
		s, err := pairOf(ctx, tx, a, b)
		if err != nil {
			return err
		}
		s.Rule, s.Why = "", why
		rec, err = join(ctx, tx, s)
		return err
	})
	return rec, err
}

// Part undoes the joining of two records, in whichever order they are named: each
// has again the values and tellings that it had, and what was told since goes to
// the one whose text tells it. The two are different after it, and never joined
// or asked about again by rules.
func (d *Desk) Part(ctx context.Context, a, b, why string, by register.Person) error {
	return d.answer(ctx, "part", a, b, register.SameNot, why, by)
}

// Answer is a person's word on whether two records are one act: same, different,
// two of a series, or one renews the other. It is kept, and rules ask it never
// again. Same joins them; another answer on two that were joined parts them.
func (d *Desk) Answer(ctx context.Context, a, b string, answer register.Sameness, why string, by register.Person) error {
	switch answer {
	case register.SameAct, register.SameNot, register.SameSeries, register.SameRenews:
		return d.answer(ctx, "answer-sameness", a, b, answer, why, by)
	}
	return fault.New(fault.Invalid, "Whether two records are one act is answered with same, different, series or renews; %q is none of them.", answer)
}

// Reconsider takes an answer back: the question is open again, and two that were
// joined are parted.
func (d *Desk) Reconsider(ctx context.Context, a, b, why string, by register.Person) error {
	return d.answer(ctx, "reconsider-sameness", a, b, register.SameAsked, why, by)
}

func (d *Desk) answer(ctx context.Context, name, a, b string, to register.Sameness, why string, by register.Person) error {
	return d.change(ctx, register.Act{By: by, Name: name, Subject: a, Why: why}, func(ctx context.Context, tx register.Tx) error {
		s, err := pairOf(ctx, tx, a, b)
		if err != nil {
			return err
		}
		from := s.State
		switch {
		case from == to && s.Rule == "" && from != register.SameAsked:
			return register.ErrNothing
		case from == "" && to == register.SameAsked, name == "part" && from != register.SameAct:
			return fault.New(fault.Conflict, "The records %s and %s are not joined, so there is nothing to undo.", a, b)
		}
		at := s.At
		s.Rule, s.Why = "", why
		switch {
		case to == register.SameAct && from == register.SameAct: // a person's word on what a rule had joined
			return tx.SetSames(ctx, []register.Same{s})
		case to == register.SameAct:
			_, err := join(ctx, tx, s)
			return err
		}
		if from == register.SameAct {
			if err := part(ctx, tx, s.A, s.B, at); err != nil {
				return err
			}
		} else if err := together(ctx, tx, a, b); err != nil {
			return err
		}
		s.State = to
		return tx.SetSames(ctx, []register.Same{s})
	})
}

// pairOf is what the register keeps of two records; without a state where it keeps nothing.
func pairOf(ctx context.Context, tx register.Tx, a, b string) (register.Same, error) {
	list, err := tx.Sames(ctx, register.SameFilter{Record: a})
	if err != nil {
		return register.Same{}, err
	}
	for _, s := range list {
		if s.A == b || s.B == b {
			return s, nil
		}
	}
	return register.Same{A: a, B: b}, nil
}

// together refuses two records about which nobody can ask.
func together(ctx context.Context, tx register.Tx, a, b string) error {
	_, _, err := both(ctx, tx, a, b)
	return err
}

func both(ctx context.Context, tx register.Tx, a, b string) (x, y register.Record, err error) {
	if a == b {
		return x, y, fault.New(fault.Invalid, "Two different records are needed to say whether they are the same.")
	}
	if x, err = tx.Record(ctx, a, 0); err != nil {
		return x, y, err
	}
	if y, err = tx.Record(ctx, b, 0); err != nil {
		return x, y, err
	}
	if x.Kind != y.Kind {
		return x, y, fault.New(fault.Conflict, "A record of kind %s and one of kind %s cannot be the same.", x.Kind, y.Kind)
	}
	if (x.Origin == register.Sample) != (y.Origin == register.Sample) {
		return x, y, fault.New(fault.Conflict, "One of the two is a sample: samples go away in one act, so nothing else may hang on them.")
	}
	return x, y, nil
}

// join makes one of the two records that s names; s.A becomes the one that stays.
func join(ctx context.Context, tx register.Tx, s register.Same) (register.Record, error) {
	x, y, err := both(ctx, tx, s.A, s.B)
	if err != nil {
		return x, err
	}
	for _, r := range []register.Record{x, y} {
		switch {
		case r.MergedInto != "":
			return x, fault.New(fault.Conflict, "The record %s is joined to %s already: join that one, or part the two first.", r.ID, r.MergedInto)
		case r.Review == register.Rejected || r.Review == register.Withdrawn:
			return x, fault.New(fault.Conflict, "The record %s is %s, so it cannot be joined.", r.ID, r.Review)
		}
	}
	if swap, err := staysSecond(ctx, tx, &x, &y); err != nil {
		return x, err
	} else if swap {
		x, y = y, x
	}
	standing, err := tx.Claims(ctx, x.ID)
	if err != nil {
		return x, err
	}
	theirs, err := tx.Claims(ctx, y.ID)
	if err != nil {
		return x, err
	}
	incoming := make([]register.Claim, 0, len(theirs))
	for _, c := range theirs {
		if c.State != register.Refused && c.Value != register.Nothing {
			incoming = append(incoming, copied(c, x.ID))
		}
	}
	claims := settleSources(standing, incoming)
	if err := tx.AddClaims(ctx, claims); err != nil {
		return x, err
	}
	if err := moveTellings(ctx, tx, y.ID, x.ID); err != nil {
		return x, err
	}
	x.Fields = register.Current(x.Kind, append(standing, claims...))
	x.Untold = x.Untold && y.Untold
	y.MergedInto = x.ID
	records := []register.Record{x, y}
	if err := tx.SetRecords(ctx, records); err != nil {
		return x, err
	}
	s.A, s.B, s.State = x.ID, y.ID, register.SameAct
	if err := tx.SetSames(ctx, []register.Same{s}); err != nil {
		return x, err
	}
	return records[0], moveQuestions(ctx, tx, x.ID, y.ID)
}

func copied(c register.Claim, to string) register.Claim {
	c.Key, c.Record, c.Decided = 0, to, register.Decision{}
	return c
}

// staysSecond tells whether the second of two records is the one that stays.
func staysSecond(ctx context.Context, tx register.Tx, x, y *register.Record) (bool, error) {
	rank := func(r *register.Record) int {
		switch {
		case r.Review == register.Reviewed:
			return 0
		case r.Origin == register.Starter:
			return 1
		}
		return 2
	}
	if p, q := rank(x), rank(y); p != q {
		return q < p, nil
	}
	made := func(r *register.Record) (time.Time, error) {
		if r.Revision == 1 {
			return r.At, nil
		}
		first, err := tx.Record(ctx, r.ID, 1)
		return first.At, err
	}
	p, err := made(x)
	if err != nil {
		return false, err
	}
	q, err := made(y)
	if err != nil {
		return false, err
	}
	return cmp.Or(p.Compare(q), cmp.Compare(x.ID, y.ID)) > 0, nil
}

// words tells apart tellings of one record.
type stretch struct {
	text     int64
	work     string
	place    register.Place
	from, to int
}

func stretchOf(e *register.Evidence) stretch {
	if e.Text != 0 {
		return stretch{text: e.Text, from: e.From, to: e.To}
	}
	return stretch{work: e.Work, place: e.Place}
}

// moveTellings gives the tellings of a record to another one. Those that the other
// has too stay where they are, which tells part that they were its own.
func moveTellings(ctx context.Context, tx register.Tx, from, to string) error {
	theirs, err := tx.Tellings(ctx, from)
	if err != nil {
		return err
	}
	own, err := tx.Tellings(ctx, to)
	if err != nil {
		return err
	}
	has := map[stretch]bool{}
	for i := range own {
		has[stretchOf(&own[i].Evidence)] = true
	}
	var list []register.Telling
	for _, l := range theirs {
		if l.Dropped || has[stretchOf(&l.Evidence)] {
			continue
		}
		there := l
		l.Dropped, there.Record = true, to
		list = append(list, l, there)
		if e := &l.Evidence; !cites(e) {
			list = append(list, giveWay(own, e.Work, e.Place)...)
		}
	}
	return tx.SetTellings(ctx, list)
}

// moveQuestions asks of the record that stays what was asked of the one that was joined to it.
func moveQuestions(ctx context.Context, tx register.Tx, to, from string) error {
	open, err := tx.Sames(ctx, register.SameFilter{Record: from, State: register.SameAsked})
	if err != nil || len(open) == 0 {
		return err
	}
	known, err := tx.Sames(ctx, register.SameFilter{Record: to})
	if err != nil {
		return err
	}
	var list []register.Same
	for _, q := range open {
		y := otherOf(&q, from)
		n := q
		n.A, n.B, n.Rule = to, y, ruleJoined
		q.State = register.SameGone
		list = append(list, q)
		if !slices.ContainsFunc(known, func(k register.Same) bool { return k.A == y || k.B == y }) {
			list = append(list, n)
		}
	}
	return tx.SetSames(ctx, list)
}

func otherOf(s *register.Same, id string) string {
	if s.A == id {
		return s.B
	}
	return s.A
}

// part undoes a join that was made at a time: b stands again beside a.
func part(ctx context.Context, tx register.Tx, a, b string, at time.Time) error {
	x, y, err := both(ctx, tx, a, b)
	if err != nil {
		return err
	}
	switch {
	case y.MergedInto == "" && x.MergedInto == y.ID:
		x, y = y, x
	case y.MergedInto != x.ID:
		return fault.New(fault.Conflict, "The records %s and %s are not joined, so there is nothing to undo.", a, b)
	}
	if x.MergedInto != "" {
		return fault.New(fault.Conflict, "The record %s was itself joined to %s since: part those two first.", x.ID, x.MergedInto)
	}
	p := parting{x: x, y: y, at: at}
	if err := p.read(ctx, tx); err != nil {
		return err
	}
	if err := p.tellings(ctx, tx); err != nil {
		return err
	}
	if err := p.claims(ctx, tx); err != nil {
		return err
	}
	p.y.MergedInto = ""
	if err := tx.SetRecords(ctx, []register.Record{p.x, p.y}); err != nil {
		return err
	}
	return questionsBack(ctx, tx, x.ID, y.ID)
}

// parting is what is known of two joined records when they are parted.
type parting struct {
	x, y           register.Record // y was joined to x
	at             time.Time       // when
	own, theirs    []register.Claim
	told, toldThem []register.Telling
	only           map[[2]string]bool // expressions that y tells and x, of its own, does not
	back           map[int64]bool     // texts that tell y again
}

func (p *parting) read(ctx context.Context, tx register.Tx) (err error) {
	if p.own, err = tx.Claims(ctx, p.x.ID); err != nil {
		return err
	}
	if p.theirs, err = tx.Claims(ctx, p.y.ID); err != nil {
		return err
	}
	if p.told, err = tx.Tellings(ctx, p.x.ID); err != nil {
		return err
	}
	p.toldThem, err = tx.Tellings(ctx, p.y.ID)
	return err
}

// before tells whether x said something of a text before the two were joined.
func (p *parting) before(text int64) bool {
	for i := range p.own {
		if c := &p.own[i]; c.Evidence.Text == text && c.At.Before(p.at) && text != 0 {
			return true
		}
	}
	return false
}

func (p *parting) tellings(ctx context.Context, tx register.Tx) error {
	moved := map[stretch]bool{} // that the join moved
	p.only, p.back = map[[2]string]bool{}, map[int64]bool{}
	for i := range p.toldThem {
		e := &p.toldThem[i].Evidence
		if p.toldThem[i].Dropped {
			moved[stretchOf(e)] = true
		}
		p.only[[2]string{e.Work, e.Language}] = true
	}
	for i := range p.told {
		if e := &p.told[i].Evidence; !moved[stretchOf(e)] && p.before(e.Text) {
			delete(p.only, [2]string{e.Work, e.Language})
		}
	}
	var list []register.Telling
	here, there := 0, 0
	for _, l := range p.told {
		e := &l.Evidence
		its := moved[stretchOf(e)] && !p.before(e.Text) || p.only[[2]string{e.Work, e.Language}]
		switch {
		case its:
			if !l.Dropped {
				n := l
				n.Record = p.y.ID
				l.Dropped = true
				list = append(list, l, n)
				there++
			}
			p.back[e.Text] = true
		case !l.Dropped:
			here++
		}
	}
	for i := range p.toldThem {
		if !p.toldThem[i].Dropped {
			there++
		}
	}
	// Its citation, which gave way to the other's words, stands again.
	for _, l := range p.told {
		if e := &l.Evidence; here == 0 && l.Dropped && cites(e) && !moved[stretchOf(e)] {
			l.Dropped = false
			list = append(list, l)
		}
	}
	for _, l := range list {
		if l.Record == p.x.ID && !l.Dropped {
			here++
		}
	}
	// A record that had tellings and has none is told no more.
	p.x.Untold = here == 0 && len(p.told) > len(p.back)
	p.y.Untold = there == 0 && len(p.toldThem) > 0
	return tx.SetTellings(ctx, list)
}

func (p *parting) claims(ctx context.Context, tx register.Tx) error {
	const why = "the two records were parted"
	var later []register.Claim // that y was told since
	taken := map[time.Time]bool{}
	for i := range p.own {
		c := &p.own[i]
		if c.At.Before(p.at) {
			continue
		}
		copy := slices.ContainsFunc(p.theirs, func(t register.Claim) bool {
			return t.Field == c.Field && t.Value == c.Value && t.Author == c.Author && t.Contribution == c.Contribution && stretchOf(&t.Evidence) == stretchOf(&c.Evidence)
		})
		since := !copy && c.Author == "" && c.Evidence.Text != 0 && p.back[c.Evidence.Text]
		if !copy && !since {
			continue
		}
		if since && c.State != register.Refused {
			later = append(later, copied(*c, p.y.ID))
		}
		if c.State == register.Accepted && c.Decided.By.ID != "" {
			taken[c.Decided.At] = true
		}
		if c.State != register.Refused {
			if err := tx.DecideClaim(ctx, c.Key, register.Refused, why); err != nil {
				return err
			}
			c.State = register.Refused
		}
	}
	// What gave way to a value that leaves with the other record holds again.
	for i := range p.own {
		c := &p.own[i]
		if c.State != register.Refused || !taken[c.Decided.At] || c.Decided.Why != replaced {
			continue
		}
		element, free := register.Element(c.Field, c.Value), true
		for j := range p.own {
			if o := &p.own[j]; o.State == register.Accepted && o.Field == c.Field && register.Element(o.Field, o.Value) == element {
				free = false
			}
		}
		if free {
			if err := tx.DecideClaim(ctx, c.Key, register.Accepted, why); err != nil {
				return err
			}
			c.State = register.Accepted
		}
	}
	p.x.Fields = register.Current(p.x.Kind, p.own)
	if len(later) > 0 {
		claims := settleSources(p.theirs, later)
		if err := tx.AddClaims(ctx, claims); err != nil {
			return err
		}
		p.theirs = append(p.theirs, claims...)
		p.y.Fields = register.Current(p.y.Kind, p.theirs)
	}
	return nil
}

// replaced is the reason that decide gives.
const replaced = "another value was accepted in its place"

// questionsBack asks again of y what x was asked in its place.
func questionsBack(ctx context.Context, tx register.Tx, x, y string) error {
	gone, err := tx.Sames(ctx, register.SameFilter{Record: y, State: register.SameGone})
	if err != nil || len(gone) == 0 {
		return err
	}
	asked, err := tx.Sames(ctx, register.SameFilter{Record: x, State: register.SameAsked})
	if err != nil {
		return err
	}
	var list []register.Same
	for _, q := range gone {
		z := otherOf(&q, y)
		rec, err := tx.Record(ctx, z, 0)
		if err != nil {
			return err
		}
		if !askable(&rec) {
			continue
		}
		q.State = register.SameAsked
		list = append(list, q)
		for _, m := range asked {
			if m.Rule == ruleJoined && otherOf(&m, x) == z {
				m.State = register.SameGone
				list = append(list, m)
			}
		}
	}
	return tx.SetSames(ctx, list)
}

// askable tells whether a record is there to ask about.
func askable(r *register.Record) bool {
	return r.MergedInto == "" && !r.Untold && r.Review != register.Rejected && r.Review != register.Withdrawn
}

// settleSameness joins the acts that a document told for the first time with the
// records of the same acts where that is sure, and asks where it is likely. It
// runs in the change that stored them. Questions about what is told no more go,
// and come back with it.
func (t *takeIn) settleSameness(ctx context.Context, tx register.Tx) error {
	for i := range t.changed {
		if err := wake(ctx, tx, &t.changed[i]); err != nil {
			return err
		}
	}
	if len(t.records) == 0 {
		return nil
	}
	texts := make(map[int64]string, len(t.texts))
	for i := range t.texts {
		texts[t.texts[i].Key] = t.texts[i].Text
	}
	tellings := map[string][]register.Telling{}
	for _, l := range t.tellings {
		if e := &l.Evidence; !l.Dropped && e.From >= 0 && e.From <= e.To && e.To <= len(texts[e.Text]) {
			e.Quote = texts[e.Text][e.From:e.To]
			tellings[l.Record] = append(tellings[l.Record], l)
		}
	}
	acts := make([]*sameness.Act, 0, len(t.records))
	for i := range t.records {
		rec := &t.records[i]
		if rec.Kind != register.KindActivity {
			continue
		}
		a, err := sameness.Of(rec, tellings[rec.ID])
		if err != nil {
			return fault.Wrap(err, fault.Internal, "The values of the record %s cannot be read.", rec.ID)
		}
		acts = append(acts, a)
	}
	found, err := sameness.Find(ctx, tx, acts)
	if err != nil {
		return err
	}
	var questions []register.Same
	for i := range found.Proposals {
		p := &found.Proposals[i]
		if cited, err := t.citedByStarter(ctx, tx, p.Other); err != nil {
			return err
		} else if cited {
			continue // attachStarters has settled it
		}
		if t.cited[p.New] || t.cited[p.Other] {
			continue // matched within the paragraph that they cite: attachStarters
		}
		s := register.Same{A: p.Other, B: p.New, State: register.SameAsked, Score: p.Score, Rule: ruleSameness}
		for _, r := range p.Reasons {
			s.Reasons = append(s.Reasons, r.String())
		}
		if p.Decision != sameness.Same {
			questions = append(questions, s)
			continue
		}
		// One of the two may have been joined a moment ago.
		x, y, err := both(ctx, tx, s.A, s.B)
		if err != nil {
			return err
		}
		if x, err = survivor(ctx, tx, x); err != nil {
			return err
		}
		if y, err = survivor(ctx, tx, y); err != nil {
			return err
		}
		if x.ID == y.ID {
			continue
		}
		s.A, s.B = x.ID, y.ID
		if _, err := join(ctx, tx, s); err != nil {
			return err
		}
		t.out.Joined++
	}
	asked, err := ask(ctx, tx, questions)
	t.out.Asked += asked
	return err
}

// citedByStarter tells whether a record is of the starter register and cites the work.
func (t *takeIn) citedByStarter(ctx context.Context, tx register.Tx, id string) (bool, error) {
	rec, err := tx.Record(ctx, id, 0)
	if err != nil || rec.Origin != register.Starter {
		return false, err
	}
	tellings, err := tx.Tellings(ctx, id)
	for i := range tellings {
		if e := &tellings[i].Evidence; cites(e) && e.Work == t.work.ID {
			return true, err
		}
	}
	return false, err
}

// ask stores questions about the records that the two of each were joined to.
func ask(ctx context.Context, tx register.Tx, questions []register.Same) (int, error) {
	seen := map[[2]string]bool{}
	var list []register.Same
	for _, q := range questions {
		for _, id := range []*string{&q.A, &q.B} {
			rec, err := tx.Record(ctx, *id, 0)
			if err != nil {
				return 0, err
			}
			if rec, err = survivor(ctx, tx, rec); err != nil {
				return 0, err
			}
			*id = rec.ID
		}
		pair := [2]string{min(q.A, q.B), max(q.A, q.B)}
		if q.A == q.B || seen[pair] {
			continue
		}
		seen[pair] = true
		known, err := pairOf(ctx, tx, q.A, q.B)
		if err != nil {
			return 0, err
		}
		if known.State == "" || known.State == register.SameGone {
			list = append(list, q)
		}
	}
	return len(list), tx.SetSames(ctx, list)
}

// wake lets the questions about a record go when it is no longer there to ask about,
// and come back.
func wake(ctx context.Context, tx register.Tx, rec *register.Record) error {
	from, to := register.SameGone, register.SameAsked
	if !askable(rec) {
		from, to = to, from
	}
	list, err := tx.Sames(ctx, register.SameFilter{Record: rec.ID, State: from})
	if err != nil || len(list) == 0 {
		return err
	}
	var out []register.Same
	for _, q := range list {
		other, err := tx.Record(ctx, otherOf(&q, rec.ID), 0)
		if err != nil {
			return err
		}
		if to == register.SameGone || askable(&other) {
			q.State = to
			out = append(out, q)
		}
	}
	return tx.SetSames(ctx, out)
}
