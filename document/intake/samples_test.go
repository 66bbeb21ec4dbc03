package intake

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"concord/document"
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
