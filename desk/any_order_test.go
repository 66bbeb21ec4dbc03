package desk_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"concord/desk"
	"concord/fault"
	"concord/reading"
	"concord/register"
	"concord/store/sqlite"

	"pgregory.net/rapid"
)

// Readings by old and new rules, changed files and decisions, in any order: the
// values of every record follow from its claims, what a person accepted last
// stands, nothing disappears, and the same file again changes nothing.
func TestAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		ctx := t.Context()
		s, err := sqlite.Open(ctx, filepath.Join(dir, "concord.db"), sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		d := desk.New(s, desk.Clock(clock()))
		word := map[string]string{}  // record and field → value that a person stated last
		claims := map[string]int{}   // record → claims that it has had
		records := map[string]bool{} // all that were ever there
		for range rapid.IntRange(2, 7).Draw(t, "steps") {
			if len(records) > 0 && rapid.Bool().Draw(t, "person") {
				id := rapid.SampledFrom(keys(records)).Draw(t, "record")
				rec, err := s.Record(ctx, id, 0)
				if err != nil {
					t.Fatal(err)
				}
				field := rapid.SampledFrom([]string{register.FieldKind, register.FieldDate}).Draw(t, "field")
				value := rapid.SampledFrom(map[string][]string{register.FieldKind: {"visit", "outreach"}, register.FieldDate: {"2044", "2045-01"}}[field]).Draw(t, "value")
				if _, err := d.Correct(ctx, id, rec.Revision, field, value, "seen", amira); err != nil {
					t.Fatal(err)
				}
				word[id+field] = value
			} else {
				doc, rd := invent(1, 4, 2)
				if p := rapid.IntRange(-1, 3).Draw(t, "edit"); p >= 0 {
					doc, rd = edit(doc, rd, p, rapid.SampledFrom([]string{"Then, ", "In the spring of that year, "}).Draw(t, "words"))
				}
				rd.Rules = rapid.SampledFrom([]string{"1", "2"}).Draw(t, "rules")
				for i := range rd.Paragraphs {
					p := &rd.Paragraphs[i]
					p.Activities = slices.Clone(p.Activities)
					switch rapid.IntRange(0, 4).Draw(t, "change") {
					case 0:
						p.Activities = p.Activities[:1]
					case 1:
						p.Activities[0].Kind.Value = "programme"
					case 2:
						p.Activities[1].Date = reading.Value{}
					}
				}
				if _, err := d.TakeIn(ctx, doc, rd, amira); err != nil {
					t.Fatal(err)
				}
				if out, err := d.TakeIn(ctx, doc, rd, amira); err != nil || !out.Unchanged {
					t.Fatalf("%+v, %v", out, err)
				}
			}
			page, err := s.Records(ctx, register.Filter{Untold: true, Limit: 1000})
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range page.Lines {
				records[l.Record.ID] = true
			}
			for id := range records {
				rec, err := s.Record(ctx, id, 0)
				if err != nil {
					t.Fatal("a record is gone:", err)
				}
				all, err := s.Claims(ctx, id)
				if err != nil || len(all) < claims[id] {
					t.Fatal("claims are gone:", len(all), claims[id], err)
				}
				claims[id] = len(all)
				if fields := register.Current(rec.Kind, all); !bytes.Equal(fields, rec.Fields) {
					t.Fatalf("the claims make %s, the record has %s", fields, rec.Fields)
				}
				a, err := rec.Activity()
				if err != nil {
					t.Fatal(err)
				}
				for field, value := range map[string]string{register.FieldKind: a.Kind, register.FieldDate: a.Date} {
					if want, ok := word[id+field]; ok && want != value {
						t.Fatalf("a person said %s, the record says %s", want, value)
					}
				}
				history, err := s.History(ctx, id)
				if err != nil || len(history) != rec.Revision {
					t.Fatal(len(history), rec.Revision, err)
				}
				if _, err := s.Record(ctx, id, rec.Revision+1); fault.KindOf(err) != fault.NotFound {
					t.Fatal(err)
				}
			}
		}
	})
}

func keys(m map[string]bool) (list []string) {
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}
