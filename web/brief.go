package web

import (
	"bytes"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"concord/export"
	"concord/fault"
	"concord/lexicon"
	"concord/report"
)

// This file makes briefs: two pages on an organization, a theme or a country, to read,
// to print and to take away as a file.

// Briefs are what the page of a brief asks for.
type Briefs interface {
	// About finds the identifiers of what a person names, as report.Ask takes them.
	About(ctx context.Context, words ...string) ([]string, error)
	// Brief writes one; the day is the library's.
	Brief(ctx context.Context, ask report.Ask) (*report.Text, error)
}

// resolving is a resolver of the names in force, or why there is none.
type resolving struct {
	*export.Resolver
	err error
}

func newResolving(lex *lexicon.Lexicon) resolving {
	names, err := export.NewNames(lex)
	if err != nil {
		return resolving{err: err}
	}
	r, err := export.NewResolver(names)
	return resolving{r, err}
}

func (s *shelves) About(_ context.Context, words ...string) ([]string, error) {
	r := s.resolver()
	if r.err != nil {
		return nil, r.err
	}
	return r.About(words...)
}

func (s *shelves) Brief(ctx context.Context, ask report.Ask) (*report.Text, error) {
	ask.Now = s.now()
	return report.Brief(ctx, s.r, s.lex(), ask)
}

// mostPurpose is how long the line may be that says what a brief is for, in bytes.
const mostPurpose = 200

type briefPage struct {
	About, With, For string
	Languages        []briefLanguage
	Wrong            *refusal
	Downloads        []download
	Lang             string // of the brief
	Date             string
	Parts            []briefPart
	Notes            []briefNote
}

type briefLanguage struct {
	Value, Label string
	On           bool
}

type briefPart struct {
	Heading string
	Blocks  []briefBlock
}

// briefBlock is a paragraph or a table.
type briefBlock struct {
	Number    int
	Frame     bool // it states nothing of its own
	Sentences []briefSentence
	Caption   string
	Head      []string
	Rows      []briefRow
}

type briefSentence struct {
	Text  string
	Calls []int // numbers of its notes
}

type briefRow struct {
	Cells []string
	Href  string // of the record that it rests on
}

type briefNote struct {
	Number     int
	Text, Href string
}

// briefForms are the files that a brief is taken away as, with their names for people.
var briefForms = [][2]string{{"docx", "Word"}, {"html", "HTML"}, {"txt", "TXT"}, {"json", "JSON"}}

var briefTypes = map[string]string{
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"html": "text/html; charset=utf-8", "txt": "text/plain; charset=utf-8", "json": "application/json",
}

// asksBrief reads from an address what a brief is asked on; words are whom it names.
func (s *Site) asksBrief(v *visit) (words []string, ask report.Ask) {
	q := v.r.URL.Query()
	for _, key := range []string{"about", "with"} {
		if w := strings.TrimSpace(q.Get(key)); w != "" {
			words = append(words, w)
		}
	}
	ask.Language, ask.For = q.Get("lang"), strings.TrimSpace(q.Get("for"))
	if !slices.Contains(languages, ask.Language) {
		ask.Language = v.lang
	}
	if len(ask.For) > mostPurpose {
		ask.For = strings.ToValidUTF8(ask.For[:mostPurpose], "") + "…"
	}
	return words, ask
}

func (s *Site) writeBrief(v *visit, words []string, ask report.Ask) (*report.Text, error) {
	about, err := s.Library.About(v.r.Context(), words...)
	if err != nil {
		return nil, err
	}
	ask.About = about
	return s.Library.Brief(v.r.Context(), ask)
}

// brief is the page of a brief; without a name it asks for one.
func (s *Site) brief(v *visit) error {
	words, ask := s.asksBrief(v)
	q := v.r.URL.Query()
	pg := &briefPage{About: strings.TrimSpace(q.Get("about")), With: strings.TrimSpace(q.Get("with")), For: ask.For, Lang: ask.Language}
	for _, l := range languages {
		pg.Languages = append(pg.Languages, briefLanguage{l, nativeName(l), l == ask.Language})
	}
	title := s.messages.text(v.lang, "brief.title")
	if len(words) == 0 {
		s.render(v, 200, "brief.html", title, pg)
		return nil
	}
	text, err := s.writeBrief(v, words, ask)
	switch kind := fault.KindOf(err); {
	case err == nil:
		title = text.Front.Title
		pg.lay(v, text)
		same := url.Values{"about": {pg.About}, "lang": {ask.Language}}
		if pg.With != "" {
			same.Set("with", pg.With)
		}
		if pg.For != "" {
			same.Set("for", pg.For)
		}
		for _, f := range briefForms {
			pg.Downloads = append(pg.Downloads, download{f[1], v.to("/brief/brief." + f[0] + "?" + same.Encode())})
		}
		s.render(v, 200, "brief.html", title, pg)
	case kind == fault.NotFound || kind == fault.Invalid:
		pg.Wrong = s.messages.refusal(v.lang, err)
		s.render(v, kind.Status(), "brief.html", title, pg)
	default:
		return err
	}
	return nil
}

// lay sets a text out for the page: its notes are numbered through and lead to records.
func (pg *briefPage) lay(v *visit, t *report.Text) {
	pg.Date = t.Front.Date
	record := func(rests []report.Rest) string {
		if len(rests) == 0 {
			return ""
		}
		return v.to("/records/" + url.PathEscape(rests[0].Record))
	}
	for _, p := range t.Parts {
		part := briefPart{Heading: p.Heading}
		for _, q := range p.Paragraphs {
			b := briefBlock{Number: q.Number, Frame: q.Number == 0}
			for _, x := range q.Sentences {
				sentence := briefSentence{Text: x.Text}
				for i, n := range x.Notes {
					rests := x.Rests
					if len(rests) == len(x.Notes) {
						rests = rests[i:]
					}
					pg.Notes = append(pg.Notes, briefNote{len(pg.Notes) + 1, n, record(rests)})
					sentence.Calls = append(sentence.Calls, len(pg.Notes))
				}
				b.Sentences = append(b.Sentences, sentence)
			}
			if q.Table != nil {
				b.Caption, b.Head = q.Table.Caption, q.Table.Head
				for _, r := range q.Table.Rows {
					b.Rows = append(b.Rows, briefRow{r.Cells, record(r.Rests)})
				}
			}
			part.Blocks = append(part.Blocks, b)
		}
		pg.Parts = append(pg.Parts, part)
	}
}

// briefFile is a brief as a file: "brief.docx".
func (s *Site) briefFile(v *visit) error {
	name := v.r.PathValue("file")
	format := strings.TrimPrefix(name, "brief.")
	if briefTypes[format] == "" || format == name {
		return fault.New(fault.NotFound, "There is no page %s.", v.r.URL.Path)
	}
	words, ask := s.asksBrief(v)
	text, err := s.writeBrief(v, words, ask)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := export.TextTo(&b, text, format, export.TextOptions{Cycle: "brief", Made: s.Now()}); err != nil {
		return err
	}
	v.w.Header().Set("Content-Disposition", "attachment; filename="+strconv.Quote(name))
	v.send(200, briefTypes[format], b.Bytes())
	return nil
}
