package register

import "concord/fault"

// Check tells what forbids to store a claim of a record of that kind: a value
// without evidence, contribution or author, an unknown field, a value that its
// field cannot have.
func (c *Claim) Check(kind Kind) error {
	f := field(kind, c.Field)
	if f == nil {
		return fault.New(fault.Invalid, "A record of kind %q has no field named %q.", kind, c.Field)
	}
	if c.Value == Nothing && c.Author == "" {
		return fault.New(fault.Invalid, "Only a person says that no %q is reported.", c.Field)
	}
	if c.Value != Nothing {
		if err := f.check(c.Value); err != nil {
			return err
		}
	}
	e := &c.Evidence
	if e.Text == 0 && e.Work == "" && c.Contribution == "" && c.Author == "" {
		return fault.New(fault.Invalid, "The value %q of %q says neither where it was read nor who states it, so it cannot be stored.", c.Value, c.Field)
	}
	if e.From < 0 || e.To < e.From {
		return fault.New(fault.Invalid, "The value %q of %q cites characters %d to %d, which is no stretch of a text.", c.Value, c.Field, e.From, e.To)
	}
	if _, ok := claimSteps[c.State]; !ok {
		return fault.New(fault.Invalid, "The value %q of %q is in no state that a claim can have.", c.Value, c.Field)
	}
	return nil
}

// Element is what a value of a field is a value of, in a record of any kind: a
// field's name means the same in all of them. See Field.Element.
func Element(name, value string) string {
	f, ok := types[name]
	if !ok {
		return ""
	}
	return f.Element(value)
}

// Settle gives claims that came in together, from one source, their state beside
// those that stand, and leaves out what says nothing new:
//
//   - the first claims on an empty field are accepted by their rule. A field is
//     empty where nothing is accepted and no person has decided;
//   - a value that is accepted already, told by another source, is accepted too;
//   - whatever differs is proposed, until a person decides;
//   - the same value from the same text (or the same words in the same paragraph
//     of another version) as a claim that a person rejected is not asked again;
//   - the same value from the same source as any claim that stands is left out.
//
// The claims of standing that are rejected or decided are never changed.
func Settle(standing, incoming []Claim) []Claim {
	if len(incoming) == 0 {
		return nil
	}
	out := make([]Claim, 0, len(incoming))
next:
	for i := range incoming {
		c := incoming[i]
		element := Element(c.Field, c.Value)
		c.State = Accepted
		empty, agreed := true, false
		for j := range standing {
			s := &standing[j]
			// A title says nothing against one in another language.
			if s.Field != c.Field || c.Field == FieldTitle && Element(s.Field, s.Value) != element {
				continue
			}
			if s.Value == c.Value {
				if sameSource(s, &c) || s.State == Refused && s.Decided.By.ID != "" && sameWords(s, &c) {
					continue next
				}
			}
			switch {
			case s.State == Accepted && s.Value == c.Value:
				agreed = true
			case s.State == Accepted, s.Decided.By.ID != "":
				empty = false
			}
		}
		for j := range out {
			if o := &out[j]; o.Field == c.Field && Element(o.Field, o.Value) == element {
				if o.Value == c.Value {
					continue next
				}
				empty = false // the source itself says two things: the first holds
			}
		}
		if !agreed && !empty {
			c.State = Proposed
		}
		out = append(out, c)
	}
	return out
}

func sameSource(a, b *Claim) bool {
	if a.Author != b.Author || a.Evidence.Text != b.Evidence.Text {
		return false
	}
	// A text says by itself of which contribution it is.
	return a.Evidence.Text != 0 || a.Contribution == b.Contribution && a.Evidence.Work == b.Evidence.Work && a.Evidence.Place == b.Evidence.Place
}

func sameWords(a, b *Claim) bool {
	x, y := &a.Evidence, &b.Evidence
	return x.Work != "" && x.Work == y.Work && x.Language == y.Language && x.Place == y.Place && x.Quote == y.Quote
}

// Step is a change of state of one claim.
type Step struct {
	Key int64
	To  State
}

// Decide gives the steps that follow when a person moves the claim with that key
// to a state: accepting one value of an element rejects the other ones, be they
// accepted or proposed, and accepts whatever else told the same one; rejecting a
// value rejects whatever else told it. claims are all of the record. A step that
// the state machine does not have is a Conflict.
func Decide(claims []Claim, key int64, to State) ([]Step, error) {
	var c *Claim
	for i := range claims {
		if claims[i].Key == key {
			c = &claims[i]
		}
	}
	if c == nil {
		return nil, fault.New(fault.NotFound, "The record has no claim numbered %d.", key)
	}
	if c.State == to {
		// A person's word on what only a rule had settled still counts.
		if c.Decided.By.ID != "" || to == Proposed {
			return nil, nil
		}
		return []Step{{key, to}}, nil
	}
	if !c.State.May(to) {
		return nil, fault.New(fault.Conflict, "A claim that is %s cannot become %s.", c.State, to)
	}
	steps := []Step{{key, to}}
	for i := range claims {
		o := &claims[i]
		if o.Key == key || o.State != Accepted && o.State != Proposed {
			continue
		}
		switch told := o.Field == c.Field && o.Value == c.Value; {
		case to == Accepted && told && o.State == Proposed:
			steps = append(steps, Step{o.Key, Accepted})
		case to == Accepted && Exclude(o, c), to == Refused && told:
			steps = append(steps, Step{o.Key, Refused})
		}
	}
	return steps, nil
}

// Exclude tells whether two claims of one record cannot both be accepted: they are
// different values of one element, or one says that there is nothing.
func Exclude(a, b *Claim) bool {
	return a.Field == b.Field && a.Value != b.Value &&
		(a.Value == Nothing || b.Value == Nothing || Element(a.Field, a.Value) == Element(b.Field, b.Value))
}
