package explain

import (
	"strconv"
	"strings"

	"github.com/makegood/makegood/refund"
)

// Comparison sets the refund beside the price paid at the checkout for the same goods, their tax
// included. PaidMinor plus the differences is TotalMinor. Amounts are minor units of the
// assessment's currency.
type Comparison struct {
	PaidMinor   int64        `json:"paid_minor"`
	TotalMinor  int64        `json:"total_minor"`
	Differences []Difference `json:"differences"`
	// goods: something goes back for goods; else it is about a delivery alone.
	goods bool
}

// Difference is one reason why the refund is not the price paid.
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

// Compare sets an assessment beside the price paid, in the speaker's words.
func (s Speaker) Compare(a refund.Assessment) Comparison {
	c := Comparison{TotalMinor: a.TotalMinor, Differences: []Difference{}}
	for _, part := range a.Components {
		if ofGoods(part) {
			c.goods = true
			c.PaidMinor += part.AmountMinor // at most what was paid, which fits
			continue
		}
		c.Differences = append(c.Differences, Difference{
			Kind: part.Kind, LineID: part.LineID, FeeID: part.FeeID, PromotionID: part.PromotionID, PaymentID: part.PaymentID,
			AmountMinor: part.AmountMinor, Units: part.Units, Why: s.why(part, a.Currency),
		})
	}
	return c
}

// ofGoods reports whether a component is the price paid for goods, or the recorded tax on top of it: the
// tax of a deduction was not paid at the checkout.
func ofGoods(part refund.Component) bool {
	return part.Kind == refund.ComponentLine || part.Kind == refund.ComponentTax && part.LineID != "" && part.Of == ""
}

// why says a difference; one without words is named by its kind and amount.
func (s Speaker) why(part refund.Component, currency refund.Currency) string {
	amount := refund.FormatAmount(part.AmountMinor, currency)
	said, ok := s.Say("difference."+wordsFor(part),
		refund.Input{Name: "amount", Value: amount},
		refund.Input{Name: "promotion", Value: string(part.PromotionID)},
		refund.Input{Name: "units", Value: unitsTaken(part)}, refund.Input{Name: "programme", Value: programmeOf(part)},
	)
	if ok {
		return said
	}
	return s.Component(part.Kind) + ": " + amount
}

// unitsTaken is how many points a component takes back.
func unitsTaken(part refund.Component) string {
	if part.Units == nil {
		return ""
	}
	return strconv.FormatInt(-part.Units.Amount, 10)
}

// programmeOf is the programme of a component's points: what follows "PTS:".
func programmeOf(part refund.Component) string {
	if part.Units == nil {
		return ""
	}
	return strings.TrimPrefix(part.Units.Asset, "PTS:")
}

// wordsFor tells what is taken from what comes back: a claw-back, a waiver and a tender that was not
// restored may be undone by a later request.
func wordsFor(part refund.Component) string {
	switch {
	case part.Kind == refund.ComponentClawback && part.AmountMinor > 0:
		return "CLAWBACK_BACK"
	case part.Kind == refund.ComponentTenderNotRestored && part.AmountMinor > 0:
		return "TENDER_RESTORED"
	case part.Kind == refund.ComponentWaiver && part.AmountMinor < 0:
		return "WAIVER_BACK"
	case part.Kind == refund.ComponentVoid && part.AmountMinor > 0:
		return "VOID_BACK"
	}
	return string(part.Kind)
}

// Lines writes the comparison for people, one line each.
func (s Speaker) Lines(c Comparison, currency refund.Currency) []string {
	id := "difference.intro"
	if !c.goods && len(c.Differences) > 0 {
		id = "difference.intro_without_goods"
	}
	intro, ok := s.Say(id,
		refund.Input{Name: "paid", Value: refund.FormatAmount(c.PaidMinor, currency)},
		refund.Input{Name: "total", Value: refund.FormatAmount(c.TotalMinor, currency)})
	if !ok {
		return nil
	}
	lines := []string{intro}
	for _, difference := range c.Differences {
		lines = append(lines, difference.Why)
	}
	if same, ok := s.Say("difference.same"); ok && len(c.Differences) == 0 {
		lines = append(lines, same)
	}
	return lines
}
