package support

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// Holder is who works on a refund, and until when; false: nobody does, or nobody knows. It only warns: the ledger judges acts
// whoever holds the refund.
func (s *Service) Holder(ctx context.Context, id refund.ID) (who refund.Person, until time.Time, ok bool) {
	if s.ports.Queue == nil {
		return "", time.Time{}, false
	}
	claim, held, err := s.ports.Queue.CaseClaim(ctx, id)
	if err != nil || !held {
		return "", time.Time{}, false
	}
	return claim.Person, claim.UntilAt, true
}
