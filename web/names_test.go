package web

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"concord/desk"
	"concord/document"
	"concord/register"
	"concord/store/sqlite"
)

// trayed is a site on a register with a document of unknown names.
func trayed(t *testing.T) (*Site, register.Store) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "concord.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	d := desk.New(store)
	by := register.Person{ID: "local:amira", Name: "Amira"}
	doc := &document.Document{Name: "a.txt", Format: "text", SHA256: strings.Repeat("a", 64), Language: "en", Masthead: document.Masthead{Symbols: []string{"A/99/501"}},
		Headings: []document.Heading{{Text: "African Union", Level: 2}, {Text: "Association of Southeast Asian Nations", Level: 2, Next: 2}},
		Paragraphs: []document.Paragraph{
			{Number: "1", Text: "The African Union Commission and the Quill Basin Commission held a workshop in Nairobi on 3 May 2044."},
			{Number: "2", Text: "The Economic Commission for Africa briefed the Quill Basin Commission."},
			{Number: "3", Text: "On 5 May 2044, the Commission and the Association of Southeast Asian Nations trained 20 judges in Lomé."}}}
	reader, _, err := d.Readers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rd, err := reader.Read(doc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.TakeIn(t.Context(), doc, rd, by); err != nil {
		t.Fatal(err)
	}
	return newSite(t, Config{Library: FromRegister(store, d.Lexicon), Names: FromLexicon(d.Lexicon),
		Workplace: &Workplace{Register: store, Desk: d, Lexicon: d.Lexicon, Person: func(*http.Request) register.Person { return by }}}), store
}

// sendForm sends a form and gives status, the address that it leads to, and the page.
func sendForm(t *testing.T, s http.Handler, target string, pairs ...string) (status int, to, page string) {
	t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := do(t, s, "POST", target, strings.NewReader(form.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	return r.StatusCode, r.Header.Get("Location"), read(t, r)
}

func opened(t *testing.T, s http.Handler, target string) string {
	t.Helper()
	r := do(t, s, "GET", target, nil, nil)
	if r.StatusCode != 200 {
		t.Fatalf("%s: %d", target, r.StatusCode)
	}
	return read(t, r)
}

func holds(t *testing.T, page string, all ...string) {
	t.Helper()
	for _, x := range all {
		if !strings.Contains(page, x) {
			t.Errorf("the page does not hold %q", x)
		}
	}
}

// The tray shows every place of a name, takes an answer for all of them, and takes
// it back; without a script.
func TestTrayOfNames(t *testing.T) {
	s, store := trayed(t)
	page := opened(t, s, "/en/desk/names")
	holds(t, page, "texts: 1, places: 2", "<b>Quill Basin Commission</b>", "A/99/501, para. 2", `name="name-en" value="Quill Basin Commission"`)
	// Refused, in the reader's language: nothing changes and nothing typed is lost.
	status, _, page := sendForm(t, s, "/zh/desk/names", "do", "settle", "text", "Quill Basin Commission", "language", "en", "is", "new", "type", "partner",
		"name-en", "Commission", "name-fr", "Commission du bassin", "id", "QBC", "since", "2040", "why", "met in Nairobi")
	if status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", status)
	}
	holds(t, page, "“Commission”是许多机构通用的词", `value="Commission du bassin"`, `value="QBC"`, `value="2040"`, `value="met in Nairobi"`, `value="new" checked`)
	if log, err := store.Log(t.Context(), 0, 0); err != nil || len(log) != 1 {
		t.Errorf("%d acts, %v", len(log), err)
	}
	// What can be meant is asked, and stored when it is meant.
	meant := []string{"do", "settle", "text", "Quill Basin Commission", "language", "en", "is", "new", "type", "partner", "name-en", "Nairobi", "id", "QBC"}
	status, _, page = sendForm(t, s, "/en/desk/names", meant...)
	if status != http.StatusConflict {
		t.Errorf("status %d", status)
	}
	holds(t, page, `name="sure"`)
	status, to, _ := sendForm(t, s, "/en/desk/names", append(meant, "sure", "1")...)
	if status != http.StatusSeeOther || !strings.Contains(to, "places=2") || !strings.Contains(to, "documents=1") {
		t.Fatalf("%d %s", status, to)
	}
	holds(t, opened(t, s, to), "“Quill Basin Commission” is settled, 2 places, 1 document read anew", "Nothing waits here")
	holds(t, opened(t, s, "/en/desk/names?tab=settled"), "Quill Basin Commission", `href="/en/desk/names/QBC"`)
	holds(t, opened(t, s, "/en/documents/en/A/99/501"), "Quill Basin Commission")
	status, to, _ = sendForm(t, s, "/en/desk/names", "do", "reopen", "of", "names", "text", "Quill Basin Commission", "language", "en")
	if status != http.StatusSeeOther {
		t.Fatalf("%d", status)
	}
	holds(t, opened(t, s, to), "waits again", "<b>Quill Basin Commission</b>")
	// That organization, by what a field holds after completion.
	status, to, _ = sendForm(t, s, "/en/desk/names", "do", "settle", "text", "Quill Basin Commission", "language", "en", "is", "actor", "actor", "African Union [AU]", "name", "Quill Basin Commission", "sort", "former", "to", "2001")
	if status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, to)
	}
	holds(t, opened(t, s, "/en/desk/names/AU"), "given here", "–2001")
	status, _, page = sendForm(t, s, "/en/desk/names", "do", "settle", "text", "Nowhere Fund", "language", "en", "is", "none")
	if status != http.StatusNotFound || strings.Contains(page, "panic") {
		t.Errorf("a name that does not wait: %d", status)
	}
}

// A short form is answered for its document, at one place or at all.
func TestTrayOfShortForms(t *testing.T) {
	s, store := trayed(t)
	page := opened(t, s, "/en/desk/names?tab=questions")
	holds(t, page, "<b>Commission</b>", "African Union Commission", "Economic Commission for Africa")
	form := []string{"view-tab", "questions", "text", "Commission", "language", "en", "work", "A/99/501"}
	status, _, page := sendForm(t, s, "/en/desk/names", append(form, "do", "answer", "is", "actor", "actor", "Commission")...)
	if status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", status)
	}
	holds(t, page, "is no name of one organization", `name="actor" value="Commission"`)
	asked, err := store.Questions(t.Context(), register.AskedFilter{State: register.Open})
	if err != nil || len(asked) != 1 {
		t.Fatal(asked, err)
	}
	status, to, _ := sendForm(t, s, "/en/desk/names", append(form, "do", "answer", "is", "a:AUC")...)
	if status != http.StatusSeeOther {
		t.Fatalf("%d", status)
	}
	holds(t, opened(t, s, to), "is settled", "take back")
	status, to, _ = sendForm(t, s, "/en/desk/names", append(form, "do", "reopen", "of", "short")...)
	if status != http.StatusSeeOther {
		t.Fatalf("%d", status)
	}
	holds(t, opened(t, s, to), "waits again", "<b>Commission</b>")
}

// The names of an actor are changed over those that ship, and back.
func TestNamesOfAnActor(t *testing.T) {
	s, _ := trayed(t)
	status, to, page := sendForm(t, s, "/en/desk/names/AU", "do", "name", "revision", "0", "language", "en", "sort", "former", "text", "Union of the Quill", "from", "1990", "to", "2001")
	if status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, page)
	}
	holds(t, opened(t, s, to), "Union of the Quill", "1990–2001", "The names were changed")
	// Somebody else was quicker: nothing is lost.
	status, _, page = sendForm(t, s, "/en/desk/names/AU", "do", "name", "revision", "0", "language", "en", "sort", "short", "text", "The Quill Union")
	if status != http.StatusConflict {
		t.Errorf("status %d", status)
	}
	holds(t, page, "meanwhile", `value="The Quill Union"`)
	shipped := "en|variant|African Standby Force|||S/2025/495"
	if status, _, _ = sendForm(t, s, "/en/desk/names/AU", "do", "out", "revision", "1", "value", shipped); status != http.StatusSeeOther {
		t.Errorf("status %d", status)
	}
	holds(t, opened(t, s, "/en/desk/names/AU"), "<del>African Standby Force</del>")
	if status, _, _ = sendForm(t, s, "/en/desk/names/AU", "do", "back", "revision", "2", "value", shipped); status != http.StatusSeeOther {
		t.Errorf("status %d", status)
	}
	if page := opened(t, s, "/en/desk/names/AU"); strings.Contains(page, "<del>") {
		t.Error("the name is still out")
	}
	if status, _, _ = sendForm(t, s, "/en/desk/names/AU", "do", "actor", "revision", "3", "type", "related", "since", "2002"); status != http.StatusSeeOther {
		t.Errorf("status %d", status)
	}
	holds(t, opened(t, s, "/en/desk/names/AU"), `value="related" selected`)
	if r := do(t, s, "GET", "/en/desk/names/NOBODY", nil, nil); r.StatusCode != http.StatusNotFound {
		t.Errorf("status %d", r.StatusCode)
	}
	holds(t, opened(t, s, "/en/records/actor:AU"), "Union of the Quill", "former name")
}
