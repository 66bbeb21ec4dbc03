package export_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"concord/desk"
	"concord/document"
	"concord/document/intake"
	"concord/export"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
	"concord/samples"
	"concord/store/sqlite"
)

var amira = register.Person{ID: "local:amira", Name: "Amira"}

// noon is a clock that stands still.
func noon() time.Time { return time.Date(2044, 6, 1, 12, 0, 0, 0, time.UTC) }

func open(tb testing.TB) (*sqlite.Store, *desk.Desk) {
	tb.Helper()
	s, err := sqlite.Open(tb.Context(), filepath.Join(tb.TempDir(), "r.db"), sqlite.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s, desk.New(s, desk.Clock(noon))
}

func names(tb testing.TB) *export.Names {
	tb.Helper()
	lex, err := lexicon.Load()
	if err != nil {
		tb.Fatal(err)
	}
	n, err := export.NewNames(lex)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

// takeIn reads a file into a register.
func takeIn(tb testing.TB, d *desk.Desk, name string, content []byte, language string) (string, string) {
	tb.Helper()
	lex, err := lexicon.Load()
	if err != nil {
		tb.Fatal(err)
	}
	reader := reading.New(lex)
	doc, err := intake.Read(context.Background(), name, bytes.NewReader(content), int64(len(content)), document.Options{Language: language, IsName: reader.IsName})
	if err != nil {
		tb.Fatal(err)
	}
	rd, err := reader.Read(doc)
	if err != nil {
		tb.Fatal(err)
	}
	out, err := d.TakeIn(tb.Context(), doc, rd, amira)
	if err != nil {
		tb.Fatal(err)
	}
	return out.Work, out.Language
}

// filled is a register with the English and the Chinese sample, taken in as
// documents of their own.
func filled(tb testing.TB, languages ...string) (*sqlite.Store, *desk.Desk) {
	tb.Helper()
	s, d := open(tb)
	files, err := samples.Files()
	if err != nil {
		tb.Fatal(err)
	}
	for _, f := range files {
		for _, l := range languages {
			if f.Language == l {
				takeIn(tb, d, f.Name, f.Content, l)
			}
		}
	}
	return s, d
}

// shared are files beside the repository that a pattern finds.
func shared(tb testing.TB, pattern string) []string {
	tb.Helper()
	if _, err := os.Stat("../../shared"); err != nil {
		tb.Skip("../shared is absent")
	}
	list, err := filepath.Glob(filepath.Join("../../shared", pattern))
	if err != nil || len(list) == 0 {
		tb.Fatalf("nothing at %s: %v", pattern, err)
	}
	return list
}
