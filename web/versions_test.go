package web

import (
	"path/filepath"
	"strings"
	"testing"

	"concord/desk"
	"concord/document"
	"concord/reading"
)

// deskSite is a site over a new register, with its workplace.
func deskSite(t *testing.T) (*Workplace, *Site) {
	t.Helper()
	c, end, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	return c.Workplace, newSite(t, c)
}

// plainDocument is a document with a paragraph a line and an act for each.
func plainDocument(lang, format string, symbols []string, lines ...string) (*document.Document, *reading.Reading) {
	doc := &document.Document{Name: "a." + format, Format: format, SHA256: strings.Repeat(lang+format+symbols[0]+strings.Join(lines, ""), 2), Language: lang,
		Masthead: document.Masthead{Symbols: symbols, Title: "Report of " + lang}}
	rd := &reading.Reading{Language: lang, Rules: "1"}
	for i, l := range lines {
		number, text, _ := strings.Cut(l, " ")
		doc.Paragraphs = append(doc.Paragraphs, document.Paragraph{Number: number, Text: text})
		p := reading.Paragraph{Index: i}
		p.Activities = []reading.Activity{{Span: reading.Span{From: 0, To: len(text)}, Title: text, Kind: reading.Value{Value: "meeting", Rule: "t"},
			Parties: []reading.Party{{Value: reading.Value{Value: "AU", Rule: "t"}, Role: "lead"}}}}
		rd.Paragraphs = append(rd.Paragraphs, p)
	}
	return doc, rd
}

// A corrigendum stands on the page of its work and on the paragraphs that it names, and
// where its words are found, the old and the new.
func TestCorrectedDocument(t *testing.T) {
	w, site := deskSite(t)
	take := func(lang, format string, symbols []string, lines ...string) desk.Outcome {
		t.Helper()
		doc, rd := plainDocument(lang, format, symbols, lines...)
		out, err := w.Desk.TakeIn(t.Context(), doc, rd, desk.Named("Amira"))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	symbols := []string{"A/99/7", "S/2044/7"}
	take("en", "docx", symbols, "1 The kite met 25 owls.", "2 The owls met.", "3 Nobody came.")
	take("fr", "docx", symbols, "1 Le cerf-volant a vu 25 hiboux.", "2 Les hiboux se sont vus.")
	if out := take("en", "pdf", symbols, "1 The kite met 25  owls.", "2 The owls met.", "3 Nobody came."); out.Repeats != 1 {
		t.Fatalf("%+v", out)
	}
	take("en", "text", []string{"A/99/7/Corr.1", "S/2044/7/Corr.1"}, "1 Paragraph 1\nFor 25 owls read 27 owls", "2 Paragraph 2\nThe paragraph should be deleted.")
	take("en", "text", []string{"A/99/7/Add.2"}, "1 The addendum.")

	page := get(t, site, "/en/documents/en/A/99/7")
	for _, want := range []string{
		"Corrected by <a href=\"/en/documents/en/A/99/7/Corr.1\"><bdi>A/99/7/Corr.1–S/2044/7/Corr.1</bdi></a>",
		"Addendum: <a href=\"/en/documents/en/A/99/7/Add.2\">",
		"<del>25 owls</del> <ins>27 owls</ins>",
		"Read from \u2068a.docx\u2069; the same text in another form: \u2068a.pdf\u2069",
		`href="/en/documents/en/A/99/7?beside=fr"`, `href="/en/paragraphs/A/99/7?n=1"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if n := strings.Count(page, `class="erratum"`); n != 2 {
		t.Errorf("%d paragraphs are corrected, 2 were named", n)
	}
	if strings.Contains(page, "Other versions") {
		t.Error("a form of the same text is shown as a version")
	}
	// In French the paragraphs are marked, the English words are not laid on them.
	if page := get(t, site, "/en/documents/fr/A/99/7"); strings.Count(page, `class="erratum"`) != 2 || strings.Contains(page, "<del>") {
		t.Error("the French text is corrected otherwise than by a mark")
	}
	if page := get(t, site, "/en/documents/en/A/99/7/Corr.1"); !strings.Contains(page, `Corrigendum to <a href="/en/documents/en/A/99/7"><bdi>A/99/7–S/2044/7</bdi></a>`) {
		t.Error("the corrigendum does not say what it corrects")
	}
	if page := get(t, site, "/en/documents/en/A/99/7/Add.2"); !strings.Contains(page, "Addendum to") {
		t.Error("the addendum does not say what it adds to")
	}
}

// Two languages side by side, and one paragraph in all: what is missing is said.
func TestSideBySide(t *testing.T) {
	w, site := deskSite(t)
	for _, x := range [][]string{{"en", "1 The kite flew.", "2 The owls met.", "4 Only here."}, {"zh", "1 风筝飞了。", "2 猫头鹰开会。", "3 只在这里。"}} {
		doc, rd := plainDocument(x[0], "text", []string{"A/99/8"}, x[1:]...)
		if _, err := w.Desk.TakeIn(t.Context(), doc, rd, desk.Named("Amira")); err != nil {
			t.Fatal(err)
		}
	}
	page := get(t, site, "/en/documents/en/A/99/8?beside=zh")
	order := 0
	for _, want := range []string{"The kite flew.", "风筝飞了。", "The owls met.", "猫头鹰开会。", "Only here.", "This paragraph is not in the text in Chinese.", "This paragraph is not in the text in English.", "只在这里。"} {
		i := strings.Index(page[order:], want)
		if i < 0 {
			t.Fatalf("%q does not stand in its place", want)
		}
		order += i
	}
	if !strings.Contains(page, `lang="zh" dir="ltr"`) {
		t.Error("the Chinese text does not say that it is Chinese")
	}
	if page := get(t, site, "/en/documents/en/A/99/8?beside=fr"); !strings.Contains(page, "Not held in French.") || !strings.Contains(page, "The kite flew.") {
		t.Error("a language that is not held is not told")
	}
	page = get(t, site, "/en/paragraphs/A/99/8?n=2")
	for _, want := range []string{"The owls met.", "猫头鹰开会。", "Not held in French.", "Not held in Arabic."} {
		if !strings.Contains(page, want) {
			t.Errorf("the paragraph's page does not say %q", want)
		}
	}
	for path, status := range map[string]int{"/en/paragraphs/A/99/8": 400, "/en/paragraphs/A/99/8?n=77": 404, "/en/paragraphs/A/1/1?n=1": 404,
		"/en/documents/en/A/99/8?beside=xx": 400, "/en/documents/en/A/99/8?beside=en": 200} {
		if got := do(t, site, "GET", path, nil, nil).StatusCode; got != status {
			t.Errorf("%s: %d, want %d", path, got, status)
		}
	}
}

// An act that two languages tell stands once on the page of the paragraph.
func TestToldOnce(t *testing.T) {
	w, site := deskSite(t)
	var ids []string
	for _, x := range [][]string{{"en", "1 The kite flew."}, {"fr", "1 Le cerf-volant."}} {
		doc, rd := plainDocument(x[0], "text", []string{"A/99/9"}, x[1:]...)
		if _, err := w.Desk.TakeIn(t.Context(), doc, rd, desk.Named("Amira"), desk.Apart()); err != nil {
			t.Fatal(err)
		}
		v, err := w.Register.View(t.Context(), "A/99/9", x[0], 0)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, v.Paragraphs[0].Activities[0].Record.ID)
	}
	if _, err := w.Desk.Join(t.Context(), ids[0], ids[1], "", desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	page := get(t, site, "/en/paragraphs/A/99/9?n=1")
	_, acts, _ := strings.Cut(page, "Acts told here")
	if strings.Count(acts, "/en/activities/") != 1 || !strings.Contains(acts, "told in: English, French") {
		t.Errorf("%s", acts)
	}
}
