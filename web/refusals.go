package web

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"concord/fault"
)

// refusal is why something was not done, and the language in which that is said.
type refusal struct{ Text, Lang string }

// Dir is the direction of the sentence.
func (r *refusal) Dir() string { return direction(r.Lang) }

// word in a message of refusals.tsv is an argument that is itself a word: {b:field}
// is the message field.… of the second argument, or the argument where there is none.
var word = regexp.MustCompile(`\{([a-z]):([a-z]+)\}`)

// longestArgument is how much of an argument stands in a refusal; lists of what there
// is come whole.
const longestArgument = 1000

// refusal is the sentence of an error in the reader's language: English where
// messages/refusals.tsv lacks its format. The arguments are {a}, {b} … there, each in
// isolation, as a name may run the other way. What went wrong inside is for the log.
func (c *catalogue) refusal(lang string, err error) *refusal {
	if fault.KindOf(err) == fault.Internal {
		return &refusal{c.text(lang, "refusal.internal"), lang}
	}
	var e *fault.Error
	if !errors.As(err, &e) || e.Format == "" || !c.has(lang, e.Format) {
		return &refusal{fault.Sentence(err), "en"}
	}
	said := make([]string, len(e.Args))
	args := make([]any, 0, 2*len(e.Args))
	for i, a := range e.Args {
		said[i] = clip(strings.Map(seen, fmt.Sprint(a)), longestArgument)
		args = append(args, string(rune('a'+i)), isolate(said[i]))
	}
	for _, m := range word.FindAllStringSubmatch(c.Find(lang, e.Format), -1) {
		text := said[m[1][0]-'a']
		if key := m[2] + "." + text; c.has(lang, key) {
			text = c.text(lang, key)
		}
		args = append(args, m[1]+":"+m[2], isolate(text))
	}
	return &refusal{c.text(lang, e.Format, args...), lang}
}

// seen leaves out what a reader does not see and what would turn the sentence round.
func seen(r rune) rune {
	if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
		return -1
	}
	return r
}
