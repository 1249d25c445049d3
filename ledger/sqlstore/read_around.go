package sqlstore

import (
	"cmp"
	"context"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

var _ ledger.CaseReader = (*Store)(nil)

// Around implements ledger.CaseReader, in ten statements, however many refunds there are, and one more where a payment has several captures.
func (s *Store) Around(ctx context.Context, id refund.ID) (out ledger.Around, err error) {
	err = s.read(ctx, "around "+string(id), func(t *tx) error {
		c, err := t.findCase(id)
		if err != nil {
			return err
		}
		out, err = t.around(c)
		return err
	})
	return out, err
}

func (t *tx) around(c *caseRow) (out ledger.Around, err error) {
	if err := fromText(c.differences, &out.Differences); err != nil {
		return out, err
	}
	var snapshot string
	if err := t.row(`SELECT snapshot FROM orders WHERE merchant = $1 AND order_id = $2`, c.merchant, c.order).Scan(&snapshot); err != nil {
		return out, err
	}
	if err := fromText(snapshot, &out.Order); err != nil {
		return out, err
	}
	payments, err := t.orderPayments(c.merchant, c.order, false)
	if err != nil {
		return out, err
	}
	for _, p := range payments {
		out.Payments = append(out.Payments, p.balance())
	}
	if out.Taken, err = t.takenBeside(c); err != nil {
		return out, err
	}
	if out.Legs, err = t.legTimes(c); err != nil {
		return out, err
	}
	if out.Related, out.MoreRelated, err = t.related(c); err != nil {
		return out, err
	}
	out.Seen, err = t.seenBeside(c)
	if out.MoreSeen = len(out.Seen) > ledger.RelatedMax; out.MoreSeen {
		out.Seen = out.Seen[:ledger.RelatedMax]
	}
	return out, err
}

// takenBeside sums what the order's other refunds, and refunds made elsewhere, take of its lines.
func (t *tx) takenBeside(c *caseRow) ([]ledger.LineTaken, error) {
	return list(t, func(row scanner) (l ledger.LineTaken, err error) {
		return l, row.Scan(&l.LineID, &l.Quantity, &l.AmountMinor)
	},
		`SELECT line_id, CAST(SUM(quantity) AS BIGINT), CAST(SUM(amount_minor) AS BIGINT) FROM (
				SELECT line_id, quantity, amount_minor FROM claims
					WHERE merchant = $1 AND order_id = $2 AND refund <> $3 AND line_id <> '' AND NOT released
				UNION ALL SELECT line_id, quantity, amount_minor FROM outside_claims
					WHERE merchant = $1 AND order_id = $2 AND line_id <> '' AND NOT released) AS c
			GROUP BY line_id ORDER BY line_id`, c.merchant, c.order, c.id)
}

func (t *tx) legTimes(c *caseRow) (out []ledger.LegTimes, err error) {
	legs, err := t.legs(c)
	for _, l := range legs {
		out = append(out, ledger.LegTimes{
			LegID: l.LegID, ProviderKey: l.key, SendCount: l.sends, BegunAt: optionalTime(l.begunAt), LastSentAt: optionalTime(l.lastSentAt),
			UnknownSince: optionalTime(l.unknownAt), SettledAt: optionalTime(l.settledAt),
		})
	}
	return out, err
}

// relatedColumns are what is said of another refund r; $1 is the refund itself.
const relatedColumns = `SELECT r.refund, r.status, r.reason, r.currency, r.total_minor, r.requested_by, r.closed, r.opened_at,
	EXISTS (SELECT 1 FROM claims mine JOIN claims theirs ON theirs.line_id = mine.line_id
		WHERE mine.refund = $1 AND theirs.refund = r.refund AND r.order_id = $2 AND r.merchant = $3
			AND mine.line_id <> '' AND NOT theirs.released) FROM `

// The other refunds of the order, of the customer, and of orders that were paid with one of the order's payments. That requests
// are named keeps SQLite on the index of the order (see orderMinor).
const (
	relatedByOrder = relatedColumns + `refunds r WHERE r.merchant = $3 AND r.order_id = $2 AND r.request >= '' AND r.refund <> $1
		ORDER BY r.opened_at DESC, r.refund LIMIT $4`
	relatedByCustomer = relatedColumns + `refunds r WHERE r.merchant = $3 AND r.customer = $5 AND r.customer <> '' AND r.refund <> $1
		ORDER BY r.opened_at DESC, r.refund LIMIT $4`
	relatedByPayment = relatedColumns + `order_payments own JOIN order_payments theirs ON theirs.payment = own.payment
			JOIN refunds r ON r.merchant = theirs.merchant AND r.order_id = theirs.order_id AND r.request >= ''
		WHERE own.merchant = $3 AND own.order_id = $2 AND theirs.order_id <> $2 ORDER BY r.opened_at DESC, r.refund LIMIT $4`
)

// related lists at most RelatedMax refunds by each relation, each refund once, newest first.
func (t *tx) related(c *caseRow) (out []ledger.Related, more bool, err error) {
	for _, by := range []struct {
		query string
		args  []any
		mark  func(*ledger.Related)
	}{
		{relatedByOrder, nil, func(r *ledger.Related) { r.SameOrder = true }},
		{relatedByCustomer, []any{c.customer}, func(r *ledger.Related) { r.SameCustomer = true }},
		{relatedByPayment, nil, func(r *ledger.Related) { r.SamePayment = true }},
	} {
		rows, err := list(t, relatedFromRow, by.query, append([]any{c.id, c.order, c.merchant, ledger.RelatedMax + 1}, by.args...)...)
		if err != nil {
			return nil, false, err
		}
		if len(rows) > ledger.RelatedMax {
			rows, more = rows[:ledger.RelatedMax], true
		}
		for _, row := range rows {
			out = withRelated(out, row, by.mark)
		}
	}
	slices.SortStableFunc(out, func(a, b ledger.Related) int {
		return cmp.Or(b.OpenedAt.Compare(a.OpenedAt), cmp.Compare(a.ID, b.ID))
	})
	return out, more, nil
}

// withRelated marks a refund that is in the list, or adds it.
func withRelated(out []ledger.Related, row ledger.Related, mark func(*ledger.Related)) []ledger.Related {
	at := slices.IndexFunc(out, func(r ledger.Related) bool { return r.ID == row.ID })
	if at < 0 {
		out, at = append(out, row), len(out)
	}
	mark(&out[at])
	return out
}

func relatedFromRow(row scanner) (r ledger.Related, err error) {
	var opened int64
	err = row.Scan(&r.ID, &r.Status, &r.Reason, &r.Currency, &r.TotalMinor, &r.RequestedBy, &r.Closed, &opened, &r.SameLines)
	r.OpenedAt = fromMicros(opened)
	return r, err
}

// seenBeside is where the merchant's other refunds name a document of this one.
func (t *tx) seenBeside(c *caseRow) ([]ledger.EvidenceSeen, error) {
	return list(t, func(row scanner) (e ledger.EvidenceSeen, err error) {
		var at int64
		err = row.Scan(&e.SHA256, &e.Refund, &e.Source, &at)
		e.At = fromMicros(at)
		return e, err
	}, `SELECT DISTINCT theirs.sha256, theirs.refund, theirs.source, theirs.named_at
		FROM case_evidence mine JOIN case_evidence theirs ON theirs.sha256 = mine.sha256 AND theirs.merchant = mine.merchant
		WHERE mine.refund = $1 AND theirs.refund <> $1
		ORDER BY theirs.named_at DESC, theirs.refund, theirs.sha256, theirs.source LIMIT $2`, c.id, ledger.RelatedMax+1)
}
