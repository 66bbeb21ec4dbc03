package api_test

import (
	"net/url"
	"strings"
	"testing"
)

// The search box finds a record by words of its own telling, in the order of how
// well they fit, and says where they stand.
func TestSearchBox(t *testing.T) {
	f := newFixture(t)
	var l struct {
		Total int
		Items []struct {
			ID, Snippet string
			Source      struct{ Quote, Language string }
		}
		Notes []string
	}
	find := func(q string) {
		t.Helper()
		l.Items, l.Notes, l.Total = nil, nil, 0
		f.get(t, "/api/v1/records?q="+url.QueryEscape(q), &l)
	}
	find("workshop")
	if l.Total == 0 || !strings.Contains(l.Items[0].Snippet, "«") {
		t.Errorf("workshop: %+v", l)
	}
	every := l.Total
	find("workshop NOT workshop")
	if l.Total != 0 {
		t.Errorf("%d records are and are not", l.Total)
	}
	find("非盟")
	zh := l.Total
	find("African Union")
	if zh == 0 || l.Total < zh {
		t.Errorf("非盟 finds %d, African Union %d", zh, l.Total)
	}
	// Parameters go with it.
	l.Items, l.Total = nil, 0
	f.get(t, "/api/v1/records?q=workshop&from=2090", &l)
	if l.Total >= every && every > 0 {
		t.Error("from= does not narrow the search")
	}
	for _, q := range []string{"(((((", `"`, "AND OR NOT", "partner:", strings.Repeat("(", 500), "NOT x", "*", "2020..", "' OR 1=1 --", `" NEAR("x")`, "\u202E"} {
		if w := f.do(t, "GET", "/api/v1/records?q="+url.QueryEscape(q), nil); w.Code != 200 && (w.Code < 400 || w.Code >= 500) {
			t.Errorf("%q: %d %s", q, w.Code, w.Body)
		}
	}
}
