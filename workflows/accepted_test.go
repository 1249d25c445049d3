package workflows_test

import (
	"context"
	"testing"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// forgetful is a provider that accepts a refund, is not reachable when it is asked about it, and has then
// forgotten the key.
type forgetful struct {
	payment.Provider
	sends, asked int
}

func (f *forgetful) Refund(context.Context, refund.Instruction) (refund.Outcome, error) {
	f.sends++
	if f.sends == 1 {
		return refund.Outcome{Kind: refund.OutcomePending, ProviderRefundID: "re_1"}, nil
	}
	return refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: "re_2"}, nil
}

func (f *forgetful) Lookup(context.Context, refund.Instruction) (payment.Found, error) {
	if f.asked++; f.asked <= 20 {
		return payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeUnknown, Reason: "503"}}, nil
	}
	return payment.Found{Absent: true}, nil
}

// TestWhatAProviderHasAcceptedIsNotSentOnceMoreBecauseAQuestionWasNotAnswered: a person clears it.
func TestWhatAProviderHasAcceptedIsNotSentOnceMoreBecauseAQuestionWasNotAnswered(t *testing.T) {
	f := &forgetful{}
	b := setupWith(t, nil, func(p *activities.Parties) {
		f.Provider = p.Payments.Providers["simulator"]
		p.Payments.Providers["simulator"] = f
	})
	paid := refund.Clearing{ClearingID: "c-1", Leg: "1", Fact: refund.FactPaid, Reference: "re_1"}
	b.at(2*day, func() {
		if view := b.view(); view.Status != refund.StatusPayingOut || !view.NeedsHuman() {
			t.Errorf("it is %s, a person is needed: %t, its leg %+v", view.Status, view.NeedsHuman(), view.Legs[0])
		}
		for _, by := range []refund.Person{"ann", "bob"} {
			paid.ClearingID, paid.By = refund.DecisionID("c-"+by), by
			b.signal(refund.ActClear, paid)
		}
	})
	if result := b.runBesideOthers(); result.Status != refund.StatusRefunded || f.sends != 1 {
		t.Errorf("it was sent %d times, and ended %+v", f.sends, result)
	}
}
