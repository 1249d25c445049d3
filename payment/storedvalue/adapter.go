// Package storedvalue is the payment adapter for what merchants keep for their customers themselves: store credit, gift
// cards, points, coupons and red packets. Its book is the ledger's.
//
// On the path: activities ask it through the port, as they ask any provider, for payments whose provider is
// "storedvalue"; what value given back means for the merchant is posted with the leg's outcome. Store credit in place
// of another payment (a substitute) is no payment of its own: the ledger settles that leg by its own word, and this
// adapter is not asked.
package storedvalue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// Book is where stored value is kept. Each method is one transaction, and an error says nothing of what was done.
type Book interface {
	// StoredMovement is what the book has under a key; false: it has never heard of it.
	StoredMovement(ctx context.Context, key string) (refund.StoredMovement, bool, error)
	// MoveStored gives value back, or declines to. A key that the book has moves nothing again, whatever the body: the
	// first movement is the answer.
	MoveStored(ctx context.Context, in refund.Instruction) (refund.StoredMovement, error)
	// StoredMovements lists the book by id, a page at a time.
	StoredMovements(ctx context.Context, q refund.StoredQuery) ([]refund.StoredMovement, error)
}

// Adapter implements payment.Provider, payment.Lister and payment.Described. It is safe for concurrent use.
type Adapter struct {
	book Book
	now  func() time.Time
}

var (
	_ payment.Described = Adapter{}
	_ payment.Lister    = Adapter{}
)

// New makes the adapter of a book.
func New(book Book) (Adapter, error) {
	if book == nil {
		return Adapter{}, errors.New("stored value adapter: no book")
	}
	return Adapter{book: book, now: time.Now}, nil
}

// WithClock is the adapter by another clock than the machine's.
func (a Adapter) WithClock(now func() time.Time) Adapter {
	a.now = now
	return a
}

// Refund implements payment.Provider. It reads the book first: where that fails, nothing was written. Where writing
// fails, nobody knows: the transaction may have been committed, and its answer lost.
func (a Adapter) Refund(ctx context.Context, in payment.Instruction) (refund.Outcome, error) {
	if err := payment.Check(in); err != nil {
		return refund.Outcome{}, err
	}
	if err := ctx.Err(); err != nil {
		return notSent(err), nil
	}
	ctx, cancel := context.WithTimeout(ctx, DefaultTerms().CallTimeout)
	defer cancel()
	known, repeated, err := a.book.StoredMovement(ctx, in.Key)
	if err != nil {
		return notSent(err), nil
	}
	if repeated {
		return answerTo(in, known), nil
	}
	moved, err := a.book.MoveStored(ctx, in)
	if err != nil {
		return unknown(err), nil
	}
	return answerTo(in, moved), nil
}

// Lookup implements payment.Provider.
func (a Adapter) Lookup(ctx context.Context, in payment.Instruction) (payment.Found, error) {
	if err := payment.Check(in); err != nil {
		return payment.Found{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, DefaultTerms().CallTimeout)
	defer cancel()
	known, ok, err := a.book.StoredMovement(ctx, in.Key)
	switch {
	case err != nil:
		return payment.Found{Outcome: unknown(err)}, nil
	case !ok:
		return payment.Found{Absent: true}, nil
	}
	return payment.Found{Outcome: answerTo(in, known)}, nil
}

// answerTo is what the book has under the key, unless it was used for something else.
func answerTo(in payment.Instruction, m refund.StoredMovement) refund.Outcome {
	was := m.Instruction
	if was.AmountMinor != in.AmountMinor || was.Currency != in.Currency || was.Reference != in.Reference || was.Account != in.Account || was.Void != in.Void {
		return refund.Outcome{
			Kind: refund.OutcomeAbnormal, ProviderRefundID: m.Outcome.ProviderRefundID,
			Reason: fmt.Sprintf("the key was used for %d %s to %s", was.AmountMinor, was.Currency, was.Reference),
		}
	}
	return m.Outcome
}

func notSent(err error) refund.Outcome {
	return refund.Outcome{Kind: refund.OutcomeNotSent, Reason: "the book of stored value was not written: " + err.Error()}
}

func unknown(err error) refund.Outcome {
	return refund.Outcome{Kind: refund.OutcomeUnknown, Reason: "the book of stored value does not answer: " + err.Error()}
}

// Terms implements payment.Provider.
func (a Adapter) Terms() payment.Terms {
	terms := DefaultTerms()
	terms.LookupDelays = slices.Clone(terms.LookupDelays)
	return terms
}

// Limits implements payment.Described.
func (a Adapter) Limits() payment.Limits { return Limits() }
