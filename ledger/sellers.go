package ledger

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// This file holds what of a refund a marketplace's sellers bear (P18): their part of the recognition, and the
// platform's commission on it that goes back. Amounts are minor units.

// SellerAccount is what a merchant owes to a seller of its marketplace.
func SellerAccount(m refund.MerchantID, s refund.SellerID) string {
	return "seller/" + path(string(m), string(s)) + "/payable"
}

// CommissionAccount is what a merchant earns by its marketplace's commission.
func CommissionAccount(m refund.MerchantID) string {
	return "platform/" + path(string(m)) + "/commission"
}

// sellerSides are P18's debits: the seller's share, and the commission given back.
func (r Recognition) sellerSides() (debits []side) {
	for _, s := range r.Sellers {
		debits = append(debits, debit(SellerAccount(r.Merchant, s.SellerID), string(r.Currency), s.SellerMinor),
			debit(CommissionAccount(r.Merchant), string(r.Currency), s.CommissionMinor))
	}
	return debits
}

// ownPart parts a component into what is the merchant's own, and what is its sellers'. The tax inside goes with
// the amount: in proportion where both have some of it. An amount of 0 with sellers is all theirs.
func ownPart(c refund.Component) (own, theirs refund.Component) {
	own, theirs = c, refund.Component{Kind: c.Kind}
	for _, s := range c.Sellers {
		theirs.AmountMinor += s.SellerMinor + s.CommissionMinor
	}
	switch {
	case len(c.Sellers) == 0:
		return own, theirs
	case theirs.AmountMinor == c.AmountMinor:
		theirs.TaxMinor = c.TaxMinor
	case c.AmountMinor > 0:
		theirs.TaxMinor = share(c.TaxMinor, theirs.AmountMinor, c.AmountMinor)
	case c.AmountMinor < 0:
		theirs.TaxMinor = share(c.TaxMinor, -theirs.AmountMinor, -c.AmountMinor)
	}
	own.AmountMinor, own.TaxMinor = c.AmountMinor-theirs.AmountMinor, c.TaxMinor-theirs.TaxMinor
	return own, theirs
}

// checkSellers holds an assessment's shares to its components: ErrInvariant where they differ.
func checkSellers(a refund.Assessment) error {
	differ := map[refund.SellerID]refund.SellerShare{}
	add := func(all []refund.SellerShare, sign int64) {
		for _, s := range all {
			sum := differ[s.SellerID]
			sum.SellerMinor += sign * s.SellerMinor
			sum.CommissionMinor += sign * s.CommissionMinor
			differ[s.SellerID] = sum
		}
	}
	add(a.Sellers, 1)
	for _, c := range a.Components {
		add(c.Sellers, -1)
	}
	for id, by := range differ {
		if by.SellerMinor != 0 || by.CommissionMinor != 0 {
			return fmt.Errorf("recognise: seller %s bears %d and %d of commission more than its components: %w", id, by.SellerMinor, by.CommissionMinor, ErrInvariant)
		}
	}
	return nil
}

// sellersUnpaid are the shares that belong to unpaidMinor of the total, in proportion. The last seller has what
// rounding leaves, so that the merchant's own part is no more and no less than its proportion.
func (r Recognition) sellersUnpaid(unpaidMinor int64) []refund.SellerShare {
	own := r.TotalMinor
	for _, s := range r.Sellers {
		own -= s.SellerMinor + s.CommissionMinor
	}
	left := unpaidMinor - share(own, unpaidMinor, r.TotalMinor)
	var out []refund.SellerShare
	for _, s := range r.Sellers {
		s.SellerMinor, s.CommissionMinor = share(s.SellerMinor, unpaidMinor, r.TotalMinor), share(s.CommissionMinor, unpaidMinor, r.TotalMinor)
		left -= s.SellerMinor + s.CommissionMinor
		out = append(out, s)
	}
	if last := len(out) - 1; last >= 0 {
		out[last].SellerMinor += left
	}
	return out
}

// lessSellers is what is left of shares after a part of the same sellers.
func lessSellers(all, part []refund.SellerShare) []refund.SellerShare {
	out := make([]refund.SellerShare, len(all))
	for i, s := range all {
		s.SellerMinor -= part[i].SellerMinor
		s.CommissionMinor -= part[i].CommissionMinor
		out[i] = s
	}
	return out
}
