package lexicon

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Display is the name under which an actor or a place is shown in a language:
// the official one in use today, or the next best. Where the language has none
// it is the English name, and the second result says "en"; where there is none
// either, the ID and "".
func (l *Lexicon) Display(id, lang string) (text, language string) {
	return l.display(id, lang, func(g *shownForms) string { return g.long })
}

// DisplayShort is Display for where there is little room: the acronym or short
// form. Of several it is the one in the script of the official name (非盟 rather
// than AU in Chinese), of these the shortest.
func (l *Lexicon) DisplayShort(id, lang string) (text, language string) {
	return l.display(id, lang, func(g *shownForms) string { return g.brief })
}

// shownForms are the forms that a language shows of one ID.
type shownForms struct{ long, brief string }

func (l *Lexicon) display(id, lang string, of func(*shownForms) string) (text, language string) {
	for _, try := range []string{lang, "en"} {
		s := l.of(try).shown(id)
		if t := of(&s); t != "" {
			return t, try
		}
	}
	return id, ""
}

// shown picks the long and the short form among the names of an ID.
func (g *language) shown(id string) (s shownForms) {
	var script *unicode.RangeTable
	best := 0
	for _, i := range g.byID[id] { // official first
		n := &g.names[i]
		if n.Sort == Adjective || n.Sort == Government {
			continue
		}
		if s.long == "" || n.Sort == Official && n.To == "" && !g.currentOfficial(id, s.long) {
			s.long = n.Text
			script = scriptOf(n.Text)
		}
		if n.Sort != Short && n.Sort != Acronym || n.To != "" {
			continue
		}
		length := utf8.RuneCountInString(n.Text)
		if scriptOf(n.Text) != script {
			length += 1000
		}
		if s.brief == "" || length < best {
			s.brief, best = n.Text, length
		}
	}
	if s.brief == "" {
		s.brief = s.long
	}
	return s
}

// currentOfficial says whether text is an official name of the ID in use today.
func (g *language) currentOfficial(id, text string) bool {
	return slices.ContainsFunc(g.byID[id], func(i int32) bool {
		n := &g.names[i]
		return n.Text == text && n.Sort == Official && n.To == ""
	})
}

// scripts of the six languages.
var scripts = []*unicode.RangeTable{unicode.Han, unicode.Arabic, unicode.Cyrillic, unicode.Latin}

// scriptOf is the script of the first letter that is of one of the six
// languages' scripts.
func scriptOf(s string) *unicode.RangeTable {
	for _, r := range s {
		for _, t := range scripts {
			if unicode.Is(t, r) {
				return t
			}
		}
	}
	return nil
}

// Suggestion is a name offered while somebody types.
type Suggestion struct {
	Kind     Kind
	ID       string
	Text     string // the name that fits what was typed
	Language string
}

// Complete offers up to n actors and places of which a name has a word that
// begins with what was typed: names of the language first, then of the others.
// What fits whole goes before what fits at its beginning, and that before what
// fits at a later word; each ID comes once. Case, accents of the same length and
// Arabic spellings do not matter.
func (l *Lexicon) Complete(prefix, lang string, n int) []Suggestion {
	typed := strings.ToLower(Fold(strings.TrimSpace(prefix)))
	if typed == "" || n <= 0 {
		return nil
	}
	var out []Suggestion
	seen := map[Name]bool{} // by Kind and ID
	langs := append([]string{lang}, slices.DeleteFunc(slices.Clone(Languages), func(x string) bool { return x == lang })...)
	for _, lang := range langs {
		if len(out) >= n {
			break
		}
		type hit struct{ fit, name int }
		var hits []hit
		g := l.of(lang)
		for i, key := range g.keys() {
			if fit := fits(key, typed); fit > 0 && g.names[i].Sort != Not {
				hits = append(hits, hit{fit, i})
			}
		}
		slices.SortStableFunc(hits, func(a, b hit) int {
			x, y := &g.names[a.name], &g.names[b.name]
			for _, d := range []int{a.fit - b.fit, rank(x.Sort) - rank(y.Sort), len(x.Text) - len(y.Text)} {
				if d != 0 {
					return d
				}
			}
			return strings.Compare(x.ID, y.ID)
		})
		for _, h := range hits {
			x := &g.names[h.name]
			if k := (Name{Kind: x.Kind, ID: x.ID}); !seen[k] && len(out) < n {
				seen[k] = true
				out = append(out, Suggestion{x.Kind, x.ID, x.Text, lang})
			}
		}
	}
	return out
}

// keys are the folded texts of the names, made on first use.
func (g *language) keys() []string {
	g.fold.Do(func() {
		g.key = make([]string, len(g.names))
		for i := range g.names {
			g.key[i] = strings.ToLower(Fold(g.names[i].Text))
		}
	})
	return g.key
}

// fits says how well a name fits what was typed: 1 whole, 2 at its beginning,
// 3 at the beginning of a later word (anywhere in Han), 0 not at all.
func fits(key, typed string) int {
	switch {
	case key == typed:
		return 1
	case strings.HasPrefix(key, typed):
		return 2
	}
	for from := 0; ; {
		i := strings.Index(key[from:], typed)
		if i < 0 {
			return 0
		}
		at := from + i
		before, _ := utf8.DecodeLastRuneInString(key[:at])
		if first, _ := utf8.DecodeRuneInString(typed); flags(before)&word == 0 || flags(first)&word == 0 {
			return 3
		}
		from = at + 1
	}
}
