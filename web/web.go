// Package web is the site that people meet: pages made on the server, in six
// languages, which work without JavaScript, and the box on which to drop a report.
//
// It holds no rule of the domain, knows no store and no reader of files: it reads
// from a [Library] and hands files to an Intake that it is given. Machines talk to
// package api instead.
package web

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"html/template"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"concord/api"
	"concord/fault"

	"github.com/prometheus/client_golang/prometheus"
)

//go:embed templates/*.html static/* messages/*.tsv
var shipped embed.FS

// Limits of what is handed in, in bytes.
const (
	DefaultMaxFile = 64 << 20 // of one file
	maxBody        = 1 << 30  // of one request with all its files
)

// Config is what the site stands on. Library and Names are needed.
type Config struct {
	Library Library
	Names   Names
	// Intake reads one file into the register and tells of each document in it: an
	// archive or an e-mail may hold several. It is nil on a site that takes nothing
	// in; the box is left out then.
	Intake func(ctx context.Context, name string, r io.Reader) ([]Outcome, error)
	// Workplace is what the pages of the desk stand on. It is nil on a site that only
	// shows.
	Workplace *Workplace
	// MaxFile is the limit of one file in bytes; 0 is DefaultMaxFile.
	MaxFile int64
	// Allow says whether the one who asks may do what needs the permission. Nil
	// allows all: the site is on loopback, and who reaches it is the local person.
	Allow func(r *http.Request, p Permission) bool
	// API is the register for programs; nil leaves it out.
	API *api.API
	// Ready tells why the register cannot be used now; nil asks the library instead.
	Ready func(ctx context.Context) error
	// Collect are further figures for the metrics.
	Collect []prometheus.Collector
	// Remember is how many bytes of pages are kept in memory; 0 is DefaultRemember, below
	// 0 none.
	Remember int64
	// Grace is how long what was begun may take when the site is to end; 0 is 30 s.
	Grace time.Duration
	Log   *slog.Logger     // nil is slog.Default
	Now   func() time.Time // nil is time.Now
}

// Site is the handler of all pages.
type Site struct {
	Config
	templates map[string]*template.Template
	assets    map[string]asset // by path
	messages  *catalogue
	mux       *http.ServeMux
	origin    *http.CrossOriginProtection
	metrics   *metrics
	memory    *memory     // nil keeps nothing
	ending    atomic.Bool // nothing new is begun
}

// New makes the site. It fails only where a shipped template or message is
// broken, which the package's tests rule out.
func New(c Config) (*Site, error) {
	if c.Library == nil || c.Names == nil {
		return nil, fault.New(fault.Internal, "The site needs a library and names.")
	}
	if c.MaxFile <= 0 {
		c.MaxFile = DefaultMaxFile
	}
	if c.Grace <= 0 {
		c.Grace = 30 * time.Second
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Site{Config: c, mux: http.NewServeMux(), origin: http.NewCrossOriginProtection()}
	var err error
	if s.messages, err = loadMessages(shipped); err != nil {
		return nil, err
	}
	static, err := fs.Sub(shipped, "static")
	if err != nil {
		return nil, err
	}
	if s.assets, err = loadAssets(static); err != nil {
		return nil, err
	}
	if s.templates, err = loadTemplates(shipped); err != nil {
		return nil, err
	}
	if c.Remember >= 0 {
		s.memory = newMemory(cmp.Or(c.Remember, DefaultRemember))
	}
	s.metrics = newMetrics(s)
	s.Intake = s.metrics.counting(s.Intake)
	for _, rt := range routes {
		s.mux.Handle(rt.pattern, s.guard(rt))
	}
	return s, nil
}

// Listen opens the address, or the next free port after it, up to 50 further;
// port 0 is any. Until there are accounts it refuses whatever is not loopback.
func Listen(address string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fault.Wrap(err, fault.Usage, "%q is no address to serve on; write it as 127.0.0.1:8080.", address)
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 0 || n > 65535 {
		return nil, fault.New(fault.Usage, "%q is no port; it has to be a number from 0 to 65535.", port)
	}
	if !loopback(host) {
		return nil, fault.New(fault.Forbidden, "%q can be reached from other machines. Without accounts Concord serves this machine only: use 127.0.0.1.", address)
	}
	// Any failure counts as "taken": what says so differs between systems.
	var first error
	for p := n; p <= n+50 && p <= 65535; p++ {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(p)))
		if err == nil {
			return l, nil
		}
		if first == nil {
			first = err
		}
		if n == 0 {
			break
		}
	}
	return nil, fault.Wrap(first, fault.Unavailable, "No free port at %s or after it. Stop the other program or name another address.", address)
}

// loopback says whether a host, without port, is this machine as seen by itself.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Serve answers on l until ctx ends, then takes nothing new and lets what was begun
// finish, uploads among it, for as long as Config.Grace. It returns nil after an
// orderly end.
func (s *Site) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fault.Wrap(err, fault.Unavailable, "The site stopped serving.")
	case <-ctx.Done():
	}
	s.ending.Store(true)
	// The caller's context has ended; what was begun has a time of its own.
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.Grace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		_ = server.Close() // what is left is cut off; the register's transactions see to it that nothing is half
		return fault.Wrap(err, fault.Unavailable, "Some requests did not end in time and were cut off.")
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
