package sameness

import (
	"math"
	"strconv"
	"strings"
)

// Decision is what is made of two acts.
type Decision uint8

// The decisions.
const (
	Different Decision = iota // or nothing speaks for it
	Series                    // two of one series: all alike but which
	Renews                    // one instrument, made and later renewed
	Ask                       // likely the same: a person decides
	Same                      // surely the same
)

// String is the decision in one word.
func (d Decision) String() string {
	return [...]string{"different", "series", "renews", "ask", "same"}[d]
}

// Verdict on two acts.
type Verdict struct {
	Decision Decision
	Score    float64 // 0 to 1: how likely one act
	Reasons  []Reason
}

// Reason is what speaks for or against, and how much.
type Reason struct {
	Code   Code
	Value  string  // that the two share, or "this|that" where they differ; "" where the code says all
	Weight float64 // what it adds to the sum
}

// String is a reason as register.Same keeps it: "date=2021-06".
func (r Reason) String() string {
	if r.Value == "" {
		return r.Code.String()
	}
	return r.Code.String() + "=" + r.Value
}

// Code of a reason. Pages have its words in each language.
type Code uint8

// The codes.
const (
	SameParagraph Code = iota
	SameOrder
	OtherOrder
	OtherParagraph
	OneText
	SameParties
	OtherPartner
	OtherEntity
	OtherParties
	SameDate
	DateOverlaps
	DateWithin
	SameMonth
	SameYear
	DatesNear
	OtherDate
	GoesOn
	SamePlace
	PlaceWithin
	OtherPlace
	SameOrdinal
	OtherOrdinal
	SameKind
	AkinKind
	OtherKind
	SameTopic
	OtherTopic
	SameThemes
	OtherThemes
	SameFigures
	OtherFigures
	SameNames
	SameDocument
	OtherDocument
	SameInstrument
	OtherLevel
	OtherMode
	OnlyOneFollowsUp
	OnlyOneInMargins
	OnlyOneRenews
	OnlyOnePrepares
	OnlyOneSecond
	OnlyOneCloses
	codes
)

// weights is the table of the sum: a logarithm of odds. 3 makes it twenty times
// as likely that the two are one act. Each stands for what its code says when it
// holds in full; topics, parties and themes count by their share.
var weights = [codes]struct {
	name   string
	weight float64
	why    string
}{
	SameParagraph:    {"paragraph", 3.0, "one paragraph in two languages: the United Nations numbers paragraphs alike in all of them"},
	SameOrder:        {"order", 1.5, "and the same place among the acts of that paragraph; also where it tells only one in each"},
	OtherOrder:       {"other-order", -1.5, "another place among them: translations seldom turn sentences round"},
	OtherParagraph:   {"other-paragraph", -3.5, "two languages of one work, in different paragraphs"},
	OneText:          {"one-text", -3.5, "told apart in one text: who writes a report seldom tells one act twice"},
	SameParties:      {"parties", 3.2, "the parties agree; in part where one telling names more of them, or a body for its organization"},
	OtherPartner:     {"other-partner", -4.5, "different regional organizations: one course for two partners is two acts"},
	OtherEntity:      {"other-entity", -0.8, "different entities of the United Nations: of a joint act each may name itself alone"},
	OtherParties:     {"other-parties", -2.5, "no party in common"},
	SameDate:         {"date", 3.0, "the same days"},
	DateOverlaps:     {"date-overlaps", 1.4, "days that overlap"},
	DateWithin:       {"date-within", 1.6, "the days of one lie in the month of the other"},
	SameMonth:        {"month", 1.8, "the same month"},
	SameYear:         {"year", 0.6, "the same year or years, or one within them"},
	DatesNear:        {"date-near", -1.2, "days apart by three or less: a slip, or the day of travel"},
	OtherDate:        {"other-date", -5.0, "dates that cannot both hold"},
	GoesOn:           {"goes-on", 1.0, "both go on over years: the next report tells them again, with or without a date"},
	SamePlace:        {"place", 1.4, "the same place"},
	PlaceWithin:      {"place-within", 0.9, "a place in the other's country or region"},
	OtherPlace:       {"other-place", -3.6, "places that exclude each other: one workshop in two cities is two"},
	SameOrdinal:      {"ordinal", 1.8, "the same number in the series"},
	OtherOrdinal:     {"other-ordinal", -6.0, "another session of the series"},
	SameKind:         {"kind", 0.6, "the same kind"},
	AkinKind:         {"kind-akin", -0.2, "kinds that two entities may each give to one act"},
	OtherKind:        {"other-kind", -1.8, "kinds that do not go together"},
	SameTopic:        {"topic", 3.2, "the same subject, by words of one language or notions across two; by share"},
	OtherTopic:       {"other-topic", -3.8, "another subject; by share"},
	SameThemes:       {"themes", 0.9, "themes in common; by share"},
	OtherThemes:      {"other-themes", -1.2, "no theme in common; twice where nothing else says what the two are about"},
	SameFigures:      {"figures", 1.0, "figures agree; more for one that is seldom equal by chance"},
	OtherFigures:     {"other-figures", -1.0, "figures contradict: entities count differently, so not more"},
	SameNames:        {"names", 1.0, "acronyms or numbers in common beside those of the parties"},
	SameDocument:     {"document", 0.8, "a document in common"},
	OtherDocument:    {"other-document", -0.4, "other documents"},
	SameInstrument:   {"instrument", 1.2, "an instrument or mechanism in common"},
	OtherLevel:       {"other-level", -1.0, "a summit is no meeting of experts"},
	OtherMode:        {"other-mode", -1.5, "one online, the other in person"},
	OnlyOneFollowsUp: {"follow-up", -5.0, "only one says that it follows up"},
	OnlyOneInMargins: {"part", -5.5, "only one is in the margins of something: an act and its part"},
	OnlyOneRenews:    {"renewal", -5.0, "only one renews or extends"},
	OnlyOnePrepares:  {"preparation", -5.0, "only one prepares"},
	OnlyOneSecond:    {"second", -1.0, "only one is a second one"},
	OnlyOneCloses:    {"closing", -0.5, "only one closes"},
}

// String is the code's name, as it is kept and as pages find its words.
func (c Code) String() string { return weights[c].name }

// The bounds. Their sum is turned into a likeness by 1/(1+e^-sum).
const (
	// prior is what the sum starts from: of pairs that share a key of a block, few
	// hundred to one are not the same.
	prior = -6.0
	// sure joins: e^3.5 is thirty-three to one.
	sure = 3.5
	// likely asks.
	likely = 0.2
	// alike is how alike two must be beside date, ordinal and renewal to be called
	// two of a series or a renewal.
	alike = -1.5
)

// tally is what speaks for and against, without words.
type tally struct {
	w   [codes]float64
	has uint64 // by code
}

func (t *tally) add(c Code, share float64) {
	t.w[c] = weights[c].weight * share
	t.has |= 1 << c
}

func (t *tally) is(c Code) bool { return t.has&(1<<c) != 0 }

func (t *tally) sum() float64 {
	s := prior
	for i := range t.w {
		s += t.w[i]
	}
	return s
}

// Score is the likeness of two acts, from 0 to 1, and what is made of it. It
// allocates nothing, and is the same whichever is named first.
func Score(a, b *Act) (Decision, float64) {
	var t tally
	t.weigh(a, b)
	return t.decide(a, b)
}

// Compare is Score with its reasons, the weightiest first.
func Compare(a, b *Act) Verdict {
	var t tally
	t.weigh(a, b)
	d, s := t.decide(a, b)
	v := Verdict{Decision: d, Score: s}
	for c := range codes {
		if t.is(c) && t.w[c] != 0 {
			v.Reasons = append(v.Reasons, Reason{c, value(c, a, b), t.w[c]})
		}
	}
	sortReasons(v.Reasons)
	return v
}

func (t *tally) decide(a, b *Act) (Decision, float64) {
	sum := t.sum()
	score := 1 / (1 + math.Exp(-sum))
	// How alike the two are beside what tells two of a kind apart.
	beside := sum - t.w[OtherDate] - t.w[OtherOrdinal] - t.w[OtherPlace] - t.w[OnlyOneRenews]
	switch {
	case sum >= sure && !t.doubt():
		return Same, score
	case sum >= likely:
		return Ask, score
	case beside < alike || t.is(OtherKind) || t.is(OtherPartner) || t.is(OtherTopic) && !t.is(SameTopic):
	case a.kind == classAgreement && b.kind == classAgreement && (a.marks|b.marks)&markRenewal != 0 && (t.is(OnlyOneRenews) || t.is(OtherDate)):
		return Renews, score
	case t.is(OtherOrdinal), t.is(OtherDate) && t.is(SameTopic):
		return Series, score
	}
	return Different, score
}

// doubt is what a person must look at, however much speaks for one act.
func (t *tally) doubt() bool {
	const against = 1<<OtherDate | 1<<OtherOrdinal | 1<<OtherPlace | 1<<OtherPartner | 1<<OneText | 1<<OtherParagraph | 1<<OtherOrder |
		1<<OnlyOneFollowsUp | 1<<OnlyOneInMargins | 1<<OnlyOneRenews | 1<<OnlyOnePrepares | 1<<OtherKind | 1<<OtherFigures
	if t.has&against != 0 {
		return true
	}
	// Something must place it: the paragraph, the days, or the number in its series.
	const placed = 1<<SameParagraph | 1<<SameDate | 1<<SameMonth | 1<<DateWithin | 1<<DateOverlaps | 1<<SameOrdinal
	return t.has&placed == 0
}

func (t *tally) weigh(a, b *Act) {
	t.where(a, b)
	t.parties(a, b)
	t.dates(a, b)
	t.places(a, b)
	t.topics(a, b)
	t.rest(a, b)
}

// where compares the places where the two are told.
func (t *tally) where(a, b *Act) {
	paragraph, order, turned, elsewhere, together := false, false, false, false, false
	for i := range a.Tellings {
		x := &a.Tellings[i]
		for j := range b.Tellings {
			y := &b.Tellings[j]
			if x.Work != y.Work || x.Work == "" {
				continue
			}
			switch {
			case x.Language == y.Language:
				together = true
			case x.Place != y.Place || x.Place.Number == "":
				elsewhere = true
			default:
				paragraph = true
				if x.Of > 0 && y.Of > 0 {
					// From the front or from the back: a language may tell one act more.
					same := x.Nth == y.Nth || x.Of-x.Nth == y.Of-y.Nth
					order, turned = order || same, turned || !same
				}
			}
		}
	}
	switch {
	case paragraph:
		t.add(SameParagraph, 1)
		if order {
			t.add(SameOrder, 1)
		} else if turned {
			t.add(OtherOrder, 1)
		}
	case elsewhere:
		t.add(OtherParagraph, 1)
	}
	if together {
		t.add(OneText, 1)
	}
}

// match is how well an actor answers to another: itself 1, a body and its organization less.
func match(x, y *actor) float64 {
	switch {
	case x.id == y.id:
		return 1
	case x.whole == y.id || y.whole == x.id:
		return 0.8
	case x.whole == y.whole:
		return 0.5
	}
	return 0
}

func (t *tally) parties(a, b *Act) {
	if len(a.actors) == 0 || len(b.actors) == 0 {
		return
	}
	x, ux, px := cover(a, b)
	y, uy, py := cover(b, a)
	// By the better of the two and their mean: who tells more does not contradict.
	share := (max(x, y) + (x+y)/2) / 2
	if share > 0 {
		t.add(SameParties, share)
	} else {
		t.add(OtherParties, 1)
	}
	if px == otherOnly && py == otherOnly {
		t.add(OtherPartner, 1)
	}
	if ux == otherOnly && uy == otherOnly {
		t.add(OtherEntity, 1)
	}
}

// What an act has of one side, as the other act answers to it.
type answer uint8

const (
	nobody answer = iota
	otherOnly
	answered
)

// cover is the share of a's actors that b has too, and whether those of the
// United Nations and of partners are answered.
func cover(a, b *Act) (share float64, un, partner answer) {
	have, all := 0.0, 0.0
	for i := range a.actors {
		x := &a.actors[i]
		weight := 1.0
		switch x.side {
		case sideGeneral:
			weight = 0.25
		case sideState:
			weight = 0.6
		}
		best := 0.0
		for j := range b.actors {
			best = max(best, match(x, &b.actors[j]))
		}
		if x.side == sideGeneral && best == 0 && hasUN(b) {
			best = 0.5 // "the United Nations" for one of its entities
		}
		have, all = have+weight*best, all+weight
		switch x.side {
		case sideUN:
			un = step(un, best)
		case sidePartner:
			partner = step(partner, best)
		}
	}
	return have / all, un, partner
}

func step(s answer, best float64) answer {
	if best > 0 || s == answered {
		return answered
	}
	return otherOnly
}

func hasUN(a *Act) bool {
	for i := range a.actors {
		if a.actors[i].side == sideUN {
			return true
		}
	}
	return false
}

func (t *tally) dates(a, b *Act) {
	if a.ordinal != 0 && b.ordinal != 0 {
		if a.ordinal == b.ordinal {
			t.add(SameOrdinal, 1)
		} else {
			t.add(OtherOrdinal, 1)
		}
	}
	if a.span == noDate || b.span == noDate {
		if lasting(a) && lasting(b) && (a.span == noDate || a.span >= year) && (b.span == noDate || b.span >= year) {
			t.add(GoesOn, 1)
		}
		return
	}
	if a.first > b.last || b.first > a.last {
		gap := max(count(a.first)-count(b.last), count(b.first)-count(a.last))
		switch {
		case gap <= 3 && a.span == day && b.span == day:
			t.add(DatesNear, 1)
		case a.span >= year && b.span >= year && gap < 400 && lasting(a) && lasting(b):
			// "in 2021" in one report and "in 2022" in the next.
			t.add(GoesOn, 0.6)
		default:
			t.add(OtherDate, 1)
		}
		return
	}
	low, high := min(a.span, b.span), max(a.span, b.span)
	switch {
	case a.first == b.first && a.last == b.last:
		switch high {
		case day:
			t.add(SameDate, 1)
		case month:
			t.add(SameMonth, 1)
		default:
			t.add(SameYear, 1.5)
		}
	case high == day:
		t.add(DateOverlaps, 1)
	case high == month && low == day:
		t.add(DateWithin, 1)
	case high == month:
		t.add(SameMonth, 0.6)
	case high == year:
		t.add(SameYear, 1)
	default:
		t.add(SameYear, 0.5)
	}
}

// lasting acts go on over years.
func lasting(a *Act) bool {
	switch a.kind {
	case classSupport, classProgramme, classCoordination, classOperation:
		return true
	}
	return a.Activity.Modality == "ongoing"
}

func (t *tally) places(a, b *Act) {
	if len(a.places) == 0 || len(b.places) == 0 {
		return
	}
	same, within := 0, 0
	for i := range a.places {
		x := &a.places[i]
		for j := range b.places {
			y := &b.places[j]
			switch {
			case x.id == y.id:
				same++
			case holds(x, y) || holds(y, x):
				within++
			}
		}
	}
	n := float64(max(len(a.places), len(b.places)))
	switch {
	case same > 0:
		t.add(SamePlace, 0.5+0.5*min(1, float64(same)/n))
	case within > 0:
		t.add(PlaceWithin, 1)
	default:
		t.add(OtherPlace, 1)
	}
}

func holds(x, y *place) bool {
	return x.id == y.parents[0] || x.id == y.parents[1] || x.id == y.parents[2]
}

// topics compares what the two are about.
func (t *tally) topics(a, b *Act) {
	share, known := topicShare(a, b)
	if known {
		// even is where a share speaks neither for nor against.
		const even = 0.34
		if share >= even {
			t.add(SameTopic, (share-even)/(1-even))
		} else {
			t.add(OtherTopic, (even-share)/even)
		}
	}
	if len(a.themes) == 0 || len(b.themes) == 0 {
		return
	}
	switch n := shared(a.themes, b.themes); {
	case n > 0:
		t.add(SameThemes, likeness(n, len(a.themes), len(b.themes)))
		if len(a.texts.topics) == 0 || len(b.texts.topics) == 0 {
			t.w[OtherTopic] /= 2 // two words for one thing
		}
	case !known:
		t.add(OtherThemes, 2)
	case share < 0.7:
		t.add(OtherThemes, 1)
	}
}

// likeness of two sets of which n are shared: the mean of what the smaller one
// shares and Dice, since who tells more does not contradict.
func likeness(n, a, b int) float64 {
	return (float64(n)/float64(min(a, b)) + 2*float64(n)/float64(a+b)) / 2
}

// topicShare is how far two are about the same, by their titles or by all that is
// said of them, whichever is more; known is false where nothing can be compared.
func topicShare(a, b *Act) (share float64, known bool) {
	x, titles := a.titles.share(&b.titles)
	y, texts := a.texts.share(&b.texts)
	return max(x, y), titles || texts
}

func (a *said) share(b *said) (share float64, known bool) {
	byWords, both := 0.0, false
	if a.told&b.told != 0 {
		for i := range a.stems {
			x, y := a.stems[i], b.stems[i]
			// Where one says a single word, only that the other says it too tells anything.
			if n := min(len(x), len(y)); n >= 2 || n == 1 && shared(x, y) == 1 {
				byWords, both = max(byWords, likeness(shared(x, y), len(x), len(y))), true
			}
		}
	}
	if len(a.topics) == 0 || len(b.topics) == 0 {
		return byWords, both
	}
	byNotions := likeness(shared(a.topics, b.topics), len(a.topics), len(b.topics))
	if !both {
		return byNotions, true
	}
	return (byWords + byNotions) / 2, true
}

func (t *tally) rest(a, b *Act) {
	if a.kind != classNone && b.kind != classNone {
		switch {
		case a.kind == b.kind:
			t.add(SameKind, 1)
		case areAkin(a.kind, b.kind):
			t.add(AkinKind, 1)
		default:
			t.add(OtherKind, 1)
		}
	}
	equal, unlike := 0.0, 0
	for i, j := 0, 0; i < len(a.figures) && j < len(b.figures); {
		x, y := &a.figures[i], &b.figures[j]
		switch {
		case x.measure < y.measure:
			i++
		case x.measure > y.measure:
			j++
		default:
			switch {
			case x.value != y.value:
				unlike++
			case x.large:
				equal += 1.5
			default:
				equal++
			}
			i++
			j++
		}
	}
	if equal > 0 {
		t.add(SameFigures, min(equal, 2))
	}
	if unlike > 0 {
		t.add(OtherFigures, min(float64(unlike), 2))
	}
	if n := shared(a.signs, b.signs); n > 0 {
		t.add(SameNames, min(float64(n), 2))
	}
	if len(a.docs) > 0 && len(b.docs) > 0 {
		if shared(a.docs, b.docs) > 0 {
			t.add(SameDocument, 1)
		} else {
			t.add(OtherDocument, 1)
		}
	}
	if shared(a.frames, b.frames) > 0 {
		t.add(SameInstrument, 1)
	}
	x, y := a.Activity, b.Activity
	if x.Level != "" && y.Level != "" && x.Level != y.Level {
		t.add(OtherLevel, 1)
	}
	if x.Mode != "" && y.Mode != "" && x.Mode != y.Mode {
		t.add(OtherMode, 1)
	}
	if x := a.marks ^ b.marks; x != 0 {
		for _, m := range marked {
			if x&m.mark != 0 {
				t.add(m.code, 1)
			}
		}
	}
}

var marked = [...]struct {
	mark mark
	code Code
}{{markFollowUp, OnlyOneFollowsUp}, {markMargins, OnlyOneInMargins}, {markRenewal, OnlyOneRenews},
	{markPreparation, OnlyOnePrepares}, {markSecond, OnlyOneSecond}, {markClosing, OnlyOneCloses}}

func sortReasons(list []Reason) {
	for i := 1; i < len(list); i++ {
		for j := i; j > 0 && math.Abs(list[j].Weight) > math.Abs(list[j-1].Weight); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}

// value is what a reason shows: what the two share, or "this|that".
func value(c Code, a, b *Act) string {
	x, y := a.Activity, b.Activity
	pair := func(p, q string) string { return p + "|" + q }
	join := func(list []string) string { return strings.Join(list, ",") }
	switch c {
	case SameParagraph:
		for i := range a.Tellings {
			for j := range b.Tellings {
				if p, q := &a.Tellings[i], &b.Tellings[j]; p.Work == q.Work && p.Place == q.Place {
					return p.Place.Number
				}
			}
		}
	case SameParties:
		var list []string
		for i := range a.actors {
			for j := range b.actors {
				if match(&a.actors[i], &b.actors[j]) > 0 {
					list = append(list, x.Parties[a.actors[i].place].Actor)
					break
				}
			}
		}
		return join(list)
	case OtherPartner, OtherEntity, OtherParties:
		side := map[Code]uint8{OtherPartner: sidePartner, OtherEntity: sideUN}[c]
		names := func(z *Act) (list []string) {
			for i := range z.actors {
				if c == OtherParties || z.actors[i].side == side {
					list = append(list, z.Activity.Parties[z.actors[i].place].Actor)
				}
			}
			return list
		}
		return pair(join(names(a)), join(names(b)))
	case SameDate, SameMonth:
		return x.Date
	case DateOverlaps, DateWithin, SameYear, DatesNear, OtherDate:
		return pair(x.Date, y.Date)
	case SamePlace:
		var list []string
		for _, p := range x.Places {
			for _, q := range y.Places {
				if p == q {
					list = append(list, p)
				}
			}
		}
		return join(list)
	case PlaceWithin, OtherPlace:
		return pair(join(x.Places), join(y.Places))
	case SameOrdinal:
		return x.Series
	case OtherOrdinal:
		return pair(x.Series, y.Series)
	case SameKind:
		return x.Kind
	case AkinKind, OtherKind:
		return pair(x.Kind, y.Kind)
	case SameTopic:
		share, _ := topicShare(a, b)
		return strconv.Itoa(int(share*100+0.5)) + "%"
	case SameThemes:
		var list []string
		for _, p := range x.Themes {
			for _, q := range y.Themes {
				if p == q {
					list = append(list, p)
				}
			}
		}
		return join(list)
	case OtherThemes:
		return pair(join(x.Themes), join(y.Themes))
	case SameFigures, OtherFigures:
		return pair(join(x.Figures), join(y.Figures))
	case OtherLevel:
		return pair(x.Level, y.Level)
	case OtherMode:
		return pair(x.Mode, y.Mode)
	case SameDocument:
		for _, p := range x.Documents {
			for _, q := range y.Documents {
				if p == q {
					return p
				}
			}
		}
	}
	return ""
}
