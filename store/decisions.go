package store

import "concord/register"

// Decisions lays the words of persons on claims, in the order in which they were
// said. A word register.Back takes the one before it away.
type Decisions struct {
	find  func(key int64) *register.Claim
	words map[int64][]word // the first is the claim as it was stored
}

type word struct {
	state   register.State
	decided register.Decision
}

// NewDecisions is for claims as they were stored; find gives nil for others.
func NewDecisions(find func(key int64) *register.Claim) *Decisions {
	return &Decisions{find: find}
}

// Say lays one word on a claim.
func (d *Decisions) Say(key int64, state register.State, by register.Decision) {
	c := d.find(key)
	if c == nil {
		return
	}
	if d.words == nil {
		d.words = map[int64][]word{}
	}
	list := d.words[key]
	if list == nil {
		list = append(list, word{state: c.State})
	}
	switch {
	case state != register.Back:
		list = append(list, word{state, by})
	case len(list) > 1:
		list = list[:len(list)-1]
	}
	last := &list[len(list)-1]
	c.State, c.Decided = last.state, last.decided
	d.words[key] = list
}

// Words is how many words hold on a claim.
func (d *Decisions) Words(key int64) int { return max(0, len(d.words[key])-1) }

// Standing leaves out the claims that are undone. where have a value for each claim
// and are cut alike.
func Standing(list []register.Claim, where ...*[]int64) []register.Claim {
	n := 0
	for i := range list {
		if list[i].State == register.Undone {
			continue
		}
		if n != i {
			list[n] = list[i]
			for _, w := range where {
				(*w)[n] = (*w)[i]
			}
		}
		n++
	}
	for _, w := range where {
		*w = (*w)[:min(n, len(*w))]
	}
	return list[:n]
}

// MayDecide tells whether a word may be laid on a claim that is in a state, with
// words on it or without.
func MayDecide(state, to register.State, words int) bool {
	if to == register.Back {
		return words > 0
	}
	return state == to || state.May(to)
}

// Shares tells whether the stretch of a telling and another one have words in
// common; a telling without a stretch is the whole text.
func Shares(start, stop, from, to int) bool { return start >= stop || start < to && stop > from }

// AppendNamed appends the actors that the marks of a text name in the stretch of a
// telling, each once.
func AppendNamed(dst []string, marks []register.Mark, start, stop int) []string {
	for i := range marks {
		m := &marks[i]
		if m.Kind == "actor" && m.From < m.To && Shares(start, stop, m.From, m.To) && !contains(dst, m.Value) {
			dst = append(dst, m.Value)
		}
	}
	return dst
}
