package temporal_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"
	"google.golang.org/grpc"

	"github.com/makegood/makegood/internal/temporal"
)

func TestDialSaysThatTemporalIsAwayAndTriesAgainUntilItIsToldToStop(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	core, logs := observer.New(zapcore.WarnLevel)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err = temporal.Dial(ctx, temporal.Settings{Address: address, Namespace: "default"}, zap.New(core))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if away := logs.FilterMessage("Temporal is away, trying again").Len(); away < 2 {
		t.Errorf("said %d times that Temporal is away, want at least 2", away)
	}
}

// cluster answers as a cluster would whose attributes an operator registers by hand.
type cluster struct {
	client.Client
	operatorservice.OperatorServiceClient
	listed    map[string]enums.IndexedValueType
	forbidden bool
	// usableAfter is how many queries fail before the attributes can be used.
	usableAfter int
	added       int
}

func (c *cluster) OperatorService() operatorservice.OperatorServiceClient { return c }

func (c *cluster) ListSearchAttributes(context.Context, *operatorservice.ListSearchAttributesRequest, ...grpc.CallOption) (*operatorservice.ListSearchAttributesResponse, error) {
	return &operatorservice.ListSearchAttributesResponse{CustomAttributes: c.listed}, nil
}

func (c *cluster) AddSearchAttributes(_ context.Context, in *operatorservice.AddSearchAttributesRequest, _ ...grpc.CallOption) (*operatorservice.AddSearchAttributesResponse, error) {
	if c.forbidden {
		return nil, serviceerror.NewPermissionDenied("no", "")
	}
	c.added += len(in.GetSearchAttributes())
	c.listed = in.GetSearchAttributes()
	return &operatorservice.AddSearchAttributesResponse{}, nil
}

func (c *cluster) CountWorkflow(context.Context, *workflowservice.CountWorkflowExecutionsRequest) (*workflowservice.CountWorkflowExecutionsResponse, error) {
	if c.usableAfter--; c.usableAfter >= 0 {
		return nil, serviceerror.NewInvalidArgument("invalid search attribute: RefundStatus")
	}
	return &workflowservice.CountWorkflowExecutionsResponse{}, nil
}

func TestAttributesAreRegisteredAndAwaitedUntilAQueryAcceptsThem(t *testing.T) {
	c := &cluster{usableAfter: 2}
	if err := temporal.EnsureSearchAttributes(t.Context(), c, "default", zap.NewNop()); err != nil {
		t.Fatal(err)
	}
	if c.added != 9 || c.usableAfter != -1 {
		t.Errorf("registered %d, asked until %d", c.added, c.usableAfter)
	}
}

func TestWhereMakegoodMayNotRegisterItNamesTheCommandsOnceAndWaits(t *testing.T) {
	core, logs := observer.New(zapcore.WarnLevel)
	c := &cluster{forbidden: true, usableAfter: 2}
	if err := temporal.EnsureSearchAttributes(t.Context(), c, "shop", zap.New(core)); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{
		"temporal operator search-attribute create --namespace shop --name RefundStatus --type Keyword",
		"temporal operator search-attribute create --namespace shop --name AmountMinor --type Int",
		"temporal operator search-attribute create --namespace shop --name NeedsHuman --type Bool",
		"temporal operator search-attribute create --namespace shop --name ReviewDueAt --type Datetime",
		"temporal operator search-attribute create --namespace shop --name Ledger --type Keyword",
	} {
		if n := logs.FilterMessage(command).Len(); n != 1 {
			t.Errorf("%q was said %d times, want once", command, n)
		}
	}
}

func TestAnAttributeOfAnotherTypeIsAnErrorAtOnce(t *testing.T) {
	c := &cluster{listed: map[string]enums.IndexedValueType{"AmountMinor": enums.INDEXED_VALUE_TYPE_KEYWORD}}
	err := temporal.EnsureSearchAttributes(t.Context(), c, "default", zap.NewNop())
	if err == nil || err.Error() != "temporal: search attribute has another type: AmountMinor is Keyword, must be Int" {
		t.Errorf("got %v", err)
	}
}
