package pattern_test

import (
	"os"
	"path/filepath"
	"testing"

	"concord/reading/pattern"
)

var grammars = map[string]*pattern.Grammar{}

// grammar loads the shipped tables of a language.
func grammar(t testing.TB, lang string) *pattern.Grammar {
	t.Helper()
	if g := grammars[lang]; g != nil {
		return g
	}
	g, err := pattern.Load(os.DirFS(filepath.Join("..", "lang", lang)))
	if err != nil {
		t.Fatal(err)
	}
	grammars[lang] = g
	return g
}
