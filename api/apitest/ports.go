package apitest

import (
	"context"
	"sync"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Stories show one refund, and keep what is sent to it.
type Stories struct {
	Standing refund.View
	ViewErr  error
	Answer   refund.Answer
	ActErr   error
	// Waits: an act is answered when the time of its call is over.
	Waits bool

	mu   sync.Mutex
	acts []refund.Act
}

// Acts are those that arrived.
func (s *Stories) Acts() []refund.Act {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.acts
}

// View implements api.Stories.
func (s *Stories) View(_ context.Context, id refund.ID) (refund.View, error) {
	if s.ViewErr != nil {
		return refund.View{}, s.ViewErr
	}
	if id != s.Standing.Refund {
		return refund.View{}, refund.Problem{Code: refund.CodeNotFound, Detail: string(id)}
	}
	return s.Standing, nil
}

// Act implements api.Stories.
func (s *Stories) Act(ctx context.Context, _ refund.ID, act refund.Act) (refund.Answer, error) {
	if s.Waits {
		<-ctx.Done()
		return refund.Answer{}, ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.acts = append(s.acts, act)
	return s.Answer, s.ActErr
}

// Intake keeps what it is asked for. Stores is called with each request.
type Intake struct {
	Asked  []refund.Request
	Answer refund.Requested
	Err    error
	Stores func(refund.Request)
}

// Request implements api.Intake.
func (i *Intake) Request(_ context.Context, in refund.Request) (refund.Requested, error) {
	i.Asked = append(i.Asked, in)
	if i.Stores != nil {
		i.Stores(in)
	}
	return i.Answer, i.Err
}

// Books are cases by their ids, and the list as it is given.
type Books struct {
	Known   map[refund.ID]refund.Case
	CaseErr error
	Rows    []ledger.CaseRow
	Filters []ledger.CaseFilter
	Outside []ledger.OutsideRefund
	Said    []ledger.Attribution
	Answer  refund.Answer
	// Before are the answers that acts had under their ids.
	Before map[refund.DecisionID]refund.Answer
}

// Case implements api.Books.
func (b *Books) Case(_ context.Context, id refund.ID) (refund.Case, error) {
	if b.CaseErr != nil {
		return refund.Case{}, b.CaseErr
	}
	if found, ok := b.Known[id]; ok {
		return found, nil
	}
	return refund.Case{}, ledger.ErrNotFound
}

// Cases is the list after the filter's place, as the ledger orders it.
func (b *Books) Cases(_ context.Context, filter ledger.CaseFilter) (out []ledger.CaseRow, err error) {
	b.Filters = append(b.Filters, filter)
	for _, row := range b.Rows {
		after := filter.After == nil || row.OpenedAt.Before(filter.After.OpenedAt) || row.OpenedAt.Equal(filter.After.OpenedAt) && row.ID > filter.After.ID
		if after && len(out) < filter.LimitMax {
			out = append(out, row)
		}
	}
	return out, b.CaseErr
}

// OutsideRefunds implements api.Books.
func (b *Books) OutsideRefunds(context.Context, ledger.OutsideFilter) ([]ledger.OutsideRefund, error) {
	return b.Outside, nil
}

// PaymentOwner implements api.Books: no order has named a payment.
func (b *Books) PaymentOwner(context.Context, ledger.NamedPayment) (refund.KeyOwner, error) {
	return refund.KeyOwner{}, ledger.ErrNotFound
}

// Answered implements api.Books.
func (b *Books) Answered(_ context.Context, in refund.ActRequest) (refund.Answer, bool, error) {
	answer, known := b.Before[in.Act.ID()]
	return answer, known, nil
}

// Attribute implements api.Books.
func (b *Books) Attribute(_ context.Context, in ledger.Attribution) (refund.Answer, error) {
	b.Said = append(b.Said, in)
	return b.Answer, nil
}
