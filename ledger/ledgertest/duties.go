package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func (d *Desk) dutyFacts(period ledger.Period) ledger.DutyFacts {
	d.T.Helper()
	out, err := d.Store.DutyFacts(d.ctx, period)
	d.no(err)
	return out
}

func dutyCases() map[string]func(*testing.T, *Desk) {
	none := Refusing("NO_RULES")
	return map[string]func(*testing.T, *Desk){
		"who agreed to what somebody else had asked for": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead", "finance")
			d.ActBy(by(id, deciding(approve("d1", "anna")), signedIn("anna")), none)
			d.Act(id, deciding(approve("d2", "customer:42"))) // refused: it is no approval
			got := d.dutyFacts(d.around(time.Hour, time.Hour))
			equal(t, "approvals", got.Approvals, []ledger.Approval{{Refund: id, By: "anna", Subject: "oidc:anna", At: d.Clock.Now(), RequestedBy: "customer:42"}})
			equal(t, "named", got.Named, []ledger.NamedSubject{{Subject: "oidc:anna", Person: "anna"}})
			same(t, "whole", got.Cut, false)
			past := d.dutyFacts(ledger.Period{To: d.Clock.Now()})
			same(t, "before", len(past.Approvals), 0)
			same(t, "at any time", len(d.dutyFacts(ledger.Period{}).Approvals), 1)
		},
		"who said that something was paid elsewhere, and who had asked for it": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			d.ActBy(by(id, says("anna", "e1", "wire 7"), signedIn("anna")), none)
			got := d.dutyFacts(ledger.Period{}).Elsewhere
			same(t, "said", len(got) == 1 && got[0].Refund == id && got[0].By == "anna" && got[0].RequestedBy == "customer:42", true)
		},
		"who had a part in a write-off of a payment, and who approved refunds of it": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			d.Taken(id, deciding(approve("d1", "anna")))
			d.Begin(id)
			d.Record(id, refund.OutcomeSettled)
			d.Dispute("o1", opened)
			d.Dispute("o1", lost)
			d.WriteOff(writingOff("anna", 11300))
			d.WriteOff(writingOff("ben", 11300))
			var people []refund.Person
			for _, w := range d.dutyFacts(ledger.Period{}).WriteOffs {
				same(t, "approved by", w.Approved == "anna" && w.Refund == id, true)
				people = append(people, w.By)
			}
			equal(t, "people", people, []refund.Person{"anna", "ben"})
		},
		"which policies two people have confirmed": func(t *testing.T, d *Desk) {
			d.goesBy("a", "a")
			d.confirm(confirming("anna", "b"))
			same(t, "revisions", len(d.dutyFacts(ledger.Period{}).Policies), 2)
		},
	}
}
