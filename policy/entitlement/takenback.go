package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// ClawBack adds what the kept goods do not earn any more, less what earlier requests took of it: a
// component by promotion, negative where more is lost, positive where less is (MONEY C5). The tax
// that leaves the kept goods changes with it.
func (c *Calculation) ClawBack() error {
	if err := c.readPromotions(); err != nil {
		return err
	}
	state, err := c.lostNow()
	if err != nil {
		return err
	}
	c.lost = state
	shipping, err := c.shippingLost()
	if err != nil {
		return err
	}
	taxIn, taxes, err := c.clawbackTaxes(state, shipping)
	if err != nil {
		return err
	}
	var parts []refund.Component
	for i := 1; i < len(c.promotions); i++ {
		id := c.promotions[i].rule.PromotionID
		minor, err := refund.SumMinor(state.byPromotion[i], shipping.byPromotion[i], -c.past.clawback[id])
		if err != nil {
			return err
		}
		if minor != 0 || c.lostMoved(id) {
			parts = append(parts, refund.Component{Kind: refund.ComponentClawback, PromotionID: id, AmountMinor: -minor})
		}
	}
	if parts, err = carry(parts, -(taxIn - c.past.clawbackTaxIn), refund.ComponentClawback); err != nil {
		return err
	}
	return c.addTakenBack(append(parts, taxes...))
}

// carry lays an inclusive tax on the components it belongs to, in proportion; where there is none,
// because only the lines of a loss moved, on one of amount 0.
func carry(parts []refund.Component, taxMinor int64, kind refund.ComponentKind) ([]refund.Component, error) {
	if taxMinor == 0 {
		return parts, nil
	}
	if len(parts) == 0 {
		return []refund.Component{{Kind: kind, TaxMinor: taxMinor}}, nil
	}
	weights, sign := make([]int64, len(parts)), int64(1)
	for i := range parts {
		weights[i] = max(parts[i].AmountMinor, -parts[i].AmountMinor)
	}
	if taxMinor < 0 {
		sign = -1
	}
	shares, err := refund.SpreadLargestRemainder(sign*taxMinor, weights)
	if err != nil {
		return nil, err
	}
	for i := range parts {
		parts[i].TaxMinor = sign * shares[i]
	}
	return parts, nil
}

// addTakenBack adds the components of a claw-back or a gift, each explained.
func (c *Calculation) addTakenBack(parts []refund.Component) error {
	for _, part := range parts {
		if err := c.Add(part); err != nil {
			return err
		}
		c.steps.Say(takenBackKey(part), part.AmountMinor, explain.Word("promotion", part.PromotionID), explain.Word("line", part.LineID))
	}
	return nil
}

func takenBackKey(part refund.Component) string {
	key := "clawback"
	if part.Kind == refund.ComponentGiftNotReturned || part.Of == refund.ComponentGiftNotReturned {
		key = "gift"
	}
	if part.Kind == refund.ComponentTax {
		return key + ".tax"
	}
	if part.AmountMinor > 0 {
		return key + ".returned"
	}
	return key + ".taken"
}

// clawbackTaxes is the tax of the state: the inclusive one in all, and TAX components for the change
// of the exclusive one, by line.
func (c *Calculation) clawbackTaxes(state, shipping lost) (int64, []refund.Component, error) {
	var inside int64
	var parts []refund.Component
	for l := range c.past.lines {
		s := &c.past.lines[l]
		extra, err := c.extraTax(s, state.byLine[l])
		if err != nil {
			return 0, nil, err
		}
		if inside, err = refund.AddMinor(inside, extra.in); err != nil {
			return 0, nil, err
		}
		parts = appendTax(parts, refund.Component{LineID: s.line.LineID, AmountMinor: s.clawbackTaxOn - extra.on, Of: refund.ComponentClawback})
	}
	extra, err := c.extraShippingTax(shipping)
	if err != nil {
		return 0, nil, err
	}
	return inside + extra.in, appendTax(parts, refund.Component{AmountMinor: c.past.shippingTaxOn - extra.on, Of: refund.ComponentClawback}), nil
}

// appendTax appends a TAX component that is not zero.
func appendTax(parts []refund.Component, tax refund.Component) []refund.Component {
	if tax.AmountMinor == 0 {
		return parts
	}
	tax.Kind, tax.TaxMinor = refund.ComponentTax, tax.AmountMinor
	return append(parts, tax)
}
