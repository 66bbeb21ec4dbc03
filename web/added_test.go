package web

import (
	"net/http"
	"strings"
	"testing"
)

// The Chinese report of 2022 calls an organization by a name that it gave up in 2011.
func TestNamesThatADocumentUses(t *testing.T) {
	s, _ := seedSite(t)
	html := get(t, s, "/en/documents/zh/A/77/277?show=added")
	for _, want := range []string{"伊斯兰会议组织", "given up, in use 1969–2011", "伊斯兰合作组织", "Year: 2022.", `href="/en/actors/OIC"`} {
		if !strings.Contains(html, want) {
			t.Errorf("lacks %q", want)
		}
	}
	if r := do(t, s, "GET", "/zh/documents/zh/A/77/277?show=added", nil, http.Header{"Accept-Encoding": {"gzip"}}); r.ContentLength > 100_000 {
		t.Errorf("%d bytes", r.ContentLength)
	}
	if r := do(t, s, "GET", "/en/documents/zh/A/1/1?show=added", nil, nil); r.StatusCode != 404 {
		t.Errorf("a document that is not there: %d", r.StatusCode)
	}
}

// The list says what to loosen, refuses what it does not know, and keeps samples apart.
func TestShelf(t *testing.T) {
	s := newSite(t, Config{Library: newFixture(), Names: testNames})
	if html := get(t, s, "/en/documents?language=fr"); !strings.Contains(html, "Take out a filter") || !strings.Contains(html, `href="/en/documents"`) {
		t.Error("a filter that finds nothing")
	}
	for _, bad := range []string{"kind=zebra", "language=xx", "year=x", "year=-5"} {
		if r := do(t, s, "GET", "/en/documents?"+bad, nil, nil); r.StatusCode != 400 {
			t.Errorf("%s: %d", bad, r.StatusCode)
		}
	}
	if html := get(t, s, "/en/documents?samples=only&from=abc"); !strings.Contains(html, "A/99/901") {
		t.Error("the samples")
	}
	if html := get(t, s, "/en/documents"); strings.Contains(html, "A/99/901") || !strings.Contains(html, "samples=only") {
		t.Error("samples are apart")
	}
}
