package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

func appealing(id string) refund.Act {
	return refund.Act{Kind: refund.ActAppeal, Appeal: &refund.Appeal{AppealID: refund.DecisionID(id), By: "customer:42", Statement: "it was broken"}}
}

// Appeal carries an appeal out, by rules that propose p then.
func (d *Desk) Appeal(id refund.ID, rules *Rules) refund.Acted {
	d.T.Helper()
	return d.ActBy(refund.ActRequest{Refund: id, Act: appealing("a1")}, rules)
}

func appealingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a refusal that is appealed is open again, and another person decides": appealedRefusal,
		"what the rules refused is rejected in the books at once, and may be appealed": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			s := d.Propose(c, appealable(refusing("TOO_LATE_FOR_IT", "EXCLUDED")))
			same(t, "status", s.Status, refund.StatusRejected)
			equal(t, "why", s.Why, []string{"TOO_LATE_FOR_IT", "EXCLUDED"})
			same(t, "listed", d.Row(c.ID()).Status, refund.StatusRejected)
			same(t, "appeal", *s.AppealBy, d.Clock.Now().Add(24*time.Hour))
			d.Payment(c.ID(), Control{Open: 22600})
			d.Appeal(c.ID(), Proposing(onAppeal("1")))
			same(t, "the stored appeal", d.Case(c.ID()).Appeal.Statement, "it was broken")
			d.Taken(c.ID(), deciding(approve("d1", "anna")))
			same(t, "begin", d.Begin(c.ID()).Result, refund.BeginSend)
		},
		"a refusal without an appeal window is closed at once": func(t *testing.T, d *Desk) {
			s := d.Propose(Request("o1", "c1", 1), refusing("EXCLUDED"))
			same(t, "closed", s.Closed, true)
			same(t, "appeal", s.AppealBy == nil, true)
			d.Refused(s.Refund, appealing("a1"), refund.CodeTooLate)
		},
		"an appeal of what was partly refused keeps what was paid": func(t *testing.T, d *Desk) {
			id := d.loweredAndPaid()
			more := asking(Units(1), "lead")
			more.ApprovalReasons = []string{refund.ReasonAppealed}
			more.Assessment.Legs = []refund.PlannedLeg{{LegID: "1.1", PaymentID: "p1", AmountMinor: 9000}, {LegID: "2", PaymentID: "p1", AmountMinor: 2300}}
			rules := Proposing(more)
			s := d.Appeal(id, rules).Standing
			same(t, "the rules know it is an appeal", rules.Question.Appealed, true)
			same(t, "and what is paid", rules.Question.Settled[0].LegID, refund.LegID("1.1"))
			same(t, "status", s.Status, refund.StatusAwaitingApproval)
			same(t, "round", s.Round, 1)
			same(t, "paid before", s.PaidBeforeMinor, 9000)
			d.Payment(id, Control{Open: 11300, Held: 2300, Returned: 9000})
			s = d.Taken(id, deciding(reject("d9", "otto")))
			same(t, "refused in part", s.Status, refund.StatusPartlyRefunded)
			same(t, "closed", s.Closed, true)
			d.Payment(id, Control{Open: 13600, Returned: 9000})
		},
		"an appeal that is taken back leaves what was paid": func(t *testing.T, d *Desk) {
			id := d.loweredAndPaid()
			more := asking(Units(1), "lead")
			more.ApprovalReasons = []string{refund.ReasonAppealed}
			more.Assessment.Legs = []refund.PlannedLeg{{LegID: "1.1", PaymentID: "p1", AmountMinor: 9000}, {LegID: "2", PaymentID: "p1", AmountMinor: 2300}}
			d.Appeal(id, Proposing(more))
			s := d.Taken(id, withdrawing("customer:42"))
			same(t, "status", s.Status, refund.StatusPartlyRefunded)
			d.Payment(id, Control{Open: 13600, Returned: 9000})
		},
		"an appeal by which the rules grant nothing more leaves the refund as it ended": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			d.Taken(id, deciding(reject("d1", "anna")))
			out := d.Appeal(id, Proposing(refusing("EXCLUDED")))
			same(t, "heard", out.Accepted, true)
			s := out.Standing
			same(t, "status", s.Status, refund.StatusRejected)
			equal(t, "why", s.Why, []string{"EXCLUDED"})
			same(t, "second look", s.Appealed(), true)
			same(t, "closed", s.Closed, true)
			paid := d.loweredAndPaid()
			s = d.Appeal(paid, Refusing("NOT_SUPPORTED")).Standing
			same(t, "in part", s.Status, refund.StatusPartlyRefunded)
			equal(t, "why", s.Why, []string{"NOT_SUPPORTED"})
			same(t, "closed", s.Closed, true)
		},
		"an appeal that was heard is heard once": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			d.Taken(id, deciding(reject("d1", "anna")))
			first := d.Appeal(id, Proposing(onAppeal("2")))
			again := d.Appeal(id, Proposing(onAppeal("3")))
			same(t, "the first answer", again.Answer, repeated(first.Answer))
			equal(t, "standing", again.Standing, first.Standing)
			d.Refused(id, appealing("a2"), refund.CodeAlreadyDecided)
			same(t, "replaced once", d.Events(id, "Replaced"), 1)
		},
		"an appeal comes too late after its window, and too early before the end": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			d.Refused(id, appealing("a0"), refund.CodeWrongState)
			by := d.Taken(id, deciding(reject("d1", "anna"))).AppealBy
			d.Pass(id, refund.DeadlineAppeal, by)
			d.Refused(id, appealing("a1"), refund.CodeTooLate)
		},
		"what was given up is not appealed": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			s := d.Taken(id, resolving(giveUp))
			same(t, "status", s.Status, refund.StatusRejected)
			same(t, "appeal", s.AppealBy == nil, true)
			same(t, "closed", s.Closed, true)
			same(t, "reason", refund.CodeIn(s.Reason), refund.Code("GIVEN_UP"))
		},
	}
}

// loweredAndPaid is a refund of which 9000 of 11300 were paid, in an order of its own.
func (d *Desk) loweredAndPaid() refund.ID {
	d.T.Helper()
	id := d.Waiting("low", "lead")
	d.Adjust(id, Anything("ruth"), 9000, appealable(Lowered(9000, "1.1", "lead")))
	d.BeginLeg(id, "1.1", "a1")
	d.RecordLeg(id, "1.1", refund.OutcomeSettled)
	return id
}

func appealedRefusal(t *testing.T, d *Desk) {
	id := d.Waiting("o1", "lead")
	anna := staff("anna", "lead", 1<<40)
	same(t, "rejected", d.DecideAs(id, anna, no).Standing.Status, refund.StatusRejected)
	d.Payment(id, Control{Open: 22600})
	s := d.Appeal(id, Proposing(onAppeal("2"))).Standing
	same(t, "status", s.Status, refund.StatusAwaitingApproval)
	same(t, "round", s.Round, 1)
	same(t, "not decided", s.Approval.Final, false)
	same(t, "no reason left", len(s.Why), 0)
	d.Payment(id, Control{Open: 11300, Held: 11300})
	word := yes
	word.DecisionID = "on appeal"
	same(t, "the same person", d.DecideAs(id, anna, word).Code, refund.CodeReviewerDecided)
	lower := d.Adjust(id, staff("ben", "lead", 1<<40), 9000, Lowered(9000, "3", "lead"))
	same(t, "another person pays less", lower.Standing.Status, refund.StatusPayingOut)
	d.BeginLeg(id, "3", "a1")
	d.RecordLeg(id, "3", refund.OutcomeSettled)
	s = d.Standing(id)
	same(t, "status", s.Status, refund.StatusRefunded)
	same(t, "no second appeal", s.AppealBy == nil, true)
	same(t, "closed", s.Closed, true)
	d.Payment(id, Control{Open: 13600, Returned: 9000})
}
