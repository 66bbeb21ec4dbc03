package measure

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"concord/fault"
	"concord/register"
)

// PageOptions of Pages.
type PageOptions struct {
	Seed    uint64
	Clients int // that read at once; 0: 8
	Visits  int // of each page; 0: 40
}

// PageTimes are how long one sort of page took, from the request to the last byte.
type PageTimes struct {
	Page  string `json:"page"`
	Bytes int64  `json:"bytes"` // transferred at most, packed
	Times
	// Alone is what it takes with nobody else reading: of the processor above all, which
	// other programs at work do not change.
	Alone Times `json:"alone"`
}

// page is one sort of page with its addresses, of which each visit draws one.
type page struct {
	name      string
	addresses []string
}

// languages of the pages, English as often as the others together.
var prefixes = []string{"", "/en", "/en", "/fr", "/zh", "/ar", "/es", "/ru"}

// Pages reads the pages of the site at base, a mix of all of them in any order, by
// several clients at once. What they show is drawn from the register: what there is
// most of, and any.
func Pages(ctx context.Context, base string, s register.Reader, o PageOptions) (list []PageTimes, all Times, err error) {
	if o.Clients <= 0 {
		o.Clients = 8
	}
	if o.Visits <= 0 {
		o.Visits = 40
	}
	pages, err := mix(ctx, s)
	if err != nil {
		return nil, all, err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: o.Clients, DisableCompression: true}}
	defer client.CloseIdleConnections()
	rnd := rand.New(rand.NewPCG(o.Seed, 7))
	type visit struct {
		page    int
		address string
		bytes   int64
		took    time.Duration
	}
	visits := make([]visit, 0, o.Visits*len(pages))
	for i := range pages {
		for range o.Visits {
			p := &pages[i]
			visits = append(visits, visit{page: i, address: base + prefixes[rnd.IntN(len(prefixes))] + p.addresses[rnd.IntN(len(p.addresses))]})
		}
	}
	rnd.Shuffle(len(visits), func(i, j int) { visits[i], visits[j] = visits[j], visits[i] })
	all, err = times(len(visits), o.Clients, func(i int) error {
		v := &visits[i]
		begun := time.Now()
		v.bytes, err = read(ctx, client, v.address)
		v.took = time.Since(begun)
		return err
	})
	if err != nil {
		return nil, all, err
	}
	for i := range pages {
		t := PageTimes{Page: pages[i].name}
		var took []time.Duration
		for _, v := range visits {
			if v.page == i {
				took, t.Bytes = append(took, v.took), max(t.Bytes, v.bytes)
			}
		}
		slices.Sort(took)
		t.Count = len(took)
		t.Median, t.P99, t.Most = took[len(took)/2], took[len(took)*99/100], took[len(took)-1]
		t.Alone, err = times(min(o.Visits, 10), 1, func(n int) error {
			p := &pages[i]
			_, err := read(ctx, client, base+prefixes[(n+1)%len(prefixes)]+p.addresses[rnd.IntN(len(p.addresses))])
			return err
		})
		if err != nil {
			return nil, all, err
		}
		list = append(list, t)
	}
	return list, all, nil
}

// read fetches a page as a browser does, and gives how many bytes came.
func read(ctx context.Context, client *http.Client, address string) (int64, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Accept-Encoding", "gzip")
	answer, err := client.Do(r)
	if err != nil {
		return 0, fault.Wrap(err, fault.Unavailable, "The site did not answer.")
	}
	defer answer.Body.Close()
	n, err := io.Copy(io.Discard, answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fault.New(fault.Internal, "%s was answered with %d.", address, answer.StatusCode)
	}
	return n, err
}

// mix is the pages of the site, with what of the register they show.
func mix(ctx context.Context, s register.Reader) ([]page, error) {
	ids, err := some(ctx, s)
	if err != nil {
		return nil, err
	}
	facets, err := s.Facets(ctx, register.Filter{}, register.FacetParty, register.FacetTheme, register.FacetKind, register.FacetSDG)
	if err != nil {
		return nil, err
	}
	documents, err := s.Documents(ctx, register.DocumentFilter{Limit: 100})
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 || len(documents) == 0 || len(facets[register.FacetParty]) < 2 {
		return nil, fault.New(fault.Invalid, "The register holds no activities; `concord dev generate` makes some.")
	}
	each := func(facet string, most int, address string) (list []string) {
		for _, v := range facets[facet][:min(most, len(facets[facet]))] {
			list = append(list, fmt.Sprintf(address, url.QueryEscape(v.Value)))
		}
		return list
	}
	of := func(ids []string, address string) (list []string) {
		for _, id := range ids {
			list = append(list, fmt.Sprintf(address, id))
		}
		return list
	}
	queries := func(view string, typed ...string) (list []string) {
		for _, q := range typed {
			list = append(list, "/search?q="+url.QueryEscape(q)+view)
		}
		return list
	}
	words := []string{"training", "women mediators", "vaccine OR cholera", "methane", "border", "联合国 培训", "\"women mediators\"", "lighthouse 2010..2014", "June 2012", "undp youth", "Nairobi"}
	conditions := []string{"partner:AU kind:training", "partner:ASEAN theme:health", "kind:meeting 2015..2017", "kind:visit partner:LAS", "theme:water place:KEN", "entity:UNODC trafficking", "review:none kind:publication"}

	var reading, added, paragraphs []string
	largest := documents[0]
	for _, d := range documents {
		path := "/documents/" + d.Version.Language + "/" + d.Work.ID
		reading, added = append(reading, path), append(added, path+"?show=added")
		if d.Paragraphs > largest.Paragraphs || d.Paragraphs == largest.Paragraphs && d.Activities > largest.Activities {
			largest = d
		}
	}
	var leaves []string
	// The outline alone: no paragraph is read.
	v, err := s.Passage(ctx, largest.Work.ID, largest.Version.Language, 0, func([]register.Outlined) (from, to int) { return 0, 0 })
	if err != nil {
		return nil, err
	}
	for _, p := range v.Outline {
		if p.Part == "" && p.Number != "" && p.Nth == 0 {
			leaves = append(leaves, "/documents/"+largest.Version.Language+"/"+largest.Work.ID+"?p="+url.QueryEscape(p.Number))
			paragraphs = append(paragraphs, "/paragraphs/"+largest.Work.ID+"?n="+url.QueryEscape(p.Number))
		}
	}
	parties := facets[register.FacetParty]
	var pairs, further []string
	for i := range min(20, len(parties)-1) {
		pairs = append(pairs, "/compare?a="+url.QueryEscape(parties[i].Value)+"&b="+url.QueryEscape(parties[i+1].Value))
	}
	for from := 40; from <= 320; from += 40 {
		further = append(further, "/documents?from="+strconv.Itoa(from))
	}
	pages := []page{
		{"front page", []string{"/"}},
		{"search, nothing asked", []string{"/search"}},
		{"search by words", queries("", words...)},
		{"search by conditions", queries("", conditions...)},
		{"search as a table", queries("&view=table", append(words, conditions...)...)},
		{"search as a timeline", queries("&view=timeline", append(words, conditions...)...)},
		{"feed of a search", []string{"/search.atom?q=training", "/search.atom?q=partner:AU", "/search.atom"}},
		{"an activity", of(ids, "/activities/%s")},
		{"an activity, to cite", of(ids, "/activities/%s/cite.bib")},
		{"the organization of most acts", each(register.FacetParty, 1, "/actors/%s")},
		{"one of 100 organizations", each(register.FacetParty, 100, "/actors/%s")},
		{"two side by side", pairs},
		{"partners", []string{"/partners"}},
		{"entities", []string{"/entities"}},
		{"matrix", []string{"/matrix", "/matrix?of=partner-entity", "/matrix?of=kind-year"}},
		{"instruments", []string{"/instruments"}},
		{"mechanisms", []string{"/mechanisms"}},
		{"mandates", []string{"/mandates"}},
		{"undertakings", []string{"/undertakings"}},
		{"documents", append([]string{"/documents", "/documents?language=zh", "/documents?kind=report"}, further...)},
		{"a document, first leaf", reading},
		{"a leaf of the largest document", leaves},
		{"what a document added", added},
		{"one paragraph in its languages", paragraphs},
		{"themes", []string{"/themes"}},
		{"a theme", each(register.FacetTheme, 20, "/themes/%s")},
		{"goals", []string{"/sdgs"}},
		{"a goal", of([]string{"1", "3", "4", "5", "6", "13", "16", "17"}, "/sdgs/%s")},
	}
	return slices.DeleteFunc(pages, func(p page) bool { return len(p.addresses) == 0 }), nil
}
