package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// asking is a library that counts how often a first page is made of it.
type asking struct {
	Library
	fronts atomic.Int64
	marked chan struct{} // where it is not nil, one for each who asked for a mark
	wait   chan struct{} // and no page is made before it is closed
}

func (a *asking) Counts(ctx context.Context) (Counts, error) {
	a.fronts.Add(1)
	if a.wait != nil {
		<-a.wait
	}
	return a.Library.Counts(ctx)
}

func (a *asking) Mark(ctx context.Context) (string, error) {
	if a.marked != nil {
		defer func() { a.marked <- struct{}{} }()
	}
	return a.Library.Mark(ctx)
}

// remembering is a site over a register that holds the invented report.
func remembering(t *testing.T) (Config, *asking) {
	t.Helper()
	c, closeStore, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeStore)
	if _, err := c.Intake(t.Context(), "invented.txt", strings.NewReader(invented)); err != nil {
		t.Fatal(err)
	}
	a := &asking{Library: c.Library}
	c.Library = a
	return c, a
}

func TestPageIsKeptUntilTheRegisterMoves(t *testing.T) {
	c, asked := remembering(t)
	now := fixtureTime
	c.Now = func() time.Time { return now }
	s := newSite(t, c)
	first := do(t, s, "GET", "/en/", nil, nil)
	page, tag := read(t, first), first.Header.Get("ETag")
	if again := get(t, s, "/en/"); again != page || asked.fronts.Load() != 1 {
		t.Errorf("the same page was made %d times", asked.fronts.Load())
	}
	if zipped := do(t, s, "GET", "/en/", nil, http.Header{"Accept-Encoding": {"gzip"}}); zipped.Header.Get("Content-Encoding") != "gzip" || read(t, zipped) != page {
		t.Error("packed and plain differ")
	}
	holds := func() *http.Response { return do(t, s, "GET", "/en/", nil, http.Header{"If-None-Match": {tag}}) }
	if r := holds(); r.StatusCode != 304 || read(t, r) != "" || asked.fronts.Load() != 1 {
		t.Errorf("who holds the page gets %d after %d pages made", r.StatusCode, asked.fronts.Load())
	}
	if fr := do(t, s, "GET", "/fr/", nil, http.Header{"If-None-Match": {tag}}); fr.StatusCode != 200 || !strings.Contains(read(t, fr), `lang="fr"`) {
		t.Error("another language gets the English page")
	}
	if host := do(t, s, "GET", "/en/", nil, http.Header{"Host": {"localhost:9000"}, "If-None-Match": {tag}}); host.StatusCode != 200 {
		t.Error("another host has the same tag")
	}
	// What is handed in goes through the desk and is there on the next request.
	if _, err := c.Intake(t.Context(), "second.txt", strings.NewReader(strings.Replace(invented, "A/99/777", "A/99/778", 1))); err != nil {
		t.Fatal(err)
	}
	if r := holds(); r.StatusCode != 200 || !strings.Contains(read(t, r), "in 2 documents") {
		t.Errorf("after a change the page is the old one (%d)", r.StatusCode)
	}
	if !strings.Contains(get(t, s, "/en/documents"), "A/99/778") {
		t.Error("the list of documents lacks what was handed in")
	}
	// What is due today is another page tomorrow.
	tag = do(t, s, "GET", "/en/", nil, nil).Header.Get("ETag")
	now = now.AddDate(0, 0, 1)
	if r := holds(); r.StatusCode != 200 {
		t.Errorf("the next day the page is %d", r.StatusCode)
	}
}

func TestWordOfAnOrganizationIsSeenAtOnce(t *testing.T) {
	c, _ := remembering(t)
	s := newSite(t, c)
	page := get(t, s, "/en/documents/en/A/99/777")
	_, after, _ := strings.Cut(page, `href="/en/activities/`)
	id, _, _ := strings.Cut(after, `"`)
	if strings.Contains(get(t, s, "/en/activities/"+id), "Not in Kenya") {
		t.Fatal("nobody has said anything yet")
	}
	r, body := post(t, s, "/en/records/"+id+"/confirmations", url.Values{"revision": {"1"}, "organization": {"AU"}, "word": {"contested"}, "reason": {"Not in Kenya"}, "speaker": {"A. B."}})
	if r.StatusCode != http.StatusSeeOther {
		t.Fatal(r.StatusCode, body)
	}
	if !strings.Contains(get(t, s, "/en/activities/"+id), "Not in Kenya") {
		t.Error("the word of an organization is not seen on the next request")
	}
}

func TestPageOfOneIsNotForAnother(t *testing.T) {
	c, _ := remembering(t)
	c.Allow = func(r *http.Request, p Permission) bool {
		who, err := r.Cookie("who")
		switch {
		case err != nil:
			return false
		case who.Value == "editor":
			return true
		}
		return p == Read
	}
	s := newSite(t, c)
	as := func(who string) *http.Response {
		return do(t, s, "GET", "/en/", nil, http.Header{"Cookie": {"who=" + who}})
	}
	editor := as("editor")
	if page := read(t, editor); !strings.Contains(page, `href="/en/desk"`) {
		t.Fatal("an editor is not led to the desk")
	}
	if page := read(t, as("reader")); strings.Contains(page, "/desk") || strings.Contains(page, `type="file"`) {
		t.Error("a reader gets the page of an editor")
	}
	if page := read(t, as("editor")); !strings.Contains(page, `href="/en/desk"`) {
		t.Error("an editor gets the page of a reader")
	}
	if r := do(t, s, "GET", "/en/", nil, http.Header{"If-None-Match": {editor.Header.Get("ETag")}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("who may not read gets %d for a page that is kept", r.StatusCode)
	}
	if r := do(t, s, "GET", "/en/", nil, http.Header{"Cookie": {"who=reader"}, "If-None-Match": {editor.Header.Get("ETag")}}); r.StatusCode != 200 {
		t.Errorf("a reader with the tag of an editor gets %d", r.StatusCode)
	}
	// The language that one chose is kept in his browser alone.
	if r := do(t, s, "GET", "/", nil, http.Header{"Cookie": {"who=reader"}}); len(r.Cookies()) > 0 {
		t.Error("a cookie of somebody else is given on")
	}
}

func TestKeptPagesAreBounded(t *testing.T) {
	c, _ := remembering(t)
	c.Remember = 60_000
	s := newSite(t, c)
	page := get(t, s, "/en/search?q=workshop")
	for i := range 60 {
		get(t, s, fmt.Sprintf("/en/search?q=workshop&n=%d", i))
		if m := s.memory; m.size > m.most || len(m.pages) != m.order.Len() {
			t.Fatalf("%d bytes in %d pages are kept, at most %d", m.size, len(m.pages), m.most)
		}
	}
	if n := len(s.memory.pages); n < 2 || n > 60 {
		t.Errorf("%d pages are kept", n)
	}
	if get(t, s, "/en/search?q=workshop") != page {
		t.Error("a page that was given up comes back as another")
	}
	// What is no page is not kept.
	held := len(s.memory.pages)
	if r := do(t, s, "GET", "/en/activities/none", nil, nil); r.StatusCode != 404 || len(s.memory.pages) != held {
		t.Errorf("%d, and %d more pages are kept", r.StatusCode, len(s.memory.pages)-held)
	}
	if r := do(t, s, "GET", "/en/documents/A/99/777", nil, nil); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/en/documents/en/A/99/777" {
		t.Errorf("%d to %q", r.StatusCode, r.Header.Get("Location"))
	}
}

func TestPageIsMadeOnceForManyWhoAsk(t *testing.T) {
	c, asked := remembering(t)
	pages := make([]string, 8)
	asked.wait, asked.marked = make(chan struct{}), make(chan struct{}, len(pages))
	s := newSite(t, c)
	var all sync.WaitGroup
	for i := range pages {
		all.Go(func() { pages[i] = get(t, s, "/en/") })
	}
	for range pages {
		<-asked.marked
	}
	close(asked.wait)
	all.Wait()
	for _, p := range pages {
		if p != pages[0] || p == "" {
			t.Error("not all get the same page")
		}
	}
	if n := asked.fronts.Load(); n != 1 {
		t.Errorf("the page was made %d times", n)
	}
}
