package support

import (
	"context"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// ClaimLasts is for how long a claimed refund is one person's, unless they claim it again.
const ClaimLasts = 15 * time.Minute

// Claimed is who works on a refund. Yours: it is who called.
type Claimed struct {
	ledger.DeskClaim
	Yours bool
}

// Claim gives a refund to who calls, until ClaimLasts from now, or says who has it. It keeps others from working on it by
// mistake; it does not keep them from deciding it.
func (s *Service) Claim(ctx context.Context, call api.Call, id refund.ID) (Claimed, error) {
	if err := s.permitQueue(call); err != nil {
		return Claimed{}, call.Failed(err)
	}
	claimed, err := s.claim(ctx, call, id)
	return claimed, call.Failed(err)
}

func (s *Service) claim(ctx context.Context, call api.Call, id refund.ID) (Claimed, error) {
	if _, err := id.Key(); err != nil {
		return Claimed{}, err
	}
	if err := s.permitActs(ctx, call); err != nil {
		return Claimed{}, err
	}
	who := call.Subject.Name
	claim, err := s.ports.Queue.ClaimCase(ctx, ledger.ClaimRequest{Refund: id, Person: who, Lasts: ClaimLasts, Acting: call.Subject.Witnessed()})
	return Claimed{DeskClaim: claim, Yours: claim.Person == who}, err
}

// Release gives a refund back to everybody. What who calls has not claimed stays as it is.
func (s *Service) Release(ctx context.Context, call api.Call, id refund.ID) error {
	if err := s.permitActs(ctx, call); err != nil {
		return call.Failed(err)
	}
	return call.Failed(s.ports.Queue.ReleaseCase(ctx, ledger.ReleaseRequest{Refund: id, Person: call.Subject.Name, Acting: call.Subject.Witnessed()}))
}

// permitActs refuses who may not do anything at the queue: who is no person, is not in reviewers.yaml (REVIEWER_UNKNOWN), or is
// an auditor, by reviewers.yaml or by their token alone (REVIEWER_ROLE).
func (s *Service) permitActs(ctx context.Context, call api.Call) error {
	if err := s.permitQueue(call); err != nil {
		return err
	}
	authority, err := s.authority(ctx, call)
	if err != nil {
		return err
	}
	if problem, refused := authority.MayAct(refund.Stake{}); refused {
		return problem
	}
	return nil
}

// known refuses somebody who is not in reviewers.yaml (REVIEWER_UNKNOWN).
func (s *Service) known(ctx context.Context, person refund.Person) error {
	staff, err := s.ports.Staff(ctx)
	if err != nil {
		return err
	}
	if problem, refused := staff.Authority(person).MayAct(refund.Stake{}); refused {
		return problem
	}
	return nil
}

// NextRequest asks for the next refund of a view. Skip is the one that was just looked at.
type NextRequest struct {
	Filter QueueFilter
	Skip   refund.ID
	// Peek finds it without claiming it.
	Peek bool
}

// nextPagesMax bounds how far is looked for a refund that somebody may decide.
const nextPagesMax = 5

// Next is the first refund of a view that who calls may decide, as far as its row shows, and that nobody else works on; it is
// claimed, unless Peek is set. "": there is none among the first thousand or so of the view.
func (s *Service) Next(ctx context.Context, call api.Call, in NextRequest) (refund.ID, error) {
	filter := in.Filter
	filter.Unclaimed = true
	request := QueueRequest{Filter: filter, Limit: ledger.QueuePageMax - 1}
	for range nextPagesMax {
		page, err := s.queue(ctx, call, request)
		if err != nil {
			return "", call.Failed(err)
		}
		for _, row := range page.Rows {
			if row.ID == in.Skip || row.Refusal != nil {
				continue
			}
			if got, err := s.take(ctx, call, row.ID, in.Peek); err != nil || got {
				return row.ID, call.Failed(err)
			}
		}
		if request.Cursor = page.Next; request.Cursor == "" {
			break
		}
	}
	return "", nil
}

// take claims a refund of the queue; false: another was faster, or it waits no more.
func (s *Service) take(ctx context.Context, call api.Call, id refund.ID, peek bool) (bool, error) {
	if peek {
		return true, nil
	}
	claimed, err := s.claim(ctx, call, id)
	if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeWrongState {
		return false, nil
	}
	return claimed.Yours, err
}
