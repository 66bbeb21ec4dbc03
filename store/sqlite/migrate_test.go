package sqlite

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"concord/register"
)

// old makes a register of form 1, as its program left it.
func old(t *testing.T) string {
	t.Helper()
	dump, err := os.ReadFile("testdata/form1.sql")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "old.db")
	raw(t, path, string(dump))
	return path
}

// A register of form 1 comes up as one of this form: with all that it held, lists
// and texts that are found, and a log that holds.
func TestFromForm1(t *testing.T) {
	path := old(t)
	s := make1(t, path)
	ctx := t.Context()
	v, err := s.Verify(ctx)
	if err != nil || v.Entries != 3 {
		t.Fatalf("%+v, %v", v, err)
	}
	page, err := s.Records(ctx, register.Filter{Has: []register.Condition{register.Has("actor", "AU"), register.Has("place", "Nairobi")},
		Match: &register.Match{Op: register.OpPhrase, Tokens: []string{"au"}, Column: "text"}})
	if err != nil || page.Total != 2 {
		t.Fatalf("%d found, %v", page.Total, err)
	}
	page, err = s.Records(ctx, register.Filter{Has: []register.Condition{register.Has(register.FacetDoubt, register.DoubtTheme)}})
	if err != nil || page.Total == 0 {
		t.Fatalf("%d in doubt, %v", page.Total, err)
	}
	claims, err := s.Claims(ctx, "r00")
	if err != nil || len(claims) != 4 {
		t.Fatalf("%d claims, %v", len(claims), err)
	}
	for i, want := range []register.Claim{
		{Field: "kind", Value: "meeting", State: register.Accepted, Rule: "act-word"}, {Field: "date", Value: "2044-06-02", State: register.Accepted, Inferred: true},
		{Field: "place", Value: "Nairobi", State: register.Accepted, Author: "local:amira"}, {Field: "mode", Value: "virtual", State: register.Accepted}} {
		c := claims[i]
		if c.Field != want.Field || c.Value != want.Value || c.State != want.State || c.Rule != want.Rule || c.Inferred != want.Inferred || c.Author != want.Author || c.By.Name != "Amira" {
			t.Errorf("%+v", c)
		}
	}
	if claims[0].Evidence.Quote != "AU" || claims[3].Evidence.Number != "7" || claims[3].Decided.Why != "seen" {
		t.Errorf("%+v %+v", claims[0], claims[3])
	}
	history, err := s.History(ctx, "r00")
	if err != nil || len(history) != 2 || history[0].Review != register.Reviewed {
		t.Errorf("%+v, %v", history, err)
	}
	found, err := s.Mentions(ctx, "actor", "AU", 0)
	if err != nil || len(found) != 1 || found[0].Quote != "AU" || found[0].Version != 2 {
		t.Errorf("%+v, %v", found, err)
	}
	cited, err := s.Cited(ctx, 0)
	if err != nil || !slices.Equal(cited, []register.CitedWork{{Symbol: "A/98/5", Count: 1}}) {
		t.Errorf("%+v, %v", cited, err)
	}
	if err := s.Change(ctx, act(), work("A/99/2")); err != nil {
		t.Fatal(err)
	}
	if v, err := s.Verify(ctx); err != nil || v.Entries != 4 {
		t.Fatalf("%+v, %v", v, err)
	}
	if r, err := s.Rebuild(ctx); err != nil || len(r.Differed) > 0 || r.Records != 4 {
		t.Fatalf("%+v, %v", r, err)
	}
	tables := func(path string) (list []string) {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		rows, err := db.Query("SELECT ifnull(sql, name) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose%' ORDER BY 1")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var q string
			if err := rows.Scan(&q); err != nil {
				t.Fatal(err)
			}
			list = append(list, q)
		}
		return list
	}
	fresh := filepath.Join(t.TempDir(), "new.db")
	make1(t, fresh)
	if a, b := tables(path), tables(fresh); !slices.Equal(a, b) {
		t.Errorf("its tables are not those of a new register:\n%q\n%q", a, b)
	}
}

// Programs that bring one register up at the same time all end with it.
func TestFromForm1AtOnce(t *testing.T) {
	path := old(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s, err := Open(t.Context(), path, Options{Wait: 10_000_000_000})
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			if page, err := s.Records(t.Context(), register.Filter{}); err != nil || page.Total != 4 {
				t.Error(page.Total, err)
			}
		})
	}
	wg.Wait()
}
