package document

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// begin opens a paragraph.
func (a *anatomy) begin(part, number string, counted bool) {
	a.close()
	a.b.reset()
	a.open = true
	a.inPart, a.number, a.counted = part, number, counted
}

// addLine adds the text of a line from a byte on.
func (a *anatomy) addLine(i, from int) {
	n := &a.lines[i]
	a.lastLine = i
	if from >= len(n.text) {
		return
	}
	if len(a.b.buf) > 0 {
		if a.soft {
			a.soft = false
		} else {
			a.join(&a.b, n.text[from:])
		}
	}
	a.soft = n.kind == Line && strings.HasSuffix(n.block.Text, "\u00AD")
	a.b.add(n.text, n.src, from, len(n.text))
}

// addItem adds body line k on a line of its own inside the paragraph, with the
// automatic label that stands before it.
func (a *anatomy) addItem(k int) {
	n := a.at(k)
	if len(a.b.buf) > 0 {
		a.b.trimRight()
		a.b.put("\n")
	}
	if l := n.block.Label; l != "" {
		a.b.put(l)
		a.b.put(" ")
	}
	a.lastLine = a.body[k]
	a.b.add(n.text, n.src, 0, len(n.text))
}

// close ends the paragraph that is open and lets its footnotes follow.
func (a *anatomy) close() {
	if !a.open {
		return
	}
	a.open, a.soft = false, false
	a.b.trimRight()
	if len(a.b.buf) == 0 {
		if a.number != "" && !a.counted {
			a.warn("empty-paragraph", "paragraph "+a.number, "Paragraph "+a.number+" has no text; it was left out.")
		}
	} else {
		text, segs := a.b.text()
		a.paragraph(Paragraph{Part: a.inPart, Number: a.number, Counted: a.counted, Text: text, Source: segs})
	}
	a.releaseNotes(false)
}

func (a *anatomy) paragraph(p Paragraph) {
	if !composed(p.Text) {
		p.Text, p.Source = compose(p.Text, p.Source) // lines that meet may compose
	}
	if len(p.Text) > longParagraph {
		a.warn("long-paragraph", placeOf(p), "A paragraph has more than "+string(appendInt(nil, longParagraph>>10))+" KiB; look whether the text is broken into paragraphs.")
	}
	a.doc.Paragraphs = append(a.doc.Paragraphs, p)
}

func placeOf(p Paragraph) string {
	s := "paragraph " + p.Number
	if p.Number == "" {
		s = "a paragraph without number"
	}
	if p.Part != "" {
		s += " of the " + p.Part
	}
	return s
}

func (a *anatomy) warn(kind, place, text string) {
	const most = 200 // a broken file may give as many as it has lines
	if len(a.doc.Warnings) < most {
		a.doc.Warnings = append(a.doc.Warnings, Warning{kind, place, text})
	}
}

// quotes and dashes that are printed as wide in Han text.
func wideIn(han bool, r rune) bool {
	if wide(r) {
		return true
	}
	return han && (r >= 0x2014 && r <= 0x201D || r == '…' || r == '·')
}

// join puts between two lines what the language puts there.
func (a *anatomy) join(b *builder, next string) {
	if len(b.buf) == 0 || next == "" {
		return
	}
	last, _ := utf8.DecodeLastRune(b.buf)
	first, _ := utf8.DecodeRuneInString(next)
	if last == ' ' || last == '\n' {
		return
	}
	wl, wf := wideIn(a.l.han, last), wideIn(a.l.han, first)
	switch {
	case wl && wf:
		return
	case a.l.han && (wl || wf):
		o := first
		han := last
		if wf {
			o, han = last, first
		}
		if a.hanSpaced && isHan(han) && (o >= '0' && o <= '9' || o < 0x250 && unicode.IsLetter(o)) {
			b.put(" ")
		}
		return
	}
	switch last {
	case '-':
		a.joinHyphen(b, next)
		return
	case '/', '(', '[', '“', '‘', '«':
		if before(b.buf, len(string(last))) != ' ' || last != '/' {
			return
		}
	case '–', '—':
		if before(b.buf, 3) != ' ' {
			return
		}
	}
	b.put(" ")
}

// before is the character before the last n bytes.
func before(b []byte, n int) rune {
	r, _ := utf8.DecodeLastRune(b[:max(0, len(b)-n)])
	return r
}

// joinHyphen joins lines of which the first ends in a hyphen: a compound keeps it,
// a word that was broken loses it. What the rest of the document writes decides;
// where it is silent the hyphen stays, as documents of the United Nations are set
// without word breaks.
func (a *anatomy) joinHyphen(b *builder, next string) {
	r := before(b.buf, 1)
	f, _ := utf8.DecodeRuneInString(next)
	if r == ' ' {
		s := before(b.buf, 2)
		if unicode.IsLetter(s) && unicode.IsLetter(f) { // "Guinea -" and "Bissau"
			b.cut(len(b.buf) - 2)
			b.put("-")
		} else {
			b.put(" ")
		}
		return
	}
	if !unicode.IsLetter(r) || !unicode.IsLower(f) || len(a.words) == 0 {
		return
	}
	head, tail := lastWord(b.buf[:len(b.buf)-1]), firstWord(next)
	if a.words[head+"-"+tail] || !a.words[head+tail] {
		return
	}
	b.cut(len(b.buf) - 1)
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || r == '-' || r == '\'' || r == '’'
}

func lastWord(b []byte) string {
	i := len(b)
	for i > 0 {
		r, n := utf8.DecodeLastRune(b[:i])
		if !isWord(r) {
			break
		}
		i -= n
	}
	return strings.ToLower(string(b[i:]))
}

func firstWord(s string) string {
	for i, r := range s {
		if !isWord(r) {
			return strings.ToLower(s[:i])
		}
	}
	return strings.ToLower(s)
}

// hyphens looks, for each line that ends in a hyphen, whether the document
// elsewhere writes the word in one or as a compound.
func (a *anatomy) hyphens() {
	if a.l.han {
		return
	}
	ask := map[string]bool{}
	for k := 0; k+1 < len(a.body); k++ {
		n := a.at(k)
		if n.kind != Line || !strings.HasSuffix(n.text, "-") || len(ask) > 20000 {
			continue
		}
		head, tail := lastWord([]byte(n.text[:len(n.text)-1])), firstWord(a.at(k+1).text)
		if head != "" && tail != "" && len(head)+len(tail) < 80 {
			ask[head+tail] = false
			ask[head+"-"+tail] = false
		}
	}
	if len(ask) == 0 {
		return
	}
	a.words = map[string]bool{}
	var word []byte
	for _, i := range a.body {
		s := a.lines[i].text
		word = word[:0]
		for _, r := range s {
			if isWord(r) {
				if len(word) < 90 {
					word = utf8.AppendRune(word, unicode.ToLower(r))
				}
				continue
			}
			if _, ok := ask[string(word)]; ok {
				a.words[string(word)] = true
			}
			word = word[:0]
		}
		if _, ok := ask[string(word)]; ok && len(word) > 0 && word[len(word)-1] != '-' {
			a.words[string(word)] = true
		}
	}
}
