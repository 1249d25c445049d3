package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// newInDisputeCases are requests that come while a bank has the funds of their payment, or after it kept them (MONEY,
// check 9).
func newInDisputeCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"asked for while it is disputed: decided, waits as Held, and goes on when it is won": func(t *testing.T, d *Desk) {
			first := d.Paid("o1", "c1", 1)
			d.Dispute("o1", opened)
			c := Request("o1", "c2", 1)
			s := d.Propose(c, Units(1))
			same(t, "status", s.Status, refund.StatusPayingOut)
			same(t, "leg", s.Legs[0].Status, refund.LegHeld)
			same(t, "nobody is asked", s.NeedsHuman(), false)
			d.Bank(first, Bank{Returned: 11300, Disputed: 22600, Excess: 11300})
			same(t, "all is asked for", d.Balances(first)[0].OwedMinor, 0)
			same(t, "begin", d.Begin(c.ID()).Result, refund.BeginStopped)
			d.Dispute("o1", won)
			d.Bank(first, Bank{Returned: 11300, Held: 11300})
			same(t, "begin", d.Begin(c.ID()).Result, refund.BeginSend)
			d.Record(c.ID(), refund.OutcomeSettled)
			d.Bank(first, Bank{Returned: 22600})
			d.Status(c.ID(), refund.StatusRefunded)
		},
		"asked for while it is disputed, and lost in full: the bank has paid it": func(t *testing.T, d *Desk) {
			first := d.Paid("o1", "c1", 1)
			d.Dispute("o1", opened)
			id := d.Propose(Request("o1", "c2", 1), Units(1)).Refund
			d.Dispute("o1", lost)
			d.Status(id, refund.StatusRefunded)
			d.Bank(first, Bank{Returned: 11300, ChargedBack: 22600, Excess: 11300})
			d.Borne(22600, 100, 11300, 11300, 0)
		},
		"asked for while a part is disputed, and lost: a person is told that the customer may have the money": func(t *testing.T, d *Desk) {
			d.Paid("o1", "c1", 1)
			d.Dispute("o1", disputed(1, refund.DisputeOpened, 5000))
			id := d.Propose(Request("o1", "c2", 1), Units(1)).Refund
			d.Dispute("o1", disputed(2, refund.DisputeLost, 5000))
			same(t, "needs", d.Standing(id).Legs[0].NeedsPerson, refund.CodeReturnedByDispute)
			d.Status(id, refund.StatusNeedsAttention)
			d.Taken(id, named(giveUp, "r1", "1"))
			d.Status(id, refund.StatusRejected)
		},
		"asked for after it was lost: a person is told, and nothing is held": func(t *testing.T, d *Desk) {
			first := d.Paid("o1", "c1", 1)
			d.Dispute("o1", opened)
			d.Dispute("o1", lost)
			s := d.Propose(Request("o1", "c2", 1), Units(1))
			same(t, "attention", s.Attention(), refund.CodeReturnedByDispute)
			same(t, "legs", len(s.Legs), 0)
			d.Bank(first, Bank{Returned: 11300, ChargedBack: 22600, Excess: 11300})
		},
		"what is left beside a part that is disputed is held as ever, and stopped at the gate": func(t *testing.T, d *Desk) {
			first := d.Paid("o1", "c1", 1)
			d.Dispute("o1", disputed(1, refund.DisputeOpened, 5000))
			id := d.Propose(Request("o1", "c2", 1), Units(1)).Refund
			same(t, "more than the rest waits", d.Leg(id, 0).Status, refund.LegHeld)
			d.Bank(first, Bank{Returned: 11300, Open: 6300, Disputed: 5000})
			d.Dispute("o1", disputed(2, refund.DisputeWon, 5000))
			d.Bank(first, Bank{Returned: 11300, Held: 11300})
		},
		"a refund that waits for people while it is disputed is agreed on, and waits": func(t *testing.T, d *Desk) {
			d.Paid("o1", "c1", 1)
			d.Dispute("o1", opened)
			c := Request("o1", "c2", 1)
			same(t, "status", d.Propose(c, asking(Units(1), "lead")).Status, refund.StatusAwaitingApproval)
			d.Taken(c.ID(), deciding(approve("d1", "anna")))
			same(t, "begin", d.Begin(c.ID()).Result, refund.BeginStopped)
			d.Dispute("o1", won)
			same(t, "begin", d.Begin(c.ID()).Result, refund.BeginSend)
		},
		"more than is owed is refused in a dispute too": func(t *testing.T, d *Desk) {
			d.Paid("o1", "c1", 1)
			d.Dispute("o1", opened)
			d.Propose(Request("o1", "c2", 1), Units(1))
			s := d.Propose(Request("o1", "c3", 1), Units(1))
			same(t, "status", s.Status, refund.StatusNeedsAttention)
			same(t, "legs", len(s.Legs), 0)
		},
	}
}
