package sqlstore

import (
	"context"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// OpenRefund implements ledger.Cases. The order of checks is MONEY's: the claim, then the pinned
// snapshot.
func (s *Store) OpenRefund(ctx context.Context, in refund.Open) (out refund.Opened, err error) {
	id := in.Cancellation.ID()
	err = s.write(ctx, "open "+string(id), func(t *tx) error {
		c, err := t.lockCase(id)
		switch {
		case errors.Is(err, ledger.ErrNotFound):
			out, err = t.openNew(in)
		case err == nil:
			out, err = t.openAgain(c, in)
		}
		return err
	})
	return out, err
}

// openNew claims the key, and registers the order and what was captured for it.
func (t *tx) openNew(in refund.Open) (refund.Opened, error) {
	pinned, differences, err := t.register(in.Cancellation)
	if err != nil {
		return refund.Opened{}, err
	}
	if err := t.insertCase(in, differences, pinned.Market); err != nil {
		return refund.Opened{}, err
	}
	c := caseRow{id: in.Cancellation.ID()}
	cause := refund.Cause{Actor: in.Cancellation.RequestedBy, Reason: string(in.Cancellation.Reason)}
	err = t.record(c, event{Name: "Received", Key: "open", To: refund.StatusReceived, Cause: cause})
	out := refund.Opened{Result: refund.OpenedNew, Status: refund.StatusReceived, Offer: refund.OfferNone}
	return mismatched(out, differences), err
}

func mismatched(out refund.Opened, differences []string) refund.Opened {
	if len(differences) > 0 {
		out.Result, out.Differences = refund.OpenedOrderMismatch, differences
	}
	return out
}

func (t *tx) insertCase(in refund.Open, differences []string, market string) error {
	c := in.Cancellation
	cancellation, err := text(c)
	if err != nil {
		return err
	}
	differ, err := text(differences)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO refunds (refund, merchant, order_id, request, customer, currency, reason, requested_by,
			digest, run_id, cancellation, differences, status, offer, opened_at, changed_at, market)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		c.ID(), c.Merchant, c.Key.Order, c.Request, c.Order.Customer.CustomerID, c.Order.Currency, c.Reason, c.RequestedBy,
		in.Digest, in.RunID, cancellation, differ, refund.StatusReceived, refund.OfferNone, micros(t.now), micros(t.now),
		market)
}

// openAgain answers a claim that exists.
func (t *tx) openAgain(c caseRow, in refund.Open) (refund.Opened, error) {
	paid, err := t.paidMinor(c.id)
	if err != nil {
		return refund.Opened{}, err
	}
	out := refund.Opened{
		Result: refund.OpenedSame, Status: c.status, Offer: c.offer, PaidMinor: paid, Reason: c.lastReason, Closed: c.closed,
	}
	switch {
	case c.digest != in.Digest:
		out.Result = refund.OpenedConflict
		return out, t.recordConflict(c, in)
	case c.runID != in.RunID:
		return out, nil
	}
	var differences []string
	err = fromText(c.differences, &differences)
	out.Result = refund.OpenedNew
	return mismatched(out, differences), err
}

// recordConflict keeps, once for each other body, that it came.
func (t *tx) recordConflict(c caseRow, in refund.Open) error {
	key := "conflict/" + in.Digest
	if known, err := t.recorded(c.id, key); err != nil || known {
		return err
	}
	cause := refund.Cause{Actor: in.Cancellation.RequestedBy, Reason: string(refund.CodeConflict)}
	return t.record(c, event{Name: "ConflictingRequest", Key: key, Cause: cause})
}

func (t *tx) paidMinor(id refund.ID) (paid int64, err error) {
	err = t.row(`SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM legs WHERE refund = $1 AND status = $2`,
		id, refund.LegSettled).Scan(&paid)
	return paid, err
}
