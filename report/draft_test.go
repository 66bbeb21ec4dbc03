package report_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/desk"
	"concord/editorial"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
	"concord/report"
	"concord/starter"
	"concord/store/sqlite"
)

var now = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

// opened is the starter register with a cycle of the period of A/77/277.
func opened(t testing.TB) (register.Store, *desk.Desk, *lexicon.Lexicon, string) {
	t.Helper()
	ctx := context.Background()
	store, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "register.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	d := desk.New(store, desk.Clock(func() time.Time { return now }))
	set, err := starter.Records()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.LoadStarter(ctx, set, desk.Local()); err != nil {
		t.Fatal(err)
	}
	claims, err := report.Open(ctx, store, report.Opening{Period: "2020-09/2022-08", Meeting: time.Date(2022, 10, 17, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	id, err := d.Enter(ctx, register.KindCycle, claims, nil, desk.Local())
	if err != nil {
		t.Fatal(err)
	}
	return store, d, d.Lexicon(), id
}

func drafted(t testing.TB, store register.Store, names *lexicon.Lexicon, id string, o report.Drafting) *report.Made {
	t.Helper()
	o.Now = now
	d, err := report.Draft(context.Background(), store, names, id, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestOpen(t *testing.T) {
	ctx := context.Background()
	store, _, names, id := opened(t)
	plan, err := report.PlanOf(ctx, store, names, id)
	if err != nil {
		t.Fatal(err)
	}
	// Ten weeks before the meeting.
	if !slices.Contains(plan.Cycle.Deadlines, "submission=2022-08-08") {
		t.Errorf("deadlines %v", plan.Cycle.Deadlines)
	}
	if plan.Limit != editorial.MostWords || plan.From != "2020-09-01" || plan.To != "2022-08-31" {
		t.Errorf("limit %d, from %s to %s", plan.Limit, plan.From, plan.To)
	}
	var order []string
	for _, s := range plan.Sections {
		order = append(order, lexicon.Fold(s.Name))
	}
	if !slices.IsSorted(order) || len(order) < 23 {
		t.Errorf("sections: %v", order)
	}
	agenda := plan.Agenda()
	if agenda[0].Organization != "AU" || agenda[1].Organization != "OIC" || agenda[len(agenda)-1].SubItem != "aa" {
		t.Errorf("the agenda begins with %s and %s, and ends with (%s)", agenda[0].Organization, agenda[1].Organization, agenda[len(agenda)-1].SubItem)
	}
	for _, bad := range []report.Opening{{Period: "2024"}, {Period: "2026/2024"}, {Period: "soon"}, {Period: "2024/2025", Words: -1}} {
		if _, err := report.Open(ctx, store, bad); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if _, err := report.Open(ctx, store, report.Opening{Period: "2020-09/2022-08"}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a second cycle of the same period: %v", err)
	}
}

// Every sentence of a section rests on a record, no act is told twice, no section is
// beyond its budget, nothing is left of the making.
func TestDraft(t *testing.T) {
	store, _, names, id := opened(t)
	for _, lang := range []string{"en", "zh"} {
		d := drafted(t, store, names, id, report.Drafting{Language: lang})
		told := map[string]bool{}
		number := 0
		for _, p := range d.Text.Parts {
			if p.Budget > 0 && p.Words > p.Budget {
				t.Errorf("%s: the section on %s has %d of %d words", lang, p.ID, p.Words, p.Budget)
			}
			for _, q := range p.Paragraphs {
				if q.Number > 0 {
					if number++; q.Number != number {
						t.Errorf("%s: paragraph %d is numbered %d", lang, number, q.Number)
					}
				}
				for _, s := range q.Sentences {
					if strings.ContainsAny(s.Text, "\ue000\ue001⟦{}") || strings.Contains(s.Text, "  ") || s.Text == "" {
						t.Errorf("%s: %q", lang, s.Text)
					}
					if len(s.Rests) == 0 && s.From != report.FromFrame {
						t.Errorf("%s: no record bears %q", lang, s.Text)
					}
					if p.Level == 2 {
						for _, r := range s.Rests {
							if told[r.Record] {
								t.Errorf("%s: %s is told twice", lang, r.Record)
							}
							told[r.Record] = true
						}
					}
				}
			}
		}
		if d.Text.Words > d.Plan.Limit {
			t.Errorf("%s: %d words of %d", lang, d.Text.Words, d.Plan.Limit)
		}
		if len(told) < 200 {
			t.Errorf("%s: only %d acts are told", lang, len(told))
		}
		again := drafted(t, store, names, id, report.Drafting{Language: lang})
		if a, b := words(again.Text), words(d.Text); a != b {
			t.Errorf("%s: twice the same register, two drafts", lang)
		}
	}
}

// words of a text, one paragraph a line.
func words(t *report.Text) string {
	var b strings.Builder
	for _, p := range t.Parts {
		b.WriteString(p.Label + " " + p.Heading + "\n")
		for _, q := range p.Paragraphs {
			for _, s := range q.Sentences {
				b.WriteString(s.Text + " ")
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// In a language without prose the acts stand in tables, under headings of the language.
func TestDraftOfTables(t *testing.T) {
	store, _, names, id := opened(t)
	for lang, heading := range map[string]string{"fr": "Union africaine", "ar": "الاتحاد الأفريقي"} {
		d := drafted(t, store, names, id, report.Drafting{Language: lang})
		at := slices.IndexFunc(d.Text.Parts, func(p report.Part) bool { return p.ID == "AU" })
		p := d.Text.Parts[at]
		if p.Heading != heading || p.Paragraphs[0].Table == nil || len(p.Paragraphs[0].Table.Rows) < 20 {
			t.Errorf("%s: %q with %+v", lang, p.Heading, p.Paragraphs[0])
		}
	}
}

// What a person fixed is heeded; what is left out is in the annex with its reason.
func TestDraftHeedsChoices(t *testing.T) {
	ctx := context.Background()
	store, desk, names, id := opened(t)
	by := register.Person{ID: "local:kestrel", Name: "Kestrel"}
	before := drafted(t, store, names, id, report.Drafting{Language: "en"})
	out := before.Chosen["ASEAN"].In[0]
	rec, err := store.Record(ctx, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range [][2]string{{register.FieldChoice, out + "=out"}, {register.FieldChoice, "CSTO=out"}, {register.FieldBudget, "ASEAN=120"}} {
		if rec, err = desk.Correct(ctx, id, rec.Revision, v[0], v[1], "", by); err != nil {
			t.Fatal(err)
		}
	}
	d := drafted(t, store, names, id, report.Drafting{Language: "en", Annex: true})
	var asean report.Part
	for _, p := range d.Text.Parts {
		switch p.ID {
		case "CSTO":
			t.Error("what is reported elsewhere has a section")
		case "ASEAN":
			asean = p
		}
	}
	if asean.Words > 120 {
		t.Errorf("%d words of 120", asean.Words)
	}
	for _, q := range asean.Paragraphs {
		for _, s := range q.Sentences {
			if s.Rests[0].Record == out {
				t.Errorf("fixed out, and told: %s", s.Text)
			}
		}
	}
	annex := d.Text.Parts[len(d.Text.Parts)-1]
	found := ""
	for _, q := range annex.Paragraphs {
		for _, r := range q.Table.Rows {
			if r.Rests[0].Record == out {
				found = r.Cells[len(r.Cells)-1]
			}
		}
	}
	if annex.ID != report.PartAnnex || found != "left out by a person" {
		t.Errorf("in the annex the reason is %q", found)
	}
	if d.Text.Words <= d.Text.WithoutAnnex {
		t.Errorf("%d words, %d without the annex", d.Text.Words, d.Text.WithoutAnnex)
	}
}

// A budget below the floors says so, and a language or a cycle that is not there is refused.
func TestDraftRefuses(t *testing.T) {
	ctx := context.Background()
	store, _, names, id := opened(t)
	for _, x := range []struct {
		id, lang string
		want     fault.Kind
	}{{"nothing", "en", fault.NotFound}, {"rel-au", "en", fault.Invalid}, {id, "pt", fault.Invalid}} {
		if _, err := report.Draft(ctx, store, names, x.id, report.Drafting{Language: x.lang, Now: now}); fault.KindOf(err) != x.want {
			t.Errorf("%s %s: %v", x.id, x.lang, err)
		}
	}
	if _, err := report.Draft(ctx, store, names, id, report.Drafting{Language: "en", Now: now, Only: "NATO"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a section that is not there: %v", err)
	}
}
