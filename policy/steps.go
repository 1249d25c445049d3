package policy

import (
	"strings"

	"github.com/makegood/makegood/refund"
)

// ReasonProviderStep: a part of the refund is too small for its provider's step, and no other
// payment can take it.
const ReasonProviderStep = "PROVIDER_STEP"

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
func (w *work) keepSteps(shares, owed []int64, restored []bool) bool {
	var rest int64
	free := make([]bool, len(shares))
	for i := range shares {
		payment := w.payment(w.history.Payments[i].PaymentID)
		if restored[i] || payment.Indivisible() {
			continue
		}
		step := stepOf(payment.Provider, w.order.Currency)
		free[i] = step == 1
		over := shares[i] % step
		shares[i] -= over
		rest += over
		if over > 0 {
			w.say("payment.step", -over, in("payment", payment.PaymentID), in("provider", payment.Provider), w.amount("step", step))
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
		w.say("payment.step_left", 0, w.amount("rest", rest))
		w.answer(refund.DispositionAttention, ReasonProviderStep)
		return false
	}
	return true
}
