package web

import (
	"strings"
	"testing"
	"time"

	"concord/desk"
)

// The page of an organization: its names with sources, what it takes part in, and
// where others name it, with what nobody reviewed first.
func TestOrganization(t *testing.T) {
	w, site := deskSite(t)
	doc, rd := plainDocument("en", "text", []string{"A/99/7"}, "1 The Union and owls met.", "2 A course of the Union.", "3 Owls and the Union.")
	rd.Paragraphs[0].Section = "AU" // told in its own section
	rd.Paragraphs[1].Section, rd.Paragraphs[2].Section = "LAS", "LAS"
	for i, at := range map[int]int{0: 4, 1: 16, 2: 13} {
		a := &rd.Paragraphs[i].Activities[0]
		a.Parties[0].Value.Span.From, a.Parties[0].Value.Span.To = at, at+5
		a.Date.Value, a.Date.Rule = []string{"2026-03-02", "2025-11", "2027-02"}[i], "t"
	}
	rd.Paragraphs[2].Activities[0].Modality.Value, rd.Paragraphs[2].Activities[0].Modality.Rule = "planned", "t"
	if _, err := w.Desk.TakeIn(t.Context(), doc, rd, desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	site.Library.(*shelves).now = func() time.Time { return time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC) }
	page := get(t, site, "/en/actors/AU")
	for _, want := range []string{
		"<bdi>African Union</bdi>", "It takes part in 3 acts.", "The latest is of 2 March 2026.", "last heard of: 8 months ago", "February 2027",
		"Organization of African Unity", "1963–2002", ">Union africaine<", ">African Union Commission<", `href="/en/search?q=actor%3AAU"`, "2 acts outside its own section", "(2)",
		`A course of the </span>`, `<b>Union</b>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	_, named, _ := strings.Cut(page, `id="named"`)
	if strings.Contains(named, "and owls met") || strings.Count(named, "<li>") != 2 {
		t.Error("what its own section tells is told as named by others")
	}
	// What is reviewed stands behind: on the other half of the list.
	v, err := w.Register.View(t.Context(), "A/99/7", "en", 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Desk.Review(t.Context(), v.Paragraphs[1].Activities[0].Record.ID, 1, "reviewed", "", desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	page = get(t, site, "/en/actors/AU")
	if _, named, _ := strings.Cut(page, `id="named"`); strings.Contains(named, "A course of") || !strings.Contains(named, `href="/en/actors/AU?named=reviewed#named"`) || !strings.Contains(named, "(1)") {
		t.Error("reviewed acts stand among those that nobody reviewed")
	}
	if _, named, _ := strings.Cut(get(t, site, "/en/actors/AU?named=reviewed"), `id="named"`); !strings.Contains(named, "A course of") || strings.Contains(named, "Owls and") {
		t.Error("the reviewed acts are not listed")
	}
	if page := get(t, site, "/en/actors/UNODC"); !strings.Contains(page, "Nothing reported") {
		t.Error("an organization of which nothing is reported does not say so")
	}
	if got := do(t, site, "GET", "/en/actors/nobody-knows-it", nil, nil).StatusCode; got != 404 {
		t.Error(got)
	}
	if got := do(t, site, "GET", "/en/actors/AU?after=tampered", nil, nil).StatusCode; got < 400 || got >= 500 {
		t.Errorf("a cursor that was tampered with: %d", got)
	}
	if act := get(t, site, "/en/activities/"+v.Paragraphs[0].Activities[0].Record.ID); !strings.Contains(act, `href="/en/actors/AU"`) {
		t.Error("the page of an act does not lead to its parties")
	}
	if found := get(t, site, "/en/search?q=actor:AU"); !strings.Contains(found, `href="/en/actors/AU"`) {
		t.Error("the search does not lead to the organization that is asked for")
	}
}

func TestMonthsSince(t *testing.T) {
	now := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	for date, want := range map[string]int{"2026-11-20": 0, "2026-10-25": 1, "2026-10-26": 0, "2026-09": 1, "2025": 10, "2024/..": 0, "2027": 0, "": -1, "2025-11-25": 12} {
		if got := monthsSince(date, now); got != want {
			t.Errorf("%q: %d months, want %d", date, got, want)
		}
	}
}
