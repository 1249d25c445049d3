package ledgertest

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

var operator = refund.Cause{Actor: "ops:kim", Reason: "terminated by mistake"}

// Repair repairs a case nobody works on.
func (d *Desk) Repair(id refund.ID) ledger.Repair {
	d.T.Helper()
	out, err := d.Store.RepairAbandoned(d.ctx, ledger.Abandoned{Refund: id, Cause: operator})
	d.no(err)
	same(d.T, "refund", out.Refund, id)
	return out
}

// Repaired fails unless the case was closed as told, under the operator's name, and stays so.
func (d *Desk) Repaired(id refund.ID, as refund.Status) {
	d.T.Helper()
	same(d.T, "done", d.Repair(id).Done, true)
	c := d.Case(id)
	same(d.T, "closed", c.Closed, true)
	same(d.T, "status", c.Status, as)
	last := c.Trail[len(c.Trail)-1]
	same(d.T, "event", last.Event, "Closed")
	same(d.T, "actor", last.Actor, operator.Actor)
	same(d.T, "reason", last.Reason, operator.Reason)
	again := d.Repair(id)
	same(d.T, "again", again.Done, true)
	same(d.T, "nothing again", again.Did, "nothing: it is closed as "+string(as))
	same(d.T, "trail", len(d.Case(id).Trail), len(c.Trail))
}

// Left fails unless the repair changed nothing and says what is left, naming word.
func (d *Desk) Left(id refund.ID, word string) {
	d.T.Helper()
	before := d.Case(id)
	out := d.Repair(id)
	same(d.T, "done", out.Done, false)
	same(d.T, "says "+word+": "+out.Left, strings.Contains(out.Left, word), true)
	after := d.Case(id)
	same(d.T, "status", after.Status, before.Status)
	same(d.T, "trail", len(after.Trail), len(before.Trail))
	same(d.T, "closed", after.Closed, false)
}

func repairingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"of an abandoned refund that nothing was begun of, everything is given back": func(t *testing.T, d *Desk) {
			for i, id := range []refund.ID{d.reviewedIn("o1"), d.Held("o2", "c1", 1), d.AwaitingGoods("o3"), d.Exchanged("o4")} {
				d.Repaired(id, refund.StatusWithdrawn)
				d.Payment(id, Control{Open: 22600})
				same(t, "one more", d.Propose(Request(string(rune('1'+i)), "c9", 2), Units(2)).Status, refund.StatusPayingOut)
			}
			unheld := Request("o5", "c1", 1)
			d.Decide(unheld, Refusing("NOT_SUPPORTED"))
			d.Repaired(unheld.ID(), refund.StatusWithdrawn)
		},
		"an abandoned refund that was paid is closed as refunded, and its open offer expires": func(t *testing.T, d *Desk) {
			id := d.Offered("o1", coupon)
			d.Repaired(id, refund.StatusRefunded)
			same(t, "offer", d.Case(id).Offer, refund.OfferExpired)
			d.Budget(3000, 3000, 0, 0)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"of an abandoned refund that was paid in part, the rest is given back": func(t *testing.T, d *Desk) {
			id := d.HeldOfTwo("o1")
			d.BeginLeg(id, "1", "a1")
			d.RecordLeg(id, "1", refund.OutcomeSettled)
			d.Repaired(id, refund.StatusPartlyRefunded)
			same(t, "gift card open", d.Balances(id)[1].OpenMinor, giftMinor)
		},
		"an abandoned refund whose substitute is not paid yet is left to a person: the customer is owed it": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			d.Taken(id, resolving(asCredit))
			d.Left(id, "leg 1.s1 is Reserved")
			d.Payment(id, Control{Open: 11300, Held: 11300})
			d.payAll(id)
		},
		"a refusal that nobody waits for any more is closed": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			d.Taken(id, deciding(reject("d1", "anna")))
			d.Repaired(id, refund.StatusRejected)
		},
		"what was sent and is not known is left to a person, whatever else was paid": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Left(id, "leg 1 is Sending")
			for _, kind := range []refund.OutcomeKind{refund.OutcomeUnknown, refund.OutcomePending, refund.OutcomeAbnormal} {
				d.Record(id, kind)
				d.Left(id, "leg 1 is "+string(kind))
			}
			d.Payment(id, Control{Open: 11300, Sent: 11300})
			two := d.HeldOfTwo("o2")
			d.BeginLeg(two, "1", "a1")
			d.RecordLeg(two, "1", refund.OutcomeSettled)
			d.BeginLeg(two, "2", "a1")
			d.Left(two, "leg 2 is Sending")
		},
		"what was refused or came back is owed: a person decides": func(t *testing.T, d *Desk) {
			d.Left(d.Attention("o1"), "leg 1 is Declined")
			late := d.Paid("o2", "c1", 1)
			d.Record(late, refund.OutcomeFailed)
			d.Left(late, "leg 1 is LateFailed")
		},
		"a repair names who does it, and a refund nobody opened is not found": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			_, err := d.Store.RepairAbandoned(d.ctx, ledger.Abandoned{Refund: id})
			broken(t, err)
			_, err = d.Store.RepairAbandoned(d.ctx, ledger.Abandoned{Refund: "refund/m1/o9/c9", Cause: operator})
			same(t, "not found", isNotFound(err), true)
		},
	}
}
