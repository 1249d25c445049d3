package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// followCountMax bounds how many workflows one examination asks where they stand: each is a query to a
// worker. Those that changed last are asked first.
const followCountMax = 1_000

// ErrNoWorkflow: no open workflow answers for the refund.
var ErrNoWorkflow = errors.New("doctor: no open workflow")

// behind finds refunds whose workflow runs and has not followed the ledger: it waits for what has happened.
func (r *Report) behind(ctx context.Context, p Patient, open []ledger.CaseRow) error {
	if p.Version == nil {
		return nil
	}
	rows := slices.SortedFunc(slices.Values(open), func(a, b ledger.CaseRow) int { return cmp.Compare(b.ChangedAt.UnixMicro(), a.ChangedAt.UnixMicro()) })
	if len(rows) > followCountMax {
		r.skip("whether workflows follow the ledger: only the %d of %d refunds that changed last were asked", followCountMax, len(rows))
		rows = rows[:followCountMax]
	}
	for _, row := range rows {
		version, err := p.Version(ctx, row.ID)
		if errors.Is(err, ErrNoWorkflow) {
			continue // abandoned finds it
		}
		if err != nil {
			r.skip("whether workflows follow the ledger: %v", err)
			return nil
		}
		if err := r.lag(ctx, p, row.ID, version); err != nil {
			return err
		}
	}
	return nil
}

// lag compares the workflow's version with the ledger's. What changed a moment ago is being followed.
func (r *Report) lag(ctx context.Context, p Patient, id refund.ID, version int64) error {
	c, open, err := stillOpen(ctx, p.Books, id)
	if err != nil || !open {
		return err
	}
	if now := c.Standing; version < now.Version && p.Now().Sub(changedAt(c)) >= grace {
		r.add(SeverityWrong, ledger.Finding{Code: CodeStoryBehind, Refund: id, Detail: fmt.Sprintf(
			"the ledger has it as %s since %s, and its workflow has not followed", now.Status, now.Since.UTC().Format("2006-01-02 15:04 MST"))})
	}
	return nil
}

// wake lets the workflow read the ledger again.
func (t Treatment) wake(ctx context.Context, id refund.ID) ledger.Repair {
	if t.Wake == nil {
		return left(id, "Temporal is not asked")
	}
	answer, err := t.Wake(ctx, id, t.By)
	switch {
	case err != nil:
		return left(id, "its workflow could not be woken: %v", err)
	case !answer.Accepted:
		return left(id, "its workflow could not be woken: %s: %s", answer.Code, answer.Detail)
	}
	return ledger.Repair{Refund: id, Done: true, Did: "woke its workflow, which follows the ledger to " + string(answer.Status)}
}
