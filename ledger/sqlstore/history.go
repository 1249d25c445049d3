package sqlstore

import (
	"context"
	"time"

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
	err := t.row(`SELECT version, snapshot FROM orders WHERE merchant = $1 AND order_id = $2`, c.merchant, c.order).
		Scan(&out.Version, &snapshot)
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
	out.Customer, err = t.customerPast(c)
	return out, err
}

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

const (
	customerPastDays = 90
	day              = 24 * time.Hour
)

// customerPast sums the customer's other reservations, by the store's clock.
func (t *tx) customerPast(c caseRow) (out refund.CustomerPast, err error) {
	today := t.now.Truncate(day)
	err = t.row(`SELECT COUNT(*), CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT),
			CAST(COALESCE(SUM(CASE WHEN reserved_at >= $1 AND reserved_at < $2 THEN amount_minor ELSE 0 END), 0) AS BIGINT)
		FROM reservations
		WHERE merchant = $3 AND customer = $4 AND currency = $5 AND reserved_at >= $6 AND refund <> $7 AND NOT released`,
		micros(today), micros(today.Add(day)), c.merchant, c.customer, c.currency,
		micros(t.now.Add(-customerPastDays*day)), c.id).
		Scan(&out.RefundCount90d, &out.RefundMinor90d, &out.TodayMinor)
	return out, err
}
