package sqlstore

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// History implements ledger.Cases: one snapshot of everything the order's assessment stands on.
func (s *Store) History(ctx context.Context, id refund.ID) (out refund.OrderHistory, err error) {
	err = s.read(ctx, "history of "+string(id), func(t *tx) error {
		c, err := t.findCase(id)
		if err != nil {
			return err
		}
		out, err = t.history(c)
		return err
	})
	return out, err
}

func (t *tx) history(c caseRow) (refund.OrderHistory, error) {
	var out refund.OrderHistory
	var snapshot string
	err := t.row(`SELECT version, snapshot, `+paidApart+` FROM orders o WHERE merchant = $1 AND order_id = $2`, c.merchant, c.order, c.id).
		Scan(&out.Version, &snapshot, &out.PaidApartMinor)
	if err != nil {
		return out, err
	}
	if err := fromText(snapshot, &out.Order); err != nil {
		return out, err
	}
	if err := fromText(c.differences, &out.Differences); err != nil {
		return out, err
	}
	payments, err := t.orderPayments(c.merchant, c.order)
	if err != nil {
		return out, err
	}
	for _, p := range payments {
		out.Payments = append(out.Payments, p.balance())
	}
	if out.Earlier, err = t.earlier(c); err != nil {
		return out, err
	}
	out.Customer, err = t.customerFeatures(c)
	return out, err
}

// paidApart is what was paid of an order's requests ($1, $2) but $3 of which the rest was given up.
const paidApart = `CAST(COALESCE((SELECT SUM(v.amount_minor) FROM refunds r JOIN reservations v ON v.refund = r.refund
	WHERE r.merchant = $1 AND r.order_id = $2 AND r.refund <> $3 AND r.released AND NOT v.released), 0) AS BIGINT)`

// earlier reads what other requests of the order took, in the sequence of reservation.
func (t *tx) earlier(c caseRow) ([]refund.Entitlement, error) {
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
