package activities_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// gate answers as it is told, and keeps what is recorded.
type gate struct {
	begun, resent refund.Begun
	// now is the worker's clock; the gate takes slow.
	now      time.Time
	slow     time.Duration
	recorded []refund.Record
	lease    refund.Begin
}

func (g *gate) BeginLeg(_ context.Context, in refund.Begin) (refund.Begun, error) {
	g.lease = in
	g.now = g.now.Add(g.slow)
	return g.begun, nil
}

func (g *gate) ResendLeg(_ context.Context, in refund.Resend) (refund.Begun, error) {
	g.lease = in.Begin
	return g.resent, nil
}

func (g *gate) RecordOutcome(ctx context.Context, in refund.Record) (refund.Recorded, error) {
	g.recorded = append(g.recorded, in)
	return refund.Recorded{Standing: refund.Standing{Version: 2}}, ctx.Err()
}

// provider answers as it is told, and keeps what it was asked.
type provider struct {
	outcome refund.Outcome
	err     error
	found   payment.Found
	sent    []refund.Instruction
	looked  int
	terms   payment.Terms
}

func (p *provider) Refund(ctx context.Context, in refund.Instruction) (refund.Outcome, error) {
	p.sent = append(p.sent, in)
	return p.outcome, p.err
}

func (p *provider) Lookup(context.Context, refund.Instruction) (payment.Found, error) {
	p.looked++
	return p.found, nil
}

func (p *provider) Terms() payment.Terms { return p.terms }

// counter is a leg to be paid, with its gate and its provider.
type counter struct {
	gate     gate
	provider provider
	// named is the provider as the standing names it.
	named  string
	pause  time.Duration
	queues map[string]string
	// routed: the story goes by the queue that it is told.
	routed bool
	// regular: no local activity is to send it.
	regular bool
}

func newCounter(result refund.BeginResult) *counter {
	instruction := refund.Instruction{Key: "k1", Refund: "refund/m/o/c", Leg: "1", Provider: "bank", Reference: "pinned", AmountMinor: 100, Currency: "CNY"}
	return &counter{
		named: "bank",
		gate: gate{
			now:    at,
			begun:  refund.Begun{Result: result, Instruction: instruction, Generation: 1},
			resent: refund.Begun{Result: refund.BeginSend, Instruction: instruction, Generation: 1},
		},
		provider: provider{
			outcome: refund.Outcome{Kind: refund.OutcomeSettled},
			terms:   payment.Terms{CallTimeout: time.Second, SettlingDelay: 30 * time.Second, LookupDelays: []time.Duration{7 * time.Second}, UsualAnswer: time.Second},
		},
	}
}

// pay runs PayLeg, as a local or as a regular activity.
func (c *counter) pay(t *testing.T, local bool) (refund.LegPaid, error) {
	t.Helper()
	suite := testsuite.WorkflowTestSuite{}
	env := suite.NewTestActivityEnvironment()
	parties := activities.Parties{Ledger: activities.Ledger{Books: &bookOfActs{}}, Payments: activities.Payments{
		Providers: map[string]payment.Provider{"bank": &c.provider}, Gate: &c.gate,
		Queues: c.queues, Pause: func(string) time.Duration { return c.pause },
		NewAttempt: func() string { return "attempt" }, Clock: func() time.Time { return c.gate.now }, Channels: []string{"email"},
	}}
	parties.Register(env)
	in := refund.PayLeg{Refund: "refund/m/o/c", Leg: "1", Provider: c.named, Routed: c.routed, Claims: []refund.MessageClaim{{MessageID: "m"}}, Regular: c.regular}
	run := env.ExecuteActivity
	if local {
		run = env.ExecuteLocalActivity
	}
	fn := any(activities.PayLeg.Name)
	if local {
		fn = parties.Payments.PayLeg
	}
	value, err := run(fn, in)
	var paid refund.LegPaid
	if err == nil {
		err = value.Get(&paid)
	}
	return paid, err
}

func TestALegIsSentToWhomTheGateNamesAndTheLeaseCoversTheCall(t *testing.T) {
	c := newCounter(refund.BeginSend)
	if _, err := c.pay(t, false); err != nil {
		t.Fatal(err)
	}
	if len(c.provider.sent) != 1 || c.provider.sent[0].Reference != "pinned" || c.provider.looked != 0 {
		t.Errorf("sent %+v, looked %d times", c.provider.sent, c.provider.looked)
	}
	if c.gate.lease.CallTimeout <= c.provider.terms.CallTimeout || c.gate.lease.SettlingDelay != 30*time.Second || c.gate.lease.Attempt != "attempt" {
		t.Errorf("leased %+v", c.gate.lease)
	}
	if got := c.gate.recorded; len(got) != 1 || got[0].Outcome.Kind != refund.OutcomeSettled || got[0].Attempt != "attempt" || got[0].Claims[0].Channels[0] != "email" {
		t.Errorf("recorded %+v", got)
	}
}

// TestAKeyThatMayBeForgottenIsNotSentAgain: within the provider's memory "absent" is its word, later it is not.
// cannotTell is the look-up of a provider that has none.
var cannotTell = payment.Found{Repeatable: true, Outcome: refund.Outcome{Kind: refund.OutcomeUnknown, Reason: "no look-up"}}

func TestAKeyThatMayBeForgottenIsNotSentAgain(t *testing.T) {
	for _, c := range []struct {
		name  string
		after time.Duration
		sends int
		want  refund.OutcomeKind
	}{
		{"within the provider's memory the same key is sent again", 23 * time.Hour, 1, refund.OutcomeSettled},
		{"after it a person has to clear the leg", 24 * time.Hour, 0, refund.OutcomeAbnormal},
	} {
		for _, found := range []payment.Found{{Absent: true}, cannotTell} {
			leg := newCounter(refund.BeginLookUp)
			first := at.Add(-c.after)
			leg.gate.begun.FirstSentAt, leg.provider.found = &first, found
			leg.provider.terms.RemembersKeys = 24 * time.Hour
			_, _ = leg.pay(t, false) // an undecided leg is asked about again
			if got := leg.gate.recorded; len(leg.provider.sent) != c.sends || len(got) != 1 || got[0].Outcome.Kind != c.want {
				t.Errorf("%s, found %+v: sent %d times, recorded %+v", c.name, found, len(leg.provider.sent), got)
			}
		}
	}
}

func TestASlowProviderIsNotTouchedByALocalTry(t *testing.T) {
	c := newCounter(refund.BeginSend)
	c.provider.terms.UsualAnswer = 5 * time.Second
	paid, err := c.pay(t, true)
	if err != nil || !paid.Slow || len(c.provider.sent) != 0 || c.gate.lease.Attempt != "" {
		t.Errorf("got %+v %v, sent %v, leased %+v", paid, err, c.provider.sent, c.gate.lease)
	}
}

func TestSilenceIsAValueOfALocalTryAndAnotherTryOfARegularOne(t *testing.T) {
	for _, local := range []bool{true, false} {
		c := newCounter(refund.BeginSend)
		c.provider.outcome = refund.Outcome{Kind: refund.OutcomeUnknown, Reason: "no answer"}
		paid, err := c.pay(t, local)
		if local && (err != nil || paid.NextSeconds != 7) {
			t.Errorf("local: got %+v %v", paid, err)
		}
		var again *temporal.ApplicationError
		if !local && (!errors.As(err, &again) || again.NextRetryDelay() != 7*time.Second || again.NonRetryable()) {
			t.Errorf("regular: got %+v %v", paid, err)
		}
		if len(c.gate.recorded) != 1 || c.gate.recorded[0].Outcome.Kind != refund.OutcomeUnknown {
			t.Errorf("recorded %+v", c.gate.recorded)
		}
	}
}

// TestNothingIsSentWhenTheGateTookSoLongThatTheLeaseNoLongerCoversTheCall: its margin is two seconds.
func TestNothingIsSentWhenTheGateTookSoLongThatTheLeaseNoLongerCoversTheCall(t *testing.T) {
	c := newCounter(refund.BeginSend)
	c.gate.slow = 2100 * time.Millisecond
	_, err := c.pay(t, false)
	if len(c.provider.sent) != 0 || err == nil {
		t.Errorf("sent %v, %v", c.provider.sent, err)
	}
	if got := c.gate.recorded; len(got) != 1 || got[0].Outcome.Kind != refund.OutcomeNotSent {
		t.Errorf("recorded %+v", got)
	}
}

func TestWhatMayHaveBeenSentIsLookedUpBeforeItIsSentAgain(t *testing.T) {
	for name, row := range map[string]struct {
		found  payment.Found
		resent refund.BeginResult
		sent   int
		kind   refund.OutcomeKind
	}{
		"the provider knows it":            {payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeSettled}}, refund.BeginSend, 0, refund.OutcomeSettled},
		"the provider has never heard":     {payment.Found{Absent: true}, refund.BeginSend, 1, refund.OutcomeSettled},
		"the provider has no look-up":      {cannotTell, refund.BeginSend, 1, refund.OutcomeSettled},
		"and a stop forbids to send it":    {cannotTell, refund.BeginStopped, 0, ""},
		"another attempt may still send":   {payment.Found{Absent: true}, refund.BeginNotNow, 0, ""},
		"a stop forbids to send it again":  {payment.Found{Absent: true}, refund.BeginStopped, 0, ""},
		"it was sent again by another one": {payment.Found{Absent: true}, refund.BeginLookUp, 0, ""},
		"a look-up without an answer":      {payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeUnknown}}, refund.BeginSend, 0, refund.OutcomeUnknown},
	} {
		c := newCounter(refund.BeginLookUp)
		c.provider.found, c.gate.resent.Result = row.found, row.resent
		_, _ = c.pay(t, false)
		if len(c.provider.sent) != row.sent || c.provider.looked != 1 {
			t.Errorf("%s: sent %v, looked %d times", name, c.provider.sent, c.provider.looked)
		}
		var kind refund.OutcomeKind
		if len(c.gate.recorded) > 0 {
			kind = c.gate.recorded[0].Outcome.Kind
		}
		if kind != row.kind {
			t.Errorf("%s: recorded %q", name, kind)
		}
	}
}

func TestWhatTheGateForbidsIsNotSent(t *testing.T) {
	for _, result := range []refund.BeginResult{refund.BeginNotNow, refund.BeginDone, refund.BeginStopped} {
		c := newCounter(result)
		if _, _ = c.pay(t, false); len(c.provider.sent) != 0 || c.provider.looked != 0 || len(c.gate.recorded) != 0 {
			t.Errorf("%s: sent %v, looked %d times, recorded %v", result, c.provider.sent, c.provider.looked, c.gate.recorded)
		}
	}
}

// TestErrorsOfASendAreOutcomes: a bad instruction never left, and is not sent again as it is; a rate limit
// proves nothing, and the provider's pause is kept.
func TestErrorsOfASendAreOutcomes(t *testing.T) {
	c := newCounter(refund.BeginSend)
	c.provider.err = payment.ErrBadInstruction
	if _, err := c.pay(t, false); err != nil || c.gate.recorded[0].Outcome.Kind != refund.OutcomeDeclined || c.gate.recorded[0].Outcome.Class != refund.DeclinedInstruction {
		t.Errorf("a bad instruction: recorded %+v, %v", c.gate.recorded, err)
	}
	c = newCounter(refund.BeginSend)
	c.provider.err = payment.RateLimited{RetryAfter: time.Minute}
	_, err := c.pay(t, false)
	var again *temporal.ApplicationError
	if !errors.As(err, &again) || again.NextRetryDelay() != time.Minute || c.gate.recorded[0].Outcome.Kind != refund.OutcomeUnknown {
		t.Errorf("a rate limit: recorded %+v, %v", c.gate.recorded, err)
	}
}

// TestALegThatIsStoreCreditIsSettledByTheLedgersWord: also when the record of an earlier attempt was lost.
func TestALegThatIsStoreCreditIsSettledByTheLedgersWord(t *testing.T) {
	for _, result := range []refund.BeginResult{refund.BeginSend, refund.BeginLookUp} {
		c := newCounter(result)
		c.gate.begun.Via = refund.ViaStoreCredit
		if _, err := c.pay(t, false); err != nil {
			t.Fatal(err)
		}
		if got := c.gate.recorded; len(c.provider.sent) != 0 || len(got) != 1 || got[0].Outcome.Kind != refund.OutcomeSettled || got[0].Outcome.ProviderRefundID != "k1" {
			t.Errorf("%s: sent %v, recorded %+v", result, c.provider.sent, got)
		}
	}
}

// TestALegWhoseProviderHasNoAdapterIsKeptAsThat: what was not sent never left, what was is unknown.
func TestALegWhoseProviderHasNoAdapterIsKeptAsThat(t *testing.T) {
	for result, want := range map[refund.BeginResult]refund.OutcomeKind{refund.BeginSend: refund.OutcomeNotSent, refund.BeginLookUp: refund.OutcomeUnknown} {
		c := newCounter(result)
		c.named = "ghost"
		paid, err := c.pay(t, false)
		if got := c.gate.recorded; err != nil || paid.NextSeconds == 0 || len(got) != 1 || got[0].Outcome.Kind != want || refund.CodeIn(got[0].Outcome.Reason) != refund.CodeNoAdapter {
			t.Errorf("%s: got %+v %v, recorded %+v", result, paid, err, got)
		}
	}
}
