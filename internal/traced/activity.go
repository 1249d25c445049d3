package traced

import (
	"context"

	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"

	"github.com/makegood/makegood/refund"
)

// activityRun is one attempt of an activity, local or regular. Each has a span of its own, with the span that started
// the refund as its parent: those of another worker's attempt are in the same trace.
type activityRun struct {
	interceptor.ActivityInboundInterceptorBase
	tracer trace.Tracer
}

// Init implements interceptor.ActivityInboundInterceptor.
func (a *activityRun) Init(next interceptor.ActivityOutboundInterceptor) error {
	out := &activityCalls{}
	out.Next = next
	return a.Next.Init(out)
}

// ExecuteActivity implements interceptor.ActivityInboundInterceptor. A refund that was started without a trace has none.
func (a *activityRun) ExecuteActivity(ctx context.Context, in *interceptor.ExecuteActivityInput) (any, error) {
	header := interceptor.Header(ctx)
	parent := readHeader(header, headerTrace)
	if !parent.IsValid() {
		return a.Next.ExecuteActivity(ctx, in)
	}
	ctx, span := a.start(trace.ContextWithRemoteSpanContext(ctx, parent), readHeader(header, headerAct))
	if len(in.Args) == 1 {
		span.SetAttributes(ofInput(in.Args[0])...)
	}
	out, err := a.Next.ExecuteActivity(ctx, in)
	if err == nil {
		span.SetAttributes(ofAnswer(out)...)
	}
	finish(span, err)
	return out, err
}

func (a *activityRun) start(ctx context.Context, act trace.SpanContext) (context.Context, trace.Span) {
	info := activity.GetInfo(ctx)
	options := []trace.SpanStartOption{
		trace.WithAttributes(about(refund.ID(info.WorkflowExecution.ID))...),
		trace.WithAttributes(keyRun.String(info.WorkflowExecution.RunID), keyLocal.Bool(info.IsLocalActivity), keyAttempt.Int64(int64(info.Attempt))),
	}
	if act.IsValid() {
		options = append(options, trace.WithLinks(trace.Link{SpanContext: act}))
	}
	return a.tracer.Start(ctx, info.ActivityType.Name, options...)
}

// activityCalls is what an activity asks its worker for.
type activityCalls struct {
	interceptor.ActivityOutboundInterceptorBase
}

// GetLogger implements interceptor.ActivityOutboundInterceptor.
func (a *activityCalls) GetLogger(ctx context.Context) log.Logger {
	return withTrace(a.Next.GetLogger(ctx), trace.SpanContextFromContext(ctx))
}
