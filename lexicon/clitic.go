package lexicon

import (
	"errors"
	"io/fs"

	"concord/fault"
)

// clitic is a particle written together with the word that it stands before
// ("و", and; "ل", to), by which a name is no longer at the beginning of a word.
type clitic struct {
	text  string
	drops string // letters that the word behind loses at its beginning: "ا" of the article after "ل"
	class []uint16
	lost  []uint16
}

// readClitics reads the clitics of a language.
func readClitics(fsys fs.FS, lang string) ([]clitic, error) {
	var out []clitic
	err := readTable(fsys, "clitics.tsv", []string{"language", "clitic", "drops"}, func(c []string) error {
		if c[1] == "" {
			return fault.New(fault.Invalid, "a clitic is empty")
		}
		if c[0] == lang {
			out = append(out, clitic{text: c[1], drops: c[2]})
		}
		return nil
	})
	return out, err
}

func isAbsent(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// encodeClitic fills class and lost.
func (b *builder) encodeClitic(c *clitic) error {
	for i, r := range c.text {
		class, err := b.class(foldRune(r))
		if err != nil {
			return err
		}
		c.class = append(c.class, class)
		if i == 0 {
			b.chars.set(foldRune(r), cling)
		}
	}
	for _, r := range c.drops {
		class, err := b.class(foldRune(r))
		if err != nil {
			return err
		}
		c.lost = append(c.lost, class)
	}
	return nil
}

// afterClitics walks from behind each clitic that the word at from begins with.
func (w *walker) afterClitics(from int) {
	m, t := w.m, w.m.chars
	done := -1 // where a walk from the root was made
	for i := range m.clitics {
		c := &m.clitics[i]
		j, k := from, 0
		for j < len(w.text) {
			x, n := t.get(w.text, j)
			if x&mark != 0 {
				j += n
				continue
			}
			if k == len(c.class) || uint16(x&classMask) != c.class[k] {
				break
			}
			k++
			j += n
		}
		if k < len(c.class) || j >= len(w.text) {
			continue
		}
		if x, _ := t.get(w.text, j); x&word == 0 {
			continue
		}
		s := int32(0)
		for _, class := range c.lost {
			to := m.nodes[s].base>>1 + int32(class)
			if m.nodes[s].base < 0 || m.nodes[to].check != s {
				s = -1
				break
			}
			s = to
		}
		switch {
		case s < 0 || m.nodes[s].base < 0:
		case len(c.lost) > 0:
			w.walk(j, s, len(c.lost))
		case j != done:
			w.walk(j, 0, 0)
			done = j
		}
	}
}
