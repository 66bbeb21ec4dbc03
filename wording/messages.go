package wording

import (
	"bufio"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Languages are the columns of every table of messages.
var Languages = []string{"en", "fr", "es", "ru", "zh", "ar"}

// Messages are words and sentences in six languages, as read from tables: a column a
// language, a row a message. A message that counts has a row for each plural form that
// any of the languages has, "acts#one", "acts#few" (CLDR); a cell is empty where its
// language lacks the form.
type Messages struct {
	byLanguage map[string]map[string]string
}

// Forms names CLDR's plural forms as they stand behind a key.
var Forms = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// Load reads the tables that a pattern finds.
func Load(files fs.FS, pattern string) (*Messages, error) {
	c := &Messages{byLanguage: map[string]map[string]string{}}
	for _, l := range Languages {
		c.byLanguage[l] = map[string]string{}
	}
	names, err := fs.Glob(files, pattern)
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
				if !slices.Equal(cells, append([]string{"key"}, Languages...)) {
					return nil, fmt.Errorf("%s:%d: the header has to be key and the languages %v", name, n, Languages)
				}
				header = true
				continue
			}
			if len(cells) != len(Languages)+1 {
				return nil, fmt.Errorf("%s:%d: %d cells, wanted %d", name, n, len(cells), len(Languages)+1)
			}
			for i, l := range Languages {
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

// MustLoad is Load of tables that ship, which the tests read.
func MustLoad(files fs.FS, pattern string) *Messages {
	c, err := Load(files, pattern)
	if err != nil {
		panic(err)
	}
	return c
}

// Table is all that is said in a language, by key; not to be changed.
func (c *Messages) Table(lang string) map[string]string { return c.byLanguage[lang] }

// form is CLDR's plural form of a whole number in a language.
func form(lang string, n int) string {
	return Forms[plural.Cardinal.MatchPlural(language.Make(lang), n%10_000_000, 0, 0, 0, 0)]
}

// Find gives the message as written; a key that is missing is shown in brackets,
// so that it is seen at once (tests keep it from happening).
func (c *Messages) Find(lang, key string, args ...any) string {
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

// Has says whether there is a message of that key.
func (c *Messages) Has(lang, key string) bool {
	_, ok := c.byLanguage[lang][key]
	return ok
}

// Text is a message with its places filled in: args are names and values in turn,
// "{n}" in the message is the value of "n". The first int among them chooses the
// plural form.
func (c *Messages) Text(lang, key string, args ...any) string {
	s := c.Find(lang, key, args...)
	if len(args) == 0 || !strings.Contains(s, "{") {
		return s
	}
	var b strings.Builder
	Fill(s, args, func(s string) { b.WriteString(s) }, func(v any) { b.WriteString(Plain(lang, v)) })
	return b.String()
}

// Fill goes through a message: what it says to words, what stands in its places to
// value. A place without a value stays as it is.
func Fill(s string, args []any, words func(string), value func(any)) {
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

// Plain writes a value into a message.
func Plain(lang string, v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return Number(lang, v)
	}
	return fmt.Sprint(v)
}

// groups are the signs between groups of three digits.
var groups = map[string]string{"en": ",", "zh": ",", "ar": ",", "fr": "\u202f", "ru": "\u00a0", "es": "\u00a0"}

// wholeFour are the languages that do not part numbers of four digits.
var wholeFour = map[string]bool{"es": true, "ru": true}

// Number writes a count with the language's sign between groups of three; numbers
// of four digits stay whole where the language writes them so.
func Number(lang string, n int) string {
	s := strconv.Itoa(n)
	if n < 1000 || n < 10000 && wholeFour[lang] {
		return s
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + groups[lang] + s[i:]
	}
	return s
}
