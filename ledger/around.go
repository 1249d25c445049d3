package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// CaseReader answers what staff look at beside a case.
type CaseReader interface {
	// Around is what the ledger knows around a refund, in one snapshot; ErrNotFound: no such refund.
	Around(ctx context.Context, id refund.ID) (Around, error)
}

// RelatedMax bounds Around.Related by each relation, and Around.Seen.
const RelatedMax = 30

// Around is what the ledger knows around a refund. It has no text that a person wrote.
type Around struct {
	// Order is the pinned order; Differences are what the request's own snapshot contradicts of it.
	Order       refund.Order `json:"order"`
	Differences []string     `json:"differences,omitempty"`
	// Payments are the order's, in the pinned sequence.
	Payments []refund.PaymentBalance `json:"payments,omitempty"`
	// Taken is what everything but this refund takes of the order's lines: other refunds that count, and refunds made
	// elsewhere.
	Taken []LineTaken `json:"taken,omitempty"`
	// Legs say when the refund's legs were sent, in their sequence.
	Legs []LegTimes `json:"legs,omitempty"`
	// Related are other refunds, newest first; MoreRelated: there are more than are listed.
	Related     []Related `json:"related,omitempty"`
	MoreRelated bool      `json:"more_related,omitempty"`
	// Seen is where documents of the refund were named before or since, by their SHA-256.
	Seen     []EvidenceSeen `json:"seen,omitempty"`
	MoreSeen bool           `json:"more_seen,omitempty"`
}

// LineTaken is what is taken of a line: how many units, and what all components about it come to, deductions taken off, in
// minor units of the order's currency.
type LineTaken struct {
	LineID      refund.LineID `json:"line_id"`
	Quantity    int64         `json:"quantity"`
	AmountMinor int64         `json:"amount_minor"`
}

// LegTimes say how often the leg's present generation was sent, and when. Nil times are not known, or did not come.
type LegTimes struct {
	LegID refund.LegID `json:"leg_id"`
	// ProviderKey is the key that the provider knows the present generation by; empty: it was not sent.
	ProviderKey string     `json:"provider_key,omitempty"`
	SendCount   int64      `json:"send_count,omitempty"`
	BegunAt     *time.Time `json:"begun_at,omitempty"`
	LastSentAt  *time.Time `json:"last_sent_at,omitempty"`
	// UnknownSince is since when a request may have left without an answer.
	UnknownSince *time.Time `json:"unknown_since,omitempty"`
	SettledAt    *time.Time `json:"settled_at,omitempty"`
}

// Related is another refund, and how it is related.
type Related struct {
	ID          refund.ID       `json:"id"`
	Status      refund.Status   `json:"status"`
	Reason      refund.Reason   `json:"reason"`
	Currency    refund.Currency `json:"currency_code"`
	TotalMinor  int64           `json:"total_minor"`
	RequestedBy refund.Person   `json:"requested_by,omitempty"`
	Closed      bool            `json:"closed"`
	OpenedAt    time.Time       `json:"opened_at"`
	// SameOrder, SameCustomer and SamePayment say what it has in common with the refund; SameLines that it takes lines of the
	// order that the refund takes too, and has not given them up.
	SameOrder    bool `json:"same_order,omitempty"`
	SameCustomer bool `json:"same_customer,omitempty"`
	SamePayment  bool `json:"same_payment,omitempty"`
	SameLines    bool `json:"same_lines,omitempty"`
}

// EvidenceSource is where a document was named.
type EvidenceSource string

// The sources: the request itself, and the acts that bring documents.
const (
	EvidenceOfRequest    EvidenceSource = "request"
	EvidenceOfAnswer     EvidenceSource = "answer"
	EvidenceOfAppeal     EvidenceSource = "appeal"
	EvidenceOfInspection EvidenceSource = "inspect"
	EvidenceOfClearing   EvidenceSource = "clear"
)

// EvidenceSeen is another refund of the same merchant in which a document was named.
type EvidenceSeen struct {
	SHA256 string         `json:"sha256"`
	Refund refund.ID      `json:"refund"`
	Source EvidenceSource `json:"source"`
	At     time.Time      `json:"at"`
}
