package web

import (
	"errors"
	"fmt"

	"concord/fault"
)

// refusal is the sentence of an error in the reader's language, and the language it
// is in: English where messages/refusals.tsv lacks its format. The arguments are {a},
// {b} … there, each in isolation, as a name may run the other way.
func (c *catalogue) refusal(lang string, err error) (said, in string) {
	var e *fault.Error
	if !errors.As(err, &e) || e.Format == "" || !c.has(lang, e.Format) {
		return fault.Sentence(err), "en"
	}
	var args []any
	for i, a := range e.Args {
		said := fmt.Sprint(a)
		if nested, ok := a.(error); ok {
			said, _ = c.refusal(lang, nested)
		}
		args = append(args, string(rune('a'+i)), isolate(said))
	}
	return c.text(lang, e.Format, args...), lang
}
