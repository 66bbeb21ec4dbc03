package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// inWord changes the text of a Word file.
func inWord(t *testing.T, file []byte, change func(string) string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "word/document.xml" {
			was := string(content)
			if content = []byte(change(was)); string(content) == was {
				t.Fatal("nothing was changed")
			}
		}
		out, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A draft goes out in Word, is changed there, and comes back: shown first, taken up by
// choice.
func TestDraftBack(t *testing.T) {
	dir := t.TempDir()
	db, out, back := filepath.Join(dir, "a.db"), filepath.Join(dir, "out.docx"), filepath.Join(dir, "back.docx")
	for _, args := range [][]string{{"cycle", "open", "--period", "2024-08/2026-07", "--meeting", "2026-11-16"}, {"draft", "--keep"}, {"draft", "--kept", "--sources", "-o", out}} {
		if status, _, errs := concord(t, nil, append(args, "--db", db)...); status != 0 {
			t.Fatalf("%v: %d %s", args, status, errs)
		}
	}
	file, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	const by = ` w:id="900" w:author="A. Reviewer" w:date="2026-11-20T10:00:00Z">`
	sentence := regexp.MustCompile(`<w:r><w:t xml:space="preserve">(Sections stand in [^<]*)\.</w:t></w:r>`)
	var was string
	changed := inWord(t, file, func(s string) string {
		m := sentence.FindStringSubmatch(s)
		if m == nil {
			t.Fatal("no sentence to change")
		}
		was = m[1]
		return strings.Replace(s, m[0], `<w:r><w:t xml:space="preserve">`+was+`</w:t></w:r><w:ins`+by+`<w:r><w:t xml:space="preserve">, as it was asked to</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r>`, 1)
	})
	if err := os.WriteFile(back, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	status, said, errs := concord(t, nil, "draft", "back", back, "--db", db)
	for _, want := range []string{"1 changed, 0 deleted", "A. Reviewer", "2026-11-20", "- " + was + ".", "+ " + was + ", as it was asked to."} {
		if status != 0 || !strings.Contains(said, want) {
			t.Errorf("%d, no %q in\n%s%s", status, want, said, errs)
		}
	}
	stands := func() bool {
		_, said, _ := concord(t, nil, "draft", "--kept", "--db", db)
		return strings.Contains(said, was+", as it was asked to.")
	}
	if stands() {
		t.Error("it was taken up though nobody asked for it")
	}
	if status, _, errs := concord(t, nil, "draft", "back", back, "--accept", "changed", "--db", db); status != 0 || !strings.Contains(errs, "Taken up: 1 of 1") || !stands() {
		t.Errorf("%d %s", status, errs)
	}
	if status, said, errs := concord(t, nil, "draft", "back", back, "--accept", "1", "--db", db); status == 0 || !strings.Contains(said, "changed here since") || !strings.Contains(errs, "after the file went out") {
		t.Errorf("%d %s%s", status, said, errs)
	}
	text := writeFile(t, filepath.Join(dir, "a.txt"), "A text.")
	for _, x := range []struct {
		args []string
		says string
	}{
		{nil, "takes the Word file"}, {[]string{text}, "no Word file"}, {[]string{filepath.Join(dir, "none.docx")}, "cannot be opened"},
		{[]string{back, "--lang", "de"}, "--lang de"}, {[]string{back, "--lang", "fr"}, "no draft in fr"}, {[]string{back, "--accept", "9"}, "has 1 changes"}, {[]string{back, "--accept", "some"}, "say all"}, {[]string{back, "nothing"}, "nothing"},
	} {
		if status, out, errs := concord(t, nil, append(append([]string{"draft", "back"}, x.args...), "--db", db)...); status == 0 || out != "" || !strings.Contains(errs, x.says) {
			t.Errorf("%v: %d %s%s", x.args, status, out, errs)
		}
	}
}
