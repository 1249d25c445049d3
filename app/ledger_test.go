package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func TestAProcessEndsWithItsLedger(t *testing.T) {
	var coded Coded
	lost := make(chan error, 1)
	ctx, stop := untilLost(t.Context(), lost)
	defer stop()
	lost <- ledger.ErrLost
	<-ctx.Done()
	if err := lostLedger(ctx); !errors.Is(err, ledger.ErrLost) || !errors.As(err, &coded) || coded.Code != CodeLedgerAway {
		t.Errorf("it ended with %v", err)
	}
	asked, cancel := context.WithCancel(t.Context())
	ctx, stop = untilLost(asked, make(chan error))
	defer stop()
	cancel()
	<-ctx.Done()
	if err := lostLedger(ctx); err != nil {
		t.Errorf("told to stop, it ended with %v", err)
	}
}

// listing answers each question with the refunds that it has then, or that Temporal is away.
type listing struct{ answers []any }

func (l *listing) ListWorkflow(context.Context, *workflowservice.ListWorkflowExecutionsRequest) (*workflowservice.ListWorkflowExecutionsResponse, error) {
	answer := l.answers[0]
	l.answers = l.answers[1:]
	if err, away := answer.(error); away {
		return nil, err
	}
	out := &workflowservice.ListWorkflowExecutionsResponse{}
	for _, id := range answer.([]string) {
		out.Executions = append(out.Executions, &workflow.WorkflowExecutionInfo{Execution: &common.WorkflowExecution{WorkflowId: id}})
	}
	return out, nil
}

func openedLedger(t *testing.T) (config.Settings, ledger.Store) {
	t.Helper()
	s := nothingListens(t)
	if _, err := CreateLedger(t.Context(), s, time.Now); err != nil {
		t.Fatal(err)
	}
	books, err := OpenLedger(t.Context(), s, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	return s, books
}

// TestAStarterEndsOnceARefundIsKeptInAnotherLedger: when it started there was none to tell.
func TestAStarterEndsOnceARefundIsKeptInAnotherLedger(t *testing.T) {
	s, books := openedLedger(t)
	ticks, problems := make(chan time.Time, 3), make(chan error, 1)
	for range 3 {
		ticks <- time.Time{}
	}
	ctx, stop := untilLost(t.Context(), problems)
	defer stop()
	asked := &listing{answers: []any{[]string{}, errors.New("away"), []string{"refund/m/o9/c"}}}
	newApp(t, s, zap.NewNop()).watchLedger(ctx, asked, books, ticks, problems)
	<-ctx.Done()
	var coded Coded
	err := lostLedger(ctx)
	if !errors.Is(err, temporal.ErrOtherLedger) || !errors.As(err, &coded) || coded.Code != CodeLedgerAway || len(asked.answers) > 0 {
		t.Errorf("it ended with %v after all but %d answers", err, len(asked.answers))
	}
}

func TestAStarterTakesNoKeysFromASealedLedger(t *testing.T) {
	s, books := openedLedger(t)
	ticks, problems := make(chan time.Time, 1), make(chan error, 1)
	if err := books.Seal(t.Context(), refund.Cause{Actor: "olga", Reason: "moved to PostgreSQL"}, refund.Subject{}); err != nil {
		t.Fatal(err)
	}
	ticks <- time.Time{}
	newApp(t, s, zap.NewNop()).watchLedger(t.Context(), &listing{}, books, ticks, problems)
	if err := <-problems; !errors.Is(err, ledger.ErrSealed) {
		t.Errorf("sealed while it ran, it ends with %v", err)
	}
	err := newApp(t, s, zap.NewNop()).RunStarter(t.Context())
	if !errors.Is(err, ledger.ErrSealed) || !strings.Contains(err.Error(), "moved to PostgreSQL") {
		t.Errorf("it ended with %v", err)
	}
}
