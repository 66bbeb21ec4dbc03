package sameness

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"concord/register"
)

// The bounds of Find. What they leave out is counted in Found.
const (
	// MaxCompared is the most acts that one is compared with: those that share the
	// most keys.
	MaxCompared = 100
	// maxCommon is how many acts may share a key for it to say anything.
	maxCommon = 200
	// maxFetched is how many records are read for all new acts together.
	maxFetched = 5_000
	// keysAtOnce go into one question to the register.
	keysAtOnce = 400
	// MaxAsked is the most questions about one new act: the likeliest.
	MaxAsked = 3
	// margin is how much likelier, in the sum, a join must be than the next best
	// of either of the two; else a person chooses.
	margin = 1.0
)

// Proposal is two records that are, surely or likely, one act.
type Proposal struct {
	New   string // record
	Other string // record, new or there before
	Verdict
}

// Found is what Find found.
type Found struct {
	Proposals []Proposal // joins first, each kind by score
	Compared  int        // pairs
	Left      int        // pairs that the bounds left out
}

// Find compares acts that have just been stored with all others, by the keys
// that they share, and says which are the same: surely (Same), one to one, or
// likely (Ask), at most MaxAsked for one act. A pair about which the register
// keeps an answer or a question is left out, also where the answer was about what
// was joined to one of the two since. Samples are compared with samples only.
func Find(ctx context.Context, r register.Reader, acts []*Act) (Found, error) {
	f := finder{r: r, at: map[string]int{}, keys: map[string][]int{}, answered: map[string]map[string]bool{}, groups: map[string][]string{}}
	for _, a := range acts {
		if _, twice := f.at[a.ID]; !twice {
			f.at[a.ID] = len(f.all)
			f.all = append(f.all, a)
		}
	}
	f.fresh = len(f.all)
	if f.fresh == 0 {
		return Found{}, nil
	}
	if err := f.fetch(ctx); err != nil {
		return Found{}, err
	}
	f.order()
	pairs, err := f.pairs(ctx)
	if err != nil {
		return Found{}, err
	}
	f.choose(pairs)
	return f.found, nil
}

type finder struct {
	r        register.Reader
	all      []*Act // the new ones first
	fresh    int
	at       map[string]int // record → all
	keys     map[string][]int
	answered map[string]map[string]bool
	groups   map[string][]string
	found    Found
}

// fetch reads the records that share a key with a new one.
func (f *finder) fetch(ctx context.Context) error {
	var list []string
	own := make([][]string, f.fresh)
	for i := range f.fresh {
		own[i] = f.all[i].Keys()
		for _, k := range own[i] {
			if _, known := f.keys[k]; !known {
				list = append(list, k)
			}
			f.keys[k] = append(f.keys[k], i)
		}
	}
	// Paragraphs and months first: they say more than what an act is about.
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(strings.IndexByte("pmn", a[0])-strings.IndexByte("pmn", b[0]), strings.Compare(a, b))
	})
	fetched := 0
	for from := 0; from < len(list); from += keysAtOnce {
		filter := register.Filter{Has: []register.Condition{register.Has(register.FacetBlock, list[from:min(from+keysAtOnce, len(list))]...)},
			Samples: true, Order: register.Newest, Limit: 1000}
		for {
			page, err := f.r.Records(ctx, filter)
			if err != nil {
				return err
			}
			for i := range page.Lines {
				if err := f.line(ctx, &page.Lines[i]); err != nil {
					return err
				}
			}
			fetched += len(page.Lines)
			if page.Next == "" {
				break
			}
			if fetched >= maxFetched {
				f.found.Left += max(0, page.Total-len(page.Lines))
				from = len(list)
				break
			}
			filter.Cursor = page.Next
		}
	}
	return nil
}

func (f *finder) line(ctx context.Context, l *register.Line) error {
	if _, known := f.at[l.Record.ID]; known {
		return nil
	}
	var tellings []Telling
	if l.Tellings > 1 {
		list, err := f.r.Tellings(ctx, l.Record.ID)
		if err != nil {
			return err
		}
		tellings = told(list)
	} else if e := &l.Told; e.Work != "" {
		tellings = []Telling{{Work: e.Work, Place: e.Place, Language: e.Language, Quote: e.Quote, From: e.From}}
	}
	activity := l.Activity
	a := New(l.Record.ID, &activity, tellings)
	a.Sample = l.Record.Origin == register.Sample
	at := len(f.all)
	f.at[a.ID] = at
	f.all = append(f.all, a)
	for _, k := range a.Keys() {
		if list, asked := f.keys[k]; asked {
			f.keys[k] = append(list, at)
		}
	}
	return nil
}

// order numbers the acts of each paragraph in each language.
func (f *finder) order() {
	type text struct {
		work, language string
		at             register.Place
	}
	in := map[text][]*Telling{}
	for _, a := range f.all {
		for i := range a.Tellings {
			if t := &a.Tellings[i]; t.Of == 0 && t.Work != "" {
				k := text{t.Work, t.Language, t.Place}
				in[k] = append(in[k], t)
			}
		}
	}
	for _, list := range in {
		slices.SortStableFunc(list, func(a, b *Telling) int { return cmp.Compare(a.From, b.From) })
		for i, t := range list {
			t.Nth, t.Of = i+1, len(list)
		}
	}
}

type pair struct {
	a, b int // in all; a is new
	sum  float64
	Decision
}

// pairs compares each new act with those that share a key, the most keys first.
func (f *finder) pairs(ctx context.Context) ([]pair, error) {
	shares := make([]int, len(f.all))
	var near []int
	var out []pair
	for i := range f.fresh {
		near = near[:0]
		for _, k := range f.all[i].Keys() {
			list := f.keys[k]
			if len(list) > maxCommon && k[0] != 'p' {
				continue
			}
			for _, j := range list {
				// Two new ones are compared once.
				if j == i || j < f.fresh && j < i || f.all[i].Sample != f.all[j].Sample {
					continue
				}
				if shares[j] == 0 {
					near = append(near, j)
				}
				shares[j]++
				if k[0] == 'p' {
					shares[j] += MaxKeys
				}
			}
		}
		slices.SortFunc(near, func(x, y int) int {
			return cmp.Or(cmp.Compare(shares[y], shares[x]), cmp.Compare(f.all[x].ID, f.all[y].ID))
		})
		for _, j := range near {
			shares[j] = 0
		}
		if len(near) > MaxCompared {
			f.found.Left += len(near) - MaxCompared
			near = near[:MaxCompared]
		}
		for _, j := range near {
			f.found.Compared++
			var t tally
			t.weigh(f.all[i], f.all[j])
			d, _ := t.decide(f.all[i], f.all[j])
			if d != Same && d != Ask {
				continue
			}
			known, err := f.known(ctx, f.all[i].ID, f.all[j].ID)
			if err != nil {
				return nil, err
			}
			if !known {
				out = append(out, pair{i, j, t.sum(), d})
			}
		}
	}
	return out, nil
}

// known tells whether the register keeps a question or an answer about two
// records, or about two that were joined to them.
func (f *finder) known(ctx context.Context, a, b string) (bool, error) {
	if err := f.about(ctx, a); err != nil {
		return false, err
	}
	if err := f.about(ctx, b); err != nil {
		return false, err
	}
	for _, x := range f.groups[a] {
		for _, y := range f.groups[b] {
			if f.answered[x][y] || f.answered[y][x] {
				return true, nil
			}
		}
	}
	return false, nil
}

// about reads what the register keeps of a record and of all that are joined with it.
func (f *finder) about(ctx context.Context, id string) error {
	if f.groups[id] != nil {
		return nil
	}
	group := []string{id}
	for i := 0; i < len(group); i++ {
		x := group[i]
		list, err := f.r.Sames(ctx, register.SameFilter{Record: x})
		if err != nil {
			return err
		}
		if f.answered[x] == nil {
			f.answered[x] = map[string]bool{}
		}
		for _, s := range list {
			y := s.A
			if y == x {
				y = s.B
			}
			switch s.State {
			case register.SameGone:
			case register.SameAct:
				if !slices.Contains(group, y) {
					group = append(group, y)
				}
			default:
				f.answered[x][y] = true
			}
		}
	}
	f.groups[id] = group
	return nil
}

// choose takes the joins, one to one, and the questions.
func (f *finder) choose(pairs []pair) {
	slices.SortStableFunc(pairs, func(x, y pair) int {
		return cmp.Or(-cmp.Compare(x.sum, y.sum), cmp.Compare(f.all[x.a].ID, f.all[y.a].ID), cmp.Compare(f.all[x.b].ID, f.all[y.b].ID))
	})
	joined := map[int][]int{} // what each is joined with
	asked := map[int]int{}
	var asks []pair
	for n, p := range pairs {
		if p.Decision == Same && f.only(pairs, n, joined) {
			joined[p.a], joined[p.b] = append(joined[p.a], p.b), append(joined[p.b], p.a)
			f.propose(p, Same)
			continue
		}
		asks = append(asks, p)
	}
	for _, p := range asks {
		if slices.Contains(joined[p.a], p.b) || f.apart(joined, p.a, p.b) || asked[p.a] >= MaxAsked {
			continue
		}
		asked[p.a]++
		f.propose(p, Ask)
	}
}

func (f *finder) propose(p pair, d Decision) {
	v := Compare(f.all[p.a], f.all[p.b])
	v.Decision = d
	f.found.Proposals = append(f.found.Proposals, Proposal{New: f.all[p.a].ID, Other: f.all[p.b].ID, Verdict: v})
}

// only tells whether a join is the one clear choice: neither of the two has
// another as likely in the text of the other one, and nothing joined before
// stands against it.
func (f *finder) only(pairs []pair, n int, joined map[int][]int) bool {
	p := pairs[n]
	if f.apart(joined, p.a, p.b) {
		return false
	}
	for m, q := range pairs {
		if m == n || q.sum < p.sum-margin {
			continue
		}
		x, y := -1, -1 // the rival and the one whose place it would take
		switch {
		case q.a == p.a:
			x, y = q.b, p.b
		case q.b == p.b:
			x, y = q.a, p.a
		case q.a == p.b:
			x, y = q.b, p.a
		case q.b == p.a:
			x, y = q.a, p.b
		}
		if x >= 0 && oneText(f.all[x], f.all[y]) && !slices.Contains(joined[x], y) {
			// The rival is no rival where it has found another by far.
			if len(joined[x]) > 0 && m > n {
				continue
			}
			return false
		}
	}
	return true
}

// apart tells whether joining two would join two acts of one text.
func (f *finder) apart(joined map[int][]int, a, b int) bool {
	x, y := f.group(joined, a), f.group(joined, b)
	for _, i := range x {
		for _, j := range y {
			if i != j && oneText(f.all[i], f.all[j]) {
				return true
			}
		}
	}
	return false
}

func (f *finder) group(joined map[int][]int, a int) []int {
	out := []int{a}
	for i := 0; i < len(out); i++ {
		for _, j := range joined[out[i]] {
			if !slices.Contains(out, j) {
				out = append(out, j)
			}
		}
	}
	return out
}

// oneText tells whether some text tells both.
func oneText(a, b *Act) bool {
	for i := range a.Tellings {
		for j := range b.Tellings {
			if x, y := &a.Tellings[i], &b.Tellings[j]; x.Work == y.Work && x.Language == y.Language && x.Work != "" {
				return true
			}
		}
	}
	return false
}
