package ledger

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/makegood/makegood/refund"
)

// This file holds the templates of budgets and the offers they fund. Amounts are minor units of
// the budget's currency.

// PostGrant opens a budget's period (P16).
func PostGrant(b BudgetRef, amountMinor int64) (Posting, error) {
	return build(TemplateP16,
		[]side{b.line("granted", amountMinor)}, []side{b.line("free", amountMinor)})
}

// PostOffer sets aside what an offer may cost, before the customer is told (P16o).
func PostOffer(b BudgetRef, amountMinor int64) (Posting, error) {
	return build(TemplateP16o,
		[]side{b.line("free", amountMinor)}, []side{b.line("held", amountMinor)})
}

// PostOfferEnded gives the budget back what nobody took (P16d).
func PostOfferEnded(b BudgetRef, amountMinor int64) (Posting, error) {
	return build(TemplateP16d,
		[]side{b.line("held", amountMinor)}, []side{b.line("free", amountMinor)})
}

// TakenOffer is a choice of an offer that a customer took.
type TakenOffer struct {
	Budget   BudgetRef
	Customer refund.CustomerID
	Choice   refund.OfferChoice
}

// PostOfferTaken books the choice a customer took (P16a): its amount is spent of the budget, and
// the customer gets store credit, points, or one unit of a promotion (a coupon, or the voucher of an
// exchange or a repair; without a promotion it is issued under the kind's name). ErrInvariant for a
// negative amount, an unknown kind, and points without units.
func PostOfferTaken(o TakenOffer) (Posting, error) {
	if o.Choice.AmountMinor < 0 {
		return Posting{}, fmt.Errorf("choice %s: amount %d: %w", o.Choice.ID, o.Choice.AmountMinor, ErrInvariant)
	}
	debits := []side{o.Budget.line("held", o.Choice.AmountMinor)}
	credits := []side{o.Budget.line("spent", o.Choice.AmountMinor)}
	given, taken, err := o.issue()
	if err != nil {
		return Posting{}, err
	}
	return build(TemplateP16a, append(debits, given...), append(credits, taken...))
}

// issue is what the customer gets: from whom, and to whom.
func (o TakenOffer) issue() (debits, credits []side, err error) {
	switch o.Choice.Kind {
	case refund.OfferStoreCredit:
		return []side{o.owed(goodwill)}, []side{o.owed(storeCredit)}, nil
	case refund.OfferPoints:
		return o.issuePoints()
	case refund.OfferCoupon, refund.OfferExchange, refund.OfferRepair:
		debits, credits = o.issueUnits("coupon/", couponAsset, cmp.Or(o.Choice.Promotion, string(o.Choice.Kind)), 1)
		return debits, credits, nil
	}
	return nil, nil, fmt.Errorf("choice %s of kind %q: %w", o.Choice.ID, o.Choice.Kind, ErrInvariant)
}

// issuePoints: the expense is goodwill, and the merchant owes the points.
func (o TakenOffer) issuePoints() (debits, credits []side, err error) {
	units := o.Choice.Units
	if units == nil || strings.TrimPrefix(units.Asset, pointsAsset) == "" || units.Amount <= 0 {
		return nil, nil, fmt.Errorf("choice %s: points without units: %w", o.Choice.ID, ErrInvariant)
	}
	debits, credits = o.issueUnits("points/", pointsAsset, strings.TrimPrefix(units.Asset, pointsAsset), units.Amount)
	return append(debits, o.owed(goodwill)), append(credits, o.owed(pointsLiability)), nil
}

// issueUnits moves units of something that is not money from its issuer to the customer.
func (o TakenOffer) issueUnits(folder, prefix, name string, units int64) (debits, credits []side) {
	at := folder + path(string(o.Budget.Merchant), name)
	return []side{debit(at+"/issuer", prefix+name, units)},
		[]side{debit(at+"/"+path("customer-"+string(o.Customer)), prefix+name, units)}
}

// owed is the choice's amount on one of the merchant's financial accounts.
func (o TakenOffer) owed(account string) side {
	return debit(merchantAccount(o.Budget.Merchant, account), string(o.Budget.Currency), o.Choice.AmountMinor)
}

func (b BudgetRef) line(part string, amountMinor int64) side {
	return debit(b.account(part), string(b.Currency), amountMinor)
}
