package sqlstore

import (
	"database/sql"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// caseColumns is a refund's row, without its big texts. It is comparable: a row is written when it differs
// from what was read.
type caseColumns struct {
	id          refund.ID
	merchant    refund.MerchantID
	order       refund.OrderID
	customer    refund.CustomerID
	currency    refund.Currency
	requestedBy refund.Person
	digest      string
	runID       string
	market      string
	differences string

	status         refund.Status
	since          int64
	offer          refund.OfferStatus
	lastReason     string
	disposition    refund.Disposition
	assessmentHash string
	policy         string
	riskBand       refund.RiskBand
	totalMinor     int64
	approvals      int
	// reservedVersion is the order's version by which the reservation has its place in the sequence; 0 for
	// a proposal that holds nothing.
	reservedVersion int64
	decided         refund.Verb
	released        bool
	recognised      bool
	closed          bool
	closedAt        sql.NullInt64
	// round counts the appeals.
	round int64
	// brief is the stored proposal without what is large in it, as JSON.
	brief  string
	chosen string
	// why are the codes of a refusal, as JSON; message is what a person says to the customer about it.
	// refusedPart: something was refused, so that it may be appealed.
	why         string
	message     string
	refusedPart bool
	appealBy    sql.NullInt64
	paidBefore  int64
	nextRole    refund.Role
	assignee    refund.Person
	reviewSince sql.NullInt64
	reviewDue   sql.NullInt64
	escalated   bool
	overdue     bool
	goodsBy     sql.NullInt64
	goodsOpen   bool
	inspected   refund.DecisionID
	// payBy is by when the law wants the money paid; sentProof the proof that the goods were sent, as JSON.
	payBy     sql.NullInt64
	sentProof string
	// question is the last one to the customer, as JSON.
	question  string
	offered   bool
	changedAt int64
}

// caseRow is a refund in a transaction: its row and its legs, and what was noted about it since.
type caseRow struct {
	caseColumns
	asRead caseColumns
	// exists: the row is in the database. cancellation and proposal are its big texts, when they are to be
	// written.
	exists       bool
	cancellation *refund.Cancellation
	proposal     string
	// link goes into the new row: the link of the first message. nil: there are no pages.
	link        *refund.PageLink
	legs        []*legRow
	legsRead    bool
	legsChanged bool
	terms       *brief
	// cards counts the gift cards of the refund's order that were bought with it and frozen.
	cards   int64
	events  []event
	version int64
	// acting is who does the act that is being carried out.
	acting refund.Subject
	// requester is who asked for the refund in a verifier's words; it is read for an act of somebody who has such a name.
	requester refund.SubjectID
	// asks is the machine that asks for the refund in this transaction; nil: somebody else does.
	asks *asks
}

// A row's columns: those that never change, and those that do.
const caseKeyColumns = `refund, merchant, order_id, customer, currency, requested_by, digest, run_id, market, differences`

const caseStateColumns = `status, since, offer, last_reason, disposition, assessment_hash, policy, risk_band, total_minor,
	approvals_required, reserved_version, decided, released, recognised, closed, closed_at, round, brief, chosen, why, message,
	refused_part, appeal_by, paid_before_minor, next_role, assignee, review_since, review_due_at, escalated, overdue, goods_by,
	goods_open, inspected, pay_by, sent_proof, question, offered, changed_at`

const caseColumnsSQL = caseKeyColumns + `, ` + caseStateColumns

// How many columns the lists above name.
const (
	caseKeyCount   = 10
	caseStateCount = 38
)

// fields are the columns in the sequence of caseColumnsSQL, to be read into.
func (c *caseColumns) fields() []any {
	return []any{
		&c.id, &c.merchant, &c.order, &c.customer, &c.currency, &c.requestedBy, &c.digest, &c.runID, &c.market, &c.differences,
		&c.status, &c.since, &c.offer, &c.lastReason, &c.disposition, &c.assessmentHash, &c.policy, &c.riskBand, &c.totalMinor,
		&c.approvals, &c.reservedVersion, &c.decided, &c.released, &c.recognised, &c.closed, &c.closedAt, &c.round, &c.brief,
		&c.chosen, &c.why, &c.message, &c.refusedPart, &c.appealBy, &c.paidBefore, &c.nextRole, &c.assignee, &c.reviewSince,
		&c.reviewDue, &c.escalated, &c.overdue, &c.goodsBy, &c.goodsOpen, &c.inspected, &c.payBy, &c.sentProof, &c.question, &c.offered, &c.changedAt,
	}
}

// values are the same columns, to be written.
func (c caseColumns) values() []any {
	return []any{
		c.id, c.merchant, c.order, c.customer, c.currency, c.requestedBy, c.digest, c.runID, c.market, c.differences,
		c.status, c.since, c.offer, c.lastReason, c.disposition, c.assessmentHash, c.policy, c.riskBand, c.totalMinor,
		c.approvals, c.reservedVersion, c.decided, c.released, c.recognised, c.closed, c.closedAt, c.round, c.brief,
		c.chosen, c.why, c.message, c.refusedPart, c.appealBy, c.paidBefore, c.nextRole, c.assignee, c.reviewSince,
		c.reviewDue, c.escalated, c.overdue, c.goodsBy, c.goodsOpen, c.inspected, c.payBy, c.sentProof, c.question, c.offered, c.changedAt,
	}
}

// findCase reads a refund's row, or ErrNotFound.
func (t *tx) findCase(id refund.ID) (*caseRow, error) {
	c := &caseRow{exists: true}
	err := t.row(`SELECT `+caseColumnsSQL+`, (SELECT COUNT(*) FROM bought_cards b WHERE b.merchant = refunds.merchant AND b.order_id = refunds.order_id)
		FROM refunds WHERE refund = $1`, id).Scan(append(c.fields(), &c.cards)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ledger.ErrNotFound
	}
	c.asRead = c.caseColumns
	return c, err
}

// lockCase locks the refund's order and its payments, and reads the refund's row.
func (t *tx) lockCase(id refund.ID) (*caseRow, error) {
	key, err := id.Key()
	if err != nil {
		return nil, err
	}
	if err := t.lockOrder(key.Merchant, key.Order); err != nil {
		return nil, err
	}
	if err := t.lockPayments(key.Merchant, key.Order); err != nil {
		return nil, err
	}
	return t.findCase(id)
}

func (t *tx) lockOrder(m refund.MerchantID, o refund.OrderID) error {
	return t.lock(`SELECT 1 FROM orders WHERE merchant = $1 AND order_id = $2`, m, o)
}

// lockPayments locks the payments of an order, by id.
func (t *tx) lockPayments(m refund.MerchantID, o refund.OrderID) error {
	return t.lock(`SELECT 1 FROM payments WHERE id IN
		(SELECT payment FROM order_payments WHERE merchant = $1 AND order_id = $2) ORDER BY id`, m, o)
}

// lock locks the rows of a query, where the transaction does not hold the whole database.
func (t *tx) lock(query string, args ...any) error {
	if t.dialect.RowLock == "" {
		return nil
	}
	_, err := list(t, anyRow, query+t.dialect.RowLock, args...)
	return err
}

func anyRow(row scanner) (one int, err error) { return one, row.Scan(&one) }
