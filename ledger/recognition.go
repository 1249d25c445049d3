package ledger

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/makegood/makegood/refund"
)

// Recognition is what a refund means for the merchant's books (P2r, and the financial half of
// P13 and P13a), in minor units of Currency.
type Recognition struct {
	Merchant   refund.MerchantID
	Currency   refund.Currency
	TotalMinor int64
	// TaxMinor is the tax inside the merchant's own part of the total, after deductions: what sellers sold
	// is theirs with its tax.
	TaxMinor int64
	// RetainedMinor is what the merchant keeps as a fee, without the tax in it; ReturnShippingMinor what it keeps
	// for the way back.
	RetainedMinor       int64
	ReturnShippingMinor int64
	// AllowedMinor is the part of the merchant's sales that was given back without goods, without the tax in it.
	AllowedMinor int64
	// Sellers are what of the total a marketplace's sellers bear, and its commission (P18).
	Sellers []refund.SellerShare
	// Points are what the refund takes of what the purchase had earned Customer: above zero.
	Points   []refund.Units
	Customer refund.CustomerID
	// KeptBack is by funder; negative when an instrument is restored.
	KeptBack []FundedAmount
	// Cards are the gift cards whose purchase is refunded: what was left on them was never a sale (P15).
	Cards []VoidedCard
}

// FundedAmount is an amount by who funds it.
type FundedAmount struct {
	Funder      string
	AmountMinor int64
}

// NewRecognition reads an assessment. Fees, usage, depreciation and restocking are retained, and the way
// back beside them; a claw-back, a gift not returned and an adjustment only make the return of sales smaller. What a component has
// of sellers is none of the merchant's. ErrInvariant where the parts do not come to the assessment's sums.
func NewRecognition(m refund.MerchantID, a refund.Assessment, keptBack []FundedAmount) (Recognition, error) {
	r := Recognition{Merchant: m, Currency: a.Currency, TotalMinor: a.TotalMinor, Sellers: a.Sellers, Points: PointsTaken(a.Components), KeptBack: keptBack}
	tax, retained, allowed, wayBack := []int64{a.TaxMinor}, []int64{-a.DeductionTaxMinor}, []int64(nil), []int64(nil)
	for _, c := range a.Components {
		own, theirs := ownPart(c)
		tax = append(tax, -theirs.TaxMinor)
		if retains(c.Kind) && c.AmountMinor < 0 {
			retained = append(retained, -own.AmountMinor, -theirs.TaxMinor)
		}
		if c.Kind == refund.ComponentReturnShipping { // its tax is in the sum of what is deducted
			wayBack = append(wayBack, -c.AmountMinor, c.TaxMinor)
			retained = append(retained, -c.TaxMinor)
		}
		if c.Kind == refund.ComponentLine && c.Quantity == 0 {
			allowed = append(allowed, own.AmountMinor, -own.TaxMinor)
		}
	}
	var errs [4]error
	r.TaxMinor, errs[0] = Checked(refund.SumMinor(tax...))
	r.RetainedMinor, errs[1] = Checked(refund.SumMinor(retained...))
	r.AllowedMinor, errs[2] = Checked(refund.SumMinor(allowed...))
	r.ReturnShippingMinor, errs[3] = Checked(refund.SumMinor(wayBack...))
	if err := errors.Join(errs[:]...); err != nil {
		return Recognition{}, fmt.Errorf("recognise: %w", err)
	}
	if r.RetainedMinor < 0 || r.ReturnShippingMinor < 0 {
		return Recognition{}, fmt.Errorf("recognise: retained %d and %d with tax %d: %w", r.RetainedMinor, r.ReturnShippingMinor, a.DeductionTaxMinor, ErrInvariant)
	}
	return r, checkSellers(a)
}

func retains(k refund.ComponentKind) bool {
	switch k {
	case refund.ComponentFee, refund.ComponentUsage, refund.ComponentDepreciation, refund.ComponentRestocking:
		return true
	case refund.ComponentLine, refund.ComponentTax, refund.ComponentShipping, refund.ComponentClawback,
		refund.ComponentGiftNotReturned, refund.ComponentAdjustment, refund.ComponentTenderNotRestored,
		refund.ComponentTenderReissued, refund.ComponentWaiver, refund.ComponentRounding, refund.ComponentVoid,
		refund.ComponentReturnShipping, refund.ComponentEarnedPoints:
		return false
	}
	return false
}

// Unpaid is the part of r that belongs to unpaidMinor of its total: exact for the whole, in
// proportion (half away from zero, MONEY C1) for a part. keptBack is what is restored with it.
func (r Recognition) Unpaid(unpaidMinor int64, keptBack []FundedAmount) Recognition {
	part := r
	part.TotalMinor, part.KeptBack = unpaidMinor, keptBack
	if unpaidMinor != r.TotalMinor {
		part.TaxMinor = share(r.TaxMinor, unpaidMinor, r.TotalMinor)
		part.RetainedMinor = share(r.RetainedMinor, unpaidMinor, r.TotalMinor)
		part.ReturnShippingMinor = share(r.ReturnShippingMinor, unpaidMinor, r.TotalMinor)
		part.AllowedMinor = share(r.AllowedMinor, unpaidMinor, r.TotalMinor)
		part.Sellers = r.sellersUnpaid(unpaidMinor)
		part.Cards = r.cardsUnpaid(unpaidMinor)
	}
	part.Points = nil // they come back with the claims, not with the money (PostPointsBack)
	return part
}

// GivenUp is the part of r that belongs to nowMinor of its total, after beforeMinor was given up: the parts
// add up to what all of them come to at once. keptBack is what is restored with it.
func (r Recognition) GivenUp(beforeMinor, nowMinor int64, keptBack []FundedAmount) Recognition {
	part := r.Unpaid(beforeMinor+nowMinor, keptBack)
	if beforeMinor == 0 {
		return part
	}
	before := r.Unpaid(beforeMinor, nil)
	part.TotalMinor -= before.TotalMinor
	part.TaxMinor -= before.TaxMinor
	part.RetainedMinor -= before.RetainedMinor
	part.ReturnShippingMinor -= before.ReturnShippingMinor
	part.AllowedMinor -= before.AllowedMinor
	part.Sellers = lessSellers(part.Sellers, before.Sellers)
	part.Cards = lessCards(part.Cards, before.Cards)
	return part
}

// share is amount*part/whole, half away from zero: tax is negative where kept goods lost more of it than
// came back. whole is positive.
func share(amount, part, whole int64) int64 {
	n := new(big.Int).Mul(big.NewInt(2), new(big.Int).Mul(big.NewInt(amount), big.NewInt(part)))
	half := big.NewInt(whole)
	if n.Sign() < 0 {
		half.Neg(half)
	}
	return n.Add(n, half).Quo(n, new(big.Int).Mul(big.NewInt(2), big.NewInt(whole))).Int64()
}

// PostRecognise books what the refund means, once a refund: P2r, P18 where sellers bear a part of it, or P15 where it
// voids gift cards.
func PostRecognise(r Recognition) (Posting, error) {
	debits, credits, err := r.sides()
	if err != nil {
		return Posting{}, err
	}
	if len(r.Sellers) > 0 {
		return build(TemplateP18, debits, credits)
	}
	if len(r.Cards) > 0 {
		return build(TemplateP15, debits, credits)
	}
	return build(TemplateP2r, debits, credits)
}

// PostCorrection books the difference when the proposal of a recognised refund is replaced (P2x):
// what r means, less what was recognised so far (by account, debit positive).
func PostCorrection(r Recognition, soFar []Entry) (Posting, error) {
	debits, credits, err := r.sides()
	if err != nil {
		return Posting{}, err
	}
	return build(TemplateP2x, debits, append(credits, soFar))
}

// sides are P2r's debits and credits, with P18's for what is the sellers', and the points.
func (r Recognition) sides() (debits, credits []side, err error) {
	asset := string(r.Currency)
	sales := []int64{r.TotalMinor, -r.TaxMinor, r.RetainedMinor, r.ReturnShippingMinor}
	for _, s := range r.Sellers {
		sales = append(sales, -s.SellerMinor, -s.CommissionMinor)
	}
	for _, c := range r.Cards {
		sales = append(sales, -c.AmountMinor)
	}
	for _, k := range r.KeptBack {
		sales = append(sales, k.AmountMinor)
		credits = append(credits, debit(merchantAccount(r.Merchant, promoFunding+path(k.Funder)), asset, k.AmountMinor))
	}
	net, err := Checked(refund.SumMinor(sales...))
	if err != nil {
		return nil, nil, fmt.Errorf("recognise: sales returns: %w", err)
	}
	allowed := max(0, min(r.AllowedMinor, net)) // what a person took off an allowance alone is not allowed
	debits = []side{
		debit(merchantAccount(r.Merchant, salesReturns), asset, net-allowed),
		debit(merchantAccount(r.Merchant, salesAllowances), asset, allowed),
		debit(merchantAccount(r.Merchant, outputTax), asset, r.TaxMinor),
	}
	credits = append(credits,
		debit(merchantAccount(r.Merchant, retainedFees), asset, r.RetainedMinor),
		debit(merchantAccount(r.Merchant, returnShipping), asset, r.ReturnShippingMinor),
		debit(merchantAccount(r.Merchant, refundsPayable), asset, r.TotalMinor))
	taken, issued := pointsSides(r.Merchant, r.Customer, r.Points)
	left, void := r.cardSides()
	debits = slices.Concat(debits, r.sellerSides(), taken, left)
	return debits, slices.Concat(credits, issued, void), nil
}

// ReleasePart is what one payment gets back from a release. KeptBackMinor is the control half of
// P13 taken back (negative: of P13a). ExcessMinor is the payment's excess, paid off first.
type ReleasePart struct {
	Payment       PaymentRef
	HeldMinor     int64
	SentMinor     int64
	KeptBackMinor int64
	ExcessMinor   int64
}

// PostRelease gives back what was never recognised (P4).
func PostRelease(parts []ReleasePart) (Posting, error) {
	debits, credits := releaseSides(parts)
	return build(TemplateP4, debits, credits)
}

// PostGiveUp gives back what was recognised and will not be paid (P5x): the release, and the
// reverse of the unpaid part's recognition.
func PostGiveUp(parts []ReleasePart, unpaid Recognition) (Posting, error) {
	debits, credits := releaseSides(parts)
	recognised, owed, err := unpaid.sides()
	if err != nil {
		return Posting{}, err
	}
	return build(TemplateP5x, append(debits, owed...), append(credits, recognised...))
}

func releaseSides(parts []ReleasePart) (debits, credits []side) {
	for _, part := range parts {
		freed := part.HeldMinor + part.SentMinor + part.KeptBackMinor
		debits = append(debits,
			part.Payment.line(ControlHeld, part.HeldMinor), part.Payment.line(ControlSent, part.SentMinor),
			part.Payment.line(ControlKeptBack, part.KeptBackMinor))
		credits = append(credits, part.Payment.backToHeadroom(freed, part.ExcessMinor)...)
	}
	return debits, credits
}
