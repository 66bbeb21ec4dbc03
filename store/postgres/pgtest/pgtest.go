// Package pgtest gives tests a real PostgreSQL: an empty database for each test,
// or a whole cluster for a test that kills it. It is for tests alone.
//
// TEST_CONCORD_POSTGRES names the server (a postgres:// URL of a role that may
// create databases), which the gate sets. Where it is not set, a private cluster
// is started from the programs of PostgreSQL on this computer and goes away with
// the process of the test.
package pgtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

const install = "PostgreSQL 15 or later is needed by this test: install it (Debian: apt-get install postgresql), or name a server in TEST_CONCORD_POSTGRES, as in postgres://postgres@127.0.0.1:5432/postgres"

// New makes an empty database, which is dropped when the test ends, and gives its
// URL.
func New(t testing.TB) string {
	t.Helper()
	server := os.Getenv("TEST_CONCORD_POSTGRES")
	if server == "" {
		c, err := shared()
		if err != nil {
			t.Fatal(err)
		}
		server = c.URL
	}
	return database(t, server)
}

func database(t testing.TB, server string) string {
	t.Helper()
	name := "concord_test_" + strings.ToLower(rand.Text()[:12])
	if err := run(server, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8'"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := run(server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func run(server, query string) error {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	c, err := pgx.Connect(ctx, server)
	if err != nil {
		return fmt.Errorf("the PostgreSQL for tests cannot be reached: %w", err)
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, query)
	return err
}

// Cluster is a private server of one test process.
type Cluster struct {
	URL string // of the database postgres, as superuser
	bin string
	dir string
}

var shared = sync.OnceValues(func() (*Cluster, error) { return start() })

// Start starts a cluster of its own for a test that stops or kills it.
func Start(t testing.TB) *Cluster {
	t.Helper()
	c, err := start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Stop("immediate") })
	return c
}

// Database makes an empty database in the cluster.
func (c *Cluster) Database(t testing.TB) string {
	t.Helper()
	return database(t, c.URL)
}

// Restart stops the server in a mode of pg_ctl ("fast", "immediate") and starts it.
func (c *Cluster) Restart(mode string) error {
	return c.command("pg_ctl", "restart", "-w", "-s", "-m", mode, "-D", c.data(), "-l", c.data()+".log")
}

// Stop stops the server.
func (c *Cluster) Stop(mode string) error {
	return c.command("pg_ctl", "stop", "-w", "-s", "-m", mode, "-D", c.data())
}

// Again starts a server that was stopped.
func (c *Cluster) Again() error {
	return c.command("pg_ctl", "start", "-w", "-s", "-D", c.data(), "-l", c.data()+".log")
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

// as is the command before each program of PostgreSQL, which refuses to be run by
// root.
func as() []string {
	if os.Geteuid() == 0 {
		return []string{"runuser", "-u", "postgres", "--"}
	}
	return nil
}

func (c *Cluster) command(name string, args ...string) error {
	line := append(as(), append([]string{filepath.Join(c.bin, name)}, args...)...)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Dir = c.dir
	// Into a file: a pipe would be held open by the server.
	out, err := os.CreateTemp("", "pg")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w: %s", name, err, bytes.TrimSpace(said))
	}
	return nil
}

// programs is the newest folder of PostgreSQL's programs.
func programs() (string, error) {
	best, newest := "", 0
	folders, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	for _, f := range folders {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(f)))
		if _, err := os.Stat(filepath.Join(f, "initdb")); err == nil && n >= 15 && n > newest {
			best, newest = f, n
		}
	}
	if best == "" {
		if p, err := exec.LookPath("initdb"); err == nil {
			best = filepath.Dir(p)
		}
	}
	if best == "" {
		return "", errors.New(install)
	}
	return best, nil
}

func start() (*Cluster, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin}
	if c.dir, err = os.MkdirTemp("", "pg"); err != nil {
		return nil, err
	}
	if os.Geteuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			return nil, fmt.Errorf("%s; PostgreSQL refuses to be run by root and there is no user postgres", install)
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(c.dir, uid, gid); err != nil {
			return nil, err
		}
	}
	if err := c.watch(); err != nil {
		return nil, err
	}
	if err := c.command("initdb", "-D", c.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"); err != nil {
		return nil, err
	}
	settings := "listen_addresses = ''\nunix_socket_directories = '" + c.dir + "'\nmax_connections = 200\nshared_buffers = 64MB\nfsync = off\nmax_wal_size = 1GB\n"
	f, err := os.OpenFile(filepath.Join(c.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString(settings)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return nil, err
	}
	c.URL = "postgres:///postgres?host=" + url.QueryEscape(c.dir) + "&user=postgres"
	return c, c.Again()
}

// watch has the cluster stopped and removed when this process ends, however it
// ends: a shell waits for the end of the pipe that this process holds.
func (c *Cluster) watch() error {
	stop := strings.Join(append(as(), filepath.Join(c.bin, "pg_ctl"), "stop", "-w", "-s", "-m", "immediate", "-D", c.data()), " ")
	cmd := exec.Command("sh", "-c", "trap '' INT TERM HUP; cat >/dev/null; cd /; "+stop+" >/dev/null 2>&1; rm -rf "+c.dir)
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	held.Lock()
	held.pipes = append(held.pipes, pipe)
	held.Unlock()
	return cmd.Start()
}

// held keeps the pipes from being closed by the collector.
var held struct {
	sync.Mutex
	pipes []any
}
