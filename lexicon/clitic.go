package lexicon

import (
	"errors"
	"io/fs"
	"strings"
	"unicode/utf8"

	"concord/fault"
)

// clitic is a particle written together with the word that it stands before
// ("و", and; "ل", to), by which a name is no longer at the beginning of a word.
type clitic struct {
	text    string // as written, without what follows
	lost    string // letters that the word behind has lost at its beginning
	follows string // letters that it then begins with
	class   []uint16
	want    []uint16 // classes of follows
	start   int32    // the node that stands for lost
	into    int      // how many of its classes do
}

// merged is a clitic as written together with the article that it has taken in:
// in "لل", of ل and ال, the article has kept its ل and lost its ا.
func merged(written, article string) (c clitic, ok bool) {
	for i := range article {
		if kept := article[i:]; i > 0 && strings.HasSuffix(written, kept) {
			return clitic{text: strings.TrimSuffix(written, kept), lost: article[:i], follows: kept}, true
		}
	}
	return clitic{}, false
}

// readClitics reads the clitics of a language.
func readClitics(fsys fs.FS, lang string) ([]clitic, error) {
	var out []clitic
	err := readTable(fsys, "clitics.tsv", []string{"language", "clitic", "article"}, func(c []string) error {
		if c[1] == "" {
			return fault.New(fault.Invalid, "a clitic is empty")
		}
		x, ok := clitic{text: c[1]}, true
		if c[2] != "" {
			x, ok = merged(c[1], c[2])
		}
		if !ok || x.text == "" {
			return fault.New(fault.Invalid, "the clitic %q does not end as the article %q does", c[1], c[2])
		}
		if c[0] == lang {
			out = append(out, x)
		}
		return nil
	})
	return out, err
}

func isAbsent(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// encodeClitic fills class and want.
func (b *builder) encodeClitic(c *clitic) error {
	for i, r := range c.text + c.lost + c.follows {
		class, err := b.class(foldRune(r))
		switch {
		case err != nil:
			return err
		case i < len(c.text):
			c.class = append(c.class, class)
			if i == 0 {
				b.chars.set(foldRune(r), cling)
			}
		case i >= len(c.text)+len(c.lost):
			c.want = append(c.want, class)
		}
	}
	return nil
}

// start gives the node at which the rest of spellings that begin with lost is
// looked for, and how many of its classes are behind; -1 where there are none.
func (m *Matcher) start(lost string, classOf map[rune]uint16) (at int32, into int) {
	var key []uint16
	for _, r := range lost {
		key = append(key, classOf[foldRune(r)])
	}
	return m.descend(key)
}

// afterClitics walks from behind each clitic that the word at from begins with.
func (w *walker) afterClitics(from int) {
	done := -1 // where a walk from the root was made
	for i := range w.m.clitics {
		c := &w.m.clitics[i]
		j := w.spells(from, c.class)
		if j < 0 || c.start < 0 {
			continue
		}
		switch {
		case len(c.want) > 0:
			if w.spells(j, c.want) >= 0 {
				n := uint(utf8.RuneCountInString(c.lost))
				w.walk(j, j, c.start, c.into, n, n, 0)
			}
		case j != done:
			w.walk(j, j, 0, 0, 0, 0, 0)
			done = j
		}
	}
}

// spells gives the place behind classes and marks where the text at from begins
// with them and the word goes on; else -1.
func (w *walker) spells(from int, classes []uint16) int {
	k := 0
	for j := from; j < len(w.text); {
		c, n := w.m.chars.get(w.text, j)
		switch {
		case c&mark != 0:
		case k == len(classes):
			if c&word == 0 {
				return -1
			}
			return j
		case uint16(c&classMask) != classes[k]:
			return -1
		default:
			k++
		}
		j += n
	}
	return -1
}
