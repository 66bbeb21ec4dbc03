package search

import (
	_ "embed"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"concord/lexicon"
	"concord/register"
)

// Names are the names by which actors, places and themes are found in queries:
// those of a lexicon in all its languages, by the forms of their words. They are
// made on first use, which takes a tenth of a second, and are safe for concurrent use.
type Names struct {
	lex *lexicon.Lexicon

	once    sync.Once
	byKey   map[string][]named
	byStem  map[string][]named    // of Russian, which bends the words of names
	longer  map[string]bool       // beginnings of keys of several words
	keys    map[int][]approximate // for mistyped ones, by the number of words
	themes  map[string]string     // themes by their identifiers, labels and phrases
	vocable map[string]bool       // the words that names are made of
}

// ofKind marks a word that names a kind of activities: "training".
const ofKind lexicon.Kind = 255

// named is an actor, a place, a theme (of no kind) or a kind of activities (ofKind).
type named struct {
	kind lexicon.Kind
	id   string
	text string // the name
}

// approximate is a key with what tells quickly that it is not near to another.
type approximate struct {
	key     string
	letters uint64 // a bit for each letter that it has
	length  int    // in characters
	words   int
}

func (a approximate) far(b approximate, most int) bool {
	return a.words != b.words || a.length-b.length > most || b.length-a.length > most || bits.OnesCount64(a.letters^b.letters) > 2*most
}

func approximately(key string) approximate {
	x := approximate{key: key, words: 1}
	for _, r := range key {
		x.length++
		x.letters |= 1 << (uint32(r) % 64)
		if r == ' ' {
			x.words++
		}
	}
	return x
}

// NewNames gives the names of a lexicon.
func NewNames(l *lexicon.Lexicon) *Names { return &Names{lex: l} }

// key of a text: the forms of its words; of Han the characters themselves.
func key(a *Analyzer, text string) string {
	var b []byte
	end := -1
	a.each(text, false, func(t token) {
		if len(b) > 0 && !(t.script == han && t.from == end) {
			b = append(b, ' ')
		}
		end = -1
		if t.script == han {
			end = t.to
		}
		b = append(b, t.text...)
	})
	return string(b)
}

// stemKey is the key of a text by the stems of its Russian words; "" where it has
// other ones or none that differ.
func stemKey(a *Analyzer, text string) string {
	var b []byte
	ok := true
	a.each(text, false, func(t token) {
		if t.script != cyrillic {
			ok = false
			return
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, a.stem('r', []byte(t.low))...)
	})
	if !ok {
		return ""
	}
	return string(b)
}

func (n *Names) make() {
	n.once.Do(func() {
		n.byKey, n.byStem, n.longer = make(map[string][]named, 40_000), map[string][]named{}, map[string]bool{}
		n.themes, n.vocable, n.keys = map[string]string{}, map[string]bool{}, map[int][]approximate{}
		a := NewAnalyzer()
		add := func(to map[string][]named, k string, x named) {
			if k == "" || slices.ContainsFunc(to[k], func(y named) bool { return x.kind == y.kind && x.id == y.id }) {
				return
			}
			if r, size := utf8.DecodeRuneInString(k); size == len(k) && (unicode.Is(unicode.Han, r) || r < 0x80) {
				return // one character
			}
			to[k] = append(to[k], x)
			from := 0
			for i := range k {
				if k[i] == ' ' {
					n.longer[k[:i]] = true
					n.vocable[k[from:i]] = true
					from = i + 1
				}
			}
			n.vocable[k[from:]] = true
		}
		for _, lang := range lexicon.Languages {
			names, err := n.lex.NamesOf(lang)
			if err != nil {
				continue // a language without its files finds nothing by its names
			}
			for _, x := range names {
				if x.Sort == lexicon.Not || x.Sort == lexicon.Adjective {
					continue
				}
				add(n.byKey, key(a, x.Text), named{x.Kind, x.ID, x.Text})
				if lang == "ru" {
					add(n.byStem, stemKey(a, x.Text), named{x.Kind, x.ID, x.Text})
				}
			}
		}
		for _, x := range n.lex.Actors() {
			add(n.byKey, key(a, x.ID), named{lexicon.KindActor, x.ID, x.ID})
		}
		for _, x := range n.lex.Places() {
			if len(x.ID) == 3 {
				add(n.byKey, key(a, x.ID), named{lexicon.KindPlace, x.ID, x.ID})
			}
		}
		if list, err := n.lex.Themes(); err == nil {
			for _, t := range list {
				n.themes[key(a, t.ID)] = t.ID
				add(n.byKey, key(a, t.ID), named{0, t.ID, t.ID})
				for _, label := range t.Labels {
					n.themes[key(a, label)] = t.ID
					add(n.byKey, key(a, label), named{0, t.ID, label})
				}
			}
		}
		acts := register.Fields(register.KindActivity)
		for k, code := range table().values[register.FacetKind] {
			if slices.ContainsFunc(acts, func(f register.Field) bool { return f.Name == register.FieldKind && slices.Contains(f.Codes, code) }) && code != "other" {
				add(n.byKey, k, named{ofKind, code, k})
			}
		}
		for _, lang := range lexicon.Languages {
			list, err := n.lex.ThemePhrases(lang)
			if err != nil {
				continue
			}
			for _, x := range list {
				if k := key(a, x.Text); x.Weight == 3 && k != "" && n.themes[k] == "" {
					n.themes[k] = x.Theme
				}
			}
		}
		for k := range n.byKey {
			// Of Han one character changes everything, and a word is no mistyped name.
			if (k[0] < 0xE3 || k[0] > 0xE9) && n.byKey[k][0].kind != ofKind {
				x := approximately(k)
				n.keys[x.words] = append(n.keys[x.words], x)
			}
		}
		for _, list := range n.keys {
			slices.SortFunc(list, func(a, b approximate) int { return strings.Compare(a.key, b.key) })
		}
	})
}

// near is the key of the name that was most likely meant by a mistyped one of these
// words; "" where none is near: two letters of a long one, one of a short one.
func (n *Names) near(words string) string {
	n.make()
	x := approximately(words)
	if x.length < 5 {
		return ""
	}
	most := 1
	if x.length >= 9 {
		most = 2
	}
	best, at := "", most+1
	for i := range n.keys[x.words] {
		k := &n.keys[x.words][i]
		if x.far(*k, at-1) || k.key == words || k.length < 8 && k.key[0] != words[0] {
			continue
		}
		if d := distance(words, k.key, at-1); d < at {
			if best, at = k.key, d; d == 1 {
				break
			}
		}
	}
	return best
}

// distance is the number of letters to put in, leave out, change or swap with a
// neighbour; most+1 where it is more than most.
func distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	before, row, next := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		next[0] = i
		least := i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			d := min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d = min(d, before[j-2]+1)
			}
			next[j] = d
			least = min(least, d)
		}
		if least > most {
			return most + 1
		}
		before, row, next = row, next, before
	}
	return row[len(y)]
}

// written is how a key is shown: as the name is written in the lexicon, where that
// can stand in a query.
func (n *Names) written(k string) string {
	if list := n.byKey[k]; len(list) > 0 && !strings.ContainsFunc(list[0].text, func(r rune) bool {
		return quote(r) || strings.ContainsRune("():（）：-", r)
	}) {
		return list[0].text
	}
	return k
}

// The tables.
var (
	//go:embed months.tsv
	monthsFile string
	//go:embed filters.tsv
	filtersFile string
	//go:embed values.tsv
	valuesFile string
	//go:embed stop.tsv
	stopFile string
	//go:embed operators.tsv
	operatorsFile string
)

// eachRow calls f with the cells of each row of a table, below the header.
func eachRow(file string, f func(cells []string)) {
	header := true
	for line := range strings.Lines(file) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if header {
			header = false
			continue
		}
		f(strings.Split(line, "\t"))
	}
}

// tables are the words that a query is made of, by their keys.
type tables struct {
	months    map[string]int
	filters   map[string]string            // facet
	values    map[string]map[string]string // facet → key → code
	stop      map[string]bool
	operators map[string]map[string]byte // language, "" any → word as written
}

var table = sync.OnceValue(func() *tables {
	t := &tables{map[string]int{}, map[string]string{}, map[string]map[string]string{}, map[string]bool{}, map[string]map[string]byte{}}
	a := NewAnalyzer()
	eachRow(monthsFile, func(cells []string) {
		n, _ := strconv.Atoi(cells[0])
		for _, cell := range cells[1:] {
			for name := range strings.SplitSeq(cell, "|") {
				t.months[key(a, name)] = n
			}
		}
	})
	eachRow(filtersFile, func(cells []string) {
		for _, cell := range cells[1:] {
			for name := range strings.SplitSeq(cell, "|") {
				if k := key(a, name); t.filters[k] == "" {
					t.filters[k] = cells[0]
				}
			}
		}
	})
	eachRow(valuesFile, func(cells []string) {
		m := t.values[cells[0]]
		if m == nil {
			m = map[string]string{}
			t.values[cells[0]] = m
		}
		for _, cell := range cells[2:] {
			for name := range strings.SplitSeq(cell, "|") {
				if k := key(a, name); m[k] == "" {
					m[k] = cells[1]
				}
			}
		}
	})
	eachRow(stopFile, func(cells []string) {
		for w := range strings.FieldsSeq(cells[1]) {
			t.stop[key(a, w)] = true
		}
	})
	eachRow(operatorsFile, func(cells []string) {
		m := t.operators[cells[2]]
		if m == nil {
			m = map[string]byte{}
			t.operators[cells[2]] = m
		}
		m[cells[1]] = map[string]byte{"and": '&', "or": '|', "not": '!'}[cells[0]]
	})
	return t
})

// codes are the closed lists of facets that have one.
func codes(facet string) []string {
	var list []string
	add := func(more ...string) {
		for _, m := range more {
			if !slices.Contains(list, m) {
				list = append(list, m)
			}
		}
	}
	switch facet {
	case register.FacetReview:
		add(string(register.None), string(register.Reviewed), string(register.Rejected), string(register.Withdrawn))
	case register.FacetOrigin:
		add(string(register.Sample), string(register.Starter), string(register.Read), string(register.Entered), string(register.Imported))
	case register.FacetType:
		for _, k := range register.Kinds() {
			add(string(k))
		}
	case register.FacetKind, register.FacetLevel, register.FacetModality, register.FacetStatus:
		for _, k := range register.Kinds() {
			for _, f := range register.Fields(k) {
				if f.Name == facet || facet == register.FacetKind && f.Name == "type" {
					add(f.Codes...)
				}
			}
		}
	}
	return list
}
