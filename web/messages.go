package web

import (
	"bufio"
	"fmt"
	"html/template"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// catalogue holds every label and sentence of the pages in six languages, as read
// from messages/*.tsv: a column a language, a row a message. A message that counts
// has a row for each plural form that any of the languages has, "acts#one",
// "acts#few" (CLDR); a cell is empty where its language lacks the form.
type catalogue struct {
	byLanguage map[string]map[string]string
}

// The columns of the message files.
var columns = []string{"en", "fr", "es", "ru", "zh", "ar"}

// forms names CLDR's plural forms as they stand behind a key.
var forms = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

func loadMessages(files fs.FS) (*catalogue, error) {
	c := &catalogue{byLanguage: map[string]map[string]string{}}
	for _, l := range columns {
		c.byLanguage[l] = map[string]string{}
	}
	names, err := fs.Glob(files, "messages/*.tsv")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		f, err := files.Open(name)
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(f)
		header := false
		for n := 1; lines.Scan(); n++ {
			line := lines.Text()
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			cells := strings.Split(line, "\t")
			if !header {
				if !slices.Equal(cells, append([]string{"key"}, columns...)) {
					return nil, fmt.Errorf("%s:%d: the header has to be key and the languages %v", name, n, columns)
				}
				header = true
				continue
			}
			if len(cells) != len(columns)+1 {
				return nil, fmt.Errorf("%s:%d: %d cells, wanted %d", name, n, len(cells), len(columns)+1)
			}
			for i, l := range columns {
				if _, twice := c.byLanguage[l][cells[0]]; twice {
					return nil, fmt.Errorf("%s:%d: %q stands twice", name, n, cells[0])
				}
				if cells[i+1] != "" {
					c.byLanguage[l][cells[0]] = strings.ReplaceAll(cells[i+1], "␣", " ")
				}
			}
		}
		err = lines.Err()
		_ = f.Close() // embedded
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return c, nil
}

// form is CLDR's plural form of a whole number in a language.
func form(lang string, n int) string {
	return forms[plural.Cardinal.MatchPlural(language.Make(lang), n%10_000_000, 0, 0, 0, 0)]
}

// find gives the message as written; a key that is missing is shown in brackets,
// so that it is seen at once (a test keeps it from happening).
func (c *catalogue) find(lang, key string, args []any) string {
	m := c.byLanguage[lang]
	if s, ok := m[key]; ok {
		return s
	}
	for i := 0; i+1 < len(args); i += 2 {
		if n, ok := args[i+1].(int); ok {
			if s, ok := m[key+"#"+form(lang, n)]; ok {
				return s
			}
			if s, ok := m[key+"#other"]; ok {
				return s
			}
		}
	}
	return "⟦" + key + "⟧"
}

// has says whether there is a message of that key.
func (c *catalogue) has(lang, key string) bool {
	_, ok := c.byLanguage[lang][key]
	return ok
}

// text is a message with its places filled in: args are names and values in turn,
// "{n}" in the message is the value of "n". The first int among them chooses the
// plural form.
func (c *catalogue) text(lang, key string, args ...any) string {
	s := c.find(lang, key, args)
	if len(args) == 0 || !strings.Contains(s, "{") {
		return s
	}
	var b strings.Builder
	c.fill(lang, s, args, func(s string) { b.WriteString(s) }, func(v any) { b.WriteString(plain(c, lang, v)) })
	return b.String()
}

// html is text for values that are markup already; everything else is escaped.
func (c *catalogue) html(lang, key string, args ...any) template.HTML {
	var b strings.Builder
	c.fill(lang, c.find(lang, key, args), args, func(s string) { template.HTMLEscape(&stringWriter{&b}, []byte(s)) }, func(v any) {
		if h, ok := v.(template.HTML); ok {
			b.WriteString(string(h))
			return
		}
		template.HTMLEscape(&stringWriter{&b}, []byte(plain(c, lang, v)))
	})
	return template.HTML(b.String()) //nolint:gosec // every part was escaped or is markup of this package
}

type stringWriter struct{ *strings.Builder }

func (c *catalogue) fill(_ string, s string, args []any, words func(string), value func(any)) {
	for {
		i := strings.IndexByte(s, '{')
		if i < 0 {
			words(s)
			return
		}
		j := strings.IndexByte(s[i:], '}')
		if j < 0 {
			words(s)
			return
		}
		words(s[:i])
		name := s[i+1 : i+j]
		found := false
		for k := 0; k+1 < len(args); k += 2 {
			if args[k] == name {
				value(args[k+1])
				found = true
				break
			}
		}
		if !found {
			words(s[i : i+j+1])
		}
		s = s[i+j+1:]
	}
}

func plain(c *catalogue, lang string, v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return c.number(lang, v)
	case template.HTML:
		return string(v)
	}
	return fmt.Sprint(v)
}

// number writes a count with the language's sign between groups of three; numbers
// of four digits stay whole where the language writes them so.
func (c *catalogue) number(lang string, n int) string {
	s := strconv.Itoa(n)
	sep := map[string]string{"en": ",", "zh": ",", "ar": ",", "fr": "\u202f", "ru": "\u00a0", "es": "\u00a0"}[lang]
	if n < 1000 || (n < 10000 && (lang == "es" || lang == "ru")) {
		return s
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return s
}
