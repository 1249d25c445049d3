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

// AddVoids plans the cancellation of every authorisation that was never captured.
func (p *Plan) AddVoids() {
	for _, payment := range p.AuthorisedOnly() {
		p.addLeg(refund.PlannedLeg{PaymentID: payment.PaymentID, Void: true})
		p.steps.Say("payment.void", 0, explain.Word("payment", payment.PaymentID), p.steps.Amount("authorised", *payment.AuthorizedMinor))
	}
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
