package report

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// made are invented acts: a few entities and themes do most of the work, as in life.
func made(rnd *rand.Rand, n int) []Item {
	often := func(k int) int { return min(int(rnd.ExpFloat64()*float64(k)/4), k-1) }
	items := make([]Item, n)
	for i := range items {
		it := &items[i]
		it.ID = fmt.Sprintf("act-%d", i)
		it.Words = 12 + rnd.IntN(40)
		for range 1 + rnd.IntN(2) {
			it.Covers = append(it.Covers, Feature{"entity", fmt.Sprint(often(60))})
		}
		it.Covers = append(it.Covers, Feature{"theme", fmt.Sprint(often(30))}, Feature{"level", fmt.Sprint(rnd.IntN(3))})
		if rnd.IntN(2) == 0 {
			it.Covers = append(it.Covers, Feature{"place", fmt.Sprint(often(50))})
		}
		if rnd.IntN(5) == 0 {
			it.Covers = append(it.Covers, Feature{"mandate", fmt.Sprint(often(20))})
		}
	}
	return items
}

// value of a choice, computed apart from the code that chooses.
func value(items []Item, in []string, w Weights) (sum float64) {
	counts := map[Feature]int{}
	for _, it := range items {
		if !slices.Contains(in, it.ID) {
			continue
		}
		seen := map[Feature]bool{}
		for _, f := range it.Covers {
			if !seen[f] {
				seen[f] = true
				counts[f]++
			}
		}
	}
	for f, n := range counts {
		part := w[f.Of]
		for range n {
			sum += part
			part /= 2
		}
	}
	return sum
}

// best tries all choices.
func best(items []Item, budget int, w Weights) (sum float64) {
	for set := range 1 << len(items) {
		words, in := 0, []string{}
		for i := range items {
			if set>>i&1 == 1 {
				words += items[i].Words
				in = append(in, items[i].ID)
			}
		}
		if words <= budget {
			sum = max(sum, value(items, in, w))
		}
	}
	return sum
}

// The bound is one: no choice shows more, and greed stays above what is proved of it.
func TestSelectIsNearTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		rnd := rand.New(rand.NewPCG(seed, 1))
		items := made(rnd, rapid.IntRange(0, 10).Draw(t, "acts"))
		budget := rapid.IntRange(0, 200).Draw(t, "budget")
		w := DefaultWeights()
		got := Select(items, budget, w)
		top := best(items, budget, w)
		const slip = 1e-9
		if v := value(items, got.In, w); v < got.Value-slip || v > got.Value+slip {
			t.Fatalf("it says that it shows %f, and shows %f", got.Value, v)
		}
		if got.Words > budget {
			t.Fatalf("%d words of %d", got.Words, budget)
		}
		if top > got.Best+slip {
			t.Fatalf("the bound is %f, and %f can be shown", got.Best, top)
		}
		if got.Value < 0.31*top-slip {
			t.Fatalf("%f of %f", got.Value, top)
		}
		if len(got.In)+len(got.Left) != len(items) {
			t.Fatalf("%d in, %d left out of %d", len(got.In), len(got.Left), len(items))
		}
	})
}

func TestSelectHeedsWhatIsFixed(t *testing.T) {
	items := made(rand.New(rand.NewPCG(7, 7)), 50)
	items[3].Fix, items[9].Fix = In, Out
	got := Select(items, 200, DefaultWeights())
	if !slices.Contains(got.In, "act-3") || slices.Contains(got.In, "act-9") {
		t.Errorf("in: %v", got.In)
	}
	if last := got.Left[len(got.Left)-1]; last.ID != "act-9" || last.Why != ByHand {
		t.Errorf("the last one left out is %+v", last)
	}
	// What is fixed in goes in without room; the rest says why it does not.
	got = Select(items, 5, DefaultWeights())
	if len(got.In) != 1 || got.Left[0].Why != BudgetSpent {
		t.Errorf("in: %v, next: %+v", got.In, got.Left[0])
	}
	items[3].Fix = Free
	if got = Select(items, 5, DefaultWeights()); len(got.In) != 0 || got.Left[0].Why != TooLong {
		t.Errorf("in: %v, next: %+v", got.In, got.Left[0])
	}
	if a, b := Select(items, 300, DefaultWeights()), Select(items, 300, DefaultWeights()); !slices.Equal(a.In, b.In) {
		t.Error("twice the same list, two selections")
	}
}

// At equal words the selection shows more than a drawn one or the first that came.
func TestSelectShowsMoreThanOthers(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	items := made(rnd, 900)
	w := DefaultWeights()
	got := Select(items, 400, w)
	take := func(order []int) float64 {
		words, in := 0, []string{}
		for _, i := range order {
			if words+items[i].Words <= got.Words {
				words += items[i].Words
				in = append(in, items[i].ID)
			}
		}
		return value(items, in, w)
	}
	first := make([]int, len(items))
	for i := range first {
		first[i] = i
	}
	drawn := rnd.Perm(len(items))
	f, d := take(first), take(drawn)
	t.Logf("selected %.0f (at least %.0f %% of the best), first-come %.0f, drawn %.0f", got.Value, 100*got.Value/got.Best, f, d)
	if got.Value < 1.2*f || got.Value < 1.2*d {
		t.Errorf("selected %.0f, first-come %.0f, drawn %.0f", got.Value, f, d)
	}
}

func TestDivide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shares := make([]Share, rapid.IntRange(0, 25).Draw(t, "sections"))
		for i := range shares {
			shares[i] = Share{Section: fmt.Sprint(i), Volume: rapid.IntRange(0, 5000).Draw(t, "volume")}
		}
		limit, floor := rapid.IntRange(0, 9000).Draw(t, "limit"), rapid.IntRange(0, 200).Draw(t, "floor")
		out, cut := Divide(shares, limit, floor)
		sum, wanted := 0, 0
		for i, s := range out {
			sum += s.Budget
			wanted += s.Volume
			if s.Budget > s.Volume {
				t.Fatalf("section %d gets %d and could tell %d", i, s.Budget, s.Volume)
			}
			if !cut && s.Volume > 0 && s.Budget < min(floor, s.Volume) {
				t.Fatalf("section %d gets %d, the floor is %d", i, s.Budget, floor)
			}
		}
		if sum > limit {
			t.Fatalf("%d of %d", sum, limit)
		}
		if !cut && sum < min(limit, wanted) {
			t.Fatalf("%d shared out of %d, %d wanted", sum, limit, wanted)
		}
	})
	out, _ := Divide([]Share{{Section: "a", Volume: 900}, {Section: "b", Volume: 900, Fixed: 300}}, 500, 50)
	if out[1].Budget != 300 || out[0].Budget != 200 {
		t.Errorf("%+v", out)
	}
}

func BenchmarkSelect(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 2))
	sections := make([][]Item, 23)
	for i := range sections {
		sections[i] = made(rnd, 20000/23)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range sections {
			Select(s, 350, DefaultWeights())
		}
	}
}
