package explain

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// Comparison sets the refund beside the price paid at the checkout for the goods that come back, their tax
// included. PaidMinor plus the differences is TotalMinor. Amounts are minor units of the assessment's currency.
type Comparison struct {
	PaidMinor   int64        `json:"paid_minor"`
	TotalMinor  int64        `json:"total_minor"`
	Differences []Difference `json:"differences"`

	// goods: there is a price of goods in it, whether they come back or not; delivery: shipping comes back.
	goods, delivery bool
	// reduced: a part of the price went back before, without goods.
	reduced bool
}

// Difference is one reason why the refund is not the price paid. None of them is zero, but for
// points.
type Difference struct {
	Kind        refund.ComponentKind `json:"kind"`
	LineID      refund.LineID        `json:"line_id,omitempty"`
	FeeID       string               `json:"fee_id,omitempty"`
	PromotionID refund.PromotionID   `json:"promotion_id,omitempty"`
	PaymentID   refund.PaymentID     `json:"payment_id,omitempty"`
	AmountMinor int64                `json:"amount_minor"`
	// Units are points that are taken back: never a part of the amount.
	Units *refund.Units `json:"units,omitempty"`
	// Why is the difference in words.
	Why string `json:"why"`
}

// Compare sets an assessment of a request beside the price paid, in the speaker's words.
func (s Speaker) Compare(request refund.Cancellation, a refund.Assessment) Comparison {
	c := Comparison{TotalMinor: a.TotalMinor, Differences: []Difference{}}
	n, back := s.namesOf(&request), goodsBack(a.Components)
	kinds := make([]refund.ComponentKind, 0, len(a.Components))
	for _, part := range a.Components {
		kinds = append(kinds, part.Kind)
		if ofGoods(part, back) {
			c.PaidMinor += part.AmountMinor // at most what was paid, which fits
			continue
		}
		if part.AmountMinor == 0 && part.Units == nil {
			continue
		}
		c.Differences = append(c.Differences, Difference{
			Kind: part.Kind, LineID: part.LineID, FeeID: part.FeeID, PromotionID: part.PromotionID, PaymentID: part.PaymentID,
			AmountMinor: part.AmountMinor, Units: part.Units, Why: n.why(part, a.Currency),
		})
	}
	return c.Of(kinds, a.Steps)
}

// Of is a comparison that knows what the total is made of: the kinds of its components, and its steps. One that was read from
// its JSON does not.
func (c Comparison) Of(kinds []refund.ComponentKind, steps []refund.Step) Comparison {
	c.goods, c.delivery = slices.Contains(kinds, refund.ComponentLine), slices.Contains(kinds, refund.ComponentShipping)
	c.reduced = reduced(steps)
	return c
}

// reduced reports whether goods come back of whose price a part went back before.
func reduced(steps []refund.Step) bool {
	return slices.ContainsFunc(steps, func(step refund.Step) bool { return step.Key == "line.share_less_allowances" })
}

// goodsBack are the lines of which goods come back: an allowance leaves them where they are.
func goodsBack(parts []refund.Component) map[refund.LineID]bool {
	back := map[refund.LineID]bool{}
	for _, part := range parts {
		if part.Kind == refund.ComponentLine && part.Quantity > 0 {
			back[part.LineID] = true
		}
	}
	return back
}

// ofGoods reports whether a component is the price paid for goods that come back, or the recorded tax on top of
// it: the tax of a deduction was not paid at the checkout.
func ofGoods(part refund.Component, back map[refund.LineID]bool) bool {
	switch {
	case part.Kind == refund.ComponentLine:
		return part.Quantity > 0
	case part.Kind == refund.ComponentTax:
		return part.Of == "" && back[part.LineID]
	}
	return false
}

// why says a difference; one without words is named by its kind and amount.
func (n names) why(part refund.Component, currency refund.Currency) string {
	amount := refund.FormatAmount(part.AmountMinor, currency)
	if said, ok := n.say.Say("difference."+n.differenceID(part), append(n.inputsFor(part), Word("amount", amount))...); ok {
		return said
	}
	return n.say.Component(part.Kind) + ": " + amount
}

// differenceID names the text about a difference: as a telling does, but staff know deliveries by their ids.
func (n names) differenceID(part refund.Component) string {
	if part.Kind == refund.ComponentShipping && part.ShipmentID != "" {
		return "SHIPMENT"
	}
	return string(n.telling(part))
}

// Lines writes the comparison for people, one line each; none where there is nothing to compare.
func (s Speaker) Lines(c Comparison, currency refund.Currency) []string {
	if c.PaidMinor == 0 && len(c.Differences) == 0 {
		return nil
	}
	intro, ok := s.Say("difference."+c.intro(),
		refund.Input{Name: "paid", Value: refund.FormatAmount(c.PaidMinor, currency)},
		refund.Input{Name: "total", Value: refund.FormatAmount(c.TotalMinor, currency)})
	if !ok {
		return nil
	}
	lines := []string{intro}
	for _, difference := range c.Differences {
		lines = append(lines, difference.Why)
	}
	return lines
}

// intro is which sentence comes first: a delivery alone, or no goods come back at all; goods at the very price
// paid, or at less.
func (c Comparison) intro() string {
	differs := func(d Difference) bool { return d.AmountMinor != 0 }
	switch {
	case c.delivery && !c.goods:
		return "intro_delivery"
	case c.PaidMinor == 0:
		return "intro_without_goods"
	case c.reduced:
		return "intro_reduced"
	case !slices.ContainsFunc(c.Differences, differs):
		return "same"
	}
	return "intro"
}
