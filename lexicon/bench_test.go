package lexicon

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// sharedFile finds a file of the folder beside the checkout.
func sharedFile(t testing.TB, name string) string {
	t.Helper()
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for {
		p := filepath.Join(dir, "shared", name)
		if _, err := os.Stat(p); err == nil {
			return p
		}
		if up := filepath.Dir(dir); up != dir {
			dir = up
			continue
		}
		t.Skipf("shared/%s is not beside the checkout", name)
	}
}

// sentences are the aligned sentences of a language, repeated in changing order
// to at least size bytes.
func sentences(t testing.TB, lang string, size int) string {
	t.Helper()
	raw, err := os.ReadFile(sharedFile(t, "reading/aligned/"+lang+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSpace(string(raw))+"\n", "\n")
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for b.Len() < size {
		r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		for _, l := range lines {
			b.WriteString(l)
		}
	}
	return b.String()
}

// load makes what a matcher of full size has: the names that ship, brought to
// 8,000 by names put together of their parts, and 3,000 words of the text, from
// the 100th most frequent on.
func load(t testing.TB, lang, text string) (*Lexicon, []Word) {
	t.Helper()
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	names, err := l.NamesOf(lang)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	var o Overlay
	seen := map[string]bool{}
	for len(names) > 0 && len(names)+len(o.Names) < 8000 {
		a, b := names[r.IntN(len(names))].Text, names[r.IntN(len(names))].Text
		cut := func(s string) int {
			if i := strings.IndexByte(s, ' '); i > 0 && lang != "zh" {
				return i
			}
			i := len(s) / 2
			for !utf8.RuneStart(s[i]) {
				i--
			}
			return i
		}
		n := a[:cut(a)] + b[cut(b):]
		if utf8.RuneCountInString(n) > 3 && !seen[n] {
			seen[n] = true
			o.Names = append(o.Names, Name{Kind: KindActor, ID: "x", Language: lang, Sort: Official, Text: n})
		}
	}
	count := map[string]int{}
	for _, line := range strings.Split(text[:min(len(text), 300_000)], "\n") {
		if !utf8.ValidString(line) {
			continue
		}
		if lang == "zh" {
			rs := []rune(line)
			for i := range rs {
				for n := 2; n <= 4 && i+n <= len(rs); n++ {
					count[string(rs[i:i+n])]++
				}
			}
			continue
		}
		f := strings.Fields(line)
		for i := range f {
			count[strings.Trim(f[i], ".,;:()<>")]++
			if i > 0 {
				count[strings.Trim(f[i-1]+" "+f[i], ".,;:()<>")]++
			}
		}
	}
	var words []string
	for w := range count {
		if w != "" && w == strings.TrimSpace(w) && len(naivePattern(w)) > 0 {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b string) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return strings.Compare(a, b)
	})
	words = words[min(100, len(words)):min(3100, len(words))]
	out := make([]Word, len(words))
	for i, w := range words {
		out[i] = Word{w, int32(i)}
	}
	return l.With(o), out
}

var benchLanguages = []string{"en", "zh", "fr", "es", "ru", "ar"}

// BenchmarkScan scans paragraph after paragraph, as reading does: 8,000 names
// and 3,000 words together.
func BenchmarkScan(b *testing.B) {
	for _, lang := range benchLanguages {
		b.Run(lang, func(b *testing.B) {
			text := sentences(b, lang, 4<<20)
			l, words := load(b, lang, text)
			m, err := l.NewMatcher(lang, words)
			if err != nil {
				b.Fatal(err)
			}
			lines := strings.Split(text, "\n")
			var f Matches
			found := 0
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			at := cpuTime()
			for b.Loop() {
				found = 0
				for _, s := range lines {
					m.Scan(&f, s)
					found += len(f.Names) + len(f.Words)
				}
			}
			b.ReportMetric(float64(len(text))/1e6*float64(b.N)/(cpuTime()-at).Seconds(), "MB/cpu-s")
			b.ReportMetric(float64(found)/float64(len(text))*1000, "matches/kB")
		})
	}
}

// BenchmarkByteLoop looks up each byte of a text in a table and does no more: it
// tells how fast the machine is while the other benchmarks run.
func BenchmarkByteLoop(b *testing.B) {
	text := strings.Repeat("a plain text of no interest ", 1<<17)
	t := fresh()
	b.SetBytes(int64(len(text)))
	at := cpuTime()
	var n char
	for b.Loop() {
		for i := range len(text) {
			n += t.ascii[text[i]&0x7f]
		}
	}
	b.ReportMetric(float64(len(text))/1e6*float64(b.N)/(cpuTime()-at).Seconds(), "MB/cpu-s")
	if n == 1 {
		b.Log(n)
	}
}

func BenchmarkNewMatcher(b *testing.B) {
	for _, lang := range benchLanguages {
		b.Run(lang, func(b *testing.B) {
			l, words := load(b, lang, sentences(b, lang, 1<<19))
			var m *Matcher
			b.ReportAllocs()
			at := cpuTime()
			for b.Loop() {
				var err error
				if m, err = l.NewMatcher(lang, words); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((cpuTime()-at).Seconds()*1e3/float64(b.N), "cpu-ms/op")
			b.ReportMetric(float64(m.size())/1e6, "MB")
			b.ReportMetric(float64(len(m.entries)), "spellings")
		})
	}
}

// BenchmarkShipped makes the matcher of the names that ship, without words.
func BenchmarkShipped(b *testing.B) {
	l, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	for _, lang := range benchLanguages {
		b.Run(lang, func(b *testing.B) {
			var m *Matcher
			b.ReportAllocs()
			at := cpuTime()
			for b.Loop() {
				if m, err = l.NewMatcher(lang, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((cpuTime()-at).Seconds()*1e3/float64(b.N), "cpu-ms/op")
			b.ReportMetric(float64(m.size())/1e6, "MB")
			b.ReportMetric(float64(len(m.entries)), "spellings")
		})
	}
}

// size is the memory that a matcher holds, in bytes, without the names.
func (m *Matcher) size() int {
	n := len(m.nodes)*16 + len(m.ends)*4 + len(m.pool)*2 + len(m.entries)*40 + len(m.targets)*48 + len(m.text)*16 + len(m.pairs)*8 + 12<<10
	if m.first != nil {
		n += len(m.first.slots) * 24
	}
	for _, own := range m.chars.own {
		if own {
			n += pageSize * 4
		}
	}
	return n
}

// BenchmarkLoad reads all that ships, as the first command of a cold start does
// for one language.
func BenchmarkLoad(b *testing.B) {
	for _, lang := range []string{"en", "ru"} {
		b.Run(lang, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l, err := loadEmbedded()
				if err != nil {
					b.Fatal(err)
				}
				if _, err := l.NamesOf(lang); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkComplete(b *testing.B) {
	l, _ := load(b, "en", "")
	l.Complete("x", "en", 1)
	b.ReportAllocs()
	for b.Loop() {
		l.Complete("commi", "en", 10)
	}
}

// TestAgainstRipgrep measures the names alone beside `rg -o -F -f names`, in one
// run on the same names and text, by the time that each has of a processor. It logs
// the figures (go test -v -run Ripgrep); what it asserts is that both find the same.
func TestAgainstRipgrep(t *testing.T) {
	rg, err := exec.LookPath("rg")
	if err != nil {
		t.Fatal("ripgrep (Debian's package ripgrep) is needed for this test")
	}
	for _, lang := range []string{"en", "zh"} {
		text := sentences(t, lang, 16<<20)
		l, words := load(t, lang, text)
		names, _ := l.NamesOf(lang)
		var list bytes.Buffer
		for i := range names {
			fmt.Fprintln(&list, names[i].Text)
		}
		dir := t.TempDir()
		nameFile, textFile := filepath.Join(dir, "names"), filepath.Join(dir, "text")
		for f, b := range map[string][]byte{nameFile: list.Bytes(), textFile: []byte(text)} {
			if err := os.WriteFile(f, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		run := func(args ...string) (time.Duration, int) {
			best, lines := time.Duration(1<<62), 0
			for range 3 {
				c := exec.Command(rg, args...)
				out, err := c.StdoutPipe()
				if err != nil {
					t.Fatal(err)
				}
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
				all, _ := io.ReadAll(out)
				if err := c.Wait(); err != nil {
					t.Fatal(err)
				}
				best, lines = min(best, c.ProcessState.UserTime()+c.ProcessState.SystemTime()), bytes.Count(all, []byte{'\n'})
			}
			return best, lines
		}
		rgTime, rgFound := run("-o", "-N", "-F", "-f", nameFile, textFile)
		ours := func(words []Word) (build, scan time.Duration, found int) {
			build, scan = time.Duration(1<<62), time.Duration(1<<62)
			for range 3 {
				runtime.GC()
				at := cpuTime()
				m, err := l.NewMatcher(lang, words)
				if err != nil {
					t.Fatal(err)
				}
				build = min(build, cpuTime()-at)
				at = cpuTime()
				var f Matches
				found = 0
				for line := range strings.Lines(text) {
					m.Scan(&f, line)
					found += len(f.Names)
				}
				scan = min(scan, cpuTime()-at)
			}
			return build, scan, found
		}
		build, scan, found := ours(nil)
		_, both, _ := ours(words)
		rate := func(d time.Duration) float64 { return float64(len(text)) / 1e6 / d.Seconds() }
		t.Logf("%s: %d names, %.1f MB; rg %.0f MB/s (%d matches); names alone %.0f MB/s with making the matcher (%d matches), ratio %.2f; with %d words %.0f MB/s without making",
			lang, len(names), float64(len(text))/1e6, rate(rgTime), rgFound, rate(build+scan), found, float64(rgTime)/float64(build+scan), len(words), rate(both))
		// Not all that ripgrep finds is a name here: capitals must agree, and names do
		// not overlap.
		if found < rgFound*9/10 || found > rgFound {
			t.Errorf("%s: %d matches where ripgrep has %d", lang, found, rgFound)
		}
	}
}
