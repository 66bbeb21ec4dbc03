package api

import (
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/export"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

func typeOf(v any) reflect.Type { return reflect.TypeOf(v) }

func itoa(n int) string { return strconv.Itoa(n) }

func pathEscape(s string) string {
	parts := strings.Split(s, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return strings.Join(parts, "/")
}

// add puts one item into the forms of a list that is asked for.
func (l *listing) add(v *visit, row []string, item any, e export.Entry) {
	switch v.form.name {
	case "csv", "xlsx":
		l.rows = append(l.rows, row)
	case "jsonl":
		l.items = append(l.items, item)
	case "atom":
		if e.Updated.IsZero() {
			e.Updated = v.now()
		}
		l.entries = append(l.entries, e)
	}
}

// cited is the address and citation of evidence.
func (v *visit) cited(e *register.Evidence) (address, citation string) {
	if e.Work == "" {
		return "", ""
	}
	return v.base() + "documents/" + pathEscape(e.Work), export.Citation(e)
}

type plainInput struct{ Common }

func (a *API) totals(v *visit, _ *plainInput) (*reply, error) {
	t, err := a.Register.Totals(v.ctx)
	return &reply{body: t}, err
}

// Cited is a work that records cite and of which the register holds no version.
type Cited struct {
	Symbol string `json:"symbol"`
	Count  int    `json:"count" doc:"Of records that cite it."`
}

type pagedInput struct {
	Common
	Paging
}

func (a *API) cited(v *visit, in *pagedInput) (*reply, error) {
	skip, fetch, err := in.window("cited")
	if err != nil {
		return nil, err
	}
	works, err := a.Register.Cited(v.ctx, fetch)
	if err != nil {
		return nil, err
	}
	works, next := page(&in.Paging, "cited", skip, works)
	out := List[Cited]{Items: []Cited{}, Next: next}
	l := &listing{title: "works cited, not held", header: []string{"symbol", "records"}}
	for _, w := range works {
		c := Cited{w.Symbol, w.Count}
		out.Items = append(out.Items, c)
		l.add(v, []string{c.Symbol, itoa(c.Count)}, c, export.Entry{ID: "urn:concord:cited:" + pathEscape(c.Symbol), Title: c.Symbol, Summary: itoa(c.Count)})
	}
	return &reply{body: out, list: l, next: next, name: "concord-cited"}, nil
}

// Mention is a place where a value is marked.
type Mention struct {
	Source export.Source `json:"source"`
}

type mentionsInput struct {
	Common
	Paging
	Kind  string `query:"kind" enum:"actor,place,date,symbol,instrument,theme,sdg,figure" default:"actor" doc:"Of the value."`
	Value string `query:"value" required:"true" minLength:"1" maxLength:"400" doc:"UNODC; KEN; A/RES/75/1."`
}

func (a *API) mentions(v *visit, in *mentionsInput) (*reply, error) {
	name := "mentions\x00" + in.Kind + "\x00" + in.Value
	skip, fetch, err := in.window(name)
	if err != nil {
		return nil, err
	}
	list, err := a.Register.Mentions(v.ctx, in.Kind, in.Value, fetch)
	if err != nil {
		return nil, err
	}
	list, next := page(&in.Paging, name, skip, list)
	out := List[Mention]{Items: []Mention{}, Next: next, Names: map[string]string{}}
	if l := a.names().Name(in.Value, v.lang); l != "" && (in.Kind == "actor" || in.Kind == "place") {
		out.Names[in.Value] = l
	}
	l := &listing{title: "mentions of " + in.Value, header: []string{"value", "source", "source_part", "source_paragraph", "source_language", "quote"}}
	for i := range list {
		e := &list[i]
		m := Mention{*export.SourceOf(e)}
		out.Items = append(out.Items, m)
		link, cite := v.cited(e)
		l.add(v, []string{in.Value, e.Work, e.Part, e.Number, e.Language, e.Quote}, m,
			export.Entry{ID: evidenceID("mention", e) + ":" + pathEscape(in.Value), Title: cite, Summary: e.Quote, Link: link})
	}
	return &reply{body: out, list: l, next: next, name: "concord-mentions"}, nil
}

// evidenceID is an IRI of a stretch of text.
func evidenceID(what string, e *register.Evidence) string {
	return "urn:concord:" + what + ":" + pathEscape(strings.Join([]string{e.Work, e.Language, itoa(e.Version), itoa(e.Ordinal), itoa(e.From), itoa(e.To)}, ":"))
}

// Candidate is a name that the lexicon lacks.
type Candidate struct {
	Key    int64          `json:"key"`
	Text   string         `json:"text"`
	Source *export.Source `json:"source,omitempty"`
	Rule   string         `json:"rule,omitempty"`
	State  string         `json:"state"`
}

type stateInput struct {
	Common
	Paging
	State string `query:"state" enum:"open,settled,gone,all" default:"open"`
}

func (in *stateInput) state() string {
	if in.State == "all" {
		return ""
	}
	return in.State
}

func (a *API) candidates(v *visit, in *stateInput) (*reply, error) {
	name := "candidates\x00" + in.State
	skip, fetch, err := in.window(name)
	if err != nil {
		return nil, err
	}
	list, err := a.Register.Candidates(v.ctx, register.AskedFilter{State: in.state(), Limit: fetch})
	if err != nil {
		return nil, err
	}
	list, next := page(&in.Paging, name, skip, list)
	out := List[Candidate]{Items: []Candidate{}, Next: next}
	l := &listing{title: "candidates", header: []string{"key", "text", "state", "source", "source_part", "source_paragraph", "source_language"}}
	for i := range list {
		c := &list[i]
		x := Candidate{c.Key, c.Text, export.SourceOf(&c.At), c.Rule, c.State}
		out.Items = append(out.Items, x)
		link, cite := v.cited(&c.At)
		l.add(v, []string{strconv.FormatInt(c.Key, 10), c.Text, c.State, c.At.Work, c.At.Part, c.At.Number, c.At.Language}, x,
			export.Entry{ID: "urn:concord:candidate:" + strconv.FormatInt(c.Key, 10), Title: c.Text, Language: c.At.Language, Summary: cite, Link: link})
	}
	return &reply{body: out, list: l, next: next, name: "concord-candidates"}, nil
}

// Question is a short form that rules could not resolve.
type Question struct {
	Key     int64          `json:"key"`
	Text    string         `json:"text"`
	Source  *export.Source `json:"source,omitempty"`
	Choices []string       `json:"choices,omitempty" doc:"Actors that it may stand for."`
	State   string         `json:"state"`
	Answer  string         `json:"answer,omitempty"`
}

func (a *API) questions(v *visit, in *stateInput) (*reply, error) {
	name := "questions\x00" + in.State
	skip, fetch, err := in.window(name)
	if err != nil {
		return nil, err
	}
	list, err := a.Register.Questions(v.ctx, register.AskedFilter{State: in.state(), Limit: fetch})
	if err != nil {
		return nil, err
	}
	list, next := page(&in.Paging, name, skip, list)
	out := List[Question]{Items: []Question{}, Next: next, Names: map[string]string{}}
	l := &listing{title: "questions", header: []string{"key", "text", "choices", "state", "answer", "source", "source_part", "source_paragraph", "source_language"}}
	for i := range list {
		q := &list[i]
		x := Question{q.Key, q.Text, export.SourceOf(&q.At), q.Choices, q.State, q.Answer}
		out.Items = append(out.Items, x)
		var choices []string
		for _, c := range q.Choices {
			n := a.names().Name(c, v.lang)
			if n != "" {
				out.Names[c] = n
			}
			choices = append(choices, export.Named(n, c))
		}
		link, cite := v.cited(&q.At)
		l.add(v, []string{strconv.FormatInt(q.Key, 10), q.Text, strings.Join(choices, "; "), q.State, q.Answer, q.At.Work, q.At.Part, q.At.Number, q.At.Language}, x,
			export.Entry{ID: "urn:concord:question:" + strconv.FormatInt(q.Key, 10), Title: q.Text, Language: q.At.Language, Summary: cite, Link: link})
	}
	return &reply{body: out, list: l, next: next, name: "concord-questions"}, nil
}

type samesInput struct {
	Common
	Paging
	State  string `query:"state" enum:"asked,same,different,series,renews,gone,all" default:"asked"`
	Record string `query:"record" maxLength:"200" doc:"Either of the two."`
}

func (a *API) sames(v *visit, in *samesInput) (*reply, error) {
	name := "samenesses\x00" + in.State + "\x00" + in.Record
	skip, fetch, err := in.window(name)
	if err != nil {
		return nil, err
	}
	f := register.SameFilter{Record: in.Record, State: register.Sameness(in.State), Limit: fetch}
	if in.State == "all" {
		f.State = ""
	}
	list, err := a.Register.Sames(v.ctx, f)
	if err != nil {
		return nil, err
	}
	list, next := page(&in.Paging, name, skip, list)
	out := List[register.Same]{Items: list, Next: next, Names: map[string]string{}}
	title := Titles(v.ctx, a.Register, v.lang)
	l := &listing{title: "samenesses", header: []string{"a", "b", "state", "score", "reasons", "rule", "by", "at", "why"}}
	for i := range list {
		s := &list[i]
		for _, id := range []string{s.A, s.B} {
			if t := title(id); t != "" {
				out.Names[id] = t
			}
		}
		l.add(v, []string{export.Named(title(s.A), s.A), export.Named(title(s.B), s.B), string(s.State), strconv.FormatFloat(s.Score, 'f', -1, 64), strings.Join(s.Reasons, "; "), s.Rule, s.By.Name, s.At.UTC().Format(time.RFC3339), s.Why}, s,
			export.Entry{ID: "urn:concord:same:" + pathEscape(s.A+":"+s.B), Title: export.Named(title(s.A), s.A) + " / " + export.Named(title(s.B), s.B),
				Summary: string(s.State) + " " + strings.Join(s.Reasons, "; "), Link: v.base() + "records/" + s.A, Author: s.By.Name, Updated: s.At})
	}
	return &reply{body: out, list: l, next: next, name: "concord-samenesses"}, nil
}

type logInput struct {
	Common
	Limit int   `query:"limit" minimum:"1" maximum:"1000" default:"50"`
	After int64 `query:"after" minimum:"0" doc:"The acts behind the one of that number."`
}

// Log is a page of the acts.
type Log struct {
	Items []register.Entry `json:"items"`
	Next  int64            `json:"next,omitempty" doc:"What after= takes for the next page; absent where there is none."`
}

func (a *API) log(v *visit, in *logInput) (*reply, error) {
	list, err := a.Register.Log(v.ctx, in.After, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := Log{Items: list}
	if len(list) > in.Limit {
		out.Items = list[:in.Limit]
		out.Next = out.Items[in.Limit-1].Number
	}
	if out.Items == nil {
		out.Items = []register.Entry{}
	}
	l := &listing{title: "acts", header: []string{"number", "at", "by", "act", "subject", "why", "hash"}}
	for _, e := range out.Items {
		n := strconv.FormatInt(e.Number, 10)
		title := e.Act.Name
		if e.Act.Subject != "" {
			title += " " + e.Act.Subject
		}
		l.add(v, []string{n, e.Act.At.UTC().Format(time.RFC3339), e.Act.By.Name, e.Act.Name, e.Act.Subject, e.Act.Why, e.Hash}, e,
			export.Entry{ID: "urn:concord:act:" + n, Title: title, Summary: e.Act.Why, Author: e.Act.By.Name, Updated: e.Act.At})
	}
	return &reply{body: out, list: l, name: "concord-log"}, nil
}

// Actor is whoever takes part.
type Actor struct {
	ID      string `json:"id"`
	Name    string `json:"name" doc:"In the language of the answer, else in English, else the ID."`
	Short   string `json:"short,omitempty"`
	Type    string `json:"type" doc:"un, partner, body, related, state or other."`
	Parent  string `json:"parent,omitempty"`
	Partner string `json:"partner,omitempty" doc:"Regional or other organization that it belongs to."`
	From    string `json:"from,omitempty"`
	To      string `json:"to,omitempty"`
	Names   []Name `json:"names,omitempty" doc:"Of one actor: all of its names."`
}

// Name of an actor or a place.
type Name struct {
	Language string `json:"language"`
	Sort     string `json:"sort" doc:"official, short, acronym, former, variant …"`
	Text     string `json:"text"`
	From     string `json:"from,omitempty"`
	To       string `json:"to,omitempty"`
	Source   string `json:"source,omitempty" doc:"Symbol of the document where it was seen; without one the name is unverified."`
}

type nameInput struct {
	Common
	Paging
	Q    string `query:"q" maxLength:"200" doc:"A word of the name begins so, in any language."`
	Type string `query:"type" maxLength:"40" doc:"Only that type of actor, or kind of place."`
}

type idInput struct {
	Common
	ID string `path:"id" maxLength:"200"`
}

func (a *API) actor(x lexicon.Actor, lang string) Actor {
	out := Actor{ID: x.ID, Name: x.ID, Type: x.Type, Parent: x.Parent, Partner: x.Partner, From: x.From, To: x.To}
	if n := a.names().Name(x.ID, lang); n != "" {
		out.Name = n
	}
	if s, _ := a.Lexicon().DisplayShort(x.ID, lang); s != out.Name {
		out.Short = s
	}
	return out
}

// completed are the identifiers that fit what was typed, as many as can be paged
// through.
func (a *API) completed(q, lang string, kind lexicon.Kind) []string {
	var ids []string
	for _, s := range a.Lexicon().Complete(q, lang, 2000) {
		if s.Kind == kind && !slices.Contains(ids, s.ID) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

func (a *API) actors(v *visit, in *nameInput) (*reply, error) {
	var all []lexicon.Actor
	if in.Q != "" {
		for _, id := range a.completed(in.Q, v.lang, lexicon.KindActor) {
			x, _ := a.Lexicon().Actor(id)
			all = append(all, x)
		}
	} else {
		all = slices.Clone(a.Lexicon().Actors())
	}
	if in.Type != "" {
		all = slices.DeleteFunc(all, func(x lexicon.Actor) bool { return x.Type != in.Type })
	}
	name := "actors\x00" + in.Q + "\x00" + in.Type
	skip, _, err := in.window(name)
	if err != nil {
		return nil, err
	}
	total := len(all)
	all, next := page(&in.Paging, name, skip, all)
	out := List[Actor]{Items: []Actor{}, Next: next, Total: &total}
	l := &listing{title: "actors", header: []string{"id", "name", "short", "type", "parent", "partner", "from", "to"}}
	for _, x := range all {
		c := a.actor(x, v.lang)
		out.Items = append(out.Items, c)
		l.add(v, []string{c.ID, c.Name, c.Short, c.Type, c.Parent, c.Partner, c.From, c.To}, c,
			export.Entry{ID: "urn:concord:actor:" + pathEscape(c.ID), Title: export.Named(c.Name, c.ID), Summary: c.Type, Link: v.base() + "actors/" + pathEscape(c.ID)})
	}
	return &reply{body: out, list: l, next: next, name: "concord-actors"}, nil
}

func (a *API) allNames(id string) (list []Name) {
	for _, lang := range lexicon.Languages {
		for _, n := range a.Lexicon().Names(id, lang) {
			if n.Sort != lexicon.Not {
				list = append(list, Name{n.Language, n.Sort, n.Text, n.From, n.To, n.Source})
			}
		}
	}
	return list
}

func (a *API) oneActor(v *visit, in *idInput) (*reply, error) {
	x, ok := a.Lexicon().Actor(in.ID)
	if !ok {
		return nil, fault.New(fault.NotFound, "There is no actor %q; %s/actors?q= finds one by any of its names.", printable(in.ID), Prefix)
	}
	out := a.actor(x, v.lang)
	out.Names = a.allNames(x.ID)
	return &reply{body: out}, nil
}

// Place is a country, territory, city, region or other area.
type Place struct {
	ID     string `json:"id" doc:"ISO 3166-1 alpha-3, or the English name."`
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	M49    string `json:"m49,omitempty"`
	Parent string `json:"parent,omitempty"`
	Names  []Name `json:"names,omitempty" doc:"Of one place: all of its names."`
}

func (a *API) place(x lexicon.Place, lang string) Place {
	out := Place{ID: x.ID, Name: x.ID, Kind: x.Kind, M49: x.M49, Parent: x.Parent}
	if n := a.names().Name(x.ID, lang); n != "" {
		out.Name = n
	}
	return out
}

func (a *API) places(v *visit, in *nameInput) (*reply, error) {
	var all []lexicon.Place
	if in.Q != "" {
		for _, id := range a.completed(in.Q, v.lang, lexicon.KindPlace) {
			x, _ := a.Lexicon().Place(id)
			all = append(all, x)
		}
	} else {
		all = slices.Clone(a.Lexicon().Places())
	}
	if in.Type != "" {
		all = slices.DeleteFunc(all, func(x lexicon.Place) bool { return x.Kind != in.Type })
	}
	name := "places\x00" + in.Q + "\x00" + in.Type
	skip, _, err := in.window(name)
	if err != nil {
		return nil, err
	}
	total := len(all)
	all, next := page(&in.Paging, name, skip, all)
	out := List[Place]{Items: []Place{}, Next: next, Total: &total}
	l := &listing{title: "places", header: []string{"id", "name", "kind", "m49", "parent"}}
	for _, x := range all {
		c := a.place(x, v.lang)
		out.Items = append(out.Items, c)
		l.add(v, []string{c.ID, c.Name, c.Kind, c.M49, c.Parent}, c,
			export.Entry{ID: "urn:concord:place:" + pathEscape(c.ID), Title: export.Named(c.Name, c.ID), Summary: c.Kind, Link: v.base() + "places/" + pathEscape(c.ID)})
	}
	return &reply{body: out, list: l, next: next, name: "concord-places"}, nil
}

func (a *API) onePlace(v *visit, in *idInput) (*reply, error) {
	x, ok := a.Lexicon().Place(in.ID)
	if !ok {
		return nil, fault.New(fault.NotFound, "There is no place %q; %s/places?q= finds one by any of its names.", printable(in.ID), Prefix)
	}
	out := a.place(x, v.lang)
	out.Names = a.allNames(x.ID)
	return &reply{body: out}, nil
}

// Theme is what an act may be about; the list is closed.
type Theme struct {
	ID         string            `json:"id"`
	Label      string            `json:"label"`
	Labels     map[string]string `json:"labels"`
	Definition string            `json:"definition"`
	Borderline string            `json:"borderline,omitempty" doc:"Where it borders on another."`
}

func (a *API) themes(v *visit, _ *plainInput) (*reply, error) {
	list, err := a.Lexicon().Themes()
	if err != nil {
		return nil, err
	}
	total := len(list)
	out := List[Theme]{Items: []Theme{}, Total: &total}
	l := &listing{title: "themes", header: []string{"id", "label", "definition", "borderline"}}
	for _, t := range list {
		x := Theme{t.ID, a.names().Theme(t.ID, v.lang), t.Labels, t.Definition, t.Borderline}
		out.Items = append(out.Items, x)
		l.add(v, []string{x.ID, x.Label, x.Definition, x.Borderline}, x, export.Entry{ID: "urn:concord:theme:" + pathEscape(x.ID), Title: export.Named(x.Label, x.ID), Summary: x.Definition})
	}
	return &reply{body: out, list: l, name: "concord-themes"}, nil
}

// Kind of records with its fields: the data dictionary.
type Kind struct {
	Kind   register.Kind `json:"kind"`
	Fields []Field       `json:"fields"`
}

// Field of a kind.
type Field struct {
	Name  string   `json:"name" doc:"In claims, and of the column in tables."`
	JSON  string   `json:"json" doc:"In the fields of a record."`
	Type  string   `json:"type" doc:"text, title, code, date, actor, place, party, record, document, dated, figure or name."`
	Many  bool     `json:"many" doc:"A set; else one value."`
	Codes []string `json:"codes,omitempty" doc:"The values that there are; of a dated field the names."`
	Of    string   `json:"of,omitempty" doc:"Kind of the record that it names."`
}

var typeNames = map[register.Type]string{
	register.TypeText: "text", register.TypeTitle: "title", register.TypeCode: "code", register.TypeDate: "date", register.TypeActor: "actor", register.TypePlace: "place",
	register.TypeParty: "party", register.TypeRecord: "record", register.TypeDocument: "document", register.TypeDated: "dated", register.TypeFigure: "figure", register.TypeName: "name",
}

func (a *API) kinds(v *visit, _ *plainInput) (*reply, error) {
	out := List[Kind]{Items: []Kind{}}
	l := &listing{title: "kinds of records and their fields", header: []string{"kind", "field", "json", "type", "many", "codes", "of"}}
	for _, k := range register.Kinds() {
		x := Kind{Kind: k}
		for _, f := range register.Fields(k) {
			y := Field{f.Name, f.JSON, typeNames[f.Type], f.Many, f.Codes, string(f.Of)}
			x.Fields = append(x.Fields, y)
			l.add(v, []string{string(k), y.Name, y.JSON, y.Type, strconv.FormatBool(y.Many), strings.Join(y.Codes, "; "), y.Of}, struct {
				Kind register.Kind `json:"kind"`
				Field
			}{k, y}, export.Entry{ID: "urn:concord:field:" + string(k) + ":" + y.Name, Title: string(k) + ": " + y.Name, Summary: y.Type})
		}
		out.Items = append(out.Items, x)
	}
	return &reply{body: out, list: l, name: "concord-kinds"}, nil
}
