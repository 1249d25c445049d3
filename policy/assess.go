package policy

import (
	"cmp"
	"fmt"
	"time"

	"github.com/makegood/makegood/policy/explain"
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
	return p.assess(c, h, nil)
}

// assess is Assess, with what a reassessment changes.
func (p *Policy) assess(c refund.Cancellation, h refund.OrderHistory, changes *again) (refund.Assessment, error) {
	w := newWork(p, c, changes.asIfUnsettled(h))
	w.again, w.lastLeg = changes, changes.lastLeg()
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

// orderOfChecks is the story of an assessment: MONEY's order of checks, with the entitlement (E of
// C10) before its floor, and this request's own deductions after it, in the order of C11.
func orderOfChecks() []check {
	return []check{
		{"one currency", (*work).checkCurrency},
		{"something captured", (*work).checkCaptured},
		{"the order so far", (*work).readPast},
		{"quantities left", (*work).claimLines},
		{"authorised only", (*work).voidAuthorised},
		{"terms", (*work).chooseTerms},
		{"goods taken back", (*work).takeInspected},
		{"eligible", (*work).checkEligible},
		{"recorded tax", (*work).warnOfTax},
		{"entitlement: lines", (*work).entitleLines},
		{"entitlement: shipping", (*work).entitleShipping},
		{"entitlement: claw-back", (*work).clawBack},
		{"entitlement: gifts", (*work).chargeGifts},
		{"floor", (*work).floor},
		{"fees", (*work).entitleFees},
		{"deduction: use", (*work).deductUse},
		{"deduction: restocking", (*work).deductRestocking},
		{"adjustment: goods taken for less", (*work).deductInspected},
		{"adjustment: a person's amount", (*work).adjust},
		{"tenders", (*work).shareTenders},
		{"paid already", (*work).keepSettled},
		{"stops", (*work).checkStops},
		{"goods", (*work).askForGoods},
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
	// past is what earlier requests took; promotions are the order's, read where they are asked.
	past       past
	promotions []promotion
	// answers are what the policy's conditions came to so far.
	answers answers
	items   []item
	// ungranted is what every item is granted before the rules are asked.
	ungranted grant
	// words writes the steps; inputs is room for the inputs of those said next (keep).
	words  explain.Writer
	inputs []refund.Input
	// asked is the question at hand; one place for all of them, for there are many.
	asked question
	// zone is whose calendar the order lives by.
	zone *time.Location
	// whole says that nothing of the order is kept after this request (MONEY C9).
	whole bool
	// reviewSeconds is what handling says of how soon a person looks; 0: nothing.
	reviewSeconds int64
	// again is what a reassessment changes; nil: this is the first.
	again *again
	// lastLeg is the number of the leg planned last.
	lastLeg int
	out     refund.Assessment
}

func newWork(p *Policy, c refund.Cancellation, h refund.OrderHistory) *work {
	return &work{policy: p, request: c, history: h, order: withUse(h.Order, c.Order), out: refund.Assessment{
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
	w.restoreCoupons()
	if w.out.Disposition == refund.DispositionNothing {
		return
	}
	w.out.Review = w.policy.review
	w.out.Review.DueSeconds = cmp.Or(w.reviewSeconds, w.policy.review.DueSeconds)
	w.out.AppealSeconds, w.out.SurveySeconds = w.policy.appealSeconds, w.policy.surveySeconds
}

// answer ends the assessment without money: what was computed so far stays in the steps alone.
func (w *work) answer(disposition refund.Disposition, reason string) {
	w.out.Disposition, w.out.Reasons = disposition, []string{reason}
	w.out.Components, w.out.Legs, w.out.KeptBack = nil, nil, nil
	w.out.TotalMinor, w.out.TaxMinor, w.out.DeductionTaxMinor = 0, 0, 0
}

// add puts a component into the total.
func (w *work) add(component refund.Component) error {
	var err error
	if w.out.TotalMinor, err = refund.AddMinor(w.out.TotalMinor, component.AmountMinor); err != nil {
		return err
	}
	if w.out.TaxMinor, err = refund.AddMinor(w.out.TaxMinor, component.TaxMinor); err != nil {
		return err
	}
	w.out.Components = append(w.out.Components, component)
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
