package web

import (
	_ "embed"
	"net/http"
	"strconv"
	"strings"

	"concord/fault"
	"concord/register"
)

func (s *Site) about(v *visit) error {
	s.render(v, 200, "about.html", s.messages.text(v.lang, "about.title"), nil)
	return nil
}

// Steps are the sentences of a list: key.1, key.2 …
func (p *page) Steps(key string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = p.T(key + "." + strconv.Itoa(i+1))
	}
	return list
}

// accuracy are the figures of doc/accuracy.md that the site shows: table, measure,
// column and figure. A test holds them to the document.
//
//go:embed accuracy.tsv
var accuracy string

// figures is a table of accuracy.
type figures struct {
	Title, Note string // messages
	Columns     []string
	Rows        []figureRow
}

type figureRow struct {
	Label   string
	Figures []string
}

// percent writes a share between 0 and 1 of three decimals.
func percent(lang, share string) string {
	n, err := strconv.ParseFloat(share, 64)
	if err != nil {
		return share
	}
	s := strconv.FormatFloat(n*100, 'f', 1, 64)
	switch lang {
	case "zh":
		return s + "%"
	case "ar":
		return s + "٪"
	case "en":
		return s + "%"
	}
	return strings.Replace(s, ".", ",", 1) + "\u00a0%"
}

// aboutAccuracy says how well texts are read, by language and field.
func (s *Site) aboutAccuracy(v *visit) error {
	var tables []*figures
	var rows []string // measures of the last table
	var table *figures
	name := ""
	for _, line := range strings.Split(strings.TrimSpace(accuracy), "\n")[1:] {
		f := strings.Split(line, "\t")
		if f[0] != name {
			name, rows = f[0], nil
			table = &figures{Title: "acc." + name, Note: "acc." + name + ".note"}
			tables = append(tables, table)
		}
		if len(rows) == 0 || rows[len(rows)-1] != f[1] {
			rows = append(rows, f[1])
			table.Rows = append(table.Rows, figureRow{Label: s.messages.text(v.lang, "acc.of."+f[1])})
		}
		if len(rows) == 1 {
			table.Columns = append(table.Columns, s.named(v.lang, "language", f[2]))
		}
		r := &table.Rows[len(table.Rows)-1]
		r.Figures = append(r.Figures, percent(v.lang, f[3]))
	}
	s.render(v, 200, "about_accuracy.html", s.messages.text(v.lang, "about.accuracy"), tables)
	return nil
}

// kindOfData is a kind of record in the data dictionary.
type kindOfData struct {
	Kind, Label string
	Fields      []fieldOfData
}

type fieldOfData struct {
	Name, Label, Type string
	Many              bool
	Codes             []string
}

// typeNames are the messages of the types of values.
var typeNames = map[register.Type]string{
	register.TypeText: "text", register.TypeTitle: "title", register.TypeCode: "code", register.TypeDate: "date", register.TypeActor: "actor",
	register.TypePlace: "place", register.TypeParty: "party", register.TypeRecord: "record", register.TypeDocument: "document",
	register.TypeDated: "dated", register.TypeName: "name", register.TypeFigure: "figure",
}

// aboutData is the data dictionary, made of the tables of the register.
func (s *Site) aboutData(v *visit) error {
	var list []kindOfData
	for _, k := range register.Kinds() {
		kind := kindOfData{Kind: string(k), Label: s.messages.text(v.lang, "record."+string(k))}
		for _, f := range register.Fields(k) {
			kind.Fields = append(kind.Fields, fieldOfData{Name: f.Name, Label: capital(s.fieldName(v.lang, Evidence{Field: f.Name})),
				Type: s.messages.text(v.lang, "data.type."+typeNames[f.Type]), Many: f.Many, Codes: f.Codes})
		}
		list = append(list, kind)
	}
	s.render(v, 200, "about_data.html", s.messages.text(v.lang, "about.data"), list)
	return nil
}

// examples of the query language; the message help.query.N says what the N-th finds.
var examples = []string{"training judges", `"plan of action"`, "train*", "training OR seminar", "training NOT online", "partner:AU", "partner:AU,LAS", "place:KEN", "theme:peacekeeping", "2020..2022", "A/77/277", "place:none"}

// example of a query.
type exampleQuery struct{ Href, Label, Says string }

// aboutHelp says how to find one's way, what can be typed and which keys there are.
func (s *Site) aboutHelp(v *visit) error {
	var list []exampleQuery
	for i, q := range examples {
		list = append(list, exampleQuery{v.to("/search?q=" + queryEscape(q)), q, s.messages.text(v.lang, "help.query."+strconv.Itoa(i+1))})
	}
	s.render(v, 200, "about_help.html", s.messages.text(v.lang, "about.help"), list)
	return nil
}

// ReviewKeys are the keys of the page of review.
func (p *page) ReviewKeys() (list []choice) {
	for _, k := range []string{"accept", "answer", "edit", "take", "split", "join", "reject", "undo", "next"} {
		list = append(list, choice{Value: reviewKeys[k], Label: p.T("review.key." + k)})
	}
	return list
}

var reviewKeys = map[string]string{"accept": "A", "answer": "W", "edit": "E", "take": "T", "split": "S", "join": "J", "reject": "X", "undo": "U", "next": "N"}

// aboutAccessibility is the statement of accessibility.
func (s *Site) aboutAccessibility(v *visit) error {
	s.render(v, 200, "about_accessibility.html", s.messages.text(v.lang, "about.access"), nil)
	return nil
}

// unknown answers whatever no route has: another method than the address takes,
// or nothing at all.
func (s *Site) unknown(v *visit) error {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		r := v.r.Clone(v.r.Context())
		r.Method = method
		if _, pattern := s.mux.Handler(r); pattern != "/" && pattern != "" && method != v.r.Method && !(method == http.MethodGet && v.r.Method == http.MethodHead) {
			v.w.Header().Set("Allow", method)
			s.failure(v, http.StatusMethodNotAllowed, "method", nil)
			return nil
		}
	}
	return fault.New(fault.NotFound, "There is no page %s.", clip(v.r.URL.Path, 80))
}
