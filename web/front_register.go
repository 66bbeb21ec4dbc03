package web

import (
	"context"
	"strings"

	"concord/analysis"
	"concord/edtf"
	"concord/register"
)

// Fronts is what the first page shows of the register.
type Fronts interface {
	// News gives what ends, what is due and what was read last.
	News(ctx context.Context) (*News, error)
}

// News of a register.
type News struct {
	Matrix   *analysis.Matrix // partners and entities of the United Nations
	Endings  []Timed          // joint instruments, the longest ended first
	MoreEnds int              // that are not listed
	Dues     []Timed
	MoreDues int
	Latest   []Named // the acts told last, around the name of an organization
	Tries    []Try   // searches that find something
}

// Timed is a record with the day that matters now.
type Timed struct {
	Hit
	Until string // EDTF, or "session:81"
}

// Bounds of the first page.
const (
	frontRows    = 8
	frontEndings = 5
	frontDues    = 5
	frontLatest  = 5
	frontDays    = 90
)

func (s *shelves) News(ctx context.Context) (*News, error) {
	n := &News{}
	var err error
	if n.Matrix, err = s.Matrix(ctx, analysis.Partners, analysis.Entities, "", "", frontRows); err != nil {
		return nil, err
	}
	if n.Tries, err = s.tries(ctx, n.Matrix); err != nil {
		return nil, err
	}
	nothing, err := s.ask(Query{})
	if err != nil {
		return nil, err
	}
	k := newKnown()
	ends, more, err := analysis.Endings(ctx, s.r, s.now(), "joint", "", frontEndings)
	if err != nil {
		return nil, err
	}
	n.MoreEnds = more
	for i := range ends {
		h, err := s.hit(ctx, k, &ends[i].Line, nothing)
		if err != nil {
			return nil, err
		}
		n.Endings = append(n.Endings, Timed{h, lastOf(ends[i].Instrument.Term)})
	}
	dues, more, err := analysis.Dues(ctx, s.r, s.now(), frontDays, "", frontDues)
	if err != nil {
		return nil, err
	}
	n.MoreDues = more
	for i := range dues {
		h, err := s.hit(ctx, k, &dues[i].Line, nothing)
		if err != nil {
			return nil, err
		}
		n.Dues = append(n.Dues, Timed{h, dues[i].Commitment.Due})
	}
	// A fact of the starter register has no text to show it in.
	page, err := s.r.Records(ctx, register.Filter{Order: register.Changed, Limit: frontLatest,
		Has: []register.Condition{{Facet: register.FacetOrigin, Any: []string{string(register.Read)}}}})
	if err != nil {
		return nil, err
	}
	for i := range page.Lines {
		l := &page.Lines[i]
		h, err := s.hit(ctx, k, l, nothing)
		if err != nil {
			return nil, err
		}
		named := Named{Hit: h, After: l.Told.Quote}
		for _, p := range l.Activity.Parties {
			if at := strings.Index(l.Told.Quote, p.As); p.As != "" && at >= 0 {
				named.Before, named.Name, named.After = l.Told.Quote[:at], p.As, l.Told.Quote[at+len(p.As):]
				break
			}
		}
		n.Latest = append(n.Latest, named)
	}
	return n, nil
}

// lastOf is the end of a term, as exactly as the term states it.
func lastOf(term string) string {
	if d, err := edtf.Parse(term); err == nil && d.Interval && !d.To.IsZero() {
		return edtf.At(d.To).String()
	}
	return term
}

// news is what the first page shows of the register.
type news struct {
	Tries     []tab
	Grid      *grid
	GridNote  []string
	Endings   []timed
	EndsNote  string
	Dues      []timed
	DuesNote  string
	Latest    []kwicLine
	MoreGrid  string
	MoreEnds  string
	MoreDues  string
	OneReport bool
}

// timed is a record with its day, in the reader's words.
type timed struct {
	hitView
	Until string
}

func (s *Site) news(v *visit, pg *frontPage) error {
	n, err := s.Library.News(v.r.Context())
	if err != nil {
		return err
	}
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	out := &news{MoreGrid: v.to("/matrix?of=partner-entity"), MoreEnds: v.to("/instruments"), MoreDues: v.to("/undertakings"), OneReport: n.Matrix.Documents == 1}
	if len(n.Matrix.Rows) > 0 && len(n.Matrix.Columns) > 0 {
		if out.Grid, err = s.grid(v, n.Matrix, analysis.Partners, analysis.Entities, ""); err != nil {
			return err
		}
		out.Grid.More = ""
		out.GridNote = s.matrixCaption(v, n.Matrix, "", "")[:1]
	}
	out.Endings, out.Dues = s.timed(v, n.Endings), s.timed(v, n.Dues)
	out.Tries = s.tryLinks(v, n.Tries)
	out.EndsNote, out.DuesNote = msg("front.endings.note"), msg("front.dues.note", "n", frontDays)
	for i := range n.Latest {
		out.Latest = append(out.Latest, s.inContext(v, &n.Latest[i]))
	}
	pg.News = out
	return nil
}

func (s *Site) timed(v *visit, list []Timed) (out []timed) {
	for i := range list {
		out = append(out, timed{s.hit(v, &list[i].Hit), s.dueText(v, list[i].Until)})
	}
	return out
}

// Shown tells whether there is anything to show.
func (n *news) Shown() bool {
	return n.Grid != nil || len(n.Endings)+len(n.Dues)+len(n.Latest) > 0
}

// inContext is a place where an act is told, around a name.
func (s *Site) inContext(v *visit, n *Named) kwicLine {
	h := s.hit(v, &n.Hit)
	line := kwicLine{Before: n.Before, Name: n.Name, After: n.After, Href: h.Href, Title: h.Title, Source: h.Source, SourceAt: h.SourceAt, State: h.State, StateLabel: h.StateLabel, Lang: h.SnippetLang}
	if line.Before+line.Name+line.After == "" {
		line.After, line.Lang = h.Title, h.Lang
	}
	line.Dir = direction(line.Lang)
	return line
}
