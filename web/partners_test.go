package web

import (
	"context"
	"strings"
	"testing"
	"time"

	"concord/analysis"
	"concord/desk"
	"concord/fault"
)

func (f *fixture) Partners(context.Context) ([]Partner, error) {
	return []Partner{{ID: "AU", Acts: 2, SubItem: "a", Query: "actor:AU"}, {ID: "ASEAN", Query: "actor:ASEAN"}}, nil
}

func (f *fixture) Heard(_ context.Context, ids ...string) ([]string, error) {
	return make([]string, len(ids)), nil
}

func (f *fixture) Entities(context.Context) ([]Partner, error) {
	return []Partner{{ID: "UNODC", Acts: 1, Query: "actor:UNODC"}}, nil
}

func (f *fixture) Compare(_ context.Context, ids ...string) (list []Compared, err error) {
	for _, id := range ids {
		if id == "nobody" {
			return nil, fault.New(fault.NotFound, "No organization %q is known.", id)
		}
		list = append(list, Compared{ID: id, Profile: &analysis.Profile{}, Query: "actor:" + id})
	}
	return list, nil
}

// partnersSite is a register in which the African Union meets twice at the summit, one of
// its bodies once, and ASEAN once.
func partnersSite(t *testing.T) *Site {
	t.Helper()
	w, site := deskSite(t)
	doc, rd := plainDocument("en", "text", []string{"A/99/8"}, "1 The Union met.", "2 The Union met again.", "3 The Commission met.", "4 The Association met.")
	for i := range rd.Paragraphs {
		a := &rd.Paragraphs[i].Activities[0]
		a.Level.Value, a.Level.Rule = []string{"summit", "summit", "senior", "technical"}[i], "t"
		a.Parties[0].Value.Value = []string{"AU", "AU", "AUC", "ASEAN"}[i]
		a.Date.Value, a.Date.Rule = []string{"2026-03-02", "2025-11", "2025", "2024-05"}[i], "t"
	}
	doc2, rd2 := plainDocument("en", "text", []string{"A/98/8"}, "1 The Union once met long ago.")
	rd2.Paragraphs[0].Activities[0].Level.Value, rd2.Paragraphs[0].Activities[0].Level.Rule = "senior", "t"
	if _, err := w.Desk.TakeIn(t.Context(), doc, rd, desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Desk.TakeIn(t.Context(), doc2, rd2, desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	site.Library.(*shelves).now = func() time.Time { return time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC) }
	return site
}

// The page of a partner shows how high it meets others and when, and leads to the acts of
// its bodies and to the files.
func TestLadderAndTimelineOfAPartner(t *testing.T) {
	site := partnersSite(t)
	page := get(t, site, "/en/actors/AU")
	for _, want := range []string{
		"Ladder of engagement", `>Summit level</th><td class="num" data-l="Reported"><a href="/en/search?q=actor%3AAU`, "2 March 2026",
		`<circle class="dot"`, "As a table", "From the register: 3 acts, told by 2 documents.", "Not drawn: 1 undated",
		"With its bodies: 4 acts", `href="/api/v1/records?q=actor%3AAU&amp;format=csv`, "format=jsonld", `href="/en/compare?a=AU"`,
		`>African Union Commission</bdi></a> <span class="soft">1 act<`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	// All that is reported of ASEAN stands in one document: no trend.
	if page := get(t, site, "/en/actors/ASEAN"); !strings.Contains(page, "no trend is drawn") {
		t.Error("one report makes a trend")
	}
	// In Arabic time runs from right to left.
	if page := get(t, site, "/ar/actors/AU"); !strings.Contains(page, `<text class="halo" x="100%"`) {
		t.Error("the timeline is not mirrored")
	}
}

// The links of a chart lead to searches that find what is drawn.
func TestLinksOfAPartnerFindItsActs(t *testing.T) {
	site := partnersSite(t)
	for query, want := range map[string]string{"actor%3AAU+level%3Asummit": "2 acts", "actor%3AAU%2CAUC": "4 acts", "actor%3AAU+level%3Asummit+year%3A2025": "1 act"} {
		if found := get(t, site, "/en/search?q="+query); !strings.Contains(found, want) {
			t.Errorf("%s does not find %s", query, want)
		}
	}
	page := get(t, site, "/en/actors/AU")
	_, rest, ok := strings.Cut(page, `<p class="line"><a href="/en/search?q=actor%3AAU%2C`)
	if !ok {
		t.Fatal("no link to the acts of it and its bodies")
	}
	query, _, _ := strings.Cut(rest, `"`)
	if found := get(t, site, "/en/search?q=actor%3AAU%2C"+query); !strings.Contains(found, "4 acts") {
		t.Error("the acts of it and its bodies are not found by the link")
	}
}

func TestListOfPartners(t *testing.T) {
	site := partnersSite(t)
	page := get(t, site, "/en/partners")
	for _, want := range []string{`href="/en/actors/AU"`, `href="/en/actors/ASEAN"`, `<a href="/en/search?q=actor%3AAU">3</a>`, `href="/en/entities"`, `>March 2026</td>`, `<select name="a">`} {
		if !strings.Contains(page, want) {
			t.Errorf("the list does not have %q", want)
		}
	}
	// In the order of the English names in every language.
	for _, lang := range []string{"en", "ru", "zh", "ar"} {
		page := get(t, site, "/"+lang+"/partners")
		if au, asean := strings.Index(page, `/actors/AU"`), strings.Index(page, `/actors/ASEAN"`); au < 0 || asean < 0 || au > asean {
			t.Errorf("%s: not in the order of the English names", lang)
		}
	}
	_, empty := deskSite(t)
	for _, at := range []string{"/en/partners", "/en/entities"} {
		if page := get(t, empty, at); !strings.Contains(page, "Nothing reported") {
			t.Errorf("%s of an empty register does not say so", at)
		}
	}
}

func TestTwoPartnersSideBySide(t *testing.T) {
	site := partnersSite(t)
	page := get(t, site, "/en/compare?a=AU&b=ASEAN")
	for _, want := range []string{"African Union\u2069 beside \u2068ASEAN", `<a href="/en/search?q=actor%3AAU">3</a>`, `<a href="/en/search?q=actor%3AASEAN">1</a>`, ">nothing reported<", `<option value="AU" selected>`, `<bdi>Summit level</bdi>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the comparison does not say %q", want)
		}
	}
	for at, want := range map[string]struct {
		status int
		says   string
	}{
		"/en/compare":                 {200, `<select name="a">`},
		"/en/compare?a=AU":            {200, `<option value="AU" selected>`},
		"/en/compare?a=AU&b=AU":       {400, "Choose another"},
		"/en/compare?a=AU&b=nobody":   {404, "no organization that is known"},
		"/en/compare?a=%3Cb%3E&b=AU":  {404, "no organization that is known"},
		"/zh/compare?a=ASEAN&b=UNODC": {200, "未见报告"},
	} {
		r := do(t, site, "GET", at, nil, nil)
		if r.StatusCode != want.status {
			t.Errorf("%s: %d, want %d", at, r.StatusCode, want.status)
		}
		if body := read(t, r); !strings.Contains(body, want.says) {
			t.Errorf("%s does not say %q", at, want.says)
		}
	}
}
