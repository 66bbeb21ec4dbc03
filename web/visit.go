package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"concord/api"
	"concord/fault"
)

// visit is one request being answered.
type visit struct {
	w      http.ResponseWriter
	r      *http.Request
	lang   string // of the page
	prefix string // "/zh" where the address names the language, else ""
	sent   bool

	rendered *rendered // what is sent goes there, for whoever asks for it
}

// The policy lets pages load only what the installation itself serves, and run
// no script and no style that stands in a page.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

type languageKey struct{}

// chosen is the language that an address names.
type chosen struct{ lang, prefix string }

// answer answers a request: headers, who may ask from where, the language, the
// route. A panic is an answer too.
func (s *Site) answer(w http.ResponseWriter, r *http.Request) {
	// A reader who takes nothing does not hold the connection for ever. Not every
	// writer can; then none holds.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Minute))
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")

	if prefix, rest, ok := languagePrefix(r.URL.Path); ok {
		r = r.Clone(context.WithValue(r.Context(), languageKey{}, chosen{prefix[1:], prefix}))
		r.URL.Path, r.URL.RawPath = rest, ""
	}
	v := s.visit(w, r)
	defer func() { found(r) }()
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(p)
		}
		s.Log.Error("panic while answering", "request", RequestID(r.Context()), "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
		s.fail(v, fault.New(fault.Internal, "The program met a state that it does not know."))
	}()

	// A page of another site can make a browser send requests here under a name
	// of its own (DNS rebinding): only this machine's own names are answered.
	if host, _, err := net.SplitHostPort(r.Host); !loopback(strings.Trim(r.Host, "[]")) && (err != nil || !loopback(host)) {
		s.fail(v, fault.New(fault.Forbidden, "This site answers only under 127.0.0.1 or localhost."))
		return
	}
	if err := s.origin.Check(r); err != nil {
		s.fail(v, fault.Wrap(err, fault.Forbidden, "The request came from a page of another site."))
		return
	}
	s.mux.ServeHTTP(w, r)
}

// guard is the handler of one route, behind its permission.
func (s *Site) guard(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r)
		if !s.may(r, rt.permission) {
			s.fail(v, fault.New(fault.Forbidden, "You may not do this here."))
			return
		}
		if err := rt.handle(s, v); err != nil {
			s.fail(v, err)
		}
	})
}

func (s *Site) visit(w http.ResponseWriter, r *http.Request) *visit {
	v := &visit{w: w, r: r}
	if c, ok := r.Context().Value(languageKey{}).(chosen); ok {
		v.lang, v.prefix = c.lang, c.prefix
	} else {
		v.lang = negotiate(r)
	}
	return v
}

// fail answers with the page of an error. A reader who went away gets none.
func (s *Site) fail(v *visit, err error) {
	if v.sent || errors.Is(err, context.Canceled) {
		return
	}
	kind := fault.KindOf(err)
	if kind == fault.Internal || kind == fault.Unavailable {
		s.failed(v.r, err)
	}
	if v.ofMachines() {
		api.Problem(v.w, v.r, err)
		return
	}
	var said *refusal
	if kind != fault.Internal { // of which the page itself says all that there is to say
		said = s.messages.refusal(v.lang, err)
	}
	var on *elsewhere
	if errors.As(err, &on) {
		s.failure(v, kind.Status(), kind.String(), said, on.ways...)
		return
	}
	s.failure(v, kind.Status(), kind.String(), said)
}

// elsewhere is an error that knows where what was asked for is held.
type elsewhere struct {
	error
	ways []link
}

func (e *elsewhere) Unwrap() error { return e.error }

// failure is the page for a status; key names its messages, said adds a sentence.
func (s *Site) failure(v *visit, status int, key string, said *refusal, ways ...link) {
	title := s.messages.text(v.lang, "fault."+key)
	if wantsJSON(v.r) {
		text := title
		if said != nil {
			text += s.messages.text(v.lang, "colon") + said.Text
		}
		s.sendJSON(v, status, map[string]string{"error": text})
		return
	}
	s.render(v, status, "failure.html", title, struct {
		Key    string
		Said   *refusal
		Status int
		Ways   []link
	}{key, said, status, ways})
}

// render makes a page whole before the first byte is sent: a template that fails
// leaves no half page.
func (s *Site) render(v *visit, status int, name, title string, body any) {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	p := &page{site: s, visit: v, Lang: v.lang, Title: title, Body: body}
	if err := s.templates[name].ExecuteTemplate(buf, "layout", p); err != nil {
		s.Log.Error("page not made", "page", name, "error", err)
		v.send(http.StatusInternalServerError, "text/plain; charset=utf-8", []byte(s.messages.text(v.lang, "fault.internal")))
		return
	}
	v.send(status, "text/html; charset=utf-8", text(buf.Bytes()))
}

// text is a page without what no page may hold: control characters and bytes that are no
// text. Addresses bear them, and so do records of other installations.
func text(page []byte) []byte {
	if !utf8.Valid(page) {
		page = bytes.ToValidUTF8(page, []byte("\ufffd"))
	}
	if !bytes.ContainsAny(page, controls) {
		return page
	}
	return bytes.Map(func(r rune) rune {
		if strings.ContainsRune(controls, r) {
			return -1
		}
		return r
	}, page)
}

// controls are the characters that HTML does not allow; NUL never gets so far.
const controls = "\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"

var (
	buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	zippers = sync.Pool{New: func() any { w, _ := gzip.NewWriterLevel(nil, 5); return w }} // 5: within 3 % of the size of 9 at a third of its time
)

// send sends a body with its tag, packed where the reader takes that; a reader who
// holds the same already is told so.
func (v *visit) send(status int, contentType string, body []byte) {
	if v.sent {
		return
	}
	if m := v.rendered; m != nil {
		v.sent = true
		m.status, m.contentType, m.body = status, contentType, bytes.Clone(body)
		return
	}
	tag := ""
	if status == http.StatusOK && (v.r.Method == http.MethodGet || v.r.Method == http.MethodHead) {
		sum := sha256.Sum256(body)
		tag = `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	}
	v.deliver(status, contentType, tag, body, nil)
}

// leastPacked is the length of a body that is not worth packing.
const leastPacked = 1000

// deliver sends a body that bears a tag, or "" for one that nobody may keep; packed is
// the body packed, or nil. Where there is only that, it is what body would be.
func (v *visit) deliver(status int, contentType, tag string, body, packed []byte) {
	v.sent = true
	h := v.w.Header()
	h.Set("Content-Language", v.lang)
	h.Add("Vary", "Accept-Language, Cookie, Accept-Encoding, Accept")
	if v.prefix != "" || v.r.URL.Query().Get("lang") == v.lang {
		http.SetCookie(v.w, &http.Cookie{Name: "lang", Value: v.lang, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	if tag != "" {
		h.Set("ETag", tag)
		h.Set("Cache-Control", "private, no-cache")
		if matches(v.r.Header.Get("If-None-Match"), tag) {
			v.w.WriteHeader(http.StatusNotModified)
			return
		}
	} else {
		h.Set("Cache-Control", "no-store")
	}
	h.Set("Content-Type", contentType)
	switch takes := acceptsGzip(v.r); {
	case takes && packed != nil:
		h.Set("Content-Encoding", "gzip")
		body = packed
	case packed != nil:
		body = unpacked(packed)
	case takes && len(body) > leastPacked:
		buf := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(buf)
		h.Set("Content-Encoding", "gzip")
		body = pack(body, buf)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	v.w.WriteHeader(status)
	if v.r.Method != http.MethodHead {
		_, _ = v.w.Write(body) // a reader who went away is no error of ours
	}
}

// pack packs a body into a buffer, whose bytes it gives.
func pack(body []byte, to *bytes.Buffer) []byte {
	to.Reset()
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(to)
	_, _ = z.Write(body) // a bytes.Buffer does not fail
	_ = z.Close()
	return to.Bytes()
}

// matches says whether If-None-Match names the tag (RFC 9110, 13.1.2: weakly).
func matches(header, tag string) bool {
	if header == "*" {
		return true
	}
	for part := range strings.SplitSeq(header, ",") {
		if strings.TrimPrefix(strings.TrimSpace(part), "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
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

func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Accept"), "application/json")
}
