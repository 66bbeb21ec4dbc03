package document

import (
	"strings"

	"concord/symbol"
)

// Page furniture: running heads and feet, page numbers, job numbers, bar codes,
// link lines, the rule over footnotes. It is printed with the text and is none.

// cells splits a line at stretches of at least so many blanks, or at tabs: the
// columns of a masthead, or the two ends of a running head.
func cells(dst []string, raw string, blanks int) []string {
	dst = dst[:0]
	start, i := 0, 0
	for i < len(raw) {
		if raw[i] != ' ' && raw[i] != '\t' {
			i++
			continue
		}
		j := i
		tab := false
		for j < len(raw) && (raw[j] == ' ' || raw[j] == '\t') {
			tab = tab || raw[j] == '\t'
			j++
		}
		if tab || j-i >= blanks {
			if i > start {
				dst = append(dst, raw[start:i])
			}
			start = j
		}
		i = j
	}
	if start < len(raw) {
		dst = append(dst, raw[start:])
	}
	return dst
}

// onlySymbols gives the document symbols of a text that holds nothing else:
// "A/79/797-S/2025/109".
func onlySymbols(dst []symbol.Match, s string) []symbol.Match {
	dst = dst[:0]
	if len(s) < 4 || len(s) > 100 || s[0] < 'A' || s[0] > 'Z' || strings.IndexByte(s, '/') < 0 {
		return dst
	}
	dst = symbol.Find(dst, s)
	if k := len(dst) - 1; k >= 0 && strings.HasSuffix(string(dst[k].Symbol), "/PART") {
		// "A/81/6 (Sect. 11)/Part A": a part of the document, which is issued again
		// with the others.
		dst[k].Symbol = dst[k].Symbol[:len(dst[k].Symbol)-len("/PART")]
		dst[k].To -= len("/Part")
	}
	at := 0
	for _, m := range dst {
		if strings.Trim(s[at:m.From], " -–—*/") != "" {
			return dst[:0]
		}
		at = m.To
	}
	rest := strings.Trim(s[at:], " *")
	if rest != "" && !(len(dst) == 1 && strings.HasPrefix(rest, "/Part ") && len(rest) < 10) {
		return dst[:0]
	}
	return dst
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// jobNumber reports whether s is the number of a printing job: "22-12374",
// "25-11568E".
func jobNumber(s string) bool {
	return len(s) >= 8 && len(s) <= 9 && s[2] == '-' && allDigits(s[:2]) && allDigits(s[3:8]) &&
		(len(s) == 8 || s[8] >= 'A' && s[8] <= 'Z')
}

// pageOf parses "4/19": page and number of pages.
func pageOf(s string) (page, of int, ok bool) {
	a, b, found := strings.Cut(s, "/")
	if !found || !allDigits(a) || !allDigits(b) || len(a) > 4 || len(b) > 4 {
		return 0, 0, false
	}
	for i := range a {
		page = page*10 + int(a[i]-'0')
	}
	for i := range b {
		of = of*10 + int(b[i]-'0')
	}
	return page, of, page <= of && page > 0
}

// linkLine reports whether a line holds links and nothing else.
func linkLine(s string) bool {
	if !strings.HasPrefix(s, "http") && !strings.HasPrefix(s, "www.") {
		return false
	}
	for f := range strings.FieldsSeq(s) {
		if !strings.HasPrefix(f, "http://") && !strings.HasPrefix(f, "https://") && !strings.HasPrefix(f, "www.") {
			return false
		}
	}
	return true
}

// ruleLine reports whether a line is a drawn rule: "__________".
func ruleLine(s string) bool {
	return len(s) >= 5 && (strings.Trim(s, "_") == "" || strings.Trim(s, "-") == "" || strings.Trim(s, "—") == "" || strings.Trim(s, "*") == "" || strings.Trim(s, "_ ") == "")
}

// markFurniture finds the furniture among the lines of pages. symbols are those
// of the document itself, which run at the head of each page.
func (a *anatomy) markFurniture() {
	var parts []string
	var found []symbol.Match
	own := map[string]bool{}
	for _, s := range a.doc.Masthead.Symbols {
		own[s] = true
	}
	ownSymbols := func(s string) bool {
		found = onlySymbols(found, s)
		for _, m := range found {
			if !own[string(m.Symbol)] {
				return false
			}
		}
		return len(found) > 0
	}
	for i := range a.lines {
		n := &a.lines[i]
		if n.kind != Line {
			continue
		}
		s := n.text
		if ruleLine(s) {
			n.role = roleRule
			continue
		}
		if len(s) > 200 {
			continue
		}
		if linkLine(s) || a.furniture(s) || ownSymbols(s) {
			n.role = roleFurniture
			continue
		}
		if n.page > 1 && i > 1 && (a.lines[i-1].page != n.page || a.lines[i-2].page != n.page) {
			// "Arab States A/RES/79/12" on top of a page.
			first, last := s[:max(0, strings.IndexByte(s, ' '))], s[strings.LastIndexByte(s, ' ')+1:]
			if (ownSymbols(first) || ownSymbols(last)) && !a.l.ends(s) {
				n.role = roleFurniture
				continue
			}
		}
		// "A/RES/79/12            Arab States": the symbol at one end of a line.
		if own := n.block; strings.Contains(own.Text, "   ") {
			parts = cells(parts, own.Text, 3)
			if len(parts) > 1 && (ownSymbols(parts[0]) || ownSymbols(parts[len(parts)-1])) && (own.Page > 1 || i > 40) {
				n.role = roleFurniture
			}
		}
	}
	a.spreadFurniture()
}

// furniture reports whether every word of s belongs to a running head or foot,
// and at least one belongs nowhere else.
func (a *anatomy) furniture(s string) bool {
	if len(s) > 60 {
		return false
	}
	sure, page, words := false, false, 0
	rest := s
	if w := a.pageWord(rest); w > 0 {
		page = true
		rest = strings.TrimLeft(rest[w:], " ")
		if rest == "" {
			return false
		}
	}
	for f := range strings.FieldsSeq(asciiDigits(rest)) {
		words++
		switch {
		case jobNumber(f):
			sure = true
			if a.doc.Masthead.JobNumber == "" {
				a.doc.Masthead.JobNumber = strings.TrimRight(f, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
			}
		case len(f) >= 8 && f[0] == '*' && f[len(f)-1] == '*' && allDigits(f[1:len(f)-1]):
			sure = true
		case f == "/..." || f == "/…" || f == ".../":
			sure = true
		case len(f) == 3 && f[0] == '(' && f[2] == ')' && f[1] >= 'A' && f[1] <= 'Z':
		case allDigits(f) && (len(f) == 6 || len(f) <= 3):
			sure = sure || page && len(f) <= 3
		default:
			if _, _, ok := pageOf(f); !ok {
				return false
			}
			sure = true
		}
	}
	return sure && words > 0 && (page || words > 1 || !allDigits(rest))
}

// pageWord is the length of a word that stands before a page number.
func (a *anatomy) pageWord(s string) int {
	if len(s) > 40 {
		return 0
	}
	word, _, _ := strings.Cut(s, " ")
	f := fold(word)
	for _, p := range a.l.phrases["page"] {
		if p.before == f {
			return len(word)
		}
	}
	return 0
}

// spreadFurniture adds what is furniture only by its neighbours: a page number
// alone, the name of the language over it, a running title.
func (a *anatomy) spreadFurniture() {
	edge := make([]bool, len(a.lines)) // within three lines of a page's end or of furniture
	pages := false
	for i := range a.lines {
		if a.lines[i].kind != Line {
			continue
		}
		pages = pages || a.lines[i].page > 1
		near := false
		for d := 1; d <= 3 && !near; d++ {
			near = i-d < 0 || i+d >= len(a.lines) || a.lines[i-d].page != a.lines[i].page ||
				a.lines[i+d].page != a.lines[i].page && d <= 2 ||
				a.lines[i-d].role == roleFurniture && d <= 2 || a.lines[i+d].role == roleFurniture && d <= 2
		}
		edge[i] = near
	}
	count := map[string]int{}
	first := ""
	for i := range a.lines {
		n := &a.lines[i]
		if n.kind != Line || len(n.text) > 200 {
			continue
		}
		if n.page <= 1 && pages && len(first) < 4096 {
			first += fold(n.text) + " "
		}
		if edge[i] && n.role == roleNone && n.page != 1 {
			count[n.text]++
		}
	}
	beside := func(i int) bool {
		return i > 0 && a.lines[i-1].role == roleFurniture || i+1 < len(a.lines) && a.lines[i+1].role == roleFurniture
	}
	atEdge := func(i int) bool {
		return i == 0 || i+1 == len(a.lines) || a.lines[i-1].page != a.lines[i].page || a.lines[i+1].page != a.lines[i].page
	}
	for pass := 0; pass < 2; pass++ {
		for k := range a.lines {
			i := k
			if pass == 1 {
				i = len(a.lines) - 1 - k
			}
			n := &a.lines[i]
			if n.kind != Line || n.role != roleNone || !edge[i] || len(n.text) > 200 {
				continue
			}
			s := n.text
			switch {
			case a.pageWord(s) == len(s) && beside(i):
			case allDigits(s) && (len(s) == 6 && beside(i) || len(s) <= 3 && (beside(i) || pages && atEdge(i)) && n.number(s) == n.page):
			case n.page != 1 && !a.l.ends(s) && a.l.paragraphNumber(s).depth == 0 && itemLabel(s) == 0 &&
				(count[s] >= 3 || pages && len(s) >= 8 && beside(i) && strings.Contains(first, fold(s))):
				if len(s) < 6 && !beside(i) {
					continue
				}
			default:
				continue
			}
			n.role = roleFurniture
		}
	}
}

func (n *line) number(s string) int {
	v := 0
	for i := range s {
		v = v*10 + int(s[i]-'0')
	}
	return v
}
