package api

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// ResolveRequest says how a refund or a leg that needs a person goes on. Without a leg all that need one are meant.
type ResolveRequest struct {
	ID     refund.ID            `json:"id"`
	Action refund.ResolveAction `json:"action"`
	Leg    refund.LegID         `json:"leg_id,omitempty"`
	// Reference names the payment outside makegood, for paid_elsewhere; Via what is paid instead, for pay_another_way.
	Reference string `json:"reference,omitempty"`
	Via       string `json:"via,omitempty"`
	Note      string `json:"note,omitempty"`
	// ExpectedVersion is the refund's version that the caller looked at; 0: whatever it is (STALE_VIEW).
	ExpectedVersion int64 `json:"expected_version,omitempty"`
}

// Resolve leads on a refund or a leg that needs a person.
func (s *Service) Resolve(ctx context.Context, call Call, in ResolveRequest) (Acted, error) {
	if err := s.allow(ctx, &call, MethodResolve); err != nil {
		return Acted{}, call.Failed(err)
	}
	r := refund.Resolution{
		ResolutionID: refund.DecisionID(call.Key), Action: in.Action, By: call.Subject.Name, Leg: in.Leg, Reference: in.Reference, Via: in.Via, Note: in.Note,
	}
	return s.do(ctx, call, doing{method: MethodResolve, id: in.ID, expected: in.ExpectedVersion, act: refund.Act{Kind: refund.ActResolve, Resolution: &r}})
}

// ClearRequest says what the provider wrote of a leg that stays undecided. Reference is the provider's id of the
// movement, or of its answer; Evidence are addresses.
type ClearRequest struct {
	ID        refund.ID      `json:"id"`
	Leg       refund.LegID   `json:"leg_id"`
	Fact      refund.LegFact `json:"fact"`
	Reference string         `json:"reference"`
	Evidence  []string       `json:"evidence,omitempty"`
	Note      string         `json:"note,omitempty"`
	// ExpectedVersion is the refund's version that the caller looked at; 0: whatever it is (STALE_VIEW).
	ExpectedVersion int64 `json:"expected_version,omitempty"`
}

// Clear books what became of a leg once two people have said the same.
func (s *Service) Clear(ctx context.Context, call Call, in ClearRequest) (Acted, error) {
	if err := s.allow(ctx, &call, MethodClear); err != nil {
		return Acted{}, call.Failed(err)
	}
	c := refund.Clearing{
		ClearingID: refund.DecisionID(call.Key), Leg: in.Leg, Fact: in.Fact, Reference: in.Reference, Evidence: evidenceOf(in.Evidence),
		By: call.Subject.Name, Note: in.Note,
	}
	return s.do(ctx, call, doing{method: MethodClear, id: in.ID, expected: in.ExpectedVersion, act: refund.Act{Kind: refund.ActClear, Clearing: &c}})
}

// LookNowRequest asks the providers of undecided legs at once; without a leg, of all of them.
type LookNowRequest struct {
	ID  refund.ID    `json:"id"`
	Leg refund.LegID `json:"leg_id,omitempty"`
	// ExpectedVersion is the refund's version that the caller looked at; 0: whatever it is (STALE_VIEW).
	ExpectedVersion int64 `json:"expected_version,omitempty"`
}

// LookNow also lets the refund's workflow read the ledger again.
func (s *Service) LookNow(ctx context.Context, call Call, in LookNowRequest) (Acted, error) {
	if err := s.allow(ctx, &call, MethodLookNow); err != nil {
		return Acted{}, call.Failed(err)
	}
	look := refund.LookNow{By: call.Subject.Name, Leg: in.Leg, Key: refund.DecisionID(call.Key)}
	return s.do(ctx, call, doing{method: MethodLookNow, id: in.ID, expected: in.ExpectedVersion, act: refund.Act{Kind: refund.ActLookNow, LookNow: &look}})
}
