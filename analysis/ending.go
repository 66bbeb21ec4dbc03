package analysis

import (
	"cmp"
	"context"
	"slices"
	"time"

	"concord/edtf"
	"concord/register"
)

// Ending is an instrument whose stated term has a word to say now.
type Ending struct {
	Line       register.Line
	Instrument register.Instrument
	Standing   register.Standing
	Last       edtf.Point // last day of the stated term; its month or day is 0 where it is not stated
}

// looked is how many records of a kind are looked through for what ends or is due.
const looked = 500

// Endings lists instruments whose stated term ends within a year of now, or has ended
// in the five years before with no renewal recorded: those that ended first, then
// the others, each by their last day. scope is one of the scopes of instruments, "" all;
// actor a party, "" all. most bounds the list; more tells how many it leaves out.
func Endings(ctx context.Context, r register.Reader, now time.Time, scope, actor string, most int) (list []Ending, more int, err error) {
	f := register.Filter{
		Kind: register.KindInstrument, Order: register.Newest, Limit: looked,
		From: now.AddDate(-5, 0, 0).Format(time.DateOnly), To: now.AddDate(1, 0, 0).Format(time.DateOnly),
	}
	if actor != "" {
		f.Has = []register.Condition{register.Has(register.FacetParty, actor)}
	}
	page, err := r.Records(ctx, f)
	if err != nil {
		return nil, 0, err
	}
	for _, l := range page.Lines {
		e := Ending{Line: l}
		if err := l.Record.Decode(&e.Instrument); err != nil {
			return nil, 0, err
		}
		e.Standing = e.Instrument.Standing(now)
		if scope != "" && e.Instrument.Scope != scope || e.Standing != register.StandingEndsSoon && e.Standing != register.StandingUnrenewed {
			continue
		}
		term, err := edtf.Parse(e.Instrument.Term)
		if err != nil {
			continue
		}
		_, e.Last = term.Bounds()
		list = append(list, e)
	}
	slices.SortStableFunc(list, func(a, b Ending) int {
		return cmp.Or(cmp.Compare(a.Last.Year, b.Last.Year), cmp.Compare(a.Last.Month, b.Last.Month), cmp.Compare(a.Last.Day, b.Last.Day))
	})
	if len(list) > most {
		list, more = list[:most], len(list)-most
	}
	return list, more, nil
}

// Due is an undertaking that is open.
type Due struct {
	Line       register.Line
	Commitment register.Commitment
	State      register.DueState
}

// Dues lists undertakings that are neither done nor dropped and whose date has passed or
// falls within so many days of now: the longest overdue first. Its state tells
// whether anything was reported of it. actor is a party, "" all.
func Dues(ctx context.Context, r register.Reader, now time.Time, days int, actor string, most int) (list []Due, more int, err error) {
	f := register.Filter{Kind: register.KindCommitment, Order: register.Newest, Limit: looked}
	if actor != "" {
		f.Has = []register.Condition{register.Has(register.FacetParty, actor)}
	}
	page, err := r.Records(ctx, f)
	if err != nil {
		return nil, 0, err
	}
	soon := now.AddDate(0, 0, days)
	for _, l := range page.Lines {
		d := Due{Line: l}
		if err := l.Record.Decode(&d.Commitment); err != nil {
			return nil, 0, err
		}
		d.State = d.Commitment.State(now)
		if d.State == register.DueDone || d.State == register.DueDropped {
			continue
		}
		// Whatever would be past due by then, were nothing reported, falls due until then.
		bare := register.Commitment{Due: d.Commitment.Due}
		if bare.State(soon) == register.DuePast {
			list = append(list, d)
		}
	}
	slices.SortStableFunc(list, func(a, b Due) int { return cmp.Compare(a.Commitment.Due, b.Commitment.Due) })
	if len(list) > most {
		list, more = list[:most], len(list)-most
	}
	return list, more, nil
}
