package support

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// BulkMax is how many refunds are acted on at once.
const BulkMax = 100

// BulkResult is what an act on one of many refunds came to. Err is nil where it was done.
type BulkResult struct {
	ID  refund.ID
	Err *api.Error
}

// BulkAssignRequest gives refunds to somebody; an empty To gives them back to everybody.
type BulkAssignRequest struct {
	IDs  []refund.ID
	To   refund.Person
	Note string
}

// BulkAssign assigns refunds one by one, as api.Refunds does, each with a result of its own: what cannot be assigned keeps
// nothing else back. Decisions are never made in bulk.
func (s *Service) BulkAssign(ctx context.Context, call api.Call, in BulkAssignRequest) ([]BulkResult, error) {
	return s.each(ctx, call, in.IDs, func(call api.Call, id refund.ID) error {
		_, err := s.ports.Refunds.Assign(ctx, call, api.AssignRequest{ID: id, To: in.To, Note: in.Note})
		return err
	})
}

// BulkAskRequest asks the customers of refunds the same question.
type BulkAskRequest struct {
	IDs      []refund.ID
	Question string
}

// BulkAsk asks one by one, as api.Refunds does, each with a result of its own.
func (s *Service) BulkAsk(ctx context.Context, call api.Call, in BulkAskRequest) ([]BulkResult, error) {
	if in.Question == "" {
		return nil, call.Failed(refund.Problem{Code: refund.CodeMissingField, Detail: "a question is needed"})
	}
	return s.each(ctx, call, in.IDs, func(call api.Call, id refund.ID) error {
		_, err := s.ports.Refunds.Ask(ctx, call, api.AskRequest{ID: id, Question: in.Question})
		return err
	})
}

// each acts on refunds one by one, each once, under keys that follow from the call's: the same call again repeats them. It
// stops when the caller is gone, and says so of the rest.
func (s *Service) each(ctx context.Context, call api.Call, ids []refund.ID, act func(api.Call, refund.ID) error) ([]BulkResult, error) {
	if err := permitPeople(call); err != nil {
		return nil, call.Failed(err)
	}
	var distinct []refund.ID
	for _, id := range ids {
		if !slices.Contains(distinct, id) {
			distinct = append(distinct, id)
		}
	}
	switch {
	case call.Key == "":
		return nil, call.Failed(refund.Problem{Code: api.CodeKeyMissing, Detail: "acts on many refunds need an idempotency key"})
	case len(distinct) == 0:
		return nil, call.Failed(refund.Problem{Code: refund.CodeMissingField, Detail: "no refund is selected"})
	case len(distinct) > BulkMax:
		return nil, call.Failed(refund.Problem{Code: refund.CodeTooLarge, Detail: "at most 100 refunds are acted on at once"})
	}
	out := make([]BulkResult, 0, len(distinct))
	for _, id := range distinct {
		out = append(out, BulkResult{ID: id, Err: asError(call, one(ctx, call, id, act))})
	}
	return out, nil
}

func one(ctx context.Context, call api.Call, id refund.ID, act func(api.Call, refund.ID) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := id.Key(); err != nil {
		return err
	}
	call.Key = keyOf(call.Key, id)
	return act(call, id)
}

// keyOf is the key of one act of many.
func keyOf(key string, id refund.ID) string {
	sum := sha256.Sum256([]byte(key + "\n" + string(id)))
	return "bulk-" + hex.EncodeToString(sum[:16])
}

// asError is an error as the service's own; nil stays nil.
func asError(call api.Call, err error) *api.Error {
	var own *api.Error
	errors.As(call.Failed(err), &own)
	return own
}
