package sqlstore

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// MarkRefund implements ledger.Cases. A case that is over keeps its status.
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
		return t.record(c, event{Name: "Noted", Key: key, Cause: in.Cause})
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
	return t.record(c, event{Name: "Marked", Key: key, To: in.Status, Cause: in.Cause})
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
		refund.StatusAwaitingApproval, refund.StatusPayingOut, refund.StatusNeedsAttention, refund.StatusRejected,
		refund.StatusWithdrawn, refund.StatusNothingToRefund:
	}
	return nil
}
