package tender

import (
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
	left, before := leg.AmountMinor, *balance
	step := stepOf(p.Payment(leg.PaymentID).Provider, p.order.Currency)
	for i := range balance.Captures {
		capture := &balance.Captures[i]
		minor := min(left, capture.RemainingMinor()/step*step)
		if minor <= 0 {
			continue
		}
		if err := p.captureLeg(&before, capture, minor); err != nil {
			return err
		}
		left -= minor
	}
	if left > 0 {
		p.steps.Say("payment.captures_short", 0, explain.Word("payment", leg.PaymentID), p.steps.Amount("share", leg.AmountMinor), p.steps.Amount("missing", left))
		p.Problem = string(refund.CodeCaptureExceeded)
	}
	return nil
}

// captureLeg plans what goes back to one capture. before is the payment without the legs planned so far: units
// are cumulative over it.
func (p *Plan) captureLeg(before *refund.PaymentBalance, capture *refund.CaptureBalance, minor int64) error {
	units, err := unitsOf(p.Payment(before.PaymentID), before, minor)
	if err != nil {
		return err
	}
	before.OwedMinor -= minor
	p.addLeg(refund.PlannedLeg{PaymentID: before.PaymentID, CaptureID: capture.CaptureID, AmountMinor: minor, Units: units})
	p.steps.Say("payment.capture", minor, explain.Word("payment", before.PaymentID), explain.Word("capture", capture.CaptureID),
		p.steps.Amount("captured", capture.AmountMinor), p.steps.Amount("used", capture.UsedMinor), p.steps.Amount("left", capture.RemainingMinor()))
	return nil
}
