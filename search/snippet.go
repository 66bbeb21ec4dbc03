package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/lexicon"
)

// marks are what a snippet marks of a query: sequences of forms (of Han single
// characters), stems, beginnings of words, and actors and places by any of their
// names.
type marks struct {
	sequences map[string][][]string // by their first
	stems     map[string]bool
	begin     []string
	names     []string
}

func (m *marks) sequence(a *Analyzer, text string) {
	var list []string
	a.each(text, false, func(t token) { list = append(list, t.text) })
	if len(list) == 0 || len(list) == 1 && table().stop[list[0]] {
		return
	}
	if m.sequences == nil {
		m.sequences = map[string][][]string{}
	}
	if l := m.sequences[list[0]]; !slices.ContainsFunc(l, func(x []string) bool { return slices.Equal(x, list) }) {
		m.sequences[list[0]] = append(l, list)
	}
}

func (m *marks) stem(token string) {
	if m.stems == nil {
		m.stems = map[string]bool{}
	}
	m.stems[token] = true
}

func (m *marks) beginning(form string) { m.begin = append(m.begin, form) }
func (m *marks) name(id string) {
	if !slices.Contains(m.names, id) {
		m.names = append(m.names, id)
	}
}

// Marks says whether a query has words that a snippet can mark.
func (q *Query) Marks() bool {
	return len(q.marks.sequences)+len(q.marks.stems)+len(q.marks.begin)+len(q.marks.names) > 0
}

// Part of a snippet.
type Part struct {
	Text   string
	Marked bool // the query asks for it
}

// Snippet cuts from a text, in a language ("" unknown), about width characters in
// which most of what the query asks for stands, with those words marked: also their
// inflected forms, and the names of actors and places in the language of the text.
// It begins and ends between words; an ellipsis stands where text was left out. The
// parts one after another are the text, but for the ellipses.
func (q *Query) Snippet(text, lang string, width int) []Part {
	found := q.find(text, lang)
	from, to := window(text, found, max(width, 1))
	var out []Part
	add := func(s string, marked bool) {
		if s == "" {
			return
		}
		if k := len(out); k > 0 && out[k-1].Marked == marked {
			out[k-1].Text += s
			return
		}
		out = append(out, Part{s, marked})
	}
	if from > 0 {
		add("… ", false)
	}
	at := from
	for _, m := range found {
		if m.to <= at || m.from >= to {
			continue
		}
		a, z := max(m.from, at), min(m.to, to)
		add(text[at:a], false)
		add(text[a:z], true)
		at = z
	}
	add(text[at:to], false)
	if to < len(text) {
		add(" …", false)
	}
	return out
}

type stretch struct{ from, to int }

// find gives the stretches of a text that a query asks for, in order and apart.
func (q *Query) find(text, lang string) []stretch {
	if !q.Marks() {
		return nil
	}
	a := analyzers.Get().(*Analyzer)
	defer analyzers.Put(a)
	m := q.in(a, lang)
	tokens := make([]token, 0, len(text)/5+1)
	a.each(text, false, func(t token) { tokens = append(tokens, t) })
	languages := stemsOf(lang)
	var out []stretch
	low := make([]byte, 0, 4*longestWord)
	for i, t := range tokens {
		to := 0
		for _, s := range m.sequences[t.text] {
			if i+len(s) <= len(tokens) && equal(tokens[i:i+len(s)], s) {
				to = max(to, tokens[i+len(s)-1].to)
			}
		}
		for _, b := range q.marks.begin {
			if strings.HasPrefix(t.text, b) {
				to = max(to, t.to)
			}
		}
		if to == 0 && int(t.script) < len(languages) && len(q.marks.stems) > 0 {
			for _, l := range []byte(languages[t.script]) {
				if l == 'a' {
					for _, s := range a.stemTokens(l, t) {
						if q.marks.stems[s] {
							to = t.to
						}
					}
					continue
				}
				low = append(low[:0], t.low...)
				b := append(append(low[len(low):], l, ':'), a.stem(l, low)...)
				if q.marks.stems[string(b)] {
					to = t.to
				}
			}
		}
		if to == 0 {
			continue
		}
		if k := len(out); k > 0 && t.from < out[k-1].to || k > 0 && t.script == han && t.from == out[k-1].to {
			out[k-1].to = max(out[k-1].to, to)
			continue
		}
		out = append(out, stretch{t.from, to})
	}
	return out
}

// in gives what is marked in a text of a language: with the names of actors in it.
func (q *Query) in(a *Analyzer, lang string) marks {
	if m, ok := q.local[lang]; ok {
		return m
	}
	m := marks{sequences: map[string][][]string{}}
	for k, l := range q.marks.sequences {
		m.sequences[k] = slices.Clone(l)
	}
	if q.names != nil {
		for _, id := range q.marks.names {
			for _, n := range q.names.lex.Names(id, lang) {
				if n.Sort != lexicon.Not && n.Sort != lexicon.Adjective {
					m.sequence(a, n.Text)
				}
			}
		}
	}
	if q.local == nil {
		q.local = map[string]marks{}
	}
	if len(q.local) < 16 {
		q.local[lang] = m
	}
	return m
}

func equal(tokens []token, words []string) bool {
	for i := range words {
		if tokens[i].text != words[i] {
			return false
		}
	}
	return true
}

// window chooses where a snippet begins and ends: around the marks that stand most
// closely together.
func window(text string, marks []stretch, width int) (from, to int) {
	n := utf8.RuneCountInString(text)
	if n <= width {
		return 0, len(text)
	}
	// Bytes of width characters in this text, about; Han characters are wide.
	bytes := max(1, len(text)/n) * width
	best, most := 0, 0
	for i, j := 0, 0; i < len(marks); i++ {
		for j < len(marks) && marks[j].to <= marks[i].from+bytes*3/4 {
			j++
		}
		if j-i > most {
			best, most = i, j-i
		}
		j = max(j, i+1)
	}
	if most > 0 {
		from = max(0, marks[best].from-bytes/4)
	}
	to = min(len(text), from+bytes)
	if to == len(text) {
		from = max(0, to-bytes)
	}
	from, to = border(text, from, false), border(text, to, true)
	if from >= to {
		return 0, len(text)
	}
	return from, to
}

// border moves a place to where a word begins (back: ends), some characters on at
// most; then to the border of a character.
func border(text string, at int, back bool) int {
	if at <= 0 || at >= len(text) {
		return min(max(at, 0), len(text))
	}
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	edge := func(i int) bool {
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i:])
		if unicode.IsMark(after) {
			return false
		}
		return !inWord(before) || !inWord(after) || isHan(before) || isHan(after)
	}
	i := at
	for range 40 {
		if i <= 0 || i >= len(text) || edge(i) {
			break
		}
		if back {
			_, n := utf8.DecodeLastRuneInString(text[:i])
			i -= n
		} else {
			_, n := utf8.DecodeRuneInString(text[i:])
			i += n
		}
	}
	if i <= 0 || i >= len(text) || !edge(i) {
		return at
	}
	for !back && i < len(text) && text[i] == ' ' {
		i++
	}
	for back && i > 0 && text[i-1] == ' ' {
		i--
	}
	return i
}

func isHan(r rune) bool  { s, _ := scriptOf(r); return s == han }
func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
