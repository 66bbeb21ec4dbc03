package desk

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/reading"
	"concord/register"
)

// cut is where a person has split what a text tells of a record.
type cut struct {
	at    register.Place
	quote string // that was split
	tail  int    // where the other part begins in it
	// Pairs of neighbouring letters, as of told: of the quote and of its two parts.
	pairs, head, behind []uint64
}

// divide divides the acts of the reading as people have split them: an act that is
// told in the words of one that was split becomes two, each with what its words
// say. So later readings find both again and make them neither one nor three.
func (t *takeIn) divide(ctx context.Context, tx register.Tx) error {
	cuts, err := t.cuts(ctx, tx)
	if err != nil || len(cuts) == 0 {
		return err
	}
	rd := *t.rd
	rd.Paragraphs = slices.Clone(rd.Paragraphs)
	n := 0
	t.whole = map[int][]reading.Span{}
	for i := range rd.Paragraphs {
		var list []reading.Activity
		var divided func(a reading.Activity, left []cut)
		divided = func(a reading.Activity, left []cut) {
			quote := t.texts[i].Text[a.From:a.To]
			if k := find(left, t.texts[i].Place, quote); k >= 0 {
				if head, tail := left[k].in(quote); head > 0 {
					t.whole[n] = append(t.whole[n], a.Span)
					one, two := parts(a, a.From+head, a.From+tail)
					left = slices.Delete(slices.Clone(left), k, k+1) // each part may have been split again
					divided(one, left)
					divided(two, left)
					return
				}
			}
			list = append(list, a)
			n++
		}
		for _, a := range rd.Paragraphs[i].Activities {
			divided(a, cuts)
		}
		rd.Paragraphs[i].Activities = list
	}
	t.rd = &rd
	return nil
}

// cuts are the splits of what the version before tells.
func (t *takeIn) cuts(ctx context.Context, tx register.Tx) (list []cut, err error) {
	if t.before == nil {
		return nil, nil
	}
	for i := range t.before.Paragraphs {
		p := &t.before.Paragraphs[i]
		for j := range p.Activities {
			// The words that were split are told no more, a part of them is.
			w := &p.Activities[j]
			if !w.Dropped || !slices.ContainsFunc(p.Activities, func(o register.Told) bool {
				return o.Record.ID == w.Record.ID && o.From == w.From && o.To < w.To
			}) {
				continue
			}
			sames, err := tx.Sames(ctx, register.SameFilter{Record: w.Record.ID})
			if err != nil {
				return nil, err
			}
			for k := range sames {
				s := &sames[k]
				if !slices.Contains(s.Reasons, reasonSplit) || s.State != register.SameNot && s.State != register.SameSeries && s.State != register.SameRenews {
					continue
				}
				other, err := tx.Tellings(ctx, otherOf(s, w.Record.ID))
				if err != nil {
					return nil, err
				}
				for l := range other {
					if e := &other[l].Evidence; e.Text == p.Key && e.From > w.From && e.To == w.To {
						quote := p.Text.Text[w.From:w.To]
						list = append(list, cut{p.Place, quote, e.From - w.From, letterPairs(quote), letterPairs(quote[:e.From-w.From]), letterPairs(quote[e.From-w.From:])})
						break
					}
				}
			}
		}
	}
	return list, nil
}

// find is the cut of the words that a quote nearly is, rather than one of the parts;
// -1 for none. One in the same paragraph goes before others.
func find(cuts []cut, at register.Place, quote string) int {
	best, score := -1, 0.0
	pairs := letterPairs(quote)
	for i := range cuts {
		c := &cuts[i]
		s := dice(c.pairs, pairs)
		if s < alikeThere || dice(c.head, pairs) >= s || dice(c.behind, pairs) >= s {
			continue
		}
		if c.at == at {
			s += 0.1
		}
		if s > score {
			best, score = i, s
		}
	}
	return best
}

// in finds where the two parts end and begin in a quote that is nearly the one that
// was split; 0 where it cannot be told.
func (c *cut) in(quote string) (head, tail int) {
	end := strings.TrimRightFunc(c.quote[:c.tail], unicode.IsSpace)
	switch {
	case strings.HasSuffix(quote, c.quote[c.tail:]):
		tail = len(quote) - (len(c.quote) - c.tail)
	case strings.HasPrefix(quote, end):
		tail = len(end)
	default: // where as much of it has gone by
		for tail = c.tail * len(quote) / len(c.quote); tail < len(quote) && (!utf8.RuneStart(quote[tail]) || !edge(quote, tail)); {
			tail++
		}
	}
	head = len(strings.TrimRightFunc(quote[:tail], unicode.IsSpace))
	tail = len(quote) - len(strings.TrimLeftFunc(quote[tail:], unicode.IsSpace))
	if head == 0 || tail >= len(quote) {
		return 0, 0
	}
	return head, tail
}

// edge tells whether no word goes across a place of a text.
func edge(text string, at int) bool {
	before, after := lastRune(text[:at]), firstRune(text[at:])
	word := func(r rune) bool {
		return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && !unicode.Is(unicode.Han, r)
	}
	return !word(before) || !word(after)
}

// parts gives the two acts that one becomes: values go to the part where their words
// stand, those without words or with words in both to both.
func parts(a reading.Activity, head, tail int) (one, two reading.Activity) {
	one, two = a, a
	one.To, two.From = head, tail
	goes := func(s reading.Span) (first, second bool) {
		if s.From >= s.To {
			return true, true
		}
		return s.From < head, s.To > tail
	}
	for _, f := range []struct{ from, one, two *reading.Value }{{&a.Kind, &one.Kind, &two.Kind}, {&a.Level, &one.Level, &two.Level}, {&a.Modality, &one.Modality, &two.Modality},
		{&a.Mode, &one.Mode, &two.Mode}, {&a.Series, &one.Series, &two.Series}, {&a.Date, &one.Date, &two.Date}} {
		first, second := goes(f.from.Span)
		if !first {
			*f.one = reading.Value{}
		}
		if !second {
			*f.two = reading.Value{}
		}
	}
	one.Parties, two.Parties = nil, nil
	for _, p := range a.Parties {
		first, second := goes(p.Span)
		if first {
			one.Parties = append(one.Parties, p)
		}
		if second {
			two.Parties = append(two.Parties, p)
		}
	}
	for _, f := range []struct {
		list     []reading.Value
		one, two *[]reading.Value
	}{{a.Places, &one.Places, &two.Places}, {a.Instruments, &one.Instruments, &two.Instruments}, {a.Documents, &one.Documents, &two.Documents},
		{a.Themes, &one.Themes, &two.Themes}, {a.SDGs, &one.SDGs, &two.SDGs}, {a.Figures, &one.Figures, &two.Figures}} {
		*f.one, *f.two = nil, nil
		for _, v := range f.list {
			first, second := goes(v.Span)
			if first {
				*f.one = append(*f.one, v)
			}
			if second {
				*f.two = append(*f.two, v)
			}
		}
	}
	return one, two
}
