package starter

import (
	"context"
	"errors"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/converter"

	"github.com/makegood/makegood/refund"
)

// TellerConfig is what a Teller works with. Converter may be nil: Temporal's own.
type TellerConfig struct {
	Books     Books
	Stories   Stories
	TaskQueue string
	// Converter reads the input of workflows that have ended. It must be the client's own.
	Converter converter.DataConverter
}

// Teller tells workflows of facts that somebody else has booked, as the intake does of those it books.
type Teller struct{ intake *Webhooks }

// NewTeller returns a Teller.
func NewTeller(c TellerConfig) (*Teller, error) {
	if c.Books == nil || c.Stories == nil || c.TaskQueue == "" {
		return nil, errors.New("starter: a teller needs books, Temporal and a task queue")
	}
	if c.Converter == nil {
		c.Converter = converter.GetDefaultDataConverter()
	}
	return &Teller{intake: &Webhooks{
		config: WebhooksConfig{Books: c.Books, Stories: c.Stories, TaskQueue: c.TaskQueue, Converter: c.Converter},
		counts: webhookCounts{corrections: prometheus.NewCounter(prometheus.CounterOpts{Name: MetricCorrections})},
	}}, nil
}

// Tell tells the refund's open workflow that a fact was booked. Where none is open and a leg that was paid has failed, it
// starts one that corrects it.
func (t *Teller) Tell(ctx context.Context, booked refund.FactBooked, fact refund.ProviderFact) error {
	return t.intake.tellStory(ctx, booked, fact)
}
