package policy

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/refund"
)

// chooseTerms asks the rules what each item is granted, and by which terms.
func (w *work) chooseTerms() error {
	zone, err := w.policy.zones.location(&w.order)
	if err != nil {
		w.say("zone.unknown", 0, in("zone", w.order.TimeZone))
		w.answer(refund.DispositionAttention, ReasonUnknownTimeZone)
		return nil
	}
	w.zone = zone
	w.out.Rules = slices.Grow(w.out.Rules, len(w.items))
	for i := range w.items {
		it := &w.items[i]
		w.asked = w.question(it)
		if it.grant, err = w.policy.grantOf(&w.asked); err != nil {
			return fmt.Errorf("line %s: %w", it.line.LineID, err)
		}
		w.out.Rules = appendRule(w.out.Rules, refund.AppliedRule{LineID: it.line.LineID, Reason: it.reason, Rule: it.grant.rule})
	}
	return nil
}

// appendRule keeps which rule decided a line; the reason's own words have no name.
func appendRule(rules []refund.AppliedRule, applied refund.AppliedRule) []refund.AppliedRule {
	if applied.Rule == "" {
		return rules
	}
	return append(rules, applied)
}

// question is an item as the rules see it.
func (w *work) question(it *item) question {
	return question{
		request: &w.request, order: &w.order, line: &w.order.Lines[it.index], reason: it.reason,
		quantity: it.taken.Now, zone: w.zone, totalMinor: w.out.TotalMinor, customer: w.history.Customer,
		known: &w.answers,
	}
}

// checkEligible answers a request the policy does not grant (MONEY, check 5): the reason is not
// eligible, or the window from delivery is over. Where only some items are granted, a person
// looks: a part of a request is never dropped in silence.
func (w *work) checkEligible() error {
	var granted, refused []string
	for i := range w.items {
		reason, ok := w.grant(&w.items[i])
		if ok {
			granted = append(granted, reason)
		} else {
			refused = append(refused, reason)
		}
	}
	switch {
	case len(refused) == 0:
		w.out.Reasons = distinct(append(granted, w.asides()...))
	case len(granted) == 0:
		w.answer(refund.DispositionReject, refused[0])
		w.out.Reasons = distinct(refused)
	default:
		w.answer(refund.DispositionAttention, ReasonPartlyEligible)
		w.out.Reasons = append(w.out.Reasons, distinct(refused)...)
	}
	return nil
}

// grant says whether an item is granted, and why or why not. An appeal is not judged by it again.
func (w *work) grant(it *item) (string, bool) {
	reason, ok := w.grantedAs(it)
	if !ok && w.again.appeal() {
		w.say("eligible.appealed", 0, in("line", it.line.LineID))
		return refund.ReasonAppealed, true
	}
	return reason, ok
}

func (w *work) grantedAs(it *item) (string, bool) {
	line, reason := in("line", it.line.LineID), in("reason", it.reason)
	if !it.grant.eligible {
		w.say("eligible.no", 0, line, reason, in("policy", w.policy.ref.String()), in("because", it.grant.because))
		return it.grant.because, false
	}
	arrivedAt := deliveredAt(&w.order, it.line)
	if arrivedAt == nil {
		w.say("eligible.before_delivery", 0, line, reason)
		return ReasonBeforeDelivery, true
	}
	terms := &it.grant.terms
	days := max(0, localDays(*arrivedAt, w.request.OccurredAt, w.zone)-terms.GraceDays)
	w.say("eligible.window", 0, line, reason, number("day", days), number("window", terms.WindowDays), in("zone", w.zone.String()))
	if days > terms.WindowDays {
		return ReasonOutsideWindow, false
	}
	return ReasonWithinWindow, true
}

// asides are what is reported beside a grant, and parks nothing: the goods shall come back, a
// document is missing.
func (w *work) asides() []string {
	var asides []string
	for i := range w.items {
		it := &w.items[i]
		if it.grant.terms.GoodsRequired && w.handedOver(it) {
			asides = append(asides, ReasonGoodsRequired)
		}
		if it.grant.evidence && len(w.request.Evidence) == 0 {
			asides = append(asides, ReasonEvidenceMissing)
		}
	}
	return asides
}

// handedOver reports whether the customer has the item: else there is nothing to send back.
func (w *work) handedOver(it *item) bool {
	switch it.line.Fulfilment {
	case refund.FulfilmentUnfulfilled:
		return false
	case refund.FulfilmentShipped, refund.FulfilmentDelivered, refund.FulfilmentConsumed:
		return true
	}
	return deliveredAt(&w.order, it.line) != nil
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
