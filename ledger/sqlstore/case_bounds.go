package sqlstore

import (
	"encoding/json"

	"github.com/makegood/makegood/refund"
)

// Bounds of what a standing lists.
const (
	whyMax     = 10
	listedMax  = 10
	agreedMax  = 10
	codeBytes  = 64
	nameBytes  = 32
	clearedMax = 4
	// wordsFactor times refund.ReasonBytesMax is more than refund.WordsBytesMax: a sealed text has to stay whole.
	wordsFactor = 11
)

// bounded cuts a standing to refund.StandingBytesMax. What people read is cut first, and shorter with each
// turn; what is cut stands whole in the trail, the acts and the proposal.
func bounded(s refund.Standing) refund.Standing {
	for wordsMax := refund.ReasonBytesMax; ; wordsMax /= 2 {
		s = shortened(s, wordsMax)
		raw, err := json.Marshal(s)
		if err == nil && len(raw) <= refund.StandingBytesMax || wordsMax == 0 {
			return s
		}
	}
}

// shortened cuts every text of a standing to so many bytes, and what the customer is told to wordsFactor times that.
func shortened(s refund.Standing, wordsMax int) refund.Standing {
	s.Reason = refund.Cut(s.Reason, wordsMax)
	s.Message = refund.CutOpen(s.Message, wordsFactor*wordsMax)
	s.Why = cutList(s.Why, whyMax)
	s.Approval.Reasons = cutList(s.Approval.Reasons, listedMax)
	s.Approval.Roles = first(s.Approval.Roles, listedMax)
	s.Approval.Agreed = first(s.Approval.Agreed, agreedMax)
	s.Alternatives = first(s.Alternatives, listedMax)
	if s.Question != nil {
		question := *s.Question
		question.Question = refund.CutOpen(question.Question, wordsFactor*wordsMax)
		s.Question = &question
	}
	if s.Offer.Terms != nil {
		terms := *s.Offer.Terms
		terms.Choices = first(terms.Choices, listedMax)
		s.Offer.Terms = &terms
	}
	var legs []refund.LegStanding
	for _, leg := range s.Legs {
		legs = append(legs, shortenedLeg(leg, wordsMax))
	}
	s.Legs = legs
	return s
}

// shortenedLeg keeps what a leg is and drops what is said about it. A leg whose words have to go goes
// without the payment's names too: they are the ledger's to give to who sends it (refund.Begun).
func shortenedLeg(leg refund.LegStanding, wordsMax int) refund.LegStanding {
	leg.Cleared = first(leg.Cleared, clearedMax)
	if leg.Outcome != nil {
		outcome := *leg.Outcome
		outcome.Reason = refund.Cut(outcome.Reason, wordsMax)
		outcome.ProviderRefundID = refund.Cut(outcome.ProviderRefundID, max(wordsMax, codeBytes))
		leg.Outcome = &outcome
	}
	if wordsMax < codeBytes {
		leg.Account, leg.Reference = refund.Cut(leg.Account, codeBytes), refund.Cut(leg.Reference, codeBytes)
	}
	if wordsMax == 0 {
		leg.Account, leg.Reference, leg.Outcome, leg.Cleared, leg.Elsewhere = "", "", nil, nil, nil
		leg.Provider, leg.PaymentID = refund.Cut(leg.Provider, nameBytes), refund.PaymentID(refund.Cut(string(leg.PaymentID), nameBytes))
		leg.CaptureID = refund.Cut(leg.CaptureID, nameBytes)
	}
	return leg
}

// cutList is the beginning of a list, each of its texts cut.
func cutList(texts []string, countMax int) (out []string) {
	for _, text := range first(texts, countMax) {
		out = append(out, refund.Cut(text, codeBytes))
	}
	return out
}

func first[T any](items []T, countMax int) []T { return items[:min(len(items), countMax)] }
