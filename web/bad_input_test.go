package web

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"concord/desk"
	"concord/register"
)

// hostile are values that nobody types and that addresses bear all the same.
var hostile = map[string]string{
	"long":         strings.Repeat("Organización ", 15) + "fin__",
	"one word":     strings.Repeat("W", 200),
	"NUL":          "a\x00b",
	"controls":     "a\x01\x1b[31m\x7f\u0085\r\nSet-Cookie: x=1",
	"no UTF-8":     "\xff\xfe\xc0\xaf\xed\xa0\x80",
	"way up":       "../../etc/passwd",
	"markup":       `"><script>alert(1)</script><!--`,
	"template":     "{{.}}{n}%s%!d(MISSING)",
	"override":     "\u202eelif.exe\u202c\u2066\u061c",
	"very long":    strings.Repeat("query:", 1700),
	"negative":     "-1",
	"huge":         "99999999999999999999999999",
	"fraction":     "1e9",
	"a cursor":     "bm90IGEgY3Vyc29y",
	"SQL":          `' OR 1=1; -- "`,
	"operators":    `(((" NOT OR -:- "" actor: year:.. `,
	"blank":        " \u3000\u200b ",
	"mixed":        "الاتحاد الأفريقي AU 非洲联盟 (1)",
	"no character": "\ufffe\uffff",
}

// parameter is how handlers read the parameters of an address.
var parameter = regexp.MustCompile(`\.Get\("([a-z][a-z-]*)"\)`)

// parametersOf are the parameters that the file of a handler reads, and the language.
func parametersOf(t *testing.T, rt route) []string {
	t.Helper()
	name, _ := runtime.FuncForPC(reflect.ValueOf(rt.handle).Pointer()).FileLine(reflect.ValueOf(rt.handle).Pointer())
	source, err := os.ReadFile(filepath.Base(name))
	if err != nil {
		t.Fatal(err)
	}
	list := []string{"lang", "zz"}
	for _, m := range parameter.FindAllSubmatch(source, -1) {
		list = append(list, string(m[1]))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// wildcard is a part of a pattern that an address fills.
var wildcard = regexp.MustCompile(`\{([a-z]+)(\.\.\.)?\}`)

// expected are the answers that an address may have that nobody should have asked for.
var expected = []int{200, 301, 303, 307, 304, 400, 404, 410, 414, 422}

// helpful says what is wrong with an answer: it has to be a whole page of its own words,
// or what a program reads; "" where nothing is.
func helpful(r *http.Response, body string) string {
	switch {
	case !slices.Contains(expected, r.StatusCode):
		return "status " + r.Status
	case r.StatusCode == 301 || r.StatusCode == 303 || r.StatusCode == 307:
		if to := r.Header.Get("Location"); !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\r\n\\") {
			return "leads to " + to
		}
		return ""
	case r.Header.Get("Content-Security-Policy") != policy:
		return "no policy"
	case strings.TrimSpace(body) == "":
		return "blank"
	}
	for _, trace := range []string{"goroutine ", "runtime error", ".go:", "sqlite", "SQL logic", "⟦", "<nil>", "ZgotmplZ"} {
		if strings.Contains(body, trace) {
			return "says " + trace
		}
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		return ""
	}
	switch {
	case strings.Count(body, "<h1") != 1:
		return "not one h1"
	case !strings.HasSuffix(strings.TrimSpace(body), "</html>"):
		return "cut off"
	case strings.Contains(body, "<script>alert") || strings.Contains(body, "<!--"):
		return "a value stands in it as markup"
	case strings.ContainsAny(body, "\x00"+controls) || !utf8.ValidString(body):
		return "it holds what is no text"
	}
	return ""
}

// No address makes a page blank, cut off or an error of the program, whatever stands in
// its parts and its parameters. Each route of the table is tried, each part of its
// pattern, and each parameter that its handler reads.
func TestHostileAddresses(t *testing.T) {
	var log bytes.Buffer
	_, c := fullSite(t)
	c.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))
	s := newSite(t, c)
	for _, rt := range routes {
		pattern, get := strings.CutPrefix(rt.pattern, "GET ")
		if !get {
			if strings.HasPrefix(pattern, "POST ") {
				continue
			}
			pattern += "{any...}"
		}
		base, own, _ := strings.Cut(tried[rt.pattern], "?")
		ask := func(what, target string) {
			r := do(t, s, "GET", target, nil, nil)
			if wrong := helpful(r, read(t, r)); wrong != "" || log.Len() > 0 {
				t.Errorf("%s, %s: %s %s\n%s", rt.pattern, what, wrong, clip(target, 120), clip(log.String(), 400))
				log.Reset()
			}
		}
		for what, value := range hostile {
			if wildcard.MatchString(pattern) {
				ask("a part "+what, "/en"+wildcard.ReplaceAllLiteralString(strings.TrimSuffix(pattern, "{$}"), url.PathEscape(value)))
				ask("no language, a part "+what, wildcard.ReplaceAllLiteralString(strings.TrimSuffix(pattern, "{$}"), url.PathEscape(value)))
			}
			for _, name := range parametersOf(t, rt) {
				q, _ := url.ParseQuery(own)
				q.Set(name, value)
				ask(name+" "+what, "/ar"+base+"?"+q.Encode())
				if what == "markup" {
					q.Add(name, "again")
					q.Add(name, value)
					ask(name+" repeated", "/zh"+base+"?"+q.Encode())
				}
			}
		}
		ask("a query that is none", base+"?%zz&=&;=%&a=%ff&&&")
		ask("a long query", base+"?"+strings.Repeat("x", 10_000))
	}
}

// emptySite is a site over a register that holds nothing.
func emptySite(t *testing.T) *Site {
	t.Helper()
	c, end, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	return newSite(t, c)
}

// Each list of an empty register says that nothing is reported and leads to the box.
func TestEmptyListsSayWhatToDo(t *testing.T) {
	s := emptySite(t)
	for _, at := range []string{"/documents", "/search", "/search?view=table", "/search?view=timeline", "/search?kind=instrument", "/partners", "/entities", "/matrix", "/matrix?of=years", "/instruments", "/mechanisms",
		"/mandates", "/undertakings", "/themes", "/themes/health", "/sdgs", "/sdgs/4"} {
		r := do(t, s, "GET", "/en"+at, nil, nil)
		page := read(t, r)
		if wrong := helpful(r, page); wrong != "" {
			t.Errorf("%s: %s", at, wrong)
		}
		if _, main, _ := strings.Cut(page, "<main"); r.StatusCode == 200 && !strings.Contains(main, `<a href="/en/#drop">Read a report</a>`) {
			t.Errorf("%s does not lead to the box", at)
		}
	}
	for _, at := range []string{"/desk", "/desk/review", "/desk/names", "/desk/sameness", "/desk/in", "/actors/AU", "/compare?a=AU&b=ASEAN"} {
		r := do(t, s, "GET", "/ar"+at, nil, nil)
		if wrong := helpful(r, read(t, r)); wrong != "" || r.StatusCode != 200 {
			t.Errorf("%s: %d %s", at, r.StatusCode, wrong)
		}
	}
}

// A list that finds nothing names each of its conditions, with the way to the list without
// it and how many there would be.
func TestWhatToLoosen(t *testing.T) {
	s, _ := fullSite(t)
	for at, ways := range map[string]string{
		"/search?q=zebra":                              `/en/search">without zebra</a> <span class="num">[1-9]`,
		"/search?q=actor:ASEAN+zebra":                  `/en/search\?q=actor%3AASEAN">without zebra</a> <span class="num">[1-9]`,
		"/search?kind=instrument&q=zebra":              `/en/search\?kind=instrument">without zebra</a> <span class="num">[1-9]`,
		"/instruments?type=declaration&party=ICPO-XXX": `/en/instruments\?type=declaration">without \x{2068}ICPO-XXX\x{2069}</a> <span class="num">[1-9]`,
		"/instruments?type=nonsense&party=AU":          `/en/instruments\?party=AU">without \x{2068}nonsense\x{2069}</a> <span class="num">[1-9]`,
		"/mandates?party=ICPO-XXX":                     `/en/mandates">without`,
		"/documents?kind=budget":                       `/en/documents">without \x{2068}budget\x{2069}</a> <span class="num">[1-9]`,
		"/documents?language=en&year=1950": `/en/documents\?year=1950">without \x{2068}English\x{2069}</a> <span class="num">0<.*` +
			`/en/documents\?language=en">without \x{2068}1950\x{2069}</a> <span class="num">[1-9]`,
	} {
		page := get(t, s, "/en"+at)
		if !regexp.MustCompile(`(?s)` + ways).MatchString(page) {
			_, page, _ = strings.Cut(page, "<main")
			t.Errorf("%s: no %s in %s", at, ways, page)
		}
		for _, m := range regexp.MustCompile(`<li><a href="([^"]*)">without .*?</a> <span class="num">([0-9,]+)`).FindAllStringSubmatch(page, -1) {
			if r := do(t, s, "GET", strings.ReplaceAll(m[1], "&amp;", "&"), nil, nil); r.StatusCode != 200 {
				t.Errorf("%s leads to %s: %d", at, m[1], r.StatusCode)
			}
		}
	}
}

// A record that was joined with another, rejected or withdrawn keeps its page, which says
// so and leads on; no list and no count has it.
func TestRecordsThatAreGone(t *testing.T) {
	w, s := deskSite(t)
	doc, rd := plainDocument("en", "text", []string{"A/99/9"}, "1 First meeting of the owls.", "2 Second meeting of the owls.", "3 Third meeting of the owls.", "4 Fourth meeting of the owls.", "5 Fifth meeting of the owls.")
	by := desk.Named("Amira")
	if _, err := w.Desk.TakeIn(t.Context(), doc, rd, by); err != nil {
		t.Fatal(err)
	}
	found, err := s.Library.Search(t.Context(), Query{Language: "en", Order: "document"})
	if err != nil || len(found.Hits) != 5 {
		t.Fatal(err, len(found.Hits))
	}
	id := func(n int) string { return found.Hits[n].ID }
	stands, err := w.Desk.Join(t.Context(), id(0), id(1), "one meeting", by)
	if err != nil {
		t.Fatal(err)
	}
	if stands, err = w.Desk.Join(t.Context(), stands.ID, id(2), "the same", by); err != nil {
		t.Fatal(err)
	}
	for n, to := range map[int]register.Review{3: register.Rejected, 4: register.Withdrawn} {
		rec, err := w.Register.Record(t.Context(), id(n), 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Desk.Review(t.Context(), id(n), rec.Revision, to, "no such meeting", by); err != nil {
			t.Fatal(err)
		}
	}
	for n, want := range map[int][]string{
		0: {"joined with another", `href="/en/activities/` + stands.ID + `"><bdi lang="en">`}, 1: {"joined with another", `href="/en/activities/` + stands.ID + `"><bdi lang="en">`},
		2: {"joined with another", `href="/en/activities/` + stands.ID + `"><bdi lang="en">`},
		3: {"no such act", `href="/en/documents/en/A/99/9?p=4#p4"><bdi>A/99/9, para. 4`, "no such meeting"}, 4: {"was withdrawn", `href="/en/documents/en/A/99/9?p=5#p5"><bdi>A/99/9, para. 5`, "no such meeting"},
	} {
		if id(n) == stands.ID {
			continue
		}
		page := get(t, s, "/en/activities/"+id(n))
		for _, x := range want {
			if !strings.Contains(page, x) {
				t.Errorf("record %d does not say %q", n+1, x)
			}
		}
		if strings.Contains(page, `name="word"`) {
			t.Errorf("record %d asks for an organization's word", n+1)
		}
		for _, at := range []string{"/search", "/search?view=table", "/search?view=timeline", "/actors/AU", "/documents/en/A/99/9", "/"} {
			if strings.Contains(get(t, s, "/en"+at), "/activities/"+id(n)) {
				t.Errorf("%s lists record %d", at, n+1)
			}
		}
	}
	if page := get(t, s, "/en/search"); !strings.Contains(page, "1 act<") {
		t.Error("what is gone is counted")
	}
	if page := get(t, s, "/en/partners"); !strings.Contains(page, `actor%3AAU">1</a>`) {
		t.Error("what is gone is counted for its partner")
	}
}
