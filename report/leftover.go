package report

import (
	"context"
	"slices"

	"concord/lexicon"
	"concord/register"
)

// LeftOver gathers what a cycle had to tell and that neither a draft that it keeps, in
// whichever language, nor a document as which it was published tells.
func LeftOver(ctx context.Context, r register.Reader, names *lexicon.Lexicon, cycle string) (*Material, error) {
	plan, err := PlanOf(ctx, r, names, cycle)
	if err != nil {
		return nil, err
	}
	m, err := Gather(ctx, r, names, plan)
	if err != nil {
		return nil, err
	}
	told := map[string]bool{}
	for _, lang := range lexicon.Languages {
		_, parts, err := StoredParts(ctx, r, cycle, lang)
		if err != nil {
			return nil, err
		}
		parts = slices.DeleteFunc(parts, func(p StoredPart) bool { return p.ID == PartAnnex })
		Together(parts, lang).eachRest(func(_, _, _ string, rest Rest) { told[rest.Record] = true })
	}
	if len(plan.Cycle.Documents) > 0 {
		f := register.Filter{Has: []register.Condition{register.Has(register.FacetWork)}, Limit: gathered}
		for _, document := range plan.Cycle.Documents {
			w, err := r.Work(ctx, document)
			if err != nil {
				continue // named, and not read in
			}
			f.Has[0].Any = append(f.Has[0].Any, w.ID)
		}
		for len(f.Has[0].Any) > 0 {
			page, err := r.Records(ctx, f)
			if err != nil {
				return nil, err
			}
			for i := range page.Lines {
				told[page.Lines[i].Record.ID] = true
			}
			if f.Cursor = page.Next; f.Cursor == "" {
				break
			}
		}
	}
	for section, list := range m.Acts {
		m.Acts[section] = slices.DeleteFunc(list, func(a *Act) bool { return told[a.ID] })
	}
	return m, nil
}
