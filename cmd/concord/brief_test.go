package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An adviser asks for a brief by the names that come to mind and gets a file or a text.
func TestBrief(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "a.db")
	concord(t, []byte(report), "read", "-", "--db", db)

	status, out, errs := concord(t, nil, "brief", "東盟", "--db", db)
	if status == 0 || out != "" || !strings.Contains(errs, "“東盟”") {
		t.Errorf("%d %s%s", status, out, errs)
	}
	status, out, errs = concord(t, nil, "brief", "Association of Southeast Asian Nations", "--for", "meeting on 2026-12-03", "--db", db)
	for _, want := range []string{"Brief: Association of Southeast Asian Nations", "meeting on 3 December 2026", "Nothing is reported", "东南亚国家联盟"} {
		if status != 0 || !strings.Contains(out, want) {
			t.Errorf("%d, no %q in\n%s%s", status, want, out, errs)
		}
	}
	if status, out, errs = concord(t, nil, "brief", "AU UNHCR", "--lang", "zh", "--db", db); status != 0 || !strings.Contains(out, "简报：非洲联盟与") {
		t.Errorf("%d %s%s", status, out, errs)
	}
	for ext, begins := range map[string]string{"docx": "PK", "html": "<!", "txt": "", "json": "{"} {
		file := filepath.Join(dir, "brief."+ext)
		if status, out, errs := concord(t, nil, "brief", "theme:health", "--lang", "ar", "-o", file, "--db", db); status != 0 || out != "" || !strings.Contains(errs, "is written") {
			t.Errorf("%s: %d %s%s", ext, status, out, errs)
		}
		b, err := os.ReadFile(file)
		if err != nil || len(b) == 0 || !bytes.HasPrefix(bytes.ToLower(b), []byte(strings.ToLower(begins))) {
			t.Errorf("%s: %v %.40q", ext, err, b)
		}
		if ext == "json" && !json.Valid(b) {
			t.Errorf("%.200s", b)
		}
	}
	for _, x := range []struct {
		args []string
		says string
	}{
		{[]string{"brief"}, "takes the name of an organization"},
		{[]string{"brief", "Assocation of Southeast Asian Nations"}, "[ASEAN]"},
		{[]string{"brief", "AU", "Kitemakers"}, "“Kitemakers”"},
		{[]string{"brief", "AU", "AU"}, "two different ones"},
		{[]string{"brief", "AU", "--lang", "de"}, "--lang de"},
		{[]string{"brief", "AU", "-o", "brief.odt"}, "docx"},
		{[]string{"brief", "AU", "-o", filepath.Join(dir, "none", "brief.txt")}, "cannot be written"},
	} {
		if status, out, errs := concord(t, nil, append(x.args, "--db", db)...); status == 0 || out != "" || !strings.Contains(errs, x.says) {
			t.Errorf("%v: %d %s%s", x.args, status, out, errs)
		}
	}
}
