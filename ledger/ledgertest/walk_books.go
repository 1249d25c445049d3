package ledgertest

import (
	"fmt"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// tryKeeper lets finance do anything: book what a leg came to, or close the books. Whatever it does,
// the open items tie to the trial balance.
func (w walk) tryKeeper(id refund.ID, step int) {
	switch w.rand.IntN(3) {
	case 0, 1:
		w.trySettlement(id)
	case 2:
		w.tryClose(step)
	}
	w.tied()
}

// trySettlement says anything of what a leg came to, in its own currency or another one, with a fee or without.
func (w walk) trySettlement(id refund.ID) {
	leg, ok := w.leg(id)
	if !ok {
		return
	}
	in := Settlement(id, 1000+w.rand.Int64N(unitMinor), []refund.Currency{"CNY", "USD", "EUR"}[w.rand.IntN(3)])
	in.Key = refund.ProviderKey(id, leg.LegID, leg.Generation)
	if w.rand.IntN(2) == 0 {
		in.FeeMinor, in.FeeCurrency = w.rand.Int64N(50), "CNY"
	}
	_, err := w.Store.BookSettlement(w.ctx, in)
	w.refusable(err)
}

// tryClose closes everything up to a moment ago, and keeps what was booked until then.
func (w walk) tryClose(step int) {
	until := w.Clock.Now().Add(-time.Minute)
	closed, err := w.Store.Periods(w.ctx)
	w.no(err)
	from := until.Add(-24 * time.Hour)
	if len(closed) > 0 {
		from = closed[len(closed)-1].UntilAt
	}
	answer := w.Close(ledger.PeriodClose{Name: fmt.Sprint("p", step), FromAt: from, UntilAt: until, By: "anna", Reason: "walk", Authority: Anything("anna")})
	if answer.Accepted {
		w.kept[until] = w.Trial(ledger.TrialFilter{To: until, EachAccount: true})
	}
}

// closedStay fails unless every closed period is what it was when it was closed.
func (w walk) closedStay() {
	w.T.Helper()
	for until, before := range w.kept {
		equal(w.T, "until "+until.Format(time.RFC3339), w.Trial(ledger.TrialFilter{To: until, EachAccount: true}), before)
	}
	for _, line := range w.Trial(ledger.TrialFilter{}) {
		same(w.T, "the merchant of "+line.Account, line.Merchant, "m1")
	}
	w.tied()
}
