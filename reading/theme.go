package reading

import "concord/lexicon"

// readThemes adds the phrases of the themes to the language's words.
func (l *language) readThemes(lex *lexicon.Lexicon) error { return nil }

// themes weighs the themes of a stretch of the paragraph.
func (s *scan) themes(from, to int) []Value { return nil }
