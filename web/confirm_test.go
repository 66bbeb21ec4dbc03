package web

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"concord/desk"
)

// post sends a form.
func post(t *testing.T, s *Site, path string, form url.Values) (*http.Response, string) {
	t.Helper()
	r := do(t, s, "POST", path, strings.NewReader(form.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r, string(b)
}

// Organizations confirm and contest on the page of an act; what follows is its state.
func TestOrganizationsSpeak(t *testing.T) {
	w, site := deskSite(t)
	doc, rd := plainDocument("en", "text", []string{"A/99/7"}, "1 The kite met owls.")
	a := &rd.Paragraphs[0].Activities[0]
	unodc := a.Parties[0]
	unodc.Value.Value, unodc.Role = "UNODC", "provider"
	a.Parties = append(a.Parties, unodc)
	if _, err := w.Desk.TakeIn(t.Context(), doc, rd, desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	v, err := w.Register.View(t.Context(), "A/99/7", "en", 0)
	if err != nil {
		t.Fatal(err)
	}
	id := v.Paragraphs[0].Activities[0].Record.ID
	page := get(t, site, "/en/activities/"+id)
	for _, want := range []string{"No organization has spoken yet.", `<option value="AU" selected>`, `<option value="UNODC">`, `name="revision" value="1"`, `action="/en/records/` + id + `/confirmations"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the form lacks %q", want)
		}
	}
	say := func(word, organization, reason, revision string) (int, string) {
		t.Helper()
		r, body := post(t, site, "/en/records/"+id+"/confirmations", url.Values{"revision": {revision}, "organization": {organization}, "word": {word}, "reason": {reason}, "speaker": {"B. Diallo"}})
		return r.StatusCode, body
	}
	// Contested without a reason is refused, and what was typed is there again.
	if status, body := say("contested", "UNODC", "", "1"); status != 422 || !strings.Contains(body, "only with a reason") || !strings.Contains(body, `value="B. Diallo"`) || !strings.Contains(body, `<option value="UNODC" selected>`) {
		t.Errorf("%d", status)
	}
	if status, _ := say("maybe", "AU", "", "1"); status != 422 {
		t.Errorf("a word that is none: %d", status)
	}
	if status, _ := say("confirmed", "AU", "", "x"); status != 400 {
		t.Errorf("a revision that is none: %d", status)
	}
	state := func() string {
		t.Helper()
		page := get(t, site, "/en/activities/"+id)
		_, after, _ := strings.Cut(page, `<span class="state `)
		class, _, _ := strings.Cut(after, `"`)
		return class
	}
	if state() != MachineRead {
		t.Error(state())
	}
	for _, step := range []struct{ word, organization, reason, state string }{
		{"confirmed", "AU", "", OneSide}, {"confirmed", "UNODC", "", BothSides}, {"contested", "UNODC", "It was another kite.", Contested}, {"not-ours", "UNODC", "", Contested}, {"confirmed", "UNODC", "", BothSides},
	} {
		if status, body := say(step.word, step.organization, step.reason, "1"); status != 303 {
			t.Fatalf("%+v: %d %s", step, status, body)
		}
		if got := state(); got != step.state {
			t.Errorf("after %+v it is %s", step, got)
		}
	}
	// By a name in any language; one that takes no part may contest.
	r, _ := post(t, site, "/en/records/"+id+"/confirmations", url.Values{"revision": {"1"}, "organization": {"AU"}, "other": {"Ligue des États arabes"}, "word": {"not-ours"}})
	if r.StatusCode != 303 || state() != Contested {
		t.Errorf("%d %s", r.StatusCode, state())
	}
	page = get(t, site, "/en/activities/"+id)
	for _, want := range []string{"<bdi>League of Arab States</bdi>: not ours", "<bdi>African Union</bdi> confirms", "said by", "<li><span>\u2068African Union\u2069 confirms</span>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	// When a value changes, what was said before is stale.
	if _, err := w.Desk.Correct(t.Context(), id, 1, "kind", "training", "", desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	if page := get(t, site, "/en/activities/"+id); !strings.Contains(page, "said of revision 1 of 2") {
		t.Error("a word on an earlier revision is not told as such")
	}
}

// On a site that only shows, the words are read and none is taken down.
func TestWordsWithoutADesk(t *testing.T) {
	s, _ := fixtureSite(t)
	if strings.Contains(get(t, s, "/en/activities/7f3k0000000aa"), "<form class=\"desk-form\"") {
		t.Error("a form that leads nowhere")
	}
	if r, _ := post(t, s, "/en/records/ins-plan/confirmations", url.Values{"revision": {"1"}}); r.StatusCode != 403 {
		t.Error(r.StatusCode)
	}
}
