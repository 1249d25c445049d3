package policy

import (
	"math"
	"strings"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// askApprovals says who must agree, and why (MONEY, checks 2 and 11). The limits are cumulative
// over the order and over the customer's day, so that splitting cannot evade them (promise 9).
func (w *work) askApprovals() error {
	w.askForAppeal()
	w.askForSnapshot()
	w.askForPolicy()
	w.askForUse()
	w.askForWaived()
	if err := w.handle(); err != nil {
		return err
	}
	w.askForCaptured()
	return w.askForLimit()
}

// ask records that a person must agree, and why.
func (w *work) ask(reason string, inputs ...refund.Input) {
	w.out.ApprovalsRequired = max(w.out.ApprovalsRequired, 1)
	w.out.ApprovalReasons = append(w.out.ApprovalReasons, reason)
	w.steps.Say("approval."+reason, 0, inputs...)
}

// askForSnapshot asks where the event contradicts the pinned order.
func (w *work) askForSnapshot() {
	if len(w.history.Differences) > 0 {
		w.ask(string(refund.CodeOrderSnapshotDiffers), explain.Word("differences", strings.Join(w.history.Differences, "; ")))
	}
}

// askForPolicy asks where the order was bought under another policy.
func (w *work) askForPolicy() {
	agreed := w.order.PolicyRef
	if w.policy.Agreed {
		return
	}
	if agreed != nil && (agreed.Name != w.policy.Ref().Name || agreed.Version != w.policy.Ref().Version) {
		w.ask(ReasonPolicyDiffers, explain.Word("agreed", agreed.String()), explain.Word("policy", w.policy.Ref().String()))
	}
}

// askForUse asks where a line shows use that cannot be priced, and where an instrument that was paid
// with has expired: what goes back to it may be of no use to the customer.
func (w *work) askForUse() {
	for i := range w.entitlement.Items {
		it := &w.entitlement.Items[i]
		if w.entitlement.UseUnknown(it) {
			w.ask(ReasonUseNotPriced, explain.Word("line", it.Line.LineID), explain.Word("model", it.Line.BusinessModel))
			return
		}
	}
	for _, leg := range w.out.Legs {
		if payment := w.plan.Payment(leg.PaymentID); !leg.Void && leg.Via == "" && w.plan.Expired(payment) {
			w.ask(ReasonInstrumentExpired, explain.Word("payment", leg.PaymentID))
			return
		}
	}
}

// askForWaived asks where units that stay with the customer cost more than the policy lets go without a person:
// than the lowest limit of what is waived.
func (w *work) askForWaived() {
	waived, limit := w.entitlement.WaivedMinor(), int64(math.MaxInt64)
	for i := range w.entitlement.Items {
		if it := &w.entitlement.Items[i]; it.GoodsWaived {
			limit = min(limit, it.Grant.Terms.GoodsWaivedUpTo[w.order.Currency])
		}
	}
	if waived > limit {
		w.ask(ReasonGoodsWaivedAboveLimit, w.steps.Amount("waived", waived), w.steps.Amount("limit", limit))
	}
}

// askForCaptured asks where what was captured, and what may still be, does not add up to what the order cost.
func (w *work) askForCaptured() {
	if u := w.claim; u.CapturedMinor+u.OpenMinor() != u.CostMinor {
		w.ask(string(refund.CodeAmountsDoNotAddUp), w.steps.Amount("captured", u.CapturedMinor), w.steps.Amount("cost", u.CostMinor))
	}
}

// askForLimit asks where the order's refunds, or the customer's of the day, pass the automatic
// limit, or the currency has none.
func (w *work) askForLimit() error {
	if above, ok := w.policy.Approval.VerifiedAboveMinor[w.order.Currency]; ok {
		w.out.VerifiedAboveMinor = &above
	}
	limit, ok := w.policy.AutoMaxMinor[w.order.Currency]
	if !ok {
		w.ask(ReasonCurrencyWithoutLimit, explain.Word("currency", w.order.Currency))
		return nil
	}
	w.out.AutoApproveMaxMinor = &limit
	for _, sum := range []struct {
		beforeMinor int64
		reason      string
	}{
		{refundedBefore(w.history), ReasonOverLimit},
		{w.history.Customer.TodayMinor, ReasonCustomerDayOverLimit},
	} {
		all := refund.SumAtMost(sum.beforeMinor, w.out.TotalMinor)
		if w.out.TotalMinor > 0 && all > limit {
			w.ask(sum.reason, w.steps.Amount("sum", all), w.steps.Amount("limit", limit))
		}
	}
	return nil
}

// refundedBefore sums the totals of the order's earlier requests, and what was paid of those that were
// given up in part.
func refundedBefore(h refund.OrderHistory) int64 {
	totals := make([]int64, len(h.Earlier), len(h.Earlier)+1)
	for i, earlier := range h.Earlier {
		totals[i] = earlier.TotalMinor
	}
	totals = append(totals, h.PaidApartMinor)
	return refund.SumAtMost(totals...)
}
