package entitlement

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/refund"
)

// This file lays the components of a request on the marketplace's sellers and on the platform.

// ShareSellers says of every component whose it is, and sums up what each seller bears: nothing for an order
// without sellers. What is about a line is its seller's: the price and its tax, what was used up, restocking, a
// person's deduction for it, a gift, and what kept goods lost of a promotion. Shipping, fees and how the payments
// share the total are the platform's. It is asked once, with all components in place.
func (c *Calculation) ShareSellers() ([]refund.SellerShare, error) {
	s := c.sellers
	if s == nil {
		return nil, nil
	}
	for i := range c.Components {
		part := &c.Components[i]
		of, err := c.sharesOf(part)
		if err != nil {
			return nil, err
		}
		if part.Kind != refund.ComponentLine { // it says so itself
			part.Sellers = s.written(of)
		}
		c.markTax(part)
		s.now = sum(s.now, s.of(part))
		if part.Kind == refund.ComponentClawback || part.Kind == refund.ComponentGiftNotReturned ||
			part.Of == refund.ComponentClawback || part.Of == refund.ComponentGiftNotReturned {
			s.takenBack = sum(s.takenBack, s.of(part))
		}
	}
	return c.saySellers(), nil
}

// sharesOf is a component by party; of a LINE, nothing.
func (c *Calculation) sharesOf(part *refund.Component) ([]share, error) {
	s := c.sellers
	switch part.Kind {
	case refund.ComponentLine, refund.ComponentShipping, refund.ComponentFee, refund.ComponentReturnShipping, refund.ComponentTenderNotRestored,
		refund.ComponentTenderReissued, refund.ComponentRounding, refund.ComponentEarnedPoints:
	case refund.ComponentClawback:
		return c.clawbackShares(part.PromotionID), nil
	case refund.ComponentGiftNotReturned:
		return s.all(c.bearer(part.PromotionID, c.past.index[part.LineID]), part.AmountMinor), nil
	case refund.ComponentRestocking:
		return s.all(c.partyOf(part.LineID), part.AmountMinor), nil
	case refund.ComponentTax:
		if part.LineID != "" || part.Of != refund.ComponentAdjustment {
			return s.all(c.partyOf(part.LineID), part.AmountMinor), nil
		}
		return s.inProportion(part.AmountMinor, s.now, keepCommission)
	case refund.ComponentUsage, refund.ComponentDepreciation:
		return c.staysSold(part)
	case refund.ComponentAdjustment:
		if part.LineID != "" {
			return c.staysSold(part)
		}
		return s.inProportion(part.AmountMinor, s.now, giveCommission)
	case refund.ComponentVoid:
		if part.AmountMinor > 0 {
			return s.inProportion(part.AmountMinor, negated(s.voided), giveCommission)
		}
		return s.inProportion(part.AmountMinor, s.now, giveCommission)
	case refund.ComponentWaiver:
		return s.inProportion(part.AmountMinor, s.waiverWeights(part.AmountMinor), keepCommission)
	}
	return s.none(), nil
}

// partyOf is a line's party; the platform for none.
func (c *Calculation) partyOf(id refund.LineID) int {
	if i, ok := c.past.index[id]; ok {
		return c.sellers.ofLine[i]
	}
	return platform
}

// all is an amount that is one party's.
func (s *sellers) all(party int, minor int64) []share {
	out := s.none()
	out[party].minor = minor
	return out
}

// staysSold is a deduction from a line's price: the platform keeps its commission on what stays sold, as far as
// this request gives some back.
func (c *Calculation) staysSold(part *refund.Component) ([]share, error) {
	party := c.partyOf(part.LineID)
	out := c.sellers.all(party, part.AmountMinor)
	price, commission, left := c.lineNow(part.LineID)
	if price == 0 || party == platform {
		return out, nil
	}
	keeps, err := refund.Prorate(commission, -part.AmountMinor, price)
	out[party].commissionMinor = -min(keeps, left)
	return out, err
}

// lineNow is what the request gives back of a line's price, of the commission on it, and what of that no
// deduction has taken yet.
func (c *Calculation) lineNow(id refund.LineID) (price, commission, left int64) {
	for i := range c.Components {
		part := &c.Components[i]
		if part.LineID != id {
			continue
		}
		var own int64
		for _, has := range part.Sellers {
			own += has.CommissionMinor
		}
		if left += own; part.Kind == refund.ComponentLine {
			price, commission = price+part.AmountMinor, commission+own
		}
	}
	return price, commission, left
}

// The two ways a shared amount goes with the commission.
const (
	keepCommission = false
	giveCommission = true
)

// inProportion spreads an amount of either sign over the parties by what each has of it; where none has
// anything, it is the platform's. With the commission, each part has the same proportion of commission in it.
func (s *sellers) inProportion(minor int64, by []share, withCommission bool) ([]share, error) {
	weights, sign := make([]int64, len(by)), int64(1)
	for i := range by {
		weights[i] = max(0, by[i].minor)
	}
	if minor < 0 {
		sign = -1
	}
	if !slices.ContainsFunc(weights, func(w int64) bool { return w > 0 }) {
		return s.all(platform, minor), nil
	}
	parts, err := refund.SpreadLargestRemainder(sign*minor, weights)
	if err != nil {
		return nil, err
	}
	out := s.none()
	for i, part := range parts {
		out[i].minor = sign * part
		if withCommission && part > 0 {
			if out[i].commissionMinor, err = refund.Prorate(by[i].commissionMinor, sign*part, weights[i]); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// waiverWeights are by what a waiver is spread: what is waived makes up for what the request takes for promotions
// and gifts. What comes back of it, comes back from who had it.
func (s *sellers) waiverWeights(minor int64) []share {
	for _, had := range s.waived {
		if had.minor > 0 && minor < 0 {
			return s.waived
		}
		if had.minor < 0 && minor > 0 {
			return negated(s.waived)
		}
	}
	return negated(s.takenBack)
}

func negated(of []share) []share {
	out := make([]share, len(of))
	for i := range of {
		out[i] = share{-of[i].minor, -of[i].commissionMinor}
	}
	return out
}

// written are the sellers' shares as a component has them.
func (s *sellers) written(of []share) []refund.SellerShare {
	var out []refund.SellerShare
	for i := 1; i < len(of); i++ {
		if of[i] != (share{}) {
			out = append(out, refund.SellerShare{SellerID: s.ids[i], SellerMinor: of[i].minor - of[i].commissionMinor, CommissionMinor: of[i].commissionMinor})
		}
	}
	return out
}

// markTax gives the tax of a component of amount 0, which is about the kept goods' tax alone, to a seller where
// every line has one: an empty share says that it is none of the platform's.
func (c *Calculation) markTax(part *refund.Component) {
	s := c.sellers
	if part.AmountMinor == 0 && part.TaxMinor != 0 && len(part.Sellers) == 0 && !slices.Contains(s.ofLine, platform) {
		part.Sellers = []refund.SellerShare{{SellerID: s.ids[1]}}
	}
}

// CheckSellers refuses shares that are not what the components say, and a line of which another than its
// seller has a share. An error is a bug of this package.
func (c *Calculation) CheckSellers(shares []refund.SellerShare) error {
	s := c.sellers
	if s == nil {
		return nil
	}
	now := s.none()
	for i := range c.Components {
		part := &c.Components[i]
		now = sum(now, s.of(part))
		if party := c.partyOf(part.LineID); part.Kind == refund.ComponentLine && s.of(part)[party].minor != part.AmountMinor {
			return fmt.Errorf("line %s of %d goes to the account of %+v", part.LineID, part.AmountMinor, part.Sellers)
		}
	}
	if !slices.Equal(s.written(now), shares) {
		return fmt.Errorf("the components come to %+v, the sellers to %+v", s.written(now), shares)
	}
	return nil
}
