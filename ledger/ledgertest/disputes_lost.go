package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func lostCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"lost: what had been refunded is receivable, the rest is a loss (P10)": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			d.Dispute("o1", opened)
			d.Bank(id, Bank{Returned: 11300, Disputed: 22600, Excess: 11300})
			d.Dispute("o1", lost)
			d.Bank(id, Bank{Returned: 11300, ChargedBack: 22600, Excess: 11300})
			d.Borne(22600, 100, 11300, 0, 11300)
			same(t, "stop", d.Balances(id)[0].Stop, "EXCESS")
		},
		"lost before a sent refund settles is the same as after": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Dispute("o1", opened)
			d.Dispute("o1", lost)
			d.Borne(22600, 100, 0, 0, 22600)
			d.Record(id, refund.OutcomeSettled)
			d.Bank(id, Bank{Returned: 11300, ChargedBack: 22600, Excess: 11300})
			d.Borne(22600, 100, 11300, 0, 11300)
			d.Record(id, refund.OutcomeFailed)
			d.Bank(id, Bank{ChargedBack: 22600})
			d.Borne(22600, 100, 0, 11300, 11300)
			d.Status(id, refund.StatusRefunded)
			same(t, "closed", d.Standing(id).Closed, true)
		},
		"lost discharges a recognised refund that waited (P10d)": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 2)
			d.Record(id, refund.OutcomeDeclined)
			d.Dispute("o1", opened)
			d.Dispute("o1", lost)
			d.Bank(id, Bank{ChargedBack: 22600})
			d.Borne(22600, 100, 0, 22600, 0)
			s := d.Standing(id)
			same(t, "status", s.Status, refund.StatusRefunded)
			same(t, "closed", s.Closed, true)
			same(t, "via", d.Leg(id, 1).Via, refund.ViaDispute)
			same(t, "lines stay claimed", d.Decide(Request("o1", "c2", 1), Proposing(Units(1))).Standing.Status, refund.StatusNeedsAttention)
		},
		"a discharged refund that its provider had paid after all is receivable": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 2)
			d.Record(id, refund.OutcomeFailed)
			d.Dispute("o1", opened)
			d.Dispute("o1", lost)
			d.Borne(22600, 100, 0, 22600, 0)
			d.Record(id, refund.OutcomeSettled)
			d.Bank(id, Bank{Returned: 22600, ChargedBack: 22600, Excess: 22600})
			d.Borne(22600, 100, 0, 22600, 0)
			d.Record(id, refund.OutcomeFailed)
			d.Bank(id, Bank{ChargedBack: 22600})
		},
		"lost in full, a refund that nobody had begun is recognised and discharged (P10d)": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Dispute("o1", opened)
			out := d.Dispute("o1", lost)
			same(t, "the story is told", out.Refund, id)
			d.Bank(id, Bank{ChargedBack: 22600})
			d.Borne(22600, 100, 0, 11300, 11300)
			d.Status(id, refund.StatusRefunded)
			same(t, "closed", d.Standing(id).Closed, true)
			same(t, "via", d.Leg(id, 1).Via, refund.ViaDispute)
			same(t, "begin", d.Begin(id).Result, refund.BeginDone)
			trial := d.Trial(ledger.TrialFilter{})
			same(t, "nothing is owed", trial["m1/refunds_payable CNY"].BalanceMinor, 0)
			same(t, "what came back is no loss: its net", trial["m1/sales_returns CNY"].BalanceMinor, 10000)
			same(t, "and its tax", trial["m1/output_tax CNY"].BalanceMinor, 1300)
			same(t, "its line stays claimed", d.Decide(Request("o1", "c2", 2), Proposing(Units(2))).Standing.Attention(), refund.CodeQuantityRefunded)
		},
		"lost in full while people have still to agree: a person leads it on, and nothing is recognised": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Propose(c, asking(Units(1), "lead"))
			d.Dispute("o1", opened)
			d.Dispute("o1", lost)
			d.Status(c.ID(), refund.StatusAwaitingApproval)
			d.Borne(22600, 100, 0, 0, 22600)
			d.Taken(c.ID(), deciding(approve("d1", "anna")))
			same(t, "begin", d.Begin(c.ID()).Result, refund.BeginDone)
			same(t, "needs", d.Standing(c.ID()).Legs[0].NeedsPerson, refund.CodeReturnedByDispute)
			d.Taken(c.ID(), named(giveUp, "r1", "1"))
			d.Status(c.ID(), refund.StatusRejected)
		},
		"a split refund that nobody had begun: the disputed part is discharged, the other is paid": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			second := c.Order.Payments[0]
			second.PaymentID, second.ProviderReference = "p2", "ch_other"
			c.Order.Payments = append(c.Order.Payments, second)
			p := Units(1)
			p.Assessment.Legs[0].AmountMinor = 11000
			p.Assessment.Legs = append(p.Assessment.Legs, refund.PlannedLeg{LegID: "2", PaymentID: "p2", AmountMinor: 300})
			d.Propose(c, p)
			d.Dispute("o1", opened)
			d.Dispute("o1", lost)
			d.Status(c.ID(), refund.StatusPayingOut)
			d.Borne(22600, 100, 0, 11000, 11600)
			same(t, "the other one", d.BeginLeg(c.ID(), "2", "a1").Result, refund.BeginSend)
			d.RecordLeg(c.ID(), "2", refund.OutcomeSettled)
			d.Status(c.ID(), refund.StatusRefunded)
			same(t, "nothing is owed", d.Trial(ledger.TrialFilter{})["m1/refunds_payable CNY"].BalanceMinor, 0)
		},
		"a part is lost: a leg beside it goes on when a person says so": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Dispute("o1", disputed(1, refund.DisputeOpened, 5000))
			d.Dispute("o1", disputed(2, refund.DisputeLost, 4000))
			d.Bank(id, Bank{Open: 18600, ChargedBack: 4000})
			d.Borne(4000, 0, 0, 0, 4000)
			d.Taken(id, resolving(retry))
			same(t, "begin", d.Begin(id).Result, refund.BeginSend)
			d.Record(id, refund.OutcomeSettled)
			d.Bank(id, Bank{Open: 7300, Returned: 11300, ChargedBack: 4000})
		},
		"lost, and by another amount after all: what the customer has too much is borne anew": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			d.Dispute("o1", opened)
			d.Dispute("o1", disputed(3, refund.DisputeLost, capturedMinor))
			d.Dispute("o1", disputed(4, refund.DisputeLost, 22000))
			d.Bank(id, Bank{Returned: 11300, ChargedBack: 22000, Excess: 10700})
			d.Borne(22000, 100, 10700, 0, 11300)
		},
		"won, then a second chargeback is lost": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			for _, x := range []refund.DisputeFact{opened, won, again, lost} {
				d.Dispute("o1", x)
			}
			d.Bank(id, Bank{Returned: 11300, ChargedBack: 22600, Excess: 11300})
			d.Borne(22600, 100, 11300, 0, 11300)
		},
		"lost and won after all gives everything back": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			d.Dispute("o1", opened)
			d.Dispute("o1", disputed(3, refund.DisputeLost, capturedMinor))
			d.Dispute("o1", disputed(4, refund.DisputeWon, capturedMinor))
			d.Bank(id, Bank{Open: 11300, Returned: 11300})
			d.Borne(0, 100, 0, 0, 0)
		},
		"what a loss had discharged is owed again when it is won after all, and a person leads it on": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 2)
			d.Record(id, refund.OutcomeDeclined)
			d.Dispute("o1", opened)
			d.Dispute("o1", disputed(3, refund.DisputeLost, capturedMinor))
			d.Status(id, refund.StatusRefunded)
			out := d.Dispute("o1", disputed(4, refund.DisputeWon, capturedMinor))
			same(t, "a correction begins", out.LateFailed, true)
			same(t, "closed", out.Standing.Closed, false)
			d.Status(id, refund.StatusNeedsAttention)
			d.Taken(id, resolving(retry))
			same(t, "begin", d.BeginLeg(id, "1.s1.s1", "a9").Result, refund.BeginSend)
			d.RecordAs(id, "1.s1.s1", 2, "a9", refund.Outcome{Kind: refund.OutcomeSettled})
			d.Bank(id, Bank{Returned: 22600})
			d.Status(id, refund.StatusRefunded)
		},
	}
}
