package pdf

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// word is a word on a page with its box: points (1/72 inch) from the left and
// from the top.
type word struct {
	x0, y0, x1, y1 float64
	text           string
	joined         bool // no blank stands between it and the word before
}

// page is what a reader finds on a page, in whatever order.
type page struct {
	width, height float64
	words         []word
}

// Both readers give pages in the form of `pdftotext -bbox`, line by line:
//
//	<page width="612.0" height="792.0">
//	  <word xMin="60.0" yMin="214.4" xMax="101.2" yMax="225.5">Eightieth</word>
//	</page>
//
// A word that is known to stand close to the one before is called <part>. It is
// parsed by these lines alone; what stands around them is passed over.

// bounds of one file's words, so that a small file cannot fill the memory.
type bounds struct {
	pages int
	words int
	text  int64 // bytes
}

var (
	errPages = errors.New("too many pages")
	errWords = errors.New("too much text")
)

// lines gives the lines of a stream of words.
func lines(r io.Reader) *bufio.Scanner {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 64<<10), 1<<20)
	return s
}

// parseWords reads pages up to the line "<end…" or to the end of the stream; last
// is that line, "" at the end.
func parseWords(s *bufio.Scanner, most bounds) (pages []page, last string, err error) {
	var words int
	var text int64
	for s.Scan() {
		line := strings.TrimLeft(s.Text(), " ")
		switch {
		case strings.HasPrefix(line, "<end"):
			return pages, line, nil
		case strings.HasPrefix(line, "<page "):
			if len(pages) >= most.pages {
				return nil, "", errPages
			}
			w, h, ok := two(line)
			if !ok {
				return nil, "", fmt.Errorf("a page without a size: %.80q", line)
			}
			pages = append(pages, page{width: w, height: h})
		case strings.HasPrefix(line, "<word "), strings.HasPrefix(line, "<part "):
			w, ok := parseWord(line)
			if !ok {
				return nil, "", fmt.Errorf("a word without a place: %.80q", line)
			}
			if len(pages) == 0 {
				return nil, "", errors.New("a word before the first page")
			}
			if w.text == "" {
				continue
			}
			words++
			text += int64(len(w.text))
			if words > most.words || text > most.text {
				return nil, "", errWords
			}
			p := &pages[len(pages)-1]
			p.words = append(p.words, w)
		}
	}
	if err := s.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			return nil, "", errWords
		}
		return nil, "", err
	}
	return pages, "", nil
}

// attribute gives the next quoted value of a line and what stands behind it.
func attribute(s string) (value float64, rest string, ok bool) {
	_, s, ok = strings.Cut(s, `="`)
	if !ok {
		return 0, "", false
	}
	v, s, ok := strings.Cut(s, `"`)
	if !ok {
		return 0, "", false
	}
	value, err := strconv.ParseFloat(v, 64)
	// Beyond any page: a broken matrix. The comparison also refuses NaN.
	const far = 1e6
	if err != nil || !(value > -far && value < far) {
		return 0, s, false
	}
	return value, s, true
}

func two(line string) (a, b float64, ok bool) {
	a, line, ok = attribute(line)
	if !ok {
		return
	}
	b, _, ok = attribute(line)
	return a, b, ok && a > 0 && b > 0
}

func parseWord(line string) (w word, ok bool) {
	w.joined = line[1] == 'p'
	wild := false // its place is beyond any page: it is not seen
	for _, at := range [...]*float64{&w.x0, &w.y0, &w.x1, &w.y1} {
		var ok bool
		was := line
		if *at, line, ok = attribute(line); !ok {
			if line == "" || line == was {
				return w, false
			}
			wild = true
		}
	}
	_, text, found := strings.Cut(line, ">")
	text, _, closed := strings.Cut(text, "</")
	if !found || !closed {
		return w, false
	}
	if wild {
		return word{}, true
	}
	w.text = strings.ToValidUTF8(unescape.Replace(text), "\uFFFD")
	w.text = strings.TrimSpace(w.text)
	w.x0, w.x1 = min(w.x0, w.x1), max(w.x0, w.x1)
	w.y0, w.y1 = min(w.y0, w.y1), max(w.y0, w.y1)
	return w, true
}

var (
	unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&amp;", "&")
	escape   = strings.NewReplacer("<", "&lt;", ">", "&gt;", "&", "&amp;", "\n", " ", "\r", " ")
)

// writePage gives a page in the form that parseWords reads.
func writePage(w *bufio.Writer, p page) error {
	fmt.Fprintf(w, "<page width=\"%.2f\" height=\"%.2f\">\n", p.width, p.height)
	var b []byte
	for _, x := range p.words {
		b = append(b[:0], `<word xMin="`...)
		if x.joined {
			copy(b[1:], "part")
		}
		b = strconv.AppendFloat(b, x.x0, 'f', 2, 64)
		b = append(b, `" yMin="`...)
		b = strconv.AppendFloat(b, x.y0, 'f', 2, 64)
		b = append(b, `" xMax="`...)
		b = strconv.AppendFloat(b, x.x1, 'f', 2, 64)
		b = append(b, `" yMax="`...)
		b = strconv.AppendFloat(b, x.y1, 'f', 2, 64)
		b = append(b, `">`...)
		w.Write(b)
		escape.WriteString(w, x.text)
		w.WriteString("</>\n")
	}
	_, err := w.WriteString("</page>\n")
	return err
}
