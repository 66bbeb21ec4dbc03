package sqlite_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concord/register"
	"concord/store/sqlite"
	"concord/store/storetest"
)

func open(t *testing.T) register.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "a #1 %41.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func at(ctx context.Context, path string) (register.Store, error) {
	return sqlite.Open(ctx, path, sqlite.Options{})
}

func TestMain(m *testing.M) {
	if storetest.Child(at) {
		return
	}
	os.Exit(m.Run())
}

func TestKilled(t *testing.T) { storetest.RunKilled(t, filepath.Join(t.TempDir(), "concord.db"), at) }

func TestStore(t *testing.T) { storetest.Run(t, open) }

func TestMove(t *testing.T) { storetest.RunMove(t, open, open) }

func TestLog(t *testing.T) {
	storetest.RunLog(t, func(t *testing.T) (register.Store, storetest.Tamper) {
		path := filepath.Join(t.TempDir(), "concord.db")
		s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		db, err := sql.Open("sqlite", "file:"+path+"?_pragma=foreign_keys(0)&_pragma=ignore_check_constraints(1)")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return s, tamper{db}
	})
}

type tamper struct{ db *sql.DB }

func (x tamper) exec(t *testing.T, query string, args ...any) {
	t.Helper()
	r, err := x.db.ExecContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(query, args, err)
	}
	if n, _ := r.RowsAffected(); n != 1 {
		t.Fatalf("%s %v: %d rows", query, args, n)
	}
}

func (x tamper) Read(t *testing.T, table string, columns []string) (list [][]any) {
	rows, err := x.db.QueryContext(t.Context(), "SELECT "+strings.Join(columns, ", ")+" FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		row, dest := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := rows.Scan(dest...); err != nil {
			t.Fatal(err)
		}
		list = append(list, row)
	}
	return list
}

func where(key []string) string { return " WHERE " + strings.Join(key, " = ? AND ") + " = ?" }

func (x tamper) Set(t *testing.T, table string, key []string, at []any, column string, value any) {
	t.Helper()
	x.exec(t, "UPDATE "+table+" SET "+column+" = ?"+where(key), append([]any{value}, at...)...)
}

func (x tamper) Delete(t *testing.T, table string, key []string, at []any) {
	t.Helper()
	x.exec(t, "DELETE FROM "+table+where(key), at...)
}

func (x tamper) Insert(t *testing.T, table string, columns []string, row []any) {
	t.Helper()
	x.exec(t, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES (?"+strings.Repeat(", ?", len(row)-1)+")", row...)
}
