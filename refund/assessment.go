package refund

import "time"

// ComponentKind names a part of the refund's total.
type ComponentKind string

// The component kinds. Components sum to the total (promise 3).
const (
	ComponentLine              ComponentKind = "LINE"
	ComponentTax               ComponentKind = "TAX"
	ComponentShipping          ComponentKind = "SHIPPING"
	ComponentFee               ComponentKind = "FEE"
	ComponentClawback          ComponentKind = "CLAWBACK"
	ComponentGiftNotReturned   ComponentKind = "GIFT_NOT_RETURNED"
	ComponentUsage             ComponentKind = "USAGE"
	ComponentDepreciation      ComponentKind = "DEPRECIATION"
	ComponentRestocking        ComponentKind = "RESTOCKING"
	ComponentAdjustment        ComponentKind = "ADJUSTMENT"
	ComponentTenderNotRestored ComponentKind = "TENDER_NOT_RESTORED"
	ComponentWaiver            ComponentKind = "WAIVER"
	// ComponentTenderReissued is what a merchant's fault gives back of an indivisible instrument by other
	// means, because it cannot be restored (MONEY C8).
	ComponentTenderReissued ComponentKind = "TENDER_REISSUED"
	// ComponentRounding is what a provider's step adds to a request or leaves to a later one. Over all
	// requests of an order it sums to zero.
	ComponentRounding ComponentKind = "ROUNDING"
	// ComponentVoid is the part of a request that was never captured: a claim that is cancelled (MONEY
	// C13). It is positive when a capture brings the claim back.
	ComponentVoid ComponentKind = "VOID"
	// ComponentReturnShipping is what a return label costs the customer (MONEY C11).
	ComponentReturnShipping ComponentKind = "RETURN_SHIPPING"
	// ComponentEarnedPoints takes back points that the purchase had earned: units, and never money.
	ComponentEarnedPoints ComponentKind = "EARNED_POINTS"
)

// Component is one part of the total. A LINE with a quantity claims that quantity of the line.
type Component struct {
	Kind        ComponentKind `json:"kind"`
	LineID      LineID        `json:"line_id,omitempty"`
	FeeID       string        `json:"fee_id,omitempty"`
	PromotionID PromotionID   `json:"promotion_id,omitempty"`
	PaymentID   PaymentID     `json:"payment_id,omitempty"`
	Quantity    int64         `json:"quantity,omitempty"`
	AmountMinor int64         `json:"amount_minor"`
	// TaxMinor is the tax inside AmountMinor (of an inclusive component), or AmountMinor itself
	// for a TAX component.
	TaxMinor int64 `json:"tax_minor,omitempty"`
	// Of says what a TAX component is the tax of, where it is not the recorded tax of its line,
	// shipping or fee: CLAWBACK, GIFT_NOT_RETURNED, USAGE, DEPRECIATION or RESTOCKING. Such a tax
	// has either sign.
	Of ComponentKind `json:"of,omitempty"`
	// PromotionMode is what a LINE's terms made of the promotions of the goods that are kept (KEEP,
	// REPRICE, FORFEIT): the order's next request needs it (MONEY C5, C6).
	PromotionMode string `json:"promotion_mode,omitempty"`
	// ShipmentID is the delivery a SHIPPING component is of; empty: the order's own.
	ShipmentID ShipmentID `json:"shipment_id,omitempty"`
	// TaxRate is the rate of the tax inside a RETURN_SHIPPING: its own, and not that of the goods.
	TaxRate string `json:"tax_rate,omitempty"`
	// GoodsWaived: the units of a LINE, with its TAX, stay with the customer, and are paid back all the same.
	GoodsWaived bool `json:"goods_waived,omitempty"`
	// Measure is how much of a line sold by measure a LINE without a quantity gives money back for.
	Measure *Measure `json:"measure,omitempty"`
	// Units are what an EARNED_POINTS component takes back (negative) or gives back.
	Units *Units `json:"units,omitempty"`
	// Sellers are the marketplace's sellers the component goes to the account of, each with its part; what is
	// left of AmountMinor is the platform's own.
	Sellers []SellerShare `json:"sellers,omitempty"`
}

// Alternative is another way the customer could be made good. ID is stable within its assessment:
// a choice names it together with the assessment's hash.
type Alternative struct {
	ID         string `json:"id,omitempty"`
	Kind       string `json:"kind"`
	TotalMinor int64  `json:"total_minor"`
	// BonusMinor is what of TotalMinor is goodwill, from Budget, never from headroom.
	BonusMinor int64  `json:"bonus_minor,omitempty"`
	Budget     string `json:"budget,omitempty"`
	// BudgetMonthlyMinor is what the policy grants the budget per merchant and calendar month (UTC).
	BudgetMonthlyMinor int64 `json:"budget_monthly_minor,omitempty"`
}

// PlannedLeg is a leg as assessed: how much goes back against which payment, and which way.
type PlannedLeg struct {
	LegID       LegID     `json:"leg_id"`
	PaymentID   PaymentID `json:"payment_id"`
	Via         string    `json:"via,omitempty"`
	AmountMinor int64     `json:"amount_minor"`
	Units       *Units    `json:"units,omitempty"`
	Void        bool      `json:"void,omitempty"`
	// BonusMinor is goodwill that goes with the leg, from the chosen alternative's budget and never
	// from headroom; AmountMinor does not contain it.
	BonusMinor int64 `json:"bonus_minor,omitempty"`
	// Substitutes names the leg of the same refund in whose place this one goes.
	Substitutes LegID `json:"substitutes,omitempty"`
	// CaptureID is the capture the leg goes to, where the payment's captures have references of their own.
	CaptureID string `json:"capture_id,omitempty"`
}

// KeptBack is a change of what an indivisible tender does not give back on a partial refund:
// positive is newly kept back, negative is restored (MONEY C8; postings P13, P13a).
type KeptBack struct {
	PaymentID   PaymentID `json:"payment_id"`
	AmountMinor int64     `json:"amount_minor"`
}

// RestoredCoupon is a coupon that was no tender, but took something off the order: the customer may use
// it again (posting P13c).
type RestoredCoupon struct {
	PromotionID PromotionID `json:"promotion_id"`
	CustomerID  CustomerID  `json:"customer_id"`
}

// AppliedRule says which rule of the policy decided a line, for one reason.
type AppliedRule struct {
	LineID LineID `json:"line_id"`
	Reason Reason `json:"reason"`
	Rule   string `json:"rule"`
}

// PolicyRef names a version of a policy; Hash is over the policy's bytes.
type PolicyRef struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Hash    string `json:"hash,omitempty"`
}

// String returns name@version.
func (p PolicyRef) String() string { return p.Name + "@" + p.Version }

// Disposition is what an assessment says shall happen with the request as a whole.
type Disposition string

// The dispositions.
const (
	// DispositionPay: there is something to pay (or to void).
	DispositionPay Disposition = "Pay"
	// DispositionNothing: nothing was captured, or all that was asked for is refunded already.
	DispositionNothing Disposition = "Nothing"
	// DispositionReject: the policy says no; Reasons say why.
	DispositionReject Disposition = "Reject"
	// DispositionAttention: a person must look; Reasons say why. Never silently less.
	DispositionAttention Disposition = "Attention"
)

// Assessment is what the policy makes of a request on the order and its refund history: the
// amount, why, and what it needs. It is pure data, and it is stored with the reservation.
type Assessment struct {
	Disposition Disposition `json:"disposition"`
	Reasons     []string    `json:"reasons,omitempty"`
	Policy      PolicyRef   `json:"policy"`
	// Rules names the policy's rules that decided, by line; a line without one was decided by the
	// words of its reason.
	Rules          []AppliedRule `json:"rules,omitempty"`
	HistoryVersion int64         `json:"history_version"`
	Currency       Currency      `json:"currency_code"`
	TotalMinor     int64         `json:"total_minor"`
	TaxMinor       int64         `json:"tax_minor"`
	// DeductionTaxMinor is the tax inside what is kept (fees, restocking): POSTINGS P2r books the
	// fee without it.
	DeductionTaxMinor int64       `json:"deduction_tax_minor,omitempty"`
	Components        []Component `json:"components,omitempty"`
	// CreditNote is what a credit note for the refund says.
	CreditNote *CreditNote `json:"credit_note,omitempty"`
	// Sellers are the shares of a marketplace's sellers in the refund.
	Sellers  []SellerShare `json:"sellers,omitempty"`
	Legs     []PlannedLeg  `json:"legs,omitempty"`
	KeptBack []KeptBack    `json:"kept_back,omitempty"`
	// RestoredCoupons were discounts of the order, and go back because nothing of it is kept.
	RestoredCoupons []RestoredCoupon `json:"restored_coupons,omitempty"`
	Steps           []Step           `json:"steps,omitempty"`
	Alternatives    []Alternative    `json:"alternatives,omitempty"`
	// Chosen is the alternative that takes the original payments' place.
	Chosen *Alternative `json:"chosen,omitempty"`
	// ApprovalsRequired is how many people must agree; ApprovalReasons say why.
	ApprovalsRequired int      `json:"approvals_required"`
	ApprovalReasons   []string `json:"approval_reasons,omitempty"`
	// Handling names the policy's handling that applies, if one does.
	Handling string `json:"handling,omitempty"`
	// AutoApproveMaxMinor is the policy's limit up to which nobody is asked, cumulative per order
	// and per customer and day; DecideRefund checks it again under its locks. Nil: the currency
	// has no band, so a person is always asked.
	AutoApproveMaxMinor *int64 `json:"auto_approve_max_minor,omitempty"`
	// VerifiedAboveMinor is the amount (minor units, cumulative as above) above which only people whom a door has verified
	// decide. Nil: whoever is named in a signal does.
	VerifiedAboveMinor *int64 `json:"verified_above_minor,omitempty"`
	// PayBy is when the money is due by law (the first moment after the last day); nil: no law says so, or the
	// law counts from the goods. PayByLaw names the law.
	PayBy    *time.Time `json:"pay_by,omitempty"`
	PayByLaw string     `json:"pay_by_law,omitempty"`
	// PayAfterGoods says when the money is due where the law counts from when the goods came back; nil: it does
	// not.
	PayAfterGoods *PayAfterGoods `json:"pay_after_goods,omitempty"`
	// Review says how long people may take, and who is asked next.
	Review ReviewTerms `json:"review,omitzero"`
	// Goods are what has to come back; nil: nothing has to.
	Goods *GoodsTerms `json:"goods,omitempty"`
	// AppealSeconds is for how long a refusal may be appealed, once; 0: it may not.
	AppealSeconds int64 `json:"appeal_seconds,omitempty"`
	// SurveySeconds is when, after the end, the customer is asked how it went; 0: never.
	SurveySeconds int64       `json:"survey_seconds,omitempty"`
	Offer         *OfferTerms `json:"offer,omitempty"`
}

// Eligible reports whether the policy grants the request.
func (a Assessment) Eligible() bool {
	return a.Disposition == DispositionPay
}

// RiskBand is a coarse risk: it decides who looks, never how much the customer gets.
type RiskBand string

// The risk bands.
const (
	RiskLow    RiskBand = "low"
	RiskMedium RiskBand = "medium"
	RiskHigh   RiskBand = "high"
)

// RiskVerdict is the risk check's answer; it is stored with the reservation, so that a second
// run cannot contradict the first.
type RiskVerdict struct {
	Score   int      `json:"score"`
	Band    RiskBand `json:"band"`
	Reasons []string `json:"reasons,omitempty"`
	Rules   string   `json:"rules"`
	// Shadow is what rules on trial say: kept for comparison, never acted on.
	Shadow *RiskVerdict `json:"shadow,omitempty"`
}
