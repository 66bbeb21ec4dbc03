package reading

import (
	"fmt"

	"concord/lexicon"
)

// How themes are weighed: the rule of doc/themes.md.
const (
	themeLeast    = 3   // sum of weights that a theme needs
	themeShare    = 0.2 // of the strongest theme's sum, that another needs
	themeMost     = 4   // themes of one text
	themeFallback = 1   // the strongest is given from this sum on where none reaches the least
	themeRepeats  = 2   // further occurrences of a phrase that count, each half
)

// readThemes adds the phrases that tell themes to the language's words.
func (l *language) readThemes(lex *lexicon.Lexicon) error {
	list, err := lex.Themes()
	if err != nil {
		return err
	}
	at := map[string]uint8{}
	for i, t := range list {
		at[t.ID] = uint8(i)
		l.themes = append(l.themes, t.ID)
	}
	phrases, err := lex.ThemePhrases(l.tag)
	if err != nil {
		return err
	}
	for _, p := range phrases {
		k, ok := at[p.Theme]
		if !ok && p.Theme != lexicon.NoTheme {
			return fmt.Errorf("themes/%s.tsv: there is no theme %q", l.tag, p.Theme)
		}
		l.words = append(l.words, word{class: theme, text: p.Text, kind: k, weight: int8(p.Weight)})
	}
	byActor, err := lex.ActorThemes()
	if err != nil {
		return err
	}
	l.actorThemes = map[string][]themeWeight{}
	for _, a := range byActor {
		k, ok := at[a.Theme]
		if !ok {
			return fmt.Errorf("themes/actors.tsv: there is no theme %q", a.Theme)
		}
		l.actorThemes[a.Actor] = append(l.actorThemes[a.Actor], themeWeight{k, float32(a.Weight)})
	}
	return nil
}

type themeWeight struct {
	theme  uint8
	weight float32
}

// themeHit is a phrase of a theme at its place.
type themeHit struct {
	from, to int32
	w        *word
	nth      int32 // how often the phrase occurred before
}

// findThemeHits keeps the longest phrases outside names.
func (s *scan) findThemeHits() {
	s.themeHits = s.themeHits[:0]
	end, n := int32(-1), 0
	for _, m := range s.matches.Words {
		w := s.lang.word(m)
		if w.class != theme {
			continue
		}
		for n < len(s.matches.Names) && s.matches.Names[n].To <= m.From {
			n++
		}
		if n < len(s.matches.Names) && s.matches.Names[n].From <= m.From && m.To <= s.matches.Names[n].To {
			continue
		}
		// Words are sorted by From, longest first: one that ends inside the
		// longest before it lies within it, unless it is the same stretch.
		if m.To <= end {
			last := s.themeHits[len(s.themeHits)-1]
			if last.from != m.From || last.to != m.To {
				continue
			}
		}
		end = max(end, m.To)
		s.themeHits = append(s.themeHits, themeHit{from: m.From, to: m.To, w: w})
	}
}

// themes weighs the themes of a stretch of the paragraph.
func (s *scan) themes(from, to int) []Value {
	if len(s.lang.themes) == 0 {
		return nil
	}
	var sum [64]float32
	var first [64]*themeHit
	found := false
	for i := range s.themeHits {
		h := &s.themeHits[i]
		if int(h.from) < from || int(h.to) > to || h.w.weight == 0 {
			continue
		}
		h.nth = 0
		for j := i - 1; j >= 0 && int(s.themeHits[j].from) >= from; j-- {
			if s.themeHits[j].w == h.w {
				h.nth = s.themeHits[j].nth + 1
				break
			}
		}
		v := float32(h.w.weight)
		switch {
		case h.nth > themeRepeats:
			continue
		case h.nth > 0:
			v /= 2
		}
		k := h.w.kind
		sum[k] += v
		if first[k] == nil || h.w.weight > first[k].w.weight {
			first[k] = h
		}
		found = true
	}
	for i := range s.actors {
		a := &s.actors[i]
		if a.id == "" || a.from < from || a.to > to {
			continue
		}
		weights := s.lang.actorThemes[a.id]
		if len(weights) == 0 {
			continue
		}
		again := false
		for j := i - 1; j >= 0; j-- {
			if s.actors[j].id == a.id && s.actors[j].from >= from {
				again = true
				break
			}
		}
		if !again {
			for _, w := range weights {
				sum[w.theme] += w.weight
				found = true
			}
		}
	}
	if !found {
		return nil
	}
	top := 0
	for k := range s.lang.themes {
		if sum[k] > sum[top] {
			top = k
		}
	}
	least := max(themeLeast, themeShare*sum[top])
	var chosen [themeMost]int
	n := 0
	for n < themeMost {
		best := -1
		for k := range s.lang.themes {
			if sum[k] >= least && (best < 0 || sum[k] > sum[best]) {
				best = k
			}
		}
		if best < 0 {
			break
		}
		chosen[n], sum[best] = best, -1
		n++
	}
	if n == 0 {
		if sum[top] < themeFallback {
			return nil
		}
		chosen[0], n = top, 1
	}
	out := make([]Value, n)
	for i, k := range chosen[:n] {
		out[i] = Value{Value: s.lang.themes[k], Rule: "theme"}
		if h := first[k]; h != nil {
			out[i].Span = Span{int(h.from), int(h.to)}
		}
	}
	return out
}
