package sqlstore

import (
	"context"
	"errors"

	"github.com/makegood/makegood/refund"
)

// Stand-ins for what the other half of the ledger brings. The merge deletes this file.

var errNotHere = errors.New("ledger: not here")

// HistoryAnew is not here.
func (s *Store) HistoryAnew(context.Context, refund.ID) (refund.OrderHistory, error) {
	return refund.OrderHistory{}, errNotHere
}

// ReplaceRefund is not here.
func (s *Store) ReplaceRefund(context.Context, refund.Replace) (refund.Reserved, error) {
	return refund.Reserved{}, errNotHere
}

// AuthorizeResolution is not here.
func (s *Store) AuthorizeResolution(context.Context, refund.ResolutionRequest) (refund.Ruling, error) {
	return refund.Ruling{}, errNotHere
}

// AuthorizeDecision answers as before; an accepted rejection or last approval is final.
func (s *Store) AuthorizeDecision(ctx context.Context, in refund.DecisionRequest) (refund.Ruling, error) {
	answer, err := s.authorizeDecision(ctx, in)
	return refund.Ruling{Answer: answer, Final: answer.Accepted}, err
}
