package storedvalue

import (
	"context"
	"fmt"
	"iter"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// pageMax is how many movements are read at a time.
const pageMax = 500

// List implements payment.Lister: what was given back. What was declined moved nothing, and is not listed.
//
// The book is the ledger's own table of movements, which legs are held against as against any provider's list: that
// finds a leg without its movement and a movement without its leg. It is no third party's word, and proves nothing of
// what the merchant's own systems have.
func (a Adapter) List(ctx context.Context, q payment.ListQuery) iter.Seq2[payment.Listed, error] {
	return func(yield func(payment.Listed, error) bool) {
		// The clock is read before the book: what is committed later began after it.
		unfinished := Limits().Unfinished(q, a.now())
		page := refund.StoredQuery{Account: q.Account, From: q.From, To: q.To, Reference: q.Reference, LimitMax: pageMax}
		for {
			movements, err := a.page(ctx, page)
			if err != nil {
				yield(payment.Listed{}, fmt.Errorf("stored value: list: %w", err))
				return
			}
			for _, m := range movements {
				l := listed(m)
				if m.Outcome.Kind == refund.OutcomeSettled && q.Asks(l) && !yield(l, nil) {
					return
				}
			}
			if len(movements) < pageMax {
				break
			}
			page.After = movements[len(movements)-1].ID
		}
		if unfinished != nil {
			yield(payment.Listed{}, unfinished)
		}
	}
}

func (a Adapter) page(ctx context.Context, q refund.StoredQuery) ([]refund.StoredMovement, error) {
	if err := payment.Turn(ctx); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, DefaultTerms().CallTimeout)
	defer cancel()
	return a.book.StoredMovements(ctx, q)
}

// listed is a movement of the book. It costs no fee, and its fact is of the list alone: nobody notifies of it.
func listed(m refund.StoredMovement) payment.Listed {
	id := m.Outcome.ProviderRefundID
	return payment.Listed{
		ProviderRefundID: id, FactID: id + "/" + string(m.Outcome.Kind), Account: m.Instruction.Account, Key: m.Instruction.Key,
		Reference: m.Instruction.Reference, AmountMinor: m.Instruction.AmountMinor, Currency: m.Instruction.Currency, Outcome: m.Outcome,
		CreatedAt: m.MovedAt.UTC(), SettledAt: m.MovedAt.UTC(),
	}
}
