package web

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// What tells an act in several languages stands side by side, the reader's language first,
// and beyond two behind a word.
func TestTellingsSideBySide(t *testing.T) {
	s, c := fullSite(t)
	found, err := c.Library.Search(t.Context(), Query{Text: "origin:sample", View: viewTable})
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Hits) == 0 {
		if found, err = c.Library.Search(t.Context(), Query{View: viewTable}); err != nil {
			t.Fatal(err)
		}
	}
	quotes := regexp.MustCompile(`<blockquote class="quote" lang="([a-z]+)" dir="(ltr|rtl)"><p>[^<]*<mark>[^<]+</mark>`)
	looked := false
	for _, h := range found.Hits {
		a, err := c.Library.Activity(t.Context(), h.ID)
		if err != nil {
			t.Fatal(err)
		}
		held := map[string]bool{}
		for _, x := range a.Tellings {
			held[x.Document.Language] = true
		}
		if len(held) < 2 || !held["ar"] || !held["en"] {
			continue
		}
		looked = true
		for _, lang := range []string{"en", "ar"} {
			page := get(t, s, "/"+lang+"/activities/"+h.ID)
			list := quotes.FindAllStringSubmatch(page, -1)
			if len(list) < 2 || list[0][1] != lang {
				t.Errorf("%s in %s: %v", h.ID, lang, list)
			}
			if _, rest, more := strings.Cut(page, "<details><summary>"); len(a.Tellings) > toldOpen && !(more && strings.Contains(rest, `<blockquote class="quote"`)) {
				t.Errorf("%s in %s: what goes beyond two does not stand behind a word", h.ID, lang)
			}
		}
		break
	}
	if !looked {
		t.Fatal("no act of the samples is told in two languages")
	}
}

// The searches of the first page find as many acts as they say.
func TestSearchesToBeginWith(t *testing.T) {
	s, c := fullSite(t)
	page := get(t, s, "/en/")
	_, tries, ok := strings.Cut(page, "For example")
	if !ok {
		t.Fatal("the first page offers no search")
	}
	tries, _, _ = strings.Cut(tries, "</p>")
	links := regexp.MustCompile(`<a href="([^"]+)">[^<]+<span class="num">([^<]+)</span>`).FindAllStringSubmatch(tries, -1)
	if len(links) < 3 {
		t.Errorf("%d searches: %s", len(links), tries)
	}
	for _, m := range links {
		u, err := url.Parse(html.UnescapeString(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		if found, err := c.Library.Search(t.Context(), Query{Text: u.Query().Get("q")}); err != nil || found.Total == 0 || s.messages.number("en", found.Total) != m[2] {
			t.Errorf("%s is said to find %s: %+v %v", m[1], m[2], found, err)
		}
	}
	// An empty register offers none.
	empty, closeStore, err := onRegister(t.TempDir() + "/concord.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeStore)
	if page := get(t, newSite(t, empty), "/en/"); strings.Contains(page, "For example") {
		t.Error("an empty register offers searches")
	}
}

// How a search is kept and followed stands in the help, and each search leads there.
func TestHelpSaysHowASearchIsKept(t *testing.T) {
	s, _ := fullSite(t)
	if !strings.Contains(get(t, s, "/en/search?q=health"), `href="/en/about/help#keep"`) || !strings.Contains(get(t, s, "/en/about/help"), `id="keep"`) {
		t.Error("the way to keep a search is not explained")
	}
}
