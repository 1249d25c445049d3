package policy

import (
	"fmt"

	"github.com/makegood/makegood/policy/entitlement"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/policy/tender"
	"github.com/makegood/makegood/refund"
)

// checkCaptured answers an order that was neither captured nor authorised. The claim stays open
// to a capture that is learned later.
func (w *work) checkCaptured() error {
	if !w.plan.Captured() && len(w.plan.AuthorisedOnly()) == 0 {
		w.steps.Say("captured.none", 0)
		w.answer(refund.DispositionNothing, string(refund.CodeNothingCaptured))
	}
	return nil
}

// voidAuthorised answers an order of which nothing was captured but something authorised: once
// nothing of the order is kept, the authorisations are cancelled, and no money moves. While
// something is kept they stay, for the merchant to capture less.
func (w *work) voidAuthorised() error {
	if w.plan.Captured() {
		return nil
	}
	if !w.entitlement.WholeOrder {
		w.steps.Say("captured.authorised_stays", 0)
		w.answer(refund.DispositionNothing, string(refund.CodeNothingCaptured))
		return nil
	}
	w.answer(refund.DispositionPay, ReasonAuthorisedOnly)
	if err := w.entitlement.VoidAll(); err != nil {
		return err
	}
	if err := w.entitlement.TakeEarnedPoints(); err != nil {
		return err
	}
	if err := w.shareSellers(); err != nil {
		return err
	}
	w.out.Components = w.entitlement.Components
	w.plan.AddVoids()
	w.out.Legs = w.plan.Legs
	w.askForAppeal()
	w.askForSnapshot()
	return nil
}

// adjust brings the total to a person's lower amount. The tenders then share what is left by their own
// rule (C8): an instrument in kind keeps its share back of less, so that the amount to be shared is
// looked for.
func (w *work) adjust() error {
	if w.changes == nil || w.changes.AdjustToMinor == nil {
		return nil
	}
	if err := w.preparePlan(); err != nil {
		return err
	}
	target, total := *w.changes.AdjustToMinor, w.entitlement.TotalMinor
	full, err := w.plan.ComesTo(total)
	if err != nil {
		return err
	}
	if target <= 0 || target >= full {
		return refund.Problem{Code: refund.CodeBadDecision, Detail: fmt.Sprintf("%d is not between 0 and the total of %d", target, full)}
	}
	shared, err := w.plan.SharedFor(tender.Target{TotalMinor: target, SharedMostMinor: total})
	if err != nil {
		return err
	}
	return w.entitlement.Adjust(entitlement.Adjustment{TargetMinor: target, OffMinor: total - shared})
}

// preparePlan tells the plan what is known of the request by now. A request has one tender order and one way
// to re-issue: that of the first thing it asks for.
func (w *work) preparePlan() error {
	c := w.entitlement
	w.plan.EndsAuthorisations, w.plan.Sequence = w.endsAuthorisations(), rulebook.TenderProportional
	shared := tender.Shared{DivisibleMinor: c.AllowancesMinor(), UsedUp: c.UsedUp(), Reissue: rulebook.ReissueStoreCredit}
	if subjects := w.subjects(); len(subjects) > 0 {
		terms := &subjects[0].grant().Terms
		w.plan.Sequence, shared.Reissue = terms.TenderOrder, terms.FaultReissue
	}
	shared.NothingKept = c.WholeOrder && !shared.UsedUp
	shared.FaultMinor, shared.FaultOfMinor = c.Fault()
	restocking, err := c.RestockingMinor()
	if err != nil {
		return err
	}
	if shared.FeesMinor, err = refund.AddMinor(restocking, c.ReturnShippingMinor()); err != nil {
		return err
	}
	if w.plan.HasInstruments() {
		if shared.LaterMinor, err = c.LaterMinor(); err != nil {
			return err
		}
		if shared.ChargesMinor, err = c.ChargesMinor(); err != nil {
			return err
		}
	}
	// What may still be captured neither goes back later nor is kept by the merchant.
	shared.LaterMinor, shared.ChargesMinor = max(0, shared.LaterMinor-w.uncaptured), max(0, shared.ChargesMinor-w.uncaptured)
	w.plan.Shared = shared
	return nil
}

// deductFees takes the restocking fee, then what the way back costs: of what the divisible payments give back,
// since the share of an instrument in kind is taken before (MONEY C8, C11).
func (w *work) deductFees() error {
	if err := w.preparePlan(); err != nil {
		return err
	}
	w.sharedMinor = w.entitlement.TotalMinor
	most, err := w.plan.DivisibleMinor(w.sharedMinor)
	if err != nil {
		return err
	}
	restocking, err := w.entitlement.DeductRestocking(most)
	if err != nil {
		return err
	}
	label, err := w.entitlement.DeductReturnShipping(most - restocking)
	w.feesMinor = restocking + label
	return err
}

// shareTenders divides the entitlement over the payments, and takes what cannot be given back to them
// out of the total (MONEY C8, check 8).
func (w *work) shareTenders() error {
	if err := w.plan.Share(w.sharedMinor, w.feesMinor); err != nil {
		return err
	}
	return w.takePlan()
}

// keepSettled lets the legs that are paid stay as they are, and shares the rest.
func (w *work) keepSettled() error {
	if err := w.plan.KeepSettled(w.out.TotalMinor); err != nil {
		return err
	}
	return w.takePlan()
}

// shareSellers says what of the refund a marketplace's sellers bear, and what of its commission goes back.
func (w *work) shareSellers() error {
	var err error
	w.out.Sellers, err = w.entitlement.ShareSellers()
	return err
}

// checkStops answers where a payment may not be sent against, or has too little headroom (MONEY, checks
// 9 and 10).
func (w *work) checkStops() error {
	w.plan.CheckStops()
	return w.takePlan()
}

// splitByCaptures leads the shares of payments with captures of their own to these captures, the oldest first.
func (w *work) splitByCaptures() error {
	if err := w.plan.SplitByCaptures(); err != nil {
		return err
	}
	return w.takePlan()
}

// takePlan takes the legs into the assessment with what they change of the total, or answers where no plan is
// possible.
func (w *work) takePlan() error {
	for _, component := range w.plan.TakeComponents() {
		if err := w.entitlement.Add(component); err != nil {
			return err
		}
	}
	w.out.Components, w.out.KeptBack, w.out.Legs = w.entitlement.Components, w.plan.KeptBack, w.plan.Legs
	w.out.TotalMinor, w.out.TaxMinor, w.out.DeductionTaxMinor = w.entitlement.TotalMinor, w.entitlement.TaxMinor, w.entitlement.DeductionTaxMinor
	if w.plan.Problem != "" {
		w.answer(refund.DispositionAttention, w.plan.Problem)
	}
	return nil
}
