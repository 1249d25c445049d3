package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// BankReader reads what banks and others did to payments.
type BankReader interface {
	// Disputes lists disputes: those with evidence due first, the soonest at the top.
	Disputes(ctx context.Context, filter DisputeFilter) ([]Dispute, error)
	// OutsideRefunds lists refunds that makegood did not ask for, oldest first.
	OutsideRefunds(ctx context.Context, filter OutsideFilter) ([]OutsideRefund, error)
	// WriteOffs lists what people asked to write off, oldest first.
	WriteOffs(ctx context.Context, filter WriteOffFilter) ([]WrittenOff, error)
	// PaymentOwner says under whose key words about a payment are sealed: its order's customer. Of several orders the
	// first in Orders is meant. ErrNotFound: no order has named the payment.
	PaymentOwner(ctx context.Context, in NamedPayment) (refund.KeyOwner, error)
}

// BankActs are what people decide about them. Each answers as an act does: a refusal has a stable code and changes
// nothing.
type BankActs interface {
	// Attribute says what a refund made elsewhere was for (P11a), once. The same words again are answered as the first
	// time; other words are refused with CONFLICT.
	Attribute(ctx context.Context, in Attribution) (refund.Answer, error)
	// WriteOff writes off what a customer will not give back (P20), once two people have said so.
	WriteOff(ctx context.Context, in WriteOff) (refund.Answer, error)
	// ValueDispute says what of the captured currency a dispute in another currency takes, where its provider does not.
	// Said again with another amount, the books follow.
	ValueDispute(ctx context.Context, in DisputeValue) (refund.Answer, error)
}

// DisputeValue is a person's word of what a dispute in another currency takes: AmountMinor of Currency, which has to be the
// payment's. It holds for the amount that is disputed when it is said.
type DisputeValue struct {
	DisputeID   string
	Provider    string
	Account     string
	Reference   string
	AmountMinor int64
	Currency    refund.Currency
	By          refund.Person
	Note        string `personal:"text"`
	Authority   refund.Authority
	// Acting is how it is known who By is, and who that is in a verifier's words; the zero Subject: it is asserted.
	Acting refund.Subject
}

// DisputeFilter selects disputes. Zero values select all; LimitMax 0 means 1000.
type DisputeFilter struct {
	// ID is the bank's or provider's id of the dispute.
	ID string
	// Open selects inquiries and those that have the funds and are not decided.
	Open     bool
	LimitMax int
}

// Dispute is a dispute with its payment, and what it came to in the books. Amounts are minor units: AmountMinor of
// Currency, the others of the payment's.
type Dispute struct {
	ID            string              `json:"dispute_id"`
	Payment       NamedPayment        `json:"payment"`
	Stage         refund.DisputeStage `json:"stage"`
	AmountMinor   int64               `json:"amount_minor"`
	Currency      refund.Currency     `json:"currency_code"`
	Reason        string              `json:"reason,omitempty"`
	EvidenceDueAt *time.Time          `json:"evidence_due_at,omitempty"`
	FirstHeardAt  time.Time           `json:"first_heard_at"`
	ChangedAt     time.Time           `json:"changed_at"`
	// TakenMinor is what it keeps from the payment, FeeMinor what it cost beside.
	TakenMinor int64 `json:"taken_minor"`
	FeeMinor   int64 `json:"fee_minor,omitempty"`
	// ReceivableMinor, PayableMinor and LossMinor say how a lost one is borne.
	ReceivableMinor int64 `json:"receivable_minor,omitempty"`
	PayableMinor    int64 `json:"payable_minor,omitempty"`
	LossMinor       int64 `json:"loss_minor,omitempty"`
	// Said is a person's word of what it takes; nil: nobody has said anything.
	Said *DisputeSaid `json:"said,omitempty"`
	// Heard is everything that was said of it, in its sequence.
	Heard []DisputeHeard `json:"heard"`
	// Refunds are the refunds that have legs against the payment.
	Refunds []refund.ID `json:"refunds,omitempty"`
}

// DisputeSaid is a person's word of what a dispute in another currency takes: AmountMinor in minor units of the payment's
// currency, said while OfMinor of the dispute's were disputed. Where another amount is disputed by now it does not count.
type DisputeSaid struct {
	AmountMinor int64         `json:"amount_minor"`
	OfMinor     int64         `json:"of_minor"`
	By          refund.Person `json:"by"`
	// Note is what that person wrote, as it was stored: sealed.
	Note string `json:"note,omitempty" personal:"text"`
}

// NamedPayment is a payment as its provider knows it, and as the ledger does.
type NamedPayment struct {
	ID        string            `json:"id"`
	Merchant  refund.MerchantID `json:"merchant_id"`
	Provider  string            `json:"provider"`
	Account   string            `json:"account,omitempty"`
	Reference string            `json:"reference"`
	Currency  refund.Currency   `json:"currency_code"`
	// Orders are those it pays.
	Orders []refund.OrderID `json:"orders,omitempty"`
}

// OutsideFilter selects refunds made elsewhere. Zero values select all; LimitMax 0 means 1000.
type OutsideFilter struct {
	// Unattributed selects those that nobody has said yet what they were for.
	Unattributed bool
	LimitMax     int
}

// OutsideRefund is a refund that makegood did not ask for. Amounts are minor units: AmountMinor of Currency, TakenMinor
// of the payment's.
type OutsideRefund struct {
	ProviderRefundID string             `json:"provider_refund_id"`
	Payment          NamedPayment       `json:"payment"`
	Order            refund.OrderID     `json:"order_id,omitempty"`
	AmountMinor      int64              `json:"amount_minor"`
	Currency         refund.Currency    `json:"currency_code"`
	Outcome          refund.OutcomeKind `json:"outcome"`
	// TakenMinor is what it takes of the payment's headroom.
	TakenMinor   int64         `json:"taken_minor"`
	FirstHeardAt time.Time     `json:"first_heard_at"`
	AttributedAs AttributedAs  `json:"attributed_as,omitempty"`
	AttributedAt *time.Time    `json:"attributed_at,omitempty"`
	AttributedBy refund.Person `json:"attributed_by,omitempty"`
	// AttributedVerified is how it is known who that is, AttributedSubject who that is in a verifier's words.
	AttributedVerified refund.Verification `json:"attributed_verified,omitempty"`
	AttributedSubject  refund.SubjectID    `json:"attributed_subject,omitempty"`
	// Note is what that person wrote, as it was stored: sealed.
	Note string `json:"note,omitempty" personal:"text"`
}

// AttributedAs is what a refund made elsewhere was for.
type AttributedAs string

// What it may have been for.
const (
	// AttributedLines: goods of an order, or money for goods that the customer keeps.
	AttributedLines AttributedAs = "LINES"
	// AttributedGoodwill: nothing that was bought; the note says what.
	AttributedGoodwill AttributedAs = "GOODWILL"
)

// Attribution is a person's word of what a refund made elsewhere was for.
type Attribution struct {
	// Provider, Account and Reference name the payment, as the ledger pins it.
	Provider         string
	Account          string
	Reference        string
	ProviderRefundID string
	As               AttributedAs
	// Order is needed where the payment pays several.
	Order refund.OrderID
	// Lines have to come to the refund's amount.
	Lines     []AttributedLine
	By        refund.Person
	Note      string `personal:"text"`
	Authority refund.Authority
	// Acting is how it is known who By is, and who that is in a verifier's words; the zero Subject: it is asserted.
	Acting refund.Subject
}

// AttributedLine is a part of such a refund: Quantity units of a line, or with quantity 0 money for goods that the
// customer keeps. AmountMinor is what was paid back, tax included, in minor units of the payment's currency.
type AttributedLine struct {
	LineID      refund.LineID `json:"line_id"`
	Quantity    int64         `json:"quantity"`
	AmountMinor int64         `json:"amount_minor"`
}

// WriteOff is a person's word that a customer will not give back what a payment's dispute or late success left with
// them. The first asks; the second, who is another person, agrees, and it is booked.
type WriteOff struct {
	// ID is the caller's own; the second person says the same.
	ID        string
	Provider  string
	Account   string
	Reference string
	// AmountMinor is in minor units of Currency, which has to be the payment's.
	AmountMinor int64
	Currency    refund.Currency
	By          refund.Person
	Note        string `personal:"text"`
	Authority   refund.Authority
	// Acting is how it is known who By is, and who that is in a verifier's words; the zero Subject: it is asserted.
	Acting refund.Subject
}

// WriteOffFilter selects write-offs. Zero values select all; LimitMax 0 means 1000.
type WriteOffFilter struct {
	// Open selects those that wait for another person.
	Open     bool
	LimitMax int
}

// WrittenOff is what one person asked to write off and, once AgreedAt is set, another agreed to. AmountMinor is in minor
// units of the payment's currency; the notes are as they were stored: sealed.
type WrittenOff struct {
	ID          string        `json:"write_off_id"`
	Payment     NamedPayment  `json:"payment"`
	AmountMinor int64         `json:"amount_minor"`
	AskedBy     refund.Person `json:"asked_by"`
	AskedAt     time.Time     `json:"asked_at"`
	AskedNote   string        `json:"asked_note,omitempty" personal:"text"`
	// AskedVerified and AgreedVerified are how it is known who they are, the subjects who that is in a verifier's words.
	AskedVerified  refund.Verification `json:"asked_verified,omitempty"`
	AskedSubject   refund.SubjectID    `json:"asked_subject,omitempty"`
	AgreedVerified refund.Verification `json:"agreed_verified,omitempty"`
	AgreedSubject  refund.SubjectID    `json:"agreed_subject,omitempty"`
	AgreedBy       refund.Person       `json:"agreed_by,omitempty"`
	AgreedAt       *time.Time          `json:"agreed_at,omitempty"`
	AgreedNote     string              `json:"agreed_note,omitempty" personal:"text"`
}

// The codes of what is refused here beside those of acts.
const (
	// CodeAmountDiffers: the lines do not come to what was refunded.
	CodeAmountDiffers refund.Code = "AMOUNT_DIFFERS"
	// CodeNotReceivable: the customer owes less than is to be written off.
	CodeNotReceivable refund.Code = "NOT_RECEIVABLE"
	// CodeOrderNeeded: the payment pays several orders, and none was named.
	CodeOrderNeeded refund.Code = "ORDER_NEEDED"
	// CodeNothingTaken: nothing of it is taken: the refund failed at its provider.
	CodeNothingTaken refund.Code = "NOTHING_TAKEN"
)
