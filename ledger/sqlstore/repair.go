package sqlstore

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// RepairAbandoned implements ledger.Repairs.
func (s *Store) RepairAbandoned(ctx context.Context, id refund.ID, cause refund.Cause) (out ledger.Repair, err error) {
	err = s.write(ctx, "repair "+string(id), func(t *tx) error {
		if cause.Actor == "" {
			return invariant("a repair needs who does it")
		}
		c, err := t.lockCase(id)
		if err != nil {
			return err
		}
		out, err = t.repair(c, cause)
		return err
	})
	return out, err
}

func (t *tx) repair(c caseRow, cause refund.Cause) (ledger.Repair, error) {
	out := ledger.Repair{Refund: c.id}
	if c.closed {
		out.Done, out.Did = true, "nothing: it is closed as "+string(c.status)
		return out, nil
	}
	if err := t.lockPayments(c.merchant, c.order); err != nil {
		return out, err
	}
	legs, err := t.legs(c.id)
	if err != nil {
		return out, err
	}
	end, left := endOfAbandoned(c, live(legs))
	if left != "" {
		out.Left = left
		return out, nil
	}
	did, err := t.endAbandoned(c, end, cause)
	out.Done, out.Did = err == nil, did
	return out, err
}

// endAbandoned ends the offer, gives back what is held and closes, each with its own row of the trail
// under the same cause.
func (t *tx) endAbandoned(c caseRow, end refund.Status, cause refund.Cause) (string, error) {
	var did []string
	if c.offer == refund.OfferOpen {
		if _, err := t.endOffer(c, refund.OfferEnd{Refund: c.id, Status: refund.OfferExpired, Cause: cause}); err != nil {
			return "", err
		}
		c.offer = refund.OfferExpired
		did = append(did, "its offer expired")
	}
	if !c.released && givesBack(end) {
		if err := t.release(c, refund.Release{Refund: c.id, Status: end, Cause: cause}); err != nil {
			return "", err
		}
		c.released, c.status = true, end
		did = append(did, "what it held and claimed was released")
	}
	did = append(did, "closed as "+string(end))
	return strings.Join(did, "; "), t.close(c, refund.Close{Refund: c.id, Status: end, Offer: c.offer, Cause: cause})
}

// givesBack reports whether a refund that ends so may hold or claim something until then.
func givesBack(end refund.Status) bool {
	switch end {
	case refund.StatusWithdrawn, refund.StatusRejected, refund.StatusPartlyRefunded:
		return true
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected,
		refund.StatusAwaitingApproval, refund.StatusNeedsInfo, refund.StatusPayingOut, refund.StatusNeedsAttention,
		refund.StatusRefunded, refund.StatusNothingToRefund:
		return false
	}
	return false
}

// endOfAbandoned is how a case without a workflow ends by what its legs say, or what is left for a
// person: nothing that was sent is given up here, unless another leg of the refund was paid.
func endOfAbandoned(c caseRow, legs []legRow) (end refund.Status, left string) {
	n := countLegs(legs)
	switch {
	case n.undecided != "":
		return "", n.undecided + ": what became of it is not known. Reset the workflow, which asks the provider; do not pay it again"
	case n.late != "":
		return "", n.late + ": the customer was told of a refund that came back. Reset the workflow, or pay in another way and resolve it"
	case c.released, c.status.Final() && n.paid+n.refused+n.voided == 0:
		return c.status, ""
	case n.paid > 0 && n.paid+n.voided == len(legs):
		return refund.StatusRefunded, ""
	case n.paid > 0:
		return refund.StatusPartlyRefunded, ""
	case n.voided > 0 && n.voided == len(legs):
		return refund.StatusNothingToRefund, ""
	case n.voided > 0:
		return "", "an authorisation was cancelled, and other legs were not paid. Reset the workflow"
	case n.refused > 0, c.recognised && len(legs) > 0: // it was begun before, and stopped or a person chose another way
		return "", n.unpaid + ": nothing moved, and the customer is not paid. Reset the workflow, and resolve it there"
	}
	return refund.StatusWithdrawn, ""
}

// legCount is a refund's legs by what became of them; the texts name one.
type legCount struct {
	paid, voided, refused   int
	undecided, late, unpaid string
}

func countLegs(legs []legRow) (n legCount) {
	for _, l := range legs {
		says := fmt.Sprintf("leg %s is %s", l.LegID, l.Status)
		switch l.Status {
		case refund.LegSending, refund.LegPending, refund.LegUnknown, refund.LegRequiresAction, refund.LegAbnormal:
			n.undecided = says
		case refund.LegLateFailed:
			n.late = says
		case refund.LegSettled:
			if l.Void {
				n.voided++
			} else {
				n.paid++
			}
		case refund.LegDeclined, refund.LegFailed, refund.LegNotSent:
			n.refused++
			n.unpaid = says
		case refund.LegReserved, refund.LegHeld, refund.LegReleased:
			n.unpaid = cmp.Or(n.unpaid, says)
		}
	}
	return n
}
