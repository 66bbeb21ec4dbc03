package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"concord/document/docx/docxtest"
	"concord/fault"
	"concord/settings"
	"concord/store/sqlite"

	"golang.org/x/sync/semaphore"
)

// TestMain runs the program itself where a test has started it in a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("CONCORD_TEST_PROGRAM") != "" {
		os.Unsetenv("CONCORD_TEST_PROGRAM")
		main()
		return
	}
	os.Exit(m.Run())
}

// packed makes an archive of names and contents, in this order.
func packed(t *testing.T, entries ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		w, err := z.Create(entries[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(entries[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"

// input is what an organization sends, with a number to tell it from others.
func inputOf(n int) string {
	return fmt.Sprintf("A/98/%d\n\n1. On %d May 2043, the African Union Commission and UNICEF signed a memorandum of understanding in Nairobi.\n\n2. The Economic Community of West African States held a workshop for %d participants in Accra in June 2043.\n", 100+n, 1+n%28, 20+n)
}

func mailOf(body, name, attached string) string {
	return "From: Amira <amira@example.org>\r\nDate: Thu, 2 Jun 2044 09:00:00 +0000\r\nSubject: Input\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body + "\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=" + name + "\r\n\r\n" + attached + "\r\n--b--\r\n"
}

// A folder with archives, e-mails, pictures and broken files: one line for each
// document, under the way that leads to it, and a sum of it all at the end.
func TestReadFolder(t *testing.T) {
	dir, db := t.TempDir(), filepath.Join(t.TempDir(), "r.db")
	word := string(docxtest.File{Body: docxtest.Paragraph("", "1. The African Union Commission met UNICEF in Nairobi on 4 May 2043.")}.Bytes(t))
	letter := mailOf("On 3 May 2043, the African Union and UNICEF opened a centre for training in Lusaka.", "annex.txt", inputOf(3))
	in := func(name string) string { return filepath.Join(dir, name) }
	writeFile(t, in("inputs.zip"), packed(t, "a.txt", inputOf(1), "au/word.docx", word, "emblem.png", png, "broken.pdf", "%PDF-1.7\nx", "more.zip", packed(t, "b.txt", inputOf(2)), "../../out.txt", "x", "mail.eml", letter))
	writeFile(t, in("z/letter.eml"), strings.ReplaceAll(letter, "A/98/103", "A/98/104"))
	writeFile(t, in("z/photo.png"), png)
	writeFile(t, in("z/~$word.docx"), "\x05Amira"+strings.Repeat("\x00", 156))
	writeFile(t, in("z/README"), "Here are letter.eml and photo.png.")
	writeFile(t, in("z/picture.pdf"), png)
	writeFile(t, in("z/.DS_Store"), "\x00\x00\x00\x01Bud1")

	status, out, errs := concord(t, nil, "read", dir, "--db", db)
	if status != 1 {
		t.Errorf("status %d, want 1: some input failed", status)
	}
	lines := strings.Split(out, "\n")
	for name, say := range map[string]string{
		"inputs.zip/a.txt": "A/98/101, en, 2 paragraphs", "inputs.zip/au/word.docx": "en, 1 paragraph", "inputs.zip/more.zip/b.txt": "A/98/102",
		"inputs.zip/mail.eml": "en, 1 paragraph", "inputs.zip/mail.eml/annex.txt": "A/98/103", "z/letter.eml/annex.txt": "A/98/104",
	} {
		n := 0
		for _, l := range lines {
			if rest, ok := strings.CutPrefix(l, in(name)+": "); ok && strings.HasPrefix(rest, say) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s, %q: told %d times", name, say, n)
		}
	}
	for name, say := range map[string]string{"inputs.zip/broken.pdf": "incomplete", "inputs.zip/out.txt": "leads out of its archive", "z/picture.pdf": "is a picture"} {
		if !strings.Contains(errs, "concord: "+in(name)+" ") && !strings.Contains(errs, "concord: "+filepath.Base(name)+" ") || !strings.Contains(errs, say) {
			t.Errorf("%s is not told: %s", name, errs)
		}
	}
	for _, want := range []string{", 3 failed.", "Failed, damaged, empty or no documents: 2 (" + in("inputs.zip/broken.pdf"), "Failed, of a kind or in a language that is not read: 1 (" + in("z/picture.pdf"),
		"Passed over, no documents: 4 (", "pictures: " + in("inputs.zip/emblem.png") + ", " + in("z/photo.png"), "locks of an office program: ", "notes on the files beside them: " + in("z/README")} {
		if !strings.Contains(out, want) {
			t.Errorf("the sum lacks %q:\n%s", want, out)
		}
	}
	status, out, _ = concord(t, nil, "read", in("inputs.zip"), "--db", db)
	if status != 1 || !strings.Contains(out, "0 documents read, 5 known before, 2 failed.") {
		t.Errorf("the archive again: status %d\n%s", status, out)
	}
	// A file that a person names is read whatever it is.
	if status, _, errs := concord(t, nil, "read", in("z/photo.png"), "--db", db); status != 1 || !strings.Contains(errs, "is a picture") {
		t.Errorf("a picture that was named: status %d, %s", status, errs)
	}
}

// Killed at any moment, a reading goes on where it was, and the register is the one
// that an undisturbed reading makes.
func TestKilledReadingGoesOn(t *testing.T) {
	const files = 40
	dir := t.TempDir()
	for n := range files {
		writeFile(t, filepath.Join(dir, fmt.Sprintf("in%02d.txt", n)), inputOf(n))
	}
	counts := func(db string) string {
		t.Helper()
		_, out, errs := concord(t, nil, "export", "activities", "--db", db, "-o", "-", "--format", "csv")
		if out == "" {
			t.Fatal(errs)
		}
		return fmt.Sprint(strings.Count(out, "\n"))
	}
	whole := filepath.Join(t.TempDir(), "whole.db")
	if status, _, errs := concord(t, nil, "read", dir, "--db", whole); status != 0 {
		t.Fatal(errs)
	}
	db := filepath.Join(t.TempDir(), "r.db")
	told := 0
	for _, stop := range []int{1, 7, 12} { // lines after which it is killed
		cmd := exec.Command(os.Args[0], "read", dir, "--db", db, "--jobs", "2")
		cmd.Env = append(os.Environ(), "CONCORD_TEST_PROGRAM=1")
		pipe, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		fresh := 0
		for lines := bufio.NewScanner(pipe); fresh < stop && lines.Scan(); {
			if !strings.Contains(lines.Text(), "read before") {
				fresh++
			}
		}
		told += fresh
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it was killed
	}
	if told != 20 {
		t.Fatalf("%d documents were told before the program was killed, want 20", told)
	}
	status, out, errs := concord(t, nil, "read", dir, "--db", db)
	if status != 0 {
		t.Fatal(errs)
	}
	known := strings.Count(out, "read before")
	if known < told || !strings.Contains(out, fmt.Sprintf("%d read, %d known before.", files-known, known)) && !strings.Contains(out, fmt.Sprintf("%d documents read, %d known before.", files-known, known)) {
		t.Errorf("%d were told, %d were known:\n%s", told, known, out)
	}
	if a, b := counts(whole), counts(db); a != b {
		t.Errorf("%s activities read at once, %s with interruptions", a, b)
	}
}

// What the bar is told never goes back, moves on inside an archive, and ends where
// all bytes and all files are done.
func TestProgressTellsTheTruth(t *testing.T) {
	dir := t.TempDir()
	many := []string{}
	for n := range 20 {
		many = append(many, fmt.Sprintf("in%02d.txt", n), inputOf(n)+strings.Repeat("\n", 5000))
	}
	writeFile(t, filepath.Join(dir, "a.zip"), packed(t, many...))
	writeFile(t, filepath.Join(dir, "b.txt"), inputOf(30))
	writeFile(t, filepath.Join(dir, "c.png"), png)
	writeFile(t, filepath.Join(dir, "d.pdf"), "")
	list := inputs([]string{dir, filepath.Join(dir, "absent")})
	reader, err := newReader()
	if err != nil {
		t.Fatal(err)
	}
	w := &run{program: &program{}, reader: reader, memory: semaphore.NewWeighted(memory), slots: make(chan struct{}, 2), results: make(chan turn, 2)}
	go w.through(context.Background(), list)
	var total int64
	for _, in := range list {
		total += in.size
	}
	bar := newProgress(&bytes.Buffer{}, list)
	at, inside, ended := int64(0), map[int64]bool{}, 0
	for one := range w.results {
		r := <-one.done
		w.memory.Release(one.held)
		if r.at < at && r.at != 0 {
			t.Errorf("%s: %d after %d", r.title, r.at, at)
		}
		at = max(at, r.at)
		if strings.Contains(r.title, "a.zip/") {
			inside[r.at] = true
		}
		if r.ended {
			ended++
		}
		bar.reached(r.at, r.ended)
	}
	if at != total || bar.bar.Current() != total || ended != len(list) || int(bar.files.Load()) != len(list) {
		t.Errorf("at %d of %d bytes, bar at %d; %d of %d files", at, total, bar.bar.Current(), ended, len(list))
	}
	if len(inside) < 20 {
		t.Errorf("the bar stands still in an archive: %v", inside)
	}
	bar.stop()
}

// An archive that is dropped on a page gives an outcome for each document in it.
func TestArchiveOnAPage(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "r.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	reg := registryOf(store, settings.Settings{})
	defer reg.Close()
	reader, err := newReader()
	if err != nil {
		t.Fatal(err)
	}
	take := reg.intake(reader, 1<<20)
	body := packed(t, "a.txt", inputOf(1), "emblem.png", png, "mail.eml", mailOf("On 3 May 2043, the African Union and UNICEF opened a centre for training in Lusaka.", "b.txt", inputOf(2)), "broken.pdf", "%PDF-1.7\nx")
	for _, known := range []bool{false, true} {
		list, err := take(t.Context(), "in.zip", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range list {
			got = append(got, fmt.Sprintln(o.Name, o.Work, o.Activities, o.Known, o.Passed, o.Err != nil))
		}
		want := fmt.Sprintf("in.zip/a.txt A/98/101 2 %[1]v false false\nin.zip/emblem.png  0 false true false\nin.zip/mail.eml %[2]s 1 %[1]v false false\n"+
			"in.zip/mail.eml/b.txt A/98/102 2 %[1]v false false\nin.zip/broken.pdf  0 false false true\n", known, list[2].Work)
		if strings.Join(got, "") != want {
			t.Errorf("known before %v:\n%s\nwant\n%s", known, strings.Join(got, ""), want)
		}
	}
	if _, err := take(t.Context(), "large.zip", strings.NewReader(strings.Repeat("x", 2<<20))); fault.KindOf(err) != fault.TooLarge {
		t.Errorf("a file beyond the limit: %v", err)
	}
}
