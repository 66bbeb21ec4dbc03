package intake

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"concord/document"
	"concord/document/archive"
	"concord/document/docx/docxtest"
	"concord/fault"
)

type unpacked struct {
	names, texts []string
	faults       map[string]error
	passed       map[string]string
	letters      []document.Letter
}

func unpack(t testing.TB, name string, b []byte, opt document.Options) unpacked {
	t.Helper()
	u := unpacked{faults: map[string]error{}, passed: map[string]string{}}
	err := Unpack(context.Background(), name, bytes.NewReader(b), int64(len(b)), opt, nil, func(e Entry) error {
		switch {
		case e.Err != nil:
			u.faults[e.Name] = e.Err
			return nil
		case e.Passed != "":
			u.passed[e.Name] = e.Passed
			return nil
		}
		u.names = append(u.names, e.Name)
		b, err := io.ReadAll(io.NewSectionReader(e, 0, e.Size))
		u.texts = append(u.texts, string(b))
		u.letters = append(u.letters, e.Letter)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func zipped(t testing.TB, entries map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range entries {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if strings.HasPrefix(name, "link") {
			h.SetMode(fs.ModeSymlink | 0o777)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const plainMail = "From: amira@example.org\r\nTo: desk@example.org\r\nDate: Thu, 2 Jun 2044 09:00:00 +0000\r\nSubject: Our input\r\n\r\nThe office held a workshop in the port.\r\n"

func TestArchive(t *testing.T) {
	word := docxtest.File{Body: docxtest.Paragraph("", "1. Text of a paragraph.")}.Bytes(t)
	inner := zipped(t, map[string]string{"b.txt": "1. B."})
	u := unpack(t, "in.zip", zipped(t, map[string]string{"a.txt": "1. A.", "sub/word.docx": string(word), "more.zip": string(inner), "mail.eml": plainMail,
		"../out.txt": "x", `..\win.txt`: "x", "link": "/etc/passwd", "empty.txt": "", ".hidden": "x", "__MACOSX/a.txt": "x", "folder/": ""}), document.Options{})
	slices.Sort(u.names)
	if want := []string{"in.zip/a.txt", "in.zip/mail.eml", "in.zip/more.zip/b.txt", "in.zip/sub/word.docx"}; !slices.Equal(u.names, want) {
		t.Errorf("found %q", u.names)
	}
	for name, kind := range map[string]fault.Kind{"in.zip/out.txt": fault.Invalid, "in.zip/win.txt": fault.Invalid, "in.zip/link": fault.Unsupported, "in.zip/empty.txt": fault.Invalid} {
		if fault.KindOf(u.faults[name]) != kind || !strings.Contains(fault.Sentence(u.faults[name]), name) {
			t.Errorf("%s: %v", name, u.faults[name])
		}
	}
	if len(u.faults) != 4 {
		t.Errorf("faults %v", u.faults)
	}
	// A Word file is a document, not an archive.
	if u := unpack(t, "a.docx", word, document.Options{}); len(u.names) != 1 || u.names[0] != "a.docx" {
		t.Errorf("%q", u.names)
	}
}

func TestMail(t *testing.T) {
	word := docxtest.File{Body: docxtest.Paragraph("", "1. Text.")}.Bytes(t)
	b64 := base64.StdEncoding.EncodeToString(word)
	m := "From: a@example.org\nDate: Thu, 2 Jun 2044 09:00:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=out\n\n" +
		"--out\nContent-Type: multipart/alternative; boundary=in\n\n--in\nContent-Type: text/plain; charset=windows-1251\nContent-Transfer-Encoding: quoted-printable\n\n=CF=EE=F0=F2\n--in\nContent-Type: text/html\n\n<p>page</p>\n--in--\n" +
		"--out\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"=?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte("../вход.docx")) + "?=\"\nContent-Transfer-Encoding: base64\n\n" + b64 + "\n" +
		"--out\nContent-Type: image/png; name=emblem.png\nContent-Disposition: inline; filename=emblem.png\n\n\x89PNG\r\n\x1a\n\x00\n" +
		"--out\nContent-Type: message/rfc822\n\n" + strings.ReplaceAll(plainMail, "\r\n", "\n") + "\n--out--\n"
	u := unpack(t, "input.eml", []byte(m), document.Options{})
	if want := []string{"input.eml", "input.eml/вход.docx", "input.eml/attachment-3.eml"}; !slices.Equal(u.names, want) || len(u.faults) > 0 {
		t.Fatalf("%q %v", u.names, u.faults)
	}
	if u.texts[0] != "Порт" || u.texts[1] != string(word) || !strings.Contains(u.texts[2], "workshop") {
		t.Errorf("%q", u.texts)
	}
	if u.passed["input.eml/emblem.png"] != "pictures" || len(u.passed) != 1 {
		t.Errorf("passed over: %v", u.passed)
	}
	// What is attached comes from whom the e-mail does; one that is passed on, from its own sender.
	want := []document.Letter{{From: "a@example.org", Date: "2044-06-02"}, {From: "a@example.org", Date: "2044-06-02"}, {From: "amira@example.org", Date: "2044-06-02", Subject: "Our input"}}
	if !slices.Equal(u.letters, want) {
		t.Errorf("letters %+v", u.letters)
	}
	// A note that begins like a mail is none.
	if u := unpack(t, "note.txt", []byte("To: everybody\nThe office held a workshop.\n"), document.Options{}); u.texts[0] != "To: everybody\nThe office held a workshop.\n" {
		t.Errorf("%q", u.texts)
	}
}

// A head in another encoding and with signs that mislead is one clean line.
func TestLetter(t *testing.T) {
	m := "From: =?windows-1251?B?zMjEIM/u8PIg?= <desk@example.org>\r\nDate: Thu, 31 Dec 2043 23:30:00 -0500\r\nSubject: =?utf-8?Q?=E2=80=AEtupni?= for\r\n 2044\r\n\r\nText.\r\n"
	u := unpack(t, "a.eml", []byte(m), document.Options{})
	if want := (document.Letter{From: "МИД Порт <desk@example.org>", Date: "2043-12-31", Subject: "tupni for 2044"}); len(u.letters) != 1 || u.letters[0] != want {
		t.Errorf("%+v", u.letters)
	}
	doc, err := Entry{Name: "a.zip/a.eml", ReaderAt: strings.NewReader(minutes), Size: int64(len(minutes)), Letter: u.letters[0]}.Read(context.Background(), document.Options{})
	if err != nil || doc.Letter != u.letters[0] || doc.Name != "a.zip/a.eml" {
		t.Errorf("%+v %v", doc, err)
	}
}

const minutes = "1. The office held a workshop in the port, and the league took part in it.\n"

// What is no document and does not promise to be one is passed over in a folder,
// by its content; what a person names, and what bears the name of a document, is not.
func TestOther(t *testing.T) {
	for _, c := range []struct{ name, data, what string }{
		{"report.pdf", "\x89PNG\r\n\x1a\n", ""},
		{"emblem", "\x89PNG\r\n\x1a\n", "pictures"},
		{"~$report.docx", "\x05Amira" + strings.Repeat("\x00", 156), "locks of an office program"},
		{"~$report.docx", strings.Repeat("1. Text.\n", 200), ""},
		{"Thumbs.db", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "files of other programs"},
		{"old.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), ""},
		{"figures.json", `{"a": [1, 2, 3], "b": "c"}`, "data"},
		{"lines.jsonl", "{\"a\": 1}\n{\"a\": 2}\n", "data"},
		{"input", "[Original: English]\n\n" + minutes, ""},
		{"input.md", minutes, ""},
		{"make", "#!/bin/sh\n", "programs"},
		{"empty", "", "empty files"},
		{"empty.txt", "", ""},
		{"INDEX.md", "# Files\n\n| `au.docx` | of May |\n| (asean.pdf), of June |\n", "notes on the files beside them"},
		{"cover.txt", "We send you au.docx and asean.pdf.", "notes on the files beside them"},
		{"one.txt", "We send you au.docx.", ""},
	} {
		beside := func(name string) bool { return name == "au.docx" || name == "asean.pdf" }
		if got := other(c.name, strings.NewReader(c.data), int64(len(c.data)), beside); got != c.what {
			t.Errorf("%s: %q, want %q", c.name, got, c.what)
		}
	}
	u := unpack(t, "INDEX.zip", zipped(t, map[string]string{"au.docx": "x", "asean.pdf": "x", "INDEX.md": "au.docx, asean.pdf"}), document.Options{})
	if len(u.passed) != 1 || u.passed["INDEX.zip/INDEX.md"] == "" {
		t.Errorf("%v", u.passed)
	}
	u = unpack(t, "emblem.png", []byte("\x89PNG\r\n\x1a\n"), document.Options{})
	if len(u.names) != 1 {
		t.Errorf("a file that was named is passed over: %v", u.passed)
	}
}

func TestBadContainers(t *testing.T) {
	many := map[string]string{}
	for i := range archive.MostEntries + 1 {
		many[fmt.Sprint(i)] = "x"
	}
	// Archives inside one another, ten in each: a hundred thousand at the fifth level.
	nest := "1. Text."
	for range 8 {
		inner := map[string]string{}
		for i := range 10 {
			inner[fmt.Sprintf("%d.zip", i)] = nest
		}
		nest = string(zipped(t, inner))
	}
	deep := plainMail
	for range 100 {
		deep = "From: a@example.org\nDate: Thu, 2 Jun 2044 09:00:00 +0000\nContent-Type: message/rfc822\n\n" + deep
	}
	for name, c := range map[string]struct {
		data []byte
		opt  document.Options
		kind fault.Kind
	}{
		"many.zip":  {zipped(t, many), document.Options{}, fault.TooLarge},
		"bomb.zip":  {zipped(t, map[string]string{"a.txt": strings.Repeat("0", 3<<20)}), document.Options{Limits: document.Limits{Ratio: 10}}, fault.TooLarge},
		"large.zip": {zipped(t, map[string]string{"a.txt": strings.Repeat("0", 3<<20)}), document.Options{Limits: document.Limits{File: 1 << 20}}, fault.TooLarge},
		"nest.zip":  {[]byte(nest), document.Options{}, fault.TooLarge},
		"liar.zip":  {directoryOf(65536*3+5, 5), document.Options{}, fault.TooLarge},
		"names.zip": {directoryOf(1_000_000, 1_000_000), document.Options{}, fault.TooLarge},
		"none.zip":  {zipped(t, map[string]string{".hidden": "x", "folder/": ""}), document.Options{}, fault.Invalid},
		"none.eml":  {[]byte("From: a@example.org\nDate: Thu, 2 Jun 2044 09:00:00 +0000\n\n\n"), document.Options{}, fault.Invalid},
		"deep.eml":  {[]byte(deep), document.Options{}, fault.TooLarge},
		"head.eml":  {[]byte("From: a@example.org\nDate: x\nbroken\n\ntext"), document.Options{}, fault.Invalid},
	} {
		u := unpack(t, name, c.data, c.opt)
		if len(u.faults) != 1 || len(u.names) != 0 {
			t.Errorf("%s: %q %v", name, u.names, u.faults)
		}
		for at, err := range u.faults {
			if fault.KindOf(err) != c.kind || !strings.Contains(fault.Sentence(err), name) {
				t.Errorf("%s: %s: %v", name, at, err)
			}
		}
	}
}

// directoryOf is an archive with the directory of n files that says to have so many.
func directoryOf(n, says int) []byte {
	entry := append([]byte("PK\x01\x02"), make([]byte, 42)...)
	entry[28] = 1 // the length of its name
	entry = append(entry, 'a')
	b := append([]byte("PK\x03\x04"), make([]byte, 26)...)
	at := len(b)
	b = append(b, bytes.Repeat(entry, n)...)
	end := append([]byte("PK\x05\x06"), make([]byte, 18)...)
	binary.LittleEndian.PutUint16(end[8:], uint16(says))
	binary.LittleEndian.PutUint16(end[10:], uint16(says))
	binary.LittleEndian.PutUint32(end[12:], uint32(says*len(entry)))
	binary.LittleEndian.PutUint32(end[16:], uint32(at))
	return append(b, end...)
}

// A file of too many documents gives those up to the bound, and then says so once.
func TestTooMuchInOneFile(t *testing.T) {
	inner := map[string]string{}
	for i := range mostFound/2 + 1 {
		inner[fmt.Sprintf("%d.txt", i)] = "x"
	}
	half := string(zipped(t, inner))
	u := unpack(t, "much.zip", zipped(t, map[string]string{"a.zip": half, "b.zip": half}), document.Options{})
	if err := u.faults["much.zip"]; len(u.names) != mostFound || len(u.faults) != 1 || fault.KindOf(err) != fault.TooLarge {
		t.Errorf("%d documents, %d faults: %v", len(u.names), len(u.faults), err)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte(plainMail))
	f.Add(zipped(f, map[string]string{"a.txt": "1. A.", "m.eml": plainMail}))
	f.Add([]byte("From: a\nDate: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--"))
	f.Fuzz(func(t *testing.T, b []byte) {
		u := unpack(t, "x", b, document.Options{Limits: document.Limits{Unpacked: 1 << 20, File: 1 << 20}})
		for _, err := range u.faults {
			if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
		}
	})
}
