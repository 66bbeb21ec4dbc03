package web

import (
	"net/url"
	"slices"
	"strconv"

	"concord/document"
	"concord/fault"
	"concord/register"
)

// This file is the list of documents: by work, with their languages, by filters; the
// samples apart.

// onShelf is how many texts a page of the list shows; the languages of one work stay
// together.
const onShelf = 24

// whole is as many of the texts, and those of the last work in its further languages.
func whole(entries []Entry, most int) []Entry {
	n := min(len(entries), most)
	for n > 0 && n < len(entries) && entries[n].Work == entries[n-1].Work {
		n++
	}
	return entries[:n]
}

// mostCounted texts are looked at to say how many works there would be without a filter.
const mostCounted = 1000

// documentKinds are what the list is filtered by, in the order of the choice.
var documentKinds = []document.Kind{document.KindReport, document.KindResolution, document.KindDraft, document.KindDecision, document.KindStatement, document.KindNote, document.KindLetter, document.KindBudget}

// shelfPage is the list of documents.
type shelfPage struct {
	Works     []work
	Kinds     []choice
	Languages []choice
	Year      string
	Samples   bool
	Filtered  bool
	Other     link       // samples, or what is no sample
	Loosen    link       // the list without filters
	Without   []partView // the list without one filter, where nothing fits
	Before    *link
	Behind    *link
}

// documents is the list of documents.
func (s *Site) documents(v *visit) error {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	q := v.r.URL.Query()
	f := register.DocumentFilter{Kind: q.Get("kind"), Language: q.Get("language"), Limit: onShelf + len(languages), Offset: min(number(q.Get("from")), 1_000_000)}
	pg := &shelfPage{Samples: q.Get("samples") == "only", Year: clip(q.Get("year"), 4)}
	if f.Kind != "" && !slices.Contains(documentKinds, document.Kind(f.Kind)) {
		return fault.New(fault.Usage, "%q is no kind of document by which the list can be filtered.", clip(f.Kind, 40))
	}
	if f.Language != "" && !slices.Contains(languages, f.Language) {
		return fault.New(fault.Usage, "%q is none of the six languages: ar, en, es, fr, ru, zh.", clip(f.Language, 20))
	}
	if pg.Year != "" {
		if f.Year = number(pg.Year); f.Year < 1 {
			return fault.New(fault.Usage, "A year is a number of four digits; %q is none.", pg.Year)
		}
	}
	if pg.Samples {
		f.Origin = register.Sample
	}
	pg.Filtered = f.Kind != "" || f.Language != "" || f.Year > 0
	entries, err := s.Library.Shelf(v.r.Context(), f)
	if err != nil {
		return err
	}
	shown := len(whole(entries, onShelf))
	pg.Works = s.works(v, entries[:shown])
	at := func(from int, samples bool, without ...string) string {
		out := url.Values{}
		for _, name := range []string{"kind", "language", "year"} {
			if x := q.Get(name); x != "" && !slices.Contains(without, name) {
				out.Set(name, x)
			}
		}
		if samples {
			out.Set("samples", "only")
		}
		if from > 0 {
			out.Set("from", strconv.Itoa(from))
		}
		if len(out) == 0 {
			return v.to("/documents")
		}
		return v.to("/documents?" + out.Encode())
	}
	if f.Offset > 0 {
		pg.Before = &link{Href: at(0, pg.Samples), Label: msg("shelf.first")}
	}
	if shown < len(entries) {
		pg.Behind = &link{Href: at(f.Offset+shown, pg.Samples), Label: msg("shelf.next")}
	}
	pg.Other = link{Href: at(0, !pg.Samples), Label: msg("shelf.samples")}
	pg.Loosen = link{Href: v.to("/documents"), Label: msg("shelf.all")}
	if pg.Samples {
		pg.Other.Label = msg("shelf.no-samples")
		pg.Loosen.Href = v.to("/documents?samples=only")
	}
	for _, k := range documentKinds {
		pg.Kinds = append(pg.Kinds, choice{string(k), s.named(v.lang, "document-kind", string(k)), f.Kind == string(k)})
	}
	for _, l := range languages {
		pg.Languages = append(pg.Languages, choice{l, nativeName(l), f.Language == l})
	}
	if len(entries) == 0 && f.Offset == 0 {
		loose := func(name, label string, f register.DocumentFilter) error {
			f.Limit, f.Uncounted = mostCounted, true
			entries, err := s.Library.Shelf(v.r.Context(), f)
			works := map[string]bool{}
			for _, e := range entries {
				works[e.Work] = true
			}
			pg.Without = append(pg.Without, partView{isolate(label), at(0, pg.Samples, name), s.messages.number(v.lang, len(works))})
			return err
		}
		if without := f; f.Kind != "" {
			without.Kind = ""
			err = loose("kind", s.named(v.lang, "document-kind", f.Kind), without)
		}
		if without := f; f.Language != "" && err == nil {
			without.Language = ""
			err = loose("language", nativeName(f.Language), without)
		}
		if without := f; f.Year > 0 && err == nil {
			without.Year = 0
			err = loose("year", pg.Year, without)
		}
		if err != nil {
			return err
		}
	}
	s.render(v, 200, "documents.html", msg("documents.title"), pg)
	return nil
}
