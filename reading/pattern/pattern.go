// Package pattern finds dates, document symbols, SDG goals and targets, figures
// and ordinal numbers in prose. It is one small finite-state machine whose
// grammars are rows of tables, so that a language is a folder of tables and no
// code: see doc/dates-and-symbols.md for how a row is written.
//
// It does not decide what a value is of: that a year labels an instrument or lies
// in a title, or which act a date belongs to, is found by package reading.
package pattern

import (
	"concord/edtf"
)

// Kind of a hit.
type Kind uint8

// The kinds of hits.
const (
	Date Kind = iota
	Symbol
	SDG
	Figure
	Ordinal
	kinds = int(Ordinal) + 1
)

// String is the kind's name in small letters.
func (k Kind) String() string {
	return [...]string{"date", "symbol", "sdg", "figure", "ordinal"}[k]
}

// Hit is one value found in a text.
type Hit struct {
	From, To int    // bytes of the text; To is exclusive
	Kind     Kind   //
	Value    string // EDTF; symbol in canonical form; "16", "10.7", "10.7.2"; "participants=30"; "11"
	Rule     string // name of the table row
	Inferred bool   // of a date: its year (or month) comes from the context, not from the words
	Organ    string // of a symbol: identifier of the organ that the words name ("UNGA"), "" for none
	// OrganFrom and OrganTo are where the organ is named, within the text; 0, 0 for none.
	OrganFrom, OrganTo int
}

// Context is what a date without a year is read by. One Context serves the
// paragraphs of a document in turn: NewParagraph forgets what a paragraph said.
type Context struct {
	Anchor edtf.Date // the date of the document; zero when unknown
	Last   edtf.Date // the date read last in this paragraph, kept by Find; zero for none
}

// NewParagraph forgets what was read last.
func (c *Context) NewParagraph() { c.Last = edtf.Date{} }
