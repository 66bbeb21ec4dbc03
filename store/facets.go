package store

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"concord/edtf"
	"concord/fault"
	"concord/register"
)

// Facet is a value by which a record is found.
type Facet struct{ Name, Value string }

// FacetCites is a facet that the engines alone use: a work that the evidence of a
// record or a telling cites without a span.
const FacetCites = "cites"

// FacetNames are the facets by which lists are filtered and counted.
// register.FacetActor and register.FacetAbout are two others together. register.FacetBlock has too
// many values to be held in memory: it filters by the index of texts, and is not counted.
var FacetNames = func() []string {
	names := []string{register.FacetActor, register.FacetAbout, register.FacetParty, register.FacetState, register.FacetPlace, register.FacetTheme, register.FacetKind,
		register.FacetLevel, register.FacetModality, register.FacetInstrument, register.FacetMechanism, register.FacetDocument, register.FacetSDG,
		register.FacetStatus, register.FacetReview, register.FacetOrigin, register.FacetYear, register.FacetWork, register.FacetSection, register.FacetType, register.FacetBlock, register.FacetDoubt}
	for _, k := range register.Kinds() {
		for _, f := range register.Fields(k) {
			if name := facetOf(&f); name != "" && !contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}()

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// facetOf is the facet that the values of a field are found by; "" for none. Other
// records are found by the name of the field that names them: mandate, follow_up.
func facetOf(f *register.Field) string {
	switch f.Type {
	case register.TypeCode:
		switch f.Name {
		case "type":
			return register.FacetKind
		case register.FieldKind, register.FieldLevel, register.FieldModality, "status":
			return f.Name
		}
	case register.TypeParty, register.TypeActor:
		if f.Name == register.FieldSender {
			return register.FacetSender // whoever sends takes no part by that
		}
		return register.FacetParty // or state
	case register.TypePlace:
		return register.FacetPlace
	case register.TypeDocument:
		return register.FacetDocument
	case register.TypeRecord:
		return f.Name
	case register.TypeText:
		switch f.Name {
		case register.FieldTheme, register.FieldSDG, register.FieldInstrument, register.FieldLanguage:
			return f.Name
		}
	}
	return ""
}

// planned is how a field of a kind is walked; plans have them by their names in Record.Fields.
type planned struct {
	facet string
	typ   register.Type
	name  string
	at    int
}

var plans = func() map[register.Kind]map[string]planned {
	m := map[register.Kind]map[string]planned{}
	for _, k := range register.Kinds() {
		m[k] = map[string]planned{}
		for i, f := range register.Fields(k) {
			m[k][f.JSON] = planned{facetOf(&f), f.Type, f.Name, i}
		}
	}
	return m
}()

// Described is what lists need of a record's own values.
type Described struct {
	Facets      []Facet
	First, Last int               // days; see Days
	Titles      map[string]string // by language
	// Words are the values that are written as words and not found by a facet
	// alone: figures, symbols, instruments, text.
	Words []string
	// As are the names of the parties as written.
	As []string
}

// Describe reads the current values of a record, by the table of its kind: its
// facets but those of its tellings, and its days. The date of a record is its
// field date; in kinds without one the first date that it has (term, since,
// period); failing that, from the first to the last of its dated acts.
func Describe(r *register.Record) (d Described, err error) {
	plan := plans[r.Kind]
	d.Facets = append(make([]Facet, 0, 24), Facet{register.FacetType, string(r.Kind)}, Facet{register.FacetReview, string(r.Review)}, Facet{register.FacetOrigin, string(r.Origin)})
	dateAt := len(plan)
	d.First, d.Last = Undated, Undated
	actsFirst, actsLast := Undated, Undated
	err = eachValue(r.Fields, func(name, sub, value string, party *register.Party) {
		p, ok := plan[name]
		if !ok {
			return
		}
		switch p.typ {
		case register.TypeTitle:
			if d.Titles == nil {
				d.Titles = make(map[string]string, 2)
			}
			d.Titles[sub] = value
		case register.TypeParty:
			if party == nil || party.Actor == "" {
				return
			}
			if party.State {
				d.add(register.FacetState, party.Actor)
			} else {
				d.add(register.FacetParty, party.Actor)
			}
			if party.As != "" {
				d.As = append(d.As, party.As)
			}
		case register.TypeDate:
			if first, last := Days(value); first != Undated && (p.name == register.FieldDate || p.at < dateAt) {
				if p.name == register.FieldDate {
					p.at = -1
				}
				d.First, d.Last, dateAt = first, last, p.at
			}
		case register.TypeDated:
			_, date, _ := strings.Cut(value, "=")
			if first, last := Days(date); first != Undated {
				if actsFirst == Undated {
					actsFirst, actsLast = first, last
				}
				actsFirst, actsLast = min(actsFirst, first), max(actsLast, last)
			}
		case register.TypeName:
			if n, err := register.ParseName(value); err == nil && p.name == register.FieldName {
				if d.Titles == nil {
					d.Titles = make(map[string]string, 2)
				}
				if d.Titles[n.Language] == "" {
					d.Titles[n.Language] = n.Text
				} else {
					d.Words = append(d.Words, n.Text)
				}
			}
		case register.TypeFigure, register.TypeDocument:
			d.Words = append(d.Words, value)
		case register.TypeText:
			if p.facet == "" || p.facet == register.FacetInstrument {
				d.Words = append(d.Words, value)
			}
		}
		if p.facet != "" && p.typ != register.TypeParty {
			d.add(p.facet, value)
		}
	})
	if err != nil {
		return d, fault.Wrap(err, fault.Internal, "The values of the record %s cannot be read.", r.ID)
	}
	if d.First == Undated {
		d.First, d.Last = actsFirst, actsLast
	}
	d.years()
	return d, nil
}

func (d *Described) add(name, value string) {
	if value == "" {
		return
	}
	f := Facet{name, value}
	for i := range d.Facets {
		if d.Facets[i] == f {
			return
		}
	}
	d.Facets = append(d.Facets, f)
}

// years adds the years that the date touches, at most thirty; of a date with an
// open beginning or end only the year of the end that it states.
func (d *Described) years() {
	if d.First == Undated {
		return
	}
	from, to := d.First/1_00_00, d.Last/1_00_00
	switch {
	case d.First == Always && d.Last == Forever:
		return
	case d.First == Always:
		from = to
	case d.Last == Forever:
		to = from
	}
	for y := from; y <= to && y < from+30; y++ {
		d.add(register.FacetYear, year(y))
	}
}

// year is as EDTF writes it.
func year(y int) string {
	b := [4]byte{'0' + byte(y/1000%10), '0' + byte(y/100%10), '0' + byte(y/10%10), '0' + byte(y%10)}
	return string(b[:])
}

// The days that stand for an open beginning, an open end and no date at all.
const (
	Always  = 0
	Forever = 99991231
	Undated = 99999999
)

// Days gives the first and last day of an EDTF date as numbers, 20210602, by
// which dates sort and overlap; Undated twice for an empty or unreadable one.
func Days(date string) (first, last int) {
	if date == "" {
		return Undated, Undated
	}
	d, err := edtf.Parse(date)
	if err != nil {
		return Undated, Undated
	}
	a, b := d.Bounds()
	first, last = Always, Forever
	if !a.IsZero() {
		first = day(a)
	}
	if !b.IsZero() {
		last = day(b)
	}
	return first, last
}

func day(p edtf.Point) int { return int(p.Year)*10000 + int(p.Month)*100 + int(p.Day) }

// eachValue calls fn for each value in the JSON of Record.Fields: name is the
// field's, sub the language of a title. It reads the few forms that fields have
// (text, list of texts, list of parties, texts by name) several times faster than
// encoding/json, and leaves other forms out.
func eachValue(fields []byte, fn func(name, sub, value string, party *register.Party)) error {
	if len(fields) == 0 {
		return nil
	}
	if !json.Valid(fields) {
		return fault.New(fault.Internal, "not JSON")
	}
	s := scanner{b: fields}
	if s.next() != '{' {
		return nil
	}
	return s.object(func(name string) {
		switch s.peek() {
		case '"':
			fn(name, "", s.text(), nil)
		case '{':
			s.i++
			_ = s.object(func(sub string) {
				if s.peek() == '"' {
					fn(name, sub, s.text(), nil)
				} else {
					s.skip()
				}
			})
		case '[':
			s.i++
			for c := s.peek(); c != ']' && c != 0; c = s.peek() {
				switch c {
				case ',':
					s.i++
				case '"':
					fn(name, "", s.text(), nil)
				case '{':
					s.i++
					var p register.Party
					_ = s.object(func(sub string) {
						switch {
						case sub == "state" && s.peek() == 't':
							p.State = true
							s.skip()
						case s.peek() != '"':
							s.skip()
						case sub == "actor":
							p.Actor = s.text()
						case sub == "role":
							p.Role = s.text()
						case sub == "as":
							p.As = s.text()
						default:
							s.skip()
						}
					})
					fn(name, "", "", &p)
				default:
					s.skip()
				}
			}
			s.i++
		default:
			s.skip()
		}
	})
}

// scanner reads JSON that is known to be valid.
type scanner struct {
	b []byte
	i int
}

// peek is the next byte that is no white space; 0 at the end.
func (s *scanner) peek() byte {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return s.b[s.i]
		}
	}
	return 0
}

func (s *scanner) next() byte {
	c := s.peek()
	s.i++
	return c
}

// object calls fn before each value of an object whose brace was read; fn reads the value.
func (s *scanner) object(fn func(name string)) error {
	for {
		switch s.peek() {
		case '}', 0:
			s.i++
			return nil
		case ',':
			s.i++
		default:
			name := s.text()
			s.next() // the colon
			s.peek()
			fn(name)
		}
	}
}

func (s *scanner) text() string {
	from := s.i + 1
	plain := true
	for s.i = from; s.i < len(s.b) && s.b[s.i] != '"'; s.i++ {
		if s.b[s.i] == '\\' {
			plain = false
			s.i++
		}
	}
	s.i = min(s.i+1, len(s.b))
	if text := s.b[from : s.i-1]; plain && utf8.Valid(text) {
		return string(text)
	}
	var out string
	_ = json.Unmarshal(s.b[from-1:s.i], &out)
	return out
}

// skip passes over one value.
func (s *scanner) skip() {
	depth := 0
	for {
		switch c := s.peek(); c {
		case 0:
			return
		case '"':
			s.text()
		case '{', '[':
			depth++
			s.i++
		case '}', ']':
			depth--
			s.i++
		case ',', ':':
			s.i++
			continue
		default:
			for s.i < len(s.b) && !strings.ContainsRune(" \t\r\n,:]}", rune(s.b[s.i])) {
				s.i++
			}
		}
		if depth <= 0 {
			return
		}
	}
}

// Activity reads the values of an activity, as Record.Activity does, but several
// times faster.
func Activity(r *register.Record) (a register.Activity, err error) {
	err = eachValue(r.Fields, func(name, sub, value string, party *register.Party) {
		switch name {
		case "title":
			if a.Title == nil {
				a.Title = make(map[string]string, 2)
			}
			a.Title[sub] = value
		case "kind":
			a.Kind = value
		case "level":
			a.Level = value
		case "modality":
			a.Modality = value
		case "mode":
			a.Mode = value
		case "series":
			a.Series = value
		case "date":
			a.Date = value
		case "parties":
			if party != nil {
				a.Parties = append(a.Parties, *party)
			}
		case "places":
			a.Places = append(a.Places, value)
		case "instruments":
			a.Instruments = append(a.Instruments, value)
		case "documents":
			a.Documents = append(a.Documents, value)
		case "themes":
			a.Themes = append(a.Themes, value)
		case "sdgs":
			a.SDGs = append(a.SDGs, value)
		case "figures":
			a.Figures = append(a.Figures, value)
		case "mechanisms":
			a.Mechanisms = append(a.Mechanisms, value)
		case "mandates":
			a.Mandates = append(a.Mandates, value)
		}
	})
	return a, err
}
