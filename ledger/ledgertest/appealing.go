package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// onAppeal is a proposal of one unit that another person decides.
func onAppeal(version int64, leg refund.LegID) refund.Proposal {
	p := asking(onLeg(Units(1, version), leg), "lead")
	p.ApprovalReasons = []string{refund.ReasonAppealed}
	return p
}

func appealingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a refusal that is appealed is open again, and another person decides": appealedRefusal,
		"who resolved before does not decide an appeal": func(t *testing.T, d *Desk) {
			id, hash := d.Attention("o1")
			giveUp := refund.Resolution{ResolutionID: "r1", Action: refund.ResolveGiveUp, By: "anna"}
			same(t, "given up", d.Resolve(id, hash, giveUp).Accepted, true)
			d.no(d.Release(id, refund.StatusRejected))
			d.Payment(id, Control{Open: 22600})
			r := d.Replace(id, "appeal", hash, onAppeal(d.History(id).Version, "2"))
			same(t, "status", r.Status, refund.StatusAwaitingApproval)
			d.BooksAgree()
			same(t, "anna", d.Decide(id, r.AssessmentHash, approve("d1", " Anna")).Code, refund.CodeReviewerDecided)
			same(t, "ben", d.Decide(id, r.AssessmentHash, approve("d2", "ben")).Final, true)
			same(t, "begin", d.BeginLeg(id, "2", r.AssessmentHash).Result, refund.BeginSend)
			d.RecordLeg(id, "2", 1, refund.OutcomeSettled)
			d.no(d.Close(id, refund.StatusRefunded))
		},
		"what was refused and released is held again by an appeal alone": func(t *testing.T, d *Desk) {
			id, hash := d.Held("o1", "c1", 1)
			d.no(d.Release(id, refund.StatusRejected))
			version := d.History(id).Version
			r := d.Replace(id, "late", hash, asking(onLeg(Units(1, version), "2"), "lead"))
			same(t, "result", r.Result, refund.ReserveRefused)
			same(t, "code", r.Code, refund.CodeWrongState)
			d.Payment(id, Control{Open: 22600})
			same(t, "appeal", d.Replace(id, "appeal", hash, onAppeal(version, "2")).Result, refund.ReservedNow)
			d.Payment(id, Control{Open: 11300, Held: 11300})
		},
		"what the rules refused may be appealed": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Open(c)
			p := Units(1, 1)
			p.Assessment.Disposition = refund.DispositionReject
			hash := d.Reserve(c.ID(), p).AssessmentHash
			d.no(d.Store.MarkRefund(d.ctx, refund.Mark{Refund: c.ID(), Key: "rejected", Status: refund.StatusRejected, Cause: workflow}))
			r := d.Replace(c.ID(), "appeal", hash, onAppeal(1, "1"))
			same(t, "result", r.Result, refund.ReservedNow)
			same(t, "approved", d.Decide(c.ID(), r.AssessmentHash, approve("d1", "anna")).Final, true)
			same(t, "begin", d.Begin(c.ID(), r.AssessmentHash).Result, refund.BeginSend)
		},
		"an appeal of what was partly refused keeps what was paid": func(t *testing.T, d *Desk) {
			id, hash := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeSettled)
			p := onAppeal(2, "1")
			a := &p.Assessment
			a.TotalMinor = 13300
			a.Components = append(a.Components, refund.Component{Kind: refund.ComponentWaiver, AmountMinor: 2000})
			a.Legs = append(a.Legs, refund.PlannedLeg{LegID: "2", PaymentID: "p1", AmountMinor: 2000})
			r := d.Replace(id, "appeal", hash, p)
			same(t, "status", r.Status, refund.StatusAwaitingApproval)
			d.Payment(id, Control{Open: 9300, Held: 2000, Returned: 11300})
			d.Decide(id, r.AssessmentHash, refund.Decision{DecisionID: "d1", Verb: refund.VerbReject, Reviewer: "anna"})
			problem(t, d.Release(id, refund.StatusRejected), refund.CodeAlreadySent)
			d.no(d.Release(id, refund.StatusPartlyRefunded))
			d.no(d.Close(id, refund.StatusPartlyRefunded))
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"a refund that was given up and paid after all is not held again": func(t *testing.T, d *Desk) {
			id, hash := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeDeclined)
			d.no(d.Release(id, refund.StatusRejected))
			d.Record(id, 1, refund.OutcomeSettled)
			answer := d.Replace(id, "appeal", hash, onAppeal(d.History(id).Version, "2"))
			same(t, "code", answer.Code, refund.CodeAlreadySent)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
	}
}

func appealedRefusal(t *testing.T, d *Desk) {
	id, hash := d.WaitingFor("o1", "c1", "lead")
	anna := staff("anna", "lead", 1<<40)
	same(t, "rejected", d.Rule(by(id, hash, anna, no)).Final, true)
	d.no(d.Release(id, refund.StatusRejected))
	d.Payment(id, Control{Open: 22600})
	for i, result := range []refund.ReserveResult{refund.ReservedNow, refund.ReservedBefore} {
		r := d.Replace(id, "appeal", hash, onAppeal(3, "2"))
		same(t, "result", r.Result, result)
		same(t, "status", d.Case(id).Status, refund.StatusAwaitingApproval)
		same(t, "approved", r.Approved, false)
		d.Payment(id, Control{Open: 11300, Held: 11300})
		same(t, "replaced once", d.Events(id, "Replaced"), 1)
		if i == 0 {
			hash = r.AssessmentHash
		}
	}
	word := yes
	word.DecisionID = "on appeal"
	same(t, "the same person", d.Rule(by(id, hash, anna, word)).Code, refund.CodeReviewerDecided)
	lower := d.Rule(adjusting(by(id, hash, staff("ben", "lead", 1<<40), yes), 9000, Lowered(9000, 4, "3", "lead")))
	same(t, "another person pays less", lower.Final, true)
	same(t, "begin", d.BeginLeg(id, "3", lower.Reserved.AssessmentHash).Result, refund.BeginSend)
	d.RecordLeg(id, "3", 1, refund.OutcomeSettled)
	d.no(d.Close(id, refund.StatusRefunded))
	d.Payment(id, Control{Open: 13600, Returned: 9000})
}
