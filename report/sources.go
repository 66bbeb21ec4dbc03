package report

import (
	"context"

	"concord/register"
)

// Sources says where the records come from that a text rests on: for each the symbol and
// paragraph of the documents that tell it, in the language of the text. What a person
// stated says so.
func Sources(ctx context.Context, r register.Reader, t *Text) (func(Rest) string, error) {
	said := map[string]string{}
	var err error
	t.eachRest(func(_, _, _ string, rest Rest) {
		if _, done := said[rest.Record]; done || err != nil {
			return
		}
		var tellings []register.Telling
		if tellings, err = r.Tellings(ctx, rest.Record); err != nil {
			return
		}
		line := ""
		seen := map[string]bool{}
		for i := range tellings {
			x := &tellings[i]
			if x.Dropped || x.Evidence.Work == "" {
				continue
			}
			cited := framed().Text(t.Language, "cite.work", "symbol", x.Evidence.Work)
			if x.Evidence.Number != "" {
				cited = framed().Text(t.Language, "cite", "symbol", x.Evidence.Work, "n", x.Evidence.Number)
			}
			if !seen[cited] {
				seen[cited] = true
				if line != "" {
					line += framed().Text(t.Language, "list.semicolon")
				}
				line += cited
			}
		}
		if line == "" {
			line = framed().Text(t.Language, "cite.none")
		}
		said[rest.Record] = line
	})
	return func(rest Rest) string { return said[rest.Record] }, err
}
