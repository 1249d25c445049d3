package ledger

import "github.com/makegood/makegood/refund"

// Payout is a leg as the books pay it: how much, against which payment, and what carries it to the
// customer. Without Via the payment's own provider does.
type Payout struct {
	Payment     PaymentRef
	AmountMinor int64
	// Via is refund.ViaStoreCredit, refund.ViaElsewhere, or empty.
	Via      string
	Customer refund.CustomerID
	// Units are what a points tender gives back.
	Units *refund.Units
	// BonusMinor is goodwill of Budget that store credit is issued with.
	BonusMinor int64
	Budget     BudgetRef
	// Cost is what left the merchant's account, where that is not the leg's amount.
	Cost Cost
}

// carrier is the half of a settlement that says who gave the customer what: the provider's balance
// (P3, or P17 in another currency), the merchant's own store credit (P3s) or gift card (P3g), store credit in place of the
// payment (P7), somebody outside makegood (P3e), an instrument (P13b) or points (P14).
func (p Payout) carrier() (t Template, debits, credits []side) {
	switch {
	case p.AmountMinor == 0: // a void moves nothing
		return TemplateP3, nil, nil
	case p.Via == refund.ViaStoreCredit:
		debits, credits = p.storeCredit()
		return TemplateP7, debits, credits
	case p.Via == refund.ViaElsewhere:
		return TemplateP3e, nil, []side{p.Payment.owed(suspense, p.AmountMinor)}
	case p.Payment.InKind():
		debits, credits = p.instrument()
		return TemplateP13b, debits, credits
	case p.Payment.Kind == refund.PaymentPoints:
		debits, credits = p.points()
		return TemplateP14, debits, credits
	}
	return p.cost()
}

func (p Payout) storeCredit() (debits, credits []side) {
	asset := string(p.Payment.Currency)
	debits = []side{p.Payment.owed(goodwill, p.BonusMinor), debit(p.Budget.account("held"), asset, p.BonusMinor)}
	credits = []side{
		p.Payment.owed(storeCredit, p.AmountMinor), p.Payment.owed(storeCredit, p.BonusMinor),
		debit(p.Budget.account("spent"), asset, p.BonusMinor),
	}
	return debits, credits
}

// instrument: one unit of it goes from its issuer to the customer, and who funded it carries the
// amount.
func (p Payout) instrument() (debits, credits []side) {
	asset := couponAsset + p.Payment.instrument()
	debits = []side{debit(p.Payment.coupon("issuer"), asset, 1)}
	credits = []side{
		p.Payment.owed(promoFunding+path(p.Payment.Funder()), p.AmountMinor),
		debit(p.Payment.coupon("customer-"+string(p.Customer)), asset, 1),
	}
	return debits, credits
}

// points: the units go from their programme to the customer, who is owed their worth.
func (p Payout) points() (debits, credits []side) {
	credits = []side{p.Payment.owed(pointsLiability, p.AmountMinor)}
	if p.Units == nil {
		return nil, credits
	}
	customer, issuer := pointsSides(p.Payment.Merchant, p.Customer, []refund.Units{*p.Units})
	return issuer, append(credits, customer...)
}

// ByProvider reports whether the payment's provider carries the payout, so that it has a cost.
func (p Payout) ByProvider() bool {
	return p.AmountMinor > 0 && p.Via == "" && !p.Payment.InKind() && p.Payment.Kind != refund.PaymentPoints
}

// withoutBonus is the payout when its bonus went back to the budget before.
func (p Payout) withoutBonus() Payout {
	p.BonusMinor = 0
	return p
}
