package desk

import (
	"math"
	"slices"

	"concord/register"
	"concord/sameness"
)

// How an act that is read in a paragraph is matched with the starter acts that
// cite it. That the paragraph tells each of them is known, so much less than in
// package sameness must speak for a pair: what counts is that nothing else in the
// paragraph fits nearly as well. The bounds are on the sum of package sameness,
// set by what the real report shows (doc/starter.md).
const (
	attachSure   = 0.0  // and no rival within attachMargin
	attachMargin = 2.0  // a rival that has found its own partner counts half of it
	attachAsk    = -2.5 // beneath, they are two acts
	maxRivals    = 2
)

// attached is what became of a pair: read act and starter act by their indices.
type attached struct {
	read, starter int
	sure          bool
	verdict       sameness.Verdict
	rivals        []attached // starter acts without a partner that fit the read act nearly as well: asked about too
}

// all are a doubtful pair and its rivals.
func (a *attached) all() []attached { return append([]attached{*a}, a.rivals...) }

// question is what a person is asked about a pair that is not sure; the two
// records are still to be filled in.
func (a *attached) question() register.Same {
	q := register.Same{State: register.SameAsked, Score: a.verdict.Score}
	for _, r := range a.verdict.Reasons {
		q.Reasons = append(q.Reasons, r.String())
	}
	return q
}

// side is an act of one of the two sides, with where it comes from.
type side struct {
	act *sameness.Act
	n   int
	id  string
}

func acted(list []side) []*sameness.Act {
	out := make([]*sameness.Act, len(list))
	for i := range list {
		out[i] = list[i].act
	}
	return out
}

// attach matches the acts that one paragraph tells in one language with the
// starter acts that cite it, one to one: the whole assignment that fits best. Each
// pair is sure, or one to be asked about.
func attach(read, starters []*sameness.Act) []attached {
	if len(read) == 0 || len(starters) == 0 {
		return nil
	}
	sums := make([][]float64, len(read))
	for i, r := range read {
		sums[i] = make([]float64, len(starters))
		for j, s := range starters {
			sums[i][j] = likeness(sameness.Compare(r, s))
		}
	}
	partner := assign(sums)
	taken := make([]int, len(starters))
	for j := range taken {
		taken[j] = -1
	}
	for i, j := range partner {
		if j >= 0 {
			taken[j] = i
		}
	}
	var out []attached
	for i, j := range partner {
		if j < 0 {
			continue
		}
		a := attached{read: i, starter: j, verdict: sameness.Compare(read[i], starters[j])}
		sum := sums[i][j]
		a.sure = sum >= attachSure && !doubtful(&a.verdict) && !undated(read[i].Activity.Date, starters[j].Activity.Date)
		for k := range starters {
			a.sure = a.sure && (k == j || clear(sum, sums[i][k], taken[k] >= 0 && sums[taken[k]][k] > sums[i][k]))
		}
		for k := range starters {
			if taken[k] < 0 && len(a.rivals) < maxRivals && sums[i][k] >= attachSure && !clear(sum, sums[i][k], false) {
				if v := sameness.Compare(read[i], starters[k]); !doubtful(&v) {
					a.rivals = append(a.rivals, attached{read: i, starter: k, verdict: v})
				}
			}
		}
		for k := range read {
			a.sure = a.sure && (k == i || clear(sum, sums[k][j], partner[k] >= 0 && sums[k][partner[k]] > sums[k][j]))
		}
		out = append(out, a)
	}
	return out
}

// likeness of a pair is the sum of package sameness, in which what tells little of
// two wordings made apart from each other counts half: the titles of the starter
// register avoid the words of the report.
func likeness(v sameness.Verdict) float64 {
	sum := logit(v.Score)
	for _, r := range v.Reasons {
		switch r.Code {
		case sameness.OtherTopic, sameness.OnlyOneFollowsUp, sameness.OnlyOneInMargins, sameness.OnlyOneRenews,
			sameness.OnlyOnePrepares, sameness.OnlyOneSecond, sameness.OnlyOneCloses:
			sum -= r.Weight / 2
		}
	}
	return sum
}

// clear tells whether a rival is far enough behind; settled: it has found a better partner.
func clear(sum, rival float64, settled bool) bool {
	margin := attachMargin
	if settled {
		margin /= 2
	}
	return sum-rival >= margin
}

// doubtful are verdicts that a person must look at: what the two say excludes each other.
func doubtful(v *sameness.Verdict) bool {
	return slices.ContainsFunc(v.Reasons, func(r sameness.Reason) bool {
		switch r.Code {
		case sameness.OtherDate, sameness.OtherOrdinal, sameness.OtherPartner, sameness.OtherParties, sameness.OtherPlace, sameness.OtherMode:
			return true
		}
		return false
	})
}

// undated tells whether only the starter register says when: the read act may be
// another time of what is done again and again.
func undated(read, starter string) bool { return read == "" && starter != "" }

// assign gives to each row the column that makes the sum over all pairs above
// attachAsk greatest; -1 for none. It is the Hungarian method over a square of
// pairs, in which to stay alone is worth nothing.
func assign(sums [][]float64) []int {
	n := max(len(sums), len(sums[0]))
	// cost[i][j] of 1-based rows and columns; what is not worth a pair costs nothing.
	cost := func(i, j int) float64 {
		if i > len(sums) || j > len(sums[0]) {
			return 0
		}
		return -max(0, sums[i-1][j-1]-attachAsk)
	}
	u, v := make([]float64, n+1), make([]float64, n+1)
	row := make([]int, n+1) // of each column
	way := make([]int, n+1)
	for i := 1; i <= n; i++ {
		row[0] = i
		j0 := 0
		least := make([]float64, n+1)
		used := make([]bool, n+1)
		for j := range least {
			least[j] = math.Inf(1)
		}
		for {
			used[j0] = true
			i0, delta, j1 := row[j0], math.Inf(1), 0
			for j := 1; j <= n; j++ {
				if used[j] {
					continue
				}
				if c := cost(i0, j) - u[i0] - v[j]; c < least[j] {
					least[j], way[j] = c, j0
				}
				if least[j] < delta {
					delta, j1 = least[j], j
				}
			}
			for j := 0; j <= n; j++ {
				if used[j] {
					u[row[j]] += delta
					v[j] -= delta
				} else {
					least[j] -= delta
				}
			}
			if j0 = j1; row[j0] == 0 {
				break
			}
		}
		for j0 != 0 {
			j1 := way[j0]
			row[j0] = row[j1]
			j0 = j1
		}
	}
	out := make([]int, len(sums))
	for i := range out {
		out[i] = -1
	}
	for j := 1; j <= len(sums[0]); j++ {
		if i := row[j]; i >= 1 && i <= len(sums) && sums[i-1][j-1] > attachAsk {
			out[i-1] = j - 1
		}
	}
	return out
}

func logit(p float64) float64 {
	const far = 40
	switch {
	case p <= 0:
		return -far
	case p >= 1:
		return far
	}
	return math.Log(p / (1 - p))
}
