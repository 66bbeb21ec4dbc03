package document

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/symbol"
)

// headLines is how far into a file its own symbols are looked for when they do
// not run at the head of its pages.
const headLines = 16

// findSymbols finds the symbols of the document: those that stand alone in a line
// or a column more than once, or at the very beginning. A symbol behind an
// asterisk is that of another document.
func (a *anatomy) findSymbols() {
	type seen struct{ count, first int }
	all := map[symbol.Symbol]*seen{}
	var order []symbol.Symbol
	var found []symbol.Match
	var parts []string
	for i := range a.lines {
		n := &a.lines[i]
		if n.kind == Row && i > 60 || len(n.block.Text) > 400 || strings.IndexByte(n.text, '/') < 0 {
			continue
		}
		parts = a.columnsOf(parts, n.block.Text)
		for _, c := range parts {
			c = strings.TrimSpace(c)
			if n.kind != Head && n.page > 1 && len(parts) > 2 {
				continue
			}
			found = onlySymbols(found, c)
			for _, m := range found {
				s := m.Symbol
				if all[s] == nil {
					all[s] = &seen{first: i}
					if n.kind == Head || a.besidePageNumber(i) {
						all[s].count = 1
					}
					order = append(order, s)
				}
				all[s].count++
			}
		}
	}
	again := false
	for _, s := range order {
		again = again || all[s].count > 1 && all[s].first < 80
	}
	for _, s := range order {
		if x := all[s]; x.count > 1 && x.first < 80 || !again && x.first < headLines {
			a.doc.Masthead.Symbols = append(a.doc.Masthead.Symbols, string(s))
		}
	}
}

// columnsOf gives the columns of a line of a masthead. Some programs set only one
// blank between them; then the name of an organ at the beginning is a column.
func (a *anatomy) columnsOf(dst []string, text string) []string {
	dst = cells(dst, text, 2)
	if len(dst) != 1 || len(text) > 120 {
		return dst
	}
	c := strings.TrimSpace(dst[0])
	for _, l := range [...]*language{a.l, a.en} {
		for _, o := range l.organs {
			if len(c) <= len(o) || !strings.EqualFold(c[:min(len(c), len(o))], o) {
				continue
			}
			rest := c[len(o):]
			if len(onlySymbols(nil, rest)) > 0 || a.starts("distribution", rest) || a.exact(fold(rest)) == "organ" {
				return append(dst[:0], c[:len(o)-1], rest)
			}
		}
	}
	return dst
}

// besidePageNumber reports whether line i stands in a running head or foot.
func (a *anatomy) besidePageNumber(i int) bool {
	for _, d := range [...]int{-2, -1, 1, 2} {
		if j := i + d; j >= 0 && j < len(a.lines) && a.lines[j].kind == Line && a.furniture(a.lines[j].text) {
			return true
		}
	}
	return false
}

// cell is a column of a line of the masthead.
type cell struct {
	k     int // place in the body; -1 for a printed head
	gap   int
	text  string
	fold  string
	class string // what it was recognised as
}

// masthead reads the masthead in the body lines from..to and in the printed heads
// of a Word file; it gives the place behind its last line.
func (a *anatomy) masthead(from, to int) int {
	m := &a.doc.Masthead
	var list []cell
	var parts []string
	add := func(n *line, k int) {
		gap := n.gap
		if n.kind != Line {
			gap = a.gapUsual + 1
		}
		for text := range strings.SplitSeq(n.block.Text, "\n") {
			parts = a.columnsOf(parts, text)
			for _, c := range parts {
				c, _ := clean(c, nil, false)
				if c = strings.TrimSpace(c); c != "" {
					list = append(list, cell{k: k, gap: gap, text: c, fold: fold(c)})
					gap = 0
				}
			}
		}
	}
	for i := range a.lines {
		if a.lines[i].kind == Head {
			add(&a.lines[i], -1)
			a.furniture(a.lines[i].text) // for its job number
		}
	}
	for k := from; k < to; k++ {
		n := a.at(k)
		if len(n.text) > 600 {
			break
		}
		add(n, k)
	}
	end := from // behind the last line that is of the masthead
	mark := func(i int, class string) {
		list[i].class = class
		end = max(end, list[i].k+1)
	}
	agenda, report := -1, -1
	var letters []string
	for i := 0; i < len(list); i++ {
		c := &list[i]
		if c.class != "" {
			continue
		}
		switch {
		case len(onlySymbols(nil, c.text)) > 0:
			mark(i, "symbol")
		case a.exact(c.fold) == "organ":
			mark(i, "organ")
		case m.Session == 0 && a.ordinal("session", c.fold) > 0:
			m.Session = a.ordinal("session", c.fold)
			mark(i, "session")
		case a.ordinal("year", c.fold) > 0:
			// The years of the Security Council are counted from 1946.
			m.Year = 1945 + a.ordinal("year", c.fold)
			mark(i, "year")
		case a.distribution(list, i):
			mark(i, "distribution")
		case a.original(list, i):
			mark(i, "original")
		case m.Date == "" && a.wholeDate(c.fold) != "":
			m.Date = a.wholeDate(c.fold)
			mark(i, "date")
		case agenda < 0 && a.agenda(c.fold) != "":
			agenda = i
			letters = a.agendaItem(list, &i, mark)
		case report < 0 && len(c.text) < 160 && a.isReport(c.fold):
			report = i
			mark(i, "report")
			a.dated(list, i)
		case len(c.fold) < 20 && a.languageName(c.fold):
			mark(i, "language")
		}
	}
	a.titles(list, agenda, report, letters, from, mark)
	for k := from; k < end; k++ {
		a.at(k).role = roleMast
	}
	return end
}

// exact is the class of a whole line in the language of the text or in English.
func (a *anatomy) exact(f string) string {
	if c := a.l.exact[f]; c != "" {
		return c
	}
	return a.en.exact[f]
}

// each calls f with the rows of a class, of the language of the text, then of
// English: parts of a masthead are printed in English in every language.
func (a *anatomy) each(class string, f func(p phrase) bool) {
	for _, p := range a.l.phrases[class] {
		if f(p) {
			return
		}
	}
	if a.en != a.l {
		for _, p := range a.en.phrases[class] {
			if f(p) {
				return
			}
		}
	}
}

// ordinal is the number that a row of a class ("{} session") finds; 0 for none.
func (a *anatomy) ordinal(class, f string) (n int) {
	a.each(class, func(p phrase) bool {
		if len(f) <= len(p.before)+len(p.after) || !strings.HasPrefix(f, p.before) || !strings.HasSuffix(f, p.after) {
			return false
		}
		word := strings.TrimSpace(f[len(p.before) : len(f)-len(p.after)])
		if n = a.l.ordinals[word]; n == 0 {
			n = a.en.ordinals[word]
		}
		return n > 0
	})
	return n
}

func (a *anatomy) distribution(list []cell, i int) (ok bool) {
	m := &a.doc.Masthead
	a.each("distribution", func(p phrase) bool {
		if !strings.HasPrefix(list[i].fold, p.before) {
			return false
		}
		rest := strings.TrimLeft(list[i].fold[len(p.before):], ".: ")
		if rest == "" && i+1 < len(list) && len(list[i+1].fold) < 20 {
			rest = list[i+1].fold
			list[i+1].class = "distribution"
		}
		if m.Distribution == "" {
			m.Distribution = capital(rest)
		}
		ok = true
		return true
	})
	return ok
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func (a *anatomy) original(list []cell, i int) (ok bool) {
	a.each("original", func(p phrase) bool {
		if !strings.HasPrefix(list[i].fold, p.before) {
			return false
		}
		rest := strings.TrimSpace(list[i].fold[len(p.before):])
		first, _, _ := strings.Cut(rest, "/")
		first, _, _ = strings.Cut(first, " and ")
		first = strings.Trim(first, " ]")
		tag := a.l.languages[first]
		if tag == "" {
			tag = a.en.languages[first]
		}
		if tag != "" && a.doc.Masthead.OriginalLanguage == "" {
			a.doc.Masthead.OriginalLanguage = tag
		}
		ok = true
		return true
	})
	return ok
}

func (a *anatomy) languageName(f string) bool {
	return a.l.languages[f] != "" || a.en.languages[f] != ""
}

// wholeDate is the date that a cell holds, where it holds nothing else.
func (a *anatomy) wholeDate(f string) string {
	if len(f) > 60 {
		return ""
	}
	f = asciiDigits(f)
	for _, l := range [...]*language{a.l, a.en} {
		for _, p := range l.dates {
			if m := p.re().FindStringIndex(f); m != nil && m[0] == 0 && len(f)-m[1] <= 2 {
				return l.date(f)
			}
		}
	}
	return ""
}

// agenda is what stands behind the words "agenda item" in a cell.
func (a *anatomy) agenda(f string) (rest string) {
	a.each("agenda", func(p phrase) bool {
		k := strings.Index(f, strings.TrimRight(p.before, " "))
		if k < 0 {
			return false
		}
		r := strings.TrimLeft(f[k+len(strings.TrimRight(p.before, " ")):], " ")
		d, _ := utf8.DecodeRuneInString(r)
		if digit(d) < 0 || !strings.Contains(r, strings.TrimSpace(p.after)) {
			return false
		}
		rest = r
		return true
	})
	return rest
}

// agendaItem reads the numbers of the agenda item and the letters of its
// sub-items, which may go on over several lines.
func (a *anatomy) agendaItem(list []cell, at *int, mark func(int, string)) []string {
	m := &a.doc.Masthead
	i := *at
	f := list[i].fold
	a.each("provisional", func(p phrase) bool {
		m.ProvisionalAgenda = m.ProvisionalAgenda || strings.Contains(f, p.before)
		return m.ProvisionalAgenda
	})
	var items, letters []string
	parse := func(s string, first bool) bool {
		s = asciiDigits(s)
		any := false
		for s != "" {
			r, n := utf8.DecodeRuneInString(s)
			if r >= '0' && r <= '9' && first {
				k := 0
				for k < len(s) && s[k] >= '0' && s[k] <= '9' {
					k++
				}
				if k > 3 {
					return any
				}
				items = append(items, s[:k])
				s, any = s[k:], true
				continue
			}
			if r == '(' || r == '（' {
				in, rest, found := strings.Cut(s[n:], ")")
				if r == '（' {
					in, rest, found = strings.Cut(s[n:], "）")
				}
				l := a.letter(strings.TrimSpace(in))
				if !found || l == "" {
					return any
				}
				letters = append(letters, l)
				s, any = rest, true
				continue
			}
			// French and Spanish set only the closing bracket: "128 a), b)".
			if unicode.IsLetter(r) {
				k := strings.IndexByte(s, ')')
				if k > 0 && k <= 4 && a.letter(s[:k]) != "" {
					letters = append(letters, a.letter(s[:k]))
					s, any = s[k+1:], true
					continue
				}
				// A word between two numbers or letters: "and", "和", "و".
				k = strings.IndexAny(s, "0123456789(")
				if k > 0 && k <= 8 && (first || s[k] == '(') {
					s = s[k:]
					continue
				}
				// The same before a letter that has only the closing bracket: "h) et j)".
				if word, rest, found := strings.Cut(s, " "); found && len(word) <= 8 {
					if k := strings.IndexByte(rest, ')'); k > 0 && a.letter(rest[:k]) != "" {
						s = rest
						continue
					}
				}
				return any
			}
			s = s[n:]
		}
		return any
	}
	parse(a.agenda(f), true)
	mark(i, "agenda")
	for i+1 < len(list) && len(letters) > 0 {
		c := list[i+1]
		if k := strings.IndexAny(c.fold, "(（"); k < 0 || k > 8 || !parse(c.fold, false) {
			break
		}
		i++
		mark(i, "agenda")
	}
	*at = i
	if len(items) > 0 {
		m.AgendaItem = strings.Join(items, ", ")
	}
	return letters
}

// letter is the letter of a sub-item: "a" to "z", "aa"; an Arabic letter by its
// place in the table.
func (a *anatomy) letter(s string) string {
	if l := a.l.letters[s]; l != "" {
		return l
	}
	if len(s) < 1 || len(s) > 2 {
		return ""
	}
	for i := range s {
		if s[i] < 'a' || s[i] > 'z' {
			return ""
		}
	}
	return s
}

// isReport reports whether a line is the one under the title: "Report of the
// Secretary-General". What it says the document is stands in printed.
func (a *anatomy) isReport(f string) bool {
	longest := 0 // of several rows that fit, the one that says most
	fits := func(p phrase) bool {
		if len(p.before) > longest {
			longest, a.printed = len(p.before), Kind(p.value)
		}
		return false
	}
	a.each("report", func(p phrase) bool {
		return strings.HasPrefix(f, p.before) && fits(p)
	})
	if width := columns(f); longest == 0 && width < 60 {
		a.each("report-end", func(p phrase) bool {
			return (width < 40 || Kind(p.value).Adopts()) && strings.HasSuffix(f, p.before) && fits(p)
		})
	}
	return longest > 0
}

// dated reads the day that the line under the title bears, or one of the two cells
// behind it: "Resolution adopted by the General Assembly / on 18 November 2024".
func (a *anatomy) dated(list []cell, i int) {
	for j := i; j < len(list) && j < i+3 && a.doc.Masthead.Dated == ""; j++ {
		if j > i && (list[j].class != "" || list[j].gap > a.gapUsual && a.printed != KindResolution && a.printed != KindDecision) {
			return
		}
		a.doc.Masthead.Dated = a.l.date(list[j].fold)
	}
}

// titles finds the title of the document and the lines that belong to the
// sub-items of its agenda item.
func (a *anatomy) titles(list []cell, agenda, report int, letters []string, from int, mark func(int, string)) {
	m := &a.doc.Masthead
	var styled []string
	for k := range a.body {
		if k > 120 {
			break
		}
		if n := a.at(k); n.block.Title && !a.isReport(fold(n.text)) {
			styled = append(styled, n.text)
		}
	}
	free := func(i int) bool { return list[i].class == "" }
	i := agenda + 1
	for i > 0 && i < len(list) && !free(i) && list[i].class == "agenda" {
		i++
	}
	upTo := len(list)
	if report >= 0 && report > agenda {
		upTo = report
	} else if agenda < 0 {
		i = 0
	}
	if len(letters) > 0 && i > 0 {
		i = a.subItems(list, i, upTo, letters, mark)
	} else if agenda >= 0 && report > agenda {
		// The item's own title stands right under it, parted from what follows.
		for j := i; j < upTo; j++ {
			if j > i && list[j].gap > a.gapUsual {
				for ; i < j; i++ {
					if free(i) {
						mark(i, "item")
					}
				}
				break
			}
			if !free(j) {
				break
			}
		}
	}
	if len(styled) > 0 {
		m.Title = strings.Join(styled, ": ")
		for i := range list {
			if k := list[i].k; k >= 0 && a.at(k).block.Title {
				mark(i, "title")
			}
		}
		return
	}
	switch {
	case report >= 0:
		// The lines over it, back to anything that is known.
		j := report
		for j > i && free(j-1) && list[j-1].k >= from {
			if j < report && list[j].gap > a.gapUsual {
				break
			}
			j--
		}
		if j < report {
			m.Title = a.titleOf(list[j:report])
			for ; j < report; j++ {
				mark(j, "title")
			}
			return
		}
	}
	// A resolution: its number ("79/10."), then its title, up to the end here.
	for j := range list {
		num := strings.TrimSuffix(list[j].text, ".")
		first, rest, _ := strings.Cut(num, " ")
		first = strings.TrimSuffix(first, ".")
		rest = strings.TrimLeft(rest, "-–. ")
		x, y, ok := strings.Cut(first, "/")
		if !ok || !allDigits(x) || !allDigits(y) || len(x) > 3 || len(y) > 3 || !free(j) || j == 0 {
			continue
		}
		k := j + 1
		var title []cell
		if rest != "" && len(rest) > 2 {
			c := list[j]
			c.text = strings.TrimSpace(rest)
			title = append(title, c)
		}
		mark(j, "number")
		for k < len(list) && free(k) && len(title) < 6 {
			title = append(title, list[k])
			mark(k, "title")
			k++
		}
		m.Title = a.titleOf(title)
		return
	}
	if agenda >= 0 && i < len(list) {
		j := i
		for j < len(list) && free(j) && j < i+5 && (j == i || list[j].gap <= a.gapUsual) {
			j++
		}
		if j > i && a.gapUsual == 0 {
			m.Title = a.titleOf(list[i:j])
			for ; i < j; i++ {
				mark(i, "title")
			}
		}
	}
}

// titleOf joins the lines of a title.
func (a *anatomy) titleOf(list []cell) string {
	var b builder
	for _, c := range list {
		a.join(&b, c.text)
		b.put(c.text)
	}
	s := strings.TrimRight(string(b.buf), " *")
	return strings.TrimRight(s, " *")
}

// subItems gives each letter of the agenda item its line. The lines stand one
// under the other and begin alike ("联合国同…"), or run on, parted by semicolons.
func (a *anatomy) subItems(list []cell, i, to int, letters []string, mark func(int, string)) int {
	m := &a.doc.Masthead
	for _, l := range letters {
		m.SubItems = append(m.SubItems, SubItem{Letter: l})
	}
	var lines []cell // those that are not known otherwise
	var where []int
	for j := i; j < to; j++ {
		if list[j].class == "" {
			lines = append(lines, list[j])
			where = append(where, j)
		} else if len(lines) > 0 && list[j].class != "note" && list[j].class != "symbol" {
			break
		}
	}
	// One line an item: the item's own title ends in a colon.
	colon := -1
	for j, c := range lines {
		if r := lastRune(c.text); r == ':' || r == '：' {
			colon = j
			break
		}
		if j >= 4 {
			break
		}
	}
	if colon >= 0 && colon+1 < len(lines) {
		if titles, used := a.alike(lines[colon+1:], len(letters)); len(titles) == len(letters) {
			for k, t := range titles {
				m.SubItems[k].Title = t
			}
			for j := 0; j <= colon+used && j < len(where); j++ {
				mark(where[j], "item")
			}
			return where[min(colon+used, len(where)-1)] + 1
		}
	}
	// Run on: "…: cooperation between …; cooperation between …".
	for n := 1; n <= len(lines); n++ {
		if n < len(lines) && (lines[n].gap <= a.gapUsual && a.gapUsual == 0 || lower(lines[n].text)) {
			continue
		}
		text := a.titleOf(lines[:n])
		_, after, found := strings.Cut(text, ": ")
		if !found {
			_, after, found = strings.Cut(text, "：")
		}
		if !found {
			continue
		}
		titles := strings.FieldsFunc(after, func(r rune) bool { return r == ';' || r == '；' || r == '؛' })
		if len(titles) != len(letters) {
			continue
		}
		for k, t := range titles {
			m.SubItems[k].Title = strings.TrimSpace(t)
		}
		for j := 0; j < n; j++ {
			mark(where[j], "item")
		}
		return where[n-1] + 1
	}
	return i
}

// alike makes n titles of lines that begin alike; a line that does not goes on
// with the one before.
func (a *anatomy) alike(lines []cell, n int) (titles []string, used int) {
	if len(lines) < n {
		return nil, 0
	}
	head := opening(lines[0].text)
	var b builder
	flush := func() {
		if len(b.buf) > 0 {
			titles = append(titles, strings.TrimRight(string(b.buf), " *;；"))
		}
		b.reset()
	}
	for _, c := range lines {
		if opening(c.text) == head {
			flush()
			if len(titles) == n {
				return titles, used
			}
		}
		a.join(&b, c.text)
		b.put(c.text)
		used++
		if used > 4*n {
			break
		}
	}
	flush()
	return titles, used
}

// opening is what a line begins with: two characters of Han, or a word.
func opening(s string) string {
	if r, n := utf8.DecodeRuneInString(s); wide(r) {
		_, m := utf8.DecodeRuneInString(s[n:])
		return s[:n+m]
	}
	return firstWord(s)
}
