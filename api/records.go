package api

import (
	"bytes"
	"context"
	"io"
	"iter"
	"reflect"
	"slices"
	"strings"

	"concord/export"
	"concord/fault"
	"concord/register"
)

// Chosen are the parameters that choose records. A parameter that is repeated asks
// for all of its values, commas part values of which any will do, a backslash goes
// before a comma that belongs to a value.
type Chosen struct {
	Record     string   `query:"record" default:"activity" doc:"Kind of record: activity, commitment, cycle, dialogue, instrument, mandate, mechanism, practice, relationship; * is every kind."`
	Q          string   `query:"q" doc:"The search box: words in any of the six languages, names, symbols, dates, filters (partner:ASEAN)."`
	Actor      []string `query:"actor,explode" doc:"Party, organization or State."`
	Party      []string `query:"party,explode" doc:"Party that is no State: ASEAN,ECOWAS is either; party=ASEAN&party=UNODC is both."`
	State      []string `query:"state,explode" doc:"State that acts, ISO 3166-1 alpha-3."`
	Place      []string `query:"place,explode" doc:"Where."`
	Theme      []string `query:"theme,explode"`
	Kind       []string `query:"kind,explode" doc:"Of an activity: training, meeting …; of other records their type."`
	Level      []string `query:"level,explode"`
	Modality   []string `query:"modality,explode"`
	Instrument []string `query:"instrument,explode"`
	Mechanism  []string `query:"mechanism,explode"`
	Document   []string `query:"document,explode" doc:"Symbol that the record names."`
	SDG        []string `query:"sdg,explode"`
	Status     []string `query:"status,explode"`
	Review     []string `query:"review,explode" doc:"none, reviewed."`
	Origin     []string `query:"origin,explode" doc:"starter, read, entered, imported, sample."`
	Year       []string `query:"year,explode" doc:"Each year that the date touches."`
	Work       []string `query:"work,explode" doc:"Document that tells the record."`
	Section    []string `query:"section,explode" doc:"Organization in whose section the record is told."`
	Block      []string `query:"block,explode" doc:"Key that possible retellings share."`
	Not        []string `query:"not,explode" doc:"Leaves out: FACET:VALUE, as in not=theme:women."`
	From       string   `query:"from" maxLength:"40" doc:"EDTF: the record's date reaches from here … Undated ones are left out then."`
	To         string   `query:"to" maxLength:"40" doc:"… to here."`
	Undated    bool     `query:"undated" doc:"Only those without a date."`
	Samples    bool     `query:"samples" doc:"Samples too."`
	Untold     bool     `query:"untold" doc:"Also those that no newest version tells."`
	Hidden     bool     `query:"hidden" doc:"Also rejected, withdrawn and merged ones."`
}

// facets in the order of the parameters.
func (c *Chosen) facets() iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		v := reflect.ValueOf(c).Elem()
		for i := range v.NumField() {
			list, ok := v.Field(i).Interface().([]string)
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("query"), ",")
			if ok && name != "not" && !yield(name, list) {
				return
			}
		}
	}
}

// FacetNames are the names by which records are found and counted.
var FacetNames = func() (names []string) {
	for name := range (&Chosen{}).facets() {
		names = append(names, name)
	}
	return names
}()

// The bounds of a filter.
const (
	maxConditions = 100
	maxValues     = 100
)

// filter makes the register's filter; the search box lies over it.
func (c *Chosen) filter(v *visit) (Found, error) {
	f := register.Filter{Kind: register.Kind(c.Record), From: c.From, To: c.To, Undated: c.Undated, Samples: c.Samples, Untold: c.Untold, Hidden: c.Hidden}
	if f.Kind != register.AnyKind && !slices.Contains(register.Kinds(), f.Kind) {
		return Found{}, fault.New(fault.Invalid, "There is no kind of record named %q; there are %s and * for all.", printable(c.Record), kindNames())
	}
	add := func(name string, values []string, not bool) error {
		for _, one := range values {
			any := splitComma(one)
			if len(any) == 0 {
				return fault.New(fault.Invalid, "%q has no value.", name)
			}
			if len(any) > maxValues {
				return fault.New(fault.Invalid, "%q has more than %d values; leave some out.", name, maxValues)
			}
			f.Has = append(f.Has, register.Condition{Facet: name, Any: any, Not: not})
		}
		return nil
	}
	for name, values := range c.facets() {
		if err := add(name, values, false); err != nil {
			return Found{}, err
		}
	}
	for _, one := range c.Not {
		name, value, ok := strings.Cut(one, ":")
		if !ok || !slices.Contains(FacetNames, name) {
			return Found{}, fault.New(fault.Invalid, "%q does not say what to leave out; write it as not=theme:women. There are %s.", printable(one), strings.Join(FacetNames, ", "))
		}
		if err := add(name, []string{value}, true); err != nil {
			return Found{}, err
		}
	}
	if len(f.Has) > maxConditions {
		return Found{}, fault.New(fault.Invalid, "The filter has more than %d conditions; leave some out.", maxConditions)
	}
	if strings.TrimSpace(c.Q) == "" {
		return Found{Filter: f}, nil
	}
	if v.a.Search == nil {
		return Found{}, fault.New(fault.Unsupported, "This register cannot be searched for words yet; use the other parameters.")
	}
	f.Order = register.Relevance
	return v.a.Search(v.ctx, f, c.Q, v.lang)
}

func kindNames() string {
	var names []string
	for _, k := range register.Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// splitComma parts values at commas; "\," is a comma.
func splitComma(s string) (out []string) {
	var b strings.Builder
	flush := func() {
		if x := strings.TrimSpace(b.String()); x != "" {
			out = append(out, x)
		}
		b.Reset()
	}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == ',' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		case s[i] == ',':
			flush()
		default:
			b.WriteByte(s[i])
		}
	}
	flush()
	return out
}

// Record is a record as this API gives it.
type Record struct {
	export.Record
	TellingsCount int                     `json:"tellings_count" doc:"How many paragraphs tell it."`
	Snippet       string                  `json:"snippet,omitempty" doc:"The words that were searched for, between « and »."`
	Names         map[string]string       `json:"names,omitempty" doc:"Labels of its identifiers; in a list they stand once for all items."`
	History       []register.Revision     `json:"history,omitempty" doc:"With include=history: all revisions, the newest first."`
	Confirmations []register.Confirmation `json:"confirmations,omitempty" doc:"With include=confirmations: what organizations say of it."`
	Agreement     *register.Agreement     `json:"agreement,omitempty" doc:"What follows from the confirmations."`
	Sames         []register.Same         `json:"samenesses,omitempty" doc:"With include=samenesses: questions and decisions whether it is the same as another."`
	Href          string                  `json:"href"`
}

// Records is a page of records.
type Records struct {
	List[Record]
	Facets map[string][]Facet `json:"facets,omitempty" doc:"With facets=: how many records of the whole list have each value."`
	Notes  []string           `json:"notes,omitempty" doc:"What the search box understood otherwise than typed."`
}

// Facet is a value with how many records have it.
type Facet struct {
	Facet string `json:"facet,omitempty" doc:"In JSON Lines: of which facet."`
	Value string `json:"value"`
	Label string `json:"label,omitempty"`
	Count int    `json:"count"`
}

type recordsInput struct {
	Common
	Paging
	Chosen
	Order   string   `query:"order" enum:"document,newest,oldest,relevance,changed" doc:"Default: relevance where something is searched for, else document: work, paragraph, place in the paragraph."`
	Facets  []string `query:"facets" maxItems:"20" doc:"Facets to count over the whole list: facets=party,theme,year."`
	Include []string `query:"include" doc:"claims and tellings of each record."`
}

type factInput struct {
	Common
	Chosen
	Facets []string `query:"facets" maxItems:"20" required:"true" doc:"facets=party,theme,year."`
}

type bulkInput struct {
	Common
	Chosen
	Include []string `query:"include" doc:"claims: with all claims and tellings, as concord export writes it."`
}

type recordInput struct {
	Common
	ID       string   `path:"id" maxLength:"200"`
	Revision int      `query:"revision" minimum:"0" maximum:"1000000000" doc:"As it was at that revision; claims and tellings are those of today."`
	Include  []string `query:"include" doc:"claims, tellings, history, confirmations, samenesses."`
}

func order(name string, f register.Filter) register.Order {
	switch name {
	case "":
		return f.Order
	case "document":
		return register.ByDocument
	}
	return register.Order(name)
}

// included checks what include= names.
func included(list []string, allowed ...string) (map[string]bool, error) {
	m := map[string]bool{}
	for _, x := range list {
		if !slices.Contains(allowed, x) {
			return nil, fault.New(fault.Invalid, "There is no %q to include; there are %s.", printable(x), strings.Join(allowed, ", "))
		}
		m[x] = true
	}
	return m, nil
}

// items walks a page of lines.
func (v *visit) items(lines []register.Line, depth export.Depth) iter.Seq2[export.Item, error] {
	return func(yield func(export.Item, error) bool) {
		for i := range lines {
			item := export.Item{Line: lines[i]}
			var err error
			if depth == export.Whole || depth == export.Sources && item.Told.Work == "" {
				item.Claims, err = v.a.Register.Claims(v.ctx, item.Record.ID)
			}
			if depth == export.Whole && err == nil {
				item.Tellings, err = v.a.Register.Tellings(v.ctx, item.Record.ID)
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}

func (a *API) records(v *visit, in *recordsInput) (*reply, error) {
	found, err := in.filter(v)
	if err != nil {
		return nil, err
	}
	inc, err := included(in.Include, "claims", "tellings")
	if err != nil {
		return nil, err
	}
	f := found.Filter
	f.Order = order(in.Order, f)
	f.Limit, f.Cursor = in.Limit, in.Cursor
	page, err := a.Register.Records(v.ctx, f)
	if err != nil {
		return nil, err
	}
	depth := export.Sources
	if len(inc) > 0 || v.form.name == "jsonld" {
		depth = export.Whole
	}
	out := Records{Notes: found.Notes}
	out.Items, out.Total, out.Next = []Record{}, &page.Total, page.Next
	rep := &reply{next: page.Next, name: "concord-records"}
	items := v.items(page.Lines, depth)
	switch v.form.name {
	case "json", "jsonl", "atom":
		names := map[string]string{}
		rep.list = &listing{title: "records"}
		for item, err := range items {
			if err != nil {
				return nil, err
			}
			if v.form.name == "atom" {
				rep.list.entries = append(rep.list.entries, export.RecordEntry(&item, v.lang, v.base()))
				continue
			}
			a.names().Labels(names, &item.Record, v.lang)
			rec := v.record(&item)
			if found.Snippet != nil {
				rec.Snippet = found.Snippet(item.Told.Quote, item.Told.Language)
			}
			out.Items = append(out.Items, rec)
			rep.list.items = append(rep.list.items, rec)
		}
		out.Names = names
	case "csv", "xlsx":
		rep.table = func() export.Table { return export.Records(items, v.cells(f.Kind)) }
	case "jsonld":
		rep.linked = func(w io.Writer) error { return v.linked().Records(w, items) }
	}
	if len(in.Facets) > 0 {
		if out.Facets, err = a.count(v, f, in.Facets); err != nil {
			return nil, err
		}
	}
	rep.body = out
	return rep, nil
}

// record is an item as JSON of this API.
func (v *visit) record(item *export.Item) Record {
	return Record{Record: export.RecordOf(item), TellingsCount: item.Line.Tellings, Href: Prefix + "/records/" + item.Record.ID}
}

func (v *visit) cells(k register.Kind) export.Cells {
	return export.Cells{Columns: export.Columns(export.KindsOf(k)...), Names: v.a.names(), Language: v.lang, Title: Titles(v.ctx, v.a.Register, v.lang)}
}

func (v *visit) linked() export.Linked {
	return export.Linked{Base: v.base(), Context: v.base() + "context.jsonld", Names: v.a.names(), Language: v.lang}
}

// Titles gives the titles of records by identifier, each looked up once; "" where
// there is none.
func Titles(ctx context.Context, r register.Reader, lang string) func(id string) string {
	known := map[string]string{}
	return func(id string) string {
		t, ok := known[id]
		if !ok {
			if rec, err := r.Record(ctx, id, 0); err == nil {
				t, _ = export.Title(&rec, lang)
			}
			known[id] = t
		}
		return t
	}
}

func (a *API) count(v *visit, f register.Filter, facets []string) (map[string][]Facet, error) {
	for _, name := range facets {
		if !slices.Contains(FacetNames, name) {
			return nil, fault.New(fault.Invalid, "Records are not counted by %q; they are by %s.", printable(name), strings.Join(FacetNames, ", "))
		}
	}
	f.Cursor, f.Limit = "", 0
	counts, err := a.Register.Facets(v.ctx, f, facets...)
	if err != nil {
		return nil, err
	}
	out := map[string][]Facet{}
	for name, list := range counts {
		fs := make([]Facet, len(list))
		for i, c := range list {
			fs[i] = Facet{Value: c.Value, Label: a.label(name, c.Value, v.lang), Count: c.Count}
		}
		out[name] = fs
	}
	for _, name := range facets {
		if out[name] == nil {
			out[name] = []Facet{}
		}
	}
	return out, nil
}

// label of a value of a facet, "" where it stands for itself.
func (a *API) label(facet, value, lang string) string {
	switch facet {
	case register.FacetTheme:
		return a.names().Theme(value, lang)
	case register.FacetActor, register.FacetParty, register.FacetState, register.FacetPlace, register.FacetSection:
		return a.names().Name(value, lang)
	}
	return ""
}

func (a *API) facets(v *visit, in *factInput) (*reply, error) {
	found, err := in.filter(v)
	if err != nil {
		return nil, err
	}
	counts, err := a.count(v, found.Filter, in.Facets)
	if err != nil {
		return nil, err
	}
	l := &listing{title: "facets", header: []string{"facet", "value", "label", "count"}}
	for _, name := range in.Facets {
		for _, c := range counts[name] {
			c.Facet = name
			l.add(v, []string{name, c.Value, c.Label, itoa(c.Count)}, c, export.Entry{ID: "urn:concord:facet:" + pathEscape(name) + ":" + pathEscape(c.Value), Title: name + ": " + export.Named(c.Label, c.Value), Summary: itoa(c.Count)})
		}
	}
	return &reply{body: counts, list: l, name: "concord-facets"}, nil
}

// bulk streams all records that a filter finds.
func (a *API) bulk(v *visit, in *bulkInput) (*reply, error) {
	found, err := in.filter(v)
	if err != nil {
		return nil, err
	}
	inc, err := included(in.Include, "claims")
	if err != nil {
		return nil, err
	}
	f, depth := found.Filter, export.Sources
	if inc["claims"] {
		depth = export.Whole
	}
	// What is wrong with the filter has to be told before the first line.
	probe := f
	probe.Limit = 1
	if _, err := a.Register.Records(v.ctx, probe); err != nil {
		return nil, err
	}
	return &reply{name: "concord-records", stream: func(w io.Writer, flush func()) error {
		return export.RecordLines(w, export.All(v.ctx, a.Register, f, depth), flush)
	}}, nil
}

func (a *API) record(v *visit, in *recordInput) (*reply, error) {
	inc, err := included(in.Include, "claims", "tellings", "history", "confirmations", "samenesses")
	if err != nil {
		return nil, err
	}
	rec, err := a.Register.Record(v.ctx, in.ID, in.Revision)
	if err != nil {
		return nil, err
	}
	item := export.Item{Line: register.Line{Record: rec}}
	if item.Tellings, err = a.Register.Tellings(v.ctx, rec.ID); err != nil {
		return nil, err
	}
	for _, t := range item.Tellings {
		if t.Dropped {
			continue
		}
		if item.Line.Tellings == 0 {
			item.Told = t.Evidence
		}
		item.Line.Tellings++
	}
	if inc["claims"] || item.Told.Work == "" || v.form.name == "jsonld" || v.form.name == "jsonl" {
		if item.Claims, err = a.Register.Claims(v.ctx, rec.ID); err != nil {
			return nil, err
		}
	}
	out := v.record(&item)
	if !inc["claims"] && v.form.name == "json" {
		out.Claims = nil
	}
	if !inc["tellings"] && v.form.name == "json" {
		out.Tellings = nil
	}
	out.Names = map[string]string{}
	a.names().Labels(out.Names, &rec, v.lang)
	if inc["history"] || inc["confirmations"] {
		if out.History, err = a.Register.History(v.ctx, rec.ID); err != nil {
			return nil, err
		}
	}
	if inc["confirmations"] {
		if out.Confirmations, err = a.Register.Confirmations(v.ctx, rec.ID); err != nil {
			return nil, err
		}
		if len(out.Confirmations) > 0 {
			g := register.Agree(out.Confirmations, parties(&rec), a.side, lastChange(out.History))
			out.Agreement = &g
		}
	}
	if !inc["history"] {
		out.History = nil
	}
	if inc["samenesses"] {
		if out.Sames, err = a.Register.Sames(v.ctx, register.SameFilter{Record: rec.ID}); err != nil {
			return nil, err
		}
	}
	one := export.One(item)
	return &reply{body: out, name: "concord-" + safeName(rec.ID), list: &listing{title: "record " + rec.ID, items: []any{export.RecordOf(&item)},
		entries: []export.Entry{export.RecordEntry(&item, v.lang, v.base())}},
		table:  func() export.Table { return export.Records(one, v.cells(rec.Kind)) },
		linked: func(w io.Writer) error { return v.linked().Records(w, one) }}, nil
}

// parties that are organizations.
func parties(rec *register.Record) (list []string) {
	var v struct {
		Parties []register.Party `json:"parties"`
	}
	_ = rec.Decode(&v)
	for _, p := range v.Parties {
		if !p.State {
			list = append(list, p.Actor)
		}
	}
	return list
}

// side of an actor: the United Nations, or the partner that it belongs to.
func (a *API) side(actor string) string {
	p, _ := a.Lexicon().Partner(actor)
	return p
}

// lastChange is the revision in which the values of a record changed last.
func lastChange(history []register.Revision) int {
	for i := range history {
		if i+1 == len(history) || !bytes.Equal(history[i].Fields, history[i+1].Fields) {
			return history[i].Revision
		}
	}
	return 1
}

// safeName is an identifier as part of a file's name.
func safeName(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, s)
}
