package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// RequestRefundRequest asks for a refund: what a cancellation event says, and whom to tell. The request id (Key.Request)
// makes the call repeatable; where it is empty it is Call.Key.
type RequestRefundRequest struct {
	Cancellation refund.Cancellation `json:"cancellation"`
	Contact      refund.Contact      `json:"contact"`
}

// RequestedRefund is a request's decision.
type RequestedRefund struct {
	// Replayed: the request was made before; what is told is how the refund stands now.
	Replayed bool `json:"replayed,omitempty"`
	// Standing says what was decided, how much is refunded, how it is paid and who is asked.
	Standing refund.Standing `json:"refund"`
	// Explanation is how the amount came about; nil where nothing is stored of it, because a person has to look.
	Explanation *Explanation `json:"explanation,omitempty"`
	// Expected is when the money is expected to arrive.
	Expected Expected `json:"expected"`
}

// RequestRefund asks for a refund and waits for its decision; the payout goes on meanwhile. A person asks in their own
// name. The same request again has the same refund, and another one under its key is a CONFLICT.
func (s *Service) RequestRefund(ctx context.Context, call Call, in RequestRefundRequest) (RequestedRefund, error) {
	if err := s.allow(ctx, &call, MethodRequestRefund); err != nil {
		return RequestedRefund{}, call.Failed(err)
	}
	request, err := s.requestOf(call, in)
	if err != nil {
		return RequestedRefund{}, call.Failed(err)
	}
	answer, err := s.requested(ctx, call, request)
	return answer, call.Failed(err)
}

// requestOf is the workflow's input, checked.
func (s *Service) requestOf(call Call, in RequestRefundRequest) (refund.Request, error) {
	c := in.Cancellation
	switch own := refund.RequestID(call.Key); {
	case c.Request == "" && own == "":
		return refund.Request{}, problem(CodeKeyMissing, "a refund is asked for under a request id, or an idempotency key in its place")
	case c.Request == "":
		c.Request = own
	case own != "" && own != c.Request:
		return refund.Request{}, problem(refund.CodeBadID, "the idempotency key is %q and the request id %q: they are one thing", own, c.Request)
	}
	if call.Subject.Kind == Human {
		if c.RequestedBy != "" && !refund.SamePerson(c.RequestedBy, call.Subject.Name) {
			return refund.Request{}, problem(CodeNotPermitted, "%s asks in their own name, not in that of %s", call.Subject.Name, c.RequestedBy)
		}
		c.RequestedBy = call.Subject.Name
	}
	if err := c.Validate(s.ports.Now()); err != nil {
		return refund.Request{}, err
	}
	return refund.Request{Cancellation: c, Digest: refund.Digest(c), Contact: in.Contact}, nil
}

// requested asks the ledger first: it knows every request that was ever decided, when Temporal has forgotten it.
func (s *Service) requested(ctx context.Context, call Call, in refund.Request) (RequestedRefund, error) {
	id := in.Cancellation.ID()
	known, err := s.ports.Books.Case(ctx, id)
	if err == nil {
		return s.replayed(ctx, call, known, in)
	}
	if !errors.Is(err, ledger.ErrNotFound) {
		return RequestedRefund{}, err
	}
	if err := s.attestRequest(call, id, &in); err != nil {
		return RequestedRefund{}, err
	}
	answer, err := s.ports.Intake.Request(ctx, in)
	replay := errors.Is(err, ErrKnown)
	if err != nil && !replay {
		return RequestedRefund{}, err
	}
	if answer.Conflict {
		return RequestedRefund{}, conflict(id)
	}
	stored, err := s.ports.Books.Case(ctx, id)
	if errors.Is(err, ledger.ErrNotFound) {
		return RequestedRefund{}, problem(CodeOtherLedger, "%s is decided, and not in this ledger: the workers keep another one", id)
	}
	if err != nil {
		return RequestedRefund{}, fmt.Errorf("read the decision of %s: %w", id, err)
	}
	if replay || !mayRepeat(call, stored) { // somebody else's call came first, side by side with this one
		return s.replayed(ctx, call, stored, in)
	}
	return s.decided(ctx, call, stored), nil
}

// replayed answers a request that was made before, with how its refund stands now.
func (s *Service) replayed(ctx context.Context, call Call, stored refund.Case, in refund.Request) (RequestedRefund, error) {
	if stored.Digest != in.Digest || !mayRepeat(call, stored) {
		return RequestedRefund{}, conflict(stored.ID)
	}
	out := s.decided(ctx, call, stored)
	out.Replayed = true
	return out, nil
}

func conflict(id refund.ID) error {
	return problem(refund.CodeConflict, "%s was asked for before with another body, or by somebody else; nothing was done with this one", id)
}

// mayRepeat reports whether who calls may have asked for a refund: it was not another verified subject. An event from
// Kafka has no subject.
func mayRepeat(call Call, stored refund.Case) bool {
	if len(stored.Trail) == 0 {
		return true
	}
	asked := stored.Trail[0].Subject
	return asked == "" || call.Subject.ID == "" || asked == call.Subject.ID
}
