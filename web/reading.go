package web

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file sets a paragraph beside its records, as design.md describes: marks in
// the text, the same values in the record, and k classes that tie them together.

// Limits of what the stylesheet ties together in one paragraph; beyond them marks
// are still links.
const (
	ties = 40 // k1 … k40
	acts = 12 // a1 … a12 and q1 … q12
)

// row is a paragraph beside its records, ready for the template.
type row struct {
	Anchor  string // "p42"
	Href    string // of its number: "#p42", or its place in the document where it is shown elsewhere
	Number  string // "42", "[3]" for one that was counted
	Lang    string // of the text
	Dir     string
	Minor   bool // a note, a table: set smaller
	Say     template.HTML
	Acts    []actView
	Doubts  []doubt
	Next    *link           // to the next paragraph with a doubt
	Also    template.HTML   // values that stand in no act
	Nothing bool            // no act is reported
	Errata  []template.HTML // what corrigenda say of it
	Beside  *link           // to the same paragraph in all languages
	asked   bool            // a question stands in one of its acts
}

// doubt is a stretch that nobody has settled, with the reason.
type doubt struct {
	Value template.HTML
	Why   string
}

// actView is an act in the apparatus.
type actView struct {
	Index      int
	Tied       bool   // the stylesheet ties it to its quote
	Anchor     string // "r42-1"
	Back       string // "#p42"
	Letter     string
	SigLang    string
	Href       string
	Title      string
	Lang, Dir  string // of the title
	Kind       string
	State      string
	StateLabel string
	Fields     []field
}

// field is a label with its values.
type field struct {
	Label string
	Full  bool
	Value template.HTML
	None  bool // nothing is stated: Value says so
}

// mark is a stretch of the text under a line.
type mark struct {
	Span
	kind  string
	value string
	group int // index into setter.groups
	n     int // its number in the paragraph, from 1
}

// group is all marks of one value in a paragraph.
type group struct {
	kind, value string
	first       int  // number of the first mark
	placed      bool // its value stands in the record
}

// setter sets one paragraph.
type setter struct {
	p      *Paragraph
	site   *Site
	visit  *visit
	lang   string // of the page
	doc    string // language of the document
	base   string // "42": what the ids of this paragraph share
	own    string // what the ids of its marks share: base, or where it stands beside another text more than that
	away   string // address of the document, for a paragraph shown elsewhere; else ""
	marks  []mark
	groups []group
	m      markup
}

// the kinds that are marked in text.
func marked(kind string) bool {
	switch kind {
	case "actor", "place", "date", "symbol", "instrument":
		return true
	}
	return false
}

const (
	unknown = "unknown" // a candidate
	open    = "open"    // a question
)

// set makes the row of a paragraph.
func (s *Site) set(v *visit, doc string, p *Paragraph, base string) row {
	t := &setter{p: p, site: s, visit: v, lang: v.lang, doc: doc, base: base, own: base}
	t.choose()
	r := row{Anchor: "p" + base, Href: "#p" + base, Number: p.Number, Lang: doc, Dir: direction(doc), Minor: p.Part == "footnote" || p.Part == "table"}
	r.Nothing = len(p.Acts) == 0 && !r.Minor
	if p.Counted && p.Number != "" {
		r.Number = "[" + p.Number + "]"
	}
	r.Say = t.say()
	asked := make([]bool, len(p.Questions))
	for i := range p.Acts {
		r.Acts = append(r.Acts, t.act(i, asked))
	}
	for i, q := range p.Questions {
		r.asked = r.asked || asked[i]
		if !asked[i] && t.within(q.Span) {
			r.Doubts = append(r.Doubts, doubt{t.question(q), t.why(q)})
		}
	}
	for _, c := range p.Candidates {
		if t.within(c) {
			if g := t.groupAt(c, unknown); g >= 0 && !t.groups[g].placed {
				t.value(g, t.p.Text[c.From:c.To], unknown)
				r.Doubts = append(r.Doubts, doubt{t.m.html(), s.messages.text(t.lang, "doubt.unknown")})
			}
		}
	}
	for g := range t.groups {
		if t.groups[g].placed {
			continue
		}
		if len(t.m.b) > 0 {
			t.m.text(s.messages.text(t.lang, "list.separator"))
		}
		t.value(g, t.label(t.groups[g].kind, t.groups[g].value), t.groups[g].kind)
	}
	r.Also = t.m.html()
	return r
}

func (t *setter) within(s Span) bool {
	text := t.p.Text
	return s.From >= 0 && s.From < s.To && s.To <= len(text) &&
		utf8.RuneStart(text[s.From]) && (s.To == len(text) || utf8.RuneStart(text[s.To]))
}

// choose picks the marks of the text: of those that overlap the longer stays, and
// what the lexicon knows goes before what it does not.
func (t *setter) choose() {
	var all []mark
	seen := map[mark]bool{}
	add := func(s Span, kind, value string) {
		m := mark{Span: s, kind: kind, value: value}
		if t.within(s) && !seen[m] {
			seen[m] = true
			all = append(all, m)
		}
	}
	// Parties first: of two marks on the same words the first stays, and a State
	// that acts is an actor, not only a place.
	for i := range t.p.Acts {
		for _, party := range t.p.Acts[i].Parties {
			add(party.Span, "actor", party.Value.Value)
		}
	}
	for _, m := range t.p.Mentions {
		if marked(m.Kind) {
			add(m.Span, m.Kind, m.Value)
		}
	}
	for i := range t.p.Acts {
		a := &t.p.Acts[i]
		for _, d := range []Value{a.Date, a.Due} {
			if d.Value != "" && !strings.HasPrefix(d.Value, "session:") {
				add(d.Span, "date", d.Value)
			}
		}
		for _, vs := range [][]Value{a.Places, a.Instruments, a.Documents} {
			for _, v := range vs {
				if marked(v.Kind) {
					add(v.Span, v.Kind, v.Value)
				}
			}
		}
	}
	for _, q := range t.p.Questions {
		add(q.Span, open, t.p.Text[max(0, min(q.From, len(t.p.Text))):max(0, min(max(q.From, q.To), len(t.p.Text)))])
	}
	for _, c := range t.p.Candidates {
		if t.within(c) {
			add(c, unknown, t.p.Text[c.From:c.To])
		}
	}
	rank := func(m mark) int {
		switch m.kind {
		case unknown:
			return 2
		case open:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(all, func(a, b mark) int {
		if c := rank(a) - rank(b); c != 0 {
			return c
		}
		if c := (b.To - b.From) - (a.To - a.From); c != 0 {
			return c
		}
		return a.From - b.From
	})
	for _, m := range all {
		if !slices.ContainsFunc(t.marks, func(o mark) bool { return o.From < m.To && m.From < o.To }) {
			t.marks = append(t.marks, m)
		}
	}
	slices.SortFunc(t.marks, func(a, b mark) int { return a.From - b.From })
	for i := range t.marks {
		m := &t.marks[i]
		m.n = i + 1
		m.group = slices.IndexFunc(t.groups, func(g group) bool { return g.kind == m.kind && g.value == m.value })
		if m.group < 0 {
			m.group = len(t.groups)
			t.groups = append(t.groups, group{kind: m.kind, value: m.value, first: m.n})
		}
	}
}

// say is the text with its marks and the quotes of its acts. Marks are not cut: a
// quote that begins or ends inside one is stretched to its edge.
func (t *setter) say() template.HTML {
	text := t.p.Text
	type quote struct{ from, to int }
	quotes := make([]quote, len(t.p.Acts))
	cuts := []int{0, len(text)}
	for i, a := range t.p.Acts {
		if !t.within(a.Span) {
			quotes[i] = quote{-1, -1}
			continue
		}
		q := quote{a.From, a.To}
		for _, m := range t.marks {
			if m.From < q.from && q.from < m.To {
				q.from = m.From
			}
			if m.From < q.to && q.to < m.To {
				q.to = m.To
			}
		}
		quotes[i] = q
		cuts = append(cuts, q.from, q.to)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	next := 0
	for c := 0; c+1 < len(cuts); c++ {
		from, to := cuts[c], cuts[c+1]
		in := 0
		for i, q := range quotes {
			if q.from <= from && to <= q.to {
				if in == 0 {
					t.m.raw(`<span class="q`)
				}
				if i < acts {
					t.m.raw(` q`).int(i + 1)
				}
				in++
			}
		}
		if in > 0 {
			t.m.raw(`">`)
		}
		for i, q := range quotes {
			if q.from == from {
				letter := letter(t.doc, i)
				t.m.raw(`<a class="sig"`).attr("href", t.away+"#r"+t.base+"-"+strconv.Itoa(i+1)).
					attr("aria-label", t.site.messages.text(t.lang, "act.letter", "letter", letter)).raw(`>`).text(letter).raw(`</a>`)
			}
		}
		at := from
		for ; next < len(t.marks) && t.marks[next].From < to; next++ {
			m := t.marks[next]
			t.m.text(text[at:m.From])
			t.textMark(m)
			at = m.To
		}
		t.m.text(text[at:to])
		if in > 0 {
			t.m.raw(`</span>`)
		}
	}
	return t.m.html()
}

func (t *setter) textMark(m mark) {
	t.m.raw(`<a class="m `)
	t.classes(m.kind, m.group)
	t.m.raw(`" id="t`).text(t.own).raw(`-`).int(m.n).raw(`" href="`).text(t.away).raw(`#v`).text(t.base).raw(`-`).int(t.groups[m.group].first).raw(`">`)
	t.m.text(t.p.Text[m.From:m.To]).raw(`</a>`)
	if m.kind == unknown || m.kind == open {
		t.m.raw(`<span class="q-mark">?</span>`)
	}
}

func (t *setter) classes(kind string, group int) {
	switch kind {
	case unknown, open:
		t.m.raw(`unknown`)
	case "actor":
		t.m.raw(`actor`)
	case "place":
		t.m.raw(`place`)
	case "date":
		t.m.raw(`date`)
	case "symbol":
		t.m.raw(`symbol`)
	case "instrument":
		t.m.raw(`instrument`)
	}
	if group < ties {
		t.m.raw(` k`).int(group + 1)
	}
}

// value writes a value in the record, tied to its marks; the first of a group has
// the id that the text points to.
func (t *setter) value(g int, label, kind string) { t.valueAt(g, t.groups[g].first, label, kind) }

func (t *setter) valueAt(g, n int, label, kind string) {
	gr := &t.groups[g]
	if !marked(kind) {
		kind = gr.kind
	}
	t.m.raw(`<a class="m `)
	t.classes(kind, g)
	t.m.raw(`"`)
	if !gr.placed {
		gr.placed = true
		t.m.raw(` id="v`).text(t.base).raw(`-`).int(gr.first).raw(`"`)
	}
	t.m.raw(` href="`).text(t.away).raw(`#t`).text(t.base).raw(`-`).int(n).raw(`"`)
	if kind == unknown || kind == open || kind == "instrument" {
		t.m.attr("lang", t.doc)
	}
	t.m.raw(`>`)
	t.isolated(label, kind)
	t.m.raw(`</a>`)
}

// isolated writes a label so that its direction does not disturb its neighbours.
func (t *setter) isolated(label, kind string) {
	if kind == "date" {
		t.m.text(label)
		return
	}
	t.m.raw(`<bdi>`).text(label).raw(`</bdi>`)
}

// groupAt finds the group of a stretch; of a kind, if one is named.
func (t *setter) groupAt(s Span, kind string) int {
	for _, m := range t.marks {
		if m.From < s.To && s.From < m.To && (kind == "" || m.kind == kind) {
			return m.group
		}
	}
	return -1
}

// tie finds the mark that bears a value: the one at its words, else the first of
// the same value in the paragraph.
func (t *setter) tie(v Value) (group, n int) {
	if v.To > v.From {
		// The same value at these words, else whatever mark holds them.
		holds := -1
		for i, m := range t.marks {
			if m.From < v.To && v.From < m.To {
				if m.kind == v.Kind && m.value == v.Value {
					return m.group, m.n
				}
				if holds < 0 {
					holds = i
				}
			}
		}
		if holds >= 0 {
			return t.marks[holds].group, t.marks[holds].n
		}
	}
	for _, m := range t.marks {
		if m.kind == v.Kind && m.value == v.Value {
			return m.group, m.n
		}
	}
	return -1, 0
}

// label is a value in the language of the page.
func (t *setter) label(kind, value string) string {
	switch kind {
	case "actor", "place":
		return t.site.Names.Short(value, t.lang)
	case "date":
		return date(t.lang, value)
	}
	return value
}

// bear writes a value of a record, in brackets what was inferred.
func (t *setter) bear(v Value) {
	label := t.label(v.Kind, v.Value)
	if v.Inferred {
		t.m.raw(`[`)
	}
	if g, n := t.tie(v); g >= 0 {
		t.valueAt(g, n, label, v.Kind)
	} else {
		t.isolated(label, v.Kind)
	}
	if v.Inferred {
		t.m.raw(`]`)
	}
}

// inferred says from which words a value was inferred: from words of the act that
// say less, or from another sentence.
func (t *setter) inferred(v Value, quote Span, after bool) {
	if !v.Inferred {
		return
	}
	t.m.raw(` <span class="role">`)
	if after {
		t.m.raw(`· `)
	}
	switch {
	case !t.within(v.Span):
		t.m.text(t.site.messages.text(t.lang, "value.inferred"))
	case v.To <= quote.From || v.From >= quote.To:
		t.m.text(t.site.messages.text(t.lang, "value.carried"))
	default:
		var w markup
		w.raw(`<bdi`).attr("lang", t.doc).raw(`>`).text(clip(t.p.Text[v.From:v.To], 40)).raw(`</bdi>`)
		t.m.raw(constant(t.site.messages.html(t.lang, "value.inferred-from", "words", w.html()))) // escaped by html
	}
	t.m.raw(`</span>`)
}

// clip shortens words that only serve to recognise a place in the text.
func clip(s string, runes int) string {
	n := 0
	for i := range s {
		if n == runes {
			return strings.TrimRight(s[:i], " ") + "…"
		}
		n++
	}
	return s
}

func (t *setter) question(q Question) template.HTML {
	if g := t.groupAt(q.Span, open); g >= 0 {
		t.value(g, t.p.Text[q.From:q.To], open)
	} else {
		t.m.raw(`<bdi`).attr("lang", t.doc).raw(`>`).text(t.p.Text[q.From:q.To]).raw(`</bdi>`)
	}
	return t.m.html()
}

// why says what a short form may stand for.
func (t *setter) why(q Question) string {
	if len(q.Choices) == 0 {
		return t.site.messages.text(t.lang, "doubt.unresolved")
	}
	var names []string
	for _, id := range q.Choices {
		names = append(names, t.site.Names.Short(id, t.lang))
	}
	return t.site.messages.text(t.lang, "doubt.choices", "n", len(names), "names", strings.Join(names, t.site.messages.text(t.lang, "list.or")))
}

// act makes the view of an act: letter, title, kind and state, then who, when,
// where, under, made, cites, figures, in that order.
func (t *setter) act(i int, asked []bool) actView {
	a := &t.p.Acts[i]
	msg := t.site.messages
	n := strconv.Itoa(i + 1)
	v := actView{
		Index:  i + 1,
		Anchor: "r" + t.base + "-" + n,
		Back:   t.away + "#p" + t.base,
		Tied:   i < acts,
		Letter: letter(t.doc, i),
		State:  a.State,
	}
	v.SigLang = t.doc
	v.Title, v.Lang = a.title(t.lang, t.doc)
	v.Title = capital(v.Title)
	if v.State == "" {
		v.State = MachineRead
	}
	v.StateLabel = msg.text(t.lang, "state."+v.State)
	if a.ID != "" {
		v.Href = t.visit.to(a.path())
	}
	if v.Title == "" {
		v.Title, v.Lang = t.site.kindLine(t.lang, a), t.lang
	} else {
		v.Kind = t.site.kindLine(t.lang, a)
	}
	v.Dir = direction(v.Lang)
	if !a.isAct() {
		return t.mandate(v, a)
	}
	sep := msg.text(t.lang, "list.separator")

	// who
	words := 0
	for k, p := range a.Parties {
		if k > 0 {
			t.m.text(sep)
		}
		p.Kind = "actor"
		t.bear(p.Value)
		if p.Role != "" {
			t.m.raw(` <span class="role">`).text(t.named("role", p.Role)).raw(`</span>`)
		}
		t.inferred(p.Value, a.Span, p.Role != "")
		words++
	}
	for k, q := range t.p.Questions {
		if asked[k] || q.From < a.From || q.To > a.To || !t.within(q.Span) {
			continue
		}
		asked[k] = true
		if words > 0 {
			t.m.text(sep)
		}
		words++
		before := t.m.b
		t.m.b = nil
		value, why := t.question(q), t.why(q)
		t.m.b = before
		t.m.raw(constant(value)).raw(` <span class="q-mark">?</span> <span class="role">`).text(why).raw(`</span>`)
	}
	v.add(msg.text(t.lang, "field.who"), words > 0, true, &t.m)

	// when: an undated act says so
	if when := a.Date; when.Value != "" {
		when.Kind = "date"
		t.bear(when)
		t.inferred(when, a.Span, false)
		v.add(msg.text(t.lang, "field.when"), true, a.Date.Inferred, &t.m)
	} else {
		v.Fields = append(v.Fields, field{Label: msg.text(t.lang, "field.when"), None: true, Value: template.HTML(template.HTMLEscapeString(msg.text(t.lang, "value.undated")))}) //nolint:gosec // escaped
	}

	list := func(key string, values []Value) {
		letters := 0 // a short list may share its line with its neighbours

		for k, x := range values {
			if k > 0 {
				t.m.text(sep)
			}
			letters += len(t.label(x.Kind, x.Value))
			t.bear(x)
			t.inferred(x, a.Span, false)
		}
		v.add(msg.text(t.lang, key), len(values) > 0, letters > 45, &t.m)
	}
	list("field.where", a.Places)
	under := "field.under"
	if a.Kind.Value == "agreement" {
		under = "field.made"
	}
	list(under, a.Instruments)
	list("field.cites", a.Documents)
	for k, f := range a.Figures {
		if k > 0 {
			t.m.text(sep)
		}
		t.m.text(t.site.figure(t.lang, f.Value))
	}
	v.add(msg.text(t.lang, "field.figures"), len(a.Figures) > 0, false, &t.m)
	for k, f := range a.Themes {
		if k > 0 {
			t.m.text(sep)
		}
		t.m.text(t.named("theme", f.Value))
	}
	v.add(msg.text(t.lang, "field.themes"), len(a.Themes) > 0, len(t.m.b) > 45, &t.m)
	for k, f := range a.SDGs {
		if k > 0 {
			t.m.text(sep)
		}
		t.m.text(f.Value)
	}
	v.add(msg.text(t.lang, "field.sdgs"), len(a.SDGs) > 0, false, &t.m)
	return v
}

// add adds a field that is there; full gives it a line of its own.
func (v *actView) add(label string, there, full bool, m *markup) {
	if there {
		v.Fields = append(v.Fields, field{Label: label, Full: full, Value: m.html()})
	}
}

// named is the message of a closed word of the register ("role.lead"), or the word
// itself where a newer register holds one that these pages do not know.
func (t *setter) named(family, word string) string {
	return t.site.named(t.lang, family, word)
}

func (s *Site) named(lang, family, word string) string {
	if key := family + "." + word; s.messages.has(lang, key) {
		return s.messages.text(lang, key)
	}
	return word
}

// figure writes "participants=46" as words.
func (s *Site) figure(lang, value string) string {
	what, amount, ok := strings.Cut(value, "=")
	n, err := strconv.Atoi(amount)
	if !ok || err != nil || !s.messages.has(lang, "figure."+what+"#other") {
		return value
	}
	return s.messages.text(lang, "figure."+what, "n", n)
}

// kindLine is the line under an act's title: kind, level, modality, mode and number in
// its series.
func (s *Site) kindLine(lang string, a *Act) string {
	if !a.isAct() {
		return s.named(lang, "type", a.Kind.Value)
	}
	var words []string
	for _, w := range []struct {
		family string
		v      Value
	}{{"kind", a.Kind}, {"level", a.Level}, {"modality", a.Modality}, {"mode", a.Mode}} {
		if w.v.Value != "" {
			words = append(words, s.named(lang, w.family, w.v.Value))
		}
	}
	if a.Series.Value != "" {
		words = append(words, s.messages.text(lang, "series", "number", a.Series.Value))
	}
	return strings.Join(words, s.messages.text(lang, "kind.separator"))
}

// title is the title in the first of the languages that has one, else in any.
func (a *Act) title(preferred ...string) (title, lang string) {
	for _, l := range append(preferred, languages...) {
		if s := a.Titles[l]; s != "" {
			return s, l
		}
	}
	return "", preferred[0]
}

// letters that name the acts of a paragraph, by the language of its text.
var letters = map[string][]rune{
	"ar": []rune("أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"),
	"zh": []rune("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"),
	"ru": []rune("абвгдежзиклмнопрстуфхцшэюя"),
}

func letter(lang string, i int) string {
	l, ok := letters[lang]
	if !ok {
		l = []rune("abcdefghijklmnopqrstuvwxyz")
	}
	if i < len(l) {
		return string(l[i])
	}
	return strconv.Itoa(i + 1)
}

// anchors gives each paragraph of a document the part of its address that no other
// has: "42", "annex-i-3", "42-2" for a number that comes again.
func anchors(ps []Paragraph) []string {
	return anchorsOf(len(ps), func(i int) (part, number string) { return ps[i].Part, ps[i].Number })
}

func outlineAnchors(outline []Outlined) []string {
	return anchorsOf(len(outline), func(i int) (part, number string) { return outline[i].Part, outline[i].Number })
}

func anchorsOf(n int, place func(i int) (part, number string)) []string {
	used := map[string]int{}
	out := make([]string, n)
	for i := range out {
		part, number := place(i)
		a := slug(number)
		if part != "" {
			a = strings.Trim(slug(part)+"-"+a, "-")
		}
		if a == "" {
			a = "x"
		}
		used[a]++
		if n := used[a]; n > 1 {
			a += "." + strconv.Itoa(n)
		}
		out[i] = a
	}
	return out
}

// slug keeps letters, digits and dots; anything else is a hyphen.
func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r > 127 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		default:
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}
