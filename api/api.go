// Package api is the register for programs: REST under /api/v1, described by an
// OpenAPI 3.1 document that it serves, errors as problems (RFC 9457), lists in
// JSON, JSON Lines, CSV, XLSX, JSON-LD and Atom, documents as Akoma Ntoso.
//
// It reads only: what changes the register goes through package desk. It holds no
// rule of the domain, and it does not ask who may: package web has the one table of
// permissions and mounts it.
package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"path"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"concord/export"
	"concord/fault"
	"concord/lexicon"
	"concord/register"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// Prefix of all addresses.
const Prefix = "/api/v1"

// Limits of a request, in bytes.
const (
	maxQuery  = 8 << 10  // of everything behind the question mark
	maxSearch = 1 << 10  // of the search box
	maxBody   = 64 << 10 // of a body, which no request here needs
	maxPath   = 2 << 10
)

// Config is what the API stands on. Register and Lexicon are needed.
type Config struct {
	Register register.Reader
	Lexicon  func() *lexicon.Lexicon // gives the names in force
	// Search lays what somebody typed into the search box over a filter. Nil refuses q.
	Search func(ctx context.Context, f register.Filter, q, language string) (Found, error)
	// Version of program and rules: it is part of every tag, so that nobody keeps an
	// answer that a newer program would give otherwise.
	Version string
	Log     *slog.Logger // nil is slog.Default
}

// Found is what the search box understood.
type Found struct {
	Filter register.Filter
	Notes  []string // what was understood otherwise than typed
	// Snippet cuts from a text in a language what was searched for; nil has none.
	Snippet func(text, language string) string
}

// API is the handler of everything under Prefix.
type API struct {
	Config
	names func() *export.Names
	mux   *http.ServeMux
	huma  huma.API
	paths []string
	doc   []byte // the OpenAPI document
	clock clock
}

// New makes the API.
func New(c Config) (*API, error) {
	if c.Register == nil || c.Lexicon == nil {
		return nil, fault.New(fault.Internal, "The API needs a register and a lexicon.")
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if _, err := export.NewNames(c.Lexicon()); err != nil {
		return nil, err
	}
	names := lexicon.Follow(c.Lexicon, func(l *lexicon.Lexicon) *export.Names {
		n, _ := export.NewNames(l) // its themes are those that ship, which were read above
		return n
	})
	a := &API{Config: c, names: names, mux: http.NewServeMux()}
	a.clock.r = c.Register
	conf := huma.DefaultConfig("Concord", "1")
	conf.OpenAPIPath, conf.DocsPath, conf.SchemasPath = "", "", ""
	conf.CreateHooks = nil // no $schema links to addresses that are not served
	conf.RejectUnknownQueryParameters = true
	conf.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	conf.Info.Description = about
	a.huma = humago.New(tails{a.mux}, conf)
	a.routes()
	a.paths = slices.Sorted(maps.Keys(a.huma.OpenAPI().Paths))
	var err error
	if a.doc, err = json.Marshal(a.huma.OpenAPI()); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "The description of the API cannot be written.")
	}
	a.mux.HandleFunc("/", a.unknown)
	return a, nil
}

const about = `The register of cooperation between the United Nations and regional and other organizations, for programs.

Every record cites the paragraph that it came from. Counts count acts, not paragraphs. What is absent is *not reported*; it is not said not to have happened. Records of origin sample are left out unless asked for.

Lists come in pages: an answer with "next" has more, which cursor= gets. Labels of actors, places and themes follow Accept-Language or lang=. Answers carry a tag (ETag) that changes with the register: send it back in If-None-Match and an answer that you hold already is not sent again.

Requests are read only. An unknown parameter is an error, so that no misspelt filter finds everything.`

// tails lets an identifier that ends an address hold slashes, as symbols of
// documents do.
type tails struct{ *http.ServeMux }

func (t tails) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	if strings.HasSuffix(pattern, "}") {
		pattern = strings.TrimSuffix(pattern, "}") + "...}"
	}
	t.ServeMux.HandleFunc(pattern, h)
}

// schemaName names the schema of a type: those of other packages after them, since
// names repeat.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if pkg := path.Base(t.PkgPath()); t.Name() != "" && pkg != "api" && pkg != "." {
		return strings.ToUpper(pkg[:1]) + pkg[1:] + name
	}
	return name
}

// Paths are the addresses of the OpenAPI document, sorted: package web gives each
// a row in its table of permissions.
func (a *API) Paths() []string { return slices.Clone(a.paths) }

// OpenAPI is the document of the API.
func (a *API) OpenAPI() *huma.OpenAPI { return a.huma.OpenAPI() }

// ServeHTTP answers a request under Prefix. What is too large or no text is
// refused before anything looks at it.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(p)
		}
		a.Log.Error("panic while answering", "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
		Problem(w, r, fault.New(fault.Internal, "The program met a state that it does not know."))
	}()
	if err := check(r); err != nil {
		Problem(w, r, err)
		return
	}
	a.mux.ServeHTTP(w, r)
}

// check refuses requests that are too large or no text.
func check(r *http.Request) error {
	switch {
	case len(r.URL.Path) > maxPath:
		return fault.New(fault.TooLarge, "The address is longer than %d bytes.", maxPath)
	case len(r.URL.RawQuery) > maxQuery:
		return fault.New(fault.TooLarge, "The query is longer than %d kB; ask for less at once.", maxQuery>>10)
	case r.ContentLength > maxBody || r.ContentLength < 0 && len(r.TransferEncoding) > 0:
		return fault.New(fault.TooLarge, "Requests here have no body; one of this size is not read.")
	case !utf8.ValidString(r.URL.Path):
		return fault.New(fault.Usage, "The address is not text in UTF-8.")
	}
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return fault.Wrap(err, fault.Usage, "The query cannot be read: write special characters as %%XX, and & between parameters.")
	}
	for k, vs := range q {
		for _, v := range append(vs, k) {
			if !utf8.ValidString(v) || strings.IndexByte(v, 0) >= 0 {
				return fault.New(fault.Usage, "The parameter %q is not text in UTF-8.", printable(k))
			}
		}
		if k == "q" && len(strings.Join(vs, "")) > maxSearch {
			return fault.New(fault.TooLarge, "What is searched for is longer than %d bytes; use fewer words.", maxSearch)
		}
	}
	return nil
}

// printable is a name as it may stand in a sentence.
func printable(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return s
}

// unknown answers what is no row of the API.
func (a *API) unknown(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		get := r.Clone(r.Context())
		get.Method = http.MethodGet
		if _, pattern := a.mux.Handler(get); pattern != "/" {
			w.Header().Set("Allow", "GET, HEAD")
			problem(w, r, http.StatusMethodNotAllowed, "method", "This address is only read: it takes GET and HEAD. What changes the register is done on its pages or with the command concord.", nil)
			return
		}
	}
	Problem(w, r, fault.New(fault.NotFound, "There is nothing at %s; %s/openapi.json lists the addresses.", printable(r.URL.Path), Prefix))
}

// openAPI serves the document itself.
func (a *API) openAPI(v *visit, _ *Common) (*reply, error) {
	return &reply{body: json.RawMessage(bytes.TrimSpace(a.doc)), fixed: true}, nil
}

func (a *API) context(v *visit, _ *Common) (*reply, error) {
	return &reply{raw: export.Context, contentType: "application/ld+json", fixed: true}, nil
}

// now is when a list that has no time of its own was made: that of the last act.
func (v *visit) now() time.Time { return v.stamp.at }
