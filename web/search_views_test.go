package web

import (
	"encoding/xml"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// registerSite is a site over a real register that holds the invented report.
func registerSite(t *testing.T) *Site {
	t.Helper()
	c, closeStore, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeStore)
	if _, err := c.Intake(t.Context(), "invented.txt", strings.NewReader(invented)); err != nil {
		t.Fatal(err)
	}
	return newSite(t, c)
}

func TestSearchViews(t *testing.T) {
	s := registerSite(t)
	for _, x := range []struct {
		name, at string
		has      []string
	}{
		{"a table", "/en/search?view=table", []string{`<th scope="col">`, "A/99/777, para. 1", "14 May 2026", `href="/en/search?order=oldest&amp;view=table"`, "1 telling in 1 document"}},
		{"a timeline", "/ru/search?view=timeline", []string{"<svg", "<details", "14 мая 2026"}},
		{"the address has all of it, in one order", "/en/search?view=table&order=oldest&q=workshop", []string{`/search?order=oldest&amp;q=workshop&amp;view=table"`}},
		{"its feed", "/ar/search?q=workshop", []string{`type="application/atom+xml"`, `href="/ar/search.atom?q=workshop"`}},
		{"what cannot be shown leads on", "/en/search?q=place:none", []string{"without place:none"}},
		{"what to loosen, with how many there would be", "/en/search?q=workshop+zebra", []string{`without zebra</a> <span class="num">1</span>`}},
		{"a long word", "/en/search?q=" + strings.Repeat("x", 200), []string{"Nothing reported"}},
		{"both directions in one line", "/ar/search?q=%D8%B9%D9%85%D9%84+abc", []string{`dir="auto"`}},
	} {
		t.Run(x.name, func(t *testing.T) {
			page := get(t, s, x.at)
			for _, want := range x.has {
				if !strings.Contains(page, want) {
					t.Errorf("%q is missing in\n%s", want, page)
				}
			}
		})
	}
	if r := do(t, s, "GET", "/en/search?view=map", nil, nil); r.StatusCode != http.StatusBadRequest {
		t.Error(r.StatusCode)
	}
}

func TestFeedOfSearch(t *testing.T) {
	s := registerSite(t)
	r := do(t, s, "GET", "/en/search.atom?q=workshop", nil, nil)
	if got := r.Header.Get("Content-Type"); got != "application/atom+xml; charset=utf-8" {
		t.Error(got)
	}
	tag := r.Header.Get("ETag")
	var f struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Updated string   `xml:"updated"`
		Links   []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Entries []struct {
			ID    string `xml:"id"`
			Title struct {
				Lang string `xml:"lang,attr"`
				Text string `xml:",chardata"`
			} `xml:"title"`
			Updated string `xml:"updated"`
			Author  string `xml:"author>name"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(read(t, r)), &f); err != nil {
		t.Fatal(err)
	}
	if f.ID != "urn:concord:search:q%3Dworkshop" || len(f.Links) != 2 || len(f.Entries) != 1 {
		t.Fatalf("%+v", f)
	}
	e := f.Entries[0]
	if _, err := time.Parse(time.RFC3339, e.Updated); err != nil || e.Updated != f.Updated {
		t.Error(e.Updated, f.Updated, err)
	}
	if !strings.HasPrefix(e.ID, "urn:concord:record:") || e.Title.Text == "" || e.Title.Lang == "" || e.Author == "" {
		t.Errorf("%+v", e)
	}
	if r := do(t, s, "GET", "/en/search.atom?q=workshop", nil, http.Header{"If-None-Match": {tag}}); r.StatusCode != http.StatusNotModified {
		t.Error(r.StatusCode)
	}
	if r := do(t, s, "GET", "/en/search.atom?q=zebra", nil, nil); !strings.Contains(read(t, r), "1970-01-01T00:00:00Z") {
		t.Error("a feed without entries has no stable time")
	}
}
