package web

import (
	"context"
	"slices"
	"strings"

	"concord/register"
)

// This file shows what tells an act: its paragraphs in all their languages, side by side.

// toldWhole is how many tellings are shown with their whole paragraph; toldOpen how many
// without being asked for.
const (
	toldWhole = 24
	toldOpen  = 2
)

// wholeTellings fills in the paragraphs of the first tellings.
func (s *shelves) wholeTellings(ctx context.Context, told []register.Evidence, out []Telling) error {
	var keys []int64
	for i := range told {
		if told[i].Text != 0 && !slices.Contains(keys, told[i].Text) && len(keys) < toldWhole {
			keys = append(keys, told[i].Text)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	texts, err := s.r.Texts(ctx, keys)
	if err != nil {
		return err
	}
	for i := range told {
		for j := range texts {
			if texts[j].Key == told[i].Text && told[i].Text != 0 {
				out[i].Paragraph = &Paragraph{Part: out[i].Part, Number: out[i].Number, Nth: out[i].Nth, Text: texts[j].Text}
			}
		}
	}
	return nil
}

// tellings are the tellings of an act in the reader's order of preference: one in each
// language first, then what the languages tell again.
func (s *Site) tellings(v *visit, r *Record) []toldLine {
	lines := s.toldLines(v, r)
	for i := range lines {
		t := &r.Tellings[i]
		if lines[i].Lang != "" {
			lines[i].Language = nativeName(lines[i].Lang)
		}
		if t.Paragraph == nil || t.Quote == "" {
			continue
		}
		if before, after, ok := strings.Cut(t.Paragraph.Text, t.Quote); ok {
			lines[i].Before, lines[i].After, lines[i].Whole = before, after, true
		}
	}
	slices.SortStableFunc(lines, func(a, b toldLine) int { return liking(v.lang, a.Lang) - liking(v.lang, b.Lang) })
	var first, again []toldLine
	seen := map[string]bool{}
	for _, l := range lines {
		if seen[l.Lang] {
			again = append(again, l)
		} else {
			seen[l.Lang] = true
			first = append(first, l)
		}
	}
	return append(first, again...)
}
