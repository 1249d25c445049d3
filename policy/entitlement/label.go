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

// DeductReturnShipping keeps what the return label costs: at most maxMinor, what is left of the divisible payments
// (MONEY C8, C11), and at most what is left of the request. It has tax of its own rate in it, and leaves the tax of
// the goods alone. It returns what was taken.
func (c *Calculation) DeductReturnShipping(maxMinor int64) (int64, error) {
	own := c.label()
	taken := min(own.AmountMinor, maxMinor, c.TotalMinor)
	if taken <= 0 {
		return 0, nil
	}
	inside, err := refund.RoundMinor(insideOf(taken, own.TaxRate))
	if err != nil {
		return 0, err
	}
	atMost := min(maxMinor, c.TotalMinor)
	if c.DeductionTaxMinor, err = refund.AddMinor(c.DeductionTaxMinor, inside); err != nil {
		return 0, err
	}
	c.steps.Say("return_shipping", -taken, c.steps.Amount("asked", own.AmountMinor), c.steps.Amount("at_most", atMost),
		explain.Word("rate", own.TaxRate.StringFixed(rulebook.RateDecimals)), c.steps.Amount("tax", inside))
	return taken, c.Add(refund.Component{Kind: refund.ComponentReturnShipping, AmountMinor: -taken, TaxMinor: -inside, TaxRate: own.TaxRate.String()})
}

// insideOf is the tax of a rate within an amount, as a whole number: amount * rate / (1 + rate), halves away from
// zero.
func insideOf(amountMinor int64, rate decimal.Decimal) decimal.Decimal {
	return decimal.NewFromInt(amountMinor).Mul(rate).DivRound(rate.Add(decimal.NewFromInt(1)), 0)
}
