package ledgertest

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func isNotFound(err error) bool { return errors.Is(err, ledger.ErrNotFound) }

// Waiting is a refund of one unit that waits for approvals.
func (d *Desk) Waiting(order string, approvals int) (refund.ID, string) {
	d.T.Helper()
	c := Request(order, "c1", 1)
	d.Open(c)
	p := Units(1, 1)
	p.ApprovalsRequired, p.Assessment.ApprovalsRequired = approvals, approvals
	r := d.Reserve(c.ID(), p)
	same(d.T, "status", r.Status, refund.StatusAwaitingApproval)
	return c.ID(), r.AssessmentHash
}

// Decide asks for a decision of a reviewer.
func (d *Desk) Decide(id refund.ID, hash string, decision refund.Decision) refund.Answer {
	d.T.Helper()
	out, err := d.Store.AuthorizeDecision(d.ctx, refund.DecisionRequest{Refund: id, AssessmentHash: hash, Decision: decision})
	d.no(err)
	return out.Answer
}

func approve(id, reviewer string) refund.Decision {
	return refund.Decision{DecisionID: refund.DecisionID(id), Verb: refund.VerbApprove, Reviewer: refund.Person(reviewer)}
}

func decidingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"without an approval nothing is sent; with it, it is": func(t *testing.T, d *Desk) {
			id, hash := d.Waiting("o1", 1)
			same(t, "before", d.Begin(id, hash).Reason, "NOT_APPROVED")
			same(t, "answer", d.Decide(id, hash, approve("d1", "anna")).Accepted, true)
			same(t, "a reset sees it", d.Reserve(id, Units(1, 1)).Approved, true)
			same(t, "after", d.Begin(id, hash).Result, refund.BeginSend)
			same(t, "status", d.Case(id).Status, refund.StatusPayingOut)
		},
		"two approvals need two people": func(t *testing.T, d *Desk) {
			id, hash := d.Waiting("o1", 2)
			same(t, "first", d.Decide(id, hash, approve("d1", "anna")).Accepted, true)
			same(t, "not yet", d.Begin(id, hash).Reason, "NOT_APPROVED")
			same(t, "the same person", d.Decide(id, hash, approve("d2", "anna")).Code, refund.CodeAlreadyDecided)
			same(t, "another", d.Decide(id, hash, approve("d3", "ben")).Accepted, true)
			same(t, "now", d.Begin(id, hash).Result, refund.BeginSend)
		},
		"a repeated decision id gets the first answer, a refused one too": func(t *testing.T, d *Desk) {
			id, hash := d.Waiting("o1", 1)
			same(t, "refused", d.Decide(id, hash, approve("d1", "customer:42")).Code, refund.CodeReviewerIsAuthor)
			same(t, "again, as another", d.Decide(id, hash, approve("d1", "anna")).Code, refund.CodeReviewerIsAuthor)
			same(t, "accepted", d.Decide(id, hash, approve("d2", "anna")).Accepted, true)
			d.Begin(id, hash)
			same(t, "again, later", d.Decide(id, hash, approve("d2", "anna")), refund.Answer{Accepted: true, Status: refund.StatusAwaitingApproval})
		},
		"a decision is refused with a reason that says why": refusedDecisions,
		"after a rejection no approval counts": func(t *testing.T, d *Desk) {
			id, hash := d.Waiting("o1", 1)
			reject := refund.Decision{DecisionID: "d1", Verb: refund.VerbReject, Reviewer: "anna"}
			same(t, "reject", d.Decide(id, hash, reject).Accepted, true)
			same(t, "approve", d.Decide(id, hash, approve("d2", "ben")).Code, refund.CodeAlreadyDecided)
			same(t, "begin", d.Begin(id, hash).Reason, "NOT_APPROVED")
			d.no(d.Release(id, refund.StatusRejected))
			d.no(d.Close(id, refund.StatusRejected))
			d.Payment(id, Control{Open: 22600})
		},
		"after a withdrawal a decision comes too late": func(t *testing.T, d *Desk) {
			id, hash := d.Waiting("o1", 1)
			d.no(d.Release(id, refund.StatusWithdrawn))
			same(t, "code", d.Decide(id, hash, approve("d1", "anna")).Code, refund.CodeWrongState)
		},
	}
}

func refusedDecisions(t *testing.T, d *Desk) {
	id, hash := d.Waiting("o1", 1)
	amount := int64(11299)
	for name, row := range map[string]struct {
		hash     string
		decision refund.Decision
		code     refund.Code
	}{
		"unknown verb":    {hash, refund.Decision{DecisionID: "a", Verb: "maybe", Reviewer: "anna"}, refund.CodeBadDecision},
		"no reviewer":     {hash, approve("b", " "), refund.CodeBadDecision},
		"no decision id":  {hash, approve("", "anna"), refund.CodeBadDecision},
		"the requester":   {hash, approve("c", "Customer:42 "), refund.CodeReviewerIsAuthor},
		"another amount":  {hash, refund.Decision{DecisionID: "d", Verb: refund.VerbApprove, Reviewer: "anna", AmountMinor: &amount}, refund.CodeAmountMoved},
		"another version": {"other", approve("e", "anna"), refund.CodeAmountMoved},
	} {
		answer := d.Decide(id, row.hash, row.decision)
		same(t, name+": accepted", answer.Accepted, false)
		same(t, name+": code", answer.Code, row.code)
	}
	same(t, "begin", d.Begin(id, hash).Result, refund.BeginStopped)
	automatic, other := d.Held("o2", "c1", 1)
	same(t, "nobody asked", d.Decide(automatic, other, approve("f", "anna")).Code, refund.CodeWrongState)
}
