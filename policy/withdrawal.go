package policy

import (
	"time"

	"github.com/makegood/makegood/policy/entitlement"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/law"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// statuteOf is the law by which an item may be given back whatever the policy says (MONEY C15): a customer's
// change of mind within its days. What the law exempts (made for this customer, perishable, digital, services)
// and what the policy excludes of goods stays the policy's.
func (w *work) statuteOf(it *entitlement.Item) law.Statute {
	if it.Reason != refund.ReasonCustomerChangedMind || it.Allowance() {
		return law.None
	}
	switch it.Line.BusinessModel {
	case refund.ModelPhysicalGoods, refund.ModelEquipment:
		switch {
		case !it.Grant.Eligible || it.Line.CustomMade:
		case law.Member(w.order.Market) && w.withinWithdrawal():
			return law.EU
		case w.order.Market == "CN" && w.withinNoReason(it):
			return law.CN
		}
	case refund.ModelPrepaidCard:
		if w.order.Market == "CN" && !usedCard(it.Line) && w.withinPrepaid() {
			return law.CNPrepaid
		}
	case refund.ModelFreshGoods, refund.ModelDigitalGoods, refund.ModelSubscription, refund.ModelCourse:
	}
	return law.None
}

// withinWithdrawal reports whether the customer's act (which counts when it was sent, not when it arrived) lies within
// the days from the last parcel of the order. They have not begun while a parcel is still to come.
func (w *work) withinWithdrawal() bool {
	last, complete := w.lastParcel()
	if !complete {
		return true
	}
	informed := w.order.WithdrawalInformed == nil || *w.order.WithdrawalInformed
	end := law.LastDayOfWithdrawal(w.order.Market, rulebook.LocalDate(last, w.entitlement.Zone), informed)
	return !rulebook.LocalDate(w.request.OccurredAt, w.entitlement.Zone).After(end)
}

// lastParcel is when the last goods of the order arrived; false while some are to come. Goods that came back
// before they were sent do not count.
func (w *work) lastParcel() (last time.Time, complete bool) {
	for i := range w.order.Lines {
		line := &w.order.Lines[i]
		switch line.BusinessModel {
		case refund.ModelDigitalGoods, refund.ModelSubscription, refund.ModelCourse, refund.ModelPrepaidCard:
			continue
		case refund.ModelPhysicalGoods, refund.ModelFreshGoods, refund.ModelEquipment:
		}
		at := rulebook.DeliveredAt(&w.order, line)
		switch {
		case at != nil && at.After(last):
			last = *at
		case at == nil && !w.entitlement.GoneBefore(i):
			return time.Time{}, false
		}
	}
	return last, true
}

func usedCard(line *refund.Line) bool {
	return line.Activated && line.UnitsUsed == nil || line.UnitsUsed != nil && *line.UnitsUsed > 0 || line.Fulfilment == refund.FulfilmentConsumed
}

// withinPrepaid reports whether the customer's act lies within the days from the payment.
func (w *work) withinPrepaid() bool {
	paid := w.order.PlacedAt
	for i := range w.order.Payments {
		if at := w.order.Payments[i].CapturedAt; at != nil && at.After(paid) {
			paid = *at
		}
	}
	return rulebook.LocalDays(paid, w.request.OccurredAt, w.entitlement.Zone) <= law.PrepaidDays
}

// withinNoReason reports whether the customer's act lies within the days from the day after the goods were signed
// for. They have not begun while the goods are on their way.
func (w *work) withinNoReason(it *entitlement.Item) bool {
	at := rulebook.DeliveredAt(&w.order, it.Line)
	if at == nil {
		return w.entitlement.HandedOver(it)
	}
	return rulebook.LocalDays(*at, w.request.OccurredAt, w.entitlement.Zone) <= law.NoReasonDays
}

// followLaw marks the items that go back by law, and sets by when the law wants the money paid.
func (w *work) followLaw() error {
	for i := range w.entitlement.Items {
		it := &w.entitlement.Items[i]
		statute := w.statuteOf(it)
		it.LegalWindow = statute != law.None
		it.Statutory = statute == law.EU || statute == law.CNPrepaid
		if it.Statutory {
			w.steps.Say("law.withdrawal", 0, explain.Word("line", it.Line.LineID), explain.Word("law", statute))
		}
		w.setPayBy(it, statute)
	}
	return nil
}
