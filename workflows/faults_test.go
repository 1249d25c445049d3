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
	// runID replaces the run's id, when it is set: the test environment gives every run the same.
	runID string
}

var errInjected = errors.New("injected: the database is away")

// environmentRun is the id that the test environment gives every run.
const environmentRun = "default-test-run-id"

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

// ofRun is a key of the run that the test plays.
func (f *faults) ofRun(key string) string {
	if f.runID == "" {
		return key
	}
	return strings.ReplaceAll(key, environmentRun, f.runID)
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

func (f *faults) DecideRefund(ctx context.Context, in refund.Decide, rules ledger.Rules) (refund.Decided, error) {
	in.RunID = f.ofRun(in.RunID)
	return faulty(ctx, f, "DecideRefund", func(ctx context.Context, in refund.Decide) (refund.Decided, error) {
		return f.Store.DecideRefund(ctx, in, rules)
	}, in)
}

func (f *faults) CarryOut(ctx context.Context, in refund.ActRequest, rules ledger.Rules) (refund.Acted, error) {
	return faulty(ctx, f, "CarryOut", func(ctx context.Context, in refund.ActRequest) (refund.Acted, error) {
		return f.Store.CarryOut(ctx, in, rules)
	}, in)
}

func (f *faults) Standing(ctx context.Context, id refund.ID) (refund.Standing, error) {
	return faulty(ctx, f, "Standing", f.Store.Standing, id)
}

func (f *faults) PassDeadline(ctx context.Context, in refund.Deadline) (refund.Standing, error) {
	return faulty(ctx, f, "PassDeadline", f.Store.PassDeadline, in)
}

func (f *faults) OpenOffer(ctx context.Context, id refund.ID) (refund.Standing, error) {
	return faulty(ctx, f, "OpenOffer", f.Store.OpenOffer, id)
}

func (f *faults) CloseRefund(ctx context.Context, in refund.Close) (refund.Standing, error) {
	return faulty(ctx, f, "CloseRefund", f.Store.CloseRefund, in)
}

func (f *faults) CountRefused(ctx context.Context, in refund.RefusedSignals) (refund.Standing, error) {
	in.Key = f.ofRun(in.Key)
	return faulty(ctx, f, "CountRefused", f.Store.CountRefused, in)
}

func (f *faults) BeginLeg(ctx context.Context, in refund.Begin) (refund.Begun, error) {
	return faulty(ctx, f, "BeginLeg", f.Store.BeginLeg, in)
}

func (f *faults) ResendLeg(ctx context.Context, in refund.Resend) (refund.Begun, error) {
	return faulty(ctx, f, "ResendLeg", f.Store.ResendLeg, in)
}

func (f *faults) RecordOutcome(ctx context.Context, in refund.Record) (refund.Recorded, error) {
	return faulty(ctx, f, "RecordOutcome", f.Store.RecordOutcome, in)
}

func (f *faults) ClaimMessage(ctx context.Context, id refund.ID, in refund.MessageClaim) (bool, error) {
	return faulty(ctx, f, "ClaimMessage", func(ctx context.Context, in refund.MessageClaim) (bool, error) {
		return f.Store.ClaimMessage(ctx, id, in)
	}, in)
}

// faultyRules are the real rules, which at times have no answer to what is judged again.
type faultyRules struct {
	ledger.Rules
	refusals int
	// faults are the errors by which it fails first, one after the other.
	faults []error
}

func (r *faultyRules) DecideAgain(in refund.Reassessment, h refund.OrderHistory) (refund.Proposal, error) {
	if len(r.faults) > 0 {
		fault := r.faults[0]
		r.faults = r.faults[1:]
		return refund.Proposal{}, fault
	}
	if r.refusals > 0 {
		r.refusals--
		return refund.Proposal{}, refund.Problem{Code: refund.CodeCapExceeded, Detail: "injected"}
	}
	return r.Rules.DecideAgain(in, h)
}
