package kafkastatus

import (
	"context"
	"fmt"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/statusevent"
)

// DefaultReconciliationTopic is the topic of the contract.
const DefaultReconciliationTopic = "refunds.reconciliation.v1"

// reconciledType is the ce_type of a record of a reconciliation: the name of its message.
const reconciledType = "makegood.refund.v1.ReconciliationFinished"

// Reconciliations implements messaging.ReconciliationTopic. It is safe for concurrent use.
type Reconciliations struct{ Topic }

var _ messaging.ReconciliationTopic = (*Reconciliations)(nil)

// NewReconciliations checks the configuration; it does not call the brokers.
func NewReconciliations(config Config) (*Reconciliations, error) {
	if config.Topic == "" {
		config.Topic = DefaultReconciliationTopic
	}
	topic, err := New(config)
	if err != nil {
		return nil, err
	}
	return &Reconciliations{*topic}, nil
}

// PublishReconciled implements messaging.ReconciliationTopic. After an error the record may have been written.
func (t *Reconciliations) PublishReconciled(ctx context.Context, r messaging.Reconciled) error {
	record, err := reconciledRecord(r, t.source)
	if err != nil {
		return fmt.Errorf("kafkastatus: write out %s: %w", r.Run, err)
	}
	t.carryInto(ctx, &record)
	if err := t.writer.WriteMessages(ctx, record); err != nil {
		return fmt.Errorf("kafkastatus: publish %s: %w", r.Run, err)
	}
	return nil
}

// reconciledRecord writes a run as a Kafka record, keyed by its account.
func reconciledRecord(r messaging.Reconciled, source string) (kafka.Message, error) {
	value, err := statusevent.ReconciledJSON(r)
	if err != nil {
		return kafka.Message{}, err
	}
	account := foreign.UTF8(r.Provider + "/" + r.Account)
	return kafka.Message{Key: []byte(account), Value: value, Headers: []kafka.Header{
		{Key: "ce_specversion", Value: []byte("1.0")},
		{Key: "ce_id", Value: []byte(foreign.UTF8(r.Run))},
		{Key: "ce_type", Value: []byte(reconciledType)},
		{Key: "ce_source", Value: []byte(source)},
		{Key: "ce_subject", Value: []byte(account)},
		{Key: "ce_time", Value: []byte(r.EndedAt.UTC().Format(time.RFC3339Nano))},
		{Key: "content-type", Value: []byte("application/json")},
	}}, nil
}
