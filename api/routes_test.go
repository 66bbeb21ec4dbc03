package api_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"concord/api"
	"concord/export"

	"github.com/xuri/excelize/v2"
)

// tried are parameters with which each address of the description is tried; those
// that are missing need none.
func tried(f *fixture, t testing.TB) map[string]string {
	var l list
	f.get(t, "/api/v1/records?limit=1", &l)
	return map[string]string{
		"/api/v1/records/{id}":      "/api/v1/records/" + l.Items[0]["id"].(string),
		"/api/v1/facets":            "/api/v1/facets?facets=party,year",
		"/api/v1/documents/{work}":  "/api/v1/documents/" + l.Items[0]["source"].(map[string]any)["work"].(string),
		"/api/v1/paragraphs/{work}": "/api/v1/paragraphs/" + l.Items[0]["source"].(map[string]any)["work"].(string),
		"/api/v1/mentions":          "/api/v1/mentions?value=AU",
		"/api/v1/actors/{id}":       "/api/v1/actors/AU",
		"/api/v1/places/{id}":       "/api/v1/places/KEN",
	}
}

var mediaOf = map[string]string{"json": "application/json", "jsonld": "application/ld+json", "jsonl": "application/x-ndjson", "csv": "text/csv",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "atom": "application/atom+xml", "akn": "application/akn+xml"}

// Every address in every form that it is described to have, by format= and by
// Accept, is what its type says; every other form is refused.
func TestEveryAddressInEveryForm(t *testing.T) {
	f := newFixture(t)
	at := tried(f, t)
	for _, path := range f.Paths() {
		target := path
		if x, ok := at[path]; ok {
			target = x
		}
		join := "?"
		if strings.Contains(target, "?") {
			join = "&"
		}
		content := f.OpenAPI().Paths[path].Get.Responses["200"].Content
		if len(content) == 0 {
			t.Errorf("%s: no form is described", path)
		}
		for name, media := range mediaOf {
			t.Run(path+" "+name, func(t *testing.T) {
				byName := f.do(t, "GET", target+join+"format="+name, nil)
				byAccept := f.do(t, "GET", target, http.Header{"Accept": {media}})
				if content[media] == nil {
					if byName.Code != 415 || byAccept.Code != 415 {
						t.Errorf("%d %d, not described", byName.Code, byAccept.Code)
					}
					return
				}
				for _, w := range []interface {
					io.Reader
					String() string
				}{byName.Body, byAccept.Body} {
					wellFormed(t, name, []byte(w.String()))
				}
				if byName.Code != 200 || byAccept.Code != 200 || !strings.HasPrefix(byName.Header().Get("Content-Type"), media) || byName.Header().Get("ETag") == "" {
					t.Errorf("%d %d %q", byName.Code, byAccept.Code, byName.Header().Get("Content-Type"))
				}
			})
		}
	}
}

func wellFormed(t *testing.T, form string, b []byte) {
	t.Helper()
	var err error
	switch form {
	case "json", "jsonld":
		var x any
		err = json.Unmarshal(b, &x)
	case "jsonl":
		for line := range bytes.Lines(b) {
			var x any
			if err = json.Unmarshal(line, &x); err != nil {
				break
			}
		}
	case "csv":
		r := csv.NewReader(bytes.NewReader(b))
		_, err = r.ReadAll() // each row as wide as the first
	case "xlsx":
		var x *excelize.File
		if x, err = excelize.OpenReader(bytes.NewReader(b)); err == nil {
			_ = x.Close()
		}
	case "atom", "akn":
		d := xml.NewDecoder(bytes.NewReader(b))
		for err == nil {
			_, err = d.Token()
		}
		if err == io.EOF {
			err = nil
		}
	}
	if err != nil {
		t.Errorf("%s: %v in %.200s", form, err, b)
	}
}

// What the description says of JSON is what is sent: no field that it lacks.
func TestAnswersFitTheirDescription(t *testing.T) {
	f := newFixture(t)
	at := tried(f, t)
	doc := f.OpenAPI()
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Error(doc.OpenAPI)
	}
	for _, path := range f.Paths() {
		op := doc.Paths[path].Get
		media := op.Responses["200"].Content["application/json"]
		if op.Summary == "" || op.OperationID == "" {
			t.Errorf("%s is not described", path)
		}
		for _, p := range op.Parameters {
			if p.Description == "" && p.Schema.Enum == nil && p.Schema.Items == nil && p.Name != "limit" && p.In == "query" {
				t.Errorf("%s: %s is not described", path, p.Name)
			}
		}
		if media == nil || strings.HasSuffix(path, ".json") || path == "/api/v1/facets" {
			continue
		}
		target := path
		if x, ok := at[path]; ok {
			target = x
		}
		if strings.HasSuffix(path, "records/{id}") {
			target += "?include=claims,tellings,history,confirmations,samenesses"
		}
		var body map[string]any
		f.get(t, target, &body)
		schema := media.Schema
		if schema.Ref != "" {
			schema = doc.Components.Schemas.SchemaFromRef(schema.Ref)
		}
		for key := range body {
			if schema.Properties[key] == nil {
				t.Errorf("%s: %q is not described", path, key)
			}
		}
	}
}

// Requests that are wrong are refused with a problem that says what to do.
func TestBadRequests(t *testing.T) {
	f := newFixture(t)
	var l list
	f.get(t, "/api/v1/records?limit=1", &l)
	long := strings.Repeat("a", 10<<10)
	many := strings.Repeat("&party=AU", 101)
	values := "party=" + strings.Repeat("AU,", 101) + "UN"
	for _, x := range []struct {
		method, target string
		status         int
		say            string
	}{
		{"GET", "/api/v1/records?q=" + long, 413, "longer than"},
		{"GET", "/api/v1/records?q=" + long[:1025], 413, "use fewer words"},
		{"GET", "/api/v1/records?party=" + long, 413, "ask for less"},
		{"GET", "/api/v1/records/" + long, 413, "longer than"},
		{"GET", "/api/v1/records?" + many[1:], 422, "more than 100 conditions"},
		{"GET", "/api/v1/records?" + values, 422, "more than 100 values"},
		{"GET", "/api/v1/records?party=", 200, ""},
		{"GET", "/api/v1/records?party=,", 422, "has no value"},
		{"GET", "/api/v1/records?limit=0", 422, `"limit" has to be at least 1`},
		{"GET", "/api/v1/records?limit=1001", 422, `"limit" has to be at most 1000`},
		{"GET", "/api/v1/records?limit=-1", 422, "at least"},
		{"GET", "/api/v1/records?limit=99999999999999999999", 422, "whole number"},
		{"GET", "/api/v1/records?limit=ten", 422, `"limit" has to be a whole number`},
		{"GET", "/api/v1/records?undated=perhaps", 422, "true or false"},
		{"GET", "/api/v1/records?order=sideways", 422, "one of"},
		{"GET", "/api/v1/records?partner=AU", 422, `"partner" is no parameter`},
		{"GET", "/api/v1/records?record=nothing", 422, "no kind of record"},
		{"GET", "/api/v1/records?facets=nothing", 422, "not counted by"},
		{"GET", "/api/v1/records?include=everything", 422, "to include"},
		{"GET", "/api/v1/records?not=theme", 422, "not=theme:women"},
		{"GET", "/api/v1/records?not=nothing:x", 422, "not=theme:women"},
		{"GET", "/api/v1/records?from=June", 422, "no date"},
		{"GET", "/api/v1/records?cursor=AAAA", 422, "first page"},
		{"GET", "/api/v1/records?cursor=eyJjIjoxLCJhIjpbMSwyLDMsNF19", 422, "first page"},
		{"GET", "/api/v1/candidates?cursor=eyJjIjoxLCJhIjo1MH0", 422, "first page"},
		{"GET", "/api/v1/actors?cursor=!!", 422, "first page"},
		{"GET", "/api/v1/records?format=pdf", 415, "it comes as json"},
		{"GET", "/api/v1/records?lang=de", 422, "one of"},
		{"GET", "/api/v1/records?q=%ff%fe", 400, "not text in UTF-8"},
		{"GET", "/api/v1/records?%ff=1", 400, "not text in UTF-8"},
		{"GET", "/api/v1/records?party=%00", 400, "not text"},
		{"GET", "/api/v1/records?party=%zz", 400, "cannot be read"},
		{"GET", "/api/v1/records?party=a;b=c", 400, "cannot be read"},
		{"GET", "/api/v1/records/none", 404, ""},
		{"GET", "/api/v1/records/" + l.Items[0]["id"].(string) + "?revision=-1", 422, "at least"},
		{"GET", "/api/v1/documents/A/1/1", 404, ""},
		{"GET", "/api/v1/paragraphs/A/1/1", 404, ""},
		{"GET", "/api/v1/documents/" + l.Items[0]["source"].(map[string]any)["work"].(string) + "?format=akn&language=xx", 404, ""},
		{"GET", "/api/v1/actors/NOBODY", 404, "finds one by any of its names"},
		{"GET", "/api/v1/mentions", 422, "value"},
		{"GET", "/api/v1/log?after=-5", 422, "at least"},
		{"GET", "/api/v1/facets", 422, "facets"},
		{"GET", "/api/v1/nothing", 404, "openapi.json"},
		{"GET", "/api/v1/", 404, "openapi.json"},
		{"GET", "/api/v1/records.xml", 404, ""},
		{"POST", "/api/v1/records", 405, "only read"},
		{"PUT", "/api/v1/records/x", 405, "only read"},
		{"DELETE", "/api/v1/documents/A/1", 405, "only read"},
		{"PATCH", "/api/v1/nothing", 404, ""},
	} {
		w := f.do(t, x.method, x.target, nil)
		if w.Code != x.status {
			t.Errorf("%s %.80s: %d, want %d: %.300s", x.method, x.target, w.Code, x.status, w.Body)
			continue
		}
		if w.Code == 200 {
			continue
		}
		var p api.Trouble
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Header().Get("Content-Type") != "application/problem+json" ||
			p.Status != x.status || p.Title == "" || p.Detail == "" || p.Type != "urn:concord:problem:"+p.Kind || !strings.Contains(p.Detail, x.say) {
			t.Errorf("%s %.80s: %+v", x.method, x.target, p)
		}
		if w.Code == 405 && w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("Allow: %q", w.Header().Get("Allow"))
		}
		for _, h := range []string{"ETag", "Last-Modified", "Content-Disposition"} {
			if w.Header().Get(h) != "" {
				t.Errorf("%.80s: a problem with %s", x.target, h)
			}
		}
	}
	// A body is not read, whatever it is.
	r, _ := http.NewRequest("GET", "/api/v1/totals", strings.NewReader(strings.Repeat("x", 1<<20)))
	w := newRecorder(f, r)
	if w.Code != 413 {
		t.Error(w.Code)
	}
}

// A cursor of one list is no cursor of another.
func TestCursorsOfOtherLists(t *testing.T) {
	f := newFixture(t)
	for _, x := range []struct{ a, b string }{
		{"/api/v1/records?limit=1", "/api/v1/records?limit=1&record=mandate"},
		{"/api/v1/records?limit=1", "/api/v1/records?limit=1&order=newest"},
		{"/api/v1/actors?limit=1", "/api/v1/places?limit=1"},
		{"/api/v1/actors?limit=1", "/api/v1/actors?limit=1&type=un"},
		{"/api/v1/documents?limit=1", "/api/v1/documents?limit=1&samples=true"},
	} {
		var l list
		f.get(t, x.a, &l)
		if l.Next == "" {
			t.Fatalf("%s has one page", x.a)
		}
		if w := f.do(t, "GET", x.b+"&cursor="+l.Next, nil); w.Code != 422 {
			t.Errorf("%s takes the cursor of %s: %d", x.b, x.a, w.Code)
		}
		// Each letter changed.
		for i := range l.Next {
			c := []byte(l.Next)
			c[i] ^= 1
			if w := f.do(t, "GET", x.a+"&cursor="+url.QueryEscape(string(c)), nil); w.Code != 422 {
				t.Errorf("%s: letter %d of the cursor changed: %d", x.a, i, w.Code)
			}
		}
	}
}

// Every page of every list together is the list.
func TestPagesOfTheOtherLists(t *testing.T) {
	f := newFixture(t)
	for _, target := range []string{"/api/v1/documents?", "/api/v1/actors?q=united", "/api/v1/places?q=a", "/api/v1/candidates?", "/api/v1/cited?", "/api/v1/mentions?value=AU"} {
		var all list
		f.get(t, target+"&limit=1000", &all)
		var got []string
		for cursor, n := "", 0; n < 2000; n++ {
			var p list
			f.get(t, target+"&limit=1&cursor="+cursor, &p)
			for _, x := range p.Items {
				got = append(got, fmt.Sprint(x))
			}
			if cursor = p.Next; cursor == "" || n > 30 {
				break
			}
		}
		for i := range got {
			if i >= len(all.Items) || got[i] != fmt.Sprint(all.Items[i]) {
				t.Errorf("%s: page %d differs", target, i)
				break
			}
		}
		if len(got) < 30 && len(got) != len(all.Items) {
			t.Errorf("%s: %d of %d", target, len(got), len(all.Items))
		}
	}
}

// JSON-LD: every act has its type, its parties with roles, and evidence on the words.
func TestLinkedData(t *testing.T) {
	f := newFixture(t)
	var doc struct {
		Context string           `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	f.get(t, "/api/v1/records?format=jsonld&limit=10", &doc)
	if doc.Context != "http://example.com/api/v1/context.jsonld" || len(doc.Graph) != 10 {
		t.Fatalf("%s, %d nodes", doc.Context, len(doc.Graph))
	}
	words := 0
	for _, n := range doc.Graph {
		if fmt.Sprint(n["@type"]) != "[Activity prov:Activity schema:Event]" || n["@id"] == "" || n["wasDerivedFrom"] == nil {
			t.Errorf("%v", n)
		}
		for _, e := range n["evidence"].([]any) {
			if fmt.Sprint(e.(map[string]any)["@type"]) != "oa:Annotation" {
				t.Errorf("%v", e)
			}
			if s, ok := e.(map[string]any)["target"].(map[string]any)["selector"]; ok && strings.Contains(fmt.Sprint(s), "oa:TextQuoteSelector") {
				words++
			}
		}
	}
	if words < 10 {
		t.Errorf("%d values with their words", words)
	}
	// Each word of the answers is in the context or falls to its vocabulary.
	var context struct {
		Context map[string]any `json:"@context"`
	}
	if err := json.Unmarshal(export.Context, &context); err != nil || context.Context["@vocab"] == "" {
		t.Error(err)
	}
}
