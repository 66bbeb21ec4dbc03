package web

import (
	"cmp"
	"context"
	"html/template"
	"slices"
	"strings"

	"concord/analysis"
	"concord/edtf"
	"concord/fault"
	"concord/register"
)

// This file says what serves what: the records that a record names, and those that
// name it. Which fields name records is told by the table of kinds; a new one needs no
// more than its message.

// Bonds are what the page of a record asks for.
type Bonds interface {
	// Bonds gives the records that a record names and those that name it, by the field
	// that ties them.
	Bonds(ctx context.Context, id string) ([]Bond, error)
}

// Bond is one way in which a record is tied to others.
type Bond struct {
	Field string // that names
	Of    string // kind of the records that name this one; "" where this one names them
	Hits  []Timed
	Total int
	Query string // finds as many as Total; "" where no filter of a search does
	Kind  string // of what Query finds
}

// bonded is how many records of one bond are listed.
const bonded = 12

// bondFilters are the filters of a search that find a record by what it names.
var bondFilters = []string{register.FacetInstrument, register.FacetMechanism, "mandate", register.FacetDocument}

func (s *shelves) Bonds(ctx context.Context, id string) ([]Bond, error) {
	rec, err := s.r.Record(ctx, id, 0)
	if err != nil {
		return nil, err
	}
	nothing, err := s.ask(Query{})
	if err != nil {
		return nil, err
	}
	k := newKnown()
	var out []Bond
	// What it names.
	claims, err := s.r.Claims(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, f := range register.Fields(rec.Kind) {
		if f.Type != register.TypeRecord && f.Name != register.FieldInstrument {
			continue
		}
		b := Bond{Field: f.Name}
		for _, c := range claims {
			if c.Field != f.Name || c.State != register.Accepted || c.Value == register.Nothing || len(b.Hits) == bonded {
				continue
			}
			other, err := s.r.Record(ctx, c.Value, 0)
			if fault.KindOf(err) == fault.NotFound {
				continue // named in words, or not in this register
			}
			if err != nil {
				return nil, err
			}
			if slices.ContainsFunc(b.Hits, func(t Timed) bool { return t.ID == other.ID }) {
				continue
			}
			t, err := s.timedHit(ctx, k, &register.Line{Record: other}, nothing)
			if err != nil {
				return nil, err
			}
			b.Hits = append(b.Hits, t)
		}
		if b.Total = len(b.Hits); b.Total > 0 {
			out = append(out, b)
		}
	}
	// What names it.
	naming := func(of register.Kind, field string, values ...string) error {
		b := Bond{Field: field, Of: string(of), Kind: string(of)}
		page, err := s.r.Records(ctx, register.Filter{Kind: of, Has: []register.Condition{register.Has(field, values...)}, Order: register.Newest, Limit: bonded + 1})
		if err != nil || page.Total == 0 {
			return err
		}
		b.Total = page.Total
		for i := range page.Lines {
			if page.Lines[i].Record.ID == id || len(b.Hits) == bonded {
				continue // a mandate cites its own document
			}
			t, err := s.timedHit(ctx, k, &page.Lines[i], nothing)
			if err != nil {
				return err
			}
			b.Hits = append(b.Hits, t)
		}
		if len(b.Hits) == 0 {
			return nil
		}
		if slices.Contains(bondFilters, field) && b.Total > 1 {
			if b.Query, err = s.bondQuery(ctx, of, field, values, b.Total); err != nil {
				return err
			}
		}
		out = append(out, b)
		return nil
	}
	named := []string{id}
	if rec.Kind == register.KindInstrument {
		var n register.Instrument
		if err := rec.Decode(&n); err != nil {
			return nil, err
		}
		if named, err = analysis.Called(ctx, s.r, id, n.Title); err != nil {
			return nil, err
		}
	}
	kinds := register.Kinds() // acts first: the word begins with a
	for _, of := range kinds {
		for _, f := range register.Fields(of) {
			if f.Type == register.TypeRecord && f.Of == rec.Kind || f.Name == register.FieldInstrument && rec.Kind == register.KindInstrument {
				if err := naming(of, f.Name, named...); err != nil {
					return nil, err
				}
			}
		}
	}
	if rec.Kind == register.KindMandate {
		var m register.Mandate
		if err := rec.Decode(&m); err != nil {
			return nil, err
		}
		if m.Symbol != "" {
			for _, of := range []register.Kind{register.KindActivity, register.KindMandate} {
				if err := naming(of, register.FacetDocument, m.Symbol); err != nil {
					return nil, err
				}
			}
		}
	}
	return out, nil
}

// bondQuery is a query that finds what names any of the values; "" where none finds as
// many: not every title can be typed.
func (s *shelves) bondQuery(ctx context.Context, of register.Kind, field string, values []string, total int) (string, error) {
	nothing, err := s.ask(Query{})
	if err != nil {
		return "", err
	}
	var parts []string
	for _, value := range values {
		if part := nothing.With(field, value); !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	asked, err := s.ask(Query{Text: strings.Join(parts, " OR ")})
	if fault.KindOf(err) == fault.Invalid {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	f := asked.Filter
	f.Kind = of
	n, err := analysis.Count(ctx, s.r, f)
	if n != total {
		return "", err
	}
	return asked.Text, err
}

// timedHit is a record in a list with its term, due date or date.
func (s *shelves) timedHit(ctx context.Context, k *known, l *register.Line, asked *asked) (Timed, error) {
	var v struct{ Term, Due, Since, Date string }
	if err := l.Record.Decode(&v); err != nil {
		return Timed{}, err
	}
	h, err := s.hit(ctx, k, l, asked)
	return Timed{h, cmp.Or(v.Term, v.Due, v.Since, v.Date)}, err
}

// bondView is one way in which a record is tied to others, in the reader's words.
type bondView struct {
	Heading, Note string
	Hits          []timed
	More          *link
	Rest          string // how many are left out where no search finds them
}

// bonds are the sections of what serves what.
func (s *Site) bonds(v *visit, r *Record) ([]bondView, error) {
	list, err := s.Library.Bonds(v.r.Context(), r.ID)
	if err != nil {
		return nil, err
	}
	var out []bondView
	for _, b := range list {
		key := "bond.names." + b.Field
		if b.Of != "" {
			key = "bond." + b.Of + "." + b.Field
		}
		view := bondView{Heading: s.messages.text(v.lang, key), Hits: s.timed(v, b.Hits)}
		if s.messages.has(v.lang, key+".note") {
			view.Note = s.messages.text(v.lang, key+".note")
		}
		if b.Query != "" && b.Total > 1 {
			view.More = &link{Href: v.to(searchState{text: b.Query, kind: b.Kind}.path()), Label: s.messages.text(v.lang, "bond.all", "n", b.Total)}
		} else if more := b.Total - len(b.Hits); more > 0 {
			view.Rest = s.messages.text(v.lang, "bond.more", "n", more)
		}
		out = append(out, view)
	}
	return out, nil
}

// glance are the fields that say at once what a record of a kind is about: of whom, by
// when, under what.
var glance = map[register.Kind][]string{
	register.KindInstrument: {register.FieldParty, "act", "term"},
	register.KindMechanism:  {register.FieldParty, "since", "ended", "rhythm", "session"},
	register.KindMandate:    {"body", register.FieldDate, "addressee", "asks", "due", "organization"},
	register.KindCommitment: {register.FieldParty, register.FieldDate, "due", "status"},
}

// fact is a field with all its values.
type fact struct {
	Label  string
	Values []template.HTML
}

// facts are the values of the fields of a glance; parties by their roles.
func (s *Site) facts(v *visit, r *Record) (list []fact) {
	for _, field := range glance[register.Kind(r.Kind)] {
		for i := range r.Evidence {
			e := &r.Evidence[i]
			if e.Field != field || e.Value.Value == register.Nothing {
				continue
			}
			label := s.fieldName(v.lang, *e)
			if key := r.Kind + ".role." + e.Role; e.Role != "" && s.messages.has(v.lang, key) {
				label = s.messages.text(v.lang, key)
			}
			at := slices.IndexFunc(list, func(f fact) bool { return f.Label == label })
			if at < 0 {
				at = len(list)
				list = append(list, fact{Label: label})
			}
			if value := s.evidenceValue(v, *e); !slices.Contains(list[at].Values, value) {
				list[at].Values = append(list[at].Values, value)
			}
		}
	}
	return list
}

// course draws what happened to an instrument, or the sessions of a mechanism, over time;
// "" where fewer than two days are known.
func (s *Site) course(v *visit, r *Record) template.HTML {
	msg := func(key string, args ...any) string { return s.messages.text(v.lang, key, args...) }
	c := &Chart{Name: msg("bond.course"), Now: s.Now(), Table: ChartTable{Heads: []string{msg("bond.course.what"), msg("field.when")}}}
	row := ChartRow{Label: msg("record." + r.Kind)}
	undated, from, to := 0, "", ""
	for i := range r.Evidence {
		e := &r.Evidence[i]
		what, when := s.fieldName(v.lang, *e), e.Value.Value
		switch e.Field {
		case "act", "session":
			what, when, _ = strings.Cut(e.Value.Value, "=")
			if e.Field == "act" {
				what = s.named(v.lang, "act", what)
			}
			if when == "" {
				undated++
				c.Table.Rows = append(c.Table.Rows, []ChartCell{{Text: capital(what)}, {Text: msg("chart.unstated"), None: true}})
				continue
			}
			row.Dots = append(row.Dots, ChartDot{Date: when, Label: capital(what) + ", " + date(v.lang, when)})
		case "term":
			if d, err := edtf.Parse(when); err == nil && d.Interval {
				if !d.From.IsZero() {
					from = edtf.At(d.From).String()
				}
				if !d.To.IsZero() {
					to = edtf.At(d.To).String()
				}
			} else {
				to = when
			}
		case "since":
			from = when
		case "ended":
			to = when
		default:
			continue
		}
		c.Table.Rows = append(c.Table.Rows, []ChartCell{{Text: capital(what)}, {Text: date(v.lang, when)}})
	}
	days := len(row.Dots)
	if from != "" || to != "" {
		days += 2
		look := ""
		switch {
		case r.Standing == "standing."+string(register.StandingUnrenewed):
			look = BarOver
		case to == "":
			look = BarOpen
		case r.Standing == "standing."+string(register.StandingEnded), r.Kind == string(register.KindMechanism):
			look = BarPast
		}
		if from == "" && len(row.Dots) > 0 {
			from = slices.MinFunc(row.Dots, func(a, b ChartDot) int { return strings.Compare(a.Date, b.Date) }).Date
		}
		row.Bars = []ChartBar{{From: from, To: to, Look: look, Label: row.Label}}
	}
	if days < 2 {
		return ""
	}
	c.Caption = msg("bond.course.caption", "n", len(c.Table.Rows)-undated)
	if undated > 0 {
		c.Caption += " " + msg("bond.course.undated", "n", undated)
	}
	c.Rows = []ChartRow{row}
	return s.draw(v.lang, c)
}
