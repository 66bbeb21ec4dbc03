package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"concord/fault"
	"concord/register"
)

// example addresses of the patterns, so that each row of the table is tried.
var tried = map[string]string{
	"GET /{$}":                         "/",
	"GET /documents":                   "/documents",
	"GET /documents/{work...}":         "/documents/en/A/99/901",
	"GET /paragraphs/{work...}":        "/paragraphs/A/99/901?n=41",
	"GET /activities/{id}":             "/activities/7f3k0000000aa",
	"GET /activities/{id}/cite.bib":    "/activities/7f3k0000000aa/cite.bib",
	"GET /records/{id}":                "/records/ins-plan",
	"GET /records/{id}/cite.bib":       "/records/ins-plan/cite.bib",
	"POST /records/{id}/confirmations": "/records/ins-plan/confirmations",
	"GET /actors/{id}":                 "/actors/AU",
	"GET /search":                      "/search",
	"GET /search.atom":                 "/search.atom?q=workshop",
	"GET /partners":                    "/partners",
	"GET /entities":                    "/entities",
	"GET /compare":                     "/compare?a=AU&b=ASEAN",
	"GET /brief":                       "/brief?about=AU",
	"GET /brief/{file}":                "/brief/brief.txt?about=AU",
	"GET /matrix":                      "/matrix",
	"GET /matrix.csv":                  "/matrix.csv",
	"GET /instruments":                 "/instruments",
	"GET /mechanisms":                  "/mechanisms",
	"GET /mandates":                    "/mandates",
	"GET /undertakings":                "/undertakings",
	"GET /places":                      "/places",
	"GET /places/{id}":                 "/places/KEN",
	"GET /themes":                      "/themes",
	"GET /themes/{id}":                 "/themes/health",
	"GET /sdgs":                        "/sdgs",
	"GET /sdgs/{id}":                   "/sdgs/4",
	"GET /desk":                        "/desk",
	"GET /desk/review":                 "/desk/review",
	"POST /desk/review":                "/desk/review",
	"GET /desk/sameness":               "/desk/sameness",
	"POST /desk/sameness":              "/desk/sameness",
	"GET /desk/names":                  "/desk/names",
	"POST /desk/names":                 "/desk/names",
	"GET /desk/names/{id}":             "/desk/names/AU",
	"POST /desk/names/{id}":            "/desk/names/AU",
	"GET /reports":                     "/reports",
	"GET /reports/{cycle}/{lang}":      "/reports/cycle-1/en",
	"POST /reports/{cycle}/{lang}":     "/reports/cycle-1/en",
	"GET /about/accuracy":              "/about/accuracy",
	"GET /about/data":                  "/about/data",
	"GET /about/help":                  "/about/help",
	"GET /about/accessibility":         "/about/accessibility",
	"GET /design":                      "/design",
	"GET /about":                       "/about",
	"POST /read":                       "/read",
	"GET /desk/in":                     "/desk/in",
	"POST /desk/in":                    "/desk/in",
	"GET /desk/in/{id}":                "/desk/in/none",
	"POST /desk/in/{id}":               "/desk/in/none",
	"GET /desk/enter":                  "/desk/enter",
	"POST /desk/enter":                 "/desk/enter",
	"GET /desk/complete":               "/desk/complete?q=af",
	"GET /desk/templates/{file}":       "/desk/templates/input.docx",
	"GET /static/{file}":               "/static/none",
	"GET /healthz":                     "/healthz",
	"GET /readyz":                      "/readyz",
	"GET /metrics":                     "/metrics",
	"GET /api":                         "/api",
	"GET /api/v1/records":              "/api/v1/records",
	"GET /api/v1/records/{id...}":      "/api/v1/records/none",
	"GET /api/v1/records.jsonl":        "/api/v1/records.jsonl",
	"GET /api/v1/facets":               "/api/v1/facets?facets=year",
	"GET /api/v1/documents":            "/api/v1/documents",
	"GET /api/v1/documents/{work...}":  "/api/v1/documents/A/99/901",
	"GET /api/v1/paragraphs/{work...}": "/api/v1/paragraphs/A/99/901",
	"GET /api/v1/cited":                "/api/v1/cited",
	"GET /api/v1/mentions":             "/api/v1/mentions?value=AU",
	"GET /api/v1/candidates":           "/api/v1/candidates",
	"GET /api/v1/questions":            "/api/v1/questions",
	"GET /api/v1/samenesses":           "/api/v1/samenesses",
	"GET /api/v1/totals":               "/api/v1/totals",
	"GET /api/v1/log":                  "/api/v1/log",
	"GET /api/v1/actors":               "/api/v1/actors",
	"GET /api/v1/actors/{id...}":       "/api/v1/actors/AU",
	"GET /api/v1/places":               "/api/v1/places",
	"GET /api/v1/places/{id...}":       "/api/v1/places/KEN",
	"GET /api/v1/themes":               "/api/v1/themes",
	"GET /api/v1/kinds":                "/api/v1/kinds",
	"GET /api/v1/openapi.json":         "/api/v1/openapi.json",
	"GET /api/v1/context.jsonld":       "/api/v1/context.jsonld",
	"/api/v1/":                         "/api/v1/nothing",
	"/":                                "/nothing/here",

	"GET /reports/new":                              "/reports/new",
	"POST /reports/new":                             "/reports/new",
	"GET /reports/{cycle}":                          "/reports/cycle-1",
	"POST /reports/{cycle}":                         "/reports/cycle-1",
	"GET /reports/{cycle}/sections/{organization}":  "/reports/cycle-1/sections/AU",
	"POST /reports/{cycle}/sections/{organization}": "/reports/cycle-1/sections/AU",
	"GET /reports/{cycle}/{lang}/{file}":            "/reports/cycle-1/en/report.docx",
	"GET /reports/{cycle}/{lang}/published/{$}":     "/reports/cycle-1/en/published/",
	"POST /reports/{cycle}/{lang}/published/{$}":    "/reports/cycle-1/en/published/",
	"GET /reports/{cycle}/{lang}/returned/{$}":      "/reports/cycle-1/en/returned/",
	"POST /reports/{cycle}/{lang}/returned/{$}":     "/reports/cycle-1/en/returned/",
}

func TestEveryRouteHasAPermission(t *testing.T) {
	f := newFixture()
	asked := map[Permission]int{}
	deny := newSite(t, Config{Library: f, Names: testNames, Intake: f.intake, Allow: func(_ *http.Request, p Permission) bool { asked[p]++; return false }})
	c, closeStore, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer closeStore()
	allow := newSite(t, Config{Library: f, Names: testNames, Intake: f.intake, Workplace: c.Workplace})
	for _, rt := range routes {
		t.Run(rt.pattern, func(t *testing.T) {
			target, ok := tried[rt.pattern]
			if !ok {
				t.Fatal("a new route: say in this test at which address it is tried")
			}
			if rt.permission == Closed {
				t.Fatal("the route names no permission, so nobody reaches it")
			}
			method, _, named := strings.Cut(rt.pattern, " ")
			if !named {
				method = "GET"
			}
			body, kind := upload(t, file{"a.txt", "ASEAN"})
			header := http.Header{"Content-Type": {kind}}
			refused := do(t, deny, method, target, bytes.NewReader(body), header).StatusCode == http.StatusForbidden
			if refused != (rt.permission != Public) {
				t.Errorf("without permissions: refused is %v", refused)
			}
			if r := do(t, allow, method, target, bytes.NewReader(body), header); r.StatusCode == http.StatusForbidden || r.StatusCode >= 500 {
				t.Errorf("with permissions: %d", r.StatusCode)
			}
			if method == "GET" {
				return
			}
			// What changes something is not done for a page of another site.
			for _, h := range []http.Header{
				{"Origin": {"http://evil.example"}}, {"Sec-Fetch-Site": {"cross-site"}}, {"Origin": {"null"}},
				{"Origin": {"http://127.0.0.1:9999"}},
			} {
				h["Content-Type"] = []string{kind}
				if r := do(t, allow, method, target, bytes.NewReader(body), h); r.StatusCode != http.StatusForbidden {
					t.Errorf("%v: %d", h, r.StatusCode)
				}
			}
		})
	}
	if asked[Closed] > 0 || asked[Public] > 0 || asked[Read] == 0 || asked[TakeIn] == 0 {
		t.Errorf("asked %v", asked)
	}
}

func TestARouteWithoutPermissionIsClosed(t *testing.T) {
	s, _ := fixtureSite(t)
	h := s.guard(route{"GET /forgotten", Closed, func(*Site, *visit) error { t.Error("reached"); return nil }})
	if r := do(t, h, "GET", "/forgotten", nil, nil); r.StatusCode != http.StatusForbidden {
		t.Error(r.StatusCode)
	}
}

func TestOnlyThisMachinesNamesAreAnswered(t *testing.T) {
	s, _ := fixtureSite(t)
	for host, want := range map[string]int{
		"127.0.0.1:8080": 200, "localhost:8080": 200, "localhost": 200, "[::1]:8080": 200, "[::1]": 200, "127.0.0.1": 200, "127.8.8.8:1": 200,
		"evil.example": 403, "evil.example:8080": 403, "127.0.0.1.evil.example": 403, "192.168.1.4:8080": 403, "0.0.0.0:8080": 403, "localhost.evil.example:80": 403, ":8080": 403,
	} {
		if r := do(t, s, "GET", "/", nil, http.Header{"Host": {host}}); r.StatusCode != want {
			t.Errorf("%s: %d, want %d", host, r.StatusCode, want)
		}
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	s, _ := fixtureSite(t)
	for _, target := range []string{"/", "/documents/en/A/99/901", "/nothing", s.assets["concord.css"].address} {
		h := do(t, s, "GET", target, nil, nil).Header
		for k, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		} {
			if !strings.Contains(h.Get(k), want) {
				t.Errorf("%s: %s is %q", target, k, h.Get(k))
			}
		}
		if csp := h.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: %s", target, csp)
		}
	}
}

// broken is a library that fails in the given way.
type broken struct {
	*fixture
	err   error
	panic any
}

func (b *broken) Shelf(ctx context.Context, _ register.DocumentFilter) ([]Entry, error) {
	return b.Documents(ctx)
}

func (b *broken) Documents(context.Context) ([]Entry, error) {
	if b.panic != nil {
		panic(b.panic)
	}
	return nil, b.err
}

func TestFailuresAreTold(t *testing.T) {
	var log strings.Builder
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	for _, x := range []struct {
		name       string
		b          *broken
		status     int
		want, wont string
		logged     string
	}{
		{"a panic", &broken{panic: "secret state"}, 500, "Something went wrong in the program", "secret state", "secret state"},
		{"an error without kind", &broken{err: errors.New("secret path")}, 500, "Something went wrong in the program", "secret path", "secret path"},
		{"the database is gone", &broken{err: fault.New(fault.Unavailable, "The file concord.db is locked.")}, 503, "The file concord.db is locked.", "went wrong", "locked"},
		{"not found", &broken{err: fault.New(fault.NotFound, "No <b>such</b> thing.")}, 404, "No &lt;b&gt;such&lt;/b&gt; thing.", "<b>", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			log.Reset()
			x.b.fixture = newFixture()
			s := newSite(t, Config{Library: x.b, Names: testNames, Log: logger})
			r := do(t, s, "GET", "/en/documents", nil, nil)
			page := read(t, r)
			if r.StatusCode != x.status || !strings.Contains(page, x.want) || strings.Contains(page, x.wont) {
				t.Errorf("%d %s", r.StatusCode, page)
			}
			if !strings.Contains(page, "</html>") || r.Header.Get("Cache-Control") != "no-store" {
				t.Error("not a whole page, or one that is kept")
			}
			if !strings.Contains(log.String(), x.logged) || (x.logged == "") != (log.Len() == 0) {
				t.Errorf("log: %s", log.String())
			}
		})
	}
}

func TestUnknownAddresses(t *testing.T) {
	s, _ := fixtureSite(t)
	for _, x := range []struct {
		method, target string
		status         int
		want           string
	}{
		{"GET", "/nothing", 404, "There is nothing at this address"},
		{"GET", "/fr/nothing", 404, "Il n’y a rien à cette adresse"},
		{"GET", "/ar/nothing", 404, "لا شيء في هذا العنوان"},
		{"GET", "/documents/en/A/99/000", 404, "There is nothing at this address"},
		{"GET", "/documents/A/99/000", 404, "There is nothing at this address"},
		{"GET", "/documents/en/A/99/901?version=x", 400, "The request is not understood"},
		{"GET", "/documents/en/A/99/901?version=7", 404, "There is nothing at this address"},
		{"GET", "/activities/none", 404, "There is nothing at this address"},
		{"GET", "/read", 405, "This address does not take such a request"},
		{"POST", "/documents", 405, "This address does not take such a request"},
		{"DELETE", "/documents", 405, "This address does not take such a request"},
		{"GET", "/static/../web.go", 307, ""},
		{"GET", "/static/web.go", 404, ""},
		{"GET", "/xx/", 404, ""},
		{"GET", "/nothing/" + strings.Repeat("a", 3000), 404, ""},
		{"GET", "/%00%ff<script>", 404, ""},
	} {
		r := do(t, s, x.method, x.target, nil, http.Header{"Accept-Language": {"en"}})
		page := read(t, r)
		if r.StatusCode != x.status || !strings.Contains(page, x.want) {
			t.Errorf("%s %s: %d, want %d with %q", x.method, clip(x.target, 60), r.StatusCode, x.status, x.want)
		}
		if strings.Contains(page, "<script>") {
			t.Errorf("%s: the address stands in the page as markup", x.target)
		}
	}
	if r := do(t, s, "DELETE", "/documents", nil, nil); r.Header.Get("Allow") != "GET" {
		t.Errorf("Allow: %q", r.Header.Get("Allow"))
	}
}

func TestLanguageOfThePage(t *testing.T) {
	s, _ := fixtureSite(t)
	for _, x := range []struct{ target, accept, cookie, want string }{
		{"/", "", "", "en"},
		{"/", "fr-CH, fr;q=0.9, en;q=0.8", "", "fr"},
		{"/", "zh-TW", "", "zh"},
		{"/", "pt-BR, es;q=0.5", "", "es"},
		{"/", "ja", "", "en"},
		{"/", "not a header; q=,,,", "", "en"},
		{"/", strings.Repeat("x", 100_000), "", "en"},
		{"/", "fr", "ru", "ru"},
		{"/", "fr", "xx", "fr"},
		{"/?lang=ar", "fr", "ru", "ar"},
		{"/?lang=<script>", "fr", "", "fr"},
		{"/es/", "fr", "ru", "es"},
		{"/es", "fr", "ru", "es"},
		{"/es/?lang=ar", "fr", "ru", "es"},
		{"/es/documents", "fr", "ru", "es"},
	} {
		h := http.Header{}
		if x.accept != "" {
			h.Set("Accept-Language", x.accept)
		}
		if x.cookie != "" {
			h.Set("Cookie", "lang="+x.cookie)
		}
		r := do(t, s, "GET", x.target, nil, h)
		page := read(t, r)
		if got := r.Header.Get("Content-Language"); got != x.want || !strings.Contains(page, `<html lang="`+x.want+`" dir="`+direction(x.want)+`">`) {
			t.Errorf("%s, %q, %q: %s, want %s", x.target, clip(x.accept, 40), x.cookie, got, x.want)
		}
		if !strings.Contains(strings.Join(r.Header["Vary"], ","), "Accept-Language") {
			t.Error("a cache may give the page to readers of other languages")
		}
	}
	// A language that was chosen by name is remembered.
	if c := do(t, s, "GET", "/zh/", nil, nil).Cookies(); len(c) != 1 || c[0].Value != "zh" || !c[0].HttpOnly {
		t.Errorf("cookies %v", c)
	}
	if c := do(t, s, "GET", "/", nil, nil).Cookies(); len(c) != 0 {
		t.Errorf("cookies %v", c)
	}
	// Within a language's addresses all links stay there.
	if page := get(t, s, "/zh/documents/zh/A/99/901"); strings.Contains(page, `href="/documents`) || strings.Contains(page, `href="/activities`) {
		t.Error("a link leaves the language of the address")
	}
}

func TestPagesAreNotSentTwice(t *testing.T) {
	s, _ := fixtureSite(t)
	r := do(t, s, "GET", "/en/documents/en/A/99/901", nil, nil)
	tag := r.Header.Get("ETag")
	if tag == "" || r.StatusCode != 200 {
		t.Fatal(r.StatusCode, tag)
	}
	for _, match := range []string{tag, `"x", ` + tag, strings.TrimPrefix(tag, "W/"), "*"} {
		r = do(t, s, "GET", "/en/documents/en/A/99/901", nil, http.Header{"If-None-Match": {match}})
		if r.StatusCode != 304 || read(t, r) != "" {
			t.Errorf("%s: %d", match, r.StatusCode)
		}
	}
	if r = do(t, s, "GET", "/fr/documents/en/A/99/901", nil, http.Header{"If-None-Match": {tag}}); r.StatusCode != 200 {
		t.Error("another language has the same tag")
	}
	plain := get(t, s, "/en/documents/en/A/99/901")
	zipped := do(t, s, "GET", "/en/documents/en/A/99/901", nil, http.Header{"Accept-Encoding": {"br;q=1, gzip"}})
	if zipped.Header.Get("Content-Encoding") != "gzip" || read(t, zipped) != plain {
		t.Error("packed and plain differ")
	}
	if r = do(t, s, "GET", "/en/", nil, http.Header{"Accept-Encoding": {"gzip;q=0"}}); r.Header.Get("Content-Encoding") != "" {
		t.Error("packed for a reader who does not take it")
	}
	head := do(t, s, "HEAD", "/en/documents/en/A/99/901", nil, nil)
	if head.StatusCode != 200 || read(t, head) != "" || head.Header.Get("Content-Length") != strconv.Itoa(len(plain)) {
		t.Errorf("HEAD: %d, %s", head.StatusCode, head.Header.Get("Content-Length"))
	}
}

func TestAssetsMayBeKeptForEver(t *testing.T) {
	s, _ := fixtureSite(t)
	for _, name := range []string{"concord.css", "concord.js", "concord.svg"} {
		r := do(t, s, "GET", s.assets[name].address, nil, nil)
		if r.StatusCode != 200 || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") || read(t, r) == "" {
			t.Errorf("%s: %d %q", name, r.StatusCode, r.Header.Get("Cache-Control"))
		}
	}
}

type file struct{ name, text string }

// upload is the body of the form with files, as a browser sends it.
func upload(t testing.TB, files ...file) (body []byte, contentType string) {
	t.Helper()
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for _, f := range files {
		p, err := w.CreateFormFile("f", f.name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = p.Write([]byte(f.text))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes(), w.FormDataContentType()
}

func TestHandingIn(t *testing.T) {
	s, f := fixtureSite(t)
	send := func(h http.Header, files ...file) *http.Response {
		body, kind := upload(t, files...)
		if h == nil {
			h = http.Header{}
		}
		h.Set("Content-Type", kind)
		return do(t, s, "POST", "/en/read", bytes.NewReader(body), h)
	}
	t.Run("one file leads to what was read", func(t *testing.T) {
		r := send(nil, file{"report one.txt", "ASEAN met.\nNothing else."})
		if r.StatusCode != 303 || r.Header.Get("Location") != "/en/documents/en/report%20one.txt~0123456789ab" {
			t.Fatalf("%d %s", r.StatusCode, r.Header.Get("Location"))
		}
		page := get(t, s, r.Header.Get("Location"))
		if !strings.Contains(page, ">ASEAN</a> met.") || !strings.Contains(page, "[1]") {
			t.Error("the reading view lacks what was handed in, or shows a counted number as printed")
		}
	})
	t.Run("several files, one line each", func(t *testing.T) {
		r := send(nil, file{"a.txt", "ASEAN"}, file{"bad.png", "x"}, file{"c.txt", "one\ntwo"})
		page := read(t, r)
		for _, want := range []string{"read: 1 paragraph, 1 act", "\u2068bad.png\u2069 is a picture; read the document that it shows", "read: 2 paragraphs, 0 acts", "The language was guessed from few words."} {
			if r.StatusCode != 200 || !strings.Contains(page, want) {
				t.Errorf("%d, no %q", r.StatusCode, want)
			}
		}
	})
	t.Run("in the reader's language", func(t *testing.T) {
		body, kind := upload(t, file{"bad.png", "x"})
		page := read(t, do(t, s, "POST", "/zh/read", bytes.NewReader(body), http.Header{"Content-Type": {kind}}))
		if !strings.Contains(page, "未读取") || !strings.Contains(page, "是图片；请读取图中的文件") {
			t.Error(page)
		}
	})
	t.Run("no file", func(t *testing.T) {
		r := send(nil, file{"", ""})
		if page := read(t, r); r.StatusCode != 422 || !strings.Contains(page, "No file was chosen") {
			t.Error(r.StatusCode)
		}
	})
	t.Run("no form", func(t *testing.T) {
		r := do(t, s, "POST", "/en/read", strings.NewReader("hello"), http.Header{"Content-Type": {"text/plain"}})
		if r.StatusCode != 400 {
			t.Error(r.StatusCode)
		}
	})
	t.Run("cut off", func(t *testing.T) {
		body, kind := upload(t, file{"a.txt", strings.Repeat("x", 5000)})
		r := do(t, s, "POST", "/en/read", bytes.NewReader(body[:3000]), http.Header{"Content-Type": {kind}})
		if r.StatusCode != 200 && r.StatusCode != 400 {
			t.Error(r.StatusCode)
		}
	})
	t.Run("too large, the others go on", func(t *testing.T) {
		f2 := newFixture()
		s := newSite(t, Config{Library: f2, Names: testNames, Intake: f2.intake, MaxFile: 1 << 20})
		body, kind := upload(t, file{"large.txt", strings.Repeat("x", 3<<20)}, file{"exact.txt", strings.Repeat("y", 1<<20)}, file{"small.txt", "ASEAN"})
		page := read(t, do(t, s, "POST", "/en/read", bytes.NewReader(body), http.Header{"Content-Type": {kind}}))
		if !strings.Contains(page, "Larger than 1 MB") || strings.Count(page, "read: 1 paragraph") != 2 {
			t.Error(page)
		}
		if len(f2.docs) != len(newFixture().docs)+2 {
			t.Error("the file that was too large was taken in")
		}
	})
	t.Run("for the script", func(t *testing.T) {
		r := send(http.Header{"Accept": {"application/json"}}, file{"a.txt", "ASEAN"})
		if body := read(t, r); r.StatusCode != 200 || !strings.Contains(body, `"href":"/en/documents/en/a.txt~0123456789ab"`) || !strings.Contains(body, `"ok":true`) {
			t.Errorf("%d %s", r.StatusCode, body)
		}
	})
	if len(f.docs) < 5 {
		t.Error("nothing was taken in")
	}
}

func TestASiteThatTakesNothingIn(t *testing.T) {
	s := newSite(t, Config{Library: newFixture(), Names: testNames})
	if strings.Contains(get(t, s, "/en/"), `class="drop"`) {
		t.Error("a box that does nothing")
	}
	body, kind := upload(t, file{"a.txt", "x"})
	if r := do(t, s, "POST", "/en/read", bytes.NewReader(body), http.Header{"Content-Type": {kind}}); r.StatusCode != 403 {
		t.Error(r.StatusCode)
	}
}

func TestFileNames(t *testing.T) {
	for in, want := range map[string]string{
		"report.docx": "report.docx", `C:\Users\amira\تقرير.docx`: "تقرير.docx", "../../etc/passwd": "passwd", "": "file", "..": "..", "/": "file",
		"a\x00b\nc.txt": "abc.txt", "x\u202etxt.exe": "xtxt.exe", "\xff.txt": "\uFFFD.txt", strings.Repeat("长", 300): strings.Repeat("长", 200),
	} {
		if got := fileName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzFileName(f *testing.F) {
	f.Add(`C:\a/b.txt`)
	f.Add("\xff\u202e..")
	f.Fuzz(func(t *testing.T, s string) {
		got := fileName(s)
		if got == "" || strings.ContainsAny(got, "/\\\n\x00") || len([]rune(got)) > 200 {
			t.Errorf("%q: %q", s, got)
		}
	})
}

func TestListen(t *testing.T) {
	first, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	second, err := Listen(first.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if a, b := first.Addr().(*net.TCPAddr).Port, second.Addr().(*net.TCPAddr).Port; b <= a || b > a+50 {
		t.Errorf("port %d after %d", b, a)
	}
	for address, kind := range map[string]fault.Kind{
		"0.0.0.0:8080": fault.Forbidden, ":8080": fault.Forbidden, "192.0.2.1:80": fault.Forbidden, "example.org:80": fault.Forbidden,
		"127.0.0.1": fault.Usage, "127.0.0.1:port": fault.Usage, "127.0.0.1:70000": fault.Usage,
	} {
		l, err := Listen(address)
		if err == nil {
			l.Close()
		}
		if err == nil || fault.KindOf(err) != kind {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// Serving ends when it is asked to, after what was begun.
func TestServeLetsWhatWasBegunFinish(t *testing.T) {
	begun, goOn := make(chan bool), make(chan bool)
	f := newFixture()
	s := newSite(t, Config{Library: f, Names: testNames, Intake: func(ctx context.Context, name string, r io.Reader) ([]Outcome, error) {
		begun <- true
		<-goOn
		return f.intake(ctx, name, r)
	}})
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()
	answered := make(chan string, 1)
	go func() {
		body, kind := upload(t, file{"a.txt", "ASEAN"})
		r, err := http.NewRequest("POST", "http://"+l.Addr().String()+"/en/read", bytes.NewReader(body))
		if err != nil {
			answered <- err.Error()
			return
		}
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Accept", "application/json")
		w, err := http.DefaultClient.Do(r)
		if err != nil {
			answered <- err.Error()
			return
		}
		defer w.Body.Close()
		b, _ := io.ReadAll(w.Body)
		answered <- string(b)
	}()
	<-begun
	stop()
	goOn <- true
	if a := <-answered; !strings.Contains(a, `"ok":true`) {
		t.Error(a)
	}
	select {
	case err := <-served:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(15 * time.Second):
		t.Fatal("still serving")
	}
}

func TestEmptyRegisterSaysWhatToDo(t *testing.T) {
	f := &fixture{}
	s := newSite(t, Config{Library: f, Names: testNames, Intake: f.intake})
	for target, want := range map[string]string{"/en/": "The register is empty.", "/en/documents": "Nothing has been read yet.", "/ar/": "السجل فارغ"} {
		if page := get(t, s, target); !strings.Contains(page, want) {
			t.Errorf("%s does not say %q", target, want)
		}
	}
}
