package reading

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/document"
	"concord/reading/pattern"
)

// segment is a stretch of a sentence between commas or semicolons.
type segment struct {
	from, to   int
	sep        class // what parts it from the one before: comma, semicolon; 0 for the first
	aimFrom    int   // where aim or explanation begins; to when nowhere
	isAim      bool  // what begins at aimFrom is an aim, not an explanation
	goesOn     bool  // it goes on over the pieces behind it
	introduces bool  // it is an adverbial before the act
	dateAt     int   // position of the first date, -1 for none
	firstWord  int   // index in scan.words
	endWord    int
	weight     float64
	kind       int
	hasVerb    bool
	hasDate    bool
	actorAt    int // position of the first actor, -1 for none
	startWord  *word
}

// Weight that an act needs to be told at all, and for one in the observations or in
// a budget, which mostly tell what should be.
const (
	leastWeight       = 3.0
	observationWeight = 6.0
	splitWeight       = 3.8
	shortest          = 36 // bytes of a quote that stands without its aim
)

// acts finds the acts of cooperation, sentence by sentence.
func (s *scan) acts(out *Paragraph) {
	if s.section == "introduction" {
		return
	}
	out.Activities = s.told[:0]
	for _, sent := range s.sents {
		s.segments(sent)
		if len(s.segs) == 0 {
			continue
		}
		first := 0
		var date Value // of the sentence, carried to its later acts
		for i := 1; i <= len(s.segs); i++ {
			if i < len(s.segs) && !s.splits(first, i) {
				continue
			}
			s.act(out, first, i, first > 0, &date)
			first = i
		}
	}
	s.told = out.Activities
	out.Activities = slices.Clone(out.Activities)
}

// segments cuts a sentence and weighs each piece.
func (s *scan) segments(sent Span) {
	s.segs = s.segs[:0]
	seg := segment{from: sent.From, actorAt: -1}
	i := s.wordsFrom(sent.From)
	seg.firstWord = i
	for ; i < len(s.words) && s.words[i].from < sent.To; i++ {
		t := s.words[i]
		if (t.w.class == comma || t.w.class == semicolon) && !inside(s.parens, t.from, t.to) {
			s.closeSegment(seg, t.from, i)
			seg = segment{from: t.to, sep: t.w.class, actorAt: -1, firstWord: i + 1}
		}
	}
	s.closeSegment(seg, sent.To, i)
	// Only the first pieces introduce; one without party and action does so by itself.
	// What would explain explains nothing where nothing has been told yet.
	// The last that is no aim and no explanation holds the main clause: it introduces
	// nothing.
	main := len(s.segs) - 1
	for main > 0 && s.segs[main].aimFrom == s.segs[main].from {
		main--
	}
	leads := true
	for i := range s.segs {
		g := &s.segs[i]
		if i == main && g.aimFrom > g.from {
			leads = false
		}
		if leads && g.aimFrom == g.from && !g.isAim {
			g.aimFrom, g.goesOn = g.to, false
		}
		g.introduces = leads && (g.introduces || g.actorAt < 0 && !s.tellsAct(g) && i+1 < len(s.segs))
		leads = g.introduces
	}
	// An aim goes on over the pieces behind it that bring neither party nor date.
	for i := 1; i < len(s.segs); i++ {
		p, g := &s.segs[i-1], &s.segs[i]
		if p.goesOn && p.aimFrom > s.segs[0].from && g.sep == comma && g.actorAt < 0 && !g.hasDate && !s.newVerb(g) {
			g.aimFrom, g.isAim, g.goesOn = g.from, p.isAim, true
		}
	}
	for i := range s.segs {
		g := &s.segs[i]
		g.kind, g.weight, g.hasVerb = s.weigh(g.firstWord, g.endWord, i, i+1)
	}
}

func (s *scan) tellsAct(g *segment) bool {
	for _, t := range s.words[g.firstWord:g.endWord] {
		if t.w.class == act && t.w.weight >= 3 {
			return true
		}
	}
	return false
}

// newVerb tells whether a piece begins a further act of its own: a splitter and a
// verb that holds an event or has reached its outcome.
func (s *scan) newVerb(g *segment) bool {
	if g.startWord == nil || g.startWord.class != splitter {
		return false
	}
	for _, t := range s.words[g.firstWord:g.endWord] {
		if t.w.class == act && t.w.flags&(actHold|actDone) != 0 {
			return true
		}
	}
	return false
}

func (s *scan) closeSegment(g segment, to, endWord int) {
	for g.from < to && s.text[g.from] == ' ' {
		g.from++
	}
	if g.from >= to {
		return
	}
	g.to, g.aimFrom, g.endWord, g.dateAt = to, to, endWord, -1
	for _, t := range s.words[g.firstWord:endWord] {
		switch t.w.class {
		case purpose:
			if t.from < g.aimFrom {
				g.aimFrom, g.isAim, g.goesOn = t.from, true, true
			}
		case opener:
			if t.from == g.from && endWord < len(s.words) && s.words[endWord].w.class == comma {
				g.introduces = true
			}
		case splitter, pronoun:
			if t.from == g.from && g.startWord == nil {
				g.startWord = t.w
			}
		case act:
			if t.from == g.from && g.startWord == nil {
				g.startWord = t.w
			}
		}
	}
	// Words of aim and explanation, which may hold the comma before them.
	for i := max(0, g.firstWord-4); i < endWord && s.words[i].from <= g.from; i++ {
		t := s.words[i]
		if t.w.class != purpose && t.w.class != elaboration || t.to < g.from || t.from < g.from && t.to > g.from+24 {
			continue
		}
		g.aimFrom = g.from
		g.isAim = t.w.class == purpose
		g.goesOn = g.isAim || t.w.value == "on"
	}
	for _, a := range s.actors[s.actorsFrom(g.from):] {
		if a.from >= g.to {
			break
		}
		if a.to <= g.to {
			g.actorAt = a.from
			break
		}
	}
	for i := s.hitsFrom(g.from); i < len(s.hits) && s.hits[i].From < g.to; i++ {
		h := &s.hits[i]
		if h.Kind == pattern.Date && !s.labels[i] && h.From >= g.from && h.To <= g.to && h.From < g.aimFrom {
			if !g.hasDate {
				g.dateAt = h.From
			}
			g.hasDate = true
		}
	}
	s.segs = append(s.segs, g)
}

// splits tells whether piece i begins a new act, pieces first to i-1 being one.
func (s *scan) splits(first, i int) bool {
	g := &s.segs[i]
	if g.aimFrom == g.from || g.weight < splitWeight || !g.hasVerb {
		return false
	}
	kind, weight, verb := s.weigh(s.segs[first].firstWord, s.segs[i-1].endWord, first, i)
	if weight < splitWeight || !verb {
		return false
	}
	if g.sep == semicolon {
		return true
	}
	if s.allIntroduce(first, i) {
		return false
	}
	if s.lang.options["comma-splits"] != "yes" {
		return false
	}
	if s.subjectFirst(g) {
		return true
	}
	if g.dateAt >= 0 && g.dateAt <= g.from+3 && !s.dated(first, i) {
		return true
	}
	if g.startWord == nil || actKinds[kind] == "coordination" && g.startWord.class == act {
		return false
	}
	switch g.startWord.class {
	case splitter, pronoun:
		return g.hasDate || s.newVerb(g)
	case act:
		return g.startWord.flags&(actHold|actDone|actHelp) != 0 && kind != g.kind
	}
	return false
}

// allIntroduce: the pieces are only the adverbial that the act begins with ("At the
// forum, …").
func (s *scan) allIntroduce(first, end int) bool {
	for i := first; i < end; i++ {
		if !s.segs[i].introduces {
			return false
		}
	}
	return true
}

func (s *scan) dated(first, end int) bool {
	for i := first; i < end; i++ {
		if s.segs[i].hasDate {
			return true
		}
	}
	return false
}

// subjectFirst: the piece begins with a party, followed by its verb.
func (s *scan) subjectFirst(g *segment) bool {
	if g.actorAt != g.from {
		return false
	}
	for _, t := range s.words[g.firstWord:g.endWord] {
		if t.w.class == act && t.w.flags&actNoun == 0 && t.from < g.aimFrom {
			return true
		}
	}
	return false
}

// weigh finds the kind of act that the words tell, and how surely.
func (s *scan) weigh(firstWord, endWord, firstSeg, endSeg int) (kind int, weight float64, verb bool) {
	var score [16]float64
	hold, help, done := -1, -1, -1
	for _, t := range s.words[firstWord:endWord] {
		if t.w.class != act || s.isAim(t.from, firstSeg, endSeg) {
			continue
		}
		if t.w.flags&actHold != 0 && hold < 0 {
			hold = t.from
		}
		if t.w.flags&actDone != 0 && done < 0 {
			done = t.from
		}
		if t.w.flags&actHelp != 0 && help < 0 && !s.isInfinitive(t) {
			help = t.from
		}
	}
	for _, t := range s.words[firstWord:endWord] {
		if t.w.class != act || t.w.weight == 0 {
			continue
		}
		w := float64(t.w.weight)
		if s.isAim(t.from, firstSeg, endSeg) {
			w *= 0.2
		} else {
			if !s.opened && s.isInfinitive(t) {
				w *= 0.4
			}
			if s.introduces(t.from, firstSeg, endSeg) {
				if t.w.kind == statementKind {
					w += 0.5 // "In a joint statement, …": what follows is what it states
				} else {
					w *= 0.5
				}
			}
			if t.w.flags&actNoun != 0 {
				switch event := t.w.kind == meetingKind || t.w.kind == trainingKind; {
				case hold >= 0, !event && done >= 0, t.w.kind == meetingKind && s.isHelped(t, help):
					w += 0.5
				default:
					w *= 0.5
				}
			} else {
				verb = true
			}
			if help >= 0 && t.from > help && t.w.flags&(actDone|actHelp) == 0 && actKinds[t.w.kind] != "support" &&
				!(t.w.flags&actNoun != 0 && (hold >= 0 || t.w.kind == meetingKind)) {
				w *= 0.5
			}
		}
		k := t.w.kind
		score[k] = max(score[k], w) + 0.1*min(w, score[k])
	}
	// A title may be that of what is issued: "launched the Handbook of …".
	if done >= 0 && s.issues(firstSeg, endSeg) {
		score[publicationKind] = max(score[publicationKind], 7.5)
	}
	// A name may be that of an event: who holds or joins a forum, meets.
	if hold >= 0 {
		for _, a := range s.actors[s.actorsFrom(s.segs[firstSeg].from):] {
			if a.from >= s.segs[endSeg-1].to {
				break
			}
			if a.heads&s.lang.events != 0 && !s.isAim(a.from, firstSeg, endSeg) {
				score[0] = max(score[0], 6)
			}
		}
	}
	for k, v := range score {
		if v > weight {
			kind, weight = k, v
		}
	}
	return kind, weight, verb
}

// introduces: the position is in a piece before the act.
func (s *scan) introduces(at, firstSeg, endSeg int) bool {
	for i := firstSeg; i < endSeg; i++ {
		if g := &s.segs[i]; at >= g.from && at < g.to {
			return g.introduces && !s.allIntroduce(firstSeg, endSeg)
		}
	}
	return false
}

func (s *scan) isAim(at, firstSeg, endSeg int) bool {
	for i := firstSeg; i < endSeg; i++ {
		g := &s.segs[i]
		if at >= g.from && at < g.to {
			return at >= g.aimFrom
		}
	}
	return false
}

// isHelped: the event is what the verb of help is directed at, with no other verb
// between.
func (s *scan) isHelped(t token, help int) bool {
	if help < 0 || t.from < help || t.from-help > 70 {
		return false
	}
	for _, p := range s.words[s.wordsFrom(help+1):] {
		if p.from >= t.from {
			return true
		}
		if p.w.class == act && p.from > help && p.w.flags&(actNoun|actHelp) == 0 {
			return false
		}
	}
	return true
}

// issues: a title told outside aims holds the word of a publication.
func (s *scan) issues(firstSeg, endSeg int) bool {
	for i := sort.Search(len(s.titles), func(i int) bool { return s.titles[i].From >= s.segs[firstSeg].from }); i < len(s.titles); i++ {
		t := s.titles[i]
		if t.To > s.segs[endSeg-1].to {
			return false
		}
		if s.isAim(t.From, firstSeg, endSeg) {
			continue
		}
		words := s.matches.Words
		for j := sort.Search(len(words), func(j int) bool { return int(words[j].From) >= t.From }); j < len(words) && int(words[j].To) <= t.To; j++ {
			if w := s.lang.word(words[j]); w.class == act && w.kind == publicationKind && w.flags&actNoun != 0 {
				return true
			}
		}
	}
	return false
}

// isInfinitive: a verb right after the word that makes it an aim ("to support").
func (s *scan) isInfinitive(t token) bool {
	for _, p := range s.words[s.wordsFrom(t.from-24):] {
		if p.from >= t.from {
			return false
		}
		if p.w.class == infinitive && (p.to == t.from || p.to == t.from-1) {
			return true
		}
	}
	return false
}

// act makes the activity of pieces first to end-1, where they tell one.
func (s *scan) act(out *Paragraph, first, end int, continued bool, date *Value) {
	from, to := s.segs[first].from, s.segs[end-1].to
	fw, ew := s.segs[first].firstWord, s.segs[end-1].endWord
	kind, weight, verb := s.weigh(fw, ew, first, end)
	least := leastWeight
	if s.section == "observations" || s.doc.kind == document.KindBudget {
		least = observationWeight
	}
	if weight < leastWeight {
		// The verb may stand behind an explanation, or only in the aim.
		kept := s.openAims(first, end)
		kind, weight, verb = s.weigh(fw, ew, first, end)
		s.closeAims(first, kept)
	}
	if weight < least || !verb && weight < 4 {
		return
	}
	for _, t := range s.words[fw:ew] {
		if t.w.class == background && (weight < 7 || s.section == "observations") && !s.isAim(t.from, first, end) {
			return
		}
	}
	parties, subject := s.parties(first, end, continued)
	if len(parties) == 0 || s.belongsToVisit(out, parties, first, end, kind) {
		return
	}
	if s.onlyIntroduced(parties, first, end) {
		return
	}
	if !s.cooperates(parties, out, from, to, kind) {
		return
	}
	a := Activity{Span: s.quote(first, end)}
	a.Kind = Value{Value: actKinds[kind], Rule: "act"}
	for _, t := range s.words[fw:ew] {
		if t.w.class == act && int(t.w.kind) == kind && a.Kind.To == 0 && !s.isAim(t.from, first, end) {
			a.Kind.Span = Span{t.from, t.to}
		}
	}
	s.manner(&a, fw, ew, first, end)
	s.when(&a, first, end, date, continued)
	s.roles(&a, parties, subject, fw, ew, kind, out)
	for _, m := range mentionsIn(out, a.From, a.To) {
		if m.To > a.To {
			continue
		}
		switch m.Kind {
		case Place:
			a.Places = append(a.Places, m.Value)
		case Instrument:
			a.Instruments = append(a.Instruments, m.Value)
		case Symbol:
			a.Documents = append(a.Documents, m.Value)
		case SDG:
			a.SDGs = append(a.SDGs, m.Value)
		case Figure:
			a.Figures = append(a.Figures, m.Value)
		}
	}
	a.Themes = s.themes(a.From, a.To)
	a.Title = s.title(&a, first, end)
	out.Activities = append(out.Activities, a)
	s.last = append(s.last[:0], parties...)
}

// onlyIntroduced: everybody is named in the adverbial before what is told.
func (s *scan) onlyIntroduced(parties []actor, first, end int) bool {
	if s.lang.options["drops-subject"] == "yes" {
		return false
	}
	for _, a := range parties {
		if a.inferred || !s.introduces(a.from, first, end) {
			return false
		}
	}
	return !s.allIntroduce(first, end)
}

// belongsToVisit: whom a visitor met and what was said there is part of the visit
// told just before, unless it has its own date or another organization, or goes on
// ("maintained his engagement").
func (s *scan) belongsToVisit(out *Paragraph, parties []actor, first, end, kind int) bool {
	if len(out.Activities) == 0 || len(parties) > 1 || s.dated(first, end) || actKinds[kind] == "visit" || actKinds[kind] == "coordination" {
		return false
	}
	a := &out.Activities[len(out.Activities)-1]
	return a.Kind.Value == "visit" && len(a.Parties) > 0 && a.Parties[0].Value.Value == parties[0].id
}

// openAims takes the pieces' aims for told, and gives what they were.
func (s *scan) openAims(first, end int) []int {
	var kept []int
	s.opened = true
	for i := first; i < end; i++ {
		kept = append(kept, s.segs[i].aimFrom)
		s.segs[i].aimFrom = s.segs[i].to
	}
	return kept
}

func (s *scan) closeAims(first int, kept []int) {
	s.opened = false
	for i, at := range kept {
		s.segs[first+i].aimFrom = at
	}
}

// quote is the stretch that reports the act: its pieces, without an aim or
// explanation at their end that is longer than what is told.
func (s *scan) quote(first, end int) Span {
	from, to := s.segs[first].from, s.segs[end-1].to
	core := to
	for i := end - 1; i >= first; i-- {
		g := &s.segs[i]
		core = g.aimFrom
		if g.aimFrom > g.from {
			break
		}
	}
	// Aims are mostly quoted with the act; explanations only where they are short.
	most := s.lang.tail * (core - from)
	for i := first; i < end; i++ {
		if g := &s.segs[i]; g.aimFrom == core && g.isAim || g.from > core && g.aimFrom == g.from && g.isAim && g.from-core < 8 {
			most = max(most, 2*(core-from))
		}
	}
	if core > from+shortest && to-core > most {
		to = core
	}
	lead := from
	for i := first; i < end && s.segs[i].introduces && !s.allIntroduce(first, end); i++ {
		if i+1 < end {
			lead = s.segs[i+1].from
		}
	}
	if lead > from && lead < to && lead-from > 2*(to-lead) {
		from = lead
	}
	return s.trim(from, to)
}

func (s *scan) trim(from, to int) Span {
	for to > from {
		r, n := utf8.DecodeLastRuneInString(s.text[from:to])
		if unicode.IsSpace(r) || r == '.' || r == '。' || r == '；' || r == ';' || r == ',' || r == '，' || r == '؛' || r == '،' {
			to -= n
			continue
		}
		break
	}
	return Span{from, to}
}

// parties are the organizations that take part: those named in the act outside
// its aim, those that pronouns stand for, and the subject carried on.
func (s *scan) parties(first, end int, continued bool) (parties, subject []actor) {
	from, to := s.segs[first].from, s.segs[end-1].to
	verbAt := to
	for _, t := range s.words[s.segs[first].firstWord:s.segs[end-1].endWord] {
		if t.w.class == act && t.w.flags&actNoun == 0 && !s.isAim(t.from, first, end) && t.from < verbAt {
			verbAt = t.from
		}
	}
	parties, subject = s.partyList[:0], s.subjectList[:0]
	defer func() { s.partyList, s.subjectList = parties, subject }()
	addParty := func(a actor) {
		for i := range parties {
			if parties[i].id == a.id {
				// Named again behind the adverbial, it is the one that acts.
				if parties[i].inferred && !a.inferred || s.introduces(parties[i].from, first, end) && !s.introduces(a.from, first, end) {
					parties[i] = a
				}
				return
			}
		}
		parties = append(parties, a)
	}
	var aims []actor
	for _, a := range s.actors[s.actorsFrom(from):] {
		if a.from >= to {
			break
		}
		if a.to > to || a.cited {
			continue
		}
		if s.isAim(a.from, first, end) {
			if a.pronoun == 0 {
				aims = append(aims, a)
			}
			continue
		}
		if a.pronoun > 0 {
			for _, b := range s.resolve(a) {
				addParty(b)
				if a.from < verbAt {
					subject = append(subject, b)
				}
			}
			continue
		}
		addParty(a)
		if a.from < verbAt {
			subject = append(subject, a)
		}
	}
	if len(subject) == 0 && s.lang.options["verb-first"] == "yes" {
		// The subject stands behind its verb, and so do those joined to it.
		for i, a := range parties {
			if a.inferred || i > 0 && a.from-parties[i-1].to > 8 {
				break
			}
			subject = append(subject, a)
		}
	}
	if s.lang.options["verb-first"] == "yes" && !slices.ContainsFunc(subject, func(a actor) bool { return !s.introduces(a.from, first, end) }) {
		subject = append(subject, s.behindVerb(parties, s.mainVerb(first, end))...)
	}
	if len(subject) == 0 && continued {
		for _, b := range s.last {
			b.inferred, b.rule = true, "carried"
			subject = append(subject, b)
		}
		if len(parties) > 0 && len(subject) > 1 {
			subject = subject[:1]
		}
		for _, b := range subject {
			addParty(b)
		}
	}
	if len(parties) == 0 {
		if len(aims) >= 2 {
			for _, a := range aims {
				addParty(a)
			}
		} else if s.lang.options["drops-subject"] == "yes" {
			for _, b := range s.last {
				b.inferred, b.rule = true, "carried"
				addParty(b)
			}
		}
	} else if len(parties) == 1 {
		for _, a := range aims {
			addParty(a)
			break
		}
	}
	return parties, subject
}

// mainVerb is where the first word of action outside adverbial and aim stands.
func (s *scan) mainVerb(first, end int) int {
	for _, t := range s.words[s.segs[first].firstWord:s.segs[end-1].endWord] {
		if t.w.class == act && t.w.flags&actNoun == 0 && !s.isAim(t.from, first, end) && !s.introduces(t.from, first, end) {
			return t.from
		}
	}
	return s.segs[first].from
}

// behindVerb is the subject where the verb comes first: the party behind it, and
// those that a joining word before the name, and nothing else, adds to it.
func (s *scan) behindVerb(parties []actor, verbAt int) []actor {
	from := slices.IndexFunc(parties, func(a actor) bool { return a.from > verbAt })
	if from < 0 {
		return nil
	}
	to := from + 1
	for to < len(parties) && parties[to].from >= parties[to-1].to {
		gap := s.text[parties[to-1].to:parties[to].from]
		if i := strings.LastIndexByte(gap, ')'); i >= 0 && strings.HasPrefix(gap, " (") {
			gap = gap[i+1:]
		}
		if strings.TrimSpace(gap) != s.lang.options["join"] {
			break
		}
		to++
	}
	return parties[from:to:to]
}

// resolve gives whom a pronoun stands for: the parties of the last act, as many
// as it says; where no act was told yet, those named before it.
func (s *scan) resolve(p actor) []actor {
	n := int(p.pronoun) - 1
	pool := s.last
	if n >= 2 && len(pool) != n {
		// The last sentence that names so many; else, of two, the one side's and the
		// section's own.
		if named := s.sentenceNaming(n, p.from); named != nil {
			pool = named
		} else if pair := s.pair(p.from); n == 2 && pair != nil {
			pool = pair
		}
	}
	if len(pool) < max(n, 1) {
		var named []actor
		at := s.actorsFrom(p.from)
		for _, a := range s.actors[max(0, at-50):at] {
			if a.id != "" && a.to <= p.from && !a.cited {
				named = append(named, a)
			}
		}
		if len(named) > 0 {
			pool = named
		}
	}
	if n > 0 && len(pool) > n {
		pool = pool[:n]
	}
	out := make([]actor, 0, len(pool))
	for _, b := range pool {
		b.inferred, b.rule = true, "pronoun"
		out = append(out, b)
	}
	return out
}

// sentenceNaming gives the actors of the last sentence (up to the position) that
// names just so many; nil for none.
func (s *scan) sentenceNaming(n, before int) []actor {
	for i := s.sentenceOf(before); i >= 0 && i >= s.sentenceOf(before)-20; i-- {
		if i >= len(s.sents) {
			continue
		}
		var named []actor
	actors:
		for _, a := range s.actors[s.actorsFrom(s.sents[i].From):] {
			if a.from >= s.sents[i].To {
				break
			}
			if a.id == "" || a.cited || a.to > min(s.sents[i].To, before) {
				continue
			}
			for _, b := range named {
				if b.id == a.id {
					continue actors
				}
			}
			named = append(named, a)
		}
		if len(named) == n {
			return named
		}
	}
	return nil
}

// pair is the UN, or who of it was named first, with the partner whose section it is.
func (s *scan) pair(before int) []actor {
	if s.kind(s.section) == "" {
		return nil
	}
	var pair []actor
	for _, id := range []string{"UN", s.section} {
		for _, a := range s.actors {
			if a.id == id && a.to <= before {
				pair = append(pair, a)
				break
			}
		}
	}
	if len(pair) != 2 {
		return nil
	}
	return pair
}

// cooperates tells whether the parties make an act of cooperation: two, or one
// of the UN, or one that acts with a State or abroad. An organization's own
// session is none.
func (s *scan) cooperates(parties []actor, out *Paragraph, from, to, kind int) bool {
	if len(parties) >= 2 {
		return true
	}
	a := parties[0]
	if a.kind == "un" || a.kind == "related" {
		return true
	}
	for _, m := range mentionsIn(out, from, to) {
		if m.Kind == Place && m.To <= to {
			return true
		}
	}
	return s.lang.options["comma-splits"] == "yes"
}

// manner finds modality, mode, level and the number in a series.
func (s *scan) manner(a *Activity, fw, ew, first, end int) {
	a.Modality = Value{Value: "done", Rule: "default"}
	said := a.Kind.Value == "statement" // what a statement urges is its content
	for _, t := range s.words[fw:ew] {
		v := Value{Span: Span{t.from, t.to}, Value: t.w.value, Rule: "word"}
		switch t.w.class {
		case modality:
			if a.Modality.To == 0 && !s.isAim(t.from, first, end) && !(said && (v.Value == "urged" || v.Value == "proposed")) {
				a.Modality = v
			}
		case mode:
			if a.Mode.Value == "" || v.Value == "hybrid" {
				a.Mode = v
			}
		case level:
			if levelRank(v.Value) > levelRank(a.Level.Value) {
				a.Level = v
			}
		}
	}
	for i := s.hitsFrom(a.From); i < len(s.hits) && s.hits[i].From < a.To; i++ {
		h := &s.hits[i]
		if h.Kind == pattern.Ordinal && h.To <= a.To && a.Series.Value == "" && len(h.Value) <= 3 && !s.inDate(i) {
			a.Series = Value{Span: Span{h.From, h.To}, Value: h.Value, Rule: h.Rule}
		}
	}
}

// inDate: the hit lies in a date, as the number of a month or quarter does.
func (s *scan) inDate(i int) bool {
	h := &s.hits[i]
	for j := max(0, i-3); j < len(s.hits) && s.hits[j].From <= h.From; j++ {
		if d := &s.hits[j]; d.Kind == pattern.Date && d.From <= h.From && h.To <= d.To {
			return true
		}
	}
	return false
}

// levelRank orders levels: of several words the highest counts.
func levelRank(level string) int {
	switch level {
	case "summit":
		return 3
	case "senior":
		return 2
	case "technical":
		return 1
	}
	return 0
}

// when takes the act's one date: its own, else the one that its sentence carries.
func (s *scan) when(a *Activity, first, end int, carried *Value, continued bool) {
	var own, aim []*pattern.Hit
	for i := s.hitsFrom(s.segs[first].from); i < len(s.hits) && s.hits[i].From < s.segs[end-1].to; i++ {
		h := &s.hits[i]
		if h.Kind != pattern.Date || s.labels[i] || h.From < s.segs[first].from || h.To > s.segs[end-1].to {
			continue
		}
		if s.isAim(h.From, first, end) {
			aim = append(aim, h)
		} else {
			own = append(own, h)
		}
	}
	if len(own) == 0 {
		own = aim
	}
	// Of several, what is told before the act ("Following the elections of 2021, …")
	// gives way, unless it is the bare date that the sentence opens with.
	if len(own) > 1 && s.introduces(own[0].From, first, end) && !s.introduces(own[len(own)-1].From, first, end) && s.opensWithMore(own[0], first) {
		for s.introduces(own[0].From, first, end) {
			own = own[1:]
		}
	}
	switch {
	case len(own) == 0:
		if continued && carried.Value != "" {
			a.Date = *carried
			a.Date.Inferred = true
		}
		return
	case len(own) == 1:
		a.Date = Value{Span: Span{own[0].From, own[0].To}, Value: own[0].Value, Rule: own[0].Rule, Inferred: own[0].Inferred}
	default:
		x, y := own[0], own[1]
		if s.neighbours(x, y) {
			if len(x.Value) == 4 && len(y.Value) == 4 {
				a.Date = Value{Span: Span{x.From, y.To}, Value: x.Value + "/" + y.Value, Rule: "neighbours"}
			}
			return
		}
		a.Date = Value{Span: Span{x.From, x.To}, Value: x.Value, Rule: x.Rule, Inferred: x.Inferred}
	}
	*carried = a.Date
}

// opensWithMore: the piece that holds the date tells more than it.
func (s *scan) opensWithMore(h *pattern.Hit, first int) bool {
	for i := first; i < len(s.segs); i++ {
		if g := &s.segs[i]; h.From >= g.from && h.To <= g.to {
			return g.to-g.from > h.To-h.From+16
		}
	}
	return false
}

// neighbours: two dates with nothing but a joining word between them.
func (s *scan) neighbours(x, y *pattern.Hit) bool {
	if y.From < x.To {
		return true // one expression with several dates
	}
	for _, t := range s.words[s.wordsFrom(x.To):] {
		if t.from >= y.From {
			return false
		}
		if t.to <= y.From && (t.w.class == with || t.w.class == list) {
			return strings.TrimSpace(s.text[x.To:t.from]) == "" && strings.TrimSpace(s.text[t.to:y.From]) == ""
		}
	}
	return false
}

// roles gives each party its part in the act.
func (s *scan) roles(a *Activity, parties, subject []actor, fw, ew, kind int, out *Paragraph) {
	isSubject := func(id string) bool {
		for _, b := range subject {
			if b.id == id {
				return true
			}
		}
		return false
	}
	joins := s.joins(fw, ew) // the subject only joins what others hold
	name := actKinds[kind]
	for _, p := range parties {
		role := "participant"
		switch {
		case p.rule == "joint-meeting":
			role = "lead"
		case isSubject(p.id) && joins:
			role = "participant"
		case isSubject(p.id) && name == "support":
			role = "provider"
		case isSubject(p.id):
			role = "lead"
		case name == "support":
			role = "beneficiary"
		case name == "agreement" || name == "coordination" || name == "statement":
			role = "lead"
		}
		if said := s.saidRole(p.from, p.to, fw, ew); said != "" && !p.inferred {
			role = said
		}
		as := ""
		v := Value{Value: p.id, Rule: p.rule, Inferred: p.inferred}
		if p.to > p.from && p.to <= len(s.text) {
			v.Span = Span{p.from, p.to}
			as = s.text[p.from:p.to]
		}
		a.Parties = append(a.Parties, Party{Value: v, Role: role, As: as})
	}
	s.states(a, out, fw, ew)
}

// joins: the act's first verb that holds or joins an event only joins it.
func (s *scan) joins(fw, ew int) bool {
	for _, t := range s.words[fw:ew] {
		switch {
		case t.w.class == participant && !s.insideBy(t):
			return true
		case t.w.class == act && t.w.flags&actHold != 0:
			for _, p := range s.words[s.wordsFrom(t.from):ew] {
				if p.from > t.from+4 {
					break
				}
				if p.w.class == participant && !s.insideBy(p) {
					return true
				}
			}
			return false
		}
	}
	return false
}

// saidRole is the role that words beside a name give it: "hosted by", 由…牵头,
// "as an observer"; "" where none does.
func (s *scan) saidRole(from, to, fw, ew int) (role string) {
	for i, t := range s.words[fw:ew] {
		switch t.w.class {
		case by:
			if t.w.value != "" && from >= t.to && from-t.to < 40 && !s.wordBetween(t.to, from, act) {
				role = t.w.value
			}
		case tail:
			if t.from >= to && t.from-to < 12 {
				for j := i - 1; j >= 0 && j >= i-6; j-- {
					if b := s.words[fw+j]; b.w.class == by && b.to <= from && from-b.to < 60 {
						role = t.w.value
					}
				}
			}
		case observer:
			if t.from >= to && t.from-to < 24 {
				role = "observer"
			}
		}
	}
	return role
}

// insideBy: the word is part of a longer one that gives a role ("attended by").
func (s *scan) insideBy(t token) bool {
	for _, p := range s.words[s.wordsFrom(t.from):] {
		if p.from > t.from {
			return false
		}
		if p.w.class == by && p.to > t.to {
			return true
		}
	}
	return false
}

// states adds the States whose government acts.
func (s *scan) states(a *Activity, out *Paragraph, fw, ew int) {
	for _, m := range mentionsIn(out, a.From, a.To) {
		if m.Kind != Place || m.To > a.To || len(m.Value.Value) != 3 || strings.ToUpper(m.Value.Value) != m.Value.Value {
			continue
		}
		role, rule := s.saidRole(m.From, m.To, fw, ew), "role-word"
		for _, t := range s.words[fw:ew] {
			if t.w.class == government && (t.from >= m.To && t.from-m.To <= 4 || t.to <= m.From && m.From-t.to <= 6) {
				rule = "government"
				if role == "" {
					role = "participant"
				}
				break
			}
		}
		if role != "" && role != "observer" {
			a.Parties = append(a.Parties, Party{Value: Value{Span: m.Span, Value: m.Value.Value, Rule: rule}, State: true,
				Role: role, As: s.text[m.From:m.To]})
		}
	}
}

// title is the act in few words: its quote from the first party on, without aim.
func (s *scan) title(a *Activity, first, end int) string {
	from, to := a.From, a.To
	if g := &s.segs[first]; g.aimFrom > max(g.from, from) && g.aimFrom < min(to, g.to) {
		to = g.aimFrom
	}
	for i := first; i < end; i++ {
		if g := &s.segs[i]; g.from > from && g.aimFrom == g.from {
			to = min(to, g.from)
			break
		}
	}
	if a.Date.To > 0 && a.Date.From >= from && a.Date.From < from+24 && a.Date.To < to {
		from = a.Date.To
		for from < to {
			r, n := utf8.DecodeRuneInString(s.text[from:])
			if !unicode.IsPunct(r) && !unicode.IsSpace(r) || r == '《' || r == '“' {
				break
			}
			from += n
		}
	}
	sp := s.trim(from, max(from, to))
	t := s.text[sp.From:sp.To]
	const most = 160
	if len(t) > most {
		cut := most
		for !utf8.RuneStart(t[cut]) {
			cut--
		}
		if i := strings.LastIndexAny(t[:cut], " "); i > most/2 {
			cut = i
		}
		t = strings.TrimRight(t[:cut], " ,，、") + "…"
	}
	return t
}
