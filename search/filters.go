package search

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"concord/edtf"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
	"concord/symbol"
)

// analyzers are those that no query uses just now.
var analyzers = sync.Pool{New: func() any { return NewAnalyzer() }}

// Resolutions as people say them.
var (
	resolution = regexp.MustCompile(`(?i)^(?:res|resolution|résolution|resolución|резолюци[яюи]|(?:ال)?قرار|决议|第)\.?$`)
	number     = regexp.MustCompile(`^(\d{1,2}/\d{1,3}|\d{3,4})(?:\((\d{4})\))?$`)
	chinese    = regexp.MustCompile(`^第?(\d{1,2}/\d{1,3}|\d{3,4})号决议$`)

	// As Chinese documents print them, with blanks and brackets.
	chineseDate       = regexp.MustCompile(`((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*([日号]))?`)
	chineseResolution = regexp.MustCompile(`第?\s*(\d{3,4})\s*[(（](\d{4})[)）]\s*号\s*决议`)
	chineseNumber     = regexp.MustCompile(`第?\s*(\d{1,2}/\d{1,3}|\d{3,4})\s*号\s*决议`)
)

// chineseForms writes dates and resolutions that Chinese parts with blanks and
// brackets as one word each; a query with quotation marks stays as it is.
func chineseForms(text string) string {
	if !strings.ContainsAny(text, "年号") || strings.ContainsFunc(text, quote) {
		return text
	}
	text = chineseDate.ReplaceAllString(text, " ${1}年${2}月${3}${4} ")
	text = chineseResolution.ReplaceAllString(text, " S/RES/${1}(${2}) ")
	return chineseNumber.ReplaceAllString(text, " 第${1}号决议 ")
}

// symbolic says whether a word may be the symbol of a document.
func symbolic(word string) bool {
	return strings.Contains(word, "/") && strings.ContainsAny(word, "0123456789")
}

func symbolOf(word string) (symbol.Symbol, bool) {
	if !symbolic(word) {
		return "", false
	}
	for _, w := range []string{word, strings.ToUpper(word)} {
		if s, err := symbol.Parse(w); err == nil {
			return s, true
		}
	}
	return "", false
}

// symbol reads a document's symbol, whole or as people say it: "res 2524",
// "resolution 75/1".
func (p *parser) symbol(run []typed) (node, int) {
	text := run[0].text
	if s, ok := symbolOf(text); ok {
		return p.document(string(s), string(s), text), 1
	}
	m, used := chinese.FindStringSubmatch(text), 1
	if m == nil && len(run) > 1 && resolution.MatchString(text) {
		m, used = number.FindStringSubmatch(run[1].text), 2
	}
	if m == nil {
		return node{}, 0
	}
	said := join(run[:used])
	switch {
	case strings.Contains(m[1], "/"):
		return p.document("A/RES/"+m[1], said, m[1]), used
	case m[2] != "":
		return p.document("S/RES/"+m[1]+"("+m[2]+")", said, m[1]+" "+m[2]), used
	}
	// Without the year: whichever of that number.
	n := p.document("S/RES/"+m[1]+"(", said, "")
	for i := range n.match.Parts {
		n.match.Parts[i].Prefix = true
	}
	return n, used
}

// document is a symbol that a record names, the work that tells it, or the words.
func (p *parser) document(s, text, words string) node {
	list := []register.Match{facetMatch(register.FacetDocument, s), facetMatch(register.FacetWork, s)}
	if m := p.exact(words); words != "" && m != nil {
		list = append(list, *m)
		p.q.marks.sequence(p.a, words)
	}
	return node{match: anyOf(list...), text: text, tells: true}
}

var (
	yearOnly  = regexp.MustCompile(`^(19[4-9]\d|20\d\d)(?:年|г\.?)?$`)
	isoDate   = regexp.MustCompile(`^(?:19[4-9]\d|20\d\d)-\d\d(?:-\d\d)?$`)
	dateRange = regexp.MustCompile(`^(\d{4}(?:-\d\d){0,2})?(?:\.\.|…)(\d{4}(?:-\d\d){0,2})?$`)
	yearRange = regexp.MustCompile(`^(19[4-9]\d|20\d\d)[-–—/](19[4-9]\d|20\d\d)$`)
	yearMonth = regexp.MustCompile(`^(19[4-9]\d|20\d\d)年(\d{1,2})月(?:份|(\d{1,2})[日号])?$`)
	dayOnly   = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|er)?,?$`)
)

// date reads a year, a month, a day or a span of time.
func (p *parser) date(run []typed) (node, int) {
	w := run[0].text
	if m := yearOnly.FindStringSubmatch(w); m != nil {
		p.q.marks.sequence(p.a, m[1])
		return node{match: anyOf(facetMatch(register.FacetYear, m[1]), token1(m[1], "")), text: w, tells: true}, 1
	}
	if m := dateRange.FindStringSubmatch(w); m != nil && (m[1] != "" || m[2] != "") {
		return p.between(m[1], m[2], w), 1
	}
	if m := yearRange.FindStringSubmatch(w); m != nil {
		return p.between(m[1], m[2], w), 1
	}
	if isoDate.MatchString(w) {
		return p.between(w, w, w), 1
	}
	if m := yearMonth.FindStringSubmatch(w); m != nil {
		return p.on(m[1], m[2], m[3], w), 1
	}
	// [day] [de, of] month [de, of] year, month day year
	i, day, month, year := 0, "", 0, ""
	if m := dayOnly.FindStringSubmatch(run[0].text); m != nil {
		day, i = m[1], 1
	}
	little := func() {
		if i < len(run) && slices.Contains([]string{"of", "de", "من"}, run[i].key) {
			i++
		}
	}
	little()
	months := table().months
	if i < len(run) {
		if month = months[run[i].key]; month > 0 {
			i++
		} else if i+1 < len(run) {
			if month = months[run[i].key+" "+run[i+1].key]; month > 0 { // كانون الثاني
				i += 2
			}
		}
	}
	if month == 0 {
		// "حزيران/يونيه" is one word with two names of the month.
		if i < len(run) {
			for part := range strings.SplitSeq(run[i].text, "/") {
				if m := months[key(p.a, part)]; m > 0 {
					month = m
				}
			}
		}
		if month == 0 || !strings.Contains(run[i].text, "/") {
			return node{}, 0
		}
		i++
	}
	little()
	if day == "" && i+1 < len(run) {
		if m := dayOnly.FindStringSubmatch(run[i].text); m != nil {
			day = m[1]
			i++
		}
	}
	if i < len(run) {
		if m := yearOnly.FindStringSubmatch(strings.TrimRight(run[i].text, ".,")); m != nil {
			year = m[1]
			i++
		}
	}
	if year == "" {
		return node{}, 0
	}
	return p.on(year, strconv.Itoa(month), day, join(run[:i])), i
}

// on is a month or a day; the year alone where there is no such day.
func (p *parser) on(year, month, day, text string) node {
	two := func(s string) string {
		if len(s) == 1 {
			return "0" + s
		}
		return s
	}
	d := year + "-" + two(month)
	if day != "" {
		d += "-" + two(day)
	}
	if _, err := edtf.Parse(d); err != nil {
		d = year
	}
	return p.between(d, d, text)
}

// between is a span of time; a date that is none is looked for as the words typed.
// Within OR and NOT, where only tokens can stand, its years count.
func (p *parser) between(from, to, text string) node {
	whole := from + "/" + to
	switch {
	case from == "":
		whole = "../" + to
	case to == "":
		whole = from + "/.."
	case from == to:
		whole = from
	}
	if _, err := edtf.Parse(whole); err != nil {
		n := p.plain(text)
		n.tells = true
		return n
	}
	first, last := 0, 0
	if from != "" {
		first, _ = strconv.Atoi(from[:4])
	}
	if to != "" {
		last, _ = strconv.Atoi(to[:4])
	}
	// Open ends go as far as the register of years of one record does.
	switch {
	case from == "":
		first = max(last-80, 1945)
	case to == "":
		last = first + 80
	}
	var list []register.Match
	for y := first; y <= last && len(list) < 100; y++ {
		list = append(list, facetMatch(register.FacetYear, strconv.Itoa(y)))
	}
	return node{match: anyOf(list...), from: from, to: to, text: text, tells: true}
}

// filter is a typed filter, its value a name in any language or an identifier;
// several are parted by commas.
func (p *parser) filter(i item) ([]node, error) {
	facet, value := i.facet, strings.TrimSpace(i.text)
	p.said = i.name
	if value == "" {
		return nil, fault.New(fault.Invalid, "The filter %s: has no value; write one behind it, as in %s.", p.said, examples[facet])
	}
	one := func(n node) ([]node, error) {
		n.text, n.tells = facet+":"+quoteValue(value), true
		return []node{n}, nil
	}
	switch facet {
	case "title":
		m := p.exact(value)
		if m == nil {
			return nil, fault.New(fault.Invalid, "title: needs a word, as in title:workshop; %q has none.", value)
		}
		inTitle(m)
		p.q.marks.sequence(p.a, value)
		return one(node{match: m})
	case "date":
		run := []typed{}
		for w := range strings.FieldsSeq(value) {
			run = append(run, typed{text: w, key: key(p.a, w)})
		}
		n, used := p.date(run)
		if used < len(run) || used == 0 {
			return nil, fault.New(fault.Invalid, "date: needs a date, as in date:2021, date:2021-06 or date:2020..2022; %q is none.", value)
		}
		if y := yearOnly.FindStringSubmatch(value); y != nil {
			n = p.between(y[1], y[1], value)
		}
		if n.from == "" && n.to == "" {
			return nil, fault.New(fault.Invalid, "date: needs a date, as in date:2021, date:2021-06 or date:2020..2022; %q is none.", value)
		}
		return one(n)
	}
	if (value == "none" || value == "any") && facet != register.FacetReview {
		c := register.Condition{Facet: facet, Not: value == "none"}
		var list []register.Match
		for _, f := range tokensOf(facet) {
			list = append(list, register.Match{Op: register.OpPhrase, Tokens: []string{f + ":"}, Prefix: true, Column: "facet"})
		}
		m := anyOf(list...)
		if c.Not {
			m = &register.Match{Op: register.OpNot, Parts: []register.Match{*everything(), *m}}
		}
		return one(node{match: m, has: &c})
	}
	var ids []string
	if list, err := p.values(facet, value); err == nil {
		ids = list
	} else {
		// Several, unless the whole is one name with a comma in it.
		values := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == '،' || r == '，' })
		if len(values) < 2 {
			return nil, err
		}
		for _, v := range values {
			list, err := p.values(facet, strings.TrimSpace(v))
			if err != nil {
				return nil, err
			}
			ids = append(ids, list...)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) > 64 {
		return nil, fault.New(fault.Invalid, "The filter %s: has more than 64 values; leave some out.", facet)
	}
	var list []register.Match
	for _, v := range ids {
		for _, f := range tokensOf(facet) {
			list = append(list, facetMatch(f, v))
		}
		switch facet {
		case register.FacetActor, register.FacetState, register.FacetPlace:
			p.q.marks.name(v)
		}
	}
	value = strings.Join(ids, ",")
	if facet == register.FacetInstrument {
		// Whoever types a title leaves the marks out in which some texts write it.
		for _, id := range ids {
			for _, m := range titleMarks {
				marked := m[0] + id + m[1]
				ids, list = append(ids, marked), append(list, facetMatch(facet, marked))
			}
		}
	}
	n := node{match: anyOf(list...), has: &register.Condition{Facet: facet, Any: ids}, tells: true}
	n.text = facet + ":" + quoteValue(value)
	if len(ids) > 1 && facet != register.FacetInstrument && !slices.ContainsFunc(ids, func(id string) bool { return quoteValue(id) != id }) {
		n.text = facet + ":" + value
	}
	return []node{n}, nil
}

// titleMarks are the marks in which texts write titles, opening and closing.
var titleMarks = [][2]string{{"《", "》"}, {"«", "»"}, {"“", "”"}, {"\"", "\""}, {"「", "」"}}

// examples of filters, for who leaves the value out.
var examples = map[string]string{
	register.FacetActor: "partner:ASEAN", register.FacetState: "state:UZB", register.FacetPlace: `place:"Central Asia"`, register.FacetTheme: "theme:counter-terrorism",
	register.FacetKind: "kind:training", register.FacetType: "type:instrument", register.FacetLevel: "level:summit", register.FacetModality: "modality:planned",
	register.FacetStatus: "status:open", register.FacetReview: "review:none", register.FacetOrigin: "origin:read", register.FacetYear: "year:2021", "date": "date:2020..2022",
	register.FacetSDG: "sdg:16", register.FacetDocument: "document:A/RES/75/1", register.FacetWork: "work:A/77/277", register.FacetSection: "section:ASEAN",
	register.FacetInstrument: `instrument:"Agenda 2063"`, register.FacetMechanism: "mechanism:" + "…", "mandate": "mandate:…", "title": "title:workshop",
}

// tokensOf are the facets that a filter asks for in the index of texts.
func tokensOf(facet string) []string {
	if facet == register.FacetActor {
		return []string{register.FacetParty, register.FacetState}
	}
	return []string{facet}
}

// inTitle has a match look in titles alone; stems, which say no column, stay.
func inTitle(m *register.Match) {
	if m.Op == register.OpPhrase && m.Column == "" {
		m.Column = "title"
	}
	for i := range m.Parts {
		inTitle(&m.Parts[i])
	}
}

// values are the identifiers that a value of a filter names.
func (p *parser) values(facet, value string) ([]string, error) {
	k := key(p.a, value)
	switch facet {
	case register.FacetActor, register.FacetState, register.FacetSection, register.FacetPlace:
		return p.who(facet, value, k)
	case register.FacetTheme:
		if id := p.names.themes[k]; id != "" {
			return []string{id}, nil
		}
		var list []string
		for _, id := range p.names.themes {
			list = append(list, id)
		}
		return nil, unknownCode(facet, value, list)
	case register.FacetDocument, register.FacetWork:
		if s, ok := symbolOf(value); ok {
			return []string{string(s)}, nil
		}
		return []string{value}, nil
	case register.FacetYear:
		if m := yearOnly.FindStringSubmatch(value); m != nil {
			return []string{m[1]}, nil
		}
		for _, re := range []*regexp.Regexp{dateRange, yearRange} {
			if m := re.FindStringSubmatch(value); m != nil && len(m[1]) == 4 && len(m[2]) == 4 {
				first, _ := strconv.Atoi(m[1])
				last, _ := strconv.Atoi(m[2])
				var list []string
				for y := first; y <= last && len(list) < 64; y++ {
					list = append(list, strconv.Itoa(y))
				}
				if len(list) > 0 {
					return list, nil
				}
			}
		}
		return nil, fault.New(fault.Invalid, "year: needs a year of four digits, as in year:2021 or year:2020..2022; %q is none.", value)
	}
	if list := codes(facet); len(list) > 0 {
		if v := strings.ToLower(value); slices.Contains(list, v) {
			return []string{v}, nil
		}
		if v := table().values[facet][k]; v != "" {
			return []string{v}, nil
		}
		return nil, unknownCode(facet, value, list)
	}
	return []string{value}, nil
}

// who gives the actors or places of a name.
func (p *parser) who(facet, value, k string) ([]string, error) {
	place := facet == register.FacetPlace || facet == register.FacetState
	fits := func(x named) bool {
		switch facet {
		case register.FacetActor:
			return x.kind == lexicon.KindActor || x.kind == lexicon.KindPlace && len(x.id) == 3 // a State acts
		case register.FacetState:
			return x.kind == lexicon.KindPlace && len(x.id) == 3
		case register.FacetPlace:
			return x.kind == lexicon.KindPlace
		}
		return x.kind == lexicon.KindActor
	}
	exact := func(id string) bool {
		if place {
			_, ok := p.names.lex.Place(id)
			return ok
		}
		_, ok := p.names.lex.Actor(id)
		return ok
	}
	// An identifier goes before a name: AU is the African Union, whatever else is
	// called so in some language.
	for _, id := range []string{value, strings.ToUpper(value)} {
		if exact(id) {
			return []string{id}, nil
		}
	}
	var ids []string
	for _, list := range [][]named{p.names.byKey[k], p.names.byStem[stemKey(p.a, value)]} {
		for _, x := range list {
			if fits(x) && !slices.Contains(ids, x.id) {
				ids = append(ids, x.id)
			}
		}
		if len(ids) > 0 {
			return ids, nil
		}
	}
	if facet == register.FacetSection && (k == "introduction" || k == "observations") {
		return []string{k}, nil
	}
	return nil, p.unknown(facet, value, k, fits)
}

func unknownCode(facet, value string, list []string) error {
	slices.Sort(list)
	list = slices.Compact(list)
	best, at := "", 4
	for _, x := range list {
		if d := distance(strings.ToLower(value), x, 3); d < at || strings.Contains(x, strings.ToLower(value)) {
			best, at = x, min(d, at)
		}
	}
	if best != "" {
		return fault.New(fault.Invalid, "%s:%s is not known; did you mean %s:%s?", facet, value, facet, best)
	}
	return fault.New(fault.Invalid, "%s:%s is not known; there are %s.", facet, value, strings.Join(list, ", "))
}

func (p *parser) unknown(facet, value, k string, fits func(named) bool) error {
	var near []string
	if n := p.names.near(k); n != "" && slices.ContainsFunc(p.names.byKey[n], fits) {
		near = append(near, p.names.written(n))
	}
	if len(near) == 0 && utf8.RuneCountInString(k) > 1 {
		for _, s := range p.names.lex.Complete(value, p.o.Language, 12) {
			if fits(named{kind: s.Kind, id: s.ID}) && len(near) < 3 {
				near = append(near, s.Text)
			}
		}
	}
	if len(near) > 0 {
		return fault.New(fault.Invalid, "No name %q is known for %s:; did you mean %s?", value, p.said, strings.Join(near, ", "))
	}
	return fault.New(fault.Invalid, "No name %q is known for %s:; write a name in any of the six languages, or an identifier such as ASEAN or UZB.", value, p.said)
}
