package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// Adjust lets a reviewer pay less, by rules that propose p for it.
func (d *Desk) Adjust(id refund.ID, who refund.Authority, toMinor int64, p refund.Proposal) refund.Acted {
	d.T.Helper()
	x := refund.Decision{
		DecisionID: "adjust " + refund.DecisionID(who.Reviewer.Name), Verb: refund.VerbAdjust, Reviewer: who.Reviewer.Name,
		AmountMinor: &toMinor, Message: "a little less",
	}
	return d.ActBy(refund.ActRequest{Refund: id, Act: deciding(x), Authority: who}, Proposing(p))
}

func adjustingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"an adjustment holds the lower amount, agrees to it, and voids what others agreed to": adjusted,
		"where one person decides, their adjustment is the last word, said twice and done once": func(t *testing.T, d *Desk) {
			id, ruth := d.Waiting("o1", "lead"), staff("ruth", "lead", 9000)
			first := d.Adjust(id, ruth, 9000, Lowered(9000, "1.1", "lead"))
			same(t, "status", first.Standing.Status, refund.StatusPayingOut)
			same(t, "message", first.Standing.Message, "a little less")
			again := d.Adjust(id, ruth, 9000, Lowered(9000, "1.1", "lead"))
			same(t, "again", again.Answer, repeated(first.Answer))
			equal(t, "the same standing", again.Standing, first.Standing)
			same(t, "another amount", d.Adjust(id, ruth, 8000, Lowered(8000, "1.2", "lead")).Code, refund.CodeConflict)
			same(t, "replaced once", d.Events(id, "Replaced"), 1)
			same(t, "begin", d.BeginLeg(id, "1.1", "a1").Result, refund.BeginSend)
			d.Payment(id, Control{Open: 13600, Sent: 9000})
		},
		"a refund that was lowered may be appealed once it is paid": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			d.Adjust(id, Anything("ruth"), 9000, appealable(Lowered(9000, "1.1", "lead")))
			d.BeginLeg(id, "1.1", "a1")
			d.RecordLeg(id, "1.1", refund.OutcomeSettled)
			s := d.Standing(id)
			same(t, "status", s.Status, refund.StatusRefunded)
			same(t, "appealable", s.Appealable(), true)
			same(t, "open", s.Closed, false)
		},
		"an adjustment that the person, the rules or the payment forbids changes nothing": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			same(t, "limit", d.Adjust(id, staff("anna", "lead", 8999), 9000, Lowered(9000, "1.1", "lead")).Code, refund.CodeReviewerLimit)
			same(t, "role", d.Adjust(id, staff("ben", "lead", 9000), 9000, Lowered(9000, "1.1", "finance")).Code, refund.CodeReviewerRole)
			to := int64(9000)
			x := refund.Decision{DecisionID: "d1", Verb: refund.VerbAdjust, Reviewer: "eva", AmountMinor: &to}
			d.RefusedBy(refund.ActRequest{Refund: id, Act: deciding(x), Authority: Anything("eva")}, Refusing("ADJUST_IMPOSSIBLE"), "ADJUST_IMPOSSIBLE")
			d.Payment(id, Control{Open: 11300, Held: 11300})
			d.Taken(id, deciding(approve("d2", "ruth")))
		},
		"an adjustment is below the amount and above zero, and computed for exactly it": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			for _, to := range []int64{0, -1, unitMinor, unitMinor + 1} {
				x := refund.Decision{DecisionID: refund.DecisionID(rune('k' + to%7)), Verb: refund.VerbAdjust, Reviewer: "ruth", AmountMinor: &to}
				d.Refused(id, deciding(x), refund.CodeBadDecision)
			}
			plain, to := Lowered(9000, "1.1", "lead"), int64(9000)
			plain.Assessment.Components[1].Kind = refund.ComponentFee
			for _, p := range []refund.Proposal{Lowered(8999, "1.1", "lead"), plain} {
				x := refund.Decision{DecisionID: "d1", Verb: refund.VerbAdjust, Reviewer: "ruth", AmountMinor: &to}
				_, err := d.Store.CarryOut(d.ctx, refund.ActRequest{Refund: id, Act: deciding(x), Authority: Anything("ruth")}, Proposing(p))
				broken(t, err)
			}
			d.Payment(id, Control{Open: 11300, Held: 11300})
		},
	}
}

func adjusted(t *testing.T, d *Desk) {
	id := d.Waiting("o1", "lead", "finance")
	old := d.Standing(id).AssessmentHash
	same(t, "first", d.DecideAs(id, staff("anna", "lead", 11300), yes).Standing.Approval.NextRole, refund.Role("finance"))
	out := d.Adjust(id, staff("ruth", "finance", 11300), 9000, Lowered(9000, "1.1", "lead", "finance"))
	s := out.Standing
	same(t, "accepted", out.Accepted, true)
	same(t, "not final", s.Approval.Final, false)
	same(t, "asked next", s.Approval.NextRole, refund.Role("finance"))
	same(t, "status", s.Status, refund.StatusAwaitingApproval)
	same(t, "legs", len(s.Legs), 1)
	same(t, "leg", s.Legs[0].AmountMinor, 9000)
	d.Payment(id, Control{Open: 13600, Held: 9000})
	bound := yes
	bound.AssessmentHash = old
	same(t, "the old assessment", d.DecideAs(id, staff("ben", "finance", 11300), bound).Code, refund.CodeAmountMoved)
	more := yes
	more.DecisionID = "more"
	same(t, "herself", d.DecideAs(id, staff("ruth", "finance", 11300), more).Code, refund.CodeAlreadyDecided)
	same(t, "another person", d.DecideAs(id, staff("olga", "finance", 11300), yes).Standing.Approval.Final, true)
	same(t, "the old leg", d.Begin(id).Result, refund.BeginDone)
	same(t, "the new leg", d.BeginLeg(id, "1.1", "a1").Result, refund.BeginSend)
	d.RecordLeg(id, "1.1", refund.OutcomeSettled)
	d.Payment(id, Control{Open: 13600, Returned: 9000})
	same(t, "order's next", d.Balances(id)[0].OwedMinor, 13600)
}
