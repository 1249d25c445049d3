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
			id := d.readyFor(arrow)
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
	if status == refund.LegHeld {
		id := d.Held("o1", "c1", 1)
		d.Dispute("o1", disputed(1, refund.DisputeOpened, capturedMinor))
		return id
	}
	id := d.Sent("o1", "c1", 1)
	switch status {
	case refund.LegSending, refund.LegReserved, refund.LegHeld:
	case refund.LegLateFailed:
		d.Record(id, refund.OutcomeSettled)
		d.Record(id, refund.OutcomeFailed)
	case refund.LegSettled, refund.LegPending, refund.LegUnknown, refund.LegDeclined, refund.LegNotSent, refund.LegFailed,
		refund.LegRequiresAction, refund.LegAbnormal:
		d.Record(id, refund.OutcomeKind(status))
	case refund.LegReleased:
		d.T.Fatalf("no arrow leaves %s", status)
	}
	return id
}

// leadTo takes one arrow.
func (d *Desk) leadTo(arrow refund.LegTransition, id refund.ID) {
	d.T.Helper()
	switch {
	case arrow.To == refund.LegHeld:
		d.Dispute("o1", disputed(1, refund.DisputeOpened, capturedMinor))
		return
	case arrow.From == refund.LegHeld && arrow.To != refund.LegSettled && arrow.To != refund.LegReleased:
		d.Dispute("o1", disputed(2, refund.DisputeWon, capturedMinor))
		return
	}
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
		d.T.Fatalf("no arrow leads to %s from %s", arrow.To, arrow.From)
	}
}

// readyFor is a refund of one unit whose leg may take an arrow.
func (d *Desk) readyFor(arrow refund.LegTransition) refund.ID {
	d.T.Helper()
	if arrow.From == refund.LegHeld && arrow.To != refund.LegReserved && arrow.To != refund.LegReleased { // it was that before
		return d.heldFrom(arrow.To)
	}
	return d.legIn(arrow.From)
}

// heldFrom is a refund whose leg a dispute holds, and which was in a state before; a settled one failed before.
func (d *Desk) heldFrom(before refund.LegStatus) refund.ID {
	d.T.Helper()
	if before == refund.LegSettled {
		before = refund.LegFailed
	}
	id := d.legIn(before)
	d.Dispute("o1", disputed(1, refund.DisputeOpened, capturedMinor))
	return id
}
