package document

import (
	"strconv"
	"strings"
)

// Prose without numbers: an e-mail, a contribution, a summary, an annex. Its
// paragraphs are told by gaps, indents and short last lines, and counted.

// proseBreak reports whether body line k begins a new paragraph.
func (a *anatomy) proseBreak(k int) bool {
	n := a.at(k)
	if n.kind != Line || k == 0 {
		return true
	}
	prev := a.at(k - 1)
	if prev.kind != Line {
		return true
	}
	ends := a.l.pauses(prev.text)
	across := prev.page != n.page || !a.neighbours(k)
	switch {
	case a.wrap == 0 && (ends || n.gap > a.gapUsual):
		return true
	case a.wrap == 0:
		return !lower(n.text) && prev.width < 60
	case n.gap > a.gapUsual && !across:
		return ends || !lower(n.text)
	case !ends:
		return false
	case prev.width*100 < a.wrap*85:
		return true
	case n.indent > prev.indent+1 && (k+1 >= len(a.body) || a.at(k+1).indent < n.indent):
		return true
	}
	return false
}

// proseHeading reports whether body line k is a heading in prose.
func (a *anatomy) proseHeading(k, from, to int) bool {
	n := a.at(k)
	if n.kind == Whole {
		return a.wholeHeading(k) > 0
	}
	if n.kind != Line || k+1 >= to || n.width > 120 {
		return false
	}
	if a.isName(n.text) || a.labelAlone(n.text) {
		return true
	}
	switch lastRune(n.text) {
	case ',', '，', '،':
		return false
	}
	if a.l.pauses(n.text) || lower(n.text) || itemLabel(n.text) > 0 {
		return false
	}
	next := a.at(k + 1)
	if k > from && n.gap <= a.gapUsual && !a.l.ends(a.at(k-1).text) && a.at(k-1).page == n.page {
		return false
	}
	if a.wrap == 0 {
		return next.kind == Line && n.width <= 80 && (next.gap > 0 || k == from) && next.width > n.width && a.l.pauses(next.text)
	}
	if n.width*4 > a.wrap*3 {
		return false
	}
	if next.gap > a.gapUsual || a.gapUsual > 0 && !lower(next.text) && next.width*4 > a.wrap*3 {
		// Some sentence must come under it.
		for j := k + 1; j < to && j < k+40; j++ {
			if a.l.ends(a.at(j).text) {
				return true
			}
		}
	}
	return false
}

// prose makes paragraphs of the body lines from..to. count says that they are
// counted.
func (a *anatomy) prose(from, to int, part string, count bool) {
	a.close()
	number := func() string {
		if !count {
			return ""
		}
		a.counts[part]++
		return strconv.Itoa(a.counts[part])
	}
	led := false
	for k := from; k < to; k++ {
		n := a.at(k)
		switch {
		case n.kind == Row:
			a.row(k)
		case a.starts("signed", n.text):
			a.close() // a signature is no text
		case a.proseHeading(k, from, to):
			j := k + 1
			for j < to && a.proseHeading(j, from, to) {
				j++
			}
			a.headings(k, j)
			k = j - 1
		case a.open && a.isItem(k) && (k == from || !a.isItem(k-1)) && !a.l.ends(a.at(k-1).text):
			a.addItem(k) // a list that a sentence leads on to belongs to it
			led = true
		case a.open && a.isItem(k) && led && k > from && a.isItem(k-1):
			a.addItem(k)
		case a.isItem(k):
			a.begin(part, "", count)
			a.number = number()
			a.addItem(k)
			led = false
		case !a.open || a.proseBreak(k):
			a.begin(part, "", count)
			a.number = number()
			if n.kind == Whole {
				a.addItem(k)
			} else {
				a.addLine(a.body[k], 0)
			}
		default:
			a.addLine(a.body[k], 0)
		}
	}
	a.close()
}

// clauses makes paragraphs of a preamble, which stands in one sentence: a clause
// ends in a comma and the next begins with a capital. The line that names the
// organ is a paragraph without number.
func (a *anatomy) clauses(from, to int) {
	a.begin("preamble", "", false)
	a.addLine(a.body[from], 0)
	for k := from + 1; k < to; k++ {
		n := a.at(k)
		if n.kind == Row {
			a.row(k)
			continue
		}
		prev := a.at(k - 1)
		next := k == from+1
		switch lastRune(prev.text) {
		case ',', '，', '،', ';', '；', '؛':
			indented := n.indent > prev.indent+1 && (k+1 >= to || a.at(k+1).indent < n.indent || a.at(k+1).indent == n.indent && k+1 < to && lastRune(n.text) == ',')
			next = next || n.kind != Line || n.gap > a.gapUsual || lower(n.text) == a.l.small && a.starts("clause", n.text[:min(len(n.text), 100)]) || !lower(n.text) && (prev.width*100 < a.wrap*85 || indented || a.wrap == 0)
		}
		if next {
			a.counts["preamble"]++
			a.begin("preamble", strconv.Itoa(a.counts["preamble"]), true)
		}
		a.addLine(a.body[k], 0)
	}
	a.close()
}

// recitals makes paragraphs of a preamble whose clauses the file itself parts.
func (a *anatomy) recitals(from, to int) {
	for k := from; k < to; k++ {
		switch a.at(k).block.Preamble {
		case PreambleClause:
			a.counts["preamble"]++
			a.begin("preamble", strconv.Itoa(a.counts["preamble"]), true)
		default:
			a.begin("preamble", "", false)
		}
		a.addItem(k)
	}
	a.close()
}

// starts reports whether a text begins with a phrase of a class.
func (a *anatomy) starts(class, s string) (ok bool) {
	if len(s) > 200 {
		return false
	}
	f := fold(s)
	a.each(class, func(p phrase) bool {
		ok = strings.HasPrefix(f, p.before)
		return ok
	})
	return ok
}

// row adds a row of a table as a paragraph of part "table": cells parted by tabs,
// numbered by table and row.
func (a *anatomy) row(k int) {
	a.close()
	n := a.at(k)
	if n.block.Table != a.table {
		a.table, a.tableRow = n.block.Table, 0
	}
	a.tableRow++
	a.begin("table", strconv.Itoa(n.block.Table)+"."+strconv.Itoa(a.tableRow), true)
	a.addLine(a.body[k], 0)
	a.close()
}
