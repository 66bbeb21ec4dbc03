package web

import (
	"net/http"
	"strings"
	"testing"
)

// Lists of an empty register say what would fill them; addresses of nothing lead to a page.
func TestKindsAndTopicsOfAnEmptyRegister(t *testing.T) {
	c, closeStore, err := onRegister(t.TempDir() + "/concord.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeStore)
	s := newSite(t, c)
	for at, want := range map[string]string{
		"/instruments": "Nothing reported yet", "/mechanisms": "Nothing reported yet", "/mandates": "Nothing reported yet", "/undertakings": "Nothing reported yet",
		"/themes": "nothing reported", "/sdgs": "nothing reported", "/themes/health": "Nothing reported on this theme", "/sdgs/4": "No act is tied to this goal",
		"/instruments?type=none&party=nobody": "Nothing fits these filters",
	} {
		r := do(t, s, "GET", "/en"+at, nil, nil)
		if page := read(t, r); r.StatusCode != http.StatusOK || !strings.Contains(page, want) {
			t.Errorf("%s: status %d, without %q", at, r.StatusCode, want)
		}
	}
	for _, at := range []string{"/themes/nothing", "/sdgs/0", "/sdgs/18", "/sdgs/04", "/sdgs/x"} {
		if r := do(t, s, "GET", "/en"+at, nil, nil); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", at, r.StatusCode)
		}
	}
}
