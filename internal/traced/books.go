package traced

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Books is what a worker asks of the ledger.
type Books interface {
	ledger.Cases
	ledger.Legs
	ledger.Messages
	ledger.Deliveries
	SettlementTimes(ctx context.Context, way ledger.Way) (ledger.SettlementTimes, error)
}

// books has a span around each verb that the story waits for. What it does not name is the inner one's.
type books struct {
	Books
	tracer trace.Tracer
	engine string
}

// NewBooks puts a span around each verb: its name, the refund, the engine by OpenTelemetry's name for it, how often its
// transaction ran, and the status it left the refund in.
func NewBooks(inner Books, tracer trace.Tracer, engine string) Books {
	return books{Books: inner, tracer: tracer, engine: engine}
}

// verb runs one verb of the ledger in a span.
func verb[Out any](ctx context.Context, b books, name string, attributes []attribute.KeyValue, do func(context.Context) (Out, error)) (Out, error) {
	ctx, span := b.tracer.Start(ctx, "ledger "+name, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(attributes...),
		trace.WithAttributes(keyDatabase.String(b.engine), keyOperation.String(name)))
	ctx, runs := ledger.CountingRuns(ctx)
	out, err := do(ctx)
	span.SetAttributes(keyRuns.Int64(runs.Load()))
	span.SetAttributes(ofAnswer(out)...)
	finish(span, err)
	return out, err
}

// DecideRefund implements ledger.Cases.
func (b books) DecideRefund(ctx context.Context, in refund.Decide, rules ledger.Rules) (refund.Decided, error) {
	return verb(ctx, b, "DecideRefund", about(in.Cancellation.ID()), func(ctx context.Context) (refund.Decided, error) {
		return b.Books.DecideRefund(ctx, in, rules)
	})
}

// Standing implements ledger.Cases.
func (b books) Standing(ctx context.Context, id refund.ID) (refund.Standing, error) {
	return verb(ctx, b, "Standing", about(id), func(ctx context.Context) (refund.Standing, error) { return b.Books.Standing(ctx, id) })
}

// CarryOut implements ledger.Cases.
func (b books) CarryOut(ctx context.Context, in refund.ActRequest, rules ledger.Rules) (refund.Acted, error) {
	return verb(ctx, b, "CarryOut", append(about(in.Refund), ofInput(in)...), func(ctx context.Context) (refund.Acted, error) {
		return b.Books.CarryOut(ctx, in, rules)
	})
}

// PassDeadline implements ledger.Cases.
func (b books) PassDeadline(ctx context.Context, in refund.Deadline) (refund.Standing, error) {
	return verb(ctx, b, "PassDeadline", about(in.Refund), func(ctx context.Context) (refund.Standing, error) {
		return b.Books.PassDeadline(ctx, in)
	})
}

// OpenOffer implements ledger.Cases.
func (b books) OpenOffer(ctx context.Context, id refund.ID) (refund.Standing, error) {
	return verb(ctx, b, "OpenOffer", about(id), func(ctx context.Context) (refund.Standing, error) { return b.Books.OpenOffer(ctx, id) })
}

// CloseRefund implements ledger.Cases.
func (b books) CloseRefund(ctx context.Context, in refund.Close) (refund.Standing, error) {
	return verb(ctx, b, "CloseRefund", about(in.Refund), func(ctx context.Context) (refund.Standing, error) {
		return b.Books.CloseRefund(ctx, in)
	})
}

// CountRefused implements ledger.Cases.
func (b books) CountRefused(ctx context.Context, in refund.RefusedSignals) (refund.Standing, error) {
	return verb(ctx, b, "CountRefused", about(in.Refund), func(ctx context.Context) (refund.Standing, error) {
		return b.Books.CountRefused(ctx, in)
	})
}

// BeginLeg implements ledger.Legs.
func (b books) BeginLeg(ctx context.Context, in refund.Begin) (refund.Begun, error) {
	return verb(ctx, b, "BeginLeg", ofLeg(in.Refund, in.Leg), func(ctx context.Context) (refund.Begun, error) {
		return b.Books.BeginLeg(ctx, in)
	})
}

// ResendLeg implements ledger.Legs.
func (b books) ResendLeg(ctx context.Context, in refund.Resend) (refund.Begun, error) {
	return verb(ctx, b, "ResendLeg", ofLeg(in.Refund, in.Leg), func(ctx context.Context) (refund.Begun, error) {
		return b.Books.ResendLeg(ctx, in)
	})
}

// RecordOutcome implements ledger.Legs.
func (b books) RecordOutcome(ctx context.Context, in refund.Record) (refund.Recorded, error) {
	attributes := append(ofLeg(in.Refund, in.Leg), ofOutcome(in.Outcome)...)
	return verb(ctx, b, "RecordOutcome", attributes, func(ctx context.Context) (refund.Recorded, error) {
		return b.Books.RecordOutcome(ctx, in)
	})
}

// ClaimMessage implements ledger.Messages.
func (b books) ClaimMessage(ctx context.Context, id refund.ID, in refund.MessageClaim) (bool, error) {
	attributes := append(about(id), keyNotice.String(string(in.Kind)))
	return verb(ctx, b, "ClaimMessage", attributes, func(ctx context.Context) (bool, error) { return b.Books.ClaimMessage(ctx, id, in) })
}

// Explanation implements ledger.Messages.
func (b books) Explanation(ctx context.Context, id refund.ID, hash string) (refund.Explanation, error) {
	return verb(ctx, b, "Explanation", about(id), func(ctx context.Context) (refund.Explanation, error) {
		return b.Books.Explanation(ctx, id, hash)
	})
}

// PageLink implements ledger.Messages.
func (b books) PageLink(ctx context.Context, id refund.ID) (refund.PageLink, error) {
	return verb(ctx, b, "PageLink", about(id), func(ctx context.Context) (refund.PageLink, error) { return b.Books.PageLink(ctx, id) })
}

// KeepPageLink implements ledger.Messages.
func (b books) KeepPageLink(ctx context.Context, in ledger.PageLinkKept) (refund.PageLink, error) {
	return verb(ctx, b, "KeepPageLink", about(in.Refund), func(ctx context.Context) (refund.PageLink, error) { return b.Books.KeepPageLink(ctx, in) })
}

// NoteDelivery implements ledger.Deliveries.
func (b books) NoteDelivery(ctx context.Context, in ledger.Undelivered) error {
	attributes := append(about(in.Refund), keyNotice.String(string(in.Kind)))
	_, err := verb(ctx, b, "NoteDelivery", attributes, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, b.Books.NoteDelivery(ctx, in)
	})
	return err
}
