package lexicon

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Problem is something wrong in the data that reading them does not refuse.
type Problem struct {
	Kind string // "unknown-id", "unknown-parent", "cycle", "twice", "ambiguous", "short", "sort", "years", "type", "format"
	Text string // one English sentence that names the row
}

func (p Problem) String() string { return p.Kind + ": " + p.Text }

// Check looks through actors, places and the names of all languages for what
// would make readings wrong: rows of the same ID, parents that are not there or
// go in a circle, names of nobody, unknown sorts and types, years that run
// backwards, names of one rune, and names that two actors (or two places) share
// while nothing tells them apart: their years, or that one is only a former
// name. An actor and a place may share a name.
func (l *Lexicon) Check() []Problem {
	var out []Problem
	report := func(kind, format string, args ...any) { out = append(out, Problem{kind, fmt.Sprintf(format, args...)}) }

	for i := range l.actors {
		a := &l.actors[i]
		if i > 0 && l.actors[i-1].ID == a.ID {
			report("twice", "the actor %s is there twice", a.ID)
		}
		if !slices.Contains([]string{"un", "partner", "body", "related", "state", "other"}, a.Type) {
			report("type", "the actor %s has the type %q", a.ID, a.Type)
		}
		if a.Parent != "" && l.at(KindActor, a.Parent) < 0 {
			report("unknown-parent", "the parent %s of %s is no actor", a.Parent, a.ID)
		}
		if p := years(a.From, a.To); p != "" {
			report("years", "the actor %s: %s", a.ID, p)
		}
		if l.circles(a.ID, func(id string) string { x, _ := l.Actor(id); return x.Parent }) {
			report("cycle", "the parents of %s go in a circle", a.ID)
		}
	}
	for i := range l.places {
		p := &l.places[i]
		if i > 0 && l.places[i-1].ID == p.ID {
			report("twice", "the place %s is there twice", p.ID)
		}
		if !slices.Contains([]string{"country", "territory", "region", "city", "area", "water"}, p.Kind) {
			report("type", "the place %s is of the kind %q", p.ID, p.Kind)
		}
		if p.Parent != "" && l.at(KindPlace, p.Parent) < 0 {
			report("unknown-parent", "the parent %s of %s is no place", p.Parent, p.ID)
		}
		if l.circles(p.ID, func(id string) string { x, _ := l.Place(id); return x.Parent }) {
			report("cycle", "the parents of %s go in a circle", p.ID)
		}
		if p.M49 != "" {
			if n, err := strconv.Atoi(p.M49); err != nil || n < 0 || len(p.M49) != 3 {
				report("format", "the place %s has %q where M49 has three digits", p.ID, p.M49)
			}
		}
	}
	for _, lang := range l.languages() {
		l.checkNames(lang, report)
	}
	return out
}

// languages are the six and those that have files beside them.
func (l *Lexicon) languages() []string {
	out := slices.Clone(Languages)
	files, _ := fs.Glob(l.fsys, "names/*.tsv")
	for _, f := range files {
		parts := strings.Split(f, ".")
		if lang := parts[len(parts)-2]; !slices.Contains(out, lang) {
			out = append(out, lang)
		}
	}
	return out
}

func (l *Lexicon) checkNames(lang string, report func(kind, format string, args ...any)) {
	names, err := l.NamesOf(lang)
	if err != nil {
		report("format", "%v", err)
		return
	}
	byText := map[string][]*Name{}
	for i := range names {
		n := &names[i]
		if l.at(n.Kind, n.ID) < 0 {
			report("unknown-id", "%s: the name %q is of %s, which is not there", lang, n.Text, n.ID)
		}
		if n.Kind == KindActor && !slices.Contains([]string{Official, Short, Acronym, Former, Variant}, n.Sort) || rank(n.Sort) == len(sorts) {
			report("sort", "%s: the name %q of %s has the sort %q", lang, n.Text, n.ID, n.Sort)
		}
		if utf8.RuneCountInString(n.Text) < 2 {
			report("short", "%s: the name %q of %s is shorter than two characters", lang, n.Text, n.ID)
		}
		if !utf8.ValidString(n.Text) || strings.Contains(n.Text, "  ") {
			report("format", "%s: the name %q of %s is no UTF-8 or has two spaces", lang, n.Text, n.ID)
		}
		if p := years(n.From, n.To); p != "" {
			report("years", "%s: the name %q of %s: %s", lang, n.Text, n.ID, p)
		}
		for _, other := range byText[n.Text] {
			switch {
			case other.Kind != n.Kind:
			case other.ID == n.ID:
				if other.Sort == n.Sort {
					report("twice", "%s: the name %q of %s is there twice", lang, n.Text, n.ID)
				}
			case !Apart(n, other):
				report("ambiguous", "%s: the name %q is that of %s and of %s, with nothing to tell them apart", lang, n.Text, other.ID, n.ID)
			}
		}
		byText[n.Text] = append(byText[n.Text], n)
	}
	// A case form of one must not be a name, or a case form, of another.
	g := l.of(lang)
	forms := map[string]*Name{}
	for i := range names {
		n := &names[i]
		for _, f := range g.forms(i)[1:] {
			for _, other := range append(slices.Clone(byText[f]), forms[f]) {
				if other != nil && other.Kind == n.Kind && other.ID != n.ID && other.Text != n.Text && !Apart(n, other) {
					report("ambiguous", "%s: %q is a form of %q of %s and of %q of %s", lang, f, n.Text, n.ID, other.Text, other.ID)
				}
			}
			if forms[f] == nil {
				forms[f] = n
			}
		}
	}
}

// Apart says whether years, or that one is a former name, tell two names apart.
func Apart(a, b *Name) bool {
	if a.To != "" && b.From != "" && a.To <= b.From || b.To != "" && a.From != "" && b.To <= a.From {
		return true
	}
	return (a.Sort == Former) != (b.Sort == Former)
}

// years says what is wrong with years from and to; "" where nothing is.
func years(from, to string) string {
	for _, y := range []string{from, to} {
		if y == "" {
			continue
		}
		if n, err := strconv.Atoi(y); err != nil || len(y) != 4 || n < 1000 || n > 2100 {
			return fmt.Sprintf("%q is no year", y)
		}
	}
	if from != "" && to != "" && from > to {
		return fmt.Sprintf("the years run from %s to %s", from, to)
	}
	return ""
}

// circles says whether climbing from id comes back to it.
func (l *Lexicon) circles(id string, parent func(string) string) bool {
	at := id
	for range maxParents {
		if at = parent(at); at == "" {
			return false
		}
		if at == id {
			return true
		}
	}
	return false
}
