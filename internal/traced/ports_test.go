package traced_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/makegood/makegood/internal/traced"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

func recorder() (*tracetest.SpanRecorder, trace.Tracer) {
	spans := tracetest.NewSpanRecorder()
	return spans, sdk.NewTracerProvider(sdk.WithSpanProcessor(spans)).Tracer("test")
}

// TestEveryVerbThatTheStoryWaitsForHasASpan calls each verb of the ports on a real ledger, with nothing in it: what it
// answers is all the same, its span is there, with how often its transaction ran.
func TestEveryVerbThatTheStoryWaitsForHasASpan(t *testing.T) {
	store, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	spans, tracer := recorder()
	books := reflect.ValueOf(traced.NewBooks(store, tracer, "sqlite"))
	for _, port := range []reflect.Type{
		reflect.TypeFor[ledger.Cases](), reflect.TypeFor[ledger.Legs](), reflect.TypeFor[ledger.Messages](), reflect.TypeFor[ledger.Deliveries](),
	} {
		for i := range port.NumMethod() {
			name, before := port.Method(i).Name, len(spans.Ended())
			callWithNothing(t.Context(), books.MethodByName(name))
			ended := spans.Ended()[before:]
			if len(ended) != 1 || ended[0].Name() != "ledger "+name || attributeOf(ended[0], "db.operation.name") != name {
				t.Errorf("%s: %v", name, ended)
			}
		}
	}
	reads := []string{"ledger Standing", "ledger Explanation", "ledger PageLink"}
	for _, span := range spans.Ended() {
		if runs := attributeOf(span, "makegood.ledger_runs"); (runs == "1") == slices.Contains(reads, span.Name()) {
			t.Errorf("%s: its transaction ran %s times", span.Name(), runs)
		}
	}
}

// callWithNothing calls a method with a context and zero values.
func callWithNothing(ctx context.Context, method reflect.Value) {
	in := []reflect.Value{reflect.ValueOf(ctx)}
	for i := 1; i < method.Type().NumIn(); i++ {
		in = append(in, reflect.Zero(method.Type().In(i)))
	}
	method.Call(in)
}

// talker is a provider, a channel and a topic whose answers and errors quote people.
type talker struct {
	outcome refund.Outcome
	err     error
	// below is the span that the call was made in.
	below trace.SpanContext
}

const quoted = "buyer@example.com said no"

func (talker) Terms() payment.Terms { return payment.Terms{} }
func (talker) Name() string         { return messaging.ChannelEmail }

func (p *talker) Refund(ctx context.Context, _ payment.Instruction) (refund.Outcome, error) {
	p.below = trace.SpanContextFromContext(ctx)
	return p.outcome, p.err
}

func (p *talker) Lookup(context.Context, payment.Instruction) (payment.Found, error) {
	return payment.Found{Absent: true}, p.err
}

func (p *talker) Deliver(context.Context, messaging.Message) error { return p.err }
func (p *talker) Publish(context.Context, refund.Notice) error     { return p.err }
func (p *talker) instruction() payment.Instruction {
	return payment.Instruction{Refund: "refund/m/o/c", Leg: "1"}
}
func (p *talker) asks(t *testing.T, tracer trace.Tracer) (errs []error) {
	t.Helper()
	provider := traced.NewProvider(p, tracer, "simulator")
	_, refused := provider.Refund(t.Context(), p.instruction())
	_, unheard := provider.Lookup(t.Context(), p.instruction())
	return []error{
		refused, unheard,
		traced.NewChannel(p, tracer).Deliver(t.Context(), messaging.Message{Refund: "refund/m/o/c", To: refund.Contact{Email: quoted}, Body: quoted}),
		traced.NewTopic(p, tracer, "status").Publish(t.Context(), refund.Notice{Refund: "refund/m/o/c", Reason: quoted}),
	}
}

func TestASpanSaysWhatBecameOfACallAndQuotesNobody(t *testing.T) {
	for _, c := range []struct {
		err  error
		kind string
	}{
		{nil, ""},
		{errors.New(quoted), "error"},
		{fmt.Errorf("%s: %w", quoted, context.DeadlineExceeded), "deadline_exceeded"},
		{fmt.Errorf("%s: %w", quoted, messaging.ErrRefused), "refused"},
		{fmt.Errorf("%s: %w", quoted, ledger.ErrInvariant), "invariant"},
		{payment.RateLimited{RetryAfter: time.Second}, "rate_limited"},
		{refund.Problem{Code: refund.CodeMalformed, Detail: quoted}, string(refund.CodeMalformed)},
	} {
		spans, tracer := recorder()
		p := &talker{err: c.err, outcome: refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstruction, Reason: quoted}}
		for i, err := range p.asks(t, tracer) {
			if !errors.Is(err, c.err) {
				t.Errorf("call %d: the error is %v, want %v", i, err, c.err)
			}
		}
		ended := spans.Ended()
		var names []string
		for _, span := range ended {
			names = append(names, span.Name())
			if got := attributeOf(span, "error.type"); got != c.kind || (span.Status().Code == codes.Error) != (c.err != nil) {
				t.Errorf("%s after %v: %q, %v", span.Name(), c.err, got, span.Status())
			}
			if text := fmt.Sprint(span.Attributes(), span.Status(), span.Events()); strings.Contains(text, "buyer") {
				t.Errorf("%s quotes somebody: %s", span.Name(), text)
			}
		}
		if want := []string{"simulator refund", "simulator look-up", "deliver email", "publish status"}; !slices.Equal(names, want) {
			t.Fatalf("spans %v, want %v", names, want)
		}
		if !p.below.Equal(ended[0].SpanContext()) {
			t.Errorf("the call was made in %v, want its span %v", p.below, ended[0].SpanContext())
		}
		if c.err == nil && (attributeOf(ended[0], "makegood.outcome") != string(refund.OutcomeDeclined) || attributeOf(ended[1], "makegood.absent") != "true") {
			t.Errorf("outcomes: %v, %v", ended[0].Attributes(), ended[1].Attributes())
		}
	}
}

// quick is a ledger whose answers cost nothing.
type quick struct{ traced.Books }

func (quick) Standing(context.Context, refund.ID) (refund.Standing, error) {
	return refund.Standing{Status: refund.StatusPayingOut}, nil
}

// BenchmarkVerb is what the span around a verb costs; while tracing is off there is no wrapper.
func BenchmarkVerb(b *testing.B) {
	tracer := sdk.NewTracerProvider(sdk.WithBatcher(tracetest.NewNoopExporter())).Tracer("test")
	books := traced.NewBooks(quick{}, tracer, "sqlite")
	for b.Loop() {
		if _, err := books.Standing(b.Context(), "refund/m/o/c"); err != nil {
			b.Fatal(err)
		}
	}
}
