package sqlstore

import (
	"github.com/makegood/makegood/refund"
)

// past is everything an assessment of a refund is computed from, as it is read under the order's lock.
type past struct {
	refund.OrderHistory
	payments []orderPayment
	// first: the order was pinned just now, so that nothing else stands on it.
	first bool
}

// past reads the history of a refund's order as it is without the refund's own reservation.
func (t *tx) past(c *caseRow, reg registered, mine own) (past, error) {
	out := past{first: reg.first, OrderHistory: refund.OrderHistory{Version: firstVersion, Order: reg.order, Differences: reg.differences}}
	err := t.lockCustomer(c.merchant, c.customer)
	if err != nil {
		return out, err
	}
	payments, err := t.orderPayments(c.merchant, c.order, reg.first)
	if err != nil {
		return out, err
	}
	out.payments = mine.givesBack(payments)
	for _, p := range out.payments {
		out.Payments = append(out.Payments, p.balance())
	}
	if !reg.first {
		var outside int64
		err := t.row(`SELECT version, `+paidApart+`, (SELECT COUNT(*) FROM outside_claims x WHERE x.merchant = $1 AND x.order_id = $2 AND NOT x.released)
			FROM orders o WHERE merchant = $1 AND order_id = $2`, c.merchant, c.order, c.id).
			Scan(&out.Version, &out.PaidApartMinor, &outside)
		if err != nil {
			return out, err
		}
		if out.Earlier, err = t.earlier(c); err != nil {
			return out, err
		}
		if outside > 0 {
			elsewhere, err := t.outsideEarlier(c.merchant, c.order)
			if err != nil {
				return out, err
			}
			out.Earlier = append(elsewhere, out.Earlier...)
		}
	}
	out.Customer, err = t.customerFeatures(c)
	return out, err
}

// registered is the order of a refund that exists.
func (t *tx) registered(c *caseRow) (reg registered, err error) {
	var known bool
	reg.order, known, err = t.pinned(refund.Key{Merchant: c.merchant, Order: c.order})
	if err == nil && !known {
		return reg, invariant("%s without its order", c.id)
	}
	if err != nil {
		return reg, err
	}
	return reg, fromText(c.differences, &reg.differences)
}

// paidApart is what was paid of an order's requests ($1, $2) but $3 of which the rest was given up. That requests are
// named keeps SQLite on the index of the order (see orderMinor).
var paidApart = `(SELECT ` + sumAtMost("v.amount_minor") + ` FROM refunds r JOIN reservations v ON v.refund = r.refund
	WHERE r.merchant = $1 AND r.order_id = $2 AND r.request >= '' AND r.refund <> $3 AND r.released AND NOT v.released)`

// earlier reads what other requests of the order took, in the sequence of reservation.
func (t *tx) earlier(c *caseRow) ([]refund.Entitlement, error) {
	return list(t, entitlementFromRow, `SELECT refund, reason, proposal FROM refunds
		WHERE merchant = $1 AND order_id = $2 AND refund <> $3 AND reserved_version > 0 AND NOT released
		ORDER BY reserved_version`, c.merchant, c.order, c.id)
}

func entitlementFromRow(row scanner) (e refund.Entitlement, err error) {
	var reason refund.Reason
	var raw string
	if err := row.Scan(&e.Refund, &reason, &raw); err != nil {
		return e, err
	}
	var p refund.Proposal
	err = fromText(raw, &p)
	e.MerchantFault, e.TotalMinor, e.Components = reason.MerchantFault(), p.Assessment.TotalMinor, p.Assessment.Components
	return e, err
}
