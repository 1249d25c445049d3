package acts

import (
	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/refund"
)

// previewView is what an act would come to.
type previewView struct {
	Before, After refund.Standing
	// Moves: the amount or the legs are other ones after it, or are sent because of it.
	Legs     []legView
	Payments []support.PaymentChange
	Approval approvalView
	Told     *toldView
	// Untold: something would be told, and cannot be shown.
	Untold      error
	Explanation *api.Explanation
	// Words are what the customer is told later, in the message of what has become of it.
	Words string
}

// legView is a leg as it would stand.
type legView struct {
	Leg refund.LegStanding
	// Kind is the payment's.
	Kind     refund.PaymentKind
	Currency refund.Currency
}

// approvalView is who has to agree, who would have, and who is asked next.
type approvalView struct {
	Required int
	Agreed   []refund.Agreement
	Next     refund.Role
	Final    bool
}

// toldView is the message that the customer would get.
type toldView struct {
	Kind                  refund.NoticeKind
	Locale, Subject, Body string
	Short                 string
}

func previewOf(p support.ActPreview, c refund.Cancellation) *previewView {
	view := &previewView{Before: p.Before, After: p.After, Payments: p.Payments, Untold: p.Untold, Explanation: p.Explanation}
	for _, leg := range p.After.Legs {
		if leg.Status == refund.LegReleased {
			continue
		}
		paid, _ := c.Order.Payment(leg.PaymentID)
		view.Legs = append(view.Legs, legView{leg, paid.Kind, p.After.Currency})
	}
	a := p.After.Approval
	if !p.After.Status.Final() { // who rejects or takes back needs nobody's agreement
		view.Approval = approvalView{a.Required, a.Agreed, a.NextRole, a.Final}
	}
	if m := p.Told; m != nil {
		view.Told = &toldView{m.Kind, m.Locale, m.Subject, m.Body, m.Short}
	}
	return view
}
