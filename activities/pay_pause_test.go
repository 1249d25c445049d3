package activities_test

import (
	"errors"
	"testing"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/refund"
)

// TestWhileAProviderHasNoRoomTheGateIsNotAsked: no lease is held for a call that is not made.
func TestWhileAProviderHasNoRoomTheGateIsNotAsked(t *testing.T) {
	c := newCounter(refund.BeginSend)
	c.pause = 20 * time.Second
	if paid, err := c.pay(t, true); err != nil || !paid.Slow {
		t.Errorf("as a local activity: %+v, %v; want slow", paid, err)
	}
	_, err := c.pay(t, false)
	var again *temporal.ApplicationError
	if !errors.As(err, &again) || again.NextRetryDelay() != 20*time.Second || again.NonRetryable() {
		t.Errorf("as a regular activity: %v; want another try in 20 s", err)
	}
	if c.gate.lease.Attempt != "" || len(c.provider.sent) != 0 {
		t.Errorf("the gate gave %+v, sent %+v", c.gate.lease, c.provider.sent)
	}
}

func TestAShortPauseIsWaitedForWithinTheAttempt(t *testing.T) {
	c := newCounter(refund.BeginSend)
	c.pause = time.Second / 2
	if paid, err := c.pay(t, true); err != nil || !paid.Slow {
		t.Errorf("as a local activity: %+v, %v; want slow", paid, err)
	}
	if _, err := c.pay(t, false); err != nil || len(c.provider.sent) != 1 {
		t.Errorf("%v, sent %+v", err, c.provider.sent)
	}
}

// TestAProviderWithAQueueIsNotTouchedByALocalTry: the queue is its recorded answer.
func TestAProviderWithAQueueIsNotTouchedByALocalTry(t *testing.T) {
	c := newCounter(refund.BeginSend)
	c.queues = map[string]string{"stripe": "refunds-stripe", c.named: "refunds-own"}
	if paid, err := c.pay(t, true); err != nil || !paid.Slow || paid.Queue != "refunds-own" || len(c.provider.sent) != 0 {
		t.Errorf("as a local activity: %+v, %v", paid, err)
	}
	if _, err := c.pay(t, false); err != nil || len(c.provider.sent) != 1 {
		t.Errorf("as a regular activity: %v, sent %+v", err, c.provider.sent)
	}
}

// TestAnAttemptOfTheSharedQueueSaysWhichQueueIsTheProvidersOwn: a story that goes by the answer is sent there. One that
// does not know the answer, of an older worker, is served where it is.
func TestAnAttemptOfTheSharedQueueSaysWhichQueueIsTheProvidersOwn(t *testing.T) {
	c := newCounter(refund.BeginSend)
	c.queues, c.routed = map[string]string{c.named: "refunds-own"}, true
	if paid, err := c.pay(t, false); err != nil || !paid.Slow || paid.Queue != "refunds-own" || len(c.provider.sent) != 0 {
		t.Errorf("by the shared queue: %+v, %v, sent %+v", paid, err, c.provider.sent)
	}
	c.queues[c.named] = "default-test-taskqueue"
	if paid, err := c.pay(t, false); err != nil || paid.Slow || len(c.provider.sent) != 1 {
		t.Errorf("by its own queue: %+v, %v, sent %+v", paid, err, c.provider.sent)
	}
}

func TestWhatNeedsNoProviderWaitsForNone(t *testing.T) {
	c := newCounter(refund.BeginSend)
	c.named, c.gate.begun.Via, c.pause = "", refund.ViaStoreCredit, time.Hour
	if paid, err := c.pay(t, true); err != nil || paid.Slow || len(c.gate.recorded) != 1 {
		t.Errorf("%+v, %v, recorded %+v", paid, err, c.gate.recorded)
	}
}

// TestALegThatIsToGoAsARegularActivityIsNotTouchedByALocalTry: somebody waits for the workflow task's answer.
func TestALegThatIsToGoAsARegularActivityIsNotTouchedByALocalTry(t *testing.T) {
	c := newCounter(refund.BeginSend)
	c.regular, c.queues = true, map[string]string{c.named: "refunds-own"}
	if paid, err := c.pay(t, true); err != nil || !paid.Slow || paid.Queue != "refunds-own" || len(c.provider.sent) != 0 || c.gate.lease.Attempt != "" {
		t.Errorf("as a local activity: %+v, %v, the gate gave %+v", paid, err, c.gate.lease)
	}
	if _, err := c.pay(t, false); err != nil || len(c.provider.sent) != 1 {
		t.Errorf("as a regular activity: %v, sent %+v", err, c.provider.sent)
	}
}
