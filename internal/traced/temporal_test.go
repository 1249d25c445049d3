package traced_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/internal/traced"
	"github.com/makegood/makegood/refund"
)

// localMax bounds each activity of these tests.
const localMax = time.Minute

const (
	traceOfRecord  = "0af7651916cd43dd8448eb211c80319c"
	parentOfRecord = "b7ad6b7169203331"
)

// suite is a workflow environment that traces.
type suite struct {
	testsuite.WorkflowTestSuite
	spans *tracetest.SpanRecorder
	logs  bytes.Buffer
	env   *testsuite.TestWorkflowEnvironment
}

func newSuite(t *testing.T, traceparent string) *suite {
	t.Helper()
	s := &suite{spans: tracetest.NewSpanRecorder()}
	logger, err := telemetry.NewLogger(telemetry.LogOptions{Level: "info", Format: "json", To: &s.logs})
	if err != nil {
		t.Fatal(err)
	}
	s.SetLogger(telemetry.ForTemporal(logger))
	if traceparent != "" {
		field, err := converter.GetDefaultDataConverter().ToPayload(map[string]string{"traceparent": traceparent})
		if err != nil {
			t.Fatal(err)
		}
		s.SetHeader(&common.Header{Fields: map[string]*common.Payload{"_tracer-data": field}})
	}
	s.env = s.NewTestWorkflowEnvironment()
	tracer := sdk.NewTracerProvider(sdk.WithSpanProcessor(s.spans)).Tracer("test")
	s.env.SetWorkerOptions(worker.Options{Interceptors: []interceptor.WorkerInterceptor{traced.NewTemporal(tracer)}})
	s.env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: "refund/m-1/o-1/c-1"})
	s.env.RegisterActivityWithOptions(pay, activity.RegisterOptions{Name: "PayLeg"})
	s.env.RegisterWorkflowWithOptions(story, workflow.RegisterOptions{Name: refund.WorkflowName})
	return s
}

const secretText = "written by somebody"

// pay fails at its first regular attempt.
func pay(ctx context.Context, in refund.PayLeg) (refund.LegPaid, error) {
	activity.GetLogger(ctx).Info("paying")
	if info := activity.GetInfo(ctx); !info.IsLocalActivity && info.Attempt == 1 {
		return refund.LegPaid{}, temporal.NewApplicationError(secretText, "unavailable")
	}
	return refund.LegPaid{Standing: refund.Standing{Refund: in.Refund, Status: refund.StatusRefunded}}, nil
}

// story pays once locally, and after two weeks once regularly.
func story(ctx workflow.Context) (refund.Result, error) {
	workflow.GetLogger(ctx).Info("begun")
	in := refund.PayLeg{Refund: "refund/m-1/o-1/c-1", Leg: "1", Provider: "simulator"}
	local := workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{ScheduleToCloseTimeout: localMax})
	regular := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: localMax})
	err := errors.Join(workflow.ExecuteLocalActivity(local, "PayLeg", in).Get(ctx, nil), workflow.Sleep(ctx, 14*24*time.Hour),
		workflow.ExecuteActivity(regular, "PayLeg", in).Get(ctx, nil))
	return refund.Result{Status: refund.StatusRefunded}, err
}

func TestEachAttemptAndTheRunAreBelowTheSpanThatStartedTheRefund(t *testing.T) {
	s := newSuite(t, "00-"+traceOfRecord+"-"+parentOfRecord+"-01")
	s.env.ExecuteWorkflow(refund.WorkflowName)
	if err := s.env.GetWorkflowError(); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, span := range s.spans.Ended() {
		names = append(names, span.Name())
		if span.SpanContext().TraceID().String() != traceOfRecord || span.Parent().SpanID().String() != parentOfRecord {
			t.Errorf("%s is in %s below %s", span.Name(), span.SpanContext().TraceID(), span.Parent().SpanID())
		}
		want := map[attribute.Key]string{"makegood.refund": "refund/m-1/o-1/c-1", "makegood.merchant": "m-1", "makegood.order": "o-1"}
		if span.Name() == "PayLeg" {
			want["makegood.leg"], want["makegood.provider"] = "1", "simulator"
		}
		for key, value := range want {
			if got := attributeOf(span, key); got != value {
				t.Errorf("%s: %s is %q, want %q", span.Name(), key, got, value)
			}
		}
	}
	if want := []string{"PayLeg", "PayLeg", "PayLeg", "Refund"}; !slices.Equal(names, want) {
		t.Fatalf("spans %v, want %v", names, want)
	}
	s.wantFailedFirst(t)
	if n := strings.Count(s.logs.String(), `"trace_id":"`+traceOfRecord+`"`); n != 4 {
		t.Errorf("%d lines have the trace's id, want the story's and three attempts':\n%s", n, s.logs.String())
	}
}

// wantFailedFirst: the first regular attempt failed, by its kind and without its text.
func (s *suite) wantFailedFirst(t *testing.T) {
	t.Helper()
	ended := s.spans.Ended()
	local, failed, paid := ended[0], ended[1], ended[2]
	if attributeOf(local, "makegood.local_activity") != "true" || attributeOf(local, "makegood.attempt") != "1" {
		t.Errorf("the local attempt says %v", local.Attributes())
	}
	if failed.Status().Code != codes.Error || attributeOf(failed, "error.type") != "unavailable" || attributeOf(failed, "makegood.attempt") != "1" {
		t.Errorf("the failed attempt says %v, %v", failed.Status(), failed.Attributes())
	}
	if paid.Status().Code == codes.Error || attributeOf(paid, "makegood.attempt") != "2" {
		t.Errorf("the second attempt says %v, %v", paid.Status(), paid.Attributes())
	}
	for _, span := range ended {
		if strings.Contains(span.Status().Description, secretText) || len(span.Events()) > 0 {
			t.Errorf("%s quotes the error: %v %v", span.Name(), span.Status(), span.Events())
		}
	}
}

func TestARefundThatWasStartedWithoutATraceHasNone(t *testing.T) {
	for _, header := range []string{"", "no traceparent", "00-00000000000000000000000000000000-b7ad6b7169203331-01"} {
		s := newSuite(t, header)
		s.env.ExecuteWorkflow(refund.WorkflowName)
		if err := s.env.GetWorkflowError(); err != nil || len(s.spans.Started()) > 0 || strings.Contains(s.logs.String(), "trace_id") {
			t.Errorf("header %q: %v, %d spans, logs %s", header, err, len(s.spans.Started()), s.logs.String())
		}
	}
}

func TestWhatIsNotSampledIsNotMade(t *testing.T) {
	s := newSuite(t, "00-"+traceOfRecord+"-"+parentOfRecord+"-00")
	s.env.ExecuteWorkflow(refund.WorkflowName)
	if err := s.env.GetWorkflowError(); err != nil || len(s.spans.Ended()) > 0 {
		t.Errorf("%v, %d spans", err, len(s.spans.Ended()))
	}
}

// TestTheNextRunHasTheSameParent: a run that continues as new hands on the header of its start.
func TestTheNextRunHasTheSameParent(t *testing.T) {
	s := newSuite(t, "00-"+traceOfRecord+"-"+parentOfRecord+"-01")
	s.env.RegisterWorkflowWithOptions(func(ctx workflow.Context) error {
		return workflow.NewContinueAsNewError(ctx, refund.WorkflowName)
	}, workflow.RegisterOptions{Name: "Continued"})
	s.env.ExecuteWorkflow("Continued")
	var next *workflow.ContinueAsNewError
	if !errors.As(s.env.GetWorkflowError(), &next) {
		t.Fatalf("got %v", s.env.GetWorkflowError())
	}
	var fields map[string]string
	if err := converter.GetDefaultDataConverter().FromPayload(next.Header.GetFields()["_tracer-data"], &fields); err != nil {
		t.Fatal(err)
	}
	if want := "00-" + traceOfRecord + "-" + parentOfRecord + "-01"; fields["traceparent"] != want {
		t.Errorf("the next run's header has %v, want %s", fields, want)
	}
	if ended := s.spans.Ended(); len(ended) != 1 || ended[0].Status().Code == codes.Error {
		t.Errorf("the run's span: %v", ended)
	}
}

func attributeOf(span sdk.ReadOnlySpan, key attribute.Key) string {
	for _, a := range span.Attributes() {
		if a.Key == key {
			return a.Value.String()
		}
	}
	return ""
}
