package pdf

import (
	"context"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/document"
)

// Distances, as parts of the height of a word. A word is as high as its font, from
// the lowest to the highest of its letters: some 1.1 times the size.
const (
	joined   = 0.14 // a narrower gap is none: programs break words where they move a letter
	column   = 1.1  // a wider gap parts columns, or a number from its text
	baseline = 0.2  // of the height lies under the line on which letters stand
	small    = 0.85 // letters of a note, as part of those of the text
)

// gaps are the widest gaps between words, as parts of their height, that are none:
// of scripts from left to right, and from right to left.
type gaps struct{ left, right float64 }

// run is a stretch of a line without a wide gap.
type run struct {
	x0, x1 float64
	text   string
}

// line is a line of a page.
type line struct {
	x0, y0, x1, y1 float64
	page           int
	words          []word
	runs           []run
	text           string
	marks          []string // of footnotes, set raised behind a word
	lead           string   // a raised mark at its beginning: of a note under a text or a table
	height         float64  // of most of its letters
	role           role
	table          int       // from 1
	under          bool      // of a line of a table: belongs to the notes under it
	breaks         []float64 // where columns begin, of a line of a table
	goesOn         bool      // of a heading: with the line before
}

type role uint8

const (
	prose role = iota
	furniture
	rule // over footnotes
	note
	cells
	heading
)

// layOut makes blocks of the words of pages.
func layOut(ctx context.Context, pages []page, gaps gaps, mostLines int) (*document.Layout, error) {
	l := &layout{pages: make([][]*line, len(pages)), gaps: gaps, mirrored: mostlyRightToLeft(pages)}
	if l.mirrored {
		for i := range pages {
			for k := range pages[i].words {
				w := &pages[i].words[k]
				w.x0, w.x1 = pages[i].width-w.x1, pages[i].width-w.x0
			}
		}
	}
	total := 0
	for i := range pages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		l.pages[i] = pageLines(&pages[i], i+1)
		if total += len(l.pages[i]); total > mostLines {
			return nil, errWords
		}
	}
	l.measure()
	for _, p := range l.pages {
		for _, n := range p {
			l.compose(n)
		}
	}
	l.heads(pages)
	for _, p := range l.pages {
		l.notes(p)
	}
	l.begin()
	for i, p := range l.pages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		l.tables(p)
		l.headings(p, i)
	}
	return &document.Layout{Format: "pdf", Blocks: l.blocks()}, nil
}

type layout struct {
	pages  [][]*line
	height float64 // of the letters of the text
	char   float64 // width of one
	pitch  float64 // from line to line
	left   float64 // where the lines of the text begin
	right  float64 // where full lines end
	edge   float64 // where the leftmost line of the file begins
	gaps   gaps
	// The pages are mirrored: the text runs from right to left, and now its lines
	// begin at the left as others do.
	mirrored bool
	table    int
	first    int // page and line where the text begins; what stands before is masthead
	at       int
}

// pageLines puts the words of a page into lines.
func pageLines(p *page, number int) []*line {
	type placed struct {
		word
		base float64
	}
	words := make([]placed, 0, len(p.words))
	for _, w := range p.words {
		h := w.y1 - w.y0
		switch {
		case w.x1 < 0 || w.y1 < 0 || w.x0 > p.width || w.y0 > p.height || h <= 0:
			continue // not on the page
		case letterCount(w.text) > 3 && h > 2.2*(w.x1-w.x0):
			continue // set upright: bar codes, watermarks, margins
		}
		words = append(words, placed{w, w.y1 - baseline*h})
	}
	slices.SortStableFunc(words, func(a, b placed) int { return compare(a.base, b.base) })
	var out []*line
	var main []placed // of each line the word by which others are compared
	for _, w := range words {
		const recent = 8
		best, most := -1, 0.0
		for k := len(out) - 1; k >= max(0, len(out)-recent); k-- {
			if len(out[k].words) >= mostOnLine {
				continue
			}
			if share := sameLine(w.word, main[k].word); share > most && !(main[k].base < w.base-w.y1+w.y0) {
				best, most = k, share
			}
		}
		if best < 0 {
			out = append(out, &line{page: number, words: []word{w.word}})
			main = append(main, w)
			continue
		}
		n := out[best]
		twice := false // drawn twice, to look bold
		for k := len(n.words) - 1; k >= max(0, len(n.words)-4); k-- {
			x := n.words[k]
			twice = twice || x.text == w.text && math.Abs(x.x0-w.x0) < 1 && math.Abs(x.y0-w.y0) < 1
		}
		if twice {
			continue
		}
		n.words = append(n.words, w.word)
		if len(w.text) > len(main[best].text) || w.y1-w.y0 > 1.2*(main[best].y1-main[best].y0) {
			main[best] = w
		}
	}
	for _, n := range out {
		n.box()
	}
	slices.SortStableFunc(out, func(a, b *line) int { return compare(a.y1-baseline*a.height, b.y1-baseline*b.height) })
	return raised(out)
}

// letterCount counts what takes room on a line.
func letterCount(s string) (n int) {
	for _, r := range s {
		if !unicode.Is(unicode.Mn, r) {
			n++
		}
	}
	return n
}

// mostOnLine bounds the words of a line: what is done with them takes the square of
// their number.
const mostOnLine = 1000

// sameLine is how well two words fit into one line; 0 for not at all.
func sameLine(a, b word) float64 {
	ha, hb := a.y1-a.y0, b.y1-b.y0
	low := min(ha, hb)
	if max(ha, hb) > 1.7*low {
		// A large letter spans two lines: what stands on the same ground counts.
		if d := math.Abs((a.y1 - baseline*ha) - (b.y1 - baseline*hb)); d < 0.25*low {
			return 1 - d/low
		}
		return 0
	}
	share := (min(a.y1, b.y1) - max(a.y0, b.y0)) / low
	if share < 0.6 {
		return 0
	}
	return share
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// box sorts the words of a line from left to right and measures it.
func (n *line) box() {
	slices.SortStableFunc(n.words, func(a, b word) int { return compare(a.x0, b.x0) })
	n.x0, n.y0, n.x1, n.y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	best, most := 0.0, 0
	counts := map[float64]int{}
	for _, w := range n.words {
		n.x0, n.y0, n.x1, n.y1 = min(n.x0, w.x0), min(n.y0, w.y0), max(n.x1, w.x1), max(n.y1, w.y1)
		h := math.Round((w.y1-w.y0)*2) / 2
		if counts[h] += utf8.RuneCountInString(w.text); counts[h] > most {
			best, most = h, counts[h]
		}
	}
	n.height = max(best, 0.5)
}

// raised puts small words that stand a little above a line, or a little below,
// into it: marks of footnotes, indices.
func raised(in []*line) []*line {
	for i, n := range in {
		for _, k := range [...]int{i + 1, i - 1, i + 2} {
			if k < 0 || k >= len(in) || in[k] == nil || in[i] == nil {
				continue
			}
			host := in[k]
			if n.height > small*host.height || n.y1 < host.y0 || n.y0 > host.y1 {
				continue
			}
			middle := (n.y0 + n.y1) / 2
			if middle < host.y0 || middle > host.y1 {
				continue
			}
			// Each of its words stands close to one of the line.
			rest := n.words[:0:0]
			for _, w := range n.words {
				near := false
				// A mark in front of its note stands apart as a number does.
				room := 0.6
				if w.x1 <= host.x0 && markText(w.text) {
					room = 1.5
				}
				for _, x := range host.words {
					if g := max(w.x0-x.x1, x.x0-w.x1); g > -2 && g < room*host.height {
						near = true
						break
					}
				}
				if near && len(w.text) <= 12 {
					host.words = append(host.words, w)
				} else {
					rest = append(rest, w)
				}
			}
			if len(rest) == len(n.words) {
				continue
			}
			host.box()
			if n.words = rest; len(rest) == 0 {
				in[i] = nil
			} else {
				n.box()
			}
		}
	}
	out := in[:0]
	for _, n := range in {
		if n != nil {
			out = append(out, n)
		}
	}
	return out
}

// measure learns the size of the text and how far its lines are apart.
func (l *layout) measure() {
	heights, chars, pitches, blanks := map[float64]int{}, map[float64]int{}, map[float64]int{}, map[float64]int{}
	for _, p := range l.pages {
		for i, n := range p {
			letters := 0
			for _, w := range n.words {
				letters += utf8.RuneCountInString(w.text)
			}
			heights[n.height] += letters
			for k := 1; k < len(n.words); k++ {
				if g := (n.words[k].x0 - n.words[k-1].x1) / n.height; g > 0.05 && g < 0.8 {
					blanks[math.Round(g*50)/50]++
				}
			}
			if i > 0 && p[i-1].height == n.height {
				pitches[math.Round((n.y1-p[i-1].y1)*2)/2] += letters
			}
		}
	}
	l.height = mode(heights, 11)
	l.pitch = mode(pitches, 1.1*l.height)
	// Some fonts are much higher than their letters; then blanks are narrower.
	l.gaps.left = min(l.gaps.left, mode(blanks, 1)/2)
	lefts, rights := map[float64]int{}, map[float64]int{}
	l.edge = math.Inf(1)
	for _, p := range l.pages {
		for _, n := range p {
			l.edge = min(l.edge, n.x0)
			if n.height != l.height {
				continue
			}
			letters := 0
			for _, w := range n.words {
				k := utf8.RuneCountInString(w.text)
				letters += k
				if k > 3 {
					chars[math.Round((w.x1-w.x0)/float64(k)*10)/10] += k
				}
			}
			lefts[math.Round(n.x0)] += letters
			rights[math.Round(n.x1/4)*4] += letters
		}
	}
	l.char = mode(chars, 0.42*l.height)
	l.left, l.right = mode(lefts, 72), mode(rights, 540)
	if math.IsInf(l.edge, 1) {
		l.edge = 0
	}
}

func mode(counts map[float64]int, or float64) float64 {
	best, most := or, 0
	for v, n := range counts {
		if v > 0 && (n > most || n == most && v < best) {
			best, most = v, n
		}
	}
	return best
}

// compose sets the words of a line beside each other, with blanks where they
// stand apart, and takes the raised marks out.
func (l *layout) compose(n *line) {
	n.runs, n.marks, n.lead = n.runs[:0], n.marks[:0], ""
	if l.mirrored {
		n.words = together(signs(n.words))
	}
	order, gaps := logical(n.words, l.mirrored)
	wide := l.wide(n)
	var b, r strings.Builder
	var last *word
	for i, k := range order {
		w := &n.words[k]
		h := w.y1 - w.y0
		if isMark(w, n) {
			if last == nil {
				n.lead = w.text
				continue
			}
			if i > 0 && gaps[i] < column*l.em(n.height) {
				n.marks = append(n.marks, w.text)
				// It keeps its place until it is known whether a note answers to it.
				b.WriteRune(markOpen)
				b.WriteString(w.text)
				b.WriteRune(markClose)
				r.WriteRune(markOpen)
				r.WriteString(w.text)
				r.WriteRune(markClose)
				n.runs[len(n.runs)-1].x1 = max(n.runs[len(n.runs)-1].x1, w.x1)
				n.runs[len(n.runs)-1].text = r.String()
				last = w
				continue
			}
		}
		gap := gaps[i]
		switch {
		case last == nil || gap > wide*max(l.em(n.height), 0.8*h) || begins(n.breaks, w.x0, 0.5*l.char) && gap > 0.3*h:
			if last != nil {
				// As a program for text sets it: by columns of the page.
				at, want := utf8.RuneCountInString(b.String())+l.columnOf(n.x0), l.columnOf(w.x0)
				blanks := min(max(3, want-at), 120)
				if len(n.words) > 200 {
					blanks = 3
				}
				b.WriteString(strings.Repeat(" ", blanks))
			}
			n.runs = append(n.runs, run{x0: w.x0, x1: w.x1})
			r.Reset()
		case !(w.joined && gap < 0.5*h) && gap > l.blank(last, w)*min(n.height, h):
			b.WriteByte(' ')
			r.WriteByte(' ')
		}
		text := w.text
		if l.mirrored {
			text = turned(text)
		}
		b.WriteString(text)
		r.WriteString(text)
		k := len(n.runs) - 1
		n.runs[k].x0, n.runs[k].x1, n.runs[k].text = min(n.runs[k].x0, w.x0), max(n.runs[k].x1, w.x1), r.String()
		last = w
	}
	n.text = b.String()
	if l.mirrored && hasRightToLeft(n.text) {
		n.text = brackets(n.text)
		for k := range n.runs {
			n.runs[k].text = brackets(n.runs[k].text)
		}
	}
}

// em is the breadth of a broad letter in letters of a height: in fonts of one
// breadth more than their height.
func (l *layout) em(height float64) float64 {
	return max(height, 2.3*l.char*height/l.height)
}

// wide is the gap that parts columns in a line: more where the words of a line are
// set apart evenly, to fill it.
func (l *layout) wide(n *line) float64 {
	if len(n.words) < 5 || n.x1-n.x0 < 0.8*(l.right-l.left) {
		return column
	}
	low, high := math.Inf(1), 0.0
	for i := 1; i < len(n.words); i++ {
		if g := n.words[i].x0 - n.words[i-1].x1; g > joined*n.height {
			low, high = min(low, g), max(high, g)
		}
	}
	if high < 1.7*low && high < 2.5*n.height {
		return max(column, 1.01*high/l.em(n.height))
	}
	return column
}

// Marks of footnotes are kept between these two, which no text has, until notes
// are known.
const markOpen, markClose = '\uFDD0', '\uFDD1'

// blank is the widest gap between two words, as part of their height, that is none.
func (l *layout) blank(a, b *word) float64 {
	if l.mirrored && (hasRightToLeft(a.text) || hasRightToLeft(b.text)) {
		return l.gaps.right
	}
	return l.gaps.left
}

func (l *layout) columnOf(x float64) int { return max(0, int(math.Round((x-l.edge)/l.char))) }

// isMark reports whether a word is the raised mark of a note.
func isMark(w *word, n *line) bool {
	h := w.y1 - w.y0
	if h > small*n.height || len(w.text) > 5 || (w.y0+w.y1)/2 > (n.y1-n.height)+n.height*0.55 {
		return false
	}
	return markText(w.text)
}

// markText reports whether a text is a mark of a note, or several of them: "12",
// "**", "a,b".
func markText(s string) bool {
	any := false
	for m := range strings.SplitSeq(s, ",") {
		if m == "" {
			continue
		}
		any = true
		digits := strings.Trim(m, "0123456789") == "" && len(m) <= 3
		letter := len(m) == 1 && m[0] >= 'a' && m[0] <= 'z'
		if !digits && !letter && strings.Trim(m, "*") != "" {
			return false
		}
	}
	return any
}

// eachMark gives the single marks of what stands raised behind a word.
func eachMark(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
}

// dropMarks takes out the marks that a note answers to; others become text.
func dropMarks(s string, answered func(mark string) bool) string {
	if !strings.ContainsRune(s, markOpen) {
		return s
	}
	var b strings.Builder
	for {
		head, rest, ok := strings.Cut(s, string(markOpen))
		b.WriteString(head)
		if !ok {
			return b.String()
		}
		mark, tail, _ := strings.Cut(rest, string(markClose))
		if slices.ContainsFunc(eachMark(mark), func(m string) bool { return !answered(m) }) {
			b.WriteString(mark)
		}
		s = tail
	}
}
