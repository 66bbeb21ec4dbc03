package register

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"concord/symbol"
)

var letters = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding) // Crockford: no i, l, o, u

// ActivityID is the identifier of an activity that was first read in a paragraph:
// made of the work, the place of the paragraph, the words of the quote (white
// space and case apart) and nth, which tells apart acts that are told in the same
// words. So two installations that read the same file give the same identifiers.
// 13 letters, 65 bits: of a million records, two are alike in one register of
// seventy million.
func ActivityID(work string, at Place, quote string, nth int) string {
	var b strings.Builder
	b.Grow(len(work) + len(quote) + 32)
	for _, s := range []string{work, at.Part, at.Number, strconv.Itoa(at.Nth), strconv.Itoa(nth)} {
		b.WriteString(s)
		b.WriteByte(0)
	}
	for _, r := range quote {
		if !unicode.IsSpace(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	sum := sha256.Sum256([]byte(b.String()))
	return letters.EncodeToString(sum[:9])[:13]
}

// WorkSymbols are the symbols by which the work of a document is found that bears
// these: a revision (A/77/277/Rev.1) is a further version of the work of the first
// text (A/77/277), so that symbol stands before its own.
func WorkSymbols(symbols []string) []string {
	list := make([]string, 0, 2*len(symbols))
	for _, s := range symbols {
		if work, n := symbol.Symbol(s).Unrevised(); n > 0 && !slices.Contains(list, string(work)) {
			list = append(list, string(work))
		}
	}
	for _, s := range symbols {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// Own are the symbols of the work without those of its revisions.
func (w *Work) Own() (list []string) {
	for _, s := range w.Symbols {
		if _, n := symbol.Symbol(s).Unrevised(); n == 0 {
			list = append(list, s)
		}
	}
	return list
}

// Shown are the symbols by which a version of the work is named: those that it bears
// itself where it is a revision, else the work's own.
func (w *Work) Shown(v *Version) []string {
	if RevisionOf(v.Masthead.Symbols) > 0 {
		return v.Masthead.Symbols
	}
	return w.Own()
}

// RevisionOf is the number of the revision that the symbols of a document name; 0 for a
// first text.
func RevisionOf(symbols []string) (n int) {
	for _, s := range symbols {
		_, r := symbol.Symbol(s).Unrevised()
		n = max(n, r)
	}
	return n
}

// MandateID is the identifier of what a work asks in a paragraph: the nth thing that
// it asks there with a verb of that class. Places and classes are the same in every
// language. The work itself, as a mandate, has no place and no verb.
func MandateID(work string, at Place, verb string, nth int) string {
	return ActivityID(work, at, "mandate\x00"+verb, nth)
}

// WorkID is the identifier of a work that came in with these symbols, or without
// any as this file.
func WorkID(symbols []string, name, sha256 string) string {
	if len(symbols) > 0 {
		return WorkSymbols(symbols)[0]
	}
	return name + "~" + sha256[:min(len(sha256), 12)]
}

// ContributionID is the identifier of the contribution that came as a work.
func ContributionID(work string) string {
	sum := sha256.Sum256([]byte("contribution\x00" + work))
	return letters.EncodeToString(sum[:9])[:13]
}

// DraftID is the identifier of a part of the draft of a cycle's report in a language.
func DraftID(cycle, part, language string) string {
	sum := sha256.Sum256([]byte("draft\x00" + cycle + "\x00" + part + "\x00" + language))
	return letters.EncodeToString(sum[:9])[:13]
}

// ImportID is the identifier of a record that a table gives without one: made of
// its kind and of all that the row says, so that the same row always gives the
// same record, and two rows that differ in anything give two.
func ImportID(k Kind, claims []Claim) string {
	var parts []string
	for i := range claims {
		c := &claims[i]
		parts = append(parts, strings.Join([]string{c.Field, c.Value, c.Evidence.Work, c.Evidence.Part, c.Evidence.Number, strconv.Itoa(c.Evidence.Nth)}, "\x00"))
	}
	slices.Sort(parts)
	sum := sha256.Sum256([]byte("import\x00" + string(k) + "\x01" + strings.Join(parts, "\x01")))
	return letters.EncodeToString(sum[:9])[:13]
}
