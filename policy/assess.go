package policy

import (
	"cmp"
	"fmt"

	"github.com/makegood/makegood/policy/entitlement"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/policy/tender"
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
func (p *Policy) assess(c refund.Cancellation, h refund.OrderHistory, changes *changes) (refund.Assessment, error) {
	w := newWork(p, c, h, changes)
	for _, check := range orderOfChecks() {
		if err := check.run(w); err != nil {
			return refund.Assessment{Policy: p.Ref()}, fmt.Errorf("policy: assess %s: %s: %w", c.ID(), check.name, err)
		}
		if w.answered() {
			break
		}
	}
	w.conclude()
	if err := cmp.Or(verify(w), w.noteCredit()); err != nil {
		return refund.Assessment{Policy: p.Ref()}, fmt.Errorf("policy: assess %s: %w", c.ID(), err)
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
		{"the order so far", computed((*entitlement.Calculation).ReadPast)},
		{"voided before", (*work).readVoids},
		{"quantities left", computed((*entitlement.Calculation).ClaimLines)},
		{"authorised only", (*work).voidAuthorised},
		{"terms", (*work).chooseTerms},
		{"law", (*work).followLaw},
		{"goods taken back", (*work).takeInspected},
		{"eligible", (*work).checkEligible},
		{"recorded tax", computed((*entitlement.Calculation).WarnOfTax)},
		{"entitlement: lines", computed((*entitlement.Calculation).AddLines)},
		{"entitlement: shipping", computed((*entitlement.Calculation).AddShipping)},
		{"entitlement: claw-back", computed((*entitlement.Calculation).ClawBack)},
		{"entitlement: gifts", computed((*entitlement.Calculation).ChargeGifts)},
		{"floor", computed((*entitlement.Calculation).ApplyFloor)},
		{"fees", computed((*entitlement.Calculation).AddFees)},
		{"captured in part", (*work).voidUncaptured},
		{"deduction: use", computed((*entitlement.Calculation).DeductUse)},
		{"adjustment: goods taken for less", (*work).deductInspected},
		{"adjustment: a person's amount", (*work).adjust},
		{"deduction: restocking and the way back", (*work).deductFees},
		{"tenders", (*work).shareTenders},
		{"paid already", (*work).keepSettled},
		{"earned points", computed((*entitlement.Calculation).TakeEarnedPoints)},
		{"sellers", (*work).shareSellers},
		{"stops", (*work).checkStops},
		{"captures", (*work).splitByCaptures},
		{"goods", (*work).askForGoods},
		{"approvals", (*work).askApprovals},
		{"goodwill", (*work).offerGoodwill},
	}
}

// computed is a check that the entitlement makes on its own.
func computed(run func(*entitlement.Calculation) error) func(*work) error {
	return func(w *work) error {
		if err := run(w.entitlement); err != nil {
			return err
		}
		if end := w.entitlement.Answer; end != (entitlement.Answer{}) {
			w.answer(end.Disposition, end.Reason)
		}
		return nil
	}
}

// work is an assessment in the making.
type work struct {
	policy  *Policy
	request refund.Cancellation
	history refund.OrderHistory
	// order is the pinned one with what the request says of delivery and use.
	order       refund.Order
	entitlement *entitlement.Calculation
	plan        *tender.Plan
	// earlier are the order's earlier requests that count; uncaptured is what remains to be captured of it.
	earlier    []refund.Entitlement
	uncaptured int64
	// voided is what earlier requests cancelled of amounts that were never captured.
	voided int64
	// endedBefore: an earlier request cancelled the authorisation.
	endedBefore bool
	// sharedMinor is what the payments share before fees, feesMinor what was taken of it.
	sharedMinor, feesMinor int64
	steps                  explain.Steps
	// changes are a reassessment's; nil: the request is assessed for the first time.
	changes *changes
	// answers are what the policy's conditions came to so far.
	answers rulebook.Answers
	// asked is the question at hand; one place for all of them, for there are many.
	asked rulebook.Question
	// reviewSeconds is what handling says of how soon a person looks; 0: nothing.
	reviewSeconds int64
	out           refund.Assessment
}

func newWork(p *Policy, c refund.Cancellation, h refund.OrderHistory, changes *changes) *work {
	w := &work{policy: p, request: c, history: h, changes: changes, order: entitlement.WithUse(h.Order, c.Order), out: refund.Assessment{
		Policy: p.Ref(), HistoryVersion: h.Version, Currency: h.Order.Currency,
	}}
	w.steps.Currency = w.order.Currency
	w.earlier = refund.StandingRequests(h, c)
	w.entitlement = entitlement.New(entitlement.Input{Request: &w.request, Order: &w.order, Earlier: w.earlier, Steps: &w.steps})
	w.plan = tender.NewPlan(tender.Input{
		Request: &w.request, Order: &w.order, Balances: h.Payments, Progress: changes.progress(), Earlier: w.earlier, Steps: &w.steps,
	})
	return w
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
	w.out.Steps = w.steps.All
	if w.out.Disposition == refund.DispositionNothing {
		return
	}
	w.out.Review = w.policy.Review
	w.out.Review.DueSeconds = cmp.Or(w.reviewSeconds, w.policy.Review.DueSeconds)
	w.out.AppealSeconds, w.out.SurveySeconds = w.policy.AppealSeconds, w.policy.SurveySeconds
}

// answer ends the assessment without money: what was computed so far stays in the steps alone.
func (w *work) answer(disposition refund.Disposition, reason string) {
	w.out.Disposition, w.out.Reasons = disposition, []string{reason}
	w.out.Components, w.out.Sellers, w.out.Legs, w.out.KeptBack = nil, nil, nil, nil
	w.out.TotalMinor, w.out.TaxMinor, w.out.DeductionTaxMinor = 0, 0, 0
	w.out.PayBy, w.out.PayByLaw, w.out.PayAfterGoods = nil, "", nil
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
