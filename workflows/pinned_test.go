package workflows_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
	"github.com/makegood/makegood/worker"
)

// pinFirst lets an earlier request of the order register its payment, and refund one mug of two.
func (b *bundle) pinFirst() {
	b.t.Helper()
	earlier := b.in.Cancellation
	earlier.Request, earlier.Scope = "c-0", refund.ScopeLines
	earlier.CancelledLines = []refund.CancelledLine{{LineID: "1", Quantity: 1}}
	earlier.Order = request().Cancellation.Order
	first := newBundle(b.t, beginning{in: refund.Request{Digest: "v1:earlier", Cancellation: earlier}, at: b.env.Now()})
	first.keep(b.books)
	first.url = b.url
	worker.Register(first.env, first.parties())
	first.runBesideOthers()
}

// movedAt is what the provider's own book has of one payment, in minor units.
func (b *bundle) movedAt(reference string) int64 {
	b.t.Helper()
	book, err := simulator.ReadBook(b.t.Context(), b.url)
	b.must(err)
	minor, _ := book.For(reference)
	return minor
}

// TestThePinnedPaymentIsPaidWhateverALaterEventNames: the second event of the order names a stranger's
// charge as pay-1, or leaves pay-1 out. A reviewer sends it on, as the runbook says.
func TestThePinnedPaymentIsPaidWhateverALaterEventNames(t *testing.T) {
	for name, change := range map[string]func(*refund.Request){
		"another reference": reference("ch_stranger"),
		"no payment at all": unpaid,
		"a larger capture":  func(in *refund.Request) { in.Cancellation.Order.Payments[0].CapturedMinor = 99900 },
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t, func(in *refund.Request) {
				change(in)
				in.Cancellation.Scope = refund.ScopeLines
				in.Cancellation.CancelledLines = []refund.CancelledLine{{LineID: "1", Quantity: 1}}
			})
			b.pinFirst()
			b.at(time.Hour, func() {
				if view := b.view(); !view.NeedsHuman() {
					t.Errorf("an event that contradicts the pinned order is %s", view.Status)
				}
			})
			decideAfter(2*time.Hour, refund.VerbApprove)(b)
			resolveAfter(3*time.Hour, refund.ResolveRetry)(b)
			decideAgainAfter(4*time.Hour, refund.VerbApprove, "bob")(b)
			resolveAfter(day, refund.ResolveGiveUp)(b)
			b.runBesideOthers()
			if stranger := b.movedAt("ch_stranger"); stranger != 0 {
				t.Errorf("%d moved at a charge that nobody registered", stranger)
			}
			for _, leg := range b.view().Legs {
				if leg.Reference != "ch_1" {
					t.Errorf("leg %s pays %q", leg.LegID, leg.Reference)
				}
			}
			if own, paid := b.movedAt("ch_1"), b.view().PaidMinor; own != 11300+paid {
				t.Errorf("the provider moved %d at the pinned charge, the ledger has 11300 and %d", own, paid)
			}
		})
	}
}
