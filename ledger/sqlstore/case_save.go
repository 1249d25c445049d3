package sqlstore

import (
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// finish writes what a transaction made of a refund, and returns how it stands then.
func (t *tx) finish(c *caseRow) (refund.Standing, error) {
	if err := t.save(c); err != nil {
		return refund.Standing{}, err
	}
	if err := t.flushTrail(c); err != nil {
		return refund.Standing{}, err
	}
	return t.standing(c)
}

// forget drops what was made of a refund and not written yet: an act was refused.
func (c *caseRow) forget() {
	c.caseColumns, c.events, c.proposal, c.terms = c.asRead, nil, "", nil
}

// save writes the refund's row where it has changed. The row is long, and written as rarely as can be.
func (t *tx) save(c *caseRow) error {
	if !c.exists {
		return t.insertCase(c)
	}
	if c.legsChanged || c.caseColumns != c.asRead {
		c.changedAt = micros(t.now)
	}
	if c.caseColumns == c.asRead && c.proposal == "" {
		return nil
	}
	if err := t.exec(updateCaseSQL, append(c.values()[caseKeyCount:], c.id)...); err != nil {
		return err
	}
	if c.proposal != "" {
		if err := t.exec(`UPDATE refunds SET proposal = $1 WHERE refund = $2`, c.proposal, c.id); err != nil {
			return err
		}
	}
	c.asRead, c.proposal, c.legsChanged = c.caseColumns, "", false
	return nil
}

func (t *tx) insertCase(c *caseRow) error {
	cancellation, err := text(c.cancellation)
	if err != nil {
		return err
	}
	c.changedAt = micros(t.now)
	link := refund.PageLink{}
	if c.link != nil {
		link = *c.link
		link.MadeAt = t.now
	}
	more := []any{
		c.cancellation.Request, c.cancellation.Reason, cancellation, c.proposal, micros(t.now),
		link.Generation, link.Hash, link.Check, linkMicros(link.MadeAt), linkMicros(link.ExpiresAt),
	}
	if err := t.exec(insertCaseSQL, append(c.values(), more...)...); err != nil {
		return err
	}
	c.exists, c.asRead, c.proposal = true, c.caseColumns, ""
	return t.keepEvidence(c, ledger.EvidenceOfRequest, c.cancellation.Evidence)
}

// linkMicros is a time of a link; 0 where there is none.
func linkMicros(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return micros(at)
}

// The statements that write a row.
var (
	insertCaseSQL = `INSERT INTO refunds (` + caseColumnsSQL + `, request, reason, cancellation, proposal, opened_at,
		link_generation, link_hash, link_check, link_made_at, link_expires_at)
		VALUES (` + places(caseKeyCount+caseStateCount+10) + `)`
	updateCaseSQL = fmt.Sprintf(`UPDATE refunds SET (%s) = (%s) WHERE refund = $%d`, caseStateColumns, places(caseStateCount), caseStateCount+1)
)

// places are the places of the first arguments of a statement: "$1, $2".
func places(count int) string {
	marks := make([]string, 0, count)
	for n := 1; n <= count; n++ {
		marks = append(marks, fmt.Sprintf("$%d", n))
	}
	return strings.Join(marks, ", ")
}
