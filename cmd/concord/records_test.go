package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The way of a person: import a table, look at it, export it, take the export in
// elsewhere, and find the same.
func TestRecordsInAndOut(t *testing.T) {
	dir := t.TempDir()
	db, other := filepath.Join(dir, "a.db"), filepath.Join(dir, "b.db")
	file := writeFile(t, filepath.Join(dir, "inputs.csv"), "id,title.en,kind,date,party,place,source,source_paragraph\n"+
		"w-1,Course on lighthouses,training,2043-05,African Union (lead),Nairobi,A/99/31,7\nw-2,Second course,training,someday,AU,,,\n")

	status, out, errs := concord(t, nil, "import", file, "--dry-run", "--db", db)
	if status != 1 || !strings.Contains(out, "2 records would be imported (--dry-run)") || !strings.Contains(errs, "row 3, column date, “someday”: That is no date; write it as") {
		t.Fatalf("%d\n%s%s", status, out, errs)
	}
	if status, _, errs := concord(t, nil, "import", file, "--strict", "--db", db); status != 1 || !strings.Contains(errs, "Nothing was imported: 1 of") {
		t.Fatalf("%d\n%s", status, errs)
	}
	if status, _, _ := concord(t, nil, "show", "w-1", "--db", db); status != 1 {
		t.Error("--strict or --dry-run let a row in")
	}
	status, out, _ = concord(t, nil, "import", file, "--json", "--db", db)
	var got struct {
		Added    int
		SetAside []map[string]any `json:"set_aside"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || status != 1 || got.Added != 2 || len(got.SetAside) != 1 {
		t.Fatalf("%d %v %s", status, err, out)
	}
	status, out, errs = concord(t, nil, "import", file, "--db", db)
	if status != 1 || !strings.Contains(out, "0 records imported, 0 with something new, 2 unchanged") {
		t.Errorf("again: %d\n%s%s", status, out, errs)
	}

	status, out, _ = concord(t, nil, "show", "w-1", "--evidence", "--history", "--lang", "fr", "--db", db)
	for _, want := range []string{"Union africaine [AU] (lead)", "Nairobi", "A/99/31, para. 7", "import"} {
		if status != 0 || !strings.Contains(out, want) {
			t.Errorf("%d, no %q in\n%s", status, want, out)
		}
	}
	if status, out, _ = concord(t, nil, "show", "w-1", "--json", "--db", db); status != 0 || !json.Valid([]byte(out)) {
		t.Errorf("%d %s", status, out)
	}
	for _, ext := range []string{"jsonl", "csv", "xlsx", "jsonld", "atom"} {
		to := filepath.Join(dir, "out."+ext)
		if status, _, errs := concord(t, nil, "export", "--kind", "all", "-o", to, "--db", db); status != 0 {
			t.Fatalf("%s: %d %s", ext, status, errs)
		}
		if ext == "jsonld" || ext == "atom" {
			continue
		}
		_ = os.Remove(other)
		if status, out, errs := concord(t, nil, "import", to, "--strict", "--db", other); status != 0 || !strings.Contains(out, "2 records imported") {
			t.Fatalf("%s: %d %s%s", ext, status, out, errs)
		}
		a, b := filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.csv")
		concord(t, nil, "export", "-o", a, "--db", db)
		concord(t, nil, "export", "-o", b, "--db", other)
		x, _ := os.ReadFile(a)
		y, _ := os.ReadFile(b)
		if len(x) == 0 || !bytes.Equal(withoutLastColumns(x), withoutLastColumns(y)) {
			t.Errorf("%s: the other register says\n%s\nnot\n%s", ext, y, x)
		}
	}

	// A document as Akoma Ntoso, and shown.
	concord(t, []byte(report), "read", "-", "--db", db)
	akn := filepath.Join(dir, "report.xml")
	if status, _, errs := concord(t, nil, "export", "A/98/77", "-o", akn, "--db", db); status != 0 {
		t.Fatal(errs)
	}
	if b, _ := os.ReadFile(akn); !strings.Contains(string(b), `<FRBRalias name="symbol" value="A/98/77"/>`) {
		t.Errorf("%s", b)
	}
	if status, out, _ := concord(t, nil, "show", "A/98/77", "--db", db); status != 0 || !strings.Contains(out, "UNICEF held a workshop") {
		t.Errorf("%d %s", status, out)
	}
	for _, args := range [][]string{{"show", "nothing"}, {"export", "-o", filepath.Join(dir, "no", "where.csv")}, {"import", filepath.Join(dir, "absent.csv")}, {"export", "X/1/2", "-o", akn}} {
		if status, _, errs := concord(t, nil, append(args, "--db", db)...); status != 1 || errs == "" || strings.Contains(errs, "panic") {
			t.Errorf("%v: %d %s", args, status, errs)
		}
	}
	for _, args := range [][]string{{"show"}, {"search"}, {"import"}, {"export"}, {"export", "-o", "x.doc"}, {"export", "-o", "x.csv", "--kind", "nothing"}, {"show", "x", "--lang", "xx"}} {
		if status, _, errs := concord(t, nil, append(args, "--db", db)...); status != 2 || errs == "" {
			t.Errorf("%v: %d %s", args, status, errs)
		}
	}
}

// withoutLastColumns cuts revision and time from a table, and its first mark.
func withoutLastColumns(b []byte) []byte {
	var out []byte
	for line := range bytes.Lines(b) {
		cells := bytes.Split(bytes.TrimSpace(line), []byte(","))
		out = append(append(out, bytes.Join(cells[:max(0, len(cells)-2)], []byte(","))...), '\n')
	}
	return out
}

// The search of the terminal is that of the pages, in any of the forms.
func TestSearchInTheTerminal(t *testing.T) {
	db := filepath.Join(t.TempDir(), "r.db")
	concord(t, []byte(report), "read", "-", "--db", db)
	status, out, errs := concord(t, nil, "search", "workshop", "place:GHA", "--db", db)
	if status != 0 || !strings.Contains(errs, "Nothing is reported") && !strings.Contains(out, "A/98/77, para. 2") {
		t.Errorf("%d %s%s", status, out, errs)
	}
	status, out, errs = concord(t, nil, "search", "party:UNICEF", "--db", db)
	if status != 0 || !strings.Contains(out, "A/98/77, para. 2") || strings.Contains(out, "para. 1") {
		t.Errorf("%d %s%s", status, out, errs)
	}
	for _, format := range []string{"jsonl", "csv", "jsonld", "atom"} {
		if status, out, errs := concord(t, nil, "search", "party:UNICEF", "--format", format, "--db", db); status != 0 || !strings.Contains(out, "A/98/77") {
			t.Errorf("%s: %d %s%s", format, status, out, errs)
		}
	}
	if status, _, errs := concord(t, nil, "search", "x", "--format", "nothing", "--db", db); status != 2 || errs == "" {
		t.Errorf("%d %s", status, errs)
	}
	if status, _, errs := concord(t, nil, "search", "(((", "--db", db); status == 0 && errs == "" {
		t.Errorf("%d %s", status, errs)
	}
}
