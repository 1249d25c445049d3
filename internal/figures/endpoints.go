package figures

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/makegood/makegood/refund"
)

// The names of the metrics of endpoints that are told by webhook.
const (
	MetricEndpointOff           = "makegood_endpoint_off"
	MetricEndpointWaiting       = "makegood_endpoint_events_waiting"
	MetricEndpointWaitingOldest = "makegood_endpoint_events_waiting_oldest_seconds"
	MetricEndpointGivenUp       = "makegood_endpoint_events_given_up"
	MetricEndpointLeftWaiting   = "makegood_endpoint_left_events_waiting"
)

var (
	endpointOff           = describe(MetricEndpointOff, "1 while an endpoint is switched off, else 0.", "endpoint")
	endpointWaiting       = describe(MetricEndpointWaiting, "Events that wait for an endpoint.", "endpoint")
	endpointWaitingOldest = describe(MetricEndpointWaitingOldest, "How long the oldest of them has waited; 0: there is none.", "endpoint")
	endpointGivenUp       = describe(MetricEndpointGivenUp, "Events that an endpoint did not take and nobody tries any more.", "endpoint")
	endpointLeftWaiting   = describe(MetricEndpointLeftWaiting, "Events that wait for an endpoint that is not in the file any more, until they are forgotten.", "endpoint")
)

// EndpointBooks is the ledger, asked for endpoints alone.
type EndpointBooks interface {
	// HookEndpoints says how every endpoint stands.
	HookEndpoints(ctx context.Context) ([]refund.HookEndpoint, error)
}

// EndpointsConfig says whose endpoints are shown. All of it is needed.
type EndpointsConfig struct {
	Books EndpointBooks
	// Now is the clock ages are reckoned by, UTC.
	Now func() time.Time
	// InFile reports whether an endpoint is in the file of endpoints. One that is not is told nothing.
	InFile func(name string) bool
}

// EndpointsCollector is a prometheus.Collector. While the ledger does not answer it shows nothing.
type EndpointsCollector struct {
	config EndpointsConfig

	mu     sync.Mutex
	readAt time.Time
	stand  []refund.HookEndpoint
	err    error
}

var _ prometheus.Collector = (*EndpointsCollector)(nil)

// NewEndpoints returns a collector, or says what it lacks.
func NewEndpoints(c EndpointsConfig) (*EndpointsCollector, error) {
	if c.Books == nil || c.Now == nil || c.InFile == nil {
		return nil, errors.New("figures: endpoints need books, a clock and a file")
	}
	return &EndpointsCollector{config: c}, nil
}

// Describe implements prometheus.Collector.
func (c *EndpointsCollector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{endpointOff, endpointWaiting, endpointWaitingOldest, endpointGivenUp, endpointLeftWaiting} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c *EndpointsCollector) Collect(out chan<- prometheus.Metric) {
	stand, err := c.latest()
	if err != nil {
		return
	}
	for _, one := range stand {
		if !c.config.InFile(one.Name) {
			out <- gauge(endpointLeftWaiting, float64(one.WaitingCount), one.Name)
			continue
		}
		off, oldest := 0.0, 0.0
		if one.Off {
			off = 1
		}
		if since := one.WaitingSince; since != nil {
			oldest = max(0, c.config.Now().Sub(*since).Seconds())
		}
		out <- gauge(endpointOff, off, one.Name)
		out <- gauge(endpointWaiting, float64(one.WaitingCount), one.Name)
		out <- gauge(endpointWaitingOldest, oldest, one.Name)
		out <- gauge(endpointGivenUp, float64(one.GivenUpCount), one.Name)
	}
}

// latest reads the ledger at most once in defaultKeptFor, failures included.
func (c *EndpointsCollector) latest() ([]refund.HookEndpoint, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.config.Now()
	if !c.readAt.IsZero() && now.Sub(c.readAt) < defaultKeptFor {
		return c.stand, c.err
	}
	ctx, cancel := context.WithTimeout(context.Background(), defaultPatience)
	defer cancel()
	c.readAt = now
	c.stand, c.err = c.config.Books.HookEndpoints(ctx)
	return c.stand, c.err
}
