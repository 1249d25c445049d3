package server

import (
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// The names of the API's metrics.
const (
	// MetricCalls counts requests by door, method of the service and code: OK, makegood's own code, or HTTP_ and the status
	// of a request that never became a call. A method that is not known is none.
	MetricCalls = "makegood_api_calls_total"
	// MetricSeconds is how long they took, by door and method.
	MetricSeconds = "makegood_api_call_seconds"
	// MetricInFlight is how many are answered at this moment.
	MetricInFlight = "makegood_api_calls_in_flight"
	// MetricLimited counts those that were refused by a limit: subject, address, at_once, size or time.
	MetricLimited = "makegood_api_limited_total"
	// MetricFaults counts those that came to nothing by a fault of makegood's own.
	MetricFaults = "makegood_api_faults_total"
)

// Names are what a Server's metrics are called.
type Names struct{ Calls, Seconds, InFlight, Limited, Faults string }

// APINames are the API's metrics.
func APINames() Names {
	return Names{Calls: MetricCalls, Seconds: MetricSeconds, InFlight: MetricInFlight, Limited: MetricLimited, Faults: MetricFaults}
}

// StaffNames are the metrics of the desk's pages. A page has no method: its door is the first part of its path.
func StaffNames() Names {
	return Names{
		Calls: "makegood_desk_calls_total", Seconds: "makegood_desk_call_seconds", InFlight: "makegood_desk_calls_in_flight",
		Limited: "makegood_desk_limited_total", Faults: "makegood_desk_faults_total",
	}
}

// PagesNames are the metrics of customers' pages.
func PagesNames() Names {
	return Names{
		Calls: "makegood_pages_calls_total", Seconds: "makegood_pages_call_seconds", InFlight: "makegood_pages_calls_in_flight",
		Limited: "makegood_pages_limited_total", Faults: "makegood_pages_faults_total",
	}
}

// limit is what a request was refused by.
type limit string

const (
	bySubject limit = "subject"
	byAddress limit = "address"
	byAtOnce  limit = "at_once"
	bySize    limit = "size"
	byTime    limit = "time"
)

// callSeconds are the bounds of the histogram: from a read to a call's own time.
var callSeconds = [...]float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30}

type figures struct {
	calls, limited *prometheus.CounterVec
	seconds        *prometheus.HistogramVec
	inFlight       prometheus.Gauge
	faults         prometheus.Counter
}

func newFigures(registry prometheus.Registerer, names Names) (figures, error) {
	f := figures{
		calls:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: names.Calls, Help: "Requests, by what became of them."}, []string{"door", "method", "code"}),
		limited:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: names.Limited, Help: "Requests that a limit refused."}, []string{"limit"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: names.Seconds, Help: "Seconds a request took.", Buckets: callSeconds[:]}, []string{"door", "method"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: names.InFlight, Help: "Requests that are answered now."}),
		faults:   prometheus.NewCounter(prometheus.CounterOpts{Name: names.Faults, Help: "Requests that came to nothing by a fault of makegood's own."}),
	}
	for _, by := range []limit{bySubject, byAddress, byAtOnce, bySize, byTime} {
		f.limited.WithLabelValues(string(by))
	}
	err := errors.Join(registry.Register(f.calls), registry.Register(f.limited), registry.Register(f.seconds), registry.Register(f.inFlight), registry.Register(f.faults))
	if err != nil {
		return f, fmt.Errorf("api: metrics: %w", err)
	}
	return f, nil
}

// answered counts a request.
func (f figures) answered(door, method, code string, took time.Duration) {
	f.calls.WithLabelValues(door, method, code).Inc()
	f.seconds.WithLabelValues(door, method).Observe(took.Seconds())
}
