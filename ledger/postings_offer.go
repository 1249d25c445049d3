package ledger

import "github.com/makegood/makegood/refund"

// This file holds the templates of budgets and the offers they fund. Amounts are minor units of
// the budget's currency.

// PostGrant opens a budget's period (P16).
func PostGrant(b BudgetRef, amountMinor int64) (Posting, error) {
	return build(TemplateP16,
		[]side{b.line("granted", amountMinor)}, []side{b.line("free", amountMinor)})
}

// PostOffer sets an offer's amount aside, before the customer is told (P16o).
func PostOffer(b BudgetRef, amountMinor int64) (Posting, error) {
	return build(TemplateP16o,
		[]side{b.line("free", amountMinor)}, []side{b.line("held", amountMinor)})
}

// PostOfferEnded gives the budget back what nobody accepted (P16d).
func PostOfferEnded(b BudgetRef, amountMinor int64) (Posting, error) {
	return build(TemplateP16d,
		[]side{b.line("held", amountMinor)}, []side{b.line("free", amountMinor)})
}

// PostOfferAccepted books an offer accepted as store credit (P16a).
func PostOfferAccepted(b BudgetRef, amountMinor int64) (Posting, error) {
	asset := string(b.Currency)
	return build(TemplateP16a,
		[]side{b.line("held", amountMinor), debit(merchantAccount(b.Merchant, goodwill), asset, amountMinor)},
		[]side{b.line("spent", amountMinor), debit(merchantAccount(b.Merchant, storeCredit), asset, amountMinor)})
}

// CouponGrant is a coupon of a promotion for a customer.
type CouponGrant struct {
	Promotion string
	Customer  refund.CustomerID
}

// PostCouponAccepted books an offer accepted as a coupon: the budget is spent, and one unit of
// the promotion's coupon goes from its issuer to the customer (P16a in kind).
func PostCouponAccepted(b BudgetRef, amountMinor int64, c CouponGrant) (Posting, error) {
	asset, at := "CPN:"+c.Promotion, "coupon/"+path(string(b.Merchant), c.Promotion)
	return build(TemplateP16a,
		[]side{b.line("held", amountMinor), debit(at+"/issuer", asset, 1)},
		[]side{b.line("spent", amountMinor), debit(at+"/"+path("customer-"+string(c.Customer)), asset, 1)})
}

func (b BudgetRef) line(part string, amountMinor int64) side {
	return debit(b.account(part), string(b.Currency), amountMinor)
}
