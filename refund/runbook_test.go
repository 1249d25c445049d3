package refund_test

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestALegThatIsNotPaidHasThePageOfWhatStandsInItsWay(t *testing.T) {
	declined := func(class refund.DeclineClass) *refund.Outcome {
		return &refund.Outcome{Kind: refund.OutcomeDeclined, Class: class}
	}
	stopped := func(reason string) *refund.Outcome {
		return &refund.Outcome{Kind: refund.OutcomeNotSent, Reason: reason}
	}
	for _, c := range []struct {
		what    string
		status  refund.LegStatus
		outcome *refund.Outcome
		want    string
	}{
		{"settled", refund.LegSettled, nil, ""},
		{"not begun yet", refund.LegReserved, nil, ""},
		{"accepted by the provider", refund.LegPending, nil, ""},
		{"a closed card", refund.LegDeclined, declined(refund.DeclinedInstrument), "instrument-declined.md"},
		{"a low balance", refund.LegDeclined, declined(refund.DeclinedBalance), "balance-too-low.md"},
		{"a dispute", refund.LegDeclined, declined(refund.DeclinedDisputed), "disputed.md"},
		{"more than the provider refunds", refund.LegDeclined, declined(refund.DeclinedExceeds), "exceeds-at-provider.md"},
		{"an instruction the provider does not take", refund.LegDeclined, declined(refund.DeclinedInstruction), "bad-instruction.md"},
		{"stopped at the gate for its instruction", refund.LegReserved, stopped("DECLINED_INSTRUCTION: charge too old"), "bad-instruction.md"},
		{"any other no", refund.LegDeclined, declined(refund.DeclinedOther), "payout-refused.md"},
		{"stopped at the gate", refund.LegReserved, stopped("PAYMENT_STOPPED: EXCESS"), "payment-stopped.md"},
		{"stopped by an operator", refund.LegReserved, stopped("KILL_SWITCH: double bookings"), "kill-switch.md"},
		{"never left, for a reason without a code", refund.LegNotSent, stopped("connection refused"), "payout-refused.md"},
		{"accepted, then failed", refund.LegFailed, &refund.Outcome{Kind: refund.OutcomeFailed}, "payout-refused.md"},
		{"no answer", refund.LegUnknown, &refund.Outcome{Kind: refund.OutcomeUnknown}, "unanswered.md"},
		{"nobody who could ask", refund.LegUnknown, &refund.Outcome{Kind: refund.OutcomeUnknown, Reason: "NO_ADAPTER: provider x"}, "no-adapter.md"},
		{"the provider waits for somebody", refund.LegRequiresAction, nil, "unanswered.md"},
		{"failed after it had settled", refund.LegLateFailed, nil, "late-failure.md"},
		{"held by a dispute", refund.LegHeld, nil, "disputed.md"},
	} {
		if got := (refund.Leg{Status: c.status, Outcome: c.outcome}).Runbook(); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestACodeWithoutAPageHasTheIndex(t *testing.T) {
	if got := refund.Runbook("NEVER_HEARD_OF"); got != "README.md" {
		t.Errorf("got %q", got)
	}
	if got := refund.CodeIn("PAYMENT_STOPPED: DISPUTED"); got != refund.CodePaymentStopped {
		t.Errorf("got %q", got)
	}
}

func TestOnlyALegWhoseInstructionWasDeclinedIsNotSentAgainAsItIs(t *testing.T) {
	for _, class := range refund.DeclineClasses() {
		leg := refund.Leg{Status: refund.LegDeclined, Outcome: &refund.Outcome{Kind: refund.OutcomeDeclined, Class: class}}
		if got := leg.HasBadInstruction(); got != (class == refund.DeclinedInstruction) {
			t.Errorf("declined as %s: %t", class, got)
		}
		leg.Status = refund.LegSettled
		if leg.HasBadInstruction() {
			t.Errorf("settled after it was declined as %s: still refused", class)
		}
	}
	if (refund.Leg{Status: refund.LegDeclined}).HasBadInstruction() {
		t.Error("a leg without an outcome")
	}
}
