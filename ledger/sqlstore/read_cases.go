package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/makegood/makegood/ledger"
)

// casesMax is how many cases a filter without a limit lists.
const casesMax = 1000

// Cases implements ledger.Reader.
func (s *Store) Cases(ctx context.Context, filter ledger.CaseFilter) (out []ledger.CaseRow, err error) {
	err = s.read(ctx, "cases", func(t *tx) error {
		where, args := filterOf(filter)
		today := t.now.Truncate(day)
		n := len(args)
		args = append(args, micros(today), micros(today.Add(day)))
		out, err = list(t, caseListFromRow, `SELECT `+caseListColumns(n+1, n+2)+` FROM refunds r `+where+fmt.Sprintf(` ORDER BY r.opened_at DESC, r.refund LIMIT $%d`, n), args...)
		return err
	})
	return out, err
}

// caseListColumns are what caseListFromRow reads of a refund r; from and to are the places of today's arguments.
func caseListColumns(from, to int) string {
	return `r.refund, r.status, r.offer, r.reason, r.currency, r.total_minor, r.closed,
		r.opened_at, r.changed_at, r.last_reason, r.requested_by, r.risk_band, r.market, ` + offeredMinor + `, ` +
		minorIn(statesHeld) + `, ` + minorIn(statesSent) + `, ` + orderMinor + `, ` + customerDayMinor(from, to) + `, ` + reservedDayMinor() + `,
		r.next_role, r.assignee, r.review_due_at, CASE WHEN r.status IN (` + statesOwed + `) THEN r.pay_by END, ` + needsPersonOf
}

// The amounts of a listed refund r, as SQL.
const (
	offeredMinor = `COALESCE((SELECT o.amount_minor FROM offers o WHERE o.refund = r.refund AND o.status <> 'None'), 0)`
	// orderMinor is what the order's refunds come to, this one included; of one that was given up in
	// part, what was paid. That requests are named keeps SQLite on the index of the order: it would
	// rather read a smaller index, and every refund of the merchant in it.
	orderMinor = `CAST(CASE WHEN r.status IN (` + statesReviewed + `) THEN (SELECT COALESCE(SUM(v.amount_minor), 0) FROM refunds x
		JOIN reservations v ON v.refund = x.refund
		WHERE x.merchant = r.merchant AND x.order_id = r.order_id AND x.request >= '' AND NOT v.released) ELSE 0 END AS BIGINT)`
	// needsPersonOf is why a person has to act on one of its legs, the first of them.
	needsPersonOf = `COALESCE((SELECT l.needs_person FROM legs l WHERE l.refund = r.refund AND l.needs_person <> '' AND NOT l.replaced
		ORDER BY l.position LIMIT 1), '')`
)

// reservedDayMinor is customerDayMinor of the UTC day on which the refund was reserved.
func reservedDayMinor() string {
	return `CAST(CASE WHEN r.status IN (` + statesReviewed + `) THEN r.total_minor + (SELECT ` + sumAtMost("v.amount_minor") + `
		FROM reservations own JOIN reservations v ON v.merchant = own.merchant AND v.customer = own.customer AND v.currency = own.currency
			AND v.reserved_at >= own.reserved_at - own.reserved_at % 86400000000
			AND v.reserved_at < own.reserved_at - own.reserved_at % 86400000000 + 86400000000
		WHERE own.refund = r.refund AND NOT own.released AND v.refund <> own.refund AND NOT v.released) ELSE 0 END AS BIGINT)`
}

// legNeedsPerson selects payouts with a leg that a person has to act on.
const legNeedsPerson = `(r.status = 'PayingOut' AND EXISTS (SELECT 1 FROM legs l WHERE l.refund = r.refund AND l.needs_person <> '' AND NOT l.replaced))`

// minorIn is what the refund's legs in some states hold of their payments.
func minorIn(states string) string {
	return `CAST(COALESCE((SELECT SUM(l.amount_minor - l.unheld_minor) FROM legs l WHERE l.refund = r.refund
		AND l.status IN (` + states + `)), 0) AS BIGINT)`
}

// customerDayMinor is what else was reserved for the customer between two arguments (today), and this
// refund, whenever it was reserved.
func customerDayMinor(from, to int) string {
	return `CAST(CASE WHEN r.status IN (` + statesReviewed + `) THEN r.total_minor + (SELECT ` + sumAtMost("v.amount_minor") + `
		FROM reservations v WHERE v.merchant = r.merchant AND v.customer = r.customer AND v.currency = r.currency
		AND v.reserved_at >= ` + fmt.Sprintf(`$%d AND v.reserved_at < $%d`, from, to) + ` AND v.refund <> r.refund AND NOT v.released) ELSE 0 END AS BIGINT)`
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
	switch in := "r.status IN (" + strings.Join(marks, ", ") + ")"; {
	case len(marks) > 0 && f.NeedsPerson:
		conditions = append(conditions, "("+in+" OR "+legNeedsPerson+")")
	case len(marks) > 0:
		conditions = append(conditions, in)
	case f.NeedsPerson:
		conditions = append(conditions, legNeedsPerson)
	}
	for _, one := range []struct{ column, value string }{
		{"merchant", string(f.Merchant)}, {"order_id", string(f.Order)}, {"reason", string(f.Reason)}, {"assignee", string(f.Assignee)},
	} {
		if one.value != "" {
			args = append(args, one.value)
			conditions = append(conditions, fmt.Sprintf("r.%s = $%d", one.column, len(args)))
		}
	}
	if f.After != nil {
		args = append(args, micros(f.After.OpenedAt), f.After.ID)
		conditions = append(conditions, fmt.Sprintf("(r.opened_at < $%d OR (r.opened_at = $%[1]d AND r.refund > $%d))", len(args)-1, len(args)))
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
	var reservedDay int64
	var due, payBy sql.NullInt64
	err = row.Scan(&r.ID, &r.Status, &r.Offer, &r.Reason, &r.Currency, &r.TotalMinor, &r.Closed, &opened, &changed,
		&r.LastReason, &r.RequestedBy, &r.RiskBand, &r.Market, &r.OfferedMinor, &r.HeldMinor, &r.SentMinor, &r.OrderMinor,
		&r.CustomerDayMinor, &reservedDay, &r.NextRole, &r.Assignee, &due, &payBy, &r.NeedsPerson)
	r.CustomerDayMinor = max(r.CustomerDayMinor, reservedDay)
	r.OpenedAt, r.ChangedAt = fromMicros(opened), fromMicros(changed)
	r.ReviewDueAt, r.PayBy = optionalTime(due), optionalTime(payBy)
	return r, err
}
