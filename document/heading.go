package document

import (
	"strings"
	"unicode/utf8"
)

// Headings are told by their form: short, without a final stop, in front of a
// paragraph; by their label; by the style or outline of a Word file; or because
// the caller knows the line as a name.

// inner is the end of a heading that begins at body line k in the middle of a
// region, or 0: in lines, only what is surely one.
func (a *anatomy) inner(k, from, to int) int {
	n := a.at(k)
	if n.kind != Line {
		if n.kind == Whole && a.wholeHeading(k) > 0 {
			return k + 1
		}
		return 0
	}
	if len(n.text) > 200 || k+1 >= to || a.l.ends(n.text) && !a.labelAlone(n.text) {
		return 0
	}
	if k > from-1 && k > 0 && !a.l.ends(a.at(k-1).text) {
		return 0
	}
	if a.isName(n.text) {
		return k + 1
	}
	if lab, ok := a.l.headingLabel(n.text); ok && n.gap > a.gapUsual && lab.rank <= rankLetter && a.at(k+1).gap > a.gapUsual && !a.l.ends(n.text) {
		return k + 1
	}
	return 0
}

// labelAlone reports whether a line is the label of a heading and nothing more.
func (a *anatomy) labelAlone(s string) bool {
	lab, ok := a.l.headingLabel(s)
	return ok && lab.end >= len(s)
}

// headingsBefore is where the headings begin that stand at the end of the body
// lines from..to, in front of a numbered paragraph. fresh says that no paragraph
// is open before them, so that all of them may be headings.
func (a *anatomy) headingsBefore(from, to int, fresh bool) int {
	const most = 8 // lines that headings in a row may take
	k := to
	for k > from {
		n := a.at(k - 1)
		if n.kind == Row || n.kind == Whole && a.wholeHeading(k-1) == 0 {
			return k
		}
		if n.kind == Line {
			_, labelled := a.l.headingLabel(n.text)
			if !labelled && !a.isName(n.text) && (a.l.pauses(n.text) || itemLabel(n.text) > 0 && a.isItem(k-1)) {
				break
			}
			if labelled && a.l.ends(n.text) && !a.labelAlone(n.text) && n.width*10 > a.wrap*9 {
				break
			}
			if to-k >= most || a.tabular(n) {
				return a.tailGroup(from, to)
			}
		}
		k--
	}
	if k == to || k == from && fresh || k > 0 && (a.at(k-1).kind != Line || a.l.pauses(a.at(k-1).text)) {
		return k
	}
	// The paragraph itself has no final stop.
	return a.tailGroup(from, to)
}

// tailGroup finds headings behind text that does not end in a stop: from a label,
// a known name or a wider gap on.
func (a *anatomy) tailGroup(from, to int) int {
	best := to
	for k := to - 1; k >= from && k >= to-6; k-- {
		n := a.at(k)
		if n.kind != Line {
			break
		}
		if a.l.pauses(n.text) && !a.labelAlone(n.text) || a.tabular(n) {
			break
		}
		if _, ok := a.l.headingLabel(n.text); ok || a.isName(n.text) {
			best = k
		} else if best == to && n.gap > a.gapUsual && (k == 0 || n.page == a.at(k-1).page) && (a.wrap == 0 || n.width*4 < a.wrap*3) {
			best = k
		}
	}
	return best
}

// wholeHeading is the rank of a heading that is a block of its own; 0 for none.
func (a *anatomy) wholeHeading(k int) int {
	n := a.at(k)
	if n.kind != Whole || len(n.text) > 900 || n.text == "" {
		return 0
	}
	if r := n.block.Rank; r > 0 {
		if n.width > 300 && a.l.ends(n.text) {
			return 0 // a paragraph in the clothes of a heading
		}
		return r
	}
	if n.block.Table > 0 {
		return 0
	}
	if n.width > 120 || itemLabel(n.text) > 0 || n.block.Label != "" && itemLabel(n.block.Label) > 0 {
		return 0
	}
	lab, labelled := a.l.headingLabel(n.text)
	if a.l.pauses(n.text) && !labelled || a.l.ends(n.text) && lab.end < len(n.text) {
		return 0
	}
	switch lastRune(n.text) {
	case ',', '，', '،':
		return 0
	}
	rank := rankPlain
	if labelled {
		rank = lab.rank
	}
	if n.block.Bold || labelled || a.isName(n.text) {
		return rank
	}
	if k+1 < len(a.body) {
		next := a.at(k + 1)
		if next.kind != Whole {
			return 0
		}
		numbered := a.l.paragraphNumber(next.text).depth > 0 || a.l.paragraphNumber(next.block.Label+" ").depth > 0
		if numbered || n.width <= 80 && next.width > 2*n.width && a.l.pauses(next.text) {
			return rank
		}
	}
	return 0
}

// headings groups body lines into headings.
func (a *anatomy) headings(from, to int) {
	for k := from; k < to; {
		n := a.at(k)
		if n.kind == Row {
			a.row(k)
			k++
			continue
		}
		j := k + 1
		if n.kind == Line {
			if a.labelAlone(n.text) && j < to {
				j++
			}
			if named := a.nameRun(k, to); named > 0 {
				j = named
			} else {
				for j < to && a.goesOn(j) {
					j++
				}
			}
		}
		a.heading(k, j)
		k = j
	}
}

// nameRun is the end of a known name that begins at body line k and may run over
// several lines; 0 for none.
func (a *anatomy) nameRun(k, to int) int {
	if a.opt.IsName == nil {
		return 0
	}
	if a.isName(a.at(k).text) {
		return k + 1
	}
	var b builder
	for j := k; j < to && j < k+4 && a.at(j).kind == Line; j++ {
		if j > k {
			a.join(&b, a.at(j).text)
		}
		b.put(a.at(j).text)
		if j > k && a.isName(string(b.buf)) {
			return j + 1
		}
	}
	return 0
}

// goesOn reports whether the heading in the line before goes on in body line j.
func (a *anatomy) goesOn(j int) bool {
	n, prev := a.at(j), a.at(j-1)
	if n.kind != Line || prev.kind != Line {
		return false
	}
	if _, ok := a.l.headingLabel(n.text); ok || a.isName(n.text) {
		return false
	}
	if a.l.paragraphNumber(n.text).depth > 0 {
		return false
	}
	if n.gap > a.gapUsual {
		return false
	}
	if lower(n.text) {
		return true
	}
	if n.indent > 0 && prev.indent > 0 && a.gapUsual == 0 {
		// Set on a page: the next line stands under the text of the one before.
		at := prev.indent
		if lab, ok := a.l.headingLabel(prev.text); ok && lab.end < len(prev.text) {
			if k := strings.Index(prev.block.Text, prev.text[lab.end:]); k > 0 {
				at += columns(prev.block.Text[:k])
			}
		}
		return n.indent >= at-1 && n.indent <= at+1 && prev.width*100 >= a.wrap*55 && a.wrap > 0
	}
	if a.gapUsual == 0 {
		return prev.width*100 >= a.wrap*55 && a.wrap > 0
	}
	return a.wrap > 0 && prev.width*100 >= a.wrap*85
}

// heading closes the paragraph and adds the heading of body lines from..to.
func (a *anatomy) heading(from, to int) {
	a.close()
	var b builder
	for k := from; k < to; k++ {
		n := a.at(k)
		if k > from {
			a.join(&b, n.text)
		}
		b.put(n.text)
	}
	text := string(b.buf)
	n := a.at(from)
	h := Heading{Text: text, Next: len(a.doc.Paragraphs)}
	rank := rankPlain
	if lab, ok := a.label(text, n.block.Label); ok {
		h.Number, h.Text, rank = lab.text, text[lab.end:], lab.rank
	}
	if n.kind == Whole {
		if r := n.block.Rank; r > 0 {
			rank = r
		}
	}
	if h.Text == "" {
		return
	}
	if to := len(h.Text); to > 4096 {
		return
	}
	h.Level = a.level(rank)
	a.doc.Headings = append(a.doc.Headings, h)
}

// label parses the label of a heading and settles whether a letter such as "C" or
// "V" is a Roman numeral, by the labels before it.
func (a *anatomy) label(text, auto string) (label, bool) {
	s := text
	if auto != "" {
		s = auto + " "
	}
	lab, ok := a.l.headingLabel(s)
	if !ok {
		if num := a.l.paragraphNumber(s); num.depth > 0 {
			lab, ok = label{text: num.String(), rank: rankDigit, value: num.parts[num.depth-1], end: num.end}, true
		} else {
			return label{}, false
		}
	}
	if lab.alt > 0 {
		switch {
		case lab.value == a.lastSeq[rankRoman]+1 && !(a.lastSeq[rankLetter] > 0 && lab.alt == a.lastSeq[rankLetter]+1):
		case lab.alt == a.lastSeq[rankLetter]+1 || lab.text != "I":
			lab.rank, lab.value = rankLetter, lab.alt
		}
	}
	if lab.rank < rankPlain {
		a.lastSeq[lab.rank] = lab.value
		for r := lab.rank + 1; r < len(a.lastSeq); r++ {
			a.lastSeq[r] = 0
		}
	}
	if auto != "" {
		lab.end = 0
	}
	return lab, true
}

// level is the depth of a heading of a rank under the headings that are open.
func (a *anatomy) level(rank int) int {
	for len(a.levels) > 0 && a.levels[len(a.levels)-1] >= rank {
		a.levels = a.levels[:len(a.levels)-1]
	}
	a.levels = append(a.levels, rank)
	return len(a.levels)
}

// isItem reports whether body line k begins a sub-paragraph: "(a) …". A label at
// the head of a line may also have come there by chance; then the line before is
// full.
func (a *anatomy) isItem(k int) bool {
	n := a.at(k)
	if n.kind == Whole {
		return itemLabel(n.text) > 0 || itemLabel(n.block.Label+" ") > 0 || n.block.Label != ""
	}
	if n.kind != Line || itemLabel(n.text) == 0 {
		return false
	}
	if k == 0 {
		return true
	}
	prev := a.at(k - 1)
	if prev.kind != Line {
		return true
	}
	if r, _ := utf8.DecodeRuneInString(n.text); r == '-' || r == '–' || r == '—' {
		return a.l.pauses(prev.text)
	}
	return n.gap > a.gapUsual && n.page == prev.page || a.wrap == 0 || prev.width*100 < a.wrap*85
}
