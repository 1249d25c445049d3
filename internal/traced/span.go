// Package traced puts spans around what a refund does: around the port of the ledger, of providers and of messages, and
// into the Temporal client and worker. It exists only where tracing is on; the adapters know nothing of it.
//
// A span carries ids, closed words and numbers, and nothing that somebody wrote: no contact data, no notes, no texts of
// errors, no amounts.
//
// On the path: package app wraps what it hands to the worker, and its Temporal client.
package traced

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// The attributes of makegood's spans, beside OpenTelemetry's own.
const (
	keyRefund   = attribute.Key("makegood.refund")
	keyMerchant = attribute.Key("makegood.merchant")
	keyOrder    = attribute.Key("makegood.order")
	keyStatus   = attribute.Key("makegood.status")
	keyLeg      = attribute.Key("makegood.leg")
	keyProvider = attribute.Key("makegood.provider")
	keyOutcome  = attribute.Key("makegood.outcome")
	keyClass    = attribute.Key("makegood.decline_class")
	keyAbsent   = attribute.Key("makegood.absent")
	keyGate     = attribute.Key("makegood.gate")
	keyAct      = attribute.Key("makegood.act")
	keyAccepted = attribute.Key("makegood.accepted")
	keyNotice   = attribute.Key("makegood.notice")
	keyChannel  = attribute.Key("makegood.channel")
	keyTold     = attribute.Key("makegood.told")
	keyLocal    = attribute.Key("makegood.local_activity")
	keyAttempt  = attribute.Key("makegood.attempt")
	keyRun      = attribute.Key("makegood.run")
	keyRuns     = attribute.Key("makegood.ledger_runs")

	keyErrorType = attribute.Key("error.type")
	keyDatabase  = attribute.Key("db.system.name")
	keyOperation = attribute.Key("db.operation.name")
	keySystem    = attribute.Key("messaging.system")
)

// about says which refund a span belongs to: by its business keys, which are no personal data.
func about(id refund.ID) []attribute.KeyValue {
	out := []attribute.KeyValue{keyRefund.String(string(id))}
	if key, err := id.Key(); err == nil {
		out = append(out, keyMerchant.String(string(key.Merchant)), keyOrder.String(string(key.Order)))
	}
	return out
}

// finish ends a span. Of an error it keeps the kind alone: its text may quote anybody.
func finish(span trace.Span, err error) {
	if err != nil {
		span.SetAttributes(keyErrorType.String(kindOf(err)))
		span.SetStatus(codes.Error, kindOf(err))
	}
	span.End()
}

// kindOf names the kind of an error, in few words that are makegood's own.
func kindOf(err error) string {
	var application *temporal.ApplicationError
	var limited payment.RateLimited
	switch problem, ok := refund.ProblemIn(err); {
	case ok:
		return string(problem.Code)
	case errors.As(err, &application):
		return application.Type()
	case errors.As(err, &limited):
		return "rate_limited"
	case errors.Is(err, context.DeadlineExceeded):
		return "deadline_exceeded"
	case errors.Is(err, context.Canceled):
		return "canceled"
	}
	for kind, known := range map[string]error{
		"invariant": ledger.ErrInvariant, "not_found": ledger.ErrNotFound, "bad_instruction": payment.ErrBadInstruction,
		"no_address": messaging.ErrNoAddress, "refused": messaging.ErrRefused, "unknown": messaging.ErrUnknown,
	} {
		if errors.Is(err, known) {
			return kind
		}
	}
	return "error"
}

// at is the start option for a moment; the zero moment is now.
func at(moment time.Time) trace.SpanStartOption {
	if moment.IsZero() {
		moment = time.Now()
	}
	return trace.WithTimestamp(moment)
}
