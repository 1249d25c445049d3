package sqlstore

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// voidsToUndo are the ended requests whose voided claims a new request takes over, since a capture has brought them
// back and it asks for the same goods (MONEY C13); h loses them. A request that has not ended keeps what it claims:
// a person decides what asks for the same. Voided claims that nobody asks for stay where they are: the rules pay
// what was captured of them with the new request.
func (t *tx) voidsToUndo(c *caseRow, h *past) (undone []*caseRow, err error) {
	cancellation, err := t.cancellationOf(c)
	if err != nil {
		return nil, err
	}
	standing := refund.StandingRequests(h.OrderHistory, cancellation)
	if len(standing) == len(h.Earlier) {
		return nil, nil
	}
	var earlier []refund.Entitlement
	for _, e := range h.Earlier {
		if !slices.ContainsFunc(standing, func(s refund.Entitlement) bool { return s.Refund == e.Refund }) {
			row, err := t.lockCase(e.Refund)
			if err != nil {
				return nil, err
			}
			if row.status.Final() {
				undone = append(undone, row)
				continue
			}
		}
		earlier = append(earlier, e)
	}
	h.Earlier = earlier
	return undone, nil
}

// undoVoids lets refunds leave the order's sequence of which nothing was paid because nothing was captured, and
// returns the order's version then.
func (t *tx) undoVoids(c *caseRow, undone []*caseRow, version int64) (int64, error) {
	for _, row := range undone {
		if err := t.release(row); err != nil {
			return 0, err
		}
		if err := t.moveVersion(row.merchant, row.order); err != nil {
			return 0, err
		}
		row.note(event{Name: "VoidUndone", Cause: refund.Cause{Reason: "captured after it was voided: its claim goes to " + string(c.id)}})
		if err := t.save(row); err != nil {
			return 0, err
		}
		if err := t.flushTrail(row); err != nil {
			return 0, err
		}
	}
	if len(undone) == 0 {
		return version, nil
	}
	return t.orderVersion(c)
}
