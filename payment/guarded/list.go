package guarded

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/makegood/makegood/payment"
)

// listWaitMax is how long a page of a list waits for its turn: a list has time, and payouts go on beside it.
const listWaitMax = 2 * time.Minute

// Limits are the provider's; the zero value where it does not say them.
func (p *Provider) Limits() payment.Limits {
	if d, ok := p.config.Provider.(payment.Described); ok {
		return d.Limits()
	}
	return payment.Limits{}
}

// List implements payment.Lister. Each page waits for its turn by the rate that payouts have too; what would wait longer
// than a list may is RateLimited. What the provider asks for in patience, payouts give too. A list that fails otherwise
// says nothing of them: it opens no circuit.
func (p *Provider) List(ctx context.Context, q payment.ListQuery) iter.Seq2[payment.Listed, error] {
	return func(yield func(payment.Listed, error) bool) {
		lister, ok := p.config.Provider.(payment.Lister)
		if !ok {
			yield(payment.Listed{}, payment.ErrNoList)
			return
		}
		ctx = payment.WithInstruction(ctx, payment.Instruction{Account: q.Account})
		ownLimit := false
		ctx = payment.WithTurn(ctx, func(ctx context.Context) error {
			err := p.awaitPage(ctx)
			ownLimit = err != nil
			return err
		})
		for listed, err := range lister.List(ctx, q) {
			var limited payment.RateLimited
			if errors.As(err, &limited) && !ownLimit {
				p.pause(limited.RetryAfter)
			}
			if !yield(listed, err) || err != nil {
				return
			}
		}
	}
}

// awaitPage waits for a page's turn.
func (p *Provider) awaitPage(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return p.turn(ctx, func(wait time.Duration) error {
		if wait > listWaitMax {
			return payment.RateLimited{RetryAfter: wait}
		}
		return nil
	})
}
