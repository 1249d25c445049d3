package starter

import (
	"context"
	"strings"
	"time"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// refusal is why a record becomes a dead letter, and at which stage.
type refusal struct {
	stage   string
	problem refund.Problem
}

// bury writes a record to the dead-letter topic, sealed for its owner; nothing else is changed by it.
func bury(ctx context.Context, to letters, v *privacy.Vault, r kafka.Record, why refusal, now time.Time) (kafka.Letter, error) {
	letter := kafka.Letter{Stage: why.stage, Reason: string(why.problem.Code), Detail: why.problem.Error(), At: now}
	sealed, err := sealedRecord(ctx, v, r, event.Owner(r.Value, now))
	if err != nil {
		return letter, err
	}
	return letter, to.Write(ctx, sealed, letter)
}

// plainHeaders are the headers of a record that a dead letter keeps as they are: they say what the record is, not whom
// it is about. Those that are ours begin with dlq_.
var plainHeaders = map[string]bool{
	"ce_specversion": true, "ce_id": true, "ce_type": true, "ce_source": true, "ce_time": true, "content-type": true, telemetry.HeaderTraceparent: true,
}

// sealedRecord is a record as it lies in the dead-letter topic: its value, its headers, and a key that is no order's
// id are sealed. They are the customer's whom the value names; else the order's, or the month's.
func sealedRecord(ctx context.Context, v *privacy.Vault, r kafka.Record, owner refund.KeyOwner) (kafka.Record, error) {
	value, err := v.SealBytes(ctx, owner, r.Value)
	if err != nil {
		return r, err
	}
	r.Value = value
	if !refund.ValidBusinessID(string(r.Key)) {
		if r.Key, err = v.SealBytes(ctx, owner, r.Key); err != nil {
			return r, err
		}
	}
	headers := make([]kafka.Header, len(r.Headers))
	for i, h := range r.Headers {
		if !plainHeaders[h.Key] && !strings.HasPrefix(h.Key, kafka.HeaderPrefix) {
			if h.Value, err = v.SealBytes(ctx, owner, h.Value); err != nil {
				return r, err
			}
		}
		headers[i] = h
	}
	r.Headers = headers
	return r, nil
}
