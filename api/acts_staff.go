package api

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// DecideRequest decides a refund that waits for a person. Amount is the one it is decided on, and for adjust the lower
// one: the decision is refused when the refund's has moved. AssessmentHash, where given, binds it to one assessment.
type DecideRequest struct {
	ID             refund.ID   `json:"id"`
	Verb           refund.Verb `json:"decision"`
	Amount         *Amount     `json:"amount,omitempty"`
	AssessmentHash string      `json:"expected_assessment_hash,omitempty"`
	Note           string      `json:"note,omitempty"`
	// Message is said to the customer as it is.
	Message string `json:"message,omitempty"`
	// ExpectedVersion is the refund's version that the caller looked at; 0: whatever it is (STALE_VIEW).
	ExpectedVersion int64 `json:"expected_version,omitempty"`
}

// Decision is the act of the request, by who calls.
func (r DecideRequest) Decision(call Call) refund.Decision {
	d := refund.Decision{
		DecisionID: refund.DecisionID(call.Key), Verb: r.Verb, Reviewer: call.Subject.Name, Note: r.Note, Message: r.Message,
		AssessmentHash: r.AssessmentHash,
	}
	if r.Amount != nil {
		d.AmountMinor = &r.Amount.Minor
	}
	return d
}

// Decide approves, rejects or lowers a refund that waits for a person.
func (s *Service) Decide(ctx context.Context, call Call, in DecideRequest) (Acted, error) {
	if err := s.allow(ctx, &call, MethodDecide); err != nil {
		return Acted{}, call.Failed(err)
	}
	d, currency := in.Decision(call), refund.Currency("")
	if in.Amount != nil {
		currency = in.Amount.Currency
	}
	return s.do(ctx, call, doing{method: MethodDecide, id: in.ID, expected: in.ExpectedVersion, act: refund.Act{Kind: refund.ActDecide, Decision: &d}, currency: currency})
}

// AskRequest asks the customer. Question is read by them as it is.
type AskRequest struct {
	ID       refund.ID `json:"id"`
	Question string    `json:"question"`
	// ExpectedVersion is the refund's version that the caller looked at; 0: whatever it is (STALE_VIEW).
	ExpectedVersion int64 `json:"expected_version,omitempty"`
}

// Ask asks the customer for an answer or a document; the review waits for it.
func (s *Service) Ask(ctx context.Context, call Call, in AskRequest) (Acted, error) {
	if err := s.allow(ctx, &call, MethodAsk); err != nil {
		return Acted{}, call.Failed(err)
	}
	q := refund.InfoRequest{InfoID: refund.DecisionID(call.Key), By: call.Subject.Name, Question: in.Question}
	return s.do(ctx, call, doing{method: MethodAsk, id: in.ID, expected: in.ExpectedVersion, act: refund.Act{Kind: refund.ActAsk, Question: &q}})
}

// AssignRequest gives a waiting refund to somebody; an empty To gives it back to everybody.
type AssignRequest struct {
	ID   refund.ID     `json:"id"`
	To   refund.Person `json:"to"`
	Note string        `json:"note,omitempty"`
	// ExpectedVersion is the refund's version that the caller looked at; 0: whatever it is (STALE_VIEW).
	ExpectedVersion int64 `json:"expected_version,omitempty"`
}

// Assign changes who is asked, not who may decide.
func (s *Service) Assign(ctx context.Context, call Call, in AssignRequest) (Acted, error) {
	if err := s.allow(ctx, &call, MethodAssign); err != nil {
		return Acted{}, call.Failed(err)
	}
	a := refund.Assignment{By: call.Subject.Name, To: in.To, Note: in.Note, Key: refund.DecisionID(call.Key)}
	return s.do(ctx, call, doing{method: MethodAssign, id: in.ID, expected: in.ExpectedVersion, act: refund.Act{Kind: refund.ActAssign, Assignment: &a}})
}

// InspectRequest says what was found of the goods that came back, or that they were sent. Deductions of the lines are in
// minor units of Currency, which is needed where there are any.
type InspectRequest struct {
	ID          refund.ID              `json:"id"`
	Lines       []refund.InspectedLine `json:"lines,omitempty"`
	AllAccepted bool                   `json:"all_accepted,omitempty"`
	SentProof   *refund.SentProof      `json:"sent_proof,omitempty"`
	// ReceivedAt is when the goods came back; nil: now.
	ReceivedAt *time.Time      `json:"received_at,omitempty"`
	Note       string          `json:"note,omitempty"`
	Currency   refund.Currency `json:"currency_code,omitempty"`
	// ExpectedVersion is the refund's version that the caller looked at; 0: whatever it is (STALE_VIEW).
	ExpectedVersion int64 `json:"expected_version,omitempty"`
}

// Inspect says what was found of the goods that came back.
func (s *Service) Inspect(ctx context.Context, call Call, in InspectRequest) (Acted, error) {
	if err := s.allow(ctx, &call, MethodInspect); err != nil {
		return Acted{}, call.Failed(err)
	}
	for _, line := range in.Lines {
		if line.DeductMinor != 0 && in.Currency == "" {
			return Acted{}, call.Failed(problem(refund.CodeMissingField, "line %s is worth less, in no currency: currency_code is needed", line.LineID))
		}
	}
	found := refund.Inspection{
		InspectionID: refund.DecisionID(call.Key), By: call.Subject.Name, Lines: in.Lines, AllAccepted: in.AllAccepted, Note: in.Note,
		SentProof: in.SentProof, ReceivedAt: in.ReceivedAt,
	}
	return s.do(ctx, call, doing{method: MethodInspect, id: in.ID, expected: in.ExpectedVersion, act: refund.Act{Kind: refund.ActInspect, Inspection: &found}, currency: in.Currency})
}
