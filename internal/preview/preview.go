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
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// Previewer takes requests one after the other.
type Previewer struct {
	// Books is a ledger that is thrown away afterwards.
	Books Books
	// Rules are those by which the worker judges.
	Rules ledger.Rules
	// Speaker says the explanation in its locale.
	Speaker explain.Speaker
}

// Books is the part of a ledger that a preview works on.
type Books interface {
	// DecideRefund judges a request under the order's lock, and holds what is proposed.
	DecideRefund(ctx context.Context, in refund.Decide, rules ledger.Rules) (refund.Decided, error)
	// Case returns one refund.
	Case(ctx context.Context, id refund.ID) (refund.Case, error)
}

// listener are rules that keep what they said last.
type listener struct {
	ledger.Rules
	proposal refund.Proposal
	err      error
}

// Decide implements ledger.Rules.
func (l *listener) Decide(c refund.Cancellation, h refund.OrderHistory) (refund.Proposal, error) {
	l.proposal, l.err = l.Rules.Decide(c, h)
	return l.proposal, l.err
}

// Next says what the request would come to after those before it. A request that could not be taken (the
// same key with another body), or that the rules have no answer to, is a refund.Problem.
func (p Previewer) Next(ctx context.Context, in refund.Request) (Line, error) {
	c := in.Cancellation
	rules := &listener{Rules: p.Rules}
	decided, err := p.Books.DecideRefund(ctx, refund.Decide{Digest: in.Digest, Cancellation: c, RunID: "preview"}, rules)
	if err == nil {
		err = rules.err
	}
	if err != nil {
		return Line{}, fmt.Errorf("preview: %s: %w", c.ID(), err)
	}
	if decided.Result == refund.DecidedConflict {
		return Line{}, refund.Problem{Code: refund.CodeConflict, Detail: fmt.Sprintf("%s was there before with another body", c.ID())}
	}
	return p.lineFor(ctx, c, decided.Standing, rules.proposal)
}

// lineFor is about what was stored; where nothing was, about what the rules said, and why a person looks.
func (p Previewer) lineFor(ctx context.Context, c refund.Cancellation, now refund.Standing, said refund.Proposal) (Line, error) {
	stored, err := p.Books.Case(ctx, c.ID())
	if err != nil {
		return Line{}, fmt.Errorf("preview: %s: %w", c.ID(), err)
	}
	if stored.Proposal != nil {
		return p.lineOf(c, *stored.Proposal), nil
	}
	return p.lineOf(c, attention(said, now)), nil
}

// attention turns what the rules said into a question for a person, by the reason it waits for.
func attention(p refund.Proposal, now refund.Standing) refund.Proposal {
	code := string(refund.CodeIn(now.Reason))
	p.Assessment.Disposition = refund.DispositionAttention
	if !slices.Contains(p.Assessment.Reasons, code) {
		p.Assessment.Reasons = append(append([]string{}, p.Assessment.Reasons...), code)
	}
	return p
}
