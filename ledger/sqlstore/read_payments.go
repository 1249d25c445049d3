package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
)

// paymentsMax is how many payments a page without a limit has.
const paymentsMax = 1000

// ReturnedByPayment implements ledger.Reader. It sums a payment's legs, found by the orders that the
// payment pays; the audit holds these sums to the payment's accounts (RETURNED_DIFFERS).
func (s *Store) ReturnedByPayment(ctx context.Context, page ledger.PaymentPage) (out []ledger.ProviderPayment, err error) {
	limit := page.LimitMax
	if limit <= 0 {
		limit = paymentsMax
	}
	err = s.read(ctx, "payments of "+page.Provider, func(t *tx) error {
		out, err = list(t, providerPaymentFromRow, `SELECT p.id, p.provider, p.account, p.reference, p.currency, `+
			sumOverProvider(`CASE WHEN l.status IN (`+statesReturned+`) THEN l.amount_minor ELSE 0 END + l.extra_minor`)+`, `+
			sumOverProvider(`CASE WHEN l.status IN (`+statesUndecided+`) THEN l.amount_minor ELSE 0 END`)+`
			FROM payments p LEFT JOIN order_payments o ON o.payment = p.id
			LEFT JOIN legs l ON l.merchant = o.merchant AND l.order_id = o.order_id AND l.payment_id = o.payment_id
			WHERE p.provider = $1 AND p.id > $2 GROUP BY p.id ORDER BY p.id LIMIT $3`, page.Provider, page.After, limit)
		return err
	})
	return out, err
}

// sumOverProvider sums an amount over the legs that go over their payment's provider.
func sumOverProvider(minor string) string {
	return `CAST(COALESCE(SUM(CASE WHEN l.via = '' THEN ` + minor + ` ELSE 0 END), 0) AS BIGINT)`
}

func providerPaymentFromRow(row scanner) (p ledger.ProviderPayment, err error) {
	return p, row.Scan(&p.ID, &p.Provider, &p.Account, &p.Reference, &p.Currency, &p.ReturnedMinor, &p.UnderWayMinor)
}
