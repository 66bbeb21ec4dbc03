package symbol

import (
	"strconv"
	"strings"
)

// Part says how a document belongs to the one whose symbol its own begins with.
type Part string

// The parts, by ST/LIB/SER.B/5/Rev.5: elements that are set behind the symbol of
// the document that is changed.
const (
	Revision    Part = "Rev"  // a new text in place of the former
	Corrigendum Part = "Corr" // corrects some of its words
	Addendum    Part = "Add"  // adds to it
	Amendment   Part = "Amend"
)

// Part takes the last element off the symbol of a document that belongs to
// another: A/77/277/Rev.1/Corr.2 is corrigendum 2 of A/77/277/Rev.1. The brackets of
// a section belong to the document and stay: A/81/6 (Sect. 3)/Corr.1 is of
// A/81/6 (Sect. 3). Of any other symbol the part is "", and parent the symbol itself.
// An element without a number has number 0.
func (s Symbol) Part() (parent Symbol, part Part, number int) {
	i := strings.LastIndexByte(string(s), '/')
	if i < 0 {
		return s, "", 0
	}
	last, bracket := string(s[i+1:]), ""
	if at := strings.Index(last, " ("); at >= 0 {
		last, bracket = last[:at], last[at:]
	}
	word, digits, _ := strings.Cut(last, ".")
	switch part = Part(word); part {
	case Revision, Corrigendum, Addendum, Amendment:
	default:
		return s, "", 0
	}
	number, err := strconv.Atoi(digits)
	if digits != "" && err != nil || !strings.Contains(string(s[:i]), "/") {
		return s, "", 0
	}
	return s[:i] + Symbol(bracket), part, number
}

// Unrevised is the symbol of the work of which s is a text: A/77/277 of
// A/77/277/Rev.1, and the number of the revision; 0 for the first text, whose symbol
// has none.
func (s Symbol) Unrevised() (work Symbol, revision int) {
	work, part, n := s.Part()
	if part != Revision {
		return s, 0
	}
	return work, max(n, 1)
}
