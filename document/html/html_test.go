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
		kind := map[document.BlockKind]string{document.Whole: "whole", document.Row: "row", document.Note: "note " + x.Mark}[x.Kind]
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

// Footnotes as programs and people write them become notes, with their marks, behind
// the paragraph that calls them; no mark and no note is left in the paragraphs.
func TestFootnotes(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"a list at the end", `<p>1. The ports met.<sup><a href="#fn1" id="r1">1</a></sup> They agreed<sup><a href="#fn2">2</a></sup>, and left.</p><p>2. The end.</p>
			<hr><ol><li id="fn1"><p>See the plan of 3 June.</p><p>It was changed.</p> <a href="#r1">↩</a></li><li id="fn2">Twelve of them.</ol><p>Last line.</p>`,
			"|1|The ports met. They agreed, and left.\nfootnote|1|See the plan of 3 June.\nIt was changed.\nfootnote|2|Twelve of them.\n|2|The end.\nLast line."},
		{"Word", `<p class=MsoNormal>1. The ports met.<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference><span style='mso-special-character:footnote'>[1]</span></span></a> They agreed.</p>
			<p class=MsoNormal>2. The end.</p><div style='mso-element:footnote-list'><hr align=left size=1 width="33%">
			<div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1" title=""><span>[1]</span></a> 12 of the ports.</p><p class=MsoFootnoteText>Others came later.</p></div></div>`,
			"|1|The ports met. They agreed.\nfootnote|1|12 of the ports.\nOthers came later.\n|2|The end."},
		{"LibreOffice", `<p>1. The ports met.<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a></p><p>2. The end.</p>
			<div id="sdfootnote1"><p><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a>1 200 ships.</p></div>`,
			"|1|The ports met.\nfootnote|1|1 200 ships.\n|2|The end."},
		{"asides of a book", `<p>1. The ports met.<a epub:type="noteref" href="#n1">*</a></p><aside epub:type="footnote" id="n1"><p>* In the north.</p></aside><p>2. The end.</p><aside role="doc-footnote">3 Nobody calls it.</aside>`,
			"|1|The ports met.\nfootnote|*|In the north.\n|2|The end.\nfootnote|3|Nobody calls it."},
		{"brackets and links back", `<p>1. The ports met [<a id="b1" href="#a1">1</a>] in May <a id="b2" href="#a2">[2]</a>. They agreed.</p><p>2. The end.</p>
			<div><p><a name="a1"></a>[<a href="#b1">1</a>] See the plan.</p><p id="a2">[2] See the other <a href="#b2">back</a></p></div><p>3. Behind.</p>`,
			"|1|The ports met in May. They agreed.\nfootnote|1|See the plan.\nfootnote|2|See the other\n|2|The end.\n|3|Behind."},
		{"an encyclopedia", `<p>1. The ports met.<sup id="cite_ref-1" class="reference"><a href="#cite_note-1">[1]</a></sup> They agreed.<sup id="cite_ref-1b"><a href="#cite_note-1">[1]</a></sup></p><p>2. The end.</p>
			<ol class="references"><li id="cite_note-1"><span>^ <a href="#cite_ref-1"><sup>a</sup></a> <a href="#cite_ref-1b"><sup>b</sup></a></span> <span>The plan.</span></li></ol>`,
			"|1|The ports met. They agreed.\nfootnote|1|The plan.\n|2|The end."},
		{"a table", `<table border=1><tr><th>Port</th><th>Ships<sup><a href="#t1">a</a></sup></th></tr><tr><td>North</td><td>12</td></tr></table><p id="t1">a Of the League.</p><p>1. The ports met.</p><p>2. The end.</p>`,
			"table|1.1|Port\tShips\ntable|1.2|North\t12\nfootnote|a|Of the League.\n|1|The ports met.\n|2|The end."},
		// What is no note: a list of contents, a chapter, a paragraph that is cited.
		{"links that call no note", `<p><a id="c1" href="#s1">1</a> The ports, and chapter <a id="c2" href="#s1">1</a></p><h2 id="s1"><a href="#c1">1</a> The ports</h2><p id="p1">1. The ports met.</p><p id="p2">2. See paragraph <a href="#p3">3</a> and <a href="#p1">1</a>.</p><p id="p3">3. The end.</p>`,
			"|1|The ports met.\n|2|See paragraph 3 and 1.\n|3|The end."},
	} {
		page := []byte("<!DOCTYPE html><html lang=en><body><h1>Report on ports</h1>" + c.page + "</body></html>")
		l, err := layout(page, document.Options{})
		if err != nil {
			t.Fatal(err)
		}
		doc, err := document.Anatomy(context.Background(), "page.html", l, document.Options{Language: "en"})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range doc.Paragraphs {
			got = append(got, p.Part+"|"+p.Number+"|"+p.Text)
			for _, word := range strings.Fields(p.Text) {
				at := strings.Index(p.Text, word)
				if _, from, to, ok := p.Origin(at, at+len(word)); !ok || string(page[from:to]) != word && !strings.Contains(string(page[from:to]), "<") {
					t.Errorf("%s: %q comes from %q", c.name, word, page[from:to])
				}
			}
		}
		if s := strings.Join(got, "\n"); s != c.want {
			t.Errorf("%s:\ngot\n%s\nwant\n%s", c.name, s, c.want)
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
	f.Add([]byte("<p>A<sup><a id=r href=#n>1</a></sup><table><tr><td>b<a href=#m>[2]</a></table><ol><li id=n>1 x<a href=#r>^</a><li id=m>2 y<aside role=doc-footnote>* z<p>w"))
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
