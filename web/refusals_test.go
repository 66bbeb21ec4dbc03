package web

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"concord/fault"
	"concord/wording"
)

var verb = regexp.MustCompile(`%[qsdv]`)

// A row that no code uses says nothing to anybody; one whose places are not the
// verbs of its format loses a name.
func TestRefusalsAreOfTheCode(t *testing.T) {
	used := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			to, ok := call.Fun.(*ast.SelectorExpr)
			at := map[string]int{"New": 1, "Wrap": 2}
			if !ok || at[to.Sel.Name] == 0 || len(call.Args) <= at[to.Sel.Name] {
				return true
			}
			if of, ok := to.X.(*ast.Ident); !ok || of.Name != "fault" {
				return true
			}
			if lit, ok := call.Args[at[to.Sel.Name]].(*ast.BasicLit); ok && lit.Kind == token.STRING {
				s, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Error(err)
				}
				used[s] = true
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	f, err := shipped.Open("messages/refusals.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // embedded
	for lines := bufio.NewScanner(f); lines.Scan(); {
		key, rest, _ := strings.Cut(lines.Text(), "\t")
		if strings.HasPrefix(key, "#") || key == "key" {
			continue
		}
		if !used[key] {
			t.Errorf("no code refuses with %q", key)
		}
		n := len(verb.FindAllString(key, -1))
		for i, cell := range strings.Split(rest, "\t") {
			for a := range n {
				if !strings.Contains(cell, fmt.Sprintf("{%c}", 'a'+a)) {
					t.Errorf("%s: %q leaves out argument %d", wording.Languages[i], key, a+1)
				}
			}
			if got := len(place.FindAllString(cell, -1)); got != n {
				t.Errorf("%s: %q has %d places for %d arguments", wording.Languages[i], key, got, n)
			}
		}
	}
}

func TestRefusalIsInTheReadersLanguage(t *testing.T) {
	c := catalogueOf(t)
	err := fmt.Errorf("asked: %w", fault.New(fault.NotFound, "There is no organization %q.", "ASEAN"))
	if said, in := c.refusal("fr", err); in != "fr" || said != "L’organisation « \u2068ASEAN\u2069 » n’existe pas." {
		t.Errorf("%s: %s", in, said)
	}
	if said, in := c.refusal("fr", fault.New(fault.NotFound, "Nobody translated %q.", "this")); in != "en" || said != `Nobody translated "this".` {
		t.Errorf("%s: %s", in, said)
	}
}
