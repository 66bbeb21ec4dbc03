package document

import "sort"

// start is a line that begins a numbered paragraph.
type start struct {
	line int
	num  number
	text string // the number as it is kept: ASCII digits, without its mark
}

// candidate is a line that begins like a numbered paragraph.
type candidate struct {
	start
	strong bool // what stands before it has come to an end
	colon  bool // what stands before it leads on to a list
	alone  bool // it stands on a line of its own
	empty  bool // alone, with nothing between it and the next number, or the end
}

// sequence picks, of the lines that begin with a number, those that number
// paragraphs. Numbers run; a line that only happens to begin with a number
// ("in 2021. The …", an item of a list) falls out of their run.
//
// It gives the starts in their order, and the lines that are numbered items
// inside a paragraph.
func sequence(cands []candidate) (starts []start, items map[int]bool) {
	cands = mainDepth(cands)
	if len(cands) == 0 {
		return nil, nil
	}
	// Where each number stands, strong ones only.
	where := map[[3]int][]int{}
	for i, c := range cands {
		if c.strong {
			where[c.num.parts] = append(where[c.num.parts], i)
		}
	}
	next := func(p [3]int, after int) int { // index of the next strong candidate with these parts, or -1
		w := where[p]
		k := sort.SearchInts(w, after+1)
		if k == len(w) {
			return -1
		}
		return w[k]
	}
	items = map[int]bool{}
	var last [3]int
	depth := cands[0].num.depth
	begun := false
	accept := func(c candidate) {
		starts = append(starts, c.start)
		last, begun = c.num.parts, true
	}
	for i := 0; i < len(cands); i++ {
		c := cands[i]
		p := c.num.parts
		follows := next(successor(p, depth), i)
		if !begun {
			// A text may begin in the middle; a lone odd number is no beginning.
			if p[depth-1] == 1 || c.strong && follows >= 0 && follows <= i+8 {
				if !c.strong && next(p, i) >= 0 {
					continue
				}
				accept(c)
			}
			continue
		}
		want := successor(last, depth)
		if c.empty && (p != want || i+1 < len(cands) && cands[i+1].num.parts == p) {
			continue // the last word of a paragraph: "in all of the\n17."
		}
		if c.colon && p[depth-1] == 1 && depth == 1 {
			// A list in a paragraph. It ends where its numbers stop running, or where
			// the paragraphs' own next number comes, unless that comes again later.
			j := i
			for j+1 < len(cands) && cands[j+1].num.parts == successor(cands[j].num.parts, depth) {
				if cands[j+1].num.parts == want && next(want, j+1) < 0 {
					break
				}
				j++
			}
			for ; i <= j; i++ {
				items[cands[i].line] = true
			}
			i = j
			continue
		}
		switch {
		case p == want || depth > 1 && p == nextChapter(last, depth):
			if !c.strong {
				if k := next(p, i); k >= 0 && (next(successor(p, depth), i) > k || next(successor(p, depth), i) < 0) {
					continue // the real one comes later
				}
			}
			accept(c)
		case !c.strong:
		case less(last, p): // a gap
			if k := next(want, i); k >= 0 && !runsTo(cands, i, k, p, depth) {
				continue // the numbers go on behind it: a year, a number that is cited
			}
			if jump := p[depth-1] - last[depth-1]; follows >= 0 || jump > 0 && jump <= 20 {
				accept(c)
			}
		case p == last: // a repeat
			accept(c)
		default: // back: a list inside a paragraph, a page twice, a new count
			k := next(want, i)
			if k >= 0 {
				// The old count goes on. Is this one a list that ends before it, or
				// a new count that only grows up to it?
				// In a count that has hardly begun, a list is likelier.
				if last[depth-1] < 5 || !runsTo(cands, i, k, p, depth) {
					for j := i; j < k; j++ {
						if less(cands[j].num.parts, want) {
							items[cands[j].line] = true
						}
					}
					i = k - 1
					continue
				}
			}
			if follows >= 0 || p[depth-1] == 1 {
				accept(c)
			}
		}
	}
	return starts, items
}

// mainDepth keeps the candidates whose numbers have the number of parts that the
// document counts by: "11.4" throughout, or plain ones.
func mainDepth(cands []candidate) []candidate {
	var runs, first [4]int
	var last [4][3]int
	for _, c := range cands {
		d := c.num.depth
		if c.num.parts == successor(last[d], d) || d > 1 && (c.num.parts == nextChapter(last[d], d) || first[d] == 0 && c.num.parts[d-1] == 1) {
			runs[d]++
			last[d] = c.num.parts
			first[d]++
		} else if first[d] == 0 && c.strong {
			last[d] = c.num.parts
		}
	}
	best := 1
	for d := 2; d <= 3; d++ {
		if runs[d] > runs[best] && runs[d] > 1 {
			best = d
		}
	}
	out := cands[:0:0]
	for _, c := range cands {
		if c.num.depth == best {
			out = append(out, c)
		}
	}
	return out
}

// mostRun bounds how far a run is followed: no list inside a paragraph is longer.
const mostRun = 500

// runsTo reports whether the numbers from candidate i on run up to that of k
// without a break: a new count, which passes k's number on its own way.
func runsTo(cands []candidate, i, k int, p [3]int, depth int) bool {
	if k-i > mostRun {
		return true // too far to be one list
	}
	for j := i + 1; j <= k; j++ {
		q := cands[j].num.parts
		if q == successor(p, depth) || depth > 1 && q == nextChapter(p, depth) {
			p = q
		}
	}
	return p == cands[k].num.parts
}

func successor(p [3]int, depth int) [3]int {
	p[depth-1]++
	return p
}

func nextChapter(p [3]int, depth int) [3]int {
	p[depth-2]++
	p[depth-1] = 1
	return p
}

func less(a, b [3]int) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}
