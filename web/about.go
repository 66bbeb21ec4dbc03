package web

import (
	"net/http"

	"concord/fault"
)

func (s *Site) about(v *visit) error {
	s.render(v, 200, "about.html", s.messages.text(v.lang, "about.title"), nil)
	return nil
}

// unknown answers whatever no route has: another method than the address takes,
// or nothing at all.
func (s *Site) unknown(v *visit) error {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		r := v.r.Clone(v.r.Context())
		r.Method = method
		if _, pattern := s.mux.Handler(r); pattern != "/" && pattern != "" && method != v.r.Method && !(method == http.MethodGet && v.r.Method == http.MethodHead) {
			v.w.Header().Set("Allow", method)
			s.failure(v, http.StatusMethodNotAllowed, "method", "")
			return nil
		}
	}
	return fault.New(fault.NotFound, "There is no page %s.", clip(v.r.URL.Path, 80))
}
