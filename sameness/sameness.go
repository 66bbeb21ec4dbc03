// Package sameness answers one question: do two records tell the same act?
// Several entities report one event, two languages tell one paragraph, the
// reports of two years tell one programme. It finds possible pairs without
// comparing all (Keys), scores a pair by a sum that can be read (Compare), and
// chooses what to join and what to ask, one to one (Find).
//
// It changes no record: package desk does. It asks nobody and keeps nothing.
package sameness

import (
	"slices"
	"strings"

	"concord/edtf"
	"concord/lexicon"
	"concord/register"
)

// Act is an activity as it is compared: its values and where it is told. It is
// made by New and not changed after.
type Act struct {
	ID       string
	Sample   bool // of a sample: compared with samples only
	Activity *register.Activity
	Tellings []Telling

	kind     kindClass
	actors   []actor
	places   []place
	first    int // days, 20210602; 0 without a date
	last     int
	span     span
	titles   said // of the titles
	texts    said // of titles and quotes
	signs    []uint64
	marks    mark
	figures  []figure // by measure
	themes   []uint64 // sorted
	docs     []uint64
	frames   []uint64 // instruments and mechanisms
	ordinal  uint64   // of the series; 0 none
	hasWhole bool     // an actor of it is a partner or of one
}

// Telling is a place where an act is told.
type Telling struct {
	Work     string
	Place    register.Place
	Language string
	Quote    string
	From     int // of the quote, in the text of the paragraph
	// Nth and Of: the act is the Nth, from 1, of the acts that the paragraph tells
	// in that language. Of 0 where it is not known.
	Nth, Of int
}

// said is what titles or quotes are about.
type said struct {
	topics []uint16
	stems  [other + 1][]uint64 // by language
	told   uint8               // languages that say anything, by bits
}

// span is how exactly a date says when.
type span uint8

const (
	noDate   span = iota
	day           // to some days
	month         // within a month or a little more
	year          // within a year
	longer        // years, or open
	dayRange = 16 // days that an act may last and still be told to the day
)

type actor struct {
	id    uint64
	whole uint64 // the partner or UN entity that it belongs to; itself
	side  uint8
	place uint8 // in Activity.Parties
}

const (
	sideOther uint8 = iota // not known, related, …
	sideUN
	sidePartner
	sideState
	sideGeneral // the United Nations as such: says little, every act has it
)

type place struct {
	id      uint64
	parents [3]uint64 // what holds it, the nearest first
}

type figure struct {
	measure uint64
	value   uint64
	large   bool // of two digits or more and not round: seldom equal by chance
}

// kindClass groups kinds that two tellings of one act are apt to confuse.
type kindClass uint8

const (
	classNone kindClass = iota
	classMeeting
	classTraining
	classVisit
	classAgreement
	classSupport
	classPublication
	classProgramme
	classCoordination
	classOperation
	classStatement
	classOutreach
)

var kindClasses = map[string]kindClass{"meeting": classMeeting, "training": classTraining, "visit": classVisit, "agreement": classAgreement,
	"support": classSupport, "publication": classPublication, "programme": classProgramme, "coordination": classCoordination,
	"operation": classOperation, "statement": classStatement, "outreach": classOutreach}

// akin are pairs of kinds of which two entities may each take one for the same act.
var akin = [][2]kindClass{
	{classMeeting, classTraining}, // a seminar
	{classMeeting, classCoordination},
	{classMeeting, classVisit},
	{classMeeting, classOutreach}, // an exhibition, a side event
	{classMeeting, classStatement},
	{classSupport, classTraining},
	{classSupport, classProgramme},
	{classSupport, classCoordination},
	{classSupport, classPublication}, // helping to write a handbook
	{classSupport, classOperation},
	{classProgramme, classCoordination},
	{classProgramme, classTraining},
	{classProgramme, classOutreach}, // a campaign
	{classProgramme, classOperation},
	{classAgreement, classMeeting},
	{classAgreement, classCoordination},
	{classAgreement, classProgramme},
}

func areAkin(a, b kindClass) bool {
	return slices.Contains(akin, [2]kindClass{a, b}) || slices.Contains(akin, [2]kindClass{b, a})
}

// Of makes the act of a record of kind activity. Nth and Of of its tellings are
// not known to it.
func Of(rec *register.Record, tellings []register.Telling) (*Act, error) {
	a, err := rec.Activity()
	if err != nil {
		return nil, err
	}
	x := New(rec.ID, &a, told(tellings))
	x.Sample = rec.Origin == register.Sample
	return x, nil
}

// told are the tellings of the newest versions.
func told(tellings []register.Telling) []Telling {
	list := make([]Telling, 0, len(tellings))
	for i := range tellings {
		if e := &tellings[i].Evidence; !tellings[i].Dropped {
			list = append(list, Telling{Work: e.Work, Place: e.Place, Language: e.Language, Quote: e.Quote, From: e.From})
		}
	}
	return list
}

// New makes an act of its values and tellings.
func New(id string, a *register.Activity, tellings []Telling) *Act {
	x := &Act{ID: id, Activity: a, Tellings: tellings, kind: kindClasses[a.Kind]}
	lex, _ := lexicon.Load() // without names every actor is its own whole
	var as []string
	for i := range a.Parties {
		p := &a.Parties[i]
		if p.As != "" {
			as = append(as, p.As)
		}
		y := actor{id: hash("o", p.Actor), place: uint8(min(i, 255))}
		y.whole = y.id
		switch {
		case p.State:
			y.side = sideState
		case p.Actor == lexicon.UN, p.Actor == "UN-SECRETARIAT":
			y.side = sideGeneral
		case lex != nil:
			if e, ok := lex.Actor(p.Actor); ok {
				switch {
				case e.Partner != "":
					y.side, y.whole = sidePartner, hash("o", e.Partner)
				case e.Type == "un":
					y.side = sideUN
					if e.Parent != "" && e.Parent != lexicon.UN && e.Parent != "UN-SECRETARIAT" {
						y.whole = hash("o", e.Parent)
					}
				}
			}
		}
		x.hasWhole = x.hasWhole || y.side == sidePartner
		if !slices.ContainsFunc(x.actors, func(z actor) bool { return z.id == y.id }) && len(x.actors) < 64 {
			x.actors = append(x.actors, y)
		}
	}
	for _, s := range a.Places {
		y := place{id: hash("l", s)}
		if lex != nil {
			up := s
			for k := range y.parents {
				e, ok := lex.Place(up)
				if !ok || e.Parent == "" {
					break
				}
				up = e.Parent
				y.parents[k] = hash("l", up)
			}
		}
		if len(x.places) < 64 {
			x.places = append(x.places, y)
		}
	}
	x.setDate(a.Date)
	x.setTexts(a, tellings, as)
	for _, f := range a.Figures {
		what, n, _ := strings.Cut(f, "=")
		round := len(n) < 2 || strings.HasSuffix(n, "0")
		x.figures = append(x.figures, figure{hash("f", what), hash("n", n), !round})
	}
	slices.SortFunc(x.figures, func(a, b figure) int { return cmpUint(a.measure, b.measure) })
	x.themes = hashes(nil, "h", a.Themes)
	x.docs = hashes(nil, "d", a.Documents)
	x.frames = hashes(hashes(nil, "i", folded(a.Instruments)), "m", a.Mechanisms)
	if a.Series != "" {
		x.ordinal = hash("s", a.Series)
	}
	return x
}

func cmpUint(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func folded(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.Trim(flat(s), "《》«»“”\"' ")
	}
	return out
}

func hashes(dst []uint64, sort string, list []string) []uint64 {
	for _, s := range list {
		dst = append(dst, hash(sort, s))
	}
	slices.Sort(dst)
	return slices.Compact(dst)
}

func (x *Act) setDate(date string) {
	d, err := edtf.Parse(date)
	if date == "" || err != nil {
		return
	}
	a, b := d.Bounds()
	const open = 9999_99_99
	x.first, x.last = 1, open
	if !a.IsZero() {
		x.first = int(a.Year)*1_00_00 + int(a.Month)*1_00 + int(a.Day)
	}
	if !b.IsZero() {
		x.last = int(b.Year)*1_00_00 + int(b.Month)*1_00 + int(b.Day)
	}
	switch n := count(x.last) - count(x.first); {
	case x.first == 1 || x.last == open || n > 366:
		x.span = longer
	case n > 62:
		x.span = year
	case n > dayRange:
		x.span = month
	default:
		x.span = day
	}
}

// count numbers the days: near enough to tell how far two are apart.
func count(day int) int {
	y, m, d := day/1_00_00, day/1_00%100, day%100
	if m < 1 || m > 12 {
		m = 1
	}
	return y*365 + y/4 + before[m-1] + d
}

var before = [12]int{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}

func (x *Act) setTexts(a *register.Activity, tellings []Telling, as []string) {
	var by [other + 1]text
	var names [other][]string // of the parties as written, and of the places in the language
	without := func(lang int) []string {
		if lang == other {
			return as
		}
		if names[lang] == nil {
			names[lang] = append(placeNames(a.Places, languages[lang]), as...)
		}
		return names[lang]
	}
	for lang, s := range a.Title {
		at := languageAt(lang)
		by[at].read(at, s, without(at))
	}
	titles := collect(&by, &x.titles)
	for i := range tellings {
		at := languageAt(tellings[i].Language)
		by[at].read(at, tellings[i].Quote, without(at))
	}
	all := collect(&by, &x.texts)
	x.signs, x.marks = all.signs, titles.marks|all.marks
	// The acronyms of the parties are told by the parties.
	x.signs = slices.DeleteFunc(x.signs, func(s uint64) bool {
		for i := range a.Parties {
			if hash("a", a.Parties[i].Actor) == s {
				return true
			}
		}
		return false
	})
}

// placeNames are the names of places in a language: where an act was is told by
// its places, not by what it is about.
func placeNames(places []string, lang string) (list []string) {
	lex, err := lexicon.Load()
	if err != nil {
		return nil
	}
	for _, p := range places {
		for _, n := range lex.Names(p, lang) {
			if n.Sort != lexicon.Not {
				list = append(list, n.Text)
			}
		}
	}
	return list
}

// collect sorts what was read by language, and puts together what is alike in all.
func collect(by *[other + 1]text, into *said) text {
	var all text
	for i := range by {
		by[i].close()
		into.stems[i] = slices.Clone(by[i].stems)
		if len(by[i].stems) > 0 {
			into.told |= 1 << i
		}
		all.topics = append(all.topics, by[i].topics...)
		all.signs = append(all.signs, by[i].signs...)
		all.marks |= by[i].marks
	}
	all.close()
	into.topics = all.topics
	return all
}
