package analysis

import (
	"context"
	"strings"
	"unicode"

	"concord/lexicon"
	"concord/register"
)

// Called gives the values by which acts name an instrument: the ID of its record, and
// whatever their texts call it that is one of its titles but for quotation marks, spaces
// and case.
func Called(ctx context.Context, r register.Reader, id string, titles map[string]string) ([]string, error) {
	own := map[string]bool{}
	for _, t := range titles {
		if k := bare(t); k != "" {
			own[k] = true
		}
	}
	counts, err := r.Facets(ctx, register.Filter{}, register.FacetInstrument)
	if err != nil {
		return nil, err
	}
	list := []string{id}
	for _, c := range counts[register.FacetInstrument] {
		if c.Value != id && own[bare(c.Value)] {
			list = append(list, c.Value)
		}
	}
	return list, nil
}

// bare is a title by its letters and digits alone.
func bare(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, lexicon.Fold(title))
}
