package web

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concord/desk"
	"concord/register"
	"concord/starter"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// press sends keys to whatever has the focus.
func (b *browser) press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// leave does what makes another page, and waits until it is there.
func (b *browser) leave(do func()) {
	b.t.Helper()
	evaluate[any](b, `(window.here = true, null)`)
	do()
	b.until("/", `!window.here`)
}

// A desk officer's first morning, by keyboard alone after the file is chosen: the
// report is read, the facts that ship are found in it, a section is reviewed to its
// end, what is open is answered, and the corrected values are where readers find them.
func TestTheDeskByKeyboard(t *testing.T) {
	seed := "../../shared/seed/A-77-277.zh.txt"
	if _, err := os.Stat(seed); err != nil {
		t.Skip("../shared/seed is not here: the report that this test reads lies beside the project only")
	}
	seed, err := filepath.Abs(seed)
	if err != nil {
		t.Fatal(err)
	}
	c, end, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	ctx := context.Background()
	reg := c.Workplace.Register
	set, err := starter.Records()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Workplace.Desk.LoadStarter(ctx, set, desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	before, err := reg.Totals(ctx)
	if err != nil {
		t.Fatal(err)
	}
	b := openBrowserOn(t, newSite(t, c))

	b.open("/en/")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#f"), []string{seed}))
	b.until("/en/documents/zh/A/77/277", `document.querySelector("#p1")`)
	if last := evaluate[string](b, `document.querySelector(".leaves li:last-child").textContent`); !strings.HasSuffix(last, "–128") {
		t.Errorf("the last leaf is %s, want it to end with paragraph 128", last)
	}
	// Facts that ship are found in the text: of the starter's acts four in five have
	// words in it now, and the register has grown by what it did not know.
	found, err := reg.Records(ctx, register.Filter{Has: []register.Condition{register.Has(register.FacetOrigin, string(register.Starter)), register.Has(register.FacetSection, "ASEAN")}})
	if err != nil {
		t.Fatal(err)
	}
	if found.Total < 20 {
		t.Errorf("%d facts of the starter are found in the section on ASEAN", found.Total)
	}
	after, err := reg.Totals(ctx)
	if err != nil {
		t.Fatal(err)
	}
	// 303 acts are read and 326 ship; two in three of those read are among those that ship.
	if grown := after.Register.Activities - before.Register.Activities; grown > 60 {
		t.Errorf("%d acts are new beside those that ship: facts stand twice", grown)
	}

	const section = "/en/desk/review?work=A/77/277&section=ASEAN"
	b.open(section)
	waiting := evaluate[int](b, `Number(document.querySelector("progress.progress").max)`)
	// The first one is corrected: when it was, and at which level.
	corrected := evaluate[string](b, `document.querySelector("form.review").dataset.record`)
	b.leave(func() { b.press("e") })
	evaluate[any](b, `(document.querySelector("[name='set.date']").focus(), document.querySelector("[name='set.date']").select(), null)`)
	b.press("12 May 2021")
	b.leave(func() { b.press(kb.Enter) })
	if text := evaluate[string](b, `document.querySelector(".claims").textContent`); !strings.Contains(text, "12 May 2021") {
		t.Errorf("the corrected date is not on the page: %s", text)
	}
	seen := map[string]bool{}
	for i := 0; ; i++ {
		if evaluate[bool](b, `!document.querySelector("form.review")`) {
			break
		}
		id := evaluate[string](b, `document.querySelector("form.review").dataset.record`)
		if seen[id] || i > waiting {
			t.Fatalf("the record %s comes again, after %d", id, i)
		}
		seen[id] = true
		b.leave(func() { b.press("a") })
	}
	if len(seen) != waiting {
		t.Errorf("%d records were reviewed of %d that waited", len(seen), waiting)
	}
	if text := evaluate[string](b, `document.querySelector("main").textContent`); !strings.Contains(text, "Nothing waits here") {
		t.Errorf("the section is not at its end: %s", text)
	}

	// A question of sameness.
	b.open("/en/desk/sameness")
	asked := evaluate[string](b, `document.querySelector(".title .line").textContent`)
	b.press("4")
	b.leave(func() { b.press("a") })
	if now := evaluate[string](b, `document.querySelector(".title .line").textContent`); now == asked || !strings.Contains(evaluate[string](b, `document.querySelector(".msg").textContent`), "different") {
		t.Errorf("%s were asked, now %s", asked, now)
	}
	// And taken back.
	b.leave(func() { b.press("u") })
	if now := evaluate[string](b, `document.querySelector(".title .line").textContent`); now != asked {
		t.Errorf("after it was taken back, %s; before the answer %s", now, asked)
	}

	b.open("/en/activities/" + corrected)
	if text := evaluate[string](b, `document.querySelector("main").textContent`); !strings.Contains(text, "12 May 2021") || !strings.Contains(text, "Amira") || !strings.Contains(text, "reviewed") {
		t.Errorf("the page of the act does not have the corrected value: %s", text)
	}
	rec, err := reg.Record(ctx, corrected, 0)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := rec.Activity(); err != nil || a.Date != "2021-05-12" || rec.Review != register.Reviewed {
		t.Errorf("the register has %s, %s, %v", a.Date, rec.Review, err)
	}
	b.quietly()
}
