package workflows_test

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// faults is the real ledger, failing on request: before a call (nothing happened) or after it
// (it happened, and the caller does not know: a crash).
type faults struct {
	ledger.Store
	mu         sync.Mutex
	failBefore map[string]int
	failAfter  map[string]int
	failed     int
	// refuseReplacing is how many replacements of a proposal are refused, as if another refund of the
	// order had taken its money meanwhile.
	refuseReplacing int
	// runID replaces the run's id, when it is set.
	runID string
}

var errInjected = errors.New("injected: the database is away")

func (f *faults) take(from map[string]int, name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if from[name] == 0 {
		return false
	}
	from[name]--
	f.failed++
	return true
}

func faulty[In, Out any](ctx context.Context, f *faults, name string, do func(context.Context, In) (Out, error), in In) (Out, error) {
	var none Out
	if f.take(f.failBefore, name) {
		return none, errInjected
	}
	out, err := do(ctx, in)
	if err == nil && f.take(f.failAfter, name) {
		return none, errInjected
	}
	return out, err
}

func quiet[In any](do func(context.Context, In) error) func(context.Context, In) (struct{}, error) {
	return func(ctx context.Context, in In) (struct{}, error) { return struct{}{}, do(ctx, in) }
}

func (f *faults) OpenRefund(ctx context.Context, in refund.Open) (refund.Opened, error) {
	if f.runID != "" {
		in.RunID = f.runID
	}
	return faulty(ctx, f, "OpenRefund", f.Store.OpenRefund, in)
}

func (f *faults) History(ctx context.Context, id refund.ID) (refund.OrderHistory, error) {
	return faulty(ctx, f, "History", f.Store.History, id)
}

func (f *faults) ReserveRefund(ctx context.Context, in refund.Reserve) (refund.Reserved, error) {
	return faulty(ctx, f, "ReserveRefund", f.Store.ReserveRefund, in)
}

func (f *faults) MarkRefund(ctx context.Context, in refund.Mark) error {
	if f.runID != "" { // the end of the one run id there is in the environment
		in.Key = strings.ReplaceAll(in.Key, "t-run-id", f.runID)
	}
	_, err := faulty(ctx, f, "MarkRefund", quiet(f.Store.MarkRefund), in)
	return err
}

func (f *faults) ReleaseRefund(ctx context.Context, in refund.Release) error {
	_, err := faulty(ctx, f, "ReleaseRefund", quiet(f.Store.ReleaseRefund), in)
	return err
}

func (f *faults) CloseRefund(ctx context.Context, in refund.Close) error {
	_, err := faulty(ctx, f, "CloseRefund", quiet(f.Store.CloseRefund), in)
	return err
}

func (f *faults) BeginLeg(ctx context.Context, in refund.Begin) (refund.Begun, error) {
	return faulty(ctx, f, "BeginLeg", f.Store.BeginLeg, in)
}

func (f *faults) ResendLeg(ctx context.Context, in refund.Resend) (refund.ResendAnswer, error) {
	return faulty(ctx, f, "ResendLeg", f.Store.ResendLeg, in)
}

func (f *faults) RecordOutcome(ctx context.Context, in refund.Record) (refund.Leg, error) {
	return faulty(ctx, f, "RecordOutcome", f.Store.RecordOutcome, in)
}

func (f *faults) HistoryAnew(ctx context.Context, id refund.ID) (refund.OrderHistory, error) {
	return faulty(ctx, f, "HistoryAnew", f.Store.HistoryAnew, id)
}

func (f *faults) ReplaceRefund(ctx context.Context, in refund.Replace) (refund.Reserved, error) {
	if f.refuseReplacing > 0 {
		f.refuseReplacing--
		return refund.Reserved{Result: refund.ReserveRefused, Code: refund.CodeCapExceeded, Detail: "injected"}, nil
	}
	return faulty(ctx, f, "ReplaceRefund", f.Store.ReplaceRefund, in)
}

func (f *faults) AuthorizeResolution(ctx context.Context, in refund.ResolutionRequest) (refund.Ruling, error) {
	return faulty(ctx, f, "AuthorizeResolution", f.Store.AuthorizeResolution, in)
}

func (f *faults) AuthorizeDecision(ctx context.Context, in refund.DecisionRequest) (refund.Ruling, error) {
	return faulty(ctx, f, "AuthorizeDecision", f.Store.AuthorizeDecision, in)
}

func (f *faults) OpenOffer(ctx context.Context, in refund.OfferMove) (refund.OfferState, error) {
	return faulty(ctx, f, "OpenOffer", f.Store.OpenOffer, in)
}

func (f *faults) EndOffer(ctx context.Context, in refund.OfferEnd) (refund.OfferState, error) {
	return faulty(ctx, f, "EndOffer", f.Store.EndOffer, in)
}
