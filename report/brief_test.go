package report_test

import (
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"concord/desk"
	"concord/fault"
	"concord/generate"
	"concord/lexicon"
	"concord/register"
	"concord/report"
	"concord/starter"
	"concord/store/sqlite"
)

// briefed is a register with the facts that ship, and the names of the lexicon.
func briefed(t testing.TB) (register.Store, *desk.Desk, *lexicon.Lexicon) {
	t.Helper()
	store, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "concord.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	set, err := starter.Records()
	if err != nil {
		t.Fatal(err)
	}
	d := desk.New(store)
	if _, err := d.LoadStarter(context.Background(), set, desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	return store, d, lex
}

var meeting = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

// written is a brief as lines of text.
func written(b *report.Text) string {
	var s strings.Builder
	s.WriteString(b.Front.Title + "\n")
	for _, p := range b.Parts {
		s.WriteString("\n## " + p.Heading + "\n")
		for _, q := range p.Paragraphs {
			for _, x := range q.Sentences {
				s.WriteString(x.Text)
				for _, n := range x.Notes {
					s.WriteString(" (" + n + ")")
				}
				s.WriteString(" ")
			}
			if q.Table != nil {
				s.WriteString(strings.Join(q.Table.Head, " | ") + "\n")
				for _, r := range q.Table.Rows {
					s.WriteString(strings.Join(r.Cells, " | ") + "\n")
				}
			}
			s.WriteString("\n")
		}
	}
	return s.String()
}

func brief(t *testing.T, r register.Reader, lex *lexicon.Lexicon, lang string, about ...string) *report.Text {
	t.Helper()
	b, err := report.Brief(t.Context(), r, lex, report.Ask{About: about, Language: lang, Now: meeting})
	if err != nil {
		t.Fatalf("%s %v: %v", lang, about, err)
	}
	return b
}

// part is one part of a brief as lines; "" where it has none.
func part(b *report.Text, id string) string {
	for _, p := range b.Parts {
		if p.ID == id {
			return written(&report.Text{Parts: []report.Part{p}})
		}
	}
	return ""
}

// Whoever the brief is about, in whatever language: two pages, each statement rests on a
// record that is there and names symbol and paragraph, in the language's own words.
func TestEveryStatementOfABriefHasItsSource(t *testing.T) {
	r, _, lex := briefed(t)
	source := regexp.MustCompile(`A/77/277-S/2022/606.*\d|A/RES/|A/77/277-S/2022/606|2026`)
	revisions := map[string]int{}
	known := func(rest report.Rest) {
		if _, ok := revisions[rest.Record]; !ok {
			rec, err := r.Record(t.Context(), rest.Record, 0)
			if err != nil {
				t.Fatalf("%s: %v", rest.Record, err)
			}
			revisions[rest.Record] = rec.Revision
		}
		if revisions[rest.Record] != rest.Revision {
			t.Errorf("%s rests on revision %d", rest.Record, rest.Revision)
		}
	}
	var all [][]string
	for _, a := range lex.Actors() {
		if a.Type == "partner" {
			all = append(all, []string{a.ID})
		}
	}
	all = append(all, []string{"UNODC"}, []string{"UN"}, []string{"UNSG"}, []string{"theme:health"}, []string{"theme:tourism"}, []string{"MMR"}, []string{"UZB"}, []string{"AU", "UNHCR"}, []string{"ASEAN", "theme:women"}, []string{"theme:health", "ZAF"}, []string{"CHN", "VNM"})
	for i, about := range all {
		for j, lang := range lexicon.Languages {
			if i > 12 && (i+j)%3 > 0 {
				continue // each in two languages, the first in all
			}
			b := brief(t, r, lex, lang, about...)
			text := written(b)
			if b.Words > report.BriefWords || b.Words < 20 || b.Front.Title == "" {
				t.Errorf("%s %v: %d words", lang, about, b.Words)
			}
			if strings.ContainsAny(text, "⟦{}") {
				t.Errorf("%s %v: a message is missing or not filled in\n%s", lang, about, text)
			}
			for _, p := range b.Parts {
				for _, q := range p.Paragraphs {
					for _, x := range q.Sentences {
						if x.From == report.FromFrame {
							continue
						}
						if len(x.Rests) == 0 {
							t.Errorf("%s %v, %s: no record bears out %q", lang, about, p.ID, x.Text)
						}
						for _, rest := range x.Rests {
							known(rest)
						}
						for _, n := range x.Notes {
							if !source.MatchString(n) {
								t.Errorf("%s %v, %s: the source of %q is %q", lang, about, p.ID, x.Text, n)
							}
						}
					}
					// Whatever paragraph states something names a source.
					if q.Number > 0 && !slices.ContainsFunc(q.Sentences, func(x report.Sentence) bool { return len(x.Notes) > 0 }) && !strings.Contains(text, "A/77/277") {
						t.Errorf("%s %v, %s: no source", lang, about, p.ID)
					}
					if q.Table == nil || p.ID == "names" {
						continue
					}
					for _, row := range q.Table.Rows {
						if len(row.Rests) == 0 || len(row.Cells) != len(q.Table.Head) || !slices.ContainsFunc(row.Cells, source.MatchString) {
							t.Errorf("%s %v, %s: %v", lang, about, p.ID, row)
						}
					}
				}
			}
		}
	}
}

// What an adviser looks for before a meeting with ASEAN, a day after the last plan ended.
func TestBriefOnAPartner(t *testing.T) {
	r, _, lex := briefed(t)
	b, err := report.Brief(t.Context(), r, lex, report.Ask{About: []string{"ASEAN"}, Language: "en", For: "meeting on 2026-12-03", Now: meeting})
	if err != nil {
		t.Fatal(err)
	}
	for id, wants := range map[string][]string{
		"glance":       {"Prepared for: meeting on 3 December 2026.", "more than two years old; nothing later is reported", "128(q), session 77"},
		"contacts":     {"In November 2020: Eleventh ASEAN-UN Summit (summit level)", "(A/77/277-S/2022/606, para. 37)"},
		"instruments":  {"its stated term (2021–2025) has ended; no renewal is recorded", "is within its stated term (2018–2030)", "11 more in the register."},
		"undertakings": {"its date has passed and it is not said to be done (due: 2025)"},
		"who":          {"Department of Political and Peacebuilding Affairs | 2 | peace and security", "more than two years old"},
		"points":       {"Nothing reported in the last two years."},
		"openings":     {"with ASEAN nothing is reported"},
	} {
		for _, want := range wants {
			if !strings.Contains(part(b, id), want) {
				t.Errorf("%s lacks %q:\n%s", id, want, part(b, id))
			}
		}
	}
	if strings.Contains(written(b), "lapsed") {
		t.Error("no source says that anything has lapsed")
	}
	// The same in Chinese as prose, in Russian as tables.
	if zh := part(brief(t, r, lex, "zh", "ASEAN"), "contacts"); !strings.Contains(zh, "2020年11月：第十一次东盟与联合国峰会（首脑级）") {
		t.Error(zh)
	}
	ru := brief(t, r, lex, "ru", "ASEAN")
	for _, id := range []string{"contacts", "instruments", "undertakings", "who"} {
		if !strings.Contains(part(ru, id), " | ") {
			t.Errorf("%s is no table:\n%s", id, part(ru, id))
		}
	}
}

// Of an organization without records the brief says so in half a page, with its names.
func TestBriefWithoutRecords(t *testing.T) {
	r, _, lex := briefed(t)
	b := brief(t, r, lex, "en", "NATO")
	text := written(b)
	if b.Words > 250 || !strings.Contains(text, "Nothing is reported") || !strings.Contains(text, "Организация Североатлантического договора") || part(b, "contacts") != "" {
		t.Errorf("%d words\n%s", b.Words, text)
	}
	if text = written(brief(t, r, lex, "en", "NATO", "SELA")); !strings.Contains(text, "between North Atlantic Treaty Organization and Latin American and Caribbean Economic System") {
		t.Error(text)
	}
}

func TestWhatABriefCannotBeAbout(t *testing.T) {
	r, _, lex := briefed(t)
	for _, x := range []struct {
		ask  report.Ask
		kind fault.Kind
		says string
	}{
		{report.Ask{About: []string{"NOBODY"}, Language: "en"}, fault.NotFound, "NOBODY"},
		{report.Ask{About: []string{"theme:kites"}, Language: "en"}, fault.NotFound, "kites"},
		{report.Ask{About: []string{"AU", "AU"}, Language: "en"}, fault.Invalid, "two different ones"},
		{report.Ask{Language: "en"}, fault.Invalid, "about"},
		{report.Ask{About: []string{"AU", "EU", "LAS"}, Language: "en"}, fault.Invalid, "two"},
		{report.Ask{About: []string{"AU"}, Language: "de"}, fault.Invalid, "zh"},
	} {
		x.ask.Now = meeting
		if _, err := report.Brief(t.Context(), r, lex, x.ask); fault.KindOf(err) != x.kind || !strings.Contains(fault.Sentence(err), x.says) {
			t.Errorf("%v: %v", x.ask, err)
		}
	}
}

// act is an act as a table brings it in, told by a paragraph of a report of 2026.
func act(id, paragraph string, claims ...string) desk.ImportRow {
	r := desk.ImportRow{Record: register.Record{ID: id, Kind: register.KindActivity},
		Tellings: []register.Telling{{Record: id, Evidence: register.Evidence{Work: "A/81/9", Place: register.Place{Number: paragraph}}}}}
	for i := 0; i+1 < len(claims); i += 2 {
		r.Claims = append(r.Claims, register.Claim{Field: claims[i], Value: claims[i+1]})
	}
	return r
}

func party(actor, role string) string {
	return register.PartyValue(register.Party{Actor: actor, Role: role})
}

// What is contested or confirmed by one side says so, as does what is only planned.
func TestABriefSaysWhatIsDoubtful(t *testing.T) {
	r, d, lex := briefed(t)
	amira := desk.Named("Amira")
	out, err := d.Import(t.Context(), []desk.ImportRow{
		act("i-1", "3", "title", "en:Kite summit", "kind", "meeting", "level", "summit", "modality", "done", "date", "2026-05-04", "party", party("ASEAN", "lead"), "party", party("UNDP", "lead")),
		act("i-2", "4", "title", "en:Lantern talks", "kind", "meeting", "level", "senior", "modality", "done", "date", "2026-06", "party", party("ASEAN", "lead"), "party", party("UNICEF", "lead")),
		act("i-3", "5", "title", "en:Call for more lanterns", "kind", "statement", "modality", "urged", "date", "2026-07", "party", party("ASEAN", "lead")),
		act("i-4", "6", "title", "en:Harbour summit", "kind", "meeting", "level", "summit", "modality", "planned", "date", "2027-02", "party", party("ASEAN", "lead"), "party", party("UN", "lead")),
	}, amira, desk.ImportOptions{Name: "rows.csv"})
	if err != nil || out.Added != 4 {
		t.Fatalf("%+v %v", out, err)
	}
	for _, c := range []register.Confirmation{
		{Record: "i-1", Organization: "UNDP", Word: register.Contested, Reason: "It was a kite day."},
		{Record: "i-2", Organization: "UNICEF", Word: register.Confirmed},
	} {
		c.Revision, c.Speaker = 1, "Ms. Li"
		if err := d.Confirm(t.Context(), c, amira); err != nil {
			t.Fatal(err)
		}
	}
	b := brief(t, r, lex, "en", "ASEAN")
	contacts := part(b, "contacts")
	for _, want := range []string{
		"Ahead, in February 2027: Harbour summit (summit level), with UN (not yet reported as held).",
		"On 4 May 2026: Kite summit (summit level), with UNDP. [contested by UNDP] (A/81/9, para. 3)",
		"In June 2026: Lantern talks (senior level), with UNICEF. [confirmed by UNICEF alone] (A/81/9, para. 4)",
		"Eleventh ASEAN-UN Summit (summit level), with UN, Secretary-General and ASEAN-United Nations Summit. [more than two years old]",
	} {
		if !strings.Contains(contacts, want) {
			t.Errorf("no %q in\n%s", want, contacts)
		}
	}
	if p := part(b, "points"); !strings.Contains(p, "In July 2026: Call for more lanterns (urged).") || strings.Contains(p, "Nothing") {
		t.Error(p)
	}
	if g := part(b, "glance"); !strings.Contains(g, "Contested by an organization: 1.") || strings.Contains(g, "nothing later is reported") {
		t.Error(g)
	}
	// A withdrawn record is told no more.
	if _, err := d.Review(t.Context(), "i-1", 1, register.Withdrawn, "never held", amira); err != nil {
		t.Fatal(err)
	}
	if text := written(brief(t, r, lex, "en", "ASEAN")); strings.Contains(text, "Kite summit") {
		t.Error("a withdrawn record is told")
	}
}

// generated is a register of acts that rules read in documents made up for it.
func generated(t testing.TB, acts int) (register.Store, *lexicon.Lexicon) {
	t.Helper()
	r, d, lex := briefed(t)
	g, err := generate.New(lex)
	if err != nil {
		t.Fatal(err)
	}
	for doc := range g.Documents(acts, 3) {
		if _, err := d.TakeIn(context.Background(), doc.Document, doc.Reading, desk.Named("Generator")); err != nil {
			t.Fatal(err)
		}
	}
	return r, lex
}

// What rules alone have read says so, in the text and in what it rests on.
func TestABriefMarksWhatNobodyReviewed(t *testing.T) {
	r, lex := generated(t, 600)
	counts, err := r.Facets(t.Context(), register.Filter{Has: []register.Condition{register.Has(register.FacetOrigin, string(register.Read))}}, register.FacetParty)
	if err != nil {
		t.Fatal(err)
	}
	most := slices.IndexFunc(counts[register.FacetParty], func(c register.FacetCount) bool { a, _ := lex.Actor(c.Value); return a.Type == "partner" })
	b := brief(t, r, lex, "en", counts[register.FacetParty][most].Value)
	if !strings.Contains(part(b, "who"), "machine-read, not reviewed") {
		t.Error(written(b))
	}
	for _, p := range b.Parts {
		for _, q := range p.Paragraphs {
			if q.Table != nil && p.ID == "who" && !slices.ContainsFunc(q.Table.Rows, func(r report.Row) bool { return r.Rests[0].Machine }) {
				t.Error("no row says that it rests on what a machine read")
			}
		}
	}
	if b.Words > report.BriefWords {
		t.Error(b.Words)
	}
}

// BenchmarkBrief is a brief on a partner with 5,000 acts.
func BenchmarkBrief(b *testing.B) {
	r, d, lex := briefed(b)
	themes, err := lex.Themes()
	if err != nil {
		b.Fatal(err)
	}
	entities := []string{"UNDP", "UNICEF", "UNHCR", "WHO", "FAO", "ESCAP", "UNODC", "UN-WOMEN", "ILO", "OCHA"}
	levels, kinds := []string{"summit", "senior", "technical", "technical"}, []string{"meeting", "training", "support", "statement", "programme"}
	var rows []desk.ImportRow
	for i := range 5000 {
		id := "b-" + strconv.Itoa(i)
		rows = append(rows, act(id, strconv.Itoa(i%400+1), "title", "en:Act "+strconv.Itoa(i), "kind", kinds[i%5], "level", levels[i%4], "modality", "done",
			"date", time.Date(2016, 1, 1+i*7%3900, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "party", party("ASEAN", "lead"), "party", party(entities[i%10], "lead"), "theme", themes[i%len(themes)].ID))
	}
	if _, err := d.Import(context.Background(), rows, desk.Named("Amira"), desk.ImportOptions{Name: "rows.csv"}); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		t, err := report.Brief(context.Background(), r, lex, report.Ask{About: []string{"ASEAN"}, Language: "en", Now: meeting})
		if err != nil || t.Words < 300 {
			b.Fatal(t, err)
		}
	}
}
