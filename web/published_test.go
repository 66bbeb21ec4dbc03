package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const publishedText = `A/81/950

United Nations

General Assembly

Distr.: General

Original: English

Cooperation

I. Introduction

1. The present report covers two years.

A. African Union

2. On 14 May 2026, the African Union and the United Nations Office on Drugs and Crime convened a workshop in Kenya on border control. Everybody had tea with the harbour master.

3. They go on <together>.
`

// A draft and its published text stand side by side, what differs is marked, and the
// button records it; what is no such text is refused with a sentence.
func TestPublishedPage(t *testing.T) {
	d := draftedSite(t)
	at := "/reports/" + d.cycle + "/en/published/"
	d.has(d.at(""), at)
	d.has(get(t, d, "/en"+at), "<h1>What the editors changed</h1>", `name="document"`)
	if r := do(t, d, "GET", "/en"+at+"?document=A/81/950", nil, nil); r.StatusCode != 404 {
		t.Errorf("not read in: %d", r.StatusCode)
	}
	if _, err := d.Intake(t.Context(), "published.txt", strings.NewReader(publishedText)); err != nil {
		t.Fatal(err)
	}
	page := get(t, d, "/en"+at+"?document=A/81/950")
	d.has(page, `<option value="A/81/950"`, "Changed: 1", "Left out: 1", "New: 1", "As drafted: 2", "<del>held</del>", "<ins>convened</ins>", "<ins>Everybody had tea with the harbour master.</ins>", "<del>It was their first.</del>", "Record as the published report")
	if strings.Contains(page, "go on") {
		t.Error("what stands as drafted is among the differences")
	}
	d.has(get(t, d, "/en"+at+"?document=A/81/950&all=1"), "They go on &lt;together&gt;.")
	d.has(get(t, d, "/zh"+at+"?document=A/81/950"), "编辑所作的改动", "已改：1", "<del>held</del>")
	post := func(document string) *http.Response {
		return do(t, d, "POST", "/en"+at, strings.NewReader(url.Values{"document": {document}}.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	}
	if r := post("A/81/951"); r.StatusCode != 404 {
		t.Errorf("published as what is not held: %d", r.StatusCode)
	}
	r := post("A/81/950")
	if r.StatusCode != 303 {
		t.Fatal(r.StatusCode)
	}
	d.has(get(t, d, r.Header.Get("Location")), `role="status">Recorded.`, "This document is recorded as the report of the cycle.")
	if r := do(t, d, "GET", "/en/reports/"+d.cycle+"/fr/published/?document=A/81/950", nil, nil); r.StatusCode != 404 {
		t.Errorf("not drafted: %d", r.StatusCode)
	}
	if r := do(t, d, "GET", "/en/reports/"+d.cycle+"/xx/published/", nil, nil); r.StatusCode != 404 {
		t.Errorf("no language: %d", r.StatusCode)
	}
}
