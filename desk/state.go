package desk

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"concord/edtf"
	"concord/register"
)

// State is where the desk stands: what came in, what waits, and what is missing for
// the coming report. An act belongs to the item of each organization that it is
// about (register.FacetAbout); samples, hidden and untold ones apart.
type State struct {
	// Cycle is the running one and Period its dates; without one Period is the year
	// before and the current one.
	Cycle   *register.Record     `json:"cycle,omitempty"`
	Period  string               `json:"period"`          // EDTF
	Items   []Item               `json:"items"`           // by sub-item of the agenda
	Total   Item                 `json:"total"`           // of all activities, also those of no item
	Cited   []register.CitedWork `json:"cited,omitempty"` // and not held, the most cited first, at most 50
	Missing int                  `json:"missing"`         // how many works are cited and not held
}

// Item is one section of the coming report.
type Item struct {
	SubItem   string `json:"subitem,omitempty"`   // of the relationship: "77/128(a)"
	Record    string `json:"record,omitempty"`    // of kind relationship
	Partner   string `json:"partner,omitempty"`   // actor
	Elsewhere string `json:"elsewhere,omitempty"` // symbol of the report that tells it
	// What came in for the period: acts whose date touches it, the works that tell
	// them, and what was sent in on the organization or by it for the running cycle.
	Activities    int `json:"activities"`
	Works         int `json:"works"`
	Contributions int `json:"contributions"`
	// What is to be done, whatever its date: acts that nobody has reviewed, and those
	// with something in doubt, by what that is (register.DoubtKinds).
	Waiting  int            `json:"waiting"`
	Doubtful int            `json:"doubtful"`
	Doubts   map[string]int `json:"doubts,omitempty"`
	// Heard is the date of the act about it that began last, by today, Months how many
	// months that is ago; -1 where no such act has a date.
	Heard  string `json:"heard,omitempty"`
	Months int    `json:"months"`
}

// Empty tells whether nothing came in.
func (i *Item) Empty() bool { return i.Activities == 0 && i.Works == 0 && i.Contributions == 0 }

// citedShown is how many of the works that are cited and not held a State names.
const citedShown = 50

// StateOf looks at a register at a time.
func StateOf(ctx context.Context, r register.Reader, now time.Time) (s State, err error) {
	if s.Cycle, s.Period, err = running(ctx, r, now); err != nil {
		return s, err
	}
	page, err := r.Records(ctx, register.Filter{Kind: register.KindRelationship, Limit: 1000})
	if err != nil {
		return s, err
	}
	for i := range page.Lines {
		var v register.Relationship
		if err := page.Lines[i].Record.Decode(&v); err != nil {
			return s, err
		}
		s.Items = append(s.Items, Item{SubItem: v.SubItem, Record: page.Lines[i].Record.ID, Partner: v.Partner, Elsewhere: v.Elsewhere})
	}
	slices.SortStableFunc(s.Items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(len(a.SubItem), len(b.SubItem)), cmp.Compare(a.SubItem, b.SubItem), cmp.Compare(a.Record, b.Record))
	})
	period := register.Filter{From: s.Period, To: s.Period}
	sent := register.Filter{Kind: register.KindContribution}
	if s.Cycle != nil {
		sent.Has = []register.Condition{register.Has("cycle", s.Cycle.ID)}
	}
	doubtful := register.Filter{Has: []register.Condition{register.Has(register.FacetDoubt)}}
	type count struct {
		filter register.Filter
		facet  string
		to     func(i *Item, n int)
	}
	counts := []count{
		{period, register.FacetAbout, func(i *Item, n int) { i.Activities = n }},
		{sent, register.FacetParty, func(i *Item, n int) { i.Contributions = n }},
		{register.Waiting(), register.FacetAbout, func(i *Item, n int) { i.Waiting = n }},
		{doubtful, register.FacetAbout, func(i *Item, n int) { i.Doubtful = n }},
	}
	for _, kind := range register.DoubtKinds {
		counts = append(counts, count{register.Filter{Has: []register.Condition{register.Has(register.FacetDoubt, kind)}}, register.FacetAbout, func(i *Item, n int) {
			if i.Doubts == nil && n > 0 {
				i.Doubts = map[string]int{}
			}
			if n > 0 {
				i.Doubts[kind] = n
			}
		}})
	}
	for _, c := range counts {
		found, err := r.Facets(ctx, c.filter, c.facet, register.FacetType)
		if err != nil {
			return s, err
		}
		for _, v := range found[register.FacetType] { // there is one kind
			c.to(&s.Total, v.Count)
		}
		of := map[string]int{}
		for _, v := range found[c.facet] {
			of[v.Value] = v.Count
		}
		for i := range s.Items {
			c.to(&s.Items[i], of[s.Items[i].Partner])
		}
	}
	for i := range s.Items {
		if s.Items[i].Partner != "" {
			if err := s.Items[i].look(ctx, r, period, now, register.Has(register.FacetAbout, s.Items[i].Partner)); err != nil {
				return s, err
			}
		} else {
			s.Items[i].Months = -1
		}
	}
	if err := s.Total.look(ctx, r, period, now); err != nil {
		return s, err
	}
	cited, err := r.Cited(ctx, 0)
	s.Missing, s.Cited = len(cited), cited[:min(citedShown, len(cited))]
	return s, err
}

// look fills in which works tell acts of the period, and when the last act began.
func (i *Item) look(ctx context.Context, r register.Reader, period register.Filter, now time.Time, about ...register.Condition) error {
	i.Months = -1
	period.Has = about
	found, err := r.Facets(ctx, period, register.FacetWork)
	if err != nil {
		return err
	}
	i.Works = len(found[register.FacetWork])
	page, err := r.Records(ctx, register.Filter{Has: about, To: now.UTC().Format(time.DateOnly), Order: register.Newest, Limit: 1})
	if err != nil || len(page.Lines) == 0 {
		return err
	}
	date := page.Lines[0].Activity.Date
	d, err := edtf.Parse(date)
	if err != nil {
		return nil // lists know its day, so that this does not happen
	}
	first, _ := d.Bounds()
	i.Heard = date
	i.Months = max(0, (now.Year()-int(first.Year))*12+int(now.Month())-int(first.Month))
	return nil
}

// running is the cycle whose period a day lies in, of several the one that began
// last, and its period.
func running(ctx context.Context, r register.Reader, now time.Time) (found *register.Record, period string, err error) {
	page, err := r.Records(ctx, register.Filter{Kind: register.KindCycle, Limit: 1000})
	if err != nil {
		return nil, "", err
	}
	today := now.UTC().Format("20060102")
	begun := math.MinInt
	for i := range page.Lines {
		rec := &page.Lines[i].Record
		var v register.Cycle
		if err := rec.Decode(&v); err != nil {
			return nil, "", err
		}
		d, err := edtf.Parse(v.Period)
		if err != nil {
			continue
		}
		first, last := d.Bounds()
		if begins := number(first); number(last) != 0 && strconv.Itoa(number(last)) < today || strconv.Itoa(begins) > today || begins <= begun {
			continue
		}
		found, period, begun = rec, v.Period, number(first)
	}
	if found == nil {
		year := now.UTC().Year()
		period = strconv.Itoa(year-1) + "/" + strconv.Itoa(year)
	}
	return found, period, nil
}

// number is a day as 20210602; 0 for an open one.
func number(p edtf.Point) int { return int(p.Year)*10000 + int(p.Month)*100 + int(p.Day) }
