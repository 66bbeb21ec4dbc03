package editorial

import (
	"bufio"
	"embed"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"concord/fault"
)

//go:embed rules/*.md
var shipped embed.FS

// Severity of a finding, as SARIF names it.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // would be sent back
	Warning Severity = "warning" // an editor would change it
	Note    Severity = "note"    // worth a look
)

// Rule is one thing to check. Its page says why.
type Rule struct {
	ID        string // "name-former", the name of its page
	Title     string
	Severity  Severity
	Way       string   // of looking: a key of ways
	Languages []string // BCP 47; none: all
	Kinds     []string // of documents, as document.Kind; none: all
	Source    string   // the rule of the United Nations or of the language that it rests on
	Text      string   // of the page, Markdown
	Rows      []Row    // of the page's table
}

// Row is a row of a rule's table: for a language, what it looks for and what to say.
type Row struct {
	Language string // BCP 47; "*" every one
	Pattern  *regexp.Regexp
	Say      string
	Instead  string // with $1 for the group of the pattern; "" where a person must choose
}

// Rules are those that ship, by ID.
func Rules() ([]*Rule, error) { return rules() }

var rules = sync.OnceValues(func() ([]*Rule, error) { return load(shipped) })

func load(fsys fs.FS) ([]*Rule, error) {
	names, err := fs.Glob(fsys, "rules/*.md")
	if err != nil {
		return nil, err
	}
	var list []*Rule
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		r, err := parse(strings.TrimSuffix(path.Base(name), ".md"), string(b))
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

// parse reads the page of a rule: lines "key: value" up to an empty one, the title,
// the text, and where it has one a table of patterns. A bar in a pattern is written \|.
func parse(id, page string) (*Rule, error) {
	wrong := func(what string) error {
		return fault.New(fault.Internal, "The page of the rule %s %s.", id, what)
	}
	r := &Rule{ID: id}
	head, body, ok := strings.Cut(page, "\n\n")
	if !ok {
		return nil, wrong("has no text")
	}
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "severity":
			r.Severity = Severity(value)
		case "way":
			r.Way = value
		case "languages":
			r.Languages = strings.Fields(value)
		case "kinds":
			r.Kinds = strings.Fields(value)
		case "source":
			r.Source = value
		default:
			return nil, wrong("has a line that no rule has: " + key)
		}
	}
	if !slices.Contains([]Severity{Error, Warning, Note}, r.Severity) || r.Source == "" || ways[r.Way] == nil {
		return nil, wrong("names no severity, no source or no way of looking that there is")
	}
	var text strings.Builder
	for lines := bufio.NewScanner(strings.NewReader(body)); lines.Scan(); {
		line := lines.Text()
		if title, ok := strings.CutPrefix(line, "# "); ok {
			r.Title = title
			continue
		}
		if !strings.HasPrefix(line, "|") {
			text.WriteString(line + "\n")
			continue
		}
		const bar = "\x00"
		cells := strings.Split(strings.Trim(strings.ReplaceAll(line, `\|`, bar), "|"), "|")
		for i := range cells {
			cells[i] = strings.Trim(strings.ReplaceAll(strings.TrimSpace(cells[i]), bar, "|"), "`")
		}
		if len(cells) != 4 {
			return nil, wrong("has a row without four cells: " + line)
		}
		if cells[0] == "language" || strings.HasPrefix(cells[0], "-") {
			continue
		}
		pattern, err := regexp.Compile(cells[1])
		if err != nil {
			return nil, fault.Wrap(err, fault.Internal, "The page of the rule %s has a pattern that cannot be read.", id)
		}
		r.Rows = append(r.Rows, Row{cells[0], pattern, cells[2], cells[3]})
	}
	r.Text = strings.TrimSpace(text.String())
	return r, nil
}
