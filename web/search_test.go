package web

import (
	"strings"
	"testing"
)

func TestSearchPage(t *testing.T) {
	s, _ := fixtureSite(t)
	for _, x := range []struct {
		name, at   string
		status     int
		has, hasnt []string
	}{
		{"all acts", "/en/search", 200, []string{"2 without a place", `href="/en/search?q=party%3AUNEP"`, `href="/en/search?kind=instrument"`, `rel="next"`}, []string{"⟦"}},
		{"nothing fits", "/en/search?q=zebra", 200, []string{"Nothing reported that fits", "without zebra"}, []string{"hitlist"}},
		{"a query that cannot be read", "/en/search?q=" + "%28", 400, []string{"bracket", `value="("`}, nil},
		{"markup is text", "/en/search?q=%3Cscript%3E%22", 200, []string{"&lt;script&gt;"}, []string{"<script>\""}},
		{"instruments", "/zh/search?kind=instrument", 200, []string{"所述期限已届满", "已引用，本册未收录"}, nil},
		{"no such kind", "/en/search?kind=colour", 400, []string{"no kind of record"}, nil},
		{"the language stays with the query", "/en/search?q=water&kind=instrument", 200, []string{`href="/ar/search?kind=instrument&amp;q=water"`}, nil},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := do(t, s, "GET", x.at, nil, nil)
			body := read(t, r)
			if r.StatusCode != x.status {
				t.Errorf("status %d, want %d", r.StatusCode, x.status)
			}
			for _, w := range x.has {
				if !strings.Contains(body, w) {
					t.Errorf("%q is missing in\n%s", w, body)
				}
			}
			for _, w := range x.hasnt {
				if strings.Contains(body, w) {
					t.Errorf("%q is there", w)
				}
			}
		})
	}
}

func TestRecordPage(t *testing.T) {
	s, _ := fixtureSite(t)
	body := get(t, s, "/en/records/ins-plan")
	for _, w := range []string{"Joint plan on river basins", "stated term has ended, renewal not recorded", "12 May 2038", "cited, not held here",
		"from the starter register", `href="/en/records/ins-older"`, "Loaded from the starter register"} {
		if w == "cited, not held here" && strings.Contains(body, w) {
			continue
		}
		if !strings.Contains(body, w) {
			t.Errorf("%q is missing in\n%s", w, body)
		}
	}
	if body := get(t, s, "/en/records/ins-older"); !strings.Contains(body, `href="/en/records/ins-plan"`) {
		t.Error("a merged record does not lead on")
	}
	if r := do(t, s, "GET", "/en/records/7f3k0000000aa", nil, nil); r.StatusCode != 303 || r.Header.Get("Location") != "/en/activities/7f3k0000000aa" {
		t.Errorf("%d %s", r.StatusCode, r.Header.Get("Location"))
	}
	if r := do(t, s, "GET", "/en/records/none", nil, nil); r.StatusCode != 404 {
		t.Error(r.StatusCode)
	}
}
