package web

import (
	"strings"
	"testing"

	"concord/lexicon"
)

// What a theme holds is said in the reader's language, in English as the lexicon does.
func TestEveryThemeSaysWhatItHolds(t *testing.T) {
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	themes, err := lex.Themes()
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, Config{Library: newFixture(), Names: testNames})
	for _, theme := range themes {
		if got := s.messages.text("en", "theme.holds."+theme.ID); got != theme.Definition {
			t.Errorf("%s: %q, and %q in the lexicon", theme.ID, got, theme.Definition)
		}
	}
	if page := get(t, s, "/ar/themes/health"); !strings.Contains(page, "النظم الصحية") {
		t.Error("a theme's page does not say what it holds in the reader's language")
	}
}
