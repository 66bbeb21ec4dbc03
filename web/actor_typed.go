package web

import (
	"strings"

	"concord/fault"
	"concord/lexicon"
)

// valueFor is what a field for an actor holds: its name and, in square brackets, its
// identifier.
func valueFor(name, id string) string {
	if name == id {
		return id
	}
	return name + " [" + id + "]"
}

// actorTyped is the actor that a field holds: by the identifier in square brackets,
// by the identifier alone, or by a name in any language that is one actor's; "" for
// an empty field.
func actorTyped(lex *lexicon.Lexicon, lang, typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return "", nil
	}
	if i := strings.LastIndexByte(typed, '['); i >= 0 && strings.HasSuffix(typed, "]") {
		if id := typed[i+1 : len(typed)-1]; isActor(lex, id) {
			return id, nil
		}
	}
	for _, id := range []string{typed, strings.ToUpper(typed)} {
		if isActor(lex, id) {
			return id, nil
		}
	}
	only, n := "", 0
	for _, c := range lex.Complete(typed, lang, 50) {
		if c.Kind != lexicon.KindActor {
			continue
		}
		if strings.EqualFold(lexicon.Fold(c.Text), lexicon.Fold(typed)) {
			return c.ID, nil
		}
		only = c.ID
		n++
	}
	if n == 1 {
		return only, nil
	}
	return "", fault.New(fault.Invalid, "“%s” is no name of one organization: choose one that is offered.", clip(typed, 200))
}

func isActor(lex *lexicon.Lexicon, id string) bool {
	_, ok := lex.Actor(id)
	return ok
}
