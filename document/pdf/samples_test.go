package pdf_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"concord/document"
	"concord/document/docx"
	"concord/document/pdf"
)

// samples is the folder of real documents beside the checkout.
func samples(t testing.TB) string {
	dir, err := filepath.Abs("../../../shared/samples")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the folder of real documents is not beside the checkout")
	}
	return dir
}

// eachReader runs a test with either reader. pdftotext has to be installed.
func eachReader(t *testing.T, test func(t *testing.T)) {
	for _, reader := range []string{pdf.Builtin, pdf.PDFToText} {
		t.Run(reader, func(t *testing.T) {
			use(t, reader)
			test(t)
		})
	}
}

func use(t testing.TB, reader string) {
	if err := pdf.Prefer(reader); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pdf.Prefer(pdf.Auto) })
}

func open(t testing.TB, path string) document.Source {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return document.Source{Name: filepath.Base(path), ReaderAt: f, Size: info.Size()}
}

func read(t testing.TB, format document.Format, path string) *document.Document {
	t.Helper()
	ctx := context.Background()
	layout, err := format.Read(ctx, open(t, path), document.Options{})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := document.Anatomy(ctx, filepath.Base(path), layout, document.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func printed(doc *document.Document) []document.Paragraph {
	var out []document.Paragraph
	for _, p := range doc.Paragraphs {
		if p.Part == "" && p.Number != "" && !p.Counted {
			out = append(out, p)
		}
	}
	return out
}

// The numbering of every sample is read whole.
func TestSamplesAreWhole(t *testing.T) {
	dir := samples(t)
	eachReader(t, func(t *testing.T) {
		for _, c := range []struct {
			file, symbol, prefix string
			count, clauses       int
		}{
			{"S_2025_495.en.pdf", "S/2025/495", "", 78, 0},
			{"A_79_797.en.pdf", "A/79/797 S/2025/109", "", 80, 0},
			{"A_52_687.en.pdf", "A/52/687", "", 47, 0},
			{"A_RES_79_10.pdf", "A/RES/79/10", "", 9, 15},
			{"A_RES_79_12.pdf", "A/RES/79/12", "", 8, 8},
			{"A_RES_79_134.pdf", "A/RES/79/134", "", 13, 2},
			{"A_RES_79_265.pdf", "A/RES/79/265", "", 18, 14},
			{"A_RES_79_326.pdf", "A/RES/79/326", "", 5, 9},
			{"A_RES_79_329.pdf", "A/RES/79/329", "", 34, 26},
			{"A_80_604_Add.1.en.pdf", "A/80/604/Add.1", "", 44, 0},
			{"A_81_6_Sect.11.en.pdf", "A/81/6 (Sect. 11)", "11.", 52, 0},
		} {
			doc := read(t, pdf.Format, filepath.Join(dir, c.file))
			ps := printed(doc)
			if len(ps) != c.count {
				t.Errorf("%s: %d paragraphs, want %d", c.file, len(ps), c.count)
			}
			for i, p := range ps {
				if p.Number != c.prefix+strconv.Itoa(i+1) {
					t.Errorf("%s: paragraph %d has the number %s", c.file, i+1, p.Number)
					break
				}
			}
			if got := strings.Join(doc.Masthead.Symbols, " "); got != c.symbol {
				t.Errorf("%s: symbols %q, want %q", c.file, got, c.symbol)
			}
			clauses := 0
			for _, p := range doc.Paragraphs {
				if p.Part == "preamble" && p.Counted {
					clauses++
				}
				if len(p.Source) == 0 || !strings.HasPrefix(p.Source[0].Entry, "page ") {
					t.Errorf("%s: paragraph %s does not lead back to a page: %v", c.file, p.Number, p.Source)
				}
			}
			if clauses != c.clauses {
				t.Errorf("%s: %d clauses of the preamble, want %d", c.file, clauses, c.clauses)
			}
			for _, w := range doc.Warnings {
				t.Errorf("%s: warning %v", c.file, w)
			}
		}
	})
}

// distance is how many characters have to be put in, taken out or changed.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		d := row[0]
		row[0] = i + 1
		for j := range y {
			c := d
			if x[i] != y[j] {
				c++
			}
			d = row[j+1]
			row[j+1] = min(c, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(y)]
}

// PDF and Word of one document give the same symbols, headings and paragraphs.
func TestPDFAgreesWithWord(t *testing.T) {
	dir := samples(t)
	eachReader(t, func(t *testing.T) {
		for _, file := range []string{"A_80_604_Add.1.en", "A_81_6_Sect.11.en"} {
			word := read(t, docx.Format, filepath.Join(dir, file+".docx"))
			drawn := read(t, pdf.Format, filepath.Join(dir, file+".pdf"))
			a, b := printed(word), printed(drawn)
			if len(a) != len(b) {
				t.Fatalf("%s: %d paragraphs in Word, %d in PDF", file, len(a), len(b))
			}
			for i := range a {
				n := len([]rune(a[i].Text))
				if d := distance(a[i].Text, b[i].Text); a[i].Number != b[i].Number || float64(d) > 0.02*float64(n) {
					t.Errorf("%s: paragraph %s differs in %d of %d characters:\n%s\n%s", file, a[i].Number, d, n, a[i].Text, b[i].Text)
				}
			}
			if x, y := strings.Join(word.Masthead.Symbols, " "), strings.Join(drawn.Masthead.Symbols, " "); x != y {
				t.Errorf("%s: symbols %q in Word, %q in PDF", file, x, y)
			}
			count := map[string]int{}
			for _, h := range word.Headings {
				count[h.Number+" "+h.Text]++
			}
			for _, h := range drawn.Headings {
				count[h.Number+" "+h.Text]--
			}
			for h, n := range count {
				if n > 0 {
					t.Errorf("%s: heading missing in PDF: %q", file, h)
				} else if n < 0 {
					t.Errorf("%s: heading only in PDF: %q", file, h)
				}
			}
		}
	})
}

// BenchmarkSamples reads all samples to documents; BenchmarkPDFToText runs
// pdftotext over them and does nothing with what it says.
func BenchmarkSamples(b *testing.B) {
	files, _ := filepath.Glob(filepath.Join(samples(b), "*.pdf"))
	for _, reader := range []string{pdf.Builtin, pdf.PDFToText} {
		b.Run(reader, func(b *testing.B) {
			use(b, reader)
			read(b, pdf.Format, files[0]) // the built-in reader starts
			for b.Loop() {
				for _, f := range files {
					read(b, pdf.Format, f)
				}
			}
		})
	}
}

func BenchmarkPDFToText(b *testing.B) {
	files, _ := filepath.Glob(filepath.Join(samples(b), "*.pdf"))
	for b.Loop() {
		for _, f := range files {
			if err := exec.Command("pdftotext", f, filepath.Join(b.TempDir(), "out")).Run(); err != nil {
				b.Fatal(err)
			}
		}
	}
}
