package policy

import (
	"github.com/makegood/makegood/policy/entitlement"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// subject is one thing that a request asks for: an item of a line, or a delivery's cost.
type subject struct {
	item     *entitlement.Item
	shipping *entitlement.ShippingClaim
}

// subjects are all that the request asks for: its lines first.
func (w *work) subjects() []subject {
	all := make([]subject, 0, len(w.entitlement.Items)+len(w.entitlement.Shipping))
	for i := range w.entitlement.Items {
		all = append(all, subject{item: &w.entitlement.Items[i]})
	}
	for i := range w.entitlement.Shipping {
		all = append(all, subject{shipping: &w.entitlement.Shipping[i]})
	}
	return all
}

func (s subject) reason() refund.Reason {
	if s.item != nil {
		return s.item.Reason
	}
	return s.shipping.Reason
}

// grant is what the rules make of it.
func (s subject) grant() *rulebook.Grant {
	if s.item != nil {
		return s.item.Grant
	}
	return s.shipping.Grant
}

// questionOf is a subject as the rules see it.
func (w *work) questionOf(s subject) rulebook.Question {
	if s.item != nil {
		return w.question(s.item)
	}
	return w.shippingQuestion(s.shipping)
}
