package export

import (
	"encoding/json"
	"slices"

	"concord/lexicon"
	"concord/register"
)

// Names gives the labels of identifiers: actors, places and themes.
type Names struct {
	lex    *lexicon.Lexicon
	themes map[string]lexicon.Theme
}

// NewNames makes the labels of a lexicon.
func NewNames(lex *lexicon.Lexicon) (*Names, error) {
	list, err := lex.Themes()
	if err != nil {
		return nil, err
	}
	n := &Names{lex, make(map[string]lexicon.Theme, len(list))}
	for _, t := range list {
		n.themes[t.ID] = t
	}
	return n, nil
}

// Lexicon behind the names.
func (n *Names) Lexicon() *lexicon.Lexicon { return n.lex }

// Name of an actor or a place in a language, else in English; "" where there is none.
func (n *Names) Name(id, lang string) string {
	text, language := n.lex.Display(id, lang)
	if language == "" {
		return ""
	}
	return text
}

// Theme is the label of a theme in a language, else in English; "" where there is none.
func (n *Names) Theme(id, lang string) string {
	t := n.themes[id]
	if l := t.Labels[lang]; l != "" {
		return l
	}
	return t.Labels["en"]
}

// label of a value of a field, "" where it stands for itself.
func (n *Names) label(f *register.Field, value, lang string) string {
	switch {
	case f.Name == register.FieldTheme:
		return n.Theme(value, lang)
	case f.Type == register.TypeActor, f.Type == register.TypePlace, f.Type == register.TypeParty:
		return n.Name(value, lang)
	}
	return ""
}

// Labels adds to m the labels of all identifiers that a record's values name.
func (n *Names) Labels(m map[string]string, rec *register.Record, lang string) {
	v := valuesOf(rec)
	for _, f := range register.Fields(rec.Kind) {
		for _, x := range v.list(&f) {
			if _, have := m[x]; have {
				continue
			}
			if l := n.label(&f, x, lang); l != "" {
				m[x] = l
			}
		}
	}
}

// valueSet is the fields of a record of any kind, by their names in JSON.
type valueSet map[string]json.RawMessage

// valuesOf decodes a record's fields as far as its kind's table reaches.
func valuesOf(rec *register.Record) valueSet {
	v := valueSet{}
	_ = json.Unmarshal(rec.Fields, &v) // what cannot be read has no values
	return v
}

// title by language.
func (v valueSet) title() map[string]string {
	var m map[string]string
	_ = json.Unmarshal(v[register.FieldTitle], &m)
	return m
}

func (v valueSet) parties() []register.Party {
	var list []register.Party
	_ = json.Unmarshal(v["parties"], &list)
	return list
}

// list gives the values of a field; of a party its actor.
func (v valueSet) list(f *register.Field) []string {
	raw := v[f.JSON]
	if len(raw) == 0 {
		return nil
	}
	switch {
	case f.Type == register.TypeTitle:
		return nil
	case f.Type == register.TypeParty:
		var out []string
		for _, p := range v.parties() {
			out = append(out, p.Actor)
		}
		return out
	case f.Many:
		var out []string
		_ = json.Unmarshal(raw, &out)
		return out
	}
	var one string
	_ = json.Unmarshal(raw, &one)
	if one == "" {
		return nil
	}
	return []string{one}
}

// Title of a record in a language, else in the nearest that it has: English, then
// by alphabet. The second result is the language of the text.
func Title(rec *register.Record, lang string) (text, language string) {
	titles := valuesOf(rec).title()
	for _, l := range []string{lang, "en"} {
		if t := titles[l]; t != "" {
			return t, l
		}
	}
	var langs []string
	for l := range titles {
		langs = append(langs, l)
	}
	slices.Sort(langs)
	if len(langs) > 0 {
		return titles[langs[0]], langs[0]
	}
	return "", ""
}

// Citation of a telling in the manner of the United Nations: "A/77/277, para. 41".
func Citation(e *register.Evidence) string {
	if e.Work == "" {
		return ""
	}
	s := e.Work
	if e.Part != "" {
		s += ", " + e.Part
	}
	if e.Number != "" {
		s += ", para. " + e.Number
	}
	return s
}
