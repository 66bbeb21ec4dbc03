package reading

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/document"
	"concord/lexicon"
	"concord/reading/pattern"
	"concord/symbol"
)

// The sides of a resolution.
const (
	Preambular = "preambular"
	Operative  = "operative"
)

// Clause is what an organ says in one verb: "Requests the Secretary-General to
// submit a report …". Its Span runs from where it begins to where the next one does.
type Clause struct {
	Span
	Verb       Value   // its class: request, invite, call, urge, encourage, recommend, decide, welcome, note …
	Lemma      string  // of the verb, in the document's language
	Addressees []Value // who is asked: actors, States by ISO code
	Asked      Span    // what is asked; empty where nothing is
	Due        Value   // EDTF, or "session:81": at that session of the General Assembly
	Item       Value   // title of the item that an agenda is to have
}

// Asks reports whether the clause asks somebody for something.
func (c *Clause) Asks() bool { return verbs[c.Verb.Value].asks || c.Item.Value != "" }

// verbs are the classes of the verbs of clauses.
var verbs = map[string]struct {
	known bool
	asks  bool // somebody is asked for something
	notes bool // what was done is noted: an act may be told
}{
	"request": {true, true, false}, "invite": {true, true, false}, "call": {true, true, false}, "urge": {true, true, false},
	"encourage": {true, true, false}, "recommend": {true, true, false},
	"decide": {true, false, false}, "approve": {true, false, false}, "support": {true, false, false}, "condemn": {true, false, false},
	"reaffirm": {true, false, false}, "emphasize": {true, false, false}, "expect": {true, false, false},
	"welcome": {true, false, true}, "note": {true, false, true}, "recall": {true, false, true}, "commend": {true, false, true},
	"acknowledge": {true, false, true}, "express": {true, false, true},
}

// about is what clauses must know of their document.
type about struct {
	kind     document.Kind
	apart    bool // the paragraphs are texts of their own
	body     string
	partners []string
	session  int // of the General Assembly
}

// speaks reports whether the document tells an organ to speak by its name.
func (a *about) speaks() bool {
	return a.kind == document.KindDecision || a.kind == document.KindStatement
}

// about finds who adopted the document and about whom it is.
func (r *Reader) about(l *language, s *scan, doc *document.Document, apart bool) about {
	m := &doc.Masthead
	a := about{kind: m.Kind, apart: apart, session: m.Session}
	if !m.Kind.Adopts() {
		return a
	}
	named := func(text string) (ids []string) {
		l.matcher.Scan(&s.matches, text)
		for _, n := range s.matches.Names {
			if t := l.target(n); t.Kind == lexicon.KindActor {
				ids = add(ids, t.ID)
			}
		}
		return ids
	}
	for _, sym := range m.Symbols {
		if a.body == "" {
			a.body = symbol.Organ(symbol.Symbol(sym))
		}
	}
	if ids := named(m.Organ); a.body == "" && len(ids) > 0 {
		a.body = ids[0]
	}
	for _, id := range named(m.Title) {
		if kind := s.kind(id); kind == "partner" || kind == "related" || kind == "body" {
			a.partners = append(a.partners, id)
		}
	}
	return a
}

// side tells on which side of a resolution a paragraph stands; "" for neither. The
// anatomy of the document decides; where it says nothing, the words do.
func (s *scan) side(p *document.Paragraph) string {
	words := func() string {
		preamble, finite := s.opens()
		switch {
		case preamble && finite && s.endsInComma(), preamble && !finite:
			return Preambular
		case finite:
			return Operative
		}
		return ""
	}
	switch {
	case s.doc.apart:
		return words()
	case !s.doc.kind.Adopts() || p.Part != "" && p.Part != "preamble":
		return ""
	case s.doc.speaks():
		return Operative // where it has a clause; see paragraph
	case p.Part == "preamble" && p.Number == "":
		return "" // the line that names the organ
	case p.Part == "preamble":
		// A resolution that asks for one thing does not number it.
		if preamble, finite := s.opens(); finite && !s.endsInComma() && (!preamble || s.endsSentence()) {
			return Operative
		}
		return Preambular
	case p.Counted || p.Number == "":
		return words()
	}
	return Operative
}

// opens tells by which forms of a verb the paragraph may begin: that of a preamble,
// that of an operative clause. In some languages they are the same.
func (s *scan) opens() (preamble, finite bool) {
	for _, t := range s.clauseWords {
		if t.w.class != operative && t.w.class != preambular {
			continue
		}
		if !s.pure(0, t.from) {
			break
		}
		preamble = preamble || t.w.class == preambular
		finite = finite || t.w.class == operative
	}
	return preamble || finite && s.lang.oneForm, finite
}

func (s *scan) endsInComma() bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s.text, " "))
	return r == ',' || r == '，' || r == '،'
}

func (s *scan) endsSentence() bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s.text, " ”»\""))
	return r == '.' || r == '。' || r == ';' || r == '；' || r == '؛'
}

// pure tells whether a stretch holds nothing but marks, figures and words that may
// stand beside a verb.
func (s *scan) pure(from, to int) bool {
	for from < to {
		r, n := utf8.DecodeRuneInString(s.text[from:])
		if !unicode.IsLetter(r) {
			from += n
			continue
		}
		next := from
		for _, t := range s.clauseWords {
			if t.from > from {
				break
			}
			if t.from == from && t.w.class == also && t.to <= to {
				next = max(next, t.to)
			}
		}
		if next == from {
			// "(a)" in front of a sub-paragraph.
			if end := strings.IndexAny(s.text[from:to], ")）"); end > 0 && end <= 4 {
				next = from + end
			} else {
				return false
			}
		}
		from = next
	}
	return true
}

// longestClauses is the size in bytes of a text beyond which clauses are not looked
// for: real paragraphs have some 8 KiB, and what clauses cost grows with its square.
const longestClauses = 64 << 10

// clauses finds the clauses of a paragraph of a side.
func (s *scan) clauses(out *Paragraph, side string) {
	if len(s.text) > longestClauses {
		return
	}
	own := s.doc.speaks()
	regions := []Span{{0, len(s.text)}}
	if own {
		regions = s.sents
	}
	for _, region := range regions {
		type start struct {
			token
			at int // where the one before it ends
		}
		var starts []start
		for _, t := range s.clauseWords {
			if t.from < region.From || t.to > region.To || !s.speaks(t, side) {
				continue
			}
			if n := len(starts); n > 0 && t.from < starts[n-1].to {
				// Of two on the same words the longer one holds.
				if t.from == starts[n-1].from && t.to > starts[n-1].to {
					starts[n-1].token = t
				}
				continue
			}
			if at, ok := s.begins(t, region.From, len(starts) == 0, own); ok {
				starts = append(starts, start{t, at})
			}
		}
		for i, t := range starts {
			c := Clause{Span: Span{t.from, region.To}}
			if i == 0 {
				c.From = region.From
				for c.From < t.from {
					r, n := utf8.DecodeRuneInString(s.text[c.From:])
					if unicode.IsLetter(r) {
						break
					}
					c.From += n
				}
			}
			if i+1 < len(starts) {
				c.To = starts[i+1].at
			}
			c.Span = s.trim(c.From, max(c.To, t.to))
			if own { // the quotation marks of a statement
				c.To = max(t.to, c.From+len(strings.TrimRight(s.text[c.From:c.To], "”“»\".。 ")))
			}
			class, lemma, _ := strings.Cut(t.w.value, " ")
			c.Verb, c.Lemma = Value{Span: Span{t.from, t.to}, Value: class, Rule: "verb"}, lemma
			s.askedFor(out, &c)
			out.Clauses = append(out.Clauses, c)
		}
	}
}

// speaks tells whether a word is a verb of a clause on a side of the document.
func (s *scan) speaks(t token, side string) bool {
	switch t.w.class {
	case operative:
		return side == Operative || s.lang.oneForm || side == Preambular && t.from > 0
	case preambular:
		return side == Preambular
	case decided:
		return s.doc.kind == document.KindDecision
	}
	return false
}

// begins tells whether a clause begins with a verb, and where the one before it ends:
// at the head of the text, behind a comma or a word that joins, or, where an organ is
// told to speak, behind its name.
func (s *scan) begins(t token, from int, first, own bool) (at int, ok bool) {
	if s.pure(from, t.from) && (!own || t.w.class == operative) {
		return from, true
	}
	edge := s.boundaryBefore(t.from, from)
	if !first {
		if edge > from && s.pure(edge, t.from) {
			return edge, true
		}
		for _, j := range s.clauseWords {
			if j.w.class == joiner && (j.w.value == "" || t.w.class == decided) && j.from > from && j.to <= t.from && s.pure(j.to, t.from) {
				return j.from, true
			}
		}
		// The word that joins may be written with the verb: "وطلبت".
		return t.from, t.w.class == decided && s.lang.joinedTo(s.text[t.from:t.to])
	}
	if !own {
		return 0, false
	}
	before, behind := false, false // the organ is named before the verb, or right behind it
	for _, a := range s.actors[s.actorsFrom(from):] {
		if a.from > t.to+80 {
			break
		}
		if a.id != s.doc.body {
			continue
		}
		if a.to <= t.from {
			if before = true; s.pure(a.to, t.from) {
				return from, true
			}
		}
		behind = behind || a.from >= t.to
	}
	for _, h := range s.words[s.wordsFrom(from):] { // "The Council requests"
		if h.from >= t.from {
			break
		}
		if h.w.class == head && h.to <= t.from && s.pure(h.to, t.from) && h.from-from < 12 {
			return from, true
		}
	}
	// "the Assembly, on the recommendation of …, decided"; or the verb comes first.
	return from, before && t.w.class == decided || (before || behind) && s.pure(edge, t.from)
}

// boundaryBefore is behind the last comma or semicolon before a place.
func (s *scan) boundaryBefore(at, from int) int {
	edge := from
	for _, t := range s.words[s.wordsFrom(from):] {
		if t.from >= at {
			break
		}
		if (t.w.class == comma || t.w.class == semicolon) && t.to <= at && !inside(s.parens, t.from, t.to) {
			edge = t.to
		}
	}
	return edge
}

// askedFor finds whom a clause asks, what for, by when.
func (s *scan) askedFor(out *Paragraph, c *Clause) {
	from, to := c.Verb.To, c.To
	// Where the verb comes first, the organ that asks stands between it and who is asked.
	for _, a := range s.actors[s.actorsFrom(from):] {
		if a.from > from+4 {
			break
		}
		if a.id == s.doc.body && s.doc.speaks() {
			from = a.to
		}
	}
	if verbs[c.Verb.Value].asks {
		at := s.askedAt(from, to)
		bounded := at < to
		var chain []Value
		if bounded || !s.lang.marked {
			chain = s.addressees(out, from, at, bounded)
		}
		behind := from
		if len(chain) == 0 && bounded && !s.asksSomebody(from, at) {
			// What is encouraged is a thing ("continued efforts to …").
			bounded = s.letterFrom(from, to) >= at
		}
		if len(chain) == 0 && bounded {
			// "requests that the Secretary-General submit …"
			if end := s.endOfWord(at); end < to {
				chain = s.addressees(out, end, min(end+30, to), false)
				if len(chain) > 0 && chain[0].From-end > 8 {
					chain = nil
				}
			}
		}
		for _, v := range chain {
			behind = max(behind, v.To)
			if !slices.ContainsFunc(c.Addressees, func(o Value) bool { return o.Value == v.Value }) {
				c.Addressees = append(c.Addressees, v)
			}
		}
		end := behind
		for _, t := range s.clauseWords { // of those that begin there, the longest
			if t.w.class == addressee && t.from >= behind && t.to <= to && s.pure(behind, t.from) {
				end = max(end, t.to)
			}
		}
		behind = end
		if bounded {
			behind = at
		}
		if len(c.Addressees) == 0 {
			behind = from // who is asked without an identifier stays in the words
		}
		c.Asked = s.trim(s.letterFrom(behind, to), to)
	}
	for _, t := range s.clauseWords {
		if t.w.class != agendaItem || t.from < from || t.to > to || c.Verb.Value != "decide" && !verbs[c.Verb.Value].asks {
			continue
		}
		// Under the item comes its sub-item.
		for _, q := range s.titles {
			if q.From >= from && q.To <= to+4 {
				in := s.text[q.From:q.To]
				text := strings.TrimFunc(in, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ')' && r != '）' })
				at := q.From + strings.Index(in, text)
				c.Item = Value{Span: Span{at, at + len(text)}, Value: text, Rule: "agenda-item"}
			}
		}
		if c.Item.Value != "" && c.Asked.To == 0 {
			c.Asked = s.trim(s.letterFrom(from, to), to)
		}
	}
	if c.Asks() {
		s.dueBy(out, c)
	}
}

// asksSomebody tells whether somebody is asked without being named.
func (s *scan) asksSomebody(from, to int) bool {
	return slices.ContainsFunc(s.clauseWords, func(t token) bool { return t.w.class == addressee && t.from >= from && t.to <= to })
}

func (s *scan) letterFrom(at, to int) int {
	for at < to {
		r, n := utf8.DecodeRuneInString(s.text[at:])
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '(' || r == '“' || r == '«' || r == '《' {
			break
		}
		at += n
	}
	return at
}

func (s *scan) endOfWord(at int) int {
	for at < len(s.text) {
		r, n := utf8.DecodeRuneInString(s.text[at:])
		if !unicode.IsLetter(r) {
			break
		}
		at += n
	}
	return at
}

// askedAt is where the words begin that say what is asked ("to submit", "de lui
// présenter", an infinitive); to where there are none.
func (s *scan) askedAt(from, to int) int {
	best := to
	for _, t := range s.clauseWords {
		if t.w.class != asked || t.from < from || t.to >= best || inside(s.parens, t.from, t.to) {
			continue
		}
		next := s.letterFrom(t.to, to)
		end := s.endOfWord(next)
		if rest := s.text[end:to]; strings.HasPrefix(rest, "’") || strings.HasPrefix(rest, "'") { // "à l’appuyer"
			next = s.letterFrom(end, to)
			end = s.endOfWord(next)
		}
		word := strings.ToLower(s.text[next:end])
		fits := true
		switch t.w.value {
		case "":
		case "later":
			fits = !s.pure(from, t.from)
		case "verb":
			fits = !slices.Contains(s.lang.determiners, word) && !s.namedAt(next)
		default:
			fits = s.endsInOne(word, strings.Fields(t.w.value)) && !s.namedAt(next)
		}
		if fits {
			best = t.from
		}
	}
	for at := from; len(s.lang.asks) > 0 && at < best; {
		at = s.letterFrom(at, best)
		end := s.endOfWord(at)
		if end == at {
			_, n := utf8.DecodeRuneInString(s.text[at:])
			at += max(n, 1)
			continue
		}
		word := strings.ToLower(s.text[at:end])
		if s.endsInOne(word, s.lang.asks) && !s.namedAt(at) {
			return at
		}
		at = end
	}
	return best
}

func (s *scan) endsInOne(word string, ends []string) bool {
	return slices.ContainsFunc(ends, func(e string) bool { return strings.HasSuffix(word, e) && len(word) > len(e) })
}

// namedAt tells whether a name stands at a place.
func (s *scan) namedAt(at int) bool {
	n := s.namesFrom(at)
	return n < len(s.matches.Names) && int(s.matches.Names[n].From) <= at
}

// stray is how much text, in bytes, may stand between two that are asked beside the
// words that join them.
const stray = 48

// addressees are the actors named between the verb and what is asked: the first,
// and those that are joined to it. bounded says that what is asked has its own
// beginning, so that more may stand before the first name.
func (s *scan) addressees(out *Paragraph, from, to int, bounded bool) []Value {
	var all []actor
	for _, a := range s.actors[s.actorsFrom(from):] {
		if a.from >= to {
			break
		}
		if a.to <= to && !a.cited {
			all = append(all, a)
		}
	}
	for _, m := range mentionsIn(out, from, to) {
		if m.Kind == Place && m.To <= to && len(m.Value.Value) == 3 && s.governs(m.Span) {
			all = append(all, actor{from: m.From, to: m.To, id: m.Value.Value, rule: "government"})
		}
	}
	slices.SortStableFunc(all, func(a, b actor) int { return a.from - b.from })
	var chain []Value
	end := from
	for _, a := range all {
		if a.from < end {
			continue
		}
		joined, loose, broken := s.between(end, a.from)
		if len(chain) == 0 {
			if broken || !bounded && (loose > stray || s.wordBetween(end, a.from, act)) {
				break
			}
		} else if broken || !joined || loose > stray {
			break
		}
		switch {
		case a.pronoun == 3 && len(s.doc.partners) == 1: // both organizations
			for _, id := range []string{"UN", s.doc.partners[0]} {
				chain = append(chain, Value{Span: Span{a.from, a.to}, Value: id, Rule: "pronoun", Inferred: true})
			}
		case a.pronoun > 0:
			for _, b := range s.resolve(a) {
				chain = append(chain, Value{Span: Span{a.from, a.to}, Value: b.id, Rule: "pronoun", Inferred: true})
			}
		case a.id != "":
			chain = append(chain, Value{Span: Span{a.from, a.to}, Value: a.id, Rule: a.rule, Inferred: a.inferred})
		}
		end = a.to
	}
	return chain
}

// between looks at what stands between a verb or an addressee and the next name:
// whether it joins the two, how many letters it has beside that, and whether
// something in it parts them ("in consultation with").
func (s *scan) between(from, to int) (joined bool, loose int, broken bool) {
	text := s.text[from:to]
	if strings.TrimSpace(text) == "" {
		return false, 0, false
	}
	for _, r := range text {
		if unicode.IsLetter(r) {
			loose += utf8.RuneLen(r)
		}
	}
	for _, f := range strings.Fields(text) {
		joined = joined || slices.Contains(s.lang.joiners, f) // written with the name behind it
	}
	generic := -1
	for _, t := range s.clauseWords {
		if t.from < from || t.to > to {
			continue
		}
		switch t.w.class {
		case addressee:
			loose -= t.to - t.from
			generic = max(generic, t.to)
		case joiner:
			joined = true
			loose -= t.to - t.from
		}
	}
	for _, t := range s.words[s.wordsFrom(from):] {
		if t.from >= to {
			break
		}
		if t.to > to {
			continue
		}
		switch t.w.class {
		case comma, list:
			joined = true
		case with:
			broken = broken || !s.joinsNames(t)
		case purpose, by:
			broken = true
		}
	}
	// Who is asked without a name stands alone: the name behind is no longer asked.
	if generic >= 0 && strings.TrimSpace(s.text[generic:to]) != "" && !joined {
		broken = true
	}
	return joined, loose, broken
}

// joinsNames tells whether a word of the tables is also one that joins names.
func (s *scan) joinsNames(w token) bool {
	return slices.ContainsFunc(s.clauseWords, func(t token) bool { return t.w.class == joiner && t.from <= w.from && w.to <= t.to })
}

// governs tells whether a government is named at a place's name.
func (s *scan) governs(m Span) bool {
	for _, t := range s.words[s.wordsFrom(m.From-40):] {
		if t.from > m.To+6 {
			return false
		}
		if t.w.class == government && (t.from >= m.To && t.from-m.To <= 4 || t.to <= m.From && m.From-t.to <= 8) {
			return true
		}
	}
	return false
}

// dueBy finds the term of a clause: a date behind a word of time, or a session of
// the General Assembly that is still to come.
func (s *scan) dueBy(out *Paragraph, c *Clause) {
	assembly := s.doc.body == "UNGA"
	for _, m := range mentionsIn(out, c.From, c.To) {
		assembly = assembly || m.Kind == Actor && m.Value.Value == "UNGA"
	}
	for i := s.hitsFrom(c.Verb.To); i < len(s.hits) && s.hits[i].From < c.To; i++ {
		h := &s.hits[i]
		if h.To > c.To+1 || c.Due.Value != "" {
			continue
		}
		for _, t := range s.clauseWords {
			beside := t.to <= h.From && h.From-t.to <= 5 || t.from >= h.To && t.from-h.To <= 3 || t.from <= h.To && t.to >= h.From
			if !beside {
				continue
			}
			switch {
			case t.w.class == due && h.Kind == pattern.Date && !strings.Contains(h.Value, ".."):
				c.Due = Value{Span: Span{h.From, h.To}, Value: h.Value, Rule: "term", Inferred: h.Inferred}
			case t.w.class == session && h.Kind == pattern.Ordinal && assembly:
				if n, err := strconv.Atoi(h.Value); err == nil && n > s.doc.session && n < 1000 {
					c.Due = Value{Span: Span{min(h.From, t.from), max(h.To, t.to)}, Value: "session:" + h.Value, Rule: "session"}
				}
			}
			if c.Due.Value != "" {
				break
			}
		}
	}
}

// keepNoted leaves of the acts of a resolution those that it notes as done: of two
// sides, told in one clause that notes, with a day that is not that of a document
// which is cited. Standing contact and help are what a resolution wishes for.
func (s *scan) keepNoted(out *Paragraph) {
	out.Activities = slices.DeleteFunc(out.Activities, func(a Activity) bool {
		kind := a.Kind.Value
		if a.Date.To == 0 || a.Modality.Value != "done" || kind == "coordination" || kind == "support" || len(a.Parties) < 2 {
			return true
		}
		for _, m := range mentionsIn(out, max(0, a.Date.From-60), a.Date.From) {
			if m.Kind == Symbol && m.To <= a.Date.From && a.Date.From-m.To <= 12 {
				return true
			}
		}
		for i := range out.Clauses {
			if c := &out.Clauses[i]; a.From >= c.From-1 && a.To <= c.To+1 {
				return !verbs[c.Verb.Value].notes || s.valuesMatter(c) || a.Date.From < a.From || a.Date.To > a.To
			}
		}
		return true
	})
}

// valuesMatter tells whether what a clause notes is no event but a matter ("the
// practical steps of …", "the provisions of …"): a word of it comes before all names
// and events, or, where nouns stand behind what describes them, ends its piece.
func (s *scan) valuesMatter(c *Clause) bool {
	first := c.To
	if i := s.actorsFrom(c.Verb.To); i < len(s.actors) {
		first = min(first, s.actors[i].from)
	}
	for _, t := range s.words[s.wordsFrom(c.Verb.To):] {
		if t.from >= c.Verb.To && t.w.class == act && t.w.flags&(actNoun|actHold|actDone) != 0 {
			first = min(first, t.from)
			break
		}
	}
	for _, t := range s.clauseWords {
		if t.w.class != matter || t.from < c.Verb.To || t.to > c.To {
			continue
		}
		if t.w.value == "last" {
			r, _ := utf8.DecodeRuneInString(s.text[t.to:])
			if !unicode.IsLetter(r) {
				return true
			}
		} else if t.from < first {
			return true
		}
	}
	return false
}

// keepDone leaves of the acts of a budget those that are told as done, or as going
// on, with an organization that is none of the United Nations: objectives, lists of
// what a programme will do and the prose of posts and resources tell none.
func (s *scan) keepDone(out *Paragraph) {
	out.Activities = slices.DeleteFunc(out.Activities, func(a Activity) bool {
		if a.Modality.Value != "done" && a.Modality.Value != "ongoing" || len(a.Parties) < 2 ||
			itemAhead(s.text[a.From:]) || strings.Contains(s.text[a.From:a.To], "\n") {
			return true
		}
		return !slices.ContainsFunc(a.Parties, func(p Party) bool {
			kind := s.kind(p.Value.Value)
			return p.State || kind == "partner" || kind == "body" || kind == "related"
		})
	})
}

// itemAhead tells whether a stretch begins as a lettered item of a list.
func itemAhead(text string) bool {
	text = strings.TrimLeft(text, " \n")
	return strings.HasPrefix(text, "(") || strings.HasPrefix(text, "（") || strings.IndexByte(text[:min(len(text), 4)], ')') > 0
}
