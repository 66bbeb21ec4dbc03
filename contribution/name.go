package contribution

import (
	"slices"
	"strings"
	"unicode"

	"concord/edtf"
	"concord/lexicon"
	"concord/reading"
)

// Actor finds the actor that a person typed: an identifier, "Name [ID]", or a name in
// any language, the page's first. Where none is meant for sure, it offers those that
// begin so.
func (r *Reader) Actor(typed, lang string) (id string, offers []lexicon.Suggestion) {
	return r.find(typed, lang, func(k lexicon.Kind, id string) bool { return k == lexicon.KindActor })
}

// Party is Actor for whoever takes part: States too, by ISO 3166-1 alpha-3.
func (r *Reader) Party(typed, lang string) (id string, state bool, offers []lexicon.Suggestion) {
	id, offers = r.find(typed, lang, func(k lexicon.Kind, id string) bool {
		return k == lexicon.KindActor || r.isState(id)
	})
	if _, actor := r.lex.Actor(id); id != "" && !actor {
		state = true
	}
	return id, state, offers
}

// Place finds a place as Actor does; one that no lexicon holds stands for itself.
func (r *Reader) Place(typed, lang string) string {
	if id, _ := r.find(typed, lang, func(k lexicon.Kind, _ string) bool { return k == lexicon.KindPlace }); id != "" {
		return id
	}
	return strings.TrimSpace(typed)
}

// KnownPlace says whether a lexicon holds a place.
func (r *Reader) KnownPlace(id string) bool {
	_, ok := r.lex.Place(id)
	return ok
}

func (r *Reader) isState(id string) bool {
	p, ok := r.lex.Place(id)
	return ok && (p.Kind == "country" || p.Kind == "territory")
}

func (r *Reader) find(typed, lang string, fits func(k lexicon.Kind, id string) bool) (string, []lexicon.Suggestion) {
	typed = strings.TrimSpace(typed)
	if typed == "" || len(typed) > 500 {
		return "", nil
	}
	known := func(id string) bool {
		if _, ok := r.lex.Actor(id); ok && fits(lexicon.KindActor, id) {
			return true
		}
		_, ok := r.lex.Place(id)
		return ok && fits(lexicon.KindPlace, id)
	}
	if i := strings.LastIndexByte(typed, '['); i >= 0 && strings.HasSuffix(typed, "]") {
		if id := typed[i+1 : len(typed)-1]; known(id) {
			return id, nil
		}
		typed = strings.TrimSpace(typed[:i])
	}
	for _, id := range []string{typed, strings.ToUpper(typed)} {
		if known(id) {
			return id, nil
		}
	}
	langs := append([]string{lang}, slices.DeleteFunc(slices.Clone(lexicon.Languages), func(x string) bool { return x == lang })...)
	for _, l := range langs {
		ps, err := r.lines(l, []string{typed})
		if err != nil {
			continue
		}
		for _, m := range ps[0].Mentions {
			kind := lexicon.KindActor
			switch m.Kind {
			case reading.Actor:
			case reading.Place:
				kind = lexicon.KindPlace
			default:
				continue
			}
			if m.From == 0 && m.To == len(typed) && fits(kind, m.Value.Value) {
				return m.Value.Value, nil
			}
		}
	}
	var offers []lexicon.Suggestion
	for _, s := range r.lex.Complete(typed, lang, 20) {
		if len(offers) < 6 && fits(s.Kind, s.ID) {
			if strings.EqualFold(s.Text, typed) {
				return s.ID, nil
			}
			offers = append(offers, s)
		}
	}
	return "", offers
}

// Date reads a date as a person types it: EDTF, or in words of the page's language or
// of another. "" where what was typed is not a date as a whole, where there is no such
// day, and where its day and its month cannot be told apart ("03/04/2025").
func (r *Reader) Date(typed, lang string) string {
	typed = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(typed), ".。۔"))
	if typed == "" || len(typed) > 200 {
		return ""
	}
	typed = digits(typed)
	if d, err := edtf.Parse(strings.ReplaceAll(typed, " ", "")); err == nil {
		return d.String()
	}
	langs := append([]string{lang}, slices.DeleteFunc(slices.Clone(lexicon.Languages), func(x string) bool { return x == lang })...)
	for _, l := range langs {
		ps, err := r.lines(l, []string{typed})
		if err != nil {
			continue
		}
		g := given{cell: cell{0, 0, len(typed)}, text: typed, read: &ps[0]}
		if d, _ := dateOf(&g); d != "" && (len(ps[0].Mentions) == 0 || r.introduces(beside(&g))) {
			return d
		}
	}
	return ""
}

// introduces says whether a text is nothing but words that stand before a date or
// between two: "from", "to", "le".
func (r *Reader) introduces(text string) bool {
	for word := range strings.FieldsFuncSeq(text, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(",،，、-–—", c) }) {
		if !r.around[fold(word)] {
			return false
		}
	}
	return true
}
