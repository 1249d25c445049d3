package starter

import (
	"context"
	"errors"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/starter/event"
)

// The names of the figures of records that were read and wait for their turn. None has a label by merchant: there
// may be any number of them.
const (
	// MetricWaiting counts the records, those behind another one of their key apart.
	MetricWaiting = "makegood_intake_waiting_records"
	// MetricWaitingMerchants counts their merchants, and MetricWaitingMost is how many records the one with most of
	// them has.
	MetricWaitingMerchants = "makegood_intake_waiting_merchants"
	MetricWaitingMost      = "makegood_intake_waiting_most_records"
)

// turn lets merchants take turns among the records that were read ahead; nil where none are.
func (c Config) turn() (func(context.Context, kafka.Record) (func(), error), error) {
	t := newTurns(c.InFlightMax)
	if err := t.register(c.Metrics); err != nil {
		return nil, err
	}
	if c.LookAhead == 0 {
		return nil, nil
	}
	return func(ctx context.Context, r kafka.Record) (func(), error) {
		return t.wait(ctx, event.MerchantOf(r.Value))
	}, nil
}

// register shows what waits. The figures are read when they are asked for.
func (t *turns) register(registry prometheus.Registerer) error {
	gauge := func(name, help string, of func(queued) int) error {
		return registry.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help},
			func() float64 { return float64(of(t.look())) }))
	}
	err := errors.Join(
		gauge(MetricWaiting, "Records that wait for their turn.", func(q queued) int { return q.records }),
		gauge(MetricWaitingMerchants, "Merchants of which records wait for their turn.", func(q queued) int { return q.merchants }),
		gauge(MetricWaitingMost, "Records that wait of the merchant that has most.", func(q queued) int { return q.most }),
	)
	if err != nil {
		return fmt.Errorf("starter: metrics: %w", err)
	}
	return nil
}
