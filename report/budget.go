// Package report is from the records of a period to the report on it: what a cycle
// has, how the limit of words is shared out, which acts go in.
//
// It is not for the layout of pages and documents, and changes nothing in the
// register: that is for package desk.
package report

import (
	"cmp"
	"math"
	"slices"
)

// Share is what a section asks of the limit and what it gets, in words.
type Share struct {
	Section string // ID of the organization
	Volume  int    // words of all that it could tell
	Fixed   int    // set by hand; 0: by the rule
	Budget  int    // what it gets
}

// Divide shares a limit out among sections: to each the floor, or all it could tell
// where that is less; of the rest to each by its volume, and to none more than it could
// tell. No section that has something to tell is silent. What is fixed by hand comes
// first. cut says that the limit is below the floors: each then gets its part of them.
// The budgets add up to at most the limit, save where what is fixed by hand alone
// goes beyond it; the same shares always give the same budgets.
func Divide(shares []Share, limit, floor int) (out []Share, cut bool) {
	out = slices.Clone(shares)
	rest := limit
	var open []int // by the rule
	for i := range out {
		s := &out[i]
		s.Budget = max(s.Fixed, 0)
		if s.Fixed > 0 {
			rest -= s.Fixed
		} else if s.Volume > 0 {
			open = append(open, i)
		}
	}
	rest = max(rest, 0)
	floors := 0
	for _, i := range open {
		out[i].Budget = min(floor, out[i].Volume)
		floors += out[i].Budget
	}
	if floors > rest {
		for _, i := range open {
			out[i].Budget = int(math.Floor(float64(out[i].Budget) * float64(rest) / float64(floors)))
		}
		return out, true
	}
	rest -= floors
	// What one section cannot use goes to the others, until nobody wants more.
	for rest > 0 {
		volume := 0
		var want []int
		for _, i := range open {
			if out[i].Budget < out[i].Volume {
				want = append(want, i)
				volume += out[i].Volume
			}
		}
		if len(want) == 0 {
			break
		}
		given := 0
		for _, i := range want {
			part := int(float64(rest) * float64(out[i].Volume) / float64(volume))
			part = min(part, out[i].Volume-out[i].Budget)
			out[i].Budget += part
			given += part
		}
		if given == 0 {
			// Less than a word for each: the largest get them.
			slices.SortStableFunc(want, func(a, b int) int { return cmp.Compare(out[b].Volume, out[a].Volume) })
			for _, i := range want[:min(rest, len(want))] {
				out[i].Budget++
				given++
			}
		}
		rest -= given
	}
	return out, false
}
