package web

import (
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"concord/register"
)

// A long document comes by leaves that together have every paragraph once, and the
// address of a paragraph leads to the leaf that has it.
func TestLeaves(t *testing.T) {
	c, end, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	var text strings.Builder
	text.WriteString("A/99/9\n\n")
	for i := 1; i <= 300; i++ {
		fmt.Fprintf(&text, "%d. The African Union and the United Nations held meeting %d in Nairobi.\n\n", i, i)
	}
	if _, err := c.Intake(t.Context(), "long.txt", strings.NewReader(text.String())); err != nil {
		t.Fatal(err)
	}
	entries, err := c.Library.Documents(t.Context())
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	s := newSite(t, c)
	at := "/en" + address(entries[0])
	numbers := regexp.MustCompile(`<article class="row[^"]*" id="p(\d+)"`)
	next := regexp.MustCompile(`<a rel="next" href="([^"]+)"`)
	var seen []string
	leaves := 0
	for page := at; page != ""; {
		html := get(t, s, page)
		for _, m := range numbers.FindAllStringSubmatch(html, -1) {
			seen = append(seen, m[1])
		}
		leaves++
		page = ""
		if m := next.FindStringSubmatch(html); m != nil {
			page = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	var want []string
	for i := 1; i <= 300; i++ {
		want = append(want, fmt.Sprint(i))
	}
	if leaves < 3 || !slices.Equal(seen, want) {
		t.Fatalf("%d leaves with %d paragraphs: %v", leaves, len(seen), seen)
	}
	if html := get(t, s, at+"?p=222"); !strings.Contains(html, `id="p222"`) || strings.Contains(html, `id="p1"`) || !strings.Contains(html, "300 paragraphs") {
		t.Error("the leaf of paragraph 222")
	}
	if html := get(t, s, at+"?p=999"); !strings.Contains(html, "There is no paragraph") || !strings.Contains(html, `id="p1"`) {
		t.Error("a paragraph that is not there")
	}
	short := "/en" + strings.Replace(address(entries[0]), "/en/", "/", 1) + "?p=222"
	if r := do(t, s, "GET", short, nil, nil); r.StatusCode != http.StatusSeeOther && r.StatusCode != http.StatusFound || !strings.HasSuffix(r.Header.Get("Location"), "?p=222#p222") {
		t.Errorf("%s leads with %d to %q", short, r.StatusCode, r.Header.Get("Location"))
	}
	// Beside another language, and a paragraph alone.
	if html := get(t, s, at+"?beside=fr&p=222"); !strings.Contains(html, `id="p222"`) || strings.Contains(html, `id="p1"`) {
		t.Error("beside another language")
	}
}

// Leaves are cut where sections begin, never empty, and bounded whatever stands on them.
func TestLeafStarts(t *testing.T) {
	var outline []Outlined
	for i := range 200 {
		outline = append(outline, Outlined{Ordinal: i, Section: fmt.Sprint(i / 9), Acts: 2})
	}
	starts := leafStarts(outline)
	for k, at := range starts {
		if k > 0 && outline[at].Section == outline[at-1].Section {
			t.Errorf("leaf %d begins within a section, at %d", k, at)
		}
	}
	heavy := []Outlined{{Acts: 500}, {Acts: 500}, {}, {}, {Doubts: 999}}
	if got := leafStarts(heavy); !slices.Equal(got, []int{0, 1, 2, 4}) {
		t.Errorf("heavy paragraphs: %v", got)
	}
	if got := leafStarts(nil); !slices.Equal(got, []int{0}) {
		t.Errorf("no paragraphs: %v", got)
	}
	if from, to, found := leaf(nil, "4"); from != 0 || to != 0 || found {
		t.Error("a leaf of nothing")
	}
	two := []Outlined{{Place: register.Place{Number: "4"}}, {Place: register.Place{Number: "4", Nth: 1}}}
	if from, to, found := leaf(two, "4.2"); from != 0 || to != 2 || !found {
		t.Error("a number that repeats")
	}
}
