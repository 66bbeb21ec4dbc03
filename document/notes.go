package document

import (
	"strconv"
	"strings"
)

// markNotes finds the footnotes: blocks of their own, or in lines what stands
// under a rule at the end of a page.
func (a *anatomy) markNotes() {
	for i := 0; i < len(a.lines); i++ {
		n := &a.lines[i]
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

// takeMarks finds the marks of a page's notes in its running text, where they can
// be told: a number alone behind a punctuation mark or a year, in the order of
// the notes. A mark that could as well be a number of the text stays.
func (a *anatomy) takeMarks(rule int, notes []note) {
	from := rule
	for from > 0 && a.lines[from-1].page == a.lines[rule].page && a.lines[from-1].kind == Line &&
		(a.lines[from-1].role != roleNote) && rule-from < 400 {
		from--
	}
	at := from
	for _, n := range notes {
		v := n.value()
		if v <= 0 {
			continue
		}
		mark := strconv.Itoa(v)
		for i := at; i < rule; i++ {
			l := &a.lines[i]
			if l.role != roleNone || l.cut[1] > 0 {
				continue
			}
			if c, ok := a.findMark(l.text, mark); ok {
				l.cut = c
				at = i
				break
			}
		}
	}
}

// findMark finds " 5" behind a punctuation mark, a closing quote or a year.
func (a *anatomy) findMark(s, mark string) ([2]int, bool) {
	for from := 0; ; {
		k := strings.Index(s[from:], mark)
		if k < 0 {
			return [2]int{}, false
		}
		k += from
		from = k + 1
		end := k + len(mark)
		if k < 2 || s[k-1] != ' ' || end < len(s) && s[end] != ' ' {
			continue
		}
		before := strings.TrimRight(s[:k], " ")
		r := before[len(before)-1]
		year := len(before) >= 5 && allDigits(before[len(before)-4:]) && before[len(before)-5] == ' ' && (before[len(before)-4] == '1' || before[len(before)-4] == '2')
		switch {
		case r == ',' || r == ';' || r == ')' || r == '.' && end < len(s) || strings.HasSuffix(before, "”") || strings.HasSuffix(before, "»") || r == '.' && end == len(s):
		case year && end < len(s):
			word := fold(firstWord(s[end+1:]))
			if word == "" {
				continue
			}
			month := false
			for _, d := range a.l.dates {
				_, m := d.months[word]
				month = month || m
			}
			if month {
				continue
			}
		default:
			continue
		}
		if r == ')' && end < len(s) && s[end-1] >= '0' { // "(a) 5 members" is no mark
			if o := strings.LastIndexByte(before, '('); o < 0 || len(before)-o < 5 {
				continue
			}
		}
		if r == ',' && end < len(s) { // "in 2019, 5 of" is none: the word behind is part of the number
			if next := s[end+1:]; next != "" && !lower(next) && itemLabel(next) == 0 {
				continue
			}
		}
		return [2]int{len(before), end}, true
	}
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
