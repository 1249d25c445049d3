package sqlstore

import (
	"cmp"
	"database/sql"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

// asks reports whether somebody is asked about a refund in a status: only then it has a desk.
func asks(s refund.Status) bool {
	switch s {
	case refund.StatusAwaitingGoods, refund.StatusInspected, refund.StatusAwaitingApproval, refund.StatusNeedsInfo,
		refund.StatusNeedsAttention:
		return true
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusPayingOut, refund.StatusRefunded,
		refund.StatusPartlyRefunded, refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
		return false
	}
	return false
}

// statesAsking are the same statuses as an SQL list, and statesReviewed those in which a reviewer's
// limit counts.
const (
	statesAsking   = `'AwaitingGoods', 'Inspected', 'AwaitingApproval', 'NeedsInfo', 'NeedsAttention'`
	statesReviewed = `'AwaitingApproval', 'NeedsInfo', 'NeedsAttention'`
)

// setDesk stores who is asked from now on, and until when.
func (t *tx) setDesk(id refund.ID, d refund.Desk) error {
	return t.exec(`UPDATE refunds SET next_role = $1, assignee = $2, review_due_at = $3, overdue = $4, changed_at = $5 WHERE refund = $6`,
		d.Role, d.Assignee, nullMicros(d.DueAt), d.Overdue, micros(t.now), id)
}

// clearDesk: nobody is asked any more. clearAsked leaves the due time to the statement it is part of.
const (
	clearAsked = `next_role = '', assignee = '', overdue = FALSE`
	clearDesk  = clearAsked + `, review_due_at = NULL`
)

func nullMicros(at *time.Time) sql.NullInt64 {
	if at == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: micros(*at), Valid: true}
}

// deskRow reads a desk's columns.
type deskRow struct {
	desk refund.Desk
	due  sql.NullInt64
}

const deskColumns = `next_role, assignee, review_due_at, overdue`

func (r *deskRow) into() []any { return []any{&r.desk.Role, &r.desk.Assignee, &r.due, &r.desk.Overdue} }

// read is the desk, once its columns are scanned.
func (r *deskRow) read() refund.Desk {
	r.desk.DueAt = optionalTime(r.due)
	return r.desk
}

// deskWords are a desk as the trail tells it.
func deskWords(d refund.Desk) string {
	words := []string{"asked:", cmp.Or(string(d.Role), "anybody")}
	if d.Assignee != "" {
		words = append(words, "given to", string(d.Assignee))
	}
	if d.DueAt != nil {
		words = append(words, "due", d.DueAt.UTC().Format(time.RFC3339))
	}
	if d.Overdue {
		words = append(words, "overdue")
	}
	return strings.Join(words, " ")
}
