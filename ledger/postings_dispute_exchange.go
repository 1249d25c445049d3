package ledger

import (
	"github.com/makegood/makegood/refund"
)

// DisputeExchange is what a dispute in another currency takes of the provider's balance: CapturedMinor of the payment's
// currency, which P8 to P10 book, was Minor of Currency there. FeeMinor is the provider's fee in Currency. Negative amounts
// give back.
type DisputeExchange struct {
	Payment       PaymentRef
	CapturedMinor int64
	Currency      refund.Currency
	Minor         int64
	FeeMinor      int64
}

// PostDisputeExchange moves what P8 or P9 took of, or gave to, the provider's balance in the captured currency to the
// balance in the dispute's (P17d). It has the form of P17: nothing is converted at a rate of ours, and each currency
// balances by the position.
func PostDisputeExchange(x DisputeExchange) (Posting, error) {
	p, other := x.Payment, string(x.Currency)
	position := p.fxPosition()
	return build(TemplateP17d,
		[]side{p.provider(x.CapturedMinor), debit(position, other, x.Minor), debit(merchantAccount(p.Merchant, disputeFees), other, x.FeeMinor)},
		[]side{debit(position, string(p.Currency), x.CapturedMinor), debit(p.balance(), other, x.Minor), debit(p.balance(), other, x.FeeMinor)})
}
