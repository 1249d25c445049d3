// Package ledger is the port to the books: what may still be refunded of each payment, which
// quantities of each line are taken, the refund's stored case, and the append-only trail.
//
// On the path: activities call it; ledger/sqlite implements it on the shared DML of
// ledger/sqlstore; ledgertest holds every implementation to one conformance suite.
// Double entry in two layers, balanced per asset (docs: POSTINGS). Amounts are int64 minor units;
// times UTC microseconds.
package ledger

import (
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/refund"
)

var (
	// ErrNotFound: no such refund.
	ErrNotFound = errors.New("ledger: not found")
	// ErrInvariant: the call breaks a rule of the books and was rolled back whole. A bug, never
	// to be retried.
	ErrInvariant = errors.New("ledger: invariant broken")
)

// Rules are the rules that judge a request, handed in by the caller: pure, bounded and repeatable. The
// ledger runs them under the order's lock, on the history as it stands then, so that nothing can move
// between the judgement and the reservation. A refund.Problem means that the rules have no answer: a
// person looks.
type Rules interface {
	// Decide judges a request for the first time.
	Decide(c refund.Cancellation, h refund.OrderHistory) (refund.Proposal, error)
	// DecideAgain judges a refund that has a proposal; h is without its own reservation.
	DecideAgain(in refund.Reassessment, h refund.OrderHistory) (refund.Proposal, error)
}

// Cases walks a refund from claim to close. Every method is one transaction, idempotent by refund,
// answers business refusals as values, and returns the standing of its transaction. An error is a fault
// of the database (retry), ErrNotFound, or ErrInvariant.
type Cases interface {
	// DecideRefund claims the business key, registers the order's payments and lines, asks the rules,
	// checks caps, stops and limits, holds the legs and stores the proposal; or returns what was stored
	// before.
	DecideRefund(ctx context.Context, in refund.Decide, rules Rules) (refund.Decided, error)
	// Standing returns the refund as it stands.
	Standing(ctx context.Context, id refund.ID) (refund.Standing, error)
	// CarryOut judges what a person does and carries it out whole: also what it means for the refund's
	// status, reservation and end. A repeated id gets the first answer, with another body CONFLICT.
	CarryOut(ctx context.Context, in refund.ActRequest, rules Rules) (refund.Acted, error)
	// PassDeadline does what happens by itself at a moment of the standing. A moment that the ledger does
	// not know (any more) changes nothing.
	PassDeadline(ctx context.Context, in refund.Deadline) (refund.Standing, error)
	// OpenOffer makes the offer of the stored proposal and holds its dearest choice of its budget (P16o);
	// an offer whose budget is short is stored as not made. Where no offer follows nothing changes.
	OpenOffer(ctx context.Context, id refund.ID) (refund.Standing, error)
	// CloseRefund ends a case whose status is final, with its open offer and its appeal window; one that has
	// not ended stays as it is. ErrInvariant while anything is held or sent.
	CloseRefund(ctx context.Context, in refund.Close) (refund.Standing, error)
	// CountRefused keeps in the trail how many signals were refused, in a bounded number of rows.
	CountRefused(ctx context.Context, in refund.RefusedSignals) (refund.Standing, error)
}

// Legs is the gate every movement of money passes, and the place where outcomes are booked.
type Legs interface {
	// BeginLeg is the gate before the first send, and before a retry.
	BeginLeg(ctx context.Context, in refund.Begin) (refund.Begun, error)
	// ResendLeg is the same gate before the same key and amount are sent again.
	ResendLeg(ctx context.Context, in refund.Resend) (refund.Begun, error)
	// RecordOutcome books what a provider said. A repeated fact is not booked twice; a fact that
	// contradicts an earlier one (settled after declined) is booked, with its excess. The outcome that
	// decides the last leg also sets the refund's status, and closes the case where nothing follows.
	RecordOutcome(ctx context.Context, in refund.Record) (refund.Recorded, error)
}

// Messages keeps what was told to whom.
type Messages interface {
	// ClaimMessage stores that a message is going to be told. It reports false when that was stored before.
	ClaimMessage(ctx context.Context, id refund.ID, in refund.MessageClaim) (first bool, err error)
	// Explanation is what a message needs beyond the standing: the request with its order, the stored
	// assessment, its goods, and the inspection. hash names the assessment that the message is about: where
	// there is another one by now, it answers without an assessment.
	Explanation(ctx context.Context, id refund.ID, hash string) (refund.Explanation, error)
	// PageLink and KeepPageLink are those of Pages: a message names the link of its refund.
	PageLink(ctx context.Context, id refund.ID) (refund.PageLink, error)
	KeepPageLink(ctx context.Context, in PageLinkKept) (refund.PageLink, error)
}

// Reader answers what people and the auditor ask. It locks nothing.
type Reader interface {
	// Identity says which ledger this is.
	Identity(ctx context.Context) (Identity, error)
	// Case returns one refund, or ErrNotFound.
	Case(ctx context.Context, id refund.ID) (refund.Case, error)
	// Cases lists refunds, newest first, and those of one moment by their ids.
	Cases(ctx context.Context, filter CaseFilter) ([]CaseRow, error)
	// OrderPayments says how the payments of an order stand, in the pinned sequence; none for an order that
	// is not known.
	OrderPayments(ctx context.Context, merchant refund.MerchantID, order refund.OrderID) ([]refund.PaymentBalance, error)
	// OrderVersions lists the versions of an order that a newer one took the place of, oldest first.
	OrderVersions(ctx context.Context, merchant refund.MerchantID, order refund.OrderID) ([]OrderVersion, error)
	// Totals sums the control accounts over all payments, by currency.
	Totals(ctx context.Context) ([]AssetTotals, error)
	// ReturnedByPayment says, for a page of a provider's payments, what went back over the provider and
	// what is under way, payment by payment: what the provider's own book is held against.
	ReturnedByPayment(ctx context.Context, page PaymentPage) ([]ProviderPayment, error)
	// StuckLegs lists the legs that Figures counts as stuck, oldest first.
	StuckLegs(ctx context.Context, limitMax int) ([]StuckLeg, error)
	// Figures sums what operators watch, as it stands.
	Figures(ctx context.Context) (Figures, error)
	// SettlementTimes says how long refunds of a way took from being sent to being settled, over the
	// latest of the last 90 days; Count 0: there is no past.
	SettlementTimes(ctx context.Context, way Way) (SettlementTimes, error)
	// Undelivered lists messages that have not reached all their channels, or never will, newest first.
	Undelivered(ctx context.Context, limitMax int) ([]Undelivered, error)
	// Budgets says how every goodwill budget stands.
	Budgets(ctx context.Context) ([]BudgetFigure, error)
	// Audit recomputes every balance and promise from the postings and returns what disagrees.
	Audit(ctx context.Context) ([]Finding, error)
}

// CaseFilter selects cases. Zero values select all; LimitMax 0 means 1000.
type CaseFilter struct {
	Open     bool
	Statuses []refund.Status
	// NeedsPerson selects, beside those of Statuses, refunds that are paid out and have a leg that a person
	// has to act on.
	NeedsPerson bool
	// Merchant, Order, Reason and Assignee select what is theirs.
	Merchant refund.MerchantID
	Order    refund.OrderID
	Reason   refund.Reason
	Assignee refund.Person
	// After selects what comes after a case in the list; nil: the list from its beginning.
	After    *CasePlace
	LimitMax int
}

// CasePlace is where a case stands in a list.
type CasePlace struct {
	OpenedAt time.Time
	ID       refund.ID
}

// CaseRow is one refund in a list.
type CaseRow struct {
	ID          refund.ID          `json:"id"`
	Status      refund.Status      `json:"status"`
	Offer       refund.OfferStatus `json:"offer"`
	Reason      refund.Reason      `json:"reason"`
	Currency    refund.Currency    `json:"currency_code"`
	TotalMinor  int64              `json:"total_minor"`
	HeldMinor   int64              `json:"held_minor"`
	SentMinor   int64              `json:"sent_minor"`
	Closed      bool               `json:"closed"`
	OpenedAt    time.Time          `json:"opened_at"`
	ChangedAt   time.Time          `json:"changed_at"`
	LastReason  string             `json:"last_reason,omitempty"`
	RequestedBy refund.Person      `json:"requested_by,omitempty"`
	ReviewDueAt *time.Time         `json:"review_due_at,omitempty"`
	// PayBy is until when the money has to be paid by law; nil: no law says so, nothing is owed any more, or the
	// money may wait for the goods.
	PayBy        *time.Time      `json:"pay_by,omitempty"`
	RiskBand     refund.RiskBand `json:"risk_band,omitempty"`
	OfferedMinor int64           `json:"offered_minor,omitempty"`
	// Market, NextRole and Assignee say who is asked while it waits for a person.
	Market   string        `json:"market,omitempty"`
	NextRole refund.Role   `json:"next_role,omitempty"`
	Assignee refund.Person `json:"assignee,omitempty"`
	// NeedsPerson is why a person has to act on one of the refund's legs, whatever its others do.
	NeedsPerson refund.Code `json:"needs_person,omitempty"`
	// OrderMinor and CustomerDayMinor are what a reviewer's limit is held against: cumulative, this
	// refund included. They are set for a refund that waits for a person.
	OrderMinor       int64 `json:"order_minor,omitempty"`
	CustomerDayMinor int64 `json:"customer_day_minor,omitempty"`
}

// AssetTotals are the control accounts summed over all payments of one currency.
type AssetTotals struct {
	Currency      refund.Currency `json:"currency_code"`
	CapturedMinor int64           `json:"captured_minor"`
	OpenMinor     int64           `json:"open_minor"`
	HeldMinor     int64           `json:"held_minor"`
	SentMinor     int64           `json:"sent_minor"`
	ReturnedMinor int64           `json:"returned_minor"`
	// OtherWayMinor is what of ReturnedMinor no provider moved: it went back as store credit, or was
	// paid outside makegood.
	OtherWayMinor int64 `json:"other_way_minor,omitempty"`
	ExcessMinor   int64 `json:"excess_minor"`
}

// Finding is something the audit found wrong.
type Finding struct {
	Code   string    `json:"code"`
	Refund refund.ID `json:"refund,omitempty"`
	Detail string    `json:"detail"`
}

// Figures are what operators watch: the refunds that are not over by status, and what is late or
// stuck among them.
type Figures struct {
	Waiting []StatusFigure `json:"waiting"`
	// OverdueCount is how many reviews passed their due time.
	OverdueCount int64 `json:"overdue_count"`
	// OverdueByLawCount is how many refunds were to be paid by law and are not; DueByLawCount how many are to be
	// within refund.LawNotice.
	OverdueByLawCount int64 `json:"overdue_by_law_count"`
	DueByLawCount     int64 `json:"due_by_law_count"`
	// StuckLegCount is how many legs were sent more often than StuckSends and are undecided, or lie
	// undecided for longer than StuckAfter.
	StuckLegCount int64 `json:"stuck_leg_count"`
	// UndeliveredCount is how many messages have not reached all their channels yet; UndeliverableCount how many
	// were given up in the last day.
	UndeliveredCount   int64 `json:"undelivered_count"`
	UndeliverableCount int64 `json:"undeliverable_count"`
	// OpenDisputeCount is how many disputes and inquiries are not decided, EvidenceDueCount for how many of them the
	// bank takes an answer for less than EvidenceNotice.
	OpenDisputeCount int64 `json:"open_dispute_count"`
	EvidenceDueCount int64 `json:"evidence_due_count"`
	// UnattributedCount is how many refunds made elsewhere nobody has said yet what they were for; UnattributedSince is
	// since when the oldest is known, nil: there is none.
	UnattributedCount int64      `json:"unattributed_count"`
	UnattributedSince *time.Time `json:"unattributed_since,omitempty"`
	// Funds are the funds in force. BalanceWaitCount legs wait for their merchant's balance at a provider, the one that has
	// waited longest since BalanceWaitSince; nil: none does.
	Funds            []FundForecast `json:"funds,omitempty"`
	BalanceWaitCount int64          `json:"balance_wait_count"`
	BalanceWaitSince *time.Time     `json:"balance_wait_since,omitempty"`
	// UnusedSince is when the oldest notification was stored whose facts are not booked; nil: there is none.
	UnusedSince *time.Time `json:"unused_since,omitempty"`
	// UnacknowledgedCount statements of withdrawal have no acknowledgement yet, the oldest since UnacknowledgedSince; for
	// StatementsWaitingCount a member of staff has to act, for the oldest since StatementsWaitingSince. nil: there is none.
	UnacknowledgedCount    int64      `json:"unacknowledged_count"`
	UnacknowledgedSince    *time.Time `json:"unacknowledged_since,omitempty"`
	StatementsWaitingCount int64      `json:"statements_waiting_count"`
	StatementsWaitingSince *time.Time `json:"statements_waiting_since,omitempty"`
}

// EvidenceNotice is how long before its end the time to answer a dispute counts as short.
const EvidenceNotice = 72 * time.Hour

// StuckSends and StuckAfter say when a leg counts as stuck.
const (
	StuckSends = 3
	StuckAfter = 24 * time.Hour
)

// StatusFigure counts refunds that are in a status and not closed; Oldest is since when the one
// longest in it is there.
type StatusFigure struct {
	Status refund.Status `json:"status"`
	Count  int64         `json:"count"`
	Oldest time.Time     `json:"oldest"`
}

// Way is how money travels back: the provider and the kind of tender, and in which market; "" for all of them.
type Way struct {
	Provider string
	Kind     refund.PaymentKind
	Market   string
}

// SettlementTimes are the median and the 90th percentile of how long money took.
type SettlementTimes struct {
	Count int64
	P50   time.Duration
	P90   time.Duration
}

// Deliveries keeps what could not be told at once, for people and for the figures.
type Deliveries interface {
	// NoteDelivery keeps how far a message has come; the latest note of a message counts. It is
	// called only for a message that was not told at the first try.
	NoteDelivery(ctx context.Context, in Undelivered) error
}

// Undelivered is a message that was not told at the first try. It has no contact data.
type Undelivered struct {
	Refund    refund.ID         `json:"refund"`
	MessageID string            `json:"message_id"`
	Kind      refund.NoticeKind `json:"kind"`
	Since     time.Time         `json:"since"`
	Delivery  refund.Delivery   `json:"delivery"`
	// GivenUp: nobody tries any more. Without it, and with a complete delivery, everybody was told.
	GivenUp bool `json:"given_up,omitempty"`
}

// SwitchPayout is the kill switch: while it is on, no leg is begun or sent again. SwitchOf names narrower ones.
const SwitchPayout = "payout"

// CodePaymentStopped: a dispute, an excess or a manual hold stops the payment.
const CodePaymentStopped refund.Code = "PAYMENT_STOPPED"

// CodeBudgetShort: the budget has too little free for the offer.
const CodeBudgetShort refund.Code = "BUDGET_SHORT"

// Switches holds what operators throw. They are off until thrown.
type Switches interface {
	// SetSwitch throws a switch, and keeps who did it and why.
	SetSwitch(ctx context.Context, in Switch) error
	// Thrown lists the switches that are on, by name; open circuits that count no more are left out.
	Thrown(ctx context.Context) ([]Thrown, error)
}

// Switch is one throw of a switch.
type Switch struct {
	Name  string
	On    bool
	Cause refund.Cause
	// Acting is how it is known who throws it; the zero Subject: it is asserted.
	Acting refund.Subject
}

// Store is everything an implementation provides.
type Store interface {
	Cases
	Rehearsals
	Legs
	Messages
	Switches
	Exchanges
	StoredValue
	Deliveries
	Dispatches
	Hooks
	HookReader
	Pages
	Sessions
	Facts
	Settlements
	ReconcileReader
	Reconciliations
	Repairs
	Keys
	KeyReader
	Reader
	ParkedReader
	Archive
	Condition
	Sealer
	BankReader
	ActReader
	CaseReader
	ContactLog
	BankActs
	BookReader
	BookActs
	RuleBook
	RuleReader
	RuleFileReader
	Funds
	QueueReader
	QueueActs
	StaffLog
	SampleBook
	SampleReader
	Withdrawals
	WithdrawalReader
	Close() error
}
