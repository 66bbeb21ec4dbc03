// Package contribution reads what organizations send in for a reporting cycle: an
// unnumbered report, an e-mail, a pasted text, a table, a form. It proposes from
// whom a document comes, on whom it is and for when, and reads the rows of tables
// and the lines of forms by what their columns and labels stand for.
//
// The words by which it does so are tables, a column a language. It stores nothing
// and decides nothing: what is not sure is proposed, for a person to say.
package contribution

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"concord/document"
	"concord/lexicon"
	"concord/reading"
)

//go:embed cues.tsv columns.tsv codes.tsv forms.tsv
var tables embed.FS

// Reader reads contributions. It is safe for use by several goroutines at once.
type Reader struct {
	*words
	lex    *lexicon.Lexicon
	reader *reading.Reader
	shorts func() map[string]string // lower-case acronym → actor; made when first asked for
}

type cue struct{ class, words string }

type codeWord struct{ words, code string }

// words are what the tables of this package say.
type words struct {
	cues    map[string][]cue  // by language: what introduces a sender, a partner, a period
	labels  map[string]string // folded header or label → field
	printed map[string]bool   // what forms say of themselves
	around  map[string]bool   // what may stand around a date, in any language
	codes   map[string]string // "kind\x00" + folded word → code
	kinds   []codeWord        // words of kinds, the longest first
}

var said = sync.OnceValues(func() (*words, error) {
	w := &words{cues: map[string][]cue{}, labels: map[string]string{}, codes: map[string]string{}, around: map[string]bool{}, printed: map[string]bool{}}
	err := rows("cues.tsv", 1, func(key []string, lang, text string) {
		if key[0] == "date" {
			w.around[fold(text)] = true
			return
		}
		w.cues[lang] = append(w.cues[lang], cue{key[0], fold(text)})
	})
	if err != nil {
		return nil, err
	}
	for _, list := range w.cues {
		slices.SortStableFunc(list, func(a, b cue) int { return len(b.words) - len(a.words) })
	}
	if err := rows("columns.tsv", 1, func(key []string, _, text string) {
		if k := fold(text); w.labels[k] == "" {
			w.labels[k] = key[0]
		}
	}); err != nil {
		return nil, err
	}
	if err := rows("forms.tsv", 1, func(_ []string, _, text string) { w.printed[fold(text)] = true }); err != nil {
		return nil, err
	}
	if err := rows("codes.tsv", 2, func(key []string, _, text string) {
		k := fold(text)
		w.codes[key[0]+"\x00"+key[1]] = key[1]
		w.codes[key[0]+"\x00"+k] = key[1]
		if key[0] == "kind" && key[1] != "other" {
			w.kinds = append(w.kinds, codeWord{k, key[1]})
		}
	}); err != nil {
		return nil, err
	}
	slices.SortStableFunc(w.kinds, func(a, b codeWord) int { return len(b.words) - len(a.words) })
	return w, nil
})

// New makes a Reader over a lexicon and the reader of paragraphs with its names. It
// costs nothing: the tables are read once.
func New(lex *lexicon.Lexicon, reader *reading.Reader) (*Reader, error) {
	w, err := said()
	if err != nil {
		return nil, err
	}
	return &Reader{words: w, lex: lex, reader: reader, shorts: sync.OnceValue(func() map[string]string {
		shorts := map[string]string{}
		for _, lang := range lexicon.Languages {
			names, _ := lex.NamesOf(lang) // a language without names has no acronyms
			for _, n := range names {
				if n.Kind == lexicon.KindActor && (n.Sort == lexicon.Acronym || n.Sort == lexicon.Short) && !strings.Contains(n.Text, " ") {
					if k := strings.ToLower(n.Text); shorts[k] == "" {
						shorts[k] = n.ID
					}
				}
			}
		}
		return shorts
	})}, nil
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
// filled-in forms, of an input, by their columns and labels. columns are those that a
// person gave, as "header=field"; the rest is proposed. known is what people said of
// short forms. Warnings about cells that could not be read are added to the document.
func (r *Reader) Read(doc *document.Document, columns []string, known ...reading.Answer) (*reading.Reading, error) {
	if Is(doc) {
		r.joinForms(doc)
	}
	rd, err := r.reader.Read(doc, known...)
	if err != nil || !Is(doc) {
		return rd, err
	}
	if len(columns) > 0 {
		// Read by other columns it is read by other rules.
		sorted := slices.Clone(columns)
		slices.Sort(sorted)
		sum := sha256.Sum256([]byte(strings.Join(sorted, "\n")))
		rd.Rules += columnsMark + hex.EncodeToString(sum[:4])
	}
	return rd, r.rows(doc, rd, columns)
}

const columnsMark = "+columns."

// Rules are the rules by which a document was read, without the columns of its tables.
func Rules(rules string) string {
	before, _, _ := strings.Cut(rules, columnsMark)
	return before
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
