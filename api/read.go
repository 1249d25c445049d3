package api

import (
	"context"
	"errors"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// Refund is a refund whole. Where it stands comes from its workflow, and from the ledger's rows when that is gone or
// behind; the order, the explanation and the trail come from the ledger.
type Refund struct {
	wording.Refund
	// Workflow and Ledger are why one of the two did not answer; of the other one is shown what it knows.
	Workflow *Error `json:"workflow_error,omitempty"`
	Ledger   *Error `json:"ledger_error,omitempty"`
}

// GetRefundRequest names a refund.
type GetRefundRequest struct {
	ID refund.ID `json:"id"`
}

// GetRefund shows a refund. It is an error only where neither its workflow nor the ledger knows it.
func (s *Service) GetRefund(ctx context.Context, call Call, in GetRefundRequest) (Refund, error) {
	if err := s.allow(ctx, &call, MethodGetRefund); err != nil {
		return Refund{}, call.Failed(err)
	}
	if _, err := in.ID.Key(); err != nil {
		return Refund{}, call.Failed(err)
	}
	view, workflowErr := s.ports.Stories.View(ctx, in.ID)
	stored, ledgerErr := s.ports.Books.Case(ctx, in.ID)
	if workflowErr != nil && ledgerErr != nil {
		return Refund{}, call.Failed(errors.Join(workflowErr, ledgerErr))
	}
	if workflowErr == nil {
		view = opened(ctx, s, call, view)
	}
	if ledgerErr != nil {
		return Refund{Refund: call.toldRefund(wording.Refund{ID: in.ID}.With(view)), Ledger: call.errorOf(ledgerErr)}, nil
	}
	shown := wording.RefundOf(opened(ctx, s, call, stored))
	if workflowErr != nil {
		return Refund{Refund: call.toldRefund(shown), Workflow: call.errorOf(workflowErr)}, nil
	}
	return Refund{Refund: call.toldRefund(shown.With(view))}, nil
}

// errorOf is failed for an error that ends nothing.
func (c Call) errorOf(err error) *Error {
	var out *Error
	errors.As(c.Failed(err), &out)
	return out
}
