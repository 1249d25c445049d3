package ledgertest

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// The amounts that banks and others take in a walk: less than a unit, a unit, all, and more than was captured.
var walkTakes = []int64{5000, unitMinor, capturedMinor, 2 * capturedMinor}

// tryBank lets a bank, somebody in a provider's dashboard, or people who look at either do anything, twice.
func (w walk) tryBank(order string, step int) {
	minor, hour := walkTakes[w.rand.IntN(len(walkTakes))], w.rand.IntN(24)
	for range 2 {
		switch step % 4 {
		case 0, 1:
			w.tryDispute(order, hour, minor)
		case 2:
			w.tryOutside(order, minor)
		case 3:
			w.tryWriteOff(order, minor)
		}
		minor, hour = walkTakes[w.rand.IntN(len(walkTakes))], w.rand.IntN(24)
	}
}

// tryDispute says anything of one of two disputes, of any hour.
func (w walk) tryDispute(order string, hour int, minor int64) {
	stages := []refund.DisputeStage{refund.DisputeInquiry, refund.DisputeOpened, refund.DisputeOpened, refund.DisputeWon, refund.DisputeLost, refund.DisputeClosed}
	x := disputed(hour, stages[w.rand.IntN(len(stages))], minor)
	x.DisputeID, x.FeeMinor = fmt.Sprint(order, "/d", w.rand.IntN(2)), 50*w.rand.Int64N(3)
	f := disputeFact(order, x)
	f.ID += fmt.Sprint("/", minor)
	w.always(f)
}

// tryOutside says anything of one of two refunds made elsewhere, and what it was for.
func (w walk) tryOutside(order string, minor int64) {
	kinds := []refund.OutcomeKind{refund.OutcomeSettled, refund.OutcomePending, refund.OutcomeFailed}
	f := outsideFact(order, fmt.Sprint(order, "/re", w.rand.IntN(2)), minor, kinds[w.rand.IntN(len(kinds))])
	f.ID += fmt.Sprint("/", minor)
	w.always(f)
	in := toLines(order, f.Refund.ProviderRefundID, w.rand.Int64N(3), minor)
	if w.rand.IntN(3) == 0 {
		in.As, in.Lines = ledger.AttributedGoodwill, nil
	}
	_, err := w.Store.Attribute(w.ctx, in)
	w.no(err)
}

func (w walk) tryWriteOff(order string, minor int64) {
	for _, by := range []refund.Person{"anna", "ben"} {
		in := writingOff(by, minor)
		in.ID, in.Reference = fmt.Sprint("w", minor), "ch_"+order
		_, err := w.Store.WriteOff(w.ctx, in)
		w.no(err)
	}
}

// always books a fact: facts are never refused.
func (w walk) always(f refund.Fact) {
	w.T.Helper()
	_, err := w.Store.BookFact(w.ctx, f)
	w.no(err)
}

// equation: captured = open + held + sent + returned + kept back + external + disputed + charged back - excess.
func (w walk) equation(id refund.ID, step int) {
	w.T.Helper()
	for _, b := range w.Balances(id) {
		// KeptBackMinor is an order's own; no walk keeps anything back.
		used := b.OpenMinor + b.HeldMinor + b.SentMinor + b.ReturnedMinor + b.KeptBackMinor + b.ExternalMinor + b.DisputedMinor + b.ChargedBackMinor - b.ExcessMinor
		same(w.T, fmt.Sprintf("step %d, use of %s", step, b.PaymentID), used, b.CapturedMinor)
	}
}
