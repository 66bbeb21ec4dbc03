package export

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"concord/lexicon"
)

// Resolver turns names that people write into identifiers: any name of an actor,
// a place or a theme, in any language, or the identifier itself.
type Resolver struct {
	lex    *lexicon.Lexicon
	byName map[string][]named // by folded name
	sorted []string           // the folded names
	themes map[string]string
}

type named struct {
	id      string
	kind    lexicon.Kind
	current bool
}

// NewResolver reads the names of all languages.
func NewResolver(n *Names) (*Resolver, error) {
	r := &Resolver{lex: n.lex, byName: map[string][]named{}, themes: map[string]string{}}
	for _, lang := range lexicon.Languages {
		list, err := n.lex.NamesOf(lang)
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			if x.Sort == lexicon.Adjective || x.Sort == lexicon.Not {
				continue
			}
			k := key(x.Text)
			h := named{x.ID, x.Kind, x.Sort != lexicon.Former && x.To == ""}
			if i := slices.IndexFunc(r.byName[k], func(o named) bool { return o.id == h.id && o.kind == h.kind }); i < 0 {
				r.byName[k] = append(r.byName[k], h)
			} else if h.current {
				r.byName[k][i].current = true
			}
		}
	}
	r.sorted = slices.Sorted(maps.Keys(r.byName))
	for id, t := range n.themes {
		r.themes[key(id)] = id
		for _, l := range t.Labels {
			r.themes[key(l)] = id
		}
	}
	return r, nil
}

func key(s string) string {
	return strings.ToLower(lexicon.Fold(strings.Join(strings.Fields(s), " ")))
}

// known says whether there is an actor or a place of that identifier.
func (r *Resolver) known(id string, kind lexicon.Kind) bool {
	if kind == lexicon.KindActor {
		_, ok := r.lex.Actor(id)
		return ok
	}
	_, ok := r.lex.Place(id)
	return ok
}

// find gives the identifier of an actor or place as somebody wrote it, "Name [ID]",
// a name or an ID; the first kind that has it goes before the others. why says what
// is wrong and what to do where there is none.
func (r *Resolver) find(cell string, kinds ...lexicon.Kind) (id string, kind lexicon.Kind, why string) {
	name, id := cutNamed(cell)
	if id != "" {
		for _, k := range kinds {
			if !r.known(id, k) {
				continue
			}
			// The name may be of a newer lexicon; it may not be somebody else's.
			if others := r.hits(name, kinds); len(others) > 0 && !slices.ContainsFunc(others, func(n named) bool { return n.id == id }) {
				return "", 0, "“" + name + "” is not the name of [" + id + "] but of [" + others[0].id + "]; correct one of the two."
			}
			return id, k, ""
		}
		return "", 0, "There is no identifier [" + id + "]; write the name alone."
	}
	for _, k := range kinds {
		if r.known(cell, k) {
			return cell, k, ""
		}
	}
	hits := r.hits(cell, kinds)
	for _, k := range kinds {
		var of []named
		for _, h := range hits {
			if h.kind == k {
				of = append(of, h)
			}
		}
		if slices.ContainsFunc(of, func(n named) bool { return n.current }) {
			of = slices.DeleteFunc(of, func(n named) bool { return !n.current })
		}
		switch {
		case len(of) == 1:
			return of[0].id, k, ""
		case len(of) > 1:
			var ids []string
			for _, h := range of {
				ids = append(ids, Named(cell, h.id))
			}
			return "", 0, "Several go by the name “" + cell + "”; write one of: " + strings.Join(ids, ", ") + "."
		}
	}
	why = "No name or identifier “" + cell + "” is known"
	if near := r.near(cell, kinds); near != "" {
		return "", 0, why + "; is it " + near + "?"
	}
	return "", 0, why + "; correct it, or add the name to the lexicon first."
}

func (r *Resolver) hits(name string, kinds []lexicon.Kind) (list []named) {
	for _, h := range r.byName[key(name)] {
		if slices.Contains(kinds, h.kind) {
			list = append(list, h)
		}
	}
	return list
}

// near offers a name that begins alike: at least three letters and half of it.
func (r *Resolver) near(cell string, kinds []lexicon.Kind) string {
	k := key(cell)
	at, _ := slices.BinarySearch(r.sorted, k)
	best, length := "", 0
	for _, step := range []int{-1, 1} {
		for i, n := at, 0; n < 20; i, n = i+step, n+1 {
			if i < 0 || i >= len(r.sorted) {
				continue
			}
			common := 0
			for common < len(k) && common < len(r.sorted[i]) && k[common] == r.sorted[i][common] {
				common++
			}
			if common <= length || common < 3 || common*2 < len(k) {
				continue
			}
			if hits := r.hits(r.sorted[i], kinds); len(hits) > 0 {
				name, _ := r.lex.Display(hits[0].id, "en")
				best, length = Named(name, hits[0].id), common
			}
		}
	}
	return best
}

// theme gives the theme that somebody wrote.
func (r *Resolver) theme(cell string) (id, why string) {
	name, id := cutNamed(cell)
	if t, ok := r.themes[key(cmp.Or(id, name))]; ok {
		return t, ""
	}
	return "", "There is no theme “" + cell + "”; the list of themes is closed, `concord export` and the API's /themes show it."
}
