package ledgertest

import (
	"testing"

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
		"lost, a refund that nobody had begun waits for a person, who gives it up": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Dispute("o1", opened)
			d.Dispute("o1", lost)
			d.Borne(22600, 100, 0, 0, 22600)
			same(t, "needs", d.Standing(id).Legs[0].NeedsPerson, refund.CodeReturnedByDispute)
			d.Status(id, refund.StatusNeedsAttention)
			same(t, "begin", d.Begin(id).Result, refund.BeginDone)
			d.Taken(id, named(giveUp, "r1", "1"))
			d.Status(id, refund.StatusRejected)
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
