package web

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"concord/fault"
	"concord/wording"
)

// onTerminals are the folders and files whose refusals no page shows: they are met
// before there is a page, or by who copies, imports and serves.
var onTerminals = []string{
	"api/", "bench/", "cmd/", "editorial/", "export/", "generate/", "lexicon/", "operation/", "score/", "settings/", "starter/",
	"desk/names_import.go", "reading/pattern/table.go", "store/log.go", "store/move.go", "store/postgres/move.go", "store/sqlite/move.go",
	"store/sqlite/upkeep.go", "store/storetest/", "web/web.go",
}

// opening are the functions that open a register, before there is a page.
var opening = []string{"Open", "openReadOnly", "migrate", "current", "form", "retriable"}

// formats are the formats of package fault in the module; of those that reach pages
// it tells where.
func formats(t *testing.T) (all map[string]bool, onPages map[string]string) {
	all, onPages = map[string]bool{}, map[string]string{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		name := strings.TrimPrefix(filepath.ToSlash(path), "../")
		terminal := slices.ContainsFunc(onTerminals, func(p string) bool { return strings.HasPrefix(name, p) })
		files := token.NewFileSet()
		f, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		for _, decl := range f.Decls {
			unopened := terminal
			if fn, ok := decl.(*ast.FuncDecl); ok && strings.HasPrefix(name, "store/") {
				unopened = unopened || slices.Contains(opening, fn.Name.Name)
			}
			ast.Inspect(decl, func(n ast.Node) bool {
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
				where := files.Position(call.Pos()).String()
				lit, constant := call.Args[at[to.Sel.Name]].(*ast.BasicLit)
				if !constant || lit.Value == `"%s"` {
					if !unopened {
						t.Errorf("%s: a refusal that pages show needs a sentence that stands there", where)
					}
					return true
				}
				s, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Error(err)
				}
				all[s] = true
				kind, ok := call.Args[at[to.Sel.Name]-1].(*ast.SelectorExpr)
				if !unopened && (!ok || kind.Sel.Name != "Internal") { // what went wrong inside is for the log
					onPages[s] = where
				}
				return true
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, onPages
}

var (
	verb     = regexp.MustCompile(`%(?:\.\d+)?[qsdvg]`)
	argument = regexp.MustCompile(`\{([a-z])(?::[a-z]+)?\}`)
	aWord    = regexp.MustCompile(`^[a-z]+\.\S+$`) // is the key of a word in refusals, not of one
)

// A refusal that reaches a page has its row; a row that no code uses says nothing to
// anybody, and one whose places are not the verbs of its format loses a name.
func TestEveryRefusalOfAPageIsInEveryLanguage(t *testing.T) {
	all, onPages := formats(t)
	f, err := shipped.Open("messages/refusals.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // embedded
	for lines := bufio.NewScanner(f); lines.Scan(); {
		key, rest, _ := strings.Cut(lines.Text(), "\t")
		if key == "" || key == "key" || strings.HasPrefix(key, "#") || aWord.MatchString(key) {
			continue
		}
		if !all[key] {
			t.Errorf("no code refuses with %q", key)
		}
		delete(onPages, key)
		n := len(verb.FindAllString(key, -1))
		for i, cell := range strings.Split(rest, "\t") {
			has := map[string]bool{}
			for _, m := range argument.FindAllStringSubmatch(cell, -1) {
				has[m[1]] = true
			}
			for a := range n {
				if !has[string(rune('a'+a))] {
					t.Errorf("%s: %q leaves out argument %d", wording.Languages[i], key, a+1)
				}
			}
			if len(has) != n {
				t.Errorf("%s: %q has %d places for %d arguments", wording.Languages[i], key, len(has), n)
			}
		}
	}
	for _, s := range slices.Sorted(maps.Keys(onPages)) {
		t.Errorf("%s: %q is not in messages/refusals.tsv", onPages[s], s)
	}
}

func TestRefusalIsInTheReadersLanguage(t *testing.T) {
	c := catalogueOf(t)
	say := func(lang string, err error) string {
		r := c.refusal(lang, err)
		return r.Lang + ": " + strings.NewReplacer("\u2068", "[", "\u2069", "]").Replace(r.Text)
	}
	for _, x := range []struct {
		lang string
		err  error
		want string
	}{
		{"fr", fmt.Errorf("asked: %w", fault.New(fault.NotFound, "There is no organization %q.", "ASEAN")), "fr: L’organisation « [ASEAN] » n’existe pas."},
		{"zh", fault.New(fault.NotFound, "There is no organization %q.", "\u202eASEAN\u2069\n"), "zh: 没有组织“[ASEAN]”。"},
		{"fr", fault.New(fault.NotFound, "Nobody translated %q.", "this"), `en: Nobody translated "this".`},
		{"fr", fmt.Errorf("an open file"), "fr: Une erreur s’est produite dans le programme ; elle est consignée au journal."},
	} {
		if got := say(x.lang, x.err); got != x.want {
			t.Errorf("%s, wanted %s", got, x.want)
		}
	}
}
