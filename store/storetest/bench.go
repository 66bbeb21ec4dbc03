package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"concord/register"
)

// Size of the register of the benchmarks: STORE_BENCH activities, or 10,000.
func size() int {
	if n, err := strconv.Atoi(os.Getenv("STORE_BENCH")); err == nil && n > 0 {
		return n
	}
	return 10_000
}

// perDocument is how many activities a document of the benchmarks tells.
const perDocument = 256

// invented draws what no report says.
type invented struct {
	rnd           *rand.Rand
	actors, words *rand.Zipf
}

func invent(seed uint64) *invented {
	rnd := rand.New(rand.NewPCG(seed, 11))
	return &invented{rnd: rnd, actors: rand.NewZipf(rnd, 1.2, 3, 399), words: rand.NewZipf(rnd, 1.1, 10, 19_999)}
}

func (v *invented) text(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		k := v.words.Uint64()
		b.WriteString([]string{"ka", "lo", "mi", "ne", "ru", "sa", "ti", "vo"}[k%8])
		b.WriteString(strconv.FormatUint(k*7919%100_003, 36))
	}
	return b.String()
}

func (v *invented) one(list string) string {
	all := strings.Fields(list)
	return all[v.rnd.IntN(len(all))]
}

// Fill stores documents with activities, eight to twelve claims each, until the
// register holds n activities, of which a fifth waits for review. The same seed
// stores the same.
func Fill(ctx context.Context, s register.Store, n int, seed uint64) error {
	v := invent(seed)
	for made, doc := 0, 0; made < n; doc++ {
		count := min(perDocument, n-made)
		work := fmt.Sprintf("A/%d/%d", 60+doc%40, 1000+doc)
		act := register.Act{By: person, At: time.Date(2044, 5, 1, 10, 0, doc, 0, time.UTC), Name: "take-in", Subject: work}
		err := s.Change(ctx, act, func(ctx context.Context, tx register.Tx) error {
			return v.document(ctx, tx, work, count, 5)
		})
		if err != nil {
			return err
		}
		made += count
	}
	return nil
}

// document stores a document of which every nth activity waits for review, with
// something in doubt; 1 is all of them.
func (v *invented) document(ctx context.Context, tx register.Tx, work string, count, nth int) error {
	if err := tx.SetWork(ctx, register.Work{ID: work, Symbols: []string{work}, Origin: register.Read}); err != nil {
		return err
	}
	texts := make([]register.Text, (count+1)/2)
	for i := range texts {
		t := v.text(90)
		texts[i] = register.Text{Place: register.Place{Number: strconv.Itoa(i + 1)}, Ordinal: i, Section: fmt.Sprint("org", i/8), Text: t}
		for j := range 6 {
			texts[i].Marks = append(texts[i].Marks, register.Mark{Kind: "actor", Value: fmt.Sprint("org", v.actors.Uint64()), From: j * 10, To: j*10 + 5, Rule: "name"})
		}
	}
	version := register.Version{Work: work, Language: v.one("en fr es zh ar ru"), SHA256: work, Name: "a.txt", Format: "text", Rules: "1"}
	if err := tx.AddVersion(ctx, &version, texts); err != nil {
		return err
	}
	records := make([]register.Record, 0, count)
	claims := make([]register.Claim, 0, 12*count)
	told := make([]register.Telling, 0, count)
	for i := range count {
		x := &texts[i/2]
		id := register.ActivityID(work, x.Place, x.Text, i)
		half := len(x.Text) / 2
		from := register.Evidence{Text: x.Key, From: i % 2 * half, To: i%2*half + half}
		from0 := len(claims)
		claim := func(field, value, rule string) {
			e := from
			e.From += v.rnd.IntN(half / 2)
			e.To = e.From + 5
			e.Quote = x.Text[e.From:e.To]
			claims = append(claims, register.Claim{Record: id, Field: field, Value: value, Evidence: e, Rule: rule, State: register.Accepted})
		}
		claim(register.FieldTitle, version.Language+":"+v.text(8), "title")
		claim(register.FieldKind, v.one("meeting visit agreement training support publication programme coordination"), "act-word")
		claim(register.FieldLevel, v.one("summit senior technical"), "rank")
		claim(register.FieldModality, v.one("done done done ongoing planned"), "tense")
		for range 2 + v.rnd.IntN(2) {
			claim(register.FieldParty, register.PartyValue(register.Party{Actor: fmt.Sprint("org", v.actors.Uint64()), Role: v.one("lead participant provider")}), "name")
		}
		claim(register.FieldPlace, fmt.Sprint("place", v.rnd.IntN(250)), "place")
		claim(register.FieldDate, fmt.Sprintf("%d-%02d", 2024+v.rnd.IntN(20), 1+v.rnd.IntN(12)), "day")
		claim(register.FieldTheme, v.one("women youth health transport water digital peace trade food energy"), "theme")
		claim(register.FieldFigure, fmt.Sprintf("participants=%d", v.rnd.IntN(400)), "figure")
		review := register.Reviewed
		if i%nth == 0 {
			review = register.None
			last := &claims[len(claims)-1-v.rnd.IntN(4)] // figure, theme, date or place
			last.State = register.Proposed
		}
		records = append(records, register.Record{ID: id, Kind: register.KindActivity, Origin: register.Read, Review: review, Visibility: register.Public,
			Fields: register.Current(register.KindActivity, claims[from0:])})
		told = append(told, register.Telling{Record: id, Evidence: from})
	}
	if err := tx.SetRecords(ctx, records); err != nil {
		return err
	}
	if err := tx.AddClaims(ctx, claims); err != nil {
		return err
	}
	return tx.SetTellings(ctx, told)
}

// Bench measures a store with STORE_BENCH activities (10,000 where it is not
// set); open gives an empty one at each call, again one with the same register
// where keep is true.
func Bench(b *testing.B, open func(b *testing.B) register.Store) {
	ctx := context.Background()
	b.Run("Load", func(b *testing.B) {
		n := size()
		b.ReportAllocs()
		for b.Loop() {
			b.StopTimer()
			s := open(b)
			b.StartTimer()
			if err := Fill(ctx, s, n, 1); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			s.Close()
			b.StartTimer()
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "activities/s")
	})
	s := open(b)
	if err := Fill(ctx, s, size(), 1); err != nil {
		b.Fatal(err)
	}
	has := register.Has
	filters := []register.Filter{
		{}, {Order: register.Newest}, {Has: []register.Condition{has("actor", "org1")}},
		{Has: []register.Condition{has("actor", "org0"), has("actor", "org2")}, Order: register.Newest},
		{Has: []register.Condition{has("theme", "women", "youth"), has("year", "2031")}}, {From: "2030", To: "2031-06", Order: register.Oldest},
		{Has: []register.Condition{has("kind", "training"), {Facet: "place", Any: []string{"place7"}, Not: true}}, Order: register.Changed},
		{Has: []register.Condition{has("work", "A/61/1001")}},
	}
	phrase := func(words ...string) *register.Match { return &register.Match{Op: register.OpPhrase, Tokens: words} }
	v := invent(1)
	common, rare := strings.Fields(v.text(1))[0], "ti"+strconv.FormatUint(3004*7919%100_003, 36)
	searches := []register.Filter{
		{Match: phrase(rare), Order: register.Relevance},
		{Match: phrase(common), Order: register.Relevance},
		{Match: &register.Match{Op: register.OpAnd, Parts: []register.Match{*phrase(common), *phrase(rare)}}, Order: register.Relevance},
		{Match: phrase(common), Has: []register.Condition{has("actor", "org1")}, Order: register.Newest},
	}
	list := func(filters []register.Filter) func(b *testing.B) {
		return func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := s.Records(ctx, filters[i%len(filters)]); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("List", list(filters))
	b.Run("Search", list(searches))
	for i := range filters {
		b.Run(fmt.Sprint("List", i), list(filters[i:i+1]))
	}
	b.Run("Facets", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, err := s.Facets(ctx, filters[i%len(filters)], "actor", "place", "theme", "kind", "year", "modality", "review"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("FacetsAll", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Facets(ctx, register.Filter{}, "actor", "place", "theme", "kind", "year", "modality", "review"); err != nil {
				b.Fatal(err)
			}
		}
	})
	page, err := s.Records(ctx, register.Filter{Limit: 100})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("Record", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			id := page.Lines[i%len(page.Lines)].Record.ID
			if _, err := s.Record(ctx, id, 0); err != nil {
				b.Fatal(err)
			}
			if _, err := s.Claims(ctx, id); err != nil {
				b.Fatal(err)
			}
			if _, err := s.Tellings(ctx, id); err != nil {
				b.Fatal(err)
			}
			if _, err := s.History(ctx, id); err != nil {
				b.Fatal(err)
			}
		}
	})
	// What the page of review needs: what waits, counted by what is in doubt, and the
	// doubts of the first.
	b.Run("Review", func(b *testing.B) {
		b.ReportAllocs()
		filters := []register.Filter{register.Waiting(), register.Waiting(), register.Waiting()}
		filters[1].Has = append(filters[1].Has, has("work", "A/61/1001"))
		filters[2].Has = append(filters[2].Has, has("section", "org3"))
		for i := 0; b.Loop(); i++ {
			f := filters[i%len(filters)]
			page, err := s.Records(ctx, f)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.Facets(ctx, f, register.FacetDoubt, register.FacetSection); err != nil {
				b.Fatal(err)
			}
			var ids []string
			for _, l := range page.Lines {
				ids = append(ids, l.Record.ID)
			}
			cases, err := s.Cases(ctx, ids...)
			if err != nil {
				b.Fatal(err)
			}
			for i := range cases {
				if len(cases[i].Doubts()) == 0 && i == 0 {
					b.Fatal("the first is in no doubt")
				}
			}
		}
	})
	b.Run("Decide", func(b *testing.B) {
		page, err := s.Records(ctx, register.Filter{Has: []register.Condition{has("doubt", "date")}, Limit: 1000})
		if err != nil {
			b.Fatal(err)
		}
		for i := 0; b.Loop(); i++ {
			id := page.Lines[i%len(page.Lines)].Record.ID
			claims, err := s.Claims(ctx, id)
			if err != nil {
				b.Fatal(err)
			}
			err = s.Change(ctx, register.Act{By: person, At: time.Date(2045, 5, 1, 10, 0, i, 0, time.UTC), Name: "decide", Subject: id}, func(ctx context.Context, tx register.Tx) error {
				for _, c := range claims {
					if c.Field == register.FieldDate {
						to := register.Accepted
						if c.State == register.Accepted {
							to = register.Refused
						}
						return tx.DecideClaim(ctx, c.Key, to, "")
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.Records(ctx, register.Waiting()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Verify", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Verify(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Rebuild", func(b *testing.B) {
		for b.Loop() {
			if r, err := s.Rebuild(ctx); err != nil || len(r.Differed) > 0 {
				b.Fatal(len(r.Differed), err)
			}
		}
	})
}
