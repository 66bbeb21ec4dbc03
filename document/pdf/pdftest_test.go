package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
)

// file makes PDF files for tests: objects one after the other, and a table of them.
type file struct {
	objects []string
	trailer string // what the trailer has besides
}

// add adds an object and gives its number.
func (f *file) add(object string) int {
	f.objects = append(f.objects, object)
	return len(f.objects)
}

func stream(dict, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

func packed(data string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(data))
	w.Close()
	return stream("/Filter/FlateDecode", b.String())
}

func (f *file) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	places := make([]int, len(f.objects))
	for i, o := range f.objects {
		places[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(f.objects)+1)
	for _, p := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", p)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(f.objects)+1, f.trailer, at)
	return b.Bytes()
}

// text is a piece of a page: points from the left and from the top, and its size.
type text struct {
	x, y, size float64
	s          string
}

// draw makes the content of a page of 612 by 792 points.
func draw(texts []text) string {
	var b strings.Builder
	for _, t := range texts {
		s := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(t.s)
		fmt.Fprintf(&b, "BT /F %g Tf %g %g Td (%s) Tj ET\n", t.size, t.x, 792-t.y, s)
	}
	return b.String()
}

// pages makes a file of pages with these contents.
func pages(contents ...string) *file {
	f := &file{}
	f.add("<</Type/Catalog/Pages 2 0 R>>")
	f.add("") // the tree of pages, when all are known
	f.add("<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>")
	var kids strings.Builder
	for _, c := range contents {
		n := f.add(stream("", c))
		fmt.Fprintf(&kids, " %d 0 R", f.add(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>", n)))
	}
	f.objects[1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(contents), kids.String())
	return f
}

// report draws the pages of a small report: running heads, numbered paragraphs
// over several lines, with lines of the width of a column.
func paragraph(y float64, lines ...string) (texts []text) {
	for i, s := range lines {
		texts = append(texts, text{123, y + 12*float64(i), 10, s})
	}
	return texts
}
