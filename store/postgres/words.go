package postgres

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"concord/register"
	"concord/store"

	"github.com/jackc/pgx/v5/pgtype"
)

// What a record says is one tsvector: its tokens are lexemes with their places, of
// the title with the weight A, of the text with B. Stems and facets are lexemes
// that begin with a mark of their own instead of a weight, since the index knows
// lexemes but no weights: it finds them without looking at the records.
const (
	markStem  = "\x02"
	markFacet = "\x03"
)

// The bounds of a tsvector (postgresql.org/docs/15/textsearch-limitations.html).
// What lies beyond a bound is found as less: words behind the last place are found
// alone and not in phrases, and of more than a megabyte of words the rest is not found.
const (
	lastPlace  = 16383
	mostPlaces = 255     // of one lexeme
	longest    = 2000    // bytes of one lexeme; longer ones are known by their hash
	mostBytes  = 1 << 20 // of all, less what is kept beside each lexeme
)

// lexeme is a token as it stands in the index.
func lexeme(mark, token string) string {
	if len(mark)+len(token) > longest {
		sum := sha256.Sum256([]byte(token))
		token = strings.ToValidUTF8(token[:200], "") + hex.EncodeToString(sum[:])
	}
	return clean(mark + token)
}

// clean is a token without what no lexeme can hold, and without the sign with which
// kept writes such things.
func clean(s string) string {
	return strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if r < 2 {
			return utf8.RuneError
		}
		return r
	}, s), string(utf8.RuneError))
}

// vector is the entry of a record in the index of texts.
func vector(w *store.Words) pgtype.TSVector {
	tokens := 0
	for _, column := range []string{w.Title, w.Text, w.Stem, w.Facet} {
		tokens += strings.Count(column, " ") + 1
	}
	v := pgtype.TSVector{Valid: true, Lexemes: make([]pgtype.TSVectorLexeme, 0, tokens)}
	index := make(map[string]int, tokens)
	place, size := 0, 0
	add := func(l string, weight pgtype.TSVectorWeight) {
		i, ok := index[l]
		if !ok {
			if size += len(l) + 8; size > mostBytes {
				return
			}
			i = len(v.Lexemes)
			index[l] = i
			v.Lexemes = append(v.Lexemes, pgtype.TSVectorLexeme{Word: l})
		}
		at := min(place, lastPlace)
		p := &v.Lexemes[i].Positions
		if n := len(*p); n >= mostPlaces || n > 0 && int((*p)[n-1].Position) >= at {
			return
		}
		if size += 2; size <= mostBytes {
			*p = append(*p, pgtype.TSVectorPosition{Position: uint16(at), Weight: weight})
		}
	}
	column := func(text, mark string, weight pgtype.TSVectorWeight) {
		for token := range strings.FieldsSeq(text) {
			place++
			add(lexeme(mark, token), weight)
		}
		place++ // no phrase goes over the end of a column
	}
	column(w.Title, "", pgtype.TSVectorWeightA)
	column(w.Text, "", pgtype.TSVectorWeightB)
	column(w.Stem, markStem, pgtype.TSVectorWeightC)
	column(w.Facet, markFacet, pgtype.TSVectorWeightD)
	return v
}

// query is a Match as a tsquery in its text form, in which each lexeme is quoted.
// only, if not empty, is the column for what may stand in any.
func query(m *register.Match, only string) string {
	var b strings.Builder
	writeQuery(&b, m, only)
	return b.String()
}

func writeQuery(b *strings.Builder, m *register.Match, only string) {
	join := func(parts []register.Match, op, only string) {
		b.WriteByte('(')
		for i := range parts {
			if i > 0 {
				b.WriteString(op)
			}
			writeQuery(b, &parts[i], only)
		}
		b.WriteByte(')')
	}
	switch m.Op {
	case register.OpAnd:
		join(m.Parts, " & ", only)
	case register.OpOr:
		join(m.Parts, " | ", only)
	case register.OpNot:
		b.WriteByte('(')
		writeQuery(b, &m.Parts[0], only)
		b.WriteString(" & !")
		join(m.Parts[1:], " | ", "")
		b.WriteByte(')')
	case register.OpPhrase:
		column := m.Column
		if column == "" {
			column = only
		}
		switch column {
		case "title":
			phrase(b, m, "", "A")
		case "text":
			phrase(b, m, "", "B")
		case "stem":
			phrase(b, m, markStem, "")
		case "facet":
			phrase(b, m, markFacet, "")
		default:
			b.WriteByte('(')
			phrase(b, m, "", "")
			b.WriteString(" | ")
			phrase(b, m, markStem, "")
			b.WriteString(" | ")
			phrase(b, m, markFacet, "")
			b.WriteByte(')')
		}
	}
}

func phrase(b *strings.Builder, m *register.Match, mark, weight string) {
	if len(m.Tokens) > 1 {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	for i, token := range m.Tokens {
		if i > 0 {
			b.WriteString(" <-> ")
		}
		b.WriteByte('\'')
		for _, r := range lexeme(mark, token) {
			if r == '\'' || r == '\\' {
				b.WriteRune(r) // twice
			}
			b.WriteRune(r)
		}
		b.WriteByte('\'')
		prefix := m.Prefix && i == len(m.Tokens)-1
		if prefix || weight != "" {
			b.WriteByte(':')
		}
		if prefix {
			b.WriteByte('*')
		}
		b.WriteString(weight)
	}
}
