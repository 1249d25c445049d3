package sqlstore

import (
	"fmt"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// learnPoints books what an order's purchase earned the customer (P14e), beyond the first known entries: an order
// is pinned with all of them, and a newer version of it may add some.
func (t *tx) learnPoints(k refund.Key, order refund.Order, known int) error {
	if len(order.EarnedPoints) <= known {
		return nil
	}
	p, err := ledger.PostPointsEarned(k.Merchant, order.Customer.CustomerID, order.EarnedPoints[known:])
	return t.post(orderSource(k.Merchant, k.Order, fmt.Sprintf("earned/%d", known)), p, err)
}

// orderSource names a fact that happens once for an order.
func orderSource(m refund.MerchantID, o refund.OrderID, fact string) source {
	return source{Subject: "order/" + string(m) + "/" + string(o), Fact: fact}
}

// earner is the customer whose points the refund takes: the pinned order's, whatever a later event names. Nobody
// where it takes none.
func (t *tx) earner(c *caseRow, b *brief) (refund.CustomerID, error) {
	if len(b.Points) == 0 {
		return "", nil
	}
	order, known, err := t.pinned(refund.Key{Merchant: c.merchant, Order: c.order})
	if err == nil && !known {
		err = invariant("%s takes points of an order that is not pinned", c.id)
	}
	return order.Customer.CustomerID, err
}

// pointsBack gives back what a recognised refund took of points, when its claims are released (P5p), also where a
// part of its money was paid: the next request of the order takes what is due then. Once a release.
func (t *tx) pointsBack(c *caseRow) error {
	b, err := t.brief(c)
	if err != nil || !c.recognised || c.released || len(b.Points) == 0 {
		return err
	}
	r := ledger.Recognition{Merchant: c.merchant, Points: b.Points}
	if r.Customer, err = t.earner(c, b); err != nil {
		return err
	}
	version, err := t.orderVersion(c)
	if err != nil {
		return err
	}
	p, err := ledger.PostPointsBack(r)
	if err := t.post(source{Subject: string(c.id), Fact: fmt.Sprintf("release/%d", version)}, p, err); err != nil {
		return err
	}
	c.note(event{Name: "PointsGivenBack", Cause: refund.Cause{Reason: unitsText(b.Points)}})
	return nil
}

// unitsText writes points for the trail: "50 PTS:club, 3 PTS:air".
func unitsText(points []refund.Units) string {
	said := make([]string, len(points))
	for i, p := range points {
		said[i] = fmt.Sprintf("%d %s", p.Amount, p.Asset)
	}
	return strings.Join(said, ", ")
}
