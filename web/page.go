package web

import (
	"html/template"
	"io/fs"
	"path"
	"strings"
	"time"
)

// page is what a template sees as $: the words and addresses of the reader's
// language, and the matter of the page in Body.
type page struct {
	site  *Site
	visit *visit
	Lang  string
	Title string
	Body  any
}

// link is an address with its label.
type link struct {
	Href, Label, Lang string
	Current           bool
}

// T is a message as text: {{$.T "acts" "n" .Count}}.
func (p *page) T(key string, args ...any) string { return p.site.messages.text(p.Lang, key, args...) }

// H is a message with values that are markup.
func (p *page) H(key string, args ...any) template.HTML {
	return p.site.messages.html(p.Lang, key, args...)
}

// Dir is the direction of the page, or of a language that is named.
func (p *page) Dir(lang ...string) string {
	if len(lang) > 0 {
		return direction(lang[0])
	}
	return direction(p.Lang)
}

// To is an address within the site, in the language of the page.
func (p *page) To(path string) string { return p.visit.to(path) }

func (v *visit) to(path string) string {
	if v.prefix == "" {
		return path
	}
	if path == "/" {
		return v.prefix + "/"
	}
	return v.prefix + path
}

// Asset is the address of a shipped file.
func (p *page) Asset(name string) string { return p.site.assets[name].address }

// Day writes a day, Number a count.
func (p *page) Day(t time.Time) string { return day(p.Lang, t) }
func (p *page) Number(n int) string    { return p.site.messages.number(p.Lang, n) }

// TakesFiles says whether the reader may hand in files.
func (p *page) TakesFiles() bool {
	return p.site.Intake != nil && p.site.may(p.visit.r, TakeIn)
}

// MaxFile is the limit of a file in bytes, Megabytes in the unit that people read.
func (p *page) MaxFile() int64 { return p.site.MaxFile }
func (p *page) Megabytes() int { return int(p.site.MaxFile >> 20) }

func nativeName(lang string) string {
	if n, ok := native[lang]; ok {
		return n
	}
	return lang
}

// Languages are the ways to this page in each language.
func (p *page) Languages() []link {
	var ls []link
	address := p.visit.r.URL.Path
	if p.visit.r.Method != "GET" && p.visit.r.Method != "HEAD" {
		address = "/"
	} else if q := p.visit.r.URL.Query(); len(q) > 0 {
		address += "?" + q.Encode()
	}
	for _, l := range languages {
		ls = append(ls, link{Href: "/" + l + address, Label: native[l], Lang: l, Current: l == p.Lang})
	}
	return ls
}

// Menu are the main pages.
func (p *page) Menu() []link {
	at := p.visit.r.URL.Path
	var menu []link
	for _, l := range [][2]string{{"/partners", "menu.partners"}, {"/search", "records.activity"}, {"/matrix", "menu.matrix"},
		{"/instruments", "menu.instruments"}, {"/themes", "menu.themes"}, {"/documents", "menu.documents"}} {
		menu = append(menu, link{Href: p.To(l[0]), Label: p.T(l[1]), Current: at == l[0] || strings.HasPrefix(at, l[0]+"/")})
	}
	if p.HasDesk() {
		menu = append(menu, link{Href: p.To("/desk"), Label: p.T("menu.desk"), Current: p.atDesk()},
			link{Href: p.To("/reports"), Label: p.T("menu.reports"), Current: at == "/reports" || strings.HasPrefix(at, "/reports/")})
	}
	return append(menu, link{Href: p.To("/about"), Label: p.T("menu.about"), Current: at == "/about" || strings.HasPrefix(at, "/about/")})
}

func (p *page) atDesk() bool {
	at := p.visit.r.URL.Path
	return at == "/desk" || strings.HasPrefix(at, "/desk/")
}

// DeskMenu are the pages of the desk, on each of them.
func (p *page) DeskMenu() []link {
	if !p.HasDesk() || !p.atDesk() {
		return nil
	}
	at := p.visit.r.URL.Path
	menu := []link{{Href: p.To("/desk"), Label: p.T("desk.state"), Current: at == "/desk"}}
	for _, l := range [][2]string{{"/desk/in", "menu.in"}, {"/desk/review", "review.title"}, {"/desk/names", "names.title"}, {"/desk/sameness", "sameness.title"}} {
		menu = append(menu, link{Href: p.To(l[0]), Label: p.T(l[1]), Current: at == l[0] || strings.HasPrefix(at, l[0]+"/")})
	}
	return menu
}

// OnSearch says whether the page is that of the search, which has its own box.
func (p *page) OnSearch() bool { return p.visit.r.URL.Path == "/search" }

// loadTemplates parses each page with the layout and the parts.
func loadTemplates(files fs.FS) (map[string]*template.Template, error) {
	base, err := template.ParseFS(files, "templates/layout.html", "templates/parts.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	all := map[string]*template.Template{}
	for _, name := range names {
		file := path.Base(name)
		if file == "layout.html" || file == "parts.html" {
			continue
		}
		t, err := base.Clone()
		if err != nil {
			return nil, err
		}
		if all[file], err = t.ParseFS(files, name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// legend is the legend of marks; the letter of an act is that of the text's language.
type legend struct {
	*page
	Of, Letter string
	Doubts     bool // something in it is in doubt
}

// Legend of a text in a language.
func (p *page) Legend(lang string, doubts bool) legend {
	return legend{p, lang, letter(lang, 0), doubts}
}

// beside is a row with the page around it, for the template that both share.
type beside struct {
	Page *page
	Row  row
}

// With is a row in this page.
func (p *page) With(r any) beside {
	if r, ok := r.(*row); ok {
		return beside{p, *r}
	}
	return beside{p, r.(row)}
}

// list is a list of documents in this page.
type list struct {
	Page  *page
	Works []work
}

// List is a list of documents in this page.
func (p *page) List(ws []work) list { return list{p, ws} }

// inPage is a list of anything in this page.
type inPage struct {
	Page  *page
	Lines any
}

// Lines is a list in this page, for a template that several share.
func (p *page) Lines(list any) inPage { return inPage{p, list} }

// States of a record, for the page that explains them.
func (p *page) States() []string {
	return []string{MachineRead, Unreviewed, Reviewed, OneSide, BothSides, Contested}
}
