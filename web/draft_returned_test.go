package web

import (
	"archive/zip"
	"bytes"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// wordFile is the draft as it goes out, with its text changed as Word does.
func (d *drafted) wordFile(pairs ...string) []byte {
	d.Helper()
	file := read(d.T, do(d.T, d, "GET", "/en/reports/"+d.cycle+"/en/report.docx", nil, nil))
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		d.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			d.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			d.Fatal(err)
		}
		for i := 0; f.Name == "word/document.xml" && i < len(pairs); i += 2 {
			if !bytes.Contains(content, []byte(pairs[i])) {
				d.Fatalf("no %q in the file", pairs[i])
			}
			content = bytes.Replace(content, []byte(pairs[i]), []byte(pairs[i+1]), 1)
		}
		out, err := w.Create(f.Name)
		if err != nil {
			d.Fatal(err)
		}
		if _, err := out.Write(content); err != nil {
			d.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		d.Fatal(err)
	}
	return b.Bytes()
}

// handIn gives a file back.
func (d *drafted) handIn(lang string, file []byte) (int, string) {
	d.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	p, err := w.CreateFormFile("f", "back.docx")
	if err != nil {
		d.Fatal(err)
	}
	_, _ = p.Write(file)
	_ = w.Close()
	r := do(d.T, d, "POST", "/en/reports/"+d.cycle+"/"+lang+"/returned/", &b, http.Header{"Content-Type": {w.FormDataContentType()}})
	return r.StatusCode, read(d.T, r)
}

// ticked is the form of a page of changes as a browser sends it.
func ticked(page string) url.Values {
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="back" value="([^"]*)">`).FindAllStringSubmatch(page, -1) {
		form.Set("back", html.UnescapeString(m[1]))
	}
	for _, m := range regexp.MustCompile(`<input type="checkbox" name="take" value="(\d+)" checked>`).FindAllStringSubmatch(page, -1) {
		form.Add("take", m[1])
	}
	return form
}

func (d *drafted) accept(form url.Values) (int, string) {
	d.Helper()
	r := do(d.T, d, "POST", "/en/reports/"+d.cycle+"/en/returned/", strings.NewReader(form.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	return r.StatusCode, read(d.T, r)
}

const (
	firstOut  = `<w:r><w:t xml:space="preserve">It was their first.</w:t></w:r>`
	inReview  = ` w:id="900" w:author="A. Reviewer" w:date="2026-11-20T10:00:00Z">`
	firstBack = `<w:r><w:t xml:space="preserve">It was their </w:t></w:r><w:del` + inReview + `<w:r><w:delText>first</w:delText></w:r></w:del><w:ins` + inReview + `<w:r><w:t>&lt;second&gt;</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r>`
)

// What came back in Word is shown sentence by sentence, and what is ticked is taken up.
func TestWordFileComesBack(t *testing.T) {
	d := draftedSite(t)
	d.has(d.at("?part=AU"), `href="/en/reports/`+d.cycle+`/en/returned/"`)
	d.has(get(t, d, "/en/reports/"+d.cycle+"/en/returned/"), `type="file"`, "<h1")
	file := d.wordFile(firstOut, firstBack)
	status, page := d.handIn("en", file)
	d.has(page, "changed: 1", "A. Reviewer", "20 November 2026", "<del>first", "&lt;second&gt;", `name="take" value="1" checked`, "African Union")
	if status != 200 || strings.Contains(d.at("?part=AU"), "second") {
		t.Error("it was taken up though nobody asked for it", status)
	}
	form := ticked(page)
	none := url.Values{"back": form["back"]}
	if status, page := d.accept(none); status != 422 && status != 400 || !strings.Contains(page, "Nothing was chosen") {
		t.Error(status)
	}
	if status, page = d.accept(form); status != 200 || !strings.Contains(page, "1 change was taken up.") {
		t.Fatal(status, page)
	}
	d.has(d.at("?part=AU"), "It was their &lt;second&gt;.", d.acts[0][:5])
	d.has(d.at("?part=AU&versions=p1"), "Word: A. Reviewer, 2026-11-20")
}

// Two windows: what was changed here after the file went out stands, and is shown.
func TestWordFileComesBackLate(t *testing.T) {
	d := draftedSite(t)
	out := d.wordFile(firstOut, firstBack)
	_, page := d.handIn("en", out)
	form := d.form("?part=AU&edit=p1")
	form.Set("text-0", "They met.")
	if r := d.post(form); r.StatusCode != 303 {
		t.Fatal(r.StatusCode)
	}
	status, page := d.accept(ticked(page))
	if status != 409 {
		t.Error(status)
	}
	d.has(page, "after the file went out", "They met.", `name="take" value="1" checked`, `name="rest"`)
	again := ticked(page)
	again.Set("rest", "1")
	if status, page = d.accept(again); status != 200 && status != 409 {
		t.Error(status)
	}
	d.has(page, "They met.")
	if strings.Contains(d.at("?part=AU"), "second") {
		t.Error("it was taken up")
	}
}

// What is no file of this draft is refused in a sentence, and the page stays.
func TestWhatComesBackIsNoWordFile(t *testing.T) {
	d := draftedSite(t)
	good := d.wordFile()
	for name, c := range map[string]struct {
		lang, says string
		file       []byte
		status     int
	}{
		"unchanged":        {"en", "changes nothing", good, 200},
		"a text":           {"en", "no Word file", []byte("They go on."), 415},
		"nothing":          {"en", "is empty", nil, 422},
		"half":             {"en", "", good[:len(good)/2], 0},
		"another language": {"fr", "", good, 404},
	} {
		status, page := d.handIn(c.lang, c.file)
		if c.status != 0 && status != c.status || status >= 500 || !strings.Contains(page, c.says) || strings.Contains(page, "%!") {
			t.Errorf("%s: %d", name, status)
		}
	}
	for _, form := range []url.Values{{}, {"back": {"{"}}, {"back": {`{"changes":[{"take":{"kind":"changed","spot":{"part":"XX"}}}]}`}, "take": {"1"}}} {
		if status, page := d.accept(form); status < 400 || status >= 500 || strings.Contains(page, "%!") {
			t.Errorf("%v: %d", form, status)
		}
	}
}
