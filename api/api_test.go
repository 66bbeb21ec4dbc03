package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"concord/api"
	"concord/desk"
	"concord/document"
	"concord/document/intake"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
	"concord/samples"
	"concord/store/sqlite"
)

var amira = register.Person{ID: "local:amira", Name: "Amira"}

type fixture struct {
	*api.API
	store *sqlite.Store
	desk  *desk.Desk
	lex   *lexicon.Lexicon
	tick  time.Time
}

// newFixture is the API over a register with the English and Chinese samples,
// taken in as documents of their own.
func newFixture(tb testing.TB) *fixture {
	tb.Helper()
	lex, err := lexicon.Load()
	if err != nil {
		tb.Fatal(err)
	}
	s, err := sqlite.Open(tb.Context(), filepath.Join(tb.TempDir(), "r.db"), sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	f := &fixture{store: s, lex: lex, tick: time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)}
	f.desk = desk.New(s, desk.Clock(func() time.Time { f.tick = f.tick.Add(time.Hour); return f.tick }))
	files, err := samples.Files()
	if err != nil {
		tb.Fatal(err)
	}
	for _, x := range files {
		if x.Language == "en" || x.Language == "zh" {
			f.read(tb, x.Name, x.Content, x.Language)
		}
	}
	if f.API, err = api.New(api.Config{Register: s, Lexicon: func() *lexicon.Lexicon { return lex }, Search: api.Searcher(func() *lexicon.Lexicon { return lex }), Version: "test"}); err != nil {
		tb.Fatal(err)
	}
	return f
}

func (f *fixture) read(tb testing.TB, name string, content []byte, language string) {
	tb.Helper()
	reader := reading.New(f.lex)
	doc, err := intake.Read(tb.Context(), name, bytes.NewReader(content), int64(len(content)), document.Options{Language: language, IsName: reader.IsName})
	if err != nil {
		tb.Fatal(err)
	}
	rd, err := reader.Read(doc)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := f.desk.TakeIn(tb.Context(), doc, rd, amira); err != nil {
		tb.Fatal(err)
	}
}

func (f *fixture) do(tb testing.TB, method, target string, header http.Header) *httptest.ResponseRecorder {
	tb.Helper()
	r := httptest.NewRequest(method, target, nil)
	for k, v := range header {
		r.Header[k] = v
	}
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	return w
}

// get asks for JSON and decodes it.
func (f *fixture) get(tb testing.TB, target string, into any) *httptest.ResponseRecorder {
	tb.Helper()
	w := f.do(tb, "GET", target, nil)
	if w.Code != 200 {
		tb.Fatalf("%s: %d %s", target, w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
		tb.Fatalf("%s: %v", target, err)
	}
	return w
}

type list struct {
	Items  []map[string]any
	Total  int
	Next   string
	Names  map[string]string
	Facets map[string][]api.Facet
}

func TestPagesMakeTheWholeList(t *testing.T) {
	f := newFixture(t)
	var all list
	f.get(t, "/api/v1/records?limit=1000", &all)
	if all.Total < 10 || len(all.Items) != all.Total || all.Next != "" {
		t.Fatalf("%d of %d, next %q", len(all.Items), all.Total, all.Next)
	}
	var ids []string
	for cursor := ""; ; {
		var p list
		w := f.get(t, "/api/v1/records?limit=3&cursor="+cursor, &p)
		for _, x := range p.Items {
			ids = append(ids, x["id"].(string))
		}
		if (p.Next == "") != (w.Header().Get("Link") == "") {
			t.Error("the next page stands in the body or in Link alone")
		}
		if cursor = p.Next; cursor == "" {
			break
		}
	}
	for i, x := range all.Items {
		if i >= len(ids) || ids[i] != x["id"] {
			t.Fatalf("item %d differs", i)
		}
	}
	// Bulk gives the same, without pages.
	w := f.do(t, "GET", "/api/v1/records.jsonl", nil)
	lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n")
	if w.Code != 200 || len(lines) != all.Total || w.Header().Get("Content-Type") != "application/x-ndjson" {
		t.Fatalf("%d, %d lines, %s", w.Code, len(lines), w.Header().Get("Content-Type"))
	}
	for i, line := range lines {
		var x map[string]any
		if err := json.Unmarshal([]byte(line), &x); err != nil || x["id"] != all.Items[i]["id"] || x["source"] == nil {
			t.Fatalf("line %d: %v %s", i, err, line)
		}
	}
}

func TestFiltersAndLabels(t *testing.T) {
	f := newFixture(t)
	var all list
	f.get(t, "/api/v1/records?limit=1000&facets=party,kind,theme,year&lang=fr", &all)
	if len(all.Facets["party"]) == 0 || len(all.Facets["kind"]) == 0 {
		t.Fatalf("facets %v", all.Facets)
	}
	for _, c := range all.Facets["party"][:3] {
		var p list
		f.get(t, "/api/v1/records?limit=1000&party="+c.Value, &p)
		if p.Total != c.Count {
			t.Errorf("party %s: %d, counted %d", c.Value, p.Total, c.Count)
		}
		var not list
		f.get(t, "/api/v1/records?not=party:"+c.Value, &not)
		if not.Total != all.Total-c.Count {
			t.Errorf("not party %s: %d of %d", c.Value, not.Total, all.Total)
		}
	}
	a, b := all.Facets["party"][0], all.Facets["party"][1]
	var both, either list
	f.get(t, "/api/v1/records?party="+a.Value+"&party="+b.Value, &both)
	f.get(t, "/api/v1/records?party="+a.Value+","+b.Value, &either)
	if either.Total+both.Total != a.Count+b.Count {
		t.Errorf("both %d, either %d, of %d and %d", both.Total, either.Total, a.Count, b.Count)
	}
	// Labels follow the language.
	r := f.do(t, "GET", "/api/v1/actors/AU", http.Header{"Accept-Language": {"fr-CH, en;q=0.5"}})
	if !strings.Contains(r.Body.String(), `"name":"Union africaine"`) || r.Header().Get("Content-Language") != "fr" {
		t.Errorf("%s %s", r.Header().Get("Content-Language"), r.Body)
	}
	var x api.Actor
	f.get(t, "/api/v1/actors/AU?lang=zh", &x)
	if x.Name != "非洲联盟" || len(x.Names) < 6 {
		t.Errorf("%+v", x)
	}
}

func TestOneRecord(t *testing.T) {
	f := newFixture(t)
	var l list
	f.get(t, "/api/v1/records?limit=1&party=AU,ASEAN,OSCE,ECOWAS", &l)
	id := l.Items[0]["id"].(string)
	var short, long map[string]any
	f.get(t, "/api/v1/records/"+id, &short)
	f.get(t, "/api/v1/records/"+id+"?include=claims,tellings,history,confirmations,samenesses", &long)
	if short["claims"] != nil || short["history"] != nil || short["source"] == nil || len(short["names"].(map[string]any)) == 0 {
		t.Errorf("%v", short)
	}
	if len(long["claims"].([]any)) == 0 || len(long["tellings"].([]any)) == 0 || len(long["history"].([]any)) == 0 {
		t.Errorf("%v", long)
	}
	for _, c := range long["claims"].([]any) {
		if s := c.(map[string]any)["source"]; s == nil || s.(map[string]any)["work"] == "" {
			t.Errorf("a value without its source: %v", c)
		}
	}
	// As it was before it was corrected.
	rec, err := f.store.Record(t.Context(), id, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.desk.Correct(t.Context(), id, rec.Revision, "series", "99th", "as the chair said", amira); err != nil {
		t.Fatal(err)
	}
	if now := f.do(t, "GET", "/api/v1/records/"+id, nil).Body.String(); !strings.Contains(now, `"series":"99th"`) {
		t.Error("the correction is not there")
	}
	if then := f.do(t, "GET", "/api/v1/records/"+id+"?revision=1", nil).Body.String(); strings.Contains(then, `"series":"99th"`) {
		t.Error("an earlier revision has the later value")
	}
	if w := f.do(t, "GET", "/api/v1/records/"+id+"?revision=9", nil); w.Code != 404 {
		t.Error(w.Code)
	}
}

// A tag holds until something changes, whatever changes.
func TestAnswersAreNotSentTwice(t *testing.T) {
	f := newFixture(t)
	for _, target := range []string{"/api/v1/records?limit=2", "/api/v1/totals", "/api/v1/records.jsonl", "/api/v1/documents", "/api/v1/openapi.json"} {
		w := f.do(t, "GET", target, nil)
		tag := w.Header().Get("ETag")
		if tag == "" || w.Header().Get("Last-Modified") == "" {
			t.Errorf("%s: ETag %q, Last-Modified %q", target, tag, w.Header().Get("Last-Modified"))
		}
		for _, h := range []http.Header{{"If-None-Match": {tag}}, {"If-None-Match": {`"x", ` + tag}}, {"If-None-Match": {"*"}}, {"If-Modified-Since": {w.Header().Get("Last-Modified")}}} {
			if w := f.do(t, "GET", target, h); w.Code != 304 || w.Body.Len() > 0 {
				t.Errorf("%s %v: %d", target, h, w.Code)
			}
		}
		for what, x := range map[string]*httptest.ResponseRecorder{
			"another language": f.do(t, "GET", target, http.Header{"If-None-Match": {tag}, "Accept-Language": {"ru"}}),
			"another host":     f.do(t, "GET", "http://127.0.0.1:9"+target, http.Header{"If-None-Match": {tag}}),
		} {
			if x.Code != 200 {
				t.Errorf("%s: %s is taken for the same", target, what)
			}
		}
	}
	tag := f.do(t, "GET", "/api/v1/totals", nil).Header().Get("ETag")
	var l list
	f.get(t, "/api/v1/records?limit=1", &l)
	if _, err := f.desk.Review(t.Context(), l.Items[0]["id"].(string), int(l.Items[0]["revision"].(float64)), register.Reviewed, "", amira); err != nil {
		t.Fatal(err)
	}
	if w := f.do(t, "GET", "/api/v1/totals", http.Header{"If-None-Match": {tag}}); w.Code != 200 {
		t.Error("after a change the old tag still holds")
	}
}

func TestHead(t *testing.T) {
	f := newFixture(t)
	for _, target := range []string{"/api/v1/records", "/api/v1/records.jsonl", "/api/v1/nothing"} {
		get, head := f.do(t, "GET", target, nil), f.do(t, "HEAD", target, nil)
		if head.Code != get.Code || head.Body.Len() > 0 || head.Header().Get("Content-Type") != get.Header().Get("Content-Type") {
			t.Errorf("%s: %d %d, %d bytes", target, get.Code, head.Code, head.Body.Len())
		}
	}
}

func TestPackedIsTheSame(t *testing.T) {
	f := newFixture(t)
	for _, target := range []string{"/api/v1/records?limit=50", "/api/v1/records.jsonl"} {
		plain := f.do(t, "GET", target, nil).Body.String()
		w := f.do(t, "GET", target, http.Header{"Accept-Encoding": {"gzip"}})
		if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() >= len(plain) {
			t.Fatal("not packed")
		}
		if got := unzip(t, w.Body); got != plain {
			t.Error("packed and plain differ")
		}
	}
}

func unzip(t *testing.T, r io.Reader) string {
	t.Helper()
	z, err := gzip.NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func newRecorder(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
