package desk

import (
	"cmp"
	"context"
	"slices"

	"concord/fault"
	"concord/register"
	"concord/report"
	"concord/sameness"
)

// rulePublished joins what was read in a published text with the acts that its sentences
// were drafted from.
const rulePublished = "published"

// Publication is what came of recording that a draft was published.
type Publication struct {
	*report.Held `json:"compared"`
	Symbol       string `json:"symbol"`
	Tellings     int    `json:"tellings"` // that acts have beside those before
	Joined       int    `json:"joined"`   // records that were read in the text, of acts that the draft told
	Asked        int    `json:"asked"`    // questions whether two are one act, for a person
	// Left are acts of aligned sentences that get no telling: a person rejected or withdrew
	// them, or said that what is told there is another act.
	Left int `json:"left"`
}

// Publish records, in one act, that the draft of a cycle in a language was published as a
// work of the register: the sentences that it has of the draft tell the acts that they
// rest on; what was read in them and is no other act is joined to those; and the cycle has
// the work among its documents. What a person decided stays. Done again, it changes nothing.
func (d *Desk) Publish(ctx context.Context, cycle, work, lang string, by register.Person) (out Publication, err error) {
	err = d.change(ctx, register.Act{By: by, Name: "publish", Subject: cycle}, func(ctx context.Context, tx register.Tx) error {
		held, err := report.CompareHeld(ctx, tx, cycle, work, lang)
		if err != nil {
			return err
		}
		if len(held.View.Work.Symbols) == 0 {
			return fault.New(fault.Conflict, "%s bears no symbol of a document, so that the cycle cannot name it as its report.", work)
		}
		p := publishing{tx: tx, out: Publication{Held: held, Symbol: held.View.Work.Symbols[0]}, by: by}
		for i := range held.Sentences {
			if err := p.sentence(ctx, &held.Sentences[i]); err != nil {
				return err
			}
		}
		if err := p.name(ctx); err != nil {
			return err
		}
		if out = p.out; !p.changed {
			return register.ErrNothing
		}
		return nil
	})
	return out, err
}

type publishing struct {
	tx      register.Tx
	out     Publication
	by      register.Person
	changed bool
}

// sentence makes one sentence a telling of its acts.
func (p *publishing) sentence(ctx context.Context, s *report.ComparedSentence) error {
	if s.At == nil || len(s.Drafted) == 0 {
		return nil
	}
	acts, err := p.acts(ctx, s)
	if err != nil || len(acts) == 0 {
		return err
	}
	others, err := p.meet(ctx, s, acts)
	if err != nil {
		return err
	}
	for i := range acts {
		if others[acts[i].ID] {
			p.out.Left++
			continue
		}
		if err := p.tell(ctx, &acts[i], s.At); err != nil {
			return err
		}
	}
	return nil
}

// acts that a sentence rests on, as they stand now.
func (p *publishing) acts(ctx context.Context, s *report.ComparedSentence) (list []register.Record, err error) {
	for i := range s.Drafted {
		for _, rest := range s.Drafted[i].Rests {
			rec, err := p.tx.Record(ctx, rest.Record, 0)
			if fault.KindOf(err) == fault.NotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			if rec, err = survivor(ctx, p.tx, rec); err != nil {
				return nil, err
			}
			switch {
			case rec.Kind != register.KindActivity || slices.ContainsFunc(list, func(o register.Record) bool { return o.ID == rec.ID }):
			case rec.Review == register.Rejected || rec.Review == register.Withdrawn:
				p.out.Left++
			default:
				list = append(list, rec)
			}
		}
	}
	return list, nil
}

// meet joins what was read in a sentence with the acts that it rests on, and gives those
// of which a person said that they are others than what is told there.
func (p *publishing) meet(ctx context.Context, s *report.ComparedSentence, acts []register.Record) (others map[string]bool, err error) {
	others = map[string]bool{}
	type pair struct {
		act, read int
		score     float64
	}
	var read []register.Record
	var pairs []pair
	at := &p.out.View.Paragraphs[s.At.Ordinal]
	for i := range at.Activities {
		told := &at.Activities[i]
		if shared := min(told.To, s.At.To) - max(told.From, s.At.From); told.Dropped || told.Record.Kind != register.KindActivity || 2*shared <= told.To-told.From {
			continue
		}
		rec, err := p.tx.Record(ctx, told.Record.ID, 0) // a sentence before may have joined it
		if err != nil {
			return nil, err
		}
		if !askable(&rec) || slices.ContainsFunc(acts, func(a register.Record) bool { return a.ID == rec.ID }) {
			continue
		}
		read = append(read, rec)
		for k := range acts {
			score := 0.0
			if len(acts) > 1 {
				a, err := sameness.Of(&acts[k], nil)
				if err != nil {
					return nil, err
				}
				b, err := sameness.Of(&rec, nil)
				if err != nil {
					return nil, err
				}
				_, score = sameness.Score(a, b)
			}
			pairs = append(pairs, pair{k, len(read) - 1, score})
		}
	}
	// Each that was read goes with the act that it is most like, the surest first.
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.score, a.score) })
	done, taken := map[int]bool{}, map[int]bool{}
	for _, again := range []bool{false, true} {
		for _, x := range pairs {
			if done[x.read] || taken[x.act] && !again {
				continue
			}
			done[x.read], taken[x.act] = true, true
			other, err := p.one(ctx, &acts[x.act], &read[x.read])
			if err != nil {
				return nil, err
			}
			others[acts[x.act].ID] = others[acts[x.act].ID] || other
		}
	}
	return others, nil
}

// one makes one record of an act and what was read in its sentence. Where the latter is
// more than this reading, by a person's hand or as told elsewhere, a person is asked. other
// says that the two are known as two.
func (p *publishing) one(ctx context.Context, act, read *register.Record) (other bool, err error) {
	s, err := pairOf(ctx, p.tx, act.ID, read.ID)
	if err != nil {
		return false, err
	}
	switch s.State {
	case register.SameNot, register.SameSeries, register.SameRenews:
		return true, nil
	}
	if (act.Origin == register.Sample) != (read.Origin == register.Sample) {
		return true, nil
	}
	more, err := decided(ctx, p.tx, read)
	if err != nil {
		return false, err
	}
	tellings, err := p.tx.Tellings(ctx, read.ID)
	if err != nil {
		return false, err
	}
	for i := range tellings {
		more = more || !tellings[i].Dropped && tellings[i].Evidence.Work != p.out.View.Work.ID
	}
	if more {
		if s.State == register.SameAsked {
			return false, nil
		}
		n, err := ask(ctx, p.tx, []register.Same{{A: act.ID, B: read.ID, State: register.SameAsked, Score: s.Score, Rule: rulePublished}})
		p.out.Asked += n
		p.changed = p.changed || n > 0
		return false, err
	}
	s.Rule = rulePublished
	if *act, err = join(ctx, p.tx, s); err != nil {
		return false, err
	}
	p.out.Joined++
	p.changed = true
	return false, nil
}

// tell makes a stretch of the published text a telling of an act, unless it tells it already.
func (p *publishing) tell(ctx context.Context, act *register.Record, at *register.Evidence) error {
	tellings, err := p.tx.Tellings(ctx, act.ID)
	if err != nil {
		return err
	}
	for i := range tellings {
		if e := &tellings[i].Evidence; !tellings[i].Dropped && e.Text == at.Text && e.From < at.To && at.From < e.To {
			return nil
		}
	}
	list := append([]register.Telling{{Record: act.ID, Evidence: *at}}, giveWay(tellings, at.Work, at.Place)...)
	p.out.Tellings++
	p.changed = true
	if err := p.tx.SetTellings(ctx, list); err != nil || !act.Untold {
		return err
	}
	next := []register.Record{*act}
	next[0].Untold = false
	if err := p.tx.SetRecords(ctx, next); err != nil {
		return err
	}
	return wake(ctx, p.tx, &next[0])
}

// name puts the work among the documents of the cycle, unless a person took it out.
func (p *publishing) name(ctx context.Context) error {
	rec := p.out.Cycle
	claims, err := p.tx.Claims(ctx, rec.ID)
	if err != nil {
		return err
	}
	for i := range claims {
		if c := &claims[i]; c.Field == register.FieldDocument && c.Value == p.out.Symbol && c.State != register.Undone {
			return nil
		}
	}
	said := register.Claim{Record: rec.ID, Field: register.FieldDocument, Value: p.out.Symbol, Author: p.by.ID, State: register.Accepted}
	if err := p.tx.AddClaims(ctx, []register.Claim{said}); err != nil {
		return err
	}
	rec.Fields = register.Current(rec.Kind, append(claims, said))
	p.changed = true
	return p.tx.SetRecords(ctx, []register.Record{rec})
}
