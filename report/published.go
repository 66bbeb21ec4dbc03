package report

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"concord/document"
	"concord/edtf"
	"concord/fault"
	"concord/reading"
	"concord/register"
)

// Published is a draft held against the text as which it was published: sentence by
// sentence, in the order of the published text; what was left out stands behind what it
// stood behind.
type Published struct {
	Work      string             `json:"work"`
	Symbols   []string           `json:"symbols,omitempty"`
	Language  string             `json:"language"`
	Version   int                `json:"version"`
	Counts    map[Fate]int       `json:"counts"` // of the sentences below
	Sentences []ComparedSentence `json:"sentences"`
}

// Fate is what became of a sentence.
type Fate string

// The fates.
const (
	FateDrafted Fate = "as-drafted"
	FateChanged Fate = "changed"
	FateLeft    Fate = "left-out"
	FateNew     Fate = "new"
)

// Fates in the order in which they are told.
var Fates = []Fate{FateDrafted, FateChanged, FateLeft, FateNew}

// ComparedSentence is a sentence of the published text with what it was in the draft, or
// one of the draft that was left out.
type ComparedSentence struct {
	Fate Fate `json:"fate"`
	// Section is the part of the draft or, of a new sentence, the section in which it stands.
	Section string             `json:"section,omitempty"`
	Drafted []DraftedSentence  `json:"drafted,omitempty"` // several where the editors made one of them
	Text    string             `json:"text,omitempty"`    // as published
	At      *register.Evidence `json:"at,omitempty"`      // where; nil of one left out
}

// DraftedSentence is a sentence with its place in the draft.
type DraftedSentence struct {
	Part      string `json:"part"`
	Paragraph string `json:"paragraph"`
	Number    int    `json:"number,omitempty"` // of the paragraph
	Sentence
}

// Was is the text of the draft.
func (s *ComparedSentence) Was() string {
	var b strings.Builder
	for i := range s.Drafted {
		if i > 0 && !Wide(s.Drafted[i-1].Text) {
			b.WriteByte(' ')
		}
		b.WriteString(s.Drafted[i].Text)
	}
	return b.String()
}

// How alike sentences have to be. Common words count little, so that two sentences of one
// form about two things are far below it.
const (
	alikeHere  = 0.45 // in one section
	alikeAway  = 0.65 // in two
	moreAlike  = 0.03 // what a further sentence has to add to be taken for a part of one
	sameNumber = 0.1  // what one number of the paragraph adds to a pair in the order of pairs
)

// Bounds of the work: so many pairs of one section are compared, else those that are at
// most nearby sentences from where they would be.
const (
	mostPairs = 60000
	nearby    = 60
)

// leastAnywhere is the length of a sentence, in bytes, from which it is looked for outside
// of its section.
const leastAnywhere = 20

// leastCommon is the share of the shorter of the two texts that has to be in both.
const leastCommon = 0.2

// Compare holds a draft against a published text in its language. period is that of the
// draft's cycle. A text in another language, of another period, or that has too little in
// common with the draft is an error of kind fault.Conflict; a draft without prose one of
// kind fault.Unsupported.
func Compare(draft *Text, period string, view *register.View) (*Published, error) {
	v := &view.Version
	p := &Published{Work: view.Work.ID, Symbols: view.Work.Symbols, Language: draft.Language, Version: v.Number, Counts: map[Fate]int{}}
	switch {
	case v.Language != draft.Language:
		return nil, fault.New(fault.Conflict, "%s is held here in the language %s, and the draft is in %s: compare it with the draft in its own language.", p.Work, v.Language, draft.Language)
	case !samePeriod(period, v.Period):
		return nil, fault.New(fault.Conflict, "%s covers %s and the cycle covers %s: it is another report than this draft.", p.Work, v.Period, period)
	}
	c := comparing{view: view, notes: map[string]bool{}}
	c.take(draft)
	if len(c.drafted) <= c.rows {
		return nil, fault.New(fault.Unsupported, "The draft in %s has no sentences to compare, its acts stand in tables: compare the English or the Chinese one.", draft.Language)
	}
	c.weigh()
	c.asDrafted()
	c.cut()
	sections := []string{""}
	for i := range c.drafted {
		if s := c.drafted[i].section; !slices.Contains(sections, s) {
			sections = append(sections, s)
		}
	}
	for _, s := range sections {
		c.alike(alikeHere, func(section string) bool { return section == s })
	}
	c.alike(alikeAway, func(string) bool { return true })
	c.grow()
	c.tell(p)
	common := p.Counts[FateDrafted] + p.Counts[FateChanged]
	shorter := min(len(c.drafted), common+p.Counts[FateNew])
	if float64(common) < leastCommon*float64(shorter) || common == 0 {
		return nil, fault.New(fault.Conflict, "%s has too little in common with the draft (%d of %d sentences): it is another report, or the draft of another cycle.", p.Work, common, shorter)
	}
	return p, nil
}

// samePeriod tells whether two periods are more than half the same; one that is not known is no reason against.
func samePeriod(a, b string) bool {
	x, err := edtf.Parse(a)
	y, err2 := edtf.Parse(b)
	if err != nil || err2 != nil {
		return true
	}
	day := func(p edtf.Point) time.Time {
		return time.Date(int(p.Year), time.Month(p.Month), int(p.Day), 0, 0, 0, 0, time.UTC)
	}
	xf, xt := x.Bounds()
	yf, yt := y.Bounds()
	if xf.IsZero() || xt.IsZero() || yf.IsZero() || yt.IsZero() {
		return true
	}
	from, to := day(xf), day(xt)
	if f := day(yf); f.After(from) {
		from = f
	}
	if t := day(yt); t.Before(to) {
		to = t
	}
	longer := max(day(xt).Sub(day(xf)), day(yt).Sub(day(yf)))
	return 2*to.Sub(from) >= longer
}

// comparing is one comparison.
type comparing struct {
	view    *register.View
	drafted []draftedAt
	text    []stretchAt
	weights map[string]float64 // of words
	notes   map[string]bool    // of the draft
	rows    int                // of its tables
}

type draftedAt struct {
	DraftedSentence
	section string
	order   int // of the paragraph in the draft
	words   []string
	at      int // in comparing.text, -1
}

// stretchAt is a sentence of the published text.
type stretchAt struct {
	paragraph int // of the view
	from, to  int
	section   string
	words     []string
	of        []int // in comparing.drafted
	exact     bool
	gone      bool // taken into another one
}

// sectionOf a paragraph as the draft has it.
func sectionAt(p *register.ViewParagraph) string {
	switch {
	case p.Part == PartSummary:
		return PartSummary
	case p.Section == "report":
		return ""
	}
	return p.Section
}

func (c *comparing) take(draft *Text) {
	order := 0
	for i := range draft.Parts {
		p := &draft.Parts[i]
		if p.ID == PartAnnex {
			continue
		}
		section := p.ID
		if section == PartSections {
			section = ""
		}
		for j := range p.Paragraphs {
			g := &p.Paragraphs[j]
			order++
			if g.Table != nil {
				c.rows += len(g.Table.Rows)
			}
			for _, s := range g.Sentences {
				for _, n := range s.Notes {
					n, _ = plain(n)
					c.notes[n] = true
				}
				if strings.TrimSpace(s.Text) != "" {
					c.drafted = append(c.drafted, draftedAt{DraftedSentence: DraftedSentence{p.ID, g.ID, g.Number, s}, section: section, order: order, at: -1})
				}
			}
		}
	}
}

// prose tells whether a paragraph of the published text is one of the report's own.
func proseAt(p *register.ViewParagraph) bool { return p.Part == "" || p.Part == PartSummary }

// weigh makes the words of the draft, and what each counts: the rarer, the more.
func (c *comparing) weigh() {
	c.weights = map[string]float64{}
	n := 0.0
	count := func(list []string) {
		n++
		for i, w := range list {
			if i == 0 || list[i-1] != w {
				c.weights[w]++
			}
		}
	}
	for i := range c.drafted {
		c.drafted[i].words = wordsOf(c.drafted[i].Text)
		count(c.drafted[i].words)
	}
	for i := range c.view.Paragraphs {
		if p := &c.view.Paragraphs[i]; proseAt(p) {
			for _, s := range sentencesOf(p.Text.Text) {
				count(wordsOf(p.Text.Text[s[0]:s[1]]))
			}
		}
	}
	for w, in := range c.weights {
		c.weights[w] = math.Log(1 + n/in)
	}
}

// asDrafted finds the sentences that stand as they were drafted: in the paragraph of
// their number, in their section, then anywhere.
func (c *comparing) asDrafted() {
	type whole struct {
		text  string
		at    []int // where each byte of text stands in the paragraph
		taken [][2]int
	}
	texts := make([]whole, len(c.view.Paragraphs))
	for i := range c.view.Paragraphs {
		if p := &c.view.Paragraphs[i]; proseAt(p) {
			texts[i].text, texts[i].at = plain(p.Text.Text)
		}
	}
	find := func(d *draftedAt, index int, want string, i int) bool {
		w := &texts[i]
		for from := 0; ; {
			k := strings.Index(w.text[from:], want)
			if k < 0 {
				return false
			}
			k += from
			if end := k + len(want); !slices.ContainsFunc(w.taken, func(t [2]int) bool { return k < t[1] && t[0] < end }) {
				w.taken = append(w.taken, [2]int{k, end})
				d.at = len(c.text)
				c.text = append(c.text, stretchAt{paragraph: i, from: w.at[k], to: w.at[end], section: sectionAt(&c.view.Paragraphs[i]), of: []int{index}, exact: true})
				return true
			}
			from = k + len(want)
		}
	}
	for index := range c.drafted {
		d := &c.drafted[index]
		want, _ := plain(d.Text)
		if want == "" {
			continue
		}
		in := func(say func(*register.ViewParagraph) bool) bool {
			for i := range c.view.Paragraphs {
				if p := &c.view.Paragraphs[i]; len(texts[i].text) >= len(want) && say(p) && find(d, index, want, i) {
					return true
				}
			}
			return false
		}
		number := strconv.Itoa(d.Number)
		_ = in(func(p *register.ViewParagraph) bool { return sectionAt(p) == d.section && p.Number == number }) ||
			in(func(p *register.ViewParagraph) bool { return sectionAt(p) == d.section }) ||
			len(want) > leastAnywhere && in(func(*register.ViewParagraph) bool { return true })
	}
}

// cut parts what stands between the sentences that were found at the ends of sentences,
// and puts all in the order of the text.
func (c *comparing) cut() {
	by := map[int][]int{}
	for i := range c.text {
		by[c.text[i].paragraph] = append(by[c.text[i].paragraph], i)
	}
	var all []stretchAt
	for i := range c.view.Paragraphs {
		p := &c.view.Paragraphs[i]
		if !proseAt(p) {
			continue
		}
		found := by[i]
		slices.SortFunc(found, func(a, b int) int { return c.text[a].from - c.text[b].from })
		begin := 0
		between := func(to int) {
			for _, s := range sentencesOf(p.Text.Text[begin:to]) {
				x := stretchAt{paragraph: i, from: begin + s[0], to: begin + s[1], section: sectionAt(p)}
				// A note, its mark, a stop: not a sentence.
				text := p.Text.Text[x.from:x.to]
				note, _ := plain(text)
				if x.words = wordsOf(text); len(x.words) == 0 || c.notes[note] || !strings.ContainsFunc(text, unicode.IsLetter) {
					continue
				}
				all = append(all, x)
			}
		}
		for _, k := range found {
			between(c.text[k].from)
			begin = c.text[k].to
			all = append(all, c.text[k])
		}
		between(len(p.Text.Text))
	}
	c.text = all
	for i := range c.text {
		for _, d := range c.text[i].of {
			c.drafted[d].at = i
		}
	}
}

// alike pairs what is left in the sections that in names, the most alike first.
func (c *comparing) alike(least float64, in func(section string) bool) {
	var ds, ts []int
	for i := range c.drafted {
		if d := &c.drafted[i]; d.at < 0 && in(d.section) {
			ds = append(ds, i)
		}
	}
	for i := range c.text {
		if t := &c.text[i]; len(t.of) == 0 && in(t.section) {
			ts = append(ts, i)
		}
	}
	if len(ds) == 0 || len(ts) == 0 {
		return
	}
	type pair struct {
		d, t  int
		score float64
	}
	var pairs []pair
	for i, d := range ds {
		from, to := 0, len(ts)
		if len(ds)*len(ts) > mostPairs {
			middle := i * len(ts) / len(ds)
			from, to = max(0, middle-nearby), min(len(ts), middle+nearby)
		}
		for _, t := range ts[from:to] {
			score := c.likeness(c.drafted[d].words, c.text[t].words)
			if score < least {
				continue
			}
			if n := c.drafted[d].Number; n > 0 && strconv.Itoa(n) == c.view.Paragraphs[c.text[t].paragraph].Number {
				score += sameNumber
			}
			pairs = append(pairs, pair{d, t, score})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.d, b.d), cmp.Compare(a.t, b.t))
	})
	for _, p := range pairs {
		if c.drafted[p.d].at < 0 && len(c.text[p.t].of) == 0 {
			c.drafted[p.d].at, c.text[p.t].of = p.t, []int{p.d}
		}
	}
}

// grow takes the neighbours of changed sentences into them where the editors made two
// of one, or one of two.
func (c *comparing) grow() {
	for i := range c.text {
		t := &c.text[i]
		if t.gone || t.exact || len(t.of) != 1 {
			continue
		}
		for _, step := range []int{1, -1} {
			for k := i + step; k >= 0 && k < len(c.text); k += step {
				o := &c.text[k]
				if o.paragraph != t.paragraph || len(o.of) > 0 || o.gone {
					break
				}
				both := merged(t.words, o.words)
				if c.likeness(c.drafted[t.of[0]].words, both) < c.likeness(c.drafted[t.of[0]].words, t.words)+moreAlike {
					break
				}
				t.words, t.from, t.to, o.gone = both, min(t.from, o.from), max(t.to, o.to), true
			}
			words := c.drafted[t.of[0]].words
			for k := t.of[0] + step; k >= 0 && k < len(c.drafted); k += step {
				o := &c.drafted[k]
				if o.at >= 0 || o.order != c.drafted[t.of[0]].order {
					break
				}
				both := merged(words, o.words)
				if c.likeness(both, t.words) < c.likeness(words, t.words)+moreAlike {
					break
				}
				words, o.at = both, i
				t.of = append(t.of, k)
			}
		}
		slices.Sort(t.of)
	}
}

// tell lists all sentences.
func (c *comparing) tell(p *Published) {
	out := map[int][]int{} // by the index in the text behind which they stood
	last := -1
	for i := range c.drafted {
		if c.drafted[i].at >= 0 {
			last = c.drafted[i].at
		} else {
			out[last] = append(out[last], i)
		}
	}
	add := func(s ComparedSentence) {
		p.Sentences = append(p.Sentences, s)
		p.Counts[s.Fate]++
	}
	left := func(behind int) {
		for _, d := range out[behind] {
			add(ComparedSentence{Fate: FateLeft, Section: c.drafted[d].Part, Drafted: []DraftedSentence{c.drafted[d].DraftedSentence}})
		}
	}
	// A new sentence belongs to the part of those beside it in its paragraph.
	for i := range c.text {
		for _, d := range c.text[i].of {
			c.text[i].section = c.drafted[d].Part
		}
	}
	for i := range c.text {
		if t := &c.text[i]; len(t.of) == 0 {
			for _, k := range []int{i - 1, i + 1} {
				if k >= 0 && k < len(c.text) && c.text[k].paragraph == t.paragraph && (len(c.text[k].of) > 0 || k < i) {
					t.section = c.text[k].section
					break
				}
			}
		}
	}
	left(-1)
	for i := range c.text {
		t := &c.text[i]
		if !t.gone {
			at := &c.view.Paragraphs[t.paragraph]
			e := register.Evidence{Text: at.Key, Work: c.view.Work.ID, Language: c.view.Version.Language, Version: c.view.Version.Number, Place: at.Place, Ordinal: at.Ordinal, From: t.from, To: t.to}
			e.Quote = at.Text.Text[t.from:t.to]
			s := ComparedSentence{Fate: FateNew, Section: t.section, Text: e.Quote, At: &e}
			for _, d := range t.of {
				s.Fate = FateChanged
				if t.exact {
					s.Fate = FateDrafted
				}
				s.Drafted = append(s.Drafted, c.drafted[d].DraftedSentence)
			}
			add(s)
		}
		left(i)
	}
}

// likeness of two sentences: what the words that both have weigh, of what all weigh.
func (c *comparing) likeness(a, b []string) float64 {
	both, all := 0.0, 0.0
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case j == len(b) || i < len(a) && a[i] < b[j]:
			all += c.weights[a[i]]
			i++
		case i == len(a) || b[j] < a[i]:
			all += c.weights[b[j]]
			j++
		default:
			both += 2 * c.weights[a[i]]
			all += 2 * c.weights[a[i]]
			i++
			j++
		}
	}
	if all == 0 {
		return 0
	}
	return both / all
}

func merged(a, b []string) []string {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return out
}

// wordsOf a text, in the order of letters: runs of letters and digits; of Han, which
// parts no words, pairs of characters.
func wordsOf(s string) (out []string) {
	begin, han := -1, rune(0)
	flush := func(to int) {
		if begin >= 0 {
			out = append(out, strings.ToLower(s[begin:to]))
			begin = -1
		}
	}
	for i, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			flush(i)
			if han != 0 {
				out = append(out, string([]rune{han, r}))
			}
			han = r
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if begin < 0 {
				begin = i
			}
		default:
			flush(i)
		}
		han = 0
	}
	flush(len(s))
	slices.Sort(out)
	return out
}

// plain is a text as two are held against each other to find whether they are the same:
// one blank for all white space, none at the ends, no marks of notes ("[12]"), one form
// of quotation marks. at says where each byte of it stands in the text, and its end.
func plain(s string) (text string, at []int) {
	var b strings.Builder
	end, blank := 0, 0
	write := func(t string, i, next int) {
		for range len(t) {
			at = append(at, i)
		}
		b.WriteString(t)
		end = next
	}
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff':
			if b.Len() > 0 {
				blank = i + 1
			}
		case r == '[' && noteMark(s[i:]) > 0:
			size = noteMark(s[i:])
		default:
			if blank > 0 {
				write(" ", blank-1, blank)
				blank = 0
			}
			switch r {
			case '“', '”', '„', '«', '»':
				write(`"`, i, i+size)
			case '‘', '’':
				write("'", i, i+size)
			default:
				write(s[i:i+size], i, i+size)
			}
		}
		i += size
	}
	return b.String(), append(at, end)
}

// noteMark is the length of the call of a note with which a text begins; 0 for none.
func noteMark(s string) int {
	i := 1
	for i < len(s) && i < 5 && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	if i > 1 && i < len(s) && s[i] == ']' {
		return i + 1
	}
	return 0
}

// sentencesOf are the stretches of a text from one end of a sentence to the next.
func sentencesOf(s string) (out [][2]int) {
	begin := 0
	add := func(to int) {
		from := begin + len(s[begin:to]) - len(strings.TrimLeftFunc(s[begin:to], unicode.IsSpace))
		if end := begin + len(strings.TrimRightFunc(s[begin:to], unicode.IsSpace)); end > from {
			out = append(out, [2]int{from, end})
		}
		begin = to
	}
	stopped, wide := 0, false // behind the mark that ended it
	for i, r := range s {
		next := i + utf8.RuneLen(r)
		if r == utf8.RuneError {
			next = i + 1
		}
		switch {
		case strings.ContainsRune(".。!！?？؟", r):
			stopped, wide = next, r > 0x3000
		case stopped > 0 && strings.ContainsRune(`"'”’»)]）」』`, r):
			stopped = next
		case stopped > 0 && (wide || unicode.IsSpace(r)):
			if wide || beginsSentence(s[i:]) {
				add(stopped)
			}
			stopped = 0
		default:
			stopped = 0
		}
	}
	add(len(s))
	return out
}

// beginsSentence tells whether what follows a stop may be the beginning of a sentence:
// "No. 5" and "e.g. the" are none.
func beginsSentence(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return !unicode.IsLower(r)
		}
		if unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// Strand is a stretch of two texts: of both, or of the one alone.
type Strand struct {
	Text     string `json:"text"`
	Was, Now bool   `json:"-"`
}

// longestStrands is the number of words up to which two sentences are woven word by word.
const longestStrands = 400

// Weave says what of a text stayed in another one: words in their order, and what lies
// between. Two that are too long are told one after the other.
func Weave(was, now string) (out []Strand) {
	a, b := strandsOf(was), strandsOf(now)
	add := func(text string, w, n bool) {
		if k := len(out) - 1; k >= 0 && out[k].Was == w && out[k].Now == n {
			out[k].Text += text
			return
		}
		// The blank behind a word that was replaced stayed.
		if k := len(out) - 1; w && n && k > 0 && out[k-1].Was != out[k-1].Now && out[k].Was != out[k].Now {
			before, one := strings.CutSuffix(out[k-1].Text, " ")
			last, other := strings.CutSuffix(out[k].Text, " ")
			if one && other && before != "" && last != "" {
				out[k-1].Text, out[k].Text, text = before, last, " "+text
			}
		}
		out = append(out, Strand{text, w, n})
	}
	if len(a) > longestStrands || len(b) > longestStrands || was == "" || now == "" {
		if was != "" {
			add(was, true, was == now)
		}
		if now != "" && was != now {
			add(now, false, true)
		}
		return out
	}
	longest := make([][]uint16, len(a)+1) // of what follows from there
	for i := range longest {
		longest[i] = make([]uint16, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			add(a[i], true, true)
			i++
			j++
		case j == len(b) || i < len(a) && longest[i+1][j] >= longest[i][j+1]:
			add(a[i], true, false)
			i++
		default:
			add(b[j], false, true)
			j++
		}
	}
	return out
}

// strandsOf a text: words with the blank behind them, each character of Han and each mark by itself.
func strandsOf(s string) (out []string) {
	begin := 0
	flush := func(to int) {
		if to > begin {
			out = append(out, s[begin:to])
			begin = to
		}
	}
	word := func(r rune) bool {
		return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && !unicode.Is(unicode.Han, r)
	}
	var before rune
	for i, r := range s {
		if i > 0 && !unicode.IsSpace(r) && !(word(before) && word(r)) {
			flush(i)
		}
		before = r
	}
	flush(len(s))
	return out
}

// Held is a published text as the register holds it, with what Compare makes of it.
type Held struct {
	*Published
	Cycle register.Record `json:"-"`
	View  *register.View  `json:"-"`
}

// CompareHeld compares the draft that a cycle keeps in a language with a work that was
// read in. What is missing is an error that says what to do.
func CompareHeld(ctx context.Context, r register.Reader, cycle, work, lang string) (*Held, error) {
	return compareHeld(ctx, r, cycle, lang, func() (*register.View, error) {
		w, err := r.Work(ctx, work)
		if fault.KindOf(err) == fault.NotFound {
			return nil, fault.New(fault.NotFound, "The register does not hold %s yet: read the published text in first, as any other document.", work)
		}
		if err != nil {
			return nil, err
		}
		view, err := r.View(ctx, w.ID, lang, 0)
		if fault.KindOf(err) == fault.NotFound {
			return nil, fault.New(fault.NotFound, "The register does not hold %s in the language of the draft, %s: read that text in first.", w.ID, lang)
		}
		return view, err
	})
}

// CompareView compares that draft with a text.
func CompareView(ctx context.Context, r register.Reader, cycle, lang string, view *register.View) (*Held, error) {
	return compareHeld(ctx, r, cycle, lang, func() (*register.View, error) { return view, nil })
}

func compareHeld(ctx context.Context, r register.Reader, cycle, lang string, find func() (*register.View, error)) (*Held, error) {
	rec, err := r.Record(ctx, cycle, 0)
	if err != nil {
		return nil, err
	}
	if rec.Kind != register.KindCycle {
		return nil, fault.New(fault.Invalid, "The record %s is no reporting cycle.", cycle)
	}
	var c register.Cycle
	if err := rec.Decode(&c); err != nil {
		return nil, err
	}
	draft, err := Stored(ctx, r, cycle, lang)
	if err != nil {
		return nil, err
	}
	view, err := find()
	if err != nil {
		return nil, err
	}
	p, err := Compare(draft, c.Period, view)
	if err != nil {
		return nil, err
	}
	return &Held{Published: p, Cycle: rec, View: view}, nil
}

// Unheld is a text that was read and not taken in, as far as Compare needs it.
func Unheld(doc *document.Document, rd *reading.Reading) *register.View {
	v := &register.View{Work: register.Work{ID: register.WorkID(register.WorkSymbols(doc.Masthead.Symbols), doc.Name, doc.SHA256), Symbols: register.WorkSymbols(doc.Masthead.Symbols)},
		Version: register.Version{Language: doc.Language, Period: rd.Period}}
	for i := range doc.Paragraphs {
		p := &doc.Paragraphs[i]
		v.Paragraphs = append(v.Paragraphs, register.ViewParagraph{Text: register.Text{Place: register.Place{Part: p.Part, Number: p.Number}, Ordinal: i, Counted: p.Counted, Section: rd.Paragraphs[i].Section, Text: p.Text}})
	}
	return v
}
