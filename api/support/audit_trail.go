package support

import (
	"context"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
)

// Trail searches who did what, and when, in the trails of all refunds: the newest first, a bounded number of rows at a time.
func (s *Auditing) Trail(ctx context.Context, call api.Call, in ledger.TrailFilter) (ledger.TrailPage, error) {
	who, err := s.admit(ctx, call)
	if err != nil {
		return ledger.TrailPage{}, call.Failed(err)
	}
	if !in.From.IsZero() && !in.To.IsZero() && !in.From.Before(in.To) {
		return ledger.TrailPage{}, call.Failed(badFilter("the period ends before it begins"))
	}
	page, err := s.ports.Books.SearchTrail(ctx, in)
	if err != nil {
		return ledger.TrailPage{}, call.Failed(err)
	}
	page, err = shown(ctx, s, who, page)
	return page, call.Failed(err)
}
