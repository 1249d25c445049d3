package traced

import (
	"context"
	"crypto/sha256"
	"errors"

	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/refund"
)

// storyRun is one run of a workflow. It gives no command, and reads nothing but headers that stand in the history: a
// history replays with it and without it.
type storyRun struct {
	interceptor.WorkflowInboundInterceptorBase
	tracer trace.Tracer
	// started is the span that started the refund; none: it is not traced.
	started trace.SpanContext
}

// Init implements interceptor.WorkflowInboundInterceptor.
func (s *storyRun) Init(next interceptor.WorkflowOutboundInterceptor) error {
	out := &storyCalls{run: s}
	out.Next = next
	return s.Next.Init(out)
}

// ExecuteWorkflow implements interceptor.WorkflowInboundInterceptor.
func (s *storyRun) ExecuteWorkflow(ctx workflow.Context, in *interceptor.ExecuteWorkflowInput) (any, error) {
	s.started = readHeader(interceptor.WorkflowHeader(ctx), headerTrace)
	result, err := s.Next.ExecuteWorkflow(ctx, in)
	if s.started.IsValid() && !workflow.IsReplaying(ctx) {
		s.end(ctx, result, err)
	}
	return result, err
}

// end tells the run as one span, from its start to its end. A task that ends a run may be carried out twice, where a
// worker dies over it: the span has the same id both times.
func (s *storyRun) end(ctx workflow.Context, result any, err error) {
	info := workflow.GetInfo(ctx)
	parent := telemetry.WithSpanID(trace.ContextWithRemoteSpanContext(context.Background(), s.started), spanOfRun(info.WorkflowExecution.RunID))
	_, span := s.tracer.Start(parent, info.WorkflowType.Name, at(info.WorkflowStartTime),
		trace.WithAttributes(about(refund.ID(info.WorkflowExecution.ID))...), trace.WithAttributes(keyRun.String(info.WorkflowExecution.RunID)))
	span.SetAttributes(ofAnswer(result)...)
	var continued *workflow.ContinueAsNewError
	if errors.As(err, &continued) {
		err = nil
	}
	finish(span, err)
}

func spanOfRun(run string) (id trace.SpanID) {
	hash := sha256.Sum256([]byte(run))
	copy(id[:], hash[:])
	return id
}

type actKey struct{}

// ExecuteUpdate implements interceptor.WorkflowInboundInterceptor: what is done for an act is linked to the span of
// whoever sent it. It stays in the refund's own trace.
func (s *storyRun) ExecuteUpdate(ctx workflow.Context, in *interceptor.UpdateInput) (any, error) {
	if act := readHeader(interceptor.WorkflowHeader(ctx), headerTrace); act.IsValid() {
		ctx = workflow.WithValue(ctx, actKey{}, act)
	}
	return s.Next.ExecuteUpdate(ctx, in)
}

// storyCalls is what a run asks for.
type storyCalls struct {
	interceptor.WorkflowOutboundInterceptorBase
	run *storyRun
}

// ExecuteActivity implements interceptor.WorkflowOutboundInterceptor.
func (s *storyCalls) ExecuteActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	if err := s.carry(ctx); err != nil {
		return failed(ctx, err)
	}
	return s.Next.ExecuteActivity(ctx, name, args...)
}

// ExecuteLocalActivity implements interceptor.WorkflowOutboundInterceptor. Its header is not recorded.
func (s *storyCalls) ExecuteLocalActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	if err := s.carry(ctx); err != nil {
		return failed(ctx, err)
	}
	return s.Next.ExecuteLocalActivity(ctx, name, args...)
}

// NewContinueAsNewError implements interceptor.WorkflowOutboundInterceptor: the next run has the same parent.
func (s *storyCalls) NewContinueAsNewError(ctx workflow.Context, fn any, args ...any) error {
	if err := writeHeader(interceptor.WorkflowHeader(ctx), headerTrace, s.run.started); err != nil {
		return err
	}
	return s.Next.NewContinueAsNewError(ctx, fn, args...)
}

// GetLogger implements interceptor.WorkflowOutboundInterceptor.
func (s *storyCalls) GetLogger(ctx workflow.Context) log.Logger {
	return withTrace(s.Next.GetLogger(ctx), s.run.started)
}

// carry puts the refund's span into an activity's header, and that of the act it belongs to.
func (s *storyCalls) carry(ctx workflow.Context) error {
	if !s.run.started.IsValid() {
		return nil
	}
	header := interceptor.WorkflowHeader(ctx)
	act, _ := ctx.Value(actKey{}).(trace.SpanContext)
	return errors.Join(writeHeader(header, headerTrace, s.run.started), writeHeader(header, headerAct, act))
}

func failed(ctx workflow.Context, err error) workflow.Future {
	future, settable := workflow.NewFuture(ctx)
	settable.SetError(err)
	return future
}

// withTrace adds a span to each line of a logger.
func withTrace(logger log.Logger, at trace.SpanContext) log.Logger {
	if !at.IsValid() {
		return logger
	}
	return log.With(logger, telemetry.FieldTrace, at.TraceID().String(), telemetry.FieldSpan, at.SpanID().String())
}
