package policy

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/entitlement"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/law"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// chooseTerms asks the rules what each item is granted, and by which terms.
func (w *work) chooseTerms() error {
	zone, err := w.policy.Location(&w.order)
	if err != nil {
		w.steps.Say("zone.unknown", 0, explain.Word("zone", w.order.TimeZone))
		w.answer(refund.DispositionAttention, ReasonUnknownTimeZone)
		return nil
	}
	w.entitlement.Zone = zone
	w.out.Rules = slices.Grow(w.out.Rules, len(w.entitlement.Items))
	for i := range w.entitlement.Items {
		it := &w.entitlement.Items[i]
		w.asked = w.question(it)
		if it.Grant, err = w.policy.GrantFor(&w.asked); err != nil {
			return fmt.Errorf("line %s: %w", it.Line.LineID, err)
		}
		w.out.Rules = appendRule(w.out.Rules, refund.AppliedRule{LineID: it.Line.LineID, Reason: it.Reason, Rule: it.Grant.Rule})
	}
	return w.chooseShippingTerms()
}

// appendRule keeps which rule decided a line; the reason's own words have no name.
func appendRule(rules []refund.AppliedRule, applied refund.AppliedRule) []refund.AppliedRule {
	if applied.Rule == "" {
		return rules
	}
	return append(rules, applied)
}

// question is an item as the rules see it.
func (w *work) question(it *entitlement.Item) rulebook.Question {
	return rulebook.Question{
		Request: &w.request, Order: &w.order, Line: &w.order.Lines[it.Index], Reason: it.Reason,
		Quantity: it.Taken.Now, GoodsWaived: it.GoodsWaived, WithoutGoods: it.Allowance(), Zone: w.entitlement.Zone, TotalMinor: w.out.TotalMinor, Customer: w.history.Customer,
		Known: &w.answers,
	}
}

// checkEligible answers a request the policy does not grant (MONEY, check 5): the reason is not
// eligible, or the window from delivery is over. Where only some items are granted, a person
// looks: a part of a request is never dropped in silence.
func (w *work) checkEligible() error {
	var granted, refused []string
	for i := range w.entitlement.Items {
		reason, ok := w.grant(&w.entitlement.Items[i])
		if ok {
			granted = append(granted, reason)
		} else {
			refused = append(refused, reason)
		}
	}
	for i := range w.entitlement.Shipping {
		reason, ok := w.grantShipping(&w.entitlement.Shipping[i])
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
func (w *work) grant(it *entitlement.Item) (string, bool) {
	reason, ok := w.grantedAs(it)
	if !ok && w.changes.appeal() {
		w.steps.Say("eligible.appealed", 0, explain.Word("line", it.Line.LineID))
		return refund.ReasonAppealed, true
	}
	return reason, ok
}

func (w *work) grantedAs(it *entitlement.Item) (string, bool) {
	line, reason := explain.Word("line", it.Line.LineID), explain.Word("reason", it.Reason)
	if it.Statutory {
		return ReasonWithinWindow, true
	}
	if !it.Grant.Eligible {
		w.steps.Say("eligible.no", 0, line, reason, explain.Word("policy", w.policy.Ref().String()), explain.Word("because", it.Grant.Because))
		return it.Grant.Because, false
	}
	arrivedAt := rulebook.DeliveredAt(&w.order, it.Line)
	if arrivedAt == nil {
		w.steps.Say("eligible.before_delivery", 0, line, reason)
		return ReasonBeforeDelivery, true
	}
	terms := &it.Grant.Terms
	days := max(0, rulebook.LocalDays(*arrivedAt, w.request.OccurredAt, w.entitlement.Zone)-terms.GraceDays)
	w.steps.Say("eligible.window", 0, line, reason, explain.Number("day", days), explain.Number("window", terms.WindowDays), explain.Word("zone", w.entitlement.Zone.String()))
	if days > terms.WindowDays && it.LegalWindow {
		w.steps.Say("law.window", 0, line, explain.Word("law", law.CN))
		return ReasonWithinWindow, true
	}
	if days > terms.WindowDays {
		return ReasonOutsideWindow, false
	}
	return ReasonWithinWindow, true
}

// asides are what is reported beside a grant, and parks nothing: the goods shall come back, a
// document is missing.
func (w *work) asides() []string {
	var asides []string
	for i := range w.entitlement.Items {
		it := &w.entitlement.Items[i]
		if !it.Allowance() && !it.GoodsWaived && it.Grant.Terms.GoodsRequired && w.entitlement.HandedOver(it) {
			asides = append(asides, ReasonGoodsRequired)
		}
		if it.Grant.EvidenceRequired && len(w.request.Evidence) == 0 {
			asides = append(asides, ReasonEvidenceMissing)
		}
	}
	return asides
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
