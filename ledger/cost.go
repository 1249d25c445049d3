package ledger

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// Cost is what a payout took from the merchant's account with the provider. Without a currency it is the leg's amount.
type Cost struct {
	// AmountMinor is in minor units of Currency.
	AmountMinor int64
	Currency    refund.Currency
	// BookedMinor is what the payment's amount was worth in Currency when it was booked first (P17); the rest is a
	// difference of exchange rates. Where no rate is known, it is the first cost that was heard.
	BookedMinor int64
}

// NewCost is what a provider says that amountMinor of a payment cost, after what was booked so far: the worth at which
// a currency was booked first stays. A settlement of the leg's own amount is no cost of its own.
func NewCost(p PaymentRef, amountMinor int64, said refund.Settlement, soFar Cost) Cost {
	switch {
	case said.Currency == p.Currency && said.AmountMinor == amountMinor:
		return Cost{}
	case said.Currency == p.Currency:
		return Cost{AmountMinor: said.AmountMinor, Currency: said.Currency}
	case said.Currency == soFar.Currency:
		return Cost{AmountMinor: said.AmountMinor, Currency: said.Currency, BookedMinor: soFar.BookedMinor}
	}
	return Cost{AmountMinor: said.AmountMinor, Currency: said.Currency, BookedMinor: said.AmountMinor}
}

// cost is what the provider's account gave. In the payment's currency, less than the leg's amount means that the
// provider gave the rest, whose coupon it was; more is a fee of its own. Another currency goes over fx/position (P17).
func (p Payout) cost() (t Template, debits, credits []side) {
	of, paid := p.Payment, p.Cost
	switch paid.Currency {
	case "":
		return of.movedBy(p.AmountMinor)
	case of.Currency:
		less := p.AmountMinor - paid.AmountMinor
		return TemplateP3, []side{of.owed(providerFees, max(0, -less))},
			[]side{of.provider(paid.AmountMinor), of.owed(promoFunding+"provider/"+of.ProviderAccount, max(0, less))}
	}
	asset := string(paid.Currency)
	return TemplateP17,
		[]side{
			debit(of.fxPosition(), asset, paid.BookedMinor),
			debit(merchantAccount(of.Merchant, fxDifference), asset, paid.AmountMinor-paid.BookedMinor),
		},
		[]side{debit(of.fxPosition(), string(of.Currency), p.AmountMinor), debit(of.balance(), asset, paid.AmountMinor)}
}

// fxPosition is what a merchant has of each currency by refunds and disputes in another one (POSTINGS P17).
func (p PaymentRef) fxPosition() string { return "fx/" + path(string(p.Merchant)) + "/position" }

// PostCostChanged books that a payout which is booked at p.Cost cost something else (P17x): the carrier's half is taken
// back, and booked at the cost as it is now.
func PostCostChanged(p Payout, now Cost) (Posting, error) {
	if !p.ByProvider() {
		return Posting{}, fmt.Errorf("cost of a payout that no provider carries: %w", ErrInvariant)
	}
	changed := p
	changed.Cost = now
	_, debitsBefore, creditsBefore := p.cost()
	_, debits, credits := changed.cost()
	return build(TemplateP17x, append(creditsBefore, debits...), append(debitsBefore, credits...))
}

// PostFee books what a provider charges for a refund (P19), less what was booked of it before.
func PostFee(p PaymentRef, before, now refund.Settlement) (Posting, error) {
	fees := merchantAccount(p.Merchant, providerFees)
	return build(TemplateP19,
		[]side{debit(fees, string(now.Currency), now.AmountMinor), debit(p.balance(), string(before.Currency), before.AmountMinor)},
		[]side{debit(p.balance(), string(now.Currency), now.AmountMinor), debit(fees, string(before.Currency), before.AmountMinor)})
}
