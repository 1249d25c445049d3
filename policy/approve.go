package policy

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// askApprovals says who must agree, and why (MONEY, checks 2 and 11). The limits are cumulative
// over the order and over the customer's day, so that splitting cannot evade them (promise 9).
func (w *work) askApprovals() error {
	w.askForSnapshot()
	w.askForPolicy()
	w.askForUse()
	if err := w.askForCaptured(); err != nil {
		return err
	}
	return w.askForLimit()
}

// ask records that a person must agree, and why.
func (w *work) ask(reason, explanation string) {
	w.out.ApprovalsRequired = 1
	w.out.ApprovalReasons = append(w.out.ApprovalReasons, reason)
	w.explain("Approval", explanation, w.out.TotalMinor)
}

// askForSnapshot asks where the event contradicts the pinned order.
func (w *work) askForSnapshot() {
	if len(w.history.Differences) > 0 {
		w.ask(string(refund.CodeOrderSnapshotDiffers), fmt.Sprintf("the event differs from the order first seen: %v", w.history.Differences))
	}
}

// askForPolicy asks where the order was bought under another policy.
func (w *work) askForPolicy() {
	agreed := w.order.PolicyRef
	if agreed != nil && (agreed.Name != w.policy.ref.Name || agreed.Version != w.policy.ref.Version) {
		w.ask(ReasonPolicyDiffers, fmt.Sprintf("the order was bought under %s, computed with %s", agreed, w.policy.ref))
	}
}

// askForUse asks where a line shows use that is not priced. For the merchant's own fault use does
// not matter.
func (w *work) askForUse() {
	for _, it := range w.items {
		if !it.reason.MerchantFault() && w.used(it.line) {
			w.ask(ReasonUseNotPriced, fmt.Sprintf("line %s (%s) is in use, and use is not priced: computed at its full price", it.line.LineID, it.line.BusinessModel))
			return
		}
	}
}

// used reports whether a line of a model that is used up shows use.
func (w *work) used(line refund.Line) bool {
	switch line.BusinessModel {
	case refund.ModelPhysicalGoods, refund.ModelFreshGoods:
		return line.Fulfilment == refund.FulfilmentConsumed
	case refund.ModelDigitalGoods, refund.ModelSubscription, refund.ModelCourse, refund.ModelEquipment, refund.ModelPrepaidCard:
	}
	started := line.ServicePeriod != nil && !w.request.OccurredAt.Before(line.ServicePeriod.StartAt)
	unitsUsed := line.UnitsUsed != nil && *line.UnitsUsed > 0
	handedOver := line.Fulfilment == refund.FulfilmentDelivered || line.Fulfilment == refund.FulfilmentConsumed
	return started || unitsUsed || line.Activated || handedOver
}

// askForCaptured asks where the captured amounts do not add up to what the order cost.
func (w *work) askForCaptured() error {
	cost, err := w.order.PaidMinor()
	if err != nil {
		return err
	}
	var captured int64
	for _, balance := range w.history.Payments {
		share := balance.CapturedMinor
		if ofOrder := w.payment(balance.PaymentID).OrderShareMinor; ofOrder != nil {
			share = *ofOrder
		}
		if captured, err = refund.AddMinor(captured, share); err != nil {
			return err
		}
	}
	if captured != cost {
		w.ask(string(refund.CodeAmountsDoNotAddUp), fmt.Sprintf("%s captured for an order of %s", w.money(captured), w.money(cost)))
	}
	return nil
}

// askForLimit asks where the order's refunds, or the customer's of the day, pass the automatic
// limit, or the currency has none.
func (w *work) askForLimit() error {
	limit, ok := w.policy.autoMaxMinor[w.order.Currency]
	if !ok {
		w.ask(ReasonCurrencyWithoutLimit, fmt.Sprintf("%s has no automatic limit", w.order.Currency))
		return nil
	}
	w.out.AutoApproveMaxMinor = &limit
	order, err := w.refundedBefore()
	if err != nil {
		return err
	}
	for _, sum := range []struct {
		beforeMinor  int64
		reason, what string
	}{
		{order, ReasonOverLimit, "this order"},
		{w.history.Customer.TodayMinor, ReasonCustomerDayOverLimit, "this customer today"},
	} {
		all, err := refund.AddMinor(sum.beforeMinor, w.out.TotalMinor)
		if err != nil {
			return err
		}
		if w.out.TotalMinor > 0 && all > limit {
			w.ask(sum.reason, fmt.Sprintf("%s for %s, this refund included, is above %s", w.money(all), sum.what, w.money(limit)))
		}
	}
	return nil
}

// refundedBefore sums the totals of the order's earlier requests.
func (w *work) refundedBefore() (int64, error) {
	totals := make([]int64, len(w.history.Earlier))
	for i, earlier := range w.history.Earlier {
		totals[i] = earlier.TotalMinor
	}
	return refund.SumMinor(totals...)
}
