package analysis_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"concord/analysis"
	"concord/desk"
	"concord/lexicon"
	"concord/register"
	"concord/starter"
	"concord/store/sqlite"
)

// started is a register with the facts that ship.
func started(t testing.TB) register.Store {
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
	if _, err := desk.New(store).LoadStarter(context.Background(), set, desk.Named("Amira")); err != nil {
		t.Fatal(err)
	}
	return store
}

func TestCross(t *testing.T) {
	r := started(t)
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	m, err := analysis.Cross(t.Context(), r, lex, register.Filter{}, analysis.Partners, analysis.Themes, 0)
	if err != nil {
		t.Fatal(err)
	}
	if m.Acts < 300 || len(m.Rows) < 15 || len(m.Columns) < 8 {
		t.Fatalf("%d acts, %d partners, %d themes", m.Acts, len(m.Rows), len(m.Columns))
	}
	for i, row := range m.Rows {
		if i > 0 && analysis.English(lex, m.Rows[i-1]) > analysis.English(lex, row) {
			t.Errorf("%s stands before %s", m.Rows[i-1], row)
		}
		if a, _ := lex.Actor(row); a.Type != "partner" {
			t.Errorf("%s is no partner", row)
		}
		for j, n := range m.Cells[i] {
			if n > m.RowSums[i] || n > m.ColumnSums[j] {
				t.Errorf("%s and %s: %d of %d and %d", row, m.Columns[j], n, m.RowSums[i], m.ColumnSums[j])
			}
		}
	}
	small, err := analysis.Cross(t.Context(), r, lex, register.Filter{}, analysis.Partners, analysis.Entities, 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(small.Rows) != 3 || small.MoreRows == 0 || small.MoreCols == 0 {
		t.Errorf("%d rows, %d and %d left out", len(small.Rows), small.MoreRows, small.MoreCols)
	}
}

// What is said to end depends on the day on which it is asked.
func TestEndingsAndDues(t *testing.T) {
	r := started(t)
	at := func(y int) time.Time { return time.Date(y, 6, 1, 0, 0, 0, 0, time.UTC) }
	for _, year := range []int{2022, 2026} {
		list, more, err := analysis.Endings(t.Context(), r, at(year), "", "", 3)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 || len(list) > 3 {
			t.Fatalf("%d: %d instruments, %d more", year, len(list), more)
		}
		for i, e := range list {
			if e.Standing == register.StandingUnrenewed && int(e.Last.Year) > year || e.Standing == register.StandingEndsSoon && int(e.Last.Year) < year {
				t.Errorf("%d: %s ends in %d and is said to be %s", year, e.Line.Record.ID, e.Last.Year, e.Standing)
			}
			if i > 0 && list[i-1].Last.Year > e.Last.Year {
				t.Errorf("%d: what ends later stands first", year)
			}
		}
	}
	none, _, err := analysis.Dues(t.Context(), r, at(2000), 90, "", 50)
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := analysis.Dues(t.Context(), r, at(2090), 90, "", 50)
	if err != nil {
		t.Fatal(err)
	}
	if len(none) != 0 || len(all) == 0 {
		t.Errorf("%d due in 2000, %d in 2090", len(none), len(all))
	}
}
