package ledgertest

import (
	"errors"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func isNotFound(err error) bool { return errors.Is(err, ledger.ErrNotFound) }

// DecideAs lets a reviewer decide.
func (d *Desk) DecideAs(id refund.ID, who refund.Authority, x refund.Decision) refund.Acted {
	d.T.Helper()
	x.Reviewer = who.Reviewer.Name
	if x.DecisionID == "" {
		x.DecisionID = refund.DecisionID(string(x.Verb) + " " + string(x.Reviewer))
	}
	return d.ActBy(refund.ActRequest{Refund: id, Act: deciding(x), Authority: who}, Refusing("NO_RULES"))
}

var yes, no = refund.Decision{Verb: refund.VerbApprove}, refund.Decision{Verb: refund.VerbReject}

func decidingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"without an approval nothing is sent; with it, it is": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			same(t, "before", d.Begin(id).Result, refund.BeginDone)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			s := d.Taken(id, deciding(approve("d1", "anna")))
			same(t, "status", s.Status, refund.StatusPayingOut)
			same(t, "final", s.Approval.Final, true)
			same(t, "by", s.Approval.Agreed[0].By, refund.Person("anna"))
			same(t, "after", d.Begin(id).Result, refund.BeginSend)
		},
		"two roles are two different people, in their sequence": twoRoles,
		"a higher role acts for a lower one": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "support")
			same(t, "final", d.DecideAs(id, staff("ruth", "finance", 11300), yes).Standing.Approval.Final, true)
		},
		"a limit counts the whole order, however it is split into requests": func(t *testing.T, d *Desk) {
			first, second := d.WaitingFor("o1", "c1", "lead"), d.WaitingFor("o1", "c2", "lead")
			same(t, "11300 of 22600", d.DecideAs(first, staff("anna", "lead", 22599), yes).Code, refund.CodeReviewerLimit)
			same(t, "the other 11300", d.DecideAs(second, staff("anna", "lead", 22599), yes).Code, refund.CodeReviewerLimit)
			same(t, "with the limit", d.DecideAs(second, staff("ruth", "lead", 22600), yes).Accepted, true)
		},
		"a limit counts the customer's day, and another day's refund only there": func(t *testing.T, d *Desk) {
			d.Held("o1", "c1", 1)
			d.Clock.Advance(12 * time.Hour)
			id := d.Waiting("o2", "lead")
			same(t, "yesterday's is not counted", d.DecideAs(id, staff("ben", "lead", 11300), yes).Accepted, true)
			other := d.Waiting("o3", "lead")
			same(t, "two orders", d.DecideAs(other, staff("anna", "lead", 22599), yes).Code, refund.CodeReviewerLimit)
			same(t, "with the limit", d.DecideAs(other, staff("ruth", "lead", 22600), yes).Accepted, true)
		},
		"what was asked for on one day is not smaller when it is decided on the next": func(t *testing.T, d *Desk) {
			d.Waiting("o1", "lead")
			id := d.Waiting("o2", "lead")
			d.Clock.Advance(24 * time.Hour)
			same(t, "over the limit", d.DecideAs(id, staff("anna", "lead", 22599), yes).Code, refund.CodeReviewerLimit)
			same(t, "within it", d.DecideAs(id, staff("ruth", "lead", 22600), yes).Accepted, true)
		},
		"what was paid of a refund that was given up in part counts for its order": paidApart,
		"who is not known, not of the market or not of the role does not decide":   strangers,
		"a repeated decision id gets the first answer, a refused one too": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			d.Refused(id, deciding(approve("d1", "customer:42")), refund.CodeReviewerIsAuthor)
			d.Refused(id, deciding(approve("d1", "customer:42")), refund.CodeReviewerIsAuthor)
			d.Refused(id, deciding(approve("d1", "anna")), refund.CodeConflict)
			d.Refused(id, deciding(reject("d1", "customer:42")), refund.CodeConflict)
			d.Taken(id, deciding(approve("d2", "anna")))
			d.Begin(id)
			want := refund.Answer{Accepted: true, Detail: "approved", Status: refund.StatusPayingOut, Replayed: true}
			same(t, "again, later", d.Act(id, deciding(approve("d2", "anna"))).Answer, want)
		},
		"a decision is refused with a reason that says why": refusedDecisions,
		"a rejection releases the refund, keeps why, and may be appealed": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			s := d.Taken(id, deciding(reject("d1", "anna")))
			same(t, "status", s.Status, refund.StatusRejected)
			equal(t, "why", s.Why, []string{"REVIEWED"})
			same(t, "message", s.Message, "not this time")
			same(t, "appeal", *s.AppealBy, d.Clock.Now().Add(24*time.Hour))
			same(t, "open", s.Closed, false)
			d.Payment(id, Control{Open: 22600})
			d.Refused(id, deciding(approve("d2", "ben")), refund.CodeAlreadyDecided)
			same(t, "begin", d.Begin(id).Result, refund.BeginDone)
			s = d.Pass(id, refund.DeadlineAppeal, s.AppealBy)
			same(t, "closed", s.Closed, true)
			same(t, "nothing to appeal", s.AppealBy == nil, true)
		},
		"after a withdrawal a decision comes too late": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			d.Taken(id, withdrawing("customer:42"))
			d.Refused(id, deciding(approve("d1", "anna")), refund.CodeWrongState)
		},
		"a decision bound to another assessment, or another amount, is refused": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			bound := approve("d1", "anna")
			bound.AssessmentHash = "what was shown"
			d.Refused(id, deciding(bound), refund.CodeAmountMoved)
			bound.DecisionID, bound.AssessmentHash = "d2", d.Standing(id).AssessmentHash
			d.Taken(id, deciding(bound))
		},
	}
}

func twoRoles(t *testing.T, d *Desk) {
	id := d.Waiting("o1", "support", "finance")
	anna, ruth := staff("anna", "support", 11300), staff("ruth", "finance", 11300)
	first := d.DecideAs(id, anna, yes)
	same(t, "accepted", first.Accepted, true)
	same(t, "final", first.Standing.Approval.Final, false)
	same(t, "asked next", first.Standing.Approval.NextRole, refund.Role("finance"))
	more := yes
	more.DecisionID = "again"
	same(t, "herself", d.DecideAs(id, anna, more).Code, refund.CodeAlreadyDecided)
	same(t, "a second of support", d.DecideAs(id, staff("ben", "support", 11300), yes).Code, refund.CodeReviewerRole)
	same(t, "not yet", d.Standing(id).Status, refund.StatusAwaitingApproval)
	last := d.DecideAs(id, ruth, yes)
	same(t, "final", last.Standing.Approval.Final, true)
	same(t, "nobody next", last.Standing.Approval.NextRole, refund.Role(""))
	same(t, "both", len(last.Standing.Approval.Agreed), 2)
	same(t, "first word again", d.DecideAs(id, anna, yes).Answer, repeated(first.Answer))
	same(t, "begin", d.Begin(id).Result, refund.BeginSend)
}

// paidApart: of two tenders one is paid and the other given up; the order's next request counts what was
// paid.
func paidApart(t *testing.T, d *Desk) {
	id := d.pendingAndDeclined("o1")
	d.Taken(id, resolving(giveUp))
	d.RecordLeg(id, "1", refund.OutcomeSettled)
	d.Clock.Advance(24 * time.Hour)
	c := Request("o1", "c2", 1)
	p := asking(Units(1), "lead")
	a := &p.Assessment
	a.Legs = []refund.PlannedLeg{{LegID: "1", PaymentID: "p2", AmountMinor: giftMinor}}
	a.TotalMinor, a.TaxMinor = giftMinor, 0
	a.Components = []refund.Component{{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: giftMinor}}
	limit := cardMinor + giftMinor - 1
	p.RolesUpToMinor = &limit
	rules := Proposing(p)
	_, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: c, RunID: "r"}, rules)
	broken(t, err) // the rules saw what was paid, and asked too few people
	same(t, "history", rules.History.PaidApartMinor, cardMinor)
	limit++
	same(t, "enough", d.Propose(c, p).Status, refund.StatusAwaitingApproval)
	same(t, "over", d.DecideAs(c.ID(), staff("anna", "lead", cardMinor+giftMinor-1), yes).Code, refund.CodeReviewerLimit)
	same(t, "within", d.DecideAs(c.ID(), staff("ruth", "lead", cardMinor+giftMinor), yes).Accepted, true)
}

func strangers(t *testing.T, d *Desk) {
	id := d.Waiting("o1", "lead")
	abroad, limit := staff("carl", "lead", 1<<40), staff("dora", "lead", 11299)
	abroad.Reviewer.Markets = []string{"US"}
	stranger := refund.ActRequest{Refund: id, Act: deciding(approve("x", "eve")), Authority: refund.Authority{Ranks: Ranks}}
	same(t, "nobody known", d.ActBy(stranger, nil).Code, refund.CodeReviewerUnknown)
	borrowed := refund.ActRequest{Refund: id, Act: deciding(approve("y", "finn")), Authority: limit}
	same(t, "another's authority", d.ActBy(borrowed, nil).Code, refund.CodeReviewerUnknown)
	same(t, "abroad", d.DecideAs(id, abroad, no).Code, refund.CodeReviewerMarket)
	same(t, "a lower role", d.DecideAs(id, staff("gil", "support", 1<<40), yes).Code, refund.CodeReviewerRole)
	same(t, "a lower role says no", d.DecideAs(id, staff("gil", "support", 1<<40), no).Code, refund.CodeReviewerRole)
	same(t, "over the limit", d.DecideAs(id, limit, yes).Code, refund.CodeReviewerLimit)
	same(t, "refused ones are kept", d.Events(id, "DecisionRefused"), 6)
	same(t, "no needs no limit", d.DecideAs(id, limit, no).Accepted, true)
}

func refusedDecisions(t *testing.T, d *Desk) {
	id := d.Waiting("o1", "lead")
	amount := int64(11299)
	for name, row := range map[string]struct {
		decision refund.Decision
		code     refund.Code
	}{
		"unknown verb":   {refund.Decision{DecisionID: "a", Verb: "maybe", Reviewer: "anna"}, refund.CodeBadDecision},
		"no reviewer":    {approve("b", " "), refund.CodeBadDecision},
		"no decision id": {approve("", "anna"), refund.CodeBadDecision},
		"the requester":  {approve("c", "Customer:42 "), refund.CodeReviewerIsAuthor},
		"another amount": {refund.Decision{DecisionID: "d", Verb: refund.VerbApprove, Reviewer: "anna", AmountMinor: &amount}, refund.CodeAmountMoved},
	} {
		t.Log(name)
		d.Refused(id, deciding(row.decision), row.code)
	}
	d.Refused(d.Held("o2", "c1", 1), deciding(approve("f", "anna")), refund.CodeWrongState)
}
