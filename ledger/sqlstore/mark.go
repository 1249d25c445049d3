package sqlstore

import (
	"cmp"
	"context"

	"github.com/makegood/makegood/refund"
)

// MarkRefund implements ledger.Cases. A case that is over keeps its status. A mark may move a case
// that is not over to any status that its legs do not contradict.
func (s *Store) MarkRefund(ctx context.Context, in refund.Mark) error {
	return s.write(ctx, "mark "+string(in.Refund), func(t *tx) error {
		c, err := t.lockCase(in.Refund)
		if err != nil {
			return err
		}
		return t.mark(c, in)
	})
}

func (t *tx) mark(c caseRow, in refund.Mark) error {
	key := "mark/" + in.Key
	if known, err := t.recorded(c.id, key); err != nil || known {
		return err
	}
	if in.Status == "" {
		return t.note(c, key, in)
	}
	if (c.released || c.closed) && in.Status != c.status {
		return invariant("%s is over as %s, marked %s", c.id, c.status, in.Status)
	}
	legs, err := t.legs(c.id)
	if err != nil {
		return err
	}
	if err := trueStatus(in.Status, legs); err != nil {
		return err
	}
	if err := t.setStatus(c, in.Status, in.Cause.Reason); err != nil {
		return err
	}
	return t.markDesk(c, event{Name: "Marked", Key: key, To: in.Status, Cause: in.Cause}, in.Desk)
}

// note is a row of the trail; with a desk, it says who is asked from now on.
func (t *tx) note(c caseRow, key string, in refund.Mark) error {
	e := event{Name: "Noted", Key: key, Cause: in.Cause}
	if in.Desk != nil {
		e.Name = "Asked"
	}
	return t.markDesk(c, e, in.Desk)
}

// markDesk records a mark, and stores who is asked where it says so. A status in which nobody is
// asked has no desk.
func (t *tx) markDesk(c caseRow, e event, desk *refund.Desk) error {
	to := cmp.Or(e.To, c.status)
	if desk == nil || !asks(to) {
		return t.record(c, e)
	}
	if e.Cause.Reason == "" {
		e.Cause.Reason = deskWords(*desk)
	}
	if err := t.setDesk(c.id, *desk); err != nil {
		return err
	}
	return t.record(c, e)
}

// trueStatus: "refunded" is said only after settlement (promise 10).
func trueStatus(to refund.Status, legs []legRow) error {
	settled, undecided := 0, 0
	legs = live(legs)
	for _, l := range legs {
		if l.Status == refund.LegSettled {
			settled++
		}
		if l.Status.Undecided() {
			undecided++
		}
	}
	switch to {
	case refund.StatusRefunded:
		if settled != len(legs) {
			return invariant("%s, but %d of %d legs settled", to, settled, len(legs))
		}
	case refund.StatusPartlyRefunded:
		if settled == 0 || undecided > 0 {
			return invariant("%s, but %d legs settled and %d are undecided", to, settled, undecided)
		}
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected,
		refund.StatusAwaitingApproval, refund.StatusNeedsInfo, refund.StatusPayingOut, refund.StatusNeedsAttention,
		refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
	}
	return nil
}
