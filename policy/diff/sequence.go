package diff

import (
	"fmt"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// sequence is one policy's world: what it would have paid of each order so far.
type sequence struct {
	asked  Assessor
	orders map[orderKey]refund.OrderHistory
}

type orderKey struct {
	merchant refund.MerchantID
	order    refund.OrderID
}

func newSequence(asked Assessor) sequence {
	return sequence{asked: asked, orders: map[orderKey]refund.OrderHistory{}}
}

// assess asks the policy about a request, on what it would have paid before.
func (s sequence) assess(r Request) (refund.Assessment, error) {
	key := orderKey{r.Cancellation.Merchant, r.Cancellation.Key.Order}
	history, ok := s.orders[key]
	if !ok {
		first, err := policy.HistoryOf(r.Cancellation.Order)
		if err != nil {
			return refund.Assessment{}, err
		}
		history = first
	}
	assessment, err := s.asked.Assess(r.Cancellation, history)
	if err != nil {
		return assessment, fmt.Errorf("diff: %s: %w", r.Cancellation.ID(), err)
	}
	if !r.Left {
		history = policy.Settle(history, r.Cancellation, assessment)
	}
	s.orders[key] = history
	return assessment, nil
}
