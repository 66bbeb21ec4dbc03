package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"concord/register"
	"concord/sameness"
)

// BenchmarkFind finds what a new document of 256 acts tells again among 100,000.
func BenchmarkFind(b *testing.B) {
	_, s := open(b)
	const acts = 100_000
	rnd := rand.New(rand.NewPCG(5, 5))
	zipf := rand.NewZipf(rnd, 1.1, 4, 399)
	words := []string{"border control", "cholera wards", "river gauging", "voter lists", "solar roofs", "night trains", "census forms", "peat bogs", "radio reporters", "customs officers"}
	make1 := func(id string) register.Record {
		a := register.Activity{Kind: kinds[rnd.IntN(len(kinds))], Themes: []string{themes[rnd.IntN(len(themes))]}, Places: []string{places[rnd.IntN(len(places))]},
			Title: map[string]string{"en": "Work on " + words[rnd.IntN(len(words))] + " and " + words[rnd.IntN(len(words))]}}
		for range 2 {
			a.Parties = append(a.Parties, register.Party{Actor: fmt.Sprintf("actor-%d", zipf.Uint64()), Role: "lead"})
		}
		if rnd.IntN(3) > 0 {
			a.Date = fmt.Sprintf("%d-%02d", 2020+rnd.IntN(20), 1+rnd.IntN(12))
		}
		fields, _ := json.Marshal(a)
		return register.Record{ID: id, Kind: register.KindActivity, Origin: register.Entered, Review: register.None, Visibility: register.Public, Fields: fields}
	}
	for n := 0; n < acts; n += 5000 {
		err := s.Change(b.Context(), register.Act{By: amira, Name: "test", At: time.Unix(0, 0).UTC()}, func(ctx context.Context, tx register.Tx) error {
			var list []register.Record
			for i := range 5000 {
				list = append(list, make1(fmt.Sprintf("r%d", n+i)))
			}
			return tx.SetRecords(ctx, list)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		var list []*sameness.Act
		for i := range 256 {
			rec := make1(fmt.Sprintf("new-%d", i))
			a, err := sameness.Of(&rec, nil)
			if err != nil {
				b.Fatal(err)
			}
			list = append(list, a)
		}
		found, err := sameness.Find(b.Context(), s, list)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(found.Compared), "compared")
		b.ReportMetric(float64(found.Left), "left")
		b.ReportMetric(float64(len(found.Proposals)), "proposed")
	}
}
