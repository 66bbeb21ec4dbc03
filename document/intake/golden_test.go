package intake

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concord/document"
)

var update = flag.Bool("update", false, "write the golden files anew")

// outline is a document as a person would note it down to check a reading.
func outline(d *document.Document) string {
	var b strings.Builder
	m, err := json.Marshal(d.Masthead)
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(&b, "language %s\nmasthead %s\n", d.Language, m)
	for _, w := range d.Warnings {
		fmt.Fprintf(&b, "warning %s, %s: %s\n", w.Kind, w.Place, w.Text)
	}
	h := 0
	heads := func(i int) {
		for ; h < len(d.Headings) && d.Headings[h].Next <= i; h++ {
			fmt.Fprintf(&b, "%s [%s] %s\n", strings.Repeat("#", d.Headings[h].Level), d.Headings[h].Number, d.Headings[h].Text)
		}
	}
	for i, p := range d.Paragraphs {
		heads(i)
		counted := ""
		if p.Counted {
			counted = " counted"
		}
		fmt.Fprintf(&b, "%s|%s%s| %s\n", p.Part, p.Number, counted, strings.ReplaceAll(p.Text, "\n", "\n    "))
	}
	heads(len(d.Paragraphs))
	return b.String()
}

// The texts of testdata are written for these tests; their golden files were
// checked by eye.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no test data", err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			d, err := File(context.Background(), f, document.Options{})
			if err != nil {
				t.Fatal(err)
			}
			got, golden := outline(d), strings.TrimSuffix(f, ".txt")+".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; got\n%s", golden, got)
			}
		})
	}
}
