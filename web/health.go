package web

import (
	"context"
	"net/http"
	"time"

	"concord/fault"
)

// readyWait is how long the register may take to answer before it counts as not
// usable now.
const readyWait = 2 * time.Second

// alive answers as long as the program runs.
func (s *Site) alive(v *visit) error {
	v.plain(http.StatusOK, "alive\n")
	return nil
}

// showReady tells whether pages can be served now: 200, or 503 with the reason.
func (s *Site) showReady(v *visit) error {
	ctx, cancel := context.WithTimeout(v.r.Context(), readyWait)
	defer cancel()
	if err := s.ready(ctx); err != nil {
		v.plain(http.StatusServiceUnavailable, "not ready: "+fault.Sentence(err)+"\n")
		return nil
	}
	v.plain(http.StatusOK, "ready\n")
	return nil
}

// ready is nil where the register answers, has the form that this program knows,
// and the site is not about to end.
func (s *Site) ready(ctx context.Context) error {
	if s.ending.Load() {
		return fault.New(fault.Unavailable, "The site is ending and finishes what was begun.")
	}
	if s.Ready != nil {
		return s.Ready(ctx)
	}
	_, err := s.Library.Counts(ctx)
	return err
}

// plain answers a program with one line.
func (v *visit) plain(status int, line string) {
	v.sent = true
	h := v.w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	v.w.WriteHeader(status)
	if v.r.Method != http.MethodHead {
		_, _ = v.w.Write([]byte(line)) // a reader who went away is no error of ours
	}
}
