package web

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/fault"
	"concord/wording"
)

// work is a document in a list, with the languages in which it is held.
type work struct {
	Name        string // its symbols, or the name of the file
	Sample      bool
	Expressions []expression
}

// expression is a work in one language.
type expression struct {
	Entry
	Href, Lang, Dir, Title, LanguageName string
	What                                 string // the page of what it added
	KindName, When                       string
}

// address of a version of a document within the site, without the language of the page.
func address(e Entry) string {
	parts := strings.Split(e.Work, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	if e.Language == "" { // in whatever language the reader likes best
		return "/documents/" + strings.Join(parts, "/")
	}
	a := "/documents/" + url.PathEscape(e.Language) + "/" + strings.Join(parts, "/")
	if e.Superseded {
		a += "?version=" + strconv.Itoa(e.Version)
	}
	return a
}

// name of a document: its symbols as its masthead joins them, or its file.
func (e Entry) name() string {
	switch {
	case len(e.Symbols) > 0:
		return strings.Join(e.Symbols, "–")
	case e.Name != "":
		return e.Name
	}
	return e.Work
}

// heading is the title, or whatever names the document.
func (e Entry) heading() string {
	if e.Title != "" {
		return e.Title
	}
	return e.name()
}

// works puts the languages of each work together, in the reader's order: his own
// first, then that of the United Nations.
func (s *Site) works(v *visit, entries []Entry) []work {
	var ws []work
	at := map[string]int{}
	for _, e := range entries {
		i, ok := at[e.Work]
		if !ok {
			i = len(ws)
			at[e.Work] = i
			ws = append(ws, work{Name: e.name(), Sample: e.Sample})
		}
		when, kind := "", ""
		if e.Date != "" {
			when = date(v.lang, e.Date)
		}
		if e.Kind != "" {
			kind = s.named(v.lang, "document-kind", e.Kind)
		}
		ws[i].Expressions = append(ws[i].Expressions, expression{Entry: e, Href: v.to(address(e)), Lang: e.Language, Dir: direction(e.Language), Title: e.heading(), LanguageName: nativeName(e.Language), What: v.to(addedAddress(e)), When: when, KindName: kind})
	}
	for _, w := range ws {
		slices.SortStableFunc(w.Expressions, func(a, b expression) int { return preference(v.lang, a.Lang) - preference(v.lang, b.Lang) })
	}
	return ws
}

// preference is the place of a language in a reader's order.
func preference(reader, lang string) int {
	if lang == reader {
		return -1
	}
	if i := slices.Index(languages, lang); i >= 0 {
		return i
	}
	return len(languages)
}

// liking orders the languages in which a text may be shown to a reader who did not
// choose: his own, then English, which most of the others' readers know.
func liking(reader, lang string) int {
	if lang == "en" && lang != reader {
		return 0
	}
	return preference(reader, lang)*2 + 1
}

// documentPage is the reading view.
type documentPage struct {
	*Document
	Heading      string
	Eyebrow      []template.HTML
	Sums         string
	Provenance   string
	Alternatives template.HTML // the other languages
	Versions     []link
	Beside       []link          // the same text in two languages, side by side
	Files        string          // the file that it was read from, with those that bear the same text
	Belongs      []template.HTML // corrigenda, addenda, and what it is one of
	Notes        []string
	Missing      string // the paragraph that was asked for is not there
	Leaves       *leaves
	Nav          []head
	FirstDoubt   *link
	Doubtful     bool
	Blocks       []block
}

// Review is where what was read in a section of the document, or in all of it, is reviewed.
func (p *documentPage) Review(section string) string {
	return reviewScope{Work: p.Work, Section: section}.address("", "")
}

// What is the page of what the document added.
func (p *documentPage) What() string { return addedAddress(p.Entry) }

// block is a heading or a paragraph.
type block struct {
	Head *head
	Row  *row
}

// head opens a section.
type head struct {
	Section
	Anchor string
	Href   string
	Lang   string
	Line   string // sub-item, paragraphs, counts
	Range  string // paragraphs
	Goes   bool   // it began on an earlier leaf
}

// otherLanguages adds to the error that a document is not held in a language those in
// which it is.
func (s *Site) otherLanguages(v *visit, work string, err error) error {
	if fault.KindOf(err) != fault.NotFound {
		return err
	}
	entries, unread := s.Library.Expressions(v.r.Context(), work)
	if unread != nil || len(entries) == 0 {
		return err
	}
	slices.SortFunc(entries, func(a, b Entry) int { return liking(v.lang, a.Language) - liking(v.lang, b.Language) })
	on := &elsewhere{error: err}
	for _, e := range entries {
		on.ways = append(on.ways, link{Href: v.to(address(e)), Label: nativeName(e.Language), Lang: e.Language})
	}
	return on
}

// document is the reading view of one version of a document. An address without a
// language leads to the language that the reader likes best.
func (s *Site) document(v *visit) error {
	ctx := v.r.Context()
	first, rest, _ := strings.Cut(v.r.PathValue("work"), "/")
	if !slices.Contains(languages, first) || rest == "" {
		entries, err := s.Library.Expressions(ctx, v.r.PathValue("work"))
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			return fault.New(fault.NotFound, "No document %q has been read.", clip(v.r.PathValue("work"), 80))
		}
		best := slices.MinFunc(entries, func(a, b Entry) int { return liking(v.lang, a.Language) - liking(v.lang, b.Language) })
		to := address(best)
		if p := v.r.URL.Query().Get("p"); p != "" {
			to = placeIn(best, p)
		}
		v.redirect(v.to(to))
		return nil
	}
	version := 0
	if q := v.r.URL.Query().Get("version"); q != "" {
		var err error
		if version, err = strconv.Atoi(q); err != nil || version < 1 {
			return fault.New(fault.Usage, "A version is a number from 1; %q is none.", clip(q, 20))
		}
	}
	if v.r.URL.Query().Get("show") == "added" {
		return s.added(v, rest, first, version)
	}
	want := v.r.URL.Query().Get("p")
	found := true
	d, err := s.Library.Passage(ctx, rest, first, version, func(outline []Outlined) (from, to int) {
		from, to, found = leaf(outline, want)
		return from, to
	})
	if err != nil {
		return s.otherLanguages(v, rest, err)
	}
	if other := v.r.URL.Query().Get("beside"); other != "" {
		return s.beside(v, d, other)
	}
	pg := s.documentPage(v, d)
	if !found {
		pg.Missing = s.messages.text(v.lang, "leaf.missing", "number", isolate(clip(want, 40)))
	}
	s.render(v, 200, "document.html", d.name(), pg)
	return nil
}

func (s *Site) documentPage(v *visit, d *Document) *documentPage {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	sep := " · "
	pg := &documentPage{Document: d, Heading: d.heading()}

	var m markup
	m.raw(`<bdi>`).text(d.name()).raw(`</bdi>`)
	pg.Eyebrow = append(pg.Eyebrow, m.html())
	say := func(s string) { pg.Eyebrow = append(pg.Eyebrow, m.text(capital(s)).html()) }
	if d.Session > 0 {
		say(msg("document.session", "ordinal", wording.Ordinal(v.lang, d.Session)))
	}
	if d.AgendaItem != "" {
		item := msg("document.item", "item", d.AgendaItem)
		switch n := len(d.SubItems); {
		case n == 1:
			item += msg("list.separator") + msg("document.sub-item", "letter", d.SubItems[0])
		case n > 6: // a report that takes up the whole item
			item += msg("list.separator") + msg("document.sub-items", "letters", d.SubItems[0]+"–"+d.SubItems[n-1])
		case n > 1:
			item += msg("list.separator") + msg("document.sub-items", "letters", strings.Join(d.SubItems, msg("list.separator")))
		}
		say(item)
	}
	switch {
	case d.Dated != "" && d.Adopted:
		say(msg("document.adopted", "date", date(v.lang, d.Dated)))
	case d.Dated != "":
		say(msg("document.dated", "date", date(v.lang, d.Dated)))
	}
	if d.Date != "" {
		say(msg("document.distributed", "date", date(v.lang, d.Date)))
	}
	if d.OriginalLanguage != "" {
		say(msg("document.original", "language", s.named(v.lang, "language", d.OriginalLanguage)))
	}
	if d.Period != "" {
		say(msg("document.period", "period", date(v.lang, d.Period)))
	}

	t := tally(d.Outline)
	pg.Doubtful = t.Doubts > 0
	sums := []string{msg("count.paragraphs", "n", len(d.Outline)), s.actsAndReviewed(v.lang, t)}
	if t.Undated > 0 {
		sums = append(sums, msg("count.undated", "n", t.Undated))
	}
	if t.Placeless > 0 {
		sums = append(sums, msg("count.placeless", "n", t.Placeless))
	}
	if t.Doubts > 0 {
		sums = append(sums, msg("count.doubts", "n", t.Doubts))
	}
	pg.Sums = strings.Join(sums, msg("sums.separator"))
	pg.Provenance = msg("document.read", "date", day(v.lang, d.ReadAt), "rules", d.Rules)
	if d.Version > 1 || d.Superseded {
		pg.Provenance += sep + msg("document.version", "n", d.Version)
	}
	others := slices.Clone(d.Others)
	slices.SortStableFunc(others, func(a, b Entry) int { return preference(v.lang, a.Language) - preference(v.lang, b.Language) })
	for _, o := range others {
		if o.Language == d.Language {
			label := msg("document.version", "n", o.Version)
			if o.name() != d.name() {
				label += " (" + isolate(o.name()) + ")" // a revision bears its own symbol
			}
			pg.Versions = append(pg.Versions, link{Href: v.to(address(o)), Label: label})
			continue
		}
		if len(m.b) > 0 {
			m.text(msg("list.separator"))
		}
		pg.Beside = append(pg.Beside, link{Href: v.to(d.besideLeaf(o.Language)), Label: nativeName(o.Language), Lang: o.Language})
		m.raw(`<a`).attr("href", v.to(d.sameLeaf(o))).attr("lang", o.Language).attr("hreflang", o.Language).raw(` data-same-place>`).text(nativeName(o.Language)).raw(`</a>`)
	}
	pg.Alternatives = m.html()
	for _, w := range d.Warnings {
		text := w.Text
		if key := "warning." + w.Kind; s.messages.has(v.lang, key) {
			text = msg(key)
			if v.lang == "en" && w.Text != "" {
				text = w.Text
			} else if w.Place != "" {
				text += " (" + w.Place + ")"
			}
		}
		pg.Notes = append(pg.Notes, text)
	}
	pg.Files, pg.Belongs = s.files(v, d), s.belongs(v, d)
	pg.blocks(s, v)
	return pg
}

// capital begins a piece of a line with a capital letter.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// Doubtful says whether something in the row waits for a person's word.
func (r *row) Doubtful() bool { return len(r.Doubts) > 0 || r.asked }

// paragraphs writes a range of numbers.
func (s *Site) paragraphs(lang, from, to string) string {
	switch {
	case from == "" || to == "":
		return ""
	case from == to:
		return s.messages.text(lang, "document.one-paragraph", "number", from)
	}
	return s.messages.text(lang, "document.paragraphs", "from", from, "to", to)
}

// partName is "annex II" in the reader's language.
func (s *Site) partName(lang, part string) string {
	word, rest, _ := strings.Cut(part, " ")
	name := s.named(lang, "part", word)
	if name == word {
		return part
	}
	return strings.TrimSpace(name + " " + rest)
}

// tally sums a stretch of an outline.
func tally(outline []Outlined) (t Outlined) {
	for i := range outline {
		o := &outline[i]
		t.Acts, t.Reviewed, t.Undated, t.Placeless, t.Doubts = t.Acts+o.Acts, t.Reviewed+o.Reviewed, t.Undated+o.Undated, t.Placeless+o.Placeless, t.Doubts+o.Doubts
	}
	return t
}

func (s *Site) actsAndReviewed(lang string, t Outlined) string {
	acts := s.messages.text(lang, "count.acts", "n", t.Acts)
	switch {
	case t.Acts == 0:
		return s.messages.text(lang, "act.none")
	case t.Reviewed == 0:
		return acts + s.messages.text(lang, "sums.separator") + s.messages.text(lang, "count.reviewed.none")
	}
	return acts + s.messages.text(lang, "sums.separator") + s.messages.text(lang, "count.reviewed", "n", t.Reviewed)
}
