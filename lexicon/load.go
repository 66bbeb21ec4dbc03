package lexicon

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"concord/fault"
)

//go:embed data
var shipped embed.FS

// Languages that the United Nations works in, in the order of its documents'
// distribution lists. Other languages may have data files too.
var Languages = []string{"ar", "zh", "en", "fr", "ru", "es"}

// Lexicon is a set of actors and places and their names. It never changes once
// made, and is safe for concurrent use. Names of a language are read from their
// files when somebody first asks for that language.
type Lexicon struct {
	fsys     fs.FS
	actors   []Actor
	places   []Place
	actorAt  map[string]int32
	placeAt  map[string]int32
	overlay  *Overlay
	under    *Lexicon        // the lexicon that the overlay lies over
	none     map[string]bool // of the overlay: language and folded text
	mu       sync.Mutex
	language map[string]*language
}

// language is what was read of one language.
type language struct {
	once  sync.Once
	err   error
	names []Name
	byID  map[string][]int32 // into names
	fold  sync.Once
	key   []string // folded texts, parallel to names; for Complete
	table *inflection
	clit  []clitic
}

// Load gives the lexicon that ships with the program. It reads the actors and
// places; names are read by language when they are needed. Repeated calls return
// the same lexicon.
func Load() (*Lexicon, error) { return loadShipped() }

var loadShipped = sync.OnceValues(loadEmbedded)

func loadEmbedded() (*Lexicon, error) {
	sub, err := fs.Sub(shipped, "data")
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "The names that ship with the program cannot be read")
	}
	return LoadFS(sub)
}

// LoadFS reads a lexicon from a folder laid out as lexicon/data is:
// actors/*.tsv, names/<group>.<language>.tsv, places/places.tsv,
// places/names.<language>.tsv, clitics.tsv, inflect.<language>.tsv. Any of them
// may be absent. An error names the file and the line.
func LoadFS(fsys fs.FS) (*Lexicon, error) {
	l := &Lexicon{fsys: fsys, language: map[string]*language{}}
	files, err := fs.Glob(fsys, "actors/*.tsv")
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "The folder of actors cannot be listed")
	}
	for _, f := range files {
		err := readTable(fsys, f, []string{"id", "type", "parent", "from", "to"}, func(c []string) error {
			if c[0] == "" {
				return fault.New(fault.Invalid, "an actor has no id")
			}
			l.actors = append(l.actors, Actor{ID: c[0], Type: c[1], Parent: c[2], From: c[3], To: c[4]})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	err = readTable(fsys, "places/places.tsv", []string{"id", "kind", "m49", "parent"}, func(c []string) error {
		if c[0] == "" {
			return fault.New(fault.Invalid, "a place has no id")
		}
		l.places = append(l.places, Place{ID: c[0], Kind: c[1], M49: c[2], Parent: c[3]})
		return nil
	})
	if err != nil {
		return nil, err
	}
	l.index()
	return l, nil
}

// index sorts actors and places by ID and fills what follows from parents. Of
// two with one ID the first stays; Check reports the other.
func (l *Lexicon) index() {
	slices.SortStableFunc(l.actors, func(a, b Actor) int { return strings.Compare(a.ID, b.ID) })
	slices.SortStableFunc(l.places, func(a, b Place) int { return strings.Compare(a.ID, b.ID) })
	l.actorAt = make(map[string]int32, len(l.actors))
	for i := range l.actors {
		if _, twice := l.actorAt[l.actors[i].ID]; !twice {
			l.actorAt[l.actors[i].ID] = int32(i)
		}
	}
	l.placeAt = make(map[string]int32, len(l.places))
	for i := range l.places {
		if _, twice := l.placeAt[l.places[i].ID]; !twice {
			l.placeAt[l.places[i].ID] = int32(i)
		}
	}
	for i := range l.actors {
		l.actors[i].Partner = ""
		if p, ok := l.Partner(l.actors[i].ID); ok && p != UN {
			l.actors[i].Partner = p
		}
	}
}

// Actor gives an actor by its ID, which is compared exactly.
func (l *Lexicon) Actor(id string) (Actor, bool) {
	if i, ok := l.actorAt[id]; ok {
		return l.actors[i], true
	}
	return Actor{}, false
}

// Actors are all actors, sorted by ID. The slice must not be changed.
func (l *Lexicon) Actors() []Actor { return l.actors }

// Place gives a place by its ID, which is compared exactly.
func (l *Lexicon) Place(id string) (Place, bool) {
	if i, ok := l.placeAt[id]; ok {
		return l.places[i], true
	}
	return Place{}, false
}

// Places are all places, sorted by ID. The slice must not be changed.
func (l *Lexicon) Places() []Place { return l.places }

// at is the index of an actor or place, -1 where it is not known.
func (l *Lexicon) at(k Kind, id string) int32 {
	at := l.actorAt
	if k == KindPlace {
		at = l.placeAt
	}
	if i, ok := at[id]; ok {
		return i
	}
	return -1
}

// UN is the ID of the actor at the root of the United Nations system.
const UN = "UN"

// Partner is the partner that an actor belongs to through its parents, itself
// where it is one, or UN where the actor belongs to the United Nations. ok is
// false for an actor that belongs to neither, or that is not known.
func (l *Lexicon) Partner(id string) (partner string, ok bool) {
	for range maxParents {
		i, known := l.actorAt[id]
		if !known {
			return "", false
		}
		a := &l.actors[i]
		if a.Type == "partner" || a.ID == UN {
			return a.ID, true
		}
		if a.Parent == "" {
			if a.Type == "un" {
				return UN, true
			}
			return "", false
		}
		id = a.Parent
	}
	return "", false
}

// maxParents bounds the climb where the data hold a cycle, which Check reports.
const maxParents = 32

// Names are the names of an actor or a place in one language, official first.
// It is empty where there are none or the language's files cannot be read
// (NamesOf tells why). The slice must not be changed.
func (l *Lexicon) Names(id, lang string) []Name {
	g := l.of(lang)
	at := g.byID[id]
	if len(at) == 0 {
		return nil
	}
	out := make([]Name, len(at))
	for i, n := range at {
		out[i] = g.names[n]
	}
	return out
}

// NamesOf are all names of a language: actors' first, then places', in the order
// of their files. The slice must not be changed.
func (l *Lexicon) NamesOf(lang string) ([]Name, error) {
	g := l.of(lang)
	return g.names, g.err
}

// of gives a language, read on first use.
func (l *Lexicon) of(lang string) *language {
	l.mu.Lock()
	g := l.language[lang]
	if g == nil {
		g = &language{}
		l.language[lang] = g
	}
	l.mu.Unlock()
	g.once.Do(func() {
		if l.under != nil {
			g.lay(l.under.of(lang), l, lang)
		} else {
			g.read(l.fsys, lang)
		}
		g.index()
	})
	return g
}

// index makes byID, with each ID's names in the order of their sorts.
func (g *language) index() {
	g.byID = make(map[string][]int32, len(g.names))
	for i := range g.names {
		if g.names[i].Sort == Not {
			continue
		}
		id := g.names[i].ID
		g.byID[id] = append(g.byID[id], int32(i))
	}
	for _, at := range g.byID {
		slices.SortStableFunc(at, func(a, b int32) int { return rank(g.names[a].Sort) - rank(g.names[b].Sort) })
	}
}

// sorts in the order in which they are preferred.
var sorts = []string{Official, Acronym, Short, Variant, Government, Adjective, Former, Not}

func rank(sort string) int {
	if i := slices.Index(sorts, sort); i >= 0 {
		return i
	}
	return len(sorts)
}

// read takes a language from its files.
func (g *language) read(fsys fs.FS, lang string) {
	files, err := fs.Glob(fsys, "names/*."+lang+".tsv")
	if err != nil {
		g.err = fault.Wrap(err, fault.Internal, "The folder of names cannot be listed")
		return
	}
	for _, f := range files {
		g.err = readTable(fsys, f, []string{"id", "sort", "name", "from", "to", "source"}, func(c []string) error {
			return g.add(Name{KindActor, c[0], lang, c[1], c[2], c[3], c[4], c[5]})
		})
		if g.err != nil {
			return
		}
	}
	g.err = readTable(fsys, "places/names."+lang+".tsv", []string{"id", "sort", "name", "source"}, func(c []string) error {
		return g.add(Name{Kind: KindPlace, ID: c[0], Language: lang, Sort: c[1], Text: c[2], Source: c[3]})
	})
	if g.err != nil {
		return
	}
	if g.clit, g.err = readClitics(fsys, lang); g.err != nil {
		return
	}
	g.table, g.err = readInflection(fsys, lang)
}

func (g *language) add(n Name) error {
	switch {
	case n.ID == "":
		return fault.New(fault.Invalid, "a name has no id")
	case n.Text == "":
		return fault.New(fault.Invalid, "%s has an empty name", n.ID)
	}
	g.names = append(g.names, n)
	return nil
}

// readTable reads a TSV file with a header line, passing over empty lines and
// lines that begin with '#'. It hands each row's cells to row in the order of
// columns; a column that the file lacks is empty, one that is not asked for is
// an error, and so is a row with more cells than the header. A file that is
// absent is empty. Errors name file and line.
func readTable(fsys fs.FS, file string, columns []string, row func(cells []string) error) error {
	raw, err := fs.ReadFile(fsys, file)
	if err != nil {
		if isAbsent(err) {
			return nil
		}
		return fault.Wrap(err, fault.Unavailable, "%s cannot be read", path.Base(file))
	}
	return parseTable(file, raw, columns, row)
}

// parseTable is readTable of a table that was read whole; file names it in errors.
func parseTable(file string, raw []byte, columns []string, row func(cells []string) error) error {
	text := strings.TrimPrefix(string(raw), "\ufeff")
	var at []int // position in columns of each of the file's columns
	cells := make([]string, len(columns))
	for line := 1; text != ""; line++ {
		var s string
		s, text, _ = strings.Cut(text, "\n")
		s = strings.TrimSuffix(s, "\r")
		if s == "" || s[0] == '#' {
			continue
		}
		if at == nil {
			for h := range strings.SplitSeq(s, "\t") {
				i := slices.Index(columns, h)
				if i < 0 {
					return fault.New(fault.Invalid, "%s:%d: there is no column %q here; the columns are %s", file, line, h, strings.Join(columns, ", "))
				}
				at = append(at, i)
			}
			continue
		}
		clear(cells)
		for n := 0; ; n++ {
			cell, rest, more := strings.Cut(s, "\t")
			if n >= len(at) {
				return fault.New(fault.Invalid, "%s:%d: the line has more cells than the header", file, line)
			}
			cells[at[n]] = strings.TrimSpace(cell)
			if !more {
				break
			}
			s = rest
		}
		if err := row(cells); err != nil {
			return fault.New(fault.Invalid, "%s:%d: %s", file, line, fault.Sentence(err))
		}
	}
	return nil
}
