package pattern_test

import (
	"slices"
	"sync"
	"testing"
	"testing/fstest"

	"concord/edtf"
	"concord/fault"
	"concord/reading/pattern"
	"concord/symbol"
)

// Each value keeps the words that bear it, the rule, and what was inferred.
func TestHitsKeepTheirEvidence(t *testing.T) {
	text := "On 3 and 17 May, the General Assembly adopted it. See Security Council resolutions 2524 (2020) and 2579 (2021)."
	hits := grammar(t, "en").Find(nil, text, &pattern.Context{Anchor: edtf.Must("2021-09")})
	type line struct {
		words, value, rule, organ string
		inferred                  bool
	}
	var got []line
	for _, h := range hits {
		got = append(got, line{text[h.From:h.To], h.Value, h.Rule, text[h.OrganFrom:h.OrganTo] + h.Organ, h.Inferred})
	}
	want := []line{
		{"3", "2021-05-03", "day-list", "", true},
		{"17 May", "2021-05-17", "day-list", "", true},
		{"Security Council resolutions 2524 (2020)", "S/RES/2524(2020)", "sc-resolution", "Security CouncilUNSC", false},
		{"2579 (2021)", "S/RES/2579(2021)", "list", "", false},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%v, want\n%v", got, want)
	}
}

// What was read last is kept from one call to the next, until the paragraph ends.
func TestContextGoesOn(t *testing.T) {
	g := grammar(t, "zh")
	ctx := &pattern.Context{Anchor: edtf.Must("2022-08-09")}
	g.Find(nil, "2020 年 3 月举行了会议。", ctx)
	if got := values(g.Find(nil, "同年 9 月再次举行。", ctx), pattern.Date); !slices.Equal(got, []string{"2020-09"}) {
		t.Errorf("in the same paragraph: %v", got)
	}
	ctx.NewParagraph()
	if got := values(g.Find(nil, "9 月再次举行。", ctx), pattern.Date); !slices.Equal(got, []string{"2022-09"}) {
		t.Errorf("in the next paragraph: %v", got)
	}
	if got := values(g.Find(nil, "9 月再次举行。", nil), pattern.Date); got != nil {
		t.Errorf("without a context the year was guessed: %v", got)
	}
}

// The year turns between a document of January and the December that it reports.
func TestYearTurns(t *testing.T) {
	ctx := &pattern.Context{Anchor: edtf.Must("2025-02-21")}
	got := values(grammar(t, "en").Find(nil, "On 27 December it met. On 3 January it met. It will meet on 5 May.", ctx), pattern.Date)
	if want := []string{"2024-12-27", "2025-01-03", "2025-05-05"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestLoadNamesTheBadRow(t *testing.T) {
	for _, c := range []struct{ table, sentence string }{
		{"", "The language folder holds none of dates.tsv, symbols.tsv, figures.tsv and numerals.tsv."},
		{"pattern\trule\n", "The first line of dates.tsv has to name the columns rule, pattern and value."},
		{"rule\tpattern\tvalue\nyear {y} {y}\n", "dates.tsv, line 2: a row needs a rule and a pattern, with a tab between them."},
		{"rule\tpattern\tvalue\n# comment\nyear\t{y\t{y}\n", "dates.tsv, line 3: the row year cannot be understood: a { is not closed."},
		{"rule\tpattern\tvalue\nyear\t[{y}\t{y}\n", "dates.tsv, line 2: the row year cannot be understood: a [ is not closed."},
		{"rule\tpattern\tvalue\nyear\t{y}]\t{y}\n", "dates.tsv, line 2: the row year cannot be understood: a ] stands where nothing was opened."},
		{"rule\tpattern\tvalue\nday\t{d} {moon}\t{y}\n", "dates.tsv, line 2: the row day cannot be understood: the value names {y}, which is not in the pattern."},
		{"rule\tpattern\tvalue\nday\t{d} {moon}\t?-1-{d}\n", "dates.tsv, line 2: the row day cannot be understood: {moon} is neither a slot nor a name of words."},
		{"rule\tpattern\tvalue\nday\t{y}\t\n", "dates.tsv, line 2: the row day cannot be understood: it has no value; - means that nothing is found."},
		{"rule\tpattern\tvalue\nday\t{y}\tsoon\n", "dates.tsv, line 2: the row day cannot be understood: \"soon\" is no part of a date."},
		{"rule\tpattern\tvalue\nday\t{y}\t{y}/\n", "dates.tsv, line 2: the row day cannot be understood: an end of the value is empty."},
		{"rule\tpattern\tvalue\nday\t[{y}]\t{y}\n", "dates.tsv, line 2: the row day cannot be understood: a form of the pattern is empty."},
		{"rule\tpattern\tvalue\n@d\tfirst\t1\n", "dates.tsv, line 2: the words of @d cannot be understood: this name cannot be given to words."},
		{"rule\tpattern\tvalue\n@month\tMay\tfive\n", "dates.tsv, line 2: the words of @month cannot be understood: \"five\" is no number."},
		{"rule\tpattern\tvalue\n+more\tand {y}\t{y}\n", "dates.tsv, line 2: the row +more cannot be understood: only a row of symbols can go on from the hit before it."},
	} {
		folder := fstest.MapFS{}
		if c.table != "" {
			folder["dates.tsv"] = &fstest.MapFile{Data: []byte(c.table)}
		}
		_, err := pattern.Load(folder)
		if err == nil || fault.KindOf(err) != fault.Invalid || fault.Sentence(err) != c.sentence {
			t.Errorf("%q\n got %v\nwant %s", c.table, err, c.sentence)
		}
	}
}

// A language of its own, in two rows, to show what a table can do.
func TestLanguageOfTwoRows(t *testing.T) {
	g, err := pattern.Load(fstest.MapFS{"dates.tsv": &fstest.MapFile{Data: []byte(
		"rule\tpattern\tvalue\n@month\tjaneiro | jan.\t1\nday\t{d} de {month}[ de {y}]\t{y}-{month}-{d}\nrange\tde {D} a {D2}\t{D}/{D2}\n")}})
	if err != nil {
		t.Fatal(err)
	}
	got := values(g.Find(nil, "De 2 de janeiro a 5 de Janeiro de 2021; 7 de jan. de 2022", nil), pattern.Date)
	if want := []string{"2021-01-02/2021-01-05", "2022-01-07"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// One grammar serves many readers at once.
func TestFindAtOnce(t *testing.T) {
	g := grammar(t, "en")
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 200 {
				if got := values(g.Find(nil, "from 1 April to 31 July 2025, resolution 2349 (2017)", nil), pattern.Date); len(got) != 1 || got[0] != "2025-04-01/2025-07-31" {
					t.Errorf("got %v", got)
					return
				}
			}
		})
	}
	wait.Wait()
}

// Whatever the text, hits are sorted, do not overlap within a kind, lie in the
// text, no date overlaps with a symbol, and every value reads as one of its kind.
func FuzzFind(f *testing.F) {
	langs := []string{"en", "zh", "fr", "es", "ru", "ar"}
	for i, s := range []string{
		"from 28 May to 4 June; 1, 4 and 6 April 2021-22; S/RES/2349 (2017)/A/75/1–S/2020/898; resolutions 65/1, 66/2 B",
		"自2020年9月8日至10日、12月，第1325(2000)、1820(2008)号决议；同月3日；次年",
		"du 1er au 4 mai, jusqu'à fin 2021, résolutions 217 A (III)", "del 1º al 4 de mayo, hasta 2021", "с 3 по 5 мая 2021–2022 гг.", "من ٢ إلى ٥ أيّار/ مايو ٢٠٢١",
	} {
		f.Add(s, uint8(i))
	}
	f.Fuzz(func(t *testing.T, text string, lang uint8) {
		g := grammar(t, langs[int(lang)%len(langs)])
		ctx := &pattern.Context{Anchor: edtf.Must("2025-07-31")}
		hits := g.Find(nil, text, ctx)
		var ends [5]int
		last := 0
		for _, h := range hits {
			if h.From < last || h.To <= h.From || h.To > len(text) || h.From < ends[h.Kind] {
				t.Fatalf("%q: %+v stands wrongly among %+v", text, h, hits)
			}
			last, ends[h.Kind] = h.From, h.To
			switch h.Kind {
			case pattern.Date:
				if _, err := edtf.Parse(h.Value); err != nil {
					t.Fatalf("%q: %v", text, err)
				}
				if h.From < ends[pattern.Symbol] {
					t.Fatalf("%q: the date %+v lies in a symbol", text, h)
				}
			case pattern.Symbol:
				if s, err := symbol.Parse(h.Value); err != nil || string(s) != h.Value {
					t.Fatalf("%q: %s is not canonical: %q, %v", text, h.Value, s, err)
				}
				if h.From < ends[pattern.Date] {
					t.Fatalf("%q: a date lies in the symbol %+v", text, h)
				}
			}
			if h.Organ != "" && (h.OrganFrom < h.From || h.OrganTo > h.To) {
				t.Fatalf("%q: the organ of %+v lies outside", text, h)
			}
		}
	})
}
