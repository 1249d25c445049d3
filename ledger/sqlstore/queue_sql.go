package sqlstore

import (
	"fmt"
	"strings"

	"github.com/makegood/makegood/ledger"
)

// What the indexes of the queue are made of (migration queue): a query uses one where it says the same. Whoever changes one
// of these writes a migration with new indexes.
const (
	// queueWaits: a refund r waits for a person.
	queueWaits = `NOT r.closed AND r.status IN ('AwaitingGoods', 'Inspected', 'AwaitingApproval', 'NeedsInfo', 'NeedsAttention')`
	// queueDue is when it is due: by the review's clock or by law. What has no such time comes last.
	queueDue = `CASE WHEN r.pay_by IS NOT NULL AND r.status <> 'AwaitingGoods' AND (r.review_due_at IS NULL OR r.pay_by < r.review_due_at)
		THEN r.pay_by ELSE COALESCE(r.review_due_at, 9223372036854775807) END`
)

// queueKey is what a sequence goes by: of every refund, and of those alone that wait, as they are indexed.
func queueKey(sort ledger.QueueSort) (key, indexed string) {
	switch sort {
	case ledger.ByDeadline, "":
		key = queueDue
	case ledger.ByAmount:
		key = `-r.total_minor`
	case ledger.ByAge:
		key = `r.opened_at`
	}
	return key, `CASE WHEN ` + queueWaits + ` THEN ` + key + ` END`
}

// Legs of a refund r.
const (
	queueNeedsPerson = `r.refund IN (SELECT l.refund FROM legs l WHERE l.needs_person <> '' AND NOT l.replaced)`
	queueUnknown     = `r.refund IN (SELECT l.refund FROM legs l WHERE l.status = 'Unknown' AND NOT l.replaced)`
)

// selection is a part of a statement, with its arguments. Its text is the same for every filter, so that statements are few,
// unless it is lean.
type selection struct {
	texts []string
	args  []any
	// lean leaves out what selects all: for a statement that reads many rows and is not kept prepared.
	lean bool
}

// arg adds an argument, and returns its place.
func (c *selection) arg(value any) string {
	c.args = append(c.args, value)
	return fmt.Sprintf("$%d", len(c.args))
}

func (c *selection) and(text string) { c.texts = append(c.texts, text) }

// where is a condition that counts only where it is wanted.
func (c *selection) where(wanted bool, text func() string) {
	if c.lean {
		if wanted {
			c.and(text())
		}
		return
	}
	count := 0
	if wanted {
		count = 1
	}
	c.and(`(` + c.arg(count) + ` = 0 OR ` + text() + `)`)
}

// is selects a value of a column; an empty one selects all.
func (c *selection) is(column, value string) {
	if c.lean && value == "" {
		return
	}
	at := c.arg(value)
	c.and(`(` + at + ` = '' OR ` + column + ` = ` + at + `)`)
}

// within is a bound; unbounded selects all.
func (c *selection) within(text string, bound, unbounded int64) {
	if !c.lean || bound != unbounded {
		c.and(text + c.arg(bound))
	}
}

// oneOf is a list of values of a column, padded to its maximum.
func oneOf[T ~string](c *selection, column string, wanted []T, countMax int) string {
	marks := make([]string, countMax)
	for i := range marks {
		value := T("")
		if i < len(wanted) {
			value = wanted[i]
		} else if len(wanted) > 0 {
			value = wanted[0]
		}
		marks[i] = c.arg(string(value))
	}
	return column + ` IN (` + strings.Join(marks, ", ") + `)`
}
