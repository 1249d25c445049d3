package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Case implements ledger.Reader.
func (s *Store) Case(ctx context.Context, id refund.ID) (out refund.Case, err error) {
	err = s.read(ctx, "case "+string(id), func(t *tx) error {
		out, err = t.caseOf(id)
		return err
	})
	return out, err
}

func (t *tx) caseOf(id refund.ID) (refund.Case, error) {
	out := refund.Case{ID: id}
	var cancellation, proposal string
	var opened int64
	var closedAt sql.NullInt64
	err := t.row(`SELECT digest, status, offer, closed, cancellation, proposal, opened_at, closed_at FROM refunds WHERE refund = $1`, id).
		Scan(&out.Digest, &out.Status, &out.Offer, &out.Closed, &cancellation, &proposal, &opened, &closedAt)
	if errors.Is(err, sql.ErrNoRows) {
		return out, ledger.ErrNotFound
	}
	if err != nil {
		return out, err
	}
	out.OpenedAt, out.ClosedAt = fromMicros(opened), optionalTime(closedAt)
	if err := fromText(cancellation, &out.Cancellation); err != nil {
		return out, err
	}
	if proposal != "" {
		out.Proposal = &refund.Proposal{}
	}
	if err := fromText(proposal, out.Proposal); err != nil {
		return out, err
	}
	legs, err := t.legs(id)
	if err != nil {
		return out, err
	}
	out.Legs = plainLegs(legs)
	out.Trail, err = t.trail(id)
	return out, err
}

// casesMax is how many cases a filter without a limit lists.
const casesMax = 1000

// Cases implements ledger.Reader.
func (s *Store) Cases(ctx context.Context, filter ledger.CaseFilter) (out []ledger.CaseRow, err error) {
	err = s.read(ctx, "cases", func(t *tx) error {
		where, args := filterOf(filter)
		out, err = list(t, caseListFromRow, `SELECT r.refund, r.status, r.offer, r.reason, r.currency, r.total_minor, r.closed,
				r.opened_at, r.changed_at, r.last_reason, r.requested_by, r.review_due_at, r.risk_band,
				COALESCE((SELECT o.amount_minor FROM offers o WHERE o.refund = r.refund AND o.status <> 'None'), 0),
				CAST(COALESCE((SELECT SUM(l.amount_minor - l.unheld_minor) FROM legs l WHERE l.refund = r.refund
					AND l.status IN ('Reserved', 'Declined', 'Failed', 'LateFailed')), 0) AS BIGINT),
				CAST(COALESCE((SELECT SUM(l.amount_minor) FROM legs l WHERE l.refund = r.refund
					AND l.status IN ('Sending', 'Pending', 'Unknown', 'NotSent', 'RequiresAction', 'Abnormal')), 0) AS BIGINT)
			FROM refunds r `+where+fmt.Sprintf(` ORDER BY r.opened_at DESC, r.refund LIMIT $%d`, len(args)), args...)
		return err
	})
	return out, err
}

// filterOf is the filter as a condition; its last argument is the limit.
func filterOf(f ledger.CaseFilter) (where string, args []any) {
	var conditions []string
	if f.Open {
		conditions = append(conditions, "NOT r.closed")
	}
	var marks []string
	for _, status := range f.Statuses {
		args = append(args, status)
		marks = append(marks, fmt.Sprintf("$%d", len(args)))
	}
	if len(marks) > 0 {
		conditions = append(conditions, "r.status IN ("+strings.Join(marks, ", ")+")")
	}
	if len(conditions) > 0 {
		where = "WHERE " + strings.Join(conditions, " AND ")
	}
	limit := f.LimitMax
	if limit <= 0 {
		limit = casesMax
	}
	return where, append(args, limit)
}

func caseListFromRow(row scanner) (r ledger.CaseRow, err error) {
	var opened, changed int64
	var due sql.NullInt64
	err = row.Scan(&r.ID, &r.Status, &r.Offer, &r.Reason, &r.Currency, &r.TotalMinor, &r.Closed, &opened, &changed,
		&r.LastReason, &r.RequestedBy, &due, &r.RiskBand, &r.OfferedMinor, &r.HeldMinor, &r.SentMinor)
	r.OpenedAt, r.ChangedAt, r.ReviewDueAt = fromMicros(opened), fromMicros(changed), optionalTime(due)
	return r, err
}

// Totals implements ledger.Reader.
func (s *Store) Totals(ctx context.Context) (out []ledger.AssetTotals, err error) {
	err = s.read(ctx, "totals", func(t *tx) error {
		out, err = list(t, totalsFromRow, `SELECT asset, `+totalOf("captured")+`, `+totalOf("open")+`, `+totalOf("held")+`,
			`+totalOf("sent")+`, `+totalOf("returned")+`, `+totalOf("excess")+`, `+otherWay+`
			FROM accounts WHERE payment <> '' GROUP BY asset ORDER BY asset`)
		return err
	})
	return out, err
}

func totalOf(control string) string {
	return `CAST(SUM(CASE WHEN control = '` + control + `' THEN abs(balance) ELSE 0 END) AS BIGINT)`
}

// otherWay is what of a currency's returns no provider moved.
const otherWay = `CAST(COALESCE((SELECT SUM(CASE WHEN l.status = 'Settled' THEN l.amount_minor ELSE 0 END + l.extra_minor)
	FROM legs l JOIN payments p ON p.id = l.payment
	WHERE l.via IN ('STORE_CREDIT', 'ELSEWHERE') AND p.currency = accounts.asset), 0) AS BIGINT)`

func totalsFromRow(row scanner) (a ledger.AssetTotals, err error) {
	return a, row.Scan(&a.Currency, &a.CapturedMinor, &a.OpenMinor, &a.HeldMinor, &a.SentMinor, &a.ReturnedMinor, &a.ExcessMinor, &a.OtherWayMinor)
}
