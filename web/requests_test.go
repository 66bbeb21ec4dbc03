package web

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"concord/fault"
)

// lines are the lines of a log in JSON.
func lines(t *testing.T, log string) (list []map[string]any) {
	t.Helper()
	for line := range strings.Lines(log) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		list = append(list, m)
	}
	return list
}

func TestARequestIsLoggedWithoutWhatWasSearched(t *testing.T) {
	for _, level := range []slog.Level{slog.LevelInfo, slog.LevelDebug} {
		var log bytes.Buffer
		f := newFixture()
		s := newSite(t, Config{Library: f, Names: testNames, Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: level}))})
		r := do(t, s, "GET", "/en/documents?q=rosebud", nil, http.Header{"Cookie": {"session=rosebud"}, "X-Request-Id": {"from-the-proxy_1"}})
		do(t, s, "GET", "/healthz", nil, nil)
		list := lines(t, log.String())
		if len(list) == 0 || list[0]["request"] != "from-the-proxy_1" || r.Header.Get("X-Request-Id") != "from-the-proxy_1" {
			t.Fatal(log.String())
		}
		first := list[0]
		if first["path"] != "/en/documents" || first["status"] != 200.0 || first["method"] != "GET" || first["took"] == nil {
			t.Error(first)
		}
		if said := strings.Contains(log.String(), "rosebud"); said != (level == slog.LevelDebug) {
			t.Errorf("at %v the words of a search are said: %v", level, said)
		}
		if probes := len(list) - 1; probes != 0 && level == slog.LevelInfo {
			t.Error("a probe fills the log")
		}
	}
}

func TestARequestIDIsOneOrIsMade(t *testing.T) {
	s, _ := fixtureSite(t)
	for _, given := range []string{"", "short", "line\nbreak-xx", "<script>alert</script>", strings.Repeat("a", 65)} {
		id := do(t, s, "GET", "/healthz", nil, http.Header{"X-Request-Id": {given}}).Header.Get("X-Request-Id")
		if id == given || len(id) != 16 {
			t.Errorf("%q became %q", given, id)
		}
	}
	if a, b := do(t, s, "GET", "/", nil, nil), do(t, s, "GET", "/", nil, nil); a.Header.Get("X-Request-Id") == b.Header.Get("X-Request-Id") {
		t.Error("two requests have one identifier")
	}
}

func TestHealth(t *testing.T) {
	f := newFixture()
	var broken error
	s := newSite(t, Config{Library: f, Names: testNames, Ready: func(context.Context) error { return broken }})
	ask := func(target string) (int, string) {
		r := do(t, s, "GET", target, nil, nil)
		return r.StatusCode, read(t, r)
	}
	if status, line := ask("/readyz"); status != 200 || line != "ready\n" {
		t.Error(status, line)
	}
	broken = fault.New(fault.Unavailable, "The database concord.db is locked.")
	if status, line := ask("/readyz"); status != 503 || !strings.Contains(line, "The database concord.db is locked.") {
		t.Error(status, line)
	}
	if status, _ := ask("/healthz"); status != 200 {
		t.Error("the program runs, but says", status)
	}
	if _, text := ask("/metrics"); !strings.Contains(text, "\nconcord_ready 0\n") {
		t.Error("the metrics call it ready")
	}
	broken = nil
	s.ending.Store(true)
	if status, line := ask("/readyz"); status != 503 || !strings.Contains(line, "ending") {
		t.Error(status, line)
	}
}

func TestMetrics(t *testing.T) {
	s, f := fixtureSite(t)
	for range 3 {
		do(t, s, "GET", "/en/documents", nil, nil)
	}
	for _, target := range []string{"/nothing/one", "/nothing/two?q=rosebud"} {
		do(t, s, "GET", target, nil, nil)
	}
	do(t, s, "BREW", "/", nil, nil)
	body, kind := upload(t, file{"a.txt", "ASEAN"})
	do(t, s, "POST", "/read", bytes.NewReader(body), http.Header{"Content-Type": {kind}})
	r := do(t, s, "GET", "/metrics", nil, nil)
	b, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != 200 || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/plain") {
		t.Fatal(r.StatusCode, err)
	}
	text := string(b)
	counts, err := f.Counts(t.Context())
	if err != nil || counts.Documents == 0 {
		t.Fatal(err)
	}
	for _, want := range []string{
		`concord_requests_total{method="GET",route="GET /documents",status="200"} 3`,
		`concord_requests_total{method="GET",route="/",status="404"} 2`,
		`method="other"`,
		`concord_request_seconds_count{route="GET /documents"} 3`,
		`concord_files_total{outcome="taken"} 1`,
		`concord_requests_in_flight 1`,
		`concord_ready 1`,
		`concord_documents{samples="no"} `,
		`go_goroutines `,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not there", want)
		}
	}
	if strings.Contains(text, "nothing/one") || strings.Contains(text, "rosebud") || strings.Contains(text, "BREW") {
		t.Error("a visitor can name a label")
	}
}
