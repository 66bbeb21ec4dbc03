package reading

import (
	"bufio"
	"fmt"
	"path"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"concord/fault"
)

// Correction is what a corrigendum says of one paragraph of the document that it
// corrects.
type Correction struct {
	Line   int    // of those handed in, in which it says so
	Part   string // as document.Paragraph.Part: "" main text, "annex I"
	Number string // of the paragraph
	// Old and New are the words, where it puts them as "for … read …"; else "": it
	// inserts, deletes or rewrites, which only a person can lay on the text.
	Old, New string
}

// Find gives the stretch of a text that the correction changes, in bytes. There is
// none where the old words do not stand in it exactly once, as words of their own.
func (c *Correction) Find(text string) (from, to int, ok bool) {
	if c.Old == "" {
		return 0, 0, false
	}
	from = -1
	for at := 0; ; {
		i := strings.Index(text[at:], c.Old)
		if i < 0 {
			return from, from + len(c.Old), from >= 0
		}
		i += at
		at = i + len(c.Old)
		if joined(text[:i], c.Old) || joined(c.Old, text[at:]) {
			continue
		}
		if from >= 0 {
			return 0, 0, false
		}
		from = i
	}
}

// joined tells whether a word or number goes on from the end of one text into the
// beginning of the next.
func joined(before, after string) bool {
	a, _ := utf8.DecodeLastRuneInString(before)
	b, _ := utf8.DecodeRuneInString(after)
	if unicode.Is(unicode.Han, a) || unicode.Is(unicode.Han, b) {
		return false
	}
	return unicode.IsLetter(a) && unicode.IsLetter(b) || unicode.IsDigit(a) && unicode.IsDigit(b)
}

// corrections is the table of a language, compiled (lang/*/corrections.tsv).
type corrections struct {
	places, parts, changes []*regexp.Regexp
}

// startOfPlace is how many characters may stand before the name of a paragraph at
// the head of an entry: "Page 12, paragraph 5".
const startOfPlace = 18

// Corrections reads the lines of a corrigendum, headings and paragraphs in their
// order: which paragraphs it corrects, and the words where it says them. What is put
// in no form that the tables of the language know is left out.
func Corrections(lang string, lines []string) ([]Correction, error) {
	t, err := correctionsOf(lang)
	if err != nil {
		return nil, err
	}
	var out []Correction
	part, number, at, said := "", "", 0, true
	entry := func() { // a place of which no words were read
		if !said {
			out = append(out, Correction{Line: at, Part: part, Number: number})
		}
		said = true
	}
	alone := "" // the part that a line of its own names
	for i, whole := range lines {
		for line := range strings.SplitSeq(whole, "\n") {
			if line = strings.TrimSpace(line); len(line) > longLine {
				continue
			}
			n, where, end := find(t.places, line)
			if n != "" && utf8.RuneCountInString(line[:where]) > startOfPlace {
				n = ""
			}
			// "For paragraph 7 read paragraph 8" is no entry of paragraph 7.
			before, after, change := t.change(line, n != "")
			if change >= 0 && change < where {
				n = ""
			} else if n != "" {
				before, after, change = t.change(line[end:], false)
			}
			p, _, _ := find(t.parts, line)
			switch {
			case n != "":
				entry()
				part, number, at, said = alone, n, i, false
				if p != "" {
					part = "annex " + strings.ToUpper(p)
				}
			case p != "" && change < 0 && utf8.RuneCountInString(line) <= 2*startOfPlace:
				entry()
				alone, number = "annex "+strings.ToUpper(p), ""
			}
			if change >= 0 && number != "" && before != "" {
				out = append(out, Correction{Line: i, Part: part, Number: number, Old: before, New: after})
				said = true
			}
		}
	}
	entry()
	return out, nil
}

// change gives the words of the first pattern of the table that fits, and where it
// begins; -1 where none does. Patterns that begin with the words themselves fit any
// beginning; opened leaves them out.
func (t *corrections) change(line string, opened bool) (before, after string, at int) {
	for _, c := range t.changes {
		if opened && strings.HasPrefix(c.String(), startsWithWords) {
			continue
		}
		if m := c.FindStringSubmatchIndex(line); m != nil {
			before, after = words(line[m[2]:m[3]]), words(line[m[4]:m[5]])
			if c.SubexpNames()[1] == "new" {
				before, after = after, before
			}
			return before, after, m[0]
		}
	}
	return "", "", -1
}

// find gives the number that the earliest match of any pattern holds, and where the
// match begins and ends.
func find(patterns []*regexp.Regexp, text string) (number string, from, to int) {
	from = len(text) + 1
	for _, p := range patterns {
		if m := p.FindStringSubmatchIndex(text); m != nil && m[0] < from {
			from, to, number = m[0], m[1], digits(text[m[2]:m[3]])
		}
	}
	return number, from, to
}

// digits writes a number in the digits that paragraphs are known by.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '٠' && r <= '٩' {
			return r - '٠' + '0'
		}
		return r
	}, s)
}

// words are quoted words without their marks, blanks and the stop of the sentence.
func words(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("“”„‟«»\"'‘’「」『』.。;；:：,，،؛", r)
	})
}

var correctionTables sync.Map // language → *corrections

func correctionsOf(lang string) (*corrections, error) {
	if t, ok := correctionTables.Load(lang); ok {
		return t.(*corrections), nil
	}
	name := path.Join("lang", lang, "corrections.tsv")
	f, err := shipped.Open(name)
	if err != nil {
		return nil, fault.New(fault.Unsupported, "There are no tables of corrections for the language %q.", lang)
	}
	defer f.Close()
	t := &corrections{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") || line == "sort\tpattern" {
			continue
		}
		sort, pattern, _ := strings.Cut(line, "\t")
		list := map[string]*[]*regexp.Regexp{"place": &t.places, "part": &t.parts, "change": &t.changes}[sort]
		if list == nil {
			return nil, fmt.Errorf("%s, line %d: no sort %q", name, n, sort)
		}
		re, err := compilePattern(pattern)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, n, err)
		}
		*list = append(*list, re)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	correctionTables.Store(lang, t)
	return t, nil
}

// longLine is the length in bytes from which a line is no entry of a corrigendum.
const longLine = 8 << 10

const (
	anyCase         = `(?is)`
	startsWithWords = anyCase + `(?P<old>`
)

var (
	patternSlot = regexp.MustCompile(`\{(n|r|old|new)\}`)
	slots       = map[string]string{
		"n":   `(\p{Nd}+(?:\.\p{Nd}+)*)`,
		"r":   `([IVXLCivxlc]+|\p{Nd}+)`,
		"old": `(?P<old>.+?)`,
		"new": `(?P<new>.+?)`,
	}
)

// compilePattern makes a pattern of the table into an expression: {n} is a number,
// {r} one that may be Roman, {old} and {new} are words; blanks stand for any blanks or,
// beside Han, none; [a|b] are alternatives. A pattern with {old} takes its line to the end.
func compilePattern(pattern string) (*regexp.Regexp, error) {
	var b strings.Builder
	b.WriteString(anyCase)
	first, _ := utf8.DecodeRuneInString(pattern)
	if unicode.IsLetter(first) && !unicode.Is(unicode.Han, first) {
		b.WriteString(`(?:^|[^\p{L}])`)
	}
	literal := func(s string) {
		for _, r := range s {
			switch {
			case r == ' ':
				b.WriteString(`[\s\p{Cf}]+`)
			case r == '_':
				b.WriteString(`[\s\p{Cf}]*`)
			case r == '[':
				b.WriteString(`(?:`)
			case r == ']':
				b.WriteString(`)`)
			case r == '|' || r == '?':
				b.WriteRune(r)
			default:
				b.WriteString(regexp.QuoteMeta(string(r)))
			}
		}
	}
	at := 0
	for _, m := range patternSlot.FindAllStringSubmatchIndex(pattern, -1) {
		literal(pattern[at:m[0]])
		b.WriteString(slots[pattern[m[2]:m[3]]])
		at = m[1]
	}
	literal(pattern[at:])
	if strings.Contains(pattern, "{old}") {
		b.WriteString(`[\s.。;；]*$`)
	}
	return regexp.Compile(b.String())
}
