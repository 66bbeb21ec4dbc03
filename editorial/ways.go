package editorial

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/edtf"
	"concord/lexicon"
	"concord/reading"
	"concord/symbol"
)

// ways are the ways of looking that rules name.
var ways = map[string]func(*checking){
	"pattern":             (*checking).patterns,
	"name-former":         (*checking).formerNames,
	"name-variety":        (*checking).varieties,
	"abbreviation-first":  (*checking).abbreviationFirst,
	"abbreviation-twice":  (*checking).abbreviationTwice,
	"numbering":           (*checking).numbering,
	"heading-single":      (*checking).singleHeadings,
	"heading-agenda":      (*checking).agenda,
	"section-order":       (*checking).sectionOrder,
	"symbol-form":         (*checking).symbolForm,
	"symbol-held":         (*checking).symbolHeld,
	"date-period":         (*checking).period,
	"same-act":            (*checking).sameActs,
	"length":              (*checking).length,
	"length-section":      (*checking).lengthOfSections,
	"front-matter":        (*checking).frontMatter,
	"footnote-unanswered": (*checking).footnotes,
}

// patterns finds what the rows of the rule describe. A document's symbol and an
// address are nobody's prose.
func (c *checking) patterns() {
	for i := range c.pieces {
		p := &c.pieces[i]
		if p.Part == "table" {
			continue
		}
		for _, row := range c.rule.Rows {
			if row.Language != "*" && row.Language != c.Document.Language {
				continue
			}
			for _, m := range row.Pattern.FindAllStringSubmatchIndex(p.text, -1) {
				from, to := m[0], m[1]
				if len(m) > 2 && m[2] >= 0 {
					from, to = m[2], m[3] // the group is what is wrong, the rest its surroundings
				}
				if p.inside(from, to, reading.Symbol) || addressed(p.text, from) {
					continue
				}
				c.at(p, from, to, row.Say, row.Instead)
			}
		}
	}
}

// inside tells whether a stretch touches a mention of the kind.
func (p *piece) inside(from, to int, kind reading.Kind) bool {
	for _, m := range p.mentions {
		if m.Kind == kind && m.From < to && from < m.To {
			return true
		}
	}
	return false
}

// addressed tells whether a place stands in an address of the web or of mail.
func addressed(text string, at int) bool {
	from := strings.LastIndexFunc(text[:at], unicode.IsSpace) + 1
	to := len(text)
	if i := strings.IndexFunc(text[at:], unicode.IsSpace); i >= 0 {
		to = at + i
	}
	word := text[from:to]
	return strings.Contains(word, "://") || strings.Contains(word, "www.") || strings.Contains(word, "@")
}

// named is one place where a name of an organization stands.
type named struct {
	piece    *piece
	from, to int
	name     lexicon.Name
}

// names lists where organizations are named by one of their names as written, in
// the order of the text. What is named by description or by a short form that only
// the context tells is left out.
func (c *checking) names() (list []named) {
	language := c.Document.Language
	matcher, err := c.Lexicon.NewMatcher(language, nil)
	if err != nil {
		return nil // a language without names names nobody
	}
	var matches lexicon.Matches
	for i := range c.pieces {
		p := &c.pieces[i]
		if p.of < 0 {
			matcher.Scan(&matches, p.text)
			for _, m := range matches.Names {
				if t := matcher.Targets(m.Entry); len(t) == 1 && t[0].Kind == lexicon.KindActor {
					list = c.appendName(list, p, int(m.From), int(m.To), t[0].ID)
				}
			}
			continue
		}
		for _, m := range p.mentions {
			if m.Kind == reading.Actor && m.To > m.From {
				list = c.appendName(list, p, m.From, m.To, m.Value.Value)
			}
		}
	}
	return list
}

func (c *checking) appendName(list []named, p *piece, from, to int, actor string) []named {
	words := lexicon.PlainName(p.text[from:to])
	for _, n := range c.Lexicon.Names(actor, c.Document.Language) {
		if lexicon.PlainName(n.Text) == words {
			return append(list, named{p, from, to, n})
		}
	}
	return list
}

// year in which the document was issued; 0 where it does not say.
func (c *checking) year() int {
	for _, date := range []string{c.Document.Masthead.Date, c.Document.Masthead.Dated} {
		if d, err := edtf.Parse(date); err == nil {
			first, _ := d.Bounds()
			return int(first.Year)
		}
	}
	return c.Document.Masthead.Year
}

// formerNames finds names that an organization had given up when the document was
// written. One that stands beside what tells of the change is a matter of a person.
func (c *checking) formerNames() {
	year := c.year()
	if year == 0 {
		return
	}
	for _, n := range c.names() {
		if n.name.Sort == lexicon.Variant || n.name.Standing(year) != lexicon.Given {
			continue
		}
		say := "This name was given up."
		if n.name.To != "" {
			say = "This name was given up in " + n.name.To + "."
		}
		official, _ := c.Lexicon.Display(n.name.ID, c.Document.Language)
		c.at(n.piece, n.from, n.to, say, official)
	}
}

// varieties finds organizations that a text calls by several full names, or by
// several short forms. A variant is no name of its own: it describes, or names a part
// or the head of the organization, as does a name in which another one stands. The
// United Nations as such is named by many words.
func (c *checking) varieties() {
	type use struct {
		count int
		first named
	}
	uses := map[string][2]map[string]*use{} // by organization: full names, short forms
	var order []string
	for _, n := range c.names() {
		if n.name.Sort == lexicon.Acronym || n.name.Sort == lexicon.Variant || n.name.ID == lexicon.UN {
			continue
		}
		of, ok := uses[n.name.ID]
		if !ok {
			of = [2]map[string]*use{{}, {}}
			uses[n.name.ID] = of
			order = append(order, n.name.ID)
		}
		sort := 0
		if n.name.Sort == lexicon.Short {
			sort = 1
		}
		if u := of[sort][n.name.Text]; u != nil {
			u.count++
		} else {
			of[sort][n.name.Text] = &use{1, n}
		}
	}
	for _, id := range order {
		of := uses[id]
		official, _ := c.Lexicon.Display(id, c.Document.Language)
		brief, _ := c.Lexicon.DisplayShort(id, c.Document.Language)
		for sort, instead := range []string{official, brief} {
			for text := range of[sort] {
				for other := range of[sort] {
					if text != other && strings.Contains(text, other) {
						delete(of[sort], text)
					}
				}
			}
			if len(of[sort]) < 2 {
				continue
			}
			for text, u := range of[sort] {
				if text != instead {
					c.at(u.first.piece, u.first.from, u.first.to, fmt.Sprintf("One organization goes by %d names in this text; this one stands here first, %s.", len(of[0])+len(of[1]), times(u.count)), instead)
				}
			}
		}
	}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times in all", n)
}

// short is a use of an abbreviation or short form of an organization.
type short struct {
	piece      *piece
	from, to   int
	introduced bool // it stands in brackets behind the full name
}

// shorts are the abbreviations of organizations in the main text, by the
// organization and the form, in the order of the text. A heading introduces nothing
// and is no first use.
func (c *checking) shorts() (keys []string, by map[string][]short) {
	by = map[string][]short{}
	var last named
	for _, n := range c.names() {
		if !n.piece.main() || n.piece.of < 0 {
			continue
		}
		if n.name.Sort != lexicon.Acronym {
			last = n
			continue
		}
		key := n.name.ID + " " + n.name.Text
		s := short{piece: n.piece, from: n.from, to: n.to}
		before := strings.TrimRightFunc(n.piece.text[:n.from], unicode.IsSpace)
		if r, size := utf8.DecodeLastRuneInString(before); r == '(' || r == '（' {
			end := strings.TrimRightFunc(before[:len(before)-size], unicode.IsSpace)
			s.introduced = last.piece == n.piece && last.name.ID == n.name.ID && last.to == len(end)
		}
		if by[key] == nil {
			keys = append(keys, key)
		}
		by[key] = append(by[key], s)
	}
	return keys, by
}

// abbreviationFirst finds abbreviations that are used before they are introduced.
// One that the text never introduces is found once.
func (c *checking) abbreviationFirst() {
	keys, by := c.shorts()
	for _, key := range keys {
		uses := by[key]
		if uses[0].introduced || bracketed(uses[0]) {
			continue
		}
		at := slices.IndexFunc(uses, func(s short) bool { return s.introduced })
		first := uses[0]
		id, _, _ := strings.Cut(key, " ")
		full, _ := c.Lexicon.Display(id, c.Document.Language)
		instead := full + " (" + first.piece.text[first.from:first.to] + ")"
		switch {
		case full == first.piece.text[first.from:first.to]:
			// the organization is known by it
		case at < 0:
			c.at(first.piece, first.from, first.to, "This abbreviation is used and never introduced.", instead)
		default:
			c.at(first.piece, first.from, first.to, "This abbreviation is used before it is introduced.", instead)
		}
	}
}

// bracketed tells whether the form stands in brackets behind something else than
// the name that the lexicon has: behind a description or an older name.
func bracketed(s short) bool {
	before := strings.TrimRightFunc(s.piece.text[:s.from], unicode.IsSpace)
	return strings.HasSuffix(before, "(") || strings.HasSuffix(before, "（")
}

// abbreviationTwice finds abbreviations that are introduced again.
func (c *checking) abbreviationTwice() {
	keys, by := c.shorts()
	for _, key := range keys {
		first := true
		for _, s := range by[key] {
			if s.introduced && !first {
				c.at(s.piece, s.from, s.to, "This abbreviation was introduced before.", "")
			}
			first = first && !s.introduced
		}
	}
}

// numbering repeats what the reader of the document saw of its numbers.
func (c *checking) numbering() {
	for _, w := range c.Document.Warnings {
		if strings.HasPrefix(w.Kind, "numbering-") {
			c.whole(w.Text)
		}
	}
}

// singleHeadings finds a heading that is the only one of its level under its parent.
func (c *checking) singleHeadings() {
	headings := c.Document.Headings
	for i := range headings {
		h := &headings[i]
		if h.Level < 2 {
			continue
		}
		alone := true
		for j := i - 1; j >= 0 && headings[j].Level >= h.Level && alone; j-- {
			alone = headings[j].Level != h.Level
		}
		for j := i + 1; j < len(headings) && headings[j].Level >= h.Level && alone; j++ {
			alone = headings[j].Level != h.Level
		}
		if alone {
			c.heading(i, "No second heading of this level stands beside it.")
		}
	}
}

// heading reports a finding of a heading.
func (c *checking) heading(i int, say string) {
	n := -1
	for k := range c.pieces {
		if c.pieces[k].of < 0 {
			if n++; n == i {
				c.at(&c.pieces[k], 0, len(c.pieces[k].text), say, "")
				return
			}
		}
	}
}

// onItem are the organizations of the agenda's sub-items, as the masthead has them.
func (c *checking) onItem() map[string]string {
	items := map[string]string{}
	for _, sub := range c.Document.Masthead.SubItems {
		if id := c.subItem(sub.Title); id != "" {
			items[id] = sub.Letter
		}
	}
	return items
}

// agenda compares the sections with the sub-items of the agenda.
func (c *checking) agenda() {
	items := c.onItem()
	if len(items) == 0 {
		return
	}
	told := map[string]bool{}
	for i, s := range c.Reading.Sections {
		if s.Organization == "" {
			continue
		}
		told[s.Organization] = true
		if items[s.Organization] == "" && i < len(c.Document.Headings) {
			c.heading(i, "No sub-item of the agenda item names this organization.")
		}
	}
	if len(told) == 0 {
		return // not a report by organization
	}
	for _, sub := range c.Document.Masthead.SubItems {
		if id := c.subItem(sub.Title); id != "" && !told[id] {
			c.whole(fmt.Sprintf("Sub-item (%s) has no section: %s.", sub.Letter, sub.Title))
		}
	}
}

func (c *checking) subItem(line string) string {
	if c.Reading.By == nil || line == "" {
		return ""
	}
	return c.Reading.By.SubItem(c.Document.Language, line)
}

// sectionOrder wants the sections in the alphabetical order of their English names,
// in every language.
func (c *checking) sectionOrder() {
	type section struct {
		at   int
		name string
	}
	var list []section
	for i, s := range c.Reading.Sections {
		if s.Organization != "" {
			name, _ := c.Lexicon.Display(s.Organization, "en")
			list = append(list, section{i, lexicon.Fold(name)})
		}
	}
	for i := 1; i < len(list); i++ {
		if list[i].name < list[i-1].name && len(c.Document.Headings) > list[i].at {
			c.heading(list[i].at, "By its English name this section stands before the one ahead of it.")
		}
	}
}

// symbolForm finds what was meant as a document's symbol and cannot be one.
func (c *checking) symbolForm() {
	for i := range c.pieces {
		p := &c.pieces[i]
		var found []symbol.Match
		found = symbol.Find(found, p.text)
		for _, row := range c.rule.Rows {
			for _, m := range row.Pattern.FindAllStringIndex(p.text, -1) {
				if addressed(p.text, m[0]) {
					continue
				}
				whole := slices.ContainsFunc(found, func(f symbol.Match) bool {
					return f.From <= m[0] && f.To >= m[1] && p.text[m[0]:m[1]] == string(f.Symbol)
				})
				if !whole {
					c.at(p, m[0], m[1], row.Say, row.Instead)
				}
			}
		}
	}
}

// symbolHeld finds documents that the register neither holds nor knows of.
func (c *checking) symbolHeld() {
	if c.Held == nil {
		return
	}
	said := map[string]bool{}
	for _, s := range c.Document.Masthead.Symbols {
		said[s] = true
	}
	for i := range c.pieces {
		p := &c.pieces[i]
		for _, m := range p.mentions {
			if m.Kind == reading.Symbol && m.To > m.From && !said[m.Value.Value] {
				said[m.Value.Value] = true
				if !c.Held(m.Value.Value) {
					c.at(p, m.From, m.To, "The register knows no document of this symbol.", "")
				}
			}
		}
	}
}

// period finds acts that are told as done and lie outside the period of the report.
func (c *checking) period() {
	period, err := edtf.Parse(cmp.Or(c.Period, c.Reading.Period))
	if err != nil {
		return
	}
	_, end := period.Bounds()
	if end.IsZero() {
		return
	}
	for i := range c.pieces {
		p := &c.pieces[i]
		if p.of < 0 || !p.main() {
			continue
		}
		for _, a := range c.Reading.Paragraphs[p.of].Activities {
			d, err := edtf.Parse(a.Date.Value)
			if err != nil || a.Modality.Value != "done" || a.Date.Inferred || a.Date.To == a.Date.From {
				continue
			}
			if first, _ := d.Bounds(); !first.IsZero() && edtf.Compare(edtf.At(first), edtf.At(end)) > 0 {
				c.at(p, a.Date.From, a.Date.To, "This is told as done and lies after the period of the report.", "")
			}
		}
	}
}

// footnotes finds marks without a note and notes without a mark.
func (c *checking) footnotes() {
	seen := map[string]bool{}
	for i := range c.pieces {
		p := &c.pieces[i]
		if p.Part != "footnote" || p.Number == "" {
			continue
		}
		if seen[p.Number] && p.Number != "*" {
			c.at(p, 0, 0, "A second note bears the mark "+p.Number+".", "")
		}
		seen[p.Number] = true
	}
}

// frontMatter wants what stands before the first paragraph of a report.
func (c *checking) frontMatter() {
	m := &c.Document.Masthead
	assembly := slices.ContainsFunc(m.Symbols, func(s string) bool { return strings.HasPrefix(s, "A/") })
	for _, part := range []struct {
		there bool
		say   string
	}{
		{len(m.Symbols) > 0, "The document has no symbol."},
		{m.Title != "", "The document has no title."},
		{m.Date != "", "The date of distribution is missing."},
		{m.Session != 0 || !assembly, "The session is missing."},
		{m.AgendaItem != "" || !assembly, "The agenda item is missing."},
		{m.Distribution != "", "The distribution (General, Limited …) is missing."},
		{m.OriginalLanguage != "", "The original language is missing."},
		{!assembly || slices.ContainsFunc(c.pieces, func(p piece) bool { return p.Part == "summary" }), "A report to the General Assembly has a summary; this one has none."},
	} {
		if !part.there {
			c.whole(part.say)
		}
	}
}
