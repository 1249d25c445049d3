// Package temporal connects to Temporal: it dials with patience, carries the DataConverter seam,
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
	"go.temporal.io/sdk/converter"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/telemetry"
)

// Settings say where Temporal is.
type Settings struct {
	// Address is the frontend's host:port.
	Address   string
	Namespace string
	// Metrics receives the SDK's figures; nil: none.
	Metrics client.MetricsHandler
	// OnPoll, if set, is told each time the worker asks the server for a task.
	OnPoll func(Poll)
}

// DataConverter is how every payload in Temporal is encoded. It is the one seam for encryption:
// contact data travels in one field of the workflow's input, and will be encrypted here.
func DataConverter() converter.DataConverter { return converter.GetDefaultDataConverter() }

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
	c, err := client.DialContext(ctx, client.Options{
		HostPort:          s.Address,
		Namespace:         s.Namespace,
		Logger:            telemetry.ForTemporal(l),
		MetricsHandler:    s.Metrics,
		DataConverter:     DataConverter(),
		ConnectionOptions: client.ConnectionOptions{DialOptions: s.tellingOfPolls()},
	})
	if err != nil {
		return nil, fmt.Errorf("temporal: %s: %w", s.Address, err)
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
