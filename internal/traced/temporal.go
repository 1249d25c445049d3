package traced

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// temporalInterceptor leads the trace through Temporal: the span that starts a refund stands in the header of the
// workflow's start, and is the parent of all its activities, in every run of it.
//
// Why not the interceptor of go.temporal.io/sdk/contrib/opentelemetry (read at v0.8.1, SDK v1.50.0): its span of a run
// ends when the run does, after weeks, or with the worker's cache; it gets a new id each time a worker loads the
// workflow, also for a query; and it is the parent of everything else. So a worker that is killed leaves a tree whose
// middle nobody has seen (temporalio/sdk-go#2060, temporalio/sdk-java#2801). Here no span that is a parent stays open for
// longer than a call.
type temporalInterceptor struct {
	interceptor.InterceptorBase
	tracer trace.Tracer
}

// NewTemporal makes the interceptor of a client, and of the workers that are made of the client.
func NewTemporal(tracer trace.Tracer) interceptor.Interceptor {
	return &temporalInterceptor{tracer: tracer}
}

// InterceptClient implements interceptor.ClientInterceptor.
func (t *temporalInterceptor) InterceptClient(next interceptor.ClientOutboundInterceptor) interceptor.ClientOutboundInterceptor {
	out := &clientCalls{tracer: t.tracer}
	out.Next = next
	return out
}

// InterceptActivity implements interceptor.WorkerInterceptor.
func (t *temporalInterceptor) InterceptActivity(_ context.Context, next interceptor.ActivityInboundInterceptor) interceptor.ActivityInboundInterceptor {
	in := &activityRun{tracer: t.tracer}
	in.Next = next
	return in
}

// InterceptWorkflow implements interceptor.WorkerInterceptor.
func (t *temporalInterceptor) InterceptWorkflow(_ workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	in := &storyRun{tracer: t.tracer}
	in.Next = next
	return in
}

// clientCalls are starts and acts. Queries have no span: nothing happens by them.
type clientCalls struct {
	interceptor.ClientOutboundInterceptorBase
	tracer trace.Tracer
}

// ExecuteWorkflow implements interceptor.ClientOutboundInterceptor. That the refund exists is an answer, not an error.
func (c *clientCalls) ExecuteWorkflow(ctx context.Context, in *interceptor.ClientExecuteWorkflowInput) (client.WorkflowRun, error) {
	ctx, span := c.tracer.Start(ctx, "start "+in.WorkflowType, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(about(refund.ID(in.Options.ID))...))
	if err := writeHeader(interceptor.Header(ctx), headerTrace, span.SpanContext()); err != nil {
		finish(span, err)
		return nil, err
	}
	run, err := c.Next.ExecuteWorkflow(ctx, in)
	var exists *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &exists) {
		span.End()
	} else {
		finish(span, err)
	}
	return run, err
}

// UpdateWorkflow implements interceptor.ClientOutboundInterceptor.
func (c *clientCalls) UpdateWorkflow(ctx context.Context, in *interceptor.ClientUpdateWorkflowInput) (client.WorkflowUpdateHandle, error) {
	ctx, span := c.tracer.Start(ctx, "update "+in.UpdateName, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(about(refund.ID(in.WorkflowID))...))
	if err := writeHeader(interceptor.Header(ctx), headerTrace, span.SpanContext()); err != nil {
		finish(span, err)
		return nil, err
	}
	handle, err := c.Next.UpdateWorkflow(ctx, in)
	finish(span, err)
	return handle, err
}
