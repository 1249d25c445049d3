package ledgertest

import (
	"errors"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// tryFund lets finance grant, withdraw or end the fund of the walk's account, twice. More often than not it is short.
func (w walk) tryFund(step int) {
	f := w.fundOf("o1")
	in := ledger.FundAct{
		ID: fmt.Sprint("f", step), Kind: ledger.FundGrant, Fund: f, AmountMinor: walkTakes[w.finance.IntN(len(walkTakes))],
		By: "fin", Note: "a walk", Authority: Anything("fin"),
	}
	switch w.finance.IntN(8) {
	case 0, 1, 2:
		in.Kind = ledger.FundWithdraw
	case 3:
		in.Kind, in.AmountMinor = ledger.FundEnd, 0
	}
	for range 2 {
		_, err := w.Store.ChangeFund(w.ctx, in)
		var problem refund.Problem
		if !errors.As(err, &problem) {
			w.no(err)
		}
	}
}

// declined is an outcome of a kind; of declines, many are for the merchant's balance.
func (w walk) declined(kind refund.OutcomeKind) refund.Outcome {
	if kind == refund.OutcomeDeclined && w.finance.IntN(2) == 0 {
		return balanceLow
	}
	return refund.Outcome{Kind: kind}
}
