package register

import "slices"

// The values of FacetDoubt: what is unsure in a record, in the order of what a
// mistake would change.
const (
	DoubtPartner   = "partner"   // who takes part: changes the section and every count
	DoubtSame      = "same"      // whether it is an act that the register has
	DoubtContested = "contested" // an organization contests it, or says that it is not its own
	DoubtDate      = "date"      // when: decides the cycle
	DoubtPlace     = "place"
	DoubtKind      = "kind" // what it was: a value of a closed list
	DoubtTheme     = "theme"
	DoubtValue     = "value" // another value is proposed for any other field
)

// DoubtKinds are the values of FacetDoubt, the heaviest first; at most 16. A list
// by doubt stands by the heaviest doubt of each record, then by the next one, and
// so on; records without any stand last.
var DoubtKinds = []string{DoubtPartner, DoubtSame, DoubtContested, DoubtDate, DoubtPlace, DoubtKind, DoubtTheme, DoubtValue}

// Reason why something is in doubt.
type Reason string

// The reasons.
const (
	ReasonQuestion  Reason = "question"  // a short form in its words fits several: Doubt.Question
	ReasonCandidate Reason = "candidate" // its words hold a name that the lexicon lacks: Doubt.Candidate
	ReasonProposed  Reason = "proposed"  // a value is proposed, beside the accepted one or where there is none
	ReasonInferred  Reason = "inferred"  // the accepted value is not stated there
	ReasonMissing   Reason = "missing"   // no value, and nobody has said that nothing is reported
	ReasonNamed     Reason = "named"     // fewer than two take part, and its words name others: Doubt.Named
	ReasonAsked     Reason = "asked"     // Doubt.Same
	ReasonContested Reason = "contested" // Doubt.Confirmation
)

// Doubt is one thing in a record that a person has to settle.
type Doubt struct {
	Kind   string `json:"kind"`            // one of DoubtKinds
	Field  string `json:"field,omitempty"` // of the record; "" of a sameness and of a contested record
	Reason Reason `json:"reason"`
	// Claims are the values to choose from, of one element of the field: the accepted
	// one first, then those proposed.
	Claims       []Claim       `json:"claims,omitempty"`
	Question     *Question     `json:"question,omitempty"`
	Candidate    *Candidate    `json:"candidate,omitempty"`
	Named        []string      `json:"named,omitempty"` // actors
	Same         *Same         `json:"same,omitempty"`
	Confirmation *Confirmation `json:"confirmation,omitempty"`
}

// Case is a record with all that may be open about it.
type Case struct {
	Record Record
	Claims []Claim // in all states
	// Questions and Candidates are the open ones in the words that tell the record in
	// a newest version.
	Questions  []Question
	Candidates []Candidate
	// Named are the actors that these words name; of an activity that NeedsNamed, else nil.
	Named []string
	Sames []Same // asked
	// Confirmations are the words of organizations that hold.
	Confirmations []Confirmation
}

// Waiting is the filter of what waits for review, the heaviest doubt first:
// activities on which nobody has looked yet. More conditions may be added to it.
func Waiting() Filter {
	return Filter{Has: []Condition{Has(FacetReview, string(None))}, Order: ByDoubt}
}

// hidden tells whether a record is out of lists, so that nothing about it waits.
func (r *Record) hidden() bool {
	return r.Review == Rejected || r.Review == Withdrawn || r.MergedInto != ""
}

// NeedsNamed tells whether it depends on the actors that are named in its words
// whether there is a doubt about who takes part.
func (c *Case) NeedsNamed() bool {
	if c.Record.Kind != KindActivity || c.Record.Review != None || c.Record.hidden() {
		return false
	}
	n := len(c.partners())
	return n == 1 && !c.cleared(FieldParty)
}

// partners are the actors that take part, by accepted claims.
func (c *Case) partners() (list []string) {
	for i := range c.Claims {
		if cl := &c.Claims[i]; cl.State == Accepted && cl.Field == FieldParty && cl.Value != Nothing {
			if a := Element(FieldParty, cl.Value); !has(list, a) {
				list = append(list, a)
			}
		}
	}
	return list
}

// cleared tells whether a person has said that a field has no value.
func (c *Case) cleared(field string) bool {
	for i := range c.Claims {
		if cl := &c.Claims[i]; cl.State == Accepted && cl.Field == field && cl.Value == Nothing {
			return true
		}
	}
	return false
}

// Doubts are what is open in a record, the heaviest first:
//
//   - a value that is proposed and not decided, of any field, in any state of review;
//   - an open question of sameness, and an organization that contests the record;
//   - and while nobody has reviewed the record: an open question or candidate in
//     the words that tell it; a party, date, place or kind that is accepted by a rule
//     and not stated; of an activity no party, or one alone where its words name
//     others, no date, no kind, no theme.
//
// What a person has decided or stated is not in doubt, and a field of which a
// person has said that nothing is reported is not missing. A record that is
// rejected, withdrawn or joined to another has no doubts.
func (c *Case) Doubts() []Doubt {
	if c.Record.hidden() {
		return nil
	}
	var list []Doubt
	c.values(&list)
	for i := range c.Sames {
		if s := &c.Sames[i]; s.State == SameAsked {
			list = append(list, Doubt{Kind: DoubtSame, Reason: ReasonAsked, Same: s})
		}
	}
	if o := Contesting(c.Confirmations); o != nil {
		list = append(list, Doubt{Kind: DoubtContested, Reason: ReasonContested, Confirmation: o})
	}
	if c.Record.Review == None {
		c.unseen(&list)
	}
	slices.SortStableFunc(list, func(a, b Doubt) int { return weight(a.Kind) - weight(b.Kind) })
	return list
}

func weight(kind string) int { return slices.Index(DoubtKinds, kind) }

// doubtOf is the kind of doubt about the values of a field.
func doubtOf(f *Field) string {
	switch {
	case f.Type == TypeParty, f.Type == TypeActor:
		return DoubtPartner
	case f.Type == TypeDate, f.Type == TypeDated, f.Name == "due":
		return DoubtDate
	case f.Type == TypePlace:
		return DoubtPlace
	case f.Type == TypeCode:
		return DoubtKind
	case f.Name == FieldTheme:
		return DoubtTheme
	}
	return DoubtValue
}

// values adds the doubts about what claims say.
func (c *Case) values(list *[]Doubt) {
	for i := range c.Claims {
		p := &c.Claims[i]
		switch {
		case p.State == Proposed:
			if f, ok := types[p.Field]; ok && c.first(i, Proposed) {
				*list = append(*list, Doubt{Kind: doubtOf(&f), Field: p.Field, Reason: ReasonProposed, Claims: c.choices(p)})
			}
		case p.State == Accepted && p.Inferred && c.Record.Review == None && p.Decided.By.ID == "" && p.Author == "":
			f, ok := types[p.Field]
			if !ok || c.stated(p) || c.open(p) || !c.first(i, Accepted) {
				continue
			}
			switch k := doubtOf(&f); k {
			case DoubtPartner, DoubtDate, DoubtPlace, DoubtKind:
				*list = append(*list, Doubt{Kind: k, Field: p.Field, Reason: ReasonInferred, Claims: c.choices(p)})
			}
		}
	}
}

// alike tells whether two claims are of one element of one field.
func alike(a, b *Claim) bool {
	return a.Field == b.Field && (a.Value == b.Value || Element(a.Field, a.Value) == Element(b.Field, b.Value))
}

// first tells whether no claim before the nth is of its element and in a state.
func (c *Case) first(n int, in State) bool {
	for i := range c.Claims[:n] {
		if o := &c.Claims[i]; o.State == in && alike(o, &c.Claims[n]) {
			return false
		}
	}
	return true
}

// open tells whether another value of the element of a claim is proposed.
func (c *Case) open(p *Claim) bool {
	for i := range c.Claims {
		if o := &c.Claims[i]; o.State == Proposed && alike(o, p) {
			return true
		}
	}
	return false
}

// stated tells whether the value of a claim stands by another claim in its words,
// or by the word of a person.
func (c *Case) stated(p *Claim) bool {
	for i := range c.Claims {
		if o := &c.Claims[i]; o.State == Accepted && o.Field == p.Field && o.Value == p.Value && (!o.Inferred || o.Decided.By.ID != "" || o.Author != "") {
			return true
		}
	}
	return false
}

// choices are the values of the element of a claim that can be chosen.
func (c *Case) choices(p *Claim) (list []Claim) {
	for _, state := range []State{Accepted, Proposed} {
		for i := range c.Claims {
			o := &c.Claims[i]
			if o.State == state && alike(o, p) && !slices.ContainsFunc(list, func(x Claim) bool { return x.Value == o.Value }) {
				list = append(list, *o)
			}
		}
	}
	return list
}

// unseen adds what is in doubt only while nobody has reviewed the record.
func (c *Case) unseen(list *[]Doubt) {
	for i := range c.Questions {
		*list = append(*list, Doubt{Kind: DoubtPartner, Field: FieldParty, Reason: ReasonQuestion, Question: &c.Questions[i]})
	}
	for i := range c.Candidates {
		*list = append(*list, Doubt{Kind: DoubtPartner, Field: FieldParty, Reason: ReasonCandidate, Candidate: &c.Candidates[i]})
	}
	if c.Record.Kind != KindActivity {
		return
	}
	partners := c.partners()
	switch {
	case c.cleared(FieldParty):
	case len(partners) == 0:
		c.missing(list, DoubtPartner, FieldParty)
	case len(partners) == 1 && slices.ContainsFunc(c.Named, func(a string) bool { return a != partners[0] }):
		*list = append(*list, Doubt{Kind: DoubtPartner, Field: FieldParty, Reason: ReasonNamed, Named: c.Named})
	}
	c.missing(list, DoubtDate, FieldDate)
	c.missing(list, DoubtKind, FieldKind)
	c.missing(list, DoubtTheme, FieldTheme)
}

// missing adds a doubt where nothing is accepted in a field, cleared or proposed.
func (c *Case) missing(list *[]Doubt, kind, field string) {
	for i := range c.Claims {
		if cl := &c.Claims[i]; cl.Field == field && (cl.State == Accepted || cl.State == Proposed) {
			return
		}
	}
	*list = append(*list, Doubt{Kind: kind, Field: field, Reason: ReasonMissing})
}

// Contesting is the word of an organization that contests a record or says that it
// is not its own; nil where none does. The last word of each organization counts.
func Contesting(list []Confirmation) *Confirmation {
	var found *Confirmation
	for i := range list {
		c := &list[i]
		later := slices.ContainsFunc(list, func(o Confirmation) bool {
			return o.Organization == c.Organization && o.At.After(c.At)
		})
		if !later && (c.Word == Contested || c.Word == NotOurs) && (found == nil || c.At.After(found.At)) {
			found = c
		}
	}
	return found
}
