package html_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"concord/document"
	"concord/document/html"
	"concord/fault"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

var update = flag.Bool("update", false, "write the golden files anew")

func layout(b []byte, opt document.Options) (*document.Layout, error) {
	return html.Read(context.Background(), document.Source{Name: "page.html", ReaderAt: bytes.NewReader(b), Size: int64(len(b))}, opt)
}

func outline(l *document.Layout) string {
	var b strings.Builder
	for _, x := range l.Blocks {
		kind := map[document.BlockKind]string{document.Whole: "whole", document.Row: "row"}[x.Kind]
		fmt.Fprintf(&b, "%s", kind)
		if x.Table > 0 {
			fmt.Fprintf(&b, " table %d", x.Table)
		}
		if x.Rank > 0 {
			fmt.Fprintf(&b, " rank %d", x.Rank)
		}
		if x.Bold {
			b.WriteString(" bold")
		}
		fmt.Fprintf(&b, "|%s| %q\n", x.Label, x.Text)
	}
	return b.String()
}

// A page as sites publish a report: a frame of tables, lists, headings, a table of
// figures, notes, scripts.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("testdata/report.html")
	if err != nil {
		t.Fatal(err)
	}
	l, err := layout(page, document.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := outline(l)
	if *update {
		if err := os.WriteFile("testdata/report.golden", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/report.golden")
	if err != nil || got != string(want) {
		t.Errorf("%v\ngot\n%swant\n%s", err, got, want)
	}
	// Each word leads back to where it stands in the file.
	for _, b := range l.Blocks {
		p := document.Paragraph{Text: b.Text, Source: b.Source}
		for _, word := range strings.Fields(b.Text) {
			at := strings.Index(b.Text, word)
			_, from, to, ok := p.Origin(at, at+len(word))
			if raw := string(page[from:to]); !ok || raw != word && !strings.Contains(raw, "&") {
				t.Errorf("%q comes from %q", word, raw)
			}
		}
	}
}

func TestPagesInOlderEncodings(t *testing.T) {
	for name, c := range map[string]struct{ meta, want string }{
		"windows-1251": {"windows-1251", "Второй семинар в порту"},
		"gb18030":      {"gb2312", "第二次讲习班在港口举行"},
	} {
		s := "<html><head><meta charset=\"" + c.meta + "\"></head><body><p>" + c.want + "</p></body></html>"
		var b []byte
		var err error
		if name == "gb18030" {
			b, err = simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
		} else {
			b, err = charmap.Windows1251.NewEncoder().Bytes([]byte(s))
		}
		if err != nil {
			t.Fatal(err)
		}
		l, err := layout(b, document.Options{})
		if err != nil || len(l.Blocks) != 1 || l.Blocks[0].Text != c.want {
			t.Errorf("%s: %+v %v", name, l, err)
		}
	}
}

func TestBadPages(t *testing.T) {
	if _, err := layout([]byte("<html>"+strings.Repeat("<table><tr><td>", 10_000)+"text"), document.Options{}); fault.KindOf(err) != fault.TooLarge || !strings.Contains(fault.Sentence(err), "page.html") {
		t.Errorf("nested tables: %v", err)
	}
	if _, err := layout(bytes.Repeat([]byte("<p>a"), 100), document.Options{Limits: document.Limits{Lines: 50}}); fault.KindOf(err) != fault.TooLarge {
		t.Errorf("many paragraphs: %v", err)
	}
	if _, err := layout(bytes.Repeat([]byte("<p>a"), 1000), document.Options{Limits: document.Limits{Text: 500}}); fault.KindOf(err) != fault.TooLarge {
		t.Errorf("a large page: %v", err)
	}
	// Ten thousand elements that nobody closes are only text.
	l, err := layout([]byte("<html>"+strings.Repeat("<div><b>", 10_000)+"text"), document.Options{})
	if err != nil || len(l.Blocks) != 1 || l.Blocks[0].Text != "text" {
		t.Errorf("open elements: %v %v", l, err)
	}
}

func TestRecognise(t *testing.T) {
	for s, want := range map[string]bool{
		"<!DOCTYPE html><html>": true, "\ufeff \n<HTML lang=en>": true, "<!-- saved --><html>": true, `<?xml version="1.0"?><!DOCTYPE html PUBLIC><html xmlns="x">`: true,
		`<?xml version="1.0"?><akomaNtoso>`: false, "1. The office met.": false, "<- an arrow": false, "<!-- open": false, "": false,
	} {
		if html.Recognise([]byte(s)) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("<html><p>1. A&amp;B<br>c<table><tr><td>1<td>2</table><ol type=a start=3><li>x"))
	f.Add([]byte("<meta charset=gb2312><p>\xc4\xe3&#x4e00;"))
	f.Add([]byte("</table></td></li><pre>a\n\nb</pre><sup><a href=#x>1</a></sup>&#0;&"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := layout(data, document.Options{})
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

func BenchmarkRead(b *testing.B) {
	page := []byte("<html><body>" + strings.Repeat("<p>1. The office and the league held a <b>second</b> workshop in the port, on 3&nbsp;June 2044, for five States.</p>\n", 2000))
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := layout(page, document.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
