package table_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"concord/document"
	"concord/document/table"
	"concord/fault"

	"github.com/xuri/excelize/v2"
)

func read(t testing.TB, name string, content []byte) (*document.Document, error) {
	t.Helper()
	head := content[:min(len(content), 4096)]
	if !table.Is(bytes.NewReader(content), int64(len(content)), head) {
		t.Fatalf("%s is not taken for a table", name)
	}
	return table.Read(context.Background(), name, bytes.NewReader(content), int64(len(content)), document.Options{Language: "en"})
}

func workbook(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func set(t testing.TB, f *excelize.File, cells map[string]any) {
	t.Helper()
	for at, v := range cells {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWorkbook(t *testing.T) {
	b := workbook(t, func(f *excelize.File) {
		set(t, f, map[string]any{"A1": "Activity", "B1": "Date", "C1": "Partner", "A2": "Workshop\non tides", "B2": 46154, "C2": "ASEAN", "A3": "Forum", "C4": "AU"})
		day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStyle("Sheet1", "B2", "B2", day); err != nil {
			t.Fatal(err)
		}
		if err := f.MergeCell("Sheet1", "C2", "C3"); err != nil {
			t.Fatal(err)
		}
		if err := f.MergeCell("Sheet1", "A4", "B4"); err != nil {
			t.Fatal(err)
		}
	})
	doc, err := read(t, "inputs.xlsx", b)
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, p := range doc.Paragraphs {
		rows = append(rows, p.Number+" "+p.Text)
	}
	want := "1.1 Activity\tDate\tPartner|1.2 Workshop\non tides\t2026-05-12\tASEAN|1.3 Forum\t\tASEAN|1.4 \t\tAU"
	if got := strings.Join(rows, "|"); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	var said []string
	for _, w := range doc.Warnings {
		said = append(said, w.Kind+" "+w.Place)
	}
	if got := strings.Join(said, "|"); got != "cells-merged-down C2:C3|cells-merged-across A4:B4" {
		t.Error(got)
	}
}

func TestWhatIsATable(t *testing.T) {
	for text, want := range map[string]bool{
		"Activity,Date\nForum,2026\nWorkshop,2025\n":          true,
		"Activity;Date;Place\nForum;2026;\"Rome; Turin\"\n":   true,
		"Activity\tDate\nForum\t2026\nWorkshop\t2025\n":       true,
		"\uFEFFActivity,Date\nForum,2026\nWorkshop,2025\n":    true,
		"In May, the two met.\nThey agreed, and went on.\n":   false,
		"One line, with commas, in it\n":                      false,
		"A,b\n\"never closed\n":                               false,
		"Title,Date\nForum\n":                                 false,
		"Dear colleagues,\n\nPlease find our input.\n":        false,
		"ASEAN and the UN, in 2025, met.\nAU, and UN, too.\n": false,
	} {
		if got := table.Is(strings.NewReader(text), int64(len(text)), []byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestBadTables(t *testing.T) {
	for name, x := range map[string]struct {
		content []byte
		kind    fault.Kind
	}{
		"wide.csv":  {[]byte(strings.Repeat("a,", 300) + "b\n" + strings.Repeat("1,", 300) + "2\n"), fault.TooLarge},
		"long.csv":  {[]byte("a,b\n" + strings.Repeat("1,2\n", 50_001)), fault.TooLarge},
		"open.csv":  {[]byte("a,b\n" + strings.Repeat("1,2\n", 2000) + "\"x"), fault.Invalid},
		"empty.csv": {[]byte(";;\n;;\n"), fault.Invalid},
		"cell.csv":  {[]byte("a,b\n" + strings.Repeat("1,2\n", 2000) + strings.Repeat("x", 70_000) + ",y\n"), fault.TooLarge},
	} {
		if _, err := read(t, name, x.content); fault.KindOf(err) != x.kind || !strings.Contains(fault.Sentence(err), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("Activity,Date\nForum,2026\nWorkshop,2025\n"))
	f.Add([]byte("a;b\n\"c\nd\";e\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if !table.Is(bytes.NewReader(b), int64(len(b)), b[:min(len(b), 4096)]) {
			return
		}
		doc, err := table.Read(context.Background(), "x", bytes.NewReader(b), int64(len(b)), document.Options{Language: "en"})
		if err != nil {
			return
		}
		for _, p := range doc.Paragraphs {
			if strings.TrimSpace(p.Text) == "" {
				t.Error("an empty row")
			}
		}
	})
}
