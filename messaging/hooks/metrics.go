package hooks

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

// MetricTries counts posts by what came of them.
const MetricTries = "makegood_endpoint_tries_total"

func newTries(to prometheus.Registerer) (*prometheus.CounterVec, error) {
	tries := prometheus.NewCounterVec(prometheus.CounterOpts{Name: MetricTries, Help: "Posts to endpoints, by what came of them."}, []string{"endpoint", "result"})
	if err := to.Register(tries); err != nil {
		return nil, fmt.Errorf("hooks: %w", err)
	}
	return tries, nil
}
