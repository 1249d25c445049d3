package sqlstore

import (
	"cmp"
	"context"
	"slices"

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
			sumOverProvider(returnedMinor, ofPayment)+`, `+sumOverProvider(underWayMinor, ofPayment)+`
			FROM payments p LEFT JOIN order_payments o ON o.payment = p.id
			LEFT JOIN legs l ON l.merchant = o.merchant AND l.order_id = o.order_id AND l.payment_id = o.payment_id
			WHERE p.provider = $1 AND p.id > $2 GROUP BY p.id ORDER BY p.id LIMIT $3`, page.Provider, page.After, limit)
		if err != nil || len(out) == 0 {
			return err
		}
		byCaptures, err := list(t, providerPaymentFromRow, `SELECT p.id, p.provider, p.account, l.capture_reference, p.currency, `+
			sumOverProvider(returnedMinor, ofCapture)+`, `+sumOverProvider(underWayMinor, ofCapture)+`
			FROM legs l JOIN payments p ON p.id = l.payment
			WHERE l.capture_id <> '' AND l.payment > $1 AND l.payment <= $2 AND p.provider = $3
			GROUP BY p.id, l.capture_reference ORDER BY p.id, l.capture_reference`, page.After, out[len(out)-1].ID, page.Provider)
		out = append(out, byCaptures...)
		slices.SortStableFunc(out, func(a, b ledger.ProviderPayment) int { return cmp.Compare(a.ID, b.ID) })
		return err
	})
	return out, err
}

// What of a leg went back, and what may have.
const (
	returnedMinor = `CASE WHEN l.status IN (` + statesReturned + `) THEN l.amount_minor ELSE 0 END + l.extra_minor`
	underWayMinor = `CASE WHEN l.status IN (` + statesUndecided + `) THEN l.amount_minor ELSE 0 END`
	ofPayment     = `l.capture_id = ''`
	ofCapture     = `l.capture_id <> ''`
)

// sumOverProvider sums an amount over the legs of a kind that go over their payment's provider.
func sumOverProvider(minor, kind string) string {
	return `CAST(COALESCE(SUM(CASE WHEN l.via = '' AND ` + kind + ` THEN ` + minor + ` ELSE 0 END), 0) AS BIGINT)`
}

func providerPaymentFromRow(row scanner) (p ledger.ProviderPayment, err error) {
	return p, row.Scan(&p.ID, &p.Provider, &p.Account, &p.Reference, &p.Currency, &p.ReturnedMinor, &p.UnderWayMinor)
}
