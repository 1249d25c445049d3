// Package temporal connects to Temporal: it dials with patience, encodes what is kept there,
// and sees to it that the search attributes of a refund can be used.
//
// On the path: worker, starter and the command line get their client here, so that all of them
// encode payloads alike.
package temporal

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/telemetry"
)

// Settings say where Temporal is.
type Settings struct {
	// Address is the frontend's host:port.
	Address   string
	Namespace string
	// Line says how connections are secured.
	Line Line
	// Metrics receives the SDK's figures; nil: none.
	Metrics client.MetricsHandler
	// Trace leads traces through the client's calls and its workers' work; nil: there are none.
	Trace interceptor.ClientInterceptor
	// Encoding is how payloads and failures are encoded. ForWorker: a worker runs on the client.
	Encoding  Encoding
	ForWorker bool
	// OnPoll, if set, is told each time the worker asks the server for a task.
	OnPoll func(Poll)
}

func (s Settings) interceptors() []interceptor.ClientInterceptor {
	if s.Trace == nil {
		return nil
	}
	return []interceptor.ClientInterceptor{s.Trace}
}

// Delays between attempts to reach Temporal: doubled from the first to the longest.
const (
	retryDelayFirst = 250 * time.Millisecond
	retryDelayMax   = 15 * time.Second
)

// Dial connects to Temporal and keeps trying until ctx ends; each failed attempt is logged. The
// error is ctx's, with the last attempt's.
func Dial(ctx context.Context, s Settings, l *zap.Logger) (client.Client, error) {
	for delay := retryDelayFirst; ; delay = min(2*delay, retryDelayMax) {
		c, err := DialOnce(ctx, s, l)
		if err == nil {
			return c, nil
		}
		l.Warn("Temporal is away, trying again",
			zap.String("address", s.Address), zap.Duration("retry_delay", delay), zap.Error(err))
		if wait(ctx, delay) != nil {
			return nil, fmt.Errorf("temporal: %s was away until the end: %w (%w)", s.Address, err, ctx.Err())
		}
	}
}

// DialOnce connects to Temporal, or says at once that it is away: for commands a person waits on.
func DialOnce(ctx context.Context, s Settings, l *zap.Logger) (client.Client, error) {
	options := client.Options{
		HostPort:       s.Address,
		Namespace:      s.Namespace,
		Logger:         telemetry.ForTemporal(l),
		MetricsHandler: s.Metrics,
		DataConverter:  s.converter(), FailureConverter: s.Encoding.FailureConverter(),
		Interceptors: s.interceptors(),
	}
	line, err := s.Line.secure(&options)
	if err != nil {
		return nil, fmt.Errorf("temporal: %s: %w", s.Address, err)
	}
	options.ConnectionOptions.DialOptions = append(options.ConnectionOptions.DialOptions, s.tellingOfPolls()...)
	c, err := client.DialContext(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("temporal: %s: %w", s.Address, line.explain(err))
	}
	return c, nil
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
