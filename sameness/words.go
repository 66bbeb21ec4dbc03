package sameness

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"concord/lexicon"
)

//go:embed words.tsv
var wordsTSV string

// The columns of words.tsv that hold languages.
var languages = [...]string{"en", "fr", "es", "ru", "zh", "ar"}

// other is the place of every language that has no column.
const other = len(languages)

func languageAt(lang string) int {
	for i, l := range languages {
		if l == lang {
			return i
		}
	}
	return other
}

// Marks are words that part one act from another where only one of the two has them.
type mark uint8

const (
	markFollowUp mark = 1 << iota
	markMargins
	markRenewal
	markPreparation
	markSecond
	markClosing
)

var markNames = map[string]mark{"followup": markFollowUp, "margins": markMargins, "renewal": markRenewal,
	"preparation": markPreparation, "second": markSecond, "closing": markClosing}

// notion is a row of words.tsv.
type notion struct {
	topic uint16 // from 1; 0: no topic
	mark  mark
}

// table is words.tsv, ready to look up.
type table struct {
	begins [other + 1]map[string]notion // beginnings of words; Chinese: characters
	whole  [other + 1]map[string]notion
	names  []string // of topics, by their number
}

var words = sync.OnceValue(func() *table {
	t := &table{names: []string{""}}
	for i := range t.begins {
		t.begins[i], t.whole[i] = map[string]notion{}, map[string]notion{}
	}
	for _, line := range strings.Split(wordsTSV, "\n") {
		c := strings.Split(line, "\t")
		if strings.HasPrefix(line, "#") || len(c) < 2+len(languages) || c[0] == "id" {
			continue
		}
		var n notion
		switch c[1] {
		case "topic":
			n.topic = uint16(len(t.names))
			t.names = append(t.names, c[0])
		case "mark":
			n.mark = markNames[c[0]]
		}
		for i := range languages {
			for _, w := range strings.Split(c[2+i], "|") {
				w, whole := strings.CutPrefix(w, "=")
				if w = flat(w); w == "" {
					continue
				}
				if whole {
					t.whole[i][w] = n
				} else {
					t.begins[i][w] = n
				}
			}
		}
	}
	return t
})

// flat folds case, accents, and the spellings that writers of Arabic and Russian mix.
func flat(s string) string { return string(appendFlat(nil, s)) }

func appendFlat(dst []byte, s string) []byte {
	for _, r := range lexicon.Fold(s) {
		switch {
		case r < 0xC0 || r >= 0x4E00:
		case r < 0x180:
			if i := strings.IndexRune(accented, r); i >= 0 {
				r = rune(plain[utf8.RuneCountInString(accented[:i])])
			}
		case r == 'й':
			r = 'и'
		case r >= 0x64B && r <= 0x65F, r == 0x640, r == 0x670: // vowel signs and the stretched line
			continue
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

const (
	accented = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
	plain    = "aaaaaaceeeeiiiinooooouuuuyy"
)

func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF }

// text is what a text says beside names and dates.
type text struct {
	topics []uint16 // sorted, distinct
	stems  []uint64 // of words that are no names, no act words: sorted, distinct
	signs  []uint64 // numbers, symbols, acronyms, quoted words: alike in all languages; sorted, distinct
	marks  mark
}

// read adds what a text in a language says. without are stretches that say
// nothing of their own: the names of the parties as written.
func (x *text) read(lang int, s string, without []string) {
	for _, w := range without {
		if len(w) > 3 {
			s = strings.ReplaceAll(s, w, " ")
		}
	}
	t := words()
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case isHan(r):
			end := i
			for end < len(s) {
				r, n := utf8.DecodeRuneInString(s[end:])
				if !isHan(r) {
					break
				}
				end += n
			}
			x.han(t, s[i:end])
			i = end
		case unicode.IsDigit(r):
			end := i
			for end < len(s) {
				r, n := utf8.DecodeRuneInString(s[end:])
				if !unicode.IsDigit(r) && !(r == ',' || r == '.' || r == '/' || r == '٬' || r == '\u00a0') {
					break
				}
				end += n
			}
			x.number(s[i:end])
			i = end
		case unicode.IsLetter(r):
			end := i
			for end < len(s) {
				r, n := utf8.DecodeRuneInString(s[end:])
				if !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '-' && r != 0x640 || isHan(r) {
					break
				}
				end += n
			}
			x.word(t, lang, s[i:end])
			i = end
		default:
			i += n
		}
	}
}

// number keeps a number that is neither a year nor small enough to be a day or a month.
func (x *text) number(s string) {
	n, digits := 0, 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			n, digits = n*10+int(r-'0'), digits+1
		case r >= '٠' && r <= '٩':
			n, digits = n*10+int(r-'٠'), digits+1
		case r == '/' || r == '.':
			return // a fraction, a date, a part of a symbol
		}
		if digits > 9 {
			return
		}
	}
	if n <= 31 || n >= 1900 && n <= 2100 {
		return
	}
	x.signs = append(x.signs, hash("n", itoa(n)))
}

func (x *text) word(t *table, lang int, w string) {
	if upper := capitals(w); upper >= 2 && upper*2 >= len(w) && len(w) <= 12 {
		x.signs = append(x.signs, hash("a", w))
		return
	}
	f := flat(w)
	arabic := false
	if r, _ := utf8.DecodeRuneInString(f); r >= 0x600 && r < 0x700 {
		arabic = true
		lang = languageAt("ar")
	}
	n, ok := t.find(lang, f)
	if !ok && arabic {
		for range 3 { // و ب ل ك ف and the article, before the word
			cut := f
			for _, p := range [...]string{"ال", "لل", "و", "ب", "ل", "ك", "ف"} {
				if c, has := strings.CutPrefix(f, p); has && utf8.RuneCountInString(c) >= 3 {
					cut = c
					break
				}
			}
			if cut == f {
				break
			}
			f = cut
			if n, ok = t.find(lang, f); ok {
				break
			}
		}
	}
	x.marks |= n.mark
	switch {
	case n.topic > 0:
		x.topics = append(x.topics, n.topic)
		x.stems = append(x.stems, hash("t", t.names[n.topic]))
	case ok:
	default:
		// The first six letters stand for a word in all its forms; short words say nothing.
		if utf8.RuneCountInString(f) < 4 {
			return
		}
		i, k := 0, 0
		for i < len(f) && k < 6 {
			_, n := utf8.DecodeRuneInString(f[i:])
			i, k = i+n, k+1
		}
		x.stems = append(x.stems, hash("w", f[:i]))
	}
}

// find looks a folded word up: whole, then by its longest beginning.
func (t *table) find(lang int, w string) (notion, bool) {
	if n, ok := t.whole[lang][w]; ok {
		return n, true
	}
	for i := len(w); i > 1; {
		_, k := utf8.DecodeLastRuneInString(w[:i])
		if n, ok := t.begins[lang][w[:i]]; ok {
			return n, true
		}
		i -= k
	}
	return notion{}, false
}

// han reads a run of Chinese: the longest notions that it holds, pairs of the characters between them.
func (x *text) han(t *table, s string) {
	zh := t.begins[languageAt("zh")]
	const longest = 6 * 3
	last := "" // the character before, where no notion holds it
	for i := 0; i < len(s); {
		found := 0
		for n := min(longest, len(s)-i); n >= 3; n -= 3 {
			m, ok := zh[s[i:i+n]]
			if !ok {
				continue
			}
			x.marks |= m.mark
			if m.topic > 0 {
				x.topics = append(x.topics, m.topic)
				x.stems = append(x.stems, hash("t", t.names[m.topic]))
			}
			found = n
			break
		}
		if found > 0 {
			i += found
			last = ""
			continue
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		c := s[i : i+n]
		if strings.Contains(empty, c) {
			last = ""
		} else {
			if last != "" {
				x.stems = append(x.stems, hash("h", last+c))
			}
			last = c
		}
		i += n
	}
}

// empty are characters that say nothing of what an act is about.
const empty = "的了在与和及于为等年月日由向并对同一二三四五六七八九十个名第次届期以中上下该其这将已至到从"

func (x *text) close() {
	slices.Sort(x.topics)
	x.topics = slices.Compact(x.topics)
	slices.Sort(x.stems)
	x.stems = slices.Compact(x.stems)
	slices.Sort(x.signs)
	x.signs = slices.Compact(x.signs)
}

func capitals(s string) (n int) {
	for i := 0; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			n++
		}
	}
	return n
}

// hash is FNV-1a over a sort and a value.
func hash(sort, s string) uint64 {
	h := uint64(14695981039346656037)
	for _, p := range [...]string{sort, "\x00", s} {
		for i := 0; i < len(p); i++ {
			h = (h ^ uint64(p[i])) * 1099511628211
		}
	}
	return h
}

func itoa(n int) string {
	var b [20]byte
	i := len(b)
	for {
		i--
		b[i] = byte('0' + n%10)
		if n /= 10; n == 0 {
			return string(b[i:])
		}
	}
}

// shared counts what two sorted lists have in common.
func shared[T uint16 | uint64](a, b []T) (n int) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n++
			i++
			j++
		}
	}
	return n
}
