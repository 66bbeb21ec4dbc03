package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// shared finds a file beside the checkout; "" where it is not there.
func shared(parts ...string) string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		path := filepath.Join(append([]string{filepath.Dir(dir), "shared"}, parts...)...)
		if _, err := os.Stat(path); err == nil {
			return path
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}

// seedSite is a site that has read the report of 128 paragraphs.
func seedSite(t testing.TB) (*Site, Library) {
	path := shared("seed", "A-77-277.zh.txt")
	if path == "" {
		t.Skip("../shared/seed/A-77-277.zh.txt is not here")
	}
	c, closeStore, err := onRegister(filepath.Join(t.TempDir(), "concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeStore)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := c.Intake(context.Background(), filepath.Base(path), f); err != nil {
		t.Fatal(err)
	}
	return newSite(t, c), c.Library
}

// The reading view of a whole report has to stay light, also on a slow line.
func TestWeightOfAWholeReport(t *testing.T) {
	s, _ := seedSite(t)
	for _, target := range []string{"/zh/documents/zh/A/77/277", "/en/documents/zh/A/77/277", "/ar/documents/zh/A/77/277"} {
		r := do(t, s, "GET", target, nil, http.Header{"Accept-Encoding": {"gzip"}})
		if r.StatusCode != 200 || r.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s: %d, %q", target, r.StatusCode, r.Header.Get("Content-Encoding"))
		}
		weight := r.ContentLength
		for _, name := range []string{"concord.css", "concord.js", "concord.svg"} {
			weight += int64(len(s.assets[name].zip))
		}
		t.Logf("%s: %d bytes, %d with style and script", target, r.ContentLength, weight)
		if weight > 120_000 {
			t.Errorf("%s: %d bytes transferred, at most 120,000", target, weight)
		}
	}
	r := do(t, s, "GET", "/zh/", nil, http.Header{"Accept-Encoding": {"gzip"}})
	if r.ContentLength > 60_000 {
		t.Errorf("the front page has %d bytes, at most 60,000", r.ContentLength)
	}
}

func benchmarkPage(b *testing.B, h http.Handler, target string) {
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest("GET", target, nil)
		r.Host = "127.0.0.1:8080"
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}

func BenchmarkReadingView(b *testing.B) {
	s, _ := seedSite(b)
	benchmarkPage(b, s, "/zh/documents/zh/A/77/277")
}

func BenchmarkFront(b *testing.B) {
	s, _ := seedSite(b)
	benchmarkPage(b, s, "/zh/")
}

// BenchmarkSetting is the setting of all paragraphs alone, without the store, the
// template and the packing.
func BenchmarkSetting(b *testing.B) {
	s, l := seedSite(b)
	d, err := l.Document(context.Background(), "A/77/277", "zh", 0)
	if err != nil {
		b.Fatal(err)
	}
	v := &visit{lang: "zh"}
	b.ReportAllocs()
	for b.Loop() {
		for i := range d.Paragraphs {
			s.set(v, "zh", &d.Paragraphs[i], "1")
		}
	}
}

func BenchmarkLibrary(b *testing.B) {
	_, l := seedSite(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.Document(context.Background(), "A/77/277", "zh", 0); err != nil {
			b.Fatal(err)
		}
	}
}
