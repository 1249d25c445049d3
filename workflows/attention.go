package workflows

import (
	"fmt"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// way is how a parked refund goes on.
type way int

const (
	wayRetry way = iota + 1
	wayGiveUp
	wayWithdrawn
)

// needPerson parks the refund in NeedsAttention until somebody resolves it. While nothing was
// sent it may also be withdrawn.
func (s *story) needPerson(code, detail string) way {
	s.parked++
	s.resolution = nil
	why := cause(code + ": " + detail)
	local(s.ctx, activities.MarkRefund, "mark that it needs a person", refund.Mark{
		Refund: s.id, Key: fmt.Sprintf("attention/%d", s.parked), Status: refund.StatusNeedsAttention, Cause: why,
	})
	s.view.WaitsFor = "a person to resolve " + code
	s.enter(refund.StatusNeedsAttention, why)
	tally(s.ctx, metricAttention)
	s.index()
	s.tell(s.ctx, refund.NoticeNeedsAttention)
	s.show()
	await(s.ctx, func() bool { return s.resolution != nil || (!s.sending && s.withdrawAsked()) })
	s.view.WaitsFor = ""
	if !s.sending && s.withdrawAsked() {
		return wayWithdrawn
	}
	switch s.resolution.Action {
	case refund.ResolveRetry:
		return wayRetry
	case refund.ResolveGiveUp:
		return wayGiveUp
	}
	panic(fmt.Sprintf("workflows: %s: resolution %q passed its check", s.id, s.resolution.Action))
}

func (s *story) withdrawAsked() bool {
	_, asked := s.withdrawn()
	return asked
}
