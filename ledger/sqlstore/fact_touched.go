package sqlstore

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// touchedCases are the refunds that a fact about their payment changes, each read once.
type touchedCases struct {
	// why is the fact, for the trail.
	why       string
	cases     []*caseRow
	standings []refund.Standing
	// reopened are refunds that had ended, and of which a leg is owed again.
	reopened []refund.ID
}

func newTouched(why string) *touchedCases { return &touchedCases{why: why} }

// of reads a refund, or finds it among those that were read.
func (a *touchedCases) of(t *tx, id refund.ID) (*caseRow, error) {
	if at := slices.IndexFunc(a.cases, func(c *caseRow) bool { return c.id == id }); at >= 0 {
		return a.cases[at], nil
	}
	c, err := t.findCase(id)
	if err == nil {
		a.cases = append(a.cases, c)
	}
	return c, err
}

// refundsOf are the refunds that have legs against a payment, in the sequence in which they were reserved.
func (t *tx) refundsOf(p *paymentRow) (ids []refund.ID, err error) {
	for _, o := range p.orders {
		more, err := list(t, func(row scanner) (id refund.ID, err error) { return id, row.Scan(&id) },
			`SELECT r.refund FROM refunds r WHERE r.merchant = $1 AND r.order_id = $2 AND r.request >= ''
				AND EXISTS (SELECT 1 FROM legs l WHERE l.refund = r.refund AND l.payment = $3)
			ORDER BY r.reserved_version, r.refund`, o.merchant, o.order, p.ref.ID)
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	return ids, nil
}

// eachLeg runs work on every leg with money against a payment that nothing has taken the place of.
func (t *tx) eachLeg(p *paymentRow, all *touchedCases, work func(*caseRow, *legRow) error) error {
	ids, err := t.refundsOf(p)
	if err != nil {
		return err
	}
	for _, id := range ids {
		c, err := all.of(t, id)
		if err != nil {
			return err
		}
		legs, err := t.legs(c)
		if err != nil {
			return err
		}
		for _, l := range live(legs) {
			if l.ref.ID != p.ref.ID || l.Void {
				continue
			}
			if err := work(c, l); err != nil {
				return err
			}
		}
	}
	return nil
}

// finishTouched sets each refund's status by what its legs have come to, and writes those that changed.
func (t *tx) finishTouched(p *paymentRow, all *touchedCases) error {
	for _, c := range all.cases {
		if len(c.events) == 0 {
			continue
		}
		if err := t.follow(c, refund.Cause{Reason: all.why}); err != nil {
			return err
		}
		s, err := t.finish(c)
		if err != nil {
			return err
		}
		all.standings = append(all.standings, s)
	}
	return nil
}

// booked names the first refund that changed, or, before it, one that has to be corrected.
func (a *touchedCases) booked(out refund.FactBooked) refund.FactBooked {
	for i := range a.standings {
		s := &a.standings[i]
		late := slices.Contains(a.reopened, s.Refund) && !s.Closed
		if out.Standing == nil || late && !out.LateFailed {
			out.Refund, out.Standing, out.LateFailed = s.Refund, s, late
		}
	}
	return out
}
