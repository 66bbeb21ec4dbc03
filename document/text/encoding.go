package text

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"concord/document"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// encoding is one of the older ways in which the six languages were written in
// bytes. next gives the character at the beginning of s and how many bytes it
// takes; RuneError and 1 where there is none.
type encoding struct {
	name string
	next func(s string) (rune, int)
	// usual are the letters that make more than half of any text of the languages
	// that were written so, in lower case; a text is told by how many of its letters
	// beyond ASCII are among them.
	usual string
	// least is the share of such letters, in hundredths, from which it is told.
	least int
}

func single(m *charmap.Charmap) func(string) (rune, int) {
	return func(s string) (rune, int) { return m.DecodeByte(s[0]), 1 }
}

// The encodings, those that say more of themselves first. The usual letters are
// the twelve most frequent ones of Russian and of Arabic; of Latin scripts those
// that French and Spanish, and Polish, Czech, Hungarian and Romanian, have beyond
// ASCII. Each script's own signs of punctuation tell nothing.
var encodings = []encoding{
	{"GB18030", gb18030, "", 70},
	{"Windows-1251", single(charmap.Windows1251), "оеаинтсрвлкм", 50},
	{"Windows-1256", single(charmap.Windows1256), "اليمنوترةبعد", 50},
	{"ISO 8859-6", single(charmap.ISO8859_6), "اليمنوترةبعد", 50},
	{"Windows-1252", single(charmap.Windows1252), "éèàêçùâîôûëïüœñóíáúö", 50},
	{"Windows-1250", single(charmap.Windows1250), "ąćęłńóśźżčďěňřšťůžáéíúýőűăâîșț", 50},
}

// recognise tells the encoding of a text that is no UTF-8; nil where none fits.
// Each is tried on the whole of the sample: the one with the largest share of
// usual letters among its letters beyond ASCII is the right one, since in a wrong
// one they come out as rare letters and as signs inside words.
func recognise(sample string) *encoding {
	var best *encoding
	most := 0
	for i := range encodings {
		e := &encodings[i]
		share := e.share(sample)
		// The later one has to be better, not only as good.
		if share >= e.least && share > most {
			best, most = e, share
		}
	}
	return best
}

// share is how many in a hundred characters beyond ASCII are what the encoding's
// languages are written with, 0 to 100.
func (e *encoding) share(s string) int {
	good, bad := 0, 0
	before := ' '
	for i := 0; i < len(s); {
		if s[i] < 0x80 {
			before = rune(s[i])
			i++
			continue
		}
		c, n := e.next(s[i:])
		i += n
		inside := unicode.IsLetter(before)
		// No word of these languages joins letters of two scripts.
		mixed := inside && before < 0x80 && c != utf8.RuneError && unicode.IsLetter(c) && !unicode.Is(unicode.Latin, c) && e.usual != ""
		before = c
		switch {
		case mixed:
			bad += 2
		case c == utf8.RuneError || unicode.IsControl(c):
			bad += 2
		case e.usual == "" && usualHan(c):
			good++
		case strings.ContainsRune(e.usual, unicode.ToLower(c)):
			good++
		case unicode.IsLetter(c):
			bad++
		case unicode.IsMark(c), unicode.IsPunct(c), unicode.IsSpace(c):
			// of any language
		case inside:
			bad += 2 // a sign inside a word
		}
	}
	if good+bad == 0 {
		return 0
	}
	return good * 100 / (good + bad)
}

// usualHan are the characters of common Chinese text: those that were ordered by
// sound, as the most used ones, in the first level of GB 2312.
func usualHan(c rune) bool { return gb().first[c] }

// gbTable has the two-byte characters of GB 18030.
type gbTable struct {
	pairs []rune // by their bytes
	first map[rune]bool
}

var gb = sync.OnceValue(func() *gbTable {
	t := &gbTable{pairs: make([]rune, 0x8000), first: map[rune]bool{}}
	for a := 0x81; a <= 0xFE; a++ {
		for b := 0x40; b <= 0xFE; b++ {
			c := utf8.RuneError
			if b != 0x7F {
				c = gbRune(byte(a), byte(b))
			}
			t.pairs[(a-0x80)<<8|b] = c
			if a >= 0xB0 && a <= 0xD7 && b >= 0xA1 {
				t.first[c] = true
			}
		}
	}
	return t
})

// gbRune decodes the bytes of one character.
func gbRune(b ...byte) rune {
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if err != nil {
		return utf8.RuneError
	}
	c, n := utf8.DecodeRune(out)
	if n != len(out) {
		return utf8.RuneError
	}
	return c
}

// gb18030 decodes one character: one, two or four bytes (GB 18030-2022, 5).
func gb18030(s string) (rune, int) {
	switch {
	case s[0] < 0x80:
		return rune(s[0]), 1
	case s[0] == 0x80, s[0] == 0xFF, len(s) < 2:
		return utf8.RuneError, 1
	case s[1] >= '0' && s[1] <= '9':
		if len(s) >= 4 {
			if c := gbRune(s[0], s[1], s[2], s[3]); c != utf8.RuneError {
				return c, 4
			}
		}
		return utf8.RuneError, 1
	case s[1] < 0x40, s[1] == 0x7F, s[1] == 0xFF:
		return utf8.RuneError, 1
	}
	return gb().pairs[int(s[0]-0x80)<<8|int(s[1])], 2
}

// decoded lays out a text in one of the older encodings.
func (r *reader) decoded(src string, e *encoding) error {
	r.layout.Warnings = append(r.layout.Warnings, document.Warning{
		Kind: "encoding", Place: "byte 0", Text: "The text is not in UTF-8; it was read as " + e.name + ".",
	})
	return r.characters(src, 0, e.next)
}
