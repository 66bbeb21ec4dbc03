package html

import (
	"regexp"
	"slices"
	"strings"

	"concord/document"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// notes is what a page says of its footnotes. No element of HTML is a footnote: one is
// told by a link with a mark as its text, raised, named as a call or answered by a link
// back, that leads on to a paragraph or an item of a list. Places are bytes of the page.
type notes struct {
	all    []note
	calls  map[int]int  // of a link that calls a note, by the place of its tag: the note
	backs  map[int]bool // links back to a call, by the place of their tag
	begins map[int]int  // of the element that is a note, by the place of its tag: the note
}

// note is one footnote.
type note struct {
	mark   string
	called bool
	marked bool // its mark was the link back, and is out of its text
	placed bool // layout.Blocks[block] waits for its text
	block  int
	text   string
	source []document.Segment
}

// element is one that may be a note.
type element struct {
	at   int
	tag  atom.Atom
	like bool // its name or class is that of a note
	sure bool // it says of itself that it is one
}

// link is one to a place of the same page.
type link struct {
	at     int
	target string
	ids    []string // by which a link back finds it
	text   string
	raised bool // in raised letters, or named as the call of a note
	behind bool // text stands before it in its paragraph
}

var (
	noteID    = regexp.MustCompile(`^(?:_?ftn|_?edn|sdfootnote|sdendnote)[0-9]+$`) // as Word and LibreOffice name them
	noteStyle = regexp.MustCompile(`mso-element:\s*(?:foot|end)note(?:;|\s|$)`)
)

// words of an attribute that name a note, and the call of one.
var (
	noteNames = []string{"footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote"}
	noteClass = []string{"footnote", "endnote", "msofootnotetext", "msoendnotetext"}
	callNames = []string{"noteref", "doc-noteref", "footnote-ref", "footnote-reference", "sdfootnoteanc", "sdendnoteanc"}
)

func named(value string, names []string) bool {
	return slices.ContainsFunc(strings.Fields(strings.ToLower(value)), func(f string) bool { return slices.Contains(names, f) })
}

// findNotes goes through a page for its notes.
func findNotes(file string) *notes {
	n := &notes{calls: map[int]int{}, backs: map[int]bool{}, begins: map[int]int{}}
	if !strings.Contains(file, "#") && !strings.Contains(file, "note") {
		return n
	}
	s := scan{anchors: map[string]element{}}
	z := html.NewTokenizer(strings.NewReader(file))
	z.SetMaxBuf(8 << 20)
	for {
		kind := z.Next()
		raw := z.Raw()
		if kind == html.ErrorToken {
			break
		}
		length := len(raw)
		switch kind {
		case html.TextToken:
			s.text(string(raw))
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			s.start(atom.Lookup(name), attributes(z, more))
		case html.EndTagToken:
			name, _ := z.TagName()
			s.end(atom.Lookup(name))
		}
		s.at += length
	}
	n.resolve(&s)
	return n
}

// scan is the state of findNotes.
type scan struct {
	at      int
	links   []link
	anchors map[string]element
	sure    []element
	chain   []element // open blocks before whose first letter we stand, or the last of them
	written bool      // text has come since the last block began
	recent  []string  // ids since the last letter
	sup     int
	open    bool // the last of links
}

func (s *scan) start(a atom.Atom, at map[string]string) {
	class := at["class"] + " " + at["role"] + " " + at["epub:type"]
	e := element{s.at, a, noteID.MatchString(at["id"]) || named(class, noteClass) || noteStyle.MatchString(at["style"]), named(at["role"]+" "+at["epub:type"], noteNames)}
	e.like = e.like || e.sure
	block := blocks[a] || a == atom.Li
	switch {
	case block:
		if s.written {
			s.chain, s.written = nil, false
		}
		s.chain, s.recent = append(s.chain, e), nil
		if e.sure {
			s.sure = append(s.sure, e)
		}
	case a == atom.Td || a == atom.Th || a == atom.Tr || a == atom.Table || a == atom.Ol || a == atom.Ul:
		s.chain, s.written, s.recent = nil, false, nil
	case a == atom.Sup:
		s.sup++
	}
	for _, id := range [...]string{at["id"], at["name"]} {
		if id == "" {
			continue
		}
		if !block {
			s.recent = append(s.recent, id)
		}
		if _, twice := s.anchors[id]; twice {
			continue
		}
		if block {
			s.anchors[id] = e
		} else if k := len(s.chain); k > 0 && !s.written {
			// An anchor at the head of a paragraph: the note is the paragraph, or what
			// is around it and named as one.
			in := s.chain[k-1]
			if i := slices.IndexFunc(s.chain, func(e element) bool { return e.like }); i >= 0 && rankOf(in.tag) == 0 {
				in = s.chain[i]
			}
			s.anchors[id] = in
		}
	}
	if a == atom.A {
		s.open = false
		if target, ok := strings.CutPrefix(at["href"], "#"); ok && target != "" {
			s.links = append(s.links, link{at: s.at, target: target, raised: s.sup > 0 || named(class, callNames), behind: s.written})
			s.open = true
		}
	}
	if a == atom.Sup && s.open {
		s.links[len(s.links)-1].raised = true
	}
}

func (s *scan) text(raw string) {
	text := strings.TrimSpace(html.UnescapeString(raw[:min(len(raw), 200)]))
	if text == "" && len(raw) <= 200 {
		return
	}
	s.written = true
	if s.open {
		if l := &s.links[len(s.links)-1]; len(l.text) < 40 {
			l.text += text
		}
		return
	}
	s.recent = nil
}

func (s *scan) end(a atom.Atom) {
	switch {
	case a == atom.A && s.open:
		l := &s.links[len(s.links)-1]
		l.ids, s.open = s.recent, false
		s.recent = nil
	case a == atom.Sup:
		s.sup = max(0, s.sup-1)
	case blocks[a] || a == atom.Li:
		s.chain, s.written, s.recent = nil, false, nil
	}
}

// resolve tells which links call notes.
func (n *notes) resolve(s *scan) {
	last := map[string]int{} // where the last link to a place stands
	for _, l := range s.links {
		last[l.target] = l.at
	}
	back := map[string]int{} // of the ids of calls: where their note begins
	for _, l := range s.links {
		e, ok := s.anchors[l.target]
		mark := markOf(l.text)
		if !ok || mark == "" || !l.raised && !l.behind || e.at <= l.at && !e.sure {
			continue
		}
		switch e.tag {
		case atom.P, atom.Li, atom.Div, atom.Aside, atom.Dd:
		default:
			if !e.like {
				continue
			}
		}
		answered := slices.ContainsFunc(l.ids, func(id string) bool { return last[id] >= e.at && last[id] > 0 })
		if !l.raised && !e.like && !answered {
			continue
		}
		i, ok := n.begins[e.at]
		if !ok {
			i = len(n.all)
			n.begins[e.at] = i
			n.all = append(n.all, note{mark: mark, called: true})
		}
		n.calls[l.at] = i
		for _, id := range l.ids {
			back[id] = e.at
		}
	}
	for _, l := range s.links {
		if at, ok := back[l.target]; ok && l.at >= at {
			n.backs[l.at] = true
		}
	}
	for _, e := range s.sure {
		if _, ok := n.begins[e.at]; !ok {
			n.begins[e.at] = len(n.all)
			n.all = append(n.all, note{})
		}
	}
}

var raisedDigits = strings.NewReplacer("¹", "1", "²", "2", "³", "3", "⁰", "0", "⁴", "4", "⁵", "5", "⁶", "6", "⁷", "7", "⁸", "8", "⁹", "9")

var markForm = regexp.MustCompile(`^(?:\p{Nd}{1,3}|[*†‡§]{1,4}|[a-z]|[ivx]{2,6})$`)

// markOf is the mark that a text is: "1" of "[1]"; "" for none.
func markOf(s string) string {
	s = strings.Trim(raisedDigits.Replace(s), " \u00a0[]()［］（）.")
	if markForm.MatchString(s) {
		return s
	}
	return ""
}

// inNote is the note that the reader stands in.
type inNote struct {
	note  int
	tag   atom.Atom
	open  int // elements of the same name inside it
	lists int // that were open where it began
}

// beginNote begins the note whose element has begun with the tag at r.at.
func (r *reader) beginNote(a atom.Atom) {
	i, ok := r.notes.begins[r.at]
	if !ok {
		return
	}
	r.endNote()
	r.in = &inNote{note: i, tag: a, lists: len(r.lists)}
	if n := &r.notes.all[i]; !n.called {
		r.place(i)
	}
}

func (r *reader) endNote() {
	if r.in != nil {
		r.flush()
		r.in = nil
	}
}

// leaveNote ends the note that the reader stands in, where a tag ends it: its own, or
// of a paragraph and an item, which are often left open, what cannot stand inside.
func (r *reader) leaveNote(a atom.Atom, end bool) {
	if r.in == nil {
		return
	}
	list := a == atom.Ol || a == atom.Ul
	outside := blocks[a] || list || a == atom.Li || a == atom.Td || a == atom.Th || a == atom.Tr || a == atom.Table
	switch {
	case r.in.tag == atom.P:
		if outside {
			r.endNote()
		}
	case r.in.tag == atom.Li:
		if (a == atom.Li || list && end) && len(r.lists) <= r.in.lists {
			r.endNote()
		}
	case a != r.in.tag:
	case !end:
		r.in.open++
	case r.in.open > 0:
		r.in.open--
	default:
		r.endNote()
	}
}

// noteLink looks whether the link that begins at r.at calls a note, or leads back
// from one.
func (r *reader) noteLink() {
	if i, ok := r.notes.calls[r.at]; ok {
		r.called = append(r.called, i)
		r.drop, r.noted, r.spaced = true, true, r.space
	}
	r.drop = r.drop || r.in != nil && r.notes.backs[r.at]
}

// closeBracket takes out the brackets of a mark whose link is only the number, where
// the text behind it begins with the second. It gives how much of that is read.
func (r *reader) closeBracket(raw string) int {
	k := len(r.buf) - 1
	if k < 0 || r.buf[k] != '[' || raw == "" || raw[0] != ']' {
		return 0
	}
	if k > 0 && r.buf[k-1] == ' ' {
		k--
		r.space, r.spaced = true, true
	}
	r.buf = r.buf[:k]
	if n := len(r.segs); n > 0 && r.segs[n-1].At+r.segs[n-1].Len > k {
		if r.segs[n-1].At >= k {
			r.segs = r.segs[:n-1]
		} else {
			r.segs[n-1] = r.segs[n-1].Cut(0, k)
		}
	}
	return 1
}

// place keeps the place of a note in the layout.
func (r *reader) place(i int) {
	n := &r.notes.all[i]
	if !n.placed {
		n.placed, n.block = true, len(r.layout.Blocks)
		r.layout.Blocks = append(r.layout.Blocks, document.Block{Kind: document.Note})
	}
}

// placeCalled lets the notes that were called follow what called them.
func (r *reader) placeCalled() {
	for _, i := range r.called {
		r.place(i)
	}
	r.called = r.called[:0]
}

// addToNote adds a paragraph to the note that the reader stands in.
func (r *reader) addToNote(b document.Block) {
	n := &r.notes.all[r.in.note]
	from := 0
	if n.text == "" {
		from = n.behindMark(b.Text)
	} else {
		n.text += "\n"
	}
	for _, s := range b.Source {
		if s.At+s.Len > from {
			s = s.Cut(from, len(b.Text))
			s.At += len(n.text) - from
			n.source = append(n.source, s)
		}
	}
	n.text += b.Text[from:]
}

// behindMark is where the text of a note begins behind its mark, which may have been
// the link back. One that nothing calls is given the number or the stars that it begins with.
func (n *note) behindMark(text string) int {
	rest := strings.TrimLeft(text, "^↑ \u00a0")
	if n.marked {
		rest = strings.TrimPrefix(rest, "[]")
	} else {
		word := rest
		if i := strings.IndexAny(rest, " \u00a0\n"); i >= 0 {
			word = rest[:i]
		}
		m := markOf(word)
		if n.mark == "" && !n.called && m != "" && (m[0] < 'a' || m[0] > 'z') {
			n.mark = m
		}
		switch {
		case m != "" && m == n.mark:
			rest = rest[len(word):]
		case n.mark != "" && n.mark[0] == '*': // set close: "*See"
			rest = strings.TrimPrefix(rest, n.mark)
		}
	}
	return len(text) - len(strings.TrimLeft(rest, " \u00a0\n"))
}

// writeNotes puts the notes where their calls stand.
func (r *reader) writeNotes() {
	if len(r.notes.all) == 0 {
		return
	}
	for i := range r.notes.all {
		if n := &r.notes.all[i]; n.text != "" {
			r.place(i) // one whose call was not read
			b := &r.layout.Blocks[n.block]
			b.Mark, b.Text, b.Source = n.mark, n.text, n.source
		}
	}
	r.layout.Blocks = slices.DeleteFunc(r.layout.Blocks, func(b document.Block) bool { return b.Kind == document.Note && b.Text == "" })
}
