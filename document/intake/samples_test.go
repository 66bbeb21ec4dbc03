package intake

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"concord/document"
	"concord/document/pdf"
)

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// quotesStand checks that every quote of a reference stands in its paragraph, but
// for white space; it gives the quotes that do not.
func quotesMissing(t *testing.T, reference string, doc *document.Document) (missing []string) {
	f, err := os.Open(reference)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	texts := map[string]string{}
	for _, p := range numbered(doc) {
		texts[p.Number] = squeeze(p.Text)
	}
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var o struct {
			Paragraph json.Number
			Quote     string
		}
		if err := json.Unmarshal(s.Bytes(), &o); err != nil {
			t.Fatal(err)
		}
		if o.Quote != "" && !strings.Contains(texts[o.Paragraph.String()], squeeze(o.Quote)) {
			missing = append(missing, o.Paragraph.String()+": "+o.Quote)
		}
	}
	return missing
}

func TestQuotesOfTheSeedStandInItsParagraphs(t *testing.T) {
	dir := shared(t)
	doc, err := File(context.Background(), filepath.Join(dir, "seed", "A-77-277.zh.txt"), document.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range quotesMissing(t, filepath.Join(dir, "reading", "reference.jsonl"), doc) {
		t.Errorf("not in its paragraph: %s", q)
	}
}

func TestWordSamplesAreWhole(t *testing.T) {
	for _, c := range []struct {
		file, prefix, symbol, job, date, title string
		count                                  int
	}{
		{"A_80_604_Add.1.en.docx", "", "A/80/604/Add.1", "26-04887", "2026-04-07", "Budget performance for the period", 44},
		{"A_81_6_Sect.11.en.docx", "11.", "A/81/6 (Sect. 11)", "26-01922", "2026-02-13", "Proposed programme budget for 2027", 52},
	} {
		doc, err := File(context.Background(), filepath.Join(shared(t), "samples", c.file), document.Options{})
		if err != nil {
			t.Fatal(err)
		}
		ps := numbered(doc)
		if len(ps) != c.count {
			t.Errorf("%s: %d paragraphs, want %d", c.file, len(ps), c.count)
		}
		for i, p := range ps {
			if p.Number != c.prefix+strconv.Itoa(i+1) {
				t.Errorf("%s: paragraph %d has the number %s", c.file, i+1, p.Number)
				break
			}
		}
		m := doc.Masthead
		if len(m.Symbols) != 1 || m.Symbols[0] != c.symbol || m.JobNumber != c.job || m.Date != c.date || m.OriginalLanguage != "en" || !strings.HasPrefix(m.Title, c.title) {
			t.Errorf("%s: masthead %+v", c.file, m)
		}
	}
}

// The reports and resolutions as pdftotext draws them, in both of its ways. It
// runs where that program is installed.
func TestTextDrawnFromPDF(t *testing.T) {
	dir := shared(t)
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Log("pdftotext is not installed; nothing was drawn")
		return
	}
	for _, c := range []struct {
		file, symbol   string
		count, clauses int // numbered paragraphs, clauses of the preamble
	}{
		{"S_2025_495.en.pdf", "S/2025/495", 78, 0}, {"A_79_797.en.pdf", "A/79/797", 80, 0}, {"A_52_687.en.pdf", "A/52/687", 47, 0},
		{"A_RES_79_10.pdf", "A/RES/79/10", 9, 15}, {"A_RES_79_12.pdf", "A/RES/79/12", 8, 8}, {"A_RES_79_134.pdf", "A/RES/79/134", 13, 2},
		{"A_RES_79_265.pdf", "A/RES/79/265", 18, 14}, {"A_RES_79_326.pdf", "A/RES/79/326", 5, 9}, {"A_RES_79_329.pdf", "A/RES/79/329", 34, 26},
		{"A_80_604_Add.1.en.pdf", "A/80/604/Add.1", 44, 0},
	} {
		for _, way := range []string{"", "-layout", "-raw"} {
			args := []string{filepath.Join(dir, "samples", c.file), "-"}
			if way != "" {
				args = append([]string{way}, args...)
			}
			out, err := exec.Command(tool, args...).Output()
			if err != nil {
				t.Fatal(err)
			}
			doc, err := Read(context.Background(), c.file+".txt", bytes.NewReader(out), int64(len(out)), document.Options{})
			if err != nil {
				t.Errorf("%s %s: %v", c.file, way, err)
				continue
			}
			ps := numbered(doc)
			if len(ps) != c.count || ps[len(ps)-1].Number != strconv.Itoa(c.count) || len(doc.Masthead.Symbols) == 0 || doc.Masthead.Symbols[0] != c.symbol {
				t.Errorf("%s %s: %d paragraphs, want %d; symbols %v; warnings %v", c.file, way, len(ps), c.count, doc.Masthead.Symbols, doc.Warnings)
			}
			clauses := 0
			for _, p := range doc.Paragraphs {
				if p.Part == "preamble" && p.Counted {
					clauses++
				}
			}
			if clauses != c.clauses {
				t.Errorf("%s %s: %d clauses of the preamble, want %d", c.file, way, clauses, c.clauses)
			}
			if c.symbol != "S/2025/495" {
				continue
			}
			// The plain way of the program loses one hyphen ("Guinea -/Bissau").
			missing := quotesMissing(t, filepath.Join(dir, "reading", "reference.en.jsonl"), doc)
			if most := map[string]int{"": 1}[way]; len(missing) > most {
				t.Errorf("%s %s: quotes not in their paragraphs: %q", c.file, way, missing)
			}
		}
	}
}

// numbersOf are the numbers of a document by its parts: runs of printed numbers that
// go up by one as "1-9", counted ones in brackets, paragraphs without number as "·".
func numbersOf(doc *document.Document) map[string]string {
	list := map[string][]string{}
	for _, p := range doc.Paragraphs {
		n := p.Number
		switch {
		case n == "":
			n = "·"
		case p.Counted:
			n = "(" + n + ")"
		}
		list[p.Part] = append(list[p.Part], n)
	}
	out := map[string]string{}
	for part, numbers := range list {
		var runs []string
		for i := 0; i < len(numbers); {
			j := i + 1
			for j < len(numbers) && follows(numbers[j-1], numbers[j]) {
				j++
			}
			run := numbers[i]
			if j > i+1 {
				run += "-" + numbers[j-1]
			}
			runs = append(runs, run)
			i = j
		}
		out[part] = strings.Join(runs, " ")
	}
	return out
}

func follows(a, b string) bool {
	cut := strings.LastIndexByte(a, '.') + 1
	if strings.LastIndexByte(b, '.')+1 != cut || a[:cut] != b[:cut] {
		return false
	}
	x, err1 := strconv.Atoi(strings.Trim(a[cut:], "()"))
	y, err2 := strconv.Atoi(strings.Trim(b[cut:], "()"))
	return err1 == nil && err2 == nil && y == x+1 && strings.HasPrefix(a, "(") == strings.HasPrefix(b, "(")
}

// The numbering of every sample, part by part, as a person counted it: no paragraph
// missing, none invented; of PDF files by either reader. Rows of tables are left out,
// with the notes under them. A "·" stands in a summary, before the clauses of a preamble
// and in the example of Akoma Ntoso, which has paragraphs without number.
func TestNumbersOfEverySample(t *testing.T) {
	dir := shared(t)
	t.Cleanup(func() { pdf.Prefer(pdf.Auto) })
	for _, c := range []struct {
		file string
		want map[string]string
	}{
		{"seed/A-77-277.zh.txt", map[string]string{"": "1-128", "summary": "· ·", "footnote": "*"}},
		{"samples/A_52_687.en.pdf", map[string]string{"": "1-47", "annex": "(1)-(4)"}}, // a letter, without numbers
		{"samples/A_79_797.en.pdf", map[string]string{"": "1-80"}},
		{"samples/S_2025_495.en.pdf", map[string]string{"": "1-78"}},
		{"samples/A_RES_79_10.pdf", map[string]string{"": "1-9", "preamble": "· (1)-(15)", "footnote": "1-7"}},
		{"samples/A_RES_79_12.pdf", map[string]string{"": "1-8", "preamble": "· (1)-(8)", "footnote": "1-6"}},
		{"samples/A_RES_79_134.pdf", map[string]string{"": "1-13", "preamble": "· (1)-(2)", "footnote": "1-12"}},
		{"samples/A_RES_79_265.pdf", map[string]string{"": "1-18", "preamble": "· (1)-(14)", "footnote": "1-2"}},
		{"samples/A_RES_79_326.pdf", map[string]string{"": "1-5", "preamble": "· (1)-(9)", "footnote": "1"}},
		{"samples/A_RES_79_329.pdf", map[string]string{"": "1-34", "preamble": "· (1)-(26)", "footnote": "1-8"}},
		{"samples/A_80_604_Add.1.en.docx", map[string]string{"": "1-44", "footnote": "1-2"}},
		{"samples/A_80_604_Add.1.en.pdf", map[string]string{"": "1-44", "footnote": "1-2"}},
		{"samples/A_81_6_Sect.11.en.docx", map[string]string{"": "11.1-11.52", "footnote": "* ** ***"}},
		{"samples/A_81_6_Sect.11.en.pdf", map[string]string{"": "11.1-11.52", "footnote": "* ** ***"}},
		{"samples/akn-resolution.en.xml", map[string]string{"": "1-9 · 1-3 ·", "preamble": "· · (1)-(9) · (10)-(13) · (14)-(20)"}},
	} {
		readers := []string{pdf.Auto}
		if filepath.Ext(c.file) == ".pdf" {
			readers = []string{pdf.Builtin, pdf.PDFToText}
		}
		for _, reader := range readers {
			if err := pdf.Prefer(reader); err != nil {
				t.Fatal(err)
			}
			doc, err := File(context.Background(), filepath.Join(dir, c.file), document.Options{})
			if err != nil {
				t.Error(err)
				continue
			}
			got := numbersOf(doc)
			delete(got, "table")
			if !maps.Equal(got, c.want) {
				t.Errorf("%s by the reader %s: %q, want %q", c.file, reader, got, c.want)
			}
		}
	}
}
