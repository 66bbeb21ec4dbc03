package document

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"concord/fault"
)

//go:embed lang/*.tsv
var langFiles embed.FS

// language holds the rows of one file of lang/.
type language struct {
	tag, name string
	script    string
	han       bool // lines are joined without a space
	profile   map[string]bool
	marks     []string // after the number of a paragraph
	stops     map[rune]bool
	phrases   map[string][]phrase // by class, folded
	exact     map[string]string   // folded phrase of an exact class → class
	organs    []string            // the folded phrases of class organ
	languages map[string]string
	letters   map[string]string
	chapters  map[string]int // words that number chapters
	sections  map[string]int // words that number sections
	annexNo   map[string]int
	ordinals  map[string]int
	dates     []datePattern
	small     bool // clauses of a preamble begin with a small letter
}

// phrase is a row with {}: what stands before and after it, folded; and its value.
type phrase struct{ before, after, value string }

type datePattern struct {
	re     func() *regexp.Regexp // compiled when a date is first looked for
	fields []string
	months map[string]string // folded name → number
}

// stranger is a language that is recognised only to be refused.
type stranger struct {
	tag, name string
	scripts   []*unicode.RangeTable
}

type languages struct {
	byTag   map[string]*language
	tags    []string
	others  []stranger
	profile map[string][]string // word → tags, of read languages and strangers
	names   map[string]string
}

// tables are the language tables, read on first use. A table that cannot be read
// is a fault of the build, found by the package's first test.
var tables = sync.OnceValue(func() *languages {
	t, err := loadLanguages(langFiles)
	if err != nil {
		panic(err)
	}
	return t
})

// Languages are the tags of the languages that are read, sorted.
func Languages() []string { return append([]string(nil), tables().tags...) }

// exactClasses are the classes whose phrases are whole lines.
var exactClasses = map[string]bool{"organ": true, "summary": true, "contents": true, "preamble": true}

func rowsOf(fsys fs.FS, name string, columns int, each func(line int, f []string) error) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if n == 1 || line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != columns {
			return fmt.Errorf("%s, line %d: %d columns instead of %d", name, n, len(f), columns)
		}
		if err := each(n, f); err != nil {
			return fmt.Errorf("%s, line %d: %w", name, n, err)
		}
	}
	return nil
}

func loadLanguages(fsys fs.FS) (*languages, error) {
	t := &languages{byTag: map[string]*language{}, profile: map[string][]string{}, names: map[string]string{}}
	files, err := fs.Glob(fsys, "lang/*.tsv")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		tag := strings.TrimSuffix(strings.TrimPrefix(file, "lang/"), ".tsv")
		if tag == "ordinals" || tag == "others" {
			continue
		}
		l := &language{
			tag: tag, profile: map[string]bool{}, stops: map[rune]bool{}, phrases: map[string][]phrase{}, exact: map[string]string{},
			languages: map[string]string{}, letters: map[string]string{}, chapters: map[string]int{}, sections: map[string]int{}, annexNo: map[string]int{}, ordinals: map[string]int{},
		}
		t.byTag[tag] = l
		t.tags = append(t.tags, tag)
		months := map[string]string{}
		var dates []string
		err := rowsOf(fsys, file, 3, func(_ int, f []string) error {
			class, text, value := f[0], f[1], f[2]
			switch class {
			case "name":
				l.name = text
			case "script":
				l.script = text
			case "join":
				l.han = text == "none"
			case "profile":
				for _, w := range strings.Fields(text) {
					t.profile[w] = append(t.profile[w], tag)
				}
			case "mark":
				l.marks = append(l.marks, text)
			case "stop":
				r, _ := utf8.DecodeRuneInString(text)
				l.stops[r] = true
			case "language":
				l.languages[fold(text)] = value
			case "letter":
				l.letters[text] = value
			case "chapter", "section", "annexnumber":
				n, err := strconv.Atoi(value)
				if err != nil {
					return err
				}
				map[string]map[string]int{"chapter": l.chapters, "section": l.sections, "annexnumber": l.annexNo}[class][fold(text)] = n
			case "month":
				months[fold(text)] = value
			case "date":
				dates = append(dates, text)
			default:
				if exactClasses[class] {
					l.exact[fold(text)] = class
					if class == "organ" {
						l.organs = append(l.organs, fold(text)+" ")
					}
					return nil
				}
				if class == "clause" {
					l.small = lower(text)
				}
				before, after, _ := strings.Cut(fold(text), "{}")
				l.phrases[class] = append(l.phrases[class], phrase{before, after, value})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if l.name == "" || l.script == "" || len(l.stops) == 0 || len(l.marks) == 0 {
			return nil, fmt.Errorf("%s: no row of class name, script, stop or mark", file)
		}
		t.names[tag] = l.name
		l.dates = datePatterns(dates, months)
	}
	sort.Strings(t.tags)
	err = rowsOf(fsys, "lang/ordinals.tsv", 3, func(_ int, f []string) error {
		n, err := strconv.Atoi(f[1])
		if err != nil {
			return err
		}
		if l := t.byTag[f[0]]; l != nil {
			l.ordinals[fold(f[2])] = n
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return t, rowsOf(fsys, "lang/others.tsv", 4, func(_ int, f []string) error {
		s := stranger{tag: f[0], name: f[1]}
		t.names[s.tag] = s.name
		switch f[2] {
		case "script":
			for _, name := range strings.Fields(f[3]) {
				table := unicode.Scripts[name]
				if table == nil {
					return fmt.Errorf("no script %q", name)
				}
				s.scripts = append(s.scripts, table)
			}
			t.others = append(t.others, s)
		case "profile":
			for _, w := range strings.Fields(f[3]) {
				t.profile[w] = append(t.profile[w], s.tag)
			}
		default:
			return fmt.Errorf("no class %q", f[2])
		}
		return nil
	})
}

// datePatterns makes patterns of rows such as "{d} de {month} de {y}".
func datePatterns(rows []string, months map[string]string) []datePattern {
	var names []string
	for m := range months {
		names = append(names, m)
	}
	// The longest first, so that a name does not end in the middle of another.
	sort.Slice(names, func(i, j int) bool {
		return len(names[i]) > len(names[j]) || len(names[i]) == len(names[j]) && names[i] < names[j]
	})
	for i, m := range names {
		names[i] = regexp.QuoteMeta(m)
	}
	var out []datePattern
	for _, row := range rows {
		p := datePattern{}
		re := ""
		for i, part := range strings.Split(row, "{") {
			if i == 0 {
				re += regexp.QuoteMeta(fold(part))
				continue
			}
			field, rest, _ := strings.Cut(part, "}")
			switch field {
			case "y":
				re += `(\d{4})`
			case "month":
				re += "(" + strings.Join(names, "|") + ")"
			default:
				re += `(\d{1,2})(?:er)?`
			}
			p.fields = append(p.fields, field)
			re += strings.ReplaceAll(regexp.QuoteMeta(strings.ToLower(rest)), " ", `\s*`)
		}
		p.months = months
		p.re = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(re) })
		out = append(out, p)
	}
	return out
}

// date finds the first date in a folded line, as EDTF.
func (l *language) date(folded string) string {
	folded = asciiDigits(folded)
	for _, p := range l.dates {
		m := p.re().FindStringSubmatch(folded)
		if m == nil {
			continue
		}
		var y, mo, d int
		for i, f := range p.fields {
			switch f {
			case "y":
				y, _ = strconv.Atoi(m[i+1])
			case "m":
				mo, _ = strconv.Atoi(m[i+1])
			case "d":
				d, _ = strconv.Atoi(m[i+1])
			case "month":
				mo, _ = strconv.Atoi(p.months[m[i+1]])
			}
		}
		if mo >= 1 && mo <= 12 && d >= 1 && d <= 31 {
			return fmt.Sprintf("%04d-%02d-%02d", y, mo, d)
		}
	}
	return ""
}

// fold makes two spellings of a phrase equal: case, apostrophes, no-break
// hyphens, asterisks, Arabic vowel signs, white space.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := true
	for _, r := range s {
		switch {
		case r == '*' || r == 'ـ' || r >= 0x064B && r <= 0x0652 || invisible(r):
			continue
		case r == '’' || r == 'ʼ' || r == '‘':
			r = '\''
		case r == '\u2011' || r == '\u2010':
			r = '-'
		case unicode.IsSpace(r):
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		default:
			r = unicode.ToLower(r)
		}
		space = false
		b.WriteRune(r)
	}
	return strings.TrimRight(b.String(), " ")
}

// asciiDigits writes decimal digits of every script as 0 to 9.
func asciiDigits(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return strings.Map(func(r rune) rune {
				if d := digit(r); d >= 0 {
					return '0' + rune(d)
				}
				return r
			}, s)
		}
	}
	return s
}

// digit is the value of a decimal digit of the scripts that number paragraphs:
// ASCII, full width, Arabic-Indic, extended Arabic-Indic; else -1.
func digit(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r < 0x80:
		return -1
	case r >= '٠' && r <= '٩':
		return int(r - '٠')
	case r >= '۰' && r <= '۹':
		return int(r - '۰')
	case r >= '０' && r <= '９':
		return int(r - '０')
	}
	return -1
}

// isHan reports whether r is a Han character.
func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0x20000 && r <= 0x323AF || r >= 0xF900 && r <= 0xFAFF || r == '々' || r == '〇'
}

// sampleSize is how many bytes of text are looked at to tell a language.
const sampleSize = 24 << 10

// recognise tells the language of a text by its script and by its commonest
// words (the method of Grefenstette 1995, "Comparing two language
// identification schemes"). sure is false where little speaks for it.
func (t *languages) recognise(sample []string) (tag string, sure bool) {
	var latin, cyrillic, arabic, han int
	foreign := make([]int, len(t.others))
	seen := map[string]int{} // words of profiles
	words, letters := 0, 0
	count := func(w []byte) {
		words++
		if tags := t.profile[string(w)]; tags != nil {
			seen[string(w)]++
		}
	}
	var word []byte
	for _, text := range sample {
		for _, r := range text {
			if isHan(r) {
				letters++
				han++
				if len(word) > 0 {
					count(word)
					word = word[:0]
				}
				continue
			}
			if r < utf8.RuneSelf && (r < 'A' || r > 'z' || r > 'Z' && r < 'a') || r >= utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsMark(r) {
				if len(word) > 0 {
					count(word)
					word = word[:0]
				}
				continue
			}
			letters++
			switch {
			case r < 0x250:
				latin++
			case r >= 0x400 && r < 0x530:
				cyrillic++
			case r >= 0x600 && r < 0x780 || r >= 0xFB50 && r < 0xFF00 && r != 0xFEFF:
				arabic++
			default:
				for i, o := range t.others {
					for _, table := range o.scripts {
						if unicode.Is(table, r) {
							foreign[i]++
						}
					}
				}
			}
			if len(word) < 64 {
				word = utf8.AppendRune(word, unicode.ToLower(r))
			}
		}
		if len(word) > 0 {
			count(word)
			word = word[:0]
		}
	}
	if letters == 0 {
		return "", false
	}
	// A script of its own settles it: Japanese has kana in every sentence.
	for i, o := range t.others {
		if foreign[i]*10 > letters {
			return o.tag, true
		}
	}
	best, most := "", 0
	for _, s := range []struct {
		name string
		n    int
	}{{"Han", 3 * han}, {"Latin", latin}, {"Cyrillic", cyrillic}, {"Arabic", arabic}} { // a Han character stands for more than a letter
		if s.n > most {
			best, most = s.name, s.n
		}
	}
	if best == "" {
		return "", false
	}
	var reads []string
	for _, tag := range t.tags {
		if t.byTag[tag].script == best {
			reads = append(reads, tag)
		}
	}
	if best == "Han" && len(reads) > 0 {
		return reads[0], true
	}
	counts, kinds := map[string]int{}, map[string]int{}
	for w, n := range seen {
		for _, tag := range t.profile[w] {
			counts[tag] += n
			kinds[tag]++
		}
	}
	// Of two that have as much for them, one that is read comes first.
	before := func(a, b string) bool {
		if x, y := t.byTag[a] != nil, t.byTag[b] != nil; x != y {
			return x
		}
		return a < b
	}
	first, n1, n2 := "", 0, 0 // of all languages
	read, ofRead := "", 0     // of those that are read
	for tag, n := range counts {
		if n > n1 || n == n1 && before(tag, first) {
			first, n1, n2 = tag, n, n1
		} else if n > n2 {
			n2 = n
		}
		if t.byTag[tag] != nil && (n > ofRead || n == ofRead && tag < read) {
			read, ofRead = tag, n
		}
	}
	if first != "" && t.byTag[first] == nil && (n1 < 4 || kinds[first] < 3 || n1*8 < words) {
		// Too little to refuse a text for: letters of a list, a few names.
		first, n1, n2 = read, ofRead, n1
	}
	if n1 == 0 {
		if len(reads) == 1 {
			return reads[0], false
		}
		return "", false
	}
	return first, n1 >= 5 && n1*10 >= words && n1 >= n2+n2/8+1
}

// language settles in which language a file is read.
func (t *languages) language(name, given string, sample []string) (*language, []Warning, error) {
	if given != "" {
		tag, _, _ := strings.Cut(strings.ToLower(given), "-")
		if l := t.byTag[tag]; l != nil {
			if looks, sure := t.recognise(sample); sure && looks != tag {
				return l, []Warning{{Kind: "language-given", Place: "whole document", Text: "It is read as " + l.name + ", as was said; it looks like " + t.names[looks] + "."}}, nil
			}
			return l, nil, nil
		}
		return nil, nil, fault.New(fault.Unsupported, "%s: the language %q is not read; choose one of %s.", name, given, strings.Join(t.tags, ", "))
	}
	tag, sure := t.recognise(sample)
	if tag == "" {
		return nil, nil, fault.New(fault.Unsupported, "%s: its language could not be told; say which it is (%s).", name, strings.Join(t.tags, ", "))
	}
	l := t.byTag[tag]
	if l == nil {
		return nil, nil, fault.New(fault.Unsupported, "%s is in %s; only Arabic, Chinese, English, French, Russian and Spanish are read.", name, t.names[tag])
	}
	if !sure {
		return l, []Warning{{Kind: "language-guessed", Place: "whole document", Text: "The text is short or mixed; its language was taken to be " + l.name + "."}}, nil
	}
	return l, nil, nil
}

// Recognise tells the language of paragraphs, by its BCP 47 primary tag. The error
// is of kind [fault.Unsupported] where it is none that is read, or cannot be told.
func Recognise(name string, paragraphs []Paragraph) (string, error) {
	var sample []string
	for i := 0; i < len(paragraphs) && i < 200; i++ {
		sample = append(sample, paragraphs[i].Text)
	}
	l, _, err := tables().language(name, "", sample)
	if err != nil {
		return "", err
	}
	return l.tag, nil
}
