package export

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"concord/fault"
	"concord/report"
)

// Fate is what became of a sentence in a file that came back.
type Fate string

// The fates.
const (
	Unchanged Fate = "unchanged"
	Changed   Fate = "changed"
	Deleted   Fate = "deleted"
	Inserted  Fate = "inserted" // by whoever worked on the file: it has no source
	Moved     Fate = "moved"    // as it was, to another place
)

// ReturnedSentence is a sentence, heading, row or line of the masthead, and what became
// of it. Of an inserted one the IDs are those of what it stands behind, without that of a
// sentence where it stands first in the paragraph; all empty: it stands before everything.
type ReturnedSentence struct {
	Part      string `json:"part,omitempty"`
	Paragraph string `json:"paragraph,omitempty"`
	Sentence  string `json:"sentence,omitempty"` // "" of a heading
	Prose     bool   `json:"prose,omitempty"`    // a sentence, no heading, row or line of the masthead

	Fate      Fate              `json:"fate"`
	Draft     string            `json:"draft,omitempty"`  // as the draft has it
	Before    string            `json:"before,omitempty"` // as the file has it, all changes rejected
	After     string            `json:"after,omitempty"`  // as the file has it, all changes accepted
	Notes     []string          `json:"notes,omitempty"`  // its footnotes, all changes accepted
	Behind    string            `json:"behind,omitempty"` // mark of what a moved one stands behind now
	Begins    bool              `json:"begins,omitempty"` // an inserted or moved one begins a paragraph of its own
	By        []string          `json:"by,omitempty"`     // who tracked the changes
	At        time.Time         `json:"at,omitzero"`      // the last of them
	Untracked bool              `json:"untracked,omitempty"`
	Alike     bool              `json:"alike,omitempty"` // its mark was lost; it was found by its words
	Comments  []ReturnedComment `json:"comments,omitempty"`
}

// Comparison is a returned file beside its draft.
type Comparison struct {
	// Same says that the file was made of this very draft. Where it was not, a sentence
	// that differs without a tracked change may have been changed in the draft since.
	Same      bool               `json:"same"`
	Of        int                `json:"of"`      // sentences, headings, rows of the draft
	Marked    int                `json:"marked"`  // found by their marks
	Alike     int                `json:"alike"`   // found by their words, where the mark is lost
	Missing   int                `json:"missing"` // not found at all; they count as deleted
	Sentences []ReturnedSentence `json:"sentences"`
	Comments  []ReturnedComment  `json:"comments,omitempty"` // on nothing that is left
}

// Against sets what came back beside the draft that it was made of, or the one that is
// kept now, sentence by sentence in the draft's order, what is new behind what it stands
// behind. Where marks were lost, sentences are found by their words. Errors:
// fault.Conflict for a file of another cycle or language, fault.Invalid for one in which
// too little of the draft is found.
func (r *Returned) Against(t *report.Text, cycle string) (*Comparison, error) {
	if r.Cycle != "" && cycle != "" && r.Cycle != cycle {
		return nil, fault.New(fault.Conflict, "The file belongs to another draft, of %s; give it back there.", r.Cycle)
	}
	if r.Language != "" && r.Language != t.Language {
		return nil, fault.New(fault.Conflict, "The file is of the draft in %q, not in %q; give it back there.", r.Language, t.Language)
	}
	c := &comparing{t: t, units: slices.DeleteFunc(units(t), func(u unit) bool { return plain(u.text) == "" }), index: map[string]int{}, of: map[string][]span{}, fixed: fixed(t)}
	for i := range c.units {
		c.index[c.units[i].mark()] = i
	}
	for _, s := range r.spans {
		if _, ok := c.index[s.mark]; s.mark != "" && !ok {
			s.mark = "" // of another draft: what stands there is new
		}
		s.pieces = slices.Clone(s.pieces)
		c.spans = append(c.spans, s)
	}
	c.once()
	c.alike()
	c.gaps()
	out := c.result(r)
	out.Same = r.Draft == Fingerprint(t)
	if found := out.Marked + out.Alike; out.Of > 0 && found*4 < out.Of && (out.Marked == 0 || r.Cycle == "") {
		return nil, fault.New(fault.Invalid, "Of the %d sentences of the draft only %d were found in the file; it is the copy of another text, or was rewritten. Compare it by hand.", out.Of, found)
	}
	return out, nil
}

type comparing struct {
	t     *report.Text
	units []unit
	index map[string]int // of a unit by its mark
	spans []span
	of    map[string][]span // spans of a mark
	fixed map[string]bool   // what the file holds outside of marks though nobody typed it there
}

// once leaves a mark that stands twice, as after copying, where there is text under it first.
func (c *comparing) once() {
	last := map[string]int{} // index of the span that was last under a mark
	for i := range c.spans {
		m := c.spans[i].mark
		if m == "" {
			continue
		}
		if j, ok := last[m]; ok && c.said(j) != "" && c.said(i) != "" && c.between(j, i) {
			c.spans[i].mark = ""
			continue
		}
		last[m] = i
	}
}

// said is the text of a span, all changes accepted.
func (c *comparing) said(i int) string { return spoken(c.spans[i].pieces, (*piece).after) }

// between says whether another mark stands between two spans.
func (c *comparing) between(i, j int) bool {
	for _, s := range c.spans[i+1 : j] {
		if s.mark != "" && s.mark != c.spans[i].mark {
			return true
		}
	}
	return false
}

// spoken is the text of pieces, before or after the tracked changes, with single spaces.
func spoken(pieces []piece, when func(*piece) bool) string {
	var b strings.Builder
	for i := range pieces {
		if when(&pieces[i]) {
			b.WriteString(pieces[i].text)
		}
	}
	return single(b.String())
}

// single leaves of white space what means something: a tab between cells, a line end, a space.
func single(s string) string {
	var b strings.Builder
	space := rune(0)
	for _, r := range strings.TrimSpace(s) {
		switch {
		case r == '\t', r == '\n' && space != '\t':
			space = r
		case unicode.IsSpace(r):
			if space == 0 {
				space = ' '
			}
		default:
			if space != 0 {
				b.WriteRune(space)
				space = 0
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// plain is text by which two are compared.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

// missing are the units that no span is under.
func (c *comparing) missing() (list []int) {
	marked := map[string]bool{}
	for _, s := range c.spans {
		marked[s.mark] = true
	}
	for i := range c.units {
		if !marked[c.units[i].mark()] {
			list = append(list, i)
		}
	}
	return list
}

// alike finds the units whose marks are lost: first word for word in what stands outside
// of all marks, then by likeness among the sentences that are left there.
func (c *comparing) alike() {
	for _, i := range c.missing() {
		u := &c.units[i]
		for _, when := range []func(*piece) bool{(*piece).before, (*piece).after} {
			if c.find(u, plain(u.text), when) {
				break
			}
		}
	}
	left := c.missing()
	if len(left) == 0 {
		return
	}
	c.rows()
	for _, i := range left {
		u := &c.units[i]
		if !u.prose && !c.find(u, plain(u.text), (*piece).before) {
			c.find(u, plain(u.text), (*piece).after)
		}
	}
	c.sentences()
	left = c.missing()
	type stretch struct {
		span  int
		grams map[string]int
	}
	var gaps []stretch
	for i := range c.spans {
		if c.spans[i].mark != "" || len(gaps) == mostAlike {
			continue
		}
		for _, when := range []func(*piece) bool{(*piece).before, (*piece).after} {
			if s := plain(spoken(c.spans[i].pieces, when)); s != "" {
				gaps = append(gaps, stretch{i, grams(s)})
			}
		}
	}
	for _, i := range left[:min(len(left), mostAlike)] {
		u := &c.units[i]
		mine := grams(plain(u.text))
		best, at := 0.0, -1
		for _, g := range gaps {
			if c.spans[g.span].mark == "" {
				if l := likeness(mine, g.grams); l > best {
					best, at = l, g.span
				}
			}
		}
		if best >= alikeFrom {
			c.spans[at].mark, c.spans[at].alike = u.mark(), true
		}
	}
}

const (
	mostAlike = 2000 // sentences compared with one another
	alikeFrom = 0.55 // of what two sentences share, by pairs of letters
)

// rows joins what stands outside of all marks in the cells of a row.
func (c *comparing) rows() {
	var out []span
	for _, s := range c.spans {
		if n := len(out); n > 0 && s.row != 0 && s.mark == "" && out[n-1].mark == "" && out[n-1].row == s.row {
			out[n-1].pieces = append(out[n-1].pieces, s.pieces...)
			continue
		}
		out = append(out, s)
	}
	c.spans = out
}

// find puts the mark of a unit on its words where they stand outside of all marks.
func (c *comparing) find(u *unit, text string, when func(*piece) bool) bool {
	if text == "" {
		return false
	}
	for i := range c.spans {
		if c.spans[i].mark != "" {
			continue
		}
		flat, at := flatten(c.spans[i].pieces, when)
		from := strings.Index(flat, text)
		if from < 0 || !u.prose && text != flat {
			// A heading has its label in front.
			if from = len(flat) - len(text); from < 2 || from > 16 || !strings.HasSuffix(flat, " "+text) {
				continue
			}
		}
		to := from + len(text)
		pieces := c.spans[i].pieces
		head, rest := cutAt(pieces, at[from])
		end := at[to-1]
		end.offset++ // behind the last byte
		body, tail := cutAt(rest, relative(end, at[from], len(head)))
		for len(tail) > 0 && tail[0].note != "" {
			body, tail = append(body, tail[0]), tail[1:]
		}
		c.replace(i, head, body, tail, u.mark(), true)
		return true
	}
	return false
}

// place of a byte in pieces.
type place struct{ piece, offset int }

// relative is a place in what is left behind a cut.
func relative(p, cut place, before int) place {
	if cut.offset == 0 { // nothing of the piece stayed in front
		return place{p.piece - before, p.offset}
	}
	if p.piece == cut.piece {
		return place{0, p.offset - cut.offset}
	}
	return place{p.piece - cut.piece, p.offset}
}

// flatten is text with single spaces and the place of each of its bytes.
func flatten(pieces []piece, when func(*piece) bool) (string, []place) {
	var b strings.Builder
	var at []place
	space := place{-1, 0}
	for i := range pieces {
		if !when(&pieces[i]) {
			continue
		}
		for j, r := range pieces[i].text {
			if unicode.IsSpace(r) {
				if space.piece < 0 {
					space = place{i, j}
				}
				continue
			}
			if space.piece >= 0 && b.Len() > 0 {
				b.WriteByte(' ')
				at = append(at, space)
			}
			space.piece = -1
			for k := range utf8.RuneLen(r) {
				at = append(at, place{i, j + k})
			}
			b.WriteRune(r)
		}
	}
	return b.String(), at
}

// cutAt parts pieces at a place.
func cutAt(pieces []piece, at place) (head, tail []piece) {
	if at.piece >= len(pieces) {
		return pieces, nil
	}
	p := pieces[at.piece]
	if at.offset <= 0 {
		return slices.Clone(pieces[:at.piece]), slices.Clone(pieces[at.piece:])
	}
	head = slices.Clone(pieces[:at.piece+1])
	if at.offset >= len(p.text) {
		return head, slices.Clone(pieces[at.piece+1:])
	}
	head[at.piece].text = p.text[:at.offset]
	tail = slices.Clone(pieces[at.piece:])
	tail[0].text = p.text[at.offset:]
	return head, tail
}

// replace puts three spans where one was; the one in the middle is under a mark.
func (c *comparing) replace(i int, head, body, tail []piece, mark string, alike bool) {
	s := c.spans[i]
	var three []span
	for k, pieces := range [][]piece{head, body, tail} {
		if len(pieces) == 0 {
			continue
		}
		n := span{paragraph: s.paragraph, pieces: pieces}
		if k == 1 {
			n.mark, n.alike = mark, alike
		}
		three = append(three, n)
	}
	c.spans = slices.Replace(c.spans, i, i+1, three...)
}

// sentences parts what stands outside of all marks at the ends of sentences.
func (c *comparing) sentences() {
	var out []span
	for _, s := range c.spans {
		if s.mark != "" {
			out = append(out, s)
			continue
		}
		rest := s.pieces
		for len(rest) > 0 {
			end, ok := firstStop(rest, either)
			if !ok {
				break
			}
			head, tail := cutAt(rest, end)
			out = append(out, span{paragraph: s.paragraph, pieces: head})
			rest = tail
		}
		if len(rest) > 0 {
			out = append(out, span{paragraph: s.paragraph, pieces: rest})
		}
	}
	c.spans = out
}

func either(*piece) bool { return true }

// stop says whether a rune ends a sentence in one of the six languages.
func stop(r rune) bool { return strings.ContainsRune(".。!！?？؟", r) }

// closing says whether a rune may stand between the end of a sentence and the next.
func closing(r rune) bool { return strings.ContainsRune(`"'”’»)]）」』`, r) }

// firstStop is the place behind the first end of a sentence: a stop with a space, the
// end, or a call of a note behind it; one of Chinese needs nothing behind it.
func firstStop(pieces []piece, when func(*piece) bool) (place, bool) {
	stopped, wide := false, false
	end := place{}
	for i := range pieces {
		if !when(&pieces[i]) {
			continue
		}
		if pieces[i].note != "" {
			if stopped {
				end = place{i + 1, 0}
			}
			continue
		}
		for j, r := range pieces[i].text {
			switch {
			case stop(r):
				stopped, wide = true, r > 0x3000
				end = place{i, j + utf8.RuneLen(r)}
			case stopped && closing(r):
				end = place{i, j + utf8.RuneLen(r)}
			case stopped && (unicode.IsSpace(r) || wide):
				return end, true
			default:
				stopped = false
			}
		}
	}
	return end, stopped
}

// grams are the pairs of letters of a text.
func grams(s string) map[string]int {
	m := map[string]int{}
	last := ""
	for _, r := range strings.ToLower(s) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		if last != "" {
			m[last+string(r)]++
		}
		last = string(r)
	}
	return m
}

// likeness of two texts, 0 to 1: the share of pairs that both have (Dice).
func likeness(a, b map[string]int) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	na, nb, both := 0, 0, 0
	for _, n := range b {
		nb += n
	}
	for g, n := range a {
		na += n
		both += min(n, b[g])
	}
	if na+nb == 0 {
		return 0
	}
	return 2 * float64(both) / float64(na+nb)
}

// gaps gives to what stands around it what was typed at its ends, outside of the marks:
// Word leaves a mark where it was.
func (c *comparing) gaps() {
	for i := range c.spans {
		if c.spans[i].mark != "" || c.said(i) == "" || c.label(i) {
			continue
		}
		paragraph := c.spans[i].paragraph
		if i > 0 && c.spans[i-1].mark != "" && c.spans[i-1].paragraph == paragraph {
			c.spans[i].pieces = c.goesOn(i-1, c.spans[i].pieces)
		}
		if i+1 < len(c.spans) && c.spans[i+1].mark != "" && c.spans[i+1].paragraph == paragraph && c.said(i) != "" {
			c.spans[i].pieces = c.beginsWith(i+1, c.spans[i].pieces)
		}
	}
}

// goesOn gives to a span what belongs to it of the pieces behind it, and gives back the rest.
func (c *comparing) goesOn(i int, next []piece) []piece {
	head, tail := next, []piece(nil)
	switch end, ok := firstStop(next, (*piece).after); {
	case !c.prose(i): // a heading or a row ends with its paragraph
	case !c.unfinished(i, next) && !c.rewritten(i, next):
		return next
	case ok:
		head, tail = cutAt(next, end)
	}
	c.spans[i].pieces = slices.Concat(c.spans[i].pieces, head)
	return tail
}

// beginsWith gives to a span what belongs to it of the pieces before it: what does not
// end in a stop; all of it to a heading.
func (c *comparing) beginsWith(i int, before []piece) []piece {
	head, tail := []piece(nil), before
	for c.prose(i) && !c.rewritten(i, before) {
		end, ok := firstStop(tail, (*piece).after)
		if !ok {
			break
		}
		a, b := cutAt(tail, end)
		head, tail = append(head, a...), b
	}
	if spoken(tail, (*piece).after) == "" || c.prose(i) && c.said(i) == "" && !c.rewritten(i, before) {
		return before
	}
	c.spans[i].pieces = slices.Concat(tail, c.spans[i].pieces)
	return head
}

// rewritten says whether a sentence was taken away and pieces beside it are much like it.
func (c *comparing) rewritten(i int, beside []piece) bool {
	return c.prose(i) && c.said(i) == "" && likeness(grams(c.units[c.index[c.spans[i].mark]].text), grams(spoken(beside, (*piece).after))) >= alikeFrom
}

// prose says whether a span is under the mark of a sentence.
func (c *comparing) prose(i int) bool {
	u, ok := c.index[c.spans[i].mark]
	return ok && c.units[u].prose
}

// label says whether what stands outside of a mark is the label of the heading behind
// it, which follows from the order of the parts.
func (c *comparing) label(i int) bool {
	if i+1 >= len(c.spans) || c.spans[i+1].paragraph != c.spans[i].paragraph {
		return false
	}
	u, ok := c.index[c.spans[i+1].mark]
	return ok && !c.units[u].prose && c.fixed[spoken(c.spans[i].pieces, (*piece).before)]
}

// unfinished says whether a sentence does not end in a stop, or goes on without a space
// where the language has one.
func (c *comparing) unfinished(i int, next []piece) bool {
	text := spoken(c.spans[i].pieces, (*piece).after)
	if text == "" {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(text, closing))
	if !stop(last) {
		return true
	}
	for _, p := range next {
		if p.after() && p.text != "" {
			first, _ := utf8.DecodeRuneInString(p.text)
			return stop(first) || closing(first) || strings.ContainsRune(",;:，；：،؛", first)
		}
	}
	return false
}

// result is the comparison of what is under each mark.
func (c *comparing) result(r *Returned) *Comparison {
	out := &Comparison{Of: len(c.units)}
	taken := map[string]bool{} // comments
	entries := make([]ReturnedSentence, len(c.units))
	behind := make([][]ReturnedSentence, len(c.units)+1) // what is new, by what it stands behind
	for _, s := range c.spans {
		if s.mark != "" {
			c.of[s.mark] = append(c.of[s.mark], s)
		}
	}
	place := c.places()
	for i := range c.units {
		u := &c.units[i]
		e := ReturnedSentence{Part: u.part, Paragraph: u.paragraph, Sentence: u.sentence, Prose: u.prose, Draft: u.text}
		spans := c.of[u.mark()]
		var pieces []piece
		for _, s := range spans {
			pieces = append(pieces, s.pieces...)
			e.Alike = e.Alike || s.alike
		}
		r.describe(&e, pieces, taken)
		switch {
		case len(spans) == 0:
			e.Fate, e.Untracked = Deleted, true
			out.Missing++
		case e.After == "":
			e.Fate = Deleted
			e.Untracked = e.Before == ""
		case plain(e.After) != plain(u.text) || !slices.EqualFunc(e.Notes, u.notes, func(a, b string) bool { return plain(a) == plain(b) }):
			e.Fate = Changed
		default:
			e.Fate = Unchanged
			if b, ok := place[i]; ok {
				e.Fate, e.Behind = Moved, b
				if at := slices.IndexFunc(c.spans, func(s span) bool { return s.mark == u.mark() }); c.opens(at) {
					if of := c.heads(at, place); of == nil {
						e.Begins = true
					} else {
						e.Behind = Mark(of.part, of.paragraph, "")
					}
				}
			}
		}
		if len(spans) > 0 {
			e.Untracked = e.Untracked || plain(e.Before) != plain(u.text)
			if e.Alike {
				out.Alike++
			} else {
				out.Marked++
			}
		}
		entries[i] = e
	}
	last, paragraph, spoke := -1, -1, false
	for i, s := range c.spans {
		if s.mark != "" {
			last, paragraph, spoke = c.index[s.mark], s.paragraph, true
			continue
		}
		if s.paragraph != paragraph {
			paragraph, spoke = s.paragraph, false
		}
		var e ReturnedSentence
		if spoken(s.pieces, (*piece).after) == "" || c.label(i) {
			continue
		}
		r.describe(&e, s.pieces, taken)
		if e.Before == e.After && c.fixed[plain(e.After)] {
			continue
		}
		e.Fate, e.Untracked, e.Begins, e.Prose = Inserted, e.Before != "", !spoke, true
		spoke = true
		if last >= 0 {
			e.Part, e.Paragraph, e.Sentence = c.units[last].part, c.units[last].paragraph, c.units[last].sentence
		}
		if of := c.heads(i, place); e.Begins && of != nil {
			e.Begins = false
			if of.part != e.Part || of.paragraph != e.Paragraph {
				e.Part, e.Paragraph, e.Sentence = of.part, of.paragraph, ""
			}
		}
		// A sentence that was taken away elsewhere and set in here was moved.
		if from := slices.IndexFunc(entries, func(d ReturnedSentence) bool {
			return d.Fate == Deleted && d.Prose && plain(d.Draft) == plain(e.After)
		}); from >= 0 {
			d := &entries[from]
			d.Fate, d.After, d.Notes = Moved, e.After, e.Notes
			d.Comments = append(d.Comments, e.Comments...)
			d.Begins = e.Begins
			if last >= 0 {
				d.Behind = Mark(e.Part, e.Paragraph, e.Sentence)
			}
			continue
		}
		behind[last+1] = append(behind[last+1], e)
	}
	out.Sentences = append(out.Sentences, behind[0]...)
	for i := range entries {
		out.Sentences = append(append(out.Sentences, entries[i]), behind[i+1]...)
	}
	for id, comment := range r.comments {
		if !r.ours[id] && !taken[id] {
			out.Comments = append(out.Comments, *comment)
		}
	}
	slices.SortFunc(out.Comments, func(a, b ReturnedComment) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.Text, b.Text)
	})
	return out
}

// opens says whether a span is the first of its paragraph in which something is said.
func (c *comparing) opens(i int) bool {
	for j := i - 1; j >= 0 && c.spans[j].paragraph == c.spans[i].paragraph; j-- {
		if c.said(j) != "" {
			return false
		}
	}
	return true
}

// heads is the sentence that stood in the paragraph of a span before it came there, and
// now stands behind it; nil for none.
func (c *comparing) heads(i int, moved map[int]string) *unit {
	for j := i + 1; j < len(c.spans) && c.spans[j].paragraph == c.spans[i].paragraph; j++ {
		u, ok := c.index[c.spans[j].mark]
		if _, gone := moved[u]; ok && !gone && c.units[u].prose && c.said(j) != "" {
			return &c.units[u]
		}
	}
	return nil
}

// describe says what pieces hold: the text before and after, notes, who, comments.
func (r *Returned) describe(e *ReturnedSentence, pieces []piece, taken map[string]bool) {
	e.Before, e.After = spoken(pieces, (*piece).before), spoken(pieces, (*piece).after)
	on := map[string]string{}
	var ids []string
	by := func(p *piece) {
		for _, c := range []*change{p.ins, p.del} {
			if c == nil || p.text != "" && strings.TrimSpace(p.text) == "" && p.text != " " {
				continue
			}
			if c.by != "" && !slices.Contains(e.By, c.by) {
				e.By = append(e.By, c.by)
			}
			if c.at.After(e.At) {
				e.At = c.at
			}
		}
	}
	for i := range pieces {
		p := &pieces[i]
		by(p)
		if p.note != "" && p.after() {
			if note, ok := r.notes[p.note]; ok {
				e.Notes = append(e.Notes, spoken(note, (*piece).after))
				for k := range note {
					by(&note[k])
				}
			}
		}
		for _, id := range p.comments {
			if taken[id] && !slices.Contains(ids, id) {
				continue // it stands with the first sentence that it is on
			}
			if !taken[id] {
				taken[id] = true
				ids = append(ids, id)
			}
			on[id] += p.text
		}
	}
	for _, id := range ids {
		c := *r.comments[id]
		c.On = single(on[id])
		e.Comments = append(e.Comments, c)
	}
}

// fixed is what Word has outside of all marks: organs, labels of headings, heads of tables.
func fixed(t *report.Text) map[string]bool {
	m := map[string]bool{}
	for _, s := range t.Front.Organs {
		m[plain(s)] = true
	}
	for i := range t.Parts {
		p := &t.Parts[i]
		if p.Label != "" {
			m[plain(filled(way(t.Language, "label"), p.Label))] = true
		}
		for j := range p.Paragraphs {
			if g := p.Paragraphs[j].Table; g != nil {
				m[plain(strings.Join(g.Head, " "))] = true
				for _, h := range g.Head {
					m[plain(h)] = true
				}
			}
		}
	}
	return m
}

// places are the units that do not stand in the draft's order any more, with the mark
// that each stands behind: all but a longest row of those that keep it.
func (c *comparing) places() map[int]string {
	var order []int
	seen := map[int]bool{}
	for _, s := range c.spans {
		if i, ok := c.index[s.mark]; ok && !seen[i] && spoken(s.pieces, (*piece).after) != "" {
			seen[i] = true
			order = append(order, i)
		}
	}
	// Longest increasing subsequence by patience.
	tails, previous := []int{}, make([]int, len(order))
	for k, v := range order {
		at, _ := slices.BinarySearchFunc(tails, v, func(t, v int) int { return order[t] - v })
		previous[k] = -1
		if at > 0 {
			previous[k] = tails[at-1]
		}
		if at == len(tails) {
			tails = append(tails, k)
		} else {
			tails[at] = k
		}
	}
	stay := map[int]bool{}
	if len(tails) > 0 {
		for k := tails[len(tails)-1]; k >= 0; k = previous[k] {
			stay[order[k]] = true
		}
	}
	out := map[int]string{}
	for k, v := range order {
		if stay[v] {
			continue
		}
		out[v] = ""
		if k > 0 {
			out[v] = c.units[order[k-1]].mark()
		}
	}
	return out
}
