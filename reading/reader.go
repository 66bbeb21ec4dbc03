package reading

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"concord/document"
	"concord/edtf"
	"concord/lexicon"
	"concord/reading/pattern"
)

// Version of the rules and tables: a document read by another version is read
// anew, and what it says differently is proposed beside what stands.
const Version = "2"

// Reader reads documents in any language that has a folder of tables. It is safe
// for use by several goroutines at once; a language is compiled on first use.
type Reader struct {
	lex   *lexicon.Lexicon
	langs languages
}

// New makes a Reader over a lexicon.
func New(lex *lexicon.Lexicon) *Reader { return &Reader{lex: lex} }

// Read finds what a document tells. The error is of kind fault.Unsupported where
// the document's language has no tables.
func (r *Reader) Read(doc *document.Document, known ...Answer) (*Reading, error) {
	return r.read(doc, false, known)
}

// ReadLines is Read for paragraphs that have nothing to do with one another: no
// short form refers from one to another, and none stands in a section.
func (r *Reader) ReadLines(doc *document.Document) (*Reading, error) {
	return r.read(doc, true, nil)
}

// Rules is the version of the rules and of the names that they read with.
func (r *Reader) Rules() string { return Rules(r.lex) }

// Lexicon is the lexicon that it reads over.
func (r *Reader) Lexicon() *lexicon.Lexicon { return r.lex }

// Rules is the version of the rules over the names of a lexicon: "1+names.3" where
// people changed names three times.
func Rules(lex *lexicon.Lexicon) string {
	if n := lex.Edition(); n > 0 {
		return Version + namesMark + strconv.Itoa(n)
	}
	return Version
}

const namesMark = "+names."

// SameRules tells whether two versions of rules differ at most in the names that
// they read with. Where people change a name, the desk has every document read anew
// in which it stands, so that what is read by such rules is read as they read now.
func SameRules(a, b string) bool { return withoutNames(a) == withoutNames(b) }

func withoutNames(rules string) string {
	before, after, ok := strings.Cut(rules, namesMark)
	if !ok {
		return rules
	}
	return before + strings.TrimLeft(after, "0123456789")
}

func (r *Reader) read(doc *document.Document, apart bool, known []Answer) (*Reading, error) {
	l, err := r.langs.get(doc.Language, r.lex)
	if err != nil {
		return nil, err
	}
	out := &Reading{Language: doc.Language, Rules: r.Rules(), By: r}
	s := &scan{lang: l, lex: r.lex, known: known}
	if d, err := edtf.Parse(doc.Masthead.Date); err == nil {
		s.context.Anchor = d
	}
	s.doc = r.about(l, s, doc, apart)
	out.Body, out.Partners = s.doc.body, s.doc.partners
	out.Sections = r.sections(l, doc, s)
	out.Paragraphs = make([]Paragraph, len(doc.Paragraphs))
	at := 0
	section := sectionState{id: "report"}
	if apart {
		section.id = ""
	}
	for i := range doc.Paragraphs {
		for at < len(doc.Headings) && doc.Headings[at].Next <= i {
			section.enter(&out.Sections[at], s.headingClass(doc.Headings[at].Text))
			at++
		}
		if apart {
			s.seen, s.aliases = s.seen[:0], s.aliases[:0]
		}
		out.Paragraphs[i] = s.paragraph(&doc.Paragraphs[i], i, section.id)
	}
	s.facts(doc, out)
	return out, nil
}

// IsName tells whether a line is exactly the name of an actor: what a reader of
// plain text asks to tell a heading from a short paragraph. It is false for every
// line in a language without tables.
func (r *Reader) IsName(language, line string) bool { return r.Organization(language, line) != "" }

// Organization is the actor that a line names, as headings and the lines of an
// agenda item do ("Cooperation between the United Nations and ASEAN"); "" for none.
func (r *Reader) Organization(language, line string) string {
	l, err := r.langs.get(language, r.lex)
	if err != nil {
		return ""
	}
	var m lexicon.Matches
	return l.wholeName(&m, line)
}

// SubItem is the organization that the line of an agenda sub-item names beside
// the United Nations; "" where it names none or several.
func (r *Reader) SubItem(language, line string) string {
	l, err := r.langs.get(language, r.lex)
	if err != nil || len(line) > 1000 {
		return ""
	}
	var m lexicon.Matches
	l.matcher.Scan(&m, line)
	id := ""
	for _, n := range m.Names {
		t := l.target(n)
		if t.Kind != lexicon.KindActor || t.ID == "UN" || t.ID == id {
			continue
		}
		if id != "" {
			return ""
		}
		id = t.ID
	}
	return id
}

// Word tells whether a text is a word of the language's tables, be it with an
// article before it: a word of action, the head of many names ("Commission"), a
// connective. topic says that it only tells what a text is about.
func (r *Reader) Word(language, text string) (word, topic bool) {
	l, err := r.langs.get(language, r.lex)
	if err != nil || len(text) > 200 {
		return false, false
	}
	for _, d := range l.determiners {
		if len(text) > len(d)+1 && strings.EqualFold(text[:len(d)], d) && text[len(d)] == ' ' {
			text = text[len(d)+1:]
			break
		}
	}
	var m lexicon.Matches
	for _, t := range []string{text, strings.ToLower(text)} {
		l.matcher.Scan(&m, t)
		for _, w := range m.Words {
			if w.From == 0 && int(w.To) == len(t) {
				if l.word(w).class != theme {
					return true, false
				}
				topic = true
			}
		}
	}
	return topic, topic
}

// wholeName is the actor that a line names and nothing else; "" for none.
func (l *language) wholeName(m *lexicon.Matches, line string) string {
	line = strings.TrimSpace(line)
	if line == "" || len(line) > 400 {
		return ""
	}
	l.matcher.Scan(m, line)
	for _, n := range m.Names {
		e := l.target(n)
		if n.From != 0 || e.Kind != lexicon.KindActor {
			continue
		}
		rest := strings.TrimSpace(line[n.To:])
		if rest == "" || strings.HasPrefix(rest, "(") && strings.HasSuffix(rest, ")") || strings.HasPrefix(rest, "（") && strings.HasSuffix(rest, "）") {
			return e.ID
		}
	}
	return ""
}

// sectionState follows the headings.
type sectionState struct {
	id    string
	level int
}

func (st *sectionState) enter(h *Section, class class) {
	switch {
	case h.Organization != "":
		st.id, st.level = h.Organization, h.Level
	case class == introduction:
		st.id, st.level = "introduction", h.Level
	case class == observations:
		st.id, st.level = "observations", h.Level
	case st.level == 0 || h.Level <= st.level:
		st.id, st.level = "report", 0
	}
}

// headingClass is introduction or observations where a heading's words say so.
func (s *scan) headingClass(text string) class {
	s.lang.matcher.Scan(&s.matches, text)
	for _, w := range s.matches.Words {
		if c := s.lang.word(w).class; c == introduction || c == observations {
			return c
		}
	}
	return 0
}

func (r *Reader) sections(l *language, doc *document.Document, s *scan) []Section {
	out := make([]Section, len(doc.Headings))
	for i, h := range doc.Headings {
		out[i] = Section{Heading: h.Text, Level: h.Level}
		if h.Number == "" {
			out[i].Organization = l.wholeName(&s.matches, h.Text)
		}
		end := len(doc.Paragraphs)
		for _, next := range doc.Headings[i+1:] {
			if next.Level <= h.Level {
				end = next.Next
				break
			}
		}
		for j := h.Next; j < end && j < len(doc.Paragraphs); j++ {
			if doc.Paragraphs[j].Part != "" {
				continue
			}
			if out[i].From == "" {
				out[i].From = doc.Paragraphs[j].Number
			}
			out[i].To = doc.Paragraphs[j].Number
		}
	}
	return out
}

// facts reads what the summary and the first paragraphs say of the document
// itself: the period, the report before it, the mandates.
func (s *scan) facts(doc *document.Document, out *Reading) {
	own := map[string]bool{}
	for _, sym := range doc.Masthead.Symbols {
		own[sym] = true
	}
	for i := range doc.Paragraphs {
		p := &doc.Paragraphs[i]
		if p.Part != "summary" && !(p.Part == "" && out.Paragraphs[i].Section == "introduction") {
			continue
		}
		s.text = p.Text
		s.lang.matcher.Scan(&s.matches, p.Text)
		s.sentences()
		for _, sent := range s.sents {
			var isPrevious, isPeriod, isMandate bool
			for _, w := range s.matches.Words {
				if int(w.From) < sent.From || int(w.To) > sent.To {
					continue
				}
				switch s.lang.word(w).class {
				case previous:
					isPrevious = true
				case period:
					isPeriod = true
				case mandate:
					isMandate = true
				}
			}
			for _, m := range out.Paragraphs[i].Mentions {
				if m.From < sent.From || m.To > sent.To {
					continue
				}
				switch {
				case m.Kind == Symbol && own[m.Value.Value]:
				case m.Kind == Symbol && isPrevious:
					out.Previous = add(out.Previous, m.Value.Value)
				case m.Kind == Symbol && isMandate && p.Part == "summary":
					out.Mandates = add(out.Mandates, m.Value.Value)
				case m.Kind == Date && isPeriod && out.Period == "":
					out.Period = m.Value.Value
					if !strings.Contains(out.Period, "/") {
						out.Period += "/.." // a report that says only since when
					}
				}
			}
		}
	}
}

func add(list []string, v string) []string {
	for _, x := range list {
		if x == v {
			return list
		}
	}
	return append(list, v)
}

// scan is what one paragraph is read with; its slices are used again.
type scan struct {
	lang                   *language
	lex                    *lexicon.Lexicon
	text                   string
	matches                lexicon.Matches
	hits                   []pattern.Hit
	context                pattern.Context
	words                  []token // grammar words, those inside names and titles left out
	clauseWords            []token // words of the clauses of resolutions, likewise
	doc                    about
	titles                 []Span // titles and quotations, outermost
	titled                 []Span // titles and the names of instruments
	parens                 []Span
	sents                  []Span
	actors                 []actor // actors named, pronouns and short forms resolved, by position
	labels                 []bool  // of hits: the date labels an instrument
	aliases                []alias // abbreviations that this document defines
	seen                   []seen  // actors of the document, latest last
	last                   []actor // parties of the last act of the paragraph
	section                string
	known                  []Answer // of the document
	segs                   []segment
	themeHits              []themeHit
	told                   []Activity // of the paragraph; copied when all are found
	partyList, subjectList []actor
	opened                 bool // aims are taken for told
}

type alias struct{ text, id string }

type seen struct {
	id      string
	heads   uint64
	section string
	count   int
}

// token is a grammar word at its place.
type token struct {
	from, to int
	w        *word
}

// actor is an organization (or pronoun) at its place.
type actor struct {
	from, to int
	id       string
	kind     string // of lexicon.Actor.Type
	heads    uint64 // by which head words one may refer to it
	pronoun  int8   // 0 none; n+1 for a pronoun of n
	cited    bool   // named only as the author of a document
	inferred bool
	rule     string
}

func (l *language) word(m lexicon.Match) *word { return &l.words[m.Entry] }

// target is what a name stands for; of several, an actor before a place.
func (l *language) target(m lexicon.Match) *lexicon.Target {
	ts := l.matcher.Targets(m.Entry)
	for i := range ts {
		if ts[i].Kind == lexicon.KindActor {
			return &ts[i]
		}
	}
	return &ts[0]
}

// inside tells whether a stretch lies in one of the spans, which are sorted by
// their beginnings; of spans within one another the outer comes first.
func inside(spans []Span, from, to int) bool {
	n := sort.Search(len(spans), func(i int) bool { return spans[i].From > from })
	for i := n - 1; i >= 0 && i >= n-3; i-- {
		if to <= spans[i].To {
			return true
		}
	}
	return false
}

// wordsFrom is the index of the first grammar word that begins at or after a position.
func (s *scan) wordsFrom(at int) int {
	return sort.Search(len(s.words), func(i int) bool { return s.words[i].from >= at })
}

// actorsFrom is the index of the first actor that begins at or after a position,
// once they are sorted.
func (s *scan) actorsFrom(at int) int {
	return sort.Search(len(s.actors), func(i int) bool { return s.actors[i].from >= at })
}

// hitsFrom is the index of the first hit of the grammars that begins there.
func (s *scan) hitsFrom(at int) int {
	return sort.Search(len(s.hits), func(i int) bool { return s.hits[i].From >= at })
}

// mentionsIn are the mentions that begin in a stretch, once they are sorted.
func mentionsIn(p *Paragraph, from, to int) []Mention {
	ms := p.Mentions
	a := sort.Search(len(ms), func(i int) bool { return ms[i].From >= from })
	b := sort.Search(len(ms), func(i int) bool { return ms[i].From >= to })
	return ms[a:max(a, b)]
}

// namesFrom is the index of the first name of the lexicon that ends after a position.
func (s *scan) namesFrom(at int) int {
	return sort.Search(len(s.matches.Names), func(i int) bool { return int(s.matches.Names[i].To) > at })
}

func sortSpans(spans []Span) {
	slices.SortFunc(spans, func(a, b Span) int {
		if a.From != b.From {
			return a.From - b.From
		}
		return b.To - a.To
	})
}
