package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func paragraphs(t *testing.T, out string) map[string]map[string][]string {
	t.Helper()
	list := map[string]map[string][]string{}
	for line := range strings.Lines(out) {
		var o struct {
			Record                                  string
			Number                                  json.RawMessage
			Organizations, Places, Dates, Documents []string
		}
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if o.Record == "paragraph" {
			list[string(o.Number)] = map[string][]string{"organizations": o.Organizations, "places": o.Places, "dates": o.Dates, "documents": o.Documents}
		}
	}
	return list
}

func agreement(a, b map[string]map[string][]string, key string) float64 {
	both, all := 0, 0
	for n, p := range a {
		all += len(p[key])
		for _, v := range p[key] {
			for _, w := range b[n][key] {
				if strings.EqualFold(v, w) {
					both++
				}
			}
		}
	}
	for _, p := range b {
		all += len(p[key])
	}
	if all == 0 {
		return 0
	}
	return 2 * float64(both) / float64(all)
}

const report = `A/98/77

1. On 4 May 2043, the United Nations Development Programme and the African Union Commission signed a memorandum of understanding in Nairobi.

2. The Economic Community of West African States and UNICEF held a workshop for 30 participants in Accra in June 2043.
`

func writeFile(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRead goes the way of a person: read a folder, read it again, change a file.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "r.db")
	file := writeFile(t, filepath.Join(dir, "in", "report.txt"), report)

	status, out, errs := concord(t, nil, "read", filepath.Join(dir, "in"), "--db", db)
	if status != 0 || !strings.Contains(out, "A/98/77, en, 2 paragraphs, 2 activities") {
		t.Fatalf("status %d\n%s%s", status, out, errs)
	}
	status, out, _ = concord(t, nil, "read", filepath.Join(dir, "in"), "--db", db)
	if status != 0 || !strings.Contains(out, "nothing changed") {
		t.Errorf("the same file again: status %d\n%s", status, out)
	}
	writeFile(t, file, strings.ReplaceAll(report, "Accra", "Lomé"))
	status, out, _ = concord(t, nil, "read", file, "--db", db)
	if status != 0 || !strings.Contains(out, "version 2 beside the one before") {
		t.Errorf("a changed file: status %d\n%s", status, out)
	}
}

// TestReadJSON: every line is an object, quotes are stretches of their paragraph.
func TestReadJSON(t *testing.T) {
	db := filepath.Join(t.TempDir(), "r.db")
	status, out, errs := concord(t, []byte(report), "read", "-", "--explain", "--db", db)
	if status != 0 {
		t.Fatalf("status %d: %s", status, errs)
	}
	text, kinds := "", []string{}
	for line := range strings.Lines(out) {
		var o struct {
			Record, Text, Quote, Kind, Date string
			Organizations                   []string
			Evidence                        []struct{ Rule string }
		}
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatal(err)
		}
		switch o.Record {
		case "paragraph":
			text = o.Text
		case "activity":
			kinds = append(kinds, o.Kind+" "+o.Date+" "+strings.Join(o.Organizations, "+"))
			if !strings.Contains(text, o.Quote) || o.Quote == "" {
				t.Errorf("the quote %q is not in %q", o.Quote, text)
			}
			for _, e := range o.Evidence {
				if e.Rule == "" {
					t.Errorf("a value without its rule in %s", line)
				}
			}
		}
	}
	want := "agreement 2043-05-04 UNDP+AUC, training 2043-06 ECOWAS+UNICEF"
	if got := strings.Join(kinds, ", "); got != want {
		t.Errorf("read %s\nwant %s", got, want)
	}
}

// TestReadBadInput: one sentence for each, the others go on, the status says so.
func TestReadBadInput(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(t.TempDir(), "r.db")
	writeFile(t, filepath.Join(dir, "a-good.txt"), report)
	writeFile(t, filepath.Join(dir, "empty.txt"), "")
	writeFile(t, filepath.Join(dir, "picture.txt"), "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")
	writeFile(t, filepath.Join(dir, "german.txt"), strings.Repeat("Die Vereinten Nationen und die Afrikanische Union haben sich am Montag in der Stadt getroffen, um über die Lage zu sprechen. Das war für alle nicht leicht.\n\n", 4))
	var z bytes.Buffer
	zw := zip.NewWriter(&z)
	w, err := zw.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(`<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document>&x;</w:document>`)); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "entity.docx"), z.String())
	writeFile(t, filepath.Join(dir, "truncated.docx"), z.String()[:z.Len()/2])
	writeFile(t, filepath.Join(dir, "locked.docx"), "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 600))

	status, out, errs := concord(t, nil, "read", dir, filepath.Join(dir, "absent.txt"), "--db", db)
	if status != 1 {
		t.Errorf("status %d, want 1: some input failed", status)
	}
	if !strings.Contains(out, "2 activities") {
		t.Errorf("the good file was not read: %s", out)
	}
	for _, name := range []string{"empty.txt", "picture.txt", "german.txt", "entity.docx", "truncated.docx", "locked.docx", "absent.txt"} {
		n := 0
		for line := range strings.Lines(errs) {
			if strings.Contains(line, name) {
				n++
				if strings.Contains(line, "panic") || strings.Contains(line, "goroutine") || len(line) > 400 {
					t.Errorf("%s: no sentence for a person: %s", name, line)
				}
			}
		}
		if n != 1 {
			t.Errorf("%s: told %d times, want once in:\n%s", name, n, errs)
		}
	}
	if strings.Contains(out+errs, "root:") {
		t.Error("a file of the system was read through an entity")
	}
}

// TestReadForbidden: what may not be read is named; the others go on.
func TestReadForbidden(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		// Rights do not bind this user; the sentence itself is what openFault gives.
		err := openFault("x", os.ErrPermission)
		if !strings.Contains(err.Error(), "may not be read") {
			t.Errorf("%v", err)
		}
		return
	}
	dir := t.TempDir()
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "report.txt"), report)
	status, out, errs := concord(t, nil, "read", dir, "--db", filepath.Join(t.TempDir(), "r.db"))
	if status != 1 || !strings.Contains(errs, "may not be read") || !strings.Contains(out, "2 activities") {
		t.Errorf("status %d\n%s%s", status, out, errs)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{"read"}, {"read", "x", "--lang", "de"}, {"read", "x", "--jobs", "0"}, {"nosuch"},
		{"read", "x", "--nosuch"}, {"score", "one"}, {"up", "extra"}, {"version", "extra"}, {"up", "--listen", "0.0.0.0:1"}} {
		status, _, errs := concord(t, nil, args...)
		if status != 2 || !strings.HasPrefix(errs, "concord: ") || strings.Count(strings.TrimSpace(errs), "\n") > 0 {
			t.Errorf("%v: status %d, %q; want 2 and one sentence", args, status, errs)
		}
	}
}

// TestLines stores nothing and numbers by line.
func TestLines(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	status, out, errs := concord(t, []byte("The African Union met UNICEF.\n\nL.3 of 2 May 2043\n"), "read", "-", "--lines", "--lang", "en")
	if status != 0 {
		t.Fatal(errs)
	}
	got := paragraphs(t, out)
	if len(got) != 2 || got["1"] == nil || got["3"] == nil {
		t.Errorf("lines read: %v", got)
	}
	if list, _ := os.ReadDir(dir); len(list) != 0 {
		t.Errorf("--lines left %v behind", list)
	}
}

// Behind a memorandum that has no title the place is where it was signed, and an
// anniversary is no number in a series.
func TestPlaceBehindMemorandumAndAnniversary(t *testing.T) {
	for _, c := range []struct{ lang, text, has, hasNot string }{
		{"en", "UNICEF signed a memorandum of understanding in Bonn with the African Union Commission.", `"places":["Bonn"]`, `"instruments":["`},
		{"ru", "ЮНИСЕФ подписал меморандум о взаимопонимании в Бонне с Комиссией Африканского союза.", `"places":["Bonn"]`, `"instruments":["`},
		{"en", "In 2042, UNICEF and the African Union held a meeting to mark their tenth anniversary.", `"kind":"meeting"`, `"series"`},
		{"en", "In 2042, UNICEF and the African Union held their tenth meeting.", `"series":"10"`, ""},
		{"fr", "En 2042, l’UNICEF et l’Union africaine ont tenu une réunion pour le 10e anniversaire de leur partenariat.", `"kind":"meeting"`, `"series"`},
		{"es", "En 2042, el UNICEF y la Unión Africana celebraron una reunión por el décimo aniversario de su asociación.", `"kind":"meeting"`, `"series"`},
		{"ru", "В 2042 году ЮНИСЕФ и Африканский союз провели совещание по случаю десятой годовщины партнерства.", `"kind":"meeting"`, `"series"`},
		{"zh", "2042年，儿基会与非洲联盟迎来了10周年，并举行了会议。", `"kind":"meeting"`, `"series"`},
		{"ar", "وفي عام 2042، عقدت اليونيسف والاتحاد الأفريقي اجتماعا بمناسبة الذكرى السنوية العاشرة للشراكة.", `"kind":"meeting"`, `"series"`},
	} {
		file := filepath.Join(t.TempDir(), "lines.txt")
		if err := os.WriteFile(file, []byte(c.text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		status, out, errs := concord(t, nil, "read", "--lines", file, "--lang", c.lang, "--json")
		if status != 0 || !strings.Contains(out, c.has) || c.hasNot != "" && strings.Contains(out, c.hasNot) {
			t.Errorf("%s: %s: status %d, %s\n%s", c.lang, c.text, status, errs, out)
		}
	}
}
