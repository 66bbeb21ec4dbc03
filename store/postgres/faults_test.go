package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"concord/fault"
	"concord/register"
	"concord/store/postgres"
	"concord/store/postgres/pgtest"

	"github.com/jackc/pgx/v5"
)

func act() register.Act {
	return register.Act{By: register.Person{ID: "local:amira", Name: "Amira"}, At: time.Date(2044, 5, 1, 0, 0, 0, 0, time.UTC), Name: "test"}
}

func work(id string) func(ctx context.Context, tx register.Tx) error {
	return func(ctx context.Context, tx register.Tx) error {
		return tx.SetWork(ctx, register.Work{ID: id, Origin: register.Read})
	}
}

// sentence asks that err is of a kind and says to a person one sentence with these words.
func sentence(t *testing.T, err error, kind fault.Kind, words ...string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Fatalf("got %v, want an error of kind %v", err, kind)
	}
	say := fault.Sentence(err)
	for _, w := range append(words, ".") {
		if !strings.Contains(say, w) {
			t.Fatalf("%q does not say %q", say, w)
		}
	}
	if strings.Contains(say, "SQLSTATE") || strings.Contains(say, "ERROR") {
		t.Fatalf("%q is no plain sentence", say)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func missing(t *testing.T, s register.Reader, id string) {
	t.Helper()
	if _, err := s.Work(t.Context(), id); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("something half was kept: %v", err)
	}
}

func admin(t *testing.T, url string, queries ...string) {
	t.Helper()
	c := connect(t, url)
	for _, q := range queries {
		if _, err := c.Exec(t.Context(), q); err != nil {
			t.Fatal(q, err)
		}
	}
}

// with is a URL with another user, password, database or parameter.
func with(t *testing.T, address string, change func(u *url.URL, q url.Values)) string {
	t.Helper()
	u, err := url.Parse(address)
	ok(t, err)
	q := u.Query()
	change(u, q)
	u.RawQuery = q.Encode()
	return u.String()
}

// A database that is no register, or cannot be used, is refused in a sentence that
// holds no password.
func TestOpenRefuses(t *testing.T) {
	other, newer, ascii := pgtest.New(t), pgtest.New(t), pgtest.New(t)
	admin(t, other, "CREATE SCHEMA concord", "CREATE TABLE concord.orchids (name TEXT)", "CREATE TABLE concord.concord (orchid INT)", "CREATE TABLE concord.goose_db_version (orchid INT)")
	openAt(t, newer).Close()
	admin(t, newer, "INSERT INTO concord.goose_db_version (version_id, is_applied) VALUES (99999, true)")
	u, err := url.Parse(ascii)
	ok(t, err)
	name := strings.TrimPrefix(u.Path, "/")
	admin(t, other, "DROP DATABASE "+name, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
	const secret = "s3cret"
	for _, c := range []struct {
		name, url string
		kind      fault.Kind
		words     []string
	}{
		{"no URL", "postgres://a:" + secret + "@[::1", fault.Invalid, []string{"cannot be read", "postgres://"}},
		{"a parameter", "postgres://a:" + secret + "@localhost/x?sslmode=perhaps", fault.Invalid, []string{"cannot be read"}},
		{"nobody there", "postgres://a:" + secret + "@127.0.0.1:9/x?sslmode=disable", fault.Unavailable, []string{"cannot be reached", "x on 127.0.0.1"}},
		{"no such database", with(t, other, func(u *url.URL, q url.Values) { u.Path = "/nothing" }), fault.Unavailable, []string{"no such database as nothing"}},
		{"no such user", with(t, other, func(u *url.URL, q url.Values) { q.Set("user", "nobody"); q.Set("password", secret) }), fault.Unavailable, []string{"does not let this user in"}},
		{"another program", other, fault.Invalid, []string{"another program", "schema concord"}},
		{"a newer one", newer, fault.Invalid, []string{"newer Concord", "99999"}},
		{"encoding", ascii, fault.Invalid, []string{"SQL_ASCII", "UTF8"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := postgres.Open(t.Context(), c.url, postgres.Options{Wait: time.Second})
			sentence(t, err, c.kind, c.words...)
			if strings.Contains(err.Error(), secret) {
				t.Errorf("the password stands in %q", err)
			}
		})
	}
}

// Eight programs that make one new register at once all end with the same.
func TestOpenAtOnce(t *testing.T) {
	address := pgtest.New(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			s, err := postgres.Open(t.Context(), address, postgres.Options{Wait: time.Minute, Connections: 4})
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			if err := s.Change(t.Context(), act(), work(string(rune('a'+i)))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s := openAt(t, address)
	for i := range 8 {
		if _, err := s.Work(t.Context(), string(rune('a'+i))); err != nil {
			t.Error(err)
		}
	}
	_, err := s.Verify(t.Context())
	ok(t, err)
}

// Two programs use one register: each sees in its lists what the other has stored,
// and their changes wait for one another.
func TestTwoPrograms(t *testing.T) {
	address := pgtest.New(t)
	a, b := openAt(t, address), openAt(t, address)
	for i := range 6 {
		for j, s := range []*postgres.Store{a, b} {
			id := string(rune('a'+i)) + string(rune('a'+j))
			ok(t, s.Change(t.Context(), act(), func(ctx context.Context, tx register.Tx) error {
				return tx.SetRecords(ctx, []register.Record{{ID: id, Kind: register.KindActivity, Origin: register.Entered, Review: register.None, Visibility: register.Public,
					Fields: []byte(`{"themes":["theme ` + id + `"]}`)}})
			}))
			for _, reader := range []*postgres.Store{a, b} {
				page, err := reader.Records(t.Context(), register.Filter{})
				ok(t, err)
				if page.Total != 2*i+j+1 {
					t.Fatalf("%d records, not %d", page.Total, 2*i+j+1)
				}
				page, err = reader.Records(t.Context(), register.Filter{Has: []register.Condition{register.Has("theme", "theme "+id)}})
				ok(t, err)
				if page.Total != 1 || page.Lines[0].Record.ID != id {
					t.Fatalf("%+v", page)
				}
			}
		}
	}
	impatient, err := postgres.Open(t.Context(), address, postgres.Options{Wait: 50 * time.Millisecond})
	ok(t, err)
	defer impatient.Close()
	ok(t, a.Change(t.Context(), act(), func(ctx context.Context, tx register.Tx) error {
		sentence(t, impatient.Change(ctx, act(), work("x")), fault.Unavailable, "Another program is writing")
		_, err := impatient.Totals(ctx) // who reads does not wait for who writes
		return err
	}))
	ok(t, impatient.Change(t.Context(), act(), work("x")))
}

// A role that may do nothing but use its own schema is enough.
func TestLeastRights(t *testing.T) {
	address := pgtest.New(t)
	u, err := url.Parse(address)
	ok(t, err)
	name := strings.TrimPrefix(u.Path, "/")
	role := "r_" + name
	admin(t, address, "CREATE ROLE "+role+" LOGIN CONNECTION LIMIT 3", "REVOKE ALL ON DATABASE "+name+" FROM PUBLIC", "GRANT CONNECT ON DATABASE "+name+" TO "+role, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
	t.Cleanup(func() {
		ctx := context.Background()
		c, err := pgx.Connect(ctx, address)
		ok(t, err)
		defer c.Close(ctx)
		for _, q := range []string{"DROP OWNED BY " + role, "DROP ROLE " + role} {
			_, err := c.Exec(ctx, q)
			ok(t, err)
		}
	})
	as := with(t, address, func(u *url.URL, q url.Values) { q.Set("user", role) })
	_, err = postgres.Open(t.Context(), as, postgres.Options{})
	sentence(t, err, fault.Unavailable, "rights")
	admin(t, address, "CREATE SCHEMA concord AUTHORIZATION "+role)
	s, err := postgres.Open(t.Context(), as, postgres.Options{Connections: 2})
	ok(t, err)
	defer s.Close()
	ok(t, s.Change(t.Context(), act(), work("a")))
	_, err = s.Rebuild(t.Context())
	ok(t, err)
	// The role may have three connections: who comes after them is told why.
	for range 2 {
		connect(t, as)
	}
	_, err = postgres.Open(t.Context(), as, postgres.Options{})
	sentence(t, err, fault.Unavailable, "no more connections")
}

func TestReadOnly(t *testing.T) {
	address := pgtest.New(t)
	openAt(t, address).Close()
	u, err := url.Parse(address)
	ok(t, err)
	admin(t, address, "ALTER DATABASE "+strings.TrimPrefix(u.Path, "/")+" SET default_transaction_read_only = on")
	s := openAt(t, address)
	sentence(t, s.Change(t.Context(), act(), work("a")), fault.Unavailable, "read-only")
	_, err = s.Records(t.Context(), register.Filter{})
	ok(t, err)
}

// What the server refuses is told in a sentence; nothing half is kept, and the
// store goes on when it can.
func TestServerRefuses(t *testing.T) {
	for code, words := range map[string]string{"53100": "full", "53200": "memory", "58030": "disk failed", "XX001": "damaged", "57014": "stopped", "40P01": "try again", "22003": "cannot be stored"} {
		t.Run(code, func(t *testing.T) {
			address := pgtest.New(t)
			s := openAt(t, address)
			admin(t, address, "CREATE FUNCTION concord.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '"+code+"'; END $$",
				"CREATE TRIGGER refuse BEFORE INSERT ON concord.work FOR EACH ROW EXECUTE FUNCTION concord.refuse()")
			err := s.Change(t.Context(), act(), func(ctx context.Context, tx register.Tx) error {
				ok(t, tx.SetRecords(ctx, []register.Record{{ID: "r", Kind: register.KindActivity, Origin: register.Read, Review: register.None, Visibility: register.Public, Fields: []byte("{}")}}))
				return work("a")(ctx, tx)
			})
			if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
			sentence(t, err, fault.KindOf(err), words)
			missing(t, s, "a")
			if _, err := s.Record(t.Context(), "r", 0); fault.KindOf(err) != fault.NotFound {
				t.Fatal("something half was kept", err)
			}
			admin(t, address, "DROP TRIGGER refuse ON concord.work")
			ok(t, s.Change(t.Context(), act(), work("a")))
			_, err = s.Verify(t.Context())
			ok(t, err)
		})
	}
}

// The server ends the connections, or itself, between changes and in the midst of one.
func TestServerRestarts(t *testing.T) {
	c := pgtest.Start(t)
	address := c.Database(t)
	s := openAt(t, address)
	ctx := t.Context()
	ok(t, s.Change(ctx, act(), work("a")))
	for i, stop := range []func(){
		func() {
			admin(t, c.URL, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'concord'")
		},
		func() { ok(t, c.Restart("fast")) },
		func() { ok(t, c.Restart("immediate")) },
	} {
		stop()
		_, err := s.Work(ctx, "a") // a read does not notice
		ok(t, err)
		stop()
		_, err = s.Records(ctx, register.Filter{})
		ok(t, err)
		stop()
		ok(t, s.Change(ctx, act(), work("b"+string(rune('0'+i))))) // nor does a change that comes after
		half := "half" + string(rune('0'+i))
		err = s.Change(ctx, act(), func(ctx context.Context, tx register.Tx) error {
			ok(t, work(half)(ctx, tx))
			if _, err := tx.Work(ctx, half); err != nil {
				return err
			}
			stop()
			_, err := tx.Work(ctx, "a")
			return err
		})
		sentence(t, err, fault.Unavailable, "Nothing half")
		missing(t, s, half)
		ok(t, s.Change(ctx, act(), work("c"+string(rune('0'+i)))))
	}
	ok(t, c.Stop("fast"))
	_, err := s.Work(ctx, "a")
	sentence(t, err, fault.Unavailable, "cannot be reached")
	sentence(t, s.Change(ctx, act(), work("d")), fault.Unavailable, "cannot be reached")
	ok(t, c.Again())
	ok(t, s.Change(ctx, act(), work("d")))
	_, err = s.Verify(ctx)
	ok(t, err)
}

// The connection goes while a change is being kept: the store finds out what became
// of it.
func TestCommitLost(t *testing.T) {
	address := pgtest.New(t)
	openAt(t, address).Close()
	u, err := url.Parse(address)
	ok(t, err)
	host := u.Query().Get("host")
	if !strings.HasPrefix(host, "/") {
		host = u.Host
	}
	p := &proxy{to: host, dir: t.TempDir()}
	s := openAt(t, with(t, address, func(u *url.URL, q url.Values) {
		u.Host = ""
		q.Set("host", p.listen(t))
		q.Set("sslmode", "disable")
	}))
	ok(t, s.Change(t.Context(), act(), work("before")))
	p.cut.Store(cutAfter)
	ok(t, s.Change(t.Context(), act(), work("kept"))) // it was kept, only the answer was lost
	_, err = s.Work(t.Context(), "kept")
	ok(t, err)
	p.cut.Store(cutBefore)
	sentence(t, s.Change(t.Context(), act(), work("lost")), fault.Unavailable, "was lost", "Nothing half")
	missing(t, s, "lost")
	ok(t, s.Change(t.Context(), act(), work("after")))
	_, err = s.Verify(t.Context())
	ok(t, err)
}

const (
	cutNot int32 = iota
	cutBefore
	cutAfter
)

// proxy stands between a store and the server and cuts a connection at a COMMIT:
// before the server has it, or before its answer comes back.
type proxy struct {
	to, dir string
	cut     atomic.Int32
}

func (p *proxy) listen(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "proxy") // a socket's path is short
	ok(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	l, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	ok(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(c)
		}
	}()
	return dir
}

func (p *proxy) serve(client net.Conn) {
	defer client.Close()
	network, at := "tcp", p.to
	if strings.HasPrefix(p.to, "/") {
		network, at = "unix", filepath.Join(p.to, ".s.PGSQL.5432")
	}
	server, err := net.Dial(network, at)
	if err != nil {
		return
	}
	defer server.Close()
	var deaf atomic.Bool
	go func() {
		b := make([]byte, 64<<10)
		for {
			n, err := server.Read(b)
			if deaf.Load() { // the answer does not come through
				client.Close()
				return
			}
			if n > 0 {
				if _, err := client.Write(b[:n]); err != nil {
					return
				}
			}
			if err != nil {
				client.Close()
				return
			}
		}
	}()
	b := make([]byte, 64<<10)
	for {
		n, err := client.Read(b)
		if err != nil {
			if !errors.Is(err, io.EOF) {
				return
			}
			return
		}
		if bytes.Contains(b[:n], []byte("commit\x00")) {
			switch p.cut.Swap(cutNot) {
			case cutBefore:
				return
			case cutAfter:
				deaf.Store(true)
			}
		}
		if _, err := server.Write(b[:n]); err != nil {
			return
		}
	}
}

// Rebuild finds projections that are not what they are made to be, and mends them.
func TestRebuildMends(t *testing.T) {
	address := pgtest.New(t)
	s := openAt(t, address)
	ctx := t.Context()
	ok(t, s.Change(ctx, act(), func(ctx context.Context, tx register.Tx) error {
		var list []register.Record
		for _, id := range []string{"a", "b", "c", "d"} {
			list = append(list, register.Record{ID: id, Kind: register.KindActivity, Origin: register.Read, Review: register.None, Visibility: register.Public,
				Fields: []byte(`{"title":{"en":"Course of ` + id + `"},"themes":["` + id + `"]}`)})
		}
		return tx.SetRecords(ctx, list)
	}))
	has := func(id string, want int) {
		t.Helper()
		page, err := s.Records(ctx, register.Filter{Has: []register.Condition{register.Has("theme", id)}, Match: &register.Match{Op: register.OpPhrase, Tokens: []string{"course"}}})
		ok(t, err)
		if page.Total != want {
			t.Fatalf("%d records have the theme %s", page.Total, id)
		}
	}
	has("a", 1)
	admin(t, address, "DELETE FROM listing WHERE record = 1", "UPDATE listing SET packed = (SELECT packed FROM listing WHERE record = 3) WHERE record = 2",
		"UPDATE found SET words = 'nothing:1A' WHERE record = 4", "INSERT INTO listing SELECT 77, act, packed FROM listing WHERE record = 3")
	r, err := s.Rebuild(ctx)
	ok(t, err)
	if r.Records != 4 || strings.Join(r.Differed, " ") != "a b d" {
		t.Fatalf("%+v", r)
	}
	for _, id := range []string{"a", "b", "c", "d"} {
		has(id, 1)
	}
	// Facets that are no longer numbered in one line get new numbers.
	admin(t, address, "UPDATE term SET id = id + 100 WHERE id > 3")
	_, err = s.Rebuild(ctx)
	ok(t, err)
	has("b", 1)
	r, err = s.Rebuild(ctx)
	ok(t, err)
	if len(r.Differed) > 0 {
		t.Fatalf("%+v", r)
	}
}
