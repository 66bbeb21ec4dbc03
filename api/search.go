package api

import (
	"context"

	"concord/fault"
	"concord/lexicon"
	"concord/register"
)

// Searcher makes the search of Config: the search box laid over a filter.
func Searcher(_ *lexicon.Lexicon) func(ctx context.Context, f register.Filter, q, language string) (Found, error) {
	return func(context.Context, register.Filter, string, string) (Found, error) {
		return Found{}, fault.New(fault.Unsupported, "This register cannot be searched for words yet; use the other parameters.")
	}
}
