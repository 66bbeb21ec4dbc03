package document

import (
	"strconv"
	"strings"
)

// lead goes through what stands before the first numbered paragraph: masthead,
// summary, contents, preamble, headings. A document without numbers is all lead.
func (a *anatomy) lead(p part, first int, numbered bool) {
	limit := min(first, p.from+160)
	summary, preamble := -1, -1
	for k := p.from; k < limit; k++ {
		n := a.at(k)
		if len(n.text) > 60 {
			continue
		}
		switch a.l.exact[fold(n.text)] {
		case "summary":
			if summary < 0 {
				summary = k
			}
		case "preamble":
			if preamble < 0 {
				preamble = k
			}
		}
	}
	marked := a.markedPreamble(p.from, first)
	if marked >= 0 {
		preamble = marked
	}
	upTo := limit
	if summary >= 0 {
		upTo = summary
	}
	if preamble >= 0 {
		upTo = min(upTo, preamble)
	}
	if !numbered && summary < 0 && preamble < 0 {
		upTo = a.proseHead(p.from, limit)
	}
	at := a.masthead(p.from, upTo)
	a.releaseNotes(false)
	at = a.skipContents(at, first)
	switch {
	case marked >= 0:
		end := marked
		for end < first && a.at(end).block.Preamble != NoPreamble {
			end++
		}
		a.recitals(marked, end)
		if numbered {
			a.headings(end, first)
		} else {
			a.prose(end, first, "", true)
		}
		return
	case preamble >= 0:
		// A heading may stand behind the last clause, which ends in a comma.
		end := first
		for k := first - 1; numbered && k > preamble && k >= first-3; k-- {
			if r := lastRune(a.at(k).text); r == ',' || r == '，' || r == '،' {
				end = k + 1
				break
			}
		}
		a.clauses(preamble, end)
		a.headings(end, first)
		return
	case summary >= 0:
		a.heading(summary, summary+1)
		at = summary + 1
		end := a.headingsOr(at, first, numbered)
		if numbered {
			a.prose(at, end, "summary", false)
			a.headings(end, first)
			return
		}
		// Without numbers the summary ends at the next heading of a chapter.
		for end = at; end < first; end++ {
			if _, ok := a.l.headingLabel(a.at(end).text); ok || a.wholeHeading(end) > 0 {
				break
			}
		}
		a.prose(at, end, "summary", false)
		a.prose(end, first, "", true)
		return
	case !numbered:
		a.prose(at, first, "", true)
		if a.doc.Masthead.Title == "" && len(a.doc.Headings) > 0 && a.doc.Headings[0].Next == 0 {
			a.doc.Masthead.Title = a.doc.Headings[0].Text
		}
		return
	}
	end := max(at, a.headingsOr(at, first, true))
	// What is left between masthead and headings counts where it is prose.
	for k := at; k < end; {
		n := a.at(k)
		if n.kind == Row {
			a.row(k)
			k++
			continue
		}
		j := k + 1
		for j < end && a.at(j).kind == Line && !a.proseBreak(j) {
			j++
		}
		if n.kind == Whole && a.wholeHeading(k) > 0 {
			a.heading(k, k+1)
		} else if a.l.ends(a.at(j-1).text) && (j > k+1 || n.width > 60) {
			a.begin(a.part, "", false)
			for i := k; i < j; i++ {
				a.addLine(a.body[i], 0)
			}
			a.close()
		}
		k = j
	}
	if a.doc.Masthead.Title == "" && end < first {
		a.doc.Masthead.Title = a.titleFrom(end, first)
	}
	a.headings(end, first)
}

// markedPreamble is the first line of a preamble that the file itself names so, -1
// where it names none.
func (a *anatomy) markedPreamble(from, to int) int {
	for k := from; k < to; k++ {
		if a.at(k).block.Preamble != NoPreamble {
			return k
		}
	}
	return -1
}

// titleFrom is the first heading of a document that has no masthead, where
// another one follows before the text.
func (a *anatomy) titleFrom(from, to int) string {
	n := a.at(from)
	if _, ok := a.l.headingLabel(n.text); ok || to-from < 2 {
		return ""
	}
	return n.text
}

func (a *anatomy) headingsOr(from, first int, numbered bool) int {
	if !numbered || from >= first {
		return first
	}
	return a.headingsBefore(from, first, true)
}

// proseHead is where the masthead of a document without numbers can end at the
// latest: before the first line that ends a sentence.
func (a *anatomy) proseHead(from, limit int) int {
	for k := from; k < limit; k++ {
		n := a.at(k)
		if a.l.ends(n.text) && n.width > 30 && n.text[0] != '*' {
			// Back to where its paragraph begins.
			for k > from && !a.proseBreak(k) {
				k--
			}
			return k
		}
	}
	return limit
}

// skipContents passes over a table of contents.
func (a *anatomy) skipContents(from, to int) int {
	for k := from; k < to && k < from+40; k++ {
		n := a.at(k)
		if len(n.text) > 60 || a.l.exact[fold(n.text)] != "contents" {
			continue
		}
		last := k
		for j := k + 1; j < to && j < k+400; j++ {
			t := a.at(j)
			if t.kind == Row || strings.Contains(t.text, ". . .") || strings.Contains(t.text, "....") || strings.Contains(t.text, "……") {
				last = j
			} else if j-last > 12 || a.l.paragraphNumber(t.text).depth > 0 && t.width > 120 {
				break
			}
		}
		for last+1 < to && allDigits(a.at(last+1).text) {
			last++
		}
		if last > k {
			return last + 1
		}
	}
	return from
}

// annexLead goes through what stands before the first numbered paragraph of an
// annex: its heading, its title, prose.
func (a *anatomy) annexLead(p part, first int, numbered bool) {
	at := p.from
	if _, ok := a.annexHeading(at); ok {
		a.levels = a.levels[:0]
		a.lastSeq = [rankPlain + 1]int{}
		a.close()
		a.levels = append(a.levels[:0], 1)
		a.doc.Headings = append(a.doc.Headings, Heading{Text: a.at(at).text, Level: 1, Next: len(a.doc.Paragraphs)})
		at++
	}
	if at < first && at < len(a.body) && strings.HasPrefix(a.at(at).text, "[") && a.starts("original", a.at(at).text[1:]) {
		// "[Original: French]", on one line or two.
		for k := at; k < first && k < at+3; k++ {
			if strings.HasSuffix(a.at(k).text, "]") {
				at = k + 1
				break
			}
		}
	}
	if !numbered {
		h := a.annexTitle(at, first)
		if h < first && a.at(h).kind == Line {
			a.headings(at, h)
			at = h
		}
		a.prose(at, first, p.name, true)
		return
	}
	end := a.headingsBefore(at, first, true)
	a.prose(at, end, p.name, true)
	a.headings(end, first)
}

// annexTitle is the end of the title of an annex without numbers: the lines before
// the first wider gap, or else the short ones, up to the first that ends a sentence.
func (a *anatomy) annexTitle(from, to int) int {
	end, gap := from, -1
	for end < to && end < from+8 && a.at(end).kind == Line && !a.l.pauses(a.at(end).text) {
		if end > from && a.at(end).gap > a.gapUsual {
			gap = end
		}
		end++
	}
	if end < to && end > from && a.at(end).gap > a.gapUsual {
		gap = end
	}
	if gap > 0 {
		return gap
	}
	for k := from; k < end; k++ {
		if a.wrap > 0 && a.at(k).width*4 > a.wrap*3 {
			return k
		}
	}
	return end
}

// warnNumbers names gaps, repeats and new beginnings in the numbers of a part.
func (a *anatomy) warnNumbers(p part, starts []start) {
	of := ""
	if p.name != "" {
		of = " of the " + p.name
	}
	for i, s := range starts {
		d := s.num.depth
		if i == 0 {
			if s.num.parts[d-1] > 1 && d == 1 {
				a.warn("numbering-gap", "before paragraph "+s.text+of, "The numbering begins with "+s.text+".")
			}
			continue
		}
		was := starts[i-1]
		switch {
		case s.num.parts == successor(was.num.parts, d) || d > 1 && s.num.parts == nextChapter(was.num.parts, d):
		case s.num.parts == was.num.parts:
			a.warn("numbering-repeat", "paragraph "+s.text+of, "Two paragraphs have the number "+s.text+".")
		case less(was.num.parts, s.num.parts):
			missing := s.num.parts[d-1] - was.num.parts[d-1] - 1
			text := "Paragraph " + s.text + " follows paragraph " + was.text + "."
			if missing == 1 {
				text = "No paragraph has the number " + strconv.Itoa(was.num.parts[d-1]+1) + "; paragraph " + s.text + " follows paragraph " + was.text + "."
			}
			a.warn("numbering-gap", "after paragraph "+was.text+of, text)
		case s.num.parts[d-1] == 1:
			a.warn("numbering-restart", "after paragraph "+was.text+of, "The numbering begins again with 1 after paragraph "+was.text+".")
		default:
			a.warn("numbering-repeat", "after paragraph "+was.text+of, "Paragraph "+s.text+" follows paragraph "+was.text+".")
		}
	}
}
