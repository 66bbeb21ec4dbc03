package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mandateFacts are what the lines of a reading say of clauses: one string a fact,
// in the form of the tables of testdata/mandates.
type mandateFacts struct {
	document string            // kind, body, day, partners
	clauses  []string          // paragraph, verb, addressees, due, item
	asks     []string          // paragraph, verb
	askedOf  map[string]string // the same → addressees, due
	sides    map[string]string // part and number → side
	texts    []string          // of paragraphs with a side, or of the main text
	acts     int
}

func factsOf(t *testing.T, lines string) mandateFacts {
	t.Helper()
	f := mandateFacts{askedOf: map[string]string{}, sides: map[string]string{}}
	for line := range strings.Lines(lines) {
		var o struct {
			Record, Kind, Body, Dated, Part, Side, Verb, Due, Item, Asked, Text string
			Partners, Addressees                                                []string
			Number, Paragraph                                                   any
		}
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatal(err)
		}
		switch o.Record {
		case "document":
			f.document = strings.Join([]string{"document", o.Kind, o.Body, o.Dated, strings.Join(o.Partners, " ")}, "\t")
		case "paragraph":
			f.sides[fmt.Sprint(o.Part, " ", o.Number)] = o.Side
			if o.Side != "" || o.Part == "" {
				f.texts = append(f.texts, o.Text)
			}
		case "activity":
			f.acts++
		case "mandate":
			item := ""
			if o.Item != "" {
				item = "yes"
			}
			to := strings.Join(o.Addressees, " ")
			f.clauses = append(f.clauses, strings.Join([]string{fmt.Sprint(o.Paragraph), o.Verb, to, o.Due, item}, "\t"))
			if o.Asked != "" {
				key := fmt.Sprint(o.Paragraph, " ", o.Verb)
				f.asks = append(f.asks, key)
				f.askedOf[key] = to + "\t" + o.Due
			}
		}
	}
	return f
}

func factTable(t *testing.T, name string) (rows []string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "mandates", name))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimRight(line, "\n"); line != "" && line[0] != '#' {
			rows = append(rows, line)
		}
	}
	return rows
}

// A resolution, a statement of the President and a decision tell the same in each of
// the six languages: whom they ask for what, by when.
func TestMandatesInSixLanguages(t *testing.T) {
	for _, kind := range []string{"resolution", "statement", "decision"} {
		want := factTable(t, kind+".tsv")
		for _, lang := range []string{"ar", "en", "es", "fr", "ru", "zh"} {
			t.Run(kind+" "+lang, func(t *testing.T) {
				status, out, errs := concord(t, nil, "read", filepath.Join("testdata", "mandates", lang+"."+kind+".txt"), "--json", "--db", filepath.Join(t.TempDir(), "r.db"))
				if status != 0 {
					t.Fatalf("status %d: %s", status, errs)
				}
				f := factsOf(t, out)
				if got := append([]string{f.document}, f.clauses...); !slices.Equal(got, want) {
					t.Errorf("told\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
				if f.acts > 1 { // the preamble of the resolution notes that a memorandum was signed
					t.Errorf("%d acts of what is only asked", f.acts)
				}
			})
		}
	}
}

// TestResolutions measures the six resolutions against a count made by hand.
func TestResolutions(t *testing.T) {
	samples := filepath.Join(shared(t), "samples")
	type counted struct {
		document string
		asks     map[string]string
		sides    map[string]int
	}
	byHand := map[string]*counted{}
	for _, row := range factTable(t, "resolutions.tsv") {
		c := strings.Split(row, "\t")
		if byHand[c[0]] == nil {
			byHand[c[0]] = &counted{asks: map[string]string{}, sides: map[string]int{}}
		}
		h := byHand[c[0]]
		switch c[1] {
		case "document":
			h.document = strings.Join([]string{"document", c[2], "UNGA", c[4], c[3]}, "\t")
		case "preambular", "operative":
			n := 0
			if _, err := fmt.Sscan(c[2], &n); err != nil {
				t.Fatal(err)
			}
			h.sides[c[1]] = n
		default:
			h.asks[c[1]+" "+c[2]] = c[3] + "\t" + c[4]
		}
	}
	structure, words := map[[2]string]int{}, map[[2]string]int{} // what it is and what it was taken for
	found, read, all, right, acts := 0, 0, 0, 0, 0
	for name, h := range byHand {
		file := filepath.Join(samples, "A_RES_79_"+name+".pdf")
		status, out, errs := concord(t, nil, "read", file, "--json", "--db", filepath.Join(t.TempDir(), "r.db"))
		if status != 0 {
			t.Fatalf("%s: status %d: %s", name, status, errs)
		}
		f := factsOf(t, out)
		if f.document != h.document {
			t.Errorf("%s: %s, want %s", name, f.document, h.document)
		}
		is := map[string]string{}
		for side, n := range h.sides {
			for i := 1; i <= n; i++ {
				is[map[string]string{"preambular": "preamble ", "operative": " "}[side]+fmt.Sprint(i)] = side
			}
		}
		for at, side := range f.sides {
			structure[[2]string{is[at], side}]++
		}
		for at, side := range is {
			if _, ok := f.sides[at]; !ok {
				structure[[2]string{side, "missing"}]++
			}
		}
		acts += f.acts
		read += len(f.asks)
		all += len(h.asks)
		for key, want := range h.asks {
			if got, ok := f.askedOf[key]; ok {
				found++
				if got == want {
					right++
				} else {
					t.Logf("%s, paragraph %s: %q, by hand %q", name, key, got, want)
				}
			} else {
				t.Logf("%s, paragraph %s: not found", name, key)
			}
		}
		// The same by the words alone, each paragraph as a text of its own.
		lines := strings.ReplaceAll(strings.Join(f.texts, "\x00"), "\n", " ")
		path := filepath.Join(t.TempDir(), "lines.txt")
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(lines, "\x00", "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, out, errs = concord(t, nil, "read", "--lines", path, "--lang", "en", "--json"); status != 0 {
			t.Fatalf("%s: status %d: %s", name, status, errs)
		}
		byWords := factsOf(t, out)
		for i := range f.texts {
			side := "preambular"
			if i >= h.sides["preambular"] {
				side = "operative"
			}
			words[[2]string{side, byWords.sides[fmt.Sprint(" ", i+1)]}]++
		}
	}
	f1 := macroF1(structure, "preambular", "operative", "")
	byWords := macroF1(words, "preambular", "operative")
	precision, recall := float64(found)/float64(max(read, 1)), float64(found)/float64(max(all, 1))
	t.Logf("sides: macro-F1 %.3f, by words alone %.3f; asks: precision %.3f, recall %.3f of %d; addressees and term right: %d; acts: %d", f1, byWords, precision, recall, all, right, acts)
	if f1 < 0.95 || byWords < 0.95 {
		t.Errorf("macro-F1 of preambular, operative and neither: %.3f, %.3f by words; at least 0.95", f1, byWords)
	}
	if precision < 0.95 || recall < 0.95 || right < all*9/10 {
		t.Errorf("asks: precision %.3f, recall %.3f, %d of %d whole", precision, recall, right, all)
	}
	if acts > 6 {
		t.Errorf("%d acts in resolutions; a hand finds 4 that their preambles note as done", acts)
	}
}

// macroF1 is the mean of the F1 of the classes, from pairs of what is and what was said.
func macroF1(pairs map[[2]string]int, classes ...string) float64 {
	sum := 0.0
	for _, c := range classes {
		hit, said, is := 0, 0, 0
		for p, n := range pairs {
			if p[0] == c && p[1] == c {
				hit += n
			}
			if p[1] == c {
				said += n
			}
			if p[0] == c {
				is += n
			}
		}
		if said+is > 0 {
			sum += 2 * float64(hit) / float64(said+is)
		}
	}
	return sum / float64(len(classes))
}
