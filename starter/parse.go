package starter

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"concord/fault"
	"concord/lexicon"
	"concord/register"
	"concord/symbol"
)

// parser reads tables into records.
type parser struct {
	lex     *lexicon.Lexicon
	themes  map[string]bool
	works   []register.Work
	records []Record
	at      map[string]string // record → "file:line" of its row
	refs    []reference
}

// reference to another record, checked when all are read.
type reference struct {
	where string
	of    register.Kind // "" any
	id    string
}

func newParser(lex *lexicon.Lexicon) (*parser, error) {
	list, err := lex.Themes()
	if err != nil {
		return nil, err
	}
	p := &parser{lex: lex, themes: map[string]bool{}, at: map[string]string{}}
	for _, t := range list {
		p.themes[t.ID] = true
	}
	return p, nil
}

// column of a table.
type column struct {
	name  string
	field *register.Field // nil for id, work, paragraph
	lang  string          // of a title
}

// table reads one file.
func (p *parser) table(name string, kind register.Kind, content string) error {
	var columns []column
	for i, line := range strings.Split(content, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if line == "" || line[0] == '#' {
			continue
		}
		where := name + ":" + strconv.Itoa(i+1)
		cells := strings.Split(line, "\t")
		if columns == nil {
			var err error
			if columns, err = header(where, kind, cells); err != nil {
				return err
			}
			continue
		}
		if len(cells) != len(columns) {
			return fault.New(fault.Invalid, "%s: the line has %d columns, the header %d.", where, len(cells), len(columns))
		}
		if err := p.row(where, kind, columns, cells); err != nil {
			return err
		}
	}
	return nil
}

func header(where string, kind register.Kind, cells []string) ([]column, error) {
	fields := register.Fields(kind)
	var list []column
	for _, c := range cells {
		for _, o := range list {
			if o.name == c {
				return nil, fault.New(fault.Invalid, "%s: the column %q stands twice.", where, c)
			}
		}
		col := column{name: c}
		switch {
		case c == "id" || c == "work" || c == "paragraph":
		case strings.HasPrefix(c, "title_") && len(c) > len("title_"):
			col.lang = strings.TrimPrefix(c, "title_")
			col.field = &fields[slices.IndexFunc(fields, func(f register.Field) bool { return f.Type == register.TypeTitle })]
		default:
			i := slices.IndexFunc(fields, func(f register.Field) bool {
				return f.Type != register.TypeTitle && (f.Name == c || f.JSON == c)
			})
			if i < 0 {
				return nil, fault.New(fault.Invalid, "%s: a record of kind %q has no field %q.", where, kind, c)
			}
			col.field = &fields[i]
		}
		list = append(list, col)
	}
	for i, need := range []string{"id", "work", "paragraph"} {
		if len(list) <= i || list[i].name != need {
			return nil, fault.New(fault.Invalid, "%s: the first columns are id, work and paragraph.", where)
		}
	}
	return list, nil
}

// identifiers are what a row may have as its ID: readable, and good in an address.
var identifiers = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)

// suffix is "[42]", "[masthead]", "[A/RES/79/12]" or "[inferred]" behind a value, or two of them.
var suffix = regexp.MustCompile(`^(.*\S) \[([^\[\]]+)\]$`)

func (p *parser) row(where string, kind register.Kind, columns []column, cells []string) error {
	r := Record{Record: register.Record{ID: cells[0], Kind: kind, Origin: register.Starter, Review: register.None, Visibility: register.Public}}
	if !identifiers.MatchString(r.ID) {
		return fault.New(fault.Invalid, "%s: %q is no identifier of a record.", where, r.ID)
	}
	if before := p.at[r.ID]; before != "" {
		return fault.New(fault.Invalid, "%s: the record %s stands at %s already.", where, r.ID, before)
	}
	work, err := p.work(where, cells[1])
	if err != nil {
		return err
	}
	for _, s := range split(cells[2]) {
		at, err := place(where, s)
		if err != nil {
			return err
		}
		r.Tellings = append(r.Tellings, register.Telling{Record: r.ID, Evidence: register.Evidence{Work: work, Place: at}})
	}
	if len(r.Tellings) == 0 {
		r.Tellings = []register.Telling{{Record: r.ID, Evidence: register.Evidence{Work: work}}}
	}
	cited := r.Tellings[0].Evidence
	// Titles first: the order of claims is that of the fields.
	order := make([]int, 0, len(columns))
	for i, c := range columns {
		if c.lang != "" {
			order = append(order, i)
		}
	}
	for i, c := range columns {
		if c.field != nil && c.lang == "" {
			order = append(order, i)
		}
	}
	for _, i := range order {
		c := &columns[i]
		values := []string{strings.TrimSpace(cells[i])}
		if c.field.Many && c.lang == "" {
			values = split(cells[i])
		}
		for _, v := range values {
			if v == "" {
				continue
			}
			if err := p.value(where, &r, c, v, cited); err != nil {
				return err
			}
		}
	}
	if !slices.ContainsFunc(r.Claims, func(c register.Claim) bool { return c.Field == register.FieldTitle }) {
		return fault.New(fault.Invalid, "%s: the record %s has no title.", where, r.ID)
	}
	p.at[r.ID] = where
	p.records = append(p.records, r)
	return nil
}

// value reads one value with what stands behind it in brackets.
func (p *parser) value(where string, r *Record, c *column, v string, cited register.Evidence) error {
	claim := register.Claim{Record: r.ID, Field: c.field.Name, Evidence: cited, Rule: Rule, State: register.Proposed}
	if c.lang == "" {
		for {
			m := suffix.FindStringSubmatch(v)
			if m == nil {
				break
			}
			switch v = m[1]; {
			case m[2] == "inferred":
				claim.Inferred = true
			case strings.Contains(m[2], "/"):
				w, err := p.work(where, m[2])
				if err != nil {
					return err
				}
				claim.Evidence = register.Evidence{Work: w}
			default:
				at, err := place(where, m[2])
				if err != nil {
					return err
				}
				claim.Evidence.Place = at
			}
		}
	}
	value, err := p.read(where, c, v)
	if err != nil {
		return err
	}
	claim.Value = value
	if err := claim.Check(r.Kind); err != nil {
		return fault.Wrap(err, fault.Invalid, "%s: %s", where, fault.Sentence(err))
	}
	element := register.Element(claim.Field, claim.Value)
	for i := range r.Claims {
		if o := &r.Claims[i]; o.Field == claim.Field && (o.Value == claim.Value || c.field.Many && register.Element(o.Field, o.Value) == element) {
			return fault.New(fault.Invalid, "%s: %q and %q exclude each other as %s.", where, o.Value, claim.Value, c.name)
		}
	}
	r.Claims = append(r.Claims, claim)
	return nil
}

// read makes of a cell's value the value of a claim.
func (p *parser) read(where string, c *column, v string) (string, error) {
	name := v
	unknown := func(what string) (string, error) {
		return "", fault.New(fault.Invalid, "%s: %s: there is no %s %q.", where, c.name, what, name)
	}
	switch c.field.Type {
	case register.TypeTitle:
		return c.lang + ":" + v, nil
	case register.TypeParty:
		role, actor, ok := strings.Cut(v, ":")
		if !ok {
			return "", fault.New(fault.Invalid, "%s: %s: %q does not say the role and the actor, as in lead:UNODC.", where, c.name, v)
		}
		actor, state := strings.CutSuffix(actor, "*")
		name = actor
		if state && !p.country(actor) {
			return unknown("State")
		}
		if _, known := p.lex.Actor(actor); !state && !known {
			return unknown("actor")
		}
		return register.PartyValue(register.Party{Actor: actor, Role: role, State: state}), nil
	case register.TypeActor:
		if _, known := p.lex.Actor(v); !known && !p.country(v) {
			return unknown("actor")
		}
	case register.TypePlace:
		if _, known := p.lex.Place(v); !known {
			return unknown("place")
		}
	case register.TypeDocument:
		if s, err := symbol.Parse(v); err != nil || string(s) != v {
			return unknown("symbol of a document as it is written")
		}
	case register.TypeRecord:
		p.refs = append(p.refs, reference{where, c.field.Of, v})
	case register.TypeText:
		switch c.field.Name {
		case register.FieldTheme:
			if !p.themes[v] {
				return unknown("theme")
			}
		case register.FieldInstrument:
			if strings.HasPrefix(v, "ins-") {
				p.refs = append(p.refs, reference{where, register.KindInstrument, v})
			}
		}
	}
	return v, nil
}

// references tells whether every record that a row names is there, and of its kind.
func (p *parser) references() error {
	kinds := map[string]register.Kind{}
	for i := range p.records {
		kinds[p.records[i].ID] = p.records[i].Kind
	}
	for _, r := range p.refs {
		if k, ok := kinds[r.id]; !ok || r.of != "" && k != r.of {
			return fault.New(fault.Invalid, "%s: there is no %s with the identifier %q.", r.where, r.of, r.id)
		}
	}
	return nil
}

func (p *parser) country(id string) bool {
	c, ok := p.lex.Place(id)
	return ok && (c.Kind == "country" || c.Kind == "territory")
}

// work finds the work that a row cites, and gives its ID.
func (p *parser) work(where, sym string) (string, error) {
	if s, err := symbol.Parse(sym); err != nil || string(s) != sym {
		return "", fault.New(fault.Invalid, "%s: %q is no symbol of a document as it is written.", where, sym)
	}
	for _, w := range p.works {
		if slices.Contains(w.Symbols, sym) {
			return w.ID, nil
		}
	}
	w := register.Work{ID: sym, Symbols: []string{sym}, Origin: register.Starter}
	for id, list := range symbols {
		if slices.Contains(list, sym) {
			w.ID, w.Symbols = id, list
		}
	}
	p.works = append(p.works, w)
	return w.ID, nil
}

// parts of a work that have no numbers of their own: document.Paragraph.Part, and
// the masthead.
var parts = []string{"masthead", "summary", "preamble", "annex", "footnote", "table"}

var number = regexp.MustCompile(`^[0-9]{1,4}[a-z]?$`)

// place reads a paragraph's number, or the name of a part.
func place(where, s string) (register.Place, error) {
	switch {
	case number.MatchString(s):
		return register.Place{Number: s}, nil
	case slices.Contains(parts, s):
		return register.Place{Part: s}, nil
	}
	return register.Place{}, fault.New(fault.Invalid, "%s: %q is neither the number of a paragraph nor one of %s.", where, s, strings.Join(parts, ", "))
}

// split parts a list at "; ".
func split(cell string) []string {
	var out []string
	for _, s := range strings.Split(cell, ";") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
