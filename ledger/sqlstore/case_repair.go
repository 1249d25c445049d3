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
func (s *Store) RepairAbandoned(ctx context.Context, in ledger.Abandoned) (out ledger.Repair, err error) {
	err = s.write(ctx, "repair "+string(in.Refund), func(t *tx) error {
		if in.Cause.Actor == "" {
			return invariant("a repair needs who does it")
		}
		if problem, refused := in.Acting.MayActAs(in.Cause.Actor); refused {
			return problem
		}
		c, err := t.lockCase(in.Refund)
		if err != nil {
			return err
		}
		c.acting = storedSubject(in.Acting, in.Cause.Actor)
		out, err = t.repair(c, in.Cause)
		return err
	})
	return out, err
}

func (t *tx) repair(c *caseRow, cause refund.Cause) (ledger.Repair, error) {
	out := ledger.Repair{Refund: c.id}
	if c.closed {
		out.Done, out.Did = true, "nothing: it is closed as "+string(c.status)
		return out, nil
	}
	legs, err := t.legs(c)
	if err != nil {
		return out, err
	}
	end, left := endOfAbandoned(c, live(legs))
	if left != "" {
		out.Left = left
		return out, nil
	}
	if out.Did, err = t.endAbandoned(c, end, cause); err != nil {
		return out, err
	}
	out.Done = true
	_, err = t.finish(c)
	return out, err
}

// endAbandoned ends the offer, gives back what is held and closes, each with its own row of the trail
// under the same cause.
func (t *tx) endAbandoned(c *caseRow, end refund.Status, cause refund.Cause) (string, error) {
	var did []string
	if c.offer == refund.OfferOpen {
		if err := t.endOffer(c, offerEnd{Status: refund.OfferExpired, Cause: cause}); err != nil {
			return "", err
		}
		did = append(did, "its offer expired")
	}
	c.refusedPart = false // nobody waits for an appeal
	e := event{Name: "Released", Cause: cause}
	switch {
	case c.status.Final():
	case end == refund.StatusRefunded:
		if err := t.end(c, end, e); err != nil {
			return "", err
		}
	default:
		if err := t.endReleased(c, end, e); err != nil {
			return "", err
		}
		did = append(did, "what it held and claimed was released")
	}
	did = append(did, "closed as "+string(c.status))
	if c.closed {
		return strings.Join(did, "; "), nil
	}
	return strings.Join(did, "; "), t.close(c, cause)
}

// endOfAbandoned is how a case without a workflow ends by what its legs say, or what is left for a
// person: nothing that was sent is given up here, unless another leg of the refund was paid.
func endOfAbandoned(c *caseRow, legs []*legRow) (end refund.Status, left string) {
	n := countAbandoned(legs)
	switch {
	case n.undecided != "":
		return "", n.undecided + ": what became of it is not known. Reset the workflow, which asks the provider; do not pay it again"
	case n.late != "":
		return "", n.late + ": the customer was told of a refund that came back. Reset the workflow, or pay in another way and resolve it"
	case c.status.Final():
		return c.status, ""
	case n.settled > 0 && n.settled == len(legs):
		return refund.StatusRefunded, ""
	case n.paid > 0:
		return refund.StatusPartlyRefunded, ""
	case n.settled > 0:
		return "", "an authorisation was cancelled, and other legs were not paid. Reset the workflow"
	case n.refused > 0, c.recognised && len(legs) > 0: // it was begun before, and stopped or a person chose another way
		return "", n.unpaid + ": nothing moved, and the customer is not paid. Reset the workflow, and resolve it there"
	}
	return refund.StatusWithdrawn, ""
}

// abandoned is a refund's legs by what became of them; the texts name one. A void that settled is not paid.
type abandoned struct {
	paid, settled, refused  int
	undecided, late, unpaid string
}

func countAbandoned(legs []*legRow) (n abandoned) {
	for _, l := range legs {
		says := fmt.Sprintf("leg %s is %s", l.LegID, l.Status)
		switch l.Status {
		case refund.LegSending, refund.LegPending, refund.LegUnknown, refund.LegRequiresAction, refund.LegAbnormal:
			n.undecided = says
		case refund.LegLateFailed:
			n.late = says
		case refund.LegSettled:
			n.settled++
			if !l.Void {
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
