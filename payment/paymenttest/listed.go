package paymenttest

import (
	"context"

	"github.com/makegood/makegood/payment"
)

// Listed reads a whole list, or what of it came before its first error.
func Listed(ctx context.Context, of payment.Lister, q payment.ListQuery) (all []payment.Listed, err error) {
	for listed, err := range of.List(ctx, q) {
		if err != nil {
			return all, err
		}
		all = append(all, listed)
	}
	return all, nil
}
