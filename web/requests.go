package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"concord/fault"
)

// request is what is told of one request, in the log and in the metrics.
type request struct {
	id    string
	route string // pattern that answered, "" before one was found
}

type requestKey struct{}

// RequestID is the identifier of the request that ctx belongs to, as the log and
// the header X-Request-Id have it; "" outside of a request.
func RequestID(ctx context.Context) string {
	if q, ok := ctx.Value(requestKey{}).(*request); ok {
		return q.id
	}
	return ""
}

// requestID takes the identifier that a proxy gave, if it is one, or makes one.
func requestID(r *http.Request) string {
	given := r.Header.Get("X-Request-Id")
	if len(given) >= 8 && len(given) <= 64 && strings.Trim(given, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == "" {
		return given
	}
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program where there is no randomness
	return hex.EncodeToString(b[:])
}

// statusGone is written in the log where nothing was answered because the reader
// went away.
const statusGone = 499

// ServeHTTP answers a request and tells of it: one line in the log, at level debug
// for the site's own files and for probes, and counts for the metrics. A line has
// the path but no query, so no words that somebody searched for; the query is
// added at level debug only. Headers, cookies and bodies are never logged.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := &request{id: requestID(r)}
	r = r.WithContext(context.WithValue(r.Context(), requestKey{}, q))
	w.Header().Set("X-Request-Id", q.id)
	out := &answered{ResponseWriter: w}
	s.metrics.inFlight.Inc()
	begun := s.Now()
	ended := false
	defer func() {
		s.metrics.inFlight.Dec()
		status := out.status
		switch {
		case !ended:
			status = http.StatusInternalServerError // a panic that cuts the answer off
		case status == 0:
			status = statusGone
		}
		took := s.Now().Sub(begun)
		s.metrics.answered(r.Method, q.route, status, took)
		level := slog.LevelInfo
		switch q.route {
		case "GET /static/{file}", "GET /healthz", "GET /readyz", "GET /metrics":
			level = slog.LevelDebug
		}
		if status >= 500 {
			level = slog.LevelWarn // the error itself has its own line
		}
		ctx := r.Context()
		if !s.Log.Enabled(ctx, level) {
			return
		}
		line := []slog.Attr{slog.String("request", q.id), slog.String("method", r.Method), slog.String("path", r.URL.Path),
			slog.Int("status", status), slog.Duration("took", took.Round(time.Microsecond)), slog.Int64("bytes", out.bytes)}
		if r.URL.RawQuery != "" && s.Log.Enabled(ctx, slog.LevelDebug) {
			line = append(line, slog.String("query", r.URL.RawQuery))
		}
		s.Log.LogAttrs(ctx, level, "answered", line...)
	}()
	s.answer(out, r)
	ended = true
}

// found keeps the pattern that answers.
func found(r *http.Request) {
	if q, ok := r.Context().Value(requestKey{}).(*request); ok && r.Pattern != "" {
		q.route = r.Pattern
	}
}

// failed writes the line of an error of the program or of what it stands on, with
// its kind and its cause.
func (s *Site) failed(r *http.Request, err error) {
	s.Log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("request", RequestID(r.Context())),
		slog.String("path", r.URL.Path), slog.String("kind", fault.KindOf(err).String()), slog.Any("error", err))
}

// answered is a writer that keeps what was answered.
type answered struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (a *answered) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answered) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Flush sends what is written so far, for answers that come line by line.
func (a *answered) Flush() { _ = http.NewResponseController(a.ResponseWriter).Flush() }

// Unwrap lets http.ResponseController reach the connection.
func (a *answered) Unwrap() http.ResponseWriter { return a.ResponseWriter }
