package report

import (
	"cmp"
	"embed"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"concord/edtf"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
	"concord/wording"
)

//go:embed lang/prose.tsv lang/titles.tsv lang/verbs.*.tsv
var lang embed.FS

// said are the words of prose, and in which languages a draft is prose.
var said = sync.OnceValue(func() *wording.Messages { return wording.MustLoad(lang, "lang/prose.tsv") })

// IsProse tells whether acts are told in sentences in a language. In the others a draft
// has tables: the prose is the translators'.
func IsProse(language string) bool { return said().Has(language, "active") }

// verb of a title, in its forms.
type verb struct {
	base, past, participle string
	third                  bool // the form found is that of one who acts
	noun                   bool // or a noun
}

// Prose says acts in sentences of one language. It is made of tables alone: what a title
// is made of, the verbs of kinds and modalities, the frames of sentences. It may be used
// from several goroutines.
type Prose struct {
	language string
	names    *lexicon.Lexicon
	matcher  *lexicon.Matcher
	lists    map[string][]string // of titles.tsv, by class
	verbs    map[string]verb     // by the form
	titles   map[string]string   // of instruments: any title → that of the language
	themes   map[string]string
	roster   sync.Map // names of actors and places, by ID
}

// NewProse makes the prose of a language. instruments are the records by whose titles
// an instrument that is named in one language is named in the other.
func NewProse(names *lexicon.Lexicon, language string, instruments []register.Line) (*Prose, error) {
	if !IsProse(language) {
		return nil, fault.New(fault.Invalid, "A draft is not written as prose in the language %q; there are English and Chinese.", language)
	}
	p := &Prose{language: language, names: names, lists: map[string][]string{}, verbs: map[string]verb{}, titles: map[string]string{}, themes: map[string]string{}}
	var err error
	if p.matcher, err = names.NewMatcher(language, nil); err != nil {
		return nil, err
	}
	themes, err := names.Themes()
	if err != nil {
		return nil, err
	}
	for _, t := range themes {
		p.themes[t.ID] = t.Labels[language]
	}
	for _, row := range rows("lang/titles.tsv") {
		if row[1] == language {
			p.lists[row[0]] = strings.Split(row[2], "; ")
		}
	}
	for _, row := range rows("lang/verbs." + language + ".tsv") {
		v := verb{base: row[0], past: row[2], participle: row[3], noun: row[4] != ""}
		p.verbs[row[0]] = v
		v.third = true
		p.verbs[row[1]] = v
	}
	for i := range instruments {
		var n register.Instrument
		if err := instruments[i].Record.Decode(&n); err != nil {
			return nil, err
		}
		here := n.Title[language]
		if here == "" {
			continue
		}
		p.titles[instruments[i].Record.ID] = here
		for _, t := range n.Title {
			p.titles[plainTitle(t)] = here
		}
	}
	return p, nil
}

// rows of a table that ships; none where there is no such file.
func rows(name string) (out [][]string) {
	b, err := lang.ReadFile(name)
	if err != nil {
		return nil
	}
	head := 0
	for line := range strings.SplitSeq(string(b), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		if head == 0 {
			head = len(cells)
			continue
		}
		for len(cells) < head {
			cells = append(cells, "")
		}
		out = append(out, cells)
	}
	return out
}

// plainTitle of an instrument, without the marks that stand around it.
func plainTitle(s string) string { return strings.Trim(strings.TrimSpace(s), "《》“”\"«»") }

func (p *Prose) say(key string, args ...any) string { return said().Text(p.language, key, args...) }

// definite is the definite article; "" in a language without.
func (p *Prose) definite() string {
	if !said().Has(p.language, "article") {
		return ""
	}
	return p.say("article")
}

func (p *Prose) is(class, word string) bool { return slices.Contains(p.lists[class], word) }

// A name in the making stands between these marks, so that the finished text can
// introduce it at its first mention.
const (
	nameBegins = '\ue000'
	nameEnds   = '\ue001'
)

func nameOf(id string) string { return string(nameBegins) + id + string(nameEnds) }

// Said is a sentence in the making: its names are still to be written out.
type Said struct {
	Text    string
	Subject string // who acts, as it would begin the next sentence too
	Title   bool   // in the words of the act's title
}

// mention is a name of an actor or a place in a title.
type mention struct {
	from, to int
	id       string
	place    bool
}

func (p *Prose) mentions(title string) (out []mention) {
	var found lexicon.Matches
	p.matcher.Scan(&found, title)
	for _, m := range found.Names {
		for _, t := range p.matcher.Targets(m.Entry) {
			if t.Kind == lexicon.KindActor || t.Kind == lexicon.KindPlace {
				out = append(out, mention{int(m.From), int(m.To), t.ID, t.Kind == lexicon.KindPlace})
				break
			}
		}
	}
	return out
}

// Say an act in a sentence. also says that the sentence before has the same subject.
func (p *Prose) Say(a *Act, before string) Said {
	t := p.title(a)
	var roles = map[string][]string{}
	for _, x := range a.Parties {
		if p.written(x.Actor).long == "" {
			continue // no name is known in a language that the reader may know
		}
		role := cmp.Or(x.Role, "participant")
		if role == "obligor" {
			role = "lead"
		}
		if !slices.Contains(roles[role], x.Actor) {
			roles[role] = append(roles[role], x.Actor)
		}
	}
	// Who acts: the first of these roles that anybody has.
	acts := ""
	for _, role := range []string{"lead", "provider", "host", "participant"} {
		if len(roles[role]) > 0 {
			acts = role
			break
		}
	}
	if (acts == "participant" || acts == "") && (t.form == titleThing || t.form == titleNone) {
		t.form = titleDone // nobody is said to hold it
	}
	modality := cmp.Or(a.Modality, "done")
	kind := a.Kind
	if kind == "" || !said().Has(p.language, "base."+kind) {
		kind = "other"
	}
	args := map[string]string{}
	unsaid := func(role string) (list []string) { // of a role, whom the title does not name
		for _, id := range roles[role] {
			if !t.named[id] && !p.inOtherWords(id, t.whole) {
				list = append(list, nameOf(id))
			}
		}
		return list
	}
	subject := ""
	described := false // whoever acts is described in the title, not named
	frame := "clause"
	np := t.text
	switch t.form {
	case titleThing, titleNone:
		frame = "active.np"
		var who []string
		for _, id := range roles[acts] {
			who = append(who, nameOf(id))
		}
		subject = p.list(who)
		if np == "" {
			frame = "active"
			np = p.say("noun." + kind)
		}
		args["verb"] = p.say("modality."+modality, "past", cmp.Or(t.done.past, p.say("past."+kind)), "base", cmp.Or(t.done.base, p.say("base."+kind)), "were", p.was(len(who) > 1))
		if t.form == titleNone {
			args["on"] = p.topic(a, t.topic)
		}
	case titleDone:
		frame = "passive"
		if np == "" {
			np = p.say("noun." + kind)
			args["on"] = p.topic(a, t.topic)
			if args["on"] != "" {
				np += args["on"]
			}
		}
		participle := cmp.Or(t.participle, p.say("participle."+kind))
		args["verb"] = p.say("passive."+modality, "was", p.was(t.many), "participle", participle, "past", p.say("past."+kind), "base", p.say("base."+kind))
		if t.rest != "" {
			args["verb"] += " " + t.rest
		}
		if who := unsaid(acts); len(who) > 0 && acts != "participant" {
			args["by"] = p.say("by", "x", p.list(who))
		}
	case titleSentence:
		subject, np, described = p.acts(&t, roles)
	}
	args["subject"], args["np"] = subject, np
	if subject != "" && subject == before && frame != "clause" {
		args["also"] = p.say("also")
	}
	// The other roles.
	if frame == "clause" {
		if who := unsaid("lead"); len(who) > 0 && acts == "lead" && !described {
			args["with"] += p.say("with.lead", "x", p.list(who))
		}
		if who := unsaid("beneficiary"); len(who) > 0 {
			args["to"] = p.say("to.also", "x", p.list(who))
		}
	} else if who := unsaid("beneficiary"); len(who) > 0 {
		key := "to"
		if kind == "support" {
			key = "to.support"
		}
		args["to"] = p.say(key, "x", p.list(who))
	}
	for _, role := range []string{"provider", "host", "participant", "observer"} {
		who := unsaid(role)
		if described && role != "participant" {
			continue // the description may be of one of them
		}
		if len(who) == 0 || role == acts && frame != "clause" && !(frame == "passive" && role == "participant") {
			continue
		}
		if role == "provider" && said().Has(p.language, "support") {
			args["support"] = p.say("support", "x", p.list(who))
			continue
		}
		args["with"] += p.say("with."+role, "x", p.list(who))
	}
	var where []string
	for _, id := range a.Places {
		if !t.named[id] {
			where = append(where, nameOf(id))
		}
	}
	if len(where) > 0 {
		key := "place"
		switch {
		case slices.Contains([]string{"coordination", "statement", "agreement"}, kind):
			key = "place.on"
		case !slices.Contains([]string{"meeting", "training", "visit", "outreach"}, kind) && frame == "clause":
			key = "place.on"
		case frame == "active.np" || frame == "clause":
			key = "place.also"
		}
		args["place"] = p.say(key, "x", p.list(where))
	}
	args["under"] = p.under(a, t.whole)
	text := p.say(frame, flat(args)...)
	for _, f := range a.Figures {
		if n, ok := strings.CutPrefix(f, "participants="); ok && !strings.Contains(text, n) {
			if count, err := strconv.Atoi(n); err == nil {
				text += p.say("figure.participants", "n", count)
			}
		}
	}
	if when := wording.When(p.language, a.Date); when != "" && !t.dated {
		text = p.say("opening", "when", when, "clause", text)
	}
	text = strings.TrimRight(text, " 。.;；,，")
	return Said{Text: text + p.say("end"), Subject: subject, Title: t.text != ""}
}

// acts says who acts in a title that is a sentence: the names that it begins with, or
// where it names them by description, the parties that the rest of it does not name.
func (p *Prose) acts(t *titled, roles map[string][]string) (subject, text string, described bool) {
	if t.predicate == "" {
		return t.subject, t.text, false
	}
	subject = t.subject
	bare := subject
	for _, x := range p.lists["join"] {
		bare = strings.ReplaceAll(bare, " "+x+" ", "|")
	}
	units := strings.FieldsFunc(strings.ReplaceAll(bare, ", ", "|"), func(r rune) bool { return r == '|' })
	described = slices.ContainsFunc(units, func(u string) bool {
		u = strings.TrimSpace(u)
		return strings.IndexRune(u, nameBegins) != 0 || !strings.HasSuffix(u, string(nameEnds))
	})
	if !described {
		return subject, t.text, false
	}
	var who []string
	for _, role := range []string{"lead", "provider", "host"} {
		for _, id := range roles[role] {
			if !strings.Contains(t.predicate, nameOf(id)) {
				who = append(who, nameOf(id))
			}
		}
	}
	if len(who) == 0 {
		for _, id := range roles["participant"] {
			if !strings.Contains(t.predicate, nameOf(id)) && p.inOtherWords(id, t.whole) {
				who = append(who, nameOf(id))
			}
		}
	}
	// A party stands for the description only where the two share a word.
	alike := !slices.ContainsFunc(who, func(w string) bool {
		return !p.shares(strings.Trim(w, string(nameBegins)+string(nameEnds)), subject)
	})
	if len(who) > 0 && alike && (len(who) == len(units) || !strings.ContainsRune(subject, nameBegins)) {
		for _, w := range who {
			t.named[strings.Trim(w, string(nameBegins)+string(nameEnds))] = true
		}
		subject = p.list(who)
		return subject, subject + " " + t.predicate, false
	}
	first, second, _ := strings.Cut(subject, " ")
	if lower(second) && strings.ToUpper(first) != first {
		r, n := utf8.DecodeRuneInString(subject)
		subject = string(unicode.ToLower(r)) + subject[n:]
	}
	if a := p.definite(); a != "" && !strings.HasPrefix(subject, string(nameBegins)) && !p.is("determiner", strings.ToLower(first)) && !p.many(subject) {
		subject = a + subject
	}
	return subject, subject + " " + t.predicate, true
}

// shares tells whether the name of an actor and a description have a word in common, or
// the description is its short form.
func (p *Prose) shares(id, text string) bool {
	if strings.Contains(text, nameOf(id)) {
		return true
	}
	long, _ := p.names.Display(id, p.language)
	text = strings.ToLower(text)
	for _, w := range strings.FieldsFunc(strings.ToLower(long), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if len(w) > 4 && w != "united" && w != "nations" && strings.Contains(text, w) {
			return true
		}
	}
	for _, w := range strings.Fields(text) {
		if len(w) > 2 && strings.HasSuffix(strings.ToLower(id), w) {
			return true // ODA for UNODA
		}
	}
	return false
}

func flat(m map[string]string) (out []any) {
	for _, k := range []string{"subject", "also", "verb", "np", "on", "to", "with", "place", "under", "by", "support"} {
		out = append(out, k, m[k])
	}
	return out
}

func (p *Prose) was(many bool) string {
	if many {
		return p.say("were")
	}
	return p.say("was")
}

// topic of an act that has no title in the language: what its title says behind a colon,
// or its themes.
func (p *Prose) topic(a *Act, of string) string {
	if of == "" {
		var list []string
		for _, t := range a.Themes {
			if l := p.themes[t]; l != "" && t != "institutional" && len(list) < 3 {
				list = append(list, l)
			}
		}
		of = p.list(list)
	}
	if of == "" {
		return ""
	}
	return p.say("on", "x", of)
}

// under names the instruments that have a title in the language.
func (p *Prose) under(a *Act, title string) string {
	var list []string
	for _, n := range a.Instruments {
		here := cmp.Or(p.titles[n], p.titles[plainTitle(n)])
		if here != "" && len(list) < 2 && !sameWords(here, title) {
			first, _, _ := strings.Cut(here, " ")
			if !p.is("plain", first) {
				here = p.say("under.one", "x", here)
			}
			list = append(list, here)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return p.say("under", "x", p.list(list))
}

// sameWords tells whether a text has most of the long words of a name.
func sameWords(name, text string) bool {
	text = strings.ToLower(text)
	if strings.Contains(text, strings.ToLower(plainTitle(name))) {
		return true
	}
	if bigrams := hanPairs(name); len(bigrams) > 1 {
		there := 0
		for _, b := range bigrams {
			if strings.Contains(text, b) {
				there++
			}
		}
		return 2*there >= len(bigrams)
	}
	all, there := 0, 0
	for _, w := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if utf8.RuneCountInString(w) > 3 {
			all++
			if strings.Contains(text, w) {
				there++
			}
		}
	}
	return all > 1 && 10*there >= 6*all
}

// hanPairs are the pairs of neighbours in the Chinese of a name.
func hanPairs(s string) (out []string) {
	var before rune
	for _, r := range s {
		if unicode.Is(unicode.Han, r) && unicode.Is(unicode.Han, before) {
			out = append(out, string([]rune{before, r}))
		}
		before = r
	}
	return out
}

// clipped tells whether a part of a title is an actor's name cut short as Chinese does: its first
// two signs stand in the name in that order (世卫 for 世界卫生组织).
func clipped(name, title string) bool {
	if hanPairs(name) == nil {
		return false
	}
	for _, part := range strings.FieldsFunc(title, func(r rune) bool { return strings.ContainsRune("、与和同及，,", r) }) {
		rs := []rune(part)
		if len(rs) < 2 || !unicode.Is(unicode.Han, rs[0]) || !unicode.Is(unicode.Han, rs[1]) {
			continue
		}
		i := strings.IndexRune(name, rs[0])
		if i >= 0 && strings.ContainsRune(name[i+utf8.RuneLen(rs[0]):], rs[1]) {
			return true
		}
	}
	return false
}

// list joins words as the language does.
func (p *Prose) list(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], p.say("list.comma")) + p.say("list.and") + words[n-1]
	}
}

// form of a title.
type titleForm int

const (
	titleNone     titleForm = iota // there is none in the language
	titleThing                     // it names what was done: "Workshop on …"
	titleDone                      // it names a thing and what became of it: "Network … set up"
	titleSentence                  // it says who did what
)

type titled struct {
	form       titleForm
	text       string // names in the making
	subject    string
	done       verb   // of a thing: what was done to it; the zero verb for that of its kind
	predicate  string // of a sentence: what stands behind who acts
	participle string
	rest       string // behind the participle
	topic      string
	many       bool
	dated      bool // it says its year
	named      map[string]bool
	whole      string // of the title, with the names in it written out, in small letters
}

// inOtherWords tells whether a title names an actor by most of the words of its name: the
// eleventh summit of two organizations is a session of their summit.
func (p *Prose) inOtherWords(id, whole string) bool {
	long, _ := p.names.Display(id, p.language)
	return sameWords(long, whole) || clipped(long, whole)
}

// title of an act, taken apart.
func (p *Prose) title(a *Act) titled {
	t := titled{named: map[string]bool{}}
	text := strings.TrimSpace(a.Title[p.language])
	if strings.HasSuffix(text, "…") {
		// The words were too long for a title: the paragraph has them whole.
		if a.Told.Language == p.language && a.Told.Quote != "" && utf8.RuneCountInString(a.Told.Quote) < 600 {
			text = a.Told.Quote
		} else if cut := strings.LastIndexAny(text, ",，"); cut > 0 {
			text = text[:cut]
		}
	}
	text = strings.TrimRight(text, " .。;；,，、")
	if d, err := edtf.Parse(a.Date); err == nil && !d.Interval {
		text = strings.TrimRight(strings.TrimSuffix(text, wording.Date(p.language, a.Date)), " ,，")
	}
	if text == "" {
		return t
	}
	found := p.mentions(text)
	t.whole = strings.ToLower(text)
	for _, m := range found {
		t.named[m.id] = true
		if long, _ := p.names.Display(m.id, p.language); !m.place {
			t.whole += " " + strings.ToLower(long)
		}
	}
	if len(a.Date) >= 4 && strings.Contains(text, a.Date[:4]) {
		t.dated = true
	}
	if p.lists["named"] != nil {
		p.unmarked(&t, text, found)
		return t
	}
	p.marked(&t, a, text, found)
	return t
}

// leading is where the names end that a title begins with, joined or by themselves.
func (p *Prose) leading(text string, found []mention) (end, count int) {
	for _, m := range found {
		if m.from < end || m.place {
			continue
		}
		between := strings.TrimSpace(text[end:m.from])
		between = strings.TrimSuffix(strings.TrimSuffix(between, "the"), " ")
		if count == 0 && between != "" || count > 0 && !p.is("join", strings.TrimSpace(between)) {
			break
		}
		end, count = m.to, count+1
	}
	return end, count
}

// unmarked takes a title apart in a language whose verbs bear no mark: what ends as names
// of acts do is one, everything else is a sentence.
func (p *Prose) unmarked(t *titled, text string, found []mention) {
	colon := strings.TrimSpace(p.say("colon"))
	if _, topic, ok := strings.Cut(text, colon); ok {
		t.form, t.topic = titleNone, p.named(topic, p.mentions(topic), false)
		t.keep(p, topic) // who acts is said anew
		return
	}
	end, count := p.leading(text, found)
	rest := text[end:]
	ends := text
	if i := strings.LastIndexAny(ends, "(（"); i > 0 && strings.HasSuffix(strings.TrimRight(ends, ")）"), ends[i:len(ends)-len(ends[strings.LastIndexAny(ends, ")）"):])]) {
		ends = ends[:i]
	}
	thing := slices.ContainsFunc(p.lists["named"], func(s string) bool { return strings.HasSuffix(ends, s) })
	for _, v := range p.lists["verb"] {
		// A verb that nothing turns into a description of what follows.
		if i := strings.Index(rest, v); i >= 0 && utf8.RuneCountInString(rest[i+len(v):]) > 1 && !strings.Contains(rest[i:], p.lists["of"][0]) {
			thing = false
		}
	}
	if !thing {
		t.form = titleSentence
		t.text = p.named(text, found, false)
		return
	}
	for _, class := range []string{"by", "of"} {
		for _, of := range p.lists[class] {
			if r, cut := strings.CutPrefix(rest, of); cut && count > 0 {
				rest = r
				break
			}
		}
	}
	if r := []rune(rest); count > 0 && len(r) > 0 && p.is("join", string(r[0])) {
		// With somebody whom the title calls by a name of its own.
		if i := strings.IndexAny(rest, "就在"); i > 0 {
			rest = rest[i:]
		}
	}
	t.form = titleThing
	if count > 0 {
		text = rest
		found = p.mentions(text)
		t.keep(p, text)
	}
	t.text = p.named(text, found, false)
}

// marked takes a title apart in a language whose verbs are known by their forms.
func (p *Prose) marked(t *titled, a *Act, text string, found []mention) {
	if head, topic, ok := strings.Cut(text, strings.TrimSpace(p.say("colon"))+" "); ok && len(p.mentions(head)) > 0 {
		t.form, t.topic = titleNone, p.named(topic, p.mentions(topic), true)
		t.keep(p, topic)
		return
	}
	if v, from, to, ok := p.verbOf(text, found); ok {
		head := text[:from]
		t.form = titleSentence
		t.subject = p.named(strings.TrimSpace(head), inside(found, 0, len(head), 0), true)
		t.text = text
		p.sentence(t, text, found, v, from, to)
		return
	}
	if strings.Contains(text, ". ") || p.finished(text) {
		t.form = titleSentence
		t.text = p.named(text, found, true)
		return
	}
	end, count := p.leading(text, found)
	rest := strings.TrimSpace(text[end:])
	first, _, _ := strings.Cut(rest, " ")
	if head := p.head(text); count > 0 && p.is("join", first) || slices.ContainsFunc(head, func(w string) bool { return p.is("post", strings.TrimRight(w, ",")) }) {
		// It names people and, behind "on", their matter.
		t.form = titleNone
		t.keep(p, "")
		if _, topic, ok := strings.Cut(text, " on "); ok {
			t.topic = p.named(topic, p.mentions(topic), true)
			t.keep(p, topic)
		}
		return
	}
	if count > 0 && p.is("preposition", first) {
		// Who acts, and straight on what: "A and B on schools".
		t.form = titleNone
		if first == "on" || first == "against" {
			topic := strings.TrimSpace(strings.TrimPrefix(rest, "on "))
			t.topic = p.named(topic, p.mentions(topic), true)
			t.keep(p, topic)
			return
		}
		t.keep(p, "")
		return
	}
	if i := strings.LastIndexByte(text, ' '); i > 0 && p.isParticiple(text[i+1:]) && len(acting(a)) > 0 {
		// "Plan of action adopted": who acts did it.
		head := strings.TrimRight(text[:i], " ,")
		t.form, t.done = titleThing, p.verbs[p.baseOf(text[i+1:])]
		t.keep(p, head)
		t.text = p.article(head, p.mentions(head))
		return
	}
	if at, end := p.participleOf(text); at > 0 {
		t.form = titleDone
		head := strings.TrimSpace(text[:at])
		t.participle, t.rest = text[at:end], p.named(strings.TrimSpace(text[end:]), p.mentions(strings.TrimSpace(text[end:])), true)
		t.many = p.many(head)
		t.text = p.article(head, p.mentions(head))
		return
	}
	// "A-B cooperation on …" and "A support for …": who acts is said before the verb.
	t.form = titleThing
	if i := strings.IndexByte(text, ' '); i > 0 && p.pair(text[:i]) && lower(text[i+1:]) {
		text = text[i+1:]
		t.keep(p, text)
	} else if end > 0 {
		if r := strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(rest, "’s"), "'s")); r != "" && lower(r) {
			text = r
			t.keep(p, r)
		}
	}
	text = p.without(text, acting(a))
	t.many = p.many(text)
	t.text = p.article(text, p.mentions(text))
}

// pair tells whether a word is two names joined: "UN-AU".
func (p *Prose) pair(word string) bool {
	one, other, ok := strings.Cut(word, "-")
	return ok && p.whole(one) && p.whole(other)
}

// whole tells whether words are a name and nothing else.
func (p *Prose) whole(s string) bool {
	m := p.mentions(s)
	return len(m) == 1 && m[0].from == 0 && m[0].to == len(s)
}

// acting are the parties that a sentence on an act begins with.
func acting(a *Act) (ids []string) {
	for _, x := range a.Parties {
		if x.Role == "lead" || x.Role == "provider" || x.Role == "host" {
			ids = append(ids, x.Actor)
		}
	}
	return ids
}

// without takes a list of who acts out of a title that the sentence begins with anyhow:
// "by A, B and C", "of A and B".
func (p *Prose) without(text string, who []string) string {
	found := p.mentions(text)
	for i, m := range found {
		before := strings.TrimSuffix(strings.TrimRight(text[:m.from], " "), " the")
		at := strings.LastIndexByte(before, ' ')
		if at <= 0 || !p.is("with", before[at+1:]) || !p.among(who, m.id) {
			continue
		}
		end := m.to
		for _, n := range found[i+1:] {
			if between := strings.TrimSuffix(strings.TrimSpace(text[end:n.from]), " the"); !p.is("join", between) || !p.among(who, n.id) {
				break
			}
			end = n.to
		}
		rest := strings.TrimLeft(text[end:], " ")
		word, _, _ := strings.Cut(rest, " ")
		if listed := p.mentions(text[m.from:end]); slices.ContainsFunc(who, func(id string) bool {
			return !slices.ContainsFunc(listed, func(n mention) bool { return p.among([]string{id}, n.id) })
		}) {
			continue // somebody else is named apart
		}
		if rest == "" || strings.HasPrefix(rest, ",") || p.is("preposition", word) {
			return strings.TrimSpace(before[:at] + " " + rest)
		}
	}
	return text
}

// among tells whether an actor is one of a list, or the organization of one of them.
func (p *Prose) among(list []string, id string) bool {
	return slices.ContainsFunc(list, func(x string) bool {
		if x == id {
			return true
		}
		of, ok := p.names.Partner(x)
		return ok && of == id && id != lexicon.UN
	})
}

// keep forgets the names but those of what is left of a title.
func (t *titled) keep(p *Prose, text string) {
	t.named, t.whole = map[string]bool{}, strings.ToLower(text)
	for _, m := range p.mentions(text) {
		t.named[m.id] = true
		if long, _ := p.names.Display(m.id, p.language); !m.place {
			t.whole += " " + strings.ToLower(long)
		}
	}
}

func lower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// inside are the mentions between two places, moved by what stands before.
func inside(found []mention, from, to, by int) (out []mention) {
	for _, m := range found {
		if m.from >= from && m.to <= to {
			m.from, m.to = m.from-by, m.to-by
			out = append(out, m)
		}
	}
	return out
}

// verbOf finds the verb of a title that is a sentence in the present: behind what can be
// who acts, and before anything that leads on.
func (p *Prose) verbOf(text string, found []mention) (v verb, from, to int, ok bool) {
	plural := false
	at := 0
	for n := 0; at < len(text) && n < 12; n++ {
		end := at + len(text[at:])
		if i := strings.IndexByte(text[at:], ' '); i >= 0 {
			end = at + i
		}
		word := strings.TrimRight(text[at:end], ",")
		next := ""
		if end < len(text) {
			next, _, _ = strings.Cut(text[end+1:], " ")
		}
		if v, known := p.verbs[word]; known && n > 0 && !within(found, at) {
			named := len(found) > 0 && found[0].from < at
			follows := next != "" && (!p.is("preposition", next) || !v.noun || next == "with")
			switch {
			case v.third && (!v.noun && (next != "" || named) || !plural && p.is("determiner", next)):
				return v, at, at + len(word), true
			case !named:
			case v.third && !plural && follows, !v.third && plural && (follows || v.noun && next == "with"):
				return v, at, at + len(word), true
			case !v.third && plural && next == "" && !v.noun:
				return v, at, at + len(word), true
			}
		}
		if word == "and" || strings.HasSuffix(text[at:end], ",") {
			plural = true
		}
		if strings.HasSuffix(word, "entities") || strings.HasSuffix(word, "envoys") || n == 0 && p.many(word) {
			plural = true
		}
		if p.is("preposition", word) && word != "of" && word != "on" && word != "in" && word != "for" && word != "against" {
			return v, 0, 0, false
		}
		at = end + 1
	}
	return v, 0, 0, false
}

func within(found []mention, at int) bool {
	return slices.ContainsFunc(found, func(m mention) bool { return at >= m.from && at < m.to })
}

// finished tells whether a title has a verb in the past or an auxiliary: it is then a
// sentence as it stands.
func (p *Prose) finished(text string) bool {
	words := strings.Fields(text)
	for i, w := range words {
		if i == 0 {
			continue
		}
		switch w {
		case "was", "were", "has", "have", "had", "is", "are", "will", "continued", "held":
			if w == "held" && (strings.HasSuffix(words[i-1], ",") || i == len(words)-1) {
				continue
			}
			return true
		}
		if i <= 8 && p.isPast(w) && !strings.HasSuffix(words[i-1], ",") && i+1 < len(words) && (p.is("determiner", words[i+1]) || p.isPast(w) && upper(words[i+1]) && len(p.mentions(strings.Join(words[:i], " "))) > 0) {
			return true
		}
	}
	return false
}

func upper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

func (p *Prose) isPast(w string) bool {
	if !strings.HasSuffix(w, "ed") && !strings.HasSuffix(w, "d") && !strings.HasSuffix(w, "t") {
		return false
	}
	for _, v := range p.verbs {
		if v.past == w {
			return true
		}
	}
	return false
}

// sentence says the verb of a title, and what it is joined to, as the modality asks.
func (p *Prose) sentence(t *titled, text string, found []mention, v verb, from, to int) {
	head, tail := text[:from], text[to:]
	// "consult and visit", "supports … and shares …": the second verb goes with the first.
	words := strings.Split(tail, " ")
	for i := 1; i < len(words); i++ {
		second, known := p.verbs[words[i]]
		if known && words[i-1] == "and" && second.third == v.third && (!second.noun || i+1 < len(words) && !p.is("preposition", words[i+1])) {
			words[i] = second.past
			break
		}
	}
	tail = strings.Join(words, " ")
	before := p.named(strings.TrimSpace(head), inside(found, 0, len(head), 0), true)
	after := strings.TrimSpace(tail)
	t.subject = before
	t.predicate = v.past
	if after != "" {
		t.predicate += " " + p.named(after, p.mentions(after), true)
	}
	t.text = before + " " + t.predicate
}

// participleOf finds what became of the thing that a title names: "Network set up with …".
func (p *Prose) participleOf(text string) (from, to int) {
	at := 0
	prev := ""
	for at < len(text) {
		end := len(text)
		if i := strings.IndexByte(text[at:], ' '); i >= 0 {
			end = at + i
		}
		word := text[at:end]
		if at > 0 && word == strings.TrimRight(word, ",") && !strings.HasSuffix(prev, ",") && !p.is("relative", prev) {
			next := ""
			if end < len(text) {
				next, _, _ = strings.Cut(text[end+1:], " ")
			}
			two := word + " " + next
			switch {
			case two == "set up" || two == "carried out":
				return at, at + len(two)
			case p.isParticiple(word) && (next == "" || next != "of" && p.is("preposition", next)):
				return at, end
			}
		}
		prev = word
		at = end + 1
	}
	return 0, 0
}

func (p *Prose) baseOf(participle string) string {
	for _, v := range p.verbs {
		if v.participle == participle {
			return v.base
		}
	}
	return ""
}

func (p *Prose) isParticiple(w string) bool {
	for _, v := range p.verbs {
		if v.participle == w && v.base != w {
			return true
		}
	}
	return false
}

// head of a title: its words before the first that leads on.
func (p *Prose) head(text string) []string {
	words := strings.Fields(text)
	for i, w := range words {
		if i > 0 && (p.is("preposition", w) || strings.HasSuffix(words[i-1], ",")) {
			return words[:i]
		}
	}
	return words
}

// many tells whether the head of a title is a plural.
func (p *Prose) many(text string) bool {
	head := p.head(text)
	if len(head) == 0 {
		return false
	}
	if slices.Contains(head, "and") {
		return true
	}
	last := strings.TrimRight(head[len(head)-1], ",")
	if p.is("plural", strings.ToLower(last)) {
		return true
	}
	return strings.HasSuffix(last, "s") && !slices.ContainsFunc(p.lists["singular"], func(s string) bool { return strings.HasSuffix(last, s) }) && strings.ToUpper(last) != last
}

// article puts a title into a sentence: in small letters where it is no name, with the
// article that its head asks.
func (p *Prose) article(text string, found []mention) string {
	head := p.head(text)
	if len(head) == 0 {
		return text
	}
	first := head[0]
	last := strings.ToLower(strings.TrimRight(head[len(head)-1], ","))
	proper := len(head) > 1
	for _, w := range head[1:] {
		if lower(w) {
			proper = false
		}
	}
	named := len(found) > 0 && found[0].from == 0
	body := p.named(text, found, true)
	if strings.HasPrefix(body, string(nameBegins)) {
		return body
	}
	if !named && !proper && strings.ToUpper(first) != first {
		r, n := utf8.DecodeRuneInString(body)
		body = string(unicode.ToLower(r)) + body[n:]
	}
	switch {
	case p.is("determiner", strings.ToLower(first)):
		return body
	case p.is("ordinal", strings.ToLower(first)):
		r, n := utf8.DecodeRuneInString(body)
		return "the " + string(unicode.ToLower(r)) + body[n:]
	case proper:
		return "the " + body
	case p.is("mass", last) || p.many(text):
		return body
	}
	r, _ := utf8.DecodeRuneInString(body)
	word, _, _ := strings.Cut(strings.TrimLeft(body, string(nameBegins)), " ")
	if strings.ContainsRune("aeioAEIO", r) || strings.HasPrefix(word, "un") && !strings.HasPrefix(word, "uni") || acronymVowel(word) {
		return "an " + body
	}
	return "a " + body
}

// acronymVowel tells whether letters that are said one by one begin with a vowel: "an MoU".
func acronymVowel(w string) bool {
	return len(w) > 1 && strings.ToUpper(w) == w && strings.ContainsRune("AEFHILMNORSX", rune(w[0])) && !strings.HasPrefix(w, "UN")
}

// named puts names in the making where a title names whom it speaks of. A name that is
// part of another name stays as it is.
func (p *Prose) named(text string, found []mention, apart bool) string {
	var b strings.Builder
	at := 0
	parts := make([]bool, len(found)+1)
	for i := len(found) - 1; i >= 0 && apart; i-- {
		m := found[i]
		parts[i] = p.part(text, m)
		if !parts[i] && i+1 < len(found) && parts[i+1] && p.is("join", strings.TrimSpace(text[m.to:found[i+1].from])) {
			parts[i] = true // "UN and AU officials"
		}
	}
	if free := p.lists["free"]; free != nil {
		// Without spaces a name may be the end of a longer one: 和平行动副秘书长 holds 秘书长.
		for i, m := range found {
			if r, _ := utf8.DecodeLastRuneInString(text[:m.from]); m.from > 0 && unicode.Is(unicode.Han, r) && !slices.Contains(free, string(r)) {
				parts[i] = true
			}
		}
	}
	for i := 1; i < len(found); i++ {
		if found[i].from == found[i-1].to && !found[i-1].place {
			parts[i-1], parts[i] = true, true // one name of two: the secretary-general of another
		}
	}
	for i, m := range found {
		if m.from < at || m.to > len(text) || m.place || parts[i] {
			continue
		}
		before := text[at:m.from]
		if a := p.definite(); a != "" {
			if strings.HasSuffix(before, "the ") || strings.HasSuffix(before, "The ") {
				before = before[:len(before)-4]
			}
		}
		b.WriteString(before)
		b.WriteString(nameOf(m.id))
		at = m.to
	}
	b.WriteString(text[at:])
	return b.String()
}

// part tells whether a mention is part of another name: before a hyphen or a noun,
// behind a hyphen, in the genitive, or behind an adjective of its own.
func (p *Prose) part(text string, m mention) bool {
	if m.from > 0 && text[m.from-1] != ' ' && text[m.from-1] != '(' {
		return true
	}
	if m.from > 0 && text[m.from-1] == '(' {
		return true // a short form in brackets
	}
	if before := strings.Fields(text[:m.from]); len(before) > 0 {
		last := before[len(before)-1]
		_, isVerb := p.verbs[last]
		if !p.is("after", last) && !p.is("preposition", last) && last != "the" && !strings.HasSuffix(last, ",") && !strings.HasSuffix(last, ":") && !isVerb && !p.isPast(last) {
			return true // behind an adjective of its own
		}
	}
	rest := text[m.to:]
	if rest == "" {
		return false
	}
	if rest[0] == ',' || rest[0] == ';' || rest[0] == ')' {
		return false
	}
	if rest[0] != ' ' {
		return true
	}
	word, _, _ := strings.Cut(rest[1:], " ")
	word = strings.TrimRight(word, ",;.")
	if _, isVerb := p.verbs[word]; isVerb && !p.verbs[word].noun {
		return false
	}
	return !p.is("after", word) && !p.isPast(word)
}

// written is how an actor or a place is written.
type written struct{ long, short string }

func (p *Prose) written(id string) written {
	if w, ok := p.roster.Load(id); ok {
		return w.(written)
	}
	var w written
	in := ""
	w.long, in = p.names.Display(id, p.language)
	w.short, _ = p.names.DisplayShort(id, p.language)
	switch {
	case in == "":
		p.roster.Store(id, written{})
		return written{}
	case p.is("brief", id):
		w.long = p.definite() + w.short
		w.short = w.long
	case p.is("full", id) || in != p.language || len(w.short) >= len(w.long):
		w.short = w.long
	}
	if a := p.definite(); a != "" {
		_, place := p.names.Place(id)
		takes := func(name string) bool {
			switch {
			case place:
				return p.is("article", id)
			case p.is("bare", id) && name == w.short, strings.HasPrefix(name, a):
				return false
			}
			return strings.Contains(name, " ") && strings.IndexFunc(name, unicode.IsLower) >= 0
		}
		long, short := w.long, w.short
		if takes(long) {
			w.long = a + long
		}
		if takes(short) {
			w.short = a + short
		}
		if short == long {
			w.short = w.long
		}
	}
	p.roster.Store(id, w)
	return w
}

// Finish writes the names of a sentence out: at the first mention in a text whole, with
// the short form behind, after that the short form. introduced is the text's.
func (p *Prose) Finish(text string, introduced map[string]bool) string {
	var b strings.Builder
	rest := text
	for {
		i := strings.IndexRune(rest, nameBegins)
		if i < 0 {
			break
		}
		j := strings.IndexRune(rest, nameEnds)
		if j < i {
			break
		}
		id := rest[i+utf8.RuneLen(nameBegins) : j]
		b.WriteString(rest[:i])
		w := p.written(id)
		_, place := p.names.Place(id)
		switch {
		case place || w.short == w.long:
			b.WriteString(w.long)
		case introduced[id]:
			b.WriteString(w.short)
		default:
			introduced[id] = true
			b.WriteString(p.say("introduced", "long", w.long, "short", strings.TrimPrefix(w.short, p.definite())))
		}
		rest = afterShort(rest[j+utf8.RuneLen(nameEnds):], id, strings.TrimPrefix(w.short, p.definite()))
	}
	b.WriteString(rest)
	return capital(b.String())
}

// afterShort takes the short form in brackets away with which a title had introduced a
// name itself.
func afterShort(rest, id, short string) string {
	inner := strings.TrimPrefix(rest, " ")
	for _, marks := range [][2]string{{"(", ")"}, {"（", "）"}} {
		for _, name := range []string{short, nameOf(id)} {
			if after, ok := strings.CutPrefix(inner, marks[0]+name+marks[1]); ok {
				return after
			}
		}
	}
	return rest
}
