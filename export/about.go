package export

import (
	"slices"
	"strings"
	"unicode/utf8"

	"concord/fault"
	"concord/lexicon"
)

// longestAbout is what a name is at most, or two of them, in letters.
const longestAbout = 400

// About finds whom or what a person names, for a brief: an organization or a country by
// any of its names in any language or its identifier, a theme by its name or as
// "theme:health"; or two of these, one behind the other ("AU UNHCR") or as two words. It
// gives identifiers as report.Ask takes them. What is not known is told with what is near.
func (r *Resolver) About(words ...string) ([]string, error) {
	fields := strings.Fields(strings.Join(words, " "))
	all := strings.Join(fields, " ")
	switch {
	case all == "":
		return nil, fault.New(fault.Invalid, "Name an organization, a country or a theme, or two of them.")
	case utf8.RuneCountInString(all) > longestAbout:
		return nil, fault.New(fault.Invalid, "A name that long is nobody's; name an organization, a country or a theme, or two of them.")
	}
	id, why := r.about(all)
	if id != "" {
		return []string{id}, nil
	}
	unknown := all
	for i := 1; i < len(fields); i++ {
		a, _ := r.about(strings.Join(fields[:i], " "))
		if a == "" {
			continue
		}
		rest := strings.Join(fields[i:], " ")
		b, whyNot := r.about(rest)
		if b != "" {
			return []string{a, b}, nil
		}
		if len(words) == 2 {
			unknown, why = rest, whyNot // of the two, the one that is not known
		}
	}
	if strings.HasPrefix(why, "Several") {
		return nil, fault.New(fault.NotFound, "%s", why)
	}
	if near := r.nearTo(unknown); len(near) > 0 {
		return nil, fault.New(fault.NotFound, "No organization, country or theme “%s” is known; near it are: %s.", unknown, strings.Join(near, ", "))
	}
	return nil, fault.New(fault.NotFound, "No organization, country or theme “%s” is known; the lists of partners, entities and themes show the names.", unknown)
}

// about is the identifier that a name stands for; else why there is none.
func (r *Resolver) about(name string) (id, why string) {
	if theme, ok := strings.CutPrefix(name, "theme:"); ok {
		if id, why = r.theme(strings.TrimSpace(theme)); id != "" {
			id = "theme:" + id
		}
		return id, why
	}
	if id, _, why = r.find(name, lexicon.KindActor, lexicon.KindPlace); id != "" {
		return id, ""
	}
	if theme, _ := r.theme(name); theme != "" {
		return "theme:" + theme, ""
	}
	return "", why
}

// nearTo names what may have been meant, at most three.
func (r *Resolver) nearTo(name string) (near []string) {
	if n := r.near(name, []lexicon.Kind{lexicon.KindActor, lexicon.KindPlace}); n != "" {
		near = append(near, n)
	}
	for _, l := range lexicon.Languages {
		for _, s := range r.lex.Near(name, l, 3) {
			text, _ := r.lex.Display(s.ID, l)
			if named := Named(text, s.ID); len(near) < 3 && !slices.Contains(near, named) {
				near = append(near, named)
			}
		}
	}
	return near
}
