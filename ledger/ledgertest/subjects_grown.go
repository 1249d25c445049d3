package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// grownCases are about words that were taken by a name alone, before the customer's day grew above verified_above_minor.
func grownCases() map[string]func(*testing.T, *Desk) {
	none := Refusing("NO_RULES")
	return map[string]func(*testing.T, *Desk){
		"an agreement by a name alone counts no more once only verified people decide": func(t *testing.T, d *Desk) {
			id := d.waitsForVerified("o1", 20000, "lead", "finance")
			d.Taken(id, deciding(approve("d1", "anna")))
			d.growDay()
			out := d.ActBy(by(id, deciding(approve("d2", "ben")), signedIn("ben")), none)
			same(t, "taken", out.Accepted, true)
			same(t, "one pair of verified eyes", out.Standing.Status, refund.StatusAwaitingApproval)
			out = d.ActBy(by(id, deciding(approve("d3", "anna")), signedIn("anna")), none)
			same(t, "two pairs", out.Standing.Status, refund.StatusPayingOut)
		},
		"a verified agreement counts on": func(t *testing.T, d *Desk) {
			id := d.waitsForVerified("o1", 20000, "lead", "finance")
			same(t, "taken", d.ActBy(by(id, deciding(approve("d1", "anna")), signedIn("anna")), none).Accepted, true)
			d.growDay()
			same(t, "final", d.ActBy(by(id, deciding(approve("d2", "ben")), signedIn("ben")), none).Standing.Status, refund.StatusPayingOut)
		},
		"a clearing by a name alone counts no more": func(t *testing.T, d *Desk) {
			id := d.paysVerified("o1", refund.OutcomeUnknown)
			d.Clock.Advance(lease)
			d.Taken(id, clearing("k1", "anna", refund.FactNotPaid))
			d.growDay()
			out := d.ActBy(by(id, clearing("k2", "ben", refund.FactNotPaid), signedIn("ben")), none)
			same(t, "taken", out.Accepted, true)
			same(t, "not booked", out.Standing.Legs[0].Status, refund.LegUnknown)
			out = d.ActBy(by(id, clearing("k3", "anna", refund.FactNotPaid), signedIn("anna")), none)
			same(t, "booked", out.Standing.Status, refund.StatusNeedsAttention)
		},
		"a word by a name alone that it was paid elsewhere counts no more": func(t *testing.T, d *Desk) {
			id := d.paysVerified("o1", refund.OutcomeDeclined)
			d.Taken(id, named(elsewhere, "r1", ""))
			d.growDay()
			other := elsewhere
			other.By = "ben"
			out := d.ActBy(by(id, named(other, "r2", ""), signedIn("ben")), none)
			same(t, "taken", out.Accepted, true)
			same(t, "not settled", out.Standing.Status, refund.StatusNeedsAttention)
			out = d.ActBy(by(id, named(elsewhere, "r3", ""), signedIn("anna")), none)
			same(t, "settled", out.Standing.Status, refund.StatusRefunded)
		},
		"a word that is too old does nothing, and has the first answer of what it did in its time": func(t *testing.T, d *Desk) {
			id, act := d.Waiting("o1", "lead"), deciding(approve("d1", "anna"))
			late := refund.Witnessed{
				Subject: refund.Subject{Verified: refund.Asserted}, Late: true, Problem: &refund.Problem{Code: refund.CodeAttestationRefused, Detail: "late"},
			}
			d.RefusedBy(by(id, act, late), none, refund.CodeAttestationRefused)
			same(t, "in time", d.ActBy(by(id, act, signedIn("anna")), none).Accepted, true)
			again := d.ActBy(by(id, act, late), none)
			same(t, "again", again.Accepted && again.Replayed, true)
			late.Late = false
			d.RefusedBy(by(id, act, late), none, refund.CodeAttestationRefused)
		},
	}
}

// growDay adds one refund of a unit to the day of the customer that the suite's refunds have.
func (d *Desk) growDay() {
	d.T.Helper()
	same(d.T, "status", d.Propose(Request("o2", "c1", 1), Units(1)).Status, refund.StatusPayingOut)
}

// paysVerified is a refund of one unit, above 20000 of verified people alone, whose leg has an outcome.
func (d *Desk) paysVerified(order string, outcome refund.OutcomeKind) refund.ID {
	d.T.Helper()
	c := Request(order, "c1", 1)
	d.Propose(c, verifiedAbove(Units(1), 20000))
	same(d.T, "begin", d.Begin(c.ID()).Result, refund.BeginSend)
	d.Record(c.ID(), outcome)
	return c.ID()
}
