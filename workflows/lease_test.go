package workflows_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/testsuite"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// watched is a provider whose sends are counted, and that may be slow to answer.
type watched struct {
	payment.Provider
	mu    sync.Mutex
	keys  []string
	slow  func(ctx context.Context)
	terms func(*payment.Terms)
}

func (w *watched) Refund(ctx context.Context, in refund.Instruction) (refund.Outcome, error) {
	w.mu.Lock()
	w.keys = append(w.keys, in.Key)
	w.mu.Unlock()
	if w.slow != nil {
		w.slow(ctx)
	}
	return w.Provider.Refund(ctx, in)
}

func (w *watched) Terms() payment.Terms {
	terms := w.Provider.Terms()
	if w.terms != nil {
		w.terms(&terms)
	}
	return terms
}

// watch puts a watched provider in the place of the simulator's.
func watch(w *watched) func(*activities.Parties) {
	return func(p *activities.Parties) {
		w.Provider = p.Payments.Providers["simulator"]
		p.Payments.Providers["simulator"] = w
	}
}

// payLeg runs the activity by itself, as Temporal does after a reset: at attempt 1.
func (b *bundle) payLeg(w *watched, leg refund.LegStanding) (refund.LegPaid, error) {
	b.t.Helper()
	suite := testsuite.WorkflowTestSuite{}
	env := suite.NewTestActivityEnvironment()
	parties := b.parties()
	watch(w)(&parties)
	parties.Register(env)
	value, err := env.ExecuteActivity(activities.PayLeg.Name, refund.PayLeg{Refund: b.in.Cancellation.ID(), Leg: leg.LegID, Provider: leg.Provider})
	var paid refund.LegPaid
	if err == nil {
		b.must(value.Get(&paid))
	}
	return paid, err
}

// TestAPaymentThatWasInFlightWhenTheRunWasResetIsNotSentOnceMore: the leg was declined, tried again and
// settled under generation 2 meanwhile; Temporal dispatches the activity again at attempt 1.
func TestAPaymentThatWasInFlightWhenTheRunWasResetIsNotSentOnceMore(t *testing.T) {
	b := setup(t, reference("ch_1~decline~forget:1ms")) // and its provider forgets keys
	resolveAfter(time.Hour, refund.ResolveRetry)(b)
	b.run()
	leg := b.view().Legs[0]
	if leg.Generation != 2 || leg.Status != refund.LegSettled {
		t.Fatalf("the leg is %+v: the case tests nothing", leg)
	}
	for range 2 {
		w := &watched{}
		if paid, err := b.payLeg(w, leg); err != nil || len(w.keys) != 0 || paid.Standing.PaidMinor != 22600 {
			t.Errorf("it was sent as %v, and answered %+v %v", w.keys, paid, err)
		}
	}
	if moved := b.moved(); moved != 22600 {
		t.Errorf("the provider moved %d", moved)
	}
}

// TestOfTwoAttemptsAtOnceOneSends: a workflow task ran its batch again while the first one's activity was
// still running.
func TestOfTwoAttemptsAtOnceOneSends(t *testing.T) {
	b := setup(t, nil)
	leg := b.decided("the run").Legs[0]
	sending, done := make(chan struct{}), make(chan error, 1)
	w := &watched{}
	w.slow = func(context.Context) { close(sending); <-done }
	first := make(chan error, 1)
	go func() { _, err := b.payLeg(w, leg); first <- err }()
	<-sending
	second := &watched{}
	_, err := b.payLeg(second, leg)
	done <- nil
	if errFirst := <-first; errFirst != nil {
		t.Errorf("the first attempt: %v", errFirst)
	}
	if len(second.keys) != 0 {
		t.Errorf("the second attempt sent %v as well (%v)", second.keys, err)
	}
	if moved := b.moved(); moved != 22600 {
		t.Errorf("the provider moved %d", moved)
	}
	if now := b.stored(); now.Legs[0].Status != refund.LegSettled {
		t.Errorf("the leg is %+v", now.Legs[0])
	}
}

// TestACallThatOutlivesItsDeadlineIsLookedUpAndPaidOnce: the provider takes longer than the call may.
func TestACallThatOutlivesItsDeadlineIsLookedUpAndPaidOnce(t *testing.T) {
	w, calls := &watched{}, 0
	w.slow = func(ctx context.Context) {
		if calls++; calls == 1 {
			<-ctx.Done()
		}
	}
	b := setupWith(t, nil, watch(w))
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("ended %+v", result)
	}
	if keys := slices.Compact(slices.Clone(w.keys)); len(keys) != 1 {
		t.Errorf("sent under %v", w.keys)
	}
}

// TestASignalAtEveryPointOfTheBatchChangesNothingOfThePayment: it comes while each of the batch's calls
// runs.
func TestASignalAtEveryPointOfTheBatchChangesNothingOfThePayment(t *testing.T) {
	for _, call := range []string{"DecideRefund", "BeginLeg", "RecordOutcome", "ClaimMessage"} {
		for _, act := range []func(*bundle){
			withdrawAfter(20 * time.Millisecond), decideAfter(20*time.Millisecond, refund.VerbReject), looks(20 * time.Millisecond),
		} {
			b := setup(t, nil)
			b.faults.failBefore[call] = 2 // its regular try comes 50 ms later
			act(b)
			result := b.run()
			paid := result.Status == refund.StatusRefunded && result.PaidMinor == 22600
			back := result.Status == refund.StatusWithdrawn && result.PaidMinor == 0
			if !paid && !back {
				t.Errorf("%s: ended %+v", call, result)
			}
		}
	}
}

// TestAWorkerKilledBetweenTheGateAndTheRecordMovesMoneyOnce: at each point between them.
func TestAWorkerKilledBetweenTheGateAndTheRecordMovesMoneyOnce(t *testing.T) {
	for name, die := range map[string]func(b *bundle, leg refund.LegID){
		"after the gate": func(b *bundle, leg refund.LegID) { b.begun(leg) },
		"after the send": func(b *bundle, leg refund.LegID) {
			_, err := b.parties().Payments.Providers["simulator"].Refund(b.t.Context(), b.begun(leg).Instruction)
			b.must(err)
		},
		"after the record": func(b *bundle, leg refund.LegID) { b.paid(leg) },
	} {
		for _, run := range []string{environmentRun, "the run before"} {
			b := setup(t, nil)
			die(b, b.decided(run).Legs[0].LegID)
			if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
				t.Errorf("%s, run %s: ended %+v", name, run, result)
			}
		}
	}
}
