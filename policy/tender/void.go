package tender

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// Captured reports whether anything of the order was captured.
func (p *Plan) Captured() bool {
	for i := range p.payments {
		if p.payments[i].CapturedMinor > 0 {
			return true
		}
	}
	return false
}

// AddVoids plans the cancellation of what was authorised and never captured.
func (p *Plan) AddVoids() {
	for i := range p.payments {
		left, payment := p.authorisedLeft(i), p.payment(i)
		if left > 0 {
			p.addLeg(refund.PlannedLeg{PaymentID: payment.PaymentID, Void: true})
			p.steps.Say("payment.void", 0, explain.Word("payment", payment.PaymentID), p.steps.Amount("authorised", left))
		}
	}
}

// AuthorisedMinor is what was authorised and not captured of all payments.
func (p *Plan) AuthorisedMinor() (int64, error) {
	left := make([]int64, len(p.payments))
	for i := range left {
		left[i] = p.authorisedLeft(i)
	}
	return refund.SumMinor(left...)
}

func (p *Plan) authorisedLeft(i int) int64 {
	if authorised := p.payment(i).AuthorizedMinor; authorised != nil {
		return max(0, *authorised-p.payments[i].CapturedMinor)
	}
	return 0
}

// AuthorisedOnly returns the payments that were authorised and never captured.
func (p *Plan) AuthorisedOnly() []*refund.Payment {
	var only []*refund.Payment
	for i := range p.payments {
		balance := &p.payments[i]
		if balance.CapturedMinor != 0 {
			continue
		}
		payment := p.Payment(balance.PaymentID)
		if payment.AuthorizedMinor != nil && *payment.AuthorizedMinor > 0 {
			only = append(only, payment)
		}
	}
	return only
}
