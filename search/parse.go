package search

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/fault"
	"concord/lexicon"
	"concord/register"

	"golang.org/x/text/unicode/norm"
)

// The bounds of a query. Beyond them it is refused in a sentence.
const (
	LongestQuery = 1000 // bytes
	deepest      = 12   // brackets inside one another; a Match may be 20 deep
	mostTerms    = 64
)

// Options of Parse.
type Options struct {
	Language string // of who asks, BCP 47; "" unknown
	// OneLanguage has words match in the forms of that language alone, and names
	// only as they are written. A query says so itself with languages:same.
	OneLanguage bool
	// Vocabulary of the index. Where it is given, a word that it has is never taken
	// for a mistyped one. Without, a mistyped name is forgiven if it has several
	// words or is long, and words are not.
	Vocabulary Vocabulary
}

// Vocabulary is what the index of texts tells of its tokens.
type Vocabulary interface {
	// Has says whether a token stands anywhere.
	Has(token string) bool
	// Begin gives tokens of titles and texts that begin with a prefix, the most
	// frequent first, as many as the index likes to give.
	Begin(prefix string) []string
}

// Query is what a person typed, as the register is asked. Its snippets are not for
// several goroutines at once.
type Query struct {
	// Text is the query in one form: the same query is always written alike, and
	// read again it is the same query, what was mistyped put right.
	Text   string
	Filter register.Filter // Has, Match, From, To, and Kind where one is asked for; the rest is the caller's
	// Parts are the conditions that all have to hold, as Text has them.
	Parts       []string
	Corrections []Correction

	nodes []node
	same  bool // languages:same was typed
	names *Names
	marks marks
	local map[string]marks // with the names in a language
}

// Correction is what was looked for instead of what was typed.
type Correction struct{ Typed, Meant string }

// Without is the query without one of its parts.
func (q *Query) Without(i int) string {
	return q.text(append(slices.Clone(q.nodes[:i]), q.nodes[i+1:]...))
}

func (q *Query) text(list []node) string {
	text := write(list)
	if q.same {
		text = strings.TrimSpace(text + " languages:same")
	}
	return text
}

// With is the query with a condition added.
func (q *Query) With(facet, value string) string {
	return strings.TrimSpace(q.Text + " " + condition(facet, value))
}

// Has gives the part that is the condition; -1 where none is.
func (q *Query) Has(facet, value string) int { return slices.Index(q.Parts, condition(facet, value)) }

// condition writes a facet and its value; one of parties is asked as actor.
func condition(facet, value string) string {
	if facet == register.FacetParty {
		facet = register.FacetActor
	}
	return facet + ":" + quoteValue(value)
}

func quoteValue(value string) string {
	if value == "" || strings.ContainsFunc(value, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || quote(r) || strings.ContainsRune("():（）：,،，", r)
	}) {
		return `"` + strings.Map(func(r rune) rune {
			if quote(r) || unicode.IsControl(r) {
				return -1
			}
			return r
		}, value) + `"`
	}
	return value
}

// node is a part of a query: what it matches, and how it is written.
type node struct {
	match *register.Match
	not   bool                // it is to be left out
	has   *register.Condition // stands for the match at the top
	from  string              // EDTF, likewise
	to    string

	text     string
	brackets bool // it was in brackets, or needs them: an OR
	// of words: the run that it was typed in, and from which of its words to which.
	run, first, last int
	tells            bool // false: a word that is only written
}

// write writes nodes that all have to hold. Words that did not stand together when
// they were read are kept apart, so that no name comes of them.
func write(list []node) string {
	var b strings.Builder
	for i, x := range list {
		if i > 0 {
			b.WriteByte(' ')
			if y := list[i-1]; x.run > 0 && y.run > 0 && !x.not && (x.run != y.run || x.first != y.last) {
				b.WriteString("AND ")
			}
		}
		if x.not {
			b.WriteByte('-')
		}
		if x.brackets {
			b.WriteString("(" + x.text + ")")
		} else {
			b.WriteString(x.text)
		}
	}
	return b.String()
}

// item is a piece of what was typed.
type item struct {
	kind  byte // '(' ')' 'w'ord '"'phrase '&' '|' '!' ':' filter
	text  string
	facet string
	name  string // of a filter as typed
}

// yearBehind is the year of a symbol in brackets.
var yearBehind = regexp.MustCompile(`^\s*[(（](\d{4})[)）]`)

func lex(a *Analyzer, text, lang string) ([]item, error) {
	var out []item
	t := table()
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case blank(r):
			i += n
			continue
		case bracket(r) != 0:
			out = append(out, item{kind: byte(bracket(r))})
			i += n
			continue
		case quote(r):
			end, after := quoted(text, i+n)
			if s := clean(text[i+n : end]); s != "" {
				out = append(out, item{kind: '"', text: s})
			}
			i = after
			continue
		case (r == '-' || r == '−') && i+n < len(text):
			if next, _ := utf8.DecodeRuneInString(text[i+n:]); !blank(next) && next != '-' && next != '−' && bracket(next) != ')' {
				out = append(out, item{kind: '!'})
				i += n
				continue
			}
		}
		from := i
		for i < len(text) {
			r, n := utf8.DecodeRuneInString(text[i:])
			if blank(r) || quote(r) || bracket(r) != 0 {
				break
			}
			i += n
		}
		word := text[from:i]
		if op := t.operators[""][word]; op != 0 {
			out = append(out, item{kind: op})
			continue
		}
		if op := t.operators[lang][word]; op != 0 {
			out = append(out, item{kind: op})
			continue
		}
		if at := strings.IndexAny(word, ":："); at > 0 {
			_, n := utf8.DecodeRuneInString(word[at:])
			name, value := word[:at], word[at+n:]
			facet := t.filters[strings.ToLower(name)]
			if facet == "" && onlyLetters(name) {
				facet = t.filters[key(a, name)]
			}
			if facet != "" && onlyLetters(name) {
				if value == "" && i < len(text) {
					if r, n := utf8.DecodeRuneInString(text[i:]); quote(r) {
						end, after := quoted(text, i+n)
						value, i = clean(text[i+n:end]), after
					}
				} else if value != "" {
					if m := yearBehind.FindStringSubmatchIndex(text[i:]); m != nil && symbolic(value) {
						value, i = value+"("+text[i+m[2]:i+m[3]]+")", i+m[1]
					}
				}
				out = append(out, item{kind: ':', facet: facet, text: value, name: name})
				continue
			}
			if value != "" && onlyLetters(name) && !strings.HasPrefix(value, "//") {
				return nil, fault.New(fault.Invalid, "There is no filter named %q; there are partner:, entity:, state:, place:, theme:, kind:, type:, level:, modality:, status:, date:, year:, document:, section:, work:, sdg:, review:, origin:, title: and languages:.", name)
			}
		}
		// The year of a symbol is of it, whatever brackets mean elsewhere.
		if symbolic(word) || number.MatchString(word) && len(out) > 0 && out[len(out)-1].kind == 'w' && resolution.MatchString(out[len(out)-1].text) {
			if m := yearBehind.FindStringSubmatchIndex(text[i:]); m != nil {
				word, i = word+"("+text[i+m[2]:i+m[3]]+")", i+m[1]
			}
		}
		out = append(out, item{kind: 'w', text: word})
	}
	return out, nil
}

func blank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

func bracket(r rune) rune {
	switch r {
	case '(', '（':
		return '('
	case ')', '）':
		return ')'
	}
	return 0
}

// clean is a text without blanks around it and with one blank for several.
func clean(s string) string { return strings.Join(strings.FieldsFunc(s, blank), " ") }

func onlyLetters(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
}

func quote(r rune) bool {
	switch r {
	case '"', '“', '”', '„', '«', '»', '「', '」', '《', '》':
		return true
	}
	return false
}

// quoted finds the end of what begins at from; what is not closed goes to the end.
func quoted(text string, from int) (end, after int) {
	for i := from; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if quote(r) {
			return i, i + n
		}
		i += n
	}
	return len(text), len(text)
}

// parser makes nodes of items.
type parser struct {
	names *Names
	a     *Analyzer
	o     Options
	q     *Query
	one   byte // the language that alone counts, by its letter; ' ' for one without stems, 0 all count
	items []item
	at    int
	depth int
	terms int
	runs  int
	said  string // the name of the filter that is read
}

// Parse reads a query. The error is of kind fault.Invalid, with a sentence that
// says what cannot be understood and what can. The empty query is all records.
func (n *Names) Parse(text string, o Options) (*Query, error) {
	if len(text) > LongestQuery {
		return nil, fault.New(fault.Invalid, "The query is longer than %d bytes; leave out what matters least.", LongestQuery)
	}
	if !utf8.ValidString(text) {
		return nil, fault.New(fault.Invalid, "The query is not text in UTF-8.")
	}
	n.make()
	text = chineseForms(norm.NFC.String(text))
	p := &parser{names: n, a: analyzers.Get().(*Analyzer), o: o, q: &Query{names: n}}
	defer analyzers.Put(p.a)
	var err error
	if p.items, err = lex(p.a, text, o.Language); err != nil {
		return nil, err
	}
	said := false
	for _, i := range p.items {
		if i.kind == ':' && i.facet == "languages" {
			switch strings.ToLower(i.text) {
			case "same":
				p.o.OneLanguage, said = true, true
			case "all":
				p.o.OneLanguage, said = false, false
			default:
				return nil, fault.New(fault.Invalid, "languages: is languages:same (words match in the language that you read in) or languages:all; %q is neither.", i.text)
			}
		}
	}
	p.items = slices.DeleteFunc(p.items, func(i item) bool { return i.kind == ':' && i.facet == "languages" })
	if p.o.OneLanguage {
		if p.one = letterOf(o.Language); p.one == 0 {
			p.one = ' '
		}
	}
	list, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.at < len(p.items) {
		return nil, fault.New(fault.Invalid, "The query has a bracket that closes nothing.")
	}
	q := p.q
	q.nodes = told(list)
	var matches []node
	for _, x := range q.nodes {
		q.Parts = append(q.Parts, write([]node{x}))
		switch {
		case (x.from != "" || x.to != "") && !x.not && q.Filter.From == "" && q.Filter.To == "":
			q.Filter.From, q.Filter.To = x.from, x.to
		case x.has != nil && len(q.Filter.Has) < 100:
			c := *x.has
			if x.not {
				c.Not = !c.Not
			}
			if c.Facet == register.FacetType && !c.Not && len(c.Any) == 1 && q.Filter.Kind == "" {
				q.Filter.Kind = register.Kind(c.Any[0])
				continue
			}
			q.Filter.Has = append(q.Filter.Has, c)
			// Who asks for what is out of all lists is shown it.
			q.Filter.Hidden = q.Filter.Hidden || c.Facet == register.FacetReview && !c.Not &&
				(slices.Contains(c.Any, string(register.Rejected)) || slices.Contains(c.Any, string(register.Withdrawn)))
		default:
			matches = append(matches, x)
		}
	}
	q.same = said
	q.Text = q.text(q.nodes)
	if q.Filter.Match = all(matches); q.Filter.Match != nil {
		if err := q.Filter.Match.Check(); err != nil {
			return nil, err
		}
	}
	return q, nil
}

// told drops words that tell nothing into the text of their neighbours; where there
// are no others they count.
func told(list []node) []node {
	if !slices.ContainsFunc(list, func(x node) bool { return x.tells }) {
		return list
	}
	var out []node
	before := -1 // where words stand that wait for one that tells
	for i, x := range list {
		if x.tells || x.not {
			if before >= 0 && x.run == list[before].run && !x.not {
				x.text, x.first = write(list[before:i])+" "+x.text, list[before].first
			}
			before = -1
			out = append(out, x)
			continue
		}
		if k := len(out) - 1; before < 0 && k >= 0 && out[k].run == x.run && out[k].last == x.first {
			out[k].text, out[k].last = out[k].text+" "+x.text, x.last
		} else if before < 0 || list[before].run != x.run {
			before = i
		}
	}
	return out
}

// all is what matches where all of some nodes do; nil where there are none.
func all(list []node) *register.Match {
	var want, not []register.Match
	for _, x := range list {
		switch {
		case x.match == nil:
		case x.not:
			not = append(not, *x.match)
		case x.match.Op == register.OpAnd:
			want = append(want, x.match.Parts...)
		default:
			want = append(want, *x.match)
		}
	}
	var m *register.Match
	switch len(want) {
	case 0:
		if len(not) == 0 {
			return nil
		}
		m = everything()
	case 1:
		m = &want[0]
	default:
		m = &register.Match{Op: register.OpAnd, Parts: want}
	}
	if len(not) > 0 {
		m = &register.Match{Op: register.OpNot, Parts: append([]register.Match{*m}, not...)}
	}
	return m
}

// everything matches every record: each has one of these reviews.
func everything() *register.Match {
	m := &register.Match{Op: register.OpOr}
	for _, r := range codes(register.FacetReview) {
		m.Parts = append(m.Parts, facetMatch(register.FacetReview, r))
	}
	return m
}

func anyOf(list ...register.Match) *register.Match {
	switch len(list) {
	case 0:
		return nil
	case 1:
		return &list[0]
	}
	var flat []register.Match
	for _, m := range list {
		if m.Op == register.OpOr {
			flat = append(flat, m.Parts...)
		} else {
			flat = append(flat, m)
		}
	}
	return &register.Match{Op: register.OpOr, Parts: flat}
}

func facetMatch(facet, value string) register.Match {
	return register.Match{Op: register.OpPhrase, Tokens: []string{FacetToken(facet, value)}, Column: "facet"}
}

func (p *parser) peek() byte {
	if p.at < len(p.items) {
		return p.items[p.at].kind
	}
	return 0
}

// or reads up to a bracket or the end: nodes that all have to hold, of which there
// is one where OR stands between them.
func (p *parser) or() ([]node, error) {
	var ways [][]node
	for {
		list, err := p.and()
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			ways = append(ways, list)
		}
		if p.peek() != '|' {
			break
		}
		p.at++
	}
	if len(ways) < 2 {
		return slices.Concat(ways...), nil
	}
	var parts []register.Match
	var texts []string
	for _, list := range ways {
		list = told(list)
		if m := all(list); m != nil {
			parts = append(parts, *m)
			texts = append(texts, write(list))
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return []node{{match: anyOf(parts...), text: strings.Join(texts, " OR "), brackets: len(texts) > 1, tells: true}}, nil
}

// and reads what stands together.
func (p *parser) and() ([]node, error) {
	var list []node
	not := false
	for {
		var more []node
		var err error
		switch i := p.peek(); i {
		case 0, ')', '|':
			if not {
				return nil, fault.New(fault.Invalid, "The query says NOT and then nothing; write what is to be left out behind it.")
			}
			return list, nil
		case '&':
			p.at++
			continue
		case '!':
			p.at++
			not = !not
			continue
		case '(':
			more, err = p.brackets()
		case ':':
			p.at++
			if err = p.term(); err == nil {
				more, err = p.filter(p.items[p.at-1])
			}
		case '"':
			p.at++
			if err = p.term(); err == nil {
				more = p.phrase(p.items[p.at-1].text)
			}
		default:
			more, err = p.words()
		}
		if err != nil {
			return nil, err
		}
		if len(more) > 0 && not {
			// NOT holds for the first of the words behind it alone.
			more[0].not, more[0].tells = !more[0].not, true
			not = false
		}
		list = append(list, more...)
	}
}

func (p *parser) brackets() ([]node, error) {
	if p.depth++; p.depth > deepest {
		return nil, fault.New(fault.Invalid, "The query has more than %d brackets inside one another; write it more simply.", deepest)
	}
	defer func() { p.depth-- }()
	p.at++
	list, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.peek() != ')' {
		return nil, fault.New(fault.Invalid, "The query has a bracket that is not closed.")
	}
	p.at++
	list = told(list)
	m := all(list)
	if m == nil {
		return nil, nil
	}
	if len(list) == 1 && list[0].brackets && !list[0].not {
		return list, nil
	}
	return []node{{match: m, text: write(list), brackets: true, tells: true}}, nil
}

// term counts what is asked for.
func (p *parser) term() error {
	if p.terms++; p.terms > mostTerms {
		return fault.New(fault.Invalid, "The query has more than %d words; leave out what matters least.", mostTerms)
	}
	return nil
}

// phrase is exact words in their order.
func (p *parser) phrase(text string) []node {
	m := p.exact(text)
	if m == nil {
		return nil
	}
	p.q.marks.sequence(p.a, text)
	return []node{{match: m, text: `"` + text + `"`, tells: true}}
}

// exact is a phrase; nil where a text has no words. Of a run of Han characters it
// has the pairs, which stand one after another where the run does; the last
// character of a run, which the index has too, only where the phrase goes on: the
// text may go on as it likes.
func (p *parser) exact(text string) *register.Match {
	m := &register.Match{Op: register.OpPhrase}
	p.a.each(text, true, func(t token) { m.Tokens = append(m.Tokens, t.text) })
	k := len(m.Tokens) - 1
	if k < 0 {
		return nil
	}
	if single(m.Tokens[k]) {
		if k > 0 && !single(m.Tokens[k-1]) && strings.HasSuffix(m.Tokens[k-1], m.Tokens[k]) && hanToken(m.Tokens[k-1]) {
			m.Tokens = m.Tokens[:k]
		} else {
			m.Prefix = true // a single character is the beginning of some pair
		}
	}
	if p.one == 0 {
		return m
	}
	// In one language alone: the words have to be of it.
	and := &register.Match{Op: register.OpAnd, Parts: []register.Match{*m}}
	p.a.each(text, true, func(t token) {
		if int(t.script) < len(languagesOf) && strings.IndexByte(languagesOf[t.script], p.one) >= 0 && len(and.Parts) < 12 {
			and.Parts = append(and.Parts, *p.stems(t))
		}
	})
	if len(and.Parts) == 1 {
		return m
	}
	return and
}

func hanToken(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	k, _ := scriptOf(r)
	return k == han
}

func single(s string) bool {
	_, n := utf8.DecodeRuneInString(s)
	return n == len(s) && hanToken(s)
}

func token1(s, column string) register.Match {
	return register.Match{Op: register.OpPhrase, Tokens: []string{s}, Column: column}
}

// stems is a word by its stems in every language that counts; nil where none has one.
func (p *parser) stems(t token) *register.Match {
	if int(t.script) >= len(languagesOf) {
		return nil
	}
	var list []register.Match
	for _, l := range []byte(languagesOf[t.script]) {
		if p.one != 0 && p.one != l {
			continue
		}
		for _, s := range p.a.stemTokens(l, t) {
			list = append(list, token1(s, "stem"))
			p.q.marks.stem(s)
		}
	}
	return anyOf(list...)
}

// word is one word in all of its forms.
func (p *parser) word(t token) register.Match {
	stems := p.stems(t)
	if p.one != 0 && stems != nil {
		return *stems
	}
	p.q.marks.sequence(p.a, t.text)
	form := token1(t.text, "")
	if stems == nil {
		return form
	}
	return *anyOf(form, *stems)
}

// typed is a word of a run with its keys.
type typed struct {
	text string
	key  string
	stem string // of Russian
	at   int    // which of the run
}

// words reads words that stand together: names, symbols and dates among them.
func (p *parser) words() ([]node, error) {
	var run []typed
	p.runs++
	for p.peek() == 'w' {
		i := p.items[p.at]
		p.at++
		if k := key(p.a, i.text); k != "" { // no signs alone
			run = append(run, typed{text: i.text, key: k, stem: stemKey(p.a, i.text), at: len(run)})
		}
	}
	if len(run) > mostTerms {
		p.terms = mostTerms
	}
	var out []node
	for i := 0; i < len(run); {
		if err := p.term(); err != nil {
			return nil, err
		}
		n, used := p.next(run[i:])
		n.run, n.first, n.last = p.runs, i, i+used
		if n.match != nil {
			out = append(out, n)
		}
		i += used
	}
	return out, nil
}

// next makes a node of the first words of a run and says how many it took.
func (p *parser) next(run []typed) (node, int) {
	if n, used := p.symbol(run); used > 0 {
		return n, used
	}
	if n, used := p.date(run); used > 0 {
		return n, used
	}
	if p.one == 0 {
		if n, used := p.name(run); used > 0 {
			return n, used
		}
		if n, used := p.mistyped(run); used > 0 {
			return n, used
		}
	}
	w := run[0]
	n := p.plain(w.text)
	n.tells = !table().stop[w.key]
	if p.one == 0 && n.tells {
		if meant := p.meant(w); meant != "" {
			p.q.Corrections = append(p.q.Corrections, Correction{w.text, meant})
			n = p.plain(meant)
			n.tells = true
		}
	}
	return n, 1
}

// plain is what somebody typed without a blank: a word, words with a hyphen between
// them, a run of Han characters with names in it.
func (p *parser) plain(text string) node {
	var parts []register.Match
	var joined string
	simple := true // two words with a hyphen
	if body, ok := strings.CutSuffix(text, "*"); ok && !strings.Contains(body, "*") {
		var list []token
		p.a.each(body, true, func(t token) { list = append(list, t) })
		if len(list) == 1 && list[0].script != han && utf8.RuneCountInString(list[0].text) > 1 {
			m := token1(list[0].text, "")
			m.Prefix = true
			p.q.marks.beginning(list[0].text)
			return node{match: &m, text: text}
		}
	}
	from, end := -1, -1
	flush := func() {
		if from >= 0 {
			parts = append(parts, p.hanWords(text[from:end])...)
			from = -1
		}
	}
	p.a.each(text, false, func(t token) {
		if t.script == han {
			if t.from != end {
				flush()
			}
			if from < 0 {
				from = t.from
			}
			end, simple = t.to, false
			return
		}
		flush()
		parts = append(parts, p.word(t))
		simple = simple && t.script == latin
		joined += t.text
	})
	flush()
	if len(parts) == 0 {
		return node{text: text}
	}
	m := &parts[0]
	if len(parts) > 1 {
		if len(parts) > 24 {
			parts = parts[:24]
		}
		m = &register.Match{Op: register.OpAnd, Parts: parts}
		if simple && len(parts) == 2 && strings.Contains(text, "-") && p.one == 0 {
			// "counter-terrorism" is written as one word too.
			m = anyOf(*m, p.word(token{text: joined, low: joined, whole: joined, script: latin}))
		}
	}
	return node{match: m, text: text}
}

// hanWords cuts a run of Han characters at the names in it, the longest first. What
// stands between is looked for as it stands, and where it is longer than a word or
// two also as its pairs, wherever they stand: most words have two characters, and
// nobody writes blanks between them.
func (p *parser) hanWords(run string) []register.Match {
	var out []register.Match
	rs := []rune(run)
	from := 0
	plain := func(to int) {
		for from < to && table().stop[string(rs[from:from+1])] && to-from > 1 {
			from++
		}
		for to > from && table().stop[string(rs[to-1:to])] && (to-from > 1 || len(out) > 0) {
			to--
		}
		if to <= from {
			return
		}
		text := string(rs[from:to])
		m := p.exact(text)
		if m == nil {
			return
		}
		p.q.marks.sequence(p.a, text)
		if n := to - from; n >= 4 {
			and := register.Match{Op: register.OpAnd}
			for i := from; i < to && len(and.Parts) < 8; i += 2 {
				j := min(i, to-2)
				pair := string(rs[j : j+2])
				and.Parts = append(and.Parts, token1(pair, ""))
				p.q.marks.sequence(p.a, pair)
			}
			m = anyOf(*m, and)
		}
		out = append(out, *m)
	}
	for i := 0; i < len(rs); {
		used := 0
		if p.one == 0 {
			for n := min(len(rs)-i, 40); n >= 2; n-- {
				k := key(p.a, string(rs[i:i+n]))
				if list := p.names.byKey[k]; len(list) > 0 {
					plain(i)
					out = append(out, *p.named(list, string(rs[i:i+n])))
					used, from = n, i+n
					break
				}
			}
		}
		i += max(used, 1)
	}
	plain(len(rs))
	return out
}

// named is an actor, a place, a theme or a kind of activities, or the words of its name.
func (p *parser) named(list []named, words string) *register.Match {
	var parts []register.Match
	for _, x := range list[:min(len(list), 8)] {
		switch x.kind {
		case lexicon.KindActor:
			parts = append(parts, facetMatch(register.FacetParty, x.id))
		case lexicon.KindPlace:
			parts = append(parts, facetMatch(register.FacetPlace, x.id))
			if len(x.id) == 3 {
				parts = append(parts, facetMatch(register.FacetState, x.id))
			}
		case ofKind:
			parts = append(parts, facetMatch(register.FacetKind, x.id))
			continue
		default:
			parts = append(parts, facetMatch(register.FacetTheme, x.id))
		}
		p.q.marks.name(x.id)
	}
	// Every name of an actor or place finds the same records: those whose values
	// name it. Its words are asked for in quotation marks. Of a word that names a
	// theme or kind the words count too.
	if slices.ContainsFunc(list, func(x named) bool { return x.kind == lexicon.KindActor || x.kind == lexicon.KindPlace }) {
		p.q.marks.sequence(p.a, words)
		return anyOf(parts...)
	}
	var tokens []token
	p.a.each(words, true, func(t token) { tokens = append(tokens, t) })
	p.q.marks.sequence(p.a, words)
	switch {
	case len(tokens) == 1 && tokens[0].script != han:
		parts = append(parts, p.word(tokens[0]))
	case len(tokens) > 1 && (tokens[0].script == cyrillic || tokens[0].script == arabicScript):
		// Their words are bent, or have something written together with them.
		and := register.Match{Op: register.OpAnd}
		for _, t := range tokens[:min(len(tokens), 12)] {
			and.Parts = append(and.Parts, p.word(t))
		}
		parts = append(parts, and)
	default:
		if m := p.exact(words); m != nil {
			parts = append(parts, *m)
		}
	}
	return anyOf(parts...)
}

// longestName is how many words a name has at most that is looked for.
const longestName = 14

// name finds the longest name with which a run begins.
func (p *parser) name(run []typed) (node, int) {
	list, used := p.nameAt(run, func(w typed) string { return w.key }, p.names.byKey)
	if more, n := p.nameAt(run, func(w typed) string { return w.stem }, p.names.byStem); n > used {
		list, used = more, n
	}
	if used == 0 {
		// "and", "to", "in" are written together with an Arabic name.
		if r, n := utf8.DecodeRuneInString(run[0].key); n == 2 && strings.ContainsRune("وفبلك", r) && len(run[0].key) >= 8 {
			bare := slices.Clone(run[:min(len(run), longestName)])
			bare[0].key = bare[0].key[n:]
			list, used = p.nameAt(bare, func(w typed) string { return w.key }, p.names.byKey)
		}
	}
	if used == 0 || used == 1 && len(run)+run[0].at > 1 && common(run[0].text) {
		return node{}, 0
	}
	text := join(run[:used])
	return node{match: p.named(list, text), text: text, tells: true}, used
}

func (p *parser) nameAt(run []typed, of func(typed) string, names map[string][]named) (list []named, used int) {
	k := ""
	for i := 0; i < min(len(run), longestName); i++ {
		w := of(run[i])
		if w == "" {
			break
		}
		if i > 0 {
			k += " "
		}
		k += w
		if l := names[k]; len(l) > 0 {
			list, used = l, i+1
		}
		if !p.names.longer[k] {
			break
		}
	}
	return list, used
}

// common says whether a word that is some acronym too was typed as a word: "who",
// "it", "un", "us" in small letters.
func common(word string) bool {
	return utf8.RuneCountInString(word) <= 3 && word == strings.ToLower(word) && !hanToken(word)
}

func join(run []typed) string {
	var list []string
	for _, w := range run {
		list = append(list, w.text)
	}
	return strings.Join(list, " ")
}

// known says whether a word is no mistyped one: the index has it, or a word with
// its stem; where the index is not asked, some name has it.
func (p *parser) known(w typed) bool {
	v := p.o.Vocabulary
	if table().stop[w.key] {
		return true
	}
	if v == nil {
		for part := range strings.SplitSeq(w.key, " ") {
			if !p.names.vocable[part] {
				return false
			}
		}
		return true
	}
	known := true
	p.a.each(w.text, true, func(t token) {
		if !known || t.script == han || t.script == none || v.Has(t.text) {
			return
		}
		known = false
		if int(t.script) < len(languagesOf) {
			for _, l := range []byte(languagesOf[t.script]) {
				for _, s := range p.a.stemTokens(l, t) {
					known = known || v.Has(s)
				}
			}
		}
	})
	return known
}

// mostMistyped is how many words a name has at most that is forgiven.
const mostMistyped = 10

// mistyped finds a name that was nearly typed, the longest first.
func (p *parser) mistyped(run []typed) (node, int) {
	if len(p.q.Corrections) >= 8 {
		return node{}, 0
	}
	strange := -1 // the first word that is not known
	for i := range min(len(run), mostMistyped) {
		if strange < 0 && !p.known(run[i]) {
			strange = i
		}
	}
	if strange < 0 {
		return node{}, 0
	}
	for n := min(len(run), mostMistyped); n > 0; n-- {
		if n == 1 && (strange != 0 || p.o.Vocabulary == nil) {
			break // one word alone is near to some name too easily
		}
		if n <= strange {
			break
		}
		var keys []string
		for _, w := range run[:n] {
			keys = append(keys, w.key)
		}
		k := p.names.near(strings.Join(keys, " "))
		if k == "" {
			continue
		}
		if n == 1 {
			// A word of the index that is as near was meant.
			if w := p.meant(run[0]); w != "" && distance(keys[0], key(p.a, w), 2) <= distance(keys[0], k, 2) {
				break
			}
		}
		meant := p.names.written(k)
		p.q.Corrections = append(p.q.Corrections, Correction{join(run[:n]), meant})
		return node{match: p.named(p.names.byKey[k], meant), text: meant, tells: true}, n
	}
	return node{}, 0
}

// meant is the word of the index that was most likely meant by one that it does not
// have; "" where there is none.
func (p *parser) meant(w typed) string {
	n := utf8.RuneCountInString(w.key)
	r, size := utf8.DecodeRuneInString(w.key)
	if p.o.Vocabulary == nil || n < 4 || strings.Contains(w.key, " ") || hanToken(w.key) || !unicode.IsLetter(r) ||
		strings.HasSuffix(w.text, "*") || len(p.q.Corrections) >= 8 || p.known(w) {
		return ""
	}
	most := 1
	if n >= 8 {
		most = 2
	}
	best, at := "", most+1
	x := approximately(w.key)
	for _, c := range p.o.Vocabulary.Begin(w.key[:size]) {
		if y := approximately(c); !x.far(y, at-1) {
			if d := distance(w.key, c, at-1); d < at && d > 0 {
				best, at = c, d
			}
		}
	}
	return best
}
