package web

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"concord/desk"
	"concord/report"
	"concord/starter"
)

func (f *fixture) About(_ context.Context, words ...string) ([]string, error) { return words, nil }

func (f *fixture) Brief(_ context.Context, ask report.Ask) (*report.Text, error) {
	return &report.Text{Language: ask.Language, Front: report.Front{Title: ask.About[0]}, Parts: []report.Part{{ID: "glance", Heading: "-"}}}, nil
}

// A visitor reads a brief, follows a note to the record, and takes the brief away.
func TestBriefPage(t *testing.T) {
	c, closeStore, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeStore)
	set, err := starter.Records()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Workplace.Desk.LoadStarter(t.Context(), set, desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	s := newSite(t, c)
	page := func(target string, status int) string {
		t.Helper()
		r := do(t, s, "GET", target, nil, nil)
		b, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != status {
			t.Fatalf("%s: %d %v\n%.400s", target, r.StatusCode, err, b)
		}
		return string(b)
	}
	body := page("/en/brief?about=ASEAN&for=meeting+on+2026-12-03", 200)
	for _, want := range []string{"Brief: Association of Southeast Asian Nations", "meeting on 3 December 2026", "Eleventh ASEAN-UN Summit", "A/77/277-S/2022/606, para. 37", `href="/en/brief/brief.docx?about=ASEAN`, `id="note-1"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	note := regexp.MustCompile(`href="(/en/records/[^"]+)">A/77/277-S/2022/606, para\. 37`).FindStringSubmatch(body)
	if note == nil {
		t.Fatal("no note leads to a record")
	}
	if r := do(t, s, "GET", note[1], nil, nil); r.StatusCode >= 400 {
		t.Errorf("%s: %d", note[1], r.StatusCode)
	}
	// A brief in another language than the page's, and one on two.
	if body = page("/en/brief?about=%E4%B8%9C%E7%9B%9F&lang=zh", 200); !strings.Contains(body, `<article class="brief" lang="zh" dir="ltr">`) || !strings.Contains(body, "第十一次东盟与联合国峰会") {
		t.Error("no Chinese brief by a Chinese name")
	}
	if body = page("/ar/brief?about=AU&with=UNHCR", 200); !strings.Contains(body, `dir="rtl"`) || !strings.Contains(body, "مفوضية") {
		t.Error("no Arabic brief on a pair")
	}
	// Whoever is not known is named with what is near; the form stays filled in.
	if body = page("/en/brief?about=Assocation+of+Southeast+Asian+Nations", 404); !strings.Contains(body, "[ASEAN]") || !strings.Contains(body, `value="Assocation of Southeast Asian Nations"`) {
		t.Error("no help for a misspelt name")
	}
	if body = page("/zh/brief?about=Kitemakers", 404); !strings.Contains(body, "没有名为") {
		t.Error("the refusal is not in Chinese")
	}
	page("/en/brief?about="+strings.Repeat("x", 3000), 422)
	if body = page("/ru/brief", 200); !strings.Contains(body, "Составить справку") {
		t.Error("no form to ask for a brief")
	}
	// Every way to it.
	for target, link := range map[string]string{"/en/actors/ASEAN": "/en/brief?about=ASEAN", "/en/actors/UNODC": "/en/brief?about=UNODC", "/en/themes/health": "/en/brief?about=theme%3Ahealth"} {
		if body = page(target, 200); !strings.Contains(body, link) {
			t.Errorf("%s has no %s", target, link)
		}
	}
	for ext, want := range map[string]string{"docx": "PK", "html": "Eleventh ASEAN-UN Summit", "txt": "Eleventh ASEAN-UN Summit", "json": "Eleventh ASEAN-UN Summit"} {
		r := do(t, s, "GET", "/en/brief/brief."+ext+"?about=ASEAN", nil, http.Header{})
		b, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != 200 || !bytes.Contains(b, []byte(want)) || !strings.Contains(r.Header.Get("Content-Disposition"), "brief."+ext) {
			t.Errorf("%s: %d %v %.200s", ext, r.StatusCode, err, b)
		}
		if ext == "docx" {
			if _, err := zip.NewReader(bytes.NewReader(b), int64(len(b))); err != nil {
				t.Error(err)
			}
		}
	}
	page("/en/brief/brief.exe?about=ASEAN", 404)
	page("/en/brief/brief.docx?about=Kitemakers", 404)
}
