package intake

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"concord/document"
)

// shared is the folder of real documents beside the checkout, "" where it is absent.
func shared(t testing.TB) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	s := filepath.Join(dir, "..", "shared")
	if _, err := os.Stat(s); err != nil {
		t.Skip("the folder of real documents is not beside the checkout")
	}
	return s
}

func numbered(doc *document.Document) []document.Paragraph {
	var out []document.Paragraph
	for _, p := range doc.Paragraphs {
		if p.Part == "" && p.Number != "" && !p.Counted {
			out = append(out, p)
		}
	}
	return out
}

func TestSeedIsWhole(t *testing.T) {
	doc, err := File(context.Background(), filepath.Join(shared(t), "seed", "A-77-277.zh.txt"), document.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ps := numbered(doc)
	if len(ps) != 128 {
		t.Fatalf("%d numbered paragraphs, want 128", len(ps))
	}
	for i, p := range ps {
		if p.Number != strconv.Itoa(i+1) {
			t.Fatalf("paragraph %d has the number %s", i+1, p.Number)
		}
	}
	if len(doc.Warnings) > 0 {
		t.Errorf("warnings: %v", doc.Warnings)
	}
	m := doc.Masthead
	if m.Title != "联合国同各区域组织及其他组织的合作" || m.Session != 77 || m.Year != 2022 || m.AgendaItem != "128" || !m.ProvisionalAgenda ||
		m.JobNumber != "22-12374" || len(m.Symbols) != 2 || m.Symbols[0] != "A/77/277" || m.Symbols[1] != "S/2022/606" || len(m.SubItems) != 23 {
		t.Errorf("masthead %+v", m)
	}
	under := 0
	for _, h := range doc.Headings {
		if h.Level == 2 && h.Number == "" {
			under++
		}
	}
	if under != 23 {
		t.Errorf("%d headings of organizations, want 23", under)
	}
}
