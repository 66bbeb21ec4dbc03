package web

import (
	"cmp"
	"html/template"
	"strconv"
)

// sentenceRoles are the roles in the order in which a sentence names them; one that is
// not stated takes part. A message "sentence.role.<role>" says each.
var sentenceRoles = []string{"lead", "provider", "participant", "beneficiary", "host", "observer"}

// mostNamed is how many parties of one role a sentence names.
const mostNamed = 8

// sentence says an act in one sentence made of its values. Each leads to its evidence
// on the page: at gives the anchor of a value of a field. Its order and its words are
// the messages' of the language alone.
func (s *Site) sentence(v *visit, a *Act, at func(field, value string) string) template.HTML {
	say := func(key string, args ...any) template.HTML { return s.messages.html(v.lang, key, args...) }
	word := func(look, field string, x Value, label string) template.HTML {
		var m markup
		href := at(field, x.Value)
		if href != "" {
			m.raw(`<a class="m `).text(look).raw(`"`).attr("href", href).raw(`>`)
		}
		m.raw(`<bdi>`).text(label).raw(`</bdi>`)
		if href != "" {
			m.raw(`</a>`)
		}
		return m.html()
	}
	list := func(items []template.HTML) (all template.HTML) {
		for i, x := range items {
			if i == mostNamed {
				return all + template.HTML(" +"+strconv.Itoa(len(items)-mostNamed)) //nolint:gosec // a number
			}
			switch {
			case i > 0 && i == len(items)-1:
				all += say("sentence.and")
			case i > 0:
				all += say("list.separator")
			}
			all += x
		}
		return all
	}
	act := say("sentence.act.other")
	if a.Kind.Value != "" && s.messages.has(v.lang, "sentence.act."+a.Kind.Value) {
		act = say("sentence.act." + a.Kind.Value)
	}
	switch a.Modality.Value {
	case "", "done", "ongoing":
	default:
		// What was only planned or asked for did not happen: it is named.
		act = say("sentence.stated", "modality", s.named(v.lang, "modality", a.Modality.Value), "kind", s.named(v.lang, "kind", a.Kind.Value))
	}
	var places []template.HTML
	for _, p := range a.Places {
		places = append(places, word("place", "place", p, s.Names.Display(p.Value, v.lang)))
	}
	var when, where template.HTML
	if a.Date.Value != "" {
		when = word("date", "date", a.Date, date(v.lang, a.Date.Value))
	}
	if len(places) > 0 {
		where = list(places)
	}
	var happened template.HTML
	switch {
	case when != "" && where != "":
		happened = say("sentence.at", "place", where, "date", when)
	case where != "":
		happened = say("sentence.in", "place", where)
	case when != "":
		happened = say("sentence.on", "date", when)
	}
	var who template.HTML
	for _, role := range sentenceRoles {
		var names []template.HTML
		for _, p := range a.Parties {
			if cmp.Or(p.Role, "participant") == role {
				names = append(names, word("actor", "party", p.Value, s.Names.Display(p.Value.Value, v.lang)))
			}
		}
		if len(names) == 0 {
			continue
		}
		who += say("sentence.role."+role, "names", list(names))
	}
	return say("sentence", "act", act, "at", happened, "who", who)
}
