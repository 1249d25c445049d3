package workflows_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

// worthDoing is what has to happen over the seeds of a test run together: each act taken, each kind of
// tender paid back.
func worthDoing() []string {
	return []string{
		"goods " + cameWhole, "goods " + cameShort, "goods " + cameWorn, "goods " + cameRefused, "goods " + cameNonsense, "goods never came",
		"adjusted", "a second person agreed", "appealed", "granted on appeal", "asked", "answered", "not answered", "assigned",
		"chose STORE_CREDIT", "chose EXCHANGE", "refused",
		"resolved retry", "resolved paid_elsewhere", "resolved pay_another_way", "resolved give_up",
		"offer took coupon", "offer took points", "offer took credit", "offer took mend", "offer declined", "offer expired", "offer without budget",
		"paid CARD", "paid WALLET", "paid POINTS", "paid RED_PACKET", "paid COUPON", "paid STORE_CREDIT", "paid ELSEWHERE",
	}
}

// remember counts what was done, as the refund's own state tells it at its end.
func (w *world) remember(r *simulated, b *bundle) {
	w.t.Helper()
	view := b.view()
	for _, entry := range view.Trail {
		if what := told(entry); what != "" {
			w.did[what]++
		}
	}
	for _, answer := range r.answers {
		if answer.rejected != nil && strings.Contains(answer.rejected.Error(), string(refund.CodeBadInspection)) {
			w.did["goods "+cameNonsense]++
		}
	}
	if i := view.Inspection; i != nil {
		kind, _, _ := strings.Cut(string(i.InspectionID), "-")
		w.did["goods "+kind]++
	}
	if view.Offer == refund.OfferAccepted {
		w.did["offer took "+view.OfferChoice]++
	}
	for _, leg := range view.Legs {
		if leg.Status == refund.LegSettled {
			w.did["paid "+carrierOf(view, leg)]++
		}
	}
	if view.Appeal != nil && view.Status == refund.StatusRefunded {
		w.did["granted on appeal"]++
	}
}

// told says in worthDoing's words what a row of the trail is about.
func told(entry refund.TrailEntry) string {
	before, _, _ := strings.Cut(entry.Reason, ":")
	switch entry.Event {
	case "Replaced":
		if before == "adjust" {
			return "adjusted"
		}
	case "Chosen":
		return "chose " + entry.Reason
	case "Resolved":
		return "resolved " + before
	case "Refused":
		if strings.Contains(entry.Reason, string(refund.CodeBadInspection)) {
			return "goods " + cameNonsense
		}
		return "refused"
	case string(refund.StatusRejected):
		if before == "GOODS_NOT_RECEIVED" {
			return "goods never came"
		}
	}
	return map[string]string{
		"Agreed": "a second person agreed", "Appealed": "appealed", "Asked": "asked", "Answered": "answered", "NotAnswered": "not answered",
		"Assigned": "assigned", "OfferDeclined": "offer declined", "OfferExpired": "offer expired", "OfferNotMade": "offer without budget",
	}[entry.Event]
}

// carrierOf is what brought a leg to the customer: its payment's kind, or what took its place.
func carrierOf(view refund.View, leg refund.Leg) string {
	if leg.Via != "" {
		return leg.Via
	}
	for _, p := range view.Cancellation.Order.Payments {
		if p.PaymentID == leg.PaymentID {
			return string(p.Kind)
		}
	}
	return ""
}

// allHappened: a simulation in which something never happens proves nothing about it.
func allHappened(t *testing.T, did map[string]int) {
	t.Helper()
	for _, what := range worthDoing() {
		if did[what] == 0 {
			t.Errorf("%q never happened: the simulation tests too little", what)
		}
	}
}
