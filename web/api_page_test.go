package web

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concord/api"
	"concord/lexicon"
	"concord/store/sqlite"
)

func siteWithAPI(t *testing.T, allow func(*http.Request, Permission) bool) *Site {
	t.Helper()
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "r.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	a, err := api.New(api.Config{Register: store, Lexicon: func() *lexicon.Lexicon { return lex }})
	if err != nil {
		t.Fatal(err)
	}
	return newSite(t, Config{Library: newFixture(), Names: testNames, API: a, Allow: allow})
}

// Each address of the API has a row in the table of permissions and no other has:
// what a row forgets is not served.
func TestEveryAddressOfTheAPIHasARow(t *testing.T) {
	s := siteWithAPI(t, nil)
	var rows []string
	for _, rt := range routes {
		if p, ok := strings.CutPrefix(rt.pattern, "GET "+api.Prefix); ok {
			rows = append(rows, api.Prefix+strings.ReplaceAll(p, "...}", "}"))
			if rt.permission != Read {
				t.Errorf("%s: permission %d", rt.pattern, rt.permission)
			}
		}
	}
	slices.Sort(rows)
	if !slices.Equal(rows, s.API.Paths()) {
		t.Errorf("rows %v\naddresses %v", rows, s.API.Paths())
	}
}

// Errors at addresses of programs are problems, whoever finds them.
func TestErrorsForProgramsAreProblems(t *testing.T) {
	open, closed := siteWithAPI(t, nil), siteWithAPI(t, func(*http.Request, Permission) bool { return false })
	for _, x := range []struct {
		s              *Site
		method, target string
		header         http.Header
		status         int
	}{
		{closed, "GET", "/api/v1/records", nil, 403},
		{closed, "GET", "/api/v1/openapi.json", nil, 403},
		{open, "GET", "/api/v1/totals", http.Header{"Host": {"evil.example"}}, 403},
		{open, "POST", "/api/v1/totals", http.Header{"Origin": {"http://evil.example"}}, 403},
		{open, "GET", "/api/v1/nothing", nil, 404},
		{open, "GET", "/api/v1/records/none", nil, 404},
		{open, "POST", "/api/v1/records", nil, 405},
		{open, "DELETE", "/api/v1/records/x", nil, 405},
		{open, "GET", "/api/v1/records?limit=0", nil, 422},
		{open, "GET", "/zh/api/v1/records?nothing=1", nil, 422},
	} {
		r := do(t, x.s, x.method, x.target, nil, x.header)
		var p struct {
			Type, Title, Detail string
			Status              int
		}
		body := read(t, r)
		if err := json.Unmarshal([]byte(body), &p); err != nil || r.StatusCode != x.status || p.Status != x.status || p.Detail == "" || p.Title == "" || p.Type == "" ||
			r.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %d, want %d: %s", x.method, x.target, r.StatusCode, x.status, body)
		}
		if r.StatusCode == 405 && r.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("Allow: %q", r.Header.Get("Allow"))
		}
	}
	if r := do(t, open, "GET", "/api/v1/totals", nil, nil); r.StatusCode != 200 {
		t.Error(r.StatusCode)
	}
}

func TestTheAPIIsExplainedInSixLanguages(t *testing.T) {
	s := siteWithAPI(t, nil)
	for _, l := range languages {
		page := get(t, s, "/"+l+"/api")
		for _, want := range []string{s.messages.text(l, "api.title"), "/api/v1/records/{id}", "/api/v1/openapi.json", "undated", `id="mentions"`, `href="/api/v1/records"`} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %q", l, want)
			}
		}
		if strings.Contains(page, "⟦") || strings.Contains(page, "https://") || len(page) > 120<<10 {
			t.Errorf("%s: a key without message, an address elsewhere, or %d bytes", l, len(page))
		}
	}
}
