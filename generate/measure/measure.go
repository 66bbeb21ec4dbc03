// Package measure times what people do with a register: search, open a record, look
// at facets. It is for figures to report, never for tests to pass.
package measure

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"concord/fault"
	"concord/generate"
	"concord/register"
	"concord/search"
)

// Options of Run.
type Options struct {
	Seed     uint64
	Clients  int // that search at once; 0: 8
	Searches int // 0: 4,000
	Records  int // 0: 2,000
	Facets   int // 0: 400
}

// Times are how long many of one sort took.
type Times struct {
	Count  int           `json:"count"`
	Median time.Duration `json:"median_ns"`
	P99    time.Duration `json:"p99_ns"`
	Most   time.Duration `json:"most_ns"`
	Wall   time.Duration `json:"wall_ns"` // for all of them
	CPU    time.Duration `json:"cpu_ns"`  // of this process meanwhile, 0 where it is not known
}

func (t Times) String() string {
	return fmt.Sprintf("%s / %s, at most %s; %d in %s, %s of processor each", short(t.Median), short(t.P99), short(t.Most), t.Count, short(t.Wall), short(t.CPU/time.Duration(max(t.Count, 1))))
}

func short(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d >= time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	}
	return d.Round(time.Microsecond).String()
}

// Figures of one register.
type Figures struct {
	Activities int           `json:"activities"`
	First      time.Duration `json:"first_ns"` // the first list after opening
	Search     Times         `json:"search"`
	Record     Times         `json:"record"` // one with claims, tellings and history
	Facets     Times         `json:"facets"` // of seven facets over a filtered list
	// Slowest are the searches that took longest, with how many records each found.
	Slowest []Slow `json:"slowest"`
	// Memory in bytes: what the process holds while it answers, 0 where that is not known.
	Memory int64 `json:"memory"`
}

// Slow is a search that took long.
type Slow struct {
	Query string        `json:"query"`
	Found int           `json:"found"`
	Took  time.Duration `json:"took_ns"`
}

// mixed are the further queries beside the sixty: filters, phrases, dates, symbols.
var mixed = []string{
	"partner:AU kind:training", "partner:ASEAN theme:health", "kind:meeting 2015..2017", "\"women mediators\"", "training ASEAN 2019", "vaccine OR cholera",
	"methane NOT training", "A/66/9004", "June 2012", "partner:OSCE border", "kind:visit partner:LAS", "undp youth", "suport beekeeping", "theme:water place:KEN",
	"review:none kind:publication", "lighthouse 2010..2014", "联合国 培训", "Nairobi", "entity:UNODC trafficking", "modality:ongoing kind:programme",
}

// facets that a list shows.
var facets = []string{register.FacetParty, register.FacetPlace, register.FacetTheme, register.FacetKind, register.FacetYear, register.FacetModality, register.FacetReview}

// Run measures a register that package generate made.
func Run(ctx context.Context, s register.Reader, names *search.Names, o Options) (f Figures, err error) {
	for _, d := range []struct {
		to    *int
		value int
	}{{&o.Clients, 8}, {&o.Searches, 4000}, {&o.Records, 2000}, {&o.Facets, 400}} {
		if *d.to <= 0 {
			*d.to = d.value
		}
	}
	begun := time.Now()
	page, err := s.Records(ctx, register.Filter{Limit: 1})
	if err != nil {
		return f, err
	}
	f.First, f.Activities = time.Since(begun), page.Total
	if page.Total == 0 {
		return f, fault.New(fault.Invalid, "The register holds no activities; `concord dev generate` makes some.")
	}
	filters, err := queries(names)
	if err != nil {
		return f, err
	}
	if f.Search, err = f.searches(ctx, s, filters, o); err != nil {
		return f, err
	}
	ids, err := some(ctx, s)
	if err != nil {
		return f, err
	}
	rnd := rand.New(rand.NewPCG(o.Seed, 3))
	if f.Record, err = times(o.Records, 1, func(int) error { return whole(ctx, s, ids[rnd.IntN(len(ids))]) }); err != nil {
		return f, err
	}
	if f.Facets, err = times(o.Facets, 1, func(int) error {
		x := filters[rnd.IntN(len(filters))].filter
		if len(x.Has) == 0 { // a list that a facet has narrowed
			x.Has = []register.Condition{register.Has(register.FacetKind, []string{"training", "meeting", "visit"}[rnd.IntN(3)])}
		}
		_, err := s.Facets(ctx, x, facets...)
		return err
	}); err != nil {
		return f, err
	}
	f.Memory = memory()
	return f, nil
}

type query struct {
	text   string
	filter register.Filter
	parse  func() (register.Filter, error)
}

func queries(names *search.Names) (list []query, err error) {
	sixty, err := generate.Queries()
	if err != nil {
		return nil, err
	}
	add := func(language, text string) error {
		parse := func() (register.Filter, error) {
			q, err := names.Parse(text, search.Options{Language: language})
			if err != nil {
				return register.Filter{}, err
			}
			f := q.Filter
			f.Limit = 20
			if f.Match != nil {
				f.Order = register.Relevance
			} else {
				f.Order = register.Newest
			}
			return f, nil
		}
		f, err := parse()
		list = append(list, query{text, f, parse})
		return err
	}
	for _, q := range sixty {
		if err := add(q.Language, q.Text); err != nil {
			return nil, err
		}
	}
	for _, text := range mixed {
		if err := add("en", text); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (f *Figures) searches(ctx context.Context, s register.Reader, list []query, o Options) (Times, error) {
	var mu sync.Mutex
	slow := map[string]Slow{}
	rnd := rand.New(rand.NewPCG(o.Seed, 5))
	order := make([]int, o.Searches)
	for i := range order {
		order[i] = rnd.IntN(len(list))
	}
	t, err := times(o.Searches, o.Clients, func(i int) error {
		q := &list[order[i]]
		begun := time.Now()
		filter, err := q.parse() // people type it anew
		if err != nil {
			return err
		}
		page, err := s.Records(ctx, filter)
		if err != nil {
			return err
		}
		took := time.Since(begun)
		mu.Lock()
		defer mu.Unlock()
		if took > slow[q.text].Took {
			slow[q.text] = Slow{q.text, page.Total, took}
		}
		return nil
	})
	for _, x := range slow {
		f.Slowest = append(f.Slowest, x)
	}
	slices.SortFunc(f.Slowest, func(a, b Slow) int { return int(b.Took - a.Took) })
	f.Slowest = f.Slowest[:min(5, len(f.Slowest))]
	return t, err
}

// some gives IDs of activities of all years.
func some(ctx context.Context, s register.Reader) (ids []string, err error) {
	for year := generate.FirstYear; year <= generate.LastYear; year++ {
		page, err := s.Records(ctx, register.Filter{From: fmt.Sprint(year), To: fmt.Sprint(year), Limit: 200, Order: register.Newest})
		if err != nil {
			return nil, err
		}
		for i := range page.Lines {
			ids = append(ids, page.Lines[i].Record.ID)
		}
	}
	return ids, nil
}

// whole reads what the page of a record shows.
func whole(ctx context.Context, s register.Reader, id string) error {
	if _, err := s.Record(ctx, id, 0); err != nil {
		return err
	}
	if _, err := s.Claims(ctx, id); err != nil {
		return err
	}
	if _, err := s.Tellings(ctx, id); err != nil {
		return err
	}
	_, err := s.History(ctx, id)
	return err
}

// times runs something so many times, by several clients at once.
func times(n, clients int, do func(i int) error) (Times, error) {
	took := make([]time.Duration, n)
	errs := make([]error, clients)
	next := make(chan int)
	var all sync.WaitGroup
	begun, used := time.Now(), processor()
	for c := range clients {
		all.Go(func() {
			for i := range next {
				if errs[c] != nil {
					continue
				}
				at := time.Now()
				errs[c] = do(i)
				took[i] = time.Since(at)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
	t := Times{Count: n, Wall: time.Since(begun), CPU: processor() - used}
	for _, err := range errs {
		if err != nil {
			return t, err
		}
	}
	slices.Sort(took)
	t.Median, t.P99, t.Most = took[n/2], took[n*99/100], took[n-1]
	return t, nil
}
