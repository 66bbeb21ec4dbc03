package pdf

import (
	"math"
	"strings"

	"concord/document"
)

// footnote is a note at the end of a page.
type footnote struct {
	mark  string
	block document.Block
}

// blocks gives what was found, in the order of reading. A note follows the line
// that has its mark.
func (l *layout) blocks() []document.Block {
	var out []document.Block
	heads := map[string]bool{}
	open := -1 // the block of the note that the last page left open
	for _, p := range l.pages {
		notes, goesOn := footnotes(p)
		if goesOn != nil && open >= 0 {
			b := &out[open]
			add(b, goesOn.block)
		} else if goesOn != nil {
			notes = append([]footnote{*goesOn}, notes...)
		}
		marks := map[string][]int{} // of each mark the notes that wait for it
		for x, n := range notes {
			marks[n.mark] = append(marks[n.mark], x)
		}
		letters := map[string]bool{}
		for _, n := range p {
			if n.role == cells && n.lead != "" {
				letters[n.lead] = true
			}
		}
		answered := func(mark string) bool { return marks[mark] != nil || letters[mark] }
		var last *line
		for i := 0; i < len(p); i++ {
			n := p[i]
			switch n.role {
			case furniture:
				for _, r := range n.runs {
					if text := dropMarks(r.text, answered); !heads[text] && !pageNumber(text) {
						heads[text] = true
						out = append(out, document.Block{Kind: document.Head, Text: text, Page: n.page, Source: source(text, n.page)})
					}
				}
				continue
			case rule, note:
				continue
			case heading:
				b := document.Block{Kind: document.Whole, Page: n.page, Bold: true, Rank: rank(n)}
				for j := i; j < len(p) && p[j].role == heading && (j == i || p[j].goesOn); j++ {
					text := strings.Join(strings.Fields(dropMarks(p[j].text, answered)), " ")
					add(&b, document.Block{Text: text, Source: source(text, n.page)})
					last, i = p[j], j
				}
				out = append(out, b)
			case cells:
				j := i
				var table []*line
				for ; j < len(p) && p[j].role == cells && p[j].table == n.table; j++ {
					for k := range p[j].runs {
						p[j].runs[k].text = dropMarks(p[j].runs[k].text, answered)
					}
					table = append(table, p[j])
				}
				for _, b := range l.rows(table) {
					b.Source = source(b.Text, b.Page)
					out = append(out, b)
				}
				i = j - 1
				last = p[i]
			default:
				text := dropMarks(n.text, answered)
				if n.lead != "" {
					text = n.lead + " " + text
				}
				b := document.Block{Kind: document.Line, Text: text, Page: n.page, Indent: l.columnOf(n.x0), Gap: l.gap(last, n)}
				b.Source = source(b.Text, b.Page)
				out = append(out, b)
				last = n
			}
			// The notes that are called for up to here.
			for k := i; k >= 0 && p[k] == last || k >= 0 && last.role == cells && p[k].table == last.table && last.table > 0; k-- {
				for _, raised := range p[k].marks {
					for _, m := range eachMark(raised) {
						if wait := marks[m]; len(wait) > 0 {
							x := wait[0]
							marks[m] = wait[1:]
							out = append(out, notes[x].block)
							open = len(out) - 1
							notes[x].block.Text = ""
						}
					}
				}
			}
		}
		for _, n := range notes {
			if n.block.Text != "" {
				out = append(out, n.block)
				open = len(out) - 1
			}
		}
	}
	return out
}

// gap is how many empty lines stand before a line.
func (l *layout) gap(prev, n *line) int {
	if prev == nil {
		return 0
	}
	usual := max(l.pitch, 1.08*n.height)
	d := n.y1 - baseline*n.height - (prev.y1 - baseline*prev.height)
	if d <= 1.3*usual {
		return 0
	}
	return max(1, int(math.Round(d/usual))-1)
}

// source leads a text back to its page.
func source(text string, page int) []document.Segment {
	return []document.Segment{{Len: len(text), Entry: place(page)}}
}

// add lets a note go on with another text.
func add(b *document.Block, more document.Block) {
	was := b.Text
	b.Text = joinText(was, more.Text)
	at := len(b.Text) - len(more.Text)
	for _, s := range more.Source {
		s.At += at
		b.Source = append(b.Source, s)
	}
}

// longNote is the size in bytes beyond which a note goes on in another one.
const longNote = 32 << 10

// footnotes divides the lines of notes of a page; goesOn is the end of a note of
// the page before.
func footnotes(p []*line) (notes []footnote, goesOn *footnote) {
	for _, n := range p {
		if n.role != note {
			continue
		}
		text := dropMarks(n.text, func(string) bool { return false })
		mark := strings.Trim(n.lead, ",")
		if mark == "" && len(n.text) > 0 {
			if m := noteNumber(n); m != "" && (m[0] == '*' || len(n.runs) == 2 || len(notes) == 0 || follows(notes[len(notes)-1].mark, m)) {
				mark = m
				text = strings.TrimLeft(text[len(m):], " ")
			}
		}
		text = strings.Join(strings.Fields(text), " ")
		block := document.Block{Kind: document.Note, Mark: mark, Text: text, Page: n.page, Source: source(text, n.page)}
		switch {
		case mark != "":
			notes = append(notes, footnote{mark, block})
		case len(notes) > 0 && len(notes[len(notes)-1].block.Text) > longNote:
			notes = append(notes, footnote{"", block})
		case len(notes) > 0:
			add(&notes[len(notes)-1].block, block)
		case goesOn != nil && len(goesOn.block.Text) < longNote:
			add(&goesOn.block, block)
		case goesOn != nil:
			notes = append(notes, footnote{"", block})
		default:
			goesOn = &footnote{"", block}
		}
	}
	return notes, goesOn
}

// follows reports whether b is the number behind a.
func follows(a, b string) bool {
	x, y := 0, 0
	for _, c := range a {
		x = x*10 + int(c-'0')
	}
	for _, c := range b {
		y = y*10 + int(c-'0')
	}
	return y == x+1
}

// pageNumber reports whether a running head is only the number of its page.
func pageNumber(s string) bool {
	return strings.Trim(s, "0123456789/ .-–—…") == ""
}
