// Package contribution reads what organizations send in for a reporting cycle: an
// unnumbered report, an e-mail, a pasted text, a table, a form. It proposes from
// whom a document comes, on whom it is and for when, and reads the rows of tables
// and the lines of forms by what their columns and labels stand for.
//
// The words by which it does so are tables, a column a language. It stores nothing
// and decides nothing: what is not sure is proposed, for a person to say.
package contribution

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"concord/document"
	"concord/lexicon"
	"concord/reading"
)

//go:embed cues.tsv columns.tsv codes.tsv
var tables embed.FS

// Reader reads contributions. It is safe for use by several goroutines at once.
type Reader struct {
	lex    *lexicon.Lexicon
	reader *reading.Reader
	cues   map[string][]cue  // by language: what introduces a sender, a partner, a period
	labels map[string]string // folded header or label → field
	codes  map[string]string // "kind\x00" + folded word → code
	words  []codeWord        // words of kinds, the longest first
	shorts map[string]string // lower-case acronym → actor
}

type cue struct{ class, words string }

type codeWord struct{ words, code string }

// New makes a Reader over a lexicon and the reader of paragraphs.
func New(lex *lexicon.Lexicon, reader *reading.Reader) (*Reader, error) {
	r := &Reader{lex: lex, reader: reader, cues: map[string][]cue{}, labels: map[string]string{}, codes: map[string]string{}, shorts: map[string]string{}}
	err := rows("cues.tsv", 1, func(key []string, lang, words string) {
		r.cues[lang] = append(r.cues[lang], cue{key[0], fold(words)})
	})
	if err != nil {
		return nil, err
	}
	for _, list := range r.cues {
		slices.SortStableFunc(list, func(a, b cue) int { return len(b.words) - len(a.words) })
	}
	if err := rows("columns.tsv", 1, func(key []string, _, words string) {
		if k := fold(words); r.labels[k] == "" {
			r.labels[k] = key[0]
		}
	}); err != nil {
		return nil, err
	}
	if err := rows("codes.tsv", 2, func(key []string, _, words string) {
		k := fold(words)
		r.codes[key[0]+"\x00"+key[1]] = key[1]
		r.codes[key[0]+"\x00"+k] = key[1]
		if key[0] == "kind" && key[1] != "other" {
			r.words = append(r.words, codeWord{k, key[1]})
		}
	}); err != nil {
		return nil, err
	}
	slices.SortStableFunc(r.words, func(a, b codeWord) int { return len(b.words) - len(a.words) })
	for _, lang := range lexicon.Languages {
		names, err := lex.NamesOf(lang)
		if err != nil {
			return nil, err
		}
		for _, n := range names {
			if n.Kind == lexicon.KindActor && (n.Sort == lexicon.Acronym || n.Sort == lexicon.Short) && !strings.ContainsAny(n.Text, " ") {
				if k := strings.ToLower(n.Text); r.shorts[k] == "" {
					r.shorts[k] = n.ID
				}
			}
		}
	}
	return r, nil
}

// rows reads a table: keys, then a column a language, alternatives parted by " | ".
func rows(name string, keys int, each func(key []string, lang, words string)) error {
	data, err := tables.ReadFile(name)
	if err != nil {
		return err
	}
	var langs []string
	for n, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if langs == nil {
			langs = cells[keys:]
			continue
		}
		if len(cells) != keys+len(langs) {
			return fmt.Errorf("%s:%d: %d cells instead of %d", name, n+1, len(cells), keys+len(langs))
		}
		for i, lang := range langs {
			for words := range strings.SplitSeq(cells[keys+i], " | ") {
				if words = strings.TrimSpace(words); words != "" {
					each(cells[:keys], lang, words)
				}
			}
		}
	}
	return nil
}

// fold is a header, a label or a word as it is compared: without case, accents of
// the script, marks behind it and repeated blanks.
func fold(s string) string {
	s = strings.ToLower(lexicon.Fold(strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == '_' || r == '='
	}), " ")))
	if i := strings.IndexAny(s, "(（"); i > 0 && (strings.HasSuffix(s, ")") || strings.HasSuffix(s, "）") || strings.HasSuffix(s, "*")) {
		s = s[:i] // an explanation in brackets
	}
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(":：*?？.؟#", r) })
}

// Key is a column's header as it is remembered: "lead organization".
func Key(header string) string { return fold(header) }

// Is says whether a document is an input: one that no symbol of the United Nations
// names.
func Is(doc *document.Document) bool { return len(doc.Masthead.Symbols) == 0 }

// Lexicon has the names that the reader knows.
func (r *Reader) Lexicon() *lexicon.Lexicon { return r.lex }

// Read finds what a document tells: prose as every document; rows of tables and
// filled-in forms, of an input, by their columns and labels. columns are those that
// are remembered, as "header=field"; the rest is proposed. Warnings about cells that
// could not be read are added to the document.
func (r *Reader) Read(doc *document.Document, columns []string) (*reading.Reading, error) {
	if Is(doc) {
		r.joinForms(doc)
	}
	rd, err := r.reader.Read(doc)
	if err != nil || !Is(doc) {
		return rd, err
	}
	return rd, r.rows(doc, rd, columns)
}

// lines reads texts that have nothing to do with one another.
func (r *Reader) lines(language string, texts []string) ([]reading.Paragraph, error) {
	doc := &document.Document{Language: language, Paragraphs: make([]document.Paragraph, len(texts))}
	for i, t := range texts {
		doc.Paragraphs[i].Text = t
	}
	rd, err := r.reader.ReadLines(doc)
	if err != nil {
		return nil, err
	}
	return rd.Paragraphs, nil
}
