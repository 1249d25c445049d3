package entitlement

import (
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
)

// label is the return label of the request: once for all goods that come back, at the highest price that an item's
// terms want for its reason. Zero: none is charged.
func (c *Calculation) label() rulebook.ReturnLabel {
	var dearest rulebook.ReturnLabel
	for i := range c.Items {
		it := &c.Items[i]
		terms := &it.Grant.Terms
		if it.Statutory || it.Reason.MerchantFault() || !slices.Contains(terms.ReturnShippingReasons, it.Reason) || c.GoodsOf(it) == 0 {
			continue
		}
		if own := terms.ReturnShipping[c.order.Currency]; own.AmountMinor > dearest.AmountMinor {
			dearest = own
		}
	}
	return dearest
}

// ReturnShippingMinor is what the terms want for the way back.
func (c *Calculation) ReturnShippingMinor() int64 { return c.label().AmountMinor }

// DeductReturnShipping keeps what the return label costs: at most what the divisible payments give back less the
// restocking fees (MONEY C8, C11), and at most what is left of the request. It has tax of its own rate in it, and
// leaves the tax of the goods alone. It returns what was taken.
func (c *Calculation) DeductReturnShipping(restockingMinor int64, most Most) (int64, error) {
	own := c.label()
	taken := min(own.AmountMinor, most.Minor-restockingMinor, c.TotalMinor)
	if taken <= 0 {
		return 0, nil
	}
	inside, err := refund.RoundMinor(insideRate(taken, own.TaxRate))
	if err != nil {
		return 0, err
	}
	inputs := []refund.Input{c.steps.Amount("asked", own.AmountMinor), c.steps.Amount("at_most", c.TotalMinor)}
	if most.Step > 0 {
		inputs = append(inputs, c.steps.Result("divisible", most.Step), c.steps.Amount("taken", restockingMinor))
	}
	place := c.steps.Say("return_shipping", -taken, inputs...)
	if inside != 0 {
		c.steps.Say("tax.return_shipping", -inside, c.steps.Taken("part", place), explain.Rate("rate", rateText(own.TaxRate)))
	}
	if c.DeductionTaxMinor, err = refund.AddMinor(c.DeductionTaxMinor, inside); err != nil {
		return 0, err
	}
	return taken, c.Add(refund.Component{Kind: refund.ComponentReturnShipping, AmountMinor: -taken, TaxMinor: -inside, TaxRate: own.TaxRate.String()})
}

// insideRate is the tax of a rate within an amount, as a whole number: amount * rate / (1 + rate), halves away from
// zero.
func insideRate(amountMinor int64, rate decimal.Decimal) decimal.Decimal {
	return decimal.NewFromInt(amountMinor).Mul(rate).DivRound(rate.Add(decimal.NewFromInt(1)), 0)
}
