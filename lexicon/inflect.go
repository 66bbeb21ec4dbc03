package lexicon

import (
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/fault"
)

// inflection is the table of a language's endings, inflect.<language>.tsv: how
// the adjectives that lead a name, and the noun behind them, change by case.
// What follows the noun stays as it is.
type inflection struct {
	ending map[string][]*rule // rules by the ending that they are for
	groups map[string][]*rule // adjective rules by the name of their group
	length int                // of the longest ending, in bytes
}

// rule is a line of the table.
type rule struct {
	class  string // adjective, noun, led, link
	group  string // of adjectives: rules of one group differ only by gender and number
	ending string // of the base form; folded
	gender string // m, f, n, p (plural): adjectives agree with their noun in it
	cases  [][]string
}

// The classes of rules.
const (
	adjective = "adjective"
	noun      = "noun"
	led       = "led"  // a noun only behind an adjective that agrees
	link      = "link" // between two words that change
)

// indeclinable marks a noun that has no case forms.
const indeclinable = "-"

func readInflection(fsys fs.FS, lang string) (*inflection, error) {
	t := &inflection{ending: map[string][]*rule{}, groups: map[string][]*rule{}}
	columns := []string{"class", "group", "ending", "gender", "genitive", "dative", "accusative", "instrumental", "prepositional"}
	err := readTable(fsys, "inflect."+lang+".tsv", columns, func(c []string) error {
		r := &rule{class: c[0], group: c[1], ending: Fold(c[2]), gender: c[3]}
		switch {
		case r.class == link:
			t.ending[r.ending] = append(t.ending[r.ending], r)
			return nil
		case r.class != adjective && r.class != noun && r.class != led:
			return fault.New(fault.Invalid, "the class %q is none of adjective, noun, led, link", r.class)
		case len(r.gender) != 1 || !strings.Contains("mfnp", r.gender):
			return fault.New(fault.Invalid, "the gender %q is none of m, f, n, p", r.gender)
		}
		for _, cell := range c[4:] {
			forms := strings.Split(cell, "/")
			for i := range forms {
				if forms[i] == "0" {
					forms[i] = ""
				}
			}
			r.cases = append(r.cases, forms)
		}
		t.ending[r.ending] = append(t.ending[r.ending], r)
		if r.class == adjective && r.group != "" {
			t.groups[r.group] = append(t.groups[r.group], r)
		}
		t.length = max(t.length, len(r.ending))
		return nil
	})
	if err != nil || len(t.ending) == 0 {
		return nil, err
	}
	return t, nil
}

// rules are those for the longest ending of the folded word that keep accepts.
func (t *inflection) rules(word string, keep func(*rule) bool) []*rule {
	for n := min(t.length, len(word)); n >= 0; n-- {
		at := len(word) - n
		if n > 0 && !utf8.RuneStart(word[at]) {
			continue
		}
		all := t.ending[word[at:]]
		fit := func(r *rule) bool { return (r.class != link || n == len(word)) && keep(r) }
		switch {
		case len(all) == 0:
		case !slices.ContainsFunc(all, func(r *rule) bool { return !fit(r) }):
			return all
		default:
			var out []*rule
			for _, r := range all {
				if fit(r) {
					out = append(out, r)
				}
			}
			if len(out) > 0 {
				return out
			}
		}
	}
	return nil
}

// part is a word of a name that changes: where it stands, and its rule.
type part struct {
	from, to int // in the name
	rule     *rule
}

func (p *part) stem(name string) string { return name[p.from : p.to-len(p.rule.ending)] }

// forms are the case forms of a name, without the name itself. A noun of which
// several rules are possible (the soft sign of either gender) is given the forms
// of all: what is no word is found nowhere.
func (t *inflection) forms(name, sort string) []string {
	lead, nouns, to := t.head(name, 0)
	if len(nouns) == 0 {
		if sort == Adjective && len(lead) == 1 && to == len(name) {
			return t.adjectives(name, lead[0])
		}
		return t.decline(nil, name, lead)
	}
	// Behind the noun: another joined to it (Босния и Герцеговина), or the same
	// thing in other words in brackets (Иран (Исламская Республика)).
	var tail []part
	switch rest := name[to:]; {
	case strings.HasPrefix(rest, " (") && strings.HasSuffix(rest, ")"):
		inner := name[:len(name)-1]
		if l, n, end := t.head(inner, to+2); len(n) > 0 && end == len(inner) && n[0].declines() {
			tail = append(l, n[0])
		}
	default:
		w, _, _ := strings.Cut(strings.TrimPrefix(rest, " "), " ")
		if next := to + 1 + len(w) + 1; w != "" && next < len(name) && t.isLink(Fold(w)) {
			r, _ := utf8.DecodeRuneInString(name[next:])
			if l, n, end := t.head(name, next); unicode.IsUpper(r) && len(l) == 0 && len(n) > 0 && end == len(name) && n[0].declines() {
				tail = n[:1]
			}
		}
	}
	var out []string
	for _, n := range nouns {
		parts := slices.Clone(lead)
		if n.declines() {
			parts = append(parts, n)
		}
		out = t.decline(out, name, append(parts, tail...))
	}
	return out
}

// declines says whether the part has case forms.
func (p *part) declines() bool { return !slices.Contains(p.rule.cases[0], indeclinable) }

func (t *inflection) isLink(word string) bool {
	return slices.ContainsFunc(t.ending[word], func(r *rule) bool { return r.class == link })
}

// head reads from a place in the name on the adjectives and the noun that change
// together; nouns has the noun once for each rule that it may follow. end is
// where the last of them ends. There is no noun where the name begins with
// adjectives alone (Уполномоченный по …) or cannot change.
func (t *inflection) head(name string, from int) (lead, nouns []part, end int) {
	end = from
	for from < len(name) {
		to := len(name)
		if i := strings.IndexByte(name[from:], ' '); i >= 0 {
			to = from + i
		}
		next := to + 1
		if name[to-1] == ',' && to-1 > from {
			to--
		}
		w := Fold(name[from:to])
		if len(lead) > 0 && t.isLink(w) {
			from = next
			continue
		}
		// Of a compound the last member changes.
		start := from + strings.LastIndexByte(w, '-') + 1
		if !changes(name[start:to]) {
			return lead, nil, end
		}
		agrees := func(r *rule) bool {
			if len(lead) == 0 {
				return r.class != led
			}
			return r.gender == lead[0].rule.gender
		}
		rules := t.rules(w, agrees)
		if len(rules) == 0 {
			return lead, nil, end
		}
		end = to
		if rules[0].class == adjective {
			lead = append(lead, part{start, to, rules[0]})
			from = next
			continue
		}
		for _, r := range rules {
			if r.class != adjective {
				nouns = append(nouns, part{start, to, r})
			}
		}
		return lead, nouns, end
	}
	return lead, nil, end
}

// adjectives are the forms of an adjective of nationality, in all genders.
func (t *inflection) adjectives(name string, p part) []string {
	var out []string
	stem := p.stem(name)
	for _, r := range t.groups[p.rule.group] {
		base := name[:p.from] + stem + r.ending
		if base != name && !slices.Contains(out, base) {
			out = append(out, base)
		}
		out = t.decline(out, base, []part{{p.from, len(base), r}})
	}
	return slices.DeleteFunc(out, func(f string) bool { return f == name })
}

// decline appends the case forms of name in which all parts change together.
func (t *inflection) decline(out []string, name string, parts []part) []string {
	if len(parts) == 0 {
		return out
	}
	for c := range parts[0].rule.cases {
		// choice counts through the alternatives of all parts.
		for choice := 0; ; choice++ {
			left, at := choice, 0
			form := make([]byte, 0, len(name)+16)
			for i := range parts {
				p := &parts[i]
				ends := p.rule.cases[c]
				form = append(form, name[at:p.from]...)
				form = append(form, p.stem(name)...)
				form = append(form, ends[left%len(ends)]...)
				left, at = left/len(ends), p.to
			}
			if left > 0 {
				break
			}
			form = append(form, name[at:]...)
			if string(form) != name && !slices.ContainsFunc(out, func(o string) bool { return o == string(form) }) {
				out = append(out, string(form))
			}
		}
	}
	return out
}

// changes says whether a word can change: acronyms, numbers and what stands in
// quotation marks cannot.
func changes(word string) bool {
	letters, capitals := 0, 0
	for _, r := range word {
		if r == '\'' || r == '’' {
			continue
		}
		if !unicode.IsLetter(r) {
			return false
		}
		letters++
		if unicode.IsUpper(r) {
			capitals++
		}
	}
	return letters > 1 && (capitals < 2 || letters > 2*capitals)
}

// forms are the spellings under which a name is to be found: itself, its case
// forms, and with capitals that lost their accents.
func (g *language) forms(name int) []string {
	n := &g.names[name]
	out := make([]string, 1, 8)
	out[0] = n.Text
	if g.table != nil {
		out = append(out, g.table.forms(n.Text, n.Sort)...)
	}
	if bare := withoutCapitalAccents(n.Text); bare != n.Text {
		out = append(out, bare)
	}
	return out
}

// withoutCapitalAccents writes accented Latin capitals as French and Spanish
// typists often do: Etats for États.
func withoutCapitalAccents(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= 'À' && r <= 'Ý' }) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if i := strings.IndexRune(accented, r); i >= 0 {
			return rune(unaccented[utf8.RuneCountInString(accented[:i])])
		}
		return r
	}, s)
}

const (
	accented   = "ÀÁÂÃÄÇÈÉÊËÌÍÎÏÒÓÔÕÖÙÚÛÜÝ"
	unaccented = "AAAAACEEEEIIIIOOOOOUUUUY"
)
