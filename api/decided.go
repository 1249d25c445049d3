package api

import (
	"context"
	"time"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// Explanation is how an amount came about, in the caller's language.
type Explanation struct {
	// Statement is the amount as a customer reads it: its rows add up to the total.
	Statement refund.Statement `json:"statement"`
	// Steps are the proof: each can be computed again from its own inputs.
	Steps        []refund.Step        `json:"steps"`
	Reasons      []string             `json:"reasons,omitempty"`
	Alternatives []refund.Alternative `json:"alternatives,omitempty"`
}

// Expected is when money is expected to arrive. All are empty where a person, or goods, still decide about it and no law
// says until when.
type Expected struct {
	// From and By are the days in between which it is expected.
	From *time.Time `json:"from,omitempty"`
	By   *time.Time `json:"by,omitempty"`
	// UsuallySeconds is how long at most half of the refunds that went this way took.
	UsuallySeconds int64 `json:"usually_seconds,omitempty"`
	// PayBy is until when the law wants it paid.
	PayBy *time.Time `json:"pay_by,omitempty"`
}

// decided is what a stored refund says of its decision.
func (s *Service) decided(ctx context.Context, call Call, stored refund.Case) RequestedRefund {
	stored = opened(ctx, s, call, stored)
	told := call.toldRefund(wording.RefundOf(stored))
	out := RequestedRefund{Standing: told.Standing, Expected: s.expected(ctx, stored)}
	if told.Proposal == nil {
		return out
	}
	out.Explanation = Explain(call.Speaker(), stored.Cancellation, *told.Proposal)
	return out
}

// Explain says in a speaker's language how a proposal's amount came about.
func Explain(speaker explain.Speaker, c refund.Cancellation, p refund.Proposal) *Explanation {
	return &Explanation{
		Statement: speaker.Statement(c, p.Assessment), Steps: speaker.Steps(p.Assessment),
		Reasons: append(append([]string{}, p.Assessment.Reasons...), p.ApprovalReasons...), Alternatives: p.Assessment.Alternatives,
	}
}

// expected asks as a message to the customer does.
func (s *Service) expected(ctx context.Context, stored refund.Case) Expected {
	now := stored.Standing
	n := refund.Notice{Refund: stored.ID, Kind: refund.NoticeAcknowledged, Status: now.Status, At: s.ports.Now()}
	for _, leg := range now.Legs {
		if leg.Void || leg.Status == refund.LegReleased {
			continue
		}
		way := stored.Cancellation.Order.Way(leg.PlannedLeg)
		way.Provider = leg.Provider
		n.Ways = append(n.Ways, way)
	}
	n = s.ports.Expect(ctx, n)
	return Expected{From: n.ExpectedFrom, By: n.ExpectedBy, UsuallySeconds: n.UsuallySeconds, PayBy: now.OwedBy()}
}
