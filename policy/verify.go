package policy

import (
	"errors"
	"fmt"

	"github.com/makegood/makegood/refund"
)

// ErrInvariant: an assessment breaks a promise it must keep. A bug of this package, never to be
// tried again.
var ErrInvariant = errors.New("policy: invariant broken")

// verify holds a finished assessment to promises 2 and 3: the components sum to the total, so do
// the legs, the tax inside is the components' tax, and no line gives back more than was paid.
func verify(w *work) error {
	components, taxes := make([]int64, 0, len(w.out.Components)), make([]int64, 0, len(w.out.Components))
	legs := make([]int64, 0, len(w.out.Legs))
	for _, component := range w.out.Components {
		components = append(components, component.AmountMinor)
		taxes = append(taxes, component.TaxMinor)
	}
	for _, leg := range w.out.Legs {
		legs = append(legs, leg.AmountMinor)
		if leg.Void != (leg.AmountMinor == 0) || leg.AmountMinor < 0 {
			return fmt.Errorf("%w: leg %s of %d", ErrInvariant, leg.LegID, leg.AmountMinor)
		}
	}
	if w.out.TotalMinor < 0 {
		return fmt.Errorf("%w: total %d is negative", ErrInvariant, w.out.TotalMinor)
	}
	return errors.Join(
		sumsTo("components", components, w.out.TotalMinor),
		sumsTo("legs", legs, w.out.TotalMinor),
		sumsTo("taxes", taxes, w.out.TaxMinor),
		invariant(w.entitlement.CheckCaps()),
		invariant(w.checkSellers()),
	)
}

// checkSellers holds the sellers' shares of what is paid to the components.
func (w *work) checkSellers() error {
	if w.out.Disposition != refund.DispositionPay {
		return nil
	}
	return w.entitlement.CheckSellers(w.out.Sellers)
}

func sumsTo(what string, parts []int64, total int64) error {
	if sum, err := refund.SumMinor(parts...); err != nil || sum != total {
		return fmt.Errorf("%w: %s sum to %d, not %d", ErrInvariant, what, sum, total)
	}
	return nil
}

// invariant marks an error as a bug.
func invariant(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrInvariant, err)
}
