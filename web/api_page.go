package web

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"concord/api"
	"concord/fault"

	"github.com/danielgtaylor/huma/v2"
)

// machine answers for the interface of programs, which package api makes: its rows
// stand in the table of permissions like all others.
func (s *Site) machine(v *visit) error {
	if s.API == nil {
		return fault.New(fault.NotFound, "There is no page %s.", clip(v.r.URL.Path, 80))
	}
	v.sent = true // by it, errors included
	s.API.ServeHTTP(v.w, v.r)
	return nil
}

// ofMachines says whether a request is one of a program: its errors are problems,
// not pages.
func (v *visit) ofMachines() bool { return strings.HasPrefix(v.r.URL.Path, api.Prefix+"/") }

// apiPage explains the interface of programs from its own description.
type apiPage struct {
	Prefix        template.HTML
	File, Version string
	About         []string
	Every         []apiParameter
	Addresses     []apiAddress
}

type apiAddress struct {
	ID, Path, Try        string
	Summary, Description string
	Forms                string
	Parameters           []apiParameter
}

type apiParameter struct {
	Name, About, Values string
	Required            bool
}

// parameterList is a list of parameters in this page.
type parameterList struct {
	Page *page
	List []apiParameter
}

// Parameters is a list of parameters in this page.
func (p *page) Parameters(list []apiParameter) parameterList { return parameterList{p, list} }

func (s *Site) explainAPI(v *visit) error {
	if s.API == nil {
		return fault.New(fault.NotFound, "There is no page %s.", clip(v.r.URL.Path, 80))
	}
	doc := s.API.OpenAPI()
	var m markup
	m.raw(`<bdi lang="en">`).text(api.Prefix).raw(`</bdi>`)
	pg := &apiPage{Prefix: m.html(), File: api.Prefix + "/openapi.json", Version: "OpenAPI " + doc.OpenAPI, About: strings.Split(strings.ReplaceAll(doc.Info.Description, "*", ""), "\n\n")}
	for _, path := range s.API.Paths() {
		op := doc.Paths[path].Get
		if op == nil {
			continue
		}
		a := apiAddress{ID: op.OperationID, Path: path, Summary: op.Summary, Description: op.Description}
		var forms []string
		if ok := op.Responses["200"]; ok != nil {
			for media := range ok.Content {
				forms = append(forms, api.FormOf(media))
			}
			slices.Sort(forms)
		}
		a.Forms = strings.Join(forms, ", ")
		tried := !strings.Contains(path, "{")
		for _, p := range op.Parameters {
			x := apiParameter{Name: p.Name, About: p.Description, Values: valuesOf(p.Schema), Required: p.Required}
			tried = tried && !p.Required
			if p.Name == "format" || p.Name == "lang" {
				if len(pg.Every) < 2 {
					pg.Every = append(pg.Every, x)
				}
				continue
			}
			a.Parameters = append(a.Parameters, x)
		}
		if tried {
			a.Try = path
		}
		pg.Addresses = append(pg.Addresses, a)
	}
	s.render(v, 200, "api.html", s.messages.text(v.lang, "api.title"), pg)
	return nil
}

// valuesOf a parameter, as far as its schema says.
func valuesOf(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	if s.Items != nil {
		return valuesOf(s.Items)
	}
	var parts []string
	for _, e := range s.Enum {
		parts = append(parts, fmt.Sprint(e))
	}
	out := strings.Join(parts, ", ")
	if out == "" {
		switch {
		case s.Minimum != nil && s.Maximum != nil:
			out = fmt.Sprintf("%.0f–%.0f", *s.Minimum, *s.Maximum)
		case s.Minimum != nil:
			out = fmt.Sprintf("%.0f, …", *s.Minimum)
		case s.Type == "boolean":
			out = "true, false"
		}
	}
	if s.Default != nil {
		out = strings.TrimSpace(out + fmt.Sprintf(" [%v]", s.Default))
	}
	return out
}

// ForPrograms says whether the site has an interface for programs.
func (p *page) ForPrograms() bool { return p.site.API != nil }
