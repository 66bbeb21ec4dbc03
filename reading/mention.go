package reading

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/document"
	"concord/lexicon"
	"concord/reading/pattern"
)

// paragraph runs the layers over one paragraph.
func (s *scan) paragraph(p *document.Paragraph, index int, section string) Paragraph {
	out := Paragraph{Index: index, Section: section}
	s.text, s.section = p.Text, section
	s.actors, s.last = s.actors[:0], nil
	s.lang.matcher.Scan(&s.matches, p.Text)
	none := s.takeNone()
	s.context.NewParagraph()
	s.hits = s.lang.grammar.Find(s.hits[:0], p.Text, &s.context)
	s.brackets()
	if n := len(s.matches.Names) + len(s.hits) + len(s.titles); n > 0 {
		out.Mentions = make([]Mention, 0, n+2)
	}
	s.keepWords()
	s.sentences()
	s.instruments(&out)
	s.names(&out)
	s.dates(&out)
	s.unknownPlaces(&out, none)
	s.shortForms(&out)
	slices.SortStableFunc(s.actors, func(a, b actor) int { return a.from - b.from })
	s.learn()
	slices.SortStableFunc(out.Mentions, func(a, b Mention) int { return a.From - b.From })
	s.findThemeHits()
	out.Themes = s.themes(0, len(s.text))
	if out.Side = s.side(p); out.Side != "" {
		if s.clauses(&out, out.Side); len(out.Clauses) == 0 && p.Counted {
			out.Side = "" // of a decision or statement, prose in which the organ says nothing
		}
	}
	if p.Part == "" || out.Side == Preambular && !s.doc.apart {
		s.acts(&out)
		switch {
		case s.doc.apart:
		case s.doc.kind.Adopts():
			s.keepNoted(&out)
		case s.doc.kind == document.KindBudget:
			s.keepDone(&out)
		}
	}
	for _, a := range s.actors {
		if a.id != "" && !a.cited {
			s.remember(a.id)
		}
	}
	return out
}

// remember keeps who was named, and how often in which section.
func (s *scan) remember(id string) {
	for i := len(s.seen) - 1; i >= 0; i-- {
		if e := s.seen[i]; e.id == id && e.section == s.section {
			e.count++
			copy(s.seen[i:], s.seen[i+1:])
			s.seen[len(s.seen)-1] = e
			return
		}
	}
	s.seen = append(s.seen, seen{id: id, heads: s.lang.actors[id], section: s.section, count: 1})
}

// brackets finds titles, quotations and parentheses.
func (s *scan) brackets() {
	s.titles, s.parens = s.titles[:0], s.parens[:0]
	var depthTitle, depthQuote, depthParen, fromTitle, fromQuote, fromParen int
	for _, m := range s.matches.Words {
		switch s.lang.word(m).class {
		case titleOpen:
			if m.From == 0 && s.doc.speaks() {
				continue
			}
			if depthTitle == 0 {
				fromTitle = int(m.From)
			}
			depthTitle++
		case titleClose:
			if depthTitle > 0 {
				depthTitle--
				if depthTitle == 0 {
					s.titles = append(s.titles, Span{fromTitle, int(m.To)})
				}
			}
		case quoteOpen:
			if m.From == 0 && s.doc.speaks() {
				continue // a statement is printed in quotation marks; it is no title
			}
			if depthQuote == 0 {
				fromQuote = int(m.From)
			}
			depthQuote = 1
		case quoteClose:
			if depthQuote == 1 {
				s.titles = append(s.titles, Span{fromQuote, int(m.To)})
			}
			depthQuote = 0
		case open:
			if depthParen == 0 {
				fromParen = int(m.From)
			}
			depthParen++
		case closing:
			if depthParen > 0 {
				depthParen--
				if depthParen == 0 {
					s.parens = append(s.parens, Span{fromParen, int(m.To)})
				}
			}
		}
	}
	sortSpans(s.titles)
}

// keepWords leaves out the words inside names and titles; of words of one class
// that overlap, the longest stays.
func (s *scan) keepWords() {
	s.words, s.clauseWords = s.words[:0], s.clauseWords[:0]
	n := 0
	for _, m := range s.matches.Words {
		from, to := int(m.From), int(m.To)
		for n < len(s.matches.Names) && int(s.matches.Names[n].To) <= from {
			n++
		}
		w := s.lang.word(m)
		if w.class == theme {
			continue
		}
		if n < len(s.matches.Names) && int(s.matches.Names[n].From) < to && w.class != pronoun && w.class != noStop && w.class != level &&
			!(w.class == head && int(s.matches.Names[n].To) < to) {
			continue
		}
		if inside(s.titles, from, to) && w.class != titleOpen && w.class != titleClose && w.class != quoteOpen && w.class != quoteClose {
			continue
		}
		if w.class >= operative {
			s.clauseWords = append(s.clauseWords, token{from, to, w})
			continue
		}
		drop := false
		for i := len(s.words) - 1; i >= 0 && i >= len(s.words)-6; i-- {
			k := &s.words[i]
			if k.to > from && k.w.class == w.class && k.to >= to && !(k.from == from && k.to == to && w.class == act) {
				drop = true
				break
			}
		}
		if !drop {
			s.words = append(s.words, token{from, to, w})
		}
	}
}

// Bounds that keep the time within a text's length: no sentence of a report is so
// long, and no short form refers so far back.
const (
	longestSentence = 6000 // bytes
	lookBack        = 400  // actors
)

// sentences cuts at full stops outside titles.
func (s *scan) sentences() {
	s.sents = s.sents[:0]
	start := 0
	words := s.matches.Words
	noStopTo := -1
	for _, m := range words {
		w := s.lang.word(m)
		from, to := int(m.From), int(m.To)
		switch w.class {
		case noStop:
			noStopTo = to
		case stop:
			if to <= noStopTo || inside(s.titles, from, to) {
				continue
			}
			if w.value == "spaced" && to < len(s.text) {
				r, _ := utf8.DecodeRuneInString(s.text[to:])
				if !unicode.IsSpace(r) && !unicode.In(r, unicode.Pf, unicode.Pe) {
					continue
				}
			}
			s.addSentence(start, to)
			start = to
		}
	}
	s.addSentence(start, len(s.text))
}

func (s *scan) addSentence(from, to int) {
	for from < to && (s.text[from] == ' ' || s.text[from] == '\n') {
		from++
	}
	for to-from > longestSentence {
		cut := from + longestSentence
		if i := s.wordsFrom(cut); i > 0 && s.words[i-1].from > from {
			cut = s.words[i-1].from
		}
		for !utf8.RuneStart(s.text[cut]) {
			cut--
		}
		s.sents = append(s.sents, Span{from, cut})
		from = cut
	}
	if from < to {
		s.sents = append(s.sents, Span{from, to})
	}
}

// names takes the matcher's names: actors and places outside titles.
func (s *scan) names(out *Paragraph) {
	for _, m := range s.matches.Names {
		from, to := int(m.From), int(m.To)
		if inside(s.titled, from, to) {
			continue
		}
		e := s.lang.target(m)
		switch e.Kind {
		case lexicon.KindActor:
			a := actor{from: from, to: to, id: e.ID, heads: s.lang.actors[e.ID], rule: "name"}
			if e.Index >= 0 {
				a.kind = s.lex.Actors()[e.Index].Type
			}
			a.cited = s.isCited(from, to)
			s.actors = append(s.actors, a)
			out.Mentions = append(out.Mentions, Mention{Kind: Actor, Value: Value{Span: Span{from, to}, Value: e.ID, Rule: "name"}})
			for _, h := range s.lang.hosts[e.ID] {
				s.actors = append(s.actors, actor{from: from, to: to, id: h, heads: s.lang.actors[h], kind: s.kind(h), rule: "joint-meeting"})
				out.Mentions = append(out.Mentions, Mention{Kind: Actor, Value: Value{Span: Span{from, to}, Value: h, Rule: "joint-meeting"}})
			}
		case lexicon.KindPlace:
			out.Mentions = append(out.Mentions, Mention{Kind: Place, Value: Value{Span: Span{from, to}, Value: e.ID, Rule: "place"}})
		}
	}
	for _, al := range s.aliases {
		for at := 0; ; {
			i := strings.Index(s.text[at:], al.text)
			if i < 0 {
				break
			}
			from, to := at+i, at+i+len(al.text)
			at = to
			if s.covered(from, to) || inside(s.titles, from, to) || !boundary(s.text, from, to) {
				continue
			}
			s.actors = append(s.actors, actor{from: from, to: to, id: al.id, heads: s.lang.actors[al.id], kind: s.kind(al.id), rule: "abbreviation"})
			out.Mentions = append(out.Mentions, Mention{Kind: Actor, Value: Value{Span: Span{from, to}, Value: al.id, Rule: "abbreviation"}})
		}
	}
}

// takeNone takes out of the names found the phrases that only hold a name and
// gives where they stand: there is no place.
func (s *scan) takeNone() (none []Span) {
	s.matches.Names = slices.DeleteFunc(s.matches.Names, func(m lexicon.Match) bool {
		if s.lang.target(m).Name.Sort != lexicon.Not {
			return false
		}
		none = append(none, Span{int(m.From), int(m.To)})
		return true
	})
	return none
}

// overlaps tells whether a stretch shares characters with one of the spans.
func overlaps(spans []Span, from, to int) bool {
	return slices.ContainsFunc(spans, func(x Span) bool { return x.From < to && from < x.To })
}

// covered tells whether a name or place already stands on the stretch.
func (s *scan) covered(from, to int) bool {
	if n := s.namesFrom(from); n < len(s.matches.Names) && int(s.matches.Names[n].From) < to {
		return true
	}
	for _, a := range s.actors {
		if a.from < to && from < a.to {
			return true
		}
	}
	return false
}

func boundary(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	first, _ := utf8.DecodeRuneInString(text[from:])
	after, _ := utf8.DecodeRuneInString(text[to:])
	last, _ := utf8.DecodeLastRuneInString(text[:to])
	joined := func(a, b rune) bool {
		return (unicode.IsLetter(a) || unicode.IsDigit(a)) && (unicode.IsLetter(b) || unicode.IsDigit(b)) &&
			!unicode.Is(unicode.Han, a) && !unicode.Is(unicode.Han, b)
	}
	return !joined(before, first) && !joined(last, after)
}

func (s *scan) kind(id string) string {
	a, _ := s.lex.Actor(id)
	return a.Type
}

// isCited tells whether an actor stands there only as the author of a document
// that is cited ("Security Council resolution 2349 (2017)").
func (s *scan) isCited(from, to int) bool {
	for i := sort.Search(len(s.hits), func(i int) bool { return s.hits[i].To >= to }); i < len(s.hits); i++ {
		h := &s.hits[i]
		if h.From > to+24 {
			return false
		}
		if h.Kind == pattern.Symbol && h.From <= from+1 && to <= h.To {
			return true
		}
		if h.Kind == pattern.Symbol && h.From >= to && h.From-to <= 24 && len(strings.TrimSpace(s.text[to:h.From])) <= 18 {
			return !s.wordBetween(to, h.From, act)
		}
	}
	return false
}

func (s *scan) wordBetween(from, to int, c class) bool {
	for _, t := range s.words[s.wordsFrom(from):] {
		if t.from >= to {
			return false
		}
		if t.to <= to && t.w.class == c {
			return true
		}
	}
	return false
}

// instruments takes titles in title marks, and names that end in an instrument's
// head word: from the determiner before it, with what a link joins to it. Inside
// an instrument's name nobody is named.
func (s *scan) instruments(out *Paragraph) {
	s.titled = append(s.titled[:0], s.titles...)
	for _, m := range s.matches.Words {
		if s.lang.word(m).class == neutral {
			s.titled = append(s.titled, Span{int(m.From), int(m.To)})
		}
	}
	sortSpans(s.titled)
	for _, t := range s.titles {
		if !s.isTitle(t) {
			continue
		}
		out.Mentions = append(out.Mentions, Mention{Kind: Instrument, Value: Value{Span: t, Value: s.text[t.From:t.To], Rule: "title"}})
	}
	for i, t := range s.words {
		if t.w.class != instrument {
			continue
		}
		from := -1
		for j := i - 1; j >= 0 && t.from-s.words[j].from <= 90; j-- {
			switch p := s.words[j]; p.w.class {
			case determiner, definite:
				if p.to < t.from {
					from = p.to
				}
			case instrument, level, government, head, mode, host:
				continue
			case act:
				if p.w.flags&actNoun != 0 || p.w.weight < 5 {
					continue
				}
			}
			break
		}
		if from < 0 {
			continue
		}
		for from < t.from && s.text[from] == ' ' {
			from++
		}
		// What a link joins to the head word belongs to the noun before it: "the
		// realization of Agenda 2063" names the agenda alone.
		for _, link := range s.lang.links {
			if i := strings.LastIndex(s.text[from:t.from], link); i >= 0 {
				from += i + len(link)
			}
		}
		to := s.linked(from, s.numbered(t.to))
		sp := Span{from, to}
		if inside(s.titled, from, to) {
			continue
		}
		s.titled = append(s.titled, sp)
		sortSpans(s.titled)
		if named := s.text[from:to]; strings.ContainsFunc(named, unicode.IsUpper) {
			out.Mentions = append(out.Mentions, Mention{Kind: Instrument, Value: Value{Span: sp, Value: named, Rule: "instrument-head"}})
		}
	}
}

// isTitle: title marks say so by themselves; a quotation is a title only beside an
// instrument's head word ("… initiative", 倡议“…”).
func (s *scan) isTitle(t Span) bool {
	for _, w := range s.words[s.wordsFrom(t.From-40):] {
		if w.from > t.To+12 {
			return false
		}
		if w.from == t.From && w.w.class == titleOpen {
			return true
		}
		if w.w.class == instrument && (w.to <= t.From && t.From-w.to <= 1 || w.from >= t.To && w.from-t.To <= 12) {
			return true
		}
	}
	return false
}

func isCapital(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r)
}

// numbered extends a head word over the year that is part of its name ("Agenda 2063").
func (s *scan) numbered(to int) int {
	if to+5 <= len(s.text) && s.text[to] == ' ' && (to+5 == len(s.text) || s.text[to+5] < '0' || s.text[to+5] > '9') {
		for _, c := range []byte(s.text[to+1 : to+5]) {
			if c < '0' || c > '9' {
				return to
			}
		}
		return to + 5
	}
	return to
}

// linked extends a name over what a link word joins to it: names, or words with
// capitals ("… for the Sahel", "… on Genocide Prevention"). A link that also says
// where does so behind words without a capital, which are no title yet: "a memorandum
// of understanding in Bonn".
func (s *scan) linked(from, to int) int {
	for {
		grown := to
		for _, link := range s.lang.links {
			if !strings.HasPrefix(s.text[to:], link) ||
				s.lang.where[link] && !strings.ContainsFunc(s.text[from:to], unicode.IsUpper) {
				continue
			}
			at := to + len(link)
			for _, d := range s.lang.determiners {
				if strings.HasPrefix(s.text[at:], d+" ") {
					at += len(d) + 1
				}
			}
			if n := s.namesFrom(at); n < len(s.matches.Names) && int(s.matches.Names[n].From) == at {
				grown = int(s.matches.Names[n].To)
			}
			if grown == to {
				grown = max(grown, s.capitals(at))
				if grown == at {
					grown = to
				}
			}
		}
		if grown == to {
			return to
		}
		// "… in Peace and Security": the pair goes on, unless another name begins.
		for _, joint := range s.lang.joints {
			at := grown + len(joint)
			if strings.Contains(joint, ",") || !strings.HasPrefix(s.text[grown:], joint) {
				continue
			}
			if n := s.namesFrom(at); n < len(s.matches.Names) && int(s.matches.Names[n].From) == at {
				continue
			}
			grown = max(grown, s.capitals(at))
		}
		to = grown
	}
}

// capitals is where the run of capitalised words that begins at a position ends;
// the position itself where none begins.
func (s *scan) capitals(at int) int {
	end := at
	for at < len(s.text) {
		r, _ := utf8.DecodeRuneInString(s.text[at:])
		if !unicode.IsUpper(r) {
			return end
		}
		for at < len(s.text) {
			r, n := utf8.DecodeRuneInString(s.text[at:])
			if !unicode.IsLetter(r) && r != '-' && r != '\'' && r != '’' {
				break
			}
			at += n
		}
		end = at
		if at < len(s.text) && s.text[at] == ' ' {
			at++
		} else {
			return end
		}
	}
	return end
}

// dates takes the dates, symbols, goals and figures that the grammars found,
// those aside that only label an instrument or lie in a title.
func (s *scan) dates(out *Paragraph) {
	s.labels = s.labels[:0]
	for i := range s.hits {
		h := &s.hits[i]
		label := false
		switch h.Kind {
		case pattern.Date:
			label = inside(s.titles, h.From, h.To) || s.insideName(h.From, h.To) || s.isLabel(h) || s.cutsOrdinal(i)
		case pattern.SDG, pattern.Figure:
			label = inside(s.titles, h.From, h.To) || s.inDate(i)
		case pattern.Ordinal:
			label = true
		}
		s.labels = append(s.labels, label)
		if label {
			continue
		}
		k := mentionKinds[h.Kind]
		out.Mentions = append(out.Mentions, Mention{Kind: k, Value: Value{Span: Span{h.From, h.To}, Value: h.Value, Rule: h.Rule, Inferred: h.Inferred}})
	}
}

// cutsOrdinal: the date begins within an ordinal number, so it is none (in 第十一次年度
// there is no 次年, "the year after").
func (s *scan) cutsOrdinal(i int) bool {
	h := &s.hits[i]
	for j := max(0, i-3); j < len(s.hits) && s.hits[j].From < h.From; j++ {
		if o := &s.hits[j]; o.Kind == pattern.Ordinal && h.From < o.To && h.To > o.To {
			return true
		}
	}
	return false
}

var mentionKinds = [...]Kind{pattern.Date: Date, pattern.Symbol: Symbol, pattern.SDG: SDG, pattern.Figure: Figure}

func (s *scan) insideName(from, to int) bool {
	n := s.namesFrom(from)
	return n < len(s.matches.Names) && int(s.matches.Names[n].From) <= from && to <= int(s.matches.Names[n].To)
}

// isLabel: a bare year or pair of years right before a title, before an
// instrument's head word with no verb or mark between, or in parentheses after a
// title, says which instrument it is, not when something happened.
func (s *scan) isLabel(h *pattern.Hit) bool {
	if len(h.Value) != 4 && len(h.Value) != 9 {
		return false
	}
	if h.Rule == "term" {
		return true
	}
	if n := sort.Search(len(s.titles), func(i int) bool { return s.titles[i].From >= h.To }); n < len(s.titles) &&
		strings.TrimSpace(s.text[h.To:s.titles[n].From]) == "" {
		return true
	}
	if mark := s.lang.options["year-label"]; mark != "" && len(h.Value) == 4 && s.labelsBefore(h, mark) {
		return true
	}
	for _, t := range s.words[s.wordsFrom(h.To):] {
		switch t.w.class {
		case instrument:
			return t.from-h.To <= 90
		case comma, semicolon, stop, list, act, pronoun, modality, closing, determiner, definite:
			if t.w.class == act && t.w.flags&actNoun != 0 {
				continue
			}
			return false
		}
	}
	return false
}

// labelsBefore: where the year stands behind what it labels ("Соглашения … 2019 года"),
// the language's mark on or before it says so, and an instrument's head word
// stands before it with no verb or mark between.
func (s *scan) labelsBefore(h *pattern.Hit, mark string) bool {
	if !strings.HasSuffix(s.text[h.From:h.To], mark) && !strings.HasPrefix(s.text[h.From:h.To], mark) && !strings.HasSuffix(s.text[:h.From], mark+" ") {
		return false
	}
	for i := s.wordsFrom(h.From) - 1; i >= 0 && h.From-s.words[i].to <= 160; i-- {
		switch t := s.words[i]; t.w.class {
		case instrument:
			return true
		case comma, semicolon, stop, list, pronoun, modality, closing:
			return false
		case act:
			if t.w.flags&actNoun == 0 && t.w.weight >= 5 {
				return false
			}
		}
	}
	return false
}

// unknownPlaces takes capitalised words behind a word of place ("near Marte", "in
// the Alibori Department") for places, where the lexicon lacks them: no lexicon holds
// every town. Only languages whose names are the register's have the class.
func (s *scan) unknownPlaces(out *Paragraph, none []Span) {
	for _, t := range s.words {
		if t.w.class != locational || t.w.value != "" {
			continue
		}
		at, definite := t.to, false
		for again := true; again; {
			if at < len(s.text) && s.text[at] == ' ' {
				at++
			}
			again = false
			for _, d := range s.lang.determiners {
				if strings.HasPrefix(s.text[at:], d+" ") {
					at, definite, again = at+len(d), true, true
				}
			}
		}
		for {
			end := s.unknownPlace(out, none, at, definite)
			if end < 0 {
				break
			}
			next := -1
			for _, joint := range s.lang.joints {
				if strings.HasPrefix(s.text[end:], joint) {
					next = end + len(joint)
				}
			}
			if next < 0 {
				break
			}
			at = next
		}
	}
}

// unknownPlace takes the capitalised words at a position for a place and gives
// where they end; -1 where they are none. A name that the lexicon has is passed over.
func (s *scan) unknownPlace(out *Paragraph, none []Span, at int, definite bool) int {
	if n := s.namesFrom(at); n < len(s.matches.Names) && int(s.matches.Names[n].From) == at {
		if s.lang.target(s.matches.Names[n]).Kind == lexicon.KindPlace {
			return int(s.matches.Names[n].To)
		}
		return -1
	}
	end := s.capitals(at)
	if end-at < 3 || s.covered(at, end) || inside(s.titled, at, end) || overlaps(none, at, end) {
		return -1
	}
	for i := s.hitsFrom(at - 20); i < len(s.hits) && s.hits[i].From < end; i++ {
		if s.hits[i].To > at {
			return -1
		}
	}
	name, typed := s.text[at:end], false
	for _, p := range s.words[s.wordsFrom(at):] {
		if p.from >= end {
			break
		}
		switch {
		case p.w.class == locational && p.w.value == "type" && p.to == end && p.from > at:
			name, typed = strings.TrimSpace(s.text[at:p.from]), true
		case p.w.class == locational && p.w.value != "none":
		default:
			if p.from == at || isCapital(p.w.text) && p.w.class != head {
				return -1
			}
		}
	}
	if definite && !typed || strings.ToUpper(name) == name {
		return -1
	}
	out.Mentions = append(out.Mentions, Mention{Kind: Place, Value: Value{Span: Span{at, at + len(name)}, Value: name, Rule: "unknown-place"}})
	return end
}

// shortForms resolves pronouns and definite short forms ("the Commission", 该中心).
func (s *scan) shortForms(out *Paragraph) {
	for i, t := range s.words {
		switch t.w.class {
		case pronoun:
			if !s.covered(t.from, t.to) {
				s.actors = append(s.actors, actor{from: t.from, to: t.to, pronoun: t.w.number + 1, rule: "pronoun"})
			}
		case head:
			if s.covered(t.from, t.to) {
				continue
			}
			from, ok := s.isDefinite(i)
			if !ok {
				s.candidate(out, t)
				continue
			}
			id, choices := s.antecedent(t.w.head, from)
			rule := "short-form"
			if id == "" {
				if len(choices) == 0 {
					continue
				}
				q := Question{Span: Span{t.from, t.to}, Text: s.text[t.from:t.to], Choices: choices}
				q.Answer, q.Answered = s.answer(out.Index, q.Text)
				out.Questions = append(out.Questions, q)
				if id, rule = q.Answer, "answered"; id == "" {
					continue
				}
			}
			s.actors = append(s.actors, actor{from: from, to: t.to, id: id, heads: s.lang.actors[id], kind: s.kind(id), inferred: rule != "answered", rule: rule})
			out.Mentions = append(out.Mentions, Mention{Kind: Actor, Value: Value{Span: Span{t.from, t.to}, Value: id, Rule: rule, Inferred: rule != "answered"}})
		}
	}
}

// answer is what a person said of a short form in a paragraph.
func (s *scan) answer(paragraph int, text string) (id string, ok bool) {
	for _, a := range s.known {
		if a.Paragraph == paragraph && a.Text == text {
			return a.Actor, true
		}
	}
	return "", false
}

// candidate keeps a name-shaped stretch that the lexicon lacks: a head word with
// capitalised words before it or joined to it by a link, or, where letters have no
// case, one that an abbreviation in parentheses follows.
func (s *scan) candidate(out *Paragraph, t token) {
	if inside(s.titled, t.from, t.to) {
		return
	}
	from, to := t.from, t.to
	if isCapital(t.w.text) {
		to = s.linked(t.from, t.to)
		for from > 1 && s.text[from-1] == ' ' {
			at := strings.LastIndexAny(s.text[:from-1], " \n(“«") + 1
			if r, _ := utf8.DecodeRuneInString(s.text[at:from]); !unicode.IsUpper(r) || strings.ContainsAny(s.text[at:from-1], ".,;:") {
				break
			}
			from = at
		}
		if i := s.sentenceOf(from); i < len(s.sents) && s.sents[i].From == from {
			// The capital of a sentence's first word says nothing.
			for _, d := range s.lang.determiners {
				if len(s.text) > from+len(d) && strings.EqualFold(s.text[from:from+len(d)], d) && s.text[from+len(d)] == ' ' {
					from += len(d) + 1
					break
				}
			}
		}
		if from == t.from && to == t.to || strings.Count(s.text[from:to], " ") < 1 {
			return
		}
	} else {
		after := s.text[t.to:]
		if r, _ := utf8.DecodeRuneInString(after); r != '(' && r != '（' {
			return
		}
		for i := s.wordsFrom(t.from) - 1; i >= 0; i-- {
			if p := s.words[i]; p.to <= t.from {
				from = p.to
				break
			}
		}
		if n := s.namesFrom(from); n < len(s.matches.Names) && int(s.matches.Names[n].To) <= t.from {
			from = int(s.matches.Names[n].To)
		}
		if t.from-from < 4 || t.from-from > 60 || from == t.from {
			return
		}
	}
	if s.covered(from, to) || s.lex.IsNone(s.lang.tag, s.text[from:to]) {
		return
	}
	for _, c := range out.Candidates {
		if c.From < to && from < c.To {
			return
		}
	}
	out.Candidates = append(out.Candidates, Candidate{Span: Span{from, to}, Text: s.text[from:to], Rule: "name-shaped"})
}

// isDefinite tells whether the head word at i refers to something named before,
// and where the phrase begins.
func (s *scan) isDefinite(i int) (int, bool) {
	t := s.words[i]
	// A name goes on behind it: "the Commission on Human Rights".
	after := s.text[t.to:]
	for _, link := range s.lang.links {
		if strings.HasPrefix(after, link) {
			rest := strings.TrimPrefix(after[len(link):], "the ")
			if r, _ := utf8.DecodeRuneInString(rest); unicode.IsUpper(r) {
				return 0, false
			}
		}
	}
	if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(after, " ")); unicode.IsUpper(r) && strings.HasPrefix(after, " ") {
		return 0, false
	}
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		p := s.words[j]
		if p.w.class == definite && (p.to == t.from || p.to == t.from-1 && s.text[p.to] == ' ') {
			return p.from, true
		}
	}
	if !strings.HasPrefix(t.w.value, "bare") {
		return 0, false
	}
	if s.lang.options["short-form"] == "capital" {
		// Where there is no article a capital makes the noun a short form, unless
		// another word goes on with the name.
		return t.from, isCapital(s.text[t.from:]) && !s.afterCapital(t.from) && s.startsWord(t.to+1)
	}
	if article := s.lang.options["adjective"]; article != "" {
		// Where words are parted by spaces, an adjective behind the noun makes it
		// another name: none stands there if what does has no article or is a word
		// of action.
		return t.from, !strings.HasPrefix(after, " "+article) || s.startsWord(t.to+1)
	}
	if t.from == 0 {
		return 0, true
	}
	for _, p := range s.words[s.wordsFrom(t.from-60):] {
		if p.to == t.from && p.w.class != head && p.w.class != instrument && p.w.class != government && p.w.class != level &&
			!(p.w.class == act && p.w.flags&actNoun != 0) {
			return t.from, true
		}
		if p.from >= t.from {
			break
		}
	}
	return 0, false
}

// startsWord tells whether a word of action, or one that joins or qualifies it,
// begins at the position.
func (s *scan) startsWord(at int) bool {
	for _, p := range s.words[s.wordsFrom(at):] {
		if p.from > at {
			return false
		}
		if c := p.w.class; c == act || c == modality || c == with || c == by || c == splitter || c == participant {
			return true
		}
	}
	return false
}

// afterCapital tells whether the word before the position, in the same sentence,
// has a capital.
func (s *scan) afterCapital(from int) bool {
	before := strings.TrimSuffix(s.text[:from], " ")
	if i := s.sentenceOf(from); len(before) == from || i < len(s.sents) && s.sents[i].From == from {
		return false
	}
	return isCapital(before[strings.LastIndexByte(before, ' ')+1:])
}

// antecedent finds whom a head word refers to: the last one named before it in
// the paragraph, the section's own, the last one named in the section, in that
// order; choices are given where several fit equally.
func (s *scan) antecedent(h uint8, before int) (string, []string) {
	bit := uint64(1) << h
	// Of the last sentence that names one, the first: what it is about.
	best, in, at := "", -1, 0
	for i := len(s.actors) - 1; i >= max(0, len(s.actors)-lookBack); i-- {
		a := &s.actors[i]
		if a.id == "" || a.to > before || a.heads&bit == 0 {
			continue
		}
		if n := s.sentenceOf(a.from); n > in || n == in && a.from < at {
			best, in, at = a.id, n, a.from
		}
	}
	if best != "" {
		return best, nil
	}
	if s.lang.actors[s.section]&bit != 0 {
		return s.section, nil
	}
	// Of the section, the one named most; of the document, whoever fits is a question.
	var choices []string
	most := 0
	for i := len(s.seen) - 1; i >= 0; i-- {
		e := &s.seen[i]
		if e.heads&bit == 0 {
			continue
		}
		if e.section == s.section && e.count > most {
			best, most = e.id, e.count
		}
		choices = add(choices, e.id)
	}
	if best != "" {
		return best, nil
	}
	return "", choices
}

func (s *scan) sentenceOf(at int) int {
	return sort.Search(len(s.sents), func(i int) bool { return at < s.sents[i].To })
}

// learn takes abbreviations that the paragraph defines behind a name, where the
// lexicon lacks them: "African Union (AU)".
func (s *scan) learn() {
	for _, p := range s.parens {
		inner := strings.Trim(s.text[p.From:p.To], "()（） ")
		if len(inner) < 2 || len(inner) > 48 || strings.ContainsAny(inner, "0123456789,;，；、\n") {
			continue
		}
		if s.covered(p.From+1, p.To-1) {
			continue
		}
		at := s.actorsFrom(p.From)
		for _, a := range s.actors[max(0, at-4):at] {
			if a.id == "" || a.inferred || a.to > p.From || strings.TrimSpace(s.text[a.to:p.From]) != "" {
				continue
			}
			if abbreviates(inner, s.text[a.from:a.to]) && !s.knows(inner) {
				s.aliases = append(s.aliases, alias{inner, a.id})
			}
		}
	}
}

func (s *scan) knows(text string) bool {
	for _, a := range s.aliases {
		if a.text == text {
			return true
		}
	}
	return false
}

// abbreviates tells whether short can stand for long: its letters occur in long
// in their order, and it is shorter by half.
func abbreviates(short, long string) bool {
	if 2*len(short) > len(long) {
		return false
	}
	upper := 0
	rest := []rune(strings.ToLower(long))
	for _, r := range short {
		if unicode.IsUpper(r) || unicode.Is(unicode.Han, r) || unicode.Is(unicode.Arabic, r) {
			upper++
		}
		if r == '-' || r == ' ' {
			continue
		}
		i := 0
		for i < len(rest) && rest[i] != unicode.ToLower(r) {
			i++
		}
		if i == len(rest) {
			return false
		}
		rest = rest[i+1:]
	}
	return upper >= 2
}
