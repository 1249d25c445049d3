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
	out, err := d.Store.RepairAbandoned(d.ctx, id, operator)
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
			id, _ := d.Waiting("o1", 1)
			d.Repaired(id, refund.StatusWithdrawn)
			d.Payment(id, Control{Open: 22600})
			d.Held("o1", "c2", 2)
			opened := Request("o2", "c1", 1)
			d.Open(opened)
			d.Repaired(opened.ID(), refund.StatusWithdrawn)
		},
		"an abandoned refund that was paid is closed as refunded, and its open offer expires": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			r := d.Reserve(id, Units(1, 1))
			d.Begin(id, r.AssessmentHash)
			d.Record(id, 1, refund.OutcomeSettled)
			d.Offer(id, coupon)
			d.Repaired(id, refund.StatusRefunded)
			same(t, "offer", d.Case(id).Offer, refund.OfferExpired)
			d.Budget(3000, 3000, 0, 0)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"of an abandoned refund that was paid in part, the rest is given back": func(t *testing.T, d *Desk) {
			id, hash := twoTenders(t, d)
			d.BeginLeg(id, "1", hash)
			d.RecordLeg(id, "1", 1, refund.OutcomeSettled)
			d.Repaired(id, refund.StatusPartlyRefunded)
			same(t, "gift card open", d.History(id).Payments[1].OpenMinor, 5000)
		},
		"an abandoned refund that was paid by a substitute is closed as refunded": func(t *testing.T, d *Desk) {
			id, hash := d.Attention("o1")
			same(t, "resolved", d.Resolve(id, hash, asCredit).Accepted, true)
			d.BeginLeg(id, "1.s1", hash)
			d.RecordLeg(id, "1.s1", 1, refund.OutcomeSettled)
			d.Repaired(id, refund.StatusRefunded)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"an abandoned refund whose substitute is not paid yet is left to a person: the customer is owed it": func(t *testing.T, d *Desk) {
			id, hash := d.Attention("o1")
			same(t, "resolved", d.Resolve(id, hash, asCredit).Accepted, true)
			d.Left(id, "leg 1.s1 is Reserved")
			d.Payment(id, Control{Open: 11300, Held: 11300})
		},
		"a refund that was refused or taken back ends as that": func(t *testing.T, d *Desk) {
			id, _ := d.Held("o1", "c1", 1)
			d.no(d.Release(id, refund.StatusRejected))
			d.Repaired(id, refund.StatusRejected)
		},
		"a cancelled authorisation is nothing to refund": func(t *testing.T, d *Desk) {
			d.Repaired(voidSettled(t, d), refund.StatusNothingToRefund)
		},
		"what was sent and is not known is left to a person, whatever else was paid": func(t *testing.T, d *Desk) {
			id := d.Granted("o1")
			r := d.Reserve(id, Units(1, 1))
			d.Offer(id, coupon)
			d.Begin(id, r.AssessmentHash)
			d.Left(id, "leg 1 is Sending")
			for _, kind := range []refund.OutcomeKind{refund.OutcomeUnknown, refund.OutcomePending, refund.OutcomeAbnormal} {
				d.Record(id, 1, kind)
				d.Left(id, "leg 1 is "+string(kind))
			}
			same(t, "offer", d.Case(id).Offer, refund.OfferOpen)
			d.Payment(id, Control{Open: 11300, Sent: 11300})
			two, hash := twoTendersOf(t, d, "o2")
			d.BeginLeg(two, "1", hash)
			d.RecordLeg(two, "1", 1, refund.OutcomeSettled)
			d.BeginLeg(two, "2", hash)
			d.Left(two, "leg 2 is Sending")
		},
		"what was refused or came back is owed: a person decides": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeDeclined)
			d.Left(id, "leg 1 is Declined")
			late, _ := d.Sent("o2", "c1", 1)
			d.Record(late, 1, refund.OutcomeSettled)
			d.no(d.Close(late, refund.StatusRefunded))
			d.Record(late, 1, refund.OutcomeFailed)
			d.Left(late, "leg 1 is LateFailed")
		},
		"a repair names who does it, and a refund nobody opened is not found": func(t *testing.T, d *Desk) {
			id, _ := d.Held("o1", "c1", 1)
			_, err := d.Store.RepairAbandoned(d.ctx, id, refund.Cause{})
			broken(t, err)
			_, err = d.Store.RepairAbandoned(d.ctx, "refund/m1/o9/c9", operator)
			same(t, "not found", isNotFound(err), true)
		},
	}
}
