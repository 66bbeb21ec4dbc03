package web

import (
	"compress/gzip"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"testing"
	"time"
)

var (
	update = flag.Bool("update", false, "write the golden files")
	serve  = flag.String("serve", "", "instead of testing, serve pages at this address, to look at them")
	db     = flag.String("db", "", "with -serve: the register; without it the documents of the tests")
)

func TestMain(m *testing.M) {
	flag.Parse()
	if *serve == "" {
		code := m.Run()
		if chromium.cancel != nil {
			chromium.cancel()
		}
		os.Exit(code)
	}
	if err := show(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// show serves pages until it is interrupted.
func show() error {
	f := newFixture()
	c := Config{Library: f, Names: testNames, Intake: f.intake}
	if *db != "" {
		var closeStore func()
		var err error
		if c, closeStore, err = onRegister(*db); err != nil {
			return err
		}
		defer closeStore()
	}
	s, err := New(c)
	if err != nil {
		return err
	}
	l, err := Listen(*serve)
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return s.Serve(ctx, l)
}

var quiet = slog.New(slog.DiscardHandler)

func newSite(t testing.TB, c Config) *Site {
	t.Helper()
	if c.Log == nil {
		c.Log = quiet
	}
	if c.Now == nil {
		c.Now = func() time.Time { return fixtureTime }
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fixtureSite is the site of the tests' documents.
func fixtureSite(t testing.TB) (*Site, *fixture) {
	t.Helper()
	f := newFixture()
	return newSite(t, Config{Library: f, Names: testNames, Intake: f.intake}), f
}

// do asks the site from this machine.
func do(t testing.TB, h http.Handler, method, target string, body io.Reader, header http.Header) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, target, body)
	r.Host = "127.0.0.1:8080"
	for k, v := range header {
		r.Header[k] = v
	}
	if h := header.Get("Host"); h != "" {
		r.Host = h
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func read(t testing.TB, r *http.Response) string {
	t.Helper()
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		body = z
	}
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// get gives a page that has to be there.
func get(t testing.TB, h http.Handler, target string) string {
	t.Helper()
	r := do(t, h, "GET", target, nil, nil)
	if r.StatusCode != 200 {
		t.Fatalf("GET %s: %d\n%s", target, r.StatusCode, read(t, r))
	}
	return read(t, r)
}
