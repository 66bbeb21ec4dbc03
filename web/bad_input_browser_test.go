package web

import (
	"fmt"
	"strings"
	"testing"

	"concord/desk"
	"concord/lexicon"

	"github.com/chromedp/chromedp"
)

// Names of 200 characters without a blank and lines in which directions mix stay within a
// phone's width, in pages of both directions.
func TestLongNamesStayOnThePage(t *testing.T) {
	w, s := deskSite(t)
	long := strings.Repeat("Donaudampfschifffahrt", 10)[:200]
	mixed := "مذكرة تفاهم (AU–UN) A/RES/99/1 بين الاتحاد الأفريقي and 联合国 " + strings.Repeat("ب", 100)
	by := desk.Named("Amira")
	names := []lexicon.Name{{Language: "en", Sort: lexicon.Official, Text: long}, {Language: "ar", Sort: lexicon.Official, Text: mixed}}
	if _, err := w.Desk.EditNames(t.Context(), desk.NamesEdit{Actor: "AU", Type: "partner", Names: names, Sure: true, Why: "a test"}, by); err != nil {
		t.Fatal(err)
	}
	doc, rd := plainDocument("en", "text", []string{"A/99/9"}, "1 "+long, "2 "+mixed, "3 \u202e"+long+" owls", "4 The owls met.")
	doc.Masthead.Title = long
	for i := range rd.Paragraphs {
		a := &rd.Paragraphs[i].Activities[0]
		a.Date.Value, a.Date.Rule = fmt.Sprintf("2026-0%d", i+1), "t"
		a.Places = append(a.Places, a.Kind)
		a.Places[0].Value = "KEN"
	}
	if _, err := w.Desk.TakeIn(t.Context(), doc, rd, by); err != nil {
		t.Fatal(err)
	}
	doc, rd = plainDocument("ar", "text", []string{"A/98/9"}, "1 "+mixed, "2 "+mixed+long)
	if _, err := w.Desk.TakeIn(t.Context(), doc, rd, by); err != nil {
		t.Fatal(err)
	}
	found, err := s.Library.Search(t.Context(), Query{Language: "en", Order: "document"})
	if err != nil || len(found.Hits) < 2 {
		t.Fatalf("%v, %d acts", err, len(found.Hits))
	}
	b := openBrowserOn(t, s)
	b.do(chromedp.EmulateViewport(390, 844))
	for _, lang := range []string{"/en", "/ar"} {
		for _, at := range []string{"/", "/search", "/search?view=table", "/search?view=timeline", "/documents", "/documents/en/A/99/9", "/documents/ar/A/98/9", "/partners", "/actors/AU",
			"/activities/" + found.Hits[0].ID, "/activities/" + found.Hits[1].ID, "/matrix", "/compare?a=AU&b=ASEAN", "/desk/review", "/desk/names/AU", "/actors/" + long, "/" + long} {
			b.open(lang + at)
			if wide := evaluate[int](b, `document.documentElement.scrollWidth`); wide > 390 {
				out := evaluate[string](b, `[...document.querySelectorAll("main *")].filter(e => { const r = e.getBoundingClientRect(); return (r.right > 391 || r.left < -1) && !e.closest(".wide,.vh,svg,nav.sub,table.grid") }).slice(0, 3).map(e => e.outerHTML.slice(0, 160)).join("\n")`)
				t.Errorf("%s%s is %d wide:\n%s", lang, clip(at, 60), wide, out)
			}
		}
	}
}

// What stands before a name in a concordance line is on the side from which its language
// is read, whatever the direction of the page.
func TestConcordanceLinesAreReadFromTheirSide(t *testing.T) {
	s, _ := fullSite(t)
	b := openBrowserOn(t, s)
	seen := map[string]int{}
	for _, width := range []int64{1280, 390} {
		b.do(chromedp.EmulateViewport(width, 844))
		for _, at := range []string{"/en/actors/UNODC", "/ar/actors/UNODC", "/en/actors/UN", "/ar/actors/UN"} {
			b.open(at)
			// Of each line its direction, and where its last words before the name and its
			// name stand. Those of one line of print are compared.
			for _, line := range evaluate[[]string](b, `[...document.querySelectorAll(".kwic li")].flatMap(li => {
				const box = (n, at) => { const r = document.createRange(); r.setStart(n, at); r.setEnd(n, at + 1); return r.getBoundingClientRect() };
				const l = li.querySelector(".l span").firstChild, name = li.querySelector(".r b")?.firstChild;
				if (!l || !name || !l.data.trim()) return [];
				const a = box(l, l.data.trimEnd().length - 1), c = box(name, 0);
				if (a.top > c.bottom || c.top > a.bottom) return [];
				return [li.querySelector(".words").dir + " " + (a.left < c.left ? "left" : "right")] })`) {
				seen[at[:3]+" "+line]++
				if line != "ltr left" && line != "rtl right" {
					t.Errorf("%s at %d: words read %s, and what stands before the name stands %s of it", at, width, line[:3], line[4:])
				}
			}
		}
	}
	for _, want := range []string{"/en ltr left", "/ar ltr left"} {
		if seen[want] == 0 {
			t.Errorf("no line was seen that is %q", want)
		}
	}
}
