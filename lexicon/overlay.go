package lexicon

import "sync/atomic"

// Overlay is what people changed in the names that ship: it lies over them and
// survives an upgrade.
type Overlay struct {
	Actors []Actor // new ones, and ones that replace those of the same ID
	Places []Place
	Names  []Name // in place of those of the same ID, Language and Text, or further; Kind may be left out where the ID tells it
	// Without are names that no longer hold: those with the same ID, Language
	// and Text; Sort, where given, must agree too.
	Without []Name
	// None are texts in a language that look like names and name nobody: nobody is
	// asked about them. Names inside them are found.
	None []Name
	// Edition tells one state of what people changed from another; 0: nothing.
	Edition int
}

// With gives the lexicon with an overlay over it. The lexicon itself is not
// changed; names of a language are laid over when they are first asked for.
func (l *Lexicon) With(o Overlay) *Lexicon {
	n := &Lexicon{fsys: l.fsys, under: l, overlay: &o, language: map[string]*language{}}
	n.actors = replace(l.actors, o.Actors, func(a Actor) string { return a.ID })
	n.places = replace(l.places, o.Places, func(p Place) string { return p.ID })
	n.index()
	for _, x := range o.None {
		if n.none == nil {
			n.none = make(map[string]bool, len(o.None))
		}
		n.none[x.Language+"\x00"+Fold(x.Text)] = true
	}
	return n
}

// Edition of what people changed; 0 where nobody changed anything.
func (l *Lexicon) Edition() int {
	if l.overlay == nil {
		return 0
	}
	return l.overlay.Edition
}

// IsNone tells whether a text looks like a name and is known to be none.
func (l *Lexicon) IsNone(lang, text string) bool {
	return l.none != nil && l.none[lang+"\x00"+Fold(text)]
}

// Under is the lexicon that people's changes lie over; the lexicon itself where
// there are none.
func (l *Lexicon) Under() *Lexicon {
	if l.under == nil {
		return l
	}
	return l.under
}

// Follow gives what is made of the lexicon in force, made anew when another one
// comes into force. It is safe for concurrent use.
func Follow[T any](current func() *Lexicon, build func(*Lexicon) T) func() T {
	type made struct {
		of *Lexicon
		it T
	}
	var last atomic.Pointer[made]
	return func() T {
		l := current()
		if m := last.Load(); m != nil && m.of == l {
			return m.it
		}
		m := &made{l, build(l)}
		last.Store(m)
		return m.it
	}
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
	// A name stands in place of one of the same text.
	laid := map[key]bool{}
	for _, n := range l.overlay.Names {
		if n.Language == lang {
			laid[key{n.ID, n.Text}] = true
		}
	}
	g.names = make([]Name, 0, len(under.names)+len(l.overlay.Names))
	for _, n := range under.names {
		if n.Sort != Not && laid[key{n.ID, n.Text}] {
			continue
		}
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

// Overlay is what was laid over the lexicon beneath; empty where nothing was. Its
// slices must not be changed.
func (l *Lexicon) Overlay() Overlay {
	if l.overlay == nil {
		return Overlay{}
	}
	return *l.overlay
}
