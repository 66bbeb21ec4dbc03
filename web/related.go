package web

import (
	"cmp"
	"context"
	"slices"

	"concord/fault"
	"concord/reading"
	"concord/register"
	"concord/symbol"
)

// This file finds what belongs to a document by its symbol: its corrigenda and their
// corrections, its addenda, and what it corrects or adds to itself. Nothing of it is
// kept: the symbols say it.

// relations by the part that a symbol names, seen from each end.
var relations = map[symbol.Part][2]string{
	symbol.Corrigendum: {"corrects", "corrected"},
	symbol.Addendum:    {"adds", "added"},
	symbol.Amendment:   {"amends", "amended"},
}

// relate fills in what belongs to the document of a view, and what it belongs to.
func (s *shelves) relate(ctx context.Context, v *register.View, d *Document) error {
	for _, sym := range v.Work.Symbols {
		parent, part, number := symbol.Symbol(sym).Part()
		relation, ok := relations[part]
		if !ok {
			continue
		}
		entries, err := s.Expressions(ctx, string(parent))
		if fault.KindOf(err) == fault.NotFound {
			entries, err = nil, nil
		}
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			entries = []Entry{{}}
		}
		// A corrigendum of two symbols corrects one document.
		i := slices.IndexFunc(d.Related, func(r Related) bool { return r.Entries[0].Work == entries[0].Work && r.Relation == relation[0] })
		if i < 0 {
			i = len(d.Related)
			for j := range entries {
				entries[j].Symbols = nil // named as what the symbol says, be it held as a revision of it
			}
			d.Related = append(d.Related, Related{relation[0], number, entries})
		}
		for j := range d.Related[i].Entries {
			e := &d.Related[i].Entries[j]
			e.Symbols = append(e.Symbols, string(parent))
		}
	}
	// Those that belong to it, each once, in all the languages in which it is held.
	at := map[string]int{}
	for _, sym := range v.Work.Symbols {
		lines, err := s.r.Documents(ctx, register.DocumentFilter{Samples: true, Under: sym})
		if err != nil {
			return err
		}
		for _, l := range lines {
			relation, number, of := belongs(&l.Work, v.Work.Symbols)
			if relation == "" {
				continue
			}
			i, known := at[l.Work.ID]
			if !known {
				i = len(d.Related)
				at[l.Work.ID] = i
				d.Related = append(d.Related, Related{relation, number, nil})
			}
			e := entry(l.Work, l.Version)
			if slices.ContainsFunc(d.Related[i].Entries, func(x Entry) bool { return x.Language == e.Language }) {
				continue // found by its other symbol
			}
			d.Related[i].Entries = append(d.Related[i].Entries, e)
			// A corrigendum of the first text says nothing of its revision.
			if relation == relations[symbol.Corrigendum][1] && (len(v.Version.Masthead.Symbols) == 0 || slices.Contains(v.Version.Masthead.Symbols, of)) {
				if err := s.correct(ctx, d, e); err != nil {
					return err
				}
			}
		}
	}
	slices.SortStableFunc(d.Related, func(a, b Related) int {
		return cmp.Or(cmp.Compare(a.Relation, b.Relation), cmp.Compare(a.Number, b.Number))
	})
	return nil
}

// belongs tells how a work belongs to the one with these symbols, and to which of them.
func belongs(w *register.Work, symbols []string) (relation string, number int, of string) {
	for _, sym := range w.Symbols {
		work, _ := symbol.Symbol(sym).Unrevised()
		parent, part, n := work.Part()
		if r, ok := relations[part]; ok && slices.Contains(symbols, string(parent)) {
			return r[1], n, string(parent)
		}
	}
	return "", 0, ""
}

// correct lays what a corrigendum says on the paragraphs that it names: in its own
// language with the words, in any other that it corrects them.
func (s *shelves) correct(ctx context.Context, d *Document, by Entry) error {
	view, err := s.r.Bare(ctx, by.Work, by.Language, 0)
	if err != nil {
		return err
	}
	var lines []string
	next := 0
	for i := 0; i <= len(view.Paragraphs); i++ {
		for ; next < len(view.Version.Headings) && view.Version.Headings[next].Next <= i; next++ {
			lines = append(lines, view.Version.Headings[next].Text)
		}
		if i < len(view.Paragraphs) {
			lines = append(lines, view.Paragraphs[i].Text.Text)
		}
	}
	list, err := reading.Corrections(by.Language, lines)
	if fault.KindOf(err) == fault.Unsupported {
		return nil // a language without tables: the page names the corrigendum
	}
	if err != nil {
		return err
	}
	for i := range list {
		c := &list[i]
		for j := range d.Paragraphs {
			p := &d.Paragraphs[j]
			if p.Part != c.Part || p.Number != c.Number || p.Counted {
				continue
			}
			said := Erratum{By: by}
			same := by.Language == d.Language
			if same {
				if from, to, ok := c.Find(p.Text); ok {
					said.Span, said.New = Span{from, to}, c.New
				}
			}
			// In this language or without words it is said once, in the language of the text where that is held.
			if k := slices.IndexFunc(p.Corrected, func(x Erratum) bool { return x.By.Work == by.Work }); k >= 0 && said.New == "" {
				if same && p.Corrected[k].By.Language != d.Language {
					p.Corrected[k].By = by
				}
				continue
			} else if k >= 0 && p.Corrected[k].New == "" {
				p.Corrected[k] = said
				continue
			}
			p.Corrected = append(p.Corrected, said)
		}
	}
	return nil
}
