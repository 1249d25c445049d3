package tender

import (
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// SplitByCaptures leads what goes back to a payment with captures of their own to these captures: the oldest
// first, each within what is left of it. Legs that are paid stay as they are, and the sum of every payment
// stays the same. Captures with too little left are a Problem CAPTURE_EXCEEDED, and more legs than a refund may
// have a Problem TOO_MANY_LEGS.
func (p *Plan) SplitByCaptures() error {
	if p.hasCaptures() {
		planned := p.Legs[len(p.progress.Settled):]
		p.Legs, p.lastLeg = p.Legs[:len(p.progress.Settled):len(p.progress.Settled)], p.progress.LastLeg
		for _, leg := range planned {
			if err := p.splitLeg(leg); err != nil {
				return err
			}
		}
	}
	if count := len(p.Legs); count > refund.LegsMax && p.Problem == "" {
		p.steps.Say("legs.too_many", 0, explain.Number("legs", int64(count)), explain.Number("most", refund.LegsMax))
		p.Problem = string(refund.CodeTooManyLegs)
	}
	return nil
}

func (p *Plan) hasCaptures() bool {
	for i := range p.payments {
		if len(p.payments[i].Captures) > 0 {
			return true
		}
	}
	return false
}

// splitLeg plans a leg anew: by captures where its money goes back to them, and as it was otherwise. A void and
// an instrument in kind go to the payment.
func (p *Plan) splitLeg(leg refund.PlannedLeg) error {
	balance := p.balance(leg.PaymentID)
	if len(balance.Captures) == 0 || leg.Void || leg.Via != "" || p.Payment(leg.PaymentID).Indivisible() {
		p.addLeg(leg)
		return nil
	}
	split := captureSplit{leg: leg, before: *balance, left: leg.AmountMinor, step: stepOf(p.Payment(leg.PaymentID).Provider, p.order.Currency),
		inputs: p.results("share", nil, p.plannedSaid(leg))}
	for i := range balance.Captures {
		capture := &balance.Captures[i]
		minor := min(split.left, capture.RemainingMinor()/split.step*split.step)
		if minor <= 0 {
			continue
		}
		if err := p.captureLeg(&split, capture, minor); err != nil {
			return err
		}
	}
	if split.left > 0 {
		p.steps.Say("payment.captures_short", split.left, append(p.takenOf(&split), explain.Word("payment", leg.PaymentID))...)
		p.Problem = string(refund.CodeCaptureExceeded)
	}
	return nil
}

// plannedSaid is the step of a leg that is planned now; 0: there is none.
func (p *Plan) plannedSaid(leg refund.PlannedLeg) int {
	for i := len(p.steps.All) - 1; i >= 0; i-- {
		step := &p.steps.All[i]
		if step.Adds == refund.SumLegs && step.Key != "payment.settled" && step.ResultMinor == leg.AmountMinor && paymentOf(step) == leg.PaymentID {
			return i + 1
		}
	}
	return 0
}

// captureSplit is a leg that is planned anew by captures.
type captureSplit struct {
	leg refund.PlannedLeg
	// before is the payment without the legs planned so far: units are cumulative over it.
	before refund.PaymentBalance
	// left is what no capture gives back yet, step what the provider moves at once.
	left, step int64
	// inputs are the leg's share, and what captures give back of it so far.
	inputs []refund.Input
}

// takenOf are the leg's share, and what captures give back of it so far.
func (p *Plan) takenOf(split *captureSplit) []refund.Input {
	if split.left == split.leg.AmountMinor {
		return append(slices.Clone(split.inputs), p.steps.AmountFrom("taken", 0, refund.FromNone))
	}
	return slices.Clone(split.inputs)
}

// captureLeg plans what goes back to one capture.
func (p *Plan) captureLeg(split *captureSplit, capture *refund.CaptureBalance, minor int64) error {
	id := split.before.PaymentID
	units, err := unitsOf(p.Payment(id), &split.before, minor)
	if err != nil {
		return err
	}
	split.before.OwedMinor -= minor
	p.addLeg(refund.PlannedLeg{PaymentID: id, CaptureID: capture.CaptureID, AmountMinor: minor, Units: units})
	place := p.steps.Say("payment.capture", minor, append(p.takenOf(split), explain.Word("payment", id), explain.Word("capture", capture.CaptureID),
		p.steps.Amount("captured", capture.AmountMinor), p.steps.Amount("used", capture.UsedMinor), p.steps.Amount("left", capture.RemainingMinor()),
		p.steps.Amount("step", split.step))...)
	split.left -= minor
	split.inputs = append(split.inputs, p.steps.Result("taken", place))
	return nil
}
