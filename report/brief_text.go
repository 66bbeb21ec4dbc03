package report

import (
	"embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/editorial"
	"concord/lexicon"
	"concord/register"
	"concord/wording"
)

//go:embed lang/brief.tsv
var briefFiles embed.FS

var briefWords = wording.MustLoad(briefFiles, "lang/brief.tsv")

// briefSection is a section before it is laid out as prose or as a table.
type briefSection struct {
	id      string
	head    []string // of its table
	caption string
	table   bool // in prose too
	ages    bool // what is old in it says so
	first   []Sentence
	items   []*briefItem
	more    int // that are not listed
}

// briefItem is one thing that a section tells: a sentence, or a row.
type briefItem struct {
	lines   []register.Line // that it rests on
	text    string
	cells   []string
	date    string // by which it may be old
	sources []string
	marks   []string // what a reader has to know of it
}

func (it *briefItem) add(mark string) {
	if !slices.Contains(it.marks, mark) {
		it.marks = append(it.marks, mark)
	}
}

func (b *brief) say(key string, args ...any) string { return briefWords.Text(b.lang, key, args...) }
func (b *brief) number(n int) string                { return wording.Number(b.lang, n) }

// prose tells whether the language has sentences for what is listed.
func (b *brief) prose() bool { return briefWords.Has(b.lang, "contact") }

func (b *brief) frame(text string) Sentence { return Sentence{Text: text, From: FromFrame} }

func (b *brief) date(value string) string {
	if value == "" {
		return ""
	}
	return wording.Date(b.lang, value)
}

// dateOr is a date, or that there is none.
func (b *brief) dateOr(value string) string {
	if value == "" {
		return b.say("undated")
	}
	return b.date(value)
}

// when says a date as prose does; what is no date, as it is written.
func (b *brief) when(value string) string {
	if s := wording.When(b.lang, value); s != "" {
		return s
	}
	return value
}

// due is when something is due: a date, or a session of the General Assembly.
func (b *brief) due(value string) string {
	if n, ok := strings.CutPrefix(value, "session:"); ok {
		return b.say("session", "n", n)
	}
	return b.date(value)
}

// name of an organization or a place; "" where there is none but its identifier.
func (b *brief) name(id string) string {
	text, language := b.lex.Display(id, b.lang)
	if language == "" {
		return ""
	}
	return text
}

func (b *brief) short(id string) string {
	if b.name(id) == "" {
		return ""
	}
	text, _ := b.lex.DisplayShort(id, b.lang)
	return text
}

// theme is the label of a theme; "" where there is none of that name.
func (b *brief) theme(id string) (string, error) {
	list, err := b.lex.Themes()
	if err != nil {
		return "", err
	}
	for _, t := range list {
		if t.ID == id {
			if l := t.Labels[b.lang]; l != "" {
				return l, nil
			}
			return t.Labels["en"], nil
		}
	}
	return "", nil
}

// themes are the labels of the first two.
func (b *brief) themes(ids []string) (string, error) {
	var labels []string
	for _, id := range ids[:min(len(ids), 2)] {
		label, err := b.theme(id)
		if err != nil {
			return "", err
		}
		if label != "" {
			labels = append(labels, label)
		}
	}
	return strings.Join(labels, b.say("separator")), nil
}

// join writes a list of names, at most so many.
func (b *brief) join(names []string, most int) string {
	more := len(names) - most
	if more > 0 {
		names = names[:most]
	}
	var s strings.Builder
	for i, n := range names {
		switch {
		case i > 0 && i == len(names)-1 && more <= 0:
			s.WriteString(b.say("and"))
		case i > 0:
			s.WriteString(b.say("separator"))
		}
		s.WriteString(n)
	}
	if more > 0 {
		return b.say("names.more", "names", s.String(), "n", more)
	}
	return s.String()
}

func (b *brief) joined(ids []string, most int) string {
	var names []string
	for _, id := range ids {
		names = append(names, b.short(id))
	}
	return b.join(names, most)
}

// title is one in the language; else as the record has it.
func (b *brief) title(titles map[string]string, other string) string {
	for _, l := range append([]string{b.lang, "en"}, lexicon.Languages...) {
		if t := titles[l]; t != "" {
			return t
		}
	}
	return other
}

// what names an act: by its title, or by its kind and themes with the title that it has
// in another language.
func (b *brief) what(a *register.Activity) string {
	what := a.Title[b.lang]
	if what == "" {
		what = b.say("kind." + orOther(a.Kind))
		if t := b.title(a.Title, ""); t != "" {
			what = b.say("titled", "label", what, "title", t)
		} else {
			if themes, err := b.themes(a.Themes); err == nil && themes != "" {
				what = b.say("labelled", "label", what, "themes", themes)
			}
		}
	}
	if a.Level == "summit" || a.Level == "senior" {
		what = b.say("level.said", "what", what, "level", b.say("level."+a.Level))
	}
	return what
}

func orOther(kind string) string {
	if kind == "" {
		return "other"
	}
	return kind
}

// dated is an act with its date.
func (b *brief) dated(a *register.Activity) string {
	what := b.what(a)
	if a.Date == "" {
		return what
	}
	return b.say("dated", "what", what, "date", b.date(a.Date))
}

// with names who takes part beside the subjects.
func (b *brief) with(a *register.Activity) string {
	var names []string
	for _, p := range a.Parties {
		if slices.ContainsFunc(b.about, func(s subject) bool { return s.id == p.Actor }) {
			continue
		}
		if n := b.short(p.Actor); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return b.join(names, 4)
}

// sources are the footnotes of a record: symbol and paragraph.
func (b *brief) sources(l *register.Line) ([]string, error) { return b.also(nil, l) }

func (b *brief) also(list []string, l *register.Line) ([]string, error) {
	s, err := b.source(l)
	if err != nil || slices.Contains(list, s) {
		return list, err
	}
	return append(list, s), nil
}

func (b *brief) source(l *register.Line) (string, error) {
	at := &l.Told
	if at.Work == "" {
		return b.say("source.entered", "id", l.Record.ID), nil
	}
	w, ok := b.works[at.Work]
	if !ok {
		work, err := b.r.Work(b.ctx, at.Work)
		if err != nil {
			return "", err
		}
		own := work.Own()
		if w.name, _, _ = strings.Cut(work.ID, "~"); len(own) > 0 {
			w.name = strings.Join(own, "-")
		}
		w.until = issuedBy(own)
		b.works[at.Work] = w
	}
	name := w.name
	if at.Part != "" {
		part := at.Part
		if briefWords.Has(b.lang, "part.of."+part) {
			part = b.say("part.of." + part)
		}
		name = b.say("source.part", "work", name, "part", part)
	}
	if at.Number != "" {
		name = b.say("source", "work", name, "number", at.Number)
	}
	return name, nil
}

// told is a work as footnotes cite it.
type told struct {
	name  string
	until string // EDTF: it was issued by then, as its symbols say; "" where they do not
}

// issuedBy is the last month in which a work of these symbols was issued: of the year that
// one names (S/2022/606), or of the session (A/77/277), which ends in September.
func issuedBy(symbols []string) (until string) {
	for _, s := range symbols {
		for _, part := range strings.Split(s, "/") {
			n, err := strconv.Atoi(part)
			if err != nil {
				continue
			}
			end := strconv.Itoa(n) + "-12"
			if n < 1900 {
				end = strconv.Itoa(1946+n) + "-09"
			}
			if until == "" || end < until {
				until = end
			}
			break
		}
	}
	return until
}

func restsOn(lines []register.Line) (list []Rest) {
	for i := range lines {
		r := &lines[i].Record
		list = append(list, Rest{Record: r.ID, Revision: r.Revision, Machine: readAlone(r)})
	}
	return list
}

// names are those of the subjects, for a brief that has little else to tell.
func (b *brief) names() (parts []Part) {
	for _, s := range b.about {
		if len(s.with) == 0 {
			continue
		}
		t := &Table{Caption: b.say("names.caption"), Head: []string{b.say("head.language"), b.say("head.name"), b.say("head.short")}}
		for _, l := range wording.Languages {
			name, language := b.lex.Display(s.id, l)
			if language != l {
				continue
			}
			short, _ := b.lex.DisplayShort(s.id, l)
			if short == name {
				short = ""
			}
			t.Rows = append(t.Rows, Row{Cells: []string{b.say("language." + l), name, short}})
		}
		if len(t.Rows) > 0 {
			parts = append(parts, Part{ID: "names", Level: 1, Heading: b.say("part.names"), Paragraphs: []Paragraph{{Table: t}}})
		}
	}
	return parts
}

// compose lays the brief out; where it is longer than it may be, the longest lists give
// way, the last of each first.
func (b *brief) compose() *Text {
	for {
		t := b.laid()
		if t.Words <= BriefWords {
			return t
		}
		var longest *briefSection
		most := 1
		for _, s := range b.sections {
			if len(s.items) > most {
				longest, most = s, len(s.items)
			}
		}
		if longest == nil {
			return t
		}
		longest.items = longest.items[:most-1]
		longest.more++
	}
}

var isoDay = regexp.MustCompile(`\b\d{4}-\d{2}(-\d{2})?\b`)

func (b *brief) laid() *Text {
	t := &Text{Language: b.lang, Front: Front{Date: b.date(b.today())}}
	t.Front.Title = b.say("title.one", "a", b.about[0].name)
	if len(b.about) == 2 {
		t.Front.Title = b.say("title.pair", "a", b.about[0].name, "b", b.about[1].name)
	}
	for i, s := range b.sections {
		p := b.part(s)
		if purpose := strings.TrimSpace(b.ask.For); i == 0 && purpose != "" {
			purpose = isoDay.ReplaceAllStringFunc(purpose, b.date)
			p.Paragraphs = append([]Paragraph{{Sentences: []Sentence{b.frame(b.say("for", "for", purpose))}}}, p.Paragraphs...)
		}
		t.Parts = append(t.Parts, p)
	}
	t.Parts = append(t.Parts, b.tail...)
	t.Parts = append(t.Parts, Part{ID: "made", Level: 1, Heading: b.say("part.made"),
		Paragraphs: []Paragraph{{Sentences: []Sentence{b.frame(b.say("made", "date", b.date(b.today())))}}}})
	number := 0
	t.Words = editorial.Words(b.lang, t.Front.Title)
	for i := range t.Parts {
		p := &t.Parts[i]
		p.Words = editorial.Words(b.lang, p.Heading)
		for j := range p.Paragraphs {
			q := &p.Paragraphs[j]
			q.ID = "p" + strconv.Itoa(j+1)
			if q.Table == nil && slices.ContainsFunc(q.Sentences, func(s Sentence) bool { return len(s.Rests) > 0 }) {
				number++
				q.Number = number
			}
			for k := range q.Sentences {
				q.Sentences[k].ID = "s" + strconv.Itoa(k+1)
			}
			p.Words += q.words(b.lang)
		}
		t.Words += p.Words
	}
	t.WithoutAnnex = t.Words
	return t
}

// words of a paragraph with its notes or its table.
func (q *Paragraph) words(lang string) (n int) {
	for _, s := range q.Sentences {
		n += editorial.Words(lang, s.Text)
		for _, note := range s.Notes {
			n += editorial.Words(lang, note)
		}
	}
	if q.Table != nil {
		n += editorial.Words(lang, q.Table.Caption)
		for _, c := range q.Table.Head {
			n += editorial.Words(lang, c)
		}
		for _, r := range q.Table.Rows {
			for _, c := range r.Cells {
				n += editorial.Words(lang, c)
			}
		}
	}
	return n
}

// part lays one section out: what holds for all of it first, then each item as a
// sentence of its own paragraph or as a row.
func (b *brief) part(s *briefSection) Part {
	p := Part{ID: s.id, Level: 1, Heading: b.say("part." + s.id)}
	first := slices.Clone(s.first)
	shared := s.shared()
	if len(shared) > 0 {
		var lines []register.Line
		for _, it := range s.items {
			lines = append(lines, it.lines...)
		}
		first = append(first, Sentence{Text: b.say("marks.all", "marks", strings.Join(shared, b.say("semicolon"))), Rests: restsOn(lines)})
	}
	if len(s.items) == 0 && len(first) == 0 {
		key := "nothing"
		if briefWords.Has(b.lang, "nothing."+s.id) {
			key += "." + s.id
		}
		first = append(first, b.frame(b.say(key)))
	}
	if len(first) > 0 {
		p.Paragraphs = append(p.Paragraphs, Paragraph{Sentences: first})
	}
	own := func(it *briefItem) (marks []string) {
		for _, m := range it.marks {
			if !slices.Contains(shared, m) {
				marks = append(marks, m)
			}
		}
		return marks
	}
	switch {
	case len(s.items) == 0:
	case b.prose() && !s.table:
		for _, it := range s.items {
			text := it.text
			if marks := own(it); len(marks) > 0 {
				text += b.say("marks", "marks", strings.Join(marks, b.say("semicolon")))
			}
			p.Paragraphs = append(p.Paragraphs, Paragraph{Sentences: []Sentence{{Text: text, Rests: restsOn(it.lines), Notes: it.sources}}})
		}
	default:
		p.Paragraphs = append(p.Paragraphs, Paragraph{Table: b.table(s, own)})
	}
	if s.more > 0 {
		p.Paragraphs = append(p.Paragraphs, Paragraph{Sentences: []Sentence{b.frame(b.say("more", "n", s.more))}})
	}
	return p
}

func (b *brief) table(s *briefSection, own func(*briefItem) []string) *Table {
	t := &Table{}
	if s.caption != "" { // else the heading says what it is
		t.Caption = b.say(s.caption)
	}
	for _, h := range s.head {
		t.Head = append(t.Head, b.say("head."+h))
	}
	t.Head = append(t.Head, b.say("head.source"))
	noted := slices.ContainsFunc(s.items, func(it *briefItem) bool { return len(own(it)) > 0 })
	if noted {
		t.Head = append(t.Head, b.say("head.note"))
	}
	for _, it := range s.items {
		row := Row{Cells: append(slices.Clone(it.cells), strings.Join(it.sources, b.say("semicolon"))), Rests: restsOn(it.lines)}
		if noted {
			row.Cells = append(row.Cells, strings.Join(own(it), b.say("semicolon")))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// shared are the marks that all items of a section have: they are said once.
func (s *briefSection) shared() (marks []string) {
	if len(s.items) < 2 {
		return nil
	}
	for _, m := range s.items[0].marks {
		all := true
		for _, it := range s.items {
			all = all && slices.Contains(it.marks, m)
		}
		if all {
			marks = append(marks, m)
		}
	}
	return marks
}

// capital writes the first letter as a sentence begins.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
