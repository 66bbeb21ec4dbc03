package intake

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"concord/document"
	"concord/document/docx/docxtest"
	"concord/fault"
)

func zipOf(t *testing.T, entries ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		w, err := z.Create(e)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, "<a/>")
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Every bad file gets one sentence that names it and says what to do.
func TestBadInput(t *testing.T) {
	word := docxtest.File{Body: docxtest.Paragraph("", "1. Text of a paragraph.")}.Bytes(t)
	manyEntries := make([]string, 11000)
	for i := range manyEntries {
		manyEntries[i] = strings.Repeat("a", 1+i%7) + string(rune('a'+i%26)) + strings.Repeat("b", i/900)
	}
	for _, c := range []struct {
		name string
		data []byte
		kind fault.Kind
		say  string
	}{
		{"empty.txt", nil, fault.Invalid, "empty"},
		{"blank.txt", []byte(" \n\t\n\f"), fault.Invalid, "no text"},
		{"photo.docx", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), fault.Unsupported, "picture"},
		{"photo.txt", []byte("\xff\xd8\xff\xe0\x00\x10JFIF"), fault.Unsupported, "picture"},
		{"report.txt", []byte("%PDF-1.7\n%\xe2\xe3"), fault.Invalid, "incomplete"},
		{"old.docx", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...), fault.Unsupported, "before 2007"},
		{"cut.docx", word[:len(word)/2], fault.Invalid, "damaged or incomplete"},
		{"book.docx", zipOf(t, "[Content_Types].xml", "xl/workbook.xml"), fault.Invalid, "workbook"},
		{"slides.docx", zipOf(t, "ppt/presentation.xml"), fault.Unsupported, "slides"},
		{"text.docx", zipOf(t, "mimetype", "content.xml"), fault.Unsupported, "OpenDocument"},
		{"folder.zip", zipOf(t, "a.txt", "../../b.txt"), fault.Unsupported, "archive"},
		{"nothing.docx", zipOf(t), fault.Unsupported, "archive"},
		{"many.zip", zipOf(t, manyEntries...), fault.TooLarge, "too many files"},
		{"film.txt", []byte("\x00\x00\x00\x18ftypmp42"), fault.Unsupported, "film"},
		{"letter.rtf", []byte("{\\rtf1 text}"), fault.Unsupported, "RTF"},
		{"program.txt", []byte("\x7fELF\x02"), fault.Unsupported, "program"},
		{"unknown.bin", []byte("\x01\x00\x02\x00\x03"), fault.Invalid, "not a document"},
		{"deutsch.txt", []byte("Das Büro und der Verband haben sich im Hafen getroffen und einen Plan für das nächste Jahr vereinbart.\n"), fault.Unsupported, "is in German"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read(context.Background(), "some/folder/"+c.name, bytes.NewReader(c.data), int64(len(c.data)), document.Options{})
			if err == nil || doc != nil || fault.KindOf(err) != c.kind {
				t.Fatalf("error %v of kind %v, want %v", err, fault.KindOf(err), c.kind)
			}
			s := fault.Sentence(err)
			if !strings.HasPrefix(s, c.name) || !strings.Contains(s, c.say) || strings.Count(s, "\n") > 0 || !strings.HasSuffix(s, ".") || strings.Contains(s, "folder/") {
				t.Errorf("sentence %q", s)
			}
		})
	}
}

// Files made to break a reader: each is refused with one sentence that names it, or
// read as what it is, and nothing of another file comes with it.
func TestHostileFiles(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret.txt")
	if err := os.WriteFile(secret, []byte("the word of the harbour is halyard"), 0o600); err != nil {
		t.Fatal(err)
	}
	akn := func(prolog, text string) string {
		return `<?xml version="1.0" encoding="UTF-8"?>` + prolog + `<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><doc name="x"><mainBody><p>` + text + `</p></mainBody></doc></akomaNtoso>`
	}
	letter := "From: a@example.org\nDate: Thu, 2 Jun 2044 09:00:00 +0000\n"
	inside := letter + "\nThe office met the league in the port and agreed on a plan.\n"
	for i := range 100 {
		inside = fmt.Sprintf("%sMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b%d\n\n--b%d\nContent-Type: message/rfc822\n\n%s\n--b%d--\n", letter, i, i, inside, i)
	}
	const text = "1. The office met the league in the port of the city, and both agreed on a plan.\n"
	wide := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			b.WriteByte(byte(r))
			b.WriteByte(byte(r >> 8))
		}
		return b.String()
	}
	external := `<!DOCTYPE akomaNtoso [<!ENTITY x SYSTEM "file://` + secret + `">]>`
	for _, c := range []struct {
		name, data string
		kind       fault.Kind
		say        string // of the sentence; "" for what is read
	}{
		{"tables.html", "<!doctype html>" + strings.Repeat("<table><tr><td>", 10_000) + text, fault.TooLarge, "inside one another"},
		{"lists.html", "<!doctype html>" + strings.Repeat("<ul><li>", 10_000) + text, fault.TooLarge, "inside one another"},
		{"divs.html", "<!doctype html>" + strings.Repeat("<div>", 100_000) + "<p>" + text, 0, ""},
		{"entity.html", strings.Replace(external, "akomaNtoso", "html", 1) + "<html><body><p>1. &x; The office met the league in the port and agreed on a plan.", 0, ""},
		{"entity.xml", akn(external, "&x;"), fault.Unsupported, "document type declaration"},
		{"laughs.xml", akn(`<!DOCTYPE akomaNtoso [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`, "&b;"), fault.Unsupported, "document type declaration"},
		{"undeclared.xml", akn("", "&x;"), fault.Invalid, "damaged"},
		{"deep.xml", akn("", strings.Repeat("<b>", 5000)), fault.TooLarge, "too deep"},
		{"half.xml", akn("", text)[:150], fault.Invalid, "damaged"},
		{"other.xml", `<?xml version="1.0"?>` + external + `<letter>&x;</letter>`, fault.Unsupported, "XML of a kind"},
		{"mails.eml", inside, fault.TooLarge, "too deep"},
		{"cut.eml", letter + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nThe office met", fault.Invalid, "damaged"},
		{"mixed.txt", text + wide(text), fault.Invalid, "partly in UTF-16"},
		{"behind.txt", wide(strings.Repeat(text, 20)) + text, fault.Invalid, "partly in UTF-16"},
		{"wide.txt", text + strings.Repeat(" ", 5000) + wide(text), fault.Invalid, "binary"},
		{"cells.txt", strings.Repeat(text, 40) + strings.Repeat("2. \xce\xf4\xe8\xf1 \xe2\xf1\xf2\xf0\xe5\xf2\xe8\xeb\xf1\xff \xf1 \xeb\xe8\xe3\xee\xe9.\n", 10), 0, ""},
		{"zeros.txt", strings.Repeat("\x00", 4096), fault.Invalid, "not a document"},
		{"text.docx", text, 0, ""},
		{"text.pdf", text, 0, ""},
		{"page.eml", "<!doctype html><p>" + text, 0, ""},
		{"words.txt", strings.Repeat("wort ", 2_000_000), fault.TooLarge, "at most 8 MiB"},
		{"tower.txt", "1. The office met the league x" + strings.Repeat("\u0301", 200_000) + " in the port and agreed on a plan for the city.\n", 0, ""},
		{"tabs.txt", strings.Repeat("\t", 1_000_000) + text, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var docs []*document.Document
			var faults []error
			err := Unpack(context.Background(), c.name, strings.NewReader(c.data), int64(len(c.data)), document.Options{}, nil, func(e Entry) error {
				doc, err := e.Read(context.Background(), document.Options{})
				if err != nil {
					faults = append(faults, err)
				} else {
					docs = append(docs, doc)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range docs {
				for _, p := range d.Paragraphs {
					if strings.Contains(p.Text, "halyard") {
						t.Errorf("another file was read: %q", p.Text)
					}
				}
			}
			if c.say == "" {
				if len(faults) > 0 || len(docs) != 1 || !strings.Contains(docs[0].Paragraphs[0].Text, "The office met the league") {
					t.Errorf("%d documents, %v", len(docs), faults)
				}
				return
			}
			if len(faults) != 1 || len(docs) != 0 {
				for _, d := range docs {
					t.Logf("%+v", d)
				}
				t.Fatalf("%d documents, faults %v", len(docs), faults)
			}
			s := fault.Sentence(faults[0])
			if fault.KindOf(faults[0]) != c.kind || !strings.HasPrefix(s, c.name) || !strings.Contains(s, c.say) || strings.Contains(s, "\n") || !strings.HasSuffix(s, ".") || len(s) > 400 {
				t.Errorf("%v: %q", fault.KindOf(faults[0]), s)
			}
		})
	}
}

// A name that misleads does not matter: the content tells the format.
func TestContentTellsTheFormat(t *testing.T) {
	word := docxtest.File{Body: docxtest.Paragraph("", "1. The office met the league in the port.")}.Bytes(t)
	doc, err := Read(context.Background(), "report.txt", bytes.NewReader(word), int64(len(word)), document.Options{})
	if err != nil || doc.Format != "docx" || doc.Name != "report.txt" || len(doc.SHA256) != 64 {
		t.Errorf("%+v, %v", doc, err)
	}
}

// A source that says it has 500 MB is refused before any of it is read.
type endless struct{ read int }

func (e *endless) ReadAt(p []byte, at int64) (int, error) {
	for i := range p {
		p[i] = "A line of text that goes on. \n"[(int(at)+i)%30]
	}
	e.read += len(p)
	return len(p), nil
}

func TestHugeTextIsRefusedUnread(t *testing.T) {
	src := &endless{}
	_, err := Read(context.Background(), "huge.txt", src, 500_000_000, document.Options{})
	if fault.KindOf(err) != fault.TooLarge || !strings.Contains(fault.Sentence(err), "huge.txt") || !strings.Contains(fault.Sentence(err), "MiB") {
		t.Errorf("error %v", err)
	}
	if src.read > 1<<20 {
		t.Errorf("%d bytes were read", src.read)
	}
	_, err = Read(context.Background(), "large.txt", src, 100<<20, document.Options{})
	if fault.KindOf(err) != fault.TooLarge || !strings.Contains(fault.Sentence(err), "at most 8 MiB") {
		t.Errorf("error %v", err)
	}
}

func TestStreamIsBounded(t *testing.T) {
	opt := document.Options{Limits: document.Limits{Text: 1000, File: 2000}}
	_, err := Stream(context.Background(), "-", io.LimitReader(rand('a'), 1<<40), opt)
	if fault.KindOf(err) != fault.TooLarge {
		t.Errorf("error %v", err)
	}
}

type rand byte

func (r rand) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

func TestFileErrors(t *testing.T) {
	dir := t.TempDir()
	locked := filepath.Join(dir, "locked.txt")
	if err := os.WriteFile(locked, []byte("text"), 0); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		kind fault.Kind
		say  string
	}{
		{filepath.Join(dir, "missing.txt"), fault.NotFound, "does not exist"},
		{dir, fault.Usage, "is a folder"},
	} {
		_, err := File(context.Background(), c.path, document.Options{})
		if fault.KindOf(err) != c.kind || !strings.Contains(fault.Sentence(err), c.say) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	if os.Geteuid() != 0 && runtime.GOOS != "windows" {
		if _, err := File(context.Background(), locked, document.Options{}); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a file without permission: %v", err)
		}
	}
}

func TestCancelledBeforeItBegins(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, "a.txt", strings.NewReader("1. Text."), 8, document.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// A file that shrinks while it is read, or gives errors, is no panic and nothing half.
type shrinking struct{ *bytes.Reader }

func (s shrinking) ReadAt(p []byte, at int64) (int, error) {
	if at > 100 || len(p) > 5000 {
		return 0, io.ErrUnexpectedEOF
	}
	return s.Reader.ReadAt(p, at)
}

func TestFileThatShrinks(t *testing.T) {
	data := []byte(strings.Repeat("A line of text that is read.\n", 1000))
	_, err := Read(context.Background(), "a.txt", shrinking{bytes.NewReader(data)}, int64(len(data)), document.Options{})
	if fault.KindOf(err) != fault.Unavailable {
		t.Errorf("error %v", err)
	}
}
