package lexicon

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Named is one place where a text names an actor by words of its own.
type Named struct{ ID, Words string }

// Form is one form of a name that a text uses, held against the names that were in use
// in its year.
type Form struct {
	Words    string // as written most often
	Sort     string // as Name.Sort; "" for words that are no name of the lexicon
	Count    int
	From, To string // years between which it was in use, "" open
	Standing Standing
}

// Standing of a form in a year.
type Standing string

// The standings. What is no name at all (a description, a short form that only the
// context tells) is no fault: it says nothing.
const (
	InUse   Standing = ""        // the official name, a short form or an acronym in use that year
	Given   Standing = "former"  // given up before that year
	NotYet  Standing = "later"   // taken up after that year
	Varying Standing = "variant" // a variant beside the official name
	Words   Standing = "words"   // no name of the lexicon
)

// Used is an actor as a text names it.
type Used struct {
	ID       string
	Official string // its name in the language of the text in that year; "" for none
	Count    int
	Forms    []Form // the most frequent first
}

// Uses holds the names that a text uses against those of the lexicon in its language
// and year (0: any year is as good). Actors come in the order of their counts.
func (l *Lexicon) Uses(named []Named, lang string, year int) []Used {
	type form struct{ id, plain string }
	counts := map[form]map[string]int{}
	at := map[string]int{}
	var out []Used
	for _, n := range named {
		f := form{n.ID, PlainName(n.Words)}
		if f.plain == "" {
			continue
		}
		if counts[f] == nil {
			counts[f] = map[string]int{}
		}
		counts[f][strings.Join(strings.Fields(n.Words), " ")]++
		i, ok := at[n.ID]
		if !ok {
			i = len(out)
			at[n.ID] = i
			out = append(out, Used{ID: n.ID})
		}
		out[i].Count++
	}
	for f, words := range counts {
		u := &out[at[f.id]]
		x := Form{Standing: Words}
		most := 0
		for w, n := range words {
			x.Count += n
			if n > most || n == most && w < x.Words {
				x.Words, most = w, n
			}
		}
		// Of several names of the same words the one in use that year counts.
		found := false
		for _, n := range l.Names(f.id, lang) {
			if PlainName(n.Text) != f.plain {
				continue
			}
			if s := n.Standing(year); !found || s == InUse {
				x.Sort, x.From, x.To, x.Standing, found = n.Sort, n.From, n.To, s, true
			}
		}
		u.Forms = append(u.Forms, x)
	}
	for i := range out {
		u := &out[i]
		slices.SortFunc(u.Forms, func(a, b Form) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Words, b.Words)) })
		for _, n := range l.Names(u.ID, lang) {
			// The official name of today stands for one whose years are not known.
			if (n.Sort == Official || n.Sort == Former) && n.holds(year) && (u.Official == "" || n.Sort == Official) {
				u.Official = n.Text
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Used) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.ID, b.ID)) })
	return out
}

// Telling says whether the actor is called by a form that was not the name of that year.
func (u *Used) Telling() bool {
	return slices.ContainsFunc(u.Forms, func(f Form) bool { return f.Standing == Given || f.Standing == NotYet || f.Standing == Varying })
}

// Standing of the name in a year; 0: any year is as good.
func (n *Name) Standing(year int) Standing {
	from, to := yearOf(n.From), yearOf(n.To)
	switch {
	case year > 0 && to > 0 && to < year, n.Sort == Former && to == 0:
		return Given
	case year > 0 && from > year:
		return NotYet
	case n.Sort == Variant:
		return Varying
	}
	return InUse
}

// holds tells whether a name was in use in a year.
func (n *Name) holds(year int) bool {
	from, to := yearOf(n.From), yearOf(n.To)
	if n.Sort == Former && (from == 0 || to == 0) {
		return false
	}
	if year == 0 {
		return to == 0
	}
	return from <= year && (to == 0 || year <= to)
}

// yearOf is the year with which a date begins; 0 for none.
func yearOf(date string) int {
	if len(date) < 4 {
		return 0
	}
	y, err := strconv.Atoi(date[:4])
	if err != nil {
		return 0
	}
	return y
}

// PlainName is a name without what differs from line to line: spaces, case.
func PlainName(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
