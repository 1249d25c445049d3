package workflows_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// TestAfterACorrectionTheCustomerHearsThatItIsRefundedAfterAll: the first time was before it bounced.
func TestAfterACorrectionTheCustomerHearsThatItIsRefundedAfterAll(t *testing.T) {
	b := setup(t, merchantFault) // the offer keeps the story open
	for _, act := range did(factAfter(time.Hour, refund.OutcomeFailed), looks(2*time.Hour), resolveAfter(3*time.Hour, refund.ResolveRetry)) {
		act(b)
	}
	if result := b.runBesideOthers(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
	if b.wire.told[refund.NoticeCorrected] != 1 || b.wire.told[refund.NoticeRefunded] != 2 {
		t.Errorf("told %v", b.wire.told)
	}
	if told := b.stored().Messages; len(told) < 4 {
		t.Errorf("the books have %+v", told)
	}
}

// legFactAfter books what a provider says of a leg.
func legFactAfter(after time.Duration, leg refund.LegID, kind refund.OutcomeKind) func(*bundle) {
	return func(b *bundle) {
		b.at(after, func() {
			known, ok := b.view().Leg(leg)
			if !ok {
				b.t.Fatalf("there is no leg %s", leg)
			}
			_, err := b.books.RecordOutcome(b.t.Context(), refund.Record{
				Refund: b.in.Cancellation.ID(), Leg: leg, Generation: known.Generation, Attempt: "a fact",
				Outcome: refund.Outcome{Kind: kind, Reason: "by mail"}, Cause: refund.Cause{Actor: "simulator"},
			})
			b.must(err)
		})
	}
}

// inTwoParts splits the payment in two, the second at its own reference.
func inTwoParts(reference string) func(*refund.Request) {
	return func(in *refund.Request) {
		whole := in.Cancellation.Order.Payments[0].CapturedMinor
		in.Cancellation.Order.Payments[0].CapturedMinor = whole - 10000
		second(in, func(p *refund.Payment) { p.ProviderReference, p.CapturedMinor = reference, 10000 })
	}
}

// Promise 10: what the customer was told of money that bounced is corrected, also of a leg that bounces when the refund
// is parked for another one, or is still being paid out.
func TestEveryLegThatBouncesIsCorrectedToTheCustomer(t *testing.T) {
	for name, c := range map[string]struct {
		change      func(*refund.Request)
		acts        []func(*bundle)
		corrections int
	}{
		"a second one while the refund is parked for the first": {both(merchantFault, inTwoParts("ch_2")), did(
			legFactAfter(time.Hour, "1", refund.OutcomeFailed), looks(2*time.Hour),
			legFactAfter(3*time.Hour, "2", refund.OutcomeFailed), looks(4*time.Hour)), 2},
		"both at once": {both(merchantFault, inTwoParts("ch_2")), did(
			legFactAfter(time.Hour, "1", refund.OutcomeFailed), legFactAfter(time.Hour+time.Second, "2", refund.OutcomeFailed), looks(2*time.Hour)), 2},
		"one while the refund is parked for a declined leg, of which the customer never heard that it was paid": {both(merchantFault, inTwoParts("ch_2~decline~always")), did(
			legFactAfter(time.Hour, "1", refund.OutcomeFailed), looks(2*time.Hour)), 0},
		"one while another leg is still under way, both of which were told to be on their way": {both(merchantFault, inTwoParts("ch_2~pending:90")), did(
			legFactAfter(time.Hour, "1", refund.OutcomeFailed), looks(2*time.Hour)), 1},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t, c.change)
			for _, act := range c.acts {
				act(b)
			}
			told := 0
			b.at(5*time.Hour, func() { told = b.wire.told[refund.NoticeCorrected] })
			b.at(6*time.Hour, func() {
				paid := refund.Clearing{ClearingID: "c-1", Leg: "2", Fact: refund.FactPaid, Reference: "re_1"}
				if leg, _ := b.view().Leg("2"); leg.Status.Undecided() {
					for _, by := range []refund.Person{"ann", "bob"} {
						paid.ClearingID, paid.By = refund.DecisionID("c-"+by), by
						b.signal(refund.ActClear, paid)
					}
				}
			})
			resolveAfter(7*time.Hour, refund.ResolveGiveUp)(b)
			if result := b.runBesideOthers(); !result.Status.Final() {
				t.Errorf("ended %+v", result)
			}
			if told != c.corrections {
				t.Errorf("told %v, %d corrections after five hours, want %d", b.wire.told, told, c.corrections)
			}
		})
	}
}
