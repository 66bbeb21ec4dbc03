package api

import (
	"context"
	"strings"

	"concord/edtf"
	"concord/lexicon"
	"concord/register"
	"concord/search"
)

// snippetWidth is how many characters of a quote an answer shows around the words
// that were searched for.
const snippetWidth = 240

// Searcher makes the search of Config: the search box, with the names in force, laid
// over a filter.
func Searcher(lex func() *lexicon.Lexicon) func(ctx context.Context, f register.Filter, q, language string) (Found, error) {
	current := lexicon.Follow(lex, search.NewNames)
	return func(_ context.Context, f register.Filter, q, language string) (Found, error) {
		x, err := current().Parse(q, search.Options{Language: language})
		if err != nil {
			return Found{}, err
		}
		f.Has = append(f.Has, x.Filter.Has...)
		f.Match = x.Filter.Match
		f.From, f.To = inner(f.From, x.Filter.From, 1), inner(f.To, x.Filter.To, -1)
		f.Order = register.Relevance
		out := Found{Filter: f}
		for _, c := range x.Corrections {
			out.Notes = append(out.Notes, "“"+c.Meant+"” was looked for instead of “"+c.Typed+"”.")
		}
		out.Snippet = func(text, lang string) string {
			var b strings.Builder
			for _, p := range x.Snippet(text, lang, snippetWidth) {
				if p.Marked {
					b.WriteString("«" + p.Text + "»")
				} else {
					b.WriteString(p.Text)
				}
			}
			return b.String()
		}
		return out, nil
	}
}

// inner is the narrower of two bounds: the later beginning (1), the earlier end (-1).
func inner(a, b string, sign int) string {
	x, errX := edtf.Parse(a)
	y, errY := edtf.Parse(b)
	switch {
	case b == "" || errY != nil:
		return a
	case a == "" || errX != nil:
		return b
	case edtf.Compare(x, y)*sign >= 0:
		return a
	}
	return b
}
