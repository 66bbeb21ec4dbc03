package web

import (
	"html/template"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"

	"concord/fault"
)

// This file shows one text in its files, corrections and languages: what a document
// belongs to, the same text in two languages side by side, and one paragraph in all.

// files names the file that a text was read from and those that bear it in another
// form; "" where there is only the one.
func (s *Site) files(v *visit, d *Document) string {
	if len(d.Forms) == 0 {
		return ""
	}
	var others []string
	for _, f := range d.Forms {
		others = append(others, isolate(f.Name))
	}
	return s.messages.text(v.lang, "document.forms", "file", isolate(d.Name), "others", strings.Join(others, s.messages.text(v.lang, "list.separator")))
}

// isolate keeps a name that runs the other way from disturbing the text around it.
func isolate(s string) string { return "\u2068" + s + "\u2069" }

// belongs are the lines that name what belongs to a document and what it belongs to.
func (s *Site) belongs(v *visit, d *Document) (lines []template.HTML) {
	for _, r := range d.Related {
		lines = append(lines, s.messages.html(v.lang, "related."+r.Relation, "document", s.documentLink(v, r.Entries)))
	}
	return lines
}

// documentLink is a link to a document in the language that the reader likes best; its
// symbol alone where none is held.
func (s *Site) documentLink(v *visit, entries []Entry) template.HTML {
	var m markup
	e := slices.MinFunc(entries, func(a, b Entry) int { return liking(v.lang, a.Language) - liking(v.lang, b.Language) })
	if e.Work == "" {
		m.raw(`<bdi>`).text(e.name()).raw(`</bdi> <span class="role">`).text(s.messages.text(v.lang, "record.not-held")).raw(`</span>`)
		return m.html()
	}
	m.raw(`<a`).attr("href", v.to(address(e))).raw(`><bdi>`).text(e.name()).raw(`</bdi></a>`)
	return m.html()
}

// annotate adds to a row what corrigenda say of the paragraph, and the way to its
// other languages.
func (s *Site) annotate(v *visit, d *Document, p *Paragraph, r *row) {
	for _, e := range p.Corrected {
		r.Errata = append(r.Errata, s.erratum(v, d.Language, p, e))
	}
	if p.Number == "" || p.Counted || p.Part == "table" {
		return
	}
	var tongues []string
	for _, o := range d.Others {
		if o.Language != d.Language && !slices.Contains(tongues, o.Language) {
			tongues = append(tongues, o.Language)
		}
	}
	if len(tongues) > 0 {
		r.Beside = &link{Href: v.to(paragraphAddress(d.Entry, p)), Label: s.messages.text(v.lang, "paragraph.languages", "n", len(tongues)+1)}
	}
}

// around is how many characters of the text stand on each side of corrected words.
const around = 40

// erratum says by what a paragraph is corrected; where the words are known, the old
// ones struck and the new ones beside them.
func (s *Site) erratum(v *visit, lang string, p *Paragraph, e Erratum) template.HTML {
	var m markup
	m.raw(`<span class="role">`)
	m.raw(constant(s.messages.html(v.lang, "paragraph.corrected", "document", s.documentLink(v, []Entry{e.By})))) // escaped by html
	m.raw(`</span>`)
	if e.From < e.To && e.To <= len(p.Text) {
		before, after := p.Text[:e.From], p.Text[e.To:]
		m.raw(` <bdi`).attr("lang", lang).raw(`>`).text(tail(before, around)).raw(`<del>`).text(p.Text[e.From:e.To]).raw(`</del> <ins>`).text(e.New).raw(`</ins>`).text(clip(after, around)).raw(`</bdi>`)
	}
	return m.html()
}

// tail is the end of a text, from the beginning of a word.
func tail(s string, runes int) string {
	i := len(s)
	for n := 0; i > 0 && n < runes; n++ {
		i--
		for i > 0 && s[i]&0xC0 == 0x80 {
			i--
		}
	}
	if i == 0 {
		return s
	}
	if at := strings.IndexByte(s[i:], ' '); at >= 0 && i+at < len(s)-1 {
		i += at + 1
	}
	return "…" + s[i:]
}

// besideAddress is the page of a text with the same in another language beside it.
func besideAddress(e Entry, other string) string {
	a := address(e)
	if strings.Contains(a, "?") {
		return a + "&beside=" + url.QueryEscape(other)
	}
	return a + "?beside=" + url.QueryEscape(other)
}

// paragraphAddress is the page of a paragraph in all languages.
func paragraphAddress(e Entry, p *Paragraph) string {
	q := url.Values{"n": {p.Number}}
	if p.Part != "" {
		q.Set("part", p.Part)
	}
	if p.Nth > 0 {
		q.Set("nth", strconv.Itoa(p.Nth))
	}
	e.Language = ""
	return "/paragraphs/" + strings.TrimPrefix(address(e), "/documents/") + "?" + q.Encode()
}

// seat is the place of a paragraph: the same in all languages of a work.
type seat struct {
	part, number string
	nth          int
}

func seatOf(p *Paragraph) seat { return seat{p.Part, p.Number, p.Nth} }

// tongue is a paragraph in one language.
type tongue struct {
	Lang, Dir, Name string
	Anchor          string
	Href            string // of the paragraph in its document; "" where there is none
	Number          string
	Say             template.HTML
	Errata          []template.HTML
	Missing         string // why there is no text
	Heads           []head // that open before it
}

// toldIn is an act with the languages in which a paragraph tells it.
type toldIn struct {
	Href, Title, Lang, Dir string
	Kind                   string
	State, StateLabel      string
	In                     string
}

// tongueOf sets a paragraph of a document without its records: its marks lead to them.
func (s *Site) tongueOf(v *visit, d *Document, p *Paragraph, base string) tongue {
	t := &setter{p: p, site: s, visit: v, lang: v.lang, doc: d.Language, base: base, own: d.Language + "-" + base, away: v.to(leafOf(d.Entry, base))}
	t.choose()
	out := tongue{Lang: d.Language, Dir: direction(d.Language), Name: nativeName(d.Language), Anchor: "p" + base, Href: t.away + "#p" + base, Number: p.Number}
	if p.Counted && p.Number != "" {
		out.Number = "[" + p.Number + "]"
	}
	out.Say = t.say()
	for _, e := range p.Corrected {
		out.Errata = append(out.Errata, s.erratum(v, d.Language, p, e))
	}
	return out
}

// toldOnce puts together the acts that a paragraph tells in several languages: each once.
func (s *Site) toldOnce(v *visit, languages []string, paragraphs []*Paragraph) (list []toldIn) {
	at := map[string]int{}
	in := map[string][]string{}
	for i, p := range paragraphs {
		if p == nil {
			continue
		}
		for j := range p.Acts {
			a := &p.Acts[j]
			if a.ID == "" {
				continue
			}
			if _, known := at[a.ID]; !known {
				at[a.ID] = len(list)
				x := toldIn{Href: v.to(a.path()), State: a.State, Kind: s.kindLine(v.lang, a)}
				if x.State == "" {
					x.State = MachineRead
				}
				x.StateLabel = s.messages.text(v.lang, "state."+x.State)
				x.Title, x.Lang = a.title(v.lang, languages[i])
				if x.Title = capital(x.Title); x.Title == "" {
					x.Title, x.Lang, x.Kind = x.Kind, v.lang, ""
				}
				if x.Title == "" {
					x.Title = s.messages.text(v.lang, "activity.title")
				}
				x.Dir = direction(x.Lang)
				list = append(list, x)
			}
			if !slices.Contains(in[a.ID], languages[i]) {
				in[a.ID] = append(in[a.ID], languages[i])
			}
		}
	}
	for id, i := range at {
		var names []string
		for _, l := range in[id] {
			names = append(names, s.named(v.lang, "language", l))
		}
		list[i].In = s.messages.text(v.lang, "told.in", "languages", strings.Join(names, s.messages.text(v.lang, "list.separator")))
	}
	return list
}

// besidePage is a text in two languages.
type besidePage struct {
	Name     string
	Sample   bool
	Language string
	Heading  string
	Ways     []link // to the other languages beside this one
	Single   link
	Missing  string
	Pairs    []pair
	Leaves   *leaves
}

// pair is one paragraph in both languages.
type pair struct {
	Anchor string
	Cells  [2]tongue
	Acts   []toldIn
	All    *link
}

// beside is the page of a text with another language beside it, paragraph by
// paragraph.
func (s *Site) beside(v *visit, d *Document, lang string) error {
	if !slices.Contains(languages, lang) {
		return fault.New(fault.Usage, "%q is none of the languages that can stand beside a text: ar, en, es, fr, ru, zh.", clip(lang, 20))
	}
	pg := &besidePage{Name: d.name(), Sample: d.Sample, Language: d.Language, Heading: d.heading()}
	pg.Single = link{Href: v.to(d.sameLeaf(d.Entry)), Label: s.messages.text(v.lang, "beside.single")}
	for _, l := range languages {
		if l == d.Language {
			continue
		}
		way := link{Label: nativeName(l), Lang: l, Current: l == lang}
		if slices.ContainsFunc(d.Others, func(o Entry) bool { return o.Language == l }) {
			way.Href = v.to(d.besideLeaf(l))
		}
		pg.Ways = append(pg.Ways, way)
	}
	other, err := s.Library.Passage(v.r.Context(), d.Work, lang, 0, d.alongside)
	switch {
	case lang == d.Language, fault.KindOf(err) == fault.NotFound:
		other = nil
		pg.Missing = s.messages.text(v.lang, "beside.missing", "language", s.named(v.lang, "language", lang))
	case err != nil:
		return err
	}
	pg.pairs(s, v, d, other)
	pg.Leaves = s.leaves(v, d, outlineAnchors(d.Outline), func(anchor string) string {
		return besideAddress(d.Entry, lang) + "&p=" + url.QueryEscape(anchor)
	})
	s.render(v, 200, "beside.html", d.name(), pg)
	return nil
}

// alongside chooses of the same text in another language what belongs beside the
// paragraphs of this leaf, with what only the other has before the next leaf.
func (d *Document) alongside(outline []Outlined) (from, to int) {
	at := map[seat]int{}
	for i := range d.Outline {
		o := &d.Outline[i]
		at[seat{o.Part, o.Number, o.Nth}] = i
	}
	from, to = len(outline), 0
	here := d.At == 0
	for j := range outline {
		o := &outline[j]
		if i, both := at[seat{o.Part, o.Number, o.Nth}]; both {
			here = i >= d.At && i < d.At+len(d.Paragraphs)
		}
		if here {
			from, to = min(from, j), j+1
		}
	}
	return min(from, to), to
}

// sectionsFrom are the sections that begin on the leaf or behind it.
func (d *Document) sectionsFrom() []Section {
	return d.Sections[sort.Search(len(d.Sections), func(i int) bool { return d.Sections[i].Next >= d.At }):]
}

// pairs joins the paragraphs of two texts by their places. What only the second has
// stands before the next that both have.
func (pg *besidePage) pairs(s *Site, v *visit, d, other *Document) {
	bases := outlineAnchors(d.Outline)[d.At:]
	var otherBases []string
	at := map[seat]int{}
	if other != nil {
		otherBases = outlineAnchors(other.Outline)[other.At:]
		for j := range other.Paragraphs {
			at[seatOf(&other.Paragraphs[j])] = j
		}
	}
	here := map[seat]bool{}
	for i := range d.Paragraphs {
		here[seatOf(&d.Paragraphs[i])] = true
	}
	heads := [2][]Section{d.sectionsFrom(), nil}
	langs := [2]string{d.Language, ""}
	first := [2]int{d.At, 0}
	if other != nil {
		heads[1], langs[1], first[1] = other.sectionsFrom(), other.Language, other.At
	}
	opening := func(side, before int) (list []head) {
		for len(heads[side]) > 0 && heads[side][0].Next <= first[side]+before {
			list = append(list, head{Section: heads[side][0], Lang: langs[side]})
			heads[side] = heads[side][1:]
		}
		return list
	}
	missing := func(lang string) string {
		return s.messages.text(v.lang, "paragraph.missing", "language", s.named(v.lang, "language", lang))
	}
	add := func(i, j int) {
		var one, two *Paragraph
		var p pair
		if i >= 0 {
			one = &d.Paragraphs[i]
			p.Cells[0] = s.tongueOf(v, d, one, bases[i])
			p.Cells[0].Heads = opening(0, i)
			p.Anchor = "p" + bases[i]
		} else {
			p.Cells[0] = tongue{Missing: missing(d.Language)}
		}
		switch {
		case j >= 0:
			two = &other.Paragraphs[j]
			p.Cells[1] = s.tongueOf(v, other, two, otherBases[j])
			p.Cells[1].Heads = opening(1, j)
			if i < 0 {
				p.Anchor = other.Language + "-p" + otherBases[j]
			}
		case other != nil:
			p.Cells[1] = tongue{Missing: missing(other.Language)}
		}
		p.Acts = s.toldOnce(v, []string{d.Language, langs[1]}, []*Paragraph{one, two})
		if one != nil && one.Number != "" && !one.Counted && one.Part != "table" {
			p.All = &link{Href: v.to(paragraphAddress(d.Entry, one)), Label: s.messages.text(v.lang, "paragraph.all")}
		}
		pg.Pairs = append(pg.Pairs, p)
	}
	next := 0 // in the other text
	behind := func(to int) {
		for ; next < to; next++ {
			if !here[seatOf(&other.Paragraphs[next])] {
				add(-1, next)
			}
		}
	}
	for i := range d.Paragraphs {
		j, ok := at[seatOf(&d.Paragraphs[i])]
		if !ok {
			add(i, -1)
			continue
		}
		behind(j)
		add(i, j)
		next = max(next, j+1)
	}
	if other != nil {
		behind(len(other.Paragraphs))
	}
}

// paragraphPage is one paragraph in all languages.
type paragraphPage struct {
	Sample  bool
	Name    string
	Title   string
	Lang    string // of the title
	Place   string
	Tongues []tongue
	Acts    []toldIn
}

// paragraph is the page of one paragraph of a work in all languages in which it is
// held; it says of the others that they are not.
func (s *Site) paragraph(v *visit) error {
	ctx := v.r.Context()
	work, q := v.r.PathValue("work"), v.r.URL.Query()
	want := seat{q.Get("part"), q.Get("n"), number(q.Get("nth"))}
	if want.number == "" {
		return fault.New(fault.Usage, "Which paragraph? The address says it as ?n=42.")
	}
	entries, err := s.Library.Expressions(ctx, work)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return fault.New(fault.NotFound, "No document %q has been read.", clip(work, 80))
	}
	pg := &paragraphPage{Sample: entries[0].Sample, Name: entries[0].name()}
	pg.Place = s.messages.text(v.lang, "document.one-paragraph", "number", clip(want.number, 40))
	if want.part != "" {
		pg.Place = s.partName(v.lang, clip(want.part, 60)) + s.messages.text(v.lang, "list.separator") + pg.Place
	}
	order := slices.Clone(languages)
	slices.SortStableFunc(order, func(a, b string) int { return preference(v.lang, a) - preference(v.lang, b) })
	var tongues []string
	var texts []*Paragraph
	for _, l := range order {
		if !slices.ContainsFunc(entries, func(e Entry) bool { return e.Language == l }) {
			pg.Tongues = append(pg.Tongues, tongue{Name: nativeName(l), Lang: l, Missing: s.messages.text(v.lang, "beside.missing", "language", s.named(v.lang, "language", l))})
			continue
		}
		d, err := s.Library.Passage(ctx, entries[0].Work, l, 0, func(outline []Outlined) (from, to int) {
			i := slices.IndexFunc(outline, func(o Outlined) bool { return seat{o.Part, o.Number, o.Nth} == want })
			return i, i + 1
		})
		if err != nil {
			return err
		}
		if pg.Title == "" {
			pg.Title, pg.Lang = d.heading(), l
		}
		if len(d.Paragraphs) == 0 {
			pg.Tongues = append(pg.Tongues, tongue{Name: nativeName(l), Lang: l, Missing: s.messages.text(v.lang, "paragraph.missing", "language", s.named(v.lang, "language", l))})
			continue
		}
		p := &d.Paragraphs[0]
		pg.Tongues = append(pg.Tongues, s.tongueOf(v, d, p, outlineAnchors(d.Outline[:d.At+1])[d.At]))
		tongues, texts = append(tongues, l), append(texts, p)
	}
	if len(texts) == 0 {
		return fault.New(fault.NotFound, "%s has no paragraph %s in any language that is held.", pg.Name, clip(want.number, 40))
	}
	pg.Acts = s.toldOnce(v, tongues, texts)
	s.render(v, 200, "paragraph.html", pg.Name+s.messages.text(v.lang, "list.separator")+pg.Place, pg)
	return nil
}
