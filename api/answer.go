package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/export"
	"concord/fault"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"golang.org/x/text/language"
)

// Common are the parameters that every address takes.
type Common struct {
	Format string `query:"format" doc:"The form of the answer; goes before Accept. json, jsonl, csv, xlsx, jsonld, atom or akn, as far as the address has it."`
	Lang   string `query:"lang" enum:"ar,zh,en,fr,ru,es" doc:"Language of labels; goes before Accept-Language."`
}

func (c *Common) common() *Common { return c }

// form of an answer.
type form struct{ name, contentType, file string }

// The forms, in the order of preference where a program takes anything.
var forms = []form{
	{"json", "application/json", ".json"},
	{"jsonld", "application/ld+json", ".jsonld"},
	{"jsonl", "application/x-ndjson", ".jsonl"},
	{"csv", "text/csv; charset=utf-8; header=present", ".csv"},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"},
	{"atom", "application/atom+xml; charset=utf-8", ".atom"},
	{"akn", "application/akn+xml", ".xml"},
}

func formNamed(name string) (form, bool) {
	i := slices.IndexFunc(forms, func(f form) bool { return f.name == name })
	if i < 0 {
		return form{}, false
	}
	return forms[i], true
}

// FormOf is what format= calls a media type; the type itself where there is no such form.
func FormOf(media string) string {
	for _, f := range forms {
		if strings.HasPrefix(f.contentType, media) {
			return f.name
		}
	}
	return media
}

// visit is one request being answered.
type visit struct {
	a     *API
	ctx   context.Context
	r     *http.Request
	form  form
	lang  string
	stamp stamp
}

// base goes before the addresses in an answer.
func (v *visit) base() string {
	scheme := "http://"
	if v.r.TLS != nil {
		scheme = "https://"
	}
	return scheme + v.r.Host + Prefix + "/"
}

// self is the address of this answer, with the page where it begins.
func (v *visit) self(cursor string) string {
	q := v.r.URL.Query()
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	u := url.URL{Path: v.r.URL.Path, RawQuery: q.Encode()}
	return strings.TrimSuffix(v.base(), Prefix+"/") + u.String()
}

// reply is an answer in the forms that it can take.
type reply struct {
	body        any                     // JSON
	raw         []byte                  // bytes as they are, with contentType
	contentType string                  //
	fixed       bool                    // it does not change with the register
	next        string                  // cursor of the next page
	list        *listing                // CSV, XLSX, Atom, JSON Lines of a list
	linked      func(w io.Writer) error // JSON-LD
	akn         func(w io.Writer) error // Akoma Ntoso
	table       func() export.Table     // CSV and XLSX in place of list's
	stream      func(w io.Writer, flush func()) error
	name        string // of the file that a browser makes of it
}

// listing is a list as a table and as a feed.
type listing struct {
	title   string
	header  []string
	rows    [][]string
	entries []export.Entry
	items   []any // JSON Lines
}

// Forms of answers: every list has all of lists.
var (
	lists    = []string{"json", "jsonl", "csv", "xlsx", "atom"}
	ofList   = []string{"json", "jsonl", "csv", "xlsx", "jsonld", "atom"}
	ofRecord = []string{"json", "jsonl", "csv", "xlsx", "jsonld", "atom"}
	ofWork   = []string{"json", "akn"}
	justJSON = []string{"json"}
)

// input is a struct of parameters.
type input[I any] interface {
	*I
	common() *Common
}

// get registers an address that is read. T is what its JSON is.
func get[T, I any, P input[I]](a *API, path, id, summary, description string, forms []string, fn func(*visit, P) (*reply, error)) {
	op := huma.Operation{Method: http.MethodGet, Path: Prefix + path, OperationID: id, Summary: summary, Description: description,
		Errors: []int{400, 404, 413, 415, 422, 500, 503}, Responses: map[string]*huma.Response{"200": {Description: "As asked for.", Content: map[string]*huma.MediaType{}},
			"304": {Description: "You hold this already: nothing has changed since."}}}
	for _, name := range forms {
		f, _ := formNamed(name)
		m := &huma.MediaType{}
		if name == "json" {
			var zero T
			m.Schema = huma.SchemaFromType(a.huma.OpenAPI().Components.Schemas, typeOf(zero))
		}
		media, _, _ := strings.Cut(f.contentType, ";")
		op.Responses["200"].Content[media] = m
	}
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			r, w := humago.Unwrap(hc)
			err := a.answer(w, r, P(in).common(), forms, func(v *visit) (*reply, error) { return fn(v, P(in)) })
			if err == nil || errors.Is(err, context.Canceled) {
				return
			}
			if k := fault.KindOf(err); k == fault.Internal || k == fault.Unavailable {
				a.Log.Error("request failed", "path", r.URL.Path, "error", err)
			}
			Problem(w, r, err)
		}}, nil
	})
}

func (a *API) answer(w http.ResponseWriter, r *http.Request, c *Common, offered []string, fn func(*visit) (*reply, error)) error {
	v := &visit{a: a, ctx: r.Context(), r: r, lang: chosenLanguage(c, r)}
	var err error
	if v.form, err = negotiate(c, r, offered); err != nil {
		return err
	}
	if v.stamp, err = a.clock.now(v.ctx); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Vary", "Accept, Accept-Language, Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Content-Language", v.lang)
	tag := v.tag()
	h.Set("ETag", tag)
	if !v.stamp.at.IsZero() {
		h.Set("Last-Modified", v.stamp.at.UTC().Format(http.TimeFormat))
	}
	// The state was read before the values: a tag may be older than what it is on,
	// which costs one more request, never newer.
	if unchanged(r, tag, v.stamp.at) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	rep, err := fn(v)
	if err != nil {
		return err
	}
	h.Set("Content-Type", v.form.contentType)
	if rep.contentType != "" {
		h.Set("Content-Type", rep.contentType)
	}
	if rep.next != "" {
		h.Set("Link", "<"+v.self(rep.next)+`>; rel="next"`)
	}
	if rep.name != "" && (v.form.name == "csv" || v.form.name == "xlsx" || v.form.name == "jsonl") {
		h.Set("Content-Disposition", `attachment; filename="`+rep.name+v.form.file+`"`)
	}
	if rep.stream != nil {
		return v.stream(w, rep)
	}
	var buf bytes.Buffer
	if err := v.write(&buf, rep); err != nil {
		return err
	}
	body := buf.Bytes()
	if len(body) > 1000 && acceptsGzip(r) {
		var packed bytes.Buffer
		z, _ := gzip.NewWriterLevel(&packed, 5)
		_, _ = z.Write(body) // a bytes.Buffer does not fail
		_ = z.Close()
		h.Set("Content-Encoding", "gzip")
		body = packed.Bytes()
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a reader who went away is no error of ours
	}
	return nil
}

// write writes a reply in the form that was chosen.
func (v *visit) write(w io.Writer, rep *reply) error {
	switch {
	case rep.raw != nil:
		_, err := w.Write(rep.raw)
		return err
	case v.form.name == "json":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(rep.body)
	case v.form.name == "jsonld" && rep.linked != nil:
		return rep.linked(w)
	case v.form.name == "akn" && rep.akn != nil:
		return rep.akn(w)
	case v.form.name == "jsonl":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for _, item := range rep.list.items {
			if err := enc.Encode(item); err != nil {
				return err
			}
		}
		return nil
	case v.form.name == "csv" || v.form.name == "xlsx":
		var t export.Table
		if rep.table != nil {
			t = rep.table()
		} else {
			t = export.Rows("Concord", rep.list.header, rep.list.rows)
		}
		if v.form.name == "csv" {
			return export.CSV(w, t)
		}
		return export.XLSX(w, t)
	case v.form.name == "atom":
		f := export.Feed{ID: "urn:concord:list:" + url.QueryEscape(strings.TrimPrefix(v.r.URL.Path, Prefix+"/")+"?"+v.r.URL.RawQuery), Title: "Concord: " + rep.list.title,
			Language: v.lang, Self: v.self(""), Updated: v.now(), Entries: rep.list.entries}
		if rep.next != "" {
			f.Next = v.self(rep.next)
		}
		return export.Atom(w, f)
	}
	return fault.New(fault.Internal, "There is no writer of %s here.", v.form.name)
}

// stream writes what may be as long as the register. An error in the middle cuts
// the connection, so that nobody takes half a register for a whole one.
func (v *visit) stream(w http.ResponseWriter, rep *reply) error {
	control := http.NewResponseController(w)
	if v.r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return nil
	}
	var out io.Writer = w
	var z *gzip.Writer
	if acceptsGzip(v.r) {
		w.Header().Set("Content-Encoding", "gzip")
		z, _ = gzip.NewWriterLevel(w, 5)
		out = z
	}
	// Each thousand records has a minute of its own.
	flush := func() {
		if z != nil {
			_ = z.Flush()
		}
		_ = control.SetWriteDeadline(time.Now().Add(time.Minute))
		_ = control.Flush()
	}
	count := &counting{w: out}
	if err := rep.stream(count, flush); err != nil {
		if count.n == 0 {
			return err
		}
		if !errors.Is(err, context.Canceled) {
			v.a.Log.Error("bulk read broke off", "error", err)
		}
		panic(http.ErrAbortHandler)
	}
	if z != nil {
		_ = z.Close()
	}
	return nil
}

type counting struct {
	w io.Writer
	n int64
}

func (c *counting) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

// tag is the state of the register with what chooses among its answers.
func (v *visit) tag() string {
	h := sha256.New()
	for _, s := range []string{v.r.URL.Path, v.r.URL.RawQuery, v.form.name, v.lang, v.a.Version, v.r.Host, strconv.FormatInt(v.stamp.at.UnixNano(), 36)} {
		_, _ = io.WriteString(h, s)
		_, _ = h.Write([]byte{0})
	}
	return fmt.Sprintf(`W/"%d-%s"`, v.stamp.act, base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:9]))
}

// unchanged follows RFC 9110, 13.2.2: If-Modified-Since counts only without tags.
func unchanged(r *http.Request, tag string, at time.Time) bool {
	if match := r.Header.Get("If-None-Match"); match != "" {
		if match == "*" {
			return true
		}
		for part := range strings.SplitSeq(match, ",") {
			if strings.TrimPrefix(strings.TrimSpace(part), "W/") == strings.TrimPrefix(tag, "W/") {
				return true
			}
		}
		return false
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	// Within the second of the last act there may have been another answer.
	return err == nil && !at.IsZero() && since.After(at.Truncate(time.Second).Add(-time.Nanosecond)) && time.Since(at) > 2*time.Second
}

// negotiate chooses the form of an answer: format= before Accept.
func negotiate(c *Common, r *http.Request, offered []string) (form, error) {
	names := strings.Join(offered, ", ")
	if c.Format != "" {
		f, ok := formNamed(c.Format)
		if !ok || !slices.Contains(offered, c.Format) {
			return f, fault.New(fault.Unsupported, "This address does not come as %q; it comes as %s.", printable(c.Format), names)
		}
		return f, nil
	}
	accept := r.Header.Get("Accept")
	if accept == "" {
		f, _ := formNamed(offered[0])
		return f, nil
	}
	best, quality := form{}, 0.0
	for _, name := range offered {
		f, _ := formNamed(name)
		media, _, _ := strings.Cut(f.contentType, ";")
		if q := acceptable(accept, media); q > quality {
			best, quality = f, q
		}
	}
	if quality == 0 {
		return best, fault.New(fault.Unsupported, "This address does not come in any form that Accept names; it comes as %s.", names)
	}
	return best, nil
}

// acceptable is the quality that an Accept header gives a media type, by its most
// exact range.
func acceptable(accept, media string) float64 {
	kind, _, _ := strings.Cut(media, "/")
	best, exact := 0.0, -1
	for part := range strings.SplitSeq(accept[:min(len(accept), 1000)], ",") {
		name, params, _ := strings.Cut(part, ";")
		q := 1.0
		for p := range strings.SplitSeq(params, ";") {
			if v, ok := strings.CutPrefix(strings.TrimSpace(p), "q="); ok {
				if n, err := strconv.ParseFloat(v, 64); err == nil {
					q = n
				}
			}
		}
		how := -1
		switch strings.ToLower(strings.TrimSpace(name)) {
		case media:
			how = 2
		case kind + "/*":
			how = 1
		case "*/*":
			how = 0
		}
		if how > exact {
			best, exact = q, how
		}
	}
	return best
}

var matcher = language.NewMatcher([]language.Tag{
	language.English, language.Arabic, language.Chinese, language.French, language.Russian, language.Spanish,
})

// chosenLanguage is the language of labels: lang= before Accept-Language.
func chosenLanguage(c *Common, r *http.Request) string {
	if c.Lang != "" {
		return c.Lang
	}
	accept := r.Header.Get("Accept-Language")
	tags, _, err := language.ParseAcceptLanguage(accept[:min(len(accept), 500)])
	if err != nil || len(tags) == 0 {
		return "en"
	}
	tag, _, sure := matcher.Match(tags...)
	base, _ := tag.Base()
	if sure == language.No {
		return "en"
	}
	return base.String()
}

func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if (coding == "gzip" || coding == "*") && strings.ReplaceAll(params, " ", "") != "q=0" {
			return true
		}
	}
	return false
}
