package document

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// markNotes finds the footnotes: blocks of their own, or in lines what stands
// under a rule at the end of a page.
func (a *anatomy) markNotes() {
	starred := false // the masthead has a mark that a note takes up
	for i := 0; i < len(a.lines); i++ {
		n := &a.lines[i]
		if i < starLines && (n.kind == Line || n.kind == Whole) && n.role == roleNone {
			k := strings.IndexByte(n.text, '*')
			switch {
			case k == 0 && starred:
				i = a.starNote(i)
				continue
			case k > 0 && i < 60:
				starred = true
			}
		}
		if n.kind == Note {
			n.role = roleNote
			a.notes = append(a.notes, note{mark: n.block.Mark, lines: []int{i}})
			continue
		}
		if n.role != roleRule || strings.IndexByte(n.text, '_') < 0 {
			continue
		}
		end := a.noteZone(i)
		zone := a.zoneNotes(i+1, end)
		a.takeMarks(i, zone)
		a.notes = append(a.notes, zone...)
		i = end - 1
	}
}

// starLines is how far into a file the notes to the masthead are looked for.
const starLines = 200

// starNote takes the note to an asterisk of the masthead ("* A/77/150") out of the
// text, with the lines on which it goes on.
func (a *anatomy) starNote(i int) int {
	n := &a.lines[i]
	text := strings.TrimLeft(n.text, "*")
	nt := note{mark: n.text[:len(n.text)-len(text)], lines: []int{i}}
	nt.from = len(n.text) - len(strings.TrimLeft(text, " "))
	n.role = roleNote
	if nt.from >= len(n.text) {
		return i
	}
	for n.kind == Line && i+1 < len(a.lines) && len(nt.lines) < 8 && !a.l.ends(a.lines[i].text) &&
		len(onlySymbols(nil, strings.TrimLeft(a.lines[i].text, "* "))) == 0 {
		next := &a.lines[i+1]
		if next.kind != Line || next.role != roleNone || next.page != n.page || next.gap > 1 || next.text[0] == '*' {
			break
		}
		i++
		next.role = roleNote
		nt.lines = append(nt.lines, i)
	}
	a.notes = append(a.notes, nt)
	return i
}

// noteZone is where the footnotes under the rule in line i end: with the page, or
// where pages are not told, with the furniture behind them.
func (a *anatomy) noteZone(i int) int {
	page, pages, text := a.lines[i].page, a.lines[len(a.lines)-1].page > 1, false
	for j := i + 1; j < len(a.lines); j++ {
		n := &a.lines[j]
		if n.kind != Line || n.page != page || n.role == roleRule {
			return j
		}
		if n.role == roleFurniture {
			if text && !pages {
				return j
			}
			continue
		}
		text = text || !allDigits(n.text)
		if !pages && j > i+60 {
			return j
		}
	}
	return len(a.lines)
}

// zoneNotes divides the lines of a zone into notes. Marks stand before their
// text, on the same line or on one of their own; a program that draws text from
// a PDF may also give several marks first and their texts behind them.
func (a *anatomy) zoneNotes(from, to int) []note {
	var out []note
	next := 0 // index of the note that takes the next text, when marks came first
	for j := from; j < to; j++ {
		n := &a.lines[j]
		if n.role != roleNone {
			continue
		}
		n.role = roleNote
		s := asciiDigits(n.text)
		if allDigits(s) && len(s) <= 3 {
			out = append(out, note{mark: s})
			continue
		}
		if s[0] == '*' {
			stars := len(s) - len(strings.TrimLeft(s, "*"))
			from := len(n.text) - len(strings.TrimLeft(n.text[stars:], " "))
			if from < len(n.text) {
				out = append(out, note{mark: n.text[:stars], lines: []int{j}, from: from})
				next = len(out) - 1
			}
			continue
		}
		k := 0
		for k < len(s) && k < 3 && s[k] >= '0' && s[k] <= '9' {
			k++
		}
		if k > 0 && k < len(s) && s[k] == ' ' && len(s) == len(n.text) {
			v, _ := strconv.Atoi(s[:k])
			if len(out) == 0 || out[len(out)-1].value()+1 == v {
				from := k
				for from < len(s) && s[from] == ' ' {
					from++
				}
				out = append(out, note{mark: s[:k], lines: []int{j}, from: from})
				next = len(out) - 1
				continue
			}
		}
		if len(out) == 0 {
			out = append(out, note{})
		}
		// The text goes to the last mark; where marks are stacked, to each in turn
		// as the one before ends its sentence.
		last := len(out) - 1
		first := last
		for first > 0 && len(out[first].lines) == 0 && len(out[first-1].lines) == 0 {
			first--
		}
		if next < first {
			next = first
		}
		if len(out[next].lines) > 0 && next < last && a.l.ends(a.lines[out[next].lines[len(out[next].lines)-1]].text) {
			next++
		}
		out[next].lines = append(out[next].lines, j)
	}
	// A text without mark and a mark without text belong together.
	kept := out[:0]
	for _, n := range out {
		if len(n.lines) > 0 {
			kept = append(kept, n)
			continue
		}
		for i := range kept {
			if kept[i].mark == "" {
				kept[i].mark = n.mark
				break
			}
		}
	}
	if len(kept) > 0 && kept[0].mark == "" && len(kept) > 1 && kept[1].value() > 1 {
		kept[0].mark = strconv.Itoa(kept[1].value() - 1)
	}
	return kept
}

func (n note) value() int {
	v, err := strconv.Atoi(n.mark)
	if err != nil {
		return -1
	}
	return v
}

// spot is a place in the lines: a line and a byte of its text.
type spot struct{ line, at int }

// takeMarks takes the marks of a page's notes out of its running text, where they
// can be told. Each note has its mark on the page, in the order of the notes. A
// number alone behind a punctuation mark or a year is one; so is a number that
// stands only once between the marks beside it. What could as well be a number
// of the text stays.
func (a *anatomy) takeMarks(rule int, notes []note) {
	from := rule
	for from > 0 && a.lines[from-1].page == a.lines[rule].page && a.lines[from-1].kind == Line &&
		a.lines[from-1].role != roleNote && rule-from < 400 {
		from--
	}
	at := spot{from, 0}
	for k, n := range notes {
		v := n.value()
		if v <= 0 {
			continue
		}
		mark := strconv.Itoa(v)
		if p, ok := a.findMark(at, rule, mark, true); ok {
			at = a.dropMark(p, mark)
			continue
		}
		end := spot{rule, 0}
		for _, later := range notes[k+1:] {
			if w := later.value(); w > 0 {
				if p, ok := a.findMark(at, rule, strconv.Itoa(w), true); ok {
					end = p
					break
				}
			}
		}
		p, ok := a.findMark(at, rule, mark, false)
		if !ok || p.line > end.line || p.line == end.line && p.at > end.at {
			continue
		}
		if q, again := a.findMark(spot{p.line, p.at + 1}, rule, mark, false); again && (q.line < end.line || q.line == end.line && q.at < end.at) {
			continue // two of them: which is the mark cannot be told
		}
		at = a.dropMark(p, mark)
	}
}

// dropMark takes a mark and the blank before it out of a line.
func (a *anatomy) dropMark(p spot, mark string) spot {
	n := &a.lines[p.line]
	var b builder
	from := p.at
	for from > 0 && n.text[from-1] == ' ' {
		from--
	}
	b.add(n.text, n.src, 0, from)
	b.add(n.text, n.src, p.at+len(mark), len(n.text))
	n.text, n.src = b.text()
	return spot{p.line, from}
}

// findMark finds the next number mark that stands alone; sure asks for a
// punctuation mark or a year before it.
func (a *anatomy) findMark(at spot, rule int, mark string, sure bool) (spot, bool) {
	for i := at.line; i < rule; i++ {
		l := &a.lines[i]
		if l.role != roleNone || l.kind != Line {
			continue
		}
		from := 0
		if i == at.line {
			from = min(at.at, len(l.text))
		}
		for {
			k := strings.Index(l.text[from:], mark)
			if k < 0 {
				break
			}
			k += from
			from = k + 1
			if a.isMark(l.text, k, k+len(mark), sure) {
				return spot{i, k}, true
			}
		}
	}
	return spot{}, false
}

func (a *anatomy) isMark(s string, from, end int, sure bool) bool {
	if from < 3 || end < len(s) && s[end] != ' ' {
		return false
	}
	if s[from-1] != ' ' { // set close: "Peace”,2 particularly", "in 2016,6 which"
		head := strings.TrimRight(s[:from], ",;.)”»")
		if head == "" || len(head) == from || !sure {
			return false
		}
		r, _ := utf8.DecodeLastRuneInString(head)
		year := len(head) >= 4 && allDigits(head[len(head)-4:]) && (len(head) == 4 || !allDigits(head[len(head)-5:len(head)-4]))
		return unicode.IsLetter(r) || year && s[from-1] != '.'
	}
	before := strings.TrimRight(s[:from], " ")
	if before == "" {
		return false
	}
	after := strings.TrimLeft(s[end:], " ")
	r := before[len(before)-1]
	closed := strings.HasSuffix(before, "”") || strings.HasSuffix(before, "»") || r == ')' && len(before)-strings.LastIndexByte(before, '(') >= 5
	year := len(before) >= 5 && allDigits(before[len(before)-4:]) && before[len(before)-5] == ' ' && (before[len(before)-4] == '1' || before[len(before)-4] == '2')
	if a.isMonth(firstWord(after)) {
		return false
	}
	switch {
	case closed, r == ';':
		return true
	case r == ',': // "in 2019, 5 of" is none: the word behind belongs to the number
		return after == "" || lower(after) && !sure || lower(after) && !a.l.counted(after)
	case r == '.':
		return after == "" || !lower(after)
	case year:
		return after != ""
	}
	return !sure && r >= 'A' && (after == "" || lower(after)) && !a.l.counted(after)
}

// counted reports whether a text goes on as it does behind a number that counts:
// "5 per cent", "5 of them", "5 million".
func (l *language) counted(after string) bool {
	f := fold(firstWord(after))
	for _, p := range l.phrases["counted"] {
		if p.before == f {
			return true
		}
	}
	return false
}

func (a *anatomy) isMonth(word string) bool {
	word = fold(word)
	if word == "" {
		return false
	}
	for _, d := range a.l.dates {
		if _, ok := d.months[word]; ok {
			return true
		}
	}
	return false
}

// releaseNotes adds the notes that stand before the next line of the text; all of
// them at the end.
func (a *anatomy) releaseNotes(all bool) {
	for len(a.notes) > 0 {
		n := a.notes[0]
		first := n.lines[0]
		if !all {
			if a.open {
				return
			}
			for i := a.lastLine + 1; i < first; i++ {
				if l := &a.lines[i]; l.role == roleNone && l.kind != Note && l.kind != Head {
					return
				}
			}
		}
		a.notes = a.notes[1:]
		a.b.reset()
		for k, i := range n.lines {
			l := &a.lines[i]
			from := 0
			if k == 0 {
				from = n.from
			} else if l.kind == Line {
				a.join(&a.b, l.text)
			}
			a.b.add(l.text, l.src, from, len(l.text))
			a.lastLine = max(a.lastLine, i)
		}
		a.b.trimRight()
		if len(a.b.buf) == 0 {
			continue
		}
		text, segs := a.b.text()
		a.paragraph(Paragraph{Part: "footnote", Number: n.mark, Text: text, Source: segs})
	}
}
