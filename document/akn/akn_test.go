package akn_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concord/document"
	"concord/document/akn"
	"concord/fault"
)

var update = flag.Bool("update", false, "write the golden files anew")

func layout(b []byte) (*document.Layout, error) {
	return akn.Read(context.Background(), document.Source{Name: "report.xml", ReaderAt: bytes.NewReader(b), Size: int64(len(b))}, document.Options{})
}

func read(t *testing.T, b []byte) *document.Document {
	t.Helper()
	l, err := layout(b)
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Anatomy(context.Background(), "report.xml", l, document.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func outline(d *document.Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %v %q\n", d.Language, d.Masthead.Symbols, d.Masthead.Title)
	for _, h := range d.Headings {
		fmt.Fprintf(&b, "%d [%s] %s, before %d\n", h.Level, h.Number, h.Text, h.Next)
	}
	for _, p := range d.Paragraphs {
		fmt.Fprintf(&b, "%s|%s %v| %q\n", p.Part, p.Number, p.Counted, p.Text)
	}
	return b.String()
}

func TestReport(t *testing.T) {
	data, err := os.ReadFile("testdata/report.xml")
	if err != nil {
		t.Fatal(err)
	}
	d := read(t, data)
	got := outline(d)
	if *update {
		if err := os.WriteFile("testdata/report.golden", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/report.golden")
	if err != nil || got != string(want) {
		t.Errorf("%v\ngot\n%swant\n%s", err, got, want)
	}
	for _, p := range d.Paragraphs {
		for word := range strings.FieldsSeq(p.Text) {
			at := strings.Index(p.Text, word)
			if _, from, to, ok := p.Origin(at, at+len(word)); ok && string(data[from:to]) != word && !strings.Contains(string(data[from:to]), "<") {
				t.Errorf("%q comes from %q", word, data[from:to])
			}
		}
	}
}

// A document that others made, with double identifiers: its numbered paragraphs
// are whole.
func TestDocumentOfOthers(t *testing.T) {
	path := filepath.Join("..", "..", "..", "shared", "samples", "akn-resolution.en.xml")
	data, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		t.Skip("../shared is not there")
	}
	if err != nil {
		t.Fatal(err)
	}
	d := read(t, data)
	if d.Language != "en" {
		t.Error(d.Language)
	}
	if d.Masthead.Title != "World telecommunication/information and communication technology policy forum" {
		t.Errorf("title %q", d.Masthead.Title)
	}
	// Twenty recitals, nine paragraphs, one and three and one: as many as the file has.
	got := map[string]string{}
	for _, p := range d.Paragraphs {
		n := p.Number
		if n == "" {
			n = "-"
		}
		got[p.Part] += " " + n
	}
	if got[""] != " 1 2 3 4 5 6 7 8 9 - 1 2 3 -" || got["preamble"] != " - - 1 2 3 4 5 6 7 8 9 - 10 11 12 13 - 14 15 16 17 18 19 20" || len(got) != 2 {
		t.Errorf("numbers %q", got)
	}
	// Paragraphs of four groups, each whole.
	for _, text := range []string{"that WTPF shall be open to all Member States", "to submit to the next plenipotentiary conference"} {
		n := 0
		for _, p := range d.Paragraphs {
			n += strings.Count(p.Text, text)
		}
		if n != 1 {
			t.Errorf("%q stands %d times", text, n)
		}
	}
}

func TestBadFiles(t *testing.T) {
	open := `<akomaNtoso>` + strings.Repeat("<section>", 20_000)
	for name, c := range map[string]struct {
		data string
		kind fault.Kind
	}{
		"entities":  {`<?xml version="1.0"?><!DOCTYPE akomaNtoso [<!ENTITY a "b">]><akomaNtoso>&a;</akomaNtoso>`, fault.Unsupported},
		"cut":       {`<akomaNtoso><doc><mainBody><p>1. One`, fault.Invalid},
		"crossed":   {`<akomaNtoso><p></doc></p></akomaNtoso>`, fault.Invalid},
		"deep":      {open, fault.TooLarge},
		"no UTF-8":  {"<akomaNtoso>\xff</akomaNtoso>", fault.Unsupported},
		"note open": {`<akomaNtoso><p>a<authorialNote>b`, fault.Invalid},
	} {
		_, err := layout([]byte(c.data))
		if fault.KindOf(err) != c.kind || !strings.Contains(fault.Sentence(err), "report.xml") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	if b, err := os.ReadFile("testdata/report.xml"); err == nil {
		f.Add(b)
	}
	f.Add([]byte(`<akomaNtoso><table><tr><td><p>a<authorialNote marker="1"><p>x</p></authorialNote></p></td></tr></table></akomaNtoso>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := layout(data)
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		for _, b := range l.Blocks {
			at := 0
			for _, s := range b.Source {
				if s.At < at || s.At+s.Len > len(b.Text) || s.File < 0 || s.File+s.FileLen > len(data) {
					t.Fatalf("segment %+v of %q", s, b.Text)
				}
				at = s.At + s.Len
			}
		}
	})
}
