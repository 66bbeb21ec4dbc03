package postgres_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"concord/register"
	"concord/store/postgres"
	"concord/store/postgres/pgtest"
	"concord/store/sqlite"
	"concord/store/storetest"

	"github.com/jackc/pgx/v5"
)

func open(t *testing.T) register.Store { return openAt(t, pgtest.New(t)) }

func openAt(t testing.TB, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(context.Background(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func openFile(t *testing.T) register.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "concord.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestStore(t *testing.T) { storetest.Run(t, open) }

func opener(ctx context.Context, url string) (register.Store, error) {
	return postgres.Open(ctx, url, postgres.Options{})
}

func TestMain(m *testing.M) {
	if storetest.Child(opener) {
		return
	}
	os.Exit(m.Run())
}

func TestKilled(t *testing.T) { storetest.RunKilled(t, pgtest.New(t), opener) }

// A register moves between the engines, in both directions, with its log.
func TestMove(t *testing.T) {
	for name, engines := range map[string][2]func(*testing.T) register.Store{"here": {open, open}, "from a file": {openFile, open}, "into a file": {open, openFile}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.RunMove(t, engines[0], engines[1])
		})
	}
}

// The same acts give the same hashes in both engines.
func TestSameLog(t *testing.T) {
	ctx := t.Context()
	var logs [2][]register.Entry
	for i, s := range []register.Store{open(t), openFile(t)} {
		if err := storetest.Fill(ctx, s, 600, 3); err != nil {
			t.Fatal(err)
		}
		var err error
		if logs[i], err = s.Log(ctx, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	if len(logs[0]) == 0 || !reflect.DeepEqual(logs[0], logs[1]) {
		t.Fatalf("%v\n%v", logs[0], logs[1])
	}
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) register.Store { return openAt(b, pgtest.New(b)) })
}

func TestLog(t *testing.T) {
	storetest.RunLog(t, func(t *testing.T) (register.Store, storetest.Tamper) {
		url := pgtest.New(t)
		s := openAt(t, url)
		x := tamper{connect(t, url), map[string]string{}}
		// Neither foreign keys nor checks hold who is bent on it.
		for _, q := range []string{"SET session_replication_role = replica", "ALTER TABLE claim DROP CONSTRAINT claim_count_check", "ALTER TABLE telling DROP CONSTRAINT telling_check"} {
			if _, err := x.c.Exec(t.Context(), q); err != nil {
				t.Fatal(err)
			}
		}
		rows, err := x.c.Query(t.Context(), "SELECT table_name || '.' || column_name, data_type FROM information_schema.columns WHERE table_schema = 'concord'")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var name, typ string
			if err := rows.Scan(&name, &typ); err != nil {
				t.Fatal(err)
			}
			x.types[name] = typ
		}
		return s, x
	})
}

// connect is a connection to a test's register beside the store's.
func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	if _, err := c.Exec(t.Context(), "SET search_path = concord"); err != nil {
		t.Fatal(err)
	}
	return c
}

type tamper struct {
	c     *pgx.Conn
	types map[string]string // of columns
}

func (x tamper) exec(t *testing.T, query string, args ...any) {
	t.Helper()
	r, err := x.c.Exec(t.Context(), query, args...)
	if err != nil {
		t.Fatal(query, args, err)
	}
	if r.RowsAffected() != 1 {
		t.Fatalf("%s %v: %d rows", query, args, r.RowsAffected())
	}
}

// stored is a value in the type of its column here.
func (x tamper) stored(table, column string, v any) any {
	switch n := v.(type) {
	case int64:
		if x.types[table+"."+column] == "boolean" {
			return n != 0
		}
	case string:
		if x.types[table+"."+column] == "bytea" {
			return []byte(n)
		}
	}
	return v
}

func (x tamper) Read(t *testing.T, table string, columns []string) (list [][]any) {
	rows, err := x.c.Query(t.Context(), "SELECT "+strings.Join(columns, ", ")+" FROM "+table+" ORDER BY 1, 2")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		row, err := rows.Values()
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range row {
			switch v := v.(type) {
			case int32:
				row[i] = int64(v)
			case bool:
				row[i] = int64(0)
				if v {
					row[i] = int64(1)
				}
			case []byte:
				if table == "text" && columns[i] == "text" {
					row[i] = string(v)
				}
			}
		}
		list = append(list, row)
	}
	return list
}

func where(key []string, from int) string {
	out := " WHERE true"
	for i, k := range key {
		out += " AND " + k + " = $" + strconv.Itoa(from+i)
	}
	return out
}

func (x tamper) Set(t *testing.T, table string, key []string, at []any, column string, value any) {
	t.Helper()
	x.exec(t, "UPDATE "+table+" SET "+column+" = $1"+where(key, 2), append([]any{x.stored(table, column, value)}, at...)...)
}

func (x tamper) Delete(t *testing.T, table string, key []string, at []any) {
	t.Helper()
	x.exec(t, "DELETE FROM "+table+where(key, 1), at...)
}

func (x tamper) Insert(t *testing.T, table string, columns []string, row []any) {
	t.Helper()
	values, args := "", []any{}
	for i, c := range columns {
		values += ", $" + strconv.Itoa(i+1)
		args = append(args, x.stored(table, c, row[i]))
	}
	x.exec(t, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+values[2:]+")", args...)
}

// A register whose listings were made by an older program gets them anew when it is opened.
func TestListingsOfAnOlderProgram(t *testing.T) {
	url := pgtest.New(t)
	s := openAt(t, url)
	if err := storetest.Fill(t.Context(), s, 100, 3); err != nil {
		t.Fatal(err)
	}
	admin(t, url, "DELETE FROM concord.listing", "UPDATE concord.generation SET number = -number - 1")
	for range 2 {
		s = openAt(t, url)
		page, err := s.Records(t.Context(), register.Waiting())
		if err != nil || page.Total != 20 {
			t.Fatal(page.Total, err)
		}
		if r, err := s.Rebuild(t.Context()); err != nil || len(r.Differed) > 0 {
			t.Fatal(r, err)
		}
	}
}
