package starter

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/refund"
)

// requestServer is a Temporal that keeps what it was asked, and answers with an error, or with what the update came to.
type requestServer struct {
	start  client.StartWorkflowOptions
	input  refund.Request
	update client.UpdateWorkflowOptions

	err, refused error
	answer       refund.Requested
}

func (a *requestServer) NewWithStartWorkflowOperation(o client.StartWorkflowOptions, _ any, args ...any) client.WithStartWorkflowOperation {
	a.start, a.input = o, args[0].(refund.Request)
	return nil
}

func (a *requestServer) UpdateWithStartWorkflow(_ context.Context, o client.UpdateWithStartWorkflowOptions) (client.WorkflowUpdateHandle, error) {
	a.update = o.UpdateOptions
	return updateHandle{asked: a}, a.err
}

type updateHandle struct {
	client.WorkflowUpdateHandle
	asked *requestServer
}

func (h updateHandle) Get(_ context.Context, into any) error {
	*into.(*refund.Requested) = h.asked.answer
	return h.asked.refused
}

func requestOf(order string) refund.Request {
	return refund.Request{Digest: "v1:x", Cancellation: refund.Cancellation{Key: refund.Key{Merchant: "m", Order: refund.OrderID(order), Request: "c-1"}}}
}

func TestARequestStartsItsWorkflowOrAsksTheOneUnderWay(t *testing.T) {
	server := &requestServer{answer: refund.Requested{Version: 4}}
	requests := Requests{Temporal: server, TaskQueue: "refunds", Now: func() time.Time { return time.Unix(0, 0).UTC() }}
	answer, err := requests.Request(t.Context(), requestOf("o-1"))
	if err != nil || answer.Version != 4 {
		t.Fatalf("%+v, %v", answer, err)
	}
	if s := server.start; s.ID != "refund/m/o-1/c-1" || s.TaskQueue != "refunds" || s.WorkflowIDConflictPolicy != enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING ||
		s.WorkflowIDReusePolicy != enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE || s.Memo[refund.MemoDigest] != "v1:x" {
		t.Errorf("started as %+v", s)
	}
	if !server.input.Awaited {
		t.Error("the workflow does not know that somebody waits")
	}
	if u := server.update; u.WorkflowID != server.start.ID || u.UpdateName != refund.UpdateRequest || u.Args[0] != (refund.Requesting{Digest: "v1:x"}) {
		t.Errorf("asked %+v", u)
	}
	first := server.update.UpdateID
	if _, err := requests.Request(t.Context(), requestOf("o-1")); err != nil || server.update.UpdateID != first {
		t.Errorf("the same request again is update %q, was %q: it would be another one (%v)", server.update.UpdateID, first, err)
	}
}

func TestWhatTemporalsRefusalOfARequestMeans(t *testing.T) {
	conflict := refund.Problem{Code: refund.CodeConflict, Detail: "another body"}
	for _, c := range []struct {
		name   string
		server requestServer
		is     error
		code   refund.Code
	}{
		{"its workflow has ended", requestServer{err: serviceerror.NewWorkflowExecutionAlreadyStarted("exists", "request", "run")}, ErrOver, ""},
		{"the workflow refused it", requestServer{refused: temporal.NewApplicationError(conflict.Error(), string(conflict.Code))}, nil, refund.CodeConflict},
		{"no worker answers in time", requestServer{err: client.NewWorkflowUpdateServiceTimeoutOrCanceledError(errAway)}, context.DeadlineExceeded, ""},
		{"its workflow ended before it answered", requestServer{refused: temporal.NewApplicationError("completed", refund.UpdateWithoutAnswer)}, context.DeadlineExceeded, ""},
		{"Temporal is away", requestServer{err: errAway}, errAway, ""},
		{"a worker that does not know the update", requestServer{refused: errAnswerLost}, errAnswerLost, ""},
	} {
		requests := Requests{Temporal: &c.server, Now: time.Now}
		_, err := requests.Request(t.Context(), requestOf("o-1"))
		problem, _ := refund.ProblemIn(err)
		if err == nil || c.is != nil && !errors.Is(err, c.is) || problem.Code != c.code {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.code != "" && problem != conflict {
			t.Errorf("%s: %+v", c.name, problem)
		}
	}
}
