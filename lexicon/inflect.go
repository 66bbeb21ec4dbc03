package lexicon

import "io/fs"

// inflection is the table of a language's case endings.
type inflection struct{}

func readInflection(fsys fs.FS, lang string) (*inflection, error) { return nil, nil }

// forms are the spellings under which a name is to be found.
func (g *language) forms(name int) []string { return []string{g.names[name].Text} }
