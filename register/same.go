package register

import (
	"time"

	"concord/fault"
)

// Sameness of two records: asked of a person, or decided.
type Sameness string

// The states. What is decided is never asked again; see sameSteps.
const (
	SameAsked  Sameness = "asked"     // likely: waits for a person
	SameAct    Sameness = "same"      // one act: B is merged into A
	SameNot    Sameness = "different" // two acts
	SameSeries Sameness = "series"    // two of one series
	SameRenews Sameness = "renews"    // the later renews the earlier
	SameGone   Sameness = "gone"      // one of the two is no longer there to ask about
)

// Same is the sameness of two records of one kind. There is one for each pair,
// whichever is named first.
type Same struct {
	A       string    `json:"a"` // record that stays where they are joined
	B       string    `json:"b"`
	State   Sameness  `json:"state"`
	Score   float64   `json:"score"`             // 0 to 1, as package sameness gave it
	Reasons []string  `json:"reasons,omitempty"` // codes of package sameness, "date=2021-06"
	Rule    string    `json:"rule,omitempty"`    // that decided; "" where a person did
	By      Person    `json:"by"`                // who acted last
	At      time.Time `json:"at"`
	Why     string    `json:"why,omitempty"`
}

// SameFilter chooses questions and decisions of sameness.
type SameFilter struct {
	Record string   // either of the two; "" all
	State  Sameness // "" all
	Limit  int      // 0: 1,000
}

// Check tells what forbids to store a sameness.
func (s *Same) Check() error {
	if s.A == "" || s.B == "" || s.A == s.B {
		return fault.New(fault.Invalid, "Two different records are needed to ask whether they are the same.")
	}
	if _, ok := sameSteps[s.State]; !ok {
		return fault.New(fault.Invalid, "There is no state of sameness named %q.", s.State)
	}
	if s.Score < 0 || s.Score > 1 {
		return fault.New(fault.Invalid, "A likeness of %g is not between 0 and 1.", s.Score)
	}
	return nil
}

// Word is what an organization says of a record.
type Word string

// The words.
const (
	Confirmed Word = "confirmed"
	Contested Word = "contested" // with the reason
	NotOurs   Word = "not-ours"
	// Unsaid takes the word before it back; it is in no list.
	Unsaid Word = "unsaid"
)

// Confirmation is an organization's word on one revision of a record, in one
// cycle: one row for each record, organization and cycle, the last one holds.
type Confirmation struct {
	Record       string    `json:"record"`
	Revision     int       `json:"revision"` // that it was shown
	Organization string    `json:"organization"`
	Cycle        string    `json:"cycle,omitempty"` // record of kind cycle; "" outside of any
	Word         Word      `json:"word"`
	Reason       string    `json:"reason,omitempty"`
	Speaker      string    `json:"speaker,omitempty"` // who said it for the organization
	By           Person    `json:"by"`                // who recorded it
	At           time.Time `json:"at"`
}

// Check tells what forbids to store a confirmation.
func (c *Confirmation) Check() error {
	switch {
	case c.Record == "" || c.Organization == "" || c.Revision < 1:
		return fault.New(fault.Invalid, "A confirmation says which organization confirms which revision of which record.")
	case c.Word != Confirmed && c.Word != Contested && c.Word != NotOurs && c.Word != Unsaid:
		return fault.New(fault.Invalid, "An organization confirms, contests, or says that an act is not its own; %q is none of the three.", c.Word)
	case c.Word == Contested && c.Reason == "":
		return fault.New(fault.Invalid, "A record is contested only with a reason.")
	}
	return nil
}

// Agreement is what follows from the confirmations of a record for what a page
// says of it.
type Agreement struct {
	State     AgreementState `json:"state"`
	Confirmed []string       `json:"confirmed,omitempty"` // organizations, of those that take part
	Contested []string       `json:"contested,omitempty"` // also those that say it is not theirs
	// Stale: accepted values have changed since one of these was said.
	Stale bool `json:"stale,omitempty"`
}

// AgreementState of a record.
type AgreementState string

// The states.
const (
	AgreementNone      AgreementState = "none"       // nobody has said anything
	AgreementOneSided  AgreementState = "one-sided"  // at least one party confirms, not all sides
	AgreementBothSides AgreementState = "both-sides" // a party of the United Nations and one of a partner confirm, or every party does
	AgreementContested AgreementState = "contested"
)

// Agree says what follows from confirmations. parties are the organizations that
// take part, side tells which side one is on ("un", "partner", …), changed is the
// revision in which the accepted values changed last. The words of the latest
// cycle of each organization count, by time.
func Agree(list []Confirmation, parties []string, side func(actor string) string, changed int) Agreement {
	last := map[string]*Confirmation{}
	var order []string
	for i := range list {
		c := &list[i]
		if have := last[c.Organization]; have == nil {
			order = append(order, c.Organization)
			last[c.Organization] = c
		} else if !c.At.Before(have.At) {
			last[c.Organization] = c
		}
	}
	a := Agreement{State: AgreementNone}
	sides := map[string]bool{}
	missing := 0
	for _, p := range parties {
		if c := last[p]; c == nil || c.Word != Confirmed {
			missing++
		}
	}
	for _, o := range order {
		c := last[o]
		a.Stale = a.Stale || c.Revision < changed
		if c.Word != Confirmed {
			a.Contested = append(a.Contested, o)
			continue
		}
		a.Confirmed = append(a.Confirmed, o)
		if has(parties, o) {
			sides[side(o)] = true
		}
	}
	switch {
	case len(a.Contested) > 0:
		a.State = AgreementContested
	case len(a.Confirmed) == 0:
	case len(sides) > 1 || missing == 0 && len(parties) > 1:
		a.State = AgreementBothSides
	default:
		a.State = AgreementOneSided
	}
	return a
}
