package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// signedIn is a person whom a door has verified, with an id of their own.
func signedIn(person refund.Person) refund.Witnessed {
	return refund.Witnessed{Subject: refund.Subject{ID: "oidc:" + refund.SubjectID(person), Person: person, Kind: refund.Human, Verified: refund.ByOIDC}}
}

// shopProgram is a machine that may ask for a limit of CNY a day.
func shopProgram(limitMinor int64) refund.Witnessed {
	return refund.Witnessed{Subject: refund.Subject{
		ID: "machine:shop", Person: "shop", Kind: refund.Machine, Verified: refund.ByKey, DayLimitMinor: map[refund.Currency]int64{"CNY": limitMinor},
	}}
}

// by is an act of somebody who may do anything as far as reviewers.yaml goes, and of whom so much is known.
func by(id refund.ID, a refund.Act, who refund.Witnessed) refund.ActRequest {
	return refund.ActRequest{Refund: id, Act: a, Authority: Anything(a.By()), Witnessed: who}
}

// verifiedAbove is a proposal that only a verified person decides when it comes to more than an amount.
func verifiedAbove(p refund.Proposal, minor int64) refund.Proposal {
	p.Assessment.VerifiedAboveMinor = &minor
	return p
}

// waitsForVerified is a refund of one unit that only verified people of the roles decide above an amount.
func (d *Desk) waitsForVerified(order string, minor int64, roles ...refund.Role) refund.ID {
	d.T.Helper()
	c := Request(order, "c1", 1)
	same(d.T, "status", d.Propose(c, verifiedAbove(appealable(asking(Units(1), roles...)), minor)).Status, refund.StatusAwaitingApproval)
	return c.ID()
}

// trailed is the newest row of an event in the trail.
func (d *Desk) trailed(id refund.ID, event string) (row refund.TrailEntry) {
	d.T.Helper()
	for _, e := range d.Case(id).Trail {
		if e.Event == event {
			row = e
		}
	}
	if row.Event == "" {
		d.T.Errorf("the trail of %s has no %s", id, event)
	}
	return row
}

func subjectCases() map[string]func(*testing.T, *Desk) {
	none := Refusing("NO_RULES")
	return map[string]func(*testing.T, *Desk){
		"the trail keeps who decided and how that is known": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead", "finance")
			first := d.ActBy(by(id, deciding(approve("d1", "anna")), signedIn("anna")), none)
			same(t, "accepted", first.Accepted, true)
			same(t, "said to the story", first.Verified, refund.ByOIDC)
			row := d.trailed(id, "ApprovalGiven")
			same(t, "verified", row.Verified, refund.ByOIDC)
			same(t, "subject", row.Subject, refund.SubjectID("oidc:anna"))
			d.Taken(id, deciding(approve("d2", "ben")))
			row = d.trailed(id, "Approved")
			same(t, "a bare signal", row.Verified, refund.Asserted)
			same(t, "of nobody known", row.Subject, refund.SubjectID(""))
			row = d.trailed(id, "Received")
			same(t, "an event", row.Verified, refund.Verification(""))
		},
		"one subject under two names is one pair of eyes": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead", "finance")
			same(t, "first", d.ActBy(by(id, deciding(approve("d1", "anna")), signedIn("anna")), none).Accepted, true)
			renamed := signedIn("ruth")
			renamed.ID = signedIn("anna").ID
			d.RefusedBy(by(id, deciding(approve("d2", "ruth")), renamed), none, refund.CodeAlreadyDecided)
			same(t, "two subjects", d.ActBy(by(id, deciding(approve("d3", "ruth")), signedIn("ruth")), none).Standing.Approval.Final, true)
		},
		"after an appeal one subject under another name is the person who decided": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			same(t, "rejected", d.ActBy(by(id, deciding(reject("d1", "anna")), signedIn("anna")), none).Accepted, true)
			appeal := refund.Act{Kind: refund.ActAppeal, Appeal: &refund.Appeal{AppealID: "a1", By: "customer:42", Statement: "look again"}}
			same(t, "appealed", d.ActBy(by(id, appeal, refund.Witnessed{}), Proposing(onLeg(asking(Units(1), "lead"), "2"))).Accepted, true)
			renamed := signedIn("ruth")
			renamed.ID = signedIn("anna").ID
			d.RefusedBy(by(id, deciding(approve("d2", "ruth")), renamed), none, refund.CodeReviewerDecided)
		},
		"nobody decides in another's name": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			d.RefusedBy(by(id, deciding(approve("d1", "anna")), signedIn("ben")), none, refund.CodeSubjectMismatch)
			row := d.trailed(id, "DecisionRefused")
			same(t, "in the name of", row.Actor, refund.Person("anna"))
			same(t, "by", row.Subject, refund.SubjectID("oidc:ben"))
			same(t, "anna's own decision of that id", d.ActBy(by(id, deciding(approve("d1", "anna")), signedIn("anna")), none).Accepted, true)
		},
		"a machine decides nothing, in its own name or another's": func(t *testing.T, d *Desk) {
			id, undecided := d.Waiting("o1", "lead"), d.undecided("o2")
			for _, name := range []string{"shop", "anna"} {
				d.RefusedBy(by(id, deciding(approve("d1", name)), shopProgram(1)), none, refund.CodeNotForMachines)
				d.RefusedBy(by(undecided, clearing("k1", refund.Person(name), refund.FactPaid), shopProgram(1)), none, refund.CodeNotForMachines)
			}
			d.RefusedBy(by(d.Attention("o3"), resolving(giveUp), shopProgram(1)), none, refund.CodeNotForMachines)
		},
		"a machine carries a customer's words, and nobody else's": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			d.RefusedBy(by(id, withdrawing("anna"), shopProgram(1)), none, refund.CodeSubjectMismatch)
			same(t, "the customer's", d.ActBy(by(id, withdrawing("customer:42"), shopProgram(1)), none).Standing.Status, refund.StatusWithdrawn)
			same(t, "kept", d.trailed(id, "Withdrawn").Subject, refund.SubjectID("machine:shop"))
		},
		"what a door is not believed for is refused, and can be done in truth": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			forged := refund.Witnessed{Subject: refund.Subject{Verified: refund.Asserted}, Problem: &refund.Problem{Code: refund.CodeAttestationRefused, Detail: "forged"}}
			d.RefusedBy(by(id, deciding(approve("d1", "anna")), forged), none, refund.CodeAttestationRefused)
			same(t, "in truth", d.ActBy(by(id, deciding(approve("d1", "anna")), signedIn("anna")), none).Accepted, true)
		},
		"above verified_above_minor an asserted decision is refused, and a verified one is taken": func(t *testing.T, d *Desk) {
			id := d.waitsForVerified("o1", 11299, "lead")
			d.Refused(id, deciding(approve("d1", "anna")), refund.CodeReviewerNotVerified)
			d.Refused(id, deciding(reject("d2", "anna")), refund.CodeReviewerNotVerified)
			typed := refund.Witnessed{Subject: refund.Subject{ID: "user:anna@desk", Person: "anna", Kind: refund.Human, Verified: refund.ByCommandLine}}
			d.RefusedBy(by(id, deciding(approve("d1", "anna")), typed), none, refund.CodeReviewerNotVerified)
			same(t, "the same decision, verified", d.ActBy(by(id, deciding(approve("d1", "anna")), signedIn("anna")), none).Standing.Status, refund.StatusPayingOut)
		},
		"up to verified_above_minor an asserted decision counts": func(t *testing.T, d *Desk) {
			d.Taken(d.waitsForVerified("o1", 11300, "lead"), deciding(approve("d1", "anna")))
		},
		"verified_above_minor counts the customer's day, so that splitting evades nothing": func(t *testing.T, d *Desk) {
			first, second := d.waitsForVerified("o1", 20000, "lead"), d.waitsForVerified("o2", 20000, "lead")
			d.Refused(first, deciding(approve("d1", "anna")), refund.CodeReviewerNotVerified)
			d.Refused(second, deciding(approve("d1", "anna")), refund.CodeReviewerNotVerified)
		},
		"above verified_above_minor nobody resolves or clears by an asserted name": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Propose(c, verifiedAbove(Units(1), 11299))
			same(t, "begin", d.Begin(c.ID()).Result, refund.BeginSend)
			d.Record(c.ID(), refund.OutcomeUnknown)
			d.Clock.Advance(lease)
			d.Refused(c.ID(), clearing("k1", "anna", refund.FactPaid), refund.CodeReviewerNotVerified)
			same(t, "verified", d.ActBy(by(c.ID(), clearing("k1", "anna", refund.FactNotPaid), signedIn("anna")), none).Accepted, true)
			d.RefusedBy(by(c.ID(), clearing("k2", "ruth", refund.FactNotPaid), func() refund.Witnessed {
				renamed := signedIn("ruth")
				renamed.ID = signedIn("anna").ID
				return renamed
			}()), none, refund.CodeAlreadyDecided)
			same(t, "another one", d.ActBy(by(c.ID(), clearing("k3", "ben", refund.FactNotPaid), signedIn("ben")), none).Standing.Status, refund.StatusNeedsAttention)
			d.Refused(c.ID(), resolving(giveUp), refund.CodeReviewerNotVerified)
			same(t, "given up", d.ActBy(by(c.ID(), resolving(giveUp), signedIn("anna")), none).Accepted, true)
		},
	}
}
