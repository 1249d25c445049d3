package tender

import (
	"strings"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// stepOf is the smallest amount a provider moves, in minor units: 1 where it takes any.
//
// Stripe moves three-decimal currencies in tens, and the Icelandic króna in hundreds (MONEY; Stripe's
// page "Supported currencies": amounts of three-decimal currencies end in 0, ISK in 00).
//
// MONEY's hundreds are read as they are written: of our minor units, which are whole krónur (ISO 4217
// exponent 0). Stripe's own page means hundredths, so that it would take any whole króna: the literal
// reading never asks for what Stripe refuses, but parks more than Stripe would.
func stepOf(provider string, currency refund.Currency) int64 {
	if !strings.EqualFold(provider, "stripe") {
		return 1
	}
	if currency == "ISK" {
		return 100
	}
	if exponent, ok := currency.Exponent(); ok && exponent == 3 {
		return 10
	}
	return 1
}

// keepSteps rounds the shares of providers with a step down to it, and moves the rest to payments
// without one that still owe so much. Where there is none a person looks, and the answer is false.
// An indivisible instrument is no money: it neither has a step nor takes a rest.
func (p *Plan) keepSteps(shares, owed []int64, restored []bool) bool {
	var rest int64
	free := make([]bool, len(shares))
	for i := range shares {
		payment := p.Payment(p.payments[i].PaymentID)
		if restored[i] || payment.Indivisible() {
			continue
		}
		step := stepOf(payment.Provider, p.order.Currency)
		free[i] = step == 1
		over := shares[i] % step
		shares[i] -= over
		rest += over
		if over > 0 {
			p.steps.Say("payment.step", -over, explain.Word("payment", payment.PaymentID), explain.Word("provider", payment.Provider), p.steps.Amount("step", step))
		}
	}
	for i := range shares {
		if free[i] {
			more := min(rest, owed[i]-shares[i])
			shares[i] += more
			rest -= more
		}
	}
	if rest > 0 {
		p.steps.Say("payment.step_left", 0, p.steps.Amount("rest", rest))
		p.Problem = ReasonProviderStep
		return false
	}
	return true
}
