package lexicon

// Overlay is what people changed in the names that ship: it lies over them and
// survives an upgrade.
type Overlay struct {
	Actors []Actor // new ones, and ones that replace those of the same ID
	Places []Place
	Names  []Name // further names; Kind may be left out where the ID tells it
	// Without are names that no longer hold: those with the same ID, Language
	// and Text; Sort, where given, must agree too.
	Without []Name
}

// With gives the lexicon with an overlay over it. The lexicon itself is not
// changed; names of a language are laid over when they are first asked for.
func (l *Lexicon) With(o Overlay) *Lexicon {
	n := &Lexicon{under: l, overlay: &o, language: map[string]*language{}}
	n.actors = replace(l.actors, o.Actors, func(a Actor) string { return a.ID })
	n.places = replace(l.places, o.Places, func(p Place) string { return p.ID })
	n.index()
	return n
}

// replace gives old with the ones of the same ID replaced by those of over.
func replace[T any](old, over []T, id func(T) string) []T {
	taken := make(map[string]bool, len(over))
	out := make([]T, 0, len(old)+len(over))
	for _, x := range over {
		if !taken[id(x)] {
			taken[id(x)] = true
			out = append(out, x)
		}
	}
	for _, x := range old {
		if !taken[id(x)] {
			out = append(out, x)
		}
	}
	return out
}

// lay makes the language's names of those beneath and of l's overlay.
func (g *language) lay(under *language, l *Lexicon, lang string) {
	g.err, g.clit, g.table = under.err, under.clit, under.table
	type key struct{ id, text string }
	gone := map[key]string{}
	for _, n := range l.overlay.Without {
		if n.Language == lang {
			gone[key{n.ID, n.Text}] = n.Sort
		}
	}
	g.names = make([]Name, 0, len(under.names)+len(l.overlay.Names))
	for _, n := range under.names {
		if sort, ok := gone[key{n.ID, n.Text}]; ok && (sort == "" || sort == n.Sort) {
			continue
		}
		g.names = append(g.names, n)
	}
	for _, n := range l.overlay.Names {
		if n.Language != lang || n.Text == "" {
			continue
		}
		if n.Kind == 0 {
			n.Kind = KindActor
			if _, ok := l.placeAt[n.ID]; ok {
				if _, both := l.actorAt[n.ID]; !both {
					n.Kind = KindPlace
				}
			}
		}
		g.names = append(g.names, n)
	}
}
