package web

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"concord/desk"
	"concord/register"
)

// twoActs is a short report, written for the test.
const twoActs = `A/99/778

Cooperation between the United Nations and regional and other organizations

Report of the Secretary-General

African Union

1.	On 14 May 2026, the African Union and the United Nations Office on Drugs and Crime held a workshop in Kenya on border control, and the two organizations issued a handbook for border officers in June 2026.

2.	In 2025, the African Union and the United Nations Children’s Fund organized a training course in Addis Ababa for teachers.
`

// deskOf is a site over a register that has read twoActs.
func deskOf(t *testing.T) (*Site, register.Reader) {
	t.Helper()
	c, end, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	if _, err := c.Intake(context.Background(), "two.txt", strings.NewReader(twoActs)); err != nil {
		t.Fatal(err)
	}
	return newSite(t, c), c.Workplace.Register
}

// actsOf are the acts of twoActs, in the order of the text.
func actsOf(t *testing.T, r register.Reader) []register.Record {
	t.Helper()
	page, err := r.Records(context.Background(), register.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var list []register.Record
	for _, l := range page.Lines {
		list = append(list, l.Record)
	}
	if len(list) < 2 {
		t.Fatalf("%d acts were read", len(list))
	}
	return list
}

// reviewForm posts a form of the desk and gives status, address and page.
func reviewForm(t *testing.T, s *Site, path string, form url.Values) (status int, to, body string) {
	t.Helper()
	r := do(t, s, "POST", path, strings.NewReader(form.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, r.Header.Get("Location"), string(b)
}

func formOf(rec register.Record, do string, more ...string) url.Values {
	f := url.Values{"r": {rec.ID}, "revision": {strconv.Itoa(rec.Revision)}, "do": {do}}
	for i := 0; i+1 < len(more); i += 2 {
		f.Add(more[i], more[i+1])
	}
	return f
}

func fresh(t *testing.T, r register.Reader, id string) (register.Record, register.Activity) {
	t.Helper()
	rec, err := r.Record(context.Background(), id, 0)
	if err != nil {
		t.Fatal(err)
	}
	a, err := rec.Activity()
	if err != nil {
		t.Fatal(err)
	}
	return rec, a
}

func TestReviewByForms(t *testing.T) {
	s, r := deskOf(t)
	first := actsOf(t, r)[0]
	page := get(t, s, "/en/desk/review?r="+first.ID)
	for _, want := range []string{"border control", `class="claim`, "accept all", `<kbd>E</kbd>`, "A/99/778", "14 May 2026"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of review lacks %q", want)
		}
	}
	// A name in another language than the page's is understood; so is a date as people write it.
	if status, _, body := reviewForm(t, s, "/en/desk/review", formOf(first, "save", "add.party", "东南亚国家联盟", "add.role", "observer", "set.date", "15 May 2026", "was.date", "2026-05-14")); status != 303 {
		t.Fatalf("save: %d %s", status, body)
	}
	rec, a := fresh(t, r, first.ID)
	if a.Date != "2026-05-15" || !slices.ContainsFunc(a.Parties, func(p register.Party) bool { return p.Actor == "ASEAN" && p.Role == "observer" }) {
		t.Errorf("after the correction: %s %+v", a.Date, a.Parties)
	}
	// Words of the text become the value of a field, with their place.
	if status, _, body := reviewForm(t, s, "/en/desk/review", formOf(rec, "take", "field", "instrument", "words", "a handbook for border officers")); status != 303 {
		t.Fatalf("take: %d %s", status, body)
	}
	if rec, a = fresh(t, r, first.ID); !slices.Contains(a.Instruments, "a handbook for border officers") {
		t.Errorf("after words were taken: %v", a.Instruments)
	}
	claims, err := r.Claims(context.Background(), first.ID)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(claims, func(c register.Claim) bool {
		return c.Field == "instrument" && c.Evidence.Quote == "a handbook for border officers" && c.Author != ""
	}) {
		t.Error("the words that were taken are not the evidence of the value")
	}
	// What was emptied is said to be unreported.
	if status, _, body := reviewForm(t, s, "/en/desk/review", formOf(rec, "save", "set.date", "", "was.date", "2026-05-15")); status != 303 {
		t.Fatalf("clear: %d %s", status, body)
	}
	if rec, a = fresh(t, r, first.ID); a.Date != "" {
		t.Errorf("after the date was taken out: %q", a.Date)
	}
	if status, to, body := reviewForm(t, s, "/en/desk/review", formOf(rec, "accept")); status != 303 || strings.Contains(to, first.ID) {
		t.Fatalf("accept: %d to %s %s", status, to, body)
	}
	if rec, _ = fresh(t, r, first.ID); rec.Review != register.Reviewed {
		t.Error(rec.Review)
	}
	// And taken back, which the page offers.
	page = get(t, s, "/en/desk/review?r="+first.ID)
	_, after, ok := strings.Cut(page, `name="act" value="`)
	if !ok {
		t.Fatal("the page does not offer to take the last step back")
	}
	act, _, _ := strings.Cut(after, `"`)
	if status, _, body := reviewForm(t, s, "/en/desk/review", url.Values{"do": {"undo"}, "act": {act}, "r": {first.ID}}); status != 303 {
		t.Fatalf("undo: %d %s", status, body)
	}
	if rec, _ = fresh(t, r, first.ID); rec.Review != register.None {
		t.Error(rec.Review)
	}
	// Rejected, it is in no list.
	if status, _, body := reviewForm(t, s, "/en/desk/review", formOf(rec, "reject", "why", "told twice")); status != 303 {
		t.Fatalf("reject: %d %s", status, body)
	}
	if page := get(t, s, "/en/activities/"+first.ID); !strings.Contains(page, `class="state rejected"`) || !strings.Contains(page, "there is no such act") {
		t.Error("the page of a rejected act does not say so")
	}
	if slices.ContainsFunc(actsOfAll(t, r), func(x register.Record) bool { return x.ID == first.ID }) {
		t.Error("a rejected act is still in the list")
	}
}

func actsOfAll(t *testing.T, r register.Reader) (list []register.Record) {
	t.Helper()
	page, err := r.Records(context.Background(), register.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range page.Lines {
		list = append(list, l.Record)
	}
	return list
}

// What is refused changes nothing, says why, and keeps what was typed.
func TestReviewRefusesAndKeepsWhatWasTyped(t *testing.T) {
	s, r := deskOf(t)
	first := actsOf(t, r)[0]
	const typed = "Organization that nobody knows"
	for _, x := range []struct {
		name   string
		form   url.Values
		status int
		says   string
		keeps  string
	}{
		{"an unknown name", formOf(first, "save", "mode", "edit", "add.party", typed), 422, "No organization is known", typed},
		{"no date", formOf(first, "save", "mode", "edit", "set.date", "some day", "was.date", "2026-05-14"), 422, "no date that can be read", "some day"},
		{"a slip in one field stores none", formOf(first, "save", "mode", "edit", "set.date", "2027", "was.date", "2026-05-14", "add.document", "no symbol"), 422, "no symbol of a United Nations document", "no symbol"},
		{"a role that there is not", formOf(first, "save", "mode", "edit", "add.party", "ASEAN", "add.role", "king"), 422, "no role", "ASEAN"},
		{"no number of a series", formOf(first, "save", "mode", "edit", "set.series", "-5", "was.series", ""), 422, "no number in a series", "-5"},
		{"no goal", formOf(first, "save", "mode", "edit", "add.sdg", "99"), 422, "no Sustainable Development Goal", "99"},
		{"a title of five thousand letters", formOf(first, "save", "mode", "edit", "title.en", strings.Repeat("x", 5000)), 422, "", ""},
		{"words that do not stand there", formOf(first, "take", "mode", "take", "field", "place", "words", "in Atlantis"), 422, "do not stand in this paragraph", "in Atlantis"},
		{"a split outside", formOf(first, "split", "mode", "split", "words", "Report of the"), 422, "do not stand inside", "Report of the"},
		{"a join with nothing", formOf(first, "join", "mode", "join"), 422, "Choose the act", ""},
		{"no such step", formOf(first, "explode"), 400, "no such step", ""},
		{"a record of nobody", formOf(register.Record{ID: "0000000000000", Revision: 1}, "accept"), 404, "", ""},
		{"no revision", url.Values{"r": {first.ID}, "do": {"accept"}}, 400, "which revision", ""},
		{"an answer of nothing", formOf(first, "answer", "ask.0", "bogus:1"), 400, "no such answer", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			status, _, body := reviewForm(t, s, "/en/desk/review", x.form)
			if status != x.status || !strings.Contains(body, x.says) || !strings.Contains(body, x.keeps) {
				t.Errorf("%d, wanted %d with %q and %q: %s", status, x.status, x.says, x.keeps, body)
			}
			if rec, _ := fresh(t, r, first.ID); rec.Revision != first.Revision {
				t.Errorf("the record is at revision %d, it was at %d", rec.Revision, first.Revision)
			}
		})
	}
	// Two windows on one record: the second is told who was first, and keeps its words.
	if status, _, _ := reviewForm(t, s, "/en/desk/review", formOf(first, "save", "set.date", "2026-05-16", "was.date", "2026-05-14")); status != 303 {
		t.Fatal(status)
	}
	status, _, body := reviewForm(t, s, "/en/desk/review", formOf(first, "save", "mode", "edit", "set.date", "2026-05-17", "was.date", "2026-05-14"))
	if status != 409 || !strings.Contains(body, "changed by \u2068Amira\u2069 meanwhile") || !strings.Contains(body, "2026-05-17") {
		t.Errorf("the second window: %d %s", status, body)
	}
	if _, a := fresh(t, r, first.ID); a.Date != "2026-05-16" {
		t.Error(a.Date)
	}
	// A form of more than a megabyte is not read.
	if status, _, _ := reviewForm(t, s, "/en/desk/review", formOf(first, "save", "why", strings.Repeat("x", 2<<20))); status != 413 {
		t.Error(status)
	}
}

// An act told in one breath with another is parted and joined again.
func TestSplitAndJoin(t *testing.T) {
	s, r := deskOf(t)
	list := actsOf(t, r)
	before := len(list)
	first := list[0]
	if status, _, body := reviewForm(t, s, "/en/desk/review", formOf(first, "split", "words", "on border control")); status != 303 {
		t.Fatalf("%d %s", status, body)
	}
	list = actsOf(t, r)
	if len(list) != before+1 {
		t.Fatalf("%d acts after one was parted, %d before", len(list), before)
	}
	one, two := list[0], list[1]
	if one.ID != first.ID {
		one, two = two, one
	}
	if status, _, body := reviewForm(t, s, "/en/desk/review", formOf(one, "join", "with", two.ID)); status != 303 {
		t.Fatalf("%d %s", status, body)
	}
	if n := len(actsOf(t, r)); n != before {
		t.Errorf("%d acts after the two were joined, want %d", n, before)
	}
}

// The scope says what waits in it and what is settled; a scope of nothing says so.
func TestScopeOfReview(t *testing.T) {
	s, r := deskOf(t)
	list := actsOf(t, r)
	page := get(t, s, "/en/desk/review?work=A/99/778&section=AU")
	if want := "0 of " + strconv.Itoa(len(list)) + " record"; !strings.Contains(page, want) {
		t.Errorf("the page lacks %q", want)
	}
	for _, rec := range list {
		rec, _ = fresh(t, r, rec.ID)
		if status, _, body := reviewForm(t, s, "/en/desk/review", formOf(rec, "accept", "work", "A/99/778", "section", "AU")); status != 303 {
			t.Fatalf("%d %s", status, body)
		}
	}
	if page = get(t, s, "/en/desk/review?work=A/99/778&section=AU"); !strings.Contains(page, "Nothing waits here") {
		t.Error("the section is at its end, and the page does not say so")
	}
	if r := do(t, s, "GET", "/en/desk/review?work=A/1/1", nil, nil); r.StatusCode != 404 {
		t.Errorf("a document that is not there: %d", r.StatusCode)
	}
	state := get(t, s, "/en/desk")
	for _, want := range []string{"Records to review", "Questions of sameness", "Cited, not held"} {
		if !strings.Contains(state, want) {
			t.Errorf("the state of the desk lacks %q", want)
		}
	}
}

// What somebody else did since is not taken back with one's own step.
func TestUndoAfterSomebodyElse(t *testing.T) {
	c, end, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	if _, err := c.Intake(context.Background(), "two.txt", strings.NewReader(twoActs)); err != nil {
		t.Fatal(err)
	}
	s, r := newSite(t, c), c.Workplace.Register
	first := actsOf(t, r)[0]
	if status, _, body := reviewForm(t, s, "/en/desk/review", formOf(first, "save", "set.date", "2026-05-16", "was.date", "2026-05-14")); status != 303 {
		t.Fatalf("%d %s", status, body)
	}
	mine, err := c.Workplace.Desk.Last(context.Background(), desk.Named("Amira"))
	if err != nil {
		t.Fatal(err)
	}
	rec, _ := fresh(t, r, first.ID)
	if _, err := c.Workplace.Desk.Correct(context.Background(), rec.ID, rec.Revision, "date", "2026-05-20", "", desk.Named("Bo")); err != nil {
		t.Fatal(err)
	}
	status, _, body := reviewForm(t, s, "/en/desk/review", url.Values{"do": {"undo"}, "act": {strconv.FormatInt(mine.Number, 10)}, "r": {first.ID}})
	if status != 409 || !strings.Contains(body, "Bo") {
		t.Errorf("%d %s", status, body)
	}
	if _, a := fresh(t, r, first.ID); a.Date != "2026-05-20" {
		t.Error(a.Date)
	}
}

// The page names the record whose act would be taken back where it shows another one,
// and shows what was taken back.
func TestUndoOfAnotherRecord(t *testing.T) {
	c, end, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	if _, err := c.Intake(context.Background(), "two.txt", strings.NewReader(twoActs)); err != nil {
		t.Fatal(err)
	}
	s, r := newSite(t, c), c.Workplace.Register
	acts := actsOf(t, r)
	for _, date := range []string{"2021-05-03", "2021-05-04"} {
		one, _ := fresh(t, r, acts[0].ID)
		if status, _, body := reviewForm(t, s, "/en/desk/review", formOf(one, "save", "set.date", date)); status != 303 {
			t.Fatalf("%d %s", status, body)
		}
	}
	label := regexp.MustCompile(`accesskey="u" data-key="u" title="[^"]*"[^>]*>.*?</button>`)
	if b := label.FindString(get(t, s, "/en/desk/review?r="+acts[0].ID)); b == "" || strings.Contains(b, "<bdi") {
		t.Errorf("%q", b)
	}
	if b := label.FindString(get(t, s, "/en/desk/review?r="+acts[1].ID)); !strings.Contains(b, "<bdi") {
		t.Errorf("the page does not say of which record: %q", b)
	}
	for _, want := range []string{"2021-05-03", ""} {
		e, err := c.Workplace.Desk.Last(context.Background(), desk.Named("Amira"))
		if err != nil {
			t.Fatal(err)
		}
		status, to, body := reviewForm(t, s, "/en/desk/review", url.Values{"do": {"undo"}, "act": {strconv.FormatInt(e.Number, 10)}, "r": {acts[1].ID}})
		if status != 303 || !strings.Contains(to, "r="+acts[0].ID) {
			t.Fatalf("%d %s %s", status, to, body)
		}
		if _, a := fresh(t, r, acts[0].ID); want != "" && a.Date != want || strings.HasPrefix(a.Date, "2021-05-04") || want == "" && strings.HasPrefix(a.Date, "2021") {
			t.Errorf("%s, want %q", a.Date, want)
		}
	}
}

func TestStretch(t *testing.T) {
	const text = "a course in Kenya and a course in Chad"
	for _, x := range []struct {
		words, at  string
		from, to   int
		want, till int
		ok         bool
	}{
		{"a course", "22", 0, len(text), 22, 30, true},
		{"a course", "", 10, len(text), 22, 30, true},
		{"a course", "", 0, 0, 0, 8, true},
		{"a course", "999", 0, 10, 0, 8, true},
		{"a course", "-1", 0, 10, 0, 8, true},
		{"Chad", "", 0, 10, 34, 38, true},
		{"Togo", "", 0, len(text), 0, 0, false},
		{" ", "", 0, len(text), 0, 0, false},
	} {
		if from, to, ok := stretch(text, x.words, x.at, x.from, x.to); from != x.want || to != x.till || ok != x.ok {
			t.Errorf("%q at %q: %d–%d %v", x.words, x.at, from, to, ok)
		}
	}
}
