// Package preview says what would be refunded, moving nothing.
//
// On the path: `makegood preview` stands beside the worker. It asks the same rules and the same
// ledger code, on a ledger of its own that is thrown away, so that a preview cannot say one thing
// and the refund do another. Several requests of one order are taken in sequence, each as if the
// earlier ones had been paid.
package preview

import (
	"context"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// Rules are the policy's: both functions are pure.
type Rules interface {
	Assess(c refund.Cancellation, h refund.OrderHistory) (refund.Assessment, error)
	Propose(c refund.Cancellation, a refund.Assessment, v refund.RiskVerdict, h refund.OrderHistory) (refund.Proposal, error)
}

// Risk scores requests; it is pure.
type Risk interface {
	Score(c refund.Cancellation, h refund.OrderHistory, totalMinor int64) refund.RiskVerdict
}

// Previewer takes requests one after the other.
type Previewer struct {
	// Books is a ledger that is thrown away afterwards.
	Books ledger.Cases
	Rules Rules
	Risk  Risk
	// Speaker says the explanation in its locale.
	Speaker explain.Speaker
}

// by is whose doing the throw-away bookings are.
func by() refund.Cause { return refund.Cause{Actor: refund.ActorMakegood, Reason: "preview"} }

// Next says what the request would come to after those before it. A request that could not be
// taken (the same key with another body) is a refund.Problem, and leaves no trace.
func (p Previewer) Next(ctx context.Context, in refund.Request) (Line, error) {
	c := in.Cancellation
	opened, err := p.Books.OpenRefund(ctx, refund.Open{Digest: in.Digest, Cancellation: c, RunID: "preview"})
	if err != nil {
		return Line{}, fmt.Errorf("preview: open %s: %w", c.ID(), err)
	}
	switch opened.Result {
	case refund.OpenedConflict:
		return Line{}, refund.Problem{Code: refund.CodeConflict, Detail: fmt.Sprintf("%s was there before with another body", c.ID())}
	case refund.OpenedNew, refund.OpenedSame, refund.OpenedOrderMismatch:
	}
	proposal, err := p.propose(ctx, c)
	if err != nil {
		return Line{}, err
	}
	if opened.Result == refund.OpenedOrderMismatch {
		proposal = attention(proposal, string(refund.CodeOrderSnapshotDiffers))
	}
	return p.take(ctx, c, proposal)
}

func (p Previewer) propose(ctx context.Context, c refund.Cancellation) (refund.Proposal, error) {
	history, err := p.Books.History(ctx, c.ID())
	if err != nil {
		return refund.Proposal{}, fmt.Errorf("preview: history of %s: %w", c.ID(), err)
	}
	assessment, err := p.Rules.Assess(c, history)
	if err != nil {
		return refund.Proposal{}, fmt.Errorf("preview: %w", err)
	}
	proposal, err := p.Rules.Propose(c, assessment, p.Risk.Score(c, history, assessment.TotalMinor), history)
	if err != nil {
		return refund.Proposal{}, fmt.Errorf("preview: %w", err)
	}
	return proposal, nil
}

// take reserves what was proposed, so that the next request of the order finds it gone.
func (p Previewer) take(ctx context.Context, c refund.Cancellation, proposal refund.Proposal) (Line, error) {
	if proposal.Assessment.Disposition != refund.DispositionPay {
		return p.lineOf(c, proposal), nil
	}
	reserved, err := p.Books.ReserveRefund(ctx, refund.Reserve{Refund: c.ID(), Proposal: proposal, Cause: by()})
	if err != nil {
		return Line{}, fmt.Errorf("preview: reserve %s: %w", c.ID(), err)
	}
	switch reserved.Result {
	case refund.ReservedNow:
		return p.lineOf(c, proposal), nil
	case refund.ReservedBefore:
		return p.lineOf(c, *reserved.Stored), nil
	case refund.ReserveRefused:
		return p.lineOf(c, attention(proposal, string(reserved.Code))), nil
	case refund.ReserveHistoryMoved:
		return Line{}, fmt.Errorf("preview: %s: the order's history moved, though nobody else is here", c.ID())
	}
	return Line{}, fmt.Errorf("preview: %s: reserve answers %q", c.ID(), reserved.Result)
}

// attention turns a proposal into a question for a person.
func attention(p refund.Proposal, reason string) refund.Proposal {
	p.Assessment.Disposition = refund.DispositionAttention
	p.Assessment.Reasons = append(append([]string{}, p.Assessment.Reasons...), reason)
	return p
}
