package web

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are the site's own figures, for Prometheus. No label has a value that a
// visitor chooses, so their number is bounded.
type metrics struct {
	handler  http.Handler
	inFlight prometheus.Gauge
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	files    *prometheus.CounterVec
}

// newMetrics makes the figures of one site, apart from those of any other.
func newMetrics(s *Site) *metrics {
	m := &metrics{
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "concord_requests_in_flight", Help: "Requests being answered."}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "concord_requests_total", Help: "Requests answered."}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "concord_request_seconds", Help: "Time from request to answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 60}}, []string{"route"}),
		files: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "concord_files_total", Help: "Files handed in on the pages: taken, known or failed."}, []string{"outcome"}),
	}
	for _, outcome := range []string{"taken", "known", "failed"} {
		m.files.WithLabelValues(outcome)
	}
	r := prometheus.NewRegistry()
	r.MustRegister(m.inFlight, m.requests, m.seconds, m.files, &holdings{s: s}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	r.MustRegister(s.Collect...)
	m.handler = promhttp.HandlerFor(r, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, DisableCompression: true})
	return m
}

func (m *metrics) answered(method, route string, status int, took time.Duration) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		method = "other"
	}
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

// counting counts what becomes of the files that an intake is given.
func (m *metrics) counting(intake func(context.Context, string, io.Reader) ([]Outcome, error)) func(context.Context, string, io.Reader) ([]Outcome, error) {
	if intake == nil {
		return nil
	}
	return func(ctx context.Context, name string, body io.Reader) ([]Outcome, error) {
		list, err := intake(ctx, name, body)
		if err != nil {
			m.files.WithLabelValues("failed").Inc()
		}
		for _, out := range list {
			switch {
			case out.Passed:
			case out.Err != nil:
				m.files.WithLabelValues("failed").Inc()
			case out.Known:
				m.files.WithLabelValues("known").Inc()
			default:
				m.files.WithLabelValues("taken").Inc()
			}
		}
		return list, err
	}
}

// showMetrics answers with all figures, in Prometheus's text form.
func (s *Site) showMetrics(v *visit) error {
	v.sent = true
	v.w.Header().Set("Cache-Control", "no-store")
	s.metrics.handler.ServeHTTP(v.w, v.r)
	return nil
}

// holdings counts what the register holds, each time that it is asked.
type holdings struct{ s *Site }

var (
	documentsHeld  = prometheus.NewDesc("concord_documents", "Documents in the register.", []string{"samples"}, nil)
	activitiesHeld = prometheus.NewDesc("concord_activities", "Activities in the register, samples apart.", nil, nil)
	registerReady  = prometheus.NewDesc("concord_ready", "1 where the register can be used, else 0.", nil, nil)
)

func (*holdings) Describe(out chan<- *prometheus.Desc) {
	out <- documentsHeld
	out <- activitiesHeld
	out <- registerReady
}

func (h *holdings) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), readyWait)
	defer cancel()
	ready := 0.0
	if h.s.ready(ctx) == nil {
		ready = 1
	}
	out <- prometheus.MustNewConstMetric(registerReady, prometheus.GaugeValue, ready)
	n, err := h.s.Library.Counts(ctx)
	if err != nil {
		return // concord_ready says it; figures that are not known are left out
	}
	out <- prometheus.MustNewConstMetric(documentsHeld, prometheus.GaugeValue, float64(n.Documents), "no")
	out <- prometheus.MustNewConstMetric(documentsHeld, prometheus.GaugeValue, float64(n.SampleDocuments), "yes")
	out <- prometheus.MustNewConstMetric(activitiesHeld, prometheus.GaugeValue, float64(n.Activities))
}
