package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Each number of a matrix is the number of acts that its link leads to.
func TestMatrixCellsLeadToWhatTheyCount(t *testing.T) {
	site, _ := deskOf(t)
	get := func(address string) string {
		r := httptest.NewRequest("GET", address, nil)
		r.Host = "localhost"
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", address, w.Code)
		}
		b, _ := io.ReadAll(w.Result().Body)
		return string(b)
	}
	cell := regexp.MustCompile(`<td class="n[1-5]"><a href="([^"]*)"[^>]*>(\d+)</a>`)
	seen := 0
	for _, of := range []string{"partner-theme", "partner-entity", "entity-theme", "kind-year", "partner-theme&from=2021&to=2021", "kind-year&from=2021"} {
		page := get("/en/matrix?of=" + of)
		for i, m := range cell.FindAllStringSubmatch(page, -1) {
			if i%3 == 2 {
				continue
			}
			href := strings.NewReplacer("&amp;", "&", "&#43;", "+", "&#34;", `"`).Replace(m[1])
			to, err := url.Parse(href)
			if err != nil {
				t.Fatal(err)
			}
			got, err := site.Library.Search(t.Context(), Query{Text: to.Query().Get("q"), Language: "en"})
			if err != nil {
				t.Fatalf("%s: %v", href, err)
			}
			if strconv.Itoa(got.Total) != m[2] {
				t.Errorf("%s: a cell of %s leads to %d acts: %s", of, m[2], got.Total, href)
			}
			seen++
		}
	}
	if seen < 6 {
		t.Errorf("only %d cells", seen)
	}
}

func TestClassesCoverTheGreatestCell(t *testing.T) {
	for _, most := range []int{1, 2, 5, 9, 41, 1000, 98765} {
		up := classes(most)
		for i := 1; i < 5; i++ {
			if up[i] <= up[i-1] {
				t.Errorf("%d: %v", most, up)
			}
		}
		if up[4] < most {
			t.Errorf("%d lies above %v", most, up)
		}
	}
}
