package refund

import "fmt"

// The alternatives to a refund over the original payments. Each is its own id: an assessment has at
// most one of a kind.
const (
	// AlternativeStoreCredit pays the refund, and a bonus from a budget, as store credit.
	AlternativeStoreCredit = "STORE_CREDIT"
	// AlternativeExchange replaces the goods; a person carries it out.
	AlternativeExchange = "EXCHANGE"
)

// Codes of refused choices.
const (
	// CodeAssessmentMoved: the choice was made on another assessment than the one that counts now.
	CodeAssessmentMoved Code = "ASSESSMENT_MOVED"
	// CodeUnknownAlternative: the assessment has no such alternative.
	CodeUnknownAlternative Code = "UNKNOWN_ALTERNATIVE"
)

// Choice is the payload of signal and update `choose`: what, of which assessment.
type Choice struct {
	AlternativeID  string `json:"alternative_id"`
	AssessmentHash string `json:"assessment_hash"`
	By             Person `json:"by,omitempty"`
	// Key makes it repeatable: the same words again under it have the first answer, others are a CONFLICT. Empty: the ledger
	// goes by what it can be done to once.
	Key DecisionID `json:"key,omitempty"`
	Seen
}

// Choose returns the proposal by which a choice is carried out; hash is the one that counts now, order the
// pinned one. A Problem is returned for a choice on another assessment (ASSESSMENT_MOVED) or of an alternative
// that is not offered (UNKNOWN_ALTERNATIVE). What was proposed stays as it is.
func (p Proposal) Choose(c Choice, hash string, order Order) (Proposal, error) {
	if c.AssessmentHash != hash {
		return Proposal{}, Problem{Code: CodeAssessmentMoved, Detail: "the choice was made on another assessment: look again"}
	}
	for _, offered := range p.Assessment.Alternatives {
		if offered.ID == c.AlternativeID && offered.ID != "" {
			return p.with(offered, order)
		}
	}
	if len(p.Assessment.Alternatives) == 0 {
		return Proposal{}, Problem{Code: CodeUnknownAlternative, Detail: "there is no other way to be made good to choose"}
	}
	return Proposal{}, Problem{Code: CodeUnknownAlternative, Detail: fmt.Sprintf("there is no alternative %q", c.AlternativeID)}
}

func (p Proposal) with(chosen Alternative, order Order) (Proposal, error) {
	p.Assessment.Chosen = &chosen
	switch chosen.Kind {
	case AlternativeStoreCredit:
		p.Assessment.Legs = viaStoreCredit(p.Assessment.Legs, order, chosen.BonusMinor)
		return p, nil
	case AlternativeExchange:
		p.Assessment.Disposition = DispositionAttention
		p.Assessment.Reasons = []string{string(CodeExchangeChosen)}
		return p, nil
	}
	return Proposal{}, Problem{Code: CodeUnknownAlternative, Detail: fmt.Sprintf("nothing is known of %s", chosen.Kind)}
}

// viaStoreCredit leads every leg of money to store credit, each still against its own payment. A
// void moves no money; what is in kind (points, a red packet, a coupon) goes back as what it is. The
// bonus goes with the first of them.
func viaStoreCredit(legs []PlannedLeg, order Order, bonusMinor int64) []PlannedLeg {
	inKind := map[PaymentID]bool{}
	for _, payment := range order.Payments {
		inKind[payment.PaymentID] = payment.Indivisible()
	}
	led := make([]PlannedLeg, len(legs))
	for i, leg := range legs {
		led[i] = leg
		if !leg.Void && leg.Units == nil && !inKind[leg.PaymentID] {
			led[i].Via, led[i].BonusMinor = AlternativeStoreCredit, bonusMinor
			bonusMinor = 0
		}
	}
	return led
}
