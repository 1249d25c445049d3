package policy

import (
	"fmt"
	"slices"
	"time"

	"github.com/makegood/makegood/refund"
)

// checkEligible answers a request the policy does not grant (MONEY, check 5): the reason is not
// eligible, or the window from delivery is over. Where only some items are granted, a person
// looks: a part of a request is never dropped in silence.
func (w *work) checkEligible() error {
	zone, err := location(w.order)
	if err != nil {
		w.explain("Time zone", fmt.Sprintf("%q is not a time zone", w.order.TimeZone), 0)
		w.answer(refund.DispositionAttention, ReasonUnknownTimeZone)
		return nil
	}
	var granted, refused []string
	for _, it := range w.items {
		reason, ok := w.grant(it, zone)
		if ok {
			granted = append(granted, reason)
		} else {
			refused = append(refused, reason)
		}
	}
	switch {
	case len(refused) == 0:
		w.out.Reasons = distinct(granted)
	case len(granted) == 0:
		w.answer(refund.DispositionReject, refused[0])
		w.out.Reasons = distinct(refused)
	default:
		w.answer(refund.DispositionAttention, ReasonPartlyEligible)
		w.out.Reasons = append(w.out.Reasons, distinct(refused)...)
	}
	return nil
}

// grant says whether an item is granted, and why or why not.
func (w *work) grant(it item, zone *time.Location) (string, bool) {
	rule, name := w.policy.rule(it.reason), "Eligible line "+string(it.line.LineID)
	if !rule.eligible {
		w.explain(name, fmt.Sprintf("%s is not granted by %s", it.reason, w.policy.ref), 0)
		return ReasonNotEligible, false
	}
	deliveredAt := w.order.DeliveredAt
	if it.line.DeliveredAt != nil {
		deliveredAt = it.line.DeliveredAt
	}
	if deliveredAt == nil {
		w.explain(name, fmt.Sprintf("%s before delivery", it.reason), 0)
		return ReasonBeforeDelivery, true
	}
	days := max(0, localDays(*deliveredAt, w.request.OccurredAt, zone)-w.policy.terms.graceDays)
	w.explain(name, fmt.Sprintf("%s on day %d of %d after delivery (%s)", it.reason, days, rule.windowDays, zone), 0)
	if days > rule.windowDays {
		return ReasonOutsideWindow, false
	}
	return ReasonWithinWindow, true
}

// distinct returns the words once each, in the order they first appear.
func distinct(words []string) []string {
	var once []string
	for _, word := range words {
		if !slices.Contains(once, word) {
			once = append(once, word)
		}
	}
	return once
}
