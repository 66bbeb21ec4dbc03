package lexicon

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// The reference implementation: the rules of the matcher written down without
// regard to speed. Each spelling is tried at each place.

type naiveChar struct {
	folded                                      rune
	from, to                                    int
	upper, cased, word, mark, combines, sp, han bool
}

func naiveChars(s string) []naiveChar {
	var out []naiveChar
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		c := naiveChar{from: i, to: i + n}
		if r == utf8.RuneError && n == 1 {
			c.folded = -1
		} else {
			f := flags(r)
			c = naiveChar{foldRune(r), i, i + n, unicode.IsUpper(r), unicode.IsUpper(r) || unicode.IsLower(r),
				f&word != 0, f&mark != 0, f&combining != 0, f&space != 0, f&wide != 0}
		}
		out = append(out, c)
		i += n
	}
	return out
}

// naivePattern is a spelling without marks and without spaces beside Han.
func naivePattern(s string) []naiveChar {
	var out []naiveChar
	wait := false
	for _, c := range naiveChars(s) {
		switch {
		case c.mark:
		case c.sp:
			wait = len(out) > 0
		default:
			if wait && !c.han && !out[len(out)-1].han {
				out = append(out, naiveChar{folded: ' ', sp: true})
			}
			wait = false
			out = append(out, c)
		}
	}
	return out
}

// naiveSkip says whether the space at i of text is none that a spelling holds.
func naiveSkip(text []naiveChar, prev naiveChar, i int) bool {
	if text[i].mark || text[i].sp && (prev.sp || prev.han) {
		return true
	}
	if !text[i].sp {
		return false
	}
	for k := i + 1; k < len(text) && k <= i+maxMarks; k++ {
		if text[k].han {
			return true
		}
		if !text[k].sp && !text[k].mark {
			return false
		}
	}
	return false
}

// naiveAt tries a pattern at text[i], its first skip characters left out; it
// gives the index after the match, or -1, and the indexes of its characters.
func naiveAt(text, pat []naiveChar, i, skip int) (int, []int) {
	var at []int
	var prev naiveChar
	marks := 0
	for k := skip; k < len(pat); i++ {
		if i >= len(text) {
			return -1, nil
		}
		if naiveSkip(text, prev, i) {
			if marks++; marks > maxMarks || len(at) == 0 {
				return -1, nil
			}
			continue
		}
		if text[i].folded != pat[k].folded {
			return -1, nil
		}
		prev, marks = text[i], 0
		at = append(at, i)
		k++
	}
	return i, at
}

func naiveCapitals(text, pat []naiveChar, at []int, skip int, isWord bool) (ok, exact bool) {
	exact, caps := true, true
	words, inCased := 0, false
	for k, p := range pat {
		if p.cased && !inCased {
			words++
		}
		inCased = p.word && (inCased || p.cased)
		if k < skip || !p.cased {
			if k >= skip && text[at[k-skip]].upper {
				exact = false
			}
			continue
		}
		c := text[at[k-skip]]
		atStart := k == 0 || !pat[k-1].word
		if p.upper && !c.upper || c.upper && !p.upper && !atStart {
			exact = false
		}
		if !c.upper {
			caps = false
		}
	}
	may := words >= 2 || words == 1 && isWord && len(pat) >= 4
	return exact || caps && may, exact
}

// naiveScan gives what Scan gives, with the spellings' numbers for names.
func naiveScan(names []string, words []Word, clits []clitic, s string) (foundNames, foundWords []string) {
	text := naiveChars(s)
	type hit struct {
		from, to, length, order int
		exact                   bool
		label                   string
	}
	var all [2][]hit
	sources := [2][]string{names, nil}
	stems := map[int]bool{}
	for i, w := range words {
		src, isStem := strings.CutSuffix(w.Text, "*")
		if p := naiveChars(src); isStem && len(p) > 0 && p[len(p)-1].word {
			stems[i] = true
		} else {
			src = w.Text
		}
		sources[1] = append(sources[1], src)
	}
	var patterns [2][][]naiveChar
	for kind := range 2 {
		for _, src := range sources[kind] {
			patterns[kind] = append(patterns[kind], naivePattern(src))
		}
	}
	try := func(i, skip int, lost, follows string) {
		for kind := range 2 {
			for e, pat := range patterns[kind] {
				src := sources[kind][e]
				if lost != "" && (len(pat) <= skip || pat[0].folded != foldRune([]rune(lost)[0])) {
					continue
				}
				if k := firstLetter(text, i); follows != "" && (k < 0 || text[k].folded != foldRune([]rune(follows)[0]) || !wordGoesOn(text, k)) {
					continue
				}
				end, at := naiveAt(text, pat, i, skip)
				if end < 0 {
					continue
				}
				to := text[end-1].to
				inner := false
				for k := end; text[end-1].word && k < len(text) && k < end+maxMarks; k++ {
					if !text[k].mark {
						inner = text[k].word
						break
					}
					if text[k].combines {
						to = text[k].to
					}
				}
				if inner && pat[len(pat)-1].word && !(kind == 1 && stems[e]) {
					continue
				}
				ok, exact := naiveCapitals(text, pat, at, skip, kind == 1)
				if !ok {
					continue
				}
				if kind == 1 && !slices.ContainsFunc(pat, func(c naiveChar) bool { return c.word || unicode.IsLetter(c.folded) }) && s[text[i].from:text[end-1].to] != src {
					continue
				}
				all[kind] = append(all[kind], hit{text[i].from, to, len(pat), e, exact, src})
			}
		}
	}
	inWord := false
	for i, c := range text {
		switch {
		case c.word:
			if !inWord {
				try(i, 0, "", "")
				done := map[int]bool{}
				for _, cl := range clits {
					j := i
					ok := true
					for _, r := range cl.text {
						for j < len(text) && text[j].mark {
							j++
						}
						if j >= len(text) || text[j].folded != foldRune(r) {
							ok = false
							break
						}
						j++
					}
					for ok && j < len(text) && text[j].mark {
						j++
					}
					if !ok || j >= len(text) || !text[j].word {
						continue
					}
					if cl.lost != "" {
						try(j, utf8.RuneCountInString(cl.lost), cl.lost, cl.follows)
					} else if !done[j] {
						done[j] = true
						try(j, 0, "", "")
					}
				}
			}
			inWord = true
		case c.mark:
		default:
			inWord = false
			try(i, 0, "", "")
		}
	}
	hits := all[0]
	sort.SliceStable(hits, func(a, b int) bool {
		x, y := hits[a], hits[b]
		if x.from != y.from {
			return x.from < y.from
		}
		if x.to != y.to {
			return x.to > y.to
		}
		return x.exact && !y.exact
	})
	end := 0
	for _, h := range hits {
		if h.from >= end {
			end = h.to
			foundNames = append(foundNames, fmt.Sprintf("%d-%d", h.from, h.to))
		}
	}
	for _, h := range all[1] {
		foundWords = append(foundWords, fmt.Sprintf("%d-%d %d", h.from, h.to, h.order))
	}
	return foundNames, foundWords
}

// compareWithNaive scans text both ways.
func compareWithNaive(t interface {
	Helper()
	Fatalf(string, ...any)
}, names []string, words []Word, clits []clitic, text string) {
	t.Helper()
	g := &language{clit: clits}
	for i, n := range names {
		g.names = append(g.names, Name{Kind: KindActor, ID: fmt.Sprint(i), Text: n})
	}
	g.once.Do(func() {})
	l := &Lexicon{language: map[string]*language{"x": g}}
	m, err := l.NewMatcher("x", words)
	if err != nil {
		return // a spelling that is refused
	}
	var f Matches
	m.Scan(&f, text)
	var gotNames, gotWords []string
	for _, n := range f.Names {
		gotNames = append(gotNames, fmt.Sprintf("%d-%d", n.From, n.To))
		if len(m.Targets(n.Entry)) == 0 {
			t.Fatalf("%q stands for nobody", text[n.From:n.To])
		}
	}
	for i, w := range f.Words {
		gotWords = append(gotWords, fmt.Sprintf("%d-%d %d", w.From, w.To, w.Entry))
		if i > 0 && (f.Words[i-1].From > w.From || f.Words[i-1].From == w.From && f.Words[i-1].To < w.To) {
			t.Fatalf("words out of order: %v", f.Words)
		}
	}
	wantNames, wantWords := naiveScan(names, words, clits, text)
	slices.Sort(gotWords)
	slices.Sort(wantWords)
	if !slices.Equal(gotNames, wantNames) {
		t.Fatalf("names %q in %q: found %q, want %q", names, text, gotNames, wantNames)
	}
	if !slices.Equal(gotWords, wantWords) {
		t.Fatalf("words %q in %q: found %q, want %q", words, text, gotWords, wantWords)
	}
}

// firstLetter is the index of the first that is no mark, from i on; -1 for none.
func firstLetter(text []naiveChar, i int) int {
	for ; i < len(text); i++ {
		if !text[i].mark {
			return i
		}
	}
	return -1
}

// wordGoesOn says whether a letter or digit follows text[i].
func wordGoesOn(text []naiveChar, i int) bool {
	k := firstLetter(text, i+1)
	return k >= 0 && text[k].word
}

var arabicClitics = []clitic{{text: "و"}, {text: "ل"}, {text: "ل", lost: "ا", follows: "ل"}, {text: "ول"}, {text: "ول", lost: "ا", follows: "ل"}}

func TestScanAgreesWithTheReference(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "A", "b", "B", "ab", "abABab12", " ", " ", "  ", "1", "-", "\u2011", "'", "’", ",", "联", "合", "年", "（", "(", "ａ",
		"é", "É", "е", "ё", "Я", "ا", "أ", "ل", "و", "ال", "\u064e", "\u0640", "\u200f", "\u00a0", "\n", "\xff", "𝒜", "《"})
	text := func(min, max int) *rapid.Generator[string] {
		return rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(piece, min, max).Draw(t, "pieces"), "") })
	}
	spelling := func(t *rapid.T) string {
		s := strings.ToValidUTF8(strings.TrimSpace(text(1, 7).Draw(t, "spelling")), "")
		if len(naivePattern(s)) == 0 {
			return "a"
		}
		return s
	}
	rapid.Check(t, func(t *rapid.T) {
		var names []string
		for range rapid.IntRange(0, 8).Draw(t, "names") {
			names = append(names, spelling(t))
		}
		var words []Word
		for i := range rapid.IntRange(0, 8).Draw(t, "words") {
			words = append(words, Word{spelling(t) + rapid.SampledFrom([]string{"", "", "*"}).Draw(t, "stem"), int32(i)})
		}
		s := text(0, 40).Draw(t, "text")
		// Names stand in the text more often than chance has it.
		for _, n := range names {
			if rapid.Bool().Draw(t, "insert") {
				s += rapid.SampledFrom([]string{" ", "", "و", "ول"}).Draw(t, "joint") + n
			}
		}
		compareWithNaive(t, names, words, arabicClitics, s)
	})
}

func FuzzScan(f *testing.F) {
	f.Add("African Union\nAU\nUnion", "the\nof the", "the African Union of THE AU")
	f.Add("الاتحاد\nالأمم المتحدة", "في", "للاتحاد وللأُمم المتحدة في")
	f.Add("2030年议程\n联合国\nUN Women", "年\n与", "2030 年议程与联合国UN Women")
	f.Add("a very long name that has more than sixty-four Characters, so that capitals are compared one by one", "x",
		"a very long name that has more than sixty-four Characters, so that capitals are compared one by one")
	f.Fuzz(func(t *testing.T, names, words, text string) {
		if len(names)+len(words) > 300 || len(text) > 600 {
			return
		}
		var n []string
		for _, s := range strings.Split(names, "\n") {
			if utf8.ValidString(s) && len(naivePattern(s)) > 0 && len(s) < 400 {
				n = append(n, s)
			}
		}
		var w []Word
		for i, s := range strings.Split(words, "\n") {
			if utf8.ValidString(s) && strings.TrimSpace(s) == s && len(naivePattern(strings.TrimSuffix(s, "*"))) > 0 {
				w = append(w, Word{s, int32(i)})
			}
		}
		compareWithNaive(t, n, w, arabicClitics, text)
	})
}
