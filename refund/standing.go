package refund

import (
	"slices"
	"time"
)

// Standing is what a refund is: its status, its legs and whom each of them pays, its amounts, who has
// agreed and who is asked next, and until when it waits for whom. Every verb of the ledger returns it
// from the transaction it ran in, and the story takes it over whole (DESIGN section 2): there is no
// second copy of any of it.
//
// It is bounded (StandingBytesMax). What is larger (the proposal with its steps, the order, what was
// inspected) stays in the ledger. Amounts are minor units of Currency, times UTC by the ledger's clock.
type Standing struct {
	Refund ID `json:"refund"`
	// Ledger is the id of the ledger that keeps the refund.
	Ledger string `json:"ledger,omitempty"`
	// Version rises with every row of the refund's trail that changes how it stands: of two standings the higher one is newer.
	Version int64  `json:"version"`
	Status  Status `json:"status"`
	// Reason says why the refund is in its status. It begins with a stable code where there is one (CodeIn).
	Reason string    `json:"status_reason,omitempty"`
	Since  time.Time `json:"since"`
	// Round is 0 for the first look at the request and 1 for its appeal.
	Round  int64 `json:"round,omitempty"`
	Closed bool  `json:"closed,omitempty"`

	Currency   Currency `json:"currency_code"`
	TotalMinor int64    `json:"total_minor"`
	PaidMinor  int64    `json:"paid_minor"`
	// PaidBeforeMinor is what of PaidMinor had been paid when the round began.
	PaidBeforeMinor int64    `json:"paid_before_minor,omitempty"`
	Policy          string   `json:"policy,omitempty"`
	RiskBand        RiskBand `json:"risk_band,omitempty"`
	// AssessmentHash is what a decision or a choice is bound to; empty while no proposal is stored.
	AssessmentHash string `json:"assessment_hash,omitempty"`
	// Why are the stable codes of a refusal, whole or in part. Message is what a person says to the
	// customer about it.
	Why     []string `json:"why,omitempty"`
	Message string   `json:"message,omitempty"`

	// Legs are those that count: nothing has taken their place.
	Legs         []LegStanding    `json:"legs,omitempty"`
	Approval     ApprovalStanding `json:"approval,omitzero"`
	Goods        *GoodsStanding   `json:"goods,omitempty"`
	Question     *Question        `json:"question,omitempty"`
	Alternatives []Alternative    `json:"alternatives,omitempty"`
	// Chosen is the id of the alternative the customer chose; an exchange waits for a person until it is
	// carried out.
	Chosen string        `json:"chosen,omitempty"`
	Offer  OfferStanding `json:"offer_standing,omitzero"`
	// PayBy is when the money is due by law; nil: no law says so, or it counts from goods that have not come
	// back. PayByLaw names the law.
	PayBy    *time.Time `json:"pay_by,omitempty"`
	PayByLaw string     `json:"pay_by_law,omitempty"`
	// AppealBy is until when what was refused may be appealed; nil: it may not (any more).
	AppealBy *time.Time `json:"appeal_by,omitempty"`
	// OfferFollows: the policy adds a goodwill offer that has not been made yet. SurveySeconds is when,
	// after the end, the customer is asked how it went; 0: never.
	OfferFollows  bool  `json:"offer_follows,omitempty"`
	SurveySeconds int64 `json:"survey_seconds,omitempty"`
}

// LegStanding is a leg as the ledger has it, with the pinned payment it is sent to.
type LegStanding struct {
	Leg
	Provider  string `json:"provider,omitempty"`
	Account   string `json:"account,omitempty"`
	Reference string `json:"reference,omitempty"`
	// LeasedUntil is until when one attempt alone may send the leg; nil: nobody holds it.
	LeasedUntil *time.Time `json:"leased_until,omitempty"`
	// NeedsPerson is the code of why a person has to act on the leg; empty: nobody has to.
	NeedsPerson Code `json:"needs_person,omitempty"`
	// Stopped is the code of what keeps the leg from being sent for now. It goes on by itself.
	Stopped Code `json:"stopped,omitempty"`
	// MayRetry: a person has said that the leg is to be sent again.
	MayRetry bool `json:"may_retry,omitempty"`
	// Cleared are the people who have said in writing what became of the leg, before it is booked.
	Cleared []Clearance `json:"cleared,omitempty"`
	// Elsewhere is who has said that the leg was paid outside makegood, before another person says so too. Nothing is sent
	// for the leg meanwhile.
	Elsewhere *ElsewhereWord `json:"elsewhere,omitempty"`
}

// ElsewhereWord is one person's word that a leg was paid outside makegood, under a reference.
type ElsewhereWord struct {
	By        Person    `json:"by"`
	Reference string    `json:"reference"`
	At        time.Time `json:"at"`
}

// Clearance is one person's word about an undecided leg.
type Clearance struct {
	By   Person    `json:"by"`
	Role Role      `json:"role,omitempty"`
	Fact LegFact   `json:"fact"`
	At   time.Time `json:"at"`
}

// ApprovalStanding is who has to agree, who did, who is asked next and until when.
type ApprovalStanding struct {
	Required int      `json:"required,omitempty"`
	Reasons  []string `json:"reasons,omitempty"`
	Roles    []Role   `json:"roles,omitempty"`
	// Agreed are those who agreed to the assessment as it stands.
	Agreed []Agreement `json:"agreed,omitempty"`
	// Final: nobody has to agree any more.
	Final    bool   `json:"final,omitempty"`
	NextRole Role   `json:"next_role,omitempty"`
	Assignee Person `json:"assignee,omitempty"`
	// Since is when the review began. A question to the customer does not begin it anew.
	Since      *time.Time `json:"since,omitempty"`
	RemindAt   *time.Time `json:"remind_at,omitempty"`
	EscalateAt *time.Time `json:"escalate_at,omitempty"`
	DueAt      *time.Time `json:"due_at,omitempty"`
	Escalated  bool       `json:"escalated,omitempty"`
	Overdue    bool       `json:"overdue,omitempty"`
	// VerifiedAboveMinor is above which amount (minor units, of the order or of the customer's day) only people whom a door
	// has verified decide; nil: nowhere.
	VerifiedAboveMinor *int64 `json:"verified_above_minor,omitempty"`
}

// Agreement is a person's agreement, in the role they filled.
type Agreement struct {
	By   Person `json:"by"`
	Role Role   `json:"role,omitempty"`
}

// GoodsStanding says whether goods have to come back, and until when; the lines are the proposal's.
type GoodsStanding struct {
	First       bool       `json:"first,omitempty"`
	By          *time.Time `json:"by,omitempty"`
	RemindAt    *time.Time `json:"remind_at,omitempty"`
	InspectRole Role       `json:"inspect_role,omitempty"`
	// Inspected is the id of the inspection, once there was one.
	Inspected DecisionID `json:"inspected,omitempty"`
	// ProofSuffices: the money waits for the goods or for the proof of their sending; SentProof is that proof,
	// once it was given, without its evidence.
	ProofSuffices bool       `json:"proof_suffices,omitempty"`
	SentProof     *SentProof `json:"sent_proof,omitempty"`
}

// Question is what the customer was asked last.
type Question struct {
	InfoID   DecisionID `json:"info_id"`
	Question string     `json:"question"`
	By       Person     `json:"by"`
	AnswerBy *time.Time `json:"answer_by,omitempty"`
	// Answered: the customer answered, or the time for it has passed.
	Answered bool `json:"answered,omitempty"`
}

// OfferStanding is where the compensation offer stands.
type OfferStanding struct {
	OfferState
	Terms *OfferTerms `json:"terms,omitempty"`
	// By is until when it stands, RemindAt when the customer is reminded.
	By       *time.Time `json:"by,omitempty"`
	RemindAt *time.Time `json:"remind_at,omitempty"`
}

// Leg returns the leg of an id.
func (s Standing) Leg(id LegID) (LegStanding, bool) {
	for _, leg := range s.Legs {
		if leg.LegID == id {
			return leg, true
		}
	}
	return LegStanding{}, false
}

// NeedsHuman reports whether a member of staff has to act: on the refund, or on one of its legs while
// others go on.
func (s Standing) NeedsHuman() bool {
	switch s.Status {
	case StatusAwaitingApproval, StatusNeedsAttention:
		return true
	case StatusPayingOut:
		return slices.ContainsFunc(s.Legs, func(l LegStanding) bool { return l.NeedsPerson != "" })
	case StatusReceived, StatusAssessing, StatusAwaitingGoods, StatusInspected, StatusNeedsInfo, StatusRefunded,
		StatusPartlyRefunded, StatusRejected, StatusWithdrawn, StatusNothingToRefund:
	}
	return false
}

// Attention is the code of what a person is needed for: of the refund, or of its first such leg.
func (s Standing) Attention() Code {
	if s.Status == StatusNeedsAttention {
		return CodeIn(s.Reason)
	}
	for _, leg := range s.Legs {
		if leg.NeedsPerson != "" && s.Status == StatusPayingOut {
			return leg.NeedsPerson
		}
	}
	return ""
}

// Begun reports whether something of this round was sent, or paid another way: from here on nothing can
// be withdrawn.
func (s Standing) Begun() bool {
	return s.PaidMinor > s.PaidBeforeMinor || slices.ContainsFunc(s.Legs, func(l LegStanding) bool {
		return l.Status != LegReserved && l.Status != LegReleased && l.Status != LegSettled
	})
}

// Appealable reports whether what was refused may still be appealed.
func (s Standing) Appealable() bool { return s.AppealBy != nil && s.Round == 0 && s.Status.Final() }

// Appealed reports whether this is the second look.
func (s Standing) Appealed() bool { return s.Round > 0 }
