package web

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func (f *fixture) Regions(ctx context.Context) ([]PlaceName, error) {
	return []PlaceName{{ID: "014", Labels: map[string]string{"en": "Eastern Africa"}, Leaf: true, Count: 3}}, nil
}

func (f *fixture) Place(ctx context.Context, id string) (*Place, error) {
	return &Place{ID: id, Kind: "country", Acts: 4, Nowhere: 1}, nil
}

// The page of a place counts what was done there and within, and each of its links finds
// as many acts as it says.
func TestPlace(t *testing.T) {
	s, c := fullSite(t)
	page := get(t, s, "/en/places/LBY")
	for _, want := range []string{"<h1>Libya</h1>", "M49 434", `href="/en/places/015"`, "Northern Africa", "ليبيا", "利比亚", "Ливия", "name no place", "Activities by year", "By whom, on what"} {
		if !strings.Contains(page, want) {
			t.Errorf("Libya lacks %q", want)
		}
	}
	row := regexp.MustCompile(`<li><a href="(/en/search[^"]+)"><bdi>[^<]+</bdi></a><span class="num">(\d+)</span>`)
	links := row.FindAllStringSubmatch(page, -1)
	for i, m := range links {
		u, err := url.Parse(html.UnescapeString(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		if found, err := c.Library.Search(t.Context(), Query{Text: u.Query().Get("q")}); err != nil || s.messages.number("en", found.Total) != m[2] {
			t.Errorf("%s is said to find %s: %+v %v", u.Query().Get("q"), m[2], found, err)
		}
		if i > 8 {
			break
		}
	}
	if len(links) == 0 {
		t.Error("nothing leads to a search")
	}
	// The region counts what its countries do; a city leads up to it.
	if page := get(t, s, "/en/places/015"); !strings.Contains(page, `href="/en/places/LBY"`) || !strings.Contains(page, "political or other affiliation") {
		t.Error("the region does not lead to its countries, or does not say what it is")
	}
	if page := get(t, s, "/en/places/Nairobi"); !strings.Contains(page, `href="/en/places/KEN"`) || !strings.Contains(page, `href="/en/places/014"`) {
		t.Error("the city does not lead to its country and region")
	}
	// Sum over a continent is too wide for one search, and shown all the same.
	africa, err := c.Library.Place(t.Context(), "002")
	if err != nil {
		t.Fatal(err)
	}
	libya, err := c.Library.Place(t.Context(), "LBY")
	if err != nil || africa.Total < libya.Total || libya.Total == 0 {
		t.Errorf("%d acts in Africa, %d in Libya: %v", africa.Total, libya.Total, err)
	}
	for at, want := range map[string]string{"/places/lby": "/en/places/LBY", "/places/434": "/en/places/LBY"} {
		if r := do(t, s, "GET", "/en"+at, nil, nil); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != want {
			t.Errorf("%s: %d %s", at, r.StatusCode, r.Header.Get("Location"))
		}
	}
	for _, at := range []string{"/places/Atlantis", "/places/999", "/places/%00"} {
		if r := do(t, s, "GET", "/en"+at, nil, nil); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", at, r.StatusCode)
		}
	}
	if page := get(t, s, "/en/places/SMR"); !strings.Contains(page, "Nothing reported here") {
		t.Error("a place of no act does not say so")
	}
	if page := get(t, s, "/ar/places"); !strings.Contains(page, "شمال أفريقيا") {
		t.Error("the list of regions is not in the reader's language")
	}
}
