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
	taxIn, extras, taxes, err := c.clawbackTaxes(state, shipping)
	if err != nil {
		return err
	}
	var parts []said
	for i := 1; i < len(c.promotions); i++ {
		id := c.promotions[i].rule.PromotionID
		minor, err := refund.SumMinor(state.byPromotion[i], shipping.byPromotion[i], -c.past.clawback[id])
		if err != nil {
			return err
		}
		if minor != 0 || c.lostMoved(id) {
			parts = append(parts, said{refund.Component{Kind: refund.ComponentClawback, PromotionID: id, AmountMinor: -minor},
				c.beforeLess(c.past.clawback[id], "lost", state.said[i], shipping.said[i].lost)})
		}
	}
	return c.addTakenBack(takenBack{refund.ComponentClawback, parts, taxes, c.past.clawbackTaxIn - taxIn,
		c.beforeLess(c.past.clawbackTaxIn, "extra", extras...)})
}

// said is a component with what its step is computed from.
type said struct {
	refund.Component
	inputs []refund.Input
}

// takenBack are the components of a claw-back or a gift: in the price, as tax on top, and the change of the tax
// inside with what it is computed from.
type takenBack struct {
	kind         refund.ComponentKind
	parts, taxes []said
	insideMinor  int64
	inside       []refund.Input
}

// carry lays an inclusive tax on the components it belongs to, in proportion; where there is none,
// because only the lines of a loss moved, on one of amount 0.
func carry(parts []said, taxMinor int64, kind refund.ComponentKind) ([]said, error) {
	if taxMinor == 0 {
		return parts, nil
	}
	if len(parts) == 0 {
		return []said{{Component: refund.Component{Kind: kind, TaxMinor: taxMinor}}}, nil
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
func (c *Calculation) addTakenBack(back takenBack) error {
	parts, err := carry(back.parts, back.insideMinor, back.kind)
	if err != nil {
		return err
	}
	for _, part := range append(parts, back.taxes...) {
		if err := c.Add(part.Component); err != nil {
			return err
		}
		if part.AmountMinor != 0 {
			c.steps.Say(takenBackKey(part.Component), part.AmountMinor,
				append(part.inputs, explain.Word("promotion", part.PromotionID), explain.Word("line", part.LineID))...)
		}
	}
	if back.insideMinor != 0 {
		key := "tax.clawback"
		if back.kind == refund.ComponentGiftNotReturned {
			key = "tax.gift"
		}
		c.steps.Say(key, back.insideMinor, back.inside...)
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

// clawbackTaxes is the tax of the state: the inclusive one in all with the steps that explain it, and TAX
// components for the change of the exclusive one, by line.
func (c *Calculation) clawbackTaxes(state lost, shipping lostShipping) (inside int64, extras []int, parts []said, err error) {
	byLine := make([]taxed, len(c.past.lines))
	for l := range c.past.lines {
		if byLine[l], err = c.extraTax(&c.past.lines[l], state.byLine[l]); err != nil {
			return 0, nil, nil, err
		}
	}
	within, onTop := c.sayExtraTax(refund.TaxInclusive, state, byLine), c.sayExtraTax(refund.TaxExclusive, state, byLine)
	rows := c.rowsByLine(onTop)
	for l := range c.past.lines {
		s, extra := &c.past.lines[l], byLine[l]
		if inside, err = refund.AddMinor(inside, extra.in); err != nil {
			return 0, nil, nil, err
		}
		if s.clawbackTaxOn == extra.on {
			continue
		}
		more := c.steps.AmountFrom("extra", 0, refund.FromNone)
		if rows != nil && rows[l] > 0 {
			more = c.steps.Row("extra", onTop, rows[l])
		}
		parts = c.appendTax(parts, refund.Component{LineID: s.line.LineID, AmountMinor: s.clawbackTaxOn - extra.on, Of: refund.ComponentClawback},
			c.steps.Amount("before", s.clawbackTaxOn), more)
	}
	extra := shipping.taxMinor()
	extras = []int{within, c.sayShippingTax(shipping, refund.TaxInclusive)}
	parts = c.appendTax(parts, refund.Component{AmountMinor: c.past.shippingTaxOn - extra.on, Of: refund.ComponentClawback},
		c.beforeLess(c.past.shippingTaxOn, "extra", c.sayShippingTax(shipping, refund.TaxExclusive))...)
	return inside + extra.in, extras, parts, nil
}

// beforeLess are the inputs of what was taken before, less what steps say of now.
func (c *Calculation) beforeLess(before int64, name string, places ...int) []refund.Input {
	return append([]refund.Input{c.steps.Amount("before", before)}, c.steps.Results(name, places...)...)
}

// appendTax appends a TAX component that is not zero, with what its step is computed from.
func (c *Calculation) appendTax(parts []said, tax refund.Component, inputs ...refund.Input) []said {
	if tax.AmountMinor == 0 {
		return parts
	}
	tax.Kind, tax.TaxMinor = refund.ComponentTax, tax.AmountMinor
	return append(parts, said{tax, inputs})
}
