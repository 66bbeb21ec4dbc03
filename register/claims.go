package register

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"concord/edtf"
	"concord/fault"
)

// The fields of an activity.
const (
	FieldTitle      = "title" // "en:Second workshop on …": one value a language
	FieldKind       = "kind"
	FieldLevel      = "level"
	FieldModality   = "modality"
	FieldMode       = "mode"
	FieldSeries     = "series"
	FieldDate       = "date"  // EDTF
	FieldParty      = "party" // JSON of Party without As: one role an actor
	FieldPlace      = "place"
	FieldInstrument = "instrument"
	FieldDocument   = "document"
	FieldTheme      = "theme"
	FieldSDG        = "sdg"
	FieldFigure     = "figure" // "participants=30": one number a measure
)

// single fields hold one value; all others hold a set, in which each value has an
// element (of a party its actor), and each element one value.
var fields = map[string]struct{ many bool }{
	FieldTitle: {true}, FieldKind: {}, FieldLevel: {}, FieldModality: {}, FieldMode: {}, FieldSeries: {}, FieldDate: {},
	FieldParty: {true}, FieldPlace: {true}, FieldInstrument: {true}, FieldDocument: {true}, FieldTheme: {true},
	FieldSDG: {true}, FieldFigure: {true},
}

// Element is what a value of a field is a value of: two values of one element
// exclude each other, values of different elements stand together.
func Element(field, value string) string {
	switch field {
	case FieldTitle:
		lang, _, _ := strings.Cut(value, ":")
		return lang
	case FieldParty:
		// The value is written by PartyValue: the actor stands first.
		if rest, ok := strings.CutPrefix(value, `{"actor":"`); ok {
			if i := strings.IndexByte(rest, '"'); i >= 0 {
				return rest[:i]
			}
		}
		return value
	case FieldFigure:
		what, _, _ := strings.Cut(value, "=")
		return what
	}
	if fields[field].many {
		return value
	}
	return ""
}

// PartyValue is a party as the value of a claim.
func PartyValue(p Party) string {
	p.As = "" // the evidence has it
	b, _ := json.Marshal(p)
	return string(b)
}

// longest value of a claim, in bytes.
const longest = 64 << 10

// Check tells what forbids to store a claim: a value without evidence,
// contribution or author, an unknown field, a value that its field cannot have.
func (c *Claim) Check() error {
	if _, ok := fields[c.Field]; !ok {
		return fault.New(fault.Invalid, "An activity has no field named %q.", c.Field)
	}
	if c.Value == "" || len(c.Value) > longest || !utf8.ValidString(c.Value) {
		return fault.New(fault.Invalid, "The value of %q is empty, too long or not text.", c.Field)
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
	switch c.Field {
	case FieldDate:
		if _, err := edtf.Parse(c.Value); err != nil {
			return fault.Wrap(err, fault.Invalid, "%q is no date in EDTF.", c.Value)
		}
	case FieldParty:
		var p Party
		if err := json.Unmarshal([]byte(c.Value), &p); err != nil || p.Actor == "" || PartyValue(p) != c.Value {
			return fault.New(fault.Invalid, "%q is no party.", c.Value)
		}
	case FieldTitle:
		if lang, text, ok := strings.Cut(c.Value, ":"); !ok || lang == "" || text == "" {
			return fault.New(fault.Invalid, "The title %q does not say its language.", c.Value)
		}
	}
	return nil
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
			if s.Field != c.Field {
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
	if a.Contribution != b.Contribution || a.Author != b.Author || a.Evidence.Text != b.Evidence.Text {
		return false
	}
	return a.Evidence.Text != 0 || a.Evidence.Work == b.Evidence.Work && a.Evidence.Place == b.Evidence.Place
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
// to a state: accepting one value of an element rejects the accepted other ones,
// rejecting a value rejects whatever else told the same one. claims are all of
// the record. A step that the state machine does not have is a Conflict.
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
	element := Element(c.Field, c.Value)
	for i := range claims {
		o := &claims[i]
		if o.Key == key || o.Field != c.Field || o.State != Accepted || Element(o.Field, o.Value) != element {
			continue
		}
		if to == Accepted && o.Value != c.Value || to == Refused && o.Value == c.Value {
			steps = append(steps, Step{o.Key, Refused})
		}
	}
	return steps, nil
}

// Current makes the values of an activity from its claims: the accepted ones, in
// the order in which they were stored. The same claims always make the same
// values, so that a record can be made anew from them at any time.
func Current(claims []Claim) Activity {
	var a Activity
	for i := range claims {
		c := &claims[i]
		if c.State != Accepted {
			continue
		}
		switch c.Field {
		case FieldTitle:
			lang, text, _ := strings.Cut(c.Value, ":")
			if a.Title == nil {
				a.Title = map[string]string{}
			}
			if a.Title[lang] == "" {
				a.Title[lang] = text
			}
		case FieldKind:
			first(&a.Kind, c.Value)
		case FieldLevel:
			first(&a.Level, c.Value)
		case FieldModality:
			first(&a.Modality, c.Value)
		case FieldMode:
			first(&a.Mode, c.Value)
		case FieldSeries:
			first(&a.Series, c.Value)
		case FieldDate:
			first(&a.Date, c.Value)
		case FieldParty:
			a.party(c)
		case FieldPlace:
			a.Places = add(a.Places, c.Value)
		case FieldInstrument:
			a.Instruments = add(a.Instruments, c.Value)
		case FieldDocument:
			a.Documents = add(a.Documents, c.Value)
		case FieldTheme:
			a.Themes = add(a.Themes, c.Value)
		case FieldSDG:
			a.SDGs = add(a.SDGs, c.Value)
		case FieldFigure:
			a.Figures = add(a.Figures, c.Value)
		}
	}
	return a
}

func (a *Activity) party(c *Claim) {
	var p Party
	if json.Unmarshal([]byte(c.Value), &p) != nil {
		return
	}
	for i := range a.Parties {
		if a.Parties[i].Actor == p.Actor {
			return
		}
	}
	p.As = c.Evidence.Quote
	a.Parties = append(a.Parties, p)
}

func first(field *string, v string) {
	if *field == "" {
		*field = v
	}
}

func add(list []string, v string) []string {
	if has(list, v) {
		return list
	}
	return append(list, v)
}
