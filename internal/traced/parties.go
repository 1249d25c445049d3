package traced

import (
	"context"

	"go.opentelemetry.io/otel/trace"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// provider has a span around each call.
type provider struct {
	payment.Provider
	tracer trace.Tracer
	name   string
}

// NewProvider puts a span around each call of a provider.
func NewProvider(inner payment.Provider, tracer trace.Tracer, name string) payment.Provider {
	return provider{Provider: inner, tracer: tracer, name: name}
}

func (p provider) call(ctx context.Context, what string, in payment.Instruction) (context.Context, trace.Span) {
	return p.tracer.Start(ctx, p.name+" "+what, trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(ofLeg(in.Refund, in.Leg)...), trace.WithAttributes(keyProvider.String(p.name)))
}

// Refund implements payment.Provider.
func (p provider) Refund(ctx context.Context, in payment.Instruction) (refund.Outcome, error) {
	what := "refund"
	if in.Void {
		what = "void"
	}
	ctx, span := p.call(ctx, what, in)
	outcome, err := p.Provider.Refund(ctx, in)
	if err == nil {
		span.SetAttributes(ofOutcome(outcome)...)
	}
	finish(span, err)
	return outcome, err
}

// Lookup implements payment.Provider.
func (p provider) Lookup(ctx context.Context, in payment.Instruction) (payment.Found, error) {
	ctx, span := p.call(ctx, "look-up", in)
	found, err := p.Provider.Lookup(ctx, in)
	switch {
	case err != nil:
	case found.Absent:
		span.SetAttributes(keyAbsent.Bool(true))
	default:
		span.SetAttributes(ofOutcome(found.Outcome)...)
	}
	finish(span, err)
	return found, err
}

// channel has a span around each delivery.
type channel struct {
	messaging.Channel
	tracer trace.Tracer
}

// NewChannel puts a span around each delivery of a channel.
func NewChannel(inner messaging.Channel, tracer trace.Tracer) messaging.Channel {
	return channel{Channel: inner, tracer: tracer}
}

// Deliver implements messaging.Channel.
func (c channel) Deliver(ctx context.Context, m messaging.Message) error {
	ctx, span := c.tracer.Start(ctx, "deliver "+c.Name(), trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(about(m.Refund)...),
		trace.WithAttributes(keyChannel.String(c.Name()), keyNotice.String(string(m.Kind))))
	err := c.Channel.Deliver(ctx, m)
	finish(span, err)
	return err
}

// topic has a span around each record.
type topic struct {
	messaging.StatusTopic
	tracer trace.Tracer
	name   string
}

// NewTopic puts a span around each record of the status topic.
func NewTopic(inner messaging.StatusTopic, tracer trace.Tracer, name string) messaging.StatusTopic {
	return topic{StatusTopic: inner, tracer: tracer, name: name}
}

// Publish implements messaging.StatusTopic.
func (t topic) Publish(ctx context.Context, n refund.Notice) error {
	ctx, span := t.tracer.Start(ctx, "publish "+t.name, trace.WithSpanKind(trace.SpanKindProducer), trace.WithAttributes(about(n.Refund)...),
		trace.WithAttributes(keySystem.String("kafka"), keyNotice.String(string(n.Kind)), keyStatus.String(string(n.Status))))
	err := t.StatusTopic.Publish(ctx, n)
	finish(span, err)
	return err
}
