package pdf

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// headings finds the headings of a page that their place tells: lines in larger
// letters, and what stands over a table. Others are told by [document.Anatomy].
func (l *layout) headings(p []*line, number int) {
	if number < l.first {
		return
	}
	start := 0
	if number == l.first {
		start = l.at
	}
	for i := start; i < len(p); i++ {
		n := p[i]
		if n.role != prose || n.height < 1.12*l.height || len(n.parts()) > 1 || leaders(n.text) || stops(n.text) && !hasLabel(n) || !hasLetters(n.text) {
			continue
		}
		n.role = heading
		if i > start && p[i-1].role == heading && p[i-1].height == n.height && l.gap(p[i-1], n) == 0 {
			before := p[i-1]
			first := before.textStart()
			hangs := near(n.x0, first, 2*l.char) || near(n.x0, before.x0, 2*l.char)
			n.goesOn = hangs && before.x1-before.x0 >= 0.55*(l.right-l.left) && !hasLabel(n)
		}
	}
	for i := start; i < len(p); i++ {
		if p[i].role == cells && (i == 0 || p[i-1].role == prose) {
			l.caption(p, max(start, i-8), i)
		}
	}
}

// caption makes headings of the lines between the end of a paragraph and the table
// in line to.
func (l *layout) caption(p []*line, from, to int) {
	k := to
	for k > from && p[k-1].role == prose && !stops(p[k-1].text) && len(p[k-1].parts()) == 1 && !leaders(p[k-1].text) {
		k--
	}
	if k > 0 && k < to && p[k-1].role == prose {
		if k == from {
			return // too many lines for headings
		}
		if l.gap(p[k-1], p[k]) == 0 {
			// The end of a paragraph that has no stop; what is behind a gap is none.
			for k < to && (k == from || l.gap(p[k-1], p[k]) == 0) {
				k++
			}
		}
	}
	if k < to && k == 0 || k < to && k > 0 && p[k-1].role == furniture {
		// On top of a page a paragraph of the page before may end.
		for k < to && p[k].x0 >= l.left-l.char && startsSmall(p[k].text) {
			k++
		}
	}
	for i := k; i < to; i++ {
		n := p[i]
		if n.height < 0.95*l.height && p[to].height < 0.95*l.height {
			n.role, n.table = cells, p[to].table // the head of a column
			continue
		}
		if strings.HasPrefix(n.text, "(") && strings.HasSuffix(n.text, ")") && !hasLabel(n) {
			n.role, n.table = cells, p[to].table // the unit of its figures
			continue
		}
		n.role = heading
		if i > k && p[i-1].role == heading && l.gap(p[i-1], n) == 0 && !hasLabel(n) {
			n.goesOn = p[i-1].x1+l.firstWord(n) > l.right-2*l.char || n.height >= 1.12*l.height && p[i-1].height == n.height
		}
	}
	// A unit between headings stays where it stands.
	for i := to - 1; i > k; i-- {
		if p[i].role == heading && p[i-1].role == cells && p[i-1].table == p[to].table {
			p[i-1].role, p[i-1].table = heading, 0
		}
	}
}

func near(a, b, by float64) bool { return a > b-by && a < b+by }

// textStart is where the text of a line begins behind a label.
func (n *line) textStart() float64 {
	if len(n.words) > 1 && label.MatchString(n.words[0].text) {
		return n.words[1].x0
	}
	return n.x0
}

func (l *layout) firstWord(n *line) float64 {
	w, _, _ := strings.Cut(n.text, " ")
	return float64(utf8.RuneCountInString(w)+1) * l.char
}

func stops(s string) bool {
	s = strings.TrimRight(s, " ”»\"’)]")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?;:,。！？；：，؟؛،", r)
}

func hasLetters(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

func startsSmall(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 'a' && r <= 'z' || r >= 'а' && r <= 'я'
}

func hasLabel(n *line) bool { return len(n.parts()) < len(n.runs) || headLabel.MatchString(n.text) }

var (
	headLabel  = regexp.MustCompile(`^(?:[IVX]{1,5}|[A-Z]|[0-9]{1,2})\. `)
	romanLabel = regexp.MustCompile(`^[IVX]{1,5}\.? `)
	digitLabel = regexp.MustCompile(`^[0-9]{1,2}\. `)
)

// rank of a heading by the form of its label, as document.Anatomy ranks them.
func rank(n *line) int {
	switch {
	case romanLabel.MatchString(n.text):
		return 1
	case headLabel.MatchString(n.text) && !digitLabel.MatchString(n.text):
		return 2
	case digitLabel.MatchString(n.text):
		return 3
	}
	return 5
}
