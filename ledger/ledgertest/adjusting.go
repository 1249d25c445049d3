package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// Lowered proposes one unit for less, on a new leg.
func Lowered(toMinor, version int64, leg refund.LegID, roles ...refund.Role) refund.Proposal {
	p := asking(Units(1, version), roles...)
	a := &p.Assessment
	a.TotalMinor, a.TaxMinor = toMinor, toMinor*13/113
	a.Components = append(a.Components, refund.Component{Kind: refund.ComponentAdjustment, AmountMinor: toMinor - unitMinor})
	a.Legs = []refund.PlannedLeg{{LegID: leg, PaymentID: "p1", AmountMinor: toMinor}}
	return p
}

// adjusting is a reviewer's wish to pay less, with the proposal computed for it.
func adjusting(in refund.DecisionRequest, toMinor int64, p refund.Proposal) refund.DecisionRequest {
	in.Decision.Verb, in.Decision.AmountMinor, in.Adjusted = refund.VerbAdjust, &toMinor, &p
	in.Decision.DecisionID = "adjust " + refund.DecisionID(in.Decision.Reviewer)
	return in
}

func adjustingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"an adjustment holds the lower amount, agrees to it, and voids what others agreed to": adjusted,
		"where one person decides, their adjustment is the last word, said twice and done once": func(t *testing.T, d *Desk) {
			id, hash := d.WaitingFor("o1", "c1", "lead")
			in := adjusting(by(id, hash, staff("ruth", "lead", 9000), yes), 9000, Lowered(9000, 2, "1.1", "lead"))
			first := d.Rule(in)
			same(t, "final", first.Final, true)
			again := d.Rule(in)
			same(t, "again", again.Answer, first.Answer)
			same(t, "the same assessment", again.Reserved.AssessmentHash, first.Reserved.AssessmentHash)
			same(t, "approved", again.Reserved.Approved, true)
			other := int64(8000)
			in.Decision.AmountMinor = &other
			same(t, "another amount", d.Rule(in).Code, refund.CodeConflict)
			same(t, "replaced once", d.Events(id, "Replaced"), 1)
			same(t, "begin", d.BeginLeg(id, "1.1", first.Reserved.AssessmentHash).Result, refund.BeginSend)
			d.Payment(id, Control{Open: 13600, Sent: 9000})
		},
		"on a moved history nothing is stored, and the same word is taken on the new one": func(t *testing.T, d *Desk) {
			id, hash := d.WaitingFor("o1", "c1", "lead")
			other, _ := d.Held("o1", "c2", 1)
			d.no(d.Release(other, refund.StatusWithdrawn))
			in := adjusting(by(id, hash, staff("ruth", "lead", 9000), yes), 9000, Lowered(9000, 2, "1.1", "lead"))
			same(t, "moved", d.Rule(in).HistoryMoved, true)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			in = adjusting(in, 9000, Lowered(9000, 4, "1.1", "lead"))
			same(t, "anew", d.Rule(in).Final, true)
			d.Payment(id, Control{Open: 13600, Held: 9000})
		},
		"an adjustment that the person or the payment forbids changes nothing": func(t *testing.T, d *Desk) {
			id, hash := d.WaitingFor("o1", "c1", "lead")
			limit := d.Rule(adjusting(by(id, hash, staff("anna", "lead", 8999), yes), 9000, Lowered(9000, 2, "1.1", "lead")))
			same(t, "limit", limit.Code, refund.CodeReviewerLimit)
			role := d.Rule(adjusting(by(id, hash, staff("ben", "lead", 9000), yes), 9000, Lowered(9000, 2, "1.1", "finance")))
			same(t, "role of the lower amount", role.Code, refund.CodeReviewerRole)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			same(t, "hash", d.Reserve(id, Units(1, 1)).AssessmentHash, hash)
			same(t, "still decidable", d.Rule(by(id, hash, staff("ruth", "lead", 11300), yes)).Final, true)
		},
		"an adjustment is below the amount and above zero, and computed for exactly it": func(t *testing.T, d *Desk) {
			id, hash := d.WaitingFor("o1", "c1", "lead")
			for _, to := range []int64{0, -1, unitMinor, unitMinor + 1} {
				in := adjusting(by(id, hash, staff("ruth", "lead", 1<<40), yes), to, Lowered(9000, 2, "1.1", "lead"))
				in.Decision.DecisionID = refund.DecisionID(rune('k' + to%7))
				same(t, "code", d.Rule(in).Code, refund.CodeBadDecision)
			}
			plain := Lowered(9000, 2, "1.1", "lead")
			plain.Assessment.Components[1].Kind = refund.ComponentFee
			for _, p := range []refund.Proposal{Lowered(8999, 2, "1.1", "lead"), plain} {
				_, err := d.Store.AuthorizeDecision(d.ctx, adjusting(by(id, hash, staff("ruth", "lead", 1<<40), yes), 9000, p))
				broken(t, err)
			}
			d.Payment(id, Control{Open: 11300, Held: 11300})
		},
	}
}

func adjusted(t *testing.T, d *Desk) {
	id, hash := d.WaitingFor("o1", "c1", "lead", "finance")
	same(t, "first", d.Rule(by(id, hash, staff("anna", "lead", 11300), yes)).NextRole, refund.Role("finance"))
	in := adjusting(by(id, hash, staff("ruth", "finance", 11300), yes), 9000, Lowered(9000, 2, "1.1", "lead", "finance"))
	out := d.Rule(in)
	same(t, "accepted", out.Accepted, true)
	same(t, "not final", out.Final, false)
	same(t, "asked next", out.NextRole, refund.Role("finance"))
	same(t, "status", out.Status, refund.StatusAwaitingApproval)
	lower := out.Reserved
	same(t, "legs", len(lower.Legs), 1)
	same(t, "leg", lower.Legs[0].AmountMinor, 9000)
	d.Payment(id, Control{Open: 13600, Held: 9000})
	same(t, "the old assessment", d.Rule(by(id, hash, staff("ben", "finance", 11300), yes)).Code, refund.CodeAmountMoved)
	mine := yes
	mine.DecisionID = "more"
	same(t, "herself", d.Rule(by(id, lower.AssessmentHash, staff("ruth", "finance", 11300), mine)).Code, refund.CodeAlreadyDecided)
	last := by(id, lower.AssessmentHash, staff("olga", "finance", 11300), yes)
	same(t, "another person", d.Rule(last).Final, true)
	same(t, "the old leg", d.BeginLeg(id, "1", lower.AssessmentHash).Result, refund.BeginStopped)
	same(t, "the new leg", d.BeginLeg(id, "1.1", lower.AssessmentHash).Result, refund.BeginSend)
	d.RecordLeg(id, "1.1", 1, refund.OutcomeSettled)
	d.no(d.Close(id, refund.StatusRefunded))
	d.Payment(id, Control{Open: 13600, Returned: 9000})
	same(t, "order's next", d.History(Request("o1", "c1", 1).ID()).Payments[0].OwedMinor, 13600)
}
