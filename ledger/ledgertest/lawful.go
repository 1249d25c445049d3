package ledgertest

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// dueBy is a proposal that a law wants paid by a moment.
func dueBy(p refund.Proposal, at time.Time) refund.Proposal {
	p.Assessment.PayBy, p.Assessment.PayByLaw = &at, "a law"
	return p
}

// dueAfterGoods is a proposal that a law wants paid two days after its goods came back.
func dueAfterGoods(p refund.Proposal) refund.Proposal {
	p.Assessment.PayAfterGoods, p.Assessment.PayByLaw = &refund.PayAfterGoods{Days: 2, TimeZone: "Asia/Shanghai"}, "a law"
	return p
}

// proving is the proof that goods were sent, as a person of the warehouse enters it.
func proving(id string) refund.Act {
	return refund.Act{Kind: refund.ActInspect, Inspection: &refund.Inspection{
		InspectionID: refund.DecisionID(id), By: "wim", SentProof: &refund.SentProof{
			Carrier: "DHL", Reference: "00340", Evidence: []refund.Evidence{{URI: "https://photos.example/1"}},
		},
	}}
}

// goodsByLaw waits for goods of which the proof of sending is enough.
func (d *Desk) goodsByLaw(order string, due time.Time, roles ...refund.Role) refund.ID {
	d.T.Helper()
	c, p := Request(order, "c1", 2), dueBy(withGoods(asking(Units(2), roles...), 2), due)
	p.Assessment.Goods.ProofSuffices = true
	same(d.T, "status", d.Propose(c, p).Status, refund.StatusAwaitingGoods)
	return c.ID()
}

func lawfulCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"the proof that the goods were sent ends the wait for them, and nobody has to see them": func(t *testing.T, d *Desk) {
			id := d.goodsByLaw("o1", d.Clock.Now().Add(72*time.Hour))
			same(t, "it may be proved", d.Standing(id).Goods.ProofSuffices, true)
			first := d.Inspect(id, proving("i1"), Refusing("NO_RULES"))
			s := first.Standing
			same(t, "status", s.Status, refund.StatusPayingOut)
			same(t, "goods first", s.Goods.First, false)
			same(t, "inspected", s.Goods.Inspected, "")
			equal(t, "proof", *s.Goods.SentProof, refund.SentProof{Carrier: "DHL", Reference: "00340"})
			same(t, "again", d.Inspect(id, proving("i1"), Refusing("NO_RULES")).Answer, repeated(first.Answer))
			same(t, "trail", d.Events(id, "SentProved"), 1)
			kept := d.Case(id).Inspection
			same(t, "the stored proof", kept.SentProof.String(), "DHL 00340")
			same(t, "its evidence", kept.SentProof.Evidence[0].URI, "https://photos.example/1")
			d.BeginLeg(id, "1", "a1")
			d.RecordLeg(id, "1", refund.OutcomeSettled)
			d.Status(id, refund.StatusRefunded)
			d.Payment(id, Control{Returned: 22600})
		},
		"after the proof people agree as they have to": func(t *testing.T, d *Desk) {
			id := d.goodsByLaw("o1", d.Clock.Now().Add(72*time.Hour), "lead")
			same(t, "status", d.Inspect(id, proving("i1"), Refusing("NO_RULES")).Standing.Status, refund.StatusAwaitingApproval)
			d.RefusedBy(refund.ActRequest{Refund: id, Act: inspecting("i2", 2, 0), Authority: As("wim", "warehouse")}, Refusing("NO_RULES"), refund.CodeWrongState)
		},
		"a proof is refused where no law lets it be enough, from who may not inspect, and beside what was found": func(t *testing.T, d *Desk) {
			rules := Refusing("NO_RULES")
			other := d.AwaitingGoods("o1")
			d.RefusedBy(refund.ActRequest{Refund: other, Act: proving("i1"), Authority: As("wim", "warehouse")}, rules, refund.CodeBadInspection)
			same(t, "it still waits", d.Standing(other).Status, refund.StatusAwaitingGoods)
			id := d.goodsByLaw("o2", d.Clock.Now().Add(72*time.Hour))
			d.RefusedBy(refund.ActRequest{Refund: id, Act: proving("i2"), Authority: As("wim", "driver")}, rules, refund.CodeReviewerRole)
			both := proving("i3")
			both.Inspection.AllAccepted = true
			d.RefusedBy(refund.ActRequest{Refund: id, Act: both, Authority: As("wim", "warehouse")}, rules, refund.CodeBadInspection)
			nobody := proving("i4")
			nobody.Inspection.SentProof.Carrier = ""
			d.RefusedBy(refund.ActRequest{Refund: id, Act: nobody, Authority: As("wim", "warehouse")}, rules, refund.CodeBadDecision)
			long := proving("i5")
			long.Inspection.SentProof.Reference = strings.Repeat("9", refund.ReasonBytesMax+1)
			d.RefusedBy(refund.ActRequest{Refund: id, Act: long, Authority: As("wim", "warehouse")}, rules, refund.CodeTooLarge)
			same(t, "it still waits", d.Standing(id).Status, refund.StatusAwaitingGoods)
		},
		"a law that counts from the goods begins when they came back, and a new proposal does not begin it anew": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			s := d.Propose(c, dueAfterGoods(withGoods(asking(Units(1), "lead"), 1)))
			if s.PayBy != nil {
				t.Errorf("due by %v before anything came back", s.PayBy)
			}
			received := d.Clock.Now().Add(-24 * time.Hour)
			all := refund.Act{Kind: refund.ActInspect, Inspection: &refund.Inspection{InspectionID: "i1", By: "wim", AllAccepted: true, ReceivedAt: &received}}
			s = d.Inspect(c.ID(), all, Refusing("NO_RULES")).Standing
			zone, err := time.LoadLocation("Asia/Shanghai")
			d.no(err)
			year, month, day := received.In(zone).Date()
			due := time.Date(year, month, day+3, 0, 0, 0, 0, zone).UTC()
			same(t, "due", *s.PayBy, due)
			s = d.Adjust(c.ID(), Anything("ruth"), 9000, dueAfterGoods(Lowered(9000, "1.1", "lead"))).Standing
			same(t, "total", s.TotalMinor, 9000)
			same(t, "due as before", *s.PayBy, due)
		},
		"goods that came back in part begin it too, from their inspection": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 2)
			d.Propose(c, dueAfterGoods(withGoods(Units(2), 2)))
			s := d.Inspect(c.ID(), inspecting("i1", 1, 1), Proposing(dueAfterGoods(onLeg(Units(1), "2")))).Standing
			same(t, "status", s.Status, refund.StatusPayingOut)
			same(t, "due within three days", s.PayBy.Sub(d.Clock.Now()) <= 72*time.Hour && s.PayBy.Sub(d.Clock.Now()) > 48*time.Hour, true)
		},
		"goods cannot have come back tomorrow, or a year ago": func(t *testing.T, d *Desk) {
			id := d.AwaitingGoods("o1")
			for name, ago := range map[string]time.Duration{"i1": -time.Hour, "i2": 365 * 24 * time.Hour} {
				received := d.Clock.Now().Add(-ago)
				act := inspecting(name, 2, 0)
				act.Inspection.ReceivedAt = &received
				d.RefusedBy(refund.ActRequest{Refund: id, Act: act, Authority: As("wim", "warehouse")}, Refusing("NO_RULES"), refund.CodeBadInspection)
			}
		},
		"a review's moments come before the law's": func(t *testing.T, d *Desk) {
			c, due := Request("o1", "c1", 2), d.Clock.Now().Add(10*24*time.Hour)
			p := dueBy(asking(Units(2), "support"), due)
			p.Assessment.Review = refund.ReviewTerms{DueSeconds: 30 * 86400, RemindSeconds: 3600, EscalateSeconds: 29 * 86400, EscalateTo: "lead"}
			a := d.Propose(c, p).Approval
			same(t, "remind: the policy's", *a.RemindAt, d.Clock.Now().Add(time.Hour))
			same(t, "escalate", *a.EscalateAt, due.Add(-48*time.Hour))
			same(t, "due", *a.DueAt, due.Add(-24*time.Hour))
			d.Clock.Advance(8 * 24 * time.Hour)
			a = d.Pass(c.ID(), refund.DeadlineEscalate, a.EscalateAt).Approval
			same(t, "escalated", a.Escalated, true)
			same(t, "asked", a.NextRole, "lead")
			d.Clock.Advance(24 * time.Hour)
			same(t, "overdue", d.Pass(c.ID(), refund.DeadlineReview, a.DueAt).Approval.Overdue, true)
		},
		"an answer is waited for until the law's time is near": func(t *testing.T, d *Desk) {
			for order, days := range map[string]time.Duration{"o1": 5, "o2": 1} {
				c, due := Request(order, "c1", 2), d.Clock.Now().Add(days*24*time.Hour)
				p := dueBy(asking(Units(2), "support"), due)
				p.Assessment.Review = refund.ReviewTerms{InfoSeconds: 4 * 86400}
				d.Propose(c, p)
				want := d.Clock.Now().Add(4 * 24 * time.Hour) // the policy's, where the law leaves no time for an answer
				if days > 2 {
					want = due.Add(-48 * time.Hour)
				}
				same(t, order, *d.Taken(c.ID(), question("q1")).Question.AnswerBy, want)
			}
		},
		"a review that begins too late for the law asks the next role at once": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 2)
			p := dueBy(asking(Units(2), "support"), d.Clock.Now().Add(12*time.Hour))
			p.Assessment.Review = refund.ReviewTerms{RemindSeconds: 86400 * 20}
			a := d.Propose(c, p).Approval
			same(t, "no reminder of its own", a.RemindAt == nil, true)
			same(t, "escalate", *a.EscalateAt, d.Clock.Now())
			same(t, "due", *a.DueAt, d.Clock.Now())
		},
		"what is due by law is counted and listed while it is owed": func(t *testing.T, d *Desk) {
			late, soon := d.Clock.Now().Add(time.Hour), d.Clock.Now().Add(40*time.Hour)
			waits := d.goodsByLaw("o1", late)
			c := Request("o2", "c1", 1)
			d.Propose(c, dueBy(Units(1), late))
			review := Request("o3", "c1", 1)
			d.Propose(review, dueBy(asking(Units(1), "lead"), soon))
			d.Propose(Request("o4", "c1", 1), dueBy(Units(1), d.Clock.Now().Add(72*time.Hour)))
			d.Held("o5", "c1", 1)
			byLaw := func() [2]int64 { f := d.figures(); return [2]int64{f.OverdueByLawCount, f.DueByLawCount} }
			same(t, "{overdue due} at first", byLaw(), [2]int64{0, 2})
			d.Clock.Advance(2 * time.Hour)
			same(t, "{overdue due} two hours later", byLaw(), [2]int64{1, 1})
			rows, err := d.Store.Cases(d.ctx, ledger.CaseFilter{Open: true})
			d.no(err)
			listed := map[refund.ID]*time.Time{}
			for _, row := range rows {
				listed[row.ID] = row.PayBy
			}
			same(t, "one that is paid out", *listed[c.ID()], late)
			same(t, "one that is reviewed", *listed[review.ID()], soon)
			same(t, "one that waits for its goods", listed[waits] == nil, true)
			d.Begin(c.ID())
			d.Record(c.ID(), refund.OutcomeSettled)
			same(t, "{overdue due} once it is paid", byLaw(), [2]int64{0, 1})
			d.Inspect(waits, proving("i1"), Refusing("NO_RULES"))
			same(t, "{overdue due} once the goods were sent", byLaw(), [2]int64{1, 1})
		},
	}
}
