package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"concord/fault"
	"concord/register"
	"concord/sameness"
	"concord/store"
)

// plain is what a list says of a record, worked out one record at a time.
type plain struct {
	rec    register.Record
	facets map[string][]string
	first  int
	last   int
	words  store.Words
}

// readPlain reads all records of a register by their identifiers and works out
// what lists have to say of them.
func readPlain(ctx context.Context, s *suite, r register.Reader, ids []string) (list []plain) {
	for _, id := range ids {
		cases, err := r.Cases(ctx, id)
		s.ok(err)
		rec, claims := cases[0].Record, cases[0].Claims
		tellings, err := r.Tellings(ctx, id)
		s.ok(err)
		var seats []store.Seat
		for _, l := range tellings {
			seats = append(seats, store.Seat{WorkID: l.Evidence.Work, Cited: l.Evidence.Text == 0, Place: l.Evidence.Place, Section: section(l), Quote: store.Quote{Language: l.Evidence.Language, Text: l.Evidence.Quote}})
		}
		var cites []string
		for _, c := range claims {
			if c.Evidence.Text == 0 && c.Evidence.Work != "" {
				cites = append(cites, c.Evidence.Work)
			}
		}
		p, err := store.Project(&cases[0], seats, cites)
		s.ok(err)
		x := plain{rec: rec, facets: map[string][]string{}, first: int(p.Listing.First), last: int(p.Listing.Last), words: p.Words}
		for _, f := range p.Facets {
			x.facets[f.Name] = append(x.facets[f.Name], f.Value)
			if (f.Name == register.FacetParty || f.Name == register.FacetState) && !slices.Contains(x.facets[register.FacetActor], f.Value) {
				x.facets[register.FacetActor] = append(x.facets[register.FacetActor], f.Value)
			}
			if (f.Name == register.FacetParty || f.Name == register.FacetSection) && !slices.Contains(x.facets[register.FacetAbout], f.Value) {
				x.facets[register.FacetAbout] = append(x.facets[register.FacetAbout], f.Value)
			}
		}
		list = append(list, x)
	}
	return list
}

// section is that of the suite's own texts.
func section(l register.Telling) string {
	if l.Evidence.Text == 0 {
		return ""
	}
	return "AU"
}

// chooses tells whether a filter chooses a record.
func (x *plain) chooses(f register.Filter) bool {
	kind := f.Kind
	if kind == "" {
		kind = register.KindActivity
	}
	hidden := x.rec.Review == register.Rejected || x.rec.Review == register.Withdrawn || x.rec.MergedInto != ""
	if kind != register.AnyKind && kind != x.rec.Kind || hidden && !f.Hidden || x.rec.Untold && !f.Untold || x.rec.Origin == register.Sample && !f.Samples {
		return false
	}
	for _, h := range f.Has {
		has := slices.ContainsFunc(h.Any, func(v string) bool { return slices.Contains(x.facets[h.Facet], v) })
		if len(h.Any) == 0 {
			has = len(x.facets[h.Facet]) > 0
		}
		if has == h.Not {
			return false
		}
	}
	undated := x.first == store.Undated
	if f.Undated && !undated {
		return false
	}
	if f.From != "" {
		first, _ := store.Days(f.From)
		if undated || x.last < first {
			return false
		}
	}
	if f.To != "" {
		_, last := store.Days(f.To)
		if undated || x.first > last {
			return false
		}
	}
	return f.Match == nil || matches(f.Match, x.words)
}

// matches evaluates a Match over the words of one record.
func matches(m *register.Match, w store.Words) bool {
	switch m.Op {
	case register.OpAnd:
		return !slices.ContainsFunc(m.Parts, func(p register.Match) bool { return !matches(&p, w) })
	case register.OpOr:
		return slices.ContainsFunc(m.Parts, func(p register.Match) bool { return matches(&p, w) })
	case register.OpNot:
		return matches(&m.Parts[0], w) && !slices.ContainsFunc(m.Parts[1:], func(p register.Match) bool { return matches(&p, w) })
	}
	for column, text := range map[string]string{"title": w.Title, "text": w.Text, "stem": w.Stem, "facet": w.Facet} {
		if m.Column != "" && m.Column != column {
			continue
		}
		tokens := strings.Fields(text)
		for i := 0; i+len(m.Tokens) <= len(tokens); i++ {
			ok := true
			for j, want := range m.Tokens {
				have := tokens[i+j]
				ok = ok && (have == want || m.Prefix && j == len(m.Tokens)-1 && strings.HasPrefix(have, want))
			}
			if ok {
				return true
			}
		}
	}
	return false
}

// variety stores records of every kind with values of every facet, told by two
// documents, and gives their identifiers.
func variety(s *suite) (ids []string) {
	rnd := rand.New(rand.NewPCG(44, 3))
	_, texts := s.document("A/99/1", "en", "aaa", register.Read)
	_, zh := s.document("A/99/2", "zh", "bbb", register.Read)
	texts = append(texts, zh...)
	some := func(list ...string) []string {
		var out []string
		for _, v := range list {
			if rnd.IntN(3) == 0 {
				out = append(out, v)
			}
		}
		return out
	}
	kinds := append([]register.Kind{register.KindActivity, register.KindActivity, register.KindActivity}, register.Kinds()...)
	dates := []string{"", "2041", "2042-03-04", "2040/2043", "../2040", "2043/..", "2044-21", "2042-05?"}
	for i := range 90 {
		k := kinds[i%len(kinds)]
		id := fmt.Sprintf("v%02d", i)
		var claims []register.Claim
		for _, f := range register.Fields(k) {
			var values []string
			switch f.Type {
			case register.TypeTitle:
				values = some("en:Course on lighthouses and women", "zh:灯塔 课程", "fr:Cours d’été", "ar:دورة المنارات")
			case register.TypeCode:
				values = []string{f.Codes[rnd.IntN(len(f.Codes))]}
			case register.TypeDate:
				if d := dates[rnd.IntN(len(dates))]; d != "" {
					values = []string{d}
				}
			case register.TypeActor:
				values = some("AU", "UNODC")
			case register.TypePlace:
				values = some("Nairobi", "KEN", "Vienna", "a \"place\" OR *")
			case register.TypeParty:
				for _, a := range some("AU", "UNODC", "SEN", "ASEAN") {
					values = append(values, register.PartyValue(register.Party{Actor: a, State: rnd.IntN(4) == 0}))
				}
			case register.TypeDocument:
				values = some("A/RES/99/1", "S/2044/7")
			case register.TypeDated:
				values = some("signed=2041-02-03", "ended=2043")
				if len(f.Codes) == 0 {
					values = some("2=2041-06-02", "3=2042")
				}
			case register.TypeName:
				values = some("en|official|Quill Basin Fund|2041||A/RES/99/1", "zh|short|羽基金|||")
			case register.TypeFigure:
				values = some("participants=30")
			case register.TypeRecord:
				values = some("v00", "v01")
			default:
				values = some("youth", "women and peace", "NEAR(a b)", "x\x1fy")
			}
			if !f.Many && len(values) > 1 {
				values = values[:1]
			}
			for _, v := range values {
				c := register.Claim{Record: id, Field: f.Name, Value: v, State: register.Accepted, Evidence: register.Evidence{Text: texts[rnd.IntN(len(texts))].Key}}
				if rnd.IntN(8) == 0 {
					c.Evidence = register.Evidence{Work: "A/98/5", Place: register.Place{Number: "3"}}
				}
				claims = append(claims, c)
			}
		}
		r := register.Record{ID: id, Kind: k, Origin: []register.Origin{register.Read, register.Entered, register.Starter, register.Sample}[rnd.IntN(4)],
			Review: []register.Review{register.None, register.None, register.Reviewed, register.Rejected}[rnd.IntN(4)], Visibility: register.Public,
			Untold: rnd.IntN(6) == 0, Fields: register.Current(k, claims)}
		s.change(func(ctx context.Context, tx register.Tx) {
			if i == 0 {
				s.ok(tx.SetWork(ctx, register.Work{ID: "A/98/5", Symbols: []string{"A/98/5"}, Origin: register.Starter}))
			}
			s.ok(tx.SetRecords(ctx, []register.Record{r}))
			s.ok(tx.AddClaims(ctx, claims))
			for range rnd.IntN(3) {
				x := texts[rnd.IntN(len(texts))]
				e := register.Evidence{Text: x.Key, From: 0, To: len(x.Text)}
				if rnd.IntN(5) == 0 {
					e = register.Evidence{Work: "A/98/5", Place: register.Place{Number: fmt.Sprint(rnd.IntN(4))}}
				}
				s.ok(tx.SetTellings(ctx, []register.Telling{{Record: id, Evidence: e}}))
			}
		})
		ids = append(ids, id)
	}
	return ids
}

// ask draws a filter.
func ask(rnd *rand.Rand, all []plain) register.Filter {
	var f register.Filter
	if rnd.IntN(3) > 0 {
		f.Kind = register.AnyKind
	} else if rnd.IntN(2) == 0 {
		f.Kind = register.Kinds()[rnd.IntN(len(register.Kinds()))]
	}
	f.Samples, f.Untold, f.Hidden, f.Undated = rnd.IntN(2) == 0, rnd.IntN(2) == 0, rnd.IntN(2) == 0, rnd.IntN(10) == 0
	f.Order = []register.Order{register.ByDocument, register.Newest, register.Oldest, register.Changed, register.Relevance}[rnd.IntN(5)]
	value := func(facet string) string {
		for range 20 {
			if list := all[rnd.IntN(len(all))].facets[facet]; len(list) > 0 {
				return list[rnd.IntN(len(list))]
			}
		}
		return "nothing"
	}
	for range rnd.IntN(3) {
		facet := store.FacetNames[rnd.IntN(len(store.FacetNames))]
		if facet == register.FacetBlock {
			continue
		}
		h := register.Condition{Facet: facet, Not: rnd.IntN(4) == 0}
		for range rnd.IntN(3) {
			h.Any = append(h.Any, value(facet))
		}
		f.Has = append(f.Has, h)
	}
	if rnd.IntN(4) == 0 {
		f.From = []string{"2041", "2042-02", "2040/2041"}[rnd.IntN(3)]
	}
	if rnd.IntN(4) == 0 {
		f.To = []string{"2042", "2043-12-31", ".."}[rnd.IntN(2)]
	}
	if rnd.IntN(2) == 0 {
		m := match(rnd, all, 3)
		f.Match = &m
	}
	return f
}

// match draws a tree over words that records have, and some that none has.
func match(rnd *rand.Rand, all []plain, depth int) register.Match {
	if depth == 0 || rnd.IntN(3) == 0 {
		m := register.Match{Op: register.OpPhrase}
		w := all[rnd.IntN(len(all))].words
		column := rnd.IntN(4)
		tokens := strings.Fields([]string{w.Title, w.Text, w.Stem, w.Facet}[column])
		if len(tokens) == 0 {
			m.Tokens = []string{"zebra"}
			return m
		}
		i := rnd.IntN(len(tokens))
		n := min(1+rnd.IntN(3), len(tokens)-i)
		m.Tokens = slices.Clone(tokens[i : i+n])
		if rnd.IntN(3) == 0 {
			m.Column = []string{"title", "text", "stem", "facet"}[column]
		}
		if last := []rune(m.Tokens[n-1]); rnd.IntN(3) == 0 && len(last) > 2 {
			m.Prefix = true
			m.Tokens[n-1] = string(last[:2])
		}
		return m
	}
	m := register.Match{Op: []register.Op{register.OpAnd, register.OpOr, register.OpNot}[rnd.IntN(3)]}
	for range 2 + rnd.IntN(2) {
		m.Parts = append(m.Parts, match(rnd, all, depth-1))
	}
	return m
}

// agrees asks that lists, totals, pages and facets of a filter are those that all
// records, looked at one by one, give.
func agrees(t *testing.T, s *suite, r register.Reader, all []plain, f register.Filter) {
	t.Helper()
	ctx := t.Context()
	say, _ := json.Marshal(f)
	want := map[string]*plain{}
	for i := range all {
		if all[i].chooses(f) {
			want[all[i].rec.ID] = &all[i]
		}
	}
	var got []string
	seen := map[string]bool{}
	f.Limit = 7
	for {
		page, err := r.Records(ctx, f)
		s.ok(err)
		if page.Total != len(want) {
			t.Fatalf("%s: a total of %d, not %d", say, page.Total, len(want))
		}
		for _, l := range page.Lines {
			if want[l.Record.ID] == nil || seen[l.Record.ID] {
				t.Fatalf("%s lists %s", say, l.Record.ID)
			}
			seen[l.Record.ID] = true
			got = append(got, l.Record.ID)
		}
		if page.Next == "" {
			break
		}
		f.Cursor = page.Next
	}
	if len(got) != len(want) {
		t.Fatalf("%s: %d records on all pages, not %d", say, len(got), len(want))
	}
	for i := 1; i < len(got); i++ {
		a, b := want[got[i-1]], want[got[i]]
		switch {
		case f.Order == register.Oldest && a.first > b.first,
			f.Order == register.Newest && a.first < b.first && b.first != store.Undated,
			f.Order == register.Newest && a.first == store.Undated && b.first != store.Undated:
			t.Fatalf("%s: %s stands before %s", say, got[i-1], got[i])
		}
	}
	f.Cursor = ""
	names := slices.DeleteFunc(slices.Clone(store.FacetNames), func(n string) bool { return n == register.FacetBlock })
	counts, err := r.Facets(ctx, f, names...)
	s.ok(err)
	for _, name := range names {
		naive := map[string]int{}
		for _, x := range want {
			for _, v := range x.facets[name] {
				naive[v]++
			}
		}
		if len(naive) != len(counts[name]) {
			t.Fatalf("%s: %d values of %s, not %d: %v", say, len(counts[name]), name, len(naive), counts[name])
		}
		for i, c := range counts[name] {
			if naive[c.Value] != c.Count {
				t.Fatalf("%s: %s %s is counted %d times, not %d", say, name, c.Value, c.Count, naive[c.Value])
			}
			if i > 0 && (counts[name][i-1].Count < c.Count || counts[name][i-1].Count == c.Count && counts[name][i-1].Value >= c.Value) {
				t.Fatalf("%s: the counts of %s are out of order: %v", say, name, counts[name])
			}
		}
	}
	rows, columns := names[len(want)%len(names)], names[len(got)%7]
	crossed, err := r.Cross(ctx, f, rows, columns)
	s.ok(err)
	naive := map[register.CrossCount]int{}
	for _, x := range want {
		cells := map[register.CrossCount]bool{}
		for _, a := range x.facets[rows] {
			for _, b := range x.facets[columns] {
				cells[register.CrossCount{Row: a, Column: b}] = true
			}
		}
		for c := range cells {
			naive[c]++
		}
	}
	if len(crossed) != len(naive) {
		t.Fatalf("%s: %d pairs of %s and %s, not %d", say, len(crossed), rows, columns, len(naive))
	}
	for _, c := range crossed {
		if n := naive[register.CrossCount{Row: c.Row, Column: c.Column}]; n != c.Count {
			t.Fatalf("%s: %s and %s are counted %d times together, not %d", say, c.Row, c.Column, c.Count, n)
		}
	}
}

// anyList: whatever is asked, lists and facets say what the records say; inside a
// change as well, of what it has changed itself, and after it.
func anyList(t *testing.T, s *suite) {
	ctx := t.Context()
	ids := variety(s)
	rnd := rand.New(rand.NewPCG(7, 7))
	all := readPlain(ctx, s, s, ids)
	for range 150 {
		agrees(t, s, s, all, ask(rnd, all))
	}
	fail := fmt.Errorf("not kept")
	for _, keep := range []bool{false, true} {
		err := s.Change(ctx, s.act("test"), func(ctx context.Context, tx register.Tx) error {
			for range 3 {
				var list []register.Record
				for _, id := range ids {
					if rnd.IntN(4) == 0 {
						r, err := tx.Record(ctx, id, 0)
						s.ok(err)
						r.Untold = !r.Untold
						r.Fields = []byte(strings.ReplaceAll(string(r.Fields), `"AU"`, `"CARICOM"`))
						list = append(list, r)
					}
				}
				s.ok(tx.SetRecords(ctx, list))
				all := readPlain(ctx, s, tx, ids)
				for range 30 {
					agrees(t, s, tx, all, ask(rnd, all))
				}
			}
			if !keep {
				return fail
			}
			return nil
		})
		if keep {
			s.ok(err)
			all = readPlain(ctx, s, s, ids)
		}
		for range 50 {
			agrees(t, s, s, all, ask(rnd, all))
		}
	}
	rebuilt, err := s.Rebuild(ctx)
	s.ok(err)
	same(t, "rebuilt", rebuilt, register.Rebuilt{Records: len(ids)})
	for range 50 {
		agrees(t, s, s, all, ask(rnd, all))
	}
}

// wrongLists: what cannot be asked is said so.
func wrongLists(t *testing.T, s *suite) {
	ctx := t.Context()
	fill(s)
	deep := register.Match{Op: register.OpPhrase, Tokens: []string{"a"}}
	for range 100 {
		deep = register.Match{Op: register.OpAnd, Parts: []register.Match{deep}}
	}
	many := make([]register.Condition, 101)
	for i := range many {
		many[i] = register.Has("place", "KEN")
	}
	for name, f := range map[string]register.Filter{
		"kind":    {Kind: "song"},
		"facet":   {Has: []register.Condition{register.Has("colour", "red")}},
		"to":      {To: "soon"},
		"deep":    {Match: &deep},
		"empty":   {Match: &register.Match{}},
		"no word": {Match: &register.Match{Op: register.OpPhrase}},
		"many":    {Has: many},
		"values":  {Has: []register.Condition{register.Has("place", make([]string, 10_001)...)}},
	} {
		if _, err := s.Records(ctx, f); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.Facets(ctx, f, "place"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("facets, %s: %v", name, err)
		}
	}
	_, err := s.Facets(ctx, register.Filter{}, register.FacetBlock)
	s.fails(err, fault.Invalid)
	// Whatever stands in a token is a token.
	for _, word := range []string{`"`, `""`, `a" OR title:"b`, "*", "^a", "NEAR(a b)", "-a", "a AND", "(", ")", "{title}", "\x00", "a\x00b", "'", "''; DROP TABLE record; --", "&", "|", "!", ":*", "<->", `\`, strings.Repeat("x", 10_000), "\xff\xfe", "\u202e"} {
		for _, prefix := range []bool{false, true} {
			for _, column := range []string{"", "title", "nowhere"} {
				page, err := s.Records(ctx, register.Filter{Match: &register.Match{Op: register.OpPhrase, Tokens: []string{word, word}, Prefix: prefix, Column: column}, Order: register.Relevance})
				if err != nil && fault.KindOf(err) != fault.Invalid || page.Total > 0 {
					t.Errorf("%q: %d records, %v", word, page.Total, err)
				}
			}
		}
	}
}

// blocks: acts that may be one are found by their common keys.
func blocks(t *testing.T, s *suite) {
	ctx := t.Context()
	_, en := s.document("A/99/1", "en", "aaa", register.Read)
	_, zh := s.document("A/99/1", "zh", "bbb", register.Read)
	s.add(s.record("en", register.Read, register.Activity{Kind: "visit", Date: "2044-06-02", Parties: []register.Party{{Actor: "AU"}}}), en[0], 0)
	s.add(s.record("zh", register.Read, register.Activity{Kind: "visit"}), zh[0], 0)
	s.add(s.record("other", register.Read, register.Activity{Kind: "visit"}), zh[1], 0)
	keys := sameness.Keys(&register.Activity{}, []register.Telling{{Evidence: register.Evidence{Work: "A/99/1", Place: register.Place{Number: "1"}}}})
	page, err := s.Records(ctx, register.Filter{Has: []register.Condition{register.Has(register.FacetBlock, keys...)}})
	s.ok(err)
	got := ids(page)
	slices.Sort(got)
	same(t, "found", got, []string{"en", "zh"})
	// Inside a change as well, of what it has just stored.
	s.change(func(ctx context.Context, tx register.Tx) {
		s.ok(tx.SetRecords(ctx, []register.Record{s.record("new", register.Read, register.Activity{})}))
		s.ok(tx.SetTellings(ctx, []register.Telling{{Record: "new", Evidence: register.Evidence{Text: en[0].Key, From: 3, To: 9}}}))
		page, err := tx.Records(ctx, register.Filter{Has: []register.Condition{register.Has(register.FacetBlock, keys...)}})
		s.ok(err)
		same(t, "inside", page.Total, 3)
	})
	for _, h := range []register.Condition{register.Has(register.FacetBlock), {Facet: register.FacetBlock, Any: keys, Not: true}} {
		_, err := s.Records(ctx, register.Filter{Has: []register.Condition{h}})
		s.fails(err, fault.Invalid)
	}
}

// changedLast: what was changed last stands first, also where only a value was
// changed that nothing is listed or found by.
func changedLast(t *testing.T, s *suite) {
	ctx := t.Context()
	fill(s)
	for _, id := range []string{"b", "d"} {
		r, err := s.Record(ctx, id, 0)
		s.ok(err)
		a, err := r.Activity()
		s.ok(err)
		a.Mode = "virtual"
		next := s.record(id, r.Origin, a)
		next.Revision = r.Revision
		s.change(func(ctx context.Context, tx register.Tx) { s.ok(tx.SetRecords(ctx, []register.Record{next})) })
	}
	page, err := s.Records(ctx, register.Filter{Order: register.Changed})
	s.ok(err)
	same(t, "order", ids(page), []string{"d", "b", "a", "c"})
}

// neverMixed: a list, its total and its facets are of one state, however many
// read while somebody changes everything at once.
func neverMixed(t *testing.T, s *suite) {
	ctx := t.Context()
	const n = 30
	set := func(kind string, revision int) func(ctx context.Context, tx register.Tx) error {
		return func(ctx context.Context, tx register.Tx) error {
			var list []register.Record
			for i := range n {
				r := s.record(fmt.Sprint("m", i), register.Read, register.Activity{Kind: kind, Title: map[string]string{"en": kind}})
				r.Revision = revision
				list = append(list, r)
			}
			return tx.SetRecords(ctx, list)
		}
	}
	s.ok(s.Change(ctx, s.act("test"), set("visit", 0)))
	kinds := []string{"training", "visit"}
	acts := make([]register.Act, 40)
	for i := range acts {
		acts[i] = s.act("test")
	}
	var wg sync.WaitGroup
	done := make(chan struct{})
	for i := range 4 {
		wg.Go(func() {
			f := register.Filter{Has: []register.Condition{register.Has("kind", kinds[i%2])}}
			if i > 1 {
				f.Has = nil
				f.Match = &register.Match{Op: register.OpPhrase, Tokens: []string{kinds[i%2]}, Column: "title"}
			}
			for {
				page, err := s.Records(ctx, f)
				if err != nil {
					t.Error(err)
					return
				}
				if page.Total != 0 && page.Total != n {
					t.Errorf("a list of %d", page.Total)
				}
				for _, l := range page.Lines {
					if l.Activity.Kind != kinds[i%2] {
						t.Errorf("a %s among the %s", l.Activity.Kind, kinds[i%2])
					}
				}
				counts, err := s.Facets(ctx, register.Filter{}, "kind")
				if err != nil {
					t.Error(err)
					return
				}
				if len(counts["kind"]) != 1 || counts["kind"][0].Count != n {
					t.Errorf("counted %v", counts)
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for i := range acts {
		if err := s.Change(ctx, acts[i], set(kinds[i%2], i+1)); err != nil {
			t.Error(err)
			break
		}
	}
	close(done)
	wg.Wait()
}
