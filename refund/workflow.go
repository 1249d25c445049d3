package refund

import "time"

// Names of the workflow and its messages, for starters, the command line and people.
const (
	WorkflowName = "Refund"

	MessageDecide      = "decide"
	MessageWithdraw    = "withdraw"
	MessageAnswerOffer = "answer_offer"
	MessageResolve     = "resolve"
	MessageAssign      = "assign"
	MessageInspect     = "inspect"
	MessageAppeal      = "appeal"
	MessageAskInfo     = "ask_info"
	MessageAnswerInfo  = "answer_info"
	QueryRefund        = "refund"

	// MemoDigest and MemoPlace are the memo's keys: the body's hash and the record's place.
	MemoDigest = "digest"
	MemoPlace  = "place"
)

// Search attributes: no personal data.
const (
	AttributeStatus      = "RefundStatus"
	AttributeReason      = "RefundReason"
	AttributeRiskBand    = "RiskBand"
	AttributeMerchant    = "Merchant"
	AttributeCurrency    = "Currency"
	AttributeAmountMinor = "AmountMinor"
	AttributeNeedsHuman  = "NeedsHuman"
	AttributeReviewDueAt = "ReviewDueAt"
	// AttributeLedger is the id of the ledger that the refund is kept in.
	AttributeLedger = "Ledger"
)

// Request is the workflow's input.
type Request struct {
	Cancellation Cancellation `json:"cancellation"`
	Digest       string       `json:"digest"`
	// Contact is the only place of contact data in Temporal.
	Contact Contact `json:"contact"`
}

// Result is the workflow's result. Business outcomes are results, never workflow failures.
type Result struct {
	Status     Status      `json:"status"`
	Reason     string      `json:"reason,omitempty"`
	Currency   Currency    `json:"currency_code,omitempty"`
	TotalMinor int64       `json:"total_minor"`
	PaidMinor  int64       `json:"paid_minor"`
	Offer      OfferStatus `json:"offer"`
}

// View is the whole state of a refund: the answer to the query `refund`, without contact data.
type View struct {
	ID           ID           `json:"id"`
	Status       Status       `json:"status"`
	StatusReason string       `json:"status_reason,omitempty"`
	Cancellation Cancellation `json:"cancellation"`
	Proposal     *Proposal    `json:"proposal,omitempty"`
	Legs         []Leg        `json:"legs,omitempty"`
	Offer        OfferStatus  `json:"offer"`
	OfferTerms   *OfferTerms  `json:"offer_terms,omitempty"`
	OfferBy      *time.Time   `json:"offer_by,omitempty"`
	OfferChoice  string       `json:"offer_choice,omitempty"`
	OfferCode    string       `json:"offer_code,omitempty"`
	ReviewDueAt  *time.Time   `json:"review_due_at,omitempty"`
	Overdue      bool         `json:"overdue,omitempty"`
	WaitsFor     string       `json:"waits_for,omitempty"`
	// AssessmentHash is what a decision or a choice may be bound to.
	AssessmentHash string `json:"assessment_hash,omitempty"`
	// NextRole and Assignee are who is asked.
	NextRole Role   `json:"next_role,omitempty"`
	Assignee Person `json:"assignee,omitempty"`
	// GoodsBy is until when the goods are waited for; Inspection is what was found.
	GoodsBy    *time.Time  `json:"goods_by,omitempty"`
	Inspection *Inspection `json:"inspection,omitempty"`
	// Question is what the customer was asked, Reply what they answered.
	Question *InfoRequest `json:"question,omitempty"`
	Reply    *InfoReply   `json:"reply,omitempty"`
	// AppealBy is until when a refusal may be appealed; Appeal is the one that was made.
	AppealBy *time.Time   `json:"appeal_by,omitempty"`
	Appeal   *Appeal      `json:"appeal,omitempty"`
	Trail    []TrailEntry `json:"trail"`
	Messages []NoticeMark `json:"messages,omitempty"`
	// Source is "workflow", or "ledger" when the workflow is gone.
	Source string `json:"source,omitempty"`
}

// PolicyName is the name@version of the policy behind the view's proposal, or "".
func (v View) PolicyName() string {
	if v.Proposal == nil {
		return ""
	}
	return v.Proposal.Assessment.Policy.String()
}
