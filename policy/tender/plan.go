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
	// Sequence says which of the divisible payments give back first.
	Sequence rulebook.TenderOrder
	// Shared is what is divided.
	Shared Shared
	// EndsAuthorisations: nothing is left that must still be captured (MONEY C13).
	EndsAuthorisations bool

	request *refund.Cancellation
	order   *refund.Order
	// payments are the balances of the payments, in the pinned sequence: as if nothing of this refund
	// had settled, until KeepSettled puts the real ones in.
	payments []refund.PaymentBalance
	progress Progress
	// rounded is what provider steps added to each payment in earlier requests.
	rounded map[refund.PaymentID]int64
	// reissued are instruments of which an earlier request re-issued a share.
	reissued map[refund.PaymentID]bool
	// lastLeg is the number of the leg planned last.
	lastLeg int
	steps   *explain.Steps
	said    said
}

// ReasonPaymentStopped: no plan is possible, because nothing may be sent against a payment.
const ReasonPaymentStopped = "PAYMENT_STOPPED"

// Input is what a plan is made from. Request, Order and Steps are required.
type Input struct {
	Request *refund.Cancellation
	Order   *refund.Order
	// Balances are those of the order's payments, in the pinned sequence.
	Balances []refund.PaymentBalance
	Progress Progress
	// Earlier are the order's earlier refunds.
	Earlier []refund.Entitlement
	// Steps takes the explanation.
	Steps *explain.Steps
}

// NewPlan begins a plan.
func NewPlan(in Input) *Plan {
	p := &Plan{request: in.Request, order: in.Order, progress: in.Progress, steps: in.Steps, lastLeg: in.Progress.LastLeg}
	p.progress.balances, p.payments = in.Balances, in.Progress.unsettled(in.Balances)
	p.rounded = roundedBefore(in.Earlier)
	for i := range in.Earlier {
		for id := range reissuedBefore(in.Earlier[i].Components) {
			if p.reissued == nil {
				p.reissued = map[refund.PaymentID]bool{}
			}
			p.reissued[id] = true
		}
	}
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

// TakeComponents returns what the plan changed of the total since it was last asked.
func (p *Plan) TakeComponents() []refund.Component {
	taken := p.Components
	p.Components = nil
	return taken
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
