package policy

import (
	"iter"

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
func (w *work) subjects() iter.Seq2[int, subject] {
	return func(yield func(int, subject) bool) {
		items := len(w.entitlement.Items)
		for i := range items {
			if !yield(i, subject{item: &w.entitlement.Items[i]}) {
				return
			}
		}
		for i := range w.entitlement.Shipping {
			if !yield(items+i, subject{shipping: &w.entitlement.Shipping[i]}) {
				return
			}
		}
	}
}

// firstSubject is the first thing that the request asks for; false where it asks for none.
func (w *work) firstSubject() (subject, bool) {
	switch {
	case len(w.entitlement.Items) > 0:
		return subject{item: &w.entitlement.Items[0]}, true
	case len(w.entitlement.Shipping) > 0:
		return subject{shipping: &w.entitlement.Shipping[0]}, true
	}
	return subject{}, false
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
func (w *work) questionOf(s subject) *rulebook.Question {
	if s.item != nil {
		return w.question(s.item)
	}
	return w.shippingQuestion(s.shipping)
}
