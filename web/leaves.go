package web

import (
	"net/url"
	"strconv"
	"strings"
)

// This file shows a long document by leaves: as many paragraphs as are read at one
// time, cut where a section begins. The bar of sections and the sums are of the whole,
// and the address of a paragraph ("?p=41#p41") leads to the leaf that has it.

// onLeaf is how much stands on a leaf: paragraphs, acts and doubts. It keeps the page of
// the densest report under 30 kB; its time grows with it.
const onLeaf = 75

// leafStarts are the indexes at which the leaves of an outline begin.
func leafStarts(outline []Outlined) []int {
	load := func(o *Outlined) int { return 1 + o.Acts + o.Doubts }
	starts := []int{0}
	sum := 0
	for i := range outline {
		o := &outline[i]
		full := sum+load(o) > onLeaf
		if i > 0 && o.Section != outline[i-1].Section && sum >= onLeaf/2 {
			ahead := 0
			for j := i; j < len(outline) && outline[j].Section == o.Section && ahead <= onLeaf; j++ {
				ahead += load(&outline[j])
			}
			full = full || sum+ahead > onLeaf
		}
		if full && i > starts[len(starts)-1] {
			starts, sum = append(starts, i), 0
		}
		sum += load(o)
	}
	return starts
}

// leaf finds the leaf with a paragraph by its anchor, the first without one.
func leaf(outline []Outlined, anchor string) (from, to int, found bool) {
	at := 0
	found = anchor == ""
	if !found {
		for i, a := range outlineAnchors(outline) {
			if a == anchor {
				at, found = i, true
				break
			}
		}
	}
	starts := leafStarts(outline)
	k := 0
	for k+1 < len(starts) && starts[k+1] <= at {
		k++
	}
	to = len(outline)
	if k+1 < len(starts) {
		to = starts[k+1]
	}
	return starts[k], to, found
}

// placeIn is the address of a paragraph in its document, by its anchor without "p".
func placeIn(e Entry, anchor string) string { return leafOf(e, anchor) + "#p" + anchor }

// leafOf is the address of the leaf that has a paragraph.
func leafOf(e Entry, anchor string) string {
	a := address(e)
	sep := "?"
	if strings.Contains(a, "?") {
		sep = "&"
	}
	return a + sep + "p=" + url.QueryEscape(anchor)
}

// sameLeaf is the address of another text of the work where this one is open.
func (d *Document) sameLeaf(e Entry) string {
	if d.At == 0 {
		return address(e)
	}
	return leafOf(e, outlineAnchors(d.Outline[:d.At+1])[d.At])
}

// besideLeaf is the address of this leaf with another language beside it.
func (d *Document) besideLeaf(other string) string {
	if d.At == 0 {
		return besideAddress(d.Entry, other)
	}
	return besideAddress(d.Entry, other) + "&p=" + url.QueryEscape(outlineAnchors(d.Outline[:d.At+1])[d.At])
}

// leaves are the ways from a leaf to the others.
type leaves struct {
	Range, Of      string
	Before, Behind *link
	All            []link
}

// blocks sets headings and paragraphs of the leaf in their order, and the bar of all
// sections.
func (pg *documentPage) blocks(s *Site, v *visit) {
	d := pg.Document
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	bases := outlineAnchors(d.Outline)
	from, to := d.At, d.At+len(d.Paragraphs)
	// where is the address of something in the document: on this leaf its anchor alone.
	where := func(i int, anchor string) string {
		if i >= from && i < to {
			return "#" + anchor
		}
		return v.to(leafOf(d.Entry, bases[i])) + "#" + anchor
	}
	para := func(i int) string { return msg("document.one-paragraph", "number", d.Outline[i].Number) }
	doubtful := func(i int) int {
		for ; i < len(d.Outline); i++ {
			if d.Outline[i].Doubts > 0 {
				return i
			}
		}
		return -1
	}
	for i := range d.Sections {
		pg.Nav = append(pg.Nav, pg.head(s, v, i))
		h := &pg.Nav[i]
		if at := min(h.Next, len(d.Outline)-1); at >= 0 {
			h.Href = where(at, h.Anchor)
		}
	}
	section, part := 0, ""
	for ; section < len(d.Sections) && d.Sections[section].Next < from; section++ {
	}
	if from > 0 {
		part = d.Outline[from-1].Part
		// The leaf begins within a section: its heading stands here too.
		if section > 0 && (section == len(d.Sections) || d.Sections[section].Next > from) {
			h := pg.Nav[section-1]
			h.Goes, h.Anchor = true, h.Anchor+"-on"
			pg.Blocks = append(pg.Blocks, block{Head: &h})
		}
	}
	if i := doubtful(0); i >= 0 {
		pg.FirstDoubt = &link{Href: where(i, "p"+bases[i]), Label: msg("tools.first-doubt", "paragraph", para(i))}
	}
	for i := from; i < to; i++ {
		p := &d.Paragraphs[i-from]
		opened := false
		for ; section < len(d.Sections) && d.Sections[section].Next <= i; section++ {
			pg.Blocks = append(pg.Blocks, block{Head: &pg.Nav[section]})
			opened = true
		}
		if p.Part != part {
			part = p.Part
			if !opened && part != "" && part != "footnote" {
				pg.Blocks = append(pg.Blocks, block{Head: &head{Section: Section{Heading: s.partName(v.lang, part), Level: 2}, Anchor: "part-" + bases[i], Lang: v.lang}})
			}
		}
		r := s.set(v, d.Language, p, bases[i])
		s.annotate(v, d, p, &r)
		pg.Blocks = append(pg.Blocks, block{Row: &r})
		if r.Doubtful() {
			if j := doubtful(i + 1); j >= 0 {
				r.Next = &link{Href: where(j, "p"+bases[j]), Label: msg("tools.next-doubt", "paragraph", para(j))}
			}
		}
	}
	if to == len(d.Outline) {
		for ; section < len(d.Sections); section++ {
			pg.Blocks = append(pg.Blocks, block{Head: &pg.Nav[section]})
		}
	}
	pg.Leaves = s.leaves(v, d, bases, func(anchor string) string { return leafOf(d.Entry, anchor) })
}

// leaves are the ways to the other leaves of a document, where there are any.
func (s *Site) leaves(v *visit, d *Document, bases []string, address func(anchor string) string) *leaves {
	starts := leafStarts(d.Outline)
	if len(starts) < 2 {
		return nil
	}
	l := &leaves{Of: s.messages.text(v.lang, "count.paragraphs", "n", len(d.Outline))}
	for k, at := range starts {
		end := len(d.Outline)
		if k+1 < len(starts) {
			end = starts[k+1]
		}
		w := link{Href: v.to(address(bases[at])), Label: leafLabel(d.Outline[at:end]), Current: at == d.At}
		if w.Label == "" {
			w.Label = strconv.Itoa(k + 1)
		}
		if w.Current {
			l.Range = w.Label
		}
		l.All = append(l.All, w)
	}
	for k := range l.All {
		if !l.All[k].Current {
			continue
		}
		if k > 0 {
			l.Before = &l.All[k-1]
		}
		if k+1 < len(l.All) {
			l.Behind = &l.All[k+1]
		}
	}
	return l
}

// leafLabel is the first and last number of the main text on a leaf.
func leafLabel(outline []Outlined) string {
	first, last := "", ""
	for i := range outline {
		if o := &outline[i]; o.Number != "" && !o.Counted && o.Part != "footnote" {
			if first == "" {
				first = o.Number
			}
			last = o.Number
		}
	}
	if first == last {
		return first
	}
	return first + "–" + last
}

// head is a section as its heading and the bar of sections show it.
func (pg *documentPage) head(s *Site, v *visit, i int) head {
	d := pg.Document
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	sec := d.Sections[i]
	from, to := sec.Next, len(d.Outline)
	for _, later := range d.Sections[i+1:] {
		if later.Level <= sec.Level {
			to = later.Next
			break
		}
	}
	h := head{Section: sec, Anchor: "s" + strconv.Itoa(i+1), Lang: d.Language}
	h.Href = "#" + h.Anchor
	from, to = max(0, min(from, len(d.Outline))), max(0, min(to, len(d.Outline)))
	if from < to {
		h.Range = s.paragraphs(v.lang, d.Outline[from].Number, d.Outline[to-1].Number)
		var line []string
		if sec.SubItem != "" {
			line = append(line, capital(msg("document.sub-item", "letter", sec.SubItem)))
		}
		t := tally(d.Outline[from:to])
		if h.Range != "" {
			line = append(line, h.Range)
		}
		if t.Acts > 0 {
			line = append(line, s.actsAndReviewed(v.lang, t))
		} else {
			line = append(line, msg("act.none"))
		}
		if t.Doubts > 0 {
			line = append(line, msg("count.doubts", "n", t.Doubts))
		}
		h.Line = strings.Join(line, " · ")
	}
	return h
}
