package desk

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"concord/document"
	"concord/reading"
	"concord/register"
	"concord/symbol"
)

// corrected is the reading of a corrigendum without the acts that its words tell:
// they are those of the document that it corrects.
func corrected(doc *document.Document, rd *reading.Reading) *reading.Reading {
	if !slices.ContainsFunc(doc.Masthead.Symbols, func(s string) bool {
		_, part, _ := symbol.Symbol(s).Part()
		return part == symbol.Corrigendum
	}) {
		return rd
	}
	r := *rd
	r.Paragraphs = slices.Clone(rd.Paragraphs)
	for i := range r.Paragraphs {
		r.Paragraphs[i].Activities = nil
	}
	return &r
}

// behind keeps a file that takes no version's place: one that bears the text of a
// version in another form, and an earlier text than the newest.
func (t *takeIn) behind(ctx context.Context, tx register.Tx, newest *register.View) (bool, error) {
	if t.returns || t.turns {
		return false, nil // what it tells has to be told anew
	}
	v := t.newVersion()
	all := append([]register.Version{newest.Version}, newest.Others...)
	for i := len(all) - 1; i >= 0; i-- {
		x := &all[i]
		if x.Language != t.doc.Language || x.Repeats != 0 || register.RevisionOf(x.Masthead.Symbols) != register.RevisionOf(v.Masthead.Symbols) {
			continue
		}
		view := newest
		if x.Key != newest.Version.Key {
			var err error
			if view, err = tx.View(ctx, t.work.ID, x.Language, x.Number); err != nil {
				return false, err
			}
		}
		if t.bears(view) {
			v.Superseded, v.Repeats = true, x.Number
			t.version, t.out.Repeats = v, x.Number
			return true, tx.AddVersion(ctx, &t.version, nil)
		}
	}
	if earlier(&v, &newest.Version) {
		v.Superseded = true
		t.version, t.out.Late = v, true
		return true, tx.AddVersion(ctx, &t.version, t.texts)
	}
	return false, nil
}

// earlier tells whether a text is of an earlier revision than the newest.
func earlier(v, newest *register.Version) bool {
	return register.RevisionOf(v.Masthead.Symbols) < register.RevisionOf(newest.Masthead.Symbols)
}

// bears tells whether the document bears the text of a version: the same paragraphs
// in the same words, blanks apart. Of two formats the numbered paragraphs and the
// notes are compared: how the cells of a table and the lines beside it come apart is
// the format's, not the author's.
func (t *takeIn) bears(v *register.View) bool {
	formats := t.doc.Format != v.Version.Format
	theirs := map[register.Place]string{} // a note stands where its format puts it
	for i := range v.Paragraphs {
		if p := &v.Paragraphs[i].Text; !formats || numberedProse(p) {
			theirs[p.Place] = p.Text
		}
	}
	n := 0
	for i := range t.texts {
		x := &t.texts[i]
		if formats && !numberedProse(x) {
			continue
		}
		if text, ok := theirs[x.Place]; !ok || !equalButBlanks(text, x.Text) {
			return false
		}
		n++
	}
	return n == len(theirs) && n > 0
}

func numberedProse(x *register.Text) bool {
	return x.Number != "" && !x.Counted
}

// equalButBlanks compares without blanks and marks that have no width.
func equalButBlanks(a, b string) bool { return a == b || unblanked(a) == unblanked(b) }

func unblanked(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}
