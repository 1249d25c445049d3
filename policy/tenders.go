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
	for _, it := range w.entitlement.Items {
		w.out.Components = append(w.out.Components, refund.Component{Kind: refund.ComponentLine, LineID: it.Line.LineID, Quantity: it.Taken.Now})
	}
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
	w.preparePlan()
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

// preparePlan tells the plan what is known of the request by now. A request has one tender order: its
// first item's.
func (w *work) preparePlan() {
	w.plan.WholeOrder, w.plan.Sequence = w.entitlement.WholeOrder, rulebook.TenderProportional
	if len(w.entitlement.Items) > 0 {
		w.plan.Sequence = w.entitlement.Items[0].Grant.Terms.TenderOrder
	}
}

// shareTenders divides the entitlement over the payments, and takes what cannot be given back to them
// out of the total (MONEY C8, check 8).
func (w *work) shareTenders() error {
	w.preparePlan()
	if err := w.plan.Share(w.entitlement.TotalMinor); err != nil {
		return err
	}
	for _, component := range w.plan.Components {
		if err := w.entitlement.Add(component); err != nil {
			return err
		}
	}
	w.out.Components, w.out.KeptBack = w.entitlement.Components, w.plan.KeptBack
	w.out.TotalMinor, w.out.TaxMinor, w.out.DeductionTaxMinor = w.entitlement.TotalMinor, w.entitlement.TaxMinor, w.entitlement.DeductionTaxMinor
	w.takePlan()
	return nil
}

// keepSettled lets the legs that are paid stay as they are, and shares the rest.
func (w *work) keepSettled() error {
	if err := w.plan.KeepSettled(w.out.TotalMinor); err != nil {
		return err
	}
	w.takePlan()
	return nil
}

// checkStops answers where a payment may not be sent against, or has too little headroom (MONEY, checks
// 9 and 10).
func (w *work) checkStops() error {
	w.plan.CheckStops()
	w.takePlan()
	return nil
}

// takePlan takes the legs into the assessment, or answers where no plan is possible.
func (w *work) takePlan() {
	w.out.Legs = w.plan.Legs
	if w.plan.Problem != "" {
		w.answer(refund.DispositionAttention, w.plan.Problem)
	}
}
