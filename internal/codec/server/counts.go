package server

import (
	"errors"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

// The names of the codec server's metrics.
const (
	// MetricRequests counts requests by act (decode, encode, sign-in) and result (served, refused, unreadable,
	// malformed).
	MetricRequests = "makegood_codec_requests_total"
	// MetricPayloads counts the payloads that were handed out, by act.
	MetricPayloads = "makegood_codec_payloads_total"
)

type counts struct {
	requests *prometheus.CounterVec
	payloads *prometheus.CounterVec
}

func newCounts(registry prometheus.Registerer) (counts, error) {
	c := counts{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: MetricRequests, Help: "Requests to the codec server, by act and by what became of them.",
		}, []string{"act", "result"}),
		payloads: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: MetricPayloads, Help: "Payloads that the codec server handed out, by act.",
		}, []string{"act"}),
	}
	if err := errors.Join(registry.Register(c.requests), registry.Register(c.payloads)); err != nil {
		return c, fmt.Errorf("codec server: %w", err)
	}
	return c, nil
}
