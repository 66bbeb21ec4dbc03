package web

import (
	"context"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

// This file shows what a document added to the register, and by which names it calls
// organizations.

// Additions is what the page of what a document added reads.
type Additions interface {
	// Added says what a version of a document told; version 0 is the newest.
	Added(ctx context.Context, work, language string, version int) (*Added, error)
}

// Added is what a document added to the register.
type Added struct {
	Document   Entry
	Year       int    // in which it was issued; 0 where it does not say
	Only       int    // acts that it alone tells
	Again      int    // acts that other documents tell too
	Retold     []Hit  // some of those; Told is where each is told first
	Candidates []Name // unknown names that are open, the most frequent first
	Unknown    int    // all of those
	Questions  int    // open
	Uses       []lexicon.Used
}

// Name is words with how often they stand.
type Name struct {
	Words string
	Count int
}

// Bounds of the page: of acts told again and unknown names, and of organizations.
const (
	addedLines = 20
	addedUses  = 200
)

func (s *shelves) Added(ctx context.Context, work, language string, version int) (*Added, error) {
	w, err := s.r.Work(ctx, work)
	if err != nil {
		return nil, err
	}
	v, err := s.r.Bare(ctx, w.ID, language, version)
	if err != nil {
		return nil, err
	}
	out := &Added{Document: entry(v.Work, v.Version), Year: issued(&v.Version)}
	var named []lexicon.Named
	words := map[string]int{}
	for i := range v.Paragraphs {
		p := &v.Paragraphs[i]
		for _, m := range p.Marks {
			if m.Kind == "actor" && m.From < m.To && m.To <= len(p.Text.Text) {
				named = append(named, lexicon.Named{ID: m.Value, Words: p.Text.Text[m.From:m.To]})
			}
		}
		for _, c := range p.Candidates {
			if c.State == register.Open {
				words[c.Text]++
			}
		}
		for _, q := range p.Questions {
			if q.State == register.Open {
				out.Questions++
			}
		}
	}
	for text, n := range words {
		out.Candidates = append(out.Candidates, Name{text, n})
		out.Unknown += n
	}
	slices.SortFunc(out.Candidates, func(a, b Name) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Words, b.Words)
	})
	if s.lex != nil {
		out.Uses = s.lex().Uses(named, v.Version.Language, out.Year)
	}
	f := register.Filter{Has: []register.Condition{register.Has(register.FacetWork, w.ID)}, Samples: true}
	works, err := s.r.Facets(ctx, f, register.FacetWork)
	if err != nil {
		return nil, err
	}
	var others []string
	for _, x := range works[register.FacetWork] {
		if x.Value == w.ID {
			out.Only = x.Count
		} else {
			others = append(others, x.Value)
		}
	}
	if len(others) == 0 {
		return out, nil
	}
	// Of those that others tell too, each says who told it first.
	f.Has, f.Limit = append(f.Has, register.Has(register.FacetWork, others...)), 1000
	page, err := s.r.Records(ctx, f)
	if err != nil {
		return nil, err
	}
	for i := range page.Lines {
		l := &page.Lines[i]
		if l.Told.Work == w.ID {
			continue
		}
		out.Only--
		out.Again++
		if len(out.Retold) < addedLines {
			h := Hit{ID: l.Record.ID, Kind: string(l.Record.Kind), Titles: l.Activity.Title, Act: l.Activity.Kind, Date: l.Activity.Date, State: state(&l.Record)}
			if told, err := s.r.Work(ctx, l.Told.Work); err == nil {
				h.Told = &Telling{Document: Entry{Work: told.ID, Symbols: told.Own(), Language: l.Told.Language, Held: true}, Part: l.Told.Part, Number: l.Told.Number, Nth: l.Told.Nth}
			}
			out.Retold = append(out.Retold, h)
		}
	}
	return out, nil
}

// issued is the year of a version.
func issued(v *register.Version) int {
	for _, date := range []string{v.Masthead.Date, v.Masthead.Dated} {
		if len(date) >= 4 {
			if y, err := strconv.Atoi(date[:4]); err == nil {
				return y
			}
		}
	}
	return v.Masthead.Year
}

// addedPage is what a document added.
type addedPage struct {
	*Added
	Sample     bool
	Name       string
	Heading    string
	Whole      link
	Sums       []template.HTML
	Retold     []hitView
	Candidates []nameUse
	More       string // that there are further unknown names
	Year       string
	Telling    []actorUse // named by what was not their name
	Others     []actorUse
}

// actorUse is an organization as the document names it.
type actorUse struct {
	Actor    template.HTML
	Official string
	Forms    []nameUse
	Count    string
}

type nameUse struct {
	Words, Count string
	Says         string // how the form stands to the official name
	Doubt        bool
}

// addedAddress is the page of what a document added.
func addedAddress(e Entry) string {
	a := address(e)
	if strings.Contains(a, "?") {
		return a + "&show=added"
	}
	return a + "?show=added"
}

// added is the page of what a document added.
func (s *Site) added(v *visit, work, language string, version int) error {
	a, err := s.Library.Added(v.r.Context(), work, language, version)
	if err != nil {
		return err
	}
	if a == nil {
		return fault.New(fault.NotFound, "No document %q has been read.", clip(work, 80))
	}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	e := a.Document
	pg := &addedPage{Added: a, Sample: e.Sample, Name: e.name(), Heading: e.heading(), Whole: link{Href: v.to(address(e)), Label: msg("added.whole")}}
	sum := func(text, query string) {
		var m markup
		if query != "" {
			m.raw(`<a`).attr("href", v.to("/search?q="+queryEscape(query))).raw(`>`).text(text).raw(`</a>`)
		} else {
			m.text(text)
		}
		pg.Sums = append(pg.Sums, m.html())
	}
	sum(msg("added.only", "n", a.Only), `work:"`+e.Work+`"`)
	sum(msg("added.again", "n", a.Again), "")
	sum(msg("added.named", "n", len(a.Uses)), "")
	sum(msg("count.doubts", "n", a.Unknown+a.Questions), "")
	for i := range a.Retold {
		pg.Retold = append(pg.Retold, s.hit(v, &a.Retold[i]))
	}
	for i, c := range a.Candidates {
		if i == addedLines {
			pg.More = msg("added.more", "n", len(a.Candidates)-addedLines)
			break
		}
		pg.Candidates = append(pg.Candidates, nameUse{Words: c.Words, Count: msg("added.times", "n", c.Count)})
	}
	if a.Year > 0 {
		pg.Year = msg("added.names.year", "year", strconv.Itoa(a.Year))
	}
	for i := range a.Uses {
		u := &a.Uses[i]
		use := actorUse{Actor: s.actorLink(v, u.ID), Official: u.Official, Count: s.messages.number(v.lang, u.Count)}
		for _, f := range u.Forms {
			n := nameUse{Words: f.Words, Count: msg("added.times", "n", f.Count)}
			switch f.Standing {
			case lexicon.Given:
				n.Doubt, n.Says = true, msg("added.form.given")
				if f.To != "" {
					n.Says = msg("added.form.given-in", "years", years(f.From, f.To))
				}
			case lexicon.NotYet:
				n.Doubt, n.Says = true, msg("added.form.later", "year", f.From)
			case lexicon.Varying:
				n.Says = msg("added.form.variant")
			case lexicon.Words:
				n.Says = msg("added.form.words")
			}
			use.Forms = append(use.Forms, n)
		}
		doubt := slices.ContainsFunc(use.Forms, func(n nameUse) bool { return n.Doubt })
		switch {
		case doubt || u.Telling() && len(pg.Telling) < addedUses/2:
			pg.Telling = append(pg.Telling, use)
		case len(pg.Others) < addedUses:
			pg.Others = append(pg.Others, use)
		}
	}
	// What was no name that year before mere variants.
	slices.SortStableFunc(pg.Telling, func(a, b actorUse) int { return doubts(b) - doubts(a) })
	s.render(v, 200, "added.html", msg("added.title")+msg("list.separator")+pg.Name, pg)
	return nil
}

func doubts(u actorUse) (n int) {
	for _, f := range u.Forms {
		if f.Doubt {
			n = 1
		}
	}
	return n
}

// years between which something was so.
func years(from, to string) string {
	if from == "" {
		return "–" + to
	}
	return from + "–" + to
}
