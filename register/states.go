package register

import "concord/fault"

// The state machines, drawn in doc/model.md. A step that is not in these tables
// is refused: it would lose what somebody decided.

// steps of a claim. A claim is stored as proposed or accepted by Settle; a person
// moves it. Accepted turns rejected also when another value of its field is
// accepted in its place. Undone is what the claims of an act become that is taken
// back, and come back from when that is taken back itself.
var claimSteps = map[State][]State{
	Proposed: {Accepted, Refused, Undone},
	Accepted: {Refused, Undone},
	Refused:  {Accepted, Proposed, Undone},
	Undone:   {Proposed, Accepted, Refused},
}

// steps of the review of a record. From withdrawn it returns to what it was.
var reviewSteps = map[Review][]Review{
	None:      {Reviewed, Rejected, Withdrawn},
	Reviewed:  {None, Rejected, Withdrawn},
	Rejected:  {None, Reviewed, Withdrawn},
	Withdrawn: {None, Reviewed, Rejected},
}

// steps of a sameness. A person's answer can be taken back, which asks again; a
// rule never moves what was decided.
var sameSteps = map[Sameness][]Sameness{
	SameAsked:  {SameAct, SameNot, SameSeries, SameRenews, SameGone},
	SameAct:    {SameAsked, SameNot, SameSeries, SameRenews},
	SameNot:    {SameAsked, SameAct, SameSeries, SameRenews},
	SameSeries: {SameAsked, SameAct, SameNot, SameRenews},
	SameRenews: {SameAsked, SameAct, SameNot, SameSeries},
	SameGone:   {SameAsked},
}

// steps of a candidate or question.
var openSteps = map[string][]string{
	Open:    {Settled, Gone},
	Settled: {Open},
	Gone:    {Open},
}

// steps of the status of kinds that have one.
var statusSteps = map[Kind]map[string][]string{
	KindCommitment: {
		"open":        {"in_progress", "done", "dropped"},
		"in_progress": {"open", "done", "dropped"},
		"done":        {"in_progress"}, // found not to be done
		"dropped":     {"open"},
	},
	KindPractice: {
		"offered":   {"reviewed"},
		"reviewed":  {"offered", "published"},
		"published": {"reviewed"},
	},
}

// StatusMay tells whether the status of a record of a kind may go from one value
// to another. Any may be the first ("").
func StatusMay(k Kind, from, to string) bool {
	if from == "" || from == to {
		return true
	}
	return has(statusSteps[k][from], to)
}

// May tells whether a claim may go from one state to another.
func (s State) May(to State) bool { return has(claimSteps[s], to) }

// May tells whether a record's review may go from one state to another.
func (r Review) May(to Review) bool { return has(reviewSteps[r], to) }

// May tells whether a sameness may go from one state to another.
func (s Sameness) May(to Sameness) bool { return has(sameSteps[s], to) }

// OpenMay tells whether a candidate or question may go from one state to another.
func OpenMay(from, to string) bool { return has(openSteps[from], to) }

func has[T comparable](list []T, x T) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

// Check tells what forbids to store a record.
func (r *Record) Check() error {
	switch {
	case r.ID == "":
		return fault.New(fault.Invalid, "A record without an identifier cannot be stored.")
	case kinds[r.Kind] == nil:
		return fault.New(fault.Invalid, "There is no kind of record named %q.", r.Kind)
	case r.Visibility != Public && r.Visibility != Internal:
		return fault.New(fault.Invalid, "Record %s: there is no visibility named %q.", r.ID, r.Visibility)
	case r.MergedInto == r.ID:
		return fault.New(fault.Invalid, "Record %s cannot be joined to itself.", r.ID)
	}
	switch r.Origin {
	case Sample, Starter, Read, Entered, Imported:
	default:
		return fault.New(fault.Invalid, "Record %s: there is no origin named %q.", r.ID, r.Origin)
	}
	if _, ok := reviewSteps[r.Review]; !ok {
		return fault.New(fault.Invalid, "Record %s: there is no state of review named %q.", r.ID, r.Review)
	}
	return nil
}
