package pattern_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"concord/edtf"
	"concord/reading/pattern"
)

// shared gives a file that stands beside the checkout, and skips the test where
// it is absent.
func shared(t testing.TB, path ...string) string {
	t.Helper()
	file := filepath.Join(append([]string{"..", "..", "..", "shared"}, path...)...)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("%s is not beside the checkout", filepath.Join(path...))
	}
	return file
}

// count is a count of values found and wanted.
type count struct{ both, found, wanted int }

func (c *count) add(found, wanted []string) {
	c.found += len(found)
	c.wanted += len(wanted)
	for _, v := range found {
		if slices.Contains(wanted, v) {
			c.both++
		}
	}
}

func (c count) f1() float64 {
	if c.found+c.wanted == 0 {
		return 1
	}
	return 2 * float64(c.both) / float64(c.found+c.wanted)
}

func (c count) String() string {
	return fmt.Sprintf("F1 %.3f (%d found, %d wanted, %d both)", c.f1(), c.found, c.wanted, c.both)
}

// only gives what of a is not in b.
func only(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(v string) bool { return slices.Contains(b, v) })
}

// values are the different values of one kind.
func values(hits []pattern.Hit, kind pattern.Kind) []string {
	var out []string
	for _, h := range hits {
		if h.Kind == kind && !slices.Contains(out, h.Value) {
			out = append(out, h.Value)
		}
	}
	return out
}

// paragraphs parts a text at its running numbers; a simple stand-in for package
// document, which these tests do not need.
func paragraphs(text, blank string, skip *regexp.Regexp) map[int]string {
	out := map[int]string{}
	next, last := 1, 0
	number := regexp.MustCompile(`^\s*(\d+)\.\s+(.*)$`)
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(line, "\f"))
		if line == "" || skip.MatchString(line) {
			continue
		}
		if m := number.FindStringSubmatch(line); m != nil {
			if n, _ := strconv.Atoi(m[1]); n == next {
				last, next = n, n+1
				out[last] = m[2]
				continue
			}
		}
		if last > 0 {
			out[last] += blank + line
		}
	}
	return out
}

// reference reads the dates and documents of a hand-made reference.
func reference(t *testing.T, file string) (dates, documents map[int][]string) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	dates, documents = map[int][]string{}, map[int][]string{}
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		var p struct {
			Record           string
			Number           int
			Dates, Documents []string
		}
		if err := json.Unmarshal(scan.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		if p.Record == "paragraph" {
			dates[p.Number], documents[p.Number] = p.Dates, p.Documents
		}
	}
	return dates, documents
}

// The hand-made references count no year that labels an instrument or lies in a
// title, which package reading drops later: recall is what counts here.
func TestAgainstReferences(t *testing.T) {
	for _, c := range []struct {
		lang, reference, anchor string
		skip                    string
		recallDates             float64
	}{
		{"zh", "reference.jsonl", "2022-08-09", `^https?:|^A/77/277|^S/2022/606|^22-12374|^\d+/19`, 0.98},
		{"en", "reference.en.jsonl", "2025-07-31", `^S/2025/495$|^25-\d+|\d+/\d+$|25-\d+$`, 0.97},
	} {
		t.Run(c.lang, func(t *testing.T) {
			ref := shared(t, "reading", c.reference)
			var text []byte
			var err error
			blank := ""
			if c.lang == "zh" {
				text, err = os.ReadFile(shared(t, "seed", "A-77-277.zh.txt"))
			} else {
				if _, err := exec.LookPath("pdftotext"); err != nil {
					t.Fatal("pdftotext (Debian's poppler-utils) is needed for this test")
				}
				text, err = exec.Command("pdftotext", "-layout", shared(t, "samples", "S_2025_495.en.pdf"), "-").Output()
				blank = " "
			}
			if err != nil {
				t.Fatal(err)
			}
			paras := paragraphs(string(text), blank, regexp.MustCompile(c.skip))
			dates, documents := reference(t, ref)
			g := grammar(t, c.lang)
			ctx := &pattern.Context{Anchor: edtf.Must(c.anchor)}
			var d, s count
			for n, want := range dates {
				ctx.NewParagraph()
				hits := g.Find(nil, paras[n], ctx)
				got := values(hits, pattern.Date)
				d.add(got, want)
				docs := values(hits, pattern.Symbol)
				s.add(docs, documents[n])
				if missed, more := only(want, got), only(got, want); len(missed)+len(more) > 0 {
					t.Logf("paragraph %d: dates missed %v, not wanted %v", n, missed, more)
				}
				if missed, more := only(documents[n], docs), only(docs, documents[n]); len(missed)+len(more) > 0 {
					t.Logf("paragraph %d: documents missed %v, not wanted %v", n, missed, more)
				}
			}
			t.Logf("dates: %s; documents: %s", d, s)
			if r := float64(d.both) / float64(d.wanted); r < c.recallDates {
				t.Errorf("%.3f of the dates were found", r)
			}
			if s.f1() < 0.99 {
				t.Errorf("documents: %s", s)
			}
		})
	}
}
