package sameness

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"concord/lexicon"
	"concord/register"
)

// The pairs of testdata/pairs.jsonl are made by these families from the subjects
// and sentences beside it: go test ./sameness -run TestPairs -update. Acts come as
// readings give them: some without a date or a place, dates by the day or the
// month, a city or its country, a body for its organization, themes and kinds that
// differ a little.

// pairLine is a line of pairs.jsonl.
type pairLine struct {
	Family string  `json:"family"`
	Label  string  `json:"label"`
	A      pairAct `json:"a"`
	B      pairAct `json:"b"`
}

type pairAct struct {
	Work      string            `json:"work"`
	Paragraph string            `json:"paragraph"`
	Nth       int               `json:"nth,omitempty"`
	Of        int               `json:"of,omitempty"`
	Language  string            `json:"language"`
	Activity  register.Activity `json:"activity"`
	Quote     string            `json:"quote"`
}

func (p *pairAct) act(id string) *Act {
	a := p.Activity
	return New(id, &a, []Telling{{Work: p.Work, Place: register.Place{Number: p.Paragraph}, Language: p.Language, Quote: p.Quote, Nth: p.Nth, Of: p.Of}})
}

type topic struct {
	themes []string
	words  map[string][]string
}

type inventor struct {
	*rand.Rand
	lex       *lexicon.Lexicon
	topics    []topic
	sentences map[string][]string // kind and language
	work      int
}

func rows(tb testing.TB, file string) (header []string, out [][]string) {
	tb.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		switch c := strings.Split(line, "\t"); {
		case strings.HasPrefix(line, "#"):
		case header == nil:
			header = c
		default:
			out = append(out, c)
		}
	}
	return header, out
}

func newInventor(tb testing.TB, seed uint64) *inventor {
	tb.Helper()
	lex, err := lexicon.Load()
	if err != nil {
		tb.Fatal(err)
	}
	v := &inventor{Rand: rand.New(rand.NewPCG(seed, 11)), lex: lex, sentences: map[string][]string{}, work: 100}
	header, list := rows(tb, "../generate/data/topics.tsv")
	for _, c := range list {
		t := topic{themes: strings.Split(c[0], ";"), words: map[string][]string{}}
		for i := 1; i < len(c); i++ {
			t.words[header[i]] = strings.Split(c[i], "|")
		}
		v.topics = append(v.topics, t)
	}
	_, list = rows(tb, "../generate/data/sentences.tsv")
	for _, c := range list {
		v.sentences[c[0]+"/"+c[1]] = append(v.sentences[c[0]+"/"+c[1]], c[2])
	}
	return v
}

var (
	entityIDs  = strings.Fields("UNODC IOM UNHCR WHO FAO UNDP UNESCO UNICEF UN-WOMEN OHCHR UNEP ITU ILO UNIDO WFP UNCTAD DPPA UNOCT WMO")
	partnerIDs = strings.Fields("AU ASEAN LAS OIC OSCE OAS CIS SCO CARICOM PIF ECOWAS SADC ECCAS BSEC OIF CSTO EU COE IGAD GCC ECO CEI")
	cityIDs    = append(strings.Fields("Nairobi Bangkok Vienna Geneva Jakarta Cairo Amman Georgetown Suva Tashkent Astana Almaty Brussels Dakar Abuja Lima Manila Kingston Jeddah Riyadh Rabat Minsk Strasbourg"), "Addis Ababa")
	bodies     = map[string]string{"AU": "AUC", "LAS": "", "SCO": "SCO-RATS", "PIF": "PIFS"}
	kindThemes = strings.Fields("institutional sustainable-development peace-security human-rights")
)

// event is what happens; tellings are made of it.
type event struct {
	kind       string // a sentence's
	topic      int
	un         []string
	partner    string
	city       string
	from, days int // day number since 2020-01-01, and how many; from < 0: undated
	ordinal    int
	people     int
	modality   string
}

func (v *inventor) event(kind string) event {
	return event{kind: kind, topic: v.IntN(len(v.topics)), un: []string{pick(v, entityIDs)}, partner: pick(v, partnerIDs), city: pick(v, cityIDs),
		from: v.IntN(365 * 4), days: 1 + v.IntN(4), people: 12 + v.IntN(180), modality: "done"}
}

func pick[T any](v *inventor, list []T) T { return list[v.IntN(len(list))] }

// another gives one of the list that is not this one.
func another(v *inventor, list []string, but string) string {
	for {
		if x := pick(v, list); x != but {
			return x
		}
	}
}

// otherTopic is another subject, as often as not of the same theme where there is one.
func (v *inventor) otherTopic(t int) int {
	var near []int
	for x := range v.topics {
		if x != t && slices.ContainsFunc(v.topics[x].themes, func(s string) bool { return slices.Contains(v.topics[t].themes, s) }) {
			near = append(near, x)
		}
	}
	if len(near) > 0 && v.IntN(2) == 0 {
		return pick(v, near)
	}
	for {
		if x := v.IntN(len(v.topics)); x != t && !slices.ContainsFunc(v.topics[x].themes, func(s string) bool { return slices.Contains(v.topics[t].themes, s) }) {
			return x
		}
	}
}

// manner is how an event is told.
type manner struct {
	language   string
	work       string
	paragraph  string
	nth, of    int
	day        bool // to the day, else the month
	undated    bool
	noCity     bool
	country    bool // for the city
	noPeople   bool
	un         []string // nil: all
	body       bool     // the partner by its body
	ordinal    bool
	tail       bool
	kind       string // as read; "" as it is
	extraTheme bool
	year       bool // only the year
	modality   string
	wording    int // of the subject
	sentence   int
}

// manner draws one in a language: nothing of it depends on what pair it is for.
func (v *inventor) manner(language string) manner {
	v.work++
	return manner{language: language, work: fmt.Sprintf("A/9%d/%d", v.IntN(9), v.work), paragraph: strconv.Itoa(2 + v.IntN(120)),
		day: v.IntN(4) > 0, undated: v.IntN(14) == 0, noCity: v.IntN(5) == 0, country: v.IntN(6) == 0, noPeople: v.IntN(2) == 0,
		body: v.IntN(4) == 0, ordinal: v.IntN(4) > 0, tail: v.IntN(4) == 0, extraTheme: v.IntN(4) == 0, wording: max(0, v.IntN(4)-2), sentence: v.IntN(2)}
}

func (v *inventor) language() string { return pick(v, languages[:]) }

func (v *inventor) languages() (a, b string) {
	a = v.language()
	for b = v.language(); a == b; b = v.language() {
	}
	return a, b
}

var optional = regexp.MustCompile(`\[[^\[\]]*\]`)

func (v *inventor) tell(e event, m manner) pairAct {
	lang := m.language
	a := register.Activity{Title: map[string]string{}, Kind: m.kind, Modality: e.modality}
	if a.Kind == "" {
		a.Kind = map[string]string{"renewal": "agreement", "followup": "visit", "part": "outreach", "preparatory": "meeting"}[e.kind]
		if a.Kind == "" {
			a.Kind = e.kind
		}
	}
	if m.modality != "" {
		a.Modality = m.modality
	}
	role := [2]string{"lead", "lead"}
	if e.kind == "support" {
		role = [2]string{"provider", "beneficiary"}
	}
	un := e.un
	if m.un != nil {
		un = m.un
	}
	var names []string
	for _, id := range un {
		n := v.name(id, lang)
		names = append(names, n)
		a.Parties = append(a.Parties, register.Party{Actor: id, Role: role[0], As: n})
	}
	partner := e.partner
	if b := bodies[partner]; m.body && b != "" && len(v.lex.Names(b, lang)) > 0 {
		partner = b
	}
	n := v.name(partner, lang)
	a.Parties = append(a.Parties, register.Party{Actor: partner, Role: role[1], As: n})
	topic := v.topics[e.topic]
	words := topic.words[lang]
	a.Themes = append(a.Themes, topic.themes...)
	if m.extraTheme {
		if len(a.Themes) > 1 && v.IntN(2) == 0 {
			a.Themes = a.Themes[1:]
		} else if x := pick(v, kindThemes); !slices.Contains(a.Themes, x) {
			a.Themes = append(a.Themes, x)
		}
	}
	fill := map[string]string{"{U}": strings.Join(names, andIn[lang]), "{P}": n, "{T}": words[m.wording%len(words)], "{O}": ""}
	if e.city != "" && !m.noCity {
		place := e.city
		if p, ok := v.lex.Place(place); ok && m.country && p.Parent != "" {
			place = p.Parent
		}
		a.Places = []string{place}
		fill["{C}"] = v.name(place, lang)
	}
	if e.from >= 0 && !m.undated {
		a.Date, fill["{D}"] = when(e.from, e.days, m, lang)
	}
	if e.people > 0 && !m.noPeople {
		fill["{N}"] = strconv.Itoa(e.people)
		a.Figures = []string{"participants=" + fill["{N}"]}
	}
	if e.ordinal > 0 && m.ordinal {
		fill["{O}"] = ordinalIn(e.ordinal, lang)
		a.Series = strconv.Itoa(e.ordinal)
	}
	list := v.sentences[e.kind+"/"+lang]
	s := list[m.sentence%len(list)]
	s = optional.ReplaceAllStringFunc(s, func(c string) string {
		for slot := range strings.SplitSeq("{D} {C} {N}", " ") {
			if strings.Contains(c, slot) && fill[slot] == "" {
				return ""
			}
		}
		return c[1 : len(c)-1]
	})
	for slot, w := range fill {
		s = strings.ReplaceAll(s, slot, w)
	}
	s = strings.Join(strings.Fields(strings.ReplaceAll(strings.ReplaceAll(s, "{N}", ""), "{C}", "")), " ")
	if r := []rune(s); lang != "zh" && lang != "ar" {
		s = strings.ToUpper(string(r[:1])) + string(r[1:])
	}
	a.Title[lang] = strings.TrimRight(s, ".。")
	if m.tail {
		s += " " + pick(v, v.sentences["tail/"+lang])
	}
	return pairAct{Work: m.work, Paragraph: m.paragraph, Nth: m.nth, Of: m.of, Language: lang, Activity: a, Quote: s}
}

var andIn = map[string]string{"en": " and ", "fr": " et ", "es": " y ", "ru": " и ", "zh": "、", "ar": " و"}

func (v *inventor) name(id, lang string) string {
	names := v.lex.Names(id, lang)
	if len(names) == 0 {
		return id
	}
	return names[0].Text
}

var monthsIn = map[string][]string{
	"en": strings.Fields("January February March April May June July August September October November December"),
	"fr": strings.Fields("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
	"es": strings.Fields("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
	"ru": strings.Fields("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
	"ar": strings.Fields("كانون_الثاني/يناير شباط/فبراير آذار/مارس نيسان/أبريل أيار/مايو حزيران/يونيه تموز/يوليه آب/أغسطس أيلول/سبتمبر تشرين_الأول/أكتوبر تشرين_الثاني/نوفمبر كانون_الأول/ديسمبر"),
}

// calendar gives the year, month and day of a day number; every month has 28 days.
func calendar(n int) (y, m, d int) { return 2040 + n/336, n/28%12 + 1, n%28 + 1 }

func when(from, days int, m manner, lang string) (edtf, words string) {
	y, mo, d := calendar(from)
	y2, mo2, d2 := calendar(from + days - 1)
	month := func(i int) string {
		if lang == "zh" {
			return strconv.Itoa(i) + "月"
		}
		return strings.ReplaceAll(monthsIn[lang][i-1], "_", " ")
	}
	put := func(pattern string, v ...any) string { return fmt.Sprintf(pattern, v...) }
	switch {
	case m.year:
		return strconv.Itoa(y), put(map[string]string{"en": "in %d", "fr": "en %d", "es": "en %d", "ru": "в %d году", "zh": "%d年", "ar": "في عام %d"}[lang], y)
	case !m.day || mo != mo2:
		return put("%d-%02d", y, mo), put(map[string]string{"en": "in %[2]s %[1]d", "fr": "en %[2]s %[1]d", "es": "en %[2]s de %[1]d", "ru": "в %[2]s %[1]d года",
			"zh": "%d年%s", "ar": "في %[2]s %[1]d"}[lang], y, month(mo))
	case days == 1:
		return put("%d-%02d-%02d", y, mo, d), put(map[string]string{"en": "on %[3]d %[2]s %[1]d", "fr": "le %[3]d %[2]s %[1]d", "es": "el %[3]d de %[2]s de %[1]d",
			"ru": "%[3]d %[2]s %[1]d года", "zh": "%[1]d年%[2]s%[3]d日", "ar": "في %[3]d %[2]s %[1]d"}[lang], y, month(mo), d)
	}
	return put("%d-%02d-%02d/%d-%02d-%02d", y, mo, d, y2, mo2, d2), put(map[string]string{"en": "from %[3]d to %[4]d %[2]s %[1]d", "fr": "du %[3]d au %[4]d %[2]s %[1]d",
		"es": "del %[3]d al %[4]d de %[2]s de %[1]d", "ru": "%[3]d–%[4]d %[2]s %[1]d года", "zh": "%[1]d年%[2]s%[3]d日至%[4]d日", "ar": "من %[3]d إلى %[4]d %[2]s %[1]d"}[lang],
		y, month(mo), d, d2)
}

func ordinalIn(n int, lang string) string {
	words := map[string]string{"en": "second third fourth fifth sixth seventh", "fr": "deuxième troisième quatrième cinquième sixième septième",
		"es": "segundo tercer cuarto quinto sexto séptimo", "ru": "второй третий четвертый пятый шестой седьмой", "zh": "第二次 第三次 第四次 第五次 第六次 第七次",
		"ar": "الثانية الثالثة الرابعة الخامسة السادسة السابعة"}
	s := strings.Fields(words[lang])[n-2]
	if lang != "zh" {
		s += " "
	}
	return s
}

// family makes pairs of one sort.
type family struct {
	name, label string
	make        func(v *inventor) (pairAct, pairAct)
}

var eventKinds = strings.Fields("training meeting visit")

// twoLanguages are two tellings of one paragraph.
func (v *inventor) twoLanguages() (manner, manner) {
	x, y := v.languages()
	m, n := v.manner(x), v.manner(y)
	n.work, n.paragraph = m.work, m.paragraph
	n.day, n.undated, n.noCity, n.country, n.noPeople, n.ordinal, n.wording, n.sentence = m.day, m.undated, m.noCity, m.country, m.noPeople, m.ordinal, m.wording, m.sentence
	// What one of the two readings misses.
	switch v.IntN(8) {
	case 0:
		n.undated = true
	case 1:
		n.noCity = true
	case 2:
		n.noPeople = !n.noPeople
	}
	return m, n
}

// twoReports are two works in one language or in two.
func (v *inventor) twoReports() (manner, manner) {
	if v.IntN(3) == 0 {
		x, y := v.languages()
		return v.manner(x), v.manner(y)
	}
	x := v.language()
	return v.manner(x), v.manner(x)
}

var families = []family{
	{"paragraph-in-two-languages", "same", func(v *inventor) (pairAct, pairAct) {
		e := v.event(pick(v, strings.Fields("training meeting visit agreement publication")))
		m, n := v.twoLanguages()
		m.nth, m.of, n.nth, n.of = 1, 1, 1, 1
		return v.tell(e, m), v.tell(e, n)
	}},
	{"undated-paragraph-in-two-languages", "same", func(v *inventor) (pairAct, pairAct) {
		e := v.event(pick(v, []string{"support", "programme"}))
		e.from, e.city, e.people, e.modality = -1, "", 0, "ongoing"
		m, n := v.twoLanguages()
		m.nth, m.of = 1+v.IntN(2), 2
		n.nth, n.of = m.nth, 2
		return v.tell(e, m), v.tell(e, n)
	}},
	{"acts-of-one-paragraph-crossed", "different", func(v *inventor) (pairAct, pairAct) {
		e := v.event(pick(v, eventKinds))
		f := v.event(pick(v, eventKinds))
		f.un, f.partner = e.un, e.partner // the same two, the next sentence
		if v.IntN(2) == 0 {
			f.from, f.days = e.from, e.days // in the same month
		}
		if v.IntN(2) == 0 {
			f.city = e.city
		}
		f.topic = v.otherTopic(e.topic)
		m, n := v.twoLanguages()
		m.nth, m.of, n.nth, n.of = 1, 2, 2, 2
		return v.tell(e, m), v.tell(f, n)
	}},
	{"one-number-other-text", "different", func(v *inventor) (pairAct, pairAct) {
		e, f := v.event(pick(v, eventKinds)), v.event(pick(v, eventKinds))
		f.partner = e.partner // the same section
		m, n := v.twoLanguages()
		m.nth, m.of, n.nth, n.of = 1, 1, 1, 1
		return v.tell(e, m), v.tell(f, n)
	}},
	{"joint-conference-of-two-entities", "same", func(v *inventor) (pairAct, pairAct) {
		e := v.event("meeting")
		e.un = []string{pick(v, entityIDs), ""}
		e.un[1] = another(v, entityIDs, e.un[0])
		m, n := v.twoReports()
		switch v.IntN(3) {
		case 0: // each names itself alone
			m.un, n.un = e.un[:1], e.un[1:]
			m.day, n.day, m.undated, n.undated, m.noCity, n.noCity, m.country, n.country = true, true, false, false, false, false, false, false
		case 1:
			n.un = e.un[1:]
		}
		return v.tell(e, m), v.tell(e, n)
	}},
	{"two-entities-two-courses", "different", func(v *inventor) (pairAct, pairAct) {
		e := v.event("training")
		f := e
		f.un = []string{another(v, entityIDs, e.un[0])}
		f.from += 8 + v.IntN(40)
		f.people = 12 + v.IntN(180)
		if v.IntN(2) == 0 {
			f.city = another(v, cityIDs, e.city)
		}
		m, n := v.twoReports()
		m.day, n.day, m.undated, n.undated = true, true, false, false
		return v.tell(e, m), v.tell(f, n)
	}},
	{"entity-and-partner-report", "same", func(v *inventor) (pairAct, pairAct) {
		e := v.event("training")
		m, n := v.twoReports()
		return v.tell(e, m), v.tell(e, n)
	}},
	{"one-workshop-in-two-cities", "different", func(v *inventor) (pairAct, pairAct) {
		e := v.event("training")
		f := e
		f.city = another(v, cityIDs, e.city)
		f.from += v.IntN(60)
		f.people = 12 + v.IntN(180)
		m, n := v.twoReports()
		m.noCity, n.noCity, m.country, n.country = false, false, false, false
		return v.tell(e, m), v.tell(f, n)
	}},
	{"one-course-for-two-partners", "different", func(v *inventor) (pairAct, pairAct) {
		e := v.event("training")
		f := e
		f.partner = another(v, partnerIDs, e.partner)
		if v.IntN(2) == 0 {
			f.from += v.IntN(90)
		}
		if v.IntN(2) == 0 {
			f.city = another(v, cityIDs, e.city)
		}
		f.people = 12 + v.IntN(180)
		m, n := v.twoReports()
		return v.tell(e, m), v.tell(f, n)
	}},
	{"same-month-other-topic", "different", func(v *inventor) (pairAct, pairAct) {
		e := v.event(pick(v, []string{"training", "meeting"}))
		f := e
		f.topic = v.otherTopic(e.topic)
		f.from = e.from/28*28 + v.IntN(24)
		f.people = 12 + v.IntN(180)
		if v.IntN(2) == 0 {
			f.city = another(v, cityIDs, e.city)
		}
		m, n := v.twoReports()
		return v.tell(e, m), v.tell(f, n)
	}},
	{"same-day-other-topic", "different", func(v *inventor) (pairAct, pairAct) {
		e := v.event("meeting")
		f := e
		f.topic = v.otherTopic(e.topic)
		f.people = 12 + v.IntN(180)
		m, n := v.twoReports()
		return v.tell(e, m), v.tell(f, n)
	}},
	{"annual-event-in-two-years", "series", func(v *inventor) (pairAct, pairAct) {
		e := v.event(pick(v, []string{"training", "meeting"}))
		f := e
		f.from += 336 + v.IntN(40) - 20
		f.people = 12 + v.IntN(180)
		if v.IntN(2) == 0 {
			f.city = another(v, cityIDs, e.city)
		}
		m, n := v.twoReports()
		m.undated, n.undated = false, false
		return v.tell(e, m), v.tell(f, n)
	}},
	{"two-sessions-by-number", "series", func(v *inventor) (pairAct, pairAct) {
		e := v.event(pick(v, []string{"training", "meeting"}))
		e.ordinal = 2 + v.IntN(5)
		f := e
		f.ordinal++
		f.from += 90 + v.IntN(300)
		f.people = 12 + v.IntN(180)
		m, n := v.twoReports()
		m.ordinal, n.ordinal = true, true
		m.undated, n.undated = v.IntN(2) == 0, v.IntN(2) == 0
		return v.tell(e, m), v.tell(f, n)
	}},
	{"two-sessions-of-one-year", "series", func(v *inventor) (pairAct, pairAct) {
		e := v.event("meeting")
		f := e
		f.from += 70 + v.IntN(60)
		f.people = 12 + v.IntN(180)
		m, n := v.twoReports()
		m.undated, n.undated = false, false
		return v.tell(e, m), v.tell(f, n)
	}},
	{"memorandum-signed-and-renewed", "renews", func(v *inventor) (pairAct, pairAct) {
		e := v.event("agreement")
		e.people = 0
		f := e
		f.kind = "renewal"
		f.from += 336 * (1 + v.IntN(2))
		f.city = pick(v, cityIDs)
		m, n := v.twoReports()
		return v.tell(e, m), v.tell(f, n)
	}},
	{"memorandum-renewed-twice", "renews", func(v *inventor) (pairAct, pairAct) {
		e := v.event("renewal")
		e.people = 0
		f := e
		f.from += 336 * (2 + v.IntN(2))
		f.city = pick(v, cityIDs)
		m, n := v.twoReports()
		m.undated, n.undated = false, false
		return v.tell(e, m), v.tell(f, n)
	}},
	{"one-signing-told-twice", "same", func(v *inventor) (pairAct, pairAct) {
		e := v.event(pick(v, []string{"agreement", "renewal"}))
		e.people = 0
		m, n := v.twoReports()
		return v.tell(e, m), v.tell(e, n)
	}},
	{"two-memorandums-of-one-partner", "different", func(v *inventor) (pairAct, pairAct) {
		e := v.event("agreement")
		e.people = 0
		f := e
		f.topic = v.otherTopic(e.topic)
		if v.IntN(2) == 0 {
			f.from += v.IntN(300)
		}
		m, n := v.twoReports()
		return v.tell(e, m), v.tell(f, n)
	}},
	{"visit-and-follow-up", "different", func(v *inventor) (pairAct, pairAct) {
		e := v.event("visit")
		f := e
		f.kind = "followup"
		f.from += 30 + v.IntN(200)
		m, n := v.twoReports()
		return v.tell(e, m), v.tell(f, n)
	}},
	{"one-visit-told-twice", "same", func(v *inventor) (pairAct, pairAct) {
		e := v.event("visit")
		m, n := v.twoReports()
		m.country = !n.country
		return v.tell(e, m), v.tell(e, n)
	}},
	{"two-visits-of-one-team", "different", func(v *inventor) (pairAct, pairAct) {
		e := v.event("visit")
		f := e
		f.from += 3 + v.IntN(20)
		f.city = another(v, cityIDs, e.city)
		m, n := v.twoReports()
		m.noCity, n.noCity, m.country, n.country = false, false, false, false
		return v.tell(e, m), v.tell(f, n)
	}},
	{"conference-and-side-event", "different", func(v *inventor) (pairAct, pairAct) {
		e := v.event("meeting")
		f := e
		f.kind = "part"
		f.people = 12 + v.IntN(60)
		m, n := v.twoReports()
		return v.tell(e, m), v.tell(f, n)
	}},
	{"conference-and-preparation", "different", func(v *inventor) (pairAct, pairAct) {
		e := v.event("meeting")
		f := e
		f.kind = "preparatory"
		f.from -= 20 + v.IntN(60)
		f.from = max(f.from, 0)
		f.people = 0
		m, n := v.twoReports()
		m.undated, n.undated = false, v.IntN(2) == 0
		return v.tell(e, m), v.tell(f, n)
	}},
	{"programme-in-two-reports", "same", func(v *inventor) (pairAct, pairAct) {
		e := v.event("programme")
		e.city, e.modality, e.people = "", "ongoing", 0
		m, n := v.twoReports()
		m.year, n.year = true, true
		m.undated, n.undated = v.IntN(2) == 0, v.IntN(2) == 0
		f := e
		f.from += 336 // the next report tells the next year
		return v.tell(e, m), v.tell(f, n)
	}},
	{"support-in-two-reports", "same", func(v *inventor) (pairAct, pairAct) {
		e := v.event("support")
		e.city, e.modality, e.people, e.from = "", "ongoing", 0, -1
		m, n := v.twoReports()
		if v.IntN(3) == 0 {
			n.kind = "programme"
		}
		return v.tell(e, m), v.tell(e, n)
	}},
	{"programmes-for-two-partners", "different", func(v *inventor) (pairAct, pairAct) {
		e := v.event("programme")
		e.city, e.modality = "", "ongoing"
		f := e
		f.partner = another(v, partnerIDs, e.partner)
		f.people = 12 + v.IntN(180)
		m, n := v.twoReports()
		m.year, n.year = true, true
		return v.tell(e, m), v.tell(f, n)
	}},
	{"two-programmes-of-one-partner", "different", func(v *inventor) (pairAct, pairAct) {
		e := v.event(pick(v, []string{"programme", "support"}))
		e.city, e.modality, e.people = "", "ongoing", 0
		f := e
		f.topic = v.otherTopic(e.topic)
		m, n := v.twoReports()
		m.year, n.year = true, true
		return v.tell(e, m), v.tell(f, n)
	}},
	{"publication-told-twice", "same", func(v *inventor) (pairAct, pairAct) {
		e := v.event("publication")
		e.city, e.people, e.days = "", 0, 1
		m, n := v.twoReports()
		return v.tell(e, m), v.tell(e, n)
	}},
	{"course-and-its-handbook", "different", func(v *inventor) (pairAct, pairAct) {
		e := v.event("training")
		f := e
		f.kind, f.city, f.people = "publication", "", 0
		f.from += v.IntN(90)
		m, n := v.twoReports()
		return v.tell(e, m), v.tell(f, n)
	}},
	{"seminar-taken-for-meeting", "same", func(v *inventor) (pairAct, pairAct) {
		e := v.event("training")
		m, n := v.twoReports()
		n.kind = "meeting"
		return v.tell(e, m), v.tell(e, n)
	}},
	{"planned-then-done", "same", func(v *inventor) (pairAct, pairAct) {
		e := v.event(pick(v, []string{"training", "meeting"}))
		m, n := v.twoReports()
		m.modality, m.day, m.noPeople = "planned", false, true
		return v.tell(e, m), v.tell(e, n)
	}},
	{"numbered-session-told-twice", "same", func(v *inventor) (pairAct, pairAct) {
		e := v.event("meeting")
		e.ordinal = 2 + v.IntN(5)
		m, n := v.twoReports()
		m.ordinal, n.ordinal = true, true
		return v.tell(e, m), v.tell(e, n)
	}},
	{"long-and-short-telling", "same", func(v *inventor) (pairAct, pairAct) {
		e := v.event(pick(v, []string{"training", "meeting"}))
		x := v.language()
		m, n := v.manner(x), v.manner(x)
		m.tail, m.noPeople, m.day, m.undated = true, false, true, false
		n.tail, n.noPeople, n.day, n.noCity = false, true, false, true
		return v.tell(e, m), v.tell(e, n)
	}},
}

const pairsEach = 18

// invent makes all pairs.
func invent(tb testing.TB, seed uint64) (list []pairLine) {
	v := newInventor(tb, seed)
	for _, f := range families {
		for range pairsEach {
			a, b := f.make(v)
			list = append(list, pairLine{f.name, f.label, a, b})
		}
	}
	return list
}

func readPairs(tb testing.TB) (list []pairLine) {
	tb.Helper()
	b, err := os.ReadFile("testdata/pairs.jsonl")
	if err != nil {
		tb.Fatal(err)
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	for d.More() {
		var p pairLine
		if err := d.Decode(&p); err != nil {
			tb.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}
