package web

import (
	"strings"
	"testing"
)

// A document in a language in which it is not held leads to those in which it is.
func TestALanguageThatIsNotHeld(t *testing.T) {
	w, s := deskSite(t)
	doc, rd := plainDocument("en", "text", []string{"A/99/9"}, "1 The owls met.")
	if _, err := w.Desk.TakeIn(t.Context(), doc, rd, w.Person(nil)); err != nil {
		t.Fatal(err)
	}
	r := do(t, s, "GET", "/ar/documents/ru/A/99/9", nil, nil)
	if page := read(t, r); r.StatusCode != 404 || !strings.Contains(page, `<a href="/ar/documents/en/A/99/9" lang="en"`) {
		t.Errorf("%d, without the way to the English text", r.StatusCode)
	}
	r = do(t, s, "GET", "/ar/documents/ru/A/99/99", nil, nil)
	if page := read(t, r); r.StatusCode != 404 || strings.Contains(page, "/documents/en/A/99/9") {
		t.Errorf("%d for a document that is not held at all", r.StatusCode)
	}
}
