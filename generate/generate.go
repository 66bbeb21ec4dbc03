// Package generate makes registers of any size to try Concord with: documents in
// six languages over twenty years and what is read in them, with the names of the
// lexicon, a few organizations that do much and many that do little, acts that are
// told again by another report or in another language, and near misses among them.
// The same seed makes the same.
//
// Nothing in it is a report's: the sentences are of data/sentences.tsv, the subjects
// of data/topics.tsv, and the symbols have numbers that no document reached. Texts are
// not read by package reading: the values are known where the text is made, which is
// why a million acts take a minute.
package generate

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"iter"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/document"
	"concord/fault"
	"concord/lexicon"
	"concord/reading"
)

//go:embed data/topics.tsv data/sentences.tsv data/queries.tsv
var data embed.FS

// The sizes of a document, about those of the Secretary-General's report of 2022.
const (
	paragraphs  = 128
	perDocument = 256 // acts
)

// FirstYear and LastYear are the years in which the acts happen.
const (
	FirstYear = 2005
	LastYear  = 2024
)

// Languages are those that texts are made in, with how much of them.
var Languages = []string{"en", "fr", "es", "ar", "zh", "ru"}

// Act says what was put into one act, so that what a search finds can be judged.
type Act struct {
	Event    int    // acts with one number tell one event
	Topic    string // the English words of its subject in data/topics.tsv
	Kind     string
	Entity   string // actor of the United Nations
	Partner  string
	Place    string // ID
	Year     int
	Language string
	Text     string // the sentences that tell it
}

// Document is one document with what is read in it.
type Document struct {
	Document *document.Document
	Reading  *reading.Reading
	Acts     []Act // in the order of the reading
}

// Generator makes documents.
type Generator struct {
	lex       *lexicon.Lexicon
	topics    []topic
	sentences map[string][]sentence // kind and language
	entities  []string
	partners  []string
	places    []string
	names     map[string]map[string][2]string // language, ID: long and short
}

type topic struct {
	id     string
	themes []string
	words  map[string][]string
}

// sentence is a pattern cut into pieces.
type sentence []piece

type piece struct {
	text     string // literal, where slot is 0
	slot     byte   // U, P, T, C, D, N, O
	optional []piece
}

// kinds of acts by how often they come.
var kinds = strings.Fields("training training training meeting meeting meeting meeting support support programme programme visit visit publication agreement renewal")

// New makes a generator over a lexicon.
func New(lex *lexicon.Lexicon) (*Generator, error) {
	g := &Generator{lex: lex, sentences: map[string][]sentence{}, names: map[string]map[string][2]string{}}
	header, list, err := table("data/topics.tsv")
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		t := topic{themes: strings.Split(c[0], ";"), words: map[string][]string{}}
		for i := 1; i < len(c); i++ {
			t.words[header[i]] = strings.Split(c[i], "|")
		}
		t.id = t.words["en"][0]
		g.topics = append(g.topics, t)
	}
	if _, list, err = table("data/sentences.tsv"); err != nil {
		return nil, err
	}
	for _, c := range list {
		key := c[0] + "/" + c[1]
		g.sentences[key] = append(g.sentences[key], cut(c[2]))
	}
	for _, l := range Languages {
		g.names[l] = map[string][2]string{}
	}
	for _, a := range lex.Actors() {
		switch {
		case a.To != "" || !g.named(a.ID):
		case a.Type == "un":
			g.entities = append(g.entities, a.ID)
		case a.Type == "partner":
			g.partners = append(g.partners, a.ID)
		}
	}
	for _, p := range lex.Places() {
		if (p.Kind == "city" || p.Kind == "country") && g.named(p.ID) {
			g.places = append(g.places, p.ID)
		}
	}
	if len(g.entities) < 10 || len(g.partners) < 10 || len(g.places) < 10 {
		return nil, fault.New(fault.Internal, "The lexicon has too few names to make a register of.")
	}
	// Those that do most stand first, in an order of their own.
	shuffle := rand.New(rand.NewPCG(1, 2))
	for _, list := range [][]string{g.entities, g.partners, g.places} {
		slices.Sort(list)
		shuffle.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	front(g.partners, "AU ASEAN EU LAS OIC OSCE OAS ECOWAS SADC CARICOM")
	front(g.entities, "UNODC UNDP DPPA UNHCR WHO IOM UNICEF FAO UN-WOMEN ITU")
	return g, nil
}

// front brings some of a list to its beginning.
func front(list []string, first string) {
	at := 0
	for id := range strings.SplitSeq(first, " ") {
		if i := slices.Index(list, id); i >= at {
			list[at], list[i] = list[i], list[at]
			at++
		}
	}
}

// named keeps the names of an actor or place and tells whether it has one in each
// language.
func (g *Generator) named(id string) bool {
	for _, l := range Languages {
		long, in := g.lex.Display(id, l)
		if in != l || long == "" {
			return false
		}
		short, in := g.lex.DisplayShort(id, l)
		if in != l {
			short = long
		}
		g.names[l][id] = [2]string{long, short}
	}
	return true
}

// table reads a table of data: a header and rows.
func table(file string) (header []string, rows [][]string, err error) {
	b, err := data.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimRight(line, "\r\n")
		switch c := strings.Split(line, "\t"); {
		case line == "" || strings.HasPrefix(line, "#"):
		case header == nil:
			header = c
		case len(c) != len(header):
			return nil, nil, fault.New(fault.Internal, "A row of %s has %d cells.", file, len(c))
		default:
			rows = append(rows, c)
		}
	}
	return header, rows, nil
}

var slots = regexp.MustCompile(`\{[A-Z]\}|\[[^\[\]]*\]`)

func cut(s string) (list sentence) {
	from := 0
	for _, at := range slots.FindAllStringIndex(s, -1) {
		if at[0] > from {
			list = append(list, piece{text: s[from:at[0]]})
		}
		if s[at[0]] == '{' {
			list = append(list, piece{slot: s[at[0]+1]})
		} else {
			list = append(list, piece{optional: cut(s[at[0]+1 : at[1]-1])})
		}
		from = at[1]
	}
	if from < len(s) {
		list = append(list, piece{text: s[from:]})
	}
	return list
}

// event is what happens; acts tell it.
type event struct {
	number, topic   int
	kind            string
	entity, partner string
	place           string
	year, month     int
	day, days       int
	ordinal, people int
	modality        string
}

// writer makes the documents of one seed.
type writer struct {
	g       *Generator
	rnd     *rand.Rand
	entity  *rand.Zipf
	partner *rand.Zipf
	place   *rand.Zipf
	topic   *rand.Zipf
	events  int
	recent  map[string][]event // by partner: what may be told again
	number  int                // of the document
	buffer  bytes.Buffer
}

func (g *Generator) writer(seed uint64) *writer {
	rnd := rand.New(rand.NewPCG(seed, 11))
	zipf := func(list int) *rand.Zipf { return rand.NewZipf(rnd, 1.2, 4, uint64(list-1)) }
	return &writer{g: g, rnd: rnd, entity: zipf(len(g.entities)), partner: zipf(len(g.partners)), place: zipf(len(g.places)),
		topic: rand.NewZipf(rnd, 1.05, 20, uint64(len(g.topics)-1)), recent: map[string][]event{}}
}

// Documents makes documents until they tell so many acts. Every eighth document is a
// report in one more language: the same work, told paragraph by paragraph.
func (g *Generator) Documents(acts int, seed uint64) iter.Seq[*Document] {
	return func(yield func(*Document) bool) {
		w := g.writer(seed)
		for acts > 0 {
			n := min(perDocument, acts)
			plan := w.plan(n)
			languages := []string{w.language()}
			if w.number%8 == 0 && acts >= 2*n {
				languages = append(languages, w.otherLanguage(languages[0]))
			}
			for _, l := range languages {
				if !yield(w.write(plan, l)) {
					return
				}
				acts -= n
			}
		}
	}
}

// Translated makes one report that tells so many acts in each of the languages, paragraph
// by paragraph.
func (g *Generator) Translated(acts int, seed uint64) (list []*Document) {
	w := g.writer(seed)
	plan := w.plan(acts)
	for _, l := range Languages {
		list = append(list, w.write(plan, l))
	}
	return list
}

// language draws one: English half the time.
func (w *writer) language() string {
	if w.rnd.IntN(2) == 0 {
		return "en"
	}
	return Languages[w.rnd.IntN(len(Languages))]
}

func (w *writer) otherLanguage(but string) string {
	for {
		if l := Languages[w.rnd.IntN(len(Languages))]; l != but {
			return l
		}
	}
}

// plan is what a document tells, in whichever language.
type plan struct {
	number, year int
	sections     []section
}

type section struct {
	partner    string
	paragraphs [][]event
}

func (w *writer) plan(acts int) plan {
	w.number++
	p := plan{number: w.number, year: FirstYear + 1 + w.rnd.IntN(LastYear-FirstYear)}
	each := perDocument / paragraphs
	for acts > 0 {
		s := section{partner: w.g.partners[w.partner.Uint64()]}
		for range 16 {
			if acts == 0 {
				break
			}
			var list []event
			for range min(each, acts) {
				list = append(list, w.event(s.partner, p.year))
				acts--
			}
			s.paragraphs = append(s.paragraphs, list)
		}
		p.sections = append(p.sections, s)
	}
	return p
}

// event draws a new event, or one in eight that was told before, or one in sixteen
// that is nearly one.
func (w *writer) event(partner string, year int) event {
	recent := w.recent[partner]
	if k := w.rnd.IntN(16); len(recent) > 0 && k < 3 {
		e := recent[w.rnd.IntN(len(recent))]
		if k < 2 {
			return e
		}
		w.events++
		e.number = w.events
		switch w.rnd.IntN(4) {
		case 0:
			e.place = w.g.places[w.place.Uint64()]
		case 1:
			if e.year > 0 {
				e.year = min(e.year+1, LastYear)
			}
			e.ordinal = min(max(e.ordinal, 1)+1, 7)
		case 2:
			e.topic = int(w.topic.Uint64())
		case 3:
			e.entity = w.g.entities[w.entity.Uint64()]
			e.month = 1 + w.rnd.IntN(12)
		}
		return e
	}
	w.events++
	e := event{number: w.events, topic: int(w.topic.Uint64()), kind: kinds[w.rnd.IntN(len(kinds))], entity: w.g.entities[w.entity.Uint64()], partner: partner,
		place: w.g.places[w.place.Uint64()], year: year - w.rnd.IntN(2), month: 1 + w.rnd.IntN(12), day: 1 + w.rnd.IntN(28), days: 1, people: 12 + w.rnd.IntN(180), modality: "done"}
	switch w.rnd.IntN(8) {
	case 0:
		e.ordinal = 2 + w.rnd.IntN(6)
	case 1:
		e.day = 0 // only the month is told
	case 2:
		e.month = 0
	}
	switch e.kind {
	case "support", "programme":
		e.modality = []string{"done", "ongoing", "ongoing", "planned"}[w.rnd.IntN(4)]
	}
	if w.rnd.IntN(14) == 0 {
		e.year = 0
	}
	if w.rnd.IntN(5) == 0 {
		e.place = ""
	}
	if w.rnd.IntN(2) == 0 {
		e.people = 0
	}
	if len(recent) < 64 {
		w.recent[partner] = append(recent, e)
	} else {
		recent[w.rnd.IntN(len(recent))] = e
	}
	return e
}

// kindOf is the kind that a reading gives an act.
func kindOf(kind string) string {
	if kind == "renewal" {
		return "agreement"
	}
	return kind
}

// write makes the document of a plan in a language.
func (w *writer) write(p plan, lang string) *Document {
	session := p.year - 1945
	symbol := fmt.Sprintf("A/%d/%d", session, 9000+p.number)
	doc := &document.Document{Name: fmt.Sprintf("generated-%d.%s.txt", p.number, lang), Format: "text", Language: lang,
		Masthead: document.Masthead{Symbols: []string{symbol}, Session: session, Year: p.year, AgendaItem: "128", Title: "Generated report " + strconv.Itoa(p.number),
			Date: fmt.Sprintf("%d-08-%02d", p.year, 1+p.number%28)}}
	rd := &reading.Reading{Language: lang, Period: fmt.Sprintf("%d/%d", p.year-1, p.year), Rules: reading.Version}
	d := &Document{doc, rd, nil}
	at, n := 0, 0
	for _, s := range p.sections {
		heading := w.g.names[lang][s.partner][0]
		doc.Headings = append(doc.Headings, document.Heading{Text: heading, Level: 2, Next: n})
		from := n + 1
		for _, list := range s.paragraphs {
			n++
			text, r := w.paragraph(d, list, lang)
			r.Index, r.Section = n-1, s.partner
			doc.Paragraphs = append(doc.Paragraphs, document.Paragraph{Number: strconv.Itoa(n), Text: text,
				Source: []document.Segment{{Len: len(text), File: at, FileLen: len(text)}}})
			rd.Paragraphs = append(rd.Paragraphs, r)
			at += len(text) + 1
		}
		rd.Sections = append(rd.Sections, reading.Section{Heading: heading, Level: 2, Organization: s.partner, From: strconv.Itoa(from), To: strconv.Itoa(n)})
	}
	h := sha256.New()
	for i := range doc.Paragraphs {
		h.Write([]byte(doc.Paragraphs[i].Text))
		h.Write([]byte{0})
	}
	doc.SHA256 = hex.EncodeToString(h.Sum(nil))
	return d
}

func (w *writer) paragraph(d *Document, list []event, lang string) (string, reading.Paragraph) {
	var r reading.Paragraph
	b := &w.buffer
	b.Reset()
	blank := " "
	if lang == "zh" {
		blank = ""
	}
	for i := range list {
		if b.Len() > 0 {
			b.WriteString(blank)
		}
		a := w.act(&list[i], lang, &r)
		from := a.From
		if w.rnd.IntN(2) == 0 {
			b.WriteString(blank)
			tails := w.g.sentences["tail/"+lang]
			for _, p := range tails[w.rnd.IntN(len(tails))] {
				b.WriteString(p.text)
			}
		}
		r.Activities = append(r.Activities, a)
		e := &list[i]
		d.Acts = append(d.Acts, Act{Event: e.number, Topic: w.g.topics[e.topic].id, Kind: kindOf(e.kind), Entity: e.entity, Partner: e.partner, Place: e.place,
			Year: e.year, Language: lang, Text: string(b.Bytes()[from:])})
	}
	slices.SortStableFunc(r.Mentions, func(x, y reading.Mention) int { return x.From - y.From })
	return b.String(), r
}

// act writes the sentence of one event behind what stands in the buffer.
func (w *writer) act(e *event, lang string, r *reading.Paragraph) (a reading.Activity) {
	b := &w.buffer
	names := w.g.names[lang]
	t := &w.g.topics[e.topic]
	words := t.words[lang]
	fill := map[byte]string{'U': names[e.entity][w.brief()], 'P': names[e.partner][w.brief()], 'T': words[w.rnd.IntN(len(words))]}
	if e.place != "" {
		fill['C'] = names[e.place][0]
	}
	date := ""
	if e.year > 0 {
		date, fill['D'] = when(e, lang)
	}
	if e.people > 0 {
		fill['N'] = strconv.Itoa(e.people)
	}
	if e.ordinal > 0 {
		fill['O'] = ordinal(e.ordinal, lang)
	}
	spans := map[byte]reading.Span{}
	a.From = b.Len()
	list := w.g.sentences[e.kind+"/"+lang]
	s := list[w.rnd.IntN(len(list))]
	verb := reading.Span{}
	w.render(s, fill, spans, &verb)
	if text := b.Bytes()[a.From:]; lang != "zh" && lang != "ar" {
		if c, size := utf8.DecodeRune(text); utf8.RuneLen(unicode.ToUpper(c)) == size {
			utf8.EncodeRune(text, unicode.ToUpper(c))
		}
	}
	a.To = b.Len()
	a.Title = title(s, fill)
	kind := kindOf(e.kind)
	a.Kind = reading.Value{Span: verb, Value: kind, Rule: "act-word"}
	a.Modality = reading.Value{Value: e.modality, Rule: "tense", Inferred: true}
	roles := [2]string{"lead", "lead"}
	if e.kind == "support" {
		roles = [2]string{"provider", "beneficiary"}
	}
	mention := func(slot byte, kind reading.Kind, value, rule string) reading.Value {
		v := reading.Value{Span: spans[slot], Value: value, Rule: rule}
		r.Mentions = append(r.Mentions, reading.Mention{Value: v, Kind: kind})
		return v
	}
	for i, p := range []struct {
		slot  byte
		actor string
	}{{'U', e.entity}, {'P', e.partner}} {
		v := mention(p.slot, reading.Actor, p.actor, "name")
		a.Parties = append(a.Parties, reading.Party{Value: v, Role: roles[i], As: string(b.Bytes()[v.From:v.To])})
	}
	if _, ok := spans['C']; ok {
		a.Places = []reading.Value{mention('C', reading.Place, e.place, "place")}
	}
	if _, ok := spans['D']; ok {
		a.Date = mention('D', reading.Date, date, "date")
	}
	if s, ok := spans['N']; ok {
		a.Figures = []reading.Value{{Span: s, Value: "participants=" + fill['N'], Rule: "figure"}}
	}
	if s, ok := spans['O']; ok {
		a.Series = reading.Value{Span: s, Value: strconv.Itoa(e.ordinal), Rule: "series"}
	}
	for _, theme := range t.themes {
		v := reading.Value{Span: spans['T'], Value: theme, Rule: "theme"}
		a.Themes = append(a.Themes, v)
		r.Themes = append(r.Themes, v)
	}
	return a
}

// brief draws whether the short name is used: mostly the long one.
func (w *writer) brief() int {
	if w.rnd.IntN(4) == 0 {
		return 1
	}
	return 0
}

// render writes a sentence; verb is the longest stretch of its own words.
func (w *writer) render(s sentence, fill map[byte]string, spans map[byte]reading.Span, verb *reading.Span) {
	b := &w.buffer
	for _, p := range s {
		switch {
		case p.optional != nil:
			if told(p.optional, fill) {
				w.render(p.optional, fill, spans, verb)
			}
		case p.slot != 0:
			from := b.Len()
			b.WriteString(fill[p.slot])
			if b.Len() > from {
				spans[p.slot] = reading.Span{From: from, To: from + len(strings.TrimRight(fill[p.slot], " "))}
			}
		default:
			from := b.Len()
			b.WriteString(p.text)
			if own := strings.TrimSpace(p.text); len(own) > verb.To-verb.From {
				lead := strings.Index(p.text, own)
				*verb = reading.Span{From: from + lead, To: from + lead + len(own)}
			}
		}
	}
}

// told tells whether a clause has all that it tells.
func told(list []piece, fill map[byte]string) bool {
	for _, p := range list {
		if p.slot != 0 && p.slot != 'O' && fill[p.slot] == "" {
			return false
		}
	}
	return true
}

// title is the sentence without its clauses.
func title(s sentence, fill map[byte]string) string {
	var b strings.Builder
	for _, p := range s {
		switch {
		case p.optional != nil:
		case p.slot == 'N' || p.slot == 'C' || p.slot == 'D':
		case p.slot != 0:
			b.WriteString(fill[p.slot])
		default:
			b.WriteString(p.text)
		}
	}
	return strings.Trim(strings.Join(strings.Fields(b.String()), " "), ".。,،; ")
}

var monthsIn = map[string][]string{
	"en": strings.Fields("January February March April May June July August September October November December"),
	"fr": strings.Fields("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
	"es": strings.Fields("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
	"ru": strings.Fields("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
	"ar": strings.Fields("كانون_الثاني/يناير شباط/فبراير آذار/مارس نيسان/أبريل أيار/مايو حزيران/يونيه تموز/يوليه آب/أغسطس أيلول/سبتمبر تشرين_الأول/أكتوبر تشرين_الثاني/نوفمبر كانون_الأول/ديسمبر"),
	"zh": strings.Fields("1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"),
}

// patterns of dates: year, month and day.
var (
	days   = map[string]string{"en": "on %[3]d %[2]s %[1]d", "fr": "le %[3]d %[2]s %[1]d", "es": "el %[3]d de %[2]s de %[1]d", "ru": "%[3]d %[2]s %[1]d года", "zh": "%[1]d年%[2]s%[3]d日", "ar": "في %[3]d %[2]s %[1]d"}
	months = map[string]string{"en": "in %[2]s %[1]d", "fr": "en %[2]s %[1]d", "es": "en %[2]s de %[1]d", "ru": "в %[2]s %[1]d года", "zh": "%d年%s", "ar": "في %[2]s %[1]d"}
	years  = map[string]string{"en": "in %d", "fr": "en %d", "es": "en %d", "ru": "в %d году", "zh": "%d年", "ar": "في عام %d"}
)

// when gives the date of an event as EDTF and in words.
func when(e *event, lang string) (edtf, words string) {
	if e.month == 0 {
		return strconv.Itoa(e.year), fmt.Sprintf(years[lang], e.year)
	}
	month := strings.ReplaceAll(monthsIn[lang][e.month-1], "_", " ")
	if e.day == 0 {
		return fmt.Sprintf("%d-%02d", e.year, e.month), fmt.Sprintf(months[lang], e.year, month)
	}
	return fmt.Sprintf("%d-%02d-%02d", e.year, e.month, e.day), fmt.Sprintf(days[lang], e.year, month, e.day)
}

var ordinalsIn = map[string][]string{"en": strings.Fields("second third fourth fifth sixth seventh"), "fr": strings.Fields("deuxième troisième quatrième cinquième sixième septième"),
	"es": strings.Fields("segundo tercer cuarto quinto sexto séptimo"), "ru": strings.Fields("второй третий четвертый пятый шестой седьмой"),
	"zh": strings.Fields("第二次 第三次 第四次 第五次 第六次 第七次"), "ar": strings.Fields("الثانية الثالثة الرابعة الخامسة السادسة السابعة")}

func ordinal(n int, lang string) string {
	s := ordinalsIn[lang][n-2]
	if lang != "zh" {
		s += " "
	}
	return s
}
