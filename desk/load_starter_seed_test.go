package desk_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"concord/desk"
	"concord/document"
	"concord/document/intake"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
	"concord/starter"
)

// seed reads the real report, which is kept beside the repository.
func seed(t *testing.T) (*document.Document, *reading.Reading) {
	t.Helper()
	const name = "../../shared/seed/A-77-277.zh.txt"
	b, err := os.ReadFile(name)
	if err != nil {
		t.Skipf("the report A/77/277 is not kept beside this checkout (%s), so nothing was measured", name)
	}
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	reader := reading.New(lex)
	doc, err := intake.Read(t.Context(), "A-77-277.zh.txt", bytes.NewReader(b), int64(len(b)), document.Options{IsName: reader.IsName})
	if err != nil {
		t.Fatal(err)
	}
	rd, err := reader.Read(doc)
	if err != nil {
		t.Fatal(err)
	}
	return doc, rd
}

func shipped(t *testing.T) starter.Set {
	t.Helper()
	set, err := starter.Records()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// seen is what a person sees of a register in which starter register and report
// are: each visible record with its values, words and questions, without numbers
// that only say in which order things were stored.
func seen(t *testing.T, s register.Reader) map[string]string {
	t.Helper()
	ctx := t.Context()
	out := map[string]string{}
	f := register.Filter{Kind: register.AnyKind, Untold: true, Limit: 1000}
	for {
		page, err := s.Records(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range page.Lines {
			var lines []string
			claims, err := s.Claims(ctx, l.Record.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range claims {
				lines = append(lines, fmt.Sprintf("%s %s %s %s %s %d-%d", c.Field, c.Value, c.State, c.Evidence.Number, c.Evidence.Language, c.Evidence.From, c.Evidence.To))
			}
			tellings, err := s.Tellings(ctx, l.Record.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range tellings {
				lines = append(lines, fmt.Sprintf("told %s %s %d-%d %v", l.Evidence.Number, l.Evidence.Language, l.Evidence.From, l.Evidence.To, l.Dropped))
			}
			slices.Sort(lines)
			out[l.Record.ID] = string(l.Record.Origin) + " " + string(l.Record.Fields) + "\n" + strings.Join(lines, "\n")
		}
		if page.Next == "" {
			break
		}
		f.Cursor = page.Next
	}
	sames, err := s.Sames(ctx, register.SameFilter{State: register.SameAsked})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range sames {
		out["? "+q.A+" "+q.B] = fmt.Sprintf("%.6f %v", q.Score, q.Reasons)
	}
	return out
}

// The figures of doc/starter.md, which were counted by hand.
func TestStarterFindsItsWords(t *testing.T) {
	doc, rd := seed(t)
	set := shipped(t)
	d, s := open(t)
	loaded, err := d.LoadStarter(t.Context(), set, amira)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", loaded)
	before, err := s.Totals(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := takeIn(t, d, doc, rd)
	t.Logf("%+v", out)
	after, err := s.Totals(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v\n%+v", before.Register, after.Register)
	found, words := 0, 0
	for _, r := range set.Records {
		tellings, err := s.Tellings(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		if r.Kind == register.KindActivity && slices.ContainsFunc(tellings, func(l register.Telling) bool { return !l.Dropped && l.Evidence.Quote != "" }) {
			found++
		}
		claims, err := s.Claims(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		if r.Kind != register.KindActivity && slices.ContainsFunc(claims, func(c register.Claim) bool { return c.Evidence.Quote != "" }) {
			words++
		}
	}
	t.Logf("found %d, asked %d, with words of other kinds %d", found, out.Asked, words)

	// The other way round.
	d2, s2 := open(t)
	takeIn(t, d2, doc, rd)
	loaded, err = d2.LoadStarter(t.Context(), set, amira)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", loaded)
	one, two := seen(t, s), seen(t, s2)
	diff := 0
	for id := range one {
		if one[id] != two[id] {
			if diff++; diff < 4 {
				t.Errorf("%s\n--- starter first\n%s\n--- report first\n%s", id, one[id], two[id])
			}
		}
	}
	for id := range two {
		if one[id] == "" {
			t.Errorf("only with the report first: %s\n%s", id, two[id])
		}
	}
	if l, err := d2.LoadStarter(t.Context(), set, amira); err != nil || !l.Unchanged {
		t.Errorf("loaded again: %+v %v", l, err)
	}
	_ = desk.Loads
}
