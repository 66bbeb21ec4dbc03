package desk

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

// NameProblem is why a name or an organization cannot be stored as it was typed.
// Nothing is changed then. Its error is of kind fault.Conflict where a person may
// overrule it, else fault.Invalid.
type NameProblem struct {
	Code  string // one of the Name… constants; pages have a message for each
	Text  string
	Of    string // an actor that the problem is about
	Count int
	May   bool  // it can be meant: the same again with "all the same" is stored
	form  error // of NameForm
}

// The codes.
const (
	NameForm    = "form"   // no name: too short, two spaces, an upright bar, wrong years …; Of says what
	NameTaken   = "taken"  // is the name of another actor in the same years
	NameWord    = "word"   // is a word of the language: "the Commission"
	NameTheme   = "theme"  // is what texts are about: "climate change"
	NameCommon  = "common" // is one word without a capital
	NamePart    = "part"   // is part of the names of Count other actors and places
	NamePlace   = "place"  // is also the name of a place
	NameOften   = "often"  // stands in Count paragraphs, far more than those in which it waits
	ActorID     = "id"     // the identifier has other characters than letters, digits and hyphens
	ActorThere  = "there"  // the identifier is that of another actor or place
	ActorType   = "type"   // there is no such type
	ActorParent = "parent" // the parent is not known, or below the actor itself
	ActorYears  = "years"  // no years, or they run backwards
)

var problems = map[string]string{
	NameForm:    "%[2]s",
	NameTaken:   "“%[1]s” is already the name of %[2]s. Give the years in which each had it, or a longer name.",
	NameWord:    "“%[1]s” is a word of the language by which many bodies are called, so it would be found everywhere. Give the whole name.",
	NameTheme:   "“%[1]s” is what texts are about; as a name it would be found in all of them.",
	NameCommon:  "“%[1]s” is one word without a capital; as a name it would be found wherever the word stands.",
	NamePart:    "“%[1]s” is part of the names of %[3]d others; where these are written otherwise it would be found in their place.",
	NamePlace:   "“%[1]s” is also the name of a place; it would be taken for the organization first.",
	NameOften:   "“%[1]s” stands in %[3]d paragraphs, far more than those in which it waits; it would be found in all of them.",
	ActorID:     "The identifier “%[1]s” may have only letters of English, digits and hyphens, from 2 to 64.",
	ActorThere:  "The identifier %[1]s is taken already.",
	ActorType:   "There is no type of organization called “%[1]s”.",
	ActorParent: "“%[1]s” cannot be what the organization belongs to.",
	ActorYears:  "“%[1]s” are no years, or they run backwards.",
}

func (p *NameProblem) Error() string {
	return fmt.Sprintf(problems[p.Code], p.Text, p.Of, p.Count)
}

// Unwrap gives the problem its kind.
func (p *NameProblem) Unwrap() error {
	if p.form != nil {
		return p.form
	}
	kind := fault.Invalid
	if p.May {
		kind = fault.Conflict
	}
	return &fault.Error{Kind: kind, Say: p.Error()}
}

// partOfMany is from how many other names on a name inside them is asked about.
const partOfMany = 3

// checkName tells what is against a name. waiting is the candidate of that many
// places to which it is given, if any.
func (r *renaming) checkName(ctx context.Context, n lexicon.Name, waiting string, places int) error {
	if _, err := register.ParseName(register.NameValue(n)); err != nil {
		return &NameProblem{Code: NameForm, Text: n.Text, Of: fault.Sentence(err), form: err}
	}
	all, err := r.names.lexicon.NamesOf(n.Language)
	if err != nil {
		return err
	}
	folded := lexicon.Fold(n.Text)
	others, place := map[string]bool{}, false
	for i := range all {
		x := &all[i]
		if x.ID == n.ID && x.Kind == n.Kind || x.Sort == lexicon.Not {
			continue
		}
		at := strings.Index(lexicon.Fold(x.Text), folded)
		switch {
		case at < 0:
		case len(x.Text) == len(n.Text) && x.Kind == lexicon.KindActor:
			if !lexicon.Apart(&n, x) {
				return &NameProblem{Code: NameTaken, Text: n.Text, Of: x.ID}
			}
		case len(x.Text) == len(n.Text):
			place = true
		case n.Sort != lexicon.Acronym || at > 0:
			if wholeWords(x.Text, at, at+len(folded)) && !r.below(x.ID, n.ID) {
				others[x.ID] = true
			}
		}
	}
	word, theme := r.names.reader.Word(n.Language, n.Text)
	if word && !theme {
		return &NameProblem{Code: NameWord, Text: n.Text}
	}
	if r.sure {
		return nil
	}
	switch {
	case theme:
		return &NameProblem{Code: NameTheme, Text: n.Text, May: true}
	case place:
		return &NameProblem{Code: NamePlace, Text: n.Text, May: true}
	case common(n.Text):
		return &NameProblem{Code: NameCommon, Text: n.Text, May: true}
	case len(others) >= partOfMany:
		return &NameProblem{Code: NamePart, Text: n.Text, Count: len(others), May: true}
	}
	if places == 0 || n.Text != waiting {
		places = 0
	}
	held, err := r.tx.Holding(ctx, n.Language, []string{n.Text})
	if err != nil {
		return err
	}
	count := 0
	for _, h := range held {
		count += h.Texts
	}
	if places > 0 && count > 10+5*places {
		return &NameProblem{Code: NameOften, Text: n.Text, Count: count, May: true}
	}
	return nil
}

// below tells whether an actor belongs to another one.
func (r *renaming) below(id, top string) bool {
	for range 32 {
		if id == top {
			return true
		}
		a, ok := r.names.lexicon.Actor(id)
		if !ok || a.Parent == "" {
			return false
		}
		id = a.Parent
	}
	return false
}

// wholeWords tells whether a stretch of a name begins and ends at words; in scripts
// that put no spaces between them it always does.
func wholeWords(text string, from, to int) bool {
	if to > len(text) {
		return false
	}
	joined := func(s string, last bool) bool {
		runes := []rune(s)
		if len(runes) == 0 {
			return false
		}
		c := runes[0]
		if last {
			c = runes[len(runes)-1]
		}
		return (unicode.IsLetter(c) || unicode.IsDigit(c)) && !unicode.Is(unicode.Han, c)
	}
	return !joined(text[:from], true) && !joined(text[to:], false)
}

// common tells whether a name is one word in a script that has capitals, without any.
func common(text string) bool {
	if strings.ContainsAny(text, " -") {
		return false
	}
	lower := false
	for _, c := range text {
		switch {
		case unicode.IsUpper(c), unicode.IsDigit(c):
			return false
		case unicode.IsLower(c):
			lower = true
		}
	}
	return lower
}

var identifier = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{1,63}$`)

// sections are what paragraphs stand in that are no organization's.
var sections = []string{"introduction", "observations", "report", "none"}

// checkNew tells what is against an actor that the lexicon lacks.
func (r *renaming) checkNew(a lexicon.Actor) error {
	if !identifier.MatchString(a.ID) || slices.Contains(sections, a.ID) {
		return &NameProblem{Code: ActorID, Text: a.ID}
	}
	_, place := r.names.lexicon.Place(a.ID)
	there := slices.ContainsFunc(r.names.lexicon.Actors(), func(x lexicon.Actor) bool { return strings.EqualFold(x.ID, a.ID) })
	if place || there {
		return &NameProblem{Code: ActorThere, Text: a.ID}
	}
	return r.checkActor(a)
}

// checkActor tells what is against what is said of an actor.
func (r *renaming) checkActor(a lexicon.Actor) error {
	if !slices.Contains(register.ActorTypes, a.Type) {
		return &NameProblem{Code: ActorType, Text: a.Type}
	}
	if a.Parent != "" {
		if _, ok := r.names.lexicon.Actor(a.Parent); !ok || r.below(a.Parent, a.ID) {
			return &NameProblem{Code: ActorParent, Text: a.Parent}
		}
	}
	for _, y := range []string{a.From, a.To} {
		if n, err := strconv.Atoi(y); y != "" && (err != nil || len(y) != 4 || n < 1000 || n > 2100) {
			return &NameProblem{Code: ActorYears, Text: y}
		}
	}
	if a.From != "" && a.To != "" && a.From > a.To {
		return &NameProblem{Code: ActorYears, Text: a.From + "–" + a.To}
	}
	return nil
}
