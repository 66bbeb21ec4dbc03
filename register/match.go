package register

import "concord/fault"

// Op is how the parts of a Match go together.
type Op string

// The operations.
const (
	OpPhrase Op = "phrase" // Tokens, one after another; one token is a word
	OpAnd    Op = "and"    // all Parts
	OpOr     Op = "or"     // any of the Parts
	OpNot    Op = "not"    // the first of the Parts and none of the others
)

// Match is what the index of texts is asked: a tree over the tokens that package
// search makes of what records say. An engine turns it into its own language.
type Match struct {
	Op     Op       `json:"op"`
	Parts  []Match  `json:"parts,omitempty"`
	Tokens []string `json:"tokens,omitempty"`
	Prefix bool     `json:"prefix,omitempty"` // the last token is only its beginning
	Column string   `json:"column,omitempty"` // "" anywhere; "title", "text", "stem", "facet"
}

// The bounds of a Match.
const (
	MatchDepth = 20   // levels
	MatchSize  = 1000 // parts and tokens in all
)

// Check tells whether an engine can ask a Match.
func (m *Match) Check() error {
	size := 0
	return m.check(1, &size)
}

func (m *Match) check(depth int, size *int) error {
	*size += 1 + len(m.Tokens)
	if depth > MatchDepth || *size > MatchSize {
		return fault.New(fault.Invalid, "The query has too many parts; leave some out.")
	}
	wrong := fault.New(fault.Invalid, "The query has a part that says nothing.")
	switch m.Op {
	case OpPhrase:
		if len(m.Tokens) == 0 || len(m.Parts) > 0 {
			return wrong
		}
		for _, t := range m.Tokens {
			if t == "" {
				return wrong
			}
		}
		return nil
	case OpAnd, OpOr, OpNot:
		if len(m.Parts) == 0 || len(m.Tokens) > 0 || m.Op == OpNot && len(m.Parts) < 2 {
			return wrong
		}
	default:
		return wrong
	}
	for i := range m.Parts {
		if err := m.Parts[i].check(depth+1, size); err != nil {
			return err
		}
	}
	return nil
}
