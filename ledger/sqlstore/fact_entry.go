package sqlstore

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// BookFact books a fact about the payment that it names. It keeps no notification, and no fact of a payment that no
// order has named.
func (s *Store) BookFact(ctx context.Context, in refund.Fact) (out refund.FactBooked, err error) {
	err = s.write(ctx, "fact "+in.ID, func(t *tx) error {
		found, err := t.paymentsNamed(in)
		if err != nil || len(found) == 0 {
			out = refund.FactBooked{Result: refund.FactWaits}
			return err
		}
		if err := t.lockPayment(found[0]); err != nil {
			return err
		}
		if in.Kind == refund.FactDispute {
			out, err = t.dispute(found[0], in)
			return err
		}
		out, err = t.outside(found[0], in)
		return err
	})
	return out, err
}
