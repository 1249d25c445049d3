package tender

import (
	"strings"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// stepOf is the smallest amount a provider moves, in minor units: 1 where it takes any.
//
// Stripe moves three-decimal currencies in tens (its page "Supported currencies": amounts end in 0). That it
// counts the Icelandic króna in hundredths is its adapter's business: any whole króna can be moved.
func stepOf(provider string, currency refund.Currency) int64 {
	if exponent, ok := currency.Exponent(); ok && exponent == 3 && strings.EqualFold(provider, "stripe") {
		return 10
	}
	return 1
}

// keepSteps rounds the shares of providers with a step to it, cumulatively over the requests of an order. Where
// there are divisible payments without a step, shares are rounded down, and these take the rest as far as they
// owe it. What no payment can take is a ROUNDING: a few minor units more or less now, which a later request makes
// up for. It returns that amount and the payment that carries it.
func (p *Plan) keepSteps(shares []int64) (minor int64, carrier refund.PaymentID) {
	before, free := sum(shares), p.withoutStep()
	stepped, due := p.toSteps(shares, len(free) > 0)
	if stepped == nil {
		return 0, ""
	}
	due -= p.moveTo(free, shares, due)
	for _, i := range stepped { // the rest, where it comes to a step, goes to whoever still owes one
		step := stepOf(p.payment(i).Provider, p.order.Currency)
		more := min(nearest(due, step), p.wholeSteps(i, step)-shares[i])
		shares[i] += more
		due -= more
	}
	return sum(shares) - before, p.payments[stepped[len(stepped)-1]].PaymentID
}

// toSteps rounds the shares of providers with a step, each with what the one before left over, and returns
// their payments and what is left over in the end.
func (p *Plan) toSteps(shares []int64, down bool) (stepped []int, due int64) {
	for i := range shares {
		payment := p.payment(i)
		step := stepOf(payment.Provider, p.order.Currency)
		if step == 1 || payment.Indivisible() {
			continue
		}
		due += shares[i] - p.rounded[payment.PaymentID]
		wanted := nearest(due, step)
		if down {
			wanted = max(0, due) / step * step
		}
		moved := min(wanted, p.wholeSteps(i, step))
		due, shares[i], stepped = due-moved, moved, append(stepped, i)
	}
	return stepped, due
}

// withoutStep are the divisible payments that move any amount.
func (p *Plan) withoutStep() []int {
	var free []int
	for i := range p.payments {
		if payment := p.payment(i); !payment.Indivisible() && stepOf(payment.Provider, p.order.Currency) == 1 {
			free = append(free, i)
		}
	}
	return free
}

// wholeSteps is the most that a payment can give back in whole steps.
func (p *Plan) wholeSteps(i int, step int64) int64 {
	return max(0, p.payments[i].OwedMinor) / step * step
}

// moveTo adds an amount to shares, as far as their payments owe it, and returns how much it was.
func (p *Plan) moveTo(payments []int, shares []int64, minor int64) int64 {
	owed, moved := p.owed(), int64(0)
	for _, i := range payments {
		more := max(-shares[i], min(minor-moved, owed[i]-shares[i]))
		shares[i] += more
		moved += more
	}
	return moved
}

func sum(amounts []int64) int64 {
	var all int64
	for _, minor := range amounts {
		all += minor
	}
	return all
}

// nearest is the multiple of a step next to an amount, halves up (MONEY C1); 0 for less than nothing.
func nearest(minor, step int64) int64 { return (max(0, minor) + step/2) / step * step }

// round lays what no payment could take on the total.
func (p *Plan) round(minor int64, carrier refund.PaymentID) {
	if minor == 0 {
		return
	}
	p.Components = append(p.Components, refund.Component{Kind: refund.ComponentRounding, PaymentID: carrier, AmountMinor: minor})
	p.steps.Say("payment.rounding", minor, explain.Word("payment", carrier), p.steps.Result("rounded", p.said.steps))
}

// roundedBefore is what provider steps added to each payment in earlier requests (negative: left to later).
func roundedBefore(earlier []refund.Entitlement) map[refund.PaymentID]int64 {
	var rounded map[refund.PaymentID]int64
	for i := range earlier {
		for _, c := range earlier[i].Components {
			if c.Kind != refund.ComponentRounding {
				continue
			}
			if rounded == nil {
				rounded = map[refund.PaymentID]int64{}
			}
			rounded[c.PaymentID] += c.AmountMinor
		}
	}
	return rounded
}

// reissuedBefore are the instruments of which a share was re-issued: what is left of them goes the same way.
func reissuedBefore(components []refund.Component) map[refund.PaymentID]bool {
	var reissued map[refund.PaymentID]bool
	for _, c := range components {
		if c.Kind != refund.ComponentTenderReissued {
			continue
		}
		if reissued == nil {
			reissued = map[refund.PaymentID]bool{}
		}
		reissued[c.PaymentID] = true
	}
	return reissued
}
