package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// arrowCases take a leg along every arrow of its state machine.
func arrowCases() map[string]func(*testing.T, *Desk) {
	cases := map[string]func(*testing.T, *Desk){}
	for _, arrow := range refund.LegTransitions() {
		cases[string(arrow.From)+" to "+string(arrow.To)] = func(t *testing.T, d *Desk) {
			id := d.legIn(arrow.From)
			same(t, "from", d.Leg(id, 0).Status, arrow.From)
			d.leadTo(arrow, id)
			same(t, "to", d.Leg(id, 0).Status, arrow.To)
		}
	}
	return cases
}

// legIn is a refund of one unit whose leg is in a status.
func (d *Desk) legIn(status refund.LegStatus) refund.ID {
	d.T.Helper()
	if status == refund.LegReserved {
		return d.Held("o1", "c1", 1)
	}
	id := d.Sent("o1", "c1", 1)
	switch status {
	case refund.LegSending, refund.LegReserved:
	case refund.LegLateFailed:
		d.Record(id, refund.OutcomeSettled)
		d.Record(id, refund.OutcomeFailed)
	case refund.LegSettled, refund.LegPending, refund.LegUnknown, refund.LegDeclined, refund.LegNotSent, refund.LegFailed,
		refund.LegRequiresAction, refund.LegAbnormal:
		d.Record(id, refund.OutcomeKind(status))
	case refund.LegReleased, refund.LegHeld:
		d.T.Fatalf("no arrow leaves %s", status)
	}
	return id
}

// leadTo takes one arrow.
func (d *Desk) leadTo(arrow refund.LegTransition, id refund.ID) {
	d.T.Helper()
	switch arrow.To {
	case refund.LegSending:
		if d.Standing(id).Status == refund.StatusNeedsAttention {
			d.Taken(id, resolving(retry))
		}
		same(d.T, "begin", d.Begin(id).Result, refund.BeginSend)
	case refund.LegReleased:
		if arrow.From == refund.LegReserved {
			d.Taken(id, withdrawing("customer:42"))
			return
		}
		d.Taken(id, named(giveUp, "r1", "1"))
	case refund.LegLateFailed:
		d.Record(id, refund.OutcomeFailed)
	case refund.LegSettled, refund.LegPending, refund.LegUnknown, refund.LegDeclined, refund.LegNotSent, refund.LegFailed,
		refund.LegRequiresAction, refund.LegAbnormal:
		d.Record(id, refund.OutcomeKind(arrow.To))
	case refund.LegReserved, refund.LegHeld:
		d.T.Fatalf("no arrow leads to %s", arrow.To)
	}
}
