package tender

import (
	"strconv"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// Plan says which payments give a refund back, in the making. Its methods are the checks of an
// assessment and are called in the sequence of policy's table. It is not for concurrent use.
type Plan struct {
	// Problem is why no plan is possible, once a check says so: a person looks. Empty: nothing is.
	Problem string
	Legs    []refund.PlannedLeg
	// KeptBack are the shares of indivisible instruments that do not go back (negative: that do now), and
	// Components what they change of the total.
	KeptBack   []refund.KeptBack
	Components []refund.Component
	// Sequence says which payments give back first.
	Sequence rulebook.TenderOrder
	// WholeOrder says that nothing of the order is kept after this request (MONEY C9).
	WholeOrder bool

	request *refund.Cancellation
	order   *refund.Order
	// payments are the balances of the payments, in the pinned sequence: as if nothing of this refund
	// had settled, until KeepSettled puts the real ones in.
	payments []refund.PaymentBalance
	progress Progress
	// lastLeg is the number of the leg planned last.
	lastLeg int
	steps   *explain.Steps
}

// Reasons why no plan is possible.
const (
	// ReasonPaymentStopped: nothing may be sent against a payment.
	ReasonPaymentStopped = "PAYMENT_STOPPED"
	// ReasonProviderStep: a part of the refund is too small for its provider's step, and no other
	// payment can take it.
	ReasonProviderStep = "PROVIDER_STEP"
)

// Input is what a plan is made from. Request, Order and Steps are required.
type Input struct {
	Request *refund.Cancellation
	Order   *refund.Order
	// Balances are those of the order's payments, in the pinned sequence.
	Balances []refund.PaymentBalance
	Progress Progress
	// Steps takes the explanation.
	Steps *explain.Steps
}

// NewPlan begins a plan.
func NewPlan(in Input) *Plan {
	p := &Plan{request: in.Request, order: in.Order, progress: in.Progress, steps: in.Steps, lastLeg: in.Progress.LastLeg}
	p.progress.balances, p.payments = in.Balances, in.Progress.unsettled(in.Balances)
	return p
}

// Payment returns a payment's facts: the pinned ones, or this request's for one learned later.
func (p *Plan) Payment(id refund.PaymentID) *refund.Payment {
	for _, payments := range [][]refund.Payment{p.order.Payments, p.request.Order.Payments} {
		for i := range payments {
			if payments[i].PaymentID == id {
				return &payments[i]
			}
		}
	}
	return &refund.Payment{PaymentID: id}
}

// Expired reports whether an instrument's life was over at the customer's act.
func (p *Plan) Expired(payment *refund.Payment) bool {
	return payment.ExpiresAt != nil && !p.request.OccurredAt.Before(*payment.ExpiresAt)
}

func (p *Plan) balance(id refund.PaymentID) *refund.PaymentBalance {
	for i := range p.payments {
		if p.payments[i].PaymentID == id {
			return &p.payments[i]
		}
	}
	return &refund.PaymentBalance{PaymentID: id}
}

// addLeg numbers and plans a leg.
func (p *Plan) addLeg(leg refund.PlannedLeg) {
	p.lastLeg++
	leg.LegID = refund.LegID(strconv.Itoa(p.lastLeg))
	p.Legs = append(p.Legs, leg)
}
