package support

import (
	"context"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// Entitled refuses who may not see the desk at all: an issuer signs in more people than those who work with refunds. Whoever is
// in reviewers.yaml is let in, and who has a role by their token (REVIEWER_UNKNOWN).
func (s *Service) Entitled(ctx context.Context, call api.Call) error {
	if err := permitPeople(call); err != nil {
		return call.Failed(err)
	}
	staff, err := s.ports.Staff(ctx)
	if err != nil {
		return call.Failed(err)
	}
	if _, known := staff.Find(call.Subject.Name); known || len(call.Subject.Roles) > 0 {
		return nil
	}
	return call.Failed(refund.Problem{Code: refund.CodeReviewerUnknown, Detail: string(call.Subject.Name) + " is not in reviewers.yaml, and sees nothing of the desk"})
}
