package reading

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"concord/fault"
	"concord/lexicon"
	"concord/reading/pattern"
)

//go:embed all:lang
var shipped embed.FS

// Languages are the tags of the folders that ship, sorted.
func Languages() []string {
	entries, err := fs.ReadDir(shipped, "lang")
	if err != nil {
		panic(err) // embedded: cannot be absent in a program that built
	}
	var tags []string
	for _, e := range entries {
		if e.IsDir() {
			tags = append(tags, e.Name())
		}
	}
	sort.Strings(tags)
	return tags
}

// class of a word of the tables; each row of words.tsv and its siblings has one.
type class uint8

const (
	stop class = iota + 1
	noStop
	semicolon
	comma
	list
	colon
	open
	closing
	titleOpen
	titleClose
	quoteOpen
	quoteClose
	purpose
	infinitive
	elaboration
	opener
	splitter
	with
	background
	pronoun
	head
	definite
	determiner
	government
	modality
	mode
	level
	by
	tail
	host
	observer
	beneficiary
	participant
	instrument
	introduction
	observations
	previous
	period
	mandate
	act
	theme
	neutral
	locational
	options
	// Words of the clauses of resolutions; see clause.go.
	operative
	preambular
	decided
	also
	asked
	addressee
	session
	due
	agendaItem
	joiner
	matter
)

var classNames = map[string]class{
	"stop": stop, "no-stop": noStop, "semicolon": semicolon, "comma": comma, "list": list, "colon": colon,
	"open": open, "close": closing, "title-open": titleOpen, "title-close": titleClose,
	"quote-open": quoteOpen, "quote-close": quoteClose,
	"purpose": purpose, "infinitive": infinitive, "elaboration": elaboration, "opener": opener, "splitter": splitter, "with": with,
	"background": background, "pronoun": pronoun, "head": head, "definite": definite, "determiner": determiner, "government": government,
	"modality": modality, "mode": mode, "level": level, "by": by, "tail": tail, "host": host,
	"observer": observer, "beneficiary": beneficiary, "participant": participant, "instrument": instrument,
	"introduction": introduction, "observations": observations, "previous": previous, "period": period,
	"mandate": mandate, "act": act, "theme": theme, "neutral": neutral, "locational": locational, "option": options,
	"operative": operative, "preambular": preambular, "decided": decided, "also": also, "asked": asked, "addressee": addressee,
	"session": session, "due": due, "item": agendaItem, "joiner": joiner, "matter": matter,
}

// Kinds of acts, in the order of FORMAT.md; the index is what the tables are compiled to.
var actKinds = []string{"meeting", "visit", "agreement", "training", "support", "publication",
	"programme", "coordination", "operation", "statement", "outreach", "other"}

// The kinds that rules name, by their index in actKinds.
const (
	meetingKind     = 0
	trainingKind    = 3
	publicationKind = 5
	statementKind   = 9
)

// flags of an act word.
const (
	actNoun uint8 = 1 << iota // an event or product: needs a verb that holds or issues it
	actHold                   // a verb that holds or joins an event
	actHelp                   // a verb that helps
	actDone                   // the outcome is there
)

// word is one row of a language's tables.
type word struct {
	class  class
	kind   uint8  // of an act: index in actKinds; of a theme: index in the lexicon's themes
	weight int8   // of an act or theme
	flags  uint8  // of an act
	number int8   // of a pronoun
	head   uint8  // of a head: its bit
	text   string // the row's phrase
	value  string // the row's value, as written
}

// language is one folder of tables, compiled.
type language struct {
	tag         string
	words       []word
	matcher     *lexicon.Matcher
	grammar     *pattern.Grammar
	heads       []string          // by bit
	events      uint64            // the heads of which are names of events
	actors      map[string]uint64 // actor ID → heads of its names in this language
	options     map[string]string
	tail        int // how many times as long as the act its explanation may be, to be quoted with it
	determiners []string
	joints      []string // what stands between the names of a list
	themes      []string // IDs, by the number that words carry
	actorThemes map[string][]themeWeight
	hosts       map[string][]string // actor ID of a joint meeting → the parties that its name names
	links       []string            // words after which a name's head noun has ended (" of ")
	where       map[string]bool     // of the links, which also say where (" in ")
	asks        []string            // how a word ends that by itself begins what is asked
	joiners     []string            // words that join names
	marked      bool                // a word says where what is asked begins
	oneForm     bool                // clauses of a preamble and operative ones begin with the same form of a verb
}

// table is one language being read.
func load(tag string, lex *lexicon.Lexicon) (*language, error) {
	folder, err := fs.Sub(shipped, path.Join("lang", tag))
	if err != nil {
		return nil, err
	}
	l := &language{tag: tag, options: map[string]string{}, where: map[string]bool{}, actors: map[string]uint64{}}
	files, err := fs.Glob(folder, "*.tsv")
	if err != nil || len(files) == 0 {
		return nil, fault.New(fault.Unsupported, "There are no tables for the language %q; Concord reads %s.", tag, strings.Join(Languages(), ", "))
	}
	if l.grammar, err = pattern.Load(folder); err != nil {
		return nil, err
	}
	for _, name := range files {
		if err := l.readTable(folder, name); err != nil {
			return nil, err
		}
	}
	if err := l.readThemes(lex); err != nil {
		return nil, err
	}
	phrases := make([]lexicon.Word, len(l.words))
	for i, w := range l.words {
		phrases[i] = lexicon.Word{Text: w.text, Value: int32(i)}
	}
	if l.matcher, err = lex.NewMatcher(tag, phrases); err != nil {
		return nil, err
	}
	l.findHeads(lex)
	l.findHosts(lex)
	return l, nil
}

// readTable reads a table whose header says class, phrase, value; the grammars'
// tables have other headers and are pattern's.
func (l *language) readTable(folder fs.FS, name string) error {
	f, err := folder.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines, first := bufio.NewScanner(f), true
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if first {
			if !strings.HasPrefix(line, "class\tphrase") {
				return nil
			}
			first = false
			continue
		}
		cells := strings.Split(line, "\t")
		for len(cells) < 3 {
			cells = append(cells, "")
		}
		c, ok := classNames[cells[0]]
		if !ok || cells[1] == "" {
			return fmt.Errorf("lang/%s/%s, line %d: no class %q", l.tag, name, n, cells[0])
		}
		w := word{class: c, text: cells[1], value: cells[2]}
		switch c {
		case options:
			if cells[1] == "joint" {
				l.joints = append(l.joints, strings.ReplaceAll(cells[2], "_", " "))
			}
			if cells[1] == "name-link" || cells[1] == "place-link" {
				l.links = append(l.links, " "+cells[2]+" ")
				l.where[" "+cells[2]+" "] = cells[1] == "place-link"
			}
			l.options[cells[1]] = cells[2]
			l.oneForm = l.oneForm || cells[1] == "one-form"
			if cells[1] == "quote-tail" {
				if l.tail, err = strconv.Atoi(cells[2]); err != nil {
					return fmt.Errorf("lang/%s/%s, line %d: quote-tail is a number", l.tag, name, n)
				}
			}
			continue
		case pronoun:
			v, err := strconv.Atoi(cells[2])
			if err != nil {
				return fmt.Errorf("lang/%s/%s, line %d: a pronoun's value is a number", l.tag, name, n)
			}
			w.number = int8(v)
		case head:
			w.head = uint8(len(l.heads))
			if strings.Contains(w.value, "event") {
				l.events |= 1 << w.head
			}
			l.heads = append(l.heads, cells[1])
			if len(l.heads) > 64 {
				return fmt.Errorf("lang/%s/%s, line %d: more than 64 heads", l.tag, name, n)
			}
		case operative, preambular, decided:
			if verb, _, _ := strings.Cut(w.value, " "); !verbs[verb].known {
				return fmt.Errorf("lang/%s/%s, line %d: no class of a verb: %q", l.tag, name, n, w.value)
			}
		case joiner:
			l.joiners = append(l.joiners, w.text)
		case asked:
			l.marked = true
			if w.text == "*" {
				l.asks = strings.Fields(w.value)
				continue
			}
		case definite, determiner:
			l.determiners = append(l.determiners, cells[1])
		case act:
			if err := w.readAct(); err != nil {
				return fmt.Errorf("lang/%s/%s, line %d: %w", l.tag, name, n, err)
			}
		}
		forms := expand(nil, w.text)
		if len(forms) > 200 {
			return fmt.Errorf("lang/%s/%s, line %d: %d forms of one phrase", l.tag, name, n, len(forms))
		}
		for _, form := range forms {
			w.text = form
			l.words = append(l.words, w)
		}
	}
	return lines.Err()
}

// joinedTo tells whether a word begins with one that joins, written together with it.
func (l *language) joinedTo(word string) bool {
	for _, j := range l.joiners {
		if rest, ok := strings.CutPrefix(word, j); ok && l.options["verb-first"] == "yes" && len(rest) > len(j) {
			return true
		}
	}
	return false
}

// expand writes out a phrase with alternatives: "organis[é|ée|és]" is three.
func expand(dst []string, phrase string) []string {
	from := strings.IndexByte(phrase, '[')
	if from < 0 {
		return append(dst, phrase)
	}
	length := strings.IndexByte(phrase[from:], ']')
	if length < 0 {
		return append(dst, phrase)
	}
	for _, form := range strings.Split(phrase[from+1:from+length], "|") {
		dst = expand(dst, phrase[:from]+form+phrase[from+length+1:])
	}
	return dst
}

func (w *word) readAct() error {
	parts := strings.Fields(w.value)
	if len(parts) < 2 {
		return fmt.Errorf("an act's value is its kind and weight, not %q", w.value)
	}
	k := -1
	for i, name := range actKinds {
		if name == parts[0] {
			k = i
		}
	}
	v, err := strconv.Atoi(parts[1])
	if k < 0 || err != nil || v < 0 || v > 9 {
		return fmt.Errorf("no kind and weight of an act: %q", w.value)
	}
	w.kind, w.weight = uint8(k), int8(v)
	for _, f := range parts[2:] {
		switch f {
		case "noun":
			w.flags |= actNoun
		case "hold":
			w.flags |= actHold
		case "help":
			w.flags |= actHelp
		case "done":
			w.flags |= actDone
		default:
			return fmt.Errorf("no flag of an act: %q", f)
		}
	}
	return nil
}

// findHeads works out, for each actor, by which head words one may refer to it
// ("the Commission" to the African Union Commission).
func (l *language) findHeads(lex *lexicon.Lexicon) {
	folded := make([][]string, len(l.heads))
	for i, h := range l.heads {
		folded[i] = expand(nil, strings.ToLower(h))
		// A name of two nouns has no article on its head, the short form has one.
		if article := l.options["adjective"]; article != "" {
			for _, form := range folded[i] {
				if bare, ok := strings.CutPrefix(form, article); ok {
					folded[i] = append(folded[i], bare+" ")
				}
			}
		}
	}
	for _, a := range lex.Actors() {
		var bits uint64
		for _, n := range lex.Names(a.ID, l.tag) {
			if n.Sort == lexicon.Acronym {
				continue
			}
			core := strings.ToLower(n.Text)
			for _, link := range l.links {
				if i := strings.Index(core, link); i > 0 {
					core = core[:i]
				}
			}
			if l.options["short-form"] == "capital" {
				// The head follows adjectives only; nouns behind it are in the genitive.
				first := len(core) + 1
				var bit uint64
				for i, forms := range folded {
					for _, h := range forms {
						if at := strings.Index(" "+core+" ", " "+h+" "); at >= 0 && at < first {
							first, bit = at, 1<<i
						}
					}
				}
				bits |= bit
				continue
			}
			for i, forms := range folded {
				for _, h := range forms {
					if strings.HasSuffix(core, h) || strings.HasPrefix(core, h) {
						bits |= 1 << i
					}
				}
			}
		}
		if bits != 0 {
			l.actors[a.ID] = bits
		}
	}
}

// findHosts works out which parties the name of a joint meeting names: "ASEAN-UN
// Summit" is a meeting of ASEAN and of the UN (FORMAT, "Organizations").
func (l *language) findHosts(lex *lexicon.Lexicon) {
	l.hosts = map[string][]string{}
	var m lexicon.Matches
	for id, bits := range l.actors {
		if bits&l.events == 0 {
			continue
		}
		for _, n := range lex.Names(id, l.tag) {
			// Without its end, or its first word, it is not the name itself.
			_, last := utf8.DecodeLastRuneInString(n.Text)
			_, rest, _ := strings.Cut(n.Text, " ")
			var named []string
			for _, part := range []string{n.Text[:len(n.Text)-last], rest} {
				l.matcher.Scan(&m, part)
				for _, x := range m.Names {
					if t := l.target(x); t.Kind == lexicon.KindActor && t.ID != id {
						named = add(named, t.ID)
					}
				}
			}
			if len(named) == 2 && len(l.hosts[id]) == 0 {
				l.hosts[id] = named
			}
		}
	}
}

// languages holds what has been compiled, each on first use.
type languages struct {
	mu   sync.Mutex
	made map[string]*language
}

func (ls *languages) get(tag string, lex *lexicon.Lexicon) (*language, error) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l, ok := ls.made[tag]; ok {
		return l, nil
	}
	l, err := load(tag, lex)
	if err != nil {
		return nil, err
	}
	if ls.made == nil {
		ls.made = map[string]*language{}
	}
	ls.made[tag] = l
	return l, nil
}
