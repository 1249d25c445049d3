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

// EndedAs: the refund was released before, as Status; the first end counts.
type EndedAs struct{ Status refund.Status }

// Error implements error.
func (e EndedAs) Error() string { return "ledger: released before as " + string(e.Status) }

// Cases walks a refund from claim to close. Every method is one transaction, idempotent by
// refund, and answers business refusals as values; an error is a fault of the database (retry),
// ErrNotFound, ErrInvariant, or a refund.Problem where the method says so.
type Cases interface {
	// OpenRefund claims the business key and registers the order's payments and lines.
	OpenRefund(ctx context.Context, in refund.Open) (refund.Opened, error)
	// History returns what a request of this refund is assessed on; its own earlier claim is
	// not part of it.
	History(ctx context.Context, id refund.ID) (refund.OrderHistory, error)
	// HistoryAnew is History as if the refund's own reservation were not there: what is held for it
	// counts as open again, its claims as free; what it has settled stays settled. Its proposal is
	// assessed again on it.
	HistoryAnew(ctx context.Context, id refund.ID) (refund.OrderHistory, error)
	// ReserveRefund checks history version, caps, claims and stops, holds the legs and stores the
	// proposal; or returns the one stored before.
	ReserveRefund(ctx context.Context, in refund.Reserve) (refund.Reserved, error)
	// ReplaceRefund holds another proposal in the place of the stored one, in one transaction with
	// the checks of ReserveRefund; approvals of the old one are void. Legs that have settled stay. It
	// opens a refund that was rejected and released again. Answers are ReserveRefund's; a repeated
	// key gets ReservedBefore.
	ReplaceRefund(ctx context.Context, in refund.Replace) (refund.Reserved, error)
	// MarkRefund records a change of status that moves no money.
	MarkRefund(ctx context.Context, in refund.Mark) error
	// ReleaseRefund gives back what is held and ends the refund; Problem ALREADY_SENT if it may
	// not, EndedAs if it was released before with another status.
	ReleaseRefund(ctx context.Context, in refund.Release) error
	// CloseRefund ends the case; ErrInvariant while anything is held or sent.
	CloseRefund(ctx context.Context, in refund.Close) error
}

// Legs is the gate every movement of money passes, and the place where outcomes are booked.
type Legs interface {
	// BeginLeg is the gate before the first send, and before a retry. A leg that bounced after it
	// settled is done until a resolution says retry.
	BeginLeg(ctx context.Context, in refund.Begin) (refund.Begun, error)
	// ResendLeg is the same gate before the same key and amount are sent again.
	ResendLeg(ctx context.Context, in refund.Resend) (refund.ResendAnswer, error)
	// RecordOutcome books what a provider said. A repeated fact is not booked twice; a fact that
	// contradicts an earlier one (settled after declined) is booked, with its excess.
	RecordOutcome(ctx context.Context, in refund.Record) (refund.Leg, error)
}

// Decisions authorises and keeps people's decisions.
type Decisions interface {
	// AuthorizeDecision checks and stores a decision, and carries out an adjustment in the same
	// transaction. A repeated decision id gets the first answer, with another body CONFLICT.
	AuthorizeDecision(ctx context.Context, in refund.DecisionRequest) (refund.Ruling, error)
	// AuthorizeResolution checks and stores a resolution, and books what it does to the legs in the
	// same transaction. A repeated resolution id gets the first answer, with another body CONFLICT.
	AuthorizeResolution(ctx context.Context, in refund.ResolutionRequest) (refund.Ruling, error)
}

// Offers moves goodwill offers through their budget.
type Offers interface {
	// OpenOffer holds the offer's dearest choice of its budget (P16o); refused when too little is free.
	OpenOffer(ctx context.Context, in refund.OfferMove) (refund.OfferState, error)
	// EndOffer posts an acceptance once (P16a), or gives the budget back (P16d); what the choice taken
	// costs less than what was held goes back too.
	EndOffer(ctx context.Context, in refund.OfferEnd) (refund.OfferState, error)
	// GrantBudget opens a budget's period (P16), once per budget, period and currency.
	GrantBudget(ctx context.Context, in BudgetGrant) error
}

// BudgetGrant is money put at a budget's disposal for a period (free text such as "2026-11").
type BudgetGrant struct {
	Merchant    refund.MerchantID
	Budget      string
	Period      string
	Currency    refund.Currency
	AmountMinor int64
}

// Reader answers what people and the auditor ask. It locks nothing.
type Reader interface {
	// Case returns one refund, or ErrNotFound.
	Case(ctx context.Context, id refund.ID) (refund.Case, error)
	// Cases lists refunds, newest first.
	Cases(ctx context.Context, filter CaseFilter) ([]CaseRow, error)
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
	// Undelivered lists messages somebody has not heard yet, or never will, newest first.
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
	LimitMax int
}

// CaseRow is one refund in a list.
type CaseRow struct {
	ID           refund.ID          `json:"id"`
	Status       refund.Status      `json:"status"`
	Offer        refund.OfferStatus `json:"offer"`
	Reason       refund.Reason      `json:"reason"`
	Currency     refund.Currency    `json:"currency_code"`
	TotalMinor   int64              `json:"total_minor"`
	HeldMinor    int64              `json:"held_minor"`
	SentMinor    int64              `json:"sent_minor"`
	Closed       bool               `json:"closed"`
	OpenedAt     time.Time          `json:"opened_at"`
	ChangedAt    time.Time          `json:"changed_at"`
	LastReason   string             `json:"last_reason,omitempty"`
	RequestedBy  refund.Person      `json:"requested_by,omitempty"`
	ReviewDueAt  *time.Time         `json:"review_due_at,omitempty"`
	RiskBand     refund.RiskBand    `json:"risk_band,omitempty"`
	OfferedMinor int64              `json:"offered_minor,omitempty"`
	// Market, NextRole and Assignee say who is asked while it waits for a person.
	Market   string        `json:"market,omitempty"`
	NextRole refund.Role   `json:"next_role,omitempty"`
	Assignee refund.Person `json:"assignee,omitempty"`
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
	// StuckLegCount is how many legs were sent more often than StuckSends and are undecided, or lie
	// undecided for longer than StuckAfter.
	StuckLegCount int64 `json:"stuck_leg_count"`
	// UndeliveredCount is how many messages somebody has not heard yet; UndeliverableCount how many
	// were given up in the last day.
	UndeliveredCount   int64 `json:"undelivered_count"`
	UndeliverableCount int64 `json:"undeliverable_count"`
}

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

// Way is how money travels back: the provider and the kind of tender.
type Way struct {
	Provider string
	Kind     refund.PaymentKind
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

// SwitchPayout is the kill switch: while it is on, no leg is begun or sent again.
const SwitchPayout = "payout"

// CodePaymentStopped: a dispute, an excess or a manual hold stops the payment.
const CodePaymentStopped refund.Code = "PAYMENT_STOPPED"

// CodeBudgetShort: the budget has too little free for the offer.
const CodeBudgetShort refund.Code = "BUDGET_SHORT"

// Switches holds what operators throw. They are off until thrown.
type Switches interface {
	// SetSwitch throws a switch, and keeps who did it and why.
	SetSwitch(ctx context.Context, in Switch) error
}

// Switch is one throw of a switch.
type Switch struct {
	Name  string
	On    bool
	Cause refund.Cause
}

// Store is everything an implementation provides.
type Store interface {
	Cases
	Legs
	Decisions
	Offers
	Switches
	Deliveries
	Repairs
	Reader
	Archive
	Close() error
}
