package report

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
)

// Item is an act that may go into a section.
type Item struct {
	ID     string
	Words  int       // that telling it takes, at least 1
	Covers []Feature // what the reader learns of by it; each once
	Fix    Fix
}

// Feature is one thing that a section should show: an entity at work, a theme, a
// level, a country, a mandate served.
type Feature struct {
	Of    string `json:"of"` // what of: "entity", "theme", "level", "place", "mandate"
	Value string `json:"value"`
}

// Fix is what a person decided of an act beforehand.
type Fix uint8

// The decisions. An act that is fixed in goes in even where the budget has no room.
const (
	Free Fix = iota
	In
	Out
)

// Weights say how much the first act that shows a feature counts, by what the feature is of.
// The second act that shows it counts half of that, the third a quarter: a section
// with all its acts on one theme shows little.
type Weights map[string]float64

// DefaultWeights are those that a new cycle begins with. The drafter sees and sets them.
func DefaultWeights() Weights {
	return Weights{"entity": 3, "theme": 3, "level": 2, "place": 1, "mandate": 2}
}

// Why an act was left out.
const (
	NoRoom      = "no-room"      // others show more for the words that are left
	NothingNew  = "nothing-new"  // it shows nothing that weighs
	TooLong     = "too-long"     // longer than the whole budget
	ByHand      = "by-hand"      // a person fixed it out
	BudgetSpent = "budget-spent" // what was fixed in takes all of the budget
)

// Selection is what goes into a section.
type Selection struct {
	In    []string  // IDs, in the order of what they add for their words
	Left  []LeftOut // next in line first
	Words int
	Value float64 // weight of what is shown
	// Best is a bound: no selection of that many words shows more. Value over Best is
	// how near to the best it is at least.
	Best float64
}

// LeftOut is an act that did not go in.
type LeftOut struct {
	ID   string
	Why  string
	Adds float64 // what it would add now
}

// Select chooses acts for a budget in words. What a section shows is a sum of concave
// counts, so that each further act adds no more than it did before: for such sums the
// greedy choice by weight for words, or the best single act where that is better, is
// never below 0.31 of the best (Leskovec and others, Cost-effective Outbreak
// Detection in Networks, 2007), and an upper bound of the best follows from what the acts
// left would add. Gains are computed anew only for what may come next.
// Acts that are alike in all go by their place in the list: the same list always
// gives the same selection.
func Select(items []Item, budget int, weights Weights) Selection {
	free := slices.Clone(items)
	for i := range free {
		free[i].Words = max(free[i].Words, 1)
	}
	best := greedy(free, budget, weights)
	// The best single act beside what is fixed in, where greed by the word missed it.
	if single := fill(free, budget, weights); single.Value > best.Value {
		single.Best = best.Best
		best = single
	}
	best.Best = max(best.Best, best.Value)
	return best
}

// shown counts how often features are shown.
type shown struct {
	counts  []int32
	weights []float64
	of      [][]int32 // features of each item
}

func newShown(items []Item, weights Weights) *shown {
	s := &shown{of: make([][]int32, len(items))}
	index := map[Feature]int32{}
	for i := range items {
		s.of[i] = make([]int32, 0, len(items[i].Covers))
		for _, f := range items[i].Covers {
			w := weights[f.Of]
			if w <= 0 {
				continue
			}
			n, ok := index[f]
			if !ok {
				n = int32(len(s.counts))
				index[f] = n
				s.counts = append(s.counts, 0)
				s.weights = append(s.weights, w)
			}
			if !slices.Contains(s.of[i], n) {
				s.of[i] = append(s.of[i], n)
			}
		}
	}
	return s
}

// adds is what an item would add now.
func (s *shown) adds(i int) (sum float64) {
	for _, f := range s.of[i] {
		sum += math.Ldexp(s.weights[f], -int(min(s.counts[f], 60)))
	}
	return sum
}

func (s *shown) take(i int) {
	for _, f := range s.of[i] {
		s.counts[f]++
	}
}

// next is an item with what it added when that was last computed.
type next struct {
	item  int
	adds  float64
	words int
	at    int // how many had been taken then
}

type queue []next

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	a, b := q[i].adds*float64(q[j].words), q[j].adds*float64(q[i].words)
	return a > b || a == b && q[i].item < q[j].item
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(next)) }
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// begin takes what is fixed in; whole tells what is left to choose from.
func begin(items []Item, budget int, weights Weights) (sel Selection, s *shown, whole queue) {
	s = newShown(items, weights)
	for i := range items {
		if items[i].Fix == In {
			sel.In = append(sel.In, items[i].ID)
			sel.Words += items[i].Words
			sel.Value += s.adds(i)
			s.take(i)
		}
	}
	for i := range items {
		switch it := &items[i]; {
		case it.Fix == Out:
			sel.Left = append(sel.Left, LeftOut{it.ID, ByHand, s.adds(i)})
		case it.Fix == Free && sel.Words >= budget:
			sel.Left = append(sel.Left, LeftOut{it.ID, BudgetSpent, s.adds(i)})
		case it.Fix == Free && it.Words > budget:
			sel.Left = append(sel.Left, LeftOut{it.ID, TooLong, s.adds(i)})
		case it.Fix == Free:
			whole = append(whole, next{item: i, adds: s.adds(i), words: it.Words})
		}
	}
	heap.Init(&whole)
	return sel, s, whole
}

func greedy(items []Item, budget int, weights Weights) Selection {
	sel, s, q := begin(items, budget, weights)
	room := budget - sel.Words
	sel.Best = math.Inf(1)
	sel.Best = sel.bound(s, q, room)
	taken := 0
	var passed []int
	for q.Len() > 0 {
		top := &q[0]
		if top.at != taken {
			top.adds, top.at = s.adds(top.item), taken
			heap.Fix(&q, 0)
			continue
		}
		x := heap.Pop(&q).(next)
		if x.words > room || x.adds <= 0 {
			passed = append(passed, x.item)
			continue
		}
		sel.In = append(sel.In, items[x.item].ID)
		sel.Words += x.words
		sel.Value += x.adds
		room -= x.words
		s.take(x.item)
		taken++
		// The bound is one of the best at each step; the lowest holds. It is computed
		// where it is tight: when half of the room is spent, and at the end.
		if room < budget/2 && room+x.words >= budget/2 {
			sel.Best = min(sel.Best, sel.bound(s, append(slices.Clone(q), left(items, passed)...), budget))
		}
	}
	sel.Best = min(sel.Best, sel.bound(s, left(items, passed), budget))
	for _, i := range passed {
		sel.leave(items[i].ID, s.adds(i))
	}
	sel.order()
	return sel
}

// left are items as entries of a queue.
func left(items []Item, list []int) (q queue) {
	for _, i := range list {
		q = append(q, next{item: i, words: items[i].Words})
	}
	return q
}

// bound is what the best selection of room words can show at most: what is shown now
// and what the items of most weight for their words would add, the last one in part.
func (sel *Selection) bound(s *shown, q queue, room int) float64 {
	list := make([]next, len(q))
	for i, x := range q {
		x.adds = s.adds(x.item)
		list[i] = x
	}
	slices.SortFunc(list, func(a, b next) int {
		return cmp.Compare(b.adds*float64(a.words), a.adds*float64(b.words))
	})
	sum := sel.Value
	for _, x := range list {
		if x.words > room {
			return sum + x.adds*float64(room)/float64(x.words)
		}
		sum += x.adds
		room -= x.words
	}
	return sum
}

// fill takes the single item that adds most, then what still fits.
func fill(items []Item, budget int, weights Weights) Selection {
	sel, s, q := begin(items, budget, weights)
	slices.SortFunc(q, func(a, b next) int { return cmp.Or(cmp.Compare(b.adds, a.adds), cmp.Compare(a.item, b.item)) })
	for _, x := range q {
		if adds := s.adds(x.item); adds > 0 && sel.Words+x.words <= budget {
			sel.In = append(sel.In, items[x.item].ID)
			sel.Words += x.words
			sel.Value += adds
			s.take(x.item)
			continue
		}
		sel.leave(items[x.item].ID, s.adds(x.item))
	}
	sel.order()
	return sel
}

func (sel *Selection) leave(id string, adds float64) {
	why := NoRoom
	if adds <= 0 {
		why = NothingNew
	}
	sel.Left = append(sel.Left, LeftOut{id, why, adds})
}

// order puts what would add most first; what a person left out stands last.
func (sel *Selection) order() {
	slices.SortStableFunc(sel.Left, func(a, b LeftOut) int {
		if (a.Why == ByHand) != (b.Why == ByHand) {
			if a.Why == ByHand {
				return 1
			}
			return -1
		}
		return cmp.Compare(b.Adds, a.Adds)
	})
}
