package support

import (
	"context"
	"fmt"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/diff"
	"github.com/makegood/makegood/refund"
)

const (
	// diffRequestsMax bounds the requests that two policies are asked about, diffExamplesMax those that are shown.
	diffRequestsMax = 5_000
	diffExamplesMax = 50
	// diffWithin bounds how long a comparison may take.
	diffWithin = time.Minute
)

// DiffQuery names two policies, and the refunds they are asked about by the UTC day those were opened on: From until before
// To. Zero times: the last 30 days. Of a source with several versions each order is judged by its own.
type DiffQuery struct {
	Old, New PolicySource
	From, To time.Time
}

// Difference is what a change of policy would change. Cut: there were more refunds than are asked about, and the newest are
// left out.
type Difference struct {
	DiffQuery
	Cut bool
	diff.Difference
}

// DiffPolicies asks both policies about every refund of the period, at most once a minute for one question (BAD_FILTER,
// NOT_FOUND, POLICY_UNREADABLE). Nothing is changed.
func (o *Office) DiffPolicies(ctx context.Context, call api.Call, in DiffQuery) (Difference, error) {
	if err := o.May(ctx, call, PagePolicy); err != nil {
		return Difference{}, err
	}
	days, err := ReportQuery{From: in.From, To: in.To}.whole(o.ports.Now())
	if err != nil {
		return Difference{}, call.Failed(err)
	}
	in.From, in.To = days.From, days.To
	ctx, cancel := context.WithTimeout(ctx, diffWithin)
	defer cancel()
	difference, err := o.compared.get(ctx, in, func(ctx context.Context) (Difference, error) { return o.diff(ctx, in) })
	return difference, call.Failed(err)
}

func (o *Office) diff(ctx context.Context, in DiffQuery) (out Difference, err error) {
	old, err := o.policyOf(ctx, in.Old)
	if err != nil {
		return out, fmt.Errorf("the old policy: %w", err)
	}
	next, err := o.policyOf(ctx, in.New)
	if err != nil {
		return out, fmt.Errorf("the new policy: %w", err)
	}
	var requests []diff.Request
	out.DiffQuery = in
	out.Cut, err = o.eachCase(ctx, ledger.Period{From: in.From, To: in.To}, diffRequestsMax, func(c refund.Case) error {
		requests = append(requests, diff.RequestOf(c))
		return nil
	})
	if err != nil {
		return out, err
	}
	out.Difference, err = diff.Compare(diff.Question{
		Old: old, New: next, OldName: old.Latest().Ref().String(), NewName: next.Latest().Ref().String(), Requests: requests, ExamplesMax: diffExamplesMax,
	})
	return out, err
}
