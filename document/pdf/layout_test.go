package pdf

import (
	"bufio"
	"bytes"
	"context"
	"reflect"
	"strings"
	"testing"

	"concord/document"
)

var few = bounds{pages: 20, words: 3000, text: 100_000}

// Whatever a reader says, the layout neither fails nor loses the way back, and what
// it parses it writes in the same way.
func FuzzLayout(f *testing.F) {
	f.Add("<page width=\"612.0\" height=\"792.0\">\n  <word xMin=\"60.0\" yMin=\"214.4\" xMax=\"101.2\" yMax=\"225.5\">1.</word>\n<word xMin=\"123\" yMin=\"214.4\" xMax=\"151.2\" yMax=\"225.5\">The</word>\n" +
		"<part xMin=\"151.3\" yMin=\"212\" xMax=\"154\" yMax=\"219\">1</>\n<word xMin=\"60\" yMin=\"700\" xMax=\"150\" yMax=\"711\">______________</word>\n" +
		"<word xMin=\"66\" yMin=\"706\" xMax=\"69\" yMax=\"713\">1</word>\n<word xMin=\"74\" yMin=\"708\" xMax=\"120\" yMax=\"717\">See&amp;that</word>\n</page>\n<end whole/>")
	f.Add("<page width=\"600\" height=\"800\">\n<word xMin=\"500\" yMin=\"10\" xMax=\"505\" yMax=\"24\">\u0644\u0627</word>\n<word xMin=\"480\" yMin=\"10\" xMax=\"490\" yMax=\"24\">(12</word>\n" +
		"<word xMin=\"470\" yMin=\"10\" xMax=\"478\" yMax=\"24\">UN</word>\n<word xMin=\"471\" yMin=\"10\" xMax=\"471\" yMax=\"24\">\u064e</word>")
	f.Add("<page width=\"600\" height=\"800\">\n" + strings.Repeat("<word xMin=\"100\" yMin=\"10\" xMax=\"120\" yMax=\"20\">a</word>\n<word xMin=\"300\" yMin=\"10\" xMax=\"320\" yMax=\"20\">5</word>\n<word xMin=\"400\" yMin=\"30\" xMax=\"420\" yMax=\"40\">7</word>\n", 5))
	f.Fuzz(func(t *testing.T, s string) {
		pages, _, err := parseWords(lines(strings.NewReader(s)), few)
		if err != nil {
			return
		}
		var b bytes.Buffer
		w := bufio.NewWriter(&b)
		for _, p := range pages {
			if err := writePage(w, p); err != nil {
				t.Fatal(err)
			}
		}
		w.Flush()
		if _, _, err := parseWords(lines(&b), few); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		layout, err := layOut(context.Background(), pages, gaps{joined, 0.02}, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range layout.Blocks {
			if n.Page < 1 || n.Page > len(pages) || n.Gap < 0 || n.Indent < 0 {
				t.Fatalf("block %+v", n)
			}
			if strings.ContainsRune(n.Text, markOpen) && !strings.ContainsRune(s, markOpen) {
				t.Fatalf("a mark is left in %q", n.Text)
			}
			for _, g := range n.Source {
				if g.At < 0 || g.Len < 0 || g.At+g.Len > len(n.Text) || !strings.HasPrefix(g.Entry, "page ") {
					t.Fatalf("segment %+v of %q", g, n.Text)
				}
			}
		}
		document.Anatomy(context.Background(), "a.pdf", layout, document.Options{Language: "en"})
	})
}

func TestWordsAreBounded(t *testing.T) {
	const page = "<page width=\"600\" height=\"800\">\n"
	const word = "<word xMin=\"1\" yMin=\"1\" xMax=\"2\" yMax=\"2\">word</word>\n"
	for _, c := range []struct {
		in   string
		most bounds
		err  error
	}{
		{strings.Repeat(page, 4), bounds{pages: 3, words: 10, text: 100}, errPages},
		{page + strings.Repeat(word, 4), bounds{pages: 3, words: 3, text: 100}, errWords},
		{page + strings.Repeat(word, 4), bounds{pages: 3, words: 30, text: 15}, errWords},
		{page + "<word xMin=\"1\" yMin=\"1\" xMax=\"2\" yMax=\"2\">" + strings.Repeat("a", 2<<20), bounds{pages: 3, words: 3, text: 100}, errWords},
	} {
		if _, _, err := parseWords(lines(strings.NewReader(c.in)), c.most); err != c.err {
			t.Errorf("error %v, want %v", err, c.err)
		}
	}
	pages, last, err := parseWords(lines(strings.NewReader(page+"<word xMin=\"nan\" yMin=\"1\" xMax=\"1e300\" yMax=\"2\">far</word>\n"+word+"<end whole/>\n"+word)), few)
	if err != nil || last != "<end whole/>" || len(pages) != 1 || len(pages[0].words) != 1 {
		t.Errorf("%v %q %v", pages, last, err)
	}
}

// The order of reading of words as they stand on paper, from left to right.
func TestOrderOfReading(t *testing.T) {
	for _, c := range []struct {
		paper    []string
		mirrored bool
		want     []string
	}{
		{[]string{"the", "plan", "of", "2035"}, false, []string{"the", "plan", "of", "2035"}},
		{[]string{"the", "אב", "גד", "plan"}, false, []string{"the", "גד", "אב", "plan"}},
		{[]string{"عام", "2035", "في", "UNEP", "35", "مكتب"}, true, []string{"مكتب", "UNEP", "35", "في", "2035", "عام"}},
		{[]string{"2035", "12", "عام"}, true, []string{"عام", "12", "2035"}},
	} {
		var words []word
		for i, s := range c.paper {
			x := float64(10 * i)
			if c.mirrored {
				x = float64(10 * (len(c.paper) - i))
			}
			words = append(words, word{x0: x, x1: x + 8, y1: 10, text: s})
		}
		if c.mirrored {
			reversed := words[:0:0]
			for i := len(words) - 1; i >= 0; i-- {
				reversed = append(reversed, words[i])
			}
			words = reversed
		}
		order, _ := logical(words, c.mirrored)
		var got []string
		for _, k := range order {
			got = append(got, words[k].text)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: %q, want %q", c.paper, got, c.want)
		}
	}
	for in, want := range map[string]string{
		"ةعماجلا": "الجامعة", "ﻻ": "لا", "نم3.5": "3.5من", ")ةعماجلا(": "(الجامعة)",
	} {
		if got := fromPaper(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{".2035": "2035.", "89/12": "89/12", ")UNEP(": "(UNEP)", "45%": "45%"} {
		if got := turned(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{")الجامعة( في": "(الجامعة) في", "(أعلاه).": "(أعلاه).", "أعلاه(": "أعلاه)"} {
		if got := brackets(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
