package web

import (
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"concord/desk"
	"concord/register"
	"concord/report"
	"concord/starter"
)

// cycled is a site over the starter register, a report and a cycle on its period.
type cycled struct {
	*testing.T
	*Site
	w     *Workplace
	cycle string
}

func cycledSite(t *testing.T) *cycled {
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
	if _, err := c.Workplace.Desk.LoadStarter(t.Context(), set, desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Intake(t.Context(), "invented.txt", strings.NewReader(invented)); err != nil {
		t.Fatal(err)
	}
	d := &cycled{T: t, Site: newSite(t, c), w: c.Workplace}
	r := d.post("/reports/new", url.Values{"from": {"2024-08"}, "to": {"2026-07"}, "meeting": {"2027-01-18"}, "words": {"8000"}, "mandates": {"A/RES/58/316, A/RES/79/10"}})
	if r.StatusCode != 303 {
		t.Fatal(r.StatusCode, read(t, r))
	}
	d.cycle = strings.TrimPrefix(r.Header.Get("Location"), "/en/reports/")
	return d
}

func (d *cycled) post(at string, form url.Values) *http.Response {
	d.Helper()
	return do(d.T, d, "POST", "/en"+at, strings.NewReader(form.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
}

// form is the form of a page whose address it is sent to, as a browser would send it:
// the first that holds the word.
func (d *cycled) form(at, holds string) url.Values {
	d.Helper()
	for _, page := range strings.Split(get(d.T, d, "/en"+at), `<form method="post" action="/en`+at+`"`)[1:] {
		page, _, _ = strings.Cut(page, "</form>")
		if !strings.Contains(page, holds) {
			continue
		}
		form := url.Values{}
		for _, m := range regexp.MustCompile(`<input[^>]*>`).FindAllString(page, -1) {
			attr := func(name string) string {
				if x := regexp.MustCompile(` ` + name + `="([^"]*)"`).FindStringSubmatch(m); x != nil {
					return x[1]
				}
				return ""
			}
			if attr("type") != "checkbox" || strings.Contains(m, " checked") {
				form.Set(attr("name"), attr("value"))
			}
		}
		return form
	}
	d.Fatalf("no form with %q at %s", holds, at)
	return nil
}

func (d *cycled) has(page string, wants ...string) {
	d.Helper()
	for _, want := range wants {
		if !strings.Contains(page, want) {
			d.Errorf("the page lacks %q", want)
		}
	}
}

func (d *cycled) plan() *report.Plan {
	d.Helper()
	p, err := report.PlanOf(context.Background(), d.w.Register, d.w.Lexicon(), d.cycle)
	if err != nil {
		d.Fatal(err)
	}
	return p
}

// What cannot be understood comes back as it was typed, with a sentence.
func TestACycleIsOpened(t *testing.T) {
	d := cycledSite(t)
	d.has(get(t, d, "/en/reports/new"), `<h1>Open a reporting cycle</h1>`, `name="from" type="month"`, "A/RES/58/316")
	for _, x := range []struct {
		from, to, meeting, words, mandates, want string
		status                                   int
	}{
		{"2024-08", "", "", "", "", "is no reporting period", 422},
		{"2026-08", "2024-07", "", "", "", "is no reporting period", 422},
		{"2022-08", "2024-07", "soon", "", "", "is no day of a meeting", 422},
		{"2022-08", "2024-07", "", "<many>", "", "is no number of words", 422},
		{"2022-08", "2024-07", "", "", "nothing", `value="nothing"`, 422},
		{"2024-08", "2026-07", "", "", "", "There is a cycle of the period 2024-08/2026-07 already", 409},
	} {
		r := d.post("/reports/new", url.Values{"from": {x.from}, "to": {x.to}, "meeting": {x.meeting}, "words": {x.words}, "mandates": {x.mandates}})
		page := read(t, r)
		if r.StatusCode != x.status || !strings.Contains(strings.NewReplacer("\u2068", "", "\u2069", "").Replace(page), x.want) || !strings.Contains(page, `value="`+x.from+`"`) {
			t.Errorf("%v: %d, %s", x, r.StatusCode, page)
		}
	}
}

// The page of a cycle: where it stands in time, its sections, what became of what was
// undertaken.
func TestCyclePage(t *testing.T) {
	d := cycledSite(t)
	at := "/reports/" + d.cycle
	page := get(t, d, "/en"+at)
	d.has(page, "Consolidated report on cooperation, 2026", "A/RES/58/316", "A/RES/79/10", "Submission to the editors", "Today", "African Union", "no contribution",
		"No contribution has come in for this cycle yet.", `value="8000"`, "Undertakings of the last report", "nothing reported", "No cycle before this one", "/sections/AU")
	if strings.Contains(page, "style=") {
		t.Error("a style stands in the page")
	}
	// By the names in English, with the letter of the agenda beside.
	if au, asean := strings.Index(page, "/sections/AU\""), strings.Index(page, "/sections/ASEAN\""); au < 0 || asean < au {
		t.Error("the sections are not in the order of the report")
	}
	if !regexp.MustCompile(`/sections/AU"><bdi>African Union</bdi></a> <span class="soft nb">\([a-z]+\)</span>`).MatchString(page) {
		t.Error("no letter of the agenda")
	}
	for _, lang := range []string{"zh", "ar", "ru"} {
		if page := get(t, d, "/"+lang+at); strings.Contains(page, "cycle.") {
			t.Errorf("%s: a message is missing", lang)
		}
	}
	for at, status := range map[string]int{"/reports/nothing": 404, at + "/sections/nothing": 404, at + "/sections/<b>": 404} {
		if r := do(t, d, "GET", "/en"+at, nil, nil); r.StatusCode != status {
			t.Errorf("%s: %d", at, r.StatusCode)
		}
	}
	// A contribution to the cycle stands with its section.
	if _, err := d.w.Desk.Enter(t.Context(), register.KindContribution, []register.Claim{{Field: "title", Value: "en:Letter of the office"}, {Field: "sender", Value: "UNODC"},
		{Field: "partner", Value: "AU"}, {Field: "cycle", Value: d.cycle}}, nil, desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	d.has(get(t, d, "/en"+at), "1 contribution: \u2068UNODC")
	d.has(get(t, d, "/en"+at+"/sections/AU"), "Letter of the office")
}

// Settings are kept as one act on what was seen; a limit below the floors is said.
func TestCycleSettings(t *testing.T) {
	d := cycledSite(t)
	at := "/reports/" + d.cycle
	form := d.form(at, `name="floor"`)
	form.Set("floor", "70")
	form.Set("weight:theme", "4.5")
	form.Set("machine", "in")
	if r := d.post(at, form); r.StatusCode != 303 {
		t.Fatal(r.StatusCode, read(t, r))
	}
	if p := d.plan(); p.Floor != 70 || p.Weights["theme"] != 4.5 || !p.Machine || p.Limit != 8000 {
		t.Errorf("%+v", p)
	}
	// Another window, which has not seen it.
	form.Set("floor", "55")
	r := d.post(at, form)
	page := read(t, r)
	if r.StatusCode != 409 || !strings.Contains(page, "was changed by") || !strings.Contains(page, `name="floor" inputmode="numeric" dir="ltr" value="55"`) {
		t.Errorf("%d", r.StatusCode)
	}
	form = d.form(at, `name="floor"`)
	form.Set("words", "<b>")
	if r := d.post(at, form); r.StatusCode != 422 || !strings.Contains(read(t, r), `value="&lt;b&gt;"`) {
		t.Error(r.StatusCode)
	}
	form = d.form(at, `name="floor"`)
	form.Set("words", "10")
	if r := d.post(at, form); r.StatusCode != 303 {
		t.Fatal(r.StatusCode)
	}
	d.has(get(t, d, "/en"+at), "The limit is below what the sections are to get at least")
	if r := d.post(at, url.Values{"words": {"9000"}}); r.StatusCode != 400 {
		t.Error("a form without the revision", r.StatusCode)
	}
}

// An act goes in or out by hand, and by the rule again; a section gets its budget by
// hand, and none.
func TestSectionOfACycle(t *testing.T) {
	d := cycledSite(t)
	at := "/reports/" + d.cycle
	form := d.form(at, `name="floor"`)
	form.Set("machine", "in")
	if r := d.post(at, form); r.StatusCode != 303 {
		t.Fatal(r.StatusCode)
	}
	section := at + "/sections/AU"
	page := get(t, d, "/en"+section)
	d.has(page, "<h1><bdi>African Union</bdi></h1>", "workshop", "machine-read", "What is left out", "Put in:")
	act := d.form(section, `name="act"`)
	id := act.Get("act")
	say := func(do string, want report.Fix, words string) {
		t.Helper()
		form := d.form(section, `value="`+id+`"`)
		form.Set("do", do)
		if r := d.post(section, form); r.StatusCode != 303 {
			t.Fatal(r.StatusCode, read(t, r))
		}
		if got := d.plan().Fix(id); got != want {
			t.Errorf("%s: %v", do, got)
		}
		d.has(get(t, d, "/en"+section), words)
	}
	say("out", report.Out, "left out by hand")
	say("in", report.In, "put in by hand")
	say("rule", report.Free, "Leave out:")
	say("out", report.Out, "left out by hand")

	form = d.form(section, `name="budget"`)
	form.Set("budget", "123")
	form.Set("do", "section")
	if r := d.post(section, form); r.StatusCode != 303 {
		t.Fatal(r.StatusCode)
	}
	d.has(get(t, d, "/en"+section), "123, by hand")
	form = d.form(section, `name="budget"`)
	form.Set("budget", "")
	form.Set("part", "out")
	form.Set("do", "section")
	if r := d.post(section, form); r.StatusCode != 303 {
		t.Fatal(r.StatusCode)
	}
	for _, s := range d.plan().Sections {
		if s.Organization == "AU" && (!s.Out || s.Fixed != 0) {
			t.Errorf("%+v", s)
		}
	}
	d.has(get(t, d, "/en"+at), "Not in this report, or reported elsewhere")
	form = d.form(section, `name="budget"`)
	form.Set("budget", "much")
	form.Set("do", "section")
	if r := d.post(section, form); r.StatusCode != 422 || !strings.Contains(read(t, r), `value="much"`) {
		t.Error(r.StatusCode)
	}
	form.Set("do", "")
	if r := d.post(section, form); r.StatusCode != 400 {
		t.Error(r.StatusCode)
	}
	if r := d.post(at+"/sections/nothing", form); r.StatusCode != 404 {
		t.Error(r.StatusCode)
	}
}

// The next cycle says what the one before did not tell.
func TestLeftOverFromTheCycleBefore(t *testing.T) {
	d := cycledSite(t)
	r := d.post("/reports/new", url.Values{"from": {"2026-08"}, "to": {"2028-07"}})
	if r.StatusCode != 303 {
		t.Fatal(r.StatusCode)
	}
	next := r.Header.Get("Location")
	d.has(get(t, d, next), "That cycle has no draft here", "Consolidated report on cooperation, 2026")
	var acts []string
	for _, title := range []string{"en:A meeting on ports", "en:A meeting on rivers"} {
		id, err := d.w.Desk.Enter(t.Context(), register.KindActivity, []register.Claim{{Field: "title", Value: title}, {Field: "kind", Value: "meeting"}, {Field: "date", Value: "2026-03-04"},
			{Field: "party", Value: register.PartyValue(register.Party{Actor: "AU", Role: "lead"})}}, nil, desk.Named("Amira"))
		if err != nil {
			t.Fatal(err)
		}
		acts = append(acts, id)
	}
	if _, err := d.w.Desk.SetDraft(t.Context(), d.cycle, draftText(acts[0]), false, desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	_, left, _ := strings.Cut(get(t, d, next), `id="before"`)
	if strings.Contains(left, "A meeting on ports") || !strings.Contains(left, "A meeting on rivers") {
		t.Error("what was told is left over, or what was not is not")
	}
}
