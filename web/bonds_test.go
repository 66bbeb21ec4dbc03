package web

import (
	"bytes"
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"concord/register"
)

func (f *fixture) Bonds(ctx context.Context, id string) ([]Bond, error) {
	return []Bond{{Field: "supersedes", Total: 1, Hits: []Timed{{Hit{ID: "ins-old", Kind: "instrument", Titles: map[string]string{"en": "Older plan"}}, "2020"}}}}, nil
}

// Each field that names records has its heading, both ways.
func TestEveryBondHasItsHeading(t *testing.T) {
	s := newSite(t, Config{Library: newFixture(), Names: testNames})
	for _, kind := range register.Kinds() {
		for _, f := range register.Fields(kind) {
			if f.Type != register.TypeRecord && f.Name != register.FieldInstrument {
				continue
			}
			keys := []string{"bond.names." + f.Name, "bond." + string(kind) + "." + f.Name}
			for _, key := range keys {
				if !s.messages.has("en", key) {
					t.Errorf("no message %s", key)
				}
			}
		}
	}
}

// What a record is tied to stands on its page, and each list leads to as many records as
// it says there are.
func TestWhatServesWhat(t *testing.T) {
	s, c := fullSite(t)
	for at, want := range map[string][]string{
		"ins-asean-un-plan-2021":     {"At a glance", "Undertakings under it", "What happened when", "<svg"},
		"ins-accra-declaration-2022": {"Acts under it", "adopted"},
		"mec-atmis":                  {"chairs or convenes", "Mandated by"},
		"man-s-res-2628-2022":        {"Mechanisms that rest on it", "Acts that cite its document"},
		"com-asean-un-plan-2025":     {"who owes it", "Under these instruments"},
		"com-caricom-follow-up":      {"What was done about it"},
	} {
		page := get(t, s, "/en/records/"+at)
		for _, w := range want {
			if !strings.Contains(page, w) {
				t.Errorf("%s lacks %q", at, w)
			}
		}
	}
	// An act that answers an undertaking leads back to it by the same table.
	bonds, err := c.Library.Bonds(t.Context(), "a77277-050-3")
	if err != nil || len(bonds) == 0 || bonds[0].Of != "commitment" || bonds[0].Hits[0].ID != "com-caricom-follow-up" {
		t.Errorf("%+v %v", bonds, err)
	}
	// What a search is said to find it finds.
	all := regexp.MustCompile(`<a href="(/en/search[^"]+)">All (\d+)<`)
	looked := 0
	for _, id := range []string{"ins-global-counter-terrorism-strategy", "ins-ctbt", "man-s-res-2628-2022"} {
		for _, m := range all.FindAllStringSubmatch(read(t, do(t, s, "GET", "/en/records/"+id, nil, nil)), -1) {
			looked++
			u, err := url.Parse(html.UnescapeString(m[1]))
			if err != nil {
				t.Fatal(err)
			}
			found, err := c.Library.Search(t.Context(), Query{Text: u.Query().Get("q"), Kind: u.Query().Get("kind")})
			if err != nil || s.messages.number("en", found.Total) != m[2] {
				t.Errorf("%s: %s is said to find %s and finds %+v %v", id, m[1], m[2], found, err)
			}
		}
	}
	if looked == 0 {
		t.Error("no list leads to a search")
	}
}

// A record that nothing names says so.
func TestNothingServes(t *testing.T) {
	s, c := fullSite(t)
	list, err := c.Library.Search(t.Context(), Query{Kind: "instrument", Language: "en", View: viewTable})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range list.Hits {
		bonds, err := c.Library.Bonds(t.Context(), h.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(bonds) > 0 {
			continue
		}
		r := do(t, s, "GET", "/en/records/"+h.ID, nil, nil)
		if page := read(t, r); r.StatusCode != http.StatusOK || !bytes.Contains([]byte(page), []byte("no record names it")) {
			t.Errorf("%s does not say that nothing names it", h.ID)
		}
		return
	}
	t.Error("every instrument is named by something")
}
