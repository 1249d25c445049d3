package policy

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// Assess answers a request on the pinned order and its history: what goes back, why, over which
// payments, and who must agree. It follows MONEY's order of checks from 3 to 11; the first that
// answers ends it.
//
// A business answer is a value (Disposition and Reasons). Errors are a refund.Problem where the
// order cannot be computed with (AMOUNT_OVERFLOW, CURRENCY_MISMATCH, DISCOUNT_EXCEEDS_LINE), and
// ErrInvariant for a bug of this package. Neither gets better by trying again; beside an error the
// assessment names the policy alone.
func (p *Policy) Assess(c refund.Cancellation, h refund.OrderHistory) (refund.Assessment, error) {
	w := newWork(p, c, h)
	for _, check := range orderOfChecks() {
		if err := check.run(w); err != nil {
			return refund.Assessment{Policy: p.ref}, fmt.Errorf("policy: assess %s: %s: %w", c.ID(), check.name, err)
		}
		if w.answered() {
			break
		}
	}
	w.conclude()
	if err := verify(w); err != nil {
		return refund.Assessment{Policy: p.ref}, fmt.Errorf("policy: assess %s: %w", c.ID(), err)
	}
	return w.out, nil
}

// check is one step of an assessment.
type check struct {
	name string
	run  func(*work) error
}

// orderOfChecks is the story of an assessment. What kept goods no longer earn (claw-back, gifts)
// and what use and time have taken (usage, depreciation) belong between entitlement and
// restocking, in the order of MONEY C11; the floor of C10 can bind only once claw-back exists.
func orderOfChecks() []check {
	return []check{
		{"one currency", (*work).checkCurrency},
		{"something captured", (*work).checkCaptured},
		{"quantities left", (*work).claimLines},
		{"authorised only", (*work).voidAuthorised},
		{"eligible", (*work).checkEligible},
		{"entitlement: lines", (*work).entitleLines},
		{"entitlement: shipping", (*work).entitleShipping},
		{"entitlement: fees", (*work).entitleFees},
		{"deduction: restocking", (*work).deductRestocking},
		{"tenders", (*work).shareTenders},
		{"stops", (*work).checkStops},
		{"approvals", (*work).askApprovals},
		{"goodwill", (*work).offerGoodwill},
	}
}

// work is an assessment in the making.
type work struct {
	policy  *Policy
	request refund.Cancellation
	history refund.OrderHistory
	order   refund.Order
	// netMinor is each line's net price in the pinned sequence, after the order's discounts.
	netMinor []int64
	items    []item
	// whole says that nothing of the order is kept after this request (MONEY C9).
	whole bool
	out   refund.Assessment
}

func newWork(p *Policy, c refund.Cancellation, h refund.OrderHistory) *work {
	return &work{policy: p, request: c, history: h, order: h.Order, out: refund.Assessment{
		Policy: p.ref, HistoryVersion: h.Version, Currency: h.Order.Currency,
	}}
}

func (w *work) answered() bool {
	switch w.out.Disposition {
	case refund.DispositionNothing, refund.DispositionReject, refund.DispositionAttention, refund.DispositionPay:
		return true
	}
	return false
}

// conclude grants what no check answered otherwise.
func (w *work) conclude() {
	if !w.answered() {
		w.out.Disposition = refund.DispositionPay
	}
	if w.out.Eligible() {
		w.out.ReviewSeconds = w.policy.reviewSeconds
	}
}

// answer ends the assessment without money: what was computed so far stays in the steps alone.
func (w *work) answer(disposition refund.Disposition, reason string) {
	w.out.Disposition, w.out.Reasons = disposition, []string{reason}
	w.out.Components, w.out.Legs, w.out.KeptBack = nil, nil, nil
	w.out.TotalMinor, w.out.TaxMinor, w.out.DeductionTaxMinor = 0, 0, 0
}

// add puts a component into the total, with its explanation.
func (w *work) add(component refund.Component, formula string) error {
	var err error
	if w.out.TotalMinor, err = refund.AddMinor(w.out.TotalMinor, component.AmountMinor); err != nil {
		return err
	}
	if w.out.TaxMinor, err = refund.AddMinor(w.out.TaxMinor, component.TaxMinor); err != nil {
		return err
	}
	w.out.Components = append(w.out.Components, component)
	w.explain(stepName(component), formula, component.AmountMinor)
	return nil
}

// checkCurrency holds every payment to the order's currency: a refund is never converted
// (promise 8).
func (w *work) checkCurrency() error {
	for _, balance := range w.history.Payments {
		if balance.Currency != w.order.Currency {
			return refund.Problem{Code: refund.CodeCurrencyMismatch,
				Detail: fmt.Sprintf("payment %s is in %s, the order in %s", balance.PaymentID, balance.Currency, w.order.Currency)}
		}
	}
	return nil
}

// checkCaptured answers an order that was neither captured nor authorised. The claim stays open
// to a capture that is learned later.
func (w *work) checkCaptured() error {
	if !w.captured() && len(w.authorisedOnly()) == 0 {
		w.explain("Captured", "nothing was captured for this order, so nothing can go back", 0)
		w.answer(refund.DispositionNothing, string(refund.CodeNothingCaptured))
	}
	return nil
}

func (w *work) captured() bool {
	for _, balance := range w.history.Payments {
		if balance.CapturedMinor > 0 {
			return true
		}
	}
	return false
}

// payment returns a payment's facts: the pinned ones, or this request's for one learned later.
func (w *work) payment(id refund.PaymentID) refund.Payment {
	for _, payments := range [][]refund.Payment{w.order.Payments, w.request.Order.Payments} {
		for _, payment := range payments {
			if payment.PaymentID == id {
				return payment
			}
		}
	}
	return refund.Payment{PaymentID: id}
}
