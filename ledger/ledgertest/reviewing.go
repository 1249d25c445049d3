package ledgertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// staff is a reviewer of one role with a limit in CNY.
func staff(name string, role refund.Role, limitMinor int64) refund.Authority {
	return As(refund.Reviewer{Name: refund.Person(name), Roles: []refund.Role{role}, LimitMinor: map[refund.Currency]int64{"CNY": limitMinor}})
}

// WaitingFor is a request of one unit that waits for people of the roles.
func (d *Desk) WaitingFor(order, request string, roles ...refund.Role) (refund.ID, string) {
	d.T.Helper()
	c := Request(order, request, 1)
	c.Order.Market = "CN"
	d.Open(c)
	r := d.Reserve(c.ID(), asking(Units(1, d.History(c.ID()).Version), roles...))
	same(d.T, "status", r.Status, refund.StatusAwaitingApproval)
	same(d.T, "asked first", r.NextRole, roles[0])
	return c.ID(), r.AssessmentHash
}

func asking(p refund.Proposal, roles ...refund.Role) refund.Proposal {
	p.ApprovalsRequired, p.ApprovalRoles = len(roles), roles
	return p
}

// by is a reviewer's word in a request.
func by(id refund.ID, hash string, who refund.Authority, d refund.Decision) refund.DecisionRequest {
	d.Reviewer = who.Reviewer.Name
	if d.DecisionID == "" {
		d.DecisionID = refund.DecisionID(string(d.Verb) + " " + string(d.Reviewer))
	}
	return refund.DecisionRequest{Refund: id, AssessmentHash: hash, Decision: d, Authority: who}
}

var yes, no = refund.Decision{Verb: refund.VerbApprove}, refund.Decision{Verb: refund.VerbReject}

func reviewingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"two roles are two different people, and a reset keeps the first of them": twoRoles,
		"a higher role acts for a lower one": func(t *testing.T, d *Desk) {
			id, hash := d.WaitingFor("o1", "c1", "support")
			same(t, "final", d.Rule(by(id, hash, staff("ruth", "finance", 11300), yes)).Final, true)
		},
		"a limit counts the whole order, however it is split into requests": func(t *testing.T, d *Desk) {
			first, hash := d.WaitingFor("o1", "c1", "lead")
			second, other := d.WaitingFor("o1", "c2", "lead")
			same(t, "11300 of 22600", d.Rule(by(first, hash, staff("anna", "lead", 22599), yes)).Code, refund.CodeReviewerLimit)
			same(t, "the other 11300", d.Rule(by(second, other, staff("anna", "lead", 22599), yes)).Code, refund.CodeReviewerLimit)
			same(t, "with the limit", d.Rule(by(second, other, staff("ruth", "lead", 22600), yes)).Final, true)
		},
		"a limit counts the customer's day, and another day's refund only there": func(t *testing.T, d *Desk) {
			d.Held("o1", "c1", 1)
			d.Clock.Advance(12 * time.Hour)
			id, hash := d.WaitingFor("o2", "c1", "lead")
			same(t, "yesterday's is not counted", d.Rule(by(id, hash, staff("ben", "lead", 11300), yes)).Final, true)
			other, hash := d.WaitingFor("o3", "c1", "lead")
			same(t, "two orders", d.Rule(by(other, hash, staff("anna", "lead", 22599), yes)).Code, refund.CodeReviewerLimit)
			same(t, "with the limit", d.Rule(by(other, hash, staff("ruth", "lead", 22600), yes)).Final, true)
		},
		"what was asked for on one day is not smaller when it is decided on the next": func(t *testing.T, d *Desk) {
			d.WaitingFor("o1", "c1", "lead")
			id, hash := d.WaitingFor("o2", "c1", "lead")
			d.Clock.Advance(24 * time.Hour)
			same(t, "over the limit", d.Rule(by(id, hash, staff("anna", "lead", 22599), yes)).Code, refund.CodeReviewerLimit)
			same(t, "listed", d.Row(id).CustomerDayMinor, 22600)
			same(t, "within it", d.Rule(by(id, hash, staff("ruth", "lead", 22600), yes)).Final, true)
		},
		"what was paid of a refund that was given up in part counts for its order": func(t *testing.T, d *Desk) {
			partly, hash := twoTenders(t, d)
			d.BeginLeg(partly, "1", hash)
			d.RecordLeg(partly, "1", 1, refund.OutcomeSettled)
			d.no(d.Release(partly, refund.StatusPartlyRefunded))
			d.Clock.Advance(24 * time.Hour)
			paid := d.Leg(partly, 0).AmountMinor
			c := Request("o1", "c2", 1)
			d.Open(c)
			same(t, "history", d.History(c.ID()).PaidApartMinor, paid)
			p := asking(Units(1, d.History(c.ID()).Version), "lead")
			a := &p.Assessment
			a.Legs = []refund.PlannedLeg{{LegID: "1", PaymentID: "p2", AmountMinor: 5000}}
			a.TotalMinor, a.TaxMinor = 5000, 0
			a.Components = []refund.Component{{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 5000}}
			limit := paid + 4999
			p.RolesUpToMinor = &limit
			same(t, "too few people", d.Reserve(c.ID(), p).Result, refund.ReserveHistoryMoved)
			limit++
			r := d.Reserve(c.ID(), p)
			same(t, "enough", r.Result, refund.ReservedNow)
			same(t, "listed", d.Row(c.ID()).OrderMinor, paid+5000)
			same(t, "over", d.Rule(by(c.ID(), r.AssessmentHash, staff("anna", "lead", paid+4999), yes)).Code, refund.CodeReviewerLimit)
			same(t, "within", d.Rule(by(c.ID(), r.AssessmentHash, staff("ruth", "lead", paid+5000), yes)).Final, true)
		},
		"who is not known, not of the market or not of the role does not decide": func(t *testing.T, d *Desk) {
			id, hash := d.WaitingFor("o1", "c1", "lead")
			abroad, limit := staff("carl", "lead", 1<<40), staff("dora", "lead", 11299)
			abroad.Reviewer.Markets = []string{"US"}
			stranger := by(id, hash, staff("eve", "lead", 1), yes)
			stranger.Authority.Reviewer = nil
			same(t, "nobody known", d.Rule(stranger).Code, refund.CodeReviewerUnknown)
			borrowed := by(id, hash, staff("finn", "lead", 1<<40), yes)
			borrowed.Authority = limit
			same(t, "another's authority", d.Rule(borrowed).Code, refund.CodeReviewerUnknown)
			same(t, "abroad", d.Rule(by(id, hash, abroad, no)).Code, refund.CodeReviewerMarket)
			same(t, "a lower role", d.Rule(by(id, hash, staff("gil", "support", 1<<40), yes)).Code, refund.CodeReviewerRole)
			same(t, "a lower role says no", d.Rule(by(id, hash, staff("gil", "support", 1<<40), no)).Code, refund.CodeReviewerRole)
			same(t, "over the limit", d.Rule(by(id, hash, limit, yes)).Code, refund.CodeReviewerLimit)
			same(t, "refused ones are kept", d.Events(id, "DecisionRefused"), 6)
			same(t, "no needs no limit", d.Rule(by(id, hash, limit, no)).Final, true)
		},
		"a decision bound to another assessment is refused": func(t *testing.T, d *Desk) {
			id, hash := d.Waiting("o1", 1)
			bound := approve("d1", "anna")
			bound.AssessmentHash = "what was shown"
			same(t, "code", d.Decide(id, hash, bound).Code, refund.CodeAmountMoved)
			bound.DecisionID, bound.AssessmentHash = "d2", hash
			same(t, "final", d.Decide(id, hash, bound).Final, true)
		},
		"of 32 words of one person at once one fills one role": func(t *testing.T, d *Desk) {
			id, hash := d.WaitingFor("o1", "c1", "lead", "finance")
			accepted := make([]bool, 32)
			atOnce(32, func(i int) {
				word := yes
				word.DecisionID = refund.DecisionID(fmt.Sprint(i))
				out, err := d.Store.AuthorizeDecision(d.ctx, by(id, hash, staff("ruth", "finance", 1<<40), word))
				if err != nil || out.Final {
					t.Errorf("got %+v, %v", out, err)
				}
				accepted[i] = out.Accepted
			})
			same(t, "accepted", count(accepted, true), 1)
			same(t, "begin", d.Begin(id, hash).Reason, "NOT_APPROVED")
		},
		"two requests decided at once are never both within a limit that one of them fills": func(t *testing.T, d *Desk) {
			var ids [2]refund.ID
			var hashes [2]string
			for i := range ids {
				ids[i], hashes[i] = d.WaitingFor(fmt.Sprintf("o%d", i), "c1", "lead")
			}
			atOnce(2, func(i int) {
				out, err := d.Store.AuthorizeDecision(d.ctx, by(ids[i], hashes[i], staff("anna", "lead", 11300), yes))
				if err != nil || out.Code != refund.CodeReviewerLimit {
					t.Errorf("got %+v, %v", out, err)
				}
			})
		},
	}
}

func twoRoles(t *testing.T, d *Desk) {
	id, hash := d.WaitingFor("o1", "c1", "support", "finance")
	anna, ruth := staff("anna", "support", 11300), staff("ruth", "finance", 11300)
	first := d.Rule(by(id, hash, anna, yes))
	same(t, "accepted", first.Accepted, true)
	same(t, "final", first.Final, false)
	same(t, "asked next", first.NextRole, refund.Role("finance"))
	again := d.Reserve(id, Units(1, 1))
	same(t, "after a reset", again.NextRole, refund.Role("finance"))
	same(t, "not approved", again.Approved, false)
	second := yes
	second.DecisionID = "again"
	same(t, "herself", d.Rule(by(id, hash, anna, second)).Code, refund.CodeAlreadyDecided)
	same(t, "a second of support", d.Rule(by(id, hash, staff("ben", "support", 11300), yes)).Code, refund.CodeReviewerRole)
	same(t, "not yet", d.Begin(id, hash).Reason, "NOT_APPROVED")
	last := d.Rule(by(id, hash, ruth, yes))
	same(t, "finance", last.Final, true)
	same(t, "nobody next", last.NextRole, refund.Role(""))
	same(t, "first word again", d.Rule(by(id, hash, anna, yes)).NextRole, refund.Role("finance"))
	same(t, "approved after a reset", d.Reserve(id, Units(1, 1)).Approved, true)
	same(t, "begin", d.Begin(id, hash).Result, refund.BeginSend)
}
