package sqlstore

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// pastOfNew is the past of a refund of which nothing is held. What was captured after a void brings the voided
// claims back first (MONEY C13), so that the new request can have them.
func (t *tx) pastOfNew(c *caseRow, reg registered) (past, error) {
	h, err := t.past(c, reg, own{})
	if err != nil {
		return h, err
	}
	standing := refund.StandingRequests(h.OrderHistory)
	if len(standing) == len(h.Earlier) {
		return h, nil
	}
	for _, e := range h.Earlier {
		counts := slices.ContainsFunc(standing, func(s refund.Entitlement) bool { return s.Refund == e.Refund })
		if counts {
			continue
		}
		if err := t.undoVoid(e.Refund); err != nil {
			return h, err
		}
	}
	return t.past(c, reg, own{})
}

// undoVoid lets a refund leave the order's sequence of which nothing was paid because nothing was captured.
// One that has not ended keeps what it claims: a person decides what asks for the same.
func (t *tx) undoVoid(id refund.ID) error {
	c, err := t.lockCase(id)
	if err != nil || !c.status.Final() {
		return err
	}
	if err := t.release(c); err != nil {
		return err
	}
	if err := t.moveVersion(c.merchant, c.order); err != nil {
		return err
	}
	c.note(event{Name: "VoidUndone", Cause: refund.Cause{Reason: "captured after it was voided: the claim is free again"}})
	if err := t.save(c); err != nil {
		return err
	}
	return t.flushTrail(c)
}
