package desk

import (
	"bytes"
	"context"
	"slices"

	"concord/fault"
	"concord/register"
	"concord/starter"
)

// Loaded is what became of a starter register.
type Loaded struct {
	Unchanged bool `json:"unchanged,omitempty"` // all of it was there

	Works    int `json:"works,omitempty"`    // made: cited, not held
	Added    int `json:"added,omitempty"`    // records made
	Changed  int `json:"changed,omitempty"`  // records of which this one says more, or something else, than those that were loaded before
	Proposed int `json:"proposed,omitempty"` // values that differ from what stands, for a person to decide

	Found int `json:"found,omitempty"` // acts that were found in documents read before
	Asked int `json:"asked,omitempty"` // questions whether an act is one that was read before
}

// Loads is how LoadStarter shows in the log.
const Loads = "load-starter"

// LoadStarter takes the starter register of the program in, in one change:
//
//   - a work that its rows cite is made where there is none, without a version;
//   - a record that is not there is made, with its claims and citations;
//   - of one that is there, what the tables say now is laid beside what stands:
//     what differs is proposed. What a person decided, withdrew or rejected stays;
//   - its acts are matched with what was read before in the paragraphs that they
//     cite, as TakeIn does the other way round, so that both orders come to the
//     same: a sure one takes the read record's values, words and tellings over, and
//     the read record is joined to it; a doubtful one becomes a question.
//
// Loading what was loaded changes nothing.
func (d *Desk) LoadStarter(ctx context.Context, set starter.Set, by register.Person) (Loaded, error) {
	var l load
	err := d.change(ctx, register.Act{By: by, Name: Loads, Subject: "starter", Why: "starter register " + set.Digest[:min(12, len(set.Digest))]},
		func(ctx context.Context, tx register.Tx) error {
			l = load{set: set, works: map[string]string{}}
			return l.run(ctx, tx)
		})
	if err != nil {
		return Loaded{}, err
	}
	return l.out, nil
}

// HasStarter tells whether a register has records of the starter register, also
// withdrawn ones: a person who withdrew them is not given them again.
func HasStarter(ctx context.Context, r register.Reader) (bool, error) {
	page, err := r.Records(ctx, register.Filter{Kind: register.AnyKind, Hidden: true, Untold: true, Limit: 1,
		Has: []register.Condition{register.Has(register.FacetOrigin, string(register.Starter))}})
	return page.Total > 0, err
}

// load is one loading.
type load struct {
	set   starter.Set
	out   Loaded
	works map[string]string // the set's work → the register's
	fresh map[string]bool   // acts made

	records, changed []register.Record
	claims           []register.Claim
	tellings         []register.Telling
	sames            []register.Same
}

func (l *load) run(ctx context.Context, tx register.Tx) error {
	for _, w := range l.set.Works {
		if err := l.work(ctx, tx, w); err != nil {
			return err
		}
	}
	l.fresh = map[string]bool{}
	for i := range l.set.Records {
		if err := l.record(ctx, tx, &l.set.Records[i]); err != nil {
			return err
		}
	}
	if len(l.records)+len(l.changed)+len(l.claims)+len(l.tellings)+l.out.Works == 0 {
		l.out.Unchanged = true
		return register.ErrNothing
	}
	if err := l.store(ctx, tx); err != nil {
		return err
	}
	if len(l.fresh) == 0 {
		return nil
	}
	if err := l.meetMandates(ctx, tx); err != nil {
		return err
	}
	for _, w := range l.set.Works {
		if err := l.meet(ctx, tx, l.works[w.ID]); err != nil {
			return err
		}
	}
	return l.store(ctx, tx)
}

// store stores what was gathered, and begins anew.
func (l *load) store(ctx context.Context, tx register.Tx) error {
	for _, list := range [][]register.Record{l.records, l.changed} {
		if err := tx.SetRecords(ctx, list); err != nil {
			return err
		}
	}
	if err := tx.AddClaims(ctx, l.claims); err != nil {
		return err
	}
	if err := tx.SetTellings(ctx, l.tellings); err != nil {
		return err
	}
	if err := tx.SetSames(ctx, l.sames); err != nil {
		return err
	}
	l.records, l.changed, l.claims, l.tellings, l.sames = nil, nil, nil, nil, nil
	return nil
}

// work finds a work that is cited, or makes it.
func (l *load) work(ctx context.Context, tx register.Tx, w register.Work) error {
	have, found := w, false
	for _, s := range w.Symbols {
		x, err := tx.Work(ctx, s)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		if err != nil {
			continue
		}
		if found && x.ID != have.ID {
			// Two works bear the symbols: they stay apart, the first is cited.
			continue
		}
		have, found = x, true
	}
	l.works[w.ID] = have.ID
	if found {
		return nil
	}
	l.out.Works++
	return tx.SetWork(ctx, have)
}

// record makes a record, or lays what the tables say beside what stands.
func (l *load) record(ctx context.Context, tx register.Tx, r *starter.Record) error {
	said := slices.Clone(r.Claims)
	for i := range said {
		said[i].Evidence.Work = l.works[said[i].Evidence.Work]
	}
	tellings := slices.Clone(r.Tellings)
	for i := range tellings {
		tellings[i].Evidence.Work = l.works[tellings[i].Evidence.Work]
	}
	rec, err := tx.Record(ctx, r.ID, 0)
	if fault.KindOf(err) == fault.NotFound {
		said = register.Settle(nil, said)
		rec = r.Record
		rec.Fields = register.Current(r.Kind, said)
		l.records = append(l.records, rec)
		l.keep(said)
		l.tellings = append(l.tellings, tellings...)
		l.out.Added++
		l.fresh[r.ID] = r.Kind == register.KindActivity
		return nil
	}
	if err != nil {
		return err
	}
	// Somebody else's record under that name is left alone.
	if rec.Kind != r.Kind || rec.Origin != register.Starter {
		return nil
	}
	if rec, err = survivor(ctx, tx, rec); err != nil {
		return err
	}
	if rec.ID != r.ID {
		for i := range said {
			said[i].Record = rec.ID
		}
		for i := range tellings {
			tellings[i].Record = rec.ID
		}
	}
	standing, err := tx.Claims(ctx, rec.ID)
	if err != nil {
		return err
	}
	settled := register.Settle(standing, said)
	have, err := tx.Tellings(ctx, rec.ID)
	if err != nil {
		return err
	}
	tellings = slices.DeleteFunc(tellings, func(n register.Telling) bool {
		return slices.ContainsFunc(have, func(h register.Telling) bool {
			return cites(&h.Evidence) && h.Evidence.Work == n.Evidence.Work && h.Evidence.Place == n.Evidence.Place
		})
	})
	if len(settled)+len(tellings) == 0 {
		return nil
	}
	l.out.Changed++
	l.keep(settled)
	l.tellings = append(l.tellings, tellings...)
	l.change(rec, append(standing, settled...))
	return nil
}

func (l *load) keep(claims []register.Claim) {
	for i := range claims {
		if claims[i].State == register.Proposed {
			l.out.Proposed++
		}
	}
	l.claims = append(l.claims, claims...)
}

// change makes the values of a record anew.
func (l *load) change(rec register.Record, claims []register.Claim) {
	fields := register.Current(rec.Kind, claims)
	if !bytes.Equal(fields, rec.Fields) {
		rec.Fields = fields
		l.changed = append(l.changed, rec)
	}
}

// meet matches what was made with what the documents of a work told before.
func (l *load) meet(ctx context.Context, tx register.Tx, work string) error {
	versions, err := tx.Versions(ctx, work)
	if err != nil || len(versions) == 0 {
		return err
	}
	w, err := tx.Work(ctx, work)
	if err != nil || w.Withdrawn || w.Origin == register.Sample {
		return err
	}
	var languages []string
	for _, v := range versions {
		if !slices.Contains(languages, v.Language) {
			languages = append(languages, v.Language)
		}
	}
	for _, language := range languages {
		// What one language stored is what the next one finds.
		if err := l.store(ctx, tx); err != nil {
			return err
		}
		all, err := startersOf(ctx, tx, work)
		if err != nil {
			return err
		}
		v, err := tx.View(ctx, work, language, 0)
		if err != nil {
			return err
		}
		for i := range v.Paragraphs {
			if err := l.meetAt(ctx, tx, v, all, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// meetAt matches the acts of the i-th paragraph of a view.
func (l *load) meetAt(ctx context.Context, tx register.Tx, v *register.View, all *starters, i int) error {
	p := &v.Paragraphs[i]
	where := register.Evidence{Text: p.Key, Work: v.Work.ID, Language: v.Version.Language, Version: v.Version.Number, Place: p.Place, Ordinal: p.Ordinal}
	for _, rec := range all.others[p.Place] {
		if err := l.name(ctx, tx, &rec, names(&rec, v.Version.Language, where, p.Text.Text, p.Marks)); err != nil {
			return err
		}
	}
	var reads, cited []side
	list := all.acts[p.Place]
	taken := map[string]bool{} // starter acts that this text tells
	told := []*register.Told{}
	for j := range p.Activities {
		if a := &p.Activities[j]; a.Record.Kind == register.KindActivity && !a.Dropped {
			told = append(told, a)
			taken[a.Record.ID] = true
		}
	}
	for j, a := range told {
		rec := &a.Record
		if rec.MergedInto != "" || rec.Origin == register.Starter || rec.Review == register.Rejected {
			continue
		}
		x, err := readAct(rec.ID, rec.Fields, v.Work.ID, p.Place, v.Version.Language, p.Text.Text[a.From:a.To], a.From, j+1, len(told))
		if err != nil {
			return err
		}
		reads = append(reads, side{x, j, rec.ID})
	}
	for k := range list {
		if taken[list[k].ID] {
			continue
		}
		a, err := all.act(&list[k], v.Work.ID, p.Place, k+1, len(list))
		if err != nil {
			return err
		}
		cited = append(cited, side{a, k, list[k].ID})
	}
	for _, m := range attach(acted(reads), acted(cited)) {
		for _, x := range m.all() {
			if x.sure = m.sure; m.sure && x.starter != m.starter {
				break // a rival of what is sure
			}
			into := list[cited[x.starter].n]
			// Those that were there have had their answer when they came.
			if !l.fresh[into.ID] {
				continue
			}
			if err := l.join(ctx, tx, &x, into, told[reads[x.read].n].Record, where); err != nil {
				return err
			}
		}
	}
	return nil
}

// name lays the words of a text beside a record of another kind that cites it.
func (l *load) name(ctx context.Context, tx register.Tx, rec *register.Record, said []register.Claim) error {
	if len(said) == 0 {
		return nil
	}
	standing, err := tx.Claims(ctx, rec.ID)
	if err != nil {
		return err
	}
	// A name that this loading found in another paragraph is not stored yet.
	for _, c := range l.claims {
		if c.Record == rec.ID {
			standing = append(standing, c)
		}
	}
	settled := register.Settle(standing, said)
	l.keep(settled)
	return nil
}

// join makes of a read act the starter act that it tells, or asks whether it is.
func (l *load) join(ctx context.Context, tx register.Tx, m *attached, into, read register.Record, where register.Evidence) error {
	known, err := pairState(ctx, tx, into.ID, read.ID)
	if err != nil || known != "" && known != register.SameAsked {
		return err // a person has answered
	}
	q := m.question()
	q.A, q.B = into.ID, read.ID
	sure := m.sure
	if sure {
		// What a person said of the read act would be lost from sight: he is asked.
		touched, err := decided(ctx, tx, &read)
		if err != nil {
			return err
		}
		sure = !touched
	}
	if !sure {
		if known == register.SameAsked {
			return nil
		}
		l.out.Asked++
		l.sames = append(l.sames, q)
		return nil
	}
	l.out.Found++
	q.State, q.Rule = register.SameAct, starter.Rule
	l.sames = append(l.sames, q)
	said, err := tx.Claims(ctx, read.ID)
	if err != nil {
		return err
	}
	said = slices.DeleteFunc(said, func(c register.Claim) bool { return c.State == register.Refused })
	for i := range said {
		said[i].Key, said[i].Record, said[i].Decided = 0, into.ID, register.Decision{}
	}
	standing, err := tx.Claims(ctx, into.ID)
	if err != nil {
		return err
	}
	settled := settleSources(standing, withoutTitles(standing, said))
	l.keep(settled)
	l.change(into, append(standing, settled...))
	read.MergedInto = into.ID
	l.changed = append(l.changed, read)
	if err := l.handOver(ctx, tx, into.ID, read.ID); err != nil {
		return err
	}
	own, err := tx.Tellings(ctx, into.ID)
	if err != nil {
		return err
	}
	l.tellings = append(l.tellings, giveWay(own, where.Work, where.Place)...)
	theirs, err := tx.Tellings(ctx, read.ID)
	if err != nil {
		return err
	}
	for _, t := range theirs {
		copied := t
		copied.Record = into.ID
		l.tellings = append(l.tellings, copied)
		if !t.Dropped {
			t.Dropped = true
			l.tellings = append(l.tellings, t)
		}
	}
	return nil
}

// settleSources gives claims of several sources their state, one source after the
// other, as they would have come in.
func settleSources(standing, incoming []register.Claim) (out []register.Claim) {
	standing = slices.Clone(standing)
	for len(incoming) > 0 {
		first := &incoming[0]
		var one, rest []register.Claim
		for _, c := range incoming {
			if c.Evidence.Text == first.Evidence.Text && c.Author == first.Author && c.Contribution == first.Contribution {
				one = append(one, c)
			} else {
				rest = append(rest, c)
			}
		}
		one = register.Settle(standing, one)
		standing, out, incoming = append(standing, one...), append(out, one...), rest
	}
	return out
}

// handOver asks of the record that stays what was asked of the other.
func (l *load) handOver(ctx context.Context, tx register.Tx, into, read string) error {
	open, err := tx.Sames(ctx, register.SameFilter{Record: read, State: register.SameAsked})
	if err != nil {
		return err
	}
	for _, s := range open {
		other := s.A
		if other == read {
			other = s.B
		}
		s.State, s.Rule = register.SameGone, starter.Rule
		l.sames = append(l.sames, s)
		if other == into {
			continue
		}
		if known, err := pairState(ctx, tx, into, other); err != nil {
			return err
		} else if known != "" {
			continue
		}
		s.A, s.B, s.State, s.Rule = into, other, register.SameAsked, ""
		l.sames = append(l.sames, s)
	}
	return nil
}
