package editorial

import (
	"fmt"
	"math"
	"strings"
	"unicode"
)

// MostWords that a report which originates in the Secretariat may have, footnotes and
// headings included: 8,500, as the Editorial Manual of DGACM has it.
const MostWords = 8500

// unitsPerWord says how many units (see Units) of a language say what one word of
// English says: measured on 692 aligned sentences of United Nations documents; see
// doc/editorial.md. A limit in words is one of the English text.
var unitsPerWord = map[string]float64{"en": 1, "fr": 1.15, "es": 1.20, "ru": 0.92, "zh": 1.54, "ar": 0.89}

// Units of a text: its words; of Chinese each character, and each word in letters
// or figures between them.
func Units(text string) (n int) {
	inWord := false
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			n++
			inWord = false
		case unicode.IsSpace(r) || r == '—' || unicode.Is(unicode.Po, r) && r > unicode.MaxLatin1:
			inWord = false
		case !inWord && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			n++
			inWord = true
		}
	}
	return n
}

// Words is a text's length in words of English: its words in English, in another
// language as many as an English text of that length would have.
func Words(language, text string) int { return InWords(language, Units(text)) }

// InWords turns units of a language into words of English.
func InWords(language string, units int) int {
	per := unitsPerWord[language]
	if per == 0 {
		per = 1
	}
	return int(math.Round(float64(units) / per))
}

// Length of a document in words of English, footnotes and headings included; main
// is without annexes.
func (s *Subject) Length() (all, main int) {
	units, without := 0, 0
	for _, h := range s.Document.Headings {
		units += Units(h.Text)
		without += Units(h.Text)
	}
	for _, p := range s.Document.Paragraphs {
		n := Units(p.Text)
		units += n
		if !strings.HasPrefix(p.Part, "annex") {
			without += n
		}
	}
	return InWords(s.Document.Language, units), InWords(s.Document.Language, without)
}

// length holds the document to its limit.
func (c *checking) length() {
	limit := c.Limit
	if limit == 0 {
		limit = MostWords
	}
	if all, main := c.Length(); all > limit {
		c.whole(fmt.Sprintf("The document has %s of at most %d; without annexes it has %d.", c.words(all), limit, main))
		if c.Document.Language != "en" {
			c.found[len(c.found)-1].Severity = Warning // an equivalent is an estimate
		}
	}
}

// words says a length; that of another language is an equivalent.
func (c *checking) words(n int) string {
	if c.Document.Language == "en" {
		return fmt.Sprintf("%d words", n)
	}
	return fmt.Sprintf("about %d words, counted as English ones,", n)
}

// lengthOfSections holds each section to its budget.
func (c *checking) lengthOfSections() {
	if len(c.Budgets) == 0 {
		return
	}
	units := map[string]int{}
	for i := range c.pieces {
		if p := &c.pieces[i]; p.section != "" {
			units[p.section] += Units(p.text)
		}
	}
	for i, s := range c.Reading.Sections {
		budget := c.Budgets[s.Organization]
		if n := InWords(c.Document.Language, units[s.Organization]); budget > 0 && n > budget && i < len(c.Document.Headings) {
			c.heading(i, fmt.Sprintf("This section has %s of %d.", c.words(n), budget))
		}
	}
}
