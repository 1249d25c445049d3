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
		"paid CARD", "paid WALLET", "paid POINTS", "paid RED_PACKET", "paid COUPON", "paid STORE_CREDIT", "paid ELSEWHERE", "paid to a capture",
		"looked", "cleared", "stopped", "lost decide", "lost withdraw", "lost resolve", "lost ask", "lost answer", "lost inspect", "lost appeal",
		"lost choose", "lost answer_offer", "lost assign", "lost look_now", "lost clear",
	}
}

// remember counts what was done, as the ledger's trail tells it at its end.
func (w *world) remember(r *simulated, b *bundle) {
	w.t.Helper()
	stored := b.stored()
	for _, entry := range stored.Trail {
		if what := told(entry); what != "" {
			w.did[what]++
		}
	}
	for _, answer := range r.answers {
		if answer.refused() == refund.CodeBadInspection {
			w.did["goods "+cameNonsense]++
		}
	}
	view := b.view()
	if view.Goods != nil && view.Goods.Inspected != "" {
		kind, _, _ := strings.Cut(string(view.Goods.Inspected), "-")
		w.did["goods "+kind]++
	}
	if view.Offer.Status == refund.OfferAccepted {
		w.did["offer took "+view.Offer.Choice]++
	}
	for _, leg := range view.Legs {
		if leg.Status == refund.LegSettled {
			w.did["paid "+carrierOf(stored, leg)]++
			if leg.CaptureID != "" && leg.Via == "" {
				w.did["paid to a capture"]++
			}
		}
	}
	if view.Appealed() && view.Status == refund.StatusRefunded {
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
		return "chose " + strings.TrimPrefix(entry.Reason, "chose ")
	case "Resolved":
		return "resolved " + before
	case "Released":
		if before == "GOODS_NOT_RECEIVED" {
			return "goods never came"
		}
	}
	if strings.HasSuffix(entry.Event, "Refused") {
		if strings.Contains(entry.Reason, string(refund.CodeBadInspection)) {
			return "goods " + cameNonsense
		}
		return "refused"
	}
	return map[string]string{
		"ApprovalGiven": "a second person agreed", "Appealed": "appealed", "Asked": "asked", "Answered": "answered", "NotAnswered": "not answered",
		"Assigned": "assigned", "OfferDeclined": "offer declined", "OfferExpired": "offer expired", "OfferNone": "offer without budget",
		"LookNow": "looked", "LegCleared": "cleared", "LegStopped": "stopped",
	}[entry.Event]
}

// carrierOf is what brought a leg to the customer: its payment's kind, or what took its place.
func carrierOf(stored refund.Case, leg refund.LegStanding) string {
	if leg.Via != "" {
		return leg.Via
	}
	payment, _ := stored.Cancellation.Order.Payment(leg.PaymentID)
	return string(payment.Kind)
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
