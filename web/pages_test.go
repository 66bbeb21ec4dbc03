package web

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"concord/desk"
	"concord/register"
	"concord/report"
	"concord/samples"
	"concord/starter"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// fullSite is a site over a register with the starter facts and the samples.
func fullSite(t testing.TB) (*Site, Config) {
	t.Helper()
	c, closeStore, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeStore)
	set, err := starter.Records()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Workplace.Desk.LoadStarter(context.Background(), set, desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	files, err := samples.Files()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, err := c.Intake(context.Background(), f.Name, bytes.NewReader(f.Content)); err != nil {
			t.Fatal(err)
		}
	}
	return newSite(t, c), c
}

// pages are the addresses of all pages, one a route: those at which the table of
// routes is tried, with what the register really holds in place of what it names.
func pages(t testing.TB, s *Site, c Config) []string {
	t.Helper()
	found, err := c.Library.Search(context.Background(), Query{Language: "en", Kind: "activity"})
	if err != nil || len(found.Hits) == 0 {
		t.Fatalf("no acts to look at: %v", err)
	}
	instruments, err := c.Library.Search(context.Background(), Query{Language: "en", Kind: "instrument"})
	if err != nil || len(instruments.Hits) == 0 {
		t.Fatalf("no instruments to look at: %v", err)
	}
	list, err := c.Library.Shelf(context.Background(), register.DocumentFilter{Language: "en"})
	if err != nil || len(list) == 0 {
		t.Fatalf("no document to look at: %v", err)
	}
	work := list[0].Work
	cycle := draftedCycle(t, c.Workplace)
	held := strings.NewReplacer("cycle-1", cycle, "7f3k0000000aa", found.Hits[0].ID, "ins-plan", instruments.Hits[0].ID, "en/A/99/901", "en/"+work, "A/99/901", work)
	var out []string
	for _, rt := range routes {
		path, get := strings.CutPrefix(rt.pattern, "GET ")
		if rt.pattern != "/" && (!get || strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/static/")) {
			continue
		}
		at := held.Replace(tried[rt.pattern])
		r := do(t, s, "GET", "/en"+at, nil, nil)
		if strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			out = append(out, at)
			if r.StatusCode != http.StatusOK && rt.pattern != "/" {
				t.Logf("%s is looked at as a page of status %d", at, r.StatusCode)
			}
		}
	}
	return out
}

// draftedCycle opens a reporting cycle and drafts its report in English.
func draftedCycle(t testing.TB, w *Workplace) string {
	t.Helper()
	ctx, by := context.Background(), w.Person(nil)
	claims, err := report.Open(ctx, w.Register, report.Opening{Period: "2020-09/2022-08"})
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.Desk.Enter(ctx, register.KindCycle, claims, nil, by)
	if err != nil {
		t.Fatal(err)
	}
	made, err := report.Draft(ctx, w.Register, w.Lexicon(), id, report.Drafting{Language: "en", Now: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Desk.SetDraft(ctx, id, made.Text, false, by); err != nil {
		t.Fatal(err)
	}
	return id
}

// No page has a finding of axe-core by the rules of WCAG 2.2 A and AA that a
// program can hold a page to. The rules come by npm, as ./check does.
func TestEveryPageIsAccessible(t *testing.T) {
	rules, err := os.ReadFile(filepath.Join("testdata", "axe", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("axe-core is not installed: %v\nRun npm ci --ignore-scripts in web/testdata/axe, or ./check.", err)
	}
	s, c := fullSite(t)
	b := openBrowserOn(t, s)
	all := pages(t, s, c)
	look := func(path string) {
		b.open(path)
		evaluate[bool](b, string(rules)+"\ntrue") // not through the page, whose policy lets no script in
		findings, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](axeRun, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, f := range findings {
			t.Errorf("%s: %s", path, f)
		}
	}
	for _, at := range all {
		look("/en" + at)
	}
	// What a script, a direction, a width or a scheme may change: the frame and each
	// sort of part, which every other page shows.
	for i, at := range all {
		look([]string{"/zh", "/ar"}[i%2] + at)
	}
	b.do(chromedp.EmulateViewport(390, 844), chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
		return err
	}))
	for i, at := range all {
		look([]string{"/en", "/zh", "/ar"}[i%3] + at)
	}
}

const axeRun = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"]})
	.then(r => r.violations.flatMap(v => v.nodes.slice(0, 3).map(n => v.id + " " + n.target.join(" ") + " " + n.html.slice(0, 160) + " " + n.failureSummary.replace(/\s+/g, " ").slice(0, 220))))`

// What a page and all that it loads weigh on the line, packed.
func TestEveryPageIsLight(t *testing.T) {
	s, c := fullSite(t)
	for _, at := range pages(t, s, c) {
		for _, lang := range []string{"/en", "/zh", "/ar"} {
			r := do(t, s, "GET", lang+at, nil, http.Header{"Accept-Encoding": {"gzip"}})
			page := read(t, r)
			weight, most := int(r.ContentLength), 120_000
			if weight < 0 {
				t.Fatalf("%s%s does not say its length", lang, at)
			}
			for name, a := range s.assets {
				if name != a.address && strings.Contains(page, a.address) { // each is held by name and by address
					weight += len(a.zip)
				}
			}
			if at == "/" {
				most = 60_000
			}
			if weight > most {
				t.Errorf("%s%s: %d bytes with what it loads, at most %d", lang, at, weight, most)
			}
		}
	}
}
