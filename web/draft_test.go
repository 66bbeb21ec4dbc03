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
)

// drafted is a site over a register with a cycle and a draft on the acts of a report.
type drafted struct {
	*testing.T
	*Site
	cycle string
	acts  []string
}

func draftedSite(t *testing.T) *drafted {
	t.Helper()
	c, closeStore, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeStore)
	ctx, w := t.Context(), c.Workplace
	w.Draft = func(ctx context.Context, cycle, lang string) (*report.Text, error) {
		made, err := report.Draft(ctx, w.Register, w.Lexicon(), cycle, report.Drafting{Language: lang, Now: fixtureTime})
		if err != nil {
			return nil, err
		}
		return made.Text, nil
	}
	if _, err := c.Intake(ctx, "invented.txt", strings.NewReader(invented)); err != nil {
		t.Fatal(err)
	}
	d := &drafted{T: t}
	by := desk.Named("Amira")
	if d.cycle, err = w.Desk.Enter(ctx, register.KindCycle, []register.Claim{{Field: "title", Value: "en:Report of 2026"}, {Field: "period", Value: "2024-08/2026-07"},
		{Field: "deadline", Value: "submission=2026-12-07"}, {Field: "budget", Value: "words=60"}, {Field: "section", Value: "AU"}, {Field: "section", Value: "CIS"}, {Field: "choice", Value: "machine=in"}}, nil, by); err != nil {
		t.Fatal(err)
	}
	page, err := w.Register.Records(ctx, register.Filter{})
	if err != nil || len(page.Lines) == 0 {
		t.Fatal(err)
	}
	for i := range page.Lines {
		d.acts = append(d.acts, page.Lines[i].Record.ID)
	}
	if _, err := w.Desk.SetDraft(ctx, d.cycle, draftText(d.acts[0]), false, by); err != nil {
		t.Fatal(err)
	}
	d.Site = newSite(t, c)
	return d
}

func draftText(act string) *report.Text {
	on := []report.Rest{{Record: act, Revision: 1, Machine: true}}
	return &report.Text{Language: "en", Front: report.Front{Title: "Cooperation"}, Parts: []report.Part{
		{ID: report.PartIntroduction, Level: 1, Label: "I", Heading: "Introduction", Paragraphs: []report.Paragraph{
			{ID: "p1", Number: 1, Sentences: []report.Sentence{{ID: "s1", Text: "The present report covers two years.", From: report.FromFrame}}}}},
		{ID: "AU", Level: 2, Label: "A", Heading: "African Union", Budget: 20, Paragraphs: []report.Paragraph{
			{ID: "p1", Number: 2, Sentences: []report.Sentence{{ID: "s1", Text: "On 14 May 2026, the African Union and the United Nations Office on Drugs and Crime held a workshop in Kenya on border control.", Rests: on}, {ID: "s2", Text: "It was their first.", Rests: on}}},
			{ID: "p2", Number: 3, Sentences: []report.Sentence{{ID: "s1", Text: "They go on <together>.", Rests: on}}}}}}}
}

func (d *drafted) at(query string) string {
	d.Helper()
	return get(d.T, d, "/en/reports/"+d.cycle+"/en"+query)
}

func (d *drafted) post(form url.Values) *http.Response {
	d.Helper()
	return do(d.T, d, "POST", "/en/reports/"+d.cycle+"/en", strings.NewReader(form.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
}

// form is the form of a paragraph as a browser would send it.
func (d *drafted) form(query string) url.Values {
	d.Helper()
	_, page, ok := strings.Cut(d.at(query), `<form class="paragraph"`)
	if !ok {
		d.Fatalf("no form at %s", query)
	}
	page, _, _ = strings.Cut(page, "</form>")
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="(hidden|checkbox)" name="([^"]+)" value="([^"]*)"( checked)?`).FindAllStringSubmatch(page, -1) {
		if m[1] == "hidden" || m[4] != "" {
			form.Add(m[2], m[3])
		}
	}
	for _, m := range regexp.MustCompile(`<textarea name="([^"]+)"[^>]*>([^<]*)</textarea>`).FindAllStringSubmatch(page, -1) {
		form.Set(m[1], strings.NewReplacer("&lt;", "<", "&gt;", ">").Replace(m[2]))
	}
	return form
}

func (d *drafted) has(page string, wants ...string) {
	d.Helper()
	for _, want := range wants {
		if !strings.Contains(page, want) {
			d.Errorf("the page lacks %q", want)
		}
	}
}

// The workspace shows the sections with their words, the open one with its sentences
// and what each rests on.
func TestWorkspace(t *testing.T) {
	d := draftedSite(t)
	d.has(get(t, d, "/en/reports"), "Report of 2026", "due at the editors 7 December 2026", `href="/en/reports/`+d.cycle+`/en"`, "none yet")
	page := d.at("?part=AU")
	d.has(page, "<h1", "All sections", "/ 60", "34 / 20, 14 over", "¶2–3", "African Union", `class="src-chip"`, d.acts[0][:5], "machine-read", "They go on &lt;together&gt;.",
		"Nothing in the draft on:", "Commonwealth of Independent States", "No record under this part has changed.", "Draft it anew")
	if strings.Contains(page, "style=") {
		t.Error("a style stands in the page")
	}
	d.has(d.at(""), "The present report covers two years.")
	d.has(get(t, d, "/zh/reports/"+d.cycle+"/zh"), "此语文尚无草稿", "根据记录起草")
	for at, status := range map[string]int{"/reports/nothing/en": 404, "/reports/" + d.acts[0] + "/en": 404, "/reports/" + d.cycle + "/xx": 404, "/reports/" + d.cycle + "/en?part=nothing": 200} {
		if r := do(t, d, "GET", "/en"+at, nil, nil); r.StatusCode != status {
			t.Errorf("%s: %d", at, r.StatusCode)
		}
	}
	d.has(get(t, d, "/en/records/"+register.DraftID(d.cycle, "AU", "en")), "It was their first.")
}

// A paragraph is written by hand: what is unticked is no longer cited, what cites nothing
// is without source, a new line is a new sentence; the earlier wording can be seen and
// brought back.
func TestParagraphIsWritten(t *testing.T) {
	d := draftedSite(t)
	form := d.form("?part=AU&edit=p1")
	form.Set("text-1", "It was their first.\nA second one follows.")
	form.Del("rest-1")
	form.Set("why", "as agreed")
	r := d.post(form)
	if r.StatusCode != 303 || !strings.HasSuffix(r.Header.Get("Location"), "#p-p1") {
		t.Fatalf("%d %s %s", r.StatusCode, r.Header.Get("Location"), read(t, r))
	}
	page := d.at("?part=AU&versions=p1")
	d.has(page, `class="sent bare" id="p-p1-s2"`, `id="p-p1-s3"`, "no source", "Sentences without source", "changed by hand", "Earlier wordings: 1", "<ins>A second one follows.</ins>", "as agreed", "written by hand", "drafted from the records")
	m := regexp.MustCompile(`name="seen" value="(\d+)"><input type="hidden" name="wording" value="(\d+)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("no way back")
	}
	if r := d.post(url.Values{"do": {"restore"}, "part": {"AU"}, "paragraph": {"p1"}, "seen": {m[1]}, "wording": {m[2]}}); r.StatusCode != 303 {
		t.Fatal(read(t, r))
	}
	if page := d.at("?part=AU"); strings.Contains(page, "A second one follows.") || strings.Contains(page, `class="sent bare"`) {
		t.Error("the earlier wording is not back")
	}
	// A record that is cited by hand, by its address.
	form = d.form("?part=introduction&edit=p1")
	form.Set("add-0", "http://127.0.0.1/en/activities/"+d.acts[0])
	if r := d.post(form); r.StatusCode != 303 {
		t.Fatal(read(t, r))
	}
	d.has(d.at("?part=introduction"), d.acts[0][:5])
	form = d.form("?part=introduction&edit=p1")
	form.Set("add-0", "nothing-there")
	r = d.post(form)
	if page := read(t, r); r.StatusCode != 422 || !strings.Contains(page, "nothing-there") {
		t.Errorf("%d", r.StatusCode)
	}
}

// Two windows on one paragraph: the second is shown both texts and keeps what was typed.
func TestTwoWindowsOnAParagraph(t *testing.T) {
	d := draftedSite(t)
	one, two := d.form("?part=AU&edit=p2"), d.form("?part=AU&edit=p2")
	one.Set("text-0", "Mine stands.")
	two.Set("text-0", "Yours <b>waits</b>.")
	two.Set("text-1", "And more of yours.")
	if r := d.post(one); r.StatusCode != 303 {
		t.Fatal(read(t, r))
	}
	r := d.post(two)
	page := read(t, r)
	if r.StatusCode != 409 {
		t.Fatal(r.StatusCode)
	}
	d.has(page, `role="alert"`, "As it stands now", "Mine stands.", "Yours &lt;b&gt;waits&lt;/b&gt;.</textarea>", "And more of yours.</textarea>")
	d.has(d.at("?part=AU"), "Mine stands.")
	// Sent again from there it takes the place of the other, which stays in the history.
	again := regexp.MustCompile(`name="paragraph" value="p2"><input type="hidden" name="seen" value="(\d+)"`).FindStringSubmatch(page)
	two.Set("seen", again[1])
	if r := d.post(two); r.StatusCode != 303 {
		t.Fatal(read(t, r))
	}
	d.has(d.at("?part=AU&versions=p2"), "Yours &lt;b&gt;waits&lt;/b&gt;.", "<del>Mine stands.</del>", "Earlier wordings: 2")
}

// Paragraphs come and go, and one that was taken out comes back.
func TestParagraphsComeAndGo(t *testing.T) {
	d := draftedSite(t)
	form := d.form("?part=AU&add=p1")
	form.Set("text-0", "Between the two.")
	if r := d.post(form); r.StatusCode != 303 {
		t.Fatal(read(t, r))
	}
	page := d.at("?part=AU")
	d.has(page, "¶2–4", "Between the two.")
	if strings.Index(page, "Between the two.") > strings.Index(page, "They go on") {
		t.Error("the paragraph is not where it was put")
	}
	seen := regexp.MustCompile(`name="paragraph" value="p2"><input type="hidden" name="seen" value="(\d+)"><button name="do" value="remove"`).FindStringSubmatch(page)
	if r := d.post(url.Values{"do": {"remove"}, "part": {"AU"}, "paragraph": {"p2"}, "seen": {seen[1]}}); r.StatusCode != 303 {
		t.Fatal(read(t, r))
	}
	page = d.at("?part=AU&done=remove")
	d.has(page, "Taken out: 1", "The paragraph was taken out")
	back := regexp.MustCompile(`name="seen" value="0"><input type="hidden" name="wording" value="(\d+)"`).FindStringSubmatch(page)
	if r := d.post(url.Values{"do": {"restore"}, "part": {"AU"}, "paragraph": {"p2"}, "seen": {"0"}, "wording": {back[1]}}); r.StatusCode != 303 {
		t.Fatal(read(t, r))
	}
	if page := d.at("?part=AU"); strings.Contains(page, "Taken out") || !strings.Contains(page, "They go on") {
		t.Error("the paragraph is not back")
	}
	for name, form := range map[string]url.Values{
		"nothing to do": {"part": {"AU"}}, "no such paragraph": {"do": {"remove"}, "part": {"AU"}, "paragraph": {"none"}}, "the head": {"do": {"remove"}, "part": {"AU"}, "paragraph": {"head"}},
		"no such part": {"do": {"write"}, "part": {"none"}, "paragraph": {"p1"}, "text-0": {"Word."}}, "no words": {"do": {"write"}, "part": {"AU"}, "paragraph": {"p1"}, "new": {"1"}},
	} {
		if r := d.post(form); r.StatusCode < 400 || r.StatusCode >= 500 {
			t.Errorf("%s: %d", name, r.StatusCode)
		}
	}
}

// A record that changes after the draft marks the sentences that rest on it, says what
// changed, and lets a person say that the sentence still agrees.
func TestWorkspaceMarksWhatChanged(t *testing.T) {
	d := draftedSite(t)
	if _, err := d.Workplace.Desk.Correct(t.Context(), d.acts[0], 1, register.FieldPlace, "UGA", "", desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	d.has(d.at("?part=AU"), `class="sent changed" id="p-p1-s1"`, "The record was changed after the draft", "Uganda", `href="#p-p1-s1"`)
	form := d.form("?part=AU&edit=p2")
	form.Set("agree-0", "1")
	if r := d.post(form); r.StatusCode != 303 {
		t.Fatal(read(t, r))
	}
	page := d.at("?part=AU")
	if strings.Contains(page, `class="sent changed" id="p-p2-s1"`) || !strings.Contains(page, `class="sent changed" id="p-p1-s1"`) {
		t.Error("the mark is not where it belongs")
	}
}

// A draft is written from the records by a button, and again without loss.
func TestDraftButton(t *testing.T) {
	d := draftedSite(t)
	form := d.form("?part=AU&edit=p2")
	form.Set("text-0", "A word of mine.")
	if r := d.post(form); r.StatusCode != 303 {
		t.Fatal(read(t, r))
	}
	r := d.post(url.Values{"do": {"draft"}})
	if r.StatusCode != 303 {
		t.Fatal(read(t, r))
	}
	d.has(get(t, d, r.Header.Get("Location")), "The draft was written", "1 paragraph kept as people left them")
	d.has(d.at("?part=AU"), "A word of mine.")
	if r := do(t, d, "POST", "/zh/reports/"+d.cycle+"/zh", strings.NewReader("do=draft"), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}); r.StatusCode != 303 {
		t.Fatal(read(t, r))
	}
	d.has(get(t, d, "/zh/reports/"+d.cycle+"/zh?part=AU"), "全部章节", "非洲联盟")
}

// A draft is taken away as a file, with its sources or clean.
func TestDraftFiles(t *testing.T) {
	d := draftedSite(t)
	page := d.at("?part=AU")
	for _, f := range draftFiles {
		at := "/en/reports/" + d.cycle + "/en/report." + f.ending
		d.has(page, `href="`+at+`"`)
		r := do(t, d, "GET", at, nil, nil)
		if body := read(t, r); r.StatusCode != 200 || len(body) < 100 || !strings.Contains(r.Header.Get("Content-Disposition"), "report-en."+f.ending) {
			t.Errorf("%s: %d, %d bytes", f.ending, r.StatusCode, len(body))
		}
	}
	if r := do(t, d, "GET", "/en/reports/"+d.cycle+"/en/report.exe", nil, nil); r.StatusCode != 404 {
		t.Error(r.StatusCode)
	}
	if r := do(t, d, "GET", "/en/reports/"+d.cycle+"/fr/report.docx", nil, nil); r.StatusCode != 404 {
		t.Error(r.StatusCode)
	}
}
