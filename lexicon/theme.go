package lexicon

import (
	"strconv"

	"concord/fault"
)

// Theme is what a paragraph or an act may be about; the list is closed.
type Theme struct {
	ID         string
	Labels     map[string]string // by language
	Definition string            // one line of English: what the theme holds
	Borderline string            // one line of English: where it borders on another
}

// NoTheme is the theme of a phrase that tells nothing and hides the shorter ones
// inside it.
const NoTheme = "-"

// ThemePhrase is a phrase that tells that a text is about a theme.
type ThemePhrase struct {
	Theme  string // ID, or NoTheme
	Text   string // a final * stands for any ending within the word
	Weight int    // 1 (needs others) to 3 (sure by itself); 0 for NoTheme
}

// Themes are all themes, in the order of their file.
func (l *Lexicon) Themes() ([]Theme, error) {
	var list []Theme
	columns := append([]string{"id", "definition", "borderline"}, Languages...)
	err := readTable(l.fsys, "themes.tsv", columns, func(cells []string) error {
		t := Theme{ID: cells[0], Definition: cells[1], Borderline: cells[2], Labels: map[string]string{}}
		for i, language := range Languages {
			t.Labels[language] = cells[3+i]
		}
		list = append(list, t)
		return nil
	})
	return list, err
}

// ThemePhrases are the phrases of a language that tell themes; none where the
// language has no file.
func (l *Lexicon) ThemePhrases(lang string) ([]ThemePhrase, error) {
	var list []ThemePhrase
	err := readTable(l.fsys, "themes/"+lang+".tsv", []string{"theme", "phrase", "weight"}, func(cells []string) error {
		w, err := weight(cells[2])
		if err != nil {
			return err
		}
		list = append(list, ThemePhrase{cells[0], cells[1], w})
		return nil
	})
	return list, err
}

// ActorTheme is what it says of a text's theme that an actor is named in it.
type ActorTheme struct {
	Actor, Theme string // IDs
	Weight       int    // 1 to 3
}

// ActorThemes are the actors with one field of work.
func (l *Lexicon) ActorThemes() ([]ActorTheme, error) {
	var list []ActorTheme
	err := readTable(l.fsys, "themes/actors.tsv", []string{"id", "theme", "weight"}, func(cells []string) error {
		w, err := weight(cells[2])
		if err != nil {
			return err
		}
		list = append(list, ActorTheme{cells[0], cells[1], w})
		return nil
	})
	return list, err
}

func weight(cell string) (int, error) {
	w, err := strconv.Atoi(cell)
	if err != nil || w < 0 || w > 3 {
		return 0, fault.New(fault.Invalid, "the weight %q is no number from 0 to 3", cell)
	}
	return w, nil
}
